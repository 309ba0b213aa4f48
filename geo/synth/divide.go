package synth

import (
	"cmp"
	"container/heap"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

const cityCode = "339900"

// seedling is where a district grows from.
type seedling struct {
	name   string
	county int
	town   bool // 镇, not 街道
	u, v   float64
	weight float64 // above 1 grows slower
}

var countyNames = []string{"映江区", "云澜区"}

var seedlings = []seedling{
	{"鼓楼街道", 0, false, -860, 800, 0.9},
	{"滨江街道", 0, false, 650, 480, 1},
	{"站前街道", 0, false, 60, 1420, 1},
	{"梅园街道", 0, false, -2050, 750, 1},
	{"栖云街道", 0, false, -1900, 2350, 1},
	{"学苑街道", 0, false, 1500, 2400, 1},
	{"金梭镇", 0, true, 2650, 760, 1.05},
	{"望江街道", 1, false, -2050, -700, 1},
	{"云澜街道", 1, false, -350, -800, 1},
	{"明镜湖街道", 1, false, 1900, -1250, 1.3},
	{"南桥街道", 1, false, 500, -2250, 0.9},
	{"稻香镇", 1, true, -1950, -2300, 1.05},
}

// front is a face a district may take next.
type front struct {
	cost     float64
	face, of int
}

type fronts []front

func (f fronts) Len() int { return len(f) }
func (f fronts) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(f[i].cost, f[j].cost), cmp.Compare(f[i].face, f[j].face), cmp.Compare(f[i].of, f[j].of)) < 0
}
func (f fronts) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *fronts) Push(x any)   { *f = append(*f, x.(front)) } //nolint:forcetypeassert // only fronts are pushed
func (f *fronts) Pop() any {
	old := *f
	x := old[len(old)-1]
	*f = old[:len(old)-1]
	return x
}

// divide gives every face to a district, the river between them as the border of the two counties, draws the borders and
// counts the people.
func (b *builder) divide() {
	b.growDistricts()
	for i, s := range seedlings {
		of := func(f *face) bool { return f.district == i }
		b.districts = append(b.districts, District{Name: s.name, County: s.county, Border: b.outline(of)})
	}
	for c, name := range countyNames {
		of := func(f *face) bool { return seedlings[f.district].county == c }
		b.counties = append(b.counties, District{Name: name, County: c, Parent: cityCode, Border: b.outline(of)})
	}
	b.border = b.outline(func(*face) bool { return true })
	b.code()
	b.countPeople()
	b.number()
}

// code numbers counties and districts in the manner of GB/T 2260, under a city code that is not in use.
func (b *builder) code() {
	var streets, towns [2]int
	for c := range b.counties {
		b.counties[c].Code = fmt.Sprintf("3399%02d", c+2)
		b.counties[c].Center = centerOf(b.counties[c].Border)
	}
	for i := range b.districts {
		d := &b.districts[i]
		d.Parent = b.counties[d.County].Code
		d.Center = centerOf(d.Border)
		if seedlings[i].town {
			d.Code = fmt.Sprintf("%s%03d", d.Parent, 100+towns[d.County])
			towns[d.County]++
		} else {
			streets[d.County]++
			d.Code = fmt.Sprintf("%s%03d", d.Parent, streets[d.County])
		}
	}
}

func centerOf(m orb.MultiPolygon) orb.Point {
	var big polygon
	for _, poly := range m {
		var p polygon
		for _, q := range poly[0][1:] {
			p = append(p, fromLonLat(q))
		}
		if len(big) == 0 || p.area() > big.area() {
			big = p
		}
	}
	return big.inside().lonLat()
}

