package osm

import (
	"cmp"
	"maps"
	"slices"
)

// wayByID finds a kept way once they are sorted, nil without one.
func (im *importer) wayByID(id int64) *way {
	i, ok := slices.BinarySearchFunc(im.ways, id, func(w way, id int64) int { return cmp.Compare(w.id, id) })
	if !ok {
		return nil
	}
	return &im.ways[i]
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
