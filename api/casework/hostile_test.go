package casework_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// TestNobodyGivesThemselvesDuties: who has a post, but not a supervisor's, changes nobody's posts, least of all their own.
func TestNobodyGivesThemselvesDuties(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	b.posts(unitE, unitD)
	all := []care.Post{{Account: care.AccountID(handler.ID), Unit: unitE, Duty: care.DutySupervisor}}
	for _, who := range []care.Actor{handler, intake, caller} {
		if _, err := b.s.SetRoster(t.Context(), who, unitE, all, nil); !care.Is(err, care.CodeNotAllowed) {
			t.Errorf("%s changes who does what: %v", who.ID, err)
		}
	}
	if _, err := b.s.SetRoster(t.Context(), outsider, unitE, all, nil); !care.Is(err, care.CodeNotFound) && !care.Is(err, care.CodeNotAllowed) {
		t.Errorf("somebody of another district changes who does what: %v", err)
	}
	if _, err := b.s.SetRoster(t.Context(), supervisor, unitE, all, nil); err != nil {
		t.Errorf("a supervisor changes nothing: %v", err)
	}
}

// TestWhoIsCalledMayLook: the officer on duty at night may have their posts at another office. They are called, so they can open the case
// and answer; a colleague of theirs who was not called cannot.
func TestWhoIsCalledMayLook(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	b.posts(unitM)
	b.now = time.Date(2026, 10, 2, 2, 0, 0, 0, care.Shanghai)
	_, err := b.s.SetRoster(t.Context(), supervisor, unitD, nil, []store.Shift{
		{Unit: unitD, Account: care.AccountID(caller.ID), Starts: b.at() - 3600_000, Ends: b.at() + 3600_000},
	})
	b.must(err)
	r := b.submit(func(r *casework.SubmitRequest) { r.Category, r.DangerNow = care.CategoryAbuse, true })
	if _, err := b.s.Case(t.Context(), handler2, r.ID); !care.Is(err, care.CodeNotFound) {
		t.Errorf("somebody of another office who was not called sees a danger to a child: %v", err)
	}
	v, err := b.s.Case(t.Context(), caller, r.ID)
	if err != nil || len(v.Pages) != 1 {
		t.Fatalf("who was called cannot open the case: %v", err)
	}
	if _, err := b.s.AckPage(t.Context(), caller, v.Pages[0].ID); err != nil {
		t.Fatalf("who was called cannot answer: %v", err)
	}
}

// TestChildOfAnother: nobody complains in the name of another family's child. An id that is nobody's is refused in the same words.
func TestChildOfAnother(t *testing.T) {
	w := newNeighbours(t, storetest.New(t))
	w.facility("f", 20)
	anna, zoe := w.family("anna", "欧阳安娜", "13900001111", "欧阳宝"), w.family("zoe", "钱朵", "13900002222", "钱宝")
	try := func(who casework.Complainant, child care.ChildID) error {
		r := casework.SubmitRequest{Facility: "f", Category: care.CategoryCapacity, Text: "班里的人数比备案的多了八个。", Child: child, Name: "钱朵", Phone: "13900002222", Contact: "app"}
		_, err := w.cases.Submit(t.Context(), who, casework.IdempotencyKey(w.key()), r)
		return err
	}
	other, nobody := try(by(zoe), "child-anna"), try(by(zoe), "child-of-nobody")
	if other == nil || nobody == nil || other.Error() != nobody.Error() {
		t.Errorf("another's child: %v; nobody's: %v", other, nobody)
	}
	if err := try(unknown, "child-anna"); err == nil {
		t.Error("somebody not signed in names a child")
	}
	if err := try(by(anna), "child-anna"); err != nil {
		t.Error(err)
	}
}

// TestWorkOrdersOfHostileLists: two cities may give the same number, and neither's call is lost; cells that are too long, or hold what
// cannot be seen, are named; a district that does not exist opens no office.
func TestWorkOrdersOfHostileLists(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	const there = "330106"
	b.must(b.st.SaveAreas(t.Context(), operator, b.at(), []care.Area{{Code: "330100", Name: "别城", Level: care.LevelCity}, {Code: there, Name: "别区", Level: care.LevelDistrict, ParentCode: "330100"}}))
	row := func(number, area, name string) string {
		return number + ",未备案,某小区一楼," + area + ",没有牌子的托管点，收了二十个孩子。," + name + ",13900000001\n"
	}
	head := "工单编号,诉求类别,机构名称,区划代码,诉求内容,来电人,联系电话\n"
	got, err := b.s.Import(t.Context(), mayor, strings.NewReader(head+row("GD001", east, "王某")))
	b.must(err)
	if got.Created != 1 {
		t.Fatalf("%+v", got)
	}
	got, err = b.s.Import(t.Context(), officer("far", there), strings.NewReader(head+row("GD001", there, "李某")))
	b.must(err)
	if got.Created != 1 || got.Repeated != 0 {
		t.Errorf("the other city's call is lost: %+v", got)
	}
	list := head + row("GD002", east, strings.Repeat("长", 100_000)) + row("GD\x00003", east, "王某") + row("GD004", "320599", "王某") + row("=1+2", east, "=cmd|' /C calc'!A0")
	got, err = b.s.Import(t.Context(), mayor, strings.NewReader(list))
	b.must(err)
	if got.Created != 1 || len(got.Refused) != 3 || got.Refused[0].Column != "name" || got.Refused[1].Column != "number" || got.Refused[2].Column != "area" {
		t.Errorf("%+v", got)
	}
}

