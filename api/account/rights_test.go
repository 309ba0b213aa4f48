package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Staff read the record of a child who has asked for a place at their facility, and of no other; every look is logged, told
// and shown.
func TestReadings(t *testing.T) {
	each(t, func(w *world) {
		mum := w.parent(mumPhone)
		w.ok(w.ChangeName(w.ctx(), mum.Actor, "林妈妈"))
		c := w.child(mum, minou())
		p := health(w, mum, c)
		must[account.Paper](w)(w.PutScan(w.ctx(), mum.Actor, c.ID, p.ID, bytes.NewReader(picture(w, ""))))
		carer, facility := w.carer(1)
		other, _ := w.carer(2)
		read := func(by account.Session) (account.ChildRecord, error) {
			return w.ReadChild(w.ctx(), by.Actor, c.ID, care.ReadToDecide)
		}
		_, err := read(carer) // nothing was asked for
		w.refused(err, care.CodeNotFound)
		a := w.applies(c, facility, care.StateWaitlisted)
		_, err = read(carer) // a wait is no reason
		w.refused(err, care.CodeNotFound)
		a = w.moves(a, care.StateSubmitted)

		r := must[account.ChildRecord](w)(read(carer))
		if r.Child.Name != "林小满" || r.Child.Notes != "" || len(r.Child.Papers) != 0 || len(r.Contacts) != 1 || r.Contacts[0].Phone != mumPhone ||
			r.Contacts[0].Name != "林妈妈" || r.Reading == "" {
			w.Errorf("without consent to health data: %+v", r)
		}
		_, _, err = w.ScanFor(w.ctx(), carer.Actor, c.ID, p.ID, care.ReadHealthCheck)
		w.refused(err, care.CodeNotFound)
		must[account.Consent](w)(w.GiveConsent(w.ctx(), mum.Person, care.PurposeHealth, 1, c.ID, "zh"))
		if r = must[account.ChildRecord](w)(read(carer)); r.Child.Notes == "" || len(r.Child.Papers) != 2 || len(r.Consents) != 1 || r.Child.IDNumberTail != "" {
			w.Errorf("with consent: %+v", r)
		}
		scan, kind, err := w.ScanFor(w.ctx(), carer.Actor, c.ID, p.ID, care.ReadHealthCheck)
		if err != nil || kind != "image/png" || len(scan) == 0 {
			w.Errorf("%d bytes of %q, %v", len(scan), kind, err)
		}

		_, err = read(other) // another facility
		w.refused(err, care.CodeNotFound)
		_, err = w.ReadChild(w.ctx(), carer.Actor, c.ID, "curiosity")
		w.refused(err, care.CodeInvalid)
		for _, role := range care.Roles() {
			if role == care.ActorFacility {
				continue
			}
			by := care.Actor{Kind: role, ID: "x", Area: "320500", Family: mum.Family, Facility: facility}
			if _, err := w.ReadChild(w.ctx(), by, c.ID, care.ReadToDecide); err == nil {
				w.Errorf("%s reads the record", role)
			}
		}

		list := must[[]account.Reading](w)(w.Readings(w.ctx(), mum.Actor))
		if len(list) != 3 || list[0].What != "scan" || list[2].What != "record" || list[0].By != "王老师" || list[0].Facility != facility ||
			list[0].Purpose != care.ReadHealthCheck || list[0].Role != care.ActorFacility {
			w.Errorf("%+v", list)
		}
		if f := must[account.FamilyView](w)(w.Family(w.ctx(), mum.Actor)); f.Reads != 3 {
			w.Errorf("%d looks counted", f.Reads)
		}
		told := notices(w, care.NoticeChildRead)
		if len(told) != 3 || told[0].ID != told[2].ID || !slices.Equal(told[0].To, []care.AccountID{mum.Account}) {
			w.Errorf("%+v", told)
		}
		w.moves(a, care.StateRejected)
		_, err = read(carer)
		w.refused(err, care.CodeNotFound)
	})
}

// notices takes what waits in the outbox.
func notices(w *world, event care.NoticeEvent) (out []care.Notice) {
	w.Helper()
	rows := must[[]store.OutboxRow](w)(w.store.ClaimOutbox(w.ctx(), care.TopicMessage, "test", care.InstantOf(w.clock.now()), time.Minute, 1000))
	for _, r := range rows {
		var n care.Notice
		w.ok(json.Unmarshal(r.Payload, &n))
		if n.Event == event {
			out = append(out, n)
		}
	}
	return out
}

// A look that cannot be logged is no look.
func TestNothingIsReadUnlogged(t *testing.T) {
	w := lite(t)
	mum := w.parent(mumPhone)
	c := w.child(mum, minou())
	carer, facility := w.carer(1)
	w.applies(c, facility, care.StateSubmitted)
	gone := carer.Actor
	gone.ID = "deleted-account" // the log refuses an account that is not there
	r, err := w.ReadChild(w.ctx(), gone, c.ID, care.ReadToDecide)
	w.refused(err, care.CodeNotFound)
	if r.Reading != "" {
		w.Errorf("%+v", r)
	}
}

