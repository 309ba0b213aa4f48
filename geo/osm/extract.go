package osm

import (
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
	"tuoyuquan/geo/tile"
)

// Extract is what Import makes of one OpenStreetMap extract.
type Extract struct {
	Graph     *geo.Graph
	Basemap   *tile.Basemap // nil with Options.SkipBasemap
	Places    []Place       // ascending by ID; nil with Options.SkipPlaces
	Childcare []Childcare   // ascending by ID; nil with Options.SkipPlaces
	Stats     Stats
}

// Place is somewhere a walk can start from: a street, an estate, a station, a well-known spot.
type Place struct {
	ID       string   // "osm:n1", "osm:w1", "osm:r1"; for a street the lowest way id of its stretch
	Name     string   // the name tag; name:zh or name:en where there is none
	AltNames []string // other names (name:zh, name:en, alt_name, old_name, short_name …), each once, in a fixed order
	Kind     string   // the words of care.PlaceKind: street, estate, station, school, hospital, park, poi, area
	Point    orb.Point
}

// Childcare is an amenity=kindergarten or amenity=childcare of OpenStreetMap: unverified, for trials on a real place.
type Childcare struct {
	ID    string // as Place.ID
	Name  string // may be empty
	Point orb.Point
	Tags  map[string]string
}

// Stats counts what an import saw, kept and dropped.
type Stats struct {
	Nodes, Ways, Relations int64     // objects looked at; sources leave out nodes that are of no use
	Timestamp              time.Time // age of the data as its file states it; zero when it does not
	Bound                  orb.Bound // of the street graph

	FootWays       int                // ways that became street
	GraphNodes     int                // street nodes
	GraphEdges     int                // street edges, each counted once
	LinkedEnds     int                // dead ends of footbridges that were joined to a street
	KilometresBy   map[string]float64 // street length by highway value (route=…, public_transport=… for the rest)
	Kilometres     float64            // all of it
	FootKilometres float64            // of it made for walking only: footway, path, steps, pedestrian, corridor
	// Confidence is kilometres of ways made for walking per km² of land that has streets (cells of 0.01°): the "network
	// confidence" that belongs beside every coverage figure. Under 1 the extract hardly maps footways.
	Confidence float64
	AreaKM2    float64 // the km² of Confidence

	MainNodes       int // nodes of the largest component
	SmallComponents int // the others: kept in the graph, but marked
	SmallNodes      int // their nodes

	BlockedNodes   int // barriers that cut the graph
	StrollerNodes  int // barriers that stop a stroller only
	DuplicateWays  int // ways given more than once (the newest version counts)
	DuplicateNodes int // nodes given more than once (the newest version counts)
	MissingNodes   int // node references without a node in the extract
	ShortWays      int // walkable ways with fewer than two usable nodes
	ZeroLengths    int // pairs of neighbouring way nodes that are one node (dropped) or at one place (kept, 1 dm long)
	LongPieces     int // straight pieces of street of more than 20 km, dropped as broken
	OpenRings      int // multipolygon relations with rings that do not close (members outside the extract)

	BasemapFeatures map[string]int // by layer
	PlacesBy        map[string]int // by kind
}
