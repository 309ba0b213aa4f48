package store

import (
	"context"
	"database/sql"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// SealedStaff is somebody who works at a facility, with what only their facility may read, sealed.
type SealedStaff struct {
	care.Member

	NameSealed string
	NameHash   string   // keyed; finds the same name again at the facility
	Numbers    []string // sealed numbers of the certificates, in their order; "" without one
	WarnedOn   care.Date
	UpdatedAt  care.Instant
}

// DutyDay is what was marked for somebody on a day.
type DutyDay struct {
	Member care.MemberID
	Day    care.Date
	care.DutyMark
}

func nullable[T ~string](s T) sql.NullString {
	return sql.NullString{String: string(s), Valid: s != ""}
}

// Roster returns who works, worked or will work at a facility, with certificates, in the order they were added.
func (w *work) Roster(ctx context.Context, f care.FacilityID) ([]SealedStaff, error) {
	rows, err := w.StaffMembers(ctx, string(f))
	if err != nil {
		return nil, err
	}
	papers, err := w.CertificatesOfFacility(ctx, string(f))
	if err != nil {
		return nil, err
	}
	return membersOf(rows, papers)
}

func membersOf(rows []db.StaffMember, papers []db.StaffCertificate) ([]SealedStaff, error) {
	out := make([]SealedStaff, len(rows))
	at := make(map[string]int, len(rows))
	for i := range rows {
		r := &rows[i]
		m := SealedStaff{NameSealed: r.NameSealed, NameHash: r.NameHash, UpdatedAt: care.Instant(r.UpdatedAt), Member: care.Member{
			ID: care.MemberID(r.ID), FacilityID: care.FacilityID(r.FacilityID), Code: r.Code, Post: care.StaffPost(r.Post), Class: care.ClassID(r.ClassID.String),
			Weekdays: care.Weekdays(r.Weekdays), Version: r.Version, //nolint:gosec // CHECKed by the schema
		}}
		err := readDates([]string{r.FromDay, r.ToDay, r.ExcludedOn, r.HealthUntil, r.WarnedOn}, &m.From, &m.To, &m.ExcludedOn, &m.HealthUntil, &m.WarnedOn)
		if err != nil {
			return nil, err
		}
		out[i], at[r.ID] = m, i
	}
	for _, p := range papers {
		i, known := at[p.MemberID]
		if !known {
			continue
		}
		c := care.Certificate{Kind: care.CertificateKind(p.Kind)}
		if err := readDates([]string{p.IssuedOn, p.ExpiresOn}, &c.Issued, &c.Expires); err != nil {
			return nil, err
		}
		out[i].Certificates, out[i].Numbers = append(out[i].Certificates, c), append(out[i].Numbers, p.NumberSealed)
	}
	return out, nil
}

func readDates(texts []string, into ...*care.Date) error {
	for i, s := range texts {
		if err := into[i].UnmarshalText([]byte(s)); err != nil {
			return err
		}
	}
	return nil
}

// StaffMember returns somebody who works at a facility without certificates, and false when there is nobody with this id.
func (w *work) StaffMember(ctx context.Context, id care.MemberID) (SealedStaff, bool, error) {
	row, known, err := found(w.StaffMemberByID(ctx, string(id)))
	if err != nil || !known {
		return SealedStaff{}, false, err
	}
	list, err := membersOf([]db.StaffMember{row}, nil)
	if err != nil {
		return SealedStaff{}, false, err
	}
	return list[0], true, nil
}

// AddStaffMember adds somebody. Fails with conflict when their number is somebody else's.
func (w *work) AddStaffMember(ctx context.Context, m SealedStaff, now care.Instant) error {
	err := w.InsertStaffMember(ctx, db.InsertStaffMemberParams{
		ID: string(m.ID), FacilityID: string(m.FacilityID), Code: m.Code, NameSealed: m.NameSealed, NameHash: m.NameHash, Post: string(m.Post), ClassID: nullable(m.Class),
		Weekdays: int32(m.Weekdays), FromDay: m.From.String(), ToDay: m.To.String(), ExcludedOn: m.ExcludedOn.String(), HealthUntil: m.HealthUntil.String(), CreatedAt: int64(now),
	})
	if err != nil {
		return err
	}
	return w.certificates(ctx, m)
}

// SaveStaffMember changes somebody, if they still are as they were seen, and reports whether.
func (w *work) SaveStaffMember(ctx context.Context, m SealedStaff, seen int64, now care.Instant) (bool, error) {
	same, err := one(w.UpdateStaffMember(ctx, db.UpdateStaffMemberParams{
		ID: string(m.ID), Seen: seen, Code: m.Code, NameSealed: m.NameSealed, NameHash: m.NameHash, Post: string(m.Post), ClassID: nullable(m.Class),
		Weekdays: int32(m.Weekdays), FromDay: m.From.String(), ToDay: m.To.String(), ExcludedOn: m.ExcludedOn.String(), HealthUntil: m.HealthUntil.String(), UpdatedAt: int64(now),
	}))
	if err != nil || !same {
		return false, err
	}
	if err := w.DropCertificates(ctx, string(m.ID)); err != nil {
		return false, err
	}
	return true, w.certificates(ctx, m)
}

func (w *work) certificates(ctx context.Context, m SealedStaff) error {
	for i, c := range m.Certificates {
		err := w.InsertCertificate(ctx, db.InsertCertificateParams{
			MemberID: string(m.ID), Ord: int32(i), Kind: string(c.Kind), NumberSealed: m.Numbers[i], IssuedOn: c.Issued.String(), ExpiresOn: c.Expires.String(), //nolint:gosec // a few
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// DropStaffMember erases somebody, if they still are as they were seen, and reports whether.
func (w *work) DropStaffMember(ctx context.Context, id care.MemberID, seen int64) (bool, error) {
	return one(w.DeleteStaffMember(ctx, db.DeleteStaffMemberParams{ID: string(id), Version: seen}))
}

// DutyDays returns what was marked for the people of a facility from one day to another.
func (w *work) DutyDays(ctx context.Context, f care.FacilityID, since, until care.Date) ([]DutyDay, error) {
	rows, err := w.StaffDays(ctx, db.StaffDaysParams{FacilityID: string(f), Since: since.String(), Until: until.String()})
	if err != nil {
		return nil, err
	}
	out := make([]DutyDay, len(rows))
	for i, r := range rows {
		out[i] = DutyDay{Member: care.MemberID(r.MemberID), DutyMark: care.DutyMark{On: r.OnDuty, Class: care.ClassID(r.ClassID.String)}}
		if err := out[i].Day.UnmarshalText([]byte(r.Day)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// MarkDuty marks somebody as there or not there on a day.
func (w *work) MarkDuty(ctx context.Context, d DutyDay, by string, now care.Instant) error {
	return w.SaveStaffDay(ctx, db.SaveStaffDayParams{
		MemberID: string(d.Member), Day: d.Day.String(), OnDuty: d.On, ClassID: nullable(d.Class), MarkedAt: int64(now), MarkedBy: by,
	})
}

// UnmarkDuty leaves a day to the usual days again.
func (w *work) UnmarkDuty(ctx context.Context, id care.MemberID, day care.Date) error {
	return w.ClearStaffDay(ctx, db.ClearStaffDayParams{MemberID: string(id), Day: day.String()})
}

// ForgetDuty drops what was marked before a day, and returns how much that was.
func (w *work) ForgetDuty(ctx context.Context, before care.Date) (int64, error) {
	return w.ForgetStaffDays(ctx, before.String())
}

// ToWarn are people whose papers lack, ended or end soon and whose facility was not told since a day; without certificates, by facility.
func (w *work) ToWarn(ctx context.Context, today, again, excludedBefore, soon care.Date, most int) ([]SealedStaff, error) {
	rows, err := w.StaffToWarn(ctx, db.StaffToWarnParams{
		Today: today.String(), Again: again.String(), ExcludedBefore: excludedBefore.String(), Soon: soon.String(), Page: int32(most), //nolint:gosec // a small number
	})
	if err != nil {
		return nil, err
	}
	return membersOf(rows, nil)
}

// Warned keeps that a facility was told of somebody's papers.
func (w *work) Warned(ctx context.Context, id care.MemberID, day care.Date) error {
	return w.StaffWarned(ctx, db.StaffWarnedParams{ID: string(id), Day: day.String()})
}
