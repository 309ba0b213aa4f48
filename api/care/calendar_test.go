package care

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func date(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(s string) Instant {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Shanghai)
	if err != nil {
		panic(err)
	}
	return InstantOf(t)
}

// The days of receipt and what follows from them, counted by hand on the calendars of the State Council.
func TestWorkingDaysOfTheYears(t *testing.T) {
	cal := ChinaCalendar()
	for _, c := range []struct {
		receipt string
		days    int
		due     string
	}{
		{"2026-02-12", 5, "2026-02-26"},
		{"2026-02-12", 7, "2026-02-28"}, // a Saturday that is worked
		{"2026-02-12", 15, "2026-03-11"},
		{"2026-04-30", 3, "2026-05-08"},
		{"2026-04-30", 5, "2026-05-11"},
		{"2026-04-30", 7, "2026-05-13"},
		{"2026-04-30", 15, "2026-05-25"},
		{"2026-09-24", 5, "2026-10-09"},
		{"2026-09-24", 7, "2026-10-12"},
		{"2026-09-24", 15, "2026-10-22"},
		{"2026-09-30", 5, "2026-10-13"},
		{"2026-09-30", 7, "2026-10-15"},
		{"2026-09-30", 15, "2026-10-27"},
		{"2024-09-27", 1, "2024-09-29"}, // a Sunday that is worked
		{"2025-01-24", 1, "2025-01-26"},
		{"2024-02-29", 1, "2024-03-01"},
		{"2025-12-31", 1, "2026-01-04"}, // over New Year
	} {
		if due, provisional := cal.AddWorking(date(c.receipt), c.days); due != date(c.due) || provisional {
			t.Errorf("%d working days after %s: %s (provisional %v), not %s", c.days, c.receipt, due, provisional, c.due)
		}
	}
	months := [12]int{21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23}
	for i, want := range months {
		first := Date{2026, int8(i + 1), 1}
		last := (first.MonthOf() + 1).First().AddDays(-1)
		if got := cal.WorkingBetween(first.AddDays(-1), last); got != want {
			t.Errorf("%d working days in %s, not %d", got, first.MonthOf(), want)
		}
	}
	for year, want := range map[int16]int{2024: 251, 2025: 248, 2026: 248} {
		if got := cal.WorkingBetween(Date{year - 1, 12, 31}, Date{year, 12, 31}); got != want {
			t.Errorf("%d working days in %d, not %d", got, year, want)
		}
	}
}

// The holidays as the notices name them, first to last day, weekends in them and beside them.
func TestHolidaysHaveTheirWeekends(t *testing.T) {
	cal := ChinaCalendar()
	published := []string{
		"2024-01-01 2024-01-01", "2024-02-10 2024-02-17", "2024-04-04 2024-04-06", "2024-05-01 2024-05-05", "2024-06-08 2024-06-10", "2024-09-15 2024-09-17", "2024-10-01 2024-10-07",
		"2025-01-01 2025-01-01", "2025-01-28 2025-02-04", "2025-04-04 2025-04-06", "2025-05-01 2025-05-05", "2025-05-31 2025-06-02", "2025-10-01 2025-10-08",
		"2026-01-01 2026-01-03", "2026-02-15 2026-02-23", "2026-04-04 2026-04-06", "2026-05-01 2026-05-05", "2026-06-19 2026-06-21", "2026-09-25 2026-09-27", "2026-10-01 2026-10-07",
	}
	want := map[Date]bool{}
	for _, span := range published {
		for d := date(span[:10]); !date(span[11:]).Before(d); d = d.AddDays(1) {
			want[d] = true
		}
	}
	weekends := 0
	for d := (Date{2024, 1, 1}); d.Year < 2027; d = d.AddDays(1) {
		holiday, known := cal.Holiday(d)
		if holiday != want[d] || !known {
			t.Errorf("%s: holiday %v, known %v", d, holiday, known)
		}
		if works, _ := cal.Working(d); works && holiday {
			t.Errorf("%s is worked and a holiday", d)
		}
		if holiday && !weekday(d) {
			weekends++
		}
	}
	if weekends != 35 {
		t.Errorf("%d weekend days in holidays", weekends)
	}
	if holiday, known := cal.Holiday(Date{2027, 10, 2}); holiday || known {
		t.Errorf("a year nobody has published: %v %v", holiday, known)
	}
}

func TestYearNotPublished(t *testing.T) {
	cal := ChinaCalendar()
	due, provisional := cal.AddWorking(date("2026-12-30"), 3)
	if due != date("2027-01-04") || !provisional {
		t.Errorf("into a year not published: %s, provisional %v", due, provisional)
	}
	if !cal.Provisional(at("2026-12-30 10:00"), at("2027-01-02 10:00")) || cal.Provisional(at("2026-12-30 10:00"), at("2026-12-31 23:59")) {
		t.Error("a span is provisional when it touches a year that is not published")
	}
	rules := NewRules([]Rule{{Key: RuleCalendar + "2027", Value: "0101 0208 0209 0210 0211 0212 0405 0503 0504 0609 0915 1001 1004 1005 1006 1007 +0206 +0220"}})
	if due, provisional := rules.Calendar().AddWorking(date("2026-12-30"), 3); due != date("2027-01-05") || provisional {
		t.Errorf("once published: %s, provisional %v", due, provisional)
	}
	if (*Calendar)(nil).Known(2026) || !NewRules(nil).Calendar().Known(2026) {
		t.Error("the built-in years need no rule; no calendar knows none")
	}
}

