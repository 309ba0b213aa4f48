package synth

import (
	"math"
	"slices"
)

// layDetails draws water and railway and adds what is laid over the finished plan: paths along the water, footbridges,
// the metro, stops.
func (b *builder) layDetails() {
	b.drawWater()
	b.drawRail()
	f := newFinder(b.net)
	b.layBanks(f)
	b.layLakeside(f)
	b.layMoatside(f)
	b.layOverpasses(f)
	b.layMetro(f)
	b.layStops()
	b.clearSites()
}

func (b *builder) drawWater() {
	pl := b.plan
	river := append(polygon{}, b.bankSouth...)
	for i := len(b.bankNorth) - 1; i >= 0; i-- {
		river = append(river, b.bankNorth[i])
	}
	open := func(ring []pt) polygon { return ring[:len(ring)-1] }
	strip := func(line []pt, half float64) polygon {
		out := append(polygon{}, offset(line, -half)...)
		back := offset(line, half)
		for i := len(back) - 1; i >= 0; i-- {
			out = append(out, back[i])
		}
		return out
	}
	b.areas = append(b.areas,
		area{tags: []string{"natural", "water", "water", "river", "name", "映江"}, outer: river},
		area{tags: []string{"natural", "water", "water", "lake", "name", "明镜湖"}, outer: open(contour(pl.lake, pl.inLake, 1, 64))},
		area{tags: []string{"natural", "water", "water", "moat", "name", "护城河"}, outer: open(contour(pl.old, pl.inOld, moatOut, 60)), holes: []polygon{open(contour(pl.old, pl.inOld, moatIn, 60))}},
		area{tags: []string{"natural", "water", "water", "canal", "name", "鼓楼河"}, outer: strip(pl.canal, canalHalf)},
		area{tags: []string{"natural", "water", "water", "stream", "name", "澜溪"}, outer: strip(pl.creek, creekHalf)},
	)
}

func (b *builder) drawRail() {
	pl := b.plan
	land := append(polygon{}, offset(pl.rail, -railHalf+4)...)
	back := offset(pl.rail, railHalf-4)
	for i := len(back) - 1; i >= 0; i-- {
		land = append(land, back[i])
	}
	b.areas = append(b.areas, area{tags: []string{"landuse", "railway"}, outer: land})
	for _, o := range []float64{-11, -5.5, 5.5, 11} {
		b.tracks = append(b.tracks, track{[]string{"railway", "rail", "name", "示范铁路"}, offset(pl.rail, o)})
	}
}

// track is a line that is no way to walk.
type track struct {
	tags []string
	pts  []pt
}

// layBanks lays the promenades along both banks of the river, with steps and ramps up to the street.
func (b *builder) layBanks(f *finder) {
	pl := b.plan
	border := polygon(pl.border())
	st := b.net.street(street{name: "滨江步道", class: footway})
	for _, s := range []float64{-1, 1} {
		var run []int32
		flush := func() {
			if len(run) > 1 {
				b.net.lay(st, run...)
				f.add(run)
				b.bridgeWater(run)
				b.joinBank(f, run)
			}
			run = nil
		}
		for x := -4000.0; x <= 4000; x += 26 {
			p := pt{x, pl.river(x) + s*(pl.half(x)+17+5*math.Sin(x/67))}
			if !border.contains(p) || border.gap(p) < 25 {
				flush()
				continue
			}
			run = append(run, b.net.node(p))
		}
		flush()
	}
}

func (b *builder) joinBank(f *finder, run []int32) {
	along := func(s *street) bool {
		return s.name == "滨江北路" || s.name == "滨江南路" || len(s.name) > 0 && s.class == secondary
	}
	for i, id := range run {
		switch {
		case i == 0 || i == len(run)-1 || i%7 == 3 && i%14 != 3:
			f.connect(id, footway, 110, along)
		case i%14 == 3:
			f.connect(id, steps, 110, along)
		}
	}
}

// bridgeWater makes footbridges of the edges of a run that lead over a canal.
func (b *builder) bridgeWater(run []int32) {
	for i := 1; i < len(run); i++ {
		p, q := b.net.at[run[i-1]], b.net.at[run[i]]
		for _, t := range []float64{0.1, 0.3, 0.5, 0.7, 0.9} {
			if b.plan.inCanal(p.to(q, t)) {
				k := key(run[i-1], run[i])
				e := b.net.edges[k]
				e.flags = isBridge
				b.net.edges[k] = e
				break
			}
		}
	}
}

func (b *builder) layLakeside(f *finder) {
	pl := b.plan
	st := b.net.street(street{name: "明镜湖步道", class: footway})
	run := f.across(st, contour(pl.lake, pl.inLake, 1.13, 48), true)
	b.bridgeWater(run)
	for i := 0; i < len(run)-1; i += 4 {
		f.connect(run[i], footway, 160, forCars)
	}
}

func (b *builder) layMoatside(f *finder) {
	pl := b.plan
	run := f.across(b.net.unnamed(footway), contour(pl.old, pl.inOld, 0.968, 60), true)
	b.bridgeWater(run)
	for i := 0; i < len(run)-1; i += 9 {
		f.connect(run[i], footway, 60, forCars)
	}
}

// layOverpasses puts footbridges over the widest streets of the middle, each with steps and a piece of pavement on both sides.
func (b *builder) layOverpasses(f *finder) {
	var at []pt
	for _, c := range append([]chain{}, b.net.chains...) {
		if b.net.streets[c.street].class != primary {
			continue
		}
		for i := 1; i < len(c.nodes); i++ {
			p := b.net.at[c.nodes[i-1]].to(b.net.at[c.nodes[i]], 0.5)
			z := b.plan.zone(p)
			if (z == zoneCore || z == zoneNew) && !near(at, p, 720) && b.layOverpass(f, p) {
				at = append(at, p)
			}
		}
	}
}

