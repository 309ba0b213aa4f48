package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// raster is the lattice under an outline. A node is inside when a street is within the buffer. For every edge between an
// inside and an outside node the raster keeps how far the inside reaches along it: not interpolated but the very end of
// the street's buffer on that line. Both only grow when a street is added.
type raster struct {
	// The lattice: whole multiples of stepX, stepY units on the globe. Node (0, 0) of the raster is multiple (i0, j0).
	units        float64 // per degree
	stepX, stepY int64   // units per cell
	cellX, cellY float64 // metres per cell
	i0, j0       int64
	w, h         int // nodes
	buffer       float64

	// Metres count from multiple (refX, refY), next to the origin whatever the streets: so that an outline with one
	// street more rounds all the others in the same way.
	refX, refY     int64
	refLon, refLat float64
	perLon         float64 // metres per degree of longitude
	originX        float64 // in units from node (0, 0)
	originY        float64

	segs       []segment
	rows, cols []span   // kept for their room
	words      int      // of 64 nodes, per row
	inside     []uint64 // a bit per node
	todo       []uint64 // crossed horizontal edges that no ring has passed yet
	hor        []uint16 // reach along the edge from node (i, j) to (i+1, j), in 1/65536 cell from its inside end
	ver        []uint16 // the same for the edge to (i, j+1)
}

// segment is a piece of street in metres from the reference.
type segment struct{ ax, ay, bx, by float64 }

// load lays the lattice and puts the streets on it, with cells twice as wide as long as the raster is too large.
func (g *raster) load(st []Stretch, origin orb.Point, o OutlineOptions) {
	for double := int64(1); ; double *= 2 {
		g.lay(origin, o, double)
		lo, hi := g.place(st, origin)
		i0, i1 := int64(math.Floor((lo[0]-g.buffer)/g.cellX))-1, int64(math.Ceil((hi[0]+g.buffer)/g.cellX))+1
		j0, j1 := int64(math.Floor((lo[1]-g.buffer)/g.cellY))-1, int64(math.Ceil((hi[1]+g.buffer)/g.cellY))+1
		g.w, g.h = int(i1-i0)+1, int(j1-j0)+1
		g.i0, g.j0 = i0+g.refX, j0+g.refY
		if g.w*g.h <= outlineMaxNodes {
			break
		}
	}
	g.originX = origin[0]*g.units - float64(g.i0*g.stepX)
	g.originY = origin[1]*g.units - float64(g.j0*g.stepY)
	g.words = (g.w + 63) / 64
	g.inside = zeroed(g.inside, g.words*g.h)
	g.todo = zeroed(g.todo, g.words*g.h)
	g.hor = zeroed(g.hor, g.w*g.h)
	g.ver = zeroed(g.ver, g.w*g.h)
}

// lay chooses the lattice, with cells of double times the width asked for.
func (g *raster) lay(origin orb.Point, o OutlineOptions, double int64) {
	g.units = math.Pow10(o.Decimals)
	band := min(math.Abs(math.Round(origin[1]*32)/32), outlineMaxLat)
	g.perLon = metresPerDegree * cosLat(band)
	g.stepX = double * max(4, int64(math.Round(o.CellMetres/g.perLon*g.units)))
	g.stepY = double * max(4, int64(math.Round(o.CellMetres/metresPerDegree*g.units)))
	g.cellX = float64(g.stepX) / g.units * g.perLon
	g.cellY = float64(g.stepY) / g.units * metresPerDegree
	g.buffer = o.BufferMetres
	if double > 1 {
		g.buffer = max(g.buffer, 1.5*o.CellMetres*float64(double))
	}
	g.refX = int64(math.Round(origin[0] * g.units / float64(g.stepX)))
	g.refY = int64(math.Round(origin[1] * g.units / float64(g.stepY)))
	g.refLon = float64(g.refX*g.stepX) / g.units
	g.refLat = float64(g.refY*g.stepY) / g.units
}

// place turns the streets, and the origin as a street of no length, into metres and returns their bounds.
func (g *raster) place(st []Stretch, origin orb.Point) (lo, hi [2]float64) {
	g.segs = g.segs[:0]
	x, y := g.metres(origin)
	g.segs = append(g.segs, segment{x, y, x, y})
	lo, hi = [2]float64{x, y}, [2]float64{x, y}
	for i := range st {
		var s segment
		s.ax, s.ay = g.metres(st[i].A)
		s.bx, s.by = g.metres(st[i].B)
		x0, x1 := ascending(s.ax, s.bx)
		y0, y1 := ascending(s.ay, s.by)
		if !(x0 > -outlineReach && x1 < outlineReach && y0 > -outlineReach && y1 < outlineReach) {
			continue // also what is no number
		}
		if x0 < lo[0] {
			lo[0] = x0
		}
		if y0 < lo[1] {
			lo[1] = y0
		}
		if x1 > hi[0] {
			hi[0] = x1
		}
		if y1 > hi[1] {
			hi[1] = y1
		}
		g.segs = append(g.segs, s)
	}
	return lo, hi
}

func ascending(a, b float64) (float64, float64) {
	if a > b {
		return b, a
	}
	return a, b
}

func (g *raster) metres(p orb.Point) (x, y float64) {
	d := p[0] - g.refLon
	if d > 180 {
		d -= 360
	} else if d < -180 {
		d += 360
	}
	return d * g.perLon, (p[1] - g.refLat) * metresPerDegree
}

