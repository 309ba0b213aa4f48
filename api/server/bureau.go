package server

import (
	"tuoyuquan/api/care"
)

// Escalation is something that waits for a bureau.
type Escalation struct {
	ID          string           `json:"id"`
	Kind        string           `json:"kind" enum:"undecided,call,revoke,objection"`
	Facility    FacilityRef      `json:"facility"`
	Application StaffApplication `json:"application" doc:"Without the child's name"`
	Reason      *Reason          `json:"reason,omitempty"`
	OpenedAt    string           `json:"opened_at" format:"date-time"`
	Due         string           `json:"due,omitempty" format:"date-time"`
}

// EscalationList is what waits for a bureau, the most pressing first.
type EscalationList struct {
	Escalations []Escalation `json:"escalations" nullable:"false"`
}

// classActInput is what a bureau does with a class.
type classActInput struct {
	KeyHeader
	ClassPath
	Body struct {
		Action string          `json:"action" enum:"freeze,unfreeze,set_filed"`
		Reason care.ReasonCode `json:"reason" minLength:"1" maxLength:"40"`
		Months []FiledMonth    `json:"months,omitempty" maxItems:"60" doc:"With set_filed"`
	}
}

// FiledMonth is the filed places of one month.
type FiledMonth struct {
	Month string `json:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"YYYY-MM"`
	Filed int    `json:"filed" minimum:"0" maximum:"1000"`
}
