package account

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	inviteLife = 7 * 24 * time.Hour
	maxName    = 40 // characters of a person's name
)

var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,31}$`)

// InviteStaff makes the account of a member of staff and returns it with a word with which they choose a password and set up
// their authenticator, once. Nobody else ever knows either. Fails with conflict when the name is taken.
func (s *Service) InviteStaff(ctx context.Context, by care.Actor, in StaffInput) (care.AccountID, Code, error) {
	a, err := s.staff(in)
	if err != nil {
		return "", Code{}, err
	}
	var code Code
	err = s.Store.Write(ctx, "invite staff", func(tx *store.Tx) error {
		code, err = s.inviteIn(ctx, tx, by, a)
		return err
	})
	return a.ID, code, err
}

// inviteIn makes an account in a transaction that does more.
func (s *Service) inviteIn(ctx context.Context, tx *store.Tx, by care.Actor, a store.Account) (Code, error) {
	token := newToken()
	code := Code{Code: token, Expires: s.machine() + care.Instant(inviteLife.Milliseconds())}
	if _, taken, err := tx.AccountByUsername(ctx, a.Username); err != nil {
		return code, err
	} else if taken {
		return code, care.Errorf(care.Conflict, care.CodeConflict, "username", "the name %s is taken", a.Username)
	}
	if err := tx.AddAccount(ctx, a); err != nil {
		return code, err
	}
	if err := s.invite(ctx, tx, a.ID, token, code.Expires); err != nil {
		return code, err
	}
	now := s.now()
	if err := tx.AppendChanges(ctx, []care.Change{staffChange(a.ID, care.ChangeCreated, now, by)}); err != nil {
		return code, err
	}
	return code, tellPerson(ctx, tx, a, care.NoticeAccountMade, now)
}

// tellPerson tells the person an account of work belongs to what was done with it, by every way there is: whoever appoints or resets
// could otherwise take the account up in their name, and nobody would hear of it.
func tellPerson(ctx context.Context, tx *store.Tx, a store.Account, e care.NoticeEvent, at care.Instant) error {
	if a.Demo {
		return nil
	}
	return tx.Notify(ctx, care.TellAccount(e, a.ID, a.PhoneSealed, at))
}

func (s *Service) staff(in StaffInput) (store.Account, error) {
	name := plainUsername(in.Username)
	if !usernameForm.MatchString(name) {
		return store.Account{}, care.Errorf(care.Invalid, care.CodeInvalid, "username", "a name has 3 to 32 of a-z, 0-9, dot, hyphen and _, and begins with a letter or digit")
	}
	switch in.Role {
	case care.ActorFacility:
		if in.Facility == "" {
			return store.Account{}, care.Errorf(care.Invalid, care.CodeInvalid, "facility", "staff of a facility need the facility")
		}
		in.Area = ""
	case care.ActorDistrict, care.ActorInspector, care.ActorCity:
		if care.RegionPrefix(in.Area) == "" || !isArea(in.Area) {
			return store.Account{}, care.Errorf(care.Invalid, care.CodeInvalid, "area", "staff of a bureau need the code of the area they answer for")
		}
		in.Facility = ""
	case care.ActorAdmin:
		in.Facility, in.Area = "", ""
	default:
		return store.Account{}, care.Errorf(care.Invalid, care.CodeInvalid, "role", "staff are facility, district, city, inspector or admin")
	}
	person, err := personName(in.Name)
	if err != nil {
		return store.Account{}, err
	}
	now := s.now()
	a := store.Account{
		ID: care.AccountID(care.NewID()), Role: in.Role, Username: name, Facility: in.Facility, Area: in.Area, Demo: in.Demo, CreatedAt: now, SeenAt: now,
	}
	a.NameSealed = s.seal("account.name", string(a.ID), person)
	if in.Phone != "" {
		phone, err := mobile(in.Phone)
		if err != nil {
			return store.Account{}, err
		}
		a.PhoneSealed, a.PhoneHash = s.seal("account.phone", string(a.ID), phone), s.phoneHash(phone)
	}
	return a, nil
}

func staffChange(id care.AccountID, kind care.ChangeKind, at care.Instant, by care.Actor) care.Change {
	return care.Change{Noun: care.NounAccount, ID: string(id), Kind: kind, At: at, Actor: by}
}

// invite replaces earlier invitations of an account by a new one.
func (s *Service) invite(ctx context.Context, tx *store.Tx, id care.AccountID, token string, expires care.Instant) error {
	if err := tx.DropInvitations(ctx, id, store.InviteAsStaff); err != nil {
		return err
	}
	return tx.AddInvitation(ctx, store.Invitation{
		TokenHash: hashToken(token), Purpose: store.InviteAsStaff, Account: id, CreatedAt: s.machine(), ExpiresAt: expires,
	})
}

// TakeInvitation keeps the password an invited person chose and returns what their authenticator is set up with. Nothing is
// in force before ConfirmInvitation. Fails with wrong_code when the invitation is not there, used, or too old, with
// weak_password, and with too_many_requests.
func (s *Service) TakeInvitation(ctx context.Context, network, token, password string) (uri string, err error) {
	hash := hashToken(token)
	if err := s.allowAll(ctx, of(inviteOfNetwork, network), of(inviteTries, hash)); err != nil {
		return "", err
	}
	_, a, err := s.invited(ctx, hash)
	if err != nil {
		return "", err
	}
	if err := checkPassword(password, a.Username); err != nil {
		return "", err
	}
	text, err := s.hash(ctx, password)
	if err != nil {
		return "", err
	}
	secret := newTOTPSecret()
	err = s.Store.Write(ctx, "take an invitation up", func(tx *store.Tx) error {
		mine, err := tx.PrepareInvitation(ctx, hash, text, s.seal("account.totp", string(a.ID), secret))
		if err == nil && !mine {
			err = wrongCode()
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return totpURI(s.o.Issuer, a.Username, secret), nil
}

// invited finds who is invited with a token.
func (s *Service) invited(ctx context.Context, hash string) (i store.Invitation, a store.Account, err error) {
	err = s.Store.Read(ctx, "look for an invitation", func(tx *store.Tx) error {
		var known bool
		if i, known, err = tx.Invitation(ctx, store.InviteAsStaff, hash, s.machine()); err != nil || !known {
			return orWrongCode(err)
		}
		if a, known, err = tx.Account(ctx, i.Account); err != nil || !known || a.Gone() {
			return orWrongCode(err)
		}
		return nil
	})
	return i, a, err
}

// ConfirmInvitation puts password and authenticator in force with the first code, uses the invitation up, ends what logins
// there were, and signs in. Fails as TakeInvitation does.
func (s *Service) ConfirmInvitation(ctx context.Context, network, token, totp string) (Session, error) {
	hash := hashToken(token)
	if err := s.allowAll(ctx, of(inviteOfNetwork, network), of(inviteTries, hash)); err != nil {
		return Session{}, err
	}
	i, a, err := s.invited(ctx, hash)
	if err != nil {
		return Session{}, err
	}
	secret, err := s.open("account.totp", string(a.ID), i.TOTPSealed)
	if err != nil {
		return Session{}, err
	}
	step, fits := checkTOTP(secret, digits(totp), s.machine())
	if !fits || i.Password == "" {
		return Session{}, wrongCode()
	}
	return s.enter(ctx, DeviceWeb, func(tx *store.Tx) (store.Account, error) {
		// What was prepared may have been prepared anew meanwhile: only what the code was checked against counts.
		now, known, err := tx.Invitation(ctx, store.InviteAsStaff, hash, s.machine())
		if err != nil || !known || now.TOTPSealed != i.TOTPSealed {
			return a, orWrongCode(err)
		}
		if mine, err := tx.TakeInvitation(ctx, hash); err != nil || !mine {
			return a, orWrongCode(err)
		}
		if open, err := tx.ArmAccount(ctx, a.ID, i.Password, i.TOTPSealed, step); err != nil || !open {
			return a, orWrongCode(err)
		}
		if err := tx.DropLogins(ctx, a.ID); err != nil {
			return a, err
		}
		at, by := s.now(), care.Actor{Kind: a.Role, ID: string(a.ID)}
		if err := tx.AppendChanges(ctx, []care.Change{staffChange(a.ID, care.ChangeUpdated, at, by)}); err != nil {
			return a, err
		}
		return a, tellPerson(ctx, tx, a, care.NoticeAccountTaken, at)
	})
}

// ResetStaff takes password, authenticator and logins away and invites again.
func (s *Service) ResetStaff(ctx context.Context, by care.Actor, username string) (Code, error) {
	token := newToken()
	code := Code{Code: token, Expires: s.machine() + care.Instant(inviteLife.Milliseconds())}
	err := s.onStaff(ctx, "reset staff", by, username, care.NoticeAccountReset, func(tx *store.Tx, a store.Account) error {
		if _, err := tx.DisarmAccount(ctx, a.ID); err != nil {
			return err
		}
		if err := tx.DropLogins(ctx, a.ID); err != nil {
			return err
		}
		return s.invite(ctx, tx, a.ID, token, code.Expires)
	})
	return code, err
}

// DisableStaff closes an account and ends its logins and invitations at once, or opens it again.
func (s *Service) DisableStaff(ctx context.Context, by care.Actor, username string, disabled bool) error {
	event := care.NoticeAccountOpened
	if disabled {
		event = care.NoticeAccountClosed
	}
	return s.onStaff(ctx, "disable staff", by, username, event, func(tx *store.Tx, a store.Account) error {
		var at care.Instant
		if disabled {
			at = s.now()
		}
		if _, err := tx.DisableAccount(ctx, a.ID, at); err != nil {
			return err
		}
		if err := tx.DropInvitations(ctx, a.ID, store.InviteAsStaff); err != nil {
			return err
		}
		return tx.DropLogins(ctx, a.ID)
	})
}

func (s *Service) onStaff(
	ctx context.Context, what string, by care.Actor, username string, event care.NoticeEvent, f func(*store.Tx, store.Account) error,
) error {
	return s.Store.Write(ctx, what, func(tx *store.Tx) error {
		a, known, err := tx.AccountByUsername(ctx, plainUsername(username))
		if err != nil {
			return err
		}
		if !known {
			return care.Errorf(care.NotFound, care.CodeNotFound, "username", "nobody signs in as %s", care.Clip(username))
		}
		if err := f(tx, a); err != nil {
			return err
		}
		now := s.now()
		if err := tx.AppendChanges(ctx, []care.Change{staffChange(a.ID, care.ChangeUpdated, now, by)}); err != nil {
			return err
		}
		return tellPerson(ctx, tx, a, event, now)
	})
}

// Staff lists all accounts of staff, by name.
func (s *Service) Staff(ctx context.Context) (out []Staff, err error) {
	err = s.Store.Read(ctx, "list staff", func(tx *store.Tx) error {
		rows, err := tx.StaffAccounts(ctx)
		out = make([]Staff, 0, len(rows))
		for _, a := range rows {
			name, err := s.open("account.name", string(a.ID), a.NameSealed)
			if err != nil {
				return err
			}
			out = append(out, Staff{
				Account: a.ID, Username: a.Username, Name: name, Role: a.Role, Facility: a.Facility, Area: a.Area, Ready: a.Password != "",
				Disabled: a.DisabledAt != 0, SeenAt: a.SeenAt,
			})
		}
		return err
	})
	return out, err
}

// personName takes a name as people write it, in one line.
func personName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0 || !utf8.ValidString(name):
		return "", care.Errorf(care.Invalid, care.CodeInvalid, "name", "a name is needed")
	case !care.PlainText(name):
		return "", notPlain("name")
	case n > maxName:
		return "", care.Errorf(care.Invalid, care.CodeTooLarge, "name", "a name has at most %d characters", maxName)
	default:
		return name, nil
	}
}

func notPlain(field string) error {
	return care.Errorf(care.Invalid, care.CodeInvalid, field, "leave out characters that cannot be seen")
}
