package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

func claim(t *testing.T, s *store.Store, holder string, now care.Instant, limit int) []store.OutboxRow {
	t.Helper()
	rows, err := s.ClaimOutbox(t.Context(), "jobs", holder, now, time.Minute, limit)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

const minute care.Instant = 60_000

func TestOutboxOfOneJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.Enqueue(t.Context(), "jobs", t0, map[string]int{"n": 1}); err != nil {
			t.Fatal(err)
		}
		if got := claim(t, s, "a", t0-1, 10); len(got) != 0 {
			t.Errorf("claimed before it is due: %+v", got)
		}
		got := claim(t, s, "a", t0, 10)
		if len(got) != 1 || string(got[0].Payload) != `{"n":1}` || got[0].Attempts != 1 || got[0].At != t0 || got[0].Topic != "jobs" {
			t.Fatalf("%+v", got)
		}
		id := got[0].ID
		if got := claim(t, s, "b", t0+minute-1, 10); len(got) != 0 {
			t.Errorf("claimed while leased: %+v", got)
		}
		// The worker is killed: the job comes back by itself.
		if got = claim(t, s, "b", t0+minute, 10); len(got) != 1 || got[0].Attempts != 2 {
			t.Fatalf("%+v", got)
		}
		if err := s.FinishOutbox(t.Context(), id, "a"); !care.Is(err, care.CodeConflict) {
			t.Errorf("the first worker comes back and finishes: %v", err)
		}
		if err := s.FailOutbox(t.Context(), id, "a", t0, time.Second, "x"); !care.Is(err, care.CodeConflict) {
			t.Errorf("the first worker comes back and fails: %v", err)
		}
		now := t0 + minute
		for attempt := 2; attempt < store.MaxAttempts; attempt++ {
			if err := s.FailOutbox(t.Context(), id, "b", now, time.Second, strings.Repeat("网", 400)+"\xff"); err != nil {
				t.Fatal(err)
			}
			if got := claim(t, s, "b", now+999, 10); len(got) != 0 {
				t.Errorf("tried again before the wait is over: %+v", got)
			}
			now += 1000
			if got := claim(t, s, "b", now, 10); len(got) != 1 || got[0].Attempts != attempt+1 {
				t.Fatalf("%+v", got)
			}
		}
		if err := s.FailOutbox(t.Context(), id, "b", now, 0, "gone for good"); err != nil {
			t.Fatal(err)
		}
		if got := claim(t, s, "b", now+minute, 10); len(got) != 0 {
			t.Errorf("dead, and claimed: %+v", got)
		}
		dead, err := s.DeadOutbox(t.Context(), "jobs", 10)
		if err != nil || len(dead) != 1 || dead[0].LastError != "gone for good" || dead[0].Attempts != store.MaxAttempts {
			t.Fatalf("%+v %v", dead, err)
		}
		if err := s.ReviveOutbox(t.Context(), id, now); err != nil {
			t.Fatal(err)
		}
		if err := s.ReviveOutbox(t.Context(), id, now); !care.Is(err, care.CodeNotFound) {
			t.Error(err)
		}
		if got := claim(t, s, "c", now, 10); len(got) != 1 || got[0].Attempts != 1 {
			t.Fatalf("%+v", got)
		}
		if err := s.FinishOutbox(t.Context(), id, "c"); err != nil {
			t.Fatal(err)
		}
		if n := count(t, s, "outbox"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// A job that kills every worker is dead at last, although nobody ever says that it failed.
func TestPoisonJobDies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.Enqueue(t.Context(), "jobs", t0, "poison"); err != nil {
			t.Fatal(err)
		}
		now := t0
		for range store.MaxAttempts {
			if got := claim(t, s, "w", now, 10); len(got) != 1 {
				t.Fatalf("%+v", got)
			}
			now += minute
		}
		if got := claim(t, s, "w", now, 10); len(got) != 0 {
			t.Errorf("claimed again: %+v", got)
		}
		if dead, err := s.DeadOutbox(t.Context(), "jobs", 10); err != nil || len(dead) != 1 {
			t.Errorf("%+v %v", dead, err)
		}
	})
}

