package store

import (
	"context"
	"database/sql"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Login is a device somebody is signed in on. The token itself is nowhere, only its SHA-256.
type Login struct {
	ID        string
	Account   care.AccountID
	TokenHash string
	Device    string
	CreatedAt care.Instant
	SeenAt    care.Instant
	ExpiresAt care.Instant
}

// LoginOf is a login with whose it is.
type LoginOf struct {
	Login

	Holder     Account // role, name, telephone, facility, area and whether it is gone
	Family     care.FamilyID
	MemberRole care.Role
}

// AddLogin adds a login.
func (w *work) AddLogin(ctx context.Context, l Login) error {
	return w.InsertLogin(ctx, db.InsertLoginParams{
		ID: l.ID, AccountID: string(l.Account), TokenHash: l.TokenHash, Device: l.Device, CreatedAt: int64(l.CreatedAt),
		SeenAt: int64(l.SeenAt), ExpiresAt: int64(l.ExpiresAt),
	})
}

// LoginByToken returns the login with a token's hash, also one that has run out or whose account is gone.
func (s *Store) LoginByToken(ctx context.Context, hash string) (l LoginOf, ok bool, err error) {
	r, ok, err := found(db.New(s.reader).LoginByToken(ctx, hash))
	if err != nil || !ok {
		return LoginOf{}, false, translate(err)
	}
	return LoginOf{
		Login: Login{
			ID: r.LoginID, Account: care.AccountID(r.ID), TokenHash: hash, Device: r.Device, CreatedAt: care.Instant(r.SignedInAt),
			SeenAt: care.Instant(r.LoginSeenAt), ExpiresAt: care.Instant(r.ExpiresAt),
		},
		Holder: Account{
			ID: care.AccountID(r.ID), Role: care.Role(r.Role), NameSealed: r.NameSealed, PhoneSealed: r.PhoneSealed,
			Facility: care.FacilityID(r.FacilityID.String), Area: r.AreaCode, Demo: r.Demo, DisabledAt: care.Instant(r.DisabledAt),
			ErasedAt: care.Instant(r.ErasedAt),
		},
		Family: care.FamilyID(r.FamilyID), MemberRole: care.Role(r.MemberRole),
	}, true, nil
}

// Logins returns the logins of an account that have not run out, last seen first.
func (w *work) Logins(ctx context.Context, id care.AccountID, now care.Instant) ([]Login, error) {
	rows, err := w.LoginsOf(ctx, db.LoginsOfParams{AccountID: string(id), Now: int64(now)})
	out := make([]Login, len(rows))
	for i, r := range rows {
		out[i] = Login{
			ID: r.ID, Account: id, Device: r.Device, CreatedAt: care.Instant(r.CreatedAt), SeenAt: care.Instant(r.SeenAt), ExpiresAt: care.Instant(r.ExpiresAt),
		}
	}
	return out, err
}

// TouchLogin keeps that a login was used, and when it now runs out.
func (w *work) TouchLogin(ctx context.Context, id string, seen, expires care.Instant) error {
	return w.Queries.TouchLogin(ctx, db.TouchLoginParams{ID: id, SeenAt: int64(seen), ExpiresAt: int64(expires)})
}

// DropLogin ends a login of an account.
func (w *work) DropLogin(ctx context.Context, account care.AccountID, id string) (bool, error) {
	return one(w.DeleteLogin(ctx, db.DeleteLoginParams{ID: id, AccountID: string(account)}))
}

// DropLogins ends all logins of an account.
func (w *work) DropLogins(ctx context.Context, account care.AccountID) error {
	_, err := w.DeleteLogins(ctx, string(account))
	return err
}

// PutPhoneCode keeps the hash of a code sent to a telephone, in place of one sent before.
func (w *work) PutPhoneCode(ctx context.Context, phoneHash, codeHash string, now, expires care.Instant) error {
	return w.Queries.PutPhoneCode(ctx, db.PutPhoneCodeParams{PhoneHash: phoneHash, CodeHash: codeHash, CreatedAt: int64(now), ExpiresAt: int64(expires)})
}

// TryPhoneCode counts a try and returns the hash of the code sent to a telephone; false when there is none, or it is too old
// or has been tried `most` times.
func (w *work) TryPhoneCode(ctx context.Context, phoneHash string, most int32, now care.Instant) (codeHash string, ok bool, err error) {
	return found(w.Queries.TryPhoneCode(ctx, db.TryPhoneCodeParams{PhoneHash: phoneHash, Most: most, Now: int64(now)}))
}

// TakePhoneCode uses a code up, and reports false when another request has.
func (w *work) TakePhoneCode(ctx context.Context, phoneHash, codeHash string) (bool, error) {
	return one(w.Queries.TakePhoneCode(ctx, db.TakePhoneCodeParams{PhoneHash: phoneHash, CodeHash: codeHash}))
}

// The purposes of invitations.
const (
	InviteToJoin  = "join"
	InviteAsStaff = "staff"
)

// Invitation is a one-time word for somebody else; only its SHA-256 is kept.
type Invitation struct {
	TokenHash  string
	Purpose    string
	Family     care.FamilyID  // to join
	Account    care.AccountID // who invited to join; who is invited as staff
	Password   string         // chosen, not yet in force
	TOTPSealed string
	CreatedAt  care.Instant
	ExpiresAt  care.Instant
}

// AddInvitation adds an invitation.
func (w *work) AddInvitation(ctx context.Context, i Invitation) error {
	return w.InsertInvitation(ctx, db.InsertInvitationParams{
		TokenHash: i.TokenHash, Purpose: i.Purpose, FamilyID: sql.NullString{String: string(i.Family), Valid: i.Family != ""}, AccountID: string(i.Account),
		CreatedAt: int64(i.CreatedAt), ExpiresAt: int64(i.ExpiresAt),
	})
}

// Invitation returns the invitation with a token's hash that has not run out.
func (w *work) Invitation(ctx context.Context, purpose, hash string, now care.Instant) (Invitation, bool, error) {
	r, ok, err := found(w.Queries.Invitation(ctx, db.InvitationParams{TokenHash: hash, Purpose: purpose, Now: int64(now)}))
	return Invitation{
		TokenHash: r.TokenHash, Purpose: r.Purpose, Family: care.FamilyID(r.FamilyID.String), Account: care.AccountID(r.AccountID),
		Password: r.Password, TOTPSealed: r.TotpSealed, CreatedAt: care.Instant(r.CreatedAt), ExpiresAt: care.Instant(r.ExpiresAt),
	}, ok, err
}

// PrepareInvitation keeps what an invited member of staff chose, until it is confirmed.
func (w *work) PrepareInvitation(ctx context.Context, hash, password, totpSealed string) (bool, error) {
	return one(w.Queries.PrepareInvitation(ctx, db.PrepareInvitationParams{TokenHash: hash, Password: password, TotpSealed: totpSealed}))
}

// TakeInvitation uses an invitation up, and reports false when another request has.
func (w *work) TakeInvitation(ctx context.Context, hash string) (bool, error) {
	return one(w.Queries.TakeInvitation(ctx, hash))
}

// DropInvitations ends all invitations of a purpose made by, or for, an account.
func (w *work) DropInvitations(ctx context.Context, id care.AccountID, purpose string) error {
	_, err := w.DeleteInvitationsOf(ctx, db.DeleteInvitationsOfParams{AccountID: string(id), Purpose: purpose})
	return err
}

// DeleteOldCredentials deletes logins, codes and invitations that have run out, and what a demonstration sent a day ago.
func (w *work) DeleteOldCredentials(ctx context.Context, now care.Instant) (n int64, err error) {
	const day = 24 * 60 * 60 * 1000
	for _, deletion := range []struct {
		statement func(context.Context, int64) (int64, error)
		before    care.Instant
	}{
		{w.DeleteOldLogins, now}, {w.DeleteOldPhoneCodes, now}, {w.DeleteOldInvitations, now}, {w.DeleteOldDemoMessages, now - day},
	} {
		k, err := deletion.statement(ctx, int64(deletion.before))
		if err != nil {
			return n, err
		}
		n += k
	}
	return n, nil
}

// DemoMessage is what a demonstration would have sent to a telephone.
type DemoMessage struct {
	Phone string
	Body  string
	At    care.Instant
}

// AddDemoMessage keeps what would have been sent.
func (s *Store) AddDemoMessage(ctx context.Context, m DemoMessage) error {
	return s.write(ctx, "keep a demonstration's message", func(w *work) error {
		return w.InsertDemoMessage(ctx, db.InsertDemoMessageParams{ID: care.NewID(), Phone: m.Phone, Body: m.Body, SentAt: int64(m.At)})
	})
}

// DemoMessages returns what would have been sent, newest first.
func (s *Store) DemoMessages(ctx context.Context, limit int) (out []DemoMessage, err error) {
	err = s.read(ctx, "read a demonstration's messages", func(w *work) error {
		rows, err := w.DemoMessages(ctx, int32(min(max(limit, 0), 1000))) //nolint:gosec // bounded
		out = make([]DemoMessage, len(rows))
		for i, r := range rows {
			out[i] = DemoMessage{Phone: r.Phone, Body: r.Body, At: care.Instant(r.SentAt)}
		}
		return err
	})
	return out, err
}
