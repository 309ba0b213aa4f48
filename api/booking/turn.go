package booking

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// turn is what one actor does at one moment, in one transaction. Whatever it changes is written when its transaction
// commits, or not at all.
//
// What is locked, and in which order, keeps everything about the places and the waitlist of a class, and everything
// about a child, one after the other: classes in ascending order first, then children in ascending order.
type turn struct {
	*Service
	tx    *store.Tx
	actor care.Actor
	now   care.Instant
	today care.Date
	rules *care.Rules
	cal   *care.Calendar

	classes  map[care.ClassID]*place
	children map[care.ChildID]ChildFacts
	apps     map[care.ChildID][]care.Application // of the locked children, as they are in this transaction
	fresh    care.ApplicationID                  // begun in this turn and not written yet
	replaced care.ApplicationID                  // given back in this turn for another place of the same child
	mute     care.Edge                           // whose steps tell nobody: they are told of all of it together
	steps    []store.Step                        // written at the end, together
	touched  []care.ClassID                      // whose places changed
	later    []care.ClassID                      // where somebody may get a place now who could not before: looked at after the commit
}

// place is a class with what its bookings turn on.
type place struct {
	store.PlaceClass

	of     care.Facility // without classes
	terms  care.BookingTerms
	locked bool
	nobody bool         // waits for it, as was read after it was locked
	whole  store.Span   // months known to have rows, with the one after them
	months store.Months // as read when it was locked; nil: changed since, or not read
}

// do runs f in a turn of its own and commits it, then looks after the classes it left for later. f may run again.
func (s *Service) do(ctx context.Context, actor care.Actor, what string, f func(context.Context, *turn) error) error {
	later, err := s.doOnce(ctx, actor, what, f)
	if err != nil {
		return err
	}
	for len(later) > 0 {
		class := later[0]
		later = later[1:]
		more, err := s.doOnce(ctx, care.System("booking"), "promote", func(ctx context.Context, t *turn) error {
			if err := t.lock(ctx, class); err != nil {
				return err
			}
			return t.promote(ctx, class)
		})
		if err != nil { // the deed itself is done; the sweeper promotes again
			s.Log.WarnContext(ctx, "a free place was not offered yet", "class", class, "error", err)
		}
		later = append(later, more...)
	}
	return nil
}

func (s *Service) doOnce(ctx context.Context, actor care.Actor, what string, f func(context.Context, *turn) error) (later []care.ClassID, err error) {
	begun := s.turn(nil, actor)
	err = s.Store.Write(ctx, what, func(tx *store.Tx) error {
		t := begun.again(tx)
		if err := f(ctx, t); err != nil {
			return err
		}
		later = t.later
		return t.finish(ctx)
	})
	return later, err
}

// turn is a turn of an actor now.
func (s *Service) turn(tx *store.Tx, actor care.Actor) *turn { return s.turnAt(tx, actor, s.now()) }

// turnAt is a turn at the instant of a transaction that somebody else has begun.
func (s *Service) turnAt(tx *store.Tx, actor care.Actor, now care.Instant) *turn {
	rules := s.Rules()
	t := &turn{Service: s, actor: actor, now: now, today: care.Today(now), rules: rules, cal: rules.Calendar()}
	return t.again(tx)
}

// again is the same turn with nothing done yet, in a transaction.
func (t *turn) again(tx *store.Tx) *turn {
	return &turn{
		Service: t.Service, tx: tx, actor: t.actor, now: t.now, today: t.today, rules: t.rules, cal: t.cal,
		classes: make(map[care.ClassID]*place), children: make(map[care.ChildID]ChildFacts), apps: make(map[care.ChildID][]care.Application),
	}
}

// finish writes down every step of the turn, and tells whoever follows the register that places have changed.
func (t *turn) finish(ctx context.Context) error {
	changes, err := t.tx.AddSteps(ctx, t.steps)
	if err != nil {
		return err
	}
	slices.Sort(t.touched)
	for _, class := range slices.Compact(t.touched) {
		body, err := json.Marshal(map[string]any{"class": class})
		if err != nil {
			return err
		}
		changes = append(changes, care.Change{
			Noun: care.NounFacility, ID: string(t.classes[class].Facility), Kind: care.ChangePlaces, At: t.now, Actor: t.actor, Body: body,
		})
	}
	t.probe("before commit")
	return t.tx.AppendChanges(ctx, changes)
}

