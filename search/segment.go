package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// The token families of a segment.
const (
	famChar     = iota // one character
	famPair            // two neighbouring characters; startMark<<21 stands before the first
	famSound           // one syllable, in every reading
	famSounds          // two neighbouring syllables, in every reading
	famInitials        // first letters of two neighbouring syllables
	famText            // two neighbouring characters of Doc.Text
	famBody            // one and two neighbouring characters of Doc.Body and the Name above it
	numFamilies
)

const maxCharKey = 0x40000 // the few characters beyond share one key

func charKey(r rune) uint64          { return min(uint64(r), maxCharKey) }
func pairKey(a, b rune) uint64       { return uint64(a)<<21 | uint64(b) }
func soundsKey(a, b uint16) uint64   { return uint64(a)<<9 | uint64(b) }
func initialsKey(a, b uint64) uint64 { return a<<5 | b }

// segment is an immutable index of some documents. Document numbers follow the order (Weight down, Name, ID), so a smaller
// number wins a tie.
type segment struct {
	docs     []docEntry
	byID     map[string]uint32
	units    []unit32 // units of all names and aliases
	variants []uint32 // ends in units; docEntry.variant is the first (the name), aliases follow
	kinds    []string
	kindOf   []uint16 // by document, into kinds
	facets   map[string]*column
	numbers  map[string][]float64 // NaN where a document has none
	fam      [numFamilies]family
	bodyLen  []uint32 // by document: folded characters of its body
}

// docEntry is what is kept of a Doc besides its units, facets and numbers.
type docEntry struct {
	id, name, text, body string
	aliases              []string
	point                *[2]float64
	weight               float32
	variant              uint32
}

// unit32 is a unit in memory: the mark bits and the source offset share words.
type unit32 struct {
	r   rune
	src uint16
	sid uint16 // low 9 bits syllable, genericBit
}

const genericBit = 1 << 15

func pack(u unit) unit32 {
	p := unit32{r: u.r, src: u.src, sid: u.sid}
	if u.generic {
		p.sid |= genericBit
	}
	return p
}

func (p unit32) syllable() uint16 { return p.sid &^ genericBit }

const (
	maxAliases   = 8
	maxTextRunes = 512
)

