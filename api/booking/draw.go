package booking

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	// drawGrace is how long after a window closes it is drawn, in milliseconds: a request that came in time may still be writing.
	drawGrace = 2000

	// answerEnds is how long before a session begins its drawn places are booked at the latest, in milliseconds.
	answerEnds = 2 * 3600 * 1000
)

// DrawView is a draw as anybody may see it. Nobody is named: a family finds its own ticket.
type DrawView struct {
	care.Transcript

	Session care.SessionID
	DrawnAt care.Instant
	Yours   []string // tickets of the family that asks
}

// Draw draws a window that is over, once, however many ask at the same time. It reports whether this call did it.
func (s *Service) Draw(ctx context.Context, window string) (drawn bool, err error) {
	err = s.do(ctx, care.System("lottery"), "draw", func(ctx context.Context, t *turn) error {
		drawn, err = t.draw(ctx, window)
		return err
	})
	return drawn && err == nil, err
}

// draw closes a window, which from here on takes no request, freezes the list of those it has, and gives the free places of its
// sessions to the lowest numbers. The others wait in the order of theirs.
func (t *turn) draw(ctx context.Context, id string) (bool, error) {
	if ok, err := t.tx.CloseWindow(ctx, id, t.now); err != nil || !ok {
		return false, err
	}
	window, err := t.tx.WindowByID(ctx, id)
	if err != nil {
		return false, err
	}
	rows, err := t.tx.WindowSessions(ctx, id)
	if err != nil {
		return false, err
	}
	sessions := make(map[care.SessionID]store.SessionRow, len(rows))
	entries := make(map[care.DrawEntry]store.EntryRow)
	var list []care.DrawEntry
	var places []care.DrawPlaces
	for _, r := range rows {
		if err := t.tx.LockSessionRow(ctx, r.ID); err != nil {
			return false, err
		}
		row, _, err := t.tx.SessionByID(ctx, r.ID) // as it is now that it is locked
		if err != nil {
			return false, err
		}
		if row.Status == care.SessionCancelled {
			continue
		}
		sessions[r.ID] = row
		places = append(places, care.DrawPlaces{Session: r.ID, Places: row.Left()})
		asked, err := t.tx.EnteredInWindow(ctx, r.ID)
		if err != nil {
			return false, err
		}
		for _, e := range asked {
			d := care.DrawEntry{Ticket: care.TicketOf(id, e.ChildID), Session: r.ID}
			entries[d] = e
			list = append(list, d)
		}
	}
	t.probe("before draw")
	transcript := care.Draw(id, window.Seed, list, places)
	if err := t.giveOut(ctx, transcript, sessions, entries); err != nil {
		return false, err
	}
	if err := t.tx.KeepDraw(ctx, transcript); err != nil {
		return false, err
	}
	return true, t.changed(ctx, t.actor, care.NounLottery, id, "drawn", map[string]any{
		"facility": window.Facility, "seed": transcript.Seed, "fingerprint": transcript.Fingerprint, "entries": len(list),
	})
}

// giveOut does what a draw says.
func (t *turn) giveOut(ctx context.Context, transcript care.Transcript, sessions map[care.SessionID]store.SessionRow, entries map[care.DrawEntry]store.EntryRow) error {
	won := make(map[care.SessionID]int)
	for _, o := range transcript.Outcomes {
		if o.Drawn {
			won[o.Session]++
		}
	}
	for _, p := range transcript.Places { // ascending: the order in which sessions are locked
		if ok, err := t.tx.DrawSession(ctx, p.Session, won[p.Session]); err != nil {
			return err
		} else if !ok {
			return stale()
		}
	}
	for _, o := range transcript.Outcomes { // in order, so that whoever waits is told the right position
		row := sessions[o.Session]
		if err := t.outcome(ctx, o, entries[care.DrawEntry{Ticket: o.Ticket, Session: o.Session}], row); err != nil {
			return err
		}
	}
	return nil
}

// outcome gives one request what the draw gave it. A drawn place can be given back until it is booked; silence books it. When
// the session is too near for that, it is booked at once.
func (t *turn) outcome(ctx context.Context, o care.Outcome, e store.EntryRow, row store.SessionRow) error {
	action := care.Action("wait")
	if o.Drawn {
		action = "draw"
	}
	e.Lottery = o.Number
	next, edge, err := care.MoveEntry(e.Entry, action, t.actor.Kind, "", &row.Session, t.now)
	if err != nil {
		return err
	}
	if !o.Drawn {
		return t.writeEntry(ctx, t.actor, e, next, edge, row)
	}
	f, err := t.tx.FacilityAlone(ctx, row.FacilityID)
	if err != nil {
		return err
	}
	terms := t.rules.BookingTerms(f.AreaCode, t.today)
	until := min(t.now+care.Instant(terms.ConfirmHours)*3600*1000, row.StartsAt()-answerEnds)
	next.ConfirmBy = max(until, t.now)
	if err := t.writeEntry(ctx, t.actor, e, next, edge, row); err != nil || until > t.now {
		return err
	}
	e.Entry = next
	booked, edge, err := care.MoveEntry(next, "confirm", t.actor.Kind, "", &row.Session, t.now)
	if err != nil {
		return err
	}
	return t.writeEntry(ctx, t.actor, e, booked, edge, row)
}

// DrawOf returns the draw a session was in, for anybody. Fails with too_early before it, and not_found for a session without a window.
func (s *Service) DrawOf(ctx context.Context, actor care.Actor, id care.SessionID) (v DrawView, err error) {
	err = s.look(ctx, actor, "read draw", func(ctx context.Context, t *turn) error {
		row, window, err := t.tx.SessionByID(ctx, id)
		if err != nil {
			return err
		}
		if row.WindowID == "" {
			return care.Errorf(care.NotFound, care.CodeNotFound, "id", "there was no draw for this session")
		}
		v.Session, v.DrawnAt = id, window.DrawnAt
		var drawn bool
		if v.Transcript, drawn, err = t.tx.WindowTranscript(ctx, row.WindowID); err != nil {
			return err
		}
		if !drawn {
			return care.Errorf(care.Conflict, care.CodeTooEarly, "id", "this is drawn after its window has closed")
		}
		if !actor.ForFamily() {
			return nil
		}
		entries, err := t.tx.SessionEntries(ctx, id)
		for _, e := range entries {
			if e.FamilyID == actor.Family {
				v.Yours = append(v.Yours, care.TicketOf(row.WindowID, e.ChildID))
			}
		}
		return err
	})
	return v, err
}
