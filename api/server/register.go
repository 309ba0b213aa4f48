package server

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/store"
)

// RegisterRow is a facility of the public register.
type RegisterRow = ledger.Registered

// RegisterList is a page of the public register.
type RegisterList struct {
	AsOf     string        `json:"as_of" format:"date-time"`
	Seq      int64         `json:"seq" doc:"The change of the chained record the list is true up to"`
	Hash     string        `json:"hash" doc:"Of that change"`
	Total    int           `json:"total" doc:"Facilities the question means"`
	Standing int           `json:"standing" doc:"Facilities of the whole register that are filed or licensed and not suspended"`
	Rows     []RegisterRow `json:"rows" nullable:"false"`
}

// RegisterChange is an entry of the register's log.
type RegisterChange struct {
	Seq        int64               `json:"seq" doc:"Of the change of the chained record it follows from"`
	FacilityID care.FacilityID     `json:"facility_id"`
	Name       string              `json:"name"`
	AreaCode   string              `json:"area_code,omitempty"`
	AreaName   string              `json:"area_name,omitempty"`
	Kind       care.RegisterKind   `json:"kind" enum:"filed,licensed,changed,suspended,resumed,cancelled,nonconforming"`
	At         string              `json:"at" format:"date-time"`
	Fields     []RegisterFieldDiff `json:"fields,omitempty"`
	Reasons    []Reason            `json:"reasons,omitempty"`
	Words      string              `json:"words,omitempty"`
}

// RegisterFieldDiff is a public field that changed, in words.
type RegisterFieldDiff struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// RegisterChanges is a page of the log, the latest first.
type RegisterChanges struct {
	Changes []RegisterChange `json:"changes" nullable:"false"`
	Next    int64            `json:"next,omitempty" doc:"To go on: as before; absent: no more"`
}

// RegisterQuery says which facilities are wanted.
type RegisterQuery struct {
	Q      string            `query:"q" maxLength:"80" doc:"Words: name, credit code, filing number, address"`
	Area   string            `query:"area" maxLength:"12" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$" patternDescription:"2, 4, 6, 9 or 12 digits" doc:"Code of a district or a street"`
	Status string            `query:"status" enum:"standing,suspended,cancelled" doc:"standing: filed or licensed and not suspended"`
	Kind   care.FacilityKind `query:"kind" enum:"independent,community,kindergarten,employer,home,service_centre"`
}

func (q *RegisterQuery) query() ledger.Query {
	return ledger.Query{Words: q.Q, Area: q.Area, Status: q.Status, Kind: q.Kind}
}

