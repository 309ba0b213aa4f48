package care

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// oracle knows the promises and not the rules. It reads the events alone, each once, and keeps its own small picture of every
// case.
type oracle struct {
	rows map[CaseEdge]caseRow
	of   map[CaseID]*picture
	keys []draftSent
}

type draftSent struct {
	key     string
	opening CaseOpening
}

// picture is what the oracle remembers of a case.
type picture struct {
	seen       int
	state      CaseState
	class      CaseClass
	unit       UnitID
	named      int // allegations
	handlers   []string
	last       []string // handlers of the round before
	asker      string
	returner   string
	reviewer   string
	findings   int
	contacted  bool
	own        bool
	replied    bool
	delivered  bool
	returned   int
	extended   int
	byRight    int
	secondOpen bool
	released   bool
	answered   bool
	heardBy    Instant
	tries      int
	anonymous  bool
	facility   bool
	danger     bool
	clocks     []Clock
	acceptedAt Instant
	excluded   bool
	contactIn  bool // contacted in time, in the first round
	contactDue Instant
	contactAt  Instant
	round      int
	said       CaseAnswers
}

func newCaseOracle() *oracle {
	return &oracle{rows: publishedCaseRows(), of: make(map[CaseID]*picture)}
}

// wrong says which promise is broken, or "".
func (o *oracle) wrong(d *caseDesk) string {
	for key, id := range d.drafts { // Q1
		if d.find(id) == nil {
			return fmt.Sprintf("Q1: %s was told of %s, which is not stored", key, id)
		}
	}
	for _, f := range d.files {
		p := o.of[f.ID]
		if p == nil {
			p = &picture{}
			o.of[f.ID] = p
		}
		changed := p.seen < len(f.events)
		for ; p.seen < len(f.events); p.seen++ {
			if s := o.event(d, f, p, f.events[p.seen]); s != "" {
				return fmt.Sprintf("%s (%s, event %d %s)", s, f.ID, p.seen+1, f.events[p.seen].Edge)
			}
		}
		if changed {
			if s := o.whole(d, f, p); s != "" {
				return s + " (" + string(f.ID) + ")"
			}
		}
	}
	return ""
}

// event judges one event against what came before it.
func (o *oracle) event(d *caseDesk, f *caseFile, p *picture, e CaseEvent) string {
	row, ok := o.rows[e.Edge]
	to := CaseState(row.to)
	if row.to == "=" {
		to = p.state
	}
	switch {
	case !ok || e.From != p.state || !slices.Contains(row.from, p.state) || e.To != to || e.N != int64(p.seen)+1 || e.Case != f.ID:
		return "Q2: no such edge is published"
	case !slices.Contains(row.who, sideOfEvent(e)):
		return "Q2: " + e.By.ID + " may not"
	case row.duty != "" && strings.HasPrefix(e.By.ID, "p-") && e.By.ID != "p-"+string(row.duty) && sideOfEvent(e) == SideOffice:
		return "Q2: not the duty of " + e.By.ID
	}
	for _, judge := range []func(*caseDesk, *picture, CaseEvent) string{o.persons, o.danger, o.order, o.clocks} {
		if s := judge(d, p, e); s != "" {
			return s
		}
	}
	o.remember(d, p, e)
	return ""
}

func sideOfEvent(e CaseEvent) CaseSide {
	switch {
	case e.By.Kind == ActorSystem:
		return SideSystem
	case e.By.ID == "complainant":
		return SideComplainant
	case e.By.Kind == ActorFacility:
		return SideFacility
	default:
		return SideOffice
	}
}

// persons: four eyes.
func (o *oracle) persons(_ *caseDesk, p *picture, e CaseEvent) string {
	if sideOfEvent(e) != SideOffice {
		return ""
	}
	switch e.Edge {
	case "C10", "C11", "C11c", "C12", "C12b", "C14", "C14a", "C16", "C16a", "C17b", "C17d", "C20b":
		if slices.Contains(p.handlers, e.By.ID) {
			return "Q2: " + e.By.ID + " handles the case and decides on it"
		}
	case "C8", "C13":
		if slices.Contains(p.last, e.By.ID) {
			return "Q2: " + e.By.ID + " handled it before it was opened again"
		}
	default:
	}
	if e.Edge == "C7" && p.returner == e.By.ID {
		return "Q2: who gave the case back decided on it"
	}
	if p.asker == e.By.ID && slices.Contains([]CaseEdge{"C10", "C11", "C12", "C12b"}, e.Edge) {
		return "Q2: who asked decided"
	}
	return ""
}

