package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

const oneDay = 24 * time.Hour

// An identity is told to whoever has the case in hand and gives a purpose and a reason; the look is written down, covered by the
// chain, told to the complainant, and reviewed by somebody else.
func TestIdentityIsOpenedWithAReason(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		anna := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满")
		r := w.complains(by(anna), "f", casework.SubmitRequest{Child: "child-anna"})
		w.handled(r.ID)
		open := func(who care.Actor, purpose care.OpeningPurpose, reason string) (casework.Identity, error) {
			return w.cases.OpenIdentity(ctx, who, r.ID, purpose, reason)
		}
		for name, c := range map[string]struct {
			who     care.Actor
			purpose care.OpeningPurpose
			reason  string
			want    care.Code
		}{
			"no reason":            {officer2, care.OpenToContact, "  ", care.CodeReasonNeeded},
			"a reason too short":   {officer2, care.OpenToContact, "要联系", care.CodeReasonNeeded},
			"a reason unseen":      {officer2, care.OpenToContact, "要\u202e联系投诉人核实", care.CodeReasonNeeded},
			"no purpose":           {officer2, "", "要联系投诉人核实", care.CodeInvalid},
			"a purpose of our own": {officer2, care.OpenedByPreview, "要联系投诉人核实", care.CodeInvalid},
			"not on the case":      {officer3, care.OpenToContact, "要联系投诉人核实", care.CodeNotAllowed},
			"another area":         {elsewhere, care.OpenToContact, "要联系投诉人核实", care.CodeNotFound},
			"the facility":         {staffOf("f"), care.OpenToContact, "要联系投诉人核实", care.CodeNotAllowed},
			"the complainant":      {anna, care.OpenToContact, "要联系投诉人核实", care.CodeNotAllowed},
			"who runs the service": {care.Actor{Kind: care.ActorAdmin, ID: "admin"}, care.OpenToContact, "要联系投诉人核实", care.CodeNotAllowed},
		} {
			if id, err := open(c.who, c.purpose, c.reason); !care.Is(err, c.want) || id != (casework.Identity{}) {
				t.Errorf("%s: %+v, %v; want %s", name, id, err, c.want)
			}
		}
		if looks, err := w.cases.Looks(ctx, r.ID); err != nil || len(looks) != 0 {
			t.Errorf("refused looks are written down: %v, %v", looks, err)
		}
		id, err := open(officer2, care.OpenToContact, "要联系投诉人核实班级人数")
		if err != nil || id.Name != "欧阳安娜" || id.Phone != "13900001111" || id.Child != "欧阳小满" || !id.Account || id.Anonymous {
			t.Fatalf("%+v, %v", id, err)
		}
		if looks, err := w.cases.Looks(ctx, r.ID); err != nil || len(looks) != 1 || looks[0].Purpose != care.OpenToContact || looks[0].At != care.InstantOf(firstMonday) {
			t.Errorf("the complainant is told %v, %v", looks, err)
		}
		w.reviewed(id.Opening, officer2, r)
		w.chained("opened", "reviewed")
	})
}

