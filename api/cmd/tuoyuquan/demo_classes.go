package main

import (
	"fmt"
	"math"

	"tuoyuquan/api/care"
)

// demoMonths is how many months ahead the places of the demo city are known.
const demoMonths = 18

// demoCaps and demoRatios are the class sizes and carer ratios of the national standard (domain: 托育机构设置标准 arts. 19 and 20).
var (
	demoCaps   = map[care.BandName]int{care.BandInfant: 10, care.BandToddler: 15, care.BandSenior: 20, care.BandMixed: 18}
	demoRatios = map[care.BandName]int{care.BandInfant: 3, care.BandToddler: 5, care.BandSenior: 7, care.BandMixed: 5}
	demoWords  = map[care.BandName]string{care.BandInfant: "乳儿", care.BandToddler: "托小", care.BandSenior: "托大", care.BandMixed: "混龄"}
)

// demoBands returns the bands of the full-day classes of a facility.
func (b *demoBook) demoBands(kind care.FacilityKind) []care.BandName {
	const i, t, s, m = care.BandInfant, care.BandToddler, care.BandSenior, care.BandMixed
	choices := map[care.FacilityKind][][]care.BandName{
		care.KindIndependent:  {{t, s}, {t, s}, {t, s, m}, {i, t, s}, {i, t, t, s}, {t, t, s, s}, {t, m}, {i, t, s, s, m}},
		care.KindCommunity:    {{m}, {m}, {t}, {t, s}, {m, s}},
		care.KindKindergarten: {{s}, {s}, {s, s}, {t, s}, {m}},
		care.KindEmployer:     {{m}, {t, s}, {i, t, s}},
		care.KindHome:         {{m}},
		care.KindCentre:       {{i, t, t, s, s, m}, {i, i, t, t, t, s, s, s}, {t, t, s, s, m}},
	}
	list := choices[kind]
	return list[b.r.IntN(len(list))]
}

// classes gives the facility its classes with their places, and the modes of care that follow from them.
func (b *demoBook) classes(f *care.Facility) {
	crowd := b.crowd()
	confirmed := b.confirmed()
	seen := map[care.BandName]int{}
	add := func(c care.Class) {
		c.ID = care.ClassID(b.id())
		f.Classes = append(f.Classes, c)
		for _, m := range f.Modes {
			if m == c.Mode {
				return
			}
		}
		f.Modes = append(f.Modes, c.Mode)
	}
	for _, band := range b.demoBands(f.Kind) {
		seen[band]++
		c := b.class(f.Kind, band, care.FullDay)
		c.Name = fmt.Sprintf("%s%s班", demoWords[band], []string{"一", "二", "三", "四"}[seen[band]-1])
		b.fill(&c, f.Kind, crowd, b.stamp(confirmed))
		add(c)
	}
	side := func(p float64, band care.BandName, mode care.Mode, name string) {
		if b.chance(p) {
			c := b.class(f.Kind, band, mode)
			c.Name = name
			b.fill(&c, f.Kind, crowd*0.8, b.stamp(confirmed))
			add(c)
		}
	}
	switch f.Kind {
	case care.KindCommunity:
		side(0.55, care.BandMixed, care.Drop, "临时托班")
		side(0.35, care.BandToddler, care.HalfDay, "半日班")
		side(0.3, care.BandMixed, care.Hourly, "计时班")
	case care.KindIndependent:
		side(0.3, care.BandToddler, care.HalfDay, "半日班")
		side(0.16, care.BandMixed, care.Hourly, "计时班")
		side(0.12, care.BandMixed, care.Drop, "临时托班")
	case care.KindCentre:
		side(0.8, care.BandToddler, care.HalfDay, "半日班")
		side(0.7, care.BandMixed, care.Hourly, "计时班")
		side(0.9, care.BandMixed, care.Drop, "临时托班")
	case care.KindHome:
		// one group of at most five
	case care.KindEmployer, care.KindKindergarten:
	}
	if b.chance(0.035) { // families were told something else
		f.Classes[0].Reports = b.between(1, 3)
		if f.Classes[0].ConfirmedAt == 0 {
			f.Classes[0].Reports = 0
		}
	}
}

