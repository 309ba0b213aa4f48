package account

import (
	"cmp"
	"context"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// A code for another telephone is bound to the account that asked and good for nothing else: nobody signs in with it.
func (s *Service) newPhoneHash(id care.AccountID, phone string) string {
	return s.Box.Hash("account.phone.new", string(id)+":"+phone)
}

func (s *Service) newCodeHash(id care.AccountID, phone, code string) string {
	return s.Box.Hash("phone.new:"+string(id)+":"+phone, code)
}

func mayChangePhone(p Person) error {
	return p.Actor.May(care.MayChangePhone, care.Owner{Account: p.Account, Family: p.Family})
}

// byPhone reports whether somebody signs in with the telephone: parents do. Staff are told by it, and several may share the desk's.
func byPhone(p Person) bool {
	return p.Actor.Kind == care.ActorGuardian || p.Actor.Kind == care.ActorDelegate
}

// SendPhoneCode sends a one-time code to the telephone a parent wants to sign in with, or staff want to be told by, from now on.
// Whether it is somebody's is not asked. It returns when another code may be asked for. Fails with too_many_requests and sender_away.
func (s *Service) SendPhoneCode(ctx context.Context, network string, p Person, phone string) (time.Duration, error) {
	if err := mayChangePhone(p); err != nil {
		return 0, err
	}
	to, err := mobile(phone)
	if err != nil {
		return 0, err
	}
	if s.Sender == nil {
		return 0, &care.Error{Kind: care.Unavailable, Code: care.CodeSenderAway}
	}
	if err := s.allow(ctx, newPhones, string(p.Account)); err != nil {
		return 0, err
	}
	code := newDigits()
	what := "更换登录手机号"
	if !byPhone(p) {
		what = "设置接收提醒的手机号"
	}
	text := "【托育圈】" + what + "的验证码是 " + code + "，5 分钟内有效。不是您本人操作，请勿告诉任何人。"
	return s.sendCode(ctx, network, to, text, s.newPhoneHash(p.Account, to), s.newCodeHash(p.Account, to, code))
}

// ChangePhone makes another telephone the one a parent signs in with, or staff are told by. The old one is told before, so that a change
// that nobody hears of cannot be; then every other login of a parent ends: staff came in by a password, which is as it was. Fails with
// wrong_code whatever is wrong with the code, too_many_requests and sender_away, and, only for whoever holds the new telephone, with
// conflict when it has a parent's account.
func (s *Service) ChangePhone(ctx context.Context, network string, p Person, phone, code string) (Person, error) {
	if err := mayChangePhone(p); err != nil {
		return p, err
	}
	to, err := mobile(phone)
	if err != nil {
		return p, err
	}
	if err := s.allowAll(ctx, of(phoneOfNetwork, network), of(phoneTries, to), of(phoneTries, string(p.Account))); err != nil {
		return p, err
	}
	under, given := s.newPhoneHash(p.Account, to), s.newCodeHash(p.Account, to, digits(code))
	if err := s.tryCode(ctx, under, given); err != nil {
		return p, err
	}
	old, err := s.phoneToLeave(ctx, p, to)
	if err != nil {
		return p, err
	}
	if old != "" && s.Sender != nil {
		text := "【托育圈】您的账户正在换到尾号 " + tail(to) + " 的手机号登录。不是您本人操作，请马上退出所有设备并联系我们。"
		if !byPhone(p) {
			text = "【托育圈】您工作账号的提醒将改发到尾号 " + tail(to) + " 的手机号。不是您本人操作，请马上联系您的管理员。"
		}
		if err := s.Sender.Send(ctx, old, text); err != nil {
			return p, &care.Error{Kind: care.Unavailable, Code: care.CodeSenderAway, Cause: err}
		}
	}
	err = s.Store.Write(ctx, "change a telephone", func(tx *store.Tx) error {
		if mine, err := tx.TakePhoneCode(ctx, under, given); err != nil || !mine {
			return orWrongCode(err)
		}
		return s.changePhone(ctx, tx, p, to)
	})
	if care.Is(err, care.CodeConflict) { // somebody began an account with it at the same moment
		err = phoneTaken()
	}
	if err == nil {
		p.PhoneTail = tail(to)
	}
	return p, err
}

func phoneTaken() error {
	return care.Errorf(care.Conflict, care.CodeConflict, "phone", "this number has an account of its own")
}

// phoneToLeave returns the telephone an account has now, unless the new one is no other, or what another parent signs in with.
func (s *Service) phoneToLeave(ctx context.Context, p Person, to string) (old string, err error) {
	err = s.Store.Read(ctx, "look at a telephone", func(tx *store.Tx) error {
		a, known, err := tx.Account(ctx, p.Account)
		if err != nil || !known {
			return err
		}
		if a.PhoneHash == s.phoneHash(to) {
			return care.Errorf(care.Conflict, care.CodeConflict, "phone", "this is your number already")
		}
		if byPhone(p) {
			if _, known, err := tx.GuardianByPhone(ctx, s.phoneHash(to)); err != nil || known {
				return cmp.Or(err, phoneTaken())
			}
		}
		old, err = s.open("account.phone", string(p.Account), a.PhoneSealed)
		return err
	})
	return old, err
}

func (s *Service) changePhone(ctx context.Context, tx *store.Tx, p Person, to string) error {
	known, err := tx.SetAccountPhone(ctx, p.Account, s.seal("account.phone", string(p.Account), to), s.phoneHash(to))
	if err != nil {
		return err
	}
	if !known {
		return notFound("")
	}
	if byPhone(p) {
		if err := s.dropOtherLogins(ctx, tx, p); err != nil {
			return err
		}
	}
	now := s.now()
	err = tx.AppendChanges(ctx, []care.Change{{Noun: care.NounAccount, ID: string(p.Account), Kind: "phone_changed", At: now, Actor: p.Actor}})
	if err != nil {
		return err
	}
	return tx.Notify(ctx, care.Notice{
		ID: care.NewID(), Event: care.NoticePhoneChanged, At: now, To: []care.AccountID{p.Account},
	})
}

func (s *Service) dropOtherLogins(ctx context.Context, tx *store.Tx, p Person) error {
	logins, err := tx.Logins(ctx, p.Account, s.machine())
	if err != nil {
		return err
	}
	for _, l := range logins {
		if l.ID == string(p.Login) {
			continue
		}
		if _, err := tx.DropLogin(ctx, p.Account, l.ID); err != nil {
			return err
		}
	}
	return nil
}
