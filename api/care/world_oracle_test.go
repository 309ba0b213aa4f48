package care

import (
	"fmt"
	"slices"
	"strings"
)

// The oracles say in their own words what must hold after every step; they use none of the functions they judge.

var (
	occupies  = map[State]string{"held": "held", "submitted": "held", "offered": "offered", "confirmed": "offered", "enrolled": "enrolled"}
	isLive    = map[State]bool{"held": true, "submitted": true, "offered": true, "confirmed": true}
	publicly  = make(map[Edge][]string) // edge: "from>to" it may lead from and to
	byWhom    = make(map[Edge][]Role)
	everWorse = func(a, b Rank) bool { // a comes after b
		for _, d := range []int64{int64(a.Class - b.Class), int64(b.Points - a.Points), a.Lottery - b.Lottery, int64(a.At - b.At)} {
			if d != 0 {
				return d > 0
			}
		}
		return a.ID > b.ID
	}
)

func init() {
	for line := range strings.Lines(strings.TrimSpace(published)) {
		f := strings.Fields(line)
		for from := range strings.SplitSeq(f[2], ",") {
			from = strings.Replace(from, "-", "", 1)
			to := strings.Replace(f[3], "=", from, 1)
			if f[0] == "T26" {
				to = ""
			}
			publicly[Edge(f[0])] = append(publicly[Edge(f[0])], from+">"+to)
		}
		for _, who := range f[4:] {
			byWhom[Edge(f[0])] = append(byWhom[Edge(f[0])], Role(who))
		}
	}
}

// wrong compares the world before and after a step and says which property is broken, or "".
func (w *world) wrong(was *world) string {
	if w.broken != "" {
		return w.broken
	}
	for _, check := range []func(*world) string{
		w.countersWrong, w.childWrong, w.historyWrong, w.idleWrong, w.lapseWrong, w.clockWrong, w.rankWrong, w.outboxWrong,
	} {
		if s := check(was); s != "" {
			return s
		}
	}
	return ""
}

// P1, P2: nothing is sold twice, and every counter counts.
func (w *world) countersWrong(*world) string {
	for i := range w.classes {
		c := &w.classes[i]
		var count [worldMonths][3]int16
		for _, a := range w.apps {
			which := slices.Index([]string{"held", "offered", "enrolled"}, occupies[a.State])
			for m := a.From; which >= 0 && a.ClassID == c.class.ID && m <= a.To; m++ {
				count[m-w.base][which]++
			}
		}
		for m := range c.occ {
			o, n := c.occ[m], count[m]
			if n != [3]int16{o.held, o.offered, o.enrolled} {
				return fmt.Sprintf("P2: %s %s counts %d %d %d, there are %v", c.class.ID, w.base+Month(m), o.held, o.offered, o.enrolled, n)
			}
			if sum := o.outside + n[0] + n[1] + n[2]; sum > max(o.filed, o.grand) || o.outside < 0 {
				return fmt.Sprintf("P1: %s %s has %d of %d places (%d let stand)", c.class.ID, w.base+Month(m), sum, o.filed, o.grand)
			}
		}
	}
	return ""
}

// P5: a child has one thing live, and one full-day place.
func (w *world) childWrong(*world) string {
	live, full, here := map[ChildID]int{}, map[ChildID]int{}, map[string]int{}
	beside := map[ChildID]int{} // offered because another class is stopped
	for _, a := range w.apps {
		if a.Alternative && isLive[a.State] {
			old := w.find(a.Replaces)
			if beside[a.ChildID]++; beside[a.ChildID] > 1 || a.State != "offered" || old == nil || old.ChildID != a.ChildID {
				return fmt.Sprintf("P5: %s is offered %d places in place of another: %+v", a.ChildID, beside[a.ChildID], a)
			}
		} else if isLive[a.State] {
			live[a.ChildID]++
		}
		if a.State == "enrolled" && a.Mode == FullDay {
			full[a.ChildID]++
		}
		if isLive[a.State] || slices.Contains([]State{"draft", "waitlisted", "paused", "enrolled"}, a.State) {
			here[string(a.ChildID)+" "+string(a.ClassID)]++
		}
		if live[a.ChildID] > 1 || full[a.ChildID] > 1 {
			return fmt.Sprintf("P5: %s has %d live and %d full-day places", a.ChildID, live[a.ChildID], full[a.ChildID])
		}
		if here[string(a.ChildID)+" "+string(a.ClassID)] > 1 {
			return fmt.Sprintf("P5: %s is twice at %s", a.ChildID, a.ClassID)
		}
		if a.State == "waitlisted" && slices.ContainsFunc(w.apps, func(o Application) bool { return o.ChildID == a.ChildID && isLive[o.State] }) {
			return fmt.Sprintf("P5: %s waits while the child has something live", a.ID)
		}
	}
	return ""
}

