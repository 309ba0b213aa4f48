package care

import (
	"slices"
	"testing"
)

func TestClaims(t *testing.T) {
	rules := NewRules([]Rule{
		{Key: RuleBookingPriority + string(ReasonManyChildren), Value: "1,20", Region: "320508"},
		{Key: RuleBookingPriority + string(ReasonHardship), Value: "0,0", Region: "3205"},
	})
	on, now := date("2026-11-24"), at("2026-11-24 10:00")
	if got := rules.Priorities("320508001", on); !slices.Equal(got, []Priority{{ReasonManyChildren, 1, 20}, {ReasonHardship, 0, 0}}) {
		t.Errorf("%+v", got)
	}
	if got := rules.Priorities("110101", on); len(got) != 0 {
		t.Errorf("another city's: %+v", got)
	}
	asked := Claim{ID: "c", FamilyID: "f", ChildID: "a", Kind: ReasonManyChildren, Area: "320508", State: ClaimAsked}
	if err := rules.CheckClaim(&asked, on); err != nil {
		t.Error(err)
	}
	for _, bad := range []Claim{{Kind: ReasonMedicalStaff, Area: "320508"}, {Kind: ReasonManyChildren, Area: "320507"}, {Kind: ReasonEmployee}, {Kind: ReasonFees, Area: "320508"}} {
		if rules.CheckClaim(&bad, on) == nil {
			t.Errorf("%+v can be claimed", bad)
		}
	}
	granted, err := SettleClaim(asked, true, date("2027-11-24"), "", "b", now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		claim Claim
		child ChildID
		area  string
		on    string
		want  bool
	}{
		{granted, "a", "320508001", "2026-11-24", true},
		{granted, "a", "320508001", "2027-11-24", true},
		{granted, "a", "320508001", "2027-11-25", false},
		{granted, "b", "320508001", "2026-11-24", false},
		{granted, "a", "320507001", "2026-11-24", false},
		{asked, "a", "320508001", "2026-11-24", false},
	} {
		if got := len(Claimed([]Claim{c.claim}, c.child, c.area, date(c.on))) == 1; got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	rank := rules.NewRank("x", Claimed([]Claim{granted}, "a", "320508001", on), 0, "320508001", now)
	if plain := rules.NewRank("w", nil, 0, "320508001", now-1); rank.Points != 20 || rank.Compare(plain) > 0 || rank.Explanation[0].Rule != string(ReasonManyChildren) {
		t.Errorf("%+v", rank)
	}
	for name, f := range map[string]func() error{
		"twice":         func() error { _, err := SettleClaim(granted, false, Date{}, ReasonPapersMissing, "b", now); return err },
		"for ever":      func() error { _, err := SettleClaim(asked, true, date("2031-11-24"), "", "b", now); return err },
		"until then":    func() error { _, err := SettleClaim(asked, true, date("2026-11-23"), "", "b", now); return err },
		"for no reason": func() error { _, err := SettleClaim(asked, false, Date{}, "", "b", now); return err },
	} {
		if f() == nil {
			t.Error(name)
		}
	}
	staff := Claim{Kind: ReasonEmployee, Facility: "k", State: ClaimGranted, Until: on}
	if !Employed([]Claim{staff}, "a", "k", on) || Employed([]Claim{staff}, "a", "other", on) || Employed([]Claim{staff}, "a", "k", on.AddDays(1)) {
		t.Error("employees")
	}
}
