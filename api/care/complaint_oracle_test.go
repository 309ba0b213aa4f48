package care

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// publishedCase is the table of complaints as it is published, written by hand from the design and not from the code: number, action,
// from, to ("=" stays), who, duty ("-" any).
const publishedCase = `
C1   submit            -                                                    received         complainant,office,system -
C2   triage            received,accepted,assigned,return_requested,in_progress,transferred,reopened = office intake
C2a  triage            needs_info                                           received         office        intake
C2b  triage            suspended                                            in_progress      office        intake
C2c  acknowledge       OPEN                                                 =                office        -
C2d  report_police     OPEN                                                 =                office        -
C3   ask_information   received                                             needs_info       office        intake
C3a  add_information   needs_info                                           received         complainant   -
C3b  add_information   received,merged,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened = complainant -
C3c  information_over  needs_info                                           received         system        -
C4   accept            received                                             accepted         office        intake
C4a  refuse            received                                             not_accepted     office        intake
C5   assign            accepted                                             assigned         office,system intake
C5a  set_co_units      assigned,in_progress,transferred                     =                office        supervisor
C5b  note              OPEN                                                 =                office        -
C6   ask_return        assigned                                             return_requested office        handler
C7   decide_return     return_requested                                     assigned         office        supervisor
C8   sign              assigned                                             in_progress      office        handler
C8a  hand_over         in_progress,transferred                              =                office        supervisor
C9   contact           in_progress,transferred,suspended,reply_review,merged =               office        handler
C9a  message           OPEN,merged                                          =                office        -
C9b  message           OPEN,merged                                          =                complainant   -
C10  transfer          in_progress                                          transferred      office        supervisor
C10a transfer_receipt  transferred                                          =                office        handler
C10b ask_transfer      in_progress                                          =                office        handler
C10c take_back         transferred                                          in_progress      office        handler
C11  suspend           in_progress                                          suspended        office        supervisor
C11a resume            suspended                                            in_progress      office        -
C11b ask_suspend       in_progress                                          =                office        handler
C11c suspend_longer    suspended                                            =                office        supervisor
C11d suspension_over   suspended                                            in_progress      system        -
C12  extend            in_progress,transferred                              =                office        supervisor
C12a ask_extend        in_progress,transferred                              =                office        handler
C12b refuse_ask        in_progress,transferred                              =                office        supervisor
C13  propose_reply     in_progress,transferred                              reply_review     office        handler
C13a release           in_progress,transferred                              =                office        handler
C13b answer_release    OPEN,merged                                          =                facility      -
C14  approve_reply     reply_review                                         replied          office        supervisor
C14a send_back         reply_review                                         in_progress      office        supervisor
C14b delivered         replied,follow_up,merged                             =                system        -
C15  follow_up         replied                                              follow_up        system        -
C16  close             follow_up                                            closed           office        callback
C16a not_reached       follow_up                                            =                office        callback
C16b close_quietly     follow_up                                            closed           system        -
C16c rate              closed,merged                                        =                complainant   -
C17  reopen            replied,follow_up,closed,merged                      reopened         complainant   -
C17a ask_reopen        replied,follow_up,closed,merged                      =                complainant   -
C17b grant_reopen      replied,follow_up,closed,merged                      reopened         office        supervisor
C17c reassign          reopened                                             assigned         office        supervisor
C17d refuse_reopen     replied,follow_up,closed,merged                      =                office        supervisor
C18  merge             received,needs_info,accepted,assigned,return_requested,in_progress,transferred,suspended merged office supervisor
C18a joint_reply       merged                                               =                office,system supervisor
C18b split             merged                                               accepted         office        supervisor
C19  withdraw          OPEN                                                 withdrawn        complainant   -
C19a withdraw          OPEN                                                 =                complainant   -
C20  warn              OPEN,merged                                          =                system        -
C20a page              OPEN                                                 =                system        -
C20b exclude           closed,merged,OPEN                                   =                office        supervisor
C20c recount           OPEN,merged                                          =                system        -
C21  ask_second_look   closed,merged                                        =                system        -
C21a stays_solved      closed,merged                                        =                complainant   -
C21b not_solved        closed,merged                                        reopened         complainant   -
`

const publishedOpen = "received,needs_info,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened"

