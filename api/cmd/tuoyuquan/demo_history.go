package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"

	"tuoyuquan/api/care"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/synth"
)

// The past of the demo city: so many months before today are counted at their end, the last weeks by week and the last days by day.
const (
	demoPastMonths = 24
	demoPastWeeks  = 9
	demoPastDays   = 31
)

// demoCells is where the people of the demo city live.
func demoCells(city *synth.City) []care.PeopleCell {
	out := make([]care.PeopleCell, len(city.Grid))
	for i, c := range city.Grid {
		out[i] = care.PeopleCell{
			ID: fmt.Sprintf("%s-%.5f-%.5f", demoSource, c.Point[0], c.Point[1]), Lon: c.Point[0], Lat: c.Point[1], People: c.Population, UnderThree: min(c.Under3, c.Population),
		}
	}
	return out
}

// fillDemoPast makes up the two years before: facilities open, are filed, become 普惠 and fill up; children come and go with the
// seasons. It ends with what there is.
func fillDemoPast(ctx context.Context, st *store.Store, areas []care.Area, cells []care.PeopleCell, list []care.Facility, now care.Instant) error {
	a := stats.NewAtlas(areas, cells)
	today := care.Today(now)
	return a.Fill(ctx, st, care.DefaultVacancyTerms, func(yield func(stats.Past) bool) {
		for _, day := range demoPastOf(today) {
			p := stats.Past{Day: day, At: care.InstantOf(day.Time()) + 22*3_600_000} // counted late in the evening
			for i := range list {
				demoPastFacility(&p, a, &list[i], today)
			}
			if !yield(p) {
				return
			}
		}
	})
}

// demoPastOf lists the days that are counted, ascending; today is not among them.
func demoPastOf(today care.Date) []care.Date {
	var out []care.Date
	add := func(d care.Date) {
		if d.Before(today) && (len(out) == 0 || out[len(out)-1].Before(d)) {
			out = append(out, d)
		}
	}
	daily := today.AddDays(-demoPastDays)
	weekly := daily.AddDays(-7 * demoPastWeeks)
	for m := today.MonthOf() - demoPastMonths; m <= today.MonthOf(); m++ {
		if end := (m + 1).First().AddDays(-1); end.Before(weekly) {
			add(end)
		}
	}
	for d := weekly; d.Before(daily); d = d.AddDays(1) {
		if d.AddDays(1).Day == 1 || int(d.Time().Weekday()) == 0 {
			add(d)
		}
	}
	for d := daily; d.Before(today); d = d.AddDays(1) {
		add(d)
	}
	return out
}

// demoChance is a number from 0 to 1 that hangs on what it is about.
func demoChance(about ...string) float64 {
	h := fnv.New64a()
	for _, s := range about {
		_, _ = h.Write([]byte(s))
		_, _ = h.Write([]byte{0})
	}
	x := h.Sum64() // its upper bits hardly differ between texts that end alike
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}

// demoPastFacility puts a facility into a day as it may have been then.
func demoPastFacility(p *stats.Past, a *stats.Atlas, f *care.Facility, today care.Date) {
	if p.Day.Before(f.OpenedOn) {
		return
	}
	s := store.StatFacility{
		ID: f.ID, Name: f.Name, Area: f.AreaCode, Kind: f.Kind, Nature: f.Nature, Inclusive: f.Inclusive, Filing: f.Filing.Status, Demo: true,
	}
	if f.Location != nil {
		s.Point = &f.Location.Point
	}
	s.Area = a.Place(s.Area, s.Point)
	id := string(f.ID)
	since := func(what string, days int) care.Date {
		return today.AddDays(-1 - int(demoChance(id, what)*float64(days)))
	}
	switch {
	case !f.Filing.Date.IsZero() && p.Day.Before(f.Filing.Date):
		s.Filing = care.FilingVerifying
	case (s.Filing == care.FilingSuspended || s.Filing == care.FilingCancelled) && p.Day.Before(since("ended", 300)),
		s.Filing == care.FilingChangePending && p.Day.Before(since("change", 20)):
		s.Filing = care.Filed
	}
	if s.Inclusive && f.Nature != care.NaturePublic && demoChance(id, "inclusive?") < 0.45 && p.Day.Before(since("inclusive", 700)) {
		s.Inclusive = false
	}
	p.Facilities = append(p.Facilities, s)
	for i := range f.Classes {
		p.Classes = append(p.Classes, demoPastClass(p, f, i, today))
	}
}

// demoSeason is how full classes are by month, January first: children leave for kindergarten in autumn.
var demoSeason = [12]float64{0.90, 0.88, 0.95, 1, 1.02, 1.03, 0.98, 0.9, 0.72, 0.78, 0.85, 0.88}

func demoPastClass(p *stats.Past, f *care.Facility, i int, today care.Date) store.StatClass {
	c := &f.Classes[i]
	out := store.StatClass{ID: c.ID, Facility: f.ID, Ord: i, Name: c.Name, Band: c.Band, Mode: c.Mode, Counted: len(c.Pools) > 0}
	if !out.Counted {
		return out
	}
	first := c.Pools[0]
	out.Places, out.Staffed = int64(first.Filed), int64(first.Staffed)
	months := float64(today.MonthOf() - p.Day.MonthOf())
	full := demoSeason[p.Day.Month-1] / demoSeason[today.Month-1] * (1 - 0.011*months)
	full *= 0.94 + 0.12*demoChance(string(c.ID), p.Day.MonthOf().String())
	if months == 0 {
		full = 1
	}
	out.InCare = int64(math.Min(math.Round(float64(first.Taken)*full), float64(out.Places)))
	every := 7
	switch x := demoChance(string(f.ID), "confirms"); {
	case x < 0.3:
		every = 2
	case x > 0.85:
		every = 24
	}
	every += int(math.Max(0, (months-6)/4)) // they were slower when it was new
	ago := (int(p.Day.Time().Unix()/86400) + int(demoChance(string(f.ID), "on")*30)) % every
	out.ConfirmedAt = care.InstantOf(p.Day.AddDays(-ago).Time()) + 9*3_600_000
	return out
}
