package kv

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// Fallback uses a main engine and goes on without it when it is away. What it promises while it is away:
//
//   - Allow: limits hold by an in-process limiter of the same rates. Each process counts for itself and starts from a
//     full allowance, so n replicas together let through at most n times the limit, and nobody ever gets none or all.
//   - Get finds nothing and Set keeps nothing, both without an error: callers compute the answer.
//   - Delete, Publish return ErrAway: the caller knows that an entry may live on until its time is up, and that other
//     processes were not told.
//   - Subscribe succeeds; messages arrive once the main engine is back.
type Fallback struct {
	main  KV
	local *Memory
	spare atomic.Uint64
}

// NewFallback puts an in-process limiter behind main. Closing it closes main too.
func NewFallback(main KV, now func() time.Time) *Fallback {
	return &Fallback{main: main, local: NewMemory(now)}
}

// Open returns a Memory when url is empty, else a Redis with a Fallback. See NewRedis for errors.
func Open(ctx context.Context, url string, now func() time.Time, opts ...Option) (KV, error) {
	if url == "" {
		return NewMemory(now, opts...), nil
	}
	r, err := NewRedis(ctx, url, opts...)
	if err != nil {
		return nil, err
	}
	return NewFallback(r, now), nil
}

// Get implements KV.
func (f *Fallback) Get(ctx context.Context, key string) ([]byte, bool, error) {
	val, ok, err := f.main.Get(ctx, key)
	return val, ok, f.forgive(err)
}

// Set implements KV.
func (f *Fallback) Set(ctx context.Context, key string, val []byte, ttl time.Duration) error {
	return f.forgive(f.main.Set(ctx, key, val, ttl))
}

// Delete implements KV.
func (f *Fallback) Delete(ctx context.Context, keys ...string) error {
	return f.main.Delete(ctx, keys...)
}

// Allow implements KV.
func (f *Fallback) Allow(ctx context.Context, key string, limit int, per time.Duration) (bool, time.Duration, error) {
	ok, wait, err := f.main.Allow(ctx, key, limit, per)
	if !errors.Is(err, ErrAway) {
		return ok, wait, err
	}
	f.spare.Add(1)
	return f.local.Allow(ctx, key, limit, per)
}

// Publish implements KV.
func (f *Fallback) Publish(ctx context.Context, topic string, msg []byte) error {
	return f.main.Publish(ctx, topic, msg)
}

// Subscribe implements KV.
func (f *Fallback) Subscribe(ctx context.Context, topic string) (<-chan []byte, error) {
	return f.main.Subscribe(ctx, topic)
}

// Close implements KV.
func (f *Fallback) Close() error { return errors.Join(f.main.Close(), f.local.Close()) }

// Spared returns how many calls have been answered without the main engine since the start, for metrics.
func (f *Fallback) Spared() uint64 { return f.spare.Load() }

// Away reports whether the main engine's last exchange failed, for readiness and metrics.
func (f *Fallback) Away() bool {
	a, ok := f.main.(interface{ Away() bool })
	return ok && a.Away()
}

// Dropped returns how many messages slow subscribers have lost since the start.
func (f *Fallback) Dropped() uint64 {
	d, ok := f.main.(interface{ Dropped() uint64 })
	if !ok {
		return 0
	}
	return d.Dropped()
}

func (f *Fallback) forgive(err error) error {
	if errors.Is(err, ErrAway) {
		f.spare.Add(1)
		return nil
	}
	return err
}
