package account

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	maxChildren = 10
	maxPickups  = 10
	maxNotes    = 500 // characters
	unbornDays  = 300 // a due date may be this far away
	oldestDays  = 8 * 366
)

// children reads the children of a family with their papers.
func (s *Service) children(ctx context.Context, tx *store.Tx, family care.FamilyID) ([]Child, error) {
	rows, err := tx.Children(ctx, family)
	if err != nil {
		return nil, err
	}
	papers, err := tx.FamilyPapers(ctx, family)
	if err != nil {
		return nil, err
	}
	out := make([]Child, 0, len(rows))
	for _, r := range rows {
		c, err := s.child(r)
		if err != nil {
			return nil, err
		}
		if c.Papers, err = s.papers(papers, r.ID); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// child opens a child, without its papers.
func (s *Service) child(r store.SealedChild) (Child, error) {
	k, err := s.kept(r)
	if err != nil {
		return Child{}, err
	}
	c := Child{
		ID: k.ID, Family: k.FamilyID, Name: k.Name, Birth: k.Birth, Sex: k.Sex, IDNumberTail: tail(k.IDNumber), Notes: k.Notes,
		Version: k.Version, Demo: r.Demo,
	}
	if months, born := care.AgeMonths(k.Birth, care.Today(s.now())); born {
		c.AgeMonths = months
	}
	return c, nil
}

// kept opens everything of a child.
func (s *Service) kept(r store.SealedChild) (care.Child, error) {
	c := care.Child{
		ID: care.ChildID(r.ID), FamilyID: care.FamilyID(r.FamilyID), Version: r.Version, CreatedAt: care.Instant(r.CreatedAt), UpdatedAt: care.Instant(r.UpdatedAt),
	}
	var birth, sex string
	for _, f := range []struct {
		field, sealed string
		to            *string
	}{
		{"child.name", r.NameSealed, &c.Name},
		{"child.birth", r.BirthSealed, &birth},
		{"child.sex", r.SexSealed, &sex},
		{"child.id_number", r.IDNumberSealed, &c.IDNumber},
		{"child.notes", r.NotesSealed, &c.Notes},
	} {
		plain, err := s.open(f.field, r.ID, f.sealed)
		if err != nil {
			return c, err
		}
		*f.to = plain
	}
	c.Sex = care.Sex(sex)
	return c, c.Birth.UnmarshalText([]byte(birth))
}

// sealChild fills a row with what a family says.
func (s *Service) sealChild(r *store.SealedChild, in ChildInput) {
	r.NameSealed = s.seal("child.name", r.ID, in.Name)
	r.BirthSealed = s.seal("child.birth", r.ID, in.Birth.String())
	r.SexSealed = s.seal("child.sex", r.ID, string(in.Sex))
	r.NotesSealed = s.seal("child.notes", r.ID, in.Notes)
	if in.IDNumber != "" || in.ForgetIDNumber {
		r.IDNumberSealed = s.seal("child.id_number", r.ID, in.IDNumber)
		r.IDNumberHash = s.Box.Hash("child.id_number", in.IDNumber)
	}
	r.SameHash = s.Box.Hash("child.same:"+r.FamilyID, in.Birth.String()+" "+in.Name)
	r.UpdatedAt = int64(s.now())
}

// birthCertificate is the number of a 出生医学证明, for those who have no resident number yet.
var birthCertificate = regexp.MustCompile(`^[A-Z]\d{9}$`)

// checkChild brings what a family says of a child into one form.
func (s *Service) checkChild(in ChildInput) (ChildInput, error) {
	var err error
	if in.Name, err = personName(in.Name); err != nil {
		return in, err
	}
	in.Notes = strings.TrimSpace(in.Notes)
	today := care.Today(s.now())
	switch {
	case in.Birth.IsZero() || today.AddDays(unbornDays).Before(in.Birth) || in.Birth.Before(today.AddDays(-oldestDays)):
		return in, care.Errorf(care.Invalid, care.CodeBadDate, "birth", "the birthday of a small child is needed, or the due date")
	case in.Sex != care.SexUnknown && in.Sex != care.SexFemale && in.Sex != care.SexMale:
		return in, care.Errorf(care.Invalid, care.CodeInvalid, "sex", "sex is female, male, or left out")
	case utf8.RuneCountInString(in.Notes) > maxNotes || !utf8.ValidString(in.Notes):
		return in, care.Errorf(care.Invalid, care.CodeTooLarge, "notes", "notes have at most %d characters", maxNotes)
	case !care.PlainText(in.Notes):
		return in, notPlain("notes")
	}
	if in.ForgetIDNumber {
		in.IDNumber = ""
	}
	in.IDNumber = care.NormalizeResidentID(in.IDNumber)
	if in.IDNumber == "" || birthCertificate.MatchString(in.IDNumber) {
		return in, nil
	}
	return in, care.CheckResidentID(in.IDNumber, in.Birth)
}

// AddChild adds a child to the family. Fails with child_known, and with child_elsewhere when another family has the id number.
func (s *Service) AddChild(ctx context.Context, actor care.Actor, in ChildInput) (Child, error) {
	if err := mine(actor, care.MayChangeChild); err != nil {
		return Child{}, err
	}
	in, err := s.checkChild(in)
	if err != nil {
		return Child{}, err
	}
	if err := s.allow(ctx, childrenOfFamily, string(actor.Family)); err != nil {
		return Child{}, err
	}
	row := store.SealedChild{ID: care.NewID(), FamilyID: string(actor.Family), CreatedAt: int64(s.now()), Version: 1}
	s.sealChild(&row, in)
	err = s.Store.Write(ctx, "add a child", func(tx *store.Tx) error {
		there, err := tx.Children(ctx, actor.Family)
		if err != nil {
			return err
		}
		if len(there) >= maxChildren {
			return care.Errorf(care.Conflict, care.CodeConflict, "", "a family has at most %d children here", maxChildren)
		}
		if err := sameChild(ctx, tx, row, there); err != nil {
			return err
		}
		if err := tx.AddChild(ctx, row); err != nil {
			return err
		}
		return tx.AppendChanges(ctx, []care.Change{childChange(actor, row.ID, care.ChangeCreated, s.now())})
	})
	if err != nil {
		return Child{}, err
	}
	return s.oneChild(ctx, actor, care.ChildID(row.ID))
}

// sameChild tells why a child would be there twice. The indexes of the table stand behind it.
func sameChild(ctx context.Context, tx *store.Tx, c store.SealedChild, family []store.SealedChild) error {
	for _, other := range family {
		if other.ID != c.ID && (other.SameHash == c.SameHash || (c.IDNumberHash != "" && other.IDNumberHash == c.IDNumberHash)) {
			return &care.Error{Kind: care.Conflict, Code: care.CodeChildKnown}
		}
	}
	elsewhere, err := tx.IDNumberTaken(ctx, c.IDNumberHash, care.ChildID(c.ID))
	if err == nil && elsewhere {
		err = &care.Error{Kind: care.Conflict, Code: care.CodeChildElsewhere, Field: "id_number"}
	}
	return err
}

func childChange(by care.Actor, id string, kind care.ChangeKind, at care.Instant) care.Change {
	return care.Change{
		Noun: care.NounFamily, ID: string(by.Family), Kind: "child_" + kind, At: at, Actor: by, Body: []byte(`{"child":"` + id + `"}`),
	}
}

func (s *Service) oneChild(ctx context.Context, actor care.Actor, id care.ChildID) (c Child, err error) {
	err = s.Store.Read(ctx, "read a child", func(tx *store.Tx) error {
		row, err := ownChild(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		papers, err := tx.Papers(ctx, id)
		if err != nil {
			return err
		}
		if c, err = s.child(row); err == nil {
			c.Papers, err = s.papers(papers, row.ID)
		}
		return err
	})
	return c, err
}

// ownChild finds a child of the actor's family; another family's is not there.
func ownChild(ctx context.Context, tx *store.Tx, actor care.Actor, id care.ChildID) (store.SealedChild, error) {
	row, known, err := tx.Child(ctx, id)
	if err == nil && (!known || row.FamilyID != string(actor.Family)) {
		err = notFound("id")
	}
	return row, err
}

// ChangeChild changes what is known of a child. The birthday stays while the child asks for a place somewhere: months and
// age bands were computed from it. Fails as AddChild does, and with conflict.
func (s *Service) ChangeChild(ctx context.Context, actor care.Actor, id care.ChildID, in ChildInput) (Child, error) {
	if err := mine(actor, care.MayChangeChild); err != nil {
		return Child{}, err
	}
	in, err := s.checkChild(in)
	if err != nil {
		return Child{}, err
	}
	if in.IDNumber != "" {
		if err := s.allow(ctx, numbersOfFamily, string(actor.Family)); err != nil {
			return Child{}, err
		}
	}
	err = s.Store.Write(ctx, "change a child", func(tx *store.Tx) error {
		row, err := ownChild(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := s.mayCorrect(ctx, tx, row, in); err != nil {
			return err
		}
		s.sealChild(&row, in)
		there, err := tx.Children(ctx, actor.Family)
		if err != nil {
			return err
		}
		if err := sameChild(ctx, tx, row, there); err != nil {
			return err
		}
		if saved, err := tx.SaveChild(ctx, row); err != nil {
			return err
		} else if !saved {
			return care.Errorf(care.Conflict, care.CodeConflict, "", "the child was changed meanwhile")
		}
		return tx.AppendChanges(ctx, []care.Change{childChange(actor, row.ID, care.ChangeUpdated, s.now())})
	})
	if err != nil {
		return Child{}, err
	}
	return s.oneChild(ctx, actor, id)
}

func (s *Service) mayCorrect(ctx context.Context, tx *store.Tx, row store.SealedChild, in ChildInput) error {
	before, err := s.kept(row)
	if err != nil {
		return err
	}
	if !in.ForgetIDNumber && in.IDNumber == "" && before.IDNumber != "" && !birthCertificate.MatchString(before.IDNumber) {
		if err := care.CheckResidentID(before.IDNumber, in.Birth); err != nil {
			return err
		}
	}
	if before.Birth == in.Birth {
		return nil
	}
	running, err := tx.ChildRunning(ctx, care.ChildID(row.ID))
	if err == nil && running {
		err = care.Errorf(care.Conflict, care.CodeConflict, "birth", "a place has been asked for with this birthday; end that first, or ask the facility")
	}
	return err
}

// RemoveChild ends what the child has running and erases what is known of it.
func (s *Service) RemoveChild(ctx context.Context, actor care.Actor, id care.ChildID) error {
	if err := mine(actor, care.MayChangeChild); err != nil {
		return err
	}
	if _, err := s.oneChild(ctx, actor, id); err != nil {
		return err
	}
	return s.eraseChild(ctx, actor, actor.Family, id)
}

func (s *Service) pickups(ctx context.Context, tx *store.Tx, family care.FamilyID) ([]Pickup, error) {
	rows, err := tx.Pickups(ctx, family)
	if err != nil {
		return nil, err
	}
	out := make([]Pickup, len(rows))
	for i, r := range rows {
		out[i] = Pickup{ID: care.PickupID(r.ID), Relation: r.Relation}
		if out[i].Name, err = s.open("pickup.name", r.ID, r.NameSealed); err != nil {
			return nil, err
		}
		if out[i].Phone, err = s.open("pickup.phone", r.ID, r.PhoneSealed); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// AddPickup names somebody who may fetch the children.
func (s *Service) AddPickup(ctx context.Context, actor care.Actor, in Pickup) (Pickup, error) {
	if err := mine(actor, care.MayChangeChild); err != nil {
		return Pickup{}, err
	}
	var err error
	if in.Name, err = personName(in.Name); err != nil {
		return Pickup{}, err
	}
	if in.Relation, err = personName(in.Relation); err != nil {
		return Pickup{}, care.Errorf(care.Invalid, care.CodeInvalid, "relation", "how this person is related is needed, in a word")
	}
	if in.Phone != "" {
		phone, known := care.NormalizePhone(in.Phone)
		if !known {
			return Pickup{}, care.Errorf(care.Invalid, care.CodeInvalid, "phone", "this is not a telephone number")
		}
		in.Phone = phone
	}
	in.ID = care.PickupID(care.NewID())
	return in, s.Store.Write(ctx, "add a pick-up person", func(tx *store.Tx) error {
		there, err := tx.Pickups(ctx, actor.Family)
		if err != nil {
			return err
		}
		if len(there) >= maxPickups {
			return care.Errorf(care.Conflict, care.CodeConflict, "", "a family names at most %d people", maxPickups)
		}
		err = tx.AddPickup(ctx, store.SealedPickup{
			ID: string(in.ID), FamilyID: string(actor.Family), NameSealed: s.seal("pickup.name", string(in.ID), in.Name),
			PhoneSealed: s.seal("pickup.phone", string(in.ID), in.Phone), Relation: in.Relation, CreatedAt: int64(s.now()),
		})
		if err != nil {
			return err
		}
		return tx.AppendChanges(ctx, []care.Change{familyChange(actor.Family, "pickup_added", s.now(), actor, "")})
	})
}

// RemovePickup takes somebody from those who may fetch the children.
func (s *Service) RemovePickup(ctx context.Context, actor care.Actor, id care.PickupID) error {
	if err := mine(actor, care.MayChangeChild); err != nil {
		return err
	}
	return s.Store.Write(ctx, "remove a pick-up person", func(tx *store.Tx) error {
		known, err := tx.DropPickup(ctx, actor.Family, id)
		if err != nil {
			return err
		}
		if !known {
			return notFound("id")
		}
		return tx.AppendChanges(ctx, []care.Change{familyChange(actor.Family, "pickup_removed", s.now(), actor, "")})
	})
}

// ChildFacts is what booking must know of a child, read in tx when it is given. Fails with not_found.
func (s *Service) ChildFacts(ctx context.Context, tx *store.Tx, id care.ChildID) (f Facts, err error) {
	read := func(tx *store.Tx) error {
		f, err = s.facts(ctx, tx, id)
		return err
	}
	if tx != nil {
		return f, read(tx)
	}
	err = s.Store.Read(ctx, "read a child", read)
	return f, err
}

func (s *Service) facts(ctx context.Context, tx *store.Tx, id care.ChildID) (Facts, error) {
	row, known, err := tx.Child(ctx, id)
	if err != nil {
		return Facts{}, err
	}
	if !known {
		return Facts{}, notFound("child_id")
	}
	var f Facts
	if f.Child, err = s.kept(row); err != nil {
		return Facts{}, err
	}
	papers, err := tx.Papers(ctx, id)
	if err != nil {
		return Facts{}, err
	}
	for _, r := range papers {
		p, err := s.paper(r)
		if err != nil {
			return Facts{}, err
		}
		f.Child.Papers = append(f.Child.Papers, p)
	}
	if f.Consents, err = consents(ctx, tx, f.Child.FamilyID); err != nil {
		return Facts{}, err
	}
	f.Claims, err = claims(ctx, tx, f.Child.FamilyID)
	return f, err
}

// Names are the names of children, for those who may see them: the caller has asked. One that was erased has none.
func (s *Service) Names(ctx context.Context, ids []care.ChildID) (map[care.ChildID]string, error) {
	out := make(map[care.ChildID]string, len(ids))
	err := s.Store.Read(ctx, "read names", func(tx *store.Tx) error {
		for _, id := range ids {
			if _, done := out[id]; done {
				continue
			}
			row, known, err := tx.Child(ctx, id)
			if err != nil {
				return err
			}
			if !known {
				continue
			}
			if out[id], err = s.open("child.name", row.ID, row.NameSealed); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
