package care

import "slices"

// CaseEdge is the number of a step in the published table of complaints, C1 to C21, with a letter for the steps that belong
// to a number. C22, the watch over what happens to a complainant's applications, is no step of a case: whoever sees a case
// must not learn that it has one. See Watch.
type CaseEdge string

// CaseAction is what somebody asks for; together with the state and who asks it names one edge.
type CaseAction string

// The edges of a case.
const (
	CaseEdgeSubmit         CaseEdge = "C1"
	CaseEdgeTriage         CaseEdge = "C2"
	CaseEdgeRaiseInfo      CaseEdge = "C2a"
	CaseEdgeRaiseSuspended CaseEdge = "C2b"
	CaseEdgeAck            CaseEdge = "C2c"
	CaseEdgePolice         CaseEdge = "C2d"
	CaseEdgeAskInfo        CaseEdge = "C3"
	CaseEdgeInfo           CaseEdge = "C3a"
	CaseEdgeMoreInfo       CaseEdge = "C3b"
	CaseEdgeInfoOver       CaseEdge = "C3c"
	CaseEdgeAccept         CaseEdge = "C4"
	CaseEdgeRefuse         CaseEdge = "C4a"
	CaseEdgeAssign         CaseEdge = "C5"
	CaseEdgeJoinUnits      CaseEdge = "C5a"
	CaseEdgeNote           CaseEdge = "C5b"
	CaseEdgeAskReturn      CaseEdge = "C6"
	CaseEdgeReturn         CaseEdge = "C7"
	CaseEdgeSign           CaseEdge = "C8"
	CaseEdgeHandOver       CaseEdge = "C8a"
	CaseEdgeContact        CaseEdge = "C9"
	CaseEdgeMessage        CaseEdge = "C9a"
	CaseEdgeAnswer         CaseEdge = "C9b"
	CaseEdgeTransfer       CaseEdge = "C10"
	CaseEdgeReceipt        CaseEdge = "C10a"
	CaseEdgeAskTransfer    CaseEdge = "C10b"
	CaseEdgeTakeBack       CaseEdge = "C10c"
	CaseEdgeSuspend        CaseEdge = "C11"
	CaseEdgeResume         CaseEdge = "C11a"
	CaseEdgeAskSuspend     CaseEdge = "C11b"
	CaseEdgeSuspendMore    CaseEdge = "C11c"
	CaseEdgeSuspendOver    CaseEdge = "C11d"
	CaseEdgeExtend         CaseEdge = "C12"
	CaseEdgeAskExtend      CaseEdge = "C12a"
	CaseEdgeRefuseAsk      CaseEdge = "C12b"
	CaseEdgePropose        CaseEdge = "C13"
	CaseEdgeRelease        CaseEdge = "C13a"
	CaseEdgeFacility       CaseEdge = "C13b"
	CaseEdgeApprove        CaseEdge = "C14"
	CaseEdgeSendBack       CaseEdge = "C14a"
	CaseEdgeDelivered      CaseEdge = "C14b"
	CaseEdgeFollowUp       CaseEdge = "C15"
	CaseEdgeClose          CaseEdge = "C16"
	CaseEdgeNotReached     CaseEdge = "C16a"
	CaseEdgeCloseQuietly   CaseEdge = "C16b"
	CaseEdgeRate           CaseEdge = "C16c"
	CaseEdgeReopen         CaseEdge = "C17"
	CaseEdgeAskReopen      CaseEdge = "C17a"
	CaseEdgeGrantReopen    CaseEdge = "C17b"
	CaseEdgeReassign       CaseEdge = "C17c"
	CaseEdgeRefuseReopen   CaseEdge = "C17d"
	CaseEdgeMerge          CaseEdge = "C18"
	CaseEdgeJointReply     CaseEdge = "C18a"
	CaseEdgeSplit          CaseEdge = "C18b"
	CaseEdgeWithdraw       CaseEdge = "C19"
	CaseEdgeWithdrawOwn    CaseEdge = "C19a"
	CaseEdgeWarn           CaseEdge = "C20"
	CaseEdgePage           CaseEdge = "C20a"
	CaseEdgeExclude        CaseEdge = "C20b"
	CaseEdgeRecount        CaseEdge = "C20c"
	CaseEdgeSecondLook     CaseEdge = "C21"
	CaseEdgeStaysSolved    CaseEdge = "C21a"
	CaseEdgeNotSolved      CaseEdge = "C21b"
)

