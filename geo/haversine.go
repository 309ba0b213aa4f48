package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// EarthRadius is the mean radius of the Earth in metres (IUGG R1).
const EarthRadius = 6371008.8

const (
	radians         = math.Pi / 180
	metresPerDegree = EarthRadius * radians
)

// Haversine is the great-circle distance of a and b in metres.
func Haversine(a, b orb.Point) float64 {
	lat := math.Sin((b[1] - a[1]) * radians / 2)
	lon := math.Sin((b[0] - a[0]) * radians / 2)
	h := lat*lat + math.Cos(a[1]*radians)*math.Cos(b[1]*radians)*lon*lon
	return 2 * EarthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

func cosLat(degrees float64) float64 { return math.Cos(degrees * radians) }
