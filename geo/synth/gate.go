package synth

import (
	"math"
	"math/rand/v2"
	"slices"
)

// gate is a way from a plot out to the street, through its wall if it has one.
type gate struct {
	node   int32 // in the wall; also the entrance of an open plot
	at     pt
	edge   int     // of the plot
	far    float64 // along that edge
	street int32
	locked bool
}

// opening is a possible gate: from a point inside straight out to a street.
type opening struct {
	from, through, to pt
	edge              int // of the plot
	inner             int // index of the inner ring's edge, or -1
	outer             int // index into the expanded ring of the block
	street            int32
	class             class
}

// openings looks for places to leave the plot from the edges of the inner ring, or from its middle if there is none:
// straight out if that leads to a street, else towards the middle of any street around.
func (b *builder) openings(r *rand.Rand, ring []int32, plot polygon, inner polygon) []opening {
	outer := b.net.polygon(ring)
	far := math.Max(150, 0.8*math.Sqrt(outer.area()))
	var out []opening
	try := func(from, dir pt, inner int, slant float64) {
		i, dist, ok := outer.ray(from, dir)
		a, c := ring[i], ring[(i+1)%len(ring)]
		if !ok || dist > far || !b.net.onStreet(a, c) {
			return
		}
		j, through, ok := plot.ray(from, dir)
		if !ok || through > dist-0.3 {
			return
		}
		e := outer[(i+1)%len(outer)].sub(outer[i]).unit()
		if math.Abs(e.dot(dir)) > slant {
			return
		}
		st := b.net.edges[key(a, c)].street
		out = append(out, opening{from, from.add(dir.mul(through)), from.add(dir.mul(dist)), j, inner, i, st, b.net.streets[st].class})
	}
	if len(inner) == 0 {
		m := plot.inside()
		d := plot.axis()
		for _, dir := range []pt{d, d.mul(-1), d.left(), d.left().mul(-1)} {
			try(m, dir, -1, 0.6)
		}
	}
	for i, a := range inner {
		c := inner[(i+1)%len(inner)]
		if l := a.dist(c); l > 14 {
			try(a.to(c, 0.5+math.Min(0.3, 40/l)*(r.Float64()-0.5)), c.sub(a).unit().left().mul(-1), i, 0.6)
		}
	}
	if len(out) == 0 {
		for i, a := range outer {
			m := a.to(outer[(i+1)%len(outer)], 0.5)
			from, at := plot.inside(), -1
			if len(inner) > 0 {
				from, at = inner.toward(m)
			}
			try(from, m.sub(from).unit(), at, 0.93)
		}
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// open lays up to count gates of a plot, at least apart metres from each other; the first one leads to the street of the
// least traffic that still has cars. The inner ring (nodes of the net, may be nil) is where the ways inside begin.
func (b *builder) open(r *rand.Rand, k *block, plot polygon, inner []int32, count int, apart float64, walled bool) []gate {
	ring := b.net.expand(k.ring, true)
	var loop polygon
	if inner != nil {
		loop = b.net.polygon(inner)
	}
	list := b.openings(r, ring, plot, loop)
	slices.SortStableFunc(list, func(p, q opening) int { return rank(p.class) - rank(q.class) })
	if len(list) > 1 { // one good gate first, the others anywhere
		rest := list[1:]
		r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	}
	var gates []gate
	middle := int32(-1)
	for _, o := range list {
		if len(gates) == count {
			break
		}
		if slices.ContainsFunc(gates, func(g gate) bool { return g.at.dist(o.through) < apart }) {
			continue
		}
		locked := walled && len(gates) > 0 && r.Float64() < 0.28
		gates = append(gates, b.layGate(k, plot, inner, o, &middle, walled, locked, len(gates) == 0))
	}
	return gates
}

func rank(c class) int {
	switch c {
	case residential:
		return 0
	case tertiary:
		return 1
	case secondary:
		return 2
	case living, pedestrian:
		return 3
	default:
		return 4
	}
}

// layGate lays the way of one opening; middle is the node inside that plots without an inner ring share.
func (b *builder) layGate(k *block, plot polygon, inner []int32, o opening, middle *int32, walled, locked, main bool) gate {
	ring := b.net.expand(k.ring, true)
	i, _, _ := b.net.polygon(ring).ray(o.from, o.to.sub(o.from).unit())
	out := b.net.junction(ring[i], ring[(i+1)%len(ring)], o.to, 7)
	in := *middle
	switch {
	case inner != nil:
		run := b.net.expand([]int32{inner[o.inner], inner[(o.inner+1)%len(inner)]}, false)
		a, c := nearestEdge(b.net, run, o.from)
		in = b.net.junction(a, c, o.from, 5)
	case in < 0:
		in = b.net.node(o.from)
		*middle = in
	}
	g := gate{at: o.through, edge: o.edge, far: plot[o.edge].dist(o.through), street: o.street, locked: locked}
	g.node = b.net.node(o.through)
	way := footway
	if main && k.area > 9000 {
		way = service
	}
	b.net.lay(b.net.unnamed(way), in, g.node, out)
	if walled {
		tags := []string{"barrier", "gate"}
		if locked {
			tags = []string{"barrier", "gate", "access", "private", "locked", "yes"}
		}
		b.gates = append(b.gates, tagged{g.node, tags})
	}
	return g
}

// nearestEdge returns the edge of a run of nodes that lies nearest to p.
func nearestEdge(n *net, run []int32, p pt) (a, c int32) {
	best := math.Inf(1)
	for i := 1; i < len(run); i++ {
		if d := distToSegment(p, n.at[run[i-1]], n.at[run[i]]); d < best {
			best, a, c = d, run[i-1], run[i]
		}
	}
	return a, c
}

// wall adds the wall around a plot, with its gates in it, and returns its nodes, the first repeated at the end.
func (b *builder) wall(plot polygon, gates []gate, kind string) []int32 {
	var nodes []int32
	for i, p := range plot {
		nodes = append(nodes, b.net.node(p))
		var here []gate
		for _, g := range gates {
			if g.edge == i {
				here = append(here, g)
			}
		}
		slices.SortStableFunc(here, func(g, h gate) int {
			if g.far < h.far {
				return -1
			}
			return 1
		})
		for _, g := range here {
			nodes = append(nodes, g.node)
		}
	}
	nodes = append(nodes, nodes[0])
	b.areas = append(b.areas, area{tags: []string{"barrier", kind}, nodes: nodes})
	return nodes
}
