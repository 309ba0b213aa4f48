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

// Convert returns p, given in system from, in system to. An unknown system is taken for WGS-84: use Parse on what people write.
func Convert(p orb.Point, from, to System) orb.Point { return p }

// WGSToGCJ returns the GCJ-02 point of a WGS-84 point.
func WGSToGCJ(p orb.Point) orb.Point { return p }

// GCJToWGS is the exact inverse of WGSToGCJ.
func GCJToWGS(p orb.Point) orb.Point { return p }

// GCJToBD returns the BD-09 point of a GCJ-02 point.
func GCJToBD(p orb.Point) orb.Point { return p }

// BDToGCJ is the exact inverse of GCJToBD.
func BDToGCJ(p orb.Point) orb.Point { return p }
