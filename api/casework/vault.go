package casework

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// keepIdentity puts into the vault who complained, in the transaction of the complaint.
func (s *Service) keepIdentity(_ context.Context, _ *store.Tx, _ care.CaseID, _ Complainant, _ SubmitRequest, _ care.Instant) error {
	return unfinished()
}

// writeCase runs f in one transaction that may also read and write the vault.
func (s *Service) writeVault(ctx context.Context, what string, f func(*store.Tx) error) error {
	return s.Store.Write(ctx, what, f)
}

// ownCases returns the cases of an account, newest first; every look asks the vault in a transaction of its own.
func (s *Service) ownCases(_ context.Context, _ care.Actor) ([]care.CaseID, error) { return nil, nil }

// Complainants returns the accounts to tell about a case: none for somebody who only has the tracking code.
func (s *Service) Complainants(_ context.Context, _ care.CaseID) ([]care.AccountID, error) { return nil, nil }
