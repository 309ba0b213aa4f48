package stats

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// RowQuery asks for what a figure is made of.
type RowQuery struct {
	Area      string
	On        care.Date
	Indicator care.Indicator
	From      int // how many rows are passed over
	Limit     int // 0: all
}

// RowKind is what a row behind a figure is.
type RowKind string

// The kinds of row.
const (
	RowClass    RowKind = "class"
	RowFacility RowKind = "facility"
	RowArea     RowKind = "area"
	RowCase     RowKind = "case"
)

// Row is one thing a figure is made of, with what it adds to the part and to the whole: over all rows they come to the figure.
type Row struct {
	Kind        RowKind
	ID          string
	Area        AreaRef
	Facility    care.FacilityID
	Name        string // of the facility or the area
	Class       string // name of the class
	Band        care.BandName
	Mode        care.Mode
	Inclusive   bool
	Filing      care.FilingStatus
	Freshness   care.Freshness
	ConfirmedAt care.Instant
	Category    care.Category
	Day         care.Date // a complaint was received
	Part        int64
	Whole       int64
}

// RowList is what a figure is made of.
type RowList struct {
	Figure care.Figure
	Area   AreaRef
	Day    care.Date
	At     care.Instant
	Total  int
	Rows   []Row
}

// Rows returns what an indicator of an area was made of on a day. Fails as Overview does.
func (s *Service) Rows(ctx context.Context, actor care.Actor, q RowQuery) (l RowList, err error) {
	if !q.Indicator.Known() {
		return l, care.Errorf(care.Invalid, care.CodeInvalid, "indicator", "%q is not an indicator", care.Clip(string(q.Indicator)))
	}
	a, here, err := s.scope(ctx, actor, q.Area)
	if err != nil {
		return l, err
	}
	asked, err := s.day(q.On)
	if err != nil {
		return l, err
	}
	l.Area = AreaRef{here.Code, here.Name, here.Level}
	err = s.Store.Read(ctx, "read the rows of a figure", func(tx *store.Tx) error {
		var o Overview
		if err := o.readDay(ctx, tx, asked); err != nil {
			return err
		}
		l.Day, l.At = o.Day, o.At
		r := rowReader{s: s, tx: tx, a: a, area: here.Code, day: o.Day, at: o.At}
		return r.read(ctx, q.Indicator, &l)
	})
	if err != nil {
		return l, err
	}
	var sum care.Figure
	for _, r := range l.Rows {
		sum.Part += r.Part
		sum.Whole += r.Whole
	}
	l.Figure = ratio(q.Indicator, sum.Part, sum.Whole, s.floor(here.Code, l.Day))
	if l.Figure.Part != sum.Part { // too few: what is not shown of all of them is not shown of each
		for i := range l.Rows {
			l.Rows[i].Part = 0
		}
	}
	l.Total = len(l.Rows)
	l.Rows = l.Rows[min(q.From, len(l.Rows)):]
	if q.Limit > 0 {
		l.Rows = l.Rows[:min(q.Limit, len(l.Rows))]
	}
	return l, nil
}

// rowReader reads the rows of one figure.
type rowReader struct {
	s    *Service
	tx   *store.Tx
	a    *Atlas
	area string
	day  care.Date
	at   care.Instant
}

func (r *rowReader) read(ctx context.Context, i care.Indicator, l *RowList) error {
	var err error
	add := func(rows []Row, e error) {
		if err == nil {
			err = e
			l.Rows = append(l.Rows, rows...)
		}
	}
	switch i {
	case care.StreetCoverage:
		add(r.areas(ctx, func(c *care.StatCounts) (int64, int64) { return c.Covered, c.Streets }))
	case care.FilingRate:
		add(r.facilities(ctx))
	case care.ComplaintRate:
		add(r.cases(ctx, func(c care.StatCases) (int64, int64) { return c.Received, 0 }))
		add(r.classes(ctx, "", func(c *care.StatCounts) (int64, int64) { return 0, c.InCare }))
	case care.CaseResponse:
		add(r.cases(ctx, func(c care.StatCases) (int64, int64) { return c.Responded, c.Accepted - c.Waiting }))
	case care.CaseSolution:
		add(r.cases(ctx, func(c care.StatCases) (int64, int64) { return c.Solved, c.Asked }))
	case care.CaseSatisfaction:
		add(r.cases(ctx, func(c care.StatCases) (int64, int64) { return c.Satisfied, c.Judged }))
	case care.PlacesPerThousand:
		add(r.classes(ctx, "", func(c *care.StatCounts) (int64, int64) { return c.Places, 0 }))
		add(r.areas(ctx, func(c *care.StatCounts) (int64, int64) { return 0, c.Population }))
	case care.EnrolmentRate:
		add(r.classes(ctx, "", func(c *care.StatCounts) (int64, int64) { return c.InCare, 0 }))
		add(r.areas(ctx, func(c *care.StatCounts) (int64, int64) { return 0, c.UnderThree }))
	default: // what classes alone make up
		add(r.classes(ctx, bandOf[i], func(c *care.StatCounts) (int64, int64) {
			f := c.Figure(i, 1)
			return f.Part, f.Whole
		}))
	}
	return err
}

