package booking_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// sessionTown is a town whose service can keep notes and say names.
func sessionTown(t testing.TB, st *store.Store) *town {
	w := newTown(t, st)
	w.s = w.withNames(st)
	return w
}

func (w *town) withNames(st *store.Store) *booking.Service {
	box, err := seal.New(make([]byte, seal.KeySize))
	if err != nil {
		w.t.Fatal(err)
	}
	plain := w.service(st)
	deps := plain.Deps
	deps.Box = box
	deps.Names = func(_ context.Context, ids []care.ChildID) (map[care.ChildID]string, error) {
		out := make(map[care.ChildID]string, len(ids))
		for _, id := range ids {
			out[id] = "名字 " + string(id)
		}
		return out, nil
	}
	deps.Log = slog.New(slog.DiscardHandler)
	return booking.New(deps, plain.Options)
}

// later is a day so many days after monday.
func later(days int) care.Date { return care.DateOf(monday).AddDays(days) }

// sessionOn publishes one session of 临时托, from nine to twelve.
func (w *town) sessionOn(f care.FacilityID, r booking.SessionRequest) booking.SessionView {
	w.t.Helper()
	if r.Mode == "" {
		r.Mode = care.Drop
	}
	if r.Date.IsZero() {
		r.Date = later(7)
	}
	if r.Close == 0 {
		r.Open, r.Close = 9*60, 12*60
	}
	list, err := w.s.PublishSessions(w.t.Context(), staff(f), []booking.SessionRequest{r})
	if err != nil {
		w.t.Fatal(err)
	}
	return list[0]
}

func (w *town) enter(who care.Actor, session care.SessionID, child care.ChildID, wait bool) (booking.EntryView, error) {
	return w.s.Enter(w.t.Context(), who, w.key(), booking.EntryRequest{Session: session, Child: child, Wait: wait})
}

// entered is enter that has to lead to a state.
func (w *town) entered(who care.Actor, session care.SessionID, child care.ChildID, wait bool, want care.EntryState) booking.EntryView {
	w.t.Helper()
	v, err := w.enter(who, session, child, wait)
	if err != nil || v.State != want {
		w.t.Fatalf("%s entered: %q, %v; want %s", child, v.State, err, want)
	}
	return v
}

func (w *town) entryAct(who care.Actor, id care.EntryID, action care.Action, reason care.ReasonCode) (booking.EntryView, error) {
	return w.s.ActEntry(w.t.Context(), who, id, booking.EntryAct{Action: action, Reason: reason})
}

// stands checks where an entry is.
func (w *town) stands(who care.Actor, id care.EntryID, want care.EntryState) booking.EntryView {
	w.t.Helper()
	v, err := w.s.Entry(w.t.Context(), who, id)
	if err != nil || v.State != want {
		w.t.Fatalf("entry %s is %q, %v; want %s", id, v.State, err, want)
	}
	return v
}

