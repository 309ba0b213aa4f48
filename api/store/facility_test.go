package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

var operator = care.Actor{Kind: care.ActorOperator, ID: "test"}

const t0 care.Instant = 1_790_000_000_000

func month(s string) care.Month {
	m, err := care.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

// plain is the least a facility can be.
func plain(id, name string) care.Facility {
	return care.Facility{
		ID: care.FacilityID(id), Source: "test", ExternalID: "x-" + id, Name: name, Kind: care.KindIndependent,
		Filing: care.Filing{Status: care.Filed}, OpenToPublic: true,
	}
}

// full has something in every field.
func full(id string) care.Facility {
	return care.Facility{
		ID: care.FacilityID(id), Source: "test", ExternalID: "x-" + id, Name: "阳光托育园", OtherName: "小太阳", CreditCode: "91110105MA0A0000AP",
		Filing: care.Filing{Status: care.Licensed, No: "京备 12", Date: care.Date{Year: 2025, Month: 2, Day: 28}, Authority: "海淀区卫健委"},
		Kind:   care.KindEmployer, Nature: care.NatureMixed, Inclusive: true, OpenToPublic: true, Modes: []care.Mode{care.FullDay, care.Drop},
		AreaCode: "110108001", AreaName: "万寿路街道", Address: "复兴路 1 号 “东院”; DROP TABLE facility;--",
		Location: &care.Location{
			Point: orb.Point{116.123456789012, 40.1}, Original: orb.Point{116.13, 40.11}, System: care.GCJ02, Source: care.LocationMatched,
			Confidence: 0.75, Matched: "复兴路",
		},
		Hours:  []care.Hours{{Weekday: 1, Open: 480, Close: 1080}, {Weekday: 7, Open: 0, Close: 1440}},
		Fees:   []care.Fee{{Category: care.FeeCare, Name: "保育费", Mode: care.FullDay, Band: care.BandSenior, Unit: care.PerMonth, Amount: 216000, Basis: "昌发改", From: care.Date{Year: 2025, Month: 1, Day: 1}}},
		Photos: []care.Photo{{URL: "/p/1.jpg", Text: "院子"}}, VRURL: "https://example.org/vr", Phone: "010-62770001", Website: "https://example.org",
		Languages: []string{"zh-CN", "en"}, Meals: "自办食堂", Intro: "简介 🎈\n第二行", Staff: care.Staff{Carers: 9, Certified: 8, Health: 1, Security: 2, Kitchen: 1, Other: 1},
		OpenedOn: care.Date{Year: 2020, Month: 9, Day: 1}, FloorArea: 812, Verified: true, Demo: true,
		Classes: []care.Class{
			{
				ID: care.ClassID(id + "-b"), Name: "二班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: t0,
				Source: care.VacancyFacility, Reports: 1,
				Pools: []care.Pool{{Month: month("2026-11"), Filed: 15, Staffed: 10, Taken: 3}, {Month: month("2027-02"), Filed: 15, Staffed: 15, Taken: 20}},
			},
			{ID: care.ClassID(id + "-a"), Name: "一班", Band: care.BandMixed, FromMonths: 18, ToMonths: 37, Mode: care.Drop},
		},
	}
}

func save(t *testing.T, s *store.Store, at care.Instant, fs ...care.Facility) store.UpsertResult {
	t.Helper()
	res, err := s.SaveFacilities(t.Context(), operator, at, fs)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func facility(t *testing.T, s *store.Store, id string) care.Facility {
	t.Helper()
	f, err := s.Facility(t.Context(), care.FacilityID(id))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFacilityComesBackWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		want := full("f1")
		if res := save(t, s, t0, want, plain("f2", "小树苗")); res != (store.UpsertResult{Created: 2}) {
			t.Fatalf("%+v", res)
		}
		want.UpdatedAt = t0
		if diff := cmp.Diff(want, facility(t, s, "f1")); diff != "" {
			t.Error(diff)
		}
		var all []care.Facility
		if err := s.EachFacility(t.Context(), func(f care.Facility) error { all = append(all, f); return nil }); err != nil {
			t.Fatal(err)
		}
		two := plain("f2", "小树苗")
		two.UpdatedAt = t0
		if diff := cmp.Diff([]care.Facility{want, two}, all); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSaveIsIdempotentAndRecordsRealChangesOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := full("f1"), plain("f2", "小树苗")
		save(t, s, t0, a, b)
		if res := save(t, s, t0+1, b, a); res != (store.UpsertResult{Unchanged: 2}) {
			t.Fatalf("the same again: %+v", res)
		}
		b.Name, b.Intro = "小树林", "新"
		if res := save(t, s, t0+2, a, b); res != (store.UpsertResult{Updated: 1, Unchanged: 1}) {
			t.Fatalf("one name changed: %+v", res)
		}
		if got := facility(t, s, "f2"); got.Name != "小树林" || got.UpdatedAt != t0+2 {
			t.Errorf("%+v", got)
		}
		if got := facility(t, s, "f1"); got.UpdatedAt != t0 {
			t.Errorf("an unchanged facility is marked as changed at %d", got.UpdatedAt)
		}
		if _, err := s.Sequence(t.Context(), "me", t0); err != nil {
			t.Fatal(err)
		}
		changes, err := s.Changes(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range changes {
			got = append(got, fmt.Sprintf("%s %s %s %d %s", c.Noun, c.ID, c.Kind, c.At-t0, c.Body))
		}
		want := []string{
			`facility f1 created 0 {"filing":{"status":"licensed","no":"京备 12","date":"2025-02-28","authority":"海淀区卫健委"},"name":"阳光托育园","source":"test"}`,
			`facility f2 created 0 {"filing":{"status":"filed"},"name":"小树苗","source":"test"}`,
			`facility f2 updated 2 {"changed":{"intro":[null,"新"],"name":["小树苗","小树林"]}}`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestClassesOfASave(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := full("f1")
		save(t, s, t0, f)
		classes := func() []care.Class { return facility(t, s, "f1").Classes }
		before := classes()

		f.Classes, f.Name = nil, "改名" // a list that knows nothing of classes
		save(t, s, t0+1, f)
		if diff := cmp.Diff(before, classes()); diff != "" {
			t.Fatalf("nil classes: %s", diff)
		}

		// Without ids: the same class is found by band, mode and name, keeps its id, and the order of the list holds.
		f.Classes = []care.Class{
			{Name: "新班", Band: care.BandSenior, FromMonths: 24, ToMonths: 37, Mode: care.FullDay},
			{Name: "二班", Band: care.BandToddler, FromMonths: 10, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: t0 + 5, Source: care.VacancyImport, Pools: []care.Pool{{Month: month("2027-01"), Filed: 9, Staffed: 9}}},
		}
		if res := save(t, s, t0+2, f); res.Updated != 1 {
			t.Fatalf("%+v", res)
		}
		got := classes()
		if len(got) != 2 || got[0].Name != "新班" || got[0].ID == "" || got[1].ID != "f1-b" {
			t.Fatalf("%+v", got)
		}
		if got[1].FromMonths != 10 || got[1].Reports != 0 || got[1].ConfirmedAt != t0+5 || len(got[1].Pools) != 1 || got[1].Pools[0].Filed != 9 {
			t.Errorf("a later confirmation: %+v", got[1])
		}
		if res := save(t, s, t0+3, f); res.Unchanged != 1 {
			t.Errorf("the same again: %+v", res)
		}

		// An older figure does not overwrite a later one, but the description is taken.
		f.Classes[1].ConfirmedAt, f.Classes[1].Pools, f.Classes[1].ToMonths = t0, []care.Pool{{Month: month("2027-01"), Filed: 1}}, 25
		save(t, s, t0+4, f)
		if c := classes()[1]; c.ToMonths != 25 || c.ConfirmedAt != t0+5 || c.Pools[0].Filed != 9 || c.Source != care.VacancyImport {
			t.Errorf("an older confirmation: %+v", c)
		}

		f.Classes = []care.Class{}
		if res := save(t, s, t0+5, f); res.Updated != 1 || len(classes()) != 0 {
			t.Errorf("no classes: %+v, %+v", res, classes())
		}
		if n := count(t, s, "pool"); n != 0 {
			t.Errorf("%d places stay without a class", n)
		}
	})
}

// The same list again does not undo what a facility has confirmed since.
func TestListDoesNotUndoConfirmation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := full("f1")
		save(t, s, t0, f)
		err := s.ConfirmVacancy(t.Context(), operator, t0+100, "f1-b", care.VacancyFacility, []care.Pool{{Month: month("2027-03"), Filed: 5, Staffed: 5}})
		if err != nil {
			t.Fatal(err)
		}
		f.Intro = "anything"
		save(t, s, t0+200, f)
		if c := facility(t, s, "f1").Classes[0]; c.ConfirmedAt != t0+100 || len(c.Pools) != 1 || c.Pools[0].Month != month("2027-03") {
			t.Errorf("%+v", c)
		}
		f.Classes[0].Name = "三班"
		save(t, s, t0+300, f)
		if c := facility(t, s, "f1").Classes[0]; c.Name != "三班" || c.ConfirmedAt != t0+100 || c.Pools[0].Filed != 5 {
			t.Errorf("%+v", c)
		}
	})
}

