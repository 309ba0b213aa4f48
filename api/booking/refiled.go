package booking

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// endTitles ends what a facility was given. One that came in by a list has what the list says, and gets a row for its end.
func (t *turn) endTitles(ctx context.Context, f *care.Facility, was care.FilingStatus) error {
	titles, err := t.tx.Titles(ctx, f.ID)
	if err != nil {
		return err
	}
	if len(titles) == 0 {
		basis := care.BasisFiling
		if was == care.Licensed {
			basis = care.BasisLicence
		}
		err := t.tx.AddTitle(ctx, care.Title{
			ID: care.TitleID(care.NewID()), Facility: f.ID, Basis: basis, No: f.Filing.No, Authority: f.Filing.Authority, GrantedOn: f.Filing.Date,
		})
		if err != nil {
			return err
		}
	}
	return t.tx.EndTitle(ctx, f.ID, "", t.today)
}

// FiledAgain ends the closure of a facility that is filed anew, in the transaction that grants the filing: the classes the closure stopped
// take children again, and who still waits there is told. A suspension goes on: a filing does not lift it.
func (s *Service) FiledAgain(ctx context.Context, tx *store.Tx, by care.Actor, id care.FacilityID, now care.Instant) error {
	t := s.turnAt(tx, by, now)
	open, err := tx.StoppedBy(ctx, id)
	if err != nil || open == nil || open.Kind != care.ClosureClose {
		return err
	}
	if err := tx.LockFacility(ctx, id); err != nil {
		return err
	}
	f := stopping{open: open}
	if f.f, f.version, err = tx.FacilityVersioned(ctx, id); err != nil {
		return err
	}
	all, err := tx.ClassesOf(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range all {
		f.classes = append(f.classes, c.ID)
	}
	if err := t.lock(ctx, f.classes...); err != nil {
		return err
	}
	if ended, err := tx.FinishClosure(ctx, open.ID, now, by, care.ReasonFiledAgain); err != nil {
		return err
	} else if !ended {
		return stale()
	}
	if _, err := t.goOn(ctx, f, care.ReasonFiledAgain); err != nil {
		return err
	}
	return t.finish(ctx)
}
