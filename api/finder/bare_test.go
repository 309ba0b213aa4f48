package finder

import (
	"testing"

	"tuoyuquan/api/care"
)

// A facility that offers drop-in care without a class of it is listed by that mode for the ages it takes; whether there is
// room nobody knows.
func TestModeWithoutAClass(t *testing.T) {
	month := care.Today(care.InstantOf(noon)).MonthOf()
	f := care.Facility{
		ID: "f", Name: "童心托育", Kind: care.KindCommunity, Nature: care.NaturePublic, OpenToPublic: true, Verified: true,
		Filing: care.Filing{Status: care.Filed}, Modes: []care.Mode{care.FullDay, care.Drop},
		Fees: []care.Fee{
			{Category: care.FeeCare, Mode: care.FullDay, Unit: care.PerMonth, Amount: 200000},
			{Category: care.FeeCare, Mode: care.Drop, Unit: care.PerMonth, Amount: 50000},
		},
		Classes: []care.Class{{
			ID: "c", Name: "托大班", Band: care.BandSenior, FromMonths: 24, ToMonths: 36, Mode: care.FullDay, ConfirmedAt: care.InstantOf(noon),
			Source: care.VacancyFacility, Pools: []care.Pool{{Month: month, Filed: 10, Staffed: 10, Taken: 10}},
		}},
	}
	finder := finderOf(t, grid(t), []care.Facility{f}, districts(), nil)
	for _, c := range []struct {
		name    string
		age     int
		modes   []care.Mode
		vacancy VacancyWish
		state   VacancyState // empty: not listed
		fee     int64
		relax   string // the first filter named when not listed
	}{
		{"any mode", 30, nil, AnyVacancy, StateFull, 200000, ""},
		{"full day", 30, []care.Mode{care.FullDay}, AnyVacancy, StateFull, 200000, ""},
		{"drop-in", 30, []care.Mode{care.Drop}, AnyVacancy, StateUnknown, 50000, ""},
		{"drop-in at any age", -1, []care.Mode{care.Drop}, AnyVacancy, StateUnknown, 50000, ""},
		{"either", 30, []care.Mode{care.FullDay, care.Drop}, AnyVacancy, StateUnknown, 50000, ""},
		{"drop-in with room", 30, []care.Mode{care.Drop}, Vacant, "", 0, "vacant"},
		{"drop-in for a baby", 8, []care.Mode{care.Drop}, AnyVacancy, "", 0, "age_months"},
		{"hourly", 30, []care.Mode{care.Hourly}, AnyVacancy, "", 0, "mode"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := find(t, finder, Query{AgeMonths: c.age, Modes: c.modes, Vacancy: c.vacancy, Facets: true})
			defer a.Release()
			l := a.List()
			if c.state == "" {
				if len(l.Items) != 0 || len(l.Empty.Relax) == 0 || l.Empty.Relax[0].Drop != c.relax {
					t.Errorf("%d listed, %+v", len(l.Items), l.Empty)
				}
				return
			}
			if len(l.Items) != 1 || l.Items[0].Vacancy.State != c.state || l.Items[0].Fee.Monthly != c.fee {
				t.Fatalf("%+v", l.Items)
			}
			switch v := l.Items[0].Vacancy; {
			case c.state != StateUnknown:
			case len(c.modes) == 1 && v.Free != nil:
				t.Errorf("%d free places that nobody knows of", *v.Free)
			case len(c.modes) == 2 && !v.Partial: // of the classes there are, none is free; there may be more
				t.Errorf("nobody is told that there may be more: %+v", v)
			}
			if n := l.Facets["mode"]; n["drop_in"] != 1 || n["full_day"] != 1 || n["hourly"] != 0 {
				t.Errorf("facets %v", n)
			}
		})
	}
}
