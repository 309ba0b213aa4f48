package booking_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// enrol gives a child a full-day place in a class from today on, as if everything had gone its way.
func (w *town) enrol(family care.FamilyID, child care.ChildID, f care.FacilityID, class care.ClassID) care.ApplicationID {
	w.t.Helper()
	today := care.Today(w.at())
	a := care.Application{
		ID: care.ApplicationID(care.NewID()), FamilyID: family, ChildID: child, FacilityID: f, ClassID: class, Mode: care.FullDay,
		Start: today, From: today.MonthOf(), To: today.MonthOf() + 10, State: care.StateEnrolled, Version: 1, CreatedAt: w.at(), UpdatedAt: w.at(),
	}
	err := w.st.Write(w.t.Context(), "enrol", func(tx *store.Tx) error {
		span := store.Span{Class: class, First: a.From, Last: a.To}
		if err := tx.Materialise(w.t.Context(), span); err != nil {
			return err
		}
		if err := tx.Take(w.t.Context(), span, care.SeatHeld, errors.New("full")); err != nil {
			return err
		}
		if err := tx.Shift(w.t.Context(), span, care.SeatHeld, care.SeatEnrolled); err != nil {
			return err
		}
		if err := tx.InsertApplicationRow(w.t.Context(), a); err != nil {
			return err
		}
		_, err := tx.AddSteps(w.t.Context(), []store.Step{{
			Application: a.ID, Version: 1, Edge: care.EdgeEnrol, To: care.StateEnrolled, At: w.at(), Actor: operator, Reason: "enrol", Facility: f, Class: class,
		}})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return a.ID
}

func TestAbsenceOpensTheSession(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 2})
		p, c := w.people(5)
		app := w.enrol(p[0].Family, c[0], "f1", "c1")
		other := w.enrol(p[1].Family, c[1], "f1", "c1")
		day := later(7)
		absent := func(who care.Actor, child care.ChildID, app care.ApplicationID, day care.Date) (care.Absence, error) {
			return w.s.MarkAbsence(t.Context(), who, booking.AbsenceRequest{Child: child, Application: app, Date: day})
		}
		// The class is full: a session has only the places of those who stay away.
		session := w.sessionOn("f1", booking.SessionRequest{Class: "c1", Places: 0})
		first := w.entered(p[2], session.ID, c[2], true, care.EntryWaiting)
		second := w.entered(p[3], session.ID, c[3], true, care.EntryWaiting)
		_, err := absent(p[2], c[0], app, day)
		wantCode(t, err, care.CodeNotFound)
		_, err = absent(p[0], c[1], app, day)
		wantCode(t, err, care.CodeNotFound)
		_, err = absent(p[0], c[0], app, later(-1))
		wantCode(t, err, care.CodeOutOfRange)
		a, err := absent(p[0], c[0], app, day)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := absent(p[0], c[0], app, day); err != nil || again.ID != a.ID {
			t.Errorf("said twice: %+v, %v", again, err)
		}
		w.stands(p[2], first.ID, care.EntryBooked)
		w.stands(p[3], second.ID, care.EntryWaiting)
		if list, err := w.s.Absences(t.Context(), p[0], later(0)); err != nil || len(list) != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		// Whose place another child has cannot come after all; while it is free, it can.
		back := booking.AbsenceRequest{Child: c[0], Application: app, Date: day}
		wantCode(t, w.s.WithdrawAbsence(t.Context(), p[0], back), care.CodeStateConflict)
		for _, e := range []booking.EntryView{first, second} {
			who := p[2]
			if e.ID == second.ID {
				who = p[3]
			}
			if _, err := w.entryAct(who, e.ID, "cancel", ""); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.s.WithdrawAbsence(t.Context(), p[0], back); err != nil {
			t.Fatal(err)
		}
		_, err = w.enter(p[4], session.ID, c[4], false)
		wantCode(t, err, care.CodeSessionFull)
		// A session published after the absence has its place too.
		if _, err := absent(p[1], c[1], other, later(8)); err != nil {
			t.Fatal(err)
		}
		after := w.sessionOn("f1", booking.SessionRequest{Class: "c1", Date: later(8), Places: 0})
		if after.Places != 1 || after.Lent != 1 {
			t.Errorf("%+v", after)
		}
		w.entered(p[4], after.ID, c[4], false, care.EntryBooked)
		w.sound()
	})
}

