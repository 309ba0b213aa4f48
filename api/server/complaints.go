package server

import (
	"context"
	"errors"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
)

func (s *Server) complaintForm(ctx context.Context, _ *struct{}) (*answer[ComplaintForm], error) {
	f, err := s.Casework.Form(ctx)
	if err != nil {
		return nil, err
	}
	return &answer[ComplaintForm]{ComplaintForm{
		Categories: each(f.Categories, func(c casework.CategoryView) ComplaintCategory {
			return ComplaintCategory{
				Code: string(c.Code), Class: string(c.Class), AnonymousOK: c.AnonymousOK, Public: c.Public, Joinable: c.Joinable, Advice: c.Advice,
			}
		}),
		Emergency: EmergencyCall{Call: f.Emergency.Call, Also: f.Emergency.Also},
		WhoSees:   whoSees,
		Limits:    ComplaintLimits{TextMin: f.Limits.TextMin, Text: f.Limits.Text, Files: f.Limits.Photos, FileBytes: f.Limits.Bytes, Chunk: partLimit},
	}}, nil
}

// whoSees is what the views of care give to each, said before anything is written.
var whoSees = []WhoSees{
	{Who: "you", Sees: []string{"text", "photos", "messages", "progress", "reply"}},
	{Who: "desk", Sees: []string{"text", "photos", "messages", "progress", "reply", "name", "phone"}, Log: true},
	{Who: "facility", Sees: []string{"category", "summary"}},
	{Who: "public", Sees: []string{"category", "progress", "count"}},
}

func (s *Server) similarComplaints(ctx context.Context, in *SimilarInput) (*answer[SimilarList], error) {
	q := casework.SimilarQuery{Facility: care.FacilityID(in.Facility), Category: care.Category(in.Category)}
	if in.Near != "" {
		p, err := parsePoint(in.Near, in.system())
		if err != nil {
			return nil, err
		}
		q.Near = &[2]float64{p[0], p[1]}
	}
	views, err := s.Casework.Similar(ctx, q)
	if err != nil {
		return nil, err
	}
	return &answer[SimilarList]{SimilarList{each(views, func(v casework.SimilarView) Similar {
		out := Similar{Ref: string(v.Ref), Category: string(v.Category), SinceWeek: v.Since.String(), Step: string(v.Step)}
		if v.Facility != nil {
			out.Facility = v.Facility.Name
		}
		return out
	})}}, nil
}

// complainant is whoever asks: by login, or by the tracking code alone.
func (s *Server) complainant(ctx context.Context, code string) casework.Complainant {
	return casework.Complainant{Actor: actorOf(ctx), Code: code, Net: s.keyed("complainant|" + infoOf(ctx).client.text())}
}

func (s *Server) submitComplaint(ctx context.Context, in *submitInput) (*answer[Receipt], error) {
	b := &in.Body
	day, err := parseDate("happened_on", b.HappenedOn)
	if err != nil {
		return nil, err
	}
	uploads, err := s.ownUploads(ctx, b.Uploads)
	if err != nil {
		return nil, err
	}
	r := casework.SubmitRequest{
		Facility: care.FacilityID(b.Facility), Category: care.Category(b.Category), DangerNow: b.DangerNow, HappenedOn: day, Text: b.Text, Wants: b.Wants,
		Anonymous: b.Anonymous, Name: b.Name, Phone: b.Phone, Contact: b.Contact, Originals: b.KeepOriginals, Uploads: uploads, Join: care.CaseID(b.Join),
		Child: b.Child,
	}
	if b.Place != nil {
		r.Place, r.Point = b.Place.Name, orb.Point{b.Place.Lon, b.Place.Lat}
	}
	receipt, err := s.Casework.Submit(ctx, s.complainant(ctx, ""), casework.IdempotencyKey(in.Key), r)
	if err != nil {
		return nil, err
	}
	out := Receipt{ID: string(receipt.ID), ReceiptNo: receipt.ReceiptNo, TrackingCode: receipt.TrackingCode, Office: officeOf(receipt.Office)}
	if receipt.Clock.Kind != "" {
		c := s.clockOf(receipt.Clock)
		out.Clock = &c
	}
	if receipt.Emergency {
		out.Emergency = &EmergencyCall{Call: "110", Also: []string{"120"}}
	}
	return &answer[Receipt]{out}, nil
}

