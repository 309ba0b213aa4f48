package registry

import (
	"strconv"
	"strings"

	"tuoyuquan/api/care"
)

// Column is one column of the house list. A header may be the Name, the Chinese name or one of Also, in any case, width
// and spacing, with or without a unit in brackets; columns may stand in any order, and unknown ones are ignored and
// named in the report. Only the name of the facility is required. A column that the file does not have leaves what is
// known alone; an empty cell in a column that it has clears the value, save points and places (see Import).
type Column struct {
	Name        string   `json:"name"`
	Chinese     string   `json:"chinese"`
	Also        []string `json:"also,omitempty"`
	Required    bool     `json:"required,omitempty"`
	What        string   `json:"what"`
	WhatChinese string   `json:"what_chinese"`
	Example     string   `json:"example,omitempty"`
}

// Columns returns the house list in the order an export writes it.
func Columns() []Column {
	out := make([]Column, len(table))
	for i := range table {
		out[i] = table[i].Column
	}
	return out
}

// Markdown returns the column set as a Markdown table, for the manual and the command line.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| 列名 Column | 英文名 Name | 含义 Meaning | 例 Example |\n| --- | --- | --- | --- |\n")
	for _, c := range Columns() {
		name := c.Chinese
		if c.Required {
			name += " *"
		}
		b.WriteString("| " + name + " | `" + c.Name + "` | " + c.WhatChinese + " " + c.What + " | " + strings.ReplaceAll(c.Example, "|", "\\|") + " |\n")
	}
	return b.String()
}

// column is a Column with what it does to a facility.
type column struct {
	Column
	part  part
	text  bool // never a number in a sheet
	long  bool // up to MaxLongCell
	read  func(d *draft, s string) error
	write func(r *rendered) string
	copy  func(dst, src *care.Facility) // for partOwn
}

// part says which part of a facility a column speaks about; the parts beside partOwn are merged as a whole.
type part uint8

const (
	partOwn part = iota
	partIdentity
	partFiling
	partLocation
	partFees
	partClasses
)

func textColumn(name, zh string, also []string, what, whatZH, example string, most int, ref func(*care.Facility) *string) column {
	return column{
		Column: Column{Name: name, Chinese: zh, Also: also, What: what, WhatChinese: whatZH, Example: example},
		text:   true,
		read: func(d *draft, s string) error {
			if len([]rune(s)) > most {
				return wrong(name, "the text has more than %d characters", most)
			}
			*ref(&d.f) = s
			return nil
		},
		write: func(r *rendered) string { return *ref(r.f) },
		copy:  func(dst, src *care.Facility) { *ref(dst) = *ref(src) },
	}
}

func boolColumn(name, zh string, also []string, what, whatZH string, ref func(*care.Facility) *bool, given func(*draft)) column {
	return column{
		Column: Column{Name: name, Chinese: zh, Also: also, What: what, WhatChinese: whatZH, Example: "是"},
		read: func(d *draft, s string) (err error) {
			if given != nil {
				given(d)
			}
			*ref(&d.f), err = parseBool(s)
			return err
		},
		write: func(r *rendered) string {
			if *ref(r.f) {
				return "是"
			}
			return "否"
		},
		copy: func(dst, src *care.Facility) { *ref(dst) = *ref(src) },
	}
}

func dateColumn(name, zh string, also []string, what, whatZH string, ref func(*care.Facility) *care.Date) column {
	return column{
		Column: Column{Name: name, Chinese: zh, Also: also, What: what, WhatChinese: whatZH, Example: "2024-05-20"},
		read: func(d *draft, s string) (err error) {
			*ref(&d.f), err = parseDay(s, d.from1904)
			return err
		},
		write: func(r *rendered) string { return ref(r.f).String() },
		copy:  func(dst, src *care.Facility) { *ref(dst) = *ref(src) },
	}
}

func countColumn(name, zh string, also []string, what, whatZH, example string, most int, ref func(*care.Facility) *int) column {
	return column{
		Column: Column{Name: name, Chinese: zh, Also: also, What: what, WhatChinese: whatZH, Example: example},
		read: func(d *draft, s string) (err error) {
			*ref(&d.f), err = parseCount(s, most)
			return err
		},
		write: func(r *rendered) string {
			if n := *ref(r.f); n != 0 {
				return strconv.Itoa(n)
			}
			return ""
		},
		copy: func(dst, src *care.Facility) { *ref(dst) = *ref(src) },
	}
}

func wordColumn[T ~string](name, zh string, also []string, what, whatZH string, words []word[T], ref func(*care.Facility) *T) column {
	return column{
		Column: Column{Name: name, Chinese: zh, Also: also, What: what + ": " + choices(words), WhatChinese: whatZH, Example: words[0].also[0]},
		read: func(d *draft, s string) (err error) {
			*ref(&d.f), err = lookUp(words, s)
			return err
		},
		write: func(r *rendered) string {
			if *ref(r.f) == "" {
				return ""
			}
			return chinese(words, *ref(r.f))
		},
		copy: func(dst, src *care.Facility) { *ref(dst) = *ref(src) },
	}
}

// header finds columns by what a header cell says.
var headers = func() map[string]int {
	m := make(map[string]int)
	for i := range table {
		c := &table[i]
		for _, h := range append([]string{c.Name, c.Chinese}, c.Also...) {
			key := squeeze(h)
			if j, twice := m[key]; twice && j != i {
				panic("registry: two columns are called " + h)
			}
			m[key] = i
		}
	}
	return m
}()

var columnByName = func() map[string]int {
	m := make(map[string]int)
	for i := range table {
		m[table[i].Name] = i
	}
	return m
}()
