package booking_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// parallel asks 50 times at once with one key, and returns how many different answers there were.
func parallel(w *town, who care.Actor, r booking.ApplyRequest) (answers map[string]int) {
	answers = make(map[string]int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			reply, err := w.s.Apply(w.t.Context(), who, "the key", r)
			text, _ := json.Marshal(reply)
			mu.Lock()
			defer mu.Unlock()
			answers[fmt.Sprint(string(text), err)]++
		})
	}
	wg.Wait()
	return answers
}

// A6: one key, one effect, one answer; with another content the key is refused.
func TestOneKeyOneEffect(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 10}, room{id: "d", places: 10})
		anna := w.family("anna", "a")
		r := booking.ApplyRequest{Child: "a", Class: "c", Start: start, As: booking.AsHold}
		if answers := parallel(w, anna, r); len(answers) != 1 {
			t.Fatalf("%d different answers: %v", len(answers), answers)
		}
		views, err := w.s.Applications(t.Context(), anna)
		if err != nil || len(views) != 1 {
			t.Fatalf("%d applications, %v", len(views), err)
		}
		r.Class = "d"
		if _, err := w.s.Apply(t.Context(), anna, "the key", r); !care.Is(err, care.CodeKeyReused) {
			t.Errorf("%v, want key_reused", err)
		}
		w.pass(73 * time.Hour)
		if _, err := w.s.Sweep(t.Context(), "me"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Apply(t.Context(), anna, "the key", booking.ApplyRequest{Child: "a", Class: "d", Start: start, As: booking.AsHold}); err != nil {
			t.Errorf("a key is kept for longer than 72 hours: %v", err)
		}
		w.sound()
	})
}

// The negative control of A6: without the key in the transaction, the same request is answered in two ways.
func TestOneKeyControl(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.s.NoKeys()
		w.facility("f", room{id: "c", places: 10})
		if answers := parallel(w, w.family("anna", "a"), booking.ApplyRequest{Child: "a", Class: "c", Start: start, As: booking.AsHold}); len(answers) == 1 {
			t.Error("the negative control answers alike: the test proves nothing")
		}
	})
}

// A server that is killed between the commit and the reply has done it once: asking another server gives the reply.
func TestKilledBeforeTheReply(t *testing.T) {
	address := storetest.PostgresURL(t)
	w := newTown(t, storetest.Open(t, address))
	child := w.crowd("k", 2)
	w.facility("f", room{id: "c", places: 10})
	client := &http.Client{}
	for i, die := range []struct {
		point string
		done  int
	}{{"before reply", 0}, {"after commit", 1}} {
		q := url.Values{"child": {string(child[i])}, "class": {"c"}, "as": {"hold"}, "key": {fmt.Sprint("key ", i)}}
		_, doomed := process(t, processDatabase+"="+address)
		q.Set("die", die.point)
		if status, body := ask(t, client, doomed, q); status != 0 {
			t.Fatalf("%s: the server lived on: %d %s", die.point, status, body)
		}
		who := guardian(string(w.children[child[i]].Child.FamilyID))
		views, err := w.s.Applications(t.Context(), who)
		if err != nil || len(views) != die.done {
			t.Fatalf("%s: %d applications, %v", die.point, len(views), err)
		}
		q.Del("die")
		_, next := process(t, processDatabase+"="+address)
		first, body := ask(t, client, next, q)
		second, again := ask(t, client, next, q)
		if first != http.StatusCreated || second != first || body != again {
			t.Fatalf("%s: %d %s\n%d %s", die.point, first, body, second, again)
		}
		if views, err = w.s.Applications(t.Context(), who); err != nil || len(views) != 1 {
			t.Fatalf("%s: %d applications, %v", die.point, len(views), err)
		}
	}
	w.sound()
}

