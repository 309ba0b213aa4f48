package store

import (
	"context"
	"fmt"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Rules returns all rules; care.NewRules makes a lookup of them.
func (s *Store) Rules(ctx context.Context) (rules []care.Rule, err error) {
	err = s.read(ctx, "read rules", func(w *work) error {
		rows, err := w.Rules(ctx)
		rules = make([]care.Rule, 0, len(rows))
		for _, r := range rows {
			rule, err := ruleOf(r)
			if err != nil {
				return err
			}
			rules = append(rules, rule)
		}
		return err
	})
	return rules, err
}

// SaveRules creates or updates rules by region, key and first day, all of them or none; rules that stand as given make no change row.
func (s *Store) SaveRules(ctx context.Context, actor care.Actor, at care.Instant, rules []care.Rule) error {
	for _, r := range rules {
		if err := r.Validate(); err != nil {
			return fmt.Errorf("rule %s: %w", r.Key, err)
		}
	}
	return s.write(ctx, "save rules", func(w *work) error {
		var changes []care.Change
		for _, r := range rules {
			n, err := w.UpsertRule(ctx, db.UpsertRuleParams(ruleRow(r)))
			if err != nil {
				return fmt.Errorf("rule %s: %w", r.Key, err)
			}
			if n > 0 {
				body := fmt.Appendf(nil, `{"region":%q,"from":%q,"value":%q}`, r.Region, r.From, r.Value)
				changes = append(changes, care.Change{Noun: care.NounRule, ID: r.Key, Kind: care.ChangeUpdated, At: at, Actor: actor, Body: body})
			}
		}
		return appendChanges(ctx, w, changes)
	})
}

func ruleRow(r care.Rule) db.Rule {
	return db.Rule{
		Region: r.Region, RuleKey: r.Key, Value: r.Value, Unit: r.Unit, Calendar: string(r.Calendar), LegalBasis: r.LegalBasis,
		ValidFrom: r.From.String(), ValidTo: r.To.String(), Confidence: string(r.Confidence),
	}
}

func ruleOf(r db.Rule) (care.Rule, error) {
	rule := care.Rule{
		Region: r.Region, Key: r.RuleKey, Value: r.Value, Unit: r.Unit, Calendar: care.DayCount(r.Calendar), LegalBasis: r.LegalBasis,
		Confidence: care.Confidence(r.Confidence),
	}
	if err := rule.From.UnmarshalText([]byte(r.ValidFrom)); err != nil {
		return rule, fmt.Errorf("rule %s: %w", r.RuleKey, err)
	}
	if err := rule.To.UnmarshalText([]byte(r.ValidTo)); err != nil {
		return rule, fmt.Errorf("rule %s: %w", r.RuleKey, err)
	}
	return rule, nil
}
