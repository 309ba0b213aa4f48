package care

import "slices"

// Clock is one deadline of a case. Due is computed when the clock starts and whenever a pause ends, and stored; nothing
// counts it anew in silence, and it never becomes earlier.
type Clock struct {
	Kind        ClockKind `json:"kind"`
	Start       Instant   `json:"start"`
	Length      int       `json:"length"`
	Unit        ClockUnit `json:"unit"`
	Pauses      []Pause   `json:"pauses,omitempty"`
	Due         Instant   `json:"due"`
	Provisional bool      `json:"provisional,omitempty"` // counts through a year whose calendar is not published; can only move later
	Stopped     Instant   `json:"stopped,omitempty"`     // 0: it runs
	Met         bool      `json:"met,omitempty"`         // stopped in time, by what it waited for
	Warned      int       `json:"warned,omitempty"`      // the highest of 80, 100, 150 somebody was told of; 0: none
}

// ClockKind is what a clock waits for.
type ClockKind string

// The clocks.
const (
	ClockTriage  ClockKind = "triage"         // a person confirms the class
	ClockAccept  ClockKind = "accept"         // the intake desk accepts or refuses
	ClockAssign  ClockKind = "assign"         // a unit is named
	ClockPage    ClockKind = "page_ack"       // a person answers the page
	ClockSign    ClockKind = "sign"           // a handler signs for it
	ClockReturn  ClockKind = "return"         // until when the unit may give it back; then: until when that is decided
	ClockContact ClockKind = "contact"        // the complainant is contacted
	ClockInfo    ClockKind = "info"           // the complainant adds what is missing
	ClockHandle  ClockKind = "handle"         // the reply goes to review
	ClockReview  ClockKind = "review"         // the reply is approved or sent back
	ClockCall    ClockKind = "callback"       // the complainant is called back
	ClockSurvey  ClockKind = "survey"         // the complainant rates, or reopens by right
	ClockSecond  ClockKind = "second_look"    // four weeks after closing
	ClockSuspend ClockKind = "suspend_review" // a suspension is looked at again, or ends
	ClockAnswer  ClockKind = "reply_facility" // the facility answers
)

// Office reports whether an office must keep the clock: such are warned of and put on the red list. The others give people
// time, and their end costs nobody anything.
func (k ClockKind) Office() bool {
	switch k {
	case ClockInfo, ClockSurvey, ClockSecond, ClockAnswer, ClockSuspend:
		return false
	default:
		return true
	}
}

// ClockUnit is what the length of a clock is counted in.
type ClockUnit string

// The units.
const (
	UnitMinute     ClockUnit = "minute"
	UnitHour       ClockUnit = "hour"
	UnitDay        ClockUnit = "day"         // 日, ends at midnight
	UnitWorkingDay ClockUnit = "working_day" // 工作日, ends at midnight
)

// ClockSpan is a length of time in a unit.
type ClockSpan struct {
	Length int       `json:"length"`
	Unit   ClockUnit `json:"unit"`
}

// Half is half of the span, rounded up: a case that is handled again has half the time.
func (s ClockSpan) Half() ClockSpan { s.Length = (s.Length + 1) / 2; return s }

// Pause is a time that does not count. To is 0 while it lasts.
type Pause struct {
	From Instant `json:"from"`
	To   Instant `json:"to,omitempty"`
}

// NewClock starts a clock.
func NewClock(kind ClockKind, start Instant, span ClockSpan, cal *Calendar) Clock {
	c := Clock{Kind: kind, Start: start, Length: span.Length, Unit: span.Unit}
	c.Due, c.Provisional = c.count(cal)
	return c
}

// Running reports whether the clock has not been stopped; a paused one runs.
func (c *Clock) Running() bool { return c.Stopped == 0 }

// Paused reports whether the time stands still.
func (c *Clock) Paused() bool { return len(c.Pauses) > 0 && c.Pauses[len(c.Pauses)-1].To == 0 }

// Overdue reports whether the time was over at a moment, before the clock was stopped or paused.
func (c *Clock) Overdue(now Instant) bool { return c.ended(now) > c.Due }

// ended is the moment up to which the clock has counted: the moment itself while it runs.
func (c *Clock) ended(now Instant) Instant {
	if !c.Running() {
		now = c.Stopped
	}
	if c.Paused() {
		now = min(now, c.Pauses[len(c.Pauses)-1].From)
	}
	return now
}

