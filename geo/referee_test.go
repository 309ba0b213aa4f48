package geo

import (
	"container/heap"
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

type town struct {
	points []orb.Point
	edges  []rawEdge
}

// lengthDM is the specification of an edge's length.
func lengthDM(a, b orb.Point) int {
	round := func(x float64) float64 { return math.Round(x*1e7) / 1e7 }
	const r = 6371008.8
	rad := func(d float64) float64 { return round(d) * math.Pi / 180 }
	s1, s2 := math.Sin((rad(b[1])-rad(a[1]))/2), math.Sin((rad(b[0])-rad(a[0]))/2)
	h := s1*s1 + math.Cos(rad(a[1]))*math.Cos(rad(b[1]))*s2*s2
	return max(1, int(math.Round(10*2*r*math.Asin(math.Sqrt(h)))))
}

// referee is a plain Dijkstra over maps that shares no code with the package: slow, and
// obviously right. Places on edges become nodes of their own: a place i is node onStreet(i),
// the point it was snapped from is node offStreet(i).
type referee struct {
	nodes   int
	out, in map[int][]road
	// the same of the places, which change more often
	placeOut, placeIn map[int][]road
}

type road struct {
	to    int
	dm    int
	steps bool
}

func (f *referee) onStreet(place int) int  { return f.nodes + 2*place }
func (f *referee) offStreet(place int) int { return f.nodes + 2*place + 1 }

// refereeOf is the referee of a graph.
func refereeOf(g *Graph) *referee {
	f := &referee{nodes: g.NumNodes(), out: map[int][]road{}, in: map[int][]road{}}
	g.EachEdge(func(from, to uint32, metres float64, flags EdgeFlags) bool {
		join(f.out, f.in, int(from), int(to), int(math.Round(metres*10)), flags&FlagOneWay != 0, flags&FlagSteps != 0)
		return true
	})
	return f
}

func join(out, in map[int][]road, from, to, dm int, oneway, steps bool) {
	out[from] = append(out[from], road{to, dm, steps})
	in[to] = append(in[to], road{from, dm, steps})
	if !oneway {
		join(out, in, to, from, dm, true, steps)
	}
}

// place replaces all places by others.
func (f *referee) place(places []Snapped) {
	f.placeOut, f.placeIn = map[int][]road{}, map[int][]road{}
	join := func(from, to, dm int, oneway, steps bool) { join(f.placeOut, f.placeIn, from, to, dm, oneway, steps) }
	for i, p := range places {
		join(f.offStreet(i), f.onStreet(i), int(math.Round(p.OffStreet*10)), false, false)
		join(int(p.A), f.onStreet(i), int(p.AlongA), p.OneWay && p.AlongA > 0, p.Steps && p.AlongA > 0)
		join(f.onStreet(i), int(p.B), int(p.AlongB), p.OneWay && p.AlongB > 0, p.Steps && p.AlongB > 0)
		for j, o := range places[:i] {
			if p.A == p.B || p.A != o.A || p.B != o.B || p.Steps != o.Steps {
				continue
			}
			first, second, along := f.onStreet(i), f.onStreet(j), int(o.AlongA)-int(p.AlongA)
			if along < 0 {
				first, second, along = second, first, -along
			}
			join(first, second, along, p.OneWay && along > 0, p.Steps)
		}
	}
}

// walk is the distance in decimetres of everything within the limit of start, or
// from everything to start.
func (f *referee) walk(start, limit int, pr Profile, forward bool) map[int]int {
	roads, placeRoads := f.out, f.placeOut
	if !forward {
		roads, placeRoads = f.in, f.placeIn
	}
	done := map[int]int{}
	q := &tallies{{start, 0}}
	for q.Len() > 0 {
		at := heap.Pop(q).(tally)
		if _, seen := done[at.node]; seen || at.dm > limit {
			continue
		}
		done[at.node] = at.dm
		for _, from := range [2]map[int][]road{roads, placeRoads} {
			for _, r := range from[at.node] {
				if _, seen := done[r.to]; !seen && (pr != Stroller || !r.steps) {
					heap.Push(q, tally{r.to, at.dm + r.dm})
				}
			}
		}
	}
	return done
}

type tally struct{ node, dm int }

type tallies []tally

func (q tallies) Len() int           { return len(q) }
func (q tallies) Less(i, j int) bool { return q[i].dm < q[j].dm }
func (q tallies) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *tallies) Push(x any)        { *q = append(*q, x.(tally)) }
func (q *tallies) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// agrees compares everything that r reached from places[0] with the referee, and
// tells how many questions that were.
func (f *referee) agrees(t testing.TB, r *Reach, places []Snapped, metres float64, pr Profile, forward bool) (asked, reached int) {
	t.Helper()
	f.place(places)
	search := r.From
	if !forward {
		search = r.To
	}
	if err := search(context.Background(), places[0], metres, pr); err != nil {
		t.Fatal(err)
	}
	want := f.walk(f.offStreet(0), int(math.Round(metres*10)), pr, forward)
	count := 0
	for v := range f.nodes {
		m, ok := r.Metres(uint32(v))
		dm, should := want[v]
		if ok != should || ok && int(math.Round(m*10)) != dm {
			t.Fatalf("node %d is %v m away (%v), the referee says %d dm (%v); from %+v, forward %v, profile %d", v, m, ok, dm, should, places[0], forward, pr)
		}
		if ok {
			count++
		}
	}
	if count != len(r.Nodes()) {
		t.Fatalf("%d nodes, listed are %d", count, len(r.Nodes()))
	}
	for i := range places {
		if i == 0 {
			continue
		}
		m, ok := r.At(places[i])
		dm, should := want[f.offStreet(i)]
		if ok != should || ok && int(math.Round(m*10)) != dm {
			t.Fatalf("from %+v to %+v it is %v m (%v), the referee says %d dm (%v); forward %v, profile %d", places[0], places[i], m, ok, dm, should, forward, pr)
		}
		if ok {
			reached++
			checkRoute(t, r, places[0], places[i], m, forward)
		}
	}
	return f.nodes + len(places) - 1, reached
}

