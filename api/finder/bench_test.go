package finder

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// cityGraph is 6.3 km by 6.3 km of crossing streets, as large as the demo city.
func cityGraph(b *testing.B) *geo.Graph {
	const n = 64
	g := geo.NewBuilder(n*n, 2*n*n)
	var nodes [n][n]uint32
	for y := range n {
		for x := range n {
			nodes[y][x] = g.Node(at(float64(x), float64(y)))
			if x > 0 {
				g.Edge(nodes[y][x-1], nodes[y][x], 0)
			}
			if y > 0 {
				g.Edge(nodes[y-1][x], nodes[y][x], 0)
			}
		}
	}
	graph, err := g.Build(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return graph
}

// BenchmarkFind measures the question of the front page over 400 facilities, without HTTP.
func BenchmarkFind(b *testing.B) {
	r := seeded(b, 9)
	fs := randomFacilities(r, 600)
	for i := range fs {
		p := at(r.Float64()*63, r.Float64()*63)
		fs[i].Location = &care.Location{Point: p, Original: p, System: care.WGS84, Confidence: 1}
		fs[i].Intro = strings.Repeat("介绍", 60)
	}
	f := finderOf(b, cityGraph(b), fs, nil, nil)
	near := make([]orb.Point, 1000)
	for i := range near {
		near[i] = at(r.Float64()*63, r.Float64()*63)
	}
	var buf []byte
	items := 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a, err := f.Find(b.Context(), Query{Anchors: near[i%1000 : i%1000+1], Minutes: 15, AgeMonths: 20, Vacancy: Vacant, Facets: true})
		if err != nil {
			b.Fatal(err)
		}
		buf = a.AppendJSON(buf[:0])
		items += len(a.page)
		a.Release()
	}
	b.ReportMetric(float64(items)/float64(b.N), "items")
	b.ReportMetric(float64(f.Snapshot().Count()), "facilities")
}
