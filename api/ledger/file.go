package ledger

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// File is everything that is known of a facility, for its bureau.
type File struct {
	Facility care.Facility // with its classes
	Version  int64
	Open     *care.Closure // the closure that lasts
	Closures []care.Closure
	Records  []care.Record
	Grades   []store.FacilityGrade
	Grading  *care.GradeRule // the matrix in force; nil: none, grades are given by hand
	Cases    []store.FacilityCases
	Findings []store.PastFinding
	Dossiers []care.Dossier
	Titles   []care.Title
	Log      []store.RegisterLine
}

// File returns the file of a facility. Fails with not_found for one of another area.
func (s *Service) File(ctx context.Context, actor care.Actor, id care.FacilityID) (out File, err error) {
	err = s.Store.Read(ctx, "read file of facility", func(tx *store.Tx) error {
		if out.Facility, out.Version, err = s.seen(ctx, tx, actor, care.MaySeeFile, id); err != nil {
			return err
		}
		if out.Closures, err = tx.Closures(ctx, id); err != nil {
			return err
		}
		if len(out.Closures) > 0 && out.Closures[0].EndedAt == 0 {
			out.Open = &out.Closures[0]
		}
		if out.Records, err = tx.Records(ctx, id); err != nil {
			return err
		}
		if out.Grades, err = tx.Grades(ctx, id); err != nil {
			return err
		}
		if out.Cases, err = tx.CountFacilityCases(ctx, id); err != nil {
			return err
		}
		if out.Findings, err = tx.PastFindings(ctx, id); err != nil {
			return err
		}
		if out.Titles, err = tx.Titles(ctx, id); err != nil {
			return err
		}
		dossiers, err := tx.Dossiers(ctx, id)
		for _, d := range dossiers {
			if d.State != care.DossierDraft { // what a facility is still writing is its own
				out.Dossiers = append(out.Dossiers, d.Dossier)
			}
		}
		return err
	})
	if err != nil {
		return out, err
	}
	out.Grading = s.Rules().GradeRule(out.Facility.AreaCode, care.Today(care.InstantOf(s.Now())))
	whole, err := s.Store.Facility(ctx, id)
	if err != nil {
		return out, err
	}
	out.Facility.Classes = whole.Classes
	out.Log, err = s.Store.RegisterLog(ctx, store.RegisterFilter{Facility: id, Limit: 100})
	return out, err
}

func (s *Service) seen(ctx context.Context, tx *store.Tx, actor care.Actor, right care.Right, id care.FacilityID) (care.Facility, int64, error) {
	f, version, err := tx.FacilityVersioned(ctx, id)
	if err != nil {
		return f, 0, err
	}
	return f, version, actor.May(right, care.Owner{Facility: id, Area: f.AreaCode})
}

