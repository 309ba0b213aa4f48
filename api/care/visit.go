package care

import "slices"

// Slot is a time at which families may come and look (预约参观).
type Slot struct {
	ID         SlotID     `json:"id"`
	FacilityID FacilityID `json:"facility_id"`
	StartsAt   Instant    `json:"starts_at"`
	EndsAt     Instant    `json:"ends_at"`
	Places     int        `json:"places"` // families
	Taken      int        `json:"taken"`
	Open       bool       `json:"open"`
	Reason     ReasonCode `json:"reason,omitempty"` // why it was cancelled
	Version    int64      `json:"version"`
}

// Left returns how many more families may come.
func (s Slot) Left() int {
	if !s.Open {
		return 0
	}
	return max(0, s.Places-s.Taken)
}

// Visit is a family coming to look.
type Visit struct {
	ID         VisitID    `json:"id"`
	SlotID     SlotID     `json:"slot_id"`
	FacilityID FacilityID `json:"facility_id"`
	FamilyID   FamilyID   `json:"family_id"`
	ChildID    ChildID    `json:"child_id,omitempty"`
	Note       string     `json:"note,omitempty"`
	State      VisitState `json:"state"`
	Version    int64      `json:"version"`
	Reason     ReasonCode `json:"reason,omitempty"`
	CreatedAt  Instant    `json:"created_at"`
	UpdatedAt  Instant    `json:"updated_at"`
}

// VisitState is where a visit stands.
type VisitState string

// The states of a visit. Only a booked one takes a place of its slot.
const (
	VisitBooked    VisitState = "booked"
	VisitAttended  VisitState = "attended"
	VisitMissed    VisitState = "missed"
	VisitCancelled VisitState = "cancelled"
)

// Seated reports whether the visit takes a place of its slot. Whoever came or did not come keeps it: the time is over.
func (s VisitState) Seated() bool { return s == VisitBooked || s == VisitAttended || s == VisitMissed }

// VisitRule is one edge of a visit; what is not listed does not exist.
type VisitRule struct {
	Edge    Edge
	Action  Action
	From    []VisitState
	To      VisitState
	Who     []Role
	Reasons []ReasonCode // the list a reason must be on; nil: no reason is given
	Needs   bool         // a reason must be given by staff
	Before  bool         // only before the slot begins
	After   bool         // only from its begin on
}

var visitRules = []VisitRule{
	{Edge: "V2", Action: "cancel", From: []VisitState{VisitBooked}, To: VisitCancelled, Who: family, Reasons: FamilyReasons(), Before: true},
	{ // by the facility, or by the bureau that stops it
		Edge: "V3", Action: "cancel", From: []VisitState{VisitBooked}, To: VisitCancelled, Who: facilityOrBureau, Reasons: CancelReasons(), Needs: true,
	},
	{Edge: "V4", Action: "attended", From: []VisitState{VisitBooked, VisitMissed}, To: VisitAttended, Who: []Role{ActorFacility}, After: true},
	{Edge: "V5", Action: "missed", From: []VisitState{VisitBooked, VisitAttended}, To: VisitMissed, Who: []Role{ActorFacility}, After: true},
	{Edge: "V6", Action: "missed", From: []VisitState{VisitBooked}, To: VisitMissed, Who: []Role{ActorSystem}, After: true},
}

// VisitEdgeBooked is the first edge of every visit (V1, by the family): a place of the slot was taken.
const VisitEdgeBooked Edge = "V1"

// VisitRules lists the edges of visits.
func VisitRules() []VisitRule { return slices.Clone(visitRules) }

// MoveVisit takes a visit along an edge. It refuses with not_allowed, state_conflict, reason_needed, too_early and deadline_passed.
func MoveVisit(v Visit, action Action, by Role, reason ReasonCode, slot Slot, now Instant) (Visit, Edge, error) {
	known := false
	for _, r := range visitRules {
		if r.Action != action || !slices.Contains(r.Who, by) {
			continue
		}
		known = true
		if !slices.Contains(r.From, v.State) {
			continue
		}
		switch {
		case r.Before && now >= slot.StartsAt:
			return v, "", Errorf(Conflict, CodeDeadlinePassed, "", "the visit has begun")
		case r.After && now < slot.StartsAt:
			return v, "", Errorf(Conflict, CodeTooEarly, "", "the visit has not begun")
		}
		if err := CheckReason(reason, r.Reasons, !r.Needs); err != nil {
			return v, "", err
		}
		v.State, v.Reason, v.UpdatedAt = r.To, reason, now
		v.Version++
		return v, r.Edge, nil
	}
	return v, "", refused(known, string(v.State))
}

// refused says why no edge was found: the role never has the step, or not from this state.
func refused(known bool, state string) error {
	if !known {
		return Errorf(Forbidden, CodeNotAllowed, "action", "this step is not yours to take")
	}
	return Errorf(Conflict, CodeStateConflict, "action", "this step does not exist from the state %s", state)
}
