package filing

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Terms are a facility's reports of classes, with the term to report now.
type Terms struct {
	Now      care.Term
	Due      care.Date
	Expected bool // kindergartens report each term
	Reports  []TermView
}

// TermView is a report with what looks odd about it.
type TermView struct {
	store.TermReport

	Findings []care.FilingFinding
}

// Terms shows a facility its reports.
func (s *Service) Terms(ctx context.Context, actor care.Actor) (out Terms, err error) {
	if err := actor.May(care.MayFile, care.Owner{Facility: actor.Facility}); err != nil {
		return out, err
	}
	err = s.look(ctx, "look at reports of classes", func(t *turn) error {
		f, err := t.tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		out = Terms{Now: care.TermOf(t.today), Expected: f.Kind == care.KindKindergarten}
		out.Due = t.rules.TermDue(out.Now, f.AreaCode)
		rows, err := t.tx.Terms(ctx, f.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			out.Reports = append(out.Reports, t.term(r, f.AreaCode))
		}
		return nil
	})
	return out, err
}

func (t *turn) term(r store.TermReport, area string) TermView {
	v := TermView{TermReport: r}
	if len(r.Classes) > 0 {
		v.Findings, _ = care.CheckTermClasses(r.Classes, area, t.rules, t.today) // it was sound when it was kept
	}
	if v.Due.IsZero() {
		v.Due = t.rules.TermDue(r.Term, area)
	}
	return v
}

// Report keeps a facility's report of the term that is now or the one before, in place of an earlier one of the version given. Fails with
// state_conflict when that was changed meanwhile.
func (s *Service) Report(ctx context.Context, actor care.Actor, term care.Term, version int64, classes []care.TermClass) (Terms, error) {
	if err := actor.May(care.MayFile, care.Owner{Facility: actor.Facility}); err != nil {
		return Terms{}, err
	}
	err := s.do(ctx, "report a term's classes", func(t *turn) error {
		if now := care.TermOf(t.today); term != now && term != now.Before() {
			return care.Errorf(care.Invalid, care.CodeInvalid, "term", "a report is of this term or the one before")
		}
		f, err := t.tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		if _, err := care.CheckTermClasses(classes, f.AreaCode, t.rules, t.today); err != nil {
			return err
		}
		saved, err := t.tx.SaveTerm(ctx, store.NewTermReport{
			Facility: f.ID, Term: term, Classes: classes, Due: t.rules.TermDue(term, f.AreaCode), Reported: t.today, Was: version, Now: t.now,
		})
		if err == nil && !saved {
			err = moved()
		}
		if err != nil {
			return err
		}
		return t.note(ctx, care.NounTerm, string(f.ID)+"/"+term.String(), care.ChangeUpdated, actor, map[string]any{"facility": f.ID, "classes": classes})
	})
	if err != nil {
		return Terms{}, err
	}
	return s.Terms(ctx, actor)
}

// TermsIn shows a bureau who is to report a term in its area, and what came.
func (s *Service) TermsIn(ctx context.Context, actor care.Actor, term care.Term) (out []TermView, err error) {
	if err := actor.May(care.MaySeeFilings, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	err = s.look(ctx, "list reports of classes", func(t *turn) error {
		if term == (care.Term{}) {
			term = care.TermOf(t.today)
		}
		rows, err := t.tx.TermsIn(ctx, actor.Area, term)
		out = make([]TermView, len(rows))
		for i, r := range rows {
			out[i] = t.term(r, r.AreaCode)
		}
		return err
	})
	return out, err
}

// Acknowledge notes that the bureau has seen a report. Fails with not_found for another area's, and with state_conflict when it was
// changed meanwhile.
func (s *Service) Acknowledge(ctx context.Context, actor care.Actor, id care.FacilityID, term care.Term, version int64) error {
	return s.do(ctx, "acknowledge a report of classes", func(t *turn) error {
		f, err := t.tx.FacilityAlone(ctx, id)
		if care.Is(err, care.CodeNotFound) {
			return notHere()
		}
		if err != nil {
			return err
		}
		if err := actor.May(care.MayDecideFilings, care.Owner{Area: f.AreaCode}); err != nil {
			return err
		}
		done, err := t.tx.AcknowledgeReport(ctx, id, term, version, care.AccountID(actor.ID), t.now)
		if err == nil && !done {
			err = moved()
		}
		if err != nil {
			return err
		}
		return t.note(ctx, care.NounTerm, string(id)+"/"+term.String(), "acknowledge", actor, map[string]any{"facility": id})
	})
}
