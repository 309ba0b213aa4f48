package server

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/notify"
)

// Application is one child asking for a place in one class, as its family sees it.
type Application struct {
	ID          care.ApplicationID `json:"id"`
	Child       ChildRef           `json:"child"`
	Facility    FacilityRef        `json:"facility"`
	Class       ClassRef           `json:"class"`
	Start       string             `json:"start" format:"date" doc:"First day of care"`
	State       care.State         `json:"state" enum:"draft,held,submitted,waitlisted,paused,offered,confirmed,enrolled,expired,lapsed,declined,rejected,withdrawn,revoked,superseded,no_show,ended"`
	Version     int64              `json:"version" doc:"To be named by the next action"`
	Since       string             `json:"since" format:"date-time" doc:"In this state since"`
	Deadline    *Deadline          `json:"deadline,omitempty" doc:"What falls due next"`
	HoldUntil   string             `json:"hold_until,omitempty" format:"date-time" doc:"The place is held until"`
	Actions     []string           `json:"actions" nullable:"false" doc:"What whoever asks may do now"`
	Position    *Position          `json:"position,omitempty" doc:"Of a wait"`
	Reason      *Reason            `json:"reason,omitempty" doc:"Of the last end"`
	Group       care.GroupID       `json:"group,omitempty" doc:"Siblings who are to be taken together"`
	Replaces    care.ApplicationID `json:"replaces,omitempty" doc:"A transfer: the place given up once this one is sure"`
	Alternative bool               `json:"alternative,omitempty" doc:"true: offered by the service in place of replaces, whose class is stopped; until it is answered the child has both"`

	Frozen    bool              `json:"frozen,omitempty" doc:"true: the bureau has stopped the clocks"`
	Escalated bool              `json:"escalated,omitempty" doc:"true: the facility did not decide in time; the district looks at it"`
	CreatedAt string            `json:"created_at" format:"date-time"`
	History   []ApplicationStep `json:"history,omitempty" doc:"Every step, oldest first; of one application only, not in lists"`
}

// ChildRef names a child of the family.
type ChildRef struct {
	ID   care.ChildID `json:"id"`
	Name string       `json:"name"`
}

// FacilityRef names a facility.
type FacilityRef struct {
	ID      care.FacilityID `json:"id"`
	Name    string          `json:"name"`
	Address string          `json:"address,omitempty"`
	Phone   string          `json:"phone,omitempty"`
}

// ClassRef names a class.
type ClassRef struct {
	ID   care.ClassID  `json:"id"`
	Name string        `json:"name"`
	Mode care.Mode     `json:"mode" enum:"full_day,half_day,hourly,drop_in"`
	Band care.BandName `json:"band"`
}

// Deadline is what falls due.
type Deadline struct {
	At          string `json:"at" format:"date-time"`
	Kind        string `json:"kind" enum:"draft,hold,decide,reject,answer,agree,start,keep,return,object,ruling"`
	Provisional bool   `json:"provisional,omitempty" doc:"true: the working days of a year in between are not published yet; it can only move later"`
}

// Position is a place in the order of a waitlist, and why.
type Position struct {
	Rank        int          `json:"rank" doc:"1 is next"`
	Of          int          `json:"of" doc:"How many wait"`
	Explanation []RankReason `json:"explanation" nullable:"false"`
	History     []PositionAt `json:"history,omitempty" doc:"How it changed, oldest first; of one application only"`
}

// RankReason is one reason behind a position, to be said in words.
type RankReason struct {
	Code   string `json:"code" doc:"priority, points, lottery, time, …"`
	Rule   string `json:"rule,omitempty"`
	Points int    `json:"points,omitempty"`
	Class  int    `json:"class,omitempty"`
	Count  int    `json:"count,omitempty"`
}

// PositionAt is a position from some moment on.
type PositionAt struct {
	At   string       `json:"at" format:"date-time"`
	Rank int          `json:"rank"`
	Of   int          `json:"of,omitempty"`
	Why  []RankReason `json:"why" nullable:"false"`
}

// Reason is a public reason, with its words in the language asked for.
type Reason struct {
	Code care.ReasonCode `json:"code"`
	Text string          `json:"text"`
}

