package casework

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	// PartBytes is the largest part of a file: little enough that one gets through where the network breaks every few seconds.
	PartBytes = 256 << 10

	unsentFor  = 72 * time.Hour  // an upload no complaint has taken is kept after its last part: a draft may wait for a network
	checkFor   = 3 * time.Minute // one process checks a file for at most so long
	leastFirst = 1 << 10         // of the first part: enough to tell what a file is
	uploadsNet = 300             // of one network an hour; mobile networks stand for many families
	uploadsOne = 60              // of one account an hour
)

// The kinds of files.
const (
	KindPhoto    = "photo"
	KindDocument = "document"
	KindAudio    = "audio"
	KindVideo    = "video"
)

// fileTypes is what may be sent, by its bytes; names and headers do not count.
var fileTypes = map[string]struct {
	kind string
	most int64
}{
	"image/jpeg": {KindPhoto, 10 << 20},
	"image/png":  {KindPhoto, 10 << 20},
	"image/webp": {KindPhoto, 10 << 20},

	"image/vnd.mozilla.apng": {KindPhoto, 10 << 20}, // is told that it moves, when it is looked at
	"application/pdf":        {KindDocument, 20 << 20},
	"audio/mpeg":             {KindAudio, 30 << 20},
	"audio/mp4":              {KindAudio, 30 << 20},
	"audio/x-m4a":            {KindAudio, 30 << 20},
	"audio/aac":              {KindAudio, 30 << 20},
	"audio/amr":              {KindAudio, 30 << 20},
	"audio/wav":              {KindAudio, 30 << 20},
	"video/mp4":              {KindVideo, maxFileBytes},
	"video/quicktime":        {KindVideo, maxFileBytes},
	"video/3gpp":             {KindVideo, maxFileBytes},
	"video/webm":             {KindVideo, maxFileBytes},
}

// UploadRequest begins an upload.
type UploadRequest struct {
	Size   int64
	SHA256 string // what will be sent, in hex; "": not told
}

// UploadView is an upload as whoever sends it sees it.
type UploadView struct {
	ID     care.UploadID
	Token  string // told once, when it begins
	Offset int64  // bytes that have arrived
	Size   int64
	State  string    // receiving, checking, ready, refused
	Code   care.Code // why it is refused
}

// OffsetError says that a part does not begin where the upload ends. It is a care.Error with upload_offset.
type OffsetError struct{ Upload UploadView }

