package care

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// world is a small town of families and classes held in memory, moved by nothing but the rules of this package: what the
// booking service does on a database. Its oracles (world_oracle_test.go) know the invariants and not the rules.
type world struct {
	now     Instant
	cal     *Calendar
	terms   BookingTerms
	base    Month // of occ[0]
	worker  bool  // the sweeper runs after every step
	classes []classIn
	kids    []kid

	apps    []Application
	asked   map[ApplicationID]bool // the facility asked to take the place back
	object  map[ApplicationID]bool
	looking map[ApplicationID]bool // escalated
	groups  map[GroupID]GroupWait  // Skips and SkippedAt; members are looked up
	replies map[string]replyOf
	keys    []string
	inbox   map[string]int // event and reader: how often shown

	steps   []stepOf // history; only ever longer
	audit   []stepOf
	outbox  []noticeOf
	sent    int // of outbox, delivered at least once
	txs     int
	nextApp int
	broken  string // what an oracle said of a transaction
}

type kid struct {
	id     ChildID
	family FamilyID
	birth  Date
}

type classIn struct {
	class    *Class
	facility *Facility
	occ      [worldMonths]occ
	frozen   bool
}

const worldMonths = 60

type occ struct {
	filed, staffed, grand, outside, held, offered, enrolled int16
	open                                                    bool
}

func (o *occ) used() int16 { return o.outside + o.held + o.offered + o.enrolled }

func (o *occ) counter(s Seat) *int16 {
	switch s {
	case SeatHeld:
		return &o.held
	case SeatOffered:
		return &o.offered
	case SeatEnrolled:
		return &o.enrolled
	default:
		panic("no counter for " + string(s))
	}
}

type stepOf struct {
	tx       int
	app      ApplicationID
	edge     Edge
	from, to State
	version  int64
	at       Instant
	by       Role

	was *Application // before the step
}

type noticeOf struct {
	id     string
	family FamilyID
}

type replyOf struct {
	body string
	app  ApplicationID
	fail Code
}

var china = ChinaCalendar()

var errCrash = errors.New("the process was killed before the commit")

// newWorld makes a town: three classes of two facilities, seven children of five families.
func newWorld(t *rapid.T) *world {
	now := at(rapid.SampledFrom([]string{"2026-11-24 10:00", "2026-12-31 23:50", "2026-02-13 09:00", "2024-02-29 00:00", "2026-09-30 16:00"}).Draw(t, "clock"))
	w := &world{
		now: now, cal: china, terms: DefaultBookingTerms, base: Today(now).MonthOf(), worker: true,
		asked: map[ApplicationID]bool{}, object: map[ApplicationID]bool{}, looking: map[ApplicationID]bool{},
		groups: map[GroupID]GroupWait{}, replies: map[string]replyOf{}, inbox: map[string]int{},
	}
	w.terms.MaxWaits, w.terms.WaitsEnrolled = 2, 1 // of three classes
	w.terms.GroupSkips = rapid.SampledFrom([]int{0, 1, 3}).Draw(t, "skips")
	houses := [2]*Facility{
		{ID: "k0", Kind: KindIndependent, Filing: Filing{Status: Filed}},
		{ID: "k1", Kind: KindKindergarten, Filing: Filing{Status: Licensed}},
	}
	for i := range 3 {
		c := classIn{class: &Class{ID: ClassID(fmt.Sprintf("class%d", i)), FromMonths: 6, ToMonths: 37, Mode: FullDay}, facility: houses[i/2]}
		if i == 2 {
			c.class.Mode, c.class.ToMonths = HalfDay, 24
		}
		filed := int16(rapid.IntRange(1, 3).Draw(t, "filed"))
		for m := range c.occ {
			c.occ[m] = occ{filed: filed, staffed: filed, open: true}
		}
		w.classes = append(w.classes, c)
	}
	for i, family := range []FamilyID{"f0", "f0", "f1", "f1", "f2", "f3", "f4"} {
		birth := w.base.First().AddDays(-rapid.IntRange(150, 620).Draw(t, "age"))
		w.kids = append(w.kids, kid{ChildID(fmt.Sprintf("child%d", i)), family, birth})
	}
	return w
}

