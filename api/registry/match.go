package registry

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo"
	"tuoyuquan/geo/area"
)

// Matcher finds the point an address speaks of, among the places and areas the service knows. Its confidence is
//
//	base × name × area × wording, then corrected for other names in the same address
//
//	base     0.90 an estate; 0.85 a school, hospital or other spot, or a place called exactly like the facility;
//	         0.70 a park; 0.55 a station; 0.50 a street with a house number; 0.42 a street without; 0.35 a neighbourhood
//	         (the point of a street is somewhere on it, so its number cannot raise it further)
//	name     0.75 for names of two characters, 0.9 for three, 1 for longer ones; several places of the same name: 1 within
//	         300 m, 0.9 within 1 km, 0.8 within 2 km, else 1 over their number
//	area     1 when the point lies in the area the address names, 0.9 when that is not known; a place in another district
//	         does not count at all
//	wording  0.8 for "beside", "opposite", "near" and crossings
//
// A second name within 800 m adds 0.05 (at most 0.95 in all); a second good name more than 2 km away takes 0.7 of it.
// Where only the area is known the confidence is 0.2 for a street (街道) and 0.1 for a district. Below MinConfidence a
// match is a suggestion for somebody who places by hand and never a point on the map.
type Matcher struct {
	places  []care.Place
	names   map[string][]int32
	longest int // runes of the longest name
	areas   []care.Area
	index   *area.Index
	fronts  []string // bare names of areas, longest first
}

// MinConfidence is the least confidence with which a match puts a facility on the map.
const MinConfidence = 0.4

// Match is one reading of an address.
type Match struct {
	Point      orb.Point `json:"point"` // WGS-84
	Confidence float64   `json:"confidence"`
	Matched    string    `json:"matched"`
	Kind       string    `json:"kind"` // of the place, or "area"
}

// Address is what a list says about where a facility is.
type Address struct{ Name, Text, AreaCode, AreaName string }

