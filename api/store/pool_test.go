package store_test

import (
	"errors"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// What a list says changes the filed and staffed places of a class with children in it, and nothing of who is in it.
func TestListsNeverTouchWhoIsIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := plain("f1", "园")
		list := func(at care.Instant, pools ...care.Pool) {
			t.Helper()
			f.Classes = []care.Class{{
				ID: "c", Name: "班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: at, Pools: pools,
			}}
			save(t, s, at, f)
		}
		occupancy := func() (out []store.Occupancy) {
			t.Helper()
			err := s.Read(t.Context(), "look", func(tx *store.Tx) (err error) {
				out, err = tx.Occupancy(t.Context(), "c")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		list(t0, care.Pool{Month: month("2027-01"), Filed: 10, Staffed: 8, Taken: 2})
		span := store.Span{Class: "c", First: month("2027-02"), Last: month("2027-04")}
		for range 3 {
			err := s.Write(t.Context(), "take", func(tx *store.Tx) error {
				if err := tx.Materialise(t.Context(), span); err != nil {
					return err
				}
				return tx.Take(t.Context(), span, care.SeatHeld, errors.New("full"))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		list(t0+1, care.Pool{Month: month("2027-01"), Filed: 4, Staffed: 4, Taken: 0}, care.Pool{Month: month("2027-03"), Filed: 12, Staffed: 9, Taken: 7})
		want := []store.Occupancy{
			{Class: "c", Month: month("2027-01"), Filed: 4, Staffed: 4, Outside: 2, Open: true},
			{Class: "c", Month: month("2027-02"), Filed: 4, Staffed: 4, Grandfathered: 5, Outside: 2, Held: 3, Open: true},
			{Class: "c", Month: month("2027-03"), Filed: 12, Staffed: 9, Outside: 2, Held: 3, Open: true},
			{Class: "c", Month: month("2027-04"), Filed: 12, Staffed: 9, Outside: 2, Held: 3, Open: true},
			{Class: "c", Month: month("2027-05"), Filed: 12, Staffed: 9, Outside: 2, Open: true},
		}
		got := occupancy()
		if len(got) != len(want) {
			t.Fatalf("%+v", got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%+v, want %+v", got[i], want[i])
			}
		}
		if p := facility(t, s, "f1").Classes[0].Pools; p[2].Taken != 5 || p[2].Free() != 4 || p[1].Free() != 0 || p[4].Taken != 2 {
			t.Errorf("%+v", p)
		}
	})
}
