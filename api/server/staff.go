package server

import (
	"context"
	"maps"
	"slices"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// StaffMember is an account of staff as whoever looks after it sees it.
type StaffMember struct {
	ID         care.AccountID      `json:"id"`
	Username   string              `json:"username"`
	Name       string              `json:"name"`
	Role       care.Role           `json:"role" enum:"facility,district,city,inspector,admin"`
	FacilityID care.FacilityID     `json:"facility_id,omitempty"`
	Facility   string              `json:"facility,omitempty" doc:"Name of the facility"`
	Area       string              `json:"area,omitempty" doc:"Code of the area a bureau's staff answer for"`
	State      string              `json:"state" enum:"invited,ready,disabled"`
	SeenAt     string              `json:"seen_at,omitempty" format:"date-time"`
	Version    int64               `json:"version"`
	May        []account.StaffDeed `json:"may" nullable:"false" doc:"What can be done with it: change, reset, disable, enable"`
}

// StaffMembers lists the accounts somebody looks after.
type StaffMembers struct {
	Staff []StaffMember `json:"staff" nullable:"false"`
	Roles []care.Role   `json:"roles" nullable:"false" doc:"Whose accounts the person may make"`
}

// StaffInvitation is told once.
type StaffInvitation struct {
	Member  *StaffMember `json:"member,omitempty"`
	Token   string       `json:"token,omitempty" doc:"Chooses a password and sets up an authenticator, once. Told now and kept nowhere"`
	Expires string       `json:"expires,omitempty" format:"date-time"`
}

// appointInput invites somebody.
type appointInput struct {
	Body struct {
		Username   string          `json:"username" minLength:"3" maxLength:"32" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, dot, hyphen and _"`
		Name       string          `json:"name" minLength:"1" maxLength:"160" doc:"At work; families see it when a child's record is read"`
		Phone      string          `json:"phone,omitempty" maxLength:"20" doc:"A mobile, for texts: what is urgent, and the weekly question for free places"`
		Role       care.Role       `json:"role" enum:"facility,district,city,inspector,admin"`
		FacilityID care.FacilityID `json:"facility_id,omitempty" maxLength:"64" doc:"Of facility staff"`
		Area       string          `json:"area,omitempty" maxLength:"12" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$" patternDescription:"2, 4, 6, 9 or 12 digits" doc:"Of a bureau's staff"`
	}
}

// manageStaffInput does something with an account.
type manageStaffInput struct {
	Account string `path:"account" maxLength:"64" doc:"Id of the account"`
	Body    struct {
		Action     account.StaffDeed `json:"action" enum:"change,reset,disable,enable"`
		Version    int64             `json:"version" minimum:"1"`
		Name       string            `json:"name,omitempty" maxLength:"160" doc:"With change; absent: as it is"`
		FacilityID care.FacilityID   `json:"facility_id,omitempty" maxLength:"64"`
		Area       string            `json:"area,omitempty" maxLength:"12" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$" patternDescription:"2, 4, 6, 9 or 12 digits"`
	}
}

func staffMember(m account.Managed) StaffMember {
	out := StaffMember{
		ID: m.Account, Username: m.Username, Name: m.Name, Role: m.Role, FacilityID: m.Facility, Facility: m.Where, Area: m.Area, State: "invited",
		Version: m.Version, May: m.May,
	}
	switch {
	case m.Disabled:
		out.State = "disabled"
	case m.Ready:
		out.State, out.SeenAt = "ready", maybeStamp(m.SeenAt)
	}
	return out
}

func (s *Server) listStaff(ctx context.Context, _ *struct{}) (*answer[StaffMembers], error) {
	list, err := s.Account.ManagedStaff(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[StaffMembers]{StaffMembers{Staff: each(list, staffMember), Roles: care.Appointable(actorOf(ctx).Kind)}}, nil
}

func (s *Server) appointStaff(ctx context.Context, in *appointInput) (*answer[StaffInvitation], error) {
	_, code, err := s.Account.Appoint(ctx, actorOf(ctx), account.StaffInput{
		Username: in.Body.Username, Name: in.Body.Name, Phone: in.Body.Phone, Role: in.Body.Role, Facility: in.Body.FacilityID, Area: in.Body.Area,
	})
	if err != nil {
		return nil, err
	}
	return &answer[StaffInvitation]{StaffInvitation{Token: code.Code, Expires: stamp(code.Expires)}}, nil
}

func (s *Server) manageStaff(ctx context.Context, in *manageStaffInput) (*answer[StaffInvitation], error) {
	m, code, err := s.Account.ManageStaff(ctx, actorOf(ctx), care.AccountID(in.Account), account.StaffAct{
		Deed: in.Body.Action, Version: in.Body.Version, Name: in.Body.Name, Facility: in.Body.FacilityID, Area: in.Body.Area,
	})
	if err != nil {
		return nil, err
	}
	s.staffNames.Store(nil) // a name may have changed
	member := staffMember(m)
	out := StaffInvitation{Member: &member, Token: code.Code}
	if code.Code != "" {
		out.Expires = stamp(code.Expires)
	}
	return &answer[StaffInvitation]{out}, nil
}

// changesInput asks for a page of the record.
type changesInput struct {
	Before int64  `query:"before" minimum:"1" doc:"Rows before this number"`
	Noun   string `query:"noun" maxLength:"40" doc:"What it is about: facility, application, account, …"`
	ID     string `query:"id" maxLength:"80" doc:"Of that; with noun"`
	Kind   string `query:"kind" maxLength:"40"`
	Actor  string `query:"actor" maxLength:"80" doc:"Id of whoever did it"`
	From   string `query:"from" format:"date" maxLength:"10"`
	Until  string `query:"until" format:"date" maxLength:"10" doc:"The last day"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// dayMillis is a day, in milliseconds.
const dayMillis = 24 * 3600 * 1000

func (s *Server) listChanges(ctx context.Context, in *changesInput) (*answer[ChangeEntries], error) {
	actor := actorOf(ctx)
	if err := actor.May(care.MayReadAudit, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	f := store.ChangeFilter{Before: in.Before, Noun: in.Noun, ID: in.ID, Kind: in.Kind, Actor: in.Actor, Limit: in.Limit}
	from, err := parseDate("from", in.From)
	if err != nil {
		return nil, err
	}
	until, err := parseDate("until", in.Until)
	if err != nil {
		return nil, err
	}
	if !from.IsZero() {
		f.Since = care.InstantOf(from.Time())
	}
	if !until.IsZero() {
		f.Until = care.InstantOf(until.Time()) + dayMillis
	}
	if guarded[in.Noun] { // what is not shown is not found by its filters either
		f.ID, f.Kind, f.Actor = "", "", ""
	}
	f.Unguarded = f.ID != "" || f.Kind != "" || f.Actor != "" // nor by how far a page reaches
	if actor.Area != "" {                                     // a city reads all of a record that is its own alone, and its part of one that it shares
		others, err := s.Store.ServesOthers(ctx, actor.Area)
		if err != nil {
			return nil, err
		}
		if others {
			f.Area, f.Unguarded = actor.Area, true
		}
	}
	changes, next, err := s.Store.ChangesWhere(ctx, f)
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	return &answer[ChangeEntries]{ChangeEntries{Changes: each(changes, func(c care.Change) ChangeEntry { return changeEntry(names, c) }), Next: next}}, nil
}

// AuditCheck is what a look through the whole record found.
type AuditCheck struct {
	Changes int64    `json:"changes"`
	Hash    string   `json:"hash"`
	Events  int      `json:"events" doc:"Steps of complaints that agree with the record"`
	Heads   int      `json:"heads" doc:"Published heads it was held against"`
	Sound   bool     `json:"sound"`
	Faults  []string `json:"faults" nullable:"false"`
	At      string   `json:"at" format:"date-time"`
}

func (s *Server) checkAudit(ctx context.Context, _ *struct{}) (*answer[AuditCheck], error) {
	if s.Audit == nil {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	actor := actorOf(ctx)
	if err := actor.May(care.MayReadAudit, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	report, err := s.Audit.Check(ctx)
	if err != nil {
		return nil, err
	}
	return &answer[AuditCheck]{AuditCheck{
		Changes: report.Changes, Hash: report.Hash, Events: report.Events, Heads: report.Published, Sound: report.Sound(),
		Faults: each(report.Faults, func(f care.AuditFault) string { return f.Text }), At: stamp(care.InstantOf(s.Now())),
	}}, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