// lock locks classes, in ascending order. Whoever needs several asks for all of them at once.
func (t *turn) lock(ctx context.Context, ids ...care.ClassID) error {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if p := t.classes[id]; p != nil && p.locked {
			continue
		}
		lock := t.tx.LockedClass
		if t.off.locks {
			lock = t.tx.Class
		}
		class, err := lock(ctx, id)
		if err != nil {
			return err
		}
		if err := t.know(ctx, class, true); err != nil {
			return err
		}
	}
	return nil
}

// lockFor locks a class and a child, in this order, with what an application of one for the other turns on.
func (t *turn) lockFor(ctx context.Context, class care.ClassID, child care.ChildID) error {
	if t.off.locks || t.classes[class] != nil || t.apps[child] != nil {
		if err := t.lock(ctx, class); err != nil {
			return err
		}
		return t.lockChildren(ctx, child)
	}
	l, err := t.tx.LockFor(ctx, class, child)
	if err != nil {
		return err
	}
	t.classes[class] = &place{
		PlaceClass: l.Class, of: l.Facility, terms: t.rules.BookingTerms(l.Facility.AreaCode, t.today), locked: true, nobody: !l.Waits, months: l.Months,
	}
	t.apps[child] = append([]care.Application{}, l.Of...)
	return nil
}

// class returns a class, which need not be locked.
func (t *turn) class(ctx context.Context, id care.ClassID) (*place, error) {
	if p := t.classes[id]; p != nil {
		return p, nil
	}
	class, err := t.tx.Class(ctx, id)
	if err != nil {
		return nil, err
	}
	err = t.know(ctx, class, false)
	return t.classes[id], err
}

func (t *turn) know(ctx context.Context, class store.PlaceClass, locked bool) error {
	f, err := t.tx.FacilityAlone(ctx, class.Facility)
	t.classes[class.ID] = &place{PlaceClass: class, of: f, terms: t.rules.BookingTerms(f.AreaCode, t.today), locked: locked}
	return err
}

// lockChildren locks children, in ascending order. Fails with not_found.
func (t *turn) lockChildren(ctx context.Context, ids ...care.ChildID) error {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if there, err := t.tx.LockChildRow(ctx, id); err != nil {
			return err
		} else if !there {
			return care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
		}
		if t.apps[id] == nil {
			apps, err := t.tx.OfChild(ctx, id)
			if err != nil {
				return err
			}
			t.apps[id] = append([]care.Application{}, apps...)
		}
	}
	return nil
}

// ofChild returns all applications of a child as they are in this transaction, oldest first.
func (t *turn) ofChild(ctx context.Context, id care.ChildID) ([]care.Application, error) {
	if apps := t.apps[id]; apps != nil {
		return slices.Clone(apps), nil
	}
	return t.tx.OfChild(ctx, id)
}

// keep remembers an application of a locked child after it was written.
func (t *turn) keep(a care.Application) {
	apps := t.apps[a.ChildID]
	if apps == nil {
		return
	}
	if i := slices.IndexFunc(apps, func(o care.Application) bool { return o.ID == a.ID }); i >= 0 {
		apps[i] = a
	} else {
		t.apps[a.ChildID] = append(apps, a)
	}
}

// child returns the facts of a child.
func (t *turn) child(ctx context.Context, id care.ChildID) (ChildFacts, error) {
	if f, ok := t.children[id]; ok {
		return f, nil
	}
	f, err := t.Child(ctx, t.tx, id)
	if err == nil {
		t.children[id] = f
	}
	return f, err
}

// free reports whether an application would find a place in every month; false also where the places are not known.
func (t *turn) free(ctx context.Context, apps ...care.Application) (bool, error) {
	need := make(map[care.ClassID][]care.Application)
	for _, a := range apps {
		need[a.ClassID] = append(need[a.ClassID], a)
	}
	for class, as := range need {
		months, err := t.tx.Occupancy(ctx, class)
		if err != nil {
			return false, err
		}
		if !roomFor(months, as) {
			return false, nil
		}
	}
	return true, nil
}

