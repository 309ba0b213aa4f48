package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// AddDisclosure keeps what a facility makes known. Fails with conflict when its version is there already.
func (w *work) AddDisclosure(ctx context.Context, d care.Disclosure) error {
	return w.InsertDisclosure(ctx, db.InsertDisclosureParams{
		FacilityID: string(d.Facility), Kind: string(d.Kind), Version: d.Version, ValidFrom: d.From.String(), Body: string(d.Body), Words: d.Words, At: int64(d.At),
		ActorKind: string(d.By.Kind), ActorID: d.By.ID,
	})
}

// Disclosures returns what a facility made known of one kind, newest first.
func (w *work) Disclosures(ctx context.Context, f care.FacilityID, kind care.DisclosureKind, most int) ([]care.Disclosure, error) {
	rows, err := w.DisclosuresOf(ctx, db.DisclosuresOfParams{FacilityID: string(f), Kind: string(kind), Page: int32(most)}) //nolint:gosec // a small number
	if err != nil {
		return nil, err
	}
	out := make([]care.Disclosure, len(rows))
	for i, r := range rows {
		out[i] = care.Disclosure{
			Facility: f, Kind: kind, Version: r.Version, Body: []byte(r.Body), Words: r.Words, At: care.Instant(r.At),
			By: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID},
		}
		if err := out[i].From.UnmarshalText([]byte(r.ValidFrom)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// KeepFacility saves a facility that stands in the register, without its classes, with the change it makes.
func (w *work) KeepFacility(ctx context.Context, actor care.Actor, at care.Instant, f care.Facility) error {
	f.Classes = nil
	sorted, err := sortedFacilities([]care.Facility{f})
	if err != nil {
		return err
	}
	save := facilitySave{work: w, actor: actor, at: at}
	return save.chunk(ctx, sorted)
}

// PhotoRow is a picture of a facility.
type PhotoRow struct {
	ID            string
	Facility      care.FacilityID
	Order         int
	Key           string // of the file
	Type          string
	Bytes         int64
	Width, Height int
	Words         string
	At            care.Instant
	By            string
}

// AddPhoto adds a picture.
func (w *work) AddPhoto(ctx context.Context, p PhotoRow) error {
	return w.InsertPhoto(ctx, db.InsertPhotoParams{
		ID: p.ID, FacilityID: string(p.Facility), Ord: int32(p.Order), FileKey: p.Key, MediaType: p.Type, Bytes: p.Bytes, Width: int32(p.Width), Height: int32(p.Height), //nolint:gosec // bounded
		Words: p.Words, CreatedAt: int64(p.At), CreatedBy: p.By,
	})
}

// PhotosOf returns the pictures of a facility in their order.
func (w *work) PhotosOf(ctx context.Context, f care.FacilityID) ([]PhotoRow, error) {
	rows, err := w.PhotosOfFacility(ctx, string(f))
	return list(rows, photoOf), err
}

// Photo returns a picture, and false when there is none with this id.
func (w *work) Photo(ctx context.Context, id string) (PhotoRow, bool, error) {
	row, known, err := found(w.PhotoByID(ctx, id))
	return photoOf(row), known, err
}

func photoOf(r db.FacilityPhoto) PhotoRow {
	return PhotoRow{
		ID: r.ID, Facility: care.FacilityID(r.FacilityID), Order: int(r.Ord), Key: r.FileKey, Type: r.MediaType, Bytes: r.Bytes, Width: int(r.Width), Height: int(r.Height),
		Words: r.Words, At: care.Instant(r.CreatedAt), By: r.CreatedBy,
	}
}

// SavePhoto changes the place and the words of a picture of a facility, and reports whether there is one.
func (w *work) SavePhoto(ctx context.Context, p PhotoRow) (bool, error) {
	return one(w.UpdatePhoto(ctx, db.UpdatePhotoParams{ID: p.ID, FacilityID: string(p.Facility), Ord: int32(p.Order), Words: p.Words})) //nolint:gosec // bounded
}

// DropPhoto removes a picture of a facility, and reports whether there was one.
func (w *work) DropPhoto(ctx context.Context, f care.FacilityID, id string) (bool, error) {
	return one(w.DeletePhoto(ctx, db.DeletePhotoParams{ID: id, FacilityID: string(f)}))
}

// PatternRow is a weekly pattern a facility keeps; Body is its JSON.
type PatternRow struct {
	ID       string
	Facility care.FacilityID
	Kind     string // slot or session
	Name     string
	Body     []byte
	Version  int64
	At       care.Instant
}

// AddPattern adds a pattern.
func (w *work) AddPattern(ctx context.Context, p PatternRow) error {
	return w.InsertPattern(ctx, db.InsertPatternParams{ID: p.ID, FacilityID: string(p.Facility), Kind: p.Kind, Name: p.Name, Body: string(p.Body), UpdatedAt: int64(p.At)})
}

// SavePattern changes a pattern of a facility if it still is as it was seen, and reports whether.
func (w *work) SavePattern(ctx context.Context, p PatternRow) (bool, error) {
	return one(w.UpdatePattern(ctx, db.UpdatePatternParams{ID: p.ID, FacilityID: string(p.Facility), Name: p.Name, Body: string(p.Body), UpdatedAt: int64(p.At), Seen: p.Version}))
}

// DropPattern removes a pattern of a facility, and reports whether there was one.
func (w *work) DropPattern(ctx context.Context, f care.FacilityID, id string) (bool, error) {
	return one(w.DeletePattern(ctx, db.DeletePatternParams{ID: id, FacilityID: string(f)}))
}

// Patterns returns the patterns of a facility.
func (w *work) Patterns(ctx context.Context, f care.FacilityID) ([]PatternRow, error) {
	rows, err := w.PatternsOfFacility(ctx, string(f))
	return list(rows, func(r db.WeeklyPattern) PatternRow {
		return PatternRow{ID: r.ID, Facility: care.FacilityID(r.FacilityID), Kind: r.Kind, Name: r.Name, Body: []byte(r.Body), Version: r.Version, At: care.Instant(r.UpdatedAt)}
	}), err
}
