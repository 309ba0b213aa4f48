package booking

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Swept says what a sweep did.
type Swept struct {
	Mine      bool // the lease was ours; else another process sweeps
	Due       int  // applications whose clock had run out
	Promoted  int  // classes looked at for free places
	Elsewhere int  // children of stopped classes who were offered another place
	Reminded  int
	Sessions  int // steps of visits and sessions, and draws
	Asked     int // facilities asked whether their figures hold
	Failed    int // tried again by the next sweep
}

const (
	sweeperLease = "booking.sweeper"
	sweeperTTL   = 30 * time.Second
	sweepBatch   = 100
	dayMillis    = 24 * 3600 * 1000
)

// Sweep does what the clock asks for: holds expire, offers lapse or are prolonged, undecided applications go to the district,
// silent waits are superseded, drafts nobody came back to are removed, children grow out of their class, and free places
// are offered. Only one holder sweeps at a time; each application is a transaction of its own, so a sweeper that is killed leaves
// nothing half done and the next one goes on. Nothing depends on it but the time at which things happen.
func (s *Service) Sweep(ctx context.Context, holder string) (done Swept, err error) {
	renew := func() (bool, error) { return s.Store.Lease(ctx, sweeperLease, holder, s.now(), sweeperTTL) }
	for after := (store.Due{}); ; { // what cannot be done yet, or fails, is passed over: it must not stand in the way of the rest
		if done.Mine, err = renew(); err != nil || !done.Mine {
			return done, err
		}
		due, err := s.due(ctx, after)
		if err != nil {
			return done, err
		}
		for _, d := range due {
			after = d
			if err := s.fallDue(ctx, d); err != nil {
				if err := s.leftUndone(ctx, &done, "a clock that ran out was not followed", "application", d.Application, "error", err); err != nil {
					return done, err
				}
			}
		}
		done.Due += len(due)
		if len(due) < sweepBatch {
			break
		}
	}
	if err := s.promoteAll(ctx, renew, &done); err != nil {
		return done, err
	}
	if err := s.reofferAll(ctx, renew, &done); err != nil {
		return done, err
	}
	if err := s.remind(ctx, &done); err != nil {
		return done, err
	}
	if err := s.recount(ctx); err != nil {
		return done, err
	}
	if err := s.sweepRest(ctx, &done); err != nil {
		return done, err
	}
	_, err = s.Store.ForgetReplies(ctx, s.now()-KeepReplies)
	return done, err
}

// sweepRest does what visits and sessions are due, and asks facilities whose figures grow old.
func (s *Service) sweepRest(ctx context.Context, done *Swept) (err error) {
	if done.Sessions, err = s.SweepSessions(ctx); err != nil {
		if err := s.leftUndone(ctx, done, "something about visits and sessions was not done yet", "error", err); err != nil {
			return err
		}
	}
	done.Asked, err = s.AskVacancies(ctx)
	return err
}

// leftUndone counts and tells what a sweep could not do, which the next one tries again. A sweep that is stopped ends, and has nothing to tell.
func (s *Service) leftUndone(ctx context.Context, done *Swept, what string, args ...any) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	done.Failed++
	s.Log.WarnContext(ctx, what, args...)
	return nil
}

// StopSweeping gives the sweeper's lease up.
func (s *Service) StopSweeping(ctx context.Context, holder string) error {
	return s.Store.Release(ctx, sweeperLease, holder)
}

func (s *Service) due(ctx context.Context, after store.Due) (due []store.Due, err error) {
	terms := s.Rules().BookingTerms("", care.Today(s.now()))
	err = s.Store.Read(ctx, "read what is due", func(tx *store.Tx) error {
		due, err = tx.Due(ctx, s.now(), s.now()-care.Instant(terms.DraftDays)*dayMillis, after, sweepBatch)
		return err
	})
	return due, err
}

