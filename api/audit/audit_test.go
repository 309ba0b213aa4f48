package audit_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"tuoyuquan/api/audit"
	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

type bench struct {
	*audit.Service

	t   *testing.T
	now time.Time
	dir string
}

func open(t *testing.T, s *store.Store) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Date(2026, 11, 21, 3, 0, 0, 0, care.Shanghai), dir: t.TempDir()}
	files, err := blob.NewFolder(filepath.Join(b.dir, "scans"), func() time.Time { return b.now })
	if err != nil {
		t.Fatal(err)
	}
	b.Service = &audit.Service{
		Store: s, Blob: files, Dir: filepath.Join(b.dir, "audit"), Now: func() time.Time { return b.now }, Log: slog.New(slog.DiscardHandler),
	}
	return b
}

func (b *bench) happen(n int) {
	b.t.Helper()
	changes := make([]care.Change, n)
	for i := range changes {
		changes[i] = care.Change{Noun: care.NounRule, ID: strconv.Itoa(i), Kind: care.ChangeUpdated, At: care.InstantOf(b.now), Actor: care.Actor{Kind: care.ActorOperator, ID: "test"}}
	}
	if err := b.Store.Write(b.t.Context(), "happen", func(tx *store.Tx) error { return tx.AppendChanges(b.t.Context(), changes) }); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.Store.Sequence(b.t.Context(), "me", care.InstantOf(b.now)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) publish() {
	b.t.Helper()
	if err := b.Publish(b.t.Context(), "me"); err != nil {
		b.t.Fatal(err)
	}
}

// A head is published once a day, in both places, and says where the record ended then.
func TestPublishDaily(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := open(t, s)
		b.publish()
		if _, ok, err := b.Head(t.Context()); ok || err != nil {
			t.Fatal("the head of nothing", err)
		}
		for day := range 3 {
			b.happen(4)
			b.publish()
			b.happen(1) // after the head of the day
			b.publish()
			b.now = b.now.Add(24 * time.Hour)
			heads, err := b.Heads(t.Context())
			if err != nil || len(heads) != day+1 || heads[day].Seq != int64(5*day+4) {
				t.Fatal(heads, err)
			}
		}
		st, err := b.State(t.Context())
		if err != nil || st.Seq != 15 || st.Published.Seq != 14 || !st.Report.Sound() || st.CheckedAt == 0 {
			t.Fatalf("%+v %v", st, err)
		}
		// The folder alone is enough, and so are the files of the store.
		for _, alone := range []*audit.Service{{Store: s, Dir: b.Dir, Now: b.Now, Log: b.Log}, {Store: s, Blob: b.Blob, Now: b.Now, Log: b.Log}} {
			if r, err := alone.Check(t.Context()); err != nil || !r.Sound() || r.Published != 3 {
				t.Errorf("%+v %v", r, err)
			}
		}
	})
}

// What was published is not published anew in other words; whoever changes one of the two copies is found.
func TestPublishedTwice(t *testing.T) {
	b := open(t, storetest.New(t))
	b.happen(3)
	b.publish()
	path := filepath.Join(b.dir, "audit", "2026-11-21.json")
	if err := os.WriteFile(path, []byte(`{"day":"2026-11-21","seq":2,"hash":"x","at":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Heads(t.Context()); !care.Is(err, care.CodeDamaged) {
		t.Errorf("two versions of a day: %v", err)
	}
	if err := os.WriteFile(path, []byte(`{`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Heads(t.Context()); !care.Is(err, care.CodeDamaged) {
		t.Errorf("half a head: %v", err)
	}
}

// Nothing is published over a record that is not what it was.
func TestNothingIsPublishedOverAFault(t *testing.T) {
	b := open(t, storetest.New(t))
	b.happen(9)
	b.publish()
	other := filepath.Join(b.dir, "audit", "2026-11-20.json") // a head of a day before, of a record that was longer
	if err := os.WriteFile(other, []byte(`{"day":"2026-11-20","seq":12,"hash":"x","at":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(24 * time.Hour)
	if err := b.Publish(t.Context(), "me"); err == nil {
		t.Error("a head was published over a loss")
	}
	st, err := b.State(t.Context())
	if err != nil || st.Report.Sound() || st.Report.Faults[0].Kind != care.AuditCut {
		t.Errorf("%+v %v", st, err)
	}
}
