package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// ChildTied reports whether a child has something at a facility that lets the facility see its record.
func (w *work) ChildTied(ctx context.Context, child care.ChildID, facility care.FacilityID) (bool, error) {
	n, err := w.ChildTies(ctx, db.ChildTiesParams{ChildID: string(child), FacilityID: string(facility)})
	return n > 0, err
}

// ChildRunning reports whether a child has anything running at any facility, drafts left out.
func (w *work) ChildRunning(ctx context.Context, child care.ChildID) (bool, error) {
	n, err := w.Queries.ChildRunning(ctx, string(child))
	return n > 0, err
}

// ChildLastAsked is when anything was last done about an application of a child; 0: never.
func (w *work) ChildLastAsked(ctx context.Context, child care.ChildID) (care.Instant, error) {
	at, err := w.Queries.ChildLastAsked(ctx, string(child))
	return care.Instant(at), err
}

// QuietFamilies returns a page of real families nobody of whom has been there since before, by id.
func (w *work) QuietFamilies(ctx context.Context, after care.FamilyID, before care.Instant, page int32) ([]care.FamilyID, error) {
	rows, err := w.Queries.QuietFamilies(ctx, db.QuietFamiliesParams{After: string(after), Before: int64(before), Page: page})
	out := make([]care.FamilyID, len(rows))
	for i, id := range rows {
		out[i] = care.FamilyID(id)
	}
	return out, err
}
