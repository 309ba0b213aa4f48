package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// AbsenceInput says that a child stays at home, so that its place can be used by another.
type AbsenceInput struct {
	ChildID       care.ChildID       `json:"child_id" minLength:"1" maxLength:"64"`
	ApplicationID care.ApplicationID `json:"application_id" minLength:"1" maxLength:"64"`
	Date          string             `json:"date" format:"date" maxLength:"10"`
}

// absenceBody marks an absence.
type absenceBody struct{ Body AbsenceInput }

// Absence is a day a child stays at home.
type Absence struct {
	ID            care.AbsenceID     `json:"id"`
	ChildID       care.ChildID       `json:"child_id"`
	ApplicationID care.ApplicationID `json:"application_id"`
	Date          string             `json:"date" format:"date"`
}

// absencePath names an absence to be taken back.
type absencePath struct {
	ChildID       string `query:"child_id" required:"true" maxLength:"64"`
	ApplicationID string `query:"application_id" required:"true" maxLength:"64"`
	Date          string `query:"date" required:"true" format:"date" maxLength:"10"`
}

// AbsenceList is the days the family's children stay at home.
type AbsenceList struct {
	Absences []Absence `json:"absences" nullable:"false"`
}

func absenceOf(a care.Absence) Absence {
	return Absence{ID: a.ID, ChildID: a.ChildID, ApplicationID: a.ApplicationID, Date: a.Date.String()}
}

func (s *Server) markAbsence(ctx context.Context, in *absenceBody) (*answer[Absence], error) {
	day, err := parseDate("date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	a, err := s.Booking.MarkAbsence(ctx, actorOf(ctx), booking.AbsenceRequest{Child: in.Body.ChildID, Application: in.Body.ApplicationID, Date: day})
	if err != nil {
		return nil, err
	}
	return &answer[Absence]{absenceOf(a)}, nil
}

func (s *Server) withdrawAbsence(ctx context.Context, in *absencePath) (*struct{}, error) {
	day, err := parseDate("date", in.Date)
	if err != nil {
		return nil, err
	}
	return nothing(s.Booking.WithdrawAbsence(ctx, actorOf(ctx), booking.AbsenceRequest{
		Child: care.ChildID(in.ChildID), Application: care.ApplicationID(in.ApplicationID), Date: day,
	}))
}

func (s *Server) listAbsences(ctx context.Context, _ *struct{}) (*answer[AbsenceList], error) {
	list, err := s.Booking.Absences(ctx, actorOf(ctx), care.Today(care.InstantOf(s.Now())))
	if err != nil {
		return nil, err
	}
	return &answer[AbsenceList]{AbsenceList{each(list, absenceOf)}}, nil
}
