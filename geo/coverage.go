package geo

import (
	"cmp"
	"context"
	"slices"
)

// batchNodes is how many nodes apart in Hilbert order the sources of one pass may
// lie, so that what a pass touches stays in the cache of a core.
const batchNodes = 1 << 15

// Coverage finds, for every node, the walk in decimetres to the nearest of the sources, their
// off-street legs included: math.MaxUint32 where none is within metres. Sources that are on no
// edge of g are nowhere near anything. It fails with ErrLimit or the context's error.
func (g *Graph) Coverage(ctx context.Context, sources []Snapped, metres float64, pr Profile) ([]uint32, error) {
	limit, err := checkLimit(metres)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	order := make([]int32, 0, len(sources))
	for i := range sources {
		if g.holds(&sources[i]) {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(i, j int32) int { return cmp.Compare(sources[i].A, sources[j].A) })

	s := newSearch(g, make([]uint32, g.NumNodes()))
	ban := banned(false, pr)
	for len(order) > 0 {
		// Passes overlap: a later one stops where an earlier one came as cheaply.
		from := sources[order[0]].A
		for len(order) > 0 && sources[order[0]].A-from < batchNodes {
			source := &sources[order[0]]
			a, b := source.arriving(pr)
			s.seed(source.A, source.off()+a, limit)
			s.seed(source.B, source.off()+b, limit)
			order = order[1:]
		}
		if err := s.run(ctx, limit, ban); err != nil {
			return nil, err
		}
		s.settled = s.settled[:0]
	}
	return s.label, nil
}
