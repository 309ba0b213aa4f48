package search

import "math/bits"

// Penalties in parts of the weight of the piece they befall.
const (
	penaltyGap  = 0.10 // characters of the name are left out before the piece
	penaltyJump = 0.20 // the piece stands before the one typed before it
	penaltyWord = 0.10 // more for a gap inside a word of letters
	penaltySkip = 0.30 // the letter typed before the piece, in one word with it, was left over
	penaltyMix  = 0.30 // a first letter follows a syllable in one word of letters, or the other way round
)

// path is the best way found to lay the typed pieces over a name, ending at one unit of the name.
type path struct {
	v    float32 // weight earned; negative means none
	end  int32   // typed units read up to the last match
	kind pieceKind
	used uint64 // units of the name that are matched
	got  uint64 // typed units that are matched
}

// aligner lays a query over names. It is scratch space for one goroutine.
type aligner struct {
	rows   [maxUnits + 1][maxUnits]path
	reads  [maxUnits][maxReadings + 1]uint16
	nreads [maxUnits]int
}

// match says how well a piece reads a unit, 0 for not at all.
func (a *aligner) match(p *piece, name []unit32, j int) float32 {
	u := &name[j]
	if p.kind == pieceChar {
		switch {
		case p.r == u.r:
			return 1
		case p.sid >= firstLetter || u.syllable() >= firstLetter:
			return 0
		}
		q := float32(qualitySameSound)
		if u.sid&genericBit != 0 && p.w > weightGeneric {
			q *= weightGeneric / p.w // a rare character is no slip for one of a word that stands everywhere
		}
		if p.sid == u.syllable() {
			return q
		}
		for _, s := range a.reads[j][1:a.nreads[j]] {
			if s == p.sid {
				return q * qualityRare * qualityRare
			}
		}
		return 0
	}
	for k, s := range a.reads[j][:a.nreads[j]] {
		if s >= p.lo && s <= p.hi {
			if k == 0 {
				return p.q
			}
			return p.q * qualityRare
		}
	}
	return 0
}

// align returns the best path of the whole query over one name.
func (a *aligner) align(p *plan, name []unit32) path {
	t := sounds()
	for j, u := range name {
		a.nreads[j] = len(t.allReadings(a.reads[j][:0], unit{r: u.r, sid: u.syllable()}))
	}
	n := len(p.us)
	for i := range n + 1 {
		for j := range name {
			a.rows[i][j].v = -1
		}
	}
	var after [maxUnits + 1]int // after[j]: best column right of j-1 in this row, -1 for none
	for i := range n {
		row := &a.rows[i]
		after[len(name)] = -1
		for j := len(name) - 1; j >= 0; j-- {
			after[j] = better(row, after[j+1], j)
		}
		ps := p.startingAt(i)
		for k := range ps {
			x := &ps[k]
			next := &a.rows[x.to]
			before := -1 // best column left of j-1
			for j := range name {
				if j >= 2 {
					before = better(row, before, j-2)
				}
				if q := a.match(x, name, j); q > 0 {
					step(row, next, x, q, j, before, after[j+1])
				}
			}
		}
		for j := range name {
			if row[j].v > a.rows[i+1][j].v {
				a.rows[i+1][j] = row[j]
			}
		}
	}
	best := path{}
	for j := range name {
		if a.rows[n][j].v > best.v {
			best = a.rows[n][j]
		}
	}
	return best
}

// better returns the column with the higher value, a on a tie; -1 stands for none.
func better(row *[maxUnits]path, a, b int) int {
	if row[b].v < 0 || a >= 0 && row[a].v >= row[b].v {
		return a
	}
	return b
}

// step extends the paths of row by piece x on unit j and keeps the best in next.
func step(row, next *[maxUnits]path, x *piece, q float32, j, before, after int) {
	gain := q * x.w
	best := path{v: gain}
	late := x.inWord && x.kind != pieceInitial
	if late {
		best.v -= penaltySkip * x.w
	}
	try := func(k int, penalty float32) {
		if k < 0 || row[k].v < 0 || row[k].used&(1<<j) != 0 {
			return
		}
		if late && row[k].end != int32(x.from) {
			penalty += penaltySkip
		}
		if penalty == penaltyGap && x.inWord && row[k].end == int32(x.from) {
			penalty += penaltyWord
		}
		if row[k].end == int32(x.from) && x.inWord && mixes(row[k].kind, x.kind) {
			penalty += penaltyMix
		}
		if v := row[k].v + gain - penalty*x.w; v > best.v {
			best = row[k]
			best.v = v
		}
	}
	try(j-1, 0)
	try(before, penaltyGap)
	try(after, penaltyJump)
	if best.v <= next[j].v {
		return
	}
	best.end, best.kind = int32(x.to), x.kind
	best.used |= 1 << j
	best.got |= (1<<(x.to-x.from) - 1) << x.from
	next[j] = best
}

// mixes says whether two neighbouring pieces of one word of letters are a syllable and a first letter.
func mixes(a, b pieceKind) bool {
	return a == pieceInitial && (b == pieceSyllable || b == pieceSlip) || b == pieceInitial && (a == pieceSyllable || a == pieceSlip)
}

// Parts of the score besides the weight earned.
const (
	scoreWeight = 0.88 // share of the typed weight that was earned
	scoreShare  = 0.08 // share of the name that was matched, generic words counting little
	scoreStart  = 0.04 // the match begins where the name begins
)

// score turns a path into a number from 0 to 1.
//
// The formula in one place. Every typed character has a weight: its rarity over all names, so 托 or 育 weigh next to
// nothing and 首 or 钢 much (snapshot.rarity); the letters of a syllable share the rarity of the syllable. A typed piece
// that stands in the name earns its weight times a quality: 1 for the same character or whole syllable, less for the
// beginning of a syllable, a first letter, another reading, a character that merely sounds the same, a syllable with a slip
// (the quality constants). A gap before a piece or a jump back costs a part of its weight. coverage is what was earned over
// what was typed, at best 1. Then
//
//	score = 0.88·coverage + 0.08·(share of the name matched) + 0.04·(1 if the match begins the name)
//
// times 0.97 for an alias; pairs of characters found only in Doc.Text earn 0.50 of their weight. The score is rounded to
// three digits; equal scores are ordered by Weight, then Name, then ID.
func (p *plan) score(b path, name []unit32) (score, coverage float64) {
	if len(name) == 0 || p.weight == 0 {
		return 0, 0
	}
	coverage = float64(b.v / p.weight)
	var hit, all float64
	for j, u := range name {
		w := 1.0
		if u.sid&genericBit != 0 {
			w = 0.2
		}
		all += w
		if b.used&(1<<j) != 0 {
			hit += w
		}
	}
	score = scoreWeight*coverage + scoreShare*hit/all
	if b.used&1 != 0 {
		score += scoreStart
	}
	return score, coverage
}

// spans turns the matched units of a name into rune ranges; what is ignored between two matched units joins them.
func spans(b path, name []unit32) []Span {
	var out []Span
	last := -2 // last matched unit
	for used := b.used; used != 0; used &= used - 1 {
		j := bits.TrailingZeros64(used)
		if j >= len(name) {
			break
		}
		start, end := int(name[j].src), int(name[j].src)+1
		if n := len(out); n > 0 && (last == j-1 && start <= out[n-1].End || start < out[n-1].End) {
			out[n-1].End = max(end, out[n-1].End)
		} else {
			out = append(out, Span{start, end})
		}
		last = j
	}
	return out
}
