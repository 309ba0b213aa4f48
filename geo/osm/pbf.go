package osm

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
	"time"

	posm "github.com/paulmach/osm"
)

// Limits of the file format (wiki.openstreetmap.org/wiki/PBF_Format): header 64 KiB, block 32 MiB, both exclusive.
const (
	maxBlobHeader = 64 << 10
	maxBlob       = 32 << 20
)

// Guards against small files that unpack to something huge. Real extracts unpack to two to four times their size.
const (
	inflateGrace = 64 << 20
	inflateRatio = 20
)

// ErrMalformed says that a file is not the OpenStreetMap extract it claims to be, or is cut off, or exceeds the limits of
// its format. It is wrapped with what is wrong and where.
var ErrMalformed = errors.New("malformed OpenStreetMap extract")

// maxDecoders bounds how many blocks are unpacked at once, and so the memory of a scan.
const maxDecoders = 4

// pbfFile scans an .osm.pbf. After the first scan it knows what each blob holds and leaves out those not wanted.
type pbfFile struct {
	open func() (io.ReadCloser, error)
	size int64

	mu    sync.Mutex
	kinds []uint8 // by blob, from the first complete scan
	stamp time.Time
}

// Timestamp is the replication time that the header states, zero before the first scan or without one.
func (p *pbfFile) Timestamp() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stamp
}

// blob is one block on its way from the file to the caller.
type blob struct {
	index  int
	packed []byte // the Blob message
	plain  []byte // the unpacked PrimitiveBlock, reused
	block  block
	err    error
	done   chan struct{}
}

// Size is the size of the file in bytes.
func (p *pbfFile) Size() int64 { return p.size }

// Scan implements Source. Blocks are unpacked in parallel and given to f in the order of the file.
func (p *pbfFile) Scan(ctx context.Context, want Want, f func(posm.Object) error) error {
	r, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	ctx, cancel := context.WithCancel(ctx)
	s := &pbfScan{
		file: p, want: want, r: bufio.NewReaderSize(r, 256<<10),
		workers: min(runtime.GOMAXPROCS(0), maxDecoders),
		budget:  inflateGrace + inflateRatio*p.size,
	}
	p.mu.Lock()
	s.known = p.kinds
	p.mu.Unlock()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	s.start(ctx, &wg)
	kinds, err := s.deliver(ctx, f)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kinds == nil {
		p.kinds = kinds
	}
	return nil
}

// pbfScan is one pass over a file.
type pbfScan struct {
	file    *pbfFile
	want    Want
	r       *bufio.Reader
	offset  int64
	workers int
	known   []uint8

	mu     sync.Mutex
	budget int64 // bytes that may still be unpacked

	free    chan *blob // blobs to fill
	jobs    chan *blob // blobs to decode
	order   chan *blob // the same in file order
	readErr error      // set before order is closed
	bounds  *posm.Bounds
}

func (s *pbfScan) start(ctx context.Context, wg *sync.WaitGroup) {
	n := s.workers + 1
	s.free, s.jobs, s.order = make(chan *blob, n), make(chan *blob, n), make(chan *blob, n)
	for range n {
		s.free <- &blob{}
	}
	wg.Add(1 + s.workers)
	go func() {
		defer wg.Done()
		s.readErr = s.read(ctx)
		close(s.jobs)
		close(s.order)
	}()
	for range s.workers {
		go func() {
			defer wg.Done()
			var in inflater
			for b := range s.jobs {
				b.err = s.decode(&in, b)
				close(b.done)
			}
		}()
	}
}

// read cuts the file into blobs. Blob 0 is the header; blobs of unknown types are passed over.
func (s *pbfScan) read(ctx context.Context) error {
	for next := 0; ; {
		kind, size, err := s.blobHeader()
		switch {
		case errors.Is(err, io.EOF) && next > 0:
			return nil
		case err != nil:
			return s.malformed(err)
		case next == 0 && kind != "OSMHeader":
			return s.malformed(errors.New("no OSMHeader block at the start"))
		case next > 0 && kind != "OSMData":
			err = s.discard(size)
		case s.unwanted(next):
			err = s.discard(size)
			next++
		default:
			err = s.fill(ctx, next, size)
			next++
		}
		if err != nil {
			return err
		}
	}
}

func (s *pbfScan) discard(size int) error {
	if _, err := s.r.Discard(size); err != nil {
		return s.malformed(err)
	}
	s.offset += int64(size)
	return nil
}