type caseRow struct {
	edge   CaseEdge
	action CaseAction
	from   []CaseState
	to     string
	who    []CaseSide
	duty   Duty
}

func publishedCaseRows() map[CaseEdge]caseRow {
	out := make(map[CaseEdge]caseRow)
	for line := range strings.Lines(strings.TrimSpace(publishedCase)) {
		f := strings.Fields(line)
		r := caseRow{edge: CaseEdge(f[0]), action: CaseAction(f[1]), to: f[3]}
		for s := range strings.SplitSeq(strings.ReplaceAll(f[2], "OPEN", publishedOpen), ",") {
			if s == "-" {
				s = ""
			}
			r.from = append(r.from, CaseState(s))
		}
		for s := range strings.SplitSeq(f[4], ",") {
			r.who = append(r.who, CaseSide(s))
		}
		if f[5] != "-" {
			r.duty = Duty(f[5])
		}
		out[r.edge] = r
	}
	return out
}

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
	}
	if p.own && sideOfEvent(e) == SideComplainant {
		return "Q2: who has withdrawn acts on"
	}
	return ""
}

// clocks: Q5. Every clock a step leaves behind ends where start, length, calendar and pauses put it, and never sooner than it did;
// only an extension makes one longer, by seven or fifteen days.
func (o *oracle) clocks(d *caseDesk, p *picture, e CaseEvent) string {
	is := slices.Clone(p.clocks)
	class := p.class
	switch e.Edge {
	case "C1":
		class = e.Body.Opening.Class
	case "C2", "C2a", "C2b":
		class = e.Body.Class
	}
	for _, c := range e.Body.Clocks {
		k := c.Clock
		if c.Index > len(is) {
			return "Q5: a clock is missing"
		}
		counted := countedByHand(k, d.caseYear())
		if c.Index == len(is) {
			is = append(is, k)
			if k.Start > e.At || (k.Start < e.At && e.Edge != "C2") {
				return "Q5: a clock does not begin with its step"
			}
			if s := lengthByHand(k, class, p.round > 0 || e.To == "reopened"); s != "" {
				return s
			}
			if k.Due != counted {
				return fmt.Sprintf("Q5: %s due %s, not %s", k.Kind, k.Due.Time(), counted.Time())
			}
			continue
		}
		was := is[c.Index]
		more := k.Length - was.Length
		switch {
		case k.Kind != was.Kind || k.Start != was.Start || k.Unit != was.Unit:
			return "Q5: a clock became another"
		case k.Due < was.Due:
			return "Q5: a clock was made shorter"
		case k.Due != max(was.Due, counted) && k.Due != was.Due:
			return fmt.Sprintf("Q5: %s due %s, not %s", k.Kind, k.Due.Time(), counted.Time())
		case k.Running() && !k.Paused() && k.Due < counted && (e.Edge == "C11a" || e.Edge == "C11d" || e.Edge == "C3a" || e.Edge == "C3c" || e.Edge == "C12"):
			return fmt.Sprintf("Q5: %s due %s, before %s", k.Kind, k.Due.Time(), counted.Time())
		case more != 0 && (e.Edge != "C12" || k.Kind != ClockHandle || more != map[CaseClass]int{ClassB: 7, ClassC: 15}[p.class]):
			return "Q5: a clock became longer"
		case len(k.Pauses) > len(was.Pauses) && e.Edge != "C3" && e.Edge != "C11":
			return "Q5: a clock was stopped without approval"
		}
		is[c.Index] = k
	}
	p.clocks = is
	return ""
}

