package registry

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// merged is a run of cells of one column that show one value.
type merged struct{ column, first, last int }

// fillFrom says that the rows below are data: a value merged over several rows is that of each. Places are not, for the
// number of two facilities together is not the number of each.
func (s *xlsxSheet) fillFrom(of func(column int) (part, bool)) {
	first := s.line
	s.down = slices.DeleteFunc(s.down, func(m merged) bool {
		p, read := of(m.column)
		return m.first <= first || !read || p == partClasses
	})
	s.fills, s.above = len(s.down) > 0, map[int]string{}
}

// fill gives the row what is merged into it from above.
func (s *xlsxSheet) fill(cells []string) []string {
	for _, m := range s.down {
		if s.line < m.first || s.line > m.last {
			continue
		}
		for len(cells) <= m.column {
			cells = append(cells, "")
		}
		if s.line == m.first {
			s.above[m.column] = cells[m.column]
		} else {
			cells[m.column] = s.above[m.column]
		}
	}
	return cells
}

const (
	maxMergesRead = 32 << 20 // bytes of a sheet whose merged cells are looked for; a larger one was written by a program
	maxMerges     = 10_000
)

var mergeCell = regexp.MustCompile(`<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"`)

// uncountedCell is a formula that a program wrote and nobody has counted: it would be read as an empty cell. One whose result is empty text
// has the empty result and says that it is text.
var uncountedCell = regexp.MustCompile(`<(?:\w+:)?c r="([A-Z]{1,3}[0-9]{1,7})"(?:[^>]*>` + formula + `|(?: s="[0-9]*")?(?: t="n")?>` + formula +
	`<(?:\w+:)?v ?(?:/>|></(?:\w+:)?v>))</(?:\w+:)?c>`)

const formula = `<(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)`

// aside lists what the library does not tell:  the cells of a sheet that are merged over several rows, by their first column, and by their lines the cells of formulas without a result. The library would lay
// every merged cell out in memory, however large it says it is. A sheet that is not found has none.
func aside(in Input, name string) (down []merged, uncounted map[int]string, err error) {
	z, err := zip.NewReader(in.Data, in.Size)
	if err != nil {
		return nil, nil, damagedWorkbook(err)
	}
	sheet := sheetFile(z, name)
	if sheet == nil || sheet.UncompressedSize64 > maxMergesRead {
		return nil, nil, nil
	}
	text, err := readPart(sheet, maxMergesRead)
	if err != nil {
		return nil, nil, err
	}
	uncounted = make(map[int]string)
	for _, m := range uncountedCell.FindAllSubmatch(text, maxSheetRows) {
		if _, line, err := excelize.CellNameToCoordinates(string(m[1])); err == nil {
			uncounted[line] = string(m[1])
		}
	}
	for _, m := range mergeCell.FindAllSubmatch(text, maxMerges) {
		col, first, err1 := excelize.CellNameToCoordinates(string(m[1]))
		_, last, err2 := excelize.CellNameToCoordinates(string(m[2]))
		if err1 == nil && err2 == nil && last > first && col <= maxColumns {
			down = append(down, merged{col - 1, first, last})
		}
	}
	return down, uncounted, nil
}

// sheetFile finds the part of a workbook that holds a sheet, or nil.
func sheetFile(z *zip.Reader, name string) *zip.File {
	const main = "xl/workbook.xml"
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if !readXML(z, main, &book) || !readXML(z, "xl/_rels/workbook.xml.rels", &rels) {
		return nil
	}
	for _, s := range book.Sheets {
		for _, r := range rels.Relationship {
			if s.Name != name || s.ID != r.ID {
				continue
			}
			target := strings.TrimPrefix(r.Target, "/")
			if target == r.Target {
				target = path.Join(path.Dir(main), target)
			}
			return zipPart(z, target)
		}
	}
	return nil
}

func zipPart(z *zip.Reader, name string) *zip.File {
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return z.File[i]
}

func readXML(z *zip.Reader, name string, into any) bool {
	f := zipPart(z, name)
	if f == nil {
		return false
	}
	text, err := readPart(f, maxXMLInRAM)
	return err == nil && xml.Unmarshal(text, into) == nil
}

func readPart(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, damagedWorkbook(err)
	}
	defer r.Close() //nolint:errcheck // only read
	b, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil {
		return nil, damagedWorkbook(err)
	}
	return b, nil
}
