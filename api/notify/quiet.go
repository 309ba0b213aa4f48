package notify

import (
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// The quiet hours: a telephone rings from 08:00 to 21:00 in Shanghai only. The inbox fills at once.
const (
	dayBegins = 8
	dayEnds   = 21
)

// paramAnyHour marks a message that goes out at night as well.
const paramAnyHour = "any_hour"

// ringsAt is when a telephone may ring for a message: after the quiet hours, or now when a child may be in danger and somebody on duty
// is needed.
func ringsAt(m store.Message, now care.Instant) care.Instant {
	if m.Params[paramAnyHour] != "" {
		return now
	}
	return AfterQuiet(now)
}

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
