package care

import (
	"fmt"
	"slices"
	"strings"
)

// clocks: Q5. Every clock a step leaves behind ends where start, length, calendar and pauses put it, and never sooner than it did;
// only an extension makes one longer, by seven or fifteen days.
func (o *oracle) clocks(d *caseDesk, p *picture, e CaseEvent) string {
	is := slices.Clone(p.clocks)
	class := p.class
	switch e.Edge {
	case "C1":
		class = e.Body.Opening.Class
	case "C2", "C2a", "C2b":
		class = e.Body.Class
	default:
	}
	for _, c := range e.Body.Clocks {
		k := c.Clock
		if c.Index > len(is) {
			return "Q5: a clock is missing"
		}
		counted := countedByHand(k, d.caseYear())
		if c.Index == len(is) {
			is = append(is, k)
			if k.Start > e.At || (k.Start < e.At && e.Edge != "C2") {
				return "Q5: a clock does not begin with its step"
			}
			if s := lengthByHand(k, class, p.round > 0 || e.To == "reopened"); s != "" {
				return s
			}
			if k.Due != counted {
				return fmt.Sprintf("Q5: %s due %s, not %s", k.Kind, k.Due.Time(), counted.Time())
			}
			continue
		}
		was := is[c.Index]
		more := k.Length - was.Length
		switch {
		case k.Kind != was.Kind || k.Start != was.Start || k.Unit != was.Unit:
			return "Q5: a clock became another"
		case k.Due < was.Due:
			return "Q5: a clock was made shorter"
		case k.Due != max(was.Due, counted) && k.Due != was.Due:
			return fmt.Sprintf("Q5: %s due %s, not %s", k.Kind, k.Due.Time(), counted.Time())
		case k.Running() && !k.Paused() && k.Due < counted && (e.Edge == "C11a" || e.Edge == "C11d" || e.Edge == "C3a" || e.Edge == "C3c" || e.Edge == "C12"):
			return fmt.Sprintf("Q5: %s due %s, before %s", k.Kind, k.Due.Time(), counted.Time())
		case more != 0 && (e.Edge != "C12" || k.Kind != ClockHandle || more != map[CaseClass]int{ClassB: 7, ClassC: 15}[p.class]):
			return "Q5: a clock became longer"
		case len(k.Pauses) > len(was.Pauses) && e.Edge != "C3" && e.Edge != "C11":
			return "Q5: a clock was stopped without approval"
		}
		is[c.Index] = k
	}
	p.clocks = is
	return ""
}

// lengthByHand says what is wrong with the length of a new clock: they are written here as the design has them.
func lengthByHand(k Clock, class CaseClass, again bool) string {
	want := map[ClockKind]string{
		"info": "5 working_day", "return": "1 working_day", "review": "1 working_day", "callback": "5 working_day", "survey": "30 day", "second_look": "28 day",
		"suspend_review": "10 working_day", "reply_facility": "5 working_day", "page_ack": "15 minute", "triage": "1 working_day",
	}[k.Kind]
	if want == "" {
		want = map[CaseClass]map[ClockKind]string{
			"A": {"accept": "1 hour", "assign": "1 hour", "sign": "1 hour", "contact": "2 hour", "handle": "7 day"},
			"B": {"accept": "2 working_day", "assign": "1 working_day", "sign": "1 working_day", "contact": "24 hour", "handle": "7 day"},
			"C": {"accept": "7 working_day", "assign": "1 working_day", "sign": "3 working_day", "contact": "3 working_day", "handle": "15 day"},
			"D": {"accept": "7 working_day", "assign": "1 working_day", "sign": "3 working_day", "contact": "3 working_day", "handle": "15 day"},
		}[class][k.Kind]
	}
	if again && (k.Kind == "contact" || k.Kind == "handle") {
		want = map[string]string{"2 hour": "1 hour", "24 hour": "12 hour", "3 working_day": "2 working_day", "7 day": "4 day", "15 day": "8 day"}[want]
	}
	if got := fmt.Sprintf("%d %s", k.Length, k.Unit); got != want {
		return fmt.Sprintf("Q5: %s of class %s is %s, not %s", k.Kind, class, got, want)
	}
	return ""
}

// caseYear tells whether the calendar of 2027 is known to the desk.
func (d *caseDesk) caseYear() bool { return d.publish }

// byHand are the days that differ from their weekday, as the notices name them.
var byHand = func() map[string]bool {
	days := make(map[string]bool)
	read := func(year, text string) {
		for w := range strings.FieldsSeq(text) {
			worked := w[0] == '+'
			w = strings.TrimPrefix(w, "+")
			days[year+"-"+w[:2]+"-"+w[2:]] = worked
		}
	}
	read("2025", "0101 +0126 0128 0129 0130 0131 0203 0204 +0208 0404 +0427 0501 0502 0505 0602 +0928 1001 1002 1003 1006 1007 1008 +1011")
	read("2026", "0101 0102 +0104 +0214 0216 0217 0218 0219 0220 0223 +0228 0406 0501 0504 0505 +0509 0619 +0920 0925 1001 1002 1005 1006 1007 +1010")
	return days
}()

var byHand2027 = func() map[string]bool {
	days := make(map[string]bool)
	for w := range strings.FieldsSeq(publish2027) {
		worked := w[0] == '+'
		w = strings.TrimPrefix(w, "+")
		days["2027-"+w[:2]+"-"+w[2:]] = worked
	}
	return days
}()

func workedByHand(d Date, known2027 bool) bool {
	if worked, differs := byHand[d.String()]; differs {
		return worked
	}
	if worked, differs := byHand2027[d.String()]; differs && known2027 {
		return worked
	}
	w := d.Time().Weekday()
	return w != 0 && w != 6
}

// countedByHand is the end of a clock: day for day, days in which it stood still not among them.
func countedByHand(k Clock, known2027 bool) Instant {
	if k.Unit == "minute" || k.Unit == "hour" {
		each := map[ClockUnit]Instant{"minute": 60_000, "hour": 3_600_000}[k.Unit]
		due := k.Start + Instant(k.Length)*each
		for _, p := range k.Pauses {
			if p.To != 0 {
				due += p.To - p.From
			}
		}
		return due
	}
	counts := func(d Date) bool { return k.Unit == "day" || workedByHand(d, known2027) }
	left := k.Length
	for _, p := range k.Pauses {
		if p.To == 0 {
			continue
		}
		for d := Today(p.From).AddDays(1); !Today(p.To).Before(d); d = d.AddDays(1) {
			if counts(d) {
				left++
			}
		}
	}
	d := Today(k.Start)
	for left > 0 {
		d = d.AddDays(1)
		if counts(d) {
			left--
		}
	}
	return InstantOf(d.AddDays(1).Time()) - 1
}
