package finder

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
	"tuoyuquan/search"
)

var operator = care.Actor{Kind: care.ActorOperator, ID: "test"}

// register is a real store with a finder that follows it.
type register struct {
	*testing.T
	st *store.Store
	f  *Finder
}

func newRegister(t *testing.T, bus Subscriber, fs ...care.Facility) *register {
	t.Helper()
	st := storetest.New(t)
	r := &register{T: t, st: st}
	r.save(fs...)
	if err := st.SaveAreas(t.Context(), operator, care.InstantOf(noon), districts()); err != nil {
		t.Fatal(err)
	}
	r.number()
	r.f = New(Deps{Store: st, Graph: grid(t), Index: search.NewMemory(), KV: bus, Now: func() time.Time { return noon }})
	t.Cleanup(r.f.Close)
	if err := r.f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *register) save(fs ...care.Facility) {
	r.Helper()
	if len(fs) == 0 {
		return
	}
	if _, err := r.st.SaveFacilities(r.Context(), operator, care.InstantOf(noon), fs); err != nil {
		r.Fatal(err)
	}
}

func (r *register) number() {
	r.Helper()
	for {
		n, err := r.st.Sequence(r.Context(), "test", care.InstantOf(noon))
		if err != nil {
			r.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (r *register) change(fs ...care.Facility) {
	r.Helper()
	r.save(fs...)
	r.number()
	if err := r.f.Catch(r.Context()); err != nil {
		r.Fatal(err)
	}
}

// same insists that following came to the same snapshot as reading everything anew.
func (r *register) same() {
	r.Helper()
	other := New(Deps{Store: r.st, Graph: r.f.Graph, Index: search.NewMemory(), Now: r.f.Now})
	defer other.Close()
	if err := other.Load(r.Context()); err != nil {
		r.Fatal(err)
	}
	if a, b := r.f.Snapshot().Count(), other.Snapshot().Count(); a != b {
		r.Errorf("followed to %d facilities, read %d", a, b)
	}
	rng := seeded(r.T, 4)
	for range 50 {
		q := Query{Anchors: []orb.Point{at(rng.Float64()*side, rng.Float64()*side)}, AgeMonths: 20, Minutes: pick(rng, 5.0, 15, 40), Limit: 100, Facets: true}
		a, b := find(r.T, r.f, q), find(r.T, other, q)
		x, y := a.List(), b.List()
		x.Sequence, y.Sequence = 0, 0
		if string(mustJSON(x)) != string(mustJSON(y)) {
			r.Errorf("followed:\n%s\nread anew:\n%s", mustJSON(x), mustJSON(y))
		}
		a.Release()
		b.Release()
	}
}

// plain is a filed facility with two free places for a toddler.
func plain(id string, x, y float64) care.Facility {
	p := at(x, y)
	return care.Facility{
		ID: care.FacilityID(id), Source: "test", ExternalID: id, Name: "托育" + id, Kind: care.KindCommunity, Nature: care.NaturePublic, OpenToPublic: true, Verified: true,
		Filing: care.Filing{Status: care.Filed}, Location: &care.Location{Point: p, Original: p, System: care.WGS84, Source: care.LocationGiven, Confidence: 1},
		Classes: []care.Class{{
			ID: care.ClassID("c-" + id), Name: "托小班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
			ConfirmedAt: care.InstantOf(noon.Add(-time.Hour)), Source: care.VacancyFacility,
			Pools: []care.Pool{{Month: care.Today(care.InstantOf(noon)).MonthOf(), Filed: 10, Staffed: 10, Taken: 8}},
		}},
	}
}

func (r *register) ids(q Query) string {
	r.Helper()
	q.AgeMonths = 20
	a := find(r.T, r.f, q)
	defer a.Release()
	out := ""
	a.Items(func(it FacilityItem) { out += string(it.ID) + " " })
	return out
}

func TestFollowing(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5), plain("b", 6, 5))
	near := Query{Anchors: []orb.Point{at(5, 5)}, Minutes: 10}
	if got := r.ids(near); got != "a b " {
		t.Fatalf("at first %q", got)
	}
	sub, _, _ := r.f.Subscribe(-1)
	defer sub.Close()

	r.change(plain("c", 5, 6)) // new on the street
	if got := r.ids(near); got != "a b c " {
		t.Errorf("with a new one %q", got)
	}
	r.change(plain("a", 5, 20)) // moved away
	if got := r.ids(near); got != "b c " {
		t.Errorf("after a move %q", got)
	}
	homeless := plain("b", 6, 5)
	homeless.Location = nil
	r.change(homeless)
	if got := r.ids(near); got != "c " {
		t.Errorf("without a point %q", got)
	}
	if got := r.ids(Query{Words: "托育b"}); got != "b " {
		t.Errorf("found by name %q", got)
	}
	suspended := plain("c", 5, 6)
	suspended.Filing.Status = care.FilingSuspended
	r.change(suspended)
	if got := r.ids(near); got != "" {
		t.Errorf("suspended %q", got)
	}
	if got := r.ids(Query{Words: "托育c"}); got == "c " {
		t.Error("a suspended facility is found by name")
	}
	r.change(plain("b", 6, 5), plain("c", 5, 6), plain("d", 60, 5)) // back, back, and one far from any street
	if got := r.ids(near); got != "b c " {
		t.Errorf("back again %q", got)
	}
	r.same()
	wantEvents(t, sub, "c", "c gone", "c", "d")
}

// wantEvents reads the events so far. A facility that merely moved says nothing of its places.
func wantEvents(t *testing.T, sub *Subscription, want ...string) {
	t.Helper()
	var got []string
	var last int64
	for len(sub.C) > 0 {
		e := <-sub.C
		var v VacancyEvent
		if err := json.Unmarshal(e.JSON, &v); err != nil {
			t.Fatal(err)
		}
		if e.Sequence < last {
			t.Errorf("event %d after %d", e.Sequence, last)
		}
		last = e.Sequence
		text := string(v.ID)
		if v.Gone {
			text += " gone"
		}
		got = append(got, text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestManyRandomChanges(t *testing.T) {
	rng := seeded(t, 8)
	r := newRegister(t, nil)
	ids := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for range 12 {
		var batch []care.Facility
		for _, id := range ids {
			if rng.IntN(2) == 0 {
				continue
			}
			f := plain(id, rng.Float64()*(side+8), rng.Float64()*(side+8))
			if rng.IntN(5) == 0 {
				f.Location = nil
			}
			f.Filing.Status = pick(rng, care.Filed, care.Filed, care.FilingSuspended)
			batch = append(batch, f)
		}
		r.change(batch...)
	}
	r.same()
}

// New areas or rules change everything: the snapshot is read anew, and readers of events are told to do the same.
func TestAreasAreReadAnew(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5))
	sub, _, _ := r.f.Subscribe(-1)
	areas := districts()
	areas[1].Name = "新街道"
	if err := r.st.SaveAreas(t.Context(), operator, care.InstantOf(noon), areas); err != nil {
		t.Fatal(err)
	}
	r.number()
	if err := r.f.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, err := r.f.Areas(AreaQuery{Code: "110108001"})
	if err != nil || len(l.Items) != 1 || l.Items[0].Name != "新街道" || l.Items[0].Count != 1 {
		t.Errorf("%+v %v", l, err)
	}
	if _, open := <-sub.C; open {
		t.Error("the reader was not told")
	}
	if _, _, complete := r.f.Subscribe(sub.From); complete {
		t.Error("changes that had no events count as told")
	}
}

// Follow applies a change at once when it is kicked, and stops with its context.
func TestFollowIsKicked(t *testing.T) {
	bus := kv.NewMemory(func() time.Time { return noon })
	defer func() { _ = bus.Close() }()
	r := newRegister(t, bus, plain("a", 5, 5))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.f.Follow(ctx) }()
	sub, _, _ := r.f.Subscribe(-1)
	defer sub.Close()
	r.save(plain("b", 6, 5))
	r.number()
	if err := bus.Publish(t.Context(), KickTopic, nil); err != nil {
		t.Fatal(err)
	}
	select {
	case <-sub.C:
	case <-time.After(5 * time.Second):
		t.Fatal("nothing within five seconds")
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Follow returned %v", err)
	}
}

// A reader who does not read loses the stream, and nobody else does.
func TestSlowReaderIsDropped(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5))
	slow, _, _ := r.f.Subscribe(-1)
	for i := range eventBuffer + 5 {
		f := plain("a", 5, 5)
		f.Classes[0].Pools[0].Taken = i % 9
		f.Classes[0].ConfirmedAt += care.Instant(i)
		r.change(f)
	}
	n := 0
	for range slow.C {
		n++
	}
	if n != eventBuffer {
		t.Errorf("%d events before the end, want %d", n, eventBuffer)
	}
	slow.Close()
	_, replay, complete := r.f.Subscribe(slow.From)
	if !complete || len(replay) < eventBuffer {
		t.Errorf("%d events to catch up, complete %v", len(replay), complete)
	}
}

func TestStoreAwayKeepsTheSnapshot(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5))
	if err := r.st.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.f.Catch(t.Context()); err == nil {
		t.Error("no error from a closed store")
	}
	if got := r.ids(Query{}); got != "a " {
		t.Errorf("after the store went away %q", got)
	}
}
