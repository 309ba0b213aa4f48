package store

import (
	"context"
	"encoding/json"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Window is an opening window: who enters it is put in order by lottery.
type Window struct {
	ID                string
	Facility          care.FacilityID
	OpensAt, ClosesAt care.Instant
	Seed              string // told to nobody before the draw
	SeedHash          string
	Entered           int
	DrawnAt           care.Instant // 0: not yet
}

// SessionRow is a session as it is kept.
type SessionRow struct {
	care.Session // Places holds what is lent; Status is planned or cancelled, the rest is for the clock to say

	Lent     int // of Places: those of the class's own children who stay away
	WindowID string
}

// AddWindow adds an opening window.
func (w *work) AddWindow(ctx context.Context, v Window, now care.Instant) error {
	return w.InsertLottery(ctx, db.InsertLotteryParams{
		ID: v.ID, FacilityID: string(v.Facility), OpensAt: int64(v.OpensAt), ClosesAt: int64(v.ClosesAt), Seed: v.Seed, SeedHash: v.SeedHash,
		CreatedAt: int64(now),
	})
}

// WindowByID returns an opening window, or not_found.
func (w *work) WindowByID(ctx context.Context, id string) (Window, error) {
	r, err := w.Lottery(ctx, id)
	return windowOf(r), translate(err)
}

func windowOf(r db.Lottery) Window {
	return Window{
		ID: r.ID, Facility: care.FacilityID(r.FacilityID), OpensAt: care.Instant(r.OpensAt), ClosesAt: care.Instant(r.ClosesAt), Seed: r.Seed,
		SeedHash: r.SeedHash, Entered: int(r.Entered), DrawnAt: care.Instant(r.DrawnAt),
	}
}

// WindowTranscript returns the draw of a window, and false before it.
func (w *work) WindowTranscript(ctx context.Context, id string) (t care.Transcript, drawn bool, err error) {
	r, err := w.Lottery(ctx, id)
	if err != nil || r.DrawnAt == 0 {
		return t, false, translate(err)
	}
	return t, true, json.Unmarshal([]byte(r.Transcript), &t)
}

// FacilityWindows returns the windows of a facility that are not drawn, or closed after an instant, by id.
func (w *work) FacilityWindows(ctx context.Context, f care.FacilityID, since care.Instant) (map[string]Window, error) {
	rows, err := w.LotteriesOfFacility(ctx, db.LotteriesOfFacilityParams{FacilityID: string(f), Since: int64(since)})
	out := make(map[string]Window, len(rows))
	for _, r := range rows {
		out[r.ID] = windowOf(r)
	}
	return out, err
}

// EnterWindow counts one more request in a window that is open, and reports whether it is. Its row stays locked until the
// transaction ends, so that the draw sees every request that was accepted.
func (w *work) EnterWindow(ctx context.Context, id string, now care.Instant) (bool, error) {
	n, err := w.EnterLottery(ctx, db.EnterLotteryParams{ID: id, Now: int64(now)})
	return n == 1, err
}

// LeaveWindow counts one request less in a window that is not drawn.
func (w *work) LeaveWindow(ctx context.Context, id string) error { return w.LeaveLottery(ctx, id) }

// CloseWindow ends a window whose time is over, for whoever draws it, and reports whether nobody has before.
func (w *work) CloseWindow(ctx context.Context, id string, now care.Instant) (bool, error) {
	n, err := w.CloseLottery(ctx, db.CloseLotteryParams{ID: id, Now: int64(now)})
	return n == 1, err
}

// KeepDraw keeps the transcript of a window closed in this transaction.
func (w *work) KeepDraw(ctx context.Context, t care.Transcript) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return exactly(w.KeepTranscript(ctx, db.KeepTranscriptParams{ID: t.Window, Transcript: string(text)}))
}

// WindowsToDraw returns the windows that closed at or before an instant and are not drawn, the earliest first.
func (w *work) WindowsToDraw(ctx context.Context, until care.Instant, limit int) ([]string, error) {
	return w.DueLotteries(ctx, db.DueLotteriesParams{Until: int64(until), Page: int32(limit)}) //nolint:gosec // small
}

// AddSession adds a session.
func (w *work) AddSession(ctx context.Context, s SessionRow, now care.Instant) error {
	return w.InsertSession(ctx, db.InsertSessionParams{
		ID: string(s.ID), FacilityID: string(s.FacilityID), ClassID: orNull(s.ClassID), Mode: string(s.Mode), Day: s.Date.String(),
		OpenMinute: int32(s.Open), CloseMinute: int32(s.Close), StartsAt: int64(s.StartsAt()), EndsAt: int64(s.EndsAt()),
		FromMonths: int32(s.FromMonths), ToMonths: int32(s.ToMonths), Fee: s.Fee, Places: int32(s.Places - s.Lent), Lent: int32(s.Lent), //nolint:gosec // CHECKed by the schema
		LotteryID: orNull(s.WindowID), CreatedAt: int64(now),
	})
}

// SessionByID returns a session with its window, if it has one, or not_found.
func (w *work) SessionByID(ctx context.Context, id care.SessionID) (SessionRow, Window, error) {
	r, err := w.Session(ctx, string(id))
	if err != nil {
		return SessionRow{}, Window{}, translate(err)
	}
	s, err := sessionOf(r)
	if err != nil || s.WindowID == "" {
		return s, Window{}, err
	}
	v, err := w.WindowByID(ctx, s.WindowID)
	return s.in(v), v, err
}

// in completes a session with what its window says.
func (s SessionRow) in(v Window) SessionRow {
	s.OpensAt, s.ClosesAt, s.SeedHash = v.OpensAt, v.ClosesAt, v.SeedHash
	return s
}

