package osm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"
	posm "github.com/paulmach/osm"

	"tuoyuquan/geo/tile"
)

// Options of an import; the zero value imports everything with the default rules.
type Options struct {
	// Progress, when set, is called now and then; total is 0 where it is not known. Stages: relations, ways, nodes (done
	// counts objects), streets, basemap, places (done is 0, then total).
	Progress    func(stage string, done, total int64)
	SkipBasemap bool
	SkipPlaces  bool
	Rules       *Rules // nil means DefaultRules
}

// The most that an import keeps, whatever the extract: memory is spent on what is kept.
const (
	maxRefs    = 400 << 20 // node references of kept ways
	maxObjects = 100 << 20 // kept ways, relations and spots
)

// A source that knows its size in bytes may ask for this many references at most: a guard against small files that unpack
// to something huge. Real extracts have less than one reference in two bytes.
const (
	refsGrace   = 4 << 20
	refsPerByte = 8
)

// ErrTooLarge says that an extract holds more than an import keeps.
var ErrTooLarge = errors.New("extract too large: cut out your city first")

// Import reads src in three passes (relations, ways, nodes) and builds the street graph, the basemap, the places and the
// childcare list. The result depends on the objects of src, not on their order. It returns the errors of the source,
// ErrTooLarge, or the error of a cancelled ctx.
func Import(ctx context.Context, src Source, o Options) (*Extract, error) {
	if o.Rules == nil {
		o.Rules = DefaultRules()
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	im := &importer{o: o, refLimit: maxRefs, holeWork: maxHoleWork, members: map[int64]struct{}{}, barriers: map[uint32]Pass{}}
	if s, ok := src.(interface{ Size() int64 }); ok {
		im.refLimit = min(maxRefs, refsGrace+refsPerByte*s.Size())
	}
	if err := im.read(ctx, src); err != nil {
		return nil, err
	}
	x := &Extract{}
	var err error
	if x.Graph, err = im.streets(ctx); err != nil {
		return nil, err
	}
	if err := im.rest(ctx, x); err != nil {
		return nil, err
	}
	if s, ok := src.(interface{ Timestamp() time.Time }); ok {
		im.stats.Timestamp = s.Timestamp()
	}
	x.Stats = im.stats
	return x, nil
}

// importer is the state of one import.
type importer struct {
	o        Options
	stats    Stats
	refLimit int64

	relations []relation         // kept ones, ascending by id after their pass
	members   map[int64]struct{} // ways that kept relations need
	ways      []way              // kept ones, ascending by id after their pass
	refs      []int64            // node ids of the ways; nil once ranks is there
	ranks     []uint32           // the same as ranks in nodes
	nodes     *nodeTable
	barriers  map[uint32]Pass // by rank
	spots     []spot          // tagged nodes that are places
	subjects  []subject
	texts     map[string]string // names, each kept once
	found     []foundPlace
	holeWork  int
}

// way is a kept way. Several uses share one.
type way struct {
	id      int64
	version int32
	refs    span
	subject int32 // index into subjects, -1 for none
	walk    walk
	highway string // as tagged, or "platform", "pier"; one of few strings
	look    lookID
	area    bool // drawn as an area when closed
	admin   uint8
}

// relation is a kept multipolygon or border.
type relation struct {
	id      int64
	version int32
	subject int32
	walk    walk
	highway string
	look    lookID
	admin   uint8
	outer   []int64 // way ids, as listed
	inner   []int64
}

// spot is a tagged node.
type spot struct {
	id      int64
	version int32
	subject int32
	point   orb.Point
}

// read makes the passes.
func (im *importer) read(ctx context.Context, src Source) error {
	passes := []struct {
		stage string
		want  Want
		take  func(posm.Object) error
		done  func()
		count *int64
	}{
		{"relations", Want{Relations: true}, im.takeRelation, im.sortRelations, &im.stats.Relations},
		{"ways", Want{Ways: true}, im.takeWay, im.sortWays, &im.stats.Ways},
		{"nodes", Want{Nodes: true, KeepNode: im.keepNode}, im.takeNode, im.sortSpots, &im.stats.Nodes},
	}
	for _, p := range passes {
		im.o.Progress(p.stage, 0, 0)
		err := src.Scan(ctx, p.want, func(o posm.Object) error {
			if _, ok := o.(*posm.Bounds); ok {
				return nil
			}
			if *p.count++; *p.count%progressStep == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
				im.o.Progress(p.stage, *p.count, 0)
			}
			return p.take(o)
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("reading %s: %w", p.stage, err)
		}
		p.done()
		im.o.Progress(p.stage, *p.count, *p.count)
	}
	return nil
}

const progressStep = 1 << 16

func (im *importer) takeRelation(o posm.Object) error {
	r, ok := o.(*posm.Relation)
	if !ok {
		return nil
	}
	switch r.Tags.Find("type") {
	case "multipolygon", "boundary":
	default:
		return nil
	}
	kept := relation{id: int64(r.ID), version: int32(r.Version), subject: -1}
	kept.walk = im.o.Rules.way(r.Tags)
	kept.highway = highwayOf(r.Tags)
	if !im.o.SkipBasemap {
		kept.look, kept.admin = lookOf(r.Tags), adminLevel(r.Tags)
	}
	kept.subject = im.subject(r.Tags, kept.look > 0, false)
	if !kept.walk.ok && kept.look == 0 && kept.admin == 0 && kept.subject < 0 {
		return nil
	}
	for _, m := range r.Members {
		if m.Type != posm.TypeWay {
			continue
		}
		if m.Role == "inner" {
			kept.inner = append(kept.inner, m.Ref)
		} else {
			kept.outer = append(kept.outer, m.Ref)
		}
		im.members[m.Ref] = struct{}{}
	}
	im.relations = append(im.relations, kept)
	if len(im.relations) > maxObjects || len(im.members) > maxObjects {
		return ErrTooLarge
	}
	return nil
}

// sortRelations orders the kept relations and drops repeated ones.
func (im *importer) sortRelations() {
	slices.SortStableFunc(im.relations, func(a, b relation) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.version, a.version),
			slices.Compare(a.outer, b.outer), slices.Compare(a.inner, b.inner))
	})
	im.relations = slices.CompactFunc(im.relations, func(a, b relation) bool { return a.id == b.id })
}

