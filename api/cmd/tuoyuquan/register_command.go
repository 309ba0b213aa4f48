package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/store"
)

// registerCommand is the public register outside the service: its signed days.
type registerCommand struct {
	Verify  registerVerifyCommand  `cmd:"" help:"Check signed days of the register: that each is whole, was signed with the key, and follows the one before."`
	Key     registerKeyCommand     `cmd:"" help:"Print the public keys days are signed with, PEM."`
	Publish registerPublishCommand `cmd:"" help:"Write and sign the file of today, if it is not there; serve does it by itself."`
}

// registerVerifyCommand needs no settings and no database: anybody can run it on files of anybody.
type registerVerifyCommand struct {
	Files []string `arg:"" type:"existingfile" help:"daily files (2026-11-22.jsonl), their signatures beside them (2026-11-22.sig)"`
	Key   string   `type:"existingfile" help:"public key in PEM (/register/key.pem of the service); without it that of these settings"`
}

func (c registerVerifyCommand) Run(w *world) error {
	keys, err := c.keys(w)
	if err != nil {
		return err
	}
	var whole []ledger.Verified
	for _, name := range c.Files {
		text, err := os.ReadFile(name) //nolint:gosec // what the caller named
		if err != nil {
			return err
		}
		sig, err := os.ReadFile(strings.TrimSuffix(name, ".jsonl") + ".sig") //nolint:gosec // beside it
		if err != nil {
			return fmt.Errorf("signature of %s: %w", name, err)
		}
		v, err := ledger.Verify(text, sig, keys)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if day, err := care.ParseDate(strings.TrimSuffix(filepath.Base(name), ".jsonl")); err == nil && day != v.Day {
			return fmt.Errorf("%s: this is the file of %s under another day's name", name, v.Day)
		}
		whole = append(whole, v)
		fmt.Fprintf(w.out, "%s  %d facilities, %d entries, record up to %d\n", v.Day, v.Facilities, v.Entries, v.Seq)
	}
	if err := ledger.VerifyChain(whole); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.out, "%d days are whole and signed, and follow one another\n", len(whole))
	return err
}

func (c registerVerifyCommand) keys(w *world) ([]ed25519.PublicKey, error) {
	if c.Key != "" {
		text, err := os.ReadFile(c.Key)
		if err != nil {
			return nil, err
		}
		return ledger.ReadKeys(text)
	}
	private, err := w.config.registerKeys()
	if err != nil {
		return nil, err
	}
	out := make([]ed25519.PublicKey, len(private))
	for i, k := range private {
		out[i] = ed25519.PublicKey(k[ed25519.SeedSize:])
	}
	return out, nil
}

type registerKeyCommand struct{}

func (registerKeyCommand) Run(w *world) error {
	keys, err := w.config.registerKeys()
	if err != nil {
		return err
	}
	text, err := (&ledger.Service{Keys: keys}).PublicKeys()
	if err != nil {
		return err
	}
	_, err = w.out.Write(text)
	return err
}

type registerPublishCommand struct{}

func (registerPublishCommand) Run(w *world) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	files, err := w.openScans()
	if err != nil {
		return err
	}
	service, err := w.openRegister(st, &people{scans: files, rules: &rulebook{store: st}}, w.config.City)
	if err != nil {
		return err
	}
	if _, err := st.Sequence(w.ctx, replicaName(), machineNow()); err != nil {
		return err
	}
	return service.Publish(w.ctx, replicaName())
}

// openRegister opens the book of the facilities.
func (w *world) openRegister(st *store.Store, p *people, city string) (*ledger.Service, error) {
	keys, err := w.config.registerKeys()
	if err != nil {
		return nil, err
	}
	return &ledger.Service{Store: st, Blob: p.scans, Keys: keys, City: city, Rules: p.rules.now.Load, Now: w.config.clock(), Log: w.log}, nil
}

// registerKeys are what days are signed with, the present one first: those of the settings, or one made from the key that seals.
func (c Config) registerKeys() ([]ed25519.PrivateKey, error) {
	if c.RegisterKey == "" {
		keys, err := c.openKeys()
		if err != nil {
			return nil, err
		}
		seed, err := derive(keys, "register")
		if err != nil {
			return nil, err
		}
		return []ed25519.PrivateKey{ed25519.NewKeyFromSeed(seed)}, nil
	}
	var out []ed25519.PrivateKey
	for part := range strings.SplitSeq(c.RegisterKey, ",") {
		seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(part))
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, errors.New("each key is 32 bytes in base64; `openssl rand -base64 32` makes one")
		}
		out = append(out, ed25519.NewKeyFromSeed(seed))
	}
	return out, nil
}

// registerEvery is how often the register's log follows the record.
const registerEvery = 2 * time.Second

func (a *app) followRegister(ctx context.Context) error { return a.register.Follow(ctx, a.replica) }

func (a *app) publishRegister(ctx context.Context) error { return a.register.Publish(ctx, a.replica) }
