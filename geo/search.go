package geo

import (
	"context"
	"fmt"
	"math"
	"math/bits"
)

// checkEvery is how many settled nodes pass between two looks at the context.
const checkEvery = 4096

// search is Dijkstra's algorithm, bounded by a distance, with one bucket for every decimetre. Buckets
// are lists through one growing array, so nothing is moved when a label improves: the older
// entry stays and is skipped. A bitmap finds the next bucket that is not empty. All
// arcs are at least a decimetre long, so a bucket never grows while it is emptied.
type search struct {
	g       *Graph
	label   []uint32 // decimetres per node, infinite when not reached
	settled []uint32 // in ascending order of their labels
	heads   []uint32 // per decimetre: the newest entry of its list, 0 for none
	full    []uint64 // bitmap of the buckets that are not empty
	touched arc      // means nothing; kept so that the compiler keeps the loads
	entries []entry  // entries[0] is never used
}

type entry struct{ node, next uint32 }

func newSearch(g *Graph, label []uint32) *search {
	for i := range label {
		label[i] = infinite
	}
	return &search{
		g:       g,
		label:   label,
		heads:   make([]uint32, maxLimit+1),
		full:    make([]uint64, maxLimit/64+1),
		entries: make([]entry, 1, 1024),
	}
}

// forget makes everything unreached again.
func (s *search) forget() {
	for _, v := range s.settled {
		s.label[v] = infinite
	}
	s.settled = s.settled[:0]
}

// seed starts the search at a node, d decimetres away from the start. run must follow.
func (s *search) seed(node, d, limit uint32) {
	if d > limit || d >= s.label[node] {
		return
	}
	s.label[node] = d
	s.push(node, d)
}

func (s *search) push(node, d uint32) {
	s.entries = append(s.entries, entry{node, s.heads[d]})
	s.heads[d] = uint32(len(s.entries) - 1)
	s.full[d/64] |= 1 << (d % 64)
}

// run settles everything within the limit (at most maxLimit) over arcs that carry none of
// the banned flags. When the context ends the search is left empty and its error returned.
func (s *search) run(ctx context.Context, limit uint32, ban arcFlags) error {
	// Everything lives in local variables: this loop is what a walk costs.
	first, arcs, label := s.g.first, s.g.arcs, s.label
	heads, full := s.heads[:limit+1], s.full[:limit/64+1]
	entries, settled := s.entries, s.settled
	check := checkEvery
	var touched arc
	for w := range full {
		for full[w] != 0 {
			d := uint32(w*64 + bits.TrailingZeros64(full[w]))
			full[w] &= full[w] - 1
			e := heads[d]
			heads[d] = 0
			for e != 0 {
				v := entries[e].node
				e = entries[e].next
				if label[v] != d {
					continue // reached on a shorter way since
				}
				settled = append(settled, v)
				for _, a := range arcs[first[v]:first[v+1]] {
					u, near := a.to(), d+a.weight()
					if near >= label[u] || near > limit || a.flags()&ban != 0 {
						continue
					}
					label[u] = near
					touched ^= arcs[first[u]] // has it fetched from memory before its turn comes
					entries = append(entries, entry{u, heads[near]})
					heads[near] = uint32(len(entries) - 1)
					full[near/64] |= 1 << (near % 64)
				}
			}
		}
		if len(settled) > check {
			check = len(settled) + checkEvery
			if err := ctx.Err(); err != nil {
				s.entries, s.settled = entries, settled
				s.abandon(full)
				return fmt.Errorf("walking the streets: %w", err)
			}
		}
	}
	s.entries, s.settled, s.touched = entries[:1], settled, touched
	return nil
}

// A network of more nodes than coldNodes does not stay in the caches from one walk to the next. What lies up to warmNodes
// before and after the start along the curve, most of a short walk, is then fetched all at once: line by line, each
// would be waited for.
const (
	coldNodes = 100_000
	warmNodes = 400
)

// warm has the surroundings of a node fetched from memory.
func (s *search) warm(v uint32) {
	n := uint32(len(s.label))
	if n < coldNodes || v >= n {
		return
	}
	const line = 64 // bytes
	from, to := v-min(v, warmNodes), min(n-1, v+warmNodes)
	var word uint32
	var touched arc
	for i := s.g.first[from]; i < s.g.first[to]; i += line / 8 {
		touched ^= s.g.arcs[i]
	}
	for i := from; i < to; i += line / 4 {
		word ^= s.label[i] ^ s.g.first[i]
	}
	s.touched ^= touched ^ arc(word) // so that the compiler keeps the loads
}

// abandon empties a search that was stopped half-way.
func (s *search) abandon(full []uint64) {
	for w, word := range full {
		for ; word != 0; word &= word - 1 {
			s.heads[w*64+bits.TrailingZeros64(word)] = 0
		}
		full[w] = 0
	}
	for _, e := range s.entries[1:] {
		s.label[e.node] = infinite
	}
	s.entries = s.entries[:1]
	s.settled = s.settled[:0]
}

// decimetres rounds metres; what is negative or no number is 0, what is too much the greatest possible.
func decimetres(metres float64) uint32 {
	switch {
	case !(metres > 0):
		return 0
	case metres*10 >= math.MaxUint32/4:
		return math.MaxUint32 / 4
	default:
		return uint32(math.Round(metres * 10))
	}
}

// checkLimit turns the length of a walk into decimetres; ErrLimit when it is no number,
// negative or beyond MaxMetres.
func checkLimit(metres float64) (uint32, error) {
	if !(metres >= 0 && metres <= MaxMetres) {
		return 0, fmt.Errorf("%w: %v m, at most %v m", ErrLimit, metres, MaxMetres)
	}
	return decimetres(metres), nil
}
