package casework_test

import (
	"errors"
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

// TestTwoOfficers: two officers look at one case, and both act on what they saw. One of them does it; the other is told what has changed,
// by whom and when, and nothing of theirs is written.
func TestTwoOfficers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		b.posts(unitD, unitE, unitM)
		for round := range 10 {
			r := b.submit(nil)
			b.act(intake, r.ID, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = care.ClassB })
			v := b.act(intake, r.ID, care.CaseActAccept, nil)
			results := make([]error, 2)
			var both sync.WaitGroup
			for i, who := range []care.Actor{handler, handler2} {
				both.Go(func() {
					_, results[i] = b.s.Act(t.Context(), who, r.ID, casework.ActRequest{Action: care.CaseActSign, Version: v.Case.Version, NoTie: true})
				})
			}
			both.Wait()
			won, lost := 0, 1
			if results[0] != nil {
				won, lost = 1, 0
			}
			var moved *casework.ConflictError
			if results[won] != nil || !errors.As(results[lost], &moved) || !care.Is(results[lost], care.CodeStateConflict) {
				t.Fatalf("round %d: %v and %v", round, results[won], results[lost])
			}
			winner := []care.Actor{handler, handler2}[won]
			fields := map[string]casework.Difference{}
			for _, d := range moved.Differences {
				fields[d.Field] = d
			}
			state, who := fields["state"], fields["handler"]
			if moved.Current != care.CaseInProgress || state.Yours != "assigned" || state.Now != "in_progress" || string(state.By) != winner.ID || state.At == 0 ||
				who.Yours != "" || who.Now != winner.ID {
				t.Fatalf("round %d: told %+v", round, moved)
			}
		}
		b.audit()
	})
}

// TestMergeTwoHundred: a facility closes and two hundred families complain. Their cases follow one; each gets its own answer, keeps its
// own code, messages and survey, and finds no trace of another.
func TestMergeTwoHundred(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		const families = 200
		var receipts []casework.Receipt
		for i := range families {
			receipts = append(receipts, b.submit(func(r *casework.SubmitRequest) {
				r.Category, r.Text = care.CategoryPrepay, fmt.Sprintf("机构突然关门，第 %03d 家的预付款没有退。", i)
			}))
		}
		lead := receipts[0].ID
		b.act(intake, lead, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = care.ClassC })
		b.act(intake, lead, care.CaseActAccept, nil)
		b.act(handler, lead, care.CaseActSign, func(r *casework.ActRequest) { r.NoTie = true })
		var rest []care.CaseID
		for _, r := range receipts[1:] {
			rest = append(rest, r.ID)
		}
		v, err := b.s.Merge(t.Context(), supervisor, lead, rest)
		b.must(err)
		if len(v.Follow) != families-1 {
			t.Fatalf("%d follow", len(v.Follow))
		}
		b.act(handler, lead, care.CaseActContact, func(r *casework.ActRequest) { r.Body.Way, r.Text = care.ContactMessage, "我们在核实。" })
		b.act(handler, lead, care.CaseActRelease, func(r *casework.ActRequest) {
			r.Text = "请说明停止服务后预付款的退还安排。"
			_, err := b.s.Preview(t.Context(), handler, lead, r.Text)
			b.must(err)
		})
		_, err = b.s.AnswerRelease(t.Context(), staff, lead, "将分批退还。", 0)
		b.must(err)
		b.act(handler, lead, care.CaseActPropose, func(r *casework.ActRequest) {
			r.Text = "经调解，机构同意退款。"
			r.Body.Findings = []care.CaseFinding{{Allegation: 1, Result: care.Substantiated}}
			r.Body.Measures = []care.CaseMeasure{{Code: care.MeasureRefund}}
		})
		b.act(supervisor, lead, care.CaseActApprove, nil)
		b.sweep()
		for i, r := range receipts {
			own, err := b.s.ByCode(t.Context(), casework.Complainant{Actor: unknown.Actor, Code: r.TrackingCode, Net: fmt.Sprint("net", i)})
			b.must(err)
			if own.RepliedAt == 0 || len(own.Findings) != 1 || own.Findings[0].Result != care.Substantiated {
				t.Fatalf("family %d has no answer: %+v", i, own.State)
			}
			if i > 0 && own.SurveyBy == 0 {
				t.Errorf("family %d has no survey", i)
			}
			seen := fmt.Sprintf("%+v", own)
			for j, other := range receipts {
				if j != i && (strings.Contains(seen, string(other.ID)) || strings.Contains(seen, other.ReceiptNo) || strings.Contains(seen, fmt.Sprintf("第 %03d 家", j))) {
					t.Fatalf("family %d sees a trace of family %d", i, j)
				}
			}
		}
		b.audit()
	})
}

