package account

import (
	"context"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	joinLife   = 24 * time.Hour
	maxMembers = 8
)

// mine checks that an actor may do something in their own family.
func mine(actor care.Actor, right care.Right) error {
	return actor.May(right, care.Owner{Family: actor.Family})
}

func notFound(field string) error {
	return &care.Error{Kind: care.NotFound, Code: care.CodeNotFound, Field: field}
}

// Family shows a family to its members.
func (s *Service) Family(ctx context.Context, actor care.Actor) (FamilyView, error) {
	if err := mine(actor, care.MayReadFamily); err != nil {
		return FamilyView{}, err
	}
	f := FamilyView{ID: actor.Family}
	err := s.Store.Read(ctx, "read a family", func(tx *store.Tx) (err error) {
		if f.Members, err = s.members(ctx, tx, actor); err != nil {
			return err
		}
		if f.Children, err = s.children(ctx, tx, actor.Family); err != nil {
			return err
		}
		if f.Pickups, err = s.pickups(ctx, tx, actor.Family); err != nil {
			return err
		}
		f.Reads, err = tx.ReadingCount(ctx, actor.Family)
		return err
	})
	return f, err
}

func (s *Service) members(ctx context.Context, tx *store.Tx, actor care.Actor) ([]Member, error) {
	rows, err := tx.Members(ctx, actor.Family)
	if err != nil {
		return nil, err
	}
	out := make([]Member, len(rows))
	for i, r := range rows {
		name, err := s.open("account.name", r.AccountID, r.NameSealed)
		if err != nil {
			return nil, err
		}
		phone, err := s.open("account.phone", r.AccountID, r.PhoneSealed)
		if err != nil {
			return nil, err
		}
		out[i] = Member{
			Account: care.AccountID(r.AccountID), Name: name, Role: care.Role(r.Role), Phone: tail(phone), You: r.AccountID == actor.ID,
			JoinedAt: care.Instant(r.JoinedAt),
		}
	}
	return out, nil
}

// ChangeName keeps how somebody wants to be called.
func (s *Service) ChangeName(ctx context.Context, actor care.Actor, name string) error {
	if err := actor.May(care.MayUseAccount, care.Owner{Account: care.AccountID(actor.ID)}); err != nil {
		return err
	}
	name, err := personName(name)
	if err != nil {
		return err
	}
	return s.Store.Write(ctx, "change a name", func(tx *store.Tx) error {
		known, err := tx.SetAccountName(ctx, care.AccountID(actor.ID), s.seal("account.name", actor.ID, name))
		if err == nil && !known {
			err = notFound("")
		}
		return err
	})
}

// DelegateCode makes a word with which somebody joins the family as 家庭代办: once, within a day. It takes the place of an
// earlier one.
func (s *Service) DelegateCode(ctx context.Context, actor care.Actor) (Code, error) {
	if err := mine(actor, care.MayDelegate); err != nil {
		return Code{}, err
	}
	if err := s.allow(ctx, codesOfFamily, string(actor.Family)); err != nil {
		return Code{}, err
	}
	code := Code{Code: newWord(), Expires: s.machine() + care.Instant(joinLife.Milliseconds())}
	err := s.Store.Write(ctx, "make a code to join", func(tx *store.Tx) error {
		if err := tx.DropInvitations(ctx, care.AccountID(actor.ID), store.InviteToJoin); err != nil {
			return err
		}
		return tx.AddInvitation(ctx, store.Invitation{
			TokenHash: hashToken(plainWord(code.Code)), Purpose: store.InviteToJoin, Family: actor.Family, Account: care.AccountID(actor.ID),
			CreatedAt: s.machine(), ExpiresAt: code.Expires,
		})
	})
	return code, err
}

// JoinFamily lets somebody act for the family whose code they have; both are told. Their own family must be empty, and is
// given up. Fails with wrong_code whatever is wrong with the code, with has_family, and with too_many_requests.
func (s *Service) JoinFamily(ctx context.Context, network string, p Person, code string) error {
	if err := p.Actor.May(care.MayJoinFamily, care.Owner{}); err != nil {
		return err
	}
	if err := s.allowAll(ctx, of(joinOfNetwork, network), of(joinOfAccount, string(p.Account))); err != nil {
		return err
	}
	hash := hashToken(plainWord(code))
	if err := s.mayJoin(ctx, p, hash); err != nil {
		return err
	}
	if err := s.endAll(ctx, p.Actor, p.Family, ""); err != nil {
		return err
	}
	return s.Store.Write(ctx, "join a family", func(tx *store.Tx) error {
		i, err := s.joinable(ctx, tx, p, hash)
		if err != nil {
			return err
		}
		if taken, err := tx.TakeInvitation(ctx, hash); err != nil || !taken {
			return orWrongCode(err)
		}
		return s.join(ctx, tx, p, i.Family)
	})
}

