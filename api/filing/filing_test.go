package filing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

var (
	owner   = care.Actor{Kind: care.ActorFacility, ID: "a1", Facility: "f1"}
	other   = care.Actor{Kind: care.ActorFacility, ID: "a2", Facility: "f2"}
	officer = care.Actor{Kind: care.ActorDistrict, ID: "o1", Area: "110105"}
	away1   = care.Actor{Kind: care.ActorDistrict, ID: "o2", Area: "110101"}
	watcher = care.Actor{Kind: care.ActorInspector, ID: "i1", Area: "110105"}
)

// world is a service whose clock the test moves.
type world struct {
	*testing.T
	*Service
	st    *store.Store
	clock time.Time
	files map[care.UploadID]File
	rules *care.Rules
}

func newWorld(t *testing.T, st *store.Store) *world {
	t.Helper()
	w := &world{T: t, st: st, clock: time.Date(2026, 9, 24, 15, 0, 0, 0, care.Shanghai), files: map[care.UploadID]File{}, rules: care.NewRules(care.DefaultRules())}
	box, err := seal.New(bytes.Repeat([]byte{5}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := blob.NewFolder(t.TempDir(), func() time.Time { return w.clock })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	w.Service = New(Deps{
		Store: st, Box: box, Blob: folder, Rules: func() *care.Rules { return w.rules }, Now: func() time.Time { return w.clock },
		Upload: func(_ context.Context, id care.UploadID, _ string) (File, error) {
			f, ok := w.files[id]
			if !ok {
				return f, notHere()
			}
			return f, nil
		},
		Dropped: func(_ context.Context, id care.UploadID, _ string) error { delete(w.files, id); return nil },
	})
	must(t, st.SaveAreas(t.Context(), care.System("test"), 1, []care.Area{{Code: "110105", Name: "朝阳区", Level: care.LevelDistrict}}))
	for i, status := range []care.FilingStatus{care.FilingDraft, care.Filed} {
		f := care.Facility{
			ID: care.FacilityID(fmt.Sprintf("f%d", i+1)), Source: "test", ExternalID: strconv.Itoa(i), Name: fmt.Sprintf("小树苗托育%d", i+1), Kind: care.KindIndependent,
			Filing: care.Filing{Status: status}, AreaCode: "110105001", Address: "幸福路1号", OpenToPublic: true,
		}
		_, err := st.SaveFacilities(t.Context(), care.System("test"), 1, []care.Facility{f})
		must(t, err)
	}
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) status(id care.FacilityID) care.FilingStatus {
	w.Helper()
	f, err := w.st.Facility(w.Context(), id)
	must(w.T, err)
	return f.Filing.Status
}

func day(s string) care.Date {
	d, err := care.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func sound() care.FilingForm {
	return care.FilingForm{
		Name: "小树苗托育服务有限公司", CreditCode: "91110105MA0A0000AP", Route: care.RouteCompany, Registrar: "朝阳区市场监督管理局", Scope: "托育服务", LegalName: "金丝雀法人",
		LegalID: "11010519491231002X", Kind: care.KindIndependent, Nature: care.NaturePrivate, Modes: []care.Mode{care.FullDay}, AreaCode: "110105001", Address: "幸福路1号",
		Site: care.SiteOwn, FloorLow: 1, FloorHigh: 2, FloorArea: 600, UsableArea: 300, OpenToPublic: true,
		Classes: []care.FilingClass{{Name: "托小一班", Band: care.BandToddler, Mode: care.FullDay, Places: 15, Carers: 3}},
		Meals:   care.MealsDelivered, HeadName: "李某", HeadPhone: "13800138000", HeadDegree: true, HeadYears: 3, HeadTraining: 60,
		Staff: care.Staff{Carers: 3, Certified: 3, Health: 1, Security: 1}, HealthTrained: true, ExclusionOn: day("2026-02-01"), CheckupsOn: day("2026-02-01"),
		HygienePassed: true, Cameras: true, VideoDays: 90, Insured: true,
	}
}

// papers adds every paper the form needs.
func (w *world) papers(v View) View {
	w.Helper()
	for _, n := range v.Needs {
		v = w.paper(v, n.Kind)
	}
	return v
}

func (w *world) paper(v View, kind care.MaterialKind) View {
	w.Helper()
	id := care.UploadID(care.NewID())
	w.files[id] = File{Body: []byte("%PDF-1.4 金丝雀 " + string(kind)), Type: "application/pdf", SHA256: strings.Repeat("a", 64)}
	v, err := w.AddPaper(w.Context(), owner, v.ID, PaperInput{Kind: kind, Upload: id, Issued: day("2026-01-01"), Until: day("2027-12-31")})
	must(w.T, err)
	if len(w.files) != 0 {
		w.Error("the upload was not dropped")
	}
	return v
}

// ready is a draft with everything in it.
func (w *world) ready() View {
	w.Helper()
	v, err := w.Begin(w.Context(), owner, care.FilingNew, care.BasisFiling)
	must(w.T, err)
	v, err = w.Save(w.Context(), owner, v.ID, v.Version, sound())
	must(w.T, err)
	v = w.papers(v)
	if len(v.Findings) > 0 {
		w.Fatalf("findings of a sound form: %+v", v.Findings)
	}
	return v
}

func (w *world) submit(v View) View {
	w.Helper()
	v, err := w.ActOwn(w.Context(), owner, v.ID, Act{Action: care.FilingSubmit, Version: v.Version, Promised: true, Knowing: true})
	must(w.T, err)
	return v
}

func (w *world) act(v View, a Act) View {
	w.Helper()
	a.Version = v.Version
	v, err := w.ActOn(w.Context(), officer, v.ID, a)
	must(w.T, err)
	return v
}

func (w *world) checkAll(v View) View {
	w.Helper()
	var all []Item
	for _, i := range v.Items {
		all = append(all, Item{i.Item, care.ItemCheck{Result: care.ItemOK}})
	}
	v, err := w.Check(w.Context(), officer, v.ID, v.Version, all)
	must(w.T, err)
	return v
}

func (w *world) granted() View {
	w.Helper()
	v := w.submit(w.ready())
	v = w.act(v, Act{Action: care.FilingReceive})
	v = w.act(v, Act{Action: care.FilingVerify})
	return w.act(w.checkAll(v), Act{Action: care.FilingGrant, TitleNo: "京朝备 1"})
}

func (w *world) told() (out []care.Notice) {
	w.Helper()
	rows, err := w.st.ClaimOutbox(w.Context(), care.TopicMessage, "test", care.InstantOf(w.clock), time.Minute, 500)
	must(w.T, err)
	for _, r := range rows {
		var n care.Notice
		must(w.T, json.Unmarshal(r.Payload, &n))
		out = append(out, n)
		must(w.T, w.st.FinishOutbox(w.Context(), r.ID, "test"))
	}
	return out
}

// A facility files, is received, verified and filed: on the golden days, with its classes in the register, and nothing of people in it.
func TestFromDraftToFiled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		v := w.ready()
		if _, err := w.View(t.Context(), officer, v.ID); !care.Is(err, care.CodeNotFound) {
			t.Errorf("an officer sees a draft: %v", err)
		}
		if _, err := w.ActOwn(t.Context(), owner, v.ID, Act{Action: care.FilingSubmit, Version: v.Version - 1, Promised: true}); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("an old version: %v", err)
		}
		v = w.submit(v)
		if due := care.Today(v.Clocks[0].Due); due != day("2026-10-09") {
			t.Errorf("the receipt is due on %s", due)
		}
		if due := care.Today(v.Clocks[1].Due); due != day("2026-10-22") || w.status("f1") != care.FilingSubmitted {
			t.Errorf("the notice is due on %s, status %s", due, w.status("f1"))
		}
		if _, err := w.Save(t.Context(), owner, v.ID, v.Version, sound()); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("changed while the authority has it: %v", err)
		}
		for _, a := range []care.Actor{other, away1} {
			if _, err := w.View(t.Context(), a, v.ID); err == nil {
				t.Errorf("%s sees it", a.ID)
			}
		}
		if _, err := w.ActOn(t.Context(), watcher, v.ID, Act{Action: care.FilingReceive, Version: v.Version}); !care.Is(err, care.CodeNotAllowed) {
			t.Errorf("an inspector decides: %v", err)
		}
		v = w.act(v, Act{Action: care.FilingReceive})
		if v.ReceiptNo != "110105-20260924-001" || v.Authority != "朝阳区卫生健康部门" {
			t.Errorf("receipt %q of %q", v.ReceiptNo, v.Authority)
		}
		v = w.act(v, Act{Action: care.FilingVerify})
		if _, err := w.ActOn(t.Context(), officer, v.ID, Act{Action: care.FilingGrant, Version: v.Version}); !care.Is(err, care.CodeFilingUnchecked) {
			t.Errorf("granted unverified: %v", err)
		}
		if f, err := w.Paper(t.Context(), officer, v.ID, care.MaterialID(v.Materials[0].ID)); err != nil || !strings.Contains(string(f.Body), "金丝雀") {
			t.Errorf("the paper: %v %q", err, f.Body)
		}
		w.act(w.checkAll(v), Act{Action: care.FilingGrant, TitleNo: "京朝备 1"})
		f, err := st.Facility(t.Context(), "f1")
		must(t, err)
		if f.Filing != (care.Filing{Status: care.Filed, No: "京朝备 1", Date: day("2026-09-24"), Authority: "朝阳区卫生健康部门"}) || f.Name != "小树苗托育服务有限公司" || !f.Verified {
			t.Errorf("the facility: %+v", f)
		}
		if len(f.Classes) != 1 || len(f.Classes[0].Pools) != monthsFiled || f.Classes[0].Pools[0].Filed != 15 || f.Classes[0].Pools[0].Staffed != 15 || f.Classes[0].FromMonths != 12 {
			t.Errorf("its classes: %+v", f.Classes)
		}
		w.nothingPersonal()
		var events []string
		for _, n := range w.told() {
			events = append(events, string(n.Event))
		}
		if !slices.Equal(events, []string{"filing_submitted", "filing_received", "filing_granted"}) {
			t.Errorf("told %v", events)
		}
		if d, err := w.Desk(t.Context(), owner); err != nil || len(d.Titles) != 1 || len(d.MayBegin) != 2 {
			t.Errorf("the desk: %v %+v", err, d)
		}
	})
}

