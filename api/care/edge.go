package care

import "slices"

// Edge is the number of a step in the published table, as it stands in history: T1 to T26, with a letter for the steps that
// belong to a number but leave the state as it is.
type Edge string

// Action is what somebody asks for; together with the state and the role it names one edge.
type Action string

// The actions on applications.
const (
	ActDraft        Action = "draft"
	ActHold         Action = "hold"
	ActExtend       Action = "extend"
	ActWait         Action = "wait"
	ActSubmit       Action = "submit"
	ActExpire       Action = "expire"
	ActOffer        Action = "offer"
	ActReject       Action = "reject"
	ActRefuseReject Action = "refuse_reject"
	ActTurnAway     Action = "turn_away"
	ActEscalate     Action = "escalate"
	ActPromote      Action = "promote"
	ActAccept       Action = "accept"
	ActDecline      Action = "decline"
	ActLapse        Action = "lapse"
	ActProlong      Action = "prolong"
	ActEnrol        Action = "enrol"
	ActNoShow       Action = "no_show"
	ActObject       Action = "object"
	ActRefuseObject Action = "refuse_object"
	ActReinstate    Action = "reinstate"
	ActWithdraw     Action = "withdraw"
	ActAskRevoke    Action = "ask_revoke"
	ActRevoke       Action = "approve_revoke"
	ActRefuseRevoke Action = "refuse_revoke"
	ActEnd          Action = "end"
	ActHandOver     Action = "hand_over"
	ActGiveUp       Action = "give_up"
	ActFreeze       Action = "freeze"
	ActUnfreeze     Action = "unfreeze"
	ActReoffer      Action = "reoffer"
	ActRecall       Action = "recall"
	ActPause        Action = "pause"
	ActResume       Action = "resume"
	ActAskKeep      Action = "ask_keep"
	ActKeep         Action = "keep"
	ActSupersede    Action = "supersede"
	ActRestore      Action = "restore"
	ActRevive       Action = "revive"
	ActRemove       Action = "remove"
)

// The edges of an application. T20, filed places set below use, is an edge of a class: see EdgeFiled.
const (
	EdgeDraft        Edge = "T1"
	EdgeHold         Edge = "T2"
	EdgeExtend       Edge = "T2a"
	EdgeWait         Edge = "T3"
	EdgeSubmit       Edge = "T4"
	EdgeExpire       Edge = "T5"
	EdgeOffer        Edge = "T6"
	EdgeTurnAway     Edge = "T7"
	EdgeReject       Edge = "T7a"
	EdgeRefuseReject Edge = "T7b"
	EdgeEscalate     Edge = "T8"
	EdgePromote      Edge = "T9"
	EdgeAccept       Edge = "T10"
	EdgeDecline      Edge = "T11"
	EdgeLapse        Edge = "T12"
	EdgeProlong      Edge = "T12a"
	EdgeEnrol        Edge = "T13"
	EdgeNoShow       Edge = "T14"
	EdgeObject       Edge = "T14a"
	EdgeRefuseObject Edge = "T14b"
	EdgeReinstate    Edge = "T14c"
	EdgeWithdraw     Edge = "T15"
	EdgeRevoke       Edge = "T16"
	EdgeAskRevoke    Edge = "T16a"
	EdgeRefuseRevoke Edge = "T16b"
	EdgeEnd          Edge = "T17"
	EdgeHandOver     Edge = "T18"
	EdgeGiveUp       Edge = "T18a"
	EdgeFreeze       Edge = "T19"
	EdgeUnfreeze     Edge = "T19a"
	EdgeReoffer      Edge = "T19b"
	EdgeRecall       Edge = "T19c"
	EdgeFiled        Edge = "T20"
	EdgePause        Edge = "T21"
	EdgeResume       Edge = "T22"
	EdgeSupersede    Edge = "T23"
	EdgeAskKeep      Edge = "T23a"
	EdgeKeep         Edge = "T23b"
	EdgeRestore      Edge = "T24"
	EdgeRevive       Edge = "T25"
	EdgeRemove       Edge = "T26"
)

// EdgeRule is one row of the table of edges. Guards refuse; then sets what goes with the new state. Both see the application
// as it was, with the state it is moved to already set when then runs.
type EdgeRule struct {
	Edge    Edge
	Action  Action
	From    []State // empty: before the first state
	To      State   // "": the state stays, or the draft is gone (T26)
	Who     []Role
	Reasons []ReasonCode // the list its reason must be on; nil: it takes none
	Needs   []Role       // those who must give one
	Frozen  bool         // possible while frozen
	Inside  bool         // between facility and district: the family hears of what comes of it

	guard func(*moving) error
	then  func(*moving)
}

