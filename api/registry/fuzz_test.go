package registry

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"tuoyuquan/api/care"
)

// read reads a list without a store, as far as that goes.
func read(in Input, o Options) (*list, Report, error) {
	rep := Report{Format: o.Format, Source: "fuzz"}
	rules := care.NewRules(nil)
	var l *list
	var err error
	if o.Format == XLSX {
		l, err = readXLSX(context.Background(), in, o, rules, &rep)
	} else {
		l, err = readCSV(context.Background(), in, o, rules, &rep)
	}
	return l, rep, err
}

// checkRead holds for whatever is read: every row is good, bad or skipped; what is good is sound and survives a round trip.
func checkRead(t *testing.T, l *list, rep Report, err error) {
	t.Helper()
	if err != nil {
		var e *care.Error
		if !errors.As(err, &e) || e.Code == care.CodeInternal {
			t.Fatalf("the error is none for people: %v", err)
		}
		return
	}
	if len(l.items)+rep.BadRows+rep.Skipped != rep.Rows {
		t.Fatalf("%d good + %d bad + %d skipped of %d rows", len(l.items), rep.BadRows, rep.Skipped, rep.Rows)
	}
	for _, p := range append(rep.Bad, rep.Warnings...) {
		if p.Line < 1 || p.Reason == "" || utf8.RuneCountInString(p.Value) > 81 {
			t.Fatalf("%+v", p)
		}
	}
	for i := range l.items {
		f := &l.items[i].Facility
		if err := f.Validate(); err != nil {
			t.Fatalf("line %d: %v", l.items[i].line, err)
		}
		for _, c := range safeCells(render(f).cells()) {
			for _, line := range strings.Split(c, "\n") {
				if line != "" && dangerous(line) && line[0] != '\'' && line[0] != '-' {
					t.Fatalf("%q runs in a spreadsheet", line)
				}
			}
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(houseList), uint8(0))
	f.Add([]byte("\ufeffname;lat;lon\n\"a\";1;2\n"), uint8(0))
	f.Add([]byte("name,fees,classes\na,\"[{\"\"unit\"\":\"\"month\"\"}]\",[]\n"), uint8(0))
	f.Add([]byte("\xff\xfen\x00a\x00m\x00e\x00\n\x00a\x00\n\x00"), uint8(0))
	f.Add([]byte("name\n\"never closed\n\x00\xb0\xa1"), uint8(0))
	f.Add([]byte("id,name,alat,alon,address,plz,district,parentType,languages,under,mo_o,mo_c,tu_o,tu_c,we_o,we_c,th_o,th_c,fr_o,fr_c\n1,a,52,13,s,1,d,0,1|2,5,24,72,24,72,24,72,24,72,24,72\n"), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, which uint8) {
		if len(b) > 1<<20 {
			return
		}
		o := Options{Format: CSV, At: testAt, Actor: testActor}
		if which%2 == 1 {
			o.Mapping, _ = NamedMapping(Mappings()[int(which/2)%len(Mappings())])
		}
		l, rep, err := read(inputBytes("fuzz.csv", b), o)
		checkRead(t, l, rep, err)
	})
}

func FuzzXLSX(f *testing.F) {
	x := excelize.NewFile()
	for i, h := range []string{"机构名称", "备案通过时间", "经度", "纬度", "坐标系"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 1)
		_ = x.SetCellValue("Sheet1", cell, h)
	}
	_ = x.SetSheetRow("Sheet1", "A2", &[]any{"甲园", 45432, 116.4, 39.9, "wgs84"})
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 256<<10 {
			return
		}
		l, rep, err := read(inputBytes("fuzz.xlsx", b), Options{Format: XLSX, At: testAt})
		checkRead(t, l, rep, err)
	})
}

