package synth

import "math"

// crossing says which barriers a street of the plan may cross.
type crossing uint8

const (
	overRiver crossing = 1 << iota
	overRail
	intoOld
)

// avenue is a street of the plan that follows a line of u or of v.
type avenue struct {
	across   bool // along a line of u, across the river; else along a line of v
	at       float64
	from, to float64
	class    class
	name     string // the root; 东/西 or 北/南 and 路 are added
	cross    crossing
}

// avenues is the plan of the main streets.
var avenues = []avenue{
	{true, -2950, -2240, 1540, secondary, "望秋", 0},
	{true, -2250, -3400, 3400, primary, "环西", overRiver | overRail},
	{true, -1560, -2860, 3400, secondary, "桂香", 0},
	{true, -860, -2860, 3400, secondary, "鼓楼", overRiver | overRail | intoOld},
	{true, -150, -3400, 1500, primary, "映江", overRiver},
	{true, -150, 1840, 2860, secondary, "云阶", 0},
	{true, 560, -3400, 3400, secondary, "书院", 0},
	{true, 1260, -3400, 3400, primary, "兴华", overRiver | overRail},
	{true, 1960, -2860, 2200, secondary, "明湖", 0},
	{true, 2650, -3400, 3400, primary, "环东", overRiver | overRail},
	{true, 3200, -2240, 1540, secondary, "金梭", 0},
	{false, -2800, -2320, 2720, secondary, "稻香", 0},
	{false, -2150, -4200, 4200, primary, "环南", 0},
	{false, -1480, -3100, 3300, secondary, "云澜", 0},
	{false, -820, -4200, 4200, primary, "新华", 0},
	{false, -quay, -4200, 4200, secondary, "滨江南", 0},
	{false, quay, -4200, 4200, secondary, "滨江北", 0},
	{false, 800, -4200, 4200, primary, "人民", intoOld},
	{false, 1480, -3300, 3300, secondary, "建业", 0},
	{false, 2130, -2330, 4200, primary, "环北", 0},
	{false, 2780, -1640, 2720, secondary, "栖云", 0},
}

// layStreets lays the plan: main streets, water, railway and border, and finds the faces between them.
func (b *builder) layStreets() {
	for _, a := range avenues {
		b.layAvenue(a)
	}
	b.laySpecial()
	b.layBarriers()
	border := polygon(b.plan.border())
	rings := b.net.arrange(b.lines, func(mid pt) bool { return border.contains(mid) })
	b.markCrossings()
	for _, ring := range rings {
		p := b.net.polygon(ring)
		b.faces = append(b.faces, face{ring: ring, middle: p.inside(), area: p.area()})
	}
}

// layAvenue samples an avenue, leaves out what it may not cross, and adds the pieces with their names.
func (b *builder) layAvenue(a avenue) {
	var halves [2][]pt
	middle := -150.0
	if a.across {
		middle = 0
	}
	for t := a.from; t <= a.to; t += 10 {
		p := b.plan.at(t, a.at)
		if a.across {
			p = b.plan.at(a.at, t)
		}
		p = b.wander(p, a.across)
		if t <= middle {
			halves[0] = append(halves[0], p)
		}
		if t >= middle {
			halves[1] = append(halves[1], p)
		}
	}
	if n := len(halves[0]); n > 0 && len(halves[1]) > 0 && halves[0][n-1] != halves[1][0] {
		halves[1] = append([]pt{halves[0][n-1]}, halves[1]...)
	}
	suffix := [2]string{"西路", "东路"}
	if a.across {
		suffix = [2]string{"南路", "北路"}
	}
	for i, half := range halves {
		if len(half) > 1 {
			b.layPieces(half, b.net.street(street{name: a.name + suffix[i], class: a.class}), a.cross)
		}
	}
}

// wander makes the two main streets of the old town a little crooked.
func (b *builder) wander(p pt, across bool) pt {
	f := 1 - b.plan.inOld(p)/0.8
	if f <= 0 {
		return p
	}
	f = math.Min(1, 3*f)
	if across {
		return pt{p.x + f*(11*math.Sin(p.y/83)+6*math.Sin(p.y/37)), p.y}
	}
	return pt{p.x, p.y + f*(9*math.Sin(p.x/91)+6*math.Sin(p.x/41))}
}

// layPieces adds the parts of a line that are free of barriers it may not cross.
func (b *builder) layPieces(pts []pt, st int32, cross crossing) {
	pl := b.plan
	free := func(p pt) bool {
		switch {
		case cross&overRiver == 0 && math.Abs(p.y-pl.river(p.x)) < pl.half(p.x)+14,
			cross&overRail == 0 && pl.fromRail(p) < railHalf-6,
			cross&intoOld == 0 && pl.inOld(p) < 0.962,
			pl.inLake(p) < lakeRoad-0.09,
			p.dist(pl.star) < starRadius-18, p.dist(pl.plaza) < plazaRadius-18:
			return false
		}
		return true
	}
	var piece []pt
	flush := func() {
		if len(piece) > 3 {
			b.lines = append(b.lines, line{pts: thin(piece, 1.2), street: st})
		}
		piece = nil
	}
	for _, p := range pts {
		if free(p) {
			piece = append(piece, p)
		} else {
			flush()
		}
	}
	flush()
}

