package care

// Sex is as the family gives it; it is never needed.
type Sex string

// The values of sex.
const (
	SexUnknown Sex = ""
	SexFemale  Sex = "female"
	SexMale    Sex = "male"
)

// Child is a child of a family.
type Child struct {
	ID       ChildID  `json:"id"`
	FamilyID FamilyID `json:"family_id"`
	Name     string   `json:"name"`
	Birth    Date     `json:"birth"`
	Sex      Sex      `json:"sex,omitempty"`
	IDNumber string   `json:"-"`               // of the resident identity card, or none; see CheckResidentID
	Notes    string   `json:"notes,omitempty"` // allergies and what carers must know
	Papers   []Paper  `json:"papers,omitempty"`
	Version  int64    `json:"version"`

	CreatedAt Instant `json:"created_at"`
	UpdatedAt Instant `json:"updated_at"`
}

// Guardian is a grown-up of a family: a guardian, or a delegate who acts for them.
type Guardian struct {
	AccountID AccountID `json:"account_id"`
	FamilyID  FamilyID  `json:"family_id"`
	Role      Role      `json:"role"` // ActorGuardian or ActorDelegate
	Name      string    `json:"name,omitempty"`
	Phone     string    `json:"-"`
	JoinedAt  Instant   `json:"joined_at"`
}

// Pickup is a person who may fetch the children.
type Pickup struct {
	ID        PickupID `json:"id"`
	FamilyID  FamilyID `json:"family_id"`
	Name      string   `json:"name"`
	Phone     string   `json:"phone,omitempty"`
	Relation  string   `json:"relation"`
	CreatedAt Instant  `json:"created_at"`
}

// Reading is a staff look at a child's record. Its guardian sees it.
type Reading struct {
	ID         ReadingID      `json:"id"`
	ChildID    ChildID        `json:"child_id"`
	FamilyID   FamilyID       `json:"family_id"`
	AccountID  AccountID      `json:"account_id"`
	FacilityID FacilityID     `json:"facility_id,omitempty"`
	What       string         `json:"what"` // "record" or "scan"
	PaperID    PaperID        `json:"paper_id,omitempty"`
	Purpose    ReadingPurpose `json:"purpose"`
	ReadAt     Instant        `json:"read_at"`
}

// ReadingPurpose is why staff look at a child's record.
type ReadingPurpose string

// The purposes a reading may have.
const (
	ReadToDecide    ReadingPurpose = "decide"     // before an offer
	ReadToAdmit     ReadingPurpose = "admit"      // on the first day
	ReadDailyCare   ReadingPurpose = "daily_care" // what carers must know
	ReadHealthCheck ReadingPurpose = "health_check"
	ReadHandover    ReadingPurpose = "handover" // who may fetch the child
	ReadEmergency   ReadingPurpose = "emergency"
)

// ReadingPurposes lists the purposes a reading may have.
func ReadingPurposes() []ReadingPurpose {
	return []ReadingPurpose{ReadToDecide, ReadToAdmit, ReadDailyCare, ReadHealthCheck, ReadHandover, ReadEmergency}
}
