package synth

import (
	"math"

	"github.com/paulmach/orb"
)

// The town lies in a plane of metres, x to the east and y to the north, around this point (WGS-84). It is water and
// reeds in reality.
const (
	originLon = 120.0
	originLat = 31.0
)

const metresPerDegree = math.Pi / 180 * 6371008.8

type pt struct{ x, y float64 }

func (p pt) add(q pt) pt           { return pt{p.x + q.x, p.y + q.y} }
func (p pt) sub(q pt) pt           { return pt{p.x - q.x, p.y - q.y} }
func (p pt) mul(f float64) pt      { return pt{p.x * f, p.y * f} }
func (p pt) dot(q pt) float64      { return p.x*q.x + p.y*q.y }
func (p pt) cross(q pt) float64    { return p.x*q.y - p.y*q.x }
func (p pt) len() float64          { return math.Hypot(p.x, p.y) }
func (p pt) left() pt              { return pt{-p.y, p.x} }
func (p pt) to(q pt, f float64) pt { return pt{p.x + (q.x-p.x)*f, p.y + (q.y-p.y)*f} }
func (p pt) dist(q pt) float64     { return math.Hypot(p.x-q.x, p.y-q.y) }
func (p pt) turned(rad float64) pt { s, c := math.Sincos(rad); return pt{p.x*c - p.y*s, p.x*s + p.y*c} }

func (p pt) unit() pt {
	if l := p.len(); l > 0 {
		return p.mul(1 / l)
	}
	return pt{1, 0}
}

// lonLat converts to degrees with the seven decimals OpenStreetMap keeps.
func (p pt) lonLat() orb.Point {
	lat := originLat + p.y/metresPerDegree
	lon := originLon + p.x/(metresPerDegree*math.Cos(originLat*math.Pi/180))
	return orb.Point{math.Round(lon*1e7) / 1e7, math.Round(lat*1e7) / 1e7}
}

func fromLonLat(p orb.Point) pt {
	return pt{(p[0] - originLon) * metresPerDegree * math.Cos(originLat*math.Pi/180), (p[1] - originLat) * metresPerDegree}
}

// hit returns where the segments a-b and c-d cross, as fractions of both; touching counts.
func hit(a, b, c, d pt) (t, u float64, ok bool) {
	r, s := b.sub(a), d.sub(c)
	den := r.cross(s)
	if math.Abs(den) < 1e-9 {
		return 0, 0, false
	}
	w := c.sub(a)
	t, u = w.cross(s)/den, w.cross(r)/den
	const eps = 1e-9
	return t, u, t >= -eps && t <= 1+eps && u >= -eps && u <= 1+eps
}

// distToSegment returns the distance of p from a-b.
func distToSegment(p, a, b pt) float64 {
	d := b.sub(a)
	l := d.dot(d)
	if l == 0 {
		return p.dist(a)
	}
	t := math.Max(0, math.Min(1, p.sub(a).dot(d)/l))
	return p.dist(a.add(d.mul(t)))
}

// thin drops points that lie closer than tol to the line through their neighbours (Douglas-Peucker).
func thin(line []pt, tol float64) []pt {
	if len(line) < 3 {
		return line
	}
	far, at := 0.0, 0
	for i := 1; i < len(line)-1; i++ {
		if d := distToSegment(line[i], line[0], line[len(line)-1]); d > far {
			far, at = d, i
		}
	}
	if far <= tol {
		return []pt{line[0], line[len(line)-1]}
	}
	head := thin(line[:at+1], tol)
	return append(append(make([]pt, 0, len(line)), head[:len(head)-1]...), thin(line[at:], tol)...)
}
