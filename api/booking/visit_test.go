package booking_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// slot publishes one time to visit, so many hours after monday nine o'clock.
func (w *town) slot(f care.FacilityID, hours int, places int) care.Slot {
	w.t.Helper()
	from := care.InstantOf(monday) + care.Instant(hours)*3600*1000
	list, err := w.s.PublishSlots(w.t.Context(), staff(f), []booking.SlotRequest{{StartsAt: from, EndsAt: from + 3600*1000, Places: places}})
	if err != nil {
		w.t.Fatal(err)
	}
	return list[0]
}

func (w *town) visit(who care.Actor, slot care.SlotID, child care.ChildID) (booking.VisitView, error) {
	return w.s.BookVisit(w.t.Context(), who, w.key(), booking.VisitRequest{Slot: slot, Child: child})
}

func (w *town) visitAct(who care.Actor, id care.VisitID, action care.Action, reason care.ReasonCode) (booking.VisitView, error) {
	return w.s.ActVisit(w.t.Context(), who, id, booking.VisitAct{Action: action, Reason: reason})
}

func TestVisits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1")
		p, c := w.people(3)
		slot := w.slot("f1", 24, 1)
		next := w.slot("f1", 26, 2)
		key := w.key()
		r := booking.VisitRequest{Slot: slot.ID, Child: c[0], Note: " 对花生过敏 "}
		v, err := w.s.BookVisit(t.Context(), p[0], key, r)
		if err != nil || v.State != care.VisitBooked || v.Note != "对花生过敏" || v.Child != "名字 child-0000" || v.Facility.Name != "园 f1" {
			t.Fatalf("%+v, %v", v, err)
		}
		if again, err := w.s.BookVisit(t.Context(), p[0], key, r); err != nil || again.ID != v.ID || again.Note != v.Note {
			t.Errorf("the same key: %+v, %v", again, err)
		}
		_, err = w.visit(p[0], next.ID, "")
		wantCode(t, err, care.CodeAlreadyBooked)
		_, err = w.visit(p[1], slot.ID, "")
		wantCode(t, err, care.CodeSlotFull)
		_, err = w.visit(p[1], slot.ID, c[0])
		wantCode(t, err, care.CodeNotFound)
		_, err = w.visit(staff("f1"), slot.ID, "")
		wantCode(t, err, care.CodeNotAllowed)
		_, err = w.s.Visit(t.Context(), p[1], v.ID)
		wantCode(t, err, care.CodeNotFound)
		_, err = w.visitAct(p[1], v.ID, "cancel", "")
		wantCode(t, err, care.CodeNotFound)
		_, err = w.visitAct(staff("f2"), v.ID, "attended", "")
		wantCode(t, err, care.CodeNotFound)
		_, err = w.visitAct(staff("f1"), v.ID, "attended", "")
		wantCode(t, err, care.CodeTooEarly)
		_, err = w.visitAct(staff("f1"), v.ID, "cancel", "")
		wantCode(t, err, care.CodeReasonNeeded)
		desk, err := w.s.Visits(t.Context(), staff("f1"), w.at())
		if err != nil || len(desk) != 1 || desk[0].Note != "对花生过敏" || desk[0].Account != "guardian-family-0000" || !slices.Contains(desk[0].Actions, "cancel") {
			t.Fatalf("%+v, %v", desk, err)
		}
		// A place given back can be taken again.
		if _, err := w.visitAct(p[0], v.ID, "cancel", ""); err != nil {
			t.Fatal(err)
		}
		_, err = w.visitAct(p[0], v.ID, "cancel", "")
		wantCode(t, err, care.CodeStateConflict)
		mine, err := w.visit(p[1], slot.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		// Cancelled by the facility, with everybody in it.
		other, err := w.visit(p[2], next.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.s.CancelSlot(t.Context(), staff("f1"), next.ID, care.ReasonOutbreak); err != nil {
			t.Fatal(err)
		}
		wantCode(t, w.s.CancelSlot(t.Context(), staff("f1"), next.ID, care.ReasonOutbreak), care.CodeStateConflict)
		if got, err := w.s.Visit(t.Context(), p[2], other.ID); err != nil || got.State != care.VisitCancelled || got.Reason != care.ReasonOutbreak {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = w.visit(p[2], next.ID, "")
		wantCode(t, err, care.CodeClosed)
		w.sound()
		// Reminded once; marked by nobody, it counts as missed after three days, and does not stand in the way before.
		w.pass(12 * time.Hour)
		w.sweepSessions()
		w.sweepSessions()
		if n := w.notices(care.NoticeVisitSoon); n != 1 {
			t.Errorf("reminded %d times", n)
		}
		w.pass(13*time.Hour + time.Minute)
		if _, err := w.visit(p[0], slot.ID, ""); !care.Is(err, care.CodeSlotFull) && !care.Is(err, care.CodeDeadlinePassed) {
			t.Errorf("a slot that has begun: %v", err)
		}
		fresh := w.slot("f1", 72, 1)
		if _, err := w.visit(p[1], fresh.ID, ""); err != nil {
			t.Errorf("a visit that is over keeps the family from the next: %v", err)
		}
		if got, err := w.s.Visit(t.Context(), p[1], mine.ID); err != nil || got.State != care.VisitMissed {
			t.Errorf("%s, %v", got.State, err)
		}
		if got, err := w.visitAct(staff("f1"), mine.ID, "attended", ""); err != nil || got.State != care.VisitAttended {
			t.Errorf("%s, %v", got.State, err)
		}
		w.sound()
	})
}

