package geo

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func TestBuildRefuses(t *testing.T) {
	ok := orb.Point{116, 40}
	tests := []struct {
		name  string
		build func(b *Builder)
	}{
		{"no number", func(b *Builder) { b.Node(orb.Point{math.NaN(), 40}) }},
		{"endless", func(b *Builder) { b.Node(orb.Point{116, math.Inf(1)}) }},
		{"beyond 180 degrees", func(b *Builder) { b.Node(orb.Point{180.1, 40}) }},
		{"at the pole", func(b *Builder) { b.Node(orb.Point{0, 89.9}) }},
		{"latitude first", func(b *Builder) { b.Node(orb.Point{40, 116}) }},
		{"an edge to no node", func(b *Builder) { b.Edge(b.Node(ok), 7, 0) }},
		{"an edge from no node", func(b *Builder) { b.Edge(math.MaxUint32, b.Node(ok), 0) }},
		{"across the 180th meridian", func(b *Builder) { b.Edge(b.Node(orb.Point{179.999, 0}), b.Node(orb.Point{-179.999, 0}), 0) }},
		{"too long an edge", func(b *Builder) { b.Edge(b.Node(ok), b.Node(orb.Point{118, 40}), 0) }},
	}
	for _, tt := range tests {
		b := NewBuilder(-1, -1)
		b.Node(ok)
		tt.build(b)
		if g, err := b.Build(context.Background()); !errors.Is(err, ErrInput) || g != nil {
			t.Errorf("%s: error %v, want ErrInput", tt.name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewBuilder(0, 0).Build(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

func TestDegenerateGraphs(t *testing.T) {
	here := orb.Point{116, 40}
	tests := map[string]town{
		"nothing":            {},
		"one node":           {points: []orb.Point{here}},
		"one node, one loop": {points: []orb.Point{here}, edges: []rawEdge{{0, 0, 0}}},
		"no edges":           {points: []orb.Point{here, {116.001, 40}}},
		"all at one place":   {points: []orb.Point{here, here, here}, edges: []rawEdge{{0, 1, 0}, {1, 2, 0}, {2, 0, 0}}},
		"corners of the map": {points: []orb.Point{{-180, -85}, {-180, -84.999}, {180, 85}, {180, 84.999}}, edges: []rawEdge{{0, 1, 0}, {2, 3, 0}}},
		"on the equator":     {points: []orb.Point{{0, 0}, {0.001, 0}}, edges: []rawEdge{{0, 1, 0}}},
		"same edge, 5 times": {points: []orb.Point{here, {116.001, 40}}, edges: []rawEdge{{0, 1, 0}, {1, 0, 0}, {0, 1, 3}, {0, 1, 0}, {1, 0, 2}}},
	}
	for name, town := range tests {
		g := town.build(t)
		for _, p := range append(town.points, here, orb.Point{math.NaN(), 0}, orb.Point{-180, 85}) {
			s, ok := g.Snap(p, Walk, 50)
			if ok && (s.OffStreet > 50 || math.IsNaN(s.OffStreet) || !g.holds(&s)) {
				t.Errorf("%s: %v is snapped to %+v", name, p, s)
			}
			if want := len(town.edges) > 0 && name != "one node, one loop" && slices.Contains(town.points, p); ok != want {
				t.Errorf("%s: %v is snapped: %v", name, p, ok)
			}
		}
		ctx, r := context.Background(), NewReach(g)
		for v := range uint32(g.NumNodes()) {
			if err := r.From(ctx, g.AtNode(v), 1000, Walk); err != nil || len(r.Nodes()) == 0 || r.Nodes()[0] != v {
				t.Errorf("%s: from node %d: %v, %v", name, v, r.Nodes(), err)
			}
			_ = r.Stretches(nil)
			if m, ok := r.At(g.AtNode(v)); !ok || m != 0 {
				t.Errorf("%s: node %d is %v m from itself (%v)", name, v, m, ok)
			}
		}
		if _, ok := r.Metres(infinite); ok {
			t.Errorf("%s: a node that is not there is reached", name)
		}
		v, err := NewReverse(ctx, g, nil, 100, Walk)
		if err != nil || len(v.At(Snapped{}, nil)) != 0 {
			t.Errorf("%s: no targets, but hits (%v)", name, err)
		}
		if labels, err := g.Coverage(ctx, []Snapped{Nowhere()}, 100, Walk); err != nil || slices.ContainsFunc(labels, func(l uint32) bool { return l != infinite }) {
			t.Errorf("%s: coverage from nowhere is %v (%v)", name, labels, err)
		}
		_ = g.Bound()
	}
}

// Streets drawn twice, in both directions or with different flags.
func TestParallelEdgesAreMerged(t *testing.T) {
	const two = EdgeFlags(0)
	a, b := orb.Point{116, 40}, orb.Point{116.001, 40}
	type edge struct {
		forth bool
		flags EdgeFlags
	}
	tests := []struct {
		name  string
		edges []edge
		arcs  int
		// who may walk forth and back
		walkForth, walkBack, strollForth, strollBack bool
	}{
		{"once", []edge{{true, two}}, 2, true, true, true, true},
		{"twice", []edge{{true, two}, {false, two}}, 2, true, true, true, true},
		{"one way", []edge{{true, FlagOneWay}}, 2, true, false, true, false},
		{"one way each way", []edge{{true, FlagOneWay}, {false, FlagOneWay}}, 2, true, true, true, true},
		{"stairs beside a street", []edge{{true, FlagSteps}, {true, two}}, 2, true, true, true, true},
		{"stairs beside a one-way street", []edge{{true, FlagSteps}, {false, FlagOneWay}}, 4, true, true, false, true},
		{"one-way stairs with the one-way street", []edge{{true, FlagSteps | FlagOneWay}, {true, FlagOneWay}}, 2, true, false, true, false},
		{"stairs", []edge{{true, FlagSteps}, {false, FlagSteps | FlagOneWay}}, 2, true, true, false, false},
	}
	for _, tt := range tests {
		var d town
		d.points = []orb.Point{a, b}
		for _, e := range tt.edges {
			from, to := uint32(0), uint32(1)
			if !e.forth {
				from, to = to, from
			}
			d.edges = append(d.edges, rawEdge{from, to, e.flags})
		}
		g := d.build(t)
		if g.NumArcs() != tt.arcs {
			t.Errorf("%s: %d arcs, want %d", tt.name, g.NumArcs(), tt.arcs)
		}
		va, vb := uint32(0), uint32(1)
		if g.Point(0) != a {
			va, vb = vb, va
		}
		reach := func(from, to uint32, pr Profile) bool {
			r := NewReach(g)
			if err := r.From(context.Background(), g.AtNode(from), 1000, pr); err != nil {
				t.Fatal(err)
			}
			_, ok := r.Metres(to)
			return ok
		}
		got := [4]bool{reach(va, vb, Walk), reach(vb, va, Walk), reach(va, vb, Stroller), reach(vb, va, Stroller)}
		if want := [4]bool{tt.walkForth, tt.walkBack, tt.strollForth, tt.strollBack}; got != want {
			t.Errorf("%s: walk forth, back, stroller forth, back: %v, want %v", tt.name, got, want)
		}
	}
}

func TestGraphIsCompactAndInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	d := blockTown(rng, 100)
	rng.Shuffle(len(d.edges), func(i, j int) { d.edges[i], d.edges[j] = d.edges[j], d.edges[i] })
	g := d.build(t)
	if perNode := float64(g.Bytes()) / float64(g.NumNodes()); perNode > 12+8*float64(g.NumArcs())/float64(g.NumNodes())+0.01 {
		t.Errorf("%.1f bytes a node with %.2f arcs", perNode, float64(g.NumArcs())/float64(g.NumNodes()))
	}
	// Neighbours in memory are neighbours on the ground.
	var hop float64
	for v := 1; v < g.NumNodes(); v++ {
		hop += Haversine(g.Point(uint32(v-1)), g.Point(uint32(v)))
	}
	if mean := hop / float64(g.NumNodes()); mean > 120 {
		t.Errorf("consecutive nodes are %.0f m apart on average", mean)
	}
	// Every edge that went in is there, and nothing else.
	type key struct{ a, b orb.Point }
	want := map[key]EdgeFlags{}
	for _, e := range d.edges {
		want[key{coordOf(d.points[e.from]).point(), coordOf(d.points[e.to]).point()}] = e.flags
	}
	g.EachEdge(func(from, to uint32, metres float64, flags EdgeFlags) bool {
		k := key{g.Point(from), g.Point(to)}
		f, ok := want[k]
		if !ok && flags&FlagOneWay == 0 {
			k = key{k.b, k.a}
			f, ok = want[k]
		}
		if dm := lengthDM(k.a, k.b); !ok || f != flags || int(math.Round(metres*10)) != dm {
			t.Errorf("edge %v, %v m, flags %d: want %d dm, flags %d (%v)", k, metres, flags, dm, f, ok)
		}
		delete(want, k)
		return true
	})
	if len(want) != 0 {
		t.Errorf("%d edges are missing", len(want))
	}
	n := 0
	g.EachEdge(func(uint32, uint32, float64, EdgeFlags) bool { n++; return n < 5 })
	if n != 5 {
		t.Errorf("EachEdge went on to %d after false at 5", n)
	}
}

func TestMainComponents(t *testing.T) {
	s := draw(t, `
A----B----C   D--E

F  +--+`)
	for name, want := range map[byte]bool{'A': true, 'C': true, 'D': false, 'E': false, 'F': false} {
		if name == 'F' {
			continue // a node of its own
		}
		if got := s.g.InMain(s.named[name]); got != want {
			t.Errorf("%c in the main component: %v, want %v", name, got, want)
		}
	}
	if s.g.InMain(s.named['F']) {
		t.Error("a node without streets is in the main component")
	}
	// Two towns far apart with more than 10 km of streets each are both main.
	rng := rand.New(rand.NewPCG(1, 2))
	one, two := blockTown(rng, 20), blockTown(rng, 16)
	n := uint32(len(one.points))
	for _, p := range two.points {
		one.points = append(one.points, orb.Point{p[0] + 1, p[1]})
	}
	for _, e := range two.edges {
		one.edges = append(one.edges, rawEdge{e.from + n, e.to + n, e.flags})
	}
	g := one.build(t)
	main := 0
	for v := range uint32(g.NumNodes()) {
		if g.InMain(v) {
			main++
		}
	}
	if share := float64(main) / float64(g.NumNodes()); share < 0.9 {
		t.Errorf("%.2f of the nodes are in a main component", share)
	}
}

func TestHilbertCurveVisitsEveryPlaceOnceStepByStep(t *testing.T) {
	const side = 32
	at := map[uint64][2]int{}
	for x := range side {
		for y := range side {
			at[hilbert(uint32(x), uint32(y))] = [2]int{x, y}
		}
	}
	if len(at) != side*side {
		t.Fatalf("%d places", len(at))
	}
	for d := range uint64(side*side - 1) {
		p, ok := at[d]
		q, ok2 := at[d+1]
		if !ok || !ok2 || abs(p[0]-q[0])+abs(p[1]-q[1]) != 1 {
			t.Fatalf("from place %d at %v to %v", d, p, q)
		}
	}
}

func abs(x int) int { return max(x, -x) }

func TestHaversine(t *testing.T) {
	tests := []struct {
		a, b orb.Point
		want float64
	}{
		{orb.Point{0, 0}, orb.Point{0, 0}, 0},
		{orb.Point{0, 0}, orb.Point{180, 0}, math.Pi * EarthRadius},
		{orb.Point{0, -90}, orb.Point{77, 90}, math.Pi * EarthRadius},
		{orb.Point{0, 0}, orb.Point{1, 0}, 111195.08},
		{orb.Point{179.5, 0}, orb.Point{-179.5, 0}, 111195.08},
		{orb.Point{116.3, 40}, orb.Point{116.31, 40}, 851.81}, // one hundredth of a degree at 40 degrees north
	}
	for _, tt := range tests {
		if got := Haversine(tt.a, tt.b); !near(got, tt.want, 0.02) {
			t.Errorf("%v to %v: %v m, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}
