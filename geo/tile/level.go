package tile

import (
	"math"
	"slices"
)

// Points of lines and rings are thinned the same way in every tile of a zoom, so that neighbouring tiles meet: for each
// point New finds once, by the Douglas-Peucker method, from which zoom on it is needed.

// tolerance is by how much a thinned line may be off, in units of a tile: a sixth of a pixel of a 512-pixel tile, and at
// MaxZoom, which is enlarged by clients, less.
const (
	tolerance     = 1.4
	tolerancelast = 0.8
)

// longest is how many points are thinned at once; in longer lines every so-many-th point always stays, because the method
// is quadratic at worst.
const longest = 2048

// pointLevels finds the lowest zoom at which each point is drawn, more than MaxZoom for never; buf is reused.
func pointLevels(points []xy, buf []uint8) []uint8 {
	levels := slices.Grow(buf[:0], len(points))[:len(points)]
	clear(levels)
	for from := 0; from < len(points)-1; from += longest {
		to := min(from+longest, len(points)-1)
		thin(points[from:to+1], levels[from:to+1])
	}
	return levels
}

type stretch struct {
	from, to int
	limit    float64 // no point inside matters more than this
}

// thin finds the levels of the points between the first and the last, which stay.
func thin(points []xy, levels []uint8) {
	stack := []stretch{{0, len(points) - 1, math.Inf(1)}}
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		at, far := s.from, -1.0
		for i := s.from + 1; i < s.to; i++ {
			if d := offSegment2(points[i], points[s.from], points[s.to]); d > far {
				at, far = i, d
			}
		}
		if at == s.from {
			continue
		}
		matters := math.Min(math.Sqrt(far), s.limit)
		level := levelOf(matters)
		levels[at] = level
		if level > MaxZoom { // nothing between matters either
			for i := s.from + 1; i < s.to; i++ {
				levels[i] = level
			}
			continue
		}
		stack = append(stack, stretch{s.from, at, matters}, stretch{at, s.to, matters})
	}
}

// levelOf is the first zoom at which an error of so many world units shows.
func levelOf(units float64) uint8 {
	if units >= tolerancelast*float64(int64(1)<<(worldBits-extentBits-MaxZoom)) {
		for z := 0; z < MaxZoom; z++ {
			if units >= tolerance*float64(int64(1)<<(worldBits-extentBits-z)) {
				return uint8(z)
			}
		}
		return MaxZoom
	}
	return MaxZoom + 1
}

// offSegment2 is the square of the distance of p from the segment a, b.
func offSegment2(p, a, b xy) float64 {
	px, py := float64(p.x)-float64(a.x), float64(p.y)-float64(a.y)
	bx, by := float64(b.x)-float64(a.x), float64(b.y)-float64(a.y)
	if l := bx*bx + by*by; l > 0 {
		t := math.Max(0, math.Min(1, (px*bx+py*by)/l))
		px, py = px-t*bx, py-t*by
	}
	return px*px + py*py
}
