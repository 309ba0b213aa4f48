package server

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/stats"
)

// on is the day asked about: a day, or the last one of a month.
func (in *statisticsInput) on(today care.Date) (care.Date, error) {
	if in.Month == "" {
		return parseDate("on", in.On)
	}
	if in.On != "" {
		return care.Date{}, care.Errorf(care.Invalid, care.CodeInvalid, "month", "give on or month, not both")
	}
	m, err := care.ParseMonth(in.Month)
	if err != nil {
		return care.Date{}, care.Errorf(care.Invalid, care.CodeBadDate, "month", "%s is not a month; write it as YYYY-MM", "month")
	}
	last := (m + 1).First().AddDays(-1)
	if today.Before(last) && m == today.MonthOf() {
		return today, nil
	}
	return last, nil
}

func (s *Server) getStatistics(ctx context.Context, in *statisticsInput) (*answer[Statistics], error) {
	on, err := in.on(care.Today(care.InstantOf(s.Now())))
	if err != nil {
		return nil, err
	}
	o, err := s.Stats.Overview(ctx, actorOf(ctx), stats.Query{Area: in.Area, On: on, By: care.AreaLevel(in.By), Days: in.Days})
	if err != nil {
		return nil, err
	}
	out := Statistics{
		StatPart: statPart(o.Part), Asked: o.Asked.String(), Day: o.Day.String(), TakenAt: stamp(o.At), First: o.First.String(), Path: each(o.Path, statArea),
		By: string(o.By), Parts: each(o.Parts, statPart), Indicators: each(care.Indicators(), func(i care.Indicator) string { return string(i) }),
		Series: each(o.Series, func(p stats.Point) StatPoint {
			return StatPoint{p.Day.String(), each(p.Figures, func(f care.Figure) *float64 { return f.Value })}
		}),
	}
	return &answer[Statistics]{out}, nil
}

func statArea(a stats.AreaRef) StatArea { return StatArea{a.Code, a.Name, string(a.Level)} }

func statFigure(f care.Figure) StatFigure {
	return StatFigure{string(f.Indicator), f.Part, f.Whole, f.Per, f.Value}
}

func statPart(p stats.Part) StatPart {
	n := &p.Counts
	c := StatCount{
		Population: n.Population, UnderThree: n.UnderThree, Streets: n.Streets, Covered: n.Covered, Offering: n.Offering, Filed: n.Filed, Classes: n.Classes,
		Counted: n.Counted, Places: n.Places, InclusivePlaces: n.InclusivePlaces, Staffed: n.Staffed, InCare: n.InCare, Fresh: map[string]int64{},
		Received: n.Cases.Received, Accepted: n.Cases.Accepted, Overdue: n.Cases.Overdue,
	}
	for i, b := range care.StatBands() {
		c.Bands = append(c.Bands, StatBand{string(b), n.Bands[i].Places, n.Bands[i].InCare})
	}
	for i, v := range n.Fresh {
		c.Fresh[care.Freshness(i).String()] = v //nolint:gosec // a few words
	}
	return StatPart{Area: statArea(p.AreaRef), Counts: c, Figures: each(p.Figures, statFigure)}
}

func (s *Server) listStatisticsRows(ctx context.Context, in *rowsInput) (*answer[StatRowList], error) {
	on, err := parseDate("on", in.On)
	if err != nil {
		return nil, err
	}
	l, err := s.Stats.Rows(ctx, actorOf(ctx), stats.RowQuery{Area: in.Area, On: on, Indicator: care.Indicator(in.Indicator), From: in.From, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &answer[StatRowList]{StatRowList{
		Area: statArea(l.Area), Day: l.Day.String(), TakenAt: stamp(l.At), Figure: statFigure(l.Figure), Total: l.Total, Rows: each(l.Rows, statRow),
	}}, nil
}

func statRow(r stats.Row) StatRow {
	out := StatRow{
		Kind: string(r.Kind), ID: r.ID, Area: statArea(r.Area), Facility: string(r.Facility), Name: r.Name, Class: r.Class, Band: string(r.Band),
		Mode: string(r.Mode), Inclusive: r.Inclusive, Filing: string(r.Filing), Category: string(r.Category), Day: r.Day.String(), Part: r.Part, Whole: r.Whole,
	}
	if r.Kind == stats.RowClass {
		out.Freshness, out.ConfirmedAt = r.Freshness.String(), maybeStamp(r.ConfirmedAt)
	}
	return out
}

// query is what is asked, in the words of stats.
func (in *NeedParams) query() stats.NeedQuery {
	q := stats.NeedQuery{Area: in.Area, Any: in.Any, Inclusive: in.Inclusive, AgeMonths: -1, Minutes: in.Minutes}
	if in.Age.Set {
		q.AgeMonths = in.Age.Value
	}
	return q
}

func (s *Server) getNeed(ctx context.Context, in *NeedParams) (*answer[NeedMap], error) {
	n, err := s.Stats.Need(ctx, actorOf(ctx), in.query())
	if err != nil {
		return nil, err
	}
	return &answer[NeedMap]{NeedMap{
		Area: statArea(n.Area), At: stamp(n.At), Network: s.town.Load().Network, Estimated: n.Estimated, Facilities: n.Facilities, Minutes: n.Minutes, Children: n.Children,
		OffStreet: n.OffStreet, Rings: each(n.Rings, needWithin), CellMetres: n.CellMetres, Cells: each(n.Cells, needCell),
		Streets: each(n.Streets, func(x stats.StreetNeed) NeedStreet {
			return NeedStreet{
				Area: statArea(x.AreaRef), Center: wirePoint(x.Center), Children: x.Children, OffStreet: x.OffStreet, Without: x.Without,
				Rings: each(x.Rings, needWithin), Density: x.Density,
			}
		}),
		Sites: each(n.Sites, func(x stats.Site) NeedSite {
			return NeedSite{At: wirePoint(x.Point), Area: statArea(x.Area), Gained: each(x.Gained, needWithin)}
		}),
	}}, nil
}

func (s *Server) getWhatIf(ctx context.Context, in *whatIfInput) (*answer[WhatIf], error) {
	at, err := parsePoint(in.At, care.WGS84)
	if err != nil {
		return nil, err
	}
	w, err := s.Stats.WhatIf(ctx, actorOf(ctx), in.query(), at)
	if err != nil {
		return nil, err
	}
	return &answer[WhatIf]{WhatIf{
		At: wirePoint(w.Point), Street: wirePoint(w.Street), Before: each(w.Before, needWithin), After: each(w.After, needWithin), Gained: each(w.Gained, needWithin),
		Areas:   each(w.Areas, func(g stats.AreaGain) NeedGain { return NeedGain{statArea(g.AreaRef), g.Children} }),
		Reached: each(w.Reached, needCell),
	}}, nil
}

func wirePoint(p orb.Point) [2]float64 {
	const micro = 1e6
	return [2]float64{math.Round(p[0]*micro) / micro, math.Round(p[1]*micro) / micro}
}

func needWithin(w stats.Within) NeedWithin {
	out := NeedWithin{Minutes: w.Minutes, Children: w.Children}
	if w.Share != nil {
		v := round1(*w.Share)
		out.Share = &v
	}
	return out
}

func needCell(c stats.CellNeed) NeedCell {
	return NeedCell{At: wirePoint(c.Point), Children: c.Children, Minutes: round1(c.Minutes), Area: c.Area}
}
