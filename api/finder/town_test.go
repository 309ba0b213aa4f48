package finder

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
	"tuoyuquan/search"
)

// noon is when the tests ask.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, care.Shanghai)

const (
	side  = 25    // crossings along one side of the test town
	block = 100.0 // metres between them
)

// at is where column x and row y of the grid meet; both may be fractions.
func at(x, y float64) orb.Point {
	const metresPerDegree = 111_195.0
	return orb.Point{120 + x*block/(metresPerDegree*0.857167), 31 + y*block/metresPerDegree}
}

// grid is a town of crossing streets with a river that three bridges cross, some stairs, and an island nothing leads to.
func grid(t testing.TB) *geo.Graph {
	t.Helper()
	b := geo.NewBuilder(side*side, 2*side*side)
	var nodes [side][side]uint32
	for y := range side {
		for x := range side {
			nodes[y][x] = b.Node(at(float64(x), float64(y)))
			if x > 0 {
				var flags geo.EdgeFlags
				if (x+y)%7 == 0 {
					flags = geo.FlagSteps
				}
				b.Edge(nodes[y][x-1], nodes[y][x], flags)
			}
			if y > 0 && (y != side/2 || x%10 == 4) {
				b.Edge(nodes[y-1][x], nodes[y][x], 0)
			}
		}
	}
	island := b.Node(at(side+5, 3))
	b.Edge(island, b.Node(at(side+6, 3)), 0)
	g, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// finderOf is a Finder over facilities, without a store.
func finderOf(t testing.TB, g *geo.Graph, fs []care.Facility, areas []care.Area, places []care.Place) *Finder {
	t.Helper()
	f := New(Deps{Graph: g, Index: search.NewMemory(), Now: func() time.Time { return noon }})
	s := &Snapshot{graph: g, byID: make(map[care.FacilityID]int32), Seq: 7, day: care.Today(care.InstantOf(noon))}
	s.terms = termsOf(care.NewRules(care.DefaultRules()), "", care.Today(care.InstantOf(noon)))
	b := &builder{s: s, terms: &s.terms, collator: newCollator()}
	b.setAreas(areas)
	b.setPlaces(places)
	for i := range fs {
		b.addRow(&fs[i])
	}
	b.finish()
	s.setPoints()
	if err := s.setNetworks(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	f.publish(s, care.InstantOf(noon))
	f.indexAll()
	f.AwaitIndex(t.Context())
	return f
}

// districts are two streets (街道) west and east of column 12, in one district.
func districts() []care.Area {
	square := func(x0, y0, x1, y1 float64) orb.MultiPolygon {
		a, b := at(x0, y0), at(x1, y1)
		return orb.MultiPolygon{{{a, {b[0], a[1]}, b, {a[0], b[1]}, a}}}
	}
	return []care.Area{
		{Code: "110108", Name: "海淀区", Level: care.LevelDistrict, Center: at(12, 12), Border: square(-5, -5, 60, 60)},
		{Code: "110108001", Name: "西街道", Level: care.LevelStreet, Center: at(6, 12), Border: square(-5, -5, 12, 60)},
		{Code: "110108002", Name: "东街道", Level: care.LevelStreet, Center: at(18, 12), Border: square(12, -5, 60, 60)},
	}
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// randomFacilities makes n facilities of every sort: hidden ones, ones without a place, without classes, with stale figures.
func randomFacilities(r *rand.Rand, n int) []care.Facility {
	fs := make([]care.Facility, n)
	month := care.Today(care.InstantOf(noon)).MonthOf()
	for i := range fs {
		f := &fs[i]
		f.ID = care.FacilityID(fmt.Sprintf("f-%04d", r.IntN(10000)*1000+i))
		f.Name = pick(r, "阳光", "童心", "银杏", "小星星", "Happy") + pick(r, "托育中心", "幼儿园托班", "宝宝屋", "<托&育>") + strconv.Itoa(r.IntN(20))
		f.Kind, f.Nature = pick(r, kindList[:]...), pick(r, natureList[:]...)
		f.Inclusive, f.OpenToPublic, f.Verified = r.IntN(2) == 0, r.IntN(3) > 0, r.IntN(5) > 0
		f.Filing.Status = pick(r, care.Filed, care.Filed, care.Filed, care.Licensed, care.FilingChangePending, care.FilingSuspended, care.FilingCancelled, care.FilingDraft, care.FilingUnknown)
		f.Address = pick(r, "学院路", "中关村大街", "成府路") + strconv.Itoa(r.IntN(300)) + "号"
		f.AreaCode = pick(r, "110108", "110108001", "110108001000", "110105", "")
		f.Languages = pick(r, nil, []string{"zh"}, []string{"zh", "en"}, []string{"ko"})
		if r.IntN(6) > 0 {
			p := at(r.Float64()*float64(side+8)-1, r.Float64()*float64(side+8)-1)
			f.Location = &care.Location{Point: p, Original: p, System: care.WGS84, Source: care.LocationGiven, Confidence: pick(r, 1, 1, 0.456)}
		}
		if r.IntN(4) > 0 {
			open, until := int16(420+30*r.IntN(5)), int16(960+30*r.IntN(7))
			for d := int8(1); d <= int8(4+r.IntN(4)); d++ {
				f.Hours = append(f.Hours, care.Hours{Weekday: d, Open: open, Close: until})
			}
		}
		f.Fees = randomFees(r)
		for c := range r.IntN(4) {
			f.Classes = append(f.Classes, randomClass(r, f.ID, c, month))
		}
		for _, m := range modeList {
			if r.IntN(3) == 0 {
				f.Modes = append(f.Modes, m)
			}
		}
	}
	return fs
}

func randomFees(r *rand.Rand) []care.Fee {
	var fees []care.Fee
	for range r.IntN(5) {
		fees = append(fees, care.Fee{
			Category: pick(r, care.FeeCare, care.FeeCare, care.FeeMeals, care.FeeBoarding, care.FeeOther),
			Mode:     pick(r, "", "", care.FullDay, care.HalfDay), Band: pick(r, "", "", care.BandToddler, care.BandSenior),
			Unit:   pick(r, care.PerMonth, care.PerMonth, care.PerDay, care.PerHour, care.PerTerm, care.PerYear, care.Once),
			Amount: int64(r.IntN(300000)),
		})
	}
	return fees
}

func randomClass(r *rand.Rand, id care.FacilityID, c int, month care.Month) care.Class {
	from := pick(r, 6, 12, 18, 24)
	cl := care.Class{
		ID: care.ClassID(fmt.Sprintf("%s-c%d", id, c)), Name: "班", Band: pick(r, care.BandInfant, care.BandToddler, care.BandSenior, care.BandMixed),
		FromMonths: from, ToMonths: from + pick(r, 6, 12, 18), Mode: pick(r, modeList[:]...), Source: care.VacancyFacility,
		Reports: pick(r, 0, 0, 0, 1, 2, 5),
	}
	if r.IntN(6) > 0 {
		cl.ConfirmedAt = care.InstantOf(noon.Add(-time.Duration(r.IntN(10*24*60)) * time.Minute))
		m := month - care.Month(r.IntN(3)) + pick[care.Month](r, 0, 0, 0, 2)
		for range 1 + r.IntN(4) {
			cl.Pools = append(cl.Pools, care.Pool{Month: m, Filed: 15, Staffed: r.IntN(16), Taken: r.IntN(12)})
			m += care.Month(1 + r.IntN(4))
		}
	}
	return cl
}

// seeded returns a generator whose seed is printed when the test fails.
func seeded(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, seed))
}

// find insists on an answer.
func find(t testing.TB, f *Finder, q Query) *Answer {
	t.Helper()
	a, err := f.Find(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return a
}
