package tile

import (
	"encoding/binary"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// Field tags of the Mapbox Vector Tile protocol buffer, version 2.1.
const (
	tagTileLayer       = 3<<3 | 2
	tagLayerName       = 1<<3 | 2
	tagLayerFeature    = 2<<3 | 2
	tagLayerKey        = 3<<3 | 2
	tagLayerValue      = 4<<3 | 2
	tagLayerExtent     = 5 << 3
	tagLayerVersion    = 15 << 3
	tagFeatureTags     = 2<<3 | 2
	tagFeatureKind     = 3 << 3
	tagFeatureGeometry = 4<<3 | 2
	tagValueString     = 1<<3 | 2

	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// The keys of a layer.
const (
	keyClass = 0
	keyName  = 1
)

var keys = [...]string{"class", "name"}

// encoder is the workspace of one Tile call.
type encoder struct {
	b       *Basemap
	z       uint32
	x, y    int64 // the tile's corner in units of its zoom
	layers  [len(layers)]layerDraft
	points  []unit
	clipped []unit
	parts   []flatPart
	geom    []byte
	scratch []byte
}

// unit is a place in a tile.
type unit struct{ x, y int32 }

// flatPart is a part of encoder.points.
type flatPart struct {
	role     uint8
	from, to int
}

// layerDraft collects the features of one layer.
type layerDraft struct {
	features []byte
	values   map[uint32]uint32 // text number to value number
	order    []uint32
}

var encoders = sync.Pool{New: func() any { return &encoder{} }}

// Tile returns the uncompressed MVT bytes of one tile, nil when it is empty, ErrTile when z, x, y name no tile. The bytes
// are the same for the same features, whenever and wherever they are made.
func (b *Basemap) Tile(z, x, y uint32) ([]byte, error) {
	if z > MaxZoom || x >= 1<<z || y >= 1<<z {
		return nil, ErrTile
	}
	e := encoders.Get().(*encoder)
	defer encoders.Put(e)
	e.reset(b, z, x, y)
	q := tileBox(z, x, y)
	for i := range b.index {
		if zi := &b.index[i]; uint32(zi.zoom) <= z {
			b.search(zi, q, func(i int) { e.add(i, q) })
		}
	}
	return e.bytes(), nil
}

func (e *encoder) reset(b *Basemap, z, x, y uint32) {
	e.b, e.z = b, z
	e.x, e.y = int64(x)*Extent, int64(y)*Extent
	for i := range e.layers {
		l := &e.layers[i]
		l.features, l.order = l.features[:0], l.order[:0]
		clear(l.values)
	}
}

// tileBox is the part of the world that a tile shows, with its buffer.
func tileBox(z, x, y uint32) box {
	side := int64(1) << (worldBits - z)
	edge := side * Buffer / Extent
	fit := func(v int64) uint32 { return uint32(max(0, min(1<<worldBits-1, v))) }
	return box{
		minX: fit(int64(x)*side - edge), minY: fit(int64(y)*side - edge),
		maxX: fit(int64(x+1)*side + edge - 1), maxY: fit(int64(y+1)*side + edge - 1),
	}
}

// smallest is the side, in units, under which an area is not drawn: half a pixel of a 512-pixel tile.
const smallest = 4

// add draws one feature.
func (e *encoder) add(i int, q box) {
	f := &e.b.features[i]
	shift := worldBits - extentBits - e.z
	if f.kind == kindPolygon && (f.box.maxX-f.box.minX)>>shift < smallest && (f.box.maxY-f.box.minY)>>shift < smallest {
		return
	}
	from := uint32(0)
	if i > 0 {
		from = e.b.features[i-1].end
	}
	if !e.read(e.b.geometry[from:f.end], xy{f.box.minX, f.box.minY}, shift) {
		return
	}
	if !q.holds(f.box) {
		e.clip(f.kind)
	}
	e.geom = e.geom[:0]
	switch f.kind {
	case kindPoint:
		e.drawPoints()
	case kindLine:
		e.drawLines()
	default:
		e.drawRings()
	}
	if len(e.geom) > 0 {
		e.finish(f)
	}
}

// read decodes a geometry into units of the tile, with the points that this zoom shows.
func (e *encoder) read(data []byte, corner xy, shift uint32) bool {
	e.points, e.parts = e.points[:0], e.parts[:0]
	r := reader{data: data}
	parts := r.count(r.uvarint(), 1)
	wx, wy := int64(corner.x), int64(corner.y)
	for range parts {
		head := r.uvarint()
		n := r.count(head>>2, 3)
		p := flatPart{role: uint8(head & 3), from: len(e.points)}
		for range n {
			wx, wy = wx+r.varint(), wy+r.varint()
			if level := r.level(); uint32(level) > e.z {
				continue
			}
			u := unit{int32(wx>>shift - e.x), int32(wy>>shift - e.y)}
			if len(e.points) == p.from || e.points[len(e.points)-1] != u {
				e.points = append(e.points, u)
			}
		}
		p.to = len(e.points)
		e.parts = append(e.parts, p)
	}
	return !r.bad
}

// clipBound is what is kept of a tile.
var clipBound = orb.Bound{Min: orb.Point{-Buffer, -Buffer}, Max: orb.Point{Extent + Buffer, Extent + Buffer}}

// clip cuts the parts at the buffer.
func (e *encoder) clip(kind uint8) {
	e.clipped = e.clipped[:0]
	var parts []flatPart
	keep := func(role uint8, line []orb.Point) {
		p := flatPart{role: role, from: len(e.clipped)}
		for _, q := range line {
			u := unit{roundUnit(q[0]), roundUnit(q[1])}
			if len(e.clipped) == p.from || e.clipped[len(e.clipped)-1] != u {
				e.clipped = append(e.clipped, u)
			}
		}
		p.to = len(e.clipped)
		parts = append(parts, p)
	}
	for _, p := range e.parts {
		line := make(orb.LineString, 0, p.to-p.from)
		for _, u := range e.points[p.from:p.to] {
			line = append(line, orb.Point{float64(u.x), float64(u.y)})
		}
		switch kind {
		case kindPoint:
			if len(line) > 0 && clipBound.Contains(line[0]) {
				keep(p.role, line)
			}
		case kindLine:
			for _, piece := range clip.LineString(clipBound, line) {
				keep(p.role, piece)
			}
		default:
			keep(p.role, clip.Ring(clipBound, orb.Ring(line)))
		}
	}
	e.points, e.clipped = e.clipped, e.points
	e.parts = append(e.parts[:0], parts...)
}

func roundUnit(v float64) int32 {
	if v < 0 {
		return int32(v - 0.5)
	}
	return int32(v + 0.5)
}

// pen writes the drawing commands of a geometry.
type pen struct {
	dst  []byte
	last unit
}

func (p *pen) command(id, count int) {
	p.dst = binary.AppendUvarint(p.dst, uint64(id&7|count<<3))
}

func (p *pen) step(u unit) {
	p.dst = binary.AppendVarint(p.dst, int64(u.x-p.last.x)) // AppendVarint is the zigzag of the format
	p.dst = binary.AppendVarint(p.dst, int64(u.y-p.last.y))
	p.last = u
}

func (p *pen) path(points []unit) {
	p.command(moveTo, 1)
	p.step(points[0])
	p.command(lineTo, len(points)-1)
	for _, u := range points[1:] {
		p.step(u)
	}
}

func (e *encoder) drawPoints() {
	p := pen{dst: e.geom}
	for _, part := range e.parts {
		if part.to > part.from {
			p.command(moveTo, 1)
			p.step(e.points[part.from])
			break // one point a feature
		}
	}
	e.geom = p.dst
}

func (e *encoder) drawLines() {
	p := pen{dst: e.geom}
	for _, part := range e.parts {
		if part.to-part.from >= 2 {
			p.path(e.points[part.from:part.to])
		}
	}
	e.geom = p.dst
}

// drawRings writes outer rings with positive and holes with negative area, as the format asks. Holes of a ring that
// vanished vanish with it.
func (e *encoder) drawRings() {
	p := pen{dst: e.geom}
	drawn := false
	for _, part := range e.parts {
		ring := e.points[part.from:part.to]
		if n := len(ring); n > 1 && ring[0] == ring[n-1] {
			ring = ring[:n-1]
		}
		area := int64(0)
		if len(ring) >= 3 {
			area = doubleArea(ring)
		}
		if part.role != roleInner {
			drawn = area != 0
		}
		if area == 0 || !drawn {
			continue
		}
		if (area > 0) != (part.role != roleInner) {
			for i, j := 0, len(ring)-1; i < j; i, j = i+1, j-1 {
				ring[i], ring[j] = ring[j], ring[i]
			}
		}
		p.path(ring)
		p.command(closePath, 1)
	}
	e.geom = p.dst
}

func doubleArea(ring []unit) (sum int64) {
	last := ring[len(ring)-1]
	for _, u := range ring {
		sum += int64(last.x)*int64(u.y) - int64(u.x)*int64(last.y)
		last = u
	}
	return sum
}

// finish adds the drawn feature to its layer.
func (e *encoder) finish(f *stored) {
	l := &e.layers[f.layer]
	var tags [4 * binary.MaxVarintLen32]byte
	t := append(tags[:0], keyClass)
	t = binary.AppendUvarint(t, uint64(l.value(f.class)))
	if f.name > 0 {
		t = append(t, keyName)
		t = binary.AppendUvarint(t, uint64(l.value(f.name)))
	}
	s := appendBytes(e.scratch[:0], tagFeatureTags, t)
	s = append(s, tagFeatureKind, f.kind)
	s = appendBytes(s, tagFeatureGeometry, e.geom)
	e.scratch = s
	l.features = appendBytes(l.features, tagLayerFeature, s)
}

// value numbers a text within the layer.
func (l *layerDraft) value(text uint32) uint32 {
	if n, ok := l.values[text]; ok {
		return n
	}
	if l.values == nil {
		l.values = map[uint32]uint32{}
	}
	n := uint32(len(l.order))
	l.values[text] = n
	l.order = append(l.order, text)
	return n
}

func appendBytes(dst []byte, tag byte, data []byte) []byte {
	dst = append(dst, tag)
	dst = binary.AppendUvarint(dst, uint64(len(data)))
	return append(dst, data...)
}

// bytes puts the layers together.
func (e *encoder) bytes() []byte {
	var out []byte
	for i := range e.layers {
		l := &e.layers[i]
		if len(l.features) == 0 {
			continue
		}
		s := appendBytes(e.scratch[:0], tagLayerName, []byte(layers[i]))
		s = append(s, l.features...)
		for _, k := range keys {
			s = appendBytes(s, tagLayerKey, []byte(k))
		}
		var value []byte
		for _, text := range l.order {
			value = appendBytes(value[:0], tagValueString, []byte(e.b.texts.at(text)))
			s = appendBytes(s, tagLayerValue, value)
		}
		s = append(s, tagLayerExtent)
		s = binary.AppendUvarint(s, Extent)
		s = append(s, tagLayerVersion, 2)
		e.scratch = s
		out = appendBytes(out, tagTileLayer, s)
	}
	return out
}
