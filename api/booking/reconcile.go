package booking

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Report is what a comparison of everything kept twice found.
type Report struct {
	Drift   []store.Drift        // months whose counters do not say what the applications say (P2)
	Missing []care.ApplicationID // with a place in a month that has no row
	Taken   []store.CounterDrift // slots and sessions whose counter does not say what is booked
	Steps   []care.ApplicationID // whose state does not follow from its steps (P6)
}

// Sound reports whether nothing differs.
func (r Report) Sound() bool { return len(r.Drift)+len(r.Missing)+len(r.Taken)+len(r.Steps) == 0 }

// Reconcile compares counters with applications, and states with the steps that led to them. It changes nothing: a
// difference is a fault somebody must look at.
func (s *Service) Reconcile(ctx context.Context) (r Report, err error) {
	if r.Drift, r.Missing, err = s.Store.Drift(ctx); err != nil {
		return r, err
	}
	if r.Taken, err = s.driftOfSessions(ctx); err != nil {
		return r, err
	}
	r.Steps, err = s.Store.BrokenSteps(ctx)
	return r, err
}
