package osm

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	posm "github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
	"github.com/paulmach/osm/osmxml"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// everything reads all objects of a source into memory.
func everything(t testing.TB, src Source) *memory {
	t.Helper()
	m := &memory{}
	for _, want := range []Want{{Nodes: true}, {Ways: true}, {Relations: true}} {
		if err := src.Scan(t.Context(), want, func(o posm.Object) error {
			if c := clone(o); c != nil {
				m.objects = append(m.objects, c)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// clone copies what Scan only lends; nil for anything but nodes, ways and relations.
func clone(o posm.Object) posm.Object {
	switch o := o.(type) {
	case *posm.Node:
		c := *o
		c.Tags = slices.Clone(o.Tags)
		return &c
	case *posm.Way:
		c := *o
		c.Tags, c.Nodes = slices.Clone(o.Tags), slices.Clone(o.Nodes)
		return &c
	case *posm.Relation:
		c := *o
		c.Tags, c.Members = slices.Clone(o.Tags), slices.Clone(o.Members)
		return &c
	}
	return nil
}

// memory is a Source over objects in a slice.
type memory struct{ objects []posm.Object }

func (m *memory) Scan(ctx context.Context, want Want, f func(posm.Object) error) error {
	for _, o := range m.objects {
		ok := false
		switch o.(type) {
		case *posm.Node:
			ok = want.Nodes
		case *posm.Way:
			ok = want.Ways
		case *posm.Relation:
			ok = want.Relations
		}
		if !ok {
			continue
		}
		if err := f(o); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func openSource(t testing.TB, path string) Source {
	t.Helper()
	src, err := FileSource(path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// sameObject compares what this package reads with what paulmach/osm reads.
func sameObject(t *testing.T, got, want posm.Object) {
	t.Helper()
	switch g := got.(type) {
	case *posm.Node:
		w, ok := want.(*posm.Node)
		if !ok || g.ID != w.ID || g.Lat != w.Lat || g.Lon != w.Lon || g.Version != w.Version || !slices.Equal(g.Tags, w.Tags) {
			t.Fatalf("node %+v, want %+v", got, want)
		}
	case *posm.Way:
		w, ok := want.(*posm.Way)
		if !ok || g.ID != w.ID || g.Version != w.Version || !slices.Equal(g.Tags, w.Tags) || !slices.Equal(ids(g), ids(w)) {
			t.Fatalf("way %+v, want %+v", got, want)
		}
	case *posm.Relation:
		w, ok := want.(*posm.Relation)
		if !ok || g.ID != w.ID || g.Version != w.Version || !slices.Equal(g.Tags, w.Tags) || len(g.Members) != len(w.Members) {
			t.Fatalf("relation %+v, want %+v", got, want)
		}
		for i := range g.Members {
			if a, b := g.Members[i], w.Members[i]; a.Type != b.Type || a.Ref != b.Ref || a.Role != b.Role {
				t.Fatalf("relation %d member %d: %+v, want %+v", g.ID, i, a, b)
			}
		}
	}
}

func ids(w *posm.Way) []posm.NodeID { return w.Nodes.NodeIDs() }

func compareWith(t *testing.T, path string, referee posm.Scanner) {
	got := everything(t, openSource(t, path)).objects
	slices.SortStableFunc(got, func(a, b posm.Object) int {
		return strings.Compare(string(a.ObjectID().Type()), string(b.ObjectID().Type()))
	})
	var want []posm.Object
	for referee.Scan() {
		switch referee.Object().(type) {
		case *posm.Node, *posm.Way, *posm.Relation:
			want = append(want, referee.Object())
		}
	}
	if err := referee.Err(); err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(want, func(a, b posm.Object) int {
		return strings.Compare(string(a.ObjectID().Type()), string(b.ObjectID().Type()))
	})
	if len(got) != len(want) || len(got) == 0 {
		t.Fatalf("%d objects, want %d", len(got), len(want))
	}
	for i := range got {
		sameObject(t, got[i], want[i])
	}
}

// TestSameAsReferee reads every extract with this package and with paulmach/osm: same objects, same order, same bits.
func TestSameAsReferee(t *testing.T) {
	for _, name := range extracts {
		t.Run(name, func(t *testing.T) {
			path := sharedFile(t, name)
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			var referee posm.Scanner = osmxml.New(t.Context(), f)
			if strings.HasSuffix(name, ".pbf") {
				referee = osmpbf.New(t.Context(), f, 2)
			}
			defer func() { _ = referee.Close() }()
			compareWith(t, path, referee)
		})
	}
}

// xmlOf writes objects as OSM XML.
func xmlOf(t testing.TB, objects []posm.Object) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\">\n")
	for _, o := range objects {
		data, err := xml.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
		b.WriteByte('\n')
	}
	b.WriteString("</osm>\n")
	return b.Bytes()
}

func writeFile(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPackedFilesReadTheSame(t *testing.T) {
	for _, name := range []string{"bayfront_singapore.osm.pbf", "shanghai_shu_map.osm"} {
		path := sharedFile(t, name)
		plain, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := everything(t, openSource(t, path)).objects
		got := everything(t, openSource(t, writeFile(t, "no.extension", gzipped(t, plain)))).objects
		if len(got) != len(want) {
			t.Fatalf("%s: %d objects when gzipped, %d before", name, len(got), len(want))
		}
		for i := range got {
			sameObject(t, got[i], want[i])
		}
	}
}

func TestBzip2(t *testing.T) {
	packed, err := base64.StdEncoding.DecodeString(
		"QlpoOTFBWSZTWUv0ogAAAAgZgFAAsIcmJ4wAIAAhpA0yA9TQpkxMgyMzMLZWSrSR0g70QT6xSBTT3m9RHxdyRThQkEv0ogA=")
	if err != nil {
		t.Fatal(err)
	}
	got := everything(t, openSource(t, writeFile(t, "x.osm.bz2", packed))).objects
	if len(got) != 1 || got[0].(*posm.Node).ID != 7 {
		t.Fatalf("read %v", got)
	}
}

func TestKeepNodeAndKinds(t *testing.T) {
	src := openSource(t, sharedFile(t, "poa_osm.pbf"))
	all := everything(t, src)
	var even, tagged int
	for _, o := range all.objects {
		if n, ok := o.(*posm.Node); ok {
			if n.ID%2 == 0 {
				even++
			}
			if len(n.Tags) > 0 {
				tagged++
			}
		}
	}
	count := func(keep func(int64, bool) bool) (n int) {
		if err := src.Scan(t.Context(), Want{Nodes: true, KeepNode: keep}, func(o posm.Object) error {
			if _, ok := o.(*posm.Node); ok {
				n++
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(func(id int64, _ bool) bool { return id%2 == 0 }); n != even {
		t.Errorf("%d even nodes, want %d", n, even)
	}
	if n := count(func(_ int64, tagged bool) bool { return tagged }); n != tagged {
		t.Errorf("%d tagged nodes, want %d", n, tagged)
	}
}

func TestCallbackErrorEndsTheScan(t *testing.T) {
	stop := errors.New("enough")
	for _, name := range []string{"poa_osm.pbf", "beijing_cau_map.osm"} {
		calls := 0
		err := openSource(t, sharedFile(t, name)).Scan(t.Context(), Want{Nodes: true}, func(posm.Object) error {
			if calls++; calls == 100 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || calls != 100 || errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %d calls, %v", name, calls, err)
		}
	}
}

func TestCancelledScan(t *testing.T) {
	for _, name := range []string{"poa_osm.pbf", "beijing_cau_map.osm"} {
		src := openSource(t, sharedFile(t, name))
		ctx, cancel := context.WithCancel(t.Context())
		err := src.Scan(ctx, Want{Nodes: true}, func(posm.Object) error {
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrMalformed) {
			t.Errorf("%s: cancelled while scanning: %v", name, err)
		}
		if _, err := Import(ctx, src, Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled before importing: %v", name, err)
		}
	}
}

func TestImportCancelledInEveryStage(t *testing.T) {
	src := openSource(t, sharedFile(t, "beijing_cau_map.osm"))
	for _, stage := range []string{"relations", "ways", "nodes", "streets", "places", "basemap"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Import(ctx, src, Options{Progress: func(s string, _, _ int64) {
			if s == stage {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled in stage %s: %v", stage, err)
		}
	}
}

func TestFileSourceRefuses(t *testing.T) {
	if _, err := FileSource(filepath.Join(t.TempDir(), "none.osm")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := FileSource(t.TempDir()); !errors.Is(err, ErrMalformed) {
		t.Errorf("a folder: %v", err)
	}
	for _, text := range []string{"", "id,name\n1,2\n", "PK\x03\x04", "{}", "\x1f\x8b", "\x1f\x8b\x08\x00garbage", "BZh9garbage"} {
		if _, err := FileSource(writeFile(t, "x", []byte(text))); err == nil {
			t.Errorf("%q was taken for an extract", text)
		}
	}
	big := filepath.Join(t.TempDir(), "big.osm.pbf")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, MaxFileBytes+1); err != nil {
		t.Skip("no sparse files here")
	}
	if _, err := FileSource(big); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a huge file: %v", err)
	}
}

func TestFileThatChangesIsRefused(t *testing.T) {
	path := writeFile(t, "a.osm", []byte(`<osm><node id="1" lat="1" lon="1"/></osm>`))
	src := openSource(t, path)
	if err := os.WriteFile(path, []byte(`<osm></osm>`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := src.Scan(t.Context(), Want{Nodes: true}, func(posm.Object) error { return nil }); err == nil {
		t.Fatal("read a file that had changed since the first pass")
	}
}

func TestProgressNamesEveryStageInOrder(t *testing.T) {
	var stages []string
	done := map[string]int64{}
	src := openSource(t, sharedFile(t, "bayfront_singapore.osm.pbf"))
	x, err := Import(t.Context(), src, Options{Progress: func(stage string, n, total int64) {
		if len(stages) == 0 || stages[len(stages)-1] != stage {
			stages = append(stages, stage)
		}
		if n < done[stage] || total > 0 && n > total {
			t.Errorf("%s went from %d to %d of %d", stage, done[stage], n, total)
		}
		done[stage] = n
	}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"relations", "ways", "nodes", "streets", "places", "basemap"}; !slices.Equal(stages, want) {
		t.Errorf("stages %v, want %v", stages, want)
	}
	if done["ways"] != x.Stats.Ways || x.Stats.Ways != 468 {
		t.Errorf("%v, %d ways", done, x.Stats.Ways)
	}
}

func TestDelawareAndTimestamps(t *testing.T) {
	var x *Extract
	used := allocated(func() { x = importFile(t, delaware(t), Options{SkipBasemap: true, SkipPlaces: true}) })
	if s := x.Stats; s.GraphNodes != 334_252 || s.MainNodes != 312_040 {
		t.Errorf("Delaware has %d street nodes, %d of them in the main component", s.GraphNodes, s.MainNodes)
	}
	if used > 280<<20 { // the goal is 200 MB held at once; this counts what was freed, too
		t.Errorf("importing Delaware's streets took %d MiB from the heap", used>>20)
	}
	if want := time.Date(2016, 8, 10, 19, 28, 3, 0, time.UTC); !x.Stats.Timestamp.Equal(want) {
		t.Errorf("Delaware is of %v, want %v", x.Stats.Timestamp, want)
	}
	doc := `<osm version="0.6" generator="Overpass API"><note>x</note><meta osm_base="2024-05-06T07:08:09Z"/>
		<node id="1" lat="1" lon="1"/></osm>`
	x = importFile(t, writeFile(t, "o.osm", []byte(doc)), Options{})
	if want := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC); !x.Stats.Timestamp.Equal(want) {
		t.Errorf("the Overpass reply is of %v, want %v", x.Stats.Timestamp, want)
	}
}
