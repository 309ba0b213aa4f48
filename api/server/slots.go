package server

import (
	"context"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// StaffSlot is a time to visit, as the facility sees it.
type StaffSlot struct {
	ID        care.SlotID `json:"id"`
	StartsAt  string      `json:"starts_at" format:"date-time"`
	EndsAt    string      `json:"ends_at" format:"date-time"`
	Places    int         `json:"places"`
	Booked    int         `json:"booked"`
	Cancelled bool        `json:"cancelled,omitempty"`
	Reason    *Reason     `json:"reason,omitempty" doc:"Of a cancellation"`
}

// StaffSlotList is a facility's times to visit.
type StaffSlotList struct {
	Slots []StaffSlot `json:"slots" nullable:"false"`
}

// SlotInput is a time to visit.
type SlotInput struct {
	StartsAt string `json:"starts_at" format:"date-time" maxLength:"40"`
	EndsAt   string `json:"ends_at" format:"date-time" maxLength:"40"`
	Places   int    `json:"places" minimum:"1" maximum:"100"`
}

// slotsBody publishes times to visit.
type slotsBody struct {
	Body struct {
		Slots []SlotInput `json:"slots" minItems:"1" maxItems:"100"`
	}
}

// SlotPath names a time to visit.
type SlotPath struct {
	ID string `path:"id" maxLength:"64"`
}

// ReasonInput gives a public reason.
type ReasonInput struct {
	Reason care.ReasonCode `json:"reason" minLength:"1" maxLength:"40" doc:"From the public list"`
}

// slotCancelInput takes a time to visit back.
type slotCancelInput struct {
	SlotPath
	Body ReasonInput
}

// StaffVisit is a booked visit, as the facility sees it.
type StaffVisit struct {
	ID       care.VisitID `json:"id"`
	SlotID   care.SlotID  `json:"slot_id"`
	Child    string       `json:"child,omitempty" doc:"The child's name, when it was given"`
	StartsAt string       `json:"starts_at" format:"date-time"`
	EndsAt   string       `json:"ends_at" format:"date-time"`
	State    string       `json:"state" enum:"booked,attended,missed,cancelled"`
	Version  int64        `json:"version"`
	Note     string       `json:"note,omitempty"`
	Reason   *Reason      `json:"reason,omitempty"`
	Actions  []string     `json:"actions" nullable:"false"`
}

// StaffVisitList is a facility's visits.
type StaffVisitList struct {
	Visits []StaffVisit `json:"visits" nullable:"false"`
}

// FromInput asks for what is from a day on.
type FromInput struct {
	From string `query:"from" format:"date" maxLength:"10" doc:"Today when absent"`
}

// staffVisitInput does something with a visit.
type staffVisitInput struct {
	VisitPath
	Body struct {
		Action  string          `json:"action" enum:"attended,missed,cancel"`
		Version int64           `json:"version,omitempty" minimum:"0" doc:"As it was seen; absent: whatever it is"`
		Reason  care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
	}
}

// from is the beginning of the day asked for, today when none is.
func (s *Server) from(in *FromInput) (care.Instant, error) {
	d, err := parseDate("from", in.From)
	if err != nil {
		return 0, err
	}
	if d.IsZero() {
		d = care.Today(care.InstantOf(s.Now()))
	}
	return care.InstantOf(d.Time()), nil
}

// parseInstant reads a moment of a request.
func parseInstant(field, text string) (care.Instant, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, care.Errorf(care.Invalid, care.CodeBadDate, field, "write a moment as 2026-11-21T08:30:00+08:00")
	}
	return care.InstantOf(t), nil
}

func slotOf(ctx context.Context, v care.Slot) StaffSlot {
	return StaffSlot{
		ID: v.ID, StartsAt: stamp(v.StartsAt), EndsAt: stamp(v.EndsAt), Places: v.Places, Booked: v.Taken, Cancelled: !v.Open, Reason: reasonOf(ctx, v.Reason),
	}
}

func slotsOf(ctx context.Context, list []care.Slot) *answer[StaffSlotList] {
	return &answer[StaffSlotList]{StaffSlotList{each(list, func(v care.Slot) StaffSlot { return slotOf(ctx, v) })}}
}

func (s *Server) listSlots(ctx context.Context, in *FromInput) (*answer[StaffSlotList], error) {
	from, err := s.from(in)
	if err != nil {
		return nil, err
	}
	list, err := s.Booking.Slots(ctx, actorOf(ctx), actorOf(ctx).Facility, from)
	if err != nil {
		return nil, err
	}
	return slotsOf(ctx, list), nil
}

func (s *Server) publishSlots(ctx context.Context, in *slotsBody) (*answer[StaffSlotList], error) {
	wanted := make([]booking.SlotRequest, 0, len(in.Body.Slots))
	for _, w := range in.Body.Slots {
		from, err := parseInstant("starts_at", w.StartsAt)
		if err != nil {
			return nil, err
		}
		until, err := parseInstant("ends_at", w.EndsAt)
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, booking.SlotRequest{StartsAt: from, EndsAt: until, Places: w.Places})
	}
	list, err := s.Booking.PublishSlots(ctx, actorOf(ctx), wanted)
	if err != nil {
		return nil, err
	}
	return slotsOf(ctx, list), nil
}

func (s *Server) cancelSlot(ctx context.Context, in *slotCancelInput) (*struct{}, error) {
	return nothing(s.Booking.CancelSlot(ctx, actorOf(ctx), care.SlotID(in.ID), in.Body.Reason))
}

func (s *Server) listFacilityVisits(ctx context.Context, in *FromInput) (*answer[StaffVisitList], error) {
	from, err := s.from(in)
	if err != nil {
		return nil, err
	}
	views, err := s.Booking.Visits(ctx, actorOf(ctx), from)
	if err != nil {
		return nil, err
	}
	return &answer[StaffVisitList]{StaffVisitList{each(views, func(v booking.VisitView) StaffVisit { return staffVisitOf(ctx, v) })}}, nil
}

func (s *Server) decideVisit(ctx context.Context, in *staffVisitInput) (*answer[StaffVisit], error) {
	v, err := s.Booking.ActVisit(ctx, actorOf(ctx), care.VisitID(in.ID), booking.VisitAct{
		Action: care.Action(in.Body.Action), Version: in.Body.Version, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &answer[StaffVisit]{staffVisitOf(ctx, v)}, nil
}

func staffVisitOf(ctx context.Context, v booking.VisitView) StaffVisit {
	return StaffVisit{
		ID: v.ID, SlotID: v.SlotID, Child: v.Child, StartsAt: stamp(v.StartsAt), EndsAt: stamp(v.EndsAt), State: string(v.State), Version: v.Version,
		Note: v.Note, Reason: reasonOf(ctx, v.Reason), Actions: actionsOf(v.Actions),
	}
}
