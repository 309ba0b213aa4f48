package area

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Index finds the area of a point. It is immutable and safe for concurrent use.
type Index struct {
	areas    []Area
	polygons []polygon // smallest first
	bound    box
	columns  int
	rows     int
	cells    [][]int32 // numbers of polygons that may hold or touch a point of the cell, ascending
}

// polygon is one part of an area, its edges sorted into slabs by latitude.
type polygon struct {
	area  int32
	size  float64 // of the whole area, in square degrees
	bound box
	slabs [][]edge
}

type box struct{ x0, y0, x1, y1 float64 }

func (b *box) holds(p orb.Point, margin float64) bool {
	return p[0] >= b.x0-margin && p[0] <= b.x1+margin && p[1] >= b.y0-margin && p[1] <= b.y1+margin
}

// touchDegrees is how near a border counts as on it, for points that no area holds: files keep six decimals, so borders
// that belong together leave gaps of a few centimetres.
const touchDegrees = 1e-6

// New returns an index over areas. Rings need not be closed; points that are no degrees are left out.
func New(areas []Area) *Index {
	x := &Index{areas: areas, bound: emptyBox()}
	for i := range areas {
		first := len(x.polygons)
		size := 0.0
		for _, rings := range areas[i].Border {
			p, own, ok := newPolygon(int32(i), rings)
			if !ok {
				continue
			}
			size += own
			x.polygons = append(x.polygons, p)
			x.bound.add(orb.Point{p.bound.x0, p.bound.y0})
			x.bound.add(orb.Point{p.bound.x1, p.bound.y1})
		}
		for k := first; k < len(x.polygons); k++ {
			x.polygons[k].size = size
		}
	}
	slices.SortStableFunc(x.polygons, func(a, b polygon) int { return cmp.Compare(a.size, b.size) })
	x.fillCells()
	return x
}

// Areas returns the indexed areas in the order given to New. The slice must not be changed.
func (x *Index) Areas() []Area { return x.areas }

// Find returns the position, in the slice given to New, of the area that holds p, and false when none does.
//
// A point on a border that areas share belongs to exactly one of them, always the same: as if it lay a hair further
// west, and then far less than a hair further north. On a border without a neighbour, and in gaps of up to 0.1 m between neighbours, it belongs to the nearest
// area. Where areas overlap, the smallest one counts, and of equal ones the first: a district within its city.
func (x *Index) Find(p orb.Point) (i int, ok bool) {
	if !x.bound.holds(p, touchDegrees) {
		return 0, false
	}
	near := x.cells[x.row(p[1])*x.columns+x.column(p[0])]
	for _, k := range near {
		if g := &x.polygons[k]; g.bound.holds(p, 0) && g.contains(p) {
			return int(g.area), true
		}
	}
	best := touchDegrees * touchDegrees
	for _, k := range near {
		g := &x.polygons[k]
		if !g.bound.holds(p, touchDegrees) {
			continue
		}
		if d := g.distance2(p); d < best || d == best && !ok {
			best, i, ok = d, int(g.area), true
		}
	}
	return i, ok
}

func newPolygon(area int32, rings orb.Polygon) (p polygon, size float64, ok bool) {
	p = polygon{area: area, bound: emptyBox()}
	var edges []edge
	for n, ring := range rings {
		ring = slices.DeleteFunc(slices.Clone(ring), func(q orb.Point) bool { return !plausible(q) })
		twice := 0.0
		for k, b := range ring {
			a := ring[(k+len(ring)-1)%len(ring)]
			p.bound.add(b)
			twice += (a[0]-ring[0][0])*(b[1]-ring[0][1]) - (b[0]-ring[0][0])*(a[1]-ring[0][1])
			if a != b {
				edges = append(edges, edgeOf(a, b))
			}
		}
		if n == 0 {
			size += math.Abs(twice) / 2
		} else {
			size -= math.Abs(twice) / 2
		}
	}
	if len(edges) == 0 {
		return p, 0, false
	}
	p.slabs = slabsOf(edges, &p.bound)
	return p, size, true
}

// slabsOf sorts edges into slabs of about eight, fewer where long edges would be copied into too many.
func slabsOf(edges []edge, b *box) [][]edge {
	for n := len(edges)/8 + 1; ; n = (n + 1) / 2 {
		at := func(y float64) int { return slabOf(y, b.y0, b.y1, n) }
		copies := 0
		for i := range edges {
			copies += at(edges[i].y1) - at(edges[i].y0) + 1
		}
		if n > 1 && copies > 4*len(edges)+16 {
			continue
		}
		slabs := make([][]edge, n)
		for _, e := range edges {
			for k := at(e.y0); k <= at(e.y1); k++ {
				slabs[k] = append(slabs[k], e)
			}
		}
		return slabs
	}
}

// slabOf returns which of n equal parts of lo..hi holds v, the nearest one when v is outside.
func slabOf(v, lo, hi float64, n int) int {
	if !(hi > lo) {
		return 0
	}
	return int(min(max((v-lo)/(hi-lo)*float64(n), 0), float64(n-1)))
}

func (g *polygon) slab(y float64) int { return slabOf(y, g.bound.y0, g.bound.y1, len(g.slabs)) }

func (g *polygon) contains(p orb.Point) bool {
	in := false
	slab := g.slabs[g.slab(p[1])]
	for k := range slab {
		if slab[k].crosses(p) {
			in = !in
		}
	}
	return in
}

// distance2 is the square of the distance to the border, as far as that is within touchDegrees.
func (g *polygon) distance2(p orb.Point) float64 {
	best := math.Inf(1)
	for k := g.slab(p[1] - touchDegrees); k <= g.slab(p[1]+touchDegrees); k++ {
		for i := range g.slabs[k] {
			best = min(best, g.slabs[k][i].distance2(p))
		}
	}
	return best
}

// fillCells lays a grid of about two cells for each polygon over the bound, a coarser one where polygons cover many cells.
func (x *Index) fillCells() {
	for n := min(int(math.Sqrt(float64(2*len(x.polygons))))+1, 256); ; n = (n + 1) / 2 {
		x.columns, x.rows = n, n
		total := 0
		for k := range x.polygons {
			i0, j0, i1, j1 := x.cellsOf(&x.polygons[k].bound)
			total += (i1 - i0 + 1) * (j1 - j0 + 1)
		}
		if n == 1 || total <= 16*len(x.polygons)+n*n {
			break
		}
	}
	x.cells = make([][]int32, x.columns*x.rows)
	for k := range x.polygons {
		i0, j0, i1, j1 := x.cellsOf(&x.polygons[k].bound)
		for j := j0; j <= j1; j++ {
			for i := i0; i <= i1; i++ {
				x.cells[j*x.columns+i] = append(x.cells[j*x.columns+i], int32(k))
			}
		}
	}
}

// cellsOf returns the first and the last column and row that b touches.
func (x *Index) cellsOf(b *box) (i0, j0, i1, j1 int) {
	return x.column(b.x0 - touchDegrees), x.row(b.y0 - touchDegrees), x.column(b.x1 + touchDegrees), x.row(b.y1 + touchDegrees)
}

func (x *Index) column(v float64) int { return slabOf(v, x.bound.x0, x.bound.x1, x.columns) }
func (x *Index) row(v float64) int    { return slabOf(v, x.bound.y0, x.bound.y1, x.rows) }

func emptyBox() box {
	return box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

func (b *box) add(p orb.Point) {
	b.x0, b.y0 = min(b.x0, p[0]), min(b.y0, p[1])
	b.x1, b.y1 = max(b.x1, p[0]), max(b.y1, p[1])
}
