package geo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
	"unsafe"

	"tuoyuquan/geo/whole"
)

var (
	// ErrDamaged says that a street file is cut short, changed or was never one. Make it anew.
	ErrDamaged = errors.New("geo: damaged street file")
	// ErrVersion says that a street file was written by another version. Make it anew.
	ErrVersion = errors.New("geo: street file of another version")
)

// A street file is a header, the arrays of a Graph one after the other, and a CRC-32C of all that;
// everything little-endian:
//
//	magic    8 bytes  "TYQSTRT\n"
//	version  uint32
//	nodes, arcs, blocks wide, blocks high, starts, refs      uint32 each
//	origin x, origin y int32; cell x, cell y uint32          the snap grid, see snapIndex
//	coords   nodes   x (int32, int32)
//	first    nodes+1 x uint32
//	arcs     arcs    x uint64
//	blocks   wide*high x uint32; starts x uint32; refs x (uint32, uint32)
//	checksum uint32
const (
	fileMagic   = "TYQSTRT\n"
	fileVersion = 2 // 2: passages
	headerSize  = len(fileMagic) + 4*(1+6+4)
	chunkSize   = 1 << 18
)

type fileHeader struct {
	version                               uint32
	nodes, arcs, wide, high, starts, refs uint32
	originX, originY, cellX, cellY        uint32
}

func (h *fileHeader) words() []*uint32 {
	return []*uint32{
		&h.version, &h.nodes, &h.arcs, &h.wide, &h.high, &h.starts, &h.refs,
		&h.originX, &h.originY, &h.cellX, &h.cellY,
	}
}

// size is the length of the whole file; false when it cannot be.
func (h *fileHeader) size() (int64, bool) {
	blocks := uint64(h.wide) * uint64(h.high)
	if blocks > math.MaxUint32 {
		return 0, false
	}
	return int64(headerSize) + 8*int64(h.nodes) + 4*(int64(h.nodes)+1) + 8*int64(h.arcs) +
		4*int64(blocks) + 4*int64(h.starts) + 8*int64(h.refs) + 4, true
}

// WriteFile saves the graph, snap index included. The file is there whole or not at all.
func (g *Graph) WriteFile(path string) error {
	if err := whole.WriteFile(path, g.write); err != nil {
		return fmt.Errorf("saving streets: %w", err)
	}
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (g *Graph) write(to io.Writer) error {
	sum := crc32.New(castagnoli)
	w := &fileWriter{w: io.MultiWriter(to, sum)}
	h := g.header()
	w.bytes([]byte(fileMagic))
	for _, word := range h.words() {
		w.bytes(binary.LittleEndian.AppendUint32(nil, *word))
	}
	writeArray(w, g.coords)
	writeArray(w, g.first)
	writeArray(w, g.arcs)
	writeArray(w, g.snap.blocks)
	writeArray(w, g.snap.starts)
	writeArray(w, g.snap.refs)
	if w.err != nil {
		return w.err
	}
	_, err := to.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

// fileWriter writes until something fails; the first error sticks.
type fileWriter struct {
	w   io.Writer
	err error
}

func (w *fileWriter) bytes(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

func writeArray[T words](w *fileWriter, array []T) {
	b := memory(array)
	if bigEndian {
		b = bytes.Clone(b)
		turnWords(b, wordSize[T]())
	}
	for ; len(b) > chunkSize; b = b[chunkSize:] {
		w.bytes(b[:chunkSize])
	}
	w.bytes(b)
}

func (g *Graph) header() fileHeader {
	x := &g.snap
	return fileHeader{
		version: fileVersion,
		nodes:   uint32(len(g.coords)), arcs: uint32(len(g.arcs)),
		wide: x.wide, high: x.high, starts: uint32(len(x.starts)), refs: uint32(len(x.refs)),
		originX: uint32(x.origin.x), originY: uint32(x.origin.y), cellX: x.cellX, cellY: x.cellY,
	}
}

// words are the types that the arrays of a graph are made of: whole numbers of 32-bit words, or one 64-bit word.
type words interface {
	uint32 | arc | coord | snapRef
}

// memory is the array itself, as bytes: a street file is the arrays as they lie in memory on a
// little-endian machine, so that opening one is little more than reading it.
func memory[T words](array []T) []byte {
	if len(array) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(array))), len(array)*int(unsafe.Sizeof(array[0])))
}

// wordSize is how many bytes change places between machines of different endianness.
func wordSize[T words]() int {
	var zero T
	if _, ok := any(zero).(arc); ok {
		return 8
	}
	return 4
}

var bigEndian = binary.NativeEndian.Uint16([]byte{0, 1}) == 1

// turnWords exchanges the byte order of words in place.
func turnWords(b []byte, size int) {
	for ; len(b) >= size; b = b[size:] {
		slices.Reverse(b[:size])
	}
}
