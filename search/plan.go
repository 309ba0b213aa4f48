package search

import (
	"math"
	"slices"
)

// piece is one way to read some of the typed characters: as themselves, as a syllable, as the beginning of one.
type piece struct {
	from, to int // in the typed units
	kind     pieceKind
	inWord   bool    // the unit before from belongs to the same word of letters
	r        rune    // pieceChar: the character
	sid      uint16  // pieceChar: its likeliest syllable, noSyllable for letters
	lo, hi   uint16  // other kinds: the syllables meant, first and last
	q        float32 // quality of a match, 0..1
	w        float32 // weight of the typed units it reads
}

type pieceKind uint8

const (
	pieceChar     pieceKind = iota // a hanzi, a digit, a letter as it stands
	pieceSyllable                  // a whole syllable
	piecePrefix                    // the beginning of a syllable at the end of a word
	pieceInitial                   // a first letter (or zh, ch, sh)
	pieceSlip                      // a syllable with one slip
)

// Qualities: how much of its weight a piece earns.
const (
	qualityPrefix      = 0.85
	qualityInitial     = 0.80
	qualityAllInitials = 0.92 // in a word that is nothing but first letters
	qualitySlip        = 0.60
	qualityRare        = 0.94 // factor for a reading that is not the likeliest
	qualitySameSound   = 0.80 // a wrong character of the same sound
	qualityText        = 0.50 // found in Doc.Text only
	qualityAlias       = 0.97 // factor for a match in an alias
)

// plan is a query made ready.
type plan struct {
	us     []unit
	w      []float32 // weight of each typed unit
	weight float32   // their sum
	pieces []piece   // by from
	starts []int     // index of the first piece that starts at i; len(us)+1
	best   []piece   // the likeliest reading of the whole query
	slips  bool      // syllables with a slip are among the pieces
	// slippery says that a word of letters could be a syllable with a slip.
	slippery bool
}

// weightInitial is the weight of a letter in a word of nothing but first letters: what counts there is the row of them.
const weightInitial = 0.3

// weightGeneric is the most that a character of a generic word weighs.
const weightGeneric = 0.2

// weightSlip is the weight of a syllable with a slip: which one was meant is not known.
const weightSlip = 0.5

// maxPieces bounds the work for one query.
const maxPieces = 768

// newPlan reads the words of a query against the statistics of a snapshot.
func newPlan(words string, snap *snapshot, slips bool) *plan {
	us := analyse(nil, words, MaxWordRunes)
	us = withoutAsking(us)
	p := &plan{us: us, w: make([]float32, len(us)), slips: slips}
	for i := 0; i < len(us); {
		if !isLatin(us[i].r) {
			c := p.charPiece(i)
			p.w[i] = snap.rarity(snap.frequency(famChar, charKey(us[i].r)), us[i].generic)
			p.pieces = append(p.pieces, c)
			p.best = append(p.best, c)
			i++
			continue
		}
		j := i + 1
		for j < len(us) && isLatin(us[j].r) && !us[j].sep {
			j++
		}
		p.readLatin(i, j, snap)
		i = j
	}
	for _, w := range p.w {
		p.weight += w
	}
	if len(p.pieces) > maxPieces {
		p.pieces = p.pieces[:maxPieces]
	}
	for i := range p.pieces {
		p.pieces[i].w = p.weightOf(p.pieces[i])
	}
	for i := range p.best {
		p.best[i].w = p.weightOf(p.best[i])
	}
	slices.SortStableFunc(p.pieces, func(a, b piece) int { return a.from - b.from })
	p.starts = make([]int, len(us)+1)
	k := 0
	for i := range p.starts {
		for k < len(p.pieces) && p.pieces[k].from < i {
			k++
		}
		p.starts[i] = k
	}
	return p
}

func (p *plan) charPiece(i int) piece {
	return piece{from: i, to: i + 1, kind: pieceChar, r: p.us[i].r, sid: p.us[i].sid, q: 1}
}

func (p *plan) weightOf(x piece) float32 {
	var w float32
	for _, u := range p.w[x.from:x.to] {
		w += u
	}
	return w
}

// startingAt returns the pieces that start at unit i.
func (p *plan) startingAt(i int) []piece {
	if i >= len(p.us) {
		return nil
	}
	return p.pieces[p.starts[i]:p.starts[i+1]]
}

// Costs of reading a word of letters; the cheapest reading wins and others within slack are kept.
const (
	costSyllable = 1.0
	costPrefix   = 1.5
	costInitial  = 2.0
	costSlip     = 2.2
	costLost     = 4.0 // a letter that fits nowhere
	slack        = 1.5
	slackSlip    = 2.5 // for pieces with a slip
)

func (x *piece) cost() float64 {
	switch x.kind {
	case pieceSyllable:
		return costSyllable
	case piecePrefix:
		return costPrefix
	case pieceSlip:
		return costSlip
	default:
		return costInitial
	}
}

