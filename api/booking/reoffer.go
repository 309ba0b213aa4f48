package booking

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo"
)

// vain is when places elsewhere were last looked for and none was found, and what was known then.
type vain struct {
	seq   int64
	rules *care.Rules
	at    care.Instant
}

// lookAnew is after how long places elsewhere are looked for again although nothing has happened: time alone lets some suit.
const lookAnew = 10 * 60 * 1000

// reofferAll offers places elsewhere to the children of every class that is stopped. Most of them wait for long, and looking takes
// a turn for each class around theirs: while nothing has happened since it was last in vain, it is not done again.
func (s *Service) reofferAll(ctx context.Context, renew func() (bool, error), done *Swept) error {
	now := vain{rules: s.Rules(), at: s.now()}
	seq, still, err := s.Store.Still(ctx)
	if err != nil {
		return err
	}
	now.seq = seq
	if last := s.vain.Load(); still && last != nil && last.seq == now.seq && last.rules == now.rules && now.at-last.at < lookAnew {
		return nil
	}
	classes, err := s.Store.Stopped(ctx)
	if err != nil {
		return err
	}
	failed := done.Failed
	for _, class := range classes {
		if mine, err := renew(); err != nil || !mine {
			return err
		}
		n, err := s.reoffer(ctx, class)
		done.Elsewhere += n
		if err != nil {
			if err := s.leftUndone(ctx, done, "children of a stopped class were not offered other places yet", "class", class, "error", err); err != nil {
				return err
			}
		}
	}
	if still && done.Failed == failed {
		s.vain.Store(&now)
	}
	return nil
}

// reoffer offers the children of a stopped class places in the classes around it (T19b), the nearest first: each goes to the
// first of them, in the order in which they stand here, whom it suits. What they have is not touched. A place somebody waits for there is
// not offered. It returns how many were offered one.
func (s *Service) reoffer(ctx context.Context, stopped care.ClassID) (n int, err error) {
	near, err := s.near(ctx, stopped)
	if err != nil {
		return 0, err
	}
	for _, class := range near {
		for {
			offered, err := s.reofferOne(ctx, stopped, class)
			if err != nil {
				return n, err
			}
			if !offered {
				break
			}
			n++
		}
	}
	return n, nil
}

// near returns the classes around a stopped one that may have places for its children, the nearest first.
func (s *Service) near(ctx context.Context, stopped care.ClassID) (out []care.ClassID, err error) {
	err = s.look(ctx, care.System("booking"), "look for other places", func(ctx context.Context, t *turn) error {
		out = nil
		p, err := t.class(ctx, stopped)
		if err != nil || !p.stopped() {
			return err
		}
		apps, err := t.tx.OfClass(ctx, stopped)
		if err != nil || len(care.Displaced(apps)) == 0 {
			return err
		}
		metres := float64(p.terms.ReofferMetres)
		from := pointOf(&p.of)
		found, err := t.tx.Near(ctx, p.PlaceClass, &p.of, around(from, metres), t.today.MonthOf())
		if err != nil {
			return err
		}
		away := func(c store.NearClass) float64 {
			switch {
			case c.Facility == p.Facility:
				return 0
			case from == nil || c.At == nil:
				return math.Inf(1)
			}
			return geo.Haversine(*from, *c.At)
		}
		found = slices.DeleteFunc(found, func(c store.NearClass) bool { return away(c) > metres })
		slices.SortFunc(found, func(a, b store.NearClass) int {
			return cmp.Or(cmp.Compare(away(a), away(b)), cmp.Compare(a.ID, b.ID))
		})
		for _, c := range found {
			out = append(out, c.ID)
		}
		return nil
	})
	return out, err
}

// stopped reports whether nobody is taken into a class because it, or its facility, was stopped.
func (p *place) stopped() bool { return p.Frozen != "" || p.Closed || !p.of.MayTake() }

func pointOf(f *care.Facility) *orb.Point {
	if f.Location == nil {
		return nil
	}
	return &f.Location.Point
}

// around is a box that holds every point within some metres of another; without a point it holds none.
func around(p *orb.Point, metres float64) orb.Bound {
	if p == nil {
		return orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{0, 0}}
	}
	const degree = 111_000 // metres, a little less than there are
	lat := metres / degree
	lon := lat / max(0.01, math.Cos((math.Abs(p[1])+lat)*math.Pi/180))
	return orb.Bound{Min: orb.Point{p[0] - lon, p[1] - lat}, Max: orb.Point{p[0] + lon, p[1] + lat}}
}

