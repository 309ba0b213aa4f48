package finder

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
	"tuoyuquan/geo/coord"
)

// MaxVertices bounds what a caller can ask of an outline.
const MaxVertices = 20_000

// Circle is the ground that a walk covers, for the eye. Who is in reach is decided by the list, on the network.
type Circle struct {
	Estimate  bool    // no street nearby: a round circle of the straight-line estimate
	OffStreet float64 // metres from the origin to the street
	Isolated  bool    // the street is a fragment that the map ties to no other
	Minutes   float64
	Speed     float64
	Metres    float64
	Profile   geo.Profile
	AsOf      care.Instant
	Outline   orb.MultiPolygon // in the caller's system
}

// Circle draws the outline of a walk from q.Anchors[0]. maxVertices 0 gives the unsimplified outline.
func (f *Finder) Circle(ctx context.Context, q Query, maxVertices int) (*Circle, error) {
	s, err := f.ready()
	if err != nil {
		return nil, err
	}
	if len(q.Anchors) != 1 {
		return nil, invalid(care.CodeInvalid, "near", "a circle has one centre: near=longitude,latitude")
	}
	if maxVertices < 0 || maxVertices > MaxVertices {
		return nil, invalid(care.CodeOutOfRange, "max_vertices", "max_vertices must be 0 to %d", MaxVertices)
	}
	if err := q.Validate(care.Today(f.now())); err != nil {
		return nil, err
	}
	if q.Speed == 0 {
		q.Speed = s.terms.speed(q.Profile)
	}
	c := &Circle{Minutes: q.Minutes, Speed: q.Speed, Metres: q.Minutes * 60 * q.Speed, Profile: q.Profile, AsOf: f.AsOf()}
	a := s.start(q.Anchors[0], q.Profile)
	if !a.ok {
		c.Estimate = true
		c.Outline = roundCircle(a.at, c.Metres/s.terms.circle.DetourFactor, maxVertices)
	} else if err := f.outline(ctx, s, &a, c, maxVertices); err != nil {
		return nil, err
	}
	toSystem(c.Outline, q.Coords)
	return c, nil
}

func (f *Finder) outline(ctx context.Context, s *Snapshot, a *start, c *Circle, maxVertices int) error {
	c.OffStreet, c.Isolated = a.snap.OffStreet, !a.snap.Main
	r, err := f.borrow(ctx, s)
	if err != nil {
		return err
	}
	defer f.giveBack(s, r)
	if err := r.From(ctx, a.snap, min(c.Metres, geo.MaxMetres), c.Profile); err != nil {
		return away(err)
	}
	sc, _ := f.scratch.Get().(*scratch)
	defer f.scratch.Put(sc)
	sc.stretches = r.Stretches(sc.stretches[:0])
	if len(sc.stretches) > 0 { // the way to the street belongs to the walk
		sc.stretches = append(sc.stretches, geo.Stretch{A: a.at, B: a.snap.Point})
	}
	c.Outline = geo.Outline(sc.stretches, a.at, geo.OutlineOptions{MaxVertices: maxVertices})
	return nil
}

// roundCircle is the circle of the straight-line estimate.
func roundCircle(at orb.Point, metres float64, maxVertices int) orb.MultiPolygon {
	n := 64
	if maxVertices > 0 {
		n = max(4, min(n, maxVertices-1))
	}
	ring := make(orb.Ring, 0, n+1)
	dy := metres / 111_195
	dx := dy / max(0.05, math.Cos(at[1]*math.Pi/180))
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		ring = append(ring, orb.Point{at[0] + dx*cos, at[1] + dy*sin})
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

// toSystem converts in place.
func toSystem(mp orb.MultiPolygon, s care.CoordSystem) {
	if s == care.WGS84 || s == "" {
		return
	}
	to := systems[systemIndex(s)]
	for _, poly := range mp {
		for _, ring := range poly {
			for i := range ring {
				ring[i] = coord.Convert(ring[i], coord.WGS84, to)
			}
		}
	}
}

// WalkRoute is the walk from a starting place to a facility.
type WalkRoute struct {
	Walk
	ID     care.FacilityID
	Name   string
	Speed  float64
	Line   orb.LineString // in the caller's system, from the starting place to the facility
	AsOf   care.Instant
	Origin orb.Point
	Start  AnchorInfo // how the starting place was tied to the streets
}

// Route finds the way from q.Anchors[0] to a facility. Without a street at one end it gives the straight line, labelled as
// an estimate; a facility that cannot be reached within an hour is a care.Error with code no_route.
func (f *Finder) Route(ctx context.Context, q Query, id care.FacilityID) (*WalkRoute, error) {
	s, err := f.ready()
	if err != nil {
		return nil, err
	}
	if len(q.Anchors) != 1 {
		return nil, invalid(care.CodeInvalid, "near", "a route has one start: near=longitude,latitude")
	}
	if err := q.Validate(care.Today(f.now())); err != nil {
		return nil, err
	}
	if q.Speed == 0 {
		q.Speed = s.terms.speed(q.Profile)
	}
	r := s.row(id)
	if r == nil {
		return nil, notFound(id)
	}
	if !r.located {
		return nil, care.Errorf(care.Conflict, care.CodeNoCoordinates, "facility", "the facility is not on the map yet; ask it for directions")
	}
	out := &WalkRoute{ID: id, Name: r.facility.Name, Speed: q.Speed, AsOf: f.AsOf(), Origin: q.Anchors[0]}
	if err := f.route(ctx, s, &q, r, out); err != nil {
		return nil, err
	}
	if q.Coords != care.WGS84 {
		to := systems[systemIndex(q.Coords)]
		for i := range out.Line {
			out.Line[i] = coord.Convert(out.Line[i], coord.WGS84, to)
		}
	}
	return out, nil
}

func (f *Finder) route(ctx context.Context, s *Snapshot, q *Query, r *row, out *WalkRoute) error {
	from, to := s.start(q.Anchors[0], q.Profile), s.start(r.point, q.Profile)
	out.Start = from.info()
	straight := geo.Haversine(from.at, r.point)
	if !from.ok || !to.ok {
		if straight*s.terms.circle.DetourFactor > geo.MaxMetres {
			return noRoute()
		}
		out.Line = orb.LineString{from.at, r.point}
		out.Walk = newWalk(straight*s.terms.circle.DetourFactor, q.Speed, true)
		return nil
	}
	if straight > geo.MaxMetres {
		return noRoute()
	}
	w, err := f.borrow(ctx, s)
	if err != nil {
		return err
	}
	defer f.giveBack(s, w)
	if err := w.From(ctx, from.snap, geo.MaxMetres, q.Profile); err != nil {
		return away(err)
	}
	line, metres, ok := w.Route(to.snap)
	if !ok {
		return noRoute()
	}
	out.Line = joinLine(from.at, line, r.point)
	out.Walk = newWalk(metres, q.Speed, false)
	return nil
}

// joinLine adds the ways to and from the street, without repeating points less than half a metre apart.
func joinLine(from orb.Point, street orb.LineString, to orb.Point) orb.LineString {
	out := orb.LineString{from}
	for _, p := range append(street, to) {
		if geo.Haversine(out[len(out)-1], p) > 0.5 {
			out = append(out, p)
		}
	}
	if len(out) == 1 {
		out = append(out, to)
	}
	return out
}

func noRoute() error {
	return care.Errorf(care.NotFound, care.CodeNoRoute, "facility",
		"no way on foot within an hour is known from there; try walk instead of stroller, or a nearer start")
}
