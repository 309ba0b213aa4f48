package care

import "slices"

// WeeklyPattern says when something comes back: the weekdays and hours, from one day to another, without some days.
type WeeklyPattern struct {
	Weekdays Weekdays
	Times    []Period // of each day
	From     Date
	Until    Date   // the last day
	Every    int    // 1: each week; 2: every other week, counted from that of From
	Without  []Date // left out
	Holidays bool   // also on public holidays; and weekend days that are worked in exchange count by their weekday then
}

// Period is from one minute after midnight to another.
type Period struct{ Open, Close int16 }

// Skip says why a day of a pattern is left out.
type Skip string

// Why a day is left out.
const (
	SkipHoliday  Skip = "holiday"  // a public holiday by the calendar of the State Council, weekend days in it too
	SkipExcepted Skip = "excepted" // left out by whoever made the pattern
	SkipPast     Skip = "past"
)

// Occurrence is one time of a pattern.
type Occurrence struct {
	Date        Date
	Period      Period
	Skip        Skip // "": it takes place
	Provisional bool // the working days of its year are not published yet
}

const (
	maxPatternDays  = 186 // half a year
	maxPatternTimes = 12  // a day
	maxOccurrences  = 400
	minutesInDay    = 24 * 60
)

// Occurrences lists the times of a pattern in order, those left out with the reason. Public holidays are left out; a weekend day that
// is worked in exchange is there for a pattern of Monday to Friday, as for everybody who works them.
func (p *WeeklyPattern) Occurrences(cal *Calendar, now Instant) ([]Occurrence, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	monday := p.From.AddDays(1 - int(WeekdayOf(p.From)))
	var out []Occurrence
	for d := p.From; !p.Until.Before(d); d = d.AddDays(1) {
		if week := daysFromTo(monday, d) / 7; p.Every > 1 && week%p.Every != 0 {
			continue
		}
		off, known := cal.Holiday(d)
		usual := p.Weekdays.Has(WeekdayOf(d))
		holiday := off && !p.Holidays
		if !usual && (p.Holidays || !p.Weekdays.On(d, cal)) {
			continue
		}
		for _, t := range p.Times {
			o := Occurrence{Date: d, Period: t, Provisional: !known}
			switch {
			case slices.Contains(p.Without, d):
				o.Skip = SkipExcepted
			case holiday:
				o.Skip = SkipHoliday
			case InstantOf(d.Time())+Instant(t.Open)*60_000 <= now:
				o.Skip = SkipPast
			}
			out = append(out, o)
		}
		if len(out) > maxOccurrences {
			return nil, Errorf(Invalid, CodeTooLarge, "until", "this makes more than %d times; choose a shorter span", maxOccurrences)
		}
	}
	return out, nil
}

func (p *WeeklyPattern) check() error {
	switch {
	case p.Weekdays == 0 || p.Weekdays > 0b1111111:
		return Errorf(Invalid, CodeInvalid, "weekdays", "choose one weekday at least")
	case p.From.IsZero() || p.Until.Before(p.From) || daysFromTo(p.From, p.Until) > maxPatternDays:
		return Errorf(Invalid, CodeBadDate, "until", "give a first and a last day, at most half a year apart")
	case p.Every < 1 || p.Every > 4:
		return Errorf(Invalid, CodeOutOfRange, "every", "give 1 to 4 weeks")
	case len(p.Times) == 0 || len(p.Times) > maxPatternTimes:
		return Errorf(Invalid, CodeTooLarge, "times", "give 1 to %d times a day", maxPatternTimes)
	case len(p.Without) > maxPatternDays:
		return Errorf(Invalid, CodeTooLarge, "without", "leave at most %d days out", maxPatternDays)
	}
	for i, t := range p.Times {
		if t.Open < 0 || t.Close > minutesInDay || t.Close <= t.Open {
			return Errorf(Invalid, CodeInvalid, "times", "each time must end after it begins, on the same day")
		}
		for _, o := range p.Times[:i] {
			if t.Open < o.Close && o.Open < t.Close {
				return Errorf(Invalid, CodeInvalid, "times", "two of the times overlap")
			}
		}
	}
	return nil
}

// daysFromTo counts the days from one to another.
func daysFromTo(a, b Date) int {
	const day = 24 * 3600_000
	return int((InstantOf(b.Time()) - InstantOf(a.Time()) + day/2) / day)
}