// Absences and a session of the class come at the same moment: every absence is in the session, whichever was first.
func TestAbsenceRacesWithSession(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 12})
		p, c := w.people(12)
		apps := make([]care.ApplicationID, 12)
		for i := range apps {
			apps[i] = w.enrol(p[i].Family, c[i], "f1", "c1")
		}
		for round := range 4 {
			day := later(10 + round)
			won, _ := race(t, 13, func(i int) error {
				if i == 12 {
					_, err := w.s.PublishSessions(t.Context(), staff("f1"), []booking.SessionRequest{{Mode: care.Drop, Class: "c1", Date: day, Open: 540, Close: 720}})
					return err
				}
				_, err := w.s.MarkAbsence(t.Context(), p[i], booking.AbsenceRequest{Child: c[i], Application: apps[i], Date: day})
				return err
			}, care.CodeInternal)
			list, err := w.s.Sessions(t.Context(), staff("f1"), "f1", care.InstantOf(day.Time()))
			if err != nil || won != 13 || list[0].Lent != 12 || list[0].Places != 12 {
				t.Fatalf("round %d: %d done, %+v, %v", round, won, list, err)
			}
		}
	})
}

func TestAttendance(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 3})
		w.facility("f2", room{id: "c2", places: 3})
		p, c := w.people(4)
		app := w.enrol(p[0].Family, c[0], "f1", "c1")
		w.enrol(p[1].Family, c[1], "f1", "c1")
		today := care.Today(w.at())
		session := w.sessionOn("f1", booking.SessionRequest{Class: "c1", Date: today, Open: 10 * 60, Close: 12 * 60, Places: 1})
		w.entered(p[2], session.ID, c[2], false, care.EntryBooked)
		waiting := w.entered(p[3], session.ID, c[3], true, care.EntryWaiting)
		mark := func(child care.ChildID, m care.Mark, want care.Mark) booking.AttendanceChild {
			t.Helper()
			got, err := w.s.MarkAttendance(t.Context(), staff("f1"), booking.MarkRequest{Date: today, Child: child, Mark: m})
			if err != nil || got.Mark != want || got.Name == "" {
				t.Fatalf("%s %s: %+v, %v", child, m, got, err)
			}
			return got
		}
		todo := func(kind string, want int) {
			t.Helper()
			list, err := w.s.Todos(t.Context(), staff("f1"))
			n := 0
			for _, d := range list {
				if d.Kind == kind {
					n += max(d.Children, 1)
				}
			}
			if err != nil || n != want {
				t.Errorf("%d to do about %s, want %d: %+v, %v", n, kind, want, list, err)
			}
		}
		todo("attendance", 2)
		todo("vacancy", 1)
		if _, _, err := w.s.ConfirmVacancies(t.Context(), staff("f1"), nil); err != nil {
			t.Fatal(err)
		}
		todo("vacancy", 0)
		list, err := w.s.Attendance(t.Context(), staff("f1"), today)
		if err != nil || len(list) != 3 || list[0].Application == "" || list[2].Entry == "" || list[2].Open != 600 {
			t.Fatalf("%+v, %v", list, err)
		}
		mark(c[0], care.MarkPresent, care.MarkPresent)
		mark(c[0], care.MarkGone, care.MarkGone)
		todo("attendance", 1)
		// Who is not there leaves a place to who waits for the session.
		mark(c[1], care.MarkIll, care.MarkIll)
		w.stands(p[3], waiting.ID, care.EntryBooked)
		mark(c[1], care.MarkIll, care.MarkIll)
		mark(c[1], care.MarkPresent, care.MarkPresent) // it comes after all: nobody sends an enrolled child away
		if got, _ := w.s.Attendance(t.Context(), staff("f1"), today); got[1].Absent || got[1].Mark != care.MarkPresent {
			t.Errorf("%+v", got[1])
		}
		mark(c[1], "", "")
		// Children in sessions are marked the same way.
		_, err = w.s.MarkAttendance(t.Context(), staff("f1"), booking.MarkRequest{Date: today, Child: c[2], Mark: care.MarkPresent})
		wantCode(t, err, care.CodeTooEarly)
		w.pass(time.Hour)
		mark(c[2], care.MarkPresent, care.MarkPresent)
		mark(c[2], "", "")
		mark(c[2], care.MarkPresent, care.MarkPresent)
		mark(c[2], care.MarkGone, care.MarkGone)

		refuse := func(who care.Actor, r booking.MarkRequest, want care.Code) {
			t.Helper()
			_, err := w.s.MarkAttendance(t.Context(), who, r)
			wantCode(t, err, want)
		}
		refuse(staff("f2"), booking.MarkRequest{Date: today, Child: c[0], Mark: care.MarkPresent}, care.CodeNotFound)
		refuse(p[0], booking.MarkRequest{Date: today, Child: c[0], Mark: care.MarkPresent}, care.CodeNotAllowed)
		refuse(staff("f1"), booking.MarkRequest{Date: today.AddDays(1), Child: c[0], Mark: care.MarkPresent}, care.CodeOutOfRange)
		refuse(staff("f1"), booking.MarkRequest{Date: today.AddDays(-8), Child: c[0], Mark: care.MarkPresent}, care.CodeOutOfRange)
		refuse(staff("f1"), booking.MarkRequest{Date: today, Child: c[0], Mark: "asleep"}, care.CodeInvalid)
		if err := st.Read(t.Context(), "days", func(tx *store.Tx) error {
			n, err := tx.AttendedDays(t.Context(), app)
			if n != 1 {
				t.Errorf("attended on %d days", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.sound()
	})
}

func TestVacanciesAreConfirmed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 3}, room{id: "c2", places: 4})
		w.facility("f2", room{id: "c3", places: 3})
		if n, at, err := w.s.ConfirmVacancies(t.Context(), staff("f1"), nil); err != nil || n != 2 || at != w.at() {
			t.Fatalf("%d, %v", n, err)
		}
		if n, _, err := w.s.ConfirmVacancies(t.Context(), staff("f1"), []care.ClassID{"c2"}); err != nil || n != 1 {
			t.Errorf("%d, %v", n, err)
		}
		_, _, err := w.s.ConfirmVacancies(t.Context(), staff("f1"), []care.ClassID{"c3"})
		wantCode(t, err, care.CodeNotFound)
		_, _, err = w.s.ConfirmVacancies(t.Context(), guardian("x"), nil)
		wantCode(t, err, care.CodeNotAllowed)
		f, err := st.Facility(t.Context(), "f1")
		if err != nil || f.Classes[0].ConfirmedAt != w.at() || f.Classes[1].ConfirmedAt != w.at() {
			t.Errorf("%+v, %v", f.Classes, err)
		}
	})
}

