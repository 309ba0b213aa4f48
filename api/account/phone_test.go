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
		_, err := w.SendPhoneCode(w.ctx(), "net", account.Person{Actor: care.Actor{Kind: care.ActorFacility, ID: "s", Facility: "f"}}, mumPhone)
		w.refused(err, care.CodeNotAllowed)
	})
}