// nothingPersonal insists that no change and no message names anybody, and that no row of the forms can be read.
func (w *world) nothingPersonal() {
	w.Helper()
	_, err := w.st.Sequence(w.Context(), "test", care.InstantOf(w.clock))
	must(w.T, err)
	changes, err := w.st.Changes(w.Context(), 0, 1000)
	must(w.T, err)
	for _, c := range changes {
		for _, word := range []string{"金丝雀", "11010519491231002X", "13800138000", "李某"} {
			if strings.Contains(string(c.Body), word) {
				w.Errorf("change %s tells %q: %s", c.Kind, word, c.Body)
			}
		}
	}
}

// What does not conform is published with its reasons, put right, and submitted again with new clocks.
func TestNonconformingAndAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		v := w.ready()
		form := sound()
		form.Classes[0].Places, form.Classes[0].Carers = 16, 3
		v, err := w.Save(t.Context(), owner, v.ID, v.Version, form)
		must(t, err)
		if _, err := w.ActOwn(t.Context(), owner, v.ID, Act{Action: care.FilingSubmit, Version: v.Version, Promised: true}); !care.Is(err, care.CodeFilingKnowing) {
			t.Errorf("submitted against a standard, unknowingly: %v", err)
		}
		v = w.submit(v)
		v = w.act(v, Act{Action: care.FilingReceive})
		v = w.act(v, Act{Action: care.FilingVerify})
		bad := []Item{{care.ItemClasses, care.ItemCheck{Result: care.ItemBad, Reason: care.FilingClassTooLarge, Note: "16 人"}}}
		if _, err := w.Check(t.Context(), officer, v.ID, v.Version, []Item{{care.ItemClasses, care.ItemCheck{Result: care.ItemBad}}}); !care.Is(err, care.CodeReasonNeeded) {
			t.Errorf("bad without a reason: %v", err)
		}
		v, err = w.Check(t.Context(), officer, v.ID, v.Version, bad)
		must(t, err)
		if _, err := w.ActOn(t.Context(), officer, v.ID, Act{Action: care.FilingRefuse, Version: v.Version}); !care.Is(err, care.CodeReasonNeeded) {
			t.Errorf("refused without a reason: %v", err)
		}
		w.clock = w.clock.AddDate(0, 0, 20)
		v = w.act(v, Act{Action: care.FilingRefuse, Reasons: []care.FilingReason{{Code: care.FilingClassTooLarge, Item: care.ItemClasses, Words: "托小班不超过 15 人"}}})
		if !v.Clocks[1].Met || w.status("f1") != care.FilingNonconforming {
			t.Errorf("clocks %+v, status %s", v.Clocks, w.status("f1"))
		}
		public, err := w.Notices(t.Context(), "110105")
		must(t, err)
		if len(public) != 1 || public[0].Reasons[0].Code != care.FilingClassTooLarge || public[0].On != day("2026-10-14") {
			t.Errorf("published %+v", public)
		}
		if none, err := w.Notices(t.Context(), "310000"); err != nil || len(none) != 0 {
			t.Errorf("published elsewhere %+v %v", none, err)
		}
		own, err := w.Own(t.Context(), owner, v.ID)
		must(t, err)
		if len(own.Items) != 0 {
			t.Error("the facility reads the officer's notes")
		}
		v, err = w.Save(t.Context(), owner, v.ID, own.Version, sound())
		must(t, err)
		v = w.submit(v)
		if v.Round != 2 || care.Today(v.Clocks[0].Due) != day("2026-10-21") || len(v.Reasons) != 0 {
			t.Errorf("again: round %d, %+v", v.Round, v.Clocks)
		}
		if public, err := w.Notices(t.Context(), ""); err != nil || len(public) != 0 {
			t.Errorf("still published: %+v %v", public, err)
		}
		officers, err := w.View(t.Context(), officer, v.ID)
		must(t, err)
		if slices.ContainsFunc(officers.Items, func(i Item) bool { return i.Result != "" }) {
			t.Error("what was found in the first round counts in the second")
		}
	})
}

