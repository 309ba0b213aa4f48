package care

import "slices"

// Purpose is what personal data may be used for. Each is agreed to separately.
type Purpose string

// The purposes. Only booking and health are ever needed, and each only for what it names.
const (
	PurposeBooking  Purpose = "booking"  // the application goes to the facility
	PurposeHealth   Purpose = "health"   // the facility sees papers and what carers must know
	PurposePhoto    Purpose = "photo"    // pictures of the child in the facility's posts to families
	PurposeMessages Purpose = "messages" // WeChat and SMS messages beyond the inbox
	PurposeStats    Purpose = "stats"    // counted without name in statistics of the district
)

// Purposes lists the purposes, needed ones first.
func Purposes() []Purpose {
	return []Purpose{PurposeBooking, PurposeHealth, PurposePhoto, PurposeMessages, PurposeStats}
}

// RequiredFor lists what cannot be done without agreeing to a purpose; empty: nothing is refused without it.
func (p Purpose) RequiredFor() []string {
	switch p {
	case PurposeBooking:
		return []string{"apply", "visit", "session"}
	case PurposeHealth:
		return []string{"submit", "session"}
	default:
		return nil
	}
}

// PerChild reports whether a purpose is agreed to for each child.
func (p Purpose) PerChild() bool { return p != PurposeMessages }

// Consent is an agreement of a guardian to one purpose, for one child or the family.
type Consent struct {
	ID          ConsentID `json:"id"`
	FamilyID    FamilyID  `json:"family_id"`
	ChildID     ChildID   `json:"child_id,omitempty"` // "": for every child of the family
	AccountID   AccountID `json:"account_id"`
	Purpose     Purpose   `json:"purpose"`
	Version     int       `json:"version"`
	GivenAt     Instant   `json:"given_at"`
	WithdrawnAt Instant   `json:"withdrawn_at,omitempty"`
}

// Consented reports whether a guardian agreed to a purpose for a child, in the version of its text that counts or a later
// one, and has not withdrawn.
func Consented(given []Consent, purpose Purpose, child ChildID, version int) bool {
	return slices.ContainsFunc(given, func(c Consent) bool {
		return c.Purpose == purpose && c.Version >= version && c.WithdrawnAt == 0 && (c.ChildID == "" || c.ChildID == child)
	})
}
