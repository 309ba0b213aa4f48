package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// reviewFloor is the fewest published reviews that are added up: the mean of fewer tells what one family said.
const reviewFloor = 5

// ReviewsView is what families say of a facility, as everybody sees it.
type ReviewsView struct {
	Summary care.ReviewSummary
	Reviews []PublicReview // newest first
}

// PublicReview is a review without who wrote it, and no finer in time than the month.
type PublicReview struct {
	ID          care.ReviewID
	Month       string // YYYY-MM in which it was published
	Basis       care.ReviewBasis
	Scores      map[care.ReviewItem]int
	Text        string
	Answer      string
	AnswerMonth string
}

// MyReview is a family's own review of a facility.
type MyReview struct {
	May    bool // the family may review it, or change what it wrote
	Basis  care.ReviewBasis
	Review *care.Review // nil: it wrote none
	// AnswerMonth is when the facility answered, "" when it did not.
	AnswerMonth string
}

// StaffReview is a review as a facility or a bureau sees it, without who wrote it.
type StaffReview struct {
	PublicReview

	Facility     care.FacilityID
	FacilityName string // for bureaus
	State        care.ReviewState
	Reason       care.ReasonCode
}

func monthOf(at care.Instant) string {
	if at == 0 {
		return ""
	}
	d := care.Today(at)
	return fmt.Sprintf("%04d-%02d", d.Year, int(d.Month))
}

func reviewContext(id care.ReviewID) string       { return "review:" + string(id) }
func reviewAnswerContext(id care.ReviewID) string { return "review.answer:" + string(id) }

// openReview opens the words of a review.
func (s *Service) openReview(r store.ReviewRow) (care.Review, error) {
	var err error
	if r.TextSealed != "" {
		if r.Text, err = s.Box.Open(reviewContext(r.ID), r.TextSealed); err != nil {
			return r.Review, err
		}
	}
	if r.AnswerSealed != "" {
		r.Answer, err = s.Box.Open(reviewAnswerContext(r.ID), r.AnswerSealed)
	}
	return r.Review, err
}

// sealReview is a row of a review with its words sealed.
func (s *Service) sealReview(r care.Review, was store.ReviewRow, now care.Instant) store.ReviewRow {
	row := store.ReviewRow{Review: r, AnsweredAt: was.AnsweredAt, PublishedAt: was.PublishedAt}
	if r.Text != "" {
		row.TextSealed = s.Box.Seal(reviewContext(r.ID), r.Text)
	}
	switch {
	case r.Answer == "":
		row.AnsweredAt = 0
	case was.AnswerSealed == "":
		row.AnsweredAt = now
	}
	if r.Answer != "" {
		row.AnswerSealed = s.Box.Seal(reviewAnswerContext(r.ID), r.Answer)
	}
	switch {
	case r.State != care.ReviewPublished:
		row.PublishedAt = 0
	case was.State != care.ReviewPublished:
		row.PublishedAt = now
	}
	return row
}

func (s *Service) publicReview(r store.ReviewRow) (PublicReview, error) {
	open, err := s.openReview(r)
	return PublicReview{
		ID: r.ID, Month: monthOf(r.PublishedAt), Basis: r.Basis, Scores: r.Scores, Text: open.Text, Answer: open.Answer, AnswerMonth: monthOf(r.AnsweredAt),
	}, err
}

// Reviews returns what families say of a facility, to anybody. Fails with not_found.
func (s *Service) Reviews(ctx context.Context, facility care.FacilityID) (ReviewsView, error) {
	var rows []store.ReviewRow
	err := s.Store.Read(ctx, "read reviews", func(tx *store.Tx) (err error) {
		if _, err = tx.FacilityAlone(ctx, facility); err != nil {
			return err
		}
		rows, err = tx.Published(ctx, facility)
		return err
	})
	if err != nil {
		return ReviewsView{}, err
	}
	v := ReviewsView{Reviews: make([]PublicReview, len(rows))}
	plain := make([]care.Review, len(rows))
	for i, r := range rows {
		plain[i] = r.Review
		if v.Reviews[i], err = s.publicReview(r); err != nil {
			return ReviewsView{}, err
		}
	}
	v.Summary = care.SummarizeReviews(plain, reviewFloor)
	return v, nil
}

