package account_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

func TestChildren(t *testing.T) {
	each(t, func(w *world) {
		mum := w.parent(mumPhone)
		in := minou()
		in.Name = "  林  小满 "
		in.IDNumber = residentNumber("320508", in.Birth, 2)
		c := w.child(mum, in)
		if c.Name != "林 小满" || c.Birth != in.Birth || c.AgeMonths != 20 || c.Sex != care.SexFemale || c.IDNumberTail != in.IDNumber[14:] || c.Notes != in.Notes || c.Family != mum.Family {
			w.Errorf("%+v", c)
		}
		if len(c.Papers) != 2 || c.Papers[0].ID != "" || c.Papers[0].Status != care.PaperMissing {
			w.Errorf("%+v", c.Papers)
		}
		twin := in
		twin.Name, twin.IDNumber = "林小雪", ""
		w.child(mum, twin)
		_, err := w.AddChild(w.ctx(), mum.Actor, in)
		w.refused(err, care.CodeChildKnown)
		same := twin
		same.Notes = "other"
		_, err = w.AddChild(w.ctx(), mum.Actor, same)
		w.refused(err, care.CodeChildKnown)

		dad := w.parent(dadPhone) // the other parent, with an account of their own
		_, err = w.AddChild(w.ctx(), dad.Actor, in)
		w.refused(err, care.CodeChildElsewhere)
		_, err = w.ChangeChild(w.ctx(), dad.Actor, c.ID, in) // another family's child is not there
		w.refused(err, care.CodeNotFound)
		w.refused(w.RemoveChild(w.ctx(), dad.Actor, c.ID), care.CodeNotFound)

		in.Notes, in.IDNumber, in.Name = "对花生和芒果过敏", "", "林满满"
		c = must[account.Child](w)(w.ChangeChild(w.ctx(), mum.Actor, c.ID, in))
		if c.Name != "林满满" || c.Notes != in.Notes || c.IDNumberTail == "" || c.Version != 2 {
			w.Errorf("%+v", c)
		}
		bad := in
		bad.Birth = in.Birth.AddDays(1) // the number that is known says another birthday
		_, err = w.ChangeChild(w.ctx(), mum.Actor, c.ID, bad)
		w.refused(err, care.CodeBadIDNumber)
		bad.ForgetIDNumber = true
		c = must[account.Child](w)(w.ChangeChild(w.ctx(), mum.Actor, c.ID, bad))
		if c.IDNumberTail != "" || c.Birth != bad.Birth {
			w.Errorf("%+v", c)
		}

		w.ok(w.RemoveChild(w.ctx(), mum.Actor, c.ID))
		f := must[account.FamilyView](w)(w.Family(w.ctx(), mum.Actor))
		if len(f.Children) != 1 || f.Children[0].Name != "林小雪" || len(f.Members) != 1 || !f.Members[0].You {
			w.Errorf("%+v", f)
		}
		w.child(dad, minou())
	})
}

// residentNumber makes a whole resident number.
func residentNumber(district string, birth care.Date, serial int) string {
	id := district + strings.ReplaceAll(birth.String(), "-", "") + "00" + string(rune('0'+serial))
	for _, check := range "0123456789X" {
		if _, _, err := care.ResidentID(id + string(check)); err == nil {
			return id + string(check)
		}
	}
	panic("no check digit fits")
}

