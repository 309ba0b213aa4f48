package booking

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// View is an application with everything its status line, its deadline and its next actions are made of.
type View struct {
	care.Application

	ClassName string
	Band      care.BandName
	Facility  FacilityName
	Since     care.Instant // in this state
	Deadline  *care.Deadline
	Actions   []care.Action // what whoever asks could do now
	Position  *Position     // of a wait
	Escalated bool          // the district looks at it: not decided in time
	Steps     []store.Step  // of one application only, not in lists

	ChildName string `json:"-"` // never written, not even with a kept reply
}

// Position is a place in the order of a waitlist, and why. Waits that are paused keep theirs.
type Position struct {
	Rank, Of    int
	Explanation []care.RankReason
	History     []PositionAt // of one application only
}

// PositionAt is a position from some moment on, with the reasons for the change.
type PositionAt struct {
	At       care.Instant
	Rank, Of int
	Why      []care.RankReason
}

// viewNow is an application as it is after everything the turn did.
func (t *turn) viewNow(ctx context.Context, id care.ApplicationID) (View, error) {
	a, err := t.tx.Application(ctx, id)
	if err != nil {
		return View{}, err
	}
	return t.view(ctx, a)
}

// view makes the view of whoever the turn acts for.
func (t *turn) view(ctx context.Context, a care.Application) (View, error) {
	p, err := t.class(ctx, a.ClassID)
	if err != nil {
		return View{}, err
	}
	since := a.UpdatedAt
	if t.actor.ForFamily() && a.RejectBy != 0 {
		a = a.ForFamily()
		if since, err = t.since(ctx, a.ID); err != nil {
			return View{}, err
		}
	}
	v := View{
		Application: a, ClassName: p.Name, Band: p.Band, Since: since,
		Facility: FacilityName{ID: a.FacilityID, Name: p.of.Name, Address: p.of.Address, Phone: p.of.Phone, Area: p.of.AreaCode},
		Actions:  care.ActionsFor(a, t.actor.Kind, t.now, p.terms, t.cal),
	}
	if d, ok := care.DeadlineOf(a, p.terms, t.cal); ok {
		v.Deadline = &d
	}
	if a.State == care.StateSubmitted {
		var facts care.Facts
		if err := t.escalated(ctx, a, &facts); err != nil {
			return v, err
		}
		v.Escalated = facts.Escalated
	}
	if a.State.Waiting() {
		v.Position, err = t.position(ctx, a)
	}
	return v, err
}

// since returns when an application came to the state it is in.
func (t *turn) since(ctx context.Context, id care.ApplicationID) (at care.Instant, err error) {
	steps, err := t.tx.StepsTaken(ctx, id)
	for _, step := range steps {
		if step.From != step.To {
			at = step.At
		}
	}
	return at, err
}

// told are the steps that whoever asks hears of: what goes between facility and district is not for the family.
func (t *turn) told(steps []store.Step) []store.Step {
	if !t.actor.ForFamily() {
		return steps
	}
	return slices.DeleteFunc(steps, func(s store.Step) bool {
		rule, ok := care.EdgeRuleOf(s.Edge)
		return ok && rule.Inside
	})
}

func (t *turn) position(ctx context.Context, a care.Application) (*Position, error) {
	ahead, waiting, err := t.tx.InLine(ctx, a.ClassID, a.Rank)
	return &Position{Rank: ahead + 1, Of: waiting, Explanation: a.Rank.Explanation}, err
}

// named adds the name of the child to a reply, for whoever was allowed to get it.
func (s *Service) named(ctx context.Context, r Reply, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	views := []View{r.Application}
	err = s.name(ctx, views)
	r.Application = views[0]
	return r, err
}