// A7: a hold that has run out keeps nobody out, sweeper or not; without reclaiming it would.
func TestExpiredHoldsKeepNobodyOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		for _, control := range []bool{false, true} {
			w := newTown(t, st)
			if control {
				w.s.NoReclaim()
			}
			name := fmt.Sprint("f", control)
			w.facility(care.FacilityID(name), room{id: care.ClassID(name), places: 3})
			for i := range 3 {
				family := fmt.Sprint(name, i)
				w.applied(w.family(family, care.ChildID(family)), care.ChildID(family), care.ClassID(name), booking.AsHold)
			}
			ben := w.family(name+"ben", care.ChildID(name+"b"))
			if _, err := w.apply(ben, care.ChildID(name+"b"), care.ClassID(name), booking.AsHold); !care.Is(err, care.CodePoolFull) {
				t.Fatalf("%v, want pool_full", err)
			}
			w.pass(15 * time.Minute)
			_, err := w.apply(ben, care.ChildID(name+"b"), care.ClassID(name), booking.AsHold)
			switch {
			case !control && err != nil:
				t.Errorf("an expired hold keeps a child out: %v", err)
			case control && err == nil:
				t.Error("the negative control finds a place: the test proves nothing")
			}
			w.sound()
		}
	})
}

// One class, twelve months and more, children with different first days and birthdays: never more than there are places in
// any month, and never a refusal where every month was free.
func TestMonths(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		if faults := months(t, st, false); faults != 0 {
			t.Errorf("%d faults", faults)
		}
	})
	t.Run("control", func(t *testing.T) {
		if months(t, storetest.New(t), true) == 0 {
			t.Error("a service that looks at the first month alone is right: the test proves nothing")
		}
	})
}

func months(t *testing.T, st *store.Store, control bool) (faults int) {
	const places, children = 5, 120
	r := rand.New(rand.NewPCG(20261122, 1))
	w := newTown(t, st)
	if control {
		w.s.FirstMonthOnly()
	}
	w.facility("f", room{id: "c", places: places})
	today := care.DateOf(monday)
	type stay struct{ from, to care.Month }
	used := make(map[care.Month]int)
	taken := make(map[care.ChildID]stay)
	for i := range children {
		child := care.ChildID(fmt.Sprint("m", i, ":a"))
		birth := today.AddDays(-r.IntN(700))
		w.born(fmt.Sprint("m", i), birth, child)
		first := today.AddDays(r.IntN(500))
		who := guardian(fmt.Sprint("m", i))
		class := care.Class{FromMonths: 12, ToMonths: 24}
		if age, born := care.AgeMonths(birth, first); !born || age < 12 || age >= 24 {
			continue
		}
		var want stay
		want.from, want.to = care.Span(birth, first, &class)
		room := true
		for m := want.from; m <= want.to; m++ {
			room = room && used[m] < places
		}
		_, err := w.s.Apply(t.Context(), who, w.key(), booking.ApplyRequest{Child: child, Class: "c", Start: first, As: booking.AsHold})
		switch {
		case (err == nil) != room, err != nil && !care.Is(err, care.CodePoolFull):
			faults++
			if !control {
				t.Errorf("%s from %s to %s: %v, but room is %v", child, want.from, want.to, err, room)
			}
			return faults
		case err == nil:
			taken[child] = want
			for m := want.from; m <= want.to; m++ {
				used[m]++
			}
		}
		if len(taken) > 0 && r.IntN(4) == 0 && !control { // somebody leaves
			gone := slices.Sorted(maps.Keys(taken))
			c := gone[r.IntN(len(gone))]
			w.leave([]care.ChildID{c})
			for m := taken[c].from; m <= taken[c].to; m++ {
				used[m]--
			}
			delete(taken, c)
		}
	}
	if control {
		return faults
	}
	all, err := w.s.Places(t.Context(), staff("f"), "f")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all[0].Months {
		if o.Held != used[o.Month] || o.Used() > places {
			t.Errorf("%s: %+v, want %d held", o.Month, o, used[o.Month])
		}
	}
	w.sound()
	return faults
}
