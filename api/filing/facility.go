package filing

import (
	"bytes"
	"context"
	"io"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	maxPapers = 60       // of one dossier
	maxPaper  = 20 << 20 // bytes
)

// Begin begins a matter. A change begins with what is filed, and with its papers. Fails with filing_open while another one is open, and
// with filing_not_filed or state_conflict where there is nothing to begin.
func (s *Service) Begin(ctx context.Context, actor care.Actor, kind care.FilingKind, basis care.FilingBasis) (v View, err error) {
	if err := actor.May(care.MayFile, care.Owner{Facility: actor.Facility}); err != nil {
		return v, err
	}
	id := care.DossierID(care.NewID())
	err = s.do(ctx, "begin a filing", func(t *turn) error {
		f, err := t.tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		rows, err := t.tx.Dossiers(ctx, f.ID)
		if err != nil {
			return err
		}
		titles, err := t.titles(ctx, &f)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(rows, func(r store.SealedDossier) bool { return r.State.Open() }) {
			return care.Errorf(care.Conflict, care.CodeFilingOpen, "", "one matter is open already; finish it or take it back first")
		}
		if !slices.Contains(t.beginnings(&f, titles, rows), Beginning{kind, basis}) {
			if kind != care.FilingNew && titled(titles) == "" {
				return care.Errorf(care.Conflict, care.CodeFilingNotFiled, "kind", "nothing is filed yet that could be changed or ended")
			}
			return care.Errorf(care.Conflict, care.CodeStateConflict, "kind", "this cannot be begun now")
		}
		form, err := t.filed(ctx, f.ID)
		if err != nil {
			return err
		}
		return t.begin(ctx, actor, draft(id, &f, kind, basis, t.now), form, rows)
	})
	if err != nil {
		return v, err
	}
	return s.Own(ctx, actor, id)
}

func draft(id care.DossierID, f *care.Facility, kind care.FilingKind, basis care.FilingBasis, now care.Instant) care.Dossier {
	return care.Dossier{ID: id, Facility: f.ID, Area: f.AreaCode, Kind: kind, Basis: basis, State: care.DossierDraft, Version: 1, CreatedAt: now}
}

func (t *turn) begin(ctx context.Context, actor care.Actor, d care.Dossier, form care.FilingForm, before []store.SealedDossier) (err error) {
	row := store.SealedDossier{Dossier: d}
	if row.FormSealed, err = t.sealForm(d.ID, &form); err != nil {
		return err
	}
	added, err := t.tx.AddDossier(ctx, row)
	if err != nil {
		return err
	}
	if !added {
		return care.Errorf(care.Conflict, care.CodeFilingOpen, "", "one matter is open already; finish it or take it back first")
	}
	if d.Kind != care.FilingCancel {
		if err := t.carry(ctx, d, before); err != nil {
			return err
		}
	}
	return t.note(ctx, care.NounFiling, string(d.ID), "begin", actor, map[string]any{"facility": d.Facility, "kind": d.Kind, "basis": d.Basis})
}

