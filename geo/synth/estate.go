package synth

import (
	"math"
	"math/rand/v2"
)

// style is how the estates of a part of town look.
type style struct {
	rows   rows
	filled float64 // of the homes, how many are lived in
	young  float64 // share of children under three
	walled float64 // share of estates with a wall
	tower  float64 // share of estates with towers
}

var styles = map[zone]style{
	zoneOld:   {rows{11, 25, 18, 34, 7, 5, "apartments", 0.05}, 0.80, 0.012, 0.3, 0},
	zoneCore:  {rows{12.5, 30, 28, 54, 9, 9, "apartments", 0.06}, 0.86, 0.021, 0.75, 0.45},
	zoneWest:  {rows{11.5, 26, 34, 60, 9, 6, "apartments", 0.05}, 0.84, 0.017, 0.6, 0.12},
	zoneNew:   {rows{14, 38, 36, 58, 12, 14, "apartments", 0.08}, 0.70, 0.037, 0.97, 0.6},
	zoneNorth: {rows{11.5, 29, 34, 58, 10, 6, "apartments", 0.07}, 0.80, 0.022, 0.65, 0.2},
	zoneWorks: {rows{12, 30, 34, 58, 10, 6, "dormitory", 0.10}, 0.85, 0.014, 0.6, 0},
}

var towers = rows{20, 46, 24, 30, 20, 22, "apartments", 0.10}

// layEstate lays out a housing estate: a loop of lanes behind the wall, ways between the rows, gates, houses.
func (b *builder) layEstate(r *rand.Rand, k *block) {
	st := styles[k.zone]
	plot, ok := b.plot(k.ring, 1)
	if !ok || plot.area() < 1500 {
		b.green(k.ring, "landuse", "grass")
		return
	}
	mark := len(b.net.chains)
	walled := r.Float64() < st.walled && k.area > 9000
	w := st.rows
	if r.Float64() < st.tower && k.area > 14000 {
		w = towers
		w.levels += r.IntN(9) - 3
	}
	d := southward(plot.axis())
	loop, ring := b.layLoop(plot)
	inner, ok := plot.shrink(3)
	if ring != nil {
		if inner, ok = loop.shrink(4); ok {
			b.layWays(r, ring, inner, d, w)
		}
	}
	count := 2 + int(math.Sqrt(k.area)/110) + r.IntN(2)
	if !walled {
		count += 2
	}
	gates := b.open(r, k, plot, ring, count, math.Max(28, math.Sqrt(k.area)*0.33), walled)
	if len(gates) == 0 {
		b.green(k.ring, "landuse", "grass")
		return
	}
	name := b.names.estate(k.zone)
	tags := []string{"landuse", "residential", "name", name}
	if walled {
		b.areas = append(b.areas, area{tags: tags, nodes: b.wall(plot, gates, "wall")})
	} else {
		b.areas = append(b.areas, area{tags: tags, outer: plot})
	}
	avoid := b.segments(mark)
	floor := 0.0
	if ok {
		if k.zone == zoneNew && k.area > 40000 {
			b.layGarden(r, inner, d, &avoid)
		}
		floor = b.build(w.place(r, inner, d, avoid), w.kind, w.levels, st.filled, st.young)
	}
	b.noteEstate(k, name, plot, loop, gates, floor, walled)
}

// layLoop lays the lane around the inside of a plot that is big enough for one.
func (b *builder) layLoop(plot polygon) (polygon, []int32) {
	if plot.area() < 7000 {
		return nil, nil
	}
	loop, ok := plot.shrink(8)
	if !ok || loop.area() < 3500 {
		return nil, nil
	}
	ring := make([]int32, len(loop))
	for i, p := range loop {
		ring[i] = b.net.node(p)
	}
	b.net.lay(b.net.unnamed(service), append(append([]int32{}, ring...), ring[0])...)
	return loop, ring
}

// layWays lays the ways across the loop: a lane from south to north in wide estates, footways between the rows.
func (b *builder) layWays(r *rand.Rand, ring []int32, inner polygon, d pt, w rows) {
	lo, hi := inner.box(pt{}, d)
	n := d.left()
	parts := [][]int32{ring}
	lanes := int((hi.x - lo.x) / 190)
	for i := range lanes {
		x := lo.x + (hi.x-lo.x)*(float64(i)+1)/float64(lanes+1) + 14*(r.Float64()-0.5)
		parts = b.cutParts(parts, d.mul(x), n, service)
	}
	count, start := w.stack(lo.y, hi.y)
	every := 2
	if w.pitch > 38 {
		every = 1
	}
	for i := 0; i+1 < count; i += every {
		parts = b.cutParts(parts, n.mul(start+(float64(i)+0.5)*w.pitch), d, footway)
	}
}

// cutParts cuts every part that the line through o along d passes.
func (b *builder) cutParts(parts [][]int32, o, d pt, c class) [][]int32 {
	var out [][]int32
	for _, part := range parts {
		part = b.net.expand(part, true)
		p := b.net.polygon(part)
		done := false
		for _, s := range p.spans(o, d) {
			at := o.add(d.mul((s[0] + s[1]) / 2))
			one, two, _, ok := b.net.divide(part, chord{at: at, dir: d, street: b.net.unnamed(c), least: 0.02})
			if ok {
				out = append(out, one, two)
				done = true
				break
			}
		}
		if !done {
			out = append(out, part)
		}
	}
	return out
}

// layGarden puts a pond with green around it into the middle of an estate.
func (b *builder) layGarden(r *rand.Rand, p polygon, d pt, avoid *[][2]pt) {
	c := p.inside()
	for range 12 {
		q := c.add(d.mul(70 * (r.Float64() - 0.5))).add(d.left().mul(70 * (r.Float64() - 0.5)))
		lawn := blob(r, q, d, 30, 17, 14)
		if !p.fits(lawn, 2) {
			continue
		}
		clear := true
		for _, s := range *avoid {
			clear = clear && !touches(lawn, s[0], s[1], 2)
		}
		if !clear {
			continue
		}
		b.areas = append(b.areas,
			area{tags: []string{"leisure", "garden"}, outer: lawn},
			area{tags: []string{"natural", "water", "water", "pond"}, outer: blob(r, q, d, 17, 8, 12)})
		for i, a := range lawn {
			*avoid = append(*avoid, [2]pt{a, lawn[(i+1)%len(lawn)]})
		}
		return
	}
}

// noteEstate writes the estate down for those who look for addresses.
func (b *builder) noteEstate(k *block, name string, plot, loop polygon, gates []gate, floor float64, walled bool) {
	e := Estate{
		Name: name, Point: plot.inside().lonLat(), Gate: gates[0].at.lonLat(), Walled: walled, New: k.zone == zoneNew,
		Households: int(floor * styles[k.zone].filled / 100), Street: b.net.streets[gates[0].street].name,
	}
	if loop == nil {
		loop = plot
	}
	if inner, ok := loop.shrink(4); ok {
		for i, a := range inner {
			e.Inside = append(e.Inside, a.to(inner[(i+1)%len(inner)], 0.5).lonLat())
		}
	}
	b.estates = append(b.estates, e)
}
