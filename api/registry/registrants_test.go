package registry

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"tuoyuquan/api/care"
)

const registrantHead = "统一社会信用代码,名称,区域编号,登记日期\n"

// Lists come as offices keep them: in the encodings of their machines, with titles above and blank lines between, and codes typed full-width.
func TestRegistrantsOfAnyEncoding(t *testing.T) {
	text := "市场监管局 2026 年 11 月,,,\n" + registrantHead +
		"９１３３９９０２MA0DEM050W,七彩桥托育服务有限公司,339902,2026/3/1\n,,,\n\n" +
		"9133 9902 ma0dem100d,云朵托育服务有限公司,339902001,2026年3月2日\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, file := range map[string][]byte{
		"utf-8": []byte(text), "bom": []byte("\ufeff" + text), "gb18030": []byte(gbk), "utf-16": wide, "crlf": []byte(strings.ReplaceAll(text, "\n", "\r\n")),
	} {
		got, err := ReadRegistrants(inputBytes("list.csv", file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(got.Bad) > 0 || len(got.List) != 2 {
			t.Errorf("%s: %d bodies, %v", name, len(got.List), got.Bad)
			continue
		}
		first, second := got.List[0], got.List[1]
		if first.CreditCode != "91339902MA0DEM050W" || first.Name != "七彩桥托育服务有限公司" || first.RegisteredOn != (care.Date{Year: 2026, Month: 3, Day: 1}) {
			t.Errorf("%s: %+v", name, first)
		}
		if second.CreditCode != "91339902MA0DEM100D" || second.AreaCode != "339902001" || second.RegisteredOn.Day != 2 {
			t.Errorf("%s: %+v", name, second)
		}
	}
}

// A code that stands twice, however it is typed, is told with the line it stood in first; so is what is no code at all.
func TestRegistrantsTwiceInAList(t *testing.T) {
	got, err := ReadRegistrants(input("list.csv", registrantHead+
		"91339902MA0DEM050W,七彩桥,339902,\n９１３３９９０２ｍａ０ｄｅｍ０５０ｗ,七彩桥分号,339902,\n=1+1,公式,339902,\n91339902MA0DEM100D,,339902,\n91339902MA0DEM000P,向阳,33990,\n91339902MA0DEM070Y,和风,339902,昨天\n"))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, b := range got.Bad {
		told = append(told, fmt.Sprintf("%d %s", b.Line, b.Column))
	}
	if want := "3 credit_code|4 credit_code|5 name|6 area_code|7 registered_on"; strings.Join(told, "|") != want || len(got.List) != 1 {
		t.Errorf("told %q, kept %d", strings.Join(told, "|"), len(got.List))
	}
}

// Workbooks come with merged titles and cells, formulas in place of values, and thousands of rows.
func TestRegistrantsOfAWorkbook(t *testing.T) {
	x := excelize.NewFile()
	defer x.Close() //nolint:errcheck // only made
	sheet := x.GetSheetName(0)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(x.SetSheetRow(sheet, "A1", &[]any{"登记名单"}))
	must(x.MergeCell(sheet, "A1", "D1"))
	must(x.SetSheetRow(sheet, "A2", &[]any{"名称", "统一社会信用代码", "区域编号", "登记日期"}))
	const rows = 5000
	for i := range rows {
		must(x.SetSheetRow(sheet, fmt.Sprintf("A%d", i+3), &[]any{fmt.Sprintf("托育%04d", i), fmt.Sprintf("91339902MA0D%05dX", i), 339902, 46082}))
	}
	must(x.MergeCell(sheet, "C3", "C4")) // one district written over two rows: the second has none of its own
	must(x.SetCellFormula(sheet, "A5", `"托育"&"公式"`))
	var b bytes.Buffer
	must(x.Write(&b))
	got, err := ReadRegistrants(inputBytes("list.xlsx", b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.List)+len(got.Bad) != rows {
		t.Fatalf("%d bodies and %d refused of %d; %v", len(got.List), len(got.Bad), rows, got.Bad[:min(3, len(got.Bad))])
	}
	for i, r := range got.List {
		if r.AreaCode != "339902" || r.Name == "" || strings.HasPrefix(r.Name, "=") {
			t.Fatalf("row %d: %+v", i, r)
		}
	}
}
