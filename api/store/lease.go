package store

import (
	"context"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Lease takes or renews the lease of a name for a holder until now + ttl, and reports whether the holder has it. A lease
// that has run out may be taken by anybody. Holders are told apart by their text: one per process.
func (s *Store) Lease(ctx context.Context, name, holder string, now care.Instant, ttl time.Duration) (mine bool, err error) {
	err = s.write(ctx, "take lease "+name, func(w *work) error {
		mine, err = takeLease(ctx, w, name, holder, now, ttl)
		return err
	})
	return mine && err == nil, err
}

// takeLease also locks the row of the lease for the rest of the transaction, if it was taken.
func takeLease(ctx context.Context, w *work, name, holder string, now care.Instant, ttl time.Duration) (bool, error) {
	if holder == "" {
		return false, care.Errorf(care.Invalid, care.CodeInvalid, "holder", "a lease needs a holder")
	}
	n, err := w.TakeLease(ctx, db.TakeLeaseParams{Name: name, Holder: holder, ExpiresAt: int64(now) + ttl.Milliseconds(), Now: int64(now)})
	return n == 1, err
}

// Release gives a lease up, so that another holder need not wait for its end. It does nothing if the holder has lost it.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	return s.write(ctx, "release lease "+name, func(w *work) error {
		_, err := w.DropLease(ctx, db.DropLeaseParams{Name: name, Holder: holder})
		return err
	})
}
