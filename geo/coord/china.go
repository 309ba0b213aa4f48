package coord

import (
	"math"
	"sync"

	"github.com/paulmach/orb"
)

// chinaRings bound the ground where map services shift coordinates, in WGS-84, by the even-odd rule: the mainland, widened
// by some 15 km towards the sea and towards neighbours, so that no place on it is missed, and the Xisha Islands; without
// Hong Kong and Macau (followed to 0.3 km, in doubt for the mainland), Taiwan, Kinmen and Matsu. It is a switch for a
// formula and says nothing about borders. Made from Natural Earth 1:10m (public domain), simplified to 0.14 degree.
var chinaRings = []orb.Ring{
	{
		{73.86, 40.15},
		{74.77, 40.66},
		{75.56, 40.79},
		{75.87, 40.54},
		{76.34, 40.61},
		{76.8, 41.16},
		{78.02, 41.22},
		{78.59, 41.68},
		{79.97, 42.22},
		{80, 42.71},
		{80.51, 43.48},
		{80.15, 44.52},
		{79.72, 44.77},
		{79.75, 45.02},
		{82.06, 45.47},
		{82.96, 47.35},
		{84.91, 47.06},
		{85.34, 47.23},
		{85.59, 48.45},
		{86.46, 48.68},
		{86.84, 49.26},
		{87.88, 49.31},
		{88.26, 48.68},
		{88.8, 48.3},
		{90.45, 47.77},
		{91.2, 46.6},
		{91.15, 45.97},
		{90.87, 45.64},
		{90.97, 45.41},
		{93.56, 45.11},
		{94.82, 44.48},
		{95.47, 44.43},
		{96.03, 43.33},
		{96.55, 42.92},
		{101.55, 42.69},
		{102.09, 42.34},
		{103.71, 41.93},
		{104.53, 42.03},
		{104.94, 41.8},
		{106.74, 42.44},
		{109.41, 42.61},
		{110.26, 42.89},
		{111.52, 43.72},
		{111.25, 44.45},
		{111.91, 45.24},
		{113.58, 44.93},
		{114.48, 45.54},
		{115.61, 45.61},
		{116.77, 46.54},
		{118.25, 46.88},
		{119.39, 46.82},
		{119.43, 47.12},
		{118.44, 47.82},
		{117.84, 47.83},
		{117.37, 47.49},
		{116.8, 47.71},
		{115.9, 47.53},
		{115.46, 47.8},
		{115.36, 48.16},
		{116.6, 49.96},
		{117.78, 49.69},
		{118.91, 50.18},
		{119.96, 51.75},
		{120.49, 52.12},
		{120.39, 52.41},
		{119.92, 52.51},
		{119.9, 52.84},
		{120.83, 53.44},
		{123.62, 53.72},
		{125.7, 53.2},
		{126.7, 52.21},
		{127.82, 49.82},
		{129.52, 49.58},
		{130.21, 49.06},
		{130.76, 49.01},
		{131.15, 47.88},
		{132.38, 47.9},
		{134.37, 48.54},
		{134.88, 48.29},
		{134.92, 47.64},
		{134.42, 47.2},
		{134.04, 46.19},
		{133.23, 45.01},
		{132.95, 44.87},
		{131.87, 45.08},
		{131.3, 44.71},
		{131.44, 43.37},
		{131.2, 42.78},
		{130.56, 42.37},
		{130.01, 42.58},
		{129.02, 41.9},
		{128.57, 41.83},
		{128.19, 41.22},
		{126.79, 41.45},
		{126.1, 40.77},
		{124.9, 40.27},
		{124.28, 39.74},
		{123.29, 39.52},
		{123.25, 38.89},
		{122.54, 39.04},
		{121.13, 38.5},
		{120.95, 38.12},
		{121.1, 37.88},
		{122.81, 37.52},
		{122.68, 36.86},
		{121.21, 36.51},
		{119.76, 35.4},
		{119.51, 34.99},
		{120.39, 34.41},
		{121.1, 32.74},
		{122.01, 31.94},
		{122.13, 30.97},
		{122.68, 30.78},
		{122.55, 29.78},
		{121.83, 28.8},
		{121.8, 28.26},
		{121.38, 27.94},
		{121.22, 27.34},
		{120.72, 27.24},
		{120.03, 26.3},
		{119.88, 26.3},
		{119.88, 25.9},
		{119.91, 25.9},
		{119.96, 25.35},
		{118.52, 24.43},
		{118.52, 24.53},
		{118.28, 24.53},
		{118.22, 24.48},
		{118.2, 24.36},
		{118.41, 24.36},
		{118.35, 24.32},
		{116.58, 22.81},
		{115.16, 22.56},
		{114.5323, 22.2741},
		{114.498, 22.194},
		{114.498, 22.3995},
		{114.458, 22.4694},
		{114.453, 22.5298},
		{114.4483, 22.5583},
		{114.3798, 22.573},
		{114.3302, 22.573},
		{114.2805, 22.5631},
		{114.2408, 22.5502},
		{114.2288, 22.5434},
		{114.2229, 22.5446},
		{114.2103, 22.5496},
		{114.1996, 22.5535},
		{114.1898, 22.554},
		{114.1796, 22.556},
		{114.1696, 22.5585},
		{114.1634, 22.5594},
		{114.1572, 22.5561},
		{114.1548, 22.5479},
		{114.148, 22.5417},
		{114.1397, 22.5391},
		{114.1303, 22.5351},
		{114.1207, 22.5321},
		{114.1141, 22.5289},
		{114.1044, 22.5275},
		{114.0969, 22.5257},
		{114.0889, 22.5192},
		{114.0791, 22.5166},
		{114.07, 22.513},
		{114.0557, 22.5115},
		{114.0451, 22.51},
		{114.0254, 22.51},
		{113.9859, 22.4932},
		{113.9509, 22.4732},
		{113.9008, 22.4532},
		{113.8668, 22.4386},
		{113.837, 22.1999},
		{113.837, 22.142},
		{114.4757, 22.142},
		{114.37, 21.9},
		{113.5, 21.86},
		{112.84, 21.42},
		{112.22, 21.55},
		{110.85, 21.2},
		{110.7, 20.41},
		{111.07, 20.08},
		{111.18, 19.59},
		{110.79, 19.21},
		{110.65, 18.67},
		{109.64, 18.02},
		{108.6, 18.37},
		{108.46, 18.84},
		{108.57, 19.48},
		{109.68, 20.25},
		{109.49, 20.87},
		{109, 20.9},
		{108.82, 21.43},
		{107.94, 21.27},
		{106.58, 21.82},
		{106.31, 22.65},
		{105.3, 23.08},
		{104, 22.35},
		{103.33, 22.45},
		{102.99, 22.27},
		{102.56, 22.51},
		{101.92, 22.22},
		{101.98, 21.22},
		{101.76, 20.98},
		{101.2, 21.03},
		{100.89, 21.38},
		{100.11, 21.29},
		{99.7, 21.86},
		{99.06, 22.01},
		{99.14, 22.83},
		{98.72, 23.09},
		{98.45, 23.88},
		{97.62, 23.69},
		{97.36, 23.93},
		{97.39, 24.81},
		{98.35, 25.91},
		{98.55, 26.46},
		{98.49, 27.25},
		{98.17, 27.44},
		{97.79, 28.18},
		{97.31, 28.06},
		{96.4, 28.29},
		{95.94, 29.07},
		{95.29, 28.89},
		{94.58, 29.02},
		{93.4, 28.46},
		{92.71, 27.78},
		{92, 27.57},
		{90.03, 28.16},
		{88.87, 27.16},
		{88.42, 27.82},
		{87.71, 27.65},
		{86.72, 27.85},
		{85.9, 27.74},
		{85.66, 28.07},
		{85, 28.17},
		{83.95, 29.04},
		{83.44, 29.05},
		{81.88, 30.18},
		{81.05, 29.86},
		{79.78, 30.78},
		{78.67, 31.17},
		{78.22, 32.52},
		{79.01, 32.95},
		{78.65, 33.45},
		{78.57, 34.31},
		{78.17, 34.52},
		{77.78, 35.27},
		{76.09, 35.66},
		{75.76, 36},
		{75.72, 36.54},
		{74.27, 37.01},
		{74.25, 37.27},
		{74.72, 37.54},
		{74.6, 38.31},
		{73.71, 38.47},
		{73.46, 39.32},
	},
	{
		{117.75, 38.67},
		{117.89, 38.43},
		{119.02, 38.24},
		{119.68, 37.44},
		{120.39, 37.9},
		{120.91, 38.6},
		{121.08, 39.6},
		{121.96, 40.54},
		{121.25, 40.73},
		{120.56, 40.08},
		{119.53, 39.63},
		{119, 38.99},
		{118.54, 38.76},
		{117.9, 38.88},
	},
	{
		{121.86, 30.66}, {121.57, 30.58}, {121.66, 30.3}, {121.94, 30.38},
	},
	{
		{113.5397, 22.213},
		{113.5349, 22.2111},
		{113.532, 22.197},
		{113.5325, 22.1801},
		{113.536, 22.1652},
		{113.542, 22.1502},
		{113.547, 22.1301},
		{113.549, 22.1102},
		{113.554, 22.1052},
		{113.5555, 22.0805},
		{113.6395, 22.0805},
		{113.6395, 22.1698},
		{113.5998, 22.2135},
		{113.5599, 22.2135},
		{113.5534, 22.215},
		{113.5456, 22.215},
	},
	{
		{111, 17.3}, {113, 17.3}, {113, 15.6}, {111, 15.6},
	},
}