// count is start + length over the calendar, and the pauses that have ended on top.
func (c *Clock) count(cal *Calendar) (due Instant, provisional bool) {
	switch c.Unit {
	case UnitMinute, UnitHour:
		each := Instant(minuteMillis)
		if c.Unit == UnitHour {
			each = hourMillis
		}
		due = c.Start + Instant(c.Length)*each
		for _, p := range c.Pauses {
			due += max(0, p.To-p.From)
		}
		return due, false
	case UnitDay:
		days := c.Length
		for _, p := range c.Pauses {
			days += daysBetween(p)
		}
		return endOf(Today(c.Start).AddDays(days)), false
	default:
		days := c.Length
		for _, p := range c.Pauses {
			if p.To != 0 {
				days += cal.WorkingBetween(Today(p.From), Today(p.To))
			}
		}
		day, guessed := cal.AddWorking(Today(c.Start), days)
		return endOf(day), guessed
	}
}

func daysBetween(p Pause) int {
	if p.To == 0 {
		return 0
	}
	return int((Today(p.To).Time().Unix() - Today(p.From).Time().Unix()) / (24 * 3600))
}

// endOf is the last instant of a day.
func endOf(d Date) Instant { return InstantOf(d.AddDays(1).Time()) - 1 }

// pause lets the time stand still.
func (c *Clock) pause(now Instant) {
	if c.Running() && !c.Paused() {
		c.Pauses = append(slices.Clone(c.Pauses), Pause{From: now})
	}
}

// resume lets it go on, and counts what is left.
func (c *Clock) resume(now Instant, cal *Calendar) {
	if !c.Paused() {
		return
	}
	c.Pauses = slices.Clone(c.Pauses)
	c.Pauses[len(c.Pauses)-1].To = now
	due, provisional := c.count(cal)
	c.Due, c.Provisional = Later(c.Due, due), provisional
}

// stop ends the clock; met says that what it waited for has happened.
func (c *Clock) stop(now Instant, met bool) {
	if !c.Running() {
		return
	}
	c.Stopped = now
	c.Met = met && !c.Overdue(now)
}

// lengthen gives more time, in the unit the clock counts in.
func (c *Clock) lengthen(by int, cal *Calendar) {
	c.Length += by
	due, provisional := c.count(cal)
	c.Due, c.Provisional = Later(c.Due, due), provisional
}

// goOn takes a stop back: the time ran all along.
func (c *Clock) goOn() { c.Stopped, c.Met = 0, false }

// RecountClock counts a clock anew after a calendar was published: later if it now ends later, never sooner. It reports
// whether it changed anything; such a change is written down.
func RecountClock(c Clock, cal *Calendar) (Clock, bool) {
	if !c.Provisional || !c.Running() || c.Paused() {
		return c, false
	}
	due, provisional := c.count(cal)
	next := c
	next.Due, next.Provisional = Later(c.Due, due), provisional
	return next, next.Due != c.Due || next.Provisional != c.Provisional
}

// Share is how much of the time has passed at a moment, in percent; what was paused does not count. It does not stop at 100.
func (c *Clock) Share(now Instant) int {
	if !c.Running() {
		now = min(now, c.Stopped)
	}
	whole, gone := c.Due-c.Start, now-c.Start
	for _, p := range c.Pauses {
		if p.To == 0 {
			gone -= max(0, now-p.From)
			continue
		}
		whole -= p.To - p.From
		gone -= max(0, min(now, p.To)-p.From)
	}
	if whole <= 0 { // it ran out while it stood still: an end that has passed is told like any other
		if now >= c.Due {
			return 100
		}
		return 0
	}
	return int(max(0, gone) * 100 / whole)
}

// Warning is the highest of 80, 100 and 150 that has been reached and nobody was told of; 0: none.
func (c *Clock) Warning(now Instant) int {
	if !c.Running() || c.Paused() || !c.Kind.Office() {
		return 0
	}
	share := c.Share(now)
	for _, at := range []int{150, 100, 80} {
		if share >= at && c.Warned < at {
			return at
		}
	}
	return 0
}

// Clock returns the last clock of a kind, and false when the case never had one.
func (c *Case) Clock(kind ClockKind) (Clock, bool) {
	for i := len(c.Clocks) - 1; i >= 0; i-- {
		if c.Clocks[i].Kind == kind {
			return c.Clocks[i], true
		}
	}
	return Clock{}, false
}

// NearestDue is when the next running clock falls due, and which; false when none runs. Paused clocks do not fall due.
func (c *Case) NearestDue() (Clock, bool) {
	var near Clock
	for _, k := range c.Clocks {
		if k.Running() && !k.Paused() && k.Kind.Office() && (near.Kind == "" || k.Due < near.Due) {
			near = k
		}
	}
	return near, near.Kind != ""
}
