// Package tile knows how to keep the drawable features of one place (streets, water, green, buildings, rail, borders and
// labels) in little memory and how to cut Mapbox Vector Tiles out of them. It must not know where the features came from,
// what a facility is, or how tiles travel to a browser.
package tile

import (
	"errors"

	"github.com/paulmach/orb"
)

// Attribution must be shown wherever tiles made from OpenStreetMap data are shown (ODbL 1.0, section 4.3).
const Attribution = "© OpenStreetMap contributors"

// The layers of a tile, in drawing order from the bottom up.
const (
	LayerGreen    = "green"
	LayerWater    = "water"
	LayerBuilding = "building"
	LayerRail     = "rail"
	LayerStreet   = "street"
	LayerBoundary = "boundary"
	LayerLabel    = "label"
)

// MaxZoom is the deepest zoom that is stored in full precision and answered; clients overzoom beyond it.
const MaxZoom = 16

// Errors of this package. ErrTile is returned for a z/x/y that names no tile; ErrDamaged for a basemap file that is cut,
// changed or not one at all; ErrVersion for a basemap file of another format version.
var (
	ErrTile    = errors.New("tile: no such tile")
	ErrDamaged = errors.New("tile: damaged basemap file")
	ErrVersion = errors.New("tile: basemap file of another version")
)

// Feature is one thing to draw. Geometry is in WGS-84 degrees, longitude first: Point, LineString, MultiLineString,
// Polygon or MultiPolygon; others are ignored. Features below MinZoom are left out; 0 means the default of its class.
type Feature struct {
	Layer    string
	Class    string
	Name     string
	Geometry orb.Geometry
	MinZoom  uint8
}
