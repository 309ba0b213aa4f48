package server

import (
	"context"
	"errors"
	"slices"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// Entry is a child's place or request in a session of care by date and hours.
type Entry struct {
	ID       care.EntryID   `json:"id"`
	Session  EntrySession   `json:"session"`
	Facility FacilityRef    `json:"facility"`
	Child    ChildRef       `json:"child"`
	State    string         `json:"state" enum:"entered,drawn,waiting,booked,checked_in,checked_out,missed,cancelled,released"`
	Version  int64          `json:"version"`
	Position *EntryPosition `json:"position,omitempty" doc:"While waiting"`
	Deadline *Deadline      `json:"deadline,omitempty"`
	Reason   *Reason        `json:"reason,omitempty"`
	Ticket   string         `json:"ticket,omitempty" doc:"The word for the child in the lottery"`
	Actions  []string       `json:"actions" nullable:"false"`
}

// EntrySession is the session an entry is for.
type EntrySession struct {
	ID     care.SessionID `json:"id"`
	Mode   care.Mode      `json:"mode" enum:"hourly,drop_in"`
	Date   string         `json:"date" format:"date"`
	From   string         `json:"from" example:"08:30"`
	Until  string         `json:"until" example:"11:30"`
	Fee    *int64         `json:"fee,omitempty" doc:"Fen for the session"`
	Drawn  bool           `json:"drawn,omitempty" doc:"true: the lottery has been drawn; see its transcript"`
	Window *EntryWindow   `json:"window,omitempty"`
}

// EntryPosition is a place in the order of those who wait for a session.
type EntryPosition struct {
	Rank    int   `json:"rank"`
	Of      int   `json:"of"`
	Lottery int64 `json:"lottery,omitempty" doc:"The number drawn"`
}

// EntryList is the entries of a family, the next one first.
type EntryList struct {
	Entries []Entry `json:"entries" nullable:"false"`
}

// EntryInput enters a child for a session.
type EntryInput struct {
	SessionID care.SessionID `json:"session_id" minLength:"1" maxLength:"64"`
	ChildID   care.ChildID   `json:"child_id" minLength:"1" maxLength:"64"`
	Wait      bool           `json:"wait,omitempty" doc:"true: join the waitlist when no place is left; nobody waits unasked"`
}

// enterInput is the request for a place in a session.
type enterInput struct {
	KeyHeader
	Body EntryInput
}

// EntryPath names an entry.
type EntryPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the entry"`
}

// EntryAct is what a family may do with an entry.
type EntryAct struct {
	Action  string          `json:"action" enum:"confirm,cancel,absent" doc:"confirm: a drawn place is taken; absent: the child does not come; the place goes to another"`
	Version int64           `json:"version,omitempty" minimum:"0" doc:"As it was seen; absent: whatever it is"`
	Reason  care.ReasonCode `json:"reason,omitempty" maxLength:"40"`
}

// entryActInput does something with an entry.
type entryActInput struct {
	EntryPath
	Body EntryAct
}

// SessionPath names a session.
type SessionPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the session"`
}

// Draw is how a lottery went for a session. No child is named in it.
type Draw struct {
	SessionID  care.SessionID  `json:"session_id"`
	DrawnAt    string          `json:"drawn_at" format:"date-time"`
	Commitment string          `json:"commitment" doc:"SHA-256 of the seed, told before anybody entered"`
	Seed       string          `json:"seed"`
	Places     int             `json:"places"`
	Outcomes   []DrawOutcome   `json:"outcomes" nullable:"false" doc:"Of this session, in the order drawn"`
	Transcript care.Transcript `json:"transcript" doc:"The whole lottery: whoever has it can draw again and see that nothing was changed"`
}

// DrawOutcome is what the lottery gave one request.
type DrawOutcome struct {
	Entry   string `json:"entry" doc:"The word for this child in the lottery"`
	Number  int64  `json:"number"`
	Rank    int    `json:"rank"`
	Outcome string `json:"outcome" enum:"drawn,waiting"`
	Yours   bool   `json:"yours,omitempty" doc:"true: of the family that asks"`
}

