package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// profile is what of a facility is neither filtered nor unique in the database; it is kept as JSON in one column.
type profile struct {
	Location  *place       `json:"location,omitempty"`
	Modes     []care.Mode  `json:"modes,omitempty"`
	Hours     []care.Hours `json:"hours,omitempty"`
	Fees      []care.Fee   `json:"fees,omitempty"`
	Photos    []care.Photo `json:"photos,omitempty"`
	VRURL     string       `json:"vr_url,omitempty"`
	Phone     string       `json:"phone,omitempty"`
	Website   string       `json:"website,omitempty"`
	Languages []string     `json:"languages,omitempty"`
	Meals     string       `json:"meals,omitempty"`
	Intro     string       `json:"intro,omitempty"`
	Staff     care.Staff   `json:"staff,omitzero"`
	OpenedOn  care.Date    `json:"opened_on,omitzero"`
	FloorArea int          `json:"floor_area,omitempty"`
}

// place is care.Location without its point, which has columns of its own.
type place struct {
	Original   orb.Point           `json:"original"`
	System     care.CoordSystem    `json:"system"`
	Source     care.LocationSource `json:"source"`
	Confidence float64             `json:"confidence"`
	Matched    string              `json:"matched,omitempty"`
}

// facilityRow turns a facility into its row; the fingerprints, version and time are the caller's.
func facilityRow(f *care.Facility) (db.Facility, error) {
	p := profile{
		Modes: f.Modes, Hours: f.Hours, Fees: f.Fees, Photos: f.Photos, VRURL: f.VRURL, Phone: f.Phone, Website: f.Website,
		Languages: f.Languages, Meals: f.Meals, Intro: f.Intro, Staff: f.Staff, OpenedOn: f.OpenedOn, FloorArea: f.FloorArea,
	}
	row := db.Facility{
		ID: string(f.ID), Source: f.Source, ExternalID: f.ExternalID, Name: f.Name, OtherName: f.OtherName, CreditCode: f.CreditCode,
		FilingStatus: string(f.Filing.Status), FilingNo: f.Filing.No, FilingDate: f.Filing.Date.String(), FilingAuthority: f.Filing.Authority,
		Kind: string(f.Kind), Nature: string(f.Nature), Inclusive: f.Inclusive, OpenToPublic: f.OpenToPublic,
		AreaCode: f.AreaCode, AreaName: f.AreaName, Address: f.Address, Verified: f.Verified, Demo: f.Demo,
	}
	if l := f.Location; l != nil {
		row.Lon = sql.NullFloat64{Float64: l.Point[0], Valid: true}
		row.Lat = sql.NullFloat64{Float64: l.Point[1], Valid: true}
		p.Location = &place{l.Original, l.System, l.Source, l.Confidence, l.Matched}
	}
	text, err := json.Marshal(p)
	if err != nil {
		return row, fmt.Errorf("facility %s: %w", f.ID, err)
	}
	row.Profile = string(text)
	return row, nil
}

// facilityOf turns a row into a facility without its classes.
func facilityOf(row *db.Facility) (care.Facility, error) {
	var p profile
	if err := json.Unmarshal([]byte(row.Profile), &p); err != nil {
		return care.Facility{}, fmt.Errorf("facility %s: profile: %w", row.ID, err)
	}
	var filed care.Date
	if err := filed.UnmarshalText([]byte(row.FilingDate)); err != nil {
		return care.Facility{}, fmt.Errorf("facility %s: filing date: %w", row.ID, err)
	}
	f := care.Facility{
		ID: care.FacilityID(row.ID), Source: row.Source, ExternalID: row.ExternalID, Name: row.Name, OtherName: row.OtherName,
		CreditCode: row.CreditCode,
		Filing:     care.Filing{Status: care.FilingStatus(row.FilingStatus), No: row.FilingNo, Date: filed, Authority: row.FilingAuthority},
		Kind:       care.FacilityKind(row.Kind), Nature: care.Nature(row.Nature), Inclusive: row.Inclusive, OpenToPublic: row.OpenToPublic,
		Modes: p.Modes, AreaCode: row.AreaCode, AreaName: row.AreaName, Address: row.Address, Hours: p.Hours, Fees: p.Fees,
		Photos: p.Photos, VRURL: p.VRURL, Phone: p.Phone, Website: p.Website, Languages: p.Languages, Meals: p.Meals, Intro: p.Intro,
		Staff: p.Staff, OpenedOn: p.OpenedOn, FloorArea: p.FloorArea, Verified: row.Verified, Demo: row.Demo,
		UpdatedAt: care.Instant(row.UpdatedAt),
	}
	if l := p.Location; l != nil && row.Lon.Valid {
		f.Location = &care.Location{
			Point: orb.Point{row.Lon.Float64, row.Lat.Float64}, Original: l.Original, System: l.System, Source: l.Source,
			Confidence: l.Confidence, Matched: l.Matched,
		}
	}
	return f, nil
}

