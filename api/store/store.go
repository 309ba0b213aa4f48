// Package store remembers: facilities with their classes and places, areas, places, rules, what happened, and what is still
// to be delivered, in SQLite or PostgreSQL with one SQL text. It knows tables, transactions and drivers.
// It must not know HTTP, maps or search, and decides nothing: rules live in care.
package store

import (
	"context"
	"errors"
	"time"

	"tuoyuquan/api/care"
)

//go:generate go tool -modfile=../../scripts/tools/go.mod sqlc generate

var errTodo = errors.New("store: not there yet")

// Store is the database. It is safe for concurrent use.
type Store struct{}

// Option changes how a Store works.
type Option func(*Store)

// Open opens "postgres://…", "sqlite:path" or a file path.
func Open(ctx context.Context, url string, opts ...Option) (*Store, error) { return nil, errTodo }

// Migrate brings the schema up to date and seeds the default rules.
func (s *Store) Migrate(ctx context.Context) error { return errTodo }

// Ready says whether the database answers and has this version's schema.
func (s *Store) Ready(ctx context.Context) error { return errTodo }

// Close closes the database.
func (s *Store) Close() error { return errTodo }

// Engine names the database engine: "sqlite" or "postgresql".
func (s *Store) Engine() string { return "" }

// UpsertResult counts what a save did.
type UpsertResult struct{ Created, Updated, Unchanged int }

// FacilityKey is what a list knows a facility by.
type FacilityKey struct{ Source, ExternalID, CreditCode, AreaCode string }

// OutboxRow is a piece of work to deliver.
type OutboxRow struct {
	ID       string
	Topic    string
	Payload  []byte
	Attempts int
	At       care.Instant
}

// SaveFacilities upserts facilities by ID.
func (s *Store) SaveFacilities(ctx context.Context, actor care.Actor, at care.Instant, fs []care.Facility) (UpsertResult, error) {
	return UpsertResult{}, errTodo
}

// MatchFacilities finds the ids of facilities by what a list knows them by; "" is none.
func (s *Store) MatchFacilities(ctx context.Context, keys []FacilityKey) ([]care.FacilityID, error) {
	return nil, errTodo
}

// Facility returns one facility with classes and pools.
func (s *Store) Facility(ctx context.Context, id care.FacilityID) (care.Facility, error) {
	return care.Facility{}, errTodo
}

// FacilitiesByID returns those of the facilities that exist, in the order asked for.
func (s *Store) FacilitiesByID(ctx context.Context, ids []care.FacilityID) ([]care.Facility, error) {
	return nil, errTodo
}

// EachFacility calls f for every facility.
func (s *Store) EachFacility(ctx context.Context, f func(care.Facility) error) error { return errTodo }

// SaveAreas upserts areas by code.
func (s *Store) SaveAreas(ctx context.Context, actor care.Actor, at care.Instant, areas []care.Area) error {
	return errTodo
}

// Areas returns all areas.
func (s *Store) Areas(ctx context.Context) ([]care.Area, error) { return nil, errTodo }

// ReplacePlaces replaces all places of one source.
func (s *Store) ReplacePlaces(ctx context.Context, actor care.Actor, at care.Instant, source string, places []care.Place) error {
	return errTodo
}

// EachPlace calls f for every place.
func (s *Store) EachPlace(ctx context.Context, f func(care.Place) error) error { return errTodo }

// Rules returns all rules.
func (s *Store) Rules(ctx context.Context) ([]care.Rule, error) { return nil, errTodo }

// SaveRules upserts rules by region, key and first day.
func (s *Store) SaveRules(ctx context.Context, actor care.Actor, at care.Instant, rules []care.Rule) error {
	return errTodo
}

// Meta returns a value kept under a key, "" if there is none.
func (s *Store) Meta(ctx context.Context, key string) (string, error) { return "", errTodo }

// SetMeta keeps a value under a key.
func (s *Store) SetMeta(ctx context.Context, key, value string) error { return errTodo }

// ReportVacancy records that somebody was told a facility (classID "") or one class is full. actor.ID is the reporter's key.
func (s *Store) ReportVacancy(ctx context.Context, actor care.Actor, at care.Instant, id care.FacilityID, class care.ClassID) error {
	return errTodo
}

// ConfirmVacancy sets the places of a class as confirmed at an instant; nil pools confirm those that stand.
func (s *Store) ConfirmVacancy(ctx context.Context, actor care.Actor, at care.Instant, class care.ClassID, source care.VacancySource, pools []care.Pool) error {
	return errTodo
}

// Sequence numbers and chains committed changes while holder has the lease.
func (s *Store) Sequence(ctx context.Context, holder string, now care.Instant) (n int, err error) {
	return 0, errTodo
}

// Head returns the number and hash of the last sequenced change.
func (s *Store) Head(ctx context.Context) (seq int64, hash string, err error) { return 0, "", errTodo }

// Changes returns the sequenced changes after a number.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]care.Change, error) {
	return nil, errTodo
}

// VerifyChain recomputes the hash chain.
func (s *Store) VerifyChain(ctx context.Context) error { return errTodo }

// Lease takes or renews a named lease.
func (s *Store) Lease(ctx context.Context, name, holder string, now care.Instant, ttl time.Duration) (bool, error) {
	return false, errTodo
}

// ClaimOutbox leases due rows of a topic to a holder.
func (s *Store) ClaimOutbox(ctx context.Context, topic, holder string, now care.Instant, ttl time.Duration, limit int) ([]OutboxRow, error) {
	return nil, errTodo
}

// FinishOutbox removes a delivered row.
func (s *Store) FinishOutbox(ctx context.Context, id, holder string) error { return errTodo }

// FailOutbox gives a row back, to be tried again after backoff.
func (s *Store) FailOutbox(ctx context.Context, id, holder string, now care.Instant, backoff time.Duration, cause string) error {
	return errTodo
}
