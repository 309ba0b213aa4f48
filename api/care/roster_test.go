package care

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func clean(post StaffPost) Member {
	return Member{ID: "m", Post: post, Weekdays: UsualWeek, From: day(2024, 9, 1), ExcludedOn: day(2026, 3, 1), HealthUntil: day(2027, 2, 28), Certificates: []Certificate{{Kind: CertNurseryCarer}}}
}

// Papers end on the day they say, are told of thirty days before, and bar from the day after.
func TestFlaws(t *testing.T) {
	for _, c := range []struct {
		name string
		on   Date
		with func(*Member)
		want []FlawCode
		bars bool
	}{
		{"all well", day(2026, 11, 22), func(*Member) {}, nil, false},
		{"never checked", day(2026, 11, 22), func(m *Member) { m.ExcludedOn = Date{} }, []FlawCode{FlawNotExcluded}, true},
		{"the last day of the year", day(2027, 2, 28), func(m *Member) { m.HealthUntil = day(2028, 1, 1) }, []FlawCode{FlawExclusionSoon}, false},
		{"a year and a day", day(2027, 3, 1), func(m *Member) { m.HealthUntil = day(2028, 1, 1) }, []FlawCode{FlawExclusionOld}, true},
		{"checked on 29 February", day(2025, 3, 1), func(m *Member) { m.ExcludedOn = day(2024, 2, 29) }, []FlawCode{FlawExclusionOld}, true},
		{"29 days before the end", day(2026, 12, 2), func(m *Member) { m.HealthUntil = day(2026, 12, 31) }, []FlawCode{FlawHealthSoon}, false},
		{"30 days before the end", day(2026, 12, 1), func(m *Member) { m.HealthUntil = day(2026, 12, 31) }, nil, false},
		{"the day after", day(2027, 1, 1), func(m *Member) { m.HealthUntil = day(2026, 12, 31) }, []FlawCode{FlawHealthOver}, true},
		{"no certificate", day(2026, 11, 22), func(m *Member) { m.Certificates = nil }, []FlawCode{FlawNoCertificate}, false},
		{"one that ended", day(2026, 11, 22), func(m *Member) { m.Certificates[0].Expires = day(2026, 11, 21) }, []FlawCode{FlawCertOver}, false},
		{"the gravest first", day(2026, 11, 22), func(m *Member) {
			m.HealthUntil, m.ExcludedOn, m.Certificates = day(2026, 12, 1), Date{}, nil
		}, []FlawCode{FlawNotExcluded, FlawNoCertificate, FlawHealthSoon}, true},
	} {
		m := clean(PostCarer)
		c.with(&m)
		var got []FlawCode
		for _, f := range m.Flaws(c.on) {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, c.want) || m.Barred(c.on) != c.bars {
			t.Errorf("%s: %v, bars %v", c.name, got, m.Barred(c.on))
		}
	}
	cook := Member{Post: PostKitchen, ExcludedOn: day(2026, 11, 1), HealthUntil: day(2027, 11, 1)}
	if got := cook.Flaws(day(2026, 11, 22)); len(got) != 0 {
		t.Errorf("a cook needs no certificate: %v", got)
	}
}

// Who works Monday to Friday is off on holidays and works the weekend days worked in exchange; a mark counts before that.
func TestOnDuty(t *testing.T) {
	cal := ChinaCalendar()
	m := clean(PostCarer)
	for _, c := range []struct {
		on   Date
		want bool
	}{
		{day(2026, 9, 24), true}, {day(2026, 9, 25), false}, {day(2026, 9, 20), true}, {day(2026, 9, 19), false}, {day(2026, 10, 10), true}, {day(2024, 8, 30), false},
	} {
		if got := m.OnDuty(c.on, cal, nil); got != c.want {
			t.Errorf("%s: %v", c.on, got)
		}
	}
	if !m.OnDuty(day(2026, 9, 25), cal, &DutyMark{On: true}) || m.OnDuty(day(2026, 9, 24), cal, &DutyMark{}) {
		t.Error("a mark does not count")
	}
	m.Weekdays = 0b0000101 // Monday, Wednesday
	if m.OnDuty(day(2026, 9, 20), cal, nil) || !m.OnDuty(day(2026, 9, 21), cal, nil) {
		t.Error("who works two days of the week does not work the Sunday that is worked in exchange")
	}
	m.To = day(2026, 9, 21)
	if !m.OnDuty(day(2026, 9, 21), cal, nil) || m.OnDuty(day(2026, 9, 23), cal, nil) {
		t.Error("the last day is worked, and none after")
	}
}

