// Package facility keeps what a facility says of itself and needs for its day: who works there and may, what it charges and under
// which terms, its pictures, the weekly patterns of its sessions and visits, its own figures, and its lists in and out. It is called
// by HTTP and by the clock, which tells facilities of papers that end; that, and sealed names, are why it stands beside registry,
// which only reads and writes lists. It must not know HTTP, and gives no place away: places and marks go through booking.
package facility

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// Deps are what a Service works with.
type Deps struct {
	Store    *store.Store
	Box      *seal.Box // seals names and the numbers of certificates
	Files    blob.Store
	Pictures func(ctx context.Context, file []byte) (picture.Clean, error) // nothing but the pixels comes back
	Booking  *booking.Service
	// Names gives the names of children for whoever may see them. They are never written.
	Names func(ctx context.Context, ids []care.ChildID) (map[care.ChildID]string, error)
	Rules func() *care.Rules // as they stand now
	Now   func() time.Time
	Log   *slog.Logger // nil: nothing is logged
}

// Service keeps it. It is safe for concurrent use. Errors for a caller are, or wrap, a care.Error.
type Service struct {
	Deps
}

// New returns a service.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: d}
}

// Days returns the working days as the rules have them.
func (s *Service) Days() *care.Calendar { return s.Rules().Calendar() }

func (s *Service) now() care.Instant { return care.InstantOf(s.Now()) }

// mine refuses whoever has not a right over the facility they act for.
func mine(actor care.Actor, right care.Right) error {
	return actor.May(right, care.Owner{Facility: actor.Facility})
}

func notFound(field string) error {
	return care.Errorf(care.NotFound, care.CodeNotFound, field, "there is no such thing here, or it is not yours")
}

func stale() error {
	return care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again")
}

// changed appends what happened. The body names nobody.
func changed(ctx context.Context, tx *store.Tx, by care.Actor, noun, id, kind string, at care.Instant, body map[string]any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return tx.AppendChanges(ctx, []care.Change{{Noun: noun, ID: id, Kind: kind, At: at, Actor: by, Body: text}})
}
