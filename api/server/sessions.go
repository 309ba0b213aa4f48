package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// StaffSession is a session, as the facility sees it.
type StaffSession struct {
	CareSession

	Places  int     `json:"places"`
	Lent    int     `json:"lent,omitempty" doc:"Of these, places of children who stay away"`
	Booked  int     `json:"booked"`
	Waiting int     `json:"waiting"`
	Version int64   `json:"version"`
	Reason  *Reason `json:"reason,omitempty" doc:"Of a cancellation"`
}

// StaffSessionList is a facility's sessions.
type StaffSessionList struct {
	Sessions []StaffSession `json:"sessions" nullable:"false"`
}

// SessionInput is a session of 计时托 or 临时托.
type SessionInput struct {
	Mode     care.Mode    `json:"mode" enum:"hourly,drop_in"`
	ClassID  care.ClassID `json:"class_id,omitempty" maxLength:"64"`
	Date     string       `json:"date" format:"date" maxLength:"10"`
	From     string       `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"HH:MM"`
	Until    string       `json:"until" pattern:"^([01][0-9]|2[0-4]):[0-5][0-9]$" patternDescription:"HH:MM"`
	Ages     *Ages        `json:"ages,omitempty" doc:"Completed months; absent: those of the class, or every age below three"`
	Places   int          `json:"places" minimum:"0" maximum:"500" doc:"0: only those of children who stay away"`
	Fee      int64        `json:"fee,omitempty" minimum:"0" maximum:"1000000" doc:"Fen for the session"`
	OpensAt  string       `json:"opens_at,omitempty" format:"date-time" maxLength:"40" doc:"With closes_at: requests in between are ordered by lottery"`
	ClosesAt string       `json:"closes_at,omitempty" format:"date-time" maxLength:"40"`
}

// sessionsBody publishes sessions.
type sessionsBody struct {
	Body struct {
		Sessions []SessionInput `json:"sessions" minItems:"1" maxItems:"100"`
	}
}

// sessionCancelInput takes a session back.
type sessionCancelInput struct {
	SessionPath
	Body ReasonInput
}

// StaffEntry is a child in a session, as the facility sees it.
type StaffEntry struct {
	ID       care.EntryID   `json:"id"`
	Session  EntrySession   `json:"session"`
	Child    ChildRef       `json:"child"`
	State    string         `json:"state" enum:"entered,drawn,waiting,booked,checked_in,checked_out,missed,cancelled,released"`
	Version  int64          `json:"version"`
	Position *EntryPosition `json:"position,omitempty"`
	Actions  []string       `json:"actions" nullable:"false"`
}

// StaffEntryList is the children in a facility's sessions.
type StaffEntryList struct {
	Entries []StaffEntry `json:"entries" nullable:"false"`
}

// staffEntriesInput asks for the children in sessions.
type staffEntriesInput struct {
	FromInput
	Session string `query:"session_id" maxLength:"64" doc:"Only in this session"`
}

// staffEntryInput does something with a child's place in a session.
type staffEntryInput struct {
	EntryPath
	Body struct {
		Action  string          `json:"action" enum:"check_in,check_out,undo_check_in,missed,cancel"`
		Version int64           `json:"version,omitempty" minimum:"0" doc:"As it was seen; absent: whatever it is"`
		Reason  care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
	}
}

// sessionPlacesInput sets the places a facility gives to a session.
type sessionPlacesInput struct {
	SessionPath
	Body struct {
		Version int64 `json:"version" minimum:"1" doc:"Of the session, as it was seen"`
		Places  int   `json:"places" minimum:"0" maximum:"500" doc:"Without those of children who stay away"`
	}
}

func staffSession(ctx context.Context, v booking.SessionView) StaffSession {
	return StaffSession{
		CareSession: careSession(v), Places: v.Places, Lent: v.Lent, Booked: v.Taken, Waiting: v.Waiting, Version: v.Version, Reason: reasonOf(ctx, v.Reason),
	}
}

