package store

import (
	"context"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

var changeInsert = insert{
	table:   "change",
	columns: []string{"id", "noun", "noun_id", "kind", "changed_at", "actor_kind", "actor_id", "body"},
	later:   true,
}

// appendChanges appends what happened, unnumbered, in the transaction it happened in.
func appendChanges(ctx context.Context, w *work, changes []care.Change) error {
	return insertAll(ctx, w, changeInsert, changes, func(args []any, c care.Change) []any {
		return append(args, care.NewID(), c.Noun, c.ID, c.Kind, int64(c.At), string(c.Actor.Kind), c.Actor.ID, string(c.Body))
	}, nil)
}

// AppendChanges appends what happened, unnumbered, in the transaction it happened in.
func (w *work) AppendChanges(ctx context.Context, changes []care.Change) error {
	return appendChanges(ctx, w, changes)
}

const (
	sequencerLease = "sequencer"
	sequencerTTL   = 15 * time.Second
	sequenceBatch  = 256 // rows numbered in one transaction
)

// Sequence numbers the committed changes that have no number yet, in the order they became visible, and chains them by hash.
// It returns how many. Only one holder at a time does it: while another one has the lease, Sequence returns 0. Each batch is
// one transaction that also moves the end of the chain, so a killed sequencer leaves nothing half done, and one that
// wakes up after its lease has passed on finds the end moved and does nothing. A change that commits late is numbered
// when it is seen; it is never skipped.
func (s *Store) Sequence(ctx context.Context, holder string, now care.Instant) (n int, err error) {
	if _, still, err := s.Still(ctx); err != nil || still { // it is asked several times a second, and reading takes no lock
		return 0, err
	}
	for {
		batch := 0
		err := s.write(ctx, "sequence changes", func(w *work) error {
			batch = 0
			if mine, err := takeLease(ctx, w, sequencerLease, holder, now, sequencerTTL); err != nil || !mine {
				return err
			}
			batch, err = number(ctx, w)
			return err
		})
		n += batch
		if err != nil || batch < sequenceBatch {
			return n, err
		}
	}
}

// StopSequencing gives the right to number changes up, so that the next process need not wait for it to run out.
func (s *Store) StopSequencing(ctx context.Context, holder string) error {
	return s.Release(ctx, sequencerLease, holder)
}

// number gives the next numbers to at most sequenceBatch rows. The row of the lease is locked by this transaction.
func number(ctx context.Context, w *work) (int, error) {
	head, err := w.ChainHead(ctx)
	if err != nil {
		return 0, err
	}
	rows, err := w.PendingChanges(ctx, sequenceBatch)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	args := make([]any, 0, 3*len(rows))
	seq, hash := head.Seq, head.Hash
	for _, r := range rows {
		seq++
		hash = care.ChainHash(hash, care.Change{
			Seq: seq, Noun: r.Noun, ID: r.NounID, Kind: r.Kind, At: care.Instant(r.ChangedAt),
			Actor: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID}, Body: []byte(r.Body),
		})
		args = append(args, r.ID, seq, hash)
	}
	moved, err := w.MoveChainHead(ctx, db.MoveChainHeadParams{Seq: seq, Hash: hash, Before: head.Seq})
	if err != nil {
		return 0, err
	}
	if moved != 1 {
		return 0, care.Errorf(care.Conflict, care.CodeConflict, "", "another sequencer has moved the end of the chain")
	}
	done, err := w.tx.ExecContext(ctx, w.in.numberSQL(len(rows)), args...)
	if err != nil {
		return 0, err
	}
	if n, err := done.RowsAffected(); err != nil || n != int64(len(rows)) {
		return 0, care.Errorf(care.Conflict, care.CodeConflict, "", "another sequencer has numbered some of these rows")
	}
	return len(rows), nil
}

