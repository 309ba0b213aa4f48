package search

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// How documents and filters look inside Meilisearch. Facets and numbers get a prefix so that they cannot collide with the
// other attributes; ids, kinds and facet values are written in a small alphabet (see escapeValue), so that Meilisearch's
// own folding of case and width cannot merge two of them and no value can end a quoted string in a filter.
const (
	meiliFacet  = "f_"
	meiliNumber = "n_"
	meiliBody   = "body"
)

// meiliDoc is a document in Meilisearch.
type meiliDoc map[string]any

// toMeili turns a document into its form in Meilisearch.
func toMeili(d *Doc) meiliDoc {
	us := analyse(nil, d.Name, maxNameRunes)
	m := meiliDoc{
		"id": escapeID(d.ID), "kind": escapeValue(d.Kind), "name": validText(d.Name), "weight": d.Weight,
		"name_pinyin": pinyinForms(us), "name_initials": initialForms(us),
	}
	if len(d.Aliases) > 0 {
		aliases := make([]string, 0, len(d.Aliases))
		for _, a := range d.Aliases[:min(len(d.Aliases), maxAliases)] {
			aliases = append(aliases, validText(a))
		}
		m["aliases"] = aliases
	}
	if d.Text != "" {
		m["text"] = validText(firstRunes(d.Text, maxTextRunes))
	}
	if d.Body != "" {
		m[meiliBody] = validText(firstRunes(d.Body, maxBodyRunes))
	}
	for name, values := range d.Facets {
		list := make([]string, 0, len(values))
		for _, v := range values {
			list = append(list, escapeValue(v))
		}
		m[meiliFacet+name] = list
	}
	for name, x := range d.Numbers {
		m[meiliNumber+name] = x
	}
	if d.Point != nil {
		m["_geo"] = map[string]float64{"lng": d.Point[0], "lat": d.Point[1]}
	}
	return m
}

// validText replaces bytes that are no UTF-8, one character each, so that rune offsets stay what they were.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// pinyinForms are the name in syllables, one word a character. The second and later forms take the second and later
// readings of the characters that have them.
func pinyinForms(us []unit) []string {
	t := sounds()
	var forms []string
	for k := range maxReadings {
		words := make([]string, len(us))
		differs := k == 0
		for i, u := range us {
			words[i] = string(u.r)
			rs := t.allReadings(nil, u)
			if isLatin(u.r) || len(rs) == 0 || int(rs[0]) >= len(t.syllables) {
				continue
			}
			differs = differs || k < len(rs)
			words[i] = t.syllables[rs[min(k, len(rs)-1)]]
			if k >= len(rs) {
				words[i] = t.syllables[rs[0]]
			}
		}
		if differs && len(words) > 0 {
			forms = append(forms, strings.Join(words, " "))
		}
	}
	return forms
}

// initialForms are the first letters from every character on, so that a search by prefix finds them anywhere.
func initialForms(us []unit) []string {
	t := sounds()
	row := make([]byte, len(us))
	for i, u := range us {
		row[i] = '_'
		if c := t.initialOf(u.sid); c >= 1 && c <= 26 {
			row[i] = byte('a' + c - 1)
		}
	}
	var forms []string
	for i := 0; i+1 < len(row); i++ {
		forms = append(forms, string(row[i:]))
	}
	return forms
}

// meiliWords prepares typed words: simplified, and words of letters that are pinyin throughout cut into syllables.
func meiliWords(words string) string {
	p := newPlan(words, &snapshot{}, false)
	var b strings.Builder
	for i := 0; i < len(p.us); {
		j := i + 1
		if isLatin(p.us[i].r) {
			for j < len(p.us) && isLatin(p.us[j].r) && !p.us[j].sep {
				j++
			}
		}
		if b.Len() > 0 && (p.us[i].sep || isLatin(p.us[i].r) || isLatin(p.us[i-1].r)) {
			b.WriteByte(' ')
		}
		split := p.allSyllables(i, j)
		for k := i; k < j; k++ {
			if k > i && split && slices.ContainsFunc(p.best, func(x piece) bool { return x.from == k }) {
				b.WriteByte(' ')
			}
			b.WriteRune(p.us[k].r)
		}
		i = j
	}
	return b.String()
}

// allSyllables says whether the likeliest reading of us[from:to] is syllables, the last perhaps only begun.
func (p *plan) allSyllables(from, to int) bool {
	for _, x := range p.best {
		if x.from >= from && x.to <= to && x.kind != pieceSyllable && (x.kind != piecePrefix || x.to != to) {
			return false
		}
	}
	return true
}

// escapeID writes an id in the characters Meilisearch allows, reversibly: everything but letters, digits and - becomes _XX.
func escapeID(id string) string {
	var b strings.Builder
	for i := range len(id) {
		c := id[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "_%02X", c)
		}
	}
	return b.String()
}

// unescapeID undoes escapeID; ok is false for what escapeID never writes.
func unescapeID(s string) (id string, ok bool) { return unescape(s, '_') }

// escapeValue writes a facet value in lower-case ASCII letters, digits, hanzi and %XX, reversibly.
func escapeValue(v string) string {
	var b strings.Builder
	for i := 0; i < len(v); {
		r, n := utf8.DecodeRuneInString(v[i:])
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r >= 0x4E00 && r <= 0x9FFF:
			b.WriteRune(r)
		default:
			for _, c := range []byte(v[i : i+n]) {
				fmt.Fprintf(&b, "%%%02x", c)
			}
		}
		i += n
	}
	return b.String()
}

