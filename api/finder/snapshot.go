package finder

import (
	"context"
	"slices"

	"github.com/paulmach/orb"
	"golang.org/x/text/collate"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
	"tuoyuquan/geo/area"
)

// Snapshot is everything a query reads, as it stood after change number Seq. It is immutable: a change makes a new one
// that shares what did not change. Only facilities that families may see are in it.
type Snapshot struct {
	Seq   int64
	day   care.Date // the terms are those of this day
	terms terms
	graph *geo.Graph // nil: no street network, every walk is an estimate

	rows      []*row // nil where a facility is gone
	byID      map[care.FacilityID]int32
	count     int
	languages []string // interned BCP 47 tags, in the order of their bits

	languageNames sortedNames

	areas      []care.Area
	areaByCode map[string]int32
	areaPaths  [][]int32 // each area and those above it, the area first
	areaKeys   []string  // `"code":` in JSON, by area
	borders    []levelIndex

	places     []care.Place
	placeByID  map[string]int32
	placePoint *geo.Points

	located []int32     // rows with a point
	points  *geo.Points // straight-line index over located
	nets    [2]network  // by geo.Profile
	tag     uint64      // changes when the areas, the terms or the streets do
}

// levelIndex finds the area of one level that holds a point.
type levelIndex struct {
	level care.AreaLevel
	index *area.Index
	of    []int32 // position in Snapshot.areas
}

// Count returns how many facilities families can see.
func (s *Snapshot) Count() int { return s.count }

// Located returns how many of them are on the map.
func (s *Snapshot) Located() int { return len(s.located) }

// Bound returns the rectangle around everything located, and false when nothing is.
func (s *Snapshot) Bound() (orb.Bound, bool) {
	if s.graph != nil {
		return s.graph.Bound(), true
	}
	if len(s.located) == 0 {
		return orb.Bound{}, false
	}
	b := s.rows[s.located[0]].point.Bound()
	for _, i := range s.located {
		b = b.Extend(s.rows[i].point)
	}
	return b, true
}

// builder makes a snapshot; it is used by one goroutine.
type builder struct {
	s        *Snapshot
	terms    *terms
	trial    bool
	collator *collate.Collator
	keys     collate.Buffer
}

// levelOrder is the order in which a point is placed: the smallest area first.
var levelOrder = [...]care.AreaLevel{care.LevelStreet, care.LevelDistrict, care.LevelCity, care.LevelProvince}

func (b *builder) setAreas(areas []care.Area) {
	s := b.s
	s.areas = areas
	s.areaByCode = make(map[string]int32, 2*len(areas))
	for i := range areas {
		s.areaByCode[areas[i].Code] = int32(i) //nolint:gosec // a country has 50,000 areas
	}
	for i := range areas {
		short := care.RegionPrefix(areas[i].Code)
		if _, taken := s.areaByCode[short]; !taken {
			s.areaByCode[short] = int32(i) //nolint:gosec // as above
		}
	}
	s.areaPaths = make([][]int32, len(areas))
	s.areaKeys = make([]string, len(areas))
	for i := range areas {
		s.areaPaths[i] = s.pathOf(int32(i)) //nolint:gosec // as above
		s.areaKeys[i] = string(mustJSON(areas[i].Code)) + ":"
	}
	for _, level := range levelOrder {
		b.addLevel(level)
	}
	s.tag = tagOf(areas, &s.terms, s.graph)
}

func (b *builder) addLevel(level care.AreaLevel) {
	var list []area.Area
	var of []int32
	for i := range b.s.areas {
		a := &b.s.areas[i]
		if a.Level == level && len(a.Border) > 0 {
			list = append(list, area.Area{Code: a.Code, Name: a.Name, Border: a.Border, Center: a.Center})
			of = append(of, int32(i)) //nolint:gosec // as above
		}
	}
	if len(list) > 0 {
		b.s.borders = append(b.s.borders, levelIndex{level: level, index: area.New(list), of: of})
	}
}

