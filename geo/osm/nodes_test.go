package osm

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNodeTableFindsWhatIsThere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		id := rapid.Int64Range(-50, 400)
		if rapid.Bool().Draw(rt, "wide") {
			id = rapid.Int64()
		}
		refs := rapid.SliceOf(id).Draw(rt, "refs")
		table := newNodeTable(refs)
		if !slices.IsSorted(table.ids) || len(slices.Compact(slices.Clone(table.ids))) != len(table.ids) {
			rt.Fatal("ids are not ascending, each once")
		}
		for _, want := range append(rapid.SliceOf(id).Draw(rt, "asked"), refs...) {
			rank, ok := table.rank(want)
			if ok != slices.Contains(refs, want) || ok && table.ids[rank] != want {
				rt.Fatalf("rank of %d: %d, %v", want, rank, ok)
			}
			if ok && !table.maybe(want) {
				rt.Fatalf("the filter denies %d", want)
			}
		}
	})
}

func TestNewestNodeCountsInAnyOrder(t *testing.T) {
	type version struct {
		lon, lat float64
		version  int
	}
	all := []version{{1, 1, 1}, {2, 2, 3}, {3, 3, 2}, {2, 5, 3}, {1, 9, 3}}
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 4, 0, 3, 1}, {1, 4, 3, 0, 2}} {
		table := newNodeTable([]int64{7})
		for i, k := range order {
			again, counts := table.put(0, all[k].lon, all[k].lat, all[k].version)
			if again != (i > 0) || counts != (table.point(0) == [2]float64{all[k].lon, all[k].lat}) {
				t.Errorf("order %v, step %d: again %v, counts %v", order, i, again, counts)
			}
		}
		if p := table.point(0); p != [2]float64{1, 9} {
			t.Errorf("order %v: the node is at %v", order, p)
		}
	}
}