func TestSlotRefusals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1")
		now := w.at()
		const hour = 3600 * 1000
		publish := func(who care.Actor, from, to care.Instant, places int) error {
			_, err := w.s.PublishSlots(t.Context(), who, []booking.SlotRequest{{from, to, places}})
			return err
		}
		if err := publish(staff("f1"), now+hour, now+2*hour, 2); err != nil {
			t.Fatal(err)
		}
		wantCode(t, publish(staff("f1"), now+hour+hour/2, now+3*hour, 2), care.CodeDuplicate)
		wantCode(t, publish(staff("f1"), now-1, now+hour, 2), care.CodeStartPast)
		wantCode(t, publish(staff("f1"), now+2*hour, now+2*hour, 2), care.CodeInvalid)
		wantCode(t, publish(staff("f1"), now+2*hour, now+12*hour, 2), care.CodeInvalid)
		wantCode(t, publish(staff("f1"), now+2*hour, now+3*hour, 0), care.CodeInvalid)
		wantCode(t, publish(guardian("x"), now+2*hour, now+3*hour, 1), care.CodeNotAllowed)
		list, err := w.s.Slots(t.Context(), care.Actor{Kind: care.ActorAnonymous}, "f1", now)
		if err != nil || len(list) != 1 || list[0].Left() != 2 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// 120 families, 5 places: 5 come. The families that asked twice, with the key and without, come once.
func TestVisitRace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1")
		p, _ := w.people(60)
		slot := w.slot("f1", 24, 5)
		booked, full := race(t, 120, func(i int) error {
			_, err := w.visit(p[i%60], slot.ID, "")
			if care.Is(err, care.CodeAlreadyBooked) {
				return care.Errorf(care.Conflict, care.CodeSlotFull, "", "")
			}
			return err
		}, care.CodeSlotFull)
		if booked != 5 || full != 115 {
			t.Errorf("%d booked, %d refused", booked, full)
		}
		w.sound()
	})
}

