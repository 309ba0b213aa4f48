// Package finder knows which facilities a family can walk to and which of them have room for their child. It keeps every
// public facility of the city in memory as an immutable snapshot, follows the change feed of the store, and combines
// walking distances from geo, words from search and the rules of care into one answer.
//
// It must not know HTTP, SQL, or how a request was authenticated, and it never decides a place: booking re-reads the database.
package finder

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo"
	"tuoyuquan/search"
)

// Deps are what a Finder stands on.
type Deps struct {
	Store  *store.Store
	Graph  *geo.Graph   // nil: no street network, every walk is a labelled estimate
	Index  search.Index // filled from the snapshot at Load and kept up to date, in the background
	KV     Subscriber   // may be nil; a message on KickTopic makes Follow look at once
	Now    func() time.Time
	Log    *slog.Logger // nil: silent
	Trial  bool         // facilities of unverified lists are public, marked as such
	Region string       // area code for the rule table; "" is the whole country
}

// Subscriber gives the messages published to a topic; package kv has two.
type Subscriber interface {
	Subscribe(ctx context.Context, topic string) (<-chan []byte, error)
}

// KickTopic is where the sequencer says that new changes are numbered. It only makes followers faster.
const KickTopic = "changes"

// Finder answers questions. It is safe for concurrent use after Load.
type Finder struct {
	Deps
	current atomic.Pointer[Snapshot]
	asOf    atomic.Int64 // care.Instant of the last look at the change feed
	demo    atomic.Bool
	load    sync.Mutex // held by whoever makes a new snapshot
	reaches chan *workspace
	scratch sync.Pool
	hub     hub
	words   indexWriter
}

// New returns a Finder that knows nothing until Load. It must be closed, before the Index it was given.
func New(d Deps) *Finder {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	f := &Finder{Deps: d, reaches: make(chan *workspace, max(2, runtime.GOMAXPROCS(0)))}
	for range cap(f.reaches) {
		f.reaches <- nil
	}
	f.scratch.New = func() any { return new(scratch) }
	f.hub.init()
	f.words.init()
	return f
}

// Snapshot returns the current snapshot, nil before Load.
func (f *Finder) Snapshot() *Snapshot { return f.current.Load() }

// AsOf returns when the finder last knew that its snapshot agreed with the change feed.
func (f *Finder) AsOf() care.Instant { return care.Instant(f.asOf.Load()) }

// Demo reports whether the data are made up.
func (f *Finder) Demo() bool { return f.demo.Load() }

func (f *Finder) now() care.Instant { return care.InstantOf(f.Now()) }

// ready returns the snapshot or an Unavailable error.
func (f *Finder) ready() (*Snapshot, error) {
	s := f.current.Load()
	if s == nil {
		return nil, care.Errorf(care.Unavailable, care.CodeUnavailable, "", "the service is still reading its data; try again in a few seconds")
	}
	return s, nil
}

// scratch is the working memory of one query.
type scratch struct {
	raw    []geo.Hit
	hits   []hit
	within []int32
	near   []geo.Near
	byRow  []int32
	starts []start
	list   []candidate
	order  []int32
	tally  tally

	stretches []geo.Stretch
}

// Answer is the result of Find. It must be released after use and not be touched afterwards.
type Answer struct {
	f      *Finder
	s      *Snapshot
	sc     *scratch
	q      Query
	now    care.Instant
	asOf   care.Instant
	demo   bool
	total  int
	page   []int32 // positions in sc.list
	next   string
	empty  *Empty
	degrad bool
}

// Release gives the working memory of the answer back.
func (a *Answer) Release() {
	if a.sc != nil {
		a.f.scratch.Put(a.sc)
		a.sc = nil
	}
}

// Find answers a list query. Errors are care.Errors: Invalid with the parameter at fault, or Unavailable.
func (f *Finder) Find(ctx context.Context, q Query) (*Answer, error) {
	s, err := f.ready()
	if err != nil {
		return nil, err
	}
	now := f.now()
	if err := q.Validate(care.Today(now)); err != nil {
		return nil, err
	}
	if q.Speed == 0 {
		q.Speed = s.terms.speed(q.Profile)
	}
	sc, _ := f.scratch.Get().(*scratch)
	a := &Answer{f: f, s: s, sc: sc, q: q, now: now, asOf: f.AsOf(), demo: f.Demo()}
	if err := a.run(ctx); err != nil {
		a.Release()
		return nil, err
	}
	return a, nil
}

