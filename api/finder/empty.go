package finder

import (
	"context"

	"tuoyuquan/geo"
)

// explain says why the page is empty and what would help.
func (a *Answer) explain(ctx context.Context, p *plan) error {
	if a.q.Cursor != "" && a.total > 0 {
		a.empty = &Empty{Reason: EmptyEnd}
		return nil
	}
	e := &Empty{Relax: a.relaxations()}
	a.empty = e
	if len(a.q.IDs) == 0 && len(a.q.Anchors) > 0 {
		e.NoPoint = a.withoutPoint(p)
		if err := a.nearest(ctx, p); err != nil {
			return err
		}
	}
	e.Reason = a.reason(p)
	return nil
}

func (a *Answer) reason(p *plan) EmptyReason {
	switch {
	case a.s.count == 0:
		return EmptyNoData
	case p.byArea && p.area < 0 && !a.s.hasPrefix(p.prefix):
		return EmptyUnknownArea
	case p.words != nil && len(p.words) == 0:
		return EmptyNoWords
	case len(a.sc.list) == 0 && len(a.q.Anchors) > 0 && len(a.q.IDs) == 0:
		for i := range a.sc.starts {
			if !a.sc.starts[i].ok {
				return EmptyNoStreet
			}
		}
		return EmptyNobody
	}
	for _, r := range a.empty.Relax {
		switch r.Drop {
		case "vacant":
			return EmptyAllFull
		case "age_months":
			return EmptyNoClass
		}
	}
	return EmptyNoMatch
}

func (s *Snapshot) hasPrefix(prefix string) bool {
	for _, r := range s.rows {
		if r != nil && len(r.areas) == 0 && len(r.facility.AreaCode) >= len(prefix) && r.facility.AreaCode[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

// relaxations counts what each filter alone keeps out.
func (a *Answer) relaxations() []Relaxation {
	var out []Relaxation
	for _, fn := range filterNames {
		n := 0
		for i := range a.sc.list {
			fails := a.sc.list[i].fails
			if fails == fn.bit || (fails == failEither && fn.bit&(failMode|failAge) != 0) {
				n++
			}
		}
		if n > 0 {
			out = append(out, Relaxation{Drop: fn.name, Count: n})
		}
	}
	return out
}

// withoutPoint counts the matches that are not on the map.
func (a *Answer) withoutPoint(p *plan) int {
	n := 0
	for i, r := range a.s.rows {
		if r == nil || r.located {
			continue
		}
		if fails, _ := p.test(int32(i), r); fails == 0 { //nolint:gosec // facilities of a city
			n++
		}
	}
	return n
}

// nearest looks for the match with the shortest walk within an hour, beyond the asked minutes. It searches no farther than it
// must: first around the match that is nearest in a straight line, then wider.
func (a *Answer) nearest(ctx context.Context, p *plan) error {
	longest := min(MaxMinutes*60*a.q.Speed, geo.MaxMetres)
	straight, ok := a.nearestStraight(p, longest)
	if !ok {
		return nil
	}
	for _, metres := range []float64{1.5 * straight, 3 * straight, longest} {
		metres = max(metres, a.q.Minutes*60*a.q.Speed+50)
		if metres >= longest {
			metres = longest
		}
		if err := a.nearestWithin(ctx, p, metres); err != nil || a.empty.Nearest != nil || metres == longest {
			return err
		}
	}
	return nil
}

// nearestStraight is how far the nearest match is from the first starting place in a straight line; false when none of the
// nearest forty matches within metres.
func (a *Answer) nearestStraight(p *plan, metres float64) (float64, bool) {
	sc := a.sc
	sc.near = a.s.points.Nearest(a.q.Anchors[0], 40, sc.near[:0])
	for _, n := range sc.near {
		if float64(n.Metres) > metres {
			break
		}
		i := a.s.located[n.Index]
		if r := a.s.rows[i]; r != nil {
			if fails, _ := p.test(i, r); fails == 0 {
				return float64(n.Metres), true
			}
		}
	}
	return 0, false
}

// nearestWithin fills in the match with the shortest walk of at most so many metres, if there is one. It uses working memory
// of its own, so that what is known of the question stays.
func (a *Answer) nearestWithin(ctx context.Context, p *plan, metres float64) error {
	other, _ := a.f.scratch.Get().(*scratch)
	defer a.f.scratch.Put(other)
	other.list = other.list[:0]
	if err := a.f.inReach(ctx, a.s, &a.q, metres, other); err != nil {
		return err
	}
	var best *candidate
	for i := range other.list {
		c := &other.list[i]
		if best != nil && c.combined >= best.combined {
			continue
		}
		if fails, _ := p.test(c.row, a.s.rows[c.row]); fails == 0 {
			best = c
		}
	}
	if best != nil {
		r := a.s.rows[best.row]
		a.empty.Nearest = &NearestMatch{ID: r.id, Name: r.facility.Name, Walk: newWalk(best.combined, a.q.Speed, best.estimate != 0)}
	}
	return nil
}
