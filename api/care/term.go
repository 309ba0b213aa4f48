package care

import (
	"fmt"
	"strconv"
	"strings"
)

// Term is half a school year (学期), named by the year it begins in: kindergartens report the classes they keep for children under
// three each term.
type Term struct {
	Year   int
	Autumn bool
}

// TermOf is the term a day lies in: spring from February to July, autumn from August to January.
func TermOf(d Date) Term {
	switch {
	case d.Month >= 8:
		return Term{int(d.Year), true}
	case d.Month == 1:
		return Term{int(d.Year) - 1, true}
	default:
		return Term{int(d.Year), false}
	}
}

// String gives 2026-autumn.
func (t Term) String() string {
	if t.Autumn {
		return fmt.Sprintf("%04d-autumn", t.Year)
	}
	return fmt.Sprintf("%04d-spring", t.Year)
}

// ParseTerm reads what String gives.
func ParseTerm(s string) (Term, error) {
	year, half, _ := strings.Cut(s, "-")
	n, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 || n < 2000 || n > 2100 || half != "spring" && half != "autumn" {
		return Term{}, Errorf(Invalid, CodeInvalid, "term", "%q is no term; write 2026-autumn or 2026-spring", Clip(s))
	}
	return Term{n, half == "autumn"}, nil
}

// Begins is the first day of a term.
func (t Term) Begins() Date {
	if t.Autumn {
		return Date{int16(t.Year), 8, 1} //nolint:gosec // 2000 to 2100
	}
	return Date{int16(t.Year), 2, 1} //nolint:gosec // 2000 to 2100
}

// Before is the term before.
func (t Term) Before() Term {
	if t.Autumn {
		return Term{t.Year, false}
	}
	return Term{t.Year - 1, true}
}

// TermDue is the last day on which the report of a term comes in time.
func (r *Rules) TermDue(t Term, area string) Date {
	key, text := RuleTermSpring, "03-31"
	if t.Autumn {
		key, text = RuleTermAutumn, "10-15"
	}
	if v, ok := r.Text(key, area, t.Begins()); ok {
		text = v
	}
	d, err := ParseDate(fmt.Sprintf("%04d-%s", t.Year, text))
	if err != nil { // a rule that cannot be read takes nobody's time
		return t.Begins().AddDays(75)
	}
	return d
}

// TermClass is one class of a report.
type TermClass struct {
	Name     string   `json:"name,omitempty"`
	Band     BandName `json:"band"`
	Places   int      `json:"places"`
	Children int      `json:"children"`
	Carers   int      `json:"carers"`
}

// CheckTermClasses refuses what cannot be a report, and says what looks odd of one that can.
func CheckTermClasses(classes []TermClass, area string, rules *Rules, on Date) ([]FilingFinding, error) {
	var p problems
	if len(classes) == 0 || len(classes) > formClasses {
		p.addf(CodeInvalid, "classes", "a report has 1 to %d classes", formClasses)
	}
	c := &filingCheck{rules: rules, on: on, f: &FilingForm{AreaCode: area}}
	for i, k := range classes {
		p.plain("classes.name", k.Name, 40)
		oneOf(&p, "classes.band", k.Band, false, Bands()...)
		p.number("classes.places", k.Places, 0, 1000)
		p.number("classes.children", k.Children, 0, 1000)
		p.number("classes.carers", k.Carers, 0, 1000)
		c.f.Classes = append(c.f.Classes, FilingClass{Name: k.Name, Band: k.Band, Mode: FullDay, Places: max(k.Places, k.Children), Carers: k.Carers})
		if k.Children > k.Places {
			c.note(FindClassSize, FindingAgainst, "classes."+strconv.Itoa(i), ItemClasses, strconv.Itoa(k.Children), strconv.Itoa(k.Places), Rule{})
		}
	}
	if len(p) > 0 {
		return nil, p[0]
	}
	c.f.Meals = MealsNone
	c.classes()
	return c.found, nil
}
