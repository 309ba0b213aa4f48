package account

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// DeleteFamily ends what the family has running and erases what is known of it and its guardians, at once. Delegates keep their
// accounts. What must stay as evidence (consents, the log of readings, what happened to places) has no name in it.
func (s *Service) DeleteFamily(ctx context.Context, actor care.Actor) error {
	if err := mine(actor, care.MayDeleteFamily); err != nil {
		return err
	}
	return s.eraseAll(ctx, actor, actor.Family)
}

// endTries is how often what is running is ended anew, when more was begun meanwhile.
const endTries = 3

func (s *Service) eraseAll(ctx context.Context, actor care.Actor, family care.FamilyID) error {
	return s.ended(ctx, actor, family, "", func() ([]string, error) {
		var keys []string
		err := s.Store.Write(ctx, "erase a family", func(tx *store.Tx) (err error) {
			if keys, err = s.nothingRunning(ctx, tx, family, ""); err != nil {
				return err
			}
			now := s.now()
			members, err := tx.Members(ctx, family)
			if err != nil {
				return err
			}
			if err := s.eraseFamily(ctx, tx, actor, family, now); err != nil {
				return err
			}
			for _, m := range members {
				if err := s.eraseMember(ctx, tx, m, now); err != nil {
					return err
				}
			}
			return tx.AppendChanges(ctx, []care.Change{familyChange(family, care.ChangeRemoved, now, actor, "")})
		})
		return keys, err
	})
}

// eraseChild ends what a child has running and erases what is known of it.
func (s *Service) eraseChild(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error {
	return s.ended(ctx, actor, family, child, func() ([]string, error) {
		var keys []string
		err := s.Store.Write(ctx, "erase a child", func(tx *store.Tx) (err error) {
			if keys, err = s.nothingRunning(ctx, tx, family, child); err != nil {
				return err
			}
			now := s.now()
			if err := tx.WithdrawConsents(ctx, family, child, actor.ID, now); err != nil {
				return err
			}
			if err := tx.DropClaims(ctx, family, child); err != nil {
				return err
			}
			if known, err := tx.EraseChild(ctx, child, now); err != nil {
				return err
			} else if !known {
				return notFound("id")
			}
			by := actor
			by.Family = family
			return tx.AppendChanges(ctx, []care.Change{childChange(by, string(child), care.ChangeRemoved, now)})
		})
		return keys, err
	})
}

// ended ends what is running, then erases; again when somebody began something in between. erase gives the scans that go too.
func (s *Service) ended(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID, erase func() ([]string, error)) error {
	for try := 1; ; try++ {
		if err := s.endAll(ctx, actor, family, child); err != nil {
			return err
		}
		keys, err := erase()
		if err == nil {
			s.dropScans(ctx, keys...)
			return nil
		}
		if !care.Is(err, care.CodeConflict) || try == endTries {
			return err
		}
	}
}

func (s *Service) endAll(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error {
	if s.EndAll == nil || family == "" {
		return nil
	}
	return s.EndAll(ctx, actor, family, child)
}

// nothingRunning fails with conflict while a child (or with "" any of the family's) has something running, and returns the keys
// of their scans.
func (s *Service) nothingRunning(ctx context.Context, tx *store.Tx, family care.FamilyID, only care.ChildID) (keys []string, err error) {
	children, err := tx.Children(ctx, family)
	if err != nil {
		return nil, err
	}
	for _, c := range children {
		if only != "" && c.ID != string(only) {
			continue
		}
		running, err := tx.ChildRunning(ctx, care.ChildID(c.ID))
		if err != nil {
			return nil, err
		}
		if running {
			return nil, care.Errorf(care.Conflict, care.CodeConflict, "", "a place is being used or was asked for just now; try again in a while")
		}
		papers, err := tx.Papers(ctx, care.ChildID(c.ID))
		if err != nil {
			return nil, err
		}
		for _, p := range papers {
			keys = append(keys, p.ScanKey)
		}
	}
	return keys, nil
}

// eraseFamily erases children, pick-up people and the family itself, and lets its members go.
func (s *Service) eraseFamily(ctx context.Context, tx *store.Tx, actor care.Actor, family care.FamilyID, now care.Instant) error {
	children, err := tx.Children(ctx, family)
	if err != nil {
		return err
	}
	for _, c := range children {
		if _, err := tx.EraseChild(ctx, care.ChildID(c.ID), now); err != nil {
			return err
		}
	}
	if err := tx.WithdrawConsents(ctx, family, "", actor.ID, now); err != nil {
		return err
	}
	if err := tx.DropClaims(ctx, family, ""); err != nil {
		return err
	}
	if err := tx.DropPickups(ctx, family); err != nil {
		return err
	}
	members, err := tx.Members(ctx, family)
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := tx.DropInvitations(ctx, care.AccountID(m.AccountID), store.InviteToJoin); err != nil {
			return err
		}
		if _, err := tx.DropMember(ctx, family, care.AccountID(m.AccountID)); err != nil {
			return err
		}
	}
	_, err = tx.EraseFamily(ctx, family, now)
	return err
}

// eraseMember erases a guardian's account; a delegate's stays and has a family of its own again.
func (s *Service) eraseMember(ctx context.Context, tx *store.Tx, m store.SealedMember, now care.Instant) error {
	id := care.AccountID(m.AccountID)
	if m.Role == string(care.ActorDelegate) {
		if err := tx.AddFamily(ctx, care.FamilyID(care.NewID()), id, false, now); err != nil {
			return err
		}
		return tx.Notify(ctx, care.Notice{ID: care.NewID(), Event: care.NoticeFamilyDeleted, At: now, To: []care.AccountID{id}})
	}
	if err := tx.DropLogins(ctx, id); err != nil {
		return err
	}
	if err := tx.ForgetMessages(ctx, id); err != nil {
		return err
	}
	_, err := tx.EraseAccount(ctx, id, now)
	return err
}