func count(t *testing.T, s *store.Store, table string) (n int) {
	t.Helper()
	if err := s.Raw().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSaveRefusesAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, full("f1"), plain("f0", "先到"))
		foreign := plain("f9", "抢班")
		foreign.Classes = []care.Class{{ID: "f1-b", Name: "x", Band: care.BandMixed, FromMonths: 18, ToMonths: 37, Mode: care.FullDay}}
		twin := plain("f9", "同号")
		twin.ExternalID = "x-f0"
		natural := func(id, area string) care.Facility {
			f := plain(id, "无号")
			f.ExternalID, f.CreditCode, f.AreaCode = "", "91110105MA0A0000AP", area
			return f
		}
		sharedClass := []care.Facility{plain("f7", "a"), plain("f8", "b")}
		for i := range sharedClass {
			sharedClass[i].Classes = []care.Class{{ID: "shared", Band: care.BandMixed, FromMonths: 18, ToMonths: 37, Mode: care.FullDay}}
		}
		nan := plain("f9", "")
		for name, c := range map[string]struct {
			fs   []care.Facility
			code care.Code
		}{
			"no id":                       {[]care.Facility{plain("f3", "a"), plain("", "b")}, care.CodeInvalid},
			"id twice":                    {[]care.Facility{plain("f3", "a"), plain("f3", "b")}, care.CodeDuplicate},
			"no name":                     {[]care.Facility{plain("f3", "a"), nan}, care.CodeInvalid},
			"external id taken":           {[]care.Facility{plain("f3", "a"), twin}, care.CodeConflict},
			"class of another":            {[]care.Facility{plain("f3", "a"), foreign}, care.CodeConflict},
			"class in two facilities":     {sharedClass, care.CodeConflict},
			"credit code, same district":  {[]care.Facility{natural("f3", "110108001"), natural("f4", "110108002")}, care.CodeConflict},
			"a batch of more than a page": {append(many(1500), twin), care.CodeConflict},
		} {
			_, err := s.SaveFacilities(t.Context(), operator, t0+1, c.fs)
			if !care.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if n := count(t, s, "facility"); n != 2 {
			t.Errorf("%d facilities, something of a refused save stays", n)
		}
		if res := save(t, s, t0+1, natural("f3", "110108001"), natural("f4", "110105002")); res.Created != 2 {
			t.Errorf("one code in two districts: %+v", res)
		}
	})
}

