package care

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// P1 to P15, P20, P21: families, facilities, bureaus and the clock do what comes to their minds, 10,000 walks of 60 steps,
// and after every step every property holds.
func TestWalks(t *testing.T) {
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
	taken := make(map[Edge]int)
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		walk := &walker{world: w}
		steps := walk.choices()
		for name, step := range steps {
			steps[name] = func(t *rapid.T) {
				was := *w
				step(t)
				if w.worker {
					w.sweep()
				}
				walk.judge(t, name, &was)
			}
		}
		t.Repeat(steps)
		for _, s := range w.steps {
			taken[s.edge]++
		}
	})
	for _, r := range Edges() {
		if taken[r.Edge] < 20 && !testing.Short() {
			t.Errorf("%s was taken %d times: the walks prove nothing about it", r.Edge, taken[r.Edge])
		}
	}
	t.Log(taken)
}

type walker struct {
	*world
	requests int
}

func (w *walker) judge(t *rapid.T, step string, was *world) {
	if s := w.wrong(was); s != "" {
		t.Fatalf("after %s: %s\n%s", step, s, w.world)
	}
}

// choices are what people and time may do.
func (w *walker) choices() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"minutes":    func(t *rapid.T) { w.now += Instant(rapid.IntRange(1, 40).Draw(t, "minutes")) * minuteMillis },
		"days":       func(t *rapid.T) { w.now += Instant(rapid.Int64Range(1, 8*24).Draw(t, "hours")) * hourMillis },
		"deadline":   w.toDeadline,
		"apply":      w.apply,
		"apply 2":    w.apply,
		"apply 3":    w.apply,
		"group":      w.applyTogether,
		"rush":       w.rush,
		"again":      w.again,
		"onward":     w.onward,
		"onward 2":   w.onward,
		"onward 3":   w.onward,
		"act":        w.act,
		"act 2":      w.act,
		"anybody":    w.anybody,
		"deliver":    w.deliver,
		"deliver 2":  w.deliver,
		"remind":     w.remind,
		"read":       w.read,
		"freeze":     w.freeze,
		"elsewhere":  w.elsewhere,
		"places":     w.places,
		"transfer":   w.transfer,
		"sweeper":    func(*rapid.T) { w.worker = !w.worker },
		"calendar":   w.publish,
		"overtake":   w.overtake,
		"stay away":  w.stayAway,
		"keep asked": w.keepAsked,
		"silence":    w.silence,
	}
}

func (w *walker) pickKid(t *rapid.T) *kid {
	return &w.kids[rapid.IntRange(0, len(w.kids)-1).Draw(t, "child")]
}

func (w *walker) pickClass(t *rapid.T) *classIn {
	return &w.classes[rapid.IntRange(0, len(w.classes)-1).Draw(t, "class")]
}

func (w *walker) pickApp(t *rapid.T, states ...State) *Application {
	var of []ApplicationID
	for _, a := range w.apps {
		if len(states) == 0 || slices.Contains(states, a.State) {
			of = append(of, a.ID)
		}
	}
	if len(of) == 0 {
		return nil
	}
	return w.find(rapid.SampledFrom(of).Draw(t, "application"))
}

// toDeadline goes to the moment a clock runs out, or one millisecond before.
func (w *walker) toDeadline(t *rapid.T) {
	a := w.pickApp(t)
	if a == nil {
		return
	}
	for _, at := range []Instant{a.HoldUntil, a.DecideBy, a.AnswerBy, a.AgreeBy, a.KeepBy, InstantOf(a.Start.Time())} {
		if at != 0 && at-w.now < 40*dayMillis {
			w.now = max(w.now, at-Instant(rapid.IntRange(0, 1).Draw(t, "early")))
			return
		}
	}
}

func (w *walker) startDay(t *rapid.T) Date {
	return Today(w.now).AddDays(rapid.IntRange(0, 100).Draw(t, "days ahead"))
}

