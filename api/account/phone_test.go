package account_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Another telephone is the one to sign in with once its code was told: the old one hears of it, and every other login has ended.
func TestChangePhone(t *testing.T) {
	const next = "13700137000"
	each(t, func(w *world) {
		other, here := w.parent(mumPhone), w.parent(mumPhone)
		dad := w.parent(dadPhone)
		ask := func(p account.Session, phone string) string {
			w.Helper()
			w.clock.move(time.Hour)
			must[time.Duration](w)(w.SendPhoneCode(w.ctx(), "net", p.Person, phone))
			return w.phones.code(w, phone)
		}
		change := func(p account.Session, phone, code string) error {
			_, err := w.ChangePhone(w.ctx(), "net", p.Person, phone, code)
			return err
		}

		code := ask(here, next)
		_, err := w.SignInByPhone(w.ctx(), "net", next, code, account.DeviceWeb)
		w.refused(err, care.CodeWrongCode) // it is for nothing else
		w.refused(change(dad, next, code), care.CodeWrongCode)
		w.refused(change(here, "13700137001", code), care.CodeWrongCode)
		w.refused(change(here, dadPhone, code), care.CodeWrongCode) // whether it is somebody's is not told to who does not hold it
		w.phones.broken = errors.New("no credit")
		w.refused(change(here, next, code), care.CodeSenderAway) // not behind the back of the old one
		w.phones.broken = nil
		before := len(w.phones.texts[mumPhone])
		p, err := w.ChangePhone(w.ctx(), "net", here.Person, "+86 137 0013 7000", code)
		w.ok(err)
		if p.PhoneTail != "7000" || len(w.phones.texts[mumPhone]) != before+1 || !strings.Contains(w.phones.texts[mumPhone][before], "7000") {
			w.Errorf("%s; the old one was told %q", p.PhoneTail, w.phones.texts[mumPhone][before:])
		}
		w.refused(change(here, next, code), care.CodeWrongCode) // used
		if who := must[account.Person](w)(w.Who(w.ctx(), here.Token)); who.PhoneTail != "7000" {
			w.Errorf("signed in as %s", who.PhoneTail)
		}
		_, err = w.Who(w.ctx(), other.Token)
		w.refused(err, care.CodeSignedOut)
		must[account.Person](w)(w.Who(w.ctx(), dad.Token))
		told := false
		rows := must[[]store.OutboxRow](w)(w.store.ClaimOutbox(w.ctx(), care.TopicMessage, "test", care.InstantOf(w.clock.now()), time.Minute, 100))
		for _, r := range rows {
			told = told || strings.Contains(string(r.Payload), string(care.NoticePhoneChanged)) && strings.Contains(string(r.Payload), string(here.Account))
		}
		if !told {
			w.Error("no message says so")
		}
		if again := w.parent(next); again.Account != here.Account {
			w.Error("the new telephone is another account")
		}
		if w.parent(mumPhone).Account == here.Account {
			w.Error("the old telephone still opens the account")
		}
	})
}

// Who holds a telephone that has an account is told so, nobody else, and nothing changes; and it cannot be asked for again and again.
func TestChangePhoneOfSomebody(t *testing.T) {
	each(t, func(w *world) {
		mum, dad := w.parent(mumPhone), w.parent(dadPhone)
		for _, phone := range []string{dadPhone, mumPhone} {
			w.clock.move(time.Hour)
			must[time.Duration](w)(w.SendPhoneCode(w.ctx(), "net", mum.Person, phone))
			_, err := w.ChangePhone(w.ctx(), "net", mum.Person, phone, w.phones.code(w, phone))
			w.refused(err, care.CodeConflict)
		}
		if must[account.Person](w)(w.Who(w.ctx(), dad.Token)).PhoneTail != "4321" || must[account.Person](w)(w.Who(w.ctx(), mum.Token)).PhoneTail != "5678" {
			w.Error("a telephone has changed")
		}
		for i := range 4 {
			w.clock.move(time.Second)
			_, err := w.SendPhoneCode(w.ctx(), "net", mum.Person, []string{"13700137001", "13700137002", "13700137003", "13700137004"}[i])
			if i < 3 {
				w.ok(err)
			} else {
				w.refused(err, care.CodeTooMany)
			}
		}
		_, err := w.SendPhoneCode(w.ctx(), "net", account.Person{Actor: care.Actor{Kind: care.ActorAnonymous}}, mumPhone)
		w.refused(err, care.CodeNotAllowed)
	})
}

// Staff give a number and change it themselves: a code proves it, the old one hears of it, the record names them, and since nobody signs
// in with it, no login ends and a number may be a parent's, or a colleague's, too.
func TestStaffPhone(t *testing.T) {
	const first, next = "13600136001", "13600136002"
	each(t, func(w *world) {
		staff, _ := w.carer(1)
		other, _ := w.carer(2)
		w.parent(mumPhone)
		set := func(p account.Session, phone string) error {
			w.clock.move(time.Hour)
			must[time.Duration](w)(w.SendPhoneCode(w.ctx(), "net", p.Person, phone))
			code := w.phones.code(w, phone)
			_, err := w.SignInByPhone(w.ctx(), "net", phone, code, account.DeviceWeb)
			w.refused(err, care.CodeWrongCode) // it is for nothing else
			_, err = w.ChangePhone(w.ctx(), "net", p.Person, phone, code)
			return err
		}
		w.ok(set(staff, first))
		w.refused(set(staff, first), care.CodeConflict) // it is theirs
		w.ok(set(other, first))                         // the telephone of the desk
		before := len(w.phones.texts[first])
		w.ok(set(staff, next))
		if told := w.phones.texts[first][before:]; len(told) != 1 || !strings.Contains(told[0], "6002") || strings.Contains(told[0], "登录") {
			w.Errorf("the old one was told %q", told)
		}
		w.ok(set(staff, mumPhone))
		if w.parent(mumPhone).Account == staff.Account {
			w.Error("staff are signed in by telephone")
		}
		if who := must[account.Person](w)(w.Who(w.ctx(), staff.Token)); who.PhoneTail != "5678" || who.Actor != staff.Actor {
			w.Errorf("%+v", who)
		}
		must[int](w)(w.store.Sequence(w.ctx(), "test", care.InstantOf(w.clock.now())))
		named := 0
		for _, c := range must[[]care.Change](w)(w.store.Changes(w.ctx(), 0, 1000)) {
			if c.Kind == "phone_changed" && c.ID == string(staff.Account) && c.Actor.ID == staff.Actor.ID && c.Actor.Kind == care.ActorFacility {
				named++
			}
		}
		if named != 3 {
			w.Errorf("the record names them %d times", named)
		}
	})
}
