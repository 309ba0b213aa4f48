package care

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// published is the table of edges as it is published, written by hand from the design and not from the code:
// number, action, from, to ("=" stays, "-" none), who.
const published = `
T1   draft          -                                                             draft       guardian delegate
T2   hold           draft                                                         held        guardian delegate
T2a  extend         held                                                          =           guardian delegate
T3   wait           draft                                                         waitlisted  guardian delegate
T4   submit         held                                                          submitted   guardian delegate
T5   expire         held                                                          expired     system
T6   offer          submitted                                                     offered     facility
T7   turn_away      submitted                                                     rejected    system
T7a  reject         submitted                                                     =           facility
T7b  refuse_reject  submitted                                                     =           district
T8   escalate       submitted                                                     =           system
T9   promote        waitlisted                                                    offered     system
T10  accept         offered                                                       confirmed   guardian delegate
T11  decline        offered                                                       declined    guardian delegate
T12  lapse          offered                                                       lapsed      system
T12a prolong        offered                                                       =           system
T13  enrol          confirmed                                                     enrolled    facility
T14  no_show        confirmed                                                     no_show     facility
T14a object         no_show                                                       =           guardian delegate
T14b refuse_object  no_show                                                       =           district
T14c reinstate      no_show                                                       waitlisted  district
T15  withdraw       draft,held,submitted,waitlisted,paused,offered,confirmed      withdrawn   guardian delegate
T16  approve_revoke offered,confirmed,enrolled                                    revoked     district
T16a ask_revoke     offered,confirmed,enrolled                                    =           facility
T16b refuse_revoke  offered,confirmed,enrolled                                    =           district
T17  end            enrolled                                                      ended       guardian facility system
T18  hand_over      enrolled                                                      ended       system
T18a give_up        held,submitted,offered,confirmed                              superseded  system
T19  freeze         held,offered                                                  =           district city
T19a unfreeze       held,offered                                                  =           district city
T19b reoffer        -                                                             offered     system
T19c recall         offered                                                       expired     system
T21  pause          waitlisted                                                    paused      system
T22  resume         paused                                                        waitlisted  system
T23  supersede      waitlisted,paused                                             superseded  system
T23a ask_keep       waitlisted,paused                                             =           system
T23b keep           waitlisted,paused                                             =           guardian delegate
T24  restore        superseded                                                    waitlisted  guardian delegate
T25  revive         lapsed                                                        waitlisted  guardian delegate
T26  remove         draft                                                         -           system
`

type publishedRow struct {
	edge   Edge
	action Action
	from   []State
	to     string
	who    []Role
}

func publishedRows(t *testing.T) []publishedRow {
	t.Helper()
	var out []publishedRow
	for line := range strings.Lines(strings.TrimSpace(published)) {
		f := strings.Fields(line)
		r := publishedRow{edge: Edge(f[0]), action: Action(f[1]), to: f[3]}
		for s := range strings.SplitSeq(f[2], ",") {
			if s == "-" {
				s = ""
			}
			r.from = append(r.from, State(s))
		}
		for _, w := range f[4:] {
			r.who = append(r.who, Role(w))
		}
		out = append(out, r)
	}
	return out
}

// A14, P7: every edge, from every state, by every role, is allowed or refused exactly as published; in both ways to ask.
func TestEveryEdgeByEveryRoleFromEveryState(t *testing.T) {
	rows := publishedRows(t)
	if len(rows) != len(Edges()) {
		t.Errorf("%d edges are published and %d exist", len(rows), len(Edges()))
	}
	cal, terms := ChinaCalendar(), DefaultBookingTerms
	tried, allowed := 0, 0
	for _, row := range rows {
		for _, state := range append([]State{""}, States()...) {
			for _, role := range Roles() {
				tried++
				want := slices.Contains(row.who, role) && slices.Contains(row.from, state)
				edge, ok := EdgeFor(state, row.action, role)
				if ok != want || (ok && edge != row.edge) {
					t.Errorf("%s asks %s from %q: %s %v, published %s %v", role, row.action, state, edge, ok, row.edge, want)
				}
				app, facts, now := ready(row.edge, state)
				next, err := Move(app, row.edge, role, facts, now, terms, cal)
				switch {
				case want && err != nil:
					t.Errorf("%s by %s from %q: %v", row.edge, role, state, err)
				case !want && !Is(err, CodeNotAllowed) && !Is(err, CodeStateConflict):
					t.Errorf("%s by %s from %q was not refused as such: %v", row.edge, role, state, err)
				case !want && slices.Contains(row.who, role) != Is(err, CodeStateConflict):
					t.Errorf("%s by %s from %q: %v; the role is allowed: %v", row.edge, role, state, err, slices.Contains(row.who, role))
				case want:
					allowed++
					to := State(row.to)
					switch row.to {
					case "=":
						to = state
					case "-":
						to = ""
					}
					if next.State != to || next.Version != app.Version+1 || next.UpdatedAt != now {
						t.Errorf("%s by %s from %q leads to %q, version %d", row.edge, role, state, next.State, next.Version)
					}
				}
			}
		}
	}
	t.Logf("%d combinations, %d allowed", tried, allowed)
}

