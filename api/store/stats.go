package store

import (
	"context"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// openEnded is the end of what still is.
const openEnded = "9999-12-31"

// StatFacility is what a facility was, from one day until another. A zero Until: it still is.
type StatFacility struct {
	ID          care.FacilityID
	From, Until care.Date
	Name        string
	Area        string
	Kind        care.FacilityKind
	Nature      care.Nature
	Inclusive   bool
	Filing      care.FilingStatus
	Demo        bool

	Point *orb.Point // of those that are counted now
}

// StatClass is the places of a class, from one day until another.
type StatClass struct {
	ID          care.ClassID
	From, Until care.Date
	Facility    care.FacilityID
	Ord         int
	Name        string
	Band        care.BandName
	Mode        care.Mode
	Counted     bool // its places are known
	Places      int64
	Staffed     int64
	InCare      int64
	ConfirmedAt care.Instant
	Reports     int
}

// StatArea is the counts of one of the smallest areas. Complaints are not in it: they are counted by themselves.
type StatArea struct {
	Area string
	care.StatCounts
}

// StatDay is a day that was counted.
type StatDay struct {
	Day   care.Date
	At    care.Instant
	Demo  bool
	Areas []StatArea
}

// StatCase is what a complaint adds to the counts.
type StatCase struct {
	Case     care.CaseID
	Version  int64
	Area     string
	Facility care.FacilityID
	Category care.Category
	Class    care.CaseClass
	Received care.Date
	Accepted care.Date // zero: not yet
	care.StatCases
}

// CountedFacilities returns every facility as it is to be counted.
func (w *work) CountedFacilities(ctx context.Context) ([]StatFacility, error) {
	rows, err := w.StatFacilities(ctx)
	out := make([]StatFacility, len(rows))
	for i, r := range rows {
		out[i] = StatFacility{
			ID: care.FacilityID(r.ID), Name: r.Name, Area: r.AreaCode, Kind: care.FacilityKind(r.Kind), Nature: care.Nature(r.Nature),
			Inclusive: r.Inclusive, Filing: care.FilingStatus(r.FilingStatus), Demo: r.Demo,
		}
		if r.Lon.Valid && r.Lat.Valid {
			out[i].Point = &orb.Point{r.Lon.Float64, r.Lat.Float64}
		}
	}
	return out, err
}

// CountedClasses returns every class that is not closed with its places of a month, by facility.
func (w *work) CountedClasses(ctx context.Context, month care.Month) ([]StatClass, error) {
	rows, err := w.StatClasses(ctx, int32(month))
	out := make([]StatClass, len(rows))
	for i, r := range rows {
		out[i] = StatClass{
			ID: care.ClassID(r.ID), Facility: care.FacilityID(r.FacilityID), Ord: int(r.Ord), Name: r.Name, Band: care.BandName(r.Band), Mode: care.Mode(r.Mode),
			Counted: r.Filed >= 0, Places: max(r.Filed, 0), Staffed: r.Staffed, InCare: r.InCare, ConfirmedAt: care.Instant(r.ConfirmedAt), Reports: int(r.Reports),
		}
	}
	return out, err
}

// OpenFacilitySpans returns what every facility is.
func (w *work) OpenFacilitySpans(ctx context.Context) ([]StatFacility, error) {
	return facilitySpans(w.OpenStatFacilities(ctx))
}

// OpenClassSpans returns what every class is.
func (w *work) OpenClassSpans(ctx context.Context) ([]StatClass, error) {
	return classSpans(w.OpenStatClasses(ctx))
}

// FacilitySpansOn returns what every facility of an area was on a day.
func (w *work) FacilitySpansOn(ctx context.Context, area string, day care.Date) ([]StatFacility, error) {
	from, to := areaRange(area)
	return facilitySpans(w.StatFacilitiesOn(ctx, db.StatFacilitiesOnParams{Day: day.String(), AreaFrom: from, AreaTo: to}))
}

// ClassSpansOn returns what every class of an area was on a day, by facility.
func (w *work) ClassSpansOn(ctx context.Context, area string, day care.Date) ([]StatClass, error) {
	from, to := areaRange(area)
	return classSpans(w.StatClassesOn(ctx, db.StatClassesOnParams{Day: day.String(), AreaFrom: from, AreaTo: to}))
}

func facilitySpans(rows []db.StatFacility, err error) ([]StatFacility, error) {
	if err != nil {
		return nil, err
	}
	out := make([]StatFacility, len(rows))
	for i, r := range rows {
		from, until, err := span(r.FromDay, r.UntilDay)
		if err != nil {
			return nil, err
		}
		out[i] = StatFacility{
			ID: care.FacilityID(r.FacilityID), From: from, Until: until, Name: r.Name, Area: r.AreaCode, Kind: care.FacilityKind(r.Kind),
			Nature: care.Nature(r.Nature), Inclusive: r.Inclusive, Filing: care.FilingStatus(r.FilingStatus), Demo: r.Demo,
		}
	}
	return out, nil
}

func classSpans(rows []db.StatClass, err error) ([]StatClass, error) {
	if err != nil {
		return nil, err
	}
	out := make([]StatClass, len(rows))
	for i, r := range rows {
		from, until, err := span(r.FromDay, r.UntilDay)
		if err != nil {
			return nil, err
		}
		out[i] = StatClass{
			ID: care.ClassID(r.ClassID), From: from, Until: until, Facility: care.FacilityID(r.FacilityID), Ord: int(r.Ord), Name: r.Name,
			Band: care.BandName(r.Band), Mode: care.Mode(r.Mode), Counted: r.Counted, Places: r.Places, Staffed: r.Staffed, InCare: r.InCare,
			ConfirmedAt: care.Instant(r.ConfirmedAt), Reports: int(r.Reports),
		}
	}
	return out, nil
}

func span(from, until string) (f, u care.Date, err error) {
	if f, err = care.ParseDate(from); err != nil || until == openEnded {
		return f, u, err
	}
	u, err = care.ParseDate(until)
	return f, u, err
}

// untilText is the end of a span as it is kept.
func untilText(d care.Date) string {
	if d.IsZero() {
		return openEnded
	}
	return d.String()
}

// SpanEnd ends what a facility or class was on a day. Where it began that very day it is forgotten: a day has one word, the last.
type SpanEnd struct {
	ID   string
	From care.Date
	On   care.Date
}

// EndFacilitySpans ends spans of facilities.
func (w *work) EndFacilitySpans(ctx context.Context, ends []SpanEnd) error {
	for _, e := range ends {
		var err error
		if e.From == e.On {
			err = w.DropStatFacility(ctx, db.DropStatFacilityParams{FacilityID: e.ID, FromDay: e.From.String()})
		} else {
			err = w.EndStatFacility(ctx, db.EndStatFacilityParams{FacilityID: e.ID, FromDay: e.From.String(), UntilDay: e.On.String()})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// EndClassSpans ends spans of classes.
func (w *work) EndClassSpans(ctx context.Context, ends []SpanEnd) error {
	for _, e := range ends {
		var err error
		if e.From == e.On {
			err = w.DropStatClass(ctx, db.DropStatClassParams{ClassID: e.ID, FromDay: e.From.String()})
		} else {
			err = w.EndStatClass(ctx, db.EndStatClassParams{ClassID: e.ID, FromDay: e.From.String(), UntilDay: e.On.String()})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var (
	insertStatFacility = insert{table: "stat_facility", columns: []string{
		"facility_id", "from_day", "until_day", "name", "area_code", "kind", "nature", "inclusive", "filing_status", "demo",
	}}
	insertStatClass = insert{table: "stat_class", columns: []string{
		"class_id", "from_day", "until_day", "facility_id", "ord", "name", "band", "mode", "counted", "places", "staffed", "in_care", "confirmed_at", "reports",
	}}
	insertStatArea = insert{table: "stat_area", columns: []string{
		"day", "area_code", "population", "under_three", "streets", "covered", "offering", "filed", "classes", "counted", "places", "inclusive_places",
		"staffed", "in_care", "infant_places", "infant_care", "toddler_places", "toddler_care", "senior_places", "senior_care", "mixed_places", "mixed_care",
		"fresh", "ageing", "doubtful", "stale",
	}}
)

// AddFacilitySpans keeps what facilities are from a day on.
func (w *work) AddFacilitySpans(ctx context.Context, spans []StatFacility) error {
	return insertAll(ctx, w, insertStatFacility, spans, func(args []any, f StatFacility) []any {
		return append(args, string(f.ID), f.From.String(), untilText(f.Until), f.Name, f.Area, string(f.Kind), string(f.Nature), f.Inclusive, string(f.Filing), f.Demo)
	}, nil)
}

// AddClassSpans keeps what classes are from a day on.
func (w *work) AddClassSpans(ctx context.Context, spans []StatClass) error {
	return insertAll(ctx, w, insertStatClass, spans, func(args []any, c StatClass) []any {
		return append(args, string(c.ID), c.From.String(), untilText(c.Until), string(c.Facility), c.Ord, c.Name, string(c.Band), string(c.Mode), c.Counted,
			c.Places, c.Staffed, c.InCare, int64(c.ConfirmedAt), c.Reports)
	}, nil)
}

// SaveStatDay keeps the counts of a day, in place of those it may have had.
func (w *work) SaveStatDay(ctx context.Context, d StatDay) error {
	day := d.Day.String()
	if err := w.SetStatDay(ctx, db.SetStatDayParams{Day: day, TakenAt: int64(d.At), Demo: d.Demo}); err != nil {
		return err
	}
	if err := w.ClearStatAreas(ctx, day); err != nil {
		return err
	}
	return insertAll(ctx, w, insertStatArea, d.Areas, func(args []any, a StatArea) []any {
		args = append(args, day, a.Area, a.Population, a.UnderThree, a.Streets, a.Covered, a.Offering, a.Filed, a.Classes, a.Counted, a.Places, a.InclusivePlaces,
			a.Staffed, a.InCare)
		for _, b := range a.Bands {
			args = append(args, b.Places, b.InCare)
		}
		for _, n := range a.Fresh[1:] {
			args = append(args, n)
		}
		return args
	}, nil)
}

// LastStatDay returns the last day that was counted up to a day, without its counts; false when there is none.
func (w *work) LastStatDay(ctx context.Context, day care.Date) (StatDay, bool, error) {
	r, err := w.StatDayUpTo(ctx, day.String())
	if err != nil {
		return found(StatDay{}, translate(err))
	}
	d, err := care.ParseDate(r.Day)
	return StatDay{Day: d, At: care.Instant(r.TakenAt), Demo: r.Demo}, err == nil, err
}

// FirstCountedDay returns the first day that was counted; the zero Date when none was.
func (w *work) FirstCountedDay(ctx context.Context) (care.Date, error) {
	text, err := w.FirstStatDay(ctx)
	if err != nil || text == "" {
		return care.Date{}, err
	}
	return care.ParseDate(text)
}

// StatAreas returns the counts of the smallest areas in an area on a day, by code.
func (w *work) StatAreas(ctx context.Context, area string, day care.Date) ([]StatArea, error) {
	from, to := areaRange(area)
	rows, err := w.StatAreasOn(ctx, db.StatAreasOnParams{Day: day.String(), AreaFrom: from, AreaTo: to})
	out := make([]StatArea, len(rows))
	for i, r := range rows {
		out[i] = StatArea{r.AreaCode, statCounts(asSum(r))}
	}
	return out, err
}

// asSum is the row of one area in the form of a sum over areas.
func asSum(r db.StatArea) db.StatDaysRow {
	return db.StatDaysRow{
		Day: r.Day, Population: r.Population, UnderThree: r.UnderThree, Streets: r.Streets, Covered: r.Covered, Offering: r.Offering, Filed: r.Filed,
		Classes: r.Classes, Counted: r.Counted, Places: r.Places, InclusivePlaces: r.InclusivePlaces, Staffed: r.Staffed, InCare: r.InCare,
		InfantPlaces: r.InfantPlaces, InfantCare: r.InfantCare, ToddlerPlaces: r.ToddlerPlaces, ToddlerCare: r.ToddlerCare, SeniorPlaces: r.SeniorPlaces,
		SeniorCare: r.SeniorCare, MixedPlaces: r.MixedPlaces, MixedCare: r.MixedCare, Fresh: r.Fresh, Ageing: r.Ageing, Doubtful: r.Doubtful, Stale: r.Stale,
	}
}

func statCounts(r db.StatDaysRow) care.StatCounts {
	c := care.StatCounts{
		Population: r.Population, UnderThree: r.UnderThree, Streets: r.Streets, Covered: r.Covered, Offering: r.Offering, Filed: r.Filed, Classes: r.Classes,
		Counted: r.Counted, Places: r.Places, InclusivePlaces: r.InclusivePlaces, Staffed: r.Staffed, InCare: r.InCare,
		Bands: [4]care.BandCounts{
			{Places: r.InfantPlaces, InCare: r.InfantCare},
			{Places: r.ToddlerPlaces, InCare: r.ToddlerCare},
			{Places: r.SeniorPlaces, InCare: r.SeniorCare},
			{Places: r.MixedPlaces, InCare: r.MixedCare},
		},
	}
	c.Fresh[care.FreshnessFresh], c.Fresh[care.FreshnessAgeing] = r.Fresh, r.Ageing
	c.Fresh[care.FreshnessDoubtful], c.Fresh[care.FreshnessStale] = r.Doubtful, r.Stale
	c.Fresh[care.FreshnessNone] = r.Classes - r.Fresh - r.Ageing - r.Doubtful - r.Stale
	return c
}

// DayCounts is the counts of an area on a day.
type DayCounts struct {
	Day care.Date
	care.StatCounts
}

// StatSeries returns the counts of an area on the days that were counted from one day to another, both included; monthly: on the last one
// of each month.
func (w *work) StatSeries(ctx context.Context, area string, first, last care.Date, monthly bool) ([]DayCounts, error) {
	from, to := areaRange(area)
	rows, err := w.StatDays(ctx, db.StatDaysParams{First: first.String(), Last: last.String(), AreaFrom: from, AreaTo: to, Monthly: monthly})
	if err != nil {
		return nil, err
	}
	out := make([]DayCounts, len(rows))
	for i, r := range rows {
		if out[i].Day, err = care.ParseDate(r.Day); err != nil {
			return nil, err
		}
		out[i].StatCounts = statCounts(r)
	}
	return out, nil
}

// CaseDays returns what the complaints of an area add up to by the day they were received or accepted, from one day to another, both
// included. A day may come twice.
func (w *work) CaseDays(ctx context.Context, area string, first, last care.Date) ([]DayCounts, error) {
	from, to := areaRange(area)
	received, err := w.CasesReceivedByDay(ctx, db.CasesReceivedByDayParams{First: first.String(), Last: last.String(), AreaFrom: from, AreaTo: to})
	if err != nil {
		return nil, err
	}
	accepted, err := w.CasesAcceptedByDay(ctx, db.CasesAcceptedByDayParams{First: first.String(), Last: last.String(), AreaFrom: from, AreaTo: to})
	if err != nil {
		return nil, err
	}
	out := make([]DayCounts, 0, len(received)+len(accepted))
	add := func(day string, n care.StatCases) error {
		d, err := care.ParseDate(day)
		out = append(out, DayCounts{d, care.StatCounts{Cases: n}})
		return err
	}
	for _, r := range received {
		if err := add(r.Day, care.StatCases{Received: r.Received}); err != nil {
			return nil, err
		}
	}
	for _, r := range accepted {
		if err := add(r.Day, care.StatCases{
			Accepted: r.Accepted, Responded: r.Responded, Waiting: r.Waiting, Asked: r.Asked, Solved: r.Solved, Judged: r.Judged, Satisfied: r.Satisfied,
			Overdue: r.Overdue,
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// StatCasesOf returns the complaints of an area that were received or accepted from one day to another, both included.
func (w *work) StatCasesOf(ctx context.Context, area string, first, last care.Date) ([]StatCase, error) {
	from, to := areaRange(area)
	rows, err := w.StatCasesBetween(ctx, db.StatCasesBetweenParams{First: first.String(), Last: last.String(), AreaFrom: from, AreaTo: to})
	if err != nil {
		return nil, err
	}
	out := make([]StatCase, len(rows))
	for i, r := range rows {
		c := StatCase{
			Case: care.CaseID(r.CaseID), Version: r.Version, Area: r.AreaCode, Facility: care.FacilityID(r.FacilityID), Category: care.Category(r.Category),
			Class: care.CaseClass(r.Class), StatCases: care.StatCases{
				Received: 1, Accepted: r.Accepted, Responded: r.Responded, Waiting: r.Waiting, Asked: r.Asked, Solved: r.Solved, Judged: r.Judged,
				Satisfied: r.Satisfied, Overdue: r.Overdue,
			},
		}
		if c.Received, err = care.ParseDate(r.ReceivedDay); err != nil {
			return nil, err
		}
		if r.AcceptedDay != "" {
			if c.Accepted, err = care.ParseDate(r.AcceptedDay); err != nil {
				return nil, err
			}
		}
		out[i] = c
	}
	return out, nil
}

// UncountedCases calls f with every case whose count is not that of its last step, and with every open one, and its steps.
func (w *work) UncountedCases(ctx context.Context, f func(StatCase, []care.CaseEvent) error) error {
	rows, err := w.CasesToCount(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		steps, err := stepsOf(w.CaseEvents(ctx, r.ID))
		if err != nil {
			return err
		}
		events := make([]care.CaseEvent, len(steps))
		for i := range steps {
			events[i] = steps[i].CaseEvent
		}
		c := StatCase{
			Case: care.CaseID(r.ID), Version: r.Version, Area: r.AreaCode, Facility: care.FacilityID(r.FacilityID), Category: care.Category(r.Category),
			Class: care.CaseClass(r.Class), Received: care.Today(care.Instant(r.CreatedAt)),
		}
		if r.AcceptedAt > 0 {
			c.Accepted = care.Today(care.Instant(r.AcceptedAt))
		}
		if err := f(c, events); err != nil {
			return err
		}
	}
	return nil
}

// SaveStatCase keeps what a complaint adds to the counts.
func (w *work) SaveStatCase(ctx context.Context, c StatCase) error {
	return w.SetStatCase(ctx, db.SetStatCaseParams{
		CaseID: string(c.Case), Version: c.Version, AreaCode: c.Area, FacilityID: string(c.Facility), Category: string(c.Category), Class: string(c.Class),
		ReceivedDay: c.Received.String(), AcceptedDay: c.Accepted.String(), Accepted: c.StatCases.Accepted, Responded: c.Responded, Waiting: c.Waiting,
		Asked: c.Asked, Solved: c.Solved, Judged: c.Judged, Satisfied: c.Satisfied, Overdue: c.Overdue,
	})
}

// ForgetDemoStats removes what was counted of made-up facilities, so that it can be filled in anew.
func (s *Store) ForgetDemoStats(ctx context.Context) error {
	return s.write(ctx, "forget the demo city's days", func(w *work) error {
		for _, clear := range []func(context.Context) error{w.DeleteDemoStatDays, w.DeleteDemoStatClasses, w.DeleteDemoStatFacilities} {
			if err := clear(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// clearDemoStats removes what was counted of made-up facilities.
func (w *work) clearDemoStats(ctx context.Context) error {
	for _, clear := range []func(context.Context) error{w.DeleteDemoStatDays, w.DeleteDemoStatClasses, w.DeleteDemoStatFacilities, w.DeleteDemoPeopleCells} {
		if err := clear(ctx); err != nil {
			return err
		}
	}
	return nil
}
