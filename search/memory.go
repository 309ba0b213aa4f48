package search

import (
	"context"
	"sync"
	"sync/atomic"
)

// Memory is the in-process index. A search reads an immutable snapshot behind an atomic pointer and takes no lock; a write
// makes a small new segment beside the old ones and publishes a new snapshot. Segments are merged when the newest has
// grown to a quarter of its neighbour, so a write costs little on average.
//
// The words of a query match a document when most of their weight is found in its name or an alias (see plan.score for the
// formula): parts in any order and with gaps, traditional or full-width forms, pinyin in every reading of a character,
// first letters, mixtures of these, the beginning of the last syllable, one wrong or missing character or letter. Documents
// that earn much less than the best do not count as matches. Total and the facet counts cover all matches; the order of
// the first rescored hits is exact and that of later ones close to it.
//
// With Query.Prefix the words are taken as the beginning of something: facets and texts are left alone, slips are only
// considered when nothing else is found, and less is rescored, which makes it several times faster.
type Memory struct {
	mu     sync.Mutex // writers only
	snap   atomic.Pointer[snapshot]
	pool   sync.Pool // *scratch
	closed atomic.Bool
}

// NewMemory returns an empty index.
func NewMemory() *Memory {
	m := &Memory{}
	m.snap.Store(&snapshot{})
	m.pool.New = func() any { return &scratch{} }
	return m
}

var _ Index = (*Memory)(nil)

func (m *Memory) check(ctx context.Context) error {
	if m.closed.Load() {
		return ErrClosed
	}
	return ctx.Err()
}

// Search implements Index.
func (m *Memory) Search(ctx context.Context, q Query) (Result, error) {
	if err := m.check(ctx); err != nil {
		return Result{}, err
	}
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	if q.InBody {
		return m.snap.Load().searchBody(ctx, q.limited(), s)
	}
	return m.snap.Load().search(ctx, q.limited(), s)
}

// Put implements Index.
func (m *Memory) Put(ctx context.Context, docs []Doc) error {
	if err := m.check(ctx); err != nil {
		return err
	}
	fresh, err := checkDocs(docs)
	if err != nil || len(fresh) == 0 {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	next := m.snap.Load().without(fresh)
	next.segs = append(next.segs, newSegment(fresh))
	next.dead = append(next.dead, nil)
	m.snap.Store(next.settle())
	return nil
}

// Delete implements Index.
func (m *Memory) Delete(ctx context.Context, ids []string) error {
	if err := m.check(ctx); err != nil || len(ids) == 0 {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	gone := make([]*Doc, len(ids))
	for i, id := range ids {
		gone[i] = &Doc{ID: id}
	}
	m.snap.Store(m.snap.Load().without(gone).settle())
	return nil
}

// Replace implements Index.
func (m *Memory) Replace(ctx context.Context, docs []Doc) error {
	if err := m.check(ctx); err != nil {
		return err
	}
	fresh, err := checkDocs(docs)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	next := &snapshot{}
	if len(fresh) > 0 {
		next.segs, next.dead = []*segment{newSegment(fresh)}, []bitmap{nil}
	}
	m.snap.Store(next.settle())
	return nil
}

// Close implements Index.
func (m *Memory) Close() error {
	m.closed.Store(true)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.snap.Store(&snapshot{})
	return nil
}

// Len returns how many documents can be found.
func (m *Memory) Len() int { return m.snap.Load().live }

// All returns every document, in no particular order.
func (m *Memory) All() []Doc {
	snap := m.snap.Load()
	out := make([]Doc, 0, snap.live)
	snap.each(func(d *Doc) { out = append(out, *d) })
	return out
}

// without returns a copy of the snapshot in which docs (by ID) are gone.
func (s *snapshot) without(docs []*Doc) *snapshot {
	next := &snapshot{segs: append([]*segment(nil), s.segs...), dead: append([]bitmap(nil), s.dead...)}
	copied := make([]bool, len(s.segs))
	for _, d := range docs {
		i, doc, ok := next.find(d.ID)
		if !ok {
			continue
		}
		if !copied[i] {
			copied[i] = true
			next.dead[i] = next.dead[i].with(doc, len(next.segs[i].docs))
			continue
		}
		next.dead[i][doc>>6] |= 1 << (doc & 63)
	}
	return next
}

// settle merges segments that are too small or too full of gone documents, and counts.
func (s *snapshot) settle() *snapshot {
	for i := len(s.segs) - 1; i >= 0; i-- {
		n, gone := len(s.segs[i].docs), s.dead[i].count()
		switch {
		case gone == n:
			s.segs, s.dead = append(s.segs[:i:i], s.segs[i+1:]...), append(s.dead[:i:i], s.dead[i+1:]...)
		case gone*4 > n:
			s.merge(i, i+1)
		}
	}
	for k := len(s.segs); k >= 2 && len(s.segs[k-1].docs)*4 >= len(s.segs[k-2].docs); k = len(s.segs) {
		s.merge(k-2, k)
	}
	s.size, s.live, s.base = 0, 0, nil
	for i, seg := range s.segs {
		s.base = append(s.base, s.size)
		s.size += len(seg.docs)
		s.live += len(seg.docs) - s.dead[i].count()
	}
	return s
}

// merge replaces the segments [lo, hi) by one of their live documents.
func (s *snapshot) merge(lo, hi int) {
	part := snapshot{segs: s.segs[lo:hi], dead: s.dead[lo:hi]}
	var docs []*Doc
	part.each(func(d *Doc) { docs = append(docs, d) })
	s.segs = append(append(s.segs[:lo:lo], newSegment(docs)), s.segs[hi:]...)
	s.dead = append(append(s.dead[:lo:lo], nil), s.dead[hi:]...)
}