// ApplicationStep is one step of an application.
type ApplicationStep struct {
	Edge   string     `json:"edge" doc:"Number of the edge in the published table"`
	From   care.State `json:"from,omitempty"`
	To     care.State `json:"to"`
	At     string     `json:"at" format:"date-time"`
	By     care.Role  `json:"by" doc:"In which role; nobody is named"`
	Reason *Reason    `json:"reason,omitempty"`
}

// ApplicationList is the applications of a family.
type ApplicationList struct {
	Applications []Application `json:"applications" nullable:"false"`
}

// KeyHeader names a request, so that sending it again does nothing twice.
type KeyHeader struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"80" doc:"A fresh word for each thing that is wanted, the same for every repetition; kept 72 hours"`
}

// ApplyInput asks for a place.
type ApplyInput struct {
	ChildID  care.ChildID       `json:"child_id" minLength:"1" maxLength:"64"`
	ClassID  care.ClassID       `json:"class_id" minLength:"1" maxLength:"64"`
	Start    string             `json:"start" format:"date" maxLength:"10" doc:"First day of care"`
	As       string             `json:"as" enum:"draft,hold,wait" doc:"draft: takes nothing; hold: takes a place while the form is finished; wait: joins the waitlist"`
	Replaces care.ApplicationID `json:"replaces,omitempty" maxLength:"64" doc:"A transfer: the place to be given up once this one is sure"`
	With     []Sibling          `json:"with,omitempty" maxItems:"4" doc:"Siblings who are to be taken together, or none"`
	Exchange care.ApplicationID `json:"exchange,omitempty" maxLength:"64" doc:"With hold: the child's own held place, given back for this one in the same moment, or kept when this one cannot be had"`
}

// Sibling is another child of the same wish.
type Sibling struct {
	ChildID care.ChildID `json:"child_id" minLength:"1" maxLength:"64"`
	ClassID care.ClassID `json:"class_id" minLength:"1" maxLength:"64"`
}

// applyInput is the request for a place.
type applyInput struct {
	KeyHeader
	Body ApplyInput
}

// ApplicationPath names an application.
type ApplicationPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the application"`
}

// ActInput is something to be done with an application.
type ActInput struct {
	Action  string          `json:"action" minLength:"1" maxLength:"30" doc:"One of actions"`
	Version int64           `json:"version" minimum:"1" doc:"The version that was seen; another one in between is 409 state_conflict"`
	Reason  care.ReasonCode `json:"reason,omitempty" maxLength:"40" doc:"From the public list"`
	Form    *ActForm        `json:"form,omitempty"`
}

// ActForm is what goes along with an action.
type ActForm struct {
	Signed bool   `json:"signed,omitempty" doc:"With enrol: the agreement is signed"`
	Start  string `json:"start,omitempty" format:"date" maxLength:"10" doc:"With hold or wait of a draft: another first day"`
}

// actInput does something with an application.
type actInput struct {
	KeyHeader
	ApplicationPath
	Body ActInput
}

// replied is an answer whose status was kept with it.
type replied[T any] struct {
	Status int
	Body   T
}

// JoinWaitlist is the request that joins a waitlist.
type JoinWaitlist struct {
	Method string     `json:"method" enum:"POST"`
	Path   string     `json:"path"`
	Body   ApplyInput `json:"body"`
}

func (s *Server) apply(ctx context.Context, in *applyInput) (*replied[Application], error) {
	start, err := parseDate("start", in.Body.Start)
	if err != nil {
		return nil, err
	}
	r := booking.ApplyRequest{
		Child: in.Body.ChildID, Class: in.Body.ClassID, Start: start, As: booking.As(in.Body.As), Replaces: in.Body.Replaces, Exchange: in.Body.Exchange,
		With: each(in.Body.With, func(w Sibling) booking.Sibling { return booking.Sibling{Child: w.ChildID, Class: w.ClassID} }),
	}
	var reply booking.Reply
	ask := func() error {
		reply, err = s.Booking.Apply(ctx, actorOf(ctx), booking.IdempotencyKey(in.Key), r)
		return s.told(ctx, err, &in.Body)
	}
	if r.As == booking.AsHold {
		err = s.within(ctx, in.Key, ask)
	} else {
		err = ask()
	}
	if err != nil {
		return nil, err
	}
	return &replied[Application]{Status: reply.Status, Body: applicationOf(ctx, reply.Application)}, nil
}

