package account

import (
	"cmp"
	"context"
	"slices"

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

// DemoView is a made-up person one can be in a demonstration.
type DemoView struct {
	Account  care.AccountID
	Role     care.Role // guardian, delegate, or the role of staff
	Name     string
	Facility care.FacilityID
	Area     string
}

// DemoPeople lists who one can be: families first, in the order they were made. Outside of a demonstration there is nothing to find.
func (s *Service) DemoPeople(ctx context.Context) ([]DemoView, error) {
	if !s.o.Demo {
		return nil, &care.Error{Kind: care.NotFound, Code: care.CodeNotFound}
	}
	var out []DemoView
	err := s.Store.Read(ctx, "read made-up people", func(tx *store.Tx) error {
		list, err := tx.DemoAccounts(ctx)
		if err != nil {
			return err
		}
		out = make([]DemoView, 0, len(list))
		for _, a := range list {
			if a.Gone() {
				continue
			}
			v := DemoView{Account: a.ID, Role: a.Role, Facility: a.Facility, Area: a.Area}
			if v.Name, err = s.open("account.name", string(a.ID), a.NameSealed); err != nil {
				return err
			}
			if a.Role == care.ActorGuardian {
				_, role, member, err := tx.MemberOf(ctx, a.ID)
				if err != nil {
					return err
				}
				if member {
					v.Role = role
				}
			}
			out = append(out, v)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b DemoView) int {
		return cmp.Or(cmp.Compare(demoRank(a), demoRank(b)), cmp.Compare(a.Account, b.Account))
	})
	return out, err
}

// demoRank puts those who act for families before staff.
func demoRank(v DemoView) int {
	if v.Role == care.ActorGuardian || v.Role == care.ActorDelegate {
		return 0
	}
	return 1
}
