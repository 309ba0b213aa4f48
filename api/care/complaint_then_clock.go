package care

import "slices"

// What a step does to the clocks. These read the terms and the calendar; what they come to is stored with the event.

// start begins a clock, which ends the one of its kind that may still run.
func (m *caseMove) start(kind ClockKind, span ClockSpan) {
	m.stop(false, kind)
	m.next.Clocks = append(m.next.Clocks, NewClock(kind, m.now, span, m.cal))
}

// stop ends the running clocks of the kinds.
func (m *caseMove) stop(met bool, kinds ...ClockKind) {
	for i := range m.next.Clocks {
		if slices.Contains(kinds, m.next.Clocks[i].Kind) {
			m.next.Clocks[i].stop(m.now, met)
		}
	}
}

// stopAll ends every clock that runs.
func (m *caseMove) stopAll() {
	for i := range m.next.Clocks {
		m.next.Clocks[i].stop(m.now, false)
	}
}

func (m *caseMove) pauseAll() {
	for i := range m.next.Clocks {
		if m.next.Clocks[i].Kind.Office() {
			m.next.Clocks[i].pause(m.now)
		}
	}
}

func (m *caseMove) resumeAll() {
	for i := range m.next.Clocks {
		m.next.Clocks[i].resume(m.now, m.cal)
	}
}

// running is the index of the running clock of a kind, or -1.
func (m *caseMove) running(kind ClockKind) int {
	return slices.IndexFunc(m.next.Clocks, func(c Clock) bool { return c.Kind == kind && c.Running() })
}

func stopMet(kind ClockKind) func(*caseMove)   { return func(m *caseMove) { m.stop(true, kind) } }
func stopUnmet(kind ClockKind) func(*caseMove) { return func(m *caseMove) { m.stop(false, kind) } }

// class are the clocks of the class the case now has; a case that is handled again has half the time.
func (m *caseMove) class() ClassTerms {
	t := m.terms.Of(m.next.Class)
	if m.next.Reopened > 0 {
		t.Contact, t.Handle = t.Contact.Half(), t.Handle.Half()
	}
	return t
}

func clocksSubmit(m *caseMove) {
	m.start(triageClock(m.next.Class), m.class().Triage)
	m.start(ClockAccept, m.class().Accept)
}

// triageClock is what a class waits for first: of a danger a person answering the page, else somebody confirming the class.
func triageClock(c CaseClass) ClockKind {
	if c == ClassA {
		return ClockPage
	}
	return ClockTriage
}

// clocksTriage: a class that was confirmed is a clock met. One that became more urgent makes its clocks end sooner, from now
// on; one that became less so gives the time it would have had.
func clocksTriage(m *caseMove) {
	m.stop(true, ClockTriage, ClockPage)
	if m.next.Class == m.was.Class {
		return
	}
	if m.next.Class == ClassA {
		m.start(ClockPage, m.class().Triage)
	}
	terms := m.class()
	for _, k := range []struct {
		kind ClockKind
		span ClockSpan
	}{
		{ClockAccept, terms.Accept},
		{ClockAssign, terms.Assign},
		{ClockSign, terms.Sign},
		{ClockContact, terms.Contact},
		{ClockHandle, terms.Handle},
	} {
		i := m.running(k.kind)
		if i < 0 {
			continue
		}
		raised := m.next.Class < m.was.Class
		from := m.now
		if !raised {
			from = m.next.Clocks[i].Start
		}
		anew := NewClock(k.kind, from, k.span, m.cal)
		if raised == (anew.Due < m.next.Clocks[i].Due) {
			m.next.Clocks[i].stop(m.now, false)
			m.next.Clocks = append(m.next.Clocks, anew)
		}
	}
}

// clocksRaise: the time goes on, and it is a danger's.
func clocksRaise(m *caseMove) {
	m.resumeAll()
	m.stop(false, ClockInfo, ClockSuspend)
	clocksTriage(m)
}

func clocksAskInfo(m *caseMove) {
	m.pauseAll()
	m.start(ClockInfo, m.terms.Info)
}

func clocksInfo(m *caseMove) {
	m.stop(m.now <= m.due(ClockInfo), ClockInfo)
	m.resumeAll()
}

// due is when the last clock of a kind ends.
func (m *caseMove) due(kind ClockKind) Instant {
	k, _ := m.was.Clock(kind)
	return k.Due
}

func clocksAccept(m *caseMove) {
	m.stop(true, ClockAccept)
	m.stop(false, ClockTriage)
	m.start(ClockAssign, m.class().Assign)
	m.start(ClockContact, m.class().Contact)
	m.start(ClockHandle, m.class().Handle)
}

