package care

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Q2: every edge, from every state, by every side, is there or not exactly as published; in both ways to ask.
func TestEveryCaseEdgeBySideFromEveryState(t *testing.T) {
	rows := publishedCaseRows()
	if len(rows) != len(CaseEdges()) {
		t.Errorf("%d edges are published and %d exist", len(rows), len(CaseEdges()))
	}
	cal, terms := ChinaCalendar(), DefaultCaseTerms()
	sides := map[CaseSide]CaseActor{
		SideComplainant: CaseComplainant(), SideFacility: CaseFacility(Actor{Kind: ActorFacility, ID: "f"}), SideSystem: CaseSystem(),
		SideOffice: CaseOfficer(Actor{Kind: ActorDistrict, ID: "o"}, nil, nil),
	}
	tried, there := 0, 0
	for edge, row := range rows {
		for _, state := range append([]CaseState{""}, CaseStates()...) {
			for side, actor := range sides {
				tried++
				want := slices.Contains(row.from, state) && slices.Contains(row.who, side)
				c := Case{State: state, Class: ClassC, Unit: "u"}
				_, _, err := MoveCase(c, edge, actor, CaseFacts{}, at("2026-03-02 10:00"), terms, cal)
				if refused := Is(err, CodeNotAllowed); refused == slices.Contains(row.who, side) {
					t.Errorf("%s by %s from %q: %v", edge, side, state, err)
				}
				if got, ok := CaseEdgeFor(state, row.action, side); want && (!ok || (got != edge && edge != CaseEdgeWithdrawOwn)) {
					t.Errorf("%s (%s) by %s from %q is %q", edge, row.action, side, state, got)
				}
				if !want && err == nil {
					t.Errorf("%s by %s from %q happened", edge, side, state)
				}
				if want {
					there++
				}
			}
		}
	}
	t.Logf("%d combinations, %d of them edges", tried, there)
}

// Two edges that share action, state and side would leave it to chance which is meant; withdrawing is the one exception, and
// CaseEdgeOf decides it.
func TestCaseActionsMeanOneEdge(t *testing.T) {
	seen := make(map[string]CaseEdge)
	for _, r := range CaseEdges() {
		from := r.From
		if len(from) == 0 {
			from = []CaseState{""}
		}
		for _, s := range from {
			for _, w := range r.Who {
				key := fmt.Sprint(r.Action, s, w)
				if other, ok := seen[key]; ok && r.Edge != CaseEdgeWithdrawOwn {
					t.Errorf("%s is both %s and %s", key, other, r.Edge)
				}
				seen[key] = r.Edge
			}
		}
	}
	for _, c := range []struct {
		class  CaseClass
		others int
		want   CaseEdge
	}{{ClassA, 0, CaseEdgeWithdrawOwn}, {ClassB, 0, CaseEdgeWithdrawOwn}, {ClassC, 0, CaseEdgeWithdraw}, {ClassD, 0, CaseEdgeWithdraw}, {ClassC, 1, CaseEdgeWithdrawOwn}} {
		if e, err := CaseEdgeOf(&Case{State: CaseInProgress, Class: c.class}, CaseActWithdraw, SideComplainant, c.others); e != c.want || err != nil {
			t.Errorf("withdrawing class %s with %d others is %s, %v", c.class, c.others, e, err)
		}
	}
	if _, err := CaseEdgeOf(&Case{State: CaseClosed}, CaseActAccept, SideOffice, 0); !Is(err, CodeStateConflict) {
		t.Error(err)
	}
	if _, err := CaseEdgeOf(&Case{State: CaseClosed}, CaseActAccept, SideFacility, 0); !Is(err, CodeNotAllowed) {
		t.Error(err)
	}
}

