package geo_test

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// The referees of the outline: they share no code with it and are slow and plain.

// failer is a test or a rapid check.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// whole is a vertex in whole units of the last printed decimal.
type whole struct{ x, y int64 }

// printed parses what AppendGeoJSON wrote, as a reader of the API sees it.
func printed(t failer, mp orb.MultiPolygon, decimals int) [][][]whole {
	t.Helper()
	text := geo.AppendGeoJSON(nil, mp, decimals)
	var g struct {
		Type        string
		Coordinates [][][][2]float64
	}
	if err := json.Unmarshal(text, &g); err != nil || g.Type != "MultiPolygon" {
		t.Fatalf("not a MultiPolygon: %v\n%s", err, text)
	}
	scale := math.Pow10(decimals)
	var out [][][]whole
	for _, p := range g.Coordinates {
		var polygon [][]whole
		for _, r := range p {
			var ring []whole
			for _, c := range r {
				ring = append(ring, whole{int64(math.Round(c[0] * scale)), int64(math.Round(c[1] * scale))})
			}
			polygon = append(polygon, ring)
		}
		out = append(out, polygon)
	}
	return out
}

// checkValid fails unless the printed outline is a valid MultiPolygon in the sense of OGC simple features, and stricter:
// no two rings touch, and no ring touches itself.
func checkValid(t failer, mp orb.MultiPolygon, decimals int) {
	t.Helper()
	polygons := printed(t, mp, decimals)
	if len(polygons) == 0 {
		t.Fatal("no polygon")
	}
	var all [][]whole
	for i, p := range polygons {
		for k, r := range p {
			if len(r) < 4 || r[0] != r[len(r)-1] {
				t.Fatalf("polygon %d ring %d is not closed: %v", i, k, r)
			}
			if a := wholeArea(r); (k == 0) != (a > 0) || a == 0 {
				t.Fatalf("polygon %d ring %d runs the wrong way: %v", i, k, r)
			}
			all = append(all, r)
		}
	}
	checkApart(t, all)
	for i, p := range polygons {
		for k, hole := range p[1:] {
			if !within(p[0], hole[0]) {
				t.Fatalf("polygon %d hole %d is outside its shell", i, k)
			}
			for m, other := range p[1:] {
				if m != k && within(other, hole[0]) {
					t.Fatalf("polygon %d hole %d is inside hole %d", i, k, m)
				}
			}
		}
		for k, q := range polygons {
			if k != i && covers(p, q[0][0]) {
				t.Fatalf("polygon %d overlaps polygon %d", k, i)
			}
		}
	}
}

// checkApart fails when any two edges of any rings touch, other than neighbours at their common vertex.
func checkApart(t failer, rings [][]whole) {
	t.Helper()
	type edge struct {
		a, b     whole
		ring, at int
	}
	var edges []edge
	for i, r := range rings {
		for k := 1; k < len(r); k++ {
			if r[k-1] == r[k] {
				t.Fatalf("ring %d stands still at %v", i, r[k])
			}
			edges = append(edges, edge{r[k-1], r[k], i, k - 1})
		}
	}
	// Every pair of edges whose longitudes overlap.
	slices.SortFunc(edges, func(e, f edge) int { return cmp.Compare(min(e.a.x, e.b.x), min(f.a.x, f.b.x)) })
	for i, e := range edges {
		x1, y0, y1 := max(e.a.x, e.b.x), min(e.a.y, e.b.y), max(e.a.y, e.b.y)
		for _, f := range edges[i+1:] {
			if min(f.a.x, f.b.x) > x1 {
				break
			}
			if max(f.a.y, f.b.y) < y0 || min(f.a.y, f.b.y) > y1 {
				continue
			}
			n := len(rings[e.ring]) - 1
			follows := e.ring == f.ring && (e.at+1)%n == f.at
			leads := e.ring == f.ring && (f.at+1)%n == e.at
			switch {
			case follows && leads:
				t.Fatalf("ring %d has two edges", e.ring)
			case follows:
				if e.b != f.a || on(e.a, e.b, f.b) || on(f.a, f.b, e.a) {
					t.Fatalf("ring %d folds back at %v", e.ring, e.b)
				}
			case leads:
				if f.b != e.a || on(f.a, f.b, e.b) || on(e.a, e.b, f.a) {
					t.Fatalf("ring %d folds back at %v", e.ring, f.b)
				}
			case touch(e.a, e.b, f.a, f.b):
				t.Fatalf("rings %d and %d meet: %v-%v and %v-%v", e.ring, f.ring, e.a, e.b, f.a, f.b)
			}
		}
	}
}

