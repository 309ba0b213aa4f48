package server

import (
	"context"
	"encoding/json"

	"tuoyuquan/api/care"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/store"
)

// FacilityFile is everything a bureau has of a facility.
type FacilityFile struct {
	ID           care.FacilityID   `json:"id"`
	Name         string            `json:"name"`
	OtherName    string            `json:"other_name,omitempty"`
	CreditCode   string            `json:"credit_code,omitempty"`
	Version      int64             `json:"version"`
	Status       care.FilingStatus `json:"status"`
	FilingNo     string            `json:"filing_no,omitempty"`
	FilingDate   string            `json:"filing_date,omitempty" format:"date"`
	Authority    string            `json:"authority,omitempty"`
	Kind         care.FacilityKind `json:"kind" enum:"independent,community,kindergarten,employer,home,service_centre"`
	Nature       care.Nature       `json:"nature,omitempty"`
	Inclusive    bool              `json:"inclusive"`
	OpenToPublic bool              `json:"open_to_public"`
	AreaCode     string            `json:"area_code,omitempty"`
	AreaName     string            `json:"area_name,omitempty"`
	Address      string            `json:"address,omitempty"`
	Phone        string            `json:"phone,omitempty"`
	OpenedOn     string            `json:"opened_on,omitempty" format:"date"`
	Verified     bool              `json:"verified"`
	Classes      []FileClass       `json:"classes" nullable:"false"`
	Open         *Closure          `json:"open,omitempty" doc:"The closure that lasts"`
	Closures     []Closure         `json:"closures" nullable:"false"`
	Records      []FileRecord      `json:"records" nullable:"false" doc:"Inspections, orders, penalties and notes, the latest first"`
	Grades       []FileGrade       `json:"grades" nullable:"false" doc:"The latest first"`
	Matrix       bool              `json:"matrix" doc:"A rule of the area makes the grade of risk and credit"`
	MatrixRule   *MatrixRule       `json:"matrix_rule,omitempty" doc:"Where that rule is written"`
	Cases        []FileCases       `json:"cases" nullable:"false" doc:"Complaints, counted"`
	Findings     []FileFinding     `json:"findings" nullable:"false"`
	Dossiers     []FileDossier     `json:"dossiers" nullable:"false"`
	Titles       []FileTitle       `json:"titles" nullable:"false"`
	Log          []RegisterChange  `json:"log" nullable:"false" doc:"What the public register's log says of it"`
	May          []string          `json:"may" nullable:"false" doc:"What the person may do here: close, supervise, penalise"`
}

// MatrixRule is where the matrix of grades of an area is written, and how sure that is.
type MatrixRule struct {
	Basis      string `json:"basis"`
	Confidence string `json:"confidence" enum:"S,S2,C,I,M"`
}

// FileClass is a class in the file of a facility.
type FileClass struct {
	ID          care.ClassID  `json:"id"`
	Name        string        `json:"name"`
	Band        care.BandName `json:"band"`
	Mode        care.Mode     `json:"mode"`
	Filed       int           `json:"filed"`
	Staffed     int           `json:"staffed"`
	Taken       int           `json:"taken"`
	ConfirmedAt string        `json:"confirmed_at,omitempty" format:"date-time"`
}

// FileRecord is an inspection, an order, a penalty or a note.
type FileRecord struct {
	ID      string          `json:"id"`
	Kind    care.RecordKind `json:"kind" enum:"inspection,note,order,recheck,warning,fine"`
	On      string          `json:"on" format:"date"`
	Due     string          `json:"due,omitempty" format:"date"`
	DoneOn  string          `json:"done_on,omitempty" format:"date"`
	Overdue bool            `json:"overdue,omitempty"`
	Result  string          `json:"result,omitempty" enum:"in_order,faults,not_met"`
	Fine    int64           `json:"fine,omitempty" doc:"fen"`
	No      string          `json:"no,omitempty" doc:"Of the document"`
	Words   string          `json:"words"`
	By      *OfficerRef     `json:"by,omitempty"`
	At      string          `json:"at" format:"date-time"`
	Version int64           `json:"version"`
}

// FileGrade is a grade from a day on.
type FileGrade struct {
	N           int64       `json:"n"`
	From        string      `json:"from" format:"date"`
	Risk        string      `json:"risk" enum:"A,B,C,D"`
	Credit      string      `json:"credit" enum:"A,A-,B+,B,B-,C+,C,D"`
	DepartmentD bool        `json:"department_d,omitempty" doc:"A department has graded it D itself: high risk"`
	Grade       string      `json:"grade" enum:"A,B,C,D"`
	ByHand      bool        `json:"by_hand,omitempty" doc:"No rule said which it is"`
	Words       string      `json:"words,omitempty"`
	By          *OfficerRef `json:"by,omitempty"`
}

