package booking_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// standing is a facility with a child who is looked after, one with an offer and one who waits, a visit and a session to come; room nearby.
func standing(w *town) (who map[string]care.Actor, had map[string]booking.View) {
	w.t.Helper()
	w.facilityAt("f", &orb.Point{120.70, 31.30}, room{id: "c", places: 2})
	w.facilityAt("next", &orb.Point{120.71, 31.30}, room{id: "c-next", places: 1})
	w.outbox()
	who, had = make(map[string]care.Actor), make(map[string]booking.View)
	for _, name := range []string{"enrolled", "offered", "waiting", "visitor"} {
		who[name] = w.family(name, care.ChildID("child-"+name))
		w.pass(time.Minute)
	}
	had["enrolled"] = w.enrolled(who["enrolled"], "child-enrolled", "f", "c")
	v := w.applied(who["offered"], "child-offered", "c", booking.AsHold)
	v = w.must(who["offered"], v, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
	had["offered"] = w.must(staff("f"), v, care.ActOffer, booking.ActRequest{}, care.StateOffered)
	had["waiting"] = w.applied(who["waiting"], "child-waiting", "c", booking.AsWait)
	slots, err := w.s.PublishSlots(w.t.Context(), staff("f"), []booking.SlotRequest{{StartsAt: w.at() + dayLong, EndsAt: w.at() + dayLong + 3_600_000, Places: 2}})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.s.BookVisit(w.t.Context(), who["visitor"], w.key(), booking.VisitRequest{Slot: slots[0].ID}); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.s.PublishSessions(w.t.Context(), staff("f"), []booking.SessionRequest{{
		Mode: care.Drop, Date: care.Today(w.at()).AddDays(3), Open: 540, Close: 660, Places: 2, FromMonths: 6, ToMonths: 36,
	}}); err != nil {
		w.t.Fatal(err)
	}
	return who, had
}

const dayLong = 24 * 3600 * 1000

// toldOf counts the notices of an event since the last look, by family.
func toldOf(all []care.Notice, event care.NoticeEvent) map[care.FamilyID]int {
	out := make(map[care.FamilyID]int)
	for _, n := range all {
		if n.Event == event {
			out[n.Family]++
		}
	}
	return out
}

// outbox takes what is in the outbox.
func (w *town) outbox() (out []care.Notice) {
	w.t.Helper()
	rows, err := w.st.ClaimOutbox(w.t.Context(), care.TopicMessage, "test", w.at(), 24*time.Hour, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range rows {
		var n care.Notice
		if err := json.Unmarshal(row.Payload, &n); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

// A facility is stopped as one act: previewed first, then its places, visits, sessions and filing together; each family is told once and
// the children are offered what is free nearby. Opened again, everything stands as it did.
func TestStoppingAFacility(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		who, had := standing(w)
		p, err := w.s.PreviewClosure(t.Context(), district, "f")
		if err != nil {
			t.Fatal(err)
		}
		want := care.Affected{Enrolled: 1, Coming: 1, Waiting: 1, Families: 3, Visits: 1, Slots: 1, Sessions: 1}
		if p.Affected != want || len(p.Children) != 3 || p.Suited != 1 || len(p.Nearby) != 1 || p.Nearby[0].Class != "c-next" || p.Open != nil {
			t.Fatalf("previewed %+v", p)
		}
		if p.Children[0].State.Waiting() || p.Children[2].State != care.StateWaitlisted {
			t.Errorf("who has a place does not stand first: %+v", p.Children)
		}
		act := booking.ClosureRequest{Kind: care.ClosureSuspend, Reason: care.ReasonSafety, Words: "消防整改", Version: p.Version}
		stale := act
		stale.Version--
		if _, err := w.s.CloseFacility(t.Context(), district, w.key(), "f", stale); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("previewed before it changed: %v", err)
		}
		if _, err := w.s.CloseFacility(t.Context(), care.Actor{Kind: care.ActorDistrict, ID: "else", Area: "110101"}, w.key(), "f", act); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district: %v", err)
		}
		key := w.key()
		done, err := w.s.CloseFacility(t.Context(), district, key, "f", act)
		if err != nil || done.Affect != want || done.Is != care.FilingSuspended || done.Classes != 1 {
			t.Fatalf("stopped: %+v %v", done, err)
		}
		if again, err := w.s.CloseFacility(t.Context(), district, key, "f", act); err != nil || again.Closure != done.Closure {
			t.Errorf("asked again with the same key: %+v %v", again, err)
		}
		w.stopped(who, had)
		if _, err := w.s.CloseFacility(t.Context(), district, w.key(), "f", booking.ClosureRequest{Kind: care.ClosureSuspend, Reason: care.ReasonSafety, Version: w.version("f")}); !care.Is(err, care.CodeStoppedAlready) {
			t.Errorf("stopped twice: %v", err)
		}
		w.opened(who, had)
		w.sound()
	})
}

