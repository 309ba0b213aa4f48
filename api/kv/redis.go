package kv

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Redis is the engine shared by several processes. Every exchange is bounded by a short timeout; after one that failed,
// calls return ErrAway at once for a moment (see WithRest), so that a lost or slow Redis costs a request next to nothing.
// All subscriptions of a process share one connection, which reconnects by itself.
type Redis struct {
	client *redis.Client
	set    settings
	guard  breaker
	hub    *hub

	subMu   sync.Mutex
	pubsub  *redis.PubSub            // nil until somebody subscribes
	pending map[string]chan struct{} // channels asked for; closed once Redis has confirmed
	reader  sync.WaitGroup
	closed  bool
}

func init() { redis.SetLogger(silent{}) }

// silent drops the client's own log lines: every failure is returned to a caller.
type silent struct{}

// Printf implements the client's logger.
func (silent) Printf(context.Context, string, ...any) {}

// NewRedis connects to the Redis at url (redis://, rediss:// or unix://). A server that cannot be reached now is no
// error: calls return ErrAway until it is there. A url that makes no sense and a server that refuses the password are
// errors. The url is never part of an error, for it may hold a password.
func NewRedis(ctx context.Context, url string, opts ...Option) (*Redis, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("kv: the Redis URL cannot be read; write it as redis://user:password@host:6379/0")
	}
	s := settle(opts)
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = s.timeout, s.timeout, s.timeout, s.timeout
	o.ContextTimeoutEnabled = true
	o.DialerRetries = 1
	o.MaxRetries = 1 // for a connection that went stale in the pool
	o.MinRetryBackoff, o.MaxRetryBackoff = time.Millisecond, time.Millisecond
	o.DisableIdentity = true
	o.Protocol = 2
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}

	r := &Redis{
		client: redis.NewClient(o), set: s, hub: newHub(s.buffer),
		guard: breaker{rest: s.rest}, pending: make(map[string]chan struct{}),
	}
	r.hub.onLast = r.unsubscribe
	if err := r.Ping(ctx); err != nil && refused(err) {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// refused reports an answer that waiting will not change.
func refused(err error) bool {
	var reply redis.Error
	if !errors.As(err, &reply) {
		return false
	}
	for _, code := range []string{"WRONGPASS", "NOAUTH", "NOPERM", "ERR AUTH", "ERR invalid password", "ERR DB index"} {
		if strings.HasPrefix(reply.Error(), code) {
			return true
		}
	}
	return false
}

// Ping asks the server for a sign of life, for readiness checks. It returns ErrAway when there is none.
func (r *Redis) Ping(ctx context.Context) error {
	return r.do(ctx, func(ctx context.Context) error { return r.client.Ping(ctx).Err() })
}

// Get implements KV.
func (r *Redis) Get(ctx context.Context, key string) ([]byte, bool, error) {
	if err := firstError(ctx.Err(), checkKey(key)); err != nil {
		return nil, false, err
	}
	var val []byte
	found := false
	err := r.do(ctx, func(ctx context.Context) error {
		v, err := r.client.Get(ctx, r.set.prefix+"c:"+key).Bytes()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		val, found = v, err == nil
		return err
	})
	return val, found, err
}

// Set implements KV.
func (r *Redis) Set(ctx context.Context, key string, val []byte, ttl time.Duration) error {
	if err := firstError(ctx.Err(), checkEntry(key, val, ttl)); err != nil {
		return err
	}
	return r.do(ctx, func(ctx context.Context) error {
		return r.client.Set(ctx, r.set.prefix+"c:"+key, val, wholeMillis(ttl)).Err()
	})
}

// Delete implements KV.
func (r *Redis) Delete(ctx context.Context, keys ...string) error {
	if err := firstError(ctx.Err(), checkKeys(keys)); err != nil {
		return err
	}
	full := make([]string, len(keys))
	for i, k := range keys {
		full[i] = r.set.prefix + "c:" + k
	}
	return r.do(ctx, func(ctx context.Context) error {
		if len(full) == 0 {
			return nil
		}
		return r.client.Del(ctx, full...).Err()
	})
}

// allowScript is limit.go's take in Lua. Doubles hold the µs since 1970 exactly until the year 2255.
// ARGV: gap, full, now (0: the server's clock), ms to keep the key beyond its need.
var allowScript = redis.NewScript(`
local now = tonumber(ARGV[3])
if now == 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000000 + t[2]
end
local gap, full = tonumber(ARGV[1]), tonumber(ARGV[2])
local tat = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
local next = math.max(now, math.min(tat, now + full)) + gap
local wait = next - now - full
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000) + ARGV[4])
return 0
`)

// Allow implements KV with one script on the server, by the server's clock.
func (r *Redis) Allow(ctx context.Context, key string, limit int, per time.Duration) (bool, time.Duration, error) {
	rt, err := rateOf(limit, per)
	if err = firstError(ctx.Err(), checkKey(key), err); err != nil {
		return false, 0, err
	}
	var now, keep int64
	if r.set.now != nil {
		now, keep = r.set.now().UnixMicro(), time.Hour.Milliseconds()
	}
	var wait int64
	err = r.do(ctx, func(ctx context.Context) error {
		var err error
		wait, err = allowScript.Run(ctx, r.client, []string{r.set.prefix + "l:" + key}, rt.gap, rt.full, now, keep).Int64()
		return err
	})
	return err == nil && wait == 0, time.Duration(wait) * time.Microsecond, err
}

// Publish implements KV.
func (r *Redis) Publish(ctx context.Context, topic string, msg []byte) error {
	if err := firstError(ctx.Err(), checkMessage(topic, msg)); err != nil {
		return err
	}
	return r.do(ctx, func(ctx context.Context) error {
		return r.client.Publish(ctx, r.channel(topic), msg).Err()
	})
}

// Subscribe implements KV. While Redis is away it succeeds all the same, and messages arrive once Redis is back.
func (r *Redis) Subscribe(ctx context.Context, topic string) (<-chan []byte, error) {
	if err := firstError(ctx.Err(), checkKey(topic)); err != nil {
		return nil, err
	}
	ch, confirmed, err := r.join(ctx, topic)
	if err != nil {
		return nil, err
	}
	limit := time.NewTimer(r.set.timeout)
	defer limit.Stop()
	select { // so that whatever is published from now on arrives
	case <-confirmed:
	case <-limit.C:
	case <-ctx.Done():
	}
	return ch, nil
}

func (r *Redis) join(ctx context.Context, topic string) (<-chan []byte, <-chan struct{}, error) {
	r.subMu.Lock()
	defer r.subMu.Unlock()
	if r.closed {
		return nil, nil, ErrClosed
	}
	ch, err := r.hub.listen(ctx, topic)
	if err != nil {
		return nil, nil, err
	}
	if r.pubsub == nil {
		r.pubsub = r.client.Subscribe(ctx)
		r.reader.Add(1)
		go r.read(r.pubsub.ChannelWithSubscriptions(redis.WithChannelSize(1024)))
	}
	name := r.channel(topic)
	confirmed, asked := r.pending[name]
	if !asked {
		confirmed = make(chan struct{})
		r.pending[name] = confirmed
		short, cancel := context.WithTimeout(ctx, r.set.timeout)
		defer cancel()
		_ = r.pubsub.Subscribe(short, name) // on failure it stays on the list and is asked for when the connection is back
	}
	return ch, confirmed, nil
}

func (r *Redis) unsubscribe(topic string) {
	r.subMu.Lock()
	defer r.subMu.Unlock()
	name := r.channel(topic)
	if r.closed || r.hub.has(topic) || r.pending[name] == nil {
		return
	}
	delete(r.pending, name)
	ctx, cancel := context.WithTimeout(context.Background(), r.set.timeout)
	defer cancel()
	_ = r.pubsub.Unsubscribe(ctx, name) // on failure the connection is broken, and the next one does not ask for it
}

func (r *Redis) read(from <-chan any) {
	defer r.reader.Done()
	for m := range from {
		switch m := m.(type) {
		case *redis.Message:
			r.hub.send(strings.TrimPrefix(m.Channel, r.set.prefix+"t:"), []byte(m.Payload))
		case *redis.Subscription:
			if m.Kind == "subscribe" {
				r.confirm(m.Channel)
			}
		}
	}
}

func (r *Redis) confirm(name string) {
	r.subMu.Lock()
	defer r.subMu.Unlock()
	confirmed, ok := r.pending[name]
	if !ok {
		return
	}
	select {
	case <-confirmed: // a reconnect
	default:
		close(confirmed)
	}
}

// Close implements KV.
func (r *Redis) Close() error {
	r.subMu.Lock()
	first := !r.closed
	r.closed = true
	pubsub := r.pubsub
	r.subMu.Unlock()
	if !first {
		return nil
	}
	r.hub.close()
	if pubsub != nil {
		_ = pubsub.Close()
	}
	r.reader.Wait()
	r.guard.close()
	if err := r.client.Close(); err != nil {
		return fmt.Errorf("kv: close: %w", err)
	}
	return nil
}

// Dropped returns how many messages slow subscribers have lost since the start.
func (r *Redis) Dropped() uint64 { return r.hub.dropped.Load() }

// Away reports whether the last exchange failed.
func (r *Redis) Away() bool { return r.guard.open() }

func (r *Redis) channel(topic string) string { return r.set.prefix + "t:" + topic }

// do runs one exchange within the timeout, or returns ErrAway at once while Redis is left alone.
func (r *Redis) do(ctx context.Context, f func(context.Context) error) error {
	if r.hub.isClosed() {
		return ErrClosed
	}
	if !r.guard.enter() {
		return ErrAway
	}
	short, cancel := context.WithTimeout(ctx, r.set.timeout)
	defer cancel()
	err := f(short)
	switch {
	case err == nil:
		r.guard.succeeded()
		return nil
	case ctx.Err() != nil: // the caller gave up: nothing is known about Redis
		r.guard.abandoned()
		return ctx.Err()
	case errors.Is(err, redis.ErrClosed):
		return ErrClosed
	default:
		r.guard.failed()
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
}
