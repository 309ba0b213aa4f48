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
	PlaceEstate   PlaceKind = "estate" // 小区
	PlaceStation  PlaceKind = "station"
	PlaceSchool   PlaceKind = "school"
	PlaceHospital PlaceKind = "hospital"
	PlacePark     PlaceKind = "park"
	PlacePOI      PlaceKind = "poi"
	PlaceArea     PlaceKind = "area" // neighbourhood, village, district
)