func (w *town) sweepSessions() {
	w.t.Helper()
	if _, err := w.s.SweepSessions(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// people moves in n families with one child each.
func (w *town) people(n int) (parents []care.Actor, children []care.ChildID) {
	for i := range n {
		child := care.ChildID(fmt.Sprintf("child-%04d", i))
		parents = append(parents, w.family(fmt.Sprintf("family-%04d", i), child))
		children = append(children, child)
	}
	return parents, children
}

func wantCode(t testing.TB, err error, want care.Code) {
	t.Helper()
	if !care.Is(err, want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSessionWithoutWindow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 5})
		p, c := w.people(4)
		session := w.sessionOn("f1", booking.SessionRequest{Places: 1, Class: "c1", Fee: 3000})
		if session.Status != care.SessionOpen || session.Band != care.BandToddler || session.FromMonths != 12 {
			t.Fatalf("%+v", session)
		}
		key := w.key()
		first, err := w.s.Enter(t.Context(), p[0], key, booking.EntryRequest{Session: session.ID, Child: c[0]})
		if err != nil || first.State != care.EntryBooked || first.Child != "名字 child-0000" {
			t.Fatalf("%+v, %v", first, err)
		}
		again, err := w.s.Enter(t.Context(), p[0], key, booking.EntryRequest{Session: session.ID, Child: c[0]})
		if err != nil || again.ID != first.ID || again.State != first.State {
			t.Errorf("the same key booked again: %+v, %v", again, err)
		}
		_, err = w.s.Enter(t.Context(), p[0], key, booking.EntryRequest{Session: session.ID, Child: c[0], Wait: true})
		wantCode(t, err, care.CodeKeyReused)
		_, err = w.enter(p[0], session.ID, c[0], true)
		wantCode(t, err, care.CodeAlreadyBooked)
		_, err = w.enter(p[1], session.ID, c[0], false)
		wantCode(t, err, care.CodeNotFound)

		_, err = w.enter(p[1], session.ID, c[1], false)
		var full *booking.SessionFullError
		if !errors.As(err, &full) || full.Queue != 0 {
			t.Fatalf("a full session: %v", err)
		}
		second := w.entered(p[1], session.ID, c[1], true, care.EntryWaiting)
		third := w.entered(p[2], session.ID, c[2], true, care.EntryWaiting)
		if third.Rank != 2 || third.Of != 2 {
			t.Errorf("third waits as %d of %d", third.Rank, third.Of)
		}
		// Another family's entry is not there.
		_, err = w.entryAct(p[2], first.ID, "cancel", "")
		wantCode(t, err, care.CodeNotFound)
		_, err = w.entryAct(staff("f2"), first.ID, "cancel", care.ReasonStaffShort)
		wantCode(t, err, care.CodeNotFound)

		// The place goes to the next in the same transaction; the second of two cancellations is refused.
		if v, err := w.entryAct(p[0], first.ID, "absent", care.ReasonIll); err != nil || v.State != care.EntryReleased {
			t.Fatalf("%+v, %v", v, err)
		}
		_, err = w.entryAct(p[0], first.ID, "absent", "")
		wantCode(t, err, care.CodeStateConflict)
		w.stands(p[1], second.ID, care.EntryBooked)
		if v := w.stands(p[2], third.ID, care.EntryWaiting); v.Rank != 1 {
			t.Errorf("third waits as %d", v.Rank)
		}
		// More places go to who waits.
		list, err := w.s.Sessions(t.Context(), staff("f1"), "f1", w.at())
		if err != nil || len(list) != 1 || list[0].Waiting != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := w.s.SetSessionPlaces(t.Context(), staff("f1"), session.ID, 2, list[0].Version); err != nil {
			t.Fatal(err)
		}
		w.stands(p[2], third.ID, care.EntryBooked)
		wantCode(t, w.s.SetSessionPlaces(t.Context(), staff("f1"), session.ID, 2, list[0].Version), care.CodeStateConflict)

		// On the day.
		_, err = w.entryAct(staff("f1"), second.ID, "check_in", "")
		wantCode(t, err, care.CodeTooEarly)
		w.pass(7*24*time.Hour - 15*time.Minute)
		if _, err := w.entryAct(staff("f1"), second.ID, "check_in", ""); err != nil {
			t.Fatal(err)
		}
		w.pass(4 * time.Hour)
		if _, err := w.entryAct(staff("f1"), second.ID, "check_out", ""); err != nil {
			t.Fatal(err)
		}
		w.sweepSessions()
		w.stands(p[2], third.ID, care.EntryMissed)
		_, err = w.enter(p[3], session.ID, c[3], false)
		wantCode(t, err, care.CodeDeadlinePassed)
		w.sound()
	})
}

