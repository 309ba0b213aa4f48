package registry

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"

	"tuoyuquan/api/care"
)

// item is a good row: a facility as it would be if nothing were known of it yet.
type item struct {
	line int
	care.Facility
}

// list is a file as read.
type list struct {
	items   []item
	present []bool // by column of the table: whether the file speaks of it
}

// reading is one pass over a file.
type reading struct {
	o       Options
	in      Input
	report  *Report
	source  string
	sheet   sheet
	bound   *bound
	head    []string          // the header's cells
	headers map[string]string // house name to the file's header
	draft   draft
	from04  bool
	rules   *care.Rules
	today   care.Date
	noSys   bool // a row had coordinates without a system
	seen    map[string]int
	out     list
}

const (
	headerSearch = 20     // rows looked at for the header
	progressRows = 10_000 // rows between two calls of Progress
)

// readAll reads every row. Rows that cannot be read are in the report; the error is for a file that cannot.
func (r *reading) readAll(ctx context.Context) error {
	if err := r.findHeader(); err != nil {
		return err
	}
	r.out.present = make([]bool, len(table))
	r.headers = make(map[string]string)
	for _, f := range r.bound.fills {
		r.out.present[f.column] = true
		r.headers[table[f.column].Name] = f.header
	}
	r.report.Ignored = r.bound.ignored
	r.seen = make(map[string]int)
	for n := 0; ; n++ {
		cells, line, err := r.sheet.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *rowError
		switch {
		case errors.As(err, &bad):
			r.report.Rows++
			r.refuse(Problem{Line: bad.line, Value: bad.value, Reason: bad.reason})
		case err != nil:
			return err
		case blank(cells):
			continue
		default:
			r.report.Rows++
			if r.report.Rows == 1 && r.secondHeader(cells) {
				return care.Errorf(care.Invalid, care.CodeInvalid, "file",
					"the header goes on in line %d; unmerge it so that one line names every column, and begin again", line)
			}
			r.row(cells, line)
		}
		if r.report.Rows > MaxRows {
			return care.Errorf(care.Invalid, care.CodeTooLarge, "file", "the file has more than %d rows; split it", MaxRows)
		}
		if n%progressRows == 0 {
			if err := done(ctx); err != nil {
				return err
			}
			r.progress("read", min(r.sheet.position(), r.in.Size), r.in.Size)
		}
	}
	r.progress("read", r.in.Size, r.in.Size)
	return nil
}

func (r *reading) progress(stage string, done, total int64) {
	if r.o.Progress != nil {
		r.o.Progress(stage, done, total)
	}
}

