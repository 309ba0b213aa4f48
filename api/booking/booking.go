// Package booking gives places away and takes them back: applications for a class with their waitlist, visits, and sessions by
// the hour. It is called by HTTP and by the clock. It holds the order of steps; what may be done is decided in care, and one
// transaction of store does all of it or nothing. It must not know HTTP, nor how messages are delivered.
package booking

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// Deps are what a Service works with.
type Deps struct {
	Store *store.Store
	// Child gives the facts of a child, in the transaction when tx is not nil. It fails with not_found for a child that is not there.
	Child func(ctx context.Context, tx *store.Tx, id care.ChildID) (ChildFacts, error)
	// Names gives the names of children for whoever may see them. They are never written.
	Names func(ctx context.Context, ids []care.ChildID) (map[care.ChildID]string, error)
	// Examined reports whether the complaint desk has an application that its facility wants to refuse, or whose place it wants
	// back. It is asked about every one alike, when it would take effect, and nobody is told of the answer. nil: there is no such desk.
	Examined func(ctx context.Context, tx *store.Tx, a care.Application) (bool, error)
	Rules    func() *care.Rules // as they stand now
	Now      func() time.Time
	Box      *seal.Box    // seals what families write with a visit; nil: nothing can be written
	Log      *slog.Logger // nil: nothing is logged
}

// ChildFacts is what booking must know of a child. Nothing of it but the ids is ever written by booking.
type ChildFacts struct {
	Child    care.Child // with its papers
	Consents []care.Consent
	Claims   []care.Claim // of its family, granted or not
}

// employed reports whether a guardian of the child is known to work for the employer that runs a facility.
func (f *ChildFacts) employed(of *care.Facility, today care.Date) bool {
	return care.Employed(f.Claims, f.Child.ID, of.ID, today)
}

// Options are what may be chosen.
type Options struct {
	Key []byte // signs links and commits lotteries; at least 16 bytes
	// Probe is called at named points inside transactions, for tests that kill or delay there. nil: nothing.
	Probe func(point string)
}

// Service gives places away. It is safe for concurrent use. Errors for a caller are, or wrap, a care.Error.
type Service struct {
	Deps
	Options

	gates *gates
	vain  atomic.Pointer[vain]
	off   careless
}

// careless switches protections off. Only tests do, to show that they fail without them.
type careless struct {
	take    func(context.Context, *turn, care.Application, care.Seat) error // in place of the primitive
	locks   bool                                                            // classes are not locked
	reclaim bool                                                            // holds that have run out wait for the sweeper
	keys    bool                                                            // replies are not kept in the transaction
}

// New returns a service.
func New(deps Deps, options Options) *Service {
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: deps, Options: options, gates: newGates()}
}

func (s *Service) probe(point string) {
	if s.Probe != nil {
		s.Probe(point)
	}
}

// now reads the clock once for a use case.
func (s *Service) now() care.Instant { return care.InstantOf(s.Now()) }