// promoteAll offers places in every class that has some and where somebody waits.
func (s *Service) promoteAll(ctx context.Context, renew func() (bool, error), done *Swept) error {
	classes, err := s.Store.ToPromote(ctx, s.now())
	if err != nil {
		return err
	}
	for i, class := range classes {
		if i%sweepBatch == sweepBatch-1 {
			if mine, err := renew(); err != nil || !mine {
				return err
			}
		}
		if _, err := s.reclaim(ctx, class); err != nil {
			if err := s.leftUndone(ctx, done, "a free place was not offered yet", "class", class, "error", err); err != nil {
				return err
			}
		}
		done.Promoted++
	}
	return nil
}

// fallDue does what an application's clock asks for, if it still does.
func (s *Service) fallDue(ctx context.Context, d store.Due) error {
	err := s.do(ctx, care.System("sweeper"), "sweep", func(ctx context.Context, t *turn) error {
		if err := t.lock(ctx, d.Class); err != nil {
			return err
		}
		a, err := t.tx.Application(ctx, d.Application)
		if err != nil {
			return err
		}
		if err := t.lockChildren(ctx, a.ChildID); err != nil {
			return err
		}
		if a, err = t.tx.Application(ctx, d.Application); err != nil {
			return err
		}
		return t.fallDue(ctx, a)
	})
	var known *care.Error
	if errors.As(err, &known) && (known.Code == care.CodeTooEarly || known.Code == care.CodeStateConflict || known.Code == care.CodeNotFound) {
		return nil // somebody was faster
	}
	return err
}

func (t *turn) fallDue(ctx context.Context, a care.Application) error {
	switch a.State {
	case care.StateHeld:
		_, err := t.step(ctx, a, care.EdgeExpire, care.Facts{})
		return err
	case care.StateSubmitted:
		if a.RejectBy != 0 {
			return t.turnAway(ctx, a)
		}
		return t.undecided(ctx, a)
	case care.StateOffered:
		return t.unanswered(ctx, a)
	case care.StateWaitlisted, care.StatePaused:
		return t.unkept(ctx, a)
	case care.StateDraft:
		return t.forget(ctx, a)
	case care.StateEnrolled:
		_, err := t.step(ctx, a, care.EdgeEnd, care.Facts{Reason: care.ReasonAgedOut})
		return err
	default:
		return nil
	}
}

// turnAway lets a refusal take effect to which the district has not objected in time (T7).
func (t *turn) turnAway(ctx context.Context, a care.Application) error {
	facts, err := t.facts(ctx, a, care.EdgeTurnAway)
	if err != nil {
		return err
	}
	_, err = t.step(ctx, a, care.EdgeTurnAway, facts)
	return err
}

// undecided brings an application to the district whose facility has not decided in time (T8). Nothing is decided by silence.
func (t *turn) undecided(ctx context.Context, a care.Application) error {
	facts, err := t.facts(ctx, a, care.EdgeEscalate)
	if err != nil {
		return err
	}
	if _, err := t.step(ctx, a, care.EdgeEscalate, facts); err != nil {
		return err
	}
	p := t.classes[a.ClassID]
	_, err = t.tx.Escalate(ctx, store.Escalation{
		ID: care.NewID(), Application: a.ID, Facility: a.FacilityID, Area: p.of.AreaCode, Kind: store.EscalationUndecided,
		Reason: care.ReasonCode(care.ActEscalate), By: t.actor, At: t.now, DueAt: t.now,
	})
	return err
}

// unanswered ends an offer whose time is over (T12), or gives it more time and lets the facility call when no message is known
// to have arrived (T12a).
func (t *turn) unanswered(ctx context.Context, a care.Application) error {
	_, err := t.step(ctx, a, care.EdgeLapse, care.Facts{})
	if !care.Is(err, care.CodeTooEarly) {
		return err
	}
	if a.Alternative {
		if _, err := t.step(ctx, a, care.EdgeRecall, care.Facts{}); !care.Is(err, care.CodeTooEarly) {
			return err
		}
	}
	if _, err := t.step(ctx, a, care.EdgeProlong, care.Facts{}); err != nil || a.DeliveredAt != 0 || a.Alternative {
		return err
	}
	p := t.classes[a.ClassID]
	isNew, err := t.tx.Escalate(ctx, store.Escalation{
		ID: care.NewID(), Application: a.ID, Facility: a.FacilityID, Area: p.of.AreaCode, Kind: store.EscalationCall,
		Reason: care.ReasonNoAnswer, By: t.actor, At: t.now, DueAt: t.now,
	})
	if err != nil || !isNew {
		return err
	}
	return t.notify(ctx, a, care.NoticeOfferCall, toFacility)
}

