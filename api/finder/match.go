package finder

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

// failed is the set of filters a facility does not meet. A facility matches when it is empty, and would match without
// one filter when only that bit is set (failEither stands for two such filters); facets and relaxations are counted from it.
type failed uint16

const (
	failKind failed = 1 << iota
	failNature
	failMode
	failInclusive
	failOpen
	failVerified
	failLanguage
	failFee
	failHours
	failVacancy
	failAge
	failArea
	failBound
	failWords
	failEither // mode and age together: without one of them it would match

	failOffer = failMode | failAge | failEither | failFee | failVacancy // what depends on the child and its classes
)

// filterNames are the query parameters by bit, in the order in which relaxing them is proposed.
var filterNames = [...]struct {
	bit  failed
	name string
}{
	{failVacancy, "vacant"},
	{failFee, "fee_max"},
	{failHours, "days"},
	{failKind, "kind"},
	{failNature, "nature"},
	{failMode, "mode"},
	{failInclusive, "inclusive"},
	{failLanguage, "language"},
	{failOpen, "open"},
	{failVerified, "verified"},
	{failAge, "age_months"},
	{failWords, "words"},
	{failArea, "area"},
	{failBound, "bbox"},
}

// plan is a query made ready to test thousands of facilities.
type plan struct {
	terms    *terms
	now      care.Instant
	child    child
	alone    child // the child in one mode, or in any: see inMode
	ageless  child // see anyAge
	kinds    uint8 // bits; 0 any
	natures  uint8
	modes    uint8
	langs    uint64
	noLang   bool // a language was asked for that no facility has
	inc      Tri
	open     Tri
	verified Tri
	feeMin   int64
	feeMax   int64
	hours    care.Need // zero: no wish
	vacant   bool
	byArea   bool
	area     int32  // position in Snapshot.areas, -1 when only the prefix is known
	prefix   string // of area codes
	bound    *orb.Bound
	words    map[int32]float64 // score by row; nil without words
}

func (s *Snapshot) plan(q *Query, now care.Instant) (p plan, err error) {
	p = plan{
		terms: &s.terms, now: now, inc: q.Inclusive, open: q.Open, verified: q.Verified, feeMin: q.FeeMin, feeMax: q.FeeMax,
		hours: q.Hours, vacant: q.Vacancy != AnyVacancy, bound: q.Bound, area: -1,
	}
	for _, k := range q.Kinds {
		p.kinds |= bitOf(number(kindList[:], k))
	}
	for _, n := range q.Natures {
		p.natures |= bitOf(number(natureList[:], n))
	}
	for _, m := range q.Modes {
		p.modes |= modeBit(m)
	}
	for _, l := range q.Languages {
		if i := slices.Index(s.languages, l); i >= 0 {
			p.langs |= 1 << i
		}
	}
	p.noLang = len(q.Languages) > 0 && p.langs == 0
	if p.child, err = newChild(q); err != nil {
		return p, err
	}
	if q.Area != "" {
		p.byArea, p.prefix = true, care.RegionPrefix(q.Area)
		if i, ok := s.findArea(q.Area); ok {
			p.area = i
		}
	}
	return p, nil
}

func bitOf(n uint8) uint8 {
	if n == noNumber {
		return 0
	}
	return 1 << n
}

// test says which filters r fails and what it has for the child.
func (p *plan) test(i int32, r *row) (failed, offer) {
	var f failed
	if p.kinds != 0 && p.kinds&bitOf(r.kind) == 0 {
		f |= failKind
	}
	if p.natures != 0 && p.natures&bitOf(r.nature) == 0 {
		f |= failNature
	}
	if !p.inc.allows(r.inc) {
		f |= failInclusive
	}
	if !p.open.allows(r.open) {
		f |= failOpen
	}
	if !p.verified.allows(r.verified) {
		f |= failVerified
	}
	if p.noLang || (p.langs != 0 && p.langs&r.langs == 0) {
		f |= failLanguage
	}
	if p.hours != (care.Need{}) && p.hours.Fits(r.facility.Hours) != care.Yes { // unknown hours are no opening hours
		f |= failHours
	}
	if p.byArea && !p.inArea(r) {
		f |= failArea
	}
	if p.bound != nil && (!r.located || !p.bound.Contains(r.point)) {
		f |= failBound
	}
	if p.words != nil {
		if _, ok := p.words[i]; !ok {
			f |= failWords
		}
	}
	o, g := p.offer(r)
	return f | g, o
}

// offer computes what r has for the child and the filters that depend on it: mode, age, fee and vacancy.
func (p *plan) offer(r *row) (offer, failed) {
	if p.modes != 0 && p.modes&r.modes == 0 {
		o := r.offerFor(p.inMode(""), p.terms, p.now)
		if o.state != offNoClass && p.judge(&o) == 0 {
			return o, failMode
		}
		return o, failMode | failAge
	}
	o := r.offerFor(&p.child, p.terms, p.now)
	if o.state == offNoClass {
		return o, p.misfit(r)
	}
	return o, p.judge(&o)
}

// misfit says which filter keeps the child out of every class of r: the one without which r matches, failEither when
// there are two, both when it takes more.
func (p *plan) misfit(r *row) failed {
	with := func(c *child) bool {
		o := r.offerFor(c, p.terms, p.now)
		return o.state != offNoClass && p.judge(&o) == 0
	}
	mode := p.modes != 0 && with(p.inMode(""))
	age := p.child.aged && with(p.anyAge())
	switch {
	case mode && age:
		return failEither
	case mode:
		return failMode
	case age:
		return failAge
	default:
		return failMode | failAge
	}
}