// Who may do what of the office: duties and units count for those who hold posts, and both bureaus are the office.
func TestDutiesAndUnits(t *testing.T) {
	district := Actor{Kind: ActorDistrict, ID: "o"}
	move := func(by CaseActor) error {
		c := Case{ID: "c", State: CaseAssigned, Class: ClassC, Unit: "u1", Version: 5}
		_, _, err := MoveCase(c, CaseEdgeSign, by, CaseFacts{NoTie: true}, at("2026-03-02 10:00"), DefaultCaseTerms(), ChinaCalendar())
		return err
	}
	for _, c := range []struct {
		by   CaseActor
		want Code
	}{
		{CaseOfficer(district, nil, nil), ""},
		{CaseOfficer(Actor{Kind: ActorCity, ID: "o"}, nil, nil), ""},
		{CaseOfficer(district, []Duty{DutyHandler}, []UnitID{"u1"}), ""},
		{CaseOfficer(district, []Duty{DutyHandler}, []UnitID{"u2"}), CodeNotYourUnit},
		{CaseOfficer(district, []Duty{DutyIntake, DutySupervisor}, []UnitID{"u1"}), CodeNotAllowed},
		{CaseOfficer(Actor{Kind: ActorInspector, ID: "i"}, nil, nil), CodeNotAllowed},
		{CaseOfficer(Actor{Kind: ActorAdmin, ID: "a"}, nil, nil), CodeNotAllowed},
		{CaseFacility(Actor{Kind: ActorFacility, ID: "f"}), CodeNotAllowed},
	} {
		if err := move(c.by); (c.want == "" && err != nil) || (c.want != "" && !Is(err, c.want)) {
			t.Errorf("%s %v %v: %v, want %q", c.by.Kind, c.by.Duties, c.by.Units, err, c.want)
		}
	}
}

