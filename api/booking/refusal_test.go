package booking_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// refuses lets a facility refuse an application that was just submitted.
func (w *town) refuses(who care.Actor, child care.ChildID, class care.ClassID) booking.View {
	w.t.Helper()
	v := w.must(who, w.applied(who, child, class, booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
	return w.must(staff("f"), v, care.ActReject, booking.ActRequest{Reason: care.ReasonNeedsNotMet}, care.StateSubmitted)
}

// A refusal goes to the district and takes effect after the published time, the same for all. Until then the family sees what it
// saw before, and the place stays held.
func TestRefusalTakesEffectAfterTheDistrictHadTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		v := w.must(anna, w.applied(anna, "a", "c", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		wait := w.applied(ben, "b", "c", booking.AsWait)
		before, told := w.seenBy(anna, v), len(w.toldTo("anna"))
		w.pass(time.Hour)
		asked := w.must(staff("f"), v, care.ActReject, booking.ActRequest{Reason: care.ReasonNeedsNotMet}, care.StateSubmitted)
		if asked.Deadline == nil || asked.Deadline.Kind != care.DueReject || asked.Deadline.At.Time().Format("2006-01-02 15:04") != "2026-03-04 23:59" {
			t.Fatalf("%+v", asked.Deadline)
		}
		if now := w.seenBy(anna, v); now != before {
			t.Errorf("the family sees a refusal that has not taken effect:\n%s\n%s", before, now)
		}
		if got := w.state(ben, wait); got.State != care.StateWaitlisted {
			t.Errorf("the place of a refusal that has not taken effect is %s to the next", got.State)
		}
		if _, err := w.act(staff("f"), asked, care.ActReject, booking.ActRequest{Reason: care.ReasonHealth}); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("refused twice: %v", err)
		}
		cases, err := w.escalated(district)
		if err != nil || len(cases) != 1 || cases[0].Kind != store.EscalationReject || cases[0].Reason != care.ReasonNeedsNotMet || cases[0].DueAt != asked.RejectBy {
			t.Fatalf("%+v, %v", cases, err)
		}
		if !slices.Contains(cases[0].View.Actions, care.ActRefuseReject) {
			t.Errorf("the district can %v", cases[0].View.Actions)
		}
		if desk, err := w.s.FacilityDesk(t.Context(), staff("f")); err != nil || len(desk.Needs) != 0 {
			t.Errorf("the facility has answered and is asked for %+v, %v", desk.Needs, err)
		}
		w.sweep()
		w.pass(asked.RejectBy.Time().Add(-time.Millisecond).Sub(w.clock()))
		w.sweep()
		if now := w.seenBy(anna, v); now != before || len(w.toldTo("anna")) != told {
			t.Errorf("the family sees a refusal too early: %s", now)
		}
		w.pass(time.Millisecond)
		w.sweep()
		got := w.state(anna, v)
		if got.State != care.StateRejected || got.Reason != care.ReasonNeedsNotMet {
			t.Fatalf("%s for %s", got.State, got.Reason)
		}
		if news := w.toldTo("anna"); len(news) != told+1 || news[told].Event != care.NoticeRejected || news[told].Params["reason"] != string(care.ReasonNeedsNotMet) {
			t.Errorf("told %+v", news)
		}
		for _, s := range got.Steps {
			if s.Edge == care.EdgeReject {
				t.Error("the family reads what went between facility and district")
			}
		}
		if got := w.state(ben, wait); got.State != care.StateOffered {
			t.Errorf("the next is %s", got.State)
		}
		if cases, err = w.escalated(district); err != nil || len(cases) != 0 {
			t.Errorf("still with the district: %+v, %v", cases, err)
		}
		w.sound()
	})
}

// The district can object in that time: the place stays held, the facility answers anew, and the family hears of none of it.
func TestDistrictObjectsToARefusal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 2})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		v := w.refuses(anna, "a", "c")
		told := len(w.toldTo("anna"))
		other := care.Actor{Kind: care.ActorDistrict, ID: "other", Area: "320509"}
		if _, err := w.act(other, v, care.ActRefuseReject, booking.ActRequest{}); !care.Is(err, care.CodeNotFound) {
			t.Errorf("%v, want not_found", err)
		}
		for _, who := range []care.Actor{staff("f"), anna} {
			if _, err := w.act(who, v, care.ActRefuseReject, booking.ActRequest{}); !care.Is(err, care.CodeNotAllowed) {
				t.Errorf("%s: %v, want not_allowed", who.Kind, err)
			}
		}
		w.pass(30 * time.Hour)
		v = w.must(district, v, care.ActRefuseReject, booking.ActRequest{}, care.StateSubmitted)
		w.pass(20 * time.Hour)
		w.sweep()
		if got := w.state(anna, v); got.State != care.StateSubmitted || len(w.toldTo("anna")) != told || len(got.Steps) != 3 {
			t.Errorf("%s, %d steps, told %+v", got.State, len(got.Steps), w.toldTo("anna"))
		}
		w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)

		// Who refused can think better of it until then.
		v = w.refuses(ben, "b", "c")
		v = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
		w.pass(5 * aDay)
		w.sweep()
		if got := w.state(ben, v); got.State != care.StateOffered {
			t.Errorf("an offer after a refusal is %s", got.State)
		}
		if cases, err := w.escalated(district); err != nil || len(cases) != 0 {
			t.Errorf("still with the district: %+v, %v", cases, err)
		}
		w.sound()
	})
}

// While the complaint desk has a case its refusal does not take effect, and nobody sees a difference.
func TestComplaintDeskKeepsARefusal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 2})
		anna, ben := w.family("anna", "a"), w.family("ben", "b")
		open := true
		w.s.Examined = func(_ context.Context, _ *store.Tx, a care.Application) (bool, error) {
			return open && a.FamilyID == "anna", nil
		}
		v, other := w.refuses(anna, "a", "c"), w.refuses(ben, "b", "c")
		w.pass(3 * aDay)
		w.sweep()
		if a, b := w.state(anna, v).State, w.state(ben, other).State; a != care.StateSubmitted || b != care.StateRejected {
			t.Fatalf("%s, %s", a, b)
		}
		open = false
		w.sweep()
		if a := w.state(anna, v).State; a != care.StateRejected {
			t.Fatal(a)
		}
		w.sound()
	})
}

// seenBy is everything a family can see of its applications, but for the version a write must name.
func (w *town) seenBy(who care.Actor, v booking.View) string {
	w.t.Helper()
	one := w.state(who, v)
	all, err := w.s.Applications(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	views := append(slices.Clone(all), one)
	for i := range views {
		views[i].Version, views[i].UpdatedAt = 0, 0
	}
	text, err := json.Marshal(views)
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), `"Steps":null`, "")
}

// toldTo are the notices for a family, oldest first.
func (w *town) toldTo(family care.FamilyID) (out []care.Notice) {
	w.t.Helper()
	rows, err := w.st.ClaimOutbox(w.t.Context(), care.TopicMessage, "reader", w.at()+1, time.Microsecond, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		var n care.Notice
		if err := json.Unmarshal(r.Payload, &n); err != nil {
			w.t.Fatal(err)
		}
		if n.Family == family {
			out = append(out, n)
		}
	}
	return out
}
