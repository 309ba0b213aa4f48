package care

import (
	"strings"
	"unicode"
)

// PlainText reports whether everything in a text that somebody typed can be seen: no control characters but line breaks and
// tabs, and nothing that turns the direction of what stands around it, by which one name can be made to look like another.
// What joins letters, as some scripts and pictures need it, may stand inside.
func PlainText(text string) bool {
	const joiners = "\u200c\u200d"
	return strings.Trim(text, joiners) == text && !strings.ContainsFunc(text, func(r rune) bool {
		if r == '\n' || r == '\t' || r == '\r' || strings.ContainsRune(joiners, r) {
			return false
		}
		return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || r == unicode.ReplacementChar
	})
}
