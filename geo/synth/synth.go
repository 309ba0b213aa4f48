// Package synth makes a town that does not exist: streets, a river with few bridges, a railway with few crossings,
// gated estates, parks, stations, street-level districts and the people who live there, all from one number. The same
// seed gives the same town, object for object. It knows towns: how streets, walls, gates and water lie, and where
// people live. It must not know what the town is used for: nothing about childcare, facilities or databases.
package synth

import (
	"math/rand/v2"

	"github.com/paulmach/orb"
	osmdata "github.com/paulmach/osm"
)

// Label is the mark that everything made from a City carries wherever people see it.
const Label = "示范数据"

// Name is the name of the town.
const Name = "示范市"

// City is a made-up town. It is immutable and an osm.Source: importing it gives the streets, the basemap and the places.
type City struct {
	Seed  uint64
	Name  string // 示范市
	Label string // 示范数据
	Code  string // 6 digits, not in GB/T 2260
	Bound orb.Bound

	Border    orb.MultiPolygon // of the whole town
	Counties  []District       // 区, 6-digit codes; they tile the town
	Districts []District       // 街道 and 镇, 9-digit codes; they tile the town
	Grid      []Cell           // people, on a 150 m grid; cells nobody lives in are left out
	Estates   []Estate         // 小区
	Sites     []Site           // named places of other kinds: schools, hospitals, offices ...
	Addresses []Address        // house numbers along the named streets

	nodes     []*osmdata.Node
	ways      []*osmdata.Way
	relations []*osmdata.Relation
}

// District is an administrative area of the town. Borders of one level share their vertices exactly: every point of the
// town lies in one of them (see City.DistrictAt for points on a border).
type District struct {
	Code       string
	Name       string
	Parent     string    // code of the area above
	Center     orb.Point // a point inside, for the label
	Border     orb.MultiPolygon
	Population int // residents, the sum over Grid
	Under3     int // of these, children under three
	County     int // index into Counties; of a county, its own
}

// Cell is one square of the population grid.
type Cell struct {
	Point      orb.Point // the centre, or where the homes are if the centre lies outside the town
	Population int
	Under3     int
	District   int // index into Districts
}

// Estate is a housing estate (小区), walled and gated or open.
type Estate struct {
	Name       string
	Point      orb.Point // inside
	Gate       orb.Point // the main gate, never locked; of an open estate, an entrance
	Inside     []orb.Point
	Households int
	Walled     bool
	New        bool   // of the new town
	Street     string // name of the street the main gate stands on
	Number     int    // house number there
	District   int    // index into Districts
}

// Site is a named place that is not an estate.
type Site struct {
	Kind     SiteKind
	Name     string
	Point    orb.Point
	Street   string // name of the nearest named street
	Number   int    // house number there
	District int    // index into Districts
}

// SiteKind is what a site is.
type SiteKind string

// The kinds of site.
const (
	SiteKindergarten SiteKind = "kindergarten"
	SiteSchool       SiteKind = "school"
	SiteHospital     SiteKind = "hospital"
	SiteCommunity    SiteKind = "community" // 社区服务中心
	SiteOffice       SiteKind = "office"    // 写字楼, 创业园
	SiteFactory      SiteKind = "factory"
	SiteUniversity   SiteKind = "university"
	SiteMall         SiteKind = "mall"
	SiteMarket       SiteKind = "market"
	SitePark         SiteKind = "park"
	SiteStation      SiteKind = "station"
	SiteCivic        SiteKind = "civic" // town hall, library, museum
	SiteVillage      SiteKind = "village"
)

// Address is a house number on a named street; Point lies beside the street, not on it.
type Address struct {
	Street   string
	Number   int
	Point    orb.Point
	District int // index into Districts
}

// New makes the town of a seed. It takes some hundred milliseconds and cannot fail.
func New(seed uint64) *City {
	b := newBuilder(seed)
	b.layStreets()
	b.fillBlocks()
	b.layDetails()
	b.divide()
	return b.finish()
}

// random returns a stream of its own for one stage, so that a change in one stage leaves the others as they were.
func random(seed uint64, stage string) *rand.Rand {
	h := uint64(14695981039346656037)
	for _, c := range []byte(stage) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, h))
}
