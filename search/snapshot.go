package search

// snapshot is what one search sees: segments, and which of their documents are gone. It never changes.
type snapshot struct {
	segs []*segment
	dead []bitmap // by segment; nil means none gone
	base []int    // by segment: number of its first document among all
	size int      // documents in segs, gone ones too: the base of rarity
	live int      // documents that can be found
}

// bitmap is a set of document numbers.
type bitmap []uint64

func (b bitmap) has(doc uint32) bool {
	return b != nil && b[doc>>6]&(1<<(doc&63)) != 0
}

// with returns a copy of b (made for n documents when nil) that also holds doc.
func (b bitmap) with(doc uint32, n int) bitmap {
	c := make(bitmap, (n+63)/64)
	copy(c, b)
	c[doc>>6] |= 1 << (doc & 63)
	return c
}

func (b bitmap) count() int {
	n := 0
	for _, w := range b {
		for ; w != 0; w &= w - 1 {
			n++
		}
	}
	return n
}

// frequency returns how many documents hold a token.
func (s *snapshot) frequency(fam int, key uint64) int {
	n := 0
	for _, seg := range s.segs {
		n += len(seg.fam[fam].find(key))
	}
	return n
}

// frequencyBetween returns how many documents hold a token in [lo, hi], counting those with several several times.
func (s *snapshot) frequencyBetween(fam int, lo, hi uint64) int {
	n := 0
	for _, seg := range s.segs {
		n += len(seg.fam[fam].between(lo, hi))
	}
	return n
}

// find returns where the live document with an ID is.
func (s *snapshot) find(id string) (seg int, doc uint32, ok bool) {
	for i := len(s.segs) - 1; i >= 0; i-- {
		if d, have := s.segs[i].byID[id]; have && !s.dead[i].has(d) {
			return i, d, true
		}
	}
	return 0, 0, false
}

// each calls f for every live document, in no particular order.
func (s *snapshot) each(f func(*Doc)) {
	for i, seg := range s.segs {
		for d := range seg.docs {
			if !s.dead[i].has(uint32(d)) {
				f(seg.doc(uint32(d)))
			}
		}
	}
}
