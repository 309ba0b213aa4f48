package booking

import (
	"cmp"
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Need is an application a facility has to do something about.
type Need struct {
	Kind string // decide, call, enrol, no_show, agreement
	Due  care.Instant
	Late bool
	View View
}

// Desk is what needs an answer of a facility about applications, the most pressing first.
type Desk struct {
	Needs  []Need
	Counts map[care.State]int
}

// FacilityDesk returns what needs an answer of the actor's facility.
func (s *Service) FacilityDesk(ctx context.Context, actor care.Actor) (d Desk, err error) {
	if err := actor.May(care.MaySeeDesk, care.Owner{Facility: actor.Facility}); err != nil {
		return d, err
	}
	err = s.look(ctx, actor, "read the desk", func(ctx context.Context, t *turn) error {
		d = Desk{}
		apps, err := t.tx.ToAnswer(ctx, actor.Facility)
		if err != nil {
			return err
		}
		calls, err := t.tx.ToCall(ctx, actor.Facility)
		if err != nil {
			return err
		}
		toCall := make(map[care.ApplicationID]store.Escalation, len(calls))
		for _, e := range calls {
			toCall[e.Application] = e
		}
		for _, a := range apps {
			n, needs, err := t.need(ctx, a, toCall)
			if err != nil {
				return err
			}
			if needs {
				d.Needs = append(d.Needs, n)
			}
		}
		slices.SortStableFunc(d.Needs, func(a, b Need) int { return cmp.Compare(a.Due, b.Due) })
		d.Counts, err = t.tx.CountStates(ctx, actor.Facility)
		return err
	})
	if err != nil {
		return Desk{}, err
	}
	views := make([]View, len(d.Needs))
	for i := range d.Needs {
		views[i] = d.Needs[i].View
	}
	if err := s.name(ctx, views); err != nil {
		return Desk{}, err
	}
	for i := range views {
		d.Needs[i].View = views[i]
	}
	return d, nil
}

// need says what a facility has to do about an application, if anything.
func (t *turn) need(ctx context.Context, a care.Application, calls map[care.ApplicationID]store.Escalation) (Need, bool, error) {
	v, err := t.view(ctx, a)
	if err != nil {
		return Need{}, false, err
	}
	n := Need{View: v}
	switch a.State {
	case care.StateSubmitted:
		if a.RejectBy != 0 { // the facility has answered
			return n, false, nil
		}
		n.Kind, n.Due = "decide", a.DecideBy
	case care.StateOffered:
		e, call := calls[a.ID]
		if !call {
			return n, false, nil
		}
		n.Kind, n.Due = "call", e.DueAt
	case care.StateConfirmed:
		n.Kind, n.Due = "agreement", a.AgreeBy
		if !t.today.Before(a.Start) {
			n.Kind, n.Due = "enrol", care.InstantOf(a.Start.Time())
			if slices.Contains(v.Actions, care.ActNoShow) {
				n.Kind = "no_show"
			}
		}
	default:
		return n, false, nil
	}
	n.Late = n.Due <= t.now
	return n, true, nil
}

// FacilityApplications returns a page of the applications of the actor's facility, newest change first, and where the next begins.
func (s *Service) FacilityApplications(ctx context.Context, actor care.Actor, page store.Page) (views []View, more bool, err error) {
	if err := actor.May(care.MaySeeDesk, care.Owner{Facility: actor.Facility}); err != nil {
		return nil, false, err
	}
	page.Limit = min(max(page.Limit, 1), 100)
	err = s.look(ctx, actor, "read applications", func(ctx context.Context, t *turn) error {
		ask := page
		ask.Limit++
		apps, err := t.tx.OfFacility(ctx, actor.Facility, ask)
		if err != nil {
			return err
		}
		if more = len(apps) > page.Limit; more {
			apps = apps[:page.Limit]
		}
		views, err = t.views(ctx, apps)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return views, more, s.name(ctx, views)
}

// ClassPlaces is a class with its places by month, as its facility sees it.
type ClassPlaces struct {
	store.PlaceClass

	Waiting   int
	Confirmed care.Instant
	Source    care.VacancySource // of the figures
	Reports   int                // families who said that they do not hold
	Months    []store.Occupancy  // from this month on, at least a year
}

const shownMonths = 12

// Places returns the classes of a facility with their places by month.
func (s *Service) Places(ctx context.Context, actor care.Actor, f care.FacilityID) (out []ClassPlaces, err error) {
	err = s.look(ctx, actor, "read places", func(ctx context.Context, t *turn) error {
		facility, err := t.tx.FacilityAlone(ctx, f)
		if err != nil {
			return err
		}
		if err := actor.May(care.MaySeePlaces, care.Owner{Facility: f, Area: facility.AreaCode}); err != nil {
			return err
		}
		classes, err := t.tx.OpenClasses(ctx, f)
		if err != nil {
			return err
		}
		out = out[:0]
		for _, c := range classes {
			months, err := t.tx.Occupancy(ctx, c.ID)
			if err != nil {
				return err
			}
			out = append(out, ClassPlaces{
				PlaceClass: c.PlaceClass, Waiting: c.Waiting, Confirmed: c.Confirmed, Source: c.Source, Reports: c.Reports, Months: t.shown(months),
			})
		}
		return nil
	})
	return out, err
}

func (t *turn) shown(months store.Months) []store.Occupancy {
	var out []store.Occupancy
	first := t.today.MonthOf()
	last := first + shownMonths - 1
	if n := len(months); n > 0 {
		last = max(last, months[n-1].Month)
	}
	for m := first; m <= last; m++ {
		if o, known := months.At(m); known {
			out = append(out, o)
		}
	}
	return out
}

// MonthPlaces is what a facility says of one month.
type MonthPlaces struct {
	Month            care.Month
	Staffed, Outside int
}

// SetPlaces sets the places the staff of a facility allow, and the children it counts who have no application here, month by
// month; other months stay as they are. It confirms the figures of the class. What is free after that is offered to whoever
// waits. Fails with conflict when the class is no longer as it was seen.
func (s *Service) SetPlaces(ctx context.Context, actor care.Actor, class care.ClassID, seen int64, months []MonthPlaces) error {
	pools := make([]care.Pool, len(months))
	for i, m := range months {
		pools[i] = care.Pool{Month: m.Month, Staffed: m.Staffed, Taken: m.Outside}
	}
	if err := care.CheckPools(pools); err != nil {
		return err
	}
	return s.do(ctx, actor, "set places", func(ctx context.Context, t *turn) error {
		look, err := t.tx.Class(ctx, class)
		if err != nil {
			return err
		}
		if err := actor.May(care.MaySetPlaces, care.Owner{Facility: look.Facility}); err != nil {
			return err
		}
		if err := t.lock(ctx, class); err != nil {
			return err
		}
		p := t.classes[class]
		if ok, err := t.tx.Bump(ctx, class, seen); err != nil {
			return err
		} else if !ok {
			return care.Errorf(care.Conflict, care.CodeConflict, "version", "somebody else has changed the places; look at them again")
		}
		for _, m := range months {
			if err := t.tx.Materialise(ctx, store.Span{Class: class, First: m.Month, Last: m.Month}); err != nil {
				return err
			}
			if err := t.tx.SetMonth(ctx, class, m.Month, m.Staffed, m.Outside); err != nil {
				return err
			}
		}
		if err := t.tx.Confirmed(ctx, class, t.now); err != nil {
			return err
		}
		if err := t.classChanged(ctx, p, care.ChangeVacancyConfirm, map[string]any{"class": class, "months": months}); err != nil {
			return err
		}
		return t.promote(ctx, class)
	})
}

// EndApplications ends every application of a family, or of one child, that is not over: before what is known of them is erased.
// It may be called again after a failure.
func (s *Service) EndApplications(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error {
	var apps []care.Application
	err := s.Store.Read(ctx, "read what is not over", func(tx *store.Tx) (err error) {
		apps, err = tx.OfFamily(ctx, family)
		return err
	})
	if err != nil {
		return err
	}
	by := care.Actor{Kind: care.ActorGuardian, ID: cmp.Or(actor.ID, string(family)), Family: family}
	for _, a := range apps {
		if a.State.Final() || (child != "" && a.ChildID != child) {
			continue
		}
		err := s.do(ctx, by, "end application", func(ctx context.Context, t *turn) error {
			if err := t.lock(ctx, a.ClassID); err != nil {
				return err
			}
			if err := t.lockChildren(ctx, a.ChildID); err != nil {
				return err
			}
			now, err := t.tx.Application(ctx, a.ID)
			if err != nil || now.State.Final() {
				return err
			}
			edge := care.EdgeWithdraw
			if now.State == care.StateEnrolled {
				edge = care.EdgeEnd
			}
			_, err = t.step(ctx, now, edge, care.Facts{Reason: care.ReasonDataDeleted})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
