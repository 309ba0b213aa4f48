package casework_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// notices are those that wait to be sent.
func (w *neighbours) notices() (out []care.Notice) {
	w.t.Helper()
	rows, err := w.st.ClaimOutbox(w.t.Context(), care.TopicMessage, "reader", care.InstantOf(w.clock())+1, time.Microsecond, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		var n care.Notice
		if err := json.Unmarshal(r.Payload, &n); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

// submitted asks for a place and hands the form in.
func (w *neighbours) submitted(who care.Actor, f care.FacilityID) booking.View {
	w.t.Helper()
	ctx := w.t.Context()
	r, err := w.booking.Apply(ctx, who, booking.IdempotencyKey(w.key()), booking.ApplyRequest{
		Child: care.ChildID("child-" + string(who.Family)), Class: care.ClassID("class-" + f), Start: care.DateOf(w.clock()).AddDays(14), As: booking.AsHold,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.does(who, r.Application, care.ActSubmit, "")
}

// does takes an application along.
func (w *neighbours) does(who care.Actor, v booking.View, action care.Action, reason care.ReasonCode) booking.View {
	w.t.Helper()
	v = w.application(who, v)
	r, err := w.booking.Act(w.t.Context(), who, booking.IdempotencyKey(w.key()), v.ID, booking.ActRequest{Action: action, Version: v.Version, Reason: reason})
	if err != nil {
		w.t.Fatalf("%s: %v", action, err)
	}
	return r.Application
}

func (w *neighbours) application(who care.Actor, v booking.View) booking.View {
	w.t.Helper()
	v, err := w.booking.Application(w.t.Context(), who, v.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// retaliates lets a facility refuse a family's application, and reports whether the complaint desk has it.
func (w *neighbours) retaliates(who care.Actor, f care.FacilityID) (held bool) {
	w.t.Helper()
	v := w.submitted(who, f)
	w.does(staffOf(f), v, care.ActReject, care.ReasonNeedsNotMet)
	err := w.st.Read(w.t.Context(), "ask", func(tx *store.Tx) (err error) {
		a, err := tx.Application(w.t.Context(), v.ID)
		if err == nil {
			held, err = w.cases.Examined(w.t.Context(), tx, a)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return held
}

// seenOf is everything a facility and a family see of an application, without what names it.
func (w *neighbours) seenOf(family care.Actor, f care.FacilityID, v booking.View) string {
	w.t.Helper()
	one, other := w.application(family, v), w.application(staffOf(f), v)
	desk, err := w.booking.FacilityDesk(w.t.Context(), staffOf(f))
	if err != nil {
		w.t.Fatal(err)
	}
	desk.Needs = slices.DeleteFunc(desk.Needs, func(n booking.Need) bool { return n.View.ID != v.ID })
	text, err := json.Marshal([]any{one, other, desk.Needs})
	if err != nil {
		w.t.Fatal(err)
	}
	return anonymised(string(text), family, v)
}

// A refusal of the family that complained and one of a family that did not: until the bureau has decided, and when it lets go, what both
// families, the facility and the district's list see is the same to the byte, and at the same moments.
func TestWatchIsNotSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newNeighbours(t, st)
		w.facility("f", 20)
		anna, ben := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满"), w.family("ben", "司马本", "13900002222", "司马小雪")
		w.complains(by(anna), "f", casework.SubmitRequest{})
		w.pass(20 * oneDay) // Sunday
		w.pass(26 * time.Hour)
		hers, his := w.submitted(anna, "f"), w.submitted(ben, "f")
		w.sweep()
		same := func(when string) {
			t.Helper()
			if a, b := w.seenOf(anna, "f", hers), w.seenOf(ben, "f", his); a != b {
				t.Errorf("%s: a difference is seen\n%s\n%s", when, a, b)
			}
		}
		same("before")
		hers, his = w.does(staffOf("f"), hers, care.ActReject, care.ReasonNeedsNotMet), w.does(staffOf("f"), his, care.ActReject, care.ReasonNeedsNotMet)
		if hers.RejectBy != his.RejectBy {
			t.Fatal("the time is not the same for both")
		}
		for range 6 {
			w.sweep()
			same("while it waits")
			w.pass(7 * time.Hour)
		}
		held, err := w.cases.Watches(t.Context(), officer1)
		if err != nil || len(held) != 2 || held[0].Application != hers.ID || held[0].Kind != "reject" || held[0].Due != hers.RejectBy || held[1].Application != his.ID {
			t.Fatalf("held %+v, %v; takes effect %d", held, err, hers.RejectBy)
		}
		if told := w.told(care.NoticeCaseWatch); len(told) != 2 || told[0].Area != neighboursArea || told[0].Application+"" != "" || told[0].Case != "" {
			t.Errorf("the bureau is told %+v", told)
		}
		for _, h := range held {
			if err := w.cases.ActWatch(t.Context(), officer1, h.ID, "let_go", "孩子材料确实不全，与投诉无关"); err != nil {
				t.Fatal(err)
			}
		}
		same("after it was let go")
		w.pass(hers.RejectBy.Time().Add(-time.Millisecond).Sub(w.clock()))
		w.sweep()
		same("just before it takes effect")
		if s := w.application(anna, hers).State; s != care.StateSubmitted {
			t.Errorf("%s too early", s)
		}
		w.pass(time.Millisecond)
		w.sweep()
		same("when it takes effect")
		if s := w.application(anna, hers).State; s != care.StateRejected {
			t.Errorf("%s after it was let go", s)
		}
		w.sweep()
		w.chained("held", "held")
	})
}

// What the bureau keeps for a family is objected to in the words and by the step of every objection: beside one made without any watch,
// the facility sees no difference.
func TestKeptByTheBureau(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		anna, ben := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满"), w.family("ben", "司马本", "13900002222", "司马小雪")
		w.complains(by(anna), "f", casework.SubmitRequest{})
		w.pass(oneDay)
		hers, his := w.submitted(anna, "f"), w.submitted(ben, "f")
		w.does(staffOf("f"), hers, care.ActReject, care.ReasonNeedsNotMet)
		w.does(staffOf("f"), his, care.ActReject, care.ReasonNeedsNotMet)
		w.sweep()
		held, err := w.cases.Watches(ctx, officer1)
		if err != nil || len(held) != 2 || held[0].Application != hers.ID {
			t.Fatalf("%+v, %v", held, err)
		}
		for name, c := range map[string]struct {
			who           care.Actor
			decision, why string
			want          care.Code
		}{
			"no reason":       {officer1, "keep", " ", care.CodeReasonNeeded},
			"another word":    {officer1, "over", "没有理由", care.CodeInvalid},
			"another area":    {elsewhere, "keep", "没有理由", care.CodeNotFound},
			"the facility":    {staffOf("f"), "let_go", "没有理由", care.CodeNotAllowed},
			"the complainant": {anna, "keep", "没有理由", care.CodeNotAllowed},
		} {
			if err := w.cases.ActWatch(ctx, c.who, held[0].ID, c.decision, c.why); !care.Is(err, c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if err := w.cases.ActWatch(ctx, officer1, held[0].ID, "keep", "机构没有说明具体理由"); err != nil {
			t.Fatal(err)
		}
		w.does(officer1, his, care.ActRefuseReject, "")
		if a, b := w.seenOf(anna, "f", hers), w.seenOf(ben, "f", his); a != b {
			t.Errorf("an objection for a watched family looks different\n%s\n%s", a, b)
		}
		if err := w.cases.ActWatch(ctx, officer2, held[0].ID, "let_go", "改变了主意"); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("decided twice: %v", err)
		}
		w.pass(4 * oneDay)
		w.sweep()
		if s := w.application(anna, hers).State; s != care.StateSubmitted {
			t.Errorf("the family has %s", s)
		}
		w.does(staffOf("f"), hers, care.ActReject, care.ReasonNeedsNotMet) // once more: another hold
		w.sweep()
		if held, err = w.cases.Watches(ctx, officer1); err != nil || len(held) != 3 || held[0].Decision != "" || held[0].Application != hers.ID ||
			!slices.ContainsFunc(held, func(h casework.Held) bool { return h.Decision == "keep" }) ||
			!slices.ContainsFunc(held, func(h casework.Held) bool { return h.Decision == store.HoldOver && h.Application == his.ID }) {
			t.Errorf("%+v, %v", held, err)
		}
	})
}

// A place the facility wants back is held too, what nobody decides in time goes to the city, and what the family ends itself is over.
func TestWatchOverAPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		anna := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满")
		v := w.does(staffOf("f"), w.submitted(anna, "f"), care.ActOffer, "")
		w.pass(time.Hour)
		w.complains(by(anna), "f", casework.SubmitRequest{})
		w.pass(time.Hour)
		w.does(staffOf("f"), v, care.ActAskRevoke, care.ReasonNotReached)
		w.sweep()
		v = w.application(officer1, v)
		_, err := w.booking.Act(ctx, officer1, booking.IdempotencyKey(w.key()), v.ID, booking.ActRequest{Action: care.ActRevoke, Version: v.Version, Reason: care.ReasonNotReached})
		if !care.Is(err, care.CodeTooEarly) {
			t.Fatalf("taken back in the watch: %v", err)
		}
		w.does(anna, v, care.ActAccept, "")
		w.told(care.NoticeCaseWatch)
		w.pass(3 * oneDay) // two working days and more
		w.sweep()
		if told := w.told(care.NoticeCaseWatch); !slices.ContainsFunc(told, func(n care.Notice) bool { return n.Area == "320500" }) {
			t.Errorf("nobody decides, and the city is not told: %+v", told)
		}
		held, err := w.cases.Watches(ctx, officer1)
		if err != nil || len(held) != 1 || held[0].Kind != "revoke" || !held[0].Overdue {
			t.Fatalf("%+v, %v", held, err)
		}
		w.does(anna, v, care.ActWithdraw, care.ReasonMoved)
		w.sweep()
		if held, err = w.cases.Watches(ctx, officer1); err != nil || len(held) != 1 || held[0].Decision != store.HoldOver {
			t.Errorf("%+v, %v", held, err)
		}
	})
}

// Whom a watch covers: the family that complained, and everybody else at the facility it complained of, so that nothing tells them apart,
// for 90 days, whether it is signed in or gave its telephone at the hotline; and what was asked for before the complaint is not an answer
// to it.
func TestWhomAWatchCovers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newNeighbours(t, st)
		for _, f := range []care.FacilityID{"f", "g", "h", "i", "j"} {
			w.facility(f, 40)
		}
		anna, ben, eva := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满"), w.family("ben", "司马本", "13900002222", "司马小雪"), w.family("eva", "诸葛伊娃", "13900003333", "诸葛明")
		dora := w.family("dora", "上官朵拉", "13900004444", "上官晴")
		gina := w.family("gina", "东方吉娜", "13900006666", "东方月")
		before := w.retaliates(dora, "f")
		w.pass(time.Minute)
		w.complains(by(dora), "f", casework.SubmitRequest{})
		w.complains(by(anna), "f", casework.SubmitRequest{})
		w.complains(nobody, "g", casework.SubmitRequest{Name: "诸葛伊娃", Phone: "+86 139-0000-3333"})
		w.pass(time.Hour)
		if before || w.stillHeld(dora) {
			t.Error("what was asked for before there was a complaint is held")
		}
		if !w.retaliates(anna, "f") {
			t.Error("the family that complained is not watched over")
		}
		if !w.retaliates(ben, "f") {
			t.Error("a neighbour's refusal takes effect where that of the family does not")
		}
		if !w.retaliates(eva, "g") {
			t.Error("a family that called is not watched over")
		}
		w.pass(5 * oneDay)
		w.sweep()
		if w.retaliates(gina, "i") {
			t.Error("a family is watched over where nobody complained")
		}
		w.pass(86 * oneDay)
		w.sweep()
		if mine, err := w.cases.Mine(t.Context(), eva); err != nil || len(mine) != 0 {
			t.Errorf("a telephone given by somebody puts a case into an account: %+v, %v", mine, err)
		}
		w.pass(oneDay)
		frida := w.family("frida", "夏侯弗里达", "13900005555", "夏侯天")
		w.complains(by(frida), "h", casework.SubmitRequest{})
		w.pass(91 * oneDay)
		w.renewPapers()
		if w.retaliates(frida, "h") {
			t.Error("a watch does not end")
		}
	})
}

