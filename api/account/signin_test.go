package account_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const mumPhone, dadPhone = "13812345678", "13987654321"

func TestSignInByPhone(t *testing.T) {
	each(t, func(w *world) {
		first := w.parent("+86 138-1234-5678")
		if first.Role != care.ActorGuardian || first.Family == "" || first.PhoneTail != "5678" || first.Token == "" || first.CSRF == "" ||
			first.Actor != (care.Actor{Kind: care.ActorGuardian, ID: string(first.Account), Family: first.Family}) {
			t := first
			t.Token = ""
			w.Errorf("%+v", t)
		}
		again := w.parent(mumPhone)
		if again.Account != first.Account || again.Family != first.Family {
			w.Error("the same telephone is another account")
		}
		if again.Token == first.Token || again.Login == first.Login {
			w.Error("the second sign-in has the token of the first")
		}
		if w.parent(dadPhone).Account == first.Account {
			w.Error("another telephone is the same account")
		}
		who := must[account.Person](w)(w.Who(w.ctx(), again.Token))
		if who != again.Person {
			w.Errorf("%+v\n%+v", who, again.Person)
		}
		for _, bad := range []string{"", "110", "0512-65220000", "+1 212 555 0100", "1381234567", "138123456789"} {
			_, err := w.SendCode(w.ctx(), "n", bad)
			w.refused(err, care.CodeInvalid)
		}
		_, err := w.SignInByPhone(w.ctx(), "n", mumPhone, "1", "toaster")
		w.refused(err, care.CodeInvalid)
	})
}

// S5: a code counts once, for its telephone, for five minutes, and only the latest one; after five tries not at all.
func TestPhoneCodes(t *testing.T) {
	each(t, func(w *world) {
		ask := func(phone string) string {
			w.Helper()
			w.clock.move(time.Hour)
			must[time.Duration](w)(w.SendCode(w.ctx(), "net", phone))
			return w.phones.code(w, phone)
		}
		enter := func(phone, code string) error {
			_, err := w.SignInByPhone(w.ctx(), "net", phone, code, account.DeviceWeb)
			return err
		}
		wrong := func(code string) string { return string('0'+(code[0]-'0'+1)%10) + code[1:] }

		code := ask(mumPhone)
		w.refused(enter(dadPhone, code), care.CodeWrongCode) // of another telephone
		w.ok(enter(mumPhone, " "+code[:3]+" "+code[3:]+"\n"))
		w.refused(enter(mumPhone, code), care.CodeWrongCode) // used

		older := ask(mumPhone)
		code = ask(mumPhone)
		if older != code {
			w.refused(enter(mumPhone, older), care.CodeWrongCode)
		}
		w.ok(enter(mumPhone, code))

		code = ask(mumPhone)
		w.clock.move(account.CodeLife)
		w.refused(enter(mumPhone, code), care.CodeWrongCode) // too old

		code = ask(mumPhone)
		for range 5 {
			w.refused(enter(mumPhone, wrong(code)), care.CodeWrongCode)
		}
		w.refused(enter(mumPhone, code), care.CodeWrongCode) // tried too often

		w.refused(enter(mumPhone, ""), care.CodeWrongCode)
		w.refused(enter(mumPhone, strings.Repeat("0", 1<<20)), care.CodeWrongCode)
	})
}

// Sixteen requests with one code: one signs in, and one account is made.
func TestOneCodeManyRequests(t *testing.T) {
	each(t, func(w *world) {
		must[time.Duration](w)(w.SendCode(w.ctx(), "net", mumPhone))
		code := w.phones.code(w, mumPhone)
		var in atomic.Int32
		var wait sync.WaitGroup
		for range 5 {
			wait.Go(func() {
				switch _, err := w.SignInByPhone(w.ctx(), "net", mumPhone, code, account.DeviceWeb); {
				case err == nil:
					in.Add(1)
				case !care.Is(err, care.CodeWrongCode):
					w.Error(err)
				}
			})
		}
		wait.Wait()
		if in.Load() != 1 {
			w.Errorf("%d of 5 signed in with one code", in.Load())
		}
	})
}

