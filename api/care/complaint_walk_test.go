package care

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Q1 to Q5, Q9, Q10, Q12: complainants, officers, a facility and the clock do what comes to their minds, 10,000 walks of 60
// steps, and after every step every property holds. At the end good officers bring every case to its end.
func TestCaseWalks(t *testing.T) {
	walks := "10000"
	if testing.Short() {
		walks = "500"
	}
	for name, value := range map[string]string{"rapid.checks": walks, "rapid.steps": "60"} {
		old := flag.Lookup(name).Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = flag.Set(name, old) })
	}
	taken := make(map[CaseEdge]int)
	rapid.Check(t, func(t *rapid.T) {
		start := at("2025-12-20 09:30") + Instant(rapid.Int64Range(0, 400*24).Draw(t, "start"))*hourMillis
		w := &caseWalker{caseDesk: newCaseDesk(start), oracle: newCaseOracle()}
		steps := w.choices()
		for name, step := range steps {
			steps[name] = func(t *rapid.T) {
				step(t)
				w.judge(t, name)
			}
		}
		t.Repeat(steps)
		for _, f := range w.files {
			if err := w.finish(f); err != nil {
				t.Fatalf("stuck: %v\n%s", err, w.caseDesk)
			}
			w.judge(t, "the end")
		}
		for _, f := range w.files {
			if s := folds(f); s != "" {
				t.Fatalf("at the end: %s\n%s", s, w.caseDesk)
			}
		}
		for e, n := range w.steps {
			taken[e] += n
		}
	})
	for _, r := range CaseEdges() {
		if taken[r.Edge] < 20 && !testing.Short() {
			t.Errorf("%s was taken %d times: the walks prove nothing about it", r.Edge, taken[r.Edge])
		}
	}
	t.Log(taken)
}

type caseWalker struct {
	*caseDesk
	*oracle

	requests int
}

func (w *caseWalker) judge(t *rapid.T, step string) {
	if s := w.wrong(w.caseDesk); s != "" {
		t.Fatalf("after %s: %s\n%s", step, s, w.caseDesk)
	}
}

func (w *caseWalker) choices() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"minutes":   func(t *rapid.T) { w.now += Instant(rapid.IntRange(1, 90).Draw(t, "minutes")) * minuteMillis },
		"days":      func(t *rapid.T) { w.now += Instant(rapid.Int64Range(1, 6*24).Draw(t, "hours")) * hourMillis },
		"deadline":  w.toDue,
		"submit":    w.complain,
		"submit 2":  w.complain,
		"again":     w.again,
		"onward":    w.onward,
		"onward 2":  w.onward,
		"onward 3":  w.onward,
		"aside":     w.aside,
		"aside 2":   w.aside,
		"office":    w.office,
		"office 2":  w.office,
		"citizen":   w.citizen,
		"facility":  w.answer,
		"anybody":   w.anybody,
		"merge":     w.merge,
		"triage":    w.triage,
		"sweep":     func(*rapid.T) { w.sweep() },
		"sweep 2":   func(*rapid.T) { w.sweep() },
		"calendar":  w.publishYear,
		"found out": w.found,
		"call":      w.call,
	}
}

func (w *caseWalker) pick(t *rapid.T, states ...CaseState) *caseFile {
	var of []int
	if len(w.files) == 0 {
		w.complain(t)
	}
	for i, f := range w.files {
		if len(states) == 0 || slices.Contains(states, f.State) {
			of = append(of, i)
		}
	}
	if len(of) == 0 {
		return nil
	}
	return w.files[rapid.SampledFrom(of).Draw(t, "case")]
}

// toDue goes to the moment a clock runs out, or a millisecond to either side.
func (w *caseWalker) toDue(t *rapid.T) {
	f := w.pick(t)
	if f == nil {
		return
	}
	for _, k := range f.Clocks {
		if k.Running() && !k.Paused() && k.Due > w.now && k.Due-w.now < 40*dayMillis && rapid.Bool().Draw(t, "this") {
			w.now = max(w.now, k.Due+Instant(rapid.IntRange(-1, 1).Draw(t, "beside")))
			return
		}
	}
}

