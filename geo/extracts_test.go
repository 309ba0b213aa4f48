package geo_test

import (
	"context"
	"encoding/csv"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	posm "github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"tuoyuquan/geo"
)

// extracts are the real streets in ../shared/data.
var extracts = []string{
	"baltimore.osm.pbf",
	"bayfront_singapore.osm.pbf",
	"beijing_cau_map.osm",
	"beijing_haidian_thu_map.osm",
	"poa_osm.pbf",
	"shanghai_shu_map.osm",
}

// On real streets, every node that a search settles and every place that it is asked for is
// compared with the referee: 10,000 random pairs of places an extract and more, a quarter each
// for both directions and both profiles. With TUOYUQUAN_LONG set, ten times as many.
func TestRefereeAgreesOnEveryExtract(t *testing.T) {
	const seed, places = 77, 51
	starts := 200
	if os.Getenv("TUOYUQUAN_LONG") != "" {
		starts *= 10
	}
	for _, name := range extracts {
		t.Run(name, func(t *testing.T) {
			g := importGraph(t, data(t, name))
			if perNode := float64(g.Bytes()) / float64(g.NumNodes()); perNode > 32 {
				t.Errorf("%.1f bytes a node, want 32 at most", perNode)
			}
			rng := rand.New(rand.NewPCG(seed, seed))
			r, referee := geo.NewReach(g), geo.NewReferee(g)
			asked, reached := 0, 0
			for i := range starts {
				some := make([]geo.Snapped, places)
				for k := range some {
					some[k] = placeNear(rng, g, some[0], k)
				}
				a, b := referee.Agrees(t, r, some, quarterHour, geo.Profile(i%2), i/2%2 == 0)
				asked, reached = asked+a, reached+b
			}
			t.Logf("seed %d: %d nodes, %d arcs; %d questions, %d of %d places reached", seed, g.NumNodes(), g.NumArcs(), asked, reached, starts*(places-1))
			if reached < starts*places/20 {
				t.Errorf("seed %d: only %d places were reached", seed, reached)
			}
		})
	}
}

// placeNear is the start for k = 0, and for others mostly something not far from it.
func placeNear(rng *rand.Rand, g *geo.Graph, start geo.Snapped, k int) geo.Snapped {
	if k > 0 && k%3 != 0 {
		p := orb.Point{start.Point[0] + rng.NormFloat64()*0.005, start.Point[1] + rng.NormFloat64()*0.004}
		if s, ok := g.Snap(p, geo.Profile(rng.IntN(2)), geo.MaxSnapMetres); ok {
			return s
		}
	}
	return geo.AnyPlace(rng, g)
}

// frozenWalkable is the rule set of the coverage oracle. It stays as it is, whatever rules the
// product comes to have.
var frozenWalkable = map[string]bool{
	"primary": true, "primary_link": true, "secondary": true, "secondary_link": true,
	"tertiary": true, "tertiary_link": true, "unclassified": true, "residential": true,
	"living_street": true, "service": true, "pedestrian": true, "track": true, "footway": true,
	"path": true, "steps": true, "cycleway": true, "road": true, "corridor": true, "bridleway": true,
	"platform": true,
}

func frozenWay(tags posm.Tags) bool {
	foot, access := tags.Find("foot"), tags.Find("access")
	if !frozenWalkable[tags.Find("highway")] || foot == "no" || foot == "private" {
		return false
	}
	return foot != "" || access != "no" && access != "private"
}

