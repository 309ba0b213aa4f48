package booking

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// facts reads what the guards of an edge need to know about an application. What is taken or chosen in the same breath
// (SeatTaken, First, Full, WaitAhead) is the caller's to add.
func (t *turn) facts(ctx context.Context, a care.Application, edge care.Edge) (care.Facts, error) {
	var f care.Facts
	p, err := t.class(ctx, a.ClassID)
	if err != nil {
		return f, err
	}
	f.Open = !p.Closed && p.Frozen == ""
	f.Refused = !p.of.MayTake()
	switch edge {
	case care.EdgeExtend, care.EdgeExpire, care.EdgeReject, care.EdgeRefuseReject, care.EdgeAccept, care.EdgeDecline, care.EdgeLapse, care.EdgeProlong, care.EdgeWithdraw,
		care.EdgeFreeze, care.EdgeUnfreeze, care.EdgeEnd, care.EdgeRemove, care.EdgeRecall:
		return f, nil
	case care.EdgeTurnAway:
		return f, t.refusal(ctx, a, &f)
	case care.EdgeRevoke:
		if err := t.escalated(ctx, a, &f); err != nil {
			return f, err
		}
		return f, t.examined(ctx, a, &f)
	case care.EdgeEscalate, care.EdgeAskRevoke, care.EdgeRefuseRevoke, care.EdgeObject, care.EdgeRefuseObject:
		return f, t.escalated(ctx, a, &f)
	default:
	}
	fullDay, err := t.others(ctx, a, &f)
	if err != nil {
		return f, err
	}
	child, err := t.child(ctx, a.ChildID)
	if err != nil {
		return f, err
	}
	f.Eligible = care.Eligible(care.Candidate{
		Birth: child.Child.Birth, FullDay: fullDay, Replaces: a.Replaces, Employee: child.employed(&p.of, t.today),
	}, &p.Class, &p.of, a.Start)
	f.Complete = true
	f.Consents = care.Consented(child.Consents, care.PurposeBooking, a.ChildID, 1) &&
		(edge != care.EdgeSubmit || care.Consented(child.Consents, care.PurposeHealth, a.ChildID, 1))
	f.Papers = care.PapersInOrder(child.Child.Papers, a.Start, t.rules.PaperTerms(p.of.AreaCode, t.today))
	f.Rank = t.rules.NewRank(a.ID, care.Claimed(child.Claims, a.ChildID, p.of.AreaCode, t.today), 0, p.of.AreaCode, t.now)
	switch edge {
	case care.EdgeEnrol:
		f.RatioKept, err = t.ratioKept(ctx, a)
	case care.EdgeNoShow:
		f.Attended, err = t.attended(ctx, a)
	case care.EdgeReinstate:
		err = t.escalated(ctx, a, &f)
	default:
	}
	return f, err
}

// others says what else the child has, and returns its enrolled full-day place.
func (t *turn) others(ctx context.Context, a care.Application, f *care.Facts) (fullDay care.ApplicationID, err error) {
	all, err := t.ofChild(ctx, a.ChildID)
	for _, o := range all {
		if o.ID == a.ID {
			continue
		}
		if !o.State.Final() && o.ClassID == a.ClassID {
			f.AlreadyApplied = true
		}
		switch {
		case o.State.Live():
			f.OtherLive = f.OtherLive || !beside(a, o)
		case o.State == care.StateEnrolled:
			f.EnrolledElsewhere = o.ID
			if o.Mode == care.FullDay {
				fullDay = o.ID
			}
		case o.State.Waiting() && o.KeepBy == 0:
			f.Waits++
		}
	}
	return fullDay, err
}

// beside reports whether one of two live applications of a child was offered because the other's class is stopped.
func beside(a, b care.Application) bool {
	return a.Alternative && a.Replaces == b.ID || b.Alternative && b.Replaces == a.ID && a.State.Live()
}

// escalated says what waits for the district about an application.
func (t *turn) escalated(ctx context.Context, a care.Application, f *care.Facts) error {
	open, err := t.tx.Escalated(ctx, a.ID)
	for _, e := range open {
		switch e.Kind {
		case store.EscalationUndecided:
			f.Escalated = true
		case store.EscalationRevoke:
			f.RevokeAsked = true
		case store.EscalationObjection:
			f.Objected = true
		default:
		}
	}
	return err
}

// refusal says for what reason the facility has refused an application, and whether the complaint desk still looks at it.
func (t *turn) refusal(ctx context.Context, a care.Application, f *care.Facts) error {
	open, err := t.tx.Escalated(ctx, a.ID)
	for _, e := range open {
		if e.Kind == store.EscalationReject {
			f.Reason = e.Reason
		}
	}
	if err != nil {
		return err
	}
	return t.examined(ctx, a, f)
}

// examined asks the complaint desk whether it still has what the facility wants to take from a family.
func (t *turn) examined(ctx context.Context, a care.Application, f *care.Facts) (err error) {
	if t.Examined != nil {
		f.Examined, err = t.Examined(ctx, t.tx, a)
	}
	return err
}

// ratioKept reports whether the carers of the class are enough for everybody who has a place in it now, this child included.
func (t *turn) ratioKept(ctx context.Context, a care.Application) (bool, error) {
	months, err := t.tx.Occupancy(ctx, a.ClassID)
	o, known := store.Months(months).At(max(a.From, t.today.MonthOf()))
	return known && o.Outside+o.Enrolled < max(o.Staffed, 0), err
}

// attended reports whether the child was there on any day since the start.
func (t *turn) attended(ctx context.Context, a care.Application) (bool, error) {
	days, err := t.tx.AttendedDays(ctx, a.ID)
	return days > 0, err
}