func TestWorkersClaimEachJobOnce(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		replicas := []*store.Store{storetest.Open(t, address), storetest.Open(t, address)}
		const jobs = 200
		for i := range jobs {
			if err := replicas[0].Enqueue(t.Context(), "jobs", t0+care.Instant(i%7), i); err != nil {
				t.Fatal(err)
			}
		}
		if err := replicas[0].Enqueue(t.Context(), "other", t0, "not ours"); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var wg sync.WaitGroup
		times := make(map[string]int)
		for i := range 8 {
			wg.Go(func() {
				s, holder, empty := replicas[i%2], fmt.Sprint("worker", i), 0
				for empty < 3 { // a claim may come back empty because another worker was faster
					rows, err := s.ClaimOutbox(t.Context(), "jobs", holder, t0+10, time.Hour, 10)
					if err != nil {
						t.Error(err)
						return
					}
					if len(rows) == 0 {
						empty++
					}
					for _, r := range rows {
						mu.Lock()
						times[string(r.Payload)]++
						mu.Unlock()
						if err := s.FinishOutbox(t.Context(), r.ID, holder); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		for _, r := range claim(t, replicas[0], "last", t0+10, 1000) {
			times[string(r.Payload)]++
		}
		if len(times) != jobs {
			t.Errorf("%d of %d jobs were done", len(times), jobs)
		}
		for job, n := range times {
			if n != 1 {
				t.Errorf("job %s was done %d times", job, n)
			}
		}
	})
}

func TestSavesAndReportsAreInTheChangeFeed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, three("f1"), plain("f2", "x"))
		save(t, s, t0, plain("f2", "x")) // nothing changes, nothing to follow
		if err := s.ReportVacancy(t.Context(), reporter("a"), t0+1, "f1", ""); err != nil {
			t.Fatal(err)
		}
		_ = s.ReportVacancy(t.Context(), reporter("a"), t0+1, "f1", "") // refused
		if _, err := s.Sequence(t.Context(), "w", t0+2); err != nil {
			t.Fatal(err)
		}
		changes, err := s.Changes(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range changes {
			if c.Noun == care.NounFacility {
				got = append(got, c.ID+" "+c.Kind)
			}
		}
		slices.Sort(got[:min(2, len(got))]) // the two of one save have no order among themselves
		want := []string{"f1 created", "f2 created", "f1 vacancy_reported"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestBackoff(t *testing.T) {
	for attempts, want := range map[int]time.Duration{0: time.Second, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 10: 512 * time.Second, 11: 10 * time.Minute, 999: 10 * time.Minute} {
		if got := store.Backoff(attempts); got != want {
			t.Errorf("after %d: %s", attempts, got)
		}
	}
}

func TestLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i, c := range []struct {
			holder string
			now    care.Instant
			want   bool
		}{
			{"a", t0, true},
			{"b", t0 + minute - 1, false},
			{"a", t0 + 30_000, true}, // renewed, to t0 + 90 s
			{"b", t0 + minute, false},
			{"b", t0 + 90_000, true},
			{"a", t0 + 90_001, false},
		} {
			if got, err := s.Lease(t.Context(), "sweep", c.holder, c.now, time.Minute); got != c.want || err != nil {
				t.Errorf("step %d: %v %v", i, got, err)
			}
		}
		if got, err := s.Lease(t.Context(), "other", "a", t0, time.Minute); !got || err != nil {
			t.Error("another name is another lease", err)
		}
		for _, holder := range []string{"a", "b"} { // a has lost it: nothing happens
			if err := s.Release(t.Context(), "sweep", holder); err != nil {
				t.Error(err)
			}
			if got, err := s.Lease(t.Context(), "sweep", "c", t0+90_002, time.Minute); got != (holder == "b") || err != nil {
				t.Errorf("after %s gives up: %v %v", holder, got, err)
			}
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range 20 {
			wg.Go(func() {
				mine, err := s.Lease(t.Context(), "race", fmt.Sprint("h", i), t0, time.Minute)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if mine {
					won++
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("%d hold one lease", won)
		}
		if _, err := s.Lease(t.Context(), "sweep", "", t0, time.Minute); !care.Is(err, care.CodeInvalid) {
			t.Error(err)
		}
	})
}