func clocksEnd(m *caseMove) {
	m.stop(m.next.State == CaseNotAccepted, ClockAccept)
	m.stopAll()
}

func clocksAssign(m *caseMove) {
	m.stop(true, ClockAssign)
	m.start(ClockSign, m.class().Sign)
	m.start(ClockReturn, m.terms.Return)
}

func clocksAskReturn(m *caseMove) {
	m.stop(true, ClockReturn)
	m.start(ClockReturn, m.terms.Return)
}

func clocksReturn(m *caseMove) {
	m.stop(true, ClockReturn)
	m.start(ClockSign, m.class().Sign)
}

func clocksReassign(m *caseMove) {
	m.stop(true, ClockAssign)
	m.start(ClockSign, m.class().Sign)
}

func clocksSign(m *caseMove) {
	m.stop(true, ClockSign)
	m.stop(false, ClockReturn)
}

func clocksSuspend(m *caseMove) {
	m.pauseAll()
	m.start(ClockSuspend, m.terms.SuspendReview)
}

func clocksSuspendMore(m *caseMove) {
	m.stop(true, ClockSuspend)
	m.start(ClockSuspend, m.terms.SuspendReview)
}

func clocksResume(m *caseMove) {
	m.stop(true, ClockSuspend)
	m.resumeAll()
}

func clocksExtend(m *caseMove) {
	if i := m.running(ClockHandle); i >= 0 {
		m.next.Clocks[i].lengthen(m.class().Extend, m.cal)
	}
}

func clocksPropose(m *caseMove) {
	m.stop(true, ClockHandle)
	m.start(ClockReview, m.terms.Review)
}

func clocksRelease(m *caseMove) { m.start(ClockAnswer, m.terms.FacilityAnswer) }

func clocksApprove(m *caseMove) {
	m.stop(true, ClockReview)
	m.stop(false, ClockAnswer, ClockContact, ClockReturn, ClockSign, ClockPage)
	m.start(ClockCall, m.terms.Call)
}

// clocksSendBack: a reply that is sent back was none; its time ran all along.
func clocksSendBack(m *caseMove) {
	m.stop(true, ClockReview)
	for i := len(m.next.Clocks) - 1; i >= 0; i-- {
		if m.next.Clocks[i].Kind == ClockHandle {
			m.next.Clocks[i].goOn()
			return
		}
	}
}

// afterAnswer gives the complainant their time, and says when they are asked again.
func (m *caseMove) afterAnswer() {
	m.stopAll()
	m.start(ClockSurvey, m.terms.Survey)
	m.start(ClockSecond, m.terms.Second)
}

func clocksClose(m *caseMove) {
	m.stop(true, ClockCall)
	m.afterAnswer()
}

// clocksReopen: a new round, in half the time.
func clocksReopen(m *caseMove) {
	m.stopAll()
	m.start(ClockAssign, m.class().Assign)
	m.start(ClockContact, m.class().Contact)
	m.start(ClockHandle, m.class().Handle)
}

// clocksMerge: the case that leads has the clocks of the work; each complainant keeps their own for being contacted and
// answered.
func clocksMerge(m *caseMove) {
	m.resumeAll()
	m.stop(true, ClockAccept, ClockTriage)
	for i := range m.next.Clocks {
		if k := m.next.Clocks[i].Kind; k != ClockContact && k != ClockHandle {
			m.next.Clocks[i].stop(m.now, false)
		}
	}
	if m.was.AcceptedAt == 0 {
		m.start(ClockContact, m.class().Contact)
		m.start(ClockHandle, m.class().Handle)
	}
}

func clocksSplit(m *caseMove) { m.start(ClockAssign, m.class().Assign) }

func clocksJointReply(m *caseMove) {
	m.stop(true, ClockHandle)
	m.afterAnswer()
}

func clocksWarn(m *caseMove) {
	for i := len(m.next.Clocks) - 1; i >= 0; i-- {
		if m.next.Clocks[i].Kind == m.body.Clock {
			m.next.Clocks[i].Warned = m.body.Share
			return
		}
	}
}

func clocksRecount(m *caseMove) {
	for _, c := range m.facts.Recounted {
		m.next.Clocks[c.Index] = c.Clock
	}
}

// RecountCase lists the clocks that a published calendar makes end later; none ends sooner.
func RecountCase(c Case, cal *Calendar) []ClockChange {
	var out []ClockChange
	for i, k := range c.Clocks {
		if next, changed := RecountClock(k, cal); changed {
			out = append(out, ClockChange{Index: i, Clock: next})
		}
	}
	return out
}

func clocksSecondLook(m *caseMove) {
	m.stop(true, ClockSecond)
	m.start(ClockSurvey, m.terms.Survey)
}
