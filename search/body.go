package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// The other way to search: words in running text. A passage of a document is a Doc whose Body holds it and whose Name is its
// heading. Query.InBody looks the words up in both as they stand, folded but neither by sound nor with slips: whoever
// searches a rule knows its words, and a rule that only sounds alike misleads.

// maxBodyRunes is how much of Doc.Body is read: cut longer texts into passages.
const maxBodyRunes = 4096

// glyph is one folded character of a running text.
type glyph struct {
	r   rune
	src int // rune offset in the text
}

// foldRunning folds a long text. What is no letter and no digit is left out, so that a line break or a space within a word
// does not hide it.
func foldRunning(dst []glyph, text string, maxRunes int) []glyph {
	var buf []unit
	for at := 0; text != "" && at < maxRunes; at += maxUnits {
		cut, n := len(text), 0
		for i := range text {
			if n == maxUnits {
				cut = i
				break
			}
			n++
		}
		buf = fold(buf[:0], text[:cut], maxUnits)
		for _, u := range buf {
			if src := at + int(u.src); src < maxRunes {
				dst = append(dst, glyph{u.r, src})
			}
		}
		text = text[cut:]
	}
	return dst
}

// bodyFamily holds the characters and the pairs of neighbours of headings and bodies; a character stands beside 0.
func bodyFamily(docs []*Doc) (f family, lengths []uint32) {
	g := newGatherer(len(docs), 0, 0)
	lengths = make([]uint32, len(docs))
	var buf []glyph
	for i, d := range docs {
		if d.Body != "" {
			for _, text := range []string{d.Name, d.Body} {
				buf = foldRunning(buf[:0], text, maxBodyRunes)
				for k, u := range buf {
					g.add(uint32(i), pairKey(0, u.r))
					if k > 0 {
						g.add(uint32(i), pairKey(buf[k-1].r, u.r))
					}
				}
			}
			lengths[i] = uint32(len(buf))
		}
		g.endDoc()
	}
	return g.family(), lengths
}

// fillers are typed around what is meant, in a question to a text.
var fillers = sync.OnceValue(func() map[rune][][]rune {
	return wordTable("请问 想问 我想 我要 我们 我家 你们 是不是 有没有 能不能 可不可以 可以 什么时候 什么 怎么样 怎么 如何 哪些 哪里 多少 几个 一下 " +
		"的 了 吗 呢 呀 吧 啊 我 你 是 有 和 与 及 在 对 要 会 能")
})

// term is one thing looked for: a single character, two neighbours, or a word of letters and digits as a whole.
type term struct {
	runes []rune
	at    int // number of its first character among those of all runs
}

// terms cuts typed words. runs are the stretches that ought to stand together. Where nothing but fillers is typed they count.
func terms(words string) (ts []term, runs [][]rune) {
	us := fold(nil, firstRunes(words, MaxWordRunes), MaxWordRunes)
	for _, skip := range []bool{true, false} {
		if runs = runsOf(us, skip); len(runs) > 0 {
			break
		}
	}
	at := 0
	for _, run := range runs {
		if !isHanzi(run[0]) || len(run) == 1 {
			ts = append(ts, term{run, at})
		} else {
			for i := 1; i < len(run); i++ {
				ts = append(ts, term{run[i-1 : i+1], at + i - 1})
			}
		}
		at += len(run)
	}
	return ts, runs
}

// runsOf cuts at what separates, between hanzi and other characters, and around fillers.
func runsOf(us []unit, skipFillers bool) (runs [][]rune) {
	var run []rune
	end := func() {
		if len(run) > 0 {
			runs = append(runs, run)
			run = nil
		}
	}
	for i := 0; i < len(us); i++ {
		if us[i].sep || len(run) > 0 && isHanzi(run[len(run)-1]) != isHanzi(us[i].r) {
			end()
		}
		if n := fillerAt(us[i:]); skipFillers && n > 0 {
			end()
			i += n - 1
			continue
		}
		run = append(run, us[i].r)
	}
	end()
	return runs
}

func fillerAt(us []unit) int {
	for _, w := range fillers()[us[0].r] {
		if hasRunes(us, w) {
			return len(w)
		}
	}
	return 0
}

// keys are the tokens a document must hold to hold the term.
func (t term) keys() []uint64 {
	if len(t.runes) == 1 {
		return []uint64{pairKey(0, t.runes[0])}
	}
	keys := make([]uint64, 0, len(t.runes)-1)
	for i := 1; i < len(t.runes); i++ {
		keys = append(keys, pairKey(t.runes[i-1], t.runes[i]))
	}
	return keys
}

const (
	bodyRescored    = 1024 // candidates whose places are looked at
	bodyMinCoverage = 0.5  // of the typed characters, by their weight
	bodyNearBest    = 0.7  // of what the best holds
	bodySaturation  = 0.5  // BM25: how soon a repeated term earns no more
	bodyLength      = 0.3  // BM25: how much a long passage is discounted
	bodyShareTerms  = 0.5
	bodyShareRuns   = 0.4 // the typed words standing together
	bodyShareName   = 0.1 // in the heading
)

