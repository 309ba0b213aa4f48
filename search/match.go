package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
)

// scratch is the reusable memory of one search.
type scratch struct {
	aligner aligner
	tally   tally
	found   []candidate
	spare   []candidate // holds the first attempt while there is a second
}

// candidate is a document that stage one found.
type candidate struct {
	seg    int32
	doc    uint32
	points uint32
}

// ranked is a candidate that stage two looked at.
type ranked struct {
	candidate
	score    float64
	coverage float64
}

const (
	rescored       = 96   // candidates that stage two looks at
	rescoredPrefix = 40   // the same for Query.Prefix
	minCoverage    = 0.45 // of the typed weight
	nearBest       = 0.64 // a match earns at least this part of what the best earns
	nearBestPrefix = 0.80
	nearBestSlips  = 0.25 // stage one cannot tell slips well; only what stage two has looked at counts
	minPoints      = fullMarks / 8
	goodCoverage   = 0.86 // below this, words of letters are tried again with slips
	// goodCoveragePrefix is the same for Query.Prefix, where the last syllable is not whole yet.
	goodCoveragePrefix = 0.70
)

// search answers a query whose limits were applied.
func (s *snapshot) search(ctx context.Context, q Query, sc *scratch) (Result, error) {
	sieves := make([]sieve, len(s.segs))
	for i, seg := range s.segs {
		sieves[i] = seg.sieve(&q)
	}
	p := newPlan(q.Words, s, false)
	if len(p.us) == 0 {
		if strings.TrimSpace(q.Words) != "" { // only signs: nothing can match
			return s.result(&q, nil, nil, nil, sc), nil
		}
		s.everything(sieves, sc)
		return s.result(&q, nil, sc.found, nil, sc), nil
	}
	top, rest := s.match(p, &q, sieves, sc)
	good := goodCoverage
	if q.Prefix {
		good = goodCoveragePrefix
	}
	if p.slippery && (len(top) == 0 || top[0].coverage < good) {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		slips := newPlan(q.Words, s, true)
		before := 0.0
		if len(top) > 0 {
			before = top[0].score
		}
		sc.found, sc.spare = sc.spare, sc.found // rest stays as it is
		if again, more := s.match(slips, &q, sieves, sc); len(again) > 0 && again[0].score > before+0.01 {
			p, top, rest = slips, again, more
		}
	}
	return s.result(&q, p, rest, top, sc), ctx.Err()
}

// everything makes all live documents that pass candidates.
func (s *snapshot) everything(sieves []sieve, sc *scratch) {
	sc.found = sc.found[:0]
	for i, seg := range s.segs {
		if sieves[i].none {
			continue
		}
		for d := range uint32(len(seg.docs)) {
			if !s.dead[i].has(d) && sieves[i].passes(seg, d) {
				sc.found = append(sc.found, candidate{seg: int32(i), doc: d})
			}
		}
	}
}

// match returns the best candidates in final order, and all others (in sc.found).
func (s *snapshot) match(p *plan, q *Query, sieves []sieve, sc *scratch) (top []ranked, rest []candidate) {
	s.collect(p, q, sieves, sc)
	k := rescored
	if q.Prefix {
		k = rescoredPrefix
	}
	s.partition(sc.found, k)
	k = min(k, len(sc.found))
	top = make([]ranked, 0, k)
	best := 0.0
	for _, c := range sc.found[:k] {
		r := s.rescore(p, c, sc)
		best = max(best, r.coverage)
		top = append(top, r)
	}
	floor := max(minCoverage, best*nearBest-0.05)
	top = slices.DeleteFunc(top, func(r ranked) bool { return r.coverage < floor })
	rest = sc.found[k:]
	if p.slips || len(top)*2 < k { // stage one was deceived, and the rest promised less
		rest = nil
	}
	slices.SortFunc(top, func(a, b ranked) int {
		if c := cmp.Compare(b.score, a.score); c != 0 {
			return c
		}
		return s.compare(a.candidate, b.candidate)
	})
	return top, rest
}

// collect runs stage one and leaves the matches in sc.found.
func (s *snapshot) collect(p *plan, q *Query, sieves []sieve, sc *scratch) {
	sc.found = sc.found[:0]
	near := nearBest
	switch {
	case p.slips:
		near = nearBestSlips
	case q.Prefix:
		near = nearBestPrefix
	}
	t := sc.clear(s.size)
	p.gather(s, sieves, q.Prefix, t)
	best, floor := uint32(0), uint32(minPoints)
	for i, seg := range s.segs {
		if sieves[i].none {
			continue
		}
		for d, x := range t[s.base[i]:][:len(seg.docs)] {
			x >>= 8
			if x < floor || s.dead[i].has(uint32(d)) || !sieves[i].passes(seg, uint32(d)) {
				continue
			}
			if x > best {
				best = x
				floor = max(floor, uint32(float64(best)*near))
			}
			sc.found = append(sc.found, candidate{seg: int32(i), doc: uint32(d), points: x})
		}
	}
	sc.found = slices.DeleteFunc(sc.found, func(c candidate) bool { return c.points < floor })
}

// clear returns an empty tally for n documents.
func (sc *scratch) clear(n int) tally {
	if cap(sc.tally) < n {
		sc.tally = make(tally, n)
	}
	t := sc.tally[:n]
	clear(t)
	return t
}