// ready makes an application in a state, with the facts and the time under which every guard of an edge agrees.
func ready(edge Edge, state State) (Application, Facts, Instant) {
	now := at("2026-11-24 10:00")
	app := Application{
		ID: "a", ChildID: "c", Mode: FullDay, State: state, Version: 7, Start: date("2026-11-02"), From: month("2026-11"), To: month("2027-06"),
		UpdatedAt: now - dayMillis, Reminders: 2, Rank: Rank{ID: "a"}, AnswerBy: now + hourMillis, HoldUntil: now + hourMillis,
		DecideBy: now - hourMillis, KeepBy: now - hourMillis, OfferedAt: now - 3*dayMillis, DeliveredAt: now - 2*dayMillis,
	}
	f := Facts{
		Open: true, SeatTaken: true, Full: true, First: true, Complete: true, Consents: true, Papers: true, Signed: true, RatioKept: true,
		SuccessorSure: true, EnrolledElsewhere: "b", Displaced: true,
	}
	switch edge {
	case EdgeExpire:
		app.HoldUntil = now
	case EdgeLapse:
		app.AnswerBy = now
	case EdgeProlong:
		app.AnswerBy, app.DeliveredAt = now, 0
	case EdgeNoShow:
		app.OfferedAt = InstantOf(app.Start.Time()) - dayMillis
	case EdgeObject:
		app.DecideBy = 0
	case EdgeRefuseObject:
		f.Objected, f.Reason = true, ReasonAbsenceSure
	case EdgeReinstate:
		f.Objected = true
	case EdgeReject:
		f.Reason = ReasonPapersMissing
	case EdgeTurnAway:
		f.Reason, app.RejectBy = ReasonPapersMissing, now
	case EdgeRefuseReject:
		app.RejectBy = now + hourMillis
	case EdgeRevoke:
		f.Reason, f.RevokeAsked = ReasonFeesUnpaid, true
	case EdgeRefuseRevoke:
		f.RevokeAsked = true
	case EdgeAskRevoke:
		f.Reason = ReasonFeesUnpaid
	case EdgeEnd:
		f.Reason, app.To = ReasonMoved, month("2026-10")
	case EdgeFreeze:
		f.Reason = ReasonSafety
	case EdgeUnfreeze:
		app.FrozenAt = now - hourMillis
	case EdgePause:
		f.OtherLive = true
	case EdgeRecall:
		app.Alternative, app.DeliveredAt = true, 0
	case EdgeAskKeep:
		app.KeepBy = 0
	case EdgeRemove:
		app.UpdatedAt = now - 31*dayMillis
	default:
	}
	return app, f, now
}

// What is offered in another's place says so, so that its facility is not shown a family that has not asked there.
func TestReofferedStandsBeside(t *testing.T) {
	app, facts, now := ready(EdgeReoffer, "")
	next, err := Move(app, EdgeReoffer, ActorSystem, facts, now, DefaultBookingTerms, ChinaCalendar())
	if err != nil || !next.Alternative || next.State != StateOffered {
		t.Errorf("%+v, %v", next, err)
	}
}

