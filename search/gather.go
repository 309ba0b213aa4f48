package search

// Stage one of a search: find candidates with the token families. Each typed piece and each pair of neighbouring pieces is
// a slot; a document earns a slot at most once, from the best token that holds it, so that what it has earned is close to
// the coverage that stage two (aligner) measures exactly.

// slot is one thing a document can earn points for.
type slot struct {
	lists []postings // best first
	size  int        // documents in lists, some counted twice
}

// postings are the documents that earn points by one token.
type postings struct {
	docs   []uint32
	points uint32
}

const (
	fullMarks    = 1 << 18 // points of a document that earns every slot
	shareSingle  = 0.45    // part of a piece's weight that its presence earns; the rest is for its neighbours
	sharePair    = 0.55
	commonPart   = 4    // a slot with more than 1/4 of the documents of a segment is common
	soundSingles = 4    // in a query of at most so many characters, each is also looked for by its sound alone
	smallSize    = 1000 // in a segment of fewer documents none is
)

// tally collects points by document: stamp of the last slot in the low 8 bits, points above.
type tally []uint32

// add gives points to all docs that this slot has not rewarded yet. With only set, documents without points get none.
func (t tally) add(docs []uint32, points uint32, stamp uint32, only bool) {
	for _, d := range docs {
		x := t[d]
		if x&0xff == stamp || only && x == 0 {
			continue
		}
		t[d] = (x>>8+points)<<8 | stamp
	}
}

// gather tallies all segments. Common slots are left out when the others already tell the few best apart.
func (p *plan) gather(s *snapshot, sieves []sieve, prefix bool, t tally) {
	work := make([][]slot, len(s.segs))
	rare := false
	for i, seg := range s.segs {
		if sieves[i].none {
			continue
		}
		work[i] = p.slots(seg, prefix)
		for k := range work[i] {
			rare = rare || work[i][k].size > 0 && !work[i][k].common(len(seg.docs))
		}
	}
	for i, seg := range s.segs {
		part := t[s.base[i]:][:len(seg.docs)]
		for k := range work[i] {
			if x := &work[i][k]; !x.common(len(seg.docs)) {
				x.reward(part, uint32(k+1), false)
			}
		}
	}
	if rare && t.fewBest() {
		return
	}
	for i, seg := range s.segs {
		part := t[s.base[i]:][:len(seg.docs)]
		for k := range work[i] {
			if x := &work[i][k]; x.common(len(seg.docs)) {
				x.reward(part, uint32(k+1), rare)
			}
		}
		if !sieves[i].none {
			for _, l := range p.starters(seg) {
				part.add(l.docs, l.points, 255, true)
			}
		}
	}
}

// reward gives the slot's points to a segment.
func (s *slot) reward(t tally, stamp uint32, only bool) {
	for _, l := range s.lists {
		t.add(l.docs, l.points, stamp, only)
	}
}

// fewBest says whether so few documents are near the best that stage two looks at all of them.
func (t tally) fewBest() bool {
	best := uint32(0)
	for _, x := range t {
		best = max(best, x>>8)
	}
	floor, n := uint32(float64(best)*nearBest), 0
	for _, x := range t {
		if x>>8 >= floor && x != 0 {
			if n++; n > rescoredPrefix {
				return false
			}
		}
	}
	return n > 0
}

// common says whether a slot's tokens are in so many documents that they alone do not make a candidate.
func (s *slot) common(size int) bool { return size > smallSize && s.size > size/commonPart }

// slots lists the slots of a query in one segment, at most one for each typed unit and one for each pair.
func (p *plan) slots(seg *segment, prefix bool) []slot {
	total := p.fullWeight()
	if total == 0 {
		return nil
	}
	scale := fullMarks / total
	singles, pairs := make([]slot, len(p.us)), make([]slot, len(p.us)+1)
	alone := len(p.best) == 1
	ending := make([][]*piece, len(p.us)+1)
	for i := range p.pieces {
		x := &p.pieces[i]
		ending[x.to] = append(ending[x.to], x)
		if alone || x.kind == pieceChar && !isLatin(x.r) || x.kind == pieceSyllable {
			share := float32(shareSingle)
			if alone {
				share = 1
			}
			singles[x.from].piece(seg, x, share*x.w*scale, len(p.us) <= soundSingles)
		}
	}
	for i := 1; i < len(p.us); i++ {
		ps := p.startingAt(i)
		for _, a := range ending[i] {
			for k := range ps {
				b := &ps[k]
				if a.kind == pieceSlip && b.kind == pieceSlip {
					continue
				}
				pairs[i].pair(seg, a, b, sharePair*(a.w+b.w)/2*min(a.q, b.q)*scale, !prefix)
			}
		}
	}
	out := make([]slot, 0, 2*len(p.us))
	for _, s := range append(singles, pairs...) {
		if len(s.lists) > 0 {
			s.sort()
			out = append(out, s)
		}
	}
	return out
}

