package casework

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	filesOfCase = 3 * maxPhotos // with what is added later
	filesPage   = 50
	keepOrphan  = 24 * time.Hour // a file no row names: it may be under way
)

// EvidenceView is a file of a case as its readers see it.
type EvidenceView struct {
	ID            care.EvidenceID
	Kind          string // photo, document, audio, video
	Name          string // always empty: what a device calls a file may say whose it is
	State         string // checking, ready, refused, sealed
	Code          care.Code
	Bytes         int64
	Width, Height int
	Original      bool // the photo as it came lies in the vault, for who has to prove something with it
}

// File is a file to be sent to its reader, who closes it. It is an attachment: never shown as a page of ours.
type File struct {
	Body  io.ReadCloser
	Type  string
	Name  string
	Bytes int64
}

// attach gives uploads to a case, in its transaction. Whoever passes their ids has proven them by their tokens. A file that is still
// being checked is taken too: danger to a child does not wait for a scanner. Fails with upload_unready, and with why a file was refused.
func (s *Service) attach(
	ctx context.Context, tx *store.Tx, id care.CaseID, uploads []care.UploadID, originals bool, now care.Instant,
) ([]care.EvidenceID, error) {
	if len(uploads) == 0 {
		return nil, nil
	}
	there, err := tx.EvidenceOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(there)+len(uploads) > filesOfCase {
		return nil, care.Errorf(care.Conflict, care.CodeTooLarge, "uploads", "a complaint has at most %d files", filesOfCase)
	}
	out := make([]care.EvidenceID, 0, len(uploads))
	for _, upload := range uploads {
		e := store.Evidence{ID: care.NewID(), CaseID: string(id), UploadID: string(upload), Original: originals, CreatedAt: int64(now)}
		taken, err := tx.TakeFile(ctx, upload, care.EvidenceID(e.ID))
		if err != nil {
			return nil, err
		}
		u, known, err := tx.Upload(ctx, upload) // as it is now that it is ours: it may have become ready
		switch {
		case err != nil:
			return nil, err
		case !known:
			return nil, care.Errorf(care.Invalid, care.CodeUploadUnready, "uploads", "a file is not there any more; send it again")
		case u.State == store.FileRefused:
			return nil, care.Errorf(care.Invalid, care.Code(u.Code), "uploads", "a file was refused; take it out and try again")
		case !taken:
			return nil, care.Errorf(care.Conflict, care.CodeUploadUnready, "uploads", "a file has not arrived whole, or belongs to another complaint")
		}
		e = became(e, u)
		if err := tx.AddEvidence(ctx, e); err != nil {
			return nil, err
		}
		if err := s.keepOriginal(ctx, tx, e, u); err != nil {
			return nil, err
		}
		out = append(out, care.EvidenceID(e.ID))
	}
	return out, nil
}

// evidenceOf returns the files of a case.
func (s *Service) evidenceOf(ctx context.Context, tx *store.Tx, id care.CaseID) ([]EvidenceView, error) {
	rows, err := tx.EvidenceOf(ctx, id)
	out := make([]EvidenceView, len(rows))
	for i, e := range rows {
		out[i] = EvidenceView{
			ID: care.EvidenceID(e.ID), Kind: e.Kind, State: e.State, Code: care.Code(e.Code), Bytes: e.Bytes, Width: int(e.Width), Height: int(e.Height),
			Original: e.Original && e.Kind == KindPhoto && e.State == store.FileReady,
		}
	}
	return out, err
}

// OwnEvidence gives a file of a complaint to whoever sent it: a photo as it was made anew, anything else as they sent it. A photo as it
// came is for the desk alone. Fails with not_found.
func (s *Service) OwnEvidence(ctx context.Context, who Complainant, id care.CaseID, file care.EvidenceID) (File, error) {
	if err := s.prove(ctx, who, id); err != nil {
		return File{}, err
	}
	var e store.Evidence
	var all []store.UploadPart
	err := s.Store.Read(ctx, "look for a file", func(tx *store.Tx) (err error) {
		e, all, err = readable(ctx, tx, id, file)
		return err
	})
	if err != nil {
		return File{}, err
	}
	return s.opened(ctx, e, all)
}

// readable returns a file that was checked, and where it lies when it lies sealed as it came. Fails with not_found.
func readable(ctx context.Context, tx *store.Tx, id care.CaseID, file care.EvidenceID) (e store.Evidence, all []store.UploadPart, err error) {
	e, known, err := tx.Evidence(ctx, id, file)
	switch {
	case err != nil:
		return e, nil, err
	case !known || e.State != store.FileReady && e.State != store.FileSealed:
		return e, nil, notHere()
	case e.State == store.FileSealed:
		all, err = tx.PartsOf(ctx, care.UploadID(e.UploadID))
	}
	return e, all, err
}