func (s *Service) name(ctx context.Context, views []View) error {
	if s.Names == nil || len(views) == 0 {
		return nil
	}
	ids := make([]care.ChildID, 0, len(views))
	for _, v := range views {
		ids = append(ids, v.ChildID)
	}
	slices.Sort(ids)
	names, err := s.Names(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	for i := range views {
		views[i].ChildName = names[views[i].ChildID]
	}
	return nil
}

// look runs f in a turn that only reads.
func (s *Service) look(ctx context.Context, actor care.Actor, what string, f func(context.Context, *turn) error) error {
	begun := s.turn(nil, actor)
	return s.Store.Read(ctx, what, func(tx *store.Tx) error { return f(ctx, begun.again(tx)) })
}

// Applications returns the applications of the actor's family, newest first.
func (s *Service) Applications(ctx context.Context, actor care.Actor) (views []View, err error) {
	if err := actor.May(care.MayReadOwn, care.Owner{Family: actor.Family}); err != nil {
		return nil, err
	}
	err = s.look(ctx, actor, "read applications", func(ctx context.Context, t *turn) error {
		apps, err := t.tx.OfFamily(ctx, actor.Family)
		if err != nil {
			return err
		}
		views, err = t.views(ctx, apps)
		return err
	})
	if err != nil {
		return nil, err
	}
	return views, s.name(ctx, views)
}

func (t *turn) views(ctx context.Context, apps []care.Application) ([]View, error) {
	out := make([]View, 0, len(apps))
	for _, a := range apps {
		v, err := t.view(ctx, a)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Application returns one application with its history, and with its position and how that changed while it waits. It
// fails with not_found for somebody else's.
func (s *Service) Application(ctx context.Context, actor care.Actor, id care.ApplicationID) (View, error) {
	views := make([]View, 1)
	err := s.look(ctx, actor, "read an application", func(ctx context.Context, t *turn) error {
		a, err := t.tx.Application(ctx, id)
		if err != nil {
			return err
		}
		p, err := t.class(ctx, a.ClassID)
		if err != nil {
			return err
		}
		if err := mayLook(actor, a, p.of.AreaCode); err != nil {
			return err
		}
		v, err := t.view(ctx, a)
		if err != nil {
			return err
		}
		if v.Steps, err = t.tx.StepsTaken(ctx, id); err != nil {
			return err
		}
		v.Steps = t.told(v.Steps)
		for _, step := range v.Steps {
			if step.From != step.To {
				v.Since = step.At
			}
		}
		if v.Position != nil {
			v.Position.History, err = t.positions(ctx, a)
		}
		views[0] = v
		return err
	})
	if err != nil {
		return View{}, err
	}
	if actor.Kind == care.ActorDistrict || actor.Kind == care.ActorCity { // they rule on a case, not on a name
		return views[0], nil
	}
	return views[0], s.name(ctx, views)
}

func mayLook(actor care.Actor, a care.Application, area string) error {
	switch actor.Kind {
	case care.ActorFacility:
		if err := actor.May(care.MaySeeDesk, a.Owner(area)); err != nil {
			return err
		}
		return mayAct(actor, a, area)
	case care.ActorDistrict, care.ActorCity:
		if err := actor.May(care.MaySeeEscalations, a.Owner(area)); err != nil {
			return err
		}
		if a.State == care.StateDraft || a.State == care.StateHeld {
			return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
		}
		return nil
	default:
		return actor.May(care.MayReadOwn, a.Owner(area))
	}
}

// positions replays who came to and left a waitlist, and returns how the position of one wait changed. Ranks never change, so
// history needs no rows of its own.
func (t *turn) positions(ctx context.Context, a care.Application) ([]PositionAt, error) {
	moves, err := t.tx.WaitMoves(ctx, a.ClassID)
	if err != nil {
		return nil, err
	}
	in := make(map[care.ApplicationID]care.Rank)
	var out []PositionAt
	for i, m := range moves {
		if m.To.Waiting() {
			in[m.Application] = m.Rank
		} else {
			delete(in, m.Application)
		}
		if _, waits := in[a.ID]; !waits || (i+1 < len(moves) && moves[i+1].At == m.At) {
			continue
		}
		p := PositionAt{At: m.At, Rank: 1, Of: len(in), Why: []care.RankReason{}}
		for _, r := range in {
			if r.Compare(a.Rank) < 0 {
				p.Rank++
			}
		}
		switch {
		case len(out) == 0:
			p.Why = a.Rank.Explanation
		case out[len(out)-1].Rank == p.Rank:
			continue
		case out[len(out)-1].Rank > p.Rank:
			p.Why = append(p.Why, care.RankReason{Code: care.MovedUp})
		default:
			p.Why = append(p.Why, care.RankReason{Code: movedBack(m.Edge)}, care.Explain(m.Rank, a.Rank))
		}
		out = append(out, p)
	}
	return out, nil
}

func movedBack(edge care.Edge) string {
	if edge == care.EdgeRestore || edge == care.EdgeRevive || edge == care.EdgeReinstate {
		return care.MovedRestored
	}
	return care.MovedJoined
}
