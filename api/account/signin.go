package account

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	resendAfter = time.Minute
	codeLife    = 5 * time.Minute
	codeTries   = 5
)

func wrongCode() error {
	return &care.Error{Kind: care.Invalid, Code: care.CodeWrongCode, Field: "code"}
}

func wrongCredentials() error {
	return &care.Error{Kind: care.Invalid, Code: care.CodeWrongCredentials}
}

// mobile gives a mobile telephone in one form. Codes are sent to mainland mobiles only.
func mobile(phone string) (string, error) {
	p, ok := care.NormalizePhone(phone)
	if !ok || len(p) != 11 || p[0] != '1' || strings.ContainsRune(p, '-') {
		return "", care.Errorf(care.Invalid, care.CodeInvalid, "phone", "a mobile number has 11 digits and begins with 1")
	}
	return p, nil
}

// SendCode sends a one-time code to a telephone. It asks nobody whether the telephone is known: the answer and the work are the
// same. It returns when another code may be asked for. Fails with too_many_requests and sender_away.
func (s *Service) SendCode(ctx context.Context, network, phone string) (time.Duration, error) {
	p, err := mobile(phone)
	if err != nil {
		return 0, err
	}
	if s.Sender == nil {
		return 0, &care.Error{Kind: care.Unavailable, Code: care.CodeSenderAway}
	}
	code := newDigits()
	text := "【托育圈】您的登录验证码是 " + code + "，5 分钟内有效。请勿告诉任何人。"
	return s.sendCode(ctx, network, p, text, s.phoneHash(p), s.codeHash(p, code))
}

// sendCode sends a text with a code to a telephone, as often as telephones may be written to, and keeps the code's hash under another.
func (s *Service) sendCode(ctx context.Context, network, phone, text, under, hash string) (time.Duration, error) {
	err := s.allowAll(ctx, of(codeOfNetwork, network), of(codeOfPhoneSoon, phone), of(codeOfPhone, phone), of(codeOfPhoneDay, phone), of(codeOfAll, "all"))
	if err != nil {
		return 0, err
	}
	now := s.machine()
	err = s.Store.Write(ctx, "keep a code", func(tx *store.Tx) error {
		return tx.PutPhoneCode(ctx, under, hash, now, now+care.Instant(codeLife.Milliseconds()))
	})
	if err != nil {
		return 0, err
	}
	if err := s.Sender.Send(ctx, phone, text); err != nil {
		return 0, &care.Error{Kind: care.Unavailable, Code: care.CodeSenderAway, Cause: err}
	}
	return resendAfter, nil
}

func (s *Service) phoneHash(phone string) string      { return s.Box.Hash("account.phone", phone) }
func (s *Service) codeHash(phone, code string) string { return s.Box.Hash("phone.code:"+phone, code) }

// SignInByPhone signs a parent in with the code sent to the telephone, and makes account and family the first time. Fails with
// wrong_code whatever is wrong with the code, and with too_many_requests.
func (s *Service) SignInByPhone(ctx context.Context, network, phone, code string, on Device) (Session, error) {
	p, err := mobile(phone)
	if err != nil {
		return Session{}, err
	}
	if err := checkDevice(on); err != nil {
		return Session{}, err
	}
	if err := s.allowAll(ctx, of(phoneOfNetwork, network), of(phoneTries, p)); err != nil {
		return Session{}, err
	}
	given := s.codeHash(p, digits(code))
	if err := s.tryCode(ctx, s.phoneHash(p), given); err != nil {
		return Session{}, err
	}
	return s.enter(ctx, on, func(tx *store.Tx) (store.Account, error) {
		if mine, err := tx.TakePhoneCode(ctx, s.phoneHash(p), given); err != nil || !mine {
			return store.Account{}, orWrongCode(err)
		}
		return s.guardian(ctx, tx, p, "")
	})
}

// tryCode counts the try, whatever comes of it, and compares.
func (s *Service) tryCode(ctx context.Context, under, given string) error {
	want, known := "", false
	err := s.Store.Write(ctx, "try a code", func(tx *store.Tx) error {
		var err error
		want, known, err = tx.TryPhoneCode(ctx, under, codeTries, s.machine())
		return err
	})
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(want), []byte(given)) != 1 || !known {
		return wrongCode()
	}
	return nil
}

func orWrongCode(err error) error {
	if err != nil {
		return err
	}
	return wrongCode()
}

// digits takes a code as people paste it.
func digits(code string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, code)
}

// guardian finds the parent of a telephone or of a WeChat user, and makes account and family when nobody is known. phone or
// openID may be empty; with both, the WeChat user is bound to the telephone's account.
func (s *Service) guardian(ctx context.Context, tx *store.Tx, phone, openID string) (store.Account, error) {
	if phone != "" {
		a, known, err := tx.GuardianByPhone(ctx, s.phoneHash(phone))
		if err != nil {
			return a, err
		}
		if known {
			return a, s.bind(ctx, tx, &a, openID)
		}
	}
	now := s.now()
	a := store.Account{ID: care.AccountID(care.NewID()), Role: care.ActorGuardian, CreatedAt: now, SeenAt: now}
	a.PhoneSealed, a.PhoneHash = s.seal("account.phone", string(a.ID), phone), s.phoneHash(phone)
	a.WeChatSealed, a.WeChatHash = s.seal("account.wechat", string(a.ID), openID), s.Box.Hash("account.wechat", openID)
	family := care.FamilyID(care.NewID())
	if err := tx.AddAccount(ctx, a); err != nil {
		return a, err
	}
	if err := tx.AddFamily(ctx, family, a.ID, false, now); err != nil {
		return a, err
	}
	actor := care.Actor{Kind: care.ActorGuardian, ID: string(a.ID)}
	return a, tx.AppendChanges(ctx, []care.Change{
		{Noun: care.NounAccount, ID: string(a.ID), Kind: care.ChangeCreated, At: now, Actor: actor},
		{Noun: care.NounFamily, ID: string(family), Kind: care.ChangeCreated, At: now, Actor: actor},
	})
}

