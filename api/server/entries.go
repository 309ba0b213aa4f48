package server

import (
	"tuoyuquan/api/care"
)

// Entry is a child's place or request in a session of care by date and hours.
type Entry struct {
	ID       care.EntryID   `json:"id"`
	Session  EntrySession   `json:"session"`
	Facility FacilityRef    `json:"facility"`
	Child    ChildRef       `json:"child"`
	State    string         `json:"state" enum:"entered,drawn,waiting,booked,checked_in,checked_out,missed,cancelled,released"`
	Version  int64          `json:"version"`
	Position *EntryPosition `json:"position,omitempty" doc:"While waiting"`
	Deadline *Deadline      `json:"deadline,omitempty"`
	Reason   *Reason        `json:"reason,omitempty"`
	Actions  []string       `json:"actions" nullable:"false"`
}

// EntrySession is the session an entry is for.
type EntrySession struct {
	ID    care.SessionID `json:"id"`
	Mode  care.Mode      `json:"mode" enum:"hourly,drop_in"`
	Date  string         `json:"date" format:"date"`
	From  string         `json:"from" example:"08:30"`
	Until string         `json:"until" example:"11:30"`
	Fee   *int64         `json:"fee,omitempty" doc:"Fen for the session"`
	Drawn bool           `json:"drawn,omitempty" doc:"true: the lottery has been drawn; see its transcript"`
}

// EntryPosition is a place in the order of those who wait for a session.
type EntryPosition struct {
	Rank    int   `json:"rank"`
	Of      int   `json:"of"`
	Lottery int64 `json:"lottery,omitempty" doc:"The number drawn"`
}

// EntryList is the entries of a family, the next one first.
type EntryList struct {
	Entries []Entry `json:"entries" nullable:"false"`
}

// EntryInput enters a child for a session.
type EntryInput struct {
	SessionID care.SessionID `json:"session_id" minLength:"1" maxLength:"64"`
	ChildID   care.ChildID   `json:"child_id" minLength:"1" maxLength:"64"`
}

// enterInput is the request for a place in a session.
type enterInput struct {
	KeyHeader
	Body EntryInput
}

// EntryPath names an entry.
type EntryPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the entry"`
}

// EntryAct is what a family may do with an entry.
type EntryAct struct {
	Action string          `json:"action" enum:"confirm,cancel,absent" doc:"confirm: a drawn place is taken; absent: the child does not come; the place goes to another"`
	Reason care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
}

// entryActInput does something with an entry.
type entryActInput struct {
	EntryPath
	Body EntryAct
}

// SessionPath names a session.
type SessionPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the session"`
}

// Draw is the transcript of a lottery: whoever has it can draw again and see that nothing was changed. No child is named in it.
type Draw struct {
	SessionID  care.SessionID `json:"session_id"`
	Commitment string         `json:"commitment" doc:"SHA-256 of the frozen list of entries"`
	Seed       string         `json:"seed"`
	DrawnAt    string         `json:"drawn_at" format:"date-time"`
	Places     int            `json:"places"`
	Outcomes   []DrawOutcome  `json:"outcomes" nullable:"false" doc:"In the order drawn"`
}

// DrawOutcome is what the lottery gave one entry.
type DrawOutcome struct {
	Entry   string `json:"entry" doc:"The word for this entry in the frozen list"`
	Number  int64  `json:"number"`
	Rank    int    `json:"rank"`
	Outcome string `json:"outcome" enum:"drawn,waiting"`
	Yours   bool   `json:"yours,omitempty" doc:"true: of the family that asks"`
}

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
