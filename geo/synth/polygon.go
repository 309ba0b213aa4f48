package synth

import (
	"math"
	"slices"
)

// polygon is a simple ring, counter-clockwise, the first point not repeated.
type polygon []pt

func (p polygon) area() float64 {
	s := 0.0
	for i, a := range p {
		s += a.cross(p[(i+1)%len(p)])
	}
	return s / 2
}

func (p polygon) centroid() pt {
	if len(p) == 0 {
		return pt{}
	}
	o, s, c := p[0], 0.0, pt{}
	for i := range p {
		a, b := p[i].sub(o), p[(i+1)%len(p)].sub(o)
		w := a.cross(b)
		s += w
		c = c.add(a.add(b).mul(w / 3))
	}
	if s == 0 {
		return o
	}
	return o.add(c.mul(1 / s))
}

func (p polygon) contains(q pt) bool {
	in := false
	for i, a := range p {
		b := p[(i+1)%len(p)]
		if (a.y > q.y) != (b.y > q.y) && q.x < a.x+(b.x-a.x)*(q.y-a.y)/(b.y-a.y) {
			in = !in
		}
	}
	return in
}

// gap returns the distance of q from the ring.
func (p polygon) gap(q pt) float64 {
	d := math.Inf(1)
	for i, a := range p {
		d = math.Min(d, distToSegment(q, a, p[(i+1)%len(p)]))
	}
	return d
}

// toward returns the middle of the edge whose middle is nearest to q.
func (p polygon) toward(q pt) (m pt, edge int) {
	best := math.Inf(1)
	for i, a := range p {
		if c := a.to(p[(i+1)%len(p)], 0.5); c.dist(q) < best {
			best, m, edge = c.dist(q), c, i
		}
	}
	return m, edge
}