// class makes a class without places.
func (b *demoBook) class(kind care.FacilityKind, band care.BandName, mode care.Mode) care.Class {
	span, _ := band.Band()
	c := care.Class{Band: band, Mode: mode, FromMonths: span.From, ToMonths: span.To}
	switch {
	case band == care.BandToddler && b.chance(0.3):
		c.FromMonths = 15 // must walk by themselves
	case band == care.BandSenior && kind == care.KindKindergarten && b.chance(0.35):
		c.FromMonths = 30
	}
	return c
}

// crowd is how full a facility is: some are full, some half, some nearly empty.
func (b *demoBook) crowd() float64 {
	switch x := b.r.Float64(); {
	case x < 0.17:
		return 1
	case x < 0.27:
		return 0.85 + 0.13*b.r.Float64()
	case x < 0.88:
		return 0.3 + 0.4*b.r.Float64()
	default:
		return 0.05 + 0.2*b.r.Float64()
	}
}

// confirmed is when the facility last said how full it is: minutes to two months ago; 0 never.
func (b *demoBook) confirmed() care.Instant {
	const minute, hour, day = 60_000, 3_600_000, 86_400_000
	span := func(lo, hi float64) care.Instant {
		return b.now - care.Instant(lo*math.Pow(hi/lo, b.r.Float64()))
	}
	switch x := b.r.Float64(); {
	case x < 0.07:
		return 0
	case x < 0.2:
		return span(3*minute, 3*hour)
	case x < 0.56:
		return span(3*hour, 47*hour)
	case x < 0.83:
		return span(2*day, 7*day)
	default:
		return span(7*day, 60*day)
	}
}

// stamp varies the time of a facility's confirmation a little from class to class; now and then one class is left out.
func (b *demoBook) stamp(at care.Instant) care.Instant {
	if at == 0 || b.chance(0.02) {
		return 0
	}
	return min(b.now-60_000, at+care.Instant(b.between(0, 90))*1000)
}

// fill gives a class its places by month.
func (b *demoBook) fill(c *care.Class, kind care.FacilityKind, crowd float64, at care.Instant) {
	if at == 0 {
		return
	}
	c.ConfirmedAt, c.Source = at, care.VacancyDemo
	filed := demoCaps[c.Band] - b.between(0, demoCaps[c.Band]/3)
	switch {
	case kind == care.KindHome:
		filed = b.between(3, 5)
	case c.Mode == care.Drop || c.Mode == care.Hourly:
		filed = b.between(3, 8)
	case kind == care.KindCommunity:
		filed = min(filed, b.between(8, 14))
	}
	staffed := filed
	if b.chance(0.27) {
		ratio := demoRatios[c.Band]
		staffed = max(ratio, min(filed, (filed-1)/ratio*ratio))
	}
	staffed = min(staffed, filed)
	c.Pools = b.pools(c.Band, filed, staffed, crowd)
}

// pools makes the months: children leave bit by bit, most of the older ones in September for kindergarten, when younger ones
// move up; a sought-after class is filled again.
func (b *demoBook) pools(band care.BandName, filed, staffed int, crowd float64) []care.Pool {
	first := b.today.MonthOf()
	taken := float64(min(filed, staffed)) * math.Min(1, crowd*(0.92+0.16*b.r.Float64()))
	if crowd == 1 {
		taken = float64(min(filed, staffed))
	}
	leave := map[care.BandName]float64{care.BandInfant: 0.25, care.BandToddler: 0.35, care.BandSenior: 0.6, care.BandMixed: 0.5}[band]
	out := make([]care.Pool, 0, demoMonths)
	grown := b.chance(0.05)
	for i := range demoMonths {
		month := first + care.Month(i)
		calendar := int(month)%12 + 1
		switch {
		case i == 0:
		case calendar == 9:
			taken *= 1 - leave*(0.8+0.4*b.r.Float64())
			taken += float64(filed) * crowd * crowd * 0.35 * b.r.Float64()
			if grown && filed < demoCaps[band] && filed > 5 { // a few more places from the new term
				filed = min(demoCaps[band], filed+b.between(1, 3))
				staffed = filed
			}
		case calendar == 2:
			taken *= 0.97
		default:
			taken *= 1 - 0.025*b.r.Float64()
			if crowd > 0.8 && i < 6 {
				taken += 0.5 * b.r.Float64()
			}
		}
		taken = math.Max(0, math.Min(taken, float64(min(filed, staffed))))
		out = append(out, care.Pool{Month: month, Filed: filed, Staffed: staffed, Taken: int(math.Round(taken))})
	}
	return out
}