// Review returns a family's own review of a facility, and whether it may write one.
func (s *Service) Review(ctx context.Context, actor care.Actor, facility care.FacilityID) (v MyReview, err error) {
	if err := actor.May(care.MayReview, care.Owner{Family: actor.Family}); err != nil {
		return MyReview{}, err
	}
	err = s.look(ctx, "read an own review", func(ctx context.Context, t *turn) error {
		row, old, facts, err := t.ownReview(ctx, actor.Family, facility)
		if err != nil {
			return err
		}
		v = MyReview{May: care.MayWriteReview(old, facts, t.now) == nil}
		v.Basis, _ = facts.Basis()
		if row.ID != "" {
			mine, err := s.openReview(row)
			if err != nil {
				return err
			}
			v.Review, v.AnswerMonth = &mine, monthOf(row.AnsweredAt)
		}
		return nil
	})
	return v, err
}

// ownReview reads a family's newest review of a facility, the same when it may still be changed, and how the family knows the place.
func (t *turn) ownReview(ctx context.Context, family care.FamilyID, facility care.FacilityID) (
	row store.ReviewRow, old *care.Review, facts care.ReviewFacts, err error,
) {
	if _, err := t.tx.FacilityAlone(ctx, facility); err != nil {
		return row, nil, facts, err
	}
	if facts, err = t.tx.ReviewFacts(ctx, family, facility); err != nil {
		return row, nil, facts, err
	}
	row, known, err := t.tx.LastReview(ctx, family, facility)
	if err != nil || !known {
		return store.ReviewRow{}, nil, facts, err
	}
	facts.LastAt = row.CreatedAt
	// What was written less than a year ago is changed; what is older stays, and a new one may be begun.
	if care.MayWriteReview(nil, facts, t.now) != nil {
		old = &row.Review
	}
	return row, old, facts, nil
}

// PutReview makes a family's review of a facility, or says it anew. It is shown once somebody has read it. Fails with no_basis for who
// was neither enrolled nor came for a visit, and with what care.WriteReview says.
func (s *Service) PutReview(ctx context.Context, actor care.Actor, facility care.FacilityID, scores map[care.ReviewItem]int, text string) (MyReview, error) {
	if err := actor.May(care.MayReview, care.Owner{Family: actor.Family}); err != nil {
		return MyReview{}, err
	}
	err := s.do(ctx, "write a review", func(ctx context.Context, t *turn) error {
		was, old, facts, err := t.ownReview(ctx, actor.Family, facility)
		if err != nil {
			return err
		}
		r, err := care.WriteReview(old, care.Review{
			ID: care.ReviewID(care.RandomID()), Facility: facility, Family: actor.Family, Scores: scores, Text: text,
		}, facts, t.now)
		if err != nil {
			return err
		}
		if err := t.saveReview(ctx, r, was, old != nil); err != nil {
			return err
		}
		return t.told(ctx, r, care.ReviewActWrite, care.Actor{Kind: actor.Kind}, "")
	})
	if err != nil {
		return MyReview{}, err
	}
	return s.Review(ctx, actor, facility)
}

func (t *turn) saveReview(ctx context.Context, r care.Review, was store.ReviewRow, there bool) error {
	if !there {
		return t.tx.AddReview(ctx, t.sealReview(r, store.ReviewRow{}, t.now))
	}
	saved, err := t.tx.SaveReview(ctx, t.sealReview(r, was, t.now), was.Version)
	if err == nil && !saved {
		err = reviewChanged()
	}
	return err
}

func reviewChanged() error {
	return care.Errorf(care.Conflict, care.CodeStateConflict, "", "somebody else has changed this; look at it again")
}

