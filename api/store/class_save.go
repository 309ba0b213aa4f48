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
	reopened bool // it was closed: it had fallen out of its list
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
	standing := make(map[care.FacilityID][]standingClass, len(ids))
	const query = "SELECT facility_id, id, name, band, mode, confirmed_at, source, reports, closed FROM class WHERE facility_id IN (?) ORDER BY facility_id, ord, id"
	err := selectIn(ctx, s.work, query, nil, ids, func(rows *sql.Rows) error {
		var id care.FacilityID
		var c standingClass
		err := rows.Scan(&id, &c.ID, &c.Name, &c.Band, &c.Mode, &c.ConfirmedAt, &c.Source, &c.Reports, &c.closed)
		standing[id] = append(standing[id], c)
		return err
	})
	if err != nil {
		return err
	}
	var plan []plannedClass
	var gone []goneClass
	for _, c := range with {
		p, g := planClasses(c.Facility, standing[c.ID])
		plan = append(plan, p...)
		gone = append(gone, g...)
	}
	if err := s.dropClasses(ctx, gone); err != nil {
		return err
	}
	return s.writeClasses(ctx, plan)
}

// standingClass is a class as the database has it.
type standingClass struct {
	care.Class
	closed bool
}

// dropClasses removes classes that fell out of their list. One somebody has applied for is closed instead: it takes nobody
// more, and whoever is in it stays.
func (s *facilitySave) dropClasses(ctx context.Context, gone []goneClass) error {
	if len(gone) == 0 {
		return nil
	}
	ids := make([]care.ClassID, len(gone))
	owner := make(map[care.ClassID]care.FacilityID, len(gone))
	for i, g := range gone {
		ids[i], owner[g.id] = g.id, g.facility
	}
	used := make(map[care.ClassID]bool)
	err := selectIn(ctx, s.work, "SELECT DISTINCT class_id FROM application WHERE class_id IN (?)", nil, ids, func(rows *sql.Rows) error {
		var id care.ClassID
		err := rows.Scan(&id)
		used[id] = true
		return err
	})
	if err != nil {
		return err
	}
	var drop, shut []care.ClassID
	var changes []care.Change
	for _, id := range ids {
		if !used[id] {
			drop = append(drop, id)
			continue
		}
		shut = append(shut, id)
		body, err := json.Marshal(map[string]any{"class": id})
		if err != nil {
			return err
		}
		changes = append(changes, care.Change{Noun: care.NounFacility, ID: string(owner[id]), Kind: care.ChangeClassClosed, At: s.at, Actor: s.actor, Body: body})
	}
	if err := execIn(ctx, s.work, "UPDATE class SET closed = TRUE, version = version + 1 WHERE NOT closed AND id IN (?)", shut); err != nil {
		return err
	}
	if err := execIn(ctx, s.work, "UPDATE pool SET open = FALSE WHERE class_id IN (?)", shut); err != nil {
		return err
	}
	if err := appendChanges(ctx, s.work, changes); err != nil {
		return err
	}
	return execIn(ctx, s.work, "DELETE FROM class WHERE id IN (?)", drop)
}

// goneClass is a class no longer in its list.
type goneClass struct {
	id       care.ClassID
	facility care.FacilityID
}

// planClasses decides which of the standing classes a facility's given ones are, and which are gone.
func planClasses(f *care.Facility, standing []standingClass) (plan []plannedClass, gone []goneClass) {
	used := make(map[care.ClassID]bool, len(standing))
	byID := make(map[care.ClassID]standingClass, len(standing))
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
		old, exists := byID[c.ID]
		p.reopened = old.closed
		switch {
		case !exists:
		case old.ConfirmedAt > c.ConfirmedAt:
			p.ConfirmedAt, p.Source, p.Reports, p.places = old.ConfirmedAt, old.Source, old.Reports, false
		case old.ConfirmedAt == c.ConfirmedAt:
			p.Reports = max(old.Reports, c.Reports)
		}
		plan = append(plan, p)
	}
	for _, c := range standing {
		if !used[c.ID] && !c.closed {
			gone = append(gone, goneClass{c.ID, f.ID})
		}
	}
	return plan, gone
}

func sameClass(c care.Class, standing []standingClass, used map[care.ClassID]bool) care.ClassID {
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
source = excluded.source, reports = excluded.reports, closed = FALSE, version = class.version + 1
WHERE class.facility_id = excluded.facility_id
RETURNING id`,
}

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
	var reopened []care.ClassID
	var places []classPlaces
	for _, c := range plan {
		if c.reopened {
			reopened = append(reopened, c.ID)
		}
		if c.places {
			places = append(places, classPlaces{c.ID, c.Pools})
		}
	}
	const reopen = "UPDATE pool SET open = TRUE WHERE class_id IN (SELECT id FROM class WHERE frozen = '' AND id IN (?))"
	if err := execIn(ctx, s.work, reopen, reopened); err != nil {
		return err
	}
	return rewritePlaces(ctx, s.work, places)
}