// do runs a transaction: all of it happens, or nothing.
func (w *world) do(crash bool, f func(tx *world) error) error {
	tx := *w
	tx.apps = slices.Clone(w.apps)
	tx.classes = slices.Clone(w.classes)
	tx.asked, tx.object, tx.looking = maps.Clone(w.asked), maps.Clone(w.object), maps.Clone(w.looking)
	tx.groups, tx.replies = maps.Clone(w.groups), maps.Clone(w.replies)
	tx.txs++
	if err := f(&tx); err != nil {
		return err
	}
	if crash {
		return errCrash
	}
	was := *w
	*w = tx
	if w.broken == "" {
		w.broken = cmp.Or(w.orderWrong(&was), w.groupWrong(&was), w.guardWrong(&was))
	}
	return nil
}

func (w *world) find(id ApplicationID) *Application {
	i := slices.IndexFunc(w.apps, func(a Application) bool { return a.ID == id })
	if i < 0 {
		return nil
	}
	return &w.apps[i]
}

func (w *world) classOf(id ClassID) *classIn {
	i := slices.IndexFunc(w.classes, func(c classIn) bool { return c.class.ID == id })
	return &w.classes[i]
}

func (w *world) kidOf(id ChildID) *kid {
	i := slices.IndexFunc(w.kids, func(k kid) bool { return k.id == id })
	return &w.kids[i]
}

// months are the rows of the months of an application.
func (c *classIn) months(w *world, from, to Month) []occ {
	return c.occ[from-w.base : to-w.base+1]
}

// roomFor reports whether some waits have a place at the same time.
func (w *world) roomFor(ws ...Waiting) bool {
	for i := range w.classes {
		c := &w.classes[i]
		var need [worldMonths]int16
		for _, x := range ws {
			if x.Class == c.class.ID {
				for m := x.From; m <= x.To; m++ {
					need[m-w.base]++
				}
			}
		}
		for m := range c.occ {
			if o := &c.occ[m]; need[m] > 0 && (!o.open || o.used()+need[m] > min(o.filed, o.staffed)) {
				return false
			}
		}
	}
	return true
}

// take is the primitive: a place in every month, or in none.
func (w *world) take(a *Application, seat Seat) bool {
	if !w.roomFor(Waiting{Class: a.ClassID, From: a.From, To: a.To}) {
		return false
	}
	rows := w.classOf(a.ClassID).months(w, a.From, a.To)
	for i := range rows {
		*rows[i].counter(seat)++
	}
	return true
}

func (w *world) facts(a *Application) Facts {
	c, k := w.classOf(a.ClassID), w.kidOf(a.ChildID)
	span := Waiting{Class: a.ClassID, From: a.From, To: a.To}
	f := Facts{
		Open: !c.frozen, Refused: !c.facility.MayTake(), Full: !w.roomFor(span), Complete: true, Consents: true, Papers: true, Signed: true,
		RatioKept: true, Escalated: w.looking[a.ID], RevokeAsked: w.asked[a.ID], Objected: w.object[a.ID],
		Rank: Rank{Class: 1, At: w.now, ID: a.ID},
	}
	candidate := Candidate{Birth: k.birth, Replaces: a.Replaces}
	for i := range w.apps {
		o := &w.apps[i]
		if o.ID == a.ID {
			continue
		}
		if o.Replaces == a.ID && (o.State == StateConfirmed || o.State == StateEnrolled) {
			f.SuccessorSure = true
		}
		if o.ChildID != a.ChildID {
			continue
		}
		pair := a.Alternative && a.Replaces == o.ID || o.Alternative && o.Replaces == a.ID && a.State.Live()
		f.OtherLive = f.OtherLive || o.State.Live() && !pair
		f.AlreadyApplied = f.AlreadyApplied || (o.ClassID == a.ClassID && !o.State.Final())
		if o.State == StateEnrolled {
			f.EnrolledElsewhere = o.ID
			if o.Mode == FullDay {
				candidate.FullDay = o.ID
			}
		}
		if o.State.Waiting() && o.KeepBy == 0 {
			f.Waits++
		}
	}
	f.Eligible = Eligible(candidate, c.class, c.facility, a.Start)
	return f
}