// A history that was tampered with does not fold.
func TestFoldRefuses(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryPrepay)
	if err := d.finish(f); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]CaseEvent) []CaseEvent{
		"a gap":         func(e []CaseEvent) []CaseEvent { return slices.Delete(e, 2, 3) },
		"twice":         func(e []CaseEvent) []CaseEvent { return slices.Insert(e, 2, e[2]) },
		"another case":  func(e []CaseEvent) []CaseEvent { e[3].Case = "x"; return e },
		"another end":   func(e []CaseEvent) []CaseEvent { e[len(e)-1].To = CaseWithdrawn; return e },
		"no such edge":  func(e []CaseEvent) []CaseEvent { e[1].Edge = "C99"; return e },
		"no beginning":  func(e []CaseEvent) []CaseEvent { e[0].Body.Opening = nil; return e },
		"nothing":       func([]CaseEvent) []CaseEvent { return nil },
		"another order": func(e []CaseEvent) []CaseEvent { e[1], e[2] = e[2], e[1]; return e },
	} {
		if _, err := Fold(change(slices.Clone(f.events))); !Is(err, CodeDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// file is a fresh case.
func file(t *testing.T, d *caseDesk, category Category) *caseFile {
	t.Helper()
	row, _ := CategoryRuleOf(category)
	id, err := d.submit(fmt.Sprint("k", len(d.files)), CaseOpening{
		Facility: "f1", Area: "320508", Category: category, Class: row.Class, Track: row.Track, Source: SourceApp, Allegations: []Allegation{{1, category}},
	}, false, false)
	if err != nil {
		t.Fatal(err)
	}
	return d.find(id)
}

// Every state has its actions, as a golden list: a change of who may do what is seen.
func TestCaseActionsGolden(t *testing.T) {
	var b strings.Builder
	for _, s := range CaseStates() {
		for _, side := range []CaseSide{SideComplainant, SideOffice, SideFacility, SideSystem} {
			var of []string
			for _, r := range CaseEdges() {
				if r.starts(s) && slices.Contains(r.Who, side) {
					of = append(of, string(r.Edge))
				}
			}
			fmt.Fprintf(&b, "%-16s open=%-5v %-11s %s\n", s, s.Open(), side, strings.Join(of, " "))
		}
	}
	golden(t, "testdata/case_states.txt", b.String())
}

// What a step keeps of a request is what its row names and no more: nobody smuggles words or people into a history.
func TestBodiesAreAllowLists(t *testing.T) {
	full := CaseBody{
		Opening: &CaseOpening{}, Reason: "r", Text: "t", Class: "B", Track: "hotline", Allegations: []Allegation{{1, CategoryFood}}, Missing: []ReasonCode{"m"},
		Unit: "u", CoUnits: []UnitID{"v"}, To: "police", Reference: "ref", When: 1, Way: "phone", Message: "m", Evidence: []EvidenceID{"e"},
		Findings: []CaseFinding{{}}, Measures: []CaseMeasure{{}}, Answers: &CaseAnswers{}, Lead: "l", Clock: "c", Share: 1, Page: "p", Officer: "o",
	}
	var b strings.Builder
	for _, r := range CaseEdges() {
		text, err := json.Marshal(r.Says.of(full))
		if err != nil {
			t.Fatal(err)
		}
		var kept map[string]any
		if err := json.Unmarshal(text, &kept); err != nil {
			t.Fatal(err)
		}
		names := make([]string, 0, len(kept))
		for n := range kept {
			names = append(names, n)
		}
		slices.Sort(names)
		fmt.Fprintf(&b, "%-5s %s\n", r.Edge, strings.Join(names, " "))
	}
	golden(t, "testdata/case_bodies.txt", b.String())
}

func TestWatch(t *testing.T) {
	cal, terms := ChinaCalendar(), DefaultCaseTerms()
	filed := at("2026-09-01 12:00")
	w := NewWatch(filed, terms)
	if w.Until != filed+90*dayMillis {
		t.Error("not ninety days")
	}
	held, now := w.Hold(at("2026-09-29 10:00"), terms, cal)
	if !now || held.By != InstantOf(date("2026-10-08").AddDays(1).Time())-1 { // two working days, with the holiday between
		t.Errorf("%v until %s", now, held.By.Time())
	}
	if again, _ := held.Hold(at("2026-09-30 10:00"), terms, cal); again.By != held.By {
		t.Error("asking again gave the bureau more time")
	}
	held.Let = true
	if _, now := held.Hold(at("2026-09-30 10:00"), terms, cal); now {
		t.Error("what was let go is held again")
	}
	if _, now := w.Hold(w.Until, terms, cal); now {
		t.Error("held after the watch has ended")
	}
}

// moved takes a case on, and fails the test when it may not.
func moved(t *testing.T, d *caseDesk, f *caseFile, edges ...CaseEdge) {
	t.Helper()
	for _, e := range edges {
		var why error
		r, _ := CaseEdgeRuleOf(e)
		actors := d.officersFor(f, e)
		switch r.Who[0] {
		case SideComplainant:
			actors = []CaseActor{CaseComplainant()}
		case SideSystem:
			actors = []CaseActor{d.system}
		case SideFacility:
			actors = []CaseActor{d.facility}
		default:
		}
		for _, o := range actors {
			if why = d.move(f, e, o, d.goodFacts(f, e)); why == nil {
				break
			}
		}
		if why != nil || f.events[len(f.events)-1].Edge != e {
			t.Fatalf("%s: %v", e, why)
		}
	}
}

// What becomes a danger has a danger's clocks from then on.
func TestRaisedClocks(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryRefund)
	moved(t, d, f, CaseEdgeTriage, CaseEdgeAccept, CaseEdgeAssign, CaseEdgeSign)
	d.now += hourMillis
	facts := d.goodFacts(f, CaseEdgeTriage)
	facts.Body.Class = ClassA
	if err := d.move(f, CaseEdgeTriage, d.officers[0], facts); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[ClockKind]string{ClockPage: "2026-03-02 11:15", ClockContact: "2026-03-02 13:00", ClockHandle: "2026-03-09 23:59"} {
		if k, _ := f.Clock(kind); k.Due/minuteMillis != at(want)/minuteMillis || !k.Running() {
			t.Errorf("%s is due %s, not %s", kind, k.Due.Time(), want)
		}
	}
}

// Q2: a reply that did not arrive closes nothing.
func TestNothingClosesUndelivered(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryRefund)
	moved(t, d, f, CaseEdgeTriage, CaseEdgeAccept, CaseEdgeAssign, CaseEdgeSign, CaseEdgeContact, CaseEdgePropose, CaseEdgeApprove)
	if err := d.move(f, CaseEdgeFollowUp, d.system, CaseFacts{}); !Is(err, CodeReplyMissing) {
		t.Error("followed up:", err)
	}
	c := f.Case
	c.State = CaseFollowUp
	for _, e := range []CaseEdge{CaseEdgeClose, CaseEdgeCloseQuietly} {
		by := d.officers[4]
		if e == CaseEdgeCloseQuietly {
			by, c.Anonymous = d.system, true
		}
		if _, _, err := MoveCase(c, e, by, d.goodFacts(f, e), d.now+40*dayMillis, d.terms(&c), d.cal); !Is(err, CodeReplyMissing) {
			t.Errorf("%s: %v", e, err)
		}
	}
}