// Each guard refuses for its own reason: everything agrees but one thing.
func TestGuards(t *testing.T) {
	cal, terms := ChinaCalendar(), DefaultBookingTerms
	tooOld := Errorf(Conflict, CodeTooOld, "", "too old")
	type change func(a *Application, f *Facts, now *Instant)
	for _, c := range []struct {
		edge Edge
		from State
		who  Role
		why  Code // "": allowed
		but  change
	}{
		{EdgeDraft, "", ActorGuardian, CodeAlreadyApplied, func(_ *Application, f *Facts, _ *Instant) { f.AlreadyApplied = true }},
		{EdgeHold, StateDraft, ActorGuardian, CodePoolFull, func(_ *Application, f *Facts, _ *Instant) { f.SeatTaken = false }},
		{EdgeHold, StateDraft, ActorGuardian, CodePoolFull, func(_ *Application, f *Facts, _ *Instant) { f.WaitAhead = true }},
		{EdgeHold, StateDraft, ActorGuardian, CodeChildHolding, func(_ *Application, f *Facts, _ *Instant) { f.OtherLive = true }},
		{EdgeHold, StateDraft, ActorGuardian, CodeTooOld, func(_ *Application, f *Facts, _ *Instant) { f.Eligible = tooOld }},
		{EdgeHold, StateDraft, ActorGuardian, CodeClosed, func(_ *Application, f *Facts, _ *Instant) { f.Open = false }},
		{EdgeHold, StateDraft, ActorGuardian, CodeSuspended, func(_ *Application, f *Facts, _ *Instant) { f.Refused = true }},
		{EdgeExtend, StateHeld, ActorGuardian, CodeExtendedAlready, func(a *Application, _ *Facts, _ *Instant) { a.Extended = true }},
		{EdgeExtend, StateHeld, ActorGuardian, CodeHoldExpired, func(a *Application, _ *Facts, now *Instant) { *now = a.HoldUntil }},
		{EdgeExtend, StateHeld, ActorGuardian, CodeFrozen, func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeWait, StateDraft, ActorGuardian, CodePlaceFree, func(_ *Application, f *Facts, _ *Instant) { f.Full = false }},
		{EdgeWait, StateDraft, ActorGuardian, "", func(_ *Application, f *Facts, _ *Instant) { f.Full, f.WaitAhead = false, true }},
		{EdgeWait, StateDraft, ActorGuardian, CodeWaitsFull, func(_ *Application, f *Facts, _ *Instant) { f.Waits, f.EnrolledElsewhere = 3, "" }},
		{EdgeWait, StateDraft, ActorGuardian, "", func(_ *Application, f *Facts, _ *Instant) { f.Waits, f.EnrolledElsewhere = 2, "" }},
		{EdgeWait, StateDraft, ActorGuardian, CodeWaitsFull, func(_ *Application, f *Facts, _ *Instant) { f.Waits = 2 }},
		{EdgeWait, StateDraft, ActorGuardian, CodeConsentMissing, func(_ *Application, f *Facts, _ *Instant) { f.Consents = false }},
		{EdgeSubmit, StateHeld, ActorGuardian, CodeHoldExpired, func(a *Application, _ *Facts, now *Instant) { *now = a.HoldUntil }},
		{EdgeSubmit, StateHeld, ActorGuardian, "", func(a *Application, _ *Facts, now *Instant) { *now = a.HoldUntil - 1 }},
		{EdgeSubmit, StateHeld, ActorGuardian, CodeFormIncomplete, func(_ *Application, f *Facts, _ *Instant) { f.Complete = false }},
		{EdgeSubmit, StateHeld, ActorGuardian, CodeConsentMissing, func(_ *Application, f *Facts, _ *Instant) { f.Consents = false }},
		{EdgeSubmit, StateHeld, ActorGuardian, CodeFrozen, func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeExpire, StateHeld, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { *now = a.HoldUntil - 1 }},
		{EdgeExpire, StateHeld, ActorSystem, CodeFrozen, func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeOffer, StateSubmitted, ActorFacility, CodePapersMissing, func(_ *Application, f *Facts, _ *Instant) { f.Papers = false }},
		{EdgeOffer, StateSubmitted, ActorFacility, CodeTooOld, func(_ *Application, f *Facts, _ *Instant) { f.Eligible = tooOld }},
		{EdgeReject, StateSubmitted, ActorFacility, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = "" }},
		{EdgeReject, StateSubmitted, ActorFacility, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = ReasonFees }},
		{EdgeReject, StateSubmitted, ActorFacility, CodeStateConflict, func(a *Application, _ *Facts, now *Instant) { a.RejectBy = *now }},
		{EdgeTurnAway, StateSubmitted, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { *now = a.RejectBy - 1 }},
		{EdgeTurnAway, StateSubmitted, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.RejectBy = 0 }},
		{EdgeTurnAway, StateSubmitted, ActorSystem, CodeTooEarly, func(_ *Application, f *Facts, _ *Instant) { f.Examined = true }},
		{EdgeRevoke, StateEnrolled, ActorDistrict, CodeTooEarly, func(_ *Application, f *Facts, _ *Instant) { f.Examined = true }},
		{EdgeTurnAway, StateSubmitted, ActorSystem, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = "" }},
		{EdgeRefuseReject, StateSubmitted, ActorDistrict, CodeStateConflict, func(a *Application, _ *Facts, _ *Instant) { a.RejectBy = 0 }},
		{EdgeEscalate, StateSubmitted, ActorSystem, CodeStateConflict, func(a *Application, _ *Facts, now *Instant) { a.RejectBy = *now + 1 }},
		{EdgeEscalate, StateSubmitted, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { *now = a.DecideBy - 1 }},
		{EdgeEscalate, StateSubmitted, ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.Escalated = true }},
		{EdgePromote, StateWaitlisted, ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.First = false }},
		{EdgePromote, StateWaitlisted, ActorSystem, CodePoolFull, func(_ *Application, f *Facts, _ *Instant) { f.SeatTaken = false }},
		{EdgePromote, StateWaitlisted, ActorSystem, CodeChildHolding, func(_ *Application, f *Facts, _ *Instant) { f.OtherLive = true }},
		{EdgePromote, StateWaitlisted, ActorSystem, CodeTooOld, func(_ *Application, f *Facts, _ *Instant) { f.Eligible = tooOld }},
		{EdgeReoffer, "", ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.Displaced = false }},
		{EdgeReoffer, "", ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.First = false }},
		{EdgeReoffer, "", ActorSystem, CodePoolFull, func(_ *Application, f *Facts, _ *Instant) { f.SeatTaken = false }},
		{EdgeReoffer, "", ActorSystem, CodePoolFull, func(_ *Application, f *Facts, _ *Instant) { f.WaitAhead = true }},
		{EdgeReoffer, "", ActorSystem, CodeChildHolding, func(_ *Application, f *Facts, _ *Instant) { f.OtherLive = true }},
		{EdgeReoffer, "", ActorSystem, CodeAlreadyApplied, func(_ *Application, f *Facts, _ *Instant) { f.AlreadyApplied = true }},
		{EdgeReoffer, "", ActorSystem, CodeTooOld, func(_ *Application, f *Facts, _ *Instant) { f.Eligible = tooOld }},
		{EdgeReoffer, "", ActorSystem, CodeClosed, func(_ *Application, f *Facts, _ *Instant) { f.Open = false }},
		{EdgeReoffer, "", ActorSystem, CodeSuspended, func(_ *Application, f *Facts, _ *Instant) { f.Refused = true }},
		{EdgeRecall, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.Alternative = false }},
		{EdgeRecall, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.DeliveredAt = a.OfferedAt + 1 }},
		{EdgeRecall, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { a.OfferedAt = *now - 3*dayMillis + 1 }},
		{EdgeGiveUp, StateConfirmed, ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.SuccessorSure = false }},
		{EdgeGiveUp, StateOffered, ActorSystem, "", func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeAccept, StateOffered, ActorGuardian, CodeDeadlinePassed, func(a *Application, _ *Facts, now *Instant) { *now = a.AnswerBy }},
		{EdgeAccept, StateOffered, ActorGuardian, "", func(a *Application, _ *Facts, now *Instant) { *now, a.DeliveredAt = a.AnswerBy, 0 }},
		{EdgeAccept, StateOffered, ActorGuardian, CodeFrozen, func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeDecline, StateOffered, ActorGuardian, "", func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeLapse, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { *now = a.AnswerBy - 1 }},
		{EdgeLapse, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.DeliveredAt = 0 }},
		{EdgeLapse, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.DeliveredAt = a.AnswerBy - 24*hourMillis + 1 }},
		{EdgeLapse, StateOffered, ActorSystem, "", func(a *Application, _ *Facts, _ *Instant) { a.DeliveredAt = a.AnswerBy - 24*hourMillis }},
		{EdgeLapse, StateOffered, ActorSystem, CodeFrozen, func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeProlong, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { *now = a.AnswerBy - 1 }},
		{EdgeProlong, StateOffered, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.DeliveredAt = a.AnswerBy - 24*hourMillis }},
		{EdgeProlong, StateOffered, ActorSystem, "", func(a *Application, _ *Facts, now *Instant) {
			a.DeliveredAt, *now = a.AnswerBy-hourMillis, a.AnswerBy-hourMillis
		}},
		{EdgeEnrol, StateConfirmed, ActorFacility, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.Start = date("2026-11-25") }},
		{EdgeEnrol, StateConfirmed, ActorFacility, "", func(a *Application, _ *Facts, _ *Instant) { a.Start = date("2026-11-24") }},
		{EdgeEnrol, StateConfirmed, ActorFacility, CodeAgreementMissing, func(_ *Application, f *Facts, _ *Instant) { f.Signed = false }},
		{EdgeEnrol, StateConfirmed, ActorFacility, CodePapersMissing, func(_ *Application, f *Facts, _ *Instant) { f.Papers = false }},
		{EdgeEnrol, StateConfirmed, ActorFacility, CodeRatio, func(_ *Application, f *Facts, _ *Instant) { f.RatioKept = false }},
		{EdgeEnrol, StateConfirmed, ActorFacility, CodeSuspended, func(_ *Application, f *Facts, _ *Instant) { f.Refused = true }},
		{EdgeEnrol, StateConfirmed, ActorFacility, CodeTooOld, func(_ *Application, f *Facts, _ *Instant) { f.Eligible = tooOld }},
		{EdgeNoShow, StateConfirmed, ActorFacility, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.Start = date("2026-11-17") }}, // the fifth day is today
		{EdgeNoShow, StateConfirmed, ActorFacility, "", func(a *Application, _ *Facts, _ *Instant) { a.Start = date("2026-11-16") }},
		{EdgeNoShow, StateConfirmed, ActorFacility, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.Reminders = 1 }},
		{EdgeNoShow, StateConfirmed, ActorFacility, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.Attended = true }},
		{EdgeObject, StateNoShow, ActorGuardian, CodeDeadlinePassed, func(a *Application, _ *Facts, _ *Instant) { a.UpdatedAt = at("2026-11-16 10:00") }},
		{EdgeObject, StateNoShow, ActorGuardian, "", func(a *Application, _ *Facts, _ *Instant) { a.UpdatedAt = at("2026-11-17 10:00") }},
		{EdgeObject, StateNoShow, ActorGuardian, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.Objected = true }},
		{EdgeObject, StateNoShow, ActorGuardian, CodeStateConflict, func(a *Application, _ *Facts, _ *Instant) { a.DecideBy = 1 }},
		{EdgeObject, StateNoShow, ActorGuardian, CodeStateConflict, func(a *Application, _ *Facts, _ *Instant) { a.Reason = ReasonAbsenceSure }},       // once
		{EdgeNoShow, StateConfirmed, ActorFacility, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.OfferedAt = at("2026-11-17 10:00") }}, // counts from the offer
		{EdgeRefuseObject, StateNoShow, ActorDistrict, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = "" }},
		{EdgeRefuseObject, StateNoShow, ActorDistrict, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.Objected = false }},
		{EdgeReinstate, StateNoShow, ActorDistrict, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.Objected = false }},
		{EdgeReinstate, StateNoShow, ActorDistrict, "", func(_ *Application, f *Facts, _ *Instant) { f.Objected, f.Waits = true, 9 }}, // nobody's list of waits is full for it
		{EdgeReinstate, StateNoShow, ActorDistrict, CodeAlreadyApplied, func(_ *Application, f *Facts, _ *Instant) { f.Objected, f.AlreadyApplied = true, true }},
		{EdgeReinstate, StateNoShow, ActorDistrict, CodeTooOld, func(_ *Application, f *Facts, _ *Instant) { f.Objected, f.Eligible = true, tooOld }},
		{EdgeRevoke, StateEnrolled, ActorDistrict, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.RevokeAsked = false }},
		{EdgeRevoke, StateEnrolled, ActorDistrict, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = "" }},
		{EdgeAskRevoke, StateOffered, ActorFacility, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.RevokeAsked = true }},
		{EdgeAskRevoke, StateOffered, ActorFacility, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = "" }},
		{EdgeRefuseRevoke, StateOffered, ActorDistrict, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.RevokeAsked = false }},
		{EdgeEnd, StateEnrolled, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.To = month("2026-11") }},
		{EdgeEnd, StateEnrolled, ActorGuardian, "", func(a *Application, f *Facts, _ *Instant) { a.To, f.Reason = month("2027-11"), "" }},
		{EdgeEnd, StateEnrolled, ActorFacility, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = "" }},
		{EdgeHandOver, StateEnrolled, ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.SuccessorSure = false }},
		{EdgeFreeze, StateHeld, ActorDistrict, CodeReasonNeeded, func(_ *Application, f *Facts, _ *Instant) { f.Reason = "" }},
		{EdgeFreeze, StateHeld, ActorDistrict, CodeFrozen, func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 1 }},
		{EdgeUnfreeze, StateHeld, ActorDistrict, CodeStateConflict, func(a *Application, _ *Facts, _ *Instant) { a.FrozenAt = 0 }},
		{EdgePause, StateWaitlisted, ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.OtherLive = false }},
		{EdgeResume, StatePaused, ActorSystem, CodeChildHolding, func(_ *Application, f *Facts, _ *Instant) { f.OtherLive = true }},
		{EdgeSupersede, StatePaused, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { a.KeepBy = *now + 1 }},
		{EdgeSupersede, StatePaused, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, _ *Instant) { a.KeepBy = 0 }},
		{EdgeSupersede, StatePaused, ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.EnrolledElsewhere = "" }},
		{EdgeAskKeep, StatePaused, ActorSystem, CodeStateConflict, func(a *Application, _ *Facts, _ *Instant) { a.KeepBy = 1 }},
		{EdgeAskKeep, StatePaused, ActorSystem, CodeStateConflict, func(_ *Application, f *Facts, _ *Instant) { f.EnrolledElsewhere = "" }},
		{EdgeKeep, StateWaitlisted, ActorGuardian, CodeStateConflict, func(a *Application, _ *Facts, _ *Instant) { a.KeepBy = 0 }},
		{EdgeKeep, StateWaitlisted, ActorGuardian, CodeWaitsFull, func(_ *Application, f *Facts, _ *Instant) { f.Waits = 2 }},
		{EdgeRestore, StateSuperseded, ActorGuardian, CodeDeadlinePassed, func(a *Application, _ *Facts, now *Instant) { a.UpdatedAt = *now - 30*dayMillis }},
		{EdgeRestore, StateSuperseded, ActorGuardian, CodeWaitsFull, func(_ *Application, f *Facts, _ *Instant) { f.Waits = 2 }},
		{EdgeRestore, StateSuperseded, ActorGuardian, CodeAlreadyApplied, func(_ *Application, f *Facts, _ *Instant) { f.AlreadyApplied = true }},
		{EdgeRevive, StateLapsed, ActorGuardian, CodeDeadlinePassed, func(a *Application, _ *Facts, now *Instant) { a.UpdatedAt = *now - 7*dayMillis }},
		{EdgeRevive, StateLapsed, ActorGuardian, CodeExtendedAlready, func(a *Application, _ *Facts, _ *Instant) { a.Revived = true }},
		{EdgeRevive, StateLapsed, ActorGuardian, CodeTooOld, func(_ *Application, f *Facts, _ *Instant) { f.Eligible = tooOld }},
		{EdgeRemove, StateDraft, ActorSystem, CodeTooEarly, func(a *Application, _ *Facts, now *Instant) { a.UpdatedAt = *now - 30*dayMillis + 1 }},
		{EdgeFiled, StateEnrolled, ActorDistrict, CodeNotAllowed, func(*Application, *Facts, *Instant) {}}, // of a class, not of an application
	} {
		app, facts, now := ready(c.edge, c.from)
		c.but(&app, &facts, &now)
		next, err := Move(app, c.edge, c.who, facts, now, terms, cal)
		if c.why == "" && err != nil || c.why != "" && !Is(err, c.why) {
			t.Errorf("%s from %s: %v, not %q", c.edge, c.from, err, cmp.Or(c.why, "allowed"))
		}
		if err != nil && (next.State != app.State || next.Version != app.Version || next.UpdatedAt != app.UpdatedAt) {
			t.Errorf("%s from %s was refused and changed the application", c.edge, c.from)
		}
	}
}

