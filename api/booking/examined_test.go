package booking_test

import (
	"context"
	"testing"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// A place a facility wants back is not taken back while the complaint desk has the case, and the district's other answer stands open
// all the time. Of others it is taken back at once, as ever.
func TestComplaintDeskKeepsAPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 2})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		open, asked := true, map[care.FamilyID]int{}
		w.s.Examined = func(_ context.Context, _ *store.Tx, a care.Application) (bool, error) {
			asked[a.FamilyID]++
			return open && a.FamilyID == "anna", nil
		}
		offered := func(who care.Actor, child care.ChildID) booking.View {
			v := w.must(who, w.applied(who, child, "c", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
			v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
			return w.must(staff("f"), v, care.ActAskRevoke, booking.ActRequest{Reason: care.ReasonNotReached}, care.StateOffered)
		}
		v, other := offered(anna, "a"), offered(ben, "b")
		before := w.seenBy(anna, v)
		reason := booking.ActRequest{Reason: care.ReasonNotReached}
		if _, err := w.act(district, v, care.ActRevoke, reason); !care.Is(err, care.CodeTooEarly) {
			t.Fatalf("taken back while the complaint desk has it: %v", err)
		}
		w.must(district, other, care.ActRevoke, reason, care.StateRevoked)
		if now := w.seenBy(anna, v); now != before {
			t.Errorf("the family sees that it was tried:\n%s\n%s", before, now)
		}
		if asked["anna"] == 0 || asked["anna"] != asked["ben"] {
			t.Errorf("the desk is not asked about all alike: %v", asked)
		}
		v = w.must(district, v, care.ActRefuseRevoke, booking.ActRequest{}, care.StateOffered)
		v = w.must(staff("f"), v, care.ActAskRevoke, booking.ActRequest{Reason: care.ReasonNotReached}, care.StateOffered)
		open = false
		w.must(district, v, care.ActRevoke, reason, care.StateRevoked)
		w.sound()
	})
}
