package finder

import (
	"cmp"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// referee answers the same questions slowly, one facility after the other, straight from the words of the documentation.
type referee struct {
	t     *testing.T
	graph *geo.Graph
	fs    []care.Facility
	terms terms
	areas []care.Area
	reach *geo.Reach
}

// found is what the referee says of one facility that meets all filters but those in without.
type found struct {
	f       *care.Facility
	metres  []float64
	rough   bool
	sum     float64
	vacancy care.Vacancy
	fee     int64
	fails   map[string]bool
}

// metres is the walk, found with a search of its own for every pair.
func (r *referee) metres(from orb.Point, to orb.Point, p geo.Profile, limit float64) (float64, bool, bool) {
	a, okA := r.graph.Snap(from, p, geo.MaxSnapMetres)
	b, okB := r.graph.Snap(to, p, geo.MaxSnapMetres)
	if !okA || !okB {
		m := geo.Haversine(from, to) * r.terms.circle.DetourFactor
		return m, true, m <= limit
	}
	if err := r.reach.From(r.t.Context(), a, limit, p); err != nil {
		r.t.Fatal(err)
	}
	m, ok := r.reach.At(b)
	return m, false, ok && m <= limit
}

// judge is nil for a facility nobody may see or that is not in reach.
func (r *referee) judge(f *care.Facility, q *Query) *found {
	switch f.Filing.Status {
	case care.Filed, care.Licensed, care.FilingChangePending:
	default:
		return nil
	}
	out := &found{f: f, fails: map[string]bool{}}
	for _, from := range q.Anchors {
		if f.Location == nil {
			return nil
		}
		m, rough, ok := r.metres(from, f.Location.Point, q.Profile, q.Minutes*60*q.Speed)
		if !ok {
			return nil
		}
		out.metres, out.rough = append(out.metres, m), out.rough || rough
		if q.Combine == Sum {
			out.sum += m
		} else {
			out.sum = max(out.sum, m)
		}
	}
	r.judgeChild(f, q, out)
	r.judgeRest(f, q, out)
	return out
}

func (r *referee) judgeChild(f *care.Facility, q *Query, out *found) {
	has := slices.Clone(f.Modes)
	for i := range f.Classes {
		has = append(has, f.Classes[i].Mode)
	}
	asked := care.Mode("")
	if len(q.Modes) == 1 {
		asked = q.Modes[0]
		if !slices.Contains(has, asked) {
			out.fails["mode"] = true
			asked = ""
		}
	}
	ask := care.AskAnyAge(q.Start.MonthOf())
	if q.AgeMonths >= 0 {
		ask, _ = care.AskByAge(q.AgeMonths, q.Start.MonthOf())
	}
	ask.Mode = asked
	bare := asked != "" && len(f.Classes) > 0 && !slices.ContainsFunc(f.Classes, func(c care.Class) bool { return c.Mode == asked })
	if bare { // offered, but nobody says in which classes: for the ages of all
		ask.Mode = ""
	}
	var classes []care.ClassVacancy
	out.vacancy, classes = f.Vacancies(ask, care.InstantOf(noon), r.terms.vacancy)
	if bare {
		out.vacancy = care.Vacancy{Fits: out.vacancy.Fits, HasRoom: care.NotKnown}
	}
	out.fee = -1
	for i, c := range classes {
		mode := f.Classes[i].Mode
		if bare {
			mode = asked
		}
		if fee := r.fee(f, mode, f.Classes[i].Band); c.Fits && fee >= 0 && (out.fee < 0 || fee < out.fee) {
			out.fee = fee
		}
	}
	if len(f.Classes) == 0 {
		for _, mode := range append(modeList[:], "") {
			for _, band := range append(care.Bands(), "") {
				if fee := r.fee(f, mode, band); fee >= 0 && (out.fee < 0 || fee < out.fee) {
					out.fee = fee
				}
			}
		}
	} else if !out.vacancy.Fits {
		if q.AgeMonths >= 0 {
			out.fails["age_months"] = true
		} else {
			out.fails["mode"] = true
		}
	}
	members := f.Kind == care.KindEmployer && !f.OpenToPublic
	if q.Vacancy == Vacant && (members || len(f.Classes) == 0 || out.vacancy.HasRoom != care.Yes) {
		out.fails["vacant"] = true
	}
	if (q.FeeMax > 0 && (out.fee < 0 || out.fee > q.FeeMax)) || (q.FeeMin > 0 && out.fee < q.FeeMin) {
		out.fails["fee_max"] = true
	}
}

func (r *referee) fee(f *care.Facility, mode care.Mode, band care.BandName) int64 {
	if fen, ok := care.MonthlyFee(f.Fees, band, mode, care.Today(care.InstantOf(noon)), r.terms.fees); ok {
		return fen
	}
	return -1
}

func (r *referee) judgeRest(f *care.Facility, q *Query, out *found) {
	if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, f.Kind) {
		out.fails["kind"] = true
	}
	if len(q.Natures) > 0 && !slices.Contains(q.Natures, f.Nature) {
		out.fails["nature"] = true
	}
	if q.Inclusive != Either && (q.Inclusive == Yes) != f.Inclusive {
		out.fails["inclusive"] = true
	}
	if q.Open != Either && (q.Open == Yes) != (f.Kind != care.KindEmployer || f.OpenToPublic) {
		out.fails["open"] = true
	}
	if q.Verified != Either && (q.Verified == Yes) != f.Verified {
		out.fails["verified"] = true
	}
	if len(q.Languages) > 0 && !slices.ContainsFunc(q.Languages, func(l string) bool { return slices.Contains(f.Languages, l) }) {
		out.fails["language"] = true
	}
	if q.Bound != nil && (f.Location == nil || !q.Bound.Contains(f.Location.Point)) {
		out.fails["bbox"] = true
	}
	if q.Area != "" && !r.inArea(f, q.Area) {
		out.fails["area"] = true
	}
	for d := range 7 {
		if q.Hours.Weekdays&(1<<d) == 0 {
			continue
		}
		if !slices.ContainsFunc(f.Hours, func(h care.Hours) bool {
			return int(h.Weekday) == d+1 && h.Open <= q.Hours.From && h.Close >= q.Hours.To
		}) {
			out.fails["days"] = true
		}
	}
}