// danger: Q10.
func (o *oracle) danger(_ *caseDesk, p *picture, e CaseEvent) string {
	if p.class != ClassA {
		return ""
	}
	if slices.Contains([]CaseEdge{"C3", "C4a", "C11", "C11b", "C11c", "C16b", "C18", "C19"}, e.Edge) {
		return "Q10: a danger to a child was put off or dropped"
	}
	if e.Edge == "C2" && e.Body.Class != ClassA && (p.danger || p.state != CaseReceived || e.By.ID == "p-intake") {
		return "Q10: a danger became less by a stroke of the pen"
	}
	return ""
}

// order: what must have happened before.
func (o *oracle) order(_ *caseDesk, p *picture, e CaseEvent) string {
	switch e.Edge {
	case "C6":
		if p.returned > 0 {
			return "Q2: given back twice"
		}
	case "C12":
		if p.extended > 0 {
			return "Q2: extended twice"
		}
	case "C13":
		against := slices.ContainsFunc(e.Body.Findings, func(x CaseFinding) bool { return x.Result == "substantiated" || x.Result == "partly" })
		switch {
		case len(e.Body.Findings) != p.named:
			return "Q2: not a finding for each allegation"
		case !p.contacted && !p.own:
			return "Q2: answered without a word with the complainant"
		case against && p.facility && p.class != ClassA && (!p.released || (!p.answered && e.At <= p.heardBy)):
			return "Q2: held against a facility that was not heard"
		}
	case "C15":
		if !p.delivered {
			return "Q2: a follow-up of what nobody received"
		}
	case "C16", "C16b":
		switch {
		case !p.replied || !p.delivered || p.findings != p.named || p.reviewer == "" || slices.Contains(p.handlers, p.reviewer):
			return "Q2: closed without a delivered reply, findings and a second person"
		case e.Edge == "C16" && !p.anonymous && !p.own && e.Body.Answers.Contacted != SaidYes && p.tries < 3:
			return "Q2: not called often enough"
		case e.Edge == "C16b" && !p.anonymous && !p.own:
			return "Q2: somebody could have been called"
		}
	case "C17":
		if p.byRight > 0 {
			return "Q2: opened again by right twice"
		}
	case "C18a":
		if p.replied {
			return "Q12: answered twice"
		}
	case "C21a", "C21b":
		if !p.secondOpen {
			return "Q2: answered what nobody asked"
		}
	default:
	}
	if p.own && sideOfEvent(e) == SideComplainant {
		return "Q2: who has withdrawn acts on"
	}
	return ""
}

// remember adds an event to the picture.
func (o *oracle) remember(_ *caseDesk, p *picture, e CaseEvent) {
	p.state = e.To
	switch e.Edge {
	case "C1":
		b := e.Body.Opening
		p.class, p.unit, p.named = b.Class, e.Body.Unit, len(b.Allegations)
		p.anonymous, p.facility, p.danger = b.Anonymous, b.Facility != "", b.DangerNow
	case "C2", "C2a", "C2b":
		p.class = e.Body.Class
		if n := len(e.Body.Allegations); n > 0 {
			p.named = n
		}
	case "C4":
		p.acceptedAt = e.At
	case "C5", "C7", "C17c":
		p.unit, p.returner = e.Body.Unit, ""
	case "C6":
		p.returned, p.returner = p.returned+1, e.By.ID
	case "C8":
		p.handlers = []string{e.By.ID}
	case "C8a":
		p.handlers = append(p.handlers, string(e.Body.Officer))
	case "C9":
		p.contacted = true
		if p.round == 0 && p.contactAt == 0 {
			p.contactAt = e.At
		}
	case "C10b", "C11b", "C12a":
		p.asker = e.By.ID
	case "C10", "C11", "C12b":
		p.asker = ""
	case "C12":
		p.extended, p.asker = p.extended+1, ""
	case "C13":
		p.findings, p.asker = len(e.Body.Findings), ""
		p.handlers = append(p.handlers, e.By.ID)
	case "C13a":
		p.released = true
		for _, c := range e.Body.Clocks {
			if c.Clock.Kind == "reply_facility" {
				p.heardBy = c.Clock.Due
			}
		}
	case "C13b":
		p.answered = true
	case "C14":
		p.replied, p.reviewer = true, e.By.ID
	case "C14a":
		p.findings = 0
	case "C14b":
		p.delivered = true
	case "C16a":
		p.tries++
	case "C18":
		p.unit = e.Body.Unit
		p.handlers = nil
		if e.Body.Officer != "" {
			p.handlers = []string{string(e.Body.Officer)}
		}
		if p.acceptedAt == 0 {
			p.acceptedAt = e.At
		}
	case "C18a":
		p.replied, p.findings = true, len(e.Body.Findings)
	case "C18b":
		p.handlers = nil
	case "C19a":
		p.own = true
	case "C20b":
		p.excluded = true
	case "C21":
		p.secondOpen = true
	case "C21a":
		p.secondOpen = false
	default:
	}
	o.hear(p, e)
	if e.Edge == "C17" {
		p.byRight++
	}
	if e.To == "reopened" && e.From != "reopened" {
		p.last, p.handlers = p.handlers, nil
		p.reviewer, p.findings, p.contacted, p.replied, p.delivered = "", 0, false, false, false
		p.released, p.answered, p.extended, p.tries, p.secondOpen, p.asker = false, false, 0, 0, false, ""
		p.byRight = max(p.byRight, 1) // opened again for whatever cause: the next time is asked for
		p.round++
	}
}

