package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// UpsertResult counts what a save did.
type UpsertResult struct{ Created, Updated, Unchanged int }

// saveChunk is how many facilities are compared and written at a time.
const saveChunk = 1024

// SaveFacilities creates or updates facilities by ID, all of them or none. A facility that stands as given is not written,
// and makes no change row. What happens to classes:
//   - nil Classes leaves the classes that others keep; an empty, non-nil slice removes them all.
//   - A class without an ID is the one of the same band, mode and name, or a new one.
//   - A class no longer in the list is removed.
//   - Places: the later confirmation wins. A class whose ConfirmedAt is older than what stands keeps the places that stand.
//     Reports against a figure are kept until a later confirmation comes.
//
// UpdatedAt is set to at where something changed. Fails with invalid_value (from care), duplicate_row for one ID given twice,
// conflict for an external id or a class that belongs to another facility.
func (s *Store) SaveFacilities(ctx context.Context, actor care.Actor, at care.Instant, fs []care.Facility) (UpsertResult, error) {
	sorted, err := sortedFacilities(fs)
	if err != nil {
		return UpsertResult{}, fmt.Errorf("save facilities: %w", err)
	}
	var res UpsertResult
	err = s.write(ctx, "save facilities", func(w *work) error {
		save := facilitySave{work: w, actor: actor, at: at}
		for chunk := range slices.Chunk(sorted, saveChunk) {
			if err := save.chunk(ctx, chunk); err != nil {
				return err
			}
		}
		res = save.res
		return nil
	})
	if err != nil {
		return UpsertResult{}, err
	}
	if res.Created >= manyRows {
		s.refresh(ctx, "facility", "class", "pool", "change")
	}
	return res, nil
}

// sortedFacilities orders by id, so that two saves lock rows in the same order, and refuses what cannot be kept.
func sortedFacilities(fs []care.Facility) ([]*care.Facility, error) {
	sorted := make([]*care.Facility, len(fs))
	for i := range fs {
		sorted[i] = &fs[i]
	}
	slices.SortStableFunc(sorted, func(a, b *care.Facility) int { return cmp.Compare(a.ID, b.ID) })
	for i, f := range sorted {
		if f.ID == "" {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, "id", "facility %q has no id", f.Name)
		}
		if i > 0 && sorted[i-1].ID == f.ID {
			return nil, care.Errorf(care.Invalid, care.CodeDuplicate, "id", "facility %s (%s) is given twice", f.ID, f.Name)
		}
		if err := f.Validate(); err != nil {
			return nil, fmt.Errorf("facility %s (%s): %w", f.ID, f.Name, err)
		}
	}
	return sorted, nil
}

// facilitySave is one SaveFacilities within its transaction.
type facilitySave struct {
	*work
	actor care.Actor
	at    care.Instant
	res   UpsertResult
}

// candidate is a facility that may have to be written.
type candidate struct {
	*care.Facility
	row        db.Facility
	classPrint string // keepClasses: nothing is said of classes
	before     *db.Facility
}

// keepClasses stands for the fingerprint of classes where a list says nothing of them.
const keepClasses = "-"

func (s *facilitySave) chunk(ctx context.Context, fs []*care.Facility) error {
	changed, err := s.changed(ctx, fs)
	if err != nil {
		return err
	}
	versions, err := s.upsert(ctx, changed)
	if err != nil {
		return err
	}
	var written []candidate
	for _, c := range changed {
		switch versions[c.ID] {
		case 0: // another replica wrote the same meanwhile
			continue
		case 1:
			s.res.Created++
			c.before = nil
		default:
			s.res.Updated++
		}
		written = append(written, c)
	}
	s.res.Unchanged += len(fs) - len(written)
	if err := s.saveClasses(ctx, written); err != nil {
		return err
	}
	return s.record(ctx, written)
}

