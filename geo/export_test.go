package geo

// What only benchmarks and tests outside the package need.

// CSR is the graph as it lies in memory: for the plain heap search that ours is measured against.
func (g *Graph) CSR() (first []uint32, arcs []uint64) {
	arcs = make([]uint64, len(g.arcs))
	for i, a := range g.arcs {
		arcs[i] = uint64(a)
	}
	return g.first, arcs
}
