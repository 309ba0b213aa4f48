package server

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"tuoyuquan/api/account"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Desk is what needs an answer of a facility, the most pressing first.
type Desk struct {
	Needs  []Need    `json:"needs" nullable:"false"`
	Counts DeskCount `json:"counts"`
}

// Need is one thing that needs an answer.
type Need struct {
	Kind        string            `json:"kind" enum:"decide,call,enrol,no_show,agreement,visit,entry,vacancy,attendance"`
	Due         string            `json:"due,omitempty" format:"date-time"`
	Late        bool              `json:"late,omitempty"`
	Application *StaffApplication `json:"application,omitempty"`
	Visit       *StaffVisit       `json:"visit,omitempty"`
	Entry       *StaffEntry       `json:"entry,omitempty"`
	ClassID     care.ClassID      `json:"class_id,omitempty" doc:"Whose figures are to be confirmed"`
	Children    int               `json:"children,omitempty" doc:"How many have no mark today"`
}

// DeskCount is how much there is of everything.
type DeskCount struct {
	Submitted  int `json:"submitted"`
	Offered    int `json:"offered"`
	Confirmed  int `json:"confirmed"`
	Enrolled   int `json:"enrolled"`
	Waitlisted int `json:"waitlisted"`
	Visits     int `json:"visits" doc:"Booked, from today on"`
	Entries    int `json:"entries" doc:"Booked, from today on"`
}

// StaffApplication is an application as the facility it is for sees it. The child's record is read separately, and the
// reading is logged.
type StaffApplication struct {
	ID        care.ApplicationID `json:"id"`
	Child     ChildRef           `json:"child"`
	Class     ClassRef           `json:"class"`
	Start     string             `json:"start" format:"date"`
	State     care.State         `json:"state" enum:"draft,held,submitted,waitlisted,paused,offered,confirmed,enrolled,expired,lapsed,declined,rejected,withdrawn,revoked,superseded,no_show,ended"`
	Version   int64              `json:"version"`
	Since     string             `json:"since" format:"date-time"`
	Deadline  *Deadline          `json:"deadline,omitempty"`
	Actions   []string           `json:"actions" nullable:"false"`
	Position  *Position          `json:"position,omitempty"`
	Reason    *Reason            `json:"reason,omitempty"`
	Group     care.GroupID       `json:"group,omitempty"`
	Frozen    bool               `json:"frozen,omitempty"`
	Escalated bool               `json:"escalated,omitempty"`
	CreatedAt string             `json:"created_at" format:"date-time"`
	History   []ApplicationStep  `json:"history,omitempty"`
}

// StaffApplicationList is a page of a facility's applications.
type StaffApplicationList struct {
	Applications []StaffApplication `json:"applications" nullable:"false"`
	Next         string             `json:"next,omitempty"`
}

