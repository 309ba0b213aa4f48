package search

import (
	_ "embed"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

//go:embed data/phrases.txt
var phraseData string

//go:embed data/places.txt
var placeData string

// Syllable ids: the toneless syllables in alphabetical order (so that those with one beginning are neighbours), then the
// 26 letters themselves, for letters in names, then two marks.
const (
	firstLetter = 480 // id of the letter a
	startMark   = 510 // stands before the first unit of a name
	noSyllable  = 511
)

// maxReadings is how many readings of one character are indexed.
const maxReadings = 4

type phrase struct {
	runes []rune
	sids  []uint16
}

// soundTable knows how characters are read.
type soundTable struct {
	syllables []string          // by id
	ids       map[string]uint16 // toneless syllable -> id
	lists     [][]uint16        // distinct reading lists, usual reading first
	common    [0xA000 - 0x3400]uint16
	rare      map[rune]uint16     // index into lists, for characters outside common
	phrases   map[rune][]phrase   // by first character, longest first
	deletes   map[string][]uint16 // see deletesOf
}

var sounds = sync.OnceValue(newSoundTable)

func newSoundTable() *soundTable {
	t := &soundTable{ids: map[string]uint16{}, rare: map[rune]uint16{}, phrases: map[rune][]phrase{}}
	plain := make(map[rune][]string, len(pinyin.PinyinDict))
	for r, readings := range pinyin.PinyinDict {
		plain[rune(r)] = toneless(readings)
	}
	for _, list := range plain {
		for _, s := range list {
			t.ids[s] = 0
		}
	}
	for s := range t.ids {
		t.syllables = append(t.syllables, s)
	}
	slices.Sort(t.syllables)
	for i, s := range t.syllables {
		t.ids[s] = uint16(i)
	}
	t.lists = [][]uint16{nil}
	known := map[string]uint16{}
	usual := t.readPhrases()
	for r, list := range plain {
		t.setReadings(r, list, usual[r], known)
	}
	t.deletes = deletesOf(t.syllables)
	return t
}

// toneless turns "zhòng,chóng" into [zhong chong].
func toneless(readings string) []string {
	var out []string
	for s := range strings.SplitSeq(readings, ",") {
		us := fold(nil, strings.NewReplacer("ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ɡ", "g").Replace(s), maxUnits)
		b := make([]byte, 0, len(us))
		for _, u := range us {
			if isLatin(u.r) {
				b = append(b, byte(u.r))
			}
		}
		if p := string(b); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// readPhrases fills t.phrases and returns the usual reading of single characters. Earlier files win.
func (t *soundTable) readPhrases() map[rune]string {
	usual := map[rune]string{}
	seen := map[string]bool{}
	for _, data := range []string{placeData, phraseData} {
		for line := range strings.Lines(data) {
			f := strings.Fields(line)
			if len(f) < 2 || f[0][0] == '#' || seen[f[0]] {
				continue
			}
			seen[f[0]] = true
			runes := []rune(f[0])
			if len(runes) == 1 {
				usual[runes[0]] = f[1]
				continue
			}
			p := phrase{runes: runes}
			for _, s := range f[1:] {
				id, ok := t.ids[s]
				if !ok {
					id = noSyllable
				}
				p.sids = append(p.sids, id)
			}
			if len(p.sids) == len(runes) {
				t.phrases[runes[0]] = append(t.phrases[runes[0]], p)
			}
		}
	}
	for _, ps := range t.phrases {
		sort.SliceStable(ps, func(i, j int) bool { return len(ps[i].runes) > len(ps[j].runes) })
	}
	return usual
}

func (t *soundTable) setReadings(r rune, list []string, usual string, known map[string]uint16) {
	sids := make([]uint16, 0, len(list)+1)
	if id, ok := t.ids[usual]; ok {
		sids = append(sids, id)
	}
	for _, s := range list {
		if id := t.ids[s]; !slices.Contains(sids, id) {
			sids = append(sids, id)
		}
	}
	if len(sids) > maxReadings {
		sids = sids[:maxReadings]
	}
	key := string(appendSids(nil, sids))
	idx, ok := known[key]
	if !ok {
		idx = uint16(len(t.lists))
		known[key] = idx
		t.lists = append(t.lists, sids)
	}
	if i := int(r) - 0x3400; i >= 0 && i < len(t.common) {
		t.common[i] = idx
	} else {
		t.rare[r] = idx
	}
}

func appendSids(b []byte, sids []uint16) []byte {
	for _, s := range sids {
		b = append(b, byte(s>>8), byte(s))
	}
	return b
}

// letterLists are the readings of letters (themselves) and digits (the Chinese numeral).
var letterLists = sync.OnceValue(func() *[128][]uint16 {
	var out [128][]uint16
	for c := 'a'; c <= 'z'; c++ {
		out[c] = []uint16{firstLetter + uint16(c-'a')}
	}
	for i, s := range []string{"ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"} {
		out['0'+i] = []uint16{sounds().ids[s]}
	}
	return &out
})

// readings returns the syllables r can be read as, the usual one first. The caller must not change the slice.
func (t *soundTable) readings(r rune) []uint16 {
	if r < 128 {
		return letterLists()[r&127]
	}
	if i := int(r) - 0x3400; i >= 0 && i < len(t.common) {
		return t.lists[t.common[i]]
	}
	return t.lists[t.rare[r]]
}

// read sets unit.sid: from the longest phrase that holds the character, else its usual reading.
func read(us []unit) {
	t := sounds()
	for i := 0; i < len(us); {
		n := 0
		if isHanzi(us[i].r) {
			for _, p := range t.phrases[us[i].r] {
				if hasRunes(us[i:], p.runes) {
					for k, sid := range p.sids {
						us[i+k].sid = sid
					}
					n = len(p.runes)
					break
				}
			}
		}
		if n > 0 {
			i += n
			continue
		}
		if list := t.readings(us[i].r); len(list) > 0 {
			us[i].sid = list[0]
		}
		i++
	}
}

// allReadings appends the syllables of u to buf, the likeliest first.
func (t *soundTable) allReadings(buf []uint16, u unit) []uint16 {
	if u.sid != noSyllable {
		buf = append(buf, u.sid)
	}
	for _, s := range t.readings(u.r) {
		if s != u.sid {
			buf = append(buf, s)
		}
	}
	return buf
}

// withPrefix returns the ids of the syllables that begin with s: [lo, hi).
func (t *soundTable) withPrefix(s string) (lo, hi int) {
	lo = sort.SearchStrings(t.syllables, s)
	hi = lo
	for hi < len(t.syllables) && strings.HasPrefix(t.syllables[hi], s) {
		hi++
	}
	return lo, hi
}

// initialOf returns the first letter of a syllable or of a letter id as 1..26, 27 for the start mark, 0 for none.
func (t *soundTable) initialOf(sid uint16) uint64 {
	switch {
	case int(sid) < len(t.syllables):
		return uint64(t.syllables[sid][0]-'a') + 1
	case sid >= firstLetter && sid < firstLetter+26:
		return uint64(sid-firstLetter) + 1
	case sid == startMark:
		return 27
	}
	return 0
}

// deletesOf maps every syllable of two or more letters, and what is left of it without one letter, to its id.
func deletesOf(syllables []string) map[string][]uint16 {
	out := map[string][]uint16{}
	put := func(key string, id uint16) {
		if l := out[key]; key != "" && (len(l) == 0 || l[len(l)-1] != id) {
			out[key] = append(l, id)
		}
	}
	for id, s := range syllables {
		if len(s) < 2 {
			continue
		}
		put(s, uint16(id))
		for i := range s {
			put(s[:i]+s[i+1:], uint16(id))
		}
	}
	return out
}

// nearly appends the syllables that are exactly one slip away from s: one letter wrong, missing or added, or two swapped.
func (t *soundTable) nearly(buf []uint16, s string) []uint16 {
	look := func(key string) {
		for _, id := range t.deletes[key] {
			if oneSlip(s, t.syllables[id]) && !slices.Contains(buf, id) {
				buf = append(buf, id)
			}
		}
	}
	look(s)
	for i := range s {
		look(s[:i] + s[i+1:])
	}
	slices.Sort(buf)
	return buf
}

// oneSlip says whether a and b differ by exactly one letter wrong, missing or added, or by two neighbours swapped.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
