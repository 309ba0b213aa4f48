package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// EntryRow is an entry as it is kept.
type EntryRow struct {
	care.Entry

	Facility         care.FacilityID
	StartsAt, EndsAt care.Instant // of its session
}

// LockChildOfFamily locks a child until the transaction ends, so that what it holds is looked at and added to one after the
// other. Fails with not_found when the family has no such child.
func (w *work) LockChildOfFamily(ctx context.Context, child care.ChildID, f care.FamilyID) error {
	n, err := w.LockChildOf(ctx, db.LockChildOfParams{ID: string(child), FamilyID: string(f)})
	if err == nil && n == 0 {
		return care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
	}
	return err
}

// AddEntry adds an entry. Fails with conflict when the child has one in the session.
func (w *work) AddEntry(ctx context.Context, e EntryRow) error {
	return translate(w.InsertEntry(ctx, db.InsertEntryParams{
		ID: string(e.ID), SessionID: string(e.SessionID), FacilityID: string(e.Facility), FamilyID: string(e.FamilyID), ChildID: string(e.ChildID),
		State: string(e.State), At: int64(e.At), StartsAt: int64(e.StartsAt), EndsAt: int64(e.EndsAt),
	}))
}

// EntryByID returns an entry, or not_found.
func (w *work) EntryByID(ctx context.Context, id care.EntryID) (EntryRow, error) {
	r, err := w.Entry(ctx, string(id))
	return entryOf(r), translate(err)
}

func entryOf(r db.Entry) EntryRow {
	return EntryRow{
		Entry: care.Entry{
			ID: care.EntryID(r.ID), SessionID: care.SessionID(r.SessionID), FamilyID: care.FamilyID(r.FamilyID), ChildID: care.ChildID(r.ChildID),
			State: care.EntryState(r.State), Version: r.Version, Lottery: r.Lottery, At: care.Instant(r.At), ConfirmBy: care.Instant(r.ConfirmBy),
			InAt: care.Instant(r.InAt), OutAt: care.Instant(r.OutAt), Reason: care.ReasonCode(r.Reason), UpdatedAt: care.Instant(r.UpdatedAt),
		},
		Facility: care.FacilityID(r.FacilityID), StartsAt: care.Instant(r.StartsAt), EndsAt: care.Instant(r.EndsAt),
	}
}

// MoveEntryRow writes an entry after a step, if it still is in the state and version it was in before, and reports whether it was.
func (w *work) MoveEntryRow(ctx context.Context, was, is care.Entry) (bool, error) {
	n, err := w.MoveEntry(ctx, db.MoveEntryParams{
		State: string(is.State), Version: is.Version, Reason: string(is.Reason), ConfirmBy: int64(is.ConfirmBy), InAt: int64(is.InAt), OutAt: int64(is.OutAt),
		Lottery: is.Lottery, UpdatedAt: int64(is.UpdatedAt), ID: string(was.ID), Was: string(was.State), Before: was.Version,
	})
	return n == 1, err
}

// EntriesBeside counts what a child holds or asks for in a span of time.
func (w *work) EntriesBeside(ctx context.Context, child care.ChildID, from, to care.Instant) (int64, error) {
	return w.OverlappingEntries(ctx, db.OverlappingEntriesParams{ChildID: string(child), StartsAt: int64(from), EndsAt: int64(to)})
}

// SessionEntries returns every entry of a session, in the order of its draw and its waitlist.
func (w *work) SessionEntries(ctx context.Context, id care.SessionID) ([]EntryRow, error) {
	rows, err := w.EntriesOfSession(ctx, string(id))
	return list(rows, entryOf), err
}

// EnteredInWindow returns the requests for a session that wait for its draw.
func (w *work) EnteredInWindow(ctx context.Context, id care.SessionID) ([]EntryRow, error) {
	rows, err := w.EntriesInWindow(ctx, string(id))
	return list(rows, entryOf), err
}

// NextWaiting returns who is first in the waitlist of a session, or not_found.
func (w *work) NextWaiting(ctx context.Context, id care.SessionID) (EntryRow, error) {
	r, err := w.FirstWaitingEntry(ctx, string(id))
	return entryOf(r), translate(err)
}

