package care

import "slices"

// Views of a case are built up field by field from what each reader may know. None is a case with something taken out: what
// is added to a case later is seen by nobody until somebody adds it here.

// ComplainantView is a case as its complainant sees it. Officers are offices; other complainants do not exist.
type ComplainantView struct {
	ID         CaseID
	ReceiptNo  string
	Facility   FacilityID
	PlaceName  string
	Category   Category
	Anonymous  bool
	CreatedAt  Instant
	State      CaseState // as the complainant is told: see shownState
	Open       bool
	Unit       UnitID
	Clocks     []Clock
	Timeline   []TimelineStep
	Reply      string
	RepliedAt  Instant
	Findings   []CaseFinding
	Measures   []CaseMeasure
	Missing    []ReasonCode // while information is asked for
	MissingAs  string       // in the office's words
	Reason     ReasonCode   // of a refusal
	GoTo       UnitKind     // where to go then
	Survey     *CaseAnswers
	SurveyBy   Instant // 0: nothing to rate
	SecondLook *CaseSecondLook
	Actions    []CaseAction
	Version    int64
}

// TimelineStep is one line of the public timeline.
type TimelineStep struct {
	N    int64
	At   Instant
	Step CaseEdge
	By   CaseSide
	Note string // the office's or the facility's words to the complainant
}

// shownState is what a complainant is told. A case merged into another is being handled, then answered: that there are others
// is not theirs to know. One the bureau goes on with after a withdrawal is withdrawn.
func (c *Case) shownState() CaseState {
	switch {
	case c.Own:
		return CaseWithdrawn
	case c.State == CaseMerged && c.RepliedAt == 0:
		return CaseInProgress
	case c.State == CaseMerged:
		return CaseClosed
	default:
		return c.State
	}
}

// noted are the steps whose words are written for the complainant; others' words are the office's own.
var noted = []CaseEdge{
	CaseEdgeAskInfo, CaseEdgeAccept, CaseEdgeRefuse, CaseEdgeTransfer, CaseEdgeTakeBack, CaseEdgeSuspend, CaseEdgeResume, CaseEdgeSuspendMore, CaseEdgeExtend,
	CaseEdgeGrantReopen, CaseEdgeRefuseReopen, CaseEdgeFacility,
}

// shownClocks are the clocks a complainant sees: what the office owes them, and what is asked of them.
var shownClocks = []ClockKind{ClockAccept, ClockContact, ClockHandle, ClockInfo, ClockCall, ClockSurvey}

// ComplainantSees builds the view from the events.
func ComplainantSees(events []CaseEvent, now Instant, terms CaseTerms, cal *Calendar) (ComplainantView, error) {
	c, err := Fold(events)
	if err != nil {
		return ComplainantView{}, err
	}
	v := ComplainantView{
		ID: c.ID, ReceiptNo: c.ReceiptNo, Facility: c.Facility, PlaceName: c.PlaceName, Category: c.Category, Anonymous: c.Anonymous, CreatedAt: c.CreatedAt,
		State: c.shownState(), Unit: c.Unit, Survey: c.Survey, SecondLook: c.Second, Version: c.Version,
		Actions: CaseActionsFor(c, CaseComplainant(), now, terms, cal),
	}
	v.Open = v.State.Open()
	for _, k := range c.Clocks {
		if slices.Contains(shownClocks, k.Kind) {
			k.Warned = 0 // whom the office warned of it is its own affair
			v.Clocks = append(v.Clocks, k)
		}
	}
	if k, ok := c.Clock(ClockSurvey); ok && k.Running() && c.Survey == nil && now <= k.Due {
		v.SurveyBy = k.Due
	}
	if c.RepliedAt != 0 {
		v.Reply, v.RepliedAt, v.Findings, v.Measures = c.Reply, c.RepliedAt, c.Findings, c.Measures
	}
	if c.State == CaseNotAccepted {
		v.Reason = c.Reason
	}
	for _, e := range events {
		v.add(&c, e)
	}
	return v, nil
}

func (v *ComplainantView) add(c *Case, e CaseEvent) {
	switch e.Edge {
	case CaseEdgeAskInfo:
		if c.State == CaseNeedsInfo {
			v.Missing, v.MissingAs = e.Body.Missing, e.Body.Text
		}
	case CaseEdgeRefuse:
		v.GoTo = e.Body.To
	default:
	}
	if !e.Public {
		return
	}
	step := TimelineStep{N: e.N, At: e.At, Step: e.Edge, By: sideOf(e)}
	if e.Edge == CaseEdgeJointReply {
		step.Step = CaseEdgeApprove
	}
	if e.Edge == CaseEdgeWithdrawOwn {
		step.Step = CaseEdgeWithdraw
	}
	if slices.Contains(noted, e.Edge) {
		step.Note = e.Body.Text
	}
	v.Timeline = append(v.Timeline, step)
}

