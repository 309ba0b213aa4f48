package casework_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

var fair = map[care.ReviewItem]int{
	care.ReviewSafety: 5, care.ReviewCare: 4, care.ReviewFood: 3, care.ReviewCommunication: 4, care.ReviewValue: 2,
}

// knows makes a family that has visited the garden, or one that has not.
func (b *bureau) knows(id string, visited bool) care.Actor {
	b.t.Helper()
	ctx, family := b.t.Context(), care.FamilyID("family-"+id)
	b.key()
	began := b.at() - 7_200_000 - care.Instant(b.keys)*60_000 // slots of a facility begin at different times
	b.must(b.st.Write(ctx, "a family", func(tx *store.Tx) error {
		if err := tx.AddAccount(ctx, store.Account{ID: care.AccountID("parent-" + id), Role: care.ActorGuardian, CreatedAt: b.at()}); err != nil {
			return err
		}
		if err := tx.AddFamily(ctx, family, care.AccountID("parent-"+id), false, b.at()); err != nil || !visited {
			return err
		}
		slot := care.Slot{
			ID: care.SlotID("slot-" + id), FacilityID: garden, StartsAt: began, EndsAt: began + 3_600_000, Places: 5, Taken: 1, Open: true, Version: 1,
		}
		if err := tx.AddSlot(ctx, slot, b.at()); err != nil {
			return err
		}
		v := care.Visit{
			ID: care.VisitID("visit-" + id), SlotID: slot.ID, FacilityID: garden, FamilyID: family, State: care.VisitBooked, Version: 1,
			CreatedAt: b.at(), UpdatedAt: b.at(),
		}
		if err := tx.AddVisit(ctx, store.VisitRow{Visit: v}); err != nil {
			return err
		}
		came := v
		came.State, came.Version = care.VisitAttended, 2
		_, err := tx.MoveVisitRow(ctx, v, came)
		return err
	}))
	return care.Actor{Kind: care.ActorGuardian, ID: "parent-" + id, Family: family}
}

