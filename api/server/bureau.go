package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// Escalation is something that waits for a bureau.
type Escalation struct {
	ID          string           `json:"id"`
	Kind        string           `json:"kind" enum:"undecided,call,reject,revoke,objection"`
	Facility    FacilityRef      `json:"facility"`
	Application StaffApplication `json:"application" doc:"Without the child's name"`
	Reason      *Reason          `json:"reason,omitempty"`
	OpenedAt    string           `json:"opened_at" format:"date-time"`
	Due         string           `json:"due,omitempty" format:"date-time"`
}

// EscalationList is what waits for a bureau, the most pressing first.
type EscalationList struct {
	Escalations []Escalation `json:"escalations" nullable:"false"`
	Total       int          `json:"total" doc:"Of all pages"`
	Next        string       `json:"next,omitempty" doc:"Cursor of the next page"`
}

// escalationsInput asks for a page.
type escalationsInput struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

// ClassAct is what a bureau does with a class, or with every class of a facility.
type ClassAct struct {
	Action string          `json:"action" enum:"freeze,unfreeze,set_filed"`
	Reason care.ReasonCode `json:"reason" minLength:"1" maxLength:"40" doc:"From the public list"`
	Months []FiledMonth    `json:"months,omitempty" maxItems:"60" doc:"With set_filed"`
}

// FiledMonth is the filed places from one month on.
type FiledMonth struct {
	Month string `json:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"YYYY-MM"`
	Filed int    `json:"filed" minimum:"0" maximum:"1000"`
}

// classActInput is an act on one class.
type classActInput struct {
	KeyHeader
	ClassPath
	Body ClassAct
}

// FacilityPath names a facility.
type FacilityPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the facility"`
}

// facilityActInput is an act on every class of a facility.
type facilityActInput struct {
	KeyHeader
	FacilityPath
	Body ClassAct
}

// ClassActDone says what an act did.
type ClassActDone struct {
	Classes      int `json:"classes"`
	Applications int `json:"applications" doc:"Whose clocks were stopped, or go on"`
}

func (s *Server) listEscalations(ctx context.Context, in *escalationsInput) (*answer[EscalationList], error) {
	page, err := s.Booking.Escalations(ctx, actorOf(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	rows := each(page.Cases, func(c booking.Case) Escalation {
		return Escalation{
			ID: c.ID, Kind: string(c.Kind), Facility: facilityRef(c.View.Facility), Application: staffApplication(ctx, c.View),
			Reason: reasonOf(ctx, c.Reason), OpenedAt: stamp(c.At), Due: maybeStamp(c.DueAt),
		}
	})
	return &answer[EscalationList]{EscalationList{Escalations: rows, Total: page.Total, Next: page.Next}}, nil
}

func (s *Server) listFacilityClasses(ctx context.Context, in *FacilityPath) (*answer[StaffClassList], error) {
	return s.classes(ctx, care.FacilityID(in.ID))
}

func (in *ClassAct) act() (booking.ClassAct, error) {
	out := booking.ClassAct{Action: in.Action, Reason: in.Reason}
	for _, m := range in.Months {
		month, err := parseMonth("months", m.Month)
		if err != nil {
			return out, err
		}
		out.Months = append(out.Months, booking.FiledMonth{Month: month, Filed: m.Filed})
	}
	return out, nil
}

func (s *Server) actOnClass(ctx context.Context, in *classActInput) (*replied[ClassActDone], error) {
	act, err := in.Body.act()
	if err != nil {
		return nil, err
	}
	r, err := s.Booking.ActClass(ctx, actorOf(ctx), booking.IdempotencyKey(in.Key), care.ClassID(in.ID), act)
	return classActDone(r, err)
}

func (s *Server) actOnFacility(ctx context.Context, in *facilityActInput) (*replied[ClassActDone], error) {
	act, err := in.Body.act()
	if err != nil {
		return nil, err
	}
	r, err := s.Booking.ActFacility(ctx, actorOf(ctx), booking.IdempotencyKey(in.Key), care.FacilityID(in.ID), act)
	return classActDone(r, err)
}

func classActDone(r booking.ClassReply, err error) (*replied[ClassActDone], error) {
	if err != nil {
		return nil, err
	}
	return &replied[ClassActDone]{Status: r.Status, Body: ClassActDone{Classes: r.Classes, Applications: r.Applications}}, nil
}