func staffSessions(ctx context.Context, list []booking.SessionView) *answer[StaffSessionList] {
	return &answer[StaffSessionList]{StaffSessionList{each(list, func(v booking.SessionView) StaffSession { return staffSession(ctx, v) })}}
}

func (s *Server) listSessions(ctx context.Context, in *FromInput) (*answer[StaffSessionList], error) {
	from, err := s.from(in)
	if err != nil {
		return nil, err
	}
	list, err := s.Booking.Sessions(ctx, actorOf(ctx), actorOf(ctx).Facility, from)
	if err != nil {
		return nil, err
	}
	return staffSessions(ctx, list), nil
}

func (s *Server) publishSessions(ctx context.Context, in *sessionsBody) (*answer[StaffSessionList], error) {
	wanted := make([]booking.SessionRequest, 0, len(in.Body.Sessions))
	for i := range in.Body.Sessions {
		r, err := in.Body.Sessions[i].request()
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, r)
	}
	list, err := s.Booking.PublishSessions(ctx, actorOf(ctx), wanted)
	if err != nil {
		return nil, err
	}
	return staffSessions(ctx, list), nil
}

func (in *SessionInput) request() (r booking.SessionRequest, err error) {
	r = booking.SessionRequest{Mode: in.Mode, Class: in.ClassID, Fee: in.Fee, Places: in.Places}
	if r.Date, err = parseDate("date", in.Date); err != nil {
		return r, err
	}
	var err1, err2 error
	r.Open, err1 = care.ParseClock(in.From)
	r.Close, err2 = care.ParseClock(in.Until)
	if err1 != nil || err2 != nil {
		return r, care.Errorf(care.Invalid, care.CodeInvalid, "from", "give from and until together, as HH:MM")
	}
	if in.Ages != nil {
		r.FromMonths, r.ToMonths = in.Ages.From, in.Ages.To
	}
	if in.OpensAt == "" && in.ClosesAt == "" {
		return r, nil
	}
	if r.OpensAt, err = parseInstant("opens_at", in.OpensAt); err != nil {
		return r, err
	}
	r.ClosesAt, err = parseInstant("closes_at", in.ClosesAt)
	return r, err
}

func (s *Server) setSessionPlaces(ctx context.Context, in *sessionPlacesInput) (*struct{}, error) {
	return nothing(s.Booking.SetSessionPlaces(ctx, actorOf(ctx), care.SessionID(in.ID), in.Body.Places, in.Body.Version))
}

func (s *Server) cancelSession(ctx context.Context, in *sessionCancelInput) (*struct{}, error) {
	return nothing(s.Booking.CancelSession(ctx, actorOf(ctx), care.SessionID(in.ID), in.Body.Reason))
}

func (s *Server) listFacilityEntries(ctx context.Context, in *staffEntriesInput) (*answer[StaffEntryList], error) {
	from, err := s.from(&in.FromInput)
	if err != nil {
		return nil, err
	}
	views, err := s.Booking.Entries(ctx, actorOf(ctx), from, care.SessionID(in.Session))
	if err != nil {
		return nil, err
	}
	return &answer[StaffEntryList]{StaffEntryList{each(views, staffEntry)}}, nil
}

func (s *Server) decideEntry(ctx context.Context, in *staffEntryInput) (*answer[StaffEntry], error) {
	v, err := s.Booking.ActEntry(ctx, actorOf(ctx), care.EntryID(in.ID), booking.EntryAct{
		Action: care.Action(in.Body.Action), Version: in.Body.Version, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &answer[StaffEntry]{staffEntry(v)}, nil
}

func staffEntry(v booking.EntryView) StaffEntry {
	return StaffEntry{
		ID: v.ID, Session: entrySession(v.Session), Child: ChildRef{ID: v.ChildID, Name: v.Child}, State: string(v.State), Version: v.Version,
		Position: entryPosition(v), Actions: actionsOf(v.Actions),
	}
}
