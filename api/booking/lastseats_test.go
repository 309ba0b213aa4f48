package booking_test

import (
	"context"
	"fmt"
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

const (
	seats   = 7
	clients = 200
)

// round is what one rush for the last seats of a class came to.
type round struct {
	won, full, other int
	winners          []care.ChildID
	p99              time.Duration
	oddest           string
}

// rush sends every child's request for a class at once and counts the answers.
func rush(children []care.ChildID, request func(i int, child care.ChildID) (status int, body string)) round {
	var r round
	var mu sync.Mutex
	var wg sync.WaitGroup
	gate := make(chan struct{})
	took := make([]time.Duration, len(children))
	for i, child := range children {
		wg.Go(func() {
			<-gate
			begin := time.Now()
			status, body := request(i, child)
			took[i] = time.Since(begin)
			mu.Lock()
			defer mu.Unlock()
			switch status {
			case http.StatusCreated:
				r.won++
				r.winners = append(r.winners, child)
			case http.StatusConflict:
				r.full++
			default:
				r.other++
				r.oddest = fmt.Sprint(status, " ", body)
			}
		})
	}
	close(gate)
	wg.Wait()
	slices.Sort(took)
	r.p99 = took[len(took)*99/100]
	return r
}

// leave gives the places of the winners back, so that the next round is for everybody again.
func (w *town) leave(children []care.ChildID) {
	w.t.Helper()
	for _, c := range children {
		family := w.children[c].Child.FamilyID
		if err := w.s.EndApplications(w.t.Context(), guardian(string(family)), family, c); err != nil {
			w.t.Fatal(err)
		}
	}
}

// watch samples the places of a class each 5 ms and returns the most that were taken at any time.
func (w *town) watch(class care.ClassID) (most func() int) {
	ctx, stop := context.WithCancel(w.t.Context())
	done := make(chan int)
	go func() {
		n := 0
		for ctx.Err() == nil {
			_ = w.st.Read(ctx, "watch", func(tx *store.Tx) error {
				months, err := tx.Occupancy(ctx, class)
				for _, o := range months {
					n = max(n, o.Used())
				}
				return err
			})
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Millisecond):
			}
		}
		done <- n
	}()
	return func() int { stop(); return <-done }
}

