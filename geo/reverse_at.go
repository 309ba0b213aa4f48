package geo

import "slices"

const (
	// inlineTargets is the number of targets up to which At needs no memory of its own.
	inlineTargets = 16384
	inlineDirect  = 8
)

// At appends the targets that can be walked to from start, nearest first and of equally near
// ones that with the lower position. The metres are exactly those of Reach.At.
func (v *Reverse) At(start Snapped, buf []Hit) []Hit {
	if !v.g.holds(&start) || start.off() > v.limit {
		return buf
	}
	var inline [inlineTargets / 64]uint64
	m := merger{limit: v.limit, seen: inline[:]}
	if v.count > inlineTargets {
		big := v.desk.marks(v.count)
		defer v.desk.keep(big)
		m.seen = *big
	}
	for _, t := range v.moved {
		m.see(t.target) // what the table says of it is out of date
	}
	a, b := start.leaving(v.profile)
	a, b = a+start.off(), b+start.off()
	m = m.with(v.table.at(start.A), a)
	if start.A != start.B {
		m = m.with(v.table.at(start.B), b)
	}
	var direct [inlineDirect]hit
	m = m.with(v.directHits(&start, direct[:0]), 0)
	var moved [mostMoved]hit
	m.fresh = m.count
	m = m.with(v.movedHits(&start, a, b, moved[:0]), 0)
	return m.run(buf)
}

// directHits are targets on the start's own edge.
func (v *Reverse) directHits(start *Snapped, hits []hit) []hit {
	a, b := min(start.A, start.B), max(start.A, start.B)
	// The first target on this edge.
	lo, hi := 0, len(v.edges)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if e := &v.edges[mid]; e.a < a || e.a == a && e.b < b {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for ; lo < len(v.edges) && v.edges[lo].a == a && v.edges[lo].b == b; lo++ {
		e := &v.edges[lo]
		if d := start.off() + start.direct(&e.at, v.profile) + e.at.off(); d <= v.limit {
			hits = append(hits, newHit(d, e.target))
		}
	}
	if len(hits) > 1 {
		slices.Sort(hits)
	}
	return hits
}

// movedHits are the targets that Replace put elsewhere; a and b are the walks from the start to the
// ends of its edge.
func (v *Reverse) movedHits(start *Snapped, a, b uint32, hits []hit) []hit {
	for _, t := range v.moved {
		d := min(t.from(start.A)+a, t.from(start.B)+b)
		if v.g.holds(&t.at) && start.sameEdge(&t.at) {
			d = min(d, start.off()+start.direct(&t.at, v.profile)+t.at.off())
		}
		if d <= v.limit {
			hits = append(hits, newHit(d, t.target))
		}
	}
	if len(hits) > 1 {
		slices.Sort(hits)
	}
	return hits
}

// merger joins sorted lists of hits and keeps the best of every target.
type merger struct {
	limit uint32
	lists [4]struct {
		hits  []hit
		extra uint32
	}
	heads [4]hit
	count int
	fresh int // the list whose targets are in no other
	seen  []uint64
}

// with adds a list, every hit of which is so many decimetres farther. (Through a pointer the
// list would have to live on the heap.)
func (m merger) with(hits []hit, extra uint32) merger {
	if len(hits) > 0 {
		m.lists[m.count].hits, m.lists[m.count].extra = hits[1:], extra
		m.heads[m.count] = hits[0].further(extra)
		m.count++
	}
	return m
}

// see marks a target and tells whether it was marked before: 1 or 0.
func (m *merger) see(target uint32) int {
	word, bit := &m.seen[target/64], target%64
	before := *word >> bit & 1
	*word |= 1 << bit
	return int(before)
}

func (m *merger) run(buf []Hit) []Hit {
	const none = ^hit(0)
	for {
		best, from := none, 0
		for i, h := range m.heads[:m.count] {
			if h < best {
				best, from = h, i
			}
		}
		if best.decimetres() > m.limit {
			return buf
		}
		if l := &m.lists[from]; len(l.hits) > 0 {
			m.heads[from] = l.hits[0].further(l.extra)
			l.hits = l.hits[1:]
		} else {
			m.heads[from] = none
		}
		seen := 0
		if from != m.fresh {
			seen = m.see(best.target())
		}
		h := Hit{best.target(), float32(best.decimetres()) / 10}
		if n := len(buf); n < cap(buf) {
			// Half of all hits were seen, at random: cheaper to write and take back than to foresee.
			buf = buf[:n+1]
			buf[n] = h
			buf = buf[:n+1-seen]
		} else if seen == 0 {
			buf = append(buf, h)
		}
	}
}
