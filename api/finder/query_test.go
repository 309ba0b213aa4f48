package finder

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/search"
)

// The walk is 100 m a block; the town's figures stand beside each case.
func TestSeveralAnchors(t *testing.T) {
	f := finderOf(t, grid(t), []care.Facility{plain("near-home", 2, 2), plain("middle", 5, 2), plain("near-work", 8, 2)}, nil, nil)
	home, work := at(2, 2), at(8, 2)
	for _, c := range []struct {
		name    string
		minutes float64
		combine Combine
		want    string
	}{
		{"five minutes from both", 5, Worst, "middle:300"},
		{"worst first", 10, Worst, "middle:300 near-home:600 near-work:600"},
		{"sum: all the same, by id", 10, Sum, "middle:600 near-home:600 near-work:600"},
	} {
		a := find(t, f, Query{Anchors: []orb.Point{home, work}, Minutes: c.minutes, Combine: c.combine, AgeMonths: -1})
		var got []string
		a.Items(func(it FacilityItem) {
			got = append(got, string(it.ID)+":"+itoa(it.Walk.Metres))
			if len(it.Walks) != 2 {
				t.Errorf("%s: %d walks", c.name, len(it.Walks))
			}
		})
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
		a.Release()
	}
}

func itoa(v float64) string { return string(appendInt(nil, int64(math.Round(v)))) }

// A birthday asks the same as the age it makes on the start date.
func TestBirthIsAgeOnTheStartDate(t *testing.T) {
	f := finderOf(t, grid(t), randomFacilities(seeded(t, 2), 200), nil, nil)
	start := care.Date{Year: 2027, Month: 3, Day: 1}
	for _, birth := range []care.Date{{Year: 2025, Month: 6, Day: 30}, {Year: 2025, Month: 7, Day: 1}, {Year: 2026, Month: 2, Day: 28}, {Year: 2024, Month: 2, Day: 29}} {
		age, _ := care.AgeMonths(birth, start)
		byBirth := find(t, f, Query{Birth: birth, AgeMonths: -1, Start: start, Limit: 100})
		byAge := find(t, f, Query{AgeMonths: age, Start: start, Limit: 100})
		for i, it := range byBirth.List().Items {
			other := byAge.List().Items[i]
			if it.ID != other.ID || (it.Vacancy.State == StateNoClass) != (other.Vacancy.State == StateNoClass) {
				t.Errorf("born %s: %s %s, by age %d: %s %s", birth, it.ID, it.Vacancy.State, age, other.ID, other.Vacancy.State)
			}
		}
	}
}

// Somebody who can wait is told the first month with room.
func TestVacantBy(t *testing.T) {
	today := care.Today(care.InstantOf(noon))
	later := plain("later", 5, 5)
	month := today.MonthOf()
	later.Classes[0].Pools = []care.Pool{{Month: month, Filed: 10, Staffed: 10, Taken: 10}, {Month: month + 3, Filed: 10, Staffed: 10, Taken: 9}}
	f := finderOf(t, grid(t), []care.Facility{later}, nil, nil)
	for _, c := range []struct {
		by   care.Date
		want int
	}{{today, 0}, {today.AddDays(60), 0}, {(month + 3).First(), 1}, {(month + 5).First(), 1}} {
		a := find(t, f, Query{AgeMonths: 13, Vacancy: VacantBy, By: c.by})
		l := a.List()
		if l.Total != c.want {
			t.Errorf("by %s: %d, want %d", c.by, l.Total, c.want)
		}
		if c.want == 1 && l.Items[0].Vacancy.From != (month+3).String() {
			t.Errorf("by %s: from %s", c.by, l.Items[0].Vacancy.From)
		}
		a.Release()
	}
	if a := find(t, f, Query{AgeMonths: 22, Vacancy: VacantBy, By: (month + 5).First()}); a.Total() != 0 {
		t.Error("a child of 22 months is too old for the class when it has room")
	}
}

