package stats

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Query asks for the figures of an area on a day.
type Query struct {
	Area string    // "": the actor's own
	On   care.Date // zero: today. The last day counted until then answers
	By   care.AreaLevel
	Days bool // history by day in place of by month
}

// AreaRef names an area.
type AreaRef struct {
	Code  string
	Name  string
	Level care.AreaLevel
}

// Part is the figures of an area, or of one in it.
type Part struct {
	AreaRef
	Counts  care.StatCounts
	Figures []care.Figure
}

// Point is the figures of an area on a day.
type Point struct {
	Day     care.Date
	Figures []care.Figure
}

// Overview is the figures of an area, of those in it, and how they came about.
type Overview struct {
	Part
	Asked  care.Date
	Day    care.Date    // that was counted
	At     care.Instant // when it was
	First  care.Date    // the first day that was ever counted
	Path   []AreaRef    // from the actor's own area down to this one
	By     care.AreaLevel
	Parts  []Part
	Series []Point
}

// The spans a history covers.
const (
	seriesMonths = 24
	seriesDays   = 92
)

// Overview returns the figures of an area. Fails with not_found for an area that is not the actor's, and where no day was counted yet.
func (s *Service) Overview(ctx context.Context, actor care.Actor, q Query) (o Overview, err error) {
	a, here, err := s.scope(ctx, actor, q.Area)
	if err != nil {
		return o, err
	}
	if o.Asked, err = s.day(q.On); err != nil {
		return o, err
	}
	if o.By, err = breakdown(q.By, here.Level); err != nil {
		return o, err
	}
	err = s.Store.Read(ctx, "read statistics", func(tx *store.Tx) error {
		if err := o.readDay(ctx, tx, o.Asked); err != nil {
			return err
		}
		if err := o.readParts(ctx, tx, a, here, s.floor(here.Code, o.Day)); err != nil {
			return err
		}
		return o.readSeries(ctx, tx, here.Code, q.Days, s.floor(here.Code, o.Day))
	})
	o.Path = a.path(actor.Area, here)
	return o, err
}

// scope says which area is asked about, and refuses what is not the actor's.
func (s *Service) scope(ctx context.Context, actor care.Actor, area string) (*Atlas, care.Area, error) {
	if area == "" {
		area = actor.Area
	}
	if err := actor.May(care.MaySeeStats, care.Owner{Area: area}); err != nil {
		return nil, care.Area{}, err
	}
	list, err := s.Store.Areas(ctx)
	if err != nil {
		return nil, care.Area{}, err
	}
	a := NewAtlas(list, nil)
	here, known := a.Area(area)
	if !known && care.RegionPrefix(area) != care.RegionPrefix(actor.Area) {
		return nil, care.Area{}, care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
	}
	return a, here, nil
}

// day is the day asked about.
func (s *Service) day(on care.Date) (care.Date, error) {
	today := care.Today(s.now())
	if on.IsZero() {
		return today, nil
	}
	if today.Before(on) {
		return on, care.Errorf(care.Invalid, care.CodeBadDate, "on", "%s has not come yet", on)
	}
	return on, nil
}

// breakdown is the level an area is shown by.
func breakdown(by, of care.AreaLevel) (care.AreaLevel, error) {
	order := []care.AreaLevel{care.LevelProvince, care.LevelCity, care.LevelDistrict, care.LevelStreet}
	at := max(slices.Index(order, of), 0)
	if by == "" {
		return order[min(at+1, len(order)-1)], nil
	}
	if slices.Index(order, by) < at {
		return by, care.Errorf(care.Invalid, care.CodeInvalid, "by", "an area is not made of areas of the level %q", care.Clip(string(by)))
	}
	return by, nil
}

// floor is of how few complaints no rate is shown.
func (s *Service) floor(area string, on care.Date) int {
	return s.Rules().CaseTerms(area, care.TrackHotline, on).RateFloor
}

func (o *Overview) readDay(ctx context.Context, tx *store.Tx, asked care.Date) error {
	d, ok, err := tx.LastStatDay(ctx, asked)
	if err != nil {
		return err
	}
	if !ok {
		return care.Errorf(care.Conflict, care.CodeNoStats, "on", "nothing was counted by %s", asked)
	}
	o.Day, o.At = d.Day, d.At
	o.First, err = tx.FirstCountedDay(ctx)
	return err
}