func checkRoute(t testing.TB, r *Reach, start, end Snapped, metres float64, forward bool) {
	t.Helper()
	line, m, ok := r.Route(end)
	if !ok || m != metres || len(line) < 2 {
		t.Fatalf("route of %v m (%v), %d points; want %v m", m, ok, len(line), metres)
	}
	first, last := start.Point, end.Point
	if !forward {
		first, last = last, first
	}
	if line[0] != first || line[len(line)-1] != last {
		t.Fatalf("route from %v to %v, want %v to %v", line[0], line[len(line)-1], first, last)
	}
	// Every piece is rounded to a decimetre, and is one at least.
	if want := m - start.OffStreet - end.OffStreet; !near(lineMetres(line), want, 0.1+0.11*float64(len(line)+2)) {
		t.Fatalf("route of %v m between %d points, want %v m", lineMetres(line), len(line), want)
	}
}

// randomTown scatters nodes and joins near ones, with one-way streets and stairs among them.
func randomTown(rng *rand.Rand, n int) town {
	var t town
	side := 60 * math.Sqrt(float64(n))
	for range n {
		t.points = append(t.points, metresFrom(streetsOrigin, rng.Float64()*side, rng.Float64()*side))
	}
	for i := range n {
		for range 2 {
			// The nearest of a few is near enough to look like a street.
			best := -1
			for range 12 {
				j := rng.IntN(n)
				if j != i && (best < 0 || Haversine(t.points[i], t.points[j]) < Haversine(t.points[i], t.points[best])) {
					best = j
				}
			}
			if best < 0 {
				continue
			}
			var f EdgeFlags
			if rng.IntN(6) == 0 {
				f |= FlagOneWay
			}
			if rng.IntN(8) == 0 {
				f |= FlagSteps
			}
			t.edges = append(t.edges, rawEdge{uint32(i), uint32(best), f})
		}
	}
	return t
}

func (t town) build(tb testing.TB) *Graph {
	tb.Helper()
	b := NewBuilder(len(t.points), len(t.edges))
	for _, p := range t.points {
		b.Node(p)
	}
	for _, e := range t.edges {
		b.Edge(e.from, e.to, e.flags)
	}
	g, err := b.Build(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// anyPlace is a random place on a random edge of g, with an off-street leg.
func anyPlace(rng *rand.Rand, g *Graph) Snapped {
	v := uint32(rng.IntN(g.NumNodes()))
	arcs := g.arcsOf(v)
	if len(arcs) == 0 || rng.IntN(10) == 0 {
		return g.AtNode(v)
	}
	i := g.first[v] + uint32(rng.IntN(len(arcs)))
	if !g.arcs[i].canonical(v) {
		u := g.arcs[i].to()
		for k := g.first[u]; k < g.first[u+1]; k++ {
			if a := g.arcs[k]; a.to() == v && a.canonical(u) {
				v, i = u, k
				break
			}
		}
	}
	s := g.placed(place{node: v, arc: i, t: rng.Float64()})
	s.OffStreet = rng.Float64() * 40
	return s
}

// blockTown is a town of crooked blocks, side by side crossings, as large as one likes.
func blockTown(rng *rand.Rand, side int) town {
	var t town
	for y := range side {
		for x := range side {
			east, north := float64(x)*60+rng.Float64()*40, float64(y)*60+rng.Float64()*40
			t.points = append(t.points, metresFrom(streetsOrigin, east, north))
		}
	}
	join := func(from, to int) {
		var f EdgeFlags
		switch rng.IntN(20) {
		case 0, 1, 2:
			return
		case 3:
			f = FlagOneWay
		case 4:
			f = FlagSteps
		case 5:
			from, to, f = to, from, FlagOneWay
		}
		t.edges = append(t.edges, rawEdge{uint32(from), uint32(to), f})
	}
	for y := range side {
		for x := range side {
			if i := y*side + x; x+1 < side {
				join(i, i+1)
			}
			if i := y*side + x; y+1 < side {
				join(i, i+side)
			}
		}
	}
	return t
}