func TestClustersAddUp(t *testing.T) {
	r := seeded(t, 6)
	f := finderOf(t, grid(t), randomFacilities(r, 500), districts(), nil)
	world := orb.Bound{Min: at(-3, -3), Max: at(side+12, side+12)}
	list := find(t, f, Query{AgeMonths: 20, Bound: &world, Limit: 100}).Total()
	for zoom := 0; zoom <= MaxZoom; zoom++ {
		l, err := f.Clusters(t.Context(), Query{AgeMonths: 20, Bound: &world}, zoom)
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		for _, c := range l.Clusters {
			count += c.Count
			if c.Point[0] < c.Box[0] || c.Point[0] > c.Box[2] || c.Point[1] < c.Box[1] || c.Point[1] > c.Box[3] {
				t.Errorf("zoom %d: point %v outside %v", zoom, c.Point, c.Box)
			}
			if (c.Count == 1) != (c.ID != "") || c.WithRoom+c.Unknown > c.Count || (c.WithRoom == 0) != (c.Free == 0) {
				t.Errorf("zoom %d: %+v", zoom, c)
			}
		}
		if count != list || l.Total != list {
			t.Errorf("zoom %d: %d in clusters, %d in the list", zoom, count, list)
		}
		if len(l.Clusters) > maxCells {
			t.Errorf("zoom %d: %d clusters", zoom, len(l.Clusters))
		}
	}
}

// Pages joined hold every facility that stayed, exactly once, whatever comes and goes in between.
func TestCursorIsStableUnderChanges(t *testing.T) {
	var fs []care.Facility
	for i := range 60 {
		fs = append(fs, plain("s-"+string(rune('A'+i%26))+itoa(float64(i)), float64(i%20), float64(i/20)))
	}
	r := newRegister(t, nil, fs...)
	q := Query{Anchors: []orb.Point{at(0, 0)}, Minutes: 60, AgeMonths: -1, Limit: 7}
	seen := map[care.FacilityID]int{}
	for page := 0; ; page++ {
		a := find(t, r.f, q)
		a.Items(func(it FacilityItem) { seen[it.ID]++ })
		q.Cursor = a.Next()
		a.Release()
		if q.Cursor == "" {
			break
		}
		gone := fs[page*3]
		gone.Filing.Status = care.FilingSuspended
		r.change(gone, plain("new-"+itoa(float64(page)), float64(page), 1))
	}
	for i := range fs {
		if n := seen[fs[i].ID]; n > 1 || (n == 0 && r.f.Public(fs[i].ID)) {
			t.Errorf("%s was seen %d times", fs[i].ID, n)
		}
	}
}

// What the word index still holds of a facility that is gone is not shown.
func TestStaleIndexShowsNothingHidden(t *testing.T) {
	f := finderOf(t, grid(t), []care.Facility{plain("a", 5, 5)}, nil, nil)
	if err := f.Index.Put(t.Context(), []search.Doc{{ID: "ghost", Kind: KindFacility, Name: "托育ghost"}}); err != nil {
		t.Fatal(err)
	}
	if a := find(t, f, Query{Words: "托育", AgeMonths: -1}); a.Total() != 1 {
		t.Errorf("%d found", a.Total())
	}
	l, err := f.Suggest(t.Context(), "托育", nil, 10, care.WGS84)
	if err != nil || slices.ContainsFunc(l.Items, func(s Suggestion) bool { return s.ID == "ghost" }) {
		t.Errorf("%+v %v", l, err)
	}
}

// Without any street network everything is an estimate and says so.
func TestNoStreets(t *testing.T) {
	f := finderOf(t, nil, []care.Facility{plain("a", 5, 5), plain("b", 9, 5)}, nil, nil)
	l := find(t, f, Query{Anchors: []orb.Point{at(5, 5)}, AgeMonths: -1, Minutes: 10}).List()
	if l.Total != 2 || !l.Items[1].Walk.Estimate || math.Abs(l.Items[1].Walk.Metres-520) > 2 || !l.Anchors[0].Estimate {
		t.Errorf("%s", mustJSON(l))
	}
	c, err := f.Circle(t.Context(), Query{Anchors: []orb.Point{at(5, 5)}, AgeMonths: -1, Minutes: 10}, 0)
	if err != nil || !c.Estimate || len(c.Outline) != 1 {
		t.Errorf("%+v %v", c, err)
	}
	w, err := f.Route(t.Context(), Query{Anchors: []orb.Point{at(5, 5)}, AgeMonths: -1}, "b")
	if err != nil || !w.Estimate || len(w.Line) != 2 {
		t.Errorf("%+v %v", w, err)
	}
}

// Unverified lists are public in a trial only, and marked.
func TestTrial(t *testing.T) {
	f := plain("trial", 5, 5)
	f.Filing.Status, f.Verified = care.FilingUnknown, false
	s := &Snapshot{byID: map[care.FacilityID]int32{}, terms: termsOf(care.NewRules(nil), "", care.Today(care.InstantOf(noon)))}
	for _, trial := range []bool{false, true} {
		b := s.changed(trial)
		b.addRow(&f)
		if (b.s.count == 1) != trial {
			t.Errorf("trial %v: %d public", trial, b.s.count)
		}
	}
}

