package osm

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// Chinese extracts draw many a footbridge (天桥) and the stairs of many an underpass from pavement to pavement without
// pavements and without a node in common with the street: to the graph they lead nowhere, and a family would be sent to
// the next junction and back. So a dead end is joined to the nearest street by a straight piece when
//   - it is on a way for walkers alone, of a small fragment with a bridge, a tunnel or stairs in it: made for crossing;
//   - no barrier cuts the fragment off, so that no closed gate is walked around;
//   - it does not lie under the ground itself, where the street above is not what it leads to;
//   - the street belongs to a main component, is at most Rules.LinkMetres away and is no bridge, tunnel or stairs.

// fragmentMetres is the street length below which a component is a fragment, as in geo.Graph.InMain.
const fragmentMetres = 10_000

// crossingMetres is the most street that a fragment made for crossing has: a footbridge with eight stairs, not an estate.
const crossingMetres = 600

// deadEnd is the end of a footbridge and the nearest place on a street.
type deadEnd struct {
	node   uint32
	at     orb.Point
	metres float64
	piece  int // -1 for none
	t      float64
}

// split is a place on a piece of street where another begins.
type split struct {
	t    float64
	node uint32
}

// link joins the dead ends and returns where pieces are to be cut for it.
func (s *streetBuilder) link(within float64) map[int][]split {
	if within <= 0 {
		return nil
	}
	ends, inMain := s.deadEnds(within)
	if len(ends) == 0 {
		return nil
	}
	slices.SortFunc(ends, func(a, b deadEnd) int { return cmp.Or(cmp.Compare(a.at[1], b.at[1]), cmp.Compare(a.node, b.node)) })
	for i := range s.pieces {
		p := &s.pieces[i]
		if p.traits&(under|crosses) == 0 && p.flags&geo.FlagSteps == 0 && inMain(p.from) {
			s.near(ends, i)
		}
	}
	splits := map[int][]split{}
	for i := range ends {
		e := &ends[i]
		if e.piece < 0 {
			continue
		}
		p := s.pieces[e.piece]
		a, b := s.at[p.from], s.at[p.to]
		foot := between(a, b, e.t)
		var to uint32
		switch {
		case e.t == 0 || geo.Haversine(a, foot) < 1:
			to = p.from
		case e.t == 1 || geo.Haversine(b, foot) < 1:
			to = p.to
		default:
			to = s.add(foot)
			s.unite(to, p.from)
			splits[e.piece] = append(splits[e.piece], split{e.t, to})
		}
		s.join(e.node, to, 0, onFoot)
		s.im.stats.LinkedEnds++
	}
	return splits
}

// deadEnds finds what wants to be joined, and tells which nodes belong to a main component.
func (s *streetBuilder) deadEnds(within float64) (ends []deadEnd, inMain func(uint32) bool) {
	lengths, crossing, degree := make([]float64, len(s.at)), make([]bool, len(s.at)), make([]uint8, len(s.at))
	cut := map[uint32]bool{}
	for n := range s.closed {
		cut[s.root(n)] = true
	}
	longest := 0.0
	for i := range s.pieces {
		p := &s.pieces[i]
		r := s.root(p.from)
		lengths[r] += geo.Haversine(s.at[p.from], s.at[p.to])
		longest = max(longest, lengths[r])
		crossing[r] = crossing[r] || p.traits&crosses != 0
		degree[p.from], degree[p.to] = min(degree[p.from], 1)+1, min(degree[p.to], 1)+1
	}
	enough := min(longest, fragmentMetres)
	for i := range s.pieces {
		p := &s.pieces[i]
		r := s.root(p.from)
		if p.traits&(onFoot|under) != onFoot || !crossing[r] || lengths[r] >= min(enough, crossingMetres) || cut[r] {
			continue
		}
		for _, n := range []uint32{p.from, p.to} {
			if degree[n] == 1 {
				ends = append(ends, deadEnd{node: n, at: s.at[n], metres: within, piece: -1})
			}
		}
	}
	return ends, func(n uint32) bool { return lengths[s.root(n)] >= enough }
}

// near tells those of ends (ascending by latitude) about a piece of street that are nearer to it than to any before.
func (s *streetBuilder) near(ends []deadEnd, piece int) {
	const metresPerDegree = geo.EarthRadius * math.Pi / 180
	a, b := s.at[s.pieces[piece].from], s.at[s.pieces[piece].to]
	margin := s.im.o.Rules.LinkMetres / metresPerDegree
	low, high := min(a[1], b[1])-margin, max(a[1], b[1])+margin
	first, _ := slices.BinarySearchFunc(ends, low, func(e deadEnd, v float64) int { return cmp.Compare(e.at[1], v) })
	for i := first; i < len(ends) && ends[i].at[1] <= high; i++ {
		e := &ends[i]
		ky := metresPerDegree
		kx := ky * math.Cos(e.at[1]*math.Pi/180)
		vx, vy := (b[0]-a[0])*kx, (b[1]-a[1])*ky
		px, py := (e.at[0]-a[0])*kx, (e.at[1]-a[1])*ky
		t := 0.0
		if l := vx*vx + vy*vy; l > 0 {
			t = max(0, min(1, (px*vx+py*vy)/l))
		}
		if d := math.Hypot(px-t*vx, py-t*vy); d < e.metres {
			e.metres, e.piece, e.t = d, piece, t
		}
	}
}

// emit gives all pieces to the builder, cut where link wants it.
func (s *streetBuilder) emit(splits map[int][]split) {
	for i, p := range s.pieces {
		cuts := splits[i]
		slices.SortFunc(cuts, func(a, b split) int { return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.node, b.node)) })
		from := p.from
		for _, c := range cuts {
			s.b.Edge(from, c.node, p.flags)
			from = c.node
		}
		s.b.Edge(from, p.to, p.flags)
	}
	s.im.stats.GraphEdges = len(s.pieces) + countSplits(splits)
	s.pieces = nil
}

func countSplits(splits map[int][]split) (n int) {
	for _, cuts := range splits {
		n += len(cuts)
	}
	return n
}
