package geo

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/sync/errgroup"
)

// Hit is a target within walking distance, by its position among the targets.
type Hit struct {
	Target uint32
	Metres float32
}

// Reverse answers at once which of many targets can be walked to from a place within a
// fixed distance: the answer stands ready at every node. It never changes
// and may be used by many goroutines at once; Replace makes a changed copy.
type Reverse struct {
	g       *Graph
	limit   uint32
	profile Profile
	count   int
	table   table
	edges   []onEdge // targets by their edge, for starts on the same one
	moved   []*moved // what Replace changed since the table was made, by target
	desk    *desk
}

// table lists, for every node, what can be reached from it, nearest first.
type table struct {
	first []uint32 // of node v: hits[first[v]:first[v+1]]
	hits  []hit
}

// hit is a distance in decimetres in the upper half and a target in the lower.
type hit uint64

func newHit(d, target uint32) hit  { return hit(d)<<32 | hit(target) }
func (h hit) decimetres() uint32   { return uint32(h >> 32) }
func (h hit) target() uint32       { return uint32(h) }
func (h hit) further(d uint32) hit { return h + hit(d)<<32 }

// NewReverse finds for all targets from where they can be walked to within metres, both
// off-street legs included. A target that is on no edge of g (see Nowhere) is never hit.
// It fails with ErrLimit or the context's error.
func NewReverse(ctx context.Context, g *Graph, targets []Snapped, metres float64, pr Profile) (*Reverse, error) {
	limit, err := checkLimit(metres)
	if err != nil {
		return nil, err
	}
	if uint64(len(targets)) >= math.MaxUint32 {
		return nil, fmt.Errorf("geo: %d targets are too many", len(targets))
	}
	v := &Reverse{g: g, limit: limit, profile: pr, count: len(targets), desk: &desk{}}
	parts, err := v.reachAll(ctx, targets)
	if err != nil {
		return nil, err
	}
	if err := v.table.fill(ctx, g.NumNodes(), parts); err != nil {
		return nil, err
	}
	for i := range targets {
		v.edges = v.addOnEdge(v.edges, uint32(i), targets[i])
	}
	slices.SortFunc(v.edges, onEdge.compare)
	return v, nil
}

func (v *Reverse) addOnEdge(edges []onEdge, target uint32, at Snapped) []onEdge {
	if !v.g.holds(&at) {
		return edges
	}
	return append(edges, onEdge{min(at.A, at.B), max(at.A, at.B), target, at})
}

// Len is the number of targets.
func (v *Reverse) Len() int { return v.count }

// Metres is the walking distance for which it was made.
func (v *Reverse) Metres() float64 { return float64(v.limit) / 10 }

// Bytes is the memory that it takes.
func (v *Reverse) Bytes() int {
	n := 4*len(v.table.first) + 8*len(v.table.hits) + int(unsafe.Sizeof(onEdge{}))*len(v.edges)
	for _, m := range v.moved {
		n += 8 * len(m.slots)
	}
	return n
}

// found are hits, one after the other, and the node of each.
type found struct {
	nodes []uint32
	hits  []hit
}

// reachAll searches from every target, on all processors.
func (v *Reverse) reachAll(ctx context.Context, targets []Snapped) ([]found, error) {
	workers := max(1, min(runtime.GOMAXPROCS(0), len(targets)/32))
	parts := make([]found, workers)
	group, ctx := errgroup.WithContext(ctx)
	for w := range workers {
		group.Go(func() error {
			from, to := w*len(targets)/workers, (w+1)*len(targets)/workers
			r := NewReach(v.g)
			for i := from; i < to; i++ {
				if err := v.reach(ctx, r, uint32(i), targets[i], &parts[w]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return parts, nil
}

// reach appends the nodes from which one target can be walked to.
func (v *Reverse) reach(ctx context.Context, r *Reach, target uint32, at Snapped, into *found) error {
	if !v.g.holds(&at) {
		return nil
	}
	if err := r.To(ctx, at, float64(v.limit)/10, v.profile); err != nil {
		return err
	}
	into.nodes = append(into.nodes, r.settled...)
	for _, node := range r.settled {
		into.hits = append(into.hits, newHit(r.label[node], target))
	}
	return nil
}

// fill sorts what was found by node and distance.
func (t *table) fill(ctx context.Context, nodes int, parts []found) error {
	t.first = make([]uint32, nodes+1)
	total := 0
	for _, p := range parts {
		total += len(p.nodes)
		for _, node := range p.nodes {
			t.first[node]++
		}
	}
	if uint64(total) >= math.MaxUint32 {
		return fmt.Errorf("geo: %d pairs of node and target are too many", total)
	}
	var sum uint32
	for i, n := range t.first {
		sum += n
		t.first[i] = sum
	}
	t.hits = make([]hit, total)
	for _, p := range parts {
		for i, node := range p.nodes {
			t.first[node]--
			t.hits[t.first[node]] = p.hits[i]
		}
	}
	for i := range nodes {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		slices.Sort(t.hits[t.first[i]:t.first[i+1]])
	}
	return nil
}

func (t *table) at(node uint32) []hit { return t.hits[t.first[node]:t.first[node+1]] }

// onEdge is where on its edge a target lies; a is the lower-numbered end.
type onEdge struct {
	a, b   uint32
	target uint32
	at     Snapped
}

func (e onEdge) compare(f onEdge) int {
	return cmp.Or(cmp.Compare(e.a, f.a), cmp.Compare(e.b, f.b), cmp.Compare(e.target, f.target))
}

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