// What a month costs is decided by care: only what is in force counts, and a class's own fee before one for all.
func TestFees(t *testing.T) {
	today := care.Today(care.InstantOf(noon))
	month := func(amount int64, from care.Date) care.Fee {
		return care.Fee{Category: care.FeeCare, Unit: care.PerMonth, Amount: amount, From: from}
	}
	a := plain("a", 5, 5)
	a.Fees = []care.Fee{month(100, care.Date{}), month(150, today.AddDays(-30)), month(90, today.AddDays(30))}
	b := plain("b", 6, 5)
	b.Fees = []care.Fee{month(100, care.Date{}), {Category: care.FeeCare, Unit: care.PerMonth, Amount: 80, Band: care.BandSenior}}
	c := plain("c", 5, 6)
	c.Fees, c.Classes = b.Fees, nil
	d := plain("d", 6, 6)
	d.Fees = []care.Fee{{Category: care.FeeCare, Unit: care.PerHour, Amount: 30}}
	f := finderOf(t, grid(t), []care.Facility{a, b, c, d}, nil, nil)
	want := map[care.FacilityID]int64{"a": 150, "b": 100, "c": 80, "d": -1}
	for _, it := range find(t, f, Query{AgeMonths: 20}).List().Items {
		got := int64(-1)
		if it.Fee != nil {
			got = it.Fee.Monthly
		}
		if got != want[it.ID] {
			t.Errorf("%s costs %d, want %d", it.ID, got, want[it.ID])
		}
	}
}

// Two periods without a gap between them are as good as one; unknown hours are none.
func TestHours(t *testing.T) {
	a, b := plain("a", 5, 5), plain("b", 6, 5)
	for d := int8(1); d <= 5; d++ {
		a.Hours = append(a.Hours, care.Hours{Weekday: d, Open: 480, Close: 720}, care.Hours{Weekday: d, Open: 720, Close: 1080})
	}
	f := finderOf(t, grid(t), []care.Facility{a, b}, nil, nil)
	for _, x := range []struct {
		need care.Need
		want int
	}{{care.Need{}, 2}, {care.Need{From: 500, To: 1000}, 1}, {care.Need{From: 500, To: 1081}, 0}, {care.Need{From: 500, To: 1000, Weekdays: 1 << 5}, 0}} {
		if got := find(t, f, Query{AgeMonths: 20, Hours: x.need}).Total(); got != x.want {
			t.Errorf("%+v: %d open, want %d", x.need, got, x.want)
		}
	}
}

// A cursor that is not ours is refused, whatever it holds.
func FuzzCursor(f *testing.F) {
	c := cursor{key: 1.5, name: "name", id: "id"}
	f.Add(c.encode(1))
	f.Add("")
	f.Add("AAAA")
	f.Add(strings.Repeat("A", 300))
	f.Fuzz(func(t *testing.T, s string) {
		got, err := decodeCursor(s, 1)
		if err == nil && got.encode(1) != s {
			t.Errorf("%q decodes but is not what we write", s)
		}
		if err != nil && !care.Is(err, care.CodeBadCursor) {
			t.Errorf("%q: %v", s, err)
		}
	})
}

func TestCursorOfAnotherQuestion(t *testing.T) {
	f := finderOf(t, grid(t), randomFacilities(seeded(t, 3), 100), nil, nil)
	a := find(t, f, Query{AgeMonths: 20, Limit: 2})
	_, err := f.Find(t.Context(), Query{AgeMonths: 21, Limit: 2, Cursor: a.Next()})
	if !care.Is(err, care.CodeBadCursor) {
		t.Errorf("another age: %v", err)
	}
	if _, err = f.Find(t.Context(), Query{AgeMonths: 20, Limit: 50, Cursor: a.Next(), Facets: true, Coords: care.GCJ02}); err != nil {
		t.Errorf("limit, facets and coordinate system may change: %v", err)
	}
}

// Find allocates next to nothing once its memory is warm.
func TestFindAllocations(t *testing.T) {
	if testing.Short() {
		t.Skip("the short run is the one under the race detector, which empties pools at will")
	}
	f := finderOf(t, grid(t), randomFacilities(seeded(t, 3), 300), districts(), nil)
	q := Query{Anchors: []orb.Point{at(10, 10)}, Minutes: 15, AgeMonths: 20, Facets: true}
	buf := make([]byte, 0, 1<<16)
	n := testing.AllocsPerRun(100, func() {
		a := find(t, f, q)
		buf = a.AppendJSON(buf[:0])
		a.Release()
	})
	if n > 20 {
		t.Errorf("%v allocations", n)
	}
}