// told adds to a failure what the situation is now, so that a screen need not ask again.
func (s *Server) told(ctx context.Context, err error, wish *ApplyInput) error {
	var full *booking.FullError
	var moved *booking.StateError
	switch {
	case errors.As(err, &full):
		p := s.toProblem(infoOf(ctx), err)
		p.Queue = &full.Queue
		if wish != nil {
			join := *wish
			join.As, join.Exchange = string(booking.AsWait), ""
			p.Join = &JoinWaitlist{Method: "POST", Path: "/api/v1/applications", Body: join}
		}
		return p
	case errors.As(err, &moved):
		p := s.toProblem(infoOf(ctx), err)
		p.Current = string(moved.Current)
		return p
	default:
		return err
	}
}

// A family may hold three places in half an hour. Real families hold one for each child; whoever holds and lets go again and
// again, alone or with many children, keeps places from others and has to wait.
const (
	holdsAtOnce = 3
	holdsPer    = 30 * time.Minute
)

// heldNow are the holds of a family by key of their request, with the moment of each.
type heldNow map[string]int64

func (s *Server) holds(ctx context.Context) heldNow {
	list := heldNow{}
	if kept, ok, err := s.KV.Get(ctx, holdsKey(ctx)); err == nil && ok {
		_ = json.Unmarshal(kept, &list) // what cannot be read is forgotten
	}
	for key, at := range list {
		if s.Now().UnixMilli()-at >= holdsPer.Milliseconds() {
			delete(list, key)
		}
	}
	return list
}

func holdsKey(ctx context.Context) string { return "holds:" + string(actorOf(ctx).Family) }

// within asks for a hold when the family has not held too often. It is counted before it is asked for, so that many at once
// count like one after another, and no more when nothing was held. Asking again with a key is no other hold.
func (s *Server) within(ctx context.Context, key string, hold func() error) error {
	fresh, refused := s.countHold(ctx, key)
	if refused != nil {
		return refused
	}
	err := hold()
	if err != nil && fresh {
		s.changeHolds(ctx, func(list heldNow) { delete(list, key) })
	}
	return err
}

// countHold counts a hold, and reports whether it was not counted before.
func (s *Server) countHold(ctx context.Context, key string) (fresh bool, refused *Problem) {
	s.changeHolds(ctx, func(list heldNow) {
		now := s.Now().UnixMilli()
		if _, again := list[key]; again {
			return
		}
		if fresh = len(list) < holdsAtOnce; fresh {
			list[key] = now
			return
		}
		first := now
		for _, at := range list {
			first = min(first, at)
		}
		refused = heldTooOften(ctx, holdsPer-time.Duration(now-first)*time.Millisecond)
	})
	return fresh, refused
}

func heldTooOften(ctx context.Context, wait time.Duration) *Problem {
	seconds := int(wait.Seconds()) + 1
	p := newProblem(infoOf(ctx), care.Errorf(care.TooMany, care.CodeTooMany, "", "you have held several places just now; try again in %d seconds", seconds))
	p.retryAfter = time.Duration(seconds) * time.Second
	return p
}

// changeHolds changes what is counted, one request of this process after the other.
func (s *Server) changeHolds(ctx context.Context, change func(heldNow)) {
	s.holding.Lock()
	defer s.holding.Unlock()
	list := s.holds(ctx)
	change(list)
	if err := s.KV.Set(ctx, holdsKey(ctx), encode(list), holdsPer); err != nil {
		s.Log.WarnContext(ctx, "a hold was not counted", "request", infoOf(ctx).id, "error", err)
	}
}