// fill reads one blob and queues it for decoding, as soon as one of the reused blobs is free.
func (s *pbfScan) fill(ctx context.Context, index, size int) error {
	var b *blob
	select {
	case b = <-s.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	b.index, b.err, b.done = index, nil, make(chan struct{})
	b.packed = grow(b.packed, size)
	if _, err := io.ReadFull(s.r, b.packed); err != nil {
		return s.malformed(err)
	}
	s.offset += int64(size)
	s.order <- b // neither waits: there are no more blobs than places
	s.jobs <- b
	return nil
}

func grow(buf []byte, n int) []byte {
	if cap(buf) < n {
		return make([]byte, n)
	}
	return buf[:n]
}

func (s *pbfScan) malformed(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("cut off")
	}
	return fmt.Errorf("%w: pbf at byte %d: %w", ErrMalformed, s.offset, err)
}

// unwanted says whether an earlier scan found nothing in a blob that this one wants.
func (s *pbfScan) unwanted(index int) bool {
	if index == 0 || index >= len(s.known) {
		return false
	}
	k := s.known[index]
	wanted := s.want.Nodes && k&hasNodes != 0 || s.want.Ways && k&hasWays != 0 || s.want.Relations && k&hasRelations != 0
	return !wanted
}

// blobHeader reads one length-prefixed BlobHeader; io.EOF only at a clean end of the file.
func (s *pbfScan) blobHeader() (kind string, size int, err error) {
	var length [4]byte
	if _, err := io.ReadFull(s.r, length[:]); err != nil {
		return "", 0, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n >= maxBlobHeader {
		return "", 0, errors.New("blob header of 64 KiB or more")
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(s.r, head); err != nil {
		return "", 0, io.ErrUnexpectedEOF
	}
	s.offset += 4 + int64(n)
	m := message{data: head}
	var datasize uint64
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			kind = string(m.bytes())
		case 3:
			datasize = m.number()
		default:
			m.skip()
		}
	}
	if m.err == nil && datasize >= maxBlob {
		return "", 0, errors.New("blob of 32 MiB or more")
	}
	return kind, int(datasize), m.err
}

// decode unpacks one blob and reads it. It runs beside others.
func (s *pbfScan) decode(in *inflater, b *blob) (err error) {
	defer func() {
		if r := recover(); r != nil { // nothing is known to panic here, but one bad file must not stop the service
			err = fmt.Errorf("%w: %v", errWire, r)
		}
	}()
	plain, err := in.unpack(b, s.spend)
	if err != nil {
		return err
	}
	if b.index == 0 {
		return s.header(plain)
	}
	return b.block.decode(plain, s.want)
}

func (s *pbfScan) spend(n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.budget -= int64(n); s.budget < 0 {
		return fmt.Errorf("unpacks to more than %d times its size", inflateRatio)
	}
	return nil
}

