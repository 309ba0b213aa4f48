package kv

import (
	"context"
	"sync"
	"sync/atomic"
)

// hub hands messages to the subscribers of this process. A send never blocks: when a subscriber's buffer is full, its
// oldest waiting message is dropped and counted.
type hub struct {
	mu      sync.Mutex
	topics  map[string]map[*listener]struct{}
	buffer  int
	closed  bool
	dropped atomic.Uint64
	live    sync.WaitGroup // one for each listener's watcher

	onLast func(topic string) // called without the lock when a topic loses its last listener; nil in memory
}

type listener struct {
	ch   chan []byte
	gone chan struct{} // closed when the hub closes the listener
}

func newHub(buffer int) *hub {
	return &hub{topics: make(map[string]map[*listener]struct{}), buffer: buffer}
}

// listen registers a listener that lives until ctx ends or the hub closes.
func (h *hub) listen(ctx context.Context, topic string) (<-chan []byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := &listener{ch: make(chan []byte, h.buffer), gone: make(chan struct{})}
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return nil, ErrClosed
	}
	set := h.topics[topic]
	if set == nil {
		set = make(map[*listener]struct{})
		h.topics[topic] = set
	}
	set[l] = struct{}{}
	h.live.Add(1)
	h.mu.Unlock()

	go func() {
		defer h.live.Done()
		select {
		case <-ctx.Done():
			h.leave(topic, l)
		case <-l.gone:
		}
	}()
	return l.ch, nil
}

func (h *hub) leave(topic string, l *listener) {
	h.mu.Lock()
	set := h.topics[topic]
	_, there := set[l]
	last := false
	if there {
		delete(set, l)
		close(l.ch)
		if len(set) == 0 {
			delete(h.topics, topic)
			last = true
		}
	}
	h.mu.Unlock()
	if last && h.onLast != nil {
		h.onLast(topic)
	}
}

// send gives msg to every listener of topic. The hub keeps msg: the caller passes a copy.
func (h *hub) send(topic string, msg []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.topics[topic] {
		h.offer(l, msg)
	}
}

func (h *hub) offer(l *listener, msg []byte) {
	for {
		select {
		case l.ch <- msg:
			return
		default:
		}
		select {
		case <-l.ch: // the oldest
			h.dropped.Add(1)
		default: // the subscriber took it just now
		}
	}
}

// has reports whether somebody listens to topic.
func (h *hub) has(topic string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.topics[topic]) > 0
}

func (h *hub) isClosed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed
}

// close ends every listener and waits for their watchers.
func (h *hub) close() {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		for topic, set := range h.topics {
			for l := range set {
				close(l.ch)
				close(l.gone)
			}
			delete(h.topics, topic)
		}
	}
	h.mu.Unlock()
	h.live.Wait()
}