// unkept ends a wait nobody asked to keep after the child was enrolled elsewhere (T23). If that enrolment is over, the wait is as any other.
func (t *turn) unkept(ctx context.Context, a care.Application) error {
	facts, err := t.facts(ctx, a, care.EdgeSupersede)
	if err != nil {
		return err
	}
	if facts.EnrolledElsewhere != "" {
		_, err := t.step(ctx, a, care.EdgeSupersede, facts)
		return err
	}
	free := a
	free.KeepBy, free.Replaces = 0, ""
	t.keep(free)
	return t.write(ctx, a, free)
}

// forget removes a draft nobody came back to (T26). The chain of changes keeps that there was one.
func (t *turn) forget(ctx context.Context, a care.Application) error {
	p, err := t.class(ctx, a.ClassID)
	if err != nil {
		return err
	}
	if _, err := care.Move(a, care.EdgeRemove, t.actor.Kind, care.Facts{}, t.now, p.terms, t.cal); err != nil {
		return err
	}
	if gone, err := t.tx.RemoveDraft(ctx, a); err != nil || !gone {
		return err
	}
	body, err := json.Marshal(map[string]any{"class": a.ClassID, "from": a.State, "reason": care.ActRemove})
	if err != nil {
		return err
	}
	if err := t.tell(ctx, a, a, care.EdgeRemove); err != nil {
		return err
	}
	return t.tx.AppendChanges(ctx, []care.Change{{
		Noun: care.NounApplication, ID: string(a.ID), Kind: string(care.EdgeRemove), At: t.now, Actor: t.actor, Body: body,
	}})
}

// soonMillis is how long before the end of its time a family is reminded of an offer.
const soonMillis = 12 * 3600 * 1000

// remind tells families whose time to answer an offer ends soon, once, families and facilities whose agreement has fallen due,
// once, and families whose first day has come, every other day,
// until the child is there or the place is given up.
func (s *Service) remind(ctx context.Context, done *Swept) error {
	return s.do(ctx, care.System("sweeper"), "remind", func(ctx context.Context, t *turn) error {
		done.Reminded = 0
		offers, err := t.tx.AnswerSoon(ctx, t.now, t.now+soonMillis)
		if err != nil {
			return err
		}
		for _, a := range offers {
			if ok, err := t.tx.Reminded(ctx, a, t.now); err != nil {
				return err
			} else if !ok {
				continue
			}
			if err := t.notify(ctx, a, care.NoticeAnswerSoon, toFamily|urgently); err != nil {
				return err
			}
			done.Reminded++
		}
		if err := t.remindUnsigned(ctx, done); err != nil {
			return err
		}
		return t.remindUnstarted(ctx, done)
	})
}

// remindUnstarted is remind for those whose first day has come.
func (t *turn) remindUnstarted(ctx context.Context, done *Swept) error {
	for after := care.ApplicationID(""); ; {
		apps, err := t.tx.Unstarted(ctx, t.today, t.now-2*dayMillis, after)
		if err != nil || len(apps) == 0 {
			return err
		}
		for _, a := range apps {
			after = a.ID
			p, err := t.class(ctx, a.ClassID)
			if err != nil {
				return err
			}
			if a.Reminders >= p.terms.Reminders {
				continue
			}
			if ok, err := t.tx.Reminded(ctx, a, t.now); err != nil {
				return err
			} else if !ok {
				continue
			}
			if err := t.notify(ctx, a, care.NoticeStartSoon, toFamily|urgently); err != nil {
				return err
			}
			done.Reminded++
		}
	}
}

