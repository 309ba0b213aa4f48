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
	fees       []int64  // fen for a month of care, by class, -1 not known; one for the facility when it has no classes
	classModes []uint8  // by class: index into modeList, or noNumber
	stamps     []string // when each class was confirmed, in JSON
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
	for i := range f.Classes {
		c := &f.Classes[i]
		r.modes |= modeBit(c.Mode)
		r.classModes = append(r.classModes, number(modeList[:], c.Mode))
		r.fees = append(r.fees, b.terms.monthlyFee(f.Fees, c.Mode, c.Band))
		r.stamps = append(r.stamps, stampJSON(c.ConfirmedAt))
	}
	if len(r.fees) == 0 {
		r.fees = []int64{b.terms.monthlyFee(f.Fees, "", "")}
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

// monthlyFee adds up what a month of care in this mode and band costs in fen: the basic fee and everything that recurs,
// without boarding and what is paid once. Of a category, only the items that fit the class most closely count. It returns
// -1 when no basic fee by the month, day, term or year is published. An empty mode or band fits every item.
func (t *terms) monthlyFee(fees []care.Fee, mode care.Mode, band care.BandName) int64 {
	var total int64
	for _, cat := range []care.FeeCategory{care.FeeCare, care.FeeMeals, care.FeeMaterial, care.FeeOther} {
		sum, known := t.categoryFee(fees, cat, mode, band)
		if cat == care.FeeCare && !known {
			return -1
		}
		total += sum
	}
	return total
}

func (t *terms) categoryFee(fees []care.Fee, cat care.FeeCategory, mode care.Mode, band care.BandName) (sum int64, known bool) {
	closest := 0
	for i := range fees {
		f := &fees[i]
		amount, ok := t.monthly(f)
		fit := fitOf(f, mode, band)
		if f.Category != cat || !ok || fit == 0 || fit < closest {
			continue
		}
		switch {
		case fit > closest:
			closest, sum = fit, amount
		case cat == care.FeeCare:
			sum = min(sum, amount) // two basic fees for the same class: the lower is where it starts
		default:
			sum += amount
		}
		known = true
	}
	return sum, known
}

// fitOf is 0 when the item is not for the class, else higher the more closely it fits.
func fitOf(f *care.Fee, mode care.Mode, band care.BandName) int {
	fit := 1
	if f.Mode != "" && mode != "" {
		if f.Mode != mode {
			return 0
		}
		fit += 2
	}
	if f.Band != "" && band != "" {
		if f.Band != band {
			return 0
		}
		fit++
	}
	return fit
}

// monthly turns an item into fen a month; hours and sessions have no monthly sum, and what is paid once none either.
func (t *terms) monthly(f *care.Fee) (int64, bool) {
	switch f.Unit {
	case care.PerMonth:
		return f.Amount, true
	case care.PerDay:
		return f.Amount * int64(t.daysPerMonth), true
	case care.PerTerm:
		return ceilDiv(f.Amount, int64(t.monthsPerTerm)), true
	case care.PerYear:
		return ceilDiv(f.Amount, 12), true
	default:
		return 0, false
	}
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

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
