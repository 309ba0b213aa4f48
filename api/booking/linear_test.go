package booking_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// A4: what many people do at once with the places of a class looks as if it had been done one after the other, each deed at
// some moment between its call and its answer. The pool below is what "one after the other" means.

// deed is one call: what is asked of a class.
type deed struct {
	class  care.ClassID
	what   care.Action // hold, wait, submit, offer, accept, decline, withdraw; look at one application; count the places
	child  care.ChildID
	id     care.ApplicationID // of what was seen
	seen   int64              // the version that was seen
	months [2]care.Month
}

const (
	lookAt care.Action = "look"
	count  care.Action = "count"
)

// came is what a deed came to: a refusal, or where the application is now, or how many places are taken month by month.
type came struct {
	code    care.Code
	id      care.ApplicationID
	state   care.State
	version int64
	taken   [shownMonths]int
}

// claim is an application as the pool knows it.
type claim struct {
	child   care.ChildID
	id      care.ApplicationID
	state   care.State
	version int64
	months  [2]care.Month
}

// pool is the places of one class: what of it is asked decides only what is in it. It is never changed, but for its copy.
type pool []claim

const (
	linearSeats = 2
	shownMonths = 3 // the months of the two starts, and one after them
)

var firstMonth = care.DateOf(monday).MonthOf()

func (p pool) at(child care.ChildID) int {
	return slices.IndexFunc(p, func(c claim) bool { return c.child == child })
}

func (p pool) taken(m care.Month) (n int) {
	for _, c := range p {
		if c.state.Seat() != care.NoSeat && c.months[0] <= m && m <= c.months[1] {
			n++
		}
	}
	return n
}

func (p pool) room(months [2]care.Month) bool {
	for m := months[0]; m <= months[1]; m++ {
		if p.taken(m) >= linearSeats {
			return false
		}
	}
	return true
}

// with is the pool after a claim came to be as given: who waits and has room now is offered it, in order.
func (p pool) with(c claim) pool {
	next := slices.Clone(p)
	if i := next.at(c.child); i >= 0 {
		next[i] = c
	} else {
		next = append(next, c)
		slices.SortFunc(next, func(a, b claim) int { return cmp.Compare(a.child, b.child) })
	}
	waiting := slices.DeleteFunc(slices.Clone(next), func(c claim) bool { return c.state != care.StateWaitlisted })
	slices.SortFunc(waiting, func(a, b claim) int { return cmp.Compare(a.id, b.id) })
	for _, w := range waiting {
		if i := next.at(w.child); next.room(w.months) {
			next[i].state, next[i].version = care.StateOffered, w.version+1
		}
	}
	return next
}

// leads says where an action leads that begins where it may.
var leads = map[care.Action]care.State{
	care.ActSubmit: care.StateSubmitted, care.ActOffer: care.StateOffered, care.ActAccept: care.StateConfirmed, care.ActDecline: care.StateDeclined,
	care.ActWithdraw: care.StateWithdrawn,
}

// does is what a deed does to the pool, and whether it can have come to this.
func (p pool) does(d deed, c came) (bool, pool) {
	i := p.at(d.child)
	switch d.what {
	case count:
		for m := range c.taken {
			if c.taken[m] != p.taken(firstMonth+care.Month(m)) {
				return false, p
			}
		}
		return c.code == "", p
	case lookAt:
		return i >= 0 && p[i].id == d.id && c == came{id: p[i].id, state: p[i].state, version: p[i].version}, p
	case care.ActHold:
		if !p.room(d.months) {
			return c.code == care.CodePoolFull, p
		}
		return c.code == "" && c.state == care.StateHeld && c.version == 2, p.with(claim{d.child, c.id, c.state, c.version, d.months})
	case care.ActWait:
		if p.room(d.months) {
			return c.code == care.CodePlaceFree, p
		}
		return c.code == "" && c.state == care.StateWaitlisted && c.version == 2, p.with(claim{d.child, c.id, c.state, c.version, d.months})
	default:
		if i < 0 || p[i].id != d.id || p[i].version != d.seen {
			return c.code == care.CodeStateConflict, p
		}
		next := claim{d.child, p[i].id, leads[d.what], d.seen + 1, p[i].months}
		return c == came{id: next.id, state: next.state, version: next.version}, p.with(next)
	}
}

var pools = porcupine.Model{
	Partition: func(history []porcupine.Operation) (parts [][]porcupine.Operation) {
		of := make(map[care.ClassID][]porcupine.Operation)
		for _, o := range history {
			class := o.Input.(deed).class
			of[class] = append(of[class], o)
		}
		for _, part := range of {
			parts = append(parts, part)
		}
		return parts
	},
	Init:              func() any { return pool(nil) },
	Step:              func(state, input, output any) (bool, any) { return state.(pool).does(input.(deed), output.(came)) },
	Equal:             func(a, b any) bool { return slices.Equal(a.(pool), b.(pool)) },
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v -> %+v", input, output) },
}