// laySpecial adds the streets that follow no grid: rings, circles, diagonals and the station square.
func (b *builder) laySpecial() {
	pl, n := b.plan, b.net
	closed := func(name string, c class, ring []pt) {
		b.lines = append(b.lines, line{pts: ring, street: n.street(street{name: name, class: c})})
	}
	round := func(o pt) func(pt) float64 { return func(p pt) float64 { return p.dist(o) } }
	closed("护城路", secondary, contour(pl.old, pl.inOld, 1, 72))
	closed("城根巷", living, contour(pl.old, pl.inOld, lane, 64))
	closed("明镜湖路", secondary, contour(pl.lake, pl.inLake, lakeRoad, 56))
	closed("明珠广场", primary, contour(pl.star, round(pl.star), starRadius, 28))
	closed("五星广场", primary, contour(pl.plaza, round(pl.plaza), plazaRadius, 24))
	straight := func(name string, c class, from, to pt) {
		var pts []pt
		for l, d := from.dist(to), 0.0; d <= l; d += 10 {
			pts = append(pts, from.to(to, d/l))
		}
		b.layPieces(pts, n.street(street{name: name, class: c}), 0)
	}
	straight("迎宾大道", primary, pl.at(-35, 1500), pl.plaza)
	straight("迎宾大道", primary, pl.plaza, pl.at(1165, 105))
	straight("青云大道", secondary, pl.at(-55, -795), pl.star)
	straight("青云大道", secondary, pl.star, pl.at(1165, -2175))
	loop := []pt{pl.at(-315, 1460), pl.at(-315, 1705), pl.at(15, 1705), pl.at(15, 1460)}
	b.lines = append(b.lines, line{pts: loop, street: n.street(street{name: "站前路", class: tertiary})})
	under := []pt{pl.at(-150, 1690), pl.at(-150, 1845)}
	b.lines = append(b.lines, line{pts: under, street: n.street(street{name: "站前地道", class: footway})})
	foot := []pt{pl.at(600, -150), pl.at(600, 150)}
	b.lines = append(b.lines, line{pts: foot, street: n.street(street{name: "望江步行桥", class: footway})})
}

// layBarriers adds what divides but cannot be walked along.
func (b *builder) layBarriers() {
	pl := b.plan
	add := func(pts []pt) { b.lines = append(b.lines, line{pts: pts, street: noStreet}) }
	for _, s := range []float64{-1, 0, 1} {
		var bank []pt
		for x := -4400.0; x <= 4400; x += 40 {
			bank = append(bank, pt{x, pl.river(x) + s*pl.half(x)})
		}
		add(bank)
	}
	b.bankSouth, b.bankNorth = b.lines[len(b.lines)-3].pts, b.lines[len(b.lines)-1].pts
	add(offset(pl.rail, railHalf))
	add(offset(pl.rail, -railHalf))
	add(contour(pl.old, pl.inOld, moatOut, 60))
	add(contour(pl.old, pl.inOld, moatIn, 60))
	add(contour(pl.lake, pl.inLake, 1, 64))
	for _, w := range []struct {
		line []pt
		half float64
	}{{pl.canal, canalHalf}, {pl.creek, creekHalf}} {
		add(offset(w.line, w.half))
		add(offset(w.line, -w.half))
	}
	b.lines = append(b.lines, line{pts: pl.border(), street: noStreet, border: true})
}

// offset moves a line to its left by d.
func offset(pts []pt, d float64) []pt {
	out := make([]pt, len(pts))
	for i, p := range pts {
		a, c := pts[max(0, i-1)], pts[min(len(pts)-1, i+1)]
		out[i] = p.add(c.sub(a).unit().left().mul(d))
	}
	return out
}

// markCrossings makes bridges of the streets over water and tunnels of those under the railway.
func (b *builder) markCrossings() {
	for _, c := range b.net.chains {
		for i := 1; i < len(c.nodes); i++ {
			k := key(c.nodes[i-1], c.nodes[i])
			mid := b.net.at[k[0]].to(b.net.at[k[1]], 0.5)
			e := b.net.edges[k]
			e.flags = b.crossingAt(mid)
			b.net.edges[k] = e
		}
	}
}

func (b *builder) crossingAt(p pt) uint8 {
	pl := b.plan
	switch o := pl.inOld(p); {
	case pl.byRiver(p), o > moatIn+0.002 && o < moatOut-0.002, pl.inLake(p) < 1, pl.inCanal(p):
		return isBridge
	case pl.fromRail(p) < railHalf-1:
		return isTunnel
	default:
		return 0
	}
}
