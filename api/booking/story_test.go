package booking_test

import (
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

const aDay = 24 * time.Hour

// enrolled takes a child all the way to its first day.
func (w *town) enrolled(who care.Actor, child care.ChildID, f care.FacilityID, class care.ClassID) booking.View {
	w.t.Helper()
	r, err := w.s.Apply(w.t.Context(), who, w.key(), booking.ApplyRequest{Child: child, Class: class, Start: care.Today(w.at()), As: booking.AsHold})
	if err != nil {
		w.t.Fatal(err)
	}
	v := w.must(who, r.Application, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
	v = w.must(staff(f), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
	v = w.must(who, v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
	return w.must(staff(f), v, care.ActEnrol, booking.ActRequest{Form: booking.Form{Signed: true}}, care.StateEnrolled)
}

func (w *town) sweep() {
	w.t.Helper()
	if done, err := w.s.Sweep(w.t.Context(), "story"); err != nil || !done.Mine || done.Failed > 0 {
		w.t.Fatalf("%+v, %v", done, err)
	}
}

// A child with a place asks for another. It keeps the first until the day the second begins, and both change hands at once.
func TestTransferNeverLosesAPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1}, room{id: "d", places: 1})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		old := w.enrolled(anna, "a", "f", "c")
		if _, err := w.apply(anna, "a", "d", booking.AsHold); !care.Is(err, care.CodeHasFullDayPlace) {
			t.Fatalf("%v, want has_full_day_place", err)
		}
		wait := w.applied(ben, "b", "c", booking.AsWait)
		r, err := w.s.Apply(t.Context(), anna, w.key(), booking.ApplyRequest{Child: "a", Class: "d", Start: start, As: booking.AsHold, Replaces: old.ID})
		if err != nil {
			t.Fatal(err)
		}
		v := w.must(anna, r.Application, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		v = w.must(anna, v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
		if got := w.state(anna, old); got.State != care.StateEnrolled {
			t.Fatalf("the old place is %s before the new one begins", got.State)
		}
		w.pass(14 * aDay)
		w.must(staff("f"), v, care.ActEnrol, booking.ActRequest{Form: booking.Form{Signed: true}}, care.StateEnrolled)
		if got := w.state(anna, old); got.State != care.StateEnded || got.Reason != care.ReasonTransferred {
			t.Errorf("the old place is %s (%s)", got.State, got.Reason)
		}
		if got := w.state(ben, wait); got.State != care.StateOffered {
			t.Errorf("who waited for it is %s", got.State)
		}
		w.sound()
	})
}

// An offer lapses only a day after a message arrived; until then the facility is told to call. Lapsed, it comes back once.
func TestOfferLapsesOnlyDelivered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		v := w.applied(anna, "a", "c", booking.AsHold)
		wait := w.applied(ben, "b", "c", booking.AsWait)
		v = w.must(anna, v, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		w.pass(5 * aDay)
		w.sweep()
		if v = w.state(anna, v); v.State != care.StateOffered || v.AnswerBy <= w.at() {
			t.Fatalf("%s until %s, never delivered", v.State, v.AnswerBy.Time())
		}
		desk, err := w.s.FacilityDesk(t.Context(), staff("f"))
		if err != nil || len(desk.Needs) != 1 || desk.Needs[0].Kind != "call" {
			t.Fatalf("%+v, %v", desk.Needs, err)
		}
		if err := w.s.RecordCall(t.Context(), staff("f"), v.ID); err != nil {
			t.Fatal(err)
		}
		if desk, err = w.s.FacilityDesk(t.Context(), staff("f")); err != nil || len(desk.Needs) != 0 {
			t.Fatalf("%+v, %v", desk.Needs, err)
		}
		w.pass(6 * aDay)
		w.sweep()
		if v = w.state(anna, v); v.State != care.StateLapsed {
			t.Fatal(v.State)
		}
		if got := w.state(ben, wait); got.State != care.StateOffered {
			t.Fatal(got.State)
		}
		v = w.must(anna, v, care.ActRevive, booking.ActRequest{}, care.StateWaitlisted)
		if v.Position == nil || v.Position.Rank == 0 {
			t.Errorf("%+v", v.Position)
		}
		w.sound()
	})
}

