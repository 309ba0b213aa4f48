package synth

import "math"

// chord is a straight (or slightly bent) division of a ring of nodes by a new street or plot boundary.
type chord struct {
	at     pt      // somewhere on it, inside the ring
	dir    pt      // unit vector
	street int32   // or noStreet
	snap   float64 // ends move to junctions this near
	least  float64 // smallest share of the area on either side
	bend   float64 // how far it may swing out to the left (or right, if negative) in the middle, metres
}

// end is where a chord meets the ring.
type end struct {
	edge  int // of the ring: from ring[edge] to its follower
	p     pt
	node  int // index into the ring of the junction taken, or -1 for a new one
	blind bool
}

// divide cuts the ring in two along c and returns both parts, counter-clockwise; ends gives the nodes the street meets.
// It reports false, and changes nothing, when the cut would be crooked, too close to a corner or leave too little.
func (n *net) divide(ring []int32, c chord) (one, two []int32, ends [2]int32, ok bool) {
	p := n.polygon(ring)
	fore, ok1 := n.meet(ring, p, c, c.dir)
	back, ok2 := n.meet(ring, p, c, c.dir.mul(-1))
	if !ok1 || !ok2 || (c.street != noStreet && fore.blind && back.blind) {
		return nil, nil, ends, false
	}
	mids := c.middle(back, fore)
	if !soundChord(p, back, fore, mids) || !evenChord(p, back, fore, c.least) {
		return nil, nil, ends, false
	}
	nb, nf := n.settle(ring, back), n.settle(ring, fore)
	run := []int32{nb}
	for _, m := range mids {
		run = append(run, n.node(m))
	}
	run = append(run, nf)
	n.layChord(c.street, run, back.blind, fore.blind)
	one = append(walk(ring, fore, back, nf, nb), run[1:len(run)-1]...)
	two = walk(ring, back, fore, nb, nf)
	for i := len(run) - 2; i > 0; i-- {
		two = append(two, run[i])
	}
	return one, two, [2]int32{nb, nf}, true
}

// meet finds the end of the chord in one direction.
func (n *net) meet(ring []int32, p polygon, c chord, dir pt) (end, bool) {
	i, dist, ok := p.ray(c.at, dir)
	if !ok {
		return end{}, false
	}
	k := len(ring)
	e := end{edge: i, p: c.at.add(dir.mul(dist)), node: -1}
	for _, j := range []int{i, (i + 1) % k} {
		if p[j].dist(e.p) <= math.Max(c.snap, 3) && (e.node < 0 || p[j].dist(e.p) < p[e.node].dist(e.p)) {
			e.node = j
		}
	}
	if e.node >= 0 {
		e.p = p[e.node]
		j := e.node
		e.blind = !n.onStreet(ring[(j+k-1)%k], ring[j]) && !n.onStreet(ring[j], ring[(j+1)%k])
	} else {
		e.blind = !n.onStreet(ring[i], ring[(i+1)%k])
	}
	return e, true
}

// middle returns the points of the chord between its ends: bends, and the ends of a cul-de-sac.
func (c chord) middle(back, fore end) []pt {
	d := fore.p.sub(back.p)
	l := d.len()
	var mids []pt
	if back.blind && l > 60 {
		mids = append(mids, back.p.to(fore.p, 16/l))
	}
	if math.Abs(c.bend) > 0.5 && l > 40 {
		off := d.unit().left().mul(c.bend)
		mids = append(mids, back.p.to(fore.p, 0.33).add(off), back.p.to(fore.p, 0.67).add(off.mul(0.4)))
	}
	if fore.blind && l > 60 {
		mids = append(mids, fore.p.to(back.p, 16/l))
	}
	return mids
}

// soundChord reports whether the chord stays inside the ring and meets it at decent angles.
func soundChord(p polygon, back, fore end, mids []pt) bool {
	line := append(append([]pt{back.p}, mids...), fore.p)
	if back.p.dist(fore.p) < 20 || !meetsWell(p, back, line[1]) || !meetsWell(p, fore, line[len(line)-2]) {
		return false
	}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if !p.contains(a.to(b, 0.5)) {
			return false
		}
		for j, q := range p {
			r := p[(j+1)%len(p)]
			if t, _, ok := hit(a, b, q, r); ok && t > 1e-6 && t < 1-1e-6 {
				return false
			}
		}
	}
	for _, m := range mids {
		if p.gap(m) < 8 {
			return false
		}
	}
	return true
}

// meetsWell reports whether the chord, coming from q, leaves at least 35 degrees to the sides of the ring.
func meetsWell(p polygon, e end, q pt) bool {
	k := len(p)
	d := q.sub(e.p).unit()
	next, prev := p[(e.edge+1)%k], p[e.edge]
	if e.node >= 0 {
		next, prev = p[(e.node+1)%k], p[(e.node+k-1)%k]
	}
	const limit = 0.82
	return d.dot(next.sub(e.p).unit()) < limit && d.dot(prev.sub(e.p).unit()) < limit
}

// evenChord reports whether both parts are big enough.
func evenChord(p polygon, back, fore end, least float64) bool {
	part := polygon{fore.p}
	k := len(p)
	i := fore.edge
	if fore.node >= 0 {
		i = fore.node
	}
	stop := back.edge
	if back.node >= 0 {
		stop = (back.node + k - 1) % k
	}
	for steps := 0; i != stop; steps++ {
		if steps > k {
			return false
		}
		i = (i + 1) % k
		part = append(part, p[i])
	}
	part = append(part, back.p)
	a, whole := part.area(), p.area()
	return a > whole*least && a < whole*(1-least)
}

// settle makes the end a node of the net.
func (n *net) settle(ring []int32, e end) int32 {
	if e.node >= 0 {
		return ring[e.node]
	}
	return n.junction(ring[e.edge], ring[(e.edge+1)%len(ring)], e.p, 0)
}

// layChord lays the street of a chord; a blind end stops short of the ring.
func (n *net) layChord(st int32, run []int32, blindBack, blindFore bool) {
	if st == noStreet {
		n.lay(noStreet, run...)
		return
	}
	from, to := 0, len(run)
	if blindBack {
		n.lay(noStreet, run[:2]...)
		from = 1
	}
	if blindFore {
		n.lay(noStreet, run[len(run)-2:]...)
		to--
	}
	if to-from > 1 {
		n.lay(st, run[from:to]...)
	}
}

// walk returns the part of the ring from one end to the other, both nodes included.
func walk(ring []int32, from, to end, a, b int32) []int32 {
	k := len(ring)
	out := []int32{a}
	i := from.edge
	if from.node >= 0 {
		i = from.node
	}
	stop := to.edge
	if to.node >= 0 {
		stop = (to.node + k - 1) % k
	}
	for i != stop {
		i = (i + 1) % k
		out = append(out, ring[i])
	}
	return append(out, b)
}
