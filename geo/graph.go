package geo

import (
	"github.com/paulmach/orb"
)

// Profile says who walks.
type Profile uint8

const (
	// Walk is a person on foot.
	Walk Profile = iota
	// Stroller is a person who pushes one: as Walk, but no steps.
	Stroller
)

// EdgeFlags says what is special about a piece of street.
type EdgeFlags uint8

const (
	// FlagSteps marks stairs, which a stroller cannot use.
	FlagSteps EdgeFlags = 1 << iota
	// FlagOneWay marks a street that may be walked only in the order in which its
	// ends were given.
	FlagOneWay
	// FlagPassage marks a bridge or a tunnel: it is walked through, but nothing lies at it
	// and Snap passes it over, since what is near on the map is above or below.
	FlagPassage
)

const (
	// MaxMetres is the longest walk that is ever searched: an hour at 1.6 m/s, and some.
	MaxMetres = 6000.0
	// MaxEdgeMetres is the longest single edge that Build accepts.
	MaxEdgeMetres = 100_000.0
	// MaxLatitude is how far north or south a node may lie, in degrees.
	MaxLatitude = 85.0

	maxLimit = uint32(MaxMetres * 10) // decimetres
	infinite = ^uint32(0)             // the label of what was not reached
)

// arc is one direction of looking at an edge, kept with the node it leaves: the other
// end in the upper 32 bits, the length in decimetres in 24, the arc flags in the lowest 8.
type arc uint64

// arcFlags are the lowest 8 bits of an arc.
type arcFlags uint8

const (
	arcSteps      arcFlags = 1 << iota // stairs
	arcNoForward                       // may not be walked from the owner to the other end
	arcNoBackward                      // may not be walked from the other end to the owner
	arcMinor                           // belongs to a small component, see Graph.InMain
	arcPassage                         // not in the snap index

	arcKnown = arcSteps | arcNoForward | arcNoBackward | arcMinor | arcPassage

	maxWeight = 1<<24 - 1
)

func newArc(to, weight uint32, f arcFlags) arc {
	return arc(to)<<32 | arc(weight)<<8 | arc(f)
}

func (a arc) to() uint32      { return uint32(a >> 32) }
func (a arc) weight() uint32  { return uint32(a) >> 8 }
func (a arc) flags() arcFlags { return arcFlags(a) }

// turned are the same permissions seen from the other end.
func (f arcFlags) turned() arcFlags {
	t := f &^ (arcNoForward | arcNoBackward)
	if f&arcNoForward != 0 {
		t |= arcNoBackward
	}
	if f&arcNoBackward != 0 {
		t |= arcNoForward
	}
	return t
}

// banned are the arc flags that stop a search that goes away from its start
// (forward) or towards its end (backward).
func banned(forward bool, pr Profile) arcFlags {
	ban := arcNoBackward
	if forward {
		ban = arcNoForward
	}
	if pr == Stroller {
		ban |= arcSteps
	}
	return ban
}

// unit is a coordinate in ten-millionths of a degree, as OpenStreetMap counts (1.1 cm).
type unit = int32

const unitsPerDegree = 1e7

// coord is where a node lies.
type coord struct{ x, y unit } // longitude, latitude

func (c coord) point() orb.Point {
	return orb.Point{float64(c.x) / unitsPerDegree, float64(c.y) / unitsPerDegree}
}

// Graph is a street network: nodes in the order of a Hilbert curve, so that
// neighbours on the ground are neighbours in memory, and for every node its arcs. It never
// changes and may be used by many goroutines at once.
type Graph struct {
	first  []uint32 // arcs of node v are arcs[first[v]:first[v+1]]
	arcs   []arc
	coords []coord
	bound  orb.Bound
	snap   snapIndex
}

// NumNodes is the number of nodes. Nodes are numbered from 0.
func (g *Graph) NumNodes() int { return len(g.coords) }

// NumArcs is the number of arcs: two for every edge, one at each end.
func (g *Graph) NumArcs() int { return len(g.arcs) }

// Point is where a node lies, to a ten-millionth of a degree. It panics when there is no such node.
func (g *Graph) Point(node uint32) orb.Point { return g.coords[node].point() }

// Bound is the smallest box around all nodes; the zero box when there are none.
func (g *Graph) Bound() orb.Bound { return g.bound }

// Bytes is the memory that nodes, arcs and coordinates take. The snap index is extra:
// see SnapBytes.
func (g *Graph) Bytes() int {
	return 4*len(g.first) + 8*len(g.arcs) + 8*len(g.coords)
}

// SnapBytes is the memory that the index for Snap takes.
func (g *Graph) SnapBytes() int { return g.snap.bytes() }

// InMain tells whether a node belongs to a main component: the one with the greatest
// street length, or any with at least 10 km of streets (another town in the same extract,
// an island). Everything else is a fragment, as badly drawn footpaths often are, and Snap
// avoids it when it can.
func (g *Graph) InMain(node uint32) bool {
	arcs := g.arcsOf(node)
	return len(arcs) > 0 && arcs[0].flags()&arcMinor == 0
}

// EachEdge calls f once for every edge until f returns false. The edge of a one-way
// street is given in its walking direction.
func (g *Graph) EachEdge(f func(from, to uint32, metres float64, flags EdgeFlags) bool) {
	for v := range g.coords {
		for _, a := range g.arcsOf(uint32(v)) {
			if !a.canonical(uint32(v)) {
				continue
			}
			if !f(uint32(v), a.to(), float64(a.weight())/10, a.edgeFlags()) {
				return
			}
		}
	}
}

func (g *Graph) arcsOf(v uint32) []arc { return g.arcs[g.first[v]:g.first[v+1]] }

func (g *Graph) has(node uint32) bool { return uint64(node) < uint64(len(g.coords)) }

// canonical tells whether this is the one of an edge's two arcs that names it: the one
// that leaves the first end of a one-way street, or else the lower-numbered end.
func (a arc) canonical(owner uint32) bool {
	switch f := a.flags(); {
	case f&arcNoForward != 0:
		return false
	case f&arcNoBackward != 0:
		return true
	default:
		return owner < a.to()
	}
}

func (a arc) edgeFlags() EdgeFlags {
	var f EdgeFlags
	if a.flags()&arcSteps != 0 {
		f |= FlagSteps
	}
	if a.flags()&(arcNoForward|arcNoBackward) != 0 {
		f |= FlagOneWay
	}
	if a.flags()&arcPassage != 0 {
		f |= FlagPassage
	}
	return f
}

// measure finds the box around all nodes.
func (g *Graph) measure() {
	if len(g.coords) == 0 {
		g.bound = orb.Bound{}
		return
	}
	lo, hi := g.coords[0], g.coords[0]
	for _, c := range g.coords {
		lo.x, lo.y = min(lo.x, c.x), min(lo.y, c.y)
		hi.x, hi.y = max(hi.x, c.x), max(hi.y, c.y)
	}
	g.bound = orb.Bound{Min: lo.point(), Max: hi.point()}
}
