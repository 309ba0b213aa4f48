package care

import "fmt"

// minutesOfDay is the end of a day; a facility open to midnight closes then.
const minutesOfDay = 24 * 60

// ParseClock reads a time of day written 8:30, 08:30 or 24:00 (full-width colons too) into minutes after midnight.
func ParseClock(s string) (int16, error) {
	var h, m int
	t := halfWidth(s)
	if n, err := fmt.Sscanf(t, "%d:%d", &h, &m); err != nil || n != 2 || h < 0 || m < 0 || m > 59 || h*60+m > minutesOfDay ||
		(t != fmt.Sprintf("%d:%02d", h, m) && t != fmt.Sprintf("%02d:%02d", h, m)) {
		return 0, Errorf(Invalid, CodeInvalid, "", "%q is not a time of day; write it as 08:30", Clip(s))
	}
	return int16(h*60 + m), nil //nolint:gosec // at most 1440
}

// FormatClock writes minutes after midnight as 08:30.
func FormatClock(minutes int16) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// CheckHours says what is wrong with opening hours: weekdays are 1 to 7, periods end after they begin and within the
// day, and no two of one day overlap.
func CheckHours(hours []Hours) error {
	if len(hours) > 28 {
		return Errorf(Invalid, CodeTooLarge, "hours", "%d opening periods are more than four a day", len(hours))
	}
	for i, h := range hours {
		switch {
		case h.Weekday < 1 || h.Weekday > 7:
			return Errorf(Invalid, CodeOutOfRange, "hours", "weekday %d is outside 1 (Monday) to 7 (Sunday)", h.Weekday)
		case h.Open < 0 || h.Close > minutesOfDay || h.Open >= h.Close:
			return Errorf(Invalid, CodeOutOfRange, "hours", "%s to %s is not a span within one day", FormatClock(h.Open), FormatClock(h.Close))
		}
		for _, o := range hours[:i] {
			if o.Weekday == h.Weekday && o.Open < h.Close && h.Open < o.Close {
				return Errorf(Invalid, CodeInvalid, "hours", "two opening periods of weekday %d overlap", h.Weekday)
			}
		}
	}
	return nil
}

// Need is the hours a family needs: from one minute of the day to another, on some weekdays.
type Need struct {
	From, To int16 // minutes after midnight; To may be 1440
	Weekdays uint8 // bit 0 is Monday; 0 means Monday to Friday
}

// MondayToFriday is the weekdays of a Need that names none.
const MondayToFriday uint8 = 0b11111

// Fits answers whether opening hours cover the need on every one of its weekdays: one period, or several that follow on each other without
// a gap. NotKnown when no hours are known. It does not allocate.
func (n Need) Fits(hours []Hours) Answer {
	if len(hours) == 0 {
		return NotKnown
	}
	days := n.Weekdays
	if days == 0 {
		days = MondayToFriday
	}
	for day := int8(1); day <= 7; day++ {
		if days&(1<<(day-1)) != 0 && !covers(hours, day, n.From, n.To) {
			return No
		}
	}
	return Yes
}

func covers(hours []Hours, day int8, from, to int16) bool {
	for at := from; at < to; {
		next := at
		for _, h := range hours {
			if h.Weekday == day && h.Open <= at && h.Close > next {
				next = h.Close
			}
		}
		if next == at {
			return false
		}
		at = next
	}
	return true
}