func (r *reading) refuse(ps ...Problem) {
	r.report.BadRows++
	for _, p := range ps {
		r.report.bad(p)
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// findHeader takes the first of the first rows that can be a header; lists often have a title above it.
func (r *reading) findHeader() error {
	var first error
	for range headerSearch {
		cells, _, err := r.sheet.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *rowError
		if errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return err
		}
		if blank(cells) {
			continue
		}
		b, err := r.bind(cells)
		if err == nil {
			r.bound = b
			r.head = slices.Clone(cells)
			if m, ok := r.sheet.(*xlsxSheet); ok {
				m.fillFrom(r.part)
			}
			return nil
		}
		if first == nil || care.Is(first, care.CodeMissingColumn) && !care.Is(err, care.CodeMissingColumn) {
			first = err
		}
	}
	if first == nil {
		return care.Errorf(care.Invalid, care.CodeMissingColumn, "file", "the file is empty")
	}
	return first
}

func (r *reading) bind(cells []string) (*bound, error) {
	if r.o.Mapping != nil {
		return r.o.Mapping.bind(cells)
	}
	return bindHouse(cells)
}

// row reads one row into an item, or reports every cell of it that is bad.
func (r *reading) row(cells []string, line int) {
	for _, s := range r.bound.skips {
		v := ""
		if s.at < len(cells) {
			v = clean(cells[s.at])
		}
		if contains(s.in, v) {
			r.report.Skipped++
			return
		}
	}
	if column, value, reason := r.notFacility(cells); reason != "" {
		r.refuse(Problem{Line: line, Column: column, Value: clip(value), Reason: reason})
		return
	}
	d := &r.draft
	d.reset(r.from04)
	var bad []Problem
	for i := range r.bound.fills {
		f := &r.bound.fills[i]
		c := &table[f.column]
		s, err := f.get(cells)
		if err == nil {
			why := broken(r.report.Format, c, clean(s))
			if s = clean(unescape(s)); s == "" || r.bound.empty[s] {
				continue
			}
			if c.text && r.report.Format == XLSX {
				s = wholeText(s)
			}
			switch {
			case !c.long && len(s) > MaxCell:
				err = wrong(c.Name, "the cell is longer than %d KB", MaxCell>>10)
			case why != "":
				err = wrong(c.Name, "%s", why)
			default:
				err = c.read(d, s)
			}
		}
		if err != nil {
			bad = append(bad, problemOf(line, r.header, f.header, s, err))
		}
	}
	if len(bad) > 0 {
		r.refuse(bad...)
		return
	}
	if err := d.finish(r.source, r.o.AsOf, r.system(), care.Today(r.o.At).MonthOf()); err != nil {
		r.refuse(problemOf(line, r.header, "", r.valueOf(cells, err), err))
		return
	}
	if d.lon != nil && d.system == "" || d.f.Location != nil && r.system() == "" && !r.out.present[columnByName["coord_system"]] {
		r.noSys = true
	}
	r.keep(line)
}

// system is the coordinate system of rows that say none.
func (r *reading) system() care.CoordSystem { return cmp.Or(r.bound.system, r.o.System) }

// keep takes the draft's facility unless it is bad as a whole or came before.
func (r *reading) keep(line int) {
	d := &r.draft
	if wrong := d.f.Problems(); len(wrong) > 0 {
		var ps []Problem
		for _, e := range wrong {
			ps = append(ps, problemOf(line, r.header, "", clip(d.f.Name), e))
		}
		r.refuse(ps...)
		return
	}
	for _, key := range identities(&d.f) {
		if first, twice := r.seen[key]; twice {
			column := "external_id"
			switch {
			case strings.HasPrefix(d.f.ExternalID, derivedPrefix):
				column = "name"
			case d.f.ExternalID == "":
				column = "credit_code"
			}
			r.refuse(Problem{Line: line, Column: r.header(column), Value: clip(d.f.Name), Reason: duplicateReason(&d.f, first)})
			return
		}
	}
	for _, key := range identities(&d.f) {
		r.seen[key] = line
	}
	for _, w := range d.warnings {
		r.report.warn(Problem{Line: line, Value: clip(d.f.Name), Reason: w})
	}
	for _, w := range d.f.Warnings(r.rules, r.today) {
		if w.Field != "classes.filed" { // a list gives the places of all classes of a type together
			r.report.warn(problemOf(line, r.header, "", clip(d.f.Name), w))
		}
	}
	r.out.items = append(r.out.items, item{line, d.f})
}

// identities are what no two rows of a file may share.
func identities(f *care.Facility) []string {
	var keys []string
	if f.ID != "" {
		keys = append(keys, "id\x00"+string(f.ID))
	}
	if f.ExternalID != "" {
		return append(keys, "x\x00"+f.Source+"\x00"+f.ExternalID)
	}
	return append(keys, "c\x00"+f.CreditCode+"\x00"+f.AreaCode[:min(6, len(f.AreaCode))])
}

func duplicateReason(f *care.Facility, first int) string {
	at := " (the same facility is in line " + itoa(first) + ")"
	switch {
	case strings.HasPrefix(f.ExternalID, derivedPrefix):
		return "name and address came before" + at
	case f.ExternalID != "":
		return "the external id came before" + at
	default:
		return "credit code and district came before" + at + "; give the branches an external_id"
	}
}

func (r *reading) header(field string) string {
	for _, name := range []string{field, strings.ReplaceAll(field, ".", "_")} {
		if h, ok := r.headers[name]; ok {
			return h
		}
	}
	top, _, _ := strings.Cut(field, ".")
	return top
}

// valueOf returns the cell that an error of the whole row speaks about.
func (r *reading) valueOf(cells []string, err error) string {
	e, ok := asCare(err)
	if !ok {
		return ""
	}
	for i := range r.bound.fills {
		if f := &r.bound.fills[i]; table[f.column].Name == e.Field {
			s, err := f.get(cells)
			if err != nil {
				return ""
			}
			return s
		}
	}
	return ""
}

func asCare(err error) (*care.Error, bool) {
	var e *care.Error
	ok := errors.As(err, &e)
	return e, ok
}

const derivedPrefix = "name:"

// derivedID is the identity of a facility whose list gives none: its name and where it says it is.
func derivedID(f *care.Facility) string {
	sum := sha256.Sum256([]byte(squeezeName(f.Name) + "\x00" + squeezeName(f.AreaName+f.Address)))
	return derivedPrefix + hex.EncodeToString(sum[:10])
}

func squeezeName(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(narrow(s))), "")
}
