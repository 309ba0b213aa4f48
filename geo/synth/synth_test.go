package synth_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/paulmach/orb"
	osmdata "github.com/paulmach/osm"

	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/synth"
)

var towns = map[uint64]*synth.City{}

// town returns the town of a seed, made once; the tests here do not run side by side.
func town(seed uint64) *synth.City {
	if towns[seed] == nil {
		towns[seed] = synth.New(seed)
	}
	return towns[seed]
}

var all = osm.Want{Nodes: true, Ways: true, Relations: true}

// fingerprint hashes everything a town consists of.
func fingerprint(t *testing.T, c *synth.City) string {
	t.Helper()
	h := sha256.New()
	if err := c.Scan(t.Context(), all, func(o osmdata.Object) error {
		switch o := o.(type) {
		case *osmdata.Node:
			_, _ = fmt.Fprintln(h, o.ID, o.Lon, o.Lat, o.Tags)
		case *osmdata.Way:
			_, _ = fmt.Fprintln(h, o.ID, o.Nodes.NodeIDs(), o.Tags)
		case *osmdata.Relation:
			_, _ = fmt.Fprintln(h, o.ID, o.Members, o.Tags)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{c.Border, c.Counties, c.Districts, c.Grid, c.Estates, c.Sites, c.Addresses} {
		if err := json.NewEncoder(h).Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestSameSeedSameTown(t *testing.T) {
	a, b := fingerprint(t, town(1)), fingerprint(t, synth.New(1))
	if a != b {
		t.Fatalf("two runs of seed 1 differ: %s and %s", a, b)
	}
	if c := fingerprint(t, town(2)); c == a {
		t.Fatal("seeds 1 and 2 give the same town")
	}
	// Changes whenever the plan is changed on purpose. Other processors may round differently.
	const golden = "266119543781e25293a423b7ef0f25e04e840ceb7a4c59a54588c25e0461cf5a"
	if runtime.GOARCH == "amd64" && a != golden {
		t.Errorf("the town of seed 1 has changed: fingerprint %s, want %s", a, golden)
	}
}

func TestImport(t *testing.T) {
	start := time.Now()
	c := synth.New(1)
	made := time.Since(start)
	x, err := osm.Import(t.Context(), c, osm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("made in %v, imported in %v: %d nodes, %d places, %.1f km of streets", made, time.Since(start)-made, x.Graph.NumNodes(), len(x.Places), x.Stats.Kilometres)
	if x.Stats.MissingNodes > 0 || x.Stats.DuplicateWays > 0 || x.Stats.DuplicateNodes > 0 || x.Stats.OpenRings > 0 {
		t.Errorf("the data is not clean: %+v", x.Stats)
	}
	if n := x.Graph.NumNodes(); n < 15000 || n > 30000 {
		t.Errorf("%d street nodes, want 15,000 to 30,000", n)
	}
	if x.Basemap == nil || len(x.Childcare) < 40 {
		t.Errorf("%d kindergartens in the data", len(x.Childcare))
	}
	kinds := map[string]int{}
	for _, p := range x.Places {
		kinds[p.Kind]++
		if p.Name == "" {
			t.Errorf("place %s has no name", p.ID)
		}
	}
	for kind, least := range map[string]int{"street": 300, "estate": 400, "station": 3, "school": 25, "hospital": 5, "park": 20} {
		if kinds[kind] < least {
			t.Errorf("%d places of kind %s, want at least %d", kinds[kind], kind, least)
		}
	}
}

func TestOneTownIsConnected(t *testing.T) {
	for seed := uint64(1); seed <= 5; seed++ {
		x, err := osm.Import(t.Context(), town(seed), osm.Options{SkipBasemap: true, SkipPlaces: true})
		if err != nil {
			t.Fatal(err)
		}
		if share := float64(x.Stats.MainNodes) / float64(x.Graph.NumNodes()); share < 0.97 {
			t.Errorf("seed %d: only %.1f %% of the street nodes hang together", seed, 100*share)
		}
	}
}

// network joins nodes that are connected by walkable ways that take accepts.
type network struct {
	parent map[osmdata.NodeID]osmdata.NodeID
	at     map[osmdata.NodeID]orb.Point
}

func (n *network) find(a osmdata.NodeID) osmdata.NodeID {
	if p, ok := n.parent[a]; ok && p != a {
		r := n.find(p)
		n.parent[a] = r
		return r
	}
	n.parent[a] = a
	return a
}

func walk(t *testing.T, c *synth.City, take func(w *osmdata.Way) bool) *network {
	t.Helper()
	n := &network{map[osmdata.NodeID]osmdata.NodeID{}, map[osmdata.NodeID]orb.Point{}}
	err := c.Scan(context.Background(), all, func(o osmdata.Object) error {
		switch o := o.(type) {
		case *osmdata.Node:
			n.at[o.ID] = o.Point()
		case *osmdata.Way:
			if o.Tags.Find("highway") == "" || !take(o) {
				return nil
			}
			for i := 1; i < len(o.Nodes); i++ {
				n.parent[n.find(o.Nodes[i].ID)] = n.find(o.Nodes[i-1].ID)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// mixed counts the groups that have nodes of both sides, leaving groups of a few nodes out.
func (n *network) mixed(side func(p orb.Point) bool) int {
	yes, no := map[osmdata.NodeID]int{}, map[osmdata.NodeID]int{}
	for id := range n.parent {
		if side(n.at[id]) {
			yes[n.find(id)]++
		} else {
			no[n.find(id)]++
		}
	}
	both := 0
	for g := range yes {
		if no[g] > 0 {
			both++
		}
	}
	return both
}

func TestRiverIsCrossedOnBridgesOnly(t *testing.T) {
	for _, seed := range []uint64{1, 2, 5} {
		c := town(seed)
		north := func(p orb.Point) bool {
			for i := range c.Districts {
				if c.Districts[i].Holds(p) {
					return c.Districts[i].County == 0
				}
			}
			return false
		}
		inside := func(p orb.Point) bool { _, ok := c.DistrictAt(p); return ok }
		dry := walk(t, c, func(w *osmdata.Way) bool { return w.Tags.Find("bridge") == "" })
		for id, p := range dry.at {
			if _, used := dry.parent[id]; used && !inside(p) {
				delete(dry.parent, id) // the last nodes of streets that leave the town
			}
		}
		if n := dry.mixed(north); n != 0 {
			t.Errorf("seed %d: without bridges %d groups of streets reach both banks", seed, n)
		}
		if n := walk(t, c, func(*osmdata.Way) bool { return true }).mixed(north); n == 0 {
			t.Errorf("seed %d: the banks are not joined by bridges", seed)
		}
		bridges := 0
		_ = c.Scan(t.Context(), all, func(o osmdata.Object) error {
			if w, ok := o.(*osmdata.Way); ok && w.Tags.Find("bridge") == "yes" {
				a, b := dry.at[w.Nodes[0].ID], dry.at[w.Nodes[len(w.Nodes)-1].ID]
				if inside(a) && inside(b) && north(a) != north(b) {
					bridges++
				}
			}
			return nil
		})
		if bridges < 4 || bridges > 7 {
			t.Errorf("seed %d: %d bridges over the river, want 4 to 7", seed, bridges)
		}
	}
}

func TestRailwayIsCrossedInTunnelsOnly(t *testing.T) {
	c := town(1)
	var rail orb.LineString
	at := map[osmdata.NodeID]orb.Point{}
	_ = c.Scan(t.Context(), all, func(o osmdata.Object) error {
		switch o := o.(type) {
		case *osmdata.Node:
			at[o.ID] = o.Point()
		case *osmdata.Way:
			if o.Tags.Find("railway") == "rail" && rail == nil {
				for _, n := range o.Nodes {
					rail = append(rail, at[n.ID])
				}
			}
		}
		return nil
	})
	north := func(p orb.Point) bool {
		for i := 1; i < len(rail); i++ {
			if a, b := rail[i-1], rail[i]; p[0] >= a[0] && p[0] < b[0] {
				return p[1] > a[1]+(b[1]-a[1])*(p[0]-a[0])/(b[0]-a[0])
			}
		}
		return false
	}
	n := walk(t, c, func(w *osmdata.Way) bool { return w.Tags.Find("tunnel") == "" })
	if k := n.mixed(north); k != 0 {
		t.Errorf("without tunnels %d groups of streets lie on both sides of the railway", k)
	}
}

func TestDistrictsTileTheTown(t *testing.T) {
	for _, seed := range []uint64{1, 3} {
		c := town(seed)
		if len(c.Districts) < 8 || len(c.Districts) > 12 {
			t.Fatalf("%d districts", len(c.Districts))
		}
		check := func(p orb.Point) {
			in, county, town := 0, 0, synthHolds(c.Border, p)
			for i := range c.Districts {
				if c.Districts[i].Holds(p) {
					in++
				}
			}
			for i := range c.Counties {
				if c.Counties[i].Holds(p) {
					county++
				}
			}
			want := 0
			if town {
				want = 1
			}
			if in != want || county != want {
				t.Fatalf("seed %d: %v lies in %d districts and %d counties, want %d", seed, p, in, county, want)
			}
		}
		for _, g := range c.Grid {
			check(g.Point)
			if d, ok := c.DistrictAt(g.Point); !ok || d != g.District {
				t.Fatalf("cell %v: district %d, stated %d", g.Point, d, g.District)
			}
		}
		b := c.Bound
		for i := range 90 {
			for j := range 90 {
				check(orb.Point{b.Min[0] + (b.Max[0]-b.Min[0])*float64(i)/89, b.Min[1] + (b.Max[1]-b.Min[1])*float64(j)/89})
			}
		}
		for _, d := range c.Districts { // vertices are where it could go wrong
			for _, p := range d.Border[0][0] {
				check(p)
			}
		}
	}
}

func synthHolds(m orb.MultiPolygon, p orb.Point) bool {
	d := synth.District{Border: m}
	return d.Holds(p)
}

func TestPeople(t *testing.T) {
	c := town(1)
	people, young := 0, 0
	for _, d := range c.Districts {
		people, young = people+d.Population, young+d.Under3
		if d.Population < 15000 || d.Under3 < d.Population/200 || d.Under3 > d.Population/20 {
			t.Errorf("%s has %d people, %d under three", d.Name, d.Population, d.Under3)
		}
		if len(d.Code) != 9 || d.Parent != d.Code[:6] {
			t.Errorf("code %s under %s", d.Code, d.Parent)
		}
		if !d.Holds(d.Center) {
			t.Errorf("the centre of %s lies outside", d.Name)
		}
	}
	sum := 0
	for _, g := range c.Grid {
		sum += g.Population
	}
	if sum != people || people < 400000 || people > 800000 {
		t.Errorf("%d people on the grid, %d in the districts", sum, people)
	}
	t.Logf("%d people, %d under three", people, young)
}

func TestNames(t *testing.T) {
	c := town(1)
	seen := map[string]bool{}
	for _, e := range c.Estates {
		if seen[e.Name] {
			t.Errorf("two estates are called %s", e.Name)
		}
		seen[e.Name] = true
		if e.Street == "" || e.Number == 0 {
			t.Errorf("estate %s has no address", e.Name)
		}
	}
	named, marked := 0, 0
	_ = c.Scan(t.Context(), all, func(o osmdata.Object) error {
		var tags osmdata.Tags
		switch o := o.(type) {
		case *osmdata.Node:
			tags = o.Tags
		case *osmdata.Way:
			tags = o.Tags
		case *osmdata.Relation:
			tags = o.Tags
		}
		if tags.Find("name") != "" {
			named++
			if tags.Find("note") == synth.Label {
				marked++
			}
		}
		return nil
	})
	if named < 1500 || named != marked {
		t.Errorf("%d named objects, %d marked as %s", named, marked, synth.Label)
	}
	for _, a := range c.Addresses {
		if d, ok := c.DistrictAt(a.Point); !ok || d != a.District {
			t.Fatalf("%s%d号 at %v: stated district %d, found %d", a.Street, a.Number, a.Point, a.District, d)
		}
	}
}

func TestWallsHaveGates(t *testing.T) {
	c := town(1)
	at := map[osmdata.NodeID]*osmdata.Node{}
	var walls, ways []*osmdata.Way
	_ = c.Scan(t.Context(), all, func(o osmdata.Object) error {
		switch o := o.(type) {
		case *osmdata.Node:
			at[o.ID] = o
		case *osmdata.Way:
			if o.Tags.Find("barrier") != "" {
				walls = append(walls, o)
			}
			if o.Tags.Find("highway") != "" {
				ways = append(ways, o)
			}
		}
		return nil
	})
	type wallSeg struct{ a, b *osmdata.Node }
	cell := func(p orb.Point) [2]int { return [2]int{int(math.Floor(p[0] * 1000)), int(math.Floor(p[1] * 1000))} }
	grid := map[[2]int][]wallSeg{}
	cells := func(a, b orb.Point, do func([2]int)) {
		p, q := cell(a), cell(b)
		for x := min(p[0], q[0]); x <= max(p[0], q[0]); x++ {
			for y := min(p[1], q[1]); y <= max(p[1], q[1]); y++ {
				do([2]int{x, y})
			}
		}
	}
	locked, open := 0, 0
	for _, w := range walls {
		free := false
		for i, n := range w.Nodes {
			if tags := at[n.ID].Tags; i > 0 && tags.Find("barrier") == "gate" {
				if tags.Find("access") == "private" {
					locked++
				} else {
					open++
					free = true
				}
			}
			if i > 0 {
				s := wallSeg{at[w.Nodes[i-1].ID], at[n.ID]}
				cells(s.a.Point(), s.b.Point(), func(k [2]int) { grid[k] = append(grid[k], s) })
			}
		}
		if !free {
			t.Errorf("wall %d has no gate one can pass", w.ID)
		}
	}
	if locked < 100 || open < 500 {
		t.Errorf("%d locked and %d open gates", locked, open)
	}
	for _, w := range ways {
		for i := 1; i < len(w.Nodes); i++ {
			a, b := at[w.Nodes[i-1].ID], at[w.Nodes[i].ID]
			cells(a.Point(), b.Point(), func(k [2]int) {
				for _, s := range grid[k] {
					if s.a != a && s.b != a && s.a != b && s.b != b && cross(a.Point(), b.Point(), s.a.Point(), s.b.Point()) {
						t.Errorf("way %d (%s %s) goes through a wall at %v", w.ID, w.Tags.Find("highway"), w.Tags.Find("name"), a.Point())
					}
				}
			})
		}
	}
}

func cross(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0
}
