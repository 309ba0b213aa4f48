package geo_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// walk is what a search of so many metres reached from a start.
type walk struct {
	origin orb.Point
	st     []geo.Stretch
}

func walkFrom(tb testing.TB, r *geo.Reach, start geo.Snapped, metres float64) walk {
	tb.Helper()
	if err := r.From(context.Background(), start, metres, geo.Walk); err != nil {
		tb.Fatal(err)
	}
	return walk{start.Point, r.Stretches(nil)}
}

// streetsOf are all edges of a graph, each once.
func streetsOf(g *geo.Graph) []geo.Stretch {
	first, arcs := g.CSR()
	var st []geo.Stretch
	for v := range uint32(g.NumNodes()) {
		for _, a := range arcs[first[v]:first[v+1]] {
			if u := uint32(a >> 32); u > v {
				st = append(st, geo.Stretch{A: g.Point(v), B: g.Point(u)})
			}
		}
	}
	return st
}

// along calls f for points of s at most step metres apart, its ends among them.
func along(s geo.Stretch, step float64, f func(p orb.Point)) {
	n := math.Ceil(geo.Haversine(s.A, s.B)/step) + 1
	for k := 0.0; k <= n; k++ {
		f(orb.Point{s.A[0] + k/n*(s.B[0]-s.A[0]), s.A[1] + k/n*(s.B[1]-s.A[1])})
	}
}

// Row 8 of geo.md section 7, on real streets.
func TestOutlineTellsTheTruth(t *testing.T) {
	const seed, starts = 8, 4
	for _, name := range extracts {
		t.Run(name, func(t *testing.T) {
			g := importGraph(t, data(t, name))
			streets := streetsOf(g)
			rng, r := rand.New(rand.NewPCG(seed, seed)), geo.NewReach(g)
			var worstArea, worstThin, worstFar, longest float64
			for range starts {
				start := geo.AnyPlace(rng, g)
				w := walkFrom(t, r, start, 1080)
				mp := geo.Outline(w.st, w.origin, geo.OutlineOptions{})
				checkValid(t, mp, 6)
				if !isInside(mp, w.origin) {
					t.Fatalf("seed %d: the origin %v is outside", seed, w.origin)
				}
				for _, s := range w.st {
					along(s, 3, func(p orb.Point) {
						if !isInside(mp, p) { // without the 5 m that row 8 allows
							t.Fatalf("seed %d: %v was reached from %v and is outside", seed, p, w.origin)
						}
					})
				}
				exact := exactArea(w.origin, w.st, 30, 4)
				worstArea = worse(worstArea, squareMetres(mp)/exact-1)
				worstFar = max(worstFar, farInside(mp, w, streets))

				half := walkFrom(t, r, start, 540)
				checkNested(t, geo.Outline(half.st, half.origin, geo.OutlineOptions{}), mp, 0.25)

				thin := geo.Outline(w.st, w.origin, geo.OutlineOptions{MaxVertices: geo.OutlineVertices})
				checkValid(t, thin, 6)
				if !isInside(thin, w.origin) || positions(thin) > geo.OutlineVertices {
					t.Fatalf("seed %d: %d positions around %v", seed, positions(thin), w.origin)
				}
				worstThin = worse(worstThin, squareMetres(thin)/squareMetres(mp)-1)
				longest = max(longest, float64(len(geo.AppendGeoJSON(nil, thin, 6))))
			}
			t.Logf("seed %d, worst of %d: area %+.2f %% of exact, simplified %+.2f %% and %.0f bytes; %.2f %% of far streets inside",
				seed, starts, 100*worstArea, 100*worstThin, longest, 100*worstFar)
			if math.Abs(worstArea) > 0.03 || math.Abs(worstThin) > 0.08 || worstFar > 0.01 || longest > 8192 {
				t.Error("want 3 % of area, 8 % simplified, 8192 bytes, 1 % of far streets")
			}
		})
	}
}

func worse(a, b float64) float64 {
	if math.Abs(b) > math.Abs(a) {
		return b
	}
	return a
}

// farInside is the share inside of those streets around an outline that are more than 30 m from every reached one.
func farInside(mp orb.MultiPolygon, w walk, streets []geo.Stretch) float64 {
	bound, near := mp.Bound(), nearbyOf(w.origin, w.st)
	far, inside := 0, 0
	for _, s := range streets {
		if !bound.Intersects(orb.MultiPoint{s.A, s.B}.Bound()) {
			continue
		}
		along(s, 5, func(p orb.Point) {
			if bound.Contains(p) && near.distance(p) > 30 {
				far++
				if isInside(mp, p) {
					inside++
				}
			}
		})
	}
	return float64(inside) / float64(max(far, 1))
}

// An hour's walk at the fastest pace stays a matter of milliseconds and keeps its promises.
func TestOutlineOfAnHour(t *testing.T) {
	g := importGraph(t, data(t, "poa_osm.pbf"))
	r := geo.NewReach(g)
	rng := rand.New(rand.NewPCG(3, 3))
	start := geo.AnyPlace(rng, g)
	small, large := walkFrom(t, r, start, 3000), walkFrom(t, r, start, 5760)
	a, b := geo.Outline(small.st, small.origin, geo.OutlineOptions{}), geo.Outline(large.st, large.origin, geo.OutlineOptions{})
	checkValid(t, b, 6)
	for _, s := range small.st {
		if !isInside(a, s.A) || !isInside(b, s.B) {
			t.Fatalf("%v is outside", s)
		}
	}
	if squareMetres(a) > squareMetres(b) {
		t.Error("a longer walk makes a smaller outline")
	}
	thin := geo.Outline(large.st, large.origin, geo.OutlineOptions{MaxVertices: geo.OutlineVertices})
	checkValid(t, thin, 6)
	t.Logf("%d stretches, %d positions, simplified %+.1f %% of area", len(large.st), positions(b), 100*(squareMetres(thin)/squareMetres(b)-1))
}

// BenchmarkOutline draws 15-minute walks from 300 places of Porto Alegre at 1.2 m/s, GeoJSON included.
func BenchmarkOutline(b *testing.B) {
	g := importGraph(b, data(b, "poa_osm.pbf"))
	rng, r := rand.New(rand.NewPCG(1, 1)), geo.NewReach(g)
	var walks []walk
	for len(walks) < 300 {
		if w := walkFrom(b, r, geo.AnyPlace(rng, g), 1080); len(w.st) > 300 {
			walks = append(walks, w)
		}
	}
	for _, c := range []struct {
		name string
		o    geo.OutlineOptions
	}{
		{"simplified", geo.OutlineOptions{MaxVertices: geo.OutlineVertices}},
		{"simplified/vertices=300", geo.OutlineOptions{MaxVertices: 300}},
		{"unsimplified", geo.OutlineOptions{}},
		{"unsimplified/cell=20", geo.OutlineOptions{CellMetres: 20}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			var sizes, stretches []int
			var buf []byte
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				w := walks[i%len(walks)]
				begin := time.Now()
				buf = geo.AppendGeoJSON(buf[:0], geo.Outline(w.st, w.origin, c.o), 6)
				took = append(took, time.Since(begin))
				sizes, stretches = append(sizes, len(buf)), append(stretches, len(w.st))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50-us")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-us")
			b.ReportMetric(float64(slices.Max(sizes)), "max-bytes")
			slices.Sort(stretches)
			b.ReportMetric(float64(stretches[len(stretches)/2]), "stretches")
		})
	}
}
