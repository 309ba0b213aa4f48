package account

import (
	"context"
	"encoding/json"
	"maps"
	"math"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Export gives the guardian everything that is kept of the family, as JSON that reads well. Scans are named, and fetched one by
// one.
func (s *Service) Export(ctx context.Context, actor care.Actor) ([]byte, error) {
	if err := mine(actor, care.MayExport); err != nil {
		return nil, err
	}
	if err := s.allow(ctx, exportsOfFamily, string(actor.Family)); err != nil {
		return nil, err
	}
	all := map[string]any{"exported_at": s.now().Time(), "family_id": actor.Family}
	err := s.Store.Read(ctx, "export a family", func(tx *store.Tx) (err error) {
		if all["people"], err = s.contacts(ctx, tx, actor.Family); err != nil {
			return err
		}
		if all["pickups"], err = s.pickups(ctx, tx, actor.Family); err != nil {
			return err
		}
		if all["children"], err = s.exportChildren(ctx, tx, actor.Family); err != nil {
			return err
		}
		given, err := tx.Consents(ctx, actor.Family)
		list := make([]exportedConsent, len(given))
		for i, g := range given {
			text := textOf(care.Purpose(g.Purpose)).in(g.Locale)
			list[i] = exportedConsent{Consent: consentView(g), Title: text.title}
			if text.hash() == g.TextHash {
				list[i].Text = text.body
			}
		}
		all["consents"] = list
		return err
	})
	if err != nil {
		return nil, err
	}
	if all["readings"], err = s.readings(ctx, actor.Family, math.MaxInt32); err != nil {
		return nil, err
	}
	if s.More != nil {
		more, err := s.More(ctx, actor)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, more)
	}
	if err := s.exported(ctx, actor); err != nil {
		return nil, err
	}
	return json.MarshalIndent(all, "", "  ")
}

type exportedConsent struct {
	Consent

	Title string
	Text  string `json:",omitempty"` // as it was shown, while that wording is in force
}

type exportedChild struct {
	care.Child

	IDNumber string `json:"id_number,omitempty"`
}

func (s *Service) exportChildren(ctx context.Context, tx *store.Tx, family care.FamilyID) ([]exportedChild, error) {
	rows, err := tx.Children(ctx, family)
	if err != nil {
		return nil, err
	}
	out := make([]exportedChild, 0, len(rows))
	for _, r := range rows {
		f, err := s.facts(ctx, tx, care.ChildID(r.ID))
		if err != nil {
			return nil, err
		}
		out = append(out, exportedChild{f.Child, f.Child.IDNumber})
	}
	return out, nil
}

// exported logs the export, and tells the family: somebody else may hold the telephone.
func (s *Service) exported(ctx context.Context, actor care.Actor) error {
	now := s.now()
	return s.Store.Write(ctx, "log an export", func(tx *store.Tx) error {
		if err := tx.AppendChanges(ctx, []care.Change{familyChange(actor.Family, "exported", now, actor, "")}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, care.TopicMessage, now, care.Notice{ID: care.NewID(), Event: care.NoticeExported, At: now, To: []care.AccountID{care.AccountID(actor.ID)}})
	})
}

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
			return nil, care.Errorf(care.Conflict, care.CodeConflict, "", "a place was asked for meanwhile; try again")
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
		return tx.Enqueue(ctx, care.TopicMessage, now, care.Notice{ID: care.NewID(), Event: care.NoticeFamilyDeleted, At: now, To: []care.AccountID{id}})
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
