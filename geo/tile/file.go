package tile

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"unicode/utf8"

	"tuoyuquan/geo/whole"
)

// A basemap file is: magic, format version, CRC-32C of the payload, length of the payload; then the payload: number of
// texts, their ends, their bytes; number of features, 36 bytes for each; length of the geometry, its bytes. All numbers
// are little-endian.
const (
	fileMagic   = "TYQTILES"
	fileVersion = 1
	headSize    = len(fileMagic) + 4 + 4 + 8
	recordSize  = 36
)

// maxFile bounds what OpenFile reads.
const maxFile = 8 << 30

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteFile stores the basemap at path: all of it or, after an error, nothing of it.
func (b *Basemap) WriteFile(path string) error {
	return whole.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(b.encode())
		return err
	})
}

func (b *Basemap) encode() []byte {
	size := headSize + 24 + 4*len(b.texts.ends) + len(b.texts.all) + recordSize*len(b.features) + len(b.geometry)
	out := make([]byte, headSize, size)
	le := binary.LittleEndian
	out = le.AppendUint64(out, uint64(len(b.texts.ends)))
	for _, end := range b.texts.ends {
		out = le.AppendUint32(out, end)
	}
	out = append(out, b.texts.all...)
	out = le.AppendUint64(out, uint64(len(b.features)))
	for i := range b.features {
		f := &b.features[i]
		for _, v := range [...]uint32{f.box.minX, f.box.minY, f.box.maxX, f.box.maxY, f.end, f.class, f.name} {
			out = le.AppendUint32(out, v)
		}
		out = append(out, f.layer, f.zoom, f.kind, 0, 0, 0, 0, 0)
	}
	out = le.AppendUint64(out, uint64(len(b.geometry)))
	out = append(out, b.geometry...)
	copy(out, fileMagic)
	le.PutUint32(out[8:], fileVersion)
	le.PutUint32(out[12:], crc32.Checksum(out[headSize:], castagnoli))
	le.PutUint64(out[16:], uint64(len(out)-headSize))
	return out
}

// OpenFile reads a basemap written by WriteFile. It returns ErrDamaged or ErrVersion for a file that is none, or an error
// of os. A basemap that opens never fails later.
func OpenFile(path string) (*Basemap, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%w: %s is not a file or too large", ErrDamaged, path)
	}
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, err
	}
	b, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// decode checks everything that Tile relies on, so that a file that passes cannot make it fail.
func decode(data []byte) (*Basemap, error) {
	le := binary.LittleEndian
	if len(data) < headSize || string(data[:8]) != fileMagic {
		return nil, fmt.Errorf("%w: not a basemap", ErrDamaged)
	}
	if v := le.Uint32(data[8:]); v != fileVersion {
		return nil, fmt.Errorf("%w: %d, this program reads %d", ErrVersion, v, fileVersion)
	}
	sum, size := le.Uint32(data[12:]), le.Uint64(data[16:])
	if data = data[headSize:]; size != uint64(len(data)) || crc32.Checksum(data, castagnoli) != sum {
		return nil, fmt.Errorf("%w: length or checksum", ErrDamaged)
	}
	b := &Basemap{}
	s := sections{rest: data}
	b.texts = s.texts()
	b.features = s.features()
	b.geometry = s.take(s.count(1))
	if s.bad || len(s.rest) > 0 || !b.consistent() {
		return nil, fmt.Errorf("%w: content", ErrDamaged)
	}
	b.buildIndex()
	return b, nil
}

// sections reads the payload.
type sections struct {
	rest []byte
	bad  bool
}

func (s *sections) take(n int) []byte {
	if n > len(s.rest) || s.bad {
		s.bad = true
		return nil
	}
	v := s.rest[:n:n]
	s.rest = s.rest[n:]
	return v
}

// count reads a number of things of size bytes each.
func (s *sections) count(size int) int {
	v := s.take(8)
	if s.bad {
		return 0
	}
	n := binary.LittleEndian.Uint64(v)
	if n > uint64(len(s.rest)/size) {
		s.bad = true
		return 0
	}
	return int(n)
}

func (s *sections) texts() (t texts) {
	n := s.count(4)
	raw := s.take(4 * n)
	if s.bad || n == 0 {
		s.bad = true
		return t
	}
	t.ends = make([]uint32, n)
	last := uint32(0)
	for i := range t.ends {
		t.ends[i] = binary.LittleEndian.Uint32(raw[4*i:])
		if t.ends[i] < last {
			s.bad = true
			return t
		}
		last = t.ends[i]
	}
	t.all = string(s.take(int(last)))
	if t.ends[0] != 0 {
		s.bad = true
	}
	for i := range t.ends {
		if !s.bad && !utf8.ValidString(t.at(uint32(i))) {
			s.bad = true
		}
	}
	return t
}

func (s *sections) features() []stored {
	n := s.count(recordSize)
	raw := s.take(n * recordSize)
	if s.bad {
		return nil
	}
	le := binary.LittleEndian
	list := make([]stored, n)
	for i := range list {
		r := raw[i*recordSize:]
		list[i] = stored{
			box: box{le.Uint32(r), le.Uint32(r[4:]), le.Uint32(r[8:]), le.Uint32(r[12:])},
			end: le.Uint32(r[16:]), class: le.Uint32(r[20:]), name: le.Uint32(r[24:]),
			layer: r[28], zoom: r[29], kind: r[30],
		}
	}
	return list
}

// consistent checks numbers against each other and reads every geometry.
func (b *Basemap) consistent() bool {
	from, zoom := uint32(0), uint8(0)
	for i := range b.features {
		f := &b.features[i]
		if f.end < from || uint64(f.end) > uint64(len(b.geometry)) || f.zoom < zoom || f.zoom > MaxZoom ||
			int(f.layer) >= len(layers) || f.kind < kindPoint || f.kind > kindPolygon ||
			uint64(f.class) >= uint64(len(b.texts.ends)) || uint64(f.name) >= uint64(len(b.texts.ends)) {
			return false
		}
		if !sound(b.geometry[from:f.end], f.box) {
			return false
		}
		from, zoom = f.end, f.zoom
	}
	return uint64(from) == uint64(len(b.geometry)) && len(b.features) < math.MaxInt32
}

// sound reads a geometry and says whether it is whole and lies in its box.
func sound(data []byte, limits box) bool {
	r := reader{data: data}
	x, y := int64(limits.minX), int64(limits.minY)
	for range r.count(r.uvarint(), 1) {
		head := r.uvarint()
		if head&3 > roleInner {
			return false
		}
		for range r.count(head>>2, 3) {
			x, y = x+r.varint(), y+r.varint()
			r.level()
			if x < int64(limits.minX) || x > int64(limits.maxX) || y < int64(limits.minY) || y > int64(limits.maxY) {
				return false
			}
		}
	}
	return !r.bad && len(r.data) == 0
}
