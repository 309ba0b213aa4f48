package booking_test

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// exchange asks for a place in a class for a held one.
func (w *town) exchange(who care.Actor, key booking.IdempotencyKey, child care.ChildID, class care.ClassID, first care.Date, old booking.View) (booking.View, error) {
	r, err := w.s.Apply(w.t.Context(), who, key, booking.ApplyRequest{Child: child, Class: class, Start: first, As: booking.AsHold, Exchange: old.ID})
	return r.Application, err
}

// steps are those an application has taken.
func (w *town) steps(v booking.View) (steps []store.Step) {
	w.t.Helper()
	err := w.st.Read(w.t.Context(), "read steps", func(tx *store.Tx) (err error) {
		steps, err = tx.StepsTaken(w.t.Context(), v.ID)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return steps
}

// told counts what is to be told and was not counted before.
func (w *town) told() int {
	w.t.Helper()
	rows, err := w.st.ClaimOutbox(w.t.Context(), care.TopicMessage, "count", w.at(), time.Hour, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(rows)
}

// A held place is exchanged at once: the new one is held, the old one goes to who waits, and the same request again says the same.
func TestExchangeOfAHeldPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1}, room{id: "d", places: 1}, room{id: "e", places: 1, mode: care.HalfDay})
		anna, ben, carl := w.family("anna", "a"), w.family("ben", "b"), w.family("carl", "k")
		w.must(carl, w.applied(carl, "k", "e", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		aside := w.applied(anna, "a", "e", booking.AsWait)
		old := w.applied(anna, "a", "c", booking.AsHold)
		waits := w.applied(ben, "b", "c", booking.AsWait)
		key := w.key()
		next, err := w.exchange(anna, key, "a", "d", start, old)
		if err != nil || next.State != care.StateHeld {
			t.Fatalf("%s, %v", next.State, err)
		}
		if again, err := w.exchange(anna, key, "a", "d", start, old); err != nil || !reflect.DeepEqual(again, next) {
			t.Errorf("again: %+v, %v; want %+v", again, err, next)
		}
		steps := w.steps(old)
		if last := steps[len(steps)-1]; w.state(anna, old).State != care.StateWithdrawn || last.Edge != care.EdgeWithdraw || last.Actor.ID != anna.ID {
			t.Errorf("the last step of the old place is %+v", last)
		}
		if got := w.state(ben, waits); got.State != care.StateOffered {
			t.Errorf("who waited for it is %s", got.State)
		}
		if got := w.state(anna, aside); got.State != care.StatePaused || len(w.steps(aside)) != 3 {
			t.Errorf("a wait elsewhere is %s after %+v: it was nothing to it", got.State, w.steps(aside))
		}
		w.sound()
	})
}

// Where the new place is not to be had, nothing happened: nobody was offered the old one, and nobody was told.
func TestExchangeThatCannotBe(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1}, room{id: "d", places: 1}, room{id: "g", places: 1})
		anna, ben, carl := w.family("anna", "a", "a2"), w.family("ben", "b"), w.family("carl", "k")
		old := w.applied(anna, "a", "c", booking.AsHold)
		waits := w.applied(carl, "k", "c", booking.AsWait)
		w.must(ben, w.applied(ben, "b", "d", booking.AsHold), care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		w.told()
		if _, err := w.exchange(anna, w.key(), "a", "d", start, old); !care.Is(err, care.CodePoolFull) {
			t.Errorf("%v, want pool_full", err)
		}
		if _, err := w.exchange(anna, w.key(), "a", "c", start.AddDays(1), old); !care.Is(err, care.CodePoolFull) {
			t.Errorf("another day where somebody waits: %v, want pool_full", err)
		}
		for name, r := range map[string]booking.ApplyRequest{
			"a sibling's":   {Child: "a2", Class: "g", Start: start, As: booking.AsHold, Exchange: old.ID},
			"nobody's":      {Child: "a", Class: "g", Start: start, As: booking.AsHold, Exchange: "nothing"},
			"for a wait":    {Child: "a", Class: "d", Start: start, As: booking.AsWait, Exchange: old.ID},
			"for two":       {Child: "a", Class: "g", Start: start, As: booking.AsHold, Exchange: old.ID, With: []booking.Sibling{{Child: "a2", Class: "g"}}},
			"somebody else": {Child: "b", Class: "g", Start: start, As: booking.AsHold, Exchange: old.ID},
		} {
			if _, err := w.s.Apply(t.Context(), anna, w.key(), r); err == nil {
				t.Errorf("%s was taken", name)
			}
		}
		if _, err := w.s.Apply(t.Context(), ben, w.key(), booking.ApplyRequest{Child: "b", Class: "g", Start: start, As: booking.AsHold, Exchange: old.ID}); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another family's: %v, want not_found", err)
		}
		if got := w.state(anna, old); !reflect.DeepEqual(got, old) && (got.State != care.StateHeld || got.Version != old.Version) {
			t.Errorf("the old place is %+v", got)
		}
		if got := w.state(carl, waits); got.State != care.StateWaitlisted {
			t.Errorf("who waits is %s", got.State)
		}
		if n := w.told(); n != 0 {
			t.Errorf("%d things were told", n)
		}
		submitted := w.must(anna, old, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		if _, err := w.exchange(anna, w.key(), "a", "g", start, submitted); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("one that is submitted: %v, want state_conflict", err)
		}
		w.sound()
	})
}