// What was a danger to a child ends with a person who looked, however silent everybody else is.
func TestADangerNeverClosesQuietly(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryRefund)
	moved(t, d, f, CaseEdgeTriage, CaseEdgeAccept, CaseEdgeAssign, CaseEdgeSign, CaseEdgeContact, CaseEdgePropose, CaseEdgeApprove)
	c := f.Case
	c.State, c.Anonymous, c.DeliveredAt = CaseFollowUp, true, c.RepliedAt
	quietly := func() error {
		_, _, err := MoveCase(c, CaseEdgeCloseQuietly, d.system, d.goodFacts(f, CaseEdgeCloseQuietly), d.now+40*dayMillis, d.terms(&c), d.cal)
		return err
	}
	if err := quietly(); err != nil {
		t.Error("nobody can be called:", err)
	}
	c.Class = ClassA
	if err := quietly(); !Is(err, CodeClassA) {
		t.Error("a danger to a child closed by itself:", err)
	}
}

// Nothing is refused without a reason, and what was a danger to a child is not withdrawn whole.
func TestRefusingAndWithdrawing(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryRefund)
	moved(t, d, f, CaseEdgeTriage)
	for reason, fine := range map[ReasonCode]bool{"": false, RefuseReasons()[0]: true} {
		facts := d.goodFacts(f, CaseEdgeRefuse)
		facts.Body.Reason = reason
		if _, _, err := MoveCase(f.Case, CaseEdgeRefuse, d.officers[0], facts, d.now, d.terms(&f.Case), d.cal); (err == nil) != fine {
			t.Errorf("refused for %q: %v", reason, err)
		}
	}
	c := f.Case
	c.Class = ClassA
	if _, _, err := MoveCase(c, CaseEdgeWithdraw, CaseComplainant(), d.goodFacts(f, CaseEdgeWithdraw), d.now, d.terms(&c), d.cal); !Is(err, CodeClassA) {
		t.Errorf("a danger to a child is withdrawn whole: %v", err)
	}
}