// What each edge sets: the clock of the state it leads to runs, and those of the state it leaves stand.
func TestClocks(t *testing.T) {
	cal, terms := ChinaCalendar(), DefaultBookingTerms
	move := func(edge Edge, from State, by Role) Application {
		t.Helper()
		app, facts, now := ready(edge, from)
		next, err := Move(app, edge, by, facts, now, terms, cal)
		if err != nil {
			t.Fatal(err)
		}
		return next
	}
	now := at("2026-11-24 10:00")
	if a := move(EdgeHold, StateDraft, ActorGuardian); a.HoldUntil != now+15*minuteMillis {
		t.Errorf("a hold runs %d ms", a.HoldUntil-now)
	}
	if a := move(EdgeExtend, StateHeld, ActorGuardian); a.HoldUntil != now+hourMillis+10*minuteMillis || !a.Extended {
		t.Errorf("extended: %+v", a)
	}
	if a := move(EdgeSubmit, StateHeld, ActorGuardian); a.HoldUntil != 0 || a.DecideBy != at("2026-11-28 00:00")-1 {
		t.Errorf("the facility decides by %s", a.DecideBy.Time())
	}
	if a := move(EdgeOffer, StateSubmitted, ActorFacility); a.DecideBy != 0 || a.AnswerBy != at("2026-11-26 10:00") || a.OfferedAt != now || a.DeliveredAt != 0 {
		t.Errorf("offered: %+v", a)
	}
	if a := move(EdgeReject, StateSubmitted, ActorFacility); a.State != StateSubmitted || a.RejectBy != at("2026-11-27 00:00")-1 || a.Reason != "" || a.ForFamily().RejectBy != 0 {
		t.Errorf("a refusal asked for on a Tuesday takes effect after Thursday: %+v", a)
	}
	if a := move(EdgeTurnAway, StateSubmitted, ActorSystem); a.State != StateRejected || a.RejectBy != 0 || a.DecideBy != 0 {
		t.Errorf("turned away: %+v", a)
	}
	if a := move(EdgeRefuseReject, StateSubmitted, ActorDistrict); a.State != StateSubmitted || a.RejectBy != 0 || a.DecideBy != at("2026-11-27 00:00")-1 {
		t.Errorf("the facility decides anew by %s", a.DecideBy.Time())
	}
	if a := move(EdgeAccept, StateOffered, ActorGuardian); a.AnswerBy != 0 || a.AgreeBy != at("2026-12-04 00:00")-1 {
		t.Errorf("the agreement is due by %s", a.AgreeBy.Time())
	}
	if a := move(EdgeProlong, StateOffered, ActorSystem); a.AnswerBy != at("2026-11-25 10:00") {
		t.Errorf("prolonged to %s", a.AnswerBy.Time())
	}
	if a := move(EdgeUnfreeze, StateHeld, ActorCity); a.FrozenAt != 0 || a.HoldUntil != now+2*hourMillis {
		t.Errorf("an hour frozen: %+v", a)
	}
	if a := move(EdgeUnfreeze, StateOffered, ActorCity); a.FrozenAt != 0 || a.AnswerBy != now+24*hourMillis {
		t.Errorf("a day at least: %+v", a)
	}
	if a := move(EdgeAskKeep, StateWaitlisted, ActorSystem); a.KeepBy != now+7*dayMillis || a.Replaces != "b" {
		t.Errorf("asked: %+v", a)
	}
	if a := move(EdgeKeep, StateWaitlisted, ActorGuardian); a.KeepBy != 0 || a.Replaces != "" {
		t.Errorf("kept: %+v", a)
	}
	if a := move(EdgeRevive, StateLapsed, ActorGuardian); !a.Revived || a.Rank.ID != "a" {
		t.Errorf("revived: %+v", a)
	}
	for edge, want := range map[Edge]ReasonCode{EdgeExpire: ReasonTimeRanOut, EdgeLapse: ReasonNoAnswer, EdgeNoShow: ReasonNotAttended, EdgeSupersede: ReasonEnrolledAlready, EdgeHandOver: ReasonTransferred, EdgeTurnAway: ReasonPapersMissing} {
		r, _ := EdgeRuleOf(edge)
		if a := move(edge, r.From[0], r.Who[0]); a.Reason != want {
			t.Errorf("%s: reason %q, not %q", edge, a.Reason, want)
		}
	}
}

