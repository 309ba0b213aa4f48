package registry

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// What a sheet holds beside its header and its facilities: a second line of header, totals, remarks, broken cells.

// secondHeader reports whether the first row below the header belongs to it: no name, no number, and words where the header
// is empty, as a merged 托位数 over 乳儿班, 托小班 and 托大班 leaves it.
func (r *reading) secondHeader(cells []string) bool {
	below := false
	for i, c := range cells {
		c = clean(c)
		if strings.ContainsFunc(c, unicode.IsDigit) {
			return false
		}
		below = below || c != "" && (i >= len(r.head) || clean(r.head[i]) == "")
	}
	name, _ := r.cell("name", cells)
	return below && name == ""
}

// cell returns what a row says in a column of the house list, and the header it stands under.
func (r *reading) cell(column string, cells []string) (value, header string) {
	for i := range r.bound.fills {
		if f := &r.bound.fills[i]; table[f.column].Name == column {
			s, err := f.get(cells)
			if err != nil {
				return "", f.header
			}
			return clean(s), f.header
		}
	}
	return "", ""
}

// part says what column i of the file speaks about; false when it is not read.
func (r *reading) part(i int) (part, bool) {
	for k := range r.bound.fills {
		if f := &r.bound.fills[k]; slices.Contains(f.from, i) {
			return table[f.column].part, true
		}
	}
	return 0, false
}

var (
	totals  = []string{"合计", "总计", "小计", "共计", "总数", "累计", "total"}
	remarks = regexp.MustCompile(`^(?:注|备注|说明|填表|填报|制表|审核|审批|联系人|统计|截止|截至|数据来源|单位负责人)[^:]{0,6}:`)
)

// notFacility says why a row that looks like data is none, "" when it is: totals, remarks, the header once more on the
// next printed page, cells behind the last column.
func (r *reading) notFacility(cells []string) (column, value, reason string) {
	name, header := r.cell("name", cells)
	first := name
	for _, c := range cells {
		if c = clean(c); c != "" {
			first = c
			break
		}
	}
	switch {
	case name == "" && contains(totals, squeeze(first)), contains(totals, squeeze(name)):
		return header, first, "this is a total, not a facility; delete the row"
	case remarks.MatchString(narrow(name)):
		return header, name, "this is a remark, not a facility; delete the row"
	case name != "" && squeeze(name) == squeeze(header):
		return header, name, "this is the header again; delete the row"
	}
	if r.report.Format == CSV {
		for i := len(r.head); i < len(cells); i++ {
			if c := clean(cells[i]); c != "" {
				return "", c, "the row has more cells than the header: a text with a comma in it needs quotes around it"
			}
		}
	}
	return "", "", ""
}

// broken says what a spreadsheet has done to a value, "" when nothing.
func broken(format Format, c *column, s string) string {
	switch {
	case contains(sheetErrors, s):
		return "this is the error of a formula; mend it in the spreadsheet"
	case c.text && format == CSV && shortened.MatchString(s):
		return "the spreadsheet has shortened this number; format the column as text and fill it in again"
	}
	return ""
}

var (
	sheetErrors = []string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
	shortened   = regexp.MustCompile(`^\d(?:\.\d{1,15})?E\+\d{2}$`)
)

// brokenText reports whether a text is the error of a formula, or a long number that was shortened when a list was saved
// as CSV.
func brokenText(s string) bool { return contains(sheetErrors, s) || shortened.MatchString(s) }
