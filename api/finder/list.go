package finder

import (
	"math"
	"slices"

	"tuoyuquan/api/care"
)

// List gives the answer as the documented struct.
func (a *Answer) List() FacilityList {
	l := FacilityList{
		AsOf: stamp(a.asOf), Sequence: a.s.Seq, Coords: a.q.Coords, Start: a.q.Start, Total: a.total,
		Items: make([]FacilityItem, 0, len(a.page)), Next: a.next, Empty: a.empty, Degraded: a.degrad,
	}
	if a.demo {
		l.Demo = DemoLabel
	}
	if a.q.AgeMonths >= 0 {
		l.Age = &a.q.AgeMonths
	}
	if len(a.q.Anchors) > 0 {
		for i := range a.sc.starts {
			l.Anchors = append(l.Anchors, a.sc.starts[i].info())
		}
	}
	for _, i := range a.page {
		l.Items = append(l.Items, a.item(&a.sc.list[i]))
	}
	if a.q.Facets {
		l.Facets = a.facets()
	}
	return l
}

func (a *Answer) item(c *candidate) FacilityItem {
	f := a.s.rows[c.row].facility
	it := FacilityItem{
		FacilityCard: card(f), FacilityPlace: place(f, a.q.Coords),
		Vacancy: c.offer.vacancy(a.now), Fee: c.offer.fee(),
	}
	walked := a.walked(c)
	if walked {
		w := newWalk(c.combined, a.q.Speed, c.estimate != 0)
		it.Walk = &w
	}
	if walked && len(a.q.Anchors) > 1 {
		for k := range a.q.Anchors {
			it.Walks = append(it.Walks, newWalk(float64(c.metres[k]), a.q.Speed, c.estimate&(1<<k) != 0))
		}
	}
	return it
}

// walked reports whether there is a walk to a candidate: not without a starting place, nor to one beyond an hour.
func (a *Answer) walked(c *candidate) bool { return len(a.q.Anchors) > 0 && !math.IsInf(c.combined, 1) }

// AppendJSON appends the answer as JSON: the bytes encoding/json gives for List, without building it.
func (a *Answer) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"as_of":"`...)
	dst = append(dst, stamp(a.asOf)...)
	dst = append(dst, `","sequence":`...)
	dst = appendInt(dst, a.s.Seq)
	dst = append(dst, `,"coords":"`...)
	dst = append(dst, a.q.Coords...)
	dst = append(dst, '"')
	if a.demo {
		dst = append(dst, `,"demo":"`+DemoLabel+`"`...)
	}
	dst = append(dst, `,"start":"`...)
	dst = append(dst, a.q.Start.String()...)
	dst = append(dst, '"')
	if a.q.AgeMonths >= 0 {
		dst = append(dst, `,"age_months":`...)
		dst = appendInt(dst, int64(a.q.AgeMonths))
	}
	dst = a.appendAnchors(dst)
	dst = append(dst, `,"total":`...)
	dst = appendInt(dst, int64(a.total))
	dst = append(dst, `,"items":[`...)
	system := systemIndex(a.q.Coords)
	for n, i := range a.page {
		if n > 0 {
			dst = append(dst, ',')
		}
		dst = a.appendItem(dst, &a.sc.list[i], system)
	}
	dst = append(dst, ']')
	if a.next != "" {
		dst = append(dst, `,"next":"`...)
		dst = append(dst, a.next...)
		dst = append(dst, '"')
	}
	if a.q.Facets {
		dst = a.appendFacets(dst)
	}
	if a.empty != nil {
		dst = append(dst, `,"empty":`...)
		dst = append(dst, mustJSON(a.empty)...)
	}
	if a.degrad {
		dst = append(dst, `,"degraded":true`...)
	}
	return append(dst, '}')
}

