package server

import (
	"tuoyuquan/api/care"
)

// StaffClass is a class with its places by month, as the facility sees it.
type StaffClass struct {
	ID          care.ClassID     `json:"id"`
	Name        string           `json:"name"`
	Mode        care.Mode        `json:"mode" enum:"full_day,half_day,hourly,drop_in"`
	Band        care.BandName    `json:"band"`
	Version     int64            `json:"version" doc:"To be named when places are set"`
	ConfirmedAt string           `json:"confirmed_at,omitempty" format:"date-time"`
	Closed      bool             `json:"closed,omitempty"`
	Frozen      *Reason          `json:"frozen,omitempty" doc:"Why the bureau has stopped it"`
	Waiting     int              `json:"waiting"`
	Months      []OccupancyMonth `json:"months" nullable:"false"`
}

// OccupancyMonth is who takes the places of a month.
type OccupancyMonth struct {
	Month         string `json:"month" example:"2027-03"`
	Filed         int    `json:"filed" doc:"备案托位; only the bureau changes it"`
	Staffed       int    `json:"staffed" doc:"What the carers on duty allow"`
	Outside       int    `json:"outside" doc:"Children counted by the facility who have no application here"`
	Held          int    `json:"held"`
	Offered       int    `json:"offered"`
	Enrolled      int    `json:"enrolled"`
	Grandfathered int    `json:"grandfathered,omitempty" doc:"More than filed, let stand by the bureau"`
	Free          int    `json:"free"`
	Open          bool   `json:"open"`
}

// StaffClassList is the classes of a facility.
type StaffClassList struct {
	Classes []StaffClass `json:"classes" nullable:"false"`
}

// PlacesMonth is what a facility says of one month.
type PlacesMonth struct {
	Month   string `json:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"YYYY-MM"`
	Staffed int    `json:"staffed" minimum:"0" maximum:"1000"`
	Outside int    `json:"outside" minimum:"0" maximum:"1000"`
}

// ClassPath names a class.
type ClassPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the class"`
}

// setPlacesInput sets the places of a class.
type setPlacesInput struct {
	ClassPath
	Body struct {
		Version int64         `json:"version" minimum:"1" doc:"Of the class, as it was seen"`
		Months  []PlacesMonth `json:"months" minItems:"1" maxItems:"60"`
	}
}

// confirmInput confirms the figures of classes.
type confirmInput struct {
	Body struct {
		Classes []care.ClassID `json:"classes,omitempty" maxItems:"100" doc:"Only these; absent: all"`
	}
}

// Confirmed says which figures are confirmed now.
type Confirmed struct {
	Classes     int    `json:"classes" doc:"How many"`
	ConfirmedAt string `json:"confirmed_at" format:"date-time"`
}

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
	Child         StaffChild         `json:"child"`
	Class         ClassRef           `json:"class"`
	ApplicationID care.ApplicationID `json:"application_id,omitempty"`
	EntryID       care.EntryID       `json:"entry_id,omitempty" doc:"For care by the hour"`
	Mark          string             `json:"mark,omitempty" enum:"present,absent,ill,picked_up"`
	At            string             `json:"at,omitempty" format:"date-time"`
	Absent        bool               `json:"absent,omitempty" doc:"true: the family has said that the child stays at home"`
}

// attendanceInput marks one child.
type attendanceInput struct {
	Body struct {
		Date    string       `json:"date" format:"date" maxLength:"10"`
		ChildID care.ChildID `json:"child_id" minLength:"1" maxLength:"64"`
		Mark    string       `json:"mark" enum:"none,present,absent,ill,picked_up" doc:"none takes a mark back"`
	}
}

// TokenPath is the signed part of a link in a message.
type TokenPath struct {
	Token string `path:"token" maxLength:"400" doc:"From the message"`
}

// Confirmation is what a facility is asked to confirm with one tap. Opening it changes nothing.
type Confirmation struct {
	Facility  string               `json:"facility" doc:"Its name"`
	Figures   []ConfirmationFigure `json:"figures" nullable:"false"`
	ExpiresAt string               `json:"expires_at" format:"date-time"`
	Answered  string               `json:"answered,omitempty" enum:"yes,no" doc:"What was answered already"`
}

// ConfirmationFigure is one class's figure.
type ConfirmationFigure struct {
	Class   string `json:"class" doc:"Its name"`
	Month   string `json:"month"`
	Free    int    `json:"free"`
	Staffed int    `json:"staffed"`
	Taken   int    `json:"taken"`
}

// confirmationInput answers.
type confirmationInput struct {
	TokenPath
	Body struct {
		Answer string `json:"answer" enum:"yes,no" doc:"no: the figures are wrong; they are shown as not known until they are set"`
	}
}
