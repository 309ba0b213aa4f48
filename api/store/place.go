package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

var placeInsert = insert{
	table:   "place",
	columns: []string{"source", "id", "name", "alt_names", "kind", "lon", "lat", "area_code", "area_name", "demo"},
}

// ReplacePlaces makes the places of one source exactly those given, all of them or none. Fails with conflict when an id comes twice.
func (s *Store) ReplacePlaces(ctx context.Context, actor care.Actor, at care.Instant, source string, places []care.Place) error {
	if source == "" {
		return care.Errorf(care.Invalid, care.CodeInvalid, "source", "places need a source")
	}
	rows := make([]db.Place, len(places))
	for i := range places {
		row, err := placeRow(source, &places[i])
		if err != nil {
			return err
		}
		rows[i] = row
	}
	err := s.write(ctx, "replace places", func(w *work) error {
		gone, err := w.DeletePlaces(ctx, source)
		if err != nil {
			return err
		}
		err = insertAll(ctx, w, placeInsert, rows, func(args []any, p db.Place) []any {
			return append(args, p.Source, p.ID, p.Name, p.AltNames, p.Kind, p.Lon, p.Lat, p.AreaCode, p.AreaName, p.Demo)
		}, nil)
		if err != nil {
			return err
		}
		body := fmt.Appendf(nil, `{"before":%d,"now":%d}`, gone, len(places))
		return appendChanges(ctx, w, []care.Change{{Noun: care.NounPlace, ID: source, Kind: care.ChangeReplaced, At: at, Actor: actor, Body: body}})
	})
	if err == nil && len(places) >= manyRows {
		s.refresh(ctx, "place")
	}
	return err
}

func placeRow(source string, p *care.Place) (db.Place, error) {
	if err := p.Validate(); err != nil {
		return db.Place{}, err
	}
	row := db.Place{
		Source: source, ID: p.ID, Name: p.Name, Kind: string(p.Kind), Lon: p.Point[0], Lat: p.Point[1], AreaCode: p.AreaCode,
		AreaName: p.AreaName, Demo: p.Demo,
	}
	if len(p.AltNames) > 0 {
		text, err := json.Marshal(p.AltNames)
		if err != nil {
			return row, fmt.Errorf("place %s: %w", p.ID, err)
		}
		row.AltNames = string(text)
	}
	return row, nil
}

// placePage is how many places EachPlace holds in memory at a time.
const placePage = 5000

// EachPlace calls f for every place, by source and id, on one unchanging view of the database. An error of f ends it and is returned.
func (s *Store) EachPlace(ctx context.Context, f func(care.Place) error) error {
	return s.read(ctx, "read places", func(w *work) error {
		var source, id string
		for {
			rows, err := w.PlacesAfter(ctx, db.PlacesAfterParams{Source: source, ID: id, Page: placePage})
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				p := care.Place{
					ID: r.ID, Name: r.Name, Kind: care.PlaceKind(r.Kind), Point: orb.Point{r.Lon, r.Lat}, AreaCode: r.AreaCode,
					AreaName: r.AreaName, Demo: r.Demo,
				}
				if r.AltNames != "" {
					if err := json.Unmarshal([]byte(r.AltNames), &p.AltNames); err != nil {
						return fmt.Errorf("place %s: names: %w", r.ID, err)
					}
				}
				if err := f(p); err != nil {
					return err
				}
			}
			source, id = rows[len(rows)-1].Source, rows[len(rows)-1].ID
		}
	})
}
