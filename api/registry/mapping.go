package registry

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
)

// Mapping says how the rows of a foreign list become rows of the house list. It is written as JSON:
//
//	{
//	  "name": "berlin", "about": "…", "source": "berlin", "attribution": "…",
//	  "columns": [
//	    {"to": "external_id", "from": ["id"]},
//	    {"to": "address", "template": "{address}, {plz} Berlin"},
//	    {"to": "nature", "from": ["parentType"], "values": {"0": "public"}, "else": "private"},
//	    {"to": "languages", "from": ["languages"], "split": "|", "values": {"1": "en"}},
//	    {"to": "hours", "from": ["mo_o", "mo_c", …], "hours": "quarters"},
//	    {"to": "filing_status", "value": "licensed"}
//	  ],
//	  "empty": ["NaN", "-"],
//	  "skip": [{"column": "under", "in": ["0", ""]}]
//	}
//
// A rule takes the first column of "from" that is there and not empty, a "template" of columns in braces, or a "value"
// for every row; then split, values and else apply in that order. With keep_other, house columns that the mapping does
// not name are read as well.
type Mapping struct {
	Name        string     `json:"name"`
	About       string     `json:"about,omitempty"`
	Source      string     `json:"source"`
	Attribution string     `json:"attribution,omitempty"`
	Columns     []Rule     `json:"columns"`
	Empty       []string   `json:"empty,omitempty"` // cell texts that mean nothing
	Skip        []SkipRule `json:"skip,omitempty"`
	KeepOther   bool       `json:"keep_other,omitempty"`
}

// Rule fills one column of the house list.
type Rule struct {
	To       string            `json:"to"`
	From     []string          `json:"from,omitempty"`
	Template string            `json:"template,omitempty"`
	Value    string            `json:"value,omitempty"`
	Split    string            `json:"split,omitempty"`    // cut at this, map each piece, join with a comma
	Values   map[string]string `json:"values,omitempty"`   // texts to replace; "" is an empty cell
	Else     *string           `json:"else,omitempty"`     // for a text that is not in Values; null keeps the text
	Hours    string            `json:"hours,omitempty"`    // From is pairs of opening and closing from Monday on, in "quarters" of an hour, "minutes" or "clock"
	Optional bool              `json:"optional,omitempty"` // the list may lack the column
}

// SkipRule leaves rows out without calling them bad: placeholders, or facilities that take no children under three.
type SkipRule struct {
	Column string   `json:"column"`
	In     []string `json:"in"`
}

const maxMapping = 1 << 20

//go:embed mappings/*.json
var mappingFiles embed.FS

// Mappings returns the names of the mappings that come with the service.
func Mappings() []string {
	var names []string
	files, err := fs.Glob(mappingFiles, "mappings/*.json")
	if err != nil {
		return nil
	}
	for _, f := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(f, "mappings/"), ".json"))
	}
	return names
}

// NamedMapping returns a mapping that comes with the service.
func NamedMapping(name string) (*Mapping, error) {
	if !slices.Contains(Mappings(), name) {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "mapping", "there is no mapping called %q; there are %s, or give a file",
			clip(name), strings.Join(Mappings(), ", "))
	}
	f, err := mappingFiles.Open("mappings/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	defer f.Close() //nolint:errcheck // embedded
	return ReadMapping(f)
}

