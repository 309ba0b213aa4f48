package geo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// ErrInput says that what was given to a Builder cannot be a street network.
var ErrInput = errors.New("geo: not a street network")

// Builder collects the nodes and edges of a street network. The first mistake (a
// coordinate that is no number or lies beyond MaxLatitude, an edge to a node that was never
// added) is kept and returned by Build.
type Builder struct {
	coords []coord
	edges  []rawEdge
	err    error
}

type rawEdge struct {
	from, to uint32
	flags    EdgeFlags
}

// NewBuilder makes an empty builder; the hints are only about memory.
func NewBuilder(nodeHint, edgeHint int) *Builder {
	return &Builder{
		coords: make([]coord, 0, max(nodeHint, 0)),
		edges:  make([]rawEdge, 0, max(edgeHint, 0)),
	}
}

// Node adds a node and returns its number, which is good for Edge only: Build numbers
// nodes anew. Coordinates are rounded to a ten-millionth of a degree.
func (b *Builder) Node(p orb.Point) uint32 {
	if !mappable(p) && b.err == nil {
		b.err = fmt.Errorf("%w: node %d at longitude %v, latitude %v", ErrInput, len(b.coords), p[0], p[1])
	}
	b.coords = append(b.coords, coordOf(p))
	return uint32(len(b.coords) - 1)
}

// Edge adds a straight piece of street between two nodes. An edge from a node to itself
// leads nowhere and is dropped.
func (b *Builder) Edge(from, to uint32, flags EdgeFlags) {
	n := uint64(len(b.coords))
	if uint64(from) >= n || uint64(to) >= n {
		if b.err == nil {
			b.err = fmt.Errorf("%w: edge %d to %d, but there are %d nodes", ErrInput, from, to, n)
		}
		return
	}
	if from != to {
		b.edges = append(b.edges, rawEdge{from, to, flags})
	}
}

func mappable(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= MaxLatitude // false for NaN
}

func coordOf(p orb.Point) coord {
	if !mappable(p) {
		return coord{}
	}
	return coord{unit(math.Round(p[0] * unitsPerDegree)), unit(math.Round(p[1] * unitsPerDegree))}
}

