package tile

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/paulmach/orb"
)

// Basemap is an immutable set of features with a spatial index. It is safe for concurrent use.
type Basemap struct {
	features []stored // ascending by zoom, then along a Hilbert curve
	geometry []byte
	texts    texts // classes and names
	index    []zoomIndex
}

// stored is a feature of a Basemap.
type stored struct {
	box   box
	end   uint32 // of its geometry, which begins where that of the feature before ends
	class uint32 // text number
	name  uint32 // text number, 0 for none
	layer uint8  // place in layers
	zoom  uint8
	kind  uint8
}

// texts are strings kept as one; number 0 is empty.
type texts struct {
	all  string
	ends []uint32
}

func (t *texts) at(i uint32) string {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]]
}

// maxText bounds class and name, in bytes.
const maxText = 1024

// draft is a feature on its way into a Basemap.
type draft struct {
	stored
	className, featureName string
	geometry               []byte
	order                  uint32
}

// New builds a basemap. Features of an unknown layer or with a geometry that cannot be drawn are left out, as are parts
// of geometries off the map. The result depends only on the set of features, not on their order.
func New(features []Feature) *Basemap {
	drafts := make([]draft, 0, len(features))
	for i := range features {
		if d, ok := newDraft(&features[i]); ok {
			drafts = append(drafts, d)
		}
	}
	slices.SortFunc(drafts, compareDrafts)
	b := &Basemap{features: make([]stored, 0, len(drafts))}
	numbers := b.texts.fill(drafts)
	total := 0
	for i := range drafts {
		total += len(drafts[i].geometry)
	}
	b.geometry = make([]byte, 0, total)
	for i := range drafts {
		d := &drafts[i]
		if len(b.geometry)+len(d.geometry) > math.MaxUint32 {
			break // 4 GiB of geometry: no import gets there
		}
		b.geometry = append(b.geometry, d.geometry...)
		d.end = uint32(len(b.geometry))
		d.class, d.name = numbers[d.className], numbers[d.featureName]
		b.features = append(b.features, d.stored)
	}
	b.buildIndex()
	return b
}

func newDraft(f *Feature) (draft, bool) {
	d := draft{className: cleanText(f.Class), featureName: cleanText(f.Name)}
	layer := slices.Index(layers[:], f.Layer)
	kind, parts := partsOf(f.Geometry)
	if layer < 0 || kind == 0 || len(parts) == 0 {
		return d, false
	}
	d.layer, d.kind, d.zoom = uint8(layer), kind, min(f.MinZoom, MaxZoom)
	d.box = emptyBox
	for _, p := range parts {
		for _, q := range p.points {
			d.box = d.box.add(q)
		}
	}
	d.geometry = appendGeometry(nil, parts, xy{d.box.minX, d.box.minY})
	d.order = hilbert(uint32((uint64(d.box.minX)+uint64(d.box.maxX))>>17), uint32((uint64(d.box.minY)+uint64(d.box.maxY))>>17))
	return d, true
}

func cleanText(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	return strings.ToValidUTF8(s, "")
}

func compareDrafts(a, b draft) int {
	return cmp.Or(
		cmp.Compare(a.zoom, b.zoom), cmp.Compare(a.order, b.order), cmp.Compare(a.layer, b.layer),
		strings.Compare(a.className, b.className), strings.Compare(a.featureName, b.featureName),
		cmp.Compare(a.kind, b.kind), cmp.Compare(a.box.minX, b.box.minX), cmp.Compare(a.box.minY, b.box.minY),
		bytes.Compare(a.geometry, b.geometry),
	)
}

// fill stores all texts in alphabetical order, each once, and returns their numbers.
func (t *texts) fill(drafts []draft) map[string]uint32 {
	numbers := map[string]uint32{"": 0}
	for i := range drafts {
		numbers[drafts[i].className] = 0
		numbers[drafts[i].featureName] = 0
	}
	sorted := make([]string, 0, len(numbers))
	for s := range numbers {
		sorted = append(sorted, s)
	}
	slices.Sort(sorted)
	var all strings.Builder
	for i, s := range sorted {
		all.WriteString(s)
		numbers[s] = uint32(i)
		t.ends = append(t.ends, uint32(all.Len()))
	}
	t.all = all.String()
	return numbers
}

