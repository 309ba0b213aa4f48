package care

import (
	"sort"
	"strconv"
	"strings"
	"sync"
)

// National is the region of a rule that holds everywhere.
const National = ""

// DayCount says how the days of a rule are counted.
type DayCount string

// The ways to count days.
const (
	NaturalDays DayCount = "natural"
	WorkingDays DayCount = "working"
)

// Confidence says how well a rule is established (the marks of the domain sheet).
type Confidence string

// The marks, best first.
const (
	Seen      Confidence = "S"  // read in the law or on a page of an authority
	Secondary Confidence = "S2" // read in a secondary source
	Computed  Confidence = "C"  // computed from read figures
	Proposed  Confidence = "I"  // a design decision of this product, not a rule of law
	Memory    Confidence = "M"  // from memory, not verified: check before relying on it
)

// Rule is one number or word the service turns on, for a region and a span of time.
type Rule struct {
	Region     string     `json:"region"` // area code of 2 to 12 digits, "" for the whole country
	Key        string     `json:"key"`
	Value      string     `json:"value"` // "" says: known to be open here; no rule was found
	Unit       string     `json:"unit,omitempty"`
	Calendar   DayCount   `json:"calendar,omitempty"` // only for days
	LegalBasis string     `json:"legal_basis,omitempty"`
	From       Date       `json:"from,omitzero"` // first day in force; zero: as long as anybody asks
	To         Date       `json:"to,omitzero"`   // first day no longer in force; zero: open
	Confidence Confidence `json:"confidence"`
}

// Holds reports whether the rule is in force on a day.
func (r Rule) Holds(on Date) bool {
	return !on.Before(r.From) && (r.To.IsZero() || on.Before(r.To))
}

// Validate says what is wrong with a rule, as an Error naming the field.
func (r Rule) Validate() error {
	switch {
	case r.Key == "" || len(r.Key) > 80:
		return Errorf(Invalid, CodeInvalid, "key", "a rule needs a key of at most 80 characters")
	case !validRegion(r.Region):
		return Errorf(Invalid, CodeInvalid, "region", "%q is not an area code of 2, 4, 6, 9 or 12 digits", Clip(r.Region))
	case r.Key == RuleAbuseReport && r.Value != "immediate":
		return Errorf(Invalid, CodeInvalid, "value", "suspected abuse is reported at once; the law leaves no other value")
	case len(r.Value) > 400:
		return Errorf(Invalid, CodeTooLarge, "value", "the value is longer than 400 bytes")
	case r.Calendar != "" && r.Calendar != NaturalDays && r.Calendar != WorkingDays:
		return Errorf(Invalid, CodeInvalid, "calendar", "%q is neither natural nor working", Clip(string(r.Calendar)))
	case !r.To.IsZero() && !r.From.Before(r.To):
		return Errorf(Invalid, CodeInvalid, "to", "the rule ends on %s, before it begins on %s", r.To, r.From)
	}
	switch r.Confidence {
	case Seen, Secondary, Computed, Proposed, Memory:
		return nil
	default:
		return Errorf(Invalid, CodeInvalid, "confidence", "%q is not one of S, S2, C, I, M", Clip(string(r.Confidence)))
	}
}

func validRegion(s string) bool {
	switch len(s) {
	case 0, 2, 4, 6, 9, 12:
	default:
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// RegionPrefix shortens an area code to the digits that mean something: 110000 is the province 11, 320500 the city 3205,
// 110101001000 the street 110101001. Text that is no area code comes back as it is.
func RegionPrefix(code string) string {
	if !validRegion(code) {
		return code
	}
	for _, step := range []struct{ from, to int }{{12, 9}, {9, 6}, {6, 4}, {4, 2}, {2, 0}} {
		if len(code) == step.from && strings.Trim(code[step.to:], "0") == "" {
			code = code[:step.to]
		}
	}
	return code
}

// Rules answers which rule holds where and when. It is immutable and safe for concurrent use; nil knows no rules.
type Rules struct {
	byKey   map[string]map[string][]Rule // key, region prefix, then latest From first
	working func() *Calendar
}

// NewRules takes a set of rules, usually the rows of the database. Where two rules of one region and key overlap, the one
// that began later wins.
func NewRules(rs []Rule) *Rules {
	r := &Rules{byKey: make(map[string]map[string][]Rule)}
	for _, rule := range rs {
		regions := r.byKey[rule.Key]
		if regions == nil {
			regions = make(map[string][]Rule)
			r.byKey[rule.Key] = regions
		}
		p := RegionPrefix(rule.Region)
		regions[p] = append(regions[p], rule)
	}
	for _, regions := range r.byKey {
		for _, list := range regions {
			sort.SliceStable(list, func(i, j int) bool { return list[j].From.Before(list[i].From) })
		}
	}
	r.working = sync.OnceValue(r.calendar)
	return r
}

// Find returns the rule in force for an area on a day. The most specific region wins: village (12 digits), street (9), district (6),
// city (4), province (2), then the whole country. A row with an empty Value says that the region has no such rule and
// ends the search; Find then reports false.
func (r *Rules) Find(key, area string, on Date) (Rule, bool) {
	if r == nil {
		return Rule{}, false
	}
	regions := r.byKey[key]
	if len(regions) == 0 {
		return Rule{}, false
	}
	if !validRegion(area) {
		area = National
	}
	for _, n := range []int{12, 9, 6, 4, 2, 0} {
		if n > len(area) {
			continue
		}
		for _, rule := range regions[RegionPrefix(area[:n])] {
			if rule.Holds(on) {
				return rule, rule.Value != ""
			}
		}
	}
	return Rule{}, false
}

// Float returns a number, and false if there is no such rule or it is not a number.
func (r *Rules) Float(key, area string, on Date) (float64, bool) {
	rule, ok := r.Find(key, area, on)
	if !ok {
		return 0, false
	}
	v, err := strconv.ParseFloat(rule.Value, 64)
	return v, err == nil
}

// Int returns a whole number, and false if there is no such rule or it is not one.
func (r *Rules) Int(key, area string, on Date) (int, bool) {
	rule, ok := r.Find(key, area, on)
	if !ok {
		return 0, false
	}
	v, err := strconv.Atoi(rule.Value)
	return v, err == nil
}

// Ints returns a list of whole numbers, written "5,10,15".
func (r *Rules) Ints(key, area string, on Date) ([]int, bool) {
	rule, ok := r.Find(key, area, on)
	if !ok {
		return nil, false
	}
	var out []int
	for s := range strings.SplitSeq(rule.Value, ",") {
		v, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// Span returns a half-open span of whole numbers, written "6-12".
func (r *Rules) Span(key, area string, on Date) (from, to int, ok bool) {
	rule, ok := r.Find(key, area, on)
	if !ok {
		return 0, 0, false
	}
	a, b, ok := strings.Cut(rule.Value, "-")
	if !ok {
		return 0, 0, false
	}
	from, err1 := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	return from, to, err1 == nil && err2 == nil && from < to
}

// Bool returns true for "true" and false for "false"; ok is false for anything else.
func (r *Rules) Bool(key, area string, on Date) (v, ok bool) {
	rule, found := r.Find(key, area, on)
	return rule.Value == "true", found && (rule.Value == "true" || rule.Value == "false")
}

// Text returns the value as it stands.
func (r *Rules) Text(key, area string, on Date) (string, bool) {
	rule, ok := r.Find(key, area, on)
	return rule.Value, ok
}
