package store

import (
	"context"
	"encoding/json"
	"fmt"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Audit goes through the whole record on one unchanging view: every numbered change against the chain, the chain against what
// was published of it, and every step of a case against the change that tells of it.
func (s *Store) Audit(ctx context.Context, heads []care.PublishedHead) (care.AuditReport, error) {
	var report care.AuditReport
	err := s.read(ctx, "audit", func(w *work) error {
		report = care.AuditReport{Published: len(heads)}
		told := make(map[string]toldStep)
		check := care.NewChainCheck(heads)
		for seq := int64(0); ; {
			changes, err := changesAfter(ctx, w, seq, 2000)
			if err != nil {
				return err
			}
			for _, c := range changes {
				check.Next(c)
				if c.Noun == care.NounCase {
					remember(told, c.ID, c.Body, c.Seq)
				}
				seq = c.Seq
			}
			report.Changes += int64(len(changes))
			if len(changes) == 0 {
				break
			}
		}
		head, err := w.ChainHead(ctx)
		if err != nil {
			return err
		}
		report.Faults, report.Hash = check.End(head.Seq, head.Hash), head.Hash
		pending, err := w.PendingChanges(ctx, maxPending)
		if err != nil {
			return err
		}
		report.Pending = len(pending)
		for _, p := range pending {
			if p.Noun == care.NounCase {
				remember(told, p.NounID, []byte(p.Body), 0)
			}
		}
		return auditSteps(ctx, w, told, &report)
	})
	return report, err
}

// maxPending bounds what is read of changes without a number; the sequencer leaves a handful.
const maxPending = 1 << 20

// toldStep is what a change says of a step of a case.
type toldStep struct {
	Event string `json:"event"`
	N     int64  `json:"n"`
	Hash  string `json:"sha256"`
	Demo  bool   `json:"demo"`

	of  string
	seq int64
}

func remember(told map[string]toldStep, of string, body []byte, seq int64) {
	var t toldStep
	if json.Unmarshal(body, &t) == nil && t.Event != "" {
		t.of, t.seq = of, seq
		told[t.Event] = t
	}
}

// auditSteps holds the steps of cases against what the changes say of them. Made-up ones may be removed, and only they.
func auditSteps(ctx context.Context, w *work, told map[string]toldStep, report *care.AuditReport) error {
	fault := func(seq int64, format string, args ...any) {
		if len(report.Faults) < 100 {
			report.Faults = append(report.Faults, care.AuditFault{Kind: care.AuditEvent, From: seq, To: seq, Text: fmt.Sprintf(format, args...)})
		}
	}
	after, n := care.CaseID(""), int64(0)
	for {
		steps, err := w.AllCaseSteps(ctx, after, n, 2000)
		if err != nil {
			return err
		}
		for _, e := range steps {
			t, ok := told[string(e.ID)]
			switch {
			case !ok:
				fault(0, "step %d of case %s is in no change", e.N, e.Case)
			case t.of != string(e.Case) || t.N != e.N || t.Hash != e.Hash:
				fault(t.seq, "step %d of case %s is not the one change %d tells of", e.N, e.Case, t.seq)
			}
			delete(told, string(e.ID))
			after, n = e.Case, e.N
		}
		report.Events += len(steps)
		if len(steps) == 0 {
			break
		}
	}
	for _, t := range told {
		if !t.Demo {
			fault(t.seq, "step %d of case %s is gone; change %d tells of it", t.N, t.of, t.seq)
		}
	}
	return nil
}

// SaveAuditCheck keeps what a check found.
func (s *Store) SaveAuditCheck(ctx context.Context, at care.Instant, report care.AuditReport) error {
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	return s.write(ctx, "keep audit", func(w *work) error {
		return w.SaveAuditCheck(ctx, db.SaveAuditCheckParams{CheckedAt: int64(at), Report: string(text)})
	})
}

// LastAuditCheck returns what the last check found, and false when there was none.
func (s *Store) LastAuditCheck(ctx context.Context) (at care.Instant, report care.AuditReport, ok bool, err error) {
	err = s.read(ctx, "read audit", func(w *work) error {
		row, err := w.LastAuditCheck(ctx)
		if err := translate(err); care.Is(err, care.CodeNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		at, ok = care.Instant(row.CheckedAt), true
		return json.Unmarshal([]byte(row.Report), &report)
	})
	return at, report, ok, err
}
