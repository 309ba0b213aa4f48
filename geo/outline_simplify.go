package geo

import (
	"math"
	"math/bits"
	"slices"
)

// simplifier thins rings out until few enough positions are left, cheapest first by the area that changes (Visvalingam).
// A step takes out one vertex, or a whole hole, or an island without the origin. A vertex goes only when nothing else lies
// in the triangle it spans with its neighbours: so rings never meet, holes stay in their shells and the origin inside.
// What is added and what is cut away are kept in balance.
type simplifier struct {
	links     []link
	queue     stepQueue
	drift     float64 // twice the area added so far, in square units
	total     float64 // twice the area at the start
	positions int     // as printed: every ring closes with its first
	home      int32   // the shell around the origin

	shiftX, shiftY uint // log2 of the units in a bucket
	bucketsX       int32
	buckets        []int32 // first vertex in each, or -1
	thinned        []vertex
}

// link ties a vertex to its neighbours in the ring and in the bucket.
type link struct {
	next, prev int32 // next is gone when the vertex is
	ring       int32
	sibling    int32 // in the bucket, or -1
}

const gone = -1

// The kinds of steps: those that grow the area, and those that shrink it.
const growing, shrinking = 0, 1

// simplify thins the rings out to at most so many positions. It always gets there: in the end it gives up everything but
// the shell around the origin, and every simple ring has a vertex that can go.
func (w *outliner) simplify(positions int) {
	w.connect()
	for stuck := 0; w.positions > positions && stuck < 3; stuck++ {
		w.listSteps()
		for w.positions > positions {
			item, ok := w.cheapest()
			if !ok {
				break
			}
			if w.take(item) {
				stuck = -1
			}
		}
		if stuck == 1 {
			w.giveUp()
		}
	}
	w.collect()
}

// connect links the vertices of all rings that are left and sorts them into buckets.
func (w *outliner) connect() {
	w.positions, w.drift, w.total = 0, 0, 0
	w.shiftX, w.shiftY = uint(bits.Len64(uint64(2*w.stepX))), uint(bits.Len64(uint64(2*w.stepY)))
	w.bucketsX = int32(w.w)*int32(w.stepX)>>w.shiftX + 1
	n := int(w.bucketsX) * (w.h*int(w.stepY)>>w.shiftY + 1)
	w.buckets = slices.Grow(w.buckets[:0], n)[:n]
	for i := range w.buckets {
		w.buckets[i] = -1
	}
	w.links = slices.Grow(w.links[:0], len(w.verts))[:len(w.verts)]
	for i := range w.rings {
		r := &w.rings[i]
		if r.shell < 0 {
			continue
		}
		w.total += float64(r.area2)
		r.count = r.to - r.from
		w.positions += int(r.count) + 1
		for v := r.from; v < r.to; v++ {
			b := w.bucketOf(w.verts[v])
			w.links[v] = link{next: v + 1, prev: v - 1, ring: int32(i), sibling: *b}
			*b = v
		}
		w.links[r.from].prev, w.links[r.to-1].next = r.to-1, r.from
	}
	w.countRings()
}

// countRings counts what lies directly in every ring, so that a ring goes only after what is in it.
func (w *outliner) countRings() {
	for i := range w.rings {
		w.rings[i].holds, w.rings[i].within = 0, -1
	}
	for i := range w.rings {
		if r := &w.rings[i]; r.area2 < 0 && r.shell >= 0 {
			r.within = r.shell
			w.rings[r.shell].holds++
		}
	}
	w.home = w.shells[len(w.shells)-1]
	if len(w.shells) == 1 {
		return
	}
	for k := len(w.shells) - 1; k >= 0; k-- { // the last is the smallest around the origin
		s := &w.rings[w.shells[k]]
		if s.shell < 0 {
			continue
		}
		if contains(w.verts[s.from:s.to], vertex{int32(w.originX), int32(w.originY)}) {
			w.home = w.shells[k]
		}
		for h := range w.rings {
			hole := &w.rings[h]
			if hole.area2 < 0 && hole.shell >= 0 && -hole.area2 > s.area2 &&
				(s.within < 0 || hole.area2 > w.rings[s.within].area2) &&
				contains(w.verts[hole.from:hole.to], w.verts[s.from]) {
				s.within = int32(h)
			}
		}
		if s.within >= 0 {
			w.rings[s.within].holds++
		}
	}
}

func (w *outliner) bucketOf(v vertex) *int32 {
	return &w.buckets[v.y>>w.shiftY*w.bucketsX+v.x>>w.shiftX]
}

// listSteps queues every possible step: item v takes out vertex v, item len(verts)+i takes out ring i.
func (w *outliner) listSteps() {
	w.queue.reset(len(w.verts) + len(w.rings))
	for i := range w.rings {
		r := &w.rings[i]
		if r.shell < 0 {
			continue
		}
		w.offerRing(int32(i))
		for v, n := w.firstOf(r), r.count; n > 0; v, n = w.links[v].next, n-1 {
			w.offer(v)
		}
	}
}

// firstOf returns any vertex left of a ring.
func (w *outliner) firstOf(r *ring) int32 {
	v := r.from
	for w.links[v].next == gone {
		v++
	}
	return v
}

// offer queues the step that takes out vertex v, at its present cost.
func (w *outliner) offer(v int32) {
	l := &w.links[v]
	if w.rings[l.ring].count <= 3 {
		w.queue.remove(v)
		return
	}
	if area := turn(w.verts[l.prev], w.verts[v], w.verts[l.next]); area < 0 {
		w.queue.put(v, growing, -area)
	} else {
		w.queue.put(v, shrinking, area)
	}
}

