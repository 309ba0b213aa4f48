package filing

import (
	"context"
	"fmt"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// closed is a facility as its bureau leaves it that closes it for good.
func (w *world) closed(id care.FacilityID) {
	w.Helper()
	must(w.T, w.st.Write(w.Context(), "close", func(tx *store.Tx) error {
		f, version, err := tx.FacilityVersioned(w.Context(), id)
		if err != nil {
			return err
		}
		now, was := care.InstantOf(w.clock), f.Filing
		f.Filing.Status = care.FilingCancelled
		to := f.Filing
		f.Filing = was
		if _, err := tx.SetFiling(w.Context(), f, version, to, care.Change{Kind: care.ChangeClosed, At: now, Actor: officer}, nil); err != nil {
			return err
		}
		if err := tx.EndTitle(w.Context(), id, "", care.Today(now)); err != nil {
			return err
		}
		return tx.AddClosure(w.Context(), care.Closure{
			ID: care.ClosureID(care.NewID()), Facility: id, Kind: care.ClosureClose, Reason: care.ReasonSafety, Was: was.Status, Classes: []care.ClassID{},
			StartedAt: now, StartedBy: officer,
		}, nil)
	}))
}

// changing is a change of a filed facility, ready to be submitted.
func (w *world) changing() View {
	w.Helper()
	w.granted()
	v, err := w.Begin(w.Context(), owner, care.FilingChange, care.BasisFiling)
	must(w.T, err)
	form := v.Form
	form.Address = "和平路2号"
	v, err = w.Save(w.Context(), owner, v.ID, v.Version, form)
	must(w.T, err)
	return v
}

// What a bureau has closed is not brought back by a change that was on its way; a new filing brings it back, whole.
func TestClosedFacilityComesBackByANewFilingAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		draft := w.changing()
		v := w.act(w.act(w.submit(draft), Act{Action: care.FilingReceive}), Act{Action: care.FilingVerify})
		v = w.checkAll(v)
		w.closed("f1")
		if _, err := w.ActOn(t.Context(), officer, v.ID, Act{Action: care.FilingGrant, Version: v.Version}); !care.Is(err, care.CodeFilingNotFiled) {
			t.Errorf("a change of a closed facility was granted: %v", err)
		}
		d, err := w.Desk(t.Context(), owner)
		must(t, err)
		if standing(d.Titles, "") {
			t.Errorf("it has a title again: %+v", d.Titles)
		}
		_, err = w.ActOwn(t.Context(), owner, v.ID, Act{Action: care.FilingWithdraw, Version: v.Version})
		must(t, err)
		if w.status("f1") != care.FilingCancelled {
			t.Errorf("after it was taken back: %s", w.status("f1"))
		}
		v, err = w.Begin(t.Context(), owner, care.FilingNew, care.BasisFiling)
		must(t, err)
		v = w.act(w.act(w.submit(v), Act{Action: care.FilingReceive}), Act{Action: care.FilingVerify})
		if w.status("f1") != care.FilingCancelled {
			t.Errorf("a closed facility that files stands as %s", w.status("f1"))
		}
		w.act(w.checkAll(v), Act{Action: care.FilingGrant, TitleNo: "京朝备 2"})
		if w.status("f1") != care.Filed {
			t.Errorf("filed anew, it stands as %s", w.status("f1"))
		}
		must(t, st.Read(t.Context(), "closure", func(tx *store.Tx) error {
			c, err := tx.StoppedBy(t.Context(), "f1")
			if err == nil && c != nil {
				t.Errorf("its closure lasts: %+v", c)
			}
			return err
		}))
	})
}

// A draft of a change is not submitted once what it changes has ended.
func TestChangeOfWhatEndedIsNotSubmitted(t *testing.T) {
	w := newWorld(t, storetest.New(t))
	v := w.changing()
	w.closed("f1")
	if _, err := w.ActOwn(t.Context(), owner, v.ID, Act{Action: care.FilingSubmit, Version: v.Version, Promised: true, Knowing: true}); !care.Is(err, care.CodeFilingNotFiled) {
		t.Errorf("submitted: %v", err)
	}
	if w.status("f1") != care.FilingCancelled {
		t.Errorf("stands as %s", w.status("f1"))
	}
}

// ending is the end of a filed facility, as far as its form.
func (w *world) ending(area string) View {
	w.Helper()
	w.granted()
	v, err := w.Begin(w.Context(), owner, care.FilingCancel, care.BasisFiling)
	must(w.T, err)
	v, err = w.Save(w.Context(), owner, v.ID, v.Version, care.FilingForm{AreaCode: area, EndsOn: day("2026-12-31"), EndReason: care.EndClosing})
	must(w.T, err)
	return v
}

