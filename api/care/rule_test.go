package care

import (
	"strings"
	"testing"
)

func TestDefaultRulesAreSound(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range DefaultRules() {
		if err := r.Validate(); err != nil {
			t.Errorf("%s %s: %v", r.Region, r.Key, err)
		}
		if r.LegalBasis == "" {
			t.Errorf("%s %s: no legal basis is named", r.Region, r.Key)
		}
		if strings.Contains(r.Unit, "days") && r.Value != "" && r.Calendar == "" {
			t.Errorf("%s %s: which days?", r.Region, r.Key)
		}
		id := r.Region + "|" + r.Key + "|" + r.From.String()
		if seen[id] {
			t.Errorf("%s stands twice", id)
		}
		seen[id] = true
	}
}

func TestDefaultRulesSayWhatTheDomainSheetSays(t *testing.T) {
	rules := NewRules(DefaultRules())
	on := Date{2026, 11, 21}
	for _, c := range []struct{ area, key, want string }{
		{"110108", RuleFilingReceipt, "5"},
		{"110108", RuleFilingNotice, "15"},
		{"110108", RuleFilingAuthority, "卫生健康"},
		{"310115", RuleFilingAuthority, "教育"},
		{"310115001000", RuleFilingAuthority, "教育"},
		{"", RuleClassCap + "infant", "10"},
		{"", RuleClassCap + "toddler", "15"},
		{"", RuleClassCap + "senior", "20"},
		{"", RuleClassCap + "mixed", "18"},
		{"", RuleClassRatio + "infant", "3"},
		{"", RuleClassRatio + "mixed", "5"},
		{"", RulePrepayMaxMonths, ""},
		{"410184", RulePrepayMaxMonths, "3"},
		{"320508", RulePrepayCustody, ""},
		{"110108", RulePrepayCustody, "20000"},
		{"", RuleRefundCooling, "7"},
		{"350203", RuleExamValid, "30"},
		{"350100", RuleExamValid, ""},
		{"", RulePetitionHandle, "60"},
		{"", RuleMediationMax, "45"},
		{"110108", RuleHotline + "urgent", "2"},
		{"370102", RuleHotline + "general", "5"},
		{"370202", RuleHotline + "general", ""},
		{"", RuleAbuseReport, "immediate"},
		{"", RuleDisclosure, "20"},
		{"", RuleCircleMetres + "5", "300"},
		{"", RuleCircleSpeed, "1.0"},
		{"", RuleOpenEmployer, "false"},
	} {
		got, ok := rules.Text(c.key, c.area, on)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s in %q = %q %v, want %q", c.key, c.area, got, ok, c.want)
		}
	}
}

func TestMostSpecificRegionWins(t *testing.T) {
	rule := func(region, value string) Rule { return Rule{Region: region, Key: "k", Value: value, Confidence: Seen} }
	rules := NewRules([]Rule{
		rule("", "nation"), rule("11", "province"), rule("320000", "jiangsu"), rule("3205", "city"), rule("320508", "district"),
		rule("320508001", "street"), rule("320508001002", "village"), rule("320509", ""),
	})
	for area, want := range map[string]string{
		"":             "nation",
		"440305":       "nation",
		"nonsense":     "nation",
		"11":           "province",
		"110000":       "province",
		"110108001":    "province",
		"32":           "jiangsu",
		"320100":       "jiangsu",
		"320500":       "city",
		"320506":       "city",
		"320508":       "district",
		"320508000000": "district",
		"320508002":    "district",
		"320508001":    "street",
		"320508001000": "street",
		"320508001001": "street",
		"320508001002": "village",
		"320509001":    "", // the district says it has no such rule
	} {
		got, ok := rules.Text("k", area, Date{2026, 1, 1})
		if got != want || ok != (want != "") {
			t.Errorf("in %q: %q %v, want %q", area, got, ok, want)
		}
	}
}

func TestRuleInForceOnTheDay(t *testing.T) {
	rules := NewRules([]Rule{
		{Key: "k", Value: "old", To: Date{2025, 6, 1}},
		{Key: "k", Value: "gap over", From: Date{2025, 7, 1}},
		{Key: "k", Value: "newer", From: Date{2026, 1, 1}},
		{Key: "k", Value: "one month", From: Date{2026, 3, 1}, To: Date{2026, 4, 1}},
	})
	for day, want := range map[string]string{
		"2020-01-01": "old", "2025-05-31": "old", "2025-06-01": "", "2025-06-30": "", "2025-07-01": "gap over", "2025-12-31": "gap over",
		"2026-01-01": "newer", "2026-02-28": "newer", "2026-03-01": "one month", "2026-03-31": "one month", "2026-04-01": "newer",
	} {
		on, _ := ParseDate(day)
		if got, _ := rules.Text("k", "", on); got != want {
			t.Errorf("on %s: %q, want %q", day, got, want)
		}
	}
}

