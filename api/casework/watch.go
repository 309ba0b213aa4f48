package casework

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// beginWatch watches over the complainant's children at the facility for 90 days (C22), in the transaction of the complaint.
func (s *Service) beginWatch(_ context.Context, _ *store.Tx, _ care.Case) error { return nil }

// sweepVault ends watches, and severs identities whose time is over.
func (s *Service) sweepVault(_ context.Context) (int, error) { return 0, nil }