func TestReviews(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		ctx := t.Context()
		parent, other := b.knows("one", true), b.knows("two", false)

		if _, err := b.s.PutReview(ctx, other, garden, fair, ""); !care.Is(err, care.CodeNoBasis) {
			t.Errorf("by who never came: %v", err)
		}
		if v, err := b.s.Review(ctx, other, garden); err != nil || v.May || v.Review != nil {
			t.Errorf("%+v, %v", v, err)
		}
		for name, err := range map[string]error{
			"a score missing": first(b.s.PutReview(ctx, parent, garden, map[care.ReviewItem]int{care.ReviewSafety: 5}, "")),
			"too long":        first(b.s.PutReview(ctx, parent, garden, fair, strings.Repeat("好", 301))),
			"no such place":   first(b.s.PutReview(ctx, parent, "nowhere", fair, "")),
			"by staff":        first(b.s.PutReview(ctx, staff, garden, fair, "")),
			"by an officer":   first(b.s.PutReview(ctx, intake, garden, fair, "")),
		} {
			if err == nil {
				t.Errorf("%s: taken", name)
			}
		}
		v, err := b.s.PutReview(ctx, parent, garden, fair, "老师耐心，饭菜一般。")
		b.must(err)
		if !v.May || v.Basis != care.BasisVisit || v.Review.State != care.ReviewPending || v.Review.Text == "" {
			t.Fatalf("%+v", v)
		}
		public := func() casework.ReviewsView {
			t.Helper()
			v, err := b.s.Reviews(ctx, garden)
			b.must(err)
			return v
		}
		if got := public(); len(got.Reviews) != 0 || got.Summary.Count != 0 {
			t.Errorf("shown before anybody read it: %+v", got)
		}
		if got, err := b.s.FacilityReviews(ctx, staff); err != nil || len(got) != 0 {
			t.Errorf("the facility sees it before: %+v, %v", got, err)
		}
		id := v.Review.ID
		if _, err := b.s.AnswerReview(ctx, staff, id, "谢谢。"); !care.Is(err, care.CodeNotFound) {
			t.Errorf("answered before: %v", err)
		}
		waiting, err := b.s.BureauReviews(ctx, intake, false)
		b.must(err)
		if len(waiting) != 1 || waiting[0].ID != id || waiting[0].FacilityName == "" || waiting[0].Text == "" {
			t.Fatalf("%+v", waiting)
		}
		elsewhere := officer("elsewhere", west)
		if got, err := b.s.BureauReviews(ctx, elsewhere, false); err != nil || len(got) != 0 {
			t.Errorf("another district reads it: %+v, %v", got, err)
		}
		if _, err := b.s.JudgeReview(ctx, elsewhere, id, care.ReviewActPublish, ""); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district judges it: %v", err)
		}
		if _, err := b.s.JudgeReview(ctx, intake, id, care.ReviewActRefuse, ""); err == nil {
			t.Error("refused without a reason")
		}
		if _, err := b.s.JudgeReview(ctx, intake, id, care.ReviewActRefuse, "because"); err == nil {
			t.Error("refused for a reason of one's own")
		}
		got, err := b.s.JudgeReview(ctx, intake, id, care.ReviewActPublish, "")
		b.must(err)
		if got.State != care.ReviewPublished || got.Text == "" || got.Month != "2026-03" {
			t.Errorf("%+v", got)
		}
		if _, err := b.s.AnswerReview(ctx, care.Actor{Kind: care.ActorFacility, ID: "x", Facility: "elsewhere"}, id, "谢谢。"); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another facility answers: %v", err)
		}
		_, err = b.s.AnswerReview(ctx, staff, id, "谢谢，我们已换了餐食供应商。")
		b.must(err)
		shown := public()
		if len(shown.Reviews) != 1 || shown.Reviews[0].Answer == "" || shown.Reviews[0].AnswerMonth != "2026-03" || shown.Summary.Scores != nil || shown.Summary.Count != 1 {
			t.Errorf("%+v", shown)
		}
		// Said anew: read anew; the answer was to other words.
		v, err = b.s.PutReview(ctx, parent, garden, fair, "现在饭菜好多了。")
		b.must(err)
		if v.Review.ID != id || v.Review.State != care.ReviewPending || v.Review.Answer != "" || len(public().Reviews) != 0 {
			t.Errorf("%+v", v)
		}
		_, err = b.s.JudgeReview(ctx, intake, id, care.ReviewActPublish, "")
		b.must(err)
		if _, err = b.s.JudgeReview(ctx, intake, id, care.ReviewActHide, care.ReasonNamesPerson); err != nil {
			t.Error(err)
		}
		if v, err = b.s.Review(ctx, parent, garden); err != nil || v.Review.State != care.ReviewHidden || v.Review.Reason != care.ReasonNamesPerson {
			t.Errorf("%+v, %v", v, err)
		}
		b.must(b.s.RemoveReview(ctx, parent, garden))
		if err := b.s.RemoveReview(ctx, parent, garden); !care.Is(err, care.CodeNotFound) {
			t.Errorf("taken back twice: %v", err)
		}
		b.chained(care.NounReview, "write", "publish", "answer", "write", "publish", "hide", "remove")

		_, err = b.s.PutReview(ctx, parent, garden, fair, "又来说一次。")
		b.must(err)
		if all, err := b.s.ExportReviews(ctx, parent); err != nil || len(all) != 1 || all[0].Text == "" {
			t.Errorf("exported %+v, %v", all, err)
		}
		b.must(b.s.LeaveReviews(ctx, parent, parent.Family, "child"))
		for range 2 {
			if all, err := b.s.ExportReviews(ctx, parent); err != nil || len(all) > 1 {
				t.Errorf("%+v, %v", all, err)
			}
			b.must(b.s.LeaveReviews(ctx, parent, parent.Family, ""))
		}
		if all, err := b.s.ExportReviews(ctx, parent); err != nil || len(all) != 0 {
			t.Errorf("left behind: %+v, %v", all, err)
		}
	})
}

func first(_ casework.MyReview, err error) error { return err }

