package finder

import (
	"hash/fnv"
	"slices"

	"github.com/paulmach/orb"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"tuoyuquan/api/care"
)

// The closed lists that facets count over, in the order of their small numbers.
var (
	kindList = [...]care.FacilityKind{
		care.KindIndependent, care.KindCommunity, care.KindKindergarten, care.KindEmployer, care.KindHome, care.KindCentre,
	}
	natureList = [...]care.Nature{care.NaturePublic, care.NaturePrivate, care.NatureMixed}
	modeList   = [...]care.Mode{care.FullDay, care.HalfDay, care.Hourly, care.Drop}
)

const noNumber = 0xff // of a kind or nature outside the list

const maxLanguages = 64 // interned; more than the languages of any city's register

// row is one public facility as a query reads it: small numbers instead of words, and its JSON ready to copy.
type row struct {
	facility   *care.Facility
	id         care.FacilityID
	kind       uint8 // index into kindList
	nature     uint8
	modes      uint8  // bits over modeList
	bare       uint8  // those of modes that the facility declares, and has classes, but none of that mode
	langs      uint64 // bits over Snapshot.languages
	inc        bool
	open       bool
	verified   bool
	members    bool // employer care that outsiders cannot take
	located    bool
	point      orb.Point
	areas      []int32 // positions in Snapshot.areas, the smallest area first
	sortName   string  // collation key, cut; compared as bytes
	rooms      care.Rooms
	fees       []int64                // fen for a month of care, by class, -1 not known; one for the facility when it has no classes
	bareFees   [len(modeList)][]int64 // by mode of bare: what its classes would cost in that mode
	classModes []uint8                // by class: index into modeList, or noNumber
	stamps     []string               // when each class was confirmed, in JSON
	revision   uint64

	static []byte    // JSON members of FacilityCard, without braces
	place  [3][]byte // JSON members that say where, by coordinate system
}

// newRow reads a facility; the caller has checked that it is public.
func (b *builder) newRow(f *care.Facility) *row {
	r := &row{
		facility: f, id: f.ID, inc: f.Inclusive, verified: f.Verified,
		open:   f.OpenToPublic || f.Kind != care.KindEmployer,
		kind:   number(kindList[:], f.Kind),
		nature: number(natureList[:], f.Nature),
	}
	r.members = !r.open
	for _, m := range f.Modes {
		r.modes |= modeBit(m)
	}
	r.rooms = f.Rooms()
	if len(f.Classes) > 0 {
		r.bare = r.modes
	}
	for i := range f.Classes {
		c := &f.Classes[i]
		r.modes |= modeBit(c.Mode)
		r.bare &^= modeBit(c.Mode)
		r.classModes = append(r.classModes, number(modeList[:], c.Mode))
		r.fees = append(r.fees, b.monthlyFee(f, c.Mode, c.Band))
		r.stamps = append(r.stamps, stampJSON(c.ConfirmedAt))
	}
	if len(r.fees) == 0 {
		r.fees = []int64{b.lowestFee(f)}
	}
	for m, mode := range modeList {
		if r.bare&(1<<m) == 0 {
			continue
		}
		for i := range f.Classes {
			r.bareFees[m] = append(r.bareFees[m], b.monthlyFee(f, mode, f.Classes[i].Band))
		}
	}
	for _, l := range f.Languages {
		r.langs |= b.languageBit(l)
	}
	if f.Location != nil && onEarth(f.Location.Point) {
		r.located, r.point = true, f.Location.Point
	}
	r.areas = b.areasOf(f)
	r.sortName = b.sortKey(f.Name)
	b.render(r)
	r.revision = revision(f)
	return r
}

func number[T comparable](list []T, v T) uint8 {
	if i := slices.Index(list, v); i >= 0 {
		return uint8(i) //nolint:gosec // the lists are short
	}
	return noNumber
}

func modeBit(m care.Mode) uint8 {
	if i := slices.Index(modeList[:], m); i >= 0 {
		return 1 << i
	}
	return 0
}

// sortKeyBytes bounds a collation key so that a cursor stays short.
const sortKeyBytes = 48

// newCollator orders names as a Chinese reader expects: by pinyin.
func newCollator() *collate.Collator { return collate.New(language.Chinese, collate.IgnoreCase) }

func (b *builder) sortKey(name string) string {
	if len(name) > 200 {
		name = name[:200]
	}
	key := b.collator.KeyFromString(&b.keys, name)
	s := string(key[:min(len(key), sortKeyBytes)])
	b.keys.Reset()
	return s
}

// monthlyFee is what a month of care costs in fen by the fees in force today, -1 when the list does not say.
func (b *builder) monthlyFee(f *care.Facility, mode care.Mode, band care.BandName) int64 {
	if fen, ok := care.MonthlyFee(f.Fees, band, mode, b.s.day, b.terms.fees); ok {
		return fen
	}
	return -1
}

// lowestFee is where the fees of a facility begin whose classes are not known: the lowest over the modes and bands that its
// list names.
func (b *builder) lowestFee(f *care.Facility) int64 {
	modes, bands := []care.Mode{""}, []care.BandName{""}
	for i := range f.Fees {
		modes, bands = append(modes, f.Fees[i].Mode), append(bands, f.Fees[i].Band)
	}
	slices.Sort(modes)
	slices.Sort(bands)
	lowest := int64(-1)
	for _, mode := range slices.Compact(modes) {
		for _, band := range slices.Compact(bands) {
			if fen := b.monthlyFee(f, mode, band); fen >= 0 && (lowest < 0 || fen < lowest) {
				lowest = fen
			}
		}
	}
	return lowest
}

// revision changes whenever anything a reader can see of the facility changes.
func revision(f *care.Facility) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(mustJSON(f))
	return h.Sum64()
}

func (b *builder) languageBit(tag string) uint64 {
	i := slices.Index(b.s.languages, tag)
	if i < 0 {
		if len(b.s.languages) == maxLanguages {
			return 0
		}
		i = len(b.s.languages)
		b.s.languages = append(slices.Clip(b.s.languages), tag)
	}
	return 1 << i
}
