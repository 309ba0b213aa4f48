package geo

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// A drawn town: 5 m a column, 10 m a row.
const smallTown = `
A----B----C
|    |    "
|    |    "
D>>>>E====F
|         |
G---------H   J--K`

func TestWalksInADrawnTown(t *testing.T) {
	s := draw(t, smallTown)
	tests := []struct {
		from, to byte
		profile  Profile
		metres   float64 // -1: cannot be reached
	}{
		{'A', 'C', Walk, 50},
		{'A', 'E', Walk, 55},
		{'D', 'E', Walk, 25},
		{'E', 'D', Walk, 30 + 25 + 30},                    // against the one-way street
		{'E', 'F', Walk, 25},                              // down the stairs
		{'E', 'F', Stroller, 30 + 25 + 30 + 20 + 50 + 20}, // around all stairs and the one-way street
		{'D', 'F', Stroller, 20 + 50 + 20},
		{'C', 'F', Walk, 30},
		{'A', 'A', Walk, 0},
		{'A', 'J', Walk, -1},
		{'J', 'K', Stroller, 15},
	}
	for _, tt := range tests {
		forth := s.walked(s.node(tt.from), 500, tt.profile, true)
		back := s.walked(s.node(tt.to), 500, tt.profile, false)
		for way, got := range map[string]func() (float64, bool){
			"From":    func() (float64, bool) { return forth.At(s.node(tt.to)) },
			"To":      func() (float64, bool) { return back.At(s.node(tt.from)) },
			"Metres":  func() (float64, bool) { return forth.Metres(s.named[tt.to]) },
			"Reverse": func() (float64, bool) { return s.reversed(tt.from, tt.to, 500, tt.profile) },
		} {
			metres, ok := got()
			if tt.metres < 0 {
				if ok {
					t.Errorf("%s: %c to %c by profile %d is %v m, want no way", way, tt.from, tt.to, tt.profile, metres)
				}
				continue
			}
			if !ok || !near(metres, tt.metres, 0.5) {
				t.Errorf("%s: %c to %c by profile %d is %v m (%v), want %v m", way, tt.from, tt.to, tt.profile, metres, ok, tt.metres)
			}
		}
	}
}

func (s *streets) reversed(from, to byte, metres float64, pr Profile) (float64, bool) {
	v, err := NewReverse(context.Background(), s.g, []Snapped{s.node(to)}, metres, pr)
	if err != nil {
		s.t.Fatal(err)
	}
	hits := v.At(s.node(from), nil)
	if len(hits) == 0 {
		return 0, false
	}
	return float64(hits[0].Metres), true
}

func TestWalksOnTheStartsOwnEdge(t *testing.T) {
	s := draw(t, `
A----------B
|          |
C>>>>>>>>>>D`)
	// On the two-way street from 10 m to 40 m, 3 m and 2 m beside it.
	start, end := s.snap(0.7, 2, Walk), s.snap(0.8, 8, Walk)
	if !near(start.OffStreet, 3, 0.05) || !near(end.OffStreet, 2, 0.05) {
		t.Fatalf("off the street %v and %v m, want 3 and 2", start.OffStreet, end.OffStreet)
	}
	if m, ok := s.walked(start, 100, Walk, true).At(end); !ok || !near(m, 35, 0.3) {
		t.Errorf("along the street: %v m (%v), want 35", m, ok)
	}
	if m, ok := s.walked(start, 34, Walk, true).At(end); ok {
		t.Errorf("within 34 m: reached in %v m", m)
	}
	// On the one-way street: with it directly, against it around the block.
	one, two := s.snap(3.1, 2, Walk), s.snap(3.1, 8, Walk)
	if !one.OneWay || one.A != s.named['C'] {
		t.Fatalf("snapped to %+v, want the one-way street from C", one)
	}
	if m, ok := s.walked(one, 200, Walk, true).At(two); !ok || !near(m, 1+30+1, 0.3) {
		t.Errorf("with the one-way street: %v m (%v), want 32", m, ok)
	}
	around := 1.0 + 15 + 20 + 55 + 20 + 10 + 1
	if m, ok := s.walked(two, 200, Walk, true).At(one); !ok || !near(m, around, 0.5) {
		t.Errorf("against the one-way street: %v m (%v), want %v", m, ok, around)
	}
	if m, ok := s.walked(one, 200, Walk, false).At(two); !ok || !near(m, around, 0.5) {
		t.Errorf("the same found backwards: %v m (%v), want %v", m, ok, around)
	}
}

