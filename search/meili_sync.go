package search

import (
	"context"
	"sync"
	"time"
)

// meiliState remembers what is known of the server: whether it holds what the Memory holds, and whether it answers.
type meiliState struct {
	mu       sync.Mutex
	stale    bool            // it does not hold what the Memory holds
	syncing  bool            // it is being filled
	again    bool            // the Memory was replaced while it was being filled
	changed  map[string]bool // ids written while it was being filled
	retryAt  time.Time       // when a stale server may be filled again
	retry    time.Duration
	checkAt  time.Time // when its number of documents is compared next
	failures int       // failed searches in a row
	openTill time.Time // it is not asked before
	trying   bool      // one search is trying it again
	known    map[string]bool
	ongoing  meiliWrites
}

// meiliWrites counts writes, so that a search can tell whether one went on beside it.
type meiliWrites struct{ begun, done int }

// quiet says whether no write went on from w to now.
func (w meiliWrites) quiet(now meiliWrites) bool { return w.begun == w.done && w == now }

func (s *meiliState) writes() meiliWrites {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ongoing
}

// begin notes a write; the function it returns notes its end.
func (s *meiliState) begin() (end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ongoing.begun++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ongoing.done++
	}
}

const (
	meiliFailures  = 3                // failed searches in a row that open the circuit
	meiliOpen      = 5 * time.Second  // how long it stays open
	meiliRetryMin  = time.Second      // pause before a stale server is filled again, doubled each time
	meiliRetryMax  = time.Minute      // up to this
	meiliCheckEach = 30 * time.Second // how often the number of documents is compared
)

// ask says whether a search may ask the server.
func (s *meiliState) ask(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stale || s.trying {
		return false
	}
	if s.failures >= meiliFailures {
		if now.Before(s.openTill) {
			return false
		}
		s.trying = true
	}
	return true
}

func (s *meiliState) answered() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures, s.trying = 0, false
}

// abandoned notes that the caller went away: nothing is known about the server.
func (s *meiliState) abandoned() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trying = false
}

func (s *meiliState) failed(now time.Time, stale bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trying = false
	if stale {
		s.stale = true
		return
	}
	s.failures++
	if s.failures >= meiliFailures {
		s.openTill = now.Add(meiliOpen)
	}
}

func (s *meiliState) attributes() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known // replaced, never changed
}

func (s *meiliState) setAttributes(known map[string]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = known
}

// meiliAttributes are the facets and numbers of documents, as attributes, and whether any has a body.
func meiliAttributes(docs []Doc) map[string]bool {
	out := map[string]bool{}
	for i := range docs {
		if docs[i].Body != "" {
			out[meiliBody] = true
		}
		for name := range docs[i].Facets {
			out[meiliFacet+name] = true
		}
		for name := range docs[i].Numbers {
			out[meiliNumber+name] = true
		}
	}
	return out
}

func holdsAll(have, want map[string]bool) bool {
	for k := range want {
		if !have[k] {
			return false
		}
	}
	return true
}

