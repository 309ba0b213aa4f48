package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"tuoyuquan/api/care"
)

// classPrint is a fingerprint of what a list says of classes: keepClasses for nil, which says nothing.
func classPrint(classes []care.Class) (string, error) {
	if classes == nil {
		return keepClasses, nil
	}
	text, err := json.Marshal(classes)
	return fingerprint(text), err
}

// plannedClass is a class as it is to stand.
type plannedClass struct {
	care.Class
	facility care.FacilityID
	ord      int
	places   bool // the places are to be written; else those that stand are kept
}

// saveClasses makes the classes of the facilities those that are given, after the rules of SaveFacilities. The rows of the
// facilities are locked.
func (s *facilitySave) saveClasses(ctx context.Context, written []candidate) error {
	var with []candidate
	var ids []care.FacilityID
	for _, c := range written {
		if c.classPrint == keepClasses || (c.before != nil && c.before.ClassPrint == c.classPrint) {
			continue
		}
		with = append(with, c)
		if c.before != nil {
			ids = append(ids, c.ID)
		}
	}
	if len(with) == 0 {
		return nil
	}
	standing := make(map[care.FacilityID][]care.Class, len(ids))
	const query = "SELECT facility_id, id, name, band, mode, confirmed_at, source, reports FROM class WHERE facility_id IN (?) ORDER BY facility_id, ord, id"
	err := selectIn(ctx, s.work, query, nil, ids, func(rows *sql.Rows) error {
		var id care.FacilityID
		var c care.Class
		err := rows.Scan(&id, &c.ID, &c.Name, &c.Band, &c.Mode, &c.ConfirmedAt, &c.Source, &c.Reports)
		standing[id] = append(standing[id], c)
		return err
	})
	if err != nil {
		return err
	}
	var plan []plannedClass
	var gone []care.ClassID
	for _, c := range with {
		p, g := planClasses(c.Facility, standing[c.ID])
		plan = append(plan, p...)
		gone = append(gone, g...)
	}
	if err := execIn(ctx, s.work, "DELETE FROM class WHERE id IN (?)", gone); err != nil {
		return err
	}
	return s.writeClasses(ctx, plan)
}

// planClasses decides which of the standing classes a facility's given ones are, and which are gone.
func planClasses(f *care.Facility, standing []care.Class) (plan []plannedClass, gone []care.ClassID) {
	used := make(map[care.ClassID]bool, len(standing))
	byID := make(map[care.ClassID]care.Class, len(standing))
	for _, c := range standing {
		byID[c.ID] = c
	}
	for _, c := range f.Classes {
		used[c.ID] = true
	}
	for i, c := range f.Classes {
		if c.ID == "" {
			c.ID = sameClass(c, standing, used)
		}
		if c.ID == "" {
			c.ID = care.ClassID(care.NewID())
		}
		used[c.ID] = true
		p := plannedClass{Class: c, facility: f.ID, ord: i, places: true}
		switch old, exists := byID[c.ID]; {
		case !exists:
		case old.ConfirmedAt > c.ConfirmedAt:
			p.ConfirmedAt, p.Source, p.Reports, p.places = old.ConfirmedAt, old.Source, old.Reports, false
		case old.ConfirmedAt == c.ConfirmedAt:
			p.Reports = max(old.Reports, c.Reports)
		}
		plan = append(plan, p)
	}
	for _, c := range standing {
		if !used[c.ID] {
			gone = append(gone, c.ID)
		}
	}
	return plan, gone
}

func sameClass(c care.Class, standing []care.Class, used map[care.ClassID]bool) care.ClassID {
	for _, old := range standing {
		if !used[old.ID] && old.Band == c.Band && old.Mode == c.Mode && old.Name == c.Name {
			return old.ID
		}
	}
	return ""
}

var classUpsert = insert{
	table: "class",
	columns: []string{
		"id", "facility_id", "ord", "name", "band", "from_months", "to_months", "mode", "confirmed_at", "source", "reports",
	},
	suffix: `ON CONFLICT (id) DO UPDATE SET ord = excluded.ord, name = excluded.name, band = excluded.band,
from_months = excluded.from_months, to_months = excluded.to_months, mode = excluded.mode, confirmed_at = excluded.confirmed_at,
source = excluded.source, reports = excluded.reports
WHERE class.facility_id = excluded.facility_id
RETURNING id`,
}

var poolInsert = insert{table: "pool", columns: []string{"class_id", "month", "filed", "staffed", "taken"}}

var errForeignClass = care.Errorf(care.Conflict, care.CodeConflict, "classes.id", "a class belongs to another facility")

func (s *facilitySave) writeClasses(ctx context.Context, plan []plannedClass) error {
	seen := make(map[care.ClassID]bool, len(plan))
	for _, c := range plan {
		if seen[c.ID] {
			return errForeignClass
		}
		seen[c.ID] = true
	}
	bind := func(args []any, c plannedClass) []any {
		return append(args, string(c.ID), string(c.facility), c.ord, c.Name, string(c.Band), c.FromMonths, c.ToMonths, string(c.Mode),
			int64(c.ConfirmedAt), string(c.Source), c.Reports)
	}
	n := 0
	err := insertAll(ctx, s.work, classUpsert, plan, bind, func(rows *sql.Rows) error {
		n++
		var id string
		return rows.Scan(&id)
	})
	if err != nil {
		return err
	}
	if n != len(plan) {
		return errForeignClass
	}
	type row struct {
		class care.ClassID
		care.Pool
	}
	var rewritten []care.ClassID
	var pools []row
	for _, c := range plan {
		if !c.places {
			continue
		}
		rewritten = append(rewritten, c.ID)
		for _, p := range c.Pools {
			pools = append(pools, row{c.ID, p})
		}
	}
	if err := execIn(ctx, s.work, "DELETE FROM pool WHERE class_id IN (?)", rewritten); err != nil {
		return err
	}
	return insertAll(ctx, s.work, poolInsert, pools, func(args []any, p row) []any {
		return append(args, string(p.class), int32(p.Month), p.Filed, p.Staffed, p.Taken)
	}, nil)
}
