package care

import "github.com/google/uuid"

type (
	// FacilityID is, as every id of a noun, a UUIDv7 in text.
	FacilityID    string
	ClassID       string
	AccountID     string
	FamilyID      string
	ChildID       string
	PickupID      string
	PaperID       string
	ConsentID     string
	ReadingID     string
	ApplicationID string
	GroupID       string // siblings who want to be taken together
	SlotID        string
	VisitID       string
	SessionID     string
	EntryID       string
	AbsenceID     string
	MessageID     string
)

// NewID returns a fresh UUIDv7 in text. Ids are made by the service before the write, so that a retry can reuse one.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
