package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"tuoyuquan/api/audit"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/search"
)

// app is the whole service without its HTTP: what `serve` serves and `find` asks.
type app struct {
	*world
	store    *store.Store
	kv       kv.KV
	index    search.Index
	streets  *streets // nil: none imported
	finder   *finder.Finder
	people   *people // nil: this command needs no persons
	audit    *audit.Service
	register *ledger.Service
	stats    *stats.Service
	library  *policy.Library
	texts    search.Index // of the library
	replica  string       // names this process to the leases
}

// open opens every part the settings name, with the given word index, and loads the finder.
func (w *world) open(index search.Index) (*app, error) {
	a := &app{world: w, index: index, replica: replicaName()}
	err := a.openParts()
	if err == nil {
		err = a.load()
	}
	if err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

func (a *app) openParts() (err error) {
	if a.store, err = a.openStore(); err != nil {
		return err
	}
	if a.kv, err = kv.Open(a.ctx, a.config.RedisURL, time.Now); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	a.streets, err = openStreets(a.ctx, a.config.Data, a.log)
	if errors.Is(err, errNoStreets) {
		a.log.Warn("no street network yet: walks are straight-line estimates; run `tuoyuquan import streets FILE`")
		return nil
	}
	return err
}

// load numbers what earlier commands left unnumbered, then reads everything into memory.
func (a *app) load() error {
	if _, err := a.store.Sequence(a.ctx, a.replica, machineNow()); err != nil {
		return fmt.Errorf("change log: %w", err)
	}
	deps := finder.Deps{Store: a.store, Index: a.index, KV: a.kv, Now: a.config.clock(), Log: a.log, Trial: a.config.Trial}
	if a.streets != nil {
		deps.Graph = a.streets.Graph
	}
	a.finder = finder.New(deps)
	return a.finder.Load(a.ctx)
}

// sequence numbers committed changes until ctx ends, and tells the followers. One replica at a time holds the lease.
func (a *app) sequence(ctx context.Context) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		n, err := a.store.Sequence(ctx, a.replica, machineNow())
		if err != nil && ctx.Err() == nil {
			a.log.Error("numbering changes failed; trying again", "error", err)
		}
		if n == 0 {
			continue
		}
		if err := a.kv.Publish(ctx, finder.KickTopic, nil); err != nil {
			a.log.Debug("nobody was told of new changes; followers look by themselves", "error", err)
		}
	}
}

func (a *app) close() {
	if a.finder != nil {
		a.finder.Close()
	}
	if a.index != nil {
		_ = a.index.Close()
	}
	if a.texts != nil {
		_ = a.texts.Close()
	}
	if a.kv != nil {
		_ = a.kv.Close()
	}
	if a.store != nil {
		a.stopSequencing()
		if err := a.store.Close(); err != nil {
			a.log.Error("closing the database", "error", err)
		}
	}
}

// stopSequencing lets whoever starts next show at once what families tell.
func (a *app) stopSequencing() {
	limited, cancel := background(2 * time.Second)
	defer cancel()
	if err := a.store.StopSequencing(limited, a.replica); err != nil {
		a.log.Debug("the right to number changes was not given up; it runs out by itself", "error", err)
	}
	if a.register != nil {
		if err := a.register.Stop(limited, a.replica); err != nil {
			a.log.Debug("the right to keep the register was not given up; it runs out by itself", "error", err)
		}
	}
	if a.people == nil {
		return
	}
	if err := errors.Join(a.people.booking.StopSweeping(limited, a.replica), a.people.casework.StopSweeping(limited, a.replica), a.people.notify.Stop(limited)); err != nil {
		a.log.Debug("the right to sweep was not given up; it runs out by itself", "error", err)
	}
}

func replicaName() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%s-%d-%s", cmp.Or(host, "host"), os.Getpid(), randomText(4))
}

// randomText returns n random bytes in hex.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