// fullWeight is what a document earns that has every piece of the likeliest reading in order.
func (p *plan) fullWeight() float32 {
	if len(p.best) == 1 {
		return p.weight
	}
	var total float32
	for i := range p.best {
		if x := &p.best[i]; x.kind == pieceChar && !isLatin(x.r) || x.kind == pieceSyllable {
			total += shareSingle * x.w
		}
		if i > 0 {
			total += sharePair * (p.best[i-1].w + p.best[i].w) / 2
		}
	}
	return total
}

func (s *slot) put(docs []uint32, points float32) {
	if len(docs) == 0 || points < 1 {
		return
	}
	s.lists = append(s.lists, postings{docs, uint32(points)})
	s.size += len(docs)
}

// sort orders the lists by falling points; they are few.
func (s *slot) sort() {
	l := s.lists
	for i := 1; i < len(l); i++ {
		for k := i; k > 0 && l[k].points > l[k-1].points; k-- {
			l[k], l[k-1] = l[k-1], l[k]
		}
	}
}

// piece adds the documents that hold a piece; a hanzi also those that hold its sound, if bySound.
func (s *slot) piece(seg *segment, x *piece, points float32, bySound bool) {
	if x.kind != pieceChar {
		s.put(seg.fam[famSound].between(uint64(x.lo), uint64(x.hi)), points*x.q)
		return
	}
	s.put(seg.fam[famChar].find(charKey(x.r)), points)
	if bySound && x.sid < firstLetter {
		s.put(seg.fam[famSound].find(uint64(x.sid)), points*qualitySameSound)
	}
}

// pair adds the documents in which a and b are neighbours.
func (s *slot) pair(seg *segment, a, b *piece, points float32, text bool) {
	if a.kind == pieceChar && b.kind == pieceChar {
		s.put(seg.fam[famPair].find(pairKey(a.r, b.r)), points)
		if text {
			s.put(seg.fam[famText].find(pairKey(a.r, b.r)), points*qualityText)
		}
		if isLatin(a.r) || isLatin(b.r) {
			return
		}
		points *= qualitySameSound
	}
	if a.kind == pieceChar && isLatin(a.r) || b.kind == pieceChar && isLatin(b.r) {
		return // letters as they stand only pair with characters as they stand
	}
	aLo, aHi := a.syllables()
	bLo, bHi := b.syllables()
	if aLo == noSyllable || bLo == noSyllable {
		return
	}
	if t := sounds(); a.wholeInitial() && b.wholeInitial() {
		s.put(seg.fam[famInitials].find(initialsKey(t.initialOf(aLo), t.initialOf(bLo))), points)
		return
	}
	for x := aLo; x <= aHi; x++ {
		s.put(seg.fam[famSounds].between(soundsKey(x, bLo), soundsKey(x, bHi)), points)
	}
}

// syllables returns the syllables a piece may stand for, first and last.
func (x *piece) syllables() (lo, hi uint16) {
	if x.kind == pieceChar {
		return x.sid, x.sid
	}
	return x.lo, x.hi
}

// wholeInitial says whether a piece is one letter that stands for every syllable beginning with it.
func (x *piece) wholeInitial() bool {
	return (x.kind == pieceInitial || x.kind == piecePrefix) && x.to-x.from == 1
}

// starters are the documents whose name begins with the first typed piece; they are preferred a little, so that the best
// of many equals reach stage two.
func (p *plan) starters(seg *segment) []postings {
	const points = fullMarks / 50
	var s slot
	for _, x := range p.startingAt(0) {
		switch {
		case x.kind == pieceSlip:
		case x.kind == pieceChar:
			s.put(seg.fam[famPair].find(pairKey(startMark, x.r)), points)
		case x.wholeInitial():
			s.put(seg.fam[famInitials].find(initialsKey(27, sounds().initialOf(x.lo))), points*x.q)
		default:
			s.put(seg.fam[famSounds].between(soundsKey(startMark, x.lo), soundsKey(startMark, x.hi)), points*x.q)
		}
	}
	s.sort()
	return s.lists
}