// offerRing queues the step that takes out ring i, at its present cost by position saved.
func (w *outliner) offerRing(i int32) {
	r, item := &w.rings[i], int32(len(w.verts))+i
	r.offered = r.count
	switch {
	case r.holds > 0 || i == w.home:
	case r.area2 < 0:
		w.queue.put(item, growing, -r.area2/int64(r.count+1))
	default:
		w.queue.put(item, shrinking, r.area2/int64(r.count+1))
	}
}

// cheapest takes the next step from the queue. The further it would let the area drift, the dearer it is.
func (w *outliner) cheapest() (item int32, ok bool) {
	grow, shrink := w.queue.lowest(growing), w.queue.lowest(shrinking)
	if grow < 0 && shrink < 0 {
		return 0, false
	}
	kind, class := growing, grow
	if grow < 0 || shrink >= 0 && w.bias(shrinking, shrink) < w.bias(growing, grow) {
		kind, class = shrinking, shrink
	}
	return w.queue.pop(kind, class), true
}

// bias is the class of the first step of a kind, raised by where it would take the area.
func (w *outliner) bias(kind, class int) int {
	area := float64(classCost(class))
	if i := int(w.queue.peek(kind, class)) - len(w.verts); i >= 0 {
		area = math.Abs(float64(w.rings[i].area2))
	}
	drift := w.drift + area
	if kind == shrinking {
		drift = area - w.drift
	}
	return class + int(driftWeight*max(drift, 0)/w.total)
}

// driftWeight makes a drift of one percent cost ten classes, five and a half times as much.
const driftWeight = 1000

// take does a step unless something is in the way.
func (w *outliner) take(item int32) bool {
	if n := int32(len(w.verts)); item >= n {
		return w.takeRing(item - n)
	}
	v := item
	l := &w.links[v]
	r := &w.rings[l.ring]
	a, c := l.prev, l.next
	area := turn(w.verts[a], w.verts[v], w.verts[c])
	if r.count <= 3 || w.blocked(a, v, c, area < 0) {
		return false
	}
	w.links[a].next, w.links[c].prev = c, a
	l.next = gone
	r.area2 -= area
	w.drift -= float64(area)
	r.count--
	w.positions--
	w.offer(a)
	w.offer(c)
	return true
}

// takeRing takes out ring i, or puts it back when it has become dearer since: it has lost vertices.
func (w *outliner) takeRing(i int32) bool {
	r := &w.rings[i]
	if r.shell < 0 || r.holds > 0 || i == w.home {
		return false
	}
	if r.offered != r.count {
		w.offerRing(i)
		return false
	}
	w.drift -= float64(r.area2)
	w.dropRing(i)
	if r.within >= 0 {
		w.rings[r.within].holds--
		w.offerRing(r.within)
	}
	return true
}

func (w *outliner) dropRing(i int32) {
	r := &w.rings[i]
	w.positions -= int(r.count) + 1
	for v, n := w.firstOf(r), r.count; n > 0; n-- {
		next := w.links[v].next
		w.links[v].next = gone
		w.queue.remove(v)
		v = next
	}
	r.shell = -1
}

// giveUp drops everything but the shell around the origin.
func (w *outliner) giveUp() {
	for i := range w.rings {
		if w.rings[i].shell >= 0 && int32(i) != w.home {
			w.dropRing(int32(i))
		}
	}
	w.rings[w.home].holds = 0
}

// blocked tells whether the triangle a, v, c holds any other vertex, or the origin. Growing triangles turn right.
func (w *outliner) blocked(a, v, c int32, turnsRight bool) bool {
	p, q, r := w.verts[a], w.verts[v], w.verts[c]
	if turnsRight {
		p, r = r, p
	}
	x0, x1 := min(p.x, q.x, r.x), max(p.x, q.x, r.x)
	y0, y1 := min(p.y, q.y, r.y), max(p.y, q.y, r.y)
	if w.originX >= float64(x0-1) && w.originX <= float64(x1+1) &&
		w.originY >= float64(y0-1) && w.originY <= float64(y1+1) && w.holdsOrigin(p, q, r) {
		return true
	}
	for by := y0 >> w.shiftY; by <= y1>>w.shiftY; by++ {
		for bx := x0 >> w.shiftX; bx <= x1>>w.shiftX; bx++ {
			at := &w.buckets[by*w.bucketsX+bx]
			for u := *at; u >= 0; u = *at {
				l := &w.links[u]
				if l.next == gone {
					*at = l.sibling // for good
					continue
				}
				at = &l.sibling
				z := w.verts[u]
				if z.x < x0 || z.x > x1 || z.y < y0 || z.y > y1 || u == a || u == v || u == c {
					continue
				}
				if turn(p, q, z) >= 0 && turn(q, r, z) >= 0 && turn(r, p, z) >= 0 {
					return true
				}
			}
		}
	}
	return false
}

// holdsOrigin tells whether the origin is in the triangle, or so near that rounding could put it there.
func (w *outliner) holdsOrigin(p, q, r vertex) bool {
	side := func(a, b vertex) float64 {
		return float64(b.x-a.x)*(w.originY-float64(a.y)) - float64(b.y-a.y)*(w.originX-float64(a.x))
	}
	return side(p, q) >= -1 && side(q, r) >= -1 && side(r, p) >= -1
}

// collect copies what is left together.
func (w *outliner) collect() {
	w.thinned = w.thinned[:0]
	for i := range w.rings {
		r := &w.rings[i]
		if r.shell < 0 {
			continue
		}
		from := int32(len(w.thinned))
		for v, n := w.firstOf(r), r.count; n > 0; v, n = w.links[v].next, n-1 {
			w.thinned = append(w.thinned, w.verts[v])
		}
		r.from, r.to = from, int32(len(w.thinned))
	}
	w.verts, w.thinned = w.thinned, w.verts
}