// A change begins with what is filed and its papers, keeps what is there until it is granted, and a class that is dropped goes.
func TestChangeAndEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		w.granted()
		v, err := w.Begin(t.Context(), owner, care.FilingChange, care.BasisFiling)
		must(t, err)
		if len(v.Materials) != 6 || !v.Materials[0].Carried || v.Form.LegalName != "金丝雀法人" || v.Form.Classes[0].ID == "" || len(v.Changed) != 0 {
			t.Fatalf("the change begins with %d papers, %+v, changed %v", len(v.Materials), v.Form, v.Changed)
		}
		if _, err := w.Begin(t.Context(), owner, care.FilingCancel, care.BasisFiling); !care.Is(err, care.CodeFilingOpen) {
			t.Errorf("two at once: %v", err)
		}
		if _, err := w.ActOwn(t.Context(), owner, v.ID, Act{Action: care.FilingSubmit, Version: v.Version, Promised: true}); !care.Is(err, care.CodeFilingIncomplete) {
			t.Errorf("nothing changed: %v", err)
		}
		form := v.Form
		form.Address = "和平路2号"
		form.Classes = append(slices.Clone(form.Classes), care.FilingClass{Name: "托大一班", Band: care.BandSenior, Mode: care.FullDay, Places: 14, Carers: 2})
		form.Classes[0].Places, form.Staff.Carers = 12, 5
		v, err = w.Save(t.Context(), owner, v.ID, v.Version, form)
		must(t, err)
		if !slices.Equal(v.Changed, []string{"address", "classes", "staff"}) {
			t.Errorf("changed %v", v.Changed)
		}
		gone := v.Materials[0]
		if v, err = w.RemovePaper(t.Context(), owner, v.ID, care.MaterialID(gone.ID)); err != nil {
			t.Fatal(err)
		}
		v = w.paper(v, care.MaterialKind(gone.Kind))
		v = w.submit(v)
		if w.status("f1") != care.FilingChangePending {
			t.Errorf("status %s", w.status("f1"))
		}
		v = w.act(v, Act{Action: care.FilingReceive})
		v = w.act(v, Act{Action: care.FilingVerify})
		w.act(w.checkAll(v), Act{Action: care.FilingGrant})
		f, err := st.Facility(t.Context(), "f1")
		must(t, err)
		if f.Address != "和平路2号" || f.Filing.Status != care.Filed || f.Filing.No != "京朝备 1" || len(f.Classes) != 2 || f.Classes[0].Pools[0].Filed != 12 || f.Classes[1].Pools[0].Filed != 14 {
			t.Errorf("after the change: %+v", f)
		}
		v, err = w.Begin(t.Context(), owner, care.FilingCancel, care.BasisFiling)
		must(t, err)
		v, err = w.Save(t.Context(), owner, v.ID, v.Version, care.FilingForm{AreaCode: "110105001", EndsOn: day("2026-12-31"), EndReason: care.EndClosing})
		must(t, err)
		v = w.act(w.submit(v), Act{Action: care.FilingReceive})
		v = w.act(v, Act{Action: care.FilingVerify})
		w.act(w.checkAll(v), Act{Action: care.FilingGrant})
		if w.status("f1") != care.FilingCancelled {
			t.Errorf("status %s", w.status("f1"))
		}
		if d, err := w.Desk(t.Context(), owner); err != nil || d.Titles[0].EndedOn != day("2026-09-24") || d.Dossiers[0].Kind != care.FilingCancel {
			t.Errorf("the desk after the end: %v %+v", err, d)
		}
		for _, m := range []care.MaterialKind{care.MaterialKind(gone.Kind)} { // shared with the first filing: still there
			if first, err := w.Desk(t.Context(), owner); err == nil {
				if _, err := w.Paper(t.Context(), officer, first.Dossiers[len(first.Dossiers)-1].ID, care.MaterialID(w.firstPaper(first.Dossiers[len(first.Dossiers)-1].ID, m))); err != nil {
					t.Errorf("the paper of the first filing is gone: %v", err)
				}
			}
		}
	})
}

