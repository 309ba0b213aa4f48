package tile

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

// town is a small made-up place of every layer and kind of geometry, about 3 km across.
func town(seed uint64) []Feature {
	rng := rand.New(rand.NewPCG(seed, 1))
	at := func() orb.Point { return orb.Point{116.30 + 0.04*rng.Float64(), 39.98 + 0.03*rng.Float64()} }
	walk := func(n int) orb.LineString {
		l := orb.LineString{at()}
		for len(l) < n {
			p := l[len(l)-1]
			l = append(l, orb.Point{p[0] + 0.002*(rng.Float64()-0.3), p[1] + 0.002*(rng.Float64()-0.4)})
		}
		return l
	}
	round := func(r float64, n int) orb.Ring {
		c, ring := at(), orb.Ring{}
		for i := range n {
			a := 2 * math.Pi * float64(i) / float64(n)
			ring = append(ring, orb.Point{c[0] + r*math.Cos(a)*1.3, c[1] + r*math.Sin(a)})
		}
		return append(ring, ring[0])
	}
	var fs []Feature
	for i := range 60 {
		fs = append(fs,
			Feature{LayerStreet, "residential", fmt.Sprintf("第%d街", i%7), walk(12), 12},
			Feature{LayerBuilding, "building", "", orb.Polygon{round(0.0002, 6)}, 14},
			Feature{LayerLabel, "poi", fmt.Sprintf("商店%d", i), at(), 16})
	}
	hole := round(0.004, 90)
	inner := orb.Ring{}
	c := planarCentre(hole)
	for _, p := range hole {
		inner = append(inner, orb.Point{c[0] + (p[0]-c[0])/3, c[1] + (p[1]-c[1])/3})
	}
	return append(fs,
		Feature{LayerWater, "water", "湖", orb.Polygon{hole, inner}, 8},
		Feature{LayerGreen, "park", "公园", orb.MultiPolygon{{round(0.003, 40)}, {round(0.002, 30)}}, 10},
		Feature{LayerRail, "rail", "", orb.MultiLineString{walk(30), walk(20)}, 9},
		Feature{LayerBoundary, "admin-6", "", walk(200), 9})
}

func planarCentre(r orb.Ring) orb.Point { c, _ := planar.CentroidArea(r); return c }

// tilesOver lists the tiles of a zoom over the town.
func tilesOver(b *Basemap, z uint32) []maptile.Tile {
	bound, _ := b.Bound()
	lo, hi := maptile.At(bound.LeftTop(), maptile.Zoom(z)), maptile.At(bound.RightBottom(), maptile.Zoom(z))
	var list []maptile.Tile
	for x := lo.X; x <= hi.X; x++ {
		for y := lo.Y; y <= hi.Y; y++ {
			list = append(list, maptile.New(x, y, maptile.Zoom(z)))
		}
	}
	return list
}

func mustTile(t testing.TB, b *Basemap, at maptile.Tile) ([]byte, mvt.Layers) {
	t.Helper()
	data, err := b.Tile(uint32(at.Z), at.X, at.Y)
	if err != nil {
		t.Fatalf("tile %v: %v", at, err)
	}
	if data == nil {
		return nil, nil
	}
	layers, err := mvt.Unmarshal(data)
	if err != nil {
		t.Fatalf("tile %v is no MVT: %v", at, err)
	}
	return data, layers
}

func TestEveryFeatureIsInItsTiles(t *testing.T) {
	fs := town(1)
	b := New(fs)
	if b.Len() != len(fs) {
		t.Fatalf("kept %d of %d features", b.Len(), len(fs))
	}
	counts := map[string]int{}
	for _, at := range tilesOver(b, 16) {
		_, layers := mustTile(t, b, at)
		for _, l := range layers {
			if l.Version != 2 || l.Extent != Extent {
				t.Fatalf("layer %s has version %d, extent %d", l.Name, l.Version, l.Extent)
			}
			for _, f := range l.Features {
				if l.Name == LayerLabel && !inTile(f.Geometry.(orb.Point)) {
					continue // in the buffer: counted in the neighbour
				}
				counts[l.Name]++
			}
		}
	}
	for _, layer := range layers {
		if counts[layer] == 0 {
			t.Errorf("layer %s is in no tile", layer)
		}
	}
	if counts[LayerLabel] != 60 {
		t.Errorf("%d labels drawn, want each of 60 once", counts[LayerLabel])
	}
}

func inTile(p orb.Point) bool { return p[0] >= 0 && p[0] < Extent && p[1] >= 0 && p[1] < Extent }

