package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo/area"
	"tuoyuquan/geo/coord"
)

// B9: every point of the city and far around it, and every category, comes to exactly one district and one unit that answers: 200,000
// points at random and 10,000 on the borders that districts share, with offices of many kinds, few kinds, or nothing but the district's own.
func TestEveryPointHasOneOffice(t *testing.T) {
	city := demoCity()
	everyPoint(t, indexDistricts(demoAreas(city)), city.Bound.Pad(0.3), 200_000)
}

// B9 on real borders, which are not drawn by us: the districts of three cities, in one table.
func TestEveryPointOfRealDistrictsHasOneOffice(t *testing.T) {
	var all []care.Area
	var bound orb.Bound
	for _, city := range []string{"110000", "320500", "500000"} {
		path := filepath.Join("..", "..", "..", "..", "shared", "data", "cn_districts_"+city+".geojson")
		f, err := os.Open(path)
		if err != nil {
			t.Skip("needs ../shared/data: " + filepath.Base(path))
		}
		t.Cleanup(func() { _ = f.Close() })
		areas, err := area.ReadGeoJSON(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range area.Convert(areas, coord.GCJToWGS) {
			all = append(all, care.Area{Code: a.Code, Name: a.Name, Level: care.LevelDistrict, ParentCode: city, Center: a.Center, Border: a.Border})
			if bound == (orb.Bound{}) {
				bound = a.Border.Bound()
			}
			bound = bound.Union(a.Border.Bound())
		}
	}
	if len(all) < 60 {
		t.Fatalf("only %d districts", len(all))
	}
	everyPoint(t, indexDistricts(all), bound.Pad(0.3), 20_000)
}

// everyPoint asks for n points at random and 10,000 on borders and a hair beside them.
func everyPoint(t *testing.T, x *districtIndex, bound orb.Bound, n int) {
	t.Helper()
	rules := care.NewRules(nil)
	on := care.Date{Year: 2026, Month: 3, Day: 2}
	var units []care.Unit
	for i, d := range x.list {
		units = append(units, care.Unit{ID: care.UnitID("backstop-" + d.Code), Area: d.Code, Kind: care.UnitBackstop, Backstop: true})
		for k, kind := range care.UnitKinds() {
			if kind != care.UnitBackstop && (i+k)%3 != 0 {
				units = append(units, care.Unit{ID: care.UnitID(fmt.Sprint(kind, "-", d.Code)), Area: d.Code, Kind: kind})
			}
		}
	}
	known := map[string]bool{}
	for _, d := range x.list {
		known[d.Code] = true
	}
	r := rand.New(rand.NewPCG(20261122, 9)) //nolint:gosec // points, not secrets
	var points []orb.Point
	for range n {
		points = append(points, orb.Point{bound.Min[0] + r.Float64()*(bound.Max[0]-bound.Min[0]), bound.Min[1] + r.Float64()*(bound.Max[1]-bound.Min[1])})
	}
	for len(points) < n+10_000 { // corners, anywhere on the line between two, and a hair beside it
		border := x.list[r.IntN(len(x.list))].Border
		ring := border[r.IntN(len(border))][0]
		k, f := r.IntN(len(ring)-1), r.Float64()
		if r.IntN(4) == 0 {
			f = 0
		}
		a, b := ring[k], ring[k+1]
		hair := float64(r.IntN(3)-1) * 1e-9
		points = append(points, orb.Point{a[0] + f*(b[0]-a[0]) + hair, a[1] + f*(b[1]-a[1])})
	}
	categories := care.Categories()
	took := make([]time.Duration, 0, len(points))
	hit := map[care.UnitID]int{}
	for i, p := range points {
		category := categories[i%len(categories)].Category
		began := time.Now()
		code := x.at(p)
		lead, along, ok := care.PickUnits(care.RouteOf(category, code, rules, on), code, units)
		took = append(took, time.Since(began))
		if !known[code] || !ok || lead == "" || slices.Contains(along, lead) || x.at(p) != code {
			t.Fatalf("%v, %s: district %q, unit %q, along %v", p, category, code, lead, along)
		}
		hit[lead]++
	}
	slices.Sort(took)
	t.Logf("%d points: %d units named; p99 %s, slowest %s", len(points), len(hit), took[len(took)*99/100], took[len(took)-1])
	if len(hit) < len(x.list) {
		t.Errorf("only %d units were ever named", len(hit))
	}
}