// TestWordsOfADay: a case cannot be buried under messages.
func TestWordsOfADay(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	r := b.submit(nil)
	who := casework.Complainant{Actor: unknown.Actor, Code: r.TrackingCode}
	say := func() error {
		_, err := b.s.ActOwn(t.Context(), who, r.ID, casework.OwnAct{Action: care.CaseActMessage, Text: "还有一件事。"})
		return err
	}
	for range 60 {
		b.must(say())
	}
	if err := say(); !care.Is(err, care.CodeTooMany) {
		t.Fatalf("the 61st message of a day: %v", err)
	}
	b.pass(24 * time.Hour)
	b.must(say())
}

// TestPerformanceTellsNoMinute: nobody who asks for the public list again and again learns at what minute somebody complained.
func TestPerformanceTellsNoMinute(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	b.submit(nil)
	b.pass(20 * time.Minute)
	list, err := b.s.Performance(t.Context())
	b.must(err)
	if len(list) != 0 {
		t.Errorf("a complaint nobody has accepted yet is counted: %+v", list)
	}
}

// TestSimilarTellsNoMinute: whoever asks every minute whether there is a complaint about a place learns when the office took it on, and not
// when it came.
func TestSimilarTellsNoMinute(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	r := b.submit(nil)
	seen := func() int {
		list, err := b.s.Similar(t.Context(), casework.SimilarQuery{Facility: garden, Category: care.CategoryHygiene})
		b.must(err)
		return len(list)
	}
	if seen() != 0 {
		t.Error("a complaint that nobody has accepted yet is shown to everybody")
	}
	b.accept(r.ID)
	if seen() != 1 {
		t.Error("an accepted one cannot be joined")
	}
}

// accept takes a case on.
func (b *bureau) accept(id care.CaseID) {
	b.t.Helper()
	b.act(intake, id, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = care.ClassB })
	b.act(intake, id, care.CaseActAccept, nil)
}

// TestSimilarTellsNoPlace: asking from points a step apart tells no more than asking once; where exactly a place in no register lies is
// not found out.
func TestSimilarTellsNoPlace(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	b.accept(b.submit(func(r *casework.SubmitRequest) {
		r.Facility, r.Place, r.Point, r.Category = "", "某小区一楼", orb.Point{120.61117, 31.30221}, care.CategoryUnfiled
	}).ID)
	seen := func(lon float64) bool {
		list, err := b.s.Similar(t.Context(), casework.SimilarQuery{Near: &[2]float64{lon, 31.3021}, Category: care.CategoryUnfiled})
		b.must(err)
		return len(list) > 0
	}
	if !seen(120.6112) || !seen(120.6135) || !seen(120.609) || seen(120.63) {
		t.Error("near is not seen, or far is")
	}
	edges := map[int]bool{}
	for _, from := range []float64{120.6, 120.6001, 120.6007} {
		was := seen(from)
		for lon := from; lon < 120.625; lon += 0.0001 {
			if is := seen(lon); is != was {
				edges[int(math.Round(lon/0.003))] = true
				was = is
			}
		}
	}
	for cell := range edges {
		if seen(float64(cell)*0.003-0.0001) == seen(float64(cell)*0.003+0.0001) {
			t.Errorf("an edge that is none of the grid, near %f", float64(cell)*0.003)
		}
	}
}

// TestReasonsAreForReviewers: why somebody looked at an identity is for those who review it.
func TestReasonsAreForReviewers(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	b.posts(unitE, unitD)
	r := b.submit(nil)
	_, err := b.s.OpenIdentity(t.Context(), intake, r.ID, "contact", "电话核实情况")
	b.must(err)
	for who, want := range map[care.Actor]int{intake: 1, supervisor: 1, mayor: 1, handler2: 0, caller: 0} {
		list, err := b.s.Openings(t.Context(), who)
		b.must(err)
		if len(list) != want {
			t.Errorf("%s is shown %d looks, not %d", who.ID, len(list), want)
		}
	}
}
