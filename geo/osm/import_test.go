package osm

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// fingerprint is everything an import makes, as bytes.
func fingerprint(t testing.TB, x *Extract) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	parts := map[string][]byte{}
	write := map[string]func(string) error{"graph": x.Graph.WriteFile}
	if x.Basemap != nil {
		write["basemap"] = x.Basemap.WriteFile
	}
	for name, w := range write {
		path := filepath.Join(dir, name)
		if err := w(path); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		parts[name] = data
	}
	parts["places"] = fmt.Appendf(nil, "%+v", x.Places)
	parts["childcare"] = fmt.Appendf(nil, "%+v", x.Childcare)
	return parts
}

func samePrint(t testing.TB, what string, got, want map[string][]byte) {
	t.Helper()
	for part := range want {
		if !bytes.Equal(got[part], want[part]) {
			t.Errorf("%s: the %s differs (%d bytes, %d)", what, part, len(got[part]), len(want[part]))
		}
	}
}

// TestShuffledXMLMakesTheSame writes the Chinese extracts anew as XML, in their order and in two others (ways before
// nodes, everything mixed), and wants the same graph, basemap, places and childcare.
func TestShuffledXMLMakesTheSame(t *testing.T) {
	for _, name := range []string{"beijing_haidian_thu_map.osm", "shanghai_shu_map.osm"} {
		path := sharedFile(t, name)
		want := importFile(t, path, Options{})
		print := fingerprint(t, want)
		objects := everything(t, openSource(t, path)).objects
		for seed := range uint64(3) {
			switch seed {
			case 1:
				slices.Reverse(objects)
			case 2:
				rng := rand.New(rand.NewPCG(seed, 20))
				rng.Shuffle(len(objects), func(i, j int) { objects[i], objects[j] = objects[j], objects[i] })
			}
			got := importFile(t, writeFile(t, "shuffled.osm", xmlOf(t, objects)), Options{})
			samePrint(t, fmt.Sprintf("%s, order %d", name, seed), fingerprint(t, got), print)
			if !reflect.DeepEqual(got.Stats, want.Stats) {
				t.Errorf("%s, order %d: statistics differ:\n%+v\n%+v", name, seed, got.Stats, want.Stats)
			}
		}
	}
}

// TestShuffledPBFMakesTheSame does the same with a PBF's objects in memory, where equal versions repeat, too.
func TestShuffledPBFMakesTheSame(t *testing.T) {
	src := everything(t, openSource(t, sharedFile(t, "bayfront_singapore.osm.pbf")))
	src.objects = append(src.objects, src.objects[len(src.objects)/2:]...)
	want, err := Import(t.Context(), src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	print := fingerprint(t, want)
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 21))
		rng.Shuffle(len(src.objects), func(i, j int) { src.objects[i], src.objects[j] = src.objects[j], src.objects[i] })
		got, err := Import(t.Context(), src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		samePrint(t, fmt.Sprintf("seed %d", seed), fingerprint(t, got), print)
		if !reflect.DeepEqual(got.Stats, want.Stats) {
			t.Errorf("seed %d: statistics differ:\n%+v\n%+v", seed, got.Stats, want.Stats)
		}
	}
}