func (s *Server) listComplaints(ctx context.Context, _ *struct{}) (*answer[ComplaintList], error) {
	views, err := s.Casework.Mine(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[ComplaintList]{ComplaintList{each(views, func(v casework.ComplaintView) Complaint { return s.complaintOf(ctx, v) })}}, nil
}

func (s *Server) complaintByCode(ctx context.Context, in *codeOnlyInput) (*answer[Complaint], error) {
	if in.Tracking == "" {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, trackingCode, "no complaint has this tracking code; check it, or look it up on the receipt")
	}
	v, err := s.Casework.ByCode(ctx, s.complainant(ctx, in.Tracking))
	return s.wholeComplaint(ctx, v, err)
}

func (s *Server) getComplaint(ctx context.Context, in *ownInput) (*answer[Complaint], error) {
	v, err := s.Casework.Own(ctx, s.complainant(ctx, in.Tracking), care.CaseID(in.ID))
	return s.wholeComplaint(ctx, v, err)
}

func (s *Server) actOnComplaint(ctx context.Context, in *complaintActInput) (*answer[Complaint], error) {
	b := &in.Body
	uploads, err := s.ownUploads(ctx, b.Uploads)
	if err != nil {
		return nil, err
	}
	action, err := ownAction(b)
	if err != nil {
		return nil, err
	}
	v, err := s.Casework.ActOwn(ctx, s.complainant(ctx, in.Tracking), care.CaseID(in.ID), casework.OwnAct{
		Action: action, Version: b.Version, Text: b.Text, Uploads: uploads, Contacted: b.Contacted, Solved: b.Solved, Satisfied: b.Satisfied, Rating: b.Rating,
	})
	return s.wholeComplaint(ctx, v, s.toldCase(ctx, err))
}

// secondLook is both answers to the question whether it has stayed solved.
const secondLook = "second_look"

func ownAction(b *ComplaintAct) (care.CaseAction, error) {
	switch {
	case b.Action != secondLook:
		return care.CaseAction(b.Action), nil
	case b.Solved == nil:
		return "", care.Errorf(care.Invalid, care.CodeFormIncomplete, "solved", "say whether it has stayed solved")
	case *b.Solved:
		return care.CaseActStaysSolved, nil
	default:
		return care.CaseActNotSolved, nil
	}
}

func ownActions(actions []care.CaseAction) []string {
	out := make([]string, 0, len(actions))
	for _, a := range actions {
		switch a {
		case care.CaseActStaysSolved:
			out = append(out, secondLook)
		case care.CaseActNotSolved: // the other answer
		default:
			out = append(out, string(a))
		}
	}
	return out
}

// toldCase adds to a failure what the situation is now, so that a screen need not ask again.
func (s *Server) toldCase(ctx context.Context, err error) error {
	var moved *casework.ConflictError
	if !errors.As(err, &moved) {
		return err
	}
	p := s.toProblem(infoOf(ctx), moved.Unwrap())
	p.Current, p.Version = string(moved.Current), moved.Version
	names := s.officers(ctx)
	for _, d := range moved.Differences {
		if slices.Contains(officerFields, d.Field) { // an id tells nobody anything
			d.Yours, d.Now = names.name(care.AccountID(d.Yours)), names.name(care.AccountID(d.Now))
		}
		p.Differences = append(p.Differences, Difference{Field: d.Field, Yours: d.Yours, Now: d.Now, By: names.name(d.By), At: maybeStamp(d.At)})
	}
	return p
}

// officerFields are the fields of a case that hold an officer.
var officerFields = []string{"intake", "handler", "reviewer", "caller"}

func (s *Server) performance(ctx context.Context, _ *struct{}) (*answer[Performance], error) {
	units, err := s.Casework.Performance(ctx)
	if err != nil {
		return nil, err
	}
	return &answer[Performance]{Performance{each(units, func(u casework.UnitPerformance) UnitPerformance {
		return UnitPerformance{
			Name: u.Name, Area: u.Area, Phone: u.Phone, Accepted: u.Accepted, Open: u.Open, Overdue: u.Overdue, Longest: u.Longest,
			Responded: u.Rates.Response, Solved: u.Rates.Solution, Satisfied: u.Rates.Satisfaction, Excluded: u.Rates.Excluded, Red: u.Overdue > 0,
		}
	})}}, nil
}
