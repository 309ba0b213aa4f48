package geo

import (
	"cmp"
	"math/bits"
	"slices"
)

// The sides of a cell, counter-clockwise.
const (
	south = iota
	east
	north
	west
)

// exits says by which side a ring leaves a cell, by the corners that are inside (1 south-west, 2 south-east, 4 north-east,
// 8 north-west) and the side it came in by, with the inside on its left. In cells with two opposite corners inside, these
// two hang together: so that a diagonal street makes no islands, and more inside never cuts what was joined.
var exits = [16][4]uint8{
	1:  {south: west, west: south},
	2:  {south: east, east: south},
	3:  {west: east, east: west},
	4:  {east: north, north: east},
	5:  {south: east, east: south, north: west, west: north},
	6:  {south: north, north: south},
	7:  {west: north, north: west},
	8:  {west: north, north: west},
	9:  {south: north, north: south},
	10: {south: west, west: south, east: north, north: east},
	11: {east: north, north: east},
	12: {west: east, east: west},
	13: {south: east, east: south},
	14: {south: west, west: south},
}

// trace follows every border between inside and outside nodes. Each crossed edge belongs to one ring and holds one vertex
// strictly between its nodes, and no two pieces of ring in one cell cross: rings are simple by construction. Vertices on
// the way along a row or column of cells are left out as long as that moves no more than slack, a number of square units.
func (w *outliner) trace(slack int64) {
	w.verts, w.rings = w.verts[:0], w.rings[:0]
	for j := 0; j < w.h; j++ {
		row, todo := w.inside[j*w.words:(j+1)*w.words], w.todo[j*w.words:(j+1)*w.words]
		for k, m := range row {
			next := m >> 1
			if k+1 < len(row) {
				next |= row[k+1] << 63
			}
			todo[k] = m ^ next
		}
	}
	for at := range w.todo {
		for w.todo[at] != 0 {
			i, j := at%w.words<<6|bits.TrailingZeros64(w.todo[at]), at/w.words
			if n := len(w.verts); !w.follow(i, j, slack) {
				w.verts = w.verts[:n]
				w.follow(i, j, -1)
			}
		}
	}
}

// follow appends the ring through the horizontal edge from node (i, j) to (i+1, j), unless too little is left of it.
func (w *outliner) follow(i, j int, slack int64) bool {
	from := len(w.verts)
	t := tracer{verts: append(w.verts, w.horizontal(i, j)), from: from, slack: slack}
	i0, j0 := i, j
	side := south // of the cell above the edge, when its west end is inside ...
	if !w.isIn(i, j) {
		side, j = north, j-1 // ... else the north of the cell below
	}
	for {
		corners := w.corners(i, j)
		entry := side
		switch side = int(exits[corners][side]); side {
		case south, north:
			e := j + side>>1
			w.todo[e*w.words+i>>6] &^= 1 << (i & 63)
			t.pass(entry, corners, w.horizontal(i, e))
			if i == i0 && e == j0 {
				w.verts = t.verts[:len(t.verts)-1] // the first vertex again
				return w.add(from) || slack < 0
			}
			j += side - 1
		case east:
			t.pass(entry, corners, w.vertical(i+1, j))
			i++
		case west:
			t.pass(entry, corners, w.vertical(i, j))
			i--
		}
		side ^= 2 // the same edge, seen from the next cell
	}
}

// add makes a ring of the vertices from a number on, if they are enough.
func (w *outliner) add(from int) bool {
	vs := w.verts[from:]
	if len(vs) < 3 {
		return false
	}
	w.rings = append(w.rings, ring{from: int32(from), to: int32(len(w.verts)), area2: doubleArea(vs), shell: -1})
	return true
}

// tracer gathers the vertices of a ring. The last one may be left out while the cells passed since the one before it lie in
// one row or column and hold nothing else of any ring: all between is then a rectangle with nothing else in it.
type tracer struct {
	verts    []vertex
	from     int   // of this ring
	slack    int64 // square units
	moved    int64 // twice the area, by leaving out vertices since the one before the last
	row, col bool  // the cells since the vertex before the last are of one row, of one column
}

// pass goes through a cell to vertex v, from the last vertex on its side entry.
func (t *tracer) pass(entry int, corners uint, v vertex) {
	row, col := t.row && entry&1 == 1, t.col && entry&1 == 0
	saddle := corners == 5 || corners == 10
	if n := len(t.verts); (row || col) && !saddle && n-t.from > 1 {
		area := turn(t.verts[n-2], t.verts[n-1], v)
		if moved := t.moved + max(area, -area); moved <= 2*t.slack {
			t.verts[n-1], t.moved, t.row, t.col = v, moved, row, col
			return
		}
	}
	t.verts, t.moved, t.row, t.col = append(t.verts, v), 0, !saddle, !saddle
}

