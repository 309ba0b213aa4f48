package care

import "testing"

func TestRetentionTerms(t *testing.T) {
	on := date("2026-11-22")
	rules := func(key, value string) *Rules {
		return NewRules([]Rule{{Key: key, Value: value, Unit: "days", Calendar: NaturalDays}})
	}
	for _, c := range []struct {
		key, value string
		want       RetentionTerms
	}{
		{"none", "1", DefaultRetentionTerms},
		{RuleKeepReadings, "100", DefaultRetentionTerms}, // the law wants six months
		{RuleKeepHealth, "100", func() RetentionTerms { r := DefaultRetentionTerms; r.HealthDays = 100; return r }()},
		{RuleKeepHealth, "400", DefaultRetentionTerms}, // longer than what families agreed to
		{RuleKeepClosed, "60", func() RetentionTerms { r := DefaultRetentionTerms; r.ClosedDays = 60; return r }()},
		{RuleKeepChild, "12", DefaultRetentionTerms},
	} {
		if got := rules(c.key, c.value).RetentionTerms(on); got != c.want {
			t.Errorf("%s %s: %+v", c.key, c.value, got)
		}
	}
}
