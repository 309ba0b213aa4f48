package main

import "strings"

const (
	edge      = "api/care/edge.go"
	guard     = "api/care/guard.go"
	waitlist  = "api/care/waitlist.go"
	calendar  = "api/care/calendar.go"
	deadline  = "api/care/deadline.go"
	applied   = "api/care/application.go"
	elsewhere = "api/booking/reoffer.go"

	// What stands before the condition in the guard of a hold, and in no other.
	holdFull = "finish or leave that one first\")\n\tcase "
	// What stands after the condition in the guard of an offer elsewhere.
	reofferFull = "m.facts.WaitAhead || !m.facts.SeatTaken:\n\t\treturn conflict(CodePoolFull, \"no place is free in every month; you can join the waitlist\")\n\t}\n\treturn nil\n}\n\nfunc thenReoffer"

	beforeHim      = "\n\t\treturn conflict(CodeStateConflict, \"another child is before this one\")\n\tcase "
	walksAndGuards = "^(TestWalks|TestGuards)$"
	displaced      = "^TestStoppedChildrenAreOfferedOtherPlaces$"
)

// mutants are the mistakes a careless change would make. The random walks alone must find each, unless it names other tests.
var mutants = []mutant{
	// Guards that are dropped.
	{name: "a place is held for a child that has one already", file: guard, old: "case m.facts.OtherLive:\n\t\treturn conflict(CodeChildHolding, \"the child already has a place held or offered; finish or leave that one first\")\n\tcase m.facts.WaitAhead || !m.facts.SeatTaken:", new: "case m.facts.WaitAhead || !m.facts.SeatTaken:"},
	{name: "a place is held that the primitive did not take", file: guard, old: holdFull + "m.facts.WaitAhead || !m.facts.SeatTaken:", new: holdFull + "m.facts.WaitAhead:"},
	{name: "who comes now goes before who waits", file: guard, old: holdFull + "m.facts.WaitAhead || !m.facts.SeatTaken:", new: holdFull + "!m.facts.SeatTaken:"},
	{name: "a form counts after its hold has run out", file: guard, old: "case m.now >= m.app.HoldUntil:\n\t\treturn conflict(CodeHoldExpired, \"the place is no longer held\")\n\tcase !m.facts.Complete:", new: "case !m.facts.Complete:"},
	{name: "a hold ends while it runs", file: guard, old: "func guardExpire(m *moving) error { return m.due(m.app.HoldUntil) }", new: "func guardExpire(*moving) error { return nil }"},
	{name: "an offer lapses that was never delivered", file: guard, old: "return m.app.DeliveredAt == 0 || m.app.DeliveredAt+", new: "return m.app.DeliveredAt+"},
	{name: "an offer lapses an hour after it was delivered", file: guard, old: "m.app.DeliveredAt+Instant(m.terms.DeliverHours)*hourMillis > m.app.AnswerBy", new: "m.app.DeliveredAt+hourMillis > m.app.AnswerBy"},
	{name: "an offer is accepted after its time", file: guard, old: "func guardAccept(m *moving) error {\n\tif m.lapsable() {", new: "func guardAccept(m *moving) error {\n\tif false {"},
	{name: "somebody is promoted who is not the first", file: guard, old: "case !m.facts.First:" + beforeHim + "!m.facts.SeatTaken:", new: "case false:" + beforeHim + "!m.facts.SeatTaken:"},
	{name: "care begins before its first day", file: guard, old: "case Today(m.now).Before(m.app.Start):", new: "case false:"},
	{name: "a child loses its old place before the new one is sure", file: guard, old: "if !m.facts.SuccessorSure {", new: "if false {"},
	{name: "the district takes a place back nobody asked for", file: guard, old: "func guardRevoke(m *moving) error {\n\tif !m.facts.RevokeAsked {", new: "func guardRevoke(m *moving) error {\n\tif false {"},
	{name: "a fourth wait", file: guard, old: "if m.facts.Waits >= limit {", new: "if m.facts.Waits > limit {"},
	{name: "a wait resumes beside something live", file: guard, old: "func guardResume(m *moving) error {\n\tif m.facts.OtherLive {", new: "func guardResume(m *moving) error {\n\tif false {"},
	{name: "a wait ends before the time to keep it", file: guard, old: "return m.due(m.app.KeepBy)", new: "return nil"},
	{name: "the facility's silence counts before its time", file: guard, old: "return m.due(m.app.DecideBy)", new: "return nil"},

	// What goes with a state is forgotten.
	{name: "a hold is extended again and again", file: guard, old: "\tm.app.Extended = true\n", new: ""},
	{name: "a lapsed offer comes back again and again", file: guard, old: "\tm.app.Revived = true\n", new: ""},
	{name: "who comes back goes to the end of the line", file: guard, old: "\tif m.app.Rank.ID == \"\" {\n\t\tm.app.Rank = m.facts.Rank\n\t}", new: "\tm.app.Rank = m.facts.Rank"},
	{name: "the time while frozen is lost", file: guard, old: "still := max(0, m.now-m.app.FrozenAt)", new: "still := Instant(0)"},
	{name: "a clock runs on after its state", file: edge, old: "\t\ta.DecideBy, a.RejectBy = 0, 0\n", new: ""},
	{name: "a step leaves the version as it was", file: edge, old: "\tnext.Version++\n", new: ""},
	{name: "a frozen offer can be accepted", file: edge, old: "case app.Frozen() && !r.Frozen:", new: "case false:"},
	{name: "a submitted application takes no place", file: applied, old: "case StateHeld, StateSubmitted:\n\t\treturn SeatHeld", new: "case StateHeld:\n\t\treturn SeatHeld"},

	// The table itself.
	{name: "a grandparent ends an enrolment", file: edge, old: "Who: []Role{ActorGuardian, ActorFacility, ActorSystem},", new: "Who: []Role{ActorGuardian, ActorDelegate, ActorFacility, ActorSystem},"},
	{name: "any role takes any step", file: edge, old: "case !ok || !slices.Contains(r.Who, by):", new: "case !ok:"},
	{name: "a facility rejects what it has offered", file: edge, old: "Edge: EdgeReject, Action: ActReject, From: []State{StateSubmitted},", new: "Edge: EdgeReject, Action: ActReject, From: []State{StateSubmitted, StateOffered},"},
	{name: "a refusal takes effect before the district has had its time", file: guard, old: "return m.due(m.app.RejectBy)", new: "return nil"},
	{name: "an accepted offer is enrolled", file: edge, old: "From: []State{StateOffered}, To: StateConfirmed,", new: "From: []State{StateOffered}, To: StateEnrolled,"},

	// The order of the waitlist.
	{name: "who came last is first", file: waitlist, old: "cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)", new: "cmp.Compare(b.At, a.At), cmp.Compare(b.ID, a.ID)"},
	{name: "one of two siblings is offered a place", file: waitlist, old: "pick.Offer = slices.Clone(g.Members)", new: "pick.Offer = g.Members[:1]"},
	{name: "siblings are passed over for ever", file: waitlist, old: "return g.Skips >= terms.GroupSkips &&", new: "return false &&"},
	{name: "a place is kept for siblings for ever", file: waitlist, old: "(g.SkippedAt == 0 || now < g.SkippedAt+Instant(terms.GroupKeepDays)*dayMillis)", new: "true", tests: "^TestNext$"},
	{name: "siblings jump the queue of their other class", file: waitlist, old: "case fits(g.Members) && !g.behind(w.Class, fits):", new: "case fits(g.Members):"},
	{name: "a place is kept from who does not need it", file: waitlist, old: "return o.Class == w.Class && o.From <= w.To && w.From <= o.To", new: "return o.Class == w.Class", tests: "^TestNext$"},
	{name: "siblings stand where the first of them stands", file: waitlist, old: "m.Rank.Compare(w.Rank) > 0", new: "m.Rank.Compare(w.Rank) < 0", tests: "^TestNext$"},

	// Time.
	{name: "an offer ends at night", file: calendar, old: "case working && into >= answerFrom*hourMillis && into <= answerUntil*hourMillis:", new: "case working:"},
	{name: "an offer ends on a holiday", file: calendar, old: "case working && into >= answerFrom*hourMillis && into <= answerUntil*hourMillis:", new: "case into >= answerFrom*hourMillis && into <= answerUntil*hourMillis:"},
	{name: "a new calendar makes a running clock shorter", file: calendar, old: "return max(running, counted)", new: "return counted"},
	{name: "the worked weekends are forgotten", file: calendar, old: "\tif differs {\n", new: "\tif differs && !works {\n", tests: "^(TestWorkingDaysOfTheYears|TestOfferDeadline)$"},
	{name: "the day of receipt counts", file: calendar, old: "\t\td = d.AddDays(1)\n\t\tworking, known := c.Working(d)\n\t\tprovisional = provisional || !known\n", new: "\t\tworking, known := c.Working(d)\n\t\tprovisional = provisional || !known\n\t\tif !working || n > 1 {\n\t\t\td = d.AddDays(1)\n\t\t}\n", tests: "^TestWorkingDaysOfTheYears$"},
	{name: "the second delivery counts", file: deadline, old: "app.State != StateOffered || app.DeliveredAt != 0 ||", new: "app.State != StateOffered ||", tests: "^TestDelivered$"},

	// Children of a stopped class, T19b and T19c.
	{name: "a child whose class goes on is offered another", file: guard, old: "case !m.facts.Displaced:", new: "case false:", tests: walksAndGuards},
	{name: "a place is offered elsewhere that the primitive did not take", file: guard, old: reofferFull, new: strings.Replace(reofferFull, " || !m.facts.SeatTaken", "", 1), tests: walksAndGuards},
	{name: "who is displaced goes before who waits there", file: guard, old: reofferFull, new: strings.Replace(reofferFull, "m.facts.WaitAhead || ", "", 1), tests: walksAndGuards},
	{name: "the second in line is offered a place elsewhere", file: guard, old: "case !m.facts.First:" + beforeHim + "m.facts.WaitAhead", new: "case false:" + beforeHim + "m.facts.WaitAhead", tests: walksAndGuards},
	{name: "a place elsewhere is an application of its own", file: guard, old: "m.app.CreatedAt, m.app.Rank, m.app.Alternative = m.now, m.facts.Rank, true", new: "m.app.CreatedAt, m.app.Rank = m.now, m.facts.Rank", tests: "^TestReofferedStandsBeside$"},
	{name: "a place elsewhere is taken back that a family has heard of", file: guard, old: "if !m.app.Alternative || m.app.DeliveredAt != 0 {", new: "if !m.app.Alternative {", tests: walksAndGuards},
	{name: "an offer somebody asked for is taken back", file: guard, old: "if !m.app.Alternative || m.app.DeliveredAt != 0 {", new: "if m.app.DeliveredAt != 0 {", tests: walksAndGuards},
	{name: "a place elsewhere is taken back at once", file: guard, old: "return m.due(m.app.OfferedAt + Instant(m.terms.RecallDays)*dayMillis)", new: "return nil", tests: walksAndGuards},
	{name: "who waited goes before who had a place", file: "api/care/reoffer.go", old: "if w := a.State.Waiting(); w != b.State.Waiting() {", new: "if w := b.State.Waiting(); w != a.State.Waiting() {", tests: displaced, in: "api/booking"},
	{name: "the last in line is offered first", file: "api/care/reoffer.go", old: "return a.standing().Compare(b.standing())", new: "return b.standing().Compare(a.standing())", tests: displaced, in: "api/booking"},
	{name: "who said no is asked again", file: elsewhere, old: "case o.Replaces == a.ID && (o.State.Live() || o.ClassID == class):", new: "case o.Replaces == a.ID && o.State.Live():", tests: displaced},
	{name: "a family keeps both places", file: elsewhere, old: "if !a.Alternative {", new: "if true {", tests: displaced},
	{name: "the farthest class comes first", file: elsewhere, old: "cmp.Compare(away(a), away(b))", new: "cmp.Compare(away(b), away(a))", tests: displaced},
	{name: "a class of another town is near", file: elsewhere, old: "return away(c) > metres", new: "return false", tests: "^(TestStoppedChildrenAreOfferedOtherPlaces|TestSuspendedInTheRegister)$"},

	// Who may do what.
	{name: "a family reads another's", file: "api/care/policy.go", old: "(rel == Own && slices.Contains(g.own, role))", new: "slices.Contains(g.own, role)", tests: "^(TestPolicyMatrix|TestRelations)$"},
	{name: "an administrator reads children's records", file: "api/care/policy.go", old: "MayReadChild:   {own: byFacility},", new: "MayReadChild:   {own: append([]Role{ActorAdmin}, byFacility...)},", tests: "^TestPolicyMatrix$"},
	{name: "a district is every district", file: "api/care/actor.go", old: "return p != \"\" && area != \"\" && strings.HasPrefix(area, p)", new: "return p != \"\" && area != \"\" && strings.HasPrefix(area, \"\")", tests: "^TestRelations$"},

	// Who fits.
	{name: "a child a day too old", file: "api/care/eligible.go", old: "case age >= min(class.ToMonths, maxCareMonths):", new: "case age > min(class.ToMonths, maxCareMonths):", tests: "^TestEligible$"},
	{name: "a second full-day place", file: "api/care/eligible.go", old: "case class.Mode == FullDay && c.FullDay != \"\" && c.FullDay != c.Replaces:", new: "case false:"},
	{name: "the lottery hangs on the order of arrival", file: "api/care/lottery.go", old: "\tslices.SortFunc(entries, compareEntries)\n", new: "", tests: "^TestDrawForgetsArrival$"},
	{name: "every child has the same number", file: "api/care/lottery.go", old: "+ fingerprint + \"\\n\" + ticket))", new: "+ fingerprint + \"\\n\"))", tests: "^TestStrangerRepeatsTheDraw$"},
}