func TestSessionRefusals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1", room{id: "c1", places: 3})
		p, c := w.people(2)
		w.born("old", care.DateOf(monday.AddDate(0, -40, 0)), "old")
		session := w.sessionOn("f1", booking.SessionRequest{Places: 2})
		_, err := w.enter(guardian("old"), session.ID, "old", false)
		wantCode(t, err, care.CodeTooOld)
		facts := w.children[c[0]]
		w.children[c[0]] = booking.ChildFacts{Child: facts.Child, Consents: facts.Consents[:1]}
		_, err = w.enter(p[0], session.ID, c[0], false)
		wantCode(t, err, care.CodeConsentMissing)
		w.children[c[0]] = facts
		w.entered(p[0], session.ID, c[0], false, care.EntryBooked)
		// A child is in one place at a time; afterwards it may be elsewhere.
		beside := w.sessionOn("f1", booking.SessionRequest{Places: 2, Open: 11 * 60, Close: 13 * 60})
		after := w.sessionOn("f1", booking.SessionRequest{Places: 2, Open: 12 * 60, Close: 13 * 60})
		_, err = w.enter(p[0], beside.ID, c[0], true)
		wantCode(t, err, care.CodeAlreadyBooked)
		w.entered(p[0], after.ID, c[0], false, care.EntryBooked)

		publish := func(r booking.SessionRequest) error {
			_, err := w.s.PublishSessions(t.Context(), staff("f1"), []booking.SessionRequest{r})
			return err
		}
		ok := booking.SessionRequest{Mode: care.Drop, Date: later(8), Open: 540, Close: 720, Places: 1}
		for name, change := range map[string]func(*booking.SessionRequest) care.Code{
			"full day":      func(r *booking.SessionRequest) care.Code { r.Mode = care.FullDay; return care.CodeInvalid },
			"past":          func(r *booking.SessionRequest) care.Code { r.Date = later(-1); return care.CodeStartPast },
			"far":           func(r *booking.SessionRequest) care.Code { r.Date = later(400); return care.CodeStartFar },
			"backwards":     func(r *booking.SessionRequest) care.Code { r.Close = 500; return care.CodeInvalid },
			"no places":     func(r *booking.SessionRequest) care.Code { r.Places = 0; return care.CodeInvalid },
			"strange class": func(r *booking.SessionRequest) care.Code { r.Class = "nobody's"; return care.CodeNotFound },
			"ratio":         func(r *booking.SessionRequest) care.Code { r.Class, r.Places = "c1", 4; return care.CodeRatio },
			"late window": func(r *booking.SessionRequest) care.Code {
				r.OpensAt, r.ClosesAt = w.at(), care.InstantOf(r.Date.Time())+9*3600*1000
				return care.CodeInvalid
			},
			"closed window": func(r *booking.SessionRequest) care.Code {
				r.OpensAt, r.ClosesAt = w.at()-10, w.at()-5
				return care.CodeStartPast
			},
		} {
			r := ok
			if want := change(&r); !care.Is(publish(r), want) {
				t.Errorf("%s: %v, want %s", name, publish(r), want)
			}
		}
		if err := publish(ok); err != nil {
			t.Error(err)
		}
		_, err = w.s.PublishSessions(t.Context(), p[0], []booking.SessionRequest{ok})
		wantCode(t, err, care.CodeNotAllowed)

		wantCode(t, w.s.CancelSession(t.Context(), staff("f1"), session.ID, "because"), care.CodeReasonNeeded)
		wantCode(t, w.s.CancelSession(t.Context(), staff("f2"), session.ID, care.ReasonWeather), care.CodeNotFound)
		if err := w.s.CancelSession(t.Context(), staff("f1"), session.ID, care.ReasonWeather); err != nil {
			t.Fatal(err)
		}
		wantCode(t, w.s.CancelSession(t.Context(), staff("f1"), session.ID, care.ReasonWeather), care.CodeStateConflict)
		_, err = w.enter(p[1], session.ID, c[1], false)
		wantCode(t, err, care.CodeClosed)
		entries, err := w.s.Entries(t.Context(), p[0], 0, "")
		if err != nil || len(entries) != 2 {
			t.Fatalf("%+v, %v", entries, err)
		}
		if i := slices.IndexFunc(entries, func(e booking.EntryView) bool { return e.SessionID == session.ID }); entries[i].State != care.EntryCancelled ||
			entries[i].Reason != care.ReasonWeather {
			t.Errorf("%+v", entries[i])
		}
		w.sound()
	})
}