var bandOf = map[care.Indicator]care.BandName{
	care.InfantUse: care.BandInfant, care.ToddlerUse: care.BandToddler, care.SeniorUse: care.BandSenior, care.MixedUse: care.BandMixed,
}

// ratio is the figure that rows come to.
func ratio(i care.Indicator, part, whole int64, floor int) care.Figure {
	f := care.StatCounts{}.Figure(i, floor)
	return care.FigureOf(i, part, whole, f.Per, floor)
}

func (r *rowReader) name(prefix string) AreaRef {
	x, _ := r.a.Area(prefix)
	return AreaRef{x.Code, x.Name, x.Level}
}

// areas are the smallest areas that add to a figure.
func (r *rowReader) areas(ctx context.Context, adds func(*care.StatCounts) (part, whole int64)) ([]Row, error) {
	list, err := r.tx.StatAreas(ctx, r.area, r.day)
	var out []Row
	for i := range list {
		if p, w := adds(&list[i].StatCounts); p != 0 || w != 0 {
			x := r.name(list[i].Area)
			out = append(out, Row{Kind: RowArea, ID: x.Code, Area: x, Name: x.Name, Part: p, Whole: w})
		}
	}
	return out, err
}

// facilities are those that offer care.
func (r *rowReader) facilities(ctx context.Context) ([]Row, error) {
	list, err := r.tx.FacilitySpansOn(ctx, r.area, r.day)
	var out []Row
	for i := range list {
		f := &list[i]
		if n := FacilityCounts(f); n.Offering > 0 {
			row := r.facility(f)
			row.Kind, row.ID, row.Part, row.Whole = RowFacility, string(f.ID), n.Filed, n.Offering
			out = append(out, row)
		}
	}
	return out, err
}

func (r *rowReader) facility(f *store.StatFacility) Row {
	return Row{Area: r.name(f.Area), Facility: f.ID, Name: f.Name, Inclusive: f.Inclusive, Filing: f.Filing}
}

// classes are those of filed facilities that add to a figure; of one band when one is named.
func (r *rowReader) classes(ctx context.Context, band care.BandName, adds func(*care.StatCounts) (part, whole int64)) ([]Row, error) {
	facilities, err := r.tx.FacilitySpansOn(ctx, r.area, r.day)
	if err != nil {
		return nil, err
	}
	list, err := r.tx.ClassSpansOn(ctx, r.area, r.day)
	if err != nil {
		return nil, err
	}
	byID := make(map[care.FacilityID]*store.StatFacility, len(facilities))
	for i := range facilities {
		byID[facilities[i].ID] = &facilities[i]
	}
	rules := r.s.Rules()
	var out []Row
	for i := range list {
		c := &list[i]
		f := byID[c.Facility]
		if f == nil || !f.Filing.InForce() || (band != "" && c.Band != band) {
			continue
		}
		fresh := rules.VacancyTerms(f.Area, r.day).Freshness(c.ConfirmedAt, c.Reports, r.at)
		n := ClassCounts(f, c, fresh)
		p, w := adds(&n)
		if p == 0 && w == 0 {
			continue
		}
		row := r.facility(f)
		row.Kind, row.ID, row.Class, row.Band, row.Mode = RowClass, string(c.ID), c.Name, c.Band, c.Mode
		row.Freshness, row.ConfirmedAt, row.Part, row.Whole = fresh, c.ConfirmedAt, p, w
		out = append(out, row)
	}
	return out, nil
}

// cases are the complaints of the days before that add to a figure. They carry no number: who may open one finds it on the desk.
func (r *rowReader) cases(ctx context.Context, adds func(care.StatCases) (part, whole int64)) ([]Row, error) {
	list, err := r.tx.StatCasesOf(ctx, r.area, r.day.AddDays(1-care.StatCaseDays), r.day)
	if err != nil {
		return nil, err
	}
	facilities, err := r.tx.FacilitySpansOn(ctx, r.area, r.day)
	if err != nil {
		return nil, err
	}
	names := make(map[care.FacilityID]string, len(facilities))
	for i := range facilities {
		names[facilities[i].ID] = facilities[i].Name
	}
	var out []Row
	for _, c := range list {
		p, w := adds(caseCounts(c, r.day))
		if p == 0 && w == 0 {
			continue
		}
		row := Row{Kind: RowCase, Area: r.name(c.Area), Category: c.Category, Day: c.Received, Part: p, Whole: w}
		if c.Class != care.ClassA { // of a danger to a child only that there is one
			row.Facility, row.Name = c.Facility, names[c.Facility]
		} else {
			row.Category, row.Area = "", r.name(care.RegionPrefix(r.area))
		}
		out = append(out, row)
	}
	return out, nil
}