// lastSeats runs rounds of 200 requests for 7 seats over three processes on one database.
func lastSeats(t *testing.T, rounds int, env ...string) (results []round, w *town) {
	address := storetest.PostgresURL(t)
	st := storetest.Open(t, address)
	w = newTown(t, st)
	children := w.crowd("c", clients)
	servers := make([]string, 3)
	for i := range servers {
		_, servers[i] = process(t, append([]string{processDatabase + "=" + address}, env...)...)
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	for n := range rounds {
		class := care.ClassID(fmt.Sprint("class", n))
		w.facility(care.FacilityID(fmt.Sprint("f", n)), room{id: class, places: seats})
		most := w.watch(class)
		r := rush(children, func(i int, child care.ChildID) (int, string) {
			return ask(t, client, servers[i%len(servers)], url.Values{"child": {string(child)}, "class": {string(class)}, "as": {"hold"}, "key": {fmt.Sprint("r", n, "-", i)}})
		})
		if n := most(); n > seats {
			t.Fatalf("%d seats were taken at one time", n)
		}
		results = append(results, r)
		w.leave(r.winners)
	}
	return results, w
}

// A1: exactly the seats there are, never a fault, never a seat too many at any moment.
func TestLastSeats(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	results, w := lastSeats(t, rounds)
	for i, r := range results {
		if r.won != seats || r.full != clients-seats || r.other != 0 {
			t.Errorf("round %d: %d got a place, %d were told it is full, %d something else (%s)", i, r.won, r.full, r.other, r.oddest)
		}
	}
	w.sound()
	w.audited(care.EdgeHold, rounds*seats)
}

// audited checks that an edge was written down as often as it was gone, each with its actor, in a chain that holds.
func (w *town) audited(edge care.Edge, want int) {
	w.t.Helper()
	if _, err := w.st.Sequence(w.t.Context(), "test", w.at()); err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for after := int64(0); ; {
		changes, err := w.st.Changes(w.t.Context(), after, 10_000)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(changes) == 0 {
			break
		}
		for _, c := range changes {
			after = c.Seq
			if c.Noun == care.NounApplication && c.Kind == string(edge) {
				n++
				if c.Actor.ID == "" {
					w.t.Errorf("a change without an actor: %+v", c)
				}
			}
		}
	}
	if n != want {
		w.t.Errorf("%d rows of audit for %s, want %d", n, edge, want)
	}
	if err := w.st.VerifyChain(w.t.Context()); err != nil {
		w.t.Error(err)
	}
}

// The negative control of A1: with count-then-insert in place of the primitive, nine rounds in ten sell too many.
func TestLastSeatsControl(t *testing.T) {
	const rounds = 10
	address := storetest.PostgresURL(t)
	st := storetest.Open(t, address)
	w := newTown(t, st)
	servers := make([]string, 3)
	for i := range servers {
		_, servers[i] = process(t, processDatabase+"="+address, processControl+"=count")
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	oversold, worst := 0, 0
	for n := range rounds {
		children := w.crowd(fmt.Sprint("n", n, "-"), clients)
		class := care.ClassID(fmt.Sprint("class", n))
		w.facility(care.FacilityID(fmt.Sprint("f", n)), room{id: class, places: seats})
		r := rush(children, func(i int, child care.ChildID) (int, string) {
			return ask(t, client, servers[i%len(servers)], url.Values{"child": {string(child)}, "class": {string(class)}, "as": {"hold"}, "key": {fmt.Sprint("r", n, "-", i)}})
		})
		if r.won > seats {
			oversold++
		}
		worst = max(worst, r.won)
	}
	t.Logf("oversold %d of %d rounds, at worst %d of %d", oversold, rounds, worst, seats)
	if oversold < rounds*9/10 {
		t.Error("the negative control sells right: the test proves nothing")
	}
}

// A2: never oversold at stricter isolation either; retries are bounded and no client sees one.
func TestLastSeatsIsolation(t *testing.T) {
	for _, level := range []string{"repeatable", "serializable"} {
		t.Run(level, func(t *testing.T) {
			results, w := lastSeats(t, 5, processIsolation+"="+level)
			for i, r := range results {
				if r.won != seats || r.other != 0 {
					t.Errorf("round %d: %d got a place, %d were told it is full, %d something else (%s)", i, r.won, r.full, r.other, r.oddest)
				}
			}
			w.sound()
		})
	}
}

// A3: the same on the embedded edition: not one too many, not one too few, and nobody hears of a locked database.
func TestLastSeatsEmbedded(t *testing.T) {
	w := newTown(t, storetest.New(t))
	var worst time.Duration
	for n, r := range w.embedded(20) {
		if r.won != seats || r.full != clients-seats || r.other != 0 {
			t.Errorf("round %d: %d got a place, %d were told it is full, %d something else (%s)", n, r.won, r.full, r.other, r.oddest)
		}
		worst = max(worst, r.p99)
	}
	t.Logf("p99 of the answers of the worst round: %s", worst)
	w.sound()
}

// The negative control of A3: transactions that read before they write and take their lock only then, as a deferred BEGIN has
// them do, tell people of a locked database or sell too few.
func TestLastSeatsEmbeddedControl(t *testing.T) {
	const rounds = 5
	address := storetest.SQLiteURL(t)
	storetest.Open(t, address) // has its tables made
	st, err := store.Open(t.Context(), address, store.WithDeferred())
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close() //nolint:errcheck // thrown away
	w := newTown(t, st)
	w.s.LookFirst()
	wrong, locked, short := 0, 0, 0
	for _, r := range w.embedded(rounds) {
		if r.other > 0 || r.won < seats {
			wrong++
		}
		locked += r.other
		short += max(0, seats-r.won)
	}
	t.Logf("%d of %d rounds went wrong: %d were told something is locked, %d places were not sold", wrong, rounds, locked, short)
	if wrong < rounds {
		t.Error("the negative control sells right: the test proves nothing")
	}
}

// embedded runs rounds of 200 requests for 7 seats in one process.
func (w *town) embedded(rounds int) (results []round) {
	children := w.crowd("c", clients)
	for n := range rounds {
		class := care.ClassID(fmt.Sprint("class", n))
		w.facility(care.FacilityID(fmt.Sprint("f", n)), room{id: class, places: seats})
		r := rush(children, func(_ int, child care.ChildID) (int, string) {
			_, err := w.s.Apply(w.t.Context(), guardian(string(w.children[child].Child.FamilyID)), w.key(), booking.ApplyRequest{
				Child: child, Class: class, Start: start, As: booking.AsHold,
			})
			switch {
			case err == nil:
				return http.StatusCreated, ""
			case care.Is(err, care.CodePoolFull):
				return http.StatusConflict, ""
			default:
				return 0, err.Error()
			}
		})
		results = append(results, r)
		w.leave(r.winners)
	}
	return results
}
