package finder

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// candidate is one facility under test, with its walks.
type candidate struct {
	row      int32
	fails    failed
	estimate uint8               // bit by anchor; any bit: the combined walk is an estimate
	metres   [MaxAnchors]float32 // by anchor
	combined float64             // metres; worst or sum
	key      float64             // sort key, smaller first
	offer    offer
}

// start is an anchor tied to the streets.
type start struct {
	at   orb.Point
	snap geo.Snapped
	ok   bool // false: no street nearby, estimates only
}

func (s *Snapshot) start(at orb.Point, p geo.Profile) start {
	snap, ok := snapTo(s.graph, at, p)
	return start{at: at, snap: snap, ok: ok}
}

func (a *start) info() AnchorInfo {
	if !a.ok {
		return AnchorInfo{Estimate: true}
	}
	return AnchorInfo{OffStreet: tenth(a.snap.OffStreet), Isolated: !a.snap.Main}
}

// reach collects into sc.hits every facility within metres of a starting place, nearest first except for the estimates,
// which come last.
func (f *Finder) reach(ctx context.Context, s *Snapshot, a *start, p geo.Profile, metres float64, sc *scratch) error {
	sc.hits = sc.hits[:0]
	net := &s.nets[p]
	if !a.ok {
		sc.estimate(s, s.points, s.located, a.at, metres)
		return nil
	}
	if net.reverse != nil && metres <= net.metres {
		sc.raw = net.reverse.At(a.snap, sc.raw[:0])
		for _, h := range sc.raw {
			if float64(h.Metres) > metres {
				break
			}
			sc.hits = append(sc.hits, hit{row: int32(h.Target), metres: h.Metres}) //nolint:gosec // targets are rows
		}
	} else if err := f.search(ctx, s, a, p, metres, sc); err != nil {
		return err
	}
	sc.estimate(s, net.straight, net.loose, a.at, metres)
	return nil
}

// search walks the streets for limits and speeds that the standard reach does not cover.
func (f *Finder) search(ctx context.Context, s *Snapshot, a *start, p geo.Profile, metres float64, sc *scratch) error {
	r, err := f.borrow(ctx, s)
	if err != nil {
		return err
	}
	defer f.giveBack(s, r)
	if err := r.From(ctx, a.snap, min(metres, geo.MaxMetres), p); err != nil {
		return away(err)
	}
	net := &s.nets[p]
	sc.within = s.points.Within(around(a.at, metres), sc.within[:0])
	for _, k := range sc.within {
		i := s.located[k]
		if m, ok := r.At(net.snaps[i]); ok && m <= metres {
			sc.hits = append(sc.hits, hit{row: i, metres: float32(m)})
		}
	}
	return nil
}

// estimate adds the facilities whose straight-line distance times the detour factor is within metres.
func (sc *scratch) estimate(s *Snapshot, points *geo.Points, rows []int32, at orb.Point, metres float64) {
	if len(rows) == 0 {
		return
	}
	sc.within = points.Within(around(at, metres/s.terms.circle.DetourFactor), sc.within[:0])
	for _, k := range sc.within {
		i := rows[k]
		r := s.rows[i]
		if r == nil || !r.located {
			continue
		}
		if m := geo.Haversine(at, r.point) * s.terms.circle.DetourFactor; m <= metres {
			sc.hits = append(sc.hits, hit{row: i, metres: float32(m), estimate: true})
		}
	}
}

// around is the rectangle that holds everything within metres of a point, a little more.
func around(p orb.Point, metres float64) orb.Bound {
	dy := metres/110_500 + 1e-6
	dx := dy / max(0.05, math.Cos(p[1]*math.Pi/180))
	return orb.Bound{Min: orb.Point{p[0] - dx, p[1] - dy}, Max: orb.Point{p[0] + dx, p[1] + dy}}
}

// hit is one facility in reach of one starting place.
type hit struct {
	row      int32
	metres   float32
	estimate bool
}

