package casework

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"tuoyuquan/api/care"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// checksAtOnce bounds the memory of checking: a photo is read whole.
const checksAtOnce = 4

// check looks at a file that is whole: is it what was announced, does the scanner find nothing in it, can a picture be made anew from
// it? It comes to ready or refused, or stays as it is when something needed for that is away: then somebody tries again. It goes on
// when whoever sent the file is gone.
func (s *Service) check(ctx context.Context, u store.Upload) store.Upload {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), checkFor)
	defer done()
	select {
	case s.checks <- struct{}{}:
		defer func() { <-s.checks }()
	case <-ctx.Done():
		return u
	}
	mine := false
	var all []store.UploadPart
	err := s.Store.Write(ctx, "claim a file to check", func(tx *store.Tx) (err error) {
		if mine, err = tx.Claim(ctx, u, s.now()+care.Instant(checkFor.Milliseconds())); err != nil || !mine {
			return err
		}
		all, err = tx.PartsOf(ctx, care.UploadID(u.ID))
		return err
	})
	if err != nil || !mine {
		return u // somebody else is at it
	}
	checked, err := s.inspect(ctx, u, all)
	var known *care.Error
	switch {
	case err == nil:
	case errors.As(err, &known) && known.Kind == care.Invalid:
		checked = u
		checked.State, checked.Code = store.FileRefused, string(known.Code)
	case ctx.Err() != nil:
		return u // stopped: the next round looks again
	default:
		s.Log.WarnContext(ctx, "a file could not be checked; trying again", "upload", u.ID, "error", err)
		return u
	}
	if err := s.end(ctx, checked); err != nil {
		if ctx.Err() != nil {
			return u
		}
		s.Log.WarnContext(ctx, "what a file came to could not be kept; trying again", "upload", u.ID, "error", err)
		return u
	}
	return checked
}

// checked waits for what a file comes to as long as its sender does.
func (s *Service) checked(ctx context.Context, u store.Upload) store.Upload {
	done := make(chan store.Upload, 1)
	go func() { done <- s.check(ctx, u) }()
	select {
	case u = <-done:
	case <-ctx.Done(): // it goes on, and ends within checkFor
	}
	return u
}

// inspect reads a file once and does what its kind asks.
func (s *Service) inspect(ctx context.Context, u store.Upload, all []store.UploadPart) (store.Upload, error) {
	sum := sha256.New()
	file := io.TeeReader(s.parts(ctx, all), sum)
	var body bytes.Buffer
	if u.Kind == KindPhoto {
		file = io.TeeReader(file, &body)
	}
	if s.Scan != nil {
		if err := s.Scan(ctx, file); err != nil {
			return u, err
		}
	}
	if _, err := io.Copy(io.Discard, file); err != nil { // what the scanner left
		return u, err
	}
	u.Sha256 = hex.EncodeToString(sum.Sum(nil))
	if u.Announced != "" && u.Announced != u.Sha256 {
		return u, care.Errorf(care.Invalid, care.CodeUploadChecksum, "sha256", "what arrived is not what was announced; send it again")
	}
	if u.Kind == KindPhoto {
		if err := s.renew(ctx, &u, body.Bytes()); err != nil {
			return u, err
		}
	}
	u.State = store.FileReady
	return u, nil
}

// renew makes a photo anew and keeps it, sealed. Nothing of the file as it came is in it; when that fails there is no photo.
func (s *Service) renew(ctx context.Context, u *store.Upload, body []byte) error {
	if s.Pictures == nil {
		return care.Errorf(care.Unavailable, care.CodeUnavailable, "", "pictures cannot be looked at here")
	}
	clean, err := s.Pictures(ctx, body)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(clean.JPEG)
	u.CleanKey, u.CleanSha256, u.CleanBytes = "evidence/"+care.NewID(), hex.EncodeToString(sum[:]), int64(len(clean.JPEG))
	u.Width, u.Height = int32(clean.Width), int32(clean.Height) //nolint:gosec // of a picture
	sealed := s.Box.SealBytes(photoContext(u.CleanKey), clean.JPEG)
	if err := s.Blob.Put(ctx, u.CleanKey, bytes.NewReader(sealed), int64(len(sealed)), "application/octet-stream"); err != nil {
		return filesAway(err)
	}
	return nil
}

