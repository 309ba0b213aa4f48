package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// dayInput asks for one day.
type dayInput struct {
	Date string `query:"date" format:"date" maxLength:"10" doc:"Today when absent"`
}

// Attendance is who is expected and who is there on one day.
type Attendance struct {
	Date     string            `json:"date" format:"date"`
	Children []AttendanceChild `json:"children" nullable:"false"`
}

// AttendanceChild is one child on one day.
type AttendanceChild struct {
	Child         ChildRef           `json:"child"`
	ClassID       care.ClassID       `json:"class_id,omitempty"`
	ClassName     string             `json:"class_name,omitempty"`
	ApplicationID care.ApplicationID `json:"application_id,omitempty"`
	EntryID       care.EntryID       `json:"entry_id,omitempty" doc:"For care by the hour"`
	From          string             `json:"from,omitempty" doc:"Of a session"`
	Until         string             `json:"until,omitempty" doc:"Of a session"`
	Mark          string             `json:"mark,omitempty" enum:"present,absent,ill,picked_up"`
	At            string             `json:"at,omitempty" format:"date-time"`
	Absent        bool               `json:"absent,omitempty" doc:"true: the family has said that the child stays at home"`
}

// attendanceInput marks one child.
type attendanceInput struct {
	Body struct {
		Date          string             `json:"date" format:"date" maxLength:"10"`
		ChildID       care.ChildID       `json:"child_id" minLength:"1" maxLength:"64"`
		ApplicationID care.ApplicationID `json:"application_id,omitempty" maxLength:"64" doc:"When the child stands in the list more than once"`
		EntryID       care.EntryID       `json:"entry_id,omitempty" maxLength:"64" doc:"When the child stands in the list more than once"`
		Mark          string             `json:"mark" enum:"none,present,absent,ill,picked_up" doc:"none takes a mark back"`
	}
}

func attendanceChild(c booking.AttendanceChild) AttendanceChild {
	out := AttendanceChild{
		Child: ChildRef{ID: c.Child, Name: c.Name}, ClassID: c.Class, ClassName: c.ClassName, ApplicationID: c.Application, EntryID: c.Entry,
		Mark: string(c.Mark), At: maybeStamp(c.At), Absent: c.Absent,
	}
	if c.Entry != "" {
		out.From, out.Until = care.FormatClock(c.Open), care.FormatClock(c.Close)
	}
	return out
}

func (s *Server) getAttendance(ctx context.Context, in *dayInput) (*answer[Attendance], error) {
	day, err := parseDate("date", in.Date)
	if err != nil {
		return nil, err
	}
	if day.IsZero() {
		day = care.Today(care.InstantOf(s.Now()))
	}
	list, err := s.Booking.Attendance(ctx, actorOf(ctx), day)
	if err != nil {
		return nil, err
	}
	return &answer[Attendance]{Attendance{Date: day.String(), Children: each(list, attendanceChild)}}, nil
}

func (s *Server) markAttendance(ctx context.Context, in *attendanceInput) (*answer[AttendanceChild], error) {
	day, err := parseDate("date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	r := booking.MarkRequest{Date: day, Child: in.Body.ChildID, Application: in.Body.ApplicationID, Entry: in.Body.EntryID, Mark: care.Mark(in.Body.Mark)}
	if in.Body.Mark == "none" {
		r.Mark = ""
	}
	c, err := s.Booking.MarkAttendance(ctx, actorOf(ctx), r)
	if err != nil {
		return nil, err
	}
	return &answer[AttendanceChild]{attendanceChild(c)}, nil
}
