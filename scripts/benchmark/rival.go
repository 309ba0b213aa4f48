package main

import "tuoyuquan/geo"

// rival is what the bucket queue is measured against: a bounded Dijkstra with a 4-ary heap over the same streets, in the
// same node order, written with the same care (no allocation, labels reset by epoch).
type rival struct {
	first  []uint32
	to     []uint32
	weight []uint32 // decimetres
	dist   []uint32
	epoch  []uint32
	now    uint32
	heap   []rivalItem
}

type rivalItem struct{ dist, node uint32 }

func newRival(g *geo.Graph) *rival {
	n := g.NumNodes()
	r := &rival{first: make([]uint32, n+1), dist: make([]uint32, n), epoch: make([]uint32, n)}
	arc := func(from, to uint32, dm uint32) {
		r.to[r.first[from]], r.weight[r.first[from]] = to, dm
		r.first[from]++
	}
	g.EachEdge(func(from, to uint32, _ float64, flags geo.EdgeFlags) bool {
		r.first[from]++
		if flags&geo.FlagOneWay == 0 {
			r.first[to]++
		}
		return true
	})
	sum := uint32(0)
	for i, d := range r.first {
		r.first[i] = sum
		sum += d
	}
	r.to, r.weight = make([]uint32, sum), make([]uint32, sum)
	g.EachEdge(func(from, to uint32, metres float64, flags geo.EdgeFlags) bool {
		dm := uint32(metres*10 + 0.5)
		arc(from, to, dm)
		if flags&geo.FlagOneWay == 0 {
			arc(to, from, dm)
		}
		return true
	})
	for i := n; i > 0; i-- {
		r.first[i] = r.first[i-1]
	}
	r.first[0] = 0
	return r
}

// from settles all nodes within limit decimetres of start and returns how many there are.
func (r *rival) from(start, limit uint32) (settled int) {
	r.now++
	r.heap = r.heap[:0]
	r.dist[start], r.epoch[start] = 0, r.now
	r.push(rivalItem{0, start})
	for len(r.heap) > 0 {
		top := r.pop()
		if top.dist > r.dist[top.node] {
			continue
		}
		settled++
		for a := r.first[top.node]; a < r.first[top.node+1]; a++ {
			to, d := r.to[a], top.dist+r.weight[a]
			if d > limit || r.epoch[to] == r.now && r.dist[to] <= d {
				continue
			}
			r.dist[to], r.epoch[to] = d, r.now
			r.push(rivalItem{d, to})
		}
	}
	return settled
}

func (r *rival) push(x rivalItem) {
	r.heap = append(r.heap, x)
	i := len(r.heap) - 1
	for i > 0 {
		up := (i - 1) / 4
		if r.heap[up].dist <= x.dist {
			break
		}
		r.heap[i] = r.heap[up]
		i = up
	}
	r.heap[i] = x
}

func (r *rival) pop() rivalItem {
	top := r.heap[0]
	last := r.heap[len(r.heap)-1]
	r.heap = r.heap[:len(r.heap)-1]
	n := len(r.heap)
	if n == 0 {
		return top
	}
	i := 0
	for {
		child := 4*i + 1
		if child >= n {
			break
		}
		best := child
		for c := child + 1; c < min(child+4, n); c++ {
			if r.heap[c].dist < r.heap[best].dist {
				best = c
			}
		}
		if r.heap[best].dist >= last.dist {
			break
		}
		r.heap[i] = r.heap[best]
		i = best
	}
	r.heap[i] = last
	return top
}
