package geo

import (
	"errors"
	"fmt"
)

var (
	// ErrLimit says that a walk is longer than MaxMetres, negative or no number.
	ErrLimit = errors.New("geo: walking distance out of range")
	// ErrNoPlace says that a place is on no edge of this graph.
	ErrNoPlace = errors.New("geo: place on no street of this graph")
)

// noWay is longer than any walk; four of them do not overflow.
const noWay = infinite / 4

// off is the walk between the point that was snapped and the street, in decimetres.
func (s *Snapped) off() uint32 { return min(decimetres(s.OffStreet), noWay) }

// holds tells whether a place can be on g.
func (g *Graph) holds(s *Snapped) bool { return g.has(s.A) && g.has(s.B) }

func (g *Graph) checkPlace(s *Snapped) error {
	if !g.holds(s) {
		return fmt.Errorf("%w: edge %d to %d of %d nodes", ErrNoPlace, s.A, s.B, g.NumNodes())
	}
	return nil
}

// leaving are the decimetres from the place on the street to the ends of its edge.
func (s *Snapped) leaving(pr Profile) (toA, toB uint32) {
	shut := s.shut(pr)
	return leg(s.AlongA, s.OneWay || shut), leg(s.AlongB, shut)
}

// arriving are the decimetres from the ends of the edge to the place on the street.
func (s *Snapped) arriving(pr Profile) (fromA, fromB uint32) {
	shut := s.shut(pr)
	return leg(s.AlongA, shut), leg(s.AlongB, s.OneWay || shut)
}

// shut tells that the profile may not use the edge at all.
func (s *Snapped) shut(pr Profile) bool { return pr == Stroller && s.Steps }

// leg is noWay when closed, but a place that lies at an end of its edge is at that
// node, whatever the edge allows.
func leg(along uint32, closed bool) uint32 {
	if closed && along != 0 {
		return noWay
	}
	return min(along, noWay)
}

// sameEdge tells whether two places are on one edge; there is one level and one stepped
// edge at most between two nodes.
func (s *Snapped) sameEdge(t *Snapped) bool {
	return s.Steps == t.Steps && (s.A == t.A && s.B == t.B || s.A == t.B && s.B == t.A)
}

// direct are the decimetres from s to t along their common edge, noWay when
// they have none or may not walk it that way.
func (s *Snapped) direct(t *Snapped, pr Profile) uint32 {
	if !s.sameEdge(t) || s.shut(pr) {
		return noWay
	}
	from, to := min(s.AlongA, noWay), min(t.AlongA, noWay)
	if s.A != t.A {
		to = min(t.AlongB, noWay)
	}
	switch {
	case to >= from:
		return to - from
	case s.OneWay:
		return noWay
	default:
		return from - to
	}
}
