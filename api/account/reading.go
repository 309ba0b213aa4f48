package account

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// shownReadings is how many looks a family is shown; all of them are in the export.
const shownReadings = 500

// ReadChild gives the record of a child to staff of a facility at which the child has something running, and logs it. Health
// notes and papers are in it only where the family agreed to that. A child without anything there does not exist for them.
func (s *Service) ReadChild(ctx context.Context, actor care.Actor, child care.ChildID, purpose care.ReadingPurpose) (ChildRecord, error) {
	var r ChildRecord
	err := s.reading(ctx, actor, child, "", purpose, func(tx *store.Tx, row store.SealedChild, healthy bool) (err error) {
		r, err = s.record(ctx, tx, row, healthy)
		return err
	}, func(id care.ReadingID) { r.Reading = id })
	return r, err
}

// ScanFor gives the scan of a paper to staff as ReadChild gives the record, and logs it.
func (s *Service) ScanFor(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID, purpose care.ReadingPurpose) (scan []byte, contentType string, err error) {
	var paper store.SealedPaper
	err = s.reading(ctx, actor, child, id, purpose, func(tx *store.Tx, _ store.SealedChild, healthy bool) error {
		var known bool
		paper, known, err = tx.Paper(ctx, child, id)
		if err == nil && (!known || !healthy || paper.ScanKey == "") {
			err = notFound("paper")
		}
		return err
	}, func(care.ReadingID) {})
	if err != nil {
		return nil, "", err
	}
	return s.openScan(ctx, paper)
}

// reading lets staff read and logs it, in one transaction: nothing is read that is not logged.
func (s *Service) reading(ctx context.Context, actor care.Actor, child care.ChildID, paper care.PaperID, purpose care.ReadingPurpose,
	read func(tx *store.Tx, row store.SealedChild, healthy bool) error, logged func(care.ReadingID),
) error {
	if err := actor.May(care.MayReadChild, care.Owner{Facility: actor.Facility}); err != nil {
		return err
	}
	if !slices.Contains(care.ReadingPurposes(), purpose) {
		return care.Errorf(care.Invalid, care.CodeInvalid, "purpose", "%q is not a reason to read a child's record", care.Clip(string(purpose)))
	}
	if err := s.allow(ctx, readsOfStaff, actor.ID); err != nil {
		return err
	}
	id := care.ReadingID(care.NewID())
	err := s.Store.Write(ctx, "read a child's record", func(tx *store.Tx) error {
		row, known, err := tx.Child(ctx, child)
		if err != nil {
			return err
		}
		tied, err := tx.ChildTied(ctx, child, actor.Facility)
		if err != nil {
			return err
		}
		if !known || !tied {
			return notFound("id")
		}
		given, err := consents(ctx, tx, care.FamilyID(row.FamilyID))
		if err != nil {
			return err
		}
		if err := read(tx, row, care.Consented(given, care.PurposeHealth, child, 1)); err != nil {
			return err
		}
		return s.logReading(ctx, tx, actor, row, id, paper, purpose)
	})
	if err == nil {
		logged(id)
	}
	return err
}

func (s *Service) logReading(ctx context.Context, tx *store.Tx, actor care.Actor, row store.SealedChild, id care.ReadingID, paper care.PaperID, purpose care.ReadingPurpose) error {
	now, what := s.now(), "record"
	if paper != "" {
		what = "scan"
	}
	err := tx.AddReading(ctx, store.ReadingRow{
		ID: string(id), ChildID: row.ID, FamilyID: row.FamilyID, AccountID: actor.ID, FacilityID: string(actor.Facility), What: what,
		PaperID: string(paper), Purpose: string(purpose), ReadAt: int64(now),
	})
	if err != nil {
		return err
	}
	members, err := tx.Members(ctx, care.FamilyID(row.FamilyID))
	if err != nil {
		return err
	}
	var guardians []care.AccountID
	for _, m := range members {
		if m.Role == string(care.ActorGuardian) {
			guardians = append(guardians, care.AccountID(m.AccountID))
		}
	}
	// One message a day for each child and facility, however often its record is read; every look is in the list.
	return tx.Notify(ctx, care.Notice{
		ID: "read/" + row.ID + "/" + string(actor.Facility) + "/" + care.Today(now).String(), Event: care.NoticeChildRead, At: now, To: guardians,
		About: actor.Facility, Child: care.ChildID(row.ID), Params: map[string]string{"purpose": string(purpose)},
	})
}

// record puts together what staff see.
func (s *Service) record(ctx context.Context, tx *store.Tx, row store.SealedChild, healthy bool) (ChildRecord, error) {
	family := care.FamilyID(row.FamilyID)
	c, err := s.child(row)
	if err != nil {
		return ChildRecord{}, err
	}
	c.IDNumberTail = ""
	if healthy {
		rows, err := tx.Papers(ctx, c.ID)
		if err != nil {
			return ChildRecord{}, err
		}
		if c.Papers, err = s.papers(rows, row.ID); err != nil {
			return ChildRecord{}, err
		}
	} else {
		c.Notes = ""
	}
	r := ChildRecord{Child: c}
	if r.Contacts, err = s.contacts(ctx, tx, family); err != nil {
		return r, err
	}
	if r.Pickups, err = s.pickups(ctx, tx, family); err != nil {
		return r, err
	}
	given, err := tx.Consents(ctx, family)
	for _, g := range given {
		if g.WithdrawnAt == 0 && (g.ChildID == "" || g.ChildID == row.ID) {
			r.Consents = append(r.Consents, consentView(g))
		}
	}
	return r, err
}

func (s *Service) contacts(ctx context.Context, tx *store.Tx, family care.FamilyID) ([]Contact, error) {
	rows, err := tx.Members(ctx, family)
	if err != nil {
		return nil, err
	}
	out := make([]Contact, len(rows))
	for i, r := range rows {
		out[i].Role = care.Role(r.Role)
		if out[i].Name, err = s.open("account.name", r.AccountID, r.NameSealed); err != nil {
			return nil, err
		}
		if out[i].Phone, err = s.open("account.phone", r.AccountID, r.PhoneSealed); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Readings tells the guardians who looked at their children's records, newest first.
func (s *Service) Readings(ctx context.Context, actor care.Actor) ([]Reading, error) {
	if err := mine(actor, care.MaySeeReadings); err != nil {
		return nil, err
	}
	return s.readings(ctx, actor.Family, shownReadings)
}

func (s *Service) readings(ctx context.Context, family care.FamilyID, page int32) (out []Reading, err error) {
	err = s.Store.Read(ctx, "read the log of readings", func(tx *store.Tx) error {
		rows, err := tx.Readings(ctx, family, page)
		out = make([]Reading, 0, len(rows))
		for _, r := range rows {
			name, err := s.open("account.name", r.AccountID, r.NameSealed)
			if err != nil {
				return err
			}
			out = append(out, Reading{
				ID: care.ReadingID(r.ID), At: care.Instant(r.ReadAt), Child: care.ChildID(r.ChildID), Facility: care.FacilityID(r.FacilityID),
				Role: care.Role(r.Role), By: name, What: r.What, Purpose: care.ReadingPurpose(r.Purpose),
			})
		}
		return err
	})
	return out, err
}
