package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// AddPaper adds a paper without a scan.
func (w *work) AddPaper(ctx context.Context, p SealedPaper) error {
	return w.InsertPaper(ctx, db.InsertPaperParams{
		ID: p.ID, ChildID: p.ChildID, Kind: p.Kind, ExamDateSealed: p.ExamDateSealed, IssuedBySealed: p.IssuedBySealed,
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	})
}

// Papers returns the papers of a child.
func (w *work) Papers(ctx context.Context, id care.ChildID) ([]SealedPaper, error) {
	return w.PapersOf(ctx, string(id))
}

// FamilyPapers returns the papers of all children of a family.
func (w *work) FamilyPapers(ctx context.Context, id care.FamilyID) ([]SealedPaper, error) {
	return w.PapersOfFamily(ctx, string(id))
}

// Paper returns one paper of a child.
func (w *work) Paper(ctx context.Context, child care.ChildID, id care.PaperID) (SealedPaper, bool, error) {
	return found(w.PaperByID(ctx, db.PaperByIDParams{ID: string(id), ChildID: string(child)}))
}

// SetScan names the scan of a paper in place of the one before, and reports false when that is no longer the one.
func (w *work) SetScan(ctx context.Context, p SealedPaper, before string) (bool, error) {
	return one(w.Queries.SetScan(ctx, db.SetScanParams{
		ID: p.ID, ScanKey: p.ScanKey, ScanType: p.ScanType, ScanBytes: p.ScanBytes, UpdatedAt: p.UpdatedAt, Before: before,
	}))
}

// DropPaper deletes a paper.
func (w *work) DropPaper(ctx context.Context, child care.ChildID, id care.PaperID) (bool, error) {
	return one(w.DeletePaper(ctx, db.DeletePaperParams{ID: string(id), ChildID: string(child)}))
}

// ScanKnown reports whether a paper has the scan of a key.
func (s *Store) ScanKnown(ctx context.Context, key string) (known bool, err error) {
	err = s.read(ctx, "look for a scan", func(w *work) error {
		n, err := w.ScanKnown(ctx, key)
		known = n > 0
		return err
	})
	return known, err
}
