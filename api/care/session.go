package care

import "slices"

// Session is a span of hours on one day for which a facility takes children in by the hour or now and then (计时托, 临时托).
type Session struct {
	ID         SessionID    `json:"id"`
	FacilityID FacilityID   `json:"facility_id"`
	ClassID    ClassID      `json:"class_id,omitempty"` // whose room and carers it uses
	Mode       Mode         `json:"mode"`               // Hourly or Drop
	Date       Date         `json:"date"`
	Open       int16        `json:"open"` // minutes after midnight
	Close      int16        `json:"close"`
	FromMonths int          `json:"from_months"` // ages taken on the day: completed months, from included, to not
	ToMonths   int          `json:"to_months"`
	Fee        int64        `json:"fee,omitempty"` // fen
	Places     int          `json:"places"`
	Taken      int          `json:"taken"`
	OpensAt    Instant      `json:"opens_at,omitempty"`  // the opening window; 0: first come, first served
	ClosesAt   Instant      `json:"closes_at,omitempty"` // requests until then are put in order by lottery
	SeedHash   string       `json:"seed_hash,omitempty"` // published when the window opens; see Draw
	Status     SessionState `json:"status"`
	Reason     ReasonCode   `json:"reason,omitempty"`
	Version    int64        `json:"version"`
}

// SessionState is where a session stands.
type SessionState string

// The states of a session.
const (
	SessionPlanned   SessionState = "planned" // its window has not opened
	SessionWindow    SessionState = "window"  // requests are collected
	SessionOpen      SessionState = "open"    // free places are for whoever comes
	SessionOver      SessionState = "over"
	SessionCancelled SessionState = "cancelled"
)

// StartsAt and EndsAt are the session as instants.
func (s *Session) StartsAt() Instant { return InstantOf(s.Date.Time()) + Instant(s.Open)*minuteMillis }

// EndsAt is when the session ends.
func (s *Session) EndsAt() Instant { return InstantOf(s.Date.Time()) + Instant(s.Close)*minuteMillis }

// Now returns the state the clock gives a session whose draw is done or which has no window. A session with a window stays
// in it until it is drawn.
func (s *Session) Now(now Instant, drawn bool) SessionState {
	switch {
	case s.Status == SessionCancelled:
		return SessionCancelled
	case now >= s.EndsAt():
		return SessionOver
	case s.ClosesAt == 0 || drawn:
		return SessionOpen
	case now < s.OpensAt:
		return SessionPlanned
	default:
		return SessionWindow
	}
}

// Left returns how many places are free for whoever comes.
func (s *Session) Left() int { return max(0, s.Places-s.Taken) }

// Entry is a child's place in a session, or its request for one.
type Entry struct {
	ID        EntryID    `json:"id"`
	SessionID SessionID  `json:"session_id"`
	FamilyID  FamilyID   `json:"family_id"`
	ChildID   ChildID    `json:"child_id"`
	State     EntryState `json:"state"`
	Version   int64      `json:"version"`
	Lottery   int64      `json:"lottery,omitempty"` // the child's number in the window
	At        Instant    `json:"at"`                // when it was entered: the order after the window
	ConfirmBy Instant    `json:"confirm_by,omitempty"`
	InAt      Instant    `json:"in_at,omitempty"`
	OutAt     Instant    `json:"out_at,omitempty"`
	Reason    ReasonCode `json:"reason,omitempty"`
	UpdatedAt Instant    `json:"updated_at"`
}

// EntryState is where an entry stands.
type EntryState string

// The states of an entry.
const (
	EntryEntered    EntryState = "entered" // in the opening window
	EntryDrawn      EntryState = "drawn"   // has a place, to be confirmed
	EntryWaiting    EntryState = "waiting"
	EntryBooked     EntryState = "booked"
	EntryCheckedIn  EntryState = "checked_in"
	EntryCheckedOut EntryState = "checked_out"
	EntryMissed     EntryState = "missed"
	EntryCancelled  EntryState = "cancelled"
	EntryReleased   EntryState = "released" // the family said early enough that the child stays away
)

// EntryStates lists the states of an entry.
func EntryStates() []EntryState {
	return []EntryState{
		EntryEntered, EntryDrawn, EntryWaiting, EntryBooked, EntryCheckedIn, EntryCheckedOut, EntryMissed, EntryCancelled, EntryReleased,
	}
}

// Seated reports whether the entry takes a place of its session.
func (s EntryState) Seated() bool {
	switch s {
	case EntryDrawn, EntryBooked, EntryCheckedIn, EntryCheckedOut, EntryMissed:
		return true
	default:
		return false
	}
}

// Live reports whether a child may have only one such entry in a session.
func (s EntryState) Live() bool {
	return s != EntryCancelled && s != EntryReleased && s != EntryMissed && s != EntryCheckedOut
}

// EntryRule is one edge of an entry; what is not listed does not exist.
type EntryRule struct {
	Edge    Edge
	Action  Action
	From    []EntryState
	To      EntryState
	Who     []Role
	Reasons []ReasonCode
	Needs   bool // a reason must be given
	Before  bool // only before the session begins
	After   bool // only from half an hour before its begin on
	Over    bool // only after its end
}

