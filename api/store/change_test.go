package store_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

func changes(t *testing.T, s *store.Store) []care.Change {
	t.Helper()
	var all []care.Change
	for {
		after := int64(len(all))
		page, err := s.Changes(t.Context(), after, 700)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		for i, c := range page {
			if c.Seq != after+int64(i)+1 {
				t.Fatalf("after %d comes %d", after+int64(i), c.Seq)
			}
		}
		all = append(all, page...)
	}
}

func TestSequence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if seq, hash, err := s.Head(t.Context()); seq != 0 || hash != "" || err != nil {
			t.Fatal(seq, hash, err)
		}
		if err := s.VerifyChain(t.Context()); err != nil {
			t.Fatal(err)
		}
		save(t, s, t0, many(600)...)
		if got := changes(t, s); len(got) != 0 {
			t.Fatalf("%d changes before they are numbered", len(got))
		}
		for _, want := range []int{600, 0} {
			if n, err := s.Sequence(t.Context(), "me", t0); n != want || err != nil {
				t.Fatalf("%d %v, want %d", n, err, want)
			}
		}
		save(t, s, t0+1, plain("z", "z"))
		if n, err := s.Sequence(t.Context(), "another", t0+1); n != 0 || err != nil {
			t.Fatalf("another one numbers while the lease is held: %d %v", n, err)
		}
		if n, err := s.Sequence(t.Context(), "another", t0+15_000); n != 1 || err != nil {
			t.Fatalf("another one after the lease has run out: %d %v", n, err)
		}
		save(t, s, t0+2, plain("y", "y"))
		for _, holder := range []string{"me", "another"} { // giving up what one does not hold changes nothing
			if n, err := s.Sequence(t.Context(), "third", t0+15_001); n != 0 || err != nil {
				t.Fatalf("a third one before %s gives up: %d %v", holder, n, err)
			}
			if err := s.StopSequencing(t.Context(), holder); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.Sequence(t.Context(), "third", t0+15_001); n != 1 || err != nil {
			t.Fatalf("a third one once the right is given up: %d %v", n, err)
		}
		all := changes(t, s)
		seq, hash, err := s.Head(t.Context())
		if len(all) != 602 || all[601].ID != "y" || seq != 602 || hash != all[601].Hash || err != nil {
			t.Fatalf("%d changes, head %d %s %v", len(all), seq, hash, err)
		}
		if err := s.VerifyChain(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// A transaction that began early and commits late gets its number when it is seen; nobody who follows along misses it.
func TestLateCommitIsNotSkipped(t *testing.T) {
	s := storetest.Open(t, storetest.PostgresURL(t)) // SQLite has one writer: nothing commits out of order there
	commit, err := s.AppendLater(t.Context(), care.Change{Noun: "facility", ID: "late", Kind: "created", At: t0, Actor: operator})
	if err != nil {
		t.Fatal(err)
	}
	save(t, s, t0+1, plain("early", "先"))
	if n, err := s.Sequence(t.Context(), "me", t0); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if err := commit(); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Sequence(t.Context(), "me", t0); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if all := changes(t, s); len(all) != 2 || all[0].ID != "early" || all[1].ID != "late" {
		t.Errorf("%+v", all)
	}
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
}

// Replicas whose leases run out all the time number at once, while others write.
func TestReplicasNeverNumberTwice(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		replicas := []*store.Store{storetest.Open(t, address), storetest.Open(t, address)}
		const rounds, per = 12, 30
		var writers, sequencers sync.WaitGroup
		done := make(chan struct{})
		for w := range 2 {
			writers.Go(func() {
				for r := range rounds {
					fs := many(per)
					for i := range fs {
						fs[i].ID = care.FacilityID(fmt.Sprintf("w%d-%d-%d", w, r, i))
						fs[i].ExternalID, fs[i].Classes = string(fs[i].ID), nil
					}
					if _, err := replicas[w].SaveFacilities(t.Context(), operator, t0, fs); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i, s := range replicas {
			for k := range 2 {
				sequencers.Go(func() {
					for now := t0; ; now += 100_000 { // every lease has run out
						if _, err := s.Sequence(t.Context(), fmt.Sprint("holder", i, k), now); err != nil {
							t.Error(err)
						}
						select {
						case <-done:
							return
						default:
						}
					}
				})
			}
		}
		writers.Wait()
		close(done)
		sequencers.Wait()
		if _, err := replicas[0].Sequence(t.Context(), "last", t0+1<<40); err != nil {
			t.Fatal(err)
		}
		if err := replicas[1].VerifyChain(t.Context()); err != nil {
			t.Fatal(err)
		}
		seen := make(map[string]bool)
		for _, c := range changes(t, replicas[1]) {
			if seen[c.ID] {
				t.Errorf("%s is numbered twice", c.ID)
			}
			seen[c.ID] = true
		}
		if len(seen) != 2*rounds*per {
			t.Errorf("%d changes, want %d", len(seen), 2*rounds*per)
		}
	})
}

// The negative control: without the lease, the moved head, the triggers and the unique index, two replicas give one number twice.
func TestCarelessSequencerNumbersTwice(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		a, b := storetest.Open(t, address), storetest.Open(t, address)
		for _, table := range []string{"change", "chain"} {
			if err := a.Unguard(t.Context(), table); err != nil {
				t.Fatal(err)
			}
		}
		save(t, a, t0, plain("f1", "x"))
		save(t, a, t0, plain("f2", "y"))
		if _, err := a.Raw().ExecContext(t.Context(), "DROP INDEX change_seq"); err != nil {
			t.Fatal(err)
		}
		err := a.CarelessSequence(t.Context(), func() {
			if err := b.CarelessSequence(t.Context(), func() {}); err != nil {
				t.Error(err)
			}
			save(t, b, t0, plain("f3", "z"))
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.VerifyChain(t.Context()); err == nil {
			t.Error("the negative control numbers right: the tests prove nothing")
		}
	})
}

func TestVerifyChainFindsTampering(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, many(30)...)
		if n, err := s.Sequence(t.Context(), "me", t0); n != 30 || err != nil {
			t.Fatal(n, err)
		}
		if err := s.Unguard(t.Context(), "change"); err != nil {
			t.Fatal(err)
		}
		exec := func(query string) {
			t.Helper()
			if _, err := s.Raw().ExecContext(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ tamper, repair, want string }{
			{"UPDATE change SET body = '{}' WHERE seq = 7", `UPDATE change SET body = '{"filing":{"status":"filed"},"name":"托育园 6","source":"test"}' WHERE seq = 7`, "change 7 is not"},
			{"UPDATE change SET changed_at = changed_at + 1 WHERE seq = 9", "UPDATE change SET changed_at = changed_at - 1 WHERE seq = 9", "change 9 is not"},
			{"UPDATE change SET seq = 99 WHERE seq = 12", "UPDATE change SET seq = 12 WHERE seq = 99", "change 12 is missing"},
			{"UPDATE change SET seq = NULL, hash = NULL WHERE seq = 30", "", "ends at 29 where 30"},
		} {
			exec(c.tamper)
			if err := s.VerifyChain(t.Context()); !care.Is(err, care.CodeDamaged) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v", c.tamper, err)
			}
			if c.repair != "" {
				exec(c.repair)
				if err := s.VerifyChain(t.Context()); err != nil {
					t.Fatalf("after repair: %v", err)
				}
			}
		}
	})
}

// The child of TestKilledSequencer: it writes and numbers until it is killed, and says what was acknowledged.
func TestKilledSequencerChild(t *testing.T) {
	address := os.Getenv("STORE_TEST_KILL")
	if address == "" {
		t.Skip("only run by TestKilledSequencer")
	}
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		fs := many(20)
		for j := range fs {
			fs[j].ID = care.FacilityID(fmt.Sprintf("%s-%d-%d", os.Getenv("STORE_TEST_RUN"), i, j))
			fs[j].ExternalID, fs[j].Classes = string(fs[j].ID), nil
		}
		if _, err := s.SaveFacilities(t.Context(), operator, t0, fs); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(os.Stderr, "saved %s\n", fs[0].ID)
		if _, err := s.Sequence(t.Context(), "child", t0+care.Instant(i)); err != nil {
			t.Fatal(err)
		}
		seq, _, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(os.Stderr, "numbered %d\n", seq)
	}
}

