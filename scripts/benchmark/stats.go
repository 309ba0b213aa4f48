package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/synth"
	"tuoyuquan/search"
)

// A city that was counted every day for two years.
const (
	statFacilities = 1000
	statClasses    = 4 // of each
	statDistricts  = 10
	statStreets    = 10 // of each
	statDays       = 730
)

// benchStats measures what a bureau looks at, on both databases, and what one more facility would change, on real streets.
func benchStats(t *table, shared, porto string) error {
	dir, err := os.MkdirTemp("", "tuoyuquan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := statsOn(t, "SQLite", "sqlite:"+filepath.Join(dir, "bench.db")); err != nil {
		return err
	}
	if server := os.Getenv("TUOYUQUAN_TEST_DATABASE_URL"); server == "" {
		fmt.Fprintln(os.Stderr, "  no TUOYUQUAN_TEST_DATABASE_URL: statistics on PostgreSQL are not measured")
	} else {
		address, drop, err := benchSchema(server)
		if err != nil {
			return err
		}
		defer drop()
		if err := statsOn(t, "PostgreSQL", address); err != nil {
			return err
		}
	}
	return benchNeed(t, dir, shared, porto)
}

var statBench = care.Actor{Kind: care.ActorOperator, ID: "bench"}

func statsOn(t *table, engine, address string) error {
	ctx := context.Background()
	st, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	now := time.Now()
	list := statAreas()
	if err := st.SaveAreas(ctx, statBench, care.InstantOf(now), list); err != nil {
		return err
	}
	if err := stats.NewAtlas(list, nil).Fill(ctx, st, care.DefaultVacancyTerms, statPast(care.Today(care.InstantOf(now)))); err != nil {
		return err
	}
	rules := care.NewRules(nil)
	s := stats.New(stats.Deps{Store: st, Rules: func() *care.Rules { return rules }, Now: func() time.Time { return now }})
	city := care.Actor{Kind: care.ActorCity, ID: "mayor", Area: "990000"}
	var failed error
	ask := func(q stats.Query) func() {
		return func() {
			if o, err := s.Overview(ctx, city, q); err != nil || len(o.Series) < 20 || len(o.Parts) < statDistricts {
				failed = fmt.Errorf("%d points, %d parts: %w", len(o.Series), len(o.Parts), err)
			}
		}
	}
	today := median(9, ask(stats.Query{}))
	past := median(9, ask(stats.Query{On: care.Today(care.InstantOf(now)).AddDays(-200), By: care.LevelStreet, Days: true}))
	rows := median(5, func() {
		l, err := s.Rows(ctx, city, stats.RowQuery{Indicator: care.PlaceUse, On: care.Today(care.InstantOf(now)).AddDays(-400), Limit: 200})
		if err != nil || l.Total < 1000 {
			failed = fmt.Errorf("%d rows: %w", l.Total, err)
		}
	})
	t.below("dashboard of 1,000 facilities and 2 years, "+engine, max(today, past), 500*time.Millisecond,
		fmt.Sprintf("today by district %s, a past day by street %s, the rows of a past day %s", short(today), short(past), short(rows)))
	return failed
}

func statAreas() []care.Area {
	out := []care.Area{{Code: "990000", Name: "试市", Level: care.LevelCity, Center: orb.Point{120, 31}}}
	for d := range statDistricts {
		district := fmt.Sprintf("9900%02d", d+1)
		out = append(out, care.Area{Code: district, Name: district, Level: care.LevelDistrict, Center: orb.Point{120, 31}})
		for x := range statStreets {
			street := fmt.Sprintf("%s%03d", district, x+1)
			out = append(out, care.Area{Code: street, Name: street, Level: care.LevelStreet, Center: orb.Point{120, 31}, Population: 50_000, UnderThree: 900})
		}
	}
	return out
}

