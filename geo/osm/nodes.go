package osm

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
)

// degree is the number of stored units in a degree: the resolution of OpenStreetMap, about a centimetre.
const degree = 1e7

// nowhere marks a node that the extract refers to but does not hold.
const nowhere = math.MinInt32

// nodeTable holds the places of the nodes that kept ways refer to. A node is known by its rank among their sorted ids.
type nodeTable struct {
	ids      []int64 // ascending, each once
	lon, lat []int32 // 1e-7 degree; nowhere while unknown
	version  []int32
	filter   []uint64 // bits of hashed ids: tells most foreign ids at the cost of one read
	shift    uint
	cursor   int // rank found last: neighbours in a file are neighbours here
}

// newNodeTable makes the table for all ids in refs, which may repeat.
func newNodeTable(refs []int64) *nodeTable {
	ids := slices.Clone(refs)
	slices.Sort(ids)
	ids = slices.Clip(slices.Compact(ids))
	t := &nodeTable{ids: ids, lon: make([]int32, len(ids)), lat: make([]int32, len(ids)), version: make([]int32, len(ids))}
	for i := range t.lon {
		t.lon[i] = nowhere
	}
	bits := uint(12)
	for 1<<bits < 32*len(ids) {
		bits++
	}
	t.filter, t.shift = make([]uint64, 1<<(bits-6)), 64-bits
	for _, id := range ids {
		h := t.hash(id)
		t.filter[h>>6] |= 1 << (h & 63)
	}
	return t
}

func (t *nodeTable) hash(id int64) uint64 { return uint64(id) * 0x9e3779b97f4a7c15 >> t.shift }

// maybe says whether an id may be in the table; false is certain. It is safe for concurrent use.
func (t *nodeTable) maybe(id int64) bool {
	h := t.hash(id)
	return t.filter[h>>6]&(1<<(h&63)) != 0
}

// rank finds an id, looking near the one found last first.
func (t *nodeTable) rank(id int64) (int, bool) {
	lo, hi := t.cursor, t.cursor
	for step := 1; lo > 0 && t.ids[lo] > id; step *= 2 {
		hi = lo
		lo = max(0, lo-step)
	}
	for step := 1; hi < len(t.ids) && t.ids[hi] < id; step *= 2 {
		lo = hi
		hi = min(len(t.ids), hi+step)
	}
	n, ok := slices.BinarySearch(t.ids[lo:min(hi+1, len(t.ids))], id)
	if ok {
		t.cursor = lo + n
	}
	return lo + n, ok
}

// put stores the place of a node. Of several versions the newest counts, of equal ones the smaller place, so that the
// order of the file does not matter. It says whether the node had been there before, and whether this one counts.
func (t *nodeTable) put(rank int, lon, lat float64, version int) (again, counts bool) {
	x, y, v := int32(math.Round(lon*degree)), int32(math.Round(lat*degree)), int32(version)
	again = t.lon[rank] != nowhere
	if again {
		old := [3]int32{-t.version[rank], t.lon[rank], t.lat[rank]}
		fresh := [3]int32{-v, x, y}
		if slices.Compare(fresh[:], old[:]) >= 0 {
			return true, fresh == old
		}
	}
	t.lon[rank], t.lat[rank], t.version[rank] = x, y, v
	return again, true
}

func (t *nodeTable) missing(rank uint32) bool { return t.lon[rank] == nowhere }

func (t *nodeTable) point(rank uint32) orb.Point {
	return orb.Point{float64(t.lon[rank]) / degree, float64(t.lat[rank]) / degree}
}

// onEarth says whether a place exists (NaN does not) and is no nearer to a pole than streets can be.
func onEarth(lon, lat float64) bool {
	return math.Abs(lon) <= 180 && math.Abs(lat) <= geo.MaxLatitude
}