// In completes a session with the window it is in.
func (s SessionRow) In(windows map[string]Window) (SessionRow, Window) {
	v := windows[s.WindowID]
	return s.in(v), v
}

func sessionOf(r db.CareSession) (SessionRow, error) {
	day, err := care.ParseDate(r.Day)
	status := care.SessionPlanned
	if r.Cancelled {
		status = care.SessionCancelled
	}
	return SessionRow{
		Session: care.Session{
			ID: care.SessionID(r.ID), FacilityID: care.FacilityID(r.FacilityID), ClassID: care.ClassID(r.ClassID.String), Mode: care.Mode(r.Mode),
			Date: day, Open: int16(r.OpenMinute), Close: int16(r.CloseMinute), FromMonths: int(r.FromMonths), ToMonths: int(r.ToMonths), //nolint:gosec // CHECKed by the schema
			Fee: r.Fee, Places: int(r.Places + r.Lent), Taken: int(r.Taken), Status: status, Reason: care.ReasonCode(r.Reason), Version: r.Version,
		},
		Lent: int(r.Lent), WindowID: r.LotteryID.String,
	}, err
}

func sessionsOf(rows []db.CareSession, err error) ([]SessionRow, error) {
	out := make([]SessionRow, len(rows))
	for i, r := range rows {
		if err == nil {
			out[i], err = sessionOf(r)
		}
	}
	return out, err
}

// SessionsBetween returns the sessions of a facility that begin in a span of time, earliest first, without their windows.
func (w *work) SessionsBetween(ctx context.Context, f care.FacilityID, since, until care.Instant) ([]SessionRow, error) {
	return sessionsOf(w.Sessions(ctx, db.SessionsParams{FacilityID: string(f), Since: int64(since), Until: int64(until), Page: maxRows}))
}

// WindowSessions returns the sessions of a window in ascending order of id: the order in which they are taken from.
func (w *work) WindowSessions(ctx context.Context, window string) ([]SessionRow, error) {
	return sessionsOf(w.SessionsOfLottery(ctx, orNull(window)))
}

// ClassSessions returns the ids of the sessions of a class on a day that are not over, ascending.
func (w *work) ClassSessions(ctx context.Context, class care.ClassID, day care.Date, now care.Instant) ([]care.SessionID, error) {
	rows, err := w.SessionsOfClassDay(ctx, db.SessionsOfClassDayParams{ClassID: orNull(class), Day: day.String(), Now: int64(now)})
	return list(rows, func(id string) care.SessionID { return care.SessionID(id) }), err
}

// SessionsBeside returns the places of the sessions of a class that overlap another: its room and carers are there once.
func (w *work) SessionsBeside(ctx context.Context, s SessionRow) (int64, error) {
	return w.OverlappingSessions(ctx, db.OverlappingSessionsParams{
		FacilityID: string(s.FacilityID), ClassID: orNull(s.ClassID), StartsAt: int64(s.StartsAt()), EndsAt: int64(s.EndsAt()),
	})
}

// TakeSessionPlace takes one place of a session that has not begun, and reports whether there was one. With DrawSession it is all
// that takes one.
func (w *work) TakeSessionPlace(ctx context.Context, id care.SessionID, now care.Instant) (bool, error) {
	n, err := w.TakeSession(ctx, db.TakeSessionParams{ID: string(id), Now: int64(now)})
	return n == 1, err
}

// DrawSession takes the places the draw gave away, and reports whether they were there.
func (w *work) DrawSession(ctx context.Context, id care.SessionID, won int) (bool, error) {
	n, err := w.DrawnSession(ctx, db.DrawnSessionParams{ID: string(id), Won: int32(won)}) //nolint:gosec // at most its places
	return n == 1, err
}

// GiveSessionPlace gives one place back.
func (w *work) GiveSessionPlace(ctx context.Context, id care.SessionID) error {
	return exactly(w.GiveSessionBack(ctx, string(id)))
}

// LockSessionRow locks a session until the transaction ends: who waits for it is promoted one after the other.
func (w *work) LockSessionRow(ctx context.Context, id care.SessionID) error {
	n, err := w.LockSession(ctx, string(id))
	if err == nil && n == 0 {
		return care.Errorf(care.NotFound, care.CodeNotFound, "session_id", "there is no session with this id")
	}
	return err
}

// Lend adds a place of the class's own to a session.
func (w *work) Lend(ctx context.Context, id care.SessionID) error {
	return exactly(w.LendSession(ctx, string(id)))
}

// TakeLent takes a lent place back, and reports whether it was free.
func (w *work) TakeLent(ctx context.Context, id care.SessionID) (bool, error) {
	n, err := w.ReturnLent(ctx, string(id))
	return n == 1, err
}

// SetSessionPlaces sets the places a facility gives, without those lent, and reports whether the session still was as it was
// seen and has room for whoever is in it.
func (w *work) SetSessionPlaces(ctx context.Context, id care.SessionID, places int, version int64) (bool, error) {
	n, err := w.Queries.SetSessionPlaces(ctx, db.SetSessionPlacesParams{ID: string(id), Places: int32(places), Before: version}) //nolint:gosec // CHECKed by the schema
	return n == 1, err
}

// CloseSession takes a session back with all its places, and reports whether it stood.
func (w *work) CloseSession(ctx context.Context, id care.SessionID, reason care.ReasonCode) (bool, error) {
	n, err := w.CancelSession(ctx, db.CancelSessionParams{ID: string(id), Reason: string(reason)})
	return n == 1, err
}
