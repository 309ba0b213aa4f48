package geo

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// AppendGeoJSON appends mp as a GeoJSON MultiPolygon geometry (RFC 7946) with at most so many decimals of a degree (0 to
// 9), rounded half away from zero and without trailing zeros, and returns the extended buffer. Six decimals are 11 cm. An
// outline stays valid when decimals are at least those it was drawn with. A coordinate that is no number is written as null.
func AppendGeoJSON(dst []byte, mp orb.MultiPolygon, decimals int) []byte {
	decimals = min(max(decimals, 0), 9)
	scale := math.Pow10(decimals)
	dst = append(dst, `{"type":"MultiPolygon","coordinates":[`...)
	for i, polygon := range mp {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '[')
		for k, r := range polygon {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, '[')
			for n, p := range r {
				if n > 0 {
					dst = append(dst, ',')
				}
				dst = append(dst, '[')
				dst = appendDegrees(dst, p[0], scale, decimals)
				dst = append(dst, ',')
				dst = appendDegrees(dst, p[1], scale, decimals)
				dst = append(dst, ']')
			}
			dst = append(dst, ']')
		}
		dst = append(dst, ']')
	}
	return append(dst, "]}"...)
}

// appendDegrees appends v as a fixed-point number; scale is 10 to the power of decimals.
func appendDegrees(dst []byte, v, scale float64, decimals int) []byte {
	if !(math.Abs(v) < 1e6) {
		return append(dst, "null"...)
	}
	n := int64(math.Round(v * scale))
	if n < 0 {
		dst = append(dst, '-')
		n = -n
	}
	for decimals > 0 && n%10 == 0 {
		n /= 10
		decimals--
	}
	if decimals == 0 {
		return strconv.AppendInt(dst, n, 10)
	}
	whole := n
	for range decimals {
		whole /= 10
	}
	dst = strconv.AppendInt(dst, whole, 10)
	dst = append(dst, '.')
	end := len(dst) + decimals
	for range decimals {
		dst = append(dst, '0')
	}
	for i := end - 1; i >= end-decimals; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	return dst
}