// A finding on each allegation, measures for what is founded, and the facility heard before.
func TestFindings(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryRefund)
	facts := d.goodFacts(f, CaseEdgeTriage)
	facts.Body.Allegations = []Allegation{{1, CategoryRefund}, {2, CategoryContract}}
	if err := d.move(f, CaseEdgeTriage, d.officers[0], facts); err != nil {
		t.Fatal(err)
	}
	moved(t, d, f, CaseEdgeAccept, CaseEdgeAssign, CaseEdgeSign, CaseEdgeContact)
	by := d.officersFor(f, CaseEdgePropose)[0]
	propose := func(measures []CaseMeasure, results ...FindingResult) error {
		facts := d.goodFacts(f, CaseEdgePropose)
		facts.Body.Findings, facts.Body.Measures = nil, measures
		for i, r := range results {
			facts.Body.Findings = append(facts.Body.Findings, CaseFinding{Allegation: i + 1, Result: r})
		}
		return d.move(f, CaseEdgePropose, by, facts)
	}
	rectify := []CaseMeasure{{Code: MeasureRectify, By: date("2026-04-01")}}
	for _, c := range []struct {
		want Code
		err  error
	}{
		{CodeFindingMissing, propose(rectify, NotFounded)},
		{CodeInvalid, propose(rectify, NotFounded, NotFounded, NotFounded)},
		{CodeInvalid, propose(rectify, NotFounded, FindingAnswered)},
		{CodeInvalid, propose([]CaseMeasure{{Code: "shame"}}, NotFounded, NotFounded)},
		{CodeFormIncomplete, propose(nil, NotFounded, Substantiated)},
		{CodeFacilityUnheard, propose(rectify, NotFounded, PartlyFounded)},
	} {
		if !Is(c.err, c.want) {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
	moved(t, d, f, CaseEdgeRelease)
	if err := propose(rectify, NotFounded, PartlyFounded); !Is(err, CodeFacilityUnheard) {
		t.Error("the facility has time to answer:", err)
	}
	moved(t, d, f, CaseEdgeFacility)
	if err := propose(rectify, NotFounded, PartlyFounded); err != nil {
		t.Error(err)
	}
}

// What is merged is the same place and matter, into a case that is accepted; each complainant keeps clock, reply and survey.
func TestMerging(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	lead, f, third, other := file(t, d, CategoryPrepay), file(t, d, CategoryPrepay), file(t, d, CategoryPrepay), file(t, d, CategoryRefund)
	merge := func(f, lead *caseFile) error {
		facts := d.goodFacts(f, CaseEdgeMerge)
		facts.Lead, facts.Body.Lead = &lead.Case, lead.ID
		return d.move(f, CaseEdgeMerge, d.officers[0], facts)
	}
	if err := merge(f, lead); !Is(err, CodeLeadState) {
		t.Error("into what is not accepted:", err)
	}
	moved(t, d, lead, CaseEdgeTriage, CaseEdgeAccept, CaseEdgeAssign, CaseEdgeSign)
	if err := merge(other, lead); !Is(err, CodeNotSame) {
		t.Error("another matter:", err)
	}
	if err := merge(f, lead); err != nil {
		t.Fatal(err)
	}
	moved(t, d, third, CaseEdgeTriage, CaseEdgeAccept)
	if err := merge(lead, third); !Is(err, CodeLeads) {
		t.Error("a case that leads is merged away:", err)
	}
	if k, ok := f.Clock(ClockHandle); !ok || !k.Running() || f.Unit != lead.Unit || f.AcceptedAt == 0 {
		t.Error("merged, and nobody owes an answer")
	}
	if v, err := ComplainantSees(f.events, d.now, d.terms(&f.Case), d.cal); err != nil || v.State != CaseInProgress || !v.Open {
		t.Errorf("Q12: a merged complaint looks like %s (%v)", v.State, err)
	}
	moved(t, d, lead, CaseEdgeContact, CaseEdgePropose, CaseEdgeApprove)
	moved(t, d, f, CaseEdgeContact, CaseEdgeJointReply, CaseEdgeDelivered, CaseEdgeRate)
	if len(f.Findings) != 1 || f.Survey == nil || lead.Survey != nil || f.Reply != "在办理。" {
		t.Errorf("%+v", f.Case)
	}
	v, err := ComplainantSees(f.events, d.now, d.terms(&f.Case), d.cal)
	if err != nil || v.State != CaseClosed || v.RepliedAt == 0 {
		t.Errorf("%+v %v", v, err)
	}
	moved(t, d, f, CaseEdgeReopen)
	if f.Lead != "" || !slices.Contains(f.Handlers, lead.Handler) {
		t.Error("opened again, it stands for itself, with a new handler")
	}
}

// Who can be called is called, and three times before they count as not reached; where there is nobody to call, a case closes by itself
// once the time is over, but never a danger's.
func TestCallingBack(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryRefund)
	moved(t, d, f, CaseEdgeTriage, CaseEdgeAccept, CaseEdgeAssign, CaseEdgeSign, CaseEdgeContact, CaseEdgePropose, CaseEdgeApprove, CaseEdgeDelivered, CaseEdgeFollowUp)
	later := d.now + 40*dayMillis
	quietly := func(c Case, now Instant) error {
		_, _, err := MoveCase(c, CaseEdgeCloseQuietly, d.system, CaseFacts{}, now, d.terms(&c), d.cal)
		return err
	}
	if err := quietly(f.Case, later); !Is(err, CodeStateConflict) {
		t.Error("nobody called, and it closed by itself:", err)
	}
	c := f.Case
	c.Anonymous = true
	if err := quietly(c, d.now); !Is(err, CodeTooEarly) {
		t.Error("before its time:", err)
	}
	if err := quietly(c, later); err != nil {
		t.Error(err)
	}
	c.Class = ClassA
	if err := quietly(c, later); !Is(err, CodeClassA) {
		t.Error("Q10: a danger closed by itself:", err)
	}
	silent := d.goodFacts(f, CaseEdgeClose)
	silent.Body.Answers = &CaseAnswers{Contacted: SaidNo}
	caller := d.officersFor(f, CaseEdgeClose)[0]
	for try := range 3 {
		if err := d.move(f, CaseEdgeClose, caller, silent); !Is(err, CodeCallMore) {
			t.Errorf("closed after %d calls: %v", try, err)
		}
		moved(t, d, f, CaseEdgeNotReached)
	}
	said := d.goodFacts(f, CaseEdgeClose)
	said.Body.Answers = &CaseAnswers{Contacted: SaidNo, Solved: SaidYes}
	if err := d.move(f, CaseEdgeClose, caller, said); !Is(err, CodeInvalid) {
		t.Error("who was not reached answered:", err)
	}
	if err := d.move(f, CaseEdgeClose, caller, silent); err != nil {
		t.Error(err)
	}
}