// The actions on cases.
const (
	CaseActSubmit       CaseAction = "submit"
	CaseActTriage       CaseAction = "triage"
	CaseActAck          CaseAction = "acknowledge"
	CaseActPolice       CaseAction = "report_police"
	CaseActAskInfo      CaseAction = "ask_information"
	CaseActAddInfo      CaseAction = "add_information"
	CaseActInfoOver     CaseAction = "information_over"
	CaseActAccept       CaseAction = "accept"
	CaseActRefuse       CaseAction = "refuse"
	CaseActAssign       CaseAction = "assign"
	CaseActJoinUnits    CaseAction = "set_co_units"
	CaseActNote         CaseAction = "note"
	CaseActAskReturn    CaseAction = "ask_return"
	CaseActReturn       CaseAction = "decide_return"
	CaseActSign         CaseAction = "sign"
	CaseActHandOver     CaseAction = "hand_over"
	CaseActContact      CaseAction = "contact"
	CaseActMessage      CaseAction = "message"
	CaseActTransfer     CaseAction = "transfer"
	CaseActReceipt      CaseAction = "transfer_receipt"
	CaseActAskTransfer  CaseAction = "ask_transfer"
	CaseActTakeBack     CaseAction = "take_back"
	CaseActSuspend      CaseAction = "suspend"
	CaseActResume       CaseAction = "resume"
	CaseActAskSuspend   CaseAction = "ask_suspend"
	CaseActSuspendMore  CaseAction = "suspend_longer"
	CaseActSuspendOver  CaseAction = "suspension_over"
	CaseActExtend       CaseAction = "extend"
	CaseActAskExtend    CaseAction = "ask_extend"
	CaseActRefuseAsk    CaseAction = "refuse_ask"
	CaseActPropose      CaseAction = "propose_reply"
	CaseActRelease      CaseAction = "release"
	CaseActAnswer       CaseAction = "answer_release"
	CaseActApprove      CaseAction = "approve_reply"
	CaseActSendBack     CaseAction = "send_back"
	CaseActDelivered    CaseAction = "delivered"
	CaseActFollowUp     CaseAction = "follow_up"
	CaseActClose        CaseAction = "close"
	CaseActNotReached   CaseAction = "not_reached"
	CaseActCloseQuietly CaseAction = "close_quietly"
	CaseActRate         CaseAction = "rate"
	CaseActReopen       CaseAction = "reopen"
	CaseActAskReopen    CaseAction = "ask_reopen"
	CaseActGrantReopen  CaseAction = "grant_reopen"
	CaseActReassign     CaseAction = "reassign"
	CaseActRefuseReopen CaseAction = "refuse_reopen"
	CaseActMerge        CaseAction = "merge"
	CaseActJointReply   CaseAction = "joint_reply"
	CaseActSplit        CaseAction = "split"
	CaseActWithdraw     CaseAction = "withdraw"
	CaseActWarn         CaseAction = "warn"
	CaseActPage         CaseAction = "page"
	CaseActExclude      CaseAction = "exclude"
	CaseActRecount      CaseAction = "recount"
	CaseActSecondLook   CaseAction = "ask_second_look"
	CaseActStaysSolved  CaseAction = "stays_solved"
	CaseActNotSolved    CaseAction = "not_solved"
)

// Duty is what an officer is charged with in a unit.
type Duty string

// The duties.
const (
	DutyIntake     Duty = "intake"     // 受理
	DutyHandler    Duty = "handler"    // 承办
	DutySupervisor Duty = "supervisor" // 审核、督办
	DutyCallback   Duty = "callback"   // 回访
)

// Duties lists them.
func Duties() []Duty { return []Duty{DutyIntake, DutyHandler, DutySupervisor, DutyCallback} }

// CaseSide is on whose side of a case somebody stands.
type CaseSide string

// The sides.
const (
	SideComplainant CaseSide = "complainant"
	SideOffice      CaseSide = "office"
	SideFacility    CaseSide = "facility"
	SideSystem      CaseSide = "system"
)

// CaseActor is who moves a case. An officer without any post may do every duty in their own area: small counties have two
// people. What one person may not do for both eyes and hands holds for them as well.
type CaseActor struct {
	Actor
	Side   CaseSide
	Duties []Duty   // of the posts held
	Units  []UnitID // where they are held
}

// CaseComplainant is somebody on their own case.
func CaseComplainant() CaseActor { return CaseActor{Actor: Complainant(), Side: SideComplainant} }

// CaseSystem is the service acting by the clock.
func CaseSystem() CaseActor { return CaseActor{Actor: System("casework"), Side: SideSystem} }

