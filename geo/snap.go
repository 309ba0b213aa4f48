package geo

import (
	"math"

	"github.com/paulmach/orb"
)

const (
	// MaxSnapMetres is the farthest that a point may lie from the street it is snapped to.
	MaxSnapMetres = 300.0
	// PreferMainMetres is how much farther away a street of a main component (see
	// InMain) may be and still be preferred to one of a fragment.
	PreferMainMetres = 60.0
	// PreferLevelMetres is how much farther away a level street may be and still be preferred
	// to stairs: a house beside a footbridge stands at the street, not at the stairs.
	PreferLevelMetres = 25.0
)

// Snapped is a place on an edge of a street graph and how it was come by. It is good only for the graph
// that made it.
type Snapped struct {
	// A and B are the ends of the edge: a one-way street leads from A to B. They are the same
	// for a place that is exactly at a node, see Graph.AtNode.
	A, B uint32
	// Point is the place on the street.
	Point orb.Point
	// OffStreet is how far the snapped point lies from the street, in metres.
	OffStreet float64
	// AlongA and AlongB are the decimetres along the edge from Point to its ends.
	AlongA, AlongB uint32
	OneWay, Steps  bool
	// Main tells that the edge belongs to a main component, see Graph.InMain.
	Main bool
}

// Nowhere is a place from which nothing is reached and that nothing reaches. It
// holds the place of a target that has no location.
func Nowhere() Snapped { return Snapped{A: infinite, B: infinite} }

// AtNode is the place of a node itself. It panics when there is no such node.
func (g *Graph) AtNode(node uint32) Snapped {
	return Snapped{A: node, B: node, Point: g.Point(node), Main: g.InMain(node)}
}

// Snap finds the place on the nearest edge that the profile may use and that is no passage (see
// FlagPassage), at most within metres away (and at most MaxSnapMetres). A street of a main component
// is preferred when it is at most PreferMainMetres farther away than the nearest street of all, and
// of those a level one when it is at most PreferLevelMetres farther away than stairs. Of
// equally near edges the one with the lowest number is taken.
func (g *Graph) Snap(p orb.Point, pr Profile, within float64) (Snapped, bool) {
	if !mappable(p) || len(g.snap.refs) == 0 || !(within >= 0) {
		return Snapped{}, false
	}
	s := snapping{g: g, level: noPlace, main: noPlace, any: noPlace}
	s.x, s.y = p[0]*unitsPerDegree, p[1]*unitsPerDegree
	s.kx, s.ky = cosLat(p[1])*metresPerDegree/unitsPerDegree, metresPerDegree/unitsPerDegree
	if pr == Stroller {
		s.ban = arcSteps
	}
	within = math.Min(within, MaxSnapMetres)
	s.within = within * within
	s.bound = s.within
	s.run()
	best := s.main
	if math.Sqrt(s.level.d2) <= math.Sqrt(best.d2)+PreferLevelMetres {
		best = s.level
	}
	if math.Sqrt(s.main.d2) > math.Sqrt(s.any.d2)+PreferMainMetres {
		best = s.any
	}
	if best.arc == infinite {
		return Snapped{}, false
	}
	return g.placed(best), true
}

// place is a place on an edge while searching: t of the way from node along arc.
type place struct {
	d2, t     float64
	node, arc uint32
}

var noPlace = place{d2: math.Inf(1), arc: infinite}

// snapping is one search for the nearest edge.
type snapping struct {
	g      *Graph
	x, y   float64 // the point in units
	kx, ky float64 // metres per unit here
	within float64 // squared metres
	bound  float64 // squared metres: nothing farther is of interest any more
	ban    arcFlags

	level, main, any place // nearest: level and of a main component, of a main component, of all
}