func classOf(row *db.ClassesBetweenRow) care.Class {
	return care.Class{
		ID: care.ClassID(row.ID), Name: row.Name, Band: care.BandName(row.Band), FromMonths: int(row.FromMonths), ToMonths: int(row.ToMonths),
		Mode: care.Mode(row.Mode), ConfirmedAt: care.Instant(row.ConfirmedAt), Source: care.VacancySource(row.Source), Reports: int(row.Reports),
	}
}

// Facility returns one facility with its classes and places, or not_found.
func (s *Store) Facility(ctx context.Context, id care.FacilityID) (care.Facility, error) {
	fs, err := s.FacilitiesByID(ctx, []care.FacilityID{id})
	if err != nil {
		return care.Facility{}, err
	}
	if len(fs) == 0 {
		return care.Facility{}, care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no facility with this id")
	}
	return fs[0], nil
}

// FacilitiesByID returns those of the facilities that exist, with classes and places, in the order asked for.
func (s *Store) FacilitiesByID(ctx context.Context, ids []care.FacilityID) ([]care.Facility, error) {
	var found map[care.FacilityID]*care.Facility
	err := s.read(ctx, "read facilities", func(w *work) error {
		found = make(map[care.FacilityID]*care.Facility, len(ids))
		err := facilityRows(ctx, w, ids, func(row *db.Facility) error {
			f, err := facilityOf(row)
			found[f.ID] = &f
			return err
		})
		if err != nil {
			return err
		}
		return classesIn(ctx, w, ids, func(id care.FacilityID, c care.Class) {
			if f := found[id]; f != nil {
				f.Classes = append(f.Classes, c)
			}
		})
	})
	if err != nil {
		return nil, err
	}
	out := make([]care.Facility, 0, len(found))
	for _, id := range ids {
		if f := found[id]; f != nil {
			out = append(out, *f)
		}
	}
	return out, nil
}

const facilityColumns = `id, source, external_id, name, other_name, credit_code, filing_status, filing_no, filing_date,
filing_authority, kind, nature, inclusive, open_to_public, area_code, area_name, address, lon, lat, verified, demo, profile, print,
class_print, version, updated_at`

// facilityRows calls f for the rows of some facilities, in no order.
func facilityRows(ctx context.Context, w *work, ids []care.FacilityID, f func(*db.Facility) error) error {
	var r db.Facility
	return selectIn(ctx, w, "SELECT "+facilityColumns+" FROM facility WHERE id IN (?)", nil, ids, func(rows *sql.Rows) error {
		err := rows.Scan(&r.ID, &r.Source, &r.ExternalID, &r.Name, &r.OtherName, &r.CreditCode, &r.FilingStatus, &r.FilingNo,
			&r.FilingDate, &r.FilingAuthority, &r.Kind, &r.Nature, &r.Inclusive, &r.OpenToPublic, &r.AreaCode, &r.AreaName, &r.Address,
			&r.Lon, &r.Lat, &r.Verified, &r.Demo, &r.Profile, &r.Print, &r.ClassPrint, &r.Version, &r.UpdatedAt)
		if err != nil {
			return err
		}
		return f(&r)
	})
}

