package booking

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	longestSession = 14 * time.Hour
	sessionsShown  = 60 * 24 * time.Hour
	maxPlaces      = 500

	// windowEnds is how long before the first session of a window the window must have closed, in milliseconds.
	windowEnds = 2 * 3600 * 1000
)

// SessionRequest is a session of 计时托 or 临时托 to be published.
type SessionRequest struct {
	Mode        care.Mode
	Class       care.ClassID // whose room and carers it uses; ""
	Date        care.Date
	Open, Close int16 // minutes after midnight
	FromMonths  int   // ages; both 0: those of the class, or every age below three
	ToMonths    int
	Fee         int64 // fen; 0: not said
	Places      int   // 0: only those of children who stay away

	// The opening window; both 0: none. Sessions of one request with the same window are drawn together, with one number a child.
	OpensAt, ClosesAt care.Instant
}

// SessionView is a session with what its readers need.
type SessionView struct {
	care.Session

	Band    care.BandName // of its class; "" without one
	Lent    int           // of the places: those of children who stay away
	Entered int           // requests in the window
	Waiting int
	DrawnAt care.Instant // 0: not drawn
}

// Sessions returns the sessions of a facility that begin within two months of an instant; those cancelled only to its staff.
func (s *Service) Sessions(ctx context.Context, actor care.Actor, f care.FacilityID, from care.Instant) (out []SessionView, err error) {
	staff := actor.May(care.MaySetSessions, care.Owner{Facility: f}) == nil
	err = s.look(ctx, actor, "read sessions", func(ctx context.Context, t *turn) error {
		out, err = t.sessions(ctx, f, from, from+care.Instant(sessionsShown.Milliseconds()))
		return err
	})
	if !staff {
		out = slices.DeleteFunc(out, func(v SessionView) bool { return v.Status == care.SessionCancelled })
	}
	return out, err
}

func (t *turn) sessions(ctx context.Context, f care.FacilityID, from, until care.Instant) ([]SessionView, error) {
	rows, err := t.tx.SessionsBetween(ctx, f, from, until)
	if err != nil {
		return nil, err
	}
	windows, err := t.tx.FacilityWindows(ctx, f, 0)
	if err != nil {
		return nil, err
	}
	waiting, err := t.tx.WaitingBySession(ctx, f, from)
	if err != nil {
		return nil, err
	}
	out := make([]SessionView, len(rows))
	for i, r := range rows {
		row, window := r.In(windows)
		if out[i], err = t.sessionView(ctx, row, window); err != nil {
			return nil, err
		}
		out[i].Waiting = waiting[r.ID]
	}
	return out, nil
}

func (t *turn) sessionView(ctx context.Context, row store.SessionRow, window store.Window) (SessionView, error) {
	v := SessionView{Session: row.Session, Lent: row.Lent, Entered: window.Entered, DrawnAt: window.DrawnAt}
	v.Status = row.Now(t.now, window.DrawnAt > 0)
	if row.ClassID != "" {
		p, err := t.class(ctx, row.ClassID)
		if err != nil {
			return v, err
		}
		v.Band = p.Band
	}
	return v, nil
}

// PublishSessions publishes sessions of the actor's facility. Fails with ratio_exceeded when the carers of a class are not
// enough for the places beside whoever is in it in that month.
func (s *Service) PublishSessions(ctx context.Context, actor care.Actor, requests []SessionRequest) (out []SessionView, err error) {
	if err := actor.May(care.MaySetSessions, care.Owner{Facility: actor.Facility}); err != nil {
		return nil, err
	}
	if len(requests) == 0 || len(requests) > maxPublish {
		return nil, care.Errorf(care.Invalid, care.CodeTooLarge, "sessions", "give 1 to %d of them", maxPublish)
	}
	ids := newIDs[care.SessionID](len(requests))
	windows := drawSeeds(requests)
	err = s.do(ctx, actor, "publish sessions", func(ctx context.Context, t *turn) error {
		out = make([]SessionView, 0, len(requests))
		if err := t.lock(ctx, classesOf(requests)...); err != nil {
			return err
		}
		if err := t.tx.LockFacility(ctx, actor.Facility); err != nil { // two requests cannot both find the carers free
			return err
		}
		if err := t.addWindows(ctx, windows); err != nil {
			return err
		}
		for i, r := range requests {
			row, err := t.newSession(ctx, ids[i], r)
			if err != nil {
				return err
			}
			window := windows[windowKey{r.OpensAt, r.ClosesAt}]
			row.WindowID = window.ID
			if row, err = t.addSession(ctx, row); err != nil {
				return err
			}
			row, _ = row.In(map[string]store.Window{window.ID: window})
			view, err := t.sessionView(ctx, row, window)
			if err != nil {
				return err
			}
			out = append(out, view)
		}
		return nil
	})
	return out, err
}