// P6, P7, P13: only published edges by those they belong to; history leads to the state; one audit row a step; none without.
func (w *world) historyWrong(was *world) string {
	if len(w.audit) != len(w.steps) || len(w.outbox) != len(w.steps) {
		return fmt.Sprintf("P13: %d steps, %d audit rows, %d notices", len(w.steps), len(w.audit), len(w.outbox))
	}
	state := make(map[ApplicationID]State)
	version := make(map[ApplicationID]int64)
	for _, a := range was.apps {
		state[a.ID], version[a.ID] = a.State, a.Version
	}
	for i := len(was.steps); i < len(w.steps); i++ {
		r := w.steps[i]
		if r != w.audit[i] {
			return fmt.Sprintf("P13: step %+v and audit row %+v", r, w.audit[i])
		}
		if !slices.Contains(publicly[r.edge], string(r.from)+">"+string(r.to)) {
			return fmt.Sprintf("P6: %s led from %q to %q", r.edge, r.from, r.to)
		}
		if !slices.Contains(byWhom[r.edge], r.by) {
			return fmt.Sprintf("P7: %s took %s", r.by, r.edge)
		}
		if r.from != state[r.app] || r.version != version[r.app]+1 {
			return fmt.Sprintf("P6: %s stood at %q v%d, and %s began at %q v%d", r.app, state[r.app], version[r.app], r.edge, r.from, r.version)
		}
		state[r.app], version[r.app] = r.to, r.version
	}
	for _, a := range w.apps {
		if state[a.ID] != a.State || version[a.ID] != a.Version {
			return fmt.Sprintf("P6: history of %s ends at %q v%d; it stands at %q v%d", a.ID, state[a.ID], version[a.ID], a.State, a.Version)
		}
	}
	return ""
}

// party is who is offered places together: a child, or a group.
type party struct {
	apps []Application
	rank Rank // of its last in the class
}

// parties lists who waits for a class and could be offered something: nobody of it is paused, and it is eligible.
func (w *world) parties(class ClassID) []party {
	groups := make(map[GroupID]int)
	var out []party
	for _, a := range w.apps {
		if a.State != "waitlisted" && a.State != "paused" {
			continue
		}
		if i, known := groups[a.Group]; known && a.Group != "" {
			out[i].apps = append(out[i].apps, a)
			continue
		}
		if a.Group != "" {
			groups[a.Group] = len(out)
		}
		out = append(out, party{apps: []Application{a}})
	}
	out = slices.DeleteFunc(out, func(p party) bool {
		return !slices.ContainsFunc(p.apps, func(a Application) bool { return a.ClassID == class }) ||
			slices.ContainsFunc(p.apps, func(a Application) bool { return a.State == "paused" || !w.takes(a) })
	})
	for i := range out {
		first := true
		for _, a := range out[i].apps {
			if a.ClassID == class && (first || everWorse(a.Rank, out[i].rank)) {
				out[i].rank, first = a.Rank, false
			}
		}
	}
	return out
}

// takes reports whether the class takes the child on the day it could begin.
func (w *world) takes(a Application) bool {
	c, k := w.classOf(a.ClassID), w.kidOf(a.ChildID)
	start := a.Start
	if today := DateOf(w.now.Time()); start.Before(today) {
		start = today
	}
	months := 12*(int(start.Year)-int(k.birth.Year)) + int(start.Month) - int(k.birth.Month)
	if last := start.MonthOf() + 1; start.Day < k.birth.Day && start.AddDays(1).MonthOf() != last {
		months--
	}
	if c.frozen || months < c.class.FromMonths || months >= c.class.ToMonths {
		return false
	}
	for _, o := range w.apps {
		if o.ChildID == a.ChildID && o.ID != a.ID && (isLive[o.State] || (o.State == "enrolled" && o.Mode == FullDay && c.class.Mode == FullDay && a.Replaces != o.ID)) {
			return false
		}
	}
	return true
}

