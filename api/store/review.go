package store

import (
	"context"
	"encoding/json"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// ReviewRow is a review with its words sealed.
type ReviewRow struct {
	care.Review // without Text and Answer

	FacilityName string // its name, in lists of staff
	TextSealed   string
	AnswerSealed string
	AnsweredAt   care.Instant
	PublishedAt  care.Instant
}

// FindingRow is something found at a facility, as it is published.
type FindingRow struct {
	ID           string
	Facility     care.FacilityID
	Case         care.CaseID
	Allegation   int
	Round        int
	Category     care.Category
	Result       care.FindingResult
	Measures     []care.CaseMeasure
	From, Until  care.Date
	AnswerSealed string
	At           care.Instant
}

func reviewOf(r db.Review, err error) (ReviewRow, error) {
	if err != nil {
		return ReviewRow{}, err
	}
	return ReviewRow{
		Review: care.Review{
			ID: care.ReviewID(r.ID), Facility: care.FacilityID(r.FacilityID), Family: care.FamilyID(r.FamilyID), Basis: care.ReviewBasis(r.Basis),
			Scores: map[care.ReviewItem]int{
				care.ReviewSafety: int(r.Safety), care.ReviewCare: int(r.Care), care.ReviewFood: int(r.Food),
				care.ReviewCommunication: int(r.Communication), care.ReviewValue: int(r.Value),
			},
			State: care.ReviewState(r.State), Reason: care.ReasonCode(r.Reason), Version: r.Version,
			CreatedAt: care.Instant(r.CreatedAt), UpdatedAt: care.Instant(r.UpdatedAt),
		},
		TextSealed: r.TextSealed, AnswerSealed: r.AnswerSealed, AnsweredAt: care.Instant(r.AnsweredAt), PublishedAt: care.Instant(r.PublishedAt),
	}, nil
}

func reviewsOf(rows []db.Review, err error) ([]ReviewRow, error) {
	out := make([]ReviewRow, len(rows))
	for i, r := range rows {
		out[i], _ = reviewOf(r, nil)
	}
	return out, err
}

// AddReview keeps a review.
func (w *work) AddReview(ctx context.Context, r ReviewRow) error {
	return w.InsertReview(ctx, db.InsertReviewParams{
		ID: string(r.ID), FacilityID: string(r.Facility), FamilyID: string(r.Family), Basis: string(r.Basis),
		Safety: score(r, care.ReviewSafety), Care: score(r, care.ReviewCare), Food: score(r, care.ReviewFood),
		Communication: score(r, care.ReviewCommunication), Value: score(r, care.ReviewValue),
		TextSealed: r.TextSealed, State: string(r.State), Version: r.Version, CreatedAt: int64(r.CreatedAt), UpdatedAt: int64(r.UpdatedAt),
	})
}

func score(r ReviewRow, item care.ReviewItem) int32 { return int32(r.Scores[item]) } //nolint:gosec // 1 to 5

// SaveReview keeps what a review has become, and reports whether it still was as it was read.
func (w *work) SaveReview(ctx context.Context, r ReviewRow, was int64) (bool, error) {
	return one(w.Queries.SaveReview(ctx, db.SaveReviewParams{
		ID: string(r.ID), Basis: string(r.Basis),
		Safety: score(r, care.ReviewSafety), Care: score(r, care.ReviewCare), Food: score(r, care.ReviewFood),
		Communication: score(r, care.ReviewCommunication), Value: score(r, care.ReviewValue),
		TextSealed: r.TextSealed, State: string(r.State), Reason: string(r.Reason), AnswerSealed: r.AnswerSealed, AnsweredAt: int64(r.AnsweredAt),
		Version: r.Version, UpdatedAt: int64(r.UpdatedAt), PublishedAt: int64(r.PublishedAt), WasVersion: was,
	}))
}

// DropReview takes a review away, and reports whether it still was as it was read.
func (w *work) DropReview(ctx context.Context, id care.ReviewID, version int64) (bool, error) {
	return one(w.DeleteReview(ctx, db.DeleteReviewParams{ID: string(id), Version: version}))
}

// Review returns one. Fails with not_found.
func (w *work) Review(ctx context.Context, id care.ReviewID) (ReviewRow, error) {
	return reviewOf(w.ReviewByID(ctx, string(id)))
}

// LastReview returns the newest review of a family about a facility, and false when it never wrote one.
func (w *work) LastReview(ctx context.Context, family care.FamilyID, facility care.FacilityID) (ReviewRow, bool, error) {
	return found(reviewOf(w.ReviewOfFamily(ctx, db.ReviewOfFamilyParams{FamilyID: string(family), FacilityID: string(facility)})))
}

// FamilyReviews returns what a family has said, the first first.
func (w *work) FamilyReviews(ctx context.Context, family care.FamilyID) ([]ReviewRow, error) {
	return reviewsOf(w.ReviewsOfFamily(ctx, string(family)))
}

// DropFamilyReviews takes away what a family has said, and returns how many there were.
func (w *work) DropFamilyReviews(ctx context.Context, family care.FamilyID) (int64, error) {
	return w.DeleteReviewsOfFamily(ctx, string(family))
}

// Published returns the published reviews of a facility, newest first.
func (w *work) Published(ctx context.Context, facility care.FacilityID) ([]ReviewRow, error) {
	return reviewsOf(w.ReviewsPublished(ctx, string(facility)))
}

// WaitingReviews returns reviews of an area nobody has read, the oldest first, or those that were read, the last first.
func (w *work) WaitingReviews(ctx context.Context, area string, read bool) ([]ReviewRow, error) {
	var out []ReviewRow
	add := func(r db.Review, name string) {
		row, _ := reviewOf(r, nil)
		row.FacilityName = name
		out = append(out, row)
	}
	if read {
		rows, err := w.ReviewsHandled(ctx, care.RegionPrefix(area))
		for _, r := range rows {
			add(reviewPart(r), r.FacilityName)
		}
		return out, err
	}
	rows, err := w.ReviewsWaiting(ctx, care.RegionPrefix(area))
	for _, r := range rows {
		add(reviewPart(db.ReviewsHandledRow(r)), r.FacilityName)
	}
	return out, err
}

func reviewPart(r db.ReviewsHandledRow) db.Review {
	return db.Review{
		ID: r.ID, FacilityID: r.FacilityID, FamilyID: r.FamilyID, Basis: r.Basis, Safety: r.Safety, Care: r.Care, Food: r.Food,
		Communication: r.Communication, Value: r.Value, TextSealed: r.TextSealed, State: r.State, Reason: r.Reason, AnswerSealed: r.AnswerSealed,
		AnsweredAt: r.AnsweredAt, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, PublishedAt: r.PublishedAt,
	}
}

// ReviewStep is something done with a review.
type ReviewStep struct {
	ID       string
	Review   care.ReviewID
	Facility care.FacilityID
	Action   care.ReviewAction
	By       care.Actor // without an id when it is the family
	Reason   care.ReasonCode
	At       care.Instant
}

// AddReviewStep writes down what was done with a review, and returns its number.
func (w *work) AddReviewStep(ctx context.Context, s ReviewStep) (int64, error) {
	n, err := w.ReviewEventCount(ctx, string(s.Review))
	if err != nil {
		return 0, err
	}
	return n + 1, w.InsertReviewEvent(ctx, db.InsertReviewEventParams{
		ID: s.ID, ReviewID: string(s.Review), FacilityID: string(s.Facility), N: n + 1, Action: string(s.Action), ActorKind: string(s.By.Kind),
		ActorID: s.By.ID, Reason: string(s.Reason), At: int64(s.At),
	})
}

// ReviewFacts returns how a family knows a facility.
func (w *work) ReviewFacts(ctx context.Context, family care.FamilyID, facility care.FacilityID) (care.ReviewFacts, error) {
	enrolled, err := w.FamilyEnrolled(ctx, db.FamilyEnrolledParams{FamilyID: string(family), FacilityID: string(facility)})
	if err != nil {
		return care.ReviewFacts{}, err
	}
	visited, err := w.FamilyVisited(ctx, db.FamilyVisitedParams{FamilyID: string(family), FacilityID: string(facility)})
	return care.ReviewFacts{Enrolled: enrolled > 0, Visited: visited > 0}, err
}

// AddFinding publishes a finding. One that was published already is left alone.
func (w *work) AddFinding(ctx context.Context, f FindingRow) error {
	measures, err := json.Marshal(f.Measures)
	if err != nil {
		return err
	}
	return w.InsertFinding(ctx, db.InsertFindingParams{
		ID: f.ID, FacilityID: string(f.Facility), CaseID: string(f.Case), Allegation: int32(f.Allegation), Round: int32(f.Round), //nolint:gosec // small numbers
		Category: string(f.Category), Result: string(f.Result), Measures: string(measures), PublishedFrom: f.From.String(), Until: f.Until.String(),
		AnswerSealed: f.AnswerSealed, CreatedAt: int64(f.At),
	})
}

// Findings returns what is shown of a facility on a day, the last first.
func (w *work) Findings(ctx context.Context, facility care.FacilityID, today care.Date) ([]FindingRow, error) {
	rows, err := w.FindingsOfFacility(ctx, db.FindingsOfFacilityParams{FacilityID: string(facility), Today: today.String()})
	if err != nil {
		return nil, err
	}
	out := make([]FindingRow, len(rows))
	for i, r := range rows {
		f := FindingRow{
			ID: r.ID, Facility: care.FacilityID(r.FacilityID), Case: care.CaseID(r.CaseID), Allegation: int(r.Allegation), Round: int(r.Round),
			Category: care.Category(r.Category), Result: care.FindingResult(r.Result), AnswerSealed: r.AnswerSealed, At: care.Instant(r.CreatedAt),
		}
		if err := json.Unmarshal([]byte(r.Measures), &f.Measures); err != nil {
			return nil, err
		}
		if err := f.From.UnmarshalText([]byte(r.PublishedFrom)); err != nil {
			return nil, err
		}
		if err := f.Until.UnmarshalText([]byte(r.Until)); err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, nil
}

// WithdrawFindings takes the findings of a case off the page. It returns how many were shown.
func (w *work) WithdrawFindings(ctx context.Context, id care.CaseID, now care.Instant) (int64, error) {
	return w.Queries.WithdrawFindings(ctx, db.WithdrawFindingsParams{CaseID: string(id), Now: int64(now)})
}
