package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// The rows of files.
type (
	// Upload is a file on its way in.
	Upload = db.Upload
	// UploadPart is a part of one, as it came.
	UploadPart = db.UploadPart
	// Evidence is a file of a case.
	Evidence = db.Evidence
	// Growth is an upload after a part of it came: it counts only while it stands where it was.
	Growth = db.GrowUploadParams
	// Ending is what an upload came to.
	Ending = db.EndUploadParams
	// EvidenceEnding is what a file of a case came to that was being checked when the case took it.
	EvidenceEnding = db.EndEvidenceParams
)

// The states of an upload, and of evidence.
const (
	FileReceiving = "receiving"
	FileChecking  = "checking"
	FileReady     = "ready"
	FileRefused   = "refused"
	FileSealed    = "sealed" // of evidence that is no photo: it lies in the vault
)

// AddUpload begins an upload.
func (w *work) AddUpload(ctx context.Context, u Upload) error {
	return w.InsertUpload(ctx, db.InsertUploadParams{
		ID: u.ID, TokenHash: u.TokenHash, Size: u.Size, Announced: u.Announced, CreatedAt: u.CreatedAt, ExpiresAt: u.ExpiresAt,
	})
}

// Upload returns one, and false when it is not there.
func (w *work) Upload(ctx context.Context, id care.UploadID) (Upload, bool, error) {
	return found(w.UploadByID(ctx, string(id)))
}

// AddUploadPart keeps a part and lets its upload grow by it. It reports false when the upload does not stand where it was.
func (w *work) AddUploadPart(ctx context.Context, p UploadPart, g Growth) (bool, error) {
	if grown, err := one(w.GrowUpload(ctx, g)); err != nil || !grown {
		return false, err
	}
	return true, w.InsertUploadPart(ctx, db.InsertUploadPartParams(p))
}

// PartsOf returns the parts of an upload, the first first.
func (w *work) PartsOf(ctx context.Context, id care.UploadID) ([]UploadPart, error) {
	return w.UploadParts(ctx, string(id))
}

// DropParts forgets the parts of an upload.
func (w *work) DropParts(ctx context.Context, id care.UploadID) error {
	return w.DeleteUploadParts(ctx, string(id))
}

// Claim lets one process check an upload until then, and reports false when another one does.
func (w *work) Claim(ctx context.Context, u Upload, until care.Instant) (bool, error) {
	return one(w.ClaimUpload(ctx, db.ClaimUploadParams{ID: u.ID, ClaimedUntil: int64(until), Was: u.ClaimedUntil}))
}

// End says what an upload came to, and reports false when it has come to something already.
func (w *work) End(ctx context.Context, e Ending) (bool, error) {
	return one(w.EndUpload(ctx, e))
}

// TakeFile gives an upload that is whole to a file of a case, and reports false when it is not whole, refused, or another's.
func (w *work) TakeFile(ctx context.Context, id care.UploadID, by care.EvidenceID) (bool, error) {
	return one(w.TakeUpload(ctx, db.TakeUploadParams{ID: string(id), EvidenceID: string(by)}))
}

// Unchecked returns uploads that are whole and that nobody is checking.
func (w *work) Unchecked(ctx context.Context, now care.Instant, page int32) ([]Upload, error) {
	return w.UploadsToCheck(ctx, db.UploadsToCheckParams{Now: int64(now), Page: page})
}

// ExpiredUploads returns uploads no complaint has taken in time.
func (w *work) ExpiredUploads(ctx context.Context, now care.Instant, page int32) ([]Upload, error) {
	return w.UploadsExpired(ctx, db.UploadsExpiredParams{Now: int64(now), Page: page})
}

// Spent returns uploads whose files as they came are needed no longer.
func (w *work) Spent(ctx context.Context, page int32) ([]Upload, error) {
	return w.UploadsSpent(ctx, page)
}

// DropUpload forgets an upload and its parts, and reports false when a case has taken it.
func (w *work) DropUpload(ctx context.Context, id care.UploadID) (bool, error) {
	return one(w.DeleteUpload(ctx, string(id)))
}

// AddEvidence gives a file to a case.
func (w *work) AddEvidence(ctx context.Context, e Evidence) error {
	return w.InsertEvidence(ctx, db.InsertEvidenceParams{
		ID: e.ID, CaseID: e.CaseID, UploadID: e.UploadID, Kind: e.Kind, Type: e.Type, Bytes: e.Bytes, Sha256: e.Sha256, Width: e.Width, Height: e.Height,
		BlobKey: e.BlobKey, State: e.State, Original: e.Original, CreatedAt: e.CreatedAt,
	})
}

// EvidenceOf returns the files of a case in the order they were given.
func (w *work) EvidenceOf(ctx context.Context, id care.CaseID) ([]Evidence, error) {
	return w.EvidenceOfCase(ctx, string(id))
}

// Evidence returns one file of a case, and false when it has no such file.
func (w *work) Evidence(ctx context.Context, of care.CaseID, id care.EvidenceID) (Evidence, bool, error) {
	return found(w.EvidenceByID(ctx, db.EvidenceByIDParams{ID: string(id), CaseID: string(of)}))
}

// EvidenceTaken returns the file an upload became, and false when no case has taken it.
func (w *work) EvidenceTaken(ctx context.Context, id care.EvidenceID) (Evidence, bool, error) {
	return found(w.EvidenceAlone(ctx, string(id)))
}

// FileKnown reports whether a row names the file of a key: a part as it came, or a photo made anew.
func (s *Store) FileKnown(ctx context.Context, key string) (known bool, err error) {
	err = s.read(ctx, "look for a file", func(w *work) error {
		parts, err := w.UploadPartKnown(ctx, key)
		if err != nil {
			return err
		}
		clean, err := w.CleanKnown(ctx, key)
		known = parts > 0 || clean > 0
		return err
	})
	return known, err
}
