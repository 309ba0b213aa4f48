package stats

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// advance writes down what is otherwise than it was, from a day on.
func advance(ctx context.Context, tx *store.Tx, day care.Date, facilities []store.StatFacility, classes []store.StatClass) error {
	wereF, err := tx.OpenFacilitySpans(ctx)
	if err != nil {
		return err
	}
	ends, adds := facilityDiff(wereF, facilities, day)
	if err := tx.EndFacilitySpans(ctx, ends); err != nil {
		return err
	}
	if err := tx.AddFacilitySpans(ctx, adds); err != nil {
		return err
	}
	wereC, err := tx.OpenClassSpans(ctx)
	if err != nil {
		return err
	}
	ends, addsC := classDiff(wereC, classes, day)
	if err := tx.EndClassSpans(ctx, ends); err != nil {
		return err
	}
	return tx.AddClassSpans(ctx, addsC)
}

func facilityDiff(were, are []store.StatFacility, day care.Date) (ends []store.SpanEnd, adds []store.StatFacility) {
	plain := func(f store.StatFacility) store.StatFacility {
		f.From, f.Until, f.Point = care.Date{}, care.Date{}, nil
		return f
	}
	return diff(were, are, day,
		func(f store.StatFacility) (string, care.Date) { return string(f.ID), f.From },
		func(a, b store.StatFacility) bool { return plain(a) == plain(b) },
		func(f store.StatFacility) store.StatFacility {
			f.From, f.Until, f.Point = day, care.Date{}, nil
			return f
		})
}

func classDiff(were, are []store.StatClass, day care.Date) (ends []store.SpanEnd, adds []store.StatClass) {
	plain := func(c store.StatClass) store.StatClass {
		c.From, c.Until = care.Date{}, care.Date{}
		return c
	}
	return diff(were, are, day,
		func(c store.StatClass) (string, care.Date) { return string(c.ID), c.From },
		func(a, b store.StatClass) bool { return plain(a) == plain(b) },
		func(c store.StatClass) store.StatClass { c.From, c.Until = day, care.Date{}; return c })
}

// diff tells what ends and what begins on a day between what was and what is.
func diff[T any](were, are []T, day care.Date, key func(T) (string, care.Date), same func(a, b T) bool, begin func(T) T) (ends []store.SpanEnd, adds []T) {
	open := make(map[string]T, len(were))
	for _, w := range were {
		id, _ := key(w)
		open[id] = w
	}
	for _, n := range are {
		id, _ := key(n)
		w, known := open[id]
		delete(open, id)
		if known && same(w, n) {
			continue
		}
		if known {
			_, from := key(w)
			ends = append(ends, store.SpanEnd{ID: id, From: from, On: day})
		}
		adds = append(adds, begin(n))
	}
	for _, w := range were {
		id, from := key(w)
		if _, gone := open[id]; gone {
			ends = append(ends, store.SpanEnd{ID: id, From: from, On: day})
		}
	}
	return ends, adds
}