func (a *Answer) appendAnchors(dst []byte) []byte {
	if len(a.q.Anchors) == 0 {
		return dst
	}
	dst = append(dst, `,"anchors":[`...)
	for k := range a.sc.starts {
		if k > 0 {
			dst = append(dst, ',')
		}
		info := a.sc.starts[k].info()
		dst = append(dst, `{"off_street_metres":`...)
		dst = appendTenth(dst, info.OffStreet)
		if info.Isolated {
			dst = append(dst, `,"isolated":true`...)
		}
		if info.Estimate {
			dst = append(dst, `,"estimate":true`...)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

func (a *Answer) appendItem(dst []byte, c *candidate, system int) []byte {
	r := a.s.rows[c.row]
	dst = append(dst, '{')
	dst = append(dst, r.static...)
	dst = append(dst, ',')
	dst = append(dst, r.place[system]...)
	walked := a.walked(c)
	if walked {
		dst = append(dst, `,"walk":`...)
		dst = appendWalk(dst, c.combined, a.q.Speed, c.estimate != 0)
	}
	if walked && len(a.q.Anchors) > 1 {
		dst = append(dst, `,"walks":[`...)
		for k := range a.q.Anchors {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = appendWalk(dst, float64(c.metres[k]), a.q.Speed, c.estimate&(1<<k) != 0)
		}
		dst = append(dst, ']')
	}
	dst = append(dst, `,"vacancy":`...)
	dst = c.offer.appendVacancy(dst, a.now)
	if c.offer.lowest >= 0 {
		dst = append(dst, `,"fee":`...)
		dst = c.offer.appendFee(dst)
	}
	return append(dst, '}')
}

// facets gives the counts by the name of the query parameter, without zeros.
func (a *Answer) facets() map[string]map[string]int {
	t := &a.sc.tally
	out := map[string]map[string]int{}
	put := func(facet, value string, n int32) {
		if out[facet] == nil {
			out[facet] = map[string]int{}
		}
		if n > 0 {
			out[facet][value] = int(n)
		}
	}
	for i, k := range kindList {
		put("kind", string(k), t.kinds[i])
	}
	for i, n := range natureList {
		put("nature", string(n), t.natures[i])
	}
	for i, m := range modeList {
		put("mode", string(m), t.modes[i])
	}
	put("inclusive", "false", t.inclusive[0])
	put("inclusive", "true", t.inclusive[1])
	for i, s := range stateList {
		put("vacancy", string(s), t.vacancy[i])
	}
	put("language", "", 0)
	for i, l := range a.s.languages {
		put("language", l, t.languages[i])
	}
	put("area", "", 0)
	for _, i := range t.touched {
		put("area", a.s.areas[i].Code, t.areas[i])
	}
	return out
}

// sortedNames holds, for a closed list, the words in the order in which encoding/json writes map keys, as JSON.
type sortedNames []struct {
	at  int
	key string // `"word":`
}

func sortNames[T ~string](list []T) sortedNames {
	names := make(sortedNames, len(list))
	for i, v := range list {
		names[i].at, names[i].key = i, string(mustJSON(string(v)))+":"
	}
	slices.SortFunc(names, func(a, b struct {
		at  int
		key string
	},
	) int {
		return compareKeys(a.key, b.key)
	})
	return names
}

// compareKeys orders quoted words as the words themselves are ordered.
func compareKeys(a, b string) int {
	a, b = a[1:len(a)-2], b[1:len(b)-2]
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

var (
	kindNames   = sortNames(kindList[:])
	natureNames = sortNames(natureList[:])
	modeNames   = sortNames(modeList[:])
	stateNames  = sortNames(stateList[:])
	boolNames   = sortNames([]string{"false", "true"})
)

func (n sortedNames) appendCounts(dst []byte, facet string, counts []int32) []byte {
	dst = append(dst, '"')
	dst = append(dst, facet...)
	dst = append(dst, `":{`...)
	first := true
	for i := range n {
		if v := counts[n[i].at]; v > 0 {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = append(dst, n[i].key...)
			dst = appendInt(dst, int64(v))
		}
	}
	return append(dst, '}')
}

func (a *Answer) appendFacets(dst []byte) []byte {
	t := &a.sc.tally
	dst = append(dst, `,"facets":{`...)
	dst = a.appendAreaCounts(dst)
	dst = append(dst, ',')
	dst = boolNames.appendCounts(dst, "inclusive", t.inclusive[:])
	dst = append(dst, ',')
	dst = kindNames.appendCounts(dst, "kind", t.kinds[:])
	dst = append(dst, ',')
	dst = a.s.languageNames.appendCounts(dst, "language", t.languages[:])
	dst = append(dst, ',')
	dst = modeNames.appendCounts(dst, "mode", t.modes[:])
	dst = append(dst, ',')
	dst = natureNames.appendCounts(dst, "nature", t.natures[:])
	dst = append(dst, ',')
	dst = stateNames.appendCounts(dst, "vacancy", t.vacancy[:])
	return append(dst, '}')
}

func (a *Answer) appendAreaCounts(dst []byte) []byte {
	t, areas := &a.sc.tally, a.s.areas
	slices.SortFunc(t.touched, func(i, j int32) int {
		switch {
		case areas[i].Code < areas[j].Code:
			return -1
		case areas[i].Code > areas[j].Code:
			return 1
		default:
			return 0
		}
	})
	dst = append(dst, `"area":{`...)
	for n, i := range t.touched {
		if n > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, a.s.areaKeys[i]...)
		dst = appendInt(dst, int64(t.areas[i]))
	}
	return append(dst, '}')
}

// Items calls f for each facility of the page; the values are copies. It is for the command line.
func (a *Answer) Items(f func(FacilityItem)) {
	for _, i := range a.page {
		f(a.item(&a.sc.list[i]))
	}
}

// Total returns how many facilities match, over all pages.
func (a *Answer) Total() int { return a.total }

// Next returns the cursor of the next page, "" on the last.
func (a *Answer) Next() string { return a.next }

// Area names the smallest area that holds a WGS-84 point, if its border is known.
func (s *Snapshot) Area(p [2]float64) (care.Area, bool) {
	i, ok := s.areaAt(p)
	if !ok {
		return care.Area{}, false
	}
	return s.areas[i], true
}
