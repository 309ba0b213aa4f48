package booking_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"tuoyuquan/api/store/storetest"
)

// A sweeper that is stopped, at whatever look at the clock, says nothing of it: what it has not done is not amiss, and the next does it.
func TestStoppedSweepIsSilent(t *testing.T) {
	w := newTown(t, storetest.New(t))
	closing(w)
	w.facility("g", room{id: "k", places: 1})
	anna, ben := w.family("anna", "a"), w.family("ben", "b")
	w.applied(anna, "a", "k", "hold")
	w.applied(ben, "b", "k", "wait")
	w.pass(aDay)
	for at := 1; ; at++ {
		ctx, stop := context.WithCancel(t.Context())
		var said bytes.Buffer
		looks := 0
		s := w.service(w.st)
		s.Log = slog.New(slog.NewTextHandler(&said, nil))
		s.Now = func() time.Time {
			if looks++; looks == at {
				stop()
			}
			return w.clock()
		}
		_, err := s.Sweep(ctx, "stopped")
		stop()
		if said.Len() > 0 {
			t.Fatalf("stopped at look %d it says %s", at, said.String())
		}
		if looks < at { // nothing stopped it
			if err != nil {
				t.Error(err)
			}
			if at < 10 {
				t.Errorf("it looked at the clock %d times only: too little was due", at)
			}
			break
		}
	}
	w.sound()
}