func (s *Server) enterSession(ctx context.Context, in *enterInput) (*answer[Entry], error) {
	v, err := s.Booking.Enter(ctx, actorOf(ctx), booking.IdempotencyKey(in.Key), booking.EntryRequest{
		Session: in.Body.SessionID, Child: in.Body.ChildID, Wait: in.Body.Wait,
	})
	var full *booking.SessionFullError
	if errors.As(err, &full) {
		p := s.toProblem(infoOf(ctx), err)
		p.Queue = &full.Queue
		return nil, p
	}
	if err != nil {
		return nil, err
	}
	return &answer[Entry]{entryOf(ctx, v)}, nil
}

func (s *Server) listEntries(ctx context.Context, _ *struct{}) (*answer[EntryList], error) {
	views, err := s.Booking.Entries(ctx, actorOf(ctx), 0, "")
	if err != nil {
		return nil, err
	}
	return &answer[EntryList]{EntryList{each(views, func(v booking.EntryView) Entry { return entryOf(ctx, v) })}}, nil
}

func (s *Server) actOnEntry(ctx context.Context, in *entryActInput) (*answer[Entry], error) {
	v, err := s.Booking.ActEntry(ctx, actorOf(ctx), care.EntryID(in.ID), booking.EntryAct{
		Action: care.Action(in.Body.Action), Version: in.Body.Version, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &answer[Entry]{entryOf(ctx, v)}, nil
}

func (s *Server) entryCalendar(ctx context.Context, in *EntryPath) (*raw, error) {
	file, err := s.Booking.EntryCalendar(ctx, actorOf(ctx), care.EntryID(in.ID), !infoOf(ctx).chinese)
	return sealedFile(file, calendarType, "session.ics", err)
}

func entryOf(ctx context.Context, v booking.EntryView) Entry {
	out := Entry{
		ID: v.ID, Session: entrySession(v.Session), Facility: facilityRef(v.Facility), Child: ChildRef{ID: v.ChildID, Name: v.Child}, State: string(v.State),
		Version: v.Version, Position: entryPosition(v), Reason: reasonOf(ctx, v.Reason), Actions: actionsOf(v.Actions), Ticket: v.Ticket,
	}
	if v.ConfirmBy > 0 && v.State == care.EntryDrawn {
		out.Deadline = &Deadline{At: stamp(v.ConfirmBy), Kind: "answer"}
	}
	return out
}

func entrySession(v booking.SessionView) EntrySession {
	return EntrySession{
		ID: v.ID, Mode: v.Mode, Date: v.Date.String(), From: care.FormatClock(v.Open), Until: care.FormatClock(v.Close), Fee: feeOf(v.Fee), Drawn: v.DrawnAt > 0,
		Window: careSession(v).Window,
	}
}

func entryPosition(v booking.EntryView) *EntryPosition {
	if v.State != care.EntryWaiting || v.Rank == 0 {
		return nil
	}
	return &EntryPosition{Rank: v.Rank, Of: v.Of, Lottery: v.Lottery}
}

func (s *Server) getDraw(ctx context.Context, in *SessionPath) (*answer[Draw], error) {
	v, err := s.Booking.DrawOf(ctx, actorOf(ctx), care.SessionID(in.ID))
	if err != nil {
		return nil, err
	}
	out := Draw{SessionID: v.Session, DrawnAt: stamp(v.DrawnAt), Commitment: v.SeedHash, Seed: v.Seed, Outcomes: []DrawOutcome{}, Transcript: v.Transcript}
	for _, p := range v.Places {
		if p.Session == v.Session {
			out.Places = p.Places
		}
	}
	for _, o := range v.Outcomes {
		if o.Session != v.Session {
			continue
		}
		outcome := "waiting"
		if o.Drawn {
			outcome = "drawn"
		}
		out.Outcomes = append(out.Outcomes, DrawOutcome{Entry: o.Ticket, Number: o.Number, Rank: o.Order, Outcome: outcome, Yours: slices.Contains(v.Yours, o.Ticket)})
	}
	return &answer[Draw]{out}, nil
}
