package synth

import "math"

// class is what a street is; it decides tag, width and look.
type class uint8

const (
	primary class = iota
	secondary
	tertiary
	residential
	living
	pedestrian
	service
	footway
	path
	steps
	classes
)

var highway = [classes]string{"primary", "secondary", "tertiary", "residential", "living_street", "pedestrian", "service", "footway", "path", "steps"}

// halfWidth is from the middle of a street to the plots beside it, pavement included, in metres.
var halfWidth = [classes]float64{25, 19, 13, 9, 5.5, 7, 4, 3, 2, 3}

// street is a run of way nodes with one name and one set of tags.
type street struct {
	name  string
	class class
	tags  []string // further tags, key and value by turns
}

// noStreet marks an edge that only divides: a river bank, the edge of the railway, the border of the town.
const noStreet = int32(-1)

const (
	isBridge uint8 = 1 << iota
	isTunnel
)

type edge struct {
	street int32
	flags  uint8
}

type edgeKey [2]int32

func key(a, b int32) edgeKey {
	if a > b {
		a, b = b, a
	}
	return edgeKey{a, b}
}

// chain is a run of nodes of one street, in order. Later junctions on it stand in net.split.
type chain struct {
	street int32
	nodes  []int32
}

// net is the growing street network. Edges are only ever split, never moved, so that rings of nodes laid down earlier
// can be brought up to date with expand.
type net struct {
	at      []pt
	edges   map[edgeKey]edge
	split   map[edgeKey]int32
	chains  []chain
	streets []street
	plain   [classes]int32 // street without a name, by class, plus one
}

func newNet() *net {
	return &net{edges: make(map[edgeKey]edge, 1<<15), split: make(map[edgeKey]int32, 1<<13)}
}

func (n *net) node(p pt) int32 {
	n.at = append(n.at, p)
	return int32(len(n.at) - 1) //nolint:gosec // some ten thousand
}

func (n *net) street(s street) int32 {
	n.streets = append(n.streets, s)
	return int32(len(n.streets) - 1) //nolint:gosec // some thousand
}

// unnamed returns the street that stands for all ways of a class without a name.
func (n *net) unnamed(c class) int32 {
	if n.plain[c] == 0 {
		n.plain[c] = n.street(street{class: c}) + 1
	}
	return n.plain[c] - 1
}

// lay adds a chain of edges between existing nodes.
func (n *net) lay(st int32, nodes ...int32) {
	for i := 1; i < len(nodes); i++ {
		k := key(nodes[i-1], nodes[i])
		if old, ok := n.edges[k]; ok && old.street != noStreet {
			continue
		}
		n.edges[k] = edge{street: st}
	}
	if st != noStreet {
		n.chains = append(n.chains, chain{st, nodes})
	}
}

// layLine adds new nodes for pts and a chain over them, between the nodes from and to (either may be -1: none).
func (n *net) layLine(st, from int32, pts []pt, to int32) []int32 {
	nodes := make([]int32, 0, len(pts)+2)
	if from >= 0 {
		nodes = append(nodes, from)
	}
	for _, p := range pts {
		nodes = append(nodes, n.node(p))
	}
	if to >= 0 {
		nodes = append(nodes, to)
	}
	n.lay(st, nodes...)
	return nodes
}

// expand inserts the junctions made since into a run of nodes; closed says that the last node leads to the first.
func (n *net) expand(run []int32, closed bool) []int32 {
	out := make([]int32, 0, len(run)+8)
	last := len(run) - 1
	for i, a := range run {
		out = append(out, a)
		if i < last {
			out = n.between(out, a, run[i+1])
		} else if closed {
			out = n.between(out, a, run[0])
		}
	}
	return out
}

func (n *net) between(out []int32, a, b int32) []int32 {
	c, ok := n.split[key(a, b)]
	if !ok {
		return out
	}
	out = n.between(out, a, c)
	out = append(out, c)
	return n.between(out, c, b)
}

// junction returns a node at p on the edge a-b (not split so far): a or b if p is within snap of them, else a new one.
func (n *net) junction(a, b int32, p pt, snap float64) int32 {
	da, db := n.at[a].dist(p), n.at[b].dist(p)
	if math.Min(da, db) <= snap {
		if da <= db {
			return a
		}
		return b
	}
	c := n.node(p)
	e := n.edges[key(a, b)]
	n.split[key(a, b)] = c
	n.edges[key(a, c)], n.edges[key(c, b)] = e, e
	return c
}

// onStreet reports whether one can walk along the edge.
func (n *net) onStreet(a, b int32) bool {
	e, ok := n.edges[key(a, b)]
	return ok && e.street != noStreet && e.flags == 0
}

// noStreetWidth is how far plots stay away from water, railway and border.
const noStreetWidth = 5.0

// width returns how far plots stay away from the edge.
func (n *net) width(a, b int32) float64 {
	e, ok := n.edges[key(a, b)]
	if !ok || e.street == noStreet {
		return noStreetWidth
	}
	return halfWidth[n.streets[e.street].class]
}

func (n *net) polygon(ring []int32) polygon {
	p := make(polygon, len(ring))
	for i, id := range ring {
		p[i] = n.at[id]
	}
	return p
}

// corners returns the ring without the nodes that are no corners (junctions along a straight side), and for each side how
// far plots stay away from it. No node dropped lies more than 0.4 m off.
func (n *net) corners(ring []int32) (corners polygon, widths []float64) {
	p := n.polygon(ring)
	k := len(p)
	width := func(i int) float64 { return n.width(ring[i%k], ring[(i+1)%k]) }
	first := 0
	for first < k-1 && straight(p, first+k-1, first+k+1) && width(first+k-1) == width(first) {
		first++
	}
	for i := first; i < first+k; {
		corners, widths = append(corners, p[i%k]), append(widths, width(i))
		j := i + 1
		for j < first+k && width(j) == width(i) && straight(p, i, j+1) {
			j++
		}
		i = j
	}
	return corners, widths
}

// straight reports whether the ring runs straight from its i-th to its j-th point.
func straight(p polygon, i, j int) bool {
	k := len(p)
	for m := i + 1; m < j; m++ {
		if distToSegment(p[m%k], p[i%k], p[j%k]) > 0.4 {
			return false
		}
	}
	return true
}
