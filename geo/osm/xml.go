package osm

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	posm "github.com/paulmach/osm"
)

// Limits of OSM XML. The OSM API allows 2,000 nodes in a way, 32,000 members and 255-character texts.
const (
	maxXMLToken = 1 << 20 // bytes of one tag, text or comment
	maxXMLDepth = 32
	maxXMLParts = 1 << 18 // node references of a way, members of a relation
	maxXMLTags  = 4096    // of one object
)

// xmlFile scans OSM XML as the OSM API, Overpass and JOSM write it. Change files (<osmChange>) are read too: deleted
// objects are left out.
type xmlFile struct {
	open func() (io.ReadCloser, error)
	size int64

	mu    sync.Mutex
	stamp time.Time
}

// Timestamp is the age of the data as Overpass states it, zero before the first scan or without one.
func (x *xmlFile) Timestamp() time.Time {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.stamp
}

// Size is the size of the file in bytes.
func (x *xmlFile) Size() int64 { return x.size }

// Scan implements Source.
func (x *xmlFile) Scan(ctx context.Context, want Want, f func(posm.Object) error) error {
	r, err := x.open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	in := &tokenReader{r: bufio.NewReaderSize(r, 256<<10)}
	s := &xmlScan{ctx: ctx, file: x, want: want, f: f, in: in, d: xml.NewDecoder(in)}
	if err := s.document(); err != nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.callback != nil {
			return s.callback
		}
		line, column := s.d.InputPos()
		return fmt.Errorf("%w: xml line %d, column %d: %w", ErrMalformed, line, column, err)
	}
	return nil
}

var errLongToken = errors.New("a single tag or text of more than 1 MiB")

// tokenReader bounds what the XML decoder may swallow, and so keep, for one token.
type tokenReader struct {
	r    *bufio.Reader
	used int
}

func (t *tokenReader) ReadByte() (byte, error) {
	if t.used++; t.used > maxXMLToken {
		return 0, errLongToken
	}
	return t.r.ReadByte()
}

// Read exists for io.Reader; the decoder takes bytes.
func (t *tokenReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p[:min(len(p), max(0, maxXMLToken-t.used))])
	t.used += n
	return n, err
}

// xmlScan is one pass over a document.
type xmlScan struct {
	ctx      context.Context //nolint:containedctx // lives for one Scan
	file     *xmlFile
	want     Want
	f        func(posm.Object) error
	callback error // what f returned
	in       *tokenReader
	d        *xml.Decoder
	open     [maxXMLDepth]string // names of the open elements
	depth    int
	tokens   int
	deleting int // depth of the open <delete>, 0 outside

	node     posm.Node
	way      posm.Way
	relation posm.Relation
	bounds   posm.Bounds
}

// token returns the next start or end of an element, nil for anything else. Nesting is checked.
func (s *xmlScan) token() (xml.Token, error) {
	s.in.used = 0
	if s.tokens++; s.tokens%4096 == 0 && s.ctx.Err() != nil {
		return nil, s.ctx.Err()
	}
	t, err := s.d.RawToken()
	if err != nil {
		if errors.Is(err, io.EOF) && s.depth > 0 {
			err = errors.New("cut off")
		}
		return nil, err
	}
	switch t := t.(type) {
	case xml.StartElement:
		if s.depth == maxXMLDepth {
			return nil, errors.New("nested too deeply")
		}
		s.open[s.depth] = t.Name.Local
		s.depth++
		return t, nil
	case xml.EndElement:
		if s.depth == 0 || s.open[s.depth-1] != t.Name.Local {
			return nil, fmt.Errorf("</%.30s> closes nothing", t.Name.Local)
		}
		s.depth--
		return t, nil
	case xml.Directive:
		return nil, errors.New("DOCTYPE and entities are refused")
	}
	return nil, nil //nolint:nilnil // text and comments mean nothing here
}

