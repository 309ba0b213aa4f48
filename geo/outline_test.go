package geo_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tuoyuquan/geo"
)

var beijing = orb.Point{116.3267, 40.0031}

// line is a street in metres east and north of Beijing, cut into pieces at its corners.
func line(coords ...float64) []geo.Stretch { return lineAt(beijing, coords...) }

func lineAt(at orb.Point, coords ...float64) []geo.Stretch {
	pl := planeAt(at)
	var st []geo.Stretch
	for i := 2; i < len(coords); i += 2 {
		st = append(st, geo.Stretch{A: pl.degrees(coords[i-2], coords[i-1]), B: pl.degrees(coords[i], coords[i+1])})
	}
	return st
}

func metresEast(x, y float64) orb.Point { return planeAt(beijing).degrees(x, y) }

// drawn is a map of an outline: a character for every 10 m, north up.
func drawn(mp orb.MultiPolygon, x0, y0, x1, y1 float64) string {
	var b strings.Builder
	for y := y1 - 5; y > y0; y -= 10 {
		for x := x0 + 5; x < x1; x += 10 {
			if isInside(mp, metresEast(x, y)) {
				b.WriteByte('#')
			} else {
				b.WriteByte('.')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestOutlineDrawings(t *testing.T) {
	for _, c := range []struct {
		name           string
		st             []geo.Stretch
		x0, y0, x1, y1 float64
		want           string
	}{
		{"nothing", nil, -50, -50, 50, 50, `
..........
..........
...####...
..######..
..######..
..######..
..######..
...####...
..........
..........
`},
		{"street", line(0, 0, 100, 0), -50, -50, 150, 50, `
....................
....................
...##############...
..################..
..################..
..################..
..################..
...##############...
....................
....................
`},
		{"corner", line(0, 0, 80, 0, 80, 80), -50, -50, 130, 130, `
..................
..................
...........####...
..........######..
..........######..
..........######..
..........######..
..........######..
..........######..
..........######..
...#############..
..##############..
..##############..
..##############..
..##############..
...############...
..................
..................
`},
		{"block", line(0, 0, 120, 0, 120, 120, 0, 120, 0, 0), -50, -50, 170, 170, `
......................
......................
...################...
..##################..
..##################..
..##################..
..##################..
..##################..
..######......######..
..######......######..
..######......######..
..######......######..
..######......######..
..######......######..
..##################..
..##################..
..##################..
..##################..
..##################..
...################...
......................
......................
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			mp := geo.Outline(c.st, beijing, geo.OutlineOptions{})
			checkValid(t, mp, 6)
			if got := drawn(mp, c.x0, c.y0, c.x1, c.y1); got != strings.TrimPrefix(c.want, "\n") {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

// geo.md section 1, "Polygon complaints". Ferries and swimming (openrouteservice 2083) are kept out by the import; here two
// banks are two banks.

func TestOutlineStopsAtTheRiver(t *testing.T) { // openrouteservice 382, graphhopper 1393, valhalla 3212
	south := line(-400, 0, 0, 0, 400, 0)
	mp := geo.Outline(south, beijing, geo.OutlineOptions{})
	for x := -500.0; x <= 500; x += 10 {
		for _, y := range []float64{35, 50, 100, 130} {
			if isInside(mp, metresEast(x, y)) {
				t.Fatalf("(%v, %v) in the river or on the other bank is inside", x, y)
			}
		}
	}
	both := slices.Concat(south, line(-400, 100, 400, 100))
	mp = geo.Outline(both, beijing, geo.OutlineOptions{})
	checkValid(t, mp, 6)
	if len(mp) != 2 || isInside(mp, metresEast(0, 50)) {
		t.Fatalf("with both banks reached the river is dry: %d polygons", len(mp))
	}
}

func TestOutlineLeavesUnreachableGroundOut(t *testing.T) { // valhalla 3741, openrouteservice 972
	cemetery := line(0, 0, 600, 0, 600, 600, 0, 600, 0, 0)
	for _, max := range []int{0, 120, 12} {
		mp := geo.Outline(cemetery, beijing, geo.OutlineOptions{MaxVertices: max})
		checkValid(t, mp, 6)
		if isInside(mp, metresEast(300, 300)) || len(mp) != 1 || len(mp[0]) != 2 {
			t.Fatalf("at most %d vertices: the cemetery is inside", max)
		}
	}
}

func TestOutlineHoldsTheOrigin(t *testing.T) { // openrouteservice 468
	ring := line(150, 0, 106, 106, 0, 150, -106, 106, -150, 0, -106, -106, 0, -150, 106, -106, 150, 0)
	for _, max := range []int{0, 120, 20, 8, 5} {
		mp := geo.Outline(ring, beijing, geo.OutlineOptions{MaxVertices: max})
		checkValid(t, mp, 6)
		if !isInside(mp, beijing) {
			t.Fatalf("at most %d vertices: the origin is outside", max)
		}
		if max > 0 && positions(mp) > max {
			t.Fatalf("%d positions, want at most %d", positions(mp), max)
		}
	}
	if mp := geo.Outline(ring, beijing, geo.OutlineOptions{}); len(mp) != 2 {
		t.Fatalf("an origin off the street is a disc of its own: got %d polygons", len(mp))
	}
}

func TestOutlineKeepsEveryPart(t *testing.T) { // graphhopper 1686: the smaller component came back
	near, far := line(0, 0, 60, 0), line(500, 0, 900, 0, 900, 300)
	mp := geo.Outline(append(near, far...), beijing, geo.OutlineOptions{})
	for _, p := range []orb.Point{beijing, metresEast(60, 0), metresEast(500, 0), metresEast(900, 300)} {
		if !isInside(mp, p) {
			t.Fatalf("%v was reached and is outside", p)
		}
	}
}

func TestOutlineSurvivesRounding(t *testing.T) { // graphhopper 2160, valhalla generalize
	for seed := range uint64(30) {
		st := town(seed, beijing, 8, 70)
		for decimals := 5; decimals <= 7; decimals++ {
			for _, max := range []int{0, 120, 40, 10} {
				mp := geo.Outline(st, beijing, geo.OutlineOptions{Decimals: decimals, MaxVertices: max})
				checkValid(t, mp, decimals)
				if !isInside(mp, beijing) || max > 0 && positions(mp) > max {
					t.Fatalf("seed %d, %d decimals, at most %d: %d positions", seed, decimals, max, positions(mp))
				}
			}
		}
	}
}

func TestOutlineMakesNoIslandsAlongDiagonals(t *testing.T) { // graphhopper 1421
	for degrees := 0.0; degrees < 180; degrees += 7 {
		s, c := math.Sincos(degrees * math.Pi / 180)
		for _, buffer := range []float64{10, 30} {
			mp := geo.Outline(line(0, 0, 900*c, 900*s), beijing, geo.OutlineOptions{BufferMetres: buffer})
			checkValid(t, mp, 6)
			if len(mp) != 1 || len(mp[0]) != 1 {
				t.Fatalf("a street at %v degrees makes %d polygons", degrees, len(mp))
			}
		}
	}
}

func TestOutlineOfNothing(t *testing.T) { // valhalla 5085, 4459
	for _, st := range [][]geo.Stretch{nil, {}, {{A: beijing, B: beijing}}, broken()} {
		for _, max := range []int{0, 120, 4, 1} {
			mp := geo.Outline(st, beijing, geo.OutlineOptions{MaxVertices: max})
			checkValid(t, mp, 6)
			if !isInside(mp, beijing) || len(mp) != 1 {
				t.Fatal("nothing reached: want one polygon around the origin")
			}
			if a := squareMetres(mp); max != 4 && max != 1 && math.Abs(a/(math.Pi*900)-1) > 0.1 {
				t.Fatalf("nothing reached: %.0f m2, want the disc of 30 m", a)
			}
		}
	}
}

func broken() []geo.Stretch {
	nan, inf := math.NaN(), math.Inf(1)
	return []geo.Stretch{
		{A: orb.Point{nan, 40}, B: orb.Point{116, 40}},
		{A: beijing, B: orb.Point{116, nan}},
		{A: orb.Point{inf, 40}, B: beijing},
		{A: beijing, B: orb.Point{116, -inf}},
		{A: orb.Point{-116, -40}, B: orb.Point{0, 0}},
		{A: orb.Point{1e300, 1e300}, B: beijing},
	}
}

func TestOutlineHoleThresholdIsAbsolute(t *testing.T) { // valhalla 5692
	// A block of 100 m leaves a hole of 40 m by 40 m, whatever lies around it.
	block := line(0, 0, 100, 0, 100, 100, 0, 100, 0, 0)
	town := slices.Concat(block, line(100, 0, 3000, 0, 3000, 3000))
	for _, st := range [][]geo.Stretch{block, town} {
		for least, holes := range map[float64]int{0: 1, -1: 1, 1000: 1, 2000: 0} {
			mp := geo.Outline(st, beijing, geo.OutlineOptions{HoleMetres2: least})
			if got := len(mp[0]) - 1; got != holes {
				t.Errorf("holes from %v m2: got %d, want %d", least, got, holes)
			}
		}
	}
}

func TestOutlineFilledHoleTakesItsIslandAlong(t *testing.T) {
	st := append(line(-200, -200, 200, -200, 200, 200, -200, 200, -200, -200), line(0, 0, 20, 0)...)
	mp := geo.Outline(st, metresEast(-200, -200), geo.OutlineOptions{HoleMetres2: 1e6})
	checkValid(t, mp, 6)
	if len(mp) != 1 || len(mp[0]) != 1 || !isInside(mp, beijing) {
		t.Fatalf("%d polygons", len(mp))
	}
}

// Adding a street never shrinks it (r5r 495), a larger limit contains a smaller one, streets are inside, all rings valid,
// at every latitude.
func TestOutlineGrows(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		lat := rapid.SampledFrom([]float64{0, 1.3, -30.03, 31.2, 40.0031, 59.9, -75, 84.99, -85}).Draw(r, "lat")
		at := orb.Point{rapid.Float64Range(-170, 170).Draw(r, "lon"), lat}
		span := rapid.SampledFrom([]float64{60, 300, 1500}).Draw(r, "span")
		metre := rapid.Float64Range(-span, span)
		st := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) geo.Stretch {
			x, y := metre.Draw(r, "x"), metre.Draw(r, "y")
			reach := rapid.SampledFrom([]float64{0, 0.01, 5, 80, 400}).Draw(r, "reach")
			angle := rapid.SampledFrom([]float64{0, math.Pi / 2, math.Pi, rapid.Float64Range(0, 6.3).Draw(r, "angle")}).Draw(r, "way")
			return lineAt(at, x, y, x+reach*math.Cos(angle), y+reach*math.Sin(angle))[0]
		}), 1, 25).Draw(r, "st")
		o := geo.OutlineOptions{BufferMetres: rapid.SampledFrom([]float64{30, 10, 55}).Draw(r, "buffer"), CellMetres: rapid.SampledFrom([]float64{0, 20, 3}).Draw(r, "cell")}
		k := rapid.IntRange(0, len(st)-1).Draw(r, "k")
		small, large := geo.Outline(st[:k], at, o), geo.Outline(st, at, o)
		// Part of the last street, as a shorter walk would have reached it.
		part := append([]geo.Stretch{}, st...)
		f := rapid.Float64Range(0, 1).Draw(r, "f")
		a, b := part[len(part)-1].A, part[len(part)-1].B
		part[len(part)-1].B = orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}
		middle := geo.Outline(part, at, o)
		for _, mp := range []orb.MultiPolygon{small, middle, large} {
			checkValid(r, mp, 6)
			if !isInside(mp, at) {
				r.Fatal("the origin is outside")
			}
		}
		checkNested(r, small, large, 1e-3)
		checkNested(r, middle, large, 0.25) // the last decimal, and rounding of the shorter street
		for i, s := range st {
			for f := 0.0; f <= 1; f += 0.1 {
				p := orb.Point{s.A[0] + f*(s.B[0]-s.A[0]), s.A[1] + f*(s.B[1]-s.A[1])}
				if !isInside(large, p) {
					r.Fatalf("%.0f %% along stretch %d is outside", f*100, i)
				}
			}
		}
		exact := exactArea(at, st, o.BufferMetres, 4)
		if got := squareMetres(large); span < 1000 && (got < exact*0.8 || got > exact*1.2+900*float64(len(large))) {
			r.Fatalf("area %.0f m2, exact %.0f m2", got, exact)
		}
		thin := geo.OutlineOptions{BufferMetres: o.BufferMetres, MaxVertices: rapid.SampledFrom([]int{5, 9, 30, 120}).Draw(r, "max")}
		mp := geo.Outline(st, at, thin)
		checkValid(r, mp, 6)
		if !isInside(mp, at) || positions(mp) > thin.MaxVertices {
			r.Fatalf("thinned to %d positions, want %d with the origin inside", positions(mp), thin.MaxVertices)
		}
	})
}

// town is a grid of streets with gaps, slightly askew.
func town(seed uint64, at orb.Point, n int, block float64) []geo.Stretch {
	rng := rand.New(rand.NewPCG(seed, 4))
	var st []geo.Stretch
	node := func(i, j int) (x, y float64) {
		k := rand.New(rand.NewPCG(seed, uint64(i*1000+j+500000)))
		return (float64(i) + 0.3*k.Float64()) * block, (float64(j) + 0.3*k.Float64()) * block
	}
	for i := -n; i <= n; i++ {
		for j := -n; j <= n; j++ {
			x, y := node(i, j)
			for _, d := range [][2]int{{1, 0}, {0, 1}, {1, 1}} {
				if rng.IntN(10) < 4 {
					u, v := node(i+d[0], j+d[1])
					st = append(st, lineAt(at, x, y, u, v)...)
				}
			}
		}
	}
	return st
}

func TestOutlineArea(t *testing.T) {
	for _, at := range []orb.Point{beijing, {-51.2, -30.03}, {103.85, 1.28}, {20, 84}} {
		for seed := range uint64(3) {
			st := town(seed, at, 6, 60+50*float64(seed))
			got, exact := squareMetres(geo.Outline(st, at, geo.OutlineOptions{HoleMetres2: -1})), exactArea(at, st, 30, 2)
			t.Logf("%v seed %d: %.2f %%", at, seed, 100*(got/exact-1))
			if math.Abs(got/exact-1) > 0.03 {
				t.Errorf("%v seed %d: area %.0f m2, exact %.0f m2", at, seed, got, exact)
			}
		}
	}
}

func TestOutlineAnywhere(t *testing.T) {
	for _, at := range []orb.Point{{0, 0}, {180, 0}, {-180, 52}, {179.9999, -16}, {30, 85}, {30, -85}, {10, 89.9}, {0, 90}, {0, -90}} {
		mp := geo.Outline(town(1, at, 3, 80), at, geo.OutlineOptions{})
		checkValid(t, mp, 6)
		if !isInside(mp, at) {
			t.Errorf("%v is outside its outline", at)
		}
	}
	for _, at := range []orb.Point{{math.NaN(), 0}, {0, math.NaN()}, {math.Inf(1), 0}, {0, 91}, {181, 0}} {
		if mp := geo.Outline(town(1, beijing, 2, 80), at, geo.OutlineOptions{}); mp != nil {
			t.Errorf("%v is no place, got an outline", at)
		}
	}
	// A street across the 180th meridian stays in one piece.
	st := []geo.Stretch{{A: orb.Point{179.999, 10}, B: orb.Point{-179.999, 10}}}
	if mp := geo.Outline(st, orb.Point{179.999, 10}, geo.OutlineOptions{}); len(mp) != 1 || squareMetres(mp) > 20000 {
		t.Errorf("180th meridian: %d polygons, %.0f m2", len(mp), squareMetres(mp))
	}
}

func TestOutlineIsBounded(t *testing.T) {
	for _, o := range []geo.OutlineOptions{{}, {CellMetres: 0.001, BufferMetres: 1e-9}, {CellMetres: 1e9, BufferMetres: 1e9}, {CellMetres: math.NaN(), BufferMetres: math.Inf(1), HoleMetres2: math.NaN(), Decimals: 99, MaxVertices: -5}} {
		for _, at := range []orb.Point{beijing, {30, 85}} {
			st := lineAt(at, 0, 0, 60000, 50000, -60000, 70000, -90000, -90000, 99000, -99000)
			mp := geo.Outline(st, at, o)
			checkValid(t, mp, 7)
			if !isInside(mp, at) {
				t.Errorf("%+v: the origin is outside", o)
			}
			for i, s := range st {
				if p := (orb.Point{(s.A[0] + s.B[0]) / 2, (s.A[1] + s.B[1]) / 2}); !isInside(mp, p) {
					t.Errorf("%+v at %v: stretch %d is outside", o, at, i)
				}
			}
		}
	}
}

func TestOutlineDoesNotDependOnTheOrderOfStreets(t *testing.T) {
	st := town(3, beijing, 8, 70)
	want := geo.AppendGeoJSON(nil, geo.Outline(st, beijing, geo.OutlineOptions{}), 6)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(st), func(i, j int) { st[i], st[j] = st[j], st[i] })
	if got := geo.AppendGeoJSON(nil, geo.Outline(st, beijing, geo.OutlineOptions{}), 6); !bytes.Equal(got, want) {
		t.Error("another order of streets gives another outline")
	}
}

func TestOutlineAllocates(t *testing.T) {
	if raced {
		t.Skip("the race detector empties pools at will")
	}
	st := town(3, beijing, 8, 70)
	for _, max := range []int{0, 120} {
		n := testing.AllocsPerRun(50, func() { geo.Outline(st, beijing, geo.OutlineOptions{MaxVertices: max}) })
		if n > 5 { // three for the result; the pool may be emptied now and then
			t.Errorf("at most %d vertices: %v allocations", max, n)
		}
	}
}

func TestAppendGeoJSON(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		p        orb.Point
		decimals int
		want     string
	}{
		{orb.Point{116.3267, 40.0031}, 6, "[116.3267,40.0031]"},
		{orb.Point{-0.0000004, 0.0000006}, 6, "[0,0.000001]"},
		{orb.Point{-51.2345678, -0.05}, 5, "[-51.23457,-0.05]"},
		{orb.Point{-180, 89.999999999}, 9, "[-180,89.999999999]"},
		{orb.Point{1.5, -1.5}, 0, "[2,-2]"},
		{orb.Point{100, 20}, -3, "[100,20]"},
		{orb.Point{nan, math.Inf(-1)}, 6, "[null,null]"},
	} {
		got := geo.AppendGeoJSON([]byte("x"), orb.MultiPolygon{{{c.p}}}, c.decimals)
		if want := `x{"type":"MultiPolygon","coordinates":[[[` + c.want + `]]]}`; string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if !json.Valid(got[1:]) {
			t.Errorf("%s is no JSON", got[1:])
		}
	}
	if got := string(geo.AppendGeoJSON(nil, nil, 6)); got != `{"type":"MultiPolygon","coordinates":[]}` {
		t.Error(got)
	}
}
