package synth

import (
	"math"
	"math/rand/v2"
)

// layPark lays out a park: a pond, a way around it, and ways from there to the streets on all sides.
func (b *builder) layPark(r *rand.Rand, k *block) {
	plot, ok := b.plot(k.ring, 0)
	if !ok {
		b.green(k.ring, "leisure", "park")
		return
	}
	name := b.names.pick(parkKeys, "公园", "园", "游园")
	b.areas = append(b.areas, area{tags: []string{"leisure", "park", "name", name}, outer: plot})
	d := plot.axis()
	c := plot.inside()
	lo, hi := plot.box(c, d)
	rx, ry := (hi.x-lo.x)*0.27, (hi.y-lo.y)*0.27
	loop := blob(r, c, d, rx, ry, 16)
	for i := 0; i < 5 && !plot.fits(loop, 5); i++ {
		rx, ry = rx*0.8, ry*0.8
		loop = blob(r, c, d, rx, ry, 16)
	}
	b.site(SitePark, name, c.add(d.mul(rx)))
	if !plot.fits(loop, 3) || math.Min(rx, ry) < 9 {
		b.open(r, k, plot, nil, 3, 25, false)
		return
	}
	ring := b.net.layLine(b.net.unnamed(footway), -1, loop, -1)
	b.net.lay(b.net.unnamed(footway), ring[len(ring)-1], ring[0])
	b.open(r, k, plot, ring, 5, math.Max(30, math.Min(rx, ry)), false)
	if math.Min(rx, ry) > 24 && r.Float64() < 0.7 {
		pond := blob(r, c, d, rx*0.62, ry*0.62, 14)
		if loop.fits(pond, 4) {
			b.areas = append(b.areas, area{tags: []string{"natural", "water", "water", "pond"}, outer: pond})
			return
		}
	}
	b.cutParts([][]int32{ring}, c, d.turned(0.4*r.NormFloat64()), footway)
}

// layForest lays out the forest park on the hill in the north-west: winding paths, steps up to the tower.
func (b *builder) layForest(f *face) {
	r := b.random("forest")
	plot, ok := b.plot(f.ring, 2)
	if !ok {
		return
	}
	name := "栖云山森林公园"
	b.areas = append(b.areas,
		area{tags: []string{"leisure", "park", "name", name}, outer: plot},
		area{tags: []string{"natural", "wood"}, outer: plot})
	c := plot.inside()
	b.site(SitePark, name, c)
	k := &block{ring: f.ring, zone: zoneRim, area: f.area}
	var outer []int32
	for _, size := range []float64{330, 250, 180} {
		loop := blob(r, c, pt{1, 0}, size, size*0.86, 22)
		if !plot.fits(loop, 12) {
			continue
		}
		ring := b.net.layLine(b.net.unnamed(path), -1, loop, -1)
		b.net.lay(b.net.unnamed(path), ring[len(ring)-1], ring[0])
		outer = ring
		break
	}
	if outer == nil {
		b.open(r, k, plot, nil, 3, 60, false)
		return
	}
	b.open(r, k, plot, outer, 6, 150, false)
	top := b.net.node(c)
	b.points = append(b.points, point{[]string{"tourism", "viewpoint", "name", "栖云阁"}, c.add(pt{6, 5})})
	for i := range 4 {
		from := outer[i*5+1]
		a := b.net.at[from]
		mid := []pt{}
		for j := 1; j < 5; j++ {
			off := c.sub(a).unit().left().mul(28 * math.Sin(float64(j)*1.6+float64(i)))
			mid = append(mid, a.to(c, float64(j)/5).add(off))
		}
		if i%2 == 0 {
			b.net.layLine(b.net.unnamed(steps), from, []pt{a.to(c, 0.5)}, top)
		} else {
			b.net.layLine(b.net.unnamed(path), from, mid, top)
		}
	}
}

