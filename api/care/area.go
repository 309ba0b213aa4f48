package care

import "github.com/paulmach/orb"

// Area is an administrative area (district 区县, street or town 街道/乡镇) with its border.
type Area struct {
	Code       string           `json:"code"` // GB/T 2260, 6, 9 or 12 digits
	Name       string           `json:"name"`
	Level      AreaLevel        `json:"level"`
	ParentCode string           `json:"parent_code,omitempty"`
	Center     orb.Point        `json:"center"`           // WGS-84
	Border     orb.MultiPolygon `json:"border,omitempty"` // WGS-84; may be empty: name only
	Population int              `json:"population,omitempty"`
	UnderThree int              `json:"under_three,omitempty"` // of the population, children under three; 0: not known
	Demo       bool             `json:"demo,omitempty"`
}

// AreaLevel is the level of an area.
type AreaLevel string

// The levels.
const (
	LevelProvince AreaLevel = "province"
	LevelCity     AreaLevel = "city"
	LevelDistrict AreaLevel = "district" // 区县
	LevelStreet   AreaLevel = "street"   // 街道, 乡, 镇
)

// Place is somewhere a walk can start from or an address can point to: a street, an estate, a station, a well-known spot.
type Place struct {
	ID       string    `json:"id"` // stable over imports of the same source, e.g. "osm:w123"
	Name     string    `json:"name"`
	AltNames []string  `json:"alt_names,omitempty"`
	Kind     PlaceKind `json:"kind"`
	Point    orb.Point `json:"point"` // WGS-84
	AreaCode string    `json:"area_code,omitempty"`
	AreaName string    `json:"area_name,omitempty"`
	Demo     bool      `json:"demo,omitempty"`
}

// PlaceKind is the kind of a place.
type PlaceKind string

// The kinds of place.
const (
	PlaceStreet   PlaceKind = "street"
	PlaceEstate   PlaceKind = "estate" // 小区, a named neighbourhood
	PlaceStation  PlaceKind = "station"
	PlaceSchool   PlaceKind = "school"
	PlaceHospital PlaceKind = "hospital"
	PlacePark     PlaceKind = "park"
	PlacePOI      PlaceKind = "poi"
	PlaceArea     PlaceKind = "area" // village, town, district
)

// Validate says what is wrong with an area, as an Error naming the field.
func (a *Area) Validate() error {
	switch {
	case a.Code == "" || len(a.Code) > 20:
		return Errorf(Invalid, CodeInvalid, "code", "area %q needs a code of at most 20 characters", Clip(a.Name))
	case a.Name == "" || len(a.Name) > 200:
		return Errorf(Invalid, CodeInvalid, "name", "area %s needs a name of at most 200 bytes", a.Code)
	case a.ParentCode == a.Code:
		return Errorf(Invalid, CodeInvalid, "parent_code", "area %s is its own parent", a.Code)
	case !onEarth(a.Center):
		return Errorf(Invalid, CodeBadCoordinates, "center", "the middle of area %s is not a longitude and latitude", a.Code)
	case a.Population < 0:
		return Errorf(Invalid, CodeInvalid, "population", "area %s has a population below 0", a.Code)
	case a.UnderThree < 0 || (a.Population > 0 && a.UnderThree > a.Population):
		return Errorf(Invalid, CodeInvalid, "under_three", "area %s has more children than people", a.Code)
	}
	switch a.Level {
	case LevelProvince, LevelCity, LevelDistrict, LevelStreet:
		return nil
	default:
		return Errorf(Invalid, CodeInvalid, "level", "%q is not a level of areas", Clip(string(a.Level)))
	}
}

// Validate says what is wrong with a place, as an Error naming the field.
func (p *Place) Validate() error {
	switch {
	case p.ID == "" || len(p.ID) > 80:
		return Errorf(Invalid, CodeInvalid, "id", "place %q needs an id of at most 80 characters", Clip(p.Name))
	case p.Name == "" || len(p.Name) > 400:
		return Errorf(Invalid, CodeInvalid, "name", "place %s needs a name of at most 400 bytes", p.ID)
	case !onEarth(p.Point):
		return Errorf(Invalid, CodeBadCoordinates, "point", "place %s has no longitude and latitude", p.ID)
	}
	switch p.Kind {
	case PlaceStreet, PlaceEstate, PlaceStation, PlaceSchool, PlaceHospital, PlacePark, PlacePOI, PlaceArea:
		return nil
	default:
		return Errorf(Invalid, CodeInvalid, "kind", "%q is not a kind of place", Clip(string(p.Kind)))
	}
}

// onEarth reports whether a point is a longitude and latitude; it is false for NaN.
func onEarth(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}
