package server

import (
	"tuoyuquan/api/care"
)

// FamilyView is a family as its members see it.
type FamilyView struct {
	ID       care.FamilyID `json:"id"`
	Members  []Member      `json:"members" nullable:"false"`
	Children []Child       `json:"children" nullable:"false"`
	Pickups  []Pickup      `json:"pickups" nullable:"false"`
	Reads    int           `json:"reads" doc:"How often staff have looked at a child's record"`
}

// Member is one of those who act for a family.
type Member struct {
	AccountID care.AccountID `json:"account_id"`
	Name      string         `json:"name"`
	Role      care.Role      `json:"role" enum:"guardian,delegate"`
	PhoneTail string         `json:"phone_tail,omitempty" doc:"The last four digits"`
	You       bool           `json:"you" doc:"true: whoever asks"`
	JoinedAt  string         `json:"joined_at" format:"date-time"`
}

// Child is a child as its family sees it.
type Child struct {
	ID           care.ChildID `json:"id"`
	Name         string       `json:"name"`
	Birth        string       `json:"birth" format:"date"`
	AgeMonths    int          `json:"age_months" doc:"Completed, today"`
	Sex          string       `json:"sex,omitempty" enum:"male,female"`
	IDNumberTail string       `json:"id_number_tail,omitempty" doc:"The last four characters"`
	Notes        string       `json:"notes,omitempty" doc:"Allergies and what carers must know"`
	Papers       []Paper      `json:"papers" nullable:"false" doc:"What is there, and of each kind that is wanted and is not, one without id"`
}

// ChildInput is what a family says of a child.
type ChildInput struct {
	Name           string `json:"name" minLength:"1" maxLength:"40"`
	Birth          string `json:"birth" format:"date" maxLength:"10" doc:"Date of birth, or the due date"`
	Sex            string `json:"sex,omitempty" enum:"male,female"`
	IDNumber       string `json:"id_number,omitempty" maxLength:"18" doc:"Resident id number; when a child is changed, absent leaves what is known"`
	ForgetIDNumber bool   `json:"forget_id_number,omitempty" doc:"true: take the number away"`
	Notes          string `json:"notes,omitempty" maxLength:"500"`
}

// Paper is a health check or the check of a child's vaccinations.
type Paper struct {
	ID        care.PaperID `json:"id,omitempty" doc:"Absent: wanted, and not there"`
	Kind      string       `json:"kind" enum:"health_check,vaccination"`
	ExamDate  string       `json:"exam_date,omitempty" format:"date"`
	IssuedBy  string       `json:"issued_by,omitempty"`
	Scan      bool         `json:"scan" doc:"true: a picture or PDF of it is there"`
	ScanType  string       `json:"scan_type,omitempty" enum:"image/jpeg,image/png,image/webp,application/pdf"`
	ScanBytes int64        `json:"scan_bytes,omitempty"`
	Status    string       `json:"status" enum:"valid,expired,missing,due"`
	Due       string       `json:"due,omitempty" format:"date" doc:"Until when it holds, or until when it is wanted"`
}

// PaperInput is what a family says of a paper.
type PaperInput struct {
	Kind     string `json:"kind" enum:"health_check,vaccination"`
	ExamDate string `json:"exam_date" format:"date" maxLength:"10"`
	IssuedBy string `json:"issued_by,omitempty" maxLength:"80" doc:"The hospital or clinic"`
}

// Pickup is somebody who may fetch the children.
type Pickup struct {
	ID       care.PickupID `json:"id"`
	Name     string        `json:"name"`
	Phone    string        `json:"phone,omitempty"`
	Relation string        `json:"relation"`
}

// PickupInput names somebody who may fetch the children.
type PickupInput struct {
	Name     string `json:"name" minLength:"1" maxLength:"40"`
	Phone    string `json:"phone,omitempty" maxLength:"20"`
	Relation string `json:"relation" minLength:"1" maxLength:"20" doc:"Grandmother, neighbour, …"`
}

// childBody is a child to be added.
type childBody struct{ Body ChildInput }

// ChildPath names a child of the family.
type ChildPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the child"`
}

// childChange is what is said of a child from now on.
type childChange struct {
	ChildPath
	Body ChildInput
}

// paperBody is a paper of a child to be added.
type paperBody struct {
	ChildPath
	Body PaperInput
}

// PaperPath names a paper of a child.
type PaperPath struct {
	ChildPath
	Paper string `path:"paper" maxLength:"64" doc:"Id of the paper"`
}

// pickupBody is somebody to be added.
type pickupBody struct{ Body PickupInput }

// pickupPath names somebody who may fetch the children.
type pickupPath struct {
	ID string `path:"id" maxLength:"64"`
}

// nameBody is how the person wants to be called.
type nameBody struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"40"`
	}
}

// JoinCode lets a helper join the family, once.
type JoinCode struct {
	Code      string `json:"code"`
	ExpiresAt string `json:"expires_at" format:"date-time"`
}

// joinBody is the code a family gave.
type joinBody struct {
	Body struct {
		Code string `json:"code" minLength:"4" maxLength:"64"`
	}
}

// memberPath names a member of the family.
type memberPath struct {
	Account string `path:"account" maxLength:"64" doc:"Id of the member's account"`
}

// Reading is one look of staff at a child's record, as its family sees it.
type Reading struct {
	ID           care.ReadingID  `json:"id"`
	At           string          `json:"at" format:"date-time"`
	ChildID      care.ChildID    `json:"child_id"`
	FacilityID   care.FacilityID `json:"facility_id,omitempty" doc:"Absent when a bureau looked"`
	FacilityName string          `json:"facility_name,omitempty"`
	Role         care.Role       `json:"role" enum:"facility,district,city,inspector,admin"`
	By           string          `json:"by" doc:"The name of the person at work"`
	What         string          `json:"what" enum:"record,scan"`
	Purpose      string          `json:"purpose"`
}

// ReadingList is every look, newest first.
type ReadingList struct {
	Readings []Reading `json:"readings" nullable:"false"`
}

// scanLimit is the largest picture of a paper.
const scanLimit = 10 << 20

// scanInput is the picture of a paper.
type scanInput struct {
	PaperPath
	RawBody []byte `contentType:"application/octet-stream"`
}

// FamilyExport is everything kept about a family. Its parts are named in the file itself.
type FamilyExport map[string]any
