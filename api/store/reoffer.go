package store

import (
	"context"
	"database/sql"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Stopped returns the classes that are stopped, closed or of a facility that may not go on, and in which somebody has a place or
// waits.
func (s *Store) Stopped(ctx context.Context) (out []care.ClassID, err error) {
	err = s.read(ctx, "read stopped classes", func(w *work) error {
		ids, err := w.StoppedClasses(ctx)
		for _, id := range ids {
			out = append(out, care.ClassID(id))
		}
		return err
	})
	return out, err
}

// NearClass is a class with room somewhere around another one.
type NearClass struct {
	ID       care.ClassID
	Facility care.FacilityID
	From, To int        // months of age, To no longer
	At       *orb.Point // nil: not known
}

// Near returns the classes of the same mode with room in some month from one on, in the facility of a class and in those inside of
// some bounds, by id. A demonstration and the city are not mixed.
func (w *work) Near(ctx context.Context, class PlaceClass, of *care.Facility, bounds orb.Bound, from care.Month) ([]NearClass, error) {
	at := func(v float64) sql.NullFloat64 { return sql.NullFloat64{Float64: v, Valid: true} }
	rows, err := w.ClassesNear(ctx, db.ClassesNearParams{
		FacilityID: string(of.ID), South: at(bounds.Min[1]), North: at(bounds.Max[1]), West: at(bounds.Min[0]), East: at(bounds.Max[0]),
		Demo: of.Demo, Mode: string(class.Mode), ClassID: string(class.ID), Month: int32(from),
	})
	out := make([]NearClass, len(rows))
	for i, r := range rows {
		out[i] = NearClass{ID: care.ClassID(r.ID), Facility: care.FacilityID(r.FacilityID), From: int(r.FromMonths), To: int(r.ToMonths)}
		if r.Lon.Valid && r.Lat.Valid {
			out[i].At = &orb.Point{r.Lon.Float64, r.Lat.Float64}
		}
	}
	return out, err
}