// changed returns those of the facilities that differ from what stands.
func (s *facilitySave) changed(ctx context.Context, fs []*care.Facility) ([]candidate, error) {
	type prints struct{ facility, classes string }
	known := make(map[care.FacilityID]prints, len(fs))
	err := selectIn(ctx, s.work, "SELECT id, print, class_print FROM facility WHERE id IN (?)", nil, idsOf(fs), func(rows *sql.Rows) error {
		var id care.FacilityID
		var p prints
		err := rows.Scan(&id, &p.facility, &p.classes)
		known[id] = p
		return err
	})
	if err != nil {
		return nil, err
	}
	stopped, err := s.stopped(ctx, fs)
	if err != nil {
		return nil, err
	}
	var changed []candidate
	var old []care.FacilityID
	for _, f := range fs {
		if status, ok := stopped[f.ID]; ok { // no list opens what a bureau has stopped
			kept := *f
			kept.Filing.Status = status
			f = &kept
		}
		c := candidate{Facility: f}
		if c.row, err = facilityRow(f); err != nil {
			return nil, err
		}
		c.row.Print = printOf(&c.row)
		if c.classPrint, err = classPrint(f.Classes); err != nil {
			return nil, err
		}
		p, exists := known[f.ID]
		if exists && p.facility == c.row.Print && (c.classPrint == keepClasses || c.classPrint == p.classes) {
			continue
		}
		changed = append(changed, c)
		if exists {
			old = append(old, f.ID)
		}
	}
	before := make(map[string]*db.Facility, len(old))
	err = facilityRows(ctx, s.work, old, func(row *db.Facility) error {
		keep := *row
		before[row.ID] = &keep
		return nil
	})
	for i := range changed {
		changed[i].before = before[changed[i].row.ID]
	}
	return changed, err
}

// stopped returns the status of those of the facilities that their bureau has stopped.
func (s *facilitySave) stopped(ctx context.Context, fs []*care.Facility) (map[care.FacilityID]care.FilingStatus, error) {
	out := make(map[care.FacilityID]care.FilingStatus)
	const query = "SELECT facility.id, facility.filing_status FROM closure JOIN facility ON facility.id = closure.facility_id WHERE closure.ended_at = 0 AND facility.id IN (?)"
	err := selectIn(ctx, s.work, query, nil, idsOf(fs), func(rows *sql.Rows) error {
		var id care.FacilityID
		var status care.FilingStatus
		err := rows.Scan(&id, &status)
		out[id] = status
		return err
	})
	return out, err
}

func idsOf(fs []*care.Facility) []care.FacilityID {
	ids := make([]care.FacilityID, len(fs))
	for i, f := range fs {
		ids[i] = f.ID
	}
	return ids
}

var facilityUpsert = insert{
	table: "facility",
	columns: []string{
		"id", "source", "external_id", "name", "other_name", "credit_code", "filing_status", "filing_no", "filing_date",
		"filing_authority", "kind", "nature", "inclusive", "open_to_public", "area_code", "area_name", "address", "lon", "lat",
		"verified", "demo", "profile", "print", "class_print", "version", "updated_at",
	},
	suffix: `ON CONFLICT (id) DO UPDATE SET source = excluded.source, external_id = excluded.external_id, name = excluded.name,
other_name = excluded.other_name, credit_code = excluded.credit_code, filing_status = excluded.filing_status,
filing_no = excluded.filing_no, filing_date = excluded.filing_date, filing_authority = excluded.filing_authority,
kind = excluded.kind, nature = excluded.nature, inclusive = excluded.inclusive, open_to_public = excluded.open_to_public,
area_code = excluded.area_code, area_name = excluded.area_name, address = excluded.address, lon = excluded.lon, lat = excluded.lat,
verified = excluded.verified, demo = excluded.demo, profile = excluded.profile, print = excluded.print,
class_print = CASE WHEN excluded.class_print = '-' THEN facility.class_print ELSE excluded.class_print END,
version = facility.version + 1, updated_at = excluded.updated_at
WHERE facility.print <> excluded.print OR (excluded.class_print <> '-' AND facility.class_print <> excluded.class_print)
RETURNING id, version`,
}

