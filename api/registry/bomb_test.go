package registry

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"

	"tuoyuquan/api/care"
)

// sheetOf is a workbook whose only sheet has a head and these rows, as XML.
func sheetOf(t *testing.T, rows string) Input {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	const kinds, office = "http://schemas.openxmlformats.org/package/2006/", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const main = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types xmlns="` + kinds + `content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + main + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + main + `worksheet+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="` + kinds + `relationships"><Relationship Id="r1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `">` +
			`<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="` + kinds + `relationships"><Relationship Id="r1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
			`<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>` + rows + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
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
