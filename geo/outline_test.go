package geo

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

func gridCity(n int, block float64, seed uint64) []Stretch {
	r := rand.New(rand.NewPCG(seed, 1))
	o := orb.Point{116.3267, 40.0031}
	at := func(i, j int) orb.Point {
		return orb.Point{o[0] + float64(i)*block/85000, o[1] + float64(j)*block/111195}
	}
	var st []Stretch
	for i := -n; i <= n; i++ {
		for j := -n; j <= n; j++ {
			if r.IntN(4) > 0 {
				st = append(st, Stretch{at(i, j), at(i+1, j)})
			}
			if r.IntN(4) > 0 {
				st = append(st, Stretch{at(i, j), at(i, j+1)})
			}
		}
	}
	return st
}

func TestTry(t *testing.T) {
	mp := Outline(nil, orb.Point{116.3267, 40.0031}, OutlineOptions{})
	fmt.Println(string(AppendGeoJSON(nil, mp, 6)))
	mp = Outline(gridCity(3, 90, 1), orb.Point{116.3267, 40.0031}, OutlineOptions{})
	fmt.Println(string(AppendGeoJSON(nil, mp, 6)))
}

func BenchmarkTry(b *testing.B) {
	st := gridCity(18, 60, 1)
	var n int
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		mp := Outline(st, orb.Point{116.3267, 40.0031}, OutlineOptions{})
		buf = AppendGeoJSON(buf[:0], mp, 6)
		n = len(buf)
	}
	b.ReportMetric(float64(n), "B")
	b.ReportMetric(float64(len(st)), "stretches")
}
