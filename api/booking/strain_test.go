package booking_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// What arrives while a class is stopped is noted, and the time to answer goes on when the class does.
func TestDeliveredWhileStopped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		v := w.must(anna, w.applied(anna, "a", "c", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		if _, err := w.s.ActClass(t.Context(), district, w.key(), "c", booking.ClassAct{Action: booking.ClassFreeze, Reason: care.ReasonSafety}); err != nil {
			t.Fatal(err)
		}
		w.pass(5 * aDay)
		if err := w.st.Write(t.Context(), "deliver", func(tx *store.Tx) error { return w.s.Delivered(t.Context(), tx, v.ID, w.at()) }); err != nil {
			t.Fatalf("the inbox cannot be opened: %v", err)
		}
		if _, err := w.s.ActClass(t.Context(), district, w.key(), "c", booking.ClassAct{Action: booking.ClassUnfreeze}); err != nil {
			t.Fatal(err)
		}
		v = w.state(anna, v)
		if v.DeliveredAt != w.at() || v.AnswerBy < w.at()+24*3600*1000 {
			t.Errorf("delivered %s, answer by %s, now %s", v.DeliveredAt.Time(), v.AnswerBy.Time(), w.clock())
		}
		w.sound()
	})
}

// What cannot be done yet keeps the sweeper from nothing else: it goes past however much of it there is, and comes to its end.
func TestSweepGoesPastWhatIsStuck(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		drafts := w.crowd("d", 130)
		each(4, drafts, func(c care.ChildID) {
			w.applied(guardian(string(w.children[c].Child.FamilyID)), c, "c", booking.AsDraft)
		})
		rules := care.NewRules([]care.Rule{{Key: care.RuleBookingDraft, Value: "90", Unit: "days", Calendar: care.NaturalDays, Region: "320508"}})
		w.s.Rules = func() *care.Rules { return rules }
		w.pass(40 * aDay)
		w.born("anna", care.DateOf(w.clock().AddDate(0, -13, 0)), "a")
		r, err := w.s.Apply(t.Context(), guardian("anna"), w.key(), booking.ApplyRequest{Child: "a", Class: "c", Start: care.Today(w.at()).AddDays(5), As: booking.AsHold})
		if err != nil {
			t.Fatal(err)
		}
		w.pass(time.Hour)
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		done, err := w.s.Sweep(ctx, "story")
		if err != nil || !done.Mine || done.Failed > 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		if v := w.state(guardian("anna"), r.Application); v.State != care.StateExpired {
			t.Errorf("behind %d that are stuck a hold is %s", len(drafts), v.State)
		}
	})
}

