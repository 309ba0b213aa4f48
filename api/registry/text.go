package registry

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes the text of a cell comparable: line ends as \n, no control characters but tab and line end, no byte order
// marks or zero-width characters, no space at either end.
func clean(s string) string {
	if plainASCII(s) {
		return strings.TrimSpace(s)
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r == '\ufeff', r == '\u200b', r == '\u200e', r == '\u200f', r == '\ufffe':
			return -1
		case r == '\u00a0':
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// narrow turns full-width letters, digits, signs and the full-width space into their ASCII forms.
func narrow(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(narrowRune, s)
		}
	}
	return s
}

func narrowRune(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '\u3000':
		return ' '
	case r == '—', r == '–', r == '−', r == '‐', r == '‑', r == '﹣':
		return '-'
	case r == '、', r == '，':
		return ','
	case r == '。':
		return '.'
	}
	return r
}

// squeeze is a header or a word as it is compared: narrow, lower case, without spaces, punctuation and units in brackets.
func squeeze(s string) string {
	s = strings.ToLower(narrow(s))
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(' || r == '[' || r == '【':
			depth++
		case r == ')' || r == ']' || r == '】':
			depth = max(0, depth-1)
		case depth > 0:
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// brackets returns what stands in the brackets of a text.
func brackets(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range narrow(s) {
		switch {
		case r == ')' || r == ']' || r == '】':
			depth = max(0, depth-1)
		case depth > 0:
			b.WriteRune(r)
		}
		if r == '(' || r == '[' || r == '【' {
			depth++
		}
	}
	return b.String()
}
