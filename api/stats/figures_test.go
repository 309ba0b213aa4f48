package stats_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

const hour = care.Instant(3_600_000)

// noon is when the tests begin.
var noon = care.InstantOf(time.Date(2026, 11, 20, 12, 0, 0, 0, care.Shanghai))

var (
	bench = care.Actor{Kind: care.ActorOperator, ID: "test"}
	mayor = care.Actor{Kind: care.ActorCity, ID: "mayor", Area: "320500"}
	east  = care.Actor{Kind: care.ActorDistrict, ID: "east", Area: "320508"}
	shop  = care.Actor{Kind: care.ActorFacility, ID: "shop", Facility: "f-001", Area: "320508001"}
)

// town is a city of two districts with three streets each, one of which says nothing of its people, and what stands there.
type town struct {
	t   *testing.T
	st  *store.Store
	raw *sql.DB
	s   *stats.Service
	now care.Instant
	r   *rand.Rand
}

// square is a street: the squares of a district stand in a row, the districts above one another.
func square(x, y float64) orb.MultiPolygon {
	a, b := 120+x/100, 31+y/100
	return orb.MultiPolygon{{{{a, b}, {a + .01, b}, {a + .01, b + .01}, {a, b + .01}, {a, b}}}}
}

func middle(x, y float64) orb.Point { return orb.Point{120.005 + x/100, 31.005 + y/100} }

func areas() []care.Area {
	out := []care.Area{{Code: "320500", Name: "试市", Level: care.LevelCity, Center: orb.Point{120, 31}, Population: 100_000, UnderThree: 2_000}}
	for y, d := range []string{"320508", "320509"} {
		out = append(out, care.Area{Code: d, Name: "区" + d, Level: care.LevelDistrict, ParentCode: "320500", Center: orb.Point{120, 31}})
		for x := range 3 {
			s := care.Area{
				Code: fmt.Sprintf("%s%03d", d, x+1), Name: fmt.Sprintf("街道%d%d", y, x), Level: care.LevelStreet, ParentCode: d,
				Center: middle(float64(x), float64(y)), Border: square(float64(x), float64(y)), Population: 10_000 + 100*x + 1000*y, UnderThree: 200 + x + 10*y,
			}
			if y == 1 && x == 2 { // only the grid knows who lives there
				s.Population, s.UnderThree = 0, 0
			}
			out = append(out, s)
		}
	}
	return out
}

func newTown(t *testing.T, address string, facilities int) *town {
	t.Helper()
	w := &town{t: t, st: storetest.Open(t, address), now: noon, r: rand.New(rand.NewPCG(20261122, 7))} //nolint:gosec // a town
	w.raw = open(t, address)
	rules := care.NewRules(nil)
	w.s = stats.New(stats.Deps{Store: w.st, Rules: func() *care.Rules { return rules }, Now: func() time.Time { return w.now.Time() }})
	w.must(w.st.SaveAreas(t.Context(), bench, w.now, areas()))
	w.must(w.st.ReplacePeopleCells(t.Context(), bench, w.now, "test", false, []care.PeopleCell{
		{ID: "a", Lon: middle(2, 1)[0], Lat: middle(2, 1)[1], People: 700, UnderThree: 21},
		{ID: "b", Lon: middle(0, 0)[0], Lat: middle(0, 0)[1], People: 9, UnderThree: 1},
	}))
	list := make([]care.Facility, facilities)
	for i := range list {
		list[i] = w.facility(i)
	}
	_, err := w.st.SaveFacilities(t.Context(), bench, w.now, list)
	w.must(err)
	w.occupy()
	return w
}