// deliver gives the objects of one blob after the other to f and returns what kinds the blobs hold.
func (s *pbfScan) deliver(ctx context.Context, f func(posm.Object) error) (kinds []uint8, err error) {
	e := emitter{f: f}
	for b := range s.order {
		select {
		case <-b.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if b.err != nil {
			return nil, fmt.Errorf("%w: pbf block %d: %w", ErrMalformed, b.index, b.err)
		}
		for len(kinds) <= b.index {
			kinds = append(kinds, 0)
		}
		if b.index == 0 {
			if s.bounds != nil {
				err = f(s.bounds)
			}
		} else {
			kinds[b.index] = b.block.kinds
			err = e.emit(&b.block)
		}
		if err != nil {
			return nil, err
		}
		s.free <- b
	}
	if s.readErr != nil {
		return nil, s.readErr
	}
	return kinds, ctx.Err()
}

// emitter hands out the objects of blocks in one reused object of each type.
type emitter struct {
	f        func(posm.Object) error
	node     posm.Node
	way      posm.Way
	relation posm.Relation
}

func (e *emitter) emit(b *block) error {
	for i := range b.nodes {
		n := &b.nodes[i]
		e.node = posm.Node{
			ID: posm.NodeID(n.id), Lat: n.lat, Lon: n.lon, Version: int(n.version), Visible: true,
			Tags: b.tags[n.tags.from:n.tags.to:n.tags.to],
		}
		if err := e.f(&e.node); err != nil {
			return err
		}
	}
	for i := range b.ways {
		w := &b.ways[i]
		nodes := e.way.Nodes[:0]
		for _, id := range b.refs[w.parts.from:w.parts.to] {
			nodes = append(nodes, posm.WayNode{ID: posm.NodeID(id)})
		}
		e.way = posm.Way{
			ID: posm.WayID(w.id), Version: int(w.version), Visible: true, Nodes: nodes,
			Tags: b.tags[w.tags.from:w.tags.to:w.tags.to],
		}
		if err := e.f(&e.way); err != nil {
			return err
		}
	}
	for i := range b.relations {
		r := &b.relations[i]
		e.relation = posm.Relation{
			ID: posm.RelationID(r.id), Version: int(r.version), Visible: true,
			Tags: b.tags[r.tags.from:r.tags.to:r.tags.to], Members: b.members[r.parts.from:r.parts.to:r.parts.to],
		}
		if err := e.f(&e.relation); err != nil {
			return err
		}
	}
	return nil
}

// knownFeatures are the required_features this reader understands.
var knownFeatures = map[string]bool{"OsmSchema-V0.6": true, "DenseNodes": true}

// errHistory refuses the files that hold all versions of everything: a way that was deleted since has an older version
// in them, and would come back.
var errHistory = errors.New("a history file: cut one moment out of it first (osmium time-filter)")

// header reads a HeaderBlock: what a reader must understand, the bound and the age of the data.
func (s *pbfScan) header(data []byte) error {
	m := message{data: data}
	var stamp int64
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			s.bounds = headerBounds(m.bytes())
		case 4:
			switch name := string(m.bytes()); {
			case name == "HistoricalInformation":
				return errHistory
			case !knownFeatures[name]:
				return fmt.Errorf("needs the unknown feature %.60q", name)
			}
		case 32:
			stamp = int64(m.number())
		default:
			m.skip()
		}
	}
	if m.err == nil && stamp > 0 && stamp < math.MaxInt32*8 {
		s.file.mu.Lock()
		s.file.stamp = time.Unix(stamp, 0).UTC()
		s.file.mu.Unlock()
	}
	return m.err
}

func headerBounds(data []byte) *posm.Bounds {
	m := message{data: data}
	var side [5]float64
	for field, ok := m.next(); ok; field, ok = m.next() {
		if field > 4 {
			m.skip()
			continue
		}
		side[field] = 1e-9 * float64(m.signed())
	}
	if m.err != nil {
		return nil
	}
	return &posm.Bounds{MinLon: side[1], MaxLon: side[2], MaxLat: side[3], MinLat: side[4]}
}

// inflater unpacks blobs; it is reused.
type inflater struct{ z io.ReadCloser }

// unpack returns the plain bytes of a Blob message, after spend has allowed their number.
func (in *inflater) unpack(b *blob, spend func(int) error) ([]byte, error) {
	m := message{data: b.packed}
	var raw, packed []byte
	var size uint64
	for field, ok := m.next(); ok; field, ok = m.next() {
		switch field {
		case 1:
			raw = m.bytes()
		case 2:
			size = m.number()
		case 3:
			packed = m.bytes()
		case 4, 5, 6, 7:
			return nil, errors.New("packed with something else than zlib")
		default:
			m.skip()
		}
	}
	switch {
	case m.err != nil:
		return nil, m.err
	case raw != nil:
		return raw, spend(len(raw))
	case packed == nil:
		return nil, errors.New("blob without data")
	case size > maxBlob:
		return nil, errors.New("unpacks to more than 32 MiB")
	}
	if err := spend(int(size)); err != nil {
		return nil, err
	}
	b.plain = grow(b.plain, int(size))
	return b.plain, in.inflate(b.plain, packed)
}

// inflate fills dst, which must be exactly what packed holds.
func (in *inflater) inflate(dst, packed []byte) (err error) {
	if in.z == nil {
		in.z, err = zlib.NewReader(bytes.NewReader(packed))
	} else {
		err = in.z.(zlib.Resetter).Reset(bytes.NewReader(packed), nil)
	}
	if err != nil {
		in.z = nil
		return fmt.Errorf("zlib: %w", err)
	}
	if _, err := io.ReadFull(in.z, dst); err != nil {
		return fmt.Errorf("zlib: %w", err)
	}
	var more [1]byte
	if n, err := in.z.Read(more[:]); n > 0 || !errors.Is(err, io.EOF) {
		return errors.New("zlib: more bytes than the block states")
	}
	return nil
}
