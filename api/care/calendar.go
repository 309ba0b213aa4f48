package care

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Calendar knows the working days of China: Monday to Friday, less the holidays, plus the weekend days worked in exchange
// (调休), as the State Council publishes them each November for the next year. It is immutable; nil knows no year.
type Calendar struct {
	years map[int16]map[Date]bool // by year: days that differ from their weekday, and whether they are worked
}

// chinaDays are the published years, days as MMDD; a plus marks a weekend day that is worked. Other days are as their weekday.
var chinaDays = map[int16]string{
	// 国办发明电〔2023〕7号
	2024: "0101 +0204 0212 0213 0214 0215 0216 +0218 0404 0405 +0407 +0428 0501 0502 0503 +0511 0610 +0914 0916 0917 +0929 1001 1002 1003 1004 1007 +1012",
	// 国办发明电〔2024〕12号
	2025: "0101 +0126 0128 0129 0130 0131 0203 0204 +0208 0404 +0427 0501 0502 0505 0602 +0928 1001 1002 1003 1006 1007 1008 +1011",
	// 国务院办公厅 2025-11-04
	2026: "0101 0102 +0104 +0214 0216 0217 0218 0219 0220 0223 +0228 0406 0501 0504 0505 +0509 0619 +0920 0925 1001 1002 1005 1006 1007 +1010",
}

// RuleCalendar and a year is the key of a rule whose value is that year's calendar, written as in ParseYear.
const RuleCalendar = "calendar."

// ChinaCalendar returns the years that are built in: 2024 to 2026.
func ChinaCalendar() *Calendar {
	c := &Calendar{years: make(map[int16]map[Date]bool, len(chinaDays))}
	for year, text := range chinaDays {
		days, err := ParseYear(year, text)
		if err != nil {
			panic(err) // a mistyped table; the tests read every year
		}
		c.years[year] = days
	}
	return c
}

// Calendar returns the built-in years with those the rules add: the key is "calendar.2027", the value as in ParseYear. A
// row that cannot be read leaves its year unknown.
func (r *Rules) Calendar() *Calendar {
	if r == nil {
		return ChinaCalendar()
	}
	return r.working()
}

// calendar reads the working days from the rules, which takes time: once.
func (r *Rules) calendar() *Calendar {
	c := ChinaCalendar()
	for year := int16(2024); year <= 2100; year++ {
		text, ok := r.Text(RuleCalendar+strconv.Itoa(int(year)), National, Date{year, 1, 1})
		if !ok {
			continue
		}
		if days, err := ParseYear(year, text); err == nil {
			c.years[year] = days
		}
	}
	return c
}

// ParseYear reads the days of one year that differ from their weekday: MMDD for a weekday that is off, +MMDD for a weekend
// day that is worked, in any order with blanks between. It refuses days that do not exist or do not differ, and years
// with fewer than ten days off, which no published calendar has.
func ParseYear(year int16, text string) (map[Date]bool, error) {
	days := make(map[Date]bool)
	off := 0
	for word := range strings.FieldsSeq(text) {
		digits, works := strings.CutPrefix(word, "+")
		if len(digits) != 4 {
			return nil, badDay(year, word)
		}
		d, err := ParseDate(fmt.Sprintf("%04d-%s-%s", year, digits[:2], digits[2:]))
		if err != nil {
			return nil, badDay(year, word)
		}
		if weekday(d) == works {
			return nil, Errorf(Invalid, CodeInvalid, "value", "%s is a weekday already worked or a weekend day already off; list only what differs", d)
		}
		if !works {
			off++
		}
		days[d] = works
	}
	if off < 10 {
		return nil, Errorf(Invalid, CodeInvalid, "value", "the calendar of %d has only %d days off; it is not whole", year, off)
	}
	return days, nil
}

func badDay(year int16, word string) error {
	return Errorf(Invalid, CodeBadDate, "value", "%q is not a day of %d; write MMDD, or +MMDD for a weekend day that is worked", Clip(word), year)
}