// TestMergeNeverOfDanger: a danger to a child follows no other case.
func TestMergeNeverOfDanger(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	lead := b.submit(nil)
	b.act(intake, lead.ID, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = care.ClassB })
	b.act(intake, lead.ID, care.CaseActAccept, nil)
	danger := b.submit(func(r *casework.SubmitRequest) { r.DangerNow = true })
	if _, err := b.s.Merge(t.Context(), supervisor, lead.ID, []care.CaseID{danger.ID}); !care.Is(err, care.CodeClassA) {
		t.Fatal(err)
	}
}

// TestWorkOrders: a list of work orders is filed once, however often it comes; what cannot be taken is named.
func TestWorkOrders(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		list := "\ufeff工单编号,诉求类别,机构名称,区划代码,诉求内容,来电人,联系电话\n" +
			"GD001,传染病,向阳托育园,320508,班里两个孩子手足口病，园里没有告诉家长。,王某,13900000001\n" +
			"GD002,退费,向阳托育园,320508,退园后押金三个月没有退还。,李某,13900000002\n" +
			"GD003,退费,向阳托育园,320508,不愿意说名字，但是钱没有退。,,\n" +
			"GD004,胡说,向阳托育园,320508,类别写错了的工单内容。,王某,13900000001\n" +
			"GD005,未备案,某小区一楼,320508,没有牌子的托管点，收了二十个孩子。,,\n" +
			"GD006,未备案,别处,110101,这个地方不在本市管辖之内。,,\n"
		got, err := b.s.Import(t.Context(), intake, strings.NewReader(list))
		b.must(err)
		if got.Rows != 6 || got.Created != 3 || got.Repeated != 0 || len(got.Refused) != 3 {
			t.Fatalf("%+v", got)
		}
		for i, want := range []struct {
			row    int
			column string
		}{{4, "anonymous"}, {5, "category"}, {7, "area"}} {
			if r := got.Refused[i]; r.Row != want.row || r.Column != want.column || r.Why == "" {
				t.Errorf("refused %+v, want %+v", r, want)
			}
		}
		again, err := b.s.Import(t.Context(), intake, strings.NewReader(list))
		b.must(err)
		if again.Created != 0 || again.Repeated != 3 {
			t.Fatalf("again: %+v", again)
		}
		page, err := b.s.Inbox(t.Context(), intake, casework.InboxFilter{})
		b.must(err)
		if len(page.Cases) != 3 || page.Counts["open"] != 3 {
			t.Fatalf("%d cases", len(page.Cases))
		}
		known := 0
		for _, c := range page.Cases {
			if c.Facility != nil && c.Facility.ID == garden {
				known++
			}
		}
		if known != 2 {
			t.Errorf("%d of the work orders found their facility", known)
		}
		if other, err := b.s.Inbox(t.Context(), outsider, casework.InboxFilter{}); err != nil || len(other.Cases) != 0 {
			t.Errorf("another district sees %d cases (%v)", len(other.Cases), err)
		}
		if _, err := b.s.Case(t.Context(), outsider, page.Cases[0].ID); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district opens a case: %v", err)
		}
	})
}

// TestInboxPages: pages follow one another without gap or repetition, by the clock that ends first.
func TestInboxPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		for i := range 23 {
			b.submit(nil)
			b.pass(time.Duration(i) * time.Minute)
		}
		seen := map[care.CaseID]bool{}
		last := care.Instant(0)
		for cursor := ""; ; {
			page, err := b.s.Inbox(t.Context(), intake, casework.InboxFilter{Cursor: cursor, Limit: 5})
			b.must(err)
			for _, c := range page.Cases {
				if seen[c.ID] || c.Clock == nil || c.Clock.Due < last {
					t.Fatalf("%s comes again or out of order", c.ID)
				}
				seen[c.ID], last = true, c.Clock.Due
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if len(seen) != 23 {
			t.Fatalf("%d of 23", len(seen))
		}
	})
}
