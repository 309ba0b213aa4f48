package ledger_test

import (
	"context"
	"testing"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// shelf counts how often the whole of it is gone through.
type shelf struct {
	blob.Store

	looks int
}

func (s *shelf) List(ctx context.Context, prefix string, each func(blob.Info) error) error {
	s.looks++
	return s.Store.List(ctx, prefix, each)
}

// Everybody may ask for the list of signed days: the files are not gone through for each of them, and what is published is there at once.
func TestSignedDaysAreNotLookedForEachTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := open(t, st)
		files := &shelf{Store: b.Blob}
		b.Blob = files
		signed := func(days, looks int) {
			t.Helper()
			for range 5 {
				list, err := b.Files(t.Context())
				if err != nil || len(list) != days {
					t.Fatalf("%+v, %v, want %d days", list, err, days)
				}
				clear(list) // a reader's list is its own
			}
			if files.looks != looks {
				t.Errorf("%d looks, want %d", files.looks, looks)
			}
		}
		publish := func() {
			t.Helper()
			if err := b.Publish(t.Context(), "test"); err != nil {
				t.Fatal(err)
			}
		}
		signed(0, 1)
		publish()
		signed(1, 3)
		b.now = time.Date(2026, 11, 20, 23, 59, 50, 0, care.Shanghai)
		signed(1, 4)
		b.now = b.now.Add(15 * time.Second) // another day
		signed(1, 5)
		publish()
		signed(2, 7)
		b.now = b.now.Add(time.Minute) // another process may have published
		signed(2, 8)
	})
}
