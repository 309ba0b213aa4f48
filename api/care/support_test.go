package care

import (
	"strings"
	"testing"
)

func supports(f SupportFacts) map[string]Known {
	out := map[string]Known{}
	f.On = Date{2026, 11, 22}
	for _, s := range NewRules(DefaultRules()).Supports(f) {
		key := string(s.Code)
		if s.Band != "" {
			key += "." + string(s.Band)
		}
		out[key] = s.Outcome
	}
	return out
}

// Which support a family and a facility are told of, place by place.
func TestSupportByPlace(t *testing.T) {
	for _, c := range []struct {
		name string
		f    SupportFacts
		want string // code=outcome; what is not named must not be there when it begins with !
	}{
		{
			"Kaizhou, a toddler at a filed inclusive facility",
			SupportFacts{For: ForFamilies, Area: "500154", AgeMonths: 20, Inclusive: KnownYes, Filed: KnownYes, Nature: NaturePrivate},
			"class_subsidy.toddler=yes class_subsidy.infant=no class_subsidy.senior=no refund_cooling=yes fee_guided=yes !prepay_months !fee_income_share !difficulty",
		},
		{
			"Kaizhou, nothing said",
			SupportFacts{For: ForFamilies, Area: "500154", AgeMonths: -1},
			"class_subsidy.toddler=unknown class_subsidy.infant=unknown class_subsidy.senior=unknown fee_guided=unknown refund_cooling=yes",
		},
		{
			"Beijing, public",
			SupportFacts{For: ForFamilies, Area: "110108", AgeMonths: 30, Nature: NaturePublic, Inclusive: KnownYes, Filed: KnownYes},
			"fee_income_share=yes prepay_custody=yes fee_guided=yes !class_subsidy.senior !prepay_months",
		},
		{
			"Beijing, private and not inclusive",
			SupportFacts{For: ForFamilies, Area: "110108", AgeMonths: 30, Nature: NaturePrivate, Inclusive: KnownNo, Filed: KnownYes},
			"fee_income_share=no fee_guided=no prepay_custody=yes",
		},
		{
			"Henan",
			SupportFacts{For: ForFamilies, Area: "410184", AgeMonths: 20},
			"prepay_months=yes refund_absence=yes refund_cooling=yes",
		},
		{
			"Suzhou, difficulty is never said to the service",
			SupportFacts{For: ForFamilies, Area: "320508", AgeMonths: 20, Nature: NaturePrivate, Inclusive: KnownYes, Filed: KnownYes},
			"difficulty=unknown",
		},
		{
			"Shanghai, a community point",
			SupportFacts{For: ForFamilies, Area: "310115", AgeMonths: 20, Kind: KindCommunity},
			"free_sessions=yes",
		},
		{
			"Shanghai, too young",
			SupportFacts{For: ForFamilies, Area: "310115", AgeMonths: 8, Kind: KindCommunity},
			"free_sessions=no",
		},
		{
			"a facility in Suzhou",
			SupportFacts{For: ForFacilities, Area: "320508", AgeMonths: -1, Nature: NaturePrivate, Inclusive: KnownYes, Filed: KnownYes, Places: 160},
			"place_subsidy=yes construction=yes award=yes difficulty=unknown !class_subsidy.toddler",
		},
		{
			"one that is not filed gets nothing that needs it",
			SupportFacts{For: ForFacilities, Area: "320508", AgeMonths: -1, Nature: NaturePrivate, Inclusive: KnownYes, Filed: KnownNo},
			"place_subsidy=no construction=no",
		},
		{
			"a public one in Kaizhou",
			SupportFacts{For: ForFacilities, Area: "500154", AgeMonths: -1, Nature: NaturePublic, Inclusive: KnownYes, Filed: KnownYes, Places: 60, Chain: 1},
			"class_subsidy.infant=yes chain=no model_unit=unknown utilities=yes rent_free=unknown",
		},
	} {
		got := supports(c.f)
		for w := range strings.FieldsSeq(c.want) {
			if code, none := strings.CutPrefix(w, "!"); none {
				if _, there := got[code]; there {
					t.Errorf("%s: is told of %s", c.name, code)
				}
				continue
			}
			code, outcome, _ := strings.Cut(w, "=")
			if string(got[code]) != outcome {
				t.Errorf("%s: %s is %q, want %s", c.name, code, got[code], outcome)
			}
		}
	}
}

// The amounts are those of the sources, per child and YEAR as the draft of Kaizhou has them.
func TestSupportSaysWhatTheSourcesSay(t *testing.T) {
	want := map[string]string{
		"class_subsidy.senior": "700 yuan/child/year", "class_subsidy.toddler": "800 yuan/child/year", "class_subsidy.infant": "900 yuan/child/year",
		"chain.": "100000 yuan", "model_unit.": "50000,100000,150000 yuan",
	}
	for _, s := range NewRules(DefaultRules()).Supports(SupportFacts{For: ForFacilities, Area: "500154", On: Date{2026, 11, 22}, AgeMonths: -1}) {
		key := string(s.Code) + "." + string(s.Band)
		if w, named := want[key]; named {
			if got := s.Rule.Value + " " + s.Rule.Unit; got != w {
				t.Errorf("%s is %s, want %s", key, got, w)
			}
			if !s.Rule.Draft() || !s.Rule.Verified() {
				t.Errorf("%s: a draft that was read", key)
			}
			delete(want, key)
		}
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	for _, r := range supportRules() {
		if RegionName(r.Region) == "" {
			t.Errorf("%s has no name", r.Region)
		}
		if r.LegalBasis == "" {
			t.Errorf("%s rests on nothing", r.Key)
		}
	}
}