// step moves one application and does what belongs to it in the same transaction.
func (w *world) step(id ApplicationID, edge Edge, by Role, change func(*Facts)) error {
	a := w.find(id)
	before := *a
	rule, _ := EdgeRuleOf(edge)
	f := w.facts(a)
	if change != nil {
		change(&f)
	}
	from, to := before.State.Seat(), rule.To.Seat()
	if rule.Stays() {
		to = from
	}
	if from == NoSeat && to != NoSeat && rule.starts(before.State) && slices.Contains(rule.Who, by) && f.SeatTaken {
		f.SeatTaken = w.take(a, to)
	}
	next, err := Move(before, edge, by, f, w.now, w.terms, w.cal)
	if err != nil {
		return err
	}
	w.shift(&before, from, next.State.Seat())
	*a = next
	row := stepOf{tx: w.txs, app: id, edge: edge, from: before.State, to: next.State, version: next.Version, at: w.now, by: by, was: &before}
	w.steps, w.audit = append(w.steps, row), append(w.audit, row)
	w.outbox = append(w.outbox, noticeOf{fmt.Sprintf("%s.%d", id, next.Version), next.FamilyID})
	return w.follow(&before, next, edge)
}

// shift moves the counters of the months from one seat to another. A place taken anew was counted by take.
func (w *world) shift(a *Application, from, to Seat) {
	if from == NoSeat || from == to {
		return
	}
	rows := w.classOf(a.ClassID).months(w, a.From, a.To)
	for i := range rows {
		*rows[i].counter(from)--
		if to != NoSeat {
			*rows[i].counter(to)++
		}
		rows[i].grand = settleGrand(&rows[i])
	}
}

// settleGrand lets a month that is back under its filed places forget what was let stand.
func settleGrand(o *occ) int16 {
	if o.used() <= o.filed {
		return 0
	}
	return min(o.grand, o.used())
}

// follow does to the child's other applications what an edge brings with it.
func (w *world) follow(before *Application, next Application, edge Edge) error {
	switch edge {
	case EdgeAskRevoke:
		w.asked[next.ID] = true
	case EdgeRevoke, EdgeRefuseRevoke:
		delete(w.asked, next.ID)
	case EdgeObject:
		w.object[next.ID] = true
	case EdgeRefuseObject, EdgeReinstate:
		delete(w.object, next.ID)
	case EdgeEscalate:
		w.looking[next.ID] = true
	case EdgeAccept:
		if next.Replaces != "" {
			if old := w.find(next.Replaces); old != nil && old.State == StateEnrolled {
				if err := w.step(old.ID, EdgeHandOver, ActorSystem, nil); err != nil {
					return fmt.Errorf("handing over: %w", err)
				}
			} else if old != nil && old.State.Live() {
				if err := w.step(old.ID, EdgeGiveUp, ActorSystem, nil); err != nil {
					return fmt.Errorf("giving up: %w", err)
				}
			}
		}
	case EdgeRemove:
		w.apps = slices.DeleteFunc(w.apps, func(a Application) bool { return a.ID == next.ID })
	default:
	}
	if next.State == StateWaitlisted && before.State != StatePaused && before.State != StateWaitlisted && w.facts(w.find(next.ID)).OtherLive {
		return w.step(next.ID, EdgePause, ActorSystem, nil)
	}
	if before.State.Live() == next.State.Live() {
		return nil
	}
	if !next.State.Live() && edge != EdgeEnrol && slices.ContainsFunc(w.apps, func(o Application) bool { return o.ChildID == next.ChildID && o.State.Live() }) {
		return nil // an alternative, or what it is for, goes on
	}
	return w.followWaits(next, edge == EdgeEnrol)
}

