package store_test

import (
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// TestStatementsAreKept: whoever asks, a statement and a step are neither changed nor removed; made-up ones can be removed, and with them
// goes all that hangs on them.
func TestStatementsAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		add := func(id string, demo bool) {
			t.Helper()
			err := s.Write(ctx, "file", func(tx *store.Tx) error {
				if _, err := tx.AddComplaint(ctx, store.Complaint{
					ID: care.CaseID(id), ReceiptNo: id, DraftHash: id, TrackingHash: id, Place: "某处", Category: care.CategoryOther, TextSealed: "x",
					Anonymous: true, Contact: "app", Source: care.SourceApp, Demo: demo, At: 1,
				}); err != nil {
					return err
				}
				changes, err := tx.AddCaseSteps(ctx, []store.CaseStep{{CaseEvent: care.CaseEvent{
					ID: care.CaseEventID("e" + id), Case: care.CaseID(id), N: 1, Edge: care.CaseEdgeSubmit, To: care.CaseReceived, At: 1, By: care.Complainant(),
				}}}, demo)
				if err == nil && (len(changes) != 1 || !strings.Contains(string(changes[0].Body), "sha256")) {
					t.Errorf("changes %+v", changes)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		add("true", false)
		add("made-up", true)
		for _, q := range []string{
			"UPDATE complaint SET category = 'FOOD'", "UPDATE complaint SET demo = TRUE", "DELETE FROM complaint", "DELETE FROM complaint WHERE id = 'true'",
			"UPDATE complaint_event SET at = 2", "DELETE FROM complaint_event", "UPDATE complaint_event SET demo = TRUE",
		} {
			if _, err := s.Raw().ExecContext(ctx, q); err == nil {
				t.Errorf("%s was done", q)
			}
		}
		if _, err := s.Raw().ExecContext(ctx, "DELETE FROM complaint WHERE demo"); err != nil {
			t.Error(err)
		}
		var steps int
		if err := s.Raw().QueryRowContext(ctx, "SELECT COUNT(*) FROM complaint_event").Scan(&steps); err != nil || steps != 1 {
			t.Errorf("%d steps are left: %v", steps, err)
		}
		if err := s.Migrate(ctx); err != nil { // the triggers are there; nothing is made again
			t.Error(err)
		}
	})
}
