package synth

import (
	"math"
	"math/rand/v2"
)

// The shape of the town, in metres. u and v are map-like coordinates in which the river is the line v = 0: streets along
// it bend with it, and straighten with distance.
const (
	halfWide = 3660.0 // of the town, west to east
	halfHigh = 3190.0

	quay        = 131.0 // v of the streets along the river
	railHalf    = 26.0  // half the width of the railway's land
	moatOut     = 0.945 // the old town in its own measure: 1 is the ring road
	moatIn      = 0.885
	lane        = 0.82 // the lane inside the moat
	lakeRoad    = 1.42 // the lake in its own measure: 1 is the shore
	starRadius  = 84.0
	plazaRadius = 62.0
)

// plan holds the seed's variation of the town plan. It draws nothing; it says where things are.
type plan struct {
	amp, wave, phase, tilt  float64 // of the river
	sway, swayPhase         float64 // of the streets across it
	railPhase               float64
	old, lake, star, plaza  pt // middle of the old town, the lake and the two circles
	lakeWobble              [3]float64
	edgeWobble              [4]float64
	rail                    []pt
	canal, creek            []pt
	forest, campus, stadium pt
}

func newPlan(r *rand.Rand) *plan {
	between := func(a, b float64) float64 { return a + (b-a)*r.Float64() }
	pl := &plan{
		amp: between(250, 330), wave: between(5000, 5700), phase: between(0.3, 0.9), tilt: between(-0.14, -0.09),
		sway: between(45, 85), swayPhase: between(-0.6, 0.6), railPhase: between(-0.25, 0.25),
	}
	for i := range pl.lakeWobble {
		pl.lakeWobble[i] = between(0, 2*math.Pi)
	}
	for i := range pl.edgeWobble {
		pl.edgeWobble[i] = between(0, 2*math.Pi)
	}
	pl.old, pl.lake = pl.at(-860, 800), pl.at(1900, -1480)
	pl.star, pl.plaza = pl.at(560, -1480), pl.at(560, 800)
	pl.forest, pl.campus, pl.stadium = pl.at(-2900, 2300), pl.at(1950, 2480), pl.at(210, -1150)
	for u := -4900.0; u <= 4900; u += 50 {
		pl.rail = append(pl.rail, pl.at(u, 1800+75*math.Sin((u+150)/1050+pl.railPhase)))
	}
	for v := 340.0; v >= 20; v -= 20 {
		pl.canal = append(pl.canal, pl.at(-620, v))
	}
	for v := -1340.0; v <= -20; v += 20 {
		pl.creek = append(pl.creek, pl.at(1740+46*math.Sin(v/135), v))
	}
	return pl
}

// river returns the y of the middle of the river.
func (pl *plan) river(x float64) float64 {
	return -120 + pl.tilt*x + pl.amp*math.Sin(2*math.Pi*x/pl.wave+pl.phase)
}

// half is half the width of the river, measured north to south.
func (pl *plan) half(x float64) float64 { return 64 + 9*math.Sin(x/730) + 4*math.Sin(x/211) }

// at converts plan coordinates to metres.
func (pl *plan) at(u, v float64) pt {
	x := u + 0.045*v + pl.sway*math.Sin(v/1250+pl.swayPhase)
	return pt{x, v + pl.river(x)*math.Exp(-(v/2300)*(v/2300))}
}

// flat converts metres to plan coordinates.
func (pl *plan) flat(p pt) (u, v float64) {
	v = p.y - pl.river(p.x)
	for range 12 {
		v = p.y - pl.river(p.x)*math.Exp(-(v/2300)*(v/2300))
	}
	return p.x - 0.045*v - pl.sway*math.Sin(v/1250+pl.swayPhase), v
}

func (pl *plan) inRiver(p pt) bool { return math.Abs(p.y-pl.river(p.x)) < pl.half(p.x) }

// byRiver reports whether p lies between the two streets along the river.
func (pl *plan) byRiver(p pt) bool { return math.Abs(p.y-pl.river(p.x)) < quay-4 }

