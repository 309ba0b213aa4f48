package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tuoyuquan/api/care"
)

// Lists as bureaus write them: what must be read, and what must never be read as something else.

func TestHoursSayWhichDays(t *testing.T) {
	for in, want := range map[string]string{
		"周六日休息，周一至周五7:30-18:00":            "周一至周五 07:30-18:00",
		"周一至周五 7:30-18:00，周六日休息":           "周一至周五 07:30-18:00",
		"周末休息，周一至周五7:30-18:00":             "周一至周五 07:30-18:00",
		"8:00-17:00（周一至周六）":                "周一至周六 08:00-17:00",
		"7:30-18:00 周一至周日":                 "周一至周日 07:30-18:00",
		"周一至周六（周日休息）8:00-17:00":            "周一至周六 08:00-17:00",
		"周一至周五（周六、周日休息）8:00-17:00":         "周一至周五 08:00-17:00",
		"8:00-17:00，周日休息":                  "周一至周六 08:00-17:00",
		"8:00-17:00；周六8:00-12:00；周日休息":     "周一至周五 08:00-17:00; 周六 08:00-12:00",
		"周一至周五（节假日除外）7:30-17:30":           "周一至周五 07:30-17:30",
		"周一至周五7:30-17:30（国家法定节假日除外）":       "周一至周五 07:30-17:30",
		"周一至周五7:30-18:00，周末及法定节假日休息":       "周一至周五 07:30-18:00",
		"周一至周五（工作日）7:30-18:00":             "周一至周五 07:30-18:00",
		"7:30-12:00（周一至周五）13:00-17:00（周六）": "",
		"周一至周五8:00-17:00，周一休息":             "",
		"全天":             "",
		"24小时":           "周一至周日 00:00-24:00",
		"PH 08:00-12:00": "",
		"PH off":         "",
	} {
		hs, err := parseHours(in)
		got := ""
		if err == nil {
			got = formatHours(hs)
		}
		if got != want {
			t.Errorf("%q: %q (%v), want %q", in, got, err, want)
		}
	}
}

func TestTwoNumbersAreNotOne(t *testing.T) {
	for _, in := range []string{"900,1200", "980、1280", "800 1200", "980，680", "1,50", "2.5千", "0.2万"} {
		if amount, unit, err := parseFee(in, care.PerMonth); err == nil {
			t.Errorf("fee %q was read as %d/%s", in, amount, unit)
		}
	}
	for in, want := range map[string]int64{"12,800": 1280000, "1 800元 / 月": 0, "2000元/月·人": 200000, "2000元/生·月": 200000, "2000元/每人每月": 200000, "¥ 1800": 180000} {
		if amount, _, err := parseFee(in, care.PerMonth); err == nil != (want > 0) || amount != want {
			t.Errorf("fee %q: %d %v, want %d", in, amount, err, want)
		}
	}
	for _, in := range []string{"10、5", "5 10", "20，5", "1,5", "20 30"} {
		if n, err := parseCount(in, 5000); err == nil {
			t.Errorf("count %q was read as %d", in, n)
		}
	}
	for in, want := range map[string][2]int{
		"6个月-3岁": {6, 36}, "6月龄至3周岁": {6, 36}, "1岁半-3岁": {18, 36}, "1.5-3岁": {18, 36}, "3-6个月": {3, 6}, "0-3岁": {0, 36},
		"1-3": {}, "2-3": {}, "1.5-3": {}, "3岁以下": {}, "6半-12": {},
	} {
		from, to, err := parseAges(in)
		if err == nil != (want[1] > 0) || err == nil && (from != want[0] || to != want[1]) {
			t.Errorf("ages %q: %d-%d %v", in, from, to, err)
		}
	}
	if v, err := lookUp(filings, "已备案（已注销）"); err == nil {
		t.Errorf("a cancelled filing was read as %s", v)
	}
	if v, err := lookUp(filings, "已备案（2023年）"); err != nil || v != care.Filed {
		t.Errorf("a remark spoils the filing: %s %v", v, err)
	}
}

func TestHeadersSayUnitAndSystem(t *testing.T) {
	st := newStore(t)
	mustImport(t, st, input("a.csv", "机构名称（全称）,\"收费标准\n（元/天）\",伙食费（元/人·学期）,经度（高德）,纬度（高德）\n"+
		"甲园,100,300,120.1,31.2\n乙园,2000元/月,免费,120.1,31.2\n"), options())
	fs := facilities(t, st)
	if f := fs["甲园"].Fees; len(f) != 2 || f[0].Unit != care.PerDay || f[0].Amount != 10000 || f[1].Unit != care.PerTerm {
		t.Errorf("fees %+v", f)
	}
	if f := fs["乙园"].Fees; len(f) != 2 || f[0].Unit != care.PerMonth {
		t.Errorf("fees %+v", f)
	}
	if l := fs["甲园"].Location; l == nil || l.System != care.GCJ02 || l.Point == l.Original {
		t.Errorf("location %+v", l)
	}
	for _, head := range []string{"保育费（万元/年）", "保育费（元/平方米）", "保育费（百元/月）"} {
		if _, err := Import(context.Background(), newStore(t), input("a.csv", "机构名称,"+head+"\n甲园,2\n"), options()); err == nil {
			t.Errorf("amounts under %s were read", head)
		}
	}
	st = newStore(t)
	mustImport(t, st, input("a.csv", "机构名称,经纬度（百度）\n甲园,\"120.1，31.2\"\n乙园,120.1 31.2\n丙园,\n"), options())
	if l := facilities(t, st)["乙园"].Location; l == nil || l.System != care.BD09 || l.Original != [2]float64{120.1, 31.2} {
		t.Errorf("location %+v", l)
	}
	rep, err := Import(context.Background(), st, input("a.csv", "机构名称,经纬度\n甲园,120.1\n乙园,\"31.2,120.1\"\n"), options())
	if err == nil || rep.BadRows != 2 {
		t.Errorf("%v %+v", err, rep.Bad)
	}
}

