package server

import (
	"context"
	"strconv"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/geo"
)

const geoJSONType = "application/geo+json; charset=utf-8"

// Feature is a GeoJSON Feature, for the document; it is written by hand.
type Feature[P any] struct {
	Type       string   `json:"type" enum:"Feature"`
	Geometry   Geometry `json:"geometry"`
	Properties P        `json:"properties"`
}

// Geometry is a GeoJSON geometry.
type Geometry struct {
	Type        string `json:"type" enum:"Polygon,MultiPolygon,LineString"`
	Coordinates any    `json:"coordinates"`
}

// CircleProperties says what a circle shows.
type CircleProperties struct {
	AsOf      string           `json:"as_of" format:"date-time"`
	Coords    care.CoordSystem `json:"coords" enum:"wgs84,gcj02,bd09"`
	Minutes   float64          `json:"minutes"`
	Metres    float64          `json:"metres"`
	Speed     float64          `json:"speed" doc:"Metres a second"`
	Profile   string           `json:"profile" enum:"walk,stroller"`
	OffStreet float64          `json:"off_street_metres" doc:"From the origin to the nearest street"`
	Isolated  bool             `json:"isolated,omitempty" doc:"true: the nearest street is a fragment that the map ties to no other street, so the ground is likely larger"`
	Estimate  bool             `json:"estimate,omitempty" doc:"true: no street nearby, a round circle by the detour factor (直线估算)"`
}

// circleInput asks for the ground within a walk.
type circleInput struct {
	WalkParams
	MaxVertices int `query:"max_vertices" minimum:"0" maximum:"20000" default:"300" doc:"Simplify to at most so many vertices: 300 is about 7 KB for 15 minutes, 120 suits a phone, 0 gives the full outline"`
}

// drawCircle draws the ground within a walk.
func (s *Server) drawCircle(ctx context.Context, in *circleInput) (*raw, error) {
	q := finder.Query{AgeMonths: -1}
	if err := in.apply(&q); err != nil {
		return nil, err
	}
	c, err := s.Finder.Circle(ctx, q, in.MaxVertices)
	if err != nil {
		return nil, err
	}
	props := CircleProperties{
		AsOf: stamp(c.AsOf), Coords: q.Coords, Minutes: c.Minutes, Metres: c.Metres, Speed: c.Speed, Profile: in.Profile,
		OffStreet: round1(c.OffStreet), Isolated: c.Isolated, Estimate: c.Estimate,
	}
	return write(geoJSONType, "private, max-age=300", func(b []byte) []byte {
		b = append(b, `{"type":"Feature","properties":`...)
		b = append(b, encode(props)...)
		b = append(b, `,"geometry":`...)
		b = geo.AppendGeoJSON(b, c.Outline, 6)
		return append(b, '}')
	}), nil
}

// RouteProperties says how long a walk is.
type RouteProperties struct {
	AsOf      string           `json:"as_of" format:"date-time"`
	Coords    care.CoordSystem `json:"coords" enum:"wgs84,gcj02,bd09"`
	ID        care.FacilityID  `json:"facility_id"`
	Name      string           `json:"name"`
	Metres    float64          `json:"metres"`
	Seconds   float64          `json:"seconds"`
	Minutes   int              `json:"minutes" doc:"Seconds rounded up to whole minutes"`
	Speed     float64          `json:"speed" doc:"Metres a second"`
	Profile   string           `json:"profile" enum:"walk,stroller"`
	OffStreet float64          `json:"off_street_metres" doc:"From the starting place to the nearest street, walked straight; part of the line"`
	Isolated  bool             `json:"isolated,omitempty" doc:"true: the nearest street is a fragment that the map ties to no other street, so the way may be longer than it is"`
	Estimate  bool             `json:"estimate,omitempty" doc:"true: a straight line by the detour factor (直线估算)"`
}

// routeInput asks for the way to a facility.
type routeInput struct {
	WalkParams
	Facility string `query:"facility" required:"true" maxLength:"64" doc:"Id of the facility"`
}

// findRoute finds the way to a facility. The minutes of the request play no part: the way is found within an hour.
func (s *Server) findRoute(ctx context.Context, in *routeInput) (*raw, error) {
	q := finder.Query{AgeMonths: -1}
	if err := in.apply(&q); err != nil {
		return nil, err
	}
	r, err := s.Finder.Route(ctx, q, care.FacilityID(in.Facility))
	if err != nil {
		return nil, err
	}
	props := RouteProperties{
		AsOf: stamp(r.AsOf), Coords: q.Coords, ID: r.ID, Name: r.Name, Metres: r.Metres, Seconds: r.Seconds, Minutes: r.Minutes,
		Speed: r.Speed, Profile: in.Profile, OffStreet: r.Start.OffStreet, Isolated: r.Start.Isolated, Estimate: r.Estimate,
	}
	return write(geoJSONType, "private, max-age=300", func(b []byte) []byte {
		b = append(b, `{"type":"Feature","properties":`...)
		b = append(b, encode(props)...)
		b = append(b, `,"geometry":{"type":"LineString","coordinates":`...)
		b = appendLine(b, r.Line)
		return append(b, "}}"...)
	}), nil
}

func appendLine(b []byte, line orb.LineString) []byte {
	b = append(b, '[')
	for i, p := range line {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		b = strconv.AppendFloat(b, p[0], 'f', 6, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, p[1], 'f', 6, 64)
		b = append(b, ']')
	}
	return append(b, ']')
}
