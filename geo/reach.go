package geo

import (
	"context"
	"slices"

	"github.com/paulmach/orb"
)

// Reach answers what can be walked to from one place ([Reach.From]), or from where one can
// walk to it ([Reach.To]), within a distance. It is workspace and result in one: made once per graph
// and goroutine, used again and again without allocating. Not for concurrent use.
//
// Every distance includes the leg between the start's own point and the street, and
// so does the limit.
type Reach struct {
	search
	start   Snapped
	limit   uint32
	forward bool
	profile Profile
}

// NewReach makes a workspace for g that has reached nothing yet.
func NewReach(g *Graph) *Reach {
	r := &Reach{start: Nowhere()}
	r.search = *newSearch(g, make([]uint32, g.NumNodes()))
	return r
}

// From finds everything within metres of start. It fails with ErrLimit,
// ErrNoPlace or the context's error, and has then reached nothing.
func (r *Reach) From(ctx context.Context, start Snapped, metres float64, pr Profile) error {
	return r.begin(ctx, start, metres, pr, true)
}

// To finds everything from which end is within metres; one-way streets make that different
// from From. It fails as From does.
func (r *Reach) To(ctx context.Context, end Snapped, metres float64, pr Profile) error {
	return r.begin(ctx, end, metres, pr, false)
}

func (r *Reach) begin(ctx context.Context, start Snapped, metres float64, pr Profile, forward bool) error {
	r.warm(start.A) // and while that is on its way:
	r.forget()
	r.start = Nowhere()
	limit, err := checkLimit(metres)
	if err != nil {
		return err
	}
	if err := r.g.checkPlace(&start); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	a, b := start.outward(pr, forward)
	r.seed(start.A, start.off()+a, limit)
	r.seed(start.B, start.off()+b, limit)
	if err := r.run(ctx, limit, banned(forward, pr)); err != nil {
		return err
	}
	r.start, r.limit, r.forward, r.profile = start, limit, forward, pr
	return nil
}

// outward are the legs between the start of a search and the ends of its edge, inward those
// between what is looked for and the ends of its own.
func (s *Snapped) outward(pr Profile, forward bool) (a, b uint32) {
	if forward {
		return s.leaving(pr)
	}
	return s.arriving(pr)
}

func (s *Snapped) inward(pr Profile, forward bool) (a, b uint32) {
	return s.outward(pr, !forward)
}

// Nodes are the reached nodes in ascending order of their distance. The slice is good until the next
// From or To.
func (r *Reach) Nodes() []uint32 { return r.settled }

// Metres is the walk between the start and a node; false when it is not reached.
func (r *Reach) Metres(node uint32) (float64, bool) {
	if !r.g.has(node) || r.label[node] == infinite {
		return 0, false
	}
	return float64(r.label[node]) / 10, true
}

// At is the walk between the start and s, the legs between both points and their streets
// included; false when it is longer than the limit.
func (r *Reach) At(s Snapped) (metres float64, ok bool) {
	d, _ := r.at(&s)
	if d > r.limit {
		return 0, false
	}
	return float64(d) / 10, true
}

// via says how a walk comes to the edge it ends on.
type via uint8

const (
	viaA via = iota
	viaB
	viaEdge // start and end are on the same edge and the walk never leaves it
)

// at is the walk in decimetres, beyond the limit when there is none.
func (r *Reach) at(s *Snapped) (uint32, via) {
	if r.start.A == infinite || !r.g.holds(s) {
		return infinite, viaA
	}
	a, b := s.inward(r.profile, r.forward)
	best, how := min(r.label[s.A], noWay)+a, viaA
	if d := min(r.label[s.B], noWay) + b; d < best {
		best, how = d, viaB
	}
	if d := r.direct(s); d < best {
		best, how = d, viaEdge
	}
	return best + s.off(), how
}

// direct is the walk to s, its off-street leg aside, that stays on the start's edge.
func (r *Reach) direct(s *Snapped) uint32 {
	if r.forward {
		return r.start.off() + r.start.direct(s, r.profile)
	}
	return r.start.off() + s.direct(&r.start, r.profile)
}

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