// staffListInput asks for a page of applications.
type staffListInput struct {
	State  []string `query:"state" enum:"draft,held,submitted,waitlisted,paused,offered,confirmed,enrolled,expired,lapsed,declined,rejected,withdrawn,revoked,superseded,no_show,ended" maxItems:"17"`
	Class  string   `query:"class_id" maxLength:"64"`
	Cursor string   `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int      `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

// ChildRecord is what staff may see of a child who asks for a place at their facility, or has one. The family sees that they
// looked.
type ChildRecord struct {
	ReadingID care.ReadingID  `json:"reading_id"`
	ID        care.ChildID    `json:"id"`
	Name      string          `json:"name"`
	Birth     string          `json:"birth" format:"date"`
	AgeMonths int             `json:"age_months"`
	Sex       string          `json:"sex,omitempty" enum:"male,female"`
	Notes     string          `json:"notes,omitempty"`
	Papers    []Paper         `json:"papers" nullable:"false"`
	Contacts  []Contact       `json:"contacts" nullable:"false"`
	Pickups   []Pickup        `json:"pickups" nullable:"false"`
	Consents  []RecordConsent `json:"consents" nullable:"false"`
}

// Contact is whom to call.
type Contact struct {
	Name  string    `json:"name"`
	Role  care.Role `json:"role" enum:"guardian,delegate"`
	Phone string    `json:"phone,omitempty"`
}

// RecordConsent is what a family agreed to, as staff see it.
type RecordConsent struct {
	Purpose string `json:"purpose"`
	GivenAt string `json:"given_at" format:"date-time"`
}

// recordInput asks for a child's record, and says why.
type recordInput struct {
	ChildPath
	Purpose string `query:"purpose" required:"true" enum:"decide,admit,daily_care,health_check,handover,emergency" doc:"Logged, and shown to the family"`
}

// recordScanInput asks for the scan of a paper, and says why.
type recordScanInput struct {
	PaperPath
	Purpose string `query:"purpose" required:"true" enum:"decide,admit,daily_care,health_check,handover,emergency" doc:"Logged, and shown to the family"`
}

func (s *Server) getDesk(ctx context.Context, _ *struct{}) (*answer[Desk], error) {
	actor := actorOf(ctx)
	d, err := s.Booking.FacilityDesk(ctx, actor)
	if err != nil {
		return nil, err
	}
	today, err := s.from(&FromInput{})
	if err != nil {
		return nil, err
	}
	visits, err := s.Booking.Visits(ctx, actor, today)
	if err != nil {
		return nil, err
	}
	entries, err := s.Booking.Entries(ctx, actor, today, "")
	if err != nil {
		return nil, err
	}
	out := Desk{Needs: each(d.Needs, func(n booking.Need) Need {
		a := staffApplication(ctx, n.View)
		return Need{Kind: n.Kind, Due: maybeStamp(n.Due), Late: n.Late, Application: &a}
	}), Counts: DeskCount{
		Submitted: d.Counts[care.StateSubmitted], Offered: d.Counts[care.StateOffered], Confirmed: d.Counts[care.StateConfirmed],
		Enrolled: d.Counts[care.StateEnrolled], Waitlisted: d.Counts[care.StateWaitlisted] + d.Counts[care.StatePaused],
	}}
	for _, v := range visits {
		if v.State != care.VisitBooked {
			continue
		}
		out.Counts.Visits++
		if slices.Contains(v.Actions, "attended") {
			visit := staffVisitOf(ctx, v)
			out.Needs = append(out.Needs, Need{Kind: "visit", Due: visit.StartsAt, Visit: &visit})
		}
	}
	for _, v := range entries {
		if v.State != care.EntryBooked && v.State != care.EntryCheckedIn {
			continue
		}
		out.Counts.Entries++
		if slices.Contains(v.Actions, "check_in") || slices.Contains(v.Actions, "check_out") {
			entry := staffEntry(v)
			out.Needs = append(out.Needs, Need{Kind: "entry", Due: stamp(v.Session.StartsAt()), Entry: &entry})
		}
	}
	todos, err := s.Booking.Todos(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, d := range todos {
		out.Needs = append(out.Needs, Need{Kind: d.Kind, Due: stamp(d.Due), Late: d.Late, ClassID: d.Class, Children: d.Children})
	}
	slices.SortStableFunc(out.Needs, func(a, b Need) int { return cmp.Compare(a.Due, b.Due) }) // all in one zone
	return &answer[Desk]{out}, nil
}

func staffApplication(ctx context.Context, v booking.View) StaffApplication {
	return StaffApplication{
		ID: v.ID, Child: ChildRef{ID: v.ChildID, Name: v.ChildName}, Class: ClassRef{ID: v.ClassID, Name: v.ClassName, Mode: v.Mode, Band: v.Band},
		Start: v.Start.String(), State: v.State, Version: v.Version, Since: stamp(v.Since), Deadline: deadlineOf(v.Deadline), Actions: actionsOf(v.Actions),
		Position: positionOf(v.Position), Reason: reasonOf(ctx, v.Reason), Group: v.Group, Frozen: v.Frozen(), Escalated: v.Escalated,
		CreatedAt: stamp(v.CreatedAt), History: stepsOf(ctx, v),
	}
}

func (s *Server) listFacilityApplications(ctx context.Context, in *staffListInput) (*answer[StaffApplicationList], error) {
	page := store.Page{Class: care.ClassID(in.Class), Limit: in.Limit, States: each(in.State, func(s string) care.State { return care.State(s) })}
	if in.Cursor != "" {
		at, id, ok := strings.Cut(in.Cursor, "_")
		ms, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil || ms <= 0 {
			return nil, care.Errorf(care.Invalid, care.CodeBadCursor, "cursor", "this cursor is damaged; start again without one")
		}
		page.Before, page.BeforeID = care.Instant(ms), care.ApplicationID(id)
	}
	views, more, err := s.Booking.FacilityApplications(ctx, actorOf(ctx), page)
	if err != nil {
		return nil, err
	}
	out := StaffApplicationList{Applications: each(views, func(v booking.View) StaffApplication { return staffApplication(ctx, v) })}
	if more {
		last := views[len(views)-1]
		out.Next = strconv.FormatInt(int64(last.UpdatedAt), 10) + "_" + string(last.ID)
	}
	return &answer[StaffApplicationList]{out}, nil
}

func (s *Server) getStaffApplication(ctx context.Context, in *ApplicationPath) (*answer[StaffApplication], error) {
	v, err := s.Booking.Application(ctx, actorOf(ctx), care.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	return &answer[StaffApplication]{staffApplication(ctx, v)}, nil
}

func (s *Server) decide(ctx context.Context, in *actInput) (*replied[StaffApplication], error) {
	reply, err := s.act(ctx, in)
	if err != nil {
		return nil, err
	}
	return &replied[StaffApplication]{Status: reply.Status, Body: staffApplication(ctx, reply.Application)}, nil
}

func (s *Server) recordCall(ctx context.Context, in *ApplicationPath) (*struct{}, error) {
	return nothing(s.Booking.RecordCall(ctx, actorOf(ctx), care.ApplicationID(in.ID)))
}

func (s *Server) readChild(ctx context.Context, in *recordInput) (*answer[ChildRecord], error) {
	r, err := s.Account.ReadChild(ctx, actorOf(ctx), care.ChildID(in.ID), care.ReadingPurpose(in.Purpose))
	if err != nil {
		return nil, err
	}
	c := childOf(r.Child)
	return &answer[ChildRecord]{ChildRecord{
		ReadingID: r.Reading, ID: c.ID, Name: c.Name, Birth: c.Birth, AgeMonths: c.AgeMonths, Sex: c.Sex, Notes: c.Notes, Papers: c.Papers,
		Contacts: each(r.Contacts, func(k account.Contact) Contact { return Contact{Name: k.Name, Role: k.Role, Phone: k.Phone} }),
		Pickups:  each(r.Pickups, pickupOf),
		Consents: each(r.Consents, func(k account.Consent) RecordConsent {
			return RecordConsent{Purpose: string(k.Purpose), GivenAt: stamp(k.GivenAt)}
		}),
	}}, nil
}

func (s *Server) readScan(ctx context.Context, in *recordScanInput) (*raw, error) {
	scan, kind, err := s.Account.ScanFor(ctx, actorOf(ctx), care.ChildID(in.ID), care.PaperID(in.Paper), care.ReadingPurpose(in.Purpose))
	return sealedFile(scan, kind, "", err)
}
