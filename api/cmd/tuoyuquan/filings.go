package main

import (
	"context"
	"log/slog"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/filing"
	"tuoyuquan/api/store"
)

// filingEvery is how often the clocks of filings are looked at: they are counted in days.
const filingEvery = time.Minute

// filingAt handles filings by a clock: that of the settings, or the past one a demonstration is filled by.
func (p *people) filingAt(st *store.Store, now func() time.Time, log *slog.Logger) *filing.Service {
	return filing.New(filing.Deps{
		Store: st, Box: p.box, Blob: p.scans, Rules: p.rules.now.Load, Upload: handOver(p.casework), Dropped: p.casework.DropUpload, Now: now, Machine: time.Now, Log: log,
	})
}

// handOver lets filings take over what was uploaded.
func handOver(from *casework.Service) func(context.Context, care.UploadID, string) (filing.File, error) {
	return func(ctx context.Context, id care.UploadID, token string) (filing.File, error) {
		h, err := from.HandOver(ctx, id, token)
		return filing.File{Body: h.Body, Type: h.Type, SHA256: h.SHA256}, err
	}
}

// sweepFilings does what the clock asks of filings. One process does it.
func (a *app) sweepFilings(ctx context.Context) error {
	_, err := a.people.filing.Sweep(ctx, a.replica)
	return err
}