func TestDelivered(t *testing.T) {
	offered := Application{State: StateOffered, OfferedAt: at("2026-11-24 10:00"), AnswerBy: at("2026-11-26 10:00")}
	for _, c := range []struct {
		at               string
		changed, prolong bool
	}{
		{"2026-11-24 10:01", true, false},
		{"2026-11-25 10:00", true, false},
		{"2026-11-25 10:01", true, true},
		{"2026-11-28 10:00", true, true},
		{"2026-11-24 09:00", false, false}, // before the offer: about something else
	} {
		next, changed, prolong := Delivered(offered, at(c.at), DefaultBookingTerms)
		if changed != c.changed || prolong != c.prolong {
			t.Errorf("delivered %s: %v %v", c.at, changed, prolong)
		}
		if again, more, _ := Delivered(next, at(c.at)+1, DefaultBookingTerms); changed && (more || again.DeliveredAt != at(c.at)) {
			t.Error("the first delivery counts")
		}
	}
	if _, changed, _ := Delivered(Application{State: StateConfirmed}, 5, DefaultBookingTerms); changed {
		t.Error("nothing is offered any more")
	}
}

func TestDeadlineOf(t *testing.T) {
	cal, terms := ChinaCalendar(), DefaultBookingTerms
	base := Application{
		Start: date("2027-03-01"), UpdatedAt: at("2026-11-24 10:00"), HoldUntil: 1, DecideBy: 2, AnswerBy: 3, AgreeBy: 4, KeepBy: 5,
	}
	for state, want := range map[State]Deadline{
		StateDraft: {At: at("2026-12-24 10:00"), Kind: DueDraft}, StateHeld: {At: 1, Kind: DueHold}, StateSubmitted: {At: 2, Kind: DueDecide},
		StateOffered: {At: 3, Kind: DueAnswer}, StateConfirmed: {At: 4, Kind: DueAgree}, StateWaitlisted: {At: 5, Kind: DueKeep}, StatePaused: {At: 5, Kind: DueKeep},
		StateSuperseded: {At: at("2026-12-24 10:00"), Kind: DueReturn}, StateLapsed: {At: at("2026-12-01 10:00"), Kind: DueReturn},
		StateNoShow: {At: at("2026-12-02 00:00") - 1, Kind: DueObject}, StateEnrolled: {}, StateEnded: {}, StateRejected: {},
	} {
		app := base
		app.State = state
		if state == StateNoShow {
			if d, ok := DeadlineOf(app, terms, cal); !ok || d.Kind != DueRuling || d.At != 2 {
				t.Errorf("an objection waits for %+v", d)
			}
			app.DecideBy = 0
		}
		got, ok := DeadlineOf(app, terms, cal)
		if got.At != want.At || (ok && got.Kind != want.Kind) || ok != (want.At != 0) {
			t.Errorf("%s: %+v %v, not %+v", state, got, ok, want)
		}
	}
	base.State, base.SignedAt = StateConfirmed, 1
	if got, _ := DeadlineOf(base, terms, cal); got.Kind != DueStart || got.At != at("2027-03-01 00:00") {
		t.Errorf("once signed, care begins: %+v", got)
	}
}