// readLatin adds the pieces of the word of letters us[from:to].
func (p *plan) readLatin(from, to int, snap *snapshot) {
	word := make([]byte, to-from)
	for i := range word {
		word[i] = byte(p.us[from+i].r)
	}
	all := latinPieces(string(word), p.slips)
	n := len(word)
	if p.slips {
		all = keepLikelySlips(all, n)
	}
	head, tail, back := cheapest(all, n)
	var best []piece
	for i := n; i > 0; {
		x := piece{from: i - 1, to: i, kind: pieceInitial, q: qualityInitial, lo: noSyllable, hi: noSyllable}
		if back[i] >= 0 {
			x = all[back[i]]
		}
		best = append(best, x)
		i = x.from
	}
	slices.Reverse(best)
	initials := readAsInitials(word, best)
	if initials {
		all = slices.DeleteFunc(all, func(x piece) bool { return x.kind != pieceInitial || x.to-x.from > 1 })
		for i := range all {
			all[i].q = qualityAllInitials
		}
		best = append(best[:0], all...)
	}
	p.slippery = p.slippery || !initials && n > 2
	for _, x := range best {
		w := float32(weightInitial)
		switch {
		case initials:
		case x.kind == pieceSlip:
			w = weightSlip
		default:
			w = snap.rarity(snap.frequencyBetween(famSound, uint64(x.lo), uint64(x.hi)), false)
		}
		for i := x.from; i < x.to; i++ {
			p.w[from+i] = w / float32(x.to-x.from)
		}
		x.from, x.to = x.from+from, x.to+from
		p.best = append(p.best, x)
	}
	for _, x := range all {
		if initials || x.kind == pieceSlip || head[x.from]+x.cost()+tail[x.to] <= head[n]+slack {
			x.inWord = x.from > 0
			x.from, x.to = x.from+from, x.to+from
			p.pieces = append(p.pieces, x)
		}
	}
	for i := from; i < to; i++ { // the letters may also stand in the name as they are
		p.pieces = append(p.pieces, p.charPiece(i))
	}
}

// cheapest returns the cost of the cheapest reading of the first i letters, of the letters from i on, and the piece that ends
// the former (-1 when a letter is left over).
func cheapest(all []piece, n int) (head, tail []float64, back []int) {
	head, tail, back = make([]float64, n+1), make([]float64, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		head[i], back[i] = head[i-1]+costLost, -1
		for k := range all {
			if x := &all[k]; x.to == i && head[x.from]+x.cost() < head[i] {
				head[i], back[i] = head[x.from]+x.cost(), k
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		tail[i] = tail[i+1] + costLost
		for k := range all {
			if x := &all[k]; x.from == i {
				tail[i] = min(tail[i], tail[x.to]+x.cost())
			}
		}
	}
	return head, tail, back
}

// keepLikelySlips drops the slips beside which the rest of the word is hard to read without one: it is one slip a word.
func keepLikelySlips(all []piece, n int) []piece {
	var exact []piece
	for _, x := range all {
		if x.kind != pieceSlip {
			exact = append(exact, x)
		}
	}
	head, tail, _ := cheapest(exact, n)
	least := math.Inf(1)
	for _, x := range all {
		if x.kind == pieceSlip {
			least = min(least, head[x.from]+tail[x.to])
		}
	}
	return slices.DeleteFunc(all, func(x piece) bool { return x.kind == pieceSlip && head[x.from]+tail[x.to] > least+slackSlip })
}

// readAsInitials says whether a word is a row of first letters: it cannot be read as syllables throughout (best is the
// cheapest reading), and syllables would explain less than half of it.
func readAsInitials(word []byte, best []piece) bool {
	inside, letters := false, 0
	for i, x := range best {
		inside = inside || x.kind == pieceInitial && i < len(best)-1
		if x.to-x.from > 1 && (x.kind == pieceSyllable || x.kind == pieceSlip) { // a, e and o are first letters too: mdaa
			letters += x.to - x.from
		}
	}
	return inside && letters*2 < len(word) && !slices.ContainsFunc(word, func(c byte) bool { return !isInitial(string(c)) })
}

// latinPieces lists every way to read a part of word, at offsets in word.
func latinPieces(word string, slips bool) []piece {
	t := sounds()
	var out []piece
	for i := range word {
		for j := i + 1; j <= min(i+6, len(word)); j++ {
			part := word[i:j]
			if id, ok := t.syllable(part); ok {
				out = append(out, piece{from: i, to: j, kind: pieceSyllable, lo: id, hi: id, q: 1})
			}
			lo, hi := t.withPrefix(part)
			if j == len(word) && hi > lo {
				out = append(out, piece{from: i, to: j, kind: piecePrefix, lo: uint16(lo), hi: uint16(hi - 1), q: qualityPrefix})
			}
			if isInitial(part) && hi > lo {
				out = append(out, piece{from: i, to: j, kind: pieceInitial, lo: uint16(lo), hi: uint16(hi - 1), q: qualityInitial})
			}
		}
		if !slips {
			continue
		}
		var buf []uint16
		for j := i + 2; j <= min(i+7, len(word)); j++ {
			buf = t.nearly(buf[:0], word[i:j])
			for _, id := range buf {
				if j-i == 2 && len(t.syllables[id]) < 3 {
					continue // too short to be known again
				}
				out = append(out, piece{from: i, to: j, kind: pieceSlip, lo: id, hi: id, q: qualitySlip})
			}
		}
	}
	return out
}

// syllable finds a typed syllable; nue and lue are ways to type nve and lve.
func (t *soundTable) syllable(s string) (uint16, bool) {
	switch s {
	case "nue":
		s = "nve"
	case "lue":
		s = "lve"
	case "lyu":
		s = "lv"
	case "nyu":
		s = "nv"
	}
	id, ok := t.ids[s]
	return id, ok
}

// isInitial says whether s is typed for the first letter of a character.
func isInitial(s string) bool {
	return s == "zh" || s == "ch" || s == "sh" || len(s) == 1 && s != "i" && s != "u" && s != "v"
}

// rarity turns a document frequency into a weight: 1 for what stands in fewer than one of 150 names, and less the more
// names share it.
func (s *snapshot) rarity(df int, generic bool) float32 {
	w := math.Log(float64(s.size+1)/(float64(min(df, s.size))+0.5)) / 5
	if generic {
		w = min(w, weightGeneric)
	}
	return float32(max(0.03, min(1, w)))
}