// frozenGraph reads an extract by the frozen rules: both ways along every walkable way.
func frozenGraph(tb testing.TB, path string) *geo.Graph {
	tb.Helper()
	scan := func(f func(posm.Object)) {
		file, err := os.Open(path)
		if err != nil {
			tb.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		s := osmpbf.New(context.Background(), file, 1)
		for s.Scan() {
			f(s.Object())
		}
		if err := s.Err(); err != nil {
			tb.Fatal(err)
		}
		_ = s.Close()
	}
	var ways []*posm.Way
	points := map[posm.NodeID]orb.Point{}
	scan(func(o posm.Object) {
		switch o := o.(type) {
		case *posm.Node:
			points[o.ID] = o.Point()
		case *posm.Way:
			if frozenWay(o.Tags) {
				ways = append(ways, o)
			}
		}
	})
	b, ids := geo.NewBuilder(0, 0), map[posm.NodeID]uint32{}
	node := func(id posm.NodeID) (uint32, bool) {
		p, ok := points[id]
		if !ok {
			return 0, false
		}
		if _, ok := ids[id]; !ok {
			ids[id] = b.Node(p)
		}
		return ids[id], true
	}
	for _, w := range ways {
		for i := 1; i < len(w.Nodes); i++ {
			from, ok := node(w.Nodes[i-1].ID)
			to, ok2 := node(w.Nodes[i].ID)
			if ok && ok2 {
				b.Edge(from, to, 0)
			}
		}
	}
	g, err := b.Build(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// hex is a cell of the population grid of Porto Alegre.
type hex struct {
	at      orb.Point
	people  float64
	schools int
}

func hexgrid(tb testing.TB) []hex {
	tb.Helper()
	file, err := os.Open(data(tb, "poa_hexgrid.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	r := csv.NewReader(file)
	var grid []hex
	for line := 0; ; line++ {
		row, err := r.Read()
		if err == io.EOF {
			return grid
		}
		if err != nil {
			tb.Fatal(err)
		}
		if line == 0 {
			continue
		}
		number := func(i int) float64 {
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				tb.Fatal(err)
			}
			return v
		}
		grid = append(grid, hex{orb.Point{number(1), number(2)}, number(3), int(number(4))})
	}
}

// covered are the shares of the people, in per cent, who have a school within so many metres
// on the streets, and within as many as the crow flies. Hexes with no street within 200 m do not count.
func covered(t *testing.T, g *geo.Graph, metres []float64) (walked, flown []float64) {
	t.Helper()
	grid := hexgrid(t)
	nodes := make([]orb.Point, 0, g.NumNodes())
	index := make([]uint32, 0, g.NumNodes())
	for v := range uint32(g.NumNodes()) {
		if g.InMain(v) {
			nodes, index = append(nodes, g.Point(v)), append(index, v)
		}
	}
	nearest := geo.NewPoints(nodes)
	var schools []geo.Snapped
	var schoolPoints []orb.Point
	type home struct {
		node   uint32
		people float64
		at     orb.Point
	}
	var homes []home
	total := 0.0
	for _, h := range grid {
		n := nearest.Nearest(h.at, 1, nil)
		if len(n) == 0 || n[0].Metres > 200 {
			continue
		}
		v := index[n[0].Index]
		if h.schools > 0 {
			schools, schoolPoints = append(schools, g.AtNode(v)), append(schoolPoints, h.at)
		}
		homes = append(homes, home{v, h.people, h.at})
		total += h.people
	}
	asCrow := geo.NewPoints(schoolPoints)
	for _, m := range metres {
		labels, err := g.Coverage(context.Background(), schools, m, geo.Walk)
		if err != nil {
			t.Fatal(err)
		}
		walk, fly := 0.0, 0.0
		for _, h := range homes {
			if labels[h.node] != math.MaxUint32 {
				walk += h.people
			}
			if asCrow.Nearest(h.at, 1, nil)[0].Metres <= float32(m) {
				fly += h.people
			}
		}
		walked, flown = append(walked, 100*walk/total), append(flown, 100*fly/total)
	}
	t.Logf("%d nodes, %d arcs; %d hexes with %.0f people, %d schools", g.NumNodes(), g.NumArcs(), len(homes), total, len(schools))
	return walked, flown
}

// The oracle: how many people of Porto Alegre have a school within 5, 10 and 15 minutes at 1.2 m/s.
// Circles overstate the five minutes by more than twice.
func TestCoverageOfPortoAlegre(t *testing.T) {
	path := data(t, "poa_osm.pbf")
	metres := []float64{360, 720, 1080}
	g, main := frozenGraph(t, path), 0
	for v := range uint32(g.NumNodes()) {
		if g.InMain(v) {
			main++
		}
	}
	if main != 37_751 {
		t.Errorf("%d nodes in the main component; the oracle was made with 37,751", main)
	}
	walked, flown := covered(t, g, metres)
	t.Logf("walked %.1f %%, as the crow flies %.1f %%", walked, flown)
	for i, want := range []float64{35.8, 85.8, 97.8} {
		if math.Abs(walked[i]-want) > 0.3 {
			t.Errorf("within %v m: %.2f %% of the people, want %v", metres[i], walked[i], want)
		}
	}
	for i, want := range []float64{78.7, 97.5, 99.6} {
		if math.Abs(flown[i]-want) > 0.3 {
			t.Errorf("within %v m as the crow flies: %.2f %% of the people, want %v", metres[i], flown[i], want)
		}
	}
	ours, _ := covered(t, importGraph(t, path), metres)
	t.Logf("by the product's own rules %.1f %%", ours)
}