// notices counts what waits to be told.
func (w *town) notices(event care.NoticeEvent) (n int) {
	w.t.Helper()
	for {
		rows, err := w.st.ClaimOutbox(w.t.Context(), care.TopicMessage, "test", w.at()+1e9, time.Hour, 1000)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(rows) == 0 {
			return n
		}
		for _, r := range rows {
			if bytes.Contains(r.Payload, fmt.Appendf(nil, `"event":%q`, event)) {
				n++
			}
			if bytes.Contains(r.Payload, []byte("名字")) || bytes.Contains(r.Payload, []byte("过敏")) {
				w.t.Errorf("a name or a note is in the outbox: %s", r.Payload)
			}
			if err := w.st.FinishOutbox(w.t.Context(), r.ID, "test"); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// What a family wrote is in no table in the clear, and goes with the family.
func TestNotesAreSealedAndForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1")
		p, c := w.people(2)
		slot := w.slot("f1", 24, 3)
		session := w.sessionOn("f1", booking.SessionRequest{Places: 1})
		v, err := w.s.BookVisit(t.Context(), p[0], w.key(), booking.VisitRequest{Slot: slot.ID, Note: "金丝雀"})
		if err != nil {
			t.Fatal(err)
		}
		if raw := w.rawNote(v.ID); raw == "" || strings.Contains(raw, "金丝雀") {
			t.Errorf("the note is kept as %q", raw)
		}
		mine := w.entered(p[0], session.ID, c[0], false, care.EntryBooked)
		next := w.entered(p[1], session.ID, c[1], true, care.EntryWaiting)
		if err := w.s.LeaveAll(t.Context(), p[0], p[0].Family, ""); err != nil {
			t.Fatal(err)
		}
		w.stands(p[0], mine.ID, care.EntryCancelled)
		w.stands(p[1], next.ID, care.EntryBooked)
		if raw := w.rawNote(v.ID); raw != "" {
			t.Errorf("the note outlives its family: %q", raw)
		}
		if got, _ := w.s.Visit(t.Context(), p[0], v.ID); got.State != care.VisitCancelled {
			t.Errorf("%s", got.State)
		}
		if err := w.s.LeaveAll(t.Context(), p[0], p[0].Family, ""); err != nil {
			t.Errorf("a second time: %v", err)
		}
		w.sound()
	})
}

func (w *town) rawNote(id care.VisitID) (note string) {
	w.t.Helper()
	err := w.st.Read(w.t.Context(), "note", func(tx *store.Tx) error {
		v, err := tx.VisitByID(w.t.Context(), id)
		note = v.Note
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return note
}

func TestCalendarFile(t *testing.T) {
	w := sessionTown(t, storetest.New(t))
	w.facility("f1")
	p, c := w.people(2)
	slot := w.slot("f1", 24, 1)
	v, err := w.visit(p[0], slot.ID, c[0])
	if err != nil {
		t.Fatal(err)
	}
	file, err := w.s.VisitCalendar(t.Context(), p[0], v.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	text := string(file)
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\n", "DTSTART:20260303T010000Z\r\n", "DTEND:20260303T020000Z\r\n", "SUMMARY:预约参观：园 f1\r\n", "LOCATION:路 1 号\r\n",
		"UID:visit-" + string(v.ID) + "@tuoyuquan\r\n", "STATUS:CONFIRMED\r\n", "END:VCALENDAR\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "名字") {
		t.Error("a child is named in a calendar file")
	}
	_, err = w.s.VisitCalendar(t.Context(), p[1], v.ID, false)
	wantCode(t, err, care.CodeNotFound)
	if _, err := w.visitAct(p[0], v.ID, "cancel", ""); err != nil {
		t.Fatal(err)
	}
	file, err = w.s.VisitCalendar(t.Context(), p[0], v.ID, true)
	if err != nil || !bytes.Contains(file, []byte("STATUS:CANCELLED\r\n")) || !bytes.Contains(file, []byte("SEQUENCE:2\r\n")) || bytes.Contains(file, []byte("VALARM")) {
		t.Errorf("%s, %v", file, err)
	}
	session := w.sessionOn("f1", booking.SessionRequest{Places: 1, Mode: care.Hourly})
	e := w.entered(p[0], session.ID, c[0], false, care.EntryBooked)
	file, err = w.s.EntryCalendar(t.Context(), p[0], e.ID, false)
	if err != nil || !bytes.Contains(file, []byte("SUMMARY:计时托：园 f1\r\n")) {
		t.Errorf("%s, %v", file, err)
	}
	for line := range strings.SplitSeq(string(booking.CalendarFile(strings.Repeat("很长的名字;,\\\n", 40))), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d bytes in a line: %q", len(line), line)
		}
	}
}
