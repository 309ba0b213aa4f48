package booking_test

import (
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// From the first look to the first day.
func TestFromHoldToEnrolled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		v := w.applied(anna, "a", "c", booking.AsHold)
		if v.State != care.StateHeld || v.HoldUntil != w.at()+15*60*1000 || v.From != start.MonthOf() || v.To != care.DateOf(monday).MonthOf()+11 {
			t.Fatalf("%+v", v)
		}
		_, err := w.apply(ben, "b", "c", booking.AsHold)
		if !care.Is(err, care.CodePoolFull) {
			t.Fatalf("%v, want pool_full", err)
		}
		wait := w.applied(ben, "b", "c", booking.AsWait)
		if wait.Position == nil || wait.Position.Rank != 1 || wait.Position.Of != 1 {
			t.Fatalf("%+v", wait.Position)
		}
		v = w.must(anna, v, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		v = w.must(anna, v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
		w.sound()
		if _, err := w.act(staff("f"), v, care.ActEnrol, booking.ActRequest{Form: booking.Form{Signed: true}}); !care.Is(err, care.CodeTooEarly) {
			t.Fatalf("%v, want too_early", err)
		}
		w.pass(14 * 24 * time.Hour)
		v = w.must(staff("f"), v, care.ActEnrol, booking.ActRequest{Form: booking.Form{Signed: true}}, care.StateEnrolled)
		w.sound()
		if wait = w.state(ben, wait); wait.State != care.StateWaitlisted {
			t.Fatal(wait.State)
		}
		w.must(anna, v, care.ActEnd, booking.ActRequest{Reason: care.ReasonMoved}, care.StateEnded)
		if wait = w.state(ben, wait); wait.State != care.StateOffered { // R1: in the same transaction
			t.Fatal(wait.State)
		}
		w.sound()
	})
}
