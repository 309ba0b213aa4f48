package server

import (
	"cmp"
	"context"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
)

func (s *Server) caseRow(names officerNames, r casework.CaseRow) CaseRow {
	out := CaseRow{
		ID: string(r.ID), ReceiptNo: r.ReceiptNo, Category: string(r.Category), Class: string(r.Class), Anonymous: r.Anonymous,
		Facility: caseFacility(r.Facility), PlaceName: r.Place, State: string(r.State), Version: r.Version, Handler: names.ref(r.Handler),
		CreatedAt: stamp(r.CreatedAt), UpdatedAt: stamp(r.UpdatedAt),
	}
	if r.Unit != "" {
		out.Unit = &UnitRef{ID: string(r.Unit), Name: r.Office}
	}
	if r.Clock != nil {
		c := s.clockOf(*r.Clock)
		out.Clock = &c
	}
	return out
}

// handlerCase renders a case for the desk.
func (s *Server) handlerCase(ctx context.Context, v casework.CaseView, err error) (*answer[HandlerCase], error) {
	if err != nil {
		return nil, err
	}
	names, c := s.officers(ctx), &v.Case
	out := HandlerCase{
		CaseRow: s.caseRow(names, casework.CaseRow{
			ID: c.ID, ReceiptNo: c.ReceiptNo, State: c.State, Class: c.Class, Category: c.Category, Facility: v.Facility, Place: c.PlaceName, Unit: c.Unit,
			Office: v.Office.Name, Handler: c.Handler, Anonymous: c.Anonymous, Clock: v.Due, Version: c.Version, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		}),
		ClassConfirmed: c.ClassConfirmed, Source: string(c.Source), Area: c.Area, DangerNow: c.DangerNow, Track: string(c.Track), Text: v.Text, Wants: v.Wants,
		HappenedOn: maybeDate(v.Happened), Joins: string(v.Joined), Contact: v.Contact, Public: publicState(c.State.Open()), CoUnits: each(v.CoUnits, unitOf), Intake: names.ref(c.Intake), Reviewer: names.ref(c.Reviewer),
		Caller: names.ref(c.Caller), Returned: c.Returned, Extended: c.Extended, Reopened: c.Reopened, Lead: string(c.Lead),
		Merged: each(v.Follow, func(id care.CaseID) string { return string(id) }), Allegations: allegationsOf(c), Measures: each(c.Measures, measureOf),
		Asked: string(c.Asked), CallBack: surveyOf(c.CallBack), Excluded: string(c.Excluded), Own: c.Own, Clocks: each(c.Clocks, s.clockOf),
		Messages: each(v.Messages, func(m casework.Message) CaseMessage { return caseMessage(names, m) }), Evidence: each(v.Evidence, evidenceOf), Reply: caseReply(v), Release: caseRelease(c),
		Survey: surveyOf(c.Survey), SecondLook: secondLookOf(c.Second),
		Events:  each(v.Events, func(e care.CaseEvent) CaseStep { return caseStep(names, e) }),
		Pages:   each(v.Pages, func(p store.CasePage) CasePage { return casePage(names, p) }),
		Actions: each(v.Actions, func(a care.CaseAction) string { return string(a) }),
	}
	if c.Point != (orb.Point{}) {
		out.Lon, out.Lat = &c.Point[0], &c.Point[1]
	}
	if t := c.Transfer; t != nil {
		out.Transfer = &CaseTransfer{To: string(t.To), At: stamp(t.At), Receipt: t.Receipt, ReceiptAt: maybeStamp(t.ReceiptAt)}
	}
	if p := c.Police; p != nil {
		out.Police = &PoliceReport{At: stamp(p.At), Reference: p.Reference}
	}
	if out.Unit != nil {
		out.Unit.Phone = v.Office.Phone
	}
	return &answer[HandlerCase]{out}, nil
}

func unitOf(o casework.Office) UnitRef {
	return UnitRef{ID: string(o.ID), Name: o.Name, Phone: o.Phone}
}

// allegationsOf are what is alleged, each with what was found.
func allegationsOf(c *care.Case) []CaseAllegation {
	return each(c.Allegations, func(a care.Allegation) CaseAllegation {
		out := CaseAllegation{N: a.N, Category: string(a.Category)}
		for _, f := range c.Findings {
			if f.Allegation == a.N {
				out.Result = string(f.Result)
			}
		}
		return out
	})
}

func caseMessage(names officerNames, m casework.Message) CaseMessage {
	from := m.From
	if from == "you" { // so the complainant reads it
		from = "complainant"
	}
	return CaseMessage{ID: m.ID, At: stamp(m.At), From: from, By: names.ref(m.Officer), Text: m.Text}
}

func caseReply(v casework.CaseView) *ComplaintReply {
	c := &v.Case
	if c.Reply == "" && len(c.Findings) == 0 {
		return nil
	}
	return &ComplaintReply{
		At: stamp(cmp.Or(c.RepliedAt, c.UpdatedAt)), Text: c.Reply,
		Findings: each(c.Findings, func(f care.CaseFinding) ComplaintFinding { return findingOf(f, c.Allegations) }), Measures: each(c.Measures, measureOf),
	}
}

func caseRelease(c *care.Case) *CaseRelease {
	if c.Release == nil {
		return nil
	}
	r := c.Release
	return &CaseRelease{At: stamp(r.At), Summary: r.Text, Answer: facilityAnswer(r.Answer, r.AnsweredAt)}
}

func facilityAnswer(text string, at care.Instant) *FacilityAnswer {
	if at == 0 {
		return nil
	}
	return &FacilityAnswer{At: stamp(at), Text: text}
}

func caseStep(names officerNames, e care.CaseEvent) CaseStep {
	rule, _ := care.CaseEdgeRuleOf(e.Edge)
	out := CaseStep{
		N: e.N, At: stamp(e.At), Edge: string(e.Edge), Action: string(rule.Action), From: string(e.From), To: string(e.To), Role: string(e.By.Kind),
		Reason: string(e.Body.Reason), Note: e.Body.Text, Public: e.Public,
	}
	switch e.By.Kind {
	case care.ActorDistrict, care.ActorCity, care.ActorInspector:
		out.By = names.ref(care.AccountID(e.By.ID))
	default: // a complainant is nobody here, a facility is a facility
	}
	return out
}

func casePage(names officerNames, p store.CasePage) CasePage {
	return CasePage{
		ID: string(p.ID), Level: p.Level, Officer: names.ref(p.Account), At: stamp(p.At), AnswerBy: stamp(p.AnswerBy), AckedAt: maybeStamp(p.AckedAt),
		AckedBy: names.ref(p.AckedBy),
	}
}
