package server

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/facility"
)

// Roster is who works at a facility and who is there on a day.
type Roster struct {
	Date    string         `json:"date" format:"date"`
	Works   bool           `json:"works" doc:"true: a working day"`
	Known   bool           `json:"known" doc:"false: the working days of this year are not published yet"`
	People  []RosterPerson `json:"people" nullable:"false"`
	Classes []ClassStaff   `json:"classes" nullable:"false" doc:"What the carers who are there allow"`
}

// RosterPerson is somebody who works at a facility.
type RosterPerson struct {
	ID           care.MemberID      `json:"id"`
	Code         string             `json:"code,omitempty" doc:"The facility's own number"`
	Name         string             `json:"name,omitempty" doc:"For the facility alone"`
	Post         care.StaffPost     `json:"post" enum:"head,carer,health,security,kitchen,other"`
	ClassID      care.ClassID       `json:"class_id,omitempty" doc:"Of a carer; absent: stands in where needed"`
	Weekdays     []int8             `json:"weekdays" nullable:"false" doc:"1 is Monday"`
	From         string             `json:"from" format:"date"`
	To           string             `json:"to,omitempty" doc:"The last day"`
	ExcludedOn   string             `json:"excluded_on,omitempty" doc:"When the check for barred people last came back clean"`
	ExclusionDue string             `json:"exclusion_due,omitempty" doc:"The last day that check counts"`
	HealthUntil  string             `json:"health_until,omitempty"`
	Certificates []StaffCertificate `json:"certificates" nullable:"false"`
	Flaws        []StaffFlaw        `json:"flaws" nullable:"false" doc:"The gravest first"`
	Usual        bool               `json:"usual" doc:"Works on this day by the usual days"`
	Marked       string             `json:"marked,omitempty" enum:"on,off" doc:"Against the usual days"`
	DayClassID   care.ClassID       `json:"day_class_id,omitempty" doc:"Of this day, when it is another one"`
	OnDuty       bool               `json:"on_duty"`
	Counts       bool               `json:"counts" doc:"Is counted among the carers of the day"`
	Version      int64              `json:"version"`
}

// StaffCertificate is a certificate of somebody who works at a facility.
type StaffCertificate struct {
	Kind    care.CertificateKind `json:"kind" enum:"nursery_carer,infant_teacher,teacher,health_training,security,first_aid,management,other"`
	Number  string               `json:"number,omitempty" maxLength:"60" doc:"For the facility alone"`
	Issued  string               `json:"issued,omitempty" maxLength:"10"`
	Expires string               `json:"expires,omitempty" maxLength:"10"`
}

// StaffFlaw is what is wrong with somebody's papers, or soon will be.
type StaffFlaw struct {
	Code care.FlawCode        `json:"code" enum:"exclusion_missing,exclusion_overdue,exclusion_soon,health_missing,health_expired,health_soon,certificate_missing,certificate_expired,certificate_soon"`
	Kind care.CertificateKind `json:"kind,omitempty"`
	Due  string               `json:"due,omitempty"`
	Bars bool                 `json:"bars,omitempty" doc:"true: not counted among the carers until it is mended"`
}

// ClassStaff is what the carers of a class allow.
type ClassStaff struct {
	ClassID  care.ClassID  `json:"class_id"`
	Name     string        `json:"name"`
	Band     care.BandName `json:"band"`
	Mode     care.Mode     `json:"mode"`
	Version  int64         `json:"version" doc:"To be named when places are set"`
	Carers   int           `json:"carers"`
	StandIns int           `json:"stand_ins"`
	Ratio    int           `json:"ratio" doc:"Children for each carer; 0: no rule says so"`
	Cap      int           `json:"cap,omitempty" doc:"Children one class may have"`
	Filed    int           `json:"filed"`
	Proposed int           `json:"proposed" doc:"Places that follow"`
	Staffed  int           `json:"staffed" doc:"Places as they are set"`
	Needed   int           `json:"needed" doc:"Children in it, or promised a place"`
	Short    int           `json:"short,omitempty" doc:"Carers that lack for them"`
}

// StaffProposal is what the usual carers allow, month by month.
type StaffProposal struct {
	Months []MonthStaff `json:"months" nullable:"false"`
}

// MonthStaff is one month of it.
type MonthStaff struct {
	Month   string       `json:"month" example:"2027-03"`
	Classes []ClassStaff `json:"classes" nullable:"false"`
}

