package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/filing"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

// formBody and formOf carry a form over: both sides have the same names.
func formBody(f *care.FilingForm) (out FilingForm) {
	text, err := json.Marshal(f)
	if err == nil {
		_ = json.Unmarshal(text, &out) // written just now
	}
	return out
}

func formOf(f *FilingForm) (out care.FilingForm, err error) {
	text, err := json.Marshal(f)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(text, &out)
}

func filingReasons(list []care.FilingReason) []FilingReason {
	return each(list, func(r care.FilingReason) FilingReason { return FilingReason{string(r.Code), string(r.Item), r.Words} })
}

func filingFindings(list []care.FilingFinding) []FilingFinding {
	return each(list, func(f care.FilingFinding) FilingFinding {
		return FilingFinding{string(f.Code), string(f.Severity), f.Field, string(f.Item), f.Have, f.Want, f.Basis, string(f.Confidence)}
	})
}

// filingBrief is a filing in a list. names is nil for the facility, which is told no officer.
func (s *Server) filingBrief(d *care.Dossier, name string, names *officerNames) FilingBrief {
	now := care.InstantOf(s.Now())
	b := FilingBrief{
		ID: string(d.ID), Kind: string(d.Kind), Basis: string(d.Basis), State: string(d.State), Round: d.Round, Version: d.Version, FacilityID: string(d.Facility),
		FacilityName: name, AreaCode: d.Area, ReceiptNo: d.ReceiptNo, TitleNo: d.TitleNo, CreatedAt: maybeStamp(d.CreatedAt),
		SubmittedAt: maybeStamp(d.SubmittedAt), ReceivedAt: maybeStamp(d.ReceivedAt), DecidedAt: maybeStamp(d.DecidedAt), UpdatedAt: maybeStamp(d.UpdatedAt),
		Clocks: each(d.Clocks, func(c care.Clock) FilingClock {
			return FilingClock{
				Kind: string(c.Kind), Started: stamp(c.Start), Due: stamp(c.Due), Days: c.Length, Share: c.Share(now), Running: c.Running(), Met: c.Met,
				Overdue: c.Overdue(now), Provisional: c.Provisional,
			}
		}),
	}
	if names != nil && d.Officer != "" {
		b.Officer = names.name(d.Officer)
	}
	return b
}

func (s *Server) filing(ctx context.Context, v filing.View, err error) (*answer[Dossier], error) {
	if err != nil {
		return nil, err
	}
	var names *officerNames
	if actorOf(ctx).Kind != care.ActorFacility {
		n := s.officers(ctx)
		names = &n
	}
	out := Dossier{
		FilingBrief: s.filingBrief(&v.Dossier, v.FacilityName, names), Form: formBody(&v.Form), Changed: v.Changed, Findings: filingFindings(v.Findings),
		Needs:     each(v.Needs, func(n care.MaterialNeed) FilingNeed { return FilingNeed{string(n.Kind), n.Local} }),
		Materials: each(v.Materials, filingMaterial), Reasons: filingReasons(v.Reasons), Authority: v.Authority,
		Items: each(v.Items, func(i filing.Item) FilingItem { return filingItem(i, names) }),
		Steps: each(v.Events, func(e care.FilingEvent) FilingStep { return filingStep(e, names) }),
		Actions: each(v.Actions, func(a care.FilingAction) string {
			return string(a)
		}),
	}
	if v.Filed != nil {
		filed := formBody(v.Filed)
		out.Filed = &filed
	}
	return &answer[Dossier]{out}, nil
}

func filingMaterial(m store.FilingMaterial) FilingMaterial {
	return FilingMaterial{
		ID: m.ID, Kind: m.Kind, Type: m.Type, Bytes: m.Bytes, IssuedOn: m.IssuedOn, ValidUntil: m.ValidUntil, Carried: m.Carried, AddedAt: stamp(care.Instant(m.CreatedAt)),
	}
}

func filingItem(i filing.Item, names *officerNames) FilingItem {
	out := FilingItem{Item: string(i.Item), Result: string(i.Result), Reason: string(i.Reason), Note: i.Note, At: maybeStamp(i.At)}
	if i.By != "" && names != nil {
		out.By = names.name(i.By)
	}
	return out
}

func filingStep(e care.FilingEvent, names *officerNames) FilingStep {
	out := FilingStep{Action: string(e.Action), State: string(e.State), Side: "bureau", At: stamp(e.At), Reasons: filingReasons(e.Reasons)}
	switch {
	case e.Actor.Kind == care.ActorFacility:
		out.Side = "facility"
	case e.Actor.Kind == care.ActorSystem:
		out.Side = "system"
	case names != nil:
		out.Name = names.name(care.AccountID(e.Actor.ID))
	}
	return out
}

