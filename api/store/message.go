package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Message is one telling of one event to one person, as it stands in the inbox. It names nobody.
type Message struct {
	ID      care.MessageID
	EventID string // with Account, what makes two tellings one
	Account care.AccountID
	Event   care.NoticeEvent
	Urgent  bool

	Application care.ApplicationID
	Visit       care.VisitID
	Entry       care.EntryID
	Case        care.CaseID // never in a message to who complained
	Facility    care.FacilityID
	Class       care.ClassID
	Child       care.ChildID
	Params      map[string]string

	At     care.Instant // when it was told
	SeenAt care.Instant // first shown in the inbox; 0: never
	ReadAt care.Instant // opened; 0: never
}

// Reader is somebody who can be told. The sealed fields are opened only to send.
type Reader struct {
	ID           care.AccountID
	Role         care.Role
	Family       care.FamilyID   // "" for staff
	Facility     care.FacilityID // "" but for staff of one
	Locale       string
	PhoneSealed  string
	WeChatSealed string
	Rings        bool // may be told by telephone: staff, and families that agreed to it
	Closed       bool // hears of the account itself, and of nothing else
}

// NoticeReaders returns the accounts a notice is for, each once: those it names, the family, the staff of the facility and
// the district's bureau. Accounts that are closed are left out.
func (w *work) NoticeReaders(ctx context.Context, n care.Notice) ([]care.AccountID, error) {
	var ids []string
	for _, id := range n.To {
		ids = append(ids, string(id))
	}
	if n.Family != "" {
		list, err := w.FamilyReaders(ctx, string(n.Family))
		if err != nil {
			return nil, err
		}
		ids = append(ids, list...)
	}
	if n.Staff != "" {
		list, err := w.FacilityReaders(ctx, sql.NullString{String: string(n.Staff), Valid: true})
		if err != nil {
			return nil, err
		}
		ids = append(ids, list...)
	}
	if n.Area != "" {
		list, err := w.BureauReaders(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if care.Within(n.Area, r.AreaCode) {
				ids = append(ids, r.ID)
			}
		}
	}
	out := make([]care.AccountID, 0, len(ids))
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		if !known[id] {
			known[id] = true
			out = append(out, care.AccountID(id))
		}
	}
	return out, nil
}

// Hears reports whether somebody is told of an event.
func (r *Reader) Hears(e care.NoticeEvent) bool { return !r.Closed || e.OfAccount() }

// Reader returns somebody who can be told. Fails with not_found for an account that is erased.
func (w *work) Reader(ctx context.Context, id care.AccountID) (Reader, error) {
	r, err := w.ReaderByID(ctx, string(id))
	return Reader{
		ID: care.AccountID(r.ID), Role: care.Role(r.Role), Family: care.FamilyID(r.FamilyID), Facility: care.FacilityID(r.FacilityID), Locale: r.Locale,
		PhoneSealed: r.PhoneSealed, WeChatSealed: r.WechatSealed, Rings: r.Rings.Bool, Closed: r.DisabledAt != 0,
	}, translate(err)
}

// AddMessage puts a message into an inbox and reports whether it is new: the second telling of an event changes nothing.
func (w *work) AddMessage(ctx context.Context, m Message) (fresh bool, err error) {
	params, err := json.Marshal(m.Params)
	if err != nil {
		return false, err
	}
	n, err := w.InsertMessage(ctx, db.InsertMessageParams{
		ID: string(m.ID), EventID: m.EventID, AccountID: string(m.Account), Event: string(m.Event), Urgent: m.Urgent,
		ApplicationID: string(m.Application), VisitID: string(m.Visit), EntryID: string(m.Entry),
		FacilityID: string(m.Facility), ClassID: string(m.Class), ChildID: string(m.Child), Params: string(params), ToldAt: int64(m.At),
		CaseID: string(m.Case),
	})
	return n == 1, err
}

