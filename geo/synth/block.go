package synth

import (
	"math"
	"math/rand/v2"
)

// use is what a block of land is used for.
type use uint8

const (
	useEstate use = iota
	useHouses     // of the old town
	usePark
	useSchool
	useKindergarten
	useCommunity
	useHospital
	useMall
	useOffice
	useMarket
	useCivic
	useFactory
	useVillage
	useFarm
	useWood
	useGreen
)

// block is a piece of land between streets. Its ring runs along the middle of the streets.
type block struct {
	ring   []int32
	zone   zone
	use    use
	middle pt
	area   float64
}

// tip remembers where a street with a name ended, so that one across the junction can go on under the same name.
type tip struct {
	street int32
	dir    pt // outwards
}

// target is the size of a block, in square metres, at which it is not divided any more, by zone.
var target = map[zone]float64{
	zoneOld: 6800, zoneCore: 27000, zoneWest: 36000, zoneNew: 62000, zoneNorth: 42000, zoneWorks: 70000, zoneRim: 130000,
}

// fillBlocks gives every face a use, divides land into blocks, and lays out each block.
func (b *builder) fillBlocks() {
	r := b.random("blocks")
	tips := make(map[int32][]tip)
	for i := range b.faces {
		f := &b.faces[i]
		if b.fillSpecial(f) {
			continue
		}
		z := b.plan.zone(f.middle)
		b.subdivide(r, f.ring, z, tips, 0)
	}
	b.chooseUses()
	b.layOut()
}

// fillSpecial handles the faces that are no ordinary land: water, railway, green along the water, and the big parcels of
// the plan. It reports whether the face was one.
func (b *builder) fillSpecial(f *face) bool {
	pl, m := b.plan, f.middle
	o := pl.inOld(m)
	switch {
	case pl.inRiver(m), pl.inCanal(m), pl.inLake(m) < 1, o > moatIn && o < moatOut, pl.fromRail(m) < railHalf:
		return true // drawn as one piece each, see water.go
	case pl.byRiver(m):
		b.green(f.ring, "leisure", "park", "name", "滨江公园")
	case o > lane && o < 1:
		b.green(f.ring, "leisure", "park", "name", "护城河公园")
	case pl.inLake(m) < lakeRoad:
		b.green(f.ring, "leisure", "park", "name", "明镜湖公园")
	case m.dist(pl.star) < starRadius, m.dist(pl.plaza) < plazaRadius:
		b.green(f.ring, "leisure", "garden")
	case b.holds(f, pl.forest):
		b.layForest(f)
	case b.holds(f, pl.campus):
		b.layCampus(f)
	case b.holds(f, pl.stadium):
		b.layStadium(f)
	case b.holds(f, pl.at(-150, 1600)):
		b.layStation(f)
	case f.area < 2600:
		b.green(f.ring, "landuse", "grass")
	default:
		return false
	}
	return true
}

func (b *builder) holds(f *face, p pt) bool { return b.net.polygon(f.ring).contains(p) }

// plot returns the land of a ring, clear of the streets around it.
func (b *builder) plot(ring []int32, extra float64) (polygon, bool) {
	c, w := b.net.corners(b.net.expand(ring, true))
	if p, ok := c.inset(func(i int) float64 { return w[i] + extra }); ok {
		return p, true
	}
	var plain polygon // without short sides, and the same distance everywhere
	most := 0.0
	for i, a := range c {
		most = math.Max(most, w[i])
		if a.dist(c[(i+1)%len(c)]) > 12 {
			plain = append(plain, a)
		}
	}
	return plain.shrink(math.Min(most, 14) + extra)
}

// green fills the land of a ring, right up to water and walls, and up to the middle of the streets if nothing neater works.
func (b *builder) green(ring []int32, tags ...string) {
	c, w := b.net.corners(b.net.expand(ring, true))
	p, ok := c.inset(func(i int) float64 {
		if w[i] == noStreetWidth {
			return 0.2
		}
		return w[i] - 1
	})
	if !ok || p.area() < c.area()*0.4 {
		p = c
	}
	b.areas = append(b.areas, area{tags: tags, outer: p})
}

// subdivide cuts a ring by new streets until its parts are as small as blocks are in their zone.
func (b *builder) subdivide(r *rand.Rand, ring []int32, z zone, tips map[int32][]tip, depth int) {
	ring = b.net.expand(ring, true)
	p := b.net.polygon(ring)
	size := p.area()
	if size > target[z]*(0.85+0.6*r.Float64()) && depth < 12 {
		for range 9 {
			c := b.chord(r, p, z, size, tips)
			one, two, ends, ok := b.net.divide(ring, c)
			if !ok {
				continue
			}
			b.nameChord(z, c, ends, tips)
			b.subdivide(r, one, z, tips, depth+1)
			b.subdivide(r, two, z, tips, depth+1)
			return
		}
	}
	b.blocks = append(b.blocks, block{ring: ring, zone: z, middle: p.inside(), area: size})
}

