package account

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// exported is everything kept of a family, in words that other programs and people read.
type exported struct {
	At       time.Time         `json:"exported_at"`
	Family   care.FamilyID     `json:"family_id"`
	People   []exportedPerson  `json:"people"`
	Children []exportedChild   `json:"children"`
	Pickups  []exportedPickup  `json:"pickups"`
	Consents []exportedConsent `json:"consents"`
	Claims   []exportedClaim   `json:"claims"`
	Readings []exportedReading `json:"readings"`
}

type exportedPerson struct {
	Name  string    `json:"name"`
	Role  care.Role `json:"role"`
	Phone string    `json:"phone"`
}

type exportedChild struct {
	ID       care.ChildID    `json:"id"`
	Name     string          `json:"name"`
	Birth    care.Date       `json:"birth"`
	Sex      care.Sex        `json:"sex,omitempty"`
	IDNumber string          `json:"id_number,omitempty"`
	Notes    string          `json:"notes,omitempty"`
	Since    time.Time       `json:"since"`
	Papers   []exportedPaper `json:"papers"`
}

type exportedPaper struct {
	Kind     care.PaperKind `json:"kind"`
	ExamDate care.Date      `json:"exam_date"`
	IssuedBy string         `json:"issued_by,omitempty"`
	Scan     string         `json:"scan,omitempty"` // where the family can fetch it
	Since    time.Time      `json:"since"`
}

type exportedPickup struct {
	Name     string `json:"name"`
	Phone    string `json:"phone,omitempty"`
	Relation string `json:"relation"`
}

type exportedConsent struct {
	Purpose     care.Purpose `json:"purpose"`
	Version     int          `json:"version"`
	Child       care.ChildID `json:"child_id,omitempty"`
	GivenAt     time.Time    `json:"given_at"`
	WithdrawnAt time.Time    `json:"withdrawn_at,omitzero"`
	Title       string       `json:"title"`
	Text        string       `json:"text,omitempty"` // as it was shown, while that wording is in force
}

type exportedClaim struct {
	Kind     care.ReasonCode `json:"kind"`
	Child    care.ChildID    `json:"child_id,omitempty"`
	Facility care.FacilityID `json:"facility_id,omitempty"`
	Area     string          `json:"area_code,omitempty"`
	Paper    string          `json:"paper,omitempty"`
	State    care.ClaimState `json:"state"`
	Until    care.Date       `json:"until,omitzero"`
	AskedAt  time.Time       `json:"asked_at"`
}

type exportedReading struct {
	At       time.Time           `json:"at"`
	Child    care.ChildID        `json:"child_id"`
	Facility care.FacilityID     `json:"facility_id,omitempty"`
	By       string              `json:"by"`
	Role     care.Role           `json:"role"`
	What     string              `json:"what"`
	Purpose  care.ReadingPurpose `json:"purpose"`
}

// Export gives the guardian everything that is kept of the family, as JSON. Scans are named, and fetched one by one.
func (s *Service) Export(ctx context.Context, actor care.Actor) ([]byte, error) {
	if err := mine(actor, care.MayExport); err != nil {
		return nil, err
	}
	if err := s.allow(ctx, exportsOfFamily, string(actor.Family)); err != nil {
		return nil, err
	}
	all, err := s.export(ctx, actor)
	if err != nil {
		return nil, err
	}
	if s.More != nil {
		more, err := s.More(ctx, actor)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, more)
	}
	if err := s.logExport(ctx, actor); err != nil {
		return nil, err
	}
	return json.MarshalIndent(all, "", "  ")
}

// export puts together what this package knows.
func (s *Service) export(ctx context.Context, actor care.Actor) (map[string]any, error) {
	e := exported{At: s.now().Time(), Family: actor.Family, Readings: []exportedReading{}}
	err := s.Store.Read(ctx, "export a family", func(tx *store.Tx) (err error) {
		people, err := s.contacts(ctx, tx, actor.Family)
		if err != nil {
			return err
		}
		e.People = each(people, func(c Contact) exportedPerson { return exportedPerson(c) })
		pickups, err := s.pickups(ctx, tx, actor.Family)
		if err != nil {
			return err
		}
		e.Pickups = each(pickups, func(p Pickup) exportedPickup { return exportedPickup{p.Name, p.Phone, p.Relation} })
		if e.Children, err = s.exportChildren(ctx, tx, actor.Family); err != nil {
			return err
		}
		given, err := tx.Consents(ctx, actor.Family)
		e.Consents = each(given, exportConsent)
		if err != nil {
			return err
		}
		rows, err := tx.Claims(ctx, actor.Family)
		if err != nil {
			return err
		}
		claims, err := s.openClaims(rows)
		e.Claims = each(claims, func(c Claim) exportedClaim {
			return exportedClaim{c.Kind, c.ChildID, c.Facility, c.Area, c.Paper, c.State, c.Until, c.AskedAt.Time()}
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	readings, err := s.readings(ctx, actor.Family, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	e.Readings = each(readings, func(r Reading) exportedReading {
		return exportedReading{At: r.At.Time(), Child: r.Child, Facility: r.Facility, By: r.By, Role: r.Role, What: r.What, Purpose: r.Purpose}
	})
	text, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	var all map[string]any
	return all, json.Unmarshal(text, &all)
}

func exportConsent(r store.ConsentRow) exportedConsent {
	v := consentView(r)
	text := textOf(v.Purpose).in(r.Locale)
	e := exportedConsent{Purpose: v.Purpose, Version: v.Version, Child: v.Child, GivenAt: v.GivenAt.Time(), Title: text.title}
	if v.WithdrawnAt != 0 {
		e.WithdrawnAt = v.WithdrawnAt.Time()
	}
	if text.hash() == r.TextHash {
		e.Text = text.body
	}
	return e
}

func (s *Service) exportChildren(ctx context.Context, tx *store.Tx, family care.FamilyID) ([]exportedChild, error) {
	rows, err := tx.Children(ctx, family)
	if err != nil {
		return nil, err
	}
	out := make([]exportedChild, 0, len(rows))
	for _, r := range rows {
		f, err := s.facts(ctx, tx, care.ChildID(r.ID))
		if err != nil {
			return nil, err
		}
		c := f.Child
		out = append(out, exportedChild{
			ID: c.ID, Name: c.Name, Birth: c.Birth, Sex: c.Sex, IDNumber: c.IDNumber, Notes: c.Notes, Since: c.CreatedAt.Time(),
			Papers: each(c.Papers, func(p care.Paper) exportedPaper {
				e := exportedPaper{Kind: p.Kind, ExamDate: p.ExamDate, IssuedBy: p.IssuedBy, Since: p.CreatedAt.Time()}
				if p.Scan != "" {
					e.Scan = "/api/v1/family/children/" + string(c.ID) + "/papers/" + string(p.ID) + "/scan"
				}
				return e
			}),
		})
	}
	return out, nil
}

// each maps a list; none stays an empty one.
func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}

// logExport logs the export, and tells the family: somebody else may hold the telephone.
func (s *Service) logExport(ctx context.Context, actor care.Actor) error {
	now := s.now()
	return s.Store.Write(ctx, "log an export", func(tx *store.Tx) error {
		if err := tx.AppendChanges(ctx, []care.Change{familyChange(actor.Family, "exported", now, actor, "")}); err != nil {
			return err
		}
		return tx.Notify(ctx, care.Notice{ID: care.NewID(), Event: care.NoticeExported, At: now, To: []care.AccountID{care.AccountID(actor.ID)}})
	})
}
