package care

import (
	"fmt"
	"slices"
	"testing"
)

// Every step of a visit and of an entry, by every role, from every state and at every time, against tables written by hand.
func TestVisitMatrix(t *testing.T) {
	slot := Slot{StartsAt: 1000, EndsAt: 2000, Places: 2, Open: true}
	// action, from, role, before or after the begin: to
	want := map[string]VisitState{
		"cancel booked guardian before": VisitCancelled, "cancel booked delegate before": VisitCancelled,
		"cancel booked facility before": VisitCancelled, "cancel booked facility after": VisitCancelled,
		"attended booked facility after": VisitAttended, "attended missed facility after": VisitAttended,
		"missed booked facility after": VisitMissed, "missed attended facility after": VisitMissed, "missed booked system after": VisitMissed,
	}
	for _, action := range []Action{"cancel", "attended", "missed", "accept"} {
		for _, from := range []VisitState{VisitBooked, VisitAttended, VisitMissed, VisitCancelled} {
			for _, role := range Roles() {
				for when, now := range map[string]Instant{"before": 999, "after": 1000} {
					name := fmt.Sprintf("%s %s %s %s", action, from, role, when)
					var reason ReasonCode
					if action == "cancel" && role == ActorFacility {
						reason = ReasonWeather
					}
					v := Visit{State: from, Version: 3}
					next, edge, err := MoveVisit(v, action, role, reason, slot, now)
					to, ok := want[name]
					if ok != (err == nil) || ok && (next.State != to || next.Version != 4 || edge == "" || next.UpdatedAt != now) || !ok && next != v {
						t.Errorf("%s: %+v %v", name, next, err)
					}
					delete(want, name)
				}
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("never tried: %v", want)
	}
	if _, _, err := MoveVisit(Visit{State: VisitBooked}, "cancel", ActorFacility, "", slot, 0); !Is(err, CodeReasonNeeded) {
		t.Errorf("a facility says why: %v", err)
	}
	if _, _, err := MoveVisit(Visit{State: VisitBooked}, "cancel", ActorFacility, ReasonFees, slot, 0); !Is(err, CodeReasonNeeded) {
		t.Errorf("from the list: %v", err)
	}
	if slot.Left() != 2 || (Slot{Places: 2, Taken: 3, Open: true}).Left() != 0 || (Slot{Places: 2}).Left() != 0 {
		t.Error("places left")
	}
	if !VisitBooked.Seated() || VisitCancelled.Seated() || len(VisitRules()) == 0 {
		t.Error("a booked visit takes a place, a cancelled one none")
	}
}

func TestEntryMatrix(t *testing.T) {
	s := &Session{Date: date("2026-11-24"), Open: 9 * 60, Close: 12 * 60}
	times := map[string]Instant{"long before": at("2026-11-24 08:29"), "just before": at("2026-11-24 08:30"), "during": at("2026-11-24 09:00"), "after": at("2026-11-24 12:00")}
	any4, early, late := []string{"long before", "just before", "during", "after"}, []string{"long before", "just before"}, []string{"just before", "during", "after"}
	family := []Role{ActorGuardian, ActorDelegate}
	type row struct {
		action Action
		from   []EntryState
		to     EntryState
		who    []Role
		when   []string
	}
	open := []EntryState{EntryEntered, EntryDrawn, EntryWaiting, EntryBooked}
	table := []row{
		{"draw", []EntryState{EntryEntered}, EntryDrawn, []Role{ActorSystem}, any4},
		{"wait", []EntryState{EntryEntered}, EntryWaiting, []Role{ActorSystem}, any4},
		{"confirm", []EntryState{EntryDrawn}, EntryBooked, append([]Role{ActorSystem}, family...), early},
		{"promote", []EntryState{EntryWaiting}, EntryBooked, []Role{ActorSystem}, early},
		{"check_in", []EntryState{EntryBooked, EntryMissed}, EntryCheckedIn, []Role{ActorFacility}, late},
		{"undo_check_in", []EntryState{EntryCheckedIn}, EntryBooked, []Role{ActorFacility}, late},
		{"check_out", []EntryState{EntryCheckedIn}, EntryCheckedOut, []Role{ActorFacility}, late},
		{"missed", []EntryState{EntryBooked}, EntryMissed, []Role{ActorFacility}, late},
		{"missed", []EntryState{EntryBooked}, EntryMissed, []Role{ActorSystem}, []string{"after"}},
		{"cancel", open, EntryCancelled, family, early},
		{"cancel", open, EntryCancelled, []Role{ActorFacility}, any4},
		{"absent", []EntryState{EntryBooked, EntryDrawn}, EntryReleased, family, early},
		{"release", []EntryState{EntryDrawn}, EntryReleased, []Role{ActorSystem}, any4},
		{"expire", []EntryState{EntryEntered, EntryWaiting}, EntryCancelled, []Role{ActorSystem}, late},
	}
	for _, action := range []Action{"draw", "wait", "confirm", "promote", "check_in", "undo_check_in", "check_out", "missed", "cancel", "absent", "release", "expire"} {
		for _, from := range EntryStates() {
			for _, role := range Roles() {
				for when, now := range times {
					i := slices.IndexFunc(table, func(r row) bool {
						return r.action == action && slices.Contains(r.from, from) && slices.Contains(r.who, role) && slices.Contains(r.when, when)
					})
					var reason ReasonCode
					if action == "cancel" && role == ActorFacility {
						reason = ReasonOutbreak
					}
					e := Entry{State: from, Version: 3, ConfirmBy: 5}
					next, edge, err := MoveEntry(e, action, role, reason, s, now)
					switch {
					case i < 0 && (err == nil || next != e):
						t.Errorf("%s %s by %s %s is possible", action, from, role, when)
					case i >= 0 && (err != nil || next.State != table[i].to || next.Version != 4 || edge == "" || next.Reason != reason):
						t.Errorf("%s %s by %s %s: %+v %v", action, from, role, when, next, err)
					case i >= 0 && next.State != EntryDrawn && next.ConfirmBy != 0:
						t.Errorf("%s %s: the clock to confirm still runs", action, from)
					}
				}
			}
		}
	}
	in, _, _ := MoveEntry(Entry{State: EntryBooked}, "check_in", ActorFacility, "", s, times["during"])
	out, _, _ := MoveEntry(in, "check_out", ActorFacility, "", s, times["after"])
	if in.InAt != times["during"] || out.OutAt != times["after"] || out.InAt != in.InAt {
		t.Errorf("in %d, out %d", out.InAt, out.OutAt)
	}
	if back, _, _ := MoveEntry(in, "undo_check_in", ActorFacility, "", s, times["during"]); back.InAt != 0 {
		t.Error("a check-in taken back leaves no time")
	}
}

func TestEntryStates(t *testing.T) {
	var seated, live []EntryState
	for _, s := range EntryStates() {
		if s.Seated() {
			seated = append(seated, s)
		}
		if s.Live() {
			live = append(live, s)
		}
	}
	if fmt.Sprint(seated, live) != "[drawn booked checked_in checked_out missed] [entered drawn waiting booked checked_in]" {
		t.Errorf("take a place: %v; live: %v", seated, live)
	}
}

func TestSessionNow(t *testing.T) {
	s := Session{Date: date("2026-11-24"), Open: 9 * 60, Close: 12 * 60, Places: 3, Taken: 1}
	windowed := s
	windowed.OpensAt, windowed.ClosesAt = at("2026-11-20 09:00"), at("2026-11-20 10:00")
	cancelled := s
	cancelled.Status = SessionCancelled
	for _, c := range []struct {
		s     Session
		now   string
		drawn bool
		want  SessionState
	}{
		{s, "2026-11-01 00:00", false, SessionOpen},
		{s, "2026-11-24 11:59", false, SessionOpen},
		{s, "2026-11-24 12:00", false, SessionOver},
		{windowed, "2026-11-20 08:59", false, SessionPlanned},
		{windowed, "2026-11-20 09:00", false, SessionWindow},
		{windowed, "2026-11-20 11:00", false, SessionWindow}, // until it is drawn
		{windowed, "2026-11-20 11:00", true, SessionOpen},
		{windowed, "2026-11-24 12:00", true, SessionOver},
		{cancelled, "2026-11-01 00:00", false, SessionCancelled},
	} {
		if got := c.s.Now(at(c.now), c.drawn); got != c.want {
			t.Errorf("%s at %s: %s, not %s", c.s.Date, c.now, got, c.want)
		}
	}
	if s.Left() != 2 {
		t.Error("two places are left")
	}
}