// doubleArea is twice the area of a closed run of vertices, positive when it runs counter-clockwise.
func doubleArea(vs []vertex) int64 {
	var sum int64
	p := vs[len(vs)-1]
	for _, v := range vs {
		sum += int64(p.x)*int64(v.y) - int64(v.x)*int64(p.y)
		p = v
	}
	return sum
}

func (g *raster) isIn(i, j int) bool { return g.inside[j*g.words+i>>6]>>(i&63)&1 != 0 }

// corners returns the inside corners of the cell whose south-west node is (i, j), as exits wants them.
func (g *raster) corners(i, j int) uint {
	at, shift := j*g.words+i>>6, i&63
	low, high := g.inside[at]>>shift, g.inside[at+g.words]>>shift
	if shift == 63 {
		low |= g.inside[at+1] << 1
		high |= g.inside[at+g.words+1] << 1
	}
	return uint(low&1 | low&2 | high&2<<1 | high&1<<3)
}

// horizontal returns the vertex on the edge from node (i, j) to (i+1, j).
func (g *raster) horizontal(i, j int) vertex {
	along := crossing(g.hor[j*g.w+i], g.stepX)
	if !g.isIn(i, j) {
		along = int32(g.stepX) - along
	}
	return vertex{int32(i)*int32(g.stepX) + along, int32(j) * int32(g.stepY)}
}

// vertical returns the vertex on the edge from node (i, j) to (i, j+1).
func (g *raster) vertical(i, j int) vertex {
	along := crossing(g.ver[j*g.w+i], g.stepY)
	if !g.isIn(i, j) {
		along = int32(g.stepY) - along
	}
	return vertex{int32(i) * int32(g.stepX), int32(j)*int32(g.stepY) + along}
}

// crossing is the reach along an edge in units, never at a node.
func crossing(reach uint16, step int64) int32 {
	return int32(min(max(int64(reach)*step>>16, 1), step-1))
}

// nest finds the shell of each hole, and drops the holes below a number of square metres with whatever lies in them.
func (w *outliner) nest(holeMetres2 float64) {
	unit2 := w.cellX / float64(w.stepX) * w.cellY / float64(w.stepY) // square metres per square unit
	least := int64(min(2*holeMetres2/unit2, 1<<62))
	w.shells = w.shells[:0]
	for i := range w.rings {
		if w.rings[i].area2 > 0 {
			w.rings[i].shell = int32(i)
			w.shells = append(w.shells, int32(i))
		}
	}
	// The smallest shell around a hole is its own.
	slices.SortFunc(w.shells, func(a, b int32) int { return cmp.Compare(w.rings[a].area2, w.rings[b].area2) })
	for i := range w.rings {
		if r := &w.rings[i]; r.area2 < 0 && -r.area2 >= least {
			r.shell = w.shellAround(*r)
		}
	}
	if len(w.shells) == 1 {
		return
	}
	for i := range w.rings {
		if hole := w.rings[i]; hole.area2 < 0 && -hole.area2 < least {
			w.dropWithin(hole)
		}
	}
}

// shellAround returns the smallest shell around a hole.
func (w *outliner) shellAround(hole ring) int32 {
	last := len(w.shells) - 1
	for _, i := range w.shells[:last] {
		if s := w.rings[i]; s.area2 > -hole.area2 && contains(w.verts[s.from:s.to], w.verts[hole.from]) {
			return i
		}
	}
	return w.shells[last]
}

// dropWithin drops the shells inside a filled hole. Their own holes are smaller still, and filled already.
func (w *outliner) dropWithin(hole ring) {
	for _, i := range w.shells {
		s := &w.rings[i]
		if s.area2 < -hole.area2 && contains(w.verts[hole.from:hole.to], w.verts[s.from]) {
			s.shell = -1
		}
	}
}

// contains tells whether v, which is no vertex of the ring and not on it, lies inside.
func contains(vs []vertex, v vertex) bool {
	in := false
	p := vs[len(vs)-1]
	for _, q := range vs {
		if (p.y > v.y) != (q.y > v.y) && (turn(p, q, v) > 0) == (q.y > p.y) {
			in = !in
		}
		p = q
	}
	return in
}

// turn is positive when a, b, c turn left.
func turn(a, b, c vertex) int64 {
	return int64(b.x-a.x)*int64(c.y-a.y) - int64(b.y-a.y)*int64(c.x-a.x)
}
