package synth

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

const cellSize = 150.0 // metres

// countPeople sums the homes up on the grid, and the grid by district.
func (b *builder) countPeople() {
	type sum struct {
		people, young float64
		at            pt // sum, weighted by people
	}
	const across = 64
	cells := make([]sum, across*across)
	for _, h := range b.homes {
		x, y := int(math.Floor(h.at.x/cellSize))+across/2, int(math.Floor(h.at.y/cellSize))+across/2
		c := &cells[y*across+x]
		c.people += h.people
		c.young += h.people * h.young
		c.at = c.at.add(h.at.mul(h.people))
	}
	city := City{Districts: b.districts}
	for i, c := range cells {
		people := int(math.Round(c.people))
		if people == 0 {
			continue
		}
		p := pt{(float64(i%across-across/2) + 0.5) * cellSize, (float64(i/across-across/2) + 0.5) * cellSize}.lonLat()
		d, ok := city.DistrictAt(p)
		if !ok {
			p = c.at.mul(1 / c.people).lonLat()
			d, _ = city.DistrictAt(p)
		}
		young := int(math.Round(c.young))
		b.grid = append(b.grid, Cell{Point: p, Population: people, Under3: young, District: d})
		b.districts[d].Population += people
		b.districts[d].Under3 += young
	}
	for _, d := range b.districts {
		b.counties[d.County].Population += d.Population
		b.counties[d.County].Under3 += d.Under3
	}
}

// number deals out house numbers along the named streets, odd on the left and even on the right, and gives estates and
// sites their addresses.
func (b *builder) number() {
	b.numberStreets()
	idx := make(map[[2]int][]int)
	cellOf := func(p pt) [2]int { return [2]int{int(math.Floor(p.x / 200)), int(math.Floor(p.y / 200))} }
	at := make([]pt, len(b.addresses))
	for i, a := range b.addresses {
		at[i] = fromLonLat(a.Point)
		c := cellOf(at[i])
		idx[c] = append(idx[c], i)
	}
	nearest := func(q orb.Point, street string) int {
		p := fromLonLat(q)
		best, dist := -1, math.Inf(1)
		c := cellOf(p)
		for x := c[0] - 3; x <= c[0]+3; x++ {
			for y := c[1] - 3; y <= c[1]+3; y++ {
				for _, i := range idx[[2]int{x, y}] {
					d := at[i].dist(p)
					if street != "" && b.addresses[i].Street != street {
						d += 400
					}
					if d < dist {
						best, dist = i, d
					}
				}
			}
		}
		return best
	}
	city := City{Districts: b.districts}
	for i := range b.estates {
		e := &b.estates[i]
		e.District, _ = city.DistrictAt(e.Point)
		if k := nearest(e.Gate, e.Street); k >= 0 {
			e.Street, e.Number = b.addresses[k].Street, b.addresses[k].Number
		}
	}
	for i := range b.sites {
		s := &b.sites[i]
		s.District, _ = city.DistrictAt(s.Point)
		if k := nearest(s.Point, ""); k >= 0 {
			s.Street, s.Number = b.addresses[k].Street, b.addresses[k].Number
		}
	}
}

func (b *builder) numberStreets() {
	city := City{Districts: b.districts}
	walked := make(map[string]float64)
	taken := make(map[string][]int)
	for _, c := range b.net.chains {
		s := b.net.streets[c.street]
		if s.name == "" || s.class > pedestrian {
			continue
		}
		run := b.net.expand(c.nodes, false)
		for i := 1; i < len(run); i++ {
			p, q := b.net.at[run[i-1]], b.net.at[run[i]]
			l, d := p.dist(q), q.sub(p).unit()
			from := walked[s.name]
			walked[s.name] = from + l
			if b.net.edges[key(run[i-1], run[i])].flags != 0 {
				continue
			}
			for k := math.Ceil(from / 26); k*26 < from+l; k++ {
				foot := p.add(d.mul(k*26 - from))
				for side, off := range []float64{1, -1} {
					a := foot.add(d.left().mul(off * (halfWidth[s.class] + 5)))
					no := 2*int(k) + 1 + side
					if b.plan.byRiver(a) || b.plan.inCanal(a) || slices.Contains(taken[s.name], no) {
						continue
					}
					ll := a.lonLat()
					if in, ok := city.DistrictAt(ll); ok {
						taken[s.name] = append(taken[s.name], no)
						b.addresses = append(b.addresses, Address{Street: s.name, Number: no, Point: ll, District: in})
					}
				}
			}
		}
	}
}
