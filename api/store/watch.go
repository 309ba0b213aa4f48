package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Asks returns every open escalation by which a facility asks for something to be taken from a family, the oldest first.
func (w *work) Asks(ctx context.Context) ([]Escalation, error) {
	return escalationsOf(w.OpenAsks(ctx))
}

// Ended is an application that a facility ended itself.
type Ended struct {
	Application care.Application
	At          care.Instant
}

// EndedBy returns what staff of a facility have ended themselves since an instant.
func (w *work) EndedBy(ctx context.Context, facility care.FacilityID, since care.Instant) ([]Ended, error) {
	rows, err := w.EndedByFacility(ctx, db.EndedByFacilityParams{FacilityID: string(facility), Since: int64(since)})
	if err != nil {
		return nil, err
	}
	out := make([]Ended, 0, len(rows))
	for _, r := range rows {
		a, err := w.Application(ctx, care.ApplicationID(r.ApplicationID))
		if err != nil {
			return nil, err
		}
		out = append(out, Ended{a, care.Instant(r.At)})
	}
	return out, nil
}