func TestRouteLeadsAlongTheStreets(t *testing.T) {
	s := draw(t, smallTown)
	for _, forward := range []bool{true, false} {
		start, end := s.snap(1, 2, Walk), s.snap(4, 10, Walk)
		line, metres, ok := s.walked(start, 500, Walk, forward).Route(end)
		if !ok {
			t.Fatal("no route")
		}
		first, last := start.Point, end.Point
		if !forward {
			first, last = last, first
		}
		if line[0] != first || line[len(line)-1] != last {
			t.Errorf("forward %v: the line leads from %v to %v, want %v to %v", forward, line[0], line[len(line)-1], first, last)
		}
		if want := metres - start.OffStreet - end.OffStreet; !near(lineMetres(line), want, 0.5) {
			t.Errorf("forward %v: the line is %v m long, want %v", forward, lineMetres(line), want)
		}
	}
	r := s.walked(s.node('A'), 500, Walk, true)
	if _, _, ok := r.Route(s.node('J')); ok {
		t.Error("a route to where none leads")
	}
	if line, m, ok := r.Route(s.node('A')); !ok || m != 0 || len(line) != 2 {
		t.Errorf("from A to A: %v, %v m, %v; want a line of two points and 0 m", line, m, ok)
	}
}

func TestStretchesAreCutAtTheLimit(t *testing.T) {
	s := draw(t, `
A--------------------B

C>>>>>>>>>>>>>>>>>>>>D`)
	tests := []struct {
		name    string
		start   Snapped
		metres  float64
		forward bool
		want    float64 // metres of street
	}{
		{"both ways along the edge", s.snap(1, 10, Walk), 20, true, 40},
		{"as far as the street goes", s.snap(1, 2, Walk), 20, true, 30},
		{"from a node", s.node('A'), 20, true, 20},
		{"the whole street", s.node('A'), 200, true, 105},
		{"with the one-way street", s.snap(3, 10, Walk), 20, true, 20},
		{"to a place on the one-way street", s.snap(3, 10, Walk), 20, false, 20},
		{"against the one-way street", s.node('D'), 20, true, 0},
		{"to the end of the one-way street", s.node('D'), 20, false, 20},
		{"not even to the street", Snapped{A: 0, B: 0, OffStreet: 30}, 20, true, 0},
	}
	for _, tt := range tests {
		if got := stretchMetres(s.walked(tt.start, tt.metres, Walk, tt.forward).Stretches(nil)); !near(got, tt.want, 0.2) {
			t.Errorf("%s: %v m of street, want %v", tt.name, got, tt.want)
		}
	}
	ring := draw(t, `
A---------B
|         |
C---------D`)
	for limit, want := range map[float64]float64{10: 20, 45: 90, 60: 120, 69: 138, 71: 140, 500: 140} {
		if got := stretchMetres(ring.walked(ring.snap(1, 5, Walk), limit, Walk, true).Stretches(nil)); !near(got, want, 0.5) {
			t.Errorf("%v m into a ring of 140 m from both sides: %v m of street, want %v", limit, got, want)
		}
	}
}

func TestReachRefuses(t *testing.T) {
	s := draw(t, smallTown)
	r := NewReach(s.g)
	ctx := context.Background()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	tests := []struct {
		name   string
		ctx    context.Context
		start  Snapped
		metres float64
		want   error
	}{
		{"too far", ctx, s.node('A'), MaxMetres + 1, ErrLimit},
		{"negative", ctx, s.node('A'), -1, ErrLimit},
		{"no number", ctx, s.node('A'), math.NaN(), ErrLimit},
		{"endless", ctx, s.node('A'), math.Inf(1), ErrLimit},
		{"nowhere", ctx, Nowhere(), 100, ErrNoPlace},
		{"another graph", ctx, Snapped{A: 1, B: 4_000_000}, 100, ErrNoPlace},
		{"gone", gone, s.node('A'), 100, context.Canceled},
	}
	for _, tt := range tests {
		if err := r.From(ctx, s.node('A'), 100, Walk); err != nil {
			t.Fatal(err)
		}
		if err := r.From(tt.ctx, tt.start, tt.metres, Walk); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if n := len(r.Nodes()); n != 0 {
			t.Errorf("%s: %d nodes are still reached", tt.name, n)
		}
		if _, ok := r.At(s.node('A')); ok {
			t.Errorf("%s: the start is still reached", tt.name)
		}
		if st := r.Stretches(nil); len(st) != 0 {
			t.Errorf("%s: %d stretches are still reached", tt.name, len(st))
		}
	}
	if err := r.From(ctx, s.node('A'), MaxMetres, Walk); err != nil || len(r.Nodes()) != 8 {
		t.Errorf("after all that: %v, %d nodes; want 8", err, len(r.Nodes()))
	}
	for _, odd := range []Snapped{
		{A: 0, B: 1, AlongA: math.MaxUint32, AlongB: math.MaxUint32, OffStreet: 1},
		{A: 0, B: 1, OffStreet: math.Inf(1)},
		{A: 0, B: 1, OffStreet: math.NaN()},
		{A: 0, B: 1, OffStreet: -5, AlongA: 1 << 31},
	} {
		_ = r.From(ctx, odd, 100, Walk)
		_, _ = r.At(odd)
		_, _, _ = r.Route(odd)
		_ = r.Stretches(nil)
	}
}

