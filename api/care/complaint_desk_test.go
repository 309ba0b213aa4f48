package care

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// caseDesk is a district's complaint desk in memory: what the walks walk in. Its complainants, officers and facility do what
// comes to their minds; what a transaction began is gone when it crashes.
type caseDesk struct {
	now   Instant
	cal   *Calendar
	rules *Rules
	units []Unit

	officers []CaseActor
	facility CaseActor
	system   CaseActor

	files   []*caseFile
	drafts  map[string]CaseID // what each device was told: acknowledged
	stored  map[string]CaseID // what each draft became
	byTrack map[Track]CaseTerms
	publish bool // the calendar of 2027 is out
	steps   map[CaseEdge]int
}

// caseFile is one case with its history, and what the outside saw of it.
type caseFile struct {
	Case

	events []CaseEvent
}

const publish2027 = "0101 0208 0209 0210 0211 0212 0405 0503 0504 0609 0915 1001 1004 1005 1006 1007 +0206 +0220"

// walkTerms are read once.
var walkTerms = func() map[Track]CaseTerms {
	rules := NewRules(DefaultRules())
	out := make(map[Track]CaseTerms)
	for _, track := range Tracks() {
		out[track] = rules.CaseTerms("320508", track, Date{2026, 3, 1})
	}
	return out
}()

var walkRules = NewRules(DefaultRules())

func newCaseDesk(start Instant) *caseDesk {
	d := &caseDesk{
		now: start, rules: walkRules, drafts: make(map[string]CaseID), stored: make(map[string]CaseID), steps: make(map[CaseEdge]int),
		facility: CaseFacility(Actor{Kind: ActorFacility, ID: "f-staff", Facility: "f1"}), system: CaseSystem(),
		units: []Unit{
			{ID: "u-desk", Area: "320508", Kind: UnitBackstop, Backstop: true},
			{ID: "u-health", Area: "320508", Kind: UnitHealth},
			{ID: "u-market", Area: "3205", Kind: UnitMarket},
			{ID: "u-police", Area: "320508", Kind: UnitPolice},
		},
	}
	d.cal = d.rules.Calendar()
	d.byTrack = walkTerms
	bureau := func(id string) Actor { return Actor{Kind: ActorDistrict, ID: id, Area: "320508"} }
	for i := range 5 { // no posts: everybody may do everything
		d.officers = append(d.officers, CaseOfficer(bureau(fmt.Sprintf("o%d", i)), nil, nil))
	}
	for _, duty := range Duties() {
		d.officers = append(d.officers, CaseOfficer(bureau("p-"+string(duty)), []Duty{duty}, []UnitID{"u-health", "u-desk"}))
	}
	return d
}

// terms are the same on every day of the walks.
func (d *caseDesk) terms(c *Case) CaseTerms { return d.byTrack[c.Track] }

func (d *caseDesk) find(id CaseID) *caseFile {
	for _, f := range d.files {
		if f.ID == id {
			return f
		}
	}
	return nil
}

func (d *caseDesk) others(id CaseID) (n int) {
	for _, f := range d.files {
		if f.State == CaseMerged && f.Lead == id {
			n++
		}
	}
	return n
}

// submit is C1 as the desk does it: the draft's key decides, and the acknowledgement comes after the commit. crash loses the
// transaction, deaf loses the acknowledgement alone.
func (d *caseDesk) submit(key string, o CaseOpening, crash, deaf bool) (CaseID, error) {
	if id, ok := d.stored[key]; ok {
		d.drafts[key] = id
		return id, nil
	}
	id := CaseID(fmt.Sprintf("case-%d", len(d.files)+1))
	o.ReceiptNo = fmt.Sprintf("R%06d", 731*(len(d.files)+1))
	desk, known := DeskOf(o.Area, d.units, d.rules, Today(d.now))
	facts := CaseFacts{ID: id, UnitKnown: known, Body: CaseBody{Opening: &o, Unit: desk}}
	next, event, err := MoveCase(Case{}, CaseEdgeSubmit, CaseComplainant(), facts, d.now, d.byTrack[o.Track], d.cal)
	if err != nil || crash {
		return "", err
	}
	event.ID = "e1"
	d.files = append(d.files, &caseFile{Case: next, events: []CaseEvent{event}})
	d.stored[key] = id
	d.steps[CaseEdgeSubmit]++
	if !deaf {
		d.drafts[key] = id
	}
	return id, nil
}

// move takes a case along an edge, writes down the event as text, and reads it again: nothing lives but what is stored.
func (d *caseDesk) move(f *caseFile, e CaseEdge, by CaseActor, facts CaseFacts) error {
	next, event, err := MoveCase(f.Case, e, by, facts, d.now, d.terms(&f.Case), d.cal)
	if err != nil {
		return err
	}
	event.ID = CaseEventID(fmt.Sprintf("e%d", event.N))
	text, err := json.Marshal(event)
	if err != nil {
		return err
	}
	var read CaseEvent
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	f.Case, f.events = next, append(f.events, read)
	d.steps[e]++
	return nil
}

