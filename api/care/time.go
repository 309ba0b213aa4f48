package care

import (
	"fmt"
	"time"
)

// Instant is a moment in unix milliseconds, as stored in both databases.
type Instant int64

// InstantOf converts a time.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time converts to a time.Time in Shanghai.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).In(Shanghai) }

// Shanghai is the zone every rule runs in. China has had no daylight saving time since 1991, so a fixed zone is exact
// for every date the service deals with and needs no zone files.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Date is a calendar day, used for birthdays and start dates. The zero Date is "not given".
type Date struct {
	Year  int16
	Month int8 // 1..12
	Day   int8 // 1..31
}

// ParseDate reads YYYY-MM-DD and refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, Errorf(Invalid, CodeBadDate, "", "%q is not a date; write it as YYYY-MM-DD", Clip(s))
	}
	if t.Year() < 1900 || t.Year() > 2200 {
		return Date{}, Errorf(Invalid, CodeBadDate, "", "the year %d is outside 1900 to 2200", t.Year())
	}
	return DateOf(t), nil
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), int8(m), int8(d)} //nolint:gosec // years fit: ParseDate and the clock bound them
}

// Today returns the day in Shanghai at the given instant.
func Today(now Instant) Date { return DateOf(now.Time()) }

// IsZero reports whether no date was given.
func (d Date) IsZero() bool { return d == Date{} }

// String gives YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Time returns midnight of the day in Shanghai.
func (d Date) Time() time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, Shanghai)
}

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.compare(e) < 0 }

func (d Date) compare(e Date) int {
	return (int(d.Year)-int(e.Year))*10000 + (int(d.Month)-int(e.Month))*100 + int(d.Day) - int(e.Day)
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// MonthOf returns the calendar month of the day.
func (d Date) MonthOf() Month { return Month(int(d.Year)*12 + int(d.Month) - 1) }

// MarshalText gives YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Month is a calendar month, counted from year 0: year*12 + month-1. Occupancy is kept by class and Month.
type Month int32

// String gives YYYY-MM.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// First returns the first day of the month.
func (m Month) First() Date { return Date{int16(m / 12), int8(m%12 + 1), 1} }

// ParseMonth reads YYYY-MM.
func ParseMonth(s string) (Month, error) {
	d, err := ParseDate(s + "-01")
	return d.MonthOf(), err
}

// AgeMonths returns the completed months of age on a day, day-aware, and false if born later than that day. A month is
// completed on the same day of the month as the birth, or on the last day of a month that is too short for it
// (a child born on 31 January completes the first month on 28 or 29 February).
func AgeMonths(birth, on Date) (int, bool) {
	if on.Before(birth) {
		return 0, false
	}
	months := int(on.MonthOf() - birth.MonthOf())
	last := int8(time.Date(int(on.Year), time.Month(on.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()) //nolint:gosec // 28..31
	if on.Day < min(birth.Day, last) {
		months--
	}
	return months, true
}
