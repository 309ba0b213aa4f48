// Package notify tells people what happened: it takes what services wrote to the outbox, puts it into every reader's inbox,
// and sends what is worth a ring to telephones by WeChat and SMS. It knows channels, quiet hours, sentences and receipts.
// It must not know HTTP, and decides nothing about places: it only records that somebody has been reached.
package notify

import (
	"context"
	"log/slog"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/store"
)

// Deps are the real things a Service works with.
type Deps struct {
	Store  *store.Store
	KV     kv.KV  // wakes who waits for news; nothing but speed depends on it
	WeChat WeChat // nil: nobody is told by WeChat
	SMS    SMS    // nil: nobody is told by SMS

	// Names gives the names of children, to their own family.
	Names func(ctx context.Context, ids []care.ChildID) (map[care.ChildID]string, error)
	// Reach opens what is sealed of a reader, in the moment of sending.
	Reach func(r store.Reader) (Address, error)
	// Delivered tells reservations, in the same transaction, that a message about one has reached its family.
	Delivered func(ctx context.Context, tx *store.Tx, application care.ApplicationID, now care.Instant) error

	// Complainants gives, in the moment of telling, the accounts of whoever complained in a case: nobody for somebody unknown. nil: there
	// is no complaint desk.
	Complainants func(ctx context.Context, id care.CaseID) ([]care.AccountID, error)

	Now func() time.Time // runs on, even where the clock that is shown stands still: leases and waits go by it
	Log *slog.Logger
}

// Address is where a person can be reached outside the app.
type Address struct {
	Phone  string
	OpenID string
}

// Options are what may be set.
type Options struct {
	Holder    string              // names this process to the leases
	Templates map[string]Template // of WeChat, by what they are for: see TemplateOffer and its fellows
	PublicURL string              // where people open this service, for links in texts, as ParsePublicURL gives it; "": texts have none

	ReceiptSecret string // what an SMS gateway shows with receipts; "": none are taken
	Push          Push   // how WeChat tells what became of messages
}

// Service tells people. It is safe for concurrent use. Errors for the caller are, or wrap, a care.Error.
type Service struct {
	Deps
	o      Options
	wechat breaker
	sms    breaker
}

// New returns a Service.
func New(d Deps, o Options) *Service { return &Service{Deps: d, o: o} }

func (s *Service) now() care.Instant { return care.InstantOf(s.Now()) }

// Item is a message as its reader sees it.
type Item struct {
	ID          care.MessageID
	Event       care.NoticeEvent
	At          care.Instant
	Title, Body string
	Link        Link // what to open; the zero Link is nothing
	Urgent      bool
	Read        bool
}

// Link is what a message is about.
type Link struct {
	Kind string // application, visit, entry, family, readings, desk, confirm, filing and those of cases
	ID   string
}

// Page is a part of an inbox, newest first.
type Page struct {
	Items  []Item
	Unread int            // in all
	Next   care.MessageID // where the next part begins; "" at the end
}

// pageSize is the most messages one part of an inbox holds.
const pageSize = 100

// Inbox returns a part of the actor's inbox, from the newest or from a cursor on, in a language: zh or en. Being shown counts as
// being delivered.
func (s *Service) Inbox(ctx context.Context, actor care.Actor, cursor care.MessageID, limit int, locale string) (Page, error) {
	limit = min(max(limit, 1), pageSize)
	account := care.AccountID(actor.ID)
	list, unread, err := s.Store.Inbox(ctx, account, cursor, limit+1)
	if err != nil {
		return Page{}, err
	}
	page := Page{Unread: unread}
	if len(list) > limit {
		list = list[:limit]
		page.Next = list[limit-1].ID
	}
	if page.Items, err = s.items(ctx, actor, list, locale); err != nil {
		return Page{}, err
	}
	return page, s.see(ctx, account, list)
}

// see marks what was shown. Applications a message speaks of have been heard of then.
func (s *Service) see(ctx context.Context, account care.AccountID, list []store.Message) error {
	fresh := false
	for i := range list {
		fresh = fresh || list[i].SeenAt == 0
	}
	if !fresh {
		return nil
	}
	now := s.now()
	return s.Store.Write(ctx, "see messages", func(tx *store.Tx) error {
		apps, err := tx.SeeMessages(ctx, account, list[len(list)-1].ID, list[0].ID, now)
		if err != nil {
			return err
		}
		for _, id := range apps {
			if err := s.Delivered(ctx, tx, id, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// Unread counts what the actor has not opened.
func (s *Service) Unread(ctx context.Context, actor care.Actor) (int, error) {
	return s.Store.Unread(ctx, care.AccountID(actor.ID))
}

// MarkRead marks a message of the actor as opened. Fails with not_found for anybody else's.
func (s *Service) MarkRead(ctx context.Context, actor care.Actor, id care.MessageID) error {
	now := s.now()
	return s.Store.Write(ctx, "read message", func(tx *store.Tx) error {
		app, first, err := tx.ReadMessage(ctx, care.AccountID(actor.ID), id, now)
		if err != nil {
			return err
		}
		if first && app != "" {
			if err := s.Delivered(ctx, tx, app, now); err != nil {
				return err
			}
		}
		return tx.Tell(ctx, audienceOf(actor), NewsInbox)
	})
}

// MarkAllRead marks everything in the actor's inbox as opened.
func (s *Service) MarkAllRead(ctx context.Context, actor care.Actor) error {
	now := s.now()
	return s.Store.Write(ctx, "read messages", func(tx *store.Tx) error {
		n, err := tx.ReadAllMessages(ctx, care.AccountID(actor.ID), now)
		if err != nil || n == 0 {
			return err
		}
		return tx.Tell(ctx, audienceOf(actor), NewsInbox)
	})
}

// Retain deletes messages after a year and a half, and those of erased accounts: an application is over long before.
func (s *Service) Retain(ctx context.Context) error {
	before := s.Now().AddDate(0, -18, 0)
	n, err := s.Store.DeleteOldMessages(ctx, care.InstantOf(before))
	if n > 0 {
		s.Log.Info("deleted old messages", "count", n)
	}
	return err
}
