package area

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func square(x0, y0, x1, y1 float64) orb.Ring {
	return orb.Ring{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}
}

func named(name string, polygons ...orb.Polygon) Area { return Area{Name: name, Border: polygons} }

func found(x *Index, p orb.Point) string {
	i, ok := x.Find(p)
	if !ok {
		return "-"
	}
	return x.Areas()[i].Name
}

func TestFind(t *testing.T) {
	x := New([]Area{
		named("west", orb.Polygon{square(0, 0, 1, 2)}),
		named("east", orb.Polygon{square(1, 0, 2, 2)}, orb.Polygon{square(5, 5, 6, 6)}), // with an exclave
		named("ring", orb.Polygon{square(0, 2, 3, 5), square(1, 3, 2, 4)}),
		named("core", orb.Polygon{square(1, 3, 2, 4)}),
		named("pond", orb.Polygon{square(10, 0, 13, 3), square(11, 1, 12, 2)}),
		named("country", orb.Polygon{square(20, 0, 30, 10)}),
		named("city", orb.Polygon{square(22, 2, 24, 4)}),
		named("nowhere"),
	})
	for _, c := range []struct {
		p    orb.Point
		want string
	}{
		{orb.Point{0.5, 1}, "west"},
		{orb.Point{1.5, 1}, "east"},
		{orb.Point{5.5, 5.5}, "east"},
		{orb.Point{1, 1}, "west"}, // shared borders: a hair further west, then north
		{orb.Point{0.5, 2}, "ring"},
		{orb.Point{1, 2}, "ring"},
		{orb.Point{1, 3.5}, "ring"},
		{orb.Point{2, 3.5}, "core"},
		{orb.Point{1.5, 3.5}, "core"},
		{orb.Point{0.5, 4.5}, "ring"},
		{orb.Point{11.5, 1.5}, "-"},
		{orb.Point{11, 1.5}, "pond"}, // borders without a neighbour belong to the area
		{orb.Point{12, 1.5}, "pond"},
		{orb.Point{0, 0}, "west"},
		{orb.Point{2, 0}, "east"},
		{orb.Point{13, 3}, "pond"},
		{orb.Point{13 + 5e-7, 3}, "pond"},
		{orb.Point{13.00001, 3}, "-"},
		{orb.Point{21, 1}, "country"}, // the smallest of overlapping areas
		{orb.Point{23, 3}, "city"},
		{orb.Point{24, 3}, "city"},
		{orb.Point{22, 3}, "country"},
		{orb.Point{-1, -1}, "-"},
		{orb.Point{math.NaN(), 1}, "-"},
		{orb.Point{math.Inf(1), 1}, "-"},
		{orb.Point{1, math.Inf(-1)}, "-"},
	} {
		if got := found(x, c.p); got != c.want {
			t.Errorf("%v: got %s, want %s", c.p, got, c.want)
		}
	}
	for _, areas := range [][]Area{nil, {named("empty")}, {named("broken", orb.Polygon{{{math.NaN(), 1}, {1e308, -1e308}, {-1e308, 1e308}}})}, {named("point", orb.Polygon{{{1, 1}, {1, 1}}})}} {
		if i, ok := New(areas).Find(orb.Point{1, 1}); ok {
			t.Errorf("%v: found %d", areas, i)
		}
	}
}

// A tiling of shared, crooked borders: every point, the corners and the middles of sides among them, is in exactly one
// tile by the plain rule, without any help from touching.
func TestTilesNeverOverlapNorMiss(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(r, "n")
		seed := rapid.Uint64().Draw(r, "seed")
		whole := rapid.Bool().Draw(r, "whole")
		node := func(i, j int) orb.Point {
			k := rand.New(rand.NewPCG(seed, uint64(i*100+j)))
			p := orb.Point{100 + float64(i) + 0.8*k.Float64(), 30 + float64(j) + 0.8*k.Float64()}
			if whole { // many points at one height, sides along the axes
				p = orb.Point{math.Round(p[0]*2) / 2, math.Round(p[1]*2) / 2}
			}
			return p
		}
		var areas []Area
		var points []orb.Point
		for i := range n {
			for j := range n {
				a, b, c, d := node(i, j), node(i+1, j), node(i+1, j+1), node(i, j+1)
				for _, t := range []orb.Ring{{a, b, c}, {c, d, a}} {
					if rand.New(rand.NewPCG(seed, uint64(i*7+j))).IntN(2) == 0 {
						slices.Reverse(t)
					}
					areas = append(areas, named(fmt.Sprint(i, j), orb.Polygon{t}))
				}
				for _, q := range []orb.Point{a, b, c, d} {
					points = append(points, q, orb.Point{(q[0] + a[0]) / 2, (q[1] + a[1]) / 2}, orb.Point{q[0], a[1]}, orb.Point{a[0], q[1]})
				}
			}
		}
		x := New(areas)
		for range 50 {
			points = append(points, orb.Point{rapid.Float64Range(99.5, 108).Draw(r, "x"), rapid.Float64Range(29.5, 38).Draw(r, "y")})
		}
		// The tiling is whole where quads are not folded: count by winding of the outline of all tiles.
		for _, p := range points {
			holders := 0
			for k := range x.polygons {
				if x.polygons[k].contains(p) {
					holders++
				}
			}
			if folded(areas) {
				continue
			}
			if holders > 1 {
				r.Fatalf("%v is in %d tiles", p, holders)
			}
			if edge := outline(n, node); holders == 0 && edge.contains(p) {
				r.Fatalf("%v is in no tile", p)
			}
		}
	})
}

