package geo

import (
	"math"
	"sync"

	"github.com/paulmach/orb"
)

// OutlineOptions says how an outline is drawn. The zero value is the unsimplified outline.
type OutlineOptions struct {
	// CellMetres is the width of a cell of the raster; 0 means 10 (area within 1 % of the exact buffer on city streets), or
	// 20 with MaxVertices and more than 200 stretches (within 3 % before simplifying, in half the time). It is cut down to
	// two thirds of BufferMetres, so that a cell with a reached street in it is inside as a whole, and is 2 at least.
	CellMetres float64
	// BufferMetres is how far the outline reaches beside a street; 0 means 30.
	BufferMetres float64
	// MaxVertices bounds the positions of the whole result, the closing position of each ring included; 0 means
	// unsimplified. Values from 1 to 4 are taken as 5, the least that can always be had with the origin inside.
	MaxVertices int
	// HoleMetres2 is the area below which a hole is filled, in square metres and absolute, so that a large circle keeps the
	// same holes as a small one; 0 means 200, a negative value keeps every hole that the raster sees.
	HoleMetres2 float64
	// Decimals is the number of decimals of a degree that the vertices lie on, 5 to 7; 0 means 6 (11 cm). Print with at
	// least as many and nothing moves, so a printed outline is as valid as the one in memory.
	Decimals int
}

// OutlineVertices is the MaxVertices of the form meant for a phone.
const OutlineVertices = 120

const (
	outlineReach    = 100e3   // metres from the origin; pieces of street beyond are left out
	outlineMaxNodes = 1 << 21 // nodes of the raster; a larger one gets cells of twice the width
	outlineMaxLat   = 85      // degrees; metres per degree of longitude stay at this latitude's beyond it
)

// Outline draws the ground within BufferMetres of the streets st and of origin, as polygons whose outer rings run
// counter-clockwise and whose holes run clockwise. It is for the eye: who can walk where is decided on the network.
//
// What it promises, unsimplified:
//   - origin and every reached piece of street are inside;
//   - more streets never make it smaller, so a longer walk from the same origin contains the shorter one;
//   - rings are closed and simple, touch neither themselves nor each other, and holes lie inside their shells;
//     all of this in the printed decimals too, because vertices are whole multiples of the last decimal from the start;
//   - with no streets it is the disc around origin.
//
// With MaxVertices the rings stay valid and keep the origin, but may cut corners of streets and lose holes. On a 15-minute
// walk through a city 120 positions (3 KB) keep the area within 5 %.
//
// The raster is laid over the globe at whole multiples of a cell (columns depend on the latitude in steps of 1/32 degree),
// not around the origin. Its size is bounded: where st spreads over more than about 14 km, cells of 10 m become twice, four times
// ... as wide, and BufferMetres at least 1.5 cells. Pieces of street more than 100 km away or with coordinates that are no
// numbers are left out. An origin off the street is a disc of its own unless st contains the way to the street. Across
// the 180th meridian longitudes run on past 180. An origin that is no point on earth gives nil.
func Outline(st []Stretch, origin orb.Point, o OutlineOptions) orb.MultiPolygon {
	if !(math.Abs(origin[0]) <= 180 && math.Abs(origin[1]) <= 90) {
		return nil
	}
	w, _ := outlinePool.Get().(*outliner)
	defer outlinePool.Put(w)
	w.draw(st, origin, o.withDefaults(len(st)))
	return w.polygons()
}

func (o OutlineOptions) withDefaults(stretches int) OutlineOptions {
	if !(o.BufferMetres > 0) {
		o.BufferMetres = 30
	}
	o.BufferMetres = min(max(o.BufferMetres, 3), 1000)
	if !(o.CellMetres > 0) {
		o.CellMetres = 10
		if o.MaxVertices > 0 && stretches > 200 {
			o.CellMetres = 20
		}
	}
	o.CellMetres = max(2, min(o.CellMetres, o.BufferMetres*2/3))
	if o.HoleMetres2 == 0 || math.IsNaN(o.HoleMetres2) {
		o.HoleMetres2 = 200
	}
	if o.Decimals == 0 {
		o.Decimals = 6
	}
	o.Decimals = min(max(o.Decimals, 5), 7)
	if o.MaxVertices > 0 {
		o.MaxVertices = max(o.MaxVertices, 5)
	}
	return o
}

// outliner is the workspace of one outline, kept between calls.
type outliner struct {
	raster
	verts  []vertex // all rings, one after the other
	rings  []ring
	shells []int32 // of rings, ascending by area
	simplifier
}

// vertex is a point in whole units of the last decimal, counted from the corner of the raster.
type vertex struct{ x, y int32 }

// ring is a run of vertices with the inside on its left: positive area for shells, negative for holes.
type ring struct {
	from, to int32 // in verts
	area2    int64 // twice the signed area, in square units
	shell    int32 // for holes: the shell around; for shells: itself; -1 when dropped

	// While simplifying:
	count   int32 // vertices left
	offered int32 // the count when its step was queued
	within  int32 // the ring directly around, or -1
	holds   int32 // rings directly inside
}

var outlinePool = sync.Pool{New: func() any { return new(outliner) }}

func (w *outliner) draw(st []Stretch, origin orb.Point, o OutlineOptions) {
	w.load(st, origin, o)
	w.stamp()
	var slack int64
	if o.MaxVertices > 0 {
		slack = w.stepX * w.stepY / 5 // four metres over the width of two cells
	}
	w.trace(slack)
	w.nest(o.HoleMetres2)
	if o.MaxVertices > 0 {
		w.simplify(o.MaxVertices)
	}
}

// polygons copies the rings out: three allocations whatever their number.
func (w *outliner) polygons() orb.MultiPolygon {
	var nv, nr, np int
	for i, r := range w.rings {
		if r.shell < 0 {
			continue
		}
		nv += int(r.to-r.from) + 1
		nr++
		if int(r.shell) == i {
			np++
		}
	}
	points := make([]orb.Point, 0, nv)
	rings := make(orb.Polygon, 0, nr)
	out := make(orb.MultiPolygon, 0, np)
	for i, r := range w.rings {
		if int(r.shell) != i {
			continue
		}
		first := len(rings)
		points, rings = w.appendRing(points, rings, r)
		for k, h := range w.rings {
			if k != i && int(h.shell) == i {
				points, rings = w.appendRing(points, rings, h)
			}
		}
		out = append(out, rings[first:len(rings):len(rings)])
	}
	return out
}

func (w *outliner) appendRing(points []orb.Point, rings orb.Polygon, r ring) ([]orb.Point, orb.Polygon) {
	first := len(points)
	for _, v := range w.verts[r.from:r.to] {
		points = append(points, w.point(v))
	}
	points = append(points, points[first])
	return points, append(rings, orb.Ring(points[first:len(points):len(points)]))
}
