package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// EscalationKind is what waits for an answer.
type EscalationKind string

// The kinds.
const (
	EscalationUndecided EscalationKind = "undecided" // the facility has not decided in time
	EscalationCall      EscalationKind = "call"      // no message about an offer arrived: the facility calls
	EscalationReject    EscalationKind = "reject"    // the facility refuses an application
	EscalationRevoke    EscalationKind = "revoke"    // the facility asks to take a place back
	EscalationObjection EscalationKind = "objection" // the family objects to a no-show
)

// Escalation is something that waits for the district, or for the facility's telephone.
type Escalation struct {
	ID          string
	Application care.ApplicationID
	Facility    care.FacilityID
	Area        string
	Kind        EscalationKind
	Reason      care.ReasonCode
	By          care.Actor
	At, DueAt   care.Instant
}

// Escalate opens an escalation; one that is open already stays as it is. It reports whether it was new.
func (w *work) Escalate(ctx context.Context, e Escalation) (bool, error) {
	n, err := w.OpenEscalation(ctx, db.OpenEscalationParams{
		ID: e.ID, ApplicationID: string(e.Application), FacilityID: string(e.Facility), AreaCode: e.Area, Kind: string(e.Kind),
		Reason: string(e.Reason), ActorKind: string(e.By.Kind), ActorID: e.By.ID, OpenedAt: int64(e.At), DueAt: int64(e.DueAt),
	})
	return n == 1, err
}

// Settle closes the open escalation of a kind, if there is one; kind "" closes every one of the application.
func (w *work) Settle(ctx context.Context, id care.ApplicationID, kind EscalationKind, outcome string, by care.Actor, at care.Instant) error {
	if kind == "" {
		_, err := w.CloseEscalations(ctx, db.CloseEscalationsParams{At: int64(at), Outcome: outcome, ClosedBy: by.ID, ApplicationID: string(id)})
		return err
	}
	_, err := w.CloseEscalation(ctx, db.CloseEscalationParams{
		At: int64(at), Outcome: outcome, ClosedBy: by.ID, ApplicationID: string(id), Kind: string(kind),
	})
	return err
}

// Escalated returns the open escalations of an application.
func (w *work) Escalated(ctx context.Context, id care.ApplicationID) ([]Escalation, error) {
	return escalationsOf(w.OpenEscalations(ctx, string(id)))
}

// EscalatedIn returns up to limit of what waits for the bureau of an area, the most pressing first: what comes after one with a deadline.
func (w *work) EscalatedIn(ctx context.Context, area string, after care.Instant, afterID string, limit int) ([]Escalation, error) {
	return escalationsOf(w.EscalationsOfArea(ctx, db.EscalationsOfAreaParams{
		Prefix: care.RegionPrefix(area), After: int64(after), AfterID: afterID, Page: int32(limit),
	}))
}

// EscalatedCount is how much waits for the bureau of an area.
func (w *work) EscalatedCount(ctx context.Context, area string) (int, error) {
	n, err := w.CountEscalations(ctx, care.RegionPrefix(area))
	return int(n), err
}

// ToCall returns what waits for the telephone of a facility.
func (w *work) ToCall(ctx context.Context, facility care.FacilityID) ([]Escalation, error) {
	return escalationsOf(w.EscalationsOfFacility(ctx, string(facility)))
}

func escalationsOf(rows []db.Escalation, err error) ([]Escalation, error) {
	out := make([]Escalation, len(rows))
	for i, r := range rows {
		out[i] = Escalation{
			ID: r.ID, Application: care.ApplicationID(r.ApplicationID), Facility: care.FacilityID(r.FacilityID), Area: r.AreaCode,
			Kind: EscalationKind(r.Kind), Reason: care.ReasonCode(r.Reason), By: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID},
			At: care.Instant(r.OpenedAt), DueAt: care.Instant(r.DueAt),
		}
	}
	return out, err
}