// Len is the number of features.
func (b *Basemap) Len() int { return len(b.features) }

// Bytes is the memory that the basemap holds, without its index (about an eighth of 16 bytes a feature).
func (b *Basemap) Bytes() int {
	const storedSize = 36
	return len(b.features)*storedSize + len(b.geometry) + len(b.texts.all) + 4*len(b.texts.ends)
}

// Bound is the rectangle that holds all features; ok is false for an empty basemap.
func (b *Basemap) Bound() (bound orb.Bound, ok bool) {
	if len(b.features) == 0 {
		return orb.Bound{}, false
	}
	all := emptyBox
	for i := range b.features {
		all = all.union(b.features[i].box)
	}
	return orb.Bound{
		Min: unproject(xy{all.minX, all.maxY}),
		Max: unproject(xy{all.maxX, all.minY}),
	}, true
}

func unproject(p xy) orb.Point {
	const world = 1 << worldBits
	y := math.Pi * (1 - 2*float64(p.y)/world)
	return orb.Point{float64(p.x)/world*360 - 180, math.Atan(math.Sinh(y)) * 180 / math.Pi}
}

// hilbert is the place of a cell along the Hilbert curve over 2^16 × 2^16 cells.
func hilbert(x, y uint32) (d uint32) {
	const n = 1 << 16
	for s := uint32(n / 2); s > 0; s /= 2 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d += s * s * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = n-1-x&(n-1), n-1-y&(n-1)
			}
			x, y = y, x
		}
	}
	return d
}

// zoomIndex finds the features of one MinZoom: a packed R-tree over their boxes.
type zoomIndex struct {
	zoom  uint8
	first int     // place of its first feature
	tiers [][]box // tiers[0] are boxes of fanout features, tiers[1] of fanout boxes of tiers[0] …
	count int
}

const fanout = 16

// buildIndex makes an index for each zoom at which features begin.
func (b *Basemap) buildIndex() {
	b.index = nil
	for from := 0; from < len(b.features); {
		zoom := b.features[from].zoom
		n := sort.Search(len(b.features)-from, func(i int) bool { return b.features[from+i].zoom > zoom })
		z := zoomIndex{zoom: zoom, first: from, count: n}
		tier := make([]box, 0, n/fanout+1)
		for i := 0; i < n; i += fanout {
			all := emptyBox
			for _, f := range b.features[from+i : from+min(i+fanout, n)] {
				all = all.union(f.box)
			}
			tier = append(tier, all)
		}
		for z.tiers = append(z.tiers, tier); len(tier) > 1; z.tiers = append(z.tiers, tier) {
			tier = above(tier)
		}
		b.index = append(b.index, z)
		from += n
	}
}

func above(tier []box) []box {
	up := make([]box, 0, len(tier)/fanout+1)
	for i := 0; i < len(tier); i += fanout {
		all := emptyBox
		for _, t := range tier[i:min(i+fanout, len(tier))] {
			all = all.union(t)
		}
		up = append(up, all)
	}
	return up
}

// search calls f for each feature that touches q, in the order of the features.
func (b *Basemap) search(z *zoomIndex, q box, f func(i int)) {
	b.descend(z, len(z.tiers)-1, 0, q, f)
}

func (b *Basemap) descend(z *zoomIndex, tier, at int, q box, f func(i int)) {
	if !z.tiers[tier][at].touches(q) {
		return
	}
	from := at * fanout
	if tier > 0 {
		for i := from; i < min(from+fanout, len(z.tiers[tier-1])); i++ {
			b.descend(z, tier-1, i, q, f)
		}
		return
	}
	for i := from; i < min(from+fanout, z.count); i++ {
		if b.features[z.first+i].box.touches(q) {
			f(z.first + i)
		}
	}
}