func TestChildInput(t *testing.T) {
	w := lite(t)
	mum := w.parent(mumPhone)
	today := care.DateOf(noon)
	for name, change := range map[string]func(*account.ChildInput){
		"no name":          func(in *account.ChildInput) { in.Name = "　 " },
		"long name":        func(in *account.ChildInput) { in.Name = strings.Repeat("长", 41) },
		"two lines":        func(in *account.ChildInput) { in.Name = "a\x00b" },
		"no birthday":      func(in *account.ChildInput) { in.Birth = care.Date{} },
		"next year":        func(in *account.ChildInput) { in.Birth = today.AddDays(301) },
		"a school child":   func(in *account.ChildInput) { in.Birth = today.AddDays(-9 * 366) },
		"a sex of its own": func(in *account.ChildInput) { in.Sex = "x" },
		"a novel":          func(in *account.ChildInput) { in.Notes = strings.Repeat("长", 501) },
		"a mistyped id":    func(in *account.ChildInput) { in.IDNumber = "320508202503010021" },
		"a short id":       func(in *account.ChildInput) { in.IDNumber = "12345" },
		"another birthday": func(in *account.ChildInput) { in.IDNumber = residentNumber("320508", in.Birth.AddDays(1), 1) },
	} {
		in := minou()
		change(&in)
		if _, err := w.AddChild(w.ctx(), mum.Actor, in); err == nil {
			w.Errorf("%s is taken", name)
		}
	}
	unborn := minou()
	unborn.Birth, unborn.IDNumber = today.AddDays(100), ""
	w.child(mum, unborn)
	infant := minou()
	infant.Name, infant.IDNumber = "新生", "Ｐ320123456"
	w.child(mum, infant) // 出生医学证明
	for i := range 8 {
		more := minou()
		more.Name = "第" + string(rune('0'+i))
		w.child(mum, more)
	}
	more := minou()
	more.Name = "第十一"
	_, err := w.AddChild(w.ctx(), mum.Actor, more)
	w.refused(err, care.CodeConflict)
}

// The birthday decides bands and months: it is not changed under a place that was asked for with it.
func TestBirthdayUnderAnApplication(t *testing.T) {
	w := lite(t)
	mum := w.parent(mumPhone)
	f := w.facility(1)
	c := w.child(mum, minou())
	a := w.applies(c, f.ID, care.StateWaitlisted)
	in := minou()
	in.Birth = in.Birth.AddDays(-30)
	_, err := w.ChangeChild(w.ctx(), mum.Actor, c.ID, in)
	w.refused(err, care.CodeConflict)
	in.Birth, in.Notes = minou().Birth, "别的"
	must[account.Child](w)(w.ChangeChild(w.ctx(), mum.Actor, c.ID, in))
	w.moves(a, care.StateWithdrawn)
	in.Birth = in.Birth.AddDays(-30)
	must[account.Child](w)(w.ChangeChild(w.ctx(), mum.Actor, c.ID, in))
}

func TestPickups(t *testing.T) {
	each(t, func(w *world) {
		mum, dad := w.parent(mumPhone), w.parent(dadPhone)
		p := must[account.Pickup](w)(w.AddPickup(w.ctx(), mum.Actor, account.Pickup{Name: "林奶奶", Phone: "137 0000 2222", Relation: "奶奶"}))
		if p.Phone != "13700002222" {
			w.Errorf("%+v", p)
		}
		for _, bad := range []account.Pickup{{Name: "", Relation: "奶奶"}, {Name: "林奶奶"}, {Name: "林奶奶", Relation: "奶奶", Phone: "abc"}} {
			_, err := w.AddPickup(w.ctx(), mum.Actor, bad)
			w.refused(err, care.CodeInvalid)
		}
		w.refused(w.RemovePickup(w.ctx(), dad.Actor, p.ID), care.CodeNotFound)
		if f := must[account.FamilyView](w)(w.Family(w.ctx(), mum.Actor)); len(f.Pickups) != 1 || f.Pickups[0] != p {
			w.Errorf("%+v", f.Pickups)
		}
		w.ok(w.RemovePickup(w.ctx(), mum.Actor, p.ID))
		w.refused(w.RemovePickup(w.ctx(), mum.Actor, p.ID), care.CodeNotFound)
	})
}

