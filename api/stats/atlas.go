package stats

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/area"
)

// Atlas knows the areas, which lies in which, and how many people live in each. It never changes.
type Atlas struct {
	list    []care.Area // by prefix
	at      map[string]int
	above   []int // the smallest area that holds this one, -1 for none
	borders *area.Index
	of      []int // by position in borders

	own []people // by area: who lives in it and in none of the smaller ones
}

type people struct{ all, young int64 }

// NewAtlas returns an atlas of areas. Cells say how many live in areas that do not say so themselves.
func NewAtlas(areas []care.Area, cells []care.PeopleCell) *Atlas {
	a := &Atlas{list: slices.Clone(areas), at: make(map[string]int, len(areas))}
	slices.SortFunc(a.list, func(x, y care.Area) int { return cmp.Compare(care.RegionPrefix(x.Code), care.RegionPrefix(y.Code)) })
	for i := range a.list {
		a.at[care.RegionPrefix(a.list[i].Code)] = i
	}
	var borders []area.Area
	for i := range a.list {
		a.above = append(a.above, a.holder(care.RegionPrefix(a.list[i].Code)))
		if len(a.list[i].Border) > 0 {
			borders = append(borders, area.Area{Code: a.list[i].Code, Border: a.list[i].Border})
			a.of = append(a.of, i)
		}
	}
	a.borders = area.New(borders)
	a.settle(cells)
	return a
}

// holder finds the area with the longest code that a code begins with, itself left out.
func (a *Atlas) holder(prefix string) int {
	for n := len(prefix) - 1; n > 0; n-- {
		if i, ok := a.at[prefix[:n]]; ok {
			return i
		}
	}
	return -1
}

// settle says who lives where: what an area says of itself, or what lives in the smaller ones in it where that is more, or the cells.
func (a *Atlas) settle(cells []care.PeopleCell) {
	grid := make([]people, len(a.list))
	for _, c := range cells {
		if i, ok := a.find(orb.Point{c.Lon, c.Lat}); ok {
			grid[i].all += int64(c.People)
			grid[i].young += int64(c.UnderThree)
		}
	}
	within := make([]people, len(a.list)) // in the smaller areas
	a.own = make([]people, len(a.list))
	for i := len(a.list) - 1; i >= 0; i-- { // an area comes after every one that holds it
		x := &a.list[i]
		said := people{int64(x.Population), int64(x.UnderThree)}
		if said.all == 0 {
			said.all = within[i].all + grid[i].all
		}
		if said.young == 0 {
			said.young = within[i].young + grid[i].young
		}
		said.all, said.young = max(said.all, within[i].all), max(said.young, within[i].young)
		a.own[i] = people{said.all - within[i].all, said.young - within[i].young}
		if up := a.above[i]; up >= 0 {
			within[up].all += said.all
			within[up].young += said.young
		}
	}
}

// find returns the smallest area whose border holds a point.
func (a *Atlas) find(p orb.Point) (int, bool) {
	i, ok := a.borders.Find(p)
	if !ok {
		return 0, false
	}
	return a.of[i], true
}

// Place gives the smallest area a facility is counted in, as the beginning of its code. The register's word comes first: its point only
// says where in the area of its code it stands, or where when it has none.
func (a *Atlas) Place(code string, point *orb.Point) string {
	prefix := care.RegionPrefix(code)
	i, known := a.at[prefix]
	if !known {
		if i = a.holder(prefix); i >= 0 {
			known = true
		}
	}
	if known && a.list[i].Level == care.LevelStreet {
		return care.RegionPrefix(a.list[i].Code)
	}
	if point != nil {
		if at, ok := a.find(*point); ok && (!known || care.Within(a.list[at].Code, a.list[i].Code)) {
			return care.RegionPrefix(a.list[at].Code)
		}
	}
	if known {
		return care.RegionPrefix(a.list[i].Code)
	}
	return prefix
}

// districtOf gives the district that holds an area; the area itself where none does.
func (a *Atlas) districtOf(prefix string) string {
	i, ok := a.at[prefix]
	if !ok {
		i = a.holder(prefix)
	}
	for ; i >= 0; i = a.above[i] {
		if a.list[i].Level == care.LevelDistrict {
			return care.RegionPrefix(a.list[i].Code)
		}
	}
	return prefix
}

// Area returns an area by the beginning of its code.
func (a *Atlas) Area(prefix string) (care.Area, bool) {
	i, ok := a.at[care.RegionPrefix(prefix)]
	if !ok {
		return care.Area{Code: prefix, Name: cmp.Or(care.RegionName(prefix), prefix)}, false
	}
	return a.list[i], true
}

// Count counts a day: the smallest areas with what stands in them. The facilities are in their places already.
func (a *Atlas) Count(facilities []store.StatFacility, classes []store.StatClass, terms func(area string) care.VacancyTerms, at care.Instant) []store.StatArea {
	sums := make(map[string]*care.StatCounts, len(a.list))
	for i := range a.list {
		c := &care.StatCounts{Population: a.own[i].all, UnderThree: a.own[i].young}
		if a.list[i].Level == care.LevelStreet {
			c.Streets = 1
		}
		sums[care.RegionPrefix(a.list[i].Code)] = c
	}
	byID := make(map[care.FacilityID]*store.StatFacility, len(facilities))
	for i := range facilities {
		f := &facilities[i]
		byID[f.ID] = f
		if sums[f.Area] == nil {
			sums[f.Area] = &care.StatCounts{}
		}
		n := FacilityCounts(f)
		n.Covered = min(n.Covered, sums[f.Area].Streets-sums[f.Area].Covered)
		*sums[f.Area] = sums[f.Area].Plus(n)
	}
	limits := make(map[string]care.VacancyTerms)
	for i := range classes {
		f := byID[classes[i].Facility]
		if f == nil || !f.Filing.InForce() {
			continue
		}
		t, ok := limits[f.Area]
		if !ok {
			t = terms(f.Area)
			limits[f.Area] = t
		}
		*sums[f.Area] = sums[f.Area].Plus(ClassCounts(f, &classes[i], t.Freshness(classes[i].ConfirmedAt, classes[i].Reports, at)))
	}
	out := make([]store.StatArea, 0, len(sums))
	for code, c := range sums {
		if *c != (care.StatCounts{}) {
			out = append(out, store.StatArea{Area: code, StatCounts: *c})
		}
	}
	slices.SortFunc(out, func(x, y store.StatArea) int { return cmp.Compare(x.Area, y.Area) })
	return out
}

// FacilityCounts is what a facility adds, without its classes.
func FacilityCounts(f *store.StatFacility) care.StatCounts {
	var n care.StatCounts
	if f.Filing.OffersCare() {
		n.Offering = 1
	}
	if f.Filing.InForce() {
		n.Filed = 1
		if f.Inclusive {
			n.Covered = 1
		}
	}
	return n
}

// ClassCounts is what a class of a filed facility adds.
func ClassCounts(f *store.StatFacility, c *store.StatClass, fresh care.Freshness) care.StatCounts {
	n := care.StatCounts{Classes: 1, Places: c.Places, Staffed: c.Staffed, InCare: c.InCare}
	if c.Counted {
		n.Counted = 1
	}
	if f.Inclusive {
		n.InclusivePlaces = c.Places
	}
	n.Bands[bandAt(c.Band)] = care.BandCounts{Places: c.Places, InCare: c.InCare}
	n.Fresh[fresh] = 1
	return n
}

func bandAt(b care.BandName) int {
	bands := care.StatBands()
	return max(slices.Index(bands[:], b), 0)
}