// PersonInput is what a facility says of somebody who works there.
type PersonInput struct {
	Code         string             `json:"code,omitempty" maxLength:"160"`
	Name         string             `json:"name" minLength:"1" maxLength:"240"`
	Post         care.StaffPost     `json:"post" enum:"head,carer,health,security,kitchen,other"`
	ClassID      care.ClassID       `json:"class_id,omitempty" maxLength:"64"`
	Weekdays     []int8             `json:"weekdays" maxItems:"7" nullable:"false" doc:"1 is Monday"`
	From         string             `json:"from" format:"date" maxLength:"10"`
	To           string             `json:"to,omitempty" maxLength:"10"`
	ExcludedOn   string             `json:"excluded_on,omitempty" maxLength:"10"`
	HealthUntil  string             `json:"health_until,omitempty" maxLength:"10"`
	Certificates []StaffCertificate `json:"certificates,omitempty" maxItems:"20"`
}

// PersonPath names somebody who works at a facility.
type PersonPath struct {
	ID string `path:"id" maxLength:"64"`
}

type personBody struct{ Body PersonInput }

// savePersonInput changes somebody.
type savePersonInput struct {
	PersonPath
	Body struct {
		PersonInput
		Version int64 `json:"version" minimum:"1" doc:"As it was seen"`
	}
}

// removePersonInput erases somebody.
type removePersonInput struct {
	PersonPath
	Version int64 `query:"version" required:"true" minimum:"1" doc:"As it was seen"`
}

// dutyInput marks somebody for a day.
type dutyMarkInput struct {
	PersonPath
	Body struct {
		Date    string       `json:"date" format:"date" maxLength:"10"`
		Mark    string       `json:"mark" enum:"on,off,usual" doc:"usual: by the usual days again"`
		ClassID care.ClassID `json:"class_id,omitempty" maxLength:"64" doc:"With on: another class on this day"`
	}
}

// proposalInput asks for some months.
type proposalInput struct {
	Months int `query:"months" minimum:"1" maximum:"24" default:"12"`
}

// facilityDayInput asks for one day of a facility.
type facilityDayInput struct {
	FacilityPath
	dayInput
}

func (in *PersonInput) person() (p facility.PersonInput, err error) {
	p = facility.PersonInput{Name: in.Name, Member: care.Member{Code: in.Code, Post: in.Post, Class: in.ClassID}}
	for _, d := range in.Weekdays {
		if d < 1 || d > 7 {
			return p, care.Errorf(care.Invalid, care.CodeInvalid, "weekdays", "a week has seven days")
		}
		p.Weekdays |= 1 << (d - 1)
	}
	err = readDays(map[string]day{
		"from": {in.From, &p.From}, "to": {in.To, &p.To}, "excluded_on": {in.ExcludedOn, &p.ExcludedOn}, "health_until": {in.HealthUntil, &p.HealthUntil},
	})
	if err != nil {
		return p, err
	}
	for _, c := range in.Certificates {
		k := care.Certificate{Kind: c.Kind}
		if err := readDays(map[string]day{"certificates.issued": {c.Issued, &k.Issued}, "certificates.expires": {c.Expires, &k.Expires}}); err != nil {
			return p, err
		}
		p.Certificates, p.Numbers = append(p.Certificates, k), append(p.Numbers, c.Number)
	}
	return p, nil
}

// day is the text of a day and where it belongs.
type day struct {
	text string
	into *care.Date
}

// readDays reads days by field; an empty one is none.
func readDays(fields map[string]day) (err error) {
	for name, d := range fields {
		if *d.into, err = parseDate(name, d.text); err != nil {
			return err
		}
	}
	return nil
}

func rosterOf(r facility.Roster) Roster {
	return Roster{Date: r.Day.String(), Works: r.Works, Known: r.Known, People: each(r.People, rosterPerson), Classes: each(r.Classes, classStaff)}
}

