package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Kept is the reply once given to a request with a key.
type Kept struct {
	Fingerprint string // of the request it was given to
	Status      int
	Reply       []byte
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

// KeepReply keeps the reply to a key; where another transaction has answered it before, this one fails with other. One that is
// answering it at this moment is waited for.
func (w *work) KeepReply(ctx context.Context, account, key string, k Kept, now care.Instant, other error) error {
	_, err := w.later(1, other).InsertReply(ctx, db.InsertReplyParams{
		AccountID: account, RequestKey: key, Fingerprint: k.Fingerprint, Status: int32(k.Status), Reply: string(k.Reply), CreatedAt: int64(now), //nolint:gosec // an HTTP status
	})
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
