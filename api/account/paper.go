package account

import (
	"bytes"
	"context"
	"io"
	"slices"

	"github.com/gabriel-vasile/mimetype"

	"tuoyuquan/api/care"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/store"
)

const (
	maxPapers = 12       // of one child
	maxScan   = 10 << 20 // bytes
	maxPixels = 60 << 20 // of a scan: more is meant to hurt whoever opens it
)

// scanTypes are what a scan may be, by its bytes; whatever a name or a header says does not count.
var scanTypes = []string{"image/jpeg", "image/png", "image/webp", "application/pdf"}

// paper opens a paper.
func (s *Service) paper(r store.SealedPaper) (care.Paper, error) {
	p := care.Paper{
		ID: care.PaperID(r.ID), ChildID: care.ChildID(r.ChildID), Kind: care.PaperKind(r.Kind), Scan: r.ScanKey, ScanType: r.ScanType,
		CreatedAt: care.Instant(r.CreatedAt), UpdatedAt: care.Instant(r.UpdatedAt),
	}
	day, err := s.open("paper.exam_date", r.ID, r.ExamDateSealed)
	if err != nil {
		return p, err
	}
	if err := p.ExamDate.UnmarshalText([]byte(day)); err != nil {
		return p, err
	}
	p.IssuedBy, err = s.open("paper.issued_by", r.ID, r.IssuedBySealed)
	return p, err
}

// papers are the papers of one child among rows, with what they are worth today; of each kind that is not there, one without
// an id.
func (s *Service) papers(rows []store.SealedPaper, child string) ([]Paper, error) {
	today := care.Today(s.now())
	terms := s.rules().PaperTerms(s.o.Area, today)
	var out []Paper
	for _, r := range rows {
		if r.ChildID != child {
			continue
		}
		p, err := s.paper(r)
		if err != nil {
			return nil, err
		}
		status, due := p.StatusOn(today, terms)
		out = append(out, Paper{
			ID: p.ID, Kind: p.Kind, ExamDate: p.ExamDate, IssuedBy: p.IssuedBy, Scan: r.ScanKey != "", ScanType: r.ScanType, ScanBytes: r.ScanBytes,
			Status: status, Due: due,
		})
	}
	for _, kind := range []care.PaperKind{care.PaperHealth, care.PaperVaccination} {
		if !slices.ContainsFunc(out, func(p Paper) bool { return p.Kind == kind }) {
			_, status, due := care.PaperFor(nil, kind, care.Date{}, terms)
			out = append(out, Paper{Kind: kind, Status: status, Due: due})
		}
	}
	return out, nil
}

// rules are those in force.
func (s *Service) rules() *care.Rules {
	if s.Rules == nil {
		return care.NewRules(care.DefaultRules())
	}
	return s.Rules()
}

// AddPaper adds a paper to a child.
func (s *Service) AddPaper(ctx context.Context, actor care.Actor, child care.ChildID, in PaperInput) (Paper, error) {
	if err := mine(actor, care.MayChangePaper); err != nil {
		return Paper{}, err
	}
	now := s.now()
	id := care.PaperID(care.NewID())
	err := s.Store.Write(ctx, "add a paper", func(tx *store.Tx) error {
		row, err := ownChild(ctx, tx, actor, child)
		if err != nil {
			return err
		}
		kept, err := s.kept(row)
		if err != nil {
			return err
		}
		if !care.PlainText(in.IssuedBy) {
			return notPlain("issued_by")
		}
		err = care.CheckPaper(care.Paper{Kind: in.Kind, ExamDate: in.ExamDate, IssuedBy: in.IssuedBy}, kept.Birth, care.Today(now))
		if err != nil {
			return err
		}
		there, err := tx.Papers(ctx, child)
		if err != nil {
			return err
		}
		if len(there) >= maxPapers {
			return care.Errorf(care.Conflict, care.CodeConflict, "", "a child has at most %d papers; remove old ones first", maxPapers)
		}
		return tx.AddPaper(ctx, store.SealedPaper{
			ID: string(id), ChildID: string(child), Kind: string(in.Kind), ExamDateSealed: s.seal("paper.exam_date", string(id), in.ExamDate.String()),
			IssuedBySealed: s.seal("paper.issued_by", string(id), in.IssuedBy), CreatedAt: int64(now), UpdatedAt: int64(now),
		})
	})
	if err != nil {
		return Paper{}, err
	}
	return s.onePaper(ctx, actor, child, id)
}

func (s *Service) onePaper(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID) (Paper, error) {
	c, err := s.oneChild(ctx, actor, child)
	if err != nil {
		return Paper{}, err
	}
	for _, p := range c.Papers {
		if p.ID == id {
			return p, nil
		}
	}
	return Paper{}, notFound("paper")
}

// ownPaper finds a paper of a child of the actor's family.
func ownPaper(ctx context.Context, tx *store.Tx, actor care.Actor, child care.ChildID, id care.PaperID) (store.SealedPaper, error) {
	if _, err := ownChild(ctx, tx, actor, child); err != nil {
		return store.SealedPaper{}, err
	}
	row, known, err := tx.Paper(ctx, child, id)
	if err == nil && !known {
		err = notFound("paper")
	}
	return row, err
}

