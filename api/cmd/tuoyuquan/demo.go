package main

import (
	"context"
	"math/rand/v2"
	"strings"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/synth"
)

// demoSource is the list the facilities and places of the demo city come from.
const demoSource = "demo"

// demoReport counts what fillDemo has put into the store.
type demoReport struct {
	Areas, Places, Facilities int
	Public, NeedLocation      int
	Classes                   int
	Filed, Taken              int // places filed and taken in the month of now, where they are known
}

// fillDemo puts the demo city into the store: its areas with their people, the places of its extract, and some 400 made-up
// facilities with classes, fees, hours and free places, all marked as 示范数据. It depends on city, extract, now and seed
// only; ids on the seed alone, so that filling again updates. Errors are those of the store.
func fillDemo(ctx context.Context, st *store.Store, city *synth.City, extract *osm.Extract, now care.Instant, seed uint64) (demoReport, error) {
	actor := operator("demo")
	areas := demoAreas(city)
	if err := st.SaveAreas(ctx, actor, now, areas); err != nil {
		return demoReport{}, err
	}
	places := demoPlaces(city, extract)
	if err := st.ReplacePlaces(ctx, actor, now, demoSource, places); err != nil {
		return demoReport{}, err
	}
	cells := demoCells(city)
	if err := st.ReplacePeopleCells(ctx, actor, now, demoSource, true, cells); err != nil {
		return demoReport{}, err
	}
	list := demoFacilities(city, now, seed)
	if err := st.ForgetDemoStats(ctx); err != nil { // of a fill that was killed
		return demoReport{}, err
	}
	if err := fillDemoPast(ctx, st, areas, cells, list, now); err != nil {
		return demoReport{}, err
	}
	if err := fillDemoPolicies(ctx, st, actor, now); err != nil {
		return demoReport{}, err
	}
	if _, err := st.SaveFacilities(ctx, actor, now, list); err != nil {
		return demoReport{}, err
	}
	report := countDemo(list)
	report.Areas, report.Places = len(areas), len(places)
	return report, nil
}

func countDemo(list []care.Facility) demoReport {
	r := demoReport{Facilities: len(list)}
	for i := range list {
		f := &list[i]
		if f.Public(false) {
			r.Public++
		}
		if f.Location == nil {
			r.NeedLocation++
		}
		r.Classes += len(f.Classes)
		for _, c := range f.Classes {
			if len(c.Pools) > 0 {
				r.Filed += c.Pools[0].Filed
				r.Taken += c.Pools[0].Taken
			}
		}
	}
	return r
}

// demoAreas returns the city, its districts (区) and its streets and towns (街道, 镇).
func demoAreas(city *synth.City) []care.Area {
	people, young := 0, 0
	var out []care.Area
	add := func(d synth.District, level care.AreaLevel) {
		out = append(out, care.Area{
			Code: d.Code, Name: d.Name, Level: level, ParentCode: d.Parent, Center: d.Center, Border: d.Border, Population: d.Population,
			UnderThree: d.Under3, Demo: true,
		})
	}
	for _, d := range city.Counties {
		people += d.Population
		young += d.Under3
		add(d, care.LevelDistrict)
	}
	for _, d := range city.Districts {
		add(d, care.LevelStreet)
	}
	return append(out, care.Area{
		Code: city.Code, Name: city.Name, Level: care.LevelCity, Center: city.Bound.Center(), Border: city.Border, Population: people,
		UnderThree: young, Demo: true,
	})
}

// demoPlaces returns the places of the extract under ids of their own, so that they never meet those of a real extract.
func demoPlaces(city *synth.City, extract *osm.Extract) []care.Place {
	out := make([]care.Place, 0, len(extract.Places))
	for _, p := range extract.Places {
		place := care.Place{
			ID: demoSource + ":" + strings.TrimPrefix(p.ID, "osm:"), Name: p.Name, AltNames: p.AltNames, Kind: care.PlaceKind(p.Kind),
			Point: p.Point, Demo: true,
		}
		if d, ok := city.DistrictAt(p.Point); ok {
			place.AreaCode, place.AreaName = city.Districts[d].Code, city.Districts[d].Name
		}
		out = append(out, place)
	}
	return out
}

// demoBook makes the facilities of the demo city.
type demoBook struct {
	r     *rand.Rand
	city  *synth.City
	now   care.Instant
	today care.Date
	cells map[[2]int][]int // addresses by place, indexes into city.Addresses
	names map[string]bool
	used  map[int]bool // addresses taken
	count int
}

func newDemoBook(city *synth.City, now care.Instant) *demoBook {
	b := &demoBook{
		city: city, now: now, today: care.Today(now), cells: map[[2]int][]int{}, names: map[string]bool{}, used: map[int]bool{},
	}
	for i, a := range city.Addresses {
		c := demoCell(a.Point)
		b.cells[c] = append(b.cells[c], i)
	}
	return b
}

// next begins the next facility with random numbers of its own, so that what depends on the day in one leaves the others alone.
func (b *demoBook) next(seed uint64) {
	b.count++
	b.r = rand.New(rand.NewPCG(seed, uint64(b.count))) //nolint:gosec // a demo, not a secret
}

// demoCell is a square of some 200 m.
func demoCell(p orb.Point) [2]int { return [2]int{int(p[0] * 500), int(p[1] * 500)} }

// id returns a UUIDv7 of a fixed moment: the same for a seed whenever the demo is filled.
func (b *demoBook) id() string {
	moment := uint64(1767225600000) // 2026-01-01, in milliseconds
	var u uuid.UUID
	hi, lo := b.r.Uint64(), b.r.Uint64()
	for i := range 6 {
		u[i] = byte(moment >> (8 * (5 - i)))
	}
	for i := range 8 {
		u[8+i] = byte(lo >> (8 * i))
	}
	u[6], u[7] = 0x70|byte(hi>>8)&0x0f, byte(hi)
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

func (b *demoBook) chance(p float64) bool { return b.r.Float64() < p }

// between returns a whole number from lo to hi, both included.
func (b *demoBook) between(lo, hi int) int { return lo + b.r.IntN(hi-lo+1) }

// one returns one of the words of a list, separated by blanks.
func (b *demoBook) one(list string) string {
	words := strings.Fields(list)
	return words[b.r.IntN(len(words))]
}

// addressNear returns an address not taken so far within some 200 to 400 m of a point.
func (b *demoBook) addressNear(p orb.Point) (synth.Address, bool) {
	c := demoCell(p)
	var list []int
	for x := c[0] - 1; x <= c[0]+1; x++ {
		for y := c[1] - 1; y <= c[1]+1; y++ {
			list = append(list, b.cells[[2]int{x, y}]...)
		}
	}
	for range 20 {
		if len(list) == 0 {
			break
		}
		if i := list[b.r.IntN(len(list))]; !b.used[i] {
			b.used[i] = true
			return b.city.Addresses[i], true
		}
	}
	return synth.Address{}, false
}
