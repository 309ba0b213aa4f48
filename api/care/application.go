package care

// Application is one child asking for a place in one class from a day on. What may happen to it stands in edge.go.
type Application struct {
	ID         ApplicationID `json:"id"`
	FamilyID   FamilyID      `json:"family_id"`
	ChildID    ChildID       `json:"child_id"`
	FacilityID FacilityID    `json:"facility_id"`
	ClassID    ClassID       `json:"class_id"`
	Mode       Mode          `json:"mode"`
	Start      Date          `json:"start"` // first day of care
	From       Month         `json:"from"`  // the months whose place it takes, both included: see Span
	To         Month         `json:"to"`

	State   State `json:"state"`
	Version int64 `json:"version"` // grows by one with every edge; a write names the one it saw

	// The clocks. 0: not running. Only Move and Delivered start, move and stop them.
	HoldUntil   Instant `json:"hold_until,omitempty"`  // T5
	DecideBy    Instant `json:"decide_by,omitempty"`   // T8, and the district about an objection to a no-show
	RejectBy    Instant `json:"reject_by,omitempty"`   // T7: the facility has refused, and the district has not objected
	AnswerBy    Instant `json:"answer_by,omitempty"`   // T12
	AgreeBy     Instant `json:"agree_by,omitempty"`    // the agreement is due; nothing happens by itself
	KeepBy      Instant `json:"keep_by,omitempty"`     // T23: a wait of a child enrolled elsewhere, unless kept
	Provisional bool    `json:"provisional,omitempty"` // a clock counts through a year whose working days are not published

	Extended    bool    `json:"extended,omitempty"`     // the hold was extended: it can be once
	Revived     bool    `json:"revived,omitempty"`      // came back after a lapse: it can once
	FrozenAt    Instant `json:"frozen_at,omitempty"`    // T19: clocks stand still since; 0: not frozen
	OfferedAt   Instant `json:"offered_at,omitempty"`   // of the live or last offer
	DeliveredAt Instant `json:"delivered_at,omitempty"` // a message about that offer arrived
	SignedAt    Instant `json:"signed_at,omitempty"`    // the agreement
	Reminders   int     `json:"reminders,omitempty"`    // delivered ones, that the first day has passed
	RemindedAt  Instant `json:"reminded_at,omitempty"`

	Rank     Rank          `json:"rank"` // kept through every pause
	Group    GroupID       `json:"group,omitempty"`
	Replaces ApplicationID `json:"replaces,omitempty"` // a transfer: the place given up once this one is sure
	// Offered by the system because the class of Replaces is stopped (T19b), and not answered yet: the child has both.
	Alternative bool `json:"alternative,omitempty"`

	Reason    ReasonCode `json:"reason,omitempty"` // of the last rejection, revocation or other end
	CreatedAt Instant    `json:"created_at"`
	UpdatedAt Instant    `json:"updated_at"`
}

// Frozen reports whether the bureau stopped the clocks of the application (T19).
func (a *Application) Frozen() bool { return a.FrozenAt != 0 }

// ForFamily is the application as its family sees it: a refusal that has not taken effect is nothing it knows of.
func (a Application) ForFamily() Application {
	a.RejectBy = 0
	return a
}

// Owner says whom the application concerns; area is the area code of its facility.
func (a *Application) Owner(area string) Owner {
	return Owner{Family: a.FamilyID, Facility: a.FacilityID, Area: area}
}

// State is where an application stands.
type State string

// The states (booking: reservation state machine). The comment says which counter of the months the state occupies.
const (
	StateDraft      State = "draft"      // –
	StateHeld       State = "held"       // held: while the form is finished
	StateSubmitted  State = "submitted"  // held: the facility decides
	StateWaitlisted State = "waitlisted" // –: ranked
	StatePaused     State = "paused"     // –: the child has something live elsewhere; the rank is kept
	StateOffered    State = "offered"    // offered: the family answers
	StateConfirmed  State = "confirmed"  // offered: the agreement is made
	StateEnrolled   State = "enrolled"   // enrolled
	StateExpired    State = "expired"    // the hold ran out
	StateLapsed     State = "lapsed"     // the offer was not answered
	StateDeclined   State = "declined"
	StateRejected   State = "rejected"
	StateWithdrawn  State = "withdrawn"
	StateRevoked    State = "revoked"
	StateSuperseded State = "superseded" // enrolled elsewhere, and silent
	StateNoShow     State = "no_show"
	StateEnded      State = "ended"
)