// inArea: a facility on the map belongs to the areas whose border holds it, any other to those its code begins with.
func (r *referee) inArea(f *care.Facility, code string) bool {
	if f.Location != nil {
		for _, a := range r.areas {
			for _, poly := range a.Border {
				b := poly[0].Bound()
				if b.Contains(f.Location.Point) {
					return a.Code == code || r.holds(f.Location.Point, code)
				}
			}
		}
	}
	return f.AreaCode != "" && strings.HasPrefix(f.AreaCode, code)
}

func (r *referee) holds(p orb.Point, code string) bool {
	for _, a := range r.areas {
		if a.Code == code && len(a.Border) > 0 && a.Border[0][0].Bound().Contains(p) {
			return true
		}
	}
	return false
}

// list gives the facilities that meet every filter, in order, and how many would match without the named one.
func (r *referee) list(q *Query) (match []*found, only map[string]int) {
	only = map[string]int{}
	for i := range r.fs {
		f := r.judge(&r.fs[i], q)
		switch {
		case f == nil:
		case len(f.fails) == 0:
			match = append(match, f)
		default:
			misfit := f.fails["mode"] || f.fails["age_months"]
			for _, fn := range filterNames {
				if !misfit && (fn.name == "mode" || fn.name == "age_months") {
					continue // a class takes the child; that of others may have room is no advice
				}
				if without := r.judge(&r.fs[i], drop(*q, fn.name)); len(without.fails) == 0 {
					only[fn.name]++
				}
			}
		}
	}
	slices.SortFunc(match, func(a, b *found) int {
		return cmp.Or(r.compare(q.Sort, a, b), cmp.Compare(a.f.ID, b.f.ID))
	})
	return match, only
}

