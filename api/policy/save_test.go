package policy_test

import (
	"errors"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
	"tuoyuquan/search"
)

func codeOf(err error) care.Code {
	var e *care.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func doc(title string) care.Document {
	return care.Document{
		Title: title, Number: "示发[2026] 1 号", Region: "320500", Status: care.DocumentInForce, Issued: care.Date{Year: 2026, Month: 1, Day: 2},
		Blocks: []care.Block{{Kind: care.BlockText, Text: "托育补贴每人每月三百元。"}},
	}
}

// Versions follow each other, none over one that was not seen, each stays to be read; one number stands once in a region.
func TestDocumentsHaveVersions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		l := library(t, st, search.NewMemory())
		city := care.Actor{Kind: care.ActorCity, ID: "c", Area: "320500"}
		d, err := l.Save(t.Context(), city, doc("托育补贴办法"), 0)
		if err != nil || d.Region != "3205" || d.Number != "示发〔2026〕1号" || d.Version != 1 {
			t.Fatalf("%v %+v", err, d)
		}
		if _, err := l.Save(t.Context(), city, doc("另一份"), 0); codeOf(err) != care.CodeDocumentKnown {
			t.Errorf("the number twice: %v", err)
		}
		next := doc("托育补贴办法")
		next.ID = d.ID
		if _, err := l.Save(t.Context(), city, next, 1); codeOf(err) != care.CodeDocumentSame {
			t.Errorf("the same again: %v", err)
		}
		next.Title, next.Note = "托育补贴办法（修订）", "改了标题"
		if _, err := l.Save(t.Context(), city, next, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Save(t.Context(), city, next, 1); codeOf(err) != care.CodeStateConflict {
			t.Errorf("over what was not seen: %v", err)
		}
		other := care.Actor{Kind: care.ActorDistrict, ID: "d", Area: "310115"}
		if _, err := l.Save(t.Context(), other, next, 2); codeOf(err) != care.CodeNotFound {
			t.Errorf("another city's: %v", err)
		}
		first, err := l.Open(t.Context(), d.ID, 1, "每月")
		if err != nil || first.Title != "托育补贴办法" || first.Newest != 2 || len(first.Versions) != 2 || len(first.Marks) != 1 {
			t.Errorf("%v %+v", err, first)
		}
		for _, version := range []int{3, -1} {
			if _, err := l.Open(t.Context(), d.ID, version, ""); codeOf(err) != care.CodeNotFound {
				t.Errorf("version %d: %v", version, err)
			}
		}
		found, err := l.Find(t.Context(), policy.Query{Words: "修订", Limit: 5})
		if err != nil || found.Total != 1 || found.Hits[0].ID != d.ID {
			t.Errorf("%v %+v", err, found)
		}
		elsewhere := library(t, st, search.NewMemory()) // another process sees it at its next look
		if found, err := elsewhere.Find(t.Context(), policy.Query{Words: "补贴", Limit: 5}); err != nil || found.Total != 1 {
			t.Errorf("%v %+v", err, found)
		}
		if _, err := st.Sequence(t.Context(), "test", care.InstantOf(noon)); err != nil {
			t.Fatal(err)
		}
		if err := st.VerifyChain(t.Context()); err != nil {
			t.Error(err)
		}
		changes, err := st.Changes(t.Context(), 0, 10)
		if err != nil || len(changes) != 2 || changes[0].Noun != care.NounDocument || changes[0].Actor.ID != "c" {
			t.Errorf("%v %+v", err, changes)
		}
	})
}