func cross(a, b, c whole) int64 { return (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x) }

// on tells whether c lies on the closed segment a-b.
func on(a, b, c whole) bool {
	return cross(a, b, c) == 0 && min(a.x, b.x) <= c.x && c.x <= max(a.x, b.x) && min(a.y, b.y) <= c.y && c.y <= max(a.y, b.y)
}

func sign(v int64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func touch(a, b, c, d whole) bool {
	if on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b) {
		return true
	}
	return sign(cross(a, b, c))*sign(cross(a, b, d)) < 0 && sign(cross(c, d, a))*sign(cross(c, d, b)) < 0
}

func wholeArea(r []whole) int64 {
	var sum int64
	for i := 1; i < len(r); i++ {
		sum += (r[i-1].x-r[0].x)*(r[i].y-r[0].y) - (r[i].x-r[0].x)*(r[i-1].y-r[0].y)
	}
	return sum
}

func within(r []whole, v whole) bool {
	in := false
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		if (a.y > v.y) != (b.y > v.y) {
			if (cross(a, b, v) > 0) == (b.y > a.y) {
				in = !in
			}
		}
	}
	return in
}

func covers(polygon [][]whole, v whole) bool {
	if !within(polygon[0], v) {
		return false
	}
	for _, hole := range polygon[1:] {
		if within(hole, v) {
			return false
		}
	}
	return true
}

// isInside is an even-odd test over all rings at once: right for any valid MultiPolygon.
func isInside(mp orb.MultiPolygon, p orb.Point) bool {
	in := false
	for _, polygon := range mp {
		for _, r := range polygon {
			for i := 1; i < len(r); i++ {
				a, b := r[i-1], r[i]
				if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
					in = !in
				}
			}
		}
	}
	return in
}

// plane turns degrees into metres around a point.
type plane struct {
	at     orb.Point
	perLon float64
	perLat float64
}

func planeAt(p orb.Point) plane {
	perLat := geo.EarthRadius * math.Pi / 180
	return plane{at: p, perLat: perLat, perLon: perLat * math.Cos(p[1]*math.Pi/180)}
}

func (pl plane) metres(p orb.Point) (x, y float64) {
	return (p[0] - pl.at[0]) * pl.perLon, (p[1] - pl.at[1]) * pl.perLat
}

func (pl plane) degrees(x, y float64) orb.Point {
	return orb.Point{pl.at[0] + x/pl.perLon, pl.at[1] + y/pl.perLat}
}

// squareMetres is the area of an outline.
func squareMetres(mp orb.MultiPolygon) float64 {
	sum := 0.0
	for _, polygon := range mp {
		for _, r := range polygon {
			pl := planeAt(r[0])
			for i := 1; i < len(r); i++ {
				x0, y0 := pl.metres(r[i-1])
				x1, y1 := pl.metres(r[i])
				sum += (x0*y1 - x1*y0) / 2
			}
		}
	}
	return sum
}

// toSegment is the distance from a point to a stretch, in metres.
func (pl plane) toStretch(p orb.Point, s geo.Stretch) float64 {
	px, py := pl.metres(p)
	ax, ay := pl.metres(s.A)
	bx, by := pl.metres(s.B)
	dx, dy := bx-ax, by-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(max(((px-ax)*dx+(py-ay)*dy)/l, 0), 1)
	}
	return math.Hypot(px-ax-t*dx, py-ay-t*dy)
}