// classesIn calls f for the classes of some facilities with their pools, in their order within each facility.
func classesIn(ctx context.Context, w *work, ids []care.FacilityID, f func(care.FacilityID, care.Class)) error {
	const query = `SELECT class.facility_id, class.id, class.name, class.band, class.from_months, class.to_months, class.mode,
class.confirmed_at, class.source, class.reports, pool.month, pool.filed, pool.staffed,
pool.outside + pool.held + pool.offered + pool.enrolled, pool.open
FROM class LEFT JOIN pool ON pool.class_id = class.id
WHERE class.facility_id IN (?) AND NOT class.closed
ORDER BY class.facility_id, class.ord, class.id, pool.month`
	var class care.Class
	var facility care.FacilityID
	emit := func() {
		if class.ID != "" {
			f(facility, class)
		}
	}
	err := selectIn(ctx, w, query, nil, ids, func(rows *sql.Rows) error {
		var owner care.FacilityID
		var c care.Class
		var month, filed, staffed, taken sql.NullInt32
		var open sql.NullBool
		err := rows.Scan(&owner, &c.ID, &c.Name, &c.Band, &c.FromMonths, &c.ToMonths, &c.Mode, &c.ConfirmedAt, &c.Source, &c.Reports,
			&month, &filed, &staffed, &taken, &open)
		if err != nil {
			return err
		}
		if c.ID != class.ID {
			emit()
			class, facility = c, owner
		}
		if month.Valid {
			class.Pools = append(class.Pools, care.Pool{
				Month: care.Month(month.Int32), Filed: int(filed.Int32), Staffed: int(staffed.Int32), Taken: int(taken.Int32), Closed: !open.Bool,
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	emit()
	return nil
}

// facilityPage is how many facilities EachFacility holds in memory at a time.
const facilityPage = 1000

// EachFacility calls f for every facility with its classes and places, in the order of ids, on one unchanging view of the
// database. An error of f ends it and is returned.
func (s *Store) EachFacility(ctx context.Context, f func(care.Facility) error) error {
	return s.read(ctx, "read facilities", func(w *work) error {
		after := ""
		for {
			rows, err := w.FacilitiesAfter(ctx, db.FacilitiesAfterParams{After: after, Page: facilityPage})
			if err != nil || len(rows) == 0 {
				return err
			}
			last := rows[len(rows)-1].ID
			classes, err := classesBetween(ctx, w, after, last)
			if err != nil {
				return err
			}
			for i := range rows {
				facility, err := facilityOf(&rows[i])
				if err != nil {
					return err
				}
				facility.Classes = classes[rows[i].ID]
				if err := f(facility); err != nil {
					return err
				}
			}
			after = last
		}
	})
}

// classesBetween returns the classes of the facilities with ids above after and up to last.
func classesBetween(ctx context.Context, w *work, after, last string) (map[string][]care.Class, error) {
	rows, err := w.ClassesBetween(ctx, db.ClassesBetweenParams{After: after, Last: last})
	if err != nil {
		return nil, err
	}
	out := make(map[string][]care.Class, facilityPage)
	for i := range rows {
		c := classOf(&rows[i])
		if c.Pools, err = poolsOf(rows[i].Pools); err != nil {
			return nil, fmt.Errorf("class %s: places: %w", c.ID, err)
		}
		out[rows[i].FacilityID] = append(out[rows[i].FacilityID], c)
	}
	return out, nil
}

// poolsOf reads places written as "month filed staffed taken open month …".
func poolsOf(text string) ([]care.Pool, error) {
	if text == "" {
		return nil, nil
	}
	pools := make([]care.Pool, 0, strings.Count(text, " ")/5+1)
	var v [5]int
	n := 0
	for field := range strings.SplitSeq(text, " ") {
		var err error
		if v[n%5], err = strconv.Atoi(field); err != nil {
			return nil, err
		}
		if n++; n%5 == 0 {
			pools = append(pools, care.Pool{Month: care.Month(v[0]), Filed: v[1], Staffed: v[2], Taken: v[3], Closed: v[4] == 0}) //nolint:gosec // the schema bounds months
		}
	}
	if n%5 != 0 {
		return nil, errors.New("not a whole number of months")
	}
	return pools, nil
}
