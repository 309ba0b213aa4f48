package store_test

import (
	"fmt"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

func eachEngine(b *testing.B, f func(b *testing.B, address func(testing.TB) string)) {
	b.Run("sqlite", func(b *testing.B) { f(b, storetest.SQLiteURL) })
	b.Run("postgresql", func(b *testing.B) { f(b, storetest.PostgresURL) })
}

// A list of 100,000 facilities, a third of them with places, into an empty database, in one transaction.
func BenchmarkSave100k(b *testing.B) {
	eachEngine(b, func(b *testing.B, address func(testing.TB) string) {
		fs := many(100_000)
		for range b.N {
			s := storetest.Open(b, address(b))
			if res, err := s.SaveFacilities(b.Context(), operator, t0, fs); err != nil || res.Created != len(fs) {
				b.Fatal(res, err)
			}
		}
	})
}

// The same list once more: nothing is written. And the list with every name changed.
func BenchmarkSaveAgain100k(b *testing.B) {
	eachEngine(b, func(b *testing.B, address func(testing.TB) string) {
		s := storetest.Open(b, address(b))
		fs := many(100_000)
		if _, err := s.SaveFacilities(b.Context(), operator, t0, fs); err != nil {
			b.Fatal(err)
		}
		b.Run("unchanged", func(b *testing.B) {
			for range b.N {
				if res, err := s.SaveFacilities(b.Context(), operator, t0, fs); err != nil || res.Unchanged != len(fs) {
					b.Fatal(res, err)
				}
			}
		})
		round := 0
		b.Run("all changed", func(b *testing.B) {
			for range b.N {
				round++
				for i := range fs {
					fs[i].Name = fmt.Sprint("新名", round, "-", i)
				}
				if res, err := s.SaveFacilities(b.Context(), operator, t0, fs); err != nil || res.Updated != len(fs) {
					b.Fatal(res, err)
				}
			}
		})
		b.Run("match", func(b *testing.B) {
			keys := make([]store.FacilityKey, len(fs))
			for i := range fs {
				keys[i] = store.FacilityKey{Source: fs[i].Source, ExternalID: fs[i].ExternalID}
			}
			for range b.N {
				if ids, err := s.MatchFacilities(b.Context(), keys); err != nil || ids[7] != fs[7].ID {
					b.Fatal(err)
				}
			}
		})
		b.Run("sequence", func(b *testing.B) {
			for range b.N {
				if _, err := s.Sequence(b.Context(), "me", t0); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

// A city: 10,000 facilities with three classes of twelve months each.
func BenchmarkEach10k(b *testing.B) {
	eachEngine(b, func(b *testing.B, address func(testing.TB) string) {
		s := storetest.Open(b, address(b))
		fs := many(10_000)
		for i := range fs {
			f := full(string(fs[i].ID))
			f.CreditCode = ""
			f.Classes = three(string(f.ID)).Classes
			for j := range f.Classes {
				for m := range 12 {
					p := care.Pool{Month: month("2027-02") + care.Month(m), Filed: 15, Staffed: 12, Taken: m}
					f.Classes[j].Pools = append(f.Classes[j].Pools, p)
				}
			}
			fs[i] = f
		}
		if _, err := s.SaveFacilities(b.Context(), operator, t0, fs); err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for range b.N {
			n := 0
			if err := s.EachFacility(b.Context(), func(care.Facility) error { n++; return nil }); err != nil || n != len(fs) {
				b.Fatal(n, err)
			}
		}
	})
}