// open opens the database beside the store, to read its rows as they are.
func open(t *testing.T, address string) *sql.DB {
	t.Helper()
	driver, name := "pgx", address
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func one[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (w *town) facility(i int) care.Facility {
	r := w.r
	d, x := r.IntN(2), r.IntN(3)
	f := care.Facility{
		ID: care.FacilityID(fmt.Sprintf("f-%03d", i)), Source: "test", ExternalID: strconv.Itoa(i), Name: fmt.Sprintf("托育%d", i), Kind: care.KindCommunity,
		Nature: care.NaturePrivate, Inclusive: r.IntN(2) == 0, OpenToPublic: true, Verified: true,
		AreaCode: fmt.Sprintf("%s%03d", []string{"320508", "320509"}[d], x+1),
		Filing: care.Filing{Status: one(r, care.Filed, care.Filed, care.Filed, care.Licensed, care.FilingChangePending, care.FilingSuspended,
			care.FilingCancelled, care.FilingVerifying, care.FilingDraft, care.FilingUnknown)},
	}
	if r.IntN(4) == 0 { // the list names the district alone; the point says which street
		f.AreaCode = f.AreaCode[:6]
		p := middle(float64(x), float64(d))
		f.Location = &care.Location{Point: p, Original: p, System: care.WGS84, Source: care.LocationGiven, Confidence: 1}
	}
	month := care.Today(w.now).MonthOf()
	for k := range r.IntN(4) {
		c := care.Class{
			ID: care.ClassID(fmt.Sprintf("c-%03d-%d", i, k)), Name: fmt.Sprintf("班%d", k), Mode: one(r, care.FullDay, care.HalfDay, care.Hourly),
			Band: one(r, care.BandInfant, care.BandToddler, care.BandSenior, care.BandMixed), ToMonths: 36, Source: care.VacancyFacility,
		}
		if r.IntN(5) > 0 {
			c.ConfirmedAt = w.now - care.Instant(r.IntN(12*24))*hour
			first := month + care.Month(r.IntN(3)) - 1 // from last month, this or the next one on
			for m := range care.Month(1 + r.IntN(3)) {
				filed := 5 + r.IntN(15)
				c.Pools = append(c.Pools, care.Pool{Month: first + m, Filed: filed, Staffed: r.IntN(filed + 1), Taken: r.IntN(filed - 3)})
			}
		}
		f.Classes = append(f.Classes, c)
	}
	return f
}

// occupy puts children into places as reservations do.
func (w *town) occupy() {
	w.t.Helper()
	type pool struct {
		class                 string
		month, outside, filed int
	}
	var list []pool
	w.each("SELECT class_id, month, outside, filed FROM pool ORDER BY class_id, month", func(rows *sql.Rows) error {
		var p pool
		err := rows.Scan(&p.class, &p.month, &p.outside, &p.filed)
		list = append(list, p)
		return err
	})
	for _, p := range list {
		free := p.filed - p.outside
		if free < 3 || w.r.IntN(2) == 0 {
			continue
		}
		w.exec("UPDATE pool SET held = 1, offered = 1, enrolled = %d WHERE class_id = '%s' AND month = %d", 1+w.r.IntN(free-2), p.class, p.month)
	}
}

// each reads every row of a query.
func (w *town) each(query string, scan func(rows *sql.Rows) error) {
	w.t.Helper()
	rows, err := w.raw.QueryContext(w.t.Context(), query)
	w.must(err)
	defer rows.Close() //nolint:errcheck // only read
	for rows.Next() {
		w.must(scan(rows))
	}
	w.must(rows.Err())
}

func (w *town) exec(query string, args ...any) {
	w.t.Helper()
	_, err := w.raw.ExecContext(w.t.Context(), fmt.Sprintf(query, args...))
	w.must(err)
}

// rawFigures counts parts and wholes from the rows of the register, one by one, by nothing but the definitions.
func (w *town) rawFigures(area string) map[care.Indicator][2]int64 {
	w.t.Helper()
	out := map[care.Indicator][2]int64{}
	add := func(i care.Indicator, part, whole int64) {
		out[i] = [2]int64{out[i][0] + part, out[i][1] + whole}
	}
	people := map[string][2]int64{ // as the areas and the grid say; the city says 100,000 and 2,000 in all
		"320508001": {10_000, 200}, "320508002": {10_100, 201}, "320508003": {10_200, 202},
		"320509001": {11_000, 210}, "320509002": {11_100, 211}, "320509003": {700, 21},
		"3205": {100_000 - 53_100, 2_000 - 1_045},
	}
	covered := map[string]bool{}
	month := int(care.Today(w.now).MonthOf())
	type facility struct {
		id, area, status string
		inclusive        bool
	}
	var list []facility
	w.each("SELECT id, area_code, lon, lat, inclusive, filing_status FROM facility", func(rows *sql.Rows) error {
		var f facility
		var lon, lat sql.NullFloat64
		err := rows.Scan(&f.id, &f.area, &lon, &lat, &f.inclusive, &f.status)
		if lon.Valid && len(f.area) == 6 {
			f.area += fmt.Sprintf("%03d", int((lon.Float64-120)*100)+1)
		}
		list = append(list, f)
		return err
	})
	for _, f := range list {
		if !strings.HasPrefix(f.area, area) {
			continue
		}
		if f.status == "suspended" || f.status == "cancelled" {
			continue
		}
		add(care.FilingRate, 0, 1)
		if f.status != "filed" && f.status != "licensed" && f.status != "change_pending" {
			continue
		}
		add(care.FilingRate, 1, 0)
		if f.inclusive {
			covered[f.area] = true
		}
		w.rawClasses(f.id, f.inclusive, month, add)
	}
	for code, n := range people {
		if strings.HasPrefix(code, area) {
			add(care.PlacesPerThousand, 0, n[0])
			add(care.EnrolmentRate, 0, n[1])
			if len(code) == 9 {
				add(care.StreetCoverage, map[bool]int64{true: 1}[covered[code]], 1)
			}
		}
	}
	return out
}

func (w *town) rawClasses(facility string, inclusive bool, month int, add func(care.Indicator, int64, int64)) {
	w.t.Helper()
	type class struct {
		id, band           string
		confirmed, reports int64
	}
	var list []class
	w.each(fmt.Sprintf("SELECT id, band, confirmed_at, reports FROM class WHERE facility_id = '%s' AND NOT closed", facility), func(rows *sql.Rows) error {
		var c class
		err := rows.Scan(&c.id, &c.band, &c.confirmed, &c.reports)
		list = append(list, c)
		return err
	})
	for _, c := range list {
		var filed, outside, enrolled, best int64
		w.each(fmt.Sprintf("SELECT month, filed, outside, enrolled FROM pool WHERE class_id = '%s'", c.id), func(rows *sql.Rows) error {
			var m, f, o, e int64
			err := rows.Scan(&m, &f, &o, &e)
			if m <= int64(month) && m > best {
				best, filed, outside, enrolled = m, f, o, e
			}
			return err
		})
		there := outside + enrolled
		add(care.PlacesPerThousand, filed, 0)
		add(care.InclusiveShare, map[bool]int64{true: filed}[inclusive], filed)
		add(care.PlaceUse, there, filed)
		add(care.EnrolmentRate, there, 0)
		add(care.ComplaintRate, 0, there)
		add(map[string]care.Indicator{"infant": care.InfantUse, "toddler": care.ToddlerUse, "senior": care.SeniorUse, "mixed": care.MixedUse}[c.band], there, filed)
		age := int64(w.now) - c.confirmed
		fresh := c.confirmed > 0 && c.reports < 2 && age <= 48*int64(hour)
		usable := c.confirmed > 0 && c.reports < 2 && age <= 168*int64(hour)
		add(care.FreshFigures, map[bool]int64{true: 1}[fresh], 1)
		add(care.UsableFigures, map[bool]int64{true: 1}[usable], 1)
	}
}

// compare holds the figures of an area against the raw rows, and against the rows the service shows behind them.
func (w *town) compare(actor care.Actor, area string, on care.Date, raw map[care.Indicator][2]int64) {
	w.t.Helper()
	o, err := w.s.Overview(w.t.Context(), actor, stats.Query{Area: area, On: on})
	w.must(err)
	w.hold(area+" on "+o.Day.String(), o.Figures, raw)
	for _, f := range o.Figures {
		l, err := w.s.Rows(w.t.Context(), actor, stats.RowQuery{Area: area, On: on, Indicator: f.Indicator})
		w.must(err)
		var part, whole int64
		for _, r := range l.Rows {
			part, whole = part+r.Part, whole+r.Whole
		}
		if part != f.Part || whole != f.Whole || l.Figure.Part != part || l.Day != o.Day {
			w.t.Errorf("%s of %s: %d of %d, the rows come to %d of %d (%s)", f.Indicator, area, f.Part, f.Whole, part, whole, l.Day)
		}
	}
	var sum care.StatCounts
	for _, p := range o.Parts {
		sum = sum.Plus(p.Counts)
	}
	if sum != o.Counts {
		w.t.Errorf("the parts of %s do not come to the whole:\n%+v\n%+v", area, sum, o.Counts)
	}
}

func (w *town) hold(what string, figures []care.Figure, raw map[care.Indicator][2]int64) {
	w.t.Helper()
	for _, f := range figures {
		want, known := raw[f.Indicator]
		if !known && f.Indicator != care.CaseResponse && f.Indicator != care.CaseSolution && f.Indicator != care.CaseSatisfaction && f.Part+f.Whole != 0 {
			w.t.Errorf("%s: nothing in the rows for %s, and yet %d of %d", what, f.Indicator, f.Part, f.Whole)
		}
		if known && (f.Part != want[0] || f.Whole != want[1]) {
			w.t.Errorf("%s: %s is %d of %d, the rows say %d of %d", what, f.Indicator, f.Part, f.Whole, want[0], want[1])
		}
		if (f.Value != nil) != (f.Whole > 0) {
			w.t.Errorf("%s: %s of %d of %d is %v", what, f.Indicator, f.Part, f.Whole, f.Value)
		}
	}
}

var everywhere = []string{"320500", "320508", "320509", "320508001", "320508002", "320508003", "320509001", "320509002", "320509003"}

// Every indicator of every area equals what a reader of the raw rows comes to, on the day itself and, when asked for later, on a day that
// is past.
func TestFiguresEqualTheRawRows(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		w := newTown(t, address, 120)
		today := care.Today(w.now)
		w.must(w.s.Count(t.Context()))
		first := map[string]map[care.Indicator][2]int64{}
		for _, area := range everywhere {
			first[area] = w.rawFigures(care.RegionPrefix(area))
			w.compare(mayor, area, today, first[area])
		}
		if n := first["320500"][care.PlaceUse]; n[0] < 100 || n[1] < 300 {
			t.Fatalf("there is next to nothing to count: %v", n)
		}

		w.now += 3 * hour // the same day: its last word counts
		w.exec("UPDATE pool SET outside = 0 WHERE class_id LIKE 'c-00%%'")
		w.must(w.s.Count(t.Context()))
		for _, area := range everywhere {
			first[area] = w.rawFigures(care.RegionPrefix(area))
			w.compare(mayor, area, today, first[area])
		}

		w.now += 24 * 3 * hour
		w.exec("UPDATE facility SET filing_status = 'suspended' WHERE id LIKE 'f-01%%'")
		w.exec("UPDATE facility SET inclusive = NOT inclusive WHERE id LIKE 'f-02%%'")
		w.exec("UPDATE class SET closed = TRUE WHERE id LIKE 'c-03%%'")
		w.exec("UPDATE facility SET area_code = '320509001' WHERE id LIKE 'f-05%%'") // they move: from this day on they count there, before where they were
		w.exec("UPDATE class SET reports = 2 WHERE id LIKE 'c-04%%'")
		w.exec("UPDATE pool SET enrolled = enrolled + 1 WHERE held = 1 AND outside + held + offered + enrolled < filed")
		w.must(w.s.Count(t.Context()))
		for _, area := range everywhere {
			w.compare(mayor, area, care.Date{}, w.rawFigures(care.RegionPrefix(area)))
			w.compare(mayor, area, today.AddDays(1), first[area]) // the last day that was counted by then
		}
		w.compare(east, "320508002", today, first["320508002"])
	})
}

