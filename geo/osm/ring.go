package osm

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// rings joins ways end to end into closed rings, the same way whatever the order of ids. whole is false when some do not
// close: they are left out, usually because the extract cut them.
func (im *importer) rings(ids []int64) (rings []orb.Ring, whole bool) {
	whole = true
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var chains [][]uint32
	for _, id := range slices.Compact(ids) {
		w := im.wayByID(id)
		if w == nil {
			whole = false
			continue
		}
		ranks := im.ranks[w.refs.from:w.refs.to]
		switch {
		case len(ranks) < 2 || slices.ContainsFunc(ranks, im.nodes.missing):
			whole = false
		case ranks[0] == ranks[len(ranks)-1]:
			rings = im.appendRing(rings, ranks)
		default:
			chains = append(chains, ranks)
		}
	}
	ends := map[uint32][]int{}
	for i, c := range chains {
		ends[c[0]] = append(ends[c[0]], i)
		ends[c[len(c)-1]] = append(ends[c[len(c)-1]], i)
	}
	used := make([]bool, len(chains))
	for i := range chains {
		if used[i] {
			continue
		}
		used[i] = true
		ring, closed := follow(chains, ends, used, i)
		if closed {
			rings = im.appendRing(rings, ring)
		}
		whole = whole && closed
	}
	return rings, whole
}

// follow extends chain i at its end until it comes back to its beginning or ends.
func follow(chains [][]uint32, ends map[uint32][]int, used []bool, i int) (ring []uint32, closed bool) {
	ring = slices.Clone(chains[i])
	for ring[0] != ring[len(ring)-1] {
		tail := ring[len(ring)-1]
		next := -1
		for list := ends[tail]; len(list) > 0 && next < 0; {
			if !used[list[0]] {
				next = list[0]
			}
			list = list[1:]
			ends[tail] = list
		}
		if next < 0 {
			return nil, false
		}
		used[next] = true
		more := slices.Clone(chains[next])
		if more[0] != tail {
			slices.Reverse(more)
		}
		ring = append(ring, more[1:]...)
	}
	return ring, true
}

// appendRing adds a ring with an area; others are dropped.
func (im *importer) appendRing(rings []orb.Ring, ranks []uint32) []orb.Ring {
	ring := make(orb.Ring, 0, len(ranks))
	for _, r := range ranks {
		if p := im.nodes.point(r); len(ring) == 0 || ring[len(ring)-1] != p {
			ring = append(ring, p)
		}
	}
	if len(ring) < 4 || ring[0] != ring[len(ring)-1] || planar.Area(ring) == 0 {
		return rings
	}
	return append(rings, ring)
}

// area assembles the multipolygon of a relation. whole is false when rings are missing.
func (im *importer) area(r *relation) (area orb.MultiPolygon, whole bool) {
	outer, wholeOuter := im.rings(r.outer)
	inner, wholeInner := im.rings(r.inner)
	for _, ring := range outer {
		area = append(area, orb.Polygon{ring})
	}
	slices.SortStableFunc(area, func(a, b orb.Polygon) int { return cmp.Compare(absArea(a[0]), absArea(b[0])) })
	bounds := make([]orb.Bound, len(area))
	for i := range area {
		bounds[i] = area[i][0].Bound()
	}
	for _, hole := range inner {
		for i := range area { // the smallest outer ring around it
			if im.holeWork -= 8; im.holeWork < 0 {
				return area, false
			}
			if !bounds[i].Contains(hole[0]) {
				continue
			}
			im.holeWork -= len(area[i][0])
			if planar.RingContains(area[i][0], hole[0]) {
				area[i] = append(area[i], hole)
				break
			}
		}
	}
	return area, wholeOuter && wholeInner
}

// maxHoleWork bounds the search for the ring around each hole over a whole import; real cities need a hundredth.
const maxHoleWork = 1 << 28

func absArea(r orb.Ring) float64 { return math.Abs(planar.Area(r)) }

// inside returns a point in a polygon: its centre of mass if that lies inside, else the middle of the widest stretch
// inside at half height.
func inside(p orb.Polygon) orb.Point {
	centre, area := planar.CentroidArea(p)
	if area != 0 && onEarth(centre[0], centre[1]) && planar.PolygonContains(p, centre) {
		return centre
	}
	b := p.Bound()
	y := b.Min[1] + 0.5000001*(b.Max[1]-b.Min[1]) // not on a corner
	var xs []float64
	for _, ring := range p {
		for i := 1; i < len(ring); i++ {
			q, r := ring[i-1], ring[i]
			if (q[1] > y) != (r[1] > y) {
				xs = append(xs, q[0]+(y-q[1])/(r[1]-q[1])*(r[0]-q[0]))
			}
		}
	}
	slices.Sort(xs)
	best, width := b.Center(), 0.0
	for i := 1; i < len(xs); i += 2 {
		if w := xs[i] - xs[i-1]; w > width {
			best, width = orb.Point{(xs[i] + xs[i-1]) / 2, y}, w
		}
	}
	return best
}

// biggest returns the polygon with the largest outer ring.
func biggest(m orb.MultiPolygon) orb.Polygon {
	return slices.MaxFunc(m, func(a, b orb.Polygon) int { return cmp.Compare(absArea(a[0]), absArea(b[0])) })
}