// drop is the question without one filter.
func drop(q Query, filter string) *Query {
	switch filter {
	case "vacant":
		q.Vacancy = AnyVacancy
	case "fee_max":
		q.FeeMin, q.FeeMax = 0, 0
	case "days":
		q.Hours = care.Need{}
	case "kind":
		q.Kinds = nil
	case "nature":
		q.Natures = nil
	case "mode":
		q.Modes = nil
	case "inclusive":
		q.Inclusive = Either
	case "language":
		q.Languages = nil
	case "open":
		q.Open = Either
	case "verified":
		q.Verified = Either
	case "age_months":
		q.AgeMonths = -1
	case "area":
		q.Area = ""
	case "bbox":
		q.Bound = nil
	}
	return &q
}

func (r *referee) compare(s Sort, a, b *found) int {
	switch s {
	case ByWalk:
		return cmp.Compare(float32(a.sum), float32(b.sum))
	case ByFee:
		known := func(f *found) float64 {
			if f.fee < 0 {
				return math.Inf(1)
			}
			return float64(f.fee)
		}
		return cmp.Compare(known(a), known(b))
	case ByFreshness:
		return cmp.Compare(b.vacancy.Confirmed, a.vacancy.Confirmed)
	default:
		return 0
	}
}

// randomQuery asks for anything that can be asked, within the limits.
func randomQuery(t *rapid.T, r *rand.Rand) Query {
	q := Query{AgeMonths: -1, Limit: rapid.IntRange(1, 30).Draw(t, "limit"), Facets: true}
	for range rapid.IntRange(0, 3).Draw(t, "anchors") {
		q.Anchors = append(q.Anchors, at(r.Float64()*side, r.Float64()*(side+3)))
	}
	maybe := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
	q.Minutes = float64(rapid.SampledFrom([]int{3, 5, 10, 15, 15, 15, 30, 60}).Draw(t, "minutes"))
	if maybe("speed") {
		q.Speed = rapid.SampledFrom([]float64{0.3, 0.9, 1.2, 1.6}).Draw(t, "mps")
	}
	if maybe("stroller") {
		q.Profile = geo.Stroller
	}
	if maybe("sum") {
		q.Combine = Sum
	}
	if !maybe("no age") {
		q.AgeMonths = rapid.IntRange(0, 40).Draw(t, "age")
	}
	q.Start = care.Today(care.InstantOf(noon)).AddDays(rapid.IntRange(0, 300).Draw(t, "start"))
	if maybe("kind") {
		q.Kinds = []care.FacilityKind{pick(r, kindList[:]...), pick(r, kindList[:]...)}
	}
	if maybe("nature") {
		q.Natures = []care.Nature{pick(r, natureList[:]...)}
	}
	if maybe("mode") {
		q.Modes = []care.Mode{pick(r, modeList[:]...)}
	}
	if maybe("language") {
		q.Languages = []string{pick(r, "zh", "en", "ko", "xx")}
	}
	if maybe("inclusive") {
		q.Inclusive = pick(r, Yes, No)
	}
	if maybe("open") {
		q.Open = pick(r, Yes, No)
	}
	if maybe("verified") {
		q.Verified = pick(r, Yes, No)
	}
	if maybe("fee") {
		q.FeeMin, q.FeeMax = int64(r.IntN(100000)), int64(100000+r.IntN(200000))
	}
	if maybe("vacant") {
		q.Vacancy = Vacant
	}
	if maybe("hours") {
		q.Hours = care.Need{Weekdays: uint8(1 + r.IntN(127)), From: int16(480 + r.IntN(60)), To: int16(900 + r.IntN(120))}
	}
	if maybe("area") {
		q.Area = pick(r, "110108", "110108001", "110108002")
	}
	if maybe("bbox") {
		x, y := r.Float64()*15, r.Float64()*15
		q.Bound = &orb.Bound{Min: at(x, y), Max: at(x+10, y+10)}
	}
	q.Sort = rapid.SampledFrom([]Sort{"", ByFee, ByFreshness, ByName, ByFree}).Draw(t, "sort")
	return q
}

func TestFindAgreesWithReferee(t *testing.T) {
	g := grid(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		fs := randomFacilities(r, rapid.IntRange(0, 120).Draw(rt, "facilities"))
		f := finderOf(t, g, fs, districts(), nil)
		ref := &referee{t: t, graph: g, fs: fs, terms: f.Snapshot().terms, areas: districts(), reach: geo.NewReach(g)}
		for range 4 {
			q := randomQuery(rt, r)
			checkQuery(rt, f, ref, q)
		}
	})
}