func TestVacancyLink(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 3})
		w.facility("f2", room{id: "c2", places: 3})
		ask := func() string {
			t.Helper()
			var token string
			if err := st.Write(t.Context(), "account", func(tx *store.Tx) error {
				return tx.AddAccount(t.Context(), store.Account{
					ID: care.AccountID(care.NewID()), Role: care.ActorFacility, Username: care.NewID(), Facility: "f1", CreatedAt: 1, SeenAt: 1,
				})
			}); err != nil {
				t.Fatal(err)
			}
			if n, err := w.s.AskVacancies(t.Context()); err != nil || n != 1 {
				t.Fatalf("asked %d, %v", n, err)
			}
			if n, err := w.s.AskVacancies(t.Context()); err != nil || n != 0 {
				t.Fatalf("asked again: %d, %v", n, err)
			}
			rows, err := st.ClaimOutbox(t.Context(), care.TopicMessage, "test", w.at(), time.Hour, 10)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			_, rest, _ := strings.Cut(string(rows[0].Payload), `"token":"`)
			token, _, _ = strings.Cut(rest, `"`)
			if err := st.FinishOutbox(t.Context(), rows[0].ID, "test"); err != nil {
				t.Fatal(err)
			}
			return token
		}
		confirmed := func() (care.Instant, int) {
			f, err := st.Facility(t.Context(), "f1")
			if err != nil {
				t.Fatal(err)
			}
			return f.Classes[0].ConfirmedAt, f.Classes[0].Reports
		}
		token := ask()
		for range 3 { // a message app that looks at links confirms nothing
			c, err := w.s.Confirmation(t.Context(), token)
			if err != nil || c.Facility.Name != "园 f1" || len(c.Figures) != 1 || c.Figures[0].Free != 3 || c.Answered != "" {
				t.Fatalf("%+v, %v", c, err)
			}
		}
		if at, _ := confirmed(); at != 1 {
			t.Error("opening the link confirmed the figures")
		}
		for _, bad := range []string{"", ".", "x", token + "x", token[:len(token)-1], strings.Replace(token, ".", "", 1), "é." + token, strings.Repeat("a", 5000), token[:36] + "." + strings.Repeat("A", 32)} {
			_, err := w.s.Confirmation(t.Context(), bad)
			wantCode(t, err, care.CodeNotFound)
			_, err = w.s.AnswerConfirmation(t.Context(), bad, "yes")
			wantCode(t, err, care.CodeNotFound)
		}
		stranger := w.s.Options
		stranger.Key = []byte("another key, not ours")
		_, err := booking.New(w.s.Deps, stranger).AnswerConfirmation(t.Context(), token, "yes")
		wantCode(t, err, care.CodeNotFound)
		_, err = w.s.AnswerConfirmation(t.Context(), token, "perhaps")
		wantCode(t, err, care.CodeInvalid)
		for range 2 { // two taps are one
			if c, err := w.s.AnswerConfirmation(t.Context(), token, "yes"); err != nil || c.Answered != "yes" {
				t.Fatalf("%+v, %v", c, err)
			}
		}
		if at, reports := confirmed(); at != w.at() || reports != 0 {
			t.Errorf("confirmed at %d with %d reports", at, reports)
		}
		_, err = w.s.AnswerConfirmation(t.Context(), token, "no")
		wantCode(t, err, care.CodeStateConflict)

		w.pass(48 * time.Hour)
		token = ask()
		if _, err := w.s.AnswerConfirmation(t.Context(), token, "no"); err != nil {
			t.Fatal(err)
		}
		if _, reports := confirmed(); reports < care.DefaultVacancyTerms.Reports {
			t.Errorf("%d reports: a figure its own facility says is wrong is still shown", reports)
		}
		open, err := w.s.Openings(t.Context(), booking.OpeningsRequest{Facility: "f1"})
		if err != nil || open.Classes[0].Months[0].Known {
			t.Errorf("%+v, %v", open, err)
		}
		w.pass(24 * time.Hour)
		token = ask()
		before, doubts := confirmed()
		status := func(to care.FilingStatus) {
			f, err := st.Facility(t.Context(), "f1")
			if err != nil {
				t.Fatal(err)
			}
			f.Filing.Status = to
			if _, err := st.SaveFacilities(t.Context(), care.System("test"), w.at(), []care.Facility{f}); err != nil {
				t.Fatal(err)
			}
		}
		was := care.Filed
		for _, stopped := range []care.FilingStatus{care.FilingSuspended, care.FilingCancelled} { // asked before it was stopped, opened after
			status(stopped)
			_, err = w.s.Confirmation(t.Context(), token)
			wantCode(t, err, care.CodeFacilityStopped)
			for _, say := range []string{"yes", "no"} {
				_, err = w.s.AnswerConfirmation(t.Context(), token, say)
				wantCode(t, err, care.CodeFacilityStopped)
			}
		}
		if at, n := confirmed(); at != before || n != doubts {
			t.Errorf("a stopped facility's figures were confirmed at %d with %d reports", at, n)
		}
		w.pass(24 * time.Hour)
		if n, err := w.s.AskVacancies(t.Context()); err != nil || n != 0 {
			t.Errorf("a stopped facility is asked: %d, %v", n, err)
		}
		status(was)
		w.pass(25 * time.Hour)
		_, err = w.s.AnswerConfirmation(t.Context(), token, "yes")
		wantCode(t, err, care.CodeDeadlinePassed)
	})
}

