package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Unit is an office that handles cases, with what only the desk needs.
type Unit struct {
	care.Unit

	Closed bool
	Demo   bool
	At     care.Instant
}

// Shift is when an officer answers the calls of a unit; the lower rank is called first.
type Shift struct {
	ID           string
	Unit         care.UnitID
	Account      care.AccountID
	Starts, Ends care.Instant
	Rank         int
}

// AddUnit opens an office. Fails with conflict when the area has an open one of its kind.
func (w *work) AddUnit(ctx context.Context, u Unit) error {
	return translate(w.InsertUnit(ctx, db.InsertUnitParams{
		ID: string(u.ID), AreaCode: u.Area, Kind: string(u.Kind), Name: u.Name, Phone: u.Phone, Backstop: u.Backstop, Closed: u.Closed, Demo: u.Demo, CreatedAt: int64(u.At),
	}))
}

// SaveUnit changes name, telephone and whether it is closed.
func (w *work) SaveUnit(ctx context.Context, u Unit) error {
	_, err := w.UpdateUnit(ctx, db.UpdateUnitParams{ID: string(u.ID), Name: u.Name, Phone: u.Phone, Backstop: u.Backstop, Closed: u.Closed})
	return err
}

// AllUnits returns every office, closed ones too, by area and kind.
func (w *work) AllUnits(ctx context.Context) ([]Unit, error) {
	rows, err := w.Units(ctx)
	out := make([]Unit, len(rows))
	for i, r := range rows {
		out[i] = unitOf(r)
	}
	return out, err
}

// Unit returns an office. Fails with not_found.
func (w *work) Unit(ctx context.Context, id care.UnitID) (Unit, error) {
	r, err := w.UnitByID(ctx, string(id))
	return unitOf(r), translate(err)
}

func unitOf(r db.Unit) Unit {
	return Unit{
		Unit: care.Unit{
			ID: care.UnitID(r.ID), Area: r.AreaCode, Kind: care.UnitKind(r.Kind), Name: r.Name, Phone: r.Phone, Backstop: r.Backstop || r.Kind == string(care.UnitBackstop),
		},
		Closed: r.Closed, Demo: r.Demo, At: care.Instant(r.CreatedAt),
	}
}

// PostsOfUnit returns who may do what at an office; accounts that are closed are left out.
func (w *work) PostsOfUnit(ctx context.Context, unit care.UnitID) ([]care.Post, error) {
	rows, err := w.UnitPosts(ctx, string(unit))
	out := make([]care.Post, len(rows))
	for i, r := range rows {
		out[i] = care.Post{Account: care.AccountID(r.AccountID), Unit: care.UnitID(r.UnitID), Duty: care.Duty(r.Duty)}
	}
	return out, err
}

// PostsOf returns the posts of an officer.
func (w *work) PostsOf(ctx context.Context, account care.AccountID) ([]care.Post, error) {
	rows, err := w.AccountPosts(ctx, string(account))
	out := make([]care.Post, len(rows))
	for i, r := range rows {
		out[i] = care.Post{Account: care.AccountID(r.AccountID), Unit: care.UnitID(r.UnitID), Duty: care.Duty(r.Duty)}
	}
	return out, err
}

// SetPosts replaces who may do what at an office.
func (w *work) SetPosts(ctx context.Context, unit care.UnitID, posts []care.Post) error {
	if err := w.DeletePosts(ctx, string(unit)); err != nil {
		return err
	}
	for _, p := range posts {
		if err := w.InsertPost(ctx, db.InsertPostParams{AccountID: string(p.Account), UnitID: string(unit), Duty: string(p.Duty)}); err != nil {
			return translate(err)
		}
	}
	return nil
}

// ShiftsOfUnit returns the shifts of an office that end after an instant, by their beginning; closed accounts are left out.
func (w *work) ShiftsOfUnit(ctx context.Context, unit care.UnitID, since care.Instant) ([]Shift, error) {
	rows, err := w.UnitShifts(ctx, db.UnitShiftsParams{UnitID: string(unit), Since: int64(since)})
	out := make([]Shift, len(rows))
	for i, r := range rows {
		out[i] = Shift{r.ID, care.UnitID(r.UnitID), care.AccountID(r.AccountID), care.Instant(r.Starts), care.Instant(r.Ends), int(r.Rank)}
	}
	return out, err
}

// SetShifts replaces the shifts of an office that are not over at an instant.
func (w *work) SetShifts(ctx context.Context, unit care.UnitID, since care.Instant, shifts []Shift) error {
	if err := w.DeleteShifts(ctx, db.DeleteShiftsParams{UnitID: string(unit), Since: int64(since)}); err != nil {
		return err
	}
	for _, s := range shifts {
		if err := w.InsertShift(ctx, db.InsertShiftParams{
			ID: s.ID, UnitID: string(unit), AccountID: string(s.Account), Starts: int64(s.Starts), Ends: int64(s.Ends), Rank: int32(s.Rank), //nolint:gosec // a handful
		}); err != nil {
			return translate(err)
		}
	}
	return nil
}

// Officer is somebody of a bureau.
type Officer struct {
	Account care.AccountID
	Area    string
}

// Officers returns everybody of the bureaus of districts and cities.
func (w *work) Officers(ctx context.Context) ([]Officer, error) {
	rows, err := w.BureauStaff(ctx)
	out := make([]Officer, len(rows))
	for i, r := range rows {
		out[i] = Officer{care.AccountID(r.ID), r.AreaCode}
	}
	return out, err
}

// Backstop opens the district's own desk where nobody else answers for it, and does nothing where there is one. name is its name where
// the area is in no register.
func (w *work) Backstop(ctx context.Context, u Unit) error {
	_, err := w.EnsureUnit(ctx, db.EnsureUnitParams{ID: string(u.ID), AreaCode: u.Area, Name: u.Name, Demo: u.Demo, CreatedAt: int64(u.At)})
	return err
}

// NameOfArea returns the name of an area, "" for a code nobody knows.
func (w *work) NameOfArea(ctx context.Context, code string) (string, error) {
	name, _, err := found(w.areaName(ctx, code))
	return name, err
}

func (w *work) areaName(ctx context.Context, code string) (string, error) {
	name, err := w.AreaName(ctx, code)
	return name, translate(err)
}
