package finder

import (
	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// terms are the numbers of the rule table that an answer turns on.
type terms struct {
	circle  care.Circle
	vacancy care.VacancyTerms
	fees    care.FeeTerms
}

// termsOf reads the terms for a region on a day; what no rule says is the product's default.
func termsOf(rules *care.Rules, region string, on care.Date) terms {
	return terms{circle: rules.Circle(region, on), vacancy: rules.VacancyTerms(region, on), fees: rules.FeeTerms(region, on)}
}

// speed returns the speed of a profile in metres a second.
func (t *terms) speed(p geo.Profile) float64 {
	if p == geo.Stroller {
		return t.circle.Stroller
	}
	return t.circle.Speed
}

// standard returns the longest of the standard rings in minutes.
func (t *terms) standard() int {
	if n := len(t.circle.Minutes); n > 0 {
		return t.circle.Minutes[n-1]
	}
	return DefaultMinutes
}

// Walking is how walks are counted.
type Walking struct {
	Speed    float64 `json:"speed" doc:"Metres a second on foot"`
	Stroller float64 `json:"stroller_speed" doc:"Metres a second with a stroller"`
	Rings    []int   `json:"rings" doc:"The standard circles in minutes" nullable:"false"`
	Detour   float64 `json:"detour_factor" doc:"Walking metres per straight-line metre where no street network is (直线估算)"`
}

// Walking returns how walks are counted.
func (s *Snapshot) Walking() Walking {
	c := &s.terms.circle
	return Walking{Speed: c.Speed, Stroller: c.Stroller, Rings: append([]int{}, c.Minutes...), Detour: c.DetourFactor}
}

// Public reports whether families can see a facility.
func (f *Finder) Public(id care.FacilityID) bool {
	s := f.current.Load()
	return s != nil && s.row(id) != nil
}

// Name is what a public facility is called; "" when it is not public.
func (f *Finder) Name(id care.FacilityID) string {
	if s := f.current.Load(); s != nil {
		if r := s.row(id); r != nil {
			return r.facility.Name
		}
	}
	return ""
}

// AreaName is what the area of a code is called; "" when no list names it.
func (f *Finder) AreaName(code string) string {
	if s := f.current.Load(); s != nil {
		if i, ok := s.areaByCode[code]; ok {
			return s.areas[i].Name
		}
	}
	return ""
}
