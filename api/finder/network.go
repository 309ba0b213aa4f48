package finder

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// network is how facilities hang on the streets for one profile.
type network struct {
	metres   float64       // how far reverse reaches
	reverse  *geo.Reverse  // nil without streets; its targets are the rows
	snaps    []geo.Snapped // by row; geo.Nowhere without a point or a street nearby
	loose    []int32       // located rows without a street nearby
	straight *geo.Points   // straight-line index over loose
}

// benchSpeed is the walking speed that published isochrone figures use; the standard reach covers it, so that a caller
// who asks for it is answered as fast as one who does not.
const benchSpeed = 1.2

// manyMoved is how many moved facilities are cheaper to recompute together with all others.
const manyMoved = 100

func (s *Snapshot) newNetwork(ctx context.Context, p geo.Profile) (network, error) {
	n := network{snaps: make([]geo.Snapped, len(s.rows))}
	n.metres = min(float64(s.terms.standard())*60*max(s.terms.speed(p), benchSpeed)+1, geo.MaxMetres)
	for i := range s.rows {
		n.snap(s, int32(i), p) //nolint:gosec // facilities of a city
	}
	n.setLoose(s)
	if s.graph == nil {
		return n, nil
	}
	var err error
	n.reverse, err = geo.NewReverse(ctx, s.graph, n.snaps, n.metres, p)
	if err != nil {
		return n, fmt.Errorf("finder: standard reach: %w", err)
	}
	return n, nil
}

// snap ties row i to the streets, or makes it loose, or nothing when it has no point.
func (n *network) snap(s *Snapshot, i int32, p geo.Profile) {
	n.snaps[i] = geo.Nowhere()
	r := s.rows[i]
	if r == nil || !r.located {
		return
	}
	if at, ok := snapTo(s.graph, r.point, p); ok {
		n.snaps[i] = at
	} else {
		n.loose = append(n.loose, i)
	}
}

func (n *network) setLoose(s *Snapshot) {
	points := make([]orb.Point, len(n.loose))
	for k, i := range n.loose {
		points[k] = s.rows[i].point
	}
	n.straight = geo.NewPoints(points)
}

func snapTo(g *geo.Graph, at orb.Point, p geo.Profile) (geo.Snapped, bool) {
	if g == nil {
		return geo.Snapped{}, false
	}
	return g.Snap(at, p, geo.MaxSnapMetres)
}

// moved returns the network of next, which is like that of n but for the rows in changed, each in the time of one search.
func (n *network) moved(ctx context.Context, next *Snapshot, changed []int32, p geo.Profile) (network, error) {
	if len(changed) > manyMoved {
		return next.newNetwork(ctx, p)
	}
	out := *n
	out.snaps = append(slices.Clone(n.snaps), make([]geo.Snapped, len(next.rows)-len(n.snaps))...)
	out.loose = slices.DeleteFunc(slices.Clone(n.loose), func(i int32) bool { return slices.Contains(changed, i) })
	for _, i := range changed { // ascending, so that new rows become targets in their order
		out.snap(next, i, p)
		if out.reverse == nil {
			continue
		}
		var err error
		if out.reverse, err = out.reverse.Replace(ctx, int(i), out.snaps[i]); err != nil {
			return out, fmt.Errorf("finder: move a facility: %w", err)
		}
	}
	out.setLoose(next)
	return out, nil
}

// Example returns a point from which somebody can walk to a facility, for texts that show how to ask; false when there is
// nothing on the map.
func (f *Finder) Example() (orb.Point, bool) {
	s := f.current.Load()
	if s == nil || len(s.located) == 0 {
		return orb.Point{}, false
	}
	b, _ := s.Bound()
	near := s.points.Nearest(b.Center(), 1, nil)
	if len(near) == 0 {
		return orb.Point{}, false
	}
	p := s.rows[s.located[near[0].Index]].point
	return orb.Point{p[0] + 0.001, p[1] + 0.001}, true
}
