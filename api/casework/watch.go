package casework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// beginWatch watches over the complainant's children at the facility for 90 days (C22), in the transaction of the complaint.
func (s *Service) beginWatch(ctx context.Context, tx *store.Tx, c care.Case) error {
	if c.Facility == "" {
		return nil
	}
	watch := care.NewWatch(c.CreatedAt, s.Rules().CaseTerms(c.Area, c.Track, care.Today(c.CreatedAt)))
	return tx.InVault(ctx, func(v *store.Vault) error {
		who, _, err := v.Identity(ctx, c.ID)
		if err != nil || who.FamilyHash == "" {
			return err
		}
		return v.InsertWatch(ctx, store.NewWatch{
			ID: care.NewID(), CaseID: string(c.ID), FamilyHash: who.FamilyHash, FacilityID: string(c.Facility), AreaCode: c.Area,
			Starts: int64(watch.Since), Ends: int64(watch.Until),
		})
	})
}

// What a facility asks for that a watch can hold, by the kind of escalation it is.
var holdable = map[store.EscalationKind]string{store.EscalationReject: "reject", store.EscalationRevoke: "revoke"}

// Examined reports, in the transaction of whoever asks, whether the complaint desk still has what a facility wants to take from a
// family: a refusal that would take effect (T7), a place taken back (T16). While a watch runs at a facility, whoever's it is, nothing it
// asks for takes effect without the bureau's word: were it the watched family's alone, a bureau that is late would show whose it is. What
// a facility asked for before there was a complaint is none of its business.
func (s *Service) Examined(ctx context.Context, tx *store.Tx, a care.Application) (bool, error) {
	open, err := tx.Escalated(ctx, a.ID)
	if err != nil {
		return false, err
	}
	examined := false
	err = tx.InVault(ctx, func(v *store.Vault) error {
		examined = false
		for _, e := range open {
			if holdable[e.Kind] == "" {
				continue
			}
			watches, err := v.WatchingAt(ctx, a.FacilityID, e.At)
			if err != nil {
				return err
			}
			hold, held, err := v.HoldFor(ctx, e.ID)
			if err != nil {
				return err
			}
			if len(watches) > 0 && (!held || hold.Decision != store.HoldLetGo) {
				examined = true
			}
		}
		return nil
	})
	return examined, err
}

// Held is something held for a bureau. It says nothing of the complaint: whether a facility has a reason is seen from the
// application and from what the facility says.
type Held struct {
	ID          string
	Kind        string // reject, revoke, end: the last is over already and can only be looked into
	Application care.ApplicationID
	Facility    FacilityRef
	Reason      care.ReasonCode // the facility's
	At, Due     care.Instant
	Overdue     bool
	Decision    string // let_go, keep, over; "": not decided
	DecidedBy   care.AccountID
	DecidedAt   care.Instant
}

// Watches returns what is held for the actor's bureau, the most pressing first, and what was decided in the last 90 days.
func (s *Service) Watches(ctx context.Context, actor care.Actor) ([]Held, error) {
	if err := actor.May(care.MayOpenIdentity, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	now := s.now()
	var out []Held
	err := s.look(ctx, "read what is held", func(ctx context.Context, t *turn) error {
		if err := t.judges(ctx, actor, actor.Area); err != nil {
			return err
		}
		var rows []store.Hold
		err := t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			rows, err = v.HeldIn(ctx, actor.Area, now-shownReviews)
			return err
		})
		if err != nil {
			return err
		}
		out = make([]Held, 0, len(rows))
		for _, r := range rows {
			f, err := t.tx.FacilityAlone(ctx, care.FacilityID(r.FacilityID))
			if err != nil {
				return err
			}
			out = append(out, Held{
				ID: r.ID, Kind: r.Kind, Application: care.ApplicationID(r.ApplicationID), Facility: FacilityRef{f.ID, f.Name},
				Reason: care.ReasonCode(r.Reason), At: care.Instant(r.OpenedAt), Due: care.Instant(r.DueAt),
				Overdue: r.Decision == "" && r.DueAt < int64(now), Decision: r.Decision, DecidedBy: care.AccountID(r.DecidedBy),
				DecidedAt: care.Instant(r.DecidedAt),
			})
		}
		return nil
	})
	return out, err
}

// ActWatch decides about something held. let_go: what the facility asked for goes on as it always does. keep: the bureau objects, in
// the words and by the step it uses for every objection. Fails with not_found for another area's, state_conflict for a decided one.
func (s *Service) ActWatch(ctx context.Context, actor care.Actor, id, decision, why string) error {
	why = strings.TrimSpace(why)
	if decision != store.HoldLetGo && decision != store.HoldKept {
		return care.Errorf(care.Invalid, care.CodeInvalid, "action", "%q is not let_go or keep", care.Clip(decision))
	}
	if why == "" || utf8.RuneCountInString(why) > maxNote || !care.PlainText(why) {
		return care.Errorf(care.Invalid, care.CodeReasonNeeded, "reason", "say in at most %d characters why", maxNote)
	}
	hold, err := s.hold(ctx, actor, id)
	if err != nil {
		return err
	}
	err = s.decide(ctx, actor, hold, decision, why)
	if errors.Is(err, errOver) {
		return s.decide(ctx, actor, hold, store.HoldOver, why)
	}
	return err
}