// growDistricts lets the districts grow from their seedlings, face by neighbouring face, never across the river.
func (b *builder) growDistricts() {
	sides := make(map[[2]int32]int)
	for i := range b.faces {
		b.faces[i].district = -1
		ring := b.faces[i].ring
		for j, a := range ring {
			sides[[2]int32{a, ring[(j+1)%len(ring)]}] = i
		}
	}
	var queue fronts
	for i, s := range seedlings {
		at := b.plan.at(s.u, s.v)
		best := -1
		for j := range b.faces {
			if b.net.polygon(b.faces[j].ring).contains(at) {
				best = j
			}
		}
		if best >= 0 {
			heap.Push(&queue, front{0, best, i})
		}
	}
	for queue.Len() > 0 {
		next := heap.Pop(&queue).(front) //nolint:forcetypeassert // only fronts are in it
		f := &b.faces[next.face]
		if f.district >= 0 {
			continue
		}
		f.district = next.of
		s := seedlings[next.of]
		at := b.plan.at(s.u, s.v)
		for j, a := range f.ring {
			c := f.ring[(j+1)%len(f.ring)]
			other, ok := sides[[2]int32{c, a}]
			if !ok || b.faces[other].district >= 0 || b.midstream(a, c) {
				continue
			}
			heap.Push(&queue, front{b.faces[other].middle.dist(at) * s.weight, other, next.of})
		}
	}
}

// midstream reports whether an edge runs along the middle of the river.
func (b *builder) midstream(a, c int32) bool {
	p, q := b.net.at[a], b.net.at[c]
	return math.Abs(p.y-b.plan.river(p.x)) < 6 && math.Abs(q.y-b.plan.river(q.x)) < 6
}

// outline returns the border of the faces that of accepts.
func (b *builder) outline(of func(f *face) bool) orb.MultiPolygon {
	in := make(map[[2]int32]bool)
	var edges [][2]int32
	for i := range b.faces {
		if !of(&b.faces[i]) {
			continue
		}
		ring := b.faces[i].ring
		for j, a := range ring {
			e := [2]int32{a, ring[(j+1)%len(ring)]}
			in[e] = true
			edges = append(edges, e)
		}
	}
	next := make(map[int32][]int32)
	edges = slices.DeleteFunc(edges, func(e [2]int32) bool { return in[[2]int32{e[1], e[0]}] })
	for _, e := range edges {
		next[e[0]] = append(next[e[0]], e[1])
	}
	var rings [][]int32
	done := make(map[[2]int32]bool, len(edges))
	for _, e := range edges {
		if done[e] {
			continue
		}
		var ring []int32
		for !done[e] {
			done[e] = true
			ring = append(ring, e[0])
			e = [2]int32{e[1], b.turn(e, next[e[1]])}
		}
		rings = append(rings, ring)
	}
	return b.assemble(rings)
}

// turn returns where a border goes on: where several faces touch in a point, as far left as possible, so that rings stay apart.
func (b *builder) turn(e [2]int32, to []int32) int32 {
	back := b.net.at[e[0]].sub(b.net.at[e[1]])
	best, angle := to[0], math.Inf(1)
	for _, c := range to {
		d := b.net.at[c].sub(b.net.at[e[1]])
		a := math.Atan2(back.cross(d), back.dot(d)) // counter-clockwise from where we came
		if a <= 0 {
			a += 2 * math.Pi
		}
		if a = 2*math.Pi - a; a < angle {
			best, angle = c, a
		}
	}
	return best
}

// assemble makes polygons of rings: counter-clockwise ones are outer, the others holes.
func (b *builder) assemble(rings [][]int32) orb.MultiPolygon {
	var out orb.MultiPolygon
	var outers []polygon
	closed := func(ring []int32) orb.Ring {
		r := make(orb.Ring, 0, len(ring)+1)
		for _, id := range ring {
			r = append(r, b.net.at[id].lonLat())
		}
		return append(r, r[0])
	}
	for _, ring := range rings {
		if p := b.net.polygon(ring); p.area() > 0 {
			out = append(out, orb.Polygon{closed(ring)})
			outers = append(outers, p)
		}
	}
	for _, ring := range rings {
		p := b.net.polygon(ring)
		if p.area() > 0 {
			continue
		}
		for i, o := range outers {
			if o.contains(p[0].to(p[1], 0.5)) {
				out[i] = append(out[i], closed(ring))
				break
			}
		}
	}
	return out
}