// followWaits pauses the other waits of a child with something live, and resumes them when it is over.
func (w *world) followWaits(next Application, enrolled bool) error {
	for _, o := range slices.Clone(w.apps) {
		if o.ChildID != next.ChildID || o.ID == next.ID {
			continue
		}
		var err error
		switch {
		case next.State.Live() && o.State == StateWaitlisted:
			err = w.step(o.ID, EdgePause, ActorSystem, nil)
		case !next.State.Live() && o.State == StatePaused && !w.facts(&o).OtherLive:
			err = w.step(o.ID, EdgeResume, ActorSystem, nil)
		}
		if err == nil && enrolled && o.State.Waiting() {
			err = w.step(o.ID, EdgeAskKeep, ActorSystem, nil)
		}
		if err != nil {
			return fmt.Errorf("waits of the child: %w", err)
		}
	}
	return nil
}

func (w *world) waitingOf(a *Application) Waiting {
	s := a.Starting(Today(w.now))
	return Waiting{Application: a.ID, Class: a.ClassID, Rank: a.Rank, Group: a.Group, From: s.From, To: s.To, Paused: !w.offerable(s)}
}

// next asks the rules who is offered a place of a class.
func (w *world) next(class ClassID) Pick {
	var waiting []Waiting
	groups := make(map[GroupID]GroupWait)
	for i := range w.apps {
		a := &w.apps[i]
		if a.ClassID == class && a.State == StateWaitlisted {
			waiting = append(waiting, w.waitingOf(a))
		}
		if a.Group != "" && a.State.Waiting() {
			g, known := groups[a.Group]
			if !known {
				g = w.groups[a.Group]
			}
			g.Members = append(g.Members, w.waitingOf(a))
			groups[a.Group] = g
		}
	}
	for id, g := range groups {
		for i := range w.apps {
			a := &w.apps[i]
			if alone := len(groups[a.Group].Members) < 2; a.State == StateWaitlisted && alone && a.Group != id && slices.ContainsFunc(g.Members, func(m Waiting) bool { return m.Class == a.ClassID }) {
				g.Rivals = append(g.Rivals, w.waitingOf(a))
			}
		}
		groups[id] = g
	}
	return Next(waiting, groups, w.fits, w.terms, w.now)
}

// fits reports whether waits are eligible and all have a place.
func (w *world) fits(ws []Waiting) bool {
	for _, x := range ws {
		if !w.offerable(w.find(x.Application).Starting(Today(w.now))) {
			return false
		}
	}
	return w.roomFor(ws...)
}

// offerable reports whether a wait could be offered a place if one were free.
func (w *world) offerable(a Application) bool {
	f := w.facts(&a)
	return a.State == StateWaitlisted && f.Eligible == nil && f.Open && !f.Refused && !f.OtherLive
}

// promote is R1: free places go to who waits, in the same transaction.
func (w *world) promote() error {
	for range 100 {
		offered := false
		for i := range w.classes {
			pick := w.next(w.classes[i].class.ID)
			if len(pick.Offer) == 0 {
				continue
			}
			for _, g := range pick.Skipped {
				wait := w.groups[g]
				wait.Skips++
				wait.SkippedAt = w.now
				w.groups[g] = wait
			}
			for _, x := range pick.Offer {
				a := w.find(x.Application)
				*a = a.Starting(Today(w.now))
				if err := w.step(a.ID, EdgePromote, ActorSystem, func(f *Facts) { f.First, f.SeatTaken = true, true }); err != nil {
					return fmt.Errorf("promoting: %w", err)
				}
			}
			offered = true
		}
		if !offered {
			return nil
		}
	}
	return errors.New("promoting never ends")
}

