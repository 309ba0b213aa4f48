package geo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

// OpenFile reads a graph that WriteFile saved. It fails with ErrDamaged when a single
// bit is wrong, with ErrVersion when another version wrote it, or with the error of the file
// system. No file, however made, makes it panic or take more memory than some times the size of the file.
func OpenFile(path string) (*Graph, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening streets: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening streets: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is no ordinary file", ErrDamaged, path)
	}
	g, err := readGraph(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("opening streets %s: %w", path, err)
	}
	return g, nil
}

// readGraph reads a street file of so many bytes.
func readGraph(from io.Reader, size int64) (*Graph, error) {
	r := &fileReader{r: from, buf: make([]byte, min(size, chunkSize))}
	h, err := r.header(size)
	if err != nil {
		return nil, err
	}
	g := &Graph{snap: snapIndex{
		origin: coord{unit(h.originX), unit(h.originY)},
		cellX:  h.cellX, cellY: h.cellY, wide: h.wide, high: h.high,
	}}
	g.coords = make([]coord, h.nodes)
	r.u64s(len(g.coords), func(i int, v uint64) { g.coords[i] = coord{unit(uint32(v)), unit(v >> 32)} })
	g.first = r.u32s(int(h.nodes) + 1)
	g.arcs = make([]arc, h.arcs)
	r.u64s(len(g.arcs), func(i int, v uint64) { g.arcs[i] = arc(v) })
	g.snap.blocks = r.u32s(int(h.wide) * int(h.high))
	g.snap.starts = r.u32s(int(h.starts))
	g.snap.refs = make([]snapRef, h.refs)
	r.u64s(len(g.snap.refs), func(i int, v uint64) { g.snap.refs[i] = snapRef{uint32(v), uint32(v >> 32)} })

	sum := r.sum
	if want := r.u32s(1); r.err == nil && want[0] != sum {
		r.err = fmt.Errorf("%w: its checksum is wrong", ErrDamaged)
	}
	if r.err != nil {
		return nil, r.err
	}
	if err := g.check(); err != nil {
		return nil, err
	}
	g.measure()
	return g, nil
}

// fileReader reads words in chunks and sums up all it reads. The first error sticks.
type fileReader struct {
	r   io.Reader
	buf []byte
	sum uint32
	err error
}

// header reads and checks everything that says how much follows.
func (r *fileReader) header(size int64) (fileHeader, error) {
	var h fileHeader
	if size < int64(headerSize)+8 {
		return h, fmt.Errorf("%w: %d bytes are too few", ErrDamaged, size)
	}
	if magic := r.chunk(len(fileMagic)); r.err == nil && string(magic) != fileMagic {
		return h, fmt.Errorf("%w: it is none", ErrDamaged)
	}
	for i, word := range h.words() {
		if v := r.u32s(1); r.err == nil {
			*word = v[0]
		}
		if i == 0 && r.err == nil && h.version != fileVersion {
			return h, fmt.Errorf("%w: %d, not %d", ErrVersion, h.version, fileVersion)
		}
	}
	if r.err != nil {
		return h, r.err
	}
	if want, ok := h.size(); !ok || want != size {
		return h, fmt.Errorf("%w: it has %d bytes where its header says %d", ErrDamaged, size, want)
	}
	return h, nil
}

// chunk reads n bytes, at most the size of the buffer.
func (r *fileReader) chunk(n int) []byte {
	if r.err != nil {
		return nil
	}
	b := r.buf[:n]
	if _, err := io.ReadFull(r.r, b); err != nil {
		r.err = fmt.Errorf("reading: %w", err)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			r.err = fmt.Errorf("%w: it is cut short", ErrDamaged)
		}
		return nil
	}
	r.sum = crc32.Update(r.sum, castagnoli, b)
	return b
}

func (r *fileReader) u32s(n int) []uint32 {
	all := make([]uint32, n)
	for done := 0; done < n && r.err == nil; {
		b := r.chunk(min(4*(n-done), len(r.buf)&^7))
		for ; len(b) >= 4; b = b[4:] {
			all[done] = binary.LittleEndian.Uint32(b)
			done++
		}
	}
	return all
}

func (r *fileReader) u64s(n int, put func(i int, v uint64)) {
	for done := 0; done < n && r.err == nil; {
		b := r.chunk(min(8*(n-done), len(r.buf)&^7))
		for ; len(b) >= 8; b = b[8:] {
			put(done, binary.LittleEndian.Uint64(b))
			done++
		}
	}
}
