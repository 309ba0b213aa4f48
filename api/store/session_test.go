package store_test

import (
	"fmt"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// The schema itself refuses what no code should ever send about visits, sessions and entries.
func TestSessionBackstops(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, full("f1"))
		day, _ := care.ParseDate("2026-03-09")
		err := s.Write(t.Context(), "fill", func(tx *store.Tx) error {
			for _, step := range []func() error{
				func() error {
					return tx.AddAccount(t.Context(), store.Account{ID: "a", Role: care.ActorGuardian, CreatedAt: 1, SeenAt: 1})
				},
				func() error { return tx.AddFamily(t.Context(), "fam", "a", false, 1) },
				func() error {
					return tx.AddChild(t.Context(), store.SealedChild{ID: "c", FamilyID: "fam", NameSealed: "x", BirthSealed: "x", SameHash: "x", Version: 1, CreatedAt: 1, UpdatedAt: 1})
				},
				func() error {
					return tx.AddSlot(t.Context(), care.Slot{ID: "slot", FacilityID: "f1", StartsAt: 1000, EndsAt: 2000, Places: 2}, 1)
				},
				func() error {
					return tx.AddVisit(t.Context(), store.VisitRow{Visit: care.Visit{ID: "v", SlotID: "slot", FacilityID: "f1", FamilyID: "fam", CreatedAt: 1}, StartsAt: 1000, EndsAt: 2000})
				},
				func() error {
					return tx.AddSession(t.Context(), store.SessionRow{Session: care.Session{
						ID: "s", FacilityID: "f1", Mode: care.Drop, Date: day, Open: 540, Close: 720, ToMonths: 36, Places: 2,
					}}, 1)
				},
				func() error {
					return tx.AddEntry(t.Context(), store.EntryRow{
						Entry: care.Entry{ID: "e", SessionID: "s", FamilyID: "fam", ChildID: "c", State: care.EntryBooked, At: 1}, Facility: "f1", StartsAt: 1000, EndsAt: 2000,
					})
				},
				func() error {
					return tx.AddWindow(t.Context(), store.Window{ID: "w", Facility: "f1", OpensAt: 1, ClosesAt: 2, Seed: "x", SeedHash: care.SeedHash("x")}, 1)
				},
			} {
				if err := step(); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]care.Code{
			"UPDATE slot SET taken = 3":                  care.CodeInvalid,
			"UPDATE slot SET taken = -1":                 care.CodeInvalid,
			"UPDATE slot SET ends_at = starts_at":        care.CodeInvalid,
			"UPDATE slot SET open = FALSE":               care.CodeInvalid, // without a reason
			"UPDATE visit SET state = 'perhaps'":         care.CodeInvalid,
			"UPDATE care_session SET taken = 3":          care.CodeInvalid,
			"UPDATE care_session SET taken = -1":         care.CodeInvalid,
			"UPDATE care_session SET mode = 'full_day'":  care.CodeInvalid,
			"UPDATE care_session SET cancelled = TRUE":   care.CodeInvalid,
			"UPDATE care_session SET close_minute = 540": care.CodeInvalid,
			"UPDATE entry SET state = 'drawn'":           care.CodeInvalid, // with no time to answer
			"UPDATE entry SET child_id = 'nobody'":       care.CodeNotFound,
			"UPDATE lottery SET drawn_at = 1":            care.CodeInvalid, // before it closes, without a transcript
			"UPDATE lottery SET entered = -1":            care.CodeInvalid,
			"INSERT INTO vacancy_link (id, facility_id, created_at, expires_at) VALUES ('l', 'f1', 2, 2)":                                                                                 care.CodeInvalid,
			"INSERT INTO attendance (application_id, day, child_id, facility_id, mark, marked_at, marked_by) VALUES ('x', '2026-03-09', 'c', 'f1', 'present', 1, 'a')":                    care.CodeNotFound,
			"INSERT INTO visit (id, slot_id, facility_id, family_id, state, starts_at, ends_at, created_at, updated_at) VALUES ('v2', 'slot', 'f1', 'fam', 'booked', 1, 2, 1, 1)":         care.CodeConflict,
			"INSERT INTO entry (id, session_id, facility_id, family_id, child_id, state, at, starts_at, ends_at, updated_at) VALUES ('e2', 's', 'f1', 'fam', 'c', 'waiting', 1, 1, 2, 1)": care.CodeConflict,
			"INSERT INTO slot (id, facility_id, starts_at, ends_at, places, created_at) VALUES ('slot2', 'f1', 1000, 2000, 1, 1)":                                                         care.CodeConflict,
		} {
			if _, err := s.Raw().ExecContext(t.Context(), query); !care.Is(store.Translate(err), want) {
				t.Errorf("%s: %v, want %s", query, err, want)
			}
		}
	})
}

// A place is taken while there is one, and what is taken and given back comes out even. Counters that do not say what is booked
// are found.
func TestSlotPlaces(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, full("f1"))
		err := s.Write(t.Context(), "take", func(tx *store.Tx) error {
			if err := tx.AddSlot(t.Context(), care.Slot{ID: "slot", FacilityID: "f1", StartsAt: 1000, EndsAt: 2000, Places: 2}, 1); err != nil {
				return err
			}
			for i, want := range []bool{true, true, false} {
				if ok, err := tx.TakeSlotPlace(t.Context(), "slot", 999); ok != want || err != nil {
					return fmt.Errorf("place %d: %t, %w", i, ok, err)
				}
			}
			if err := tx.GiveSlotPlace(t.Context(), "slot"); err != nil {
				return err
			}
			if ok, err := tx.TakeSlotPlace(t.Context(), "slot", 1000); ok || err != nil {
				return fmt.Errorf("a slot that has begun is taken: %w", err)
			}
			drift, err := tx.CounterDrifts(t.Context())
			if len(drift) != 1 || drift[0] != (store.CounterDrift{What: "slot", ID: "slot", Taken: 1}) {
				t.Errorf("%+v", drift)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
