// Package area knows which district holds a point: borders with holes and several parts, points on shared borders included.
//
// It must not know streets, people, HTTP or where a file came from.
package area

import (
	"errors"
	"io"

	"github.com/paulmach/orb"
)

// Area is a named piece of ground.
type Area struct {
	Code   string           // adcode or any other code that is unique in its set
	Name   string           //
	Level  string           // "province", "city", "district", "street" ...; "" when the source does not say
	Parent string           // Code of the area above; "" when the source does not say
	Center orb.Point        // a representative point given by the source; zero when it gives none
	Border orb.MultiPolygon // lon first, in the coordinate system of the source
}

// Index finds the area of a point. It is immutable and safe for concurrent use.
type Index struct{ areas []Area }

// New returns an index over areas.
func New(areas []Area) *Index { return &Index{areas: areas} }

// Areas returns the indexed areas in their order. The slice must not be changed.
func (x *Index) Areas() []Area { return x.areas }

// Find returns the position, in the slice given to New, of the area that holds p.
func (x *Index) Find(p orb.Point) (i int, ok bool) { return 0, false }

// ReadGeoJSON reads a FeatureCollection of Polygons and MultiPolygons.
func ReadGeoJSON(r io.Reader) ([]Area, error) { return nil, errors.New("not yet") }
