package osm

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	posm "github.com/paulmach/osm"

	"tuoyuquan/geo"
)

// drawn builds a source from lines: "n1 0 0 barrier=gate" is a node at so many metres east and north of a spot in
// Beijing, "w5 1,2,3 highway=path" a way, "r9 w5:outer,w6:inner type=multipolygon" a relation. "@3" at the end is a version.
func drawn(t testing.TB, text string) *memory {
	t.Helper()
	m := &memory{}
	for _, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		version := 1
		if last := f[len(f)-1]; strings.HasPrefix(last, "@") {
			mustScan(t, last[1:], &version)
			f = f[:len(f)-1]
		}
		var id int64
		mustScan(t, f[0][1:], &id)
		switch f[0][0] {
		case 'n':
			var x, y float64
			mustScan(t, f[1], &x)
			mustScan(t, f[2], &y)
			p := spotAt(x, y)
			m.objects = append(m.objects, &posm.Node{
				ID: posm.NodeID(id), Lon: p[0], Lat: p[1], Version: version, Tags: tagsOf(strings.Join(f[3:], " ")),
			})
		case 'w':
			w := &posm.Way{ID: posm.WayID(id), Version: version, Tags: tagsOf(strings.Join(f[2:], " "))}
			for _, ref := range strings.Split(f[1], ",") {
				var n int64
				mustScan(t, ref, &n)
				w.Nodes = append(w.Nodes, posm.WayNode{ID: posm.NodeID(n)})
			}
			m.objects = append(m.objects, w)
		case 'r':
			r := &posm.Relation{ID: posm.RelationID(id), Version: version, Tags: tagsOf(strings.Join(f[2:], " "))}
			for _, ref := range strings.Split(f[1], ",") {
				ref, role, _ := strings.Cut(ref, ":")
				var n int64
				mustScan(t, ref[1:], &n)
				r.Members = append(r.Members, posm.Member{Type: posm.TypeWay, Ref: n, Role: role})
			}
			m.objects = append(m.objects, r)
		default:
			t.Fatalf("what is %q?", line)
		}
	}
	return m
}

func mustScan(t testing.TB, s string, v any) {
	t.Helper()
	if _, err := fmt.Sscan(s, v); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
}

// spotAt is a place so many metres east and north of a spot in Beijing, on the grid of OpenStreetMap.
func spotAt(x, y float64) orb.Point {
	const perDegree = 111_195.08
	lat := 40 + y/perDegree
	lon := 116.3 + x/(perDegree*math.Cos(40*math.Pi/180))
	return orb.Point{math.Round(lon*degree) / degree, math.Round(lat*degree) / degree}
}