// hear keeps what the complainant said, and until when they had to be contacted.
func (o *oracle) hear(p *picture, e CaseEvent) {
	for _, c := range e.Body.Clocks {
		if c.Clock.Kind == "contact" && p.round == 0 && (p.contactAt == 0 || e.Edge == "C9") {
			if c.Clock.Running() || e.Edge == "C9" {
				p.contactDue = c.Clock.Due
			}
			if e.Edge == "C9" {
				p.contactIn = e.At <= c.Clock.Due
			}
		}
	}
	switch e.Edge {
	case "C16", "C16c":
		a := e.Body.Answers
		if a.Solved != "" {
			p.said.Solved = a.Solved
		}
		if a.Satisfied != "" || a.Rating != 0 {
			p.said.Satisfied, p.said.Rating = a.Satisfied, a.Rating
		}
	case "C17", "C21b":
		p.said.Solved = SaidNo
	case "C21a":
		p.said.Solved = SaidYes
	default:
	}
}

// folds holds a case against what its events come to, which is the whole of it: it is asked at the end of a walk.
func folds(f *caseFile) string {
	folded, err := Fold(f.events)
	if err != nil {
		return "the events do not fold: " + err.Error()
	}
	if reflect.DeepEqual(folded, f.Case) {
		return ""
	}
	a, _ := json.Marshal(folded)
	b, _ := json.Marshal(f.Case)
	if string(a) != string(b) {
		return fmt.Sprintf("the case is not what its events make it\n%s\n%s", a, b)
	}
	return ""
}

// whole judges a case as it now stands.
func (o *oracle) whole(d *caseDesk, f *caseFile, p *picture) string {
	switch {
	case f.Version != int64(len(f.events)):
		return "the version is not the number of events"
	case f.Unit == "" || f.Unit != p.unit || slices.Contains(f.CoUnits, f.Unit): // Q4
		return "Q4: not exactly one responsible unit"
	case !slices.ContainsFunc(d.units, func(u Unit) bool { return u.ID == f.Unit }):
		return "Q4: a unit that is none"
	}
	if s := o.running(f, p); s != "" {
		return s
	}
	if s := o.apart(d, f); s != "" {
		return s
	}
	return o.rate(d, f, p)
}

// running: which clocks run where, which stand still, and how long they are.
func (o *oracle) running(f *caseFile, p *picture) string {
	var runs []ClockKind
	for _, k := range p.clocks {
		if k.Stopped != 0 {
			continue
		}
		if slices.Contains(runs, k.Kind) {
			return "Q5: two clocks of a kind run"
		}
		runs = append(runs, k.Kind)
		if k.Paused() && (f.Class == ClassA || (f.State != "needs_info" && f.State != "suspended")) {
			return "Q10: the time stands still in " + string(f.State) + " class " + string(f.Class)
		}
		if !k.Paused() && (f.State == "needs_info" || f.State == "suspended") && slices.Contains([]ClockKind{"accept", "handle", "contact", "triage"}, k.Kind) {
			return "Q5: the time of the office runs while it waits"
		}
	}
	must := map[CaseState][]ClockKind{
		"received": {"accept"}, "needs_info": {"accept", "info"}, "accepted": {"assign", "handle"}, "assigned": {"sign", "handle"},
		"return_requested": {"return", "handle"}, "in_progress": {"handle"}, "transferred": {"handle"}, "suspended": {"handle", "suspend_review"},
		"reply_review": {"review"}, "replied": {"callback"}, "follow_up": {"callback"}, "reopened": {"assign", "handle"}, "closed": {"survey"},
	}[f.State]
	for _, k := range must {
		if !slices.Contains(runs, k) {
			return fmt.Sprintf("Q5: no clock %s in %s", k, f.State)
		}
	}
	if slices.Contains([]CaseState{"accepted", "assigned", "in_progress"}, f.State) && !p.contacted && !p.own && !slices.Contains(runs, "contact") {
		return "Q5: nobody need contact the complainant"
	}
	if (f.State == "not_accepted" || f.State == "withdrawn") && len(runs) > 0 {
		return "Q5: a clock runs on after the end"
	}
	return ""
}