func (b *builder) layOverpass(f *finder, p pt) bool {
	isPrimary := func(s *street) bool { return s.class == primary }
	k, p, ok := f.nearest(p, 20, isPrimary)
	if !ok {
		return false
	}
	d := b.net.at[k[1]].sub(b.net.at[k[0]]).unit()
	n := d.left()
	if len(f.near(p, p, 1, func(*street) bool { return true })) == 0 {
		return false
	}
	var ends [2][2]edgeKey
	for i, s := range []float64{-1, 1} { // the street must run straight, and be free of corners
		e, q, ok := f.nearest(p.add(d.mul(s*50)), 3, isPrimary)
		if !ok || q.dist(p.add(d.mul(s*50))) > 2.5 {
			return false
		}
		ends[i][0] = e
	}
	for _, o := range f.near(p.sub(d.mul(52)), p.add(d.mul(52)), 18, func(*street) bool { return true }) {
		s := b.net.streets[b.net.edges[o].street]
		a, c := b.net.at[o[0]], b.net.at[o[1]]
		if s.class != primary && (distToSegment(p, a, c) < 56) {
			return false
		}
	}
	deck := [2]int32{}
	for i, s := range []float64{-1, 1} {
		side := n.mul(15 * s)
		foot := b.net.node(p.add(side).sub(d.mul(15)))
		deck[i] = b.net.node(p.add(n.mul(14.5 * s)))
		var tips [2]int32
		for j, t := range []float64{-1, 1} {
			e, q, _ := f.nearest(p.add(d.mul(t*50)), 4, isPrimary)
			tips[j] = f.junction(e, q, 6)
		}
		walk := []int32{tips[0], b.net.node(p.add(side).sub(d.mul(40))), foot, b.net.node(p.add(side).add(d.mul(40))), tips[1]}
		b.net.lay(b.net.unnamed(footway), walk...)
		b.net.lay(b.net.unnamed(steps), foot, deck[i])
	}
	b.net.lay(b.net.street(street{name: "过街天桥", class: footway}), deck[0], deck[1])
	b.net.edges[key(deck[0], deck[1])] = edge{b.net.edges[key(deck[0], deck[1])].street, isBridge}
	return true
}

// layMetro draws the metro under the town and lays the ways to its stations.
func (b *builder) layMetro(f *finder) {
	pl := b.plan
	line := []pt{pl.at(-150, 1742)}
	for v := 1600.0; v >= -700; v -= 100 {
		line = append(line, pl.at(-150, v))
	}
	line = append(line, pl.at(-80, -900), pl.at(80, -1100), pl.at(300, -1330), pl.star, pl.at(820, -1510), pl.at(1180, -1490), pl.at(1440, -1480))
	b.tracks = append(b.tracks, track{[]string{"railway", "subway", "tunnel", "yes", "layer", "-2", "name", "地铁1号线"}, line})
	for _, s := range []struct {
		name string
		at   pt
	}{{"人民广场站", pl.at(-150, 800)}, {"明珠广场站", pl.star}} {
		b.points = append(b.points, point{[]string{"railway", "station", "station", "subway", "public_transport", "station", "name", s.name}, s.at})
		b.site(SiteStation, s.name, s.at)
		for i, letter := range []string{"A", "B", "C", "D"} {
			p := s.at.add(pt{1, 1}.mul(32).turned(math.Pi / 2 * float64(i)))
			if s.at == pl.star {
				p = s.at.add(pt{1, 0}.mul(starRadius + 34).turned(math.Pi/2*float64(i) + 0.5))
			}
			if _, q, ok := f.nearest(p, 90, forCars); ok { // on the pavement, not in somebody's garden
				p = q.add(p.sub(q).unit().mul(math.Min(17, p.dist(q))))
			}
			id := b.net.node(p)
			b.gates = append(b.gates, tagged{id, []string{"railway", "subway_entrance", "name", s.name + letter + "口"}})
			if !f.connect(id, steps, 70, forCars) {
				b.gates = b.gates[:len(b.gates)-1]
			}
		}
	}
}

// layStops puts a bus stop at crossings of named main streets.
func (b *builder) layStops() {
	names := make([][]string, len(b.net.at))
	for _, c := range b.net.chains {
		s := b.net.streets[c.street]
		if s.class > tertiary || s.name == "" {
			continue
		}
		for _, id := range c.nodes {
			if l := names[id]; len(l) == 0 || l[len(l)-1] != s.name {
				names[id] = append(l, s.name)
			}
		}
	}
	var at []pt
	for id, l := range names {
		p := b.net.at[id]
		if len(l) < 2 || near(at, p, 330) {
			continue
		}
		at = append(at, p)
		b.points = append(b.points, point{[]string{"highway", "bus_stop", "public_transport", "platform", "name", l[0] + l[1] + "口"}, p.add(pt{30, 14})})
	}
}

// clearSites takes away the buildings that stand where the railway station and the drum tower are.
func (b *builder) clearSites() {
	pl := b.plan
	d := pl.at(0, 1741).sub(pl.at(-300, 1741)).unit()
	station := rect(pl.at(-150, 1741), d, 200, 64)
	tower := rect(pl.old.add(pt{34, 26}), pt{1, 0}, 30, 24)
	b.areas = slices.DeleteFunc(b.areas, func(a area) bool {
		return a.tags[0] == "building" && a.tags[1] != "train_station" && len(a.outer) == 4 && (overlap(a.outer, station) || overlap(a.outer, tower))
	})
	b.areas = append(b.areas, area{tags: []string{"building", "yes", "tourism", "attraction", "historic", "yes", "name", "鼓楼"}, outer: tower})
}