// textPlan is a question to running text made ready.
type textPlan struct {
	terms  []term
	runs   [][]rune
	weight []float64 // of each term: its rarity
	total  float64
	char   []float64 // of each typed character: how much is missing where it is
	chars  float64
	mean   float64 // length of a body
}

func (s *snapshot) textPlan(words string) *textPlan {
	p := &textPlan{}
	p.terms, p.runs = terms(words)
	n, length := 0, 0
	for _, seg := range s.segs {
		for _, l := range seg.bodyLen {
			if l > 0 {
				n, length = n+1, length+int(l)
			}
		}
	}
	p.mean = max(1, float64(length)/float64(max(1, n)))
	for _, t := range p.terms {
		df := math.MaxInt
		for _, k := range t.keys() {
			df = min(df, s.frequency(famBody, k))
		}
		w := rarityOf(df, n)
		if df == 0 {
			w = 0 // nobody earns it
		}
		p.weight = append(p.weight, w)
		p.total += w
	}
	for _, run := range p.runs {
		for _, r := range run {
			w := min(max(rarityOf(s.frequency(famBody, pairKey(0, r)), n), lightest), heaviest)
			p.char = append(p.char, w)
			p.chars += w
		}
	}
	p.total = max(p.total, 1e-9)
	return p
}

func rarityOf(df, n int) float64 { return math.Log(1 + (float64(n)+0.5)/(float64(df)+0.5)) }

// lightest and heaviest bound what one typed character counts: where the pairs across two words stand nowhere, the words
// themselves still count.
const (
	lightest = 0.5
	heaviest = 2.5
)

// bits are the typed characters of a term.
func (t term) bits() uint64 { return (1<<len(t.runes) - 1) << t.at }

// coverage is the share of what was typed that these characters are.
func (p *textPlan) coverage(bits uint64) float64 {
	sum := 0.0
	for i, w := range p.char {
		if bits>>i&1 == 1 {
			sum += w
		}
	}
	return sum / p.chars
}

// searchBody answers a query whose limits were applied, with InBody set.
func (s *snapshot) searchBody(ctx context.Context, q Query, sc *scratch) (Result, error) {
	sieves := make([]sieve, len(s.segs))
	for i, seg := range s.segs {
		sieves[i] = seg.sieve(&q)
	}
	p := s.textPlan(q.Words)
	if len(p.terms) == 0 {
		if strings.TrimSpace(q.Words) != "" {
			return s.result(&q, nil, nil, nil, sc), nil
		}
		s.everything(sieves, sc)
		return s.result(&q, nil, sc.found, nil, sc), nil
	}
	s.holders(p, sieves, sc)
	k := min(bodyRescored, len(sc.found))
	s.partition(sc.found, bodyRescored)
	top := make([]ranked, 0, k)
	best := 0.0
	for i, c := range sc.found[:k] {
		if i%64 == 0 && ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		score, coverage := s.scoreBody(p, c)
		best = max(best, coverage)
		top = append(top, ranked{candidate: c, score: score, coverage: coverage})
	}
	floor := max(bodyMinCoverage, best*bodyNearBest)
	top = slices.DeleteFunc(top, func(r ranked) bool { return r.coverage < floor })
	slices.SortFunc(top, func(a, b ranked) int {
		if c := cmp.Compare(b.score, a.score); c != 0 {
			return c
		}
		return s.compare(a.candidate, b.candidate)
	})
	shown := q
	shown.Highlight = false
	r := s.result(&shown, nil, sc.found[k:], top, sc)
	for i := range r.Hits {
		h := &r.Hits[i]
		if at := q.Offset + i; at < len(top) {
			h.Score = top[at].score
		}
		if q.Highlight {
			seg, doc, _ := s.find(h.ID)
			h.Highlights = HighlightText(q.Words, h.Name)
			h.Body = HighlightText(q.Words, s.segs[seg].docs[doc].body)
		}
	}
	return r, ctx.Err()
}

// holders leaves in sc.found the documents that hold enough of the terms, with the share as points.
func (s *snapshot) holders(p *textPlan, sieves []sieve, sc *scratch) {
	sc.found = sc.found[:0]
	best := 0.0
	for i, seg := range s.segs {
		if sieves[i].none {
			continue
		}
		got := make([]uint64, len(seg.docs))
		for _, t := range p.terms {
			for _, d := range seg.holdersOf(t) {
				got[d] |= t.bits()
			}
		}
		for d, bits := range got {
			if bits == 0 {
				continue
			}
			share := p.coverage(bits)
			if share < bodyMinCoverage || s.dead[i].has(uint32(d)) || !sieves[i].passes(seg, uint32(d)) {
				continue
			}
			best = max(best, share)
			sc.found = append(sc.found, candidate{seg: int32(i), doc: uint32(d), points: uint32(share * fullMarks)})
		}
	}
	floor := uint32(best * bodyNearBest * fullMarks)
	sc.found = slices.DeleteFunc(sc.found, func(c candidate) bool { return c.points < floor })
}