// layCampus lays out the university in the north-east.
func (b *builder) layCampus(f *face) {
	r := b.random("campus")
	plot, ok := b.plot(f.ring, 2)
	if !ok {
		return
	}
	name := "示范大学"
	k := &block{ring: f.ring, zone: zoneNorth, area: f.area}
	mark := len(b.net.chains)
	loop, ring := b.layLoop(plot)
	if ring == nil {
		return
	}
	d := southward(plot.axis())
	parts := [][]int32{ring}
	lo, hi := loop.box(pt{}, d)
	for _, x := range []float64{0.2, 0.4, 0.62, 0.82} {
		parts = b.cutParts(parts, d.mul(lo.x+(hi.x-lo.x)*x), d.left().turned(0.06*r.NormFloat64()), service)
	}
	for _, y := range []float64{0.22, 0.46, 0.74} {
		parts = b.cutParts(parts, d.left().mul(lo.y+(hi.y-lo.y)*y), d.turned(0.05*r.NormFloat64()), service)
	}
	gates := b.open(r, k, plot, ring, 5, 220, true)
	b.areas = append(b.areas, area{tags: []string{"amenity", "university", "name", name}, nodes: b.wall(plot, gates, "wall")})
	avoid := b.segments(mark)
	if len(gates) > 0 {
		b.site(SiteUniversity, name, gates[0].at.to(plot.inside(), 0.02))
	}
	for i, part := range parts {
		p, ok := b.net.polygon(b.net.expand(part, true)).shrink(9)
		if !ok {
			continue
		}
		switch {
		case i == len(parts)/2:
			b.areas = append(b.areas, area{tags: []string{"landuse", "grass"}, outer: p})
			if pond := blob(r, p.inside(), d, 60, 34, 18); p.fits(pond, 3) {
				b.areas = append(b.areas, area{tags: []string{"natural", "water", "name", "砚湖"}, outer: pond})
			}
		case i%5 == 1:
			b.layPitch(p, d, avoid)
		default:
			w := rows{16, 44, 34, 70, 16, 5, "university", 0.12}
			b.build(w.place(r, p, d, avoid), w.kind, w.levels, 0, 0)
		}
	}
}

// layStadium lays out the sports park in the new town.
func (b *builder) layStadium(f *face) {
	r := b.random("stadium")
	plot, ok := b.plot(f.ring, 1)
	if !ok {
		return
	}
	name := "云澜体育公园"
	b.areas = append(b.areas, area{tags: []string{"leisure", "park", "name", name}, outer: plot})
	b.site(SitePark, name, plot.inside())
	d := plot.axis()
	c := plot.inside()
	k := &block{ring: f.ring, zone: zoneNew, area: f.area}
	loop := oval(c, d, 300, 232)
	if !plot.fits(loop, 6) {
		loop = oval(c, d, 200, 150)
	}
	if !plot.fits(loop, 3) {
		b.open(r, k, plot, nil, 4, 60, false)
		return
	}
	ring := b.net.layLine(b.net.unnamed(pedestrian), -1, loop, -1)
	b.net.lay(b.net.unnamed(pedestrian), ring[len(ring)-1], ring[0])
	b.open(r, k, plot, ring, 7, 70, false)
	if hall, ok := loop.shrink(14); ok {
		if field, ok := hall.shrink(36); ok {
			b.areas = append(b.areas, area{tags: []string{"building", "stadium", "name", "示范市体育场"}, outer: hall, holes: []polygon{field}},
				area{tags: []string{"leisure", "pitch"}, outer: field})
		}
	}
}

// layStation lays out the square before the railway station, the station and the way under the tracks.
func (b *builder) layStation(f *face) {
	r := b.random("station")
	pl := b.plan
	k := &block{ring: f.ring, zone: zoneCore, area: f.area}
	if plot, ok := b.plot(f.ring, 0); ok {
		b.areas = append(b.areas, area{tags: []string{"place", "square", "name", "站前广场"}, outer: plot})
		if loop, ok := plot.shrink(34); ok {
			ring := b.net.layLine(b.net.unnamed(pedestrian), -1, loop, -1)
			b.net.lay(b.net.unnamed(pedestrian), ring[len(ring)-1], ring[0])
			b.open(r, k, plot, ring, 5, 60, false)
			if lawn, ok := loop.shrink(12); ok {
				b.areas = append(b.areas, area{tags: []string{"landuse", "grass"}, outer: lawn})
			}
		}
	}
	at := pl.at(-150, 1741)
	d := pl.at(0, 1741).sub(pl.at(-300, 1741)).unit()
	b.areas = append(b.areas, area{tags: []string{"building", "train_station", "name", "示范站"}, outer: rect(at, d, 150, 32)})
	b.points = append(b.points, point{[]string{"railway", "station", "public_transport", "station", "name", "示范站"}, pl.at(-150, 1800)})
	b.site(SiteStation, "示范站", pl.at(-150, 1700))
}
