package server

import (
	"tuoyuquan/api/care"
)

// Desk is what needs an answer of a facility, the most pressing first.
type Desk struct {
	Needs  []Need    `json:"needs" nullable:"false"`
	Counts DeskCount `json:"counts"`
}

// Need is one thing that needs an answer.
type Need struct {
	Kind        string            `json:"kind" enum:"decide,call,enrol,no_show,agreement,objection,visit,entry,vacancy,attendance"`
	Due         string            `json:"due,omitempty" format:"date-time"`
	Late        bool              `json:"late,omitempty"`
	Application *StaffApplication `json:"application,omitempty"`
	Visit       *StaffVisit       `json:"visit,omitempty"`
	Entry       *StaffEntry       `json:"entry,omitempty"`
	ClassID     care.ClassID      `json:"class_id,omitempty"`
}

// DeskCount is how much there is of everything.
type DeskCount struct {
	Submitted  int `json:"submitted"`
	Offered    int `json:"offered"`
	Confirmed  int `json:"confirmed"`
	Enrolled   int `json:"enrolled"`
	Waitlisted int `json:"waitlisted"`
	Visits     int `json:"visits" doc:"Booked, from today on"`
	Entries    int `json:"entries" doc:"Booked, from today on"`
}

// StaffApplication is an application as the facility it is for sees it. The child's record is read separately, and the
// reading is logged.
type StaffApplication struct {
	ID        care.ApplicationID `json:"id"`
	Child     StaffChild         `json:"child"`
	Class     ClassRef           `json:"class"`
	Start     string             `json:"start" format:"date"`
	State     care.State         `json:"state" enum:"draft,held,submitted,waitlisted,paused,offered,confirmed,enrolled,expired,lapsed,declined,rejected,withdrawn,revoked,superseded,no_show,ended"`
	Version   int64              `json:"version"`
	Since     string             `json:"since" format:"date-time"`
	Deadline  *Deadline          `json:"deadline,omitempty"`
	Actions   []string           `json:"actions" nullable:"false"`
	Position  *Position          `json:"position,omitempty"`
	Reason    *Reason            `json:"reason,omitempty"`
	Group     care.GroupID       `json:"group,omitempty"`
	Frozen    bool               `json:"frozen,omitempty"`
	Escalated bool               `json:"escalated,omitempty"`
	CreatedAt string             `json:"created_at" format:"date-time"`
	History   []ApplicationStep  `json:"history,omitempty"`
}

// StaffChild names a child to the facility it asks for a place at.
type StaffChild struct {
	ID        care.ChildID `json:"id"`
	Name      string       `json:"name"`
	AgeMonths int          `json:"age_months" doc:"Completed, on the first day of care"`
}

// StaffApplicationList is a page of a facility's applications.
type StaffApplicationList struct {
	Applications []StaffApplication `json:"applications" nullable:"false"`
	Next         string             `json:"next,omitempty"`
}

// staffListInput asks for a page of applications.
type staffListInput struct {
	State  []string `query:"state" enum:"draft,held,submitted,waitlisted,paused,offered,confirmed,enrolled,expired,lapsed,declined,rejected,withdrawn,revoked,superseded,no_show,ended" maxItems:"17"`
	Class  string   `query:"class_id" maxLength:"64"`
	Cursor string   `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int      `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

// ChildRecord is what staff may see of a child who asks for a place at their facility, or has one. The family sees that they
// looked.
type ChildRecord struct {
	ReadingID care.ReadingID  `json:"reading_id"`
	ID        care.ChildID    `json:"id"`
	Name      string          `json:"name"`
	Birth     string          `json:"birth" format:"date"`
	AgeMonths int             `json:"age_months"`
	Sex       string          `json:"sex,omitempty" enum:"male,female"`
	Notes     string          `json:"notes,omitempty"`
	Papers    []Paper         `json:"papers" nullable:"false"`
	Contacts  []Contact       `json:"contacts" nullable:"false"`
	Pickups   []Pickup        `json:"pickups" nullable:"false"`
	Consents  []RecordConsent `json:"consents" nullable:"false"`
}

// Contact is whom to call.
type Contact struct {
	Name  string    `json:"name"`
	Role  care.Role `json:"role" enum:"guardian,delegate"`
	Phone string    `json:"phone,omitempty"`
}

// RecordConsent is what a family agreed to, as staff see it.
type RecordConsent struct {
	Purpose string `json:"purpose"`
	GivenAt string `json:"given_at" format:"date-time"`
}

// recordInput asks for a child's record, and says why.
type recordInput struct {
	ChildPath
	Purpose string `query:"purpose" required:"true" enum:"admission,care,emergency" doc:"Logged, and shown to the family"`
}

// recordScanInput asks for the scan of a paper, and says why.
type recordScanInput struct {
	PaperPath
	Purpose string `query:"purpose" required:"true" enum:"admission,care,emergency" doc:"Logged, and shown to the family"`
}
