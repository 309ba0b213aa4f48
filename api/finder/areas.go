package finder

import (
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

// AreaList is administrative areas with what they hold.
type AreaList struct {
	Sequence int64            `json:"sequence" doc:"Number of the last change the counts take into account"`
	Coords   care.CoordSystem `json:"coords" enum:"wgs84,gcj02,bd09"`
	Items    []AreaItem       `json:"items" nullable:"false"`
}

// AreaItem is one area.
type AreaItem struct {
	Code       string         `json:"code"`
	Name       string         `json:"name"`
	Level      care.AreaLevel `json:"level" enum:"province,city,district,street"`
	Parent     string         `json:"parent_code,omitempty"`
	Center     *[2]float64    `json:"center,omitempty"`
	Population int            `json:"population,omitempty"`
	Count      int            `json:"facilities" doc:"Public facilities in the area and below"`
	WithRoom   int            `json:"with_room" doc:"Of these, with a free place in any class this month"`
	Free       int            `json:"free" doc:"Free places this month, where the figure is known and not stale"`
	Border     *Border        `json:"border,omitempty" doc:"GeoJSON geometry, when asked for"`
	Demo       bool           `json:"demo,omitempty"`
}

// Border is a GeoJSON MultiPolygon.
type Border struct {
	Type        string           `json:"type" enum:"MultiPolygon"`
	Coordinates [][][][2]float64 `json:"coordinates" nullable:"false"`
}

// AreaQuery selects areas.
type AreaQuery struct {
	Code   string // this one
	Parent string // those directly below
	Level  care.AreaLevel
	Border bool
	Coords care.CoordSystem
}

// Areas lists areas in the order in which the store gives them.
func (f *Finder) Areas(q AreaQuery) (l AreaList, err error) {
	s, err := f.ready()
	if err != nil {
		return l, err
	}
	if q.Coords == "" {
		q.Coords = care.WGS84
	}
	l = AreaList{Sequence: s.Seq, Coords: q.Coords, Items: []AreaItem{}}
	want, err := s.areaFilter(&q)
	if err != nil {
		return l, err
	}
	counts := s.countAreas(f.now())
	for i := range s.areas {
		if want(int32(i)) { //nolint:gosec // a country has 50,000 areas
			l.Items = append(l.Items, s.areaItem(int32(i), &counts[i], &q)) //nolint:gosec // as above
		}
	}
	return l, nil
}

func (s *Snapshot) areaFilter(q *AreaQuery) (func(int32) bool, error) {
	code, parent := int32(-1), int32(-1)
	for _, x := range []struct {
		code, field string
		to          *int32
	}{{q.Code, "code", &code}, {q.Parent, "parent", &parent}} {
		if x.code == "" {
			continue
		}
		i, ok := s.findArea(x.code)
		if !ok {
			return nil, care.Errorf(care.NotFound, care.CodeUnknownArea, x.field, "no area has the code %q", care.Clip(x.code))
		}
		*x.to = i
	}
	return func(i int32) bool {
		a := &s.areas[i]
		path := s.areaPaths[i]
		return (code < 0 || code == i) && (q.Level == "" || a.Level == q.Level) &&
			(parent < 0 || (len(path) > 1 && path[1] == parent))
	}, nil
}

// countAreas adds up what each area holds; order is that of s.areas.
func (s *Snapshot) countAreas(now care.Instant) []AreaItem {
	counts := make([]AreaItem, len(s.areas))
	month := care.Today(now).MonthOf()
	anyone := anyChild(month)
	for _, r := range s.rows {
		if r == nil {
			continue
		}
		o := r.offerFor(&anyone, &s.terms, now)
		for _, i := range r.areas {
			counts[i].Count++
			if o.state == offFree {
				counts[i].WithRoom++
				counts[i].Free += int(o.free)
			}
		}
	}
	return counts
}

func (s *Snapshot) areaItem(i int32, n *AreaItem, q *AreaQuery) AreaItem {
	a := &s.areas[i]
	it := AreaItem{
		Code: a.Code, Name: a.Name, Level: a.Level, Parent: a.ParentCode, Center: wirePointer(a.Center, q.Coords),
		Population: a.Population, Count: n.Count, WithRoom: n.WithRoom, Free: n.Free, Demo: a.Demo,
	}
	if q.Border && len(a.Border) > 0 {
		it.Border = border(a.Border, q.Coords)
	}
	return it
}

func border(mp orb.MultiPolygon, coords care.CoordSystem) *Border {
	b := &Border{Type: "MultiPolygon"}
	for _, poly := range mp {
		rings := make([][][2]float64, 0, len(poly))
		for _, ring := range poly {
			points := make([][2]float64, len(ring))
			for i, p := range ring {
				points[i] = WirePoint(p, coords)
			}
			rings = append(rings, points)
		}
		b.Coordinates = append(b.Coordinates, rings)
	}
	return b
}
