package care

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Change is one thing that happened and was committed: who did what to which noun, and when. The sequencer numbers changes
// without gaps and chains them by hash; everything that follows along (snapshots, the index, readers) follows Seq.
type Change struct {
	Seq   int64      `json:"seq"`
	Noun  string     `json:"noun"` // "facility", "area", "place", "rule"
	ID    string     `json:"id"`   // of the noun; for "place" the source whose places were replaced
	Kind  ChangeKind `json:"kind"`
	At    Instant    `json:"at"`
	Actor Actor      `json:"actor"`
	Body  []byte     `json:"body,omitempty"` // JSON: what changed
	Hash  string     `json:"hash"`           // hex SHA-256 over the previous hash and this row; see ChainHash
}

// ChangeKind says what happened to a noun.
type ChangeKind = string

// The kinds of change.
const (
	ChangeCreated         ChangeKind = "created"
	ChangeUpdated         ChangeKind = "updated"
	ChangeReplaced        ChangeKind = "replaced"
	ChangeRemoved         ChangeKind = "removed" // made-up data only
	ChangeVacancyReported ChangeKind = "vacancy_reported"
	ChangeVacancyConfirm  ChangeKind = "vacancy_confirmed"
	ChangeClassClosed     ChangeKind = "class_closed" // it fell out of its list while children are in it or wait for it
	ChangeSuspended       ChangeKind = "suspended"    // the whole facility, by its bureau
	ChangeClosed          ChangeKind = "closed"
	ChangeReopened        ChangeKind = "reopened"
	ChangePlaces          ChangeKind = "places" // a place was taken, given back, opened or stopped
)

// The nouns changes speak of.
const (
	NounFacility    = "facility"
	NounArea        = "area"
	NounPlace       = "place"
	NounRule        = "rule"
	NounApplication = "application" // its kinds are the numbers of the edges
	NounAccount     = "account"
	NounFamily      = "family"

	NounSlot       = "slot"
	NounVisit      = "visit"   // its kinds are the numbers of the edges
	NounSession    = "session" // care by the hour or the day
	NounEntry      = "entry"   // its kinds are the numbers of the edges
	NounLottery    = "lottery"
	NounAbsence    = "absence"
	NounAttendance = "attendance"

	NounCase    = "case"    // its kinds are the numbers of the edges
	NounOpening = "opening" // a look at an identity
	NounWatch   = "watch"
	NounReview  = "review"
	NounFinding = "finding" // published, or its term over
	NounRecord  = "record"  // of a facility's file: inspections, orders, penalties, notes, grades
	NounDuty    = "duty"    // posts and shifts

	NounDocument = "policy_document"
	NounStaff    = "staff" // somebody who works at a facility; never who

	NounFiling     = "filing"     // its kinds are the actions
	NounTerm       = "term"       // a report of classes
	NounRegistrant = "registrant" // a body in a registrar's list
)

// ChainHash returns the hash of a numbered change after the change with hash prev ("" before the first):
//
//	hex(SHA-256(prev || field(seq) || field(noun) || field(id) || field(kind) || field(at) || field(actor kind) || field(actor id) || field(body)))
//
// where field(x) is the decimal length of x in bytes, a colon, and x; numbers are written in decimal. c.Hash is not read.
// Anybody with the rows can repeat it.
func ChainHash(prev string, c Change) string {
	b := make([]byte, 0, 256+len(c.Body))
	b = append(b, prev...)
	b = appendField(b, strconv.FormatInt(c.Seq, 10))
	b = appendField(b, c.Noun)
	b = appendField(b, c.ID)
	b = appendField(b, c.Kind)
	b = appendField(b, strconv.FormatInt(int64(c.At), 10))
	b = appendField(b, string(c.Actor.Kind))
	b = appendField(b, c.Actor.ID)
	b = appendField(b, string(c.Body))
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func appendField(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	return append(b, s...)
}
