package registry

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"tuoyuquan/api/care"
)

const (
	maxSheetRows  = 1 << 20  // of one sheet, as Excel has it; a made-up one says it has billions
	maxSheetSlots = 10 << 20 // cells passed over in one sheet, empty ones included: a row with nothing but its last cell is 16,384
)

var errWorkbook = care.Errorf(care.Invalid, care.CodeDamaged, "file", "the workbook is damaged; open it in Excel or WPS and save it again as .xlsx")

// book is an open workbook.
type book struct {
	file     *excelize.File
	from1904 bool
	in       Input
}

// openBook opens a workbook within bounds. The library below may panic on a made-up file; that is a damaged file too.
func openBook(in Input) (b *book, err error) {
	defer recoverDamaged(&err)
	if err := checkZip(in); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(io.NewSectionReader(in.Data, 0, in.Size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxXMLInRAM,
	})
	if err != nil {
		return nil, damagedWorkbook(err)
	}
	b = &book{file: f, in: in}
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		b.from1904 = *p.Date1904
	}
	return b, nil
}

func recoverDamaged(err *error) {
	if p := recover(); p != nil {
		*err = &care.Error{Kind: care.Invalid, Code: care.CodeDamaged, Field: "file", Text: errWorkbook.Text, Cause: fmt.Errorf("workbook: %v", p)}
	}
}

func (b *book) close() error {
	if err := b.file.Close(); err != nil {
		return fmt.Errorf("close workbook: %w", err)
	}
	return nil
}

// xlsxSheet streams the rows of one sheet. Cells are the stored values: days are serial numbers.
type xlsxSheet struct {
	book *book
	rows *excelize.Rows
	line int
	slot int // cells passed over

	down  []merged       // cells merged over several rows
	fills bool           // below the header
	above map[int]string // by column: the value that goes on below

	uncounted map[int]string // by line: a cell that holds a formula without a result, which would be read as empty
}

func (b *book) open(name string) (s *xlsxSheet, err error) {
	defer recoverDamaged(&err)
	rows, err := b.file.Rows(name)
	if err != nil {
		return nil, &care.Error{Kind: care.Invalid, Code: care.CodeDamaged, Field: "sheet", Text: errWorkbook.Text, Cause: err}
	}
	down, uncounted, err := aside(b.in, name)
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return &xlsxSheet{book: b, rows: rows, down: down, uncounted: uncounted}, nil
}

// visible leaves out the sheets that are hidden: what nobody sees is an old list or a list of choices.
func (b *book) visible(names []string) []string {
	var out []string
	for _, n := range names {
		if shown, err := b.file.GetSheetVisible(n); err != nil || shown {
			out = append(out, n)
		}
	}
	return out
}

// warnOfOthers tells of further sheets that hold a list, for only one sheet is read.
func (b *book) warnOfOthers(names []string, r *reading) error {
	for _, n := range names {
		s, err := b.open(n)
		if err != nil {
			return err
		}
		other := reading{o: r.o, sheet: s}
		found := other.findHeader() == nil
		if err := s.close(); err != nil {
			return err
		}
		if found {
			r.report.warn(Problem{Line: 1, Value: clip(n), Reason: "this sheet holds a list too and was not read; import it with --sheet"})
		}
	}
	return nil
}

func (s *xlsxSheet) position() int64 { return 0 } // the library does not tell

func (s *xlsxSheet) close() error {
	if err := s.rows.Close(); err != nil {
		return fmt.Errorf("close sheet: %w", err)
	}
	return nil
}

func (s *xlsxSheet) next() (cells []string, line int, err error) {
	defer recoverDamaged(&err)
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			return nil, s.line, &care.Error{Kind: care.Invalid, Code: care.CodeDamaged, Field: "file", Text: errWorkbook.Text, Cause: err}
		}
		return nil, s.line, io.EOF
	}
	s.line++
	cells, err = s.rows.Columns()
	if err != nil {
		return nil, s.line, &care.Error{Kind: care.Invalid, Code: care.CodeDamaged, Field: "file", Text: errWorkbook.Text, Cause: err}
	}
	if s.slot += len(cells); s.line > maxSheetRows || s.slot > maxSheetSlots {
		return nil, s.line, errUnpacks
	}
	if cell, ok := s.uncounted[s.line]; ok {
		return nil, s.line, &rowError{s.line, cell, "a formula without a result; open the workbook in Excel or WPS, save it and send it again"}
	}
	if s.fills {
		cells = s.fill(cells)
	}
	size := 0
	for i, c := range cells {
		if len(c) > MaxLongCell {
			return nil, s.line, &rowError{s.line, clip(c), fmt.Sprintf("a cell is longer than %d KB", MaxLongCell>>10)}
		}
		size += len(c)
		if i >= maxColumns && c != "" {
			return nil, s.line, &rowError{s.line, clip(c), fmt.Sprintf("the row has more than %d cells", maxColumns)}
		}
	}
	if size > MaxRowBytes {
		return nil, s.line, &rowError{s.line, clip(strings.Join(cells, " ")), fmt.Sprintf("the row is longer than %d KB", MaxRowBytes>>10)}
	}
	return cells[:min(len(cells), maxColumns)], s.line, nil
}

var scientific = regexp.MustCompile(`^\d(?:\.\d{1,15})?E\+?(?:9|1\d)$`)

// wholeText undoes what a sheet makes of a long number in a text column: 1.3800138E10 was a phone number.
func wholeText(s string) string {
	if !scientific.MatchString(s) {
		return s
	}
	f, _, err := big.ParseFloat(s, 10, 200, big.ToNearestEven)
	if err != nil || !f.IsInt() {
		return s
	}
	return f.Text('f', 0)
}

// sniff tells the format from the first bytes and the name.
func sniff(in Input) (Format, error) {
	head := make([]byte, 512)
	n, err := in.Data.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read list: %w", err)
	}
	head = head[:n]
	name := strings.ToLower(in.Name)
	switch {
	case strings.HasSuffix(name, ".osm"), strings.HasSuffix(name, ".pbf"), strings.Contains(name, ".osm."):
		return OSM, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return XLSX, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "", care.Errorf(care.Invalid, care.CodeUnknownFormat, "file",
			"this is an old .xls or a workbook with a password; save it as .xlsx without one")
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")), bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")):
		return "", care.Errorf(care.Invalid, care.CodeUnknownFormat, "file", "this is no list; give CSV, XLSX or an OpenStreetMap extract")
	}
	return CSV, nil
}