// CaseOfficer is an officer with the posts they hold, or none.
func CaseOfficer(a Actor, duties []Duty, units []UnitID) CaseActor {
	return CaseActor{Actor: a, Side: SideOffice, Duties: duties, Units: units}
}

// CaseFacility is staff of the facility complained of.
func CaseFacility(a Actor) CaseActor { return CaseActor{Actor: a, Side: SideFacility} }

func (a CaseActor) has(d Duty) bool {
	return d == "" || a.Side != SideOffice || (len(a.Duties) == 0 && len(a.Units) == 0) || slices.Contains(a.Duties, d)
}

func (a CaseActor) in(u UnitID) bool {
	return a.Side != SideOffice || len(a.Units) == 0 || slices.Contains(a.Units, u)
}

// CaseEdgeRule is one row of the table. Guards refuse; then writes down what the event says, and reads nothing else, so that
// Fold comes to the same; clocks starts, stops and pauses.
type CaseEdgeRule struct {
	Edge    CaseEdge
	Action  CaseAction
	From    []CaseState // empty: before the first state
	To      CaseState   // "": the state stays
	Who     []CaseSide
	Roles   []Role // of the office: who of it; nil: both bureaus
	Duty    Duty   // of the office; "": any
	OfUnit  bool   // only the responsible unit
	Other   bool   // not who handles the case or has handled it this round
	NotWho  bool   // not who asked for it
	Reasons []ReasonCode
	Needs   bool // a reason must be given
	NotA    bool // never of a danger to a child
	Public  bool // the complainant's timeline shows it
	Says    CaseField

	guard  func(*caseMove) error
	then   func(*Case, *CaseEvent)
	clocks func(*caseMove)
}

// caseMove is one case on its way along one edge.
type caseMove struct {
	was   Case
	next  Case // in clocks: as it is after the step
	by    CaseActor
	facts CaseFacts
	body  CaseBody
	now   Instant
	terms CaseTerms
	cal   *Calendar
}

// CaseEdges lists the table.
func CaseEdges() []CaseEdgeRule { return slices.Clone(caseEdges) }

// CaseEdgeRuleOf returns the row of an edge, and false for a number that is not in the table.
func CaseEdgeRuleOf(e CaseEdge) (CaseEdgeRule, bool) {
	for i := range caseEdges {
		if caseEdges[i].Edge == e {
			return caseEdges[i], true
		}
	}
	return CaseEdgeRule{}, false
}

// CaseEdgeFor returns the edge an action means from a state on a side, and false when there is none. Where two share an action, a
// state and a side, the case decides between them: see CaseEdgeOf.
func CaseEdgeFor(from CaseState, action CaseAction, side CaseSide) (CaseEdge, bool) {
	for i := range caseEdges {
		if r := &caseEdges[i]; r.Action == action && r.starts(from) && slices.Contains(r.Who, side) {
			return r.Edge, true
		}
	}
	return "", false
}

// CaseEdgeOf is CaseEdgeFor on a case, with the refusal to answer: not_allowed when the side never has the action, else
// state_conflict. A withdrawal that the case outlives is an edge of its own: others is how many cases are merged into it.
func CaseEdgeOf(c *Case, action CaseAction, side CaseSide, others int) (CaseEdge, error) {
	e, ok := CaseEdgeFor(c.State, action, side)
	if !ok {
		can := slices.ContainsFunc(caseEdges, func(r CaseEdgeRule) bool { return r.Action == action && slices.Contains(r.Who, side) })
		return "", refused(can, string(c.State))
	}
	if e == CaseEdgeWithdraw && c.outlives(others) {
		e = CaseEdgeWithdrawOwn
	}
	return e, nil
}

// outlives reports whether the bureau goes on by itself when the complaint is withdrawn: a child or safety is at stake, or
// others are answered through the case.
func (c *Case) outlives(others int) bool { return c.Class == ClassA || c.Class == ClassB || others > 0 }

func (r *CaseEdgeRule) starts(from CaseState) bool {
	if len(r.From) == 0 {
		return from == ""
	}
	return slices.Contains(r.From, from)
}

func (r *CaseEdgeRule) arrives(from CaseState) CaseState {
	if r.To == "" {
		return from
	}
	return r.To
}