func (s *Server) getFilingDesk(ctx context.Context, _ *struct{}) (*answer[FilingDesk], error) {
	d, err := s.Filing.Desk(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[FilingDesk]{FilingDesk{
		FacilityID: string(d.Facility.ID), FacilityName: d.Facility.Name, Status: string(d.Facility.Filing.Status), Authority: d.Authority,
		Titles: each(d.Titles, func(t care.Title) FilingTitle {
			return FilingTitle{string(t.Basis), t.No, t.Authority, maybeDate(t.GrantedOn), maybeDate(t.EndedOn)}
		}),
		Filings:  each(d.Dossiers, func(x care.Dossier) FilingBrief { return s.filingBrief(&x, d.Facility.Name, nil) }),
		MayBegin: each(d.MayBegin, func(b filing.Beginning) FilingBeginning { return FilingBeginning{string(b.Kind), string(b.Basis)} }),
	}}, nil
}

func (s *Server) beginFiling(ctx context.Context, in *beginFilingInput) (*answer[Dossier], error) {
	v, err := s.Filing.Begin(ctx, actorOf(ctx), care.FilingKind(in.Body.Kind), care.FilingBasis(in.Body.Basis))
	return s.filing(ctx, v, err)
}

func (s *Server) getOwnFiling(ctx context.Context, in *FilingPath) (*answer[Dossier], error) {
	v, err := s.Filing.Own(ctx, actorOf(ctx), care.DossierID(in.ID))
	return s.filing(ctx, v, err)
}

func (s *Server) saveFiling(ctx context.Context, in *saveFilingInput) (*answer[Dossier], error) {
	form, err := formOf(&in.Body.Form)
	if err != nil {
		return nil, err
	}
	v, err := s.Filing.Save(ctx, actorOf(ctx), care.DossierID(in.ID), in.Body.Version, form)
	return s.filing(ctx, v, err)
}

func paperDates(issued, until string) (a, b care.Date, err error) {
	if a, err = parseDate("issued_on", issued); err != nil {
		return a, b, err
	}
	b, err = parseDate("valid_until", until)
	return a, b, err
}

func (s *Server) addFilingPaper(ctx context.Context, in *addPaperInput) (*answer[Dossier], error) {
	issued, until, err := paperDates(in.Body.IssuedOn, in.Body.ValidUntil)
	if err != nil {
		return nil, err
	}
	v, err := s.Filing.AddPaper(ctx, actorOf(ctx), care.DossierID(in.ID), filing.PaperInput{
		Kind: care.MaterialKind(in.Body.Kind), Upload: care.UploadID(in.Body.Upload.ID), Token: in.Body.Upload.Token, Issued: issued, Until: until,
	})
	return s.filing(ctx, v, err)
}

func (s *Server) dateFilingPaper(ctx context.Context, in *datePaperInput) (*answer[Dossier], error) {
	issued, until, err := paperDates(in.Body.IssuedOn, in.Body.ValidUntil)
	if err != nil {
		return nil, err
	}
	v, err := s.Filing.DatePaper(ctx, actorOf(ctx), care.DossierID(in.ID), care.MaterialID(in.Paper), issued, until)
	return s.filing(ctx, v, err)
}

func (s *Server) removeFilingPaper(ctx context.Context, in *FilingPaperPath) (*answer[Dossier], error) {
	v, err := s.Filing.RemovePaper(ctx, actorOf(ctx), care.DossierID(in.ID), care.MaterialID(in.Paper))
	return s.filing(ctx, v, err)
}

func (s *Server) readFilingPaper(ctx context.Context, in *FilingPaperPath) (*raw, error) {
	f, err := s.Filing.Paper(ctx, actorOf(ctx), care.DossierID(in.ID), care.MaterialID(in.Paper))
	return attachment(casework.File{Body: io.NopCloser(bytes.NewReader(f.Body)), Type: f.Type, Name: f.Name, Bytes: int64(len(f.Body))}, err)
}

func (s *Server) actOnOwnFiling(ctx context.Context, in *actOwnFilingInput) (*answer[Dossier], error) {
	v, err := s.Filing.ActOwn(ctx, actorOf(ctx), care.DossierID(in.ID), filing.Act{
		Action: care.FilingAction(in.Body.Action), Version: in.Body.Version, Promised: in.Body.Promised, Knowing: in.Body.Knowing,
	})
	return s.filing(ctx, v, err)
}

func (s *Server) listFilings(ctx context.Context, in *filingsInput) (*answer[FilingList], error) {
	l, err := s.Filing.List(ctx, actorOf(ctx), in.State, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	out := FilingList{
		Filings: each(l.Lines, func(x filing.Line) FilingBrief {
			b := s.filingBrief(&x.Dossier, x.Name, &names)
			b.FacilityKind, b.CreditCode = string(x.Type), x.Code
			return b
		}),
		Counts: map[string]int{}, Total: l.Total, Next: l.Next, Reasons: each(care.FilingReasons(), func(r care.ReasonCode) string { return string(r) }),
	}
	for state, n := range l.Counts {
		out.Counts[string(state)] = n
	}
	return &answer[FilingList]{out}, nil
}

func (s *Server) getFiling(ctx context.Context, in *FilingPath) (*answer[Dossier], error) {
	v, err := s.Filing.View(ctx, actorOf(ctx), care.DossierID(in.ID))
	return s.filing(ctx, v, err)
}

func (s *Server) actOnFiling(ctx context.Context, in *actFilingInput) (*answer[Dossier], error) {
	v, err := s.Filing.ActOn(ctx, actorOf(ctx), care.DossierID(in.ID), filing.Act{
		Action: care.FilingAction(in.Body.Action), Version: in.Body.Version, TitleNo: in.Body.TitleNo,
		Reasons: each(in.Body.Reasons, func(r FilingReason) care.FilingReason {
			return care.FilingReason{Code: care.ReasonCode(r.Code), Item: care.FilingItem(r.Item), Words: r.Words}
		}),
	})
	return s.filing(ctx, v, err)
}

func (s *Server) checkFiling(ctx context.Context, in *checkFilingInput) (*answer[Dossier], error) {
	found := make([]filing.Item, len(in.Body.Items))
	for i, x := range in.Body.Items {
		found[i] = filing.Item{Item: care.FilingItem(x.Item), ItemCheck: care.ItemCheck{Result: care.ItemResult(x.Result), Reason: care.ReasonCode(x.Reason), Note: x.Note}}
	}
	v, err := s.Filing.Check(ctx, actorOf(ctx), care.DossierID(in.ID), in.Body.Version, found)
	return s.filing(ctx, v, err)
}

func (s *Server) listFilingNotices(ctx context.Context, in *noticesInput) (*answer[FilingNotices], error) {
	list, err := s.Filing.Notices(ctx, in.Area)
	if err != nil {
		return nil, err
	}
	return &answer[FilingNotices]{FilingNotices{each(list, func(n filing.Notice) FilingNotice {
		return FilingNotice{string(n.Facility), n.Name, n.AreaCode, n.AreaName, n.Address, string(n.Kind), filingReasons(n.Reasons), n.On.String()}
	})}}, nil
}

func termReport(v filing.TermView) TermReport {
	return TermReport{
		FacilityID: string(v.Facility), FacilityName: v.Name, AreaName: v.AreaName, Term: v.Term.String(), Due: v.Due.String(), ReportedOn: maybeDate(v.Reported),
		Late: !v.Reported.IsZero() && v.Due.Before(v.Reported), Acknowledged: maybeStamp(v.AcknowledgedAt), Findings: filingFindings(v.Findings), Version: v.Version,
		Classes: each(v.Classes, func(c care.TermClass) TermClass {
			return TermClass{c.Name, string(c.Band), c.Places, c.Children, c.Carers}
		}),
	}
}

func termReports(t filing.Terms, err error) (*answer[TermReports], error) {
	if err != nil {
		return nil, err
	}
	return &answer[TermReports]{TermReports{t.Now.String(), t.Due.String(), t.Expected, each(t.Reports, termReport)}}, nil
}

func (s *Server) getTermReports(ctx context.Context, _ *struct{}) (*answer[TermReports], error) {
	return termReports(s.Filing.Terms(ctx, actorOf(ctx)))
}

func (s *Server) reportTerm(ctx context.Context, in *reportTermInput) (*answer[TermReports], error) {
	term, err := care.ParseTerm(in.Term)
	if err != nil {
		return nil, err
	}
	return termReports(s.Filing.Report(ctx, actorOf(ctx), term, in.Body.Version, each(in.Body.Classes, func(c TermClass) care.TermClass {
		return care.TermClass{Name: c.Name, Band: care.BandName(c.Band), Places: c.Places, Children: c.Children, Carers: c.Carers}
	})))
}

func (s *Server) listTermReports(ctx context.Context, in *termsInput) (*answer[TermReportList], error) {
	term := care.TermOf(care.Today(care.InstantOf(s.Now())))
	if in.Term != "" {
		var err error
		if term, err = care.ParseTerm(in.Term); err != nil {
			return nil, err
		}
	}
	list, err := s.Filing.TermsIn(ctx, actorOf(ctx), term)
	if err != nil {
		return nil, err
	}
	return &answer[TermReportList]{TermReportList{term.String(), each(list, termReport)}}, nil
}

func (s *Server) acknowledgeTerm(ctx context.Context, in *acknowledgeInput) (*struct{}, error) {
	term, err := care.ParseTerm(in.Term)
	if err != nil {
		return nil, err
	}
	return nothing(s.Filing.Acknowledge(ctx, actorOf(ctx), care.FacilityID(in.ID), term, in.Body.Version))
}

func registrantFacility(f *care.Facility) *RegistrantFacility {
	if f == nil {
		return nil
	}
	return &RegistrantFacility{string(f.ID), f.Name, f.CreditCode, string(f.Filing.Status), f.AreaCode, f.Address}
}

func registrant(r care.SeenRegistrant) Registrant {
	return Registrant{
		ID: string(r.ID), Source: r.Source, CreditCode: r.CreditCode, Name: r.Name, Route: string(r.Route), Registrar: r.Registrar, AreaCode: r.AreaCode,
		AreaName: r.AreaName, Address: r.Address, Scope: r.Scope, RegisteredOn: maybeDate(r.RegisteredOn), Ended: r.Ended, State: string(r.State),
		Mark: string(r.Mark), Note: r.Note, Facility: registrantFacility(r.Facility), Version: r.Version,
		Conflicts: each(r.Conflicts, func(c care.RegistrantConflict) string { return string(c) }),
	}
}

func (s *Server) listRegistrants(ctx context.Context, in *registrantsInput) (*answer[RegistrantList], error) {
	l, err := s.Filing.Registrants(ctx, actorOf(ctx), in.State)
	if err != nil {
		return nil, err
	}
	out := RegistrantList{
		Registrants: each(l.Lines, registrant), Counts: map[string]int{},
		Unlisted: each(l.Unlisted, func(f care.Facility) RegistrantFacility { return *registrantFacility(&f) }),
	}
	for state, n := range l.Counts {
		out.Counts[string(state)] = n
	}
	return &answer[RegistrantList]{out}, nil
}

func (s *Server) importRegistrants(ctx context.Context, in *importRegistrantsInput) (*answer[RegistrantImport], error) {
	r, err := s.Filing.ImportList(ctx, actorOf(ctx), in.Source, in.RawBody, in.Try)
	if err != nil {
		return nil, err
	}
	english := locale(ctx) == "en"
	return &answer[RegistrantImport]{RegistrantImport{
		Rows: r.Rows, Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged, Ended: r.Ended, Outside: r.Outside, Conflicts: r.Conflicts, Unfiled: r.Unfiled,
		Ignored: each(r.Ignored, func(c string) string { return c }), Try: r.Try,
		Bad: each(r.Bad, func(p registry.Problem) RegistrantRefused {
			return RegistrantRefused{p.Line, p.Column, p.Value, registrantWhy(p.Reason, english)}
		}),
	}}, nil
}

func (s *Server) markRegistrant(ctx context.Context, in *markRegistrantInput) (*answer[Registrant], error) {
	r, err := s.Filing.MarkRegistrant(ctx, actorOf(ctx), care.RegistrantID(in.ID), filing.Mark{
		Action: in.Body.Action, Version: in.Body.Version, Note: in.Body.Note, Facility: care.FacilityID(in.Body.FacilityID),
		Person: filing.Person{Username: in.Body.Username, Name: in.Body.Name, Phone: in.Body.Phone},
	})
	if err != nil {
		return nil, err
	}
	out := registrant(r.SeenRegistrant)
	if r.Invitation.Token != "" {
		out.Invitation = &StaffInvitation{Token: r.Invitation.Token, Expires: stamp(r.Invitation.Expires)}
	}
	return &answer[Registrant]{out}, nil
}

// registrantWhys says in Chinese why a row of a registrar's list cannot be taken.
var registrantWhys = []struct{ en, zh string }{
	{"a name is needed", "缺少名称"},
	{"not a credit code of 18 characters", "不是 18 位统一社会信用代码"},
	{"not an area code of 6, 9 or 12 digits", "不是 6、9 或 12 位区域编号"},
	{"not a date; write 2026-03-01", "不是日期，请写成 2026-03-01"},
	{"too long, or with characters that cannot be seen", "太长，或含有看不见的字符"},
	{"the code stands in line", "这个代码前面已经出现过"},
}

func registrantWhy(reason string, english bool) string {
	i := slices.IndexFunc(registrantWhys, func(w struct{ en, zh string }) bool { return len(reason) >= len(w.en) && reason[:len(w.en)] == w.en })
	if english || i < 0 {
		return reason
	}
	return registrantWhys[i].zh
}
