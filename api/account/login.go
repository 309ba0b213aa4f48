package account

import (
	"context"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// How long a login lasts. Parents' begin anew whenever they are used; staff see other people's children and sign in every day.
const (
	webLife    = 30 * 24 * time.Hour
	miniLife   = 90 * 24 * time.Hour
	staffLife  = 12 * time.Hour
	deviceLife = 400 * 24 * time.Hour // as long as browsers keep a cookie
	touchAfter = time.Hour            // how exact seen_at is: every look would be a write otherwise
	maxLogins  = 10                   // devices of one account; the one not seen for longest goes
)

func lifeOf(role care.Role, on Device) time.Duration {
	switch {
	case role != care.ActorGuardian:
		return staffLife
	case on == DeviceMini:
		return miniLife
	default:
		return webLife
	}
}

// enter signs in whoever find finds, in one transaction with what find uses up. The login is always a new one: a token from
// before signing in is worth nothing after it.
func (s *Service) enter(ctx context.Context, on Device, find func(*store.Tx) (store.Account, error)) (Session, error) {
	token := newToken()
	l := store.Login{ID: care.NewID(), TokenHash: hashToken(token), Device: string(on)}
	err := s.Store.Write(ctx, "sign in", func(tx *store.Tx) error {
		a, err := find(tx)
		if err != nil {
			return err
		}
		if a.Gone() {
			return wrongCredentials()
		}
		now := s.machine()
		l.Account, l.CreatedAt, l.SeenAt = a.ID, now, now
		l.ExpiresAt = now + care.Instant(lifeOf(a.Role, on).Milliseconds())
		return s.addLogin(ctx, tx, a, l)
	})
	if err != nil {
		return Session{}, err
	}
	p, err := s.Who(ctx, token)
	keep := l.ExpiresAt
	if p.Family != "" { // goes on while it is used
		keep = l.CreatedAt + care.Instant(deviceLife.Milliseconds())
	}
	return Session{Person: p, Token: token, Expires: keep}, err
}

// addLogin adds a login, ends those that are too many, and tells the person when there are others.
func (s *Service) addLogin(ctx context.Context, tx *store.Tx, a store.Account, l store.Login) error {
	others, err := tx.Logins(ctx, a.ID, l.CreatedAt)
	if err != nil {
		return err
	}
	for _, old := range others[min(len(others), maxLogins-1):] {
		if _, err := tx.DropLogin(ctx, a.ID, old.ID); err != nil {
			return err
		}
	}
	if err := tx.AddLogin(ctx, l); err != nil {
		return err
	}
	now := s.now()
	if err := tx.SeenAccount(ctx, a.ID, now); err != nil || len(others) == 0 || a.Demo {
		return err
	}
	return tx.Notify(ctx, care.Notice{
		ID: l.ID, Event: care.NoticeSignedIn, At: now, To: []care.AccountID{a.ID}, Params: map[string]string{"device": l.Device},
	})
}

// Who tells whose token it is. Nothing of it is cached: a login that was ended is ended everywhere at once. Fails with
// signed_out.
func (s *Service) Who(ctx context.Context, token string) (Person, error) {
	l, known, err := s.Store.LoginByToken(ctx, hashToken(token))
	if err != nil {
		return Person{}, err
	}
	now := s.machine()
	if !known || l.ExpiresAt <= now || l.Holder.Gone() {
		return Person{}, &care.Error{Kind: care.SignedOut, Code: care.CodeSignedOut}
	}
	p := Person{
		Account: l.Account, Role: l.Holder.Role, Facility: l.Holder.Facility, Area: l.Holder.Area, Family: l.Family, Login: LoginID(l.ID),
		Device: Device(l.Device), CSRF: s.Box.Hash("csrf", token), Demo: l.Holder.Demo, SignedInAt: l.CreatedAt,
	}
	if l.MemberRole != "" {
		p.Role = l.MemberRole
	}
	p.Actor = care.Actor{Kind: p.Role, ID: string(p.Account), Facility: p.Facility, Area: p.Area, Family: p.Family}
	if p.Name, err = s.open("account.name", string(l.Account), l.Holder.NameSealed); err != nil {
		return Person{}, err
	}
	phone, err := s.open("account.phone", string(l.Account), l.Holder.PhoneSealed)
	if err != nil {
		return Person{}, err
	}
	p.PhoneTail = tail(phone)
	s.touch(ctx, l, now)
	return p, nil
}

// touch keeps that a login is used. Nobody's request fails for it: the next one tries again.
func (s *Service) touch(ctx context.Context, l store.LoginOf, now care.Instant) {
	if now-l.SeenAt < care.Instant(touchAfter.Milliseconds()) {
		return
	}
	expires := l.ExpiresAt
	if l.Holder.Role == care.ActorGuardian {
		expires = now + care.Instant(lifeOf(l.Holder.Role, Device(l.Device)).Milliseconds())
	}
	_ = s.Store.Write(ctx, "keep that somebody is there", func(tx *store.Tx) error {
		if err := tx.TouchLogin(ctx, l.ID, now, expires); err != nil {
			return err
		}
		return tx.SeenAccount(ctx, l.Account, s.now())
	})
}

// SignOut ends this login.
func (s *Service) SignOut(ctx context.Context, p Person) error {
	return s.Store.Write(ctx, "sign out", func(tx *store.Tx) error {
		_, err := tx.DropLogin(ctx, p.Account, string(p.Login))
		return err
	})
}

// SignOutEverywhere ends all logins of this person.
func (s *Service) SignOutEverywhere(ctx context.Context, p Person) error {
	return s.Store.Write(ctx, "sign out everywhere", func(tx *store.Tx) error { return tx.DropLogins(ctx, p.Account) })
}

// Logins tells where this person is signed in, last seen first.
func (s *Service) Logins(ctx context.Context, p Person) (out []LoginView, err error) {
	err = s.Store.Read(ctx, "read logins", func(tx *store.Tx) error {
		rows, err := tx.Logins(ctx, p.Account, s.machine())
		out = make([]LoginView, len(rows))
		for i, l := range rows {
			out[i] = LoginView{ID: LoginID(l.ID), Device: Device(l.Device), CreatedAt: l.CreatedAt, SeenAt: l.SeenAt, This: l.ID == string(p.Login)}
		}
		return err
	})
	return out, err
}

// KeepLocale keeps the language, "zh" or "en", in which this person is told things outside of the app.
func (s *Service) KeepLocale(ctx context.Context, p Person, locale string) error {
	if locale != "en" {
		locale = "zh"
	}
	return s.Store.Write(ctx, "keep a language", func(tx *store.Tx) error { return tx.SetAccountLocale(ctx, p.Account, locale) })
}

// sealedAs is the place a field is sealed for.
func sealedAs(field, id string) string { return field + ":" + id }

func (s *Service) seal(field, id, plain string) string { return s.Box.Seal(sealedAs(field, id), plain) }

func (s *Service) open(field, id, sealed string) (string, error) {
	return s.Box.Open(sealedAs(field, id), sealed)
}

// tail is the last four characters of a number.
func tail(number string) string {
	if len(number) < 8 {
		return ""
	}
	return number[len(number)-4:]
}

// plainUsername is how names of staff are kept and compared.
func plainUsername(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