// Stays reports whether the edge leads back to the state it came from.
func (r *EdgeRule) Stays() bool { return r.To == "" && r.Edge != EdgeRemove }

// moving is one application on its way along one edge.
type moving struct {
	app   *Application
	by    Role
	facts Facts
	now   Instant
	terms BookingTerms
	cal   *Calendar
}

var (
	family           = []Role{ActorGuardian, ActorDelegate}
	familyOrSystem   = []Role{ActorGuardian, ActorDelegate, ActorSystem}
	byFacility       = []Role{ActorFacility}
	byDistrict       = []Role{ActorDistrict}
	byBureau         = []Role{ActorDistrict, ActorCity}
	facilityOrBureau = []Role{ActorFacility, ActorDistrict, ActorCity}
	bySystem         = []Role{ActorSystem}
	seated           = []State{StateOffered, StateConfirmed, StateEnrolled}
	waits            = []State{StateWaitlisted, StatePaused}
	live             = []State{StateHeld, StateSubmitted, StateOffered, StateConfirmed}
	leaving          = []State{StateDraft, StateHeld, StateSubmitted, StateWaitlisted, StatePaused, StateOffered, StateConfirmed}
)

// edges is the table: what is not in it does not exist.
var edges = []EdgeRule{
	{Edge: EdgeDraft, Action: ActDraft, To: StateDraft, Who: family, guard: guardDraft, then: thenDraft},
	{Edge: EdgeHold, Action: ActHold, From: []State{StateDraft}, To: StateHeld, Who: family, guard: guardHold, then: thenHold},
	{Edge: EdgeExtend, Action: ActExtend, From: []State{StateHeld}, Who: family, guard: guardExtend, then: thenExtend},
	{Edge: EdgeWait, Action: ActWait, From: []State{StateDraft}, To: StateWaitlisted, Who: family, guard: guardWait, then: thenWait},
	{Edge: EdgeSubmit, Action: ActSubmit, From: []State{StateHeld}, To: StateSubmitted, Who: family, guard: guardSubmit, then: thenSubmit},
	{Edge: EdgeExpire, Action: ActExpire, From: []State{StateHeld}, To: StateExpired, Who: bySystem, guard: guardExpire, then: because(ReasonTimeRanOut)},
	{Edge: EdgeOffer, Action: ActOffer, From: []State{StateSubmitted}, To: StateOffered, Who: byFacility, guard: guardOffer, then: thenOffer},
	{
		Edge: EdgeTurnAway, Action: ActTurnAway, From: []State{StateSubmitted}, To: StateRejected, Who: bySystem,
		Reasons: RejectReasons(), Needs: bySystem, guard: guardTurnAway,
	},
	{
		Edge: EdgeReject, Action: ActReject, From: []State{StateSubmitted}, Who: byFacility, Reasons: RejectReasons(), Needs: byFacility,
		Inside: true, guard: guardReject, then: thenReject,
	},
	{
		Edge: EdgeRefuseReject, Action: ActRefuseReject, From: []State{StateSubmitted}, Who: byDistrict,
		Inside: true, guard: guardRefuseReject, then: thenRefuseReject,
	},
	{Edge: EdgeEscalate, Action: ActEscalate, From: []State{StateSubmitted}, Who: bySystem, guard: guardEscalate},
	{Edge: EdgePromote, Action: ActPromote, From: []State{StateWaitlisted}, To: StateOffered, Who: bySystem, guard: guardPromote, then: thenOffer},
	{Edge: EdgeAccept, Action: ActAccept, From: []State{StateOffered}, To: StateConfirmed, Who: family, guard: guardAccept, then: thenAccept},
	{
		Edge: EdgeDecline, Action: ActDecline, From: []State{StateOffered}, To: StateDeclined, Who: family, Reasons: FamilyReasons(),
		Frozen: true,
	},
	{Edge: EdgeLapse, Action: ActLapse, From: []State{StateOffered}, To: StateLapsed, Who: bySystem, guard: guardLapse, then: because(ReasonNoAnswer)},
	{Edge: EdgeProlong, Action: ActProlong, From: []State{StateOffered}, Who: bySystem, guard: guardProlong, then: thenProlong},
	{Edge: EdgeEnrol, Action: ActEnrol, From: []State{StateConfirmed}, To: StateEnrolled, Who: byFacility, guard: guardEnrol},
	{
		Edge: EdgeNoShow, Action: ActNoShow, From: []State{StateConfirmed}, To: StateNoShow, Who: byFacility,
		guard: guardNoShow, then: because(ReasonNotAttended),
	},
	{Edge: EdgeObject, Action: ActObject, From: []State{StateNoShow}, Who: family, guard: guardObject, then: thenObject},
	{
		Edge: EdgeRefuseObject, Action: ActRefuseObject, From: []State{StateNoShow}, Who: byDistrict, Reasons: StandReasons(), Needs: byDistrict,
		guard: guardObjected, then: thenRefuseObject,
	},
	{Edge: EdgeReinstate, Action: ActReinstate, From: []State{StateNoShow}, To: StateWaitlisted, Who: byDistrict, guard: guardReinstate, then: thenReinstate},
	{
		Edge: EdgeWithdraw, Action: ActWithdraw, From: leaving, To: StateWithdrawn, Who: family, Reasons: FamilyReasons(),
		Frozen: true,
	},
	{
		Edge: EdgeRevoke, Action: ActRevoke, From: seated, To: StateRevoked, Who: byDistrict, Reasons: RevokeReasons(), Needs: byDistrict,
		Frozen: true, guard: guardTakeBack,
	},
	{
		Edge: EdgeAskRevoke, Action: ActAskRevoke, From: seated, Who: byFacility, Reasons: RevokeReasons(), Needs: byFacility,
		Frozen: true, Inside: true, guard: guardAskRevoke,
	},
	{Edge: EdgeRefuseRevoke, Action: ActRefuseRevoke, From: seated, Who: byDistrict, Frozen: true, Inside: true, guard: guardRevoke},
	{
		Edge: EdgeEnd, Action: ActEnd, From: []State{StateEnrolled}, To: StateEnded, Who: []Role{ActorGuardian, ActorFacility, ActorSystem},
		Reasons: EndReasons(), Needs: byFacility, guard: guardEnd,
	},
	{
		Edge: EdgeHandOver, Action: ActHandOver, From: []State{StateEnrolled}, To: StateEnded, Who: bySystem,
		guard: guardHandOver, then: because(ReasonTransferred),
	},
	{
		Edge: EdgeGiveUp, Action: ActGiveUp, From: live, To: StateSuperseded, Who: bySystem, Frozen: true,
		guard: guardHandOver, then: because(ReasonTransferred),
	},
	{
		Edge: EdgeFreeze, Action: ActFreeze, From: []State{StateHeld, StateOffered}, Who: byBureau, Reasons: FreezeReasons(), Needs: byBureau,
		then: thenFreeze,
	},
	{
		Edge: EdgeUnfreeze, Action: ActUnfreeze, From: []State{StateHeld, StateOffered}, Who: byBureau, Frozen: true,
		guard: guardUnfreeze, then: thenUnfreeze,
	},
	{Edge: EdgeReoffer, Action: ActReoffer, To: StateOffered, Who: bySystem, guard: guardReoffer, then: thenReoffer},
	{Edge: EdgeRecall, Action: ActRecall, From: []State{StateOffered}, To: StateExpired, Who: bySystem, guard: guardRecall, then: because(ReasonTimeRanOut)},
	{Edge: EdgePause, Action: ActPause, From: []State{StateWaitlisted}, To: StatePaused, Who: bySystem, guard: guardPause},
	{Edge: EdgeResume, Action: ActResume, From: []State{StatePaused}, To: StateWaitlisted, Who: bySystem, guard: guardResume},
	{
		Edge: EdgeSupersede, Action: ActSupersede, From: waits, To: StateSuperseded, Who: bySystem,
		guard: guardSupersede, then: because(ReasonEnrolledAlready),
	},
	{Edge: EdgeAskKeep, Action: ActAskKeep, From: waits, Who: bySystem, guard: guardAskKeep, then: thenAskKeep},
	{Edge: EdgeKeep, Action: ActKeep, From: waits, Who: family, guard: guardKeep, then: thenKeep},
	{Edge: EdgeRestore, Action: ActRestore, From: []State{StateSuperseded}, To: StateWaitlisted, Who: family, guard: guardRestore, then: thenReturn},
	{Edge: EdgeRevive, Action: ActRevive, From: []State{StateLapsed}, To: StateWaitlisted, Who: family, guard: guardRevive, then: thenRevive},
	{Edge: EdgeRemove, Action: ActRemove, From: []State{StateDraft}, Who: bySystem, guard: guardRemove},
}

