package geo

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"sync"
)

// mostMoved is how many targets may be moved before the table is made anew.
const mostMoved = 48

// moved is a target that was put elsewhere after the table was made, and from where it can
// be walked to: a hash table of nodes, with open addressing.
type moved struct {
	target uint32
	at     Snapped
	slots  []slot // a power of two of them, at most half full; nil when nothing reaches it
	shift  uint
}

type slot struct{ node, away uint32 } // away is decimetres + 1; 0 for an empty slot

// desk keeps workspace for the next one who needs it.
type desk struct {
	mu    sync.Mutex
	reach *Reach    // of Replace
	seen  sync.Pool // *[]uint64, all zero, of At when there are very many targets
}

// marks are one bit for each of count targets.
func (d *desk) marks(count int) *[]uint64 {
	if kept, ok := d.seen.Get().(*[]uint64); ok && len(*kept) > count/64 {
		return kept
	}
	made := make([]uint64, count/64+1)
	return &made
}

func (d *desk) keep(marks *[]uint64) {
	clear(*marks)
	d.seen.Put(marks)
}

// Replace makes a copy in which one target is elsewhere (or nowhere, see Nowhere), in the time
// of one search; the original stays as it is. The position after the last one adds a target. Every
// 49th target moved costs a new table as well, without new searches. It fails when
// there is no such target, or with the context's error.
func (v *Reverse) Replace(ctx context.Context, target int, at Snapped) (*Reverse, error) {
	if target < 0 || target > v.count {
		return nil, fmt.Errorf("geo: there is no target %d of %d", target, v.count)
	}
	m := &moved{target: uint32(target), at: at}
	if err := v.trace(ctx, m); err != nil {
		return nil, err
	}
	w := *v
	w.count = max(v.count, target+1)
	i, there := slices.BinarySearchFunc(v.moved, m.target, func(m *moved, t uint32) int { return int(int64(m.target) - int64(t)) })
	w.moved = make([]*moved, 0, len(v.moved)+1)
	w.moved = append(append(w.moved, v.moved[:i]...), m)
	if there {
		i++
	}
	w.moved = append(w.moved, v.moved[i:]...)
	if len(w.moved) > mostMoved {
		if err := w.settleDown(ctx); err != nil {
			return nil, err
		}
	}
	return &w, nil
}

// trace finds from where a moved target can be walked to.
func (v *Reverse) trace(ctx context.Context, m *moved) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !v.g.holds(&m.at) {
		return nil
	}
	v.desk.mu.Lock()
	defer v.desk.mu.Unlock()
	if v.desk.reach == nil {
		v.desk.reach = NewReach(v.g)
	}
	r := v.desk.reach
	if err := r.To(ctx, m.at, float64(v.limit)/10, v.profile); err != nil {
		return err
	}
	log := bits.Len(uint(len(r.settled))) + 1
	m.slots, m.shift = make([]slot, 1<<log), uint(32-log)
	for _, node := range r.settled {
		*m.find(node) = slot{node, r.label[node] + 1}
	}
	return nil
}

// find is the slot of a node, or the empty one where it belongs.
func (m *moved) find(node uint32) *slot {
	mask := uint32(len(m.slots) - 1)
	for i := node * 2654435769 >> m.shift; ; i++ {
		if s := &m.slots[i&mask]; s.away == 0 || s.node == node {
			return s
		}
	}
}

// from is the walk from a node to the target, noWay when it is too long.
func (m *moved) from(node uint32) uint32 {
	if m.slots == nil {
		return noWay
	}
	if away := m.find(node).away; away != 0 {
		return away - 1
	}
	return noWay
}

// settleDown makes a new table with everything that was moved in it.
func (v *Reverse) settleDown(ctx context.Context) error {
	gone := make([]uint64, v.count/64+1)
	var part found
	for _, m := range v.moved {
		gone[m.target/64] |= 1 << (m.target % 64)
		for _, s := range m.slots {
			if s.away != 0 {
				part.nodes = append(part.nodes, s.node)
				part.hits = append(part.hits, newHit(s.away-1, m.target))
			}
		}
	}
	var fresh table
	if err := fresh.fill(ctx, v.g.NumNodes(), []found{part}); err != nil {
		return err
	}
	joined, err := joinTables(ctx, v.table, fresh, gone)
	if err != nil {
		return err
	}
	edges := make([]onEdge, 0, len(v.edges)+len(v.moved))
	for _, e := range v.edges {
		if gone[e.target/64]>>(e.target%64)&1 == 0 {
			edges = append(edges, e)
		}
	}
	for _, m := range v.moved {
		edges = v.addOnEdge(edges, m.target, m.at)
	}
	slices.SortFunc(edges, onEdge.compare)
	v.table, v.edges, v.moved = joined, edges, nil
	return nil
}

// joinTables makes one table of an old one, without the targets that are gone (a bit for each), and a
// fresh one.
func joinTables(ctx context.Context, old, fresh table, gone []uint64) (table, error) {
	nodes := len(old.first) - 1
	t := table{first: make([]uint32, nodes+1)}
	hits, n := make([]hit, len(old.hits)+len(fresh.hits)), 0
	for v := range nodes {
		if v%checkEvery == 0 && ctx.Err() != nil {
			return table{}, ctx.Err()
		}
		t.first[v] = uint32(n)
		for _, h := range old.at(uint32(v)) {
			hits[n] = h // and written over by the next one when it is gone
			n += 1 - int(gone[h.target()/64]>>(h.target()%64)&1)
		}
		if more := fresh.at(uint32(v)); len(more) > 0 {
			n += copy(hits[n:], more)
			slices.Sort(hits[t.first[v]:n])
		}
	}
	t.first[nodes] = uint32(n)
	t.hits = hits[:n]
	return t, nil
}