// Build makes the graph: nodes in Hilbert order, lengths in decimetres (at least one),
// edges between the same two nodes merged, components marked, the snap index built.
// It refuses, with ErrInput, an edge that is longer than MaxEdgeMetres or crosses the
// 180th meridian. The builder must not be used afterwards.
func (b *Builder) Build(ctx context.Context) (*Graph, error) {
	if b.err != nil {
		return nil, b.err
	}
	if uint64(len(b.coords)) >= math.MaxUint32 || uint64(len(b.edges)) >= math.MaxUint32/2 {
		return nil, fmt.Errorf("%w: %d nodes and %d edges are too many", ErrInput, len(b.coords), len(b.edges))
	}
	g := &Graph{coords: b.place()}
	steps := []func() error{
		func() error { return g.link(b.edges) },
		func() error { b.edges = nil; g.mergeParallel(); return nil },
		func() error { g.markComponents(); g.measure(); return nil },
		func() error { g.snap = newSnapIndex(g); return nil },
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("building the street graph: %w", err)
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// place puts the nodes into Hilbert order and renumbers the edges.
func (b *Builder) place() []coord {
	order := hilbertOrder(b.coords)
	placed, number := make([]coord, len(order)), make([]uint32, len(order))
	for i, old := range order {
		placed[i] = b.coords[old]
		number[old] = uint32(i)
	}
	b.coords = nil
	for i := range b.edges {
		e := &b.edges[i]
		e.from, e.to = number[e.from], number[e.to]
	}
	return placed
}

// link lays out the arcs: each edge once at either end.
func (g *Graph) link(edges []rawEdge) error {
	g.first = make([]uint32, len(g.coords)+1)
	for _, e := range edges {
		g.first[e.from]++
		g.first[e.to]++
	}
	var sum uint32
	for v, n := range g.first {
		sum += n
		g.first[v] = sum // the end for now; filling moves it to the beginning
	}
	g.arcs = make([]arc, sum)
	for i := len(edges) - 1; i >= 0; i-- {
		e := edges[i]
		w, err := g.weigh(e)
		if err != nil {
			return err
		}
		var f arcFlags
		if e.flags&FlagSteps != 0 {
			f |= arcSteps
		}
		if e.flags&FlagOneWay != 0 {
			f |= arcNoBackward
		}
		if e.flags&FlagPassage != 0 {
			f |= arcPassage
		}
		g.first[e.from]--
		g.arcs[g.first[e.from]] = newArc(e.to, w, f)
		g.first[e.to]--
		g.arcs[g.first[e.to]] = newArc(e.from, w, f.turned())
	}
	return nil
}

// weigh measures an edge in decimetres.
func (g *Graph) weigh(e rawEdge) (uint32, error) {
	a, b := g.coords[e.from].point(), g.coords[e.to].point()
	if math.Abs(a[0]-b[0]) > 180 {
		return 0, fmt.Errorf("%w: the edge from %v to %v crosses the 180th meridian", ErrInput, a, b)
	}
	m := Haversine(a, b)
	if m > MaxEdgeMetres {
		return 0, fmt.Errorf("%w: the edge from %v to %v is %.0f m long, at most %.0f m are possible", ErrInput, a, b, m, MaxEdgeMetres)
	}
	return max(1, uint32(math.Round(m*10))), nil
}

// mergeParallel sorts the arcs of every node by their other end and makes one of those that
// lead to the same node: all have the same length, since edges are straight. It
// may be walked in every direction in which one of them could. Stairs stay apart
// from level streets, but are dropped where a level street allows as much.
func (g *Graph) mergeParallel() {
	var kept uint32
	for v := range g.coords {
		arcs := g.arcsOf(uint32(v))
		slices.SortFunc(arcs, func(a, b arc) int {
			if a.to() != b.to() {
				return int(int64(a.to()) - int64(b.to()))
			}
			return int(a.flags()) - int(b.flags())
		})
		g.first[v] = kept
		for len(arcs) > 0 {
			n := 1
			for n < len(arcs) && arcs[n].to() == arcs[0].to() {
				n++
			}
			level, steps := mergeArcs(arcs[:n])
			arcs = arcs[n:]
			if level != 0 {
				g.arcs[kept] = level
				kept++
			}
			if steps != 0 {
				g.arcs[kept] = steps
				kept++
			}
		}
	}
	if len(g.coords) > 0 {
		g.first[len(g.coords)] = kept
	}
	g.arcs = slices.Clip(slices.Clone(g.arcs[:kept]))
}

// mergeArcs joins arcs between the same two nodes: one for the level ones, one for stairs
// (0 where there is none).
func mergeArcs(arcs []arc) (level, steps arc) {
	const directions = arcNoForward | arcNoBackward
	const unless = directions | arcPassage // what holds only where it holds for both
	for _, a := range arcs {
		into := &level
		if a.flags()&arcSteps != 0 {
			into = &steps
		}
		if *into == 0 {
			*into = a
			continue
		}
		*into &= a | ^arc(unless)
	}
	if level != 0 && steps != 0 && level.flags()&directions&^steps.flags() == 0 {
		steps = 0
	}
	return level, steps
}

// mainMetres is the street length from which a component counts as a main one.
const mainMetres = 10_000

// markComponents finds what hangs together, directions and stairs aside, and marks the arcs
// of all but the main components (see InMain).
func (g *Graph) markComponents() {
	const none = infinite
	label := make([]uint32, len(g.coords))
	for i := range label {
		label[i] = none
	}
	var (
		lengths []uint64 // per component, decimetres, each edge twice
		stack   []uint32
		longest uint64
	)
	for v := range label {
		if label[v] != none {
			continue
		}
		c := uint32(len(lengths))
		lengths = append(lengths, 0)
		label[v] = c
		stack = append(stack[:0], uint32(v))
		for len(stack) > 0 {
			u := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, a := range g.arcsOf(u) {
				lengths[c] += uint64(a.weight())
				if label[a.to()] == none {
					label[a.to()] = c
					stack = append(stack, a.to())
				}
			}
		}
		longest = max(longest, lengths[c])
	}
	enough := min(longest, 2*10*mainMetres)
	for v := range label {
		if lengths[label[v]] >= enough {
			continue
		}
		arcs := g.arcsOf(uint32(v))
		for i := range arcs {
			arcs[i] |= arc(arcMinor)
		}
	}
}
