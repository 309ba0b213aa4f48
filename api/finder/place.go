package finder

import (
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
	"tuoyuquan/search"
)

// MaxSuggestions bounds the suggestions and places of one answer.
const MaxSuggestions = 50

// Suggestions is what typed words may mean.
type Suggestions struct {
	Items    []Suggestion `json:"items" nullable:"false"`
	Degraded bool         `json:"degraded,omitempty" doc:"true when the word search was answered by a stand-in"`
}

// Suggestion is one thing the words may mean.
type Suggestion struct {
	Kind       string      `json:"kind" enum:"facility,place,area"`
	ID         string      `json:"id" doc:"Facility id, place id or area code"`
	Name       string      `json:"name"`
	Detail     string      `json:"detail,omitempty" doc:"Address, or the area it lies in"`
	PlaceKind  string      `json:"place_kind,omitempty" doc:"street, estate, station, school, hospital, park, poi, area"`
	Point      *[2]float64 `json:"point,omitempty"`
	Highlights []Highlight `json:"highlights,omitempty" doc:"Parts of name that matched"`
	Demo       bool        `json:"demo,omitempty"`
}

// Highlight is a half-open range of characters (Unicode code points) of a name.
type Highlight struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Suggest completes words as they are typed. kinds is any of facility, place, area; empty means all.
func (f *Finder) Suggest(ctx context.Context, words string, kinds []string, limit int, coords care.CoordSystem) (Suggestions, error) {
	s, err := f.ready()
	if err != nil {
		return Suggestions{}, err
	}
	words = strings.TrimSpace(words)
	if len([]rune(words)) > MaxWordRunes {
		return Suggestions{}, invalid(care.CodeTooLarge, "words", "at most %d characters", MaxWordRunes)
	}
	out := Suggestions{Items: []Suggestion{}}
	if words == "" {
		return out, nil
	}
	res, err := f.Index.Search(ctx, search.Query{
		Words: words, Kinds: kinds, Limit: max(1, min(limit, MaxSuggestions)), Prefix: true, Highlight: true,
	})
	if err != nil {
		return out, away(err)
	}
	out.Degraded = res.Degraded || f.words.behind.Load()
	for _, h := range res.Hits {
		if item, ok := s.suggestion(h, coords); ok {
			out.Items = append(out.Items, item)
		}
	}
	return out, nil
}

// suggestion looks a hit up in the snapshot; one that is no longer there is dropped, whatever the index says.
func (s *Snapshot) suggestion(h search.Hit, coords care.CoordSystem) (Suggestion, bool) {
	it := Suggestion{Kind: h.Kind, ID: h.ID}
	switch h.Kind {
	case KindFacility:
		r := s.row(care.FacilityID(h.ID))
		if r == nil {
			return it, false
		}
		it.Name, it.Detail, it.Demo = r.facility.Name, r.facility.Address, r.facility.Demo
		it.Point = place(r.facility, coords).Point
	case KindPlace:
		it.ID = strings.TrimPrefix(h.ID, placePrefix)
		i, ok := s.placeByID[it.ID]
		if !ok {
			return it, false
		}
		p := &s.places[i]
		it.Name, it.Detail, it.PlaceKind, it.Demo = p.Name, p.AreaName, string(p.Kind), p.Demo
		it.Point = wirePointer(p.Point, coords)
	case KindArea:
		it.ID = strings.TrimPrefix(h.ID, areaPrefix)
		i, ok := s.areaByCode[it.ID]
		if !ok {
			return it, false
		}
		a := &s.areas[i]
		it.Name, it.Demo = a.Name, a.Demo
		it.Point = wirePointer(a.Center, coords)
		if path := s.areaPaths[i]; len(path) > 1 {
			it.Detail = s.areas[path[1]].Name
		}
	default:
		return it, false
	}
	for _, h := range h.Highlights {
		it.Highlights = append(it.Highlights, Highlight(h))
	}
	return it, true
}

func wirePointer(p orb.Point, coords care.CoordSystem) *[2]float64 {
	if p == (orb.Point{}) {
		return nil
	}
	w := WirePoint(p, coords)
	return &w
}

