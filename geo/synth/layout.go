package synth

import (
	"math"
	"math/rand/v2"
	"slices"
)

// tagged is a node of the net with tags.
type tagged struct {
	node int32
	tags []string
}

// layOut lays out the inside of every block.
func (b *builder) layOut() {
	r := b.random("layout")
	b.carve(r)
	for i := range b.blocks {
		k := &b.blocks[i]
		switch k.use {
		case useEstate:
			b.layEstate(r, k)
		case useHouses:
			b.layHouses(r, k)
		case usePark:
			b.layPark(r, k)
		case useVillage:
			b.layVillage(r, k)
		case useFarm, useWood:
			b.layFields(r, k)
		case useGreen:
			b.green(k.ring, "landuse", "grass")
		case useSchool, useKindergarten, useCommunity, useHospital, useMall, useOffice, useMarket, useCivic, useFactory:
			b.laySite(r, k)
		}
	}
}

// carve takes plots for kindergartens and community centres out of the blocks of estates.
func (b *builder) carve(r *rand.Rand) {
	for _, q := range []struct {
		use    use
		count  int
		apart  float64
		size   float64
		blocks float64 // least size of a block to take it from
	}{{useKindergarten, 62, 310, 5200, 19000}, {useCommunity, 50, 350, 2900, 12000}} {
		var at []pt
		for _, i := range r.Perm(len(b.blocks)) {
			k := &b.blocks[i]
			if len(at) == q.count || k.use != useEstate || k.area < q.blocks || near(at, k.middle, q.apart) {
				continue
			}
			if lot, ok := b.carveLot(r, k, q.size, q.use); ok {
				b.blocks = append(b.blocks, lot)
				at = append(at, lot.middle)
			}
		}
	}
}

// carveLot cuts a plot of about the given size off one end of a block.
func (b *builder) carveLot(r *rand.Rand, k *block, size float64, u use) (block, bool) {
	ring := b.net.expand(k.ring, true)
	p := b.net.polygon(ring)
	d := p.axis()
	if r.IntN(2) == 0 {
		d = d.mul(-1)
	}
	lo, hi := p.box(pt{}, d)
	deep := math.Max(46, size/(hi.y-lo.y)*1.1)
	if p.area() < 0.8*(hi.x-lo.x)*(hi.y-lo.y) || hi.y-lo.y > 190 || deep > (hi.x-lo.x)*0.45 {
		return block{}, false
	}
	n := d.left()
	o := d.mul(lo.x + deep + 16)
	spans := p.spans(o, n)
	if len(spans) != 1 {
		return block{}, false
	}
	at := o.add(n.mul((spans[0][0] + spans[0][1]) / 2))
	one, two, _, ok := b.net.divide(ring, chord{at: at, dir: n, street: noStreet, least: 0.01, snap: 4})
	if !ok {
		return block{}, false
	}
	if b.net.polygon(one).area() > b.net.polygon(two).area() {
		one, two = two, one
	}
	lot := block{ring: one, zone: k.zone, use: u, middle: b.net.polygon(one).inside(), area: b.net.polygon(one).area()}
	if plot, ok := b.plot(one, 1); !ok || plot.area() < size*0.3 || plot.narrow() < 26 {
		lot.use = useGreen
	}
	big := b.net.polygon(two)
	k.ring, k.middle, k.area = two, big.inside(), big.area()
	return lot, lot.use == u
}

// layHouses fills a block of the old town with houses along its lanes and, behind them, courts.
func (b *builder) layHouses(r *rand.Rand, k *block) {
	plot, ok := b.plot(k.ring, -1.5)
	if !ok {
		b.green(k.ring, "landuse", "grass")
		return
	}
	st := styles[zoneOld]
	mark := len(b.net.chains)
	if k.area > 5200 {
		b.open(r, k, plot, nil, 2, 25, false)
	}
	b.areas = append(b.areas, area{tags: []string{"landuse", "residential"}, outer: plot})
	avoid := b.segments(mark)
	var houses []polygon
	deep := 9 + 3*r.Float64()
	for i, a := range plot {
		c := plot[(i+1)%len(plot)]
		houses = append(houses, b.front(r, plot, a, c, deep, avoid)...)
	}
	houses = apart(houses)
	if core, ok := plot.shrink(deep + 7); ok && core.area() > 300 {
		w := rows{8.5, 17, 10, 24, 5, 2, "house", 0.18}
		houses = append(houses, w.place(r, core, southward(plot.axis()), avoid)...)
	}
	b.build(houses, "house", 2, st.filled, st.young)
}