// readParts adds up the smallest areas to those of the level asked for. What is in none of them stands under the area itself.
func (o *Overview) readParts(ctx context.Context, tx *store.Tx, a *Atlas, here care.Area, floor int) error {
	rows, err := tx.StatAreas(ctx, here.Code, o.Day)
	if err != nil {
		return err
	}
	cases, err := tx.StatCasesOf(ctx, here.Code, o.Day.AddDays(1-care.StatCaseDays), o.Day)
	if err != nil {
		return err
	}
	for _, c := range cases {
		rows = append(rows, store.StatArea{Area: c.Area, StatCounts: care.StatCounts{Cases: caseCounts(c, o.Day)}})
	}
	sums := make(map[string]care.StatCounts)
	var all care.StatCounts
	for _, r := range rows {
		all = all.Plus(r.StatCounts)
		code := a.upTo(r.Area, o.By, here)
		sums[code] = sums[code].Plus(r.StatCounts)
	}
	o.Part = part(here, all, floor)
	codes := make([]string, 0, len(sums))
	for code := range sums {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		x, _ := a.Area(code)
		o.Parts = append(o.Parts, part(x, sums[code], floor))
	}
	return nil
}

func part(x care.Area, n care.StatCounts, floor int) Part {
	return Part{AreaRef{x.Code, x.Name, x.Level}, n, n.Figures(floor)}
}

// caseCounts is what a complaint adds to the days that end on one.
func caseCounts(c store.StatCase, last care.Date) care.StatCases {
	first := last.AddDays(1 - care.StatCaseDays)
	in := func(d care.Date) bool { return !d.IsZero() && !d.Before(first) && !last.Before(d) }
	n := c.StatCases
	if !in(c.Accepted) {
		n = care.StatCases{}
	}
	n.Received = 0
	if in(c.Received) {
		n.Received = 1
	}
	return n
}

// upTo gives the area of a level that holds one of the smallest; the area asked about where there is none.
func (a *Atlas) upTo(prefix string, level care.AreaLevel, here care.Area) string {
	i, ok := a.at[prefix]
	if !ok {
		i = a.holder(prefix)
	}
	for ; i >= 0; i = a.above[i] {
		if a.list[i].Level == level {
			return care.RegionPrefix(a.list[i].Code)
		}
	}
	return care.RegionPrefix(here.Code)
}

// path names the areas from the actor's own down to one.
func (a *Atlas) path(own string, here care.Area) []AreaRef {
	out := []AreaRef{{here.Code, here.Name, here.Level}}
	for i, ok := a.at[care.RegionPrefix(here.Code)]; ok; {
		i = a.above[i]
		if i < 0 || !care.Within(a.list[i].Code, own) {
			break
		}
		out = append(out, AreaRef{a.list[i].Code, a.list[i].Name, a.list[i].Level})
	}
	slices.Reverse(out)
	return out
}

// readSeries reads how the figures came about: by month over two years, or by day over three months.
func (o *Overview) readSeries(ctx context.Context, tx *store.Tx, area string, days bool, floor int) error {
	first := (o.Day.MonthOf() - seriesMonths + 1).First()
	if days {
		first = o.Day.AddDays(1 - seriesDays)
	}
	list, err := tx.StatSeries(ctx, area, first, o.Day, !days)
	if err != nil {
		return err
	}
	cases, err := tx.CaseDays(ctx, area, first.AddDays(1-care.StatCaseDays), o.Day)
	if err != nil {
		return err
	}
	byDay := make(map[care.Date]care.StatCases, len(cases))
	for _, c := range cases {
		byDay[c.Day] = byDay[c.Day].Plus(c.Cases)
	}
	for _, d := range list {
		for k := range care.StatCaseDays {
			d.Cases = d.Cases.Plus(byDay[d.Day.AddDays(-k)])
		}
		o.Series = append(o.Series, Point{d.Day, d.Figures(floor)})
	}
	return nil
}
