package osm

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	posm "github.com/paulmach/osm"

	"tuoyuquan/geo"
)

// maxPieceMetres is the longest straight piece of street that is believed; a longer one is a broken coordinate.
const maxPieceMetres = 20_000

// squeezeMetres is how much street before and after a barrier like a kissing gate a stroller cannot use.
const squeezeMetres = 2

// unset marks a street node that the graph does not have yet.
const unset = math.MaxUint32

// streetBuilder turns kept ways into the street graph.
type streetBuilder struct {
	im      *importer
	b       *geo.Builder
	number  []uint32        // by rank: node of the builder
	through map[uint64]bool // passages (way, position) of a barrier that stay open, see barrier.go
	at      []orb.Point     // by node of the builder
	union   []uint32        // by node of the builder: union-find parent
	pieces  []piece
	closed  map[uint32]bool // nodes of the builder that stand at a barrier which cuts
	cells   cellSet
}

// piece is an edge on its way into the builder.
type piece struct {
	from, to uint32
	flags    geo.EdgeFlags
	traits   traits
}

// traits are what link needs to know of a piece of street.
type traits uint8

const (
	under   traits = 1 << iota // see isUnder
	onFoot                     // made for walkers alone
	crosses                    // a bridge, a tunnel or stairs
)

func traitsOf(w *way) (t traits) {
	if w.walk.under {
		t |= under
	}
	switch w.highway {
	case "steps":
		t |= onFoot | crosses
	case "footway", "path", "pedestrian":
		t |= onFoot
	}
	if w.walk.passage {
		t |= crosses
	}
	return t
}

// streets builds the graph from the walkable ways and counts what it meets.
func (im *importer) streets(ctx context.Context) (*geo.Graph, error) {
	im.o.Progress("streets", 0, 1)
	im.spreadWalks()
	s := &streetBuilder{im: im, number: make([]uint32, len(im.nodes.ids)), through: im.openPassages(), closed: map[uint32]bool{}}
	n := im.countStreet()
	s.b, s.at, s.union = geo.NewBuilder(n, n), make([]orb.Point, 0, n), make([]uint32, 0, n)
	for i := range s.number {
		s.number[i] = unset
	}
	im.stats.KilometresBy = map[string]float64{}
	for i := range im.ways {
		if i%progressStep == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if im.ways[i].walk.ok {
			s.way(i)
		}
	}
	s.emit(s.link(im.o.Rules.LinkMetres))
	for _, w := range im.ranks {
		if im.nodes.missing(w) {
			im.stats.MissingNodes++
		}
	}
	g, err := s.b.Build(ctx)
	if err != nil {
		return nil, fmt.Errorf("building the street graph: %w", err)
	}
	s.finish(g)
	im.o.Progress("streets", 1, 1)
	return g, nil
}

// countStreet is an upper bound of the nodes of the graph, near enough to be a hint.
func (im *importer) countStreet() (n int) {
	for i := range im.ways {
		if im.ways[i].walk.ok {
			n += im.ways[i].refs.len()
		}
	}
	return n
}

// spreadWalks makes the rings of pedestrian areas that are relations walkable.
func (im *importer) spreadWalks() {
	for i := range im.relations {
		r := &im.relations[i]
		if !r.walk.ok {
			continue
		}
		for _, ids := range [][]int64{r.outer, r.inner} {
			for _, id := range ids {
				if w := im.wayByID(id); w != nil && !w.walk.ok && w.highway == "" {
					w.walk, w.highway = r.walk, r.highway
				}
			}
		}
	}
}

// end is one end of an edge on its way into the builder.
type end struct {
	rank    uint32
	through bool // a barrier here does not concern this way
	copied  bool // the barrier cuts here: the end gets a node of its own
}

// way adds the edges of one way. Where a node is missing the way is broken in two, not bridged.
func (s *streetBuilder) way(i int) {
	im, w := s.im, &s.im.ways[i]
	edges := 0
	var last end
	have := false
	for pos, rank := range im.ranks[w.refs.from:w.refs.to] {
		if im.nodes.missing(rank) {
			have = false
			continue
		}
		next := end{rank: rank}
		if pass, ok := im.barriers[rank]; ok {
			next.through = s.through[passage(i, pos)]
			next.copied = pass == Closed && !next.through
		}
		if have && last.rank != rank {
			if s.edge(w, last, next) {
				edges++
			}
		} else if have {
			im.stats.ZeroLengths++
		}
		last, have = next, true
	}
	if edges == 0 {
		im.stats.ShortWays++
		return
	}
	im.stats.FootWays++
}