// RemovePaper takes a paper away, and its scan.
func (s *Service) RemovePaper(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID) error {
	if err := mine(actor, care.MayChangePaper); err != nil {
		return err
	}
	var key string
	err := s.Store.Write(ctx, "remove a paper", func(tx *store.Tx) error {
		row, err := ownPaper(ctx, tx, actor, child, id)
		if err != nil {
			return err
		}
		key = row.ScanKey
		_, err = tx.DropPaper(ctx, child, id)
		return err
	})
	if err != nil {
		return err
	}
	s.dropScans(ctx, key)
	return nil
}

// dropScans deletes files no row names any more. What cannot be deleted now is found by Retain.
func (s *Service) dropScans(ctx context.Context, keys ...string) {
	for _, key := range keys {
		if key != "" {
			_ = s.Scans.Delete(ctx, key)
		}
	}
}

// PutScan keeps the scan of a paper, sealed, in place of one before. What it is is told by its bytes: JPEG, PNG, WebP or PDF.
// Fails with too_large, unknown_format, and conflict when another scan came first.
func (s *Service) PutScan(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID, scan io.Reader) (Paper, error) {
	if err := mine(actor, care.MayChangePaper); err != nil {
		return Paper{}, err
	}
	row, err := s.readPaper(ctx, actor, child, id)
	if err != nil {
		return Paper{}, err
	}
	if err := s.allow(ctx, scansOfFamily, string(actor.Family)); err != nil {
		return Paper{}, err
	}
	body, kind, err := readScan(scan)
	if err != nil {
		return Paper{}, err
	}
	before := row.ScanKey
	row.ScanKey, row.ScanType, row.ScanBytes, row.UpdatedAt = "scan/"+care.NewID(), kind, int64(len(body)), int64(s.now())
	sealed := s.Box.SealBytes(scanContext(row), body)
	if err := s.Scans.Put(ctx, row.ScanKey, bytes.NewReader(sealed), int64(len(sealed)), "application/octet-stream"); err != nil {
		return Paper{}, scansAway(err)
	}
	err = s.Store.Write(ctx, "keep a scan", func(tx *store.Tx) error {
		if _, err := ownPaper(ctx, tx, actor, child, id); err != nil {
			return err
		}
		mine, err := tx.SetScan(ctx, row, before)
		if err == nil && !mine {
			err = care.Errorf(care.Conflict, care.CodeConflict, "", "the paper was changed meanwhile")
		}
		return err
	})
	if err != nil {
		s.dropScans(ctx, row.ScanKey)
		return Paper{}, err
	}
	s.dropScans(ctx, before)
	return s.onePaper(ctx, actor, child, id)
}

// scanContext binds what is sealed to the child, the paper and the file.
func scanContext(p store.SealedPaper) string {
	return sealedAs("paper.scan", p.ChildID+"/"+p.ID+"/"+p.ScanKey+"/"+p.ScanType)
}

func scansAway(err error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "scans cannot be kept or read just now; try again in a moment", Cause: err}
}

// readScan reads a scan and says what it is.
func readScan(scan io.Reader) (body []byte, kind string, err error) {
	if body, err = io.ReadAll(io.LimitReader(scan, maxScan+1)); err != nil {
		return nil, "", err
	}
	if len(body) > maxScan {
		return nil, "", care.Errorf(care.Invalid, care.CodeTooLarge, "scan", "a scan has at most 10 MB")
	}
	kind = mimetype.Detect(body).String()
	if !slices.Contains(scanTypes, kind) {
		return nil, "", care.Errorf(care.Invalid, care.CodeUnknownFormat, "scan", "a scan is a JPEG, PNG or WebP picture or a PDF")
	}
	if kind == "application/pdf" {
		return body, kind, nil
	}
	head, err := picture.ReadHead(body)
	if err != nil {
		return nil, "", care.Errorf(care.Invalid, care.CodeUnknownFormat, "scan", "the picture is damaged")
	}
	if head.Width > maxPixels/head.Height {
		return nil, "", care.Errorf(care.Invalid, care.CodeTooLarge, "scan", "the picture has too many pixels; take it anew in a normal size")
	}
	return body, kind, nil
}

func (s *Service) readPaper(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID) (row store.SealedPaper, err error) {
	err = s.Store.Read(ctx, "read a paper", func(tx *store.Tx) error {
		row, err = ownPaper(ctx, tx, actor, child, id)
		return err
	})
	return row, err
}

// Scan gives the scan of a paper to the child's family. Fails with not_found when there is none.
func (s *Service) Scan(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID) (scan []byte, contentType string, err error) {
	if err := mine(actor, care.MayReadFamily); err != nil {
		return nil, "", err
	}
	row, err := s.readPaper(ctx, actor, child, id)
	if err != nil {
		return nil, "", err
	}
	return s.openScan(ctx, row)
}

func (s *Service) openScan(ctx context.Context, row store.SealedPaper) ([]byte, string, error) {
	if row.ScanKey == "" {
		return nil, "", notFound("scan")
	}
	body, _, err := s.Scans.Get(ctx, row.ScanKey)
	if err != nil {
		return nil, "", scansAway(err)
	}
	defer func() { _ = body.Close() }() // it was only read
	sealed, err := io.ReadAll(io.LimitReader(body, maxScan+1<<10))
	if err != nil {
		return nil, "", scansAway(err)
	}
	scan, err := s.Box.OpenBytes(scanContext(row), sealed)
	return scan, row.ScanType, err
}
