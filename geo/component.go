package geo

// mainMetres is the street length from which a component counts as a main one.
const mainMetres = 10_000

// markComponents finds what hangs together, directions and stairs aside, and marks the arcs
// of all but the main components (see InMain).
func (g *Graph) markComponents() {
	const none = infinite
	label := make([]uint32, len(g.coords))
	for i := range label {
		label[i] = none
	}
	var (
		lengths []uint64 // per component, decimetres, each edge twice
		stack   []uint32
		longest uint64
	)
	for v := range label {
		if label[v] != none {
			continue
		}
		c := uint32(len(lengths))
		lengths = append(lengths, 0)
		label[v] = c
		stack = append(stack[:0], uint32(v))
		for len(stack) > 0 {
			u := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, a := range g.arcsOf(u) {
				lengths[c] += uint64(a.weight())
				if label[a.to()] == none {
					label[a.to()] = c
					stack = append(stack, a.to())
				}
			}
		}
		longest = max(longest, lengths[c])
	}
	enough := min(longest, 2*10*mainMetres)
	for v := range label {
		if lengths[label[v]] >= enough {
			continue
		}
		arcs := g.arcsOf(uint32(v))
		for i := range arcs {
			arcs[i] |= arc(arcMinor)
		}
	}
}