// registerInput asks for a page of the register.
type registerInput struct {
	RegisterQuery

	Page  int `query:"page" minimum:"1" maximum:"10000" default:"1"`
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

// registerLogInput asks for a page of the log.
type registerLogInput struct {
	Before   int64             `query:"before" minimum:"1" doc:"Entries before this number"`
	Kind     care.RegisterKind `query:"kind" enum:"filed,licensed,changed,suspended,resumed,cancelled,nonconforming"`
	Area     string            `query:"area" maxLength:"12" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$" patternDescription:"2, 4, 6, 9 or 12 digits"`
	Facility care.FacilityID   `query:"facility" maxLength:"64"`
	Limit    int               `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (s *Server) book() (*ledger.Service, error) {
	if s.Register == nil {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	return s.Register, nil
}

func (s *Server) snapshot(ctx context.Context) (*ledger.Snapshot, error) {
	book, err := s.book()
	if err != nil {
		return nil, err
	}
	return book.Snapshot(ctx)
}

func (s *Server) listRegister(ctx context.Context, in *registerInput) (*answer[RegisterList], error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	rows := snap.Find(in.query())
	out := RegisterList{AsOf: stamp(snap.At), Seq: snap.Seq, Hash: snap.Hash, Total: len(rows), Standing: snap.Standing(), Rows: pageOf(rows, in.Page, in.Limit)}
	return &answer[RegisterList]{out}, nil
}

// pageOf is one page of a list, the first is 1.
func pageOf[T any](list []T, page, size int) []T {
	from := min((page-1)*size, len(list))
	return list[from:min(from+size, len(list))]
}

func (s *Server) registerLog(ctx context.Context, in *registerLogInput) ([]store.RegisterLine, int64, error) {
	book, err := s.book()
	if err != nil {
		return nil, 0, err
	}
	lines, err := book.Changes(ctx, store.RegisterFilter{Before: in.Before, Facility: in.Facility, Kind: in.Kind, Area: in.Area, Limit: in.Limit})
	if len(lines) == in.Limit {
		return lines, lines[len(lines)-1].Seq, err
	}
	return lines, 0, err
}

func (s *Server) listRegisterChanges(ctx context.Context, in *registerLogInput) (*answer[RegisterChanges], error) {
	lines, next, err := s.registerLog(ctx, in)
	if err != nil {
		return nil, err
	}
	return &answer[RegisterChanges]{RegisterChanges{Changes: each(lines, func(l store.RegisterLine) RegisterChange { return registerChange(ctx, l) }), Next: next}}, nil
}

func registerChange(ctx context.Context, l store.RegisterLine) RegisterChange {
	english := !infoOf(ctx).chinese
	c := RegisterChange{
		Seq: l.Seq, FacilityID: l.Facility, Name: l.Name, AreaCode: l.AreaCode, AreaName: l.AreaName, Kind: l.Kind, At: stamp(l.At), Words: l.Words,
	}
	for _, d := range l.Fields {
		label, old, is := ledger.Diff(d, english)
		c.Fields = append(c.Fields, RegisterFieldDiff{Field: d.Field, Label: label, Old: old, New: is})
	}
	if r := reasonOf(ctx, l.Reason); r != nil {
		c.Reasons = append(c.Reasons, *r)
	}
	for _, r := range l.Reasons {
		c.Reasons = append(c.Reasons, Reason{Code: r.Code, Text: reasonWithWords(r, english)})
	}
	return c
}

// reasonWithWords says a published reason with what the officer wrote beside it.
func reasonWithWords(r care.FilingReason, english bool) string {
	text := notify.ReasonText(r.Code, english)
	switch {
	case r.Words == "":
		return text
	case english:
		return text + ": " + r.Words
	default:
		return text + "：" + r.Words
	}
}

// The register's own forms: what they are, and how long they may be kept.
const registerCache = "public, max-age=60"

func plainBody(contentType, name string, body []byte) *raw {
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		if name != "" {
			x.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		}
		if unchanged(x, tagOf(body)) {
			return
		}
		x.SetStatus(200)
		x.SetHeader("Cache-Control", registerCache)
		x.c.Response().Header.SetContentType(contentType)
		x.c.Response().SetBody(body)
	}}
}

func (s *Server) registerCSV(ctx context.Context, in *RegisterQuery) (*raw, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := ledger.WriteCSV(&b, snap.Find(in.query()), !infoOf(ctx).chinese); err != nil {
		return nil, err
	}
	return plainBody("text/csv; charset=utf-8", "register-"+care.Today(snap.At).String()+".csv", b.Bytes()), nil
}

func (s *Server) registerGeoJSON(ctx context.Context, in *RegisterQuery) (*raw, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := ledger.WriteGeoJSON(&b, snap.Find(in.query())); err != nil {
		return nil, err
	}
	return plainBody("application/geo+json; charset=utf-8", "register-"+care.Today(snap.At).String()+".geojson", b.Bytes()), nil
}

// registerFeedSize is how many entries the feed holds.
const registerFeedSize = 100

func (s *Server) registerAtom(ctx context.Context, _ *struct{}) (*raw, error) {
	book, err := s.book()
	if err != nil {
		return nil, err
	}
	lines, err := book.Changes(ctx, store.RegisterFilter{Limit: registerFeedSize})
	if err != nil {
		return nil, err
	}
	now := care.InstantOf(s.Now())
	var b bytes.Buffer
	err = ledger.WriteAtom(&b, lines, ledger.FeedOptions{
		Base: s.base(ctx), City: s.town.Load().City, English: !infoOf(ctx).chinese, Now: care.Instant(int64(now) / int64(time.Minute/time.Millisecond) * int64(time.Minute/time.Millisecond)),
		Say: notify.ReasonText,
	})
	if err != nil {
		return nil, err
	}
	return plainBody("application/atom+xml; charset=utf-8", "", b.Bytes()), nil
}

// base is the address of this service as the request named it, without a slash at its end.
func (s *Server) base(ctx context.Context) string {
	if c := infoOf(ctx).request; c != nil {
		return c.BaseURL()
	}
	return ""
}

// registerFileInput names a daily file or its signature.
type registerFileInput struct {
	Name string `path:"name" maxLength:"20" doc:"2026-11-22.jsonl or 2026-11-22.sig"`
}

func (s *Server) registerFile(ctx context.Context, in *registerFileInput) (*raw, error) {
	book, err := s.book()
	if err != nil {
		return nil, err
	}
	body, err := book.DayFile(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	kind := "application/octet-stream"
	if len(in.Name) > 6 && in.Name[len(in.Name)-6:] == ".jsonl" {
		kind = "application/jsonl; charset=utf-8"
	}
	return plainBody(kind, in.Name, body), nil
}

func (s *Server) registerKey(context.Context, *struct{}) (*raw, error) {
	book, err := s.book()
	if err != nil {
		return nil, err
	}
	body, err := book.PublicKeys()
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such file; see /register/files")
	}
	return plainBody("application/x-pem-file", "key.pem", body), nil
}

// RegisterFile is one day of the register, signed.
type RegisterFile struct {
	Day       string `json:"day" format:"date"`
	Bytes     int64  `json:"bytes"`
	File      string `json:"file" doc:"Path of the file: JSON lines"`
	Signature string `json:"signature" doc:"Path of its Ed25519 signature, 64 bytes"`
}

// RegisterFileList lists the signed days, the latest first.
type RegisterFileList struct {
	Key   string         `json:"key" doc:"Path of the public keys, PEM"`
	Files []RegisterFile `json:"files" nullable:"false"`
}

func (s *Server) signedDays(ctx context.Context) ([]RegisterFile, error) {
	book, err := s.book()
	if err != nil {
		return nil, err
	}
	files, err := book.Files(ctx)
	out := []RegisterFile{}
	for i := len(files) - 1; i >= 0; i-- {
		if f := files[i]; f.Signed {
			day := f.Day.String()
			out = append(out, RegisterFile{Day: day, Bytes: f.Bytes, File: "/register/files/" + day + ".jsonl", Signature: "/register/files/" + day + ".sig"})
		}
	}
	return out, err
}

func (s *Server) listRegisterFiles(ctx context.Context, _ *struct{}) (*answer[RegisterFileList], error) {
	files, err := s.signedDays(ctx)
	if err != nil {
		return nil, err
	}
	return &answer[RegisterFileList]{RegisterFileList{Key: "/register/key.pem", Files: files}}, nil
}
