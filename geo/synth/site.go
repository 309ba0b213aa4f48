package synth

import (
	"math"
	"math/rand/v2"
)

// siteStyle is how the site of a use looks.
type siteStyle struct {
	kind   SiteKind
	tags   []string
	walled bool
	rows   rows
	names  func(n *namer, i int) string
}

var civicNames = []string{"示范市人民政府", "示范市图书馆", "示范市博物馆", "示范市文化宫", "示范市妇幼活动中心", "示范市青少年宫", "示范市政务服务中心", "示范市大剧院"}

var siteStyles = map[use]siteStyle{
	useSchool: {SiteSchool, []string{"amenity", "school"}, true, rows{13, 38, 36, 64, 14, 4, "school", 0}, func(n *namer, i int) string {
		return n.pick(schoolKeys, []string{"小学", "小学", "中学"}[i%3])
	}},
	useKindergarten: {SiteKindergarten, []string{"amenity", "kindergarten"}, true, rows{14, 34, 22, 40, 10, 3, "kindergarten", 0}, func(n *namer, _ int) string {
		return n.pick(kidKeys, "幼儿园")
	}},
	useCommunity: {SiteCommunity, []string{"amenity", "community_centre"}, false, rows{13, 30, 18, 34, 8, 3, "public", 0}, func(n *namer, _ int) string {
		return n.pick(roadRoots, "社区党群服务中心", "社区服务中心")
	}},
	useHospital: {SiteHospital, []string{"amenity", "hospital"}, true, rows{22, 46, 46, 78, 16, 9, "hospital", 0}, func(_ *namer, i int) string {
		return []string{"示范市第一人民医院", "示范市妇幼保健院", "示范市中医院", "示范市第二人民医院", "示范市儿童医院", "映江区人民医院"}[i%6]
	}},
	useMall: {SiteMall, []string{"shop", "mall", "landuse", "retail"}, false, rows{}, func(n *namer, _ int) string {
		return n.pick(brandRoots, "广场", "城", "天地", "汇")
	}},
	useOffice: {SiteOffice, []string{"landuse", "commercial"}, false, rows{26, 58, 28, 46, 24, 18, "office", 0.05}, func(n *namer, _ int) string {
		return n.pick(brandRoots, "大厦", "科技园", "中心", "创业园")
	}},
	useMarket: {SiteMarket, []string{"amenity", "marketplace", "landuse", "retail"}, false, rows{}, func(n *namer, _ int) string {
		return n.pick(roadRoots, "菜市场", "农贸市场")
	}},
	useCivic: {SiteCivic, []string{"amenity", "townhall"}, false, rows{26, 60, 50, 80, 20, 6, "public", 0}, func(_ *namer, i int) string {
		return civicNames[i%len(civicNames)]
	}},
	useFactory: {SiteFactory, []string{"landuse", "industrial"}, true, rows{38, 62, 60, 130, 18, 1, "industrial", 0.08}, func(n *namer, _ int) string {
		return n.pick(brandRoots, "电子厂", "纺织厂", "机械厂", "精密制造", "新材料")
	}},
}

var civicTags = [][]string{{"amenity", "townhall"}, {"amenity", "library"}, {"tourism", "museum"}, {"amenity", "arts_centre"}, {"amenity", "community_centre"}, {"amenity", "community_centre"}, {"office", "government"}, {"amenity", "theatre"}}

// laySite lays out a school, a hospital, a mall and the like.
func (b *builder) laySite(r *rand.Rand, k *block) {
	st := siteStyles[k.use]
	plot, ok := b.plot(k.ring, 1)
	if !ok || plot.area() < 600 {
		b.green(k.ring, "landuse", "grass")
		return
	}
	b.siteCount[k.use]++
	i := b.siteCount[k.use] - 1
	name := st.names(b.names, i)
	tags := append(append([]string{}, st.tags...), "name", name)
	if k.use == useCivic {
		tags = append(append([]string{}, civicTags[i%len(civicTags)]...), "name", name)
	}
	mark := len(b.net.chains)
	var ring []int32
	if plot.area() > 16000 {
		_, ring = b.layLoop(plot)
	}
	count := 2
	if st.walled && k.use != useHospital {
		count = 1
	}
	gates := b.open(r, k, plot, ring, count, 40, st.walled)
	for len(gates) == 0 {
		b.green(k.ring, "landuse", "grass")
		return
	}
	if st.walled {
		b.areas = append(b.areas, area{tags: tags, nodes: b.wall(plot, gates, "fence")})
	} else {
		b.areas = append(b.areas, area{tags: tags, outer: plot})
	}
	b.site(st.kind, name, gates[0].at.to(plot.inside(), 0.25))
	b.buildSite(r, k.use, plot, b.segments(mark))
}