// edge adds one piece of street and says whether it is one.
func (s *streetBuilder) edge(w *way, a, b end) bool {
	im := s.im
	pa, pb := im.nodes.point(a.rank), im.nodes.point(b.rank)
	metres := geo.Haversine(pa, pb)
	if metres > maxPieceMetres || math.Abs(pa[0]-pb[0]) > 90 {
		im.stats.LongPieces++
		return false
	}
	if pa == pb {
		im.stats.ZeroLengths++
	}
	s.measure(w, pa, metres)
	if w.walk.back {
		a, b, pa, pb = b, a, pb, pa
	}
	var flags geo.EdgeFlags
	if w.walk.steps {
		flags |= geo.FlagSteps
	}
	if w.walk.forward || w.walk.back {
		flags |= geo.FlagOneWay
	}
	if w.walk.passage {
		flags |= geo.FlagPassage
	}
	from, to := s.node(a, pa), s.node(b, pb)
	squeezeA, squeezeB := s.squeezes(a), s.squeezes(b)
	room := squeezeMetres / math.Max(metres, 1e-9)
	switch {
	case (squeezeA || squeezeB) && room > 0.3: // too short to cut up
		flags |= geo.FlagSteps
	default:
		if squeezeA {
			mid := s.add(between(pa, pb, room))
			s.join(from, mid, flags|geo.FlagSteps, traitsOf(w))
			from = mid
		}
		if squeezeB {
			mid := s.add(between(pa, pb, 1-room))
			s.join(mid, to, flags|geo.FlagSteps, traitsOf(w))
			to = mid
		}
	}
	s.join(from, to, flags, traitsOf(w))
	return true
}

func between(a, b orb.Point, t float64) orb.Point {
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}

// squeezes says that a stroller cannot pass this end.
func (s *streetBuilder) squeezes(e end) bool {
	return !e.through && s.im.barriers[e.rank] == NoStroller
}

// node returns the graph node of an end: the shared one, or a dead end of its own where a barrier cuts.
func (s *streetBuilder) node(e end, p orb.Point) uint32 {
	if e.copied {
		n := s.add(p)
		s.closed[n] = true
		return n
	}
	if s.number[e.rank] == unset {
		s.number[e.rank] = s.add(p)
	}
	return s.number[e.rank]
}

func (s *streetBuilder) add(p orb.Point) uint32 {
	n := s.b.Node(p)
	s.at = append(s.at, p)
	s.union = append(s.union, n)
	return n
}

func (s *streetBuilder) join(from, to uint32, flags geo.EdgeFlags, t traits) {
	s.pieces = append(s.pieces, piece{from, to, flags, t})
	s.unite(from, to)
}

func (s *streetBuilder) unite(from, to uint32) {
	if a, b := s.root(from), s.root(to); a != b {
		s.union[max(a, b)] = min(a, b)
	}
}

func (s *streetBuilder) root(n uint32) uint32 {
	for s.union[n] != n {
		s.union[n] = s.union[s.union[n]]
		n = s.union[n]
	}
	return n
}

// highways are the values that statistics and labels tell apart; others count as "other".
var highways = func() map[string]string {
	m := map[string]string{}
	for _, v := range []string{
		"footway", "path", "pedestrian", "steps", "corridor", "platform", "living_street", "residential", "unclassified",
		"service", "road", "track", "tertiary", "secondary", "primary", "trunk", "motorway", "tertiary_link",
		"secondary_link", "primary_link", "trunk_link", "motorway_link", "cycleway", "bridleway", "crossing", "elevator",
		"busway", "construction", "proposed",
	} {
		m[v] = v
	}
	return m
}()

// namedStreets are the highways whose names are streets to start from.
var namedStreets = map[string]bool{
	"footway": true, "path": true, "pedestrian": true, "steps": true, "living_street": true, "residential": true,
	"unclassified": true, "service": true, "road": true, "track": true, "tertiary": true, "secondary": true,
	"primary": true, "trunk": true, "cycleway": true, "tertiary_link": true, "secondary_link": true, "primary_link": true,
}

// highwayOf returns the kind of a street as a shared string, "" for what is none.
func highwayOf(tags posm.Tags) string {
	v := tags.Find("highway")
	switch {
	case v != "" && highways[v] != "":
		return highways[v]
	case v != "":
		return "other"
	case tags.Find("railway") == "platform", tags.Find("public_transport") == "platform":
		return "platform"
	case tags.Find("man_made") == "pier":
		return "pier"
	}
	return ""
}