// stopped checks what stands after a suspension.
func (w *town) stopped(who map[string]care.Actor, had map[string]booking.View) {
	w.t.Helper()
	f, err := w.st.Facility(w.t.Context(), "f")
	if err != nil || f.Filing.Status != care.FilingSuspended {
		w.t.Errorf("the facility is %s, %v", f.Filing.Status, err)
	}
	if now := w.state(who["offered"], had["offered"]); now.State != care.StateOffered || !now.Frozen() {
		w.t.Errorf("the offer is %s, frozen %v", now.State, now.Frozen())
	}
	all := w.outbox()
	if told := toldOf(all, care.NoticeStopped); len(told) != 4 || told["enrolled"] != 1 || told["waiting"] != 1 || told[""] != 1 {
		w.t.Errorf("told of it: %v", told)
	}
	if told := toldOf(all, care.NoticeFrozen); len(told) != 0 {
		w.t.Errorf("told twice: %v", told)
	}
	if told := toldOf(all, care.NoticeVisitCancelled); told["visitor"] != 1 {
		w.t.Errorf("the visitor was told %v", told)
	}
	if v, ok := w.beside(who["enrolled"], "child-enrolled"); !ok || v.ClassID != "c-next" {
		w.t.Errorf("the child who is looked after is offered %q", v.ClassID)
	}
	state, err := w.s.ClosureProgress(w.t.Context(), district, "f")
	if err != nil || len(state.Fates) != 3 || state.Fates[0].Elsewhere != care.StateOffered || state.Names["next"] == "" {
		w.t.Errorf("progress: %+v %v", state, err)
	}
	// A list that comes in meanwhile opens nothing.
	f.Filing.Status, f.Name = care.Filed, "又送来的名录"
	if _, err := w.st.SaveFacilities(w.t.Context(), care.Actor{Kind: care.ActorOperator, ID: "import"}, w.at(), []care.Facility{f}); err != nil {
		w.t.Fatal(err)
	}
	if f, err = w.st.Facility(w.t.Context(), "f"); err != nil || f.Filing.Status != care.FilingSuspended || f.Name != "又送来的名录" {
		w.t.Errorf("a list made it %s (%s), %v", f.Filing.Status, f.Name, err)
	}
}

// opened opens the facility again and checks that it stands as it did.
func (w *town) opened(who map[string]care.Actor, had map[string]booking.View) {
	w.t.Helper()
	if _, err := w.s.ReopenFacility(w.t.Context(), district, w.key(), "f", booking.ReopenRequest{Reason: care.ReasonSafety, Version: w.version("f")}); !care.Is(err, care.CodeReasonNeeded) {
		w.t.Errorf("opened for no good reason: %v", err)
	}
	done, err := w.s.ReopenFacility(w.t.Context(), district, w.key(), "f", booking.ReopenRequest{Reason: care.ReasonCorrected, Version: w.version("f")})
	if err != nil || done.Is != care.Filed || done.Classes != 1 {
		w.t.Fatalf("opened again: %+v %v", done, err)
	}
	if now := w.state(who["offered"], had["offered"]); now.Frozen() || now.State != care.StateOffered {
		w.t.Errorf("the offer is %s, frozen %v", now.State, now.Frozen())
	}
	if told := toldOf(w.outbox(), care.NoticeReopened); told["waiting"] != 1 || told[""] != 1 {
		w.t.Errorf("told that it is open: %v", told)
	}
}

