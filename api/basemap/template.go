package basemap

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// template is a tile's address with names in braces: {z} {x} {y}, {-y} counted from the south, {layer}, {key}, and a range
// of one-digit host numbers such as {0-7}.
type template struct{ text string }

var (
	placeholder = regexp.MustCompile(`\{([^{}]*)\}`)
	hostRange   = regexp.MustCompile(`^([0-9])-([0-9])$`)
)

// parseTemplate refuses what would never be a tile's address.
func parseTemplate(text string) (template, error) {
	seen := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		name := m[1]
		switch {
		case name == "z", name == "x", name == "y", name == "-y", name == "layer", name == "key":
		case hostRange.MatchString(name) && name[0] <= name[2]:
		default:
			return template{}, fmt.Errorf("basemap: {%s} in a tile's address means nothing; there are {z} {x} {y} {-y} {layer} {key} and ranges like {0-7}", name)
		}
		seen[name] = true
	}
	if !seen["z"] || !seen["x"] || !seen["y"] && !seen["-y"] {
		return template{}, errors.New("basemap: a tile's address needs {z}, {x} and {y} or {-y}")
	}
	t := template{text}
	u, err := url.Parse(t.address("layer", "key", 1, 0, 0))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return template{}, errors.New("basemap: a tile's address begins with https:// and a host")
	}
	return t, nil
}

// address fills the names in. Neighbouring tiles come from neighbouring hosts, the same tile always from the same one.
func (t template) address(layer, key string, z, x, y uint32) string {
	return placeholder.ReplaceAllStringFunc(t.text, func(name string) string {
		switch name = strings.Trim(name, "{}"); name {
		case "z":
			return number(z)
		case "x":
			return number(x)
		case "y":
			return number(y)
		case "-y":
			return number(1<<z - 1 - y)
		case "layer":
			return url.PathEscape(layer)
		case "key":
			return url.QueryEscape(key)
		default:
			first, last := name[0], name[2]
			return string(first + byte((x+y)%uint32(last-first+1))) //nolint:gosec // at most ten
		}
	})
}

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