// try runs one step as a transaction of its own, with what follows from it.
func (w *world) try(id ApplicationID, edge Edge, by Role, change func(*Facts)) error {
	return w.do(false, func(tx *world) error {
		if err := tx.step(id, edge, by, change); err != nil {
			return err
		}
		return tx.promote()
	})
}

// sweep is what goes by the clock.
func (w *world) sweep() {
	for _, a := range slices.Clone(w.apps) {
		for _, edge := range []Edge{EdgeExpire, EdgeTurnAway, EdgeEscalate, EdgeRecall, EdgeProlong, EdgeLapse, EdgeSupersede, EdgeEnd, EdgeRemove} {
			now := w.find(a.ID)
			if now == nil {
				continue
			}
			if r, _ := EdgeRuleOf(edge); !r.starts(now.State) {
				continue
			}
			if _, err := Move(*now, edge, ActorSystem, w.factsFor(now, edge), w.now, w.terms, w.cal); err != nil {
				continue // not due
			}
			if err := w.try(a.ID, edge, ActorSystem, func(f *Facts) { *f = w.factsFor(now, edge) }); err != nil {
				panic(err)
			}
		}
	}
	if err := w.do(false, (*world).promote); err != nil {
		panic(err)
	}
}

// factsFor are the facts with the reason the facility gave when it refused.
func (w *world) factsFor(a *Application, edge Edge) Facts {
	f := w.facts(a)
	if edge == EdgeTurnAway {
		f.Reason = reasons[ActReject]
	}
	return f
}

// reclaim ends the holds of a class that have run out, when it looks full: no sweeper is needed for that.
func (w *world) reclaim(class ClassID) error {
	for _, a := range slices.Clone(w.apps) {
		if a.ClassID == class && a.State == StateHeld && !a.Frozen() && w.now >= a.HoldUntil {
			if err := w.step(a.ID, EdgeExpire, ActorSystem, nil); err != nil {
				return err
			}
		}
	}
	return w.promote()
}

// reoffer offers those whose class is stopped a place elsewhere that nobody waits for, as many as there are. The half-day class counts
// as being of the same kind, so that there is somewhere to go.
func (w *world) reoffer() error {
	for i := range w.classes {
		if !w.classes[i].frozen {
			continue
		}
		stopped := w.classes[i].class.ID
		for j := range w.classes {
			class := w.classes[j].class.ID
			for _, a := range Displaced(slices.DeleteFunc(slices.Clone(w.apps), func(a Application) bool { return a.ClassID != stopped })) {
				if class != stopped && w.mayReoffer(a, class) {
					if err := w.reofferOne(a, w.classOf(class)); err != nil {
						return fmt.Errorf("offering elsewhere: %w", err)
					}
				}
			}
		}
	}
	return nil
}

// mayReoffer reports whether a child has not been offered a place there, or three elsewhere, instead of the one it has.
func (w *world) mayReoffer(a Application, class ClassID) bool {
	n := 0
	for _, o := range w.apps {
		if o.Replaces != a.ID {
			continue
		}
		if n++; o.State.Live() || o.ClassID == class {
			return false
		}
	}
	return n < w.terms.Reoffers
}

func (w *world) reofferOne(a Application, c *classIn) error {
	b := Application{
		ID: ApplicationID(fmt.Sprintf("app%d", w.nextApp)), FamilyID: a.FamilyID, ChildID: a.ChildID, FacilityID: c.facility.ID, ClassID: c.class.ID,
		Mode: c.class.Mode, Start: a.Start, Replaces: a.ID, Alternative: true,
	}
	b.From, b.To = Span(w.kidOf(a.ChildID).birth, b.Start, c.class)
	b = b.Starting(Today(w.now))
	f := w.facts(&b)
	if f.Eligible != nil {
		return nil //nolint:nilerr // who may not have it is simply not offered it
	}
	if f.AlreadyApplied || f.OtherLive || !f.Open || f.Full || w.next(b.ClassID).Ahead(b.ClassID, b.From, b.To) {
		return nil
	}
	w.nextApp++
	w.apps = append(w.apps, b)
	return w.step(b.ID, EdgeReoffer, ActorSystem, func(f *Facts) { f.SeatTaken, f.First, f.Displaced = true, true, w.classOf(a.ClassID).frozen })
}

