package registry

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tuoyuquan/api/care"
)

// MaxPlainRows is how many rows a small table may have.
const MaxPlainRows = 20_000

// Field is a column of a small table that people fill in: places by month, staff, attendance, figures.
type Field struct {
	Name     string
	Chinese  string
	Number   bool // whole numbers from 0 up, and nothing else
	Required bool // a file without this column is refused
}

// PlainTable is a small table to be written.
type PlainTable struct {
	Sheet  string // name of the sheet in a workbook
	Fields []Field
	Rows   [][]string // as many cells as fields
}

// WritePlain writes a table as CSV, with the mark that lets spreadsheets see UTF-8, or as XLSX. No cell begins with what a
// spreadsheet would run as a formula, and ReadPlain gives back what was written, but for blanks around it.
func WritePlain(w io.Writer, f Format, english bool, t PlainTable) error {
	head := make([]string, len(t.Fields))
	numbers := make([]bool, len(t.Fields))
	for i, field := range t.Fields {
		head[i], numbers[i] = field.Chinese, field.Number
		if english {
			head[i] = field.Name
		}
	}
	write, end, err := plainWriter(w, f, t.Sheet, numbers)
	if err != nil {
		return err
	}
	if err := write(head, false); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	for _, row := range t.Rows {
		cells := slices.Clone(row)
		for i, s := range cells {
			if !numbers[i] || !digits(s) {
				cells[i] = escape(s)
			}
		}
		if err := write(cells, true); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	if err := end(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

func plainWriter(w io.Writer, f Format, sheet string, numbers []bool) (write func(cells []string, data bool) error, end func() error, err error) {
	switch f {
	case CSV:
		out := &csvWriter{w: bufio.NewWriter(w)}
		_, err := out.w.WriteString("\ufeff")
		return func(cells []string, _ bool) error { return out.row(cells) }, out.end, err
	case XLSX:
		out := &xlsxWriter{w: w}
		if err := out.open(sheet); err != nil {
			return nil, nil, err
		}
		return func(cells []string, data bool) error {
			if !data {
				return out.row(cells, nil)
			}
			return out.row(cells, numbers)
		}, out.end, nil
	default:
		return nil, nil, care.Errorf(care.Invalid, care.CodeUnknownFormat, "format", "%q cannot be written; use csv or xlsx", clip(string(f)))
	}
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// PlainRow is a row as it was read.
type PlainRow struct {
	Line  int
	Cells []string // by field; "" where the file has no such column
}

// PlainRead is a small table as it was read.
type PlainRead struct {
	Format  Format
	Has     []bool // by field: whether the file has the column
	Rows    []PlainRow
	Bad     []Problem // rows that cannot be read
	Ignored []string  // columns nobody knows
}

// ReadPlain reads CSV in any usual encoding, or the first visible sheet of a workbook. Columns are known by either of their names, in
// any order. Fails with missing_column, unknown_format, damaged and too_large.
func ReadPlain(in Input, fields []Field) (out PlainRead, err error) {
	if in.Size > MaxFile {
		return out, care.Errorf(care.Invalid, care.CodeTooLarge, "file", "the file is larger than %d MB", MaxFile>>20)
	}
	if out.Format, err = sniff(in); err != nil {
		return out, err
	}
	byName := make(map[string]int, 2*len(fields))
	for i, f := range fields {
		byName[squeeze(f.Name)], byName[squeeze(f.Chinese)] = i, i
	}
	rows, shut, err := plainSheet(in, out.Format, byName)
	if err != nil {
		return out, err
	}
	err = out.read(rows, fields, byName)
	return out, errors.Join(err, shut())
}

func plainSheet(in Input, f Format, byName map[string]int) (sheet, func() error, error) {
	switch f {
	case CSV:
		text, _, err := decode(in)
		if err != nil {
			return nil, nil, err
		}
		known := func(s string) bool { _, ok := byName[squeeze(s)]; return ok }
		return newCSV(text, known), func() error { return nil }, nil
	case XLSX:
		b, err := openBook(in)
		if err != nil {
			return nil, nil, err
		}
		names := b.visible(b.file.GetSheetList())
		if len(names) == 0 {
			return nil, nil, errors.Join(errWorkbook, b.close())
		}
		s, err := b.open(names[0])
		if err != nil {
			return nil, nil, errors.Join(err, b.close())
		}
		return s, func() error { return errors.Join(s.close(), b.close()) }, nil
	default:
		return nil, nil, care.Errorf(care.Invalid, care.CodeUnknownFormat, "file", "give CSV or XLSX")
	}
}

func (t *PlainRead) read(rows sheet, fields []Field, byName map[string]int) error {
	at, err := t.header(rows, fields, byName)
	if err != nil {
		return err
	}
	for {
		cells, line, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var bad *rowError
		switch {
		case errors.As(err, &bad):
			t.Bad = append(t.Bad, Problem{Line: bad.line, Value: bad.value, Reason: bad.reason})
		case err != nil:
			return err
		case blank(cells):
			continue
		default:
			t.Rows = append(t.Rows, PlainRow{line, t.cells(cells, at, fields)})
		}
		if len(t.Rows)+len(t.Bad) > MaxPlainRows {
			return care.Errorf(care.Invalid, care.CodeTooLarge, "file", "the file has more than %d rows; split it", MaxPlainRows)
		}
	}
}

func (t *PlainRead) cells(cells []string, at []int, fields []Field) []string {
	out := make([]string, len(at))
	for i, from := range at {
		if from < 0 || from >= len(cells) {
			continue
		}
		out[i] = clean(unescape(strings.TrimSpace(cells[from])))
		if t.Format == XLSX && !fields[i].Number {
			out[i] = wholeText(out[i])
		}
	}
	return out
}

// header finds the first row that names what is required, and tells where each field stands; -1: nowhere.
func (t *PlainRead) header(rows sheet, fields []Field, byName map[string]int) ([]int, error) {
	missing := ""
	for range headerSearch {
		cells, _, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *rowError
		if errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return nil, err
		}
		at := slices.Repeat([]int{-1}, len(fields))
		var others []string
		for i, c := range cells {
			field, known := byName[squeeze(c)]
			switch {
			case known && at[field] < 0:
				at[field] = i
			case strings.TrimSpace(c) != "":
				others = append(others, clip(c))
			}
		}
		missing = ""
		for i, f := range fields {
			if f.Required && at[i] < 0 {
				missing = f.Chinese
			}
		}
		if missing == "" && slices.ContainsFunc(at, func(i int) bool { return i >= 0 }) {
			t.Ignored = others
			t.Has = make([]bool, len(at))
			for i := range at {
				t.Has[i] = at[i] >= 0
			}
			return at, nil
		}
	}
	return nil, care.Errorf(care.Invalid, care.CodeMissingColumn, "file", "the file has no column %s; begin with an export of ours", missing)
}

// ParseDay reads a day as people write it, or as a spreadsheet keeps it.
func ParseDay(s string) (care.Date, error) { return parseDay(s, false) }

// ParseMonth reads a month as people write it, or as a spreadsheet keeps it.
func ParseMonth(s string) (care.Month, error) { return parseMonth(s, false) }

// ParseCount reads a whole number of at most so much.
func ParseCount(s string, most int) (int, error) { return parseCount(s, most) }