// apply asks for a place, at once or on the waitlist. P4, P12.
func (w *walker) apply(t *rapid.T) {
	if len(w.apps) > 40 {
		return
	}
	k, c, start := w.pickKid(t), w.pickClass(t), w.startDay(t)
	as := rapid.SampledFrom([]string{"hold", "hold", "wait", "hold or wait", "hold or wait", "draft"}).Draw(t, "as")
	crash := rapid.IntRange(0, 19).Draw(t, "crash") == 0
	w.requests++
	key := fmt.Sprintf("%s/%d", k.family, w.requests)
	request := func(way string) replyOf {
		return w.once(key+way, crash, func(tx *world) (ApplicationID, error) {
			id, err := tx.draft(tx.kidOf(k.id), tx.classOf(c.class.ID), start, "", "")
			if err != nil || way == "draft" {
				return id, err
			}
			if way == "wait" {
				return id, tx.wait(id, false)
			}
			return id, tx.hold(id)
		})
	}
	switch as {
	case "hold or wait":
		if r := request("hold"); r.fail == CodePoolFull {
			w.mustBeFull(t, k, c, start)
			request("wait")
		}
	case "hold":
		if r := request("hold"); r.fail == CodePoolFull {
			w.mustBeFull(t, k, c, start)
		}
	default:
		request(as)
	}
}

// mustBeFull is P4 and the bar of the months: a refused place was not free in every month, whatever has run out and was not
// swept yet; unless somebody waits for it.
func (w *walker) mustBeFull(t *rapid.T, k *kid, c *classIn, start Date) {
	for _, a := range w.apps {
		if a.ClassID == c.class.ID && (a.State == StateWaitlisted || a.State == StatePaused) {
			return
		}
	}
	a := Application{ClassID: c.class.ID, State: StateWaitlisted}
	a.From, a.To = Span(k.birth, start, c.class)
	var over []Application
	for _, o := range w.apps {
		if o.State == StateHeld && o.FrozenAt == 0 && o.HoldUntil <= w.now {
			over = append(over, o)
		}
	}
	if w.seatable(party{apps: []Application{a}}, over...) {
		t.Fatalf("P4: %s was told %s is full\n%s", k.id, c.class.ID, w.world)
	}
}

// applyTogether lets siblings wait for places together.
func (w *walker) applyTogether(t *rapid.T) {
	if len(w.apps) > 40 {
		return
	}
	pair := rapid.SampledFrom([][2]int{{0, 1}, {2, 3}}).Draw(t, "siblings")
	c := [2]*classIn{w.pickClass(t), w.pickClass(t)}
	start := w.startDay(t)
	w.requests++
	group := GroupID(fmt.Sprintf("g%d", w.requests))
	_ = w.do(false, func(tx *world) error {
		tx.groups[group] = GroupWait{}
		for i, n := range pair {
			id, err := tx.draft(&tx.kids[n], tx.classOf(c[i].class.ID), start, "", group)
			if err == nil {
				err = tx.wait(id, true)
			}
			if err != nil {
				return err
			}
		}
		return tx.promote()
	})
}

// rush is P3: everybody who can asks for the same places at the same moment, and exactly as many get one as there are.
func (w *walker) rush(t *rapid.T) {
	c := w.pickClass(t)
	if len(w.apps) > 25 || !w.worker || slices.ContainsFunc(w.apps, func(a Application) bool { return a.ClassID == c.class.ID && a.State.Waiting() }) {
		return
	}
	first := Today(w.now).MonthOf() - w.base
	free := int16(1000)
	for m := range c.occ {
		if o := c.occ[m]; m == int(first) {
			free = min(o.filed, o.staffed) - o.used()
		} else if m > int(first) && (o.filed != c.occ[first].filed || o.staffed != c.occ[first].staffed || o.outside > c.occ[first].outside) {
			return // a place in the first month is not one in all
		}
	}
	for _, a := range w.apps {
		if a.ClassID == c.class.ID && a.State.Seat() != NoSeat && a.From-w.base > first {
			return
		}
	}
	got, wanted := int16(0), int16(0)
	for i := range w.kids {
		k := &w.kids[i]
		w.requests++
		r := w.once(fmt.Sprintf("rush/%d", w.requests), false, func(tx *world) (ApplicationID, error) {
			id, err := tx.draft(&tx.kids[i], tx.classOf(c.class.ID), Today(tx.now), "", "")
			if err != nil {
				return id, err
			}
			return id, tx.hold(id)
		})
		switch r.fail {
		case "":
			got, wanted = got+1, wanted+1
		case CodePoolFull:
			wanted++
			w.mustBeFull(t, k, c, Today(w.now))
		default:
		}
	}
	if c.occ[first].open && got != min(wanted, max(0, free)) {
		t.Fatalf("P3: %d of %d got one of %d places\n%s", got, wanted, free, w.world)
	}
}