// renewPapers gives every child a fresh health check.
func (w *neighbours) renewPapers() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, f := range w.children {
		f.Child.Birth = care.DateOf(w.now.AddDate(0, -13, 0))
		f.Child.Papers[0].ExamDate = care.DateOf(w.now).AddDays(-1)
		w.children[id] = f
	}
}

// stillHeld reports whether the desk has anything of a family.
func (w *neighbours) stillHeld(who care.Actor) (held bool) {
	w.t.Helper()
	err := w.st.Read(w.t.Context(), "ask", func(tx *store.Tx) error {
		apps, err := tx.OfFamily(w.t.Context(), who.Family)
		for _, a := range apps {
			one, err := w.cases.Examined(w.t.Context(), tx, a)
			if err != nil {
				return err
			}
			held = held || one
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return held
}

// What a facility ends by itself cannot be held: it is brought to the bureau, once, and only where the family had complained before.
func TestEndedInAWatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		anna, ben := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满"), w.family("ben", "司马本", "13900002222", "司马小雪")
		hers, his := w.enrolled(anna, "f"), w.enrolled(ben, "f")
		w.complains(by(anna), "f", casework.SubmitRequest{})
		w.sweep()
		w.pass(oneDay)
		w.does(staffOf("f"), hers, care.ActEnd, care.ReasonLongAbsence)
		w.does(staffOf("f"), his, care.ActEnd, care.ReasonLongAbsence)
		for range 3 {
			w.sweep()
			w.pass(time.Hour)
		}
		held, err := w.cases.Watches(ctx, officer1)
		if err != nil || len(held) != 1 || held[0].Application != hers.ID || held[0].Kind != "end" || held[0].Reason != care.ReasonLongAbsence {
			t.Fatalf("%+v, %v", held, err)
		}
		if err := w.cases.ActWatch(ctx, officer1, held[0].ID, "keep", "孩子一直在园，缺勤记录不实"); err != nil {
			t.Fatal(err)
		}
		w.sweep()
		if held, err = w.cases.Watches(ctx, officer1); err != nil || len(held) != 1 || held[0].Decision != "keep" {
			t.Errorf("%+v, %v", held, err)
		}
	})
}

// enrolled is a child on its first day.
func (w *neighbours) enrolled(who care.Actor, f care.FacilityID) booking.View {
	w.t.Helper()
	v := w.does(staffOf(f), w.submitted(who, f), care.ActOffer, "")
	w.does(who, v, care.ActAccept, "")
	w.mu.Lock()
	began := w.now
	w.now = v.Start.Time().Add(9 * time.Hour)
	w.mu.Unlock()
	v = w.application(staffOf(f), v)
	r, err := w.booking.Act(w.t.Context(), staffOf(f), booking.IdempotencyKey(w.key()), v.ID, booking.ActRequest{
		Action: care.ActEnrol, Version: v.Version, Form: booking.Form{Signed: true},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.now = began
	w.mu.Unlock()
	return r.Application
}
