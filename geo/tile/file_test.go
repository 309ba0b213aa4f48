package tile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
)

func TestFileRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "base.tiles")
	b := New(town(1))
	for range 2 { // the second replaces the first
		if err := b.WriteFile(path); err != nil {
			t.Fatal(err)
		}
	}
	c, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.Len() != b.Len() || c.Bytes() != b.Bytes() {
		t.Fatalf("%d features, %d bytes became %d, %d", b.Len(), b.Bytes(), c.Len(), c.Bytes())
	}
	for _, z := range []uint32{9, 12, 14, 16} {
		for _, at := range tilesOver(b, z) {
			x, _ := mustTile(t, b, at)
			y, _ := mustTile(t, c, at)
			if !bytes.Equal(x, y) {
				t.Fatalf("tile %v differs after reading the file", at)
			}
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Fatalf("the folder holds %v, %v", left, err)
	}
}

func TestEveryFlippedByteIsFound(t *testing.T) {
	good := New(town(2)[:20]).encode()
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		if _, err := decode(bad); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
			t.Fatalf("byte %d of %d: %v", i, len(good), err)
		}
	}
	for i := range good {
		if _, err := decode(good[:i]); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut to %d bytes: %v", i, err)
		}
	}
	if _, err := decode(append(bytes.Clone(good), 0)); !errors.Is(err, ErrDamaged) {
		t.Fatalf("one byte more: %v", err)
	}
}

func TestOpenFileRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenFile(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := OpenFile(dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("a folder: %v", err)
	}
	old := New(nil).encode()
	binary.LittleEndian.PutUint32(old[8:], fileVersion+1)
	path := filepath.Join(dir, "old")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFile(path); !errors.Is(err, ErrVersion) {
		t.Errorf("another version: %v", err)
	}
	if err := New(town(1)).WriteFile(filepath.Join(dir, "no", "such", "folder")); err == nil {
		t.Error("wrote into a folder that is not there")
	}
}

// seal makes the head of a file fit its payload, so that damage gets past the checksum.
func seal(data []byte) []byte {
	if len(data) < headSize {
		data = append(data, make([]byte, headSize-len(data))...)
	}
	copy(data, fileMagic)
	binary.LittleEndian.PutUint32(data[8:], fileVersion)
	binary.LittleEndian.PutUint32(data[12:], crc32.Checksum(data[headSize:], castagnoli))
	binary.LittleEndian.PutUint64(data[16:], uint64(len(data)-headSize))
	return data
}

// FuzzOpen: a file either is refused or makes tiles, even one that somebody sealed on purpose.
func FuzzOpen(f *testing.F) {
	small := New(town(3)[:6]).encode()
	f.Add(small)
	f.Add(New(nil).encode())
	f.Add(small[:len(small)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, d := range [][]byte{data, seal(bytes.Clone(data))} {
			b, err := decode(d)
			if err != nil {
				if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
					t.Fatalf("unexpected error %v", err)
				}
				continue
			}
			for z := uint32(0); z <= MaxZoom; z += 4 {
				for x := range min(uint32(1)<<z, 4) {
					if _, err := b.Tile(z, (1<<z)-1-x, x); err != nil {
						t.Fatal(err)
					}
				}
			}
			if bound, ok := b.Bound(); ok {
				for z := uint32(8); z <= MaxZoom; z += 4 {
					at := mustAt(bound.Center(), z)
					if _, err := b.Tile(z, at[0], at[1]); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	})
}

func mustAt(p orb.Point, z uint32) [2]uint32 {
	q, _ := project(p)
	return [2]uint32{uint32(uint64(q.x) >> (worldBits - z)), uint32(uint64(q.y) >> (worldBits - z))}
}