func TestWindowIsDrawnByLot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1")
		p, c := w.people(12)
		opens, closes := w.at()+3600*1000, w.at()+2*3600*1000
		list, err := w.s.PublishSessions(t.Context(), staff("f1"), []booking.SessionRequest{
			{Mode: care.Drop, Date: later(7), Open: 540, Close: 720, Places: 3, OpensAt: opens, ClosesAt: closes},
			{Mode: care.Drop, Date: later(8), Open: 540, Close: 720, Places: 2, OpensAt: opens, ClosesAt: closes},
		})
		if err != nil {
			t.Fatal(err)
		}
		a, b := list[0].ID, list[1].ID
		if list[0].SeedHash == "" || list[0].SeedHash != list[1].SeedHash || list[0].Status != care.SessionPlanned {
			t.Fatalf("%+v", list[0])
		}
		_, err = w.enter(p[0], a, c[0], false)
		wantCode(t, err, care.CodeTooEarly)
		w.pass(time.Hour)
		ids := make(map[care.ChildID]care.EntryID)
		for i := range 10 {
			ids[c[i]] = w.entered(p[i], a, c[i], false, care.EntryEntered).ID
			w.entered(p[i], b, c[i], false, care.EntryEntered)
		}
		// Who leaves before the draw is not in it.
		if _, err := w.entryAct(p[9], ids[c[9]], "cancel", ""); err != nil {
			t.Fatal(err)
		}
		_, err = w.s.DrawOf(t.Context(), p[0], a)
		wantCode(t, err, care.CodeTooEarly)
		if drawn, err := w.s.Draw(t.Context(), "nothing"); drawn || err != nil {
			t.Errorf("%t, %v", drawn, err)
		}
		w.sweepSessions()
		w.stands(p[0], ids[c[0]], care.EntryEntered) // not before it closes
		w.pass(time.Hour)
		_, err = w.enter(p[10], a, c[10], false)
		wantCode(t, err, care.CodeWindowClosed)
		w.pass(3 * time.Second)

		// Whoever comes now finds it drawn, though no sweeper runs.
		late := w.entered(p[10], a, c[10], true, care.EntryWaiting)
		view, err := w.s.DrawOf(t.Context(), p[0], a)
		if err != nil {
			t.Fatal(err)
		}
		if err := view.Verify(); err != nil {
			t.Errorf("the transcript cannot be repeated: %v", err)
		}
		if view.SeedHash != list[0].SeedHash || len(view.Entries) != 19 || len(view.Yours) != 1 || view.Yours[0] != care.TicketOf(view.Window, c[0]) {
			t.Errorf("%+v", view)
		}
		// Outcomes are what the entries are; one number a child.
		number := make(map[string]int64)
		for _, o := range view.Outcomes {
			if n, ok := number[o.Ticket]; ok && n != o.Number {
				t.Errorf("ticket %s has two numbers", o.Ticket)
			}
			number[o.Ticket] = o.Number
		}
		for i := range 9 {
			want := care.EntryWaiting
			for _, o := range view.Outcomes {
				if o.Session == a && o.Drawn && o.Ticket == care.TicketOf(view.Window, c[i]) {
					want = care.EntryDrawn
				}
			}
			v := w.stands(p[i], ids[c[i]], want)
			if v.Lottery != number[v.Ticket] {
				t.Errorf("%s has number %d, the transcript %d", c[i], v.Lottery, number[v.Ticket])
			}
		}
		if late.Rank != 7 {
			t.Errorf("who came after the draw waits as %d, want behind the 6 of the draw", late.Rank)
		}
		// A drawn place given back goes to the next number, and silence keeps the others.
		if drawn, err := w.s.Draw(t.Context(), view.Window); drawn || err != nil {
			t.Errorf("drawn twice: %t, %v", drawn, err)
		}
		var next string
		for _, o := range view.Outcomes {
			if o.Session == a && o.Order == 4 {
				next = o.Ticket
			}
		}
		for i := range 9 {
			if v, _ := w.s.Entry(t.Context(), p[i], ids[c[i]]); v.State == care.EntryDrawn {
				if _, err := w.entryAct(p[i], v.ID, "cancel", ""); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		for i := range 9 {
			if care.TicketOf(view.Window, c[i]) == next {
				w.stands(p[i], ids[c[i]], care.EntryBooked)
			}
		}
		w.pass(25 * time.Hour)
		w.sweepSessions()
		booked := 0
		for i := range 9 {
			if v, _ := w.s.Entry(t.Context(), p[i], ids[c[i]]); v.State == care.EntryBooked {
				booked++
			}
		}
		if booked != 3 {
			t.Errorf("%d are booked for 3 places", booked)
		}
		w.sound()
		w.pass(7 * 24 * time.Hour)
		w.sweepSessions()
		v := w.stands(p[10], late.ID, care.EntryCancelled)
		if len(v.Actions) != 0 {
			t.Errorf("%v", v.Actions)
		}
		w.sound()
	})
}

