package server

import (
	"context"
	"strings"

	"tuoyuquan/api/care"
)

// RuleRow is one row of the rule table.
type RuleRow struct {
	Key        string           `json:"key"`
	Region     string           `json:"region" doc:"Area code; empty for the whole country"`
	RegionName string           `json:"region_name,omitempty"`
	Value      string           `json:"value" doc:"Empty: it was looked for, and no such rule was found"`
	Unit       string           `json:"unit,omitempty"`
	Calendar   string           `json:"calendar,omitempty" enum:"natural,working"`
	Basis      string           `json:"basis" doc:"The document it rests on, or where it was read"`
	From       string           `json:"from,omitempty" format:"date"`
	To         string           `json:"to,omitempty" format:"date" doc:"First day no longer in force"`
	Confidence string           `json:"confidence" enum:"S,S2,C,I,M" doc:"S read in the source, S2 in a secondary one, C computed, I decided by this product, M from memory"`
	Verified   bool             `json:"verified" doc:"Read in the source itself, or computed from such"`
	Draft      bool             `json:"draft" doc:"Its source asks for opinions and binds nobody yet"`
	Policy     *PolicyReference `json:"policy,omitempty" doc:"Its source in the library"`
	InForce    bool             `json:"in_force" doc:"Today, and no later row of its region and key is"`
}

// RuleTable is the whole rule table, of today and before.
type RuleTable struct {
	Rules []RuleRow `json:"rules" nullable:"false"`
	Today string    `json:"today" format:"date"`
}

// rulesInput narrows the table.
type rulesInput struct {
	Region string `query:"region" maxLength:"12" pattern:"^[0-9]*$" patternDescription:"digits" doc:"Only rows that hold there, and those that did"`
	Key    string `query:"key" maxLength:"80" doc:"Only keys that begin so"`
}

func (s *Server) listRules(ctx context.Context, in *rulesInput) (*answer[RuleTable], error) {
	rows, err := s.Store.Rules(ctx)
	if err != nil {
		return nil, err
	}
	today := care.Today(care.InstantOf(s.Now()))
	region := care.RegionPrefix(in.Region)
	out := RuleTable{Rules: []RuleRow{}, Today: today.String()}
	rules := care.NewRules(rows)
	for _, r := range rows {
		if strings.HasPrefix(r.Key, in.Key) && (region == "" || strings.HasPrefix(region, care.RegionPrefix(r.Region))) {
			row := s.ruleRow(r)
			now, _ := rules.Find(r.Key, r.Region, today)
			row.InForce = now.Region == r.Region && now.From == r.From && r.Holds(today)
			out.Rules = append(out.Rules, row)
		}
	}
	return &answer[RuleTable]{out}, nil
}

func (s *Server) ruleRow(r care.Rule) RuleRow {
	row := RuleRow{
		Key: r.Key, Region: r.Region, RegionName: s.regionName(r.Region), Value: r.Value, Unit: r.Unit, Calendar: string(r.Calendar), Basis: r.LegalBasis,
		From: r.From.String(), To: r.To.String(), Confidence: string(r.Confidence), Verified: r.Verified(), Draft: r.Draft(),
	}
	if d, ok := s.Policies.SourceOf(r.LegalBasis); ok {
		row.Policy = &PolicyReference{d.ID, d.Title}
	}
	return row
}

// SupportList is what holds for a family or a facility: what applies first, then what hangs on something not said.
type SupportList struct {
	Supports []SupportItem `json:"supports" nullable:"false"`
	Today    string        `json:"today" format:"date"`
}

// SupportItem is one support, price rule or limit.
type SupportItem struct {
	Code    string          `json:"code" doc:"What it is; the app has its sentences"`
	Band    string          `json:"band,omitempty" enum:"infant,toddler,senior,mixed" doc:"Of amounts by class"`
	Outcome string          `json:"outcome" enum:"yes,no,unknown" doc:"unknown: it hangs on the needs that are unknown"`
	ToThem  bool            `json:"to_them" doc:"false: it is paid to the facility"`
	Needs   []SupportNeeded `json:"needs" nullable:"false"`
	Amounts []float64       `json:"amounts" nullable:"false" doc:"One number, the ends of a span, or a number for each step"`
	Rule    RuleRow         `json:"rule"`
}

// SupportNeeded is a condition.
type SupportNeeded struct {
	Need string `json:"need"`
	Met  string `json:"met" enum:"yes,no,unknown"`
}

// supportInput is what is said of a family or a facility. Whether a child is in difficulty is never asked: the app decides
// that on the device.
type supportInput struct {
	For       string         `query:"for" enum:"family,facility" default:"family" doc:"Whose question it is"`
	Area      string         `query:"area" required:"true" minLength:"2" maxLength:"12" pattern:"^[0-9]+$" patternDescription:"digits" doc:"Area code of where the facility is"`
	Age       optional[int]  `query:"age_months" minimum:"0" maximum:"120" doc:"Completed months of age"`
	Kind      string         `query:"kind" enum:"independent,community,kindergarten,employer,home,service_centre" doc:"Of the facility"`
	Nature    string         `query:"nature" enum:"public,private,public_private" doc:"Who runs it: 公办, 民办, 公办民营"`
	Inclusive optional[bool] `query:"inclusive" doc:"普惠"`
	Filed     optional[bool] `query:"filed" doc:"已备案"`
	Places    int            `query:"places" minimum:"0" maximum:"10000" doc:"Of the facility"`
	Chain     int            `query:"chain" minimum:"0" maximum:"1000" doc:"Filed facilities of the same owner with 50 places or more"`
}

func (s *Server) listSupports(ctx context.Context, in *supportInput) (*answer[SupportList], error) {
	rows, err := s.Store.Rules(ctx)
	if err != nil {
		return nil, err
	}
	today := care.Today(care.InstantOf(s.Now()))
	f := care.SupportFacts{
		For: care.SupportFor(in.For), Area: in.Area, On: today, AgeMonths: -1, Kind: care.FacilityKind(in.Kind), Nature: care.Nature(in.Nature),
		Inclusive: known(in.Inclusive), Filed: known(in.Filed), Places: in.Places, Chain: in.Chain,
	}
	if in.Age.Set {
		f.AgeMonths = in.Age.Value
	}
	out := SupportList{Today: today.String()}
	out.Supports = each(care.NewRules(rows).Supports(f), func(x care.Support) SupportItem {
		return SupportItem{
			Code: string(x.Code), Band: string(x.Band), Outcome: string(x.Outcome), ToThem: x.ToThem, Amounts: x.Rule.Amounts(), Rule: s.ruleRow(x.Rule),
			Needs: each(x.Needs, func(n care.SupportCondition) SupportNeeded { return SupportNeeded{string(n.Need), string(n.Met)} }),
		}
	})
	for i := range out.Supports {
		out.Supports[i].Rule.InForce = true
	}
	return &answer[SupportList]{out}, nil
}

func known(o optional[bool]) care.Known {
	switch {
	case !o.Set:
		return care.Unknown
	case o.Value:
		return care.KnownYes
	default:
		return care.KnownNo
	}
}
