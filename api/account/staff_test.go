package account_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

func anna() account.StaffInput {
	return account.StaffInput{Username: " Anna ", Name: "安老师", Phone: "13700001111", Role: care.ActorDistrict, Area: "320508"}
}

// S5: an invitation counts once, and nothing is in force before it is confirmed.
func TestInvitation(t *testing.T) {
	each(t, func(w *world) {
		id, code, err := w.InviteStaff(w.ctx(), operator, anna())
		w.ok(err)
		take := func(token, pass string) (string, error) { return w.TakeInvitation(w.ctx(), "home", token, pass) }
		_, err = take(code.Code+"x", password)
		w.refused(err, care.CodeWrongCode)
		_, err = w.ConfirmInvitation(w.ctx(), "home", code.Code, "000000") // nothing chosen yet
		w.refused(err, care.CodeWrongCode)
		_, err = take(code.Code, "short")
		w.refused(err, care.CodeWeakPassword)
		must[string](w)(take(code.Code, "anna 的第一个密码呀呀"))
		uri := must[string](w)(take(code.Code, password)) // thought again
		u := must[*url.URL](w)(url.Parse(uri))
		secret := u.Query().Get("secret")
		if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/托育圈:anna" || u.Query().Get("issuer") != "托育圈" || secret == "" {
			w.Errorf("%s", uri)
		}
		_, err = w.SignInStaff(w.ctx(), "home", "anna", password, account.CodeAt(secret, w.clock.now()))
		w.refused(err, care.CodeWrongCredentials)
		_, err = w.ConfirmInvitation(w.ctx(), "home", code.Code, "000000")
		w.refused(err, care.CodeWrongCode)
		s := must[account.Session](w)(w.ConfirmInvitation(w.ctx(), "home", code.Code, account.CodeAt(secret, w.clock.now())))
		want := care.Actor{Kind: care.ActorDistrict, ID: string(id), Area: "320508"}
		if s.Actor != want || s.Name != "安老师" || s.PhoneTail != "1111" || s.Family != "" {
			w.Errorf("%+v", s.Person)
		}
		w.clock.move(time.Minute)
		_, err = w.ConfirmInvitation(w.ctx(), "home", code.Code, account.CodeAt(secret, w.clock.now()))
		w.refused(err, care.CodeWrongCode)
		_, err = take(code.Code, password)
		w.refused(err, care.CodeWrongCode)
		must[account.Session](w)(w.SignInStaff(w.ctx(), "home", "ANNA", password, account.CodeAt(secret, w.clock.now())))

		_, late, err := w.InviteStaff(w.ctx(), operator, account.StaffInput{Username: "late", Name: "迟", Role: care.ActorAdmin})
		w.ok(err)
		w.clock.move(account.InviteLife)
		_, err = take(late.Code, password)
		w.refused(err, care.CodeWrongCode)
	})
}

func TestInviteWhom(t *testing.T) {
	w := lite(t)
	f := w.facility(1)
	for name, change := range map[string]func(*account.StaffInput){
		"short name":        func(in *account.StaffInput) { in.Username = "ab" },
		"strange name":      func(in *account.StaffInput) { in.Username = "安老师" },
		"no person":         func(in *account.StaffInput) { in.Name = " " },
		"no area":           func(in *account.StaffInput) { in.Area = "" },
		"a digit too few":   func(in *account.StaffInput) { in.Area = "32050" }, // 320508 and its nine neighbours
		"no digits":         func(in *account.StaffInput) { in.Area = "苏州" },
		"parents are not":   func(in *account.StaffInput) { in.Role = care.ActorGuardian },
		"nor is the system": func(in *account.StaffInput) { in.Role = care.ActorSystem },
		"no facility":       func(in *account.StaffInput) { in.Role = care.ActorFacility },
		"landline":          func(in *account.StaffInput) { in.Phone = "0512-65220000" },
	} {
		in := anna()
		change(&in)
		if _, _, err := w.InviteStaff(w.ctx(), operator, in); !care.Is(err, care.CodeInvalid) {
			w.Errorf("%s: %v", name, err)
		}
	}
	in := anna()
	in.Role, in.Facility = care.ActorFacility, "made-up"
	_, _, err := w.InviteStaff(w.ctx(), operator, in)
	w.refused(err, care.CodeNotFound)
	in.Facility = f.ID
	_, _, err = w.InviteStaff(w.ctx(), operator, in)
	w.ok(err)
	_, _, err = w.InviteStaff(w.ctx(), operator, anna())
	w.refused(err, care.CodeConflict)
	list := must[[]account.Staff](w)(w.Staff(w.ctx()))
	if len(list) != 1 || list[0].Username != "anna" || list[0].Facility != f.ID || list[0].Area != "" || list[0].Ready || list[0].Disabled {
		w.Errorf("%+v", list)
	}
}

// S5: the code of an authenticator counts once, however many send it at the same time, and no older one counts after it.
func TestAuthenticatorCodesCountOnce(t *testing.T) {
	each(t, func(w *world) {
		_, secret := w.staff(anna())
		in := func(at time.Time) error {
			_, err := w.SignInStaff(w.ctx(), "office", "anna", password, account.CodeAt(secret, at))
			return err
		}
		w.refused(in(w.clock.now()), care.CodeWrongCredentials) // that which confirmed the invitation
		w.clock.move(time.Hour)
		var entered atomic.Int32
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				switch err := in(w.clock.now()); {
				case err == nil:
					entered.Add(1)
				case !care.Is(err, care.CodeWrongCredentials):
					w.Error(err)
				}
			})
		}
		wait.Wait()
		if entered.Load() != 1 {
			w.Errorf("%d of 4 signed in with one code", entered.Load())
		}
		w.clock.move(time.Hour)
		w.ok(in(w.clock.now().Add(30 * time.Second)))                                // a clock that is fast
		w.refused(in(w.clock.now()), care.CodeWrongCredentials)                      // older than what was taken
		w.refused(in(w.clock.now().Add(-30*time.Second)), care.CodeWrongCredentials) // older still
		w.refused(in(w.clock.now().Add(90*time.Second)), care.CodeWrongCredentials)  // too far off
	})
}