func (w *world) firstPaper(id care.DossierID, kind care.MaterialKind) string {
	w.Helper()
	v, err := w.View(w.Context(), officer, id)
	must(w.T, err)
	for _, m := range v.Materials {
		if m.Kind == string(kind) {
			return m.ID
		}
	}
	w.Fatal("no such paper")
	return ""
}

// A facility that moves is decided by the district it moves to; the one it leaves hears of it, when it asks and when it has gone.
func TestMoveToAnotherDistrict(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		must(t, st.SaveAreas(t.Context(), care.System("test"), 2, []care.Area{{Code: "110101", Name: "东城区", Level: care.LevelDistrict}}))
		w.granted()
		w.told()
		v, err := w.Begin(t.Context(), owner, care.FilingChange, care.BasisFiling)
		must(t, err)
		form := v.Form
		form.AreaCode, form.Address = "110101001", "东四路1号"
		v, err = w.Save(t.Context(), owner, v.ID, v.Version, form)
		must(t, err)
		v = w.submit(v)
		heard := func(event care.NoticeEvent) {
			t.Helper()
			told := w.told()
			i := slices.IndexFunc(told, func(n care.Notice) bool { return n.Event == event })
			if i < 0 || told[i].Area != "110105" || told[i].About != "f1" || told[i].Params["office"] != "东城区卫生健康部门" {
				t.Errorf("%s: %+v", event, told)
			}
		}
		heard(care.NoticeLeaving)
		if _, err := w.View(t.Context(), officer, v.ID); !care.Is(err, care.CodeNotFound) {
			t.Errorf("the old district opens what another decides: %v", err)
		}
		there := func(a Act) {
			t.Helper()
			a.Version = v.Version
			v, err = w.ActOn(t.Context(), away1, v.ID, a)
			must(t, err)
		}
		there(Act{Action: care.FilingReceive})
		there(Act{Action: care.FilingVerify})
		var all []Item
		for _, i := range v.Items {
			all = append(all, Item{i.Item, care.ItemCheck{Result: care.ItemOK}})
		}
		v, err = w.Check(t.Context(), away1, v.ID, v.Version, all)
		must(t, err)
		there(Act{Action: care.FilingGrant})
		heard(care.NoticeLeft)
		f, err := st.Facility(t.Context(), "f1")
		must(t, err)
		if f.AreaCode != "110101001" || f.Filing.Status != care.Filed {
			t.Errorf("it stands at %s, %s", f.AreaCode, f.Filing.Status)
		}
	})
}