// recorder keeps when each deed was called and answered.
type recorder struct {
	*town

	begin    time.Time
	services []*booking.Service
	mu       sync.Mutex
	history  []porcupine.Operation
	clients  int
	counted  map[care.ClassID]came // what was counted last, or with stale first
	stale    bool
}

func (r *recorder) record(client int, d deed, f func() came) came {
	call := time.Since(r.begin)
	out := f()
	back := time.Since(r.begin)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = append(r.history, porcupine.Operation{ClientId: client, Input: d, Call: int64(call), Output: out, Return: int64(back)})
	return out
}

// client is somebody with a process of the town and a mind of their own.
type client struct {
	*recorder

	id   int
	s    *booking.Service
	rand *rand.Rand
}

func (r *recorder) client(seed uint64) *client {
	r.clients++
	return &client{r, r.clients - 1, r.services[r.clients%len(r.services)], rand.New(rand.NewPCG(seed, uint64(r.clients)))} //nolint:gosec // no secret
}

func cameTo(v booking.View, err error) came {
	if err != nil {
		return refusedWith(err)
	}
	return came{id: v.ID, state: v.State, version: v.Version}
}

// refusedWith is the code of a refusal, or the fault itself, which no pool expects.
func refusedWith(err error) came {
	var e *care.Error
	if errors.As(err, &e) {
		return came{code: e.Code}
	}
	return came{code: care.Code(err.Error())}
}

func (c *client) apply(ctx context.Context, d deed, first care.Date) came {
	as := map[care.Action]booking.As{care.ActHold: booking.AsHold, care.ActWait: booking.AsWait}[d.what]
	return c.record(c.id, d, func() came {
		reply, err := c.s.Apply(ctx, guardian(string(d.child)), c.key(), booking.ApplyRequest{Child: d.child, Class: d.class, Start: first, As: as})
		return cameTo(reply.Application, err)
	})
}

func (c *client) act(ctx context.Context, who care.Actor, d deed) came {
	return c.record(c.id, d, func() came {
		if d.what == lookAt {
			return cameTo(c.s.Application(ctx, who, d.id))
		}
		reply, err := c.s.Act(ctx, who, c.key(), d.id, booking.ActRequest{Action: d.what, Version: d.seen})
		return cameTo(reply.Application, err)
	})
}

// parent wants a place for a child, and changes their mind again and again.
func (c *client) parent(ctx context.Context, class care.ClassID, child care.ChildID, deeds int, submitted chan<- submission) {
	first := start.AddDays(31 * c.rand.IntN(2))
	d := deed{class: class, child: child}
	d.months[0], d.months[1] = care.Span(c.children[child].Child.Birth, first, &care.Class{Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay})
	who := guardian(string(child))
	is := came{}
	for range deeds {
		next := d
		next.id, next.seen = is.id, is.version
		switch often := c.rand.IntN(10) < 6; is.state {
		case care.StateHeld:
			next.what = one(often, care.ActSubmit, care.ActWithdraw)
		case care.StateSubmitted, care.StateWaitlisted:
			next.what = one(often, lookAt, care.ActWithdraw)
		case care.StateOffered:
			next.what = one(often, care.ActAccept, care.ActDecline)
		case care.StateConfirmed:
			next.what = care.ActWithdraw
		default:
			next.id, next.seen = "", 0
			next.what = one(is.code != care.CodePoolFull, care.ActHold, care.ActWait)
			is = c.apply(ctx, next, first)
			continue
		}
		if next.what == lookAt {
			next.seen = 0
		}
		out := c.act(ctx, who, next)
		if out.code == care.CodeStateConflict { // look where it is
			next.what, next.seen = lookAt, 0
			out = c.act(ctx, who, next)
		}
		if is = out; is.state == care.StateSubmitted && next.what == care.ActSubmit {
			submitted <- submission{child, is}
		}
	}
}

func one(first bool, a, b care.Action) care.Action {
	if first {
		return a
	}
	return b
}

// submission is an application that waits for the facility, as the family knew it.
type submission struct {
	child care.ChildID
	came
}

// facilityStaff offers places to whoever has submitted, however late.
func (c *client) facilityStaff(ctx context.Context, class care.ClassID, submitted <-chan submission) {
	for s := range submitted {
		time.Sleep(time.Duration(c.rand.IntN(3)) * time.Millisecond)
		c.act(ctx, staff(care.FacilityID(class)), deed{class: class, what: care.ActOffer, child: s.child, id: s.id, seen: s.version})
	}
}

