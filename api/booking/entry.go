package booking

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// EntryRequest asks for a place in a session for a child: in its opening window for the draw, later for what is left.
type EntryRequest struct {
	Session care.SessionID
	Child   care.ChildID
	Wait    bool // join the waitlist when no place is left
}

// EntryAct is a step of an entry: cancel, absent and confirm by the family; check_in, check_out, undo_check_in, missed and
// cancel by the facility.
type EntryAct struct {
	Action  care.Action
	Version int64 // as it was seen; 0: whatever it is
	Reason  care.ReasonCode
}

// EntryView is an entry with what its readers need.
type EntryView struct {
	care.Entry

	Session  SessionView
	Facility FacilityName
	Child    string `json:"-"` // the name, for whoever may see it
	Rank, Of int    // in the waitlist, while it waits
	Ticket   string // of the child in the draw, for its family
	Actions  []care.Action
}

// SessionFullError says that no place is left in a session, and how many wait. It is a care.Error with session_full.
type SessionFullError struct {
	Session care.SessionID
	Queue   int
}

// Error gives code and text.
func (e *SessionFullError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the care.Error.
func (e *SessionFullError) Unwrap() error {
	return care.Errorf(care.Conflict, care.CodeSessionFull, "session_id", "no place is left in this session; you can join the waitlist")
}

// Enter asks for a place in a session for a child of the actor's family. In the opening window it is a request for the draw, and
// when it is made does not matter; afterwards a place is booked at once, or, when none is left and the family wants it, the child waits.
// A child is in one place at a time. Fails with session_full (a SessionFullError), already_booked, too_early, window_closed,
// deadline_passed, closed, consent_missing, and what Eligible says.
func (s *Service) Enter(ctx context.Context, actor care.Actor, key IdempotencyKey, r EntryRequest) (EntryView, error) {
	if err := actor.May(care.MayEnter, care.Owner{Family: actor.Family}); err != nil {
		return EntryView{}, err
	}
	if err := s.beforeEntering(ctx, actor, key, r); err != nil {
		return EntryView{}, err
	}
	id := care.EntryID(care.NewID())
	_, view, err := once(ctx, s, actor, key, "enter", r, func(ctx context.Context, t *turn) (int, EntryView, error) {
		v, err := t.enter(ctx, id, r)
		return http.StatusCreated, v, err
	})
	if err != nil {
		return EntryView{}, err
	}
	list := []EntryView{view}
	err = s.nameEntries(ctx, list)
	return list[0], err
}

// beforeEntering draws a window nobody has drawn yet though it is over, and turns away without a lock who comes to a session that is
// plainly full.
func (s *Service) beforeEntering(ctx context.Context, actor care.Actor, key IdempotencyKey, r EntryRequest) error {
	full := false
	draw := ""
	err := s.look(ctx, actor, "look for a place", func(ctx context.Context, t *turn) error {
		if _, answered, err := t.tx.KeptReply(ctx, actor.ID, string(key)); err != nil || answered {
			return err
		}
		if _, err := t.ownChild(ctx, r.Child); err != nil {
			return err
		}
		row, window, err := t.tx.SessionByID(ctx, r.Session)
		if err != nil {
			return err
		}
		if window.ID != "" && window.DrawnAt == 0 && t.now >= window.ClosesAt+drawGrace {
			draw = window.ID
		}
		full = !r.Wait && row.Now(t.now, window.DrawnAt > 0) == care.SessionOpen && row.Left() == 0
		return nil
	})
	switch {
	case err != nil:
		return err
	case draw != "":
		_, err := s.Draw(ctx, draw)
		return err
	case full:
		return s.sessionFull(ctx, r.Session)
	}
	return nil
}

func (s *Service) sessionFull(ctx context.Context, id care.SessionID) error {
	e := &SessionFullError{Session: id}
	err := s.Store.Read(ctx, "count who waits", func(tx *store.Tx) (err error) {
		e.Queue, err = tx.WaitingFor(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	return e
}

// enter is Enter in its transaction. It locks the child, then the window or the session.
func (t *turn) enter(ctx context.Context, id care.EntryID, r EntryRequest) (EntryView, error) {
	child, err := t.ownChild(ctx, r.Child, care.PurposeBooking, care.PurposeHealth)
	if err != nil {
		return EntryView{}, err
	}
	row, window, err := t.tx.SessionByID(ctx, r.Session)
	if err != nil {
		return EntryView{}, err
	}
	f, err := t.openFacility(ctx, row.FacilityID)
	if err != nil {
		return EntryView{}, err
	}
	class := care.Class{ID: row.ClassID, Mode: row.Mode, FromMonths: row.FromMonths, ToMonths: row.ToMonths}
	if err := care.Eligible(care.Candidate{Birth: child.Child.Birth, Employee: child.employed(&f, t.today)}, &class, &f, row.Date); err != nil {
		return EntryView{}, err
	}
	if err := t.tx.LockChildOfFamily(ctx, r.Child, t.actor.Family); err != nil {
		return EntryView{}, err
	}
	if n, err := t.tx.EntriesBeside(ctx, r.Child, row.StartsAt(), row.EndsAt()); err != nil {
		return EntryView{}, err
	} else if n > 0 {
		return EntryView{}, care.Errorf(care.Conflict, care.CodeAlreadyBooked, "session_id", "the child is booked or entered for these hours already")
	}
	e := store.EntryRow{
		Entry: care.Entry{
			ID: id, SessionID: row.ID, FamilyID: t.actor.Family, ChildID: r.Child, Version: 1, At: t.now, UpdatedAt: t.now,
		},
		Facility: row.FacilityID, StartsAt: row.StartsAt(), EndsAt: row.EndsAt(),
	}
	edge := care.EntryEdgeEntered
	e.State = care.EntryEntered
	status := row.Now(t.now, window.DrawnAt > 0)
	if status != care.SessionWindow {
		if e.State, edge, err = t.takeOrWait(ctx, row, status, r.Wait); err != nil {
			return EntryView{}, err
		}
	}
	if err := t.tx.AddEntry(ctx, e); err != nil {
		return EntryView{}, err
	}
	if err := t.entryStepped(ctx, t.actor, "", e, edge, row); err != nil {
		return EntryView{}, err
	}
	view, err := t.entryViewIn(ctx, e, f, row, window)
	if err != nil || status != care.SessionWindow {
		return view, err
	}
	return view, t.enterWindow(ctx, window) // last, because everybody waits for its row
}

func (t *turn) enterWindow(ctx context.Context, window store.Window) error {
	t.probe("before window")
	ok, err := t.tx.EnterWindow(ctx, window.ID, t.now)
	if err == nil && !ok {
		return care.Errorf(care.Conflict, care.CodeWindowClosed, "session_id", "the window is over and its order is being drawn; come back in a minute")
	}
	return err
}

// takeOrWait takes a place of a session that is open, or lets the child wait for one. Whoever waits already goes first.
func (t *turn) takeOrWait(ctx context.Context, row store.SessionRow, status care.SessionState, wait bool) (care.EntryState, care.Edge, error) {
	switch {
	case status == care.SessionPlanned:
		return "", "", care.Errorf(care.Conflict, care.CodeTooEarly, "session_id", "the window for this session has not opened yet")
	case status == care.SessionCancelled:
		return "", "", care.Errorf(care.Conflict, care.CodeClosed, "session_id", "the facility has cancelled this session; choose another")
	case status != care.SessionOpen || t.now >= row.StartsAt():
		return "", "", care.Errorf(care.Conflict, care.CodeDeadlinePassed, "session_id", "the session has begun")
	}
	if err := t.promoteEntries(ctx, row.ID); err != nil {
		return "", "", err
	}
	t.probe("before take")
	if ok, err := t.tx.TakeSessionPlace(ctx, row.ID, t.now); err != nil {
		return "", "", err
	} else if ok {
		return care.EntryBooked, care.EntryEdgeBooked, nil
	}
	if wait {
		return care.EntryWaiting, care.EntryEdgeWaiting, nil
	}
	n, err := t.tx.WaitingFor(ctx, row.ID)
	if err != nil {
		return "", "", err
	}
	return "", "", &SessionFullError{row.ID, n}
}

// promoteEntries gives free places of a session to those who wait for it, first come by lottery number and then by time.
func (t *turn) promoteEntries(ctx context.Context, id care.SessionID) error {
	if err := t.tx.LockSessionRow(ctx, id); err != nil {
		return err
	}
	row, window, err := t.tx.SessionByID(ctx, id)
	if err != nil || row.Status == care.SessionCancelled || (window.ID != "" && window.DrawnAt == 0) {
		return err
	}
	for {
		e, err := t.tx.NextWaiting(ctx, id)
		if care.Is(err, care.CodeNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if ok, err := t.tx.TakeSessionPlace(ctx, id, t.now); err != nil || !ok {
			return err
		}
		system := care.System("booking")
		next, edge, err := care.MoveEntry(e.Entry, "promote", system.Kind, "", &row.Session, t.now)
		if err != nil {
			return err
		}
		if err := t.writeEntry(ctx, system, e, next, edge, row); err != nil {
			return err
		}
	}
}

// ActEntry takes an entry along an edge: by its family, or by the facility. A place it leaves goes to whoever waits first, in
// the same transaction.
func (s *Service) ActEntry(ctx context.Context, actor care.Actor, id care.EntryID, act EntryAct) (EntryView, error) {
	list := make([]EntryView, 1)
	err := s.do(ctx, actor, "act on entry", func(ctx context.Context, t *turn) error {
		e, err := t.tx.EntryByID(ctx, id)
		if err != nil {
			return err
		}
		if err := mayEntry(actor, e); err != nil {
			return err
		}
		if act.Version != 0 && act.Version != e.Version {
			return stale()
		}
		if e, err = t.stepEntry(ctx, actor, e, act.Action, act.Reason); err != nil {
			return err
		}
		f, err := t.tx.FacilityAlone(ctx, e.Facility)
		if err != nil {
			return err
		}
		list[0], err = t.entryView(ctx, e, f)
		return err
	})
	if err != nil {
		return EntryView{}, err
	}
	err = s.nameEntries(ctx, list)
	return list[0], err
}

func mayEntry(actor care.Actor, e store.EntryRow) error {
	right := care.MayEnter
	if !actor.ForFamily() {
		right = care.MaySetSessions
	}
	return actor.May(right, care.Owner{Family: e.FamilyID, Facility: e.Facility})
}

// stepEntry takes an entry along an edge with everything that follows. It locks the window, if the entry is in it, and then the session.
func (t *turn) stepEntry(ctx context.Context, by care.Actor, e store.EntryRow, action care.Action, reason care.ReasonCode) (store.EntryRow, error) {
	row, window, err := t.tx.SessionByID(ctx, e.SessionID)
	if err != nil {
		return e, err
	}
	if e.State == care.EntryEntered {
		if err := t.tx.LeaveWindow(ctx, window.ID); err != nil {
			return e, err
		}
	}
	if err := t.tx.LockSessionRow(ctx, e.SessionID); err != nil {
		return e, err
	}
	next, edge, err := care.MoveEntry(e.Entry, action, by.Kind, reason, &row.Session, t.now)
	if err != nil {
		return e, err
	}
	if err := t.writeEntry(ctx, by, e, next, edge, row); err != nil {
		return e, err
	}
	left := e.State.Seated() && !next.State.Seated()
	e.Entry = next
	if !left {
		return e, nil
	}
	if err := t.tx.GiveSessionPlace(ctx, e.SessionID); err != nil {
		return e, err
	}
	return e, t.promoteEntries(ctx, e.SessionID)
}

// writeEntry writes an entry after a step, writes the step down and tells those it concerns.
func (t *turn) writeEntry(ctx context.Context, by care.Actor, was store.EntryRow, next care.Entry, edge care.Edge, row store.SessionRow) error {
	if ok, err := t.tx.MoveEntryRow(ctx, was.Entry, next); err != nil {
		return err
	} else if !ok {
		return stale()
	}
	from := was.State
	was.Entry = next
	return t.entryStepped(ctx, by, from, was, edge, row)
}

// entryStepped writes down a step of an entry and tells those it concerns.
func (t *turn) entryStepped(ctx context.Context, by care.Actor, from care.EntryState, e store.EntryRow, edge care.Edge, row store.SessionRow) error {
	err := t.changed(ctx, by, care.NounEntry, string(e.ID), string(edge), stepBody{
		Version: e.Version, From: string(from), To: string(e.State), Reason: e.Reason, Facility: e.Facility, Of: string(e.SessionID),
	})
	if err != nil {
		return err
	}
	n, family, staff := t.entryNotice(by, from, e, row)
	if n.Event == "" {
		return nil
	}
	if e.State == care.EntryWaiting {
		ahead, err := t.tx.Ahead(ctx, e)
		if err != nil {
			return err
		}
		n.Params["rank"] = strconv.Itoa(ahead + 1)
	}
	return t.tellBoth(ctx, n, family, staff)
}

// entryNotice says who is told of a step: nobody of what they have done themselves, but for a receipt.
func (t *turn) entryNotice(by care.Actor, from care.EntryState, e store.EntryRow, row store.SessionRow) (n care.Notice, family care.FamilyID, staff care.FacilityID) {
	n = care.Notice{
		At: t.now, Entry: e.ID, About: e.Facility, Class: row.ClassID, Child: e.ChildID, Params: map[string]string{"date": row.Date.String()},
	}
	if e.Reason != "" {
		n.Params["reason"] = string(e.Reason)
	}
	switch e.State {
	case care.EntryEntered:
		n.Event, n.Params["deadline"] = care.NoticeEntryEntered, timeText(row.ClosesAt)
		return n, e.FamilyID, ""
	case care.EntryDrawn:
		n.Event, n.Urgent = care.NoticeEntryDrawn, true
		return n, e.FamilyID, ""
	case care.EntryWaiting:
		n.Event = care.NoticeEntryWaiting
		return n, e.FamilyID, ""
	case care.EntryBooked:
		if from == care.EntryDrawn || from == care.EntryCheckedIn { // told already
			return n, "", ""
		}
		n.Event, n.Urgent = care.NoticeEntryBooked, from == care.EntryWaiting
		return n, e.FamilyID, e.Facility
	case care.EntryCancelled, care.EntryReleased:
		n.Event = care.NoticeEntryCancelled
		if by.ForFamily() {
			if !from.Seated() {
				return care.Notice{}, "", ""
			}
			return n, "", e.Facility
		}
		if n.Urgent = from.Seated(); row.Status == care.SessionCancelled {
			n.Event = care.NoticeSessionChanged
		}
		return n, e.FamilyID, ""
	default:
		return care.Notice{}, "", ""
	}
}

// Entries returns the entries of the actor's family, the latest first, or those of the actor's facility for sessions that begin from
// an instant on; session, if given, is the only one asked about.
func (s *Service) Entries(ctx context.Context, actor care.Actor, from care.Instant, session care.SessionID) (out []EntryView, err error) {
	right, owner := care.MayEnter, care.Owner{Family: actor.Family}
	if !actor.ForFamily() {
		right, owner = care.MaySetSessions, care.Owner{Facility: actor.Facility}
	}
	if err := actor.May(right, owner); err != nil {
		return nil, err
	}
	err = s.look(ctx, actor, "read entries", func(ctx context.Context, t *turn) error {
		var rows []store.EntryRow
		var err error
		switch {
		case actor.ForFamily():
			rows, err = t.tx.FamilyEntries(ctx, actor.Family)
		case session != "":
			rows, err = t.tx.SessionEntries(ctx, session)
			rows = slices.DeleteFunc(rows, func(e store.EntryRow) bool { return e.Facility != actor.Facility })
		default:
			rows, err = t.tx.FacilityEntries(ctx, actor.Facility, from, from+care.Instant(sessionsShown.Milliseconds()))
		}
		if err != nil {
			return err
		}
		out, err = t.entryViews(ctx, rows)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.nameEntries(ctx, out)
}

// Entry returns one entry of the actor's family or facility.
func (s *Service) Entry(ctx context.Context, actor care.Actor, id care.EntryID) (EntryView, error) {
	var list []EntryView
	err := s.look(ctx, actor, "read entry", func(ctx context.Context, t *turn) error {
		e, err := t.tx.EntryByID(ctx, id)
		if err != nil {
			return err
		}
		if err := mayEntry(actor, e); err != nil {
			return err
		}
		list, err = t.entryViews(ctx, []store.EntryRow{e})
		return err
	})
	if err != nil {
		return EntryView{}, err
	}
	err = s.nameEntries(ctx, list)
	return list[0], err
}

func (t *turn) entryViews(ctx context.Context, rows []store.EntryRow) ([]EntryView, error) {
	type known struct {
		row    store.SessionRow
		window store.Window
	}
	places := make(map[care.FacilityID]care.Facility)
	sessions := make(map[care.SessionID]known)
	out := make([]EntryView, len(rows))
	for i, e := range rows {
		f, err := knownFacility(ctx, t.tx, places, e.Facility)
		if err != nil {
			return nil, err
		}
		k, ok := sessions[e.SessionID]
		if !ok {
			if k.row, k.window, err = t.tx.SessionByID(ctx, e.SessionID); err != nil {
				return nil, err
			}
			sessions[e.SessionID] = k
		}
		if out[i], err = t.entryViewIn(ctx, e, f, k.row, k.window); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *turn) entryView(ctx context.Context, e store.EntryRow, f care.Facility) (EntryView, error) {
	row, window, err := t.tx.SessionByID(ctx, e.SessionID)
	if err != nil {
		return EntryView{}, err
	}
	return t.entryViewIn(ctx, e, f, row, window)
}

// entryViewIn is entryView where the session is read already.
func (t *turn) entryViewIn(ctx context.Context, e store.EntryRow, f care.Facility, row store.SessionRow, window store.Window) (v EntryView, err error) {
	v = EntryView{Entry: e.Entry, Facility: facilityName(f), Actions: []care.Action{}}
	if v.Session, err = t.sessionView(ctx, row, window); err != nil {
		return v, err
	}
	if window.ID != "" && t.actor.ForFamily() {
		v.Ticket = care.TicketOf(window.ID, e.ChildID)
	}
	if e.State == care.EntryWaiting {
		if v.Rank, err = t.tx.Ahead(ctx, e); err != nil {
			return v, err
		}
		v.Rank++
		if v.Of, err = t.tx.WaitingFor(ctx, e.SessionID); err != nil {
			return v, err
		}
	}
	for _, r := range care.EntryRules() {
		reason := care.ReasonCode("")
		if r.Needs {
			reason = r.Reasons[0]
		}
		if _, _, err := care.MoveEntry(e.Entry, r.Action, t.actor.Kind, reason, &row.Session, t.now); err == nil && !slices.Contains(v.Actions, r.Action) {
			v.Actions = append(v.Actions, r.Action)
		}
	}
	return v, nil
}

// nameEntries fills the names of children in.
func (s *Service) nameEntries(ctx context.Context, list []EntryView) error {
	ids := make([]care.ChildID, 0, len(list))
	for _, v := range list {
		ids = append(ids, v.ChildID)
	}
	names, err := s.childNames(ctx, ids)
	for i := range list {
		list[i].Child = names[list[i].ChildID]
	}
	return err
}