// A licence comes beside the filing while both are the law, and the facility keeps what it has until then.
func TestLicenceBesideFiling(t *testing.T) {
	w := newWorld(t, storetest.New(t))
	w.granted()
	w.rules = care.NewRules(append(care.DefaultRules(), care.Rule{Key: care.RuleFilingBasis, Value: "filing,licence", From: day("2026-09-01"), Confidence: care.Proposed}))
	v, err := w.Begin(t.Context(), owner, care.FilingNew, care.BasisLicence)
	must(t, err)
	v = w.submit(v)
	if w.status("f1") != care.Filed {
		t.Errorf("lost its filing: %s", w.status("f1"))
	}
	v = w.act(v, Act{Action: care.FilingReceive})
	v = w.act(v, Act{Action: care.FilingVerify})
	w.act(w.checkAll(v), Act{Action: care.FilingGrant, TitleNo: "京朝许 1"})
	d, err := w.Desk(t.Context(), owner)
	must(t, err)
	if len(d.Titles) != 2 || !d.Titles[0].EndedOn.IsZero() || w.status("f1") != care.Licensed {
		t.Errorf("side by side: %+v, %s", d.Titles, w.status("f1"))
	}
}

// Of two officers who receive at once one does; of two tabs that save at once one does.
func TestTwoAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		v := w.submit(w.ready())
		done := make(chan error, 6)
		for range 6 {
			go func() {
				_, err := w.ActOn(context.WithoutCancel(t.Context()), officer, v.ID, Act{Action: care.FilingReceive, Version: v.Version})
				done <- err
			}()
		}
		won := 0
		for range 6 {
			if err := <-done; err == nil {
				won++
			} else if !care.Is(err, care.CodeStateConflict) {
				t.Errorf("lost with %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d received it", won)
		}
	})
}

// The sweep warns at 80, 100 and 150 % once each, whoever sweeps, and reminds of papers and reports.
func TestSweep(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		w.submit(w.ready())
		w.told()
		shares := map[string]int{}
		for range 60 {
			w.clock = w.clock.Add(12 * time.Hour)
			for range 2 {
				if _, err := w.Sweep(t.Context(), "one"); err != nil {
					t.Fatal(err)
				}
			}
			for _, n := range w.told() {
				shares[string(n.Event)+n.Params["clock"]+n.Params["share"]]++
			}
		}
		want := map[string]int{
			"filing_duefiling_receipt80": 1, "filing_duefiling_receipt100": 1, "filing_duefiling_receipt150": 1, "filing_duefiling_notice80": 1, "filing_duefiling_notice100": 1,
		}
		if fmt.Sprint(shares) != fmt.Sprint(want) {
			t.Errorf("told %v\nwant %v", shares, want)
		}
	})
}

