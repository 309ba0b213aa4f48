package server

import (
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
	Visitor  string       `json:"visitor" doc:"The name of whoever booked"`
	Phone    string       `json:"phone,omitempty"`
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
		Action string          `json:"action" enum:"attended,missed,cancel"`
		Reason care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
	}
}

// StaffSession is a session, as the facility sees it.
type StaffSession struct {
	CareSession

	Places    int  `json:"places"`
	Booked    int  `json:"booked"`
	Waiting   int  `json:"waiting"`
	Cancelled bool `json:"cancelled,omitempty"`
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
	Places   int          `json:"places" minimum:"1" maximum:"100"`
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
		Action string          `json:"action" enum:"check_in,check_out,undo_check_in,missed,cancel"`
		Reason care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
	}
}
