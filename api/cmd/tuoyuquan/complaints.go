package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/clamd"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// openCasework opens the complaint desk. Its vault has a key of its own, so that whoever has the other keys cannot read who complained.
func (w *world) openCasework(st *store.Store, limits kv.KV, p *people, keys [][]byte) error {
	vaultKeys := make([][]byte, len(keys))
	for i := range keys {
		key, err := derive(keys[i:i+1], "vault")
		if err != nil {
			return err
		}
		vaultKeys[i] = key
	}
	vault, err := seal.New(vaultKeys[0], vaultKeys[1:]...)
	if err != nil {
		return err
	}
	if p.caseKey, err = derive(keys, "casework"); err != nil {
		return err
	}
	p.districts = &districts{store: st}
	p.vaultBox, p.limits = vault, limits
	if w.config.Clamd != "" {
		scanner, err := clamd.New(w.config.Clamd)
		if err != nil {
			return fmt.Errorf("TUOYUQUAN_CLAMD: %w", err)
		}
		p.scan = scanner.Scan
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	p.pictures = picture.Program(program, "picture")
	p.casework = p.caseworkAt(st, w.config.clock(), w.log)
	return w.sayGuard(st)
}

// caseworkAt is the complaint desk by a clock: that of the settings, or the past one a demonstration is filled by.
func (p *people) caseworkAt(st *store.Store, now func() time.Time, log *slog.Logger) *casework.Service {
	return casework.New(casework.Deps{
		Store: st, Box: p.box, Vault: p.vaultBox, Blob: p.scans, Rules: p.rules.now.Load, Locate: p.districts.at, Names: p.accounts.Names,
		Identity: p.accountIdentity, Object: p.booking.Object, Scan: p.scan, Pictures: p.clean, Limits: p.limits, Now: now, Machine: time.Now, Log: log,
	}, casework.Options{Key: p.caseKey})
}

// accountIdentity gives who an account is, for an officer who opens an identity with a reason.
func (p *people) accountIdentity(ctx context.Context, id care.AccountID) (who casework.AccountIdentity, err error) {
	who.Family, who.Name, who.Phone, err = p.accounts.Identity(ctx, id)
	return who, err
}

// clean makes a picture anew in a process of its own.
func (p *people) clean(ctx context.Context, file []byte) (casework.Picture, error) {
	c, err := p.pictures.Clean(ctx, file)
	return casework.Picture{JPEG: c.JPEG, Width: c.Width, Height: c.Height}, err
}

// pictureCommand cleans one picture: serve starts it for every picture somebody sends, with nothing else in its memory.
type pictureCommand struct{}

func (pictureCommand) Run(*world) error { return picture.Serve(os.Stdin, os.Stdout) }

// sweepCases does what the clock asks of complaints. One process does it.
func (a *app) sweepCases(ctx context.Context) error {
	_, err := a.people.casework.Sweep(ctx, a.replica)
	return err
}

// sweepFiles checks files that wait for it and removes what nobody wants. Every process may do it.
func (a *app) sweepFiles(ctx context.Context) error {
	_, err := a.people.casework.SweepFiles(ctx)
	return err
}

// readDistricts takes rules and areas anew that were changed meanwhile.
func (a *app) readDistricts(ctx context.Context) error {
	return errors.Join(a.people.rules.read(ctx), a.people.districts.read(ctx))
}