func (w *caseWalker) complain(t *rapid.T) {
	if len(w.files) > 8 {
		return
	}
	row := rapid.SampledFrom(Categories()).Draw(t, "category")
	if rapid.IntRange(0, 2).Draw(t, "usual") > 0 {
		row, _ = CategoryRuleOf(CategoryPrepay)
	}
	o := CaseOpening{
		Facility: "f1", Area: "320508", Category: row.Category, Track: row.Track, Source: SourceApp,
		DangerNow: rapid.IntRange(0, 9).Draw(t, "danger") == 0, Anonymous: rapid.Bool().Draw(t, "anonymous"),
		Allegations: []Allegation{{N: 1, Category: row.Category}},
	}
	if rapid.IntRange(0, 5).Draw(t, "no register") == 0 {
		o.Facility, o.PlaceName = "", "楼上那家"
	}
	o.Class = ProposeClass(o.Category, o.DangerNow, rapid.SampledFrom([]string{"退费", "老师打孩子"}).Draw(t, "text"))
	w.requests++
	key := fmt.Sprintf("draft-%d", w.requests)
	_, _ = w.submit(key, o, rapid.IntRange(0, 19).Draw(t, "crash") == 0, rapid.IntRange(0, 9).Draw(t, "deaf") == 0)
	w.keys = append(w.keys, draftSent{key: key, opening: o})
}

// again is Q3: the same draft once more is the same case, whatever became of the first answer.
func (w *caseWalker) again(t *rapid.T) {
	if len(w.keys) == 0 {
		return
	}
	sent := rapid.SampledFrom(w.keys).Draw(t, "draft")
	cases, told := len(w.files), w.drafts[sent.key]
	known := w.stored[sent.key]
	id, err := w.submit(sent.key, sent.opening, false, false)
	if known != "" && (id != known || len(w.files) != cases || (told != "" && told != id)) {
		t.Fatalf("Q3: %s became %s (%v) after %s\n%s", sent.key, id, err, known, w.caseDesk)
	}
}

// usual are the ways a case usually goes from where it stands.
var usual = map[CaseState][]CaseEdge{
	CaseReceived:        {CaseEdgeTriage, CaseEdgeAccept, CaseEdgeAccept},
	CaseNeedsInfo:       {CaseEdgeInfo},
	CaseAccepted:        {CaseEdgeAssign},
	CaseAssigned:        {CaseEdgeSign},
	CaseReturnRequested: {CaseEdgeReturn},
	CaseInProgress:      {CaseEdgeContact, CaseEdgeRelease, CaseEdgePropose, CaseEdgePropose},
	CaseTransferred:     {CaseEdgeReceipt, CaseEdgeTakeBack},
	CaseSuspended:       {CaseEdgeSuspendMore, CaseEdgeResume},
	CaseReplyReview:     {CaseEdgeApprove},
	CaseReplied:         {CaseEdgeDelivered, CaseEdgeFollowUp},
	CaseFollowUp:        {CaseEdgeNotReached, CaseEdgeClose, CaseEdgeGrantReopen, CaseEdgeRefuseReopen},
	CaseReopened:        {CaseEdgeReassign},
	CaseMerged:          {CaseEdgeContact, CaseEdgeJointReply, CaseEdgeDelivered, CaseEdgeRate},
	CaseClosed: {
		CaseEdgeRate, CaseEdgeReopen, CaseEdgeAskReopen, CaseEdgeGrantReopen, CaseEdgeRefuseReopen, CaseEdgeSecondLook, CaseEdgeStaysSolved,
		CaseEdgeNotSolved,
	},
}

// onward takes a case some steps on its usual way, by those who may.
func (w *caseWalker) onward(t *rapid.T) {
	f := w.pick(t)
	if f == nil {
		return
	}
	for range rapid.IntRange(1, 12).Draw(t, "steps") {
		edges := usual[f.State]
		if len(edges) == 0 {
			return
		}
		e := rapid.SampledFrom(edges).Draw(t, "edge")
		if k, ok := f.Clock(ClockSecond); ok && e == CaseEdgeSecondLook && k.Running() {
			w.now = max(w.now, k.Due+1)
		}
		w.attempt(t, f, e, nil)
		w.judge(t, string(e))
	}
}

