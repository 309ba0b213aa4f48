package casework_test

import (
	"reflect"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// audit holds what the database says against what the steps come to, for every case.
func (b *bureau) audit() {
	b.t.Helper()
	ctx := b.t.Context()
	var ids []care.CaseID
	b.must(b.st.Read(ctx, "all cases", func(tx *store.Tx) error {
		steps, err := tx.AllCaseSteps(ctx, "", 0, 10_000)
		if err != nil {
			return err
		}
		byCase := map[care.CaseID][]care.CaseEvent{}
		for _, s := range steps {
			byCase[s.Case] = append(byCase[s.Case], s.CaseEvent)
		}
		for id, events := range byCase {
			ids = append(ids, id)
			folded, err := care.Fold(events)
			if err != nil {
				return err
			}
			row, err := tx.CaseFile(ctx, id)
			if err != nil {
				return err
			}
			if want := store.WithoutWords(folded); !reflect.DeepEqual(row.Case, want) {
				b.t.Errorf("case %s: the file is\n%+v\nits steps come to\n%+v", id, row.Case, want)
			}
			checkCase(b.t, events, folded)
		}
		return nil
	}))
	if len(ids) == 0 {
		b.t.Error("there is no case to audit")
	}
}

// checkCase holds one case against the invariants, without asking the rules that made it.
func checkCase(t testing.TB, events []care.CaseEvent, c care.Case) {
	t.Helper()
	if c.Unit == "" {
		t.Errorf("%s: nobody is responsible", c.ID)
	}
	var handler, replied, delivered string
	class := care.CaseClass("")
	for i, e := range events {
		if e.N != int64(i)+1 {
			t.Errorf("%s: step %d stands at %d", c.ID, e.N, i+1)
		}
		if o := e.Body.Opening; o != nil {
			class = o.Class
		}
		if e.Body.Class != "" {
			class = e.Body.Class
		}
		switch e.To {
		case care.CaseMerged, care.CaseWithdrawn, care.CaseSuspended, care.CaseNeedsInfo:
			if class == care.ClassA {
				t.Errorf("%s: a danger to a child became %s", c.ID, e.To)
			}
		default:
		}
		switch e.Edge {
		case care.CaseEdgeSign, care.CaseEdgePropose:
			handler, replied, delivered = e.By.ID, "", ""
		case care.CaseEdgeApprove:
			if replied = e.By.ID; replied == handler {
				t.Errorf("%s: %s approved their own reply", c.ID, handler)
			}
		case care.CaseEdgeDelivered:
			delivered = "yes"
		case care.CaseEdgeClose, care.CaseEdgeCloseQuietly:
			if replied == "" || delivered == "" {
				t.Errorf("%s: closed without a delivered reply", c.ID)
			}
			if e.By.ID == handler {
				t.Errorf("%s: the handler called back", c.ID)
			}
		default:
		}
	}
}
