package server

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
)

func (s *Server) getDuty(ctx context.Context, _ *struct{}) (*answer[DutyRoster], error) {
	list, err := s.Casework.Roster(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	officers, err := s.Casework.Officers(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	return &answer[DutyRoster]{DutyRoster{
		Units:    each(list, func(d casework.Duty) DutyUnit { return dutyUnit(names, d) }),
		Officers: each(officers, func(id care.AccountID) OfficerRef { return *names.ref(id) }),
	}}, nil
}

func dutyUnit(names officerNames, d casework.Duty) DutyUnit {
	out := DutyUnit{
		Unit:  UnitRef{ID: string(d.Unit.ID), Name: d.Unit.Name, Kind: string(d.Kind), Area: d.Area, Phone: d.Unit.Phone},
		Posts: []DutyPost{}, Shifts: []DutyShift{},
	}
	at := map[care.AccountID]int{}
	for _, p := range d.Posts {
		i, known := at[p.Account]
		if !known {
			i = len(out.Posts)
			at[p.Account] = i
			out.Posts = append(out.Posts, DutyPost{Account: string(p.Account), Name: names.name(p.Account), Duties: []string{}})
		}
		out.Posts[i].Duties = append(out.Posts[i].Duties, string(p.Duty))
	}
	for _, h := range d.Shifts {
		out.Shifts = append(out.Shifts, DutyShift{
			Account: string(h.Account), Name: names.name(h.Account), Starts: stamp(h.Starts), Ends: stamp(h.Ends), Rank: h.Rank,
		})
	}
	return out
}

func (s *Server) setDuty(ctx context.Context, in *setDutyInput) (*answer[DutyUnit], error) {
	unit := care.UnitID(in.Body.Unit)
	var posts []care.Post
	for _, p := range in.Body.Posts {
		for _, d := range p.Duties {
			posts = append(posts, care.Post{Account: care.AccountID(p.Account), Unit: unit, Duty: care.Duty(d)})
		}
	}
	var shifts []store.Shift
	for _, h := range in.Body.Shifts {
		starts, err := parseMoment("shifts", h.Starts)
		if err != nil {
			return nil, err
		}
		ends, err := parseMoment("shifts", h.Ends)
		if err != nil {
			return nil, err
		}
		shifts = append(shifts, store.Shift{Unit: unit, Account: care.AccountID(h.Account), Starts: starts, Ends: ends, Rank: h.Rank})
	}
	d, err := s.Casework.SetRoster(ctx, actorOf(ctx), unit, posts, shifts)
	if err != nil {
		return nil, err
	}
	return &answer[DutyUnit]{dutyUnit(s.officers(ctx), d)}, nil
}