// draft adds an application without a state yet.
func (w *world) draft(k *kid, c *classIn, start Date, replaces ApplicationID, group GroupID) (ApplicationID, error) {
	a := Application{
		ID: ApplicationID(fmt.Sprintf("app%d", w.nextApp)), FamilyID: k.family, ChildID: k.id, FacilityID: c.facility.ID, ClassID: c.class.ID,
		Mode: c.class.Mode, Start: start, Replaces: replaces, Group: group,
	}
	w.nextApp++
	a.From, a.To = Span(k.birth, start, c.class)
	w.apps = append(w.apps, a)
	return a.ID, w.step(a.ID, EdgeDraft, ActorGuardian, nil)
}

// hold is what a family does who wants a place at once.
func (w *world) hold(id ApplicationID) error {
	a := w.find(id)
	if err := CheckStart(a.Start, Today(w.now), w.terms); err != nil {
		return err
	}
	if !w.roomFor(w.waitingOf(a)) {
		if err := w.reclaim(a.ClassID); err != nil {
			return err
		}
	} else if err := w.promote(); err != nil {
		return err
	}
	return w.step(id, EdgeHold, ActorGuardian, func(f *Facts) {
		a := w.find(id)
		f.SeatTaken = true
		f.WaitAhead = w.next(a.ClassID).Ahead(a.ClassID, a.From, a.To)
	})
}

// wait is the second request, when there is no place.
func (w *world) wait(id ApplicationID, group bool) error {
	a := w.find(id)
	if err := CheckStart(a.Start, Today(w.now), w.terms); err != nil {
		return err
	}
	return w.step(id, EdgeWait, ActorGuardian, func(f *Facts) {
		f.Full = f.Full || group
		f.WaitAhead = w.next(a.ClassID).Ahead(a.ClassID, a.From, a.To)
	})
}

// once runs a request under a key: the first time it happens, and ever after its reply is given again.
func (w *world) once(key string, crash bool, f func(tx *world) (ApplicationID, error)) replyOf {
	if r, ok := w.replies[key]; ok {
		return r
	}
	var r replyOf
	err := w.do(crash, func(tx *world) error {
		id, err := f(tx)
		if err != nil {
			return err
		}
		if err := tx.promote(); err != nil {
			return err
		}
		a := tx.find(id)
		r = replyOf{body: fmt.Sprintf("%s %s v%d", a.ID, a.State, a.Version), app: id}
		tx.replies[key] = r
		return nil
	})
	if err != nil {
		var e *Error
		if !errors.As(err, &e) && !errors.Is(err, errCrash) {
			panic(err)
		}
		if e != nil {
			return replyOf{fail: e.Code}
		}
		return replyOf{fail: "crash"}
	}
	w.keys = append(w.keys, key)
	return r
}

func (w *world) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s worker %v\n", w.now.Time().Format("2006-01-02 15:04"), w.worker)
	for i := range w.classes {
		c := &w.classes[i]
		fmt.Fprintf(&b, "%s frozen %v\n", c.class.ID, c.frozen)
		for m := range c.occ {
			if m == 0 || c.occ[m] != c.occ[m-1] {
				fmt.Fprintf(&b, "   %s %+v\n", w.base+Month(m), c.occ[m])
			}
		}
	}
	for _, a := range w.apps {
		fmt.Fprintf(&b, "%s %s %s %s %s..%s group %q replaces %q\n", a.ID, a.ChildID, a.ClassID, a.State, a.From, a.To, a.Group, a.Replaces)
	}
	return b.String()
}