// front returns houses along one side of a plot.
func (b *builder) front(r *rand.Rand, plot polygon, a, c pt, deep float64, avoid [][2]pt) []polygon {
	var out []polygon
	d := c.sub(a).unit()
	for at := 1.0; ; {
		l := 9 + 13*r.Float64()
		if at+l > a.dist(c)-1 {
			return out
		}
		house := rect(a.add(d.mul(at+l/2)).add(d.left().mul(deep/2+0.4)), d, l, deep*(0.8+0.2*r.Float64()))
		ok := plot.fits(house, 0)
		for _, s := range avoid {
			ok = ok && !touches(house, s[0], s[1], 1.5)
		}
		if ok && r.Float64() < 0.92 {
			out = append(out, house)
		}
		at += l + 0.6 + 2.5*r.Float64()*r.Float64()
	}
}

// apart drops houses that overlap an earlier one.
func apart(houses []polygon) []polygon {
	var out []polygon
	for _, h := range houses {
		c := h.centroid()
		if slices.ContainsFunc(out, func(o polygon) bool { return o.centroid().dist(c) < 30 && overlap(o, h) }) {
			continue
		}
		out = append(out, h)
	}
	return out
}

func overlap(a, b polygon) bool {
	for i, p := range a {
		if touches(b, p, a[(i+1)%len(a)], 0.2) {
			return true
		}
	}
	return a.contains(b[0])
}

// layVillage lays out a village: crooked lanes and detached houses among gardens.
func (b *builder) layVillage(r *rand.Rand, k *block) {
	plot, ok := b.plot(k.ring, 4)
	if !ok {
		return
	}
	name := b.names.pick(villages, "")
	b.areas = append(b.areas, area{tags: []string{"landuse", "farmland"}, outer: plot})
	c := plot.inside()
	d := southward(plot.axis())
	size := math.Min(230, math.Sqrt(plot.area())*0.33)
	heart := blob(r, c, d, size, size*0.7, 18)
	if !plot.fits(heart, 0) {
		if heart, ok = plot.shrink(14); !ok {
			return
		}
	}
	b.areas = append(b.areas, area{tags: []string{"landuse", "residential", "name", name}, outer: heart})
	mark := len(b.net.chains)
	ring := b.net.layLine(b.net.unnamed(residential), -1, heart, -1)
	b.net.lay(b.net.unnamed(residential), ring[len(ring)-1], ring[0])
	parts := [][]int32{ring}
	for i := range 3 {
		o := c.add(d.left().mul(size * 0.42 * float64(i-1)))
		parts = b.cutParts(parts, o, d.turned(0.08*r.NormFloat64()), living)
	}
	b.cutParts(parts, c, d.left().turned(0.1*r.NormFloat64()), living)
	b.open(r, k, plot, ring, 3, 120, false)
	w := rows{10, 24, 10, 15, 6, 3, "house", 0.12}
	inner, ok := heart.shrink(5)
	if !ok {
		return
	}
	b.build(w.place(r, inner, d, b.segments(mark)), "house", 3, 0.75, 0.018)
	b.site(SiteVillage, name, c)
}

// layFields lays out fields, or a wood, with a track through.
func (b *builder) layFields(r *rand.Rand, k *block) {
	plot, ok := b.plot(k.ring, 2)
	if !ok {
		return
	}
	tags := []string{"landuse", "farmland"}
	if k.use == useWood {
		tags = []string{"natural", "wood"}
	}
	b.areas = append(b.areas, area{tags: tags, outer: plot})
	b.open(r, k, plot, nil, 2, 60, false)
	if k.use == useFarm && r.Float64() < 0.5 {
		d := plot.axis()
		if pond := blob(r, plot.inside().add(d.mul(60)), d, 45, 26, 14); plot.fits(pond, 4) && !b.wet(pond) {
			b.areas = append(b.areas, area{tags: []string{"natural", "water", "water", "pond"}, outer: pond})
		}
	}
}

// wet reports whether a way laid lately runs through the pond.
func (b *builder) wet(pond polygon) bool {
	for _, s := range b.segments(max(0, len(b.net.chains)-6)) {
		if touches(pond, s[0], s[1], 2) {
			return true
		}
	}
	return false
}

func (b *builder) site(kind SiteKind, name string, at pt) {
	b.sites = append(b.sites, Site{Kind: kind, Name: name, Point: at.lonLat()})
}