// again is P12: the same request once more.
func (w *walker) again(t *rapid.T) {
	if len(w.keys) == 0 {
		return
	}
	key := rapid.SampledFrom(w.keys).Draw(t, "key")
	steps, first := len(w.steps), w.replies[key]
	r := w.once(key, false, func(*world) (ApplicationID, error) {
		t.Fatalf("P12: %s happened again", key)
		return "", nil
	})
	if r != first || len(w.steps) != steps {
		t.Fatalf("P12: the reply to %s became %+v from %+v", key, r, first)
	}
}

// onward takes an application on its usual way.
func (w *walker) onward(t *rapid.T) {
	a := w.pickApp(t, StateDraft, StateHeld, StateSubmitted, StateOffered, StateConfirmed)
	if a == nil {
		return
	}
	switch a.State {
	case StateDraft:
		_ = w.do(false, func(tx *world) error { return tx.hold(a.ID) })
	case StateHeld:
		_ = w.try(a.ID, EdgeSubmit, ActorGuardian, nil)
	case StateSubmitted:
		_ = w.try(a.ID, EdgeOffer, ActorFacility, nil)
	case StateOffered:
		_ = w.try(a.ID, EdgeAccept, ActorGuardian, nil)
	default:
		if start := InstantOf(a.Start.Time()); start-w.now < 120*dayMillis {
			w.now = max(w.now, start)
		}
		_ = w.try(a.ID, EdgeEnrol, ActorFacility, nil)
	}
}

var (
	reasons = map[Action]ReasonCode{
		ActReject: ReasonPapersMissing, ActTurnAway: ReasonPapersMissing, ActAskRevoke: ReasonFeesUnpaid, ActRevoke: ReasonFeesUnpaid, ActEnd: ReasonMoved, ActFreeze: ReasonSafety,
	}
	byService = []Edge{EdgeDraft, EdgeHold, EdgeWait, EdgePromote, EdgeFreeze, EdgeUnfreeze, EdgeAskKeep, EdgePause, EdgeReoffer, EdgeGiveUp}
)

// act takes some edge that exists from where an application stands, by somebody it belongs to; a guard may refuse.
func (w *walker) act(t *rapid.T) {
	a := w.pickApp(t)
	if a == nil {
		return
	}
	var of []EdgeRule
	for _, r := range Edges() {
		if r.starts(a.State) && !slices.Contains(byService, r.Edge) {
			of = append(of, r)
		}
	}
	if len(of) == 0 {
		return
	}
	r := of[rapid.IntRange(0, len(of)-1).Draw(t, "edge")]
	missing := rapid.IntRange(0, 9).Draw(t, "missing")
	_ = w.try(a.ID, r.Edge, rapid.SampledFrom(r.Who).Draw(t, "who"), func(f *Facts) {
		f.Reason = reasons[r.Action]
		switch missing {
		case 0:
			f.Papers = false
		case 1:
			f.Consents = false
		case 2:
			f.Complete = false
		case 3:
			f.Signed = false
		case 4:
			f.RatioKept = false
		}
	})
}

// anybody is P7: some role asks for some edge from some state, and is refused unless it is published.
func (w *walker) anybody(t *rapid.T) {
	a := w.pickApp(t)
	if a == nil {
		return
	}
	r := rapid.SampledFrom(Edges()).Draw(t, "edge")
	who := rapid.SampledFrom(Roles()).Draw(t, "who")
	allowed := slices.Contains(byWhom[r.Edge], who) &&
		slices.ContainsFunc(publicly[r.Edge], func(s string) bool { return len(s) > len(a.State) && s[:len(a.State)+1] == string(a.State)+">" })
	if slices.Contains(byService, r.Edge) && allowed {
		return
	}
	steps, state := len(w.steps), a.State
	err := w.try(a.ID, r.Edge, who, func(f *Facts) { f.Reason = reasons[r.Action] })
	if !allowed && (err == nil || len(w.steps) != steps || !Is(err, CodeNotAllowed) && !Is(err, CodeStateConflict)) {
		t.Fatalf("P7: %s took %s from %q: %v\n%s", who, r.Edge, state, err, w.world)
	}
}

// deliver says that a message about an offer arrived.
func (w *walker) deliver(t *rapid.T) {
	a := w.pickApp(t, StateOffered)
	if a == nil {
		return
	}
	id := a.ID
	if err := w.do(false, func(tx *world) error {
		a := tx.find(id)
		next, _, prolong := Delivered(*a, tx.now, tx.terms)
		*a = next
		if prolong && !a.Frozen() {
			return tx.step(id, EdgeProlong, ActorSystem, nil)
		}
		return nil
	}); err != nil {
		t.Fatalf("P11: a late delivery gives no time to answer: %v\n%s", err, w.world)
	}
}

