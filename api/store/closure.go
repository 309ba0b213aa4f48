package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// FacilityVersioned returns a facility without its classes, and the version of its row. Fails with not_found.
func (w *work) FacilityVersioned(ctx context.Context, id care.FacilityID) (care.Facility, int64, error) {
	r, err := w.FacilityByID(ctx, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		err = care.Errorf(care.NotFound, care.CodeNotFound, "facility_id", "there is no facility with this id")
	}
	if err != nil {
		return care.Facility{}, 0, err
	}
	f, err := facilityOf(&r)
	return f, r.Version, err
}

// SetFiling gives a facility another filing, if its row still has the version it was read with, and appends the change with its old and
// new filing and what else body tells. It reports false when somebody else has changed the row.
func (w *work) SetFiling(ctx context.Context, f care.Facility, version int64, to care.Filing, c care.Change, body map[string]any) (bool, error) {
	was, err := json.Marshal(f.Filing)
	if err != nil {
		return false, err
	}
	is, err := json.Marshal(to)
	if err != nil {
		return false, err
	}
	f.Filing = to
	row, err := facilityRow(&f)
	if err != nil {
		return false, err
	}
	done, err := one(w.SetFacilityFiling(ctx, db.SetFacilityFilingParams{
		Status: row.FilingStatus, FilingNo: row.FilingNo, FilingDate: row.FilingDate, Authority: row.FilingAuthority, Print: printOf(&row),
		At: int64(c.At), ID: row.ID, Version: version,
	}))
	if err != nil || !done {
		return false, err
	}
	told := map[string]any{"changed": map[string][2]json.RawMessage{"filing": {was, is}}}
	for k, v := range body {
		told[k] = v
	}
	if c.Body, err = json.Marshal(told); err != nil {
		return false, err
	}
	c.Noun, c.ID = care.NounFacility, string(f.ID)
	return true, w.AppendChanges(ctx, []care.Change{c})
}

// AddClosure keeps that a facility was stopped, and whom that found there. Fails with conflict when it is stopped already.
func (w *work) AddClosure(ctx context.Context, c care.Closure, found []care.Application) error {
	classes, err := json.Marshal(c.Classes)
	if err != nil {
		return err
	}
	affected, err := json.Marshal(c.Affected)
	if err != nil {
		return err
	}
	if err := translate(w.InsertClosure(ctx, db.InsertClosureParams{
		ID: string(c.ID), FacilityID: string(c.Facility), Kind: string(c.Kind), Reason: string(c.Reason), Words: c.Words, WasStatus: string(c.Was),
		Classes: string(classes), Affected: string(affected), StartedAt: int64(c.StartedAt), StartKind: string(c.StartedBy.Kind), StartActor: c.StartedBy.ID,
	})); err != nil {
		return err
	}
	for _, a := range found {
		err := w.InsertClosureApplication(ctx, db.InsertClosureApplicationParams{ClosureID: string(c.ID), ApplicationID: string(a.ID), State: string(a.State)})
		if err != nil {
			return err
		}
	}
	return nil
}

// FinishClosure ends a closure, and reports whether it lasted until now.
func (w *work) FinishClosure(ctx context.Context, id care.ClosureID, at care.Instant, by care.Actor, reason care.ReasonCode) (bool, error) {
	return one(w.EndClosure(ctx, db.EndClosureParams{At: int64(at), EndKind: string(by.Kind), EndActor: by.ID, Reason: string(reason), ID: string(id)}))
}

// StoppedBy returns the closure that lasts at a facility, nil when there is none.
func (w *work) StoppedBy(ctx context.Context, f care.FacilityID) (*care.Closure, error) {
	r, ok, err := found(w.OpenClosure(ctx, string(f)))
	if err != nil || !ok {
		return nil, err
	}
	c, err := closureOf(r)
	return &c, err
}

