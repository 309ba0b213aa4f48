package filing

import (
	"fmt"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// Of as many papers as a city has that end on one day, none is forgotten.
func TestEveryPaperThatEndsIsRemindedOf(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		v := w.granted()
		w.told()
		const many = 620
		must(t, st.Write(t.Context(), "papers", func(tx *store.Tx) error {
			for i := range many {
				id := fmt.Sprintf("paper-%04d", i)
				err := tx.InsertMaterial(t.Context(), store.NewMaterial{
					ID: id, FilingID: string(v.ID), Kind: string(care.MaterialFire), Type: "application/pdf", Bytes: 1, Sha256: strings.Repeat("a", 64), BlobKey: "filing/" + id,
					IssuedOn: "2026-01-01", ValidUntil: "2026-10-15",
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
		if _, err := w.Sweep(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
		told := 0
		for {
			list := w.told()
			if len(list) == 0 {
				break
			}
			for _, n := range list {
				if n.Event == care.NoticeFilingPaper {
					told++
				}
			}
		}
		if told != many {
			t.Errorf("%d of %d papers were reminded of", told, many)
		}
	})
}
