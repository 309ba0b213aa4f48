package server

import (
	"bytes"
	"context"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
)

func (s *Server) listCases(ctx context.Context, in *CaseListInput) (*answer[CaseList], error) {
	page, err := s.Casework.Inbox(ctx, actorOf(ctx), casework.InboxFilter{
		States: each(in.State, func(t string) care.CaseState { return care.CaseState(t) }), Closed: in.Closed, Class: care.CaseClass(in.Class),
		Category: care.Category(in.Category), Facility: care.FacilityID(in.Facility), Unit: care.UnitID(in.Unit), Mine: in.Mine, Overdue: in.Overdue,
		Number: in.Query, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	out := CaseList{Cases: each(page.Cases, func(r casework.CaseRow) CaseRow { return s.caseRow(names, r) }), Next: page.Next, Counts: page.Counts}
	if out.Counts == nil {
		out.Counts = map[string]int{}
	}
	return &answer[CaseList]{out}, nil
}

func (s *Server) getCase(ctx context.Context, in *CasePath) (*answer[HandlerCase], error) {
	v, err := s.Casework.Case(ctx, actorOf(ctx), care.CaseID(in.ID))
	return s.handlerCase(ctx, v, err)
}

func (s *Server) actOnCase(ctx context.Context, in *caseActInput) (*answer[HandlerCase], error) {
	body, err := in.Body.body()
	if err != nil {
		return nil, err
	}
	v, err := s.Casework.Act(ctx, actorOf(ctx), care.CaseID(in.ID), casework.ActRequest{
		Action: care.CaseAction(in.Body.Action), Version: in.Body.Version, Body: body, Text: in.Body.Text, NoTie: in.Body.NoTie,
	})
	return s.handlerCase(ctx, v, s.toldCase(ctx, err))
}

// body is what goes along with an action, in the words of care.
func (in *CaseAct) body() (care.CaseBody, error) {
	b := care.CaseBody{
		Reason: care.ReasonCode(in.Reason), Class: care.CaseClass(in.Class), Track: care.Track(in.Track), Unit: care.UnitID(in.Unit), To: care.UnitKind(in.To),
		Reference: in.Reference, Way: care.ContactWay(in.Way), Officer: care.AccountID(in.Officer),
	}
	for _, a := range in.Allegations {
		b.Allegations = append(b.Allegations, care.Allegation{N: a.N, Category: care.Category(a.Category)})
	}
	for _, m := range in.Missing {
		b.Missing = append(b.Missing, care.ReasonCode(m))
	}
	for _, u := range in.CoUnits {
		b.CoUnits = append(b.CoUnits, care.UnitID(u))
	}
	for _, f := range in.Findings {
		b.Findings = append(b.Findings, care.CaseFinding{Allegation: f.Allegation, Result: care.FindingResult(f.Result)})
	}
	for _, m := range in.Measures {
		by, err := parseDate("measures", m.By)
		if err != nil {
			return b, err
		}
		b.Measures = append(b.Measures, care.CaseMeasure{Code: care.MeasureCode(m.Code), By: by})
	}
	if in.Contacted != nil || in.Solved != nil || in.Satisfied != nil || in.Rating != 0 {
		b.Answers = &care.CaseAnswers{Contacted: yesOrNo(in.Contacted), Solved: yesOrNo(in.Solved), Satisfied: yesOrNo(in.Satisfied), Rating: in.Rating}
	}
	when, err := parseMoment("when", in.When)
	b.When = when
	return b, err
}

func yesOrNo(b *bool) care.Said {
	switch {
	case b == nil:
		return ""
	case *b:
		return care.SaidYes
	default:
		return care.SaidNo
	}
}

// parseMoment reads a moment; 0 when there is none.
func parseMoment(field, text string) (care.Instant, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1970 || t.Year() >= 2200 {
		return 0, care.Errorf(care.Invalid, care.CodeBadDate, field, "%s is not a time; write it as 2026-11-21T12:00:00+08:00", field)
	}
	return care.InstantOf(t), nil
}

func (s *Server) mergeCases(ctx context.Context, in *mergeInput) (*answer[HandlerCase], error) {
	ids := each(in.Body.Cases, func(id string) care.CaseID { return care.CaseID(id) })
	v, err := s.Casework.Merge(ctx, actorOf(ctx), care.CaseID(in.Body.Lead), ids)
	return s.handlerCase(ctx, v, s.toldCase(ctx, err))
}

func (s *Server) importCases(ctx context.Context, in *importInput) (*answer[ImportDone], error) {
	r, err := s.Casework.Import(ctx, actorOf(ctx), bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	return &answer[ImportDone]{ImportDone{
		Rows: r.Rows, Created: r.Created, Repeated: r.Repeated,
		Refused: each(r.Refused, func(f casework.RefusedRow) ImportRefused {
			why := f.Why
			if t, known := texts[f.Code]; known && infoOf(ctx).chinese {
				why = t.zh
			}
			return ImportRefused{Row: f.Row, Column: f.Column, Code: string(f.Code), Why: why}
		}),
	}}, nil
}

func (s *Server) getRates(ctx context.Context, in *ratesInput) (*answer[RateList], error) {
	from, err := parseDate("from", in.From)
	if err != nil {
		return nil, err
	}
	to, err := parseDate("to", in.To)
	if err != nil {
		return nil, err
	}
	rows, err := s.Casework.Rates(ctx, actorOf(ctx), from, to, in.By)
	if err != nil {
		return nil, err
	}
	return &answer[RateList]{RateList{From: in.From, To: in.To, By: in.By, Rates: each(rows, func(r casework.RatesView) RateRow {
		return RateRow{
			Key: r.By, Name: r.Name, Cases: r.Accepted, Responded: r.Response, Solved: r.Solution, Satisfied: r.Satisfaction, Score: r.Score,
			Excluded: r.Excluded,
		}
	})}}, nil
}

func (s *Server) ackPage(ctx context.Context, in *pagePath) (*answer[HandlerCase], error) {
	v, err := s.Casework.AckPage(ctx, actorOf(ctx), care.PageID(in.ID))
	return s.handlerCase(ctx, v, s.toldCase(ctx, err))
}
