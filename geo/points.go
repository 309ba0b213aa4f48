package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// leafPoints is the number of points from which a node of the tree is not divided further.
const leafPoints = 8

// Points finds places by straight-line distance and by box. It is a k-d tree in three
// dimensions over points on the globe, so distances are those of great circles, and neither
// poles nor the 180th meridian are special. It never changes and may be used by many
// goroutines at once.
type Points struct {
	points []indexed
	nodes  []treeNode // node i has the children 2i+1 and 2i+2
}

// indexed is a point with its place on the unit sphere.
type indexed struct {
	at       [3]float64
	lon, lat float64
	index    int32
}

// treeNode covers points[from:to].
type treeNode struct {
	box      orb.Bound
	split    float64
	from, to int32
	axis     int8 // -1 for a leaf
}

// Near is a point that was found, by its position in what was indexed.
type Near struct {
	Index  int32
	Metres float32
}

// NewPoints indexes points by their position. Those that are not on the globe (not a number,
// beyond 180 or 90 degrees) are left out and never found.
func NewPoints(points []orb.Point) *Points {
	p := &Points{points: make([]indexed, 0, len(points))}
	for i, at := range points {
		if onGlobe(at) {
			p.points = append(p.points, indexed{onSphere(at), at[0], at[1], int32(i)})
		}
	}
	if len(p.points) > 0 {
		p.grow(0, 0, int32(len(p.points)))
	}
	return p
}

func onGlobe(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 // false for NaN
}

func onSphere(p orb.Point) [3]float64 {
	sinLat, cosLat := math.Sincos(p[1] * radians)
	sinLon, cosLon := math.Sincos(p[0] * radians)
	return [3]float64{cosLat * cosLon, cosLat * sinLon, sinLat}
}

// grow makes node i over points[from:to] and everything below it.
func (p *Points) grow(i int, from, to int32) {
	for len(p.nodes) <= i {
		p.nodes = append(p.nodes, treeNode{axis: -1})
	}
	part := p.points[from:to]
	n := treeNode{from: from, to: to, axis: -1, box: orb.Bound{Min: orb.Point{181, 91}, Max: orb.Point{-181, -91}}}
	lo, hi := part[0].at, part[0].at
	for _, q := range part {
		for a := range q.at {
			lo[a], hi[a] = min(lo[a], q.at[a]), max(hi[a], q.at[a])
		}
		n.box.Min = orb.Point{min(n.box.Min[0], q.lon), min(n.box.Min[1], q.lat)}
		n.box.Max = orb.Point{max(n.box.Max[0], q.lon), max(n.box.Max[1], q.lat)}
	}
	if len(part) <= leafPoints {
		p.nodes[i] = n
		return
	}
	for a := range lo {
		if n.axis < 0 || hi[a]-lo[a] > hi[n.axis]-lo[n.axis] {
			n.axis = int8(a)
		}
	}
	half := len(part) / 2
	selectNth(part, half, int(n.axis))
	n.split = part[half].at[n.axis]
	p.nodes[i] = n
	p.grow(2*i+1, from, from+int32(half))
	p.grow(2*i+2, from+int32(half), to)
}

// selectNth moves points so that the nth is where sorting along the axis would put it, the
// smaller ones before it.
func selectNth(points []indexed, nth, axis int) {
	for lo, hi := 0, len(points)-1; lo < hi; {
		pivot := points[lo+(hi-lo)/2].at[axis]
		i, j := lo, hi
		for i <= j {
			for points[i].at[axis] < pivot {
				i++
			}
			for points[j].at[axis] > pivot {
				j--
			}
			if i <= j {
				points[i], points[j] = points[j], points[i]
				i++
				j--
			}
		}
		switch {
		case nth <= j:
			hi = j
		case nth >= i:
			lo = i
		default:
			return
		}
	}
}

// Within appends the positions of all points in a box, its borders included, in no
// particular order.
func (p *Points) Within(b orb.Bound, buf []int32) []int32 {
	if len(p.points) == 0 {
		return buf
	}
	return p.within(0, &b, buf)
}