// The last place of a class is exchanged for another day in it.
func TestExchangeOfTheDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		old := w.applied(anna, "a", "c", booking.AsHold)
		next, err := w.exchange(anna, w.key(), "a", "c", start.AddDays(1), old)
		if err != nil || next.State != care.StateHeld || next.Start != start.AddDays(1) {
			t.Fatalf("%s, %v", next.State, err)
		}
		w.pass(16 * time.Minute)
		later, err := w.exchange(anna, w.key(), "a", "c", start, next) // ran out meanwhile: there is nothing to give back
		if err != nil || later.State != care.StateHeld || w.state(anna, next).State != care.StateExpired {
			t.Fatalf("%s, %v", later.State, err)
		}
		w.sound()
	})
}

// Two families exchange for the same last place, or each for what the other has, at the same moment: nobody is ever left without one.
func TestExchangesAtTheSameMoment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		for round := range 12 {
			id := func(s string) string { return fmt.Sprint(s, round) }
			w.facility(care.FacilityID(id("f")), room{id: care.ClassID(id("c")), places: 1}, room{id: care.ClassID(id("d")), places: 1}, room{id: care.ClassID(id("e")), places: 1})
			children := [2]care.ChildID{care.ChildID(id("a")), care.ChildID(id("b"))}
			classes := [2]care.ClassID{care.ClassID(id("c")), care.ClassID(id("d"))}
			wanted, want := [2]care.ClassID{care.ClassID(id("e")), care.ClassID(id("e"))}, 1
			if round%2 == 1 {
				wanted, want = [2]care.ClassID{classes[1], classes[0]}, 0
			}
			var who [2]care.Actor
			var old [2]booking.View
			for i := range 2 {
				who[i] = w.family(id(fmt.Sprint("family", i, "-")), children[i])
				old[i] = w.applied(who[i], children[i], classes[i], booking.AsHold)
			}
			var errs [2]error
			var all sync.WaitGroup
			for i := range 2 {
				all.Go(func() { _, errs[i] = w.exchange(who[i], w.key(), children[i], wanted[i], start, old[i]) })
			}
			all.Wait()
			won := 0
			for i := range 2 {
				got := w.state(who[i], old[i])
				switch {
				case errs[i] == nil && got.State == care.StateWithdrawn:
					won++
				case care.Is(errs[i], care.CodePoolFull) && got.State == care.StateHeld && got.Version == old[i].Version:
				default:
					t.Errorf("round %d: %v, and the old place is %s", round, errs[i], got.State)
				}
			}
			if won != want && round%2 == 0 || round%2 == 1 && won == 2 {
				t.Errorf("round %d: %d exchanged, want %d", round, won, want)
			}
		}
		w.sound()
	})
}