func TestResetAndDisable(t *testing.T) {
	each(t, func(w *world) {
		_, secret := w.staff(anna())
		enter := func() (account.Session, error) {
			w.clock.move(time.Hour)
			return w.SignInStaff(w.ctx(), "office", "anna", password, account.CodeAt(secret, w.clock.now()))
		}
		s := must[account.Session](w)(enter())
		w.ok(w.DisableStaff(w.ctx(), operator, "Anna", true))
		_, err := w.Who(w.ctx(), s.Token)
		w.refused(err, care.CodeSignedOut)
		_, err = enter()
		w.refused(err, care.CodeWrongCredentials)
		w.ok(w.DisableStaff(w.ctx(), operator, "anna", false))
		s = must[account.Session](w)(enter())

		code := must[account.Code](w)(w.ResetStaff(w.ctx(), operator, "anna"))
		_, err = w.Who(w.ctx(), s.Token)
		w.refused(err, care.CodeSignedOut)
		_, err = enter()
		w.refused(err, care.CodeWrongCredentials)
		newer := must[account.Code](w)(w.ResetStaff(w.ctx(), operator, "anna"))
		_, err = w.TakeInvitation(w.ctx(), "home", code.Code, password) // the later one counts
		w.refused(err, care.CodeWrongCode)
		secret = w.arm(newer.Code)
		must[account.Session](w)(enter())

		for looks := 2; looks <= 3; looks++ { // reset while somebody signs in: about when the password is looked at
			w.clock.move(time.Hour)
			at := account.CodeAt(secret, w.clock.now())
			w.clock.skip, w.clock.then = looks, func() { newer = must[account.Code](w)(w.ResetStaff(w.ctx(), operator, "anna")) }
			s, err := w.SignInStaff(w.ctx(), "office", "anna", password, at)
			if w.clock.then != nil {
				w.Fatalf("nothing happened at look %d", looks)
			}
			if _, in := w.Who(w.ctx(), s.Token); err == nil && in == nil {
				w.Errorf("signed in after the reset at look %d", looks)
			}
			secret = w.arm(newer.Code)
		}

		_, err = w.ResetStaff(w.ctx(), operator, "nobody")
		w.refused(err, care.CodeNotFound)
		w.refused(w.DisableStaff(w.ctx(), operator, "nobody", true), care.CodeNotFound)
	})
}

func TestPasswords(t *testing.T) {
	for _, good := range []string{password, "correct horse battery staple", "k7#mQ2vX9!pL", "我家的猫叫豆包今年三岁了"} {
		if err := account.CheckPassword(good, "anna"); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "short", "123456789012", "aaaaaaaaaaaa", "abcdefghijklmnop", "password1234", "Password12345", "anna-anna-anna", "tuoyuquan2026", "qwertyqwerty",
		"woaini5201314", "１２３４５６７８９０１２", strings.Repeat("x1", 200), "correct horse \xff battery",
	} {
		if err := account.CheckPassword(bad, "anna"); !care.Is(err, care.CodeWeakPassword) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// The vectors of RFC 6238, appendix B, cut to six digits.
func TestAuthenticatorVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := account.TOTPCode(secret, at/30); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		if step, ok := account.CheckTOTP(account.TOTPEncoding.EncodeToString(secret), want, care.Instant(at*1000)); !ok || step != at/30 {
			t.Errorf("at %d: step %d, %v", at, step, ok)
		}
	}
	for _, bad := range []struct{ secret, code string }{{"", ""}, {"", "000000"}, {"!", "000000"}, {account.TOTPEncoding.EncodeToString(secret), ""}} {
		for at := range 100 {
			if _, ok := account.CheckTOTP(bad.secret, bad.code, care.Instant(at*30000)); ok {
				t.Fatalf("%+v is taken", bad)
			}
		}
	}
}

func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		w := account.NewWord()
		if len(w) != 20 || seen[w] {
			t.Fatalf("%q", w)
		}
		seen[w] = true
		plain := account.PlainWord(w)
		if len(plain) != 17 { // 29^17 > 2^82
			t.Fatalf("%q", plain)
		}
		for _, typed := range []string{strings.ToLower(w), " " + w + "\n", strings.ReplaceAll(w, "-", " "), strings.ReplaceAll(w, "-", ""), "代办码：" + w} {
			if account.PlainWord(typed) != plain {
				t.Errorf("%q is not %q", typed, w)
			}
		}
	}
}

func FuzzPlainWord(f *testing.F) {
	f.Add("BCDF-2345")
	f.Add("ｂｃｄｆ　２３４５")
	f.Fuzz(func(t *testing.T, s string) {
		once := account.PlainWord(s)
		if again := account.PlainWord(once); again != once {
			t.Errorf("%q gives %q, then %q", s, once, again)
		}
		if strings.ContainsAny(once, "01AEIOU-") {
			t.Errorf("%q gives %q", s, once)
		}
	})
}

func FuzzPassword(f *testing.F) {
	f.Add(password, "anna")
	f.Fuzz(func(t *testing.T, p, name string) {
		if err := account.CheckPassword(p, name); err != nil && strings.Contains(fmt.Sprint(err), p) && len(p) > 8 {
			t.Errorf("the fault repeats the password: %v", err)
		}
	})
}
