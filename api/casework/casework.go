// Package casework answers complaints: it takes what people say, files it as a case at the office that answers for the place, runs
// its clocks, keeps who said it apart in a vault, and shows each side what it may see. It is called by HTTP and by the clock. What
// may be done is decided in care; one transaction of store does all of it or nothing. It must not know HTTP, nor how messages are
// delivered.
package casework

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// Deps are what a Service works with.
type Deps struct {
	Store *store.Store
	Box   *seal.Box  // seals what was written
	Vault *seal.Box  // seals who wrote it: another key than Box has
	Blob  blob.Store // files
	Rules func() *care.Rules
	// Locate gives the district that holds a point, "" where none does.
	Locate func(ctx context.Context, p orb.Point) (areaCode string, err error)
	// Names gives the names of children, for what warns of them. They are never written.
	Names func(ctx context.Context, ids []care.ChildID) (map[care.ChildID]string, error)
	// Identity gives the name and the telephone of an account and its family, for the vault alone.
	Identity func(ctx context.Context, id care.AccountID) (AccountIdentity, error)
	// Object lets a bureau object to what a facility asks for (refuse_reject, refuse_revoke), as it always does, in a transaction that is
	// given. nil: nothing is asked for.
	Object func(ctx context.Context, tx *store.Tx, actor care.Actor, id care.ApplicationID, action care.Action) error
	// Scan refuses a file that is malware. nil: there is no scanner.
	Scan func(ctx context.Context, file io.Reader) error
	// Pictures makes a picture anew, so that nothing is left of its file but what is seen.
	Pictures func(ctx context.Context, file []byte) (Picture, error)
	Limits   kv.KV
	Now      func() time.Time // everything shown and judged goes by it
	Machine  func() time.Time // leases go by it; nil: Now
	Log      *slog.Logger     // nil: nothing is logged
}

// AccountIdentity is who an account is, as the vault keeps it.
type AccountIdentity struct {
	Family care.FamilyID
	Name   string
	Phone  string
}

// Picture is a picture made anew.
type Picture struct {
	JPEG          []byte
	Width, Height int
}

// Options are what may be chosen.
type Options struct {
	Key []byte // keys tracking codes and hashes of what was sent; at least 16 bytes
	// Probe is called at named points inside transactions, for tests that kill or delay there. nil: nothing.
	Probe func(point string)
}

// Service answers complaints. It is safe for concurrent use. Errors for a caller are, or wrap, a care.Error.
type Service struct {
	Deps
	Options

	counted   atomic.Pointer[care.Rules] // provisional clocks were counted by these
	performed atomic.Pointer[performance]
	vault     vaultSweep
	checks    chan struct{} // so many files are checked at once; others wait unread
}

// New returns a service.
func New(deps Deps, options Options) *Service {
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	if deps.Machine == nil {
		deps.Machine = deps.Now
	}
	return &Service{Deps: deps, Options: options, checks: make(chan struct{}, checksAtOnce)}
}

func (s *Service) probe(point string) {
	if s.Probe != nil {
		s.Probe(point)
	}
}

// now reads the clock once for a use case.
func (s *Service) now() care.Instant { return care.InstantOf(s.Now()) }