// FormatYear writes what ParseYear reads, days in order.
func FormatYear(days map[Date]bool) string {
	words := make([]string, 0, len(days))
	for d, works := range days {
		word := fmt.Sprintf("%02d%02d", d.Month, d.Day)
		if works {
			word = "+" + word
		}
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(strings.TrimPrefix(a, "+"), strings.TrimPrefix(b, "+")) })
	return strings.Join(words, " ")
}

// Known reports whether the calendar of a year is published.
func (c *Calendar) Known(year int16) bool {
	return c != nil && c.years[year] != nil
}

// Working reports whether a day is worked, and whether that is certain. In a year that is not published yet Monday to
// Friday are taken to be worked.
func (c *Calendar) Working(d Date) (working, known bool) {
	if !c.Known(d.Year) {
		return weekday(d), false
	}
	works, differs := c.years[d.Year][d]
	if differs {
		return works, true
	}
	return weekday(d), true
}

// Holiday reports whether a day is part of a public holiday, and whether that is certain. A notice names the weekdays off; the weekend that
// adjoins them is of the same holiday (国庆节 is seven days, Saturday and Sunday among them).
func (c *Calendar) Holiday(d Date) (holiday, known bool) {
	works, known := c.Working(d)
	if works || !known {
		return false, known
	}
	for _, step := range []int{-1, 1} {
		for day := d; ; day = day.AddDays(step) {
			if works, _ := c.Working(day); works {
				break
			}
			if weekday(day) {
				return true, true
			}
		}
	}
	return false, true
}

// AddWorking returns the nth working day after a day: the day after it is the first that counts. It is provisional when a
// year it counts through is not published yet. Counting again once it is must never make a running deadline shorter: see Later.
func (c *Calendar) AddWorking(d Date, n int) (due Date, provisional bool) {
	for n > 0 {
		d = d.AddDays(1)
		working, known := c.Working(d)
		provisional = provisional || !known
		if working {
			n--
		}
	}
	return d, provisional
}

// WorkingBetween counts the working days after one day up to and including another.
func (c *Calendar) WorkingBetween(after, until Date) int {
	n := 0
	for d := after.AddDays(1); !until.Before(d); d = d.AddDays(1) {
		if working, _ := c.Working(d); working {
			n++
		}
	}
	return n
}

// Provisional reports whether a span of time touches a year whose calendar is not published yet.
func (c *Calendar) Provisional(from, to Instant) bool {
	for year := Today(from).Year; year <= Today(to).Year; year++ {
		if !c.Known(year) {
			return true
		}
	}
	return false
}

// EndOfWorking returns the last instant of the nth working day after an instant's day: a term of three working days runs
// to midnight of the third.
func (c *Calendar) EndOfWorking(now Instant, n int) Instant {
	due, _ := c.AddWorking(Today(now), n)
	return InstantOf(due.AddDays(1).Time()) - 1
}

// Later returns the later of a running deadline and one counted anew: no deadline is ever shortened.
func Later(running, counted Instant) Instant { return max(running, counted) }

// The hours of a working day in which an offer may end.
const (
	answerFrom  = 8
	answerUntil = 20
	answerNoon  = 12 // where an end that falls outside is moved to, so that nobody must answer at dawn
)

// OfferDeadline returns when an offer made now must be answered: after so many hours, never outside 08:00 to 20:00 of a working
// day. An end that falls outside moves to noon of the next working day, or of the same one before 08:00.
func OfferDeadline(now Instant, hours int, cal *Calendar) Instant {
	end := now + Instant(hours)*hourMillis
	day := Today(end)
	midnight := InstantOf(day.Time())
	working, _ := cal.Working(day)
	into := end - midnight
	switch {
	case working && into >= answerFrom*hourMillis && into <= answerUntil*hourMillis:
		return end
	case working && into < answerFrom*hourMillis:
		return midnight + answerNoon*hourMillis
	default:
		next, _ := cal.AddWorking(day, 1)
		return InstantOf(next.Time()) + answerNoon*hourMillis
	}
}

// weekday reports whether a day is one of Monday to Friday.
func weekday(d Date) bool {
	w := d.Time().Weekday()
	return w >= 1 && w <= 5
}
