package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// What the vault seals is bound to the case it is of, and what must be found again is hashed, both with the vault's own key.
const (
	sealedAccount = "vault.account:"
	sealedName    = "vault.name:"
	sealedPhone   = "vault.phone:"
	sealedChild   = "vault.child:"
	sealedReason  = "vault.reason:"
	sealedNote    = "vault.note:"

	hashedAccount = "vault.account"
	hashedFamily  = "vault.family"
	hashedChild   = "vault.child"
)

// keepIdentity puts into the vault who complained, in the transaction of the complaint. Whoever wishes not to be known is not: of
// them nothing is kept, even where they are signed in.
func (s *Service) keepIdentity(ctx context.Context, tx *store.Tx, id care.CaseID, who Complainant, r SubmitRequest, at care.Instant) error {
	row := store.NewIdentity{ID: care.NewID(), CaseID: string(id), CreatedAt: int64(at)}
	if !r.Anonymous {
		if signedIn(who) {
			row.AccountSealed = s.Vault.Seal(sealedAccount+string(id), who.Actor.ID)
			row.AccountHash = s.Vault.Hash(hashedAccount, who.Actor.ID)
		}
		family, err := s.familyOf(ctx, tx, who, r.Phone)
		if err != nil {
			return err
		}
		row.FamilyHash = s.Vault.Hash(hashedFamily, string(family))
		row.NameSealed = s.Vault.Seal(sealedName+string(id), strings.TrimSpace(r.Name))
		row.PhoneSealed = s.Vault.Seal(sealedPhone+string(id), strings.TrimSpace(r.Phone))
		row.ChildSealed = s.Vault.Seal(sealedChild+string(id), string(r.Child))
		row.ChildHash = s.Vault.Hash(hashedChild, string(r.Child))
	}
	return tx.InVault(ctx, func(v *store.Vault) error { return v.InsertIdentity(ctx, row) })
}

// familyOf is the family whose places are to be watched over: that of whoever is signed in, or that of the telephone somebody gave at
// the hotline. A telephone proves nothing, so all that follows from it is that the family is protected.
func (s *Service) familyOf(ctx context.Context, tx *store.Tx, who Complainant, phone string) (care.FamilyID, error) {
	if who.Actor.Family != "" {
		return who.Actor.Family, nil
	}
	number, known := care.NormalizePhone(phone)
	if !known || s.Box == nil {
		return "", nil
	}
	account, known, err := tx.GuardianByPhone(ctx, s.Box.Hash("account.phone", number))
	if err != nil || !known {
		return "", err
	}
	family, _, _, err := tx.MemberOf(ctx, account.ID)
	return family, err
}

// writeVault runs f in one transaction that may also read and write the vault.
func (s *Service) writeVault(ctx context.Context, what string, f func(*store.Tx) error) error {
	return s.Store.Write(ctx, what, f)
}

// identity returns what the vault has of a case, in a transaction of its own.
func (s *Service) identity(ctx context.Context, id care.CaseID) (row store.Identity, known bool, err error) {
	err = s.Store.ReadVault(ctx, "look into the vault", func(v *store.Vault) (err error) {
		row, known, err = v.Identity(ctx, id)
		return err
	})
	return row, known, err
}

// ownCases returns the cases of an account, newest first; every look asks the vault in a transaction of its own.
func (s *Service) ownCases(ctx context.Context, actor care.Actor) ([]care.CaseID, error) {
	if !signedIn(Complainant{Actor: actor}) {
		return nil, nil
	}
	hash := s.Vault.Hash(hashedAccount, actor.ID)
	var ids []care.CaseID
	err := s.Store.ReadVault(ctx, "read whose cases", func(v *store.Vault) error {
		rows, err := v.IdentitiesOfAccount(ctx, hash)
		ids = ids[:0]
		for _, r := range rows {
			ids = append(ids, care.CaseID(r.CaseID))
		}
		return err
	})
	return ids, err
}

// Complainants returns the accounts to tell about a case: none for somebody who only has the tracking code.
func (s *Service) Complainants(ctx context.Context, id care.CaseID) ([]care.AccountID, error) {
	row, known, err := s.identity(ctx, id)
	if err != nil || !known || row.AccountSealed == "" {
		return nil, err
	}
	account, err := s.Vault.Open(sealedAccount+row.CaseID, row.AccountSealed)
	if err != nil {
		return nil, err
	}
	return []care.AccountID{care.AccountID(account)}, nil
}

// Identity is who complained, as an officer who gave a reason is told.
type Identity struct {
	Name, Phone string
	Child       string // the name of the child it is about, where one was named
	Account     bool   // signed in: messages on the case reach them
	Anonymous   bool   // nobody knows; there is nothing more to open
	Opening     string // the id under which this look is written down
}

// Looks at identities an officer may have in a day: more than a day's work, fewer than a list of everybody.
var openingsOfOfficer = allowance{"opening", 60, 24 * time.Hour}