// counts counts the places, as the facility sees them, until all is over, and once more.
func (c *client) counts(ctx context.Context, class care.ClassID, over <-chan struct{}) {
	for last, n := false, 0; !last; n++ {
		select {
		case <-over:
			last = true
		case <-time.After(time.Duration(1+c.rand.IntN(10)<<min(n/4, 4)) * time.Millisecond):
		}
		c.record(c.id, deed{class: class, what: count}, func() (out came) {
			if was, known := c.cached(class); known {
				return was
			}
			places, err := c.s.Places(ctx, staff(care.FacilityID(class)), care.FacilityID(class))
			if err != nil {
				return refusedWith(err)
			}
			for m := range out.taken {
				o, _ := store.Months(places[0].Months).At(firstMonth + care.Month(m))
				out.taken[m] = o.Used()
			}
			c.cache(class, out)
			return out
		})
	}
}

// cached is the stale cache of the control: what was counted once is counted for good.
func (r *recorder) cached(class care.ClassID) (came, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	out, known := r.counted[class]
	return out, known && r.stale
}

func (r *recorder) cache(class care.ClassID, out came) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counted[class] = out
}

const (
	linearClasses = 5
	linearParents = 4
	linearDeeds   = 7
)

// live lets people do things in five classes at once and returns what was recorded.
func (w *town) live(services []*booking.Service, name string, seed uint64, stale bool) []porcupine.Operation {
	w.t.Helper()
	r := &recorder{town: w, begin: time.Now(), services: services, counted: make(map[care.ClassID]came), stale: stale}
	var wg sync.WaitGroup
	var starts []func()
	for n := range linearClasses {
		class := care.ClassID(fmt.Sprint(name, "-", n))
		w.facility(care.FacilityID(class), room{id: class, places: linearSeats})
		submitted := make(chan submission, linearParents*linearDeeds)
		over := make(chan struct{})
		var parents sync.WaitGroup
		for i := range linearParents {
			child := care.ChildID(fmt.Sprint(class, "-", i))
			w.family(string(child), child)
			c := r.client(seed)
			parents.Add(1)
			starts = append(starts, func() { defer parents.Done(); c.parent(w.t.Context(), class, child, linearDeeds, submitted) })
		}
		desk, reader := r.client(seed), r.client(seed)
		starts = append(starts,
			func() { desk.facilityStaff(w.t.Context(), class, submitted) },
			func() { reader.counts(w.t.Context(), class, over) },
			func() { parents.Wait(); close(submitted); close(over) })
	}
	for _, f := range starts {
		wg.Go(f)
	}
	wg.Wait()
	return r.history
}

// linearHistories is how many histories are recorded: LINEAR_HISTORIES of the environment, or 20.
func linearHistories() int {
	if n, err := strconv.Atoi(os.Getenv("LINEAR_HISTORIES")); err == nil {
		return n
	}
	if testing.Short() {
		return 3
	}
	return 20
}

const linearPatience = 30 * time.Second

// A4: every history of mixed deeds over five classes and their months is linearizable.
func TestLinearizable(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		w, services := processes(t, address)
		deeds, refused := 0, 0
		for n := range linearHistories() {
			seed := uint64(20261122 + n)
			history := w.live(services, fmt.Sprint("h", n), seed, false)
			for _, part := range pools.Partition(history) {
				if got := porcupine.CheckOperationsTimeout(pools, part, linearPatience); got != porcupine.Ok {
					t.Fatalf("a class of history %d (seed %d) is %s:\n%s", n, seed, got, told(part))
				}
			}
			deeds += len(history)
			for _, o := range history {
				if o.Output.(came).code != "" {
					refused++
				}
			}
		}
		t.Logf("%d deeds, %d of them refused", deeds, refused)
		w.sound()
	})
}

// The negative control of A4: places that are counted from a stale cache are seen.
func TestLinearizableControl(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		w, services := processes(t, address)
		caught := 0
		const histories = 5
		for n := range histories {
			history := w.live(services, fmt.Sprint("s", n), uint64(n), true)
			if porcupine.CheckOperationsTimeout(pools, history, linearPatience) == porcupine.Illegal {
				caught++
			}
		}
		if caught < histories {
			t.Errorf("a stale cache is seen in %d of %d histories: the test proves little", caught, histories)
		}
	})
}

// processes are three services on PostgreSQL, each with connections and gates of its own, and the one there is on SQLite.
func processes(t *testing.T, address string) (*town, []*booking.Service) {
	w := newTown(t, storetest.Open(t, address))
	services := []*booking.Service{w.s}
	for range 2 {
		if w.st.Engine() == "postgresql" {
			services = append(services, w.service(storetest.Open(t, address)))
		}
	}
	return w, services
}

// told tells a history in the order of its calls.
func told(history []porcupine.Operation) string {
	slices.SortFunc(history, func(a, b porcupine.Operation) int {
		x, y := a.Input.(deed), b.Input.(deed)
		return cmp.Or(cmp.Compare(x.class, y.class), cmp.Compare(a.Call, b.Call))
	})
	var text strings.Builder
	for _, o := range history {
		fmt.Fprintf(&text, "%d-%d client %d %+v -> %+v\n", o.Call, o.Return, o.ClientId, o.Input, o.Output)
	}
	return text.String()
}