func TestDelegates(t *testing.T) {
	each(t, func(w *world) {
		mum, gran := w.parent(mumPhone), w.parent(dadPhone)
		w.child(mum, minou())
		w.refused(w.JoinFamily(w.ctx(), "net", gran.Person, "BCDF-GHJK-LMNP-QRSTV"), care.CodeWrongCode)
		older := must[account.Code](w)(w.DelegateCode(w.ctx(), mum.Actor))
		code := must[account.Code](w)(w.DelegateCode(w.ctx(), mum.Actor))
		w.refused(w.JoinFamily(w.ctx(), "net", gran.Person, older.Code), care.CodeWrongCode)
		w.refused(w.JoinFamily(w.ctx(), "net", mum.Person, code.Code), care.CodeHasFamily)
		w.ok(w.JoinFamily(w.ctx(), "net", gran.Person, strings.ToLower(code.Code)))
		w.refused(w.JoinFamily(w.ctx(), "net", w.parent("13600003333").Person, code.Code), care.CodeWrongCode) // used

		now := must[account.Person](w)(w.Who(w.ctx(), gran.Token)) // the same login, another role
		if now.Role != care.ActorDelegate || now.Family != mum.Family || now.Actor.Kind != care.ActorDelegate {
			w.Errorf("%+v", now)
		}
		f := must[account.FamilyView](w)(w.Family(w.ctx(), now.Actor))
		if len(f.Members) != 2 || len(f.Children) != 1 {
			w.Errorf("%+v", f)
		}
		// A delegate acts for the family and decides nothing about it.
		for what, try := range map[string]func() error{
			"add a child":  func() error { _, err := w.AddChild(w.ctx(), now.Actor, minou()); return err },
			"invite":       func() error { _, err := w.DelegateCode(w.ctx(), now.Actor); return err },
			"consent":      func() error { _, err := w.GiveConsent(w.ctx(), now, care.PurposeMessages, 1, "", "zh"); return err },
			"export":       func() error { _, err := w.Export(w.ctx(), now.Actor); return err },
			"delete":       func() error { return w.DeleteFamily(w.ctx(), now.Actor) },
			"remove mum":   func() error { return w.RemoveMember(w.ctx(), now.Actor, mum.Account) },
			"see readings": func() error { _, err := w.Readings(w.ctx(), now.Actor); return err },
		} {
			if err := try(); !care.Is(err, care.CodeNotAllowed) {
				w.Errorf("%s: %v", what, err)
			}
		}
		w.refused(w.RemoveMember(w.ctx(), mum.Actor, mum.Account), care.CodeLastGuardian)
		w.ok(w.RemoveMember(w.ctx(), mum.Actor, gran.Account))
		after := must[account.Person](w)(w.Who(w.ctx(), gran.Token))
		if after.Role != care.ActorGuardian || after.Family == "" || after.Family == mum.Family {
			w.Errorf("%+v", after)
		}
		w.refused(w.RemoveMember(w.ctx(), mum.Actor, gran.Account), care.CodeNotFound)

		late := must[account.Code](w)(w.DelegateCode(w.ctx(), mum.Actor))
		w.clock.move(account.JoinLife)
		w.refused(w.JoinFamily(w.ctx(), "net", after, late.Code), care.CodeWrongCode)
		again := must[account.Code](w)(w.DelegateCode(w.ctx(), mum.Actor))
		w.child(account.Session{Person: after}, account.ChildInput{Name: "自家的", Birth: minou().Birth})
		w.refused(w.JoinFamily(w.ctx(), "net", after, again.Code), care.CodeHasFamily)
	})
}

// One code and many who have it: one joins.
func TestOneDelegateACode(t *testing.T) {
	each(t, func(w *world) {
		mum := w.parent(mumPhone)
		code := must[account.Code](w)(w.DelegateCode(w.ctx(), mum.Actor))
		var people []account.Person
		for _, phone := range []string{"13600000001", "13600000002", "13600000003", "13600000004"} {
			people = append(people, w.parent(phone).Person)
		}
		var joined atomic.Int32
		var wait sync.WaitGroup
		for _, p := range people {
			wait.Go(func() {
				switch err := w.JoinFamily(w.ctx(), "net", p, code.Code); {
				case err == nil:
					joined.Add(1)
				case !care.Is(err, care.CodeWrongCode):
					w.Error(err)
				}
			})
		}
		wait.Wait()
		if joined.Load() != 1 {
			w.Errorf("%d joined with one code", joined.Load())
		}
	})
}

// S6: guessing a family's code ends after ten tries.
func TestGuessingACode(t *testing.T) {
	w := lite(t)
	p := w.parent(mumPhone).Person
	tries := 0
	for range 30 {
		if err := w.JoinFamily(w.ctx(), "net", p, account.NewWord()); care.Is(err, care.CodeWrongCode) {
			tries++
		} else {
			w.refused(err, care.CodeTooMany)
		}
	}
	if tries != 10 {
		w.Errorf("%d tries", tries)
	}
}