// aside has a case in hand put aside, passed on or prolonged.
func (w *caseWalker) aside(t *rapid.T) {
	f := w.pick(t, CaseInProgress, CaseTransferred, CaseSuspended)
	if f == nil {
		return
	}
	edges := []CaseEdge{
		CaseEdgeContact, CaseEdgeAskSuspend, CaseEdgeSuspend, CaseEdgeAskExtend, CaseEdgeExtend, CaseEdgeRefuseAsk, CaseEdgeAskTransfer, CaseEdgeTransfer,
		CaseEdgeReceipt, CaseEdgeHandOver, CaseEdgeSuspendMore,
	}
	for range 3 {
		w.attempt(t, f, rapid.SampledFrom(edges).Draw(t, "edge"), nil)
	}
}

// attempt lets somebody on a side that has the edge try it.
func (w *caseWalker) attempt(t *rapid.T, f *caseFile, e CaseEdge, change func(*CaseFacts)) {
	r, _ := CaseEdgeRuleOf(e)
	facts := w.goodFacts(f, e)
	if change != nil {
		change(&facts)
	}
	by := w.somebody(t, rapid.SampledFrom(r.Who).Draw(t, "side"))
	if may := w.officersFor(f, e); by.Side == SideOffice && len(may) > 0 && rapid.IntRange(0, 3).Draw(t, "may") > 0 {
		by = rapid.SampledFrom(may).Draw(t, "who may")
	}
	_ = w.move(f, e, by, facts)
}

func (w *caseWalker) somebody(t *rapid.T, side CaseSide) CaseActor {
	switch side {
	case SideComplainant:
		return CaseComplainant()
	case SideFacility:
		return w.facility
	case SideSystem:
		return w.system
	default:
		return rapid.SampledFrom(w.officers).Draw(t, "officer")
	}
}

// side lets a side take some edge that begins where a case stands; a guard may refuse.
func (w *caseWalker) side(t *rapid.T, side CaseSide) {
	f := w.pick(t)
	if f == nil {
		return
	}
	var of []CaseEdge
	for _, r := range CaseEdges() {
		if r.starts(f.State) && slices.Contains(r.Who, side) && len(r.From) > 0 {
			of = append(of, r.Edge)
		}
	}
	if len(of) == 0 {
		return
	}
	missing := rapid.IntRange(0, 9).Draw(t, "missing")
	_ = w.move(f, rapid.SampledFrom(of).Draw(t, "edge"), w.somebody(t, side), w.flawed(f, missing))
}

func (w *caseWalker) flawed(f *caseFile, missing int) CaseFacts {
	e := CaseEdge("")
	facts := w.goodFacts(f, e)
	facts.Body.Reason = ""
	switch missing {
	case 0:
		facts.Body.Findings = facts.Body.Findings[:0]
	case 1:
		facts.Previewed, facts.NoTie = false, false
	case 2:
		facts.UnitKnown = false
	case 3:
		facts.Body.Text = ""
	case 4:
		facts.Body.Findings = []CaseFinding{{Allegation: 1, Result: Substantiated}}
	case 5:
		facts.Body.Measures = nil
	case 6:
		facts.Body.Unit = "u-market"
	case 7:
		facts.Delivered = false
	default:
	}
	for _, r := range [][]ReasonCode{TriageReasons(), SuspendReasons(), ExtendReasons(), ReturnReasons(), ExcludeReasons(), RefuseReasons(), WithdrawReasons()} {
		if missing == 8 || facts.Body.Reason == "" {
			facts.Body.Reason = r[missing%len(r)]
		}
		_ = r
	}
	return facts
}

func (w *caseWalker) office(t *rapid.T) {
	f := w.pick(t)
	if f == nil {
		return
	}
	var of []CaseEdge
	for _, r := range CaseEdges() {
		if r.starts(f.State) && slices.Contains(r.Who, SideOffice) && len(r.From) > 0 {
			of = append(of, r.Edge)
		}
	}
	if len(of) > 0 {
		w.attempt(t, f, rapid.SampledFrom(of).Draw(t, "edge"), nil)
	}
}

