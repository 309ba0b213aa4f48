package geo

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func scatter(rng *rand.Rand, n int) []orb.Point {
	points := make([]orb.Point, n)
	for i := range points {
		switch kind := rng.IntN(10); {
		case kind < 6: // a town
			points[i] = metresFrom(streetsOrigin, rng.NormFloat64()*3000, rng.NormFloat64()*3000)
		case kind < 8: // one building
			points[i] = metresFrom(streetsOrigin, math.Floor(rng.Float64()*3), 500)
		case kind < 9: // anywhere
			points[i] = orb.Point{rng.Float64()*360 - 180, rng.Float64()*180 - 90}
		default: // poles and the 180th meridian
			points[i] = orb.Point{float64(rng.IntN(3)*180 - 180), float64(rng.IntN(3)*90 - 90)}
		}
	}
	return points
}

func TestPointsAgreeWithLookingAtAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 2))
		points := scatter(rng, rapid.IntRange(0, 300).Draw(t, "points"))
		index := NewPoints(points)
		at := scatter(rng, 1)[0]
		k := rapid.IntRange(-1, 310).Draw(t, "k")

		all := make([]Near, len(points))
		for i, p := range points {
			all[i] = Near{int32(i), float32(Haversine(at, p))}
		}
		slices.SortStableFunc(all, func(a, b Near) int { return cmp.Compare(a.Metres, b.Metres) })
		got := index.Nearest(at, k, nil)
		if len(got) != max(0, min(k, len(points))) {
			t.Fatalf("%d of %d points for k = %d", len(got), len(points), k)
		}
		found := map[int32]bool{}
		for i, n := range got {
			// Rounding may exchange points that are equally far away.
			if found[n.Index] || !near(float64(n.Metres), float64(all[i].Metres), 0.01+1e-6*float64(n.Metres)) ||
				!near(Haversine(at, points[n.Index]), float64(n.Metres), 0.01+1e-6*float64(n.Metres)) {
				t.Fatalf("number %d is %+v, want like %+v", i, n, all[i])
			}
			if i > 0 && (got[i-1].Metres > n.Metres || points[got[i-1].Index] == points[n.Index] && got[i-1].Index > n.Index) {
				t.Fatalf("%+v comes before %+v", got[i-1], n)
			}
			found[n.Index] = true
		}

		box := orb.Bound{Min: scatter(rng, 1)[0], Max: scatter(rng, 1)[0]}
		in := index.Within(box, nil)
		slices.Sort(in)
		var want []int32
		for i, p := range points {
			if p[0] >= box.Min[0] && p[0] <= box.Max[0] && p[1] >= box.Min[1] && p[1] <= box.Max[1] {
				want = append(want, int32(i))
			}
		}
		if !slices.Equal(in, want) {
			t.Fatalf("in %v: %v, want %v", box, in, want)
		}
	})
}

func TestPointsTakeNoNonsense(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	here := orb.Point{116, 40}
	p := NewPoints([]orb.Point{{nan, 1}, {1, inf}, {181, 0}, {0, 91}, here, {nan, nan}})
	if got := p.Nearest(here, 10, nil); len(got) != 1 || got[0].Index != 4 || got[0].Metres != 0 {
		t.Errorf("nearest: %v", got)
	}
	for _, at := range []orb.Point{{nan, 0}, {0, inf}, {400, 0}} {
		if got := p.Nearest(at, 10, nil); len(got) != 0 {
			t.Errorf("nearest to %v: %v", at, got)
		}
	}
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	if got := p.Within(world, nil); len(got) != 1 || got[0] != 4 {
		t.Errorf("in the world: %v", got)
	}
	for _, b := range []orb.Bound{{Min: orb.Point{nan, nan}, Max: orb.Point{nan, nan}}, {Min: orb.Point{117, 0}, Max: orb.Point{115, 80}}} {
		if got := p.Within(b, nil); len(got) != 0 {
			t.Errorf("in %v: %v", b, got)
		}
	}
	none := NewPoints(nil)
	if got, in := none.Nearest(here, 3, nil), none.Within(world, nil); len(got)+len(in) != 0 {
		t.Errorf("of no points: %v, %v", got, in)
	}
	same := NewPoints(slices.Repeat([]orb.Point{here}, 5000))
	if got := same.Nearest(here, 3, nil); len(got) != 3 || got[0].Index != 0 || got[2].Index != 2 {
		t.Errorf("of many at one place: %v", got)
	}
	if got := same.Within(world, nil); len(got) != 5000 {
		t.Errorf("%d of 5000 in the world", len(got))
	}
}

func TestPointsDoNotAllocate(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	p := NewPoints(scatter(rng, 10_000))
	nears, ints := make([]Near, 0, smallK), make([]int32, 0, 10_000)
	allocs := testing.AllocsPerRun(100, func() {
		nears = p.Nearest(streetsOrigin, 10, nears[:0])
		nears = p.Nearest(streetsOrigin, smallK, nears[:0])
		ints = p.Within(orb.Bound{Min: orb.Point{116.2, 39.9}, Max: orb.Point{116.4, 40.1}}, ints[:0])
	})
	if allocs != 0 || len(nears) != smallK || len(ints) == 0 {
		t.Errorf("%v allocations, want none; %d near, %d within", allocs, len(nears), len(ints))
	}
}
