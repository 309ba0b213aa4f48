package casework_test

import (
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// TestFromFilingToClosing takes one case the whole way, and the facility, the reviewer and the complainant along.
func TestFromFilingToClosing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		b.posts(unitE, unitM, unitD)
		ctx := t.Context()
		r := b.submit(nil)
		if r.TrackingCode == "" || r.ReceiptNo == "" || r.Office.ID != unitD || r.Emergency {
			t.Fatalf("receipt %+v", r)
		}
		own := casework.Complainant{Actor: unknown.Actor, Code: r.TrackingCode, Net: "net"}
		v, err := b.s.ByCode(ctx, own)
		b.must(err)
		if v.ID != r.ID || v.State != care.CaseReceived || v.Text == "" || len(v.Timeline) != 1 {
			t.Fatalf("%+v", v)
		}
		b.act(intake, r.ID, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = care.ClassB })
		c := b.act(intake, r.ID, care.CaseActAccept, nil)
		if c.Case.State != care.CaseAssigned || c.Case.Unit != unitE {
			t.Fatalf("after acceptance: %s at %s", c.Case.State, c.Case.Unit)
		}
		b.act(handler, r.ID, care.CaseActSign, func(r *casework.ActRequest) { r.NoTie = true })
		b.act(handler, r.ID, care.CaseActContact, func(r *casework.ActRequest) {
			r.Body.Way, r.Text = care.ContactMessage, "我们已经开始办理，请问是哪个班？"
		})
		_, err = b.s.ActOwn(ctx, own, r.ID, casework.OwnAct{Action: care.CaseActMessage, Text: "是小一班。"})
		b.must(err)
		if _, err := b.try(handler, r.ID, care.CaseActRelease, func(r *casework.ActRequest) { r.Text = "请说明开窗通风和晒被情况。" }); !care.Is(err, care.CodePreviewNeeded) {
			t.Fatalf("released without a look at it: %v", err)
		}
		if _, err := b.s.Preview(ctx, handler, r.ID, "请说明开窗通风和晒被情况。"); err != nil {
			t.Fatal(err)
		}
		b.act(handler, r.ID, care.CaseActRelease, func(r *casework.ActRequest) { r.Text = "请说明开窗通风和晒被情况。" })
		seen, err := b.s.FacilityCases(ctx, staff)
		b.must(err)
		if len(seen) != 1 || seen[0].Text != "请说明开窗通风和晒被情况。" || !seen[0].CanAnswer {
			t.Fatalf("facility sees %+v", seen)
		}
		_, err = b.s.AnswerRelease(ctx, staff, r.ID, "已整改，每天两次通风。", 0)
		b.must(err)
		b.act(handler, r.ID, care.CaseActPropose, func(r *casework.ActRequest) {
			r.Text = "经查属实，已责令改正。"
			r.Body.Findings = []care.CaseFinding{{Allegation: 1, Result: care.Substantiated}}
			r.Body.Measures = []care.CaseMeasure{{Code: care.MeasureRectify}}
		})
		if _, err := b.try(handler, r.ID, care.CaseActApprove, nil); err == nil {
			t.Fatal("the handler approved their own reply")
		}
		b.act(supervisor, r.ID, care.CaseActApprove, nil)
		b.sweep()
		v, err = b.s.ByCode(ctx, own)
		b.must(err)
		if v.State != care.CaseFollowUp || v.Reply == "" || len(v.Findings) != 1 || len(v.Messages) != 2 {
			t.Fatalf("%+v", v)
		}
		b.act(caller, r.ID, care.CaseActClose, func(r *casework.ActRequest) {
			r.Body.Answers = &care.CaseAnswers{Contacted: care.SaidYes, Solved: care.SaidYes, Satisfied: care.SaidYes}
		})
		yes := true
		_, err = b.s.ActOwn(ctx, own, r.ID, casework.OwnAct{Action: care.CaseActRate, Rating: 4, Solved: &yes, Satisfied: &yes})
		b.must(err)
		b.pass(29 * 24 * time.Hour)
		b.sweep()
		v, err = b.s.ByCode(ctx, own)
		b.must(err)
		if v.SecondLook == nil {
			t.Fatal("unknown asked again after four weeks")
		}
		no := false
		v, err = b.s.ActOwn(ctx, own, r.ID, casework.OwnAct{Action: "second_look", Solved: &no})
		b.must(err)
		if v.State != care.CaseReopened {
			t.Fatalf("not solved, and %s", v.State)
		}
		b.audit()
	})
}