func (g *raster) point(v vertex) orb.Point {
	return orb.Point{
		float64(g.i0*g.stepX+int64(v.x)) / g.units,
		float64(g.j0*g.stepY+int64(v.y)) / g.units,
	}
}

func zeroed[T uint16 | uint64](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// stamp marks what each street covers: along the rows of nodes, and along the columns.
func (g *raster) stamp() {
	rows, cols := newSweep(g.buffer, g.cellY, g.cellX), newSweep(g.buffer, g.cellX, g.cellY)
	rows.spans, cols.spans = g.rows, g.cols
	i0, j0 := int(g.refX-g.i0)-sweepShift, int(g.refY-g.j0)-sweepShift
	for i := range g.segs {
		s := &g.segs[i]
		dx, dy := s.bx-s.ax, s.by-s.ay
		k := g.buffer / math.Sqrt(dx*dx+dy*dy+1e-9)
		first, spans := rows.cut(s.ax, s.ay, dx, dy, k)
		g.stampRows(first, spans, i0, j0)
		first, spans = cols.cut(s.ay, s.ax, dy, dx, k)
		g.stampCols(first, spans, i0, j0)
	}
	g.rows, g.cols = rows.spans[:0], cols.spans[:0]
}

// sweep cuts buffers of streets along parallel lines of the lattice: the rows, or with x and y swapped the columns.
type sweep struct {
	r, r2   float64 // the buffer, in 1/65536 node
	step    float64 // between two lines, in 1/65536 node
	perStep float64 // lines per metre
	scale   float64 // 1/65536 nodes per metre
	reach   float64 // the buffer in lines
	spans   []span
}

// span is where a line lies within a buffer, in 1/65536 node.
type span struct{ from, to int }

// sweepShift is the number of the line and node at the reference: large, so that all are positive, and the same in every outline.
const sweepShift = 1 << 17

func newSweep(buffer, step, node float64) sweep {
	scale := 65536 / node
	r := buffer * scale
	return sweep{r: r, r2: r * r, step: step * scale, perStep: 1 / step, scale: scale, reach: buffer / step}
}

// cut returns the spans of the lines first, first+1 ... within the buffer of the street from (ax, ay) to (ax+dx, ay+dy);
// k is the buffer by its length. Either end of a span is on the circle around one point of the street: the one whose
// normal ends on the line, or an end of the street.
func (s *sweep) cut(ax, ay, dx, dy, k float64) (first int, spans []span) {
	if dy < 0 {
		ax, ay, dx, dy = ax+dx, ay+dy, -dx, -dy
	}
	first = int(ay*s.perStep-s.reach+sweepShift) + 1
	n := int((ay+dy)*s.perStep+s.reach+sweepShift) + 1 - first
	if n > cap(s.spans) {
		s.spans = make([]span, n+n/2)
	}
	spans = s.spans[:max(n, 0)]
	x, y := ax*s.scale+sweepShift<<16, float64(first-sweepShift)*s.step-ay*s.scale
	dx, dy = dx*s.scale, dy*s.scale
	half := 0.5 / max(dy, s.r*1e-5)
	rise, r2, step := dx*k, s.r2, s.step
	for i := range spans {
		// The clamp of (y-rise)/dy to 0..1, and of (y+rise)/dy, without a branch.
		a, b := (y-rise)*half, (y+rise)*half
		a = math.Abs(a) - math.Abs(a-0.5) + 0.5
		b = math.Abs(b) - math.Abs(b-0.5) + 0.5
		ha, hb := y-a*dy, y-b*dy
		spans[i] = span{
			from: int(x + a*dx - math.Sqrt(math.Abs(r2-ha*ha))),
			to:   int(x + b*dx + math.Sqrt(math.Abs(r2-hb*hb))),
		}
		y += step
	}
	return first, spans
}

// stampRows marks the spans of row first and on; i0 and j0 are the shift of columns and rows.
func (g *raster) stampRows(first int, spans []span, i0, j0 int) {
	inside, hor := g.inside[(first+j0)*g.words:], g.hor[(first+j0)*g.w:]
	for _, s := range spans {
		a, b := s.from>>16+1+i0, s.to>>16+i0
		if a <= b {
			mark(inside, a, b)
			hor[b] = max(hor[b], uint16(s.to))
			hor[a-1] = max(hor[a-1], ^uint16(s.from))
		}
		inside, hor = inside[g.words:], hor[g.w:]
	}
}

// stampCols does the same for columns.
func (g *raster) stampCols(first int, spans []span, i0, j0 int) {
	for k, s := range spans {
		a, b := s.from>>16+1+j0, s.to>>16+j0
		if a > b {
			continue
		}
		// The rows have marked these nodes already, but for rounding.
		i := first + i0 + k
		bit := uint64(1) << (i & 63)
		g.inside[a*g.words+i>>6] |= bit
		g.inside[b*g.words+i>>6] |= bit
		up, down := &g.ver[b*g.w+i], &g.ver[(a-1)*g.w+i]
		*up = max(*up, uint16(s.to))
		*down = max(*down, ^uint16(s.from))
	}
}

// mark sets the nodes from a to b of a row.
func mark(row []uint64, a, b int) {
	first, last := ^uint64(0)<<(a&63), ^uint64(0)>>(63-b&63)
	a, b = a>>6, b>>6
	if a == b {
		row[a] |= first & last
		return
	}
	row[a] |= first
	for k := a + 1; k < b; k++ {
		row[k] = ^uint64(0)
	}
	row[b] |= last
}