// seatable reports whether all of a party have a place at once, if the places of others were given back.
func (w *world) seatable(p party, back ...Application) bool {
	need := make(map[string]int16)
	for _, a := range p.apps {
		from := a.From
		if today := DateOf(w.now.Time()).MonthOf(); from < today {
			from = today
		}
		for m := from; m <= max(from, a.To); m++ {
			need[fmt.Sprint(a.ClassID, int(m-w.base))]++
		}
	}
	for i := range w.classes {
		c := &w.classes[i]
		for m := range c.occ {
			n := need[fmt.Sprint(c.class.ID, m)]
			if n == 0 {
				continue
			}
			o := c.occ[m]
			free := min(o.filed, o.staffed) - o.outside - o.held - o.offered - o.enrolled
			for _, b := range back {
				if b.ClassID == c.class.ID && int(b.From-w.base) <= m && m <= int(b.To-w.base) {
					free++
				}
			}
			if !o.open || free < n {
				return false
			}
		}
	}
	return true
}

// keptFor lists groups of a class that were passed over as often as may be: what one of them could have stays free.
func (w *world) keptFor(class ClassID, back ...Application) (out []party) {
	for _, p := range w.parties(class) {
		g := w.groups[p.apps[0].Group]
		if len(p.apps) < 2 || g.Skips < w.terms.GroupSkips || g.SkippedAt != 0 && w.now >= g.SkippedAt+7*24*3600*1000 || w.seatable(p, back...) {
			continue
		}
		for _, a := range p.apps {
			if one := (party{apps: []Application{a}, rank: a.Rank}); a.ClassID == class && w.seatable(one, back...) {
				out = append(out, one)
			}
		}
	}
	return out
}

func overlap(a, b party) bool {
	for _, x := range a.apps {
		for _, y := range b.apps {
			if x.ClassID == y.ClassID && max(x.From, y.From) <= min(x.To, y.To) {
				return true
			}
		}
	}
	return false
}

// P8, P9, after every transaction: whoever got a place in it is not followed by somebody who waits, ranks before, and could have had it.
func (w *world) orderWrong(was *world) string {
	for i := len(was.steps); i < len(w.steps); i++ {
		r := w.steps[i]
		a := w.find(r.app)
		if a == nil || (r.edge != "T2" && r.edge != "T9" && r.edge != "T19b") || occupies[a.State] == "" {
			continue
		}
		got := []Application{*a}
		if r.edge == "T9" && a.Group != "" {
			for _, o := range w.apps {
				if o.Group == a.Group && o.ID != a.ID && occupies[o.State] != "" {
					got = append(got, o)
				}
			}
		}
		if r.edge != "T9" && slices.ContainsFunc(w.keptFor(a.ClassID, got...), func(k party) bool { return overlap(k, party{apps: got}) }) {
			return fmt.Sprintf("P8: %s took a place kept for siblings", a.ID)
		}
		for _, p := range w.parties(a.ClassID) {
			if !w.seatable(p, got...) || w.seatable(p) || p.apps[0].Group == a.Group && a.Group != "" {
				continue
			}
			if r.edge != "T9" {
				return fmt.Sprintf("P8: %s walked in before %s", a.ID, p.apps[0].ID)
			}
			if len(p.apps) > 1 && len(got) > 1 {
				continue // two groups may each be first in one of their classes
			}
			if everWorse(a.Rank, p.rank) && !slices.ContainsFunc(w.keptFor(a.ClassID, got...), func(k party) bool { return overlap(k, p) }) {
				return fmt.Sprintf("P9: %s was offered before %s", a.ID, p.apps[0].ID)
			}
		}
	}
	return ""
}

// P10: no place is free that somebody waits for.
func (w *world) idleWrong(*world) string {
	if !w.worker {
		return ""
	}
	for i := range w.classes {
		class := w.classes[i].class.ID
		for _, p := range w.parties(class) {
			if !w.seatable(p) {
				continue
			}
			kept := false
			for j := range w.classes { // a group may be held up in any of its classes
				for _, k := range w.keptFor(w.classes[j].class.ID) {
					kept = kept || (everWorse(p.rank, k.rank) && overlap(k, p))
				}
			}
			if !kept {
				return fmt.Sprintf("P10: a place is free for %s, who waits", p.apps[0].ID)
			}
		}
	}
	return ""
}