// Places follow from carers by the ratio of each class, within what is filed and what one class may have.
func TestStaffable(t *testing.T) {
	r := NewRules(DefaultRules())
	classes := []StaffedClass{
		{ID: "i", Band: BandInfant, Filed: 10, Needed: 4}, {ID: "t", Band: BandToddler, Filed: 15, Needed: 11}, {ID: "s", Band: BandSenior, Filed: 30, Needed: 6},
	}
	carers := []Carer{{"a", "i"}, {"b", "t"}, {"c", "t"}, {"d", "s"}, {"e", ""}, {"f", ""}}
	got := r.Staffable(KindCommunity, "320508", day(2026, 11, 22), classes, carers)
	want := []struct{ carers, standIns, places, short int }{{1, 1, 6, 0}, {2, 1, 15, 0}, {1, 0, 7, 0}}
	for i, w := range want {
		g := got[i]
		if g.Carers != w.carers || g.StandIns != w.standIns || g.Places != w.places || g.Short != w.short {
			t.Errorf("%s: %+v, want %+v", g.Class, g, w)
		}
	}
	got = r.Staffable(KindCommunity, "320508", day(2026, 11, 22), classes[1:2], []Carer{{"b", "t"}})
	if got[0].Places != 5 || got[0].Short != 2 {
		t.Errorf("11 toddlers and one carer: %+v", got[0])
	}
	home := []StaffedClass{{ID: "x", Band: BandMixed, Filed: 5, Needed: 2}, {ID: "y", Band: BandInfant, Filed: 5}}
	got = r.Staffable(KindHome, "320508", day(2026, 11, 22), home, []Carer{{"a", "x"}, {"b", "y"}})
	if got[0].Places != 3 || got[1].Places != 2 {
		t.Errorf("a home has three children for each carer and five in all: %+v", got)
	}
}

// Whatever the carers: never more than the ratio, the filed places and the cap allow, and one carer more never means fewer places.
func TestStaffableNeverExceedsItsLimits(t *testing.T) {
	r := NewRules(DefaultRules())
	rapid.Check(t, func(t *rapid.T) {
		var classes []StaffedClass
		for i := range rapid.IntRange(1, 4).Draw(t, "classes") {
			classes = append(classes, StaffedClass{
				ID: ClassID(rune('a' + i)), Band: rapid.SampledFrom(Bands()).Draw(t, "band"), Filed: rapid.IntRange(0, 30).Draw(t, "filed"), Needed: rapid.IntRange(0, 30).Draw(t, "needed"),
			})
		}
		var carers []Carer
		for range rapid.IntRange(0, 12).Draw(t, "carers") {
			c := Carer{}
			if i := rapid.IntRange(-1, len(classes)-1).Draw(t, "of"); i >= 0 {
				c.Class = classes[i].ID
			}
			carers = append(carers, c)
		}
		kind := rapid.SampledFrom([]FacilityKind{KindCommunity, KindHome}).Draw(t, "kind")
		on := day(2026, 11, 22)
		got := r.Staffable(kind, "11", on, classes, carers)
		sum, used := 0, 0
		for i, s := range got {
			sum += s.Places
			used += s.Carers + s.StandIns
			if s.Places > classes[i].Filed || s.Places > (s.Carers+s.StandIns)*s.Ratio || s.Places > s.Cap && s.Cap > 0 {
				t.Fatalf("%+v of %+v", s, classes[i])
			}
		}
		if used > len(carers) || kind == KindHome && sum > 5 {
			t.Fatalf("%d carers of %d, %d places", used, len(carers), sum)
		}
		more := 0
		for _, s := range r.Staffable(kind, "11", on, classes, append(carers, Carer{})) {
			more += s.Places
		}
		if more < sum {
			t.Fatalf("one more carer: %d places in place of %d", more, sum)
		}
	})
}

