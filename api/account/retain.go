package account

import (
	"context"
	"errors"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	keepOrphan = day // a file no row names: an upload may be under way
	day        = 24 * time.Hour

	retainPage = 200
)

// keep says how long things are kept: see care.RetentionTerms.
func (s *Service) keep() care.RetentionTerms { return s.rules().RetentionTerms(care.Today(s.now())) }

// daysAgo is so many days before now.
func (s *Service) daysAgo(days int) care.Instant {
	return before(s.now(), time.Duration(days)*day)
}

// Retain erases what need not be kept any longer. It may be run at any time, by several processes at once, and again after it
// failed: it goes on where it was.
func (s *Service) Retain(ctx context.Context) error {
	return errors.Join(s.retainLogs(ctx), s.retainClosed(ctx), s.retainChildren(ctx), s.retainFamilies(ctx), s.retainScans(ctx))
}

func before(now care.Instant, d time.Duration) care.Instant {
	return now - care.Instant(d.Milliseconds())
}

func (s *Service) retainLogs(ctx context.Context) error {
	return s.Store.Write(ctx, "delete what has run out", func(tx *store.Tx) error {
		if _, err := tx.DeleteOldCredentials(ctx, s.machine()); err != nil {
			return err
		}
		_, err := tx.DeleteOldReadings(ctx, s.daysAgo(s.keep().ReadingDays))
		return err
	})
}

// retainClosed lets nobody tell any longer whose applications were that came to nothing, and have been over for long.
func (s *Service) retainClosed(ctx context.Context) error {
	for {
		n := 0
		err := s.Store.Write(ctx, "forget whose closed applications were", func(tx *store.Tx) (err error) {
			n, err = tx.Sever(ctx, s.daysAgo(s.keep().ClosedDays), retainPage)
			return err
		})
		if err != nil || n < retainPage {
			return err
		}
	}
}

// retainChildren looks at every child: the papers of one that asks for nothing go first, later the child.
func (s *Service) retainChildren(ctx context.Context) error {
	var after care.ChildID
	for {
		var page []store.SealedChild
		err := s.Store.Read(ctx, "look for children to erase", func(tx *store.Tx) (err error) {
			page, err = tx.ChildrenAfter(ctx, after, retainPage)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, row := range page {
			if err := s.retainChild(ctx, row); err != nil {
				return err
			}
		}
		after = care.ChildID(page[len(page)-1].ID)
	}
}

func (s *Service) retainChild(ctx context.Context, row store.SealedChild) error {
	if row.Demo {
		return nil
	}
	id, now := care.ChildID(row.ID), s.now()
	kept, err := s.kept(row)
	if err != nil {
		return err
	}
	var running bool
	var asked care.Instant
	var papers []store.SealedPaper
	err = s.Store.Read(ctx, "look at a child to erase", func(tx *store.Tx) (err error) {
		if running, err = tx.ChildRunning(ctx, id); err != nil {
			return err
		}
		if asked, err = tx.ChildLastAsked(ctx, id); err != nil {
			return err
		}
		papers, err = tx.Papers(ctx, id)
		return err
	})
	if err != nil || running {
		return err
	}
	if months, born := care.AgeMonths(kept.Birth, care.Today(now)); born && months >= s.keep().ChildMonths {
		err := s.eraseChild(ctx, care.System("retention"), kept.FamilyID, id)
		if care.Is(err, care.CodeConflict) || care.Is(err, care.CodeNotFound) {
			return nil // something was begun, or another process was faster
		}
		return err
	}
	for _, p := range papers {
		if latest := max(asked, care.Instant(p.UpdatedAt)); latest < s.daysAgo(s.keep().HealthDays) {
			if err := s.retainPaper(ctx, id, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) retainPaper(ctx context.Context, child care.ChildID, p store.SealedPaper) error {
	err := s.Store.Write(ctx, "delete an old paper", func(tx *store.Tx) error {
		running, err := tx.ChildRunning(ctx, child)
		if err != nil || running {
			return err
		}
		_, err = tx.DropPaper(ctx, child, care.PaperID(p.ID))
		return err
	})
	return err // its scan is a file no row names any more: retainScans
}

// retainFamilies erases families nobody of whom has been there for long and who have nothing running.
func (s *Service) retainFamilies(ctx context.Context) error {
	var after care.FamilyID
	for {
		var quiet []care.FamilyID
		err := s.Store.Read(ctx, "look for families to erase", func(tx *store.Tx) (err error) {
			quiet, err = tx.QuietFamilies(ctx, after, s.daysAgo(s.keep().QuietDays), retainPage)
			return err
		})
		if err != nil || len(quiet) == 0 {
			return err
		}
		for _, family := range quiet {
			if err := s.retainFamily(ctx, family); err != nil {
				return err
			}
		}
		after = quiet[len(quiet)-1]
	}
}

func (s *Service) retainFamily(ctx context.Context, family care.FamilyID) error {
	err := s.Store.Read(ctx, "look at a family to erase", func(tx *store.Tx) error {
		_, err := s.nothingRunning(ctx, tx, family, "")
		return err
	})
	if err == nil {
		err = s.eraseAll(ctx, care.System("retention"), family)
	}
	if care.Is(err, care.CodeConflict) {
		return nil // something runs
	}
	return err
}

// retainScans deletes files that no paper names: of papers that were removed, and of uploads that failed half way.
func (s *Service) retainScans(ctx context.Context) error {
	if s.Scans == nil {
		return nil
	}
	old := s.Machine().Add(-keepOrphan) // files have the machine's time
	return s.Scans.List(ctx, "scan/", func(i blob.Info) error {
		if i.At.After(old) {
			return nil
		}
		known, err := s.Store.ScanKnown(ctx, i.Key)
		if err != nil || known {
			return err
		}
		return s.Scans.Delete(ctx, i.Key)
	})
}
