package casework_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"tuoyuquan/api/casework"
	"tuoyuquan/api/store/storetest"
)

// A sweeper that is stopped, at whatever look at the clock, says nothing of it: what it has not done is not amiss, and the next does it.
func TestStoppedSweepIsSilent(t *testing.T) {
	b := newBureau(t, storetest.New(t))
	for range 3 {
		b.submit(func(*casework.SubmitRequest) {})
	}
	b.pass(30 * 24 * time.Hour)
	for at := 1; ; at++ {
		ctx, stop := context.WithCancel(t.Context())
		var said bytes.Buffer
		looks := 0
		s := b.service()
		s.Log = slog.New(slog.NewTextHandler(&said, nil))
		s.Now = func() time.Time {
			if looks++; looks == at {
				stop()
			}
			return b.clock()
		}
		done, err := s.Sweep(ctx, "stopped")
		stop()
		if said.Len() > 0 {
			t.Fatalf("stopped at look %d it says %s", at, said.String())
		}
		if looks < at { // nothing stopped it
			b.must(err)
			if at < 6 || done.Failed > 0 {
				t.Errorf("it looked at the clock %d times: %+v", at, done)
			}
			break
		}
	}
}
