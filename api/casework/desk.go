package casework

import (
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// InboxFilter chooses cases of the actor's own area, the most pressing first.
type InboxFilter struct {
	States   []care.CaseState // empty: every open one
	Closed   bool             // those that are over, newest first
	Class    care.CaseClass
	Category care.Category
	Facility care.FacilityID
	Unit     care.UnitID
	Mine     bool // where the actor is intake officer, handler, reviewer or caller
	Overdue  bool
	Number   string // receipt number
	Cursor   string
	Limit    int
}

// InboxPage is a page of the desk's list.
type InboxPage struct {
	Cases  []CaseRow
	Next   string // "": this is the last
	Counts map[string]int
}

// CaseRow is a case in a list.
type CaseRow struct {
	ID        care.CaseID
	ReceiptNo string
	State     care.CaseState
	Class     care.CaseClass
	Category  care.Category
	Facility  *FacilityRef
	Place     string
	Unit      care.UnitID
	Office    string
	Handler   care.AccountID
	Anonymous bool
	Clock     *care.Clock // that ends first
	Version   int64
	CreatedAt care.Instant
	UpdatedAt care.Instant
}

// CaseView is a case as the desk sees it: everything but who complained.
type CaseView struct {
	care.HandlerView

	Facility *FacilityRef
	Office   Office
	CoUnits  []Office
	Text     string
	Wants    string
	Happened care.Date
	Contact  string // how the complainant wants to be reached: app, phone, none
	Messages []Message
	Evidence []EvidenceView
	Pages    []store.CasePage
	Follow   []care.CaseID // that were merged into this one
	Joined   care.CaseID   // the case the complainant wanted to join
}

// ActRequest is something to be done with a case.
type ActRequest struct {
	Action  care.CaseAction
	Version int64 // as it was seen
	NoTie   bool  // with sign: no tie to the place or the people is declared
	Body    care.CaseBody
	Text    string // words that go with it: a message, a reply, an instruction, what the facility is shown
}

// Difference is one thing that is no longer as somebody saw it.
type Difference struct {
	Field      string
	Yours, Now string
	By         care.AccountID
	At         care.Instant
}

// ConflictError says that a case was changed since it was seen, and what has changed. It is a care.Error with state_conflict.
type ConflictError struct {
	Current     care.CaseState
	Version     int64
	Differences []Difference

	cause error // where a step does not begin; nil: it was changed since it was seen
}

// Error gives code and text.
func (e *ConflictError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the care.Error.
func (e *ConflictError) Unwrap() error {
	if e.cause != nil {
		return e.cause
	}
	return care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again")
}

// ImportReport says what became of the rows of a list of work orders.
type ImportReport struct {
	Rows, Created, Repeated int
	Refused                 []RefusedRow
}

// RefusedRow is a row that was not taken.
type RefusedRow struct {
	Row         int // the first below the head is 2
	Column, Why string
	Code        care.Code
}

// RatesView is the three rates of somebody.
type RatesView struct {
	By   string // the unit's or area's id
	Name string
	care.Rates
}

// UnitPerformance is how an office keeps its time, for everybody.
type UnitPerformance struct {
	Office

	Area     string
	Accepted int
	Open     int
	Overdue  int
	Longest  int // whole days the oldest is overdue
	Rates    care.Rates
}

// Duty is who answers calls of a unit.
type Duty struct {
	Unit   Office
	Area   string
	Kind   care.UnitKind
	Posts  []care.Post
	Shifts []store.Shift
}

// Release is what a facility is shown of a case.
type Release struct {
	care.FacilityView

	Office Office
}

// Swept says what a sweep did.
type Swept struct {
	Mine   bool // the lease was ours; else another process sweeps
	Due    int  // cases the clock asked something of
	Paged  int
	Failed int
}

// PublicFilter chooses among what everybody may see.
type PublicFilter struct {
	IDs        []care.CaseID
	Categories []care.Category // empty: all of public interest
	Open       *bool
	From, To   care.Instant
	Limit      int
}

// PublicCase is the outline of a case of public interest, with the names that belong to it.
type PublicCase struct {
	care.PublicView

	Place  *FacilityRef
	Point  *orb.Point // of the facility
	Office Office
}
