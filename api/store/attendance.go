package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Attendee is an enrolled child, as an attendance list needs it.
type Attendee struct {
	Application care.ApplicationID
	Child       care.ChildID
	Family      care.FamilyID
	Facility    care.FacilityID
	Class       care.ClassID
	State       care.State
	Mode        care.Mode
	Start       care.Date
}

// Attended is the mark of a child on a day.
type Attended struct {
	Application care.ApplicationID
	Child       care.ChildID
	Facility    care.FacilityID
	Date        care.Date
	Mark        care.Mark
	InAt, OutAt care.Instant
	At          care.Instant
	By          string // the account
}

// AddAbsence adds a day a child stays away, and reports whether it was not known. byFamily: the family said so.
func (w *work) AddAbsence(ctx context.Context, a care.Absence, byFamily bool) (bool, error) {
	n, err := w.InsertAbsence(ctx, db.InsertAbsenceParams{
		ID: string(a.ID), ApplicationID: string(a.ApplicationID), FamilyID: string(a.FamilyID), ChildID: string(a.ChildID), FacilityID: string(a.FacilityID),
		ClassID: string(a.ClassID), Day: a.Date.String(), ByFamily: byFamily, CreatedAt: int64(a.CreatedAt),
	})
	return n == 1, err
}

// Absence returns the absence of a child on a day and whether its family said so, or not_found.
func (w *work) Absence(ctx context.Context, app care.ApplicationID, day care.Date) (care.Absence, bool, error) {
	r, err := w.AbsenceOf(ctx, db.AbsenceOfParams{ApplicationID: string(app), Day: day.String()})
	return absenceOf(r), r.ByFamily, translate(err)
}

func absenceOf(r db.Absence) care.Absence {
	day, _ := care.ParseDate(r.Day) // written from a Date
	return care.Absence{
		ID: care.AbsenceID(r.ID), ApplicationID: care.ApplicationID(r.ApplicationID), FamilyID: care.FamilyID(r.FamilyID), ChildID: care.ChildID(r.ChildID),
		FacilityID: care.FacilityID(r.FacilityID), ClassID: care.ClassID(r.ClassID), Date: day, CreatedAt: care.Instant(r.CreatedAt),
	}
}

// RemoveAbsence removes an absence and reports whether it was there.
func (w *work) RemoveAbsence(ctx context.Context, app care.ApplicationID, day care.Date) (bool, error) {
	n, err := w.DeleteAbsence(ctx, db.DeleteAbsenceParams{ApplicationID: string(app), Day: day.String()})
	return n == 1, err
}

// AbsentFromClass returns how many children of a class stay away on a day.
func (w *work) AbsentFromClass(ctx context.Context, class care.ClassID, day care.Date) (int, error) {
	n, err := w.AbsencesOfClassDay(ctx, db.AbsencesOfClassDayParams{ClassID: string(class), Day: day.String()})
	return int(n), err
}

// FacilityAbsences returns who of a facility stays away on a day.
func (w *work) FacilityAbsences(ctx context.Context, f care.FacilityID, day care.Date) ([]care.Absence, error) {
	rows, err := w.AbsencesOfFacilityDay(ctx, db.AbsencesOfFacilityDayParams{FacilityID: string(f), Day: day.String()})
	return list(rows, absenceOf), err
}

// FamilyAbsences returns the absences of a family from a day on.
func (w *work) FamilyAbsences(ctx context.Context, f care.FamilyID, since care.Date) ([]care.Absence, error) {
	rows, err := w.AbsencesOfFamily(ctx, db.AbsencesOfFamilyParams{FamilyID: string(f), Since: since.String()})
	return list(rows, absenceOf), err
}

// Attendees returns the enrolled children of a facility whose first day is not after a day, by class.
func (w *work) Attendees(ctx context.Context, f care.FacilityID, day care.Date) ([]Attendee, error) {
	rows, err := w.Attending(ctx, db.AttendingParams{FacilityID: string(f), Day: day.String()})
	return list(rows, func(r db.AttendingRow) Attendee {
		return Attendee{
			Application: care.ApplicationID(r.ID), Child: care.ChildID(r.ChildID), Family: care.FamilyID(r.FamilyID), Facility: f,
			Class: care.ClassID(r.ClassID), State: care.State(r.State), Mode: care.Mode(r.Mode),
		}
	}), err
}

// Attendee returns the child of an application, or not_found.
func (w *work) Attendee(ctx context.Context, id care.ApplicationID) (Attendee, error) {
	r, err := w.AttendingOne(ctx, string(id))
	if err != nil {
		return Attendee{}, translate(err)
	}
	start, err := care.ParseDate(r.StartDate)
	return Attendee{
		Application: id, Child: care.ChildID(r.ChildID), Family: care.FamilyID(r.FamilyID), Facility: care.FacilityID(r.FacilityID),
		Class: care.ClassID(r.ClassID), State: care.State(r.State), Mode: care.Mode(r.Mode), Start: start,
	}, err
}

// MarkAttended keeps the mark of a child on a day in place of an earlier one.
func (w *work) MarkAttended(ctx context.Context, a Attended) error {
	return w.SaveAttendance(ctx, db.SaveAttendanceParams{
		ApplicationID: string(a.Application), Day: a.Date.String(), ChildID: string(a.Child), FacilityID: string(a.Facility), Mark: string(a.Mark),
		InAt: int64(a.InAt), OutAt: int64(a.OutAt), MarkedAt: int64(a.At), MarkedBy: a.By,
	})
}

// UnmarkAttended takes a mark back.
func (w *work) UnmarkAttended(ctx context.Context, app care.ApplicationID, day care.Date) error {
	_, err := w.ClearAttendance(ctx, db.ClearAttendanceParams{ApplicationID: string(app), Day: day.String()})
	return err
}

// AttendedOn returns the mark of a child on a day, or not_found.
func (w *work) AttendedOn(ctx context.Context, app care.ApplicationID, day care.Date) (Attended, error) {
	r, err := w.AttendanceOf(ctx, db.AttendanceOfParams{ApplicationID: string(app), Day: day.String()})
	return attendedOf(r), translate(err)
}

func attendedOf(r db.Attendance) Attended {
	day, _ := care.ParseDate(r.Day) // written from a Date
	return Attended{
		Application: care.ApplicationID(r.ApplicationID), Child: care.ChildID(r.ChildID), Facility: care.FacilityID(r.FacilityID), Date: day,
		Mark: care.Mark(r.Mark), InAt: care.Instant(r.InAt), OutAt: care.Instant(r.OutAt), At: care.Instant(r.MarkedAt), By: r.MarkedBy,
	}
}

// FacilityAttended returns the marks of a facility on a day.
func (w *work) FacilityAttended(ctx context.Context, f care.FacilityID, day care.Date) ([]Attended, error) {
	rows, err := w.AttendanceOfDay(ctx, db.AttendanceOfDayParams{FacilityID: string(f), Day: day.String()})
	return list(rows, attendedOf), err
}

// AttendedDays returns on how many days the child of an application was there.
func (w *work) AttendedDays(ctx context.Context, app care.ApplicationID) (int, error) {
	n, err := w.DaysAttended(ctx, string(app))
	return int(n), err
}