func classesOf(requests []SessionRequest) (out []care.ClassID) {
	for _, r := range requests {
		if r.Class != "" {
			out = append(out, r.Class)
		}
	}
	return out
}

type windowKey struct{ opens, closes care.Instant }

// drawSeeds makes the windows some sessions are published with, each with a seed drawn by lot.
func drawSeeds(requests []SessionRequest) map[windowKey]store.Window {
	out := make(map[windowKey]store.Window)
	for _, r := range requests {
		k := windowKey{r.OpensAt, r.ClosesAt}
		if k == (windowKey{}) || out[k].ID != "" {
			continue
		}
		var secret [32]byte
		_, _ = rand.Read(secret[:]) // never fails
		seed := hex.EncodeToString(secret[:])
		out[k] = store.Window{ID: care.NewID(), OpensAt: r.OpensAt, ClosesAt: r.ClosesAt, Seed: seed, SeedHash: care.SeedHash(seed)}
	}
	return out
}

func (t *turn) addWindows(ctx context.Context, windows map[windowKey]store.Window) error {
	for _, v := range slices.SortedFunc(mapValues(windows), func(a, b store.Window) int { return cmp.Compare(a.ID, b.ID) }) {
		switch {
		case v.OpensAt <= 0 || v.ClosesAt <= v.OpensAt:
			return care.Errorf(care.Invalid, care.CodeInvalid, "closes_at", "a window must close after it opens")
		case v.ClosesAt <= t.now:
			return care.Errorf(care.Invalid, care.CodeStartPast, "closes_at", "this time is past")
		}
		v.Facility = t.actor.Facility
		if err := t.tx.AddWindow(ctx, v, t.now); err != nil {
			return err
		}
		err := t.changed(ctx, t.actor, care.NounLottery, v.ID, care.ChangeCreated, map[string]any{
			"facility": v.Facility, "opens_at": v.OpensAt, "closes_at": v.ClosesAt, "seed_hash": v.SeedHash,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func mapValues[K comparable, V any](m map[K]V) func(func(V) bool) {
	return func(yield func(V) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

// newSession checks a request and makes a session of it.
func (t *turn) newSession(ctx context.Context, id care.SessionID, r SessionRequest) (store.SessionRow, error) {
	row := store.SessionRow{Session: care.Session{
		ID: id, FacilityID: t.actor.Facility, ClassID: r.Class, Mode: r.Mode, Date: r.Date, Open: r.Open, Close: r.Close,
		FromMonths: r.FromMonths, ToMonths: r.ToMonths, Fee: r.Fee, Places: r.Places, Status: care.SessionPlanned, Version: 1,
	}}
	switch {
	case r.Mode != care.Hourly && r.Mode != care.Drop:
		return row, care.Errorf(care.Invalid, care.CodeInvalid, "mode", "a session is hourly or drop_in")
	case r.Date.IsZero() || r.Open < 0 || r.Close > 24*60:
		return row, care.Errorf(care.Invalid, care.CodeBadDate, "date", "give the day and its hours")
	case r.Places < 0 || r.Places > maxPlaces || (r.Places == 0 && r.Class == ""):
		return row, care.Errorf(care.Invalid, care.CodeInvalid, "places", "give 1 to %d places", maxPlaces)
	case r.Fee < 0:
		return row, care.Errorf(care.Invalid, care.CodeInvalid, "fee", "a fee is not below 0")
	case r.ClosesAt > 0 && r.ClosesAt > row.StartsAt()-windowEnds:
		return row, care.Errorf(care.Invalid, care.CodeInvalid, "closes_at", "a window must close two hours before its sessions at the latest")
	}
	if err := t.checkTime("date", row.StartsAt(), row.EndsAt(), longestSession); err != nil {
		return row, err
	}
	if r.FromMonths == 0 && r.ToMonths == 0 {
		row.ToMonths = oldest
	}
	if r.Class != "" {
		p, err := t.class(ctx, r.Class)
		if err != nil {
			return row, err
		}
		if p.Facility != t.actor.Facility || p.Closed {
			return row, care.Errorf(care.NotFound, care.CodeNotFound, "class_id", "there is no class with this id")
		}
		if r.FromMonths == 0 && r.ToMonths == 0 {
			row.FromMonths, row.ToMonths = p.FromMonths, p.ToMonths
		}
	}
	if row.FromMonths < 0 || row.ToMonths <= row.FromMonths {
		return row, care.Errorf(care.Invalid, care.CodeInvalid, "to_months", "the oldest must be older than the youngest")
	}
	return row, nil
}

// oldest is the first completed month of age no session is open for by itself: the month in which a child turns three still is.
const oldest = 37

// addSession adds a session with the places that children who stay away have left it already.
func (t *turn) addSession(ctx context.Context, row store.SessionRow) (store.SessionRow, error) {
	if row.ClassID != "" {
		months, err := t.tx.Occupancy(ctx, row.ClassID)
		if err != nil {
			return row, err
		}
		beside, err := t.tx.SessionsBeside(ctx, row)
		if err != nil {
			return row, err
		}
		if o, known := store.Months(months).At(row.Date.MonthOf()); known && row.Places+int(beside) > max(0, min(o.Filed, o.Staffed)-o.Used()) {
			return row, care.Errorf(care.Conflict, care.CodeRatio, "places", "the carers of the class are not enough for so many beside its children")
		}
		if row.Lent, err = t.tx.AbsentFromClass(ctx, row.ClassID, row.Date); err != nil {
			return row, err
		}
		row.Places += row.Lent
	}
	if err := t.tx.AddSession(ctx, row, t.now); err != nil {
		return row, err
	}
	return row, t.changed(ctx, t.actor, care.NounSession, string(row.ID), care.ChangeCreated, map[string]any{
		"facility": row.FacilityID, "class": row.ClassID, "mode": row.Mode, "date": row.Date, "open": row.Open, "close": row.Close,
		"places": row.Places, "lent": row.Lent, "window": row.WindowID,
	})
}

// SetSessionPlaces sets the places a facility gives to a session, without those of children who stay away. More places go
// to whoever waits first. Fails with state_conflict when the session was changed meanwhile or more are in it.
func (s *Service) SetSessionPlaces(ctx context.Context, actor care.Actor, id care.SessionID, places int, version int64) error {
	if places < 0 || places > maxPlaces {
		return care.Errorf(care.Invalid, care.CodeInvalid, "places", "give 1 to %d places", maxPlaces)
	}
	return s.do(ctx, actor, "set places of session", func(ctx context.Context, t *turn) error {
		row, _, err := t.tx.SessionByID(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.May(care.MaySetSessions, care.Owner{Facility: row.FacilityID}); err != nil {
			return err
		}
		if ok, err := t.tx.SetSessionPlaces(ctx, id, places, version); err != nil {
			return err
		} else if !ok {
			return stale()
		}
		if err := t.changed(ctx, actor, care.NounSession, string(id), care.ChangePlaces, map[string]any{"places": places}); err != nil {
			return err
		}
		return t.promoteEntries(ctx, id)
	})
}

// CancelSession takes a session back before it begins. Whoever is in it, or asked for it, is told why.
func (s *Service) CancelSession(ctx context.Context, actor care.Actor, id care.SessionID, reason care.ReasonCode) error {
	if err := care.CheckReason(reason, care.CancelReasons(), false); err != nil {
		return err
	}
	return s.do(ctx, actor, "cancel session", func(ctx context.Context, t *turn) error {
		row, _, err := t.tx.SessionByID(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.May(care.MaySetSessions, care.Owner{Facility: row.FacilityID}); err != nil {
			return err
		}
		return t.cancelSession(ctx, row, reason)
	})
}

func (t *turn) cancelSession(ctx context.Context, row store.SessionRow, reason care.ReasonCode) error {
	if t.now >= row.StartsAt() {
		return care.Errorf(care.Conflict, care.CodeDeadlinePassed, "", "the session has begun")
	}
	if ok, err := t.tx.CloseSession(ctx, row.ID, reason); err != nil {
		return err
	} else if !ok {
		return stale()
	}
	row.Status = care.SessionCancelled
	entries, err := t.tx.SessionEntries(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.State.Live() {
			continue
		}
		next, edge, err := care.MoveEntry(e.Entry, "cancel", t.actor.Kind, reason, &row.Session, t.now)
		if err != nil {
			return err
		}
		if err := t.writeEntry(ctx, t.actor, e, next, edge, row); err != nil {
			return err
		}
	}
	return t.changed(ctx, t.actor, care.NounSession, string(row.ID), "cancelled", map[string]any{"facility": row.FacilityID, "reason": reason})
}
