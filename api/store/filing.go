package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// The rows of filings that services read as they stand.
type (
	// FilingMaterial is a paper of a filing.
	FilingMaterial = db.FilingMaterial
	// NewMaterial is one to be added.
	NewMaterial = db.InsertMaterialParams
	// FilingLine is a filing as the desk lists it.
	FilingLine = db.FilingsInRow
	// FilingNotice is what was found not to conform.
	FilingNotice = db.FilingNoticesRow
	// EndingPaper is a paper that runs out.
	EndingPaper = db.MaterialsEndingRow
)

// SealedDossier is a dossier with what is sealed of it.
type SealedDossier struct {
	care.Dossier

	FormSealed   string
	ChecksSealed string
}

// AddDossier begins one, and reports false when the facility has one open already.
func (w *work) AddDossier(ctx context.Context, d SealedDossier) (bool, error) {
	return one(w.InsertFiling(ctx, db.InsertFilingParams{
		ID: string(d.ID), FacilityID: string(d.Facility), AreaCode: d.Area, Kind: string(d.Kind), Basis: string(d.Basis), FormSealed: d.FormSealed, Now: int64(d.CreatedAt),
	}))
}

// Dossier returns one, and false when there is none with this id.
func (w *work) Dossier(ctx context.Context, id care.DossierID) (SealedDossier, bool, error) {
	row, known, err := found(w.FilingByID(ctx, string(id)))
	if err != nil || !known {
		return SealedDossier{}, false, err
	}
	d, err := dossierOf(row)
	return d, err == nil, err
}

// Dossiers returns those of a facility, the latest first.
func (w *work) Dossiers(ctx context.Context, id care.FacilityID) ([]SealedDossier, error) {
	rows, err := w.FilingsOfFacility(ctx, string(id))
	if err != nil {
		return nil, err
	}
	out := make([]SealedDossier, len(rows))
	for i, r := range rows {
		if out[i], err = dossierOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func dossierOf(r db.Filing) (SealedDossier, error) {
	d := SealedDossier{FormSealed: r.FormSealed, ChecksSealed: r.ChecksSealed, Dossier: care.Dossier{
		ID: care.DossierID(r.ID), Facility: care.FacilityID(r.FacilityID), Area: r.AreaCode, Kind: care.FilingKind(r.Kind), Basis: care.FilingBasis(r.Basis),
		State: care.DossierState(r.State), Round: int(r.Round), ReceiptNo: r.ReceiptNo, TitleNo: r.TitleNo, Officer: care.AccountID(r.Officer),
		Version: r.Version, CreatedAt: care.Instant(r.CreatedAt), SubmittedAt: care.Instant(r.SubmittedAt), ReceivedAt: care.Instant(r.ReceivedAt),
		DecidedAt: care.Instant(r.DecidedAt), UpdatedAt: care.Instant(r.UpdatedAt),
	}}
	if err := json.Unmarshal([]byte(r.Clocks), &d.Clocks); err != nil {
		return d, err
	}
	var err error
	d.Reasons, err = FilingReasonsOf(r.Reasons)
	return d, err
}

// FilingReasonsOf reads reasons as a row keeps them.
func FilingReasonsOf(text string) (out []care.FilingReason, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &out)
	}
	return out, err
}

// ClocksOf reads clocks as a row keeps them.
func ClocksOf(text string) (out []care.Clock, err error) {
	err = json.Unmarshal([]byte(text), &out)
	return out, err
}

func reasonsText(reasons []care.FilingReason) (string, error) {
	if len(reasons) == 0 {
		return "", nil
	}
	text, err := json.Marshal(reasons)
	return string(text), err
}

// SaveForm keeps a form that is being filled in. It reports false when somebody else has changed it, or it is with the office.
func (w *work) SaveForm(ctx context.Context, d SealedDossier, now care.Instant) (bool, error) {
	return one(w.SaveFilingForm(ctx, db.SaveFilingFormParams{FormSealed: d.FormSealed, AreaCode: d.Area, Now: int64(now), ID: string(d.ID), WasVersion: d.Version}))
}

// TouchDossier counts a change of its papers. It reports false when somebody else has changed it.
func (w *work) TouchDossier(ctx context.Context, id care.DossierID, was int64, now care.Instant) (bool, error) {
	return one(w.TouchFiling(ctx, db.TouchFilingParams{Now: int64(now), ID: string(id), WasVersion: was}))
}

