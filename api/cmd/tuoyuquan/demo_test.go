package main

import (
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo"
	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/synth"
)

// demoNow is the moment the demo is filled in these tests: 2026-11-21 12:00 in Shanghai.
var demoNow = care.InstantOf(time.Date(2026, 11, 21, 12, 0, 0, 0, care.Shanghai))

var demoCity = sync.OnceValue(func() *synth.City { return synth.New(1) })

func TestDemoIsTheSameEveryTime(t *testing.T) {
	a, b := demoFacilities(demoCity(), demoNow, 1), demoFacilities(synth.New(1), demoNow, 1)
	if !reflect.DeepEqual(a, b) {
		t.Fatal("two runs of one seed differ")
	}
	later := demoFacilities(demoCity(), demoNow+90*86_400_000, 1)
	for i := range a {
		if a[i].ID != later[i].ID || a[i].Name != later[i].Name || !reflect.DeepEqual(a[i].Location, later[i].Location) {
			t.Fatalf("%s: id, name or place depends on the day", a[i].Name)
		}
	}
	if c := demoFacilities(demoCity(), demoNow, 2); c[0].ID == a[0].ID {
		t.Fatal("seeds 1 and 2 give the same ids")
	}
}

func TestDemoFacilitiesAreSound(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		city := demoCity()
		list := demoFacilities(city, demoNow, seed)
		rules := care.NewRules(care.DefaultRules())
		ids, names, kinds := map[care.FacilityID]bool{}, map[string]bool{}, map[care.FacilityKind]int{}
		for i := range list {
			f := &list[i]
			for _, p := range f.Problems() {
				t.Errorf("seed %d: %s: %v", seed, f.Name, p)
			}
			for _, p := range f.Warnings(rules, care.Today(demoNow)) {
				t.Errorf("seed %d: %s: %v", seed, f.Name, p)
			}
			if ids[f.ID] || names[f.Name] || !f.Demo || f.Source != demoSource || !strings.Contains(f.Intro, synth.Label) {
				t.Errorf("seed %d: %s: not unique, or not marked as a demo", seed, f.Name)
			}
			ids[f.ID], names[f.Name] = true, true
			kinds[f.Kind]++
			checkDemoPlace(t, city, f)
			checkDemoCode(t, f)
			checkDemoClasses(t, f)
		}
		for _, k := range demoKinds {
			if kinds[k.kind] != k.count {
				t.Errorf("seed %d: %d facilities of kind %s, want %d", seed, kinds[k.kind], k.kind, k.count)
			}
		}
	}
}

func checkDemoPlace(t *testing.T, city *synth.City, f *care.Facility) {
	t.Helper()
	if f.Location == nil {
		return
	}
	d, ok := city.DistrictAt(f.Location.Point)
	if !ok || city.Districts[d].Code != f.AreaCode || !strings.Contains(f.Address, f.AreaName) {
		t.Errorf("%s at %v lies outside the town, or not in %s (%s)", f.Name, f.Location.Point, f.AreaName, f.Address)
	}
	if off := geo.Haversine(f.Location.Point, f.Location.Original); f.Location.System == care.GCJ02 && (off < 300 || off > 700) ||
		f.Location.System == care.WGS84 && off > 0.01 {
		t.Errorf("%s: the original in %s lies %.1f m away", f.Name, f.Location.System, off)
	}
}

func checkDemoCode(t *testing.T, f *care.Facility) {
	t.Helper()
	if f.CreditCode == "" {
		if f.Kind != care.KindEmployer {
			t.Errorf("%s has no credit code", f.Name)
		}
		return
	}
	if err := care.CheckCreditCode(f.CreditCode); err != nil {
		t.Errorf("%s: %v", f.Name, err)
	}
	r := care.RegistrationOf(f.CreditCode)
	if f.CreditCode[2:8] != f.AreaCode[:6] || f.Nature == care.NaturePublic && r != care.RegisteredInstitution || f.Kind == care.KindHome && r != care.RegisteredTrader {
		t.Errorf("%s (%s, %s): credit code %s", f.Name, f.Kind, f.Nature, f.CreditCode)
	}
}

