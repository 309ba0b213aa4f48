package tile

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// Coordinates are kept in Web Mercator with 2^32 units around the equator, about a centimetre, y growing southwards. A
// unit of a tile of zoom z is worldBits-extentBits-z bits of it, so tiles are cut by shifting.
const (
	worldBits  = 32
	extentBits = 12 // Extent
	maxLat     = 85.05112877980659
)

type xy struct{ x, y uint32 }

// project returns the world place of a point; false for what is not on the map.
func project(p orb.Point) (xy, bool) {
	if !(p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90) {
		return xy{}, false
	}
	lat := math.Max(-maxLat, math.Min(maxLat, p[1]))
	sin := math.Sin(lat * math.Pi / 180)
	x := (p[0] + 180) / 360
	y := 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
	return xy{worldUnit(x), worldUnit(y)}, true
}

func worldUnit(v float64) uint32 {
	const world = 1 << worldBits
	return uint32(math.Max(0, math.Min(world-1, math.Round(v*world))))
}

// box is a rectangle of the world, edges included.
type box struct{ minX, minY, maxX, maxY uint32 }

var emptyBox = box{minX: math.MaxUint32, minY: math.MaxUint32}

func (b box) add(p xy) box {
	return box{min(b.minX, p.x), min(b.minY, p.y), max(b.maxX, p.x), max(b.maxY, p.y)}
}

func (b box) union(o box) box {
	return box{min(b.minX, o.minX), min(b.minY, o.minY), max(b.maxX, o.maxX), max(b.maxY, o.maxY)}
}

func (b box) touches(o box) bool {
	return b.minX <= o.maxX && o.minX <= b.maxX && b.minY <= o.maxY && o.minY <= b.maxY
}

func (b box) holds(o box) bool {
	return b.minX <= o.minX && o.maxX <= b.maxX && b.minY <= o.minY && o.maxY <= b.maxY
}

// The kinds of geometry, as MVT numbers them.
const (
	kindPoint   = 1
	kindLine    = 2
	kindPolygon = 3
)

// The roles of a part.
const (
	rolePath  = 0 // a point or a line
	roleOuter = 1
	roleInner = 2
)

// part is one point, line or ring of a geometry. Rings are kept closed.
type part struct {
	role   uint8
	points []xy
}

// partsOf takes a geometry apart; kind 0 when it cannot be drawn.
func partsOf(g orb.Geometry) (kind uint8, parts []part) {
	switch g := g.(type) {
	case orb.Point:
		if p, ok := project(g); ok {
			return kindPoint, []part{{rolePath, []xy{p}}}
		}
		return 0, nil
	case orb.LineString:
		parts = appendPath(parts, rolePath, g, 2)
	case orb.MultiLineString:
		for _, l := range g {
			parts = appendPath(parts, rolePath, l, 2)
		}
	case orb.Polygon:
		return kindPolygon, appendPolygon(nil, g)
	case orb.MultiPolygon:
		for _, p := range g {
			parts = appendPolygon(parts, p)
		}
		return kindPolygon, parts
	}
	return kindLine, parts
}

func appendPolygon(parts []part, p orb.Polygon) []part {
	for i, ring := range p {
		role, n := uint8(roleInner), len(parts)
		if i == 0 {
			role = roleOuter
		}
		if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
			ring = append(ring[:len(ring):len(ring)], ring[0])
		}
		parts = appendPath(parts, role, orb.LineString(ring), 4)
		if i == 0 && len(parts) == n {
			return parts // without an outer ring there is nothing to cut holes in
		}
	}
	return parts
}

// appendPath projects one path without repeated points, and drops it when a point is off the map or too few are left.
func appendPath(parts []part, role uint8, line orb.LineString, least int) []part {
	points := make([]xy, 0, len(line))
	for _, p := range line {
		q, ok := project(p)
		if !ok {
			return parts
		}
		if len(points) == 0 || points[len(points)-1] != q {
			points = append(points, q)
		}
	}
	if len(points) < least {
		return parts
	}
	return append(parts, part{role, points})
}

// A geometry is stored as: number of parts; for each, points<<2|role; for each point the steps in x and y from the one
// before (from the box's corner for the first of all) and the zoom from which the point is drawn.

// appendGeometry stores parts. It leaves out points that no zoom shows.
func appendGeometry(dst []byte, parts []part, corner xy) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(parts)))
	last := corner
	var levels []uint8
	for _, p := range parts {
		levels = pointLevels(p.points, levels)
		n := 0
		for _, l := range levels {
			if l <= MaxZoom {
				n++
			}
		}
		dst = binary.AppendUvarint(dst, uint64(n)<<2|uint64(p.role))
		for i, q := range p.points {
			if levels[i] > MaxZoom {
				continue
			}
			dst = binary.AppendVarint(dst, int64(q.x)-int64(last.x))
			dst = binary.AppendVarint(dst, int64(q.y)-int64(last.y))
			dst = append(dst, levels[i])
			last = q
		}
	}
	return dst
}

// reader takes a stored geometry apart again. Whatever the bytes are it ends, and says when they are wrong.
type reader struct {
	data []byte
	bad  bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.bad, r.data = true, nil
		return 0
	}
	r.data = r.data[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.data)
	if n <= 0 {
		r.bad, r.data = true, nil
		return 0
	}
	r.data = r.data[n:]
	return v
}

func (r *reader) level() uint8 {
	if len(r.data) == 0 {
		r.bad = true
		return 0
	}
	l := r.data[0]
	r.data = r.data[1:]
	return l
}

// count takes a number of things that need at least size bytes each.
func (r *reader) count(v uint64, size int) int {
	if v > uint64(len(r.data)/size) {
		r.bad, r.data = true, nil
		return 0
	}
	return int(v)
}
