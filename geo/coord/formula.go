package coord

import (
	"math"

	"github.com/paulmach/orb"
)

// ShiftToGCJ applies the GCJ-02 formula, as published by eviltransform, coordtransform and gcoord, wherever p lies. Most
// callers want WGSToGCJ, which knows where the formula is in use.
func ShiftToGCJ(p orb.Point) orb.Point {
	d := shift(p)
	return orb.Point{p[0] + d[0], p[1] + d[1]}
}

// ShiftToWGS is the exact inverse of ShiftToGCJ: within 3 nm in the box 73.5 to 134.5 E, 18 to 53 N, after at most six
// rounds. One round, as common libraries do, leaves up to 4.8 m.
func ShiftToWGS(q orb.Point) orb.Point { return undo(q, 8, shift) }

// undo finds the p with p + by(p) = q, starting from q, in at most so many rounds.
func undo(q orb.Point, rounds int, by func(orb.Point) orb.Point) orb.Point {
	p := q
	for range rounds {
		d := by(p)
		next := orb.Point{q[0] - d[0], q[1] - d[1]}
		moved := math.Abs(next[0]-p[0]) + math.Abs(next[1]-p[1])
		p = next
		if !(moved > 1e-12) { // a tenth of a micrometre; also ends on what is no number
			break
		}
	}
	return p
}

// The ellipsoid of the formula: Krasovsky 1940.
const (
	axis         = 6378245.0
	eccentricity = 0.00669342162296594323 // squared
)

// shift is how far, in degrees, GCJ-02 lies from WGS-84 at a WGS-84 point.
func shift(p orb.Point) orb.Point {
	x, y := p[0]-105, p[1]-35
	root := math.Sqrt(math.Abs(x))
	common := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*root + common +
		(20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi))*2/3 +
		(160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*root + common +
		(20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi))*2/3 +
		(150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	sin, cos := math.Sincos(p[1] * math.Pi / 180)
	m := 1 - eccentricity*sin*sin
	return orb.Point{
		east * 180 / (axis / math.Sqrt(m) * cos * math.Pi),
		north * 180 / (axis * (1 - eccentricity) / (m * math.Sqrt(m)) * math.Pi),
	}
}

// baiduShift is how far, in degrees, BD-09 lies from GCJ-02 at a GCJ-02 point.
func baiduShift(p orb.Point) orb.Point {
	const k = math.Pi * 3000 / 180
	r := math.Hypot(p[0], p[1]) + 0.00002*math.Sin(p[1]*k)
	sin, cos := math.Sincos(math.Atan2(p[1], p[0]) + 0.000003*math.Cos(p[0]*k))
	return orb.Point{r*cos + 0.0065 - p[0], r*sin + 0.006 - p[1]}
}
