package booking_test

import (
	"testing"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// stayedAway gives a child a place it does not come to, and lets the facility say so.
func (w *town) stayedAway(who care.Actor, child care.ChildID, class care.ClassID) booking.View {
	w.t.Helper()
	v := w.must(who, w.applied(who, child, class, booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
	v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
	v = w.must(who, v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
	w.pass(15 * aDay) // the first day is over
	for range 3 {
		w.sweep()
		err := w.st.Write(w.t.Context(), "deliver", func(tx *store.Tx) error { return w.s.Delivered(w.t.Context(), tx, v.ID, w.at()) })
		if err != nil {
			w.t.Fatal(err)
		}
		w.pass(3 * aDay)
	}
	w.pass(3 * aDay)
	return w.must(staff("f"), w.state(who, v), care.ActNoShow, booking.ActRequest{}, care.StateNoShow)
}

// A family objects once to "not attended", and its district ends that: the record stands for a reason on the list, or it is gone and
// the child waits as from the beginning.
func TestObjectionToANoShow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1}, room{id: "d", places: 1})
		anna, ben, cleo := w.family("anna", "a"), w.family("ben", "b"), w.family("cleo", "k")
		v := w.stayedAway(anna, "a", "c")
		for _, action := range []care.Action{care.ActRefuseObject, care.ActReinstate} { // nobody has objected
			if _, err := w.act(district, v, action, booking.ActRequest{Reason: map[care.Action]care.ReasonCode{care.ActRefuseObject: care.ReasonAbsenceSure}[action]}); !care.Is(err, care.CodeStateConflict) {
				t.Errorf("%s without an objection: %v", action, err)
			}
		}
		v = w.must(anna, v, care.ActObject, booking.ActRequest{}, care.StateNoShow)
		if v.Deadline == nil || v.Deadline.Kind != care.DueRuling {
			t.Errorf("the family waits until %+v", v.Deadline)
		}
		w.onlyTheDistrict(anna, v)
		v = w.must(district, v, care.ActRefuseObject, booking.ActRequest{Reason: care.ReasonAbsenceSure}, care.StateNoShow)
		if v.Reason != care.ReasonAbsenceSure || v.Deadline != nil {
			t.Errorf("it stands for %q until %+v", v.Reason, v.Deadline)
		}
		if _, err := w.act(anna, v, care.ActObject, booking.ActRequest{}); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("heard again: %v", err)
		}
		if got := w.notices(care.NoticeObjectRefused); got != 2 {
			t.Errorf("the ruling was told %d times, not to family and facility", got)
		}
		w.now = monday
		v = w.stayedAway(ben, "b", "d")
		later := booking.ApplyRequest{Child: "k", Class: "d", Start: care.Today(w.at()).AddDays(7), As: booking.AsHold}
		r, err := w.s.Apply(t.Context(), cleo, w.key(), later)
		if err != nil {
			t.Fatal(err)
		}
		v = w.must(ben, v, care.ActObject, booking.ActRequest{}, care.StateNoShow)
		v = w.must(district, v, care.ActReinstate, booking.ActRequest{}, care.StateWaitlisted)
		if v.Rank.At != v.CreatedAt || v.Reminders != 0 {
			t.Errorf("back since %s with %d reminders; the application is of %s", v.Rank.At.Time(), v.Reminders, v.CreatedAt.Time())
		}
		w.must(cleo, r.Application, care.ActWithdraw, booking.ActRequest{}, care.StateWithdrawn)
		if v = w.state(ben, v); v.State != care.StateOffered {
			t.Fatalf("the place that is free again is not offered: %s", v.State)
		}
		v = w.must(ben, v, care.ActAccept, booking.ActRequest{}, care.StateConfirmed)
		if _, err := w.act(staff("f"), v, care.ActNoShow, booking.ActRequest{}); !care.Is(err, care.CodeTooEarly) {
			t.Errorf("missing again at once: %v", err)
		}
		w.sound()
	})
}

// escalated reads what waits for a bureau, a row a page: the pages together are what they say they are, in order, nothing twice.
func (w *town) escalated(actor care.Actor) (all []booking.Case, err error) {
	w.t.Helper()
	seen := map[string]bool{}
	for cursor := ""; ; {
		page, err := w.s.Escalations(w.t.Context(), actor, cursor, 1)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Cases {
			if seen[c.ID] || len(all) > 0 && c.DueAt < all[len(all)-1].DueAt {
				w.t.Fatalf("%s after %+v", c.ID, all)
			}
			seen[c.ID], all = true, append(all, c)
		}
		if page.Next == "" {
			if page.Total != len(all) {
				w.t.Errorf("%d are said to wait, the pages have %d", page.Total, len(all))
			}
			return all, nil
		}
		cursor = page.Next
	}
}

// A desk with more than a page is read to its end, also where several are due at the same moment.
func TestDeskIsReadToItsEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 5})
		want := map[care.ApplicationID]bool{}
		for _, who := range []string{"a", "b", "c"} {
			child := care.ChildID(who + "-child")
			want[w.refuses(w.family(who, child), child, "c").ID] = true
		}
		cases, err := w.escalated(district)
		if err != nil || len(cases) != len(want) {
			t.Fatalf("%d of %d, %v", len(cases), len(want), err)
		}
		for _, c := range cases {
			if !want[c.Application] || c.DueAt != cases[0].DueAt {
				t.Errorf("%+v", c)
			}
		}
		for _, wrong := range []string{"!", "MTI", "eC95", "MTIvAA"} {
			if _, err := w.s.Escalations(t.Context(), district, wrong, 1); !care.Is(err, care.CodeBadCursor) {
				t.Errorf("%s: %v", wrong, err)
			}
		}
	})
}

// onlyTheDistrict sees that an objection waits for its own district, for nobody else, and only once.
func (w *town) onlyTheDistrict(family care.Actor, v booking.View) {
	w.t.Helper()
	cases, err := w.escalated(district)
	if err != nil || len(cases) != 1 || cases[0].Kind != store.EscalationObjection || cases[0].View.ChildName != "" {
		w.t.Errorf("%+v, %v", cases, err)
	}
	if _, err := w.act(family, v, care.ActObject, booking.ActRequest{}); !care.Is(err, care.CodeStateConflict) {
		w.t.Errorf("objected twice: %v", err)
	}
	elsewhere := care.Actor{Kind: care.ActorDistrict, ID: "other", Area: "320509"}
	city := care.Actor{Kind: care.ActorCity, ID: "city", Area: "320500"}
	for who, want := range map[care.Actor]care.Code{elsewhere: care.CodeNotFound, city: care.CodeNotAllowed, staff("f"): care.CodeNotAllowed, family: care.CodeNotAllowed} {
		for _, action := range []care.Action{care.ActRefuseObject, care.ActReinstate} {
			if _, err := w.act(who, v, action, booking.ActRequest{Reason: care.ReasonAbsenceSure}); !care.Is(err, want) {
				w.t.Errorf("%s by %s %s: %v, want %s", action, who.Kind, who.ID, err, want)
			}
		}
	}
	if _, err := w.act(district, v, care.ActRefuseObject, booking.ActRequest{}); !care.Is(err, care.CodeReasonNeeded) {
		w.t.Errorf("refused for no reason: %v", err)
	}
}
