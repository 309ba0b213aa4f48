package care

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones below, on any machine
)

// A12: whatever zone the machine keeps, and at the moments clocks are known to trip, every rule says the same.
func TestSameInEveryZone(t *testing.T) {
	machine := time.Local
	t.Cleanup(func() { time.Local = machine })
	said := ""
	for _, zone := range []string{"Asia/Shanghai", "UTC", "America/New_York", "Asia/Kathmandu"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = loc
		says := everythingTheClockDecides(t)
		if said == "" {
			said = says
		}
		if says != said {
			a, b := strings.Split(said, "\n"), strings.Split(says, "\n")
			for i := range a {
				if a[i] != b[i] {
					t.Fatalf("in %s:\n%s\nin Shanghai:\n%s", zone, b[i], a[i])
				}
			}
		}
	}
}

// everythingTheClockDecides writes down what the rules say at moments where clocks trip.
func everythingTheClockDecides(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	cal, terms := ChinaCalendar(), DefaultBookingTerms
	class := &Class{FromMonths: 12, ToMonths: 24, Mode: FullDay}
	for _, moment := range []string{
		"2025-12-31T15:59:59.999Z", "2025-12-31T16:00:00Z", // New Year in Shanghai
		"2024-02-28T16:00:00Z", "2024-02-29T15:59:59Z", // 29 February
		"2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z", // New York puts its clocks forward
		"2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", // and back: the same hour twice
		"2026-09-30T18:15:00Z", "2026-02-13T10:00:00Z",
	} {
		at, err := time.Parse(time.RFC3339Nano, moment)
		if err != nil {
			t.Fatal(err)
		}
		now := InstantOf(at)
		today := Today(now)
		age, _ := AgeMonths(Date{2024, 2, 29}, today)
		from, to := Span(Date{2024, 2, 29}, today, class)
		fmt.Fprintf(&b, "%s: today %s, age %d, months %s to %s, weekday %v, in 40 days %s\n", moment, today, age, from, to, weekday(today), today.AddDays(40))
		for _, hours := range []int{24, 48} {
			fmt.Fprintf(&b, "  offer of %d h: %d\n", hours, OfferDeadline(now, hours, cal))
		}
		for _, days := range []int{1, 3, 7} {
			fmt.Fprintf(&b, "  end of %d working days: %d\n", days, cal.EndOfWorking(now, days))
		}
		s := Session{Date: today, Open: 8*60 + 30, Close: 17 * 60}
		fmt.Fprintf(&b, "  session %d to %d; midnight %d\n", s.StartsAt(), s.EndsAt(), InstantOf(today.Time()))
		for _, r := range Edges() {
			for _, state := range append(r.From, "")[:max(1, len(r.From))] {
				app, facts, then := ready(r.Edge, state)
				shift := now - then
				for _, at := range []*Instant{&app.HoldUntil, &app.DecideBy, &app.AnswerBy, &app.KeepBy, &app.OfferedAt, &app.DeliveredAt, &app.UpdatedAt, &app.FrozenAt} {
					if *at != 0 {
						*at += shift
					}
				}
				app.Start = today.AddDays(-8)
				next, err := Move(app, r.Edge, r.Who[0], facts, now, terms, cal)
				if err != nil && !Is(err, CodeTooEarly) {
					t.Fatalf("%s at %s: %v", r.Edge, moment, err)
				}
				d, _ := DeadlineOf(next, terms, cal)
				fmt.Fprintf(&b, "  %s from %q: %v %s %d %d %d %d %d %+v\n", r.Edge, state, err == nil, next.State, next.HoldUntil, next.DecideBy, next.AnswerBy, next.AgreeBy, next.KeepBy, d)
			}
		}
	}
	return b.String()
}
