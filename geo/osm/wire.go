package osm

import "errors"

// errWire says that bytes are not the protocol buffer they should be.
var errWire = errors.New("malformed protocol buffer")

// The wire kinds of protocol buffers that exist in OSM files.
const (
	wireVarint  = 0
	wire64      = 1
	wireBytes   = 2
	wire32      = 5
	maxWireKind = 5
)

// message reads the fields of one protocol buffer message. The first error sticks: afterwards next returns false and
// every value is zero, so callers check err once, at the end. Nothing it returns reaches outside data.
type message struct {
	data []byte
	err  error
	kind uint8
}

// next moves to the next field; its value must be taken with uvarint, bytes or skip.
func (m *message) next() (field uint64, ok bool) {
	if m.err != nil || len(m.data) == 0 {
		return 0, false
	}
	tag := m.uvarint()
	m.kind = uint8(tag & 7)
	if tag>>3 == 0 || m.kind > maxWireKind {
		m.fail()
	}
	return tag >> 3, m.err == nil
}

func (m *message) fail() {
	m.err = errWire
	m.data = nil
}

// uvarint takes one base-128 number.
func (m *message) uvarint() uint64 {
	if len(m.data) > 0 && m.data[0] < 0x80 { // most numbers in OSM files are small
		v := uint64(m.data[0])
		m.data = m.data[1:]
		return v
	}
	var v uint64
	for i, b := range m.data {
		if i == 10 {
			break
		}
		v |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			m.data = m.data[i+1:]
			return v
		}
	}
	m.fail()
	return 0
}

// svarint takes one zigzag number.
func (m *message) svarint() int64 {
	v := m.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// more says whether a packed list has further elements.
func (m *message) more() bool { return len(m.data) > 0 }

// number takes the value of a varint field.
func (m *message) number() uint64 {
	if m.kind != wireVarint {
		m.fail()
		return 0
	}
	return m.uvarint()
}

// signed takes the value of a zigzag field.
func (m *message) signed() int64 {
	v := m.number()
	return int64(v>>1) ^ -int64(v&1)
}

// bytes takes the value of a length-delimited field, without copying.
func (m *message) bytes() []byte {
	if m.kind != wireBytes {
		m.fail()
		return nil
	}
	n := m.uvarint()
	if n > uint64(len(m.data)) {
		m.fail()
		return nil
	}
	v := m.data[:n:n]
	m.data = m.data[n:]
	return v
}

// list takes a packed repeated field for reading element by element.
func (m *message) list() message { return message{data: m.bytes()} }

// skip passes over the value of a field.
func (m *message) skip() {
	var n int
	switch m.kind {
	case wireVarint:
		m.uvarint()
		return
	case wireBytes:
		m.bytes()
		return
	case wire64:
		n = 8
	case wire32:
		n = 4
	default:
		m.fail()
		return
	}
	if len(m.data) < n {
		m.fail()
		return
	}
	m.data = m.data[n:]
}
