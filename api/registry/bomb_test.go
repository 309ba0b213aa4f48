package registry

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"tuoyuquan/api/care"
)

// sheetOf is a workbook whose only sheet has a head and these rows, as XML.
func sheetOf(t *testing.T, rows string) Input {
	t.Helper()
	return workbook(t, "xl/worksheets/sheet1.xml", rows, 1)
}

// workbook has one sheet with a head, and in one of its parts a text so many times.
func workbook(t *testing.T, part, text string, times int) Input {
	t.Helper()
	const kinds, office = "http://schemas.openxmlformats.org/package/2006/", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const main, space = "application/vnd.openxmlformats-officedocument.spreadsheetml.", ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	parts := map[string][2]string{
		"[Content_Types].xml": {`<Types xmlns="` + kinds + `content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + main + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + main + `worksheet+xml"/>`, `</Types>`},
		"_rels/.rels":     {`<Relationships xmlns="` + kinds + `relationships">`, `<Relationship Id="r1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		"xl/workbook.xml": {`<workbook` + space + ` xmlns:r="` + office + `"><sheets><sheet name="a" sheetId="1" r:id="r1"/>`, `</sheets></workbook>`},
		"xl/_rels/workbook.xml.rels": {
			`<Relationships xmlns="` + kinds + `relationships">`,
			`<Relationship Id="r1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		},
		"xl/styles.xml":        {`<styleSheet` + space + `><cellXfs>`, `</cellXfs></styleSheet>`},
		"xl/sharedStrings.xml": {`<sst` + space + `>`, `</sst>`},
		"xl/theme/theme1.xml":  {`<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">`, `</a:theme>`},
		"xl/worksheets/sheet1.xml": {
			`<worksheet` + space + `><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>`,
			`</sheetData></worksheet>`,
		},
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, frame := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		write := func(text string) {
			if _, err := io.WriteString(w, text); err != nil {
				t.Fatal(err)
			}
		}
		write(frame[0])
		if name == part {
			for range times {
				write(text)
			}
		}
		write(frame[1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return Input{Name: "list.xlsx", Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())}
}

// A workbook that is small and says that it is endless is refused: one row behind two billion empty ones, and rows that have only their
// last cell. Without the bounds this test does not end.
func TestEndlessSheets(t *testing.T) {
	var wide bytes.Buffer
	for i := 2; i < 700; i++ {
		fmt.Fprintf(&wide, `<row r="%d"><c r="XFD%d" t="str"><v> </v></c></row>`, i, i)
	}
	for what, rows := range map[string]string{
		"two billion rows": `<row r="2147483646"><c r="A2147483646"/></row>`, "rows of one last cell": wide.String(),
	} {
		in := sheetOf(t, rows)
		if _, err := ReadPlain(in, []Field{{Name: "name", Chinese: "姓名", Required: true}}); !care.Is(err, care.CodeTooLarge) {
			t.Errorf("%s (%d bytes): %v", what, in.Size, err)
		}
	}
	got, err := ReadPlain(sheetOf(t, `<row r="5000"><c r="A5000" t="inlineStr"><is><t>小明</t></is></c></row>`), []Field{{Name: "name", Chinese: "姓名", Required: true}})
	if err != nil || len(got.Rows) != 1 || got.Rows[0].Line != 5000 {
		t.Errorf("a list with a gap: %+v, %v", got.Rows, err)
	}
}

// A workbook of a hundred thousand bytes is nothing but elements: of five bytes each as they are unpacked, of hundreds once they are read.
// It is refused before anything reads it. Without the bounds the least of them takes seven seconds, and the worst seven gigabytes.
func TestWorkbooksOfElements(t *testing.T) {
	const mega = 1 << 20
	for part, text := range map[string]string{
		"xl/sharedStrings.xml": "<si/>", "xl/worksheets/sheet1.xml": "<c/>", "xl/workbook.xml": "<sheet/>", "xl/styles.xml": "<xf/>",
		"[Content_Types].xml": "<Default/>", "_rels/.rels": "<Relationship/>", "xl/_rels/workbook.xml.rels": "<Relationship/>", "xl/theme/theme1.xml": "<x/>",
	} {
		in := workbook(t, part, strings.Repeat(text, mega/len(text)), 60)
		if _, err := ReadPlain(in, []Field{{Name: "name", Chinese: "姓名", Required: true}}); !care.Is(err, care.CodeTooLarge) {
			t.Errorf("%s (%d bytes): %v", part, in.Size, err)
		}
	}
	attributes := workbook(t, "xl/worksheets/sheet1.xml", "<row"+strings.Repeat(` a=""`, 4*mega/5)+"/>", 1)
	if _, err := ReadPlain(attributes, []Field{{Name: "name", Chinese: "姓名", Required: true}}); !care.Is(err, care.CodeTooLarge) {
		t.Errorf("attributes: %v", err)
	}
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	for what, in := range map[string]Input{
		"a sheet as the workbook":   workbook(t, "_rels/.rels", `<Relationship Id="r0" Type="`+office+`/officeDocument" Target="xl/worksheets/sheet2.xml"/>`, 1),
		"a picture as the workbook": workbook(t, "_rels/.rels", `<Relationship Id="r0" Type="`+office+`/officeDocument" Target="xl/media/1.png"/>`, 1),
		"a picture as a sheet":      workbook(t, "xl/_rels/workbook.xml.rels", `<Relationship Id="r2" Type="`+office+`/worksheet" Target="media/1.png"/>`, 1),
	} {
		if _, err := ReadPlain(in, []Field{{Name: "name", Chinese: "姓名", Required: true}}); !care.Is(err, care.CodeDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	many := `<row><c t="inlineStr"><is><t>小明</t></is></c><c t="inlineStr"><is><t>13800138000</t></is></c></row>`
	if got, err := ReadPlain(workbook(t, "xl/worksheets/sheet1.xml", many, 19_000), []Field{{Name: "name", Chinese: "姓名", Required: true}}); err != nil || len(got.Rows) != 19_000 {
		t.Errorf("a long list: %d rows, %v", len(got.Rows), err)
	}
}
