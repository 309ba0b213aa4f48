package booking_test

import (
	"fmt"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// P4 for one child: its own hold that has run out refuses it nothing, for the same class or another one, while the sweeper
// sleeps; and the place is given back. Without reclaiming it would be in the way.
func TestOwnExpiredHoldIsInNobodysWay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		for _, next := range []care.ClassID{"c", "d"} {
			for _, as := range []booking.As{booking.AsDraft, booking.AsHold, booking.AsWait} {
				for _, control := range []bool{false, true} {
					t.Run(fmt.Sprint(next, " ", as, " ", control), func(t *testing.T) { ownHold(t, st, next, as, control) })
				}
			}
		}
	})
}

func ownHold(t *testing.T, st *store.Store, next care.ClassID, as booking.As, control bool) {
	w := newTown(t, st)
	if control {
		w.s.NoReclaim()
	}
	name := care.NewID()
	class := func(c care.ClassID) care.ClassID { return care.ClassID(name) + c }
	child := func(c care.ChildID) care.ChildID { return care.ChildID(name) + c }
	w.facility(care.FacilityID(name), room{id: class("c"), places: 1}, room{id: class("d"), places: 1})
	anna, ben := w.family(name+"anna", child("a")), w.family(name+"ben", child("b"))
	held := w.applied(anna, child("a"), class("c"), booking.AsHold)
	if as == booking.AsWait && next == "d" {
		w.must(ben, w.applied(ben, child("b"), class("d"), booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
	}
	w.pass(16 * time.Minute)
	v, err := w.apply(anna, child("a"), class(next), as)
	if as == booking.AsWait && next == "c" { // a place is free: there is no need to wait
		if control != care.Is(err, care.CodeAlreadyApplied) || control == care.Is(err, care.CodePlaceFree) {
			t.Fatalf("%v", err)
		}
		return
	}
	if control {
		if hindered := err != nil || v.State == care.StatePaused; !hindered && (next == "c" || as != booking.AsDraft) {
			t.Error("the negative control is refused nothing: the test proves nothing")
		}
		return
	}
	want := map[booking.As]care.State{booking.AsDraft: care.StateDraft, booking.AsHold: care.StateHeld, booking.AsWait: care.StateWaitlisted}[as]
	if err != nil || v.State != want || v.ID == held.ID {
		t.Fatalf("%s, %v; want %s", v.State, err, want)
	}
	if got := w.state(anna, held); got.State != care.StateExpired {
		t.Errorf("the hold that ran out is %s", got.State)
	}
	w.sound()
}

// The place of an own hold that has run out goes to whoever waits, and not back to the child that let it go.
func TestOwnExpiredHoldGoesToWhoWaits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		w.applied(anna, "a", "c", booking.AsHold)
		wait := w.applied(ben, "b", "c", booking.AsWait)
		w.pass(16 * time.Minute)
		if _, err := w.apply(anna, "a", "c", booking.AsHold); !care.Is(err, care.CodePoolFull) {
			t.Fatalf("%v, want pool_full", err)
		}
		if got := w.state(ben, wait); got.State != care.StateOffered {
			t.Errorf("who waited is %s", got.State)
		}
		w.sound()
	})
}

// A draft is taken to a held place, or a lapsed offer comes back, past an own hold that has run out elsewhere.
func TestOwnExpiredHoldLetsDraftsOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1}, room{id: "d", places: 1})
		anna := w.family("anna", "a")
		draft := w.applied(anna, "a", "d", booking.AsDraft)
		held := w.applied(anna, "a", "c", booking.AsHold)
		if _, err := w.act(anna, draft, care.ActHold, booking.ActRequest{}); !care.Is(err, care.CodeChildHolding) {
			t.Fatalf("%v, want child_already_holding", err)
		}
		w.pass(16 * time.Minute)
		w.must(anna, draft, care.ActHold, booking.ActRequest{}, care.StateHeld)
		if got := w.state(anna, held); got.State != care.StateExpired {
			t.Errorf("the hold that ran out is %s", got.State)
		}
		w.sound()
	})
}