func TestActionsFor(t *testing.T) {
	cal, terms, now := ChinaCalendar(), DefaultBookingTerms, at("2026-11-24 10:00")
	for _, c := range []struct {
		app  Application
		role Role
		want string
	}{
		{Application{State: StateDraft, UpdatedAt: now}, ActorGuardian, "[hold wait withdraw]"},
		{Application{State: StateHeld, HoldUntil: now + 1}, ActorDelegate, "[extend submit withdraw]"},
		{Application{State: StateHeld, HoldUntil: now + 1, Extended: true}, ActorGuardian, "[submit withdraw]"},
		{Application{State: StateHeld, HoldUntil: now + 1, FrozenAt: 1}, ActorGuardian, "[withdraw]"},
		{Application{State: StateHeld, HoldUntil: now}, ActorGuardian, "[withdraw]"},
		{Application{State: StateSubmitted}, ActorFacility, "[offer reject]"},
		{Application{State: StateSubmitted}, ActorDistrict, "[]"},
		{Application{State: StateSubmitted, RejectBy: now + 1}, ActorFacility, "[offer]"},
		{Application{State: StateSubmitted, RejectBy: now + 1}, ActorDistrict, "[refuse_reject]"},
		{Application{State: StateSubmitted, RejectBy: now + 1}, ActorGuardian, "[withdraw]"},
		{Application{State: StateSubmitted}, ActorGuardian, "[withdraw]"},
		{Application{State: StateOffered, AnswerBy: now + 1}, ActorGuardian, "[accept decline withdraw]"},
		{Application{State: StateOffered, AnswerBy: now, DeliveredAt: now - 2*dayMillis}, ActorGuardian, "[decline withdraw]"},
		{Application{State: StateWaitlisted}, ActorGuardian, "[withdraw]"},
		{Application{State: StateWaitlisted, KeepBy: now + 1}, ActorGuardian, "[withdraw keep]"},
		{Application{State: StateConfirmed, Start: date("2026-12-01")}, ActorFacility, "[ask_revoke]"},
		{Application{State: StateConfirmed, Start: date("2026-11-24")}, ActorFacility, "[enrol ask_revoke]"},
		{Application{State: StateEnrolled, To: month("2027-01")}, ActorGuardian, "[end]"},
		{Application{State: StateEnrolled}, ActorDelegate, "[]"},
		{Application{State: StateLapsed, UpdatedAt: now}, ActorGuardian, "[revive]"},
		{Application{State: StateLapsed, UpdatedAt: now, Revived: true}, ActorGuardian, "[]"},
		{Application{State: StateRejected}, ActorGuardian, "[]"},
		{Application{State: StateOffered}, ActorAdmin, "[]"},
	} {
		if got := fmt.Sprint(ActionsFor(c.app, c.role, now, terms, cal)); got != c.want {
			t.Errorf("%s to %s: %s, not %s", c.app.State, c.role, got, c.want)
		}
	}
	if _, err := EdgeOrWhy(StateDraft, ActOffer, ActorFacility); !Is(err, CodeStateConflict) {
		t.Errorf("a draft cannot be offered: %v", err)
	}
	if _, err := EdgeOrWhy(StateSubmitted, ActOffer, ActorGuardian); !Is(err, CodeNotAllowed) {
		t.Errorf("a guardian offers nothing: %v", err)
	}
}