// compareDocs is the order of equal scores.
func compareDocs(a, b *Doc) int {
	if c := cmp.Compare(float32(b.Weight), float32(a.Weight)); c != 0 {
		return c
	}
	if c := strings.Compare(a.Name, b.Name); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

// newSegment indexes docs, whose IDs must be distinct. It sorts docs.
func newSegment(docs []*Doc) *segment {
	slices.SortFunc(docs, compareDocs)
	s := &segment{docs: make([]docEntry, len(docs)), byID: make(map[string]uint32, len(docs))}
	s.addUnits(docs)
	var wg sync.WaitGroup
	wg.Go(func() { s.addEntries(docs) })
	wg.Go(func() { s.fam[famChar], s.fam[famPair] = s.characters() })
	wg.Go(func() { s.fam[famSound], s.fam[famSounds], s.fam[famInitials] = s.soundFamilies() })
	wg.Go(func() { s.fam[famText] = textFamily(docs) })
	wg.Go(func() { s.fam[famBody], s.bodyLen = bodyFamily(docs) })
	wg.Wait()
	return s
}

// addUnits folds names and aliases, a share of the documents in each of a few goroutines.
func (s *segment) addUnits(docs []*Doc) {
	const shares = 4
	var units [shares][]unit32
	var ends [shares][]uint32
	per := (len(docs) + shares - 1) / shares
	var wg sync.WaitGroup
	for k := range shares {
		lo, hi := min(k*per, len(docs)), min((k+1)*per, len(docs))
		wg.Go(func() {
			var buf []unit
			us := make([]unit32, 0, (hi-lo)*14)
			for i := lo; i < hi; i++ {
				d := docs[i]
				for v := range 1 + min(len(d.Aliases), maxAliases) {
					text := d.Name
					if v > 0 {
						text = d.Aliases[v-1]
					}
					buf = analyse(buf[:0], text, maxNameRunes)
					for _, u := range buf {
						us = append(us, pack(u))
					}
					ends[k] = append(ends[k], uint32(len(us)))
				}
			}
			units[k] = us
		})
	}
	wg.Wait()
	total, variants := 0, 1
	for k := range shares {
		total += len(units[k])
		variants += len(ends[k])
	}
	s.units = make([]unit32, 0, total)
	s.variants = append(make([]uint32, 0, variants), 0)
	for k := range shares {
		base := uint32(len(s.units))
		s.units = append(s.units, units[k]...)
		for _, e := range ends[k] {
			s.variants = append(s.variants, base+e)
		}
	}
	v := uint32(0)
	for i, d := range docs {
		s.docs[i].variant = v
		v += 1 + uint32(min(len(d.Aliases), maxAliases))
	}
}

// variant returns the units of the v-th name in the segment.
func (s *segment) variant(v uint32) []unit32 { return s.units[s.variants[v]:s.variants[v+1]] }

// variantsOf returns the range of names of a document.
func (s *segment) variantsOf(doc uint32) (lo, hi uint32) {
	e := &s.docs[doc]
	return e.variant, e.variant + 1 + uint32(min(len(e.aliases), maxAliases))
}

func (s *segment) addEntries(docs []*Doc) {
	kinds := map[string]uint16{}
	s.kindOf = make([]uint16, len(docs))
	for i, d := range docs {
		k, ok := kinds[d.Kind]
		if !ok && len(s.kinds) == math.MaxUint16 {
			k, ok = math.MaxUint16-1, true // nobody has so many kinds; the last ones share a number
		}
		if !ok {
			k = uint16(len(s.kinds))
			kinds[d.Kind] = k
			s.kinds = append(s.kinds, d.Kind)
		}
		e := &s.docs[i]
		e.id, e.name, e.text, e.body, e.aliases = d.ID, d.Name, d.Text, d.Body, d.Aliases
		e.point, e.weight, s.kindOf[i] = d.Point, float32(d.Weight), k
		s.byID[d.ID] = uint32(i)
	}
	s.facets, s.numbers = newColumns(docs)
}

func (s *segment) characters() (single, pairs family) {
	one, two := newGatherer(len(s.docs), 12, maxCharKey), newGatherer(len(s.docs), 13, 0)
	v := uint32(0)
	s.eachDoc(func(doc, to uint32) {
		for ; v < to; v++ {
			prev := rune(startMark)
			for _, u := range s.variant(v) {
				one.add(doc, charKey(u.r))
				two.add(doc, pairKey(prev, u.r))
				prev = u.r
			}
		}
		one.endDoc()
		two.endDoc()
	})
	return one.family(), two.family()
}

// eachDoc calls f for every document in order with the end of its names.
func (s *segment) eachDoc(f func(doc, variantEnd uint32)) {
	for i := range s.docs {
		end := uint32(len(s.variants) - 1)
		if i+1 < len(s.docs) {
			end = s.docs[i+1].variant
		}
		f(uint32(i), end)
	}
}

func (s *segment) soundFamilies() (single, pairs, initials family) {
	t := sounds()
	one := newGatherer(len(s.docs), 14, 511)
	two := newGatherer(len(s.docs), 22, 512*512-1)
	ini := newGatherer(len(s.docs), 14, 32*32-1)
	var a, b [maxReadings + 1]uint16
	v := uint32(0)
	s.eachDoc(func(doc, to uint32) {
		for ; v < to; v++ {
			prev := append(a[:0], startMark)
			next := b[:0]
			for _, u := range s.variant(v) {
				next = t.allReadings(next[:0], unit{r: u.r, sid: u.syllable()})
				for _, y := range next {
					one.add(doc, uint64(y))
					for _, x := range prev {
						two.add(doc, soundsKey(x, y))
						ini.add(doc, initialsKey(t.initialOf(x), t.initialOf(y)))
					}
				}
				prev, next = next, prev
			}
		}
		one.endDoc()
		two.endDoc()
		ini.endDoc()
	})
	return one.family(), two.family(), ini.family()
}

func textFamily(docs []*Doc) family {
	g := newGatherer(len(docs), 0, 0)
	var buf []unit
	for i, d := range docs {
		eachTextChunk(d.Text, &buf, func(us []unit) {
			for k := 1; k < len(us); k++ {
				g.add(uint32(i), pairKey(us[k-1].r, us[k].r))
			}
		})
		g.endDoc()
	}
	return g.family()
}

// eachTextChunk folds a long text piece by piece, at most maxTextRunes of it.
func eachTextChunk(text string, buf *[]unit, f func([]unit)) {
	n := 0
	for text != "" && n < maxTextRunes {
		*buf = fold((*buf)[:0], text, maxUnits)
		f(*buf)
		cut := len(text)
		k := 0
		for i := range text {
			if k == maxUnits {
				cut = i
				break
			}
			k++
		}
		n += maxUnits
		text = text[cut:]
	}
}

// doc gives back the document as it was put in.
func (s *segment) doc(i uint32) *Doc {
	e := &s.docs[i]
	d := &Doc{
		ID: e.id, Kind: s.kinds[s.kindOf[i]], Name: e.name, Aliases: e.aliases, Text: e.text, Body: e.body,
		Weight: float64(e.weight), Point: e.point,
	}
	for name, c := range s.facets {
		if vals := c.of(i); len(vals) > 0 {
			if d.Facets == nil {
				d.Facets = map[string][]string{}
			}
			for _, v := range vals {
				d.Facets[name] = append(d.Facets[name], c.values[v])
			}
		}
	}
	for name, col := range s.numbers {
		if x := col[i]; x == x {
			if d.Numbers == nil {
				d.Numbers = map[string]float64{}
			}
			d.Numbers[name] = x
		}
	}
	return d
}
