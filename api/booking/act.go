package booking

import (
	"context"
	"net/http"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// ActRequest is something to be done with an application.
type ActRequest struct {
	Action  care.Action
	Version int64           // the version that was seen
	Reason  care.ReasonCode // from the public list of the action
	Form    Form
}

// Form is what goes along with an action.
type Form struct {
	Signed bool      // with enrol: the agreement is signed
	Start  care.Date // with hold or wait of a draft: another first day
}

// StateError says where an application is when a step does not begin there. It is a care.Error with state_conflict.
type StateError struct {
	Current care.State
	cause   error
}

// Error gives code and text.
func (e *StateError) Error() string { return e.cause.Error() }

// Unwrap returns the care.Error.
func (e *StateError) Unwrap() error { return e.cause }

// rightTo is the right an actor's role needs to do anything with an application.
func rightTo(role care.Role) care.Right {
	switch role {
	case care.ActorFacility:
		return care.MayDecide
	case care.ActorDistrict, care.ActorCity:
		return care.MayRuleOnRevoke
	default:
		return care.MayActOwn
	}
}

// Act takes an application along the edge an action means from where it is, for the role of the actor. It fails with not_found
// for somebody else's application, not_allowed for somebody else's action, state_conflict (a StateError) when it is no longer
// as it was seen, and what the guard of the edge says.
func (s *Service) Act(ctx context.Context, actor care.Actor, key IdempotencyKey, id care.ApplicationID, r ActRequest) (Reply, error) {
	classes, err := s.touches(ctx, actor, id)
	if err != nil {
		return Reply{}, err
	}
	request := struct {
		ID care.ApplicationID
		ActRequest
	}{id, r}
	var reply Reply
	err = s.seek(ctx, func() (err error) {
		reply.Status, reply.Application, err = once(ctx, s, actor, key, "act", request, func(ctx context.Context, t *turn) (int, View, error) {
			if err := t.lock(ctx, classes...); err != nil {
				return 0, View{}, err
			}
			if err := t.act(ctx, id, r); err != nil {
				return 0, View{}, err
			}
			view, err := t.viewNow(ctx, id)
			return http.StatusOK, view, err
		})
		return err
	})
	return s.named(ctx, reply, err)
}

// touches returns the classes whose places an action on an application may move, for whoever may act on it.
func (s *Service) touches(ctx context.Context, actor care.Actor, id care.ApplicationID) (classes []care.ClassID, err error) {
	err = s.Store.Read(ctx, "look at an application", func(tx *store.Tx) error {
		a, err := tx.Application(ctx, id)
		if err != nil {
			return err
		}
		f, err := tx.FacilityAlone(ctx, a.FacilityID)
		if err != nil {
			return err
		}
		classes = []care.ClassID{a.ClassID}
		if a.Replaces != "" {
			old, err := tx.Application(ctx, a.Replaces)
			if err != nil {
				return err
			}
			classes = append(classes, old.ClassID)
		}
		return mayAct(actor, a, f.AreaCode)
	})
	return classes, err
}

// mayAct refuses an actor who has nothing to do with an application. A facility knows nothing of drafts and holds, nor of children to
// whom its places were offered because another class is stopped, until their families say yes.
func mayAct(actor care.Actor, a care.Application, area string) error {
	if err := actor.May(rightTo(actor.Kind), a.Owner(area)); err != nil {
		return err
	}
	if actor.Kind != care.ActorGuardian && actor.Kind != care.ActorDelegate && (a.State == care.StateDraft || a.State == care.StateHeld || a.Alternative) {
		return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
	}
	return nil
}

// act does an action in its transaction; the classes are locked.
func (t *turn) act(ctx context.Context, id care.ApplicationID, r ActRequest) error {
	a, err := t.tx.Application(ctx, id)
	if err != nil {
		return err
	}
	if err := t.lockChildren(ctx, a.ChildID); err != nil {
		return err
	}
	if a, err = t.tx.Application(ctx, id); err != nil { // as it is now that nobody else can change it
		return err
	}
	if seen, err := t.asSeen(ctx, a, r.Version); err != nil {
		return err
	} else if !seen {
		return &StateError{a.State, care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again")}
	}
	edge, err := care.EdgeOrWhy(a.State, r.Action, t.actor.Kind)
	if care.Is(err, care.CodeStateConflict) {
		return &StateError{a.State, err}
	}
	if err != nil {
		return err
	}
	switch edge {
	case care.EdgeHold, care.EdgeWait:
		return t.actOnDraft(ctx, a, edge, r)
	case care.EdgeEnrol:
		return t.enrol(ctx, a, r)
	case care.EdgeRestore, care.EdgeRevive, care.EdgeReinstate:
		return t.comeBack(ctx, a, edge)
	case care.EdgeAccept:
		if err := t.giveUp(ctx, a); err != nil {
			return err
		}
	default:
	}
	facts, err := t.facts(ctx, a, edge)
	if err != nil {
		return err
	}
	facts.Reason = r.Reason
	next, err := t.step(ctx, a, edge, facts)
	if err != nil {
		return err
	}
	return t.escalate(ctx, next, edge, r.Reason)
}

// asSeen reports whether an application still is what the actor saw of it. For a family it is so when nothing has happened since
// but what goes between facility and district.
func (t *turn) asSeen(ctx context.Context, a care.Application, version int64) (bool, error) {
	if a.Version == version || !t.actor.ForFamily() || version < 1 || version > a.Version {
		return a.Version == version, nil
	}
	steps, err := t.tx.StepsTaken(ctx, a.ID)
	for _, s := range t.told(steps) {
		if s.Version > version {
			return false, err
		}
	}
	return err == nil, err
}

// actOnDraft takes a draft to a held place or a wait, perhaps for another first day.
func (t *turn) actOnDraft(ctx context.Context, a care.Application, edge care.Edge, r ActRequest) error {
	if err := t.endOwnHolds(ctx, a.ChildID); err != nil {
		return err
	}
	p := t.classes[a.ClassID]
	if !r.Form.Start.IsZero() {
		a.Start = r.Form.Start
	}
	if err := care.CheckStart(a.Start, t.today, p.terms); err != nil {
		return err
	}
	child, err := t.child(ctx, a.ChildID)
	if err != nil {
		return err
	}
	a.From, a.To = care.Span(child.Child.Birth, a.Start, &p.Class)
	if edge == care.EdgeHold {
		_, err = t.hold(ctx, a)
	} else {
		_, err = t.wait(ctx, a)
	}
	return err
}

// enrol is the first day (T13). A place that this one replaces is given back in the same transaction (T18), and not before: no
// child is without a place because it asked for another.
func (t *turn) enrol(ctx context.Context, a care.Application, r ActRequest) error {
	facts, err := t.facts(ctx, a, care.EdgeEnrol)
	if err != nil {
		return err
	}
	facts.Reason = r.Reason
	facts.Signed = r.Form.Signed || a.SignedAt != 0
	if _, err := care.Move(a, care.EdgeEnrol, t.actor.Kind, facts, t.now, t.classes[a.ClassID].terms, t.cal); err != nil {
		return err
	}
	if a.Replaces != "" {
		old, err := t.tx.Application(ctx, a.Replaces)
		if err != nil {
			return err
		}
		if old.State == care.StateEnrolled {
			if _, err := t.stepBy(ctx, care.System("booking"), old, care.EdgeHandOver, care.Facts{SuccessorSure: true}); err != nil {
				return err
			}
		}
	}
	_, err = t.step(ctx, a, care.EdgeEnrol, facts)
	return err
}

// comeBack joins the waitlist again at the old rank (T24, T25, and T14c, when the district finds that the family is right).
func (t *turn) comeBack(ctx context.Context, a care.Application, edge care.Edge) error {
	if err := t.endOwnHolds(ctx, a.ChildID); err != nil {
		return err
	}
	facts, err := t.facts(ctx, a, edge)
	if err != nil {
		return err
	}
	next, err := t.step(ctx, a, edge, facts)
	if err != nil {
		return err
	}
	if err := t.worse(ctx, next); err != nil {
		return err
	}
	if facts.OtherLive {
		_, err = t.stepBy(ctx, care.System("booking"), next, care.EdgePause, care.Facts{OtherLive: true})
		return err
	}
	return t.promote(ctx, a.ClassID)
}

// escalate brings to the district what an edge asks of it.
func (t *turn) escalate(ctx context.Context, next care.Application, edge care.Edge, reason care.ReasonCode) error {
	p := t.classes[next.ClassID]
	e := store.Escalation{
		ID: care.NewID(), Application: next.ID, Facility: next.FacilityID, Area: p.of.AreaCode, Reason: reason, By: t.actor, At: t.now,
	}
	event := care.NoticeRevokeAsked
	switch edge {
	case care.EdgeReject:
		e.Kind, e.DueAt, event = store.EscalationReject, next.RejectBy, care.NoticeRejectAsked
	case care.EdgeAskRevoke:
		e.Kind, e.DueAt = store.EscalationRevoke, t.cal.EndOfWorking(t.now, p.terms.RevokeDays)
	case care.EdgeObject:
		e.Kind, e.DueAt, e.Reason = store.EscalationObjection, t.cal.EndOfWorking(t.now, p.terms.ObjectDays), care.ReasonNotAttended
	default:
		return nil
	}
	if _, err := t.tx.Escalate(ctx, e); err != nil || e.Kind == store.EscalationObjection {
		return err
	}
	asked := next
	asked.Reason = reason
	return t.notifyBy(ctx, asked, event, toDistrict, e.DueAt)
}
