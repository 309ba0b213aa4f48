package casework_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// TestWatchIsNotSeenWhenTheBureauIsLate: nobody decides in the two days. What the facility asked for of the family that complained and
// of one that did not stays where it is for both, so that nobody learns who is watched over by who is let go first; what the bureau then
// says is said of each by itself. At a facility nobody complained of, a refusal takes effect in its time.
func TestWatchIsNotSeenWhenTheBureauIsLate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		w.facility("g", 20)
		anna, ben := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满"), w.family("ben", "司马本", "13900002222", "司马小雪")
		carl := w.family("carl", "诸葛卡", "13900003333", "诸葛小春")
		w.complains(by(anna), "f", casework.SubmitRequest{})
		w.pass(oneDay)
		hers, his, far := w.submitted(anna, "f"), w.submitted(ben, "f"), w.submitted(carl, "g")
		for _, v := range []struct {
			f  care.FacilityID
			id care.ApplicationID
		}{{"f", hers.ID}, {"f", his.ID}, {"g", far.ID}} {
			view, err := w.booking.Application(ctx, staffOf(v.f), v.id)
			if err != nil {
				t.Fatal(err)
			}
			w.does(staffOf(v.f), view, care.ActReject, care.ReasonNeedsNotMet)
		}
		for range 12 { // six days: the two of the bureau, and a weekend
			w.sweep()
			w.pass(12 * time.Hour)
			if a, b := w.seenOf(anna, "f", hers), w.seenOf(ben, "f", his); a != b {
				t.Fatalf("the bureau is late, and a difference is seen\n%s\n%s", a, b)
			}
		}
		if s := w.application(carl, far).State; s != care.StateRejected {
			t.Errorf("where nobody complained a refusal is %s", s)
		}
		held, err := w.cases.Watches(ctx, officer1)
		if err != nil || len(held) != 2 || !held[0].Overdue || !held[1].Overdue {
			t.Fatalf("%+v, %v", held, err)
		}
		for _, h := range held {
			if err := w.cases.ActWatch(ctx, officer1, h.ID, "let_go", "与任何投诉无关"); err != nil {
				t.Fatal(err)
			}
		}
		w.sweep()
		for _, v := range []struct {
			who care.Actor
			id  care.ApplicationID
		}{{anna, hers.ID}, {ben, his.ID}} {
			view, err := w.booking.Application(ctx, v.who, v.id)
			if err != nil || view.State != care.StateRejected {
				t.Errorf("let go, and yet %s (%v)", view.State, err)
			}
		}
	})
}

// TestKeepingIsWhole: what a bureau keeps for a family is objected to and written down together: whatever is cut off between the two
// leaves neither, and trying again does both.
func TestKeepingIsWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		anna := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满")
		w.complains(by(anna), "f", casework.SubmitRequest{})
		w.pass(oneDay)
		hers := w.submitted(anna, "f")
		w.does(staffOf("f"), hers, care.ActReject, care.ReasonNeedsNotMet)
		w.sweep()
		held, err := w.cases.Watches(ctx, officer1)
		if err != nil || len(held) != 1 {
			t.Fatalf("%+v, %v", held, err)
		}
		cut, stop := context.WithCancel(ctx)
		defer stop()
		commits := 0
		w.cases.Probe = func(point string) {
			if commits++; commits == 2 && point == "before commit" { // the first only looks
				stop()
			}
		}
		if err := w.cases.ActWatch(cut, officer1, held[0].ID, "keep", "没有具体理由"); err == nil {
			t.Fatal("nothing was cut off")
		}
		w.cases.Probe = nil
		if v := w.application(staffOf("f"), hers); v.RejectBy == 0 {
			t.Error("it was objected to, and nothing says who decided so")
		}
		if err := w.cases.ActWatch(ctx, officer1, held[0].ID, "keep", "没有具体理由"); err != nil {
			t.Fatal(err)
		}
		held, err = w.cases.Watches(ctx, officer1)
		if v := w.application(staffOf("f"), hers); err != nil || v.RejectBy != 0 || len(held) != 1 || held[0].Decision != "keep" {
			t.Errorf("%+v, %+v, %v", v, held, err)
		}
	})
}