// chained checks which changes of a noun are in the chain, and that none names a family.
func (b *bureau) chained(noun string, kinds ...string) {
	b.t.Helper()
	_, err := b.st.Sequence(b.t.Context(), "test", b.at())
	b.must(err)
	changes, err := b.st.Changes(b.t.Context(), 0, 10_000)
	b.must(err)
	var got []string
	for _, c := range changes {
		if c.Noun != noun {
			continue
		}
		got = append(got, c.Kind)
		if all := c.Actor.ID + string(c.Body); strings.Contains(all, "family") || strings.Contains(all, "parent") {
			b.t.Errorf("a change tells whose it is: %s", all)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(kinds) {
		b.t.Errorf("the chain of %s has %v, not %v", noun, got, kinds)
	}
}

// A year after the last, a family may say more; the means are shown from five reviews on.
func TestReviewsOfAYear(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	ctx := t.Context()
	for i := range 5 {
		parent := b.knows(strconv.Itoa(i), true)
		for range 2 {
			v, err := b.s.PutReview(ctx, parent, garden, fair, "")
			b.must(err)
			_, err = b.s.JudgeReview(ctx, intake, v.Review.ID, care.ReviewActPublish, "")
			b.must(err)
		}
		v, err := b.s.Reviews(ctx, garden)
		b.must(err)
		if (v.Summary.Scores != nil) != (i == 4) || v.Summary.Count != i+1 {
			t.Errorf("after %d: %+v", i+1, v.Summary)
		}
	}
	v, err := b.s.Reviews(ctx, garden)
	b.must(err)
	if v.Summary.Scores[care.ReviewValue] != 2 || v.Summary.Scores[care.ReviewSafety] != 5 {
		t.Errorf("%+v", v.Summary)
	}
	b.pass(366 * 24 * time.Hour)
	parent := care.Actor{Kind: care.ActorGuardian, ID: "parent-0", Family: "family-0"}
	mine, err := b.s.PutReview(ctx, parent, garden, fair, "一年以后")
	b.must(err)
	if mine.Review.Version != 1 {
		t.Errorf("the old one was changed: %+v", mine.Review)
	}
	if v, err = b.s.Reviews(ctx, garden); err != nil || len(v.Reviews) != 5 {
		t.Errorf("%d are shown, %v", len(v.Reviews), err)
	}
}

// What is found to be so stands on the facility's page for its term, with an answer that tells of nobody, and nothing of the complaint.
func TestFindingsArePublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		b.posts(unitE, unitM, unitD)
		for _, c := range []struct {
			result care.FindingResult
			answer string
			shown  bool
			with   string
		}{
			{care.Substantiated, "已整改，每天两次通风。", true, "已整改，每天两次通风。"},
			{care.PartlyFounded, "这是小满的妈妈王女士说的，她住在对门。", true, ""},
			{care.NotFounded, "没有这回事。", false, ""},
		} {
			place := care.FacilityID("f-" + string(c.result))
			b.facility(place, "测试园"+string(c.result), east+"001")
			id := b.finding(place, c.result, c.answer)
			got, err := b.s.Findings(t.Context(), place)
			b.must(err)
			if len(got) > 0 != c.shown {
				t.Fatalf("%s: %+v", c.result, got)
			}
			if !c.shown {
				continue
			}
			if got[0].Result != c.result || got[0].Category != care.CategoryHygiene || got[0].Answer != c.with || len(got[0].Measures) != 1 || got[0].Until.Year != 2027 {
				t.Errorf("%+v", got[0])
			}
			if all := fmt.Sprintf("%+v", got); strings.Contains(all, string(id)) || strings.Contains(all, "小满") {
				t.Errorf("tells of the complaint: %s", all)
			}
		}
		if _, err := b.s.Findings(t.Context(), "nowhere"); !care.Is(err, care.CodeNotFound) {
			t.Errorf("of no facility: %v", err)
		}
		b.chained(care.NounFinding, care.ChangeCreated, care.ChangeCreated)
		b.pass(370 * 24 * time.Hour)
		if got, err := b.s.Findings(t.Context(), "f-substantiated"); err != nil || len(got) != 0 {
			t.Errorf("shown after its term: %+v, %v", got, err)
		}
	})
}

// finding takes a complaint about a facility to its end.
func (b *bureau) finding(place care.FacilityID, result care.FindingResult, answer string) care.CaseID {
	b.t.Helper()
	id := b.submit(func(r *casework.SubmitRequest) { r.Facility = place }).ID
	b.act(intake, id, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = care.ClassB })
	b.act(intake, id, care.CaseActAccept, nil)
	b.act(handler, id, care.CaseActSign, func(r *casework.ActRequest) { r.NoTie = true })
	b.act(handler, id, care.CaseActContact, func(r *casework.ActRequest) { r.Body.Way, r.Text = care.ContactMessage, "我们已经开始办理。" })
	const shown = "请说明通风情况。"
	_, err := b.s.Preview(b.t.Context(), handler, id, shown)
	b.must(err)
	b.act(handler, id, care.CaseActRelease, func(r *casework.ActRequest) { r.Text = shown })
	_, err = b.s.AnswerRelease(b.t.Context(), care.Actor{Kind: care.ActorFacility, ID: "staff", Facility: place}, id, answer, 0)
	b.must(err)
	b.act(handler, id, care.CaseActPropose, func(r *casework.ActRequest) {
		r.Text = "已经查过。"
		r.Body.Findings = []care.CaseFinding{{Allegation: 1, Result: result}}
		r.Body.Measures = []care.CaseMeasure{{Code: care.MeasureRectify}}
	})
	b.act(supervisor, id, care.CaseActApprove, nil)
	b.sweep()
	b.act(caller, id, care.CaseActClose, func(r *casework.ActRequest) {
		r.Body.Answers = &care.CaseAnswers{Contacted: care.SaidYes, Solved: care.SaidYes, Satisfied: care.SaidYes}
	})
	return id
}
