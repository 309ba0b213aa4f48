package care

import (
	"slices"
	"unicode/utf8"
)

// Review is what a family that knows a facility says of it: structured, short, once a year. A complaint is no review, and a
// review is published only after somebody has looked at it.
type Review struct {
	ID        ReviewID           `json:"id"`
	Facility  FacilityID         `json:"facility"`
	Family    FamilyID           `json:"-"`
	Basis     ReviewBasis        `json:"basis"`
	Scores    map[ReviewItem]int `json:"scores"` // 1 to 5
	Text      string             `json:"text,omitempty"`
	State     ReviewState        `json:"state"`
	Reason    ReasonCode         `json:"reason,omitempty"` // of a refusal
	Answer    string             `json:"answer,omitempty"` // the facility's, beside it
	Version   int64              `json:"version"`
	CreatedAt Instant            `json:"created_at"`
	UpdatedAt Instant            `json:"updated_at"`
}

// ReviewItem is one thing a review scores.
type ReviewItem string

// The items.
const (
	ReviewSafety        ReviewItem = "safety"
	ReviewCare          ReviewItem = "care"
	ReviewFood          ReviewItem = "food"
	ReviewCommunication ReviewItem = "communication"
	ReviewValue         ReviewItem = "value"
)

// ReviewItems lists them.
func ReviewItems() []ReviewItem {
	return []ReviewItem{ReviewSafety, ReviewCare, ReviewFood, ReviewCommunication, ReviewValue}
}

// ReviewBasis is how a family knows the facility.
type ReviewBasis string

// The bases.
const (
	BasisEnrolment ReviewBasis = "enrolment"
	BasisVisit     ReviewBasis = "visit"
)

// ReviewState is where a review stands.
type ReviewState string

// The states of a review.
const (
	ReviewPending   ReviewState = "pending"
	ReviewPublished ReviewState = "published"
	ReviewRefused   ReviewState = "refused"
	ReviewHidden    ReviewState = "hidden" // was published
)

// ReviewStates lists them.
func ReviewStates() []ReviewState {
	return []ReviewState{ReviewPending, ReviewPublished, ReviewRefused, ReviewHidden}
}

// ReviewAction is what is done with a review.
type ReviewAction string

// The actions on reviews.
const (
	ReviewActWrite   ReviewAction = "write"  // by the family: makes it, or says it anew
	ReviewActRemove  ReviewAction = "remove" // by the family
	ReviewActPublish ReviewAction = "publish"
	ReviewActRefuse  ReviewAction = "refuse"
	ReviewActHide    ReviewAction = "hide"
	ReviewActAnswer  ReviewAction = "answer" // by the facility
)

const (
	maxReviewText   = 300
	maxReviewAnswer = 500
	reviewDays      = 365
)

// ReviewFacts are what a review turns on beyond itself.
type ReviewFacts struct {
	Enrolled bool    // an application of the family at the facility is enrolled, or has ended after it was
	Visited  bool    // or a visit was attended
	LastAt   Instant // when the family last began a review of the facility; 0: never
}

// Basis is what entitles a family to a review, and false when nothing does.
func (f ReviewFacts) Basis() (ReviewBasis, bool) {
	switch {
	case f.Enrolled:
		return BasisEnrolment, true
	case f.Visited:
		return BasisVisit, true
	default:
		return "", false
	}
}

// MayWriteReview says whether a family may review a facility now: it knows it, and began no other review of it for a year.
// Its own review of this year it may change at any time: old is that one, or nil.
func MayWriteReview(old *Review, f ReviewFacts, now Instant) error {
	if _, ok := f.Basis(); !ok {
		return Errorf(Forbidden, CodeNoBasis, "", "families who were enrolled or came for a visit can review a place")
	}
	if old == nil && f.LastAt != 0 && now < f.LastAt+reviewDays*dayMillis {
		return conflict(CodeReviewedAlready, "one review a year; you can change the one you wrote")
	}
	return nil
}

