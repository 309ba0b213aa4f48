package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// Route is a shortest walk between the start's place on the street and that of s, in
// walking direction: after From it leads from the start to s, after To from s to the start.
// The metres are those of At, so the off-street legs count but are not drawn. The
// line has at least two points. False when At says so.
func (r *Reach) Route(s Snapped) (line orb.LineString, metres float64, ok bool) {
	d, how := r.at(&s)
	if d > r.limit {
		return nil, 0, false
	}
	line = append(line, s.Point)
	if how != viaEdge {
		v := s.A
		if how == viaB {
			v = s.B
		}
		line = r.back(v, line)
	}
	line = append(line, r.start.Point)
	line = slices.Compact(line)
	if len(line) == 1 {
		line = append(line, line[0])
	}
	if r.forward {
		slices.Reverse(line)
	}
	return line, float64(d) / 10, true
}

// back appends the nodes from v to where the search began. No parents are stored: the node
// before is a neighbour whose label fits to the decimetre.
func (r *Reach) back(v uint32, line orb.LineString) orb.LineString {
	a, b := r.start.outward(r.profile, r.forward)
	a, b = a+r.start.off(), b+r.start.off()
	ban := banned(!r.forward, r.profile) // arcs are looked at from their far end
	for {
		line = append(line, r.g.Point(v))
		d := r.label[v]
		if v == r.start.A && d == a || v == r.start.B && d == b {
			return line
		}
		before, ok := r.before(v, d, ban)
		if !ok {
			return line // not possible: every label but the first has a neighbour that gave it
		}
		v = before
	}
}

func (r *Reach) before(v, d uint32, ban arcFlags) (uint32, bool) {
	for _, arc := range r.g.arcsOf(v) {
		if u := arc.to(); arc.flags()&ban == 0 && r.label[u] < d && r.label[u]+arc.weight() == d {
			return u, true
		}
	}
	return 0, false
}
