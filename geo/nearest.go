package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

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
