package notify

import "tuoyuquan/api/care"

// The quiet hours: a telephone rings from 08:00 to 21:00 in Shanghai only. The inbox fills at once.
const (
	dayBegins = 8
	dayEnds   = 21
)

// AfterQuiet returns the instant itself, or the end of the quiet hours it falls into.
func AfterQuiet(now care.Instant) care.Instant {
	t := now.Time()
	day := care.DateOf(t)
	switch {
	case t.Hour() < dayBegins:
	case t.Hour() >= dayEnds:
		day = day.AddDays(1)
	default:
		return now
	}
	return care.InstantOf(day.Time()) + dayBegins*3_600_000
}
