package booking

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// promote offers every free place of a locked class to whoever waits for it, in the published order, until nobody who waits can
// have one (R1). What is free after that is for whoever comes.
func (t *turn) promote(ctx context.Context, class care.ClassID) error {
	if p := t.classes[class]; p.Closed || p.Frozen != "" || !p.of.MayTake() {
		return nil
	}
	for {
		offered, err := t.promoteOne(ctx, class)
		if err != nil || !offered {
			return err
		}
	}
}

// queue is the waitlist of a class while somebody is picked from it.
type queue struct {
	*turn
	ctx    context.Context //nolint:containedctx // care.Next asks back, and cannot pass it on
	months map[care.ClassID]store.Months
	apps   map[care.ApplicationID]care.Application
	err    error
}

// promoteOne offers one child, or one group of siblings, their places. It reports whether it did.
func (t *turn) promoteOne(ctx context.Context, class care.ClassID) (bool, error) {
	if waits, err := t.somebodyWaits(ctx, class); err != nil || !waits {
		return false, err
	}
	months, err := t.tx.Occupancy(ctx, class)
	if err != nil || !someRoom(months, t.today.MonthOf()) {
		return false, err
	}
	q, pick, err := t.pick(ctx, class, months)
	if err != nil || len(pick.Offer) == 0 {
		return false, err
	}
	offer := make([]care.Application, len(pick.Offer))
	for i, w := range pick.Offer {
		offer[i] = q.apps[w.Application]
	}
	if same, err := t.stillWait(ctx, offer); err != nil || !same {
		return err == nil, err // somebody got another offer meanwhile: pick again
	}
	for _, g := range pick.Skipped {
		if err := t.tx.PassOver(ctx, g, class, offer[0].ID, t.now); err != nil {
			return false, err
		}
	}
	for _, a := range offer {
		if err := t.offer(ctx, a.Starting(t.today)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// someRoom reports whether any month from one on has a free place; without one nobody need be asked.
func someRoom(months store.Months, from care.Month) bool {
	if o, known := months.At(from); known && o.Free() > 0 {
		return true
	}
	if n := len(months); n > 0 && months[n-1].Month < from {
		return false
	}
	return slices.ContainsFunc(months, func(o store.Occupancy) bool { return o.Month > from && o.Free() > 0 })
}

// somebodyWaits reports whether anybody waits for a locked class and is not paused.
func (t *turn) somebodyWaits(ctx context.Context, class care.ClassID) (bool, error) {
	p := t.classes[class]
	if p.nobody {
		return false, nil
	}
	waits, err := t.tx.SomebodyWaits(ctx, class)
	p.nobody = err == nil && !waits
	return waits, err
}

// offer takes the place of an application that was picked and offers it.
func (t *turn) offer(ctx context.Context, a care.Application) error {
	facts, err := t.facts(ctx, a, care.EdgePromote)
	if err != nil {
		return err
	}
	if err := t.take(ctx, a, care.SeatOffered); err != nil {
		return err
	}
	facts.First, facts.SeatTaken = true, true
	_, err = t.stepBy(ctx, care.System("booking"), a, care.EdgePromote, facts)
	return err
}

// pick asks the rules who is next.
func (t *turn) pick(ctx context.Context, class care.ClassID, months store.Months) (*queue, care.Pick, error) {
	apps, err := t.tx.WithRoom(ctx, class, t.today.MonthOf())
	if err != nil {
		return nil, care.Pick{}, err
	}
	q := &queue{
		turn: t, ctx: ctx, months: map[care.ClassID]store.Months{class: months}, apps: make(map[care.ApplicationID]care.Application, len(apps)),
	}
	waiting := make([]care.Waiting, len(apps))
	groups := make(map[care.GroupID]care.GroupWait)
	for i, a := range apps {
		q.apps[a.ID] = a
		waiting[i] = waitingOf(a)
		if a.Group != "" && groups[a.Group].Members == nil {
			g, err := q.group(a.Group)
			if err != nil {
				return nil, care.Pick{}, err
			}
			if g.Rivals, err = q.rivals(g, class); err != nil {
				return nil, care.Pick{}, err
			}
			groups[a.Group] = g
		}
	}
	pick := care.Next(waiting, groups, q.fits, t.classes[class].terms, t.now)
	return q, pick, q.err
}

func waitingOf(a care.Application) care.Waiting {
	return care.Waiting{Application: a.ID, Class: a.ClassID, Rank: a.Rank, Group: a.Group, From: a.From, To: a.To, Paused: a.State == care.StatePaused}
}

// group reads a sibling group. A member that waits no longer leaves the others together.
func (q *queue) group(id care.GroupID) (care.GroupWait, error) {
	g, err := q.tx.Group(q.ctx, id)
	if err != nil {
		return care.GroupWait{}, err
	}
	members, err := q.tx.OfGroup(q.ctx, id)
	for _, a := range members {
		if a.State.Waiting() {
			q.apps[a.ID] = a
			w := waitingOf(a)
			if !w.Paused { // nor is anything kept for siblings of whom one can have no place at all
				facts, err := q.facts(q.ctx, a.Starting(q.today), care.EdgePromote)
				if err != nil {
					return care.GroupWait{}, err
				}
				w.Paused = facts.Eligible != nil || facts.Refused || !facts.Open || facts.OtherLive
			}
			g.Members = append(g.Members, w)
		}
	}
	return g, err
}

// rivals reads who else waits, alone, in the other classes that members of a group wait for.
func (q *queue) rivals(g care.GroupWait, class care.ClassID) (out []care.Waiting, err error) {
	for i, m := range g.Members {
		if m.Class == class || slices.ContainsFunc(g.Members[:i], func(o care.Waiting) bool { return o.Class == m.Class }) {
			continue
		}
		apps, err := q.tx.Waiting(q.ctx, m.Class)
		if err != nil {
			return nil, err
		}
		for _, a := range apps {
			alone := a.Group == ""
			if !alone && a.Group != m.Group {
				other, err := q.group(a.Group)
				if err != nil {
					return nil, err
				}
				alone = len(other.Members) < 2
			}
			if alone {
				q.apps[a.ID] = a
				out = append(out, waitingOf(a))
			}
		}
	}
	return out, nil
}

// fits reports whether some waits are eligible and all of them have a place at the same time.
func (q *queue) fits(ws []care.Waiting) bool {
	if q.err != nil {
		return false
	}
	byClass := make(map[care.ClassID][]care.Application)
	for _, w := range ws {
		a := q.apps[w.Application]
		if a.State != care.StateWaitlisted { // a sibling whose wait is paused
			return false
		}
		byClass[a.ClassID] = append(byClass[a.ClassID], a.Starting(q.today))
	}
	for class, apps := range byClass {
		months, known := q.months[class]
		if !known {
			months, q.err = q.tx.Occupancy(q.ctx, class)
			q.months[class] = months
		}
		if q.err != nil || !roomFor(months, apps) {
			return false
		}
	}
	for _, w := range ws {
		facts, err := q.facts(q.ctx, q.apps[w.Application].Starting(q.today), care.EdgePromote)
		if err != nil {
			q.err = err
			return false
		}
		if facts.Eligible != nil || facts.Refused || !facts.Open || facts.OtherLive {
			return false
		}
	}
	return true
}

// stillWait locks what an offer touches and reports whether all of it is as it was read.
func (t *turn) stillWait(ctx context.Context, apps []care.Application) (bool, error) {
	classes, children := make([]care.ClassID, len(apps)), make([]care.ChildID, len(apps))
	for i, a := range apps {
		classes[i], children[i] = a.ClassID, a.ChildID
	}
	if err := t.lock(ctx, classes...); err != nil {
		return false, err
	}
	if err := t.lockChildren(ctx, children...); err != nil {
		return false, err
	}
	for _, a := range apps {
		now, err := t.tx.Application(ctx, a.ID)
		if err != nil {
			return false, err
		}
		if now.State != a.State || now.Version != a.Version {
			return false, nil
		}
	}
	return true, nil
}