// MoveCase takes a case along an edge and returns it in its new state, with the event to append; the caller gives the event
// its id. The case given is not changed. A refusal is an Error: not_allowed (who), state_conflict (where it stands),
// not_your_unit, four_eyes, class_a, reason_needed, or what the guard of the edge says.
func MoveCase(c Case, e CaseEdge, by CaseActor, facts CaseFacts, now Instant, terms CaseTerms, cal *Calendar) (Case, CaseEvent, error) {
	r, ok := CaseEdgeRuleOf(e)
	if !ok {
		return c, CaseEvent{}, refused(false, "")
	}
	if err := r.mayMove(&c, by); err != nil {
		return c, CaseEvent{}, err
	}
	m := caseMove{was: c, by: by, facts: facts, body: r.Says.of(facts.Body), now: max(now, c.UpdatedAt), terms: terms, cal: cal}
	if err := CheckReason(m.body.Reason, r.Reasons, !r.Needs); err != nil {
		return c, CaseEvent{}, err
	}
	if r.guard != nil {
		if err := r.guard(&m); err != nil {
			return c, CaseEvent{}, err
		}
	}
	event := CaseEvent{
		Case: c.ID, N: c.Version + 1, Edge: e, From: c.State, To: r.arrives(c.State), At: m.now, By: by.Actor, Body: m.body, Public: r.Public,
	}
	if e == CaseEdgeSubmit {
		event.Case = facts.ID
	}
	m.next = r.apply(c, event)
	if r.clocks != nil {
		r.clocks(&m)
	}
	event.Body.Clocks = clockChanges(c.Clocks, m.next.Clocks)
	return r.apply(c, event), event, nil
}

// mayMove says whether somebody may take the edge at all.
func (r *CaseEdgeRule) mayMove(c *Case, by CaseActor) error {
	switch {
	case !slices.Contains(r.Who, by.Side):
		return refused(false, "")
	case by.Side == SideOffice && !slices.Contains(r.officers(), by.Kind):
		return refused(false, "")
	case !r.starts(c.State):
		return refused(true, string(c.State))
	case by.Side == SideComplainant && c.Own:
		return refused(true, string(c.State))
	case !by.has(r.Duty):
		return Errorf(Forbidden, CodeNotAllowed, "", "this is not among your duties")
	case r.OfUnit && !by.in(c.Unit):
		return Errorf(Forbidden, CodeNotYourUnit, "", "another unit is responsible for this case")
	case r.Other && c.handledBy(AccountID(by.ID)) && by.Side == SideOffice:
		return Errorf(Forbidden, CodeFourEyes, "", "who handles a case does not decide on it; a colleague must")
	case r.NotWho && by.Side == SideOffice && c.AskedBy != "" && c.AskedBy == AccountID(by.ID):
		return Errorf(Forbidden, CodeFourEyes, "", "who asked for it does not decide on it; a colleague must")
	case r.NotA && c.Class == ClassA:
		return Errorf(Conflict, CodeClassA, "", "a danger to a child is never put off, merged away or dropped")
	}
	return nil
}

func (r *CaseEdgeRule) officers() []Role {
	if r.Roles != nil {
		return r.Roles
	}
	return byBureau
}

// handledBy reports whether somebody handles the case or did so in this round.
func (c *Case) handledBy(who AccountID) bool {
	return who != "" && (c.Handler == who || slices.Contains(c.Handed, who))
}

// clockChanges lists the clocks that differ.
func clockChanges(was, is []Clock) []ClockChange {
	var out []ClockChange
	for i := range is {
		if i >= len(was) || !sameClock(was[i], is[i]) {
			out = append(out, ClockChange{Index: i, Clock: is[i]})
		}
	}
	return out
}

func sameClock(a, b Clock) bool {
	return a.Kind == b.Kind && a.Start == b.Start && a.Length == b.Length && a.Unit == b.Unit && a.Due == b.Due && a.Provisional == b.Provisional &&
		a.Stopped == b.Stopped && a.Met == b.Met && a.Warned == b.Warned && slices.Equal(a.Pauses, b.Pauses)
}

// CaseActionsFor lists what somebody could ask for now, by state, duty and clocks alone: guards that need more may still
// refuse.
func CaseActionsFor(c Case, by CaseActor, now Instant, terms CaseTerms, cal *Calendar) []CaseAction {
	var out []CaseAction
	for i := range caseEdges {
		r := &caseEdges[i]
		if slices.Contains(out, r.Action) || r.mayMove(&c, by) != nil {
			continue
		}
		m := caseMove{was: c, by: by, facts: CaseFacts{promise: true}, now: now, terms: terms, cal: cal}
		if r.guard == nil || r.guard(&m) == nil {
			out = append(out, r.Action)
		}
	}
	return out
}
