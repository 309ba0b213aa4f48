package server

import (
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
	Action string          `json:"action" enum:"cancel"`
	Reason care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
}

// visitActInput does something with a visit.
type visitActInput struct {
	VisitPath
	Body VisitAct
}