// lengthByHand says what is wrong with the length of a new clock: they are written here as the design has them.
func lengthByHand(k Clock, class CaseClass, again bool) string {
	want := map[ClockKind]string{
		"info": "5 working_day", "return": "1 working_day", "review": "1 working_day", "callback": "5 working_day", "survey": "30 day", "second_look": "28 day",
		"suspend_review": "10 working_day", "reply_facility": "5 working_day", "page_ack": "15 minute", "triage": "1 working_day",
	}[k.Kind]
	if want == "" {
		want = map[CaseClass]map[ClockKind]string{
			"A": {"accept": "1 hour", "assign": "1 hour", "sign": "1 hour", "contact": "2 hour", "handle": "7 day"},
			"B": {"accept": "2 working_day", "assign": "1 working_day", "sign": "1 working_day", "contact": "24 hour", "handle": "7 day"},
			"C": {"accept": "7 working_day", "assign": "1 working_day", "sign": "3 working_day", "contact": "3 working_day", "handle": "15 day"},
			"D": {"accept": "7 working_day", "assign": "1 working_day", "sign": "3 working_day", "contact": "3 working_day", "handle": "15 day"},
		}[class][k.Kind]
	}
	if again && (k.Kind == "contact" || k.Kind == "handle") {
		want = map[string]string{"2 hour": "1 hour", "24 hour": "12 hour", "3 working_day": "2 working_day", "7 day": "4 day", "15 day": "8 day"}[want]
	}
	if got := fmt.Sprintf("%d %s", k.Length, k.Unit); got != want {
		return fmt.Sprintf("Q5: %s of class %s is %s, not %s", k.Kind, class, got, want)
	}
	return ""
}

// caseYear tells whether the calendar of 2027 is known to the desk.
func (d *caseDesk) caseYear() bool { return d.publish }

// byHand are the days that differ from their weekday, as the notices name them.
var byHand = func() map[string]bool {
	days := make(map[string]bool)
	read := func(year, text string) {
		for w := range strings.FieldsSeq(text) {
			worked := w[0] == '+'
			w = strings.TrimPrefix(w, "+")
			days[year+"-"+w[:2]+"-"+w[2:]] = worked
		}
	}
	read("2025", "0101 +0126 0128 0129 0130 0131 0203 0204 +0208 0404 +0427 0501 0502 0505 0602 +0928 1001 1002 1003 1006 1007 1008 +1011")
	read("2026", "0101 0102 +0104 +0214 0216 0217 0218 0219 0220 0223 +0228 0406 0501 0504 0505 +0509 0619 +0920 0925 1001 1002 1005 1006 1007 +1010")
	return days
}()

var byHand2027 = func() map[string]bool {
	days := make(map[string]bool)
	for w := range strings.FieldsSeq(publish2027) {
		worked := w[0] == '+'
		w = strings.TrimPrefix(w, "+")
		days["2027-"+w[:2]+"-"+w[2:]] = worked
	}
	return days
}()

func workedByHand(d Date, known2027 bool) bool {
	if worked, differs := byHand[d.String()]; differs {
		return worked
	}
	if worked, differs := byHand2027[d.String()]; differs && known2027 {
		return worked
	}
	w := d.Time().Weekday()
	return w != 0 && w != 6
}

// countedByHand is the end of a clock: day for day, days in which it stood still not among them.
func countedByHand(k Clock, known2027 bool) Instant {
	if k.Unit == "minute" || k.Unit == "hour" {
		each := map[ClockUnit]Instant{"minute": 60_000, "hour": 3_600_000}[k.Unit]
		due := k.Start + Instant(k.Length)*each
		for _, p := range k.Pauses {
			if p.To != 0 {
				due += p.To - p.From
			}
		}
		return due
	}
	counts := func(d Date) bool { return k.Unit == "day" || workedByHand(d, known2027) }
	left := k.Length
	for _, p := range k.Pauses {
		if p.To == 0 {
			continue
		}
		for d := Today(p.From).AddDays(1); !Today(p.To).Before(d); d = d.AddDays(1) {
			if counts(d) {
				left++
			}
		}
	}
	d := Today(k.Start)
	for left > 0 {
		d = d.AddDays(1)
		if counts(d) {
			left--
		}
	}
	return InstantOf(d.AddDays(1).Time()) - 1
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
	}
}

// whole judges a case as it now stands.
func (o *oracle) whole(d *caseDesk, f *caseFile, p *picture) string {
	folded, err := Fold(f.events)
	if err != nil {
		return "the events do not fold: " + err.Error()
	}
	a, _ := json.Marshal(folded)
	b, _ := json.Marshal(f.Case)
	switch {
	case string(a) != string(b):
		return fmt.Sprintf("the case is not what its events make it\n%s\n%s", a, b)
	case folded.Version != int64(len(f.events)):
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
	return o.outside(d, f)
}

// outside: what the facility and the public see of it.
func (o *oracle) outside(d *caseDesk, f *caseFile) string {
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
