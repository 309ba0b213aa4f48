package account

import (
	"tuoyuquan/api/care"
)

// LoginID identifies a login; a UUIDv7 in text.
type LoginID string

// FamilyView is a family as its members see it.
type FamilyView struct {
	ID       care.FamilyID
	Members  []Member
	Children []Child
	Pickups  []Pickup
	Reads    int // how often staff have looked at a child's record
}

// Member is one of those who act for a family.
type Member struct {
	Account  care.AccountID
	Name     string
	Role     care.Role // guardian or delegate
	Phone    string    // the last four digits
	You      bool
	JoinedAt care.Instant
}

// Child is a child as its family, or staff whose reading is logged, see it.
type Child struct {
	ID           care.ChildID
	Family       care.FamilyID
	Name         string
	Birth        care.Date
	AgeMonths    int // completed, today
	Sex          care.Sex
	IDNumberTail string // the last four characters
	Notes        string // allergies and what carers must know
	Papers       []Paper
	Version      int64
	Demo         bool
}

// ChildInput is what a family says of a child. An IDNumber of "" leaves what is known when a child is changed; ForgetIDNumber
// takes it away.
type ChildInput struct {
	Name           string
	Birth          care.Date
	Sex            care.Sex
	IDNumber       string
	ForgetIDNumber bool
	Notes          string
}

// Paper is a health check or the check of a child's vaccinations.
type Paper struct {
	ID        care.PaperID
	Kind      care.PaperKind
	ExamDate  care.Date
	IssuedBy  string
	Scan      bool
	ScanType  string
	ScanBytes int64
	Status    care.PaperStatus // as of today
	Due       care.Date        // until when it holds, or until when it is wanted; zero when there is no such day
}

// PaperInput is what a family says of a paper.
type PaperInput struct {
	Kind     care.PaperKind
	ExamDate care.Date
	IssuedBy string
}

// Pickup is somebody who may fetch the children.
type Pickup struct {
	ID       care.PickupID
	Name     string
	Phone    string
	Relation string
}

// Text is what a family agrees to, in one language.
type Text struct {
	Purpose     care.Purpose
	Version     int
	Title       string
	Body        string
	RequiredFor []string // what cannot be done without: reserve, message, photo
	PerChild    bool
}

// Consent is what a family agreed to, and when.
type Consent struct {
	ID          care.ConsentID
	Purpose     care.Purpose
	Version     int
	Child       care.ChildID // "": the whole family
	By          care.AccountID
	GivenAt     care.Instant
	WithdrawnAt care.Instant
	Current     bool // of the version in force, and not withdrawn
}

// Code is a one-time word for somebody else.
type Code struct {
	Code    string
	Expires care.Instant
}

// Reading is one look of staff at a child's record, as the family sees it.
type Reading struct {
	ID       care.ReadingID
	At       care.Instant
	Child    care.ChildID
	Facility care.FacilityID // "" when a bureau looked
	Role     care.Role
	By       string // the name of the person, as they are known at work
	What     string // record, scan
	Purpose  care.ReadingPurpose
}

// ChildRecord is what staff may see of a child who asks for a place at their facility, or has one.
type ChildRecord struct {
	Child    Child
	Contacts []Contact
	Pickups  []Pickup
	Consents []Consent
	Reading  care.ReadingID
}

// Contact is whom to call.
type Contact struct {
	Name  string
	Role  care.Role
	Phone string
}

// LoginView is one of the places somebody is signed in.
type LoginView struct {
	ID        LoginID
	Device    Device
	CreatedAt care.Instant
	SeenAt    care.Instant
	This      bool
}

// Staff is an account of staff.
type Staff struct {
	Account  care.AccountID
	Username string
	Name     string
	Role     care.Role
	Facility care.FacilityID
	Area     string
	Ready    bool // has a password and an authenticator
	Disabled bool
	SeenAt   care.Instant
}

// StaffInput names a member of staff to invite.
type StaffInput struct {
	Username string
	Name     string
	Phone    string
	Role     care.Role
	Facility care.FacilityID
	Area     string
	Demo     bool
}

// Facts is what booking must know of a child.
type Facts struct {
	Child    care.Child // with its papers
	Consents []care.Consent
	Claims   []care.Claim
}