// chord proposes a street through the middle of a block, across its long side.
func (b *builder) chord(r *rand.Rand, p polygon, z zone, size float64, tips map[int32][]tip) chord {
	_ = tips
	d := p.axis()
	lo, hi := p.box(pt{}, d)
	turn, shift, bend := 0.05, 0.14, 0.0
	switch z {
	case zoneOld:
		turn, shift, bend = 0.22, 0.22, 5
	case zoneRim:
		turn, shift, bend = 0.18, 0.2, 16
	case zoneNew:
		turn, shift, bend = 0.04, 0.1, 3
	case zoneCore, zoneWest, zoneNorth, zoneWorks:
	}
	along := (lo.x+hi.x)/2 + (hi.x-lo.x)*shift*(2*r.Float64()-1)
	n := d.left()
	at := d.mul(along).add(n.mul((lo.y + hi.y) / 2))
	if spans := p.spans(at, n); len(spans) > 0 {
		wide := spans[0]
		for _, s := range spans {
			if s[1]-s[0] > wide[1]-wide[0] {
				wide = s
			}
		}
		at = at.add(n.mul((wide[0] + wide[1]) / 2))
	}
	c := chord{at: at, dir: n.turned(turn * r.NormFloat64()), snap: 32, least: 0.24}
	if z == zoneOld {
		c.snap = 11
	}
	if bend > 0 {
		c.bend = bend * r.NormFloat64()
	}
	c.street = b.net.street(street{class: chordClass(r, z, size)})
	return c
}

func chordClass(r *rand.Rand, z zone, size float64) class {
	switch {
	case z == zoneOld && size > 60000:
		return residential
	case z == zoneOld && size > 16000:
		return living
	case z == zoneOld:
		return []class{living, footway, pedestrian}[r.IntN(3)]
	case size > 170000:
		return tertiary
	default:
		return residential
	}
}

// nameChord names the street of a chord: after the street it prolongs, if there is one, else anew.
func (b *builder) nameChord(z zone, c chord, ends [2]int32, tips map[int32][]tip) {
	s := &b.net.streets[c.street]
	dir := b.net.at[ends[1]].sub(b.net.at[ends[0]]).unit()
	for i, e := range ends {
		out := dir
		if i == 0 {
			out = dir.mul(-1)
		}
		for _, t := range tips[e] {
			if s.name == "" && t.dir.dot(out) < -0.86 {
				s.name = b.net.streets[t.street].name
			}
		}
	}
	switch {
	case s.name != "":
	case z == zoneOld:
		s.name = b.names.lane()
	default:
		s.name = b.names.road()
	}
	tips[ends[0]] = append(tips[ends[0]], tip{c.street, dir.mul(-1)})
	tips[ends[1]] = append(tips[ends[1]], tip{c.street, dir})
}

// quota says how many blocks of a use there are to be, how far apart at least, and how big.
type quota struct {
	use        use
	count      int
	apart      float64
	least, max float64
	zones      []zone
}

var quotas = []quota{
	{useHospital, 6, 1150, 14000, 70000, []zone{zoneCore, zoneWest, zoneNew, zoneNorth}},
	{useCivic, 8, 380, 8000, 45000, []zone{zoneCore, zoneNew}},
	{useMall, 9, 650, 9000, 60000, []zone{zoneCore, zoneNew, zoneWest}},
	{useSchool, 27, 480, 13000, 60000, []zone{zoneCore, zoneWest, zoneNew, zoneNorth}},
	{usePark, 26, 420, 6000, 70000, []zone{zoneCore, zoneWest, zoneNew, zoneNorth}},
	{useMarket, 12, 620, 4000, 32000, []zone{zoneCore, zoneWest, zoneNew, zoneNorth, zoneOld}},
	{useOffice, 26, 170, 7000, 60000, []zone{zoneCore, zoneNew, zoneWorks}},
	{usePark, 5, 240, 3500, 16000, []zone{zoneOld}},
	{useSchool, 2, 380, 5000, 16000, []zone{zoneOld}},
}

// chooseUses deals out the scarce uses and leaves the rest to dwellings, works, villages and fields.
func (b *builder) chooseUses() {
	r := b.random("uses")
	for i := range b.blocks {
		b.blocks[i].use = ordinary(r, &b.blocks[i])
	}
	taken := make([]bool, len(b.blocks))
	for _, q := range quotas {
		var at []pt
		for _, i := range r.Perm(len(b.blocks)) {
			k := &b.blocks[i]
			if len(at) == q.count || taken[i] || !q.suits(k) || near(at, k.middle, q.apart) {
				continue
			}
			taken[i], k.use = true, q.use
			at = append(at, k.middle)
		}
	}
}

func (q *quota) suits(k *block) bool {
	if k.area < q.least || k.area > q.max || k.use == useGreen {
		return false
	}
	for _, z := range q.zones {
		if z == k.zone {
			return true
		}
	}
	return false
}

func near(at []pt, p pt, d float64) bool {
	for _, q := range at {
		if q.dist(p) < d {
			return true
		}
	}
	return false
}

func ordinary(r *rand.Rand, k *block) use {
	switch {
	case k.zone == zoneRim:
		switch x := r.Float64(); {
		case x < 0.30:
			return useVillage
		case x < 0.86:
			return useFarm
		default:
			return useWood
		}
	case k.zone == zoneOld:
		return useHouses
	case k.area < 4200:
		return useGreen
	case k.zone == zoneWorks && math.Abs(r.Float64()) < 0.72:
		return useFactory
	default:
		return useEstate
	}
}
