package booking

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// follow does what follows from a step, in the same transaction: the waits of the child pause or go on, the place goes to the
// next child, what waited for an answer is settled, and people are told.
func (t *turn) follow(ctx context.Context, was, next care.Application, edge care.Edge) error {
	if err := t.tell(ctx, was, next, edge); err != nil {
		return err
	}
	if err := t.settle(ctx, was, next, edge); err != nil {
		return err
	}
	switch wasLive, isLive := was.State.Live(), next.State.Live(); {
	case isLive && !wasLive:
		if err := t.pauseWaits(ctx, next); err != nil {
			return err
		}
	case wasLive && !isLive:
		if err := t.resumeWaits(ctx, next); err != nil {
			return err
		}
	}
	if was.State == care.StateWaitlisted && next.State.Seat() == care.NoSeat && was.Group != "" {
		if err := t.groupMoved(ctx, was.Group); err != nil {
			return err
		}
	}
	if was.State.Seat() != care.NoSeat && next.State.Seat() == care.NoSeat {
		return t.promote(ctx, was.ClassID) // R1
	}
	return nil
}

// groupMoved looks again at the classes of a sibling group of which one no longer waits: the others may have a place without it,
// and a place that was kept for all of them is kept no longer.
func (t *turn) groupMoved(ctx context.Context, group care.GroupID) error {
	members, err := t.tx.OfGroup(ctx, group)
	for _, m := range members {
		t.later = append(t.later, m.ClassID)
	}
	return err
}

// pauseWaits pauses the waits of a child that has something live now; they keep their rank.
func (t *turn) pauseWaits(ctx context.Context, live care.Application) error {
	others, err := t.ofChild(ctx, live.ChildID)
	if err != nil {
		return err
	}
	for _, a := range others {
		if a.ID == live.ID || a.State != care.StateWaitlisted {
			continue
		}
		if _, err := t.stepBy(ctx, care.System("booking"), a, care.EdgePause, care.Facts{OtherLive: true}); err != nil {
			return err
		}
	}
	return nil
}

// resumeWaits lets the waits of a child go on at their rank; after an enrolment it asks which of them stay.
func (t *turn) resumeWaits(ctx context.Context, over care.Application) error {
	if over.ID == t.replaced {
		return nil // its successor is live as soon as this turn is over
	}
	others, err := t.ofChild(ctx, over.ChildID)
	if err != nil {
		return err
	}
	asked := false
	if over.State != care.StateEnrolled && slices.ContainsFunc(others, func(o care.Application) bool { return o.ID != over.ID && o.State.Live() }) {
		return nil // an alternative, or what it was offered for, goes on
	}
	for _, a := range others {
		if a.ID == over.ID || !a.State.Waiting() {
			continue
		}
		if a.State == care.StatePaused {
			if a, err = t.stepBy(ctx, care.System("booking"), a, care.EdgeResume, care.Facts{}); err != nil {
				return err
			}
			t.later = append(t.later, a.ClassID)
		}
		if over.State == care.StateEnrolled && a.KeepBy == 0 {
			if _, err := t.stepBy(ctx, care.System("booking"), a, care.EdgeAskKeep, care.Facts{EnrolledElsewhere: over.ID}); err != nil {
				return err
			}
			asked = true
		}
	}
	if asked {
		return t.notify(ctx, over, care.NoticeKeepWaits, toFamily)
	}
	return nil
}

// settle closes what waited for somebody's answer about an application.
func (t *turn) settle(ctx context.Context, was, next care.Application, edge care.Edge) error {
	switch edge {
	case care.EdgeRefuseReject:
		return t.tx.Settle(ctx, was.ID, store.EscalationReject, string(edge), t.actor, t.now)
	case care.EdgeRefuseRevoke:
		return t.tx.Settle(ctx, was.ID, store.EscalationRevoke, string(edge), t.actor, t.now)
	case care.EdgeRefuseObject, care.EdgeReinstate:
		return t.tx.Settle(ctx, was.ID, store.EscalationObjection, string(edge), t.actor, t.now)
	default:
	}
	if was.State == next.State || was.State == "" {
		return nil
	}
	switch {
	case was.State == care.StateSubmitted:
		return t.tx.Settle(ctx, was.ID, "", string(edge), t.actor, t.now)
	case next.State.Final() && next.State != care.StateNoShow && was.State.Seat() != care.NoSeat && was.State != care.StateHeld:
		return t.tx.Settle(ctx, was.ID, "", string(edge), t.actor, t.now)
	case was.State == care.StateOffered:
		return t.tx.Settle(ctx, was.ID, store.EscalationCall, string(edge), t.actor, t.now)
	}
	return nil
}

// Whom a notice is for.
type audience uint8

const (
	toFamily audience = 1 << iota
	toFacility
	toDistrict
	urgently
)