func TestSweepRemindsOfPapersAndTerms(t *testing.T) {
	w := newWorld(t, storetest.New(t))
	v := w.ready()
	for _, m := range v.Materials {
		if m.Kind == string(care.MaterialFire) {
			var err error
			if v, err = w.DatePaper(t.Context(), owner, v.ID, care.MaterialID(m.ID), day("2026-01-01"), day("2026-11-10")); err != nil {
				t.Fatal(err)
			}
		}
	}
	v = w.act(w.submit(v), Act{Action: care.FilingReceive})
	v = w.act(v, Act{Action: care.FilingVerify})
	w.act(w.checkAll(v), Act{Action: care.FilingGrant})
	kindergarten := care.Facility{
		ID: "k", Source: "test", ExternalID: "k", Name: "幼儿园托班", Kind: care.KindKindergarten, Filing: care.Filing{Status: care.Filed}, AreaCode: "110105002",
	}
	_, err := w.st.SaveFacilities(t.Context(), care.System("test"), 1, []care.Facility{kindergarten})
	must(t, err)
	w.told()
	seen := map[care.NoticeEvent][]string{}
	for range 50 {
		w.clock = w.clock.AddDate(0, 0, 1)
		if _, err := w.Sweep(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
		for _, n := range w.told() {
			seen[n.Event] = append(seen[n.Event], care.Today(care.InstantOf(w.clock)).String())
		}
	}
	if got := seen[care.NoticeFilingPaper]; !slices.Equal(got, []string{"2026-10-11"}) {
		t.Errorf("reminded of the paper on %v", got)
	}
	if got := seen[care.NoticeTermDue]; !slices.Equal(got, []string{"2026-10-01", "2026-10-16"}) && !slices.Equal(got, []string{"2026-09-25", "2026-10-16"}) {
		t.Errorf("reminded of the report on %v", got)
	}
}

// A file that lost its row is removed, a file with one is not.
func TestSweepFiles(t *testing.T) {
	w := newWorld(t, storetest.New(t))
	v := w.ready()
	must(t, w.Blob.Put(t.Context(), "filing/lost", bytes.NewReader([]byte("x")), 1, "application/octet-stream"))
	w.clock = w.clock.AddDate(50, 0, 0) // files carry the machine's time
	must(t, w.SweepFiles(t.Context()))
	if _, _, err := w.Blob.Get(t.Context(), "filing/lost"); err == nil {
		t.Error("the lost file is there")
	}
	if f, err := w.Paper(t.Context(), owner, v.ID, care.MaterialID(v.Materials[0].ID)); err != nil || len(f.Body) == 0 {
		t.Errorf("a paper is gone: %v", err)
	}
	body, _, err := w.Blob.Get(t.Context(), v.Materials[0].BlobKey)
	must(t, err)
	raw, _ := io.ReadAll(body)
	_ = body.Close()
	if bytes.Contains(raw, []byte("PDF")) {
		t.Error("a paper is kept readable")
	}
}

func TestTermReports(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		kindergarten := care.Facility{
			ID: "f1", Source: "test", ExternalID: "0", Name: "幼儿园托班", Kind: care.KindKindergarten, Filing: care.Filing{Status: care.Filed}, AreaCode: "110105002",
		}
		_, err := st.SaveFacilities(t.Context(), care.System("test"), 1, []care.Facility{kindergarten})
		must(t, err)
		now := care.Term{Year: 2026, Autumn: true}
		classes := []care.TermClass{{Name: "托班", Band: care.BandSenior, Places: 20, Children: 18, Carers: 3}}
		r, err := w.Report(t.Context(), owner, now, 0, classes)
		must(t, err)
		if !r.Expected || r.Now != now || r.Due != day("2026-10-15") || len(r.Reports) != 1 || r.Reports[0].Version != 1 {
			t.Errorf("%+v", r)
		}
		if _, err := w.Report(t.Context(), owner, now, 0, classes); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("reported twice: %v", err)
		}
		if _, err := w.Report(t.Context(), owner, care.Term{Year: 2027}, 0, classes); !care.Is(err, care.CodeInvalid) {
			t.Errorf("a term to come: %v", err)
		}
		list, err := w.TermsIn(t.Context(), officer, care.Term{})
		must(t, err)
		if len(list) != 1 || list[0].Classes[0].Children != 18 {
			t.Errorf("the bureau sees %+v", list)
		}
		must(t, w.Acknowledge(t.Context(), officer, "f1", now, 1))
		if err := w.Acknowledge(t.Context(), away1, "f1", now, 2); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district: %v", err)
		}
		classes[0].Children = 23
		if r, err = w.Report(t.Context(), owner, now, 2, classes); err != nil || r.Reports[0].AcknowledgedAt != 0 || len(r.Reports[0].Findings) == 0 {
			t.Errorf("corrected: %v %+v", err, r)
		}
	})
}

