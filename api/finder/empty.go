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
	if len(a.q.Anchors) > 0 {
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
	case len(a.sc.list) == 0 && len(a.q.Anchors) > 0:
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
			if a.sc.list[i].fails == fn.bit {
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

// nearest looks for the match with the shortest walk within an hour, beyond the asked minutes.
func (a *Answer) nearest(ctx context.Context, p *plan) error {
	q := a.q
	q.Minutes = MaxMinutes
	if err := a.f.inReachCopy(ctx, a.s, &q, a.sc, func(c *candidate) {
		r := a.s.rows[c.row]
		if fails, _ := p.test(c.row, r); fails != 0 {
			return
		}
		if n := a.empty.Nearest; n == nil || c.combined < n.Walk.Metres {
			a.empty.Nearest = &NearestMatch{
				ID: r.id, Name: r.facility.Name, Walk: newWalk(c.combined, a.q.Speed, c.estimate != 0),
			}
		}
	}); err != nil {
		return err
	}
	return nil
}

// inReachCopy is inReach with working memory of its own, so that sc.list and sc.starts stay as they are.
func (f *Finder) inReachCopy(ctx context.Context, s *Snapshot, q *Query, sc *scratch, each func(*candidate)) error {
	other := &scratch{raw: sc.raw, hits: sc.hits, within: sc.within}
	metres := q.Minutes * 60 * q.Speed
	if metres > geo.MaxMetres {
		q.Minutes = geo.MaxMetres / 60 / q.Speed
	}
	if err := f.inReach(ctx, s, q, other); err != nil {
		return err
	}
	for i := range other.list {
		each(&other.list[i])
	}
	sc.raw, sc.hits, sc.within = other.raw, other.hits, other.within
	return nil
}
