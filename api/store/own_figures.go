package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// ClassMonth is the places of a class in one month.
type ClassMonth struct {
	Occupancy

	Name string
	Band care.BandName
	Mode care.Mode
}

// Counted is how often something is there.
type Counted struct {
	What, Why string
	Month     string
	N         int
}

// WaitRow is when an application was made, first offered a place, and enrolled; 0: not.
type WaitRow struct{ Asked, Offered, Enrolled care.Instant }

// SessionUse is how many places sessions of a mode had and how many were taken.
type SessionUse struct {
	Mode             care.Mode
	N, Places, Taken int
}

// AttendedRow is a mark of the list of a day.
type AttendedRow struct {
	Attended

	Class care.ClassID
}

// FacilityMonths returns the places of the classes of a facility, month by month.
func (w *work) FacilityMonths(ctx context.Context, f care.FacilityID, first, last care.Month) ([]ClassMonth, error) {
	rows, err := w.PlacesByMonth(ctx, db.PlacesByMonthParams{FacilityID: string(f), First: int32(first), Last: int32(last)}) //nolint:gosec // months
	return list(rows, func(r db.PlacesByMonthRow) ClassMonth {
		return ClassMonth{
			Name: r.Name, Band: care.BandName(r.Band), Mode: care.Mode(r.Mode), Occupancy: Occupancy{
				Class: care.ClassID(r.ID), Month: care.Month(r.Month), Filed: int(r.Filed), Staffed: int(r.Staffed), Outside: int(r.Outside), Held: int(r.Held), Offered: int(r.Offered), Enrolled: int(r.Enrolled),
			},
		}
	}), err
}

// Reached counts how many of the applications made in a span of time ever were in a state.
func (w *work) Reached(ctx context.Context, f care.FacilityID, since, until care.Instant) (map[care.State]int, error) {
	rows, err := w.ReachedStates(ctx, db.ReachedStatesParams{FacilityID: string(f), Since: int64(since), Until: int64(until)})
	out := make(map[care.State]int, len(rows))
	for _, r := range rows {
		out[care.State(r.ToState)] = int(r.N)
	}
	return out, err
}

// ReasonsOf counts why applications made in a span of time ended, the most frequent first.
func (w *work) ReasonsOf(ctx context.Context, f care.FacilityID, since, until care.Instant) ([]Counted, error) {
	rows, err := w.ReasonsGiven(ctx, db.ReasonsGivenParams{FacilityID: string(f), Since: int64(since), Until: int64(until)})
	return list(rows, func(r db.ReasonsGivenRow) Counted { return Counted{What: r.ToState, Why: r.Reason, N: int(r.N)} }), err
}

// Waits returns how long applications made in a span of time took.
func (w *work) Waits(ctx context.Context, f care.FacilityID, since, until care.Instant) ([]WaitRow, error) {
	rows, err := w.WaitsOfFacility(ctx, db.WaitsOfFacilityParams{FacilityID: string(f), Since: int64(since), Until: int64(until)})
	return list(rows, func(r db.WaitsOfFacilityRow) WaitRow {
		return WaitRow{care.Instant(r.AskedAt), care.Instant(r.OfferedAt), care.Instant(r.EnrolledAt)}
	}), err
}

// VisitStates counts the visits of a span of time by state, and the families that applied after one.
func (w *work) VisitStates(ctx context.Context, f care.FacilityID, since, until care.Instant) (states map[string]int, applied int, err error) {
	rows, err := w.VisitsByState(ctx, db.VisitsByStateParams{FacilityID: string(f), Since: int64(since), Until: int64(until)})
	if err != nil {
		return nil, 0, err
	}
	states = make(map[string]int, len(rows))
	for _, r := range rows {
		states[r.State] = int(r.N)
	}
	n, err := w.VisitorsWhoApplied(ctx, db.VisitorsWhoAppliedParams{FacilityID: string(f), Since: int64(since), Until: int64(until)})
	return states, int(n), err
}

// Marks counts the marks of the attendance list by month.
func (w *work) Marks(ctx context.Context, f care.FacilityID, first, last care.Date) ([]Counted, error) {
	rows, err := w.MarksByMonth(ctx, db.MarksByMonthParams{FacilityID: string(f), First: first.String(), Last: last.String()})
	return list(rows, func(r db.MarksByMonthRow) Counted { return Counted{What: r.Mark, Month: r.Month, N: int(r.N)} }), err
}

// SessionsUsed counts the places of the sessions of a span of time, and their entries by state.
func (w *work) SessionsUsed(ctx context.Context, f care.FacilityID, since, until care.Instant) (use []SessionUse, entries map[string]int, err error) {
	rows, err := w.SessionsByMode(ctx, db.SessionsByModeParams{FacilityID: string(f), Since: int64(since), Until: int64(until)})
	if err != nil {
		return nil, nil, err
	}
	use = list(rows, func(r db.SessionsByModeRow) SessionUse {
		return SessionUse{Mode: care.Mode(r.Mode), N: int(r.N), Places: int(r.Places), Taken: int(r.Taken)}
	})
	states, err := w.EntriesByState(ctx, db.EntriesByStateParams{FacilityID: string(f), Since: int64(since), Until: int64(until)})
	entries = make(map[string]int, len(states))
	for _, r := range states {
		entries[r.State] = int(r.N)
	}
	return use, entries, err
}

// AttendedBetween returns the marks of the attendance list from one day to another.
func (w *work) AttendedBetween(ctx context.Context, f care.FacilityID, first, last care.Date) ([]AttendedRow, error) {
	rows, err := w.AttendanceBetween(ctx, db.AttendanceBetweenParams{FacilityID: string(f), First: first.String(), Last: last.String()})
	if err != nil {
		return nil, err
	}
	out := make([]AttendedRow, len(rows))
	for i, r := range rows {
		out[i] = AttendedRow{Class: care.ClassID(r.ClassID), Attended: Attended{
			Application: care.ApplicationID(r.ApplicationID), Child: care.ChildID(r.ChildID), Facility: f, Mark: care.Mark(r.Mark),
			InAt: care.Instant(r.InAt), OutAt: care.Instant(r.OutAt), At: care.Instant(r.MarkedAt), By: r.MarkedBy,
		}}
		if err := out[i].Date.UnmarshalText([]byte(r.Day)); err != nil {
			return nil, err
		}
	}
	return out, nil
}
