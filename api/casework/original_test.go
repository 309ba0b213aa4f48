package casework_test

import (
	"bytes"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// TestOriginalOutOfTheVault: a photo as it came is given, where its sender agreed, to who may open the identity of its case, with a purpose
// and a reason; it is written down, in the complainant's own list too, and somebody else reviews it.
func TestOriginalOutOfTheVault(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		c := newCabinet(t, st)
		ctx := t.Context()
		kept, gone := c.with(true, c.send(photo())), c.with(false, c.send(photo()))
		c.files()
		who, v := c.own(kept)
		_, without := c.own(gone)
		id := v.Evidence[0].ID
		if !v.Evidence[0].Original || without.Evidence[0].Original {
			t.Errorf("%+v %+v", v.Evidence, without.Evidence)
		}
		const why = "公安机关调取原始照片用于核实"
		for name, try := range map[string]struct {
			by     care.Actor
			of     care.CaseID
			file   care.EvidenceID
			why    string
			reason care.Code
		}{
			"no reason":             {intake, kept.ID, id, " ", care.CodeReasonNeeded},
			"a colleague without":   {handler, kept.ID, id, why, care.CodeNotAllowed},
			"another district":      {outsider, kept.ID, id, why, care.CodeNotFound},
			"the facility":          {staff, kept.ID, id, why, care.CodeNotAllowed},
			"a file of another":     {intake, gone.ID, id, why, care.CodeNotFound},
			"one that was not kept": {intake, gone.ID, without.Evidence[0].ID, why, care.CodeNotFound},
		} {
			if _, err := c.s.Original(ctx, try.by, try.of, try.file, care.OpenForPolice, try.why); !care.Is(err, try.reason) {
				t.Errorf("%s: %v, want %s", name, err, try.reason)
			}
		}
		if _, v := c.own(kept); len(v.Looks) != 0 {
			t.Errorf("a look that was refused is told: %+v", v.Looks)
		}
		f, err := c.s.Original(ctx, intake, kept.ID, id, care.OpenForPolice, why)
		c.must(err)
		if !bytes.Equal(read(t, f), photo()) {
			t.Error("it is not as it came")
		}
		if v, err := c.s.Own(ctx, who, kept.ID); err != nil || len(v.Looks) != 1 || v.Looks[0].Purpose != care.OpenForPolice {
			t.Errorf("the sender is not told: %+v, %v", v.Looks, err)
		}
		looks, err := c.s.Openings(ctx, supervisor)
		if err != nil || len(looks) != 1 || len(looks[0].Shown) != 1 || looks[0].Shown[0] != "original" || looks[0].Reason != why {
			t.Fatalf("%+v, %v", looks, err)
		}
		if err := c.s.ReviewOpening(ctx, intake, looks[0].ID, care.OpeningProper, ""); !care.Is(err, care.CodeNotAllowed) {
			t.Errorf("reviewed by who looked: %v", err)
		}
		c.must(c.s.ReviewOpening(ctx, supervisor, looks[0].ID, care.OpeningProper, ""))
	})
}