// ReadMapping reads and checks a mapping of at most 1 MiB. Its errors say which rule is wrong.
func ReadMapping(r io.Reader) (*Mapping, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return nil, fmt.Errorf("read mapping: %w", err)
	}
	if len(b) > maxMapping {
		return nil, care.Errorf(care.Invalid, care.CodeTooLarge, "mapping", "the mapping is larger than 1 MiB")
	}
	dec := json.NewDecoder(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
	dec.DisallowUnknownFields()
	var m Mapping
	if err := dec.Decode(&m); err != nil {
		return nil, wrong("mapping", "the mapping cannot be read: %v", err)
	}
	if dec.More() {
		return nil, wrong("mapping", "there is something behind the mapping")
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return &m, nil
}

func (m *Mapping) check() error {
	if m.Source == "" || len(m.Source) > 60 {
		return wrong("mapping.source", "give the list a short source name")
	}
	if len(m.Columns) == 0 || len(m.Columns) > maxColumns {
		return wrong("mapping.columns", "a mapping has 1 to %d rules", maxColumns)
	}
	seen := map[string]bool{}
	for i := range m.Columns {
		r := &m.Columns[i]
		if err := r.check(); err != nil {
			return wrong("mapping.columns", "rule %d (%s): %v", i+1, clip(r.To), err)
		}
		if seen[r.To] {
			return wrong("mapping.columns", "rule %d: %s is filled twice", i+1, r.To)
		}
		seen[r.To] = true
	}
	if !seen["name"] && !m.KeepOther {
		return wrong("mapping.columns", "no rule fills the name")
	}
	for _, s := range m.Skip {
		if s.Column == "" || len(s.In) == 0 {
			return wrong("mapping.skip", "a skip rule needs a column and the texts to skip")
		}
	}
	return nil
}

func (r *Rule) check() error {
	if _, ok := columnByName[r.To]; !ok {
		return errors.New("there is no such column in the house list")
	}
	ways := 0
	for _, w := range []bool{len(r.From) > 0, r.Template != "", r.Value != ""} {
		if w {
			ways++
		}
	}
	if ways != 1 {
		return errors.New("give exactly one of from, template and value")
	}
	if r.Template != "" {
		if _, err := r.parts(); err != nil {
			return err
		}
	}
	switch r.Hours {
	case "":
	case "quarters", "minutes", "clock":
		if r.To != "hours" || len(r.From)%2 != 0 || len(r.From) > 14 {
			return errors.New("hours needs pairs of columns from Monday on, and fills hours only")
		}
	default:
		return errors.New(`hours must be "quarters", "minutes" or "clock"`)
	}
	return nil
}

// piece is a stretch of a template: a text or a column.
type piece struct {
	text   string
	column bool
}

func (r *Rule) parts() ([]piece, error) {
	var out []piece
	for rest := r.Template; rest != ""; {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			return append(out, piece{text: rest}), nil
		}
		if open > 0 {
			out = append(out, piece{text: rest[:open]})
		}
		end := strings.IndexByte(rest[open:], '}')
		if end < 2 {
			return nil, errors.New("a brace in the template is not closed or empty")
		}
		out = append(out, piece{text: rest[open+1 : open+end], column: true})
		rest = rest[open+end+1:]
	}
	return out, nil
}

// bound is a mapping tied to the header of one file: for every house column, how to get its text from a row.
type bound struct {
	fills   []fill
	skips   []boundSkip
	empty   map[string]bool
	ignored []string
}

type fill struct {
	column int // of the table
	header string
	from   []int // of the file
	get    func(row []string) (string, error)
}

type boundSkip struct {
	at int
	in []string
}

// bindHouse ties the house columns to a header.
func bindHouse(header []string) (*bound, error) {
	b := &bound{}
	taken := map[int]string{}
	for i, h := range header {
		h = clean(h)
		if h == "" {
			continue
		}
		c, ok := headers[squeeze(h)]
		if !ok {
			b.ignored = append(b.ignored, clip(h))
			continue
		}
		if first, twice := taken[c]; twice {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, clip(h),
				"the columns %q and %q both mean %s (%s); leave one out", first, clip(h), table[c].Name, table[c].Chinese)
		}
		taken[c] = clip(h)
		b.fills = append(b.fills, fill{column: c, header: clip(h), from: []int{i}, get: cellAt(i)})
	}
	if _, ok := taken[columnByName["name"]]; !ok {
		return nil, missingName()
	}
	b.order()
	return b, nil
}