// TestGeometryIsWhereItWas projects tiles back and compares with the drawn features: within 1.5 units at zoom 16 there is
// always the feature itself.
func TestGeometryIsWhereItWas(t *testing.T) {
	fs := town(2)
	b := New(fs)
	lines := map[string]orb.MultiLineString{}
	for _, f := range fs {
		if l, ok := f.Geometry.(orb.LineString); ok && f.Layer == LayerStreet {
			lines[f.Name] = append(lines[f.Name], l)
		}
	}
	seen := 0
	for _, at := range tilesOver(b, 16) {
		_, layers := mustTile(t, b, at)
		layers.ProjectToWGS84(at)
		unit := at.Bound().Max[0] - at.Bound().Min[0]
		unit /= Extent
		for _, l := range layers {
			if l.Name != LayerStreet {
				continue
			}
			for _, f := range l.Features {
				name := f.Properties["name"].(string)
				for _, p := range corners(f.Geometry) {
					if d := planar.DistanceFrom(lines[name], p); d > 1.5*unit {
						t.Fatalf("%s in %v: %v is %.2f units off the street", name, at, p, d/unit)
					}
					seen++
				}
			}
		}
	}
	if seen < 500 {
		t.Fatalf("only %d corners looked at", seen)
	}
}

func corners(g orb.Geometry) (list []orb.Point) {
	switch g := g.(type) {
	case orb.LineString:
		return g
	case orb.MultiLineString:
		for _, l := range g {
			list = append(list, l...)
		}
	}
	return list
}

// TestRingsWindAsTheFormatAsks: outer rings have positive area in tile units, holes negative, so that a reader that goes by
// winding finds the hole of the lake.
func TestRingsWindAsTheFormatAsks(t *testing.T) {
	b := New(town(3))
	holes := 0
	for z := uint32(12); z <= MaxZoom; z++ {
		for _, at := range tilesOver(b, z) {
			_, layers := mustTile(t, b, at)
			for _, l := range layers {
				if l.Name != LayerWater && l.Name != LayerGreen && l.Name != LayerBuilding {
					continue
				}
				for _, f := range l.Features {
					for _, p := range polygons(t, f.Geometry) {
						for i, ring := range p {
							if area := planar.Area(ring); (area > 0) != (i == 0) {
								t.Fatalf("%v %s ring %d has area %v", at, l.Name, i, area)
							}
						}
						holes += len(p) - 1
					}
				}
			}
		}
	}
	if holes == 0 {
		t.Fatal("the hole of the lake is nowhere")
	}
}

func polygons(t *testing.T, g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	t.Fatalf("an area is a %T", g)
	return nil
}

// TestNeighboursMeet: what two tiles both draw, in their buffers, is the same in both, so no seam shows.
func TestNeighboursMeet(t *testing.T) {
	b := New(town(4))
	shared := 0
	for _, z := range []uint32{11, 13, 14, 16} {
		for _, at := range tilesOver(b, z) {
			right := maptile.New(at.X+1, at.Y, at.Z)
			a, c := streetCorners(t, b, at, 0), streetCorners(t, b, right, Extent)
			for p := range a {
				if p[0] > Extent-Buffer && p[0] < Extent+Buffer && p[1] > -Buffer && p[1] < Extent+Buffer {
					shared++
					if !c[p] {
						t.Fatalf("zoom %d: %v has a corner at %v that %v lacks", z, at, p, right)
					}
				}
			}
		}
	}
	if shared < 20 {
		t.Fatalf("only %d shared corners", shared)
	}
}

// streetCorners are the unclipped corners of streets in units of the first tile.
func streetCorners(t *testing.T, b *Basemap, at maptile.Tile, shift float64) map[orb.Point]bool {
	set := map[orb.Point]bool{}
	_, layers := mustTile(t, b, at)
	for _, l := range layers {
		if l.Name != LayerStreet {
			continue
		}
		for _, f := range l.Features {
			for _, p := range corners(f.Geometry) {
				onEdge := p[0] <= -Buffer || p[0] >= Extent+Buffer || p[1] <= -Buffer || p[1] >= Extent+Buffer
				if !onEdge {
					set[orb.Point{p[0] + shift, p[1]}] = true
				}
			}
		}
	}
	return set
}

func TestOrderDoesNotMatter(t *testing.T) {
	fs := town(5)
	want := New(fs).encode()
	for seed := range uint64(4) {
		mixed := slices.Clone(fs)
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		b := New(mixed)
		if !bytes.Equal(b.encode(), want) {
			t.Fatalf("seed %d: another order makes another basemap", seed)
		}
		at := tilesOver(b, 14)[0]
		x, _ := mustTile(t, b, at)
		y, _ := mustTile(t, New(fs), at)
		if !bytes.Equal(x, y) {
			t.Fatalf("seed %d: another order makes another tile", seed)
		}
	}
}

func TestLowZoomsAreThin(t *testing.T) {
	b := New(town(6))
	for z := uint32(0); z <= MaxZoom; z++ {
		for _, at := range tilesOver(b, z) {
			data, layers := mustTile(t, b, at)
			if z < 8 && data != nil {
				t.Fatalf("zoom %d draws what begins at 8", z)
			}
			for _, l := range layers {
				if z < 14 && l.Name == LayerBuilding {
					t.Fatalf("zoom %d draws buildings", z)
				}
			}
		}
	}
}