// remind says that a reminder of the first day arrived.
func (w *walker) remind(t *rapid.T) {
	if a := w.pickApp(t, StateConfirmed); a != nil {
		id := a.ID
		_ = w.do(false, func(tx *world) error { tx.find(id).Reminders++; return nil })
	}
}

// stayAway lets a confirmed child never come: reminded twice, six working days after the first.
func (w *walker) stayAway(t *rapid.T) {
	a := w.pickApp(t, StateConfirmed)
	if a == nil || InstantOf(a.Start.Time())-w.now > 120*dayMillis {
		return
	}
	id := a.ID
	w.now = max(w.now, InstantOf(a.Start.Time())+15*dayMillis)
	_ = w.do(false, func(tx *world) error { tx.find(id).Reminders = 2; return nil })
	if err := w.try(id, EdgeNoShow, ActorFacility, nil); err == nil && rapid.Bool().Draw(t, "objects") {
		if err := w.try(id, EdgeObject, ActorGuardian, nil); err == nil {
			w.rule(t, id)
		}
	}
}

// rule is the district's word on an objection, and another objection, which is never heard.
func (w *walker) rule(t *rapid.T, id ApplicationID) {
	switch rapid.IntRange(0, 2).Draw(t, "ruling") {
	case 0:
		err := w.try(id, EdgeRefuseObject, ActorDistrict, func(f *Facts) { f.Reason = ReasonAbsenceSure })
		if again := w.try(id, EdgeObject, ActorGuardian, nil); err != nil || again == nil {
			t.Fatalf("an objection refused (%v) is heard twice (%v)\n%s", err, again, w.world)
		}
	case 1:
		_ = w.try(id, EdgeReinstate, ActorDistrict, nil)
	}
}

// read delivers notices, some of them twice. P14.
func (w *walker) read(t *rapid.T) {
	for w.sent < len(w.outbox) {
		n := w.outbox[w.sent]
		for range rapid.IntRange(1, 2).Draw(t, "times") {
			if key := n.id + " " + string(n.family); w.inbox[key] == 0 {
				w.inbox[key]++
			}
		}
		w.sent++
		if w.sent%8 == 0 {
			return
		}
	}
}

// freeze stops a class, or lets it go on.
func (w *walker) freeze(t *rapid.T) {
	w.stop(t, w.pickClass(t).class.ID)
}

func (w *walker) stop(t *rapid.T, id ClassID) {
	if err := w.do(false, func(tx *world) error {
		c := tx.classOf(id)
		c.frozen = !c.frozen
		for m := range c.occ {
			c.occ[m].open = !c.frozen
		}
		edge := EdgeUnfreeze
		if c.frozen {
			edge = EdgeFreeze
		}
		for _, a := range slices.Clone(tx.apps) {
			if a.ClassID == id && (a.State == StateHeld || a.State == StateOffered) && a.Frozen() != c.frozen {
				if err := tx.step(a.ID, edge, ActorDistrict, func(f *Facts) {
					if c.frozen {
						f.Reason = ReasonSafety
					}
				}); err != nil {
					return err
				}
			}
		}
		return tx.promote()
	}); err != nil {
		t.Fatalf("freezing: %v\n%s", err, w.world)
	}
}

// elsewhere stops the class somebody has a place in, or waits for, and offers those of stopped classes other places. Whoever says
// no, or nothing, has what it had.
func (w *walker) elsewhere(t *rapid.T) {
	if a := w.pickApp(t); a != nil && a.Displaced() && !w.classOf(a.ClassID).frozen {
		w.stop(t, a.ClassID)
	}
	was := slices.Clone(w.apps)
	if err := w.do(false, func(tx *world) error {
		if err := tx.promote(); err != nil {
			return err
		}
		return tx.reoffer()
	}); err != nil {
		t.Fatalf("T19b: %v\n%s", err, w.world)
	}
	for _, a := range was {
		if now := w.find(a.ID); occupies[a.State] != "" && now.State != a.State {
			t.Fatalf("T19b: %s was %s and is %s because it was offered something else\n%s", a.ID, a.State, now.State, w.world)
		}
	}
	if b := w.pickApp(t, StateOffered); b != nil && b.Alternative {
		_ = w.try(b.ID, rapid.SampledFrom([]Edge{EdgeAccept, EdgeDecline}).Draw(t, "answer"), ActorGuardian, nil)
	}
}

