package booking

import (
	"cmp"
	"context"
	"errors"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	sweepAtOnce   = 200
	remindBefore  = 24 * 3600 * 1000     // families are reminded so long before a visit or session, in milliseconds
	unmarkedAfter = 3 * 24 * 3600 * 1000 // a visit nobody marked counts as missed after this long, in milliseconds
	notesKept     = 30 * 24 * 3600 * 1000
)

// SweepSessions does what visits and sessions are due: it draws windows that are over, books drawn places nobody gave back, ends waits
// for sessions that have begun, marks who did not come, and reminds. Everything in it can be done at any time, twice, and by
// several at once; what goes wrong with one thing does not keep the others from being done. It returns how much it did.
func (s *Service) SweepSessions(ctx context.Context) (n int, err error) {
	for _, job := range []func(context.Context) (int, error){
		s.sweepDraws, s.sweepEntries, s.sweepVisits, s.remindOfSessions, s.forgetNotes,
	} {
		done, jobErr := job(ctx)
		n += done
		err = errors.Join(err, jobErr)
	}
	return n, err
}

func (s *Service) sweepDraws(ctx context.Context) (n int, err error) {
	var due []string
	err = s.Store.Read(ctx, "windows to draw", func(tx *store.Tx) error {
		due, err = tx.WindowsToDraw(ctx, s.now()-drawGrace, sweepAtOnce)
		return err
	})
	for _, id := range due {
		drawn, drawErr := s.Draw(ctx, id)
		if drawn {
			n++
		}
		err = errors.Join(err, drawErr)
	}
	return n, err
}

// sweepEntries takes every entry whose time has come along the edge of the clock.
func (s *Service) sweepEntries(ctx context.Context) (n int, err error) {
	type due struct {
		id     care.EntryID
		action care.Action
	}
	var list []due
	err = s.Store.Read(ctx, "entries due", func(tx *store.Tx) error {
		for _, j := range []struct {
			action care.Action
			of     func(context.Context, care.Instant, int) ([]care.EntryID, error)
		}{{"confirm", tx.EntriesUnconfirmed}, {"missed", tx.EntriesMissed}, {"expire", tx.EntriesTooLate}} {
			ids, err := j.of(ctx, s.now(), sweepAtOnce)
			if err != nil {
				return err
			}
			for _, id := range ids {
				list = append(list, due{id, j.action})
			}
		}
		return nil
	})
	for _, d := range list {
		stepErr := s.do(ctx, care.System("booking"), "sweep entry", func(ctx context.Context, t *turn) error {
			e, err := t.tx.EntryByID(ctx, d.id)
			if err == nil {
				_, err = t.stepEntry(ctx, t.actor, e, d.action, "")
			}
			return err
		})
		if stepErr == nil {
			n++
		} else if !care.Is(stepErr, care.CodeStateConflict) { // else somebody was faster
			err = errors.Join(err, stepErr)
		}
	}
	return n, err
}

func (s *Service) sweepVisits(ctx context.Context) (n int, err error) {
	var list []store.VisitRow
	err = s.Store.Read(ctx, "visits nobody marked", func(tx *store.Tx) error {
		list, err = tx.VisitsNobodyMarked(ctx, s.now()-unmarkedAfter, sweepAtOnce)
		return err
	})
	for _, v := range list {
		stepErr := s.do(ctx, care.System("booking"), "sweep visit", func(ctx context.Context, t *turn) error {
			return t.stepVisit(ctx, t.actor, v, "missed", "")
		})
		if stepErr == nil {
			n++
		} else if !care.Is(stepErr, care.CodeStateConflict) {
			err = errors.Join(err, stepErr)
		}
	}
	return n, err
}

