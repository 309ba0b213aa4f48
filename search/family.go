package search

import (
	"slices"
	"sort"
)

// family is one kind of token (single characters, pairs of syllables, ...) with the documents that hold each.
// Within a token the documents are ascending and distinct.
type family struct {
	keys []uint64 // ascending
	off  []uint32 // len(keys)+1
	post []uint32 // document numbers
}

// find returns the documents that hold key.
func (f *family) find(key uint64) []uint32 {
	i, ok := slices.BinarySearch(f.keys, key)
	if !ok {
		return nil
	}
	return f.post[f.off[i]:f.off[i+1]]
}

// between returns the documents of all keys in [lo, hi], some of them perhaps several times and in no order.
func (f *family) between(lo, hi uint64) []uint32 {
	i := sort.Search(len(f.keys), func(k int) bool { return f.keys[k] >= lo })
	j := i + sort.Search(len(f.keys)-i, func(k int) bool { return f.keys[i+k] > hi })
	return f.post[f.off[i]:f.off[j]]
}

// gatherer collects the tokens of one family, document by document.
type gatherer struct {
	dense []uint32          // key -> id+1, when keys are small numbers
	ids   map[uint64]uint32 // otherwise
	keys  []uint64          // by id
	count []uint32          // by id
	last  []uint32          // by id: last document that had it, +1
	occ   []uint32          // ids in order of occurrence
	ends  []uint32          // by document: end in occ
}

// newGatherer expects docs documents with about perDoc tokens each; maxKey is 0 when keys are not small numbers.
func newGatherer(docs, perDoc, maxKey int) *gatherer {
	g := &gatherer{occ: make([]uint32, 0, docs*perDoc), ends: make([]uint32, 0, docs)}
	if maxKey > 0 && docs > 2000 {
		g.dense = make([]uint32, maxKey+1)
	} else {
		g.ids = make(map[uint64]uint32, docs)
	}
	return g
}

// add notes that document doc (documents come in ascending order) holds key.
func (g *gatherer) add(doc uint32, key uint64) {
	var id uint32
	var ok bool
	if g.dense != nil {
		id = g.dense[key]
		ok = id > 0
		id--
	} else {
		id, ok = g.ids[key]
	}
	if !ok {
		id = uint32(len(g.keys))
		if g.dense != nil {
			g.dense[key] = id + 1
		} else {
			g.ids[key] = id
		}
		g.keys = append(g.keys, key)
		g.count = append(g.count, 0)
		g.last = append(g.last, 0)
	}
	if g.last[id] == doc+1 {
		return
	}
	g.last[id] = doc + 1
	g.count[id]++
	g.occ = append(g.occ, id)
}

// endDoc closes the current document.
func (g *gatherer) endDoc() { g.ends = append(g.ends, uint32(len(g.occ))) }

// family sorts what was gathered. The gatherer must not be used afterwards.
func (g *gatherer) family() family {
	order := make([]uint32, len(g.keys))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		if g.keys[a] < g.keys[b] {
			return -1
		}
		return 1
	})
	f := family{keys: make([]uint64, len(order)), off: make([]uint32, len(order)+1), post: make([]uint32, len(g.occ))}
	at := make([]uint32, len(order)) // by id: where its next document goes
	sum := uint32(0)
	for rank, id := range order {
		f.keys[rank] = g.keys[id]
		f.off[rank] = sum
		at[id] = sum
		sum += g.count[id]
	}
	f.off[len(order)] = sum
	start := uint32(0)
	for doc, end := range g.ends {
		for _, id := range g.occ[start:end] {
			f.post[at[id]] = uint32(doc)
			at[id]++
		}
		start = end
	}
	return f
}
