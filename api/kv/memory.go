package kv

import (
	"bytes"
	"container/list"
	"context"
	"sync"
	"time"
)

// Memory is the engine of a single process. Its cache is bounded in bytes and forgets the least recently used first;
// its limiter remembers at most 200,000 keys.
type Memory struct {
	now func() time.Time
	hub *hub

	mu     sync.Mutex // guards the cache
	closed bool
	room   int64 // bytes
	used   int64
	byKey  map[string]*list.Element // of *entry
	recent *list.List               // front is the latest used

	limitMu sync.Mutex
	limits  *limiter
}

type entry struct {
	key string
	val []byte
	end time.Time
}

// entryCost is what an entry costs beside its key and value: list element, map slot, headers.
const entryCost = 200

func (e *entry) size() int64 { return int64(len(e.key)+len(e.val)) + entryCost }

// NewMemory returns an empty in-process engine that tells the time by now.
func NewMemory(now func() time.Time, opts ...Option) *Memory {
	s := settle(opts)
	return &Memory{
		now: now, hub: newHub(s.buffer), room: s.bytes,
		byKey: make(map[string]*list.Element), recent: list.New(), limits: newLimiter(),
	}
}

// Get implements KV.
func (m *Memory) Get(ctx context.Context, key string) ([]byte, bool, error) {
	if err := firstError(ctx.Err(), checkKey(key)); err != nil {
		return nil, false, err
	}
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, false, ErrClosed
	}
	el, ok := m.byKey[key]
	if !ok {
		return nil, false, nil
	}
	e := el.Value.(*entry)
	if !now.Before(e.end) {
		m.drop(el)
		return nil, false, nil
	}
	m.recent.MoveToFront(el)
	return bytes.Clone(e.val), true, nil
}

// Set implements KV. A value that is larger than the whole cache is not kept and is no error.
func (m *Memory) Set(ctx context.Context, key string, val []byte, ttl time.Duration) error {
	if err := firstError(ctx.Err(), checkEntry(key, val, ttl)); err != nil {
		return err
	}
	e := &entry{key: key, val: append(make([]byte, 0, len(val)), val...), end: m.now().Add(wholeMillis(ttl))}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	if el, ok := m.byKey[key]; ok {
		m.drop(el)
	}
	if e.size() > m.room {
		return nil
	}
	for m.used+e.size() > m.room {
		m.drop(m.recent.Back())
	}
	m.byKey[key] = m.recent.PushFront(e)
	m.used += e.size()
	return nil
}

// Delete implements KV.
func (m *Memory) Delete(ctx context.Context, keys ...string) error {
	if err := firstError(ctx.Err(), checkKeys(keys)); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	for _, key := range keys {
		if el, ok := m.byKey[key]; ok {
			m.drop(el)
		}
	}
	return nil
}

// Allow implements KV.
func (m *Memory) Allow(ctx context.Context, key string, limit int, per time.Duration) (bool, time.Duration, error) {
	r, err := rateOf(limit, per)
	if err = firstError(ctx.Err(), checkKey(key), err); err != nil {
		return false, 0, err
	}
	if m.hub.isClosed() {
		return false, 0, ErrClosed
	}
	now := m.now().UnixMicro()
	m.limitMu.Lock()
	defer m.limitMu.Unlock()
	ok, wait := m.limits.allow(key, r, now)
	return ok, wait, nil
}

// Publish implements KV.
func (m *Memory) Publish(ctx context.Context, topic string, msg []byte) error {
	if err := firstError(ctx.Err(), checkMessage(topic, msg)); err != nil {
		return err
	}
	if m.hub.isClosed() {
		return ErrClosed
	}
	m.hub.send(topic, append(make([]byte, 0, len(msg)), msg...))
	return nil
}

// Subscribe implements KV.
func (m *Memory) Subscribe(ctx context.Context, topic string) (<-chan []byte, error) {
	if err := checkKey(topic); err != nil {
		return nil, err
	}
	return m.hub.listen(ctx, topic)
}

// Close implements KV.
func (m *Memory) Close() error {
	m.mu.Lock()
	m.closed = true
	m.byKey, m.used = nil, 0
	m.recent.Init()
	m.mu.Unlock()
	m.hub.close()
	return nil
}

// Dropped returns how many messages slow subscribers have lost since the start.
func (m *Memory) Dropped() uint64 { return m.hub.dropped.Load() }

// Bytes returns the memory the cache holds, by its own count.
func (m *Memory) Bytes() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.used
}

func (m *Memory) drop(el *list.Element) {
	e := el.Value.(*entry)
	m.recent.Remove(el)
	delete(m.byKey, e.key)
	m.used -= e.size()
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Limited returns how many keys the limiter remembers.
func (m *Memory) Limited() int {
	m.limitMu.Lock()
	defer m.limitMu.Unlock()
	return len(m.limits.tats)
}