// FileCases is how many complaints of a sort there were.
type FileCases struct {
	Category care.Category  `json:"category"`
	Class    care.CaseClass `json:"class"`
	Open     bool           `json:"open"`
	N        int            `json:"n"`
}

// FileFinding is something that was found to be so, published now or once.
type FileFinding struct {
	Category  care.Category      `json:"category"`
	Result    care.FindingResult `json:"result"`
	From      string             `json:"from" format:"date"`
	Until     string             `json:"until" format:"date"`
	Withdrawn bool               `json:"withdrawn,omitempty"`
}

// FileDossier is a matter the facility brought to the office.
type FileDossier struct {
	ID          string            `json:"id"`
	Kind        care.FilingKind   `json:"kind" enum:"filing,change,cancellation"`
	Basis       care.FilingBasis  `json:"basis" enum:"filing,licence"`
	State       care.DossierState `json:"state"`
	SubmittedAt string            `json:"submitted_at,omitempty" format:"date-time"`
	DecidedAt   string            `json:"decided_at,omitempty" format:"date-time"`
	ReceiptNo   string            `json:"receipt_no,omitempty"`
	Reasons     []Reason          `json:"reasons,omitempty"`
}

// FileTitle is what the facility was given.
type FileTitle struct {
	Basis     care.FilingBasis `json:"basis" enum:"filing,licence"`
	No        string           `json:"no,omitempty"`
	Authority string           `json:"authority,omitempty"`
	GrantedOn string           `json:"granted_on,omitempty" format:"date"`
	EndedOn   string           `json:"ended_on,omitempty" format:"date"`
}

// ChangeEntry is one row of the record.
type ChangeEntry struct {
	Seq    int64          `json:"seq"`
	Noun   string         `json:"noun"`
	ID     string         `json:"id,omitempty" doc:"Absent where it would tell of somebody who is protected"`
	Kind   string         `json:"kind"`
	At     string         `json:"at" format:"date-time"`
	By     care.ActorKind `json:"by"`
	Actor  *OfficerRef    `json:"actor,omitempty"`
	Fields []ChangeField  `json:"fields,omitempty" doc:"What changed, as JSON texts"`
	Body   map[string]any `json:"body,omitempty" doc:"What else is written there; it names nobody"`
	Hash   string         `json:"hash"`
}

