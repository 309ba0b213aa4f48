package account

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// DemoPerson is a made-up grown-up of a made-up family.
type DemoPerson struct {
	ID     care.AccountID
	Family care.FamilyID
	Role   care.Role // guardian or delegate
	Name   string
	Phone  string
}

// AddDemoPerson makes an account that is marked as made up, and its family when it is a guardian. An account that is there stays
// as it is. It is for filling a demonstration: everything made so goes when the demonstration is removed.
func (s *Service) AddDemoPerson(ctx context.Context, p DemoPerson) error {
	now := s.now()
	return s.Store.Write(ctx, "add a made-up person", func(tx *store.Tx) error {
		if _, known, err := tx.Account(ctx, p.ID); err != nil || known {
			return err
		}
		a := store.Account{ID: p.ID, Role: care.ActorGuardian, Demo: true, CreatedAt: now, SeenAt: now}
		a.NameSealed = s.seal("account.name", string(p.ID), p.Name)
		a.PhoneSealed, a.PhoneHash = s.seal("account.phone", string(p.ID), p.Phone), s.phoneHash(p.Phone)
		if err := tx.AddAccount(ctx, a); err != nil {
			return err
		}
		if p.Role == care.ActorDelegate {
			return tx.AddMember(ctx, p.Family, p.ID, care.ActorDelegate, now)
		}
		return tx.AddFamily(ctx, p.Family, p.ID, true, now)
	})
}
