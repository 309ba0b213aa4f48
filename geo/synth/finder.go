package synth

import (
	"cmp"
	"math"
	"slices"
)

// finder finds edges of the net one can walk along, by place.
type finder struct {
	net  *net
	grid map[[2]int][]edgeKey
}

const finderCell = 100.0

func newFinder(n *net) *finder {
	f := &finder{net: n, grid: make(map[[2]int][]edgeKey)}
	for _, c := range n.chains {
		f.add(n.expand(c.nodes, false))
	}
	return f
}

// add takes in the edges of a run of nodes; call it for every new chain.
func (f *finder) add(run []int32) {
	for i := 1; i < len(run); i++ {
		k := key(run[i-1], run[i])
		f.cells(f.net.at[k[0]], f.net.at[k[1]], 0, func(c [2]int) { f.grid[c] = append(f.grid[c], k) })
	}
}

func (f *finder) cells(a, b pt, margin float64, do func(c [2]int)) {
	x0, x1 := int(math.Floor((math.Min(a.x, b.x)-margin)/finderCell)), int(math.Floor((math.Max(a.x, b.x)+margin)/finderCell))
	y0, y1 := int(math.Floor((math.Min(a.y, b.y)-margin)/finderCell)), int(math.Floor((math.Max(a.y, b.y)+margin)/finderCell))
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			do([2]int{x, y})
		}
	}
}

// near returns the walkable edges around a-b, each once, that ok accepts.
func (f *finder) near(a, b pt, margin float64, ok func(s *street) bool) []edgeKey {
	var out []edgeKey
	f.cells(a, b, margin, func(c [2]int) {
		for _, k := range f.grid[c] {
			if _, split := f.net.split[k]; split {
				continue
			}
			e := f.net.edges[k]
			if e.flags == 0 && e.street != noStreet && ok(&f.net.streets[e.street]) && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	})
	return out
}

// nearest returns the walkable edge nearest to p, within the given distance.
func (f *finder) nearest(p pt, within float64, ok func(s *street) bool) (edgeKey, pt, bool) {
	best, at, found := within, edgeKey{}, false
	for _, k := range f.near(p, p, within, ok) {
		if d := distToSegment(p, f.net.at[k[0]], f.net.at[k[1]]); d < best {
			best, at, found = d, k, true
		}
	}
	if !found {
		return at, p, false
	}
	a, b := f.net.at[at[0]], f.net.at[at[1]]
	t := p.sub(a).dot(b.sub(a)) / math.Max(1e-9, b.sub(a).dot(b.sub(a)))
	return at, a.to(b, math.Max(0, math.Min(1, t))), true
}

// junction makes a node on an edge.
func (f *finder) junction(k edgeKey, p pt, snap float64) int32 {
	id := f.net.junction(k[0], k[1], p, snap)
	if id != k[0] && id != k[1] {
		f.add([]int32{k[0], id, k[1]})
	}
	return id
}

// across lays a line that has a junction with every way it crosses.
func (f *finder) across(st int32, pts []pt, closed bool) []int32 {
	var run []int32
	first := f.net.node(pts[0])
	run = append(run, first)
	for i := 1; i < len(pts); i++ {
		type meet struct {
			t float64
			k edgeKey
		}
		var meets []meet
		a, b := pts[i-1], pts[i]
		for _, k := range f.near(a, b, 0, func(*street) bool { return true }) {
			if t, _, ok := hit(a, b, f.net.at[k[0]], f.net.at[k[1]]); ok {
				meets = append(meets, meet{t, k})
			}
		}
		slices.SortFunc(meets, func(p, q meet) int {
			return cmp.Or(cmp.Compare(p.t, q.t), cmp.Compare(p.k[0], q.k[0]), cmp.Compare(p.k[1], q.k[1]))
		})
		for _, m := range meets {
			if id := f.junction(m.k, a.to(b, m.t), 2); !slices.Contains(run, id) {
				run = append(run, id)
			}
		}
		if closed && i == len(pts)-1 {
			run = append(run, first)
		} else {
			run = append(run, f.net.node(b))
		}
	}
	f.net.lay(st, run...)
	f.add(run)
	return run
}

// connect lays a way from a node to the nearest street that ok accepts, and reports whether there was one.
func (f *finder) connect(from int32, c class, within float64, ok func(s *street) bool) bool {
	k, p, found := f.nearest(f.net.at[from], within, ok)
	if !found || p.dist(f.net.at[from]) < 2 {
		return false
	}
	to := f.junction(k, p, 6)
	run := []int32{from, to}
	f.net.lay(f.net.unnamed(c), run...)
	f.add(run)
	return true
}

func forCars(s *street) bool { return s.class <= residential }