// S6: whether a telephone, a name or a password is known, the answer is the same and takes as long. A path that hashes no
// password would be thirty times as fast.
func TestKnownAndUnknownAlike(t *testing.T) {
	w := lite(t)
	w.parent(mumPhone)
	w.staff(account.StaffInput{Username: "anna", Name: "安", Role: care.ActorAdmin})
	_, _, err := w.InviteStaff(w.ctx(), operator, account.StaffInput{Username: "invited", Name: "新", Role: care.ActorAdmin})
	w.ok(err)
	w.staff(account.StaffInput{Username: "closed", Name: "关", Role: care.ActorAdmin})
	w.ok(w.DisableStaff(w.ctx(), operator, "closed", true))

	staff := func(name, pass string) func() error {
		return func() error {
			_, err := w.SignInStaff(w.ctx(), care.NewID(), name, pass, "000000")
			return err
		}
	}
	alike(w, 9, map[string]func() error{
		"unknown": staff("nobody", password), "known": staff("anna", "wrong password at all"), "known, right password": staff("anna", password),
		"invited": staff("invited", password), "closed": staff("closed", password),
	})
	unknown := 0
	alike(w, 200, map[string]func() error{
		"known": func() error {
			_, err := w.SignInByPhone(w.ctx(), care.NewID(), mumPhone, "000000", account.DeviceWeb)
			return err
		},
		"unknown": func() error {
			unknown++
			_, err := w.SignInByPhone(w.ctx(), care.NewID(), fmt.Sprintf("137%08d", unknown), "000000", account.DeviceWeb)
			return err
		},
	})
	alike(w, 9, map[string]func() error{
		"known": func() error {
			_, err := w.SendCode(w.ctx(), care.NewID(), mumPhone)
			return err
		},
		"unknown": func() error {
			unknown++
			_, err := w.SendCode(w.ctx(), care.NewID(), fmt.Sprintf("136%08d", unknown))
			return err
		},
	})
}

// alike wants the same error from every way of asking, and the same work: the shortest time of many, which no other process
// made longer, differs by less than the least step a path of its own would take. A busy machine is asked for longer.
func alike(w *world, rounds int, ways map[string]func() error) {
	w.Helper()
	took := map[string]time.Duration{}
	said := map[string]string{}
	least, most := time.Hour, time.Duration(0)
	for range 5 {
		for range rounds {
			for name, ask := range ways {
				w.clock.move(24 * time.Hour) // no limit is in the way
				begin := time.Now()
				err := ask()
				if d := time.Since(begin); took[name] == 0 || d < took[name] {
					took[name] = d
				}
				said[name] = fmt.Sprint(err)
			}
		}
		least, most = time.Hour, 0
		for name := range ways {
			least, most = min(least, took[name]), max(most, took[name])
		}
		if most <= 2*least+2*time.Millisecond {
			break
		}
	}
	for name := range ways {
		for other := range ways {
			if said[name] != said[other] {
				w.Errorf("%s answers %q and %s %q", name, said[name], other, said[other])
			}
		}
	}
	if most > 2*least+2*time.Millisecond {
		w.Errorf("from %v to %v: %v", least, most, took)
	}
}

