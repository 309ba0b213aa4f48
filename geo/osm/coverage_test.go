package osm

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// frozenRules are the plain walkable-highway filter under which the coverage of Porto Alegre was first measured. They are
// kept apart from DefaultRules on purpose: a better rule for the product must not move this oracle, and a fault in import,
// graph or search must.
func frozenRules() *Rules {
	return &Rules{
		Highway: map[string]Foot{
			"footway": Yes, "path": Yes, "steps": Yes, "pedestrian": Yes, "living_street": Yes, "residential": Yes,
			"service": Yes, "unclassified": Yes, "tertiary": Yes, "tertiary_link": Yes, "secondary": Yes,
			"secondary_link": Yes, "primary": Yes, "primary_link": Yes, "track": Yes, "cycleway": Yes, "bridleway": Yes,
			"corridor": Yes, "road": Yes, "platform": Yes,
		},
		Access: map[string]bool{"yes": true, "designated": true, "permissive": true, "no": false, "private": false},
	}
}

// hex is one row of poa_hexgrid.csv.
type hex struct {
	at      orb.Point
	people  float64
	schools int
}

func hexgrid(t *testing.T) []hex {
	f, err := os.Open(sharedFile(t, "poa_hexgrid.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	list := make([]hex, 0, len(rows))
	for _, r := range rows[1:] {
		list = append(list, hex{orb.Point{number(r[1]), number(r[2])}, number(r[3]), int(number(r[4]))})
	}
	return list
}

// largest marks the nodes of the largest component, found without the graph's own marks.
func largest(g *geo.Graph) []bool {
	parent := make([]uint32, g.NumNodes())
	for i := range parent {
		parent[i] = uint32(i)
	}
	root := func(n uint32) uint32 {
		for parent[n] != n {
			parent[n] = parent[parent[n]]
			n = parent[n]
		}
		return n
	}
	g.EachEdge(func(from, to uint32, _ float64, _ geo.EdgeFlags) bool {
		parent[root(from)] = root(to)
		return true
	})
	size, best := make([]int, len(parent)), uint32(0)
	for i := range parent {
		r := root(uint32(i))
		if size[r]++; size[r] > size[best] {
			best = r
		}
	}
	in := make([]bool, len(parent))
	for i := range in {
		in[i] = root(uint32(i)) == best
	}
	return in
}

// coverage returns the share of people, in per cent, who walk at most so many metres to a hex with a school.
func coverage(t *testing.T, g *geo.Graph, grid []hex, metres []float64) (share []float64, dropped int) {
	in := largest(g)
	rows := map[int][]int{} // nodes by latitude, 200 m high
	row := func(p orb.Point) int { return int(math.Floor(p[1] * 555)) }
	for n := range in {
		if in[n] {
			r := row(g.Point(uint32(n)))
			rows[r] = append(rows[r], n)
		}
	}
	node := make([]int, len(grid))
	var sources []geo.Snapped
	var people float64
	for i, h := range grid {
		best := 200.0
		node[i] = -1
		for r := row(h.at) - 1; r <= row(h.at)+1; r++ {
			for _, n := range rows[r] {
				if d := geo.Haversine(g.Point(uint32(n)), h.at); d <= best {
					best, node[i] = d, n
				}
			}
		}
		people += h.people
		if node[i] < 0 {
			dropped++
		} else if h.schools >= 1 {
			sources = append(sources, g.AtNode(uint32(node[i])))
		}
	}
	for _, m := range metres {
		dm, err := g.Coverage(t.Context(), sources, m, geo.Walk)
		if err != nil {
			t.Fatal(err)
		}
		var reached float64
		for i, h := range grid {
			if node[i] >= 0 && float64(dm[node[i]]) <= m*10 {
				reached += h.people
			}
		}
		share = append(share, reached/people*100)
	}
	return share, dropped
}

// TestCoverageOfPortoAlegre is the regression oracle of geo.md, section 2: the share of people with a school within 5, 10
// and 15 minutes at 1.2 m/s.
func TestCoverageOfPortoAlegre(t *testing.T) {
	grid := hexgrid(t)
	var people float64
	schools := 0
	for _, h := range grid {
		people += h.people
		if h.schools >= 1 {
			schools++
		}
	}
	if len(grid) != 1227 || people != 812_935 || schools != 177 {
		t.Fatalf("the grid is another: %d hexes, %.0f people, %d with a school", len(grid), people, schools)
	}
	metres := []float64{360, 720, 1080}
	x := importFile(t, sharedFile(t, "poa_osm.pbf"), Options{SkipBasemap: true, SkipPlaces: true, Rules: frozenRules()})
	share, dropped := coverage(t, x.Graph, grid, metres)
	if dropped != 25 {
		t.Errorf("%d hexes are over 200 m from a street node, want 25", dropped)
	}
	for i, want := range []float64{35.8, 85.8, 97.8} {
		if math.Abs(share[i]-want) > 0.3 {
			t.Errorf("within %.0f m: %.2f %% of people, want %.1f ± 0.3", metres[i], share[i], want)
		}
	}
	t.Logf("frozen rules:  %.2f / %.2f / %.2f %%, %d hexes dropped, %d nodes",
		share[0], share[1], share[2], dropped, x.Graph.NumNodes())

	x = importFile(t, sharedFile(t, "poa_osm.pbf"), Options{SkipBasemap: true, SkipPlaces: true})
	share, dropped = coverage(t, x.Graph, grid, metres)
	t.Logf("product rules: %.2f / %.2f / %.2f %%, %d hexes dropped, %.2f km of footways per km², %d nodes",
		share[0], share[1], share[2], dropped, x.Stats.Confidence, x.Graph.NumNodes())
	if share[0] < 30 || share[2] < 95 {
		t.Errorf("the product's rules lose the network: %v", share)
	}
}