// notices says who is told of an edge, and of what.
var notices = map[care.Edge]struct {
	event care.NoticeEvent
	to    audience
}{
	care.EdgeWait:         {care.NoticeWaitlisted, toFamily},
	care.EdgeSubmit:       {care.NoticeSubmitted, toFamily},
	care.EdgeExpire:       {care.NoticeHeldExpired, toFamily},
	care.EdgeOffer:        {care.NoticeOffered, toFamily | urgently},
	care.EdgeTurnAway:     {care.NoticeRejected, toFamily | toFacility},
	care.EdgeRefuseReject: {care.NoticeRejectRefused, toFacility},
	care.EdgeEscalate:     {care.NoticeEscalated, toFamily | toFacility | toDistrict},
	care.EdgePromote:      {care.NoticeOffered, toFamily | urgently},
	care.EdgeAccept:       {care.NoticeConfirmed, toFamily | toFacility},
	care.EdgeDecline:      {care.NoticeDeclined, toFacility},
	care.EdgeLapse:        {care.NoticeLapsed, toFamily | toFacility},
	care.EdgeProlong:      {care.NoticeOfferMoved, toFamily},
	care.EdgeEnrol:        {care.NoticeEnrolled, toFamily},
	care.EdgeNoShow:       {care.NoticeNoShow, toFamily},
	care.EdgeObject:       {care.NoticeObjected, toFacility | toDistrict},
	care.EdgeRefuseObject: {care.NoticeObjectRefused, toFamily | toFacility},
	care.EdgeReinstate:    {care.NoticeReinstated, toFamily | toFacility},
	care.EdgeRevoke:       {care.NoticeRevoked, toFamily | toFacility},
	care.EdgeRefuseRevoke: {care.NoticeRevokeRefused, toFacility},
	care.EdgeHandOver:     {care.NoticeEnded, toFacility},
	care.EdgeFreeze:       {care.NoticeFrozen, toFamily},
	care.EdgeUnfreeze:     {care.NoticeUnfrozen, toFamily},
	care.EdgeGiveUp:       {care.NoticeWithdrawn, toFacility},
	care.EdgeReoffer:      {care.NoticeReoffered, toFamily | urgently},
	care.EdgePause:        {care.NoticePaused, toFamily},
	care.EdgeResume:       {care.NoticeResumed, toFamily},
	care.EdgeSupersede:    {care.NoticeSuperseded, toFamily},
	care.EdgeRestore:      {care.NoticeRestored, toFamily},
	care.EdgeRevive:       {care.NoticeRestored, toFamily},
	care.EdgeRemove:       {care.NoticeDraftRemoved, toFamily},
}

// tell tells people of a step.
func (t *turn) tell(ctx context.Context, was, next care.Application, edge care.Edge) error {
	if n, ok := notices[edge]; ok && edge != t.mute {
		if err := t.notify(ctx, next, n.event, n.to); err != nil {
			return err
		}
	}
	switch edge {
	case care.EdgeSubmit:
		return t.notify(ctx, next, care.NoticeToDecide, toFacility)
	case care.EdgeWithdraw:
		if was.State.Seat() != care.NoSeat && was.State != care.StateHeld {
			return t.notify(ctx, next, care.NoticeWithdrawn, toFacility)
		}
	case care.EdgeEnd:
		to := toFamily
		if t.actor.ForFamily() {
			to = toFacility
		}
		return t.notify(ctx, next, care.NoticeEnded, to)
	default:
	}
	return nil
}

// notify enqueues a notice about an application.
func (t *turn) notify(ctx context.Context, a care.Application, event care.NoticeEvent, to audience) error {
	return t.notifyBy(ctx, a, event, to, 0)
}

// notifyBy is notify about something that is due at an instant of its own.
func (t *turn) notifyBy(ctx context.Context, a care.Application, event care.NoticeEvent, to audience, due care.Instant) error {
	p, err := t.class(ctx, a.ClassID)
	if err != nil {
		return err
	}
	for _, who := range []audience{toFamily, toFacility, toDistrict} {
		if to&who == 0 || who == toFacility && a.Alternative { // the family has not asked there
			continue
		}
		a := a
		if who == toFamily {
			a = a.ForFamily()
		}
		n := care.Notice{
			Event: event, At: t.now, Urgent: to&urgently != 0, Application: a.ID, About: a.FacilityID, Class: a.ClassID, Child: a.ChildID,
			Params: map[string]string{},
		}
		switch who {
		case toFacility:
			n.Staff = a.FacilityID
		case toDistrict:
			n.Area = p.of.AreaCode
		default:
			n.Family = a.FamilyID
		}
		if d, ok := care.DeadlineOf(a, p.terms, t.cal); ok {
			n.Params["deadline"], n.Params["kind"] = timeText(d.At), string(d.Kind)
		}
		if due != 0 {
			n.Params["deadline"] = timeText(due)
		}
		if a.Reason != "" {
			n.Params["reason"] = string(a.Reason)
		}
		if err := t.tx.Notify(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
