// Package area knows which district holds a point: borders with holes and several parts, and points on a border that two
// districts share, which belong to exactly one of them.
//
// It must not know streets, people, HTTP, coordinate systems or where a file came from.
package area

import (
	"math"

	"github.com/paulmach/orb"
)

// Area is a named piece of ground.
type Area struct {
	Code   string           // adcode or another code; "" when the source gives none
	Name   string           // as the source spells it
	Level  string           // "province", "city", "district", "street" ...; "" when the source does not say
	Parent string           // Code of the area above; "" when the source does not say
	Center orb.Point        // a point given by the source, such as its town hall; zero when it gives none
	Border orb.MultiPolygon // the first ring of a polygon is its shell, the others are holes; in any direction
}

// Convert returns copies of areas with every point sent through f, for instance from GCJ-02 to WGS-84. Borders that fit
// together still do.
func Convert(areas []Area, f func(orb.Point) orb.Point) []Area {
	out := make([]Area, len(areas))
	for i, a := range areas {
		out[i] = a
		if a.Center != (orb.Point{}) {
			out[i].Center = f(a.Center)
		}
		out[i].Border = a.Border.Clone()
		for _, polygon := range out[i].Border {
			for _, ring := range polygon {
				for k := range ring {
					ring[k] = f(ring[k])
				}
			}
		}
	}
	return out
}

// edge is a side of a ring, from its lower to its upper end: so two areas that share it compute the same crossing.
type edge struct{ x0, y0, x1, y1 float64 }

func edgeOf(a, b orb.Point) edge {
	if a[1] > b[1] || a[1] == b[1] && a[0] > b[0] {
		a, b = b, a
	}
	return edge{a[0], a[1], b[0], b[1]}
}

// crosses tells whether the ray from p to the east crosses e. The lower end belongs to e, the upper one does not, and a
// point on e lies west of it: as if p were moved a hair to the west, and then far less than a hair to the north.
func (e *edge) crosses(p orb.Point) bool {
	if !(e.y0 <= p[1] && p[1] < e.y1) {
		return false
	}
	if p[0] <= min(e.x0, e.x1) {
		return true
	}
	if p[0] > max(e.x0, e.x1) {
		return false
	}
	return p[0] <= e.x0+(p[1]-e.y0)/(e.y1-e.y0)*(e.x1-e.x0)
}

// distance2 is the square of the distance from p, in square degrees.
func (e *edge) distance2(p orb.Point) float64 {
	x, y := p[0]-e.x0, p[1]-e.y0
	dx, dy := e.x1-e.x0, e.y1-e.y0
	if l := dx*dx + dy*dy; l > 0 {
		t := min(max((x*dx+y*dy)/l, 0), 1)
		x, y = x-t*dx, y-t*dy
	}
	return x*x + y*y
}

// plausible is false for what is no number, and for numbers that are no degrees.
func plausible(p orb.Point) bool { return math.Abs(p[0]) <= 1000 && math.Abs(p[1]) <= 1000 }
