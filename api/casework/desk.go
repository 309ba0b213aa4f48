package casework

import (
	"context"
	"io"

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
	Contact  string // how the complainant wants to be reached: app, phone, none
	Messages []Message
	Texts    map[care.CaseEventID]string // what the office wrote with its steps
	Evidence []EvidenceView
	Pages    []store.CasePage
	Release  *Release
	Merged   []care.CaseID // that follow this one
	Actions  []care.CaseAction
}

// ActRequest is something to be done with a case.
type ActRequest struct {
	Action  care.CaseAction
	Version int64 // as it was seen
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
}

// Error gives code and text.
func (e *ConflictError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the care.Error.
func (e *ConflictError) Unwrap() error {
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

	Summary    string
	Answer     string
	ReleasedAt care.Instant
	AnswerBy   care.Instant
	AnsweredAt care.Instant
	Version    int64
}

// Swept says what a sweep did.
type Swept struct {
	Mine   bool // the lease was ours; else another process sweeps
	Due    int  // cases the clock asked something of
	Paged  int
	Failed int
}

// PublicFilter chooses what everybody may see.
type PublicFilter struct {
	IDs      []string // receipt references
	Category care.Category
	Open     *bool
	From, To care.Instant
	Limit    int
}

func unfinished() error { return care.Errorf(care.Unavailable, care.CodeUnavailable, "", "not yet") }

// Form returns what the form shows before its first field.
func (s *Service) Form(ctx context.Context) (FormView, error) { return FormView{}, unfinished() }

// Submit keeps a complaint and files its case. The same draft sent again gives the same receipt and the same code.
func (s *Service) Submit(ctx context.Context, who Complainant, key IdempotencyKey, r SubmitRequest) (Receipt, error) {
	return Receipt{}, unfinished()
}

// Mine returns the complaints of the actor's account, newest first.
func (s *Service) Mine(ctx context.Context, actor care.Actor) ([]ComplaintView, error) {
	return nil, unfinished()
}

// ByCode returns the complaint a tracking code belongs to.
func (s *Service) ByCode(ctx context.Context, who Complainant) (ComplaintView, error) {
	return ComplaintView{}, unfinished()
}

// Own returns a complaint to its complainant.
func (s *Service) Own(ctx context.Context, who Complainant, id care.CaseID) (ComplaintView, error) {
	return ComplaintView{}, unfinished()
}

// ActOwn does something with a complaint for its complainant.
func (s *Service) ActOwn(ctx context.Context, who Complainant, id care.CaseID, r OwnAct) (ComplaintView, error) {
	return ComplaintView{}, unfinished()
}

// SimilarQuery asks for open cases about the same place.
type SimilarQuery struct {
	Facility care.FacilityID
	Near     *[2]float64 // lon, lat
	Category care.Category
}

// Similar returns open cases somebody could join.
func (s *Service) Similar(ctx context.Context, q SimilarQuery) ([]SimilarView, error) {
	return nil, unfinished()
}

// Inbox returns a page of the desk's list.
func (s *Service) Inbox(ctx context.Context, actor care.Actor, f InboxFilter) (InboxPage, error) {
	return InboxPage{}, unfinished()
}

// Case returns a case to the desk.
func (s *Service) Case(ctx context.Context, actor care.Actor, id care.CaseID) (CaseView, error) {
	return CaseView{}, unfinished()
}

// Act does something with a case. Fails with state_conflict (a ConflictError) when it is no longer as it was seen.
func (s *Service) Act(ctx context.Context, actor care.Actor, id care.CaseID, r ActRequest) (CaseView, error) {
	return CaseView{}, unfinished()
}

// Merge lets cases about the same facts follow one of them.
func (s *Service) Merge(ctx context.Context, actor care.Actor, lead care.CaseID, ids []care.CaseID, reason care.ReasonCode) (CaseView, error) {
	return CaseView{}, unfinished()
}

// Import takes a list of 12345 work orders (CSV).
func (s *Service) Import(ctx context.Context, actor care.Actor, list io.Reader) (ImportReport, error) {
	return ImportReport{}, unfinished()
}

// Rates returns the three rates of cases accepted from one day to another, by "unit", "area" or "class".
func (s *Service) Rates(ctx context.Context, actor care.Actor, from, to care.Date, by string) ([]RatesView, error) {
	return nil, unfinished()
}

// Performance returns how every office keeps its time.
func (s *Service) Performance(ctx context.Context) ([]UnitPerformance, error) {
	return nil, unfinished()
}

// Roster returns who is on duty at the units of the actor's area.
func (s *Service) Roster(ctx context.Context, actor care.Actor) ([]Duty, error) {
	return nil, unfinished()
}

// SetRoster replaces the posts and shifts of a unit.
func (s *Service) SetRoster(ctx context.Context, actor care.Actor, unit care.UnitID, posts []care.Post, shifts []store.Shift) (Duty, error) {
	return Duty{}, unfinished()
}

// AckPage answers a call: the officer has the case now.
func (s *Service) AckPage(ctx context.Context, actor care.Actor, id care.PageID) (CaseView, error) {
	return CaseView{}, unfinished()
}

// FacilityCases returns what the actor's facility was shown.
func (s *Service) FacilityCases(ctx context.Context, actor care.Actor) ([]Release, error) {
	return nil, unfinished()
}

// AnswerRelease keeps what a facility says to what it was shown.
func (s *Service) AnswerRelease(ctx context.Context, actor care.Actor, id care.CaseID, text string, version int64) (Release, error) {
	return Release{}, unfinished()
}

// Sweep does what the clock asks of cases.
func (s *Service) Sweep(ctx context.Context, holder string) (Swept, error) {
	return Swept{}, unfinished()
}

// StopSweeping gives the sweeper's lease up.
func (s *Service) StopSweeping(ctx context.Context, holder string) error {
	return s.Store.Release(ctx, sweeperLease, holder)
}

const sweeperLease = "casework.sweeper"

// PublicCases returns what everybody may see of cases in the public interest.
func (s *Service) PublicCases(ctx context.Context, f PublicFilter) ([]care.PublicView, error) {
	return nil, unfinished()
}