func (p *Points) within(i int, b *orb.Bound, buf []int32) []int32 {
	n := &p.nodes[i]
	switch {
	case !(n.box.Min[0] <= b.Max[0] && n.box.Max[0] >= b.Min[0] && n.box.Min[1] <= b.Max[1] && n.box.Max[1] >= b.Min[1]):
		return buf
	case n.box.Min[0] >= b.Min[0] && n.box.Max[0] <= b.Max[0] && n.box.Min[1] >= b.Min[1] && n.box.Max[1] <= b.Max[1]:
		for k := n.from; k < n.to; k++ {
			buf = append(buf, p.points[k].index)
		}
		return buf
	case n.axis >= 0:
		return p.within(2*i+2, b, p.within(2*i+1, b, buf))
	}
	for k := n.from; k < n.to; k++ {
		if q := &p.points[k]; q.lon >= b.Min[0] && q.lon <= b.Max[0] && q.lat >= b.Min[1] && q.lat <= b.Max[1] {
			buf = append(buf, q.index)
		}
	}
	return buf
}

// smallK is how many nearest points are found without allocating.
const smallK = 128

// candidate is a point with its squared chord through the unit sphere.
type candidate struct {
	chord2 float64
	index  int32
}

func (c candidate) before(d candidate) bool {
	return c.chord2 < d.chord2 || c.chord2 == d.chord2 && c.index < d.index
}

// Nearest appends the k points nearest to a place, nearest first; of equally near ones that with
// the lower position. Up to 128 are found without allocating when buf has room.
func (p *Points) Nearest(at orb.Point, k int, buf []Near) []Near {
	k = min(k, len(p.points))
	if k <= 0 || !onGlobe(at) {
		return buf
	}
	var few [smallK]candidate
	best := few[:0]
	if k <= smallK {
		best = p.nearest(onSphere(at), k, best)
	} else {
		best = p.sorted(onSphere(at))[:k]
	}
	for _, c := range best {
		buf = append(buf, Near{c.index, float32(2 * EarthRadius * math.Asin(min(1, math.Sqrt(c.chord2)/2)))})
	}
	return buf
}

// sorted are all points, nearest first.
func (p *Points) sorted(at [3]float64) []candidate {
	all := make([]candidate, len(p.points))
	for i := range p.points {
		all[i] = p.points[i].seenFrom(at)
	}
	slices.SortFunc(all, func(a, b candidate) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	return all
}

func (q *indexed) seenFrom(at [3]float64) candidate {
	x, y, z := q.at[0]-at[0], q.at[1]-at[1], q.at[2]-at[2]
	return candidate{x*x + y*y + z*z, q.index}
}

// nearest keeps the k best in order while walking down the tree, near side first.
func (p *Points) nearest(at [3]float64, k int, best []candidate) []candidate {
	type later struct {
		node int32
		gap2 float64 // squared distance to the plane that has to be crossed
	}
	var stack [64]later
	depth := 1
	worst := math.Inf(1)
	for depth > 0 {
		depth--
		if stack[depth].gap2 > worst {
			continue
		}
		i := stack[depth].node
		n := &p.nodes[i]
		for n.axis >= 0 {
			gap := at[n.axis] - n.split
			near, far := 2*i+1, 2*i+2
			if gap > 0 {
				near, far = far, near
			}
			stack[depth] = later{far, gap * gap}
			depth++
			i = near
			n = &p.nodes[i]
		}
		for j := n.from; j < n.to; j++ {
			c := p.points[j].seenFrom(at)
			if c.chord2 > worst || len(best) == k && !c.before(best[k-1]) {
				continue
			}
			best = insert(best, c, k)
			if len(best) == k {
				worst = best[k-1].chord2
			}
		}
	}
	return best
}

// insert puts c in its place among the best, of which there are at most k.
func insert(best []candidate, c candidate, k int) []candidate {
	if len(best) < k {
		best = append(best, c)
	} else {
		best[k-1] = c
	}
	i := len(best) - 1
	for ; i > 0 && c.before(best[i-1]); i-- {
		best[i] = best[i-1]
	}
	best[i] = c
	return best
}