// told writes down what was done with a review, puts it into the chain of changes, and tells who must know. The family is nowhere in it
// but in the notice to itself.
func (t *turn) told(ctx context.Context, r care.Review, action care.ReviewAction, by care.Actor, reason care.ReasonCode) error {
	step := store.ReviewStep{ID: care.NewID(), Review: r.ID, Facility: r.Facility, Action: action, By: by, Reason: reason, At: t.now}
	n, err := t.tx.AddReviewStep(ctx, step)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"event": step.ID, "n": n, "hash": hashOfReview(step, n), "facility": r.Facility})
	if err != nil {
		return err
	}
	err = t.tx.AppendChanges(ctx, []care.Change{{Noun: care.NounReview, ID: string(r.ID), Kind: string(action), At: t.now, Actor: by, Body: body}})
	if err != nil {
		return err
	}
	notice := care.Notice{At: t.now, Review: r.ID, About: r.Facility}
	switch action {
	case care.ReviewActWrite:
		f, err := t.tx.FacilityAlone(ctx, r.Facility)
		if err != nil {
			return err
		}
		notice.Event, notice.Area = care.NoticeReviewNew, f.AreaCode
	case care.ReviewActPublish:
		notice.Event, notice.Family, notice.Staff = care.NoticeReviewPublished, r.Family, r.Facility
	case care.ReviewActRefuse, care.ReviewActHide:
		notice.Event, notice.Family, notice.Params = care.NoticeReviewRefused, r.Family, map[string]string{"reason": string(reason)}
	case care.ReviewActAnswer:
		notice.Event, notice.Family = care.NoticeReviewAnswered, r.Family
	default:
		return nil
	}
	return t.tx.Notify(ctx, notice)
}