func TestKilledSequencer(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		s := storetest.Open(t, address)
		for run := range 4 {
			saved, numbered := killAfter(t, address, fmt.Sprint("run", run), 10+9*run)
			if _, err := s.Facility(t.Context(), saved); err != nil {
				t.Errorf("acknowledged and lost: %v", err)
			}
			if seq, _, err := s.Head(t.Context()); seq < numbered || err != nil {
				t.Errorf("numbered up to %d before the kill, %d after it, %v", numbered, seq, err)
			}
			if err := s.VerifyChain(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if _, err := s.Sequence(t.Context(), "survivor", t0+1<<40); err != nil {
			t.Fatal(err)
		}
		if got, want := len(changes(t, s)), count(t, s, "facility"); got != want {
			t.Errorf("%d changes for %d facilities", got, want)
		}
		if err := s.VerifyChain(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// killAfter runs the child until it has said so many lines, kills it, and returns what it last acknowledged.
func killAfter(t *testing.T, address, run string, lines int) (saved care.FacilityID, numbered int64) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledSequencerChild$") //nolint:gosec // this test itself
	child.Env = append(os.Environ(), "STORE_TEST_KILL="+address, "STORE_TEST_RUN="+run)
	out, err := child.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	scan := bufio.NewScanner(out)
	for n := 0; scan.Scan(); n++ {
		_, _ = fmt.Sscanf(scan.Text(), "saved %s", &saved)
		_, _ = fmt.Sscanf(scan.Text(), "numbered %d", &numbered)
		if n == lines {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || saved == "" || numbered == 0 {
		t.Fatalf("the child ended by itself: %v, %q, %d", err, saved, numbered)
	}
	return saved, numbered
}