// version is that of a facility as the bureau sees it.
func (w *town) version(f care.FacilityID) int64 {
	w.t.Helper()
	p, err := w.s.PreviewClosure(w.t.Context(), district, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Version
}

// A closure follows a suspension, ends the filing, and only a mistake or an order takes it back.
func TestClosingForGood(t *testing.T) {
	storetest.Each(t, closingForGood)
}

func closingForGood(t *testing.T, st *store.Store) {
	w := newTown(t, st)
	standing(w)
	for _, kind := range []care.ClosureKind{care.ClosureSuspend, care.ClosureClose} {
		if _, err := w.s.CloseFacility(t.Context(), district, w.key(), "f", booking.ClosureRequest{Kind: kind, Reason: care.ReasonClosing, Version: w.version("f")}); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
	}
	if _, err := w.s.CloseFacility(t.Context(), district, w.key(), "f", booking.ClosureRequest{Kind: care.ClosureSuspend, Reason: care.ReasonClosing, Version: w.version("f")}); !care.Is(err, care.CodeStoppedAlready) {
		t.Errorf("suspended after it was closed: %v", err)
	}
	if _, err := w.s.ReopenFacility(t.Context(), district, w.key(), "f", booking.ReopenRequest{Reason: care.ReasonCorrected, Version: w.version("f")}); !care.Is(err, care.CodeClosedForGood) {
		t.Errorf("opened without a filing: %v", err)
	}
	done, err := w.s.ReopenFacility(t.Context(), district, w.key(), "f", booking.ReopenRequest{Reason: care.ReasonMistake, Version: w.version("f")})
	if err != nil || done.Is != care.Filed || done.Classes != 1 {
		t.Errorf("taken back: %+v %v", done, err)
	}
	closures := func() (out []store.ClosureLine, err error) { // row by row: two may have begun in one moment
		for cursor, n := "", 0; ; n++ {
			page, err := w.s.Closures(t.Context(), district, cursor, 1)
			if err != nil || len(page.Closures) != 1 || n > page.Total {
				return out, fmt.Errorf("page %d of %d: %w", n, page.Total, err)
			}
			out = append(out, page.Closures...)
			if cursor = page.Next; cursor == "" {
				if len(out) != page.Total {
					return out, fmt.Errorf("%d rows of %d", len(out), page.Total)
				}
				return out, nil
			}
		}
	}
	if _, err := w.s.Closures(t.Context(), district, "nonsense", 1); !care.Is(err, care.CodeBadCursor) {
		t.Errorf("a cursor of nothing: %v", err)
	}
	all, err := closures()
	if err != nil || len(all) != 2 || all[0].EndedAt == 0 || all[1].EndReason != care.ReasonClosing {
		t.Errorf("closures: %+v %v", all, err)
	}
	titles := func() (out []care.Title) {
		if err := st.Read(t.Context(), "titles", func(tx *store.Tx) (err error) {
			out, err = tx.Titles(t.Context(), "f")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := titles(); len(got) != 2 || got[0].EndedOn.IsZero() == got[1].EndedOn.IsZero() { // it came in by a list, was ended, and stands again
		t.Errorf("what it was given: %+v", got)
	}
	if _, err := w.s.CloseFacility(t.Context(), district, w.key(), "f", booking.ClosureRequest{Kind: care.ClosureClose, Reason: care.ReasonClosing, Version: w.version("f")}); err != nil {
		t.Fatal(err)
	}
	for _, one := range titles() {
		if one.EndedOn.IsZero() {
			t.Errorf("stands after the closure: %+v", one)
		}
	}
	w.outbox()
	for range 2 { // filed again; the second time there is nothing to end
		if err := st.Write(t.Context(), "filed again", func(tx *store.Tx) error { return w.s.FiledAgain(t.Context(), tx, district, "f", w.at()) }); err != nil {
			t.Fatal(err)
		}
	}
	if all, err = closures(); err != nil || len(all) != 3 || all[0].EndReason != care.ReasonFiledAgain {
		t.Errorf("after it was filed again: %+v %v", all, err)
	}
	if told := toldOf(w.outbox(), care.NoticeReopened); told["waiting"] != 1 || told[""] != 1 {
		t.Errorf("told that it is open: %v", told)
	}
	err = st.Read(t.Context(), "classes", func(tx *store.Tx) error {
		classes, err := tx.ClassesOf(t.Context(), "f")
		for _, c := range classes {
			if c.Frozen != "" {
				t.Errorf("%s takes nobody", c.ID)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	w.sound()
}
