package stats_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
	"tuoyuquan/geo"
	"tuoyuquan/geo/osm"
	"tuoyuquan/search"
)

// lane is a street of crossings 100 m apart, eastwards from (120, 31).
const laneBlocks = 40

func lanePoint(x, y float64) orb.Point {
	const metresPerDegree = 111_195.0
	return orb.Point{120 + x/(metresPerDegree*0.857167), 31 + y/metresPerDegree}
}

func laneGraph(t *testing.T) *geo.Graph {
	t.Helper()
	b := geo.NewBuilder(0, 0)
	last := b.Node(lanePoint(0, 0))
	for i := range laneBlocks {
		next := b.Node(lanePoint(float64(i+1)*100, 0))
		b.Edge(last, next, 0)
		last = next
	}
	g, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// lane is a street with cells at every crossing, and a facility at 500 m.
func newLane(t *testing.T, st *store.Store, g *geo.Graph, free int) *stats.Service {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a, b := lanePoint(-500, -500), lanePoint(laneBlocks*100+500, 500)
	must(st.SaveAreas(t.Context(), bench, noon, []care.Area{
		{Code: "320508", Name: "试区", Level: care.LevelDistrict, Center: a},
		{Code: "320508001", Name: "长街", Level: care.LevelStreet, ParentCode: "320508", Center: a, Border: orb.MultiPolygon{{{a, {b[0], a[1]}, b, {a[0], b[1]}, a}}}},
	}))
	var cells []care.PeopleCell
	for i := range laneBlocks + 1 {
		p := lanePoint(float64(i)*100, 50)
		cells = append(cells, care.PeopleCell{ID: fmt.Sprintf("%02d", i), Lon: p[0], Lat: p[1], People: 100, UnderThree: 10})
	}
	far := lanePoint(1000, 450) // no street near
	cells = append(cells, care.PeopleCell{ID: "far", Lon: far[0], Lat: far[1], People: 100, UnderThree: 7})
	must(st.ReplacePeopleCells(t.Context(), bench, noon, "test", false, cells))
	p := lanePoint(500, 0)
	f := care.Facility{
		ID: "01930000-0000-7000-8000-000000000001", Source: "test", ExternalID: "1", Name: "托育", Kind: care.KindCommunity, OpenToPublic: true, Verified: true,
		AreaCode: "320508001", Filing: care.Filing{Status: care.Filed}, Modes: []care.Mode{care.FullDay},
		Location: &care.Location{Point: p, Original: p, System: care.WGS84, Source: care.LocationGiven, Confidence: 1},
		Classes: []care.Class{{
			ID: "01930000-0000-7000-9000-000000000001", Name: "托小班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
			ConfirmedAt: noon - hour, Source: care.VacancyFacility,
			Pools: []care.Pool{{Month: care.Today(noon).MonthOf(), Filed: 10, Staffed: 10, Taken: 10 - free}},
		}},
	}
	_, err := st.SaveFacilities(t.Context(), bench, noon, []care.Facility{f})
	must(err)
	now := func() time.Time { return noon.Time() }
	words := search.NewMemory()
	find := finder.New(finder.Deps{Store: st, Graph: g, Index: words, Now: now})
	must(find.Load(t.Context()))
	t.Cleanup(func() { find.Close(); _ = words.Close() })
	rules := care.NewRules(nil)
	return stats.New(stats.Deps{Store: st, Finder: find, Rules: func() *care.Rules { return rules }, Now: now})
}

func children(list []stats.Within) []int64 {
	var out []int64
	for _, w := range list {
		out = append(out, w.Children)
	}
	return out
}

// On a straight street everything can be counted by hand: a walk of 1 m/s takes one to 3, 6 and 9 crossings away in 5, 10 and 15 minutes.
func TestNeedOnAStraightStreet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		s := newLane(t, st, laneGraph(t), 3)
		n, err := s.Need(t.Context(), east, stats.NeedQuery{AgeMonths: -1})
		if err != nil {
			t.Fatal(err)
		}
		// From crossing 5: 2 to 8, 0 to 11, 0 to 14.
		if got, want := fmt.Sprint(children(n.Rings)), "[70 120 150]"; got != want || n.Children != 417 || n.OffStreet != 7 || n.Facilities != 1 || n.Estimated {
			t.Errorf("%s of %d, %d off every street; want %s", got, n.Children, n.OffStreet, want)
		}
		if share := *n.Rings[2].Share; math.Abs(share-100*150.0/410) > 1e-9 {
			t.Errorf("the share is %v", share)
		}
		if len(n.Streets) != 1 || n.Streets[0].Without != 260 || n.Streets[0].Name != "长街" || n.Streets[0].Density <= 0 || n.CellMetres != 100 {
			t.Errorf("streets %+v, cells %v m apart", n.Streets, n.CellMetres)
		}
		if len(n.Sites) == 0 || n.Sites[0].Gained[2].Children != 170 {
			t.Errorf("sites: %+v", n.Sites)
		}
		w, err := s.WhatIf(t.Context(), east, stats.NeedQuery{AgeMonths: -1}, lanePoint(3000, 40))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.Need(t.Context(), east, stats.NeedQuery{AgeMonths: -1, Minutes: 5}); err != nil || n.Streets[0].Without != 340 {
			t.Errorf("beyond five minutes: %+v, %v", n.Streets, err)
		}
		if _, err := s.Need(t.Context(), east, stats.NeedQuery{AgeMonths: -1, Minutes: 7}); !care.Is(err, care.CodeOutOfRange) {
			t.Errorf("seven minutes: %v", err)
		}
		// From crossing 30, 40 m off the street, which take 40 s: 28 to 32 in 5 minutes, 25 to 35, 22 to 38.
		if got := fmt.Sprint(children(w.Before), children(w.After), children(w.Gained)); got != "[70 120 150] [120 230 320] [50 110 170]" {
			t.Errorf("what if: %s", got)
		}
		if len(w.Areas) != 1 || w.Areas[0].Children != 170 || len(w.Reached) != 17 {
			t.Errorf("gains %+v, %d cells nearer", w.Areas, len(w.Reached))
		}
		if _, err := s.WhatIf(t.Context(), east, stats.NeedQuery{AgeMonths: -1}, lanePoint(3000, 5000)); !care.Is(err, care.CodeNoStreets) {
			t.Errorf("far from any street: %v", err)
		}
		if _, err := s.Need(t.Context(), east, stats.NeedQuery{Area: "320509", AgeMonths: -1}); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district: %v", err)
		}
		if _, err := s.Need(t.Context(), shop, stats.NeedQuery{AgeMonths: -1}); !care.Is(err, care.CodeNotAllowed) {
			t.Errorf("a facility: %v", err)
		}
		for q, want := range map[stats.NeedQuery]int{ // facilities that count
			{AgeMonths: 14}: 1, {AgeMonths: 30}: 0, {AgeMonths: -1, Inclusive: true}: 0, {AgeMonths: 30, Any: true}: 1, {AgeMonths: -1, Minutes: 5}: 1,
		} {
			if n, err := s.Need(t.Context(), east, q); err != nil || n.Facilities != want {
				t.Errorf("%+v: %d facilities, %v", q, n.Facilities, err)
			}
		}
	})
}

