package main

const (
	caseTable  = "api/care/complaint_table.go"
	caseEdge   = "api/care/complaint_edge.go"
	caseGuard  = "api/care/complaint_guard.go"
	caseAnswer = "api/care/complaint_guard_answer.go"
	caseThen   = "api/care/complaint_then.go"
	caseTime   = "api/care/complaint_then_clock.go"
	caseClock  = "api/care/complaint_clock.go"
	caseView   = "api/care/complaint_view.go"
	caseRate   = "api/care/complaint_rate.go"
	caseRoute  = "api/care/complaint_route.go"
	caseWalks  = "^TestCaseWalks$"
	// Who may do what is also asked edge by edge.
	caseEdges = "^(TestCaseWalks|TestEveryCaseEdgeBySideFromEveryState|TestCaseActionsGolden|TestDutiesAndUnits|TestADangerNeverClosesQuietly|TestRefusingAndWithdrawing)$"
)

// complaintMutants are the mistakes a careless change to the complaint desk would make.
var complaintMutants = []mutant{
	// Four eyes.
	{name: "who handles a complaint approves the reply", file: caseEdge, old: "case r.Other && c.handledBy(AccountID(by.ID)) && by.Side == SideOffice:", new: "case false:"},
	{name: "who handed a complaint over approves the reply to it", file: caseEdge, old: "return who != \"\" && (c.Handler == who || slices.Contains(c.Handed, who))", new: "return who != \"\" && c.Handler == who"},
	{name: "who asks for more time grants it", file: caseEdge, old: "case r.NotWho && by.Side == SideOffice && c.AskedBy != \"\" && c.AskedBy == AccountID(by.ID):", new: "case false:"},
	{name: "who handled a complaint handles it again when it is opened again", file: caseThen, old: "c.Handlers = append(slices.Clone(c.Handed), c.Handler)", new: "c.Handlers = nil"},
	{name: "an officer does what is not among their duties", file: caseEdge, old: "case !by.has(r.Duty):", new: "case false:"},

	// The table itself.
	{name: "a reply is approved without a second pair of eyes", file: caseTable, old: "To: CaseReplied, Who: byOffice, Duty: DutySupervisor, Other: true,", new: "To: CaseReplied, Who: byOffice, Duty: DutySupervisor,", tests: caseEdges},
	{name: "who handled a complaint calls back", file: caseTable, old: "To: CaseClosed, Who: byOffice, Duty: DutyCallback, Other: true,", new: "To: CaseClosed, Who: byOffice, Duty: DutyCallback,", tests: caseEdges},
	{name: "a complaint of a danger closes quietly", file: caseTable, old: "To: CaseClosed, Who: byCaseSystem, NotA: true,", new: "To: CaseClosed, Who: byCaseSystem,", tests: caseEdges},
	{name: "a danger is refused", file: caseTable, old: "To: CaseNotAccepted, Who: byOffice, Duty: DutyIntake, NotA: true,", new: "To: CaseNotAccepted, Who: byOffice, Duty: DutyIntake,", tests: caseEdges},
	{name: "a complaint is refused for no reason", file: caseTable, old: "Reasons: RefuseReasons(), Needs: true,", new: "Reasons: RefuseReasons(),", tests: caseEdges},
	{name: "a unit signs for another", file: caseTable, old: "To: CaseInProgress, Who: byOffice, Duty: DutyHandler, OfUnit: true, Public: true,\n\t\tguard: guardSign,", new: "To: CaseInProgress, Who: byOffice, Duty: DutyHandler, Public: true,\n\t\tguard: guardSign,", tests: caseEdges},
	{name: "a facility cannot answer what was taken back", file: caseTable, old: "answerable  = append([]CaseState{CaseWithdrawn}, withMerged...)", new: "answerable  = withMerged", tests: caseEdges},
	{name: "a danger is merged away", file: caseTable, old: "To: CaseMerged, Who: byOffice, Duty: DutySupervisor, NotA: true,", new: "To: CaseMerged, Who: byOffice, Duty: DutySupervisor,", tests: caseEdges},
	{name: "a complaint of a danger is withdrawn whole", file: caseTable, old: "To: CaseWithdrawn, Who: byComplainant, NotA: true,", new: "To: CaseWithdrawn, Who: byComplainant,", tests: caseEdges},
	{name: "a handler opens a closed complaint again", file: caseTable, old: "To: CaseReopened, Who: byComplainant, Public: true,\n\t\tSays: saysMessage, guard: guardReopen,", new: "To: CaseReopened, Who: []CaseSide{SideComplainant, SideOffice}, Public: true,\n\t\tSays: saysMessage, guard: guardReopen,", tests: caseEdges},

	// A danger to a child.
	{name: "a danger to a child is put off", file: caseEdge, old: "case r.NotA && c.Class == ClassA:", new: "case false:"},
	{name: "the intake desk makes a danger smaller by itself", file: caseGuard, old: "(m.was.DangerNow || !m.by.has(DutySupervisor))", new: "m.was.DangerNow"},
	{name: "a complaint of a danger ends when it is withdrawn", file: caseEdge, old: "return c.Class == ClassA || c.Class == ClassB || others > 0", new: "return c.Class == ClassB || others > 0", tests: "^TestCaseActionsMeanOneEdge$"},
	{name: "what becomes a danger keeps the slow clocks", file: caseTime, old: "if raised == (anew.Due < m.next.Clocks[i].Due) {", new: "if !raised && anew.Due > m.next.Clocks[i].Due {", tests: caseWalks + "|^TestRaisedClocks$"},

	// The end.
	{name: "closed without a delivered reply", file: caseAnswer, old: "case m.was.RepliedAt == 0 || m.was.DeliveredAt < m.was.RepliedAt:", new: "case m.was.RepliedAt == 0:", tests: caseWalks + "|^TestNothingClosesUndelivered$"},
	{name: "an allegation without a finding", file: caseAnswer, old: "		if !slices.Contains(found, a.N) {\n			return conflict(CodeFindingMissing, \"each allegation needs a finding\")\n		}\n	}\n	for _, ms", new: "		_ = a\n	}\n	for _, ms", tests: caseWalks + "|^TestFindings$"},
	{name: "something is held against a facility that was not heard", file: caseAnswer, old: "return r != nil && (r.AnsweredAt != 0 || !m.runs(ClockAnswer))", new: "return r == nil || r.At != 0"},
	{name: "answered without a word with the complainant", file: caseGuard, old: "if m.was.ContactedAt == 0 && !m.was.Own {", new: "if false {"},
	{name: "nobody calls back, and it closes by itself", file: caseAnswer, old: "if !m.was.Anonymous && !m.was.Own {", new: "if false {", tests: caseWalks + "|^TestCallingBack$"},
	{name: "called once, not reached, closed", file: caseAnswer, old: "case unreached && m.was.CallTries < m.terms.CallTries:", new: "case false:", tests: caseWalks + "|^TestCallingBack$"},
	{name: "opened again by right, again and again", file: caseThen, old: "	c.Reopened++\n", new: ""},
	{name: "extended again and again", file: caseThen, old: "	c.Extended++\n", new: ""},
	{name: "given back again and again", file: caseThen, old: "	c.Returned++\n", new: "", tests: caseWalks + "|^TestGivingBack$"},

	// Clocks.
	{name: "time that stood still is lost", file: caseClock, old: "days += cal.WorkingBetween(Today(p.From), Today(p.To))", new: "days += 0 * cal.WorkingBetween(Today(p.From), Today(p.To))", tests: caseWalks + "|^TestCaseClocks$"},
	{name: "the clock runs while the complainant is asked", file: caseTime, old: "func clocksAskInfo(m *caseMove) {\n	m.pauseAll()\n", new: "func clocksAskInfo(m *caseMove) {\n"},
	{name: "a suspension that nobody looked at goes on", file: caseTime, old: "func clocksResume(m *caseMove) {\n	m.stop(true, ClockSuspend)\n	m.resumeAll()\n", new: "func clocksResume(m *caseMove) {\n	m.stop(true, ClockSuspend)\n"},
	{name: "a reply that was sent back stopped the clock", file: caseTime, old: "			m.next.Clocks[i].goOn()\n", new: ""},
	{name: "a new calendar makes a complaint's clock shorter", file: caseClock, old: "next.Due, next.Provisional = Later(c.Due, due), provisional", new: "next.Due, next.Provisional = due, provisional", tests: caseWalks + "|^TestRecountingNeverShortens$"},
	{name: "a second round has the whole time", file: caseTime, old: "	if m.next.Reopened > 0 {", new: "	if false {"},
	{name: "late before it was paused, and forgiven", file: caseClock, old: "	if c.Paused() {\n		now = min(now, c.Pauses[len(c.Pauses)-1].From)\n	}", new: "	if c.Paused() {\n		return 0\n	}", tests: "^TestCaseClocks$"},

	// Who sees what.
	{name: "a complainant sees that others complained", file: caseView, old: "	case c.State == CaseMerged && c.RepliedAt == 0:\n		return CaseInProgress\n", new: "", tests: caseWalks + "|^TestMerging$"},
	{name: "the public hears of a danger to a child", file: caseView, old: "c.AcceptedAt == 0 || c.Class == ClassA ||", new: "c.AcceptedAt == 0 ||"},
	{name: "the facility sees what was not released", file: caseView, old: "if c.Release == nil || c.Facility == \"\" {\n		return FacilityView{}, false\n	}\n", new: "if c.Release == nil {\n		c.Release = &CaseRelease{}\n	}\n"},

	// Units, merging, rates.
	{name: "a merged complaint belongs to nobody", file: caseAnswer, old: "m.body.Unit, m.body.Officer = lead.Unit, lead.Handler", new: "m.body.Officer = lead.Handler", tests: caseWalks + "|^TestMerging$"},
	{name: "a case that leads others is merged away", file: caseAnswer, old: "case m.facts.Others > 0:\n		return conflict(CodeLeads", new: "case false:\n		return conflict(CodeLeads", tests: caseWalks + "|^TestMerging$"},
	{name: "contacted too late counts as contacted", file: caseRate, old: "case first.Kind != \"\" && first.Met:", new: "case first.Kind != \"\" && !first.Running():"},
	{name: "what is left out is not counted as left out", file: caseRate, old: "return RateCounts{Excluded: 1}, nil", new: "return RateCounts{}, nil"},
	{name: "nobody is responsible where no unit fits", file: caseRoute, old: "return append(out, UnitBackstop)", new: "return out", tests: "^(TestRoutes|TestOneUnitIsResponsible)$"},
	{name: "the farthest unit is responsible", file: caseRoute, old: "cmp.Compare(len(RegionPrefix(best.Area)), len(RegionPrefix(u.Area)))", new: "cmp.Compare(len(RegionPrefix(u.Area)), len(RegionPrefix(best.Area)))", tests: "^TestOneUnitIsResponsible$"},
	{name: "a step keeps more of a request than it says", file: "api/care/complaint_facts.go", old: "keep(saysOfficer, func() { out.Officer = b.Officer })", new: "out.Officer = b.Officer", tests: "^TestBodiesAreAllowLists$"},
	{name: "the whole record is not held against what was published", file: "api/care/audit.go", old: "		case h.Hash == c.Hash:\n", new: "		case true:\n", tests: "^TestRewrittenChain$", in: "api/store"},
	{name: "a cut end goes unseen", file: "api/care/audit.go", old: "		if h.Seq > last {\n", new: "		if false {\n", tests: "^TestAuditOfHundredThousand$", in: "api/store"},
}

func init() {
	for _, m := range complaintMutants {
		if m.tests == "" {
			m.tests = caseWalks
		}
		mutants = append(mutants, m)
	}
}