// Nobody sees the figures of others, and a day before the first has none.
func TestFiguresAreForTheirOwn(t *testing.T) {
	w := newTown(t, storetest.SQLiteURL(t), 5)
	ctx := t.Context()
	if _, err := w.s.Overview(ctx, mayor, stats.Query{}); !care.Is(err, care.CodeNoStats) {
		t.Errorf("before anything was counted: %v", err)
	}
	w.must(w.s.Count(ctx))
	for _, tt := range []struct {
		actor care.Actor
		area  string
		want  care.Code
	}{
		{east, "320509", care.CodeNotFound},
		{east, "320500", care.CodeNotFound},
		{mayor, "110000", care.CodeNotFound},
		{mayor, "320577", care.CodeNotFound},
		{shop, "320508", care.CodeNotAllowed},
		{care.Actor{Kind: care.ActorAdmin}, "", care.CodeNotAllowed},
	} {
		if _, err := w.s.Overview(ctx, tt.actor, stats.Query{Area: tt.area}); !care.Is(err, tt.want) {
			t.Errorf("%s asks for %s: %v, want %s", tt.actor.Kind, tt.area, err, tt.want)
		}
		if _, err := w.s.Rows(ctx, tt.actor, stats.RowQuery{Area: tt.area, Indicator: care.PlaceUse}); !care.Is(err, tt.want) {
			t.Errorf("%s asks for the rows of %s: %v, want %s", tt.actor.Kind, tt.area, err, tt.want)
		}
	}
	if _, err := w.s.Rows(ctx, mayor, stats.RowQuery{Indicator: "beauty"}); !care.Is(err, care.CodeInvalid) {
		t.Errorf("an indicator there is not: %v", err)
	}
	if _, err := w.s.Overview(ctx, mayor, stats.Query{On: care.Today(w.now).AddDays(1)}); !care.Is(err, care.CodeBadDate) {
		t.Errorf("tomorrow: %v", err)
	}
	if _, err := w.s.Overview(ctx, east, stats.Query{By: care.LevelCity}); !care.Is(err, care.CodeInvalid) {
		t.Errorf("a district by city: %v", err)
	}
}

