package store

import (
	"context"

	"tuoyuquan/api/care"
)

var insertPeopleCell = insert{table: "people_cell", columns: []string{"source", "id", "lon", "lat", "people", "under_three", "demo"}}

// EachPeopleCell calls f with every cell of every population grid.
func (s *Store) EachPeopleCell(ctx context.Context, f func(care.PeopleCell) error) error {
	return s.read(ctx, "read the population grid", func(w *work) error {
		rows, err := w.PeopleCells(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := f(care.PeopleCell{ID: r.ID, Lon: r.Lon, Lat: r.Lat, People: int(r.People), UnderThree: int(r.UnderThree)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReplacePeopleCells puts a population grid in the place of the one its source gave before, whole or not at all.
func (s *Store) ReplacePeopleCells(ctx context.Context, actor care.Actor, at care.Instant, source string, demo bool, cells []care.PeopleCell) error {
	for _, c := range cells {
		if err := c.Validate(); err != nil {
			return err
		}
	}
	return s.write(ctx, "keep the population grid of "+source, func(w *work) error {
		if _, err := w.ClearPeopleCells(ctx, source); err != nil {
			return err
		}
		err := insertAll(ctx, w, insertPeopleCell, cells, func(args []any, c care.PeopleCell) []any {
			return append(args, source, c.ID, c.Lon, c.Lat, c.People, c.UnderThree, demo)
		}, nil)
		if err != nil {
			return err
		}
		return appendChanges(ctx, w, []care.Change{{Noun: care.NounPlace, ID: "people:" + source, Kind: care.ChangeUpdated, At: at, Actor: actor}})
	})
}