// 200 requests for 7 places: exactly 7 are booked, the rest are told that it is full, and nothing else. PostgreSQL is asked by
// three services, each with connections of its own.
func TestSessionRace(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		st := storetest.Open(t, address)
		w := sessionTown(t, st)
		services := []*booking.Service{w.s}
		for st.Engine() == "postgresql" && len(services) < 3 {
			services = append(services, w.withNames(storetest.Open(t, address)))
		}
		w.facility("f1")
		p, c := w.people(100)
		session := w.sessionOn("f1", booking.SessionRequest{Places: 7})
		booked, full := race(t, 200, func(i int) error {
			_, err := services[i%len(services)].Enter(t.Context(), p[i%100], w.key(), booking.EntryRequest{Session: session.ID, Child: c[i%100]})
			if care.Is(err, care.CodeAlreadyBooked) { // the same child by two devices
				return care.Errorf(care.Conflict, care.CodeSessionFull, "", "")
			}
			return err
		}, care.CodeSessionFull)
		if booked != 7 || full != 193 {
			t.Errorf("%d booked, %d refused", booked, full)
		}
		w.sound()
	})
}

// The negative control of the race: looking first and writing then sells more than there is, and the test would see it.
func TestSessionRaceSeesCarelessness(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := sessionTown(t, st)
		w.facility("f1")
		p, c := w.people(60)
		session := w.sessionOn("f1", booking.SessionRequest{Places: 7})
		var looking sync.WaitGroup // everybody looks before anybody writes: what a race does now and then, done always
		looking.Add(60)
		careless := func(i int) error {
			var taken int
			err := st.Read(t.Context(), "count", func(tx *store.Tx) error {
				list, err := tx.SessionEntries(t.Context(), session.ID)
				taken = len(list)
				return err
			})
			looking.Done()
			looking.Wait()
			if err != nil || taken >= 7 {
				return errors.Join(err, care.Errorf(care.Conflict, care.CodeSessionFull, "", ""))
			}
			return st.Write(t.Context(), "insert", func(tx *store.Tx) error {
				return tx.AddEntry(t.Context(), store.EntryRow{
					Entry: care.Entry{
						ID: care.EntryID(care.NewID()), SessionID: session.ID, FamilyID: p[i].Family, ChildID: c[i], State: care.EntryBooked, At: 1,
					},
					Facility: "f1", StartsAt: session.StartsAt(), EndsAt: session.EndsAt(),
				})
			})
		}
		if booked, _ := race(t, 60, careless, care.CodeSessionFull); booked <= 7 {
			t.Errorf("careless booking sold %d of 7: the race proves nothing", booked)
		}
		report, err := w.s.Reconcile(t.Context())
		if err != nil || report.Sound() {
			t.Errorf("the reconciler sees nothing: %+v, %v", report, err)
		}
	})
}

// race lets n callers go at the same moment, and counts successes and refusals of one code; anything else is an error.
func race(t *testing.T, n int, f func(i int) error, refused care.Code) (won, lost int) {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-begin
			err := f(i)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case care.Is(err, refused):
				lost++
			default:
				t.Errorf("caller %d: %v", i, err)
			}
		})
	}
	close(begin)
	wg.Wait()
	return won, lost
}
