package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// OpenClass is a class with everything an opening is judged by.
type OpenClass struct {
	PlaceClass

	Confirmed care.Instant
	Source    care.VacancySource
	Reports   int
	Months    Months
	Waiting   int
	Leaving   []care.Month // the last month of each child that has its place for sure
}

// VacancyLink is a signed link that asks a facility whether its figures hold.
type VacancyLink struct {
	ID                   string
	Facility             care.FacilityID
	CreatedAt, ExpiresAt care.Instant
	Answer               string // "", "yes" or "no"
	AnsweredAt           care.Instant
}

// Asked is a facility whose figures grow old.
type Asked struct {
	Facility care.FacilityID
	Area     string
}

// OpenClasses returns the classes of a facility in their order, with places, waits and last months.
func (w *work) OpenClasses(ctx context.Context, f care.FacilityID) ([]OpenClass, error) {
	rows, err := w.ClassesOfFacility(ctx, string(f))
	if err != nil {
		return nil, err
	}
	out := make([]OpenClass, len(rows))
	at := make(map[string]*OpenClass, len(rows))
	for i, r := range rows {
		out[i] = OpenClass{
			PlaceClass: PlaceClass{
				Class: care.Class{
					ID: care.ClassID(r.ID), Name: r.Name, Band: care.BandName(r.Band), FromMonths: int(r.FromMonths), ToMonths: int(r.ToMonths), Mode: care.Mode(r.Mode),
				},
				Facility: f, Version: r.Version, Closed: r.Closed, Frozen: r.Frozen,
			},
			Confirmed: care.Instant(r.ConfirmedAt), Source: care.VacancySource(r.Source), Reports: int(r.Reports),
		}
		at[r.ID] = &out[i]
	}
	return out, w.fillClasses(ctx, f, at)
}

func (w *work) fillClasses(ctx context.Context, f care.FacilityID, at map[string]*OpenClass) error {
	places, err := w.PlacesOfFacility(ctx, string(f))
	if err != nil {
		return err
	}
	for _, r := range places {
		c := at[r.ClassID]
		c.Months = append(c.Months, Occupancy{
			Class: c.ID, Month: care.Month(r.Month), Filed: int(r.Filed), Staffed: int(r.Staffed), Outside: int(r.Outside), Held: int(r.Held),
			Offered: int(r.Offered), Enrolled: int(r.Enrolled), Open: r.Open,
		})
	}
	waits, err := w.WaitsByClass(ctx, string(f))
	if err != nil {
		return err
	}
	for _, r := range waits {
		if c := at[r.ClassID]; c != nil {
			c.Waiting = int(r.Waits)
		}
	}
	leaving, err := w.AgeOutsByClass(ctx, string(f))
	for _, r := range leaving {
		if c := at[r.ClassID]; c != nil {
			for range r.Leaving {
				c.Leaving = append(c.Leaving, care.Month(r.ToMonth))
			}
		}
	}
	return err
}

// ConfirmFigures says of a class that its figures hold as they stand, and reports whether there are any and no later confirmation.
func (w *work) ConfirmFigures(ctx context.Context, class care.ClassID, at care.Instant) (bool, error) {
	n, err := w.ConfirmClass(ctx, db.ConfirmClassParams{ID: string(class), ConfirmedAt: int64(at), Source: string(care.VacancyFacility)})
	return n == 1, err
}

// DoubtFigures makes the figures of a facility's classes as doubtful as so many reports do.
func (w *work) DoubtFigures(ctx context.Context, f care.FacilityID, reports int) error {
	_, err := w.DoubtClasses(ctx, db.DoubtClassesParams{FacilityID: string(f), Reports: int32(reports)}) //nolint:gosec // a small rule
	return err
}

// LockFacility locks a facility until the transaction ends, against a list being saved. Fails with not_found.
func (w *work) LockFacility(ctx context.Context, f care.FacilityID) error {
	n, err := w.TouchFacility(ctx, string(f))
	if err == nil && n == 0 {
		return care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no facility with this id")
	}
	return err
}

// AddVacancyLink adds a link.
func (w *work) AddVacancyLink(ctx context.Context, l VacancyLink) error {
	return w.InsertVacancyLink(ctx, db.InsertVacancyLinkParams{
		ID: l.ID, FacilityID: string(l.Facility), CreatedAt: int64(l.CreatedAt), ExpiresAt: int64(l.ExpiresAt),
	})
}

// VacancyLinkByID returns a link, or not_found.
func (w *work) VacancyLinkByID(ctx context.Context, id string) (VacancyLink, error) {
	r, err := w.VacancyLink(ctx, id)
	return VacancyLink{
		ID: r.ID, Facility: care.FacilityID(r.FacilityID), CreatedAt: care.Instant(r.CreatedAt), ExpiresAt: care.Instant(r.ExpiresAt), Answer: r.Answer,
		AnsweredAt: care.Instant(r.AnsweredAt),
	}, translate(err)
}

// AnswerLink keeps the first answer to a link that has not run out, and reports whether this was it.
func (w *work) AnswerLink(ctx context.Context, id, answer string, now care.Instant) (bool, error) {
	n, err := w.AnswerVacancyLink(ctx, db.AnswerVacancyLinkParams{ID: id, Answer: answer, Now: int64(now)})
	return n == 1, err
}

// FacilitiesToAsk returns facilities with staff who can answer, some of whose figures were confirmed at or before an instant, and that were
// not asked after another.
func (w *work) FacilitiesToAsk(ctx context.Context, before, asked care.Instant, limit int) ([]Asked, error) {
	rows, err := w.Queries.FacilitiesToAsk(ctx, db.FacilitiesToAskParams{Before: int64(before), Asked: int64(asked), Page: int32(limit)}) //nolint:gosec // small
	return list(rows, func(r db.FacilitiesToAskRow) Asked { return Asked{Facility: care.FacilityID(r.ID), Area: r.AreaCode} }), err
}