var entryRules = []EntryRule{
	{Edge: "E3", Action: "draw", From: []EntryState{EntryEntered}, To: EntryDrawn, Who: []Role{ActorSystem}},
	{Edge: "E4", Action: "wait", From: []EntryState{EntryEntered}, To: EntryWaiting, Who: []Role{ActorSystem}},
	{Edge: "E5", Action: "confirm", From: []EntryState{EntryDrawn}, To: EntryBooked, Who: familyOrSystem, Before: true},
	{Edge: "E6", Action: "promote", From: []EntryState{EntryWaiting}, To: EntryBooked, Who: []Role{ActorSystem}, Before: true},
	{Edge: "E7", Action: "check_in", From: []EntryState{EntryBooked, EntryMissed}, To: EntryCheckedIn, Who: []Role{ActorFacility}, After: true},
	{Edge: "E8", Action: "check_out", From: []EntryState{EntryCheckedIn}, To: EntryCheckedOut, Who: []Role{ActorFacility}, After: true},
	{Edge: "E9", Action: "missed", From: []EntryState{EntryBooked}, To: EntryMissed, Who: []Role{ActorFacility}, After: true},
	{Edge: "E10", Action: "missed", From: []EntryState{EntryBooked}, To: EntryMissed, Who: []Role{ActorSystem}, Over: true},
	{
		Edge: "E11", Action: "cancel", From: []EntryState{EntryEntered, EntryDrawn, EntryWaiting, EntryBooked}, To: EntryCancelled, Who: family,
		Reasons: FamilyReasons(), Before: true,
	},
	{
		Edge: "E12", Action: "cancel", From: []EntryState{EntryEntered, EntryDrawn, EntryWaiting, EntryBooked}, To: EntryCancelled,
		Who: facilityOrBureau, Reasons: CancelReasons(), Needs: true,
	},
	{Edge: "E13", Action: "absent", From: []EntryState{EntryBooked, EntryDrawn}, To: EntryReleased, Who: family, Reasons: FamilyReasons(), Before: true},
	{Edge: "E14", Action: "release", From: []EntryState{EntryDrawn}, To: EntryReleased, Who: []Role{ActorSystem}},
	// A wait for a session that begins without a place for it is over.
	{Edge: "E15", Action: "expire", From: []EntryState{EntryEntered, EntryWaiting}, To: EntryCancelled, Who: []Role{ActorSystem}, After: true},
	{Edge: "E16", Action: "undo_check_in", From: []EntryState{EntryCheckedIn}, To: EntryBooked, Who: []Role{ActorFacility}, After: true},
}

// The first edge of an entry: entered in the window (E1), booked at once (E2) or, with everything taken, waiting (E2w).
const (
	EntryEdgeEntered Edge = "E1"
	EntryEdgeBooked  Edge = "E2"
	EntryEdgeWaiting Edge = "E2w"
)

// EntryRules lists the edges of entries.
func EntryRules() []EntryRule { return slices.Clone(entryRules) }

// checkInEarly is how long before a session children may be checked in.
const checkInEarly = 30 * minuteMillis

// MoveEntry takes an entry along an edge. It refuses with not_allowed, state_conflict, reason_needed, too_early and deadline_passed.
func MoveEntry(e Entry, action Action, by Role, reason ReasonCode, s *Session, now Instant) (Entry, Edge, error) {
	known := false
	for _, r := range entryRules {
		if r.Action != action || !slices.Contains(r.Who, by) {
			continue
		}
		known = true
		if !slices.Contains(r.From, e.State) {
			continue
		}
		switch {
		case r.Before && now >= s.StartsAt():
			return e, "", Errorf(Conflict, CodeDeadlinePassed, "", "the session has begun")
		case r.After && now < s.StartsAt()-checkInEarly, r.Over && now < s.EndsAt():
			return e, "", Errorf(Conflict, CodeTooEarly, "", "it is too early for this")
		}
		if err := CheckReason(reason, r.Reasons, !r.Needs); err != nil {
			return e, "", err
		}
		return e.moved(r, reason, now), r.Edge, nil
	}
	return e, "", refused(known, string(e.State))
}

func (e Entry) moved(r EntryRule, reason ReasonCode, now Instant) Entry {
	e.State, e.Reason, e.UpdatedAt = r.To, reason, now
	e.Version++
	if r.To != EntryDrawn {
		e.ConfirmBy = 0
	}
	switch r.Action {
	case "check_in":
		e.InAt = now
	case "check_out":
		e.OutAt = now
	case "undo_check_in":
		e.InAt = 0
	default:
	}
	return e
}

// Absence is a day an enrolled child stays away, said beforehand by the family: its place may be used by others that day.
type Absence struct {
	ID            AbsenceID     `json:"id"`
	ApplicationID ApplicationID `json:"application_id"`
	FamilyID      FamilyID      `json:"family_id"`
	ChildID       ChildID       `json:"child_id"`
	FacilityID    FacilityID    `json:"facility_id"`
	ClassID       ClassID       `json:"class_id"`
	Date          Date          `json:"date"`
	CreatedAt     Instant       `json:"created_at"`
}

// Mark is what the attendance list says about a child on a day.
type Mark string

// The marks.
const (
	MarkPresent Mark = "present"
	MarkAbsent  Mark = "absent"
	MarkIll     Mark = "ill"
	MarkGone    Mark = "picked_up"
)

// Marks lists the marks of the attendance list.
func Marks() []Mark { return []Mark{MarkPresent, MarkAbsent, MarkIll, MarkGone} }