// TestWithdrawnIsNotSeen: a family thinks better of it. What the facility is shown of the case, and may do, is what it was, to the byte,
// beside a case nobody took back; its answer is taken as ever.
func TestWithdrawnIsNotSeen(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	b.posts(unitE, unitD)
	mine, theirs := b.released(care.CategoryHygiene), b.released(care.CategoryHygiene)
	look := func(id care.CaseID) string {
		t.Helper()
		all, err := b.s.FacilityCases(t.Context(), staff)
		b.must(err)
		for _, r := range all {
			if r.Case == id {
				r.Case = ""
				return fmt.Sprintf("%+v", r)
			}
		}
		t.Fatalf("%s is shown no more", id)
		return ""
	}
	before, list := look(mine.ID), b.order()
	_, err := b.s.ActOwn(t.Context(), casework.Complainant{Code: mine.TrackingCode, Net: "n"}, mine.ID, casework.OwnAct{Action: care.CaseActWithdraw})
	b.must(err)
	if v, err := b.s.Case(t.Context(), supervisor, mine.ID); err != nil || v.Case.State != care.CaseWithdrawn {
		t.Fatalf("%s, %v", v.Case.State, err)
	}
	if after := look(mine.ID); after != before || after != look(theirs.ID) {
		t.Errorf("the facility sees that it was withdrawn\n%s\n%s", before, after)
	}
	if b.order() != list {
		t.Error("it stands elsewhere in the facility's list")
	}
	for _, id := range []care.CaseID{mine.ID, theirs.ID} {
		if _, err := b.s.AnswerRelease(t.Context(), staff, id, "已经加强开窗通风。", 1); err != nil {
			t.Errorf("the answer is not taken: %v", err)
		}
	}
	if a, c := look(mine.ID), look(theirs.ID); a != c {
		t.Errorf("once answered a difference is seen\n%s\n%s", a, c)
	}
}

// order is the ids of the facility's list.
func (b *bureau) order() string {
	b.t.Helper()
	all, err := b.s.FacilityCases(b.t.Context(), staff)
	b.must(err)
	var ids []string
	for _, r := range all {
		ids = append(ids, string(r.Case))
	}
	return strings.Join(ids, " ")
}

// released is a complaint whose handler has shown the facility a summary.
func (b *bureau) released(category care.Category) casework.Receipt {
	b.t.Helper()
	r := b.submit(func(r *casework.SubmitRequest) { r.Category = category })
	b.inHand(r.ID)
	const summary = "请说明开窗通风和晒被情况。"
	_, err := b.s.Preview(b.t.Context(), handler, r.ID, summary)
	b.must(err)
	b.act(handler, r.ID, care.CaseActRelease, func(r *casework.ActRequest) { r.Text = summary })
	return r
}

// inHand brings a case to where its handler has it.
func (b *bureau) inHand(id care.CaseID) {
	b.t.Helper()
	b.act(intake, id, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class, r.Body.Reason = care.ClassC, care.TriageReasons()[0] })
	b.act(intake, id, care.CaseActAccept, nil)
	b.act(handler, id, care.CaseActSign, func(r *casework.ActRequest) { r.NoTie = true })
}