// carry gives a dossier the papers of the last one that was granted, those of the one taken back where none was.
func (t *turn) carry(ctx context.Context, d care.Dossier, before []store.SealedDossier) error {
	from := slices.IndexFunc(before, func(r store.SealedDossier) bool { return r.State == care.DossierDone && r.Kind != care.FilingCancel })
	if from < 0 {
		from = slices.IndexFunc(before, func(r store.SealedDossier) bool {
			return r.State == care.DossierWithdrawn && r.Kind != care.FilingCancel
		})
	}
	if from < 0 {
		return nil
	}
	papers, err := t.tx.MaterialsOf(ctx, string(before[from].ID))
	if err != nil {
		return err
	}
	for _, m := range papers {
		err := t.tx.InsertMaterial(ctx, store.NewMaterial{
			ID: care.NewID(), FilingID: string(d.ID), Kind: m.Kind, Type: m.Type, Bytes: m.Bytes, Sha256: m.Sha256, BlobKey: m.BlobKey, IssuedOn: m.IssuedOn,
			ValidUntil: m.ValidUntil, Carried: true, CreatedAt: int64(t.now),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Own shows a facility one of its dossiers. Fails with not_found for another's.
func (s *Service) Own(ctx context.Context, actor care.Actor, id care.DossierID) (v View, err error) {
	err = s.look(ctx, "look at a filing", func(t *turn) error {
		d, err := t.own(ctx, actor, id)
		if err != nil {
			return err
		}
		v, err = t.view(ctx, d, actor.Kind)
		return err
	})
	return v, err
}

// editable refuses to change what an office has.
func editable(d *dossier) error {
	if d.State != care.DossierDraft && d.State != care.DossierNonconforming {
		return care.Errorf(care.Conflict, care.CodeStateConflict, "", "the authority has it now; take it back to change something")
	}
	return nil
}

// Save keeps a form as far as it is filled in. Fails with state_conflict when it was changed meanwhile, or is with the authority.
func (s *Service) Save(ctx context.Context, actor care.Actor, id care.DossierID, version int64, form care.FilingForm) (v View, err error) {
	form.Tidy()
	if err := form.Validate(); err != nil {
		return v, err
	}
	err = s.do(ctx, "save a filing's form", func(t *turn) error {
		d, err := t.own(ctx, actor, id)
		if err != nil {
			return err
		}
		if err := editable(d); err != nil {
			return err
		}
		if d.Version != version {
			return moved()
		}
		if d.sealed.FormSealed, err = t.sealForm(d.ID, &form); err != nil {
			return err
		}
		if d.sealed.Area, err = t.office(ctx, d, form.AreaCode); err != nil {
			return err
		}
		saved, err := t.tx.SaveForm(ctx, d.sealed, t.now)
		if err == nil && !saved {
			err = moved()
		}
		if err != nil {
			return err
		}
		changed := care.FilingDiff(&d.form, &form)
		if err := t.note(ctx, care.NounFiling, string(d.ID), "save", actor, map[string]any{"facility": d.Facility, "fields": changed}); err != nil {
			return err
		}
		d.form, d.Version, d.UpdatedAt, d.Area = form, d.Version+1, t.now, d.sealed.Area
		v, err = t.view(ctx, d, actor.Kind)
		return err
	})
	return v, err
}

// office is the area whose office a dossier goes to: where the site is to be, if that is an area anybody answers for. An end is the matter
// of whoever answers for the facility now.
func (t *turn) office(ctx context.Context, d *dossier, area string) (string, error) {
	if d.Kind == care.FilingCancel || len(area) < 6 || area == d.Area {
		return d.Area, nil
	}
	name, err := t.tx.NameOfArea(ctx, area[:6])
	if err != nil || name == "" {
		return d.Area, err
	}
	return area, nil
}

// PaperInput is what a facility says of a paper.
type PaperInput struct {
	Kind   care.MaterialKind
	Upload care.UploadID
	Token  string
	Issued care.Date
	Until  care.Date
}

func (p *PaperInput) check() error {
	switch {
	case !slices.Contains(care.MaterialKinds(), p.Kind):
		return care.Errorf(care.Invalid, care.CodeInvalid, "kind", "there is no such paper")
	case !p.Issued.IsZero() && !p.Until.IsZero() && p.Until.Before(p.Issued):
		return care.Errorf(care.Invalid, care.CodeInvalid, "valid_until", "the paper ends before it begins")
	default:
		return nil
	}
}

// AddPaper takes an upload over as a paper, sealed. Fails with what is wrong with the upload, and as Save does.
func (s *Service) AddPaper(ctx context.Context, actor care.Actor, id care.DossierID, in PaperInput) (v View, err error) {
	if err := in.check(); err != nil {
		return v, err
	}
	err = s.look(ctx, "look at a filing", func(t *turn) error {
		d, err := t.own(ctx, actor, id)
		if err != nil {
			return err
		}
		return editable(d)
	})
	if err != nil {
		return v, err
	}
	file, err := s.Upload(ctx, in.Upload, in.Token)
	if err != nil {
		return v, err
	}
	if len(file.Body) > maxPaper {
		return v, care.Errorf(care.Invalid, care.CodeTooLarge, "file", "such a file has at most %d MB", maxPaper>>20)
	}
	m := store.NewMaterial{
		ID: care.NewID(), FilingID: string(id), Kind: string(in.Kind), Type: file.Type, Bytes: int64(len(file.Body)), Sha256: file.SHA256,
		IssuedOn: in.Issued.String(), ValidUntil: in.Until.String(),
	}
	m.BlobKey = "filing/" + m.ID
	sealed := s.Box.SealBytes(fileContext(m.BlobKey), file.Body)
	if err := s.Blob.Put(ctx, m.BlobKey, bytes.NewReader(sealed), int64(len(sealed)), "application/octet-stream"); err != nil {
		return v, away(err)
	}
	err = s.do(ctx, "keep a paper of a filing", func(t *turn) error {
		d, err := t.own(ctx, actor, id)
		if err != nil {
			return err
		}
		if err := editable(d); err != nil {
			return err
		}
		there, err := t.tx.MaterialsOf(ctx, string(id))
		if err != nil {
			return err
		}
		if len(there) >= maxPapers {
			return care.Errorf(care.Conflict, care.CodeTooLarge, "kind", "a filing has at most %d papers", maxPapers)
		}
		m.CreatedAt = int64(t.now)
		if err := t.tx.InsertMaterial(ctx, m); err != nil {
			return err
		}
		v, err = t.paperChanged(ctx, actor, d, "paper_added", m.Kind)
		return err
	})
	if err != nil {
		_ = s.Blob.Delete(ctx, m.BlobKey) // what cannot be deleted now is found by the sweep
		return v, err
	}
	if err := s.Dropped(ctx, in.Upload, in.Token); err != nil {
		s.Log.WarnContext(ctx, "an upload that was kept could not be dropped; the sweep does it", "upload", in.Upload, "error", err)
	}
	return v, nil
}

func (t *turn) paperChanged(ctx context.Context, actor care.Actor, d *dossier, what, kind string) (View, error) {
	touched, err := t.tx.TouchDossier(ctx, d.ID, d.Version, t.now)
	if err == nil && !touched {
		err = moved()
	}
	if err != nil {
		return View{}, err
	}
	d.Version++
	d.UpdatedAt = t.now
	if err := t.note(ctx, care.NounFiling, string(d.ID), what, actor, map[string]any{"facility": d.Facility, "paper": kind}); err != nil {
		return View{}, err
	}
	return t.view(ctx, d, actor.Kind)
}

// DatePaper sets from when until when a paper holds.
func (s *Service) DatePaper(ctx context.Context, actor care.Actor, id care.DossierID, paper care.MaterialID, issued, until care.Date) (v View, err error) {
	in := PaperInput{Kind: care.MaterialOther, Issued: issued, Until: until}
	if err := in.check(); err != nil {
		return v, err
	}
	err = s.paper(ctx, actor, id, paper, func(t *turn, d *dossier, m store.FilingMaterial) error {
		if _, err := t.tx.DatePaper(ctx, id, paper, issued, until); err != nil {
			return err
		}
		v, err = t.paperChanged(ctx, actor, d, "paper_dated", m.Kind)
		return err
	})
	return v, err
}

// RemovePaper takes a paper out.
func (s *Service) RemovePaper(ctx context.Context, actor care.Actor, id care.DossierID, paper care.MaterialID) (v View, err error) {
	var gone string
	err = s.paper(ctx, actor, id, paper, func(t *turn, d *dossier, m store.FilingMaterial) error {
		gone = ""
		shared, err := t.tx.DropMaterial(ctx, m)
		if err != nil {
			return err
		}
		if !shared {
			gone = m.BlobKey
		}
		v, err = t.paperChanged(ctx, actor, d, "paper_removed", m.Kind)
		return err
	})
	if err == nil && gone != "" {
		_ = s.Blob.Delete(ctx, gone) // what cannot be deleted now is found by the sweep
	}
	return v, err
}

func (s *Service) paper(ctx context.Context, actor care.Actor, id care.DossierID, paper care.MaterialID, f func(*turn, *dossier, store.FilingMaterial) error) error {
	return s.do(ctx, "change a paper of a filing", func(t *turn) error {
		d, err := t.own(ctx, actor, id)
		if err != nil {
			return err
		}
		if err := editable(d); err != nil {
			return err
		}
		m, known, err := t.tx.Material(ctx, id, paper)
		if err != nil {
			return err
		}
		if !known {
			return notHere()
		}
		return f(t, d, m)
	})
}

// Paper gives a paper to its facility, or to an officer of the area: an officer's look is written down.
func (s *Service) Paper(ctx context.Context, actor care.Actor, id care.DossierID, paper care.MaterialID) (File, error) {
	var m store.FilingMaterial
	err := s.do(ctx, "look at a paper of a filing", func(t *turn) (err error) {
		var d *dossier
		if actor.Kind == care.ActorFacility {
			d, err = t.own(ctx, actor, id)
		} else {
			d, err = t.theirs(ctx, actor, care.MaySeeFilings, id)
		}
		if err != nil {
			return err
		}
		var known bool
		if m, known, err = t.tx.Material(ctx, id, paper); err != nil {
			return err
		}
		if !known {
			return notHere()
		}
		if actor.Kind == care.ActorFacility {
			return nil
		}
		return t.note(ctx, care.NounFiling, string(id), "paper_read", actor, map[string]any{"facility": d.Facility, "paper": m.Kind})
	})
	if err != nil {
		return File{}, err
	}
	body, _, err := s.Blob.Get(ctx, m.BlobKey)
	if err != nil {
		return File{}, away(err)
	}
	defer func() { _ = body.Close() }() // it was only read
	sealed, err := io.ReadAll(io.LimitReader(body, m.Bytes+1<<10))
	if err != nil {
		return File{}, away(err)
	}
	plain, err := s.Box.OpenBytes(fileContext(m.BlobKey), sealed)
	name := m.Kind + ".pdf"
	if m.Type == "image/jpeg" {
		name = m.Kind + ".jpg"
	}
	return File{Body: plain, Type: m.Type, Name: name, SHA256: m.Sha256}, err
}

func away(err error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "files cannot be kept or read just now; try again in a moment", Cause: err}
}
