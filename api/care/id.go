package care

import "github.com/google/uuid"

// Every id is a UUIDv7 in text.
type (
	// FacilityID identifies a facility.
	FacilityID string
	// ClassID identifies a class of a facility.
	ClassID string
	// AccountID identifies who can sign in.
	AccountID string
	// FamilyID identifies a family.
	FamilyID string
	// ChildID identifies a child.
	ChildID string
	// PickupID identifies somebody who may fetch children.
	PickupID string
	// PaperID identifies an admission paper.
	PaperID string
	// ConsentID identifies a consent.
	ConsentID string
	// ClaimID identifies what a family says of itself.
	ClaimID string
	// ReadingID identifies a staff look at a record.
	ReadingID string
	// ApplicationID identifies an application.
	ApplicationID string
	// GroupID identifies siblings who want to be taken together.
	GroupID string
	// SlotID identifies a time for visits.
	SlotID string
	// VisitID identifies a visit.
	VisitID string
	// SessionID identifies a session.
	SessionID string
	// EntryID identifies a child's place in a session.
	EntryID string
	// AbsenceID identifies a day a child stays away.
	AbsenceID string
	// MessageID identifies a message in an inbox.
	MessageID string
	// CaseID identifies a complaint and the desk's file of it; it says nothing of who complained.
	CaseID string
	// CaseEventID identifies one step of a case.
	CaseEventID string
	// CaseMessageID identifies one message between complainant and desk.
	CaseMessageID string
	// UnitID identifies a unit that handles cases (承办单位).
	UnitID string
	// UploadID identifies a file on its way in.
	UploadID string
	// EvidenceID identifies a file kept with a case or a review.
	EvidenceID string
	// ReviewID identifies a review of a facility.
	ReviewID string
	// VaultID identifies what the vault knows of one complainant.
	VaultID string
	// PageID identifies a call to the officer on duty.
	PageID string
	// DossierID identifies one matter of a filing.
	DossierID string
	// TitleID identifies a filing or a licence a facility was given.
	TitleID string
	// MaterialID identifies a paper of a dossier.
	MaterialID string
	// ClosureID identifies one time a facility was stopped.
	ClosureID string
	// RecordID identifies an entry of a facility's file.
	RecordID string
	// RegistrantID identifies a body in a registrar's list.
	RegistrantID string
)

// RandomID returns an id of random bits alone, for what is shown to people who must not learn when it was made: others' ids begin with that
// moment.
func RandomID() string { return uuid.NewString() }

// NewID returns a fresh UUIDv7 in text. Ids are made by the service before the write, so that a retry can reuse one.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