// opened is a file to be sent: a photo as it was made anew, anything else as it came.
func (s *Service) opened(ctx context.Context, e store.Evidence, all []store.UploadPart) (File, error) {
	if e.State == store.FileReady {
		return s.photo(ctx, e)
	}
	return File{Body: s.parts(context.WithoutCancel(ctx), all), Type: e.Type, Name: fileName(e), Bytes: e.Bytes}, nil
}

func (s *Service) photo(ctx context.Context, e store.Evidence) (File, error) {
	body, err := s.readSealed(ctx, s.Box, photoContext(e.BlobKey), e.BlobKey, e.Bytes)
	return File{Body: io.NopCloser(bytes.NewReader(body)), Type: e.Type, Name: fileName(e), Bytes: e.Bytes}, err
}

// fileName is what a reader's device calls a file: nothing of what the sender's called it.
func fileName(e store.Evidence) string {
	name := e.Kind + "-" + e.ID[len(e.ID)-6:]
	for ending, types := range map[string][]string{
		".jpg": {"image/jpeg"}, ".pdf": {"application/pdf"}, ".mp3": {"audio/mpeg"}, ".m4a": {"audio/mp4", "audio/x-m4a"}, ".aac": {"audio/aac"},
		".amr": {"audio/amr"}, ".wav": {"audio/wav"}, ".mp4": {"video/mp4"}, ".mov": {"video/quicktime"}, ".3gp": {"video/3gpp"}, ".webm": {"video/webm"},
	} {
		for _, t := range types {
			if t == e.Type {
				return name + ending
			}
		}
	}
	return name
}

// CaseEvidence gives a file of a case to the desk: a photo as it was made anew, anything else out of the vault. Every look is written
// down. Fails with not_found for another area's case and for a file that is not checked, or refused.
func (s *Service) CaseEvidence(ctx context.Context, actor care.Actor, id care.CaseID, file care.EvidenceID) (File, error) {
	var e store.Evidence
	var all []store.UploadPart
	err := s.do(ctx, "give a file to the desk", func(ctx context.Context, t *turn) error {
		f, err := t.file(ctx, id)
		if err != nil {
			return err
		}
		by, err := t.officer(ctx, actor, f, care.MaySeeCases)
		if err != nil {
			return err
		}
		if e, all, err = readable(ctx, t.tx, id, file); err != nil {
			return err
		}
		return t.tx.AppendChanges(ctx, []care.Change{{
			Noun: care.NounOpening, ID: string(id), Kind: "file", At: t.now, Actor: by.Actor, Body: fmt.Appendf(nil, `{"evidence":%q}`, e.ID),
		}})
	})
	if err != nil {
		return File{}, err
	}
	return s.opened(ctx, e, all)
}

// SweepFiles checks files that wait for it, removes uploads no complaint has taken and files as they came that nobody agreed to
// keep, and says how many it has dealt with. Any number of processes may do it at once: who checks a file has claimed it.
func (s *Service) SweepFiles(ctx context.Context) (int, error) {
	now := s.now()
	var waiting, expired, spent []store.Upload
	err := s.Store.Read(ctx, "look for files to deal with", func(tx *store.Tx) (err error) {
		if waiting, err = tx.Unchecked(ctx, now, filesPage); err != nil {
			return err
		}
		if expired, err = tx.ExpiredUploads(ctx, now, filesPage); err != nil {
			return err
		}
		spent, err = tx.Spent(ctx, filesPage)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, u := range waiting {
		s.check(ctx, u)
	}
	for _, u := range expired {
		err = errors.Join(err, s.dropUpload(ctx, u))
	}
	for _, u := range spent {
		err = errors.Join(err, s.forget(ctx, u))
	}
	return len(waiting) + len(expired) + len(spent), err
}

// forget removes a file as it came. The bytes go first: what is not removed now is removed next time.
func (s *Service) forget(ctx context.Context, u store.Upload) error {
	return s.Store.Write(ctx, "forget a file as it came", func(tx *store.Tx) error {
		all, err := tx.PartsOf(ctx, care.UploadID(u.ID))
		if err != nil {
			return err
		}
		for _, p := range all {
			if err := s.Blob.Delete(ctx, p.BlobKey); err != nil {
				return filesAway(err)
			}
		}
		return tx.DropParts(ctx, care.UploadID(u.ID))
	})
}

// SweepOrphans removes files no row names: their process was killed between file and row. It may be run at any time.
func (s *Service) SweepOrphans(ctx context.Context) (int, error) {
	n, old := 0, s.Machine().Add(-keepOrphan) // files carry the machine's time
	for _, prefix := range []string{"upload/", "evidence/"} {
		err := s.Blob.List(ctx, prefix, func(f blob.Info) error {
			if f.At.After(old) {
				return nil
			}
			known, err := s.Store.FileKnown(ctx, f.Key)
			if err != nil || known {
				return err
			}
			n++
			return s.Blob.Delete(ctx, f.Key)
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