func TestExport(t *testing.T) {
	each(t, func(w *world) {
		mum, dad := w.parent(mumPhone), w.parent(dadPhone)
		w.ok(w.ChangeName(w.ctx(), mum.Actor, "林妈妈"))
		in := minou()
		in.IDNumber = residentNumber("320508", in.Birth, 2)
		c := w.child(mum, in)
		health(w, mum, c)
		must[account.Pickup](w)(w.AddPickup(w.ctx(), mum.Actor, account.Pickup{Name: "林奶奶", Relation: "奶奶"}))
		must[account.Consent](w)(w.GiveConsent(w.ctx(), mum.Person, care.PurposeHealth, 1, c.ID, "zh"))
		theirs := minou()
		theirs.Name = "别人家的孩子"
		w.child(dad, theirs)
		carer, facility := w.carer(1)
		w.applies(c, facility, care.StateSubmitted)
		must[account.ChildRecord](w)(w.ReadChild(w.ctx(), carer.Actor, c.ID, care.ReadToDecide))

		file := string(must[[]byte](w)(w.Export(w.ctx(), mum.Actor)))
		for _, want := range []string{"林小满", "2025-03-01", in.IDNumber, "对花生过敏", "苏州市妇幼保健院", "林奶奶", "林妈妈", mumPhone, "健康检查与预防接种资料", "王老师", "2026-11-10"} {
			if !strings.Contains(file, want) {
				w.Errorf("the export lacks %s", want)
			}
		}
		for _, not := range []string{"别人家的孩子", dadPhone, "argon2", mum.Token} {
			if strings.Contains(file, not) {
				w.Errorf("the export tells %s", not)
			}
		}
		if !json.Valid([]byte(file)) {
			w.Error("the export is no JSON")
		}
	})
}

