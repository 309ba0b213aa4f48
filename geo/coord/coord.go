// Package coord knows the three coordinate systems that Chinese maps speak: WGS-84 (GPS, OpenStreetMap), GCJ-02 (AMap,
// Tencent) and BD-09 (Baidu), and turns points of one into points of another, both ways exactly.
//
// Every point is an orb.Point in degrees, longitude first. The shift between WGS-84 and GCJ-02 is some 500 m, half of a
// 15-minute walk: a missing conversion is a wrong answer, not a blur.
//
// It must not know streets, districts of a city, files or HTTP.
package coord

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// System names a coordinate system as it is written in requests and files.
type System string

// The systems in use.
const (
	WGS84 System = "wgs84" // GPS, OpenStreetMap; the house system
	GCJ02 System = "gcj02" // AMap, Tencent, the WeChat mini-program
	BD09  System = "bd09"  // Baidu
)

// Parse returns the system called name ("wgs84", "gcj02" or "bd09").
func Parse(name string) (System, error) {
	switch s := System(name); s {
	case WGS84, GCJ02, BD09:
		return s, nil
	}
	return "", fmt.Errorf("unknown coordinate system %q: want wgs84, gcj02 or bd09", name)
}

// Convert returns p, given in system from, in system to. An unknown system is taken for WGS-84: use Parse on what people
// write. Coordinates that are no numbers or far outside the globe come back as they are.
func Convert(p orb.Point, from, to System) orb.Point {
	if from == to || !onGlobe(p) {
		return p
	}
	switch from {
	case BD09:
		p = BDToGCJ(p)
		if to != GCJ02 {
			p = GCJToWGS(p)
		}
		return p
	case GCJ02:
		if to == BD09 {
			return GCJToBD(p)
		}
		return GCJToWGS(p)
	default: // WGS84
		if to == GCJ02 || to == BD09 {
			p = WGSToGCJ(p)
		}
		if to == BD09 {
			p = GCJToBD(p)
		}
		return p
	}
}

func onGlobe(p orb.Point) bool {
	return math.Abs(p[0]) <= 360 && math.Abs(p[1]) <= 91
}

// WGSToGCJ returns the GCJ-02 point of a WGS-84 point. On the Chinese mainland that is ShiftToGCJ; elsewhere (Hong Kong,
// Macau, Taiwan and other countries included) it is the point itself. In the first kilometre beyond the mainland the shift
// fades out instead of stopping, so that no two places get the same coordinates and GCJToWGS undoes it everywhere.
func WGSToGCJ(p orb.Point) orb.Point {
	switch w := weight(p); w {
	case 0:
		return p
	case 1:
		return ShiftToGCJ(p)
	default:
		d := shift(p)
		return orb.Point{p[0] + w*d[0], p[1] + w*d[1]}
	}
}

// GCJToWGS is the exact inverse of WGSToGCJ, to a few nanometres.
func GCJToWGS(q orb.Point) orb.Point {
	if !onGlobe(q) {
		return q
	}
	if p := ShiftToWGS(q); weight(p) == 1 {
		return p
	}
	// While the shift fades it shrinks by at most 0.7 m a metre, and 100 rounds are enough for the last digit.
	return undo(q, 100, func(p orb.Point) orb.Point {
		w, d := weight(p), orb.Point{}
		if w > 0 {
			d = shift(p)
		}
		return orb.Point{w * d[0], w * d[1]}
	})
}

// GCJToBD returns the BD-09 point of a GCJ-02 point, by the published formula and on the whole globe.
func GCJToBD(p orb.Point) orb.Point {
	d := baiduShift(p)
	return orb.Point{p[0] + d[0], p[1] + d[1]}
}

// BDToGCJ is the exact inverse of GCJToBD. The formula in common use for this way is off by up to half a metre.
func BDToGCJ(q orb.Point) orb.Point { return undo(q, 12, baiduShift) }
