package geo

import (
	"math/rand/v2"
	"testing"
)

// What only benchmarks and tests outside the package need.

// CSR is the graph as it lies in memory: for the plain heap search that ours is measured against.
func (g *Graph) CSR() (first []uint32, arcs []uint64) {
	arcs = make([]uint64, len(g.arcs))
	for i, a := range g.arcs {
		arcs[i] = uint64(a)
	}
	return g.first, arcs
}

// Referee is the slow and obviously right search, for tests with real streets.
type Referee struct{ *referee }

// NewReferee makes the referee of g.
func NewReferee(g *Graph) Referee { return Referee{refereeOf(g)} }

// Agrees fails the test unless r finds from places[0] what the referee finds. It tells how many
// questions were asked and how many places were reached.
func (f Referee) Agrees(t testing.TB, r *Reach, places []Snapped, metres float64, pr Profile, forward bool) (asked, reached int) {
	t.Helper()
	return f.agrees(t, r, places, metres, pr, forward)
}

// AnyPlace is a random place on a random edge, with an off-street leg.
func AnyPlace(rng *rand.Rand, g *Graph) Snapped { return anyPlace(rng, g) }