// Inbox returns at most limit messages of an account, newest first, those before the given one ("" from the newest), and how
// many are unread in all.
func (s *Store) Inbox(ctx context.Context, account care.AccountID, before care.MessageID, limit int) (out []Message, unread int, err error) {
	err = s.read(ctx, "read inbox", func(w *work) error {
		n, err := w.CountUnread(ctx, string(account))
		if err != nil {
			return err
		}
		unread = int(n)
		rows, err := w.Inbox(ctx, db.InboxParams{AccountID: string(account), Before: string(before), Page: int32(min(max(limit, 0), 1000))}) //nolint:gosec // bounded
		if err != nil {
			return err
		}
		out = make([]Message, len(rows))
		for i, r := range rows {
			if out[i], err = messageOf(account, db.MessageOfDeliveryRow{
				ID: r.ID, Event: r.Event, Urgent: r.Urgent, ApplicationID: r.ApplicationID, VisitID: r.VisitID, EntryID: r.EntryID,
				FacilityID: r.FacilityID, ClassID: r.ClassID, ChildID: r.ChildID, Params: r.Params, ToldAt: r.ToldAt, SeenAt: r.SeenAt, ReadAt: r.ReadAt, CaseID: r.CaseID,
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return out, unread, err
}

func messageOf(account care.AccountID, r db.MessageOfDeliveryRow) (Message, error) {
	m := Message{
		ID: care.MessageID(r.ID), Account: account, Event: care.NoticeEvent(r.Event), Urgent: r.Urgent,
		Application: care.ApplicationID(r.ApplicationID), Visit: care.VisitID(r.VisitID), Entry: care.EntryID(r.EntryID), Case: care.CaseID(r.CaseID),
		Facility: care.FacilityID(r.FacilityID), Class: care.ClassID(r.ClassID), Child: care.ChildID(r.ChildID),
		At: care.Instant(r.ToldAt), SeenAt: care.Instant(r.SeenAt), ReadAt: care.Instant(r.ReadAt),
	}
	return m, json.Unmarshal([]byte(r.Params), &m.Params)
}

// Unread counts the messages of an account that nobody opened.
func (s *Store) Unread(ctx context.Context, account care.AccountID) (n int, err error) {
	err = s.read(ctx, "count unread messages", func(w *work) error {
		count, err := w.CountUnread(ctx, string(account))
		n = int(count)
		return err
	})
	return n, err
}

// SeeMessages marks the messages of an account from oldest to newest as shown, and returns the applications of those that
// were not before: they count as delivered.
func (w *work) SeeMessages(ctx context.Context, account care.AccountID, oldest, newest care.MessageID, now care.Instant) ([]care.ApplicationID, error) {
	rows, err := w.Queries.SeeMessages(ctx, db.SeeMessagesParams{AccountID: string(account), Oldest: string(oldest), Newest: string(newest), Now: int64(now)})
	var out []care.ApplicationID
	for _, id := range rows {
		if id != "" {
			out = append(out, care.ApplicationID(id))
		}
	}
	return out, err
}

// ReadMessage marks a message as opened. It returns the application it speaks of, and whether the message was never shown
// before. Fails with not_found for a message that is not this account's.
func (w *work) ReadMessage(ctx context.Context, account care.AccountID, id care.MessageID, now care.Instant) (app care.ApplicationID, first bool, err error) {
	m, err := w.OwnMessage(ctx, db.OwnMessageParams{ID: string(id), AccountID: string(account)})
	if err != nil {
		return "", false, translate(err)
	}
	_, err = w.Queries.ReadMessage(ctx, db.ReadMessageParams{ID: string(id), AccountID: string(account), Now: int64(now)})
	return care.ApplicationID(m.ApplicationID), m.SeenAt == 0, err
}

// ReadAllMessages marks every message of an account as opened and returns how many were not.
func (w *work) ReadAllMessages(ctx context.Context, account care.AccountID, now care.Instant) (int, error) {
	n, err := w.Queries.ReadAllMessages(ctx, db.ReadAllMessagesParams{AccountID: string(account), Now: int64(now)})
	return int(n), err
}

// ForgetMessages deletes what an account was told and the accepts it gave.
func (w *work) ForgetMessages(ctx context.Context, account care.AccountID) error {
	if _, err := w.DeleteMessagesOf(ctx, string(account)); err != nil {
		return err
	}
	_, err := w.DeleteSubscriptionsOf(ctx, string(account))
	return err
}

// DeleteOldMessages deletes the messages told before an instant, and those of erased accounts.
func (s *Store) DeleteOldMessages(ctx context.Context, before care.Instant) (n int64, err error) {
	err = s.write(ctx, "delete old messages", func(w *work) error {
		n, err = w.DeleteOldMessages(ctx, int64(before))
		return err
	})
	return n, err
}
