package finder

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// MetaDemo is the key under which the store keeps "true" when the data are made up.
const MetaDemo = "demo"

// Load reads everything from the store, ties it to the streets, publishes the snapshot, and has the word index filled, for
// which it waits a moment. It returns the error of the first thing that failed; an older snapshot then stays in force. That
// the index cannot be filled is logged and mended later.
func (f *Finder) Load(ctx context.Context) error {
	if err := f.lockedReload(ctx); err != nil {
		return err
	}
	f.graceForIndex(ctx)
	return nil
}

// UseStreets puts another street network in force and ties everything to it; nil is none. When it fails the old one stays.
func (f *Finder) UseStreets(ctx context.Context, g *geo.Graph) error {
	f.load.Lock()
	defer f.load.Unlock()
	old := f.Graph
	f.Graph = g
	if err := f.reload(ctx); err != nil {
		f.Graph = old
		return err
	}
	return nil
}

func (f *Finder) lockedReload(ctx context.Context) error {
	f.load.Lock()
	defer f.load.Unlock()
	return f.reload(ctx)
}

func (f *Finder) reload(ctx context.Context) error {
	started := f.Now()
	seq, _, err := f.Store.Head(ctx) // before the rows: what comes later is applied twice rather than never
	if err != nil {
		return fmt.Errorf("finder: head of the change feed: %w", err)
	}
	b, err := f.newBuilder(ctx)
	if err != nil {
		return err
	}
	b.s.Seq = seq
	if err := f.Store.EachFacility(ctx, func(fac care.Facility) error {
		b.addRow(&fac)
		return ctx.Err()
	}); err != nil {
		return fmt.Errorf("finder: read facilities: %w", err)
	}
	b.finish()
	b.s.setPoints()
	if err := b.s.setNetworks(ctx); err != nil {
		return err
	}
	f.publish(b.s, care.InstantOf(started))
	f.indexAll()
	f.hub.forget(seq)
	f.Log.InfoContext(ctx, "snapshot loaded", "facilities", b.s.count, "located", len(b.s.located), "places", len(b.s.places),
		"areas", len(b.s.areas), "sequence", seq, "took", f.Now().Sub(started).Round(time.Millisecond))
	return nil
}

// publish puts a snapshot in force that agrees with the store as it was at an instant.
func (f *Finder) publish(s *Snapshot, asOf care.Instant) {
	f.current.Store(s)
	f.asOf.Store(int64(asOf))
}

// newBuilder reads what changes seldom: rules, areas, places.
func (f *Finder) newBuilder(ctx context.Context) (*builder, error) {
	rules, err := f.Store.Rules(ctx)
	if err != nil {
		return nil, fmt.Errorf("finder: read rules: %w", err)
	}
	areas, err := f.Store.Areas(ctx)
	if err != nil {
		return nil, fmt.Errorf("finder: read areas: %w", err)
	}
	var places []care.Place
	if err := f.Store.EachPlace(ctx, func(p care.Place) error {
		places = append(places, p)
		return ctx.Err()
	}); err != nil {
		return nil, fmt.Errorf("finder: read places: %w", err)
	}
	demo, err := f.Store.Meta(ctx, MetaDemo)
	if err != nil {
		return nil, fmt.Errorf("finder: read the demo mark: %w", err)
	}
	f.demo.Store(demo == "true")
	s := &Snapshot{graph: f.Graph, byID: make(map[care.FacilityID]int32), day: care.Today(f.now())}
	s.terms = termsOf(care.NewRules(rules), f.Region, s.day)
	b := &builder{s: s, terms: &s.terms, trial: f.Trial, collator: newCollator()}
	b.setAreas(areas)
	b.setPlaces(places)
	return b, nil
}

// finish completes what is interned while rows are added.
func (b *builder) finish() { b.s.languageNames = sortNames(b.s.languages) }

// changed returns a builder for a snapshot that is like s until rows are added.
func (s *Snapshot) changed(trial bool) *builder {
	next := *s
	next.rows = slices.Clone(s.rows)
	next.byID = maps.Clone(s.byID)
	return &builder{s: &next, terms: &next.terms, trial: trial, collator: newCollator()}
}

// moveRows makes the geography of next, given that of s and the rows that changed. Rows that are new count as moved even
// without a point, because the standard reach knows its targets by row.
func (next *Snapshot) moveRows(ctx context.Context, s *Snapshot, changed []int32) error {
	moved := slices.DeleteFunc(slices.Clone(changed), func(i int32) bool { return !placeChanged(s, next, i) })
	if len(moved) == 0 {
		return nil
	}
	slices.Sort(moved)
	moved = slices.Compact(moved)
	next.setPoints()
	for p := range next.nets {
		net, err := s.nets[p].moved(ctx, next, moved, geo.Profile(p)) //nolint:gosec // two profiles
		if err != nil {
			return err
		}
		next.nets[p] = net
	}
	return nil
}

func placeChanged(s, next *Snapshot, i int32) bool {
	if int(i) >= len(s.rows) {
		return true
	}
	old, now := s.rows[i], next.rows[i]
	was, is := old != nil && old.located, now != nil && now.located
	return was != is || (was && old.point != now.point)
}

// tagOf changes when anything about the areas, the terms or the streets does.
func tagOf(areas []care.Area, t *terms, g *geo.Graph) uint64 {
	h := fnv.New64a()
	if g != nil {
		_, _ = fmt.Fprintf(h, "%d|%d|%v;", g.NumNodes(), g.NumArcs(), g.Bound())
	}
	_, _ = fmt.Fprintf(h, "%v;", *t)
	for i := range areas {
		a := &areas[i]
		_, _ = fmt.Fprintf(h, "%s|%s|%s|%s|%d|%v;", a.Code, a.Name, a.Level, a.ParentCode, a.Population, a.Center)
		for _, poly := range a.Border {
			for _, ring := range poly {
				_, _ = fmt.Fprintf(h, "%d", len(ring))
				if len(ring) > 0 {
					_, _ = fmt.Fprintf(h, "%v", ring[len(ring)/2])
				}
			}
		}
	}
	return h.Sum64()
}
