package registry

import (
	"slices"
	"strconv"

	"tuoyuquan/api/care"
)

// bandNames are the class types with columns of their own, in the order an export writes them.
var bandNames = []struct {
	band care.BandName
	zh   string
}{
	{care.BandInfant, "乳儿班"},
	{care.BandToddler, "托小班"},
	{care.BandSenior, "托大班"},
	{care.BandMixed, "混合编班"},
}

// wholeName is the class that stands for a facility whose list says only how many places there are in all.
const wholeName = "全部托位"

// bandCells is what a row says about one class. The index len(bandNames) is the whole facility.
type bandCells struct {
	filed, staffed, taken, free *int
	from, to                    *int
}

func (b *bandCells) empty() bool {
	return b.filed == nil && b.staffed == nil && b.taken == nil && b.free == nil && b.from == nil
}

const maxPlaces = 2000 // of a class

func classColumns() []column {
	var out []column
	for i, b := range bandNames {
		n, zh := string(b.band), b.zh
		out = append(out,
			placesColumn(n+"_filed", zh+"托位", []string{zh + "核定托位", zh + "备案托位", zh + "托位数", zh + "人数"}, "Places filed of the "+n+" class", i, 0),
			placesColumn(n+"_staffed", zh+"可收托位", []string{zh + "在岗可收", zh + "实际可收"}, "Places today's staff can take; as filed when empty", i, 1),
			placesColumn(n+"_taken", zh+"在托", []string{zh + "在托人数", zh + "已占托位", zh + "已收"}, "Places taken", i, 2),
			placesColumn(n+"_free", zh+"余位", []string{zh + "剩余托位", zh + "空余托位"}, "Free places, instead of those taken", i, 3),
			agesColumn(n+"_months", zh+"月龄", nil, i),
		)
	}
	all := len(bandNames)
	return append(
		append(
			out,
			placesColumn("capacity", "托位总数", []string{"总托位数", "托位数", "核定托位", "备案托位", "收托规模"}, "Places in all, for a list that has no classes", all, 0),
			placesColumn("taken", "在托人数", []string{"在托", "在托儿童数", "已占托位"}, "Places taken in all", all, 2),
			placesColumn("vacant", "剩余托位", []string{"余位", "空余托位", "剩余托位数", "空位"}, "Free places in all, instead of those taken", all, 3),
			agesColumn("months", "收托月龄", []string{"月龄", "招收月龄", "收托年龄"}, all),
		),
		column{
			Column: Column{
				Name: "confirmed_at", Chinese: "确认时间", Also: []string{"更新时间", "托位确认时间", "数据时间"},
				What: "When the places taken were true; without it they are not known", WhatChinese: "余位确认时间", Example: "2026-03-01 09:30",
			},
			part: partClasses, text: true,
			read: func(d *draft, s string) error {
				t, err := parseTime(s, d.from1904)
				d.confirmed = care.InstantOf(t)
				return err
			},
			write: func(r *rendered) string { return r.confirmed },
		},
		column{
			Column: Column{
				Name: "places_month", Chinese: "托位月份", What: "The month the places hold from; that of confirmed_at when empty",
				WhatChinese: "托位起算月份", Example: "2026-03",
			},
			part: partClasses, text: true,
			read:  func(d *draft, s string) (err error) { d.month, err = parseMonth(s, d.from1904); return err },
			write: func(r *rendered) string { return r.month },
		},
		column{
			Column: Column{
				Name: "classes", Chinese: "班级明细", What: "All classes as JSON, where the columns above cannot say it",
				WhatChinese: "班级明细（JSON）", Example: "",
			},
			part: partClasses, text: true, long: true,
			read:  func(d *draft, s string) error { d.classesGiven = true; return readJSON(s, &d.classList) },
			write: func(r *rendered) string { return r.classesJSON },
		},
	)
}

func (b *bandCells) cell(which int) **int {
	return [...]**int{&b.filed, &b.staffed, &b.taken, &b.free}[which]
}

func placesColumn(name, zh string, also []string, what string, band, which int) column {
	return column{
		Column: Column{Name: name, Chinese: zh, Also: also, What: what, WhatChinese: zh, Example: "20"}, part: partClasses,
		read: func(d *draft, s string) error {
			n, err := parseCount(s, maxPlaces)
			*d.bands[band].cell(which) = &n
			return err
		},
		write: func(r *rendered) string {
			if v := *r.bands[band].cell(which); v != nil {
				return strconv.Itoa(*v)
			}
			return ""
		},
	}
}

