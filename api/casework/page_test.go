package casework_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// notices returns what was put into the outbox since the last look, of one event.
func (b *bureau) notices(event care.NoticeEvent) (out []care.Notice) {
	b.t.Helper()
	for {
		rows, err := b.st.ClaimOutbox(b.t.Context(), care.TopicMessage, "test", b.at(), 10_000*time.Hour, 100)
		b.must(err)
		for _, r := range rows {
			var n care.Notice
			b.must(json.Unmarshal(r.Payload, &n))
			if n.Event == event {
				out = append(out, n)
			}
		}
		if len(rows) < 100 {
			return out
		}
	}
}

// TestCallsAtNight is B13: a report of danger to a child at 02:00 on a holiday calls the officer on duty in the transaction that keeps
// it, at any hour; nobody answers, so the next one is called after a quarter of an hour, then the supervisors, then the bureau and the
// city, and from the beginning again. Whoever answers ends it.
func TestCallsAtNight(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		b.posts(unitD)
		night := time.Date(2026, 10, 2, 2, 0, 0, 0, care.Shanghai) // National Day
		b.now = night
		shift := func(who string, rank int) store.Shift {
			return store.Shift{Unit: unitD, Account: care.AccountID(who), Starts: b.at() - 4*3600_000, Ends: b.at() + 6*3600_000, Rank: rank}
		}
		posts := []care.Post{{Account: "supervisor", Unit: unitD, Duty: care.DutySupervisor}, {Account: "intake", Unit: unitD, Duty: care.DutyIntake}}
		_, err := b.s.SetRoster(t.Context(), supervisor, unitD, posts, []store.Shift{shift("handler2", 1), shift("handler", 0)})
		b.must(err)
		b.notices("")

		r := b.submit(func(r *casework.SubmitRequest) { r.Category, r.DangerNow = care.CategoryAbuse, true })
		if !r.Emergency {
			t.Error("the receipt does not say to call 110")
		}
		var called []string
		expect := func(who ...string) {
			t.Helper()
			list := b.notices(care.NoticeCasePaged)
			if len(list) != 1 {
				t.Fatalf("%d calls where %v were to be called", len(list), who)
			}
			n := list[0]
			var to []string
			for _, a := range n.To {
				to = append(to, string(a))
			}
			slices.Sort(to)
			if !slices.Equal(to, who) || !n.AnyHour || !n.Urgent {
				t.Fatalf("called %v (any hour %v, urgent %v), not %v", to, n.AnyHour, n.Urgent, who)
			}
			called = append(called, who...)
		}
		expect("handler") // at 02:00, not a minute later
		wait := func() {
			b.pass(15*time.Minute - time.Second)
			b.sweep()
			if list := b.notices(care.NoticeCasePaged); len(list) != 0 {
				t.Fatal("the next one was called before the quarter of an hour was over")
			}
			b.pass(2 * time.Second)
			b.sweep()
		}
		wait()
		expect("handler2")
		wait()
		expect("supervisor")
		wait()
		expect("intake")
		wait()
		expect("caller") // the others of the bureau
		wait()
		expect("mayor")
		wait()
		expect("handler") // and again
		v, err := b.s.Case(t.Context(), handler, r.ID)
		b.must(err)
		if len(v.Pages) != 7 {
			t.Fatalf("%d calls are written down", len(v.Pages))
		}
		_, err = b.s.AckPage(t.Context(), handler, v.Pages[6].ID)
		b.must(err)
		b.pass(time.Hour)
		b.sweep()
		if list := b.notices(care.NoticeCasePaged); len(list) != 0 {
			t.Fatalf("called %v after somebody has answered", list[0].To)
		}
		b.audit()
	})
}

// TestWordsCall: a text that tells of harm calls somebody, whatever its category; a quiet one calls nobody.
func TestWordsCall(t *testing.T) {
	st := storetest.New(t)
	b := newBureau(t, st)
	b.notices("")
	b.submit(nil)
	if list := b.notices(care.NoticeCasePaged); len(list) != 0 {
		t.Fatal("somebody was called about fresh air")
	}
	r := b.submit(func(r *casework.SubmitRequest) { r.Text = "老师把孩子关小黑屋，不给吃饭。" })
	if list := b.notices(care.NoticeCasePaged); len(list) != 1 || !r.Emergency {
		t.Fatalf("%d calls", len(list))
	}
}
