package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

const calendarType = "text/calendar; charset=utf-8"

// Visit is a booked visit, as its family sees it.
type Visit struct {
	ID       care.VisitID `json:"id"`
	SlotID   care.SlotID  `json:"slot_id"`
	Facility FacilityRef  `json:"facility"`
	Child    *ChildRef    `json:"child,omitempty"`
	StartsAt string       `json:"starts_at" format:"date-time"`
	EndsAt   string       `json:"ends_at" format:"date-time"`
	State    string       `json:"state" enum:"booked,attended,missed,cancelled"`
	Version  int64        `json:"version"`
	Note     string       `json:"note,omitempty"`
	Reason   *Reason      `json:"reason,omitempty" doc:"Of a cancellation"`
	Actions  []string     `json:"actions" nullable:"false"`
}

// VisitList is the visits of a family, the next one first.
type VisitList struct {
	Visits []Visit `json:"visits" nullable:"false"`
}

// VisitInput books a visit.
type VisitInput struct {
	SlotID  care.SlotID  `json:"slot_id" minLength:"1" maxLength:"64"`
	ChildID care.ChildID `json:"child_id,omitempty" maxLength:"64"`
	Note    string       `json:"note,omitempty" maxLength:"300" doc:"For the facility"`
}

// bookVisitInput is the request for a visit.
type bookVisitInput struct {
	KeyHeader
	Body VisitInput
}

// VisitPath names a visit.
type VisitPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the visit"`
}

// VisitAct is what a family may do with a visit.
type VisitAct struct {
	Action  string          `json:"action" enum:"cancel"`
	Version int64           `json:"version,omitempty" minimum:"0" doc:"As it was seen; absent: whatever it is"`
	Reason  care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
}

// visitActInput does something with a visit.
type visitActInput struct {
	VisitPath
	Body VisitAct
}

func (s *Server) bookVisit(ctx context.Context, in *bookVisitInput) (*answer[Visit], error) {
	v, err := s.Booking.BookVisit(ctx, actorOf(ctx), booking.IdempotencyKey(in.Key), booking.VisitRequest{
		Slot: in.Body.SlotID, Child: in.Body.ChildID, Note: in.Body.Note,
	})
	if err != nil {
		return nil, err
	}
	return &answer[Visit]{visitOf(ctx, v)}, nil
}

func (s *Server) listVisits(ctx context.Context, _ *struct{}) (*answer[VisitList], error) {
	views, err := s.Booking.Visits(ctx, actorOf(ctx), 0)
	if err != nil {
		return nil, err
	}
	return &answer[VisitList]{VisitList{each(views, func(v booking.VisitView) Visit { return visitOf(ctx, v) })}}, nil
}

func (s *Server) actOnVisit(ctx context.Context, in *visitActInput) (*answer[Visit], error) {
	v, err := s.Booking.ActVisit(ctx, actorOf(ctx), care.VisitID(in.ID), booking.VisitAct{
		Action: care.Action(in.Body.Action), Version: in.Body.Version, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &answer[Visit]{visitOf(ctx, v)}, nil
}

func (s *Server) visitCalendar(ctx context.Context, in *VisitPath) (*raw, error) {
	file, err := s.Booking.VisitCalendar(ctx, actorOf(ctx), care.VisitID(in.ID), !infoOf(ctx).chinese)
	return sealedFile(file, calendarType, "visit.ics", err)
}

func visitOf(ctx context.Context, v booking.VisitView) Visit {
	out := Visit{
		ID: v.ID, SlotID: v.SlotID, Facility: facilityRef(v.Facility), StartsAt: stamp(v.StartsAt), EndsAt: stamp(v.EndsAt), State: string(v.State),
		Version: v.Version, Note: v.Note, Reason: reasonOf(ctx, v.Reason), Actions: actionsOf(v.Actions),
	}
	if v.ChildID != "" {
		out.Child = &ChildRef{ID: v.ChildID, Name: v.Child}
	}
	return out
}