func many(n int) []care.Facility {
	fs := make([]care.Facility, n)
	for i := range fs {
		fs[i] = plain(fmt.Sprintf("m%06d", i), fmt.Sprintf("托育园 %d", i))
		if i%3 == 0 {
			fs[i].Classes = []care.Class{{
				ID: care.ClassID(fmt.Sprintf("mc%06d", i)), Name: "班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
				ConfirmedAt: t0, Source: care.VacancyImport, Pools: []care.Pool{{Month: month("2027-01"), Filed: i % 20, Staffed: 20, Taken: i % 7}},
			}}
		}
	}
	return fs
}

func TestEachFacilityPagesInOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		want := many(2345)
		shuffled := slices.Clone(want)
		for i := range shuffled { // a fixed shuffle
			j := (i * 7919) % len(shuffled)
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		}
		save(t, s, t0, shuffled...)
		var got []care.Facility
		if err := s.EachFacility(t.Context(), func(f care.Facility) error { got = append(got, f); return nil }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(care.Facility{}, "UpdatedAt")); diff != "" {
			t.Error(diff[:min(len(diff), 2000)])
		}
		stop := errors.New("enough")
		n := 0
		err := s.EachFacility(t.Context(), func(care.Facility) error {
			if n++; n == 5 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || n != 5 {
			t.Errorf("after %d: %v", n, err)
		}
	})
}

