package casework

import (
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

// Complainant is who complains, or comes back to a complaint: an account, or somebody who shows the tracking code.
type Complainant struct {
	Actor care.Actor // anonymous: of kind care.ActorAnonymous
	Code  string     // the tracking code, as it was typed
	Net   string     // keyed hash of the network asked from; limits guessing, and is kept in the vault alone
}

// IdempotencyKey is the id a device gave to a draft. Sending the draft again gives the receipt it was given first.
type IdempotencyKey string

// SubmitRequest is a complaint as it is sent.
type SubmitRequest struct {
	Facility    care.FacilityID // or Place
	Place       string
	Point       orb.Point
	Category    care.Category
	DangerNow   bool
	HappenedOn  care.Date
	Text, Wants string
	Anonymous   bool
	Name, Phone string
	Contact     string // app, phone, none
	Originals   bool   // the pictures as they were may be kept, in the vault
	Uploads     []care.UploadID
	Join        care.CaseID // a similar case somebody was shown: the desk sees the wish
	Child       care.ChildID
	Demo        bool `json:"-"` // made up
}

// Receipt is what is answered once a complaint is kept. The tracking code is in no other answer, ever.
type Receipt struct {
	ID           care.CaseID
	ReceiptNo    string
	TrackingCode string
	Office       Office
	Clock        care.Clock // by when it is accepted or not
	Emergency    bool       // call 110 now
	CreatedAt    care.Instant
}

// Office is a unit as everybody may know it.
type Office struct {
	ID    care.UnitID
	Name  string
	Phone string
}

// FormView is what the form shows before its first field.
type FormView struct {
	Categories []CategoryView
	Emergency  Emergency
	Limits     FormLimits
}

// CategoryView is a category as the form shows it.
type CategoryView struct {
	Code        care.Category
	Class       care.CaseClass
	AnonymousOK bool
	Public      bool
	Joinable    bool
	Advice      string // a code: call_110, keep_receipts, …
}

// Emergency is whom to call first.
type Emergency struct {
	Call string
	Also []string
}

// FormLimits are what a complaint may hold.
type FormLimits struct {
	TextMin, Text, Photos int
	Bytes                 int64
}

// ComplaintView is a complaint as its complainant sees it.
type ComplaintView struct {
	care.ComplainantView

	Facility   *FacilityRef
	Office     Office
	HappenedOn care.Date
	Text       string
	Wants      string
	Messages   []Message
	Evidence   []EvidenceView
	Looks      []Look // of officers at who they are
}

// FacilityRef names a facility.
type FacilityRef struct {
	ID   care.FacilityID
	Name string
}

// Message is one of what office and complainant wrote to one another.
type Message struct {
	ID   string
	At   care.Instant
	From string // office, you
	Text string

	Officer care.AccountID // who wrote for the office; told to officers alone
}

// OwnAct is something a complainant does with their complaint: add_information, message, withdraw, rate, reopen, second_look.
type OwnAct struct {
	Action    care.CaseAction
	Version   int64 // as it was seen; 0: whatever it is
	Text      string
	Uploads   []care.UploadID
	Contacted *bool
	Solved    *bool
	Satisfied *bool
	Rating    int // 1..5; 0: not given
}

// SimilarView is an open case somebody could join: nothing of it tells who complained or when exactly.
type SimilarView struct {
	Ref      care.CaseID // for SubmitRequest.Join
	Category care.Category
	Facility *FacilityRef
	Since    care.Date // the Monday of its week
	Step     care.CaseState
}