// candidates fills sc.list with the facilities the filters are tested on: those asked about by id, those in reach of every starting place, or,
// without one, those the words found, those in the rectangle, or all.
func (f *Finder) candidates(ctx context.Context, s *Snapshot, q *Query, p *plan, sc *scratch) error {
	sc.list = sc.list[:0]
	if len(q.IDs) > 0 {
		return f.asked(ctx, s, q, sc)
	}
	if len(q.Anchors) > 0 {
		return f.inReach(ctx, s, q, q.Minutes*60*q.Speed, sc)
	}
	switch {
	case p.words != nil:
		for i := range p.words {
			sc.list = append(sc.list, candidate{row: i})
		}
	case p.bound != nil:
		sc.within = s.points.Within(*p.bound, sc.within[:0])
		for _, k := range sc.within {
			sc.list = append(sc.list, candidate{row: s.located[k]})
		}
	default:
		for i, r := range s.rows {
			if r != nil {
				sc.list = append(sc.list, candidate{row: int32(i)}) //nolint:gosec // facilities of a city
			}
		}
	}
	return nil
}

// asked fills sc.list with the facilities asked about, and how far they are.
func (f *Finder) asked(ctx context.Context, s *Snapshot, q *Query, sc *scratch) error {
	if len(q.Anchors) > 0 {
		if err := f.inReach(ctx, s, q, min(MaxMinutes*60*q.Speed, geo.MaxMetres), sc); err != nil {
			return err
		}
	}
	reached := make(map[int32]candidate, len(sc.list))
	for _, c := range sc.list {
		reached[c.row] = c
	}
	sc.list = sc.list[:0]
	seen := make(map[int32]bool, len(q.IDs))
	for _, id := range q.IDs {
		i, ok := s.byID[id]
		if !ok || seen[i] {
			continue
		}
		seen[i] = true
		c, ok := reached[i]
		if !ok {
			c = candidate{row: i, combined: math.Inf(1)}
		}
		sc.list = append(sc.list, c)
	}
	return nil
}

// inReach adds to sc.list what every starting place reaches within so many metres.
func (f *Finder) inReach(ctx context.Context, s *Snapshot, q *Query, metres float64, sc *scratch) error {
	sc.starts = sc.starts[:0]
	for k, at := range q.Anchors {
		sc.starts = append(sc.starts, s.start(at, q.Profile))
		if err := f.reach(ctx, s, &sc.starts[k], q.Profile, metres, sc); err != nil {
			return err
		}
		if k == 0 {
			for _, h := range sc.hits {
				sc.list = append(sc.list, candidate{row: h.row})
				sc.list[len(sc.list)-1].walk(0, h, q.Combine)
			}
			continue
		}
		sc.keepCommon(k, len(s.rows), q.Combine)
	}
	return nil
}

// keepCommon drops the candidates that the k-th starting place does not reach.
func (sc *scratch) keepCommon(k, rows int, c Combine) {
	if len(sc.byRow) < rows {
		sc.byRow = make([]int32, rows)
	}
	for n, h := range sc.hits {
		sc.byRow[h.row] = int32(n) + 1 //nolint:gosec // facilities of a city
	}
	kept := sc.list[:0]
	for i := range sc.list {
		if n := sc.byRow[sc.list[i].row]; n > 0 {
			kept = append(kept, sc.list[i])
			kept[len(kept)-1].walk(k, sc.hits[n-1], c)
		}
	}
	sc.list = kept
	for _, h := range sc.hits {
		sc.byRow[h.row] = 0
	}
}

func (c *candidate) walk(k int, h hit, combine Combine) {
	c.metres[k] = h.metres
	if h.estimate {
		c.estimate |= 1 << k
	}
	if combine == Sum {
		c.combined += float64(h.metres)
	} else {
		c.combined = max(c.combined, float64(h.metres))
	}
}

// borrow takes a search workspace for the graph of s. There are only so many, so that a burst of long searches waits
// instead of filling the memory; it returns an Unavailable error when ctx ends first.
func (f *Finder) borrow(ctx context.Context, s *Snapshot) (*geo.Reach, error) {
	select {
	case r := <-f.reaches:
		if r == nil || r.graph != s.graph {
			return geo.NewReach(s.graph), nil
		}
		return r.reach, nil
	case <-ctx.Done():
		return nil, away(ctx.Err())
	}
}

func (f *Finder) giveBack(s *Snapshot, r *geo.Reach) {
	f.reaches <- &workspace{graph: s.graph, reach: r}
}

type workspace struct {
	graph *geo.Graph
	reach *geo.Reach
}

// away turns the end of a request's time into an error for the caller; other errors pass.
func away(err error) error {
	if err == nil || !isTimeout(err) {
		return err
	}
	return &care.Error{
		Kind: care.Unavailable, Code: care.CodeTimeout, Cause: err,
		Text: "the search took too long; ask for a shorter walk or try again in a moment",
	}
}