func checkQuery(t *rapid.T, f *Finder, ref *referee, q Query) {
	a, err := f.Find(ref.t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	defer a.Release()
	full := a.q // with its defaults
	match, only := ref.list(&full)
	list := a.List()
	if list.Total != len(match) {
		t.Fatalf("total %d, want %d\n%+v", list.Total, len(match), full)
	}
	comparePage(t, &list, match, &full)
	if got := a.AppendJSON(nil); string(got) != string(mustJSON(list)) {
		t.Fatalf("fast writer:\n%s\nencoding/json:\n%s", got, mustJSON(list))
	}
	if list.Empty != nil {
		relax := map[string]int{}
		for _, x := range list.Empty.Relax {
			relax[x.Drop] = x.Count
		}
		if len(only)+len(relax) > 0 && !reflect.DeepEqual(relax, only) && full.Bound == nil {
			ref.explain(t, a)
			t.Fatalf("relaxations %v, want %v\n%+v", relax, only, full)
		}
	}
	if want := ref.facets(&full); !reflect.DeepEqual(list.Facets, want) && (full.Bound == nil || len(full.Anchors) > 0) {
		t.Fatalf("facets\n%v, want\n%v\n%+v", list.Facets, want, full)
	}
	walkPages(t, f, q, match, full.Sort)
}

// facets counts each facet over the facilities that fail nothing but the facet's own filter, and the modes over those that
// match when only that mode is asked for.
func (r *referee) facets(q *Query) map[string]map[string]int {
	out := map[string]map[string]int{}
	for _, facet := range []string{"area", "inclusive", "kind", "language", "mode", "nature", "vacancy"} {
		out[facet] = map[string]int{}
	}
	for i := range r.fs {
		f := r.judge(&r.fs[i], q)
		if f == nil {
			continue
		}
		for _, m := range modeList {
			one := *q
			one.Modes = []care.Mode{m}
			if in := r.judge(&r.fs[i], &one); len(in.fails) == 0 {
				out["mode"][string(m)]++
			}
		}
		for facet, values := range r.values(f) {
			own := facet
			if facet == "vacancy" {
				own = "vacant"
			}
			others := len(f.fails)
			if f.fails[own] {
				others--
			}
			if others > 0 {
				continue
			}
			for _, v := range values {
				out[facet][v]++
			}
		}
	}
	return out
}

func (r *referee) values(f *found) map[string][]string {
	out := map[string][]string{
		"kind": {string(f.f.Kind)}, "nature": {string(f.f.Nature)}, "inclusive": {strconv.FormatBool(f.f.Inclusive)},
		"language": f.f.Languages, "vacancy": {f.state()},
	}
	code := f.f.AreaCode
	if f.f.Location != nil {
		for _, a := range r.areas {
			if a.Level == care.LevelStreet && r.holds(f.f.Location.Point, a.Code) {
				code = a.Code
			}
		}
	}
	if code = strings.TrimSuffix(code, "000"); slices.ContainsFunc(r.areas, func(a care.Area) bool { return a.Code == code }) {
		out["area"] = []string{code}
	}
	return out
}

func (f *found) state() string {
	switch {
	case len(f.f.Classes) > 0 && !f.vacancy.Fits:
		return "no_class"
	case f.f.Kind == care.KindEmployer && !f.f.OpenToPublic:
		return "members_only"
	case len(f.f.Classes) == 0 || f.vacancy.HasRoom == care.NotKnown:
		return "unknown"
	case f.vacancy.HasRoom == care.Yes:
		return "free"
	default:
		return "full"
	}
}

// explain logs where finder and referee judge a facility differently.
func (r *referee) explain(t *rapid.T, a *Answer) {
	for i := range a.sc.list {
		c := &a.sc.list[i]
		f := a.s.rows[c.row].facility
		want := r.judge(f, &a.q)
		got := map[string]bool{}
		for _, fn := range filterNames {
			if c.fails&fn.bit != 0 {
				got[fn.name] = true
			}
		}
		if want == nil || !reflect.DeepEqual(got, want.fails) {
			t.Logf("%s: fails %v, want %+v\n%+v", f.ID, got, want, *f)
		}
	}
}

func comparePage(t *rapid.T, list *FacilityList, match []*found, q *Query) {
	if want := min(q.Limit, len(match)); len(list.Items) != want {
		t.Fatalf("%d items, want %d", len(list.Items), want)
	}
	if q.Sort == ByName || q.Sort == ByFree { // judged by their order below
		match = byID(list, match)
	}
	for i := range list.Items {
		it, want := &list.Items[i], match[i]
		if it.ID != want.f.ID {
			t.Fatalf("item %d is %s, want %s\n%+v", i, it.ID, want.f.ID, *q)
		}
		if len(want.metres) > 0 && (math.Abs(it.Walk.Metres-want.sum) > 0.11 || it.Walk.Estimate != want.rough) {
			t.Fatalf("walk to %s is %+v, want %.1f estimate %v", it.ID, *it.Walk, want.sum, want.rough)
		}
		if free := it.Vacancy.Free; free != nil && *free != want.vacancy.Free {
			t.Fatalf("%s has %d free, want %d", it.ID, *free, want.vacancy.Free)
		}
		if (it.Fee == nil) != (want.fee < 0) || (it.Fee != nil && it.Fee.Monthly != want.fee) {
			t.Fatalf("%s costs %+v, want %d", it.ID, it.Fee, want.fee)
		}
	}
}

// byID puts the referee's findings into the order of the list.
func byID(list *FacilityList, match []*found) []*found {
	var out []*found
	for i := range list.Items {
		for _, m := range match {
			if m.f.ID == list.Items[i].ID {
				out = append(out, m)
			}
		}
	}
	return append(out, make([]*found, len(list.Items)-len(out))...)
}

// walkPages joins all pages by their cursors: every match once, in one order.
func walkPages(t *rapid.T, f *Finder, q Query, match []*found, s Sort) {
	var ids []care.FacilityID
	q.Limit = max(1, len(match)/3)
	for page := 0; ; page++ {
		a, err := f.Find(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		a.Items(func(it FacilityItem) { ids = append(ids, it.ID) })
		q.Cursor = a.Next()
		a.Release()
		if q.Cursor == "" {
			break
		}
		if page > len(match) {
			t.Fatal("pages without end")
		}
	}
	want := make([]care.FacilityID, len(match))
	for i, m := range match {
		want[i] = m.f.ID
	}
	if s == ByName || s == ByFree {
		slices.Sort(ids)
		slices.Sort(want)
	}
	if !slices.Equal(ids, want) {
		t.Fatalf("pages joined: %v\nwant %v", ids, want)
	}
}

func TestHiddenFacilitiesAreNowhere(t *testing.T) {
	r := seeded(t, 5)
	fs := randomFacilities(r, 400)
	f := finderOf(t, grid(t), fs, districts(), nil)
	hidden := map[care.FacilityID]bool{}
	for i := range fs {
		if !fs[i].Public(false) {
			hidden[fs[i].ID] = true
		}
	}
	if len(hidden) < 50 {
		t.Fatalf("only %d hidden facilities to look for", len(hidden))
	}
	q := Query{AgeMonths: -1, Limit: MaxLimit}
	for {
		a := find(t, f, q)
		a.Items(func(it FacilityItem) {
			if hidden[it.ID] {
				t.Errorf("%s is listed", it.ID)
			}
		})
		q.Cursor = a.Next()
		a.Release()
		if q.Cursor == "" {
			break
		}
	}
	for id := range hidden {
		if _, _, err := f.Facility(t.Context(), id, Query{AgeMonths: -1}); !care.Is(err, care.CodeNotFound) {
			t.Errorf("detail of %s: %v", id, err)
		}
	}
	var all map[string]any
	if err := json.Unmarshal(mustJSON(f.Snapshot().docs()), &all); err == nil {
		t.Fatal("docs are a list")
	}
	for _, d := range f.Snapshot().docs() {
		if hidden[care.FacilityID(d.ID)] {
			t.Errorf("%s is in the word index", d.ID)
		}
	}
}