// knowsColumn returns what tells the column names of the list: the mapping's, or the house's for nil.
func (m *Mapping) knowsColumn() func(string) bool {
	if m == nil {
		return func(h string) bool { _, ok := headers[squeeze(clean(h))]; return ok }
	}
	names := map[string]bool{}
	for i := range m.Columns {
		for _, f := range m.Columns[i].From {
			names[squeezeForeign(f)] = true
		}
		parts, err := m.Columns[i].parts()
		if err != nil {
			continue
		}
		for _, p := range parts {
			if p.column {
				names[squeezeForeign(p.text)] = true
			}
		}
	}
	return func(h string) bool { return names[squeezeForeign(h)] }
}

func missingName() error {
	return care.Errorf(care.Invalid, care.CodeMissingColumn, "name",
		"no column holds the names of the facilities; call it 机构名称 or name, or use a mapping")
}

// order puts the fills in the order of the table, so that what a row yields does not depend on the file's order.
func (b *bound) order() {
	slices.SortStableFunc(b.fills, func(x, y fill) int { return x.column - y.column })
}

func cellAt(i int) func([]string) (string, error) {
	return func(row []string) (string, error) {
		if i >= len(row) {
			return "", nil
		}
		return row[i], nil
	}
}

// bind ties the mapping to a header. A column that the mapping needs and the file lacks is an error.
func (m *Mapping) bind(header []string) (*bound, error) {
	at := map[string]int{}
	for i, h := range header {
		h = squeezeForeign(h)
		if _, twice := at[h]; !twice {
			at[h] = i
		}
	}
	b := &bound{empty: map[string]bool{}}
	for _, e := range m.Empty {
		b.empty[e] = true
	}
	used := map[int]bool{}
	for i := range m.Columns {
		f, err := m.Columns[i].bind(at, b.empty)
		if err != nil {
			return nil, err
		}
		if f.get == nil {
			continue
		}
		for _, c := range f.from {
			used[c] = true
		}
		b.fills = append(b.fills, f)
	}
	for _, s := range m.Skip {
		i, ok := at[squeezeForeign(s.Column)]
		if !ok {
			return nil, lacks(s.Column)
		}
		used[i] = true
		b.skips = append(b.skips, boundSkip{i, s.In})
	}
	if err := m.others(b, header, used); err != nil {
		return nil, err
	}
	b.order()
	return b, nil
}

func (m *Mapping) others(b *bound, header []string, used map[int]bool) error {
	filled := map[int]bool{}
	for _, f := range b.fills {
		filled[f.column] = true
	}
	for i, h := range header {
		if used[i] || clean(h) == "" {
			continue
		}
		c, ok := headers[squeeze(h)]
		if !m.KeepOther || !ok || filled[c] {
			b.ignored = append(b.ignored, clip(clean(h)))
			continue
		}
		filled[c] = true
		b.fills = append(b.fills, fill{column: c, header: clip(clean(h)), from: []int{i}, get: cellAt(i)})
	}
	if !filled[columnByName["name"]] {
		return missingName()
	}
	return nil
}

func squeezeForeign(s string) string { return strings.ToLower(clean(s)) }

func lacks(column string) error {
	return care.Errorf(care.Invalid, care.CodeMissingColumn, clip(column), "the mapping needs the column %q, which the file does not have", clip(column))
}

func (r *Rule) bind(at map[string]int, empty map[string]bool) (fill, error) {
	f := fill{column: columnByName[r.To], header: r.To}
	find := func(name string) (int, bool) { i, ok := at[squeezeForeign(name)]; return i, ok }
	switch {
	case r.Value != "":
		v := r.Value
		f.get = func([]string) (string, error) { return v, nil }
		return f, nil
	case r.Template != "":
		return r.bindTemplate(f, find, empty)
	}
	for _, name := range r.From {
		i, ok := find(name)
		if !ok {
			if r.Hours != "" && !r.Optional {
				return fill{}, lacks(name)
			}
			continue
		}
		f.from = append(f.from, i)
		f.header = name
	}
	if len(f.from) == 0 {
		if r.Optional {
			return fill{}, nil
		}
		return fill{}, lacks(r.From[0])
	}
	if r.Hours != "" {
		if len(f.from) != len(r.From) {
			return fill{}, nil
		}
		f.get = func(row []string) (string, error) { return r.hours(row, f.from, empty) }
		return f, nil
	}
	f.get = func(row []string) (string, error) {
		for _, i := range f.from {
			if i < len(row) {
				if s := clean(row[i]); s != "" && !empty[s] {
					return r.translate(s), nil
				}
			}
		}
		return r.translate(""), nil
	}
	return f, nil
}