// NewMatcher reads the places and areas of the store.
func NewMatcher(ctx context.Context, st *store.Store) (*Matcher, error) {
	areas, err := st.Areas(ctx)
	if err != nil {
		return nil, fmt.Errorf("match addresses: %w", err)
	}
	var places []care.Place
	err = st.EachPlace(ctx, func(p care.Place) error {
		places = append(places, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("match addresses: %w", err)
	}
	return newMatcher(places, areas), nil
}

const maxNameRunes = 40

func newMatcher(places []care.Place, areas []care.Area) *Matcher {
	m := &Matcher{places: places, areas: areas, names: make(map[string][]int32, len(places))}
	for i := range places {
		for _, n := range placeNames(&places[i]) {
			if r := utf8.RuneCountInString(n); r <= maxNameRunes {
				m.names[n] = append(m.names[n], int32(i)) //nolint:gosec // fewer than 2^31 places
				m.longest = max(m.longest, r)
			}
		}
	}
	shapes := make([]area.Area, len(areas))
	for i := range areas {
		shapes[i] = area.Area{Code: areas[i].Code, Border: areas[i].Border}
		if n := bareText(areas[i].Name); utf8.RuneCountInString(n) > 2 {
			m.fronts = append(m.fronts, n)
		}
	}
	slices.SortFunc(m.fronts, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	m.fronts = slices.Compact(m.fronts)
	m.index = area.New(shapes)
	return m
}

// Match returns the readings of an address, best first, at most five.
func (m *Matcher) Match(a Address) []Match {
	where := m.named(a)
	text := stripFront(bareText(a.Text), m.fronts)
	if rest, ok := strings.CutPrefix(text, bareText(a.AreaName)); ok && rest != "" {
		text = stripFront(rest, m.fronts)
	}
	if n := utf8.RuneCountInString(text); n > 120 {
		text = string([]rune(text)[:120])
	}
	var out []Match
	for _, f := range findNames(text, m.names, m.longest) {
		if c, ok := m.score(f, where, a.AreaCode); ok {
			out = append(out, c)
		}
	}
	if list := m.names[bareText(a.Name)]; len(list) > 0 {
		f := found{name: a.Name, runes: utf8.RuneCountInString(a.Name), candidates: m.notStreets(list)}
		if c, ok := m.score(f, where, a.AreaCode); ok {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Compare(b.Confidence, a.Confidence) })
	agree(out)
	if where != nil && where.Center != (orb.Point{}) {
		c := 0.1
		if where.Level == care.LevelStreet {
			c = 0.2
		}
		out = append(out, Match{Point: where.Center, Confidence: c, Matched: where.Name, Kind: "area"})
	}
	return out[:min(len(out), 5)]
}

// agree corrects the best reading by the others.
func agree(out []Match) {
	if len(out) < 2 {
		return
	}
	best := &out[0]
	for _, other := range out[1:] {
		switch away := geo.Haversine(best.Point, other.Point); {
		case away <= 800 && best.Confidence < 0.95:
			best.Confidence = min(0.95, best.Confidence+0.05)
			return
		case away > 2000 && other.Confidence >= 0.5:
			best.Confidence *= 0.7
			return
		}
	}
}

func (m *Matcher) notStreets(list []int32) []int32 {
	var out []int32
	for _, i := range list {
		if k := m.places[i].Kind; k != care.PlaceStreet && k != care.PlaceArea {
			out = append(out, i)
		}
	}
	return out
}

// named is the smallest known area an address names, or nil.
func (m *Matcher) named(a Address) *care.Area {
	text := bareText(a.AreaName) + " " + bareText(a.Text)
	var best *care.Area
	bestRank := 0
	for i := range m.areas {
		x := &m.areas[i]
		var rank int
		switch name := bareText(x.Name); {
		case a.AreaCode != "" && x.Code == a.AreaCode, a.AreaCode != "" && x.Code == strings.TrimRight(a.AreaCode, "0"):
			rank = 40
		case a.AreaCode != "" && !samePrefix(x.Code, a.AreaCode):
			continue
		case utf8.RuneCountInString(name) > 2 && strings.Contains(text, name):
			rank = 20
		case a.AreaCode != "" && strings.HasPrefix(a.AreaCode, x.Code):
			rank = 10
		default:
			continue
		}
		if x.Level == care.LevelStreet {
			rank += 5
		}
		if x.Level == care.LevelDistrict {
			rank += 3
		}
		if rank > bestRank {
			best, bestRank = x, rank
		}
	}
	return best
}

// samePrefix reports whether two codes agree as far as both go, or down to the district.
func samePrefix(a, b string) bool {
	n := min(len(a), len(b), 6)
	return a[:n] == b[:n]
}

// score rates one name of an address.
func (m *Matcher) score(f found, where *care.Area, code string) (Match, bool) {
	var inside, open []int32
	for _, i := range f.candidates {
		switch m.lies(&m.places[i], where, code) {
		case care.Yes:
			inside = append(inside, i)
		case care.NotKnown:
			open = append(open, i)
		case care.No:
		}
	}
	sure := 1.0
	if len(inside) == 0 {
		inside, sure = open, 0.9
	}
	if len(inside) == 0 {
		return Match{}, false
	}
	// Of places with one name the surest kind counts: an estate called like its street is the estate.
	kind := slices.MaxFunc(inside, func(a, b int32) int {
		return cmp.Compare(base(m.places[a].Kind, f.numbered), base(m.places[b].Kind, f.numbered))
	})
	want := m.places[kind].Kind
	inside = slices.DeleteFunc(slices.Clone(inside), func(i int32) bool { return m.places[i].Kind != want })
	at, spread := m.middle(inside)
	c := base(want, f.numbered) * sure * unique(spread, len(inside))
	if want != care.PlaceStreet {
		c *= length(f)
	}
	if f.near {
		c *= 0.8
	}
	p := &m.places[at]
	matched := p.Name
	if p.AreaName != "" {
		matched += "，" + p.AreaName
	}
	return Match{Point: p.Point, Confidence: c, Matched: matched, Kind: string(want)}, true
}

func base(k care.PlaceKind, numbered bool) float64 {
	switch k {
	case care.PlaceEstate:
		return 0.90
	case care.PlaceSchool, care.PlaceHospital, care.PlacePOI:
		return 0.85
	case care.PlacePark:
		return 0.70
	case care.PlaceStation:
		return 0.55
	case care.PlaceStreet:
		if numbered {
			return 0.50
		}
		return 0.42
	default:
		return 0.35
	}
}

func unique(spread float64, n int) float64 {
	switch {
	case spread <= 300:
		return 1
	case spread <= 1000:
		return 0.9
	case spread <= 2000:
		return 0.8
	default:
		return 1 / float64(n)
	}
}

func length(f found) float64 {
	n := f.runes
	if f.latin {
		n /= 2
	}
	switch {
	case n <= 2:
		return 0.75
	case n == 3:
		return 0.9
	default:
		return 1
	}
}

// middle returns the place nearest to the centre of several, and how far apart they are in metres.
func (m *Matcher) middle(list []int32) (at int32, spread float64) {
	if len(list) == 1 {
		return list[0], 0
	}
	var centre orb.Point
	bound := m.places[list[0]].Point.Bound()
	for _, i := range list {
		p := m.places[i].Point
		centre[0] += p[0] / float64(len(list))
		centre[1] += p[1] / float64(len(list))
		bound = bound.Extend(p)
	}
	at = slices.MinFunc(list, func(a, b int32) int {
		return cmp.Compare(geo.Haversine(m.places[a].Point, centre), geo.Haversine(m.places[b].Point, centre))
	})
	return at, geo.Haversine(bound.Min, bound.Max)
}

// lies reports whether a place lies in the area an address names. No means another district.
func (m *Matcher) lies(p *care.Place, where *care.Area, code string) care.Answer {
	if where != nil && len(where.Border) > 0 {
		if where.Border.Bound().Contains(p.Point) && planar.MultiPolygonContains(where.Border, p.Point) {
			return care.Yes
		}
		if where.Level != care.LevelStreet || geo.Haversine(p.Point, nearest(where.Border.Bound(), p.Point)) > 1000 {
			return care.No // the borders of streets are less exact, and less exactly known to those who write addresses
		}
		return care.NotKnown
	}
	want := code
	if want == "" && where != nil {
		want = where.Code
	}
	if want == "" || p.AreaCode == "" {
		return care.NotKnown
	}
	if samePrefix(want, p.AreaCode) {
		return care.Yes
	}
	return care.No
}

func nearest(b orb.Bound, p orb.Point) orb.Point {
	return orb.Point{max(b.Min[0], min(b.Max[0], p[0])), max(b.Min[1], min(b.Max[1], p[1]))}
}

// AreaAt returns the smallest known area that holds a point, or nil.
func (m *Matcher) AreaAt(p orb.Point) *care.Area {
	if i, ok := m.index.Find(p); ok {
		return &m.areas[i]
	}
	return nil
}