// States lists every state, in the order a reservation goes through them.
func States() []State {
	return []State{
		StateDraft, StateHeld, StateSubmitted, StateWaitlisted, StatePaused, StateOffered, StateConfirmed, StateEnrolled, StateExpired,
		StateLapsed, StateDeclined, StateRejected, StateWithdrawn, StateRevoked, StateSuperseded, StateNoShow, StateEnded,
	}
}

// Seat is which counter of its months an application occupies.
type Seat string

// The counters.
const (
	NoSeat       Seat = ""
	SeatHeld     Seat = "held"
	SeatOffered  Seat = "offered"
	SeatEnrolled Seat = "enrolled"
)

// Seat says which counter the state occupies.
func (s State) Seat() Seat {
	switch s {
	case StateHeld, StateSubmitted:
		return SeatHeld
	case StateOffered, StateConfirmed:
		return SeatOffered
	case StateEnrolled:
		return SeatEnrolled
	default:
		return NoSeat
	}
}

// Live reports whether a child may have only one application in such a state.
func (s State) Live() bool {
	return s == StateHeld || s == StateSubmitted || s == StateOffered || s == StateConfirmed
}

// Waiting reports whether the application is a wait.
func (s State) Waiting() bool { return s == StateWaitlisted || s == StatePaused }

// Final reports whether the application is over. Some ends can be taken back for a while: superseded, lapsed.
func (s State) Final() bool {
	return s != StateDraft && s != StateEnrolled && !s.Live() && !s.Waiting()
}

// Rank is a place in the order of a waitlist. It is made once, when the wait begins, and never changes silently.
type Rank struct {
	Class       int           `json:"class"`   // priority class; 0 comes first
	Points      int           `json:"points"`  // more comes first
	Lottery     int64         `json:"lottery"` // less comes first; 0 outside an opening window
	At          Instant       `json:"at"`      // earlier comes first
	ID          ApplicationID `json:"id"`      // decides at last, so that no two are equal
	RuleVersion string        `json:"rule_version,omitempty"`
	Explanation []RankReason  `json:"explanation,omitempty"`
}

// RankReason is one reason behind a rank or a change of position, for the front end to say in words.
type RankReason struct {
	Code   string `json:"code"` // "priority", "points", "lottery", "time", "waited_longer", "resumed", …
	Rule   string `json:"rule,omitempty"`
	Points int    `json:"points,omitempty"`
	Class  int    `json:"class,omitempty"`
	Count  int    `json:"count,omitempty"`
}

// Deadline is the next thing that falls due, for a status line.
type Deadline struct {
	At          Instant
	Kind        DeadlineKind
	Provisional bool // the calendar of a year in between is not published yet; it can only move later
}

// DeadlineKind is what falls due.
type DeadlineKind string

// The kinds of deadline.
const (
	DueDraft  DeadlineKind = "draft"  // the draft is removed
	DueHold   DeadlineKind = "hold"   // finish the form
	DueDecide DeadlineKind = "decide" // the facility decides
	DueReject DeadlineKind = "reject" // a refusal takes effect; never told to the family
	DueAnswer DeadlineKind = "answer" // the family answers
	DueAgree  DeadlineKind = "agree"  // the agreement is made
	DueStart  DeadlineKind = "start"  // care begins
	DueKeep   DeadlineKind = "keep"   // say which waits to keep
	DueReturn DeadlineKind = "return" // ask for the wait back
	DueObject DeadlineKind = "object" // object to a no-show
	DueRuling DeadlineKind = "ruling" // the district decides about the objection
)