func (r *Rule) bindTemplate(f fill, find func(string) (int, bool), empty map[string]bool) (fill, error) {
	parts, err := r.parts()
	if err != nil {
		return fill{}, err
	}
	index := make([]int, len(parts))
	for i, p := range parts {
		index[i] = -1
		if !p.column {
			continue
		}
		c, ok := find(p.text)
		if !ok && !r.Optional {
			return fill{}, lacks(p.text)
		}
		if ok {
			index[i] = c
			f.from = append(f.from, c)
		}
	}
	f.get = func(row []string) (string, error) {
		var b strings.Builder
		any := false
		for i, p := range parts {
			switch c := index[i]; {
			case !p.column:
				b.WriteString(p.text)
			case c >= 0 && c < len(row):
				if s := clean(row[c]); s != "" && !empty[s] {
					any = true
					b.WriteString(s)
				}
			}
			if b.Len() > MaxCell {
				return "", fmt.Errorf("the text is longer than %d bytes", MaxCell)
			}
		}
		if !any {
			return "", nil
		}
		return r.translate(b.String()), nil
	}
	return f, nil
}

func (r *Rule) translate(s string) string {
	if r.Split == "" {
		return r.one(s)
	}
	var out []string
	for _, p := range strings.Split(s, r.Split) {
		if p = r.one(strings.TrimSpace(p)); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ",")
}

func (r *Rule) one(s string) string {
	if v, ok := r.Values[s]; ok {
		return v
	}
	if r.Else != nil && s != "" {
		return *r.Else
	}
	return s
}

// hours makes a text that parseHours reads from pairs of opening and closing columns, Monday first.
func (r *Rule) hours(row []string, from []int, empty map[string]bool) (string, error) {
	cell := func(i int) string {
		if i >= len(row) {
			return ""
		}
		if s := clean(row[i]); !empty[s] {
			return s
		}
		return ""
	}
	var parts []string
	for day := range len(from) / 2 {
		open, shut := cell(from[2*day]), cell(from[2*day+1])
		if open == "" && shut == "" {
			continue
		}
		a, err := r.clock(open)
		if err != nil {
			return "", err
		}
		b, err := r.clock(shut)
		if err != nil {
			return "", err
		}
		if a == 0 && b == 0 {
			continue // closed
		}
		parts = append(parts, dayNames[day+1]+" "+a.String()+"-"+b.String())
	}
	return strings.Join(parts, "; "), nil
}

type minutes int

func (m minutes) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

func (r *Rule) clock(s string) (minutes, error) {
	if s == "" {
		return 0, errors.New("an opening or closing time is missing")
	}
	if r.Hours == "clock" {
		h, m, ok := strings.Cut(narrow(s), ":")
		hh, err1 := strconv.Atoi(h)
		mm, err2 := strconv.Atoi(m)
		if !ok || err1 != nil || err2 != nil || hh < 0 || mm < 0 || mm > 59 || hh*60+mm > 1440 {
			return 0, fmt.Errorf("%q is not a time such as 07:30", clip(s))
		}
		return minutes(hh*60 + mm), nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if r.Hours == "quarters" {
		v *= 15
	}
	if err != nil || !(v >= 0 && v <= 1440) {
		return 0, fmt.Errorf("%q is not a time in %s", clip(s), r.Hours)
	}
	return minutes(v + 0.5), nil
}