// P11: a lapsed offer had been delivered a day before.
func (w *world) lapseWrong(was *world) string {
	for i := len(was.steps); i < len(w.steps); i++ {
		if r := w.steps[i]; r.edge == "T12" {
			if d := r.was.DeliveredAt; d == 0 || r.at < d+24*3600*1000 || r.at < r.was.AnswerBy || r.was.AnswerBy < d+24*3600*1000 {
				return fmt.Sprintf("P11: %s lapsed: %+v", r.app, r.was)
			}
		}
	}
	return ""
}

// P15: no clock that runs ends sooner than it did, and none runs out of its state.
func (w *world) clockWrong(was *world) string {
	for _, a := range w.apps {
		b := was.find(a.ID)
		clocks := func(x *Application) [4]Instant { return [4]Instant{x.HoldUntil, x.DecideBy, x.AnswerBy, x.AgreeBy} }
		runs := [4]bool{a.State == "held", a.State == "submitted" || a.State == "no_show" && w.object[a.ID], a.State == "offered", a.State == "confirmed"}
		for i, at := range clocks(&a) {
			if runs[i] != (at != 0) {
				return fmt.Sprintf("P15: clock %d of %s in %s is %d", i, a.ID, a.State, at)
			}
			answered := a.State == "no_show" && at == 0 // the district has ruled on the objection
			if b != nil && b.State == a.State && (clocks(b)[i] > at && !answered || b.RejectBy > a.RejectBy && a.RejectBy != 0) {
				return fmt.Sprintf("P15: clock %d of %s went back from %d to %d", i, a.ID, clocks(b)[i], at)
			}
		}
		if a.State == "offered" {
			h := a.AnswerBy.Time().Hour()*60 + a.AnswerBy.Time().Minute()
			if d := a.AnswerBy.Time().Weekday(); h < 8*60 || h > 20*60 || (d == 0 || d == 6) && !w.workedWeekend(a.AnswerBy) {
				return fmt.Sprintf("P15: the answer of %s is due %s", a.ID, a.AnswerBy.Time())
			}
		}
		if b != nil && b.FrozenAt != 0 && a.FrozenAt == 0 && a.State == b.State {
			if a.HoldUntil-w.now != b.HoldUntil-b.FrozenAt && a.State == "held" || a.State == "offered" && a.AnswerBy-w.now < b.AnswerBy-b.FrozenAt {
				return fmt.Sprintf("P15: %s lost time while it was frozen", a.ID)
			}
		}
	}
	return ""
}

func (w *world) workedWeekend(at Instant) bool {
	works, known := w.cal.Working(Today(at))
	return works && known
}

// P20: the rank of a wait never changes by itself.
func (w *world) rankWrong(was *world) string {
	for _, a := range w.apps {
		b := was.find(a.ID)
		same := func(x, y Rank) bool {
			return x.Class == y.Class && x.Points == y.Points && x.Lottery == y.Lottery && x.At == y.At && x.ID == y.ID
		}
		if b != nil && b.Rank.ID != "" && !same(a.Rank, b.Rank) {
			return fmt.Sprintf("P20: the rank of %s became %+v from %+v", a.ID, a.Rank, b.Rank)
		}
		if (a.State == "waitlisted" || a.State == "paused") && a.Rank.ID == "" {
			return fmt.Sprintf("P20: %s waits without a rank", a.ID)
		}
	}
	return ""
}

// P21, after every transaction: siblings are offered places together or not at all, and passed over no more often than may be.
func (w *world) groupWrong(was *world) string {
	offered := make(map[GroupID]int)
	for i := len(was.steps); i < len(w.steps); i++ {
		if r := w.steps[i]; r.edge == "T9" {
			if a := w.find(r.app); a != nil && a.Group != "" {
				offered[a.Group]++
			}
		}
	}
	for g, n := range offered {
		left := 0
		for _, a := range w.apps {
			if a.Group == g && (a.State == "waitlisted" || a.State == "paused") {
				left++
			}
		}
		if left > 0 {
			return fmt.Sprintf("P21: %d of %s were offered places, and %d wait", n, g, left)
		}
	}
	for g, now := range w.groups {
		before := was.groups[g]
		if now.Skips > before.Skips && before.Skips >= w.terms.GroupSkips && (before.SkippedAt == 0 || w.now < before.SkippedAt+7*24*3600*1000) {
			return fmt.Sprintf("P21: %s was passed over a %d. time", g, now.Skips)
		}
		if now.Skips > before.Skips+8 {
			return fmt.Sprintf("P21: %s was passed over %d times at once", g, now.Skips-before.Skips)
		}
	}
	return ""
}

