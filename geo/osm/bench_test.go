package osm

import (
	"math"
	"os"
	"testing"
)

func benchImport(b *testing.B, path string, o Options) {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		importFile(b, path, o)
	}
}

func BenchmarkDelawareStreets(b *testing.B) {
	benchImport(b, delaware(b), Options{SkipBasemap: true, SkipPlaces: true})
}

func BenchmarkDelawareEverything(b *testing.B) { benchImport(b, delaware(b), Options{}) }

func BenchmarkHaidianXML(b *testing.B) {
	benchImport(b, sharedFile(b, "beijing_haidian_thu_map.osm"), Options{})
}

func BenchmarkNodeTable(b *testing.B) {
	refs := make([]int64, 1<<19)
	for i := range refs {
		refs[i] = int64(i)*7 + int64(math.Mod(float64(i)*0.618, 1)*5)
	}
	b.ReportAllocs()
	for b.Loop() {
		t := newNodeTable(refs)
		for _, id := range refs {
			t.rank(id)
		}
	}
}