// outline is the border of all tiles together.
func outline(n int, node func(i, j int) orb.Point) *polygon {
	var ring orb.Ring
	for i := range n {
		ring = append(ring, node(i, 0))
	}
	for j := range n {
		ring = append(ring, node(n, j))
	}
	for i := range n {
		ring = append(ring, node(n-i, n))
	}
	for j := range n {
		ring = append(ring, node(0, n-j))
	}
	p, _, _ := newPolygon(0, orb.Polygon{ring})
	return &p
}

// folded tells whether some triangle of the tiling lies on its back or has no area.
func folded(areas []Area) bool {
	for i := 0; i < len(areas); i += 2 {
		if (turn(areas[i]) > 0) != (turn(areas[i+1]) > 0) || turn(areas[i]) == 0 || turn(areas[i+1]) == 0 {
			return true
		}
	}
	return false
}

func turn(a Area) float64 {
	r := a.Border[0][0]
	return (r[1][0]-r[0][0])*(r[2][1]-r[0][1]) - (r[1][1]-r[0][1])*(r[2][0]-r[0][0])
}

// A border that one side describes with an extra point in it leaves a gap of a rounding error: somebody still gets it.
func TestGapsBetweenNeighboursAreFilled(t *testing.T) {
	a, b := orb.Point{116.123457, 39.900001}, orb.Point{116.987651, 40.123459}
	rng := rand.New(rand.NewPCG(5, 5))
	south, north := orb.Ring{a, {117, 39}, b}, orb.Ring{b, {116, 41}, a}
	for range 20 { // more points on the northern side only, rounded to six decimals
		f := rng.Float64()
		q := orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}
		north = append(north, orb.Point{math.Round(q[0]*1e6) / 1e6, math.Round(q[1]*1e6) / 1e6})
	}
	slices.SortFunc(north[3:], func(p, q orb.Point) int { return int(1e7 * (p[0] - q[0])) })
	x := New([]Area{named("south", orb.Polygon{south}), named("north", orb.Polygon{north})})
	for range 2000 {
		f := rng.Float64()
		p := orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}
		first, ok := x.Find(p)
		if again, _ := x.Find(p); !ok || again != first {
			t.Fatalf("%v on the border belongs to nobody", p)
		}
	}
}

// shared finds a file of the data that lies beside the repository.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	root := os.Getenv("TUOYUQUAN_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			tb.Fatal(err)
		}
		for dir != filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(dir, "..", "shared")
	}
	path := filepath.Join(root, "data", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skip("needs ../shared/data: " + name)
	}
	return path
}