// PlaceList is places where a walk can start.
type PlaceList struct {
	Coords   care.CoordSystem `json:"coords" enum:"wgs84,gcj02,bd09"`
	Items    []PlaceItem      `json:"items" nullable:"false"`
	Degraded bool             `json:"degraded,omitempty"`
}

// PlaceItem is one place.
type PlaceItem struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Kind   care.PlaceKind `json:"kind" enum:"street,estate,station,school,hospital,park,poi,area"`
	Point  [2]float64     `json:"point"`
	Area   string         `json:"area_name,omitempty"`
	Metres *float64       `json:"metres,omitempty" doc:"Straight-line distance from near"`
	Demo   bool           `json:"demo,omitempty"`
}

// PlaceQuery asks for places by words, by nearness, or both.
type PlaceQuery struct {
	Words  string
	Near   *orb.Point // WGS-84
	Kinds  []care.PlaceKind
	Limit  int
	Coords care.CoordSystem
}

// placeRadius is how far from a point places are looked for, in metres.
const placeRadius = 2000

// Places finds named places: those the words mean, best first, or those nearest to a point.
func (f *Finder) Places(ctx context.Context, q PlaceQuery) (PlaceList, error) {
	s, err := f.ready()
	if err != nil {
		return PlaceList{}, err
	}
	if q.Coords == "" {
		q.Coords = care.WGS84
	}
	out := PlaceList{Coords: q.Coords, Items: []PlaceItem{}}
	q.Words = strings.TrimSpace(q.Words)
	switch {
	case len([]rune(q.Words)) > MaxWordRunes:
		return out, invalid(care.CodeTooLarge, "words", "at most %d characters", MaxWordRunes)
	case q.Near != nil && !onEarth(*q.Near):
		return out, invalid(care.CodeBadCoordinates, "near", "longitude must be -180..180 and latitude -85..85, longitude first")
	case q.Words == "" && q.Near == nil:
		return out, invalid(care.CodeInvalid, "words", "give words, near, or both")
	case q.Words == "":
		out.Items = s.placesNear(&q)
		return out, nil
	}
	res, err := f.Index.Search(ctx, search.Query{
		Words: q.Words, Kinds: []string{KindPlace}, Filter: placeFilter(q.Kinds), Limit: max(1, min(q.Limit, MaxSuggestions)),
	})
	if err != nil {
		return out, away(err)
	}
	out.Degraded = res.Degraded || f.words.behind.Load()
	for _, h := range res.Hits {
		if i, ok := s.placeByID[strings.TrimPrefix(h.ID, placePrefix)]; ok {
			out.Items = append(out.Items, s.placeItem(i, &q))
		}
	}
	return out, nil
}

func placeFilter(kinds []care.PlaceKind) map[string][]string {
	if len(kinds) == 0 {
		return nil
	}
	values := make([]string, len(kinds))
	for i, k := range kinds {
		values[i] = string(k)
	}
	return map[string][]string{"kind": values}
}

func (s *Snapshot) placesNear(q *PlaceQuery) []PlaceItem {
	limit := max(1, min(q.Limit, MaxSuggestions))
	items := []PlaceItem{}
	ask := limit
	if len(q.Kinds) > 0 {
		ask = limit * 20 // some of the nearest are of another kind
	}
	for _, n := range s.placePoint.Nearest(*q.Near, ask, nil) {
		if n.Metres > placeRadius || len(items) == limit {
			break
		}
		if len(q.Kinds) == 0 || slices.Contains(q.Kinds, s.places[n.Index].Kind) {
			items = append(items, s.placeItem(n.Index, q))
		}
	}
	return items
}

func (s *Snapshot) placeItem(i int32, q *PlaceQuery) PlaceItem {
	p := &s.places[i]
	it := PlaceItem{ID: p.ID, Name: p.Name, Kind: p.Kind, Point: WirePoint(p.Point, q.Coords), Area: p.AreaName, Demo: p.Demo}
	if it.Area == "" {
		if a, ok := s.areaAt(p.Point); ok {
			it.Area = s.areas[a].Name
		}
	}
	if q.Near != nil {
		m := tenth(geo.Haversine(*q.Near, p.Point))
		it.Metres = &m
	}
	return it
}