// FuzzSheet changes the XML of a sheet inside a sound workbook, which bytes of a ZIP file hardly ever become.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c></row>`)
	f.Add(`<row r="1"><c r="A1" t="str"><v>name</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)
	f.Add(`<row r="2"><c r="ZZZZ99999999" t="s"><v>-1</v></c></row>`)
	f.Add(`<row r="-5"><c r="A0" t="s"><v>99999999999</v></c></row>`)
	f.Fuzz(func(t *testing.T, rows string) {
		if len(rows) > 64<<10 {
			return
		}
		l, rep, err := read(inputBytes("fuzz.xlsx", workbookOf(t, rows)), Options{Format: XLSX, At: testAt})
		checkRead(t, l, rep, err)
	})
}

// workbookOf is a workbook whose only sheet has these rows.
func workbookOf(t testing.TB, rows string) []byte {
	t.Helper()
	var plain, out bytes.Buffer
	if err := excelize.NewFile().Write(&plain); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(plain.Bytes()), int64(plain.Len()))
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(&out)
	for _, part := range z.File {
		to, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(part.Name, "sheet1.xml") {
			_, err = io.WriteString(to, `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+
				rows+`</sheetData></worksheet>`)
		} else {
			var from io.ReadCloser
			if from, err = part.Open(); err == nil {
				_, err = io.Copy(to, from) //nolint:gosec // our own file
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func FuzzMapping(f *testing.F) {
	for _, n := range Mappings() {
		b, err := mappingFiles.ReadFile("mappings/" + n + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b), houseList)
	}
	f.Add(`{"source":"x","columns":[{"to":"name","template":"{a} {b}"}]}`, "a,b\n1,2\n")
	f.Add(`{"source":"x","columns":[{"to":"name","from":["a"]},{"to":"hours","from":["b","c"],"hours":"minutes"}]}`, "a,b,c\nx,1,1e309\n")
	f.Fuzz(func(t *testing.T, text, rows string) {
		if len(text) > 64<<10 || len(rows) > 64<<10 {
			return
		}
		m, err := ReadMapping(strings.NewReader(text))
		if err != nil {
			var e *care.Error
			if !errors.As(err, &e) {
				t.Fatalf("the error is none for people: %v", err)
			}
			return
		}
		l, rep, err := read(input("fuzz.csv", rows), Options{Format: CSV, At: testAt, Mapping: m})
		checkRead(t, l, rep, err)
	})
}

func FuzzValues(f *testing.F) {
	for _, s := range []string{"周一至周五 7:30-18:00", "Mo-Fr 07:00-17:00; PH off", "2,160.50元/月", "6-36个月", "2024年5月20日", "45432.5", "'=x\n'@y", "24/7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if hs, err := parseHours(s); err == nil {
			if err := care.CheckHours(hs); err != nil {
				t.Fatalf("%q gave hours that cannot be: %v", s, err)
			}
			if back, err := parseHours(formatHours(hs)); err != nil || len(back) != len(hs) {
				t.Fatalf("%q: %q is not read back: %v", s, formatHours(hs), err)
			}
		}
		if amount, _, err := parseFee(s, care.PerMonth); err == nil && amount < 0 {
			t.Fatalf("%q cost %d", s, amount)
		}
		if from, to, err := parseAges(s); err == nil && (from < 0 || to <= from || to > 84) {
			t.Fatalf("%q: %d to %d months", s, from, to)
		}
		if at, err := parseTime(s, false); err == nil && (at.Year() < 1900 || at.Year() > 2200) {
			t.Fatalf("%q: %v", s, at)
		}
		if unescape(escape(s)) != s {
			t.Fatalf("%q became %q", s, unescape(escape(s)))
		}
		places, areas := town()
		for _, m := range newMatcher(places, areas).Match(Address{Text: s, Name: s, AreaName: s}) {
			if !(m.Confidence >= 0 && m.Confidence <= 1) {
				t.Fatalf("%q: %+v", s, m)
			}
		}
		if n, err := parseCount(s, 10); err == nil && (n < 0 || n > 10) {
			t.Fatalf("%q: %d", s, n)
		}
	})
}
