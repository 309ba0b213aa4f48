package synth

import (
	"cmp"
	"math"
	"slices"
)

// line is a polyline of the plan: a street, or (street noStreet) something that only divides.
type line struct {
	pts    []pt
	street int32
	border bool // of the town: kept whatever keep says
}

// seg is one segment of a line with the places where others cross it.
type seg struct {
	a, b pt
	line int
	cuts []cut
}

type cut struct {
	f float64
	p pt
}

// arrange lays lines into the net, with a node wherever two of them cross, leaves out what keep refuses and what ends
// nowhere, and returns the faces between them, each a counter-clockwise ring of nodes.
func (n *net) arrange(lines []line, keep func(mid pt) bool) [][]int32 {
	segs := crossAll(lines)
	index := make(map[[2]int64]int32)
	nodeAt := func(p pt) int32 {
		k := [2]int64{int64(math.Round(p.x * 20)), int64(math.Round(p.y * 20))}
		id, ok := index[k]
		if !ok {
			id = n.node(p)
			index[k] = id
		}
		return id
	}
	var runs []chain
	for i := range segs {
		s := &segs[i]
		slices.SortFunc(s.cuts, func(a, b cut) int { return cmp.Compare(a.f, b.f) })
		ids := []int32{nodeAt(s.a)}
		for _, c := range append(s.cuts, cut{1, s.b}) {
			if id := nodeAt(c.p); id != ids[len(ids)-1] {
				ids = append(ids, id)
			}
		}
		l := lines[s.line]
		for j := 1; j < len(ids); j++ {
			a, b := ids[j-1], ids[j]
			if l.border || keep(n.at[a].to(n.at[b], 0.5)) {
				runs = append(runs, chain{l.street, []int32{a, b}})
			}
		}
	}
	runs = n.prune(runs)
	n.join(runs)
	return n.faces(runs)
}

// crossAll finds all crossings between the segments of the lines.
func crossAll(lines []line) []seg {
	var segs []seg
	for li, l := range lines {
		for i := 1; i < len(l.pts); i++ {
			segs = append(segs, seg{a: l.pts[i-1], b: l.pts[i], line: li})
		}
	}
	const cell = 120.0
	grid := make(map[[2]int][]int)
	for i := range segs {
		s := &segs[i]
		x0, x1 := math.Min(s.a.x, s.b.x), math.Max(s.a.x, s.b.x)
		y0, y1 := math.Min(s.a.y, s.b.y), math.Max(s.a.y, s.b.y)
		for cx := int(math.Floor(x0 / cell)); cx <= int(math.Floor(x1/cell)); cx++ {
			for cy := int(math.Floor(y0 / cell)); cy <= int(math.Floor(y1/cell)); cy++ {
				k := [2]int{cx, cy}
				for _, j := range grid[k] {
					crossTwo(s, &segs[j])
				}
				grid[k] = append(grid[k], i)
			}
		}
	}
	return segs
}

// crossTwo notes the crossing of two segments on both. Segments of one line that follow each other share their end already.
func crossTwo(s, o *seg) {
	if s.a == o.b || s.b == o.a || s.a == o.a || s.b == o.b {
		return
	}
	t, u, ok := hit(s.a, s.b, o.a, o.b)
	if !ok {
		return
	}
	p := s.a.to(s.b, t)
	s.cuts, o.cuts = append(s.cuts, cut{t, p}), append(o.cuts, cut{u, p})
}

// prune drops doubled edges and, again and again, edges with a loose end.
func (n *net) prune(runs []chain) []chain {
	seen := make(map[edgeKey]bool, len(runs))
	degree := make([]int, len(n.at))
	runs = slices.DeleteFunc(runs, func(c chain) bool {
		k := key(c.nodes[0], c.nodes[1])
		if seen[k] {
			return true
		}
		seen[k] = true
		degree[k[0]]++
		degree[k[1]]++
		return false
	})
	for {
		before := len(runs)
		runs = slices.DeleteFunc(runs, func(c chain) bool {
			a, b := c.nodes[0], c.nodes[1]
			if degree[a] > 1 && degree[b] > 1 {
				return false
			}
			degree[a]--
			degree[b]--
			return true
		})
		if len(runs) == before {
			return runs
		}
	}
}

// join lays the edges, as chains as long as they go.
func (n *net) join(runs []chain) {
	var cur []int32
	for i, r := range runs {
		if len(cur) > 0 && (runs[i-1].street != r.street || cur[len(cur)-1] != r.nodes[0]) {
			n.lay(runs[i-1].street, cur...)
			cur = nil
		}
		if len(cur) == 0 {
			cur = append(cur, r.nodes[0])
		}
		cur = append(cur, r.nodes[1])
	}
	if len(cur) > 0 {
		n.lay(runs[len(runs)-1].street, cur...)
	}
}

// faces traces the faces between the edges; the outer one is left out.
func (n *net) faces(runs []chain) [][]int32 {
	around := make([][]int32, len(n.at)) // neighbours of a node, counter-clockwise
	for _, r := range runs {
		a, b := r.nodes[0], r.nodes[1]
		around[a], around[b] = append(around[a], b), append(around[b], a)
	}
	for a := range around {
		o := n.at[a]
		slices.SortFunc(around[a], func(p, q int32) int {
			dp, dq := n.at[p].sub(o), n.at[q].sub(o)
			return cmp.Compare(math.Atan2(dp.y, dp.x), math.Atan2(dq.y, dq.x))
		})
	}
	done := make(map[[2]int32]bool, 2*len(runs))
	var out [][]int32
	for a := range around {
		for _, b := range around[a] {
			from, to := int32(a), b //nolint:gosec // some thousand
			var ring []int32
			for !done[[2]int32{from, to}] {
				done[[2]int32{from, to}] = true
				ring = append(ring, from)
				next := around[to]
				i := slices.Index(next, from)
				from, to = to, next[(i+len(next)-1)%len(next)]
			}
			if len(ring) > 2 && n.polygon(ring).area() > 0 {
				out = append(out, ring)
			}
		}
	}
	return out
}