func (pl *plan) fromRail(p pt) float64 {
	if p.y < 600 {
		return math.Inf(1)
	}
	d := math.Inf(1)
	for i := 1; i < len(pl.rail); i++ {
		d = math.Min(d, distToSegment(p, pl.rail[i-1], pl.rail[i]))
	}
	return d
}

func nearLine(p pt, line []pt, d float64) bool {
	for i := 1; i < len(line); i++ {
		if distToSegment(p, line[i-1], line[i]) < d {
			return true
		}
	}
	return false
}

const canalHalf, creekHalf = 8.0, 9.0

func (pl *plan) inCanal(p pt) bool {
	return nearLine(p, pl.canal, canalHalf+0.3) || nearLine(p, pl.creek, creekHalf+0.3)
}

// inOld measures from the middle of the old town: 1 on its ring road.
func (pl *plan) inOld(p pt) float64 {
	dx, dy := math.Abs(p.x-pl.old.x)/560, math.Abs(p.y-pl.old.y)/505
	return math.Pow(math.Pow(dx, 3.1)+math.Pow(dy, 3.1), 1/3.1)
}

// inLake measures from the middle of the lake: 1 on its shore.
func (pl *plan) inLake(p pt) float64 {
	d := p.sub(pl.lake)
	a := math.Atan2(d.y, d.x)
	f := math.Hypot(d.x/310, d.y/232)
	w := pl.lakeWobble
	return f / (1 + 0.07*math.Sin(2*a+w[0]) + 0.05*math.Sin(3*a+w[1]) + 0.03*math.Sin(5*a+w[2]))
}

// contour returns the closed line on which f (growing from the middle outwards) has the value level.
func contour(middle pt, f func(pt) float64, level float64, n int) []pt {
	ring := make([]pt, 0, n+1)
	for i := range n {
		d := pt{1, 0}.turned(2 * math.Pi * float64(i) / float64(n))
		lo, hi := 1.0, 2000.0
		for range 40 {
			if mid := (lo + hi) / 2; f(middle.add(d.mul(mid))) < level {
				lo = mid
			} else {
				hi = mid
			}
		}
		ring = append(ring, middle.add(d.mul(lo)))
	}
	return append(ring, ring[0])
}

// border returns the closed line around the town.
func (pl *plan) border() []pt {
	const n = 150
	ring := make([]pt, 0, n+1)
	for i := range n {
		a := 2 * math.Pi * float64(i) / n
		s, c := math.Sincos(a)
		f := math.Pow(math.Pow(math.Abs(c)/halfWide, 3.3)+math.Pow(math.Abs(s)/halfHigh, 3.3), -1/3.3)
		w := pl.edgeWobble
		f *= 1 + 0.016*math.Sin(3*a+w[0]) + 0.013*math.Sin(5*a+w[1]) + 0.009*math.Sin(11*a+w[2]) + 0.005*math.Sin(23*a+w[3])
		ring = append(ring, pt{f * c, f*s + 40})
	}
	return append(ring, ring[0])
}

// zone is what part of town a place belongs to.
type zone uint8

const (
	zoneOld   zone = iota
	zoneCore       // the dense middle, north of the river
	zoneWest       // estates of the eighties and nineties
	zoneNew        // superblocks south of the river
	zoneNorth      // beyond the railway
	zoneWorks      // factories
	zoneRim        // villages and fields
)

func (pl *plan) zone(p pt) zone {
	if pl.inOld(p) < 1 {
		return zoneOld
	}
	u, v := pl.flat(p)
	switch {
	case u > 2650 && v > -830:
		return zoneWorks
	case v < -2150 && (u < -860 || u > 1960), u > 2650 && v < -830, u < -2950, v < -2800, v > 2780, u < -2250 && v > 1480:
		return zoneRim
	case v > 1800:
		return zoneNorth
	case v < 0 && u > -1560:
		return zoneNew
	case v < 0 || u < -1450:
		return zoneWest
	default:
		return zoneCore
	}
}