// Silence decides nothing: an undecided application goes to the district, and its place stays held.
func TestSilenceGoesToTheDistrict(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		v := w.must(anna, w.applied(anna, "a", "c", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		w.pass(8 * aDay)
		w.sweep()
		w.sweep()
		v = w.state(anna, v)
		if v.State != care.StateSubmitted || !v.Escalated {
			t.Fatalf("%s, escalated %v", v.State, v.Escalated)
		}
		cases, err := w.escalated(district)
		if err != nil || len(cases) != 1 || cases[0].Kind != store.EscalationUndecided || cases[0].View.ChildName != "" {
			t.Fatalf("%+v, %v", cases, err)
		}
		elsewhere := care.Actor{Kind: care.ActorDistrict, ID: "other", Area: "320509"}
		if cases, err := w.escalated(elsewhere); err != nil || len(cases) != 0 {
			t.Errorf("another district sees %+v, %v", cases, err)
		}
		w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		if cases, err = w.escalated(district); err != nil || len(cases) != 0 {
			t.Errorf("decided, and still with the district: %+v, %v", cases, err)
		}
		w.sound()
	})
}

// A facility takes a place back only when its district says so.
func TestRevokeNeedsTheDistrict(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		v := w.enrolled(anna, "a", "f", "c")
		if _, err := w.act(district, v, care.ActRevoke, booking.ActRequest{Reason: care.ReasonFeesUnpaid}); !care.Is(err, care.CodeStateConflict) {
			t.Fatalf("%v, want state_conflict", err)
		}
		v = w.must(staff("f"), v, care.ActAskRevoke, booking.ActRequest{Reason: care.ReasonFeesUnpaid}, care.StateEnrolled)
		v = w.must(district, v, care.ActRefuseRevoke, booking.ActRequest{}, care.StateEnrolled)
		v = w.must(staff("f"), v, care.ActAskRevoke, booking.ActRequest{Reason: care.ReasonFeesUnpaid}, care.StateEnrolled)
		other := care.Actor{Kind: care.ActorDistrict, ID: "other", Area: "320509"}
		if _, err := w.act(other, v, care.ActRevoke, booking.ActRequest{Reason: care.ReasonFeesUnpaid}); !care.Is(err, care.CodeNotFound) {
			t.Fatalf("%v, want not_found", err)
		}
		w.must(district, v, care.ActRevoke, booking.ActRequest{Reason: care.ReasonFeesUnpaid}, care.StateRevoked)
		w.sound()
	})
}

// A class the bureau stops takes nobody, and nothing of it is lost: time stands still until it goes on.
func TestFreeze(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 2})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		v := w.applied(anna, "a", "c", booking.AsHold)
		w.pass(5 * time.Minute)
		r, err := w.s.ActClass(t.Context(), district, w.key(), "c", booking.ClassAct{Action: booking.ClassFreeze, Reason: care.ReasonSafety})
		if err != nil || r.Applications != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		w.pass(3 * aDay)
		w.sweep()
		if v = w.state(anna, v); v.State != care.StateHeld || !v.Frozen() {
			t.Fatalf("%+v", v)
		}
		if _, err := w.apply(ben, "b", "c", booking.AsHold); !care.Is(err, care.CodeClosed) {
			t.Fatalf("%v, want closed", err)
		}
		if _, err := w.s.ActClass(t.Context(), district, w.key(), "c", booking.ClassAct{Action: booking.ClassUnfreeze}); err != nil {
			t.Fatal(err)
		}
		if v = w.state(anna, v); v.Frozen() || v.HoldUntil != w.at()+10*60*1000 {
			t.Fatalf("held until %s, now %s", v.HoldUntil.Time(), w.clock())
		}
		w.applied(ben, "b", "c", booking.AsHold)
		w.sound()
	})
}

