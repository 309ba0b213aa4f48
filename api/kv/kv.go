// Package kv keeps bytes that may be lost at any moment: cached answers, rate-limit counters and messages between
// replicas. It has two engines behind one interface, memory for one process and Redis for several, with the same
// semantics to the microsecond, and a Fallback that keeps limits in force while Redis is away.
// It must not know what the bytes mean, and nothing may be kept here that cannot be rebuilt from the database: a place,
// a session or an application never lives in this package.
package kv

import (
	"context"
	"errors"
	"time"
)

// KV is a cache with an end to every entry, a rate limiter, and messages to whoever listens at the moment.
// All methods may be called from many goroutines. After Close every method returns ErrClosed.
type KV interface {
	// Get returns a copy of the bytes under key, or false when there are none (never set, expired or evicted).
	Get(ctx context.Context, key string) ([]byte, bool, error)
	// Set keeps a copy of val under key for ttl, rounded up to a whole millisecond. The engine may forget it earlier.
	// It returns ErrKey, ErrTooLarge or ErrTTL for what it will never take.
	Set(ctx context.Context, key string, val []byte, ttl time.Duration) error
	// Delete forgets the keys; a key that is not there is no error.
	Delete(ctx context.Context, keys ...string) error
	// Allow takes one from key's allowance of limit per `per` and reports whether there was one left. The allowance is
	// a bucket that holds limit tokens and gains one every per/limit (the generic cell rate algorithm; see limit.go).
	// When ok is false, retryAfter says when the next one will be there, and a refused call takes nothing.
	// A limit or period outside 1..MaxLimit and 1 µs..MaxPeriod is ErrLimit.
	Allow(ctx context.Context, key string, limit int, per time.Duration) (ok bool, retryAfter time.Duration, err error)
	// Publish sends msg to everybody who listens to topic now, in this process and, with Redis, in all others. Nobody
	// listening is no error. Delivery is at most once: what is sent while Redis is away is lost.
	Publish(ctx context.Context, topic string, msg []byte) error
	// Subscribe returns the messages published to topic from now on, in order, until ctx ends or the engine is closed;
	// then the channel is closed. A subscriber that does not keep up loses its oldest waiting messages, never the
	// newest, and never delays a publisher or another subscriber; Dropped counts the losses. Received bytes are shared
	// between subscribers and must not be changed.
	Subscribe(ctx context.Context, topic string) (<-chan []byte, error)
	// Close ends all subscriptions and waits for the engine's goroutines. Closing twice is no error.
	Close() error
}

// Bounds that hold in every engine.
const (
	MaxKey    = 512                  // bytes of a key or topic
	MaxValue  = 4 << 20              // bytes of a value or message
	MaxTTL    = 366 * 24 * time.Hour // longest life of an entry
	MaxLimit  = 1_000_000            // largest limit of Allow
	MaxPeriod = 31 * 24 * time.Hour  // longest period of Allow
)

// What can go wrong.
var (
	ErrClosed   = errors.New("kv: closed")
	ErrKey      = errors.New("kv: a key must have 1 to 512 bytes")
	ErrTooLarge = errors.New("kv: the value is larger than 4 MiB")
	ErrTTL      = errors.New("kv: the time to live must be more than 0 and at most 366 days")
	ErrLimit    = errors.New("kv: the limit must be 1 to 1,000,000 per 1 µs to 31 days")
	// ErrAway says that Redis could not be reached in time. Nothing is wrong with the request; go on without.
	ErrAway = errors.New("kv: redis is away")
)

type settings struct {
	prefix  string
	bytes   int64
	buffer  int
	timeout time.Duration
	rest    time.Duration
	now     func() time.Time
}

// Option changes a setting of an engine; an engine ignores those that are not its own.
type Option func(*settings)

// WithBytes bounds the memory of the in-process cache, keys and bookkeeping included. The default is 64 MiB.
func WithBytes(n int64) Option { return func(s *settings) { s.bytes = n } }

// WithBuffer sets how many messages may wait for one subscriber before the oldest is dropped. The default is 64.
func WithBuffer(n int) Option { return func(s *settings) { s.buffer = max(1, n) } }

// WithPrefix sets what every Redis key and channel begins with. The default is "tuoyuquan:".
func WithPrefix(p string) Option { return func(s *settings) { s.prefix = p } }

// WithTimeout bounds one exchange with Redis, connecting included. The default is 250 ms.
func WithTimeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// WithRest sets how long Redis is left alone after a failed exchange: until then calls fail at once with ErrAway, and
// then one call tries again. The default is 1 s.
func WithRest(d time.Duration) Option { return func(s *settings) { s.rest = d } }

// WithClock makes the Redis limiter use the caller's clock in place of the server's. It is for tests: replicas with
// different clocks would not agree.
func WithClock(now func() time.Time) Option { return func(s *settings) { s.now = now } }

func settle(opts []Option) settings {
	s := settings{
		prefix: "tuoyuquan:", bytes: 64 << 20, buffer: 64,
		timeout: 250 * time.Millisecond, rest: time.Second,
	}
	for _, o := range opts {
		o(&s)
	}
	return s
}

func checkKey(key string) error {
	if key == "" || len(key) > MaxKey {
		return ErrKey
	}
	return nil
}

func checkKeys(keys []string) error {
	for _, k := range keys {
		if err := checkKey(k); err != nil {
			return err
		}
	}
	return nil
}

func checkEntry(key string, val []byte, ttl time.Duration) error {
	switch {
	case len(val) > MaxValue:
		return ErrTooLarge
	case ttl <= 0 || ttl > MaxTTL:
		return ErrTTL
	default:
		return checkKey(key)
	}
}

func checkMessage(topic string, msg []byte) error {
	if len(msg) > MaxValue {
		return ErrTooLarge
	}
	return checkKey(topic)
}

// wholeMillis rounds up to a whole millisecond, the finest step of a Redis expiry.
func wholeMillis(d time.Duration) time.Duration {
	return (d + time.Millisecond - 1).Truncate(time.Millisecond)
}