// lock waits until no other write to the server is under way.
func (m *Meili) lock(ctx context.Context) error {
	select {
	case m.remote <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *Meili) unlock() { <-m.remote }

// Put implements Index.
func (m *Meili) Put(ctx context.Context, docs []Doc) error {
	defer m.state.begin()()
	if err := m.mem.Put(ctx, docs); err != nil {
		return err
	}
	ids := make([]string, len(docs))
	for i := range docs {
		ids[i] = docs[i].ID
	}
	m.write(ctx, ids)
	return nil
}

// Delete implements Index.
func (m *Meili) Delete(ctx context.Context, ids []string) error {
	defer m.state.begin()()
	if err := m.mem.Delete(ctx, ids); err != nil {
		return err
	}
	m.write(ctx, ids)
	return nil
}

// Replace implements Index.
func (m *Meili) Replace(ctx context.Context, docs []Doc) error {
	defer m.state.begin()()
	if err := m.mem.Replace(ctx, docs); err != nil {
		return err
	}
	m.state.mu.Lock()
	m.state.stale = true
	m.state.again = m.state.syncing
	m.state.mu.Unlock()
	if err := m.Sync(ctx); err != nil {
		m.o.Log.Warn("meilisearch: not filled, answering from memory", "error", err)
	}
	return nil
}

// Len returns how many documents can be found.
func (m *Meili) Len() int { return m.mem.Len() }

// write brings changed documents to the server, unless it is stale: then filling it will bring them.
func (m *Meili) write(ctx context.Context, ids []string) {
	s := &m.state
	s.mu.Lock()
	if s.syncing {
		for _, id := range ids {
			s.changed[id] = true
		}
	}
	skip := s.stale || len(ids) == 0
	s.mu.Unlock()
	if skip {
		m.refill(m.o.Now())
		return
	}
	ctx, cancel := context.WithTimeout(ctx, m.o.WriteTimeout)
	defer cancel()
	err := m.lock(ctx)
	if err == nil {
		err = m.update(ctx, ids)
		m.unlock()
	}
	if err != nil {
		m.o.Log.Warn("meilisearch: write failed, answering from memory until it is filled again", "error", err)
		s.mu.Lock()
		s.stale = true
		s.pause(m.o.Now())
		s.mu.Unlock()
	}
}

// pause sets when a stale server may be filled again. The caller holds s.mu.
func (s *meiliState) pause(now time.Time) {
	s.retry = min(max(2*s.retry, meiliRetryMin), meiliRetryMax)
	s.retryAt = now.Add(s.retry)
}

// refill starts filling a stale server in the background when it is time, and now and then checks whether it is stale.
func (m *Meili) refill(now time.Time) {
	s := &m.state
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.ctx.Err() != nil || s.syncing {
		return
	}
	switch {
	case s.stale:
		if now.Before(s.retryAt) || s.retry == 0 && m.mem.Len() == 0 {
			return
		}
		s.pause(now)
		m.wg.Go(func() {
			if err := m.Sync(m.ctx); err != nil {
				m.o.Log.Warn("meilisearch: not filled, answering from memory", "error", err)
			}
		})
	case now.After(s.checkAt):
		s.checkAt = now.Add(meiliCheckEach)
		m.wg.Go(func() { m.Check(m.ctx) })
	}
}

// Check compares the number of documents of the server with the Memory's; a difference makes the server stale.
func (m *Meili) Check(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*m.o.Timeout)
	defer cancel()
	if m.lock(ctx) != nil {
		return // writes keep it busy
	}
	defer m.unlock()
	before := m.state.writes()
	want := m.mem.Len()
	n, err := m.count(ctx)
	if err != nil || n == want || !before.quiet(m.state.writes()) {
		return // that it is away is found out by searching
	}
	m.o.Log.Warn("meilisearch: index is stale, answering from memory", "has", n, "want", want)
	m.state.failed(m.o.Now(), true)
}

// Sync waits until the server holds what the Memory holds, filling it when it is stale.
func (m *Meili) Sync(ctx context.Context) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.unlock()
	s := &m.state
	s.mu.Lock()
	if !s.stale {
		s.mu.Unlock()
		return nil
	}
	s.syncing, s.again, s.changed = true, false, map[string]bool{}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, m.o.WriteTimeout)
	defer cancel()
	err := m.fill(ctx, m.mem.All())
	for err == nil {
		s.mu.Lock()
		again, changed := s.again, sortedKeys(s.changed)
		s.again, s.changed = false, map[string]bool{}
		if !again && len(changed) == 0 {
			s.syncing, s.stale, s.retry, s.failures = false, false, 0, 0
			s.checkAt = m.o.Now().Add(meiliCheckEach)
			s.mu.Unlock()
			return nil
		}
		s.mu.Unlock()
		if again {
			err = m.fill(ctx, m.mem.All())
		} else {
			err = m.update(ctx, changed)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.syncing, s.changed = false, nil
	s.pause(m.o.Now())
	return err
}
