package booking_test

import (
	"testing"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// An agreement that falls due is told to family and facility, once, and stands late on the desk. The place stays confirmed, however
// long nobody says anything.
func TestOverdueAgreementIsToldOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		r, err := w.s.Apply(t.Context(), anna, w.key(), booking.ApplyRequest{Child: "a", Class: "c", Start: start.AddDays(21), As: booking.AsHold})
		if err != nil {
			t.Fatal(err)
		}
		v := w.must(anna, r.Application, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		v = w.must(anna, v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
		w.sweep()
		if n := w.notices(care.NoticeAgreementDue); n != 0 {
			t.Fatalf("told %d times before it is due", n)
		}
		w.pass((v.AgreeBy - w.at()).Time().Sub(care.Instant(0).Time()))
		for day, want := range []int{2, 0, 0, 0, 0} { // family and facility
			w.sweep()
			if n := w.notices(care.NoticeAgreementDue); n != want {
				t.Errorf("day %d: told %d times, want %d", day, n, want)
			}
			desk, err := w.s.FacilityDesk(t.Context(), staff("f"))
			if err != nil || len(desk.Needs) != 1 || desk.Needs[0].Kind != "agreement" || !desk.Needs[0].Late {
				t.Fatalf("%+v, %v", desk.Needs, err)
			}
			if got := w.state(anna, v); got.State != care.StateConfirmed || got.Version != v.Version {
				t.Fatalf("the place is %s", got.State)
			}
			w.pass(aDay)
		}
		w.pass(60 * aDay)
		w.sweep()
		if got := w.state(anna, v); got.State != care.StateConfirmed || w.notices(care.NoticeAgreementDue) != 0 {
			t.Errorf("the place is %s", got.State)
		}
		w.sound()
	})
}
