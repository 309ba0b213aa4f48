package registry

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var plainFields = []Field{
	{Name: "name", Chinese: "姓名", Required: true}, {Name: "places", Chinese: "托位", Number: true}, {Name: "note", Chinese: "说明"},
}

// S9: whatever stands in a cell, nothing in the file runs as a formula, and what is read is what was written.
func TestPlainTablesAreSafeAndReadBack(t *testing.T) {
	for _, format := range []Format{CSV, XLSX} {
		t.Run(string(format), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				table := PlainTable{Sheet: "表", Fields: plainFields}
				for range rapid.IntRange(1, 5).Draw(rt, "rows") {
					table.Rows = append(table.Rows, []string{
						drawText(rt, "name", 1), strconv.Itoa(rapid.IntRange(0, 400).Draw(rt, "places")), drawText(rt, "note", 0),
					})
				}
				var b bytes.Buffer
				if err := WritePlain(&b, format, rapid.Bool().Draw(rt, "english"), table); err != nil {
					rt.Fatal(err)
				}
				for _, cell := range cellsIn(rt, format, b.Bytes()) {
					if dangerous(cell) && !strings.HasPrefix(cell, "'") {
						rt.Fatalf("%q would run in a spreadsheet", cell)
					}
				}
				back, err := ReadPlain(inputBytes("t."+string(format), b.Bytes()), plainFields)
				if err != nil {
					rt.Fatal(err)
				}
				if len(back.Rows) != len(table.Rows) || len(back.Bad) > 0 {
					rt.Fatalf("%d rows of %d came back; %v", len(back.Rows), len(table.Rows), back.Bad)
				}
				for i, row := range back.Rows {
					if !slices.Equal(row.Cells, table.Rows[i]) {
						rt.Fatalf("%q came back as %q", table.Rows[i], row.Cells)
					}
				}
			})
		})
	}
}

func cellsIn(t interface{ Fatal(...any) }, f Format, file []byte) (out []string) {
	if f == XLSX {
		x, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close() //nolint:errcheck // only read
		rows, err := x.GetRows("表")
		if err != nil {
			t.Fatal(err)
		}
		return slices.Concat(rows...)
	}
	s := newCSV(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))), func(string) bool { return true })
	for {
		cells, _, err := s.next()
		if err != nil {
			return out
		}
		out = append(out, slices.Clone(cells)...)
	}
}

// Columns may stand in any order, with others between, below a title; one that is required may not be missing.
func TestPlainTableHeaders(t *testing.T) {
	got, err := ReadPlain(input("t.csv", "花名册 2026\n备注;places;姓名\nx;3;张三\n;;\n"), plainFields)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rows) != 1 || !slices.Equal(got.Rows[0].Cells, []string{"张三", "3", ""}) || !slices.Equal(got.Ignored, []string{"备注"}) || got.Has[2] {
		t.Errorf("%+v", got)
	}
	if _, err := ReadPlain(input("t.csv", "places,note\n1,2\n"), plainFields); err == nil {
		t.Error("a file without names was taken")
	}
}
