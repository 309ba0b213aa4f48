package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Kept is the reply once given to a request with a key.
type Kept struct {
	Fingerprint string // of the request it was given to
	Status      int    // 0: the key is ours, and no reply is kept yet
	Reply       []byte
}

// ClaimRequest makes a key ours for the rest of the transaction, or returns the reply that was given to it. A transaction
// that is doing the same at this moment is waited for.
func (w *work) ClaimRequest(ctx context.Context, account, key, fingerprint string, now care.Instant) (kept Kept, mine bool, err error) {
	n, err := w.ClaimKey(ctx, db.ClaimKeyParams{AccountID: account, RequestKey: key, Fingerprint: fingerprint, CreatedAt: int64(now)})
	if err != nil || n == 1 {
		return Kept{}, n == 1, err
	}
	kept, _, err = w.KeptReply(ctx, account, key)
	return kept, false, err
}

// KeptReply returns the reply once given to a key, and false when there is none.
func (w *work) KeptReply(ctx context.Context, account, key string) (Kept, bool, error) {
	r, err := w.KeyReply(ctx, db.KeyReplyParams{AccountID: account, RequestKey: key})
	if err != nil {
		if care.Is(translate(err), care.CodeNotFound) {
			return Kept{}, false, nil
		}
		return Kept{}, false, err
	}
	return Kept{Fingerprint: r.Fingerprint, Status: int(r.Status), Reply: []byte(r.Reply)}, true, nil
}

// KeepReplyTo keeps the reply to a claimed key.
func (w *work) KeepReplyTo(ctx context.Context, account, key string, status int, reply []byte) error {
	_, err := w.KeepReply(ctx, db.KeepReplyParams{AccountID: account, RequestKey: key, Status: int32(status), Reply: string(reply)}) //nolint:gosec // an HTTP status
	return err
}

// ForgetReplies removes the replies kept before an instant.
func (s *Store) ForgetReplies(ctx context.Context, before care.Instant) (n int64, err error) {
	err = s.write(ctx, "forget replies", func(w *work) error {
		n, err = w.ForgetKeys(ctx, int64(before))
		return err
	})
	return n, err
}
