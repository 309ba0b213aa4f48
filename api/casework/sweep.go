package casework

import (
	"context"
	"errors"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	sweeperLease = "casework.sweeper"
	sweeperTTL   = 30 * time.Second
	sweepBatch   = 100
	stepsAtOnce  = 20 // of one case in one turn
)

// Sweep does what the clock asks of cases: it calls the next person about a danger to a child, warns of clocks at 80, 100 and 150 %,
// takes back a standstill that is over, delivers replies and asks for the call-back, closes where there is nobody to call, and asks again
// after four weeks. One holder sweeps at a time; each case is a transaction of its own, so a sweeper that is killed leaves nothing half
// done, and the next one goes on. What goes wrong with one case does not keep the others from being done.
func (s *Service) Sweep(ctx context.Context, holder string) (done Swept, err error) {
	for after := (store.DueCase{}); ; {
		if done.Mine, err = s.Store.Lease(ctx, sweeperLease, holder, care.InstantOf(s.Machine()), sweeperTTL); err != nil || !done.Mine {
			return done, err
		}
		due, err := s.dueCases(ctx, after)
		if err != nil {
			return done, err
		}
		for _, d := range due {
			after = d
			paged, err := s.fallDue(ctx, d.ID)
			if paged {
				done.Paged++
			}
			if err != nil {
				if ctx.Err() != nil { // stopped: the next sweep goes on
					return done, ctx.Err()
				}
				done.Failed++
				s.Log.WarnContext(ctx, "a clock that ran out was not followed", "case", d.ID, "error", err)
			}
		}
		done.Due += len(due)
		if len(due) < sweepBatch {
			break
		}
	}
	s.sweepRest(ctx, &done)
	return done, s.recount(ctx)
}

// sweepRest does what the vault is due. Files have a loop of their own (SweepFiles): checking them takes long, and a call to an officer
// waits for nothing.
func (s *Service) sweepRest(ctx context.Context, done *Swept) {
	for _, job := range []func(context.Context) (int, error){s.sweepVault} {
		if _, err := job(ctx); err != nil && ctx.Err() == nil {
			done.Failed++
			s.Log.WarnContext(ctx, "something about the vault was not done yet", "error", err)
		}
	}
}

// StopSweeping gives the sweeper's lease up.
func (s *Service) StopSweeping(ctx context.Context, holder string) error {
	return s.Store.Release(ctx, sweeperLease, holder)
}

func (s *Service) dueCases(ctx context.Context, after store.DueCase) (due []store.DueCase, err error) {
	err = s.Store.Read(ctx, "read what is due", func(tx *store.Tx) error {
		due, err = tx.DueCases(ctx, s.now(), after, sweepBatch)
		return err
	})
	return due, err
}

// fallDue does what the clock asks of one case, step by step, until it asks for nothing more.
func (s *Service) fallDue(ctx context.Context, id care.CaseID) (paged bool, err error) {
	err = s.do(ctx, "follow the clock of a case", func(ctx context.Context, t *turn) error {
		paged = false
		f, err := t.lock(ctx, id)
		if err != nil {
			return err
		}
		calls, err := t.pagesOf(ctx, f)
		if err != nil {
			return err
		}
		before := len(calls)
		for range stepsAtOnce {
			was := f.Version
			if err := t.clockStep(ctx, f); err != nil {
				return err
			}
			if f.Version == was {
				break
			}
		}
		paged = len(f.pages) > before
		return t.passOver(ctx, f)
	})
	return paged, err
}

// passOver puts a case off that still stands in the list though nothing could be done: it must not be looked at in every round.
func (t *turn) passOver(ctx context.Context, f *file) error {
	row, err := t.row(ctx, f)
	if err != nil {
		return err
	}
	if row.Next != 0 && row.Next <= t.now {
		row.Next = t.now + 10*minuteMillis
		t.Log.WarnContext(ctx, "the clock asks something of a case that cannot be done; looking again later", "case", f.ID, "state", f.State)
	}
	_, err = t.tx.SaveCase(ctx, row, f.Version)
	return err
}

// clockStep takes the first step the clock asks for, or none.
func (t *turn) clockStep(ctx context.Context, f *file) error {
	if err := t.callSomebody(ctx, f); err != nil {
		return err
	}
	for i := range f.Clocks {
		c := f.Clocks[i]
		if last, _ := f.Clock(c.Kind); last.Start != c.Start || last.Due != c.Due {
			continue // an earlier one of its kind
		}
		if share := c.Warning(t.now); share != 0 && f.State != care.CaseWithdrawn {
			return t.warn(ctx, f, c, share)
		}
	}
	edge, facts := t.asked(f)
	if edge == "" {
		return nil
	}
	return t.step(ctx, f, edge, care.CaseSystem(), facts)
}

// asked is the edge the clock takes a case along now; "" for none.
func (t *turn) asked(f *file) (care.CaseEdge, care.CaseFacts) {
	over := func(kind care.ClockKind) bool {
		c, ok := f.Clock(kind)
		return ok && c.Running() && !c.Paused() && t.now > c.Due
	}
	switch {
	case f.State == care.CaseNeedsInfo && over(care.ClockInfo):
		return care.CaseEdgeInfoOver, care.CaseFacts{}
	case f.State == care.CaseSuspended && over(care.ClockSuspend):
		return care.CaseEdgeSuspendOver, care.CaseFacts{}
	case undelivered(&f.Case):
		// The reply stands where its complainant reads it, and the notice about it is committed: both are what this case is made of.
		return care.CaseEdgeDelivered, care.CaseFacts{Delivered: true}
	case f.State == care.CaseReplied:
		return care.CaseEdgeFollowUp, care.CaseFacts{}
	case quiet(&f.Case) && over(care.ClockCall):
		return care.CaseEdgeCloseQuietly, care.CaseFacts{}
	case (f.State == care.CaseClosed || f.State == care.CaseMerged) && over(care.ClockSecond):
		return care.CaseEdgeSecondLook, care.CaseFacts{}
	default:
		return "", care.CaseFacts{}
	}
}

func undelivered(c *care.Case) bool {
	return (c.State == care.CaseReplied || c.State == care.CaseMerged) && c.RepliedAt != 0 && c.DeliveredAt == 0
}

// quiet reports whether a case closes by itself once the time to call back is over: there is nobody to call.
func quiet(c *care.Case) bool {
	return c.State == care.CaseFollowUp && (c.Anonymous || c.Own) && c.Class != care.ClassA && c.Asked != care.AskReopen
}

// recount counts clocks anew that were counted through a year whose working days were not published, once per set of rules.
func (s *Service) recount(ctx context.Context) error {
	rules := s.Rules()
	if s.counted.Load() == rules {
		return nil
	}
	var ids []care.CaseID
	err := s.Store.Read(ctx, "read provisional clocks", func(tx *store.Tx) (err error) {
		ids, err = tx.ProvisionalClocks(ctx)
		return err
	})
	for _, id := range ids {
		err = errors.Join(err, s.do(ctx, "count clocks anew", func(ctx context.Context, t *turn) error {
			f, err := t.lock(ctx, id)
			if err != nil {
				return err
			}
			changed := care.RecountCase(f.Case, t.cal)
			if len(changed) == 0 {
				return nil
			}
			return t.step(ctx, f, care.CaseEdgeRecount, care.CaseSystem(), care.CaseFacts{Recounted: changed})
		}))
	}
	if err == nil {
		s.counted.Store(rules)
	}
	return err
}
