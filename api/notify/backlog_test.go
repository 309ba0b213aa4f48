package notify_test

import (
	"errors"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// What waits is counted until everybody has been told; what nobody could be told of waits for a person.
func TestBacklog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		backlog := func() store.Backlog {
			t.Helper()
			b, err := n.Backlog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		if b := backlog(); b.Waiting != 0 || b.Dead != 0 || b.Changes == 0 {
			t.Errorf("people and places were made: %+v", b)
		}
		if _, err := n.Accept(t.Context(), mum, "tpl", "accept"); err != nil {
			t.Fatal(err)
		}
		w.say(offer("e1", noon))
		if b := backlog(); b.Waiting != 1 || b.Deliveries != 0 {
			t.Errorf("an offer waits: %+v", b)
		}
		w.phones.fail = func() error { return errors.New("no signal") }
		if _, err := s.Sequence(t.Context(), "a", care.InstantOf(w.now())); err != nil {
			t.Fatal(err)
		}
		w.work(n)
		if b := backlog(); b != (store.Backlog{}) {
			t.Errorf("told, and sent again only later: %+v", b)
		}
		w.add(time.Hour)
		if b := backlog(); b.Deliveries == 0 {
			t.Errorf("the telephone is due again: %+v", b)
		}
		if err := s.Write(t.Context(), "say", func(tx *store.Tx) error {
			return tx.Enqueue(t.Context(), care.TopicMessage, care.InstantOf(noon), "not a notice")
		}); err != nil {
			t.Fatal(err)
		}
		for range store.MaxAttempts + 1 {
			w.work(n)
			w.add(24 * time.Hour)
		}
		if b := backlog(); b.Dead != 1 || b.Waiting != 0 {
			t.Errorf("what cannot be told waits for a person: %+v", b)
		}
	})
}
