package finder

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/search"
)

// indexGrace is how long Load and Catch wait for the word index. The one in the process needs no more; a server that does
// is answered for by its stand-in meanwhile.
const indexGrace = 3 * time.Second

// A write that failed is tried again after a second, then after twice as long each time, up to a minute.
const (
	indexRetryMin = time.Second
	indexRetryMax = time.Minute
)

// indexWriter brings the word index to what the current snapshot holds. One goroutine writes, in order, and only while
// there is something to write, so a slow index delays neither the snapshot nor whoever follows the changes. What is waiting
// is a set of ids, not a list of writes: however long the index takes, it does not grow beyond the facilities. After a
// failure the whole index is written anew.
type indexWriter struct {
	mu      sync.Mutex
	changed map[care.FacilityID]struct{} // to be written as the snapshot has them, or deleted
	all     bool                         // to be written anew as a whole
	retryAt time.Time                    // not before, after a failure
	pause   time.Duration
	idle    chan struct{} // closed when the goroutine ends; nil while there is none
	closed  bool
	grace   time.Duration
	behind  atomic.Bool // the index may lack much of what the snapshot holds

	ctx    context.Context // ends with Close
	cancel context.CancelFunc
}

func (w *indexWriter) init() {
	w.changed = make(map[care.FacilityID]struct{})
	w.grace = indexGrace
	w.behind.Store(true)
	w.ctx, w.cancel = context.WithCancel(context.Background())
}

// indexAll has the whole index written anew.
func (f *Finder) indexAll() {
	f.words.mu.Lock()
	defer f.words.mu.Unlock()
	f.words.all = true
	f.words.behind.Store(true)
	f.startIndexing()
}

// indexChanged has those facilities written whose words differ between two snapshots.
func (f *Finder) indexChanged(before, after *Snapshot, ids []care.FacilityID) {
	f.words.mu.Lock()
	defer f.words.mu.Unlock()
	for _, id := range ids {
		if !sameWords(before.row(id), after.row(id)) {
			f.words.changed[id] = struct{}{}
		}
	}
	f.startIndexing()
}

// retryIndex writes what failed before, when it is time.
func (f *Finder) retryIndex() {
	f.words.mu.Lock()
	defer f.words.mu.Unlock()
	f.startIndexing()
}

// startIndexing starts the goroutine when there is work for it. The caller holds words.mu.
func (f *Finder) startIndexing() {
	w := &f.words
	if w.idle != nil || w.closed || (!w.all && len(w.changed) == 0) || f.Now().Before(w.retryAt) {
		return
	}
	w.idle = make(chan struct{})
	go f.writeIndex()
}

// writeIndex writes until nothing is left or a write fails.
func (f *Finder) writeIndex() {
	w := &f.words
	for {
		w.mu.Lock()
		all, changed := w.all, w.changed
		if w.ctx.Err() != nil || (!all && len(changed) == 0) {
			close(w.idle)
			w.idle = nil
			w.mu.Unlock()
			return
		}
		w.all, w.changed = false, make(map[care.FacilityID]struct{})
		w.mu.Unlock()

		err := f.writeWords(w.ctx, f.current.Load(), all, changed)

		w.mu.Lock()
		if err == nil {
			w.retryAt, w.pause = time.Time{}, 0
			w.behind.Store(w.all)
			w.mu.Unlock()
			continue
		}
		w.all = true
		w.behind.Store(true)
		w.pause = min(max(2*w.pause, indexRetryMin), indexRetryMax)
		w.retryAt = f.Now().Add(w.pause)
		close(w.idle)
		w.idle = nil
		w.mu.Unlock()
		if w.ctx.Err() == nil {
			f.Log.Error("writing the word index failed, it will be written anew", "error", err)
		}
		return
	}
}

// writeWords writes the whole of s, or the facilities of s with these ids.
func (f *Finder) writeWords(ctx context.Context, s *Snapshot, all bool, ids map[care.FacilityID]struct{}) error {
	if all {
		if err := f.Index.Replace(ctx, s.docs()); err != nil {
			return fmt.Errorf("finder: fill the word index: %w", err)
		}
		return nil
	}
	var docs []search.Doc
	var gone []string
	for id := range ids {
		if r := s.row(id); r != nil {
			docs = append(docs, facilityDoc(r.facility))
		} else {
			gone = append(gone, string(id))
		}
	}
	if len(docs) > 0 {
		if err := f.Index.Put(ctx, docs); err != nil {
			return fmt.Errorf("finder: update the word index: %w", err)
		}
	}
	if len(gone) > 0 {
		if err := f.Index.Delete(ctx, gone); err != nil {
			return fmt.Errorf("finder: update the word index: %w", err)
		}
	}
	return nil
}

// AwaitIndex waits until the index is written or its writing failed, or ctx ends. Only who has nothing else to do should.
func (f *Finder) AwaitIndex(ctx context.Context) {
	f.words.mu.Lock()
	idle := f.words.idle
	f.words.mu.Unlock()
	if idle == nil {
		return
	}
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// graceForIndex waits for the index, but not for long.
func (f *Finder) graceForIndex(ctx context.Context) {
	short, cancel := context.WithTimeout(ctx, f.words.grace)
	defer cancel()
	f.AwaitIndex(short)
	if ctx.Err() == nil && short.Err() != nil {
		f.Log.WarnContext(ctx, "the word index takes its time; going on without waiting for it")
	}
}

// Close stops writing the word index and waits until that has ended. The finder goes on answering from what it knows.
func (f *Finder) Close() {
	w := &f.words
	w.mu.Lock()
	w.closed = true
	idle := w.idle
	w.mu.Unlock()
	w.cancel()
	if idle != nil {
		<-idle
	}
}