// statPast is every day of two years: each class is confirmed every week and its children change every month.
func statPast(today care.Date) iter.Seq[stats.Past] {
	return func(yield func(stats.Past) bool) {
		bands := care.StatBands()
		for n := range statDays {
			day := today.AddDays(n + 1 - statDays)
			p := stats.Past{Day: day, At: care.InstantOf(day.Time()) + 20*3_600_000}
			for i := range statFacilities {
				f := store.StatFacility{
					ID: care.FacilityID(fmt.Sprintf("f-%04d", i)), Name: "托育" + strconv.Itoa(i), Kind: care.KindCommunity, Inclusive: i%2 == 0, Filing: care.Filed,
					Area: fmt.Sprintf("9900%02d%03d", i%statDistricts+1, i/statDistricts%statStreets+1),
				}
				p.Facilities = append(p.Facilities, f)
				for k := range statClasses {
					r := rand.New(rand.NewPCG(uint64(i*10+k), uint64(day.MonthOf()))) //nolint:gosec // a city, not a secret
					ago := (n + i) % 7
					p.Classes = append(p.Classes, store.StatClass{
						ID: care.ClassID(fmt.Sprintf("c-%04d-%d", i, k)), Facility: f.ID, Ord: k, Name: "班", Band: bands[k], Mode: care.FullDay, Counted: true,
						Places: 15, Staffed: 15, InCare: int64(5 + r.IntN(10)), ConfirmedAt: care.InstantOf(day.AddDays(-ago).Time()),
					})
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// benchNeed measures the map of need of Porto Alegre, or of the demo city where there is no extract.
func benchNeed(t *table, dir, shared, porto string) error {
	ctx := context.Background()
	var source osm.Source = synth.New(1)
	if porto != "" {
		var err error
		if source, err = osm.FileSource(porto); err != nil {
			return err
		}
	}
	extract, err := osm.Import(ctx, source, osm.Options{})
	if err != nil {
		return err
	}
	cells, err := needCells(shared, porto)
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "need.db"))
	if err != nil {
		return err
	}
	defer st.Close()
	if err := needTown(ctx, st, extract, cells); err != nil {
		return err
	}
	words := search.NewMemory()
	defer words.Close()
	find := finder.New(finder.Deps{Store: st, Graph: extract.Graph, Index: words, Now: time.Now})
	defer find.Close()
	if err := find.Load(ctx); err != nil {
		return err
	}
	rules := care.NewRules(nil)
	s := stats.New(stats.Deps{Store: st, Finder: find, Rules: func() *care.Rules { return rules }, Now: time.Now})
	city := care.Actor{Kind: care.ActorCity, Area: "430000"}
	var failed error
	began := time.Now()
	if _, err := s.Need(ctx, city, stats.NeedQuery{AgeMonths: -1}); err != nil {
		return err
	}
	first := time.Since(began)
	whole := median(9, func() {
		if _, err := s.Need(ctx, city, stats.NeedQuery{AgeMonths: -1}); err != nil {
			failed = err
		}
	})
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // places, not secrets
	took := make([]time.Duration, 200)
	for i := range took {
		c := cells[r.IntN(len(cells))]
		began := time.Now()
		if _, err := s.WhatIf(ctx, city, stats.NeedQuery{AgeMonths: -1}, orb.Point{c.Lon, c.Lat}); err != nil && !care.Is(err, care.CodeNoStreets) {
			failed = err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	t.below("what if a site opened here, Porto Alegre, p99", took[len(took)*99/100], 300*time.Millisecond,
		fmt.Sprintf("p50 %s, the whole map %s, the first time %s", short(took[len(took)/2]), short(whole), short(first)))
	return failed
}

// needTown puts the cells into a city without districts, with a facility with room in every twentieth of them.
func needTown(ctx context.Context, st *store.Store, extract *osm.Extract, cells []care.PeopleCell) error {
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	now := care.InstantOf(time.Now())
	b := extract.Graph.Bound().Pad(1)
	city := care.Area{Code: "430000", Name: "Porto Alegre", Level: care.LevelCity, Center: b.Center(), Border: orb.MultiPolygon{b.ToPolygon()}}
	if err := st.SaveAreas(ctx, statBench, now, []care.Area{city}); err != nil {
		return err
	}
	if err := st.ReplacePeopleCells(ctx, statBench, now, "bench", false, cells); err != nil {
		return err
	}
	var list []care.Facility
	for i := 0; i < len(cells); i += 20 {
		p := orb.Point{cells[i].Lon, cells[i].Lat}
		list = append(list, care.Facility{
			ID: care.FacilityID(care.NewID()), Source: "bench", ExternalID: strconv.Itoa(i), Name: "托育", Kind: care.KindCommunity, OpenToPublic: true, Verified: true,
			Filing: care.Filing{Status: care.Filed}, Modes: []care.Mode{care.FullDay},
			Location: &care.Location{Point: p, Original: p, System: care.WGS84, Source: care.LocationGiven, Confidence: 1},
			Classes: []care.Class{{
				ID: care.ClassID(care.NewID()), Name: "班", Band: care.BandMixed, ToMonths: 36, Mode: care.FullDay, ConfirmedAt: now, Source: care.VacancyFacility,
				Pools: []care.Pool{{Month: care.Today(now).MonthOf(), Filed: 10, Staffed: 10}},
			}},
		})
	}
	_, err := st.SaveFacilities(ctx, statBench, now, list)
	return err
}

func needCells(shared, porto string) ([]care.PeopleCell, error) {
	var out []care.PeopleCell
	if porto == "" {
		for i, c := range synth.New(1).Grid {
			out = append(out, care.PeopleCell{ID: strconv.Itoa(i), Lon: c.Point[0], Lat: c.Point[1], People: c.Population, UnderThree: c.Under3})
		}
		return out, nil
	}
	file, err := os.Open(filepath.Join(shared, "poa_hexgrid.csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	for _, r := range rows[1:] {
		lon, _ := strconv.ParseFloat(r[1], 64)
		lat, _ := strconv.ParseFloat(r[2], 64)
		people, _ := strconv.Atoi(r[3])
		out = append(out, care.PeopleCell{ID: r[0], Lon: lon, Lat: lat, People: people, UnderThree: people * 19 / 1000})
	}
	return out, nil
}
