package server

import (
	"bytes"
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/facility"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

// OwnFigures are a facility's own figures.
type OwnFigures struct {
	From     string          `json:"from" example:"2026-01"`
	Until    string          `json:"until" example:"2026-12"`
	Use      []OwnUse        `json:"use" nullable:"false"`
	Funnel   OwnFunnel       `json:"funnel" doc:"Of the applications made in the time; each counts wherever it ever was"`
	Reasons  []OwnReason     `json:"reasons" nullable:"false" doc:"Why applications ended, the most frequent first"`
	Offer    OwnWait         `json:"offer" doc:"From the application to the first offer"`
	Place    OwnWait         `json:"place" doc:"From the application to the first day of care"`
	Visits   OwnVisits       `json:"visits"`
	Absences []OwnAbsence    `json:"absences" nullable:"false"`
	Sessions []OwnSessionUse `json:"sessions" nullable:"false"`
}

// OwnUse is how far the places of a month are used.
type OwnUse struct {
	Month    string     `json:"month"`
	Filed    int        `json:"filed"`
	Staffed  int        `json:"staffed" doc:"Never more than filed"`
	Enrolled int        `json:"enrolled"`
	Taken    int        `json:"taken" doc:"Enrolled, promised, held, and counted by the facility"`
	Classes  []ClassUse `json:"classes" nullable:"false"`
}

// ClassUse is the same for one class.
type ClassUse struct {
	ClassID care.ClassID `json:"class_id"`
	Name    string       `json:"name"`
	Filed   int          `json:"filed"`
	Staffed int          `json:"staffed"`
	Taken   int          `json:"taken"`
}

// OwnFunnel is how far applications came.
type OwnFunnel struct {
	Made       int `json:"made"`
	Submitted  int `json:"submitted" doc:"Or waitlisted at once"`
	Waitlisted int `json:"waitlisted"`
	Offered    int `json:"offered"`
	Confirmed  int `json:"confirmed"`
	Enrolled   int `json:"enrolled"`
	Rejected   int `json:"rejected"`
	Declined   int `json:"declined"`
	Lapsed     int `json:"lapsed"`
	Withdrawn  int `json:"withdrawn"`
	NoShow     int `json:"no_show"`
}

// OwnReason is how often a reason was given.
type OwnReason struct {
	State  care.State `json:"state"`
	Reason *Reason    `json:"reason"`
	Count  int        `json:"count"`
}

// OwnWait is how many days something took.
type OwnWait struct {
	Count  int     `json:"count" doc:"How many came so far"`
	Median float64 `json:"median_days"`
	Longer float64 `json:"ninth_tenth_days" doc:"One in ten took longer"`
}

// OwnVisits is what came of times to visit.
type OwnVisits struct {
	Booked    int `json:"booked"`
	Attended  int `json:"attended"`
	Missed    int `json:"missed"`
	Cancelled int `json:"cancelled"`
	Applied   int `json:"applied" doc:"Families that applied after they came"`
}

// OwnAbsence is how often enrolled children were there in a month.
type OwnAbsence struct {
	Month   string `json:"month"`
	Present int    `json:"present" doc:"Days of children"`
	Absent  int    `json:"absent"`
	Ill     int    `json:"ill"`
}

// OwnSessionUse is how sessions of a mode were used.
type OwnSessionUse struct {
	Mode   care.Mode `json:"mode"`
	Count  int       `json:"count"`
	Places int       `json:"places"`
	Taken  int       `json:"taken"`
}

type figuresInput struct {
	From  string `query:"from" required:"true" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"YYYY-MM"`
	Until string `query:"until" required:"true" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"YYYY-MM"`
}

func (s *Server) getOwnFigures(ctx context.Context, in *figuresInput) (*answer[OwnFigures], error) {
	first, err := parseMonth("from", in.From)
	if err != nil {
		return nil, err
	}
	last, err := parseMonth("until", in.Until)
	if err != nil {
		return nil, err
	}
	f, err := s.Facility.Figures(ctx, actorOf(ctx), first, last)
	if err != nil {
		return nil, err
	}
	return &answer[OwnFigures]{OwnFigures{
		From: in.From, Until: in.Until, Funnel: OwnFunnel(f.Funnel), Offer: ownWait(f.Offer), Place: ownWait(f.Place), Visits: OwnVisits(f.Visits),
		Use: each(f.Use, ownUse), Absences: each(f.Absences, func(a facility.MonthAbsence) OwnAbsence { return OwnAbsence{a.Month, a.Present, a.Absent, a.Sick} }),
		Reasons: each(f.Reasons, func(c store.Counted) OwnReason {
			return OwnReason{care.State(c.What), reasonOf(ctx, care.ReasonCode(c.Why)), c.N}
		}),
		Sessions: each(f.Sessions, func(u store.SessionUse) OwnSessionUse { return OwnSessionUse{u.Mode, u.N, u.Places, u.Taken} }),
	}}, nil
}

func ownWait(w facility.Wait) OwnWait { return OwnWait{w.N, w.Median, w.Longer} }

func ownUse(u facility.MonthUse) OwnUse {
	return OwnUse{
		Month: u.Month.String(), Filed: u.Filed, Staffed: u.Staffed, Enrolled: u.Enrolled, Taken: u.Taken,
		Classes: each(u.Classes, func(c store.ClassMonth) ClassUse {
			return ClassUse{c.Class, c.Name, c.Filed, c.Staffed, c.Used()}
		}),
	}
}

// ListPath names a list of a facility.
type ListPath struct {
	List string `path:"list" enum:"classes,roster,attendance,applications"`
}

type exportListInput struct {
	ListPath
	Format  string `query:"format" enum:"csv,xlsx" default:"xlsx"`
	English bool   `query:"english" doc:"Names of columns in English"`
	From    string `query:"from" maxLength:"10" doc:"Of attendance: the first day; today when absent"`
	Until   string `query:"until" maxLength:"10" doc:"Of attendance: the last day; that of from when absent"`
}

type importListInput struct {
	ListPath
	DryRun  bool   `query:"dry_run" doc:"true: say what would happen, change nothing"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// ListTaken is what a list that came in did, or would do.
type ListTaken struct {
	List      string        `json:"list"`
	DryRun    bool          `json:"dry_run"`
	Rows      int           `json:"rows"`
	Created   int           `json:"created"`
	Updated   int           `json:"updated"`
	Unchanged int           `json:"unchanged"`
	Refused   []ListProblem `json:"refused" nullable:"false" doc:"When there are any on a dry run, nothing would be taken"`
	Ignored   []string      `json:"ignored" nullable:"false" doc:"Columns nobody knows"`
}

// ListProblem is what is wrong with a row.
type ListProblem struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Why    string `json:"why"`
}

// listLimit is how large a list may be that comes in.
const listLimit = 4 << 20

var sheetTypes = map[registry.Format]string{
	registry.CSV: "text/csv; charset=utf-8", registry.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func (s *Server) exportList(ctx context.Context, in *exportListInput) (*raw, error) {
	r := facility.ExportRequest{List: facility.List(in.List), Format: registry.Format(in.Format), English: in.English}
	if err := readDays(map[string]day{"from": {in.From, &r.First}, "until": {in.Until, &r.Last}}); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := s.Facility.Export(ctx, actorOf(ctx), r, &file); err != nil {
		return nil, err
	}
	return download(file.Bytes(), sheetTypes[r.Format], in.List+"."+in.Format), nil
}

// download is a file that a browser keeps and never shows.
func download(file []byte, kind, name string) *raw {
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetStatus(fiber.StatusOK)
		h := &x.c.Response().Header
		h.SetContentType(kind)
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		x.c.Response().SetBodyRaw(file)
	}}
}

func (s *Server) importList(ctx context.Context, in *importListInput) (*answer[ListTaken], error) {
	file := registry.Input{Name: in.List, Data: bytes.NewReader(in.RawBody), Size: int64(len(in.RawBody))}
	r, err := s.Facility.Import(ctx, actorOf(ctx), facility.List(in.List), file, in.DryRun)
	if err != nil {
		return nil, err
	}
	out := ListTaken{
		List: in.List, DryRun: in.DryRun, Rows: r.Rows, Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged, Ignored: append([]string{}, r.Ignored...),
		Refused: each(r.Bad, func(p facility.RowProblem) ListProblem {
			return ListProblem{Line: p.Line, Column: p.Column, Value: p.Value, Why: sentenceOf(ctx, p.Err)}
		}),
	}
	return &answer[ListTaken]{out}, nil
}

// sentenceOf is what an error says, in the language of whoever asks.
func sentenceOf(ctx context.Context, e *care.Error) string {
	if infoOf(ctx).chinese {
		if zh := chineseText(e); zh != "" {
			return zh
		}
		if t, known := texts[e.Code]; known {
			return t.zh
		}
	}
	return e.Text
}