// sweep is what the clock does.
func (d *caseDesk) sweep() {
	for _, f := range d.files {
		facts := CaseFacts{Delivered: true, Lead: d.leadOf(f), Recounted: RecountCase(f.Case, d.cal)}
		for _, e := range []CaseEdge{CaseEdgeRecount, CaseEdgeInfoOver, CaseEdgeSuspendOver, CaseEdgeJointReply, CaseEdgeDelivered, CaseEdgeFollowUp, CaseEdgeCloseQuietly, CaseEdgeSecondLook} {
			_ = d.move(f, e, d.system, facts)
		}
		for _, k := range f.Clocks {
			if share := k.Warning(d.now); share != 0 {
				_ = d.move(f, CaseEdgeWarn, d.system, CaseFacts{Body: CaseBody{Clock: k.Kind, Share: share}})
			}
		}
		if k, ok := f.Clock(ClockPage); ok && k.Running() {
			_ = d.move(f, CaseEdgePage, d.system, CaseFacts{Body: CaseBody{Page: "page", Officer: "o1"}})
		}
	}
}

func (d *caseDesk) leadOf(f *caseFile) *Case {
	if lead := d.find(f.Lead); lead != nil {
		return &lead.Case
	}
	return nil
}

// goodFacts are those under which an edge is taken if state, clocks and persons allow it.
func (d *caseDesk) goodFacts(f *caseFile, e CaseEdge) CaseFacts {
	facts := CaseFacts{UnitKnown: true, NoTie: true, Delivered: true, Previewed: true, Officer: true, Others: d.others(f.ID), Lead: d.leadOf(f)}
	b := &facts.Body
	b.Text, b.Message, b.When, b.Reference, b.Page = "在办理。", "m1", d.now, "No 1", "page"
	b.Class, b.Way, b.To = f.Class, ContactRelay, UnitPolice
	b.Missing = []ReasonCode{ReasonInfoTime}
	b.Unit, b.CoUnits = "u-health", nil
	b.Officer = "o3"
	b.Answers = &CaseAnswers{Contacted: SaidYes, Solved: SaidYes, Satisfied: SaidNo, Rating: 4}
	for _, a := range f.Allegations {
		result := NotFounded
		if f.Class == ClassD {
			result = FindingAnswered
		}
		b.Findings = append(b.Findings, CaseFinding{Allegation: a.N, Result: result})
	}
	b.Measures = []CaseMeasure{{Code: MeasureExplain}}
	if r, ok := CaseEdgeRuleOf(e); ok && len(r.Reasons) > 0 {
		b.Reason = r.Reasons[0]
	}
	return facts
}

// String tells the histories, for a counterexample.
func (d *caseDesk) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "now %s\n", d.now.Time().Format("2006-01-02 15:04:05"))
	for _, f := range d.files {
		fmt.Fprintf(&b, "%s %s class %s state %s unit %s lead %q\n", f.ID, f.Category, f.Class, f.State, f.Unit, f.Lead)
		for _, e := range f.events {
			fmt.Fprintf(&b, "  %2d %-4s %s → %s by %s at %s\n", e.N, e.Edge, e.From, e.To, e.By.ID, e.At.Time().Format("01-02 15:04:05"))
		}
	}
	return b.String()
}

// officersFor are those who may take an edge of a case, as the code says it; the oracle judges what they did.
func (d *caseDesk) officersFor(f *caseFile, e CaseEdge) (out []CaseActor) {
	r, _ := CaseEdgeRuleOf(e)
	for _, o := range d.officers {
		if r.mayMove(&f.Case, o) == nil {
			out = append(out, o)
		}
	}
	return out
}

// finish does what good officers would until the case is over, and says where it got stuck.
func (d *caseDesk) finish(f *caseFile) error {
	onward := map[CaseState][]CaseEdge{
		CaseReceived:        {CaseEdgeTriage, CaseEdgeAccept},
		CaseNeedsInfo:       {CaseEdgeInfo},
		CaseAccepted:        {CaseEdgeAssign},
		CaseAssigned:        {CaseEdgeSign},
		CaseReturnRequested: {CaseEdgeReturn},
		CaseInProgress:      {CaseEdgeContact, CaseEdgePropose},
		CaseTransferred:     {CaseEdgeTakeBack},
		CaseSuspended:       {CaseEdgeResume},
		CaseReplyReview:     {CaseEdgeApprove},
		CaseReplied:         {CaseEdgeDelivered, CaseEdgeFollowUp},
		CaseFollowUp:        {CaseEdgeRefuseReopen, CaseEdgeClose},
		CaseReopened:        {CaseEdgeReassign},
		CaseMerged:          {CaseEdgeSplit},
	}
	for range 40 {
		edges, ok := onward[f.State]
		if !ok || (f.State == CaseMerged && f.RepliedAt != 0) {
			return nil
		}
		before := f.Version
		var why error
		for _, e := range edges {
			r, _ := CaseEdgeRuleOf(e)
			facts := d.goodFacts(f, e)
			actors := d.officersFor(f, e)
			switch {
			case slices.Contains(r.Who, SideSystem):
				actors = []CaseActor{d.system}
			case slices.Contains(r.Who, SideComplainant):
				actors = []CaseActor{CaseComplainant()}
				if f.Own { // nobody answers any more: time does
					d.now += 30 * dayMillis
					d.sweep()
					actors = nil
				}
			}
			if e == CaseEdgeTriage && f.ClassConfirmed {
				continue
			}
			for _, o := range actors {
				if why = d.move(f, e, o, facts); why == nil {
					break
				}
			}
		}
		if f.Version == before {
			return fmt.Errorf("%s stays %s: %w", f.ID, f.State, why)
		}
	}
	return fmt.Errorf("%s does not end", f.ID)
}