// pathOf returns the area and those above it. A parent that is not known by code is looked for among the shorter codes.
func (s *Snapshot) pathOf(i int32) []int32 {
	path := []int32{i}
	for len(path) < 6 {
		p, ok := s.parentOf(&s.areas[i])
		if !ok || slices.Contains(path, p) {
			break
		}
		path = append(path, p)
		i = p
	}
	return path
}

func (s *Snapshot) parentOf(a *care.Area) (int32, bool) {
	if p, ok := s.areaByCode[a.ParentCode]; ok && a.ParentCode != "" {
		return p, true
	}
	return s.shorterArea(care.RegionPrefix(a.Code))
}

// shorterArea finds the closest area whose code is a proper beginning of code.
func (s *Snapshot) shorterArea(code string) (int32, bool) {
	for _, n := range []int{9, 6, 4, 2} {
		if n < len(code) {
			if p, ok := s.areaByCode[code[:n]]; ok {
				return p, true
			}
		}
	}
	return 0, false
}

// areasOf places a facility: by its point, else by its area code.
func (b *builder) areasOf(f *care.Facility) []int32 {
	s := b.s
	if f.Location != nil {
		if i, ok := s.areaAt(f.Location.Point); ok {
			return s.areaPaths[i]
		}
	}
	if f.AreaCode == "" {
		return nil
	}
	if i, ok := s.areaByCode[f.AreaCode]; ok {
		return s.areaPaths[i]
	}
	code := care.RegionPrefix(f.AreaCode)
	if i, ok := s.areaByCode[code]; ok {
		return s.areaPaths[i]
	}
	if i, ok := s.shorterArea(code); ok {
		return s.areaPaths[i]
	}
	return nil
}

// areaAt returns the smallest area whose border holds p.
func (s *Snapshot) areaAt(p orb.Point) (int32, bool) {
	for _, l := range s.borders {
		if i, ok := l.index.Find(p); ok {
			return l.of[i], true
		}
	}
	return 0, false
}

// findArea returns the area of a code as a caller writes it, with or without trailing zeros.
func (s *Snapshot) findArea(code string) (int32, bool) {
	if i, ok := s.areaByCode[code]; ok {
		return i, true
	}
	i, ok := s.areaByCode[care.RegionPrefix(code)]
	return i, ok
}

func (b *builder) setPlaces(places []care.Place) {
	s := b.s
	s.places = places
	s.placeByID = make(map[string]int32, len(places))
	points := make([]orb.Point, len(places))
	for i := range places {
		s.placeByID[places[i].ID] = int32(i) //nolint:gosec // a city has some 100,000 places
		points[i] = places[i].Point
	}
	s.placePoint = geo.NewPoints(points)
}

// addRow puts a facility into the snapshot, in place of the one with its id.
func (b *builder) addRow(f *care.Facility) {
	s := b.s
	i, known := s.byID[f.ID]
	switch {
	case !f.Public(b.trial):
		if known {
			s.rows[i] = nil
			delete(s.byID, f.ID)
			s.count--
		}
	case known:
		s.rows[i] = b.newRow(f)
	default:
		s.byID[f.ID] = int32(len(s.rows)) //nolint:gosec // facilities of a city
		s.rows = append(s.rows, b.newRow(f))
		s.count++
	}
}

// setPoints rebuilds the straight-line index.
func (s *Snapshot) setPoints() {
	s.located = nil
	var points []orb.Point
	for i, r := range s.rows {
		if r != nil && r.located {
			s.located = append(s.located, int32(i)) //nolint:gosec // facilities of a city
			points = append(points, r.point)
		}
	}
	s.points = geo.NewPoints(points)
}

// setNetworks ties every located facility to the streets and computes the standard reach for both profiles.
func (s *Snapshot) setNetworks(ctx context.Context) error {
	for p := range s.nets {
		net, err := s.newNetwork(ctx, geo.Profile(p)) //nolint:gosec // two profiles
		if err != nil {
			return err
		}
		s.nets[p] = net
	}
	return nil
}
