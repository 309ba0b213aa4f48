package osm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	posm "github.com/paulmach/osm"
)

// Limits of names; OpenStreetMap allows 255 characters in a tag.
const (
	maxNameRunes = 255
	maxAltNames  = 12
)

// nameKeys are the tags a name is taken from, the first that is there being the Name, the others AltNames.
var nameKeys = []string{
	"name", "name:zh", "name:zh-Hans", "name:en", "name:zh-Hant", "alt_name", "alt_name:zh", "short_name", "official_name",
	"old_name", "loc_name", "int_name", "name:zh_pinyin",
}

// names returns the name of an object and its other names, each once; "" without any.
func names(tags posm.Tags) (name string, others []string) {
	for _, key := range nameKeys {
		value := tags.Find(key)
		if value == "" {
			continue
		}
		for _, n := range strings.Split(value, ";") {
			n = cleanName(n)
			switch {
			case n == "":
			case name == "":
				name = n
			case n != name && !slices.Contains(others, n) && len(others) < maxAltNames:
				others = append(others, n)
			}
		}
	}
	return name, others
}

// cleanName makes a name fit to show: valid UTF-8, one line, no control or direction characters, bounded. The result
// shares no memory with the extract.
func cleanName(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxNameRunes {
		s = string([]rune(s)[:maxNameRunes])
	}
	return strings.Clone(s)
}