// Closures returns every time a facility was stopped, the latest first.
func (w *work) Closures(ctx context.Context, f care.FacilityID) ([]care.Closure, error) {
	rows, err := w.ClosuresOf(ctx, string(f))
	if err != nil {
		return nil, err
	}
	out := make([]care.Closure, len(rows))
	for i, r := range rows {
		if out[i], err = closureOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ClosureLine is a closure with the name of its facility, for a list.
type ClosureLine struct {
	care.Closure

	Name string
	Area string
}

// ClosuresWithin returns up to limit of the closures of an area that last or ended since an instant, the latest first, those before a
// row, and how many there are in all.
func (w *work) ClosuresWithin(ctx context.Context, area string, since care.Instant, before care.LastRow, limit int) (out []ClosureLine, total int, err error) {
	prefix := care.RegionPrefix(area)
	n, err := w.CountClosuresIn(ctx, db.CountClosuresInParams{Area: prefix, Since: int64(since)})
	if err != nil {
		return nil, 0, err
	}
	rows, err := w.ClosuresIn(ctx, db.ClosuresInParams{
		Area: prefix, Since: int64(since), Before: int64(before.At), BeforeID: before.ID, Page: rowsOf(limit),
	})
	if err != nil {
		return nil, 0, err
	}
	out = make([]ClosureLine, len(rows))
	for i, r := range rows {
		c, err := closureOf(db.Closure{
			ID: r.ID, FacilityID: r.FacilityID, Kind: r.Kind, Reason: r.Reason, Words: r.Words, WasStatus: r.WasStatus, Classes: r.Classes,
			Affected: r.Affected, StartedAt: r.StartedAt, StartKind: r.StartKind, StartActor: r.StartActor, EndedAt: r.EndedAt, EndKind: r.EndKind,
			EndActor: r.EndActor, EndReason: r.EndReason,
		})
		if err != nil {
			return nil, 0, err
		}
		out[i] = ClosureLine{c, r.FacilityName, r.AreaCode}
	}
	return out, int(n), nil
}

func closureOf(r db.Closure) (care.Closure, error) {
	c := care.Closure{
		ID: care.ClosureID(r.ID), Facility: care.FacilityID(r.FacilityID), Kind: care.ClosureKind(r.Kind), Reason: care.ReasonCode(r.Reason), Words: r.Words,
		Was: care.FilingStatus(r.WasStatus), StartedAt: care.Instant(r.StartedAt), StartedBy: care.Actor{Kind: care.ActorKind(r.StartKind), ID: r.StartActor},
		EndedAt: care.Instant(r.EndedAt), EndedBy: care.Actor{Kind: care.ActorKind(r.EndKind), ID: r.EndActor}, EndReason: care.ReasonCode(r.EndReason),
	}
	return c, errors.Join(json.Unmarshal([]byte(r.Classes), &c.Classes), json.Unmarshal([]byte(r.Affected), &c.Affected))
}

// ClosureFate is what became of one application a closure found.
type ClosureFate struct {
	ID        care.ApplicationID
	Class     care.ClassID
	Mode      care.Mode
	Start     care.Date
	Was       care.State // when the facility was stopped
	Is        care.State
	Elsewhere care.State      // of the place it has or is offered elsewhere; "" when there is none
	At        care.FacilityID // where that is
	Offers    int             // made elsewhere so far
}

// Fates returns what became of everybody a closure found: who has a place first.
func (w *work) Fates(ctx context.Context, id care.ClosureID) ([]ClosureFate, error) {
	rows, err := w.ClosureApplications(ctx, string(id))
	if err != nil {
		return nil, err
	}
	out := make([]ClosureFate, len(rows))
	for i, r := range rows {
		out[i] = ClosureFate{
			ID: care.ApplicationID(r.ID), Class: care.ClassID(r.ClassID), Mode: care.Mode(r.Mode), Was: care.State(r.Was), Is: care.State(r.State),
			Elsewhere: care.State(r.Elsewhere), At: care.FacilityID(r.ElsewhereID), Offers: int(r.Offers),
		}
		if err := out[i].Start.UnmarshalText([]byte(r.StartDate)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ToCome are the times to visit and the sessions of a facility that have not begun, with who comes to them.
type ToCome struct {
	Slots    []care.SlotID
	Sessions []care.SessionID
	Visits   int
	Entries  int
}

// FacilityToCome returns them.
func (w *work) FacilityToCome(ctx context.Context, f care.FacilityID, now care.Instant) (c ToCome, err error) {
	slots, err := w.SlotsToCome(ctx, db.SlotsToComeParams{FacilityID: string(f), StartsAt: int64(now)})
	if err != nil {
		return c, err
	}
	for _, id := range slots {
		c.Slots = append(c.Slots, care.SlotID(id))
	}
	sessions, err := w.SessionsToCome(ctx, db.SessionsToComeParams{FacilityID: string(f), StartsAt: int64(now)})
	if err != nil {
		return c, err
	}
	for _, id := range sessions {
		c.Sessions = append(c.Sessions, care.SessionID(id))
	}
	visits, err := w.VisitsToCome(ctx, db.VisitsToComeParams{FacilityID: string(f), StartsAt: int64(now)})
	if err != nil {
		return c, err
	}
	entries, err := w.EntriesToCome(ctx, db.EntriesToComeParams{FacilityID: string(f), StartsAt: int64(now)})
	c.Visits, c.Entries = int(visits), int(entries)
	return c, err
}