func TestTypedRules(t *testing.T) {
	rules := NewRules([]Rule{
		{Key: "n", Value: "12"},
		{Key: "f", Value: "1.25"},
		{Key: "l", Value: "5, 10,15"},
		{Key: "s", Value: "6-12"},
		{Key: "b", Value: "false"},
		{Key: "bad", Value: "x-y"},
	})
	on := Date{2026, 1, 1}
	if v, ok := rules.Int("n", "", on); v != 12 || !ok {
		t.Error("Int", v, ok)
	}
	if v, ok := rules.Float("f", "", on); v != 1.25 || !ok {
		t.Error("Float", v, ok)
	}
	if v, ok := rules.Ints("l", "", on); len(v) != 3 || v[1] != 10 || !ok {
		t.Error("Ints", v, ok)
	}
	if from, to, ok := rules.Span("s", "", on); from != 6 || to != 12 || !ok {
		t.Error("Span", from, to, ok)
	}
	if v, ok := rules.Bool("b", "", on); v || !ok {
		t.Error("Bool", v, ok)
	}
	for _, key := range []string{"bad", "none"} {
		_, i := rules.Int(key, "", on)
		_, f := rules.Float(key, "", on)
		_, l := rules.Ints(key, "", on)
		_, _, s := rules.Span(key, "", on)
		_, b := rules.Bool(key, "", on)
		if i || f || l || s || b {
			t.Errorf("%s is read as something", key)
		}
	}
}

func TestCircleAndTermsFallBack(t *testing.T) {
	on := Date{2026, 1, 1}
	var none *Rules
	for name, rules := range map[string]*Rules{"none": none, "defaults": NewRules(DefaultRules()), "nonsense": NewRules([]Rule{
		{Key: RuleCircleSpeed, Value: "9"},
		{Key: RuleCircleMinutes, Value: "15,5"},
		{Key: RuleCircleDetour, Value: "0.5"},
		{Key: RuleVacancyFresh, Value: "-1"},
		{Key: RuleFeeDaysPerMonth, Value: "99"},
		{Key: RuleCircleMaxMinutes, Value: "600"},
	})} {
		c := rules.Circle("110108", on)
		if c.Speed != 1 || c.Stroller != 0.8 || c.DetourFactor != 1.3 || c.MaxMinutes != 60 || len(c.Minutes) != 3 {
			t.Errorf("%s: %+v", name, c)
		}
		if got := rules.VacancyTerms("", on); got != DefaultVacancyTerms {
			t.Errorf("%s: %+v", name, got)
		}
		if got := rules.FeeTerms("", on); got != DefaultFeeTerms {
			t.Errorf("%s: %+v", name, got)
		}
		for _, b := range Bands() {
			want, _ := b.Band()
			if got, ok := rules.Band(b, "", on); got != want || !ok {
				t.Errorf("%s: %s %+v", name, b, got)
			}
		}
	}
	local := NewRules([]Rule{{Region: "31", Key: RuleCircleSpeed, Value: "1.2"}, {Region: "31", Key: RuleVacancyStale, Value: "3"}})
	if c := local.Circle("310115", on); c.Speed != 1.2 {
		t.Errorf("Shanghai walks at %v", c.Speed)
	}
	if v := local.VacancyTerms("310115", on); v.Stale != 3*24*hourMillis {
		t.Errorf("Shanghai forgets after %v", v.Stale)
	}
}

func TestRuleValidate(t *testing.T) {
	good := Rule{Key: "k", Value: "1", Confidence: Seen}
	for field, change := range map[string]func(*Rule){
		"key":        func(r *Rule) { r.Key = "" },
		"region":     func(r *Rule) { r.Region = "110" },
		"value":      func(r *Rule) { r.Key, r.Value = RuleAbuseReport, "24 hours" },
		"calendar":   func(r *Rule) { r.Calendar = "lunar" },
		"to":         func(r *Rule) { r.From, r.To = Date{2026, 1, 2}, Date{2026, 1, 2} },
		"confidence": func(r *Rule) { r.Confidence = "?" },
	} {
		r := good
		change(&r)
		err, ok := r.Validate().(*Error) //nolint:errorlint // Validate returns it bare
		if !ok || err.Field != field {
			t.Errorf("%+v: %v, want a fault of %s", r, err, field)
		}
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}