// Siblings get their places together or not at all, and a list that no longer names a class closes it and loses nobody.
func TestSiblingsTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1}, room{id: "d", places: 1})
		anna, ben := w.family("anna", "a1", "a2"), w.family("ben", "b")
		taken := w.applied(ben, "b", "d", booking.AsHold)
		together := booking.ApplyRequest{Child: "a1", Class: "c", Start: start, As: booking.AsHold, With: []booking.Sibling{{Child: "a2", Class: "d"}}}
		if _, err := w.s.Apply(t.Context(), anna, w.key(), together); !care.Is(err, care.CodePoolFull) {
			t.Fatalf("%v, want pool_full", err)
		}
		if views, err := w.s.Applications(t.Context(), anna); err != nil || len(views) != 0 {
			t.Fatalf("one of two stays: %d, %v", len(views), err)
		}
		together.As = booking.AsWait
		if _, err := w.s.Apply(t.Context(), anna, w.key(), together); err != nil {
			t.Fatal(err)
		}
		w.must(ben, taken, care.ActWithdraw, booking.ActRequest{}, care.StateWithdrawn)
		views, err := w.s.Applications(t.Context(), anna)
		if err != nil || len(views) != 2 || views[0].State != care.StateOffered || views[1].State != care.StateOffered {
			t.Fatalf("%+v, %v", views, err)
		}
		f, err := st.Facility(t.Context(), "f")
		if err != nil {
			t.Fatal(err)
		}
		f.Classes = f.Classes[:1]
		if _, err := st.SaveFacilities(t.Context(), operator, 2, []care.Facility{f}); err != nil {
			t.Fatal(err)
		}
		if views, err = w.s.Applications(t.Context(), anna); err != nil || len(views) != 2 || views[0].State != care.StateOffered || views[1].State != care.StateOffered {
			t.Fatalf("after the list: %+v, %v", views, err)
		}
		if _, err := w.apply(ben, "b", "d", booking.AsHold); !care.Is(err, care.CodeClosed) {
			t.Errorf("%v, want closed", err)
		}
		w.sound()
	})
}

// Siblings who ask for the same class wait where it has a place for one of them alone, and are taken when there is one for each.
func TestSiblingsOfOneClass(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 2})
		anna, ben := w.family("anna", "a1", "a2"), w.family("ben", "b")
		taken := w.applied(ben, "b", "c", booking.AsHold)
		together := booking.ApplyRequest{Child: "a1", Class: "c", Start: start, As: booking.AsWait, With: []booking.Sibling{{Child: "a2", Class: "c"}}}
		if _, err := w.s.Apply(t.Context(), anna, w.key(), together); err != nil {
			t.Fatal(err)
		}
		views, err := w.s.Applications(t.Context(), anna)
		if err != nil || len(views) != 2 || views[0].State != care.StateWaitlisted || views[1].State != care.StateWaitlisted {
			t.Fatalf("one place for two: %+v, %v", views, err)
		}
		w.must(ben, taken, care.ActWithdraw, booking.ActRequest{}, care.StateWithdrawn)
		if views, err = w.s.Applications(t.Context(), anna); err != nil || views[0].State != care.StateOffered || views[1].State != care.StateOffered {
			t.Fatalf("two places for two: %+v, %v", views, err)
		}
		w.sound()
	})
}

// A family hears once that its time to answer ends soon, and clocks that counted through an unpublished year move later when it is
// published.
func TestRemindersAndRecounting(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.now = time.Date(2026, 12, 29, 10, 0, 0, 0, care.Shanghai)
		w.facility("f", room{id: "c", places: 1})
		w.born("anna", care.Today(w.at()).AddDays(-400), "a")
		anna := guardian("anna")
		r, err := w.s.Apply(t.Context(), anna, w.key(), booking.ApplyRequest{Child: "a", Class: "c", Start: care.Today(w.at()).AddDays(30), As: booking.AsHold})
		if err != nil {
			t.Fatal(err)
		}
		v := w.must(anna, r.Application, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		if v.Deadline == nil || !v.Deadline.Provisional {
			t.Fatalf("%+v", v.Deadline)
		}
		rules := care.NewRules([]care.Rule{{Key: care.RuleCalendar + "2027", Value: "0101 0104 0105 0106 0107 0108 0405 0503 0609 0927 1001 1004"}})
		w.s.Rules = func() *care.Rules { return rules }
		w.sweep()
		if after := w.state(anna, v); after.DecideBy <= v.DecideBy || after.Provisional {
			t.Errorf("decide by %s, before %s, provisional %v", after.DecideBy.Time(), v.DecideBy.Time(), after.Provisional)
		}
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		w.pass(v.AnswerBy.Time().Add(-6 * time.Hour).Sub(w.clock()))
		for i, want := range []int{1, 0} {
			done, err := w.s.Sweep(t.Context(), "story")
			if err != nil || done.Reminded != want {
				t.Errorf("sweep %d: %+v, %v", i, done, err)
			}
		}
		w.sound()
	})
}