// Error gives code and text.
func (e *OffsetError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the care.Error.
func (e *OffsetError) Unwrap() error {
	return care.Errorf(care.Conflict, care.CodeUploadOffset, "offset", "%d bytes have arrived; go on from there", e.Upload.Offset)
}

// The allowances of uploads.
var (
	uploadsOfNetwork = allowance{"upload.network", uploadsNet, time.Hour}
	uploadsOfAccount = allowance{"upload.account", uploadsOne, time.Hour}
)

// BeginUpload begins to take a file in. Whoever holds the token may go on with it, and nobody else learns that there is one. Fails with
// too_large, invalid_value, too_many_requests.
func (s *Service) BeginUpload(ctx context.Context, who Complainant, r UploadRequest) (UploadView, error) {
	announced := strings.ToLower(r.SHA256)
	switch raw, err := hex.DecodeString(announced); {
	case r.Size <= 0:
		return UploadView{}, care.Errorf(care.Invalid, care.CodeInvalid, "size", "a file has at least one byte")
	case r.Size > maxFileBytes:
		return UploadView{}, tooLarge(maxFileBytes)
	case err != nil || announced != "" && len(raw) != sha256.Size:
		return UploadView{}, care.Errorf(care.Invalid, care.CodeInvalid, "sha256", "64 hexadecimal digits")
	}
	a, key := uploadsOfNetwork, who.Net
	if signedIn(who) {
		a, key = uploadsOfAccount, who.Actor.ID
	}
	if err := s.allow(ctx, a, key); err != nil {
		return UploadView{}, err
	}
	token, now := rand.Text(), s.now()
	u := store.Upload{
		ID: care.NewID(), TokenHash: tokenHash(token), Size: r.Size, Announced: announced, State: store.FileReceiving, CreatedAt: int64(now), ExpiresAt: unsent(now),
	}
	err := s.Store.Write(ctx, "begin an upload", func(tx *store.Tx) error { return tx.AddUpload(ctx, u) })
	if err != nil {
		return UploadView{}, err
	}
	view := uploadView(u)
	view.Token = token
	return view, nil
}

func tooLarge(most int64) error {
	return care.Errorf(care.Invalid, care.CodeTooLarge, "file", "such a file has at most %d MB", most>>20)
}

func unsent(now care.Instant) int64 { return int64(now) + unsentFor.Milliseconds() }

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func uploadView(u store.Upload) UploadView {
	return UploadView{ID: care.UploadID(u.ID), Offset: u.Received, Size: u.Size, State: u.State, Code: care.Code(u.Code)}
}

// Upload says how far an upload is. One that waits to be checked is checked now. Fails with not_found without its token.
func (s *Service) Upload(ctx context.Context, id care.UploadID, token string) (UploadView, error) {
	u, err := s.upload(ctx, id, token)
	if err != nil {
		return UploadView{}, err
	}
	if u.State == store.FileChecking && u.ClaimedUntil <= int64(s.now()) {
		u = s.checked(ctx, u)
	}
	return uploadView(u), nil
}

// upload finds an upload by its token, and says the same of one that is not there and one that is somebody else's.
func (s *Service) upload(ctx context.Context, id care.UploadID, token string) (u store.Upload, err error) {
	known := false
	err = s.Store.Read(ctx, "look for an upload", func(tx *store.Tx) (err error) {
		u, known, err = tx.Upload(ctx, id)
		return err
	})
	if err == nil && (subtle.ConstantTimeCompare([]byte(u.TokenHash), []byte(tokenHash(token))) != 1 || !known) {
		return store.Upload{}, notHere()
	}
	return u, err
}

// PutPart takes the next part of a file. A part that has arrived already is taken without a word: its answer was lost. The last one
// is answered once the file is checked, or with checking when that takes longer. Fails with upload_offset (an OffsetError) when a part
// is missing before it, with too_large, invalid_value and not_found.
func (s *Service) PutPart(ctx context.Context, id care.UploadID, token string, offset int64, part []byte) (UploadView, error) {
	u, err := s.upload(ctx, id, token)
	if err != nil {
		return UploadView{}, err
	}
	end := offset + int64(len(part))
	switch {
	case len(part) == 0 || offset < 0:
		return UploadView{}, care.Errorf(care.Invalid, care.CodeInvalid, "offset", "send 1 to %d bytes at once", PartBytes)
	case len(part) > PartBytes || end > u.Size:
		return UploadView{}, care.Errorf(care.Invalid, care.CodeTooLarge, "file", "more than was announced")
	case u.State != store.FileReceiving || end <= u.Received:
		return uploadView(u), nil
	case offset != u.Received:
		return UploadView{}, &OffsetError{uploadView(u)}
	case offset == 0 && int64(len(part)) < min(u.Size, leastFirst):
		return UploadView{}, care.Errorf(care.Invalid, care.CodeInvalid, "offset", "the first part has at least %d bytes, so that what it is can be told", leastFirst)
	}
	if offset == 0 {
		if err := tell(&u, part); err != nil {
			return s.refuse(ctx, u, err)
		}
	}
	if u, err = s.grow(ctx, u, part); err != nil {
		return UploadView{}, err
	}
	if u.State == store.FileChecking {
		u = s.checked(ctx, u)
	}
	return uploadView(u), nil
}

// tell says what a file is by its first bytes, and refuses what is not taken before the rest is sent.
func tell(u *store.Upload, first []byte) error {
	what := mimetype.Detect(first)
	for name, t := range fileTypes {
		if !what.Is(name) {
			continue
		}
		if u.Size > t.most {
			return tooLarge(t.most)
		}
		u.Kind, u.Type = t.kind, name
		return nil
	}
	if what.Is("image/heic") || what.Is("image/heif") || what.Is("image/heic-sequence") || what.Is("image/heif-sequence") || what.Is("image/avif") {
		return care.Errorf(care.Invalid, care.CodePictureHEIC, "file",
			"this is a HEIC picture; in the camera's settings choose Most Compatible, or send a screenshot of it")
	}
	return care.Errorf(care.Invalid, care.CodeUnknownFormat, "file", "send a JPEG, PNG or WebP picture, a PDF, a recording or a film")
}

// refuse ends an upload that will come to nothing.
func (s *Service) refuse(ctx context.Context, u store.Upload, why error) (UploadView, error) {
	u.State, u.Code = store.FileRefused, string(codeOf(why))
	err := s.end(ctx, u)
	return uploadView(u), err
}

// partContext binds a part to its place in its file: sealed parts cannot be put into another order.
func partContext(upload string, begins int64) string {
	return fmt.Sprintf("upload:%s/%d", upload, begins)
}

// grow keeps a part, sealed, and lets the upload grow by it. Two of the same part at once are one.
func (s *Service) grow(ctx context.Context, u store.Upload, part []byte) (store.Upload, error) {
	key := "upload/" + u.ID + "/" + care.NewID()
	sealed := s.Vault.SealBytes(partContext(u.ID, u.Received), part)
	if err := s.Blob.Put(ctx, key, bytes.NewReader(sealed), int64(len(sealed)), "application/octet-stream"); err != nil {
		return u, filesAway(err)
	}
	now, was := s.now(), u.Received
	u.Received += int64(len(part))
	u.ExpiresAt = unsent(now)
	if u.Received == u.Size {
		u.State = store.FileChecking
	}
	grown := false
	err := s.Store.Write(ctx, "keep a part of a file", func(tx *store.Tx) (err error) {
		grown, err = tx.AddUploadPart(ctx, store.UploadPart{UploadID: u.ID, Begins: was, Bytes: int64(len(part)), BlobKey: key}, store.Growth{
			ID: u.ID, Was: was, Received: u.Received, Kind: u.Kind, Type: u.Type, State: u.State, Now: int64(now), ExpiresAt: u.ExpiresAt,
		})
		return err
	})
	if err == nil && grown {
		return u, nil
	}
	_ = s.Blob.Delete(ctx, key) // what cannot be deleted now is found by the sweep
	if err != nil {
		return u, err
	}
	err = s.Store.Read(ctx, "look for an upload", func(tx *store.Tx) (err error) {
		u, _, err = tx.Upload(ctx, care.UploadID(u.ID))
		return err
	})
	if err == nil && u.Received < was+int64(len(part)) {
		err = &OffsetError{uploadView(u)}
	}
	return u, err
}

// DropUpload takes a file back that no complaint has taken.
func (s *Service) DropUpload(ctx context.Context, id care.UploadID, token string) error {
	u, err := s.upload(ctx, id, token)
	if err != nil {
		return err
	}
	return s.dropUpload(ctx, u)
}

func (s *Service) dropUpload(ctx context.Context, u store.Upload) error {
	var parts []store.UploadPart
	dropped := false
	err := s.Store.Write(ctx, "drop an upload", func(tx *store.Tx) (err error) {
		if parts, err = tx.PartsOf(ctx, care.UploadID(u.ID)); err != nil {
			return err
		}
		dropped, err = tx.DropUpload(ctx, care.UploadID(u.ID))
		return err
	})
	if err != nil || !dropped {
		return err
	}
	if u.CleanKey != "" {
		_ = s.Blob.Delete(ctx, u.CleanKey) // what cannot be deleted now is found by the sweep
	}
	s.dropBlobs(ctx, parts)
	return nil
}

func (s *Service) dropBlobs(ctx context.Context, parts []store.UploadPart) {
	for _, p := range parts {
		_ = s.Blob.Delete(ctx, p.BlobKey)
	}
}

func filesAway(err error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "files cannot be kept or read just now; try again in a moment", Cause: err}
}

// parts reads a file as it came, a part at a time.
type parts struct {
	s    *Service
	ctx  context.Context //nolint:containedctx // of the one read it is made for
	left []store.UploadPart
	now  *bytes.Reader
}

func (s *Service) parts(ctx context.Context, all []store.UploadPart) *parts {
	return &parts{s: s, ctx: ctx, left: all, now: bytes.NewReader(nil)}
}

// Read reads on.
func (p *parts) Read(b []byte) (int, error) {
	for p.now.Len() == 0 {
		if len(p.left) == 0 {
			return 0, io.EOF
		}
		next := p.left[0]
		p.left = p.left[1:]
		plain, err := p.s.readSealed(p.ctx, p.s.Vault, partContext(next.UploadID, next.Begins), next.BlobKey, next.Bytes)
		if err != nil {
			return 0, err
		}
		p.now.Reset(plain)
	}
	return p.now.Read(b)
}

// Close ends it.
func (p *parts) Close() error { return nil }
