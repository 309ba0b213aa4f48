package geo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
)

// sealed puts a right checksum on what was tampered with.
func sealed(b []byte) []byte {
	b = bytes.Clone(b)
	if len(b) >= 4 {
		body := b[:len(b)-4]
		binary.LittleEndian.PutUint32(b[len(body):], crc32.Checksum(body, castagnoli))
	}
	return b
}

func fileOf(t testing.TB, g *Graph) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := g.write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFileKeepsTheGraph(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for name, d := range map[string]town{
		"a town":   blockTown(rng, 60),
		"nothing":  {},
		"one node": {points: []orb.Point{{116, 40}}},
		"no edges": {points: []orb.Point{{116, 40}, {117, 41}}},
		"one edge": {points: []orb.Point{{-116, -40}, {-116.001, -40}}, edges: []rawEdge{{0, 1, 3}}},
	} {
		g := d.build(t)
		path := filepath.Join(t.TempDir(), "streets")
		for range 2 { // the second replaces the first
			if err := g.WriteFile(path); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		got, err := OpenFile(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !sameGraph(got, g) {
			t.Errorf("%s: another graph came back", name)
		}
		left, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(left) != 1 {
			t.Errorf("%s: %d files are left (%v), want 1", name, len(left), err)
		}
		for range 50 {
			p := metresFrom(streetsOrigin, rng.Float64()*3000, rng.Float64()*3000)
			a, ok := g.Snap(p, Walk, 100)
			b, ok2 := got.Snap(p, Walk, 100)
			if a != b || ok != ok2 {
				t.Fatalf("%s: snapped to %+v, from the file to %+v", name, a, b)
			}
		}
	}
}

func sameGraph(a, b *Graph) bool {
	eq := func(x, y any) bool {
		v, w := reflect.ValueOf(x), reflect.ValueOf(y)
		return v.Len() == 0 && w.Len() == 0 || reflect.DeepEqual(x, y)
	}
	s, t := a.snap, b.snap
	same := eq(a.first, b.first) && eq(a.arcs, b.arcs) && eq(a.coords, b.coords) && a.bound == b.bound &&
		eq(s.blocks, t.blocks) && eq(s.starts, t.starts) && eq(s.refs, t.refs)
	s.blocks, s.starts, s.refs, t.blocks, t.starts, t.refs = nil, nil, nil, nil, nil, nil
	return same && reflect.DeepEqual(s, t)
}

func TestFileThatIsDamagedIsRefused(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	whole := fileOf(t, blockTown(rng, 5).build(t))
	read := func(b []byte) error {
		_, err := readGraph(bytes.NewReader(b), int64(len(b)))
		return err
	}
	if err := read(whole); err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) {
		if err := read(whole[:n]); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut to %d of %d bytes: error %v, want ErrDamaged", n, len(whole), err)
		}
	}
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 1 << rng.IntN(8)
		if err := read(b); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
			t.Fatalf("a bit of byte %d changed: error %v", i, err)
		}
	}
	if err := read(append(bytes.Clone(whole), 0)); !errors.Is(err, ErrDamaged) {
		t.Errorf("one byte more: error %v", err)
	}
	newer := bytes.Clone(whole)
	newer[len(fileMagic)]++
	if err := read(newer); !errors.Is(err, ErrVersion) {
		t.Errorf("another version: error %v, want ErrVersion", err)
	}
	// The size of the file says what may be allocated, whatever the header claims.
	for field := range 6 {
		huge := bytes.Clone(whole)
		binary.LittleEndian.PutUint32(huge[len(fileMagic)+4+4*field:], 0xFFFFFFF0)
		if err := read(sealed(huge)); !errors.Is(err, ErrDamaged) {
			t.Errorf("header field %d is huge: error %v", field, err)
		}
	}
}

// Every 32-bit word is changed in nasty ways, under a right checksum: no error is as good as one, but nothing may panic.
func TestFileThatLiesDoesNotPanic(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 10))
	whole := fileOf(t, blockTown(rng, 4).build(t))
	refused := 0
	for at := len(fileMagic); at+4 < len(whole); at += 4 {
		for _, v := range []uint32{0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, rng.Uint32N(200)} {
			b := bytes.Clone(whole)
			binary.LittleEndian.PutUint32(b[at:], v)
			if useGraph(sealed(b)) != nil {
				refused++
			}
		}
	}
	if refused < 1000 {
		t.Errorf("only %d lies were noticed", refused)
	}
}

// useGraph reads a file and, when it is accepted, does everything with the graph.
func useGraph(b []byte) error {
	g, err := readGraph(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return err
	}
	ctx, r := context.Background(), NewReach(g)
	var targets []Snapped
	for i := range min(g.NumNodes(), 10) {
		v := uint32(i * g.NumNodes() / 10)
		s, ok := g.Snap(g.Point(v), Profile(i%2), MaxSnapMetres)
		if !ok {
			s = g.AtNode(v)
		}
		targets = append(targets, s)
		_ = r.From(ctx, s, 500, Walk)
		_ = r.Stretches(nil)
		_ = r.To(ctx, s, 500, Stroller)
		_, _, _ = r.Route(g.AtNode(v))
		_ = g.InMain(v)
	}
	_, _ = g.Snap(streetsOrigin, Walk, MaxSnapMetres)
	if v, err := NewReverse(ctx, g, targets, 500, Walk); err == nil && len(targets) > 0 {
		_ = v.At(targets[0], nil)
		_, _ = v.Replace(ctx, 0, targets[len(targets)-1])
	}
	_, _ = g.Coverage(ctx, targets, 500, Walk)
	g.EachEdge(func(uint32, uint32, float64, EdgeFlags) bool { return true })
	return nil
}

func FuzzOpenFile(f *testing.F) {
	rng := rand.New(rand.NewPCG(12, 12))
	f.Add(fileOf(f, blockTown(rng, 3).build(f)))
	f.Add(fileOf(f, town{}.build(f)))
	f.Add([]byte(fileMagic))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_ = useGraph(b)
		_ = useGraph(sealed(b))
	})
}

func TestOpenFileSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenFile(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: error %v", err)
	}
	if _, err := OpenFile(dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("a folder: error %v", err)
	}
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, bytes.Repeat([]byte("streets\n"), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFile(text); !errors.Is(err, ErrDamaged) {
		t.Errorf("a text: error %v", err)
	}
	g := town{}.build(t)
	if err := g.WriteFile(filepath.Join(dir, "no", "such", "folder")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: error %v", err)
	}
	if err := g.WriteFile(dir); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files are left, want the text", len(left))
	}
}

func TestTurnWords(t *testing.T) {
	b := []byte{1, 2, 3, 4, 5, 6, 7, 8}
	turnWords(b, 4)
	if want := []byte{4, 3, 2, 1, 8, 7, 6, 5}; !bytes.Equal(b, want) {
		t.Errorf("%v, want %v", b, want)
	}
	turnWords(b, 8)
	if want := []byte{5, 6, 7, 8, 1, 2, 3, 4}; !bytes.Equal(b, want) {
		t.Errorf("%v, want %v", b, want)
	}
	if wordSize[arc]() != 8 || wordSize[coord]() != 4 || wordSize[snapRef]() != 4 || wordSize[uint32]() != 4 {
		t.Error("word sizes")
	}
}
