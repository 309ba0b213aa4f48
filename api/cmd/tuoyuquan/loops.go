package main

import (
	"context"
	"sync/atomic"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// every runs a step at once and then each time the period is over, until ctx ends. A step that fails is logged and tried again
// the next time.
func (a *app) every(ctx context.Context, period time.Duration, what string, step func(context.Context) error) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		if err := step(ctx); err != nil && ctx.Err() == nil {
			a.log.Error(what+" failed; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

const (
	sweepEvery   = 2 * time.Second
	rulesEvery   = time.Minute
	retainEvery  = time.Hour
	statsEvery   = 10 * time.Minute
	retainLease  = "retention"
	retainAtMost = 50 * time.Minute // one process in an hour
)

// sweep does what the clock asks of reservations. One process does it.
func (a *app) sweep(ctx context.Context) error {
	_, err := a.people.booking.Sweep(ctx, a.replica)
	return err
}

// retain erases what need not be kept any longer, and tells facilities of papers that end. One process does it.
func (a *app) retain(ctx context.Context) error {
	mine, err := a.store.Lease(ctx, retainLease, a.replica, machineNow(), retainAtMost)
	if err != nil || !mine {
		return err
	}
	if err := a.people.accounts.Retain(ctx); err != nil {
		return err
	}
	if _, err := a.people.casework.SweepOrphans(ctx); err != nil {
		return err
	}
	if _, err := a.people.facility.Sweep(ctx); err != nil {
		return err
	}
	return a.people.notify.Retain(ctx)
}

// countDay counts the day as it stands. One process does it.
func (a *app) countDay(ctx context.Context) error { return a.stats.Take(ctx, a.replica, machineNow()) }

// rulebook holds the rules in force for those who ask without waiting.
type rulebook struct {
	store *store.Store
	now   atomic.Pointer[care.Rules]
}

// read takes the rules anew.
func (b *rulebook) read(ctx context.Context) error {
	list, err := b.store.Rules(ctx)
	if err != nil {
		return err
	}
	b.now.Store(care.NewRules(list))
	return nil
}