// reviewed lets somebody else review the look of an officer, once.
func (w *neighbours) reviewed(opening string, opener care.Actor, r casework.Receipt) {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	w.pass(6 * oneDay)
	mine, err := w.cases.Openings(ctx, opener)
	if err != nil || len(mine) != 1 || !mine[0].Mine || mine[0].ReceiptNo != r.ReceiptNo || mine[0].Reason != "要联系投诉人核实班级人数" || mine[0].Overdue {
		t.Fatalf("%+v, %v", mine, err)
	}
	w.pass(2 * oneDay)
	list, err := w.cases.Openings(ctx, officer3)
	if err != nil || len(list) != 1 || list[0].Mine || !list[0].Overdue || !slices.Equal(list[0].Shown, []string{"account", "child"}) {
		t.Fatalf("%+v, %v", list, err)
	}
	w.sweep()
	if told := w.told(care.NoticeOpeningsDue); len(told) != 1 || told[0].Area != neighboursArea || told[0].Params["count"] != "1" {
		t.Errorf("the bureau is reminded of %+v", told)
	}
	for _, who := range []care.Actor{elsewhere, staffOf("f")} {
		if others, err := w.cases.Openings(ctx, who); len(others) != 0 || (who.Kind == care.ActorFacility && err == nil) {
			t.Errorf("%s sees %+v, %v", who.ID, others, err)
		}
	}
	for name, c := range map[string]struct {
		who     care.Actor
		verdict care.OpeningVerdict
		note    string
		want    care.Code
	}{
		"one's own":            {opener, care.OpeningProper, "", care.CodeNotAllowed},
		"another area's":       {elsewhere, care.OpeningProper, "", care.CodeNotFound},
		"no verdict":           {officer3, "", "", care.CodeInvalid},
		"improper, but why":    {officer3, care.OpeningImproper, "", care.CodeReasonNeeded},
		"a note without end":   {officer3, care.OpeningProper, strings.Repeat("长", 301), care.CodeReasonNeeded},
		"what is not a bureau": {staffOf("f"), care.OpeningProper, "", care.CodeNotAllowed},
	} {
		if err := w.cases.ReviewOpening(ctx, c.who, opening, c.verdict, c.note); !care.Is(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if err := w.cases.ReviewOpening(ctx, officer3, opening, care.OpeningImproper, "电话可以经由平台转接"); err != nil {
		t.Fatal(err)
	}
	if err := w.cases.ReviewOpening(ctx, officer1, opening, care.OpeningProper, ""); !care.Is(err, care.CodeStateConflict) {
		t.Errorf("reviewed twice: %v", err)
	}
	if list, err = w.cases.Openings(ctx, officer1); err != nil || len(list) != 1 || list[0].Verdict != care.OpeningImproper || list[0].Note == "" || list[0].Reviewer != "officer-3" {
		t.Errorf("%+v, %v", list, err)
	}
}

// told are the notices of an event that wait to be sent.
func (w *neighbours) told(event care.NoticeEvent) (out []care.Notice) {
	w.t.Helper()
	for _, n := range w.notices() {
		if n.Event == event {
			out = append(out, n)
		}
	}
	return out
}

// chained looks for changes of the vault of these kinds, in order.
func (w *neighbours) chained(kinds ...string) {
	w.t.Helper()
	if _, err := w.st.Sequence(w.t.Context(), "test", care.InstantOf(w.clock())); err != nil {
		w.t.Fatal(err)
	}
	var got []string
	changes, err := w.st.Changes(w.t.Context(), 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range changes {
		if c.Noun == care.NounVault {
			got = append(got, c.Kind)
		}
	}
	if !slices.Equal(got, kinds) {
		w.t.Errorf("the chain tells of %v, want %v", got, kinds)
	}
}

// Of somebody who wishes not to be known nothing is kept, even where they are signed in; and the code alone leads to the case.
func TestAnonymousIsAnonymous(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		anna := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满")
		r := w.complains(by(anna), "f", casework.SubmitRequest{Anonymous: true, Name: "欧阳安娜", Phone: "13900001111", Child: "child-anna"})
		w.handled(r.ID)
		err := st.ReadVault(ctx, "look", func(v *store.Vault) error {
			row, known, err := v.Identity(ctx, r.ID)
			if err == nil && (!known || row.AccountSealed+row.AccountHash+row.FamilyHash+row.NameSealed+row.PhoneSealed+row.ChildSealed+row.ChildHash != "") {
				t.Errorf("kept of somebody who is not to be known: %+v", row)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if mine, err := w.cases.Mine(ctx, anna); err != nil || len(mine) != 0 {
			t.Errorf("an anonymous complaint is in the account's list: %+v, %v", mine, err)
		}
		if told, err := w.cases.Complainants(ctx, r.ID); err != nil || len(told) != 0 {
			t.Errorf("messages go to %v, %v", told, err)
		}
		if _, err := w.cases.Own(ctx, by(anna), r.ID); !care.Is(err, care.CodeNotFound) {
			t.Errorf("the account reads it: %v", err)
		}
		who := by(anna)
		who.Code = r.TrackingCode
		if v, err := w.cases.Own(ctx, who, r.ID); err != nil || v.Text != whatHappened {
			t.Errorf("the code does not: %v", err)
		}
		id, err := w.cases.OpenIdentity(ctx, officer2, r.ID, care.OpenToContact, "想联系投诉人核实情况")
		if err != nil || !id.Anonymous || id.Name+id.Phone+id.Child != "" {
			t.Errorf("opened: %+v, %v", id, err)
		}
		if held := w.retaliates(anna, "f"); held {
			t.Error("an anonymous complainant is watched over, so the vault knows who it is")
		}
	})
}

// A family that leaves takes its identity along: the case stays and names nobody, and what was given to reach somebody goes when it is over.
func TestFamilyLeaves(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		ctx, w := t.Context(), newNeighbours(t, st)
		w.facility("f", 20)
		anna, ben := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满"), w.family("ben", "司马本", "13900002222", "司马小雪")
		given := w.complains(by(anna), "f", casework.SubmitRequest{Category: care.CategoryFalseInfo, Child: "child-anna", Name: "欧阳安娜", Phone: "13900001111"})
		plain := w.complains(by(anna), "f", casework.SubmitRequest{Child: "child-anna"})
		other := w.complains(by(ben), "f", casework.SubmitRequest{Child: "child-ben"})
		export, err := w.cases.Export(ctx, anna)
		if err != nil || len(export) != 2 {
			t.Fatalf("%+v, %v", export, err)
		}
		for _, e := range export {
			if e.Text != whatHappened || e.Child != "child-anna" || e.Facility == "" || len(e.Steps) == 0 || (e.ReceiptNo == given.ReceiptNo) != (e.Phone == "13900001111") {
				t.Errorf("%+v", e)
			}
		}
		if err := w.cases.LeaveAll(ctx, anna, anna.Family, "child-anna"); err != nil { // the child alone
			t.Fatal(err)
		}
		if row := w.kept(given.ID); row.ChildSealed != "" || row.AccountHash == "" {
			t.Errorf("after the child left: %+v", row)
		}
		for range 2 {
			if err := w.cases.LeaveAll(ctx, anna, anna.Family, ""); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range []casework.Receipt{given, plain} {
			row := w.kept(r.ID)
			if row.AccountSealed+row.AccountHash+row.FamilyHash+row.ChildHash != "" || (r.ID == given.ID) != (row.PhoneSealed != "") {
				t.Errorf("%+v", row)
			}
			who := nobody
			who.Code = r.TrackingCode
			if v, err := w.cases.Own(ctx, who, r.ID); err != nil || v.Text != whatHappened {
				t.Errorf("the code no longer leads to the case: %v", err)
			}
		}
		if mine, err := w.cases.Mine(ctx, anna); err != nil || len(mine) != 0 {
			t.Errorf("%+v, %v", mine, err)
		}
		if row := w.kept(other.ID); row.AccountHash == "" || row.FamilyHash == "" {
			t.Error("a neighbour's identity went too")
		}
		w.pass(2 * time.Hour)
		w.sweep()
		if row := w.kept(given.ID); row.PhoneSealed == "" || row.ErasedAt != 0 {
			t.Error("the office cannot answer a case that runs")
		}
		who := nobody
		who.Code = given.TrackingCode
		w.ended(who, given.ID)
		w.pass(2 * time.Hour)
		w.sweep()
		if row := w.kept(given.ID); row.NameSealed+row.PhoneSealed != "" || row.ErasedAt == 0 {
			t.Errorf("after the case: %+v", row)
		}
	})
}

// kept is what the vault has of a case.
func (w *neighbours) kept(id care.CaseID) (row store.Identity) {
	w.t.Helper()
	err := w.st.ReadVault(w.t.Context(), "look", func(v *store.Vault) (err error) {
		row, _, err = v.Identity(w.t.Context(), id)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

// ended is a case its complainant has withdrawn.
func (w *neighbours) ended(who casework.Complainant, id care.CaseID) {
	w.t.Helper()
	v, err := w.cases.ActOwn(w.t.Context(), who, id, casework.OwnAct{Action: care.CaseActWithdraw})
	if err != nil || v.Open {
		w.t.Fatalf("withdrawn: %s, %v", v.State, err)
	}
}

// An identity is kept three years after its case, and no longer.
func TestIdentityIsSevered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newNeighbours(t, st)
		w.facility("f", 20)
		anna := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满")
		over, running := w.complains(by(anna), "f", casework.SubmitRequest{Category: care.CategoryFalseInfo}), w.complains(by(anna), "f", casework.SubmitRequest{Category: care.CategoryFire})
		w.ended(by(anna), over.ID)
		w.pass(3*365*oneDay - time.Hour)
		w.sweep()
		if row := w.kept(over.ID); row.AccountHash == "" {
			t.Error("severed too early")
		}
		w.pass(2 * oneDay)
		w.sweep()
		if row := w.kept(over.ID); row.ErasedAt == 0 || row.AccountHash != "" {
			t.Errorf("kept too long: %+v", row)
		}
		if row := w.kept(running.ID); row.AccountHash == "" {
			t.Error("the identity of a case that runs is severed")
		}
	})
}