// A facility does not choose who ends it, nor an office nobody has.
func TestFormChoosesNoOtherOffice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		must(t, st.SaveAreas(t.Context(), care.System("test"), 2, []care.Area{{Code: "110101", Name: "东城区", Level: care.LevelDistrict}}))
		v := w.submit(w.ending("110101001"))
		if _, err := w.View(t.Context(), away1, v.ID); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district has the end of the facility: %v", err)
		}
		w.act(v, Act{Action: care.FilingReceive})
		v, err := w.Begin(t.Context(), other, care.FilingChange, care.BasisFiling)
		must(t, err)
		form := v.Form
		form.AreaCode = "990101"
		v, err = w.Save(t.Context(), other, v.ID, v.Version, form)
		must(t, err)
		if v.Area != "110105001" {
			t.Errorf("the change went to %s, which is nobody's", v.Area)
		}
		form.AreaCode = "110101001"
		if v, err = w.Save(t.Context(), other, v.ID, v.Version, form); err != nil || v.Area != "110101001" {
			t.Errorf("a move to another district went to %s: %v", v.Area, err)
		}
	})
}

// Between the submission of an end and its grant a child may be taken: then there is no end yet.
func TestNoEndWhileAChildIsThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		v := w.act(w.act(w.submit(w.ending("")), Act{Action: care.FilingReceive}), Act{Action: care.FilingVerify})
		v = w.checkAll(v)
		f, err := st.Facility(t.Context(), "f1")
		must(t, err)
		month := care.Today(care.InstantOf(w.clock)).MonthOf()
		must(t, st.Write(t.Context(), "a child comes", func(tx *store.Tx) error {
			return tx.SetMonth(t.Context(), f.Classes[0].ID, month, 15, 1)
		}))
		if _, err := w.ActOn(t.Context(), officer, v.ID, Act{Action: care.FilingGrant, Version: v.Version}); !care.Is(err, care.CodeFilingChildren) {
			t.Errorf("ended with a child there: %v", err)
		}
		if w.status("f1") == care.FilingCancelled {
			t.Error("the facility is gone with a child in it")
		}
	})
}

// received submits a filing of f2, and receives it.
func (w *world) received(facility care.Actor, v View) View {
	w.Helper()
	v, err := w.ActOwn(w.Context(), facility, v.ID, Act{Action: care.FilingSubmit, Version: v.Version, Promised: true, Knowing: true})
	must(w.T, err)
	return w.act(v, Act{Action: care.FilingReceive})
}

// Numbers of receipts are given once: neither when a filing comes again on the same day, nor when many are received at once.
func TestReceiptNumbersAreGivenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		first := w.received(owner, w.ready())
		seen := map[string]int{first.ReceiptNo: 1}
		v := w.act(first, Act{Action: care.FilingRefuse, Reasons: []care.FilingReason{{Code: care.FilingUntrue}}})
		again := w.received(owner, v)
		seen[again.ReceiptNo]++
		ends := make([]View, 6)
		for i := range ends {
			who := care.Actor{Kind: care.ActorFacility, ID: "m", Facility: care.FacilityID(fmt.Sprintf("many%d", i))}
			_, err := st.SaveFacilities(t.Context(), care.System("test"), 1, []care.Facility{{
				ID: who.Facility, Source: "many", ExternalID: string(who.Facility), Name: "多家托育" + string(who.Facility), Kind: care.KindIndependent,
				Filing: care.Filing{Status: care.Filed}, AreaCode: "110105001", Address: "幸福路1号", OpenToPublic: true,
			}})
			must(t, err)
			v, err := w.Begin(t.Context(), who, care.FilingCancel, care.BasisFiling)
			must(t, err)
			v, err = w.Save(t.Context(), who, v.ID, v.Version, care.FilingForm{EndsOn: day("2026-12-31"), EndReason: care.EndClosing})
			must(t, err)
			ends[i], err = w.ActOwn(t.Context(), who, v.ID, Act{Action: care.FilingSubmit, Version: v.Version, Promised: true})
			must(t, err)
		}
		type result struct {
			no  string
			err error
		}
		done := make(chan result, len(ends))
		for _, v := range ends {
			go func() {
				v, err := w.ActOn(context.WithoutCancel(t.Context()), officer, v.ID, Act{Action: care.FilingReceive, Version: v.Version})
				done <- result{v.ReceiptNo, err}
			}()
		}
		for range ends {
			r := <-done
			must(t, r.err)
			seen[r.no]++
		}
		for no, n := range seen {
			if n > 1 {
				t.Errorf("%s was given %d times", no, n)
			}
		}
	})
}
