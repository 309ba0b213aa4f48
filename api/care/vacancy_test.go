package care

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func month(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

const testNow Instant = 1_790_000_000_000

func pool(m string, filed, staffed, taken int) Pool {
	return Pool{Month: month(m), Filed: filed, Staffed: staffed, Taken: taken}
}

func TestVacancyOfOneClass(t *testing.T) {
	toddlers := Class{
		ID: "c", Band: BandToddler, FromMonths: 12, ToMonths: 24, Mode: FullDay, ConfirmedAt: testNow - hourMillis, Source: VacancyFacility,
		Pools: []Pool{pool("2027-03", 15, 15, 10), pool("2027-04", 15, 15, 13), pool("2027-06", 15, 10, 9), pool("2027-09", 20, 20, 5)},
	}
	seen := func(free int, tight string) ClassVacancy { return ClassVacancy{Free: free, Tightest: month(tight)} }
	for _, c := range []struct {
		name string
		ask  func() (Ask, error)
		fits bool
		room Answer
		want ClassVacancy
	}{
		{"19 months: stays to July, June is tightest", func() (Ask, error) { return AskByAge(19, month("2027-03")) }, true, Yes, seen(1, "2027-06")},
		{"born on the 15th: stays to July", func() (Ask, error) { return AskByBirth(Date{2025, 7, 15}, Date{2027, 3, 1}) }, true, Yes, seen(1, "2027-06")},
		{"born on the 1st of June: stays to May", func() (Ask, error) { return AskByBirth(Date{2025, 6, 1}, Date{2027, 3, 1}) }, true, Yes, seen(2, "2027-04")},
		{"born on the 2nd of June: stays into June", func() (Ask, error) { return AskByBirth(Date{2025, 6, 2}, Date{2027, 3, 1}) }, true, Yes, seen(1, "2027-06")},
		{"23 months: March only", func() (Ask, error) { return AskByAge(23, month("2027-03")) }, true, Yes, seen(5, "2027-03")},
		{"24 months: too old", func() (Ask, error) { return AskByAge(24, month("2027-03")) }, false, No, ClassVacancy{}},
		{"12 months", func() (Ask, error) { return AskByAge(12, month("2027-03")) }, true, Yes, seen(1, "2027-06")},
		{"11 months: too young", func() (Ask, error) { return AskByAge(11, month("2027-03")) }, false, No, ClassVacancy{}},
		{"turns 12 months on the start date", func() (Ask, error) { return AskByBirth(Date{2026, 3, 10}, Date{2027, 3, 10}) }, true, Yes, seen(1, "2027-06")},
		{"turns 12 months a day later", func() (Ask, error) { return AskByBirth(Date{2026, 3, 11}, Date{2027, 3, 10}) }, false, No, ClassVacancy{}},
		{"months not written are as the last one", func() (Ask, error) { return AskByAge(23, month("2027-05")) }, true, Yes, seen(2, "2027-05")},
		{"after the last month", func() (Ask, error) { return AskByAge(14, month("2028-01")) }, true, Yes, seen(15, "2028-01")},
		{"before the first month nothing is known", func() (Ask, error) { return AskByAge(14, month("2027-02")) }, true, NotKnown, ClassVacancy{}},
		{"any age, one month", func() (Ask, error) { return AskAnyAge(month("2027-04")), nil }, true, Yes, seen(2, "2027-04")},
		{"half day", func() (Ask, error) {
			a, err := AskByAge(14, month("2027-04"))
			a.Mode = HalfDay
			return a, err
		}, false, No, ClassVacancy{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := c.ask()
			if err != nil {
				t.Fatal(err)
			}
			f := Facility{Classes: []Class{toddlers}}
			total, list := f.Vacancies(a, testNow, DefaultVacancyTerms)
			got := list[0]
			if got.Fits != c.fits || got.HasRoom() != c.room || (c.fits && (got.Free != c.want.Free || got.Tightest != c.want.Tightest)) {
				t.Errorf("%+v, has room %s", got, got.HasRoom())
			}
			if total.Fits != c.fits || total.HasRoom != c.room || (c.fits && total.Free != c.want.Free) {
				t.Errorf("total %+v", total)
			}
		})
	}
}

func TestFiledStaffedAndFreeAreToldApart(t *testing.T) {
	f := Facility{Classes: []Class{{
		ID: "c", FromMonths: 24, ToMonths: 37, Mode: FullDay, ConfirmedAt: testNow, Pools: []Pool{pool("2027-03", 20, 14, 9)},
	}}}
	a, _ := AskByAge(36, month("2027-03"))
	total, list := f.Vacancies(a, testNow, DefaultVacancyTerms)
	if c := list[0]; c.Filed != 20 || c.Staffed != 14 || c.Taken != 9 || c.Free != 5 || c.Until != month("2027-03") {
		t.Errorf("%+v", c)
	}
	if total.Filed != 20 || total.Staffed != 14 || total.Free != 5 {
		t.Errorf("%+v", total)
	}
	f.Classes[0].Pools[0].Taken = 30 // more children than places happens
	if total, _ = f.Vacancies(a, testNow, DefaultVacancyTerms); total.Free != 0 || total.HasRoom != No {
		t.Errorf("%+v", total)
	}
}

func TestFreshness(t *testing.T) {
	const h = Instant(hourMillis)
	for _, c := range []struct {
		name      string
		confirmed Instant
		reports   int
		want      Freshness
	}{
		{"never", 0, 0, FreshnessNone},
		{"now", testNow, 0, FreshnessFresh},
		{"in the future", testNow + h, 0, FreshnessFresh},
		{"48 hours", testNow - 48*h, 0, FreshnessFresh},
		{"48 hours and a moment", testNow - 48*h - 1, 0, FreshnessAgeing},
		{"7 days", testNow - 168*h, 0, FreshnessAgeing},
		{"7 days and a moment", testNow - 168*h - 1, 0, FreshnessStale},
		{"one report", testNow, 1, FreshnessFresh},
		{"two reports", testNow, 2, FreshnessDoubtful},
		{"two reports, old", testNow - 168*h - 1, 2, FreshnessStale},
		{"never, with reports", 0, 5, FreshnessNone},
	} {
		if got := DefaultVacancyTerms.Freshness(c.confirmed, c.reports, testNow); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestFacilityTotals(t *testing.T) {
	class := func(free int, age Instant, reports int) Class {
		return Class{FromMonths: 12, ToMonths: 24, Mode: FullDay, ConfirmedAt: testNow - age*hourMillis, Reports: reports, Pools: []Pool{pool("2027-01", free, free, 0)}}
	}
	unknown := Class{FromMonths: 12, ToMonths: 24, Mode: FullDay}
	other := class(9, 0, 0)
	other.FromMonths, other.ToMonths = 24, 37
	a, _ := AskByAge(18, month("2027-03"))
	for _, c := range []struct {
		name    string
		classes []Class
		want    Vacancy
	}{
		{"none", nil, Vacancy{HasRoom: No}},
		{"none fits", []Class{other}, Vacancy{HasRoom: No}},
		{
			"two sum up; the staler one names the freshness",
			[]Class{class(3, 1, 0), class(4, 100, 0), other},
			Vacancy{Fits: true, HasRoom: Yes, Free: 7, Filed: 7, Staffed: 7, Freshness: FreshnessAgeing, Confirmed: testNow - 100*hourMillis},
		},
		{"full", []Class{class(0, 1, 0)}, Vacancy{Fits: true, HasRoom: No, Freshness: FreshnessFresh, Confirmed: testNow - hourMillis}},
		{
			"full, another not known",
			[]Class{class(0, 1, 0), unknown},
			Vacancy{Fits: true, HasRoom: NotKnown, Freshness: FreshnessFresh, Confirmed: testNow - hourMillis, Partial: true},
		},
		{
			"stale places are no places",
			[]Class{class(5, 200, 0)},
			Vacancy{Fits: true, HasRoom: NotKnown, Filed: 5, Staffed: 5, Freshness: FreshnessStale, Confirmed: testNow - 200*hourMillis, Partial: true},
		},
		{
			"doubtful places are no places",
			[]Class{class(5, 1, 2)},
			Vacancy{Fits: true, HasRoom: NotKnown, Filed: 5, Staffed: 5, Freshness: FreshnessDoubtful, Confirmed: testNow - hourMillis, Partial: true},
		},
		{"never told", []Class{unknown}, Vacancy{Fits: true, HasRoom: NotKnown, Partial: true}},
	} {
		f := Facility{Classes: c.classes}
		got, _ := f.Vacancies(a, testNow, DefaultVacancyTerms)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestAskRefuses(t *testing.T) {
	if _, err := AskByBirth(Date{2027, 3, 2}, Date{2027, 3, 1}); !Is(err, CodeOutOfRange) {
		t.Error("a child not born yet:", err)
	}
	if _, err := AskByBirth(Date{2017, 1, 31}, Date{2027, 3, 1}); !Is(err, CodeOutOfRange) {
		t.Error("a child of ten:", err)
	}
	for _, age := range []int{-1, 121, 1 << 40} {
		if _, err := AskByAge(age, month("2027-03")); !Is(err, CodeOutOfRange) {
			t.Errorf("age %d: %v", age, err)
		}
	}
	if _, err := AskByBirth(Date{2027, 3, 1}, Date{2027, 3, 1}); err != nil {
		t.Error("born on the day:", err)
	}
}

// slowFree lives through every day from the start until the child is too old, and looks up each day's month.
func slowFree(c *Class, birth, start Date) (free int, tight Month, fits, known bool) {
	age, ok := slowAge(birth, start)
	if !ok || age < c.FromMonths || age >= c.ToMonths {
		return 0, 0, false, false
	}
	free = 1 << 30
	months, last := age, start
	for d := start; ; d = d.AddDays(1) {
		if d != start { // count on day by day, as slowAge does
			lastOfMonth := d.AddDays(1).Month != d.Month
			if d.Day == birth.Day || (lastOfMonth && d.Day < birth.Day) {
				months++
			}
		}
		if months >= c.ToMonths {
			return free, tight, true, true
		}
		if d != start && d.MonthOf() == last.MonthOf() {
			continue
		}
		last = d
		p := -1
		for i := range c.Pools {
			if c.Pools[i].Month <= d.MonthOf() {
				p = i
			}
		}
		if p < 0 {
			return 0, 0, true, false
		}
		if n := c.Pools[p].Free(); n < free {
			free, tight = n, d.MonthOf()
		}
	}
}

func drawClass(t *rapid.T, label string) Class {
	from := rapid.IntRange(0, 24).Draw(t, label+" from")
	c := Class{
		ID: ClassID(label), FromMonths: from, ToMonths: from + rapid.IntRange(1, 19).Draw(t, label+" span"), Mode: FullDay,
		ConfirmedAt: testNow, Reports: 0,
	}
	m := month("2026-10") + Month(rapid.IntRange(0, 8).Draw(t, label+" first"))
	for range rapid.IntRange(0, 12).Draw(t, label+" pools") {
		c.Pools = append(c.Pools, Pool{
			Month: m, Filed: rapid.IntRange(0, 4).Draw(t, "filed"), Staffed: rapid.IntRange(0, 4).Draw(t, "staffed"), Taken: rapid.IntRange(0, 4).Draw(t, "taken"),
			Closed: rapid.IntRange(0, 9).Draw(t, "closed") == 0,
		})
		m += Month(rapid.IntRange(1, 3).Draw(t, "gap"))
	}
	return c
}

func TestVacanciesEqualLivingThroughEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f Facility
		for i := range rapid.IntRange(0, 3).Draw(t, "classes") {
			f.Classes = append(f.Classes, drawClass(t, string(rune('a'+i))))
		}
		start := Date{2026, 10, 1}.AddDays(rapid.IntRange(0, 500).Draw(t, "start"))
		birth := start.AddDays(-rapid.IntRange(0, 1400).Draw(t, "age in days"))
		a, err := AskByBirth(birth, start)
		if err != nil {
			t.Fatal(err)
		}
		total, list := f.Vacancies(a, testNow, DefaultVacancyTerms)
		sum, anyFits := 0, false
		for i := range f.Classes {
			free, tight, fits, known := slowFree(&f.Classes[i], birth, start)
			got := list[i]
			anyFits = anyFits || fits
			if got.Fits != fits || (fits && got.Known != known) || (fits && known && (got.Free != free || got.Tightest != tight)) {
				t.Fatalf("born %s, from %s, class %+v: got %+v; day by day free %d in %s, fits %v, known %v",
					birth, start, f.Classes[i], got, free, tight, fits, known)
			}
			if fits && known {
				sum += free
			}
		}
		if total.Free != sum || total.Fits != anyFits || total.HasRoom == Yes != (sum > 0) {
			t.Fatalf("total %+v, want %d", total, sum)
		}
		if start.Day == 1 { // an age in months stands for the youngest child of that age, which stays longest
			age, _ := a.Age()
			byAge, _ := AskByAge(age, start.MonthOf())
			if v, _ := f.Vacancies(byAge, testNow, DefaultVacancyTerms); v.Free > total.Free {
				t.Fatalf("an age of %d finds %d places, a child born %s only %d", age, v.Free, birth, total.Free)
			}
		}
	})
}

func TestTotalDoesNotAllocate(t *testing.T) {
	var f Facility
	for range 6 {
		f.Classes = append(f.Classes, Class{FromMonths: 12, ToMonths: 24, Mode: FullDay, ConfirmedAt: testNow, Pools: []Pool{pool("2027-01", 5, 5, 1), pool("2027-05", 5, 5, 2)}})
	}
	rooms := f.Rooms()
	a, _ := AskByAge(14, month("2027-02"))
	if n := testing.AllocsPerRun(100, func() { rooms.Total(a, testNow, DefaultVacancyTerms) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTotal(b *testing.B) {
	var f Facility
	for i := range 4 {
		c := Class{FromMonths: 12 * i, ToMonths: 12*i + 12, Mode: FullDay, ConfirmedAt: testNow}
		for m := range 12 {
			c.Pools = append(c.Pools, Pool{Month: month("2027-01") + Month(m), Filed: 15, Staffed: 15, Taken: m % 3})
		}
		f.Classes = append(f.Classes, c)
	}
	rooms := f.Rooms()
	a, _ := AskByAge(14, month("2027-02"))
	b.ReportAllocs()
	for b.Loop() {
		rooms.Total(a, testNow, DefaultVacancyTerms)
	}
}
