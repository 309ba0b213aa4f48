package booking_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// each runs f for every item on n goroutines.
func each[T any](n int, items []T, f func(T)) {
	next := make(chan T)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for item := range next {
				f(item)
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wg.Wait()
}

// A8: 1,000 children wait for ten full classes; 300 places come free at random while ten workers promote and parents accept and
// decline. Nobody is passed over, no place stays empty, and every counter is right.
func TestManyPromoteAtOnce(t *testing.T) {
	const classes, places, waits, freed, answers = 10, 30, 1000, 300, 100
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		var rooms []room
		for i := range classes {
			rooms = append(rooms, room{id: care.ClassID(fmt.Sprint("c", i)), places: places})
		}
		w.facility("f", rooms...)
		inside := w.crowd("in", classes*places)
		outside := w.crowd("out", waits)
		seat := func(as booking.As) func(i int) booking.View {
			return func(i int) booking.View {
				children, class := inside, i%classes
				if as == booking.AsWait {
					children = outside
				}
				c := children[i]
				return w.applied(guardian(string(w.children[c].Child.FamilyID)), c, care.ClassID(fmt.Sprint("c", class)), as)
			}
		}
		holds := make([]booking.View, len(inside))
		each(8, indexes(len(inside)), func(i int) { holds[i] = seat(booking.AsHold)(i) })
		each(8, indexes(len(outside)), func(i int) { seat(booking.AsWait)(i) })
		w.sound()

		r := rand.New(rand.NewPCG(20261122, 8))
		order := r.Perm(len(holds))[:freed]
		var parents sync.WaitGroup
		stop := make(chan struct{})
		for worker := range 10 { // the lease lets one sweep at a time; the others promote class by class
			parents.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(10 * time.Millisecond):
					}
					if _, err := w.s.Sweep(t.Context(), fmt.Sprint("worker ", worker)); err != nil {
						t.Error(err)
						return
					}
					if err := w.s.PromoteNow(t.Context(), care.ClassID(fmt.Sprint("c", worker))); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		each(4, order, func(i int) {
			if _, err := w.act(guardian(string(holds[i].FamilyID)), holds[i], care.ActWithdraw, booking.ActRequest{}); err != nil {
				t.Error(err)
			}
		})
		each(4, outside[:answers*3], func(c care.ChildID) { answer(t, w, c) })
		close(stop)
		parents.Wait()
		w.sound()
		w.noInversions("f")
		for _, p := range w.places("f") {
			if n := p.Waiting; n == 0 {
				continue
			}
			if free, _ := store.Months(p.Months).Free(start.MonthOf(), start.MonthOf()); free > 0 {
				t.Errorf("%s: %d places are free while %d wait", p.ID, free, p.Waiting)
			}
		}
	})
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// answer lets a family that has an offer accept or decline it.
func answer(t *testing.T, w *town, c care.ChildID) {
	who := guardian(string(w.children[c].Child.FamilyID))
	views, err := w.s.Applications(t.Context(), who)
	if err != nil {
		t.Error(err)
		return
	}
	for _, v := range views {
		if v.State != care.StateOffered {
			continue
		}
		action := care.ActAccept
		if len(c)%2 == 0 {
			action = care.ActDecline
		}
		if _, err := w.act(who, v, action, booking.ActRequest{}); err != nil {
			t.Error(err)
		}
	}
}

