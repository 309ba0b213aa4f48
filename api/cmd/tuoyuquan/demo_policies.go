package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/store"
)

// demoTexts are short summaries of public rules in words of our own, and one rule of the demo city that is made up.
//
//go:embed demo_policies/*.md
var demoTexts embed.FS

// demoBasis begins the basis of every made-up rule: by it they are told apart and removed.
const demoBasis = store.DemoBasis + "：示范市普惠托育扶持办法 示市托〔2026〕1号"

// demoRegion is the area code of the demo city, which no place on earth has.
const demoRegion = "3399"

func fillDemoPolicies(ctx context.Context, st *store.Store, actor care.Actor, now care.Instant) error {
	folder, err := fs.Sub(demoTexts, "demo_policies")
	if err != nil {
		return err
	}
	docs, err := policy.ReadFolder(folder, "")
	if err != nil {
		return fmt.Errorf("policy documents: %w", err)
	}
	for i := range docs {
		docs[i].Demo, docs[i].Ref = true, "demo/"+docs[i].Ref
	}
	if _, err := policy.Import(ctx, st, actor, now, docs); err != nil {
		return fmt.Errorf("policy documents: %w", err)
	}
	return st.SaveRules(ctx, actor, now, demoRules())
}

// demoRules are those of the demo city's made-up rule.
func demoRules() []care.Rule {
	from, to := care.Date{Year: 2026, Month: 2, Day: 1}, care.Date{Year: 2029, Month: 2, Day: 1}
	rule := func(key, value, unit string) care.Rule {
		return care.Rule{Region: demoRegion, Key: key, Value: value, Unit: unit, LegalBasis: demoBasis, From: from, To: to, Confidence: care.Proposed}
	}
	return []care.Rule{
		rule(care.RuleOperatingChild+string(care.BandSenior), "700", care.UnitYuanChildYear),
		rule(care.RuleOperatingChild+string(care.BandToddler), "800", care.UnitYuanChildYear),
		rule(care.RuleOperatingChild+string(care.BandInfant), "900", care.UnitYuanChildYear),
		rule(care.RuleConstruction, "6000", care.UnitYuanPlace),
		rule(care.RuleDifficultyChild, "300", care.UnitYuanChildMonth),
		rule(care.RulePrepayMaxMonths, "3", "months"),
		rule(care.RuleUtilities, "residential", "price"),
		rule(care.RuleBookingPriority+string(care.ReasonHardship), "0,0", "class,points"),
		rule(care.RuleBookingPriority+string(care.ReasonMartyr), "0,0", "class,points"),
		rule(care.RuleBookingPriority+string(care.ReasonDisability), "1,30", "class,points"),
		rule(care.RuleBookingPriority+string(care.ReasonManyChildren), "1,20", "class,points"),
		rule(care.RuleBookingPriority+string(care.ReasonMedicalStaff), "1,10", "class,points"),
		rule(care.RuleBookingPriority+string(care.ReasonSiblingHere), "1,10", "class,points"),
	}
}
