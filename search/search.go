// Package search knows which words match which documents: names written in hanzi, pinyin, initials or latin letters,
// with a slip or a gap in them, filtered by facets and number ranges. It has one interface, Index, and two engines:
// Memory, which runs inside the process, and Meili, which asks a Meilisearch server and falls back to a Memory.
//
// It must not know what a facility, a child, a free place or a walking distance is, and never imports api or geo.
package search

import (
	"context"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// Doc is one thing that can be found. ID is unique over all kinds.
type Doc struct {
	ID      string              // any non-empty text up to 128 bytes, such as a UUID or "osm:w1"
	Kind    string              // "facility", "place" or "area"; other values are allowed
	Name    string              // the text shown and highlighted
	Aliases []string            // other names; a match in one counts nearly like a match in Name
	Text    string              // address and introduction; words found only here rank last
	Body    string              // running text, such as a passage of a rule: looked at by Query.InBody only, see maxBodyRunes
	Facets  map[string][]string // values to filter by and to count, by facet name
	Numbers map[string]float64  // values for range filters, by name, in the caller's units
	Weight  float64             // 0..1, breaks ties between equal scores
	Point   *[2]float64         // longitude, latitude (WGS-84); carried along, not searched
}

// Range limits one of Doc.Numbers. A nil end is open; both ends are inclusive. A document without the number never matches.
type Range struct {
	Min, Max *float64
}

// Query is one question. The zero Query matches every document.
type Query struct {
	Words     string              // what the person typed; at most MaxWordRunes are read
	Kinds     []string            // any of these kinds; empty means all
	Filter    map[string][]string // every facet named must hold one of its values (AND of ORs); an empty list is no limit
	Ranges    map[string]Range    // every range must hold
	Facets    []string            // count the values of these facets over all matches
	Limit     int                 // 0 means DefaultLimit, at most MaxLimit
	Offset    int                 // hits to leave out, at most MaxOffset
	Prefix    bool                // as you type: only what continues the typed words, fast; see Memory
	Highlight bool                // fill Hit.Highlights, and Hit.Body with InBody
	InBody    bool                // Words are looked for in Doc.Body and Doc.Name of documents with a Body, as they stand
}

// Result is one page of hits in rank order.
type Result struct {
	Hits     []Hit
	Total    int                       // matches before Limit and Offset
	Facets   map[string]map[string]int // facet name, value, number of matches
	Degraded bool                      // answered by a stand-in: the engine asked for was away or stale
}

// Hit is one matching document.
type Hit struct {
	ID, Kind, Name string
	Score          float64 // 0..1 when words were given, else 0; comparable within one Result only
	Highlights     []Span  // rune offsets in Name, ascending, not overlapping
	Body           []Span  // rune offsets in Doc.Body, likewise; with Query.InBody only
}

// Span is a half-open range of runes.
type Span struct {
	Start, End int
}

// Index finds documents. All methods are safe for concurrent use. Errors are those of the context and of bad documents
// (ErrBadDoc); a Query is never an error: what lies outside the limits is cut.
type Index interface {
	// Search answers a query.
	Search(ctx context.Context, q Query) (Result, error)
	// Put adds documents or replaces those with the same ID.
	Put(ctx context.Context, docs []Doc) error
	// Delete removes documents; unknown ids are ignored.
	Delete(ctx context.Context, ids []string) error
	// Replace swaps the whole content at once: no search sees a mixture.
	Replace(ctx context.Context, docs []Doc) error
	// Close releases what the index holds. Later calls return ErrClosed.
	Close() error
}

// Limits. What lies beyond is cut, never an error.
const (
	MaxWordRunes = 64      // of Query.Words
	DefaultLimit = 20      // of Query.Limit when it is 0
	MaxLimit     = 100_000 // so that a caller can intersect all matches with its own set
	MaxOffset    = 100_000
	maxFacets    = 32 // of Query.Facets

	maxIDBytes    = 128 // of Doc.ID
	maxValueBytes = 128 // of Doc.Kind and of a facet value
)

// Errors of an Index.
var (
	ErrClosed = errors.New("search: index is closed")
	ErrBadDoc = errors.New("search: document cannot be indexed")
)

// limited returns q with everything inside the limits.
func (q Query) limited() Query {
	if q.Limit <= 0 {
		q.Limit = DefaultLimit
	}
	q.Limit = min(q.Limit, MaxLimit)
	q.Offset = min(max(q.Offset, 0), MaxOffset)
	q.Words = firstRunes(q.Words, MaxWordRunes)
	if len(q.Facets) > maxFacets {
		q.Facets = q.Facets[:maxFacets]
	}
	return q
}

// firstRunes cuts s after n runes.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// goodColumn says whether a facet or number may be called so: letters, digits, _ and -, beginning with a letter, at most 64.
// Such a name is safe in a filter expression.
func goodColumn(name string) bool {
	if name == "" || len(name) > 64 {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		other := c >= '0' && c <= '9' || c == '_' || c == '-'
		if !letter && (i == 0 || !other) {
			return false
		}
	}
	return true
}

// goodValue says whether v may be a kind or the value of a facet.
func goodValue(v string) bool { return len(v) <= maxValueBytes && utf8.ValidString(v) }

// checkDocs returns the documents to index: the last of each ID.
func checkDocs(docs []Doc) ([]*Doc, error) {
	out := make([]*Doc, 0, len(docs))
	at := make(map[string]int, len(docs))
	for i := range docs {
		d := &docs[i]
		if err := d.check(); err != nil {
			return nil, err
		}
		if k, ok := at[d.ID]; ok {
			out[k] = d
			continue
		}
		at[d.ID] = len(out)
		out = append(out, d)
	}
	return out, nil
}

// check says what is wrong with a document.
func (d *Doc) check() error {
	switch {
	case d.ID == "" || len(d.ID) > maxIDBytes || !utf8.ValidString(d.ID):
		return fmt.Errorf("%w: id %q: need 1 to %d bytes of UTF-8", ErrBadDoc, firstRunes(d.ID, 40), maxIDBytes)
	case !goodValue(d.Kind):
		return fmt.Errorf("%w: %q: kind %q", ErrBadDoc, d.ID, firstRunes(d.Kind, 40))
	case math.IsNaN(d.Weight) || math.IsInf(d.Weight, 0):
		return fmt.Errorf("%w: %q: weight is no number", ErrBadDoc, d.ID)
	}
	for name, values := range d.Facets {
		if !goodColumn(name) {
			return fmt.Errorf("%w: %q: facet name %q", ErrBadDoc, d.ID, firstRunes(name, 40))
		}
		for _, v := range values {
			if !goodValue(v) {
				return fmt.Errorf("%w: %q: facet %s has value %q: need at most %d bytes of UTF-8",
					ErrBadDoc, d.ID, name, firstRunes(v, 40), maxValueBytes)
			}
		}
	}
	for name, x := range d.Numbers {
		if !goodColumn(name) || math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%w: %q: number %q is %v", ErrBadDoc, d.ID, firstRunes(name, 40), x)
		}
	}
	return nil
}
