package store

import (
	"context"
	"errors"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// AddRecord adds an entry to a facility's file.
func (w *work) AddRecord(ctx context.Context, r care.Record) error {
	return w.InsertRecord(ctx, db.InsertRecordParams{
		ID: string(r.ID), FacilityID: string(r.Facility), Kind: string(r.Kind), OnDay: r.On.String(), DueDay: r.Due.String(), Result: r.Result, Fine: r.Fine,
		DocNo: r.No, Words: r.Words, ActorKind: string(r.By.Kind), ActorID: r.By.ID, At: int64(r.At),
	})
}

// Record returns an entry of a file, or not_found.
func (w *work) Record(ctx context.Context, id care.RecordID) (care.Record, error) {
	r, err := w.RecordByID(ctx, string(id))
	if err := translate(err); err != nil {
		return care.Record{}, err
	}
	return recordOf(r)
}

// Records returns the file of a facility, the latest first.
func (w *work) Records(ctx context.Context, f care.FacilityID) ([]care.Record, error) {
	rows, err := w.RecordsOf(ctx, string(f))
	if err != nil {
		return nil, err
	}
	out := make([]care.Record, len(rows))
	for i, r := range rows {
		if out[i], err = recordOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func recordOf(r db.FacilityRecord) (care.Record, error) {
	out := care.Record{
		ID: care.RecordID(r.ID), Facility: care.FacilityID(r.FacilityID), Kind: care.RecordKind(r.Kind), Result: r.Result, Fine: r.Fine, Words: r.Words,
		No: r.DocNo, By: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID}, At: care.Instant(r.At), Version: r.Version,
	}
	return out, errors.Join(out.On.UnmarshalText([]byte(r.OnDay)), out.Due.UnmarshalText([]byte(r.DueDay)), out.DoneOn.UnmarshalText([]byte(r.DoneDay)))
}

// OrderMet keeps the day an order was met, and reports false when it was met already or changed meanwhile.
func (w *work) OrderMet(ctx context.Context, r care.Record, on care.Date) (bool, error) {
	return one(w.MeetOrder(ctx, db.MeetOrderParams{DoneDay: on.String(), ID: string(r.ID), Version: r.Version}))
}

// FacilityGrade is how a facility is graded from a day on.
type FacilityGrade struct {
	N           int64
	From        care.Date
	Risk        string
	Credit      string
	DepartmentD bool
	Grade       string
	ByHand      bool
	Words       string
	By          care.Actor
	At          care.Instant
}

// AddGrade adds a grade. Fails with conflict when somebody else has graded meanwhile.
func (w *work) AddGrade(ctx context.Context, f care.FacilityID, g FacilityGrade) error {
	return translate(w.InsertGrade(ctx, db.InsertGradeParams{
		FacilityID: string(f), N: g.N, FromDay: g.From.String(), Risk: g.Risk, Credit: g.Credit, DepartmentD: g.DepartmentD, Grade: g.Grade, ByHand: g.ByHand,
		Words: g.Words, ActorKind: string(g.By.Kind), ActorID: g.By.ID, At: int64(g.At),
	}))
}

// Grades returns the grades of a facility, the latest first.
func (w *work) Grades(ctx context.Context, f care.FacilityID) ([]FacilityGrade, error) {
	rows, err := w.GradesOf(ctx, string(f))
	if err != nil {
		return nil, err
	}
	out := make([]FacilityGrade, len(rows))
	for i, r := range rows {
		out[i] = FacilityGrade{
			N: r.N, Risk: r.Risk, Credit: r.Credit, DepartmentD: r.DepartmentD, Grade: r.Grade, ByHand: r.ByHand, Words: r.Words,
			By: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID}, At: care.Instant(r.At),
		}
		if err := out[i].From.UnmarshalText([]byte(r.FromDay)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// FacilityCases is how many complaints of a sort a facility had.
type FacilityCases struct {
	Category care.Category
	Class    care.CaseClass
	Open     bool
	N        int
}

// CountFacilityCases counts the complaints about a facility.
func (w *work) CountFacilityCases(ctx context.Context, f care.FacilityID) ([]FacilityCases, error) {
	rows, err := w.CasesCounted(ctx, string(f))
	out := make([]FacilityCases, len(rows))
	for i, r := range rows {
		out[i] = FacilityCases{Category: care.Category(r.Category), Class: care.CaseClass(r.Class), Open: r.IsOpen, N: int(r.N)}
	}
	return out, err
}

// PastFinding is something that was found to be so at a facility, published now or once.
type PastFinding struct {
	Category  care.Category
	Result    care.FindingResult
	From      care.Date
	Until     care.Date
	Withdrawn care.Instant
}

// PastFindings returns everything that was ever published of a facility, the latest first.
func (w *work) PastFindings(ctx context.Context, f care.FacilityID) ([]PastFinding, error) {
	rows, err := w.FindingsOf(ctx, string(f))
	if err != nil {
		return nil, err
	}
	out := make([]PastFinding, len(rows))
	for i, r := range rows {
		out[i] = PastFinding{Category: care.Category(r.Category), Result: care.FindingResult(r.Result), Withdrawn: care.Instant(r.WithdrawnAt)}
		if err := errors.Join(out[i].From.UnmarshalText([]byte(r.PublishedFrom)), out[i].Until.UnmarshalText([]byte(r.Until))); err != nil {
			return nil, err
		}
	}
	return out, nil
}
