package care

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// slowAge counts completed months by walking day by day and asking on each day whether it is a monthly birthday.
func slowAge(birth, on Date) (int, bool) {
	day := time.Date(int(birth.Year), time.Month(birth.Month), int(birth.Day), 12, 0, 0, 0, time.UTC)
	end := time.Date(int(on.Year), time.Month(on.Month), int(on.Day), 12, 0, 0, 0, time.UTC)
	if end.Before(day) {
		return 0, false
	}
	months := 0
	for day.Before(end) {
		day = day.AddDate(0, 0, 1)
		tomorrow := day.AddDate(0, 0, 1)
		lastOfMonth := tomorrow.Month() != day.Month()
		if day.Day() == int(birth.Day) || (lastOfMonth && day.Day() < int(birth.Day)) {
			months++
		}
	}
	return months, true
}

func drawDate(t *rapid.T, name string) Date {
	days := rapid.IntRange(0, 365*40).Draw(t, name)
	return Date{2000, 1, 1}.AddDays(days)
}

func TestAgeMonthsEqualsDayStepping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := drawDate(t, "birth")
		on := birth.AddDays(rapid.IntRange(-40, 365*7).Draw(t, "days"))
		got, ok := AgeMonths(birth, on)
		want, wantOK := slowAge(birth, on)
		if ok && got != want || ok != wantOK {
			t.Fatalf("AgeMonths(%s, %s) = %d %v, day by day %d %v", birth, on, got, ok, want, wantOK)
		}
	})
}

func TestAgeMonths(t *testing.T) {
	for _, c := range []struct {
		birth, on string
		want      int
		born      bool
	}{
		{"2025-01-31", "2025-02-27", 0, true},
		{"2025-01-31", "2025-02-28", 1, true},
		{"2025-01-31", "2025-03-30", 1, true},
		{"2025-01-31", "2025-03-31", 2, true},
		{"2024-01-31", "2024-02-28", 0, true},
		{"2024-01-31", "2024-02-29", 1, true},
		{"2024-02-29", "2025-02-28", 12, true},
		{"2024-02-29", "2025-02-27", 11, true},
		{"2024-02-29", "2027-02-28", 36, true},
		{"2024-02-29", "2028-02-28", 47, true},
		{"2024-02-29", "2028-02-29", 48, true},
		{"2024-10-31", "2024-11-30", 1, true},
		{"2024-12-15", "2024-12-15", 0, true},
		{"2024-12-15", "2024-12-14", 0, false},
		{"2024-12-01", "2027-11-30", 35, true},
		{"2024-12-01", "2027-12-01", 36, true},
	} {
		birth, _ := ParseDate(c.birth)
		on, _ := ParseDate(c.on)
		if got, ok := AgeMonths(birth, on); got != c.want || ok != c.born {
			t.Errorf("AgeMonths(%s, %s) = %d %v, want %d %v", c.birth, c.on, got, ok, c.want, c.born)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, bad := range []string{"", "2025-02-29", "2025-2-1", "25-02-01", "2025-13-01", "2025-00-10", "1899-12-31", "2201-01-01", "2025-01-01T00:00:00Z", "二〇二五"} {
		if d, err := ParseDate(bad); !Is(err, CodeBadDate) {
			t.Errorf("ParseDate(%q) = %v, %v; want bad_date", bad, d, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t, "date")
		if back, err := ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%s comes back as %s, %v", d, back, err)
		}
		if m, err := ParseMonth(d.MonthOf().String()); err != nil || m != d.MonthOf() || m.First().Day != 1 || m.First().MonthOf() != m {
			t.Fatalf("the month of %s comes back as %s, %v", d, m, err)
		}
		if d.AddDays(1).AddDays(-1) != d || !d.Before(d.AddDays(1)) {
			t.Fatalf("the day after %s is %s", d, d.AddDays(1))
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-01", "2024-02-29", "", "0000-00-00", "2026-03-01x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDate(s); err == nil && d.String() != s {
			t.Errorf("%q is read as %s", s, d)
		}
	})
}