// reofferOne offers one place of a class to one child of a stopped one. It reports whether it did.
func (s *Service) reofferOne(ctx context.Context, stopped, class care.ClassID) (offered bool, err error) {
	err = s.do(ctx, care.System("booking"), "offer elsewhere", func(ctx context.Context, t *turn) error {
		offered = false
		if err := t.lock(ctx, stopped, class); err != nil {
			return err
		}
		if !t.classes[stopped].stopped() {
			return nil
		}
		if err := t.promote(ctx, class); err != nil { // who waits there goes first
			return err
		}
		months, err := t.tx.Occupancy(ctx, class)
		if err != nil || !someRoom(months, t.today.MonthOf()) {
			return err
		}
		apps, err := t.tx.OfClass(ctx, stopped)
		if err != nil {
			return err
		}
		for _, a := range care.Displaced(apps) {
			if offered, err = t.reoffer(ctx, a, class, months); err != nil || offered {
				return err
			}
		}
		return nil
	})
	return offered, err
}

// reoffer offers a child of a stopped class a place of another one, if it has not been offered enough, and the place suits it.
func (t *turn) reoffer(ctx context.Context, a care.Application, class care.ClassID, months store.Months) (bool, error) {
	p := t.classes[class]
	b := care.Application{
		ID: care.ApplicationID(care.NewID()), FamilyID: a.FamilyID, ChildID: a.ChildID, FacilityID: p.Facility, ClassID: class, Mode: p.Mode,
		Start: a.Start, Replaces: a.ID, Alternative: true,
	}
	child, err := t.child(ctx, a.ChildID)
	if err != nil {
		return false, err
	}
	b.From, b.To = care.Span(child.Child.Birth, b.Start, &p.Class)
	if b = b.Starting(t.today); !roomFor(months, []care.Application{b}) {
		return false, nil
	}
	if err := t.lockChildren(ctx, a.ChildID); err != nil {
		return false, err
	}
	if wanted, err := t.wantsAnother(ctx, a, class); err != nil || !wanted {
		return false, err
	}
	facts, err := t.facts(ctx, b, care.EdgeReoffer)
	if err != nil {
		return false, err
	}
	if facts.WaitAhead, err = t.placeKept(ctx, b); err != nil {
		return false, err
	}
	facts.Displaced, facts.First, facts.SeatTaken = t.classes[a.ClassID].stopped(), true, true
	var no *care.Error
	if _, err := care.Move(b, care.EdgeReoffer, care.ActorSystem, facts, t.now, p.terms, t.cal); errors.As(err, &no) {
		return false, nil // it does not suit this child
	} else if err != nil {
		return false, err
	}
	if !facts.Consents {
		return false, nil
	}
	if err := t.take(ctx, b, care.SeatOffered); err != nil {
		return false, err
	}
	t.fresh = b.ID
	_, err = t.stepBy(ctx, care.System("booking"), b, care.EdgeReoffer, facts)
	return err == nil, err
}

// wantsAnother reports whether an application still is displaced, and its child may be offered a place of a class: not while it has
// another such offer, not one its family has already said no to, and not more often than the rules say.
func (t *turn) wantsAnother(ctx context.Context, a care.Application, class care.ClassID) (bool, error) {
	all, err := t.ofChild(ctx, a.ChildID)
	if err != nil {
		return false, err
	}
	n, still := 0, false
	for _, o := range all {
		switch {
		case o.ID == a.ID:
			still = o.Displaced()
		case o.Alternative && o.State.Live():
			return false, nil
		case o.Replaces == a.ID && (o.State.Live() || o.ClassID == class):
			return false, nil
		case o.Replaces == a.ID:
			n++
		}
	}
	return still && n < t.classes[a.ClassID].terms.Reoffers, nil
}

// giveUp gives a place that is stopped back for the one a family accepts instead, in the same transaction (T18a). It can be asked
// back for as a wait. An enrolled child keeps its place until the first day of the new one.
func (t *turn) giveUp(ctx context.Context, a care.Application) error {
	if !a.Alternative {
		return nil
	}
	old, err := t.tx.Application(ctx, a.Replaces)
	if err != nil || !old.State.Live() {
		return err
	}
	facts, err := t.facts(ctx, a, care.EdgeAccept)
	if err != nil {
		return err
	}
	if _, err := care.Move(a, care.EdgeAccept, t.actor.Kind, facts, t.now, t.classes[a.ClassID].terms, t.cal); err != nil {
		return err // nothing is given up for a yes that comes too late
	}
	_, err = t.stepBy(ctx, care.System("booking"), old, care.EdgeGiveUp, care.Facts{SuccessorSure: true})
	return err
}