// S5: nothing but a token that was given, and is still in force, is taken.
func TestTokens(t *testing.T) {
	each(t, func(w *world) {
		p := w.parent(mumPhone)
		sum := sha256.Sum256([]byte(p.Token))
		hash := hex.EncodeToString(sum[:]) // what the database keeps opens nothing
		none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"`+string(p.Account)+`"}`)) + "."
		for _, forged := range []string{
			"", "x", none, hash, string(p.Account), string(p.Login), p.CSRF, p.Token + "x", p.Token[1:], strings.ToUpper(p.Token), strings.Repeat("A", 1<<20),
		} {
			_, err := w.Who(w.ctx(), forged)
			w.refused(err, care.CodeSignedOut)
		}
		other := w.parent(mumPhone)
		w.ok(w.SignOut(w.ctx(), p.Person))
		_, err := w.Who(w.ctx(), p.Token)
		w.refused(err, care.CodeSignedOut)
		w.ok(w.SignOut(w.ctx(), p.Person)) // twice is once
		must[account.Person](w)(w.Who(w.ctx(), other.Token))

		third := w.parent(mumPhone)
		logins := must[[]account.LoginView](w)(w.Logins(w.ctx(), third.Person))
		if len(logins) != 2 || !logins[0].This || logins[1].This {
			w.Errorf("%+v", logins)
		}
		w.ok(w.SignOutEverywhere(w.ctx(), third.Person))
		for _, token := range []string{other.Token, third.Token} {
			_, err := w.Who(w.ctx(), token)
			w.refused(err, care.CodeSignedOut)
		}
	})
}

func TestLoginsRunOut(t *testing.T) {
	w := lite(t)
	p := w.parent(mumPhone)
	for range 3 { // used once in a while, a parent's login goes on
		w.clock.move(account.WebLife - time.Hour)
		must[account.Person](w)(w.Who(w.ctx(), p.Token))
	}
	w.clock.move(account.WebLife)
	_, err := w.Who(w.ctx(), p.Token)
	w.refused(err, care.CodeSignedOut)

	carer, _ := w.carer(1)
	w.clock.move(account.StaffLife - time.Minute)
	must[account.Person](w)(w.Who(w.ctx(), carer.Token))
	w.clock.move(2 * time.Minute) // used or not, staff sign in every day
	_, err = w.Who(w.ctx(), carer.Token)
	w.refused(err, care.CodeSignedOut)

	var all []account.Session
	for range 12 {
		all = append(all, w.parent(mumPhone))
		w.clock.move(time.Hour)
	}
	if logins := must[[]account.LoginView](w)(w.Logins(w.ctx(), all[11].Person)); len(logins) != 10 {
		w.Errorf("%d logins of one account", len(logins))
	}
	_, err = w.Who(w.ctx(), all[0].Token)
	w.refused(err, care.CodeSignedOut)
}

// S6: many networks and one telephone, one network and many telephones: both come to an end, and say when to go on.
func TestLimits(t *testing.T) {
	w := lite(t)
	late := func(err error) bool {
		var e *care.Error
		if !errors.As(err, &e) {
			return false
		}
		if e.Code == care.CodeTooMany && e.After <= 0 {
			w.Errorf("%v does not say when to try again", err)
		}
		return e.Code == care.CodeTooMany
	}
	sent, tried, staff, asked := 0, 0, 0, 0
	for i := range 200 {
		network := fmt.Sprintf("10.0.%d.0", i)
		if _, err := w.SendCode(w.ctx(), network, mumPhone); err == nil {
			sent++
		} else if !late(err) {
			w.Fatal(err)
		}
		if _, err := w.SignInByPhone(w.ctx(), network, mumPhone, "000000", account.DeviceWeb); care.Is(err, care.CodeWrongCode) {
			tried++
		} else if !late(err) {
			w.Fatal(err)
		}
		if i < 100 {
			if _, err := w.SignInStaff(w.ctx(), network, "Anna ", "wrong", "000000"); care.Is(err, care.CodeWrongCredentials) {
				staff++
			} else if !late(err) {
				w.Fatal(err)
			}
		}
		if _, err := w.SendCode(w.ctx(), "one", fmt.Sprintf("135%08d", i)); err == nil {
			asked++
		} else if !late(err) {
			w.Fatal(err)
		}
	}
	if sent != 1 || tried != 20 || staff != 30 || asked != 60 {
		w.Errorf("%d codes to one telephone, %d tries of its code, %d of a password, %d codes for one network", sent, tried, staff, asked)
	}
	codes := 1
	for range 24 * 60 {
		w.clock.move(time.Minute)
		if _, err := w.SendCode(w.ctx(), "later", mumPhone); err == nil {
			codes++
		}
	}
	if codes > 22 { // ten at once and as many again in a day
		w.Errorf("%d codes to one telephone in a day", codes)
	}
	here := 0
	for range 20 {
		if _, err := w.SignInStaff(w.ctx(), "office", "bob", "wrong", "000000"); !late(err) {
			here++
		}
	}
	if here != 5 {
		w.Errorf("%d tries of one name from one network", here)
	}
}

func TestSenderIsAway(t *testing.T) {
	w := lite(t)
	w.phones.broken = errors.New("no credit")
	_, err := w.SendCode(w.ctx(), "n", mumPhone)
	w.refused(err, care.CodeSenderAway)
}

func TestWeChat(t *testing.T) {
	each(t, func(w *world) {
		in := func(code, phone string) (account.Session, error) {
			return w.SignInByWeChat(w.ctx(), "net", code, phone)
		}
		_, err := in(w.wechat.Login("openid-mum"), "")
		w.refused(err, care.CodePhoneNeeded)

		code := w.wechat.Login("openid-mum")
		mum := must[account.Session](w)(in(code, w.wechat.Phone(mumPhone)))
		if mum.Device != account.DeviceMini || mum.PhoneTail != "5678" || mum.Family == "" {
			w.Errorf("%+v", mum.Person)
		}
		_, err = in(code, "")
		w.refused(err, care.CodeWrongCode) // used
		if again := must[account.Session](w)(in(w.wechat.Login("openid-mum"), "")); again.Account != mum.Account {
			w.Error("another account for the same WeChat user")
		}
		if web := w.parent(mumPhone); web.Account != mum.Account {
			w.Error("another account for the same telephone in the browser")
		}
		dad := w.parent(dadPhone)
		if wx := must[account.Session](w)(in(w.wechat.Login("openid-dad"), w.wechat.Phone(dadPhone))); wx.Account != dad.Account {
			w.Error("WeChat does not find the account of the telephone")
		}
		// A new telephone with the old number: the new WeChat user is the one, and the old one must give a telephone again.
		must[account.Session](w)(in(w.wechat.Login("openid-dad-2"), w.wechat.Phone(dadPhone)))
		_, err = in(w.wechat.Login("openid-dad"), "")
		w.refused(err, care.CodePhoneNeeded)

		_, err = in("made-up", "")
		w.refused(err, care.CodeWrongCode)
		_, err = in(w.wechat.Login("openid-x"), "made-up")
		w.refused(err, care.CodeWrongCode)
	})
}

func TestWeChatTrouble(t *testing.T) {
	w := lite(t)
	in := func() error {
		_, err := w.SignInByWeChat(w.ctx(), "net", w.wechat.Login("openid"), w.wechat.Phone(mumPhone))
		return err
	}
	w.ok(in())
	w.wechat.TakeTokenBack()
	w.ok(in()) // asks for another token once
	if n := w.wechat.Asked("/cgi-bin/stable_token"); n != 2 {
		w.Errorf("%d access tokens asked for", n)
	}
	w.clock.move(3 * time.Hour)
	w.ok(in())
	if n := w.wechat.Asked("/cgi-bin/stable_token"); n != 3 {
		w.Errorf("%d access tokens asked for after it ran out", n)
	}
	for errcode, want := range map[int]care.Code{40029: care.CodeWrongCode, 40226: care.CodeWrongCode, 45011: care.CodeTooMany, -1: care.CodeUnavailable, 40125: care.CodeUnavailable} {
		w.wechat.Fail(errcode)
		w.refused(in(), want)
	}
	w.wechat.Fail(0)
	w.wechat.Break(502)
	err := in()
	w.refused(err, care.CodeUnavailable)
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(fmt.Sprintf("%+v", e), "wx-test-secret") {
			w.Errorf("the error tells the secret: %+v", e)
		}
	}
	w.wechat.Break(0)
	w.ok(in())
}

func TestLocale(t *testing.T) {
	each(t, func(w *world) {
		p := w.parent(mumPhone)
		for _, c := range [][2]string{{"en", "en"}, {"zh", "zh"}, {"en", "en"}, {"fr", "zh"}} {
			w.ok(w.KeepLocale(w.ctx(), p.Person, c[0]))
			w.ok(w.store.Read(w.ctx(), "look", func(tx *store.Tx) error {
				r, err := tx.Reader(w.ctx(), p.Account)
				if r.Locale != c[1] {
					w.Errorf("%s is kept as %q", c[0], r.Locale)
				}
				return err
			}))
		}
	})
}

func TestDemoOnly(t *testing.T) {
	w := lite(t)
	p := w.parent(mumPhone)
	_, err := w.SignInDemo(w.ctx(), p.Account, account.DeviceWeb)
	w.refused(err, care.CodeNotFound)

	d := newWorld(t, w.store, account.Options{Demo: true})
	_, err = d.SignInDemo(d.ctx(), p.Account, account.DeviceWeb) // a real person, even in a demonstration
	d.refused(err, care.CodeNotFound)
	id, _, err := d.InviteStaff(d.ctx(), operator, account.StaffInput{Username: "demo.city", Name: "市局", Role: care.ActorCity, Area: "320500", Demo: true})
	d.ok(err)
	s := must[account.Session](d)(d.SignInDemo(d.ctx(), id, account.DeviceWeb))
	if s.Role != care.ActorCity || s.Area != "320500" || !s.Demo {
		d.Errorf("%+v", s.Person)
	}
}

// A code that was sent never lies readable in the database, nor does a token or a telephone.
func TestNothingReadableAtRest(t *testing.T) {
	w := lite(t)
	p := w.parent(mumPhone)
	must[time.Duration](w)(w.SendCode(w.ctx(), "net", dadPhone))
	w.child(p, minou())
	w.ok(w.ChangeName(w.ctx(), p.Actor, "林妈妈"))
	noneOf(w, mumPhone, dadPhone, w.phones.code(w, dadPhone), p.Token, "林妈妈", "林小满", "花生", "2025-03-01")
}

// noneOf wants none of these texts anywhere in the database file.
func noneOf(w *world, canaries ...string) {
	w.Helper()
	dump := dumpOf(w)
	for _, c := range canaries {
		if strings.Contains(dump, c) {
			w.Errorf("%q can be read in the database", c)
		}
	}
	if len(dump) < 1000 {
		w.Fatalf("only %d bytes were looked at", len(dump))
	}
}
