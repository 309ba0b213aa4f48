// Package tile knows how to keep the drawable features of one place (streets, water, green, buildings, rail, borders and
// labels) in little memory and how to cut Mapbox Vector Tiles (version 2.1) out of them. Encoding is its own, because
// orb/encoding/mvt wants a GeoJSON feature with a map of properties for everything it draws, while tiles are cut here from
// stored integers; the tests read every kind of tile back with that package. It must not know where the features came
// from, what a facility is, or how tiles travel to a browser.
package tile

import (
	"errors"

	"github.com/paulmach/orb"
)

// Attribution must be shown wherever tiles made from OpenStreetMap data are shown (ODbL 1.0, section 4.3).
const Attribution = "© OpenStreetMap contributors"

// The layers of a tile. Every feature has a "class"; those with a name have a "name".
const (
	LayerGreen    = "green"
	LayerWater    = "water"
	LayerBuilding = "building"
	LayerRail     = "rail"
	LayerStreet   = "street"
	LayerBoundary = "boundary"
	LayerLabel    = "label"
)

// layers are in drawing order, from the bottom up: the order in a tile.
var layers = [...]string{LayerGreen, LayerWater, LayerBuilding, LayerRail, LayerStreet, LayerBoundary, LayerLabel}

// MaxZoom is the deepest zoom that is answered; clients overzoom beyond it.
const MaxZoom = 16

// Extent is the number of units along the side of a tile, Buffer how many more are drawn on every side.
const (
	Extent = 4096
	Buffer = 64
)

// Errors of this package.
var (
	// ErrTile is returned for a z, x, y that names no tile, or one deeper than MaxZoom.
	ErrTile = errors.New("tile: no such tile")
	// ErrDamaged is returned for a basemap file that is cut, changed, or not one at all.
	ErrDamaged = errors.New("tile: damaged basemap file")
	// ErrVersion is returned for a basemap file of another format version.
	ErrVersion = errors.New("tile: basemap file of another version")
)

// Feature is one thing to draw. Geometry is in WGS-84 degrees, longitude first: Point, LineString, MultiLineString,
// Polygon or MultiPolygon; others are ignored. It is in tiles from MinZoom on.
type Feature struct {
	Layer    string
	Class    string
	Name     string
	Geometry orb.Geometry
	MinZoom  uint8
}