const list = "统一社会信用代码,名称,区域编号,住所,业务范围,登记日期,登记状态\n" +
	"91110105MA0A0000AP,小树苗托育服务有限公司,110105,幸福路1号,托育服务,2025-03-01,存续\n" +
	"92110105MA0A0000AL,朝阳区阳光托育所,110105,阳光路3号,托育服务,2025-04-01,存续\n" +
	"52110105MJ0A0000A9,晨光社区服务中心,,晨光路5号,图书借阅,2025-05-01,注销\n" +
	"12110105MB0A0000AY,远方托育中心,110101,远方路,托育服务,2025-05-01,存续\n"

// A registrar's list comes in once however often it is sent, as CSV or XLSX; the work list follows the register.
func TestRegisteredButNotFiled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		try, err := w.ImportList(t.Context(), officer, "市场监管 2026-09", []byte(list), true)
		must(t, err)
		if try.Created != 3 || try.Outside != 1 || try.Unfiled != 2 || try.Ended != 1 {
			t.Errorf("it would %+v", try)
		}
		if l, _ := w.Registrants(t.Context(), officer, ""); len(l.Lines) != 0 {
			t.Error("trying changed something")
		}
		done, err := w.ImportList(t.Context(), officer, "市场监管 2026-09", []byte(list), false)
		must(t, err)
		again, err := w.ImportList(t.Context(), officer, "市场监管 2026-09", workbook(t, list), false)
		must(t, err)
		if done.Created != 3 || again.Created != 0 || again.Updated != 0 || again.Unchanged != 3 {
			t.Errorf("first %+v, again %+v", done, again)
		}
		l, err := w.Registrants(t.Context(), officer, "unfiled")
		must(t, err)
		if len(l.Lines) != 2 || len(l.Unlisted) != 1 || l.Unlisted[0].ID != "f2" {
			t.Fatalf("unfiled %+v, unlisted %+v", l.Lines, l.Unlisted)
		}
		sun := l.Lines[slices.IndexFunc(l.Lines, func(r care.SeenRegistrant) bool { return r.CreditCode == "92110105MA0A0000AL" })]
		if _, err := w.MarkRegistrant(t.Context(), away1, sun.ID, Mark{Action: MarkInvite, Version: 1}); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district marks it: %v", err)
		}
		invited, err := w.MarkRegistrant(t.Context(), officer, sun.ID, Mark{Action: MarkInvite, Version: sun.Version})
		must(t, err)
		if invited.State != care.RegistrantInvited || invited.Facility == nil || w.status(invited.Facility.ID) != care.FilingDraft {
			t.Errorf("invited %+v", invited)
		}
		newcomer := care.Actor{Kind: care.ActorFacility, ID: "n", Facility: invited.Facility.ID}
		if d, err := w.Desk(t.Context(), newcomer); err != nil || len(d.MayBegin) != 0 || len(d.Dossiers) != 1 || d.Dossiers[0].ID != invited.Dossier || d.Dossiers[0].State != care.DossierDraft {
			t.Errorf("the newcomer's desk: %v %+v", err, d)
		}
		linked, err := w.MarkRegistrant(t.Context(), officer, w.registrant("91110105MA0A0000AP").ID, Mark{Action: MarkLink, Facility: "f2", Version: 1})
		must(t, err)
		if linked.State != care.RegistrantFiled || !slices.Contains(linked.Conflicts, care.ConflictName) {
			t.Errorf("linked %+v", linked)
		}
		_, err = w.ImportList(t.Context(), officer, "市场监管 2026-09", []byte(list), false)
		must(t, err)
		if r := w.registrant("91110105MA0A0000AP"); r.Mark != care.MarkLinked {
			t.Error("an import takes back what a person decided")
		}
		bad, err := w.ImportList(t.Context(), officer, "坏的", []byte("统一社会信用代码,名称\n123,甲\n91110105MA0A0000AP,乙\n91110105MA0A0000AP,丙\n"), false)
		must(t, err)
		if len(bad.Bad) != 2 || len(w.lines("坏的")) != 0 {
			t.Errorf("a list with bad rows: %+v", bad)
		}
	})
}

