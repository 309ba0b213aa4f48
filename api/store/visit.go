package store

import (
	"context"
	"database/sql"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// maxRows bounds every list of one facility or family.
const maxRows = 500

// VisitRow is a visit as it is kept.
type VisitRow struct {
	care.Visit // without the note

	Account          care.AccountID // who booked; "" when that account is gone
	Note             string         // sealed
	StartsAt, EndsAt care.Instant   // of its slot
}

// CounterDrift is a counter of taken places that does not say what the rows say.
type CounterDrift struct {
	What           string // "slot" or "session"
	ID             string
	Taken, Counted int
}

// AddSlot adds a time to visit. Fails with conflict when the facility has one that begins at the same time.
func (w *work) AddSlot(ctx context.Context, s care.Slot, now care.Instant) error {
	return w.InsertSlot(ctx, db.InsertSlotParams{
		ID: string(s.ID), FacilityID: string(s.FacilityID), StartsAt: int64(s.StartsAt), EndsAt: int64(s.EndsAt),
		Places: int32(s.Places), CreatedAt: int64(now), //nolint:gosec // CHECKed by the schema
	})
}

// SlotOf returns a time to visit, or not_found.
func (w *work) SlotOf(ctx context.Context, id care.SlotID) (care.Slot, error) {
	r, err := w.Slot(ctx, string(id))
	return slotOf(r), translate(err)
}

// SlotsBeside counts the slots of a facility that overlap another.
func (w *work) SlotsBeside(ctx context.Context, s care.Slot) (int64, error) {
	return w.OverlappingSlots(ctx, db.OverlappingSlotsParams{FacilityID: string(s.FacilityID), StartsAt: int64(s.StartsAt), EndsAt: int64(s.EndsAt)})
}

func slotOf(r db.Slot) care.Slot {
	return care.Slot{
		ID: care.SlotID(r.ID), FacilityID: care.FacilityID(r.FacilityID), StartsAt: care.Instant(r.StartsAt), EndsAt: care.Instant(r.EndsAt),
		Places: int(r.Places), Taken: int(r.Taken), Open: r.Open, Reason: care.ReasonCode(r.Reason), Version: r.Version,
	}
}

// SlotsBetween returns the times to visit of a facility that begin in a span of time, earliest first.
func (w *work) SlotsBetween(ctx context.Context, f care.FacilityID, since, until care.Instant) ([]care.Slot, error) {
	rows, err := w.Slots(ctx, db.SlotsParams{FacilityID: string(f), Since: int64(since), Until: int64(until), Page: maxRows})
	return list(rows, slotOf), err
}

// TakeSlotPlace takes one place of a time to visit and reports whether there was one. It is the only statement that takes one.
func (w *work) TakeSlotPlace(ctx context.Context, id care.SlotID, now care.Instant) (bool, error) {
	n, err := w.TakeSlot(ctx, db.TakeSlotParams{ID: string(id), Now: int64(now)})
	return n == 1, err
}

// GiveSlotPlace gives one place back.
func (w *work) GiveSlotPlace(ctx context.Context, id care.SlotID) error {
	return exactly(w.GiveSlotBack(ctx, string(id)))
}

// CloseSlot takes a time to visit back with all its places, and reports whether it was open.
func (w *work) CloseSlot(ctx context.Context, id care.SlotID, reason care.ReasonCode) (bool, error) {
	n, err := w.CancelSlot(ctx, db.CancelSlotParams{ID: string(id), Reason: string(reason)})
	return n == 1, err
}

// AddVisit adds a booked visit. Fails with conflict when the family has one to come at the facility.
func (w *work) AddVisit(ctx context.Context, v VisitRow) error {
	return translate(w.InsertVisit(ctx, db.InsertVisitParams{
		ID: string(v.ID), SlotID: string(v.SlotID), FacilityID: string(v.FacilityID), FamilyID: string(v.FamilyID), AccountID: orNull(v.Account),
		ChildID: orNull(v.ChildID), NoteSealed: v.Note, StartsAt: int64(v.StartsAt), EndsAt: int64(v.EndsAt), CreatedAt: int64(v.CreatedAt),
	}))
}

// VisitByID returns a visit, or not_found.
func (w *work) VisitByID(ctx context.Context, id care.VisitID) (VisitRow, error) {
	r, err := w.Visit(ctx, string(id))
	return visitOf(r), translate(err)
}

func visitOf(r db.Visit) VisitRow {
	return VisitRow{
		Visit: care.Visit{
			ID: care.VisitID(r.ID), SlotID: care.SlotID(r.SlotID), FacilityID: care.FacilityID(r.FacilityID), FamilyID: care.FamilyID(r.FamilyID),
			ChildID: care.ChildID(r.ChildID.String), State: care.VisitState(r.State), Version: r.Version, Reason: care.ReasonCode(r.Reason),
			CreatedAt: care.Instant(r.CreatedAt), UpdatedAt: care.Instant(r.UpdatedAt),
		},
		Account: care.AccountID(r.AccountID.String), Note: r.NoteSealed, StartsAt: care.Instant(r.StartsAt), EndsAt: care.Instant(r.EndsAt),
	}
}

// MoveVisitRow writes a visit after a step, if it still is in the state and version it was in before, and reports whether it was.
func (w *work) MoveVisitRow(ctx context.Context, was, is care.Visit) (bool, error) {
	n, err := w.MoveVisit(ctx, db.MoveVisitParams{
		State: string(is.State), Version: is.Version, Reason: string(is.Reason), UpdatedAt: int64(is.UpdatedAt),
		ID: string(was.ID), Was: string(was.State), Before: was.Version,
	})
	return n == 1, err
}

// FamilyVisits returns the visits of a family, the latest first.
func (w *work) FamilyVisits(ctx context.Context, f care.FamilyID) ([]VisitRow, error) {
	rows, err := w.VisitsOfFamily(ctx, db.VisitsOfFamilyParams{FamilyID: string(f), Page: maxRows})
	return list(rows, visitOf), err
}

// FamilyVisitsToCome returns the booked visits of a family, in the order in which their slots are taken.
func (w *work) FamilyVisitsToCome(ctx context.Context, f care.FamilyID) ([]VisitRow, error) {
	rows, err := w.BookedVisitsOfFamily(ctx, string(f))
	return list(rows, visitOf), err
}

// FacilityVisits returns the visits of a facility that begin in a span of time, earliest first.
func (w *work) FacilityVisits(ctx context.Context, f care.FacilityID, since, until care.Instant) ([]VisitRow, error) {
	rows, err := w.VisitsOfFacility(ctx, db.VisitsOfFacilityParams{FacilityID: string(f), Since: int64(since), Until: int64(until), Page: maxRows})
	return list(rows, visitOf), err
}

// SlotVisits returns the booked visits of one slot.
func (w *work) SlotVisits(ctx context.Context, id care.SlotID) ([]VisitRow, error) {
	rows, err := w.VisitsOfSlot(ctx, string(id))
	return list(rows, visitOf), err
}

// FamilyVisitsOver returns the booked visits of a family at a facility whose time is over.
func (w *work) FamilyVisitsOver(ctx context.Context, f care.FacilityID, family care.FamilyID, now care.Instant) ([]VisitRow, error) {
	rows, err := w.PastVisitsOfFamily(ctx, db.PastVisitsOfFamilyParams{FacilityID: string(f), FamilyID: string(family), Now: int64(now)})
	return list(rows, visitOf), err
}

// VisitsNobodyMarked returns booked visits that began before an instant, earliest first.
func (w *work) VisitsNobodyMarked(ctx context.Context, before care.Instant, limit int) ([]VisitRow, error) {
	rows, err := w.ForgottenVisits(ctx, db.ForgottenVisitsParams{Before: int64(before), Page: int32(limit)}) //nolint:gosec // small
	return list(rows, visitOf), err
}

// VisitsSoon returns booked visits that begin in a span of time and whose families were not reminded.
func (w *work) VisitsSoon(ctx context.Context, now, until care.Instant, limit int) ([]VisitRow, error) {
	rows, err := w.VisitsToRemind(ctx, db.VisitsToRemindParams{Now: int64(now), Until: int64(until), Page: int32(limit)}) //nolint:gosec // small
	return list(rows, visitOf), err
}

// RemindedOfVisit keeps that a family is reminded, and reports whether it was not yet.
func (w *work) RemindedOfVisit(ctx context.Context, id care.VisitID) (bool, error) {
	n, err := w.VisitReminded(ctx, string(id))
	return n == 1, err
}

// ForgetNotes removes what a family wrote with its visits, and what anybody wrote with visits that ended before an instant.
func (w *work) ForgetNotes(ctx context.Context, f care.FamilyID, before care.Instant) (int64, error) {
	return w.ForgetVisitNotes(ctx, db.ForgetVisitNotesParams{FamilyID: string(f), Before: int64(before)})
}

// CounterDrifts compares the counters of slots and sessions with the rows they count.
func (w *work) CounterDrifts(ctx context.Context) ([]CounterDrift, error) {
	slots, err := w.SlotDrift(ctx)
	if err != nil {
		return nil, err
	}
	sessions, err := w.SessionDrift(ctx)
	var out []CounterDrift
	for _, r := range slots {
		out = append(out, CounterDrift{What: "slot", ID: r.ID, Taken: int(r.Taken), Counted: int(r.Counted)})
	}
	for _, r := range sessions {
		out = append(out, CounterDrift{What: "session", ID: r.ID, Taken: int(r.Taken), Counted: int(r.Counted)})
	}
	return out, err
}

// exactly refuses a statement that should have changed one row and changed none: the rows contradict each other.
func exactly(n int64, err error) error {
	if err == nil && n != 1 {
		return care.Errorf(care.Conflict, care.CodeConflict, "", "the places do not add up; try again")
	}
	return err
}

func orNull[T ~string](id T) sql.NullString {
	return sql.NullString{String: string(id), Valid: id != ""}
}

func list[R, T any](rows []R, of func(R) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = of(r)
	}
	return out
}
