package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Affected counts whom stopping a facility concerns.
type Affected = care.Affected

// Closure is one time a facility was stopped by its bureau.
type Closure struct {
	ID        string             `json:"id"`
	Facility  FacilityRef        `json:"facility"`
	Kind      care.ClosureKind   `json:"kind" enum:"suspend,close"`
	Reason    *Reason            `json:"reason"`
	Words     string             `json:"words,omitempty"`
	Was       care.FilingStatus  `json:"was"`
	Affected  Affected           `json:"affected" doc:"As it was found"`
	StartedAt string             `json:"started_at" format:"date-time"`
	StartedBy *OfficerRef        `json:"started_by,omitempty"`
	EndedAt   string             `json:"ended_at,omitempty" format:"date-time"`
	EndedBy   *OfficerRef        `json:"ended_by,omitempty"`
	EndReason *Reason            `json:"end_reason,omitempty"`
	Children  []ClosureChildFate `json:"children,omitempty" doc:"What became of everybody it found; with one closure alone"`
}

// ClosureChildFate is what became of one application a closure found. It names nobody.
type ClosureChildFate struct {
	Application care.ApplicationID `json:"application_id"`
	ClassID     care.ClassID       `json:"class_id"`
	Mode        care.Mode          `json:"mode"`
	Start       string             `json:"start" format:"date"`
	Was         care.State         `json:"was"`
	Is          care.State         `json:"is"`
	Elsewhere   care.State         `json:"elsewhere,omitempty" doc:"State of the place it has or is offered elsewhere"`
	At          *FacilityRef       `json:"at,omitempty" doc:"Where that is"`
	Offers      int                `json:"offers" doc:"Made elsewhere so far"`
}

// ClosureList lists closures, the latest first.
type ClosureList struct {
	Closures []Closure `json:"closures" nullable:"false"`
	Total    int       `json:"total" doc:"Of all pages"`
	Next     string    `json:"next,omitempty" doc:"Cursor of the next page"`
	Stop     []Reason  `json:"stop_reasons" nullable:"false" doc:"For which a facility may be stopped"`
	Reopen   []Reason  `json:"reopen_reasons" nullable:"false"`
}

// ClosurePreview is what stopping a facility would do, as things stand.
type ClosurePreview struct {
	Facility FacilityRef       `json:"facility"`
	Status   care.FilingStatus `json:"status"`
	Version  int64             `json:"version" doc:"To be sent along with the act"`
	Open     *Closure          `json:"open,omitempty" doc:"The closure that lasts"`
	Stopped  bool              `json:"stopped" doc:"A closure lasts or has been: get-closure tells of the last"`
	Affected Affected          `json:"affected"`
	Children []AffectedChild   `json:"children" nullable:"false"`
	Nearby   []NearbyClass     `json:"nearby" nullable:"false" doc:"Classes around with room, the nearest first"`
	Suited   int               `json:"suited" doc:"Of the children, who could have a place nearby now, each a place of its own"`
	Reasons  []Reason          `json:"reasons" nullable:"false" doc:"For which it may be stopped; for a stopped one, for which it may be opened"`
}

// AffectedChild is one application a closure concerns. It names nobody.
type AffectedChild struct {
	Application care.ApplicationID `json:"application_id"`
	ClassID     care.ClassID       `json:"class_id"`
	ClassName   string             `json:"class_name"`
	Mode        care.Mode          `json:"mode"`
	State       care.State         `json:"state"`
	Start       string             `json:"start" format:"date"`
	Near        int                `json:"near" doc:"Classes nearby that have a place for it now"`
}

// NearbyClass is a class around a stopped one that has room.
type NearbyClass struct {
	Facility  FacilityRef  `json:"facility"`
	ClassID   care.ClassID `json:"class_id"`
	ClassName string       `json:"class_name"`
	Metres    int          `json:"metres" doc:"As the crow flies; -1: not known"`
	Free      int          `json:"free" doc:"This month"`
}

// closeInput stops a facility.
type closeInput struct {
	KeyHeader
	FacilityPath
	Body struct {
		Action  string          `json:"action" enum:"suspend,close,reopen"`
		Reason  care.ReasonCode `json:"reason" minLength:"1" maxLength:"40" doc:"From the public list"`
		Words   string          `json:"words,omitempty" maxLength:"1600" doc:"For families and the register: up to 400 characters that name nobody. Not with reopen"`
		Version int64           `json:"version" minimum:"1" doc:"Of the facility, as it was previewed"`
	}
}

// ClosureDone says what the act did.
type ClosureDone struct {
	ID       string            `json:"id"`
	Status   care.FilingStatus `json:"status"`
	Classes  int               `json:"classes" doc:"Stopped, or open again"`
	Affected Affected          `json:"affected"`
}

// pageInput asks for a page of a list.
type pageInput struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

