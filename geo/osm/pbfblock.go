package osm

import (
	"errors"
	"fmt"

	posm "github.com/paulmach/osm"
)

// The most that one block may hold. Most writers put 8,000 objects into a block; the format bounds only its bytes, and a
// byte can ask for forty.
const (
	maxBlockNodes   = 2 << 20
	maxBlockObjects = 1 << 20 // ways, and as many relations
	maxBlockRefs    = 6 << 20 // node references of ways
	maxBlockMembers = 1 << 19 // of relations
	maxBlockTags    = 2 << 20
	maxBlockStrings = 2 << 20
)

var errBlockFull = errors.New("more objects in one block than any real file has")

// block is one decoded PrimitiveBlock. Its slices are reused from block to block; the strings are not.
type block struct {
	want    Want
	kinds   uint8 // which objects the block holds, wanted or not
	strings []string

	nodes     []pbfNode
	ways      []pbfObject
	relations []pbfObject
	refs      []int64 // of the ways
	members   posm.Members
	tags      posm.Tags

	granularity, latOffset, lonOffset int64
}

// Bits of block.kinds.
const (
	hasNodes uint8 = 1 << iota
	hasWays
	hasRelations
)

// span is a part of a shared slice.
type span struct{ from, to uint32 }

func (s span) len() int { return int(s.to - s.from) }

type pbfNode struct {
	id       int64
	lat, lon float64
	version  int32
	tags     span
}

// pbfObject is a way or a relation; parts are its node references or members.
type pbfObject struct {
	id      int64
	version int32
	tags    span
	parts   span
}

// decode reads one PrimitiveBlock. Whatever the bytes are, it returns an error or a consistent block.
func (b *block) decode(data []byte, want Want) error {
	b.reset(want)
	if err := b.head(data); err != nil {
		return err
	}
	m := message{data: data}
	for field, ok := m.next(); ok; field, ok = m.next() {
		if field != 2 {
			m.skip()
			continue
		}
		if err := b.group(m.bytes()); err != nil {
			return err
		}
	}
	return m.err
}

func (b *block) reset(want Want) {
	b.want, b.kinds = want, 0
	b.strings = b.strings[:0]
	b.nodes, b.ways, b.relations = b.nodes[:0], b.ways[:0], b.relations[:0]
	b.refs, b.members, b.tags = b.refs[:0], b.members[:0], b.tags[:0]
	b.granularity, b.latOffset, b.lonOffset = 100, 0, 0
}

// head reads everything but the groups, because the groups need it and may come first.
func (b *block) head(data []byte) error {
	m := message{data: data}
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			if err := b.stringTable(m.bytes()); err != nil {
				return err
			}
		case 17:
			b.granularity = int64(int32(m.number()))
		case 19:
			b.latOffset = int64(m.number())
		case 20:
			b.lonOffset = int64(m.number())
		default:
			m.skip()
		}
	}
	return m.err
}

// stringTable makes one string of the whole table and cuts the entries out of it.
func (b *block) stringTable(data []byte) error {
	m, all := message{data: data}, string(data)
	for field, ok := m.next(); ok; field, ok = m.next() {
		if field != 1 {
			m.skip()
			continue
		}
		if len(b.strings) >= maxBlockStrings {
			return errBlockFull
		}
		n := len(m.bytes())
		end := len(all) - len(m.data)
		b.strings = append(b.strings, all[end-n:end])
	}
	return m.err
}

func (b *block) group(data []byte) error {
	m := message{data: data}
	for field, ok := m.next(); ok; field, ok = m.next() {
		var err error
		switch field {
		case 1:
			b.kinds |= hasNodes
			err = b.ifWanted(b.want.Nodes, &m, b.node)
		case 2:
			b.kinds |= hasNodes
			err = b.ifWanted(b.want.Nodes, &m, b.denseNodes)
		case 3:
			b.kinds |= hasWays
			err = b.ifWanted(b.want.Ways, &m, b.way)
		case 4:
			b.kinds |= hasRelations
			err = b.ifWanted(b.want.Relations, &m, b.relation)
		default:
			m.skip()
		}
		if err != nil {
			return err
		}
	}
	return m.err
}