// Edges lists the table.
func Edges() []EdgeRule { return slices.Clone(edges) }

// EdgeRuleOf returns the row of an edge, and false for a number that is not an application's.
func EdgeRuleOf(e Edge) (EdgeRule, bool) {
	for i := range edges {
		if edges[i].Edge == e {
			return edges[i], true
		}
	}
	return EdgeRule{}, false
}

// EdgeFor returns the edge an action means from a state for a role, and false when there is none. At most one exists.
func EdgeFor(from State, action Action, role Role) (Edge, bool) {
	for i := range edges {
		if r := &edges[i]; r.Action == action && r.starts(from) && slices.Contains(r.Who, role) {
			return r.Edge, true
		}
	}
	return "", false
}

func (r *EdgeRule) starts(from State) bool {
	if len(r.From) == 0 {
		return from == ""
	}
	return slices.Contains(r.From, from)
}

// EdgeOrWhy is EdgeFor with the refusal to answer: not_allowed when the role never has the action, else state_conflict.
func EdgeOrWhy(from State, action Action, role Role) (Edge, error) {
	if e, ok := EdgeFor(from, action, role); ok {
		return e, nil
	}
	return "", refused(CanAct(role, action), string(from))
}

// CanAct reports whether a role has an action from any state at all.
func CanAct(role Role, action Action) bool {
	return slices.ContainsFunc(edges, func(r EdgeRule) bool { return r.Action == action && slices.Contains(r.Who, role) })
}

