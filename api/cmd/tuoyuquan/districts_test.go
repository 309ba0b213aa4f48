package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

// B9: every point of the city and far around it, and every category, comes to exactly one district and one unit that answers: 200,000
// points at random and 10,000 on the borders that districts share, with offices of many kinds, few kinds, or nothing but the district's own.
func TestEveryPointHasOneOffice(t *testing.T) {
	city := demoCity()
	areas := demoAreas(city)
	x := indexDistricts(areas)
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
	bound := city.Bound.Pad(0.3)
	var points []orb.Point
	for range 200_000 {
		points = append(points, orb.Point{bound.Min[0] + r.Float64()*(bound.Max[0]-bound.Min[0]), bound.Min[1] + r.Float64()*(bound.Max[1]-bound.Min[1])})
	}
	for len(points) < 210_000 { // corners, and anywhere on the line between two
		border := x.list[r.IntN(len(x.list))].Border
		ring := border[r.IntN(len(border))][0]
		k, f := r.IntN(len(ring)-1), r.Float64()
		if r.IntN(4) == 0 {
			f = 0
		}
		a, b := ring[k], ring[k+1]
		points = append(points, orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])})
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