func (s *Server) listApplications(ctx context.Context, _ *struct{}) (*answer[ApplicationList], error) {
	views, err := s.Booking.Applications(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[ApplicationList]{ApplicationList{each(views, func(v booking.View) Application { return applicationOf(ctx, v) })}}, nil
}

func (s *Server) getApplication(ctx context.Context, in *ApplicationPath) (*answer[Application], error) {
	v, err := s.Booking.Application(ctx, actorOf(ctx), care.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	return &answer[Application]{applicationOf(ctx, v)}, nil
}

func (s *Server) actOnApplication(ctx context.Context, in *actInput) (*replied[Application], error) {
	reply, err := s.act(ctx, in)
	if err != nil {
		return nil, err
	}
	return &replied[Application]{Status: reply.Status, Body: applicationOf(ctx, reply.Application)}, nil
}

// act does something with an application, for whichever role.
func (s *Server) act(ctx context.Context, in *actInput) (booking.Reply, error) {
	r := booking.ActRequest{Action: care.Action(in.Body.Action), Version: in.Body.Version, Reason: in.Body.Reason}
	if f := in.Body.Form; f != nil {
		start, err := parseDate("form.start", f.Start)
		if err != nil {
			return booking.Reply{}, err
		}
		r.Form = booking.Form{Signed: f.Signed, Start: start}
	}
	var reply booking.Reply
	ask := func() (err error) {
		reply, err = s.Booking.Act(ctx, actorOf(ctx), booking.IdempotencyKey(in.Key), care.ApplicationID(in.ID), r)
		return s.told(ctx, err, nil)
	}
	if r.Action == care.ActHold {
		err := s.within(ctx, in.Key, ask)
		return reply, err
	}
	err := ask()
	return reply, err
}

func applicationOf(ctx context.Context, v booking.View) Application {
	return Application{
		ID: v.ID, Child: ChildRef{ID: v.ChildID, Name: v.ChildName}, Facility: facilityRef(v.Facility),
		Class: ClassRef{ID: v.ClassID, Name: v.ClassName, Mode: v.Mode, Band: v.Band}, Start: v.Start.String(), State: v.State, Version: v.Version,
		Since: stamp(v.Since), Deadline: deadlineOf(v.Deadline), HoldUntil: maybeStamp(v.HoldUntil), Actions: actionsOf(v.Actions),
		Position: positionOf(v.Position), Reason: reasonOf(ctx, v.Reason), Group: v.Group, Replaces: v.Replaces, Alternative: v.Alternative, Frozen: v.Frozen(), Escalated: v.Escalated,
		CreatedAt: stamp(v.CreatedAt), History: stepsOf(ctx, v),
	}
}

func facilityRef(f booking.FacilityName) FacilityRef {
	return FacilityRef{ID: f.ID, Name: f.Name, Address: f.Address, Phone: f.Phone}
}

func deadlineOf(d *care.Deadline) *Deadline {
	if d == nil {
		return nil
	}
	return &Deadline{At: stamp(d.At), Kind: string(d.Kind), Provisional: d.Provisional}
}

func actionsOf(actions []care.Action) []string {
	return each(actions, func(a care.Action) string { return string(a) })
}

func positionOf(p *booking.Position) *Position {
	if p == nil {
		return nil
	}
	out := &Position{Rank: p.Rank, Of: p.Of, Explanation: each(p.Explanation, rankReason)}
	for _, at := range p.History {
		out.History = append(out.History, PositionAt{At: stamp(at.At), Rank: at.Rank, Of: at.Of, Why: each(at.Why, rankReason)})
	}
	return out
}

func rankReason(r care.RankReason) RankReason { return RankReason(r) }

func reasonOf(ctx context.Context, r care.ReasonCode) *Reason {
	if r == "" {
		return nil
	}
	return &Reason{Code: r, Text: notify.ReasonText(r, !infoOf(ctx).chinese)}
}

func stepsOf(ctx context.Context, v booking.View) (out []ApplicationStep) {
	for _, p := range v.Steps {
		out = append(out, ApplicationStep{Edge: string(p.Edge), From: p.From, To: p.To, At: stamp(p.At), By: p.Actor.Kind, Reason: reasonOf(ctx, p.Reason)})
	}
	return out
}
