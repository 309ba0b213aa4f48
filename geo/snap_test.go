package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// bruteSnap is the specification of Snap: every edge is measured on a plane laid
// against the globe at p.
func bruteSnap(g *Graph, p orb.Point, pr Profile, within float64) (d float64, main bool, ok bool) {
	within = math.Min(within, MaxSnapMetres)
	best, bestMain, bestLevel := math.Inf(1), math.Inf(1), math.Inf(1)
	flat := func(q orb.Point) (x, y float64) {
		return (q[0] - p[0]) * math.Cos(p[1]*math.Pi/180) * math.Pi / 180 * EarthRadius, (q[1] - p[1]) * math.Pi / 180 * EarthRadius
	}
	g.EachEdge(func(from, to uint32, _ float64, flags EdgeFlags) bool {
		if pr == Stroller && flags&FlagSteps != 0 || flags&FlagPassage != 0 {
			return true
		}
		ax, ay := flat(g.Point(from))
		bx, by := flat(g.Point(to))
		t := -(ax*(bx-ax) + ay*(by-ay)) / ((bx-ax)*(bx-ax) + (by-ay)*(by-ay))
		if math.IsNaN(t) {
			t = 0
		}
		t = math.Max(0, math.Min(1, t))
		d := math.Hypot(ax+t*(bx-ax), ay+t*(by-ay))
		best = math.Min(best, d)
		if g.InMain(from) {
			bestMain = math.Min(bestMain, d)
			if flags&FlagSteps == 0 {
				bestLevel = math.Min(bestLevel, d)
			}
		}
		return true
	})
	if bestMain <= within && bestMain <= best+PreferMainMetres {
		if bestLevel <= within && bestLevel <= bestMain+PreferLevelMetres {
			return bestLevel, true, true
		}
		return bestMain, true, true
	}
	return best, false, best <= within
}

func TestSnapFindsTheNearestEdge(t *testing.T) {
	const seed = 21
	rng := rand.New(rand.NewPCG(seed, seed))
	none, minor := 0, 0
	for range 20 {
		d := randomTown(rng, 40+rng.IntN(80))
		if rng.IntN(2) == 0 {
			d = blockTown(rng, 12)
		}
		// Fragments all around.
		for range 15 {
			at := metresFrom(streetsOrigin, rng.Float64()*1500-300, rng.Float64()*1500-300)
			n := uint32(len(d.points))
			d.points = append(d.points, at, metresFrom(at, rng.Float64()*40, rng.Float64()*40))
			d.edges = append(d.edges, rawEdge{n, n + 1, 0})
		}
		for range len(d.edges) / 10 {
			d.edges[rng.IntN(len(d.edges))].flags |= FlagPassage
		}
		g := d.build(t)
		for range 300 {
			p := metresFrom(streetsOrigin, rng.Float64()*2000-600, rng.Float64()*2000-600)
			pr, within := Profile(rng.IntN(2)), float64(rng.IntN(400))
			s, ok := g.Snap(p, pr, within)
			d, main, want := bruteSnap(g, p, pr, within)
			if ok != want || ok && (!near(s.OffStreet, d, 1e-3) || s.Main != main) {
				t.Fatalf("seed %d: %v within %v m by profile %d: %+v (%v), want %v m, main %v (%v)", seed, p, within, pr, s, ok, d, main, want)
			}
			if !ok {
				none++
				continue
			}
			if !main {
				minor++
			}
			a, b := g.Point(s.A), g.Point(s.B)
			if !near(Haversine(p, s.Point), s.OffStreet, 0.01) || !near(Haversine(a, s.Point), float64(s.AlongA)/10, 0.2) || !near(Haversine(b, s.Point), float64(s.AlongB)/10, 0.2) {
				t.Fatalf("seed %d: %v is snapped to %+v", seed, p, s)
			}
			if pr == Stroller && s.Steps {
				t.Fatalf("seed %d: a stroller on stairs: %+v", seed, s)
			}
		}
	}
	if none < 100 || minor < 100 {
		t.Errorf("only %d without a street, %d on a fragment", none, minor)
	}
}

