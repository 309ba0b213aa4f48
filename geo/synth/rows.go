package synth

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// rows describes buildings standing in rows.
type rows struct {
	depth, pitch     float64 // of a building, and from row to row
	short, long, gap float64 // shortest and longest building, space between two
	levels           int
	kind             string // value of the building tag
	skip             float64
}

// place fills the plot with buildings in rows along d, clear of the ways in avoid, and returns their footprints.
func (w rows) place(r *rand.Rand, p polygon, d pt, avoid [][2]pt) []polygon {
	lo, hi := p.box(pt{}, d)
	n := d.left()
	count, start := w.stack(lo.y, hi.y)
	var out []polygon
	for i := range count {
		o := n.mul(start + float64(i)*w.pitch)
		for _, s := range both(p.spans(o.sub(n.mul(w.depth/2)), d), p.spans(o.add(n.mul(w.depth/2)), d)) {
			out = append(out, w.line(r, p, o, d, s, avoid)...)
		}
	}
	return out
}

// stack returns how many rows fit between lo and hi, and where the middle of the first one is.
func (w rows) stack(lo, hi float64) (count int, start float64) {
	count = int((hi - lo + w.pitch - w.depth) / w.pitch)
	return count, (lo + hi - float64(count-1)*w.pitch) / 2
}

// line fills one stretch of a row.
func (w rows) line(r *rand.Rand, p polygon, o, d pt, s [2]float64, avoid [][2]pt) []polygon {
	var out []polygon
	for at := s[0] + 1; at+w.short <= s[1]; {
		l := math.Min(w.short+(w.long-w.short)*r.Float64(), s[1]-at)
		if r.Float64() < w.skip {
			at += l + w.gap
			continue
		}
		house := rect(o.add(d.mul(at+l/2)), d, l, w.depth)
		if clear, move := free(house, avoid, d, o, at); !clear {
			at = move
			continue
		}
		if p.fits(house, 0) {
			out = append(out, house)
		}
		at += l + w.gap
	}
	return out
}

// free reports whether a house stands clear of the ways, and if not, where along the row to try again.
func free(house polygon, avoid [][2]pt, d, o pt, at float64) (clear bool, next float64) {
	for _, s := range avoid {
		if !touches(house, s[0], s[1], 3.5) {
			continue
		}
		// Behind the way if it crosses the row, else a little further on.
		n := d.left()
		ha, hb := s[0].sub(o).dot(n), s[1].sub(o).dot(n)
		if (ha > 0) != (hb > 0) {
			if x := s[0].to(s[1], ha/(ha-hb)).sub(o).dot(d) + 5; x > at {
				return false, x
			}
		}
		return false, at + 8
	}
	return true, at
}

// touches reports whether a-b comes within gap of the house.
func touches(house polygon, a, b pt, gap float64) bool {
	if house.contains(a) || house.contains(b) {
		return true
	}
	for i, p := range house {
		q := house[(i+1)%len(house)]
		if _, _, ok := hit(a, b, p, q); ok {
			return true
		}
		if distToSegment(p, a, b) < gap || distToSegment(a, p, q) < gap || distToSegment(b, p, q) < gap {
			return true
		}
	}
	return false
}

// both returns what two ordered lists of spans have in common.
func both(a, b [][2]float64) [][2]float64 {
	var out [][2]float64
	for _, s := range a {
		for _, t := range b {
			if lo, hi := math.Max(s[0], t[0]), math.Min(s[1], t[1]); lo < hi {
				out = append(out, [2]float64{lo, hi})
			}
		}
	}
	return out
}

// build adds buildings; with a share of young people, they are homes.
func (b *builder) build(houses []polygon, kind string, levels int, filled, young float64) (floor float64) {
	for _, h := range houses {
		b.areas = append(b.areas, area{tags: []string{"building", kind, "building:levels", strconv.Itoa(levels)}, outer: h})
		f := h.area() * float64(levels)
		floor += f
		if young > 0 {
			b.homes = append(b.homes, home{at: h.centroid(), people: f * filled / 38, young: young})
		}
	}
	return floor
}

// southward returns the direction, of d and its normal, that runs more from west to east: houses face south.
func southward(d pt) pt {
	if math.Abs(d.x) < math.Abs(d.y) {
		d = d.left()
	}
	if d.x < 0 {
		d = d.mul(-1)
	}
	return d
}

// segments returns the segments of the chains laid since mark.
func (b *builder) segments(mark int) [][2]pt {
	var out [][2]pt
	for _, c := range b.net.chains[mark:] {
		for i := 1; i < len(c.nodes); i++ {
			out = append(out, [2]pt{b.net.at[c.nodes[i-1]], b.net.at[c.nodes[i]]})
		}
	}
	return out
}

// blob is a rounded shape around c, about rx by ry.
func blob(r *rand.Rand, c, d pt, rx, ry float64, n int) polygon {
	a, e := r.Float64()*6, r.Float64()*6
	out := make(polygon, n)
	for i := range out {
		t := 2 * math.Pi * float64(i) / float64(n)
		f := 1 + 0.12*math.Sin(2*t+a) + 0.08*math.Sin(3*t+e)
		s, k := math.Sincos(t)
		out[i] = c.add(d.mul(rx * f * k)).add(d.left().mul(ry * f * s))
	}
	return out
}
