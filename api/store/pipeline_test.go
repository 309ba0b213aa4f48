package store_test

import (
	"errors"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

var errFull = errors.New("full")

// What is put off fails the transaction when it goes wrong, however late that is found, and whoever heard of it first and kept
// it to themselves: nothing of it is kept.
func TestWhatIsPutOffIsNotLost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := care.Facility{
			ID: "f", Source: "test", Name: "f", Filing: care.Filing{Status: care.Filed}, Kind: care.KindIndependent, OpenToPublic: true,
			Classes: []care.Class{{
				ID: "c", Name: "c", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: 1, Source: care.VacancyFacility,
				Pools: []care.Pool{{Month: month("2027-01"), Filed: 1, Staffed: 1}},
			}},
		}
		if _, err := s.SaveFacilities(t.Context(), care.Actor{Kind: care.ActorOperator, ID: "test"}, 1, []care.Facility{f}); err != nil {
			t.Fatal(err)
		}
		span := store.Span{Class: "c", First: month("2027-01"), Last: month("2027-03")}
		for name, after := range map[string]func(*store.Tx) error{
			"at the end":            func(*store.Tx) error { return nil },
			"before a question":     func(tx *store.Tx) error { _, err := tx.Occupancy(t.Context(), "c"); return err },
			"and nobody minds":      func(tx *store.Tx) error { _, _ = tx.Occupancy(t.Context(), "c"); return nil },
			"before a row":          func(tx *store.Tx) error { _, _ = tx.Class(t.Context(), "c"); return nil },
			"before another change": func(tx *store.Tx) error { _, _ = tx.Bump(t.Context(), "c", 1); return nil },
			"and one more":          func(tx *store.Tx) error { return tx.Shift(t.Context(), span, care.SeatHeld, care.SeatOffered) },
			"beside another error":  func(tx *store.Tx) error { _, _ = tx.Occupancy(t.Context(), "c"); return errors.New("another") },
		} {
			err := s.Write(t.Context(), "take twice", func(tx *store.Tx) error {
				if err := tx.Materialise(t.Context(), span); err != nil {
					return err
				}
				if err := tx.Take(t.Context(), span, care.SeatHeld, errors.New("the first is full")); err != nil {
					return err
				}
				if err := tx.Take(t.Context(), span, care.SeatHeld, errFull); err != nil {
					return err
				}
				return after(tx)
			})
			if !errors.Is(err, errFull) {
				t.Errorf("%s: %v, want full", name, err)
			}
			err = s.Read(t.Context(), "look", func(tx *store.Tx) error {
				months, err := tx.Occupancy(t.Context(), "c")
				for _, m := range months {
					if m.Held != 0 {
						t.Errorf("%s: %+v was kept", name, m)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		// The connections are as good as before, and what is right is kept.
		for range 20 {
			if err := s.Write(t.Context(), "nothing", func(*store.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		err := s.Write(t.Context(), "take", func(tx *store.Tx) error {
			if err := tx.Materialise(t.Context(), span); err != nil {
				return err
			}
			return tx.Take(t.Context(), span, care.SeatHeld, errFull)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A transaction in which a statement failed keeps nothing, even where nobody told.
func TestAFailureNobodyTells(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		err := s.Write(t.Context(), "fail quietly", func(tx *store.Tx) error {
			if err := tx.AppendChanges(t.Context(), []care.Change{{Noun: "n", ID: "kept", Kind: "k", At: 1, Actor: care.System("test"), Body: []byte("{}")}}); err != nil {
				return err
			}
			return tx.Take(t.Context(), store.Span{Class: "nowhere", First: 1, Last: 2}, care.SeatHeld, errFull)
		})
		if !errors.Is(err, errFull) {
			t.Fatal(err)
		}
		if _, err := s.Sequence(t.Context(), "test", 1); err != nil {
			t.Fatal(err)
		}
		changes, err := s.Changes(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			if c.ID == "kept" {
				t.Errorf("%+v was kept", c)
			}
		}
	})
}