// OpenIdentity tells an officer who works on a case who complained. It is written down with purpose and reason before anything is
// told, is in the complainant's export, covered by the chain of changes, and looked at by somebody else within a week. Fails with not_found
// for a case of another area, not_allowed for an officer who has nothing to do with it, invalid_value and reason_needed.
func (s *Service) OpenIdentity(ctx context.Context, actor care.Actor, id care.CaseID, purpose care.OpeningPurpose, reason string) (Identity, error) {
	reason = strings.TrimSpace(reason)
	if err := care.CheckOpening(purpose, reason); err != nil {
		return Identity{}, err
	}
	if err := s.mayOpen(ctx, actor, id); err != nil {
		return Identity{}, err
	}
	if err := s.allow(ctx, openingsOfOfficer, actor.ID); err != nil {
		return Identity{}, err
	}
	var row store.Identity
	opening := care.NewID()
	err := s.doInVault(ctx, "open an identity", func(ctx context.Context, t *turn) error {
		f, err := t.file(ctx, id)
		if err != nil {
			return err
		}
		row, err = t.open(ctx, opening, &f.Case, actor, purpose, reason)
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	return s.unseal(ctx, row, opening)
}

// mayOpen refuses whoever has nothing to do with a case: of its area, and one of those who have it in hand, or who supervise.
func (s *Service) mayOpen(ctx context.Context, actor care.Actor, id care.CaseID) error {
	return s.look(ctx, "look at a case", func(ctx context.Context, t *turn) error {
		f, err := t.file(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.May(care.MayOpenIdentity, f.Owner()); err != nil {
			return err
		}
		in := []care.AccountID{f.Intake, f.Handler, f.Reviewer, f.Caller}
		if slices.Contains(in, care.AccountID(actor.ID)) {
			return nil
		}
		posts, err := t.tx.PostsOf(ctx, care.AccountID(actor.ID))
		if err != nil {
			return err
		}
		now := reachedBy(f.State)
		for _, p := range posts {
			if p.Unit == f.Unit && (p.Duty == care.DutySupervisor || p.Duty == now) {
				return nil
			}
		}
		if len(posts) == 0 && now != "" { // in a small bureau nobody has a post
			return nil
		}
		return care.Errorf(care.Forbidden, care.CodeNotAllowed, "", "this is not for your account to do")
	})
}

// reachedBy is the duty that has to reach a complainant in a state, beside whoever handles the case.
func reachedBy(state care.CaseState) care.Duty {
	switch state {
	case care.CaseReceived, care.CaseNeedsInfo, care.CaseAccepted:
		return care.DutyIntake
	case care.CaseReplied, care.CaseFollowUp:
		return care.DutyCallback
	default:
		return ""
	}
}

// open writes a look down and reads the row: in one transaction, so that nothing is read that is not written down.
func (t *turn) open(ctx context.Context, opening string, c *care.Case, actor care.Actor, purpose care.OpeningPurpose, reason string) (row store.Identity, err error) {
	err = t.tx.InVault(ctx, func(v *store.Vault) error {
		var known bool
		if row, known, err = v.Identity(ctx, c.ID); err != nil {
			return err
		}
		if !known {
			row = store.Identity{CaseID: string(c.ID)}
		}
		return v.InsertOpening(ctx, t.newOpening(opening, c, actor, purpose, reason, strings.Join(fields(row), ",")))
	})
	if err != nil {
		return row, err
	}
	return row, t.written(ctx, actor, string(c.ID), "opened", map[string]any{"opening": opening, "purpose": purpose})
}

// fields names what there is to see of an identity.
func fields(r store.Identity) (out []string) {
	for _, f := range []struct{ name, sealed string }{
		{"account", r.AccountSealed}, {"name", r.NameSealed}, {"phone", r.PhoneSealed}, {"child", r.ChildSealed},
	} {
		if f.sealed != "" {
			out = append(out, f.name)
		}
	}
	return out
}

// unseal reads an identity. What was not said with the complaint is asked of the account, as it is now.
func (s *Service) unseal(ctx context.Context, r store.Identity, opening string) (Identity, error) {
	out := Identity{Opening: opening, Account: r.AccountSealed != "", Anonymous: len(fields(r)) == 0}
	var account, child string
	for _, f := range []struct {
		to           *string
		what, sealed string
	}{
		{&out.Name, sealedName, r.NameSealed},
		{&out.Phone, sealedPhone, r.PhoneSealed},
		{&account, sealedAccount, r.AccountSealed},
		{&child, sealedChild, r.ChildSealed},
	} {
		text, err := s.Vault.Open(f.what+r.CaseID, f.sealed)
		if err != nil {
			return Identity{}, err
		}
		*f.to = text
	}
	if account != "" && s.Identity != nil {
		is, err := s.Identity(ctx, care.AccountID(account))
		if err != nil && !care.Is(err, care.CodeNotFound) {
			return Identity{}, err
		}
		out.Name, out.Phone = cmp.Or(out.Name, is.Name), cmp.Or(out.Phone, is.Phone)
	}
	if child != "" && s.Names != nil {
		names, err := s.Names(ctx, []care.ChildID{care.ChildID(child)})
		if err != nil {
			return Identity{}, err
		}
		out.Child = names[care.ChildID(child)]
	}
	return out, nil
}