func TestOpenings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 2}, room{id: "c2", places: 1})
		if _, _, err := w.s.ConfirmVacancies(t.Context(), staff("f1"), nil); err != nil {
			t.Fatal(err)
		}
		p, c := w.people(3)
		w.enrol(p[0].Family, c[0], "f1", "c1")
		w.enrol(p[1].Family, c[1], "f1", "c2")
		w.slot("f1", 24, 2)
		w.sessionOn("f1", booking.SessionRequest{Places: 3, FromMonths: 6, ToMonths: 12})
		w.sessionOn("f1", booking.SessionRequest{Places: 3, Date: later(9)})
		all, err := w.s.Openings(t.Context(), booking.OpeningsRequest{Facility: "f1"})
		if err != nil || len(all.Classes) != 2 || len(all.Slots) != 1 || len(all.Sessions) != 2 || len(all.Classes[0].Months) != 12 {
			t.Fatalf("%+v, %v", all, err)
		}
		c1, c2 := all.Classes[0], all.Classes[1]
		if !c1.Bookable || c1.Months[0].Free != 1 || !c1.Months[0].Known || c2.Bookable || c2.Why != care.CodePoolFull {
			t.Errorf("%+v\n%+v", c1, c2)
		}
		if len(c1.Forecast) != 1 || c1.Forecast[0] != (care.MonthForecast{Month: later(0).MonthOf() + 11, Freeing: 1}) {
			t.Errorf("%+v", c1.Forecast)
		}
		mine, err := w.s.Openings(t.Context(), booking.OpeningsRequest{Facility: "f1", Birth: care.DateOf(monday.AddDate(0, -13, 0)), Start: later(14)})
		if err != nil || len(mine.Sessions) != 1 || !mine.Classes[0].Bookable {
			t.Errorf("%+v, %v", mine, err)
		}
		young, err := w.s.Openings(t.Context(), booking.OpeningsRequest{Facility: "f1", Birth: care.DateOf(monday.AddDate(0, -7, 0)), Start: later(14)})
		if err != nil || young.Classes[0].Why != care.CodeTooYoung || len(young.Sessions) != 2 {
			t.Errorf("%+v, %v", young, err)
		}
		if past, err := w.s.Openings(t.Context(), booking.OpeningsRequest{Facility: "f1", Start: later(-1)}); err != nil || past.Classes[0].Why != care.CodeStartPast {
			t.Errorf("%+v, %v", past, err)
		}
		if f, err := w.s.Forecast(t.Context(), "c1"); err != nil || len(f) != 1 {
			t.Errorf("%+v, %v", f, err)
		}
		_, err = w.s.Openings(t.Context(), booking.OpeningsRequest{Facility: "nobody"})
		wantCode(t, err, care.CodeNotFound)
	})
}
