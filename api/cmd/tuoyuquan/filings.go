package main

import (
	"context"
	"log/slog"
	"time"

	"tuoyuquan/api/account"
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
		FiledAgain: p.booking.FiledAgain, Appoint: appointFor(p.accounts),
	})
}

// appointFor lets an invitation to file make the account of whoever is to.
func appointFor(accounts *account.Service) func(context.Context, *store.Tx, care.Actor, care.FacilityID, filing.Person) (filing.Invitation, error) {
	return func(ctx context.Context, tx *store.Tx, by care.Actor, id care.FacilityID, p filing.Person) (filing.Invitation, error) {
		code, err := accounts.AppointIn(ctx, tx, by, account.StaffInput{Username: p.Username, Name: p.Name, Phone: p.Phone, Facility: id})
		return filing.Invitation{Token: code.Code, Expires: code.Expires}, err
	}
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
