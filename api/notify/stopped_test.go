package notify_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/storetest"
)

// A worker that is stopped while it tells a notice says nothing of it: the notice is told by the next.
func TestStoppedWorkerIsSilent(t *testing.T) {
	w := newWorld(t, storetest.New(t))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var said bytes.Buffer
	n := w.worker("a")
	n.Log = slog.New(slog.NewTextHandler(&said, nil))
	n.Complainants = func(ctx context.Context, _ care.CaseID) ([]care.AccountID, error) {
		stop()
		return nil, ctx.Err()
	}
	notice := offer("e1", noon)
	notice.Complainant = true
	w.say(notice)
	if err := n.Work(ctx); !errors.Is(err, context.Canceled) || said.Len() > 0 {
		t.Errorf("%v; it says %q", err, said.String())
	}
}