// A unit gives a case back once, with a reason and within a working day; somebody else decides, and the time to handle it runs on.
func TestGivingBack(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	f := file(t, d, CategoryRefund)
	moved(t, d, f, CaseEdgeTriage, CaseEdgeAccept, CaseEdgeAssign)
	due, _ := f.Clock(ClockHandle)
	asker := d.officersFor(f, CaseEdgeAskReturn)[0]
	facts := d.goodFacts(f, CaseEdgeAskReturn)
	late := f.Case
	if _, _, err := MoveCase(late, CaseEdgeAskReturn, asker, facts, d.now+3*dayMillis, d.terms(&late), d.cal); !Is(err, CodeDeadlinePassed) {
		t.Error("three days later:", err)
	}
	facts.Body.Reason = ""
	if err := d.move(f, CaseEdgeAskReturn, asker, facts); !Is(err, CodeReasonNeeded) {
		t.Error("without a reason:", err)
	}
	if err := d.move(f, CaseEdgeAskReturn, asker, d.goodFacts(f, CaseEdgeAskReturn)); err != nil {
		t.Fatal(err)
	}
	d.now += dayMillis
	if err := d.move(f, CaseEdgeReturn, asker, d.goodFacts(f, CaseEdgeReturn)); !Is(err, CodeFourEyes) {
		t.Error("who gave it back decided:", err)
	}
	elsewhere := d.goodFacts(f, CaseEdgeReturn)
	elsewhere.Body.Unit = "u-market"
	if err := d.move(f, CaseEdgeReturn, d.officers[3], elsewhere); err != nil || f.Unit != "u-market" {
		t.Fatal(err, f.Unit)
	}
	if err := d.move(f, CaseEdgeAskReturn, d.officers[2], d.goodFacts(f, CaseEdgeAskReturn)); !Is(err, CodeReturnedAlready) {
		t.Error("given back twice:", err)
	}
	if k, _ := f.Clock(ClockHandle); k.Due != due.Due || !k.Running() {
		t.Error("giving it back bought time")
	}
}