// A history by month has one point a month, the last day of each that was counted, and one by day all of them.
func TestHistory(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		w := newTown(t, address, 12)
		ctx := context.Background()
		for range 45 {
			w.must(w.s.Count(ctx))
			w.now += 24 * hour
		}
		w.must(w.s.Count(ctx))
		o, err := w.s.Overview(ctx, mayor, stats.Query{})
		w.must(err)
		var days []string
		for _, p := range o.Series {
			days = append(days, p.Day.String())
		}
		if want := []string{"2026-11-30", "2026-12-31", "2027-01-04"}; !slices.Equal(days, want) {
			t.Errorf("by month: %v, want %v", days, want)
		}
		o, err = w.s.Overview(ctx, mayor, stats.Query{Days: true, On: care.Date{Year: 2026, Month: 12, Day: 31}})
		w.must(err)
		if n := len(o.Series); n != 42 || o.Series[0].Day.String() != "2026-11-20" || o.First != o.Series[0].Day || o.Day.String() != "2026-12-31" {
			t.Errorf("by day: %d points from %s", n, o.Series[0].Day)
		}
		var spans int
		w.must(w.raw.QueryRowContext(ctx, "SELECT COUNT(*) FROM stat_facility").Scan(&spans))
		if spans != 12 {
			t.Errorf("nothing changed in 45 days, and there are %d spans of 12 facilities", spans)
		}
	})
}