func (w *caseWalker) citizen(t *rapid.T) {
	f := w.pick(t)
	if f == nil {
		return
	}
	var of []CaseEdge
	for _, r := range CaseEdges() {
		if r.starts(f.State) && slices.Contains(r.Who, SideComplainant) && len(r.From) > 0 {
			of = append(of, r.Edge)
		}
	}
	if len(of) > 0 {
		w.attempt(t, f, rapid.SampledFrom(of).Draw(t, "edge"), nil)
	}
}

func (w *caseWalker) answer(t *rapid.T) {
	if f := w.pick(t); f != nil {
		w.attempt(t, f, CaseEdgeFacility, nil)
	}
}

// anybody tries any edge of any case, with something missing.
func (w *caseWalker) anybody(t *rapid.T) {
	w.side(t, rapid.SampledFrom([]CaseSide{SideComplainant, SideOffice, SideFacility, SideSystem}).Draw(t, "side"))
	f := w.pick(t)
	if f == nil {
		return
	}
	e := rapid.SampledFrom(CaseEdges()).Draw(t, "edge").Edge
	by := w.somebody(t, rapid.SampledFrom([]CaseSide{SideComplainant, SideOffice, SideFacility, SideSystem}).Draw(t, "side"))
	_ = w.move(f, e, by, w.goodFacts(f, e))
}

// merge puts one case into another, the same or not.
func (w *caseWalker) merge(t *rapid.T) {
	f, lead := w.pick(t, mergeable...), w.pick(t)
	if f == nil || lead == nil {
		return
	}
	for _, o := range w.files { // mostly something that fits
		if o.Category == f.Category && o.ID != f.ID && rapid.Bool().Draw(t, "fits") {
			lead = o
		}
	}
	w.attempt(t, f, CaseEdgeMerge, func(facts *CaseFacts) { facts.Lead, facts.Body.Lead = &lead.Case, lead.ID })
}

func (w *caseWalker) triage(t *rapid.T) {
	f := w.pick(t, append([]CaseState{CaseNeedsInfo, CaseSuspended}, triaged...)...)
	if f == nil {
		return
	}
	class := rapid.SampledFrom(CaseClasses()).Draw(t, "class")
	e, _ := CaseEdgeFor(f.State, CaseActTriage, SideOffice)
	w.attempt(t, f, e, func(facts *CaseFacts) {
		facts.Body.Class = class
		if rapid.Bool().Draw(t, "two") {
			facts.Body.Allegations = []Allegation{{1, f.Category}, {2, CategoryOther}}
		}
	})
}

// found has an officer find something against the facility.
func (w *caseWalker) found(t *rapid.T) {
	f := w.pick(t, CaseInProgress)
	if f == nil {
		return
	}
	w.attempt(t, f, CaseEdgePropose, func(facts *CaseFacts) {
		for i := range facts.Body.Findings {
			facts.Body.Findings[i].Result = rapid.SampledFrom([]FindingResult{Substantiated, PartlyFounded, Undeterminable}).Draw(t, "result")
		}
	})
}

// call is a call-back: reached or not.
func (w *caseWalker) call(t *rapid.T) {
	f := w.pick(t, CaseFollowUp)
	if f == nil {
		return
	}
	answer := []Said{"", SaidYes, SaidNo}
	w.attempt(t, f, CaseEdgeClose, func(facts *CaseFacts) {
		facts.Body.Answers = &CaseAnswers{
			Contacted: rapid.SampledFrom(answer).Draw(t, "contacted"), Solved: rapid.SampledFrom(answer).Draw(t, "solved"),
			Satisfied: rapid.SampledFrom(answer).Draw(t, "satisfied"), Rating: rapid.IntRange(0, 5).Draw(t, "rating"),
		}
	})
}

func (w *caseWalker) publishYear(t *rapid.T) {
	if rapid.IntRange(0, 9).Draw(t, "publish") == 0 && !w.publish {
		w.publish = true
		w.cal = NewRules([]Rule{{Key: RuleCalendar + "2027", Value: publish2027}}).Calendar()
	}
}