// What is deleted is deleted: nothing personal is left in any row, nobody is signed in, and the telephone begins anew.
func TestDeleteFamily(t *testing.T) {
	each(t, func(w *world) {
		mum, gran := w.parent(mumPhone), w.parent(dadPhone)
		code := must[account.Code](w)(w.DelegateCode(w.ctx(), mum.Actor))
		w.ok(w.JoinFamily(w.ctx(), "net", gran.Person, code.Code))
		c := w.child(mum, minou())
		p := health(w, mum, c)
		must[account.Paper](w)(w.PutScan(w.ctx(), mum.Actor, c.ID, p.ID, bytes.NewReader(picture(w, ""))))
		must[account.Pickup](w)(w.AddPickup(w.ctx(), mum.Actor, account.Pickup{Name: "林奶奶", Relation: "奶奶"}))
		given := must[account.Consent](w)(w.GiveConsent(w.ctx(), mum.Person, care.PurposeBooking, 1, c.ID, "zh"))
		facility := w.facility(1)
		a := w.applies(c, facility.ID, care.StateSubmitted)
		tries := 0
		w.onEnd = func(care.FamilyID, care.ChildID) error {
			if tries++; tries == 2 { // the first time, something is begun right after what ran was ended
				a = w.moves(a, care.StateWithdrawn)
			}
			return nil
		}
		w.ok(w.DeleteFamily(w.ctx(), mum.Actor))
		if tries != 2 {
			w.Errorf("ended %d times", tries)
		}
		_, err := w.Who(w.ctx(), mum.Token)
		w.refused(err, care.CodeSignedOut)
		who := must[account.Person](w)(w.Who(w.ctx(), gran.Token))
		if who.Role != care.ActorGuardian || who.Family == mum.Family {
			w.Errorf("%+v", who)
		}
		if n := len(filesOf(w)); n != 0 {
			w.Errorf("%d scans are left", n)
		}
		names := must[map[care.ChildID]string](w)(w.Names(w.ctx(), []care.ChildID{c.ID}))
		if len(names) != 0 {
			w.Errorf("%v", names)
		}
		_, err = w.ChildFacts(w.ctx(), nil, c.ID)
		w.refused(err, care.CodeNotFound)
		w.ok(w.store.Read(w.ctx(), "look", func(tx *store.Tx) error {
			rows, err := tx.Consents(w.ctx(), mum.Family)
			if len(rows) != 1 || rows[0].ID != string(given.ID) || rows[0].WithdrawnAt == 0 {
				w.Errorf("the evidence of consents: %+v", rows)
			}
			acc, _, err2 := tx.Account(w.ctx(), mum.Account)
			if acc.PhoneHash != "" || acc.PhoneSealed != "" || acc.NameSealed != "" || acc.ErasedAt == 0 {
				w.Errorf("%+v", acc)
			}
			return cmpErr(err, err2)
		}))
		again := w.parent(mumPhone)
		if again.Account == mum.Account || again.Family == mum.Family {
			w.Error("the deleted account is back")
		}
		w.child(again, minou())
	})
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// While a place cannot be given up, nothing is erased.
func TestDeleteWaitsForBooking(t *testing.T) {
	w := lite(t)
	mum := w.parent(mumPhone)
	c := w.child(mum, minou())
	w.onEnd = func(care.FamilyID, care.ChildID) error { return context.DeadlineExceeded }
	for _, err := range []error{w.DeleteFamily(w.ctx(), mum.Actor), w.RemoveChild(w.ctx(), mum.Actor, c.ID)} {
		if err == nil {
			w.Error("erased under a place that is still held")
		}
	}
	if f := must[account.FamilyView](w)(w.Family(w.ctx(), mum.Actor)); len(f.Children) != 1 {
		w.Errorf("%+v", f)
	}
}

func TestRetain(t *testing.T) {
	each(t, func(w *world) {
		mum, dad := w.parent(mumPhone), w.parent(dadPhone)
		f := w.facility(1)
		asked, waiting, grown := w.child(mum, minou()), w.child(dad, minou()), w.child(dad, account.ChildInput{Name: "大宝", Birth: care.Date{Year: 2022, Month: 11, Day: 1}})
		for _, p := range []struct {
			of account.Session
			c  account.Child
		}{{mum, asked}, {dad, waiting}} {
			paper := health(w, p.of, p.c)
			must[account.Paper](w)(w.PutScan(w.ctx(), p.of.Actor, p.c.ID, paper.ID, bytes.NewReader(picture(w, ""))))
		}
		w.applies(waiting, f.ID, care.StateWaitlisted)
		w.moves(w.applies(asked, f.ID, care.StateSubmitted), care.StateRejected)
		must[time.Duration](w)(w.SendCode(w.ctx(), "net", "13600000001"))
		files, err := filepath.Glob(filepath.Join(w.dir, "scans", "scan", "*"))
		w.ok(err)
		for _, name := range files { // the world's clock, not the machine's
			w.ok(os.Chtimes(name, w.clock.now(), w.clock.now()))
		}

		w.ok(w.Retain(w.ctx()))
		if n := len(filesOf(w)); n != 2 {
			w.Errorf("%d scans after a day of work", n)
		}
		names := must[map[care.ChildID]string](w)(w.Names(w.ctx(), []care.ChildID{asked.ID, waiting.ID, grown.ID}))
		if len(names) != 2 || names[grown.ID] != "" {
			w.Errorf("a child of four years is known: %v", names)
		}

		w.clock.move(account.KeepHealth + time.Hour)
		w.ok(w.Retain(w.ctx()))
		papers := func(c account.Child) int {
			return len(must[account.Facts](w)(w.ChildFacts(w.ctx(), nil, c.ID)).Child.Papers)
		}
		if papers(asked) != 0 || papers(waiting) != 1 {
			w.Errorf("%d papers of a child who asks for nothing, %d of one who waits", papers(asked), papers(waiting))
		}
		w.ok(w.Retain(w.ctx()))
		if n := len(filesOf(w)); n != 1 {
			w.Errorf("%d scans after half a year", n)
		}

		w.clock.move(account.KeepQuiet)
		w.ok(w.Retain(w.ctx()))
		w.ok(w.Retain(w.ctx()))
		names = must[map[care.ChildID]string](w)(w.Names(w.ctx(), []care.ChildID{asked.ID, waiting.ID}))
		if len(names) != 1 || names[waiting.ID] == "" {
			w.Errorf("after two years: %v", names)
		}
	})
}

// S14: whatever happens to a family, nothing personal is in the change log, in the outbox, or anywhere readable.
func TestNoNamesInTheLog(t *testing.T) {
	w := lite(t)
	mum, gran := w.parent(mumPhone), w.parent(dadPhone)
	w.ok(w.ChangeName(w.ctx(), mum.Actor, "林妈妈"))
	in := minou()
	in.IDNumber = residentNumber("320508", in.Birth, 2)
	c := w.child(mum, in)
	health(w, mum, c)
	must[account.Pickup](w)(w.AddPickup(w.ctx(), mum.Actor, account.Pickup{Name: "林奶奶", Phone: "13700002222", Relation: "奶奶"}))
	code := must[account.Code](w)(w.DelegateCode(w.ctx(), mum.Actor))
	w.ok(w.JoinFamily(w.ctx(), "net", gran.Person, code.Code))
	must[account.Consent](w)(w.GiveConsent(w.ctx(), mum.Person, care.PurposeHealth, 1, c.ID, "zh"))
	carer, facility := w.carer(1)
	w.applies(c, facility, care.StateSubmitted)
	must[account.ChildRecord](w)(w.ReadChild(w.ctx(), carer.Actor, c.ID, care.ReadToDecide))
	must[[]byte](w)(w.Export(w.ctx(), mum.Actor))
	noneOf(w, mumPhone, dadPhone, "13700002222", "林妈妈", "林小满", "林奶奶", "花生", "妇幼保健院", in.IDNumber, "2025-03-01", "2026-11-10", "王老师", password, code.Code, mum.Token)
}