// apart: Q12. What a complainant is shown holds no trace of another case, and a merged one is answered in full.
func (o *oracle) apart(d *caseDesk, f *caseFile) string {
	v, err := ComplainantSees(f.events, d.now, d.terms(&f.Case), d.cal)
	if err != nil {
		return err.Error()
	}
	text, _ := json.Marshal(v)
	for _, other := range d.files {
		if other.ID != f.ID && (strings.Contains(string(text), `"`+string(other.ID)+`"`) || strings.Contains(string(text), other.ReceiptNo)) {
			return "Q12: a complainant sees another case"
		}
	}
	if strings.Contains(string(text), "merge") || strings.Contains(string(text), "C18") || strings.Contains(string(text), "C19a") {
		return "Q12: a complainant sees that there are others: " + string(text)
	}
	for _, officer := range d.officers {
		if strings.Contains(string(text), `"`+officer.ID+`"`) {
			return "Q12: a complainant sees an officer's account"
		}
	}
	if lead := d.find(f.Lead); f.State == CaseMerged && lead != nil && f.RepliedAt != 0 {
		if len(f.Findings) != len(f.Allegations) || v.RepliedAt == 0 || (f.Survey == nil && v.SurveyBy == 0 && d.now <= f.RepliedAt) {
			return "Q12: merged, and not answered like everybody"
		}
		if lead.Reply != "" && f.Reply == lead.Reply && f.events[len(f.events)-1].Body.Text == "" && f.Reply != "在办理。" {
			return "Q12: another's letter"
		}
	}
	return o.outside(f)
}

// outside: what the facility and the public see of it.
func (o *oracle) outside(f *caseFile) string {
	if v, ok := FacilitySees(f.Case); ok {
		text, _ := json.Marshal(v)
		if strings.Contains(string(text), f.ReceiptNo) || f.Facility == "" || !slices.ContainsFunc(f.events, func(e CaseEvent) bool { return e.Edge == "C13a" }) {
			return "Q6: the facility sees what was not released"
		}
	}
	if v, ok := PublicSees(f.Case); ok {
		text, _ := json.Marshal(v)
		if strings.Contains(string(text), f.ReceiptNo) || f.Class == ClassA || v.Since.Time().Weekday() != 1 || v.Updated.Time().Weekday() != 1 {
			return "Q6: the public sees too much"
		}
	}
	return ""
}

// rate: Q9, from the oracle's own picture.
func (o *oracle) rate(d *caseDesk, f *caseFile, p *picture) string {
	got, err := CountRates(f.events, 0, 1<<60, d.now)
	if err != nil {
		return err.Error()
	}
	var want RateCounts
	switch {
	case p.acceptedAt == 0:
	case p.excluded:
		want.Excluded = 1
	default:
		want.Accepted = 1
		if p.contactAt != 0 && p.contactIn {
			want.Responded = 1
		}
		if p.said.Solved != "" {
			want.Asked = 1
		}
		if p.said.Solved == SaidYes {
			want.Solved = 1
		}
		if p.said.Satisfied != "" || p.said.Rating != 0 {
			want.Judged = 1
		}
		if p.said.Satisfied == SaidYes || (p.said.Satisfied == "" && p.said.Rating >= 3) {
			want.Satisfied = 1
		}
	}
	got.Waiting, got.Overdue = 0, 0 // judged beside: they hang on the hour
	if got != want {
		return fmt.Sprintf("Q9: counted %+v, not %+v", got, want)
	}
	return ""
}