// SaveDossier keeps what a dossier has become. It reports false when somebody else has moved it.
func (w *work) SaveDossier(ctx context.Context, d SealedDossier, was int64) (bool, error) {
	clocks, err := json.Marshal(d.Clocks)
	if err != nil {
		return false, err
	}
	if d.Clocks == nil {
		clocks = []byte("[]")
	}
	reasons, err := reasonsText(d.Reasons)
	if err != nil {
		return false, err
	}
	p := db.SaveFilingParams{
		State: string(d.State), Round: int32(d.Round), Clocks: string(clocks), Reasons: reasons, ReceiptNo: d.ReceiptNo, TitleNo: d.TitleNo, //nolint:gosec // a few rounds
		Officer: string(d.Officer), ChecksSealed: d.ChecksSealed, Version: d.Version, SubmittedAt: int64(d.SubmittedAt), ReceivedAt: int64(d.ReceivedAt),
		DecidedAt: int64(d.DecidedAt), UpdatedAt: int64(d.UpdatedAt), ID: string(d.ID), WasVersion: was,
	}
	if near, ok := d.Due(); ok && d.State.AtOffice() {
		p.Due, p.NextWarning = int64(near.Due), int64(d.NextWarning())
		for _, c := range d.Clocks {
			p.Provisional = p.Provisional || c.Running() && c.Provisional
		}
	}
	return one(w.SaveFiling(ctx, p))
}

// AddFilingEvent writes a step down.
func (w *work) AddFilingEvent(ctx context.Context, id care.DossierID, e care.FilingEvent) error {
	reasons, err := reasonsText(e.Reasons)
	if err != nil {
		return err
	}
	return w.InsertFilingEvent(ctx, db.InsertFilingEventParams{
		FilingID: string(id), Action: string(e.Action), State: string(e.State), ActorKind: string(e.Actor.Kind), ActorID: e.Actor.ID, Reasons: reasons, At: int64(e.At),
	})
}