func TestFacilitiesByID(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, many(700)...)
		var ids []care.FacilityID
		for i := range 700 {
			ids = append(ids, care.FacilityID(fmt.Sprintf("m%06d", (i*13)%700)), "nobody")
		}
		got, err := s.FacilitiesByID(t.Context(), ids)
		if err != nil || len(got) != 700 {
			t.Fatalf("%d, %v", len(got), err)
		}
		for i, f := range got {
			if f.ID != ids[2*i] || (len(f.Classes) == 1) != (strings.TrimLeft(string(f.ID), "m0") == "" || divisible(f.Name)) {
				t.Fatalf("%d: %s with %d classes", i, f.ID, len(f.Classes))
			}
		}
		if got, err := s.FacilitiesByID(t.Context(), nil); err != nil || len(got) != 0 {
			t.Errorf("%v %v", got, err)
		}
		if _, err := s.Facility(t.Context(), "nobody"); !care.Is(err, care.CodeNotFound) {
			t.Error(err)
		}
		if n, err := s.CountFacilities(t.Context()); n != 700 || err != nil {
			t.Error(n, err)
		}
	})
}

func divisible(name string) bool {
	var n int
	_, err := fmt.Sscanf(name, "托育园 %d", &n)
	return err == nil && n%3 == 0
}

func TestMatchFacilities(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		put := func(id, source, external, code, area string) care.Facility {
			f := plain(id, id)
			f.Source, f.ExternalID, f.CreditCode, f.AreaCode = source, external, code, area
			return f
		}
		save(
			t, s, t0,
			put("city1", "city", "1", "AAA", "110108001"),
			put("city2", "city", "2", "AAA", "110105001"),
			put("nation1", "nation", "", "BBB", "110108"),
			put("bare", "city", "4", "CCC", ""),
			put("chain1", "city", "5", "DDD", "110108001"),
			put("chain2", "city", "6", "DDD", "110108002"),
		)
		for name, c := range map[string]struct {
			key  store.FacilityKey
			want care.FacilityID
			code care.Code
		}{
			"by external id":                         {store.FacilityKey{Source: "city", ExternalID: "1"}, "city1", ""},
			"external id of another source":          {store.FacilityKey{Source: "nation", ExternalID: "1"}, "", ""},
			"code and district":                      {store.FacilityKey{Source: "nation", CreditCode: "AAA", AreaCode: "110105"}, "city2", ""},
			"code, no district, two":                 {store.FacilityKey{Source: "nation", CreditCode: "AAA"}, "", care.CodeAmbiguous},
			"code, third district":                   {store.FacilityKey{Source: "nation", CreditCode: "AAA", AreaCode: "110106"}, "", ""},
			"code, no district, one":                 {store.FacilityKey{Source: "city", CreditCode: "BBB"}, "nation1", ""},
			"code, facility without district":        {store.FacilityKey{Source: "nation", CreditCode: "CCC", AreaCode: "110108"}, "bare", ""},
			"chain in one district":                  {store.FacilityKey{Source: "nation", CreditCode: "DDD", AreaCode: "110108"}, "", care.CodeAmbiguous},
			"another id of the same source":          {store.FacilityKey{Source: "city", ExternalID: "7", CreditCode: "CCC"}, "", ""},
			"new id, code known from another source": {store.FacilityKey{Source: "city", ExternalID: "8", CreditCode: "BBB", AreaCode: "110108"}, "nation1", ""},
			"nothing":                                {store.FacilityKey{}, "", ""},
		} {
			got, err := s.MatchFacilities(t.Context(), []store.FacilityKey{c.key})
			if c.code != "" {
				if !care.Is(err, c.code) {
					t.Errorf("%s: %v, want %s", name, err, c.code)
				}
			} else if err != nil || got[0] != c.want {
				t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
			}
		}
		var keys []store.FacilityKey
		for i := range 1000 {
			keys = append(keys, store.FacilityKey{Source: "city", ExternalID: strconv.Itoa(i % 10)})
		}
		got, err := s.MatchFacilities(t.Context(), keys)
		if err != nil || len(got) != 1000 || got[1] != "city1" || got[992] != "city2" || got[7] != "" {
			t.Errorf("%d, %v", len(got), err)
		}
	})
}