// places lets a facility change its staff or those it counts itself, and the bureau the filed places (T20).
func (w *walker) places(t *rapid.T) {
	id := w.pickClass(t).class.ID
	what := rapid.SampledFrom([]string{"staffed", "filed", "outside"}).Draw(t, "what")
	n := int16(rapid.IntRange(0, 4).Draw(t, "places"))
	from := rapid.IntRange(0, 12).Draw(t, "from")
	_ = w.do(false, func(tx *world) error {
		c := tx.classOf(id)
		for m := from; m < len(c.occ); m++ {
			o := &c.occ[m]
			switch what {
			case "staffed":
				o.staffed = n
			case "filed":
				o.filed = n
				o.grand = 0
				if o.used() > n {
					o.grand = o.used()
				}
			default:
				if o.used()-o.outside+n > max(o.filed, o.grand) {
					return errCrash // the database refuses
				}
				o.outside = n
				o.grand = settleGrand(o)
			}
		}
		return tx.promote()
	})
}

// transfer asks for another class while enrolled: the old place stays until the new one is sure.
func (w *walker) transfer(t *rapid.T) {
	a := w.pickApp(t, StateEnrolled)
	if a == nil {
		return
	}
	child, old, c, start := a.ChildID, a.ID, w.pickClass(t), w.startDay(t)
	if err := w.do(false, func(tx *world) error {
		id, err := tx.draft(tx.kidOf(child), tx.classOf(c.class.ID), start, old, "")
		if err != nil {
			return err
		}
		if err := tx.hold(id); err != nil {
			return err
		}
		return tx.promote()
	}); err == nil && w.find(old).State != StateEnrolled {
		t.Fatalf("P16: %s lost its place by asking\n%s", child, w.world)
	}
}

// publish makes the calendar of the next year known, and counts running clocks anew.
func (w *walker) publish(*rapid.T) {
	year := Today(w.now).Year + 1
	text := strconv.Itoa(int(year))
	if w.cal.Known(year) || year != 2027 {
		return
	}
	cal := NewRules([]Rule{{Key: RuleCalendar + text, Value: "0101 0208 0209 0210 0211 0212 0405 0503 0504 0609 0915 1001 1004 1005 1006 1007 +0102 +0206 +0220"}}).Calendar()
	_ = w.do(false, func(tx *world) error {
		tx.cal = cal
		for i := range tx.apps {
			tx.apps[i], _ = Recount(tx.apps[i], tx.terms, cal)
		}
		return nil
	})
}

// overtake tries to promote somebody the rules did not pick, at a place that is free.
func (w *walker) overtake(t *rapid.T) {
	a := w.pickApp(t, StateWaitlisted)
	if a == nil {
		return
	}
	id := a.ID
	err := w.do(false, func(tx *world) error {
		picked := slices.ContainsFunc(tx.next(tx.find(id).ClassID).Offer, func(x Waiting) bool { return x.Application == id })
		return tx.step(id, EdgePromote, ActorSystem, func(f *Facts) { f.First, f.SeatTaken = picked && tx.find(id).Group == "", true })
	})
	if err == nil {
		_ = w.do(false, (*world).promote)
	}
}

// keepAsked answers which waits to keep.
func (w *walker) keepAsked(t *rapid.T) {
	for _, a := range w.apps {
		if a.KeepBy != 0 && a.State.Waiting() && rapid.Bool().Draw(t, "keep") {
			_ = w.try(a.ID, EdgeKeep, ActorGuardian, nil)
			return
		}
	}
}

// silence lets the time to keep waits run out, and perhaps asks for one back.
func (w *walker) silence(t *rapid.T) {
	for _, a := range w.apps {
		if a.KeepBy == 0 || !a.State.Waiting() {
			continue
		}
		w.now = max(w.now, a.KeepBy)
		if err := w.try(a.ID, EdgeSupersede, ActorSystem, nil); err == nil && rapid.Bool().Draw(t, "back") {
			w.now += Instant(rapid.Int64Range(0, 31*24).Draw(t, "hours")) * hourMillis
			_ = w.try(a.ID, EdgeRestore, ActorGuardian, nil)
		}
		return
	}
}