// A month is as strong as its weakest weekday, and those who leave in it or may not work are not counted.
func TestCarersIn(t *testing.T) {
	full, part, leaving, barred := clean(PostCarer), clean(PostCarer), clean(PostCarer), clean(PostCarer)
	full.ID, part.ID, leaving.ID, barred.ID = "f", "p", "l", "b"
	part.Weekdays, leaving.To, barred.ExcludedOn = 0b0001111, day(2026, 12, 15), Date{}
	got := CarersIn([]Member{full, part, leaving, barred}, day(2026, 12, 1).MonthOf(), day(2026, 11, 22))
	if len(got) != 1 || got[0].ID != "f" {
		t.Errorf("%v", got)
	}
	part.Weekdays = UsualWeek
	if got := CarersIn([]Member{full, part}, day(2026, 11, 1).MonthOf(), day(2026, 11, 22)); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

func TestCheckMember(t *testing.T) {
	today := day(2026, 11, 22)
	good := clean(PostCarer)
	good.Class = "c"
	if err := CheckMember(&good, today); err != nil {
		t.Fatal(err)
	}
	for name, with := range map[string]func(*Member){
		"post":         func(m *Member) { m.Post = "boss" },
		"class_id":     func(m *Member) { m.Post = PostHead },
		"from":         func(m *Member) { m.From = Date{} },
		"to":           func(m *Member) { m.To = day(2020, 1, 1) },
		"excluded_on":  func(m *Member) { m.ExcludedOn = today.AddDays(1) },
		"health_until": func(m *Member) { m.HealthUntil = day(2100, 1, 1) },
		"weekdays":     func(m *Member) { m.Weekdays = 255 },
		"certificates": func(m *Member) {
			m.Certificates = []Certificate{{Kind: CertOther, Issued: today, Expires: today.AddDays(-1)}}
		},
	} {
		m := clean(PostCarer)
		m.Class = "c"
		with(&m)
		var e *Error
		if err := CheckMember(&m, today); !asError(err, &e) || e.Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func asError(err error, into **Error) bool {
	e, ok := err.(*Error) //nolint:errorlint // the checks here return bare Errors
	*into = e
	return ok
}

// What may be asked ahead follows from the rules of the area.
func TestCheckTerms(t *testing.T) {
	r := NewRules(DefaultRules())
	on := day(2026, 11, 22)
	for _, c := range []struct {
		name, area string
		terms      Terms
		month      int64
		want       Code
	}{
		{"three months in Henan", "410105", Terms{PrepayMonths: 3, Refund: "按月退"}, 200_000, ""},
		{"four months in Henan", "410105", Terms{PrepayMonths: 4, Refund: "按月退"}, 200_000, CodePrepayLong},
		{"four months elsewhere", "320508", Terms{PrepayMonths: 4, Refund: "按月退"}, 900_000, ""},
		{"20,000 yuan in Beijing", "110105", Terms{PrepayMonths: 4, Refund: "按月退"}, 500_000, ""},
		{"more in Beijing", "110105", Terms{PrepayMonths: 5, Refund: "按月退"}, 500_000, CodeCustodyNeeded},
		{"more in Beijing, in a bank", "110105", Terms{PrepayMonths: 5, Refund: "按月退", Custody: &Custody{Bank: "某银行"}}, 500_000, ""},
		{"no word of refunds", "320508", Terms{PrepayMonths: 1}, 0, CodeInvalid},
	} {
		err := r.CheckTerms(&c.terms, c.area, on, c.month)
		if c.want == "" && err != nil || c.want != "" && !Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCheckFees(t *testing.T) {
	fee := func(amount int64, from Date) Fee {
		return Fee{Category: FeeCare, Unit: PerMonth, Amount: amount, From: from}
	}
	if err := CheckFees([]Fee{fee(1, Date{}), fee(2, day(2027, 1, 1)), {Category: FeeMeals, Unit: PerDay, Amount: 1500}}); err != nil {
		t.Error(err)
	}
	if err := CheckFees([]Fee{fee(1, Date{}), fee(2, Date{})}); !Is(err, CodeDuplicate) {
		t.Errorf("twice the same: %v", err)
	}
	if err := CheckFees([]Fee{{Category: FeeMeals, Unit: PerDay, Amount: 1500}}); err == nil {
		t.Error("a list without a care fee was taken")
	}
}

// Patterns leave out public holidays, take the weekend days worked in exchange, and say why a day is missing.
func TestOccurrences(t *testing.T) {
	p := WeeklyPattern{Weekdays: UsualWeek, Times: []Period{{540, 600}}, From: day(2026, 9, 18), Until: day(2026, 10, 10), Every: 1, Without: []Date{day(2026, 9, 22)}}
	got, err := p.Occurrences(ChinaCalendar(), InstantOf(day(2026, 9, 18).Time())+10*3600_000)
	if err != nil {
		t.Fatal(err)
	}
	why := map[string]Skip{}
	for _, o := range got {
		why[o.Date.String()] = o.Skip
	}
	for d, want := range map[string]Skip{
		"2026-09-18": SkipPast, "2026-09-20": "", "2026-09-21": "", "2026-09-22": SkipExcepted, "2026-09-25": SkipHoliday, "2026-10-01": SkipHoliday, "2026-10-08": "", "2026-10-10": "",
	} {
		if got, there := why[d]; !there || got != want {
			t.Errorf("%s: %q, there %v; want %q", d, got, there, want)
		}
	}
	if _, there := why["2026-09-19"]; there {
		t.Error("a free Saturday is there")
	}
	p = WeeklyPattern{Weekdays: 1 << 5, Times: []Period{{540, 600}}, From: day(2026, 9, 26), Until: day(2026, 10, 17), Every: 1}
	if got, err = p.Occurrences(ChinaCalendar(), 0); err != nil || len(got) != 4 || got[0].Skip != SkipHoliday || got[1].Skip != SkipHoliday || got[2].Skip+got[3].Skip != "" {
		t.Errorf("Saturdays in and after two holidays: %v %v", got, err)
	}
	p.Holidays = true
	if got, err = p.Occurrences(ChinaCalendar(), 0); err != nil || len(got) != 4 || got[0].Skip+got[1].Skip != "" {
		t.Errorf("Saturdays, holidays too: %v %v", got, err)
	}
	p = WeeklyPattern{Weekdays: 1 << 5, Times: []Period{{540, 600}, {600, 660}}, From: day(2027, 1, 4), Until: day(2027, 2, 7), Every: 2}
	if got, err = p.Occurrences(ChinaCalendar(), 0); err != nil || len(got) != 6 || !got[0].Provisional || got[2].Date != day(2027, 1, 23) {
		t.Errorf("every other Saturday: %v %v", got, err)
	}
	p.Times = []Period{{540, 620}, {600, 660}}
	if _, err := p.Occurrences(ChinaCalendar(), 0); err == nil {
		t.Error("times that overlap were taken")
	}
}