// holdersOf returns the documents that hold every token of a term.
func (s *segment) holdersOf(t term) []uint32 {
	keys := t.keys()
	docs := s.fam[famBody].find(keys[0])
	for _, k := range keys[1:] {
		next := s.fam[famBody].find(k)
		var both []uint32
		for _, d := range docs {
			if _, ok := slices.BinarySearch(next, d); ok {
				both = append(both, d)
			}
		}
		docs = both
	}
	return docs
}

// scoreBody looks where the terms stand.
func (s *snapshot) scoreBody(p *textPlan, c candidate) (score, coverage float64) {
	e := &s.segs[c.seg].docs[c.doc]
	body := foldRunning(nil, e.body, maxBodyRunes)
	name := foldRunning(nil, e.name, maxNameRunes)
	norm := bodySaturation * (1 - bodyLength + bodyLength*float64(len(body))/p.mean)
	var inBody, inName float64
	var bits uint64
	for k, t := range p.terms {
		if tf := float64(occurrences(body, t.runes)); tf > 0 {
			inBody += p.weight[k] * tf / (tf + norm)
			bits |= t.bits()
		}
		if occurrences(name, t.runes) > 0 {
			inName += p.weight[k]
			bits |= t.bits()
		}
	}
	together, at := 0.0, 0
	for _, run := range p.runs {
		weights := p.char[at : at+len(run)]
		together += max(fragments(body, run, weights), fragments(name, run, weights))
		at += len(run)
	}
	score = bodyShareTerms*inBody/p.total + bodyShareRuns*together/p.chars + bodyShareName*inName/p.total
	return math.Round(min(1, score)*1e4) / 1e4, p.coverage(bits)
}

// occurrences counts where run stands in text. A word of letters or digits counts only as a whole word.
func occurrences(text []glyph, run []rune) int {
	n := 0
	for i := 0; i+len(run) <= len(text); i++ {
		if standsAt(text, i, run) {
			n++
		}
	}
	return n
}

func standsAt(text []glyph, i int, run []rune) bool {
	if i+len(run) > len(text) {
		return false
	}
	for k, r := range run {
		if text[i+k].r != r {
			return false
		}
	}
	if isHanzi(run[0]) {
		return true
	}
	joined := func(a, b int) bool {
		return text[a].src+1 == text[b].src && sameScript(text[a].r, text[b].r)
	}
	if i > 0 && joined(i-1, i) {
		return false
	}
	end := i + len(run)
	return end == len(text) || !joined(end-1, end)
}

// sameScript says whether two characters side by side are one word: both digits, or both letters.
func sameScript(a, b rune) bool {
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	return !isHanzi(a) && !isHanzi(b) && digit(a) == digit(b)
}

// fragments is how much of a run stands together in a text: all of its weight when all of it does, less the smaller the pieces
// are that do.
func fragments(text []glyph, run []rune, weights []float64) float64 {
	if !isHanzi(run[0]) || len(run) == 1 {
		if occurrences(text, run) == 0 {
			return 0
		}
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		return sum
	}
	row, ending := make([]int, len(run)+1), make([]int, len(run)+1) // how many characters up to the k-th stand together: here, anywhere
	for i := range text {
		for k := len(run); k > 0; k-- {
			if text[i].r != run[k-1] {
				row[k] = 0
				continue
			}
			row[k] = row[k-1] + 1
			ending[k] = max(ending[k], row[k])
		}
	}
	best := make([]float64, len(run)+1)
	for k := 1; k <= len(run); k++ {
		best[k] = best[k-1]
		sum := weights[k-1]
		for n := 2; n <= ending[k]; n++ {
			sum += weights[k-n]
			best[k] = max(best[k], best[k-n]+sum*float64(n)/float64(len(run)))
		}
	}
	return best[len(run)]
}

// HighlightText marks where the words of a question to running text stand in a text: rune offsets, ascending, not
// overlapping. Spaces and signs within a match are part of it.
func HighlightText(words, text string) []Span {
	ts, _ := terms(words)
	if len(ts) == 0 {
		return nil
	}
	glyphs := foldRunning(nil, text, utf8.RuneCountInString(text))
	marked := make([]bool, len(glyphs))
	for _, t := range ts {
		for i := range glyphs {
			if standsAt(glyphs, i, t.runes) {
				for k := range t.runes {
					marked[i+k] = true
				}
			}
		}
	}
	var out []Span
	for i, on := range marked {
		if !on {
			continue
		}
		at := glyphs[i].src
		n := len(out)
		switch {
		case n > 0 && i > 0 && marked[i-1] && at-out[n-1].End <= maxGap:
			out[n-1].End = at + 1
		case n == 0 || at >= out[n-1].End: // a ligature gives several glyphs of one place
			out = append(out, Span{at, at + 1})
		}
	}
	return out
}

// maxGap is how many signs or spaces within a match are marked with it.
const maxGap = 3