// TestDutiesCountWhereTheyAreHeld: who supervises the market regulator's office supervises nothing at the health commission's, however
// many posts they hold there beside it. The desk a complaint came in at keeps its say, and so does the authority above.
func TestDutiesCountWhereTheyAreHeld(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	b.posts(unitE, unitD)
	_, err := b.s.SetRoster(t.Context(), supervisor, unitM, []care.Post{{Account: care.AccountID(caller.ID), Unit: unitM, Duty: care.DutySupervisor}}, nil)
	b.must(err)
	r := b.submit(func(r *casework.SubmitRequest) { r.Category = care.CategoryHygiene })
	b.inHand(r.ID)
	v := b.act(handler, r.ID, care.CaseActAskSuspend, func(r *casework.ActRequest) {
		r.Body.Reason, r.Text = care.SuspendReasons()[0], "等待检测结果。"
	})
	if v.Case.Unit != unitE {
		t.Fatalf("at %s", v.Case.Unit)
	}
	say := func(r *casework.ActRequest) { r.Text = "请先联系投诉人。" }
	if _, err := b.try(caller, r.ID, care.CaseActRefuseAsk, say); !care.Is(err, care.CodeNotAllowed) {
		t.Errorf("a supervisor of another office decides: %v", err)
	}
	if seen, err := b.s.Case(t.Context(), caller, r.ID); err != nil || strings.Contains(fmt.Sprint(seen.Actions), string(care.CaseActRefuseAsk)) {
		t.Errorf("it is offered to them: %v, %v", seen.Actions, err)
	}
	b.act(supervisor, r.ID, care.CaseActRefuseAsk, say)
}

// TestInboxListsWhatOpens: a danger to a child is in the list of those who may open it, and in nobody else's, nor in their counts.
func TestInboxListsWhatOpens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		b.posts(unitM)
		b.now = time.Date(2026, 10, 2, 2, 0, 0, 0, care.Shanghai)
		_, err := b.s.SetRoster(t.Context(), supervisor, unitD, nil, []store.Shift{
			{Unit: unitD, Account: care.AccountID(caller.ID), Starts: b.at() - 3600_000, Ends: b.at() + 3600_000},
		})
		b.must(err)
		danger := b.submit(func(r *casework.SubmitRequest) { r.Category, r.DangerNow = care.CategoryAbuse, true })
		var rest []care.CaseID
		for range 5 {
			rest = append(rest, b.submit(func(r *casework.SubmitRequest) { r.Category = care.CategoryHygiene }).ID)
		}
		for _, who := range []care.Actor{intake, supervisor, handler, caller, mayor} {
			_, opens := b.s.Case(t.Context(), who, danger.ID)
			var listed []care.CaseID
			var page casework.InboxPage
			n := 0
			for cursor := ""; ; cursor = page.Next {
				page, err = b.s.Inbox(t.Context(), who, casework.InboxFilter{Limit: 2, Cursor: cursor})
				b.must(err)
				for _, c := range page.Cases {
					listed = append(listed, c.ID)
				}
				if n++; page.Next == "" || n > 10 {
					break
				}
			}
			want := len(rest)
			if opens == nil {
				want++
			}
			if len(listed) != want || page.Counts["open"] != want || page.Counts["class_a"] != want-len(rest) || page.Counts["received"] != want {
				t.Errorf("%s: the case opens with %v, and the list has %d of %d; counts %v", who.ID, opens, len(listed), want, page.Counts)
			}
		}
	})
}

// TestImportedAtOnce: the same list sent by two at once is filed once, and each order is reported as new to one of them alone.
func TestImportedAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		b.posts(unitE, unitD)
		var list strings.Builder
		list.WriteString("工单编号,诉求内容,诉求类别,被诉对象,区划代码\n")
		for i := range 12 {
			fmt.Fprintf(&list, "A%03d,午睡房间没有开窗，被子也没有晒过，味道很大。,卫生保健,某托育园,%s\n", i, east)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		created, repeated := 0, 0
		for range 4 {
			all.Go(func() {
				r, err := b.s.Import(context.WithoutCancel(t.Context()), intake, strings.NewReader(list.String()))
				mu.Lock()
				defer mu.Unlock()
				if err != nil || len(r.Refused) > 0 {
					t.Errorf("%+v, %v", r, err)
				}
				created, repeated = created+r.Created, repeated+r.Repeated
			})
		}
		all.Wait()
		if created != 12 || repeated != 36 {
			t.Errorf("%d created and %d known of 12 orders sent four times", created, repeated)
		}
	})
}
