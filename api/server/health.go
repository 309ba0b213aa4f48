package server

import (
	"context"
	"time"

	"tuoyuquan/api/care"
)

type healthOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Status string `json:"status" enum:"ok"`
	}
}

// getHealth says that the process answers.
func (s *Server) getHealth(context.Context, *struct{}) (*healthOutput, error) {
	out := &healthOutput{CacheControl: "no-store"}
	out.Body.Status = "ok"
	return out, nil
}

// Readiness says whether the service can answer truthfully.
type Readiness struct {
	Status      string  `json:"status" enum:"ready"`
	Facilities  int     `json:"facilities"`
	Sequence    int64   `json:"sequence"`
	SnapshotAge float64 `json:"snapshot_age_seconds" doc:"Since the snapshot was last known to agree with the register"`
}

type readyOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Readiness
}

// getReady says whether the database answers and the snapshot follows it; if not, 503.
func (s *Server) getReady(ctx context.Context, _ *struct{}) (*readyOutput, error) {
	snap := s.Finder.Snapshot()
	if snap == nil {
		return nil, care.Errorf(care.Unavailable, care.CodeUnavailable, "", "the data are still being read")
	}
	age := s.snapshotAge()
	if age > s.o.StaleAfter {
		return nil, care.Errorf(care.Unavailable, care.CodeUnavailable, "", "the data in memory have not been checked for %s", age.Round(time.Second))
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := s.Store.Ready(ctx); err != nil {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "the database does not answer", Cause: err}
	}
	return &readyOutput{CacheControl: "no-store", Body: Readiness{
		Status: "ready", Facilities: snap.Count(), Sequence: snap.Seq, SnapshotAge: round1(age.Seconds()),
	}}, nil
}

// snapshotAge is how long ago the snapshot was known to agree with the register.
func (s *Server) snapshotAge() time.Duration {
	return max(0, time.Duration(care.InstantOf(s.Now())-s.Finder.AsOf())*time.Millisecond)
}

// getMetrics gives the metrics for Prometheus.
func (s *Server) getMetrics(context.Context, *struct{}) (*raw, error) {
	body, kind, err := s.metrics.text()
	if err != nil {
		return nil, err
	}
	return write(kind, "no-store", func(b []byte) []byte { return append(b, body...) }), nil
}
