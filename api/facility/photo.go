package facility

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	maxPhotos     = 20
	maxPhotoWords = 120
	// MaxPhoto is how large a picture may be that is sent.
	MaxPhoto = 10 << 20
	// PhotoPath is where pictures are given out, followed by the id.
	PhotoPath = "/api/v1/photos/"
)

// Photos returns the pictures of the actor's facility.
func (s *Service) Photos(ctx context.Context, actor care.Actor) (out []store.PhotoRow, err error) {
	if err := mine(actor, care.MayDisclose); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, "read pictures", func(tx *store.Tx) error {
		out, err = tx.PhotosOf(ctx, actor.Facility)
		return err
	})
	return out, err
}

// AddPhoto keeps nothing but the pixels of a picture, and shows them. Words say what it shows to those who cannot see it.
func (s *Service) AddPhoto(ctx context.Context, actor care.Actor, words string, file []byte) (store.PhotoRow, error) {
	if err := mine(actor, care.MayDisclose); err != nil {
		return store.PhotoRow{}, err
	}
	words, err := photoWords(words)
	if err != nil {
		return store.PhotoRow{}, err
	}
	if len(file) > MaxPhoto {
		return store.PhotoRow{}, care.Errorf(care.Invalid, care.CodeTooLarge, "file", "a picture has at most %d MB", MaxPhoto>>20)
	}
	clean, err := s.Pictures(ctx, file)
	if err != nil {
		return store.PhotoRow{}, err
	}
	id := care.NewID()
	row := store.PhotoRow{
		ID: id, Facility: actor.Facility, Key: "photo/" + id, Type: "image/jpeg", Bytes: int64(len(clean.JPEG)), Width: clean.Width, Height: clean.Height,
		Words: words, At: s.now(), By: actor.ID,
	}
	if err := s.Files.Put(ctx, row.Key, bytes.NewReader(clean.JPEG), row.Bytes, row.Type); err != nil {
		return row, filesAway(err)
	}
	err = s.photos(ctx, actor, "add a picture", func(tx *store.Tx, all []store.PhotoRow) error {
		if len(all) >= maxPhotos {
			return care.Errorf(care.Conflict, care.CodePhotosTooMany, "", "a facility shows at most %d pictures; remove one first", maxPhotos)
		}
		row.Order = 0
		if n := len(all); n > 0 {
			row.Order = all[n-1].Order + 1
		}
		return tx.AddPhoto(ctx, row)
	})
	if err != nil {
		_ = s.Files.Delete(ctx, row.Key) // nobody can find it; the failure that is told is the other one
	}
	return row, err
}

func filesAway(err error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "pictures cannot be kept or read just now; try again in a moment", Cause: err}
}

func photoWords(words string) (string, error) {
	words = strings.TrimSpace(words)
	if n := utf8.RuneCountInString(words); n == 0 || n > maxPhotoWords || !care.PlainText(words) {
		return "", care.Errorf(care.Invalid, care.CodeInvalid, "words", "say in at most %d characters what the picture shows", maxPhotoWords)
	}
	return words, nil
}

// photos changes the pictures of the actor's facility and puts them into the register as they stand then.
func (s *Service) photos(ctx context.Context, actor care.Actor, what string, f func(*store.Tx, []store.PhotoRow) error) error {
	return s.Store.Write(ctx, what, func(tx *store.Tx) error {
		if err := tx.LockFacility(ctx, actor.Facility); err != nil {
			return err
		}
		of, err := tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		all, err := tx.PhotosOf(ctx, actor.Facility)
		if err != nil {
			return err
		}
		if err := f(tx, all); err != nil {
			return err
		}
		if all, err = tx.PhotosOf(ctx, actor.Facility); err != nil {
			return err
		}
		of.Photos = slices.DeleteFunc(of.Photos, func(p care.Photo) bool { return strings.HasPrefix(p.URL, PhotoPath) })
		own := make([]care.Photo, len(all))
		for i, p := range all {
			own[i] = care.Photo{URL: PhotoPath + p.ID, Text: p.Words}
		}
		of.Photos = append(own, of.Photos...)
		return tx.KeepFacility(ctx, actor, s.now(), of)
	})
}

// PhotoInput is the place and the words of a picture.
type PhotoInput struct {
	ID    string
	Words string
}

// ArrangePhotos puts the pictures of the actor's facility in order and says what they show. All of them are named.
func (s *Service) ArrangePhotos(ctx context.Context, actor care.Actor, list []PhotoInput) error {
	if err := mine(actor, care.MayDisclose); err != nil {
		return err
	}
	return s.photos(ctx, actor, "arrange pictures", func(tx *store.Tx, all []store.PhotoRow) error {
		for _, p := range list {
			if !slices.ContainsFunc(all, func(o store.PhotoRow) bool { return o.ID == p.ID }) {
				return notFound("id")
			}
		}
		if len(list) != len(all) {
			return stale()
		}
		for i, p := range list {
			words, err := photoWords(p.Words)
			if err != nil {
				return err
			}
			same, err := tx.SavePhoto(ctx, store.PhotoRow{ID: p.ID, Facility: actor.Facility, Order: i, Words: words})
			if err != nil {
				return err
			}
			if !same {
				return notFound("id")
			}
		}
		return nil
	})
}

// RemovePhoto removes a picture of the actor's facility for good.
func (s *Service) RemovePhoto(ctx context.Context, actor care.Actor, id string) error {
	if err := mine(actor, care.MayDisclose); err != nil {
		return err
	}
	key := ""
	err := s.photos(ctx, actor, "remove a picture", func(tx *store.Tx, all []store.PhotoRow) error {
		i := slices.IndexFunc(all, func(p store.PhotoRow) bool { return p.ID == id })
		if i < 0 {
			return notFound("id")
		}
		key = all[i].Key
		_, err := tx.DropPhoto(ctx, actor.Facility, id)
		return err
	})
	if err == nil {
		err = s.Files.Delete(ctx, key)
	}
	return err
}

// Photo gives a picture, with the facility that shows it.
func (s *Service) Photo(ctx context.Context, id string) (file []byte, of care.FacilityID, err error) {
	var row store.PhotoRow
	err = s.Store.Read(ctx, "read a picture", func(tx *store.Tx) error {
		var known bool
		if row, known, err = tx.Photo(ctx, id); err == nil && !known {
			err = notFound("id")
		}
		return err
	})
	if err != nil {
		return nil, "", err
	}
	body, _, err := s.Files.Get(ctx, row.Key)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, "", notFound("id")
	}
	if err != nil {
		return nil, "", filesAway(err)
	}
	defer func() { _ = body.Close() }() // it was only read
	file, err = io.ReadAll(io.LimitReader(body, row.Bytes+1))
	if err != nil {
		return nil, "", filesAway(err)
	}
	return file, row.Facility, nil
}