// The states and what they occupy.
func TestStates(t *testing.T) {
	var lines []string
	for _, s := range States() {
		lines = append(lines, fmt.Sprintf("%-11s seat %-8s live %-5v waiting %-5v final %v", s, cmp.Or(s.Seat(), "-"), s.Live(), s.Waiting(), s.Final()))
	}
	golden(t, "testdata/states.txt", strings.Join(lines, "\n")+"\n")
}

// The policy as a full matrix: every right, role and relation. The file is read by people before it changes.
func TestPolicyMatrix(t *testing.T) {
	relations := []Relation{Own, OtherFamily, OtherFacility, OtherArea, Stranger}
	var b strings.Builder
	for _, right := range Rights() {
		for _, role := range Roles() {
			var may []string
			for _, rel := range relations {
				if Allowed(role, right, rel) {
					may = append(may, string(rel))
				}
			}
			word := "-"
			switch {
			case len(may) == len(relations):
				word = "any"
			case len(may) > 0:
				word = strings.Join(may, ",")
			}
			fmt.Fprintf(&b, "%-18s %-10s %s\n", right, role, word)
		}
	}
	golden(t, "testdata/policy.txt", b.String())
	if Allowed(ActorAdmin, "no such right", Own) {
		t.Error("what is not in the table is refused")
	}
}