// WaitingFor returns how many wait for a session.
func (w *work) WaitingFor(ctx context.Context, id care.SessionID) (int, error) {
	n, err := w.WaitingEntries(ctx, string(id))
	return int(n), err
}

// WaitingBySession returns how many wait for each session of a facility that begins from an instant on.
func (w *work) WaitingBySession(ctx context.Context, f care.FacilityID, since care.Instant) (map[care.SessionID]int, error) {
	rows, err := w.WaitingEntriesOfFacility(ctx, db.WaitingEntriesOfFacilityParams{FacilityID: string(f), Since: int64(since)})
	out := make(map[care.SessionID]int, len(rows))
	for _, r := range rows {
		out[care.SessionID(r.SessionID)] = int(r.Waits)
	}
	return out, err
}

// Ahead returns how many wait before an entry.
func (w *work) Ahead(ctx context.Context, e EntryRow) (int, error) {
	n, err := w.WaitingAhead(ctx, db.WaitingAheadParams{SessionID: string(e.SessionID), ID: string(e.ID), Lottery: e.Lottery, At: int64(e.At)})
	return int(n), err
}

// FamilyEntries returns the entries of a family, the latest session first.
func (w *work) FamilyEntries(ctx context.Context, f care.FamilyID) ([]EntryRow, error) {
	rows, err := w.EntriesOfFamily(ctx, db.EntriesOfFamilyParams{FamilyID: string(f), Page: maxRows})
	return list(rows, entryOf), err
}

// FacilityEntries returns the entries for sessions of a facility that begin in a span of time.
func (w *work) FacilityEntries(ctx context.Context, f care.FacilityID, since, until care.Instant) ([]EntryRow, error) {
	rows, err := w.EntriesOfFacility(ctx, db.EntriesOfFacilityParams{FacilityID: string(f), Since: int64(since), Until: int64(until), Page: 4 * maxRows})
	return list(rows, entryOf), err
}

// FamilyEntriesLive returns the entries of a family, or of one child of it, that can still be cancelled.
func (w *work) FamilyEntriesLive(ctx context.Context, f care.FamilyID, child care.ChildID) ([]care.EntryID, error) {
	rows, err := w.LiveEntriesOfFamily(ctx, db.LiveEntriesOfFamilyParams{FamilyID: string(f), ChildID: string(child)})
	return list(rows, entryID), err
}

// EntriesUnconfirmed returns drawn entries whose time to say no is over.
func (w *work) EntriesUnconfirmed(ctx context.Context, now care.Instant, limit int) ([]care.EntryID, error) {
	rows, err := w.EntriesToConfirm(ctx, db.EntriesToConfirmParams{Now: int64(now), Page: int32(limit)}) //nolint:gosec // small
	return list(rows, entryID), err
}

// EntriesMissed returns booked entries whose session is over.
func (w *work) EntriesMissed(ctx context.Context, now care.Instant, limit int) ([]care.EntryID, error) {
	rows, err := w.EntriesNotCome(ctx, db.EntriesNotComeParams{Now: int64(now), Page: int32(limit)}) //nolint:gosec // small
	return list(rows, entryID), err
}

// EntriesTooLate returns requests whose session has begun without a place for them.
func (w *work) EntriesTooLate(ctx context.Context, now care.Instant, limit int) ([]care.EntryID, error) {
	rows, err := w.EntriesWithoutPlace(ctx, db.EntriesWithoutPlaceParams{Now: int64(now), Page: int32(limit)}) //nolint:gosec // small
	return list(rows, entryID), err
}

// EntriesSoon returns booked entries whose session begins in a span of time and whose families were not reminded.
func (w *work) EntriesSoon(ctx context.Context, now, until care.Instant, limit int) ([]EntryRow, error) {
	rows, err := w.EntriesToRemind(ctx, db.EntriesToRemindParams{Now: int64(now), Until: int64(until), Page: int32(limit)}) //nolint:gosec // small
	return list(rows, entryOf), err
}

// RemindedOfEntry keeps that a family is reminded, and reports whether it was not yet.
func (w *work) RemindedOfEntry(ctx context.Context, id care.EntryID) (bool, error) {
	n, err := w.EntryReminded(ctx, string(id))
	return n == 1, err
}

func entryID(id string) care.EntryID { return care.EntryID(id) }
