package kv

import (
	"sync"
	"time"
)

// breaker spares callers the wait for a server that has just failed: shut, every call goes through; after a failure it
// is open and no call does; when the rest is over one call tries, and its outcome decides.
type breaker struct {
	rest time.Duration

	mu    sync.Mutex
	state breakerState
	timer *time.Timer
	ended bool
}

type breakerState uint8

const (
	shut breakerState = iota
	resting
	ready  // the rest is over, nobody has tried yet
	trying // one call is under way
)

// enter reports whether a call may go through now.
func (b *breaker) enter() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.state {
	case shut:
		return true
	case ready:
		b.state = trying
		return true
	default:
		return false
	}
}

func (b *breaker) succeeded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state == trying {
		b.state = shut
	}
}

func (b *breaker) failed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended || b.state == resting || b.state == ready {
		return
	}
	b.state = resting
	b.timer = time.AfterFunc(b.rest, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.state = ready
	})
}

// abandoned is a call that ended without telling anything about the server.
func (b *breaker) abandoned() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state == trying {
		b.state = ready
	}
}

// open reports whether the last outcome was a failure.
func (b *breaker) open() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state != shut
}

func (b *breaker) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	if b.timer != nil {
		b.timer.Stop()
	}
}
