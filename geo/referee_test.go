package geo

import (
	"container/heap"
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// referee is a plain Dijkstra over maps that shares no code with the package: slow, and
// obviously right. Places on edges become nodes of their own.
type referee struct {
	out map[string][]road // by node name
}

type road struct {
	to    string
	dm    int
	steps bool
}

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

func nodeName(v uint32) string { return "n" + string(rune('0'+v%10)) + "/" + itoa(int(v)) }

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

type tally struct {
	name string
	dm   int
}

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

func (f *referee) road(from, to string, dm int, oneway, steps bool) {
	f.out[from] = append(f.out[from], road{to, dm, steps})
	if !oneway {
		f.out[to] = append(f.out[to], road{from, dm, steps})
	}
}

// turned is the same town with every street walked the other way.
func (f *referee) turned() *referee {
	t := &referee{out: map[string][]road{}}
	for from, roads := range f.out {
		for _, r := range roads {
			t.out[r.to] = append(t.out[r.to], road{from, r.dm, r.steps})
		}
	}
	return t
}

func (f *referee) walk(start string, limit int, pr Profile) map[string]int {
	done := map[string]int{}
	q := &tallies{{start, 0}}
	for q.Len() > 0 {
		at := heap.Pop(q).(tally)
		if _, seen := done[at.name]; seen || at.dm > limit {
			continue
		}
		done[at.name] = at.dm
		for _, r := range f.out[at.name] {
			if pr == Stroller && r.steps {
				continue
			}
			heap.Push(q, tally{r.to, at.dm + r.dm})
		}
	}
	return done
}

// refereeOf is the referee of a graph with some places as nodes "p0", "p1" … of their own.
func refereeOf(g *Graph, places ...Snapped) *referee {
	f := &referee{out: map[string][]road{}}
	g.EachEdge(func(from, to uint32, metres float64, flags EdgeFlags) bool {
		f.road(nodeName(from), nodeName(to), int(math.Round(metres*10)), flags&FlagOneWay != 0, flags&FlagSteps != 0)
		return true
	})
	for i, p := range places {
		f.place("p"+itoa(i), p)
		for j, o := range places[:i] {
			if p.A != p.B && p.A == o.A && p.B == o.B && p.Steps == o.Steps {
				lo, hi := "p"+itoa(i), "p"+itoa(j)
				along := int(o.AlongA) - int(p.AlongA)
				if along < 0 {
					lo, hi, along = hi, lo, -along
				}
				f.road(lo, hi, along, p.OneWay && along > 0, p.Steps)
			}
		}
	}
	return f
}

// place joins a place, with the point it was snapped from, to the ends of its edge.
func (f *referee) place(name string, p Snapped) {
	f.road(name+"off", name, int(math.Round(p.OffStreet*10)), false, false)
	f.road(nodeName(p.A), name, int(p.AlongA), p.OneWay && p.AlongA > 0, p.Steps && p.AlongA > 0)
	f.road(name, nodeName(p.B), int(p.AlongB), p.OneWay && p.AlongB > 0, p.Steps && p.AlongB > 0)
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