// P14: every notice is shown, and once.
func (w *world) outboxWrong(*world) string {
	for _, n := range w.outbox[:w.sent] {
		if w.inbox[n.id+" "+string(n.family)] != 1 {
			return fmt.Sprintf("P14: %s was shown %d times", n.id, w.inbox[n.id+" "+string(n.family)])
		}
	}
	return ""
}

// What the guards promise, after every transaction: no step too early or too late, once where it is once, and never more than may be.
func (w *world) guardWrong(was *world) string {
	waits := make(map[ChildID]int)
	enrolled := make(map[ChildID]bool)
	for _, a := range w.apps {
		if (a.State == "waitlisted" || a.State == "paused") && a.KeepBy == 0 {
			waits[a.ChildID]++
		}
		enrolled[a.ChildID] = enrolled[a.ChildID] || a.State == "enrolled"
	}
	for i := len(was.steps); i < len(w.steps); i++ {
		r := w.steps[i]
		before, broken := r.was, ""
		switch r.edge {
		case "T2a", "T4":
			if r.at >= before.HoldUntil || before.FrozenAt != 0 {
				broken = "the hold had run out"
			}
		case "T5":
			if r.at < before.HoldUntil {
				broken = "the hold still ran"
			}
		case "T7":
			if before.RejectBy == 0 || r.at < before.RejectBy || !slices.ContainsFunc(was.steps, func(o stepOf) bool { return o.app == r.app && o.edge == "T7a" && o.at < r.at }) {
				broken = "the district had time"
			}
		case "T8":
			if r.at < before.DecideBy {
				broken = "there was time to decide"
			}
		case "T10":
			if d := before.DeliveredAt; before.FrozenAt != 0 || r.at >= before.AnswerBy && d != 0 && d+24*3600*1000 <= before.AnswerBy {
				broken = "the time to answer was over"
			}
		case "T13":
			if r.at < Instant(before.Start.Time().UnixMilli()) {
				broken = "care had not begun"
			}
		case "T16":
			if !was.asked[r.app] {
				broken = "nobody had asked"
			}
		case "T18":
			if !slices.ContainsFunc(w.apps, func(o Application) bool {
				return o.Replaces == r.app && o.State == "confirmed" && o.ChildID == before.ChildID
			}) {
				broken = "no other place was sure"
			}
		case "T18a":
			if !slices.ContainsFunc(w.apps, func(o Application) bool {
				return o.Replaces == r.app && occupies[o.State] != "" && o.ChildID == before.ChildID
			}) {
				broken = "no other place was sure"
			}
		case "T19c":
			if !before.Alternative || before.DeliveredAt != 0 || r.at < before.OfferedAt+3*24*3600*1000 {
				broken = "the family could still say yes"
			}
		case "T19b":
			made := w.find(r.app)
			old := was.find(made.Replaces)
			if old == nil || !was.classOf(old.ClassID).frozen || made.ClassID == old.ClassID || old.ChildID != made.ChildID {
				broken = "no place of the child is stopped"
			}
		case "T23":
			if r.at < before.KeepBy || before.KeepBy == 0 {
				broken = "there was time to keep it"
			}
		case "T26":
			if r.at < before.UpdatedAt+30*24*3600*1000 {
				broken = "the draft was young"
			}
		case "T3", "T23b", "T24", "T25":
			most := 2
			if enrolled[before.ChildID] {
				most = 1
			}
			if waits[before.ChildID] > most {
				broken = fmt.Sprintf("the child has %d waits", waits[before.ChildID])
			}
		default:
		}
		if (r.edge == "T2a" || r.edge == "T25") && slices.ContainsFunc(w.steps[:i], func(o stepOf) bool { return o.app == r.app && o.edge == r.edge }) {
			broken = "it was a second time"
		}
		if broken != "" {
			return fmt.Sprintf("%s of %s: %s (%+v)", r.edge, r.app, broken, before)
		}
	}
	return ""
}