func rosterPerson(p facility.Person) RosterPerson {
	out := RosterPerson{
		ID: p.ID, Code: p.Code, Name: p.Name, Post: p.Post, ClassID: p.Class, Weekdays: []int8{}, From: p.From.String(), To: p.To.String(),
		ExcludedOn: p.ExcludedOn.String(), ExclusionDue: p.ExclusionDue().String(), HealthUntil: p.HealthUntil.String(),
		Usual: p.Usual, OnDuty: p.OnDuty, Counts: p.Counts, Version: p.Version,
		Flaws: each(p.Flaws, func(f care.Flaw) StaffFlaw { return StaffFlaw{f.Code, f.Kind, f.Due.String(), f.Bars} }),
	}
	for d := int8(1); d <= 7; d++ {
		if p.Weekdays.Has(d) {
			out.Weekdays = append(out.Weekdays, d)
		}
	}
	if p.Mark != nil {
		out.Marked, out.DayClassID = "off", p.Mark.Class
		if p.Mark.On {
			out.Marked = "on"
		}
	}
	out.Certificates = make([]StaffCertificate, len(p.Certificates))
	for i, c := range p.Certificates {
		out.Certificates[i] = StaffCertificate{Kind: c.Kind, Issued: c.Issued.String(), Expires: c.Expires.String()}
		if i < len(p.Numbers) {
			out.Certificates[i].Number = p.Numbers[i]
		}
	}
	return out
}

func classStaff(c facility.ClassStaff) ClassStaff {
	return ClassStaff{
		ClassID: c.Class, Name: c.Name, Band: c.Band, Mode: c.Mode, Version: c.Version, Carers: c.Carers, StandIns: c.StandIns, Ratio: c.Ratio, Cap: c.Cap,
		Filed: c.Filed, Proposed: c.Places, Staffed: c.Now, Needed: c.Needed, Short: c.Short,
	}
}

func rosterAnswer(r facility.Roster, err error) (*answer[Roster], error) {
	if err != nil {
		return nil, err
	}
	return &answer[Roster]{rosterOf(r)}, nil
}

func personAnswer(p facility.Person, err error) (*answer[RosterPerson], error) {
	if err != nil {
		return nil, err
	}
	return &answer[RosterPerson]{rosterPerson(p)}, nil
}

func (s *Server) getRoster(ctx context.Context, in *dayInput) (*answer[Roster], error) {
	on, err := parseDate("date", in.Date)
	if err != nil {
		return nil, err
	}
	return rosterAnswer(s.Facility.Roster(ctx, actorOf(ctx), on))
}

func (s *Server) getFacilityRoster(ctx context.Context, in *facilityDayInput) (*answer[Roster], error) {
	on, err := parseDate("date", in.Date)
	if err != nil {
		return nil, err
	}
	return rosterAnswer(s.Facility.RosterOf(ctx, actorOf(ctx), care.FacilityID(in.ID), on))
}

func (s *Server) proposePlaces(ctx context.Context, in *proposalInput) (*answer[StaffProposal], error) {
	list, err := s.Facility.Proposal(ctx, actorOf(ctx), in.Months)
	if err != nil {
		return nil, err
	}
	return &answer[StaffProposal]{StaffProposal{each(list, func(m facility.MonthStaff) MonthStaff {
		return MonthStaff{m.Month.String(), each(m.Classes, classStaff)}
	})}}, nil
}

func (s *Server) addPerson(ctx context.Context, in *personBody) (*answer[RosterPerson], error) {
	p, err := in.Body.person()
	if err != nil {
		return nil, err
	}
	return personAnswer(s.Facility.AddPerson(ctx, actorOf(ctx), p))
}

func (s *Server) savePerson(ctx context.Context, in *savePersonInput) (*answer[RosterPerson], error) {
	p, err := in.Body.person()
	if err != nil {
		return nil, err
	}
	return personAnswer(s.Facility.SavePerson(ctx, actorOf(ctx), care.MemberID(in.ID), in.Body.Version, p))
}

func (s *Server) removePerson(ctx context.Context, in *removePersonInput) (*struct{}, error) {
	return nothing(s.Facility.RemovePerson(ctx, actorOf(ctx), care.MemberID(in.ID), in.Version))
}

func (s *Server) markDuty(ctx context.Context, in *dutyMarkInput) (*answer[Roster], error) {
	on, err := parseDate("date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	var mark *care.DutyMark
	if in.Body.Mark != "usual" {
		mark = &care.DutyMark{On: in.Body.Mark == "on", Class: in.Body.ClassID}
	}
	return rosterAnswer(s.Facility.MarkDuty(ctx, actorOf(ctx), care.MemberID(in.ID), on, mark))
}
