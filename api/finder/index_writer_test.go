package finder

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/search"
)

// oddIndex is an index whose writes wait for a gate, or fail, as a server's may.
type oddIndex struct {
	*search.Memory
	gate chan struct{} // a write takes one token; nil: writes pass
	fail error
}

func (o *oddIndex) pass(ctx context.Context) error {
	if o.gate == nil {
		return o.fail
	}
	select {
	case <-o.gate:
		return o.fail
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (o *oddIndex) Put(ctx context.Context, docs []search.Doc) error {
	if err := o.pass(ctx); err != nil {
		return err
	}
	return o.Memory.Put(ctx, docs)
}

func (o *oddIndex) Replace(ctx context.Context, docs []search.Doc) error {
	if err := o.pass(ctx); err != nil {
		return err
	}
	return o.Memory.Replace(ctx, docs)
}

// answerTo finds facilities by words and says whether the answer is marked as a stand-in's.
func (r *register) answerTo(words string) (ids string, degraded bool) {
	r.Helper()
	a := find(r.T, r.f, Query{Words: words, AgeMonths: -1})
	defer a.Release()
	a.Items(func(it FacilityItem) { ids += string(it.ID) + " " })
	return ids, a.List().Degraded
}

// An index that takes minutes to write delays neither the start nor the changes; its answers are marked until it is filled.
func TestSlowIndexDelaysNothing(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5))
	slow := &oddIndex{Memory: search.NewMemory(), gate: make(chan struct{})}
	r.f = New(Deps{Store: r.st, Graph: r.f.Graph, Index: slow, Now: r.f.Now})
	defer r.f.Close()
	r.f.words.grace = 0
	if err := r.f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	near := Query{Anchors: []orb.Point{at(5, 5)}, Minutes: 10}
	if got := r.ids(near); got != "a " {
		t.Fatalf("before the index is filled %q", got)
	}
	if got, degraded := r.answerTo("托育a"); got != "" || !degraded {
		t.Errorf("by words %q, marked %v", got, degraded)
	}
	r.change(plain("b", 6, 5))
	r.change(plain("c", 5, 6))
	gone := plain("b", 6, 5)
	gone.Filing.Status = care.FilingSuspended
	r.change(gone)
	if got := r.ids(near); got != "a c " {
		t.Errorf("while the index is being filled %q", got)
	}
	close(slow.gate)
	r.f.AwaitIndex(t.Context())
	if got, degraded := r.answerTo("托育c"); got != "c " || degraded {
		t.Errorf("when the index is filled: %q, marked %v", got, degraded)
	}
	if n := slow.Len(); n != 2+len(districts()) {
		t.Errorf("the index holds %d documents", n)
	}
}

// Closing does not wait for an index that does not answer.
func TestCloseEndsAWriteUnderWay(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5))
	f := New(Deps{Store: r.st, Graph: r.f.Graph, Index: &oddIndex{Memory: search.NewMemory(), gate: make(chan struct{})}, Now: r.f.Now})
	f.words.grace = 0
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.Close()
	f.indexAll()
	if f.words.idle != nil {
		t.Error("a closed finder writes")
	}
}

// After a failed write the whole index is written anew, but not before a pause.
func TestFailedIndexIsWrittenAnew(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5))
	odd := &oddIndex{Memory: search.NewMemory()}
	now := noon
	r.f = New(Deps{Store: r.st, Graph: r.f.Graph, Index: odd, Now: func() time.Time { return now }})
	defer r.f.Close()
	if err := r.f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	odd.fail = errors.New("away")
	r.change(plain("b", 6, 5))
	odd.fail = nil
	if got := r.ids(Query{Anchors: []orb.Point{at(5, 5)}, Minutes: 10}); got != "a b " {
		t.Errorf("a failing index hides changes: %q", got)
	}
	r.change(plain("c", 5, 6)) // too early for the index
	if got, degraded := r.answerTo("托育c"); got == "c " || !degraded {
		t.Errorf("before the pause is over %q, marked %v", got, degraded)
	}
	now = now.Add(indexRetryMin)
	r.f.retryIndex()
	r.f.AwaitIndex(t.Context())
	for _, id := range []string{"a", "b", "c"} {
		if got, degraded := r.answerTo("托育" + id); got != id+" " || degraded {
			t.Errorf("written anew, %s is found as %q, marked %v", id, got, degraded)
		}
	}
}

// Rules begin with a day: at midnight the terms are read anew although nothing changed.
func TestRulesBeginWithTheDay(t *testing.T) {
	r := newRegister(t, nil, plain("a", 5, 5))
	now := noon
	r.f = New(Deps{Store: r.st, Graph: r.f.Graph, Index: search.NewMemory(), Now: func() time.Time { return now }})
	defer r.f.Close()
	if err := r.f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	tomorrow := care.Today(care.InstantOf(noon)).AddDays(1)
	rule := care.Rule{Key: care.RuleVacancyDoubt, Value: "9", From: tomorrow, Confidence: care.Proposed}
	if err := r.st.SaveRules(t.Context(), operator, care.InstantOf(noon), []care.Rule{rule}); err != nil {
		t.Fatal(err)
	}
	r.change()
	if n := r.f.Snapshot().terms.vacancy.Reports; n != care.DefaultVacancyTerms.Reports {
		t.Errorf("the evening before, %d reports make a figure doubtful", n)
	}
	q := Query{AgeMonths: 20, Start: tomorrow}
	_, before, err := r.f.Facility(t.Context(), "a", q)
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(12 * time.Hour)
	r.change()
	if _, after, err := r.f.Facility(t.Context(), "a", q); err != nil || before == after {
		t.Errorf("the answer keeps its tag although a rule changed (%v)", err)
	}
	if n := r.f.Snapshot().terms.vacancy.Reports; n != 9 {
		t.Errorf("from the day the rule begins, %d reports make a figure doubtful", n)
	}
}
