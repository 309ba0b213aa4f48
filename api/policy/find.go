package policy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/search"
)

// Query is one question to the library.
type Query struct {
	Words    string
	Region   string // area code: what holds there; "" is everywhere
	Statuses []care.DocumentStatus
	From, To care.Date // days of issue, both included; zero is open
	Limit    int
	Offset   int
}

// Found are documents, the best first; without words the newest first.
type Found struct {
	Total    int
	Hits     []Hit
	Statuses map[care.DocumentStatus]int // of all that matches but for Query.Statuses
	Degraded bool
}

// Hit is a document with the passages that answer.
type Hit struct {
	*care.Document

	Status   care.DocumentStatus
	Marks    []search.Span // in the title
	Passages []Passage
	score    float64
}

// Passage is a piece of a text with the words marked, cut to what can be read at a glance.
type Passage struct {
	Block        int // of the document, -1 for its title
	Heading      string
	HeadingMarks []search.Span
	Text         string
	Marks        []search.Span
	score        float64
}

const (
	passagesShown = 3
	nearBest      = 0.55 // of the score of a document's best passage
	alikeShare    = 0.9  // what a word of the same meaning earns
	agedShare     = 0.8  // what is not in force stands behind what is
)

// Find answers a question.
func (l *Library) Find(ctx context.Context, q Query) (Found, error) {
	s, today := l.current.Load(), care.Today(l.now())
	hits, degraded, err := l.match(ctx, s, &q)
	if err != nil {
		return Found{}, err
	}
	out := Found{Hits: []Hit{}, Statuses: map[care.DocumentStatus]int{}, Degraded: degraded}
	words := strings.TrimSpace(q.Words)
	kept := hits[:0]
	for _, h := range hits {
		h.Status = h.StatusOn(today)
		out.Statuses[h.Status]++
		if len(q.Statuses) > 0 && !slices.Contains(q.Statuses, h.Status) {
			continue
		}
		if h.Status == care.DocumentRepealed || h.Status == care.DocumentExpired {
			h.score *= agedShare
		}
		kept = append(kept, h)
	}
	slices.SortStableFunc(kept, func(a, b Hit) int { return cmp.Compare(b.score, a.score) })
	out.Total = len(kept)
	from := min(max(0, q.Offset), len(kept))
	for _, h := range kept[from:min(len(kept), from+max(1, q.Limit))] {
		h.Marks = search.HighlightText(words, h.Title)
		h.Passages = shown(h.Passages)
		out.Hits = append(out.Hits, h)
	}
	return out, nil
}

// match finds the documents with all their passages, in the order of the shelf.
func (l *Library) match(ctx context.Context, s *shelf, q *Query) ([]Hit, bool, error) {
	if strings.TrimSpace(q.Words) == "" {
		return s.list(q), false, nil
	}
	found := map[care.DocumentID]*Hit{}
	seen := map[string]bool{}
	degraded := false
	asked := wordings(q.Words)
	plain := len(asked)
	for i, words := range append(asked, gists(q.Words)...) {
		if i >= plain && len(found) > 0 {
			break // only where nothing else answers
		}
		share := 1.0
		if i > 0 {
			share = alikeShare
		}
		r, err := l.Index.Search(ctx, q.indexed(words))
		if err != nil {
			return nil, false, care.Errorf(care.Unavailable, care.CodeUnavailable, "", "the search does not answer; try again in a few seconds")
		}
		degraded = degraded || r.Degraded
		for _, h := range r.Hits {
			p := s.passages[h.ID]
			if p == nil || seen[h.ID] {
				continue // of a document that has just been changed, or found by the words themselves
			}
			seen[h.ID] = true
			hit := found[p.doc]
			if hit == nil {
				hit = &Hit{Document: s.byID[p.doc]}
				found[p.doc] = hit
			}
			hit.Passages = append(hit.Passages, Passage{
				Block: p.block, Heading: p.heading, HeadingMarks: h.Highlights, Text: p.text, Marks: h.Body, score: h.Score * share,
			})
			hit.score = max(hit.score, h.Score*share)
		}
	}
	out := make([]Hit, 0, len(found))
	for i := range s.docs {
		if h := found[s.docs[i].ID]; h != nil {
			out = append(out, *h)
		}
	}
	return out, degraded, nil
}

// indexed is the question as the index takes it.
func (q *Query) indexed(words string) search.Query {
	out := search.Query{Words: words, InBody: true, Highlight: true, Limit: search.MaxLimit}
	if q.Region != "" {
		out.Filter = map[string][]string{"area": areaFilter(q.Region)}
	}
	if !q.From.IsZero() || !q.To.IsZero() {
		var r search.Range
		if !q.From.IsZero() {
			low := dayNumber(q.From)
			r.Min = &low
		}
		if !q.To.IsZero() {
			high := dayNumber(q.To)
			r.Max = &high
		}
		out.Ranges = map[string]search.Range{"issued": r}
	}
	return out
}

// list is every document that the filters leave, without words.
func (s *shelf) list(q *Query) []Hit {
	var out []Hit
	region := care.RegionPrefix(q.Region)
	for i := range s.docs {
		d := &s.docs[i]
		switch {
		case region != "" && !strings.HasPrefix(region, d.Region) && !strings.HasPrefix(d.Region, region):
		case !q.From.IsZero() && d.Issued.Before(q.From), !q.To.IsZero() && (d.Issued.IsZero() || q.To.Before(d.Issued)):
		default:
			out = append(out, Hit{Document: d})
		}
	}
	return out
}

// shown are the best passages of a document, in the order of the text, each cut to what is around the words.
func shown(all []Passage) []Passage {
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Passage) int { return cmp.Compare(b.score, a.score) })
	best := all[0].score
	list := slices.DeleteFunc(slices.Clone(all[:min(len(all), passagesShown)]), func(p Passage) bool { return p.score < best*nearBest })
	if len(list) > 1 { // the title says nothing that is not above it
		list = slices.DeleteFunc(list, func(p Passage) bool { return p.Block < 0 })
	}
	for i := range list {
		list[i].excerpt()
	}
	return list
}

const excerptRunes = 150

// excerpt cuts the text to the part with the most marks.
func (p *Passage) excerpt() {
	runes := []rune(p.Text)
	if len(runes) <= excerptRunes {
		return
	}
	from, most := 0, -1
	for _, s := range p.Marks {
		n := 0
		for _, t := range p.Marks {
			if t.Start >= s.Start && t.End <= s.Start+excerptRunes-30 {
				n += t.End - t.Start
			}
		}
		if n > most {
			from, most = s.Start, n
		}
	}
	start := max(0, from-30)
	for i := start; i < from; i++ { // begin with a sentence where one is near
		if strings.ContainsRune("。；\n", runes[i]) {
			start = i + 1
		}
	}
	end := min(len(runes), start+excerptRunes)
	var marks []search.Span
	for _, s := range p.Marks {
		if s.Start >= start && s.End <= end {
			marks = append(marks, search.Span{Start: s.Start - start, End: s.End - start})
		}
	}
	text := string(runes[start:end])
	shift := 0
	if start > 0 {
		text, shift = "…"+text, 1
	}
	if end < len(runes) {
		text += "…"
	}
	for i := range marks {
		marks[i].Start += shift
		marks[i].End += shift
	}
	p.Text, p.Marks = text, marks
}

// Score is how well the document answers, 0 to 1; comparable within one Found only.
func (h *Hit) Score() float64 { return h.score }
