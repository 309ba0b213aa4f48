package osm

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	posm "github.com/paulmach/osm"
)

// The kinds of place, in the words of care.PlaceKind.
const (
	kindStreet   = "street"
	kindEstate   = "estate"
	kindStation  = "station"
	kindSchool   = "school"
	kindHospital = "hospital"
	kindPark     = "park"
	kindPOI      = "poi"
	kindArea     = "area"
)

// subject is what a kept object is called and whether it is a place or a childcare facility.
type subject struct {
	kind  string // "" when it is only drawn
	name  string
	alts  []string
	zoom  uint8             // from which its label is shown
	tags  map[string]string // of a childcare facility, nil for anything else
	admin bool              // an administrative area: a place only if its border is whole
}

// placeKind is one row of placeKinds.
type placeKind struct {
	key, value, kind string
	zoom             uint8
}

// placeKinds is the table of named objects that a walk can start from. The first row that fits wins.
var placeKinds = [...]placeKind{
	{"railway", "station", kindStation, 12},
	{"railway", "halt", kindStation, 13},
	{"public_transport", "station", kindStation, 13},
	{"amenity", "bus_station", kindStation, 14},
	{"amenity", "ferry_terminal", kindStation, 14},
	{"railway", "tram_stop", kindStation, 15},
	{"railway", "subway_entrance", kindStation, 16},
	{"amenity", "hospital", kindHospital, 14},
	{"healthcare", "hospital", kindHospital, 14},
	{"amenity", "clinic", kindHospital, 15},
	{"amenity", "university", kindSchool, 13},
	{"amenity", "college", kindSchool, 14},
	{"amenity", "school", kindSchool, 15},
	{"amenity", "kindergarten", kindSchool, 15},
	{"amenity", "childcare", kindSchool, 15},
	{"leisure", "park", kindPark, 13},
	{"leisure", "nature_reserve", kindPark, 13},
	{"leisure", "garden", kindPark, 15},
	{"tourism", "zoo", kindPark, 13},
	{"tourism", "theme_park", kindPark, 13},
	{"shop", "mall", kindPOI, 14},
	{"amenity", "townhall", kindPOI, 15},
	{"amenity", "community_centre", kindPOI, 15},
	{"amenity", "library", kindPOI, 15},
	{"shop", "supermarket", kindPOI, 15},
	{"shop", "department_store", kindPOI, 15},
	{"landuse", "residential", kindEstate, 14},
	{"place", "neighbourhood", kindEstate, 14},
	{"place", "city_block", kindEstate, 15},
	{"place", "plot", kindEstate, 16},
	{"building", "apartments", kindEstate, 16},
	{"building", "residential", kindEstate, 16},
	{"building", "dormitory", kindEstate, 16},
	{"place", "city", kindArea, 4},
	{"place", "town", kindArea, 8},
	{"place", "borough", kindArea, 9},
	{"place", "district", kindArea, 9},
	{"place", "suburb", kindArea, 11},
	{"place", "quarter", kindArea, 13},
	{"place", "village", kindArea, 12},
	{"place", "hamlet", kindArea, 13},
	{"place", "island", kindArea, 13},
	{"place", "square", kindPOI, 15},
}

var placeByTag = func() map[posm.Tag]int {
	m := map[posm.Tag]int{}
	for i, p := range placeKinds {
		m[posm.Tag{Key: p.key, Value: p.value}] = i
	}
	return m
}()

// poiKeys make anything else with a name a place, unless its value is among dullValues.
var poiKeys = map[string]bool{
	"amenity": true, "shop": true, "tourism": true, "leisure": true, "office": true, "historic": true, "healthcare": true,
	"building": true, "craft": true, "club": true, "social_facility": true,
}

var dullValues = map[string]bool{
	"no": true, "parking": true, "parking_entrance": true, "parking_space": true, "bicycle_parking": true, "bench": true,
	"waste_basket": true, "waste_disposal": true, "recycling": true, "vending_machine": true, "atm": true, "toilets": true,
	"post_box": true, "telephone": true, "drinking_water": true, "charging_station": true, "bicycle_rental": true,
	"information": true, "pitch": true, "swimming_pool": true, "fuel": true, "hunting_stand": true, "shelter": true,
	"boundary_stone": true, "memorial": true, "grave": true, "vacant": true,
}

// houseNumber matches names that only number the buildings of an estate: 3号楼, A座, Building 12.
var houseNumber = regexp.MustCompile(`^(?i:building|block|tower|bldg|house|haus|torre|bloco|no\.?|第)?\s*[东西南北甲乙丙丁A-Za-z]{0,2}-?[0-9一二三四五六七八九十]*\s*[A-Za-z]?(号楼|號樓|号|栋|幢|座|单元|公寓楼|楼|#|号宿舍楼|#楼|号?公寓)?$`)

// placeOf finds the kind of a named object, nil for none.
func placeOf(tags posm.Tags, name string) *placeKind {
	best, poi, number := len(placeKinds), false, false
	for _, t := range tags {
		if i, ok := placeByTag[t]; ok {
			best = min(best, i)
		}
		if poiKeys[t.Key] && !dullValues[t.Value] {
			poi = true
			number = number || t.Key == "building"
		}
	}
	if best < len(placeKinds) {
		p := &placeKinds[best]
		if p.key == "building" && houseNumber.MatchString(name) {
			return nil
		}
		return p
	}
	if !poi || number && houseNumber.MatchString(name) {
		return nil
	}
	return &placeKind{kind: kindPOI, zoom: 16}
}

func isChildcare(tags posm.Tags) bool {
	v := tags.Find("amenity")
	return v == "kindergarten" || v == "childcare"
}

// subject keeps the names and the kind of an object and returns its place in im.subjects, -1 for none. Objects that are
// drawn keep their name even when they are no place.
func (im *importer) subject(tags posm.Tags, drawn, street bool) int32 {
	if im.o.SkipPlaces && im.o.SkipBasemap || len(tags) == 0 {
		return -1
	}
	s := subject{}
	s.name, s.alts = im.names(tags)
	if isChildcare(tags) {
		s.tags = cleanTags(tags)
	}
	if s.name != "" {
		if level := adminLevel(tags); level >= 6 {
			s.kind, s.zoom, s.admin = kindArea, borderZooms[level], true
		}
		if p := placeOf(tags, s.name); p != nil && !street {
			s.kind, s.zoom = p.kind, p.zoom
		}
		if street {
			s.kind = kindStreet
		}
	}
	if s.kind == "" && s.tags == nil && (s.name == "" || !drawn) {
		return -1
	}
	im.subjects = append(im.subjects, s)
	return int32(len(im.subjects) - 1)
}

// names is names() with each text kept once: thousands of ways share few names.
func (im *importer) names(tags posm.Tags) (string, []string) {
	if !slices.ContainsFunc(tags, func(t posm.Tag) bool { return strings.Contains(t.Key, "name") }) {
		return "", nil
	}
	name, alts := names(tags)
	if im.texts == nil {
		im.texts = map[string]string{}
	}
	intern := func(s string) string {
		if kept, ok := im.texts[s]; ok {
			return kept
		}
		im.texts[s] = s
		return s
	}
	for i := range alts {
		alts[i] = intern(alts[i])
	}
	return intern(name), alts
}

// maxTags bounds what a childcare facility may carry.
const maxTags = 128

func cleanTags(tags posm.Tags) map[string]string {
	m := make(map[string]string, len(tags))
	for _, t := range tags {
		if len(m) < maxTags {
			m[cleanName(t.Key)] = cleanName(t.Value)
		}
	}
	return maps.Clone(m)
}
