package geo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
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
	r := &fileReader{r: from}
	h, err := r.header(size)
	if err != nil {
		return nil, err
	}
	g := &Graph{snap: snapIndex{
		origin: coord{unit(h.originX), unit(h.originY)},
		cellX:  h.cellX, cellY: h.cellY, wide: h.wide, high: h.high,
	}}
	g.coords = readArray[coord](r, int(h.nodes))
	g.first = readArray[uint32](r, int(h.nodes)+1)
	g.arcs = readArray[arc](r, int(h.arcs))
	g.snap.blocks = readArray[uint32](r, int(h.wide)*int(h.high))
	g.snap.starts = readArray[uint32](r, int(h.starts))
	g.snap.refs = readArray[snapRef](r, int(h.refs))

	sum := r.sum
	if want := readArray[uint32](r, 1); r.err == nil && want[0] != sum {
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

// fileReader reads and sums up all it reads. The first error sticks.
type fileReader struct {
	r   io.Reader
	sum uint32
	err error
}

// header reads and checks everything that says how much follows.
func (r *fileReader) header(size int64) (fileHeader, error) {
	var h fileHeader
	if size < int64(headerSize)+8 {
		return h, fmt.Errorf("%w: %d bytes are too few", ErrDamaged, size)
	}
	b := make([]byte, headerSize)
	r.bytes(b)
	if r.err != nil {
		return h, r.err
	}
	if string(b[:len(fileMagic)]) != fileMagic {
		return h, fmt.Errorf("%w: it is none", ErrDamaged)
	}
	b = b[len(fileMagic):]
	for _, word := range h.words() {
		*word = binary.LittleEndian.Uint32(b)
		b = b[4:]
	}
	if h.version != fileVersion {
		return h, fmt.Errorf("%w: %d, not %d", ErrVersion, h.version, fileVersion)
	}
	if want, ok := h.size(); !ok || want != size {
		return h, fmt.Errorf("%w: it has %d bytes where its header says %d", ErrDamaged, size, want)
	}
	return h, nil
}

// bytes fills b.
func (r *fileReader) bytes(b []byte) {
	if r.err != nil {
		return
	}
	if _, err := io.ReadFull(r.r, b); err != nil {
		r.err = fmt.Errorf("reading: %w", err)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			r.err = fmt.Errorf("%w: it is cut short", ErrDamaged)
		}
		return
	}
	r.sum = crc32.Update(r.sum, castagnoli, b)
}

// readArray reads n words, in chunks that stay in the cache while they are summed up.
func readArray[T words](r *fileReader, n int) []T {
	array := make([]T, n)
	whole := memory(array)
	for b := whole; len(b) > 0 && r.err == nil; {
		part := b[:min(len(b), chunkSize)]
		r.bytes(part)
		b = b[len(part):]
	}
	if bigEndian {
		turnWords(whole, wordSize[T]())
	}
	return array
}

// check tells whether a graph that was read can be used without ever pointing beyond an
// array. It is needed even though the checksum is right: anybody can write one.
func (g *Graph) check() error {
	if err := checkOffsets("arcs", g.first, len(g.arcs)); err != nil {
		return err
	}
	for _, c := range g.coords {
		if max(c.x, -c.x) > 180*unitsPerDegree || max(c.y, -c.y) > MaxLatitude*unitsPerDegree || c.x == math.MinInt32 || c.y == math.MinInt32 {
			return fmt.Errorf("%w: a node is at %v", ErrDamaged, c.point())
		}
	}
	n := uint32(len(g.coords))
	for v := range g.coords {
		for _, a := range g.arcsOf(uint32(v)) {
			if a.to() >= n || a.to() == uint32(v) || a.weight() == 0 || a.flags()&^arcKnown != 0 {
				return fmt.Errorf("%w: an arc of node %d is impossible", ErrDamaged, v)
			}
			if g.first[a.to()] == g.first[a.to()+1] { // the search relies on a way back
				return fmt.Errorf("%w: node %d leads to node %d, which has no arcs", ErrDamaged, v, a.to())
			}
		}
	}
	return g.snap.check(g)
}

// leastCell is less than any cell is high; smaller ones would make Snap visit too many.
const leastCell = 5000

func (x *snapIndex) check(g *Graph) error {
	if len(x.blocks) == 0 {
		if len(x.starts) != 0 || len(x.refs) != 0 {
			return fmt.Errorf("%w: the snap index has no grid", ErrDamaged)
		}
		return nil
	}
	if x.cellY < leastCell || x.cellX < x.cellY || len(x.starts)%blockCells != 1 {
		return fmt.Errorf("%w: the snap index has an impossible grid", ErrDamaged)
	}
	if err := checkOffsets("the snap index", x.starts, len(x.refs)); err != nil {
		return err
	}
	most := uint32(len(x.starts) / blockCells)
	for _, k := range x.blocks {
		if k > most {
			return fmt.Errorf("%w: the snap index lacks block %d", ErrDamaged, k)
		}
	}
	for _, r := range x.refs {
		if !g.has(r.node) || r.arc < g.first[r.node] || r.arc >= g.first[r.node+1] {
			return fmt.Errorf("%w: the snap index names an arc that is not there", ErrDamaged)
		}
	}
	return nil
}

// checkOffsets checks offsets: from 0 to the length of what they point into, never falling.
func checkOffsets(what string, offsets []uint32, length int) error {
	if offsets[0] != 0 || uint64(offsets[len(offsets)-1]) != uint64(length) {
		return fmt.Errorf("%w: the offsets of %s do not fit", ErrDamaged, what)
	}
	for i := 1; i < len(offsets); i++ {
		if offsets[i] < offsets[i-1] {
			return fmt.Errorf("%w: the offsets of %s fall", ErrDamaged, what)
		}
	}
	return nil
}