// recount moves clocks that counted through a year whose working days were not known, once they are: later, never sooner.
func (s *Service) recount(ctx context.Context) error {
	var apps []care.Application
	err := s.look(ctx, care.System("sweeper"), "read provisional clocks", func(ctx context.Context, t *turn) error {
		all, err := t.tx.Provisional(ctx)
		if err != nil {
			return err
		}
		apps = apps[:0]
		for _, a := range all {
			p, err := t.class(ctx, a.ClassID)
			if err != nil {
				return err
			}
			if _, moved := care.Recount(a, p.terms, t.cal); moved {
				apps = append(apps, a)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range apps {
		err := s.do(ctx, care.System("sweeper"), "recount", func(ctx context.Context, t *turn) error {
			if err := t.lockChildren(ctx, a.ChildID); err != nil {
				return err
			}
			now, err := t.tx.Application(ctx, a.ID)
			if err != nil {
				return err
			}
			p, err := t.class(ctx, now.ClassID)
			if err != nil {
				return err
			}
			if next, moved := care.Recount(now, p.terms, t.cal); moved {
				return t.write(ctx, now, next)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Delivered notes, in the transaction of whoever knows it, that a message about an application has reached its family. An
// offer lapses only a day after that.
func (s *Service) Delivered(ctx context.Context, tx *store.Tx, id care.ApplicationID, now care.Instant) error {
	t := s.turnAt(tx, care.System("delivery"), now)
	a, err := tx.Application(ctx, id)
	if care.Is(err, care.CodeNotFound) { // a draft that is gone
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.lockChildren(ctx, a.ChildID); err != nil {
		return err
	}
	if a, err = tx.Application(ctx, id); err != nil {
		return err
	}
	if err := t.delivered(ctx, a); err != nil {
		return err
	}
	return t.finish(ctx)
}

func (t *turn) delivered(ctx context.Context, a care.Application) error {
	if a.State == care.StateConfirmed {
		return t.tx.ReminderArrived(ctx, a.ID)
	}
	p, err := t.class(ctx, a.ClassID)
	if err != nil {
		return err
	}
	next, changed, prolong := care.Delivered(a, t.now, p.terms)
	prolong = prolong && !a.Frozen() // it gets its time when the class goes on
	if !changed {
		return nil
	}
	if err := t.write(ctx, a, next); err != nil {
		return err
	}
	t.keep(next)
	if err := t.tx.Settle(ctx, a.ID, store.EscalationCall, "delivered", t.actor, t.now); err != nil || !prolong {
		return err
	}
	_, err = t.stepBy(ctx, care.System("delivery"), next, care.EdgeProlong, care.Facts{})
	return err
}

// RecordCall notes that staff of the facility reached the family of an offer by telephone.
func (s *Service) RecordCall(ctx context.Context, actor care.Actor, id care.ApplicationID) error {
	if _, err := s.touches(ctx, actor, id); err != nil {
		return err
	}
	return s.do(ctx, actor, "record a call", func(ctx context.Context, t *turn) error {
		a, err := t.tx.Application(ctx, id)
		if err != nil {
			return err
		}
		if err := t.lockChildren(ctx, a.ChildID); err != nil {
			return err
		}
		if a, err = t.tx.Application(ctx, id); err != nil {
			return err
		}
		if a.State != care.StateOffered {
			return &StateError{a.State, care.Errorf(care.Conflict, care.CodeStateConflict, "", "there is no offer to call about")}
		}
		body, err := json.Marshal(map[string]any{"class": a.ClassID})
		if err != nil {
			return err
		}
		if err := t.tx.AppendChanges(ctx, []care.Change{{
			Noun: care.NounApplication, ID: string(a.ID), Kind: "called", At: t.now, Actor: actor, Body: body,
		}}); err != nil {
			return err
		}
		return t.delivered(ctx, a)
	})
}