func (w *town) places(f care.FacilityID) []booking.ClassPlaces {
	w.t.Helper()
	out, err := w.s.Places(w.t.Context(), staff(f), f)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// noInversions checks that nobody was offered a place from the waitlist before somebody of a better rank who waited: all children
// of the crowd want the same months.
func (w *town) noInversions(f care.FacilityID) {
	w.t.Helper()
	for _, p := range w.places(f) {
		var worst care.Rank
		var left []care.Application
		err := w.st.Read(w.t.Context(), "look", func(tx *store.Tx) error {
			moves, err := tx.WaitMoves(w.t.Context(), p.ID)
			if err != nil {
				return err
			}
			for _, m := range moves {
				if m.Edge == care.EdgePromote && (worst.ID == "" || worst.Compare(m.Rank) < 0) {
					worst = m.Rank
				}
			}
			left, err = tx.Waiting(w.t.Context(), p.ID)
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, a := range left {
			if worst.ID != "" && a.Rank.Compare(worst) < 0 {
				w.t.Errorf("%s: %s still waits and %s, who ranks after it, was offered a place", p.ID, a.ID, worst.ID)
			}
		}
	}
}

// A9: a sweeper is killed at 100 random points while it has everything to do. Nothing is left half done, and when the
// lease has run out the next one does the rest.
func TestKilledSweeper(t *testing.T) {
	const kills = 100
	n := kills
	if testing.Short() {
		n = 10
	}
	address := storetest.PostgresURL(t)
	st := storetest.Open(t, address)
	w := newTown(t, st)
	r := rand.New(rand.NewPCG(20261122, 9))
	w.facility("f", room{id: "c", places: 40}, room{id: "d", places: 40})
	inside, outside := w.crowd("in", 80), w.crowd("out", 80)
	each(4, indexes(80), func(i int) {
		w.applied(guardian(string(w.children[inside[i]].Child.FamilyID)), inside[i], care.ClassID("cd"[i%2:i%2+1]), booking.AsHold)
	})
	each(4, indexes(80), func(i int) {
		w.applied(guardian(string(w.children[outside[i]].Child.FamilyID)), outside[i], care.ClassID("cd"[i%2:i%2+1]), booking.AsWait)
	})
	at := w.clock().Add(16 * time.Minute)
	for i := range n {
		// Each process comes a minute later, so that the lease of the one before has run out.
		cmd, _ := process(t, processDatabase+"="+address, processSweeps+"="+at.Add(time.Duration(i)*time.Minute).Format(time.RFC3339))
		time.Sleep(time.Duration(r.IntN(12_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if i%10 == 0 {
			w.sound()
		}
	}
	w.pass(time.Duration(n+17) * time.Minute)
	done, err := w.s.Sweep(t.Context(), "the last")
	if err != nil || !done.Mine || done.Failed != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	w.sound()
	w.noInversions("f")
	held := 0
	for _, p := range w.places("f") {
		for _, o := range p.Months[:1] {
			held += o.Held
			if o.Offered != 40 && p.Months[0].Month == start.MonthOf() {
				t.Errorf("%s: %d of 40 places were offered again", p.ID, o.Offered)
			}
		}
	}
	if held != 0 {
		t.Errorf("%d holds outlive their time", held)
	}
	w.audited(care.EdgeExpire, 80)
	w.audited(care.EdgePromote, 80)
	if slices.Contains([]int{0}, w.messages(t, address)) {
		t.Error("no message waits to be sent")
	}
}

// messages counts what the outbox holds, once for each notice.
func (w *town) messages(t *testing.T, _ string) int {
	rows, err := w.st.ClaimOutbox(t.Context(), care.TopicMessage, "test", w.at()+1, time.Minute, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

// The negative control of A9: work that a killed worker has taken without a lease that ends is never done.
func TestKilledSweeperControl(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newTown(t, st)
		w.facility("f", room{id: "c", places: 1})
		anna := w.family("anna", "a")
		w.applied(anna, "a", "c", booking.AsHold)
		w.pass(time.Hour)
		const forever = 200 * 365 * 24 * time.Hour
		if mine, err := st.Lease(t.Context(), "booking.sweeper", "killed", w.at(), forever); err != nil || !mine {
			t.Fatal(mine, err)
		}
		w.pass(24 * time.Hour)
		if done, err := w.s.Sweep(t.Context(), "next"); err != nil || done.Mine {
			t.Errorf("the negative control lets the next one sweep: %+v, %v", done, err)
		}
	})
}

// A13: the steps of 100,000 transitions reproduce every state; none is without actor and reason.
func TestHistory(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 5_000
	}
	st := storetest.New(t)
	w := newTown(t, st)
	w.facility("f", room{id: "c", places: 1, mode: care.HalfDay})
	steps := w.invent(n)
	if broken, err := st.BrokenSteps(t.Context()); err != nil || len(broken) != 0 {
		t.Fatalf("%d states do not follow from their steps, %v", len(broken), err)
	}
	t.Logf("%d steps", steps)
	if steps < n {
		t.Errorf("only %d steps", steps)
	}
	// The control: one step lost, one state written without a step.
	victim := w.lose(t)
	if broken, err := st.BrokenSteps(t.Context()); err != nil || !slices.Contains(broken, victim) {
		t.Errorf("a state without its step is not found: %v, %v", broken, err)
	}
}