// compare orders candidates with equal scores.
func (s *snapshot) compare(a, b candidate) int {
	if a.seg == b.seg {
		return cmp.Compare(a.doc, b.doc)
	}
	x, y := &s.segs[a.seg].docs[a.doc], &s.segs[b.seg].docs[b.doc]
	if c := cmp.Compare(y.weight, x.weight); c != 0 {
		return c
	}
	if c := strings.Compare(x.name, y.name); c != 0 {
		return c
	}
	return strings.Compare(x.id, y.id)
}

func (s *snapshot) comparePoints(a, b candidate) int {
	if c := cmp.Compare(b.points, a.points); c != 0 {
		return c
	}
	return s.compare(a, b)
}

// partition brings the k best candidates to the front, in order.
func (s *snapshot) partition(c []candidate, k int) {
	if len(c) <= k {
		slices.SortFunc(c, s.comparePoints)
		return
	}
	h := c[:k] // a heap with the worst on top
	worse := func(i, j int) bool { return s.comparePoints(h[i], h[j]) > 0 }
	sink := func(i, n int) {
		for {
			l := 2*i + 1
			if l >= n {
				return
			}
			if l+1 < n && worse(l+1, l) {
				l++
			}
			if !worse(l, i) {
				return
			}
			h[i], h[l] = h[l], h[i]
			i = l
		}
	}
	for i := k/2 - 1; i >= 0; i-- {
		sink(i, k)
	}
	for i := k; i < len(c); i++ {
		if s.comparePoints(c[i], h[0]) < 0 {
			c[i], h[0] = h[0], c[i]
			sink(0, k)
		}
	}
	slices.SortFunc(h, s.comparePoints)
}

// rescore lays the query over all names of a candidate.
func (s *snapshot) rescore(p *plan, c candidate, sc *scratch) ranked {
	seg := s.segs[c.seg]
	out := ranked{candidate: c}
	lo, hi := seg.variantsOf(c.doc)
	for v := lo; v < hi; v++ {
		name := seg.variant(v)
		path := sc.aligner.align(p, name)
		if seg.docs[c.doc].text != "" {
			path.v += p.inText(seg, c.doc, path.got)
		}
		score, coverage := p.score(path, name)
		if v > lo {
			score *= qualityAlias
		}
		if score > out.score {
			out.score = score
		}
		out.coverage = max(out.coverage, coverage)
	}
	out.score = math.Round(min(out.score, 1)*1000) / 1000
	return out
}

// inText returns what the typed characters that are not in the name earn by standing in the text, as pairs.
func (p *plan) inText(seg *segment, doc uint32, got uint64) float32 {
	var sum float32
	var in uint64
	for i := 1; i < len(p.us); i++ {
		if got>>(i-1)&3 == 3 {
			continue
		}
		docs := seg.fam[famText].find(pairKey(p.us[i-1].r, p.us[i].r))
		if _, ok := slices.BinarySearch(docs, doc); ok {
			in |= 3 << (i - 1)
		}
	}
	for i := range p.us {
		if (in&^got)>>i&1 == 1 {
			sum += p.w[i] * qualityText
		}
	}
	return sum
}

// result pages, counts and highlights. top is in final order, rest has not been looked at by stage two.
func (s *snapshot) result(q *Query, p *plan, rest []candidate, top []ranked, sc *scratch) Result {
	r := Result{Total: len(top) + len(rest), Hits: []Hit{}}
	s.count(q, &r, rest, top)
	end := min(q.Offset+q.Limit, r.Total)
	if need := end - len(top); need > 0 {
		s.partition(rest, need)
	}
	for i := q.Offset; i < end; i++ {
		var h ranked
		if i < len(top) {
			h = top[i]
		} else {
			h.candidate = rest[i-len(top)]
			if p != nil {
				h.score = float64(h.points) / fullMarks * scoreWeight
				if len(top) > 0 {
					h.score = min(h.score, top[len(top)-1].score)
				}
				h.score = math.Round(h.score*1000) / 1000
			}
		}
		seg := s.segs[h.seg]
		e := &seg.docs[h.doc]
		hit := Hit{ID: e.id, Kind: seg.kinds[seg.kindOf[h.doc]], Name: e.name, Score: h.score}
		if q.Highlight && p != nil {
			name := seg.variant(e.variant)
			hit.Highlights = spans(sc.aligner.align(p, name), name)
		}
		r.Hits = append(r.Hits, hit)
	}
	return r
}

// count fills r.Facets.
func (s *snapshot) count(q *Query, r *Result, rest []candidate, top []ranked) {
	if len(q.Facets) == 0 || q.Prefix {
		return
	}
	r.Facets = make(map[string]map[string]int, len(q.Facets))
	for _, name := range q.Facets {
		if r.Facets[name] != nil {
			continue
		}
		sums := map[string]int{}
		r.Facets[name] = sums
		for i, seg := range s.segs {
			c := seg.facets[name]
			if c == nil {
				continue
			}
			n := make([]int, len(c.values))
			for _, x := range rest {
				if int(x.seg) == i {
					for _, v := range c.of(x.doc) {
						n[v]++
					}
				}
			}
			for _, x := range top {
				if int(x.seg) == i {
					for _, v := range c.of(x.doc) {
						n[v]++
					}
				}
			}
			for v, k := range n {
				if k > 0 {
					sums[c.values[v]] += k
				}
			}
		}
	}
}
