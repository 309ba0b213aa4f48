package casework

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// The most posts and shifts of a unit.
const maxPosts, maxShifts = 400, 1000

// Roster returns the offices of the actor's area, who does what there, and who is on duty from now on.
func (s *Service) Roster(ctx context.Context, actor care.Actor) (out []Duty, err error) {
	if err := actor.May(care.MayKeepDuty, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	err = s.look(ctx, "read who is on duty", func(ctx context.Context, t *turn) error {
		units, err := t.allUnits(ctx)
		if err != nil {
			return err
		}
		out = []Duty{}
		for _, u := range units {
			if !care.Within(u.Area, actor.Area) {
				continue
			}
			d, err := t.duty(ctx, u)
			if err != nil {
				return err
			}
			out = append(out, d)
		}
		return nil
	})
	return out, err
}

// Officers returns who of the actor's bureau, and of those below it, may be given a post or a shift.
func (s *Service) Officers(ctx context.Context, actor care.Actor) (out []care.AccountID, err error) {
	if err := actor.May(care.MayKeepDuty, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, "read who may be on duty", func(tx *store.Tx) error {
		all, err := tx.Officers(ctx)
		out = out[:0]
		for _, o := range all {
			if care.Within(o.Area, actor.Area) {
				out = append(out, o.Account)
			}
		}
		return err
	})
	return out, err
}

func (t *turn) duty(ctx context.Context, u store.Unit) (d Duty, err error) {
	d = Duty{Unit: Office{u.ID, u.Name, u.Phone}, Area: u.Area, Kind: u.Kind}
	if d.Posts, err = t.tx.PostsOfUnit(ctx, u.ID); err != nil {
		return d, err
	}
	d.Shifts, err = t.tx.ShiftsOfUnit(ctx, u.ID, t.now)
	return d, err
}

// SetRoster replaces who does what at an office and who is on duty from now on. Fails with not_found for an office or an officer of
// another area, not_allowed for an officer with posts of which none is a supervisor's, invalid_value.
func (s *Service) SetRoster(ctx context.Context, actor care.Actor, unit care.UnitID, posts []care.Post, shifts []store.Shift) (d Duty, err error) {
	if len(posts) > maxPosts || len(shifts) > maxShifts {
		return d, care.Errorf(care.Invalid, care.CodeTooLarge, "posts", "at most %d posts and %d shifts", maxPosts, maxShifts)
	}
	err = s.do(ctx, "set who is on duty", func(ctx context.Context, t *turn) error {
		u, err := t.tx.Unit(ctx, unit)
		if err != nil {
			return err
		}
		if err := actor.May(care.MayKeepDuty, care.Owner{Area: u.Area}); err != nil {
			return err
		}
		if err := t.mayStaff(ctx, actor, u); err != nil { // else anybody with a post gives themselves every other
			return err
		}
		if err := t.checkRoster(ctx, actor, posts, shifts); err != nil {
			return err
		}
		if err := t.tx.SetPosts(ctx, unit, posts); err != nil {
			return err
		}
		for i := range shifts {
			shifts[i].ID = care.NewID()
		}
		if err := t.tx.SetShifts(ctx, unit, t.now, shifts); err != nil {
			return err
		}
		if err := t.tx.AppendChanges(ctx, []care.Change{{Noun: care.NounDuty, ID: string(unit), Kind: care.ChangeUpdated, At: t.now, Actor: actor}}); err != nil {
			return err
		}
		d, err = t.duty(ctx, u)
		return err
	})
	return d, err
}

// mayStaff refuses an officer with posts of which none supervises an office. One that nobody supervises yet is staffed by any supervisor of
// its area: somebody must begin.
func (t *turn) mayStaff(ctx context.Context, actor care.Actor, u store.Unit) error {
	err := t.supervises(ctx, actor, u.ID, u.Area)
	if !care.Is(err, care.CodeNotAllowed) {
		return err
	}
	there, readErr := t.tx.PostsOfUnit(ctx, u.ID)
	if readErr != nil {
		return readErr
	}
	if slices.ContainsFunc(there, func(p care.Post) bool { return p.Duty == care.DutySupervisor }) {
		return err
	}
	own, readErr := t.postsOf(ctx, care.AccountID(actor.ID))
	if readErr != nil || slices.ContainsFunc(own, func(p care.Post) bool { return p.Duty == care.DutySupervisor }) {
		return readErr
	}
	return err
}

// checkRoster refuses officers who are not of the actor's own bureau, duties that do not exist, and shifts that are none.
func (t *turn) checkRoster(ctx context.Context, actor care.Actor, posts []care.Post, shifts []store.Shift) error {
	officers, err := t.tx.Officers(ctx)
	if err != nil {
		return err
	}
	ours := func(id care.AccountID) bool {
		return slices.ContainsFunc(officers, func(o store.Officer) bool { return o.Account == id && care.Within(o.Area, actor.Area) })
	}
	for _, p := range posts {
		switch {
		case !slices.Contains(care.Duties(), p.Duty):
			return care.Errorf(care.Invalid, care.CodeInvalid, "duty", "%q is not a duty", care.Clip(string(p.Duty)))
		case !ours(p.Account):
			return care.Errorf(care.NotFound, care.CodeNotFound, "account_id", "there is no officer with this id in your area")
		}
	}
	for _, s := range shifts {
		switch {
		case !ours(s.Account):
			return care.Errorf(care.NotFound, care.CodeNotFound, "account_id", "there is no officer with this id in your area")
		case s.Ends <= s.Starts || s.Rank < 0 || s.Rank > 20:
			return care.Errorf(care.Invalid, care.CodeInvalid, "shifts", "a shift ends after it begins")
		}
	}
	return nil
}

// OpenUnit opens an office, or changes its name and telephone. Fails with conflict when its area has an open one of its kind.
func (s *Service) OpenUnit(ctx context.Context, actor care.Actor, u store.Unit) error {
	if actor.Kind != care.ActorOperator && actor.Kind != care.ActorSystem {
		if err := actor.May(care.MayKeepDuty, care.Owner{Area: u.Area}); err != nil {
			return err
		}
	}
	return s.do(ctx, "open an office", func(ctx context.Context, t *turn) error {
		u.At = t.now
		if _, err := t.tx.Unit(ctx, u.ID); err == nil {
			err = t.tx.SaveUnit(ctx, u)
			return err
		} else if !care.Is(err, care.CodeNotFound) {
			return err
		}
		if err := t.tx.AddUnit(ctx, u); err != nil {
			return err
		}
		return t.tx.AppendChanges(ctx, []care.Change{{Noun: care.NounDuty, ID: string(u.ID), Kind: care.ChangeCreated, At: t.now, Actor: actor}})
	})
}