// A context that ends while the search runs.
type endingContext struct {
	context.Context
	looks int
}

func (c *endingContext) Err() error {
	if c.looks--; c.looks < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestAnEndingContextLeavesACleanWorkspace(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	g := blockTown(rng, 150).build(t)
	r := NewReach(g)
	start := g.AtNode(uint32(g.NumNodes() / 2))
	if err := r.From(context.Background(), start, MaxMetres, Walk); err != nil {
		t.Fatal(err)
	}
	want := len(r.Nodes())
	if want < 3*checkEvery {
		t.Fatalf("only %d nodes are reached", want)
	}
	if err := r.From(&endingContext{context.Background(), 2}, start, MaxMetres, Walk); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v, want that of the context", err)
	}
	for v, l := range r.label {
		if l != infinite {
			t.Fatalf("node %d is still labelled %d", v, l)
		}
	}
	if err := r.From(context.Background(), start, MaxMetres, Walk); err != nil || len(r.Nodes()) != want {
		t.Fatalf("after that: %v, %d nodes, want %d", err, len(r.Nodes()), want)
	}
	sources := []Snapped{start}
	if _, err := g.Coverage(&endingContext{context.Background(), 2}, sources, MaxMetres, Walk); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Coverage: %v, want the error of the context", err)
	}
	if _, err := NewReverse(&endingContext{context.Background(), 2}, g, sources, MaxMetres, Walk); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("NewReverse: %v, want the error of the context", err)
	}
}

// The referee: random questions on random towns, both directions, both profiles.
func TestRefereeAgreesOnRandomTowns(t *testing.T) {
	const seed, towns, starts = 11, 20, 25
	rng := rand.New(rand.NewPCG(seed, seed))
	asked, reached := 0, 0
	for i := range towns {
		drawn := randomTown(rng, 50+rng.IntN(400))
		if i%2 == 0 {
			drawn = blockTown(rng, 20)
		}
		g := drawn.build(t)
		r, f := NewReach(g), refereeOf(g)
		for k := range starts {
			places := make([]Snapped, 25)
			for i := range places {
				places[i] = anyPlace(rng, g)
			}
			a, b := f.agrees(t, r, places, float64(rng.IntN(15_000))/10, Profile(k%2), k/2%2 == 0)
			asked, reached = asked+a, reached+b
		}
	}
	if asked < 100_000 || reached < 1000 {
		t.Errorf("seed %d: only %d questions, %d places reached", seed, asked, reached)
	}
}

// Every reached point of every edge is in a stretch, and nothing else is: the length
// is counted decimetre by decimetre.
func TestStretchesAreExactlyWhatIsReached(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		g := randomTown(rng, 30).build(t)
		r := NewReach(g)
		start, forward, pr := anyPlace(rng, g), rng.IntN(2) == 0, Profile(rng.IntN(2))
		search := r.From
		if !forward {
			search = r.To
		}
		if err := search(context.Background(), start, rng.Float64()*400, pr); err != nil {
			t.Fatal(err)
		}
		var got, want float64
		got = stretchMetres(r.Stretches(nil))
		for v := range uint32(g.NumNodes()) {
			for i := g.first[v]; i < g.first[v+1]; i++ {
				a := g.arcs[i]
				if !a.canonical(v) {
					continue
				}
				const samples = 500
				s := g.placed(place{node: v, arc: i})
				if s.shut(pr) {
					continue // its ends are reached as nodes
				}
				inside := 0
				for k := range samples {
					s.AlongA = uint32(math.Round((float64(k) + 0.5) / samples * float64(a.weight())))
					s.AlongB = a.weight() - s.AlongA
					if _, ok := r.At(s); ok {
						inside++
					}
				}
				want += Haversine(g.Point(s.A), g.Point(s.B)) * float64(inside) / samples
			}
		}
		if !near(got, want, 0.25*float64(4+g.NumArcs()/8)) {
			t.Fatalf("%v m of stretches, %v m of street are reached (start %+v, forward %v, limit %d)", got, want, start, forward, r.limit)
		}
	}
}

func TestReachProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 1))
		drawn := randomTown(rng, rapid.IntRange(2, 60).Draw(t, "nodes"))
		undirected := rapid.Bool().Draw(t, "undirected")
		if undirected {
			for i := range drawn.edges {
				drawn.edges[i].flags &^= FlagOneWay
			}
		}
		g := buildTown(drawn)
		limit := rapid.Float64Range(0, 600).Draw(t, "metres")
		more := limit + rapid.Float64Range(0, 300).Draw(t, "more")
		pr := Profile(rapid.IntRange(0, 1).Draw(t, "profile"))
		start := anyPlace(rng, g)

		r, wide, back := NewReach(g), NewReach(g), NewReach(g)
		must(t, r.From(context.Background(), start, limit, pr))
		must(t, wide.From(context.Background(), start, more, pr))
		must(t, back.To(context.Background(), start, limit, pr))
		last := 0.0
		for _, v := range r.Nodes() {
			m, ok := r.Metres(v)
			if !ok || m < last || m > limit+0.05 {
				t.Fatalf("node %d at %v m (%v) after %v m", v, m, ok, last)
			}
			last = m
			if w, ok := wide.Metres(v); !ok || w != m {
				t.Fatalf("node %d at %v m, with a larger limit %v (%v)", v, m, w, ok)
			}
			if b, ok := back.Metres(v); undirected && (!ok || b != m) {
				t.Fatalf("node %d at %v m, back %v (%v) without one-way streets", v, m, b, ok)
			}
		}
		if a, b := stretchMetres(r.Stretches(nil)), stretchMetres(wide.Stretches(nil)); a > b+0.01 {
			t.Fatalf("%v m of street, with a larger limit %v m", a, b)
		}
		addAStreet(t, rng, drawn, g, r, start, limit, pr)
	})
}

// addAStreet checks that one more street brings nothing farther away.
func addAStreet(t *rapid.T, rng *rand.Rand, drawn town, g *Graph, r *Reach, start Snapped, limit float64, pr Profile) {
	from, to := rng.IntN(len(drawn.points)), rng.IntN(len(drawn.points))
	drawn.edges = append(drawn.edges, rawEdge{uint32(from), uint32(to), EdgeFlags(rng.IntN(4))})
	grown := buildTown(drawn)
	r2 := NewReach(grown)
	must(t, r2.From(context.Background(), start, limit, pr)) // nodes keep their numbers: they depend on places only
	for _, v := range r.Nodes() {
		if g.Point(v) != grown.Point(v) {
			t.Fatalf("node %d moved", v)
		}
		m, _ := r.Metres(v)
		if n, ok := r2.Metres(v); !ok || n > m {
			t.Fatalf("node %d at %v m, with another street %v (%v)", v, m, n, ok)
		}
	}
}

func buildTown(d town) *Graph {
	b := NewBuilder(0, 0)
	for _, p := range d.points {
		b.Node(p)
	}
	for _, e := range d.edges {
		b.Edge(e.from, e.to, e.flags)
	}
	g, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	return g
}

func must(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func TestReachDoesNotAllocate(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	g := blockTown(rng, 60).build(t)
	r := NewReach(g)
	buf := make([]Stretch, 0, g.NumArcs()*2)
	start, end := g.AtNode(100), g.AtNode(200)
	ctx := context.Background()
	allocs := testing.AllocsPerRun(50, func() {
		_ = r.From(ctx, start, 2000, Walk)
		_ = r.To(ctx, start, 2000, Stroller)
		_, _ = r.At(end)
		buf = r.Stretches(buf[:0])
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want none", allocs)
	}
	p := streetsOrigin
	if allocs := testing.AllocsPerRun(50, func() { _, _ = g.Snap(p, Walk, 300) }); allocs != 0 {
		t.Errorf("Snap: %v allocations, want none", allocs)
	}
}