func checkDemoClasses(t *testing.T, f *care.Facility) {
	t.Helper()
	if len(f.Classes) == 0 {
		t.Errorf("%s has no class", f.Name)
	}
	for _, c := range f.Classes {
		if (c.ConfirmedAt == 0) != (len(c.Pools) == 0) || c.ConfirmedAt > demoNow {
			t.Errorf("%s %s: confirmed at %d with %d months", f.Name, c.Name, c.ConfirmedAt, len(c.Pools))
		}
		for i, p := range c.Pools {
			if p.Month != care.Today(demoNow).MonthOf()+care.Month(i) || p.Filed > demoCaps[c.Band] || p.Filed < 1 || p.Staffed > p.Filed || p.Taken > p.Staffed ||
				f.Kind == care.KindHome && p.Filed > 5 {
				t.Errorf("%s %s: %+v", f.Name, c.Name, p)
			}
		}
		if n := len(c.Pools); n != 0 && n != demoMonths {
			t.Errorf("%s %s: %d months", f.Name, c.Name, n)
		}
		if _, ok := care.MonthlyFee(f.Fees, c.Band, c.Mode, care.Today(demoNow), care.DefaultFeeTerms); !ok && (c.Mode == care.FullDay || c.Mode == care.HalfDay) {
			t.Errorf("%s %s: the fee list does not say what a month costs", f.Name, c.Name)
		}
	}
}

// TestDemoMix looks whether the town is worth showing: shares, fullness, freshness, fees.
func TestDemoMix(t *testing.T) {
	list := demoFacilities(demoCity(), demoNow, 1)
	report := countDemo(list)
	var inclusive, full, known, never, old, reported, gcj, closed, low, high int
	for i := range list {
		f := &list[i]
		if f.Inclusive {
			inclusive++
		}
		if f.Location != nil && f.Location.System == care.GCJ02 {
			gcj++
		}
		if f.Kind == care.KindEmployer && !f.OpenToPublic {
			closed++
		}
		for _, c := range f.Classes {
			if c.ConfirmedAt == 0 {
				never++
				continue
			}
			known++
			if c.Pools[0].Free() == 0 {
				full++
			}
			if demoNow-c.ConfirmedAt > 7*86_400_000 {
				old++
			}
			if c.Reports > 0 {
				reported++
			}
			fee, ok := care.MonthlyFee(f.Fees, c.Band, c.Mode, care.Today(demoNow), care.DefaultFeeTerms)
			if ok && c.Mode == care.FullDay && fee < 180_000 {
				low++
			}
			if ok && c.Mode == care.FullDay && fee > 500_000 {
				high++
			}
		}
	}
	t.Logf("%+v; inclusive %d, classes: full %d of %d, never confirmed %d, old %d, reported %d; gcj %d, employer closed %d, cheap %d, dear %d",
		report, inclusive, full, known, never, old, reported, gcj, closed, low, high)
	n := len(list)
	within := func(what string, v, lo, hi int) {
		if v < lo || v > hi {
			t.Errorf("%s: %d, want %d to %d", what, v, lo, hi)
		}
	}
	within("facilities", n, 380, 440)
	within("public", report.Public*100/n, 86, 97)
	within("inclusive", inclusive*100/n, 40, 60)
	within("use of places in per cent", report.Taken*100/report.Filed, 48, 65)
	within("full classes in per cent", full*100/known, 12, 35)
	within("never confirmed in per cent", never*100/(known+never), 4, 14)
	within("older than a week in per cent", old*100/known, 10, 28)
	within("reported", reported, 4, 40)
	within("in GCJ-02 in per cent", gcj*100/n, 45, 70)
	within("need location", report.NeedLocation, 5, 30)
	within("closed to the public", closed, 18, 30)
	within("cheap classes", low, 60, 500)
	within("dear classes", high, 15, 200)
}

func TestFillDemo(t *testing.T) {
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "demo.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	city := demoCity()
	extract, err := osm.Import(t.Context(), city, osm.Options{SkipBasemap: true})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	report, err := fillDemo(t.Context(), st, city, extract, demoNow, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v in %v", report, time.Since(start))
	var standing []care.Facility
	if err := st.EachFacility(t.Context(), func(f care.Facility) error {
		standing = append(standing, f)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(standing) != report.Facilities || report.Areas != len(city.Districts)+len(city.Counties)+1 || report.Places < 1000 {
		t.Errorf("%d facilities stand; report %+v", len(standing), report)
	}
	// A second time nothing new appears.
	if _, err := fillDemo(t.Context(), st, city, extract, demoNow+3_600_000, 1); err != nil {
		t.Fatal(err)
	}
	if n, err := st.CountFacilities(t.Context()); err != nil || int(n) != len(standing) {
		t.Errorf("%d facilities after filling again, want %d (%v)", n, len(standing), err)
	}
	// Nearly all can be reached on foot.
	far := 0
	for i := range standing {
		if l := standing[i].Location; l != nil {
			if s, ok := extract.Graph.Snap(l.Point, geo.Walk, 80); !ok || !s.Main {
				t.Logf("%s (%s) at %v: %+v", standing[i].Name, standing[i].Kind, l.Point, s)
				far++
			}
		}
	}
	if far > 0 {
		t.Errorf("%d facilities are more than 80 m from the streets of the town", far)
	}
}