// fadeMetres is how far beyond chinaRings the shift fades out. Map services switch it off at the border, which puts two
// places on one pair of coordinates; fading keeps the conversion one-to-one, so that it can be undone everywhere.
const fadeMetres = 1000

const metresPerDegree = 6371008.8 * math.Pi / 180

// weight is how much of the shift applies at a WGS-84 point: 1 on the ground of chinaRings, 0 from fadeMetres beyond.
func weight(p orb.Point) float64 {
	switch kind := chinaCells().at(p); {
	case kind == allOut:
		return 0
	case kind == allIn || inChina(p):
		return 1
	}
	return max(0, 1-metresToChina(p)/fadeMetres)
}

func inChina(p orb.Point) bool {
	in := false
	for _, r := range chinaRings {
		a := r[len(r)-1]
		for _, b := range r {
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				in = !in
			}
			a = b
		}
	}
	return in
}

// metresToChina is the distance to the nearest edge of chinaRings; right within some kilometres.
func metresToChina(p orb.Point) float64 {
	perLon := metresPerDegree * math.Cos(p[1]*math.Pi/180)
	best := math.Inf(1)
	for _, r := range chinaRings {
		a := r[len(r)-1]
		for _, b := range r {
			x, y := (a[0]-p[0])*perLon, (a[1]-p[1])*metresPerDegree
			dx, dy := (b[0]-a[0])*perLon, (b[1]-a[1])*metresPerDegree
			t := 0.0
			if l := dx*dx + dy*dy; l > 0 {
				t = min(max(-(x*dx+y*dy)/l, 0), 1)
			}
			best = min(best, math.Hypot(x+t*dx, y+t*dy))
			a = b
		}
	}
	return best
}

