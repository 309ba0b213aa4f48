package store

import (
	"context"
	"encoding/json"
	"fmt"

	"tuoyuquan/api/care"
)

// CountFacilities returns how many facilities there are, public or not.
func (s *Store) CountFacilities(ctx context.Context) (n int64, err error) {
	err = s.read(ctx, "count facilities", func(w *work) error {
		n, err = w.FacilityCount(ctx)
		return err
	})
	return n, err
}

// RemoveDemo removes everything made up (示范数据): people with all they have, facilities with their classes, areas and places. Nothing
// else is ever deleted from the register. It returns how many facilities there were.
func (s *Store) RemoveDemo(ctx context.Context, actor care.Actor, at care.Instant) (facilities int, err error) {
	err = s.write(ctx, "remove the demo city", func(w *work) error {
		gone, err := w.DemoFacilities(ctx)
		if err != nil {
			return err
		}
		facilities = len(gone)
		changes := make([]care.Change, 0, len(gone)+1)
		for _, f := range gone {
			body, err := json.Marshal(map[string]string{"name": f.Name})
			if err != nil {
				return err
			}
			changes = append(changes, care.Change{Noun: care.NounFacility, ID: f.ID, Kind: care.ChangeRemoved, At: at, Actor: actor, Body: body})
		}
		if err := w.clearDemoCases(ctx); err != nil {
			return err
		}
		if err := w.clearDemoStats(ctx); err != nil {
			return err
		}
		if err := w.clearDemoPolicies(ctx); err != nil {
			return err
		}
		if err := w.DropDemoRegistrants(ctx); err != nil {
			return err
		}
		if err := w.DeleteDemoPeople(ctx); err != nil {
			return err
		}
		if _, err := w.DeleteDemoFacilities(ctx); err != nil {
			return err
		}
		areas, err := w.DeleteDemoAreas(ctx)
		if err != nil {
			return err
		}
		places, err := w.DeleteDemoPlaces(ctx)
		if err != nil {
			return err
		}
		if areas+places > 0 {
			body := fmt.Appendf(nil, `{"areas":%d,"places":%d}`, areas, places)
			changes = append(changes, care.Change{Noun: care.NounPlace, ID: "demo", Kind: care.ChangeRemoved, At: at, Actor: actor, Body: body})
		}
		return appendChanges(ctx, w, changes)
	})
	return facilities, err
}

// ClearDemoPeople removes made-up people with all that hangs on them, and what made-up facilities offered them, so that they can be
// filled in anew. It is for demonstrations that were left half filled: nobody else has taken anything in them.
func (s *Store) ClearDemoPeople(ctx context.Context) error {
	return s.write(ctx, "remove the demo city's people", func(w *work) error {
		if err := w.clearDemoCases(ctx); err != nil {
			return err
		}
		if err := w.DeleteDemoPeople(ctx); err != nil {
			return err
		}
		for _, clear := range []func(context.Context) error{
			w.DeleteDemoSlots, w.DeleteDemoSessions, w.EmptyDemoPools, w.DropDemoFilings, w.DropDemoTerms, w.DropDemoRegistrants,
			w.DeleteDemoStaffMembers, w.DeleteDemoPatterns, w.DeleteDemoDisclosures, w.DeleteDemoRecords, w.DeleteDemoGrades,
		} {
			if err := clear(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// clearDemoCases removes made-up complaints with all that was done about them, and the offices that answered them.
func (w *work) clearDemoCases(ctx context.Context) error {
	if err := w.DeleteDemoComplaints(ctx); err != nil {
		return err
	}
	return w.DeleteDemoUnits(ctx)
}
