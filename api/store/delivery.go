package store

import (
	"context"
	"time"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Channel is a way out of the house.
type Channel string

// The channels. The inbox is none of them: a message stands there from the start.
const (
	ChannelWeChat Channel = "wechat"
	ChannelSMS    Channel = "sms"
	ChannelCall   Channel = "call" // somebody of the facility called and said so
)

// Delivery is a message on its way to a telephone, leased to a worker.
type Delivery struct {
	ID       string
	Message  care.MessageID
	Channel  Channel
	Attempts int // including the one just claimed
	// PhoneSealed is the number the reader had when it happened; "" the one they have.
	PhoneSealed string
}

// AddDelivery puts a message on its way by a channel, not before due, and reports whether it is new: a message goes out once
// by each channel.
func (w *work) AddDelivery(ctx context.Context, d Delivery, due, now care.Instant) (fresh bool, err error) {
	n, err := w.InsertDelivery(ctx, db.InsertDeliveryParams{
		ID: d.ID, MessageID: string(d.Message), Channel: string(d.Channel), DueAt: int64(due), CreatedAt: int64(now), PhoneSealed: d.PhoneSealed,
	})
	return n == 1, err
}

// ClaimDeliveries leases at most limit due deliveries to a holder until now + ttl. Those of a killed worker are due again by themselves.
func (s *Store) ClaimDeliveries(ctx context.Context, holder string, now care.Instant, ttl time.Duration, limit int) (out []Delivery, err error) {
	err = s.write(ctx, "claim deliveries", func(w *work) error {
		rows, err := w.ClaimDeliveries(ctx, db.ClaimDeliveriesParams{
			Holder: holder, Now: int64(now), Until: int64(now) + ttl.Milliseconds(), Page: int32(min(max(limit, 0), 1000)), //nolint:gosec // bounded
		})
		out = make([]Delivery, len(rows))
		for i, r := range rows {
			out[i] = Delivery{ID: r.ID, Message: care.MessageID(r.MessageID), Channel: Channel(r.Channel), Attempts: int(r.Attempts), PhoneSealed: r.PhoneSealed}
		}
		return err
	})
	return out, err
}

// MessageToSend returns the message of a delivery and its reader. Fails with not_found when either is gone.
func (s *Store) MessageToSend(ctx context.Context, id care.MessageID) (m Message, r Reader, err error) {
	err = s.read(ctx, "read message", func(w *work) error {
		row, err := w.MessageOfDelivery(ctx, string(id))
		if err != nil {
			return err
		}
		if m, err = messageOf(care.AccountID(row.AccountID), row); err != nil {
			return err
		}
		r, err = w.Reader(ctx, m.Account)
		return err
	})
	return m, r, err
}

// RecordDelivery records that a provider has taken a delivery, under the number its receipt will name. Fails with conflict when
// the lease has passed to another holder.
func (w *work) RecordDelivery(ctx context.Context, id, holder, reference string, now care.Instant) error {
	n, err := w.SentDelivery(ctx, db.SentDeliveryParams{ID: id, Holder: holder, Reference: reference, Now: int64(now)})
	return held(n, err)
}

// PutOffDelivery gives a delivery back, to be tried again from due on. cause is kept for the operator.
func (s *Store) PutOffDelivery(ctx context.Context, id, holder string, due care.Instant, cause string) error {
	return s.write(ctx, "put off delivery", func(w *work) error {
		n, err := w.PutOffDelivery(ctx, db.PutOffDeliveryParams{ID: id, Holder: holder, DueAt: int64(due), LastError: clipCause(cause)})
		return held(n, err)
	})
}

// FailDelivery ends a delivery that cannot succeed.
func (s *Store) FailDelivery(ctx context.Context, id, holder, cause string) error {
	return s.write(ctx, "fail delivery", func(w *work) error {
		n, err := w.FailDelivery(ctx, db.FailDeliveryParams{ID: id, Holder: holder, LastError: clipCause(cause)})
		return held(n, err)
	})
}

// SkipDelivery ends a delivery nobody needs any longer.
func (s *Store) SkipDelivery(ctx context.Context, id, holder string) error {
	return s.write(ctx, "skip delivery", func(w *work) error {
		n, err := w.SkipDelivery(ctx, db.SkipDeliveryParams{ID: id, Holder: holder})
		return held(n, err)
	})
}

func held(n int64, err error) error {
	if err == nil && n == 0 {
		return errNotHeld
	}
	return err
}

// clipCause makes a cause fit its column.
func clipCause(cause string) string {
	for len(cause) > 500 || !utf8.ValidString(cause) {
		cause = cause[:min(len(cause)-1, 500)]
	}
	return cause
}

// Receipt records what a provider says became of a delivery: it arrived, or why not. It returns the application the message
// speaks of and whether this receipt is the first to say that it arrived. Fails with not_found for a number nobody knows.
func (w *work) Receipt(ctx context.Context, by Channel, reference string, arrived bool, cause string, now care.Instant) (app care.ApplicationID, first bool, err error) {
	r, err := w.ReceiptOf(ctx, db.ReceiptOfParams{Channel: string(by), Reference: reference})
	if err != nil {
		return "", false, translate(err)
	}
	if !arrived {
		_, err := w.UndeliveredDelivery(ctx, db.UndeliveredDeliveryParams{ID: r.ID, LastError: clipCause(cause)})
		return care.ApplicationID(r.ApplicationID), false, err
	}
	n, err := w.DeliveredDelivery(ctx, db.DeliveredDeliveryParams{ID: r.ID, Now: int64(now)})
	return care.ApplicationID(r.ApplicationID), n == 1, err
}

// BankSubscription keeps one accept of a WeChat template.
func (s *Store) BankSubscription(ctx context.Context, account care.AccountID, template string, now care.Instant) error {
	return s.write(ctx, "keep subscription", func(w *work) error {
		return w.BankSubscription(ctx, db.BankSubscriptionParams{ID: care.NewID(), AccountID: string(account), Template: template, AcceptedAt: int64(now)})
	})
}

// Subscriptions counts the accepts of a template that are left.
func (s *Store) Subscriptions(ctx context.Context, account care.AccountID, template string) (left int, err error) {
	err = s.read(ctx, "count subscriptions", func(w *work) error {
		n, err := w.CountSubscriptions(ctx, db.CountSubscriptionsParams{AccountID: string(account), Template: template})
		left = int(n)
		return err
	})
	return left, err
}

// TakeSubscription spends the oldest accept of a template on a delivery, and reports whether there was one.
func (w *work) TakeSubscription(ctx context.Context, account care.AccountID, template, delivery string) (bool, error) {
	for {
		n, err := w.Queries.TakeSubscription(ctx, db.TakeSubscriptionParams{AccountID: string(account), Template: template, DeliveryID: delivery})
		if err != nil || n == 1 {
			return n == 1, err
		}
		// None left, or another worker was faster with this one.
		left, err := w.CountSubscriptions(ctx, db.CountSubscriptionsParams{AccountID: string(account), Template: template})
		if err != nil || left == 0 {
			return false, err
		}
	}
}

// FinishNotice removes a delivered row of the outbox in the transaction that delivers it. Fails with conflict when the lease has passed
// to another holder.
func (w *work) FinishNotice(ctx context.Context, id, holder string) error {
	return held(w.FinishOutbox(ctx, db.FinishOutboxParams{ID: id, Holder: holder}))
}