func sideOf(e CaseEvent) CaseSide {
	switch e.By.Kind {
	case ActorSystem:
		return SideSystem
	case ActorFacility:
		return SideFacility
	case ActorAnonymous, ActorGuardian, ActorDelegate:
		return SideComplainant
	default:
		return SideOffice
	}
}

// HandlerView is a case as the desk sees it: all of it, for all of it is the desk's, and no more: the complainant's name is
// not in it, because it is not in the case.
type HandlerView struct {
	Case    Case
	Events  []CaseEvent
	Actions []CaseAction
	Due     *Clock // the next to fall due
	Merged  int    // how many cases are merged into it
}

// HandlerSees builds the view for an officer.
func HandlerSees(events []CaseEvent, by CaseActor, merged int, now Instant, terms CaseTerms, cal *Calendar) (HandlerView, error) {
	c, err := Fold(events)
	if err != nil {
		return HandlerView{}, err
	}
	v := HandlerView{Case: c, Events: slices.Clone(events), Merged: merged, Actions: CaseActionsFor(c, by, now, terms, cal)}
	if k, ok := c.NearestDue(); ok {
		v.Due = &k
	}
	return v, nil
}

// FacilityView is all a facility sees of a case, and only once the handler has released it: the redacted words, the matter,
// the time to answer. No receipt number: with it, a complainant who told somebody theirs would be found. No day the
// complaint came in: it may be the day a family said it would.
type FacilityView struct {
	Case       CaseID
	Facility   FacilityID
	Category   Category
	Unit       UnitID
	ReleasedAt Instant
	Text       string
	AnswerBy   Instant
	Answer     string
	AnsweredAt Instant
	Result     []CaseFinding // once replied
	Measures   []CaseMeasure
	CanAnswer  bool
	Version    int64 // of this view: that of the case counts what the complainant writes too, and when
}

// FacilitySees builds the view, and reports false when nothing was released.
func FacilitySees(c Case) (FacilityView, bool) {
	if c.Release == nil || c.Facility == "" {
		return FacilityView{}, false
	}
	v := FacilityView{
		Case: c.ID, Facility: c.Facility, Category: c.Category, Unit: c.Unit, ReleasedAt: c.Release.At, Text: c.Release.Text,
		Answer: c.Release.Answer, AnsweredAt: c.Release.AnsweredAt, Version: 1,
		CanAnswer: c.Release.AnsweredAt == 0 && c.State != CaseClosed,
	}
	for i := len(c.Clocks) - 1; i >= 0; i-- {
		if c.Clocks[i].Kind == ClockAnswer {
			v.AnswerBy = c.Clocks[i].Due
			break
		}
	}
	if c.Release.AnsweredAt != 0 {
		v.Version++
	}
	if c.RepliedAt != 0 {
		v.Result, v.Measures = slices.Clone(c.Findings), slices.Clone(c.Measures)
		v.Version++
	}
	return v, true
}

// PublicView is the outline of a case of public interest: what, where, who answers for it, and how far it is. Its day is no
// finer than the week it came in.
type PublicView struct {
	Case     CaseID
	Category Category
	Facility FacilityID // what somebody called a place in no register may tell who lives there: it is not shown
	Area     string
	Unit     UnitID
	State    CaseState
	Open     bool
	Since    Date // the Monday of the week
	Updated  Date // likewise
	DueOn    Date // the day the reply is due; zero when none is
}

// PublicSees builds the outline, and reports false for what is not of public interest, not accepted, or in danger's class:
// nobody outside learns of such a case.
func PublicSees(c Case) (PublicView, bool) {
	if !c.Category.Public() || c.AcceptedAt == 0 || c.Class == ClassA || c.State == CaseMerged || c.State == CaseWithdrawn || c.Own {
		return PublicView{}, false
	}
	v := PublicView{
		Case: c.ID, Category: c.Category, Facility: c.Facility, Area: c.Area, Unit: c.Unit, State: c.State, Open: c.State.Open(),
		Since: monday(Today(c.CreatedAt)), Updated: monday(Today(c.UpdatedAt)),
	}
	if k, ok := c.Clock(ClockHandle); ok && k.Running() && !k.Paused() {
		v.DueOn = Today(k.Due)
	}
	return v, true
}

// monday is the first day of the week of a day.
func monday(d Date) Date { return d.AddDays(-(int(d.Time().Weekday()) + 6) % 7) }