func districts(tb testing.TB, name string) []Area {
	tb.Helper()
	f, err := os.Open(shared(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	areas, err := ReadGeoJSON(f)
	if err := errors.Join(err, f.Close()); err != nil {
		tb.Fatal(err)
	}
	return areas
}

// referee is even-odd over all rings of each polygon, written the textbook way, and the smallest area first.
func referee(areas []Area, p orb.Point) (best int, ok bool) {
	size := math.Inf(1)
	for i, a := range areas {
		total, in := 0.0, false
		for _, polygon := range a.Border {
			own := false
			for n, r := range polygon {
				twice := 0.0
				for k := 1; k < len(r); k++ {
					u, v := r[k-1], r[k]
					twice += (u[0]-r[0][0])*(v[1]-r[0][1]) - (v[0]-r[0][0])*(u[1]-r[0][1])
					if (u[1] > p[1]) != (v[1] > p[1]) && p[0] < (v[0]-u[0])*(p[1]-u[1])/(v[1]-u[1])+u[0] {
						own = !own
					}
				}
				if n == 0 {
					total += math.Abs(twice)
				} else {
					total -= math.Abs(twice)
				}
			}
			in = in || own
		}
		if in && total < size {
			best, ok, size = i, true, total
		}
	}
	return best, ok
}

func TestRealDistricts(t *testing.T) {
	for file, want := range map[string]struct {
		count int
		at    orb.Point
		name  string
	}{
		"cn_districts_110000.geojson": {16, orb.Point{116.3267, 40.0031}, "海淀区"},
		"cn_districts_320500.geojson": {10, orb.Point{120.62, 31.32}, "姑苏区"},
		"cn_districts_500000.geojson": {38, orb.Point{106.5516, 29.5628}, "渝中区"},
	} {
		t.Run(file, func(t *testing.T) {
			areas := districts(t, file)
			x := New(areas)
			if len(areas) != want.count || found(x, want.at) != want.name {
				t.Fatalf("%d districts, %v is in %s", len(areas), want.at, found(x, want.at))
			}
			for _, a := range areas {
				if len(a.Code) != 6 || a.Level != "district" || !strings.HasSuffix(file, a.Parent+".geojson") || a.Center == (orb.Point{}) {
					t.Errorf("%s: %+v", a.Name, a.Code+" "+a.Level+" "+a.Parent)
				}
			}
			rng := rand.New(rand.NewPCG(7, 7))
			inside := 0
			for range 10_000 {
				p := orb.Point{x.bound.x0 + rng.Float64()*(x.bound.x1-x.bound.x0), x.bound.y0 + rng.Float64()*(x.bound.y1-x.bound.y0)}
				i, ok := x.Find(p)
				if j, want := referee(areas, p); i != j || ok != want {
					t.Fatalf("%v: found %d %v, the referee says %d %v", p, i, ok, j, want)
				}
				if ok {
					inside++
				}
			}
			if inside < 3000 {
				t.Errorf("only %d of 10,000 points are in a district", inside)
			}
			// On borders: every corner and side belongs to somebody, always the same.
			for _, a := range areas {
				for _, polygon := range a.Border {
					for k := 1; k < len(polygon[0]); k++ {
						u, v := polygon[0][k-1], polygon[0][k]
						for _, p := range []orb.Point{u, {(u[0] + v[0]) / 2, (u[1] + v[1]) / 2}} {
							if _, ok := x.Find(p); !ok {
								t.Fatalf("%v on the border of %s belongs to nobody", p, a.Name)
							}
						}
					}
				}
			}
		})
	}
}

func TestReadGeoJSON(t *testing.T) {
	areas, err := ReadGeoJSON(strings.NewReader("\xef\xbb\xbf" + `{"type":"FeatureCollection","name":"x","features":[
		{"type":"Feature","properties":{"adcode":110101,"name":" 东城区 ","center":[116.4,39.9],"level":"district","parent":{"adcode":110000},"acroutes":[1]},
		 "geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]],[[0.2,0.1],[0.4,0.1],[0.4,0.2]]]]}},
		{"type":"Feature","id":7,"properties":{"name":"二","parent":"110000","center":null,"centroid":[1,2,3]},
		 "geometry":{"type":"Polygon","coordinates":[ [ [2 , 0, 55] , [3e0,0],[3,1.0],[2,0] ] ]}},
		{"type":"Feature","properties":{"adcode":"110101","name":"东城区"},"geometry":{"type":"Polygon","coordinates":[[[5,5],[6,5],[6,6]]]}},
		{"type":"Feature","properties":null,"geometry":null}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(areas) != 3 {
		t.Fatalf("%d areas: %+v", len(areas), areas)
	}
	a, b, c := areas[0], areas[1], areas[2]
	if a.Code != "110101" || a.Name != "东城区" || a.Level != "district" || a.Parent != "110000" || a.Center != (orb.Point{116.4, 39.9}) || len(a.Border) != 2 || len(a.Border[0]) != 2 || len(a.Border[0][1]) != 4 {
		t.Errorf("%+v", a)
	}
	if b.Code != "7" || b.Name != "二" || b.Parent != "110000" || b.Center != (orb.Point{1, 2}) || b.Border[0][0][0] != (orb.Point{2, 0}) {
		t.Errorf("%+v", b)
	}
	if c.Code != "" || c.Border != nil {
		t.Errorf("%+v", c)
	}
	moved := Convert(areas, func(p orb.Point) orb.Point { return orb.Point{p[0] + 1, p[1]} })
	if moved[0].Border[0][0][0] != (orb.Point{1, 0}) || moved[0].Center != (orb.Point{117.4, 39.9}) || moved[2].Center != (orb.Point{}) || a.Border[0][0][0] != (orb.Point{0, 0}) {
		t.Error("Convert changes too much or too little")
	}
	if one, err := ReadGeoJSON(strings.NewReader(`{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}}`)); err != nil || len(one) != 1 {
		t.Errorf("a single feature: %v %v", one, err)
	}
}

func TestReadGeoJSONRefuses(t *testing.T) {
	polygon := func(coordinates string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":1,"name":"A"},"geometry":{"type":"Polygon","coordinates":` + coordinates + `}}]}`
	}
	for text, want := range map[string]string{
		``:                                      "unexpected end",
		`[]`:                                    "cannot unmarshal",
		`{}`:                                    `type is "", want FeatureCollection`,
		`{"type":"Topology"}`:                   `type is "Topology"`,
		strings.Repeat("[", 100_000):            "exceeded max depth",
		polygon(`[[[0,0],[1,0]]]`):              "feature 1 (1 A): ring 1: fewer than three points",
		polygon(`[[[0,0],[1,0],[39.9,116.4]]]`): "ring 1: point 3: latitude 116.4 is not between",
		polygon(`[[[0,0],[1,0],[191,1]]]`):      "longitude 191",
		polygon(`[[[0,0],[1,0],[1]]]`):          "needs a longitude and a latitude",
		polygon(`[[[0,0],[1,0],[1,"2"]]]`):      "want a number",
		polygon(`[[[0,0],[1,0],[1,null]]]`):     "want a number",
		polygon(`[[[0,0],[1,0],[1,[2]]]]`):      "want a number",
		polygon(`[[[[0,0],[1,0],[1,2]]]]`):      "want a number",
		polygon(`[[0,0],[1,0],[1,1]]`):          "want a list",
		polygon(`[]`):                           "without a ring",
		polygon(`{}`):                           "want a list",
		polygon(`null`):                         "want a list",
		polygon(`[[[1e999,0],[1,0],[1,1]]]`):    "number",
		strings.Replace(polygon(`[]`), `"Polygon"`, `"LineString"`, 1): `geometry is "LineString"`,
		`{"type":"FeatureCollection","features":[{"type":"Polygon"}]}`: `type is "Polygon", want Feature`,
		`{"type":"FeatureCollection","features":[7]}`:                  "feature 1:",
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":1,"name":"A"}},{"type":"Feature","properties":{"adcode":1,"name":"B"}}]}`: `code 1 is "B" here and "A" before`,
	} {
		if _, err := ReadGeoJSON(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: got %v, want ... %s", text, err, want)
		}
	}
	many := `{"type":"FeatureCollection","features":[` + strings.Repeat(`{},`, MaxAreas) + `{}]}`
	if _, err := ReadGeoJSON(strings.NewReader(many)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d features: %v", MaxAreas+1, err)
	}
	if _, err := ReadGeoJSON(blanks{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("an endless file: %v", err)
	}
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func FuzzReadGeoJSON(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":1},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1]]]]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		areas, err := ReadGeoJSON(strings.NewReader(string(text)))
		if err != nil {
			return
		}
		x := New(areas)
		for _, a := range areas {
			for _, polygon := range a.Border {
				for _, ring := range polygon {
					for _, p := range ring {
						if _, ok := x.Find(p); !ok && turnless(ring) {
							t.Fatalf("%v on a border belongs to nobody", p)
						}
					}
				}
			}
		}
	})
}

// turnless is false for rings that are only one point: those bound nothing.
func turnless(r orb.Ring) bool {
	for _, p := range r {
		if p != r[0] {
			return true
		}
	}
	return false
}

func BenchmarkFind(b *testing.B) {
	x := New(districts(b, "cn_districts_500000.geojson"))
	rng := rand.New(rand.NewPCG(7, 7))
	points := make([]orb.Point, 1024)
	for i := range points {
		points[i] = orb.Point{x.bound.x0 + rng.Float64()*(x.bound.x1-x.bound.x0), x.bound.y0 + rng.Float64()*(x.bound.y1-x.bound.y0)}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x.Find(points[i%len(points)])
	}
}