// WriteReview returns a review as its family writes it, made or changed: somebody looks at it before it is published, again
// after a change. The answer to what it said before goes.
func WriteReview(old *Review, r Review, f ReviewFacts, now Instant) (Review, error) {
	if err := MayWriteReview(old, f, now); err != nil {
		return r, err
	}
	if len(r.Scores) != len(ReviewItems()) {
		return r, formIncomplete("scores", "score everything from 1 to 5")
	}
	for _, item := range ReviewItems() {
		if s := r.Scores[item]; s < 1 || s > 5 {
			return r, Errorf(Invalid, CodeOutOfRange, "scores", "score everything from 1 to 5")
		}
	}
	switch {
	case utf8.RuneCountInString(r.Text) > maxReviewText:
		return r, Errorf(Invalid, CodeTooLarge, "text", "longer than %d characters", maxReviewText)
	case !PlainText(r.Text):
		return r, Errorf(Invalid, CodeInvalid, "text", "the text holds characters that cannot be seen")
	}
	r.Basis, _ = f.Basis()
	r.State, r.Reason, r.Answer, r.UpdatedAt = ReviewPending, "", "", now
	r.Version, r.CreatedAt = 1, now
	if old != nil {
		r.ID, r.Version, r.CreatedAt = old.ID, old.Version+1, old.CreatedAt
	}
	return r, nil
}

// JudgeReview publishes, refuses or hides a review. Only a coded reason takes a family's words away; that it is a bad
// review is none.
func JudgeReview(r Review, action ReviewAction, reason ReasonCode, now Instant) (Review, error) {
	from := map[ReviewAction][]ReviewState{
		ReviewActPublish: {ReviewPending, ReviewHidden, ReviewRefused},
		ReviewActRefuse:  {ReviewPending},
		ReviewActHide:    {ReviewPublished},
	}[action]
	if len(from) == 0 {
		return r, refused(false, "")
	}
	if !slices.Contains(from, r.State) {
		return r, refused(true, string(r.State))
	}
	switch action {
	case ReviewActPublish:
		r.State, r.Reason = ReviewPublished, ""
	case ReviewActRefuse:
		r.State, r.Reason = ReviewRefused, reason
	default:
		r.State, r.Reason = ReviewHidden, reason
	}
	if action != ReviewActPublish {
		if err := CheckReason(reason, ReviewReasons(), false); err != nil {
			return r, err
		}
	}
	r.Version, r.UpdatedAt = r.Version+1, now
	return r, nil
}

// AnswerReview puts the facility's words beside a published review.
func AnswerReview(r Review, text string, now Instant) (Review, error) {
	switch n := utf8.RuneCountInString(text); {
	case r.State != ReviewPublished:
		return r, refused(true, string(r.State))
	case n == 0:
		return r, formIncomplete("text", "say it in words")
	case n > maxReviewAnswer:
		return r, Errorf(Invalid, CodeTooLarge, "text", "longer than %d characters", maxReviewAnswer)
	case !PlainText(text):
		return r, Errorf(Invalid, CodeInvalid, "text", "the text holds characters that cannot be seen")
	}
	r.Answer, r.UpdatedAt = text, now
	r.Version++
	return r, nil
}

// ReviewSummary is what all published reviews of a facility come to.
type ReviewSummary struct {
	Count  int                    `json:"count"`
	Scores map[ReviewItem]float64 `json:"scores,omitempty"` // means; none for fewer than floor reviews
}

// SummarizeReviews adds up what is published. Fewer than floor give no means: they would be somebody's own.
func SummarizeReviews(rs []Review, floor int) ReviewSummary {
	sums := make(map[ReviewItem]int)
	s := ReviewSummary{}
	for _, r := range rs {
		if r.State != ReviewPublished {
			continue
		}
		s.Count++
		for item, n := range r.Scores {
			sums[item] += n
		}
	}
	if s.Count == 0 || s.Count < floor {
		return s
	}
	s.Scores = make(map[ReviewItem]float64, len(sums))
	for item, n := range sums {
		s.Scores[item] = float64(n) / float64(s.Count)
	}
	return s
}