// errOver rolls a decision back when what the bureau would object to is asked for no more.
var errOver = errors.New("there is nothing to object to any more")

// decide writes a decision down, and objects in the same transaction where the bureau keeps something: both, or neither.
func (s *Service) decide(ctx context.Context, actor care.Actor, hold store.Hold, decision, why string) error {
	id := hold.ID
	return s.doInVault(ctx, "decide about what is held", func(ctx context.Context, t *turn) error {
		if decision == store.HoldKept && hold.Kind != "end" { // first, as booking locks classes before anything else
			if err := t.object(ctx, actor, hold); err != nil {
				return err
			}
		}
		done := false
		err := t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			done, err = v.Decide(ctx, id, decision, actor.ID, t.Vault.Seal(sealedNote+id, why), t.now)
			return err
		})
		if err != nil {
			return err
		}
		if !done {
			return decided()
		}
		return t.written(ctx, actor, id, "held", map[string]any{"decision": decision})
	})
}

func decided() error {
	return care.Errorf(care.Conflict, care.CodeStateConflict, "", "somebody else has decided this")
}

// hold returns something held that an actor may decide about.
func (s *Service) hold(ctx context.Context, actor care.Actor, id string) (hold store.Hold, err error) {
	err = s.look(ctx, "look at what is held", func(ctx context.Context, t *turn) error {
		known := false
		err := t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			hold, known, err = v.Hold(ctx, id)
			return err
		})
		switch {
		case err != nil:
			return err
		case !known:
			return notHere()
		}
		if err := actor.May(care.MayOpenIdentity, care.Owner{Area: hold.AreaCode}); err != nil {
			return err
		}
		if hold.Decision != "" {
			return decided()
		}
		return t.judges(ctx, actor, hold.AreaCode)
	})
	return hold, err
}

// judges refuses an officer who supervises neither the office that answers for places in an area nor one above it.
func (t *turn) judges(ctx context.Context, actor care.Actor, area string) error {
	units, err := t.plainUnits(ctx)
	if err != nil {
		return err
	}
	unit, _, _ := care.PickUnits(care.RouteOf(care.CategoryBooking, area, t.rules, t.today), area, units)
	return t.supervises(ctx, actor, unit, area)
}

// object lets the bureau object to what is held. Fails with errOver when there is nothing to object to any more.
func (t *turn) object(ctx context.Context, actor care.Actor, hold store.Hold) error {
	action := care.ActRefuseReject
	if hold.Kind == "revoke" {
		action = care.ActRefuseRevoke
	}
	if t.Object == nil {
		return nil
	}
	// A city that decides in place of a district objects as the district does: in no other words.
	actor.Kind, actor.Area = care.ActorDistrict, hold.AreaCode
	err := t.Object(ctx, t.tx, actor, care.ApplicationID(hold.ApplicationID), action)
	if care.Is(err, care.CodeStateConflict) || care.Is(err, care.CodeNotFound) {
		return errOver
	}
	return err
}

// holdAsked writes down what facilities ask for that a watch holds, and lets go what is over. The bureau is told by id alone.
func (s *Service) holdAsked(ctx context.Context) (held int, err error) {
	if todo, err := s.somethingToHold(ctx); err != nil || !todo {
		return 0, err
	}
	err = s.doInVault(ctx, "hold what is asked for", func(ctx context.Context, t *turn) error {
		held = 0
		open, err := t.tx.Asks(ctx)
		if err != nil {
			return err
		}
		for _, e := range open {
			a, err := t.tx.Application(ctx, e.Application)
			if err != nil {
				return err
			}
			isNew, err := t.hold(ctx, a, holdable[e.Kind], e.ID, e.Reason, e.At)
			if err != nil {
				return err
			}
			if isNew {
				held++
			}
		}
		return t.letGoOver(ctx, open)
	})
	return held, err
}

// somethingToHold looks, without writing anything, whether holdAsked has anything to do: nearly always it has not.
func (s *Service) somethingToHold(ctx context.Context) (todo bool, err error) {
	now := s.now()
	err = s.Store.Read(ctx, "look at what is asked for", func(tx *store.Tx) error {
		todo = false
		open, err := tx.Asks(ctx)
		if err != nil {
			return err
		}
		return tx.InVault(ctx, func(v *store.Vault) error {
			held, err := v.Held(ctx, "", sweepPage)
			if err != nil {
				return err
			}
			for _, h := range held {
				asked := h.Kind == "end" || slices.ContainsFunc(open, func(e store.Escalation) bool { return e.ID == h.Ask })
				todo = todo || !asked || (care.Instant(h.DueAt) < now && h.WarnedAt == 0)
			}
			todo = todo || len(held) == sweepPage
			for _, e := range open {
				watches, err := v.WatchingAt(ctx, e.Facility, e.At)
				if err != nil {
					return err
				}
				_, known, err := v.HoldFor(ctx, e.ID)
				if err != nil {
					return err
				}
				todo = todo || (len(watches) > 0 && !known)
			}
			return nil
		})
	})
	return todo, err
}