func (b *block) ifWanted(want bool, m *message, read func([]byte) error) error {
	if !want {
		m.skip()
		return nil
	}
	return read(m.bytes())
}

// addTag appends one tag; k and v are places in the string table.
func (b *block) addTag(k, v uint64) error {
	n := uint64(len(b.strings))
	if k >= n || v >= n {
		return fmt.Errorf("%w: tag outside the string table", errWire)
	}
	if len(b.tags) >= maxBlockTags {
		return errBlockFull
	}
	b.tags = append(b.tags, posm.Tag{Key: b.strings[k], Value: b.strings[v]})
	return nil
}

// addTags appends the tags of an object that lists keys and values apart.
func (b *block) addTags(keys, vals message) (span, error) {
	s := span{from: uint32(len(b.tags))}
	for keys.more() && vals.more() {
		if err := b.addTag(keys.uvarint(), vals.uvarint()); err != nil {
			return s, err
		}
	}
	if keys.err != nil || vals.err != nil || keys.more() || vals.more() {
		return s, fmt.Errorf("%w: keys and values do not pair up", errWire)
	}
	s.to = uint32(len(b.tags))
	return s, nil
}

func (b *block) addNode(n pbfNode) error {
	if len(b.nodes) >= maxBlockNodes {
		return errBlockFull
	}
	b.nodes = append(b.nodes, n)
	return nil
}

func (b *block) degrees(offset, v int64) float64 { return 1e-9 * float64(offset+b.granularity*v) }

// node reads a node that stands alone.
func (b *block) node(data []byte) error {
	m := message{data: data}
	var n pbfNode
	var keys, vals message
	visible := true
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			n.id = m.signed()
		case 2:
			keys = m.list()
		case 3:
			vals = m.list()
		case 4:
			n.version, visible = info(&m)
		case 8:
			n.lat = b.degrees(b.latOffset, m.signed())
		case 9:
			n.lon = b.degrees(b.lonOffset, m.signed())
		default:
			m.skip()
		}
	}
	if m.err != nil || !visible {
		return m.err
	}
	if b.want.KeepNode != nil && !b.want.KeepNode(n.id, keys.more()) {
		return nil
	}
	var err error
	if n.tags, err = b.addTags(keys, vals); err != nil {
		return err
	}
	return b.addNode(n)
}

// info reads version and visibility out of an Info message.
func info(outer *message) (version int32, visible bool) {
	visible = true
	m := message{data: outer.bytes()}
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			version = int32(m.number())
		case 6:
			visible = m.number() != 0
		default:
			m.skip()
		}
	}
	if m.err != nil {
		outer.fail()
	}
	return version, visible
}

// dense holds the parallel lists of a DenseNodes message.
type dense struct{ ids, lats, lons, tags, versions, visibles message }

func (b *block) denseNodes(data []byte) error {
	var d dense
	m := message{data: data}
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			d.ids = m.list()
		case 5:
			d.info(&m)
		case 8:
			d.lats = m.list()
		case 9:
			d.lons = m.list()
		case 10:
			d.tags = m.list()
		default:
			m.skip()
		}
	}
	if m.err != nil {
		return m.err
	}
	return b.walkDense(&d)
}

func (d *dense) info(outer *message) {
	m := message{data: outer.bytes()}
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			d.versions = m.list()
		case 6:
			d.visibles = m.list()
		default:
			m.skip()
		}
	}
	if m.err != nil {
		outer.fail()
	}
}