func TestRowsThatAreNone(t *testing.T) {
	st := newStore(t)
	o := options()
	o.SkipBad = true
	rep := mustImport(t, st, input("a.csv", "序号,机构名称,地址,托位数,电话\n1,甲园,一路,10,0512-66668888\n,合 计,,10,\n合计,,,10,\n2,乙园,二路,三号,20\n"+
		"序号,机构名称,地址,托位数,电话\n,填表人：张三,,,\n,注：截至三月,,,\n3,丙园,三路,10,1.38E+10\n4,丁园,#REF!,10,\n5,戊园,五路,A,10,0512-66668888\n"), o)
	if len(facilities(t, st)) != 1 || rep.Created != 1 || rep.Rows != 10 {
		t.Errorf("%+v", rep)
	}
	for i, want := range []string{"a total", "a total", "whole number", "header again", "remark", "remark", "shortened", "formula", "more cells"} {
		if i >= len(rep.Bad) || !strings.Contains(rep.Bad[i].Reason, want) {
			t.Errorf("%d: %v, want %q", i, rep.Bad, want)
		}
	}
	two := "序号,机构名称,托位数,,\n,,乳儿班,托小班,托大班\n1,甲园,5,10,15\n"
	if rep, err := Import(context.Background(), st, input("a.csv", two), o); err == nil {
		t.Errorf("a header of two lines was read: %+v", rep)
	}
	if rep := mustImport(t, st, input("b.csv", "编号,机构名称,地址\n1,甲园,一路\n"), options()); rep.Updated+rep.Created > 1 || facilities(t, st)["甲园"].ExternalID == "1" {
		t.Errorf("a running number became the identity: %+v", rep)
	}
}

// A formula that a program wrote and nobody has counted is no empty cell.
func TestFormulaWithoutResult(t *testing.T) {
	x := excelize.NewFile()
	defer x.Close() //nolint:errcheck // a test
	for i, row := range [][]any{{"机构名称", "地址", "托位数"}, {"甲园", "一路", 10}, {"乙园", "二路", 20}, {"丙园", "三路", 30}} {
		if err := x.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(x.SetCellValue("Sheet1", "C3", nil), x.SetCellFormula("Sheet1", "C3", "C2*2"), x.SetCellFormula("Sheet1", "C4", "C2*3")); err != nil {
		t.Fatal(err) // C4 keeps its result
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	o := options()
	o.SkipBad = true
	rep := mustImport(t, newStore(t), inputBytes("a.xlsx", b.Bytes()), o)
	if rep.Created != 2 || len(rep.Bad) != 1 || rep.Bad[0].Line != 3 || rep.Bad[0].Value != "C3" || !strings.Contains(rep.Bad[0].Reason, "formula without a result") {
		t.Errorf("%+v", rep)
	}
}

func TestMergedAndHidden(t *testing.T) {
	x := excelize.NewFile()
	defer x.Close() //nolint:errcheck // a test
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	put := func(sheet string, rows [][]any) {
		for i := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			check(err)
			check(x.SetSheetRow(sheet, cell, &rows[i]))
		}
	}
	for _, n := range []string{"去年", "今年", "二区"} {
		_, err := x.NewSheet(n)
		check(err)
	}
	check(x.DeleteSheet("Sheet1"))
	put("去年", [][]any{{"机构名称"}, {"旧园"}})
	put("今年", [][]any{{"一览表"}, {"所属区域", "机构名称", "托位数"}, {"", "", ""}, {"姑苏区", "甲园", 30}, {"", "乙园", ""}, {"吴中区", "丙园", 10}})
	put("二区", [][]any{{"机构名称"}, {"丁园"}})
	x.SetActiveSheet(1)
	check(x.SetSheetVisible("去年", false))
	check(x.MergeCell("今年", "A1", "C1"))
	check(x.MergeCell("今年", "B2", "B3"))
	check(x.MergeCell("今年", "A4", "A5"))
	check(x.MergeCell("今年", "C4", "C5"))
	var b bytes.Buffer
	check(x.Write(&b))
	st := newStore(t)
	rep := mustImport(t, st, inputBytes("a.xlsx", b.Bytes()), options())
	fs := facilities(t, st)
	if rep.Sheet != "今年" || len(fs) != 3 || fs["乙园"].AreaName != "姑苏区" || fs["丙园"].AreaName != "吴中区" {
		t.Errorf("%+v %+v", rep, fs)
	}
	if len(fs["乙园"].Classes) != 0 {
		t.Errorf("the places of two facilities were given to each: %+v", fs["乙园"].Classes)
	}
	if rep.Warned != 1 || rep.Warnings[0].Value != "二区" {
		t.Errorf("the other sheet is not told of: %+v", rep.Warnings)
	}
}
