package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	lease = time.Minute // of a notice or a delivery: a killed worker's work is due again after it
	batch = 50
	pulse = 250 * time.Millisecond
)

// Run tells and sends until ctx ends. Any number of processes may run it at a time.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.Work(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("telling people failed; trying again", "error", err)
		}
	}
}

// Work does once what is due now: notices into inboxes, changes into news, deliveries to telephones.
func (s *Service) Work(ctx context.Context) error {
	return errors.Join(s.tellAll(ctx), s.followNews(ctx), s.sendAll(ctx))
}

// tellAll works on every notice that is due.
func (s *Service) tellAll(ctx context.Context) error {
	for ctx.Err() == nil {
		rows, err := s.Store.ClaimOutbox(ctx, care.TopicMessage, s.o.Holder, s.now(), lease, batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := s.tell(ctx, row); err != nil {
				if ctx.Err() != nil {
					return ctx.Err() // stopping: it is due again when the lease is over
				}
				s.Log.Error("a notice could not be told; it is tried again", "row", row.ID, "attempt", row.Attempts, "error", err)
				if err := s.Store.FailOutbox(ctx, row.ID, s.o.Holder, s.now(), store.Backoff(row.Attempts), err.Error()); err != nil && !care.Is(err, care.CodeConflict) {
					return err
				}
			}
		}
	}
	return ctx.Err()
}

// tell puts one notice into the inboxes of its readers, prepares what goes to their telephones, and ends the row of the outbox,
// all in one transaction: whatever is killed in between is done again and shows nothing twice.
func (s *Service) tell(ctx context.Context, row store.OutboxRow) error {
	var n care.Notice
	if err := json.Unmarshal(row.Payload, &n); err != nil {
		return fmt.Errorf("read notice: %w", err)
	}
	if n.ID == "" {
		n.ID = row.ID
	}
	if n.At == 0 {
		n.At = row.At
	}
	if n.Complainant {
		if err := s.whoComplained(ctx, &n); err != nil {
			return err
		}
	}
	var told []store.Audience
	err := s.Store.Write(ctx, "tell", func(tx *store.Tx) error {
		readers, err := tx.NoticeReaders(ctx, n)
		if err != nil {
			return err
		}
		told = told[:0]
		for _, id := range readers {
			audience, err := s.tellOne(ctx, tx, n, id)
			if err != nil {
				return err
			}
			if audience != "" {
				told = append(told, audience)
			}
		}
		slices.Sort(told) // everybody locks counters in one order
		told = slices.Compact(told)
		for _, audience := range told {
			if err := tx.Tell(ctx, audience, NewsInbox); err != nil {
				return err
			}
		}
		return tx.FinishNotice(ctx, row.ID, s.o.Holder)
	})
	if care.Is(err, care.CodeConflict) {
		return nil // another worker has it
	}
	if err != nil {
		return err
	}
	s.wake(ctx, told)
	return nil
}

// whoComplained asks the vault whom a notice is for, and takes out of it what would tie them to a case: their messages say that there
// is news, and nothing of what.
func (s *Service) whoComplained(ctx context.Context, n *care.Notice) error {
	var to []care.AccountID
	if s.Complainants != nil {
		var err error
		if to, err = s.Complainants(ctx, n.Case); err != nil {
			return err
		}
	}
	n.To, n.Family, n.Staff, n.Area, n.Case, n.About, n.Child = to, "", "", "", "", "", ""
	return nil
}

// tellOne puts a notice into one inbox, prepares its deliveries, and returns who has news by it: nobody when it was there.
func (s *Service) tellOne(ctx context.Context, tx *store.Tx, n care.Notice, to care.AccountID) (store.Audience, error) {
	reader, err := tx.Reader(ctx, to)
	switch {
	case care.Is(err, care.CodeNotFound) || err == nil && !reader.Hears(n.Event):
		return "", nil
	case err != nil:
		return "", err
	}
	m := store.Message{
		ID: care.MessageID(care.NewID()), EventID: n.ID, Account: to, Event: n.Event, Urgent: n.Urgent,
		Application: n.Application, Visit: n.Visit, Entry: n.Entry, Case: n.Case, Facility: n.About, Class: n.Class, Child: n.Child, Params: n.Params, At: n.At,
	}
	if n.AnyHour {
		m.Params = maps.Clone(m.Params)
		if m.Params == nil {
			m.Params = map[string]string{}
		}
		m.Params[paramAnyHour] = "yes"
	}
	if fresh, err := tx.AddMessage(ctx, m); err != nil || !fresh {
		return "", err
	}
	return store.AudienceOf(to, reader.Family, reader.Facility), s.prepare(ctx, tx, m, reader, n.PhoneSealed)
}

// prepare puts a message on its way to the reader's telephone, where it is worth a ring; phone is the number they had, sealed, where that
// is the one to ring.
func (s *Service) prepare(ctx context.Context, tx *store.Tx, m store.Message, reader store.Reader, phone string) error {
	if !reader.Rings {
		return nil
	}
	now := s.now()
	due := ringsAt(m, now)
	if t, ok := s.o.Templates[templateFor(m.Event)]; ok && s.WeChat != nil && reader.WeChatSealed != "" {
		id := care.NewID()
		taken, err := tx.TakeSubscription(ctx, reader.ID, t.ID, id)
		if err != nil {
			return err
		}
		if taken {
			if _, err := tx.AddDelivery(ctx, store.Delivery{ID: id, Message: m.ID, Channel: store.ChannelWeChat}, due, now); err != nil {
				return err
			}
		}
	}
	if texted(m) && s.SMS != nil && cmp.Or(phone, reader.PhoneSealed) != "" {
		if _, err := tx.AddDelivery(ctx, store.Delivery{ID: care.NewID(), Message: m.ID, Channel: store.ChannelSMS, PhoneSealed: phone}, due, now); err != nil {
			return err
		}
	}
	return nil
}