// mayJoin is asked before anything is given up.
func (s *Service) mayJoin(ctx context.Context, p Person, hash string) error {
	return s.Store.Read(ctx, "look at a code to join", func(tx *store.Tx) error {
		_, err := s.joinable(ctx, tx, p, hash)
		return err
	})
}

func (s *Service) joinable(ctx context.Context, tx *store.Tx, p Person, hash string) (store.Invitation, error) {
	i, known, err := tx.Invitation(ctx, store.InviteToJoin, hash, s.machine())
	if err != nil || !known {
		return i, orWrongCode(err)
	}
	family, role, member, err := tx.MemberOf(ctx, p.Account)
	if err != nil {
		return i, err
	}
	if member {
		children, err := tx.Children(ctx, family)
		if err != nil {
			return i, err
		}
		members, err := tx.Members(ctx, family)
		if err != nil {
			return i, err
		}
		if family == i.Family || role == care.ActorDelegate || len(children) > 0 || len(members) > 1 {
			return i, &care.Error{Kind: care.Conflict, Code: care.CodeHasFamily}
		}
	}
	there, err := tx.Members(ctx, i.Family)
	if err == nil && len(there) >= maxMembers {
		err = care.Errorf(care.Conflict, care.CodeConflict, "", "a family has at most %d members", maxMembers)
	}
	return i, err
}

func (s *Service) join(ctx context.Context, tx *store.Tx, p Person, family care.FamilyID) error {
	now := s.now()
	changes := []care.Change{familyChange(family, "joined", now, p.Actor, p.Account)}
	if p.Family != "" {
		if err := s.eraseFamily(ctx, tx, p.Actor, p.Family, now); err != nil {
			return err
		}
		changes = append(changes, familyChange(p.Family, care.ChangeRemoved, now, p.Actor, ""))
	}
	if err := tx.AddMember(ctx, family, p.Account, care.ActorDelegate, now); err != nil {
		return err
	}
	if err := tx.AppendChanges(ctx, changes); err != nil {
		return err
	}
	return tx.Notify(ctx, care.Notice{ID: care.NewID(), Event: care.NoticeDelegateJoined, At: now, Family: family})
}

// RemoveMember ends that somebody acts for the family; both are told. Guardians remove delegates, and delegates themselves. Who
// is removed has a family of their own again. Fails with last_guardian.
func (s *Service) RemoveMember(ctx context.Context, actor care.Actor, account care.AccountID) error {
	right := care.MayDelegate
	if string(account) == actor.ID {
		right = care.MayLeaveFamily
	}
	if err := mine(actor, right); err != nil {
		return err
	}
	return s.Store.Write(ctx, "remove a member", func(tx *store.Tx) error {
		family, role, known, err := tx.MemberOf(ctx, account)
		if err != nil {
			return err
		}
		if !known || family != actor.Family {
			return notFound("account")
		}
		if role == care.ActorGuardian {
			return &care.Error{Kind: care.Conflict, Code: care.CodeLastGuardian}
		}
		now := s.now()
		if _, err := tx.DropMember(ctx, family, account); err != nil {
			return err
		}
		own := care.FamilyID(care.NewID())
		if err := tx.AddFamily(ctx, own, account, false, now); err != nil {
			return err
		}
		err = tx.AppendChanges(ctx, []care.Change{
			familyChange(family, "left", now, actor, account), familyChange(own, care.ChangeCreated, now, actor, ""),
		})
		if err != nil {
			return err
		}
		return tx.Notify(ctx, care.Notice{
			ID: care.NewID(), Event: care.NoticeDelegateRemoved, At: now, Family: family, To: []care.AccountID{account},
		})
	})
}

// familyChange is what the log keeps of a change in a family: ids alone.
func familyChange(id care.FamilyID, kind care.ChangeKind, at care.Instant, by care.Actor, about care.AccountID) care.Change {
	c := care.Change{Noun: care.NounFamily, ID: string(id), Kind: kind, At: at, Actor: by}
	if about != "" {
		c.Body = []byte(`{"account":"` + string(about) + `"}`)
	}
	return c
}