// TestWhatTheExtractsHold pins what is known about each real extract, and that importing it again makes the same.
func TestWhatTheExtractsHold(t *testing.T) {
	for _, c := range []struct {
		file                       string
		nodes, places, childcare   int
		confidence                 float64 // rounded to tenths
		streets, buildings, labels int
		some                       map[string]string // name to kind
	}{
		{"poa_osm.pbf", 38670, 3800, 0, 2.2, 15700, 15, 50, map[string]string{"Rua dos Andradas": "street", "Rodoviária": "station"}},
		{"baltimore.osm.pbf", 15121, 1400, 0, 1.1, 4000, 1700, 800, map[string]string{"Patterson Park": "park", "Fells Point": "estate", "Johns Hopkins Hospital": "hospital"}},
		{"bayfront_singapore.osm.pbf", 1147, 100, 0, 5.7, 320, 30, 100, map[string]string{"Bayfront Avenue": "street", "Youth Olympic Park": "park"}},
		{"beijing_haidian_thu_map.osm", 2205, 400, 1, 1.5, 620, 500, 380, map[string]string{
			"清华大学": "school", "双清路": "street", "五道口": "station", "清华大学医院": "hospital", "圆明园": "park",
		}},
		{"beijing_cau_map.osm", 1425, 130, 2, 2.7, 300, 250, 120, map[string]string{
			"学院路": "street", "静淑苑": "estate", "六道口": "station", "中国农业大学": "school", "物美": "poi",
		}},
		{"shanghai_shu_map.osm", 892, 60, 0, 0.8, 190, 90, 50, map[string]string{"上海大学": "station", "锦秋路": "street", "锦秋花园": "estate"}},
	} {
		x := importFile(t, sharedFile(t, c.file), Options{})
		again := importFile(t, sharedFile(t, c.file), Options{})
		samePrint(t, c.file+" again", fingerprint(t, again), fingerprint(t, x))
		s := x.Stats
		if !reflect.DeepEqual(again.Stats, s) {
			t.Errorf("%s: statistics differ:\n%+v\n%+v", c.file, s, again.Stats)
		}
		if s.GraphNodes != c.nodes || x.Graph.NumNodes() != c.nodes {
			t.Errorf("%s: %d street nodes, want %d", c.file, s.GraphNodes, c.nodes)
		}
		if len(x.Places) < c.places || len(x.Places) > c.places*5/4 || len(x.Childcare) != c.childcare {
			t.Errorf("%s: %d places, want %d or a little more; %d childcare, want %d", c.file, len(x.Places), c.places, len(x.Childcare), c.childcare)
		}
		if d := s.Confidence - c.confidence; d < -0.051 || d > 0.051 {
			t.Errorf("%s: %.2f km of footways per km², want %.1f", c.file, s.Confidence, c.confidence)
		}
		f := s.BasemapFeatures
		if f["street"] < c.streets || f["building"] < c.buildings || f["label"] < c.labels {
			t.Errorf("%s: features %v", c.file, f)
		}
		checkPlaces(t, c.file, x, c.some)
	}
}

// checkPlaces looks for names and checks what holds for all places.
func checkPlaces(t *testing.T, file string, x *Extract, some map[string]string) {
	t.Helper()
	found := map[string]string{}
	seen := map[string]bool{}
	for i, p := range x.Places {
		found[p.Name+"/"+p.Kind] = p.ID
		if p.Name == "" || p.Kind == "" || seen[p.ID] || !onEarth(p.Point[0], p.Point[1]) {
			t.Errorf("%s: place %+v", file, p)
		}
		if i > 0 && x.Places[i-1].ID >= p.ID {
			t.Errorf("%s: places are not in order of their ids at %s", file, p.ID)
		}
		if slices.Contains(p.AltNames, p.Name) {
			t.Errorf("%s: %s has its own name as another", file, p.ID)
		}
		seen[p.ID] = true
	}
	for name, kind := range some {
		if found[name+"/"+kind] == "" {
			t.Errorf("%s: no %s called %s", file, kind, name)
		}
	}
}

func TestStreetOnlyImportIsTheSameGraph(t *testing.T) {
	for _, name := range []string{"baltimore.osm.pbf", "beijing_cau_map.osm"} {
		path := sharedFile(t, name)
		full := importFile(t, path, Options{})
		bare := importFile(t, path, Options{SkipBasemap: true, SkipPlaces: true})
		if bare.Basemap != nil || bare.Places != nil || bare.Childcare != nil {
			t.Errorf("%s: got what was not asked for", name)
		}
		if !bytes.Equal(fingerprint(t, full)["graph"], fingerprint(t, bare)["graph"]) {
			t.Errorf("%s: the graph depends on what else is imported", name)
		}
	}
}