// run visits cells in growing rings around the point until all of a ring is too far away.
func (s *snapping) run() {
	x := &s.g.snap
	relX, relY := s.x-float64(x.origin.x), s.y-float64(x.origin.y)
	col := int(math.Floor(relX / float64(x.cellX)))
	row := int(math.Floor(relY / float64(x.cellY)))
	lastCol, lastRow := int(x.wide)*blockSide-1, int(x.high)*blockSide-1
	s.visit(col, row, lastCol, lastRow)
	for ring := 1; ; ring++ {
		near := false
		for r := row - ring; r <= row+ring; r += 2 * ring {
			for c := col - ring; c <= col+ring; c++ {
				near = s.visit(c, r, lastCol, lastRow) || near
			}
		}
		for c := col - ring; c <= col+ring; c += 2 * ring {
			for r := row - ring + 1; r < row+ring; r++ {
				near = s.visit(c, r, lastCol, lastRow) || near
			}
		}
		if !near {
			return
		}
	}
}

// visit looks at one cell; false means that it is too far away to matter.
func (s *snapping) visit(col, row, lastCol, lastRow int) bool {
	x := &s.g.snap
	left := float64(x.origin.x) + float64(col)*float64(x.cellX)
	low := float64(x.origin.y) + float64(row)*float64(x.cellY)
	dx := max(left-s.x, s.x-left-float64(x.cellX), 0) * s.kx
	dy := max(low-s.y, s.y-low-float64(x.cellY), 0) * s.ky
	if dx*dx+dy*dy > s.bound {
		return false
	}
	if uint(col) > uint(lastCol) || uint(row) > uint(lastRow) {
		return true
	}
	block, cell := x.cell(uint32(col), uint32(row))
	k := x.blocks[block]
	if k == 0 {
		return true
	}
	i := int(k-1)*blockCells + int(cell)
	for _, ref := range x.refs[x.starts[i]:x.starts[i+1]] {
		s.try(ref)
	}
	return true
}

// try measures the way to one edge and keeps the best.
func (s *snapping) try(ref snapRef) {
	a := s.g.arcs[ref.arc]
	if a.flags()&s.ban != 0 {
		return
	}
	from, to := s.g.coords[ref.node], s.g.coords[a.to()]
	px, py := (s.x-float64(from.x))*s.kx, (s.y-float64(from.y))*s.ky
	vx, vy := float64(to.x-from.x)*s.kx, float64(to.y-from.y)*s.ky
	t := px*vx + py*vy
	switch length2 := vx*vx + vy*vy; {
	case t <= 0:
		t = 0
	case t >= length2:
		t = 1
		px, py = px-vx, py-vy
	default:
		t /= length2
		px, py = px-t*vx, py-t*vy
	}
	d2 := px*px + py*py
	if d2 > s.bound {
		return
	}
	found := place{d2, t, ref.node, ref.arc}
	if found.before(&s.any) {
		s.any = found
	}
	if a.flags()&arcMinor == 0 && found.before(&s.main) {
		s.main = found
	}
	if a.flags()&(arcMinor|arcSteps) == 0 && found.before(&s.level) {
		s.level = found
	}
	reachAny, reachMain := math.Sqrt(s.any.d2)+PreferMainMetres, math.Sqrt(s.main.d2)+PreferLevelMetres
	s.bound = min(s.within, s.level.d2, reachAny*reachAny, reachMain*reachMain)
}

func (p *place) before(q *place) bool {
	return p.d2 < q.d2 || p.d2 == q.d2 && p.arc < q.arc
}

// placed turns the place that was found into what callers see.
func (g *Graph) placed(p place) Snapped {
	a := g.arcs[p.arc]
	from, to := g.coords[p.node].point(), g.coords[a.to()].point()
	w := a.weight()
	along := min(uint32(math.Round(p.t*float64(w))), w)
	return Snapped{
		A: p.node, B: a.to(),
		Point:     between(from, to, p.t),
		OffStreet: math.Sqrt(p.d2),
		AlongA:    along,
		AlongB:    w - along,
		OneWay:    a.flags()&arcNoBackward != 0,
		Steps:     a.flags()&arcSteps != 0,
		Main:      a.flags()&arcMinor == 0,
	}
}

// between is the point t of the way from a to b.
func between(a, b orb.Point, t float64) orb.Point {
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}