// inside returns a point well inside: the centroid if it is, else the middle of the widest span at half height.
func (p polygon) inside() pt {
	c := p.centroid()
	if p.contains(c) {
		return c
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, a := range p {
		lo, hi = math.Min(lo, a.y), math.Max(hi, a.y)
	}
	best, width := c, 0.0
	for _, f := range []float64{0.5137, 0.31, 0.69, 0.17, 0.83} {
		y := lo + (hi-lo)*f
		for _, s := range p.spans(pt{0, y}, pt{1, 0}) {
			if s[1]-s[0] > width {
				best, width = pt{(s[0] + s[1]) / 2, y}, s[1]-s[0]
			}
		}
	}
	return best
}

// spans returns where the line through o with direction d (a unit vector) is inside, as pairs of distances from o.
func (p polygon) spans(o, d pt) [][2]float64 {
	var at []float64
	n := d.left()
	for i, a := range p {
		b := p[(i+1)%len(p)]
		ha, hb := a.sub(o).dot(n), b.sub(o).dot(n)
		if (ha > 0) != (hb > 0) {
			at = append(at, a.to(b, ha/(ha-hb)).sub(o).dot(d))
		}
	}
	slices.Sort(at)
	out := make([][2]float64, 0, len(at)/2)
	for i := 0; i+1 < len(at); i += 2 {
		out = append(out, [2]float64{at[i], at[i+1]})
	}
	return out
}

// box returns the extent along d and along its left normal, relative to o.
func (p polygon) box(o, d pt) (lo, hi pt) {
	lo, hi = pt{math.Inf(1), math.Inf(1)}, pt{math.Inf(-1), math.Inf(-1)}
	n := d.left()
	for _, a := range p {
		q := pt{a.sub(o).dot(d), a.sub(o).dot(n)}
		lo, hi = pt{math.Min(lo.x, q.x), math.Min(lo.y, q.y)}, pt{math.Max(hi.x, q.x), math.Max(hi.y, q.y)}
	}
	return lo, hi
}

// axis returns the direction of the narrowest box around the polygon, along its long side.
func (p polygon) axis() pt {
	best, dir := math.Inf(1), pt{1, 0}
	for i, a := range p {
		e := p[(i+1)%len(p)].sub(a)
		if e.len() < 12 {
			continue
		}
		d := e.unit()
		lo, hi := p.box(pt{}, d)
		w, h := hi.x-lo.x, hi.y-lo.y
		if w*h < best {
			best = w * h
			if dir = d; h > w {
				dir = d.left()
			}
		}
	}
	return dir
}

// narrow returns the short side of the narrowest box around the polygon.
func (p polygon) narrow() float64 {
	lo, hi := p.box(pt{}, p.axis())
	return hi.y - lo.y
}

// simple reports whether no two edges cross.
func (p polygon) simple() bool {
	n := len(p)
	for i := range n {
		for j := i + 2; j < n; j++ {
			if i == 0 && j == n-1 {
				continue
			}
			if _, _, ok := hit(p[i], p[(i+1)%n], p[j], p[(j+1)%n]); ok {
				return false
			}
		}
	}
	return true
}

type side struct {
	from, dir pt
	off       float64
}

// inset moves every edge inwards by its own distance. It reports false when nothing sound is left.
func (p polygon) inset(off func(edge int) float64) (polygon, bool) {
	sides := make([]side, 0, len(p))
	for i, a := range p {
		e := p[(i+1)%len(p)].sub(a)
		if e.len() < 0.5 {
			continue
		}
		sides = append(sides, side{a, e.unit(), off(i)})
	}
	for len(sides) >= 3 {
		ring := corners(sides)
		worst, at := 0.0, -1
		for i := range sides {
			if l := ring[(i+1)%len(ring)].sub(ring[i]).dot(sides[i].dir); l < worst {
				worst, at = l, i
			}
		}
		if at < 0 {
			return checkInset(p, ring)
		}
		sides = slices.Delete(sides, at, at+1)
	}
	return nil, false
}

// corners returns where each side, moved inwards, meets the one before it.
func corners(sides []side) polygon {
	ring := make(polygon, len(sides))
	for i, s := range sides {
		prev := sides[(i+len(sides)-1)%len(sides)]
		a, b := prev.from.add(prev.dir.left().mul(prev.off)), s.from.add(s.dir.left().mul(s.off))
		den := prev.dir.cross(s.dir)
		if math.Abs(den) < 0.1 {
			n := prev.dir.add(s.dir).unit().left()
			ring[i] = s.from.add(n.mul(math.Max(prev.off, s.off)))
			continue
		}
		ring[i] = a.add(prev.dir.mul(b.sub(a).cross(s.dir) / den))
	}
	return ring
}

func checkInset(p, ring polygon) (polygon, bool) {
	if ring.area() < 60 || !ring.simple() {
		return nil, false
	}
	for _, q := range ring {
		if !p.contains(q) {
			return nil, false
		}
	}
	return ring, true
}

// shrink insets all edges by the same distance.
func (p polygon) shrink(d float64) (polygon, bool) {
	return p.inset(func(int) float64 { return d })
}

// rect is a rectangle around c, l long in direction d and w wide.
func rect(c, d pt, l, w float64) polygon {
	a, b := d.mul(l/2), d.left().mul(w/2)
	return polygon{c.sub(a).sub(b), c.add(a).sub(b), c.add(a).add(b), c.sub(a).add(b)}
}

// fits reports whether q lies wholly inside p, at least d from its ring.
func (p polygon) fits(q polygon, d float64) bool {
	for i, a := range q {
		if !p.contains(a) || p.gap(a) < d {
			return false
		}
		b := q[(i+1)%len(q)]
		for j := range p {
			if _, _, ok := hit(a, b, p[j], p[(j+1)%len(p)]); ok {
				return false
			}
		}
	}
	return true
}

// ray returns the first edge of p that the ray from o along d meets, and how far away it is.
func (p polygon) ray(o, d pt) (edge int, dist float64, ok bool) {
	dist = math.Inf(1)
	for i, a := range p {
		e := p[(i+1)%len(p)].sub(a)
		den := d.cross(e)
		if math.Abs(den) < 1e-9 {
			continue
		}
		w := a.sub(o)
		t, u := w.cross(e)/den, w.cross(d)/den
		if t > 1e-6 && u >= 0 && u <= 1 && t < dist {
			edge, dist, ok = i, t, true
		}
	}
	return edge, dist, ok
}