func (b *block) walkDense(d *dense) error {
	var id, lat, lon int64
	for d.ids.more() {
		id += d.ids.svarint()
		lat += d.lats.svarint()
		lon += d.lons.svarint()
		n := pbfNode{id: id}
		visible := true
		if d.versions.more() {
			n.version = int32(d.versions.uvarint())
		}
		if d.visibles.more() {
			visible = d.visibles.uvarint() != 0
		}
		if d.ids.err != nil || d.lats.err != nil || d.lons.err != nil {
			return fmt.Errorf("%w: dense nodes of unequal length", errWire)
		}
		tagged := d.tags.more() && d.tags.data[0] != 0
		keep := visible && (b.want.KeepNode == nil || b.want.KeepNode(id, tagged))
		var err error
		if n.tags, err = b.denseTags(&d.tags, keep); err != nil {
			return err
		}
		if !keep {
			continue
		}
		n.lat, n.lon = b.degrees(b.latOffset, lat), b.degrees(b.lonOffset, lon)
		if err := b.addNode(n); err != nil {
			return err
		}
	}
	return nil
}

// denseTags takes the tags of one node: pairs up to a zero. An empty list means that no node has any.
func (b *block) denseTags(list *message, keep bool) (span, error) {
	s := span{from: uint32(len(b.tags))}
	for list.more() {
		k := list.uvarint()
		if k == 0 {
			break
		}
		v := list.uvarint()
		if !keep {
			continue
		}
		if err := b.addTag(k, v); err != nil {
			return s, err
		}
	}
	s.to = uint32(len(b.tags))
	return s, list.err
}

func (b *block) way(data []byte) error {
	if len(b.ways) >= maxBlockObjects {
		return errBlockFull
	}
	m := message{data: data}
	var w pbfObject
	var keys, vals, refs message
	visible := true
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			w.id = int64(m.number())
		case 2:
			keys = m.list()
		case 3:
			vals = m.list()
		case 4:
			w.version, visible = info(&m)
		case 8:
			refs = m.list()
		default:
			m.skip()
		}
	}
	if m.err != nil || !visible {
		return m.err
	}
	var err error
	if w.tags, err = b.addTags(keys, vals); err != nil {
		return err
	}
	w.parts.from = uint32(len(b.refs))
	for id := int64(0); refs.more(); {
		if len(b.refs) >= maxBlockRefs {
			return errBlockFull
		}
		id += refs.svarint()
		b.refs = append(b.refs, id)
	}
	w.parts.to = uint32(len(b.refs))
	b.ways = append(b.ways, w)
	return refs.err
}

func (b *block) relation(data []byte) error {
	if len(b.relations) >= maxBlockObjects {
		return errBlockFull
	}
	m := message{data: data}
	var r pbfObject
	var keys, vals, roles, ids, types message
	visible := true
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			r.id = int64(m.number())
		case 2:
			keys = m.list()
		case 3:
			vals = m.list()
		case 4:
			r.version, visible = info(&m)
		case 8:
			roles = m.list()
		case 9:
			ids = m.list()
		case 10:
			types = m.list()
		default:
			m.skip()
		}
	}
	if m.err != nil || !visible {
		return m.err
	}
	var err error
	if r.tags, err = b.addTags(keys, vals); err != nil {
		return err
	}
	if r.parts, err = b.addMembers(roles, ids, types); err != nil {
		return err
	}
	b.relations = append(b.relations, r)
	return nil
}

var memberTypes = [...]posm.Type{posm.TypeNode, posm.TypeWay, posm.TypeRelation}

func (b *block) addMembers(roles, ids, types message) (span, error) {
	s := span{from: uint32(len(b.members))}
	for id := int64(0); roles.more(); {
		if len(b.members) >= maxBlockMembers {
			return s, errBlockFull
		}
		role, kind := roles.uvarint(), types.uvarint()
		id += ids.svarint()
		if types.err != nil || ids.err != nil || role >= uint64(len(b.strings)) || kind >= uint64(len(memberTypes)) {
			return s, fmt.Errorf("%w: relation members", errWire)
		}
		b.members = append(b.members, posm.Member{Type: memberTypes[kind], Ref: id, Role: b.strings[role]})
	}
	s.to = uint32(len(b.members))
	return s, roles.err
}
