package tile_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/tile"
)

// delawareBasemap imports the extract inside the module paulmach/osm.
func delawareBasemap(b *testing.B) *tile.Basemap {
	out, err := exec.CommandContext(b.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/paulmach/osm").Output()
	if err != nil {
		b.Skipf("needs the module cache: %v", err)
	}
	path := filepath.Join(strings.TrimSpace(string(out)), "testdata", "delaware-latest.osm.pbf")
	if _, err := os.Stat(path); err != nil {
		b.Skip("needs delaware-latest.osm.pbf")
	}
	src, err := osm.FileSource(path)
	if err != nil {
		b.Fatal(err)
	}
	x, err := osm.Import(b.Context(), src, osm.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return x.Basemap
}

// BenchmarkTile cuts tiles where streets are, at the zooms that a map of a city shows.
func BenchmarkTile(b *testing.B) {
	base := delawareBasemap(b)
	b.Logf("%d features, %d bytes", base.Len(), base.Bytes())
	bound := orb.Bound{Min: orb.Point{-75.60, 39.70}, Max: orb.Point{-75.50, 39.78}} // Wilmington
	for _, z := range []maptile.Zoom{9, 12, 14, 15, 16} {
		b.Run("z"+string(rune('0'+z/10))+string(rune('0'+z%10)), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, uint64(z)))
			var took []time.Duration
			size := 0
			for b.Loop() {
				p := orb.Point{bound.Min[0] + rng.Float64()*0.1, bound.Min[1] + rng.Float64()*0.08}
				at := maptile.At(p, z)
				start := time.Now()
				data, err := base.Tile(uint32(z), at.X, at.Y)
				took = append(took, time.Since(start))
				if err != nil {
					b.Fatal(err)
				}
				size = max(size, len(data))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(size), "max-bytes")
		})
	}
}