// History returns what was ever written down of a facility, the latest first, and the number to go on before; 0: no more.
func (s *Service) History(ctx context.Context, actor care.Actor, id care.FacilityID, before int64, limit int) ([]care.Change, int64, error) {
	err := s.Store.Read(ctx, "look at facility", func(tx *store.Tx) error {
		_, _, err := s.seen(ctx, tx, actor, care.MaySeeFile, id)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return s.Store.ChangesWhere(ctx, store.ChangeFilter{Noun: care.NounFacility, ID: string(id), Before: before, Limit: limit})
}

// AddRecord writes an entry into the file of a facility. Inspectors write inspections, rechecks and notes; orders, warnings and fines are the
// bureau's.
func (s *Service) AddRecord(ctx context.Context, actor care.Actor, r care.Record) (care.Record, error) {
	now := care.InstantOf(s.Now())
	r.Words, r.No = strings.TrimSpace(r.Words), strings.TrimSpace(r.No)
	r.ID, r.By, r.At, r.Version = care.RecordID(care.NewID()), actor, now, 1
	right := care.MaySupervise
	if r.Kind.Decision() {
		right = care.MayPenalise
	}
	err := s.Store.Write(ctx, "write into file of facility", func(tx *store.Tx) error {
		if _, _, err := s.seen(ctx, tx, actor, right, r.Facility); err != nil {
			return err
		}
		if err := r.Check(care.Today(now)); err != nil {
			return err
		}
		if err := tx.AddRecord(ctx, r); err != nil {
			return err
		}
		return s.wrote(ctx, tx, actor, now, care.ChangeCreated, r.Facility, map[string]any{
			"record": r.ID, "kind": r.Kind, "on": r.On, "due": r.Due, "result": r.Result, "fine": r.Fine,
		})
	})
	return r, err
}

// wrote tells of it in the record, without its words: they may name somebody.
func (s *Service) wrote(ctx context.Context, tx *store.Tx, actor care.Actor, now care.Instant, kind care.ChangeKind, id care.FacilityID, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return tx.AppendChanges(ctx, []care.Change{{Noun: care.NounRecord, ID: string(id), Kind: kind, At: now, Actor: actor, Body: text}})
}

// MeetOrder keeps the day on which an order was found to be met. Fails with state_conflict when it was met or changed meanwhile.
func (s *Service) MeetOrder(ctx context.Context, actor care.Actor, id care.RecordID, on care.Date, version int64) (r care.Record, err error) {
	now := care.InstantOf(s.Now())
	err = s.Store.Write(ctx, "meet order", func(tx *store.Tx) error {
		if r, err = tx.Record(ctx, id); err != nil {
			return err
		}
		if _, _, err := s.seen(ctx, tx, actor, care.MaySupervise, r.Facility); err != nil {
			return err
		}
		switch {
		case r.Kind != care.RecordOrder:
			return care.Errorf(care.Invalid, care.CodeInvalid, "id", "only an order is met")
		case on.IsZero() || on.Before(r.On) || care.Today(now).Before(on):
			return care.Errorf(care.Invalid, care.CodeBadDate, "on", "say on which day it was; not one to come")
		}
		r.Version = version
		if done, err := tx.OrderMet(ctx, r, on); err != nil {
			return err
		} else if !done {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again")
		}
		r.DoneOn, r.Version = on, version+1
		return s.wrote(ctx, tx, actor, now, care.ChangeUpdated, r.Facility, map[string]any{"record": r.ID, "done": on})
	})
	return r, err
}

// GradeInput is how a bureau grades a facility.
type GradeInput struct {
	Risk        string
	Credit      string
	DepartmentD bool
	Grade       string // where the matrix does not say; else it is not taken
	Words       string
	N           int64 // the number of the grade that was seen last; 0: none
}

// SetGrade grades a facility from today on, by the matrix in force where it says.
func (s *Service) SetGrade(ctx context.Context, actor care.Actor, id care.FacilityID, in GradeInput) (g store.FacilityGrade, err error) {
	now := care.InstantOf(s.Now())
	in.Words = strings.TrimSpace(in.Words)
	if len([]rune(in.Words)) > 400 || !care.PlainText(in.Words) {
		return g, care.Errorf(care.Invalid, care.CodeInvalid, "words", "write at most %d characters", 400)
	}
	grades := strings.Split(care.RiskGrades, "")
	if !slices.Contains(grades, in.Risk) || !slices.Contains(care.CreditGrades(), in.Credit) || (in.Grade != "" && !slices.Contains(grades, in.Grade)) {
		return g, care.Errorf(care.Invalid, care.CodeInvalid, "grade", "risk and the whole are A to D, credit is A to D with + and -")
	}
	err = s.Store.Write(ctx, "grade facility", func(tx *store.Tx) error {
		f, _, err := s.seen(ctx, tx, actor, care.MayPenalise, id)
		if err != nil {
			return err
		}
		before, err := tx.Grades(ctx, id)
		if err != nil {
			return err
		}
		var last int64
		if len(before) > 0 {
			last = before[0].N
		}
		if in.N != last {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "n", "somebody else has changed this; look at it again")
		}
		g = store.FacilityGrade{
			N: last + 1, From: care.Today(now), Risk: in.Risk, Credit: in.Credit, DepartmentD: in.DepartmentD, Words: in.Words, By: actor, At: now,
			Grade: s.Rules().GradeRule(f.AreaCode, care.Today(now)).Grade(in.Risk, in.Credit, in.DepartmentD),
		}
		switch {
		case g.Grade == "" && in.Grade == "":
			return care.Errorf(care.Invalid, care.CodeInvalid, "grade", "no rule says which grade this is; give one")
		case g.Grade != "" && in.Grade != "" && in.Grade != g.Grade:
			return care.Errorf(care.Invalid, care.CodeInvalid, "grade", "by the rule this is %s; leave the grade out", g.Grade)
		case g.Grade == "":
			g.Grade, g.ByHand = in.Grade, true
		}
		if err := tx.AddGrade(ctx, id, g); err != nil {
			return err
		}
		return s.wrote(ctx, tx, actor, now, care.ChangeUpdated, id, map[string]any{"grade": g.Grade, "risk": g.Risk, "credit": g.Credit, "by_hand": g.ByHand})
	})
	return g, err
}