// ChangeField is a field that changed.
type ChangeField struct {
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// ChangeEntries is a page of the record, the latest first.
type ChangeEntries struct {
	Changes []ChangeEntry `json:"changes" nullable:"false"`
	Next    int64         `json:"next,omitempty" doc:"To go on: as before; absent: no more. A page may be empty and still have a next one"`
}

// historyInput asks for a page of a facility's history.
type historyInput struct {
	FacilityPath

	Before int64 `query:"before" minimum:"1"`
	Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// fileRecordInput writes into the file of a facility.
type fileRecordInput struct {
	FacilityPath
	Body struct {
		Kind   care.RecordKind `json:"kind" enum:"inspection,note,order,recheck,warning,fine"`
		On     string          `json:"on" format:"date" maxLength:"10"`
		Due    string          `json:"due,omitempty" format:"date" maxLength:"10" doc:"With an order"`
		Result string          `json:"result,omitempty" enum:"in_order,faults,not_met" doc:"With an inspection or a recheck"`
		Fine   int64           `json:"fine,omitempty" minimum:"0" maximum:"10000000000" doc:"fen; with a fine"`
		No     string          `json:"no,omitempty" maxLength:"320"`
		Words  string          `json:"words" minLength:"1" maxLength:"8000"`
	}
}

// meetInput keeps the day an order was met.
type meetInput struct {
	ID   string `path:"id" maxLength:"64" doc:"Id of the record"`
	Body struct {
		On      string `json:"on" format:"date" maxLength:"10"`
		Version int64  `json:"version" minimum:"1"`
	}
}

// gradeInput grades a facility.
type gradeInput struct {
	FacilityPath
	Body struct {
		Risk        string `json:"risk" enum:"A,B,C,D"`
		Credit      string `json:"credit" enum:"A,A-,B+,B,B-,C+,C,D"`
		DepartmentD bool   `json:"department_d,omitempty"`
		Grade       string `json:"grade,omitempty" enum:"A,B,C,D" doc:"Where no rule says which it is"`
		Words       string `json:"words,omitempty" maxLength:"1600"`
		N           int64  `json:"n" minimum:"0" doc:"Number of the grade that was seen last; 0: none"`
	}
}

func (s *Server) getFacilityFile(ctx context.Context, in *FacilityPath) (*answer[FacilityFile], error) {
	file, err := s.book()
	if err != nil {
		return nil, err
	}
	f, err := file.File(ctx, actorOf(ctx), care.FacilityID(in.ID))
	if err != nil {
		return nil, err
	}
	return &answer[FacilityFile]{s.facilityFile(ctx, &f)}, nil
}

func (s *Server) facilityFile(ctx context.Context, f *ledger.File) FacilityFile {
	names, of := s.officers(ctx), &f.Facility
	today := care.Today(care.InstantOf(s.Now()))
	ref := FacilityRef{ID: of.ID, Name: of.Name, Address: of.Address, Phone: of.Phone}
	out := FacilityFile{
		ID: of.ID, Name: of.Name, OtherName: of.OtherName, CreditCode: of.CreditCode, Version: f.Version, Status: of.Filing.Status, FilingNo: of.Filing.No,
		FilingDate: maybeDate(of.Filing.Date), Authority: of.Filing.Authority, Kind: of.Kind, Nature: of.Nature, Inclusive: of.Inclusive,
		OpenToPublic: of.OpenToPublic, AreaCode: of.AreaCode, AreaName: of.AreaName, Address: of.Address, Phone: of.Phone, OpenedOn: maybeDate(of.OpenedOn),
		Verified: of.Verified, Matrix: f.Grading != nil,
		Classes:  each(of.Classes, func(c care.Class) FileClass { return fileClass(c, today.MonthOf()) }),
		Closures: each(f.Closures, func(c care.Closure) Closure { return closureOf(ctx, names, c, ref) }),
		Records:  each(f.Records, func(r care.Record) FileRecord { return fileRecord(names, r, today) }),
		Grades:   each(f.Grades, func(g store.FacilityGrade) FileGrade { return fileGrade(names, g) }),
		Cases: each(f.Cases, func(c store.FacilityCases) FileCases {
			return FileCases{Category: c.Category, Class: c.Class, Open: c.Open, N: c.N}
		}),
		Findings: each(f.Findings, func(p store.PastFinding) FileFinding {
			return FileFinding{Category: p.Category, Result: p.Result, From: p.From.String(), Until: p.Until.String(), Withdrawn: p.Withdrawn != 0}
		}),
		Dossiers: each(f.Dossiers, func(d care.Dossier) FileDossier { return fileDossier(ctx, d) }),
		Titles: each(f.Titles, func(t care.Title) FileTitle {
			return FileTitle{Basis: t.Basis, No: t.No, Authority: t.Authority, GrantedOn: maybeDate(t.GrantedOn), EndedOn: maybeDate(t.EndedOn)}
		}),
		Log: each(f.Log, func(l store.RegisterLine) RegisterChange { return registerChange(ctx, l) }),
		May: []string{},
	}
	if f.Grading != nil {
		out.MatrixRule = &MatrixRule{Basis: f.Grading.Rule.LegalBasis, Confidence: string(f.Grading.Rule.Confidence)}
	}
	if f.Open != nil {
		c := closureOf(ctx, names, *f.Open, ref)
		out.Open = &c
	}
	actor := actorOf(ctx)
	for _, d := range []struct {
		word  string
		right care.Right
	}{{"close", care.MayCloseFacility}, {"supervise", care.MaySupervise}, {"penalise", care.MayPenalise}} {
		if actor.May(d.right, care.Owner{Facility: of.ID, Area: of.AreaCode}) == nil {
			out.May = append(out.May, d.word)
		}
	}
	return out
}

func fileClass(c care.Class, month care.Month) FileClass {
	out := FileClass{ID: c.ID, Name: c.Name, Band: c.Band, Mode: c.Mode, ConfirmedAt: maybeStamp(c.ConfirmedAt)}
	for _, p := range c.Pools {
		if p.Month <= month { // a month without a row is as the one before
			out.Filed, out.Staffed, out.Taken = p.Filed, p.Staffed, p.Taken
		}
	}
	return out
}

func fileRecord(names officerNames, r care.Record, today care.Date) FileRecord {
	return FileRecord{
		ID: string(r.ID), Kind: r.Kind, On: r.On.String(), Due: maybeDate(r.Due), DoneOn: maybeDate(r.DoneOn),
		Overdue: !r.Due.IsZero() && r.DoneOn.IsZero() && r.Due.Before(today), Result: r.Result, Fine: r.Fine, No: r.No, Words: r.Words,
		By: names.ref(care.AccountID(r.By.ID)), At: stamp(r.At), Version: r.Version,
	}
}

func fileGrade(names officerNames, g store.FacilityGrade) FileGrade {
	return FileGrade{
		N: g.N, From: g.From.String(), Risk: g.Risk, Credit: g.Credit, DepartmentD: g.DepartmentD, Grade: g.Grade, ByHand: g.ByHand, Words: g.Words,
		By: names.ref(care.AccountID(g.By.ID)),
	}
}

func fileDossier(ctx context.Context, d care.Dossier) FileDossier {
	return FileDossier{
		ID: string(d.ID), Kind: d.Kind, Basis: d.Basis, State: d.State, SubmittedAt: maybeStamp(d.SubmittedAt), DecidedAt: maybeStamp(d.DecidedAt),
		ReceiptNo: d.ReceiptNo,
		Reasons: each(d.Reasons, func(r care.FilingReason) Reason {
			return Reason{Code: r.Code, Text: notify.ReasonText(r.Code, !infoOf(ctx).chinese)}
		}),
	}
}

func (s *Server) listFacilityHistory(ctx context.Context, in *historyInput) (*answer[ChangeEntries], error) {
	file, err := s.book()
	if err != nil {
		return nil, err
	}
	changes, next, err := file.History(ctx, actorOf(ctx), care.FacilityID(in.ID), in.Before, in.Limit)
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	return &answer[ChangeEntries]{ChangeEntries{Changes: each(changes, func(c care.Change) ChangeEntry { return changeEntry(names, c) }), Next: next}}, nil
}

// guarded are the nouns whose rows tell of somebody who is protected: that something happened is shown, and nothing else.
var guarded = map[string]bool{care.NounWatch: true, care.NounOpening: true}

func changeEntry(names officerNames, c care.Change) ChangeEntry {
	out := ChangeEntry{Seq: c.Seq, Noun: c.Noun, Kind: c.Kind, At: stamp(c.At), By: c.Actor.Kind, Hash: c.Hash}
	if guarded[c.Noun] {
		out.By = care.ActorSystem
		return out
	}
	out.ID = c.ID
	if name := names.name(care.AccountID(c.Actor.ID)); name != "" {
		out.Actor = names.ref(care.AccountID(c.Actor.ID))
	}
	var body map[string]json.RawMessage
	if len(c.Body) == 0 || json.Unmarshal(c.Body, &body) != nil {
		return out
	}
	var changed map[string][2]json.RawMessage
	if json.Unmarshal(body["changed"], &changed) == nil {
		for _, field := range sortedKeys(changed) {
			out.Fields = append(out.Fields, ChangeField{Field: field, Old: plainValue(changed[field][0]), New: plainValue(changed[field][1])})
		}
		delete(body, "changed")
	}
	if len(body) > 0 {
		out.Body = make(map[string]any, len(body))
		for k, v := range body {
			var any any
			if json.Unmarshal(v, &any) == nil {
				out.Body[k] = any
			}
		}
	}
	return out
}

func plainValue(v json.RawMessage) string {
	var text string
	switch {
	case len(v) == 0 || string(v) == "null":
		return ""
	case json.Unmarshal(v, &text) == nil:
		return text
	default:
		return string(v)
	}
}

func (s *Server) addFacilityRecord(ctx context.Context, in *fileRecordInput) (*answer[FileRecord], error) {
	file, err := s.book()
	if err != nil {
		return nil, err
	}
	r := care.Record{Facility: care.FacilityID(in.ID), Kind: in.Body.Kind, Result: in.Body.Result, Fine: in.Body.Fine, No: in.Body.No, Words: in.Body.Words}
	if r.On, err = parseDate("on", in.Body.On); err != nil {
		return nil, err
	}
	if r.Due, err = parseDate("due", in.Body.Due); err != nil {
		return nil, err
	}
	if r, err = file.AddRecord(ctx, actorOf(ctx), r); err != nil {
		return nil, err
	}
	return &answer[FileRecord]{fileRecord(s.officers(ctx), r, care.Today(care.InstantOf(s.Now())))}, nil
}

func (s *Server) meetFacilityOrder(ctx context.Context, in *meetInput) (*answer[FileRecord], error) {
	file, err := s.book()
	if err != nil {
		return nil, err
	}
	on, err := parseDate("on", in.Body.On)
	if err != nil {
		return nil, err
	}
	r, err := file.MeetOrder(ctx, actorOf(ctx), care.RecordID(in.ID), on, in.Body.Version)
	if err != nil {
		return nil, err
	}
	return &answer[FileRecord]{fileRecord(s.officers(ctx), r, care.Today(care.InstantOf(s.Now())))}, nil
}

func (s *Server) gradeFacility(ctx context.Context, in *gradeInput) (*answer[FileGrade], error) {
	file, err := s.book()
	if err != nil {
		return nil, err
	}
	g, err := file.SetGrade(ctx, actorOf(ctx), care.FacilityID(in.ID), ledger.GradeInput{
		Risk: in.Body.Risk, Credit: in.Body.Credit, DepartmentD: in.Body.DepartmentD, Grade: in.Body.Grade, Words: in.Body.Words, N: in.Body.N,
	})
	if err != nil {
		return nil, err
	}
	return &answer[FileGrade]{fileGrade(s.officers(ctx), g)}, nil
}