// remindOfSessions tells families of what comes within a day, once.
func (s *Service) remindOfSessions(ctx context.Context) (n int, err error) {
	err = s.do(ctx, care.System("booking"), "remind", func(ctx context.Context, t *turn) error {
		n = 0
		visits, err := t.tx.VisitsSoon(ctx, t.now, t.now+remindBefore, sweepAtOnce)
		if err != nil {
			return err
		}
		for _, v := range visits {
			first, err := t.tx.RemindedOfVisit(ctx, v.ID)
			if err != nil {
				return err
			}
			if !first || t.now-v.CreatedAt < remindBefore/4 { // they have just booked it
				continue
			}
			n++
			if err := t.tx.Notify(ctx, care.Notice{
				Event: care.NoticeVisitSoon, At: t.now, Family: v.FamilyID, Visit: v.ID, About: v.FacilityID, Child: v.ChildID,
				Params: map[string]string{"starts_at": timeText(v.StartsAt)},
			}); err != nil {
				return err
			}
		}
		more, err := t.remindEntries(ctx)
		n += more
		return err
	})
	return n, err
}

func (t *turn) remindEntries(ctx context.Context) (n int, err error) {
	entries, err := t.tx.EntriesSoon(ctx, t.now, t.now+remindBefore, sweepAtOnce)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		first, err := t.tx.RemindedOfEntry(ctx, e.ID)
		if err != nil {
			return n, err
		}
		if !first || t.now-e.UpdatedAt < remindBefore/4 {
			continue
		}
		n++
		if err := t.tx.Notify(ctx, care.Notice{
			Event: care.NoticeEntrySoon, At: t.now, Family: e.FamilyID, Entry: e.ID, About: e.Facility, Child: e.ChildID,
			Params: map[string]string{"date": care.Today(e.StartsAt).String(), "starts_at": timeText(e.StartsAt)},
		}); err != nil {
			return n, err
		}
	}
	return n, nil
}

// forgetNotes removes what families wrote with visits that are long over.
func (s *Service) forgetNotes(ctx context.Context) (int, error) {
	var n int64
	err := s.Store.Write(ctx, "forget notes", func(tx *store.Tx) (err error) {
		n, err = tx.ForgetNotes(ctx, "", s.now()-notesKept)
		return err
	})
	return int(n), err
}

// LeaveAll cancels every visit to come and every entry of a family, or with a child given only what is that child's, and forgets what the
// family wrote: it, or the child, is about to be deleted.
func (s *Service) LeaveAll(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error {
	actor = care.Actor{Kind: care.ActorGuardian, ID: cmp.Or(actor.ID, string(family)), Family: family}
	return s.do(ctx, actor, "leave all sessions", func(ctx context.Context, t *turn) error {
		ids, err := t.tx.FamilyEntriesLive(ctx, family, child)
		if err != nil {
			return err
		}
		for _, id := range ids { // in the order of their sessions
			e, err := t.tx.EntryByID(ctx, id)
			if err != nil {
				return err
			}
			if e.StartsAt <= t.now { // it has begun: the clock ends it
				continue
			}
			if _, err := t.stepEntry(ctx, actor, e, "cancel", care.ReasonDataDeleted); err != nil {
				return err
			}
		}
		visits, err := t.tx.FamilyVisitsToCome(ctx, family)
		if err != nil {
			return err
		}
		for _, v := range visits {
			if v.StartsAt <= t.now || (child != "" && v.ChildID != child) {
				continue
			}
			if err := t.stepVisit(ctx, actor, v, "cancel", care.ReasonDataDeleted); err != nil {
				return err
			}
		}
		if child == "" {
			_, err = t.tx.ForgetNotes(ctx, family, 0)
		}
		return err
	})
}

// driftOfSessions compares the counters of slots and sessions with what they count. There is none, ever.
func (s *Service) driftOfSessions(ctx context.Context) (out []store.CounterDrift, err error) {
	err = s.Store.Read(ctx, "compare counters", func(tx *store.Tx) error {
		out, err = tx.CounterDrifts(ctx)
		return err
	})
	return out, err
}