func (s *Server) listClosures(ctx context.Context, in *pageInput) (*answer[ClosureList], error) {
	page, err := s.Booking.Closures(ctx, actorOf(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	return &answer[ClosureList]{ClosureList{
		Total: page.Total, Next: page.Next,
		Closures: each(page.Closures, func(l store.ClosureLine) Closure {
			return closureOf(ctx, names, l.Closure, FacilityRef{ID: l.Facility, Name: l.Name})
		}),
		Stop: s.reasonList(ctx, care.FreezeReasons()), Reopen: s.reasonList(ctx, care.ReopenReasons()),
	}}, nil
}

func (s *Server) reasonList(ctx context.Context, list []care.ReasonCode) []Reason {
	return each(list, func(r care.ReasonCode) Reason { return *reasonOf(ctx, r) })
}

func closureOf(ctx context.Context, names officerNames, c care.Closure, f FacilityRef) Closure {
	return Closure{
		ID: string(c.ID), Facility: f, Kind: c.Kind, Reason: reasonOf(ctx, c.Reason), Words: c.Words, Was: c.Was, Affected: c.Affected,
		StartedAt: stamp(c.StartedAt), StartedBy: names.ref(care.AccountID(c.StartedBy.ID)), EndedAt: maybeStamp(c.EndedAt),
		EndedBy: names.ref(care.AccountID(c.EndedBy.ID)), EndReason: reasonOf(ctx, c.EndReason),
	}
}

func (s *Server) previewClosure(ctx context.Context, in *FacilityPath) (*answer[ClosurePreview], error) {
	p, err := s.Booking.PreviewClosure(ctx, actorOf(ctx), care.FacilityID(in.ID))
	if err != nil {
		return nil, err
	}
	ref := FacilityRef{ID: p.Facility.ID, Name: p.Facility.Name, Address: p.Facility.Address, Phone: p.Facility.Phone}
	out := ClosurePreview{
		Facility: ref, Status: p.Facility.Filing.Status, Version: p.Version, Stopped: p.Stopped, Affected: p.Affected, Suited: p.Suited, Reasons: s.reasonList(ctx, care.FreezeReasons()),
		Children: each(p.Children, func(c booking.AffectedChild) AffectedChild {
			return AffectedChild{Application: c.Application, ClassID: c.Class, ClassName: c.ClassName, Mode: c.Mode, State: c.State, Start: c.Start.String(), Near: c.Near}
		}),
		Nearby: each(p.Nearby, func(n booking.NearbyClass) NearbyClass {
			return NearbyClass{Facility: FacilityRef{ID: n.Facility, Name: n.Name}, ClassID: n.Class, ClassName: n.ClassName, Metres: n.Metres, Free: n.Free}
		}),
	}
	if p.Open != nil {
		c := closureOf(ctx, s.officers(ctx), *p.Open, ref)
		out.Open, out.Reasons = &c, s.reasonList(ctx, care.ReopenReasons())
	}
	return &answer[ClosurePreview]{out}, nil
}

func (s *Server) closeFacility(ctx context.Context, in *closeInput) (*replied[ClosureDone], error) {
	id, key := care.FacilityID(in.ID), booking.IdempotencyKey(in.Key)
	var r booking.ClosureReply
	var err error
	if in.Body.Action == "reopen" {
		r, err = s.Booking.ReopenFacility(ctx, actorOf(ctx), key, id, booking.ReopenRequest{Reason: in.Body.Reason, Version: in.Body.Version})
	} else {
		r, err = s.Booking.CloseFacility(ctx, actorOf(ctx), key, id, booking.ClosureRequest{
			Kind: care.ClosureKind(in.Body.Action), Reason: in.Body.Reason, Words: in.Body.Words, Version: in.Body.Version,
		})
	}
	if err != nil {
		return nil, err
	}
	return &replied[ClosureDone]{Status: r.Status, Body: ClosureDone{ID: string(r.Closure), Status: r.Is, Classes: r.Classes, Affected: r.Affect}}, nil
}

func (s *Server) getClosure(ctx context.Context, in *FacilityPath) (*answer[Closure], error) {
	st, err := s.Booking.ClosureProgress(ctx, actorOf(ctx), care.FacilityID(in.ID))
	if err != nil {
		return nil, err
	}
	out := closureOf(ctx, s.officers(ctx), st.Closure, FacilityRef{ID: st.Facility, Name: st.Name})
	for _, f := range st.Fates {
		fate := ClosureChildFate{
			Application: f.ID, ClassID: f.Class, Mode: f.Mode, Start: f.Start.String(), Was: f.Was, Is: f.Is, Elsewhere: f.Elsewhere, Offers: f.Offers,
		}
		if f.At != "" {
			fate.At = &FacilityRef{ID: f.At, Name: st.Names[f.At]}
		}
		out.Children = append(out.Children, fate)
	}
	return &answer[Closure]{out}, nil
}
