package booking

import (
	"context"
	"encoding/json"
	"errors"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// What visits, sessions and the lists of a day have in common: how a step is written down, who is told, and names.

// stepBody is the body of a change that is a step of a visit or an entry. Played in order they give its state.
type stepBody struct {
	Version  int64           `json:"version"`
	From     string          `json:"from,omitempty"`
	To       string          `json:"to"`
	Reason   care.ReasonCode `json:"reason,omitempty"`
	Facility care.FacilityID `json:"facility"`
	Of       string          `json:"of"` // the slot or session
}

// changed writes down what happened, in the transaction in which it did.
func (t *turn) changed(ctx context.Context, by care.Actor, noun, id string, kind care.ChangeKind, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return t.tx.AppendChanges(ctx, []care.Change{{Noun: noun, ID: id, Kind: kind, At: t.now, Actor: by, Body: text}})
}

// tellBoth tells a family and the staff of a facility, or one of them, the same thing.
func (t *turn) tellBoth(ctx context.Context, n care.Notice, family care.FamilyID, staff care.FacilityID) error {
	if family != "" {
		told := n
		told.Family = family
		if err := t.tx.Notify(ctx, told); err != nil {
			return err
		}
	}
	if staff != "" {
		told := n
		told.Staff, told.Child, told.Urgent = staff, "", false
		return t.tx.Notify(ctx, told)
	}
	return nil
}

// stale says that something was changed by somebody else meanwhile.
func stale() error {
	return care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again")
}

// timeText is how an instant stands in the parameters of a notice.
func timeText(i care.Instant) string { return i.Time().Format("2006-01-02T15:04:05Z07:00") }

func newIDs[T ~string](n int) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = T(care.NewID())
	}
	return out
}

// childNames gives the names of children, none when nobody can tell them.
func (s *Service) childNames(ctx context.Context, ids []care.ChildID) (map[care.ChildID]string, error) {
	if len(ids) == 0 || s.Names == nil {
		return nil, nil
	}
	return s.Names(ctx, ids)
}

func facilityName(f care.Facility) FacilityName {
	return FacilityName{ID: f.ID, Name: f.Name, Address: f.Address, Phone: f.Phone, Area: f.AreaCode}
}

func knownFacility(ctx context.Context, tx *store.Tx, known map[care.FacilityID]care.Facility, id care.FacilityID) (care.Facility, error) {
	if f, ok := known[id]; ok {
		return f, nil
	}
	f, err := tx.FacilityAlone(ctx, id)
	known[id] = f
	return f, err
}

// FacilityName is what a family must know of a facility to find it.
type FacilityName struct {
	ID                         care.FacilityID
	Name, Address, Phone, Area string
}

// codeOf returns the code of a refusal.
func codeOf(err error) care.Code {
	var e *care.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return care.CodeInternal
}