// golden compares with a file, and writes it with UPDATE=1.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (UPDATE=1 writes it anew; read it before you commit):\n%s", file, got)
	}
}

func TestRelations(t *testing.T) {
	thing := Owner{Family: "f1", Facility: "k1", Area: "320508001", Account: "x1"}
	for _, c := range []struct {
		actor Actor
		want  Relation
	}{
		{Actor{Kind: ActorGuardian, ID: "a", Family: "f1"}, Own},
		{Actor{Kind: ActorDelegate, ID: "a", Family: "f1"}, Own},
		{Actor{Kind: ActorGuardian, ID: "a", Family: "f2"}, OtherFamily},
		{Actor{Kind: ActorGuardian, ID: "a"}, OtherFamily},
		{Actor{Kind: ActorGuardian, ID: "a", Facility: "k1"}, OtherFamily},
		{Actor{Kind: ActorFacility, ID: "a", Facility: "k1"}, Own},
		{Actor{Kind: ActorFacility, ID: "a", Facility: "k2", Family: "f1"}, OtherFacility},
		{Actor{Kind: ActorDistrict, ID: "a", Area: "320508"}, Own},
		{Actor{Kind: ActorDistrict, ID: "a", Area: "320506"}, OtherArea},
		{Actor{Kind: ActorDistrict, ID: "a"}, OtherArea},
		{Actor{Kind: ActorCity, ID: "a", Area: "320500"}, Own},
		{Actor{Kind: ActorCity, ID: "a", Area: "110000"}, OtherArea},
		{Actor{Kind: ActorInspector, ID: "a", Area: "320508"}, Own},
		{Actor{Kind: ActorAdmin, ID: "a"}, Stranger},                // runs the service and owns nothing in it
		{Actor{Kind: ActorAdmin, ID: "x1"}, Own},                    // its own account
		{Actor{Kind: ActorFacility, ID: "x1", Facility: "k2"}, Own}, // its own account
		{Actor{Kind: ActorAnonymous, ID: "x1"}, Stranger},
	} {
		if got := c.actor.RelationTo(thing); got != c.want {
			t.Errorf("%+v is %s, not %s", c.actor, got, c.want)
		}
	}
	// Two accounts without a family have nothing in common.
	if (Actor{Kind: ActorGuardian}).RelationTo(Owner{}) == Own || (Actor{Kind: ActorFacility}).RelationTo(Owner{}) == Own || (Actor{Kind: ActorCity, Area: ""}).RelationTo(Owner{}) == Own {
		t.Error("nothing is not one's own")
	}
	if err := (Actor{Kind: ActorGuardian, Family: "f2"}).May(MayReadFamily, thing); !Is(err, CodeNotFound) {
		t.Errorf("another family's: %v", err)
	}
	if err := (Actor{Kind: ActorAdmin}).May(MayReadChild, thing); !Is(err, CodeNotAllowed) {
		t.Errorf("an administrator sees no children: %v", err)
	}
	if err := (Actor{Kind: ActorAdmin, ID: "a"}).May(MayUseAccount, Owner{Account: "x1"}); !Is(err, CodeNotFound) {
		t.Errorf("another's account: %v", err)
	}
	if err := (Actor{Kind: ActorGuardian, Family: "f1"}).May(MayReadFamily, thing); err != nil {
		t.Error(err)
	}
}