func importDrawn(t testing.TB, text string) *Extract {
	t.Helper()
	x, err := Import(t.Context(), drawn(t, text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// metres walks from one spot to another; -1 when there is no way.
func (x *Extract) metres(t testing.TB, pr geo.Profile, from, to [2]float64) float64 {
	t.Helper()
	a, okA := x.Graph.Snap(spotAt(from[0], from[1]), pr, 50)
	b, okB := x.Graph.Snap(spotAt(to[0], to[1]), pr, 50)
	if !okA || !okB {
		return -1
	}
	r := geo.NewReach(x.Graph)
	if err := r.From(t.Context(), a, 5000, pr); err != nil {
		t.Fatal(err)
	}
	m, ok := r.At(b)
	if !ok {
		return -1
	}
	return m
}

func wantMetres(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1.5 {
		t.Errorf("%s: %.1f m, want %.0f", what, got, want)
	}
}

var (
	west = [2]float64{0, 0}
	east = [2]float64{200, 0}
)

func TestBarrierCutsItsWay(t *testing.T) {
	const street = "n1 0 0\n n2 100 0 %s\n n3 200 0\n n4 0 300\n n5 200 300\n w1 1,2,3 highway=residential\n w2 1,4,5,3 highway=path"
	for _, c := range []struct {
		barrier        string
		walk, stroller float64
		blocked        int
	}{
		{"", 200, 200, 0},
		{"barrier=gate", 200, 200, 0},
		{"barrier=gate access=private", 800, 800, 1},
		{"barrier=wall", 800, 800, 1},
		{"barrier=turnstile", 200, 800, 0},
	} {
		x := importDrawn(t, fmt.Sprintf(street, c.barrier))
		wantMetres(t, "walk past "+c.barrier, x.metres(t, geo.Walk, west, east), c.walk)
		wantMetres(t, "stroller past "+c.barrier, x.metres(t, geo.Stroller, west, east), c.stroller)
		if x.Stats.BlockedNodes != c.blocked {
			t.Errorf("%q: %d blocked nodes", c.barrier, x.Stats.BlockedNodes)
		}
		// up to the barrier one may walk from either side
		wantMetres(t, "to the west side of "+c.barrier, x.metres(t, geo.Stroller, west, [2]float64{90, 0}), 90)
		wantMetres(t, "to the east side of "+c.barrier, x.metres(t, geo.Stroller, east, [2]float64{110, 0}), 90)
	}
}

func TestBarrierOnJunction(t *testing.T) {
	north := [2]float64{100, 100}
	for _, c := range []struct {
		name, ways          string
		westEast, westNorth float64
	}{
		{"estate drive ends on a through street", "w1 1,2,3 highway=residential\n w2 2,4 highway=service", 200, -1},
		{"street is two ways", "w1 1,2 highway=residential\n w3 2,3 highway=residential\n w2 2,4 highway=service", 200, -1},
		{"two streets, one runs through", "w1 1,2,3 highway=residential\n w2 2,4 highway=residential", 200, -1},
		{"three streets end", "w1 1,2 highway=residential\n w3 2,3 highway=residential\n w2 2,4 highway=residential", -1, -1},
		{"paths", "w1 1,2,3 highway=path\n w2 2,4 highway=path", -1, -1},
		{"no junction", "w1 1,2 highway=residential\n w3 2,3 highway=residential", -1, -1},
	} {
		x := importDrawn(t, "n1 0 0\n n2 100 0 barrier=gate access=private\n n3 200 0\n n4 100 100\n"+c.ways)
		wantMetres(t, c.name+": along", x.metres(t, geo.Walk, west, east), c.westEast)
		wantMetres(t, c.name+": off", x.metres(t, geo.Walk, west, north), c.westNorth)
	}
}

func TestStairsAndOneWays(t *testing.T) {
	x := importDrawn(t, `n1 0 0
		n2 200 0
		n3 0 100
		n4 200 100
		w1 1,2 highway=steps
		w2 1,3,4,2 highway=footway`)
	wantMetres(t, "stairs on foot", x.metres(t, geo.Walk, west, east), 200)
	if m := x.metres(t, geo.Stroller, [2]float64{0, 50}, [2]float64{200, 50}); math.Abs(m-300) > 1.5 {
		t.Errorf("stroller around the stairs: %.1f m", m)
	}
	for _, c := range []struct {
		tags        string
		there, back float64
	}{
		{"highway=footway oneway=yes", 200, 400},
		{"highway=footway oneway=-1", 400, 200},
		{"highway=residential oneway=yes", 200, 200},
	} {
		x := importDrawn(t, "n1 0 0\n n2 200 0\n n3 0 100\n n4 200 100\n w1 1,2 "+c.tags+"\n w2 1,3,4,2 highway=footway")
		wantMetres(t, c.tags+" there", x.metres(t, geo.Walk, west, east), c.there)
		wantMetres(t, c.tags+" back", x.metres(t, geo.Walk, east, west), c.back)
	}
}

func TestBrokenDataIsToleratedAndCounted(t *testing.T) {
	x := importDrawn(t, `w9 1,2 highway=path @3
		w9 1,9 highway=path @2
		w9 1,2 highway=path @3
		w8 2,77,3 highway=path
		w7 3 highway=path
		w6 3,3 highway=path
		w5 88,89 highway=path
		w4 3,3,4,4,5 highway=path
		w3 5,6 highway=path
		n1 0 0
		n2 100 0
		n3 200 0
		n4 300 0 @1
		n4 300 50 @2
		n5 400 0
		n6 400 0
		n9 0 900`)
	s := x.Stats
	want := map[string][2]int{
		"duplicate ways":  {s.DuplicateWays, 2},
		"duplicate nodes": {s.DuplicateNodes, 1},
		"missing nodes":   {s.MissingNodes, 3},
		"short ways":      {s.ShortWays, 4},
		"zero lengths":    {s.ZeroLengths, 4},
		"foot ways":       {s.FootWays, 3},
	}
	for what, n := range want {
		if n[0] != n[1] {
			t.Errorf("%d %s, want %d", n[0], what, n[1])
		}
	}
	wantMetres(t, "the newest way", x.metres(t, geo.Walk, west, [2]float64{100, 0}), 100)
	wantMetres(t, "over a missing node", x.metres(t, geo.Walk, west, east), -1)
	wantMetres(t, "the newest node", x.metres(t, geo.Walk, east, [2]float64{400, 0}), 2*math.Hypot(100, 50))
}

func TestSmallComponentsAreKeptAndMarked(t *testing.T) {
	var b strings.Builder
	for i := range 120 { // 12 km of street, and 100 m apart from it
		fmt.Fprintf(&b, "n%d %d 0\n", i+1, i*100)
	}
	b.WriteString("n200 0 200\n n201 100 200\n w2 200,201 highway=path\n w1 1")
	for i := 1; i < 120; i++ {
		fmt.Fprintf(&b, ",%d", i+1)
	}
	b.WriteString(" highway=residential")
	x := importDrawn(t, b.String())
	if s := x.Stats; s.SmallComponents != 1 || s.SmallNodes != 2 || s.MainNodes != 120 || s.GraphNodes != 122 {
		t.Errorf("components: %+v", s)
	}
	if s, ok := x.Graph.Snap(spotAt(50, 200), geo.Walk, 50); !ok || s.Main {
		t.Errorf("the small component is gone or not marked: %+v %v", s, ok)
	}
}

func TestPedestrianAreaRelation(t *testing.T) {
	x := importDrawn(t, `n1 0 0
		n2 200 0
		n3 200 100
		n4 0 100
		w1 1,2,3
		w2 3,4,1
		r1 w1:outer,w2:outer type=multipolygon highway=pedestrian`)
	wantMetres(t, "along the ring", x.metres(t, geo.Walk, west, [2]float64{200, 100}), 300)
	if x.Stats.BasemapFeatures["street"] != 1 {
		t.Errorf("features %v", x.Stats.BasemapFeatures)
	}
}

func TestLengthsAndConfidence(t *testing.T) {
	x := importDrawn(t, "n1 0 0\n n2 200 0\n n3 200 300\n w1 1,2 highway=footway\n w2 2,3 highway=primary")
	s := x.Stats
	if math.Abs(s.KilometresBy["footway"]-0.2) > 1e-3 || math.Abs(s.KilometresBy["primary"]-0.3) > 1e-3 ||
		math.Abs(s.Kilometres-0.5) > 1e-3 || math.Abs(s.FootKilometres-0.2) > 1e-3 {
		t.Errorf("lengths: %+v", s)
	}
	cell := 0.005 * 111.195
	if area := s.AreaKM2 / (cell * cell * math.Cos(40*math.Pi/180)); math.Abs(area-1) > 0.01 {
		t.Errorf("%.2f cells of land, want 1", area)
	}
	if math.Abs(s.Confidence-s.FootKilometres/s.AreaKM2) > 1e-9 {
		t.Errorf("confidence %v", s.Confidence)
	}
}

func TestEmptyAndStreetlessExtracts(t *testing.T) {
	for _, text := range []string{"", "n1 0 0", "n1 0 0\n n2 9 9\n w1 1,2 building=yes", "w1 1,2 highway=path", "r1 w1:outer type=multipolygon building=yes"} {
		x := importDrawn(t, text)
		if x.Graph == nil || x.Graph.NumNodes() != 0 || x.Basemap == nil {
			t.Errorf("%q: %+v", text, x)
		}
	}
}

func TestNodesOffTheEarth(t *testing.T) {
	m := &memory{}
	for i, p := range []orb.Point{{0, 0}, {math.NaN(), 0}, {0, 91}, {500, 0}, {math.Inf(1), math.Inf(-1)}, {0, 89}, {0.001, 0}, {179.9, 0}} {
		m.objects = append(m.objects, &posm.Node{ID: posm.NodeID(i), Lon: p[0], Lat: p[1], Tags: tagsOf("amenity=kindergarten name=x")})
	}
	w := &posm.Way{ID: 1, Tags: tagsOf("highway=path")}
	for i := range m.objects {
		w.Nodes = append(w.Nodes, posm.WayNode{ID: posm.NodeID(i)})
	}
	m.objects = append(m.objects, w, &posm.Way{ID: 2, Tags: tagsOf("highway=path"), Nodes: posm.WayNodes{{ID: 0}, {ID: 6}, {ID: 7}}})
	x, err := Import(t.Context(), m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if x.Graph.NumNodes() != 2 || x.Stats.LongPieces != 2 {
		t.Errorf("%d street nodes, %d long pieces", x.Graph.NumNodes(), x.Stats.LongPieces)
	}
}

// TestNothingLiesAtABridge: a house below a bridge or above a tunnel is tied to the street on the ground, though that is
// farther away on the map, and one walks over the bridge all the same.
func TestNothingLiesAtABridge(t *testing.T) {
	const town = `
		n1 0 0
		n2 40 0
		n3 440 0
		n4 480 0
		n5 480 60
		n6 0 60
		w1 1,2 highway=residential
		w2 2,3 highway=footway %s
		w3 3,4 highway=residential
		w4 4,5 highway=residential
		w5 5,6 highway=residential`
	for tags, on := range map[string]string{
		"bridge=yes":              "ground",
		"bridge=viaduct":          "ground",
		"tunnel=yes":              "ground",
		"location=underground":    "ground",
		"bridge=no":               "way",
		"tunnel=building_passage": "way",
		"covered=yes":             "way",
		"":                        "way",
	} {
		x := importDrawn(t, fmt.Sprintf(town, tags))
		house, ok := x.Graph.Snap(spotAt(240, 10), geo.Walk, 300)
		want := 10.0
		if on == "ground" {
			want = 50
		}
		if !ok || math.Abs(house.OffStreet-want) > 0.5 {
			t.Errorf("%s: a house 10 m beside it is tied to a street %.1f m away (%v), want %v", tags, house.OffStreet, ok, want)
		}
		r := geo.NewReach(x.Graph)
		from, _ := x.Graph.Snap(spotAt(0, 0), geo.Walk, 300)
		to, _ := x.Graph.Snap(spotAt(480, 0), geo.Walk, 300)
		if err := r.From(t.Context(), from, 1000, geo.Walk); err != nil {
			t.Fatal(err)
		}
		if m, ok := r.At(to); !ok || math.Abs(m-480) > 1 {
			t.Errorf("%s: %v m from end to end (%v), want 480", tags, m, ok)
		}
	}
}

// TestFootbridgesAreJoinedToTheStreet: stairs and deck of a footbridge have no node in common with the two streets.
func TestFootbridgesAreJoinedToTheStreet(t *testing.T) {
	const streets = `
		n1 0 0
		n2 1000 0
		n3 1000 60
		n4 0 60
		n5 2000 60
		w1 1,2 highway=secondary
		w2 2,3 highway=secondary
		w3 3,4 highway=secondary
		w4 3,5 highway=residential
		n11 100 %[1]d
		n12 120 %[1]d
		n13 120 45
		n14 100 45
		`
	const bridge = `
		w11 11,12 highway=steps
		w12 12,13 highway=footway bridge=yes layer=1
		w13 13,14 highway=steps`
	for name, c := range map[string]struct {
		south  int
		ways   string
		linked int
	}{
		"footbridge":           {15, bridge, 2},
		"too far away":         {28, bridge, 1},
		"underpass":            {15, strings.ReplaceAll(bridge, "bridge=yes layer=1", "tunnel=yes layer=-1"), 2},
		"only paths":           {15, "w11 11,12,13,14 highway=footway", 0},
		"corridors":            {15, strings.ReplaceAll(bridge, "highway=steps", "highway=steps level=-1;-2"), 0},
		"no way for walkers":   {15, "w11 11,12,13,14 highway=service bridge=yes", 0},
		"behind a closed gate": {15, bridge + "\nn15 140 45 barrier=gate access=private\nn16 160 45\nw14 13,15,16 highway=footway", 0},
		"a whole estate":       {15, bridge + "\nn15 900 45\nw14 13,15 highway=footway", 0},
		"already joined":       {15, bridge + "\nw14 1,11 highway=footway\nw15 4,14 highway=footway", 0},
	} {
		x := importDrawn(t, fmt.Sprintf(streets, c.south)+c.ways)
		if x.Stats.LinkedEnds != c.linked {
			t.Errorf("%s: %d ends joined, want %d", name, x.Stats.LinkedEnds, c.linked)
		}
		r := geo.NewReach(x.Graph)
		from, _ := x.Graph.Snap(spotAt(100, -1), geo.Walk, 300)
		to, _ := x.Graph.Snap(spotAt(100, 61), geo.Walk, 300)
		if err := r.From(t.Context(), from, 3000, geo.Walk); err != nil {
			t.Fatal(err)
		}
		want := 1862.0
		if c.linked == 2 {
			want = 102 // 60 m across, 20 m along at both ends, and 1 m to the street at both
		}
		if m, _ := r.At(to); name != "already joined" && math.Abs(m-want) > 1 {
			t.Errorf("%s: %v m across the street, want %v", name, m, want)
		}
		if x.Stats.GraphEdges != x.Graph.NumArcs()/2 {
			t.Errorf("%s: %d edges counted, %d in the graph", name, x.Stats.GraphEdges, x.Graph.NumArcs()/2)
		}
	}
	frozen := DefaultRules()
	frozen.LinkMetres = 0
	if x, err := Import(t.Context(), drawn(t, fmt.Sprintf(streets, 15)+bridge), Options{Rules: frozen}); err != nil || x.Stats.LinkedEnds != 0 {
		t.Errorf("without the rule %d ends are joined (%v)", x.Stats.LinkedEnds, err)
	}
}
