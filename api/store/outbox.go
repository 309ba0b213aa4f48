package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// MaxAttempts is how often a row of the outbox is tried before it is dead and waits for a person.
const MaxAttempts = 10

// OutboxRow is a piece of work to be delivered at least once, written in the transaction that caused it.
type OutboxRow struct {
	ID        string
	Topic     string
	Payload   []byte // JSON
	Attempts  int    // including the one just claimed
	At        care.Instant
	LastError string // only of dead rows
}

// enqueue appends a piece of work in the transaction that causes it.
func enqueue(ctx context.Context, w *work, topic string, at care.Instant, payload any) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	return w.AppendOutbox(ctx, db.AppendOutboxParams{
		ID: care.NewID(), Topic: topic, Payload: string(text), CreatedAt: int64(at), DueAt: int64(at),
	})
}

// Enqueue appends a piece of work, due at an instant, in the transaction that causes it.
func (w *work) Enqueue(ctx context.Context, topic string, at care.Instant, payload any) error {
	return enqueue(ctx, w, topic, at, payload)
}

// Notify enqueues what people must be told, in the transaction that makes it true. The notice says when.
func (w *work) Notify(ctx context.Context, n care.Notice) error {
	n.ID = cmp.Or(n.ID, care.NewID())
	return enqueue(ctx, w, care.TopicMessage, n.At, n)
}

// ClaimOutbox leases at most limit due rows of a topic to a holder until now + ttl, oldest first. What is neither finished nor failed by
// then (the worker was killed) is due again by itself. A row that has been claimed MaxAttempts times without being finished is
// dead. Holders are told apart by their text: one per worker.
func (s *Store) ClaimOutbox(ctx context.Context, topic, holder string, now care.Instant, ttl time.Duration, limit int) (out []OutboxRow, err error) {
	if holder == "" || ttl <= 0 {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "holder", "a claim needs a holder and a time")
	}
	err = s.write(ctx, "claim outbox", func(w *work) error {
		_, err := w.BuryOutbox(ctx, db.BuryOutboxParams{Topic: topic, Now: int64(now), LimitAttempts: MaxAttempts})
		if err != nil {
			return err
		}
		rows, err := w.ClaimOutbox(ctx, db.ClaimOutboxParams{
			Topic: topic, Holder: holder, Now: int64(now), Until: int64(now) + ttl.Milliseconds(), Page: int32(min(max(limit, 0), 1000)), //nolint:gosec // bounded
		})
		out = make([]OutboxRow, len(rows))
		for i, r := range rows {
			out[i] = OutboxRow{ID: r.ID, Topic: r.Topic, Payload: []byte(r.Payload), Attempts: int(r.Attempts), At: care.Instant(r.CreatedAt)}
		}
		slices.SortFunc(out, func(a, b OutboxRow) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

var errNotHeld = care.Errorf(care.Conflict, care.CodeConflict, "id", "this work is no longer leased to this holder")

// FinishOutbox removes a delivered row. Fails with conflict when the lease has passed to another holder.
func (s *Store) FinishOutbox(ctx context.Context, id, holder string) error {
	return s.write(ctx, "finish outbox", func(w *work) error {
		n, err := w.FinishOutbox(ctx, db.FinishOutboxParams{ID: id, Holder: holder})
		if err == nil && n == 0 {
			return errNotHeld
		}
		return err
	})
}

// FailOutbox gives a row back, to be tried again after backoff; after MaxAttempts it is dead instead. cause is kept for
// the operator. Fails with conflict when the lease has passed to another holder.
func (s *Store) FailOutbox(ctx context.Context, id, holder string, now care.Instant, backoff time.Duration, cause string) error {
	for len(cause) > 500 || !utf8.ValidString(cause) {
		cause = cause[:min(len(cause)-1, 500)]
	}
	return s.write(ctx, "fail outbox", func(w *work) error {
		n, err := w.FailOutbox(ctx, db.FailOutboxParams{
			ID: id, Holder: holder, DueAt: int64(now) + backoff.Milliseconds(), LastError: cause, LimitAttempts: MaxAttempts,
		})
		if err == nil && n == 0 {
			return errNotHeld
		}
		return err
	})
}

// Backoff is the usual wait before the next try after so many attempts: 1 s, doubling, at most 10 minutes.
func Backoff(attempts int) time.Duration {
	return min(time.Second<<min(max(attempts-1, 0), 10), 10*time.Minute)
}

// DeadOutbox returns the oldest dead rows of a topic, with what went wrong last.
func (s *Store) DeadOutbox(ctx context.Context, topic string, limit int) (out []OutboxRow, err error) {
	err = s.read(ctx, "read dead outbox", func(w *work) error {
		rows, err := w.DeadOutbox(ctx, db.DeadOutboxParams{Topic: topic, Limit: int32(min(max(limit, 0), 1000))}) //nolint:gosec // bounded
		out = make([]OutboxRow, len(rows))
		for i, r := range rows {
			out[i] = OutboxRow{
				ID: r.ID, Topic: r.Topic, Payload: []byte(r.Payload), Attempts: int(r.Attempts), At: care.Instant(r.CreatedAt), LastError: r.LastError,
			}
		}
		return err
	})
	return out, err
}

// ReviveOutbox makes a dead row due again, with all its attempts. Fails with not_found when it is not dead.
func (s *Store) ReviveOutbox(ctx context.Context, id string, now care.Instant) error {
	return s.write(ctx, "revive outbox", func(w *work) error {
		n, err := w.ReviveOutbox(ctx, db.ReviveOutboxParams{ID: id, DueAt: int64(now)})
		if err == nil && n == 0 {
			return care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no dead work with this id")
		}
		return err
	})
}

// Backlog is work that people wait for, as operators watch it.
type Backlog struct {
	Waiting    int   // rows of the outbox still to be told, those being told among them
	Dead       int   // rows given up after MaxAttempts: a person must look
	Deliveries int   // messages to telephones that are due
	Changes    int64 // committed changes whose news nobody has heard of
}

// Backlog counts what of a topic waits, and the changes after the number that followed was told of.
func (s *Store) Backlog(ctx context.Context, topic string, now care.Instant, followed int64) (b Backlog, err error) {
	err = s.read(ctx, "count what waits", func(w *work) error {
		r, err := w.Backlog(ctx, db.BacklogParams{Topic: topic, Now: int64(now)})
		b = Backlog{Waiting: int(r.Waiting), Dead: int(r.Dead), Deliveries: int(r.Deliveries), Changes: r.Pending + r.Head - followed}
		return err
	})
	return b, err
}
