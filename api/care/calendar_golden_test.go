package care

import (
	"flag"
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// goldenDays are working days counted on the notices of the State Council, the day after receipt being the first: every festival of three
// years, every weekend worked in exchange, and New Year from one year's notice into the next.
var goldenDays = []struct {
	receipt string
	days    int
	due     string
}{
	// 元旦 2024 and its eve
	{"2023-12-31", 1, "2024-01-02"},
	{"2024-01-01", 1, "2024-01-02"},
	// 春节 2024: worked 4 and 18 February, both Sundays
	{"2024-02-02", 1, "2024-02-04"},
	{"2024-02-02", 5, "2024-02-08"},
	{"2024-02-08", 1, "2024-02-09"},
	{"2024-02-08", 2, "2024-02-18"},
	{"2024-02-09", 1, "2024-02-18"},
	{"2024-02-17", 1, "2024-02-18"},
	{"2024-02-09", 7, "2024-02-26"},
	// 清明 2024: worked Sunday 7 April
	{"2024-04-03", 1, "2024-04-07"},
	{"2024-04-03", 2, "2024-04-08"},
	{"2024-04-06", 1, "2024-04-07"},
	// 劳动节 2024: worked Sunday 28 April and Saturday 11 May
	{"2024-04-26", 1, "2024-04-28"},
	{"2024-04-26", 3, "2024-04-30"},
	{"2024-04-30", 1, "2024-05-06"},
	{"2024-04-30", 5, "2024-05-10"},
	{"2024-05-10", 1, "2024-05-11"},
	// 端午 2024
	{"2024-06-07", 1, "2024-06-11"},
	// 中秋 2024: worked Saturday 14 September
	{"2024-09-13", 1, "2024-09-14"},
	{"2024-09-14", 1, "2024-09-18"},
	{"2024-09-13", 2, "2024-09-18"},
	// 国庆 2024: worked Sunday 29 September and Saturday 12 October
	{"2024-09-27", 1, "2024-09-29"},
	{"2024-09-27", 2, "2024-09-30"},
	{"2024-09-30", 1, "2024-10-08"},
	{"2024-09-30", 5, "2024-10-12"},
	{"2024-10-11", 1, "2024-10-12"},
	{"2024-10-11", 2, "2024-10-14"},
	// 元旦 2025, over two files
	{"2024-12-31", 1, "2025-01-02"},
	{"2024-12-30", 3, "2025-01-03"},
	{"2024-12-25", 7, "2025-01-06"},
	// 春节 2025: worked Sunday 26 January and Saturday 8 February
	{"2025-01-24", 1, "2025-01-26"},
	{"2025-01-24", 2, "2025-01-27"},
	{"2025-01-24", 3, "2025-02-05"},
	{"2025-01-27", 1, "2025-02-05"},
	{"2025-01-27", 5, "2025-02-10"},
	{"2025-02-07", 1, "2025-02-08"},
	{"2025-01-27", 7, "2025-02-12"},
	// 清明 2025
	{"2025-04-03", 1, "2025-04-07"},
	// 劳动节 2025: worked Sunday 27 April
	{"2025-04-25", 1, "2025-04-27"},
	{"2025-04-25", 4, "2025-04-30"},
	{"2025-04-30", 1, "2025-05-06"},
	{"2025-04-30", 7, "2025-05-14"},
	// 端午 2025
	{"2025-05-30", 1, "2025-06-03"},
	// 国庆、中秋 2025: worked Sunday 28 September and Saturday 11 October
	{"2025-09-26", 1, "2025-09-28"},
	{"2025-09-26", 3, "2025-09-30"},
	{"2025-09-30", 1, "2025-10-09"},
	{"2025-09-30", 3, "2025-10-11"},
	{"2025-09-30", 5, "2025-10-14"},
	{"2025-10-10", 1, "2025-10-11"},
	// 元旦 2026, over two files: worked Sunday 4 January
	{"2025-12-31", 1, "2026-01-04"},
	{"2025-12-31", 2, "2026-01-05"},
	{"2025-12-30", 7, "2026-01-09"},
	{"2026-01-03", 1, "2026-01-04"},
	// 春节 2026: worked Saturdays 14 and 28 February
	{"2026-02-12", 5, "2026-02-26"},
	{"2026-02-12", 7, "2026-02-28"},
	{"2026-02-12", 15, "2026-03-11"},
	{"2026-02-13", 1, "2026-02-14"},
	{"2026-02-13", 2, "2026-02-24"},
	{"2026-02-14", 1, "2026-02-24"},
	{"2026-02-27", 1, "2026-02-28"},
	{"2026-02-27", 2, "2026-03-02"},
	// 清明 2026
	{"2026-04-03", 1, "2026-04-07"},
	// 劳动节 2026: worked Saturday 9 May
	{"2026-04-30", 3, "2026-05-08"},
	{"2026-04-30", 5, "2026-05-11"},
	{"2026-04-30", 7, "2026-05-13"},
	{"2026-04-30", 15, "2026-05-25"},
	{"2026-05-08", 1, "2026-05-09"},
	// 端午 2026
	{"2026-06-18", 1, "2026-06-22"},
	// 中秋、国庆 2026: worked Sunday 20 September and Saturday 10 October
	{"2026-09-18", 1, "2026-09-20"},
	{"2026-09-24", 5, "2026-10-09"},
	{"2026-09-24", 7, "2026-10-12"},
	{"2026-09-24", 15, "2026-10-22"},
	{"2026-09-30", 5, "2026-10-13"},
	{"2026-09-30", 7, "2026-10-15"},
	{"2026-09-30", 15, "2026-10-27"},
	{"2026-10-09", 1, "2026-10-10"},
}

// B6: all of them, and without the weekends worked in exchange at least six are missed.
func TestGoldenWorkingDays(t *testing.T) {
	if len(goldenDays) < 60 {
		t.Fatalf("only %d days", len(goldenDays))
	}
	missed := func(cal *Calendar) (n int) {
		for _, g := range goldenDays {
			if due, provisional := cal.AddWorking(date(g.receipt), g.days); due != date(g.due) || (provisional && g.receipt > "2024") {
				n++
			}
		}
		return n
	}
	cal := ChinaCalendar()
	for _, g := range goldenDays {
		if due, _ := cal.AddWorking(date(g.receipt), g.days); due != date(g.due) {
			t.Errorf("%d working days after %s: %s, not %s", g.days, g.receipt, due, g.due)
		}
	}
	forgetful := ChinaCalendar()
	for _, days := range forgetful.years {
		maps.DeleteFunc(days, func(_ Date, worked bool) bool { return worked })
	}
	if n := missed(forgetful); n < 6 {
		t.Errorf("without the worked weekends only %d days are missed", n)
	}
	t.Logf("%d of %d; without the worked weekends %d are missed", len(goldenDays)-missed(cal), len(goldenDays), missed(forgetful))
}

// Counting there and back comes to the same, 10,000 times.
func TestWorkingDaysThereAndBack(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value.String()
	if err := flag.Set("rapid.checks", "10000"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", checks) })
	cal := ChinaCalendar()
	rapid.Check(t, func(t *rapid.T) {
		d := Date{2023, 12, 31}.AddDays(rapid.IntRange(0, 1000).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		due, _ := cal.AddWorking(d, n)
		if got := cal.WorkingBetween(d, due); got != n {
			t.Fatalf("%d working days after %s is %s, which is %d", n, d, due, got)
		}
		if worked, _ := cal.Working(due); !worked {
			t.Fatalf("%s is off", due)
		}
		if m := rapid.IntRange(1, 60).Draw(t, "m"); n > 0 {
			mid, _ := cal.AddWorking(d, m)
			both, _ := cal.AddWorking(mid, n)
			if at, _ := cal.AddWorking(d, n+m); at != both {
				t.Fatalf("%d and %d after %s is %s, not %s", m, n, d, both, at)
			}
		}
	})
}