// cells tell for whole squares of half a degree that they lie in or out, so that most points need no look at the rings.
type cells struct {
	bound orb.Bound
	w, h  int
	kind  []cellKind
}

type cellKind uint8

const (
	allOut cellKind = iota
	allIn
	mixed
)

const cellsPerDegree = 2

func (c *cells) at(p orb.Point) cellKind {
	if !(p[0] >= c.bound.Min[0] && p[0] <= c.bound.Max[0] && p[1] >= c.bound.Min[1] && p[1] <= c.bound.Max[1]) { // also no number
		return allOut
	}
	i, j := int((p[0]-c.bound.Min[0])*cellsPerDegree), int((p[1]-c.bound.Min[1])*cellsPerDegree)
	return c.kind[min(j, c.h-1)*c.w+min(i, c.w-1)]
}

var chinaCells = sync.OnceValue(func() *cells {
	c := &cells{bound: orb.Bound{Min: orb.Point{72, 14}, Max: orb.Point{136, 55}}}
	c.w, c.h = 64*cellsPerDegree, 41*cellsPerDegree
	c.kind = make([]cellKind, c.w*c.h)
	for j := range c.h {
		for i := range c.w {
			x, y := c.bound.Min[0]+float64(i)/cellsPerDegree, c.bound.Min[1]+float64(j)/cellsPerDegree
			if inChina(orb.Point{x, y}) {
				c.kind[j*c.w+i] = allIn
			}
		}
	}
	const margin = 2 * fadeMetres / 60000.0 // degrees of longitude in the far north
	for _, r := range chinaRings {
		a := r[len(r)-1]
		for _, b := range r {
			c.mix(orb.MultiPoint{a, b}.Bound().Pad(margin))
			a = b
		}
	}
	return c
})

// mix marks the cells that b touches: too many for a long slanting edge, which costs only time.
func (c *cells) mix(b orb.Bound) {
	for j := int((b.Min[1] - c.bound.Min[1]) * cellsPerDegree); j <= int((b.Max[1]-c.bound.Min[1])*cellsPerDegree); j++ {
		for i := int((b.Min[0] - c.bound.Min[0]) * cellsPerDegree); i <= int((b.Max[0]-c.bound.Min[0])*cellsPerDegree); i++ {
			c.kind[j*c.w+i] = mixed
		}
	}
}
