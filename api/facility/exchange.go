package facility

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

// List is one of the lists of a facility that go out to a spreadsheet and come back.
type List string

// The lists.
const (
	ListClasses      List = "classes"      // places by class and month
	ListRoster       List = "roster"       // who works there
	ListAttendance   List = "attendance"   // who was there
	ListApplications List = "applications" // who asks for a place; decisions come back
)

// Lists names them all.
func Lists() []List { return []List{ListClasses, ListRoster, ListAttendance, ListApplications} }

// ExportRequest asks for a list.
type ExportRequest struct {
	List        List
	Format      registry.Format // csv or xlsx
	English     bool            // names of columns
	First, Last care.Date       // of attendance
}

// ImportReport is what a list that came in did, or would do.
type ImportReport struct {
	List                              List
	DryRun                            bool
	Rows, Created, Updated, Unchanged int
	Bad                               []RowProblem
	Ignored                           []string // columns nobody knows

	changes []func(context.Context) error
}

// maxListDays is how many days of attendance one list holds.
const maxListDays = 92

// rightFor is what somebody needs for a list beside the right to exchange any.
func rightFor(l List) care.Right {
	switch l {
	case ListRoster:
		return care.MayKeepRoster
	case ListAttendance:
		return care.MayAttend
	case ListClasses:
		return care.MaySetPlaces
	default:
		return care.MayDecide
	}
}

func mayExchange(actor care.Actor, l List) error {
	if !slices.Contains(Lists(), l) {
		return care.Errorf(care.Invalid, care.CodeInvalid, "list", "there is no such list")
	}
	if err := mine(actor, care.MayExchange); err != nil {
		return err
	}
	return mine(actor, rightFor(l))
}

// Export writes a list of the actor's facility. No cell of it runs as a formula, and Import reads it back. That it left is written down.
func (s *Service) Export(ctx context.Context, actor care.Actor, r ExportRequest, w io.Writer) error {
	if err := mayExchange(actor, r.List); err != nil {
		return err
	}
	t, err := s.table(ctx, actor, r)
	if err != nil {
		return err
	}
	if err := registry.WritePlain(w, r.Format, r.English, t); err != nil {
		return err
	}
	return s.Store.Write(ctx, "a list left", func(tx *store.Tx) error {
		return changed(ctx, tx, actor, care.NounFacility, string(actor.Facility), "list_exported", s.now(), map[string]any{"list": r.List, "rows": len(t.Rows)})
	})
}

func (s *Service) table(ctx context.Context, actor care.Actor, r ExportRequest) (registry.PlainTable, error) {
	switch r.List {
	case ListClasses:
		return s.classTable(ctx, actor)
	case ListRoster:
		return s.rosterTable(ctx, actor)
	case ListAttendance:
		return s.attendanceTable(ctx, actor, r.First, r.Last)
	default:
		return s.applicationTable(ctx, actor)
	}
}

// Import takes a list of the actor's facility in. A dry run says what would happen. When a row is bad nothing of the list is taken; a
// row whose object was changed by somebody else meanwhile is told, and the others stay. Taking a list in twice changes nothing the
// second time.
func (s *Service) Import(ctx context.Context, actor care.Actor, l List, in registry.Input, dryRun bool) (ImportReport, error) {
	out := ImportReport{List: l, DryRun: dryRun}
	if err := mayExchange(actor, l); err != nil {
		return out, err
	}
	fields := map[List][]registry.Field{
		ListClasses: classFields, ListRoster: rosterFields, ListAttendance: attendanceFields, ListApplications: applicationFields,
	}[l]
	file, err := registry.ReadPlain(in, fields)
	if err != nil {
		return out, err
	}
	out.Rows, out.Ignored = len(file.Rows)+len(file.Bad), file.Ignored
	for _, p := range file.Bad {
		out.refuse(p.Line, "", p.Value, care.Errorf(care.Invalid, care.CodeInvalid, "", "this row cannot be read: a cell is too long, or holds a formula without a result; open the file in Excel or WPS, save it and send it again"))
	}
	plan := map[List]func(context.Context, care.Actor, registry.PlainRead, *ImportReport) error{
		ListClasses: s.planClasses, ListRoster: s.planRoster, ListAttendance: s.planAttendance, ListApplications: s.planApplications,
	}[l]
	if err := plan(ctx, actor, file, &out); err != nil || dryRun || len(out.Bad) > 0 {
		return out, err
	}
	for _, change := range out.changes {
		if err := change(ctx); err != nil {
			return out, err
		}
	}
	if out.Created+out.Updated == 0 {
		return out, nil
	}
	return out, s.Store.Write(ctx, "a list came in", func(tx *store.Tx) error {
		body := map[string]any{"list": l, "rows": out.Rows, "created": out.Created, "updated": out.Updated}
		return changed(ctx, tx, actor, care.NounFacility, string(actor.Facility), "list_imported", s.now(), body)
	})
}

// RowProblem is what is wrong with a row, or with one cell of it.
type RowProblem struct {
	Line          int // 0: of no single row
	Column, Value string
	Err           *care.Error
}

func (r *ImportReport) refuse(line int, column, value string, err error) {
	e := new(care.Error)
	if !errors.As(err, &e) {
		e = care.Errorf(care.Invalid, care.CodeInvalid, "", "this cannot be read")
		e.Cause = err
	}
	r.Bad = append(r.Bad, RowProblem{line, column, care.Clip(value), e})
}

func parseDay(s string) (care.Date, error) {
	d, err := registry.ParseDay(s)
	if err != nil {
		err = care.Errorf(care.Invalid, care.CodeBadDate, "", "write a date as 2026-03-01")
	}
	return d, err
}

func parseMonth(s string) (care.Month, error) {
	m, err := registry.ParseMonth(s)
	if err != nil {
		err = care.Errorf(care.Invalid, care.CodeBadDate, "", "write a month as 2026-03")
	}
	return m, err
}

func parseCount(s string, most int) (int, error) {
	n, err := registry.ParseCount(s, most)
	if err != nil || s == "" {
		err = care.Errorf(care.Invalid, care.CodeInvalid, "", "write a whole number from 0 to %d", most)
	}
	return n, err
}

// later puts a change off until every row was found good. What goes wrong then with one row does not keep the others.
func (r *ImportReport) later(line int, f func(context.Context) error) {
	r.changes = append(r.changes, func(ctx context.Context) error {
		err := f(ctx)
		if e := new(care.Error); errors.As(err, &e) && e.Kind != care.Unavailable {
			r.refuse(line, "", "", err)
			r.Updated--
			return nil
		}
		return err
	})
}

// term is a value with the word people write for it.
type term[T ~string] struct {
	value T
	zh    string
}

func wordOf[T ~string](terms []term[T], v T) string {
	for _, t := range terms {
		if t.value == v {
			return t.zh
		}
	}
	return string(v)
}

func valueOf[T ~string](terms []term[T], s string) (T, error) {
	s = strings.TrimSpace(s)
	all := make([]string, len(terms))
	for i, t := range terms {
		if s == t.zh || strings.EqualFold(s, string(t.value)) {
			return t.value, nil
		}
		all[i] = t.zh
	}
	return "", care.Errorf(care.Invalid, care.CodeInvalid, "", "write one of %s", strings.Join(all, "、"))
}