// buildSite puts the buildings of a site on its plot.
func (b *builder) buildSite(r *rand.Rand, u use, plot polygon, avoid [][2]pt) {
	st := siteStyles[u]
	d := southward(plot.axis())
	inner, ok := plot.shrink(6)
	if !ok {
		return
	}
	switch u {
	case useMall, useMarket:
		b.buildHall(plot, avoid, u)
		return
	case useSchool:
		inner, avoid = b.layPitch(inner, d, avoid)
	case useCivic:
		c := inner.inside()
		if square := rect(c.sub(d.left().mul(38)), d, 76, 34); inner.fits(square, 0) {
			b.areas = append(b.areas, area{tags: []string{"place", "square"}, outer: square})
			for i, p := range square {
				avoid = append(avoid, [2]pt{p, square[(i+1)%4]})
			}
		}
	default:
	}
	w := st.rows
	if u == useOffice || u == useHospital {
		w.levels += r.IntN(7) - 3
	}
	houses := w.place(r, inner, d, avoid)
	if len(houses) == 0 { // a small plot: small houses
		w.depth, w.pitch, w.short, w.long = 10, 17, 9, 26
		houses = w.place(r, inner, d, avoid)
	}
	b.build(houses, w.kind, w.levels, 0, 0)
}

// buildHall puts one big building on the plot, its corner cut back where a way comes in.
func (b *builder) buildHall(plot polygon, avoid [][2]pt, u use) {
	kind, levels := "retail", 5
	if u == useMarket {
		levels = 2
	}
	for _, d := range []float64{9, 14, 20, 28} {
		hall, ok := plot.shrink(d)
		if !ok {
			break
		}
		parts := []polygon{hall}
		for _, s := range avoid {
			if touches(hall, s[0], s[1], 1) {
				parts = nil
			}
		}
		if parts != nil {
			b.build(parts, kind, levels, 0, 0)
			return
		}
	}
	if inner, ok := plot.shrink(6); ok {
		w := rows{24, 34, 30, 70, 8, levels, kind, 0}
		b.build(w.place(random(b.seed, "hall"), inner, southward(plot.axis()), avoid), kind, levels, 0, 0)
	}
}

// layPitch lays a sports ground where the school has room for one.
func (b *builder) layPitch(p polygon, d pt, avoid [][2]pt) (polygon, [][2]pt) {
	c := p.inside()
	for _, size := range []float64{1, 0.8, 0.6, 0.45} {
		for _, o := range []pt{{0.25, 0}, {-0.25, 0}, {0, -0.25}, {0, 0.25}, {0, 0}} {
			lo, hi := p.box(c, d)
			at := c.add(d.mul(o.x * (hi.x - lo.x))).add(d.left().mul(o.y * (hi.y - lo.y)))
			track := oval(at, d, 128*size, 72*size)
			if !p.fits(track, 1) {
				continue
			}
			clear := true
			for _, s := range avoid {
				clear = clear && !touches(track, s[0], s[1], 2)
			}
			if !clear {
				continue
			}
			b.areas = append(b.areas,
				area{tags: []string{"leisure", "track"}, outer: track},
				area{tags: []string{"leisure", "pitch"}, outer: rect(at, d, 78*size, 44*size)})
			for i, a := range track {
				avoid = append(avoid, [2]pt{a, track[(i+1)%len(track)]}, [2]pt{a, at})
			}
			return p, avoid
		}
	}
	return p, avoid
}

// oval is a running track: two straights and two half circles.
func oval(c, d pt, l, w float64) polygon {
	var out polygon
	n := d.left()
	for side := range 2 {
		m := c.add(d.mul((l - w) / 2 * float64(1-2*side)))
		for i := range 9 {
			a := -math.Pi/2 + math.Pi*float64(i)/8 + math.Pi*float64(side)
			s, k := math.Sincos(a)
			out = append(out, m.add(d.mul(k*w/2)).add(n.mul(s*w/2)))
		}
	}
	return out
}