func (a *Answer) run(ctx context.Context) error {
	p, err := a.s.plan(&a.q, a.now)
	if err != nil {
		return err
	}
	if err := a.findWords(ctx, &p); err != nil {
		return err
	}
	if err := a.f.candidates(ctx, a.s, &a.q, &p, a.sc); err != nil {
		return err
	}
	a.test(&p)
	after, err := a.cursor()
	if err != nil {
		return err
	}
	a.sort()
	a.cut(after)
	if len(a.page) == 0 {
		return a.explain(ctx, &p)
	}
	return nil
}

// findWords asks the word index and keeps the scores of the facilities it knows.
func (a *Answer) findWords(ctx context.Context, p *plan) error {
	if a.q.Words == "" {
		return nil
	}
	res, err := a.f.Index.Search(ctx, search.Query{Words: a.q.Words, Kinds: []string{KindFacility}, Limit: search.MaxLimit})
	if err != nil {
		return away(err)
	}
	a.degrad = res.Degraded || a.f.words.behind.Load()
	p.words = make(map[int32]float64, len(res.Hits))
	for n, h := range res.Hits {
		if i, ok := a.s.byID[care.FacilityID(h.ID)]; ok {
			p.words[i] = h.Score - float64(n)*1e-9 // rank decides between equal scores
		}
	}
	return nil
}

// test runs the filters over the candidates; a.sc.order gets those that match.
func (a *Answer) test(p *plan) {
	sc := a.sc
	sc.order = sc.order[:0]
	if a.q.Facets {
		sc.tally.reset(len(a.s.areas))
	}
	for i := range sc.list {
		c := &sc.list[i]
		r := a.s.rows[c.row]
		c.fails, c.offer = p.test(c.row, r)
		if a.q.Facets {
			sc.tally.add(p, r, c.fails, &c.offer)
		}
		if c.fails == 0 {
			c.key = a.key(c, p)
			sc.order = append(sc.order, int32(i)) //nolint:gosec // facilities of a city
		}
	}
	a.total = len(sc.order)
}

// key is the number a candidate is sorted by, smaller first.
func (a *Answer) key(c *candidate, p *plan) float64 {
	o := &c.offer
	switch a.q.Sort {
	case ByWalk:
		return c.combined
	case ByFee:
		if o.lowest < 0 {
			return math.Inf(1)
		}
		return float64(o.lowest)
	case ByFreshness:
		return -float64(o.confirmed)
	case ByFree:
		return freeKey(o)
	case ByRelevance:
		return -p.words[c.row]
	default:
		return 0
	}
}

func freeKey(o *offer) float64 {
	if o.state == offFree {
		return -float64(o.free)
	}
	return float64(o.state) // full, unknown, no class, members only
}

func (a *Answer) cursor() (*cursor, error) {
	if a.q.Cursor == "" {
		return nil, nil //nolint:nilnil // no cursor is not an error
	}
	c, err := decodeCursor(a.q.Cursor, a.q.fingerprint())
	return &c, err
}

func (a *Answer) sort() {
	list, rows := a.sc.list, a.s.rows
	byName := a.q.Sort == ByName
	slices.SortFunc(a.sc.order, func(i, j int32) int {
		x, y := &list[i], &list[j]
		if byName {
			if n := cmp.Compare(rows[x.row].sortName, rows[y.row].sortName); n != 0 {
				return n
			}
		} else if n := cmp.Compare(x.key, y.key); n != 0 {
			return n
		}
		return cmp.Compare(rows[x.row].id, rows[y.row].id)
	})
}

// cut takes the page behind the cursor.
func (a *Answer) cut(after *cursor) {
	order := a.sc.order
	if after != nil {
		byName := a.q.Sort == ByName
		n, _ := slices.BinarySearchFunc(order, after, func(i int32, c *cursor) int {
			x := &a.sc.list[i]
			r := a.s.rows[x.row]
			if c.after(x.key, r.sortName, r.id, byName) {
				return 1
			}
			return -1
		})
		order = order[n:]
	}
	a.page = order
	if len(order) <= a.q.Limit {
		return
	}
	a.page = order[:a.q.Limit]
	last := &a.sc.list[a.page[len(a.page)-1]]
	r := a.s.rows[last.row]
	c := cursor{key: last.key, id: r.id}
	if a.q.Sort == ByName {
		c.name = r.sortName
	}
	a.next = c.encode(a.q.fingerprint())
}

func isTimeout(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