func TestNoSuchTile(t *testing.T) {
	b := New(town(7))
	for _, at := range [][3]uint32{
		{17, 0, 0},
		{0, 1, 0},
		{0, 0, 1},
		{3, 8, 0},
		{3, 0, 8},
		{16, 1 << 16, 0},
		{math.MaxUint32, 0, 0},
		{32, 0, 0},
		{33, 1, 1},
		{16, math.MaxUint32, math.MaxUint32},
	} {
		if _, err := b.Tile(at[0], at[1], at[2]); !errors.Is(err, ErrTile) {
			t.Errorf("tile %v: %v", at, err)
		}
	}
	if data, err := b.Tile(16, 0, 0); data != nil || err != nil {
		t.Errorf("an empty tile is %d bytes, %v", len(data), err)
	}
	if data, err := New(nil).Tile(0, 0, 0); data != nil || err != nil {
		t.Errorf("a tile of an empty basemap is %d bytes, %v", len(data), err)
	}
}

func TestUnusableFeaturesAreLeftOut(t *testing.T) {
	nan := math.NaN()
	for _, f := range []Feature{
		{Layer: "sky", Geometry: orb.Point{1, 2}},
		{Layer: LayerLabel},
		{Layer: LayerLabel, Geometry: orb.MultiPoint{{1, 2}}},
		{Layer: LayerLabel, Geometry: orb.Point{nan, 2}},
		{Layer: LayerLabel, Geometry: orb.Point{181, 2}},
		{Layer: LayerStreet, Geometry: orb.LineString{{1, 2}}},
		{Layer: LayerStreet, Geometry: orb.LineString{{1, 2}, {1, 2}}},
		{Layer: LayerStreet, Geometry: orb.LineString{{1, 2}, {math.Inf(1), 2}}},
		{Layer: LayerStreet, Geometry: orb.MultiLineString{}},
		{Layer: LayerWater, Geometry: orb.Polygon{}},
		{Layer: LayerWater, Geometry: orb.Polygon{{{1, 2}, {2, 2}, {1, 2}}}},
		{Layer: LayerWater, Geometry: orb.MultiPolygon{{}, {{}}}},
	} {
		if n := New([]Feature{f}).Len(); n != 0 {
			t.Errorf("%+v was kept", f)
		}
	}
}

// TestAnyShape draws random and awkward shapes at every zoom: nothing panics, everything reads back.
func TestAnyShape(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		near := rapid.SampledFrom([]float64{1e-6, 1e-4, 0.01, 1, 90}).Draw(rt, "size")
		coord := rapid.Custom(func(rt *rapid.T) orb.Point {
			return orb.Point{
				20 + near*rapid.Float64Range(-1, 1).Draw(rt, "x"), 10 + near*rapid.Float64Range(-1, 1).Draw(rt, "y"),
			}
		})
		line := orb.LineString(rapid.SliceOfN(coord, 0, 40).Draw(rt, "line"))
		b := New([]Feature{
			{Layer: LayerStreet, Class: "a", Geometry: line},
			{Layer: LayerWater, Class: "b", Name: "n", Geometry: orb.Polygon{orb.Ring(line), orb.Ring(line)}},
		})
		z := uint32(rapid.IntRange(0, MaxZoom).Draw(rt, "z"))
		at := maptile.At(orb.Point{20, 10}, maptile.Zoom(z))
		data, err := b.Tile(z, at.X, at.Y)
		if err != nil {
			rt.Fatal(err)
		}
		if data != nil {
			if _, err := mvt.Unmarshal(data); err != nil {
				rt.Fatal(err)
			}
		}
		if c, err := decode(b.encode()); err != nil || !bytes.Equal(c.encode(), b.encode()) {
			rt.Fatalf("file round trip: %v", err)
		}
	})
}

func TestThinningKeepsWithinTolerance(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	points := []xy{{1 << 31, 1 << 31}}
	for len(points) < 5000 {
		p := points[len(points)-1]
		points = append(points, xy{p.x + uint32(rng.IntN(400)) - 150, p.y + uint32(rng.IntN(400)) - 150})
	}
	levels := pointLevels(points, nil)
	for z := 0; z <= MaxZoom; z++ {
		limit := tolerance * float64(int64(1)<<(worldBits-extentBits-z))
		last := 0
		for i := 1; i < len(points); i++ {
			if int(levels[i]) > z {
				continue
			}
			for k := last + 1; k < i; k++ {
				if d := math.Sqrt(offSegment2(points[k], points[last], points[i])); d > limit {
					t.Fatalf("zoom %d: point %d is %.0f units off, limit %.0f", z, k, d, limit)
				}
			}
			last = i
		}
	}
}
