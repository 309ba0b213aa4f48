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