// staff counts the people from the places, and the floor from both.
func (b *demoBook) staff(f *care.Facility) (care.Staff, int) {
	places, carers := 0, 0
	for _, c := range f.Classes {
		n := demoCaps[c.Band]
		if len(c.Pools) > 0 {
			n = c.Pools[0].Staffed
		}
		places += n
		carers += (n + demoRatios[c.Band] - 1) / demoRatios[c.Band]
	}
	if f.Kind == care.KindHome {
		return care.Staff{Carers: 2, Certified: b.between(1, 2)}, b.between(70, 140)
	}
	s := care.Staff{Carers: carers, Certified: carers - b.between(0, carers/5), Health: 1, Security: 1 + places/100, Kitchen: 1 + places/60, Other: b.between(0, 2)}
	if places >= 150 {
		s.Health = 2
	}
	return s, max(80, places*b.between(6, 10))
}

// fees gives the published fee list; amounts in fen.
func (b *demoBook) fees(f *care.Facility) {
	yuan := func(lo, hi, step int) int64 { return int64(b.between(lo/step, hi/step)*step) * 100 }
	from := care.Date{Year: b.today.Year, Month: 1, Day: 1}
	add := func(fee care.Fee) {
		fee.From = from
		f.Fees = append(f.Fees, fee)
	}
	base, basis := yuan(2600, 5200, 20), ""
	switch {
	case f.Kind == care.KindHome:
		base = yuan(1800, 3200, 20)
	case f.Nature == care.NaturePublic:
		base, basis = yuan(800, 1400, 20), "示范市公办托育收费标准（示范数据）"
	case f.Inclusive:
		base, basis = yuan(1200, 2080, 20), "示范市普惠托育收费参考区间（示范数据）"
	case f.Kind == care.KindIndependent && b.chance(0.15):
		base = yuan(5200, 6120, 20)
	}
	seen := map[string]bool{}
	for _, c := range f.Classes {
		key := string(c.Mode) + string(c.Band)
		if seen[key] {
			continue
		}
		seen[key] = true
		fee := care.Fee{Category: care.FeeCare, Name: "保育费", Mode: c.Mode, Band: c.Band, Unit: care.PerMonth, Amount: base, Basis: basis}
		switch c.Band {
		case care.BandInfant:
			fee.Amount += base / 500 * 60
		case care.BandToddler:
			fee.Amount += base / 500 * 25
		case care.BandSenior, care.BandMixed:
		}
		switch c.Mode {
		case care.FullDay:
		case care.HalfDay:
			fee.Amount = fee.Amount / 1000 * 600
		case care.Hourly:
			fee.Unit, fee.Amount = care.PerHour, yuan(15, 40, 5)
		case care.Drop:
			fee.Unit, fee.Amount = care.PerSession, yuan(40, 120, 10)
		}
		fee.Amount = fee.Amount / 1000 * 1000
		add(fee)
	}
	if f.Kind != care.KindEmployer || b.chance(0.6) {
		add(care.Fee{Category: care.FeeMeals, Name: "伙食费", Unit: care.PerDay, Amount: yuan(12, 30, 1)})
	}
	if !f.Inclusive && b.chance(0.5) {
		add(care.Fee{Category: care.FeeMaterial, Name: "材料费", Unit: care.PerTerm, Amount: yuan(150, 480, 10)})
	}
	if f.Kind == care.KindIndependent && !f.Inclusive && b.chance(0.3) {
		add(care.Fee{Category: care.FeeOther, Name: "被褥用品", Unit: care.Once, Amount: yuan(200, 500, 20)})
	}
}
