package server

import (
	"tuoyuquan/api/care"
)

// The lists below are those of care, for the document.
const (
	stateEnum    = "draft,held,submitted,waitlisted,paused,offered,confirmed,enrolled,expired,lapsed,declined,rejected,withdrawn,revoked,superseded,no_show,ended"
	deadlineEnum = "draft,hold,decide,answer,agree,keep,return,object"
	modeEnum     = "full_day,half_day,hourly,drop_in"
)

// Application is one child asking for a place in one class, as its family sees it.
type Application struct {
	ID        care.ApplicationID `json:"id"`
	Child     ChildRef           `json:"child"`
	Facility  FacilityRef        `json:"facility"`
	Class     ClassRef           `json:"class"`
	Start     string             `json:"start" format:"date" doc:"First day of care"`
	State     care.State         `json:"state" enum:"draft,held,submitted,waitlisted,paused,offered,confirmed,enrolled,expired,lapsed,declined,rejected,withdrawn,revoked,superseded,no_show,ended"`
	Version   int64              `json:"version" doc:"To be named by the next action"`
	Since     string             `json:"since" format:"date-time" doc:"In this state since"`
	Deadline  *Deadline          `json:"deadline,omitempty" doc:"What falls due next"`
	HoldUntil string             `json:"hold_until,omitempty" format:"date-time" doc:"The place is held until"`
	Actions   []string           `json:"actions" nullable:"false" doc:"What whoever asks may do now"`
	Position  *Position          `json:"position,omitempty" doc:"Of a wait"`
	Reason    *Reason            `json:"reason,omitempty" doc:"Of the last end"`
	Group     care.GroupID       `json:"group,omitempty" doc:"Siblings who are to be taken together"`
	Replaces  care.ApplicationID `json:"replaces,omitempty" doc:"A transfer: the place given up once this one is sure"`
	Frozen    bool               `json:"frozen,omitempty" doc:"true: the bureau has stopped the clocks"`
	Escalated bool               `json:"escalated,omitempty" doc:"true: the facility did not decide in time; the district looks at it"`
	CreatedAt string             `json:"created_at" format:"date-time"`
	History   []ApplicationStep  `json:"history,omitempty" doc:"Every step, oldest first; of one application only, not in lists"`
}

// ChildRef names a child of the family.
type ChildRef struct {
	ID   care.ChildID `json:"id"`
	Name string       `json:"name"`
}

// FacilityRef names a facility.
type FacilityRef struct {
	ID      care.FacilityID `json:"id"`
	Name    string          `json:"name"`
	Address string          `json:"address,omitempty"`
	Phone   string          `json:"phone,omitempty"`
}

// ClassRef names a class.
type ClassRef struct {
	ID   care.ClassID `json:"id"`
	Name string       `json:"name"`
	Mode care.Mode    `json:"mode" enum:"full_day,half_day,hourly,drop_in"`
	Band care.Band    `json:"band"`
}

// Deadline is what falls due.
type Deadline struct {
	At          string `json:"at" format:"date-time"`
	Kind        string `json:"kind" enum:"draft,hold,decide,answer,agree,keep,return,object"`
	Provisional bool   `json:"provisional,omitempty" doc:"true: the working days of a year in between are not published yet; it can only move later"`
}

// Position is a place in the order of a waitlist, and why.
type Position struct {
	Rank        int          `json:"rank" doc:"1 is next"`
	Of          int          `json:"of" doc:"How many wait"`
	Explanation []RankReason `json:"explanation" nullable:"false"`
	History     []PositionAt `json:"history,omitempty" doc:"How it changed, oldest first; of one application only"`
}

// RankReason is one reason behind a position, to be said in words.
type RankReason struct {
	Code   string `json:"code" doc:"priority, points, lottery, time, …"`
	Rule   string `json:"rule,omitempty"`
	Points int    `json:"points,omitempty"`
	Class  int    `json:"class,omitempty"`
	Count  int    `json:"count,omitempty"`
}

// PositionAt is a position from some moment on.
type PositionAt struct {
	At   string       `json:"at" format:"date-time"`
	Rank int          `json:"rank"`
	Of   int          `json:"of,omitempty"`
	Why  []RankReason `json:"why" nullable:"false"`
}

// Reason is a public reason, with its words in the language asked for.
type Reason struct {
	Code care.ReasonCode `json:"code"`
	Text string          `json:"text"`
}

// ApplicationStep is one step of an application.
type ApplicationStep struct {
	Edge   string     `json:"edge" doc:"Number of the edge in the published table"`
	From   care.State `json:"from,omitempty"`
	To     care.State `json:"to"`
	At     string     `json:"at" format:"date-time"`
	By     care.Role  `json:"by" doc:"In which role; nobody is named"`
	Reason *Reason    `json:"reason,omitempty"`
}

// ApplicationList is the applications of a family.
type ApplicationList struct {
	Applications []Application `json:"applications" nullable:"false"`
}

// KeyHeader names a request, so that sending it again does nothing twice.
type KeyHeader struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"80" doc:"A fresh word for each thing that is wanted, the same for every repetition; kept 72 hours"`
}

// ApplyInput asks for a place.
type ApplyInput struct {
	ChildID  care.ChildID       `json:"child_id" minLength:"1" maxLength:"64"`
	ClassID  care.ClassID       `json:"class_id" minLength:"1" maxLength:"64"`
	Start    string             `json:"start" format:"date" maxLength:"10" doc:"First day of care"`
	As       string             `json:"as" enum:"draft,hold,wait" doc:"draft: takes nothing; hold: takes a place while the form is finished; wait: joins the waitlist"`
	Replaces care.ApplicationID `json:"replaces,omitempty" maxLength:"64" doc:"A transfer: the place to be given up once this one is sure"`
	With     []Sibling          `json:"with,omitempty" maxItems:"4" doc:"Siblings who are to be taken together, or none"`
}

// Sibling is another child of the same wish.
type Sibling struct {
	ChildID care.ChildID `json:"child_id" minLength:"1" maxLength:"64"`
	ClassID care.ClassID `json:"class_id" minLength:"1" maxLength:"64"`
}

// applyInput is the request for a place.
type applyInput struct {
	KeyHeader
	Body ApplyInput
}

// ApplicationPath names an application.
type ApplicationPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the application"`
}

// ActInput is something to be done with an application.
type ActInput struct {
	Action  string          `json:"action" minLength:"1" maxLength:"30" doc:"One of actions"`
	Version int64           `json:"version" minimum:"1" doc:"The version that was seen; another one in between is 409 state_conflict"`
	Reason  care.ReasonCode `json:"reason,omitempty" maxLength:"40" doc:"From the public list"`
	Form    *ActForm        `json:"form,omitempty"`
}

// ActForm is what goes along with an action.
type ActForm struct {
	Note   string `json:"note,omitempty" maxLength:"500" doc:"For the facility, with submit"`
	Signed bool   `json:"signed,omitempty" doc:"With enrol: the agreement is signed"`
	Start  string `json:"start,omitempty" format:"date" maxLength:"10" doc:"With hold of a draft: another first day"`
}

// actInput does something with an application.
type actInput struct {
	KeyHeader
	ApplicationPath
	Body ActInput
}

// replied is an answer whose status was kept with it.
type replied[T any] struct {
	Status int
	Body   T
}

// JoinWaitlist is the request that joins a waitlist.
type JoinWaitlist struct {
	Method string     `json:"method" enum:"POST"`
	Path   string     `json:"path"`
	Body   ApplyInput `json:"body"`
}
