package casework

import (
	"context"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// LeaveAll cuts what a family, or one of its children, has complained of off from it, before what is known of it is erased. The cases
// stay: what was said of a facility is the office's file, and names nobody. A name or telephone that was given with the complaint, so
// that the office can answer, stays while the case runs and is erased when it is over. The tracking code still leads to it. Nothing of
// it is written down outside the vault: rows of one instant would tell which cases are of one family. It may be called again after a
// failure.
func (s *Service) LeaveAll(ctx context.Context, _ care.Actor, family care.FamilyID, child care.ChildID) error {
	return s.doInVault(ctx, "leave complaints", func(ctx context.Context, t *turn) error {
		members, err := t.tx.Members(ctx, family)
		if err != nil {
			return err
		}
		gone := make(map[string]bool) // accounts that are erased with the family; delegates keep theirs
		for _, m := range members {
			gone[s.Vault.Hash(hashedAccount, m.AccountID)] = m.Role == string(care.ActorGuardian)
		}
		return t.tx.InVault(ctx, func(v *store.Vault) error {
			if child != "" {
				return t.forgetChild(ctx, v, child)
			}
			hash := s.Vault.Hash(hashedFamily, string(family))
			rows, err := v.IdentitiesOfFamily(ctx, hash)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if r.AccountHash != "" && !gone[r.AccountHash] {
					_, err = v.ForgetFamilyOf(ctx, r.ID)
				} else {
					err = v.Leave(ctx, r.ID, t.now)
				}
				if err != nil {
					return err
				}
			}
			return v.DeleteWatchesOfFamily(ctx, hash)
		})
	})
}

func (t *turn) forgetChild(ctx context.Context, v *store.Vault, child care.ChildID) error {
	rows, err := v.IdentitiesOfChild(ctx, t.Vault.Hash(hashedChild, string(child)))
	if err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := v.ForgetChildOf(ctx, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// Exported is a complaint as it stands in its family's export, in words that other programs and people read.
type Exported struct {
	ReceiptNo string            `json:"receipt_no"`
	At        time.Time         `json:"at"`
	Category  care.Category     `json:"category"`
	Facility  string            `json:"facility,omitempty"`
	Place     string            `json:"place,omitempty"`
	Text      string            `json:"text"`
	Wants     string            `json:"wants,omitempty"`
	Name      string            `json:"name,omitempty"` // as given with it
	Phone     string            `json:"phone,omitempty"`
	Child     care.ChildID      `json:"child_id,omitempty"`
	State     care.CaseState    `json:"state"`
	Office    string            `json:"office"`
	Reply     string            `json:"reply,omitempty"`
	Steps     []exportedStep    `json:"history"`
	Messages  []exportedMessage `json:"messages"`
	Looks     []exportedLook    `json:"identity_opened"` // when the office looked at who complained, and what for
}

type exportedStep struct {
	At   time.Time     `json:"at"`
	Step care.CaseEdge `json:"step"`
	By   care.CaseSide `json:"by"`
	Note string        `json:"note,omitempty"`
}

type exportedMessage struct {
	At   time.Time `json:"at"`
	From string    `json:"from"`
	Text string    `json:"text"`
}

type exportedLook struct {
	At      time.Time           `json:"at"`
	Purpose care.OpeningPurpose `json:"purpose"`
}

// Export returns what the actor has complained of and is known by. Complaints that were made without saying who are nobody's.
func (s *Service) Export(ctx context.Context, actor care.Actor) ([]Exported, error) {
	ids, err := s.ownCases(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := make([]Exported, 0, len(ids))
	for _, id := range ids {
		v, err := s.Own(ctx, Complainant{Actor: actor}, id)
		if err != nil {
			return nil, err
		}
		e, err := s.exported(ctx, id, &v)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (s *Service) exported(ctx context.Context, id care.CaseID, v *ComplaintView) (Exported, error) {
	e := Exported{
		ReceiptNo: v.ReceiptNo, At: v.CreatedAt.Time(), Category: v.Category, Place: v.PlaceName, Text: v.Text, Wants: v.Wants, State: v.State,
		Office: v.Office.Name, Reply: v.Reply, Steps: make([]exportedStep, len(v.Timeline)), Messages: make([]exportedMessage, len(v.Messages)),
	}
	if v.Facility != nil {
		e.Facility = v.Facility.Name
	}
	for i, t := range v.Timeline {
		e.Steps[i] = exportedStep{t.At.Time(), t.Step, t.By, t.Note}
	}
	for i, m := range v.Messages {
		e.Messages[i] = exportedMessage{m.At.Time(), m.From, m.Text}
	}
	looks, err := s.Looks(ctx, id)
	if err != nil {
		return e, err
	}
	e.Looks = make([]exportedLook, len(looks))
	for i, l := range looks {
		e.Looks[i] = exportedLook{l.At.Time(), l.Purpose}
	}
	row, _, err := s.identity(ctx, id)
	if err != nil {
		return e, err
	}
	if e.Name, err = s.Vault.Open(sealedName+row.CaseID, row.NameSealed); err != nil {
		return e, err
	}
	if e.Phone, err = s.Vault.Open(sealedPhone+row.CaseID, row.PhoneSealed); err != nil {
		return e, err
	}
	child, err := s.Vault.Open(sealedChild+row.CaseID, row.ChildSealed)
	e.Child = care.ChildID(child)
	return e, err
}
