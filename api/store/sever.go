package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Sever takes child, family and siblings from at most so many applications that came to nothing and were last changed before an
// instant: what is left of them counts for statistics, and nobody can tell whose they were. Messages about them keep their words
// alone. It returns how many there were.
func (w *work) Sever(ctx context.Context, before care.Instant, limit int) (int, error) {
	ids, err := w.ClosedApplications(ctx, db.ClosedApplicationsParams{Before: int64(before), Page: int32(min(max(limit, 1), 1000))}) //nolint:gosec // bounded
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if err := w.AddNobodysFamily(ctx); err != nil {
		return 0, err
	}
	if err := w.AddNobody(ctx); err != nil {
		return 0, err
	}
	for _, id := range ids {
		if _, err := w.SeverMessages(ctx, id); err != nil {
			return 0, err
		}
		if _, err := w.SeverApplication(ctx, id); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
