package finder

import (
	"math"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// The limits of a query. They hold for everybody and keep one request cheap.
const (
	MaxAnchors      = 5
	MaxMinutes      = 60
	MinSpeed        = 0.3 // metres a second
	MaxSpeed        = 1.6
	DefaultMinutes  = 15
	DefaultLimit    = 20
	MaxLimit        = 100
	MaxIDs          = 100
	MaxAgeMonths    = 120 // some lists have classes up to school age
	MaxWordRunes    = 100
	maxMonthsAhead  = 36
	maxMonthsBehind = 1
)

// Tri is a yes-or-no filter that may also be left open.
type Tri uint8

// The three states of a Tri.
const (
	Either Tri = iota
	Yes
	No
)

// VacancyWish says whether only facilities with room are wanted.
type VacancyWish uint8

// The wishes.
const (
	AnyVacancy VacancyWish = iota
	Vacant                 // room for this child on the start date
	VacantBy               // room at some month from the start date to By
)

// Sort is the order of a list.
type Sort string

// The orders. Ties are broken by facility id, so every order is total.
const (
	ByWalk      Sort = "walk"      // shortest walk first; the default with anchors
	ByFee       Sort = "fee"       // lowest monthly sum for this child first, unknown last
	ByFreshness Sort = "freshness" // latest confirmed vacancy first, unknown last
	ByFree      Sort = "free"      // most free places first, then full, then not known
	ByName      Sort = "name"      // by pinyin; the default without anchors and words
	ByRelevance Sort = "relevance" // best match of the words first; the default with words but no anchors
)

// Combine says how the walks from several anchors become one figure.
type Combine string

// The ways to combine.
const (
	Worst Combine = "worst" // the longest walk counts
	Sum   Combine = "sum"   // all walks together count
)

// Query is one question to the finder. The zero value of every field but AgeMonths means "not asked"; all points are WGS-84.
type Query struct {
	Anchors []orb.Point // where the walk starts: home, work, the grandparents; every one must be in reach
	Combine Combine
	Minutes float64 // longest walk from each anchor; 0 means DefaultMinutes
	Profile geo.Profile
	Speed   float64 // metres a second; 0 means the rule of the profile

	// IDs, when there are any, are the facilities asked about: only these are listed, those that are public. Places and
	// minutes then say how far they are, and leave none out: one beyond an hour's walk has no walk.
	IDs []care.FacilityID

	Bound *orb.Bound // only facilities in this rectangle
	Area  string     // only facilities in this administrative area

	AgeMonths int       // completed months on the start date; -1 not given
	Birth     care.Date // instead of AgeMonths
	Start     care.Date // when care begins; zero means today

	Kinds     []care.FacilityKind
	Natures   []care.Nature
	Modes     []care.Mode // any of these
	Languages []string    // any of these
	Inclusive Tri
	Open      Tri // open to the public
	Verified  Tri
	FeeMin    int64     // fen a month for this child; 0 is no bound
	FeeMax    int64     // fen a month for this child; 0 is no bound
	Hours     care.Need // when care is needed
	Vacancy   VacancyWish
	By        care.Date // with VacantBy
	Words     string

	Sort   Sort
	Limit  int // 0 means DefaultLimit
	Cursor string
	Facets bool             // count the values of each facet
	Coords care.CoordSystem // of the points in the answer; empty means WGS-84
}

// Validate completes the query with its defaults for today and reports the first thing wrong with it as a care.Error
// of kind Invalid whose Field is the name of the query parameter.
func (q *Query) Validate(today care.Date) error {
	for _, check := range []func(care.Date) error{q.checkWalk, q.checkChild, q.checkWishes, q.checkPage} {
		if err := check(today); err != nil {
			return err
		}
	}
	return nil
}

func (q *Query) checkWalk(care.Date) error {
	if len(q.Anchors) > MaxAnchors {
		return invalid(care.CodeOutOfRange, "near", "at most %d places to walk from; leave some out", MaxAnchors)
	}
	for _, p := range q.Anchors {
		if !onEarth(p) {
			return invalid(care.CodeBadCoordinates, "near", "longitude must be -180..180 and latitude -85..85, longitude first")
		}
	}
	if q.Minutes == 0 {
		q.Minutes = DefaultMinutes
	}
	if !(q.Minutes > 0 && q.Minutes <= MaxMinutes) {
		return invalid(care.CodeOutOfRange, "minutes", "minutes must be more than 0 and at most %d", MaxMinutes)
	}
	if q.Speed != 0 && !(q.Speed >= MinSpeed && q.Speed <= MaxSpeed) {
		return invalid(care.CodeOutOfRange, "speed", "speed must be %.1f to %.1f metres a second", MinSpeed, MaxSpeed)
	}
	if q.Profile != geo.Walk && q.Profile != geo.Stroller {
		return invalid(care.CodeInvalid, "profile", "profile is walk or stroller")
	}
	if b := q.Bound; b != nil && (!onEarth(b.Min) || !onEarth(b.Max) || b.Min[0] >= b.Max[0] || b.Min[1] >= b.Max[1]) {
		return invalid(care.CodeBadCoordinates, "bbox", "bbox is west,south,east,north with west < east and south < north")
	}
	switch q.Combine {
	case "":
		q.Combine = Worst
	case Worst, Sum:
	default:
		return invalid(care.CodeInvalid, "combine", "combine is worst or sum")
	}
	return nil
}

func (q *Query) checkChild(today care.Date) error {
	if q.Start.IsZero() {
		q.Start = today
	}
	ahead := q.Start.MonthOf() - today.MonthOf()
	if ahead > maxMonthsAhead || ahead < -maxMonthsBehind {
		return invalid(care.CodeOutOfRange, "start", "start must be from last month to %d months ahead", maxMonthsAhead)
	}
	if !q.Birth.IsZero() {
		if q.AgeMonths >= 0 {
			return invalid(care.CodeInvalid, "birth", "give age_months or birth, not both")
		}
		age, born := care.AgeMonths(q.Birth, q.Start)
		if !born {
			return invalid(care.CodeOutOfRange, "birth", "the child must be born by the start date %s; give a later start", q.Start)
		}
		q.AgeMonths = age
	}
	if q.AgeMonths > MaxAgeMonths {
		field := "age_months"
		if !q.Birth.IsZero() {
			field = "birth"
		}
		return invalid(care.CodeOutOfRange, field, "the child would be %d months old on %s; at most %d", q.AgeMonths, q.Start, MaxAgeMonths)
	}
	if q.AgeMonths < -1 {
		return invalid(care.CodeOutOfRange, "age_months", "age_months must be 0 to %d", MaxAgeMonths)
	}
	return nil
}

func (q *Query) checkWishes(care.Date) error {
	if q.FeeMin < 0 || q.FeeMax < 0 || (q.FeeMax > 0 && q.FeeMin > q.FeeMax) {
		return invalid(care.CodeOutOfRange, "fee_max", "fees are in yuan a month, 0 or more, fee_min at most fee_max")
	}
	if h := q.Hours; h != (care.Need{}) && (h.From < 0 || h.To > 24*60 || h.From >= h.To || h.Weekdays > 127) {
		return invalid(care.CodeOutOfRange, "until", "hours are HH:MM with from before until")
	}
	if q.Vacancy == VacantBy && (q.By.Before(q.Start) || q.By.MonthOf()-q.Start.MonthOf() > maxMonthsAhead) {
		return invalid(care.CodeOutOfRange, "vacant_by", "vacant_by must be from the start date to %d months after it", maxMonthsAhead)
	}
	q.Words = strings.TrimSpace(q.Words)
	if n := len([]rune(q.Words)); n > MaxWordRunes {
		return invalid(care.CodeTooLarge, "words", "words has %d characters; at most %d", n, MaxWordRunes)
	}
	if len(q.Area) > 12 {
		return invalid(care.CodeInvalid, "area", "an area code has up to 12 digits")
	}
	if len(q.Languages) > 20 || len(q.Kinds) > 20 || len(q.Natures) > 20 || len(q.Modes) > 20 {
		return invalid(care.CodeTooLarge, "", "at most 20 values in one list")
	}
	return nil
}

func (q *Query) checkPage(care.Date) error {
	if len(q.IDs) > MaxIDs {
		return invalid(care.CodeTooLarge, "id", "at most %d ids in one question", MaxIDs)
	}
	if q.Limit == 0 {
		q.Limit = max(DefaultLimit, len(q.IDs))
	}
	if q.Limit < 1 || q.Limit > MaxLimit {
		return invalid(care.CodeOutOfRange, "limit", "limit must be 1 to %d", MaxLimit)
	}
	switch q.Coords {
	case "":
		q.Coords = care.WGS84
	case care.WGS84, care.GCJ02, care.BD09:
	default:
		return invalid(care.CodeInvalid, "coords", "coords is wgs84, gcj02 or bd09")
	}
	switch q.Sort {
	case "":
		q.Sort = q.defaultSort()
	case ByFee, ByFreshness, ByFree, ByName:
	case ByWalk:
		if len(q.Anchors) == 0 {
			return invalid(care.CodeInvalid, "sort", "sort=walk needs near")
		}
	case ByRelevance:
		if q.Words == "" {
			return invalid(care.CodeInvalid, "sort", "sort=relevance needs words")
		}
	default:
		return invalid(care.CodeInvalid, "sort", "sort is walk, fee, freshness, free, name or relevance")
	}
	return nil
}

func (q *Query) defaultSort() Sort {
	switch {
	case len(q.Anchors) > 0:
		return ByWalk
	case q.Words != "":
		return ByRelevance
	default:
		return ByName
	}
}

func onEarth(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 85 // false for NaN
}

func invalid(code care.Code, field, format string, args ...any) error {
	return care.Errorf(care.Invalid, code, field, format, args...)
}