// However many have been reminded often enough, who has not is reminded.
func TestRemindersReachTheLast(t *testing.T) {
	st := storetest.New(t)
	w := newTown(t, st)
	const n = 230
	w.facility("f", room{id: "c", places: n})
	each(4, w.crowd("r", n), func(c care.ChildID) {
		who := guardian(string(w.children[c].Child.FamilyID))
		v := w.must(who, w.applied(who, c, "c", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		w.must(who, v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
	})
	w.pass(10 * aDay)
	w.sweep() // all are told of their agreements
	w.pass(4 * aDay)
	reminded := 0
	for range 3 {
		done, err := w.s.Sweep(t.Context(), "story")
		if err != nil {
			t.Fatal(err)
		}
		reminded += done.Reminded
	}
	if reminded != n {
		t.Fatalf("%d of %d were reminded", reminded, n)
	}
	arrived := func(from, to int) {
		apps, err := allOf(w, "c")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range apps[from:to] {
			if err := st.Write(t.Context(), "deliver", func(tx *store.Tx) error { return w.s.Delivered(t.Context(), tx, a.ID, w.at()) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	arrived(0, 210)
	w.pass(3 * aDay)
	for range 3 {
		w.sweep()
	}
	arrived(0, 210) // these have been reminded twice now
	w.pass(3 * aDay)
	reminded = 0
	for range 3 {
		done, err := w.s.Sweep(t.Context(), "story")
		if err != nil {
			t.Fatal(err)
		}
		reminded += done.Reminded
	}
	if reminded != n-210 {
		t.Errorf("%d of %d who had no two reminders were reminded", reminded, n-210)
	}
}

func allOf(w *town, class care.ClassID) (apps []care.Application, err error) {
	err = w.st.Read(w.t.Context(), "look", func(tx *store.Tx) error {
		apps, err = tx.OfClass(w.t.Context(), class)
		return err
	})
	return apps, err
}

// A family that looked before its facility refused is not told that anything has changed.
func TestRefusalStandsInNobodysWay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		v := w.must(anna, w.applied(anna, "a", "c", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		w.must(staff("f"), v, care.ActReject, booking.ActRequest{Reason: care.ReasonNeedsNotMet}, care.StateSubmitted)
		if _, err := w.act(staff("f"), v, care.ActOffer, booking.ActRequest{}); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("the facility acts on what it has not seen: %v", err)
		}
		w.must(anna, v, care.ActWithdraw, booking.ActRequest{}, care.StateWithdrawn)
		w.sound()
	})
}

// A thousand who wait and cannot have the place keep nobody who can waiting.
func TestLongWaitlist(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		held := w.applied(anna, "a", "c", booking.AsHold)
		n := 1000
		if testing.Short() {
			n = 200
		}
		each(4, w.crowd("w", n), func(c care.ChildID) {
			w.applied(guardian(string(w.children[c].Child.FamilyID)), c, "c", booking.AsWait)
		})
		w.pass(400 * aDay) // they have all grown out of the class
		w.sweep()
		if v := w.state(anna, held); v.State != care.StateExpired {
			t.Fatal(v.State)
		}
		w.born("ben", care.DateOf(w.clock().AddDate(0, -13, 0)), "b")
		_, err := w.s.Apply(t.Context(), guardian("ben"), w.key(), booking.ApplyRequest{Child: "b", Class: "c", Start: care.Today(w.at()).AddDays(5), As: booking.AsHold})
		if err != nil {
			t.Errorf("with %d waiting: %v", n, err)
		}
		w.sound()
	})
}

// Three services on one database, everything at once: families with siblings, facilities, bureaus, sweepers, deliveries. At the end
// counters, steps and order must hold, and nobody was ever told of a fault.
func TestEverythingAtOnce(t *testing.T) {
	lasts := 6 * time.Second
	if testing.Short() {
		lasts = 2 * time.Second
	}
	address := storetest.PostgresURL(t)
	st := storetest.Open(t, address)
	w := newTown(t, st)
	classes := []care.ClassID{"c0", "c1", "c2", "c3"}
	var rooms []room
	for i, c := range classes {
		mode := care.FullDay
		if i == 3 {
			mode = care.HalfDay
		}
		rooms = append(rooms, room{c, 2 + i, mode})
	}
	w.facility("f", rooms...)
	services := []*booking.Service{w.s, w.service(storetest.Open(t, address)), w.service(storetest.Open(t, address))}
	var families []care.Actor
	for i := range 12 {
		id := fmt.Sprint("fam", i)
		families = append(families, w.family(id, care.ChildID(id+"a"), care.ChildID(id+"b")))
	}
	deadline := time.Now().Add(lasts)
	var did, refused, faults atomic.Int64
	var wg sync.WaitGroup
	for n := range 12 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(20261122, uint64(n)))
			m := &mixer{w, services[n%len(services)], r, families, classes}
			for time.Now().Before(deadline) {
				what, err := m.one()
				var known *care.Error
				switch {
				case err == nil:
					did.Add(1)
				case errors.As(err, &known) && known.Kind != care.Unavailable:
					refused.Add(1)
				default:
					faults.Add(1)
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d done, %d refused, %d faults", did.Load(), refused.Load(), faults.Load())
	for range 3 {
		w.pass(time.Minute)
		w.sweep()
	}
	w.sound()
	m := &mixer{w, w.s, rand.New(rand.NewPCG(1, 1)), families, classes}
	m.idle(t)
}

// mixer does one thing of any kind after another.
type mixer struct {
	w        *town
	s        *booking.Service
	r        *rand.Rand
	families []care.Actor
	classes  []care.ClassID
}

func (m *mixer) one() (string, error) {
	ctx, w := m.w.t.Context(), m.w
	f := m.families[m.r.IntN(len(m.families))]
	child := func(which string) care.ChildID { return care.ChildID(string(f.Family) + which) }
	class := func() care.ClassID { return m.classes[m.r.IntN(len(m.classes))] }
	switch n := m.r.IntN(100); {
	case n < 22:
		_, err := m.s.Apply(ctx, f, w.key(), booking.ApplyRequest{
			Child: child([]string{"a", "b"}[m.r.IntN(2)]), Class: class(), Start: care.Today(w.at()).AddDays(m.r.IntN(60)),
			As: []booking.As{booking.AsHold, booking.AsHold, booking.AsWait, booking.AsDraft}[m.r.IntN(4)],
		})
		return "apply", err
	case n < 28:
		_, err := m.s.Apply(ctx, f, w.key(), booking.ApplyRequest{
			Child: child("a"), Class: class(), Start: care.Today(w.at()).AddDays(20), As: []booking.As{booking.AsHold, booking.AsWait}[m.r.IntN(2)],
			With: []booking.Sibling{{Child: child("b"), Class: class()}},
		})
		return "apply together", err
	case n < 52:
		return m.act(f, f)
	case n < 72:
		return m.act(f, staff("f"))
	case n < 78:
		return m.act(f, district)
	case n < 82:
		_, err := m.s.ActClass(ctx, district, w.key(), class(), booking.ClassAct{Action: []string{booking.ClassFreeze, booking.ClassUnfreeze, booking.ClassUnfreeze}[m.r.IntN(3)], Reason: care.ReasonSafety})
		return "freeze", err
	case n < 85:
		_, err := m.s.ActClass(ctx, district, w.key(), class(), booking.ClassAct{
			Action: booking.ClassSetFiled, Reason: care.ReasonCapacity, Months: []booking.FiledMonth{{Month: care.Today(w.at()).MonthOf(), Filed: 1 + m.r.IntN(4)}},
		})
		return "set filed", err
	case n < 89:
		all, err := m.s.Places(ctx, staff("f"), "f")
		if err != nil {
			return "places", err
		}
		p := all[m.r.IntN(len(all))]
		return "set places", m.s.SetPlaces(ctx, staff("f"), p.ID, p.Version, []booking.MonthPlaces{{Month: p.Months[m.r.IntN(len(p.Months))].Month, Staffed: m.r.IntN(5), Outside: m.r.IntN(2)}})
	case n < 93:
		_, err := m.s.Sweep(ctx, fmt.Sprintf("%p", m.s))
		return "sweep", err
	case n < 95:
		return "promote", m.s.PromoteNow(ctx, class())
	case n < 97:
		apps, err := m.s.Applications(ctx, f)
		if err != nil || len(apps) == 0 {
			return "list", err
		}
		a := apps[m.r.IntN(len(apps))]
		return "deliver", w.st.Write(ctx, "deliver", func(tx *store.Tx) error { return m.s.Delivered(ctx, tx, a.ID, w.at()) })
	case n < 98:
		return "leave", m.s.EndApplications(ctx, f, f.Family, child("a"))
	default:
		w.pass(time.Duration(m.r.IntN(600)) * time.Minute)
		return "time", nil
	}
}

// act lets somebody do anything there is to do with some application of a family.
func (m *mixer) act(f, who care.Actor) (string, error) {
	apps, err := m.s.Applications(m.w.t.Context(), f)
	if err != nil || len(apps) == 0 {
		return "list", err
	}
	v, err := m.s.Application(m.w.t.Context(), who, apps[m.r.IntN(len(apps))].ID)
	if err != nil || len(v.Actions) == 0 {
		return "look", err
	}
	action := v.Actions[m.r.IntN(len(v.Actions))]
	r := booking.ActRequest{Action: action, Version: v.Version, Form: booking.Form{Signed: true}}
	switch action {
	case care.ActReject:
		r.Reason = care.ReasonHealth
	case care.ActAskRevoke, care.ActRevoke:
		r.Reason = care.ReasonFeesUnpaid
	case care.ActEnd:
		r.Reason = care.ReasonMoved
	default:
	}
	_, err = m.s.Act(m.w.t.Context(), who, m.w.key(), v.ID, r)
	return string(action), err
}

// idle checks P1, and P10: no place is free that somebody alone waits for and could have.
func (m *mixer) idle(t *testing.T) {
	for _, class := range m.classes {
		apps, err := allOf(m.w, class)
		if err != nil {
			t.Fatal(err)
		}
		var months store.Months
		var state store.PlaceClass
		err = m.w.st.Read(t.Context(), "look", func(tx *store.Tx) (err error) {
			if state, err = tx.Class(t.Context(), class); err == nil {
				months, err = tx.Occupancy(t.Context(), class)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range months {
			if o.Used() > max(o.Filed, o.Grandfathered) {
				t.Errorf("P1: %+v", o)
			}
		}
		for _, a := range apps {
			if a.State != care.StateWaitlisted || a.Group != "" || state.Frozen != "" {
				continue
			}
			s := a.Starting(care.Today(m.w.at()))
			free, _ := months.Free(s.From, s.To)
			age, _ := care.AgeMonths(m.w.children[a.ChildID].Child.Birth, s.Start)
			if free > 0 && age < 24 && !m.enrolledElsewhere(t, a) && !grouped(apps) {
				t.Errorf("P10: a place of %s is free and %s waits", class, a.ID)
			}
		}
	}
}

func grouped(apps []care.Application) bool {
	for _, a := range apps {
		if a.Group != "" && a.State.Waiting() {
			return true
		}
	}
	return false
}

func (m *mixer) enrolledElsewhere(t *testing.T, a care.Application) bool {
	apps, err := m.s.Applications(t.Context(), guardian(string(a.FamilyID)))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range apps {
		if o.ChildID == a.ChildID && o.State == care.StateEnrolled && o.Mode == care.FullDay && o.ID != a.Replaces {
			return true
		}
	}
	return false
}