func TestSnapPrefersTheMainComponent(t *testing.T) {
	// The fragment is 5 rows (50 m) below the long street, then 8 rows (80 m).
	s := draw(t, `
A-----------------------------B




E--F      G=========H





             I--J`)
	tests := []struct {
		row, col float64
		profile  Profile
		within   float64
		want     byte // the first end of the edge; 0 for none
	}{
		{6, 1.5, Walk, 300, 'A'},   // 0 m from a fragment, 50 m from the main street
		{6, 1.5, Walk, 49, 'E'},    // the main street is too far away to count
		{7.5, 1.5, Walk, 300, 'A'}, // 15 and 65 m: 50 m farther
		{12, 14, Walk, 300, 'I'},   // 0 and 110 m
		{6, 15, Stroller, 300, 'A'},
		{8, 15, Walk, 300, 'A'}, // stairs at 20 m are a fragment
		{30, 15, Walk, 300, 'I'},
		{60, 15, Walk, 300, 0},
		{6, 1.5, Walk, 0, 'E'},
		{6, 1.5, Walk, -1, 0},
		{6, 1.5, Walk, math.NaN(), 0},
		{6, 1.5, Walk, math.Inf(1), 'A'},
	}
	for _, tt := range tests {
		got, ok := s.g.Snap(s.place(tt.row, tt.col), tt.profile, tt.within+boolTo(tt.within == 0)*0.01)
		switch {
		case tt.want == 0 && ok:
			t.Errorf("row %v, column %v within %v: %+v, want none", tt.row, tt.col, tt.within, got)
		case tt.want != 0 && (!ok || got.A != s.named[tt.want] && got.B != s.named[tt.want]):
			t.Errorf("row %v, column %v within %v: at %s %s (%v), want at %c", tt.row, tt.col, tt.within, s.name(got.A), s.name(got.B), ok, tt.want)
		}
	}
}

func boolTo(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// One thin line across half the world must not make a grid of half the world.
func TestSnapIndexStaysSmall(t *testing.T) {
	d := town{points: []orb.Point{{-170, -60}, {-170.001, -60}, {170, 70}, {170.001, 70}}, edges: []rawEdge{{0, 1, 0}, {2, 3, 0}}}
	g := d.build(t)
	if n := g.SnapBytes(); n > 5<<20 {
		t.Errorf("the snap index has %d bytes", n)
	}
	if s, ok := g.Snap(orb.Point{170.0005, 70.0001}, Walk, 100); !ok || !near(s.OffStreet, 11.1, 0.1) {
		t.Errorf("snapped to %+v (%v)", s, ok)
	}
	// A single edge of many kilometres is found everywhere along it.
	long := town{points: []orb.Point{{116, 40}, {116.6, 40.4}}, edges: []rawEdge{{0, 1, 0}}}.build(t)
	for i := range 1000 {
		p := between(long.Point(0), long.Point(1), float64(i)/999)
		if s, ok := long.Snap(p, Walk, 5); !ok || s.OffStreet > 0.2 {
			t.Fatalf("%v is snapped to %+v (%v)", p, s, ok)
		}
	}
}

func TestSnapPrefersTheLevelStreet(t *testing.T) {
	s := draw(t, `
A---------B---------C
          "
          "
          "
          "
          "
          D`)
	for _, tt := range []struct {
		row     float64 // 1 m beside the stairs, so many rows of 10 m below the street
		profile Profile
		within  float64
		steps   bool
	}{
		{2, Walk, 300, false},
		{3.5, Walk, 300, false}, // 1 and 25 m
		{3.7, Walk, 300, true},
		{3, Walk, 15, true}, // the street is too far away to count
		{6, Walk, 300, true},
		{6, Stroller, 300, false},
	} {
		got, ok := s.g.Snap(s.place(tt.row, 10.2), tt.profile, tt.within)
		if !ok || got.Steps != tt.steps {
			t.Errorf("row %v by profile %d within %v: %+v (%v), want stairs %v", tt.row, tt.profile, tt.within, got, ok, tt.steps)
		}
	}
}