// numberSQL writes numbers and hashes into n rows that have none. COALESCE and || ” keep
// SQLite from going through all of the table and looking up the n rows: it must go through the n rows and look up the table.
func (d *dialect) numberSQL(n int) string {
	var b strings.Builder
	b.WriteString("WITH numbered (id, seq, hash) AS (VALUES (CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS TEXT))")
	for i := 1; i < n; i++ {
		b.WriteByte(',')
		d.writeTuple(&b, 3*i+1, 3)
	}
	b.WriteString(") UPDATE change SET seq = numbered.seq, hash = numbered.hash FROM numbered WHERE change.id = numbered.id || '' AND COALESCE(change.seq, 0) = 0")
	return b.String()
}

// Head returns the number and hash of the last numbered change: 0 and "" before the first. Whoever follows the changes reads
// Head before it reads what it follows, and asks for Changes after it.
func (s *Store) Head(ctx context.Context) (seq int64, hash string, err error) {
	err = s.read(ctx, "read end of changes", func(w *work) error {
		head, err := w.ChainHead(ctx)
		seq, hash = head.Seq, head.Hash
		return err
	})
	return seq, hash, err
}

// Still returns the number of the last numbered change, and whether every committed change has one. While it answers the same
// number and true, nothing has happened: what was in vain before is in vain again.
func (s *Store) Still(ctx context.Context) (seq int64, still bool, err error) {
	err = s.read(ctx, "read end of changes", func(w *work) error {
		pending, err := w.PendingChanges(ctx, 1)
		if err != nil {
			return err
		}
		head, err := w.ChainHead(ctx)
		seq, still = head.Seq, len(pending) == 0
		return err
	})
	return seq, still, err
}

// maxChanges bounds one answer of Changes.
const maxChanges = 10_000

// Changes returns at most limit numbered changes after a number, ascending and without gaps.
func (s *Store) Changes(ctx context.Context, after int64, limit int) (changes []care.Change, err error) {
	err = s.read(ctx, "read changes", func(w *work) error {
		changes, err = changesAfter(ctx, w, after, min(max(limit, 0), maxChanges))
		return err
	})
	return changes, err
}

func changesAfter(ctx context.Context, w *work, after int64, limit int) ([]care.Change, error) {
	rows, err := w.ChangesAfter(ctx, db.ChangesAfterParams{After: after, Page: int32(limit)}) //nolint:gosec // at most maxChanges
	out := make([]care.Change, len(rows))
	for i, r := range rows {
		out[i] = care.Change{
			Seq: r.Seq, Noun: r.Noun, ID: r.NounID, Kind: r.Kind, At: care.Instant(r.ChangedAt),
			Actor: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID}, Body: []byte(r.Body), Hash: r.Hash,
		}
	}
	return out, err
}

// VerifyChain recomputes the hash of every numbered change on one unchanging view. It fails with damaged_file, naming the first number that
// is missing, changed, out of place or cut off at the end.
func (s *Store) VerifyChain(ctx context.Context) error {
	return s.read(ctx, "verify changes", func(w *work) error {
		head, err := w.ChainHead(ctx)
		if err != nil {
			return err
		}
		seq, hash := int64(0), ""
		for {
			changes, err := changesAfter(ctx, w, seq, 2000)
			if err != nil {
				return err
			}
			for _, c := range changes {
				if c.Seq != seq+1 {
					return care.Errorf(care.Conflict, care.CodeDamaged, "seq", "change %d is missing", seq+1)
				}
				seq, hash = c.Seq, care.ChainHash(hash, c)
				if c.Hash != hash {
					return care.Errorf(care.Conflict, care.CodeDamaged, "seq", "change %d is not as it was written", seq)
				}
			}
			if len(changes) == 0 {
				break
			}
		}
		if seq != head.Seq || hash != head.Hash {
			return care.Errorf(care.Conflict, care.CodeDamaged, "seq", "the chain ends at %d where %d were numbered", seq, head.Seq)
		}
		return nil
	})
}
