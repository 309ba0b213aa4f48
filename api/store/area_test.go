package store_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

func TestAreas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ring := orb.Ring{{116, 40}, {116.123456789, 40}, {116, 40.5}, {116, 40}}
		want := []care.Area{
			{Code: "110108", Name: "海淀区", Level: care.LevelDistrict, ParentCode: "110000", Center: orb.Point{116.3, 40}, Border: orb.MultiPolygon{{ring, ring}}, Population: 3_000_000},
			{Code: "110108001", Name: "万寿路街道", Level: care.LevelStreet, ParentCode: "110108", Center: orb.Point{116.28, 39.9}, Demo: true},
		}
		for range 2 {
			if err := s.SaveAreas(t.Context(), operator, t0, want); err != nil {
				t.Fatal(err)
			}
		}
		want[1].Population = 5
		if err := s.SaveAreas(t.Context(), operator, t0, want); err != nil {
			t.Fatal(err)
		}
		got, err := s.Areas(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if n, err := s.Sequence(t.Context(), "me", t0); n != 3 || err != nil {
			t.Errorf("%d changes, want two new areas and one update; %v", n, err)
		}
		for name, bad := range map[string]care.Area{
			"no code":    {Name: "x", Level: care.LevelCity},
			"level":      {Code: "1", Name: "x", Level: "village"},
			"own parent": {Code: "1", Name: "x", Level: care.LevelCity, ParentCode: "1"},
			"NaN":        {Code: "1", Name: "x", Level: care.LevelCity, Center: orb.Point{math.NaN(), 0}},
			"population": {Code: "1", Name: "x", Level: care.LevelCity, Population: -1},
		} {
			if err := s.SaveAreas(t.Context(), operator, t0, []care.Area{{Code: "2", Name: "good", Level: care.LevelCity}, bad}); err == nil {
				t.Errorf("%s is kept", name)
			}
		}
		if n := count(t, s, "area"); n != 2 {
			t.Errorf("%d areas", n)
		}
	})
}

func TestPlaces(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		places := func(source string, n int) []care.Place {
			out := make([]care.Place, n)
			for i := range out {
				out[i] = care.Place{
					ID: fmt.Sprintf("%s:%05d", source, i), Name: fmt.Sprint("地点", i), Kind: care.PlaceStation, Point: orb.Point{116, 40 + float64(i)/1e5},
					AreaCode: "110108", AreaName: "海淀", Demo: source == "demo",
				}
				if i%5 == 0 {
					out[i].AltNames = []string{"老名", "另一名"}
				}
			}
			return out
		}
		all := func() (got []care.Place) {
			t.Helper()
			if err := s.EachPlace(t.Context(), func(p care.Place) error { got = append(got, p); return nil }); err != nil {
				t.Fatal(err)
			}
			return got
		}
		replace := func(source string, list []care.Place) {
			t.Helper()
			if err := s.ReplacePlaces(t.Context(), operator, t0, source, list); err != nil {
				t.Fatal(err)
			}
		}
		replace("osm", places("osm", 6000)) // more than a page
		replace("demo", places("demo", 3))
		if diff := cmp.Diff(append(places("demo", 3), places("osm", 6000)...), all()); diff != "" {
			t.Error(diff[:min(len(diff), 1000)])
		}
		replace("osm", places("osm", 2))
		twice := append(places("osm", 2), places("osm", 1)...)
		if err := s.ReplacePlaces(t.Context(), operator, t0, "osm", twice); !care.Is(err, care.CodeConflict) {
			t.Errorf("an id twice: %v", err)
		}
		if got := all(); len(got) != 5 {
			t.Errorf("%d places", len(got))
		}
		replace("demo", nil)
		if got := all(); len(got) != 2 {
			t.Errorf("%d places", len(got))
		}
		if err := s.ReplacePlaces(t.Context(), operator, t0, "", nil); !care.Is(err, care.CodeInvalid) {
			t.Error(err)
		}
		if err := s.ReplacePlaces(t.Context(), operator, t0, "x", []care.Place{{ID: "1", Name: "x", Kind: "moon"}}); !care.Is(err, care.CodeInvalid) {
			t.Error(err)
		}
	})
}

func TestRulesAndMeta(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		rule := care.Rule{
			Region: "3205", Key: care.RuleCircleSpeed, Value: "1.1", Unit: "m/s", LegalBasis: "苏州", From: care.Date{Year: 2026, Month: 1, Day: 1},
			To: care.Date{Year: 2027, Month: 1, Day: 1}, Confidence: care.Proposed,
		}
		for range 2 {
			if err := s.SaveRules(t.Context(), operator, t0, []care.Rule{rule}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Rules(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, r := range got {
			if r == rule {
				found++
			}
		}
		if found != 1 || len(got) != len(care.DefaultRules())+1 {
			t.Errorf("%d times of %d", found, len(got))
		}
		rules := care.NewRules(got)
		if c := rules.Circle("320508", care.Date{Year: 2026, Month: 6, Day: 1}); c.Speed != 1.1 {
			t.Errorf("%+v", c)
		}
		if c := rules.Circle("320508", rule.To); c.Speed != 1.0 {
			t.Errorf("%+v", c)
		}
		if n, err := s.Sequence(t.Context(), "me", t0); n != 1 || err != nil {
			t.Errorf("%d changes, %v", n, err)
		}
		rule.Confidence = "?"
		if err := s.SaveRules(t.Context(), operator, t0, []care.Rule{rule}); !care.Is(err, care.CodeInvalid) {
			t.Error(err)
		}

		if v, err := s.Meta(t.Context(), "network"); v != "" || err != nil {
			t.Error(v, err)
		}
		for _, v := range []string{"v1", "v2", ""} {
			if err := s.SetMeta(t.Context(), "network", v); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Meta(t.Context(), "network"); got != v || err != nil {
				t.Error(got, err)
			}
		}
	})
}