// inMode is the child in one mode alone, or with "" in any, until it is called again.
func (p *plan) inMode(m care.Mode) *child {
	if p.alone.months == nil {
		p.alone = p.child.inAnyMode()
	}
	for i := range p.alone.months {
		p.alone.months[i].modes[0].Mode = m
	}
	return &p.alone
}

// anyAge is a child of any age with the same wishes.
func (p *plan) anyAge() *child {
	if p.ageless.months == nil {
		p.ageless = p.child.ofAnyAge()
	}
	return &p.ageless
}

// judge says which wishes an offer does not meet.
func (p *plan) judge(o *offer) (f failed) {
	if (p.feeMax > 0 && (o.lowest < 0 || o.lowest > p.feeMax)) || (p.feeMin > 0 && o.lowest < p.feeMin) {
		f |= failFee
	}
	if p.vacant && !o.hasRoom() {
		f |= failVacancy
	}
	return f
}

// matchingModes is the modes of r with which alone it would match, when it fails nothing that has to do with its place or kind.
func (p *plan) matchingModes(r *row, f failed) (modes uint8) {
	if p.modes == 0 && r.bare == 0 && r.modes&(r.modes-1) == 0 { // a single mode, and any will do: the answer is known
		if f == 0 {
			return r.modes
		}
		return 0
	}
	if len(p.child.months) == 1 && len(r.rooms) > 0 {
		return p.modesAtOnce(r)
	}
	for m := range modeList {
		bit := uint8(1) << m
		if r.modes&bit == 0 {
			continue
		}
		if o := r.offerFor(p.inMode(modeList[m]), p.terms, p.now); o.state != offNoClass && p.judge(&o) == 0 {
			modes |= bit
		}
	}
	return modes
}

// modesAtOnce is matchingModes for a single start month: one question in any mode, its answer taken apart by the mode of
// each class.
func (p *plan) modesAtOnce(r *row) (modes uint8) {
	c := &p.child
	if p.modes != 0 {
		c = p.inMode("")
	}
	if p.modes != 0 || c.asked != r { // else the answer for r still stands in c.buf
		c.buf, _ = r.rooms.ByClass(c.buf[:0], c.months[0].modes[0], p.now, p.terms.vacancy)
	}
	var alone [len(modeList)]offer
	for k := range c.buf {
		m := r.classModes[k]
		if !c.buf[k].Fits {
			continue
		}
		for bare := range alone { // what no class is known of is for the ages of all
			if r.bare&(1<<bare) == 0 {
				continue
			}
			if modes&(1<<bare) == 0 {
				modes |= 1 << bare
				alone[bare] = offer{state: offUnknown, lowest: -1, highest: -1}
			}
			alone[bare].addFee(r.bareFees[bare][k])
		}
		if m == noNumber {
			continue
		}
		o := &alone[m]
		if modes&(1<<m) == 0 {
			modes |= 1 << m
			*o = offer{state: offFull, lowest: -1, highest: -1}
		}
		o.addFee(r.fees[k])
		if c.buf[k].HasRoom() == care.Yes && !r.members {
			o.state = offFree
		}
	}
	for m := range alone {
		if modes&(1<<m) != 0 && p.judge(&alone[m]) != 0 {
			modes &^= 1 << m
		}
	}
	return modes
}

func (t Tri) allows(v bool) bool { return t == Either || (t == Yes) == v }

func (p *plan) inArea(r *row) bool {
	if p.area >= 0 && slices.Contains(r.areas, p.area) {
		return true
	}
	return p.prefix != "" && len(r.areas) == 0 && strings.HasPrefix(r.facility.AreaCode, p.prefix)
}

// tally counts facets: how many facilities would match if the value were the facet's only one and every other filter stayed.
type tally struct {
	kinds, natures, modes [8]int32
	inclusive             [2]int32
	vacancy               [len(stateList)]int32
	languages             [maxLanguages]int32
	areas                 []int32 // by position in Snapshot.areas
	touched               []int32 // areas with a count
}

func (t *tally) reset(areas int) {
	for _, a := range t.touched {
		t.areas[a] = 0
	}
	keep, touched := t.areas, t.touched[:0]
	if len(keep) < areas {
		keep = make([]int32, areas)
	}
	*t = tally{areas: keep, touched: touched}
}

func (t *tally) add(p *plan, r *row, f failed, o *offer) {
	if f&^failKind == 0 && r.kind != noNumber {
		t.kinds[r.kind]++
	}
	if f&^failNature == 0 && r.nature != noNumber {
		t.natures[r.nature]++
	}
	if f&^failInclusive == 0 {
		t.inclusive[boolIndex(r.inc)]++
	}
	if f&^failVacancy == 0 {
		t.vacancy[o.state]++
	}
	if f&^failOffer == 0 {
		modes := p.matchingModes(r, f)
		for i := range modeList {
			t.modes[i] += int32(modes>>i) & 1
		}
	}
	if f&^failLanguage == 0 && r.langs != 0 {
		for i := range maxLanguages {
			t.languages[i] += int32(r.langs>>i) & 1 //nolint:gosec // one bit
		}
	}
	if f&^failArea == 0 && len(r.areas) > 0 {
		a := r.areas[0]
		if t.areas[a] == 0 {
			t.touched = append(t.touched, a)
		}
		t.areas[a]++
	}
}

func boolIndex(v bool) int {
	if v {
		return 1
	}
	return 0
}
