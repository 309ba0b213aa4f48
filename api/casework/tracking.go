package casework

import (
	"context"

	"tuoyuquan/api/care"
)

// trackingCode derives the code of a draft and the keyed hash that is kept of it.
func (s *Service) trackingCode(_ IdempotencyKey) (code, hash string) { return "", "" }

// caseByCode finds the case of a tracking code, and limits guessing by network. Fails with not_found, too_many_requests.
func (s *Service) caseByCode(_ context.Context, _ Complainant) (care.CaseID, error) {
	return "", unfinished()
}