// hashOfReview is over the row of a step, so that the chain of changes covers it.
func hashOfReview(s store.ReviewStep, n int64) string {
	sum := sha256.New()
	for _, field := range []string{s.ID, string(s.Review), string(s.Facility), strconv.FormatInt(n, 10), string(s.Action), string(s.By.Kind), s.By.ID, string(s.Reason), strconv.FormatInt(int64(s.At), 10)} {
		_, _ = fmt.Fprintf(sum, "%d:%s", len(field), field)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// RemoveReview takes a family's review back, its answer with it. Fails with not_found.
func (s *Service) RemoveReview(ctx context.Context, actor care.Actor, facility care.FacilityID) error {
	if err := actor.May(care.MayReview, care.Owner{Family: actor.Family}); err != nil {
		return err
	}
	return s.do(ctx, "take a review back", func(ctx context.Context, t *turn) error {
		row, known, err := t.tx.LastReview(ctx, actor.Family, facility)
		if err != nil {
			return err
		}
		if !known {
			return notHere()
		}
		dropped, err := t.tx.DropReview(ctx, row.ID, row.Version)
		if err == nil && !dropped {
			err = reviewChanged()
		}
		if err != nil {
			return err
		}
		return t.told(ctx, row.Review, care.ReviewActRemove, care.Actor{Kind: actor.Kind}, "")
	})
}

// LeaveReviews takes back what a family has said of facilities, before the family is erased: its words are its own. For one child of it
// nothing happens. It may be called again after a failure.
func (s *Service) LeaveReviews(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error {
	if child != "" {
		return nil
	}
	return s.do(ctx, "take reviews back", func(ctx context.Context, t *turn) error {
		rows, err := t.tx.FamilyReviews(ctx, family)
		if err != nil {
			return err
		}
		for _, r := range rows {
			dropped, err := t.tx.DropReview(ctx, r.ID, r.Version)
			if err == nil && !dropped {
				err = reviewChanged()
			}
			if err != nil {
				return err
			}
			if err := t.told(ctx, r.Review, care.ReviewActRemove, care.Actor{Kind: actor.Kind}, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// ExportedReview is a review as it stands in its family's export.
type ExportedReview struct {
	Facility care.FacilityID         `json:"facility_id"`
	Basis    care.ReviewBasis        `json:"basis"`
	Scores   map[care.ReviewItem]int `json:"scores"`
	Text     string                  `json:"text,omitempty"`
	State    care.ReviewState        `json:"state"`
	Reason   care.ReasonCode         `json:"reason,omitempty"`
	Answer   string                  `json:"answer,omitempty"`
	At       time.Time               `json:"at"`
}

// ExportReviews returns what the actor's family has said of facilities.
func (s *Service) ExportReviews(ctx context.Context, actor care.Actor) ([]ExportedReview, error) {
	if err := actor.May(care.MayReadFamily, care.Owner{Family: actor.Family}); err != nil {
		return nil, err
	}
	var rows []store.ReviewRow
	err := s.Store.Read(ctx, "read own reviews", func(tx *store.Tx) (err error) {
		rows, err = tx.FamilyReviews(ctx, actor.Family)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]ExportedReview, len(rows))
	for i, row := range rows {
		r, err := s.openReview(row)
		if err != nil {
			return nil, err
		}
		out[i] = ExportedReview{r.Facility, r.Basis, r.Scores, r.Text, r.State, r.Reason, r.Answer, r.CreatedAt.Time()}
	}
	return out, nil
}

// FacilityReviews returns the published reviews of the actor's own facility.
func (s *Service) FacilityReviews(ctx context.Context, actor care.Actor) ([]StaffReview, error) {
	if err := actor.May(care.MayAnswerReview, care.Owner{Facility: actor.Facility}); err != nil {
		return nil, err
	}
	return s.staffReviews(ctx, func(tx *store.Tx) ([]store.ReviewRow, error) { return tx.Published(ctx, actor.Facility) })
}

// BureauReviews returns the reviews of an area that wait to be read, the oldest first; or those that were read, the last first.
func (s *Service) BureauReviews(ctx context.Context, actor care.Actor, read bool) ([]StaffReview, error) {
	if err := actor.May(care.MayModerate, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	return s.staffReviews(ctx, func(tx *store.Tx) ([]store.ReviewRow, error) { return tx.WaitingReviews(ctx, actor.Area, read) })
}

func (s *Service) staffReviews(ctx context.Context, read func(*store.Tx) ([]store.ReviewRow, error)) ([]StaffReview, error) {
	var rows []store.ReviewRow
	err := s.Store.Read(ctx, "read reviews", func(tx *store.Tx) (err error) {
		rows, err = read(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]StaffReview, len(rows))
	for i, r := range rows {
		if out[i], err = s.staffReview(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) staffReview(r store.ReviewRow) (StaffReview, error) {
	public, err := s.publicReview(r)
	if public.Month == "" {
		public.Month = monthOf(r.CreatedAt)
	}
	return StaffReview{PublicReview: public, Facility: r.Facility, FacilityName: r.FacilityName, State: r.State, Reason: r.Reason}, err
}

// JudgeReview publishes, refuses or hides a review of the actor's area. Fails with not_found for another area's.
func (s *Service) JudgeReview(ctx context.Context, actor care.Actor, id care.ReviewID, action care.ReviewAction, reason care.ReasonCode) (StaffReview, error) {
	return s.changeReview(ctx, "judge a review", id, func(ctx context.Context, t *turn, row store.ReviewRow) (care.Review, error) {
		f, err := t.tx.FacilityAlone(ctx, row.Facility)
		if err != nil {
			return care.Review{}, err
		}
		if err := actor.May(care.MayModerate, care.Owner{Area: f.AreaCode}); err != nil {
			return care.Review{}, err
		}
		r, err := s.openReview(row)
		if err == nil {
			r, err = care.JudgeReview(r, action, reason, t.now)
		}
		return r, err
	}, action, actor, reason)
}

// AnswerReview puts the facility's words beside a published review of it. Fails with not_found for another facility's.
func (s *Service) AnswerReview(ctx context.Context, actor care.Actor, id care.ReviewID, text string) (StaffReview, error) {
	return s.changeReview(ctx, "answer a review", id, func(_ context.Context, t *turn, row store.ReviewRow) (care.Review, error) {
		if err := actor.May(care.MayAnswerReview, care.Owner{Facility: row.Facility}); err != nil {
			return care.Review{}, err
		}
		if row.State != care.ReviewPublished {
			return care.Review{}, notHere() // nobody at a facility sees a review that is not published
		}
		r, err := s.openReview(row)
		if err == nil {
			r, err = care.AnswerReview(r, text, t.now)
		}
		return r, err
	}, care.ReviewActAnswer, actor, "")
}

// changeReview reads a review, lets somebody change it, and keeps what it has become.
func (s *Service) changeReview(
	ctx context.Context, what string, id care.ReviewID, change func(context.Context, *turn, store.ReviewRow) (care.Review, error),
	action care.ReviewAction, by care.Actor, reason care.ReasonCode,
) (view StaffReview, err error) {
	err = s.do(ctx, what, func(ctx context.Context, t *turn) error {
		row, err := t.tx.Review(ctx, id)
		if err != nil {
			return err
		}
		r, err := change(ctx, t, row)
		if err != nil {
			return err
		}
		if err := t.saveReview(ctx, r, row, true); err != nil {
			return err
		}
		if err := t.told(ctx, r, action, by, reason); err != nil {
			return err
		}
		view, err = s.staffReview(s.sealReview(r, row, t.now))
		return err
	})
	return view, err
}