// bind makes a WeChat user the one of an account: who holds the telephone now is who WeChat says.
func (s *Service) bind(ctx context.Context, tx *store.Tx, a *store.Account, openID string) error {
	hash := s.Box.Hash("account.wechat", openID)
	if openID == "" || hash == a.WeChatHash {
		return nil
	}
	a.WeChatSealed, a.WeChatHash = s.seal("account.wechat", string(a.ID), openID), hash
	_, err := tx.SetAccountWeChat(ctx, a.ID, a.WeChatSealed, hash)
	return err
}

// SignInByWeChat signs a parent in as WeChat knows them: code is of wx.login. Somebody WeChat names for the first time must let
// WeChat tell the telephone too: phoneCode is of the button that does. Fails with phone_needed when it is missing, with
// wrong_code when WeChat refuses a code, with too_many_requests, and with not_found where nobody signs in by WeChat.
func (s *Service) SignInByWeChat(ctx context.Context, network, code, phoneCode string) (Session, error) {
	if s.WeChat == nil {
		return Session{}, &care.Error{Kind: care.NotFound, Code: care.CodeNotFound, Text: "sign in with your telephone"}
	}
	if err := s.allow(ctx, weChatOfNetwork, network); err != nil {
		return Session{}, err
	}
	openID, err := s.WeChat.user(ctx, code)
	if err != nil {
		return Session{}, err
	}
	var phone string
	if phoneCode != "" {
		if phone, err = s.WeChat.phone(ctx, phoneCode); err != nil {
			return Session{}, err
		}
		if phone, err = mobile(phone); err != nil {
			return Session{}, err
		}
	}
	find := func(tx *store.Tx) (store.Account, error) {
		a, known, err := tx.AccountByWeChat(ctx, s.Box.Hash("account.wechat", openID))
		if err != nil || known {
			return a, err
		}
		if phone == "" {
			return a, &care.Error{Kind: care.Conflict, Code: care.CodePhoneNeeded}
		}
		return s.guardian(ctx, tx, phone, openID)
	}
	session, err := s.enter(ctx, DeviceMini, find)
	if care.Is(err, care.CodeConflict) { // a second tap was as fast: now the account is there
		session, err = s.enter(ctx, DeviceMini, find)
	}
	return session, err
}

// SignInStaff signs staff in with name, password and the code of their authenticator, which counts once. Fails with
// wrong_credentials whatever is wrong, after the same work, and with too_many_requests.
func (s *Service) SignInStaff(ctx context.Context, network, username, password, totp string) (Session, error) {
	name := plainUsername(username)
	if err := s.allowAll(ctx, of(staffOfNetwork, network), of(staffHere, name+"|"+network), of(staffAnywhere, name)); err != nil {
		return Session{}, err
	}
	var a store.Account
	var known bool
	err := s.Store.Read(ctx, "look for staff", func(tx *store.Tx) (err error) {
		a, known, err = tx.AccountByUsername(ctx, name)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	right, err := s.verify(ctx, a.Password, password)
	if err != nil {
		return Session{}, err
	}
	secret, err := s.Box.Open(sealedAs("account.totp", string(a.ID)), a.TOTPSealed)
	if err != nil {
		return Session{}, err
	}
	step, fits := checkTOTP(secret, digits(totp), s.machine())
	if !known || !right || !fits || a.Gone() {
		return Session{}, wrongCredentials()
	}
	return s.enter(ctx, DeviceWeb, func(tx *store.Tx) (store.Account, error) {
		fresh, err := tx.TakeTOTPStep(ctx, a.ID, step)
		if err != nil {
			return a, err
		}
		// What was compared may have been taken away meanwhile: whoever it was taken from must not be in afterwards.
		now, _, err := tx.Account(ctx, a.ID)
		if err == nil && (!fresh || now.Password != a.Password || now.TOTPSealed != a.TOTPSealed) {
			err = wrongCredentials()
		}
		return now, err
	})
}

// SignInDemo signs anybody in as a made-up person. Outside of a demonstration, and for real people, there is nothing to find.
func (s *Service) SignInDemo(ctx context.Context, id care.AccountID, on Device) (Session, error) {
	if err := checkDevice(on); err != nil {
		return Session{}, err
	}
	if !s.o.Demo {
		return Session{}, &care.Error{Kind: care.NotFound, Code: care.CodeNotFound}
	}
	return s.enter(ctx, on, func(tx *store.Tx) (store.Account, error) {
		a, known, err := tx.Account(ctx, id)
		if err == nil && (!known || !a.Demo) {
			err = &care.Error{Kind: care.NotFound, Code: care.CodeNotFound}
		}
		return a, err
	})
}

func checkDevice(on Device) error {
	if on != DeviceWeb && on != DeviceMini {
		return care.Errorf(care.Invalid, care.CodeInvalid, "device", "%q is not a device", care.Clip(string(on)))
	}
	return nil
}