// A full facility is nobody's; without streets the answer is an estimate and says so.
func TestNeedWithoutRoomAndWithoutStreets(t *testing.T) {
	full := newLane(t, storetest.New(t), laneGraph(t), 0)
	n, err := full.Need(t.Context(), east, stats.NeedQuery{AgeMonths: -1})
	if err != nil || n.Facilities != 0 || n.Rings[2].Children != 0 {
		t.Errorf("a full facility counts: %+v, %v", n.Rings, err)
	}
	s := newLane(t, storetest.New(t), nil, 3)
	n, err = s.Need(t.Context(), east, stats.NeedQuery{AgeMonths: -1})
	if err != nil || !n.Estimated || n.OffStreet != 0 || n.Rings[2].Children == 0 {
		t.Errorf("without streets: %+v, %v", n.Rings, err)
	}
	if w, err := s.WhatIf(t.Context(), east, stats.NeedQuery{AgeMonths: -1}, lanePoint(3000, 0)); err != nil || w.Gained[2].Children == 0 {
		t.Errorf("what if without streets: %+v, %v", w.Gained, err)
	}
}

// shared is where real extracts lie, when they are there.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no real extracts: %v", err)
	}
	return path
}

// The map of need of Porto Alegre agrees with the oracle of geo: a facility with room in every hexagon with a school, 1.2 m/s.
func TestNeedOfPortoAlegre(t *testing.T) {
	if testing.Short() {
		t.Skip("imports a city")
	}
	source, err := osm.FileSource(shared(t, "poa_osm.pbf"))
	if err != nil {
		t.Fatal(err)
	}
	extract, err := osm.Import(t.Context(), source, osm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	st := storetest.New(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(shared(t, "poa_hexgrid.csv"))
	must(err)
	rows, err := csv.NewReader(file).ReadAll()
	must(err)
	must(file.Close())
	var at []orb.Point
	for v := range uint32(extract.Graph.NumNodes()) {
		if extract.Graph.InMain(v) {
			at = append(at, extract.Graph.Point(v))
		}
	}
	crossings := geo.NewPoints(at)
	var cells []care.PeopleCell
	var list []care.Facility
	for i, r := range rows[1:] {
		lon, _ := strconv.ParseFloat(r[1], 64)
		lat, _ := strconv.ParseFloat(r[2], 64)
		people, _ := strconv.Atoi(r[3])
		cells = append(cells, care.PeopleCell{ID: r[0], Lon: lon, Lat: lat, People: people, UnderThree: people})
		if r[4] == "0" {
			continue
		}
		near := crossings.Nearest(orb.Point{lon, lat}, 1, nil)[0]
		if near.Metres > 200 {
			continue
		}
		p := at[near.Index]
		list = append(list, care.Facility{
			ID: care.FacilityID(fmt.Sprintf("01930000-0000-7000-8000-%012d", i)), Source: "test", ExternalID: r[0], Name: r[0], Kind: care.KindCommunity,
			OpenToPublic: true, Verified: true, Filing: care.Filing{Status: care.Filed}, Modes: []care.Mode{care.FullDay},
			Location: &care.Location{Point: p, Original: p, System: care.WGS84, Source: care.LocationGiven, Confidence: 1},
		})
	}
	b := extract.Graph.Bound()
	border := orb.MultiPolygon{{{{b.Min[0] - 1, b.Min[1] - 1}, {b.Max[0] + 1, b.Min[1] - 1}, {b.Max[0] + 1, b.Max[1] + 1}, {b.Min[0] - 1, b.Max[1] + 1}, {b.Min[0] - 1, b.Min[1] - 1}}}}
	must(st.SaveAreas(t.Context(), bench, noon, []care.Area{{Code: "430000", Name: "Porto Alegre", Level: care.LevelCity, Center: b.Center(), Border: border}}))
	must(st.ReplacePeopleCells(t.Context(), bench, noon, "poa", false, cells))
	must(st.SaveRules(t.Context(), bench, noon, []care.Rule{{Key: care.RuleCircleSpeed, Value: "1.2", Confidence: care.Proposed}}))
	_, err = st.SaveFacilities(t.Context(), bench, noon, list)
	must(err)
	now := func() time.Time { return noon.Time() }
	words := search.NewMemory()
	find := finder.New(finder.Deps{Store: st, Graph: extract.Graph, Index: words, Now: now})
	must(find.Load(t.Context()))
	defer func() { find.Close(); _ = words.Close() }()
	rules := care.NewRules(nil)
	s := stats.New(stats.Deps{Store: st, Finder: find, Rules: func() *care.Rules { return rules }, Now: now})
	n, err := s.Need(t.Context(), care.Actor{Kind: care.ActorCity, Area: "430000"}, stats.NeedQuery{Any: true, AgeMonths: -1})
	must(err)
	for i, want := range []float64{35.8, 85.8, 97.8} {
		if got := *n.Rings[i].Share; math.Abs(got-want) > 0.5 { // the rules of walking are the product's
			t.Errorf("within %d minutes %.1f %%, want about %.1f %%", n.Rings[i].Minutes, got, want)
		}
	}
	t.Logf("%d cells, %d facilities: %.1f, %.1f, %.1f %%", len(n.Cells), n.Facilities, *n.Rings[0].Share, *n.Rings[1].Share, *n.Rings[2].Share)
}
