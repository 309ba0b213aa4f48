package osm

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// clusterDegrees is the size of the cells by which pieces of street with one name are joined: about 220 m, so that a
// street survives a crossing or a square, and the 中山路 of two towns stay two.
const clusterDegrees = 0.002

// streetPlaces makes one place of all ways that have the same name and are near each other.
func (im *importer) streetPlaces() []foundPlace {
	byName := map[string][]int{}
	for i := range im.ways {
		w := &im.ways[i]
		if w.subject >= 0 && im.subjects[w.subject].kind == kindStreet {
			name := im.subjects[w.subject].name
			byName[name] = append(byName[name], i)
		}
	}
	var found []foundPlace
	for _, name := range sortedKeys(byName) {
		for _, cluster := range im.clusters(byName[name]) {
			if f, ok := im.streetPlace(name, cluster); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

// clusters groups ways (ascending) by nearness.
func (im *importer) clusters(ways []int) [][]int {
	parent := make([]int, len(ways))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	owner := map[[2]int32]int{}
	var buf []orb.Point
	for i, w := range ways {
		buf = im.points(&im.ways[w], buf)
		var last [2]int32
		for k, p := range buf {
			at := [2]int32{int32(math.Floor(p[0] / clusterDegrees)), int32(math.Floor(p[1] / clusterDegrees))}
			if k > 0 && at == last {
				continue
			}
			last = at
			for dx := int32(-1); dx <= 1; dx++ {
				for dy := int32(-1); dy <= 1; dy++ {
					if o, ok := owner[[2]int32{at[0] + dx, at[1] + dy}]; ok {
						a, b := root(o), root(i)
						parent[max(a, b)] = min(a, b)
					}
				}
			}
			if _, ok := owner[at]; !ok {
				owner[at] = i
			}
		}
	}
	groups := map[int][]int{}
	for i, w := range ways {
		groups[root(i)] = append(groups[root(i)], w)
	}
	var out [][]int
	for _, r := range sortedKeys(groups) {
		out = append(out, groups[r])
	}
	return out
}

// streetPlace puts the place at the node of the street that is nearest to its centre of mass.
func (im *importer) streetPlace(name string, ways []int) (foundPlace, bool) {
	f := foundPlace{Place: Place{Name: name, Kind: kindStreet}}
	var centre orb.Point
	var length float64
	var buf []orb.Point
	for _, i := range ways {
		w := &im.ways[i]
		f.AltNames = addNames(f.AltNames, im.subjects[w.subject].alts, name)
		buf = im.points(w, buf)
		for k := 1; k < len(buf); k++ {
			d := geo.Haversine(buf[k-1], buf[k])
			centre[0] += d * (buf[k-1][0] + buf[k][0]) / 2
			centre[1] += d * (buf[k-1][1] + buf[k][1]) / 2
			length += d
		}
	}
	if length == 0 {
		return f, false
	}
	centre[0], centre[1] = centre[0]/length, centre[1]/length
	slices.SortFunc(f.AltNames, cmp.Compare)
	best := math.Inf(1)
	for _, walkable := range []bool{true, false} {
		for _, i := range ways {
			if im.ways[i].walk.ok != walkable {
				continue
			}
			buf = im.points(&im.ways[i], buf)
			for _, p := range buf {
				if d := geo.Haversine(p, centre); d < best {
					best, f.Point = d, p
				}
			}
		}
		if !math.IsInf(best, 1) {
			break // a place beside a motorway only where there is nothing to walk on
		}
	}
	f.ID = "osm:w" + strconv.FormatInt(im.ways[ways[0]].id, 10)
	return f, true
}
