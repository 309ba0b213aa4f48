package finder

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tuoyuquan/api/care"
)

const (
	pollEvery  = time.Second
	changePage = 500
)

// Follow applies the change feed until ctx ends, at most a second after changes are numbered and at once after a kick
// on KickTopic. A failed look is logged and tried again; AsOf then stands still. It returns ctx's error.
func (f *Finder) Follow(ctx context.Context) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	var kicks <-chan []byte
	if f.KV != nil {
		c, err := f.KV.Subscribe(ctx, KickTopic)
		if err != nil {
			f.Log.WarnContext(ctx, "no kicks, polling only", "error", err)
		}
		kicks = c
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case _, ok := <-kicks:
			if !ok {
				kicks = nil
				continue
			}
		}
		if err := f.catch(ctx); err != nil && ctx.Err() == nil {
			f.Log.ErrorContext(ctx, "following changes failed, trying again", "error", err)
		}
		f.retryIndex()
	}
}

// Catch applies the changes numbered since the snapshot, and waits a moment for the word index. It returns the first error;
// what was applied before stays.
func (f *Finder) Catch(ctx context.Context) error {
	if err := f.catch(ctx); err != nil {
		return err
	}
	f.graceForIndex(ctx)
	return nil
}

func (f *Finder) catch(ctx context.Context) error {
	f.load.Lock()
	defer f.load.Unlock()
	for {
		s := f.current.Load()
		if s == nil {
			return f.reload(ctx)
		}
		asOf := f.now()
		if care.Today(asOf) != s.day { // rules begin and end with a day
			return f.reload(ctx)
		}
		changes, err := f.Store.Changes(ctx, s.Seq, changePage)
		if err != nil {
			return fmt.Errorf("finder: read changes after %d: %w", s.Seq, err)
		}
		if len(changes) == 0 {
			f.asOf.Store(int64(asOf))
			return nil
		}
		if err := f.apply(ctx, s, changes, asOf); err != nil {
			return err
		}
	}
}

// apply makes the snapshot after a page of changes.
func (f *Finder) apply(ctx context.Context, s *Snapshot, changes []care.Change, asOf care.Instant) error {
	latest := make(map[care.FacilityID]*care.Change)
	var ids []care.FacilityID
	for i := range changes {
		c := &changes[i]
		switch c.Noun {
		case care.NounArea, care.NounPlace, care.NounRule: // change seldom and change everything
			return f.reload(ctx)
		case care.NounFacility:
		default: // families and their applications: what they change of a facility has a row of its own
			continue
		}
		id := care.FacilityID(c.ID)
		if latest[id] == nil {
			ids = append(ids, id)
		}
		latest[id] = c
	}
	found, err := f.Store.FacilitiesByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("finder: read %d changed facilities: %w", len(ids), err)
	}
	b := s.changed(f.Trial)
	b.s.Seq = changes[len(changes)-1].Seq
	for i := range found {
		b.addRow(&found[i])
	}
	b.finish()
	if err := b.s.moveRows(ctx, s, b.s.rowsOf(s, ids)); err != nil {
		return err
	}
	f.publish(b.s, asOf)
	f.indexChanged(s, b.s, ids)
	f.announce(s, b.s, ids, latest)
	return nil
}

// rowsOf returns the positions of facilities in s or in the snapshot before it.
func (s *Snapshot) rowsOf(before *Snapshot, ids []care.FacilityID) []int32 {
	var out []int32
	for _, id := range ids {
		if i, ok := s.byID[id]; ok {
			out = append(out, i)
		} else if i, ok := before.byID[id]; ok {
			out = append(out, i)
		}
	}
	return out
}

// row returns a facility's row, nil when families cannot see it.
func (s *Snapshot) row(id care.FacilityID) *row {
	i, ok := s.byID[id]
	if !ok {
		return nil
	}
	return s.rows[i]
}

// sameVacancy reports whether two rows offer the same places.
func sameVacancy(a, b *row) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.facility.Classes, b.facility.Classes, func(x, y care.Class) bool {
		return x.ID == y.ID && x.FromMonths == y.FromMonths && x.ToMonths == y.ToMonths && x.Mode == y.Mode &&
			x.ConfirmedAt == y.ConfirmedAt && x.Reports == y.Reports && slices.Equal(x.Pools, y.Pools)
	})
}