func unescapeValue(s string) (v string, ok bool) { return unescape(s, '%') }

func unescape(s string, mark byte) (string, bool) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != mark {
			b = append(b, s[i])
			continue
		}
		if i+3 > len(s) {
			return "", false
		}
		c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		b = append(b, byte(c))
		i += 2
	}
	return string(b), true
}

// meiliFilter writes the kinds, filters and ranges of a query as a filter expression. known are the attributes the index
// has; possible is false when nothing can pass.
func meiliFilter(q *Query, known map[string]bool) (expr string, possible bool) {
	var terms []string
	in := func(attr string, values []string) bool {
		var list []string
		for _, v := range values {
			if len(v) <= maxValueBytes && utf8.ValidString(v) {
				list = append(list, `"`+escapeValue(v)+`"`)
			}
		}
		if len(list) == 0 {
			return false
		}
		terms = append(terms, attr+" IN ["+strings.Join(list, ", ")+"]")
		return true
	}
	if len(q.Kinds) > 0 && !in("kind", q.Kinds) {
		return "", false
	}
	for _, name := range sortedKeys(q.Filter) {
		if len(q.Filter[name]) == 0 {
			continue
		}
		if !known[meiliFacet+name] || !in(meiliFacet+name, q.Filter[name]) {
			return "", false
		}
	}
	for _, name := range sortedKeys(q.Ranges) {
		r, attr := q.Ranges[name], meiliNumber+name
		if !known[attr] {
			return "", false
		}
		terms = append(terms, attr+" EXISTS")
		for _, end := range []struct {
			op string
			x  *float64
		}{{">=", r.Min}, {"<=", r.Max}} {
			if end.x == nil {
				continue
			}
			if *end.x != *end.x {
				return "", false
			}
			if x := *end.x; x >= -1e300 && x <= 1e300 {
				terms = append(terms, attr+" "+end.op+" "+strconv.FormatFloat(x, 'f', -1, 64))
			} else if (end.op == ">=") == (x > 0) {
				return "", false
			}
		}
	}
	return strings.Join(terms, " AND "), true
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// meiliMatch is one entry of _matchesPosition: bytes in the value of an attribute, or in one element of its list.
type meiliMatch struct {
	Start   int   `json:"start"`
	Length  int   `json:"length"`
	Indices []int `json:"indices"`
}

// meiliTextWords prepares words that are looked for in running text: folded, without fillers, cut where they are cut here.
func meiliTextWords(words string) string {
	_, runs := terms(words)
	var b strings.Builder
	for i, run := range runs {
		if i > 0 {
			b.WriteByte(' ')
		}
		for _, r := range run {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// byteSpans turns matches, in bytes of a text, into spans of runes.
func byteSpans(text string, found []meiliMatch) []Span {
	text = validText(text)
	hit := map[int]bool{} // rune offsets
	for _, m := range found {
		from := runesBefore(text, m.Start)
		for i := from; i < from+runesBefore(text[min(max(m.Start, 0), len(text)):], m.Length); i++ {
			hit[i] = true
		}
	}
	return joined(hit)
}

// joined makes spans of rune offsets.
func joined(hit map[int]bool) []Span {
	offsets := make([]int, 0, len(hit))
	for i := range hit {
		offsets = append(offsets, i)
	}
	slices.Sort(offsets)
	var out []Span
	for _, i := range offsets {
		if n := len(out); n > 0 && out[n-1].End == i {
			out[n-1].End++
		} else {
			out = append(out, Span{i, i + 1})
		}
	}
	return out
}

// meiliSpans turns the matches of a hit into spans of its name.
func meiliSpans(name string, found map[string][]meiliMatch) []Span {
	us := analyse(nil, name, maxNameRunes)
	hit := map[int]bool{} // rune offsets
	text := validText(name)
	for _, m := range found["name"] {
		from := runesBefore(text, m.Start)
		for i := from; i < from+runesBefore(text[min(max(m.Start, 0), len(text)):], m.Length); i++ {
			hit[i] = true
		}
	}
	if len(hit) == 0 {
		pinyinHits(us, found, hit)
	}
	return joined(hit)
}

// pinyinHits marks the characters whose syllable or first letter was matched.
func pinyinHits(us []unit, found map[string][]meiliMatch, hit map[int]bool) {
	mark := func(i int) {
		if i >= 0 && i < len(us) {
			hit[int(us[i].src)] = true
		}
	}
	at := func(m meiliMatch) int {
		if len(m.Indices) == 0 {
			return 0
		}
		return m.Indices[0]
	}
	forms := pinyinForms(us)
	for _, m := range found["name_pinyin"] {
		if k := at(m); k >= 0 && k < len(forms) {
			form := forms[k]
			start := min(max(m.Start, 0), len(form))
			end := min(max(m.Start+m.Length, start), len(form))
			first := strings.Count(form[:start], " ")
			for i := 0; i <= strings.Count(form[start:end], " ") && m.Length > 0; i++ {
				mark(first + i)
			}
		}
	}
	if len(hit) > 0 {
		return
	}
	for _, m := range found["name_initials"] {
		for i := range min(max(m.Length, 0), len(us)) {
			mark(at(m) + m.Start + i)
		}
	}
}

// runesBefore counts the runes that begin in the first n bytes of s.
func runesBefore(s string, n int) int { return utf8.RuneCountInString(s[:min(max(n, 0), len(s))]) }
