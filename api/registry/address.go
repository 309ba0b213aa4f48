package registry

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tuoyuquan/api/care"
)

// An address as people write it becomes a text in which names of places can be found: half-width, lower case, without
// blanks between Chinese characters, and without the names of province, city, district and street in front.

var (
	provinceFront = regexp.MustCompile(`^(?:中国|中华人民共和国)?(?:\p{Han}{2,3}省|\p{Han}{2,6}自治区|(?:北京|上海|天津|重庆)市?)`)
	cityFront     = regexp.MustCompile(`^\p{Han}{2,6}?(?:自治州|地区|盟|市)`)
	districtFront = regexp.MustCompile(`^\p{Han}{1,6}?(?:新区|开发区|工业园区|自治县|区|县|旗)`)
	townFront     = regexp.MustCompile(`^\p{Han}{2,6}?(?:街道办事处|街道|镇|乡)`)
	streetShort   = regexp.MustCompile(`(\pL)str\.?(\P{L}|$)`)
	numberBehind  = regexp.MustCompile(`^[\s,]*(?:第|no\.?)?\d{1,5}(?:号|弄|巷|幢|栋|[a-z]?(?:\W|$))`)
	nearBehind    = regexp.MustCompile(`^(?:\S{0,3})?(?:旁|对面|附近|斜对|[东西南北]侧|以[东西南北]|交叉口|路口|交汇)`)
)

// notDistrict are the characters before 区 that make it part of an estate or a campus, not of a district.
const notDistrict = "小社园校院库街厂片住一二三四五六七八九十甲乙丙丁"

// bareText makes an address comparable but leaves its administrative names.
func bareText(s string) string {
	s = strings.ToLower(narrow(clean(s)))
	s = streetShort.ReplaceAllString(s, "${1}straße${2}")
	var b strings.Builder
	var last rune
	runes := []rune(s)
	for i, r := range runes {
		if unicode.IsSpace(r) {
			next := rune(' ')
			if i+1 < len(runes) {
				next = runes[i+1]
			}
			if unicode.Is(unicode.Han, last) || unicode.Is(unicode.Han, next) || last == ' ' {
				continue
			}
			r = ' '
		}
		b.WriteRune(r)
		last = r
	}
	return strings.TrimSpace(b.String())
}

// stripFront takes the administrative names off the front: those of areas first, then what looks like one.
func stripFront(s string, areas []string) string {
	for again := true; again; {
		again = false
		for _, a := range areas {
			if rest, ok := strings.CutPrefix(s, a); ok && rest != "" {
				s, again = rest, true
			}
		}
	}
	for _, front := range []*regexp.Regexp{provinceFront, cityFront, districtFront, townFront} {
		m := front.FindString(s)
		if m == "" || len(m) == len(s) || isPlaceFront(m) {
			continue
		}
		s = s[len(m):]
	}
	return s
}

// isPlaceFront reports that a front like 望京西园四区 or 锦绣小区 is a place, not a district.
func isPlaceFront(m string) bool {
	if !strings.HasSuffix(m, "区") {
		return false
	}
	for _, official := range []string{"新区", "开发区", "工业园区"} { // 苏州工业园区
		if strings.HasSuffix(m, official) {
			return false
		}
	}
	before, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(m, "区"))
	return strings.ContainsRune(notDistrict, before)
}

// found is a name of the book standing in a text.
type found struct {
	name       string
	from, to   int // bytes
	numbered   bool
	near       bool
	runes      int
	latin      bool
	candidates []int32
}

// findNames finds the longest names of the book in a text; a name inside a longer one does not count.
func findNames(text string, names map[string][]int32, longest int) []found {
	var starts []int
	for i := range text {
		starts = append(starts, i)
	}
	starts = append(starts, len(text))
	var out []found
	for i := 0; i+2 < len(starts); i++ {
		for n := min(longest, len(starts)-1-i); n >= 2; n-- {
			from, to := starts[i], starts[i+n]
			list, ok := names[text[from:to]]
			if !ok || !wholeWords(text, from, to) {
				continue
			}
			f := found{name: text[from:to], from: from, to: to, runes: n, candidates: list}
			f.numbered, f.near = numberBehind.MatchString(text[to:]), nearBehind.MatchString(text[to:])
			first, _ := utf8.DecodeRuneInString(f.name)
			f.latin = !unicode.Is(unicode.Han, first)
			out = append(out, f)
			break
		}
	}
	slices.SortStableFunc(out, func(a, b found) int { return b.runes - a.runes })
	var kept []found
	for _, f := range out {
		inside := slices.ContainsFunc(kept, func(k found) bool { return f.from < k.to && k.from < f.to })
		if !inside {
			kept = append(kept, f)
		}
	}
	return kept
}

// wholeWords keeps alex out of alexanderstraße: a name of letters must not go on in letters, one of digits not in digits.
func wholeWords(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !sameWord(before, first) && !sameWord(last, after)
}

func sameWord(a, b rune) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) && r != utf8.RuneError }
	return letter(a) && letter(b) || unicode.IsDigit(a) && unicode.IsDigit(b)
}

// placeNames are the names a place is found by.
func placeNames(p *care.Place) []string {
	var out []string
	for _, n := range append([]string{p.Name}, p.AltNames...) {
		if n = bareText(n); utf8.RuneCountInString(n) >= 2 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