// FilingSteps returns what was done with a dossier, in order.
func (w *work) FilingSteps(ctx context.Context, id care.DossierID) ([]care.FilingEvent, error) {
	rows, err := w.FilingEvents(ctx, string(id))
	if err != nil {
		return nil, err
	}
	out := make([]care.FilingEvent, len(rows))
	for i, r := range rows {
		out[i] = care.FilingEvent{
			N: int(r.N), Action: care.FilingAction(r.Action), State: care.DossierState(r.State), Actor: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID}, At: care.Instant(r.At),
		}
		if out[i].Reasons, err = FilingReasonsOf(r.Reasons); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// farFuture is after every due day: 2255.
const farFuture = 9_000_000_000_000

// DossiersIn lists up to limit filings of an area that were submitted, those after a row whose At is the Place of it; state "" is all of
// them, "open" those an office has.
func (w *work) DossiersIn(ctx context.Context, area, state string, after care.LastRow, limit int) ([]FilingLine, error) {
	return w.FilingsIn(ctx, db.FilingsInParams{
		Prefix: care.RegionPrefix(area), State: state, FarFuture: farFuture, After: int64(after.At), AfterID: after.ID, Page: rowsOf(limit),
	})
}

// DossierCounts counts them by state.
func (w *work) DossierCounts(ctx context.Context, area string) (map[care.DossierState]int, error) {
	rows, err := w.FilingCounts(ctx, care.RegionPrefix(area))
	out := make(map[care.DossierState]int, len(rows))
	for _, r := range rows {
		out[care.DossierState(r.State)] = int(r.N)
	}
	return out, err
}

// DossiersToWarn returns filings somebody is to be warned of.
func (w *work) DossiersToWarn(ctx context.Context, now care.Instant, page int32) ([]string, error) {
	return w.FilingsToWarn(ctx, db.FilingsToWarnParams{Now: int64(now), Page: page})
}

// Material returns a paper of a dossier, and false when it has no such paper.
func (w *work) Material(ctx context.Context, of care.DossierID, id care.MaterialID) (FilingMaterial, bool, error) {
	return found(w.MaterialByID(ctx, db.MaterialByIDParams{ID: string(id), FilingID: string(of)}))
}

// DatePaper sets from when until when a paper holds.
func (w *work) DatePaper(ctx context.Context, of care.DossierID, id care.MaterialID, issued, until care.Date) (bool, error) {
	return one(w.DateMaterial(ctx, db.DateMaterialParams{IssuedOn: issued.String(), ValidUntil: until.String(), ID: string(id), FilingID: string(of)}))
}

// DropMaterial takes a paper out of a dossier, and reports whether another one still shares its file.
func (w *work) DropMaterial(ctx context.Context, m FilingMaterial) (shared bool, err error) {
	if _, err = w.DeleteMaterial(ctx, db.DeleteMaterialParams{ID: m.ID, FilingID: m.FilingID}); err != nil {
		return false, err
	}
	n, err := w.MaterialFileKnown(ctx, m.BlobKey)
	return n > 0, err
}

// PapersEnding returns a page of the papers of facilities that stand whose last day lies in a span, both ends included; id goes on behind a
// paper that ends on the first day, "" is from its beginning.
func (w *work) PapersEnding(ctx context.Context, from care.Date, id string, until care.Date, page int32) ([]EndingPaper, error) {
	return w.MaterialsEnding(ctx, db.MaterialsEndingParams{After: from.String(), AfterID: id, Until: until.String(), Page: page})
}

// AddTitle gives a facility a filing or a licence.
func (w *work) AddTitle(ctx context.Context, t care.Title) error {
	return w.InsertTitle(ctx, db.InsertTitleParams{
		ID: string(t.ID), FacilityID: string(t.Facility), Basis: string(t.Basis), No: t.No, Authority: t.Authority, GrantedOn: t.GrantedOn.String(), FilingID: string(t.Dossier),
	})
}

// RenewedTitle gives what stands under a law another number, and reports false when nothing stands.
func (w *work) RenewedTitle(ctx context.Context, t care.Title) (bool, error) {
	return one(w.RenewTitle(ctx, db.RenewTitleParams{No: t.No, FilingID: string(t.Dossier), FacilityID: string(t.Facility), Basis: string(t.Basis)}))
}

// EndTitle ends what a facility was given under a law, "" for all.
func (w *work) EndTitle(ctx context.Context, id care.FacilityID, basis care.FilingBasis, on care.Date) error {
	_, err := w.EndTitles(ctx, db.EndTitlesParams{EndedOn: on.String(), FacilityID: string(id), Basis: string(basis)})
	return err
}

// Titles returns what a facility was given, in order.
func (w *work) Titles(ctx context.Context, id care.FacilityID) ([]care.Title, error) {
	rows, err := w.TitlesOf(ctx, string(id))
	if err != nil {
		return nil, err
	}
	out := make([]care.Title, len(rows))
	for i, r := range rows {
		out[i] = care.Title{ID: care.TitleID(r.ID), Facility: care.FacilityID(r.FacilityID), Basis: care.FilingBasis(r.Basis), No: r.No, Authority: r.Authority, Dossier: care.DossierID(r.FilingID)}
		if err := dates(&out[i].GrantedOn, r.GrantedOn, &out[i].EndedOn, r.EndedOn); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// dates reads two dates as rows keep them.
func dates(a *care.Date, textA string, b *care.Date, textB string) error {
	if err := a.UnmarshalText([]byte(textA)); err != nil {
		return err
	}
	return b.UnmarshalText([]byte(textB))
}

// Placed counts the children who have a place at a facility in a month or later: in the month with the most.
func (w *work) Placed(ctx context.Context, id care.FacilityID, from care.Month) (int, error) {
	n, err := w.ChildrenPlaced(ctx, db.ChildrenPlacedParams{FacilityID: string(id), Month: int32(from)})
	return int(n), err
}

// CodeShared counts other facilities of a district with a credit code that are filed.
func (w *work) CodeShared(ctx context.Context, id care.FacilityID, code, district string) (int, error) {
	n, err := w.SameCreditCode(ctx, db.SameCreditCodeParams{CreditCode: code, ID: string(id), District: district})
	return int(n), err
}

// WholeFacility returns a facility with its classes and places.
func (w *work) WholeFacility(ctx context.Context, id care.FacilityID) (care.Facility, error) {
	f, err := w.FacilityAlone(ctx, id)
	if err != nil {
		return f, err
	}
	err = classesIn(ctx, w, []care.FacilityID{id}, func(_ care.FacilityID, c care.Class) { f.Classes = append(f.Classes, c) })
	return f, err
}

// SaveFacility is SaveFacilities of one, within a transaction that does more.
func (w *work) SaveFacility(ctx context.Context, actor care.Actor, at care.Instant, f care.Facility) error {
	sorted, err := sortedFacilities([]care.Facility{f})
	if err != nil {
		return err
	}
	return (&facilitySave{work: w, actor: actor, at: at}).chunk(ctx, sorted)
}

// NewTermReport is a report of a term as it is given.
type NewTermReport struct {
	Facility care.FacilityID
	Term     care.Term
	Classes  []care.TermClass
	Due      care.Date
	Reported care.Date
	Was      int64 // the version it replaces; 0: none
	Now      care.Instant
}

// TermReport is one of a facility; Version 0: none came.
type TermReport struct {
	Facility       care.FacilityID
	Name           string
	AreaCode       string
	AreaName       string
	Term           care.Term
	Classes        []care.TermClass
	Due            care.Date
	Reported       care.Date
	AcknowledgedAt care.Instant
	Version        int64
}

// SaveTerm keeps a report. It reports false when somebody else has changed it meanwhile.
func (w *work) SaveTerm(ctx context.Context, r NewTermReport) (bool, error) {
	text, err := json.Marshal(r.Classes)
	if err != nil {
		return false, err
	}
	places, children := 0, 0
	for _, c := range r.Classes {
		places, children = places+c.Places, children+c.Children
	}
	return one(w.SaveTermReport(ctx, db.SaveTermReportParams{
		FacilityID: string(r.Facility), Term: r.Term.String(), Classes: string(text), Places: int32(places), Children: int32(children), //nolint:gosec // bounded by care
		Due: r.Due.String(), ReportedOn: r.Reported.String(), Now: int64(r.Now), WasVersion: r.Was,
	}))
}

// Terms returns the reports of a facility, the latest first.
func (w *work) Terms(ctx context.Context, id care.FacilityID) ([]TermReport, error) {
	rows, err := w.TermReportsOf(ctx, string(id))
	if err != nil {
		return nil, err
	}
	out := make([]TermReport, len(rows))
	for i, r := range rows {
		out[i] = TermReport{Facility: id, AcknowledgedAt: care.Instant(r.AcknowledgedAt), Version: r.Version}
		if err := out[i].read(r.Term, r.Classes, r.Due, r.ReportedOn); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *TermReport) read(term, classes, due, reported string) (err error) {
	if r.Term, err = care.ParseTerm(term); err != nil {
		return err
	}
	if classes != "" {
		if err := json.Unmarshal([]byte(classes), &r.Classes); err != nil {
			return err
		}
	}
	return dates(&r.Due, due, &r.Reported, reported)
}

// TermsIn returns who is to report a term in an area, with what came.
func (w *work) TermsIn(ctx context.Context, area string, term care.Term) ([]TermReport, error) {
	rows, err := w.TermReportsIn(ctx, db.TermReportsInParams{Term: term.String(), Prefix: care.RegionPrefix(area)})
	if err != nil {
		return nil, err
	}
	out := make([]TermReport, len(rows))
	for i, r := range rows {
		out[i] = TermReport{
			Facility: care.FacilityID(r.FacilityID), Name: r.FacilityName, AreaCode: r.AreaCode, AreaName: r.AreaName, AcknowledgedAt: care.Instant(r.AcknowledgedAt), Version: r.Version,
		}
		if err := out[i].read(term.String(), r.Classes, "", r.ReportedOn); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// AcknowledgeReport notes that the bureau has seen a report. It reports false when it stands otherwise.
func (w *work) AcknowledgeReport(ctx context.Context, id care.FacilityID, term care.Term, was int64, by care.AccountID, now care.Instant) (bool, error) {
	return one(w.AcknowledgeTerm(ctx, db.AcknowledgeTermParams{Now: int64(now), By: string(by), FacilityID: string(id), Term: term.String(), WasVersion: was}))
}

// TermsMissing returns kindergartens that have not reported a term.
func (w *work) TermsMissing(ctx context.Context, term care.Term, after string, page int32) ([]string, error) {
	return w.TermReportsMissing(ctx, db.TermReportsMissingParams{Term: term.String(), After: after, Page: page})
}

// SaveRegistrantRow keeps a body of a list, and reports whether that changed anything.
func (w *work) SaveRegistrantRow(ctx context.Context, r care.Registrant, demo bool) (bool, error) {
	return one(w.SaveRegistrant(ctx, db.SaveRegistrantParams{
		ID: string(r.ID), Source: r.Source, CreditCode: r.CreditCode, Name: r.Name, Route: string(r.Route), Registrar: r.Registrar, AreaCode: r.AreaCode,
		AreaName: r.AreaName, Address: r.Address, Scope: r.Scope, RegisteredOn: r.RegisteredOn.String(), Ended: r.Ended, Demo: demo, SeenAt: int64(r.SeenAt),
	}))
}

// Registrants returns the bodies of an area.
func (w *work) Registrants(ctx context.Context, area string) ([]care.Registrant, error) {
	return registrantsOf(w.RegistrantsIn(ctx, care.RegionPrefix(area)))
}

// RegistrantList returns the bodies of one list in an area.
func (w *work) RegistrantList(ctx context.Context, source, area string) ([]care.Registrant, error) {
	return registrantsOf(w.RegistrantsOfSource(ctx, db.RegistrantsOfSourceParams{Source: source, Prefix: care.RegionPrefix(area)}))
}

// Registrant returns one, and false when there is none with this id.
func (w *work) Registrant(ctx context.Context, id care.RegistrantID) (care.Registrant, bool, error) {
	row, known, err := found(w.RegistrantByID(ctx, string(id)))
	if err != nil || !known {
		return care.Registrant{}, false, err
	}
	list, err := registrantsOf([]db.Registrant{row}, nil)
	if err != nil {
		return care.Registrant{}, false, err
	}
	return list[0], true, nil
}

// MarkedRegistrant keeps what a person decided about one. It reports false when somebody else has decided meanwhile.
func (w *work) MarkedRegistrant(ctx context.Context, r care.Registrant) (bool, error) {
	return one(w.MarkRegistrant(ctx, db.MarkRegistrantParams{
		Mark: string(r.Mark), Note: r.Note, FacilityID: sql.NullString{String: string(r.Facility), Valid: r.Facility != ""}, ID: string(r.ID), WasVersion: r.Version,
	}))
}

// CodeKnown reports whether a credit code stands in a registrar's list, and whether there is a list for a district at all.
func (w *work) CodeKnown(ctx context.Context, code, district string) (listed, lists bool, err error) {
	n, err := w.CodeListed(ctx, code)
	if err != nil {
		return false, false, err
	}
	m, err := w.DistrictListed(ctx, district)
	return n > 0, m > 0, err
}

// FacilitiesIn returns the facilities of an area, without classes.
func (w *work) FacilitiesIn(ctx context.Context, area string) ([]care.Facility, error) {
	ids, err := w.FacilitiesOfArea(ctx, care.RegionPrefix(area))
	if err != nil {
		return nil, err
	}
	list := make([]care.FacilityID, len(ids))
	for i, id := range ids {
		list[i] = care.FacilityID(id)
	}
	out := make([]care.Facility, 0, len(ids))
	err = facilityRows(ctx, w, list, func(row *db.Facility) error {
		f, err := facilityOf(row)
		out = append(out, f)
		return err
	})
	return out, err
}

func registrantsOf(rows []db.Registrant, err error) ([]care.Registrant, error) {
	if err != nil {
		return nil, err
	}
	out := make([]care.Registrant, len(rows))
	for i, r := range rows {
		out[i] = care.Registrant{
			ID: care.RegistrantID(r.ID), Source: r.Source, CreditCode: r.CreditCode, Name: r.Name, Route: care.FilingRoute(r.Route), Registrar: r.Registrar,
			AreaCode: r.AreaCode, AreaName: r.AreaName, Address: r.Address, Scope: r.Scope, Ended: r.Ended, Mark: care.RegistrantMark(r.Mark), Note: r.Note,
			Facility: care.FacilityID(r.FacilityID.String), SeenAt: care.Instant(r.SeenAt), Version: r.Version,
		}
		if err := out[i].RegisteredOn.UnmarshalText([]byte(r.RegisteredOn)); err != nil {
			return nil, err
		}
	}
	return out, nil
}
