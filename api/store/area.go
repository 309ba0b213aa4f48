package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// SaveAreas creates or updates areas by code, all of them or none; areas that stand as given make no change row.
func (s *Store) SaveAreas(ctx context.Context, actor care.Actor, at care.Instant, areas []care.Area) error {
	return s.write(ctx, "save areas", func(w *work) error {
		var changes []care.Change
		for i := range areas {
			row, err := areaRow(&areas[i])
			if err != nil {
				return err
			}
			n, err := w.UpsertArea(ctx, row)
			if err != nil {
				return fmt.Errorf("area %s (%s): %w", row.Code, row.Name, err)
			}
			if n > 0 {
				changes = append(changes, care.Change{Noun: care.NounArea, ID: row.Code, Kind: care.ChangeUpdated, At: at, Actor: actor})
			}
		}
		return appendChanges(ctx, w, changes)
	})
}

func areaRow(a *care.Area) (db.UpsertAreaParams, error) {
	if err := a.Validate(); err != nil {
		return db.UpsertAreaParams{}, err
	}
	row := db.UpsertAreaParams{
		Code: a.Code, Name: a.Name, Level: string(a.Level), ParentCode: a.ParentCode, Lon: a.Center[0], Lat: a.Center[1],
		Population: int64(a.Population), UnderThree: int64(a.UnderThree), Demo: a.Demo,
	}
	if len(a.Border) > 0 {
		text, err := json.Marshal(a.Border)
		if err != nil {
			return row, fmt.Errorf("area %s: border: %w", a.Code, err)
		}
		row.Border = string(text)
	}
	return row, nil
}

// Areas returns all areas, by code.
func (s *Store) Areas(ctx context.Context) (areas []care.Area, err error) {
	err = s.read(ctx, "read areas", func(w *work) error {
		rows, err := w.Areas(ctx)
		areas = make([]care.Area, 0, len(rows))
		for _, r := range rows {
			a := care.Area{
				Code: r.Code, Name: r.Name, Level: care.AreaLevel(r.Level), ParentCode: r.ParentCode, Center: orb.Point{r.Lon, r.Lat},
				Population: int(r.Population), UnderThree: int(r.UnderThree), Demo: r.Demo,
			}
			if r.Border != "" {
				if err := json.Unmarshal([]byte(r.Border), &a.Border); err != nil {
					return fmt.Errorf("area %s: border: %w", r.Code, err)
				}
			}
			areas = append(areas, a)
		}
		return err
	})
	return areas, err
}