// roomFor reports whether all of some applications for one class have a place at the same time.
func roomFor(months store.Months, apps []care.Application) bool {
	first := slices.MinFunc(apps, func(a, b care.Application) int { return cmp.Compare(a.From, b.From) }).From
	last := slices.MaxFunc(apps, func(a, b care.Application) int { return cmp.Compare(a.To, b.To) }).To
	for m := first; m <= last; m++ {
		n := 0
		for _, a := range apps {
			if a.From <= m && m <= a.To {
				n++
			}
		}
		if o, known := months.At(m); n > 0 && (!known || o.Free() < n) {
			return false
		}
	}
	return true
}

// take takes a place in every month of an application, for the seat of a state it is about to be in.
func (t *turn) take(ctx context.Context, a care.Application, seat care.Seat) error {
	t.probe("before take")
	if t.off.take != nil {
		return t.off.take(ctx, t, a, seat)
	}
	if t.classes[a.ClassID].whole != span(a) {
		if err := t.tx.Materialise(ctx, span(a)); err != nil {
			return err
		}
	}
	return t.tx.Take(ctx, span(a), seat, &fullError{span(a)})
}

func span(a care.Application) store.Span {
	return store.Span{Class: a.ClassID, First: a.From, Last: a.To}
}

// fullError is a place that was not there. Nothing of its transaction may be kept.
type fullError struct{ span store.Span }

func (e *fullError) Error() string {
	return "no place is free in every month of class " + string(e.span.Class)
}

// begin is the first step of a new application. It is written with the next step when that follows at once.
func (t *turn) begin(ctx context.Context, next care.Application, edge care.Edge, goesOn bool) error {
	t.record(care.Application{}, next, edge, t.actor)
	t.keep(next)
	if goesOn {
		t.fresh = next.ID
		return nil
	}
	return t.tx.InsertApplicationRow(ctx, next)
}

// write writes an application after a step, if it still is as it was before.
func (t *turn) write(ctx context.Context, was, next care.Application) error {
	if was.ID == t.fresh {
		t.fresh = ""
		return t.tx.InsertApplicationRow(ctx, next)
	}
	return t.tx.MoveApplicationRow(ctx, was, next, care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again"))
}

// step takes an application along an edge as the actor of the turn, with everything that follows from it.
func (t *turn) step(ctx context.Context, was care.Application, edge care.Edge, facts care.Facts) (care.Application, error) {
	return t.stepBy(ctx, t.actor, was, edge, facts)
}

// stepBy is step for another actor: what the service itself does in consequence.
func (t *turn) stepBy(ctx context.Context, by care.Actor, was care.Application, edge care.Edge, facts care.Facts) (care.Application, error) {
	p, err := t.class(ctx, was.ClassID)
	if err != nil {
		return was, err
	}
	next, err := care.Move(was, edge, by.Kind, facts, t.now, p.terms, t.cal)
	if err != nil {
		return was, err
	}
	if facts.Signed && next.SignedAt == 0 && edge == care.EdgeEnrol {
		next.SignedAt = t.now
	}
	if from, to := was.State.Seat(), next.State.Seat(); from != to {
		t.touched, p.months = append(t.touched, was.ClassID), nil
		if from != care.NoSeat { // else it was taken before the guards were asked
			if err := t.tx.Shift(ctx, span(was), from, to); err != nil {
				return was, err
			}
		}
	}
	if err := t.write(ctx, was, next); err != nil {
		return was, err
	}
	t.record(was, next, edge, by)
	t.keep(next)
	if next.State == care.StateWaitlisted {
		p.nobody = false
	}
	return next, t.follow(ctx, was, next, edge)
}

// record keeps a step. Every step has a reason: the one given, or what was done.
func (t *turn) record(was, next care.Application, edge care.Edge, by care.Actor) {
	reason := care.ReasonCode("")
	if next.State != was.State || next.Reason != was.Reason {
		reason = next.Reason
	}
	if rule, ok := care.EdgeRuleOf(edge); ok && reason == "" {
		reason = care.ReasonCode(rule.Action)
	}
	t.steps = append(t.steps, store.Step{
		Application: next.ID, Version: next.Version, Edge: edge, From: was.State, To: next.State, At: t.now, Actor: by, Reason: reason,
		Facility: next.FacilityID, Class: next.ClassID,
	})
}