func photoContext(key string) string { return "evidence:" + key }

// end keeps what an upload came to, for the case too that has taken it meanwhile. Of two who checked, one counts.
func (s *Service) end(ctx context.Context, u store.Upload) error {
	ended := false
	err := s.Store.Write(ctx, "keep what a file came to", func(tx *store.Tx) (err error) {
		ended, err = tx.End(ctx, store.Ending{
			ID: u.ID, State: u.State, Code: u.Code, Sha256: u.Sha256, CleanKey: u.CleanKey, CleanSha256: u.CleanSha256, CleanBytes: u.CleanBytes,
			Width: u.Width, Height: u.Height, Now: int64(s.now()),
		})
		if err != nil || !ended {
			return err
		}
		now, _, err := tx.Upload(ctx, care.UploadID(u.ID)) // a case may have taken it since it was read
		if err != nil || now.EvidenceID == "" {
			return err
		}
		e, there, err := tx.EvidenceTaken(ctx, care.EvidenceID(now.EvidenceID))
		if err != nil || !there {
			return err
		}
		e = became(e, now)
		_, err = tx.EndEvidence(ctx, store.EvidenceEnding{
			ID: e.ID, State: e.State, Code: e.Code, Type: e.Type, Bytes: e.Bytes, Sha256: e.Sha256, Width: e.Width, Height: e.Height, BlobKey: e.BlobKey,
		})
		if err != nil {
			return err
		}
		return s.keepOriginal(ctx, tx, e, now)
	})
	if (err != nil || !ended) && u.CleanKey != "" {
		_ = s.Blob.Delete(ctx, u.CleanKey) // what cannot be deleted now is found by the sweep
	}
	return err
}

// became is a file of a case as its upload leaves it.
func became(e store.Evidence, u store.Upload) store.Evidence {
	e.Kind, e.Type, e.Bytes, e.State, e.Code = u.Kind, u.Type, u.Size, u.State, u.Code
	switch {
	case u.State != store.FileReady:
	case u.Kind == KindPhoto:
		e.Type, e.Bytes, e.Sha256, e.Width, e.Height, e.BlobKey = "image/jpeg", u.CleanBytes, u.CleanSha256, u.Width, u.Height, u.CleanKey
	default:
		e.State, e.Sha256 = store.FileSealed, u.Sha256
	}
	return e
}

// keepOriginal enters the file as it came into the vault: what is no photo always, a photo when its sender agreed.
func (s *Service) keepOriginal(ctx context.Context, tx *store.Tx, e store.Evidence, u store.Upload) error {
	if u.State != store.FileReady || u.Kind == KindPhoto && !e.Original {
		return nil
	}
	return tx.InVault(ctx, func(v *store.Vault) error {
		return v.InsertVaultFile(ctx, store.NewVaultFile{
			ID: care.NewID(), CaseID: e.CaseID, EvidenceID: e.ID, BlobKey: "upload/" + u.ID, Type: u.Type, Bytes: u.Size, Sha256: u.Sha256, CreatedAt: e.CreatedAt,
		})
	})
}

// readSealed reads a file of the blob store and opens it.
func (s *Service) readSealed(ctx context.Context, box *seal.Box, sealedFor, key string, size int64) ([]byte, error) {
	body, _, err := s.Blob.Get(ctx, key)
	if err != nil {
		return nil, filesAway(err)
	}
	defer func() { _ = body.Close() }() // it was only read
	sealed, err := io.ReadAll(io.LimitReader(body, size+1<<10))
	if err != nil {
		return nil, filesAway(err)
	}
	return box.OpenBytes(sealedFor, sealed)
}

func codeOf(err error) care.Code {
	var known *care.Error
	if errors.As(err, &known) {
		return known.Code
	}
	return care.CodeUnknownFormat
}
