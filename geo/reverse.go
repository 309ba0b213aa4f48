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
