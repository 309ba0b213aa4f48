package osm

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// Two objects of one kind and name are one place when they are this near each other, in metres: the node in the middle of
// an area, the entrances of a station, the two ends of a mall.
const (
	sameStationMetres   = 400
	samePlaceMetres     = 250
	sameChildcareMetres = 100
)

// foundPlace is a place with the zoom of its label.
type foundPlace struct {
	Place
	zoom uint8
	rank uint8 // relations before ways before nodes: where the same thing is drawn twice, the larger stays
	tags map[string]string
}

// findPlaces locates all subjects: places in im.found, childcare facilities in the result.
func (im *importer) findPlaces() []Childcare {
	var all []foundPlace
	for i := range im.relations {
		r := &im.relations[i]
		if r.subject < 0 {
			continue
		}
		if area, whole := im.area(r); len(area) > 0 && (whole || !im.subjects[r.subject].admin) {
			all = append(all, im.place("osm:r", r.id, r.subject, inside(biggest(area)), 0))
		}
	}
	var buf []orb.Point
	for i := range im.ways {
		w := &im.ways[i]
		if w.subject < 0 || im.subjects[w.subject].kind == kindStreet {
			continue
		}
		if s := &im.subjects[w.subject]; s.kind == "" && s.tags == nil || s.admin {
			continue
		}
		if buf = im.points(w, buf); len(buf) > 0 {
			all = append(all, im.place("osm:w", w.id, w.subject, middle(buf), 1))
		}
	}
	for _, s := range im.spots {
		if s := &im.subjects[s.subject]; s.kind == "" && s.tags == nil {
			continue
		}
		all = append(all, im.place("osm:n", s.id, s.subject, s.point, 2))
	}
	slices.SortStableFunc(all, func(a, b foundPlace) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	childcare := im.childcare(all)
	im.found = append(mergeNear(all), im.streetPlaces()...)
	slices.SortFunc(im.found, func(a, b foundPlace) int { return cmp.Compare(a.ID, b.ID) })
	im.stats.PlacesBy = map[string]int{}
	for i := range im.found {
		im.stats.PlacesBy[im.found[i].Kind]++
	}
	return childcare
}

func (im *importer) place(prefix string, id int64, subject int32, at orb.Point, rank uint8) foundPlace {
	s := &im.subjects[subject]
	p := Place{ID: prefix + strconv.FormatInt(id, 10), Name: s.name, AltNames: s.alts, Kind: s.kind, Point: at}
	return foundPlace{Place: p, zoom: s.zoom, rank: rank, tags: s.tags}
}

// middle is the point that stands for a way: inside it when it is closed, else its middle node.
func middle(points []orb.Point) orb.Point {
	if n := len(points); n >= 4 && points[0] == points[n-1] {
		return inside(orb.Polygon{orb.Ring(points)})
	}
	return points[len(points)/2]
}

// childcare picks the kindergartens and nurseries.
func (im *importer) childcare(all []foundPlace) []Childcare {
	var list []Childcare
	near := newNearby(sameChildcareMetres)
	for i := range all {
		f := &all[i]
		if f.tags == nil || f.Name != "" && near.find("", f.Name, f.Point) >= 0 {
			continue
		}
		near.add("", f.Name, f.Point, len(list))
		list = append(list, Childcare{ID: f.ID, Name: f.Name, Point: f.Point, Tags: f.tags})
	}
	slices.SortFunc(list, func(a, b Childcare) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// mergeNear keeps one of several places of the same kind and name that are near each other, with the other names of all.
func mergeNear(all []foundPlace) []foundPlace {
	var kept []foundPlace
	stations, others := newNearby(sameStationMetres), newNearby(samePlaceMetres)
	for i := range all {
		f := &all[i]
		if f.Kind == "" || f.Name == "" {
			continue
		}
		near := others
		if f.Kind == kindStation {
			near = stations
		}
		if at := near.find(f.Kind, f.Name, f.Point); at >= 0 {
			kept[at].AltNames = addNames(kept[at].AltNames, f.AltNames, f.Name)
			kept[at].zoom = min(kept[at].zoom, f.zoom)
			continue
		}
		near.add(f.Kind, f.Name, f.Point, len(kept))
		kept = append(kept, *f)
	}
	return kept
}

// addNames adds what is new, leaving the given slices as they are.
func addNames(names, more []string, name string) []string {
	for _, n := range more {
		if n != name && !slices.Contains(names, n) && len(names) < maxAltNames {
			names = append(slices.Clip(names), n)
		}
	}
	return names
}

// nearby finds things of the same kind and name within a distance, by a grid of cells of at least that size.
type nearby struct {
	metres float64
	cells  map[nearKey][]nearItem
}

type nearKey struct {
	kind, name string
	x, y       int32
}

type nearItem struct {
	at    orb.Point
	index int
}

func newNearby(metres float64) *nearby {
	return &nearby{metres: metres, cells: map[nearKey][]nearItem{}}
}

func (n *nearby) key(kind, name string, p orb.Point) nearKey {
	size := n.metres / 111_000
	wide := size / math.Max(0.05, math.Cos(math.Round(p[1])*math.Pi/180)-0.02)
	return nearKey{kind, name, int32(math.Floor(p[0] / wide)), int32(math.Floor(p[1] / size))}
}

// find returns the index of the first that is near, -1 without one.
func (n *nearby) find(kind, name string, p orb.Point) int {
	k := n.key(kind, name, p)
	for dx := int32(-1); dx <= 1; dx++ {
		for dy := int32(-1); dy <= 1; dy++ {
			for _, it := range n.cells[nearKey{kind, name, k.x + dx, k.y + dy}] {
				if geo.Haversine(it.at, p) <= n.metres {
					return it.index
				}
			}
		}
	}
	return -1
}

func (n *nearby) add(kind, name string, p orb.Point, index int) {
	k := n.key(kind, name, p)
	n.cells[k] = append(n.cells[k], nearItem{p, index})
}
