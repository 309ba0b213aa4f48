package registry

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
)

// bound is a mapping tied to the header of one file: for every house column, how to get its text from a row.
type bound struct {
	fills   []fill
	skips   []boundSkip
	empty   map[string]bool
	ignored []string
	system  care.CoordSystem // of coordinates, as their headers say it
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
		if contains(pointHeaders, squeeze(h)) && taken[columnByName["lon"]] == "" && taken[columnByName["lat"]] == "" {
			b.takePoint(i, h)
			taken[columnByName["lon"]], taken[columnByName["lat"]] = clip(h), clip(h)
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
		if err := b.take(c, i, h); err != nil {
			return nil, err
		}
	}
	if _, ok := taken[columnByName["name"]]; !ok {
		return nil, missingName()
	}
	b.order()
	return b, nil
}

// take fills a house column from column i of the file, whose header may say in brackets what its numbers are.
func (b *bound) take(c, i int, header string) error {
	f := fill{column: c, header: clip(header), from: []int{i}, get: cellAt(i)}
	switch col := &table[c]; {
	case col.part == partFees && col.Name != "fees":
		unit, err := headerUnit(header)
		if err != nil {
			return err
		}
		if unit != "" {
			f.get = withUnit(f.get, unit)
		}
	case col.Name == "lon" || col.Name == "lat":
		system := headerSystem(header)
		if b.system != "" && system != "" && system != b.system {
			return care.Errorf(care.Invalid, care.CodeInvalid, clip(header), "the headers name two coordinate systems, %s and %s", b.system, system)
		}
		b.system = cmp.Or(b.system, system)
	}
	b.fills = append(b.fills, f)
	return nil
}

// pointHeaders are columns that hold longitude and latitude together: "120.6212,31.3305".
var pointHeaders = []string{"经纬度", "经纬度坐标", "坐标", "地理坐标", "位置坐标", "lonlat", "lnglat"}

func (b *bound) takePoint(i int, header string) {
	b.system = headerSystem(header)
	for k, name := range []string{"lon", "lat"} {
		b.fills = append(b.fills, fill{
			column: columnByName[name], header: clip(header), from: []int{i},
			get: func(row []string) (string, error) {
				s, err := cellAt(i)(row)
				if s = clean(s); err != nil || s == "" {
					return "", err
				}
				two := strings.FieldsFunc(narrow(s), func(r rune) bool { return strings.ContainsRune(",;/ \t\n", r) })
				if len(two) != 2 {
					return "", errors.New("write longitude and latitude, such as 120.6212,31.3305")
				}
				return two[k], nil
			},
		})
	}
}

// headerUnit reads what a header says its amounts are: 收费标准（元/天）. It is empty when the brackets hold no unit, and an
// error when they hold one that is not known, for 2.4 under 万元/年 is not 2.4 yuan a month.
func headerUnit(header string) (string, error) {
	t := strings.ToLower(strings.Join(strings.Fields(brackets(header)), ""))
	at := strings.Index(t, "元")
	if at < 0 {
		return "", nil
	}
	t = t[at:]
	_, unit, err := parseFee("1"+t, "")
	if at > 0 && strings.ContainsAny(brackets(header), "万千百") || err != nil {
		return "", care.Errorf(care.Invalid, care.CodeInvalid, clip(header), "the unit in this header is not known; write 元/月, 元/天, 元/学期 or 元/年")
	}
	if unit == "" {
		return "", nil
	}
	return "元/" + chinese(feeUnits, unit), nil
}

// withUnit adds the header's unit to amounts that name none.
func withUnit(get func([]string) (string, error), unit string) func([]string) (string, error) {
	return func(row []string) (string, error) {
		s, err := get(row)
		if _, own, bad := parseFee(s, ""); err == nil && bad == nil && own == "" && s != "" && !strings.Contains(s, "免费") {
			s = strings.TrimSuffix(strings.TrimSpace(s), "元") + unit
		}
		return s, err
	}
}

// headerSystem reads the coordinate system out of a header such as 经度（高德）.
func headerSystem(header string) care.CoordSystem {
	aside := squeeze(brackets(header))
	for _, w := range systems {
		for _, a := range append([]string{string(w.value)}, w.also...) {
			if strings.Contains(aside, squeeze(a)) {
				return w.value
			}
		}
	}
	return ""
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
		if err := b.take(c, i, clean(h)); err != nil {
			return err
		}
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