// nearby finds stretches by place: a plain grid of 100 m.
type nearby struct {
	pl    plane
	st    []geo.Stretch
	cells map[[2]int][]int
}

func nearbyOf(at orb.Point, st []geo.Stretch) *nearby {
	n := &nearby{pl: planeAt(at), st: st, cells: map[[2]int][]int{}}
	for i, s := range st {
		ax, ay := n.pl.metres(s.A)
		bx, by := n.pl.metres(s.B)
		for x := int(math.Floor((min(ax, bx) - 60) / 100)); x <= int(math.Floor((max(ax, bx)+60)/100)); x++ {
			for y := int(math.Floor((min(ay, by) - 60) / 100)); y <= int(math.Floor((max(ay, by)+60)/100)); y++ {
				n.cells[[2]int{x, y}] = append(n.cells[[2]int{x, y}], i)
			}
		}
	}
	return n
}

// distance is the distance in metres to the nearest stretch, exact up to 60 m.
func (n *nearby) distance(p orb.Point) float64 {
	x, y := n.pl.metres(p)
	best := math.Inf(1)
	for _, i := range n.cells[[2]int{int(math.Floor(x / 100)), int(math.Floor(y / 100))}] {
		best = min(best, n.pl.toStretch(p, n.st[i]))
	}
	return best
}

// exactArea is the area of the union of all buffers: samples on a grid of step metres, a whole part of 100.
func exactArea(origin orb.Point, st []geo.Stretch, buffer, step float64) float64 {
	st = append([]geo.Stretch{{A: origin, B: origin}}, st...)
	n := nearbyOf(origin, st)
	count := 0
	for cell, ids := range n.cells {
		for x := float64(cell[0]*100) + step/2; x < float64(cell[0]+1)*100; x += step {
			for y := float64(cell[1]*100) + step/2; y < float64(cell[1]+1)*100; y += step {
				p := n.pl.degrees(x, y)
				for _, i := range ids {
					if n.pl.toStretch(p, st[i]) <= buffer {
						count++
						break
					}
				}
			}
		}
	}
	return float64(count) * step * step
}

// checkNested fails unless every part of small is inside large, but for tolerance metres at the border.
func checkNested(t failer, small, large orb.MultiPolygon, tolerance float64) {
	t.Helper()
	each := func(mp orb.MultiPolygon, f func(p orb.Point)) {
		for _, polygon := range mp {
			for _, r := range polygon {
				for i := 1; i < len(r); i++ {
					f(r[i])
					f(orb.Point{(r[i][0] + r[i-1][0]) / 2, (r[i][1] + r[i-1][1]) / 2})
				}
			}
		}
	}
	each(small, func(p orb.Point) {
		if !isInside(large, p) && toBorder(large, p) > tolerance {
			t.Fatalf("%v is in the small outline, not in the large one: %.2f m off", p, toBorder(large, p))
		}
	})
	each(large, func(p orb.Point) {
		if isInside(small, p) && toBorder(small, p) > tolerance {
			t.Fatalf("the border of the large outline runs through the small one at %v, %.2f m deep", p, toBorder(small, p))
		}
	})
}

func toBorder(mp orb.MultiPolygon, p orb.Point) float64 {
	pl, best := planeAt(p), math.Inf(1)
	for _, polygon := range mp {
		for _, r := range polygon {
			for i := 1; i < len(r); i++ {
				best = min(best, pl.toStretch(p, geo.Stretch{A: r[i-1], B: r[i]}))
			}
		}
	}
	return best
}

func positions(mp orb.MultiPolygon) int {
	n := 0
	for _, polygon := range mp {
		for _, r := range polygon {
			n += len(r)
		}
	}
	return n
}
