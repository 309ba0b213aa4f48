package registry

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
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