// hold holds something for the bureau where a watch ran when it was asked for, and reports whether that is new: what is asked for, whoever
// the watch is over; what is over already, for who was watched over alone.
func (t *turn) hold(ctx context.Context, a care.Application, kind, ask string, reason care.ReasonCode, at care.Instant) (bool, error) {
	f, err := t.tx.FacilityAlone(ctx, a.FacilityID)
	if err != nil {
		return false, err
	}
	family := t.Vault.Hash(hashedFamily, string(a.FamilyID))
	due := t.cal.EndOfWorking(at, t.rules.CaseTerms(f.AreaCode, "", t.today).WatchDecide)
	id, isNew := care.NewID(), false
	err = t.tx.InVault(ctx, func(v *store.Vault) error {
		isNew = false
		watches, err := v.Watching(ctx, family, a.FacilityID, at)
		if err == nil && len(watches) == 0 && kind != "end" {
			watches, err = v.WatchingAt(ctx, a.FacilityID, at)
		}
		if err != nil || len(watches) == 0 {
			return err
		}
		n, err := v.InsertHold(ctx, store.NewHold{
			ID: id, WatchID: watches[0].ID, CaseID: watches[0].CaseID, Ask: ask, ApplicationID: string(a.ID), FacilityID: string(a.FacilityID),
			AreaCode: f.AreaCode, Kind: kind, Reason: string(reason), OpenedAt: int64(at), DueAt: int64(due),
		})
		isNew = n == 1
		return err
	})
	if err != nil || !isNew {
		return false, err
	}
	return true, t.tellOfHold(ctx, id, f.AreaCode, due)
}

// tellOfHold tells a bureau that something waits. Nothing in it says what: whoever may look will see.
func (t *turn) tellOfHold(ctx context.Context, id, area string, due care.Instant) error {
	return t.tx.Notify(ctx, care.Notice{
		ID: "watch/" + id + "/" + area, Event: care.NoticeCaseWatch, At: t.now, Area: area, Urgent: true,
		Params: map[string]string{"deadline": due.Time().Format("2006-01-02T15:04:05Z07:00")},
	})
}

// letGoOver ends what is held of something nobody asks for any more: the facility thought better of it, or the family went.
func (t *turn) letGoOver(ctx context.Context, open []store.Escalation) error {
	for after := ""; ; {
		var page []store.Hold
		err := t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			page, err = v.Held(ctx, after, sweepPage)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, h := range page {
			after = h.ID
			if h.Kind == "end" {
				continue
			}
			asked := slices.ContainsFunc(open, func(e store.Escalation) bool { return e.ID == h.Ask })
			if err := t.lookAfter(ctx, h, asked); err != nil {
				return err
			}
		}
	}
}

const sweepPage = 200

// lookAfter ends a hold that is over, and tells the next authority up when the time of the bureau is.
func (t *turn) lookAfter(ctx context.Context, h store.Hold, asked bool) error {
	warned := false
	err := t.tx.InVault(ctx, func(v *store.Vault) (err error) {
		if !asked {
			_, err = v.Decide(ctx, h.ID, store.HoldOver, "system", "", t.now)
			return err
		}
		if care.Instant(h.DueAt) < t.now {
			warned, err = v.Warned(ctx, h.ID, t.now)
		}
		return err
	})
	if err != nil || !warned {
		return err
	}
	return t.tellOfHold(ctx, h.ID, cityOf(h.AreaCode), care.Instant(h.DueAt))
}

// cityOf is the code of the city a district lies in.
func cityOf(area string) string {
	if len(area) < districtCode {
		return area
	}
	return area[:districtCode-2] + "00"
}

// holdEnded brings to the bureau what a facility has ended itself in a watch: an enrolment, a place nobody came to. It is over, and
// looking into it is all that can be done.
func (s *Service) holdEnded(ctx context.Context) error {
	for after := ""; ; {
		var page []store.Watch
		now := s.now()
		err := s.Store.ReadVault(ctx, "read watches", func(v *store.Vault) (err error) {
			page, err = v.Running(ctx, now, after, sweepPage)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, w := range page {
			after = w.ID
			if err := s.holdEndedAt(ctx, w); err != nil {
				return err
			}
		}
	}
}

func (s *Service) holdEndedAt(ctx context.Context, w store.Watch) error {
	var ended []store.Ended
	err := s.Store.Read(ctx, "look for what was ended", func(tx *store.Tx) (err error) {
		ended, err = tx.EndedBy(ctx, care.FacilityID(w.FacilityID), care.Instant(w.Starts))
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range ended {
		if s.Vault.Hash(hashedFamily, string(e.Application.FamilyID)) != w.FamilyHash {
			continue
		}
		err := s.doInVault(ctx, "bring to the bureau what was ended", func(ctx context.Context, t *turn) error {
			_, err := t.hold(ctx, e.Application, "end", "step/"+string(e.Application.ID), e.Application.Reason, e.At)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