func TestConsents(t *testing.T) {
	each(t, func(w *world) {
		mum, dad := w.parent(mumPhone), w.parent(dadPhone)
		c := w.child(mum, minou())
		give := func(p account.Session, purpose care.Purpose, version int, child care.ChildID) (account.Consent, error) {
			return w.GiveConsent(w.ctx(), p.Person, purpose, version, child, "zh")
		}
		facts := func() account.Facts { return must[account.Facts](w)(w.ChildFacts(w.ctx(), nil, c.ID)) }
		first := must[account.Consent](w)(give(mum, care.PurposeBooking, 1, c.ID))
		again := must[account.Consent](w)(give(mum, care.PurposeBooking, 1, c.ID))
		if again.ID != first.ID || !first.Current || first.By != mum.Account {
			w.Errorf("%+v, %+v", first, again)
		}
		if !care.Consented(facts().Consents, care.PurposeBooking, c.ID, 1) || care.Consented(facts().Consents, care.PurposeHealth, c.ID, 1) {
			w.Errorf("%+v", facts().Consents)
		}
		_, err := give(mum, care.PurposeBooking, 2, c.ID)
		w.refused(err, care.CodeTextOutdated)
		_, err = give(mum, "advertising", 1, c.ID)
		w.refused(err, care.CodeInvalid)
		_, err = give(mum, care.PurposeMessages, 1, c.ID)
		w.refused(err, care.CodeInvalid)
		_, err = give(dad, care.PurposeBooking, 1, c.ID)
		w.refused(err, care.CodeNotFound)
		w.refused(w.WithdrawConsent(w.ctx(), dad.Actor, first.ID), care.CodeNotFound)
		w.clock.move(time.Hour)
		w.ok(w.WithdrawConsent(w.ctx(), mum.Actor, first.ID))
		w.refused(w.WithdrawConsent(w.ctx(), mum.Actor, first.ID), care.CodeNotFound)
		if care.Consented(facts().Consents, care.PurposeBooking, c.ID, 1) {
			w.Error("withdrawn, and still in force")
		}
		w.clock.move(time.Hour)
		third := must[account.Consent](w)(give(mum, care.PurposeBooking, 1, c.ID))
		list := must[[]account.Consent](w)(w.Consents(w.ctx(), mum.Actor))
		if len(list) != 2 || list[0].ID != third.ID || list[1].ID != first.ID || list[1].WithdrawnAt == 0 || list[1].Current {
			w.Errorf("%+v", list)
		}
	})
}

// Every purpose has a text in both languages that says what the law wants said.
func TestConsentTexts(t *testing.T) {
	n := 0
	account.Wordings(func(p care.Purpose, version int, zhTitle, zhBody, enTitle, enBody string) {
		n++
		if version < 1 || zhTitle == "" || enTitle == "" {
			t.Errorf("%s: version %d %q %q", p, version, zhTitle, enTitle)
		}
		for _, part := range []string{"做什么：", "用到什么：", "谁能看到：", "保存多久：", "不同意会怎样：", "保存在哪里：", "您的权利：", "意见和投诉："} {
			if !strings.Contains(zhBody, part) {
				t.Errorf("%s lacks %s", p, part)
			}
		}
		for _, part := range []string{"What for:", "What is used:", "Who sees it:", "How long:", "If you do not agree:", "Where it is kept:", "Your rights:", "Questions and complaints:"} {
			if !strings.Contains(enBody, part) {
				t.Errorf("%s lacks %s", p, part)
			}
		}
	})
	if n != len(care.Purposes()) {
		t.Errorf("%d texts for %d purposes", n, len(care.Purposes()))
	}
	w := lite(t)
	if zh, en := w.Texts("zh"), w.Texts("en"); len(zh) != n || len(en) != n || zh[0].Title == en[0].Title || zh[0].RequiredFor == nil || zh[2].RequiredFor == nil {
		t.Errorf("%+v", zh)
	}
}