func agesColumn(name, zh string, also []string, band int) column {
	return column{
		Column: Column{
			Name: name, Chinese: zh, Also: also, What: "Months of age taken, the upper one excluded; the class standard when empty",
			WhatChinese: "收托月龄（不含上限）", Example: "12-24",
		},
		part: partClasses, text: true,
		read: func(d *draft, s string) error {
			from, to, err := parseAges(s)
			d.bands[band].from, d.bands[band].to = &from, &to
			return err
		},
		write: func(r *rendered) string {
			if b := &r.bands[band]; b.from != nil {
				ages := strconv.Itoa(*b.from) + "-" + strconv.Itoa(*b.to)
				if *b.to <= 6 { // it could be years
					ages += "个月"
				}
				return ages
			}
			return ""
		},
	}
}

// buildClasses makes the classes a row speaks of. month is what their places hold from if the row does not say.
func buildClasses(d *draft, month care.Month) ([]care.Class, error) {
	if d.month != 0 {
		month = d.month
	} else if d.confirmed != 0 {
		month = care.Today(d.confirmed).MonthOf()
	}
	mode := care.FullDay
	if len(d.f.Modes) > 0 && !contains(d.f.Modes, care.FullDay) {
		mode = d.f.Modes[0]
	}
	var out []care.Class
	for i := range d.bands {
		if d.bands[i].empty() {
			continue
		}
		c, err := buildClass(d, i, mode, month)
		if err != nil {
			return nil, err
		}
		if c.Name != "" {
			out = append(out, c)
		}
	}
	if len(out) > 1 && out[len(out)-1].Name == wholeName {
		return nil, wrong("capacity", "give the places in all or those by class, not both")
	}
	return out, nil
}

func buildClass(d *draft, i int, mode care.Mode, month care.Month) (care.Class, error) {
	b := &d.bands[i]
	c := care.Class{Mode: mode, Name: wholeName, Band: care.BandMixed, FromMonths: 6, ToMonths: 36}
	field := "capacity"
	if i < len(bandNames) {
		c.Name, c.Band = bandNames[i].zh, bandNames[i].band
		standard, _ := c.Band.Band()
		c.FromMonths, c.ToMonths = standard.From, standard.To
		field = string(c.Band) + "_filed"
	}
	if b.from != nil {
		c.FromMonths, c.ToMonths = *b.from, *b.to
	}
	switch {
	case b.filed == nil && b.staffed == nil && b.taken == nil && b.free == nil:
		return care.Class{}, nil // ages alone make no class
	case b.filed == nil:
		return care.Class{}, wrong(field, "the number of places is missing")
	case *b.filed == 0 && value(b.taken) == 0:
		return care.Class{}, nil // no such class
	case b.taken != nil && b.free != nil && *b.free != max(0, min(*b.filed, orFiled(b))-*b.taken):
		return care.Class{}, wrong(field, "places taken and free places contradict each other")
	}
	p := care.Pool{Month: month, Filed: *b.filed, Staffed: orFiled(b)}
	switch {
	case b.taken != nil:
		p.Taken = *b.taken
	case b.free != nil:
		if *b.free > min(p.Filed, p.Staffed) {
			return care.Class{}, wrong(field, "more free places than places")
		}
		p.Taken = min(p.Filed, p.Staffed) - *b.free
	}
	if p.Taken > maxPlaces || p.Staffed > maxPlaces {
		return care.Class{}, wrong(field, "impossible number of places")
	}
	c.Source = care.VacancyImport
	if b.taken != nil || b.free != nil {
		c.ConfirmedAt = d.confirmed
		if d.confirmed == 0 {
			p.Taken = 0
			d.warnings = append(d.warnings, "free places are taken as not known: the row does not say when they were confirmed (confirmed_at 确认时间)")
		}
	}
	c.Pools = []care.Pool{p}
	return c, nil
}

func orFiled(b *bandCells) int {
	if b.staffed != nil {
		return *b.staffed
	}
	return *b.filed
}

func value(p *int) int {
	if p == nil {
		return 0
	}
	return *p
}

// mergeClass carries the places of a known class, confirmed later than the list, over to the list's number of filed places.
func mergeClass(k, c care.Class) care.Class {
	c.ID = k.ID
	pools := slices.Clone(k.Pools)
	if len(c.Pools) == 1 {
		for i := range pools {
			if pools[i].Staffed == pools[i].Filed || c.Pools[0].Staffed != c.Pools[0].Filed {
				pools[i].Staffed = c.Pools[0].Staffed
			}
			pools[i].Filed = c.Pools[0].Filed
		}
	}
	c.ConfirmedAt, c.Source, c.Reports, c.Pools = k.ConfirmedAt, k.Source, k.Reports, pools
	return c
}
