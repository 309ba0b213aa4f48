package stats

import (
	"context"
	"fmt"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Past is what stood on a day that is past.
type Past struct {
	Day        care.Date
	At         care.Instant
	Facilities []store.StatFacility // in their places, see Atlas.Place
	Classes    []store.StatClass
}

// Fill keeps days that were never counted, ascending, as if they had been. The database has counted none yet. It is for demonstrations
// and for figures taken over from elsewhere.
func (a *Atlas) Fill(ctx context.Context, st *store.Store, terms care.VacancyTerms, days func(yield func(Past) bool)) error {
	facilities, classes := ledger[store.StatFacility]{}, ledger[store.StatClass]{}
	facilities.diff, classes.diff = facilityDiff, classDiff
	facilities.key = func(f *store.StatFacility) (string, *care.Date) { return string(f.ID), &f.Until }
	classes.key = func(c *store.StatClass) (string, *care.Date) { return string(c.ID), &c.Until }
	var counted []store.StatDay
	for p := range days {
		facilities.turn(p.Facilities, p.Day)
		classes.turn(p.Classes, p.Day)
		of := func(string) care.VacancyTerms { return terms }
		counted = append(counted, store.StatDay{Day: p.Day, At: p.At, Demo: allDemo(p.Facilities), Areas: a.Count(p.Facilities, p.Classes, of, p.At)})
	}
	err := st.Write(ctx, "fill in days that are past", func(tx *store.Tx) error {
		for _, d := range counted {
			if err := tx.SaveStatDay(ctx, d); err != nil {
				return err
			}
		}
		if err := tx.AddFacilitySpans(ctx, facilities.all()); err != nil {
			return err
		}
		return tx.AddClassSpans(ctx, classes.all())
	})
	if err != nil {
		return fmt.Errorf("stats: %w", err)
	}
	return nil
}

// ledger writes spans down in memory.
type ledger[T any] struct {
	diff func(were, are []T, day care.Date) ([]store.SpanEnd, []T)
	key  func(*T) (id string, until *care.Date)
	open []T
	done []T
}

func (l *ledger[T]) turn(are []T, day care.Date) {
	ends, adds := l.diff(l.open, are, day)
	ended := make(map[string]bool, len(ends))
	for _, e := range ends {
		ended[e.ID] = true
	}
	still := l.open[:0]
	for _, x := range l.open {
		id, until := l.key(&x)
		if !ended[id] {
			still = append(still, x)
			continue
		}
		*until = day
		l.done = append(l.done, x)
	}
	still = append(still, adds...)
	l.open = still
}

func (l *ledger[T]) all() []T { return append(l.done, l.open...) }
