package booking_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// beside returns the place a child is offered because its class is stopped, or nothing.
func (w *town) beside(who care.Actor, child care.ChildID) (found booking.View, ok bool) {
	w.t.Helper()
	all, err := w.s.Applications(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range all {
		if v.ChildID == child && v.Alternative && v.State == care.StateOffered {
			if ok {
				w.t.Fatalf("%s is offered two places at once", child)
			}
			found, ok = v, true
		}
	}
	return found, ok
}

// closing is a facility with a child in every state, and four others around it: two with room, two too far.
func closing(w *town) (who map[string]care.Actor, had map[string]booking.View) {
	w.t.Helper()
	w.facilityAt("f", &orb.Point{120.70, 31.30}, room{id: "c", places: 4})
	w.facilityAt("far", &orb.Point{120.80, 31.30}, room{id: "c-far", places: 9})       // 9.5 km
	w.facilityAt("next", &orb.Point{120.71, 31.30}, room{id: "c-next", places: 1})     // 950 m
	w.facilityAt("beyond", &orb.Point{120.72, 31.30}, room{id: "c-beyond", places: 2}) // 1.9 km
	// Where the box around the stopped one still reaches, and the circle does not: 3.5 km.
	w.facilityAt("corner", &orb.Point{120.7263, 31.3225}, room{id: "c-corner", places: 9})
	w.facilityAt("half", &orb.Point{120.70, 31.301}, room{"c-half", 5, care.HalfDay}) // another mode
	who, had = make(map[string]care.Actor), make(map[string]booking.View)
	for _, name := range []string{"enrolled", "confirmed", "offered", "held", "waiting"} {
		who[name] = w.family(name, care.ChildID("child-"+name))
		w.pass(time.Minute)
	}
	had["enrolled"] = w.enrolled(who["enrolled"], "child-enrolled", "f", "c")
	for _, name := range []string{"confirmed", "offered"} {
		v := w.applied(who[name], care.ChildID("child-"+name), "c", booking.AsHold)
		v = w.must(who[name], v, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		had[name] = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		w.pass(time.Minute)
	}
	had["confirmed"] = w.must(who["confirmed"], had["confirmed"], care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
	had["held"] = w.applied(who["held"], "child-held", "c", booking.AsHold)
	had["waiting"] = w.applied(who["waiting"], "child-waiting", "c", booking.AsWait)
	if _, err := w.s.ActFacility(w.t.Context(), district, w.key(), "f", booking.ClassAct{Action: booking.ClassFreeze, Reason: care.ReasonClosing}); err != nil {
		w.t.Fatal(err)
	}
	return who, had
}

// T19: children of a facility that is stopped are offered places nearby, by rank and the nearest first. Who says no, or nothing, has
// what it had; who says yes gives the old place up in the same moment.
func TestStoppedChildrenAreOfferedOtherPlaces(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		who, had := closing(w)
		for name, class := range map[string]care.ClassID{"enrolled": "c-next", "confirmed": "c-beyond", "offered": "c-beyond", "held": "", "waiting": ""} {
			if v, ok := w.beside(who[name], care.ChildID("child-"+name)); ok != (class != "") || v.ClassID != class {
				t.Errorf("%s is offered %q, want %q", name, v.ClassID, class)
			}
			if now := w.state(who[name], had[name]); now.State != had[name].State {
				t.Errorf("%s was %s and is %s", name, had[name].State, now.State)
			}
		}
		for range 2 {
			w.sweep()
		}
		w.sound()

		// No: everything is as it was, the place goes to who stands next, and is not offered the same child again.
		first, _ := w.beside(who["enrolled"], "child-enrolled")
		w.must(who["enrolled"], first, care.ActDecline, booking.ActRequest{}, care.StateDeclined)
		w.sweep()
		if now := w.state(who["enrolled"], had["enrolled"]); now.State != care.StateEnrolled {
			t.Errorf("who said no is %s", now.State)
		}
		if v, ok := w.beside(who["enrolled"], "child-enrolled"); ok {
			t.Errorf("who said no is offered %s again", v.ClassID)
		}
		if v, ok := w.beside(who["held"], "child-held"); !ok || v.ClassID != "c-next" {
			t.Errorf("the place somebody declined went to %q of the next in line", v.ClassID)
		}

		// Yes: the old place is given up in the same moment, and can be asked back for as a wait.
		v, _ := w.beside(who["confirmed"], "child-confirmed")
		v = w.must(who["confirmed"], v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
		if now := w.state(who["confirmed"], had["confirmed"]); now.State != care.StateSuperseded || now.Reason != care.ReasonTransferred || v.Alternative {
			t.Errorf("the old place is %s (%s)", now.State, now.Reason)
		}
		w.sound()
	})
}

// The facility knows nothing of a child that is offered its place until the family says yes: nobody has asked there.
func TestAlternativeIsHiddenFromItsFacility(t *testing.T) {
	st := storetest.New(t)
	w := newTown(t, st)
	who, _ := closing(w)
	v, _ := w.beside(who["enrolled"], "child-enrolled")
	there := staff("next")
	looks := func() (n int) {
		if _, err := w.s.Application(t.Context(), there, v.ID); err == nil {
			n++
		}
		list, _, err := w.s.FacilityApplications(t.Context(), there, store.Page{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		desk, err := w.s.FacilityDesk(t.Context(), there)
		if err != nil {
			t.Fatal(err)
		}
		err = st.Read(t.Context(), "look", func(tx *store.Tx) error {
			tied, err := tx.ChildTied(t.Context(), "child-enrolled", "next")
			if tied {
				n++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n + len(list) + len(desk.Needs) + desk.Counts[care.StateOffered]
	}
	if n := looks(); n != 0 {
		t.Errorf("the facility sees %d things of it", n)
	}
	w.must(who["enrolled"], v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
	if looks() == 0 {
		t.Error("the facility does not see who has said yes")
	}
}

// An enrolled child keeps its place until the first day of the one it accepted instead.
func TestAlternativeOfAnEnrolledChild(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		who, had := closing(w)
		v, _ := w.beside(who["enrolled"], "child-enrolled")
		v = w.must(who["enrolled"], v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
		if now := w.state(who["enrolled"], had["enrolled"]); now.State != care.StateEnrolled {
			t.Fatalf("before the new place begins the old one is %s", now.State)
		}
		w.must(staff("next"), v, care.ActEnrol, booking.ActRequest{Form: booking.Form{Signed: true}}, care.StateEnrolled)
		if now := w.state(who["enrolled"], had["enrolled"]); now.State != care.StateEnded {
			t.Errorf("the old place is %s", now.State)
		}
		w.sound()
	})
}

// What nobody was told of keeps no place: after three days without a delivered message it goes to somebody else, and the family
// has what it had. A delivered one lapses like any offer.
func TestAlternativeNobodyHeardOf(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		who, had := closing(w)
		v, _ := w.beside(who["enrolled"], "child-enrolled")
		told, _ := w.beside(who["confirmed"], "child-confirmed")
		if err := w.st.Write(t.Context(), "deliver", func(tx *store.Tx) error { return w.s.Delivered(t.Context(), tx, told.ID, w.at()) }); err != nil {
			t.Fatal(err)
		}
		w.pass(2*aDay + 23*time.Hour)
		w.sweep()
		if now := w.state(who["enrolled"], v); now.State != care.StateOffered {
			t.Fatalf("it is %s too soon", now.State)
		}
		w.pass(2 * aDay)
		w.sweep()
		if now := w.state(who["enrolled"], v); now.State != care.StateExpired {
			t.Errorf("it is %s", now.State)
		}
		if now := w.state(who["confirmed"], told); now.State != care.StateLapsed {
			t.Errorf("what was told and not answered is %s", now.State)
		}
		for _, name := range []string{"enrolled", "confirmed"} {
			if now := w.state(who[name], had[name]); now.State != had[name].State {
				t.Errorf("%s is %s", name, now.State)
			}
		}
		desk, err := w.s.FacilityDesk(t.Context(), staff("next"))
		if err != nil || len(desk.Needs) != 0 {
			t.Errorf("the facility is told to call: %+v, %v", desk.Needs, err)
		}
		w.sound()
	})
}

// A facility suspended in the register counts like one a bureau has stopped; and who waits at the other one goes first.
func TestSuspendedInTheRegister(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facilityAt("f", &orb.Point{120.70, 31.30}, room{id: "c", places: 2})
		w.facilityAt("next", &orb.Point{120.71, 31.30}, room{id: "c-next", places: 1})
		anna, ben, cem := w.family("anna", "a"), w.family("ben", "b"), w.family("cem", "x")
		w.enrolled(anna, "a", "f", "c")
		there := w.enrolled(ben, "b", "next", "c-next")
		wait := w.applied(cem, "x", "c-next", booking.AsWait)
		f, err := st.Facility(t.Context(), "f")
		if err != nil {
			t.Fatal(err)
		}
		f.Filing.Status, f.Classes = care.FilingSuspended, nil
		if _, err := st.SaveFacilities(t.Context(), operator, 2, []care.Facility{f}); err != nil {
			t.Fatal(err)
		}
		w.must(staff("next"), there, care.ActEnd, booking.ActRequest{Reason: care.ReasonMoved}, care.StateEnded)
		w.sweep()
		if now := w.state(cem, wait); now.State != care.StateOffered {
			t.Errorf("who waited is %s", now.State)
		}
		if v, ok := w.beside(anna, "a"); ok {
			t.Errorf("%s went to who did not wait there", v.ClassID)
		}
		w.must(cem, w.state(cem, wait), care.ActDecline, booking.ActRequest{}, care.StateDeclined)
		w.sweep()
		if _, ok := w.beside(anna, "a"); !ok {
			t.Error("a free place nobody waits for was not offered")
		}
		w.sound()
	})
}

// Half a year after it came to nothing nobody can tell whose an application was; what came to something, or goes on, is let alone.
func TestClosedApplicationsAreNobodys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 3})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		gone := w.must(anna, w.applied(anna, "a", "c", booking.AsHold), care.ActWithdraw, booking.ActRequest{}, care.StateWithdrawn)
		stays := w.enrolled(ben, "b", "f", "c")
		sever := func() (n int) {
			err := st.Write(t.Context(), "sever", func(tx *store.Tx) (err error) {
				n, err = tx.Sever(t.Context(), w.at()-183*24*3600*1000, 100)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		w.pass(182 * aDay)
		if n := sever(); n != 0 {
			t.Errorf("%d too soon", n)
		}
		w.pass(2 * aDay)
		if n := sever(); n != 1 {
			t.Errorf("%d were severed", n)
		}
		if n := sever(); n != 0 {
			t.Errorf("%d once more", n)
		}
		if _, err := w.s.Application(t.Context(), anna, gone.ID); !care.Is(err, care.CodeNotFound) {
			t.Errorf("its family still has it: %v", err)
		}
		err := st.Read(t.Context(), "look", func(tx *store.Tx) error {
			a, err := tx.Application(t.Context(), gone.ID)
			if a.ChildID != "nobody" || a.FamilyID != "nobody" || a.State != care.StateWithdrawn {
				t.Errorf("%+v", a)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if now := w.state(ben, stays); now.State != care.StateEnrolled || now.ChildID != "b" {
			t.Errorf("%+v", now)
		}
		w.sound()
	})
}

// However many look after stopped classes at once, and whoever else wants the same places: none is sold twice, and no child is
// offered two.
func TestReofferRace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		const n = 24
		w.facilityAt("f", &orb.Point{120.70, 31.30}, room{id: "c", places: n / 2}, room{id: "d", places: n / 2})
		w.facilityAt("g", &orb.Point{120.71, 31.30}, room{id: "e", places: 5})
		w.facilityAt("h", &orb.Point{120.72, 31.30}, room{id: "k", places: 6})
		children := w.crowd("r", 2*n)
		here, walkIns := children[:n], children[n:]
		for i, c := range here {
			w.applied(guardian(string(w.children[c].Child.FamilyID)), c, []care.ClassID{"c", "d"}[i%2], booking.AsHold)
		}
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				s := w.service(st)
				_, err := s.ActFacility(t.Context(), district, booking.IdempotencyKey(fmt.Sprint("stop", i)), "f", booking.ClassAct{Action: booking.ClassFreeze, Reason: care.ReasonClosing})
				if err != nil {
					t.Error(err)
				}
				for j := i; j < len(walkIns); j += 4 {
					c := walkIns[j]
					_, err := w.apply(guardian(string(w.children[c].Child.FamilyID)), c, []care.ClassID{"e", "k"}[j%2], booking.AsHold)
					if err != nil && !care.Is(err, care.CodePoolFull) {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		w.sweep()
		beside := 0
		for _, c := range here {
			if _, ok := w.beside(guardian(string(w.children[c].Child.FamilyID)), c); ok {
				beside++
			}
		}
		walked := 0
		for _, c := range walkIns {
			all, err := w.s.Applications(t.Context(), guardian(string(w.children[c].Child.FamilyID)))
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range all {
				if v.State == care.StateHeld {
					walked++
				}
			}
		}
		if beside+walked != 11 {
			t.Errorf("of 11 places %d went to those of the stopped class and %d to who came", beside, walked)
		}
		w.sound()
	})
}