func (im *importer) takeWay(o posm.Object) error {
	w, ok := o.(*posm.Way)
	if !ok {
		return nil
	}
	_, member := im.members[int64(w.ID)]
	kept := way{id: int64(w.ID), version: int32(w.Version), subject: -1}
	if len(w.Tags) > 0 {
		kept.walk = im.o.Rules.way(w.Tags)
		kept.highway = highwayOf(w.Tags)
		if !im.o.SkipBasemap {
			kept.look, kept.admin = lookOf(w.Tags), adminLevel(w.Tags)
			kept.area = kept.look > 0 && drawnAsArea(kept.look, w.Tags)
		}
		kept.subject = im.subject(w.Tags, kept.look > 0, namedStreets[kept.highway])
	}
	if !kept.walk.ok && !member && kept.look == 0 && kept.admin == 0 && kept.subject < 0 {
		return nil
	}
	if int64(len(im.refs)+len(w.Nodes)) > im.refLimit || len(im.ways) > maxObjects {
		return ErrTooLarge
	}
	kept.refs.from = uint32(len(im.refs))
	for _, n := range w.Nodes {
		im.refs = append(im.refs, int64(n.ID))
	}
	kept.refs.to = uint32(len(im.refs))
	im.ways = append(im.ways, kept)
	return nil
}

// sortWays orders the kept ways, drops all but the newest version of each and turns node ids into ranks.
func (im *importer) sortWays() {
	slices.SortStableFunc(im.ways, func(a, b way) int {
		if c := cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.version, a.version)); c != 0 {
			return c
		}
		return slices.Compare(im.refs[a.refs.from:a.refs.to], im.refs[b.refs.from:b.refs.to])
	})
	n := len(im.ways)
	im.ways = slices.CompactFunc(im.ways, func(a, b way) bool { return a.id == b.id })
	im.stats.DuplicateWays = n - len(im.ways)
	im.nodes = newNodeTable(im.refs)
	im.ranks = make([]uint32, len(im.refs))
	for i, id := range im.refs {
		rank, _ := im.nodes.rank(id)
		im.ranks[i] = uint32(rank)
	}
	im.refs = nil
}

// keepNode is asked by several goroutines.
func (im *importer) keepNode(id int64, tagged bool) bool { return tagged || im.nodes.maybe(id) }

func (im *importer) takeNode(o posm.Object) error {
	n, ok := o.(*posm.Node)
	if !ok || !onEarth(n.Lon, n.Lat) {
		return nil
	}
	if rank, ok := im.nodes.rank(int64(n.ID)); ok {
		again, counts := im.nodes.put(rank, n.Lon, n.Lat, n.Version)
		if again {
			im.stats.DuplicateNodes++
		}
		if counts {
			im.takeBarrier(uint32(rank), n.Tags, again)
		}
	}
	if len(n.Tags) == 0 {
		return nil
	}
	if s := im.subject(n.Tags, false, false); s >= 0 {
		p := orb.Point{n.Lon, n.Lat}
		im.spots = append(im.spots, spot{id: int64(n.ID), version: int32(n.Version), subject: s, point: p})
		if len(im.spots) > maxObjects {
			return ErrTooLarge
		}
	}
	return nil
}

// takeBarrier notes what a node does to the streets over it.
func (im *importer) takeBarrier(rank uint32, tags posm.Tags, again bool) {
	pass := Open
	if len(tags) > 0 {
		pass = im.o.Rules.node(tags)
	}
	switch {
	case pass != Open:
		im.barriers[rank] = pass
	case again:
		delete(im.barriers, rank)
	}
}

func (im *importer) sortSpots() {
	slices.SortStableFunc(im.spots, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.version, a.version),
			slices.Compare(a.point[:], b.point[:]))
	})
	im.spots = slices.CompactFunc(im.spots, func(a, b spot) bool { return a.id == b.id })
}

// points returns the places of a way's nodes, without missing and repeated ones; buf is reused.
func (im *importer) points(w *way, buf []orb.Point) []orb.Point {
	buf = buf[:0]
	for _, r := range im.ranks[w.refs.from:w.refs.to] {
		if im.nodes.missing(r) {
			continue
		}
		if p := im.nodes.point(r); len(buf) == 0 || buf[len(buf)-1] != p {
			buf = append(buf, p)
		}
	}
	return buf
}

// rest makes what is not the street graph.
func (im *importer) rest(ctx context.Context, x *Extract) error {
	if im.o.SkipPlaces && im.o.SkipBasemap {
		return nil
	}
	im.o.Progress("places", 0, 1)
	childcare := im.findPlaces()
	if !im.o.SkipPlaces {
		x.Childcare = childcare
		x.Places = make([]Place, len(im.found))
		for i := range im.found {
			x.Places[i] = im.found[i].Place
		}
	}
	im.o.Progress("places", 1, 1)
	if err := ctx.Err(); err != nil {
		return err
	}
	if !im.o.SkipBasemap {
		im.o.Progress("basemap", 0, 1)
		x.Basemap = tile.New(im.features())
		im.o.Progress("basemap", 1, 1)
	}
	return ctx.Err()
}