// upsert writes the facilities and returns the versions of those that were really written: 1 for a new one. From here on
// their rows are locked, so that what is read of their classes stays true.
func (s *facilitySave) upsert(ctx context.Context, changed []candidate) (map[care.FacilityID]int64, error) {
	versions := make(map[care.FacilityID]int64, len(changed))
	bind := func(args []any, c candidate) []any {
		r := &c.row
		return append(args, r.ID, r.Source, r.ExternalID, r.Name, r.OtherName, r.CreditCode, r.FilingStatus, r.FilingNo, r.FilingDate,
			r.FilingAuthority, r.Kind, r.Nature, r.Inclusive, r.OpenToPublic, r.AreaCode, r.AreaName, r.Address, r.Lon, r.Lat, r.Verified,
			r.Demo, r.Profile, r.Print, c.classPrint, int64(1), int64(s.at))
	}
	err := insertAll(ctx, s.work, facilityUpsert, changed, bind, func(rows *sql.Rows) error {
		var id care.FacilityID
		var version int64
		err := rows.Scan(&id, &version)
		versions[id] = version
		return err
	})
	return versions, err
}

// record appends what happened.
func (s *facilitySave) record(ctx context.Context, written []candidate) error {
	if len(written) == 0 {
		return nil
	}
	changes := make([]care.Change, 0, len(written))
	for _, c := range written {
		body, err := c.difference()
		if err != nil {
			return err
		}
		kind := care.ChangeUpdated
		if c.before == nil {
			kind = care.ChangeCreated
		}
		changes = append(changes, care.Change{Noun: care.NounFacility, ID: c.row.ID, Kind: kind, At: s.at, Actor: s.actor, Body: body})
	}
	return appendChanges(ctx, s.work, changes)
}

// difference says as JSON what a save changed: {"name": …, "source": …, "filing": …} of a new facility, {"changed": {field: [old, new]}}
// of one that was there. Classes are only named.
func (c candidate) difference() ([]byte, error) {
	if c.before == nil {
		return json.Marshal(map[string]any{"name": c.Name, "source": c.Source, "filing": c.Filing})
	}
	old, err := facilityOf(c.before)
	if err != nil {
		return nil, err
	}
	was, err := fieldsOf(old)
	if err != nil {
		return nil, err
	}
	is, err := fieldsOf(*c.Facility)
	if err != nil {
		return nil, err
	}
	changed := make(map[string][2]json.RawMessage)
	for name, value := range is {
		if string(was[name]) != string(value) {
			changed[name] = [2]json.RawMessage{was[name], value}
		}
	}
	for name, value := range was {
		if _, still := is[name]; !still {
			changed[name] = [2]json.RawMessage{value, nil}
		}
	}
	if c.classPrint != keepClasses && c.classPrint != c.before.ClassPrint {
		changed["classes"] = [2]json.RawMessage{}
	}
	return json.Marshal(map[string]any{"changed": changed})
}

func fieldsOf(f care.Facility) (map[string]json.RawMessage, error) {
	f.Classes, f.UpdatedAt = nil, 0
	text, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	err = json.Unmarshal(text, &fields)
	return fields, err
}

// printOf is a fingerprint of everything a list says of a facility but its classes.
func printOf(r *db.Facility) string {
	b := make([]byte, 0, 1024)
	for _, s := range []string{
		r.Source, r.ExternalID, r.Name, r.OtherName, r.CreditCode, r.FilingStatus, r.FilingNo, r.FilingDate, r.FilingAuthority, r.Kind,
		r.Nature, strconv.FormatBool(r.Inclusive), strconv.FormatBool(r.OpenToPublic), r.AreaCode, r.AreaName, r.Address, coordinate(r.Lon),
		coordinate(r.Lat), strconv.FormatBool(r.Verified), strconv.FormatBool(r.Demo), r.Profile,
	} {
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, ':')
		b = append(b, s...)
	}
	return fingerprint(b)
}

func coordinate(v sql.NullFloat64) string {
	if !v.Valid {
		return ""
	}
	return strconv.FormatFloat(v.Float64, 'g', -1, 64)
}

func fingerprint(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