// A facility that has both the code and the name of a registrant is one facility.
func TestOneFacilityIsNotSeveral(t *testing.T) {
	f := care.Facility{ID: "f", Name: "小树苗", CreditCode: "91110105MA0A0000AP", AreaCode: "110105", Filing: care.Filing{Status: care.Filed}, Verified: true}
	r := care.Registrant{ID: "r", Name: "小树苗", CreditCode: f.CreditCode, AreaCode: "110105", Scope: "托育服务"}
	if seen := seeAll([]care.Registrant{r}, []care.Facility{f})[0]; len(seen.Conflicts) != 0 || seen.State != care.RegistrantFiled {
		t.Errorf("%s %v", seen.State, seen.Conflicts)
	}
}

func (w *world) lines(source string) (out []care.SeenRegistrant) {
	w.Helper()
	l, err := w.Registrants(w.Context(), officer, "")
	must(w.T, err)
	for _, r := range l.Lines {
		if source == "" || r.Source == source {
			out = append(out, r)
		}
	}
	return out
}

func (w *world) registrant(code string) care.SeenRegistrant {
	w.Helper()
	for _, r := range w.lines("") {
		if r.CreditCode == code {
			return r
		}
	}
	w.Fatal("no such registrant")
	return care.SeenRegistrant{}
}

func workbook(t *testing.T, text string) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for y, line := range strings.Split(strings.TrimSpace(text), "\n") {
		for x, cell := range strings.Split(line, ",") {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			must(t, err)
			must(t, book.SetCellStr("Sheet1", at, cell))
		}
	}
	var b bytes.Buffer
	must(t, book.Write(&b))
	return b.Bytes()
}

// The desk is read to its end, page by page, whatever stands at the border of two: equal clocks, and those without one.
func TestDeskIsReadToItsEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		now := care.InstantOf(w.clock)
		for i, c := range []struct{ due, decided care.Instant }{{due: 2}, {due: 1}, {due: 2}, {due: 3}, {decided: 1}, {decided: 2}, {decided: 1}} {
			f := care.Facility{
				ID: care.FacilityID(fmt.Sprint("d", i)), Source: "test", ExternalID: fmt.Sprint("d", i), Name: fmt.Sprint("晨曦托育", i), Kind: care.KindIndependent,
				AreaCode: "110105001", Address: "幸福路2号", Filing: care.Filing{Status: care.FilingDraft},
			}
			_, err := st.SaveFacilities(t.Context(), care.System("test"), 1, []care.Facility{f})
			must(t, err)
			d := store.SealedDossier{FormSealed: "x"}
			d.Dossier = care.Dossier{
				ID: care.DossierID(fmt.Sprint("id", i)), Facility: f.ID, Area: "110105001", Kind: care.FilingNew, Basis: care.BasisFiling, CreatedAt: now, Version: 1,
			}
			must(t, st.Write(t.Context(), "lay a dossier on the desk", func(tx *store.Tx) error {
				if _, err := tx.AddDossier(t.Context(), d); err != nil {
					return err
				}
				d.State, d.Round, d.SubmittedAt, d.UpdatedAt, d.Version = care.DossierSubmitted, 1, now, now+c.decided, 2
				if c.due > 0 {
					d.Clocks = []care.Clock{{Kind: care.ClockFilingReceipt, Start: now, Due: now + c.due}}
				} else {
					d.State, d.DecidedAt = care.DossierDone, now
				}
				_, err := tx.SaveDossier(t.Context(), d, 1)
				return err
			}))
		}
		want := []string{"id1", "id0", "id2", "id3", "id5", "id4", "id6"}
		for _, limit := range []int{1, 2, 3, 7} {
			var got []string
			for cursor, more := "", true; more; {
				l, err := w.List(t.Context(), officer, "", cursor, limit)
				must(t, err)
				if l.Total != len(want) || len(l.Lines) > limit {
					t.Fatalf("%d of %d, %d at once", len(l.Lines), l.Total, limit)
				}
				for _, x := range l.Lines {
					got = append(got, string(x.ID))
				}
				cursor, more = l.Next, l.Next != ""
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d at once: %v", limit, got)
			}
		}
		open, err := w.List(t.Context(), officer, "open", "", 10)
		must(t, err)
		done, err := w.List(t.Context(), officer, "done", "", 10)
		must(t, err)
		if open.Total != 4 || len(open.Lines) != 4 || done.Total != 3 || len(done.Lines) != 3 || done.Next != "" {
			t.Errorf("open %d, done %d", open.Total, done.Total)
		}
		if _, err := w.List(t.Context(), officer, "", "nonsense", 10); !care.Is(err, care.CodeBadCursor) {
			t.Errorf("nonsense: %v", err)
		}
	})
}
