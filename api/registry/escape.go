package registry

import (
	"strings"
	"unicode"
)

// A cell that begins with = + - @ or their full-width forms runs as a formula in a spreadsheet, also behind blanks, line
// ends and quotes, and one that is #REF! or 1.38E+10 is what a spreadsheet leaves of a value. escape puts an apostrophe before every such line of a text, which spreadsheets show as text; unescape
// takes exactly that one away again, so that what is read is what was written, apostrophes of its own included.

func escape(s string) string { return eachLine(s, addMark) }

func unescape(s string) string {
	if strings.IndexByte(s, '\'') < 0 {
		return s
	}
	return eachLine(s, dropMark)
}

func addMark(line string) string {
	if dangerous(line) {
		return "'" + line
	}
	return line
}

func dropMark(line string) string {
	if strings.HasPrefix(line, "'") && dangerous(line[1:]) {
		return line[1:]
	}
	return line
}

// dangerous reports whether a line comes to a formula sign before anything but blanks, quotes and unseen characters, or is
// the remains of a value.
func dangerous(line string) bool {
	for i, r := range line {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫', '−':
			return true
		case '\t', '\r', 0:
			return true
		case '\'', '"', '`', '“', '”', '‘', '’', '＂', '＇', '\u200b', '\ufeff', '\u200e', '\u200f', '\u2060':
		default:
			if !unicode.IsSpace(r) && !unicode.IsControl(r) {
				return brokenText(strings.TrimSpace(line[i:]))
			}
		}
	}
	return false
}

func eachLine(s string, f func(string) string) string {
	if !strings.ContainsAny(s, "\n\r") {
		return f(s)
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "\n\r")
		if i < 0 {
			b.WriteString(f(s))
			break
		}
		b.WriteString(f(s[:i]))
		b.WriteByte(s[i])
		s = s[i+1:]
	}
	return b.String()
}