// document reads the whole file.
func (s *xmlScan) document() error {
	root := false
	for {
		t, err := s.token()
		if errors.Is(err, io.EOF) {
			if !root {
				return errors.New("no <osm> element")
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if s.depth == 1 {
				if t.Name.Local != "osm" && t.Name.Local != "osmChange" {
					return fmt.Errorf("root element is <%.30s>, not <osm>", t.Name.Local)
				}
				root = true
				continue
			}
			if err := s.element(t); err != nil {
				return err
			}
		case xml.EndElement:
			if s.depth < s.deleting {
				s.deleting = 0
			}
		}
	}
}

// element reads one child of the root, or of a change block, to its end.
func (s *xmlScan) element(e xml.StartElement) error {
	switch e.Name.Local {
	case "node":
		return s.readNode(e)
	case "way":
		return s.readWay(e)
	case "relation":
		return s.readRelation(e)
	case "bounds":
		return s.readBounds(e)
	case "create", "modify":
		return nil
	case "delete":
		s.deleting = s.depth
		return nil
	case "meta":
		s.readMeta(e)
	}
	return s.skip()
}

// children calls f for each direct child of the open element and reads to its end.
func (s *xmlScan) children(f func(xml.StartElement) error) error {
	depth := s.depth
	for s.depth >= depth {
		t, err := s.token()
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && s.depth == depth+1 {
			if err := f(e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *xmlScan) emit(o posm.Object) error {
	s.callback = s.f(o)
	return s.callback
}

// head is what the start tags of objects share.
type head struct {
	id       int64
	version  int
	lat, lon float64
	located  bool
	deleted  bool
}

func readHead(e xml.StartElement) (h head, err error) {
	var hasID, lat, lon bool
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "id":
			hasID = true
			h.id, err = strconv.ParseInt(a.Value, 10, 64)
		case "version":
			h.version, err = strconv.Atoi(a.Value)
		case "lat":
			lat = true
			h.lat, err = strconv.ParseFloat(a.Value, 64)
		case "lon":
			lon = true
			h.lon, err = strconv.ParseFloat(a.Value, 64)
		case "visible":
			h.deleted = h.deleted || a.Value == "false"
		case "action":
			h.deleted = h.deleted || a.Value == "delete"
		}
		if err != nil {
			return h, fmt.Errorf("%s of <%s>: %w", a.Name.Local, e.Name.Local, err)
		}
	}
	if !hasID {
		return h, fmt.Errorf("<%s> without an id", e.Name.Local)
	}
	h.located = lat && lon
	return h, nil
}

// undoes says that an object is the deletion of the one before: only history files hold both.
func (h *head) undoes(id int64, version int) bool {
	return h.deleted && h.id == id && version > 0 && h.version > version
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func addXMLTag(tags posm.Tags, e xml.StartElement) (posm.Tags, error) {
	if len(tags) >= maxXMLTags {
		return nil, fmt.Errorf("an object with more than %d tags", maxXMLTags)
	}
	return append(tags, posm.Tag{Key: attr(e, "k"), Value: attr(e, "v")}), nil
}

func (s *xmlScan) skip() error { return s.children(func(xml.StartElement) error { return nil }) }

func (s *xmlScan) readNode(e xml.StartElement) error {
	if !s.want.Nodes || s.deleting > 0 {
		return s.skip()
	}
	h, err := readHead(e)
	if err != nil {
		return err
	}
	if h.undoes(int64(s.node.ID), s.node.Version) {
		return errHistory
	}
	s.node = posm.Node{ID: posm.NodeID(h.id), Lat: h.lat, Lon: h.lon, Version: h.version, Visible: true, Tags: s.node.Tags[:0]}
	err = s.children(func(c xml.StartElement) (err error) {
		if c.Name.Local == "tag" {
			s.node.Tags, err = addXMLTag(s.node.Tags, c)
		}
		return err
	})
	if err != nil || h.deleted || !h.located {
		return err
	}
	if s.want.KeepNode != nil && !s.want.KeepNode(h.id, len(s.node.Tags) > 0) {
		return nil
	}
	return s.emit(&s.node)
}

func (s *xmlScan) readWay(e xml.StartElement) error {
	if !s.want.Ways || s.deleting > 0 {
		return s.skip()
	}
	h, err := readHead(e)
	if err != nil {
		return err
	}
	if h.undoes(int64(s.way.ID), s.way.Version) {
		return errHistory
	}
	s.way = posm.Way{ID: posm.WayID(h.id), Version: h.version, Visible: true, Nodes: s.way.Nodes[:0], Tags: s.way.Tags[:0]}
	err = s.children(func(c xml.StartElement) (err error) {
		switch c.Name.Local {
		case "tag":
			s.way.Tags, err = addXMLTag(s.way.Tags, c)
		case "nd":
			var id int64
			if id, err = strconv.ParseInt(attr(c, "ref"), 10, 64); err != nil {
				return fmt.Errorf("ref of <nd>: %w", err)
			}
			if len(s.way.Nodes) >= maxXMLParts {
				return fmt.Errorf("a way with more than %d nodes", maxXMLParts)
			}
			s.way.Nodes = append(s.way.Nodes, posm.WayNode{ID: posm.NodeID(id)})
		}
		return err
	})
	if err != nil || h.deleted {
		return err
	}
	return s.emit(&s.way)
}

func (s *xmlScan) readRelation(e xml.StartElement) error {
	if !s.want.Relations || s.deleting > 0 {
		return s.skip()
	}
	h, err := readHead(e)
	if err != nil {
		return err
	}
	if h.undoes(int64(s.relation.ID), s.relation.Version) {
		return errHistory
	}
	s.relation = posm.Relation{
		ID: posm.RelationID(h.id), Version: h.version, Visible: true,
		Members: s.relation.Members[:0], Tags: s.relation.Tags[:0],
	}
	err = s.children(func(c xml.StartElement) (err error) {
		switch c.Name.Local {
		case "tag":
			s.relation.Tags, err = addXMLTag(s.relation.Tags, c)
		case "member":
			var id int64
			if id, err = strconv.ParseInt(attr(c, "ref"), 10, 64); err != nil {
				return fmt.Errorf("ref of <member>: %w", err)
			}
			if len(s.relation.Members) >= maxXMLParts {
				return fmt.Errorf("a relation with more than %d members", maxXMLParts)
			}
			m := posm.Member{Type: posm.Type(attr(c, "type")), Ref: id, Role: attr(c, "role")}
			s.relation.Members = append(s.relation.Members, m)
		}
		return err
	})
	if err != nil || h.deleted {
		return err
	}
	return s.emit(&s.relation)
}

func (s *xmlScan) readBounds(e xml.StartElement) error {
	s.bounds = posm.Bounds{}
	for name, side := range map[string]*float64{
		"minlat": &s.bounds.MinLat, "minlon": &s.bounds.MinLon, "maxlat": &s.bounds.MaxLat, "maxlon": &s.bounds.MaxLon,
	} {
		v, err := strconv.ParseFloat(attr(e, name), 64)
		if err != nil {
			return fmt.Errorf("%s of <bounds>: %w", name, err)
		}
		*side = v
	}
	if err := s.emit(&s.bounds); err != nil {
		return err
	}
	return s.skip()
}

// readMeta takes the age of the data that Overpass states.
func (s *xmlScan) readMeta(e xml.StartElement) {
	if t, err := time.Parse(time.RFC3339, attr(e, "osm_base")); err == nil {
		s.file.mu.Lock()
		s.file.stamp = t.UTC()
		s.file.mu.Unlock()
	}
}
