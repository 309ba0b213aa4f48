package server

import (
	"context"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// Claim is what a family says of itself that puts it before others, or lets it into a facility for the staff of its employer.
type Claim struct {
	ID         care.ClaimID    `json:"id"`
	Kind       care.ReasonCode `json:"kind" doc:"employee: checked by the facility; all others by the district"`
	ChildID    care.ChildID    `json:"child_id,omitempty" doc:"Empty: all children of the family"`
	FacilityID care.FacilityID `json:"facility_id,omitempty" doc:"Of an employee"`
	AreaCode   string          `json:"area_code,omitempty" doc:"Of any other: whose bureau checks it"`
	Paper      string          `json:"paper,omitempty" doc:"Which paper shows it, in the family's words"`
	State      string          `json:"state" enum:"asked,granted,refused"`
	Until      string          `json:"until,omitempty" doc:"The last day it counts"`
	Reason     *Reason         `json:"reason,omitempty" doc:"Why it was refused"`
	AskedAt    string          `json:"asked_at" format:"date-time"`
	SettledAt  string          `json:"settled_at,omitempty" format:"date-time"`
}

// ClaimList are claims.
type ClaimList struct {
	Claims []Claim `json:"claims" nullable:"false"`
}

// ClaimPage is a page of claims to check, oldest first.
type ClaimPage struct {
	Claims []Claim `json:"claims" nullable:"false"`
	Total  int     `json:"total" doc:"Of all pages"`
	Next   string  `json:"next,omitempty" doc:"Cursor of the next page"`
}

// PriorityList is what puts a child before others in an area, as its rules say.
type PriorityList struct {
	AreaCode   string     `json:"area_code"`
	Priorities []Priority `json:"priorities" nullable:"false" doc:"Empty: time alone counts there"`
}

// Priority is one thing that puts a child before others.
type Priority struct {
	Kind   care.ReasonCode `json:"kind"`
	Class  int             `json:"class" doc:"0 comes before all others"`
	Points int             `json:"points" doc:"More comes first among the same class"`
}

// priorityQuery names an area.
type priorityQuery struct {
	Area string `query:"area" required:"true" pattern:"^[0-9]{6,12}$" patternDescription:"an area code" doc:"Area code of the facility"`
}

// claimInput is what a family claims.
type claimInput struct {
	Body struct {
		Kind       care.ReasonCode `json:"kind" enum:"many_children,hardship,medical_staff,martyr,disability,sibling_here,employee"`
		ChildID    care.ChildID    `json:"child_id,omitempty" maxLength:"64"`
		FacilityID care.FacilityID `json:"facility_id,omitempty" maxLength:"64" doc:"With employee"`
		AreaCode   string          `json:"area_code,omitempty" maxLength:"12" doc:"With all others: that of the facility"`
		Paper      string          `json:"paper,omitempty" maxLength:"400" doc:"Which paper shows it and its number, up to 100 characters; the checker asks to see it"`
	}
}

// ClaimPath names a claim.
type ClaimPath struct {
	ID string `path:"id" maxLength:"64"`
}

// settleInput decides a claim.
type settleInput struct {
	ClaimPath
	Body struct {
		Action string          `json:"action" enum:"grant,refuse"`
		Until  string          `json:"until,omitempty" format:"date" maxLength:"10" doc:"With grant: the last day it counts"`
		Reason care.ReasonCode `json:"reason,omitempty" maxLength:"40" doc:"With refuse: papers_missing, papers_not_valid, false_statement, not_reached or duplicate"`
	}
}

func claimOf(ctx context.Context, c account.Claim) Claim {
	out := Claim{
		ID: c.ID, Kind: c.Kind, ChildID: c.ChildID, FacilityID: c.Facility, AreaCode: c.Area, Paper: c.Paper, State: string(c.State),
		Reason: reasonOf(ctx, c.Reason), AskedAt: stamp(c.AskedAt), SettledAt: maybeStamp(c.SettleAt),
	}
	if !c.Until.IsZero() {
		out.Until = c.Until.String()
	}
	return out
}

func claimList(ctx context.Context, list []account.Claim, err error) (*answer[ClaimList], error) {
	if err != nil {
		return nil, err
	}
	return &answer[ClaimList]{ClaimList{each(list, func(c account.Claim) Claim { return claimOf(ctx, c) })}}, nil
}

func (s *Server) listPriorities(_ context.Context, in *priorityQuery) (*answer[PriorityList], error) {
	return &answer[PriorityList]{PriorityList{in.Area, each(s.Account.Priorities(in.Area), func(p care.Priority) Priority { return Priority(p) })}}, nil
}

func (s *Server) listClaims(ctx context.Context, _ *struct{}) (*answer[ClaimList], error) {
	list, err := s.Account.Claims(ctx, actorOf(ctx))
	return claimList(ctx, list, err)
}

func (s *Server) addClaim(ctx context.Context, in *claimInput) (*answer[Claim], error) {
	b := in.Body
	c, err := s.Account.AddClaim(ctx, actorOf(ctx), account.ClaimInput{Child: b.ChildID, Kind: b.Kind, Facility: b.FacilityID, Area: b.AreaCode, Paper: b.Paper})
	if err != nil {
		return nil, err
	}
	return &answer[Claim]{claimOf(ctx, c)}, nil
}

func (s *Server) removeClaim(ctx context.Context, in *ClaimPath) (*struct{}, error) {
	return nothing(s.Account.RemoveClaim(ctx, actorOf(ctx), care.ClaimID(in.ID)))
}

func (s *Server) listClaimsToCheck(ctx context.Context, in *pageInput) (*answer[ClaimPage], error) {
	page, err := s.Account.ClaimsToCheck(ctx, actorOf(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &answer[ClaimPage]{ClaimPage{
		Claims: each(page.Claims, func(c account.Claim) Claim { return claimOf(ctx, c) }), Total: page.Total, Next: page.Next,
	}}, nil
}

func (s *Server) settleClaim(ctx context.Context, in *settleInput) (*answer[Claim], error) {
	var until care.Date
	if in.Body.Until != "" {
		if err := until.UnmarshalText([]byte(in.Body.Until)); err != nil {
			return nil, err
		}
	}
	c, err := s.Account.SettleClaim(ctx, actorOf(ctx), care.ClaimID(in.ID), in.Body.Action == "grant", until, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &answer[Claim]{claimOf(ctx, c)}, nil
}
