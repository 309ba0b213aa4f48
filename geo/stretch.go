package geo

import (
	"github.com/paulmach/orb"
)

// Stretch is a straight piece of street.
type Stretch struct{ A, B orb.Point }

// Stretches appends every piece of street that was reached: whole edges, and the parts of
// edges before the limit cuts them, from either end and around the start. No piece is given
// twice.
func (r *Reach) Stretches(buf []Stretch) []Stretch {
	if r.start.A == infinite {
		return buf
	}
	buf = r.startEdge(buf)
	ban := banned(r.forward, r.profile)
	for _, v := range r.settled {
		left := r.limit - r.label[v]
		for _, a := range r.g.arcsOf(v) {
			buf = r.stretch(buf, v, left, a, ban)
		}
	}
	return buf
}

// stretch appends what was reached of one edge, seen from its reached end v with so many
// decimetres left. An edge with two reached ends is dealt with at the lower-numbered one.
func (r *Reach) stretch(buf []Stretch, v, left uint32, a arc, ban arcFlags) []Stretch {
	u, w, f := a.to(), a.weight(), a.flags()
	both := r.label[u] != infinite
	if both && u < v || r.isStartEdge(v, u, f) {
		return buf
	}
	var fromV, fromU uint32
	if f&ban == 0 {
		fromV = min(left, w)
	}
	if both && f.turned()&ban == 0 {
		fromU = min(r.limit-r.label[u], w)
	}
	p, q := r.g.coords[v].point(), r.g.coords[u].point()
	if fromV+fromU >= w {
		return append(buf, Stretch{p, q})
	}
	if fromV > 0 {
		buf = append(buf, Stretch{p, between(p, q, float64(fromV)/float64(w))})
	}
	if fromU > 0 {
		buf = append(buf, Stretch{between(q, p, float64(fromU)/float64(w)), q})
	}
	return buf
}

func (r *Reach) isStartEdge(v, u uint32, f arcFlags) bool {
	s := &r.start
	return (v == s.A && u == s.B || v == s.B && u == s.A) && f&arcSteps != 0 == s.Steps
}

// startEdge appends what was reached of the edge that the start lies on: a piece around
// the start, and pieces from the ends where they were reached on another way.
func (r *Reach) startEdge(buf []Stretch) []Stretch {
	s := &r.start
	w := min(s.AlongA, maxWeight) + min(s.AlongB, maxWeight)
	if s.A == s.B || w == 0 || s.off() > r.limit || s.shut(r.profile) {
		return buf
	}
	at, left := min(s.AlongA, maxWeight), r.limit-s.off()
	towardsA, towardsB := !s.OneWay || !r.forward, !s.OneWay || r.forward

	// Three pieces of [0, w]; those that touch are joined.
	var pieces [3][2]uint32
	pieces[0] = [2]uint32{0, 0}
	pieces[1] = [2]uint32{at, at}
	pieces[2] = [2]uint32{w, w}
	if towardsB {
		pieces[0][1] = r.spare(s.A, w)
		pieces[1][1] = min(at+left, w)
	}
	if towardsA {
		pieces[2][0] = w - r.spare(s.B, w)
		pieces[1][0] = at - min(left, at)
	}
	if pieces[2][0] < pieces[1][0] {
		pieces[1], pieces[2] = pieces[2], pieces[1]
	}
	a, b := r.g.Point(s.A), r.g.Point(s.B)
	from, to := pieces[0][0], pieces[0][1]
	for _, p := range pieces[1:] {
		if p[0] <= to {
			to = max(to, p[1])
			continue
		}
		buf = appendPiece(buf, a, b, from, to, w)
		from, to = p[0], p[1]
	}
	return appendPiece(buf, a, b, from, to, w)
}

// spare are the decimetres that are left at a node, at most w; 0 when it was not reached.
func (r *Reach) spare(node, w uint32) uint32 {
	if r.label[node] == infinite {
		return 0
	}
	return min(r.limit-r.label[node], w)
}

func appendPiece(buf []Stretch, a, b orb.Point, from, to, w uint32) []Stretch {
	if from == to {
		return buf
	}
	return append(buf, Stretch{between(a, b, float64(from)/float64(w)), between(a, b, float64(to)/float64(w))})
}