func TestParseYear(t *testing.T) {
	for year, text := range chinaDays {
		days, err := ParseYear(year, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := FormatYear(days); got != text {
			t.Errorf("%d reads as %s", year, got)
		}
	}
	for _, text := range []string{"", "0101", "0230 0101", "1", "+0101", "0103", "abcd"} {
		if _, err := ParseYear(2026, text); err == nil {
			t.Errorf("%q was taken for the calendar of 2026", text)
		}
	}
}

func TestOfferDeadline(t *testing.T) {
	cal := ChinaCalendar()
	for _, c := range []struct{ now, want string }{
		{"2026-11-23 10:00", "2026-11-25 10:00"}, // Monday
		{"2026-11-25 20:00", "2026-11-27 20:00"},
		{"2026-11-25 20:01", "2026-11-30 12:00"}, // Friday night: Monday noon
		{"2026-11-24 07:59", "2026-11-26 12:00"}, // before eight: noon of that day
		{"2026-11-24 08:00", "2026-11-26 08:00"},
		{"2026-11-26 10:00", "2026-11-30 12:00"}, // Saturday
		{"2026-02-12 10:00", "2026-02-14 10:00"}, // a Saturday that is worked
		{"2026-02-13 10:00", "2026-02-24 12:00"}, // Spring Festival
		{"2026-09-29 12:00", "2026-10-08 12:00"}, // National Day
	} {
		if got := OfferDeadline(at(c.now), 48, cal); got != at(c.want) {
			t.Errorf("48 hours from %s: %s, not %s", c.now, got.Time().Format("2006-01-02 15:04"), c.want)
		}
	}
}

// Whenever an offer is made, its time to answer is not shorter than the hours, and ends in the hours of a working day.
func TestOfferEndsInOfficeHours(t *testing.T) {
	cal := ChinaCalendar()
	rapid.Check(t, func(t *rapid.T) {
		now := at("2024-01-01 00:00") + Instant(rapid.Int64Range(0, 3*365*dayMillis).Draw(t, "now"))
		hours := rapid.IntRange(0, 200).Draw(t, "hours")
		end := OfferDeadline(now, hours, cal)
		if end < now+Instant(hours)*hourMillis {
			t.Fatalf("%d hours from %d end at %d, too soon", hours, now, end)
		}
		local := end.Time()
		minute := local.Hour()*60 + local.Minute()
		if working, _ := cal.Working(Today(end)); !working || minute < 8*60 || minute > 20*60 {
			t.Fatalf("ends %s", local)
		}
	})
}

// P15: publishing a calendar never makes a running clock shorter, and a clock ends no earlier than counted by the calendar.
func TestPublishingNeverShortens(t *testing.T) {
	before := ChinaCalendar()
	after := NewRules([]Rule{{Key: RuleCalendar + "2027", Value: "0101 0208 0209 0210 0211 0212 0405 0503 0504 0609 0915 1001 1004 1005 1006 1007 +0102 +0103 +0206 +0220"}}).Calendar()
	rapid.Check(t, func(t *rapid.T) {
		now := at("2026-12-15 00:00") + Instant(rapid.Int64Range(0, 60*dayMillis).Draw(t, "now"))
		app := Application{State: rapid.SampledFrom([]State{StateSubmitted, StateOffered, StateConfirmed}).Draw(t, "state"), UpdatedAt: now, OfferedAt: now}
		m := moving{app: &app, now: now, terms: DefaultBookingTerms, cal: before}
		switch app.State {
		case StateSubmitted:
			thenSubmit(&m)
		case StateOffered:
			thenOffer(&m)
		default:
			thenAccept(&m)
		}
		next, changed := Recount(app, DefaultBookingTerms, after)
		if next.DecideBy < app.DecideBy || next.AnswerBy < app.AnswerBy || next.AgreeBy < app.AgreeBy {
			t.Fatalf("shortened: %+v to %+v", app, next)
		}
		if counted := after.EndOfWorking(now, DefaultBookingTerms.DecideDays); app.State == StateSubmitted && next.DecideBy < counted {
			t.Fatalf("ends before the calendar says: %d < %d", next.DecideBy, counted)
		}
		moved := next.DecideBy != app.DecideBy || next.AnswerBy != app.AnswerBy || next.AgreeBy != app.AgreeBy || next.Provisional != app.Provisional
		if changed != moved {
			t.Fatalf("changed is %v: %+v to %+v", changed, app, next)
		}
	})
}