// ActionsFor lists what a role could ask for now, by state and clocks alone: guards that need more may still refuse.
func ActionsFor(app Application, role Role, now Instant, terms BookingTerms, cal *Calendar) []Action {
	var out []Action
	for i := range edges {
		r := &edges[i]
		if !r.starts(app.State) || !slices.Contains(r.Who, role) || (app.Frozen() && !r.Frozen) {
			continue
		}
		m := moving{app: &app, by: role, facts: promising(&app, role), now: now, terms: terms, cal: cal}
		if r.guard == nil || r.guard(&m) == nil {
			out = append(out, r.Action)
		}
	}
	return out
}

// Move takes an application along an edge and returns it in its new state, with its clocks set and its version one higher.
// The application given is not changed. A refusal is an Error: not_allowed (the role), state_conflict (the state), frozen,
// reason_needed, or what the guard of the edge says.
func Move(app Application, e Edge, by Role, facts Facts, now Instant, terms BookingTerms, cal *Calendar) (Application, error) {
	r, ok := EdgeRuleOf(e)
	switch {
	case !ok || !slices.Contains(r.Who, by):
		return app, refused(false, "")
	case !r.starts(app.State):
		return app, refused(true, string(app.State))
	case app.Frozen() && !r.Frozen:
		return app, Errorf(Conflict, CodeFrozen, "", "the bureau has stopped the class for now; nothing is lost, and the time does not run")
	}
	if err := CheckReason(facts.Reason, r.Reasons, !slices.Contains(r.Needs, by)); err != nil {
		return app, err
	}
	next := app
	m := moving{app: &next, by: by, facts: facts, now: now, terms: terms, cal: cal}
	if r.guard != nil {
		if err := r.guard(&m); err != nil {
			return app, err
		}
	}
	if !r.Stays() {
		next.leave(app.State)
		next.State = r.To
		next.Reason = facts.Reason
	}
	if r.then != nil {
		r.then(&m)
	}
	next.Version++
	next.UpdatedAt = now
	return next, nil
}

// leave stops the clocks that belong to the state an application leaves.
func (a *Application) leave(from State) {
	switch from {
	case StateHeld:
		a.HoldUntil, a.FrozenAt = 0, 0
	case StateSubmitted:
		a.DecideBy, a.RejectBy = 0, 0
	case StateOffered:
		a.AnswerBy, a.FrozenAt = 0, 0
	case StateConfirmed:
		a.AgreeBy = 0
	case StateNoShow:
		a.DecideBy = 0
	default:
	}
	if !from.Waiting() {
		a.KeepBy = 0
	}
}
