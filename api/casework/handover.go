package casework

import (
	"context"
	"io"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Handed is a file that was uploaded, whole and checked, for another service to keep: a photo as it was made anew, a document as it came.
type Handed struct {
	Body   []byte
	Type   string
	SHA256 string
}

// HandOver gives an upload that nobody has taken to whoever holds its token. The upload stays until DropUpload. Fails with not_found,
// with upload_unready, with why it was refused, and with unknown_format for what is neither a photo nor a document.
func (s *Service) HandOver(ctx context.Context, id care.UploadID, token string) (Handed, error) {
	u, err := s.upload(ctx, id, token)
	switch {
	case err != nil:
		return Handed{}, err
	case u.State == store.FileRefused:
		return Handed{}, care.Errorf(care.Invalid, care.Code(u.Code), "uploads", "a file was refused; take it out and try again")
	case u.State != store.FileReady || u.EvidenceID != "":
		return Handed{}, care.Errorf(care.Conflict, care.CodeUploadUnready, "uploads", "a file has not arrived whole, or belongs to another complaint")
	}
	switch u.Kind {
	case KindPhoto:
		body, err := s.readSealed(ctx, s.Box, photoContext(u.CleanKey), u.CleanKey, u.CleanBytes)
		return Handed{body, "image/jpeg", u.CleanSha256}, err
	case KindDocument:
		var all []store.UploadPart
		err := s.Store.Read(ctx, "read an upload", func(tx *store.Tx) (err error) {
			all, err = tx.PartsOf(ctx, id)
			return err
		})
		if err != nil {
			return Handed{}, err
		}
		body, err := io.ReadAll(io.LimitReader(s.parts(ctx, all), u.Size))
		return Handed{body, u.Type, u.Sha256}, err
	default:
		return Handed{}, care.Errorf(care.Invalid, care.CodeUnknownFormat, "uploads", "send a photo or a PDF")
	}
}
