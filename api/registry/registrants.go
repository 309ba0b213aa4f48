package registry

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
)

// registrantFields are the columns of a registrar's list.
var registrantFields = []Field{
	{Name: "credit_code", Chinese: "统一社会信用代码", Required: true},
	{Name: "name", Chinese: "名称", Required: true},
	{Name: "area_code", Chinese: "区域编号"},
	{Name: "area_name", Chinese: "所属区域"},
	{Name: "address", Chinese: "住所"},
	{Name: "registrar", Chinese: "登记机关"},
	{Name: "registered_on", Chinese: "登记日期"},
	{Name: "scope", Chinese: "业务范围"},
	{Name: "status", Chinese: "登记状态"},
}

// Registrants are the bodies of a registrar's list as they were read.
type Registrants struct {
	List    []care.Registrant // without id and source
	Lines   []int             // of the file, for each
	Bad     []Problem
	Ignored []string
	Format  Format
}

const longestRegistrant = 1000 // characters of a scope of business

// ReadRegistrants reads a registrar's list: CSV in any usual encoding, or the first sheet of a workbook. A row without a district gets
// that of its credit code. Two rows with one code are a bad row.
func ReadRegistrants(in Input) (out Registrants, err error) {
	table, err := ReadPlain(in, registrantFields)
	if err != nil {
		return out, err
	}
	out = Registrants{Bad: table.Bad, Ignored: table.Ignored, Format: table.Format}
	seen := make(map[string]int, len(table.Rows))
	for _, row := range table.Rows {
		r, problem := registrantOf(row)
		if first := seen[r.CreditCode]; problem.Reason == "" && first != 0 {
			problem = Problem{Line: row.Line, Column: "credit_code", Value: r.CreditCode, Reason: fmt.Sprintf("the code stands in line %d already", first)}
		}
		if problem.Reason != "" {
			out.Bad = append(out.Bad, problem)
			continue
		}
		seen[r.CreditCode] = row.Line
		out.List, out.Lines = append(out.List, r), append(out.Lines, row.Line)
	}
	return out, nil
}

func registrantOf(row PlainRow) (r care.Registrant, p Problem) {
	bad := func(column, value, reason string) (care.Registrant, Problem) {
		return r, Problem{Line: row.Line, Column: column, Value: clip(value), Reason: reason}
	}
	for i, c := range row.Cells {
		if utf8.RuneCountInString(c) > longestRegistrant || !care.PlainText(c) {
			return bad(registrantFields[i].Name, c, "too long, or with characters that cannot be seen")
		}
	}
	c := row.Cells
	r = care.Registrant{
		CreditCode: care.NormalizeCreditCode(c[0]), Name: c[1], AreaCode: c[2], AreaName: c[3], Address: c[4], Registrar: c[5], Scope: c[7],
	}
	if r.Name == "" {
		return bad("name", "", "a name is needed")
	}
	if _, sound := care.CreditCheckDigit(r.CreditCode[:min(len(r.CreditCode), 17)]); len(r.CreditCode) != 18 || !sound {
		return bad("credit_code", c[0], "not a credit code of 18 characters") // a wrong check character is let in: such codes exist
	}
	r.Route = care.FilingRouteOf(r.CreditCode)
	if r.AreaCode == "" {
		r.AreaCode = r.CreditCode[2:8]
	}
	if n := len(r.AreaCode); strings.Trim(r.AreaCode, "0123456789") != "" || n != 6 && n != 9 && n != 12 {
		return bad("area_code", r.AreaCode, "not an area code of 6, 9 or 12 digits")
	}
	if c[6] != "" {
		day, err := parseDay(c[6], false)
		if err != nil {
			return bad("registered_on", c[6], "not a date; write 2026-03-01")
		}
		r.RegisteredOn = day
	}
	for _, word := range []string{"注销", "吊销", "撤销", "cancelled", "revoked", "ended"} {
		r.Ended = r.Ended || strings.Contains(strings.ToLower(c[8]), word)
	}
	return r, p
}
