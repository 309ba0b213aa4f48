package notify

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// SMS brings a text to a mobile telephone.
type SMS interface {
	// Send gives a text to the provider. ref is the same whenever the same message is tried again, so that a provider can
	// leave the second one out. A refusal for good is a RefusedError.
	Send(ctx context.Context, ref, phone, text string) (Sent, error)
}

// WeChat brings a subscribe message (订阅消息) to a person who has accepted one.
type WeChat interface {
	// Send gives a message to WeChat. A refusal for good is a RefusedError.
	Send(ctx context.Context, openID string, m WeChatMessage) (Sent, error)
}

// Sent is what a provider says when it takes a message.
type Sent struct {
	Reference string // the number its receipt will name
	Arrived   bool   // it arrived already: there will be no receipt
}

// RefusedError says that a provider will never take this message; trying again is of no use. It names no telephone.
type RefusedError struct{ Cause error }

// Error implements error.
func (r *RefusedError) Error() string { return "refused: " + r.Cause.Error() }

// Unwrap returns the cause.
func (r *RefusedError) Unwrap() error { return r.Cause }

const (
	sendTimeout = 10 * time.Second
	sendWorkers = 4
	maxAttempts = store.MaxAttempts
)

// sendAll sends every delivery that is due.
func (s *Service) sendAll(ctx context.Context) error {
	for ctx.Err() == nil {
		list, err := s.Store.ClaimDeliveries(ctx, s.o.Holder, s.now(), lease, sendWorkers*4)
		if err != nil || len(list) == 0 {
			return err
		}
		var mu sync.Mutex
		var all error
		var wg sync.WaitGroup
		next := make(chan store.Delivery)
		for range sendWorkers {
			wg.Go(func() {
				for d := range next {
					if err := s.send(ctx, d); err != nil && !care.Is(err, care.CodeConflict) {
						mu.Lock()
						all = errors.Join(all, err)
						mu.Unlock()
					}
				}
			})
		}
		for _, d := range list {
			next <- d
		}
		close(next)
		wg.Wait()
		if all != nil {
			return all
		}
	}
	return ctx.Err()
}

// send brings one delivery to its provider. Its errors are those of the store; what a provider says is kept with the delivery.
func (s *Service) send(ctx context.Context, d store.Delivery) error {
	m, reader, err := s.Store.MessageToSend(ctx, d.Message)
	switch {
	case care.Is(err, care.CodeNotFound) || err == nil && !reader.Hears(m.Event):
		return s.Store.FailDelivery(ctx, d.ID, s.o.Holder, "the reader's account is closed")
	case err != nil:
		return err
	case m.ReadAt > 0 && !m.Event.OfAccount():
		return s.Store.SkipDelivery(ctx, d.ID, s.o.Holder) // read in the meantime: no telephone need ring
	case late(m, s.now()):
		return s.Store.SkipDelivery(ctx, d.ID, s.o.Holder) // "answer by yesterday" helps nobody; the inbox has it
	case d.Attempts > maxAttempts: // a delivery that kills its worker
		return s.Store.FailDelivery(ctx, d.ID, s.o.Holder, "tried too often")
	}
	now := s.now()
	if due := ringsAt(m, now); due > now {
		return s.Store.PutOffDelivery(ctx, d.ID, s.o.Holder, due, "")
	}
	b := s.breaker(d.Channel)
	if until := b.closedUntil(); until > now {
		return s.Store.PutOffDelivery(ctx, d.ID, s.o.Holder, until, "the provider is away")
	}
	sent, err := s.hand(ctx, d, m, reader)
	var refused *RefusedError
	switch {
	case err == nil:
		b.worked()
		return s.record(ctx, d, sent, now)
	case ctx.Err() != nil:
		return ctx.Err() // stopping: it is due again when the lease is over
	case errors.As(err, &refused):
		b.worked()
		return s.Store.FailDelivery(ctx, d.ID, s.o.Holder, err.Error())
	case d.Attempts >= maxAttempts:
		return s.Store.FailDelivery(ctx, d.ID, s.o.Holder, err.Error())
	}
	if b.failed(now) {
		s.Log.Warn("a provider does not answer; it is left alone for a while", "channel", d.Channel, "error", err)
	}
	return s.Store.PutOffDelivery(ctx, d.ID, s.o.Holder, now+care.Instant(store.Backoff(d.Attempts).Milliseconds()), err.Error())
}

// late reports whether what a message asks for can be done no longer.
func late(m store.Message, now care.Instant) bool {
	by, ok := instantOf(m.Params["deadline"])
	return ok && by < now
}

// record keeps that a provider has taken a delivery, and that it arrived when the provider says so at once.
func (s *Service) record(ctx context.Context, d store.Delivery, sent Sent, now care.Instant) error {
	return s.Store.Write(ctx, "record delivery", func(tx *store.Tx) error {
		if err := tx.RecordDelivery(ctx, d.ID, s.o.Holder, sent.Reference, now); err != nil || !sent.Arrived {
			return err
		}
		return s.receipt(ctx, tx, d.Channel, sent.Reference, true, "", now)
	})
}

// hand gives a message to the provider of its channel.
func (s *Service) hand(ctx context.Context, d store.Delivery, m store.Message, reader store.Reader) (Sent, error) {
	reader.PhoneSealed = cmp.Or(d.PhoneSealed, reader.PhoneSealed)
	address, err := s.Reach(reader)
	if err != nil {
		return Sent{}, &RefusedError{err}
	}
	names, err := s.namesOf(ctx, []store.Message{m})
	if err != nil {
		return Sent{}, err
	}
	names.side = sideOf(reader.Role)
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	switch {
	case d.Channel == store.ChannelSMS && s.SMS != nil && address.Phone != "":
		return s.SMS.Send(limited, d.ID, address.Phone, smsText(m, reader.Locale, names, s.addressOf(m, names.side)))
	case d.Channel == store.ChannelWeChat && s.WeChat != nil && address.OpenID != "":
		t, ok := s.o.Templates[templateFor(m.Event)]
		if !ok {
			return Sent{}, &RefusedError{errors.New("there is no template for this any longer")}
		}
		return s.WeChat.Send(limited, address.OpenID, t.fill(m, reader.Locale, names))
	default:
		return Sent{}, &RefusedError{errors.New("the channel or the address is gone")}
	}
}

func (s *Service) breaker(c store.Channel) *breaker {
	if c == store.ChannelSMS {
		return &s.sms
	}
	return &s.wechat
}

// breaker leaves a provider alone that has failed several times in a row.
type breaker struct {
	mu    sync.Mutex
	fails int
	until care.Instant
}

const (
	breakAfter = 5
	breakFor   = care.Instant(30_000)
)

func (b *breaker) closedUntil() care.Instant {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.until
}

func (b *breaker) worked() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails, b.until = 0, 0
}

// failed counts, and reports whether the provider is to be left alone from now on.
func (b *breaker) failed(now care.Instant) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails++
	if b.fails < breakAfter {
		return false
	}
	b.fails, b.until = 0, now+breakFor
	return true
}

// Receipt records what a provider says became of a message: it arrived, or why not. A number nobody knows is not_found.
func (s *Service) Receipt(ctx context.Context, by store.Channel, reference string, arrived bool, cause string) error {
	now := s.now()
	return s.Store.Write(ctx, "record receipt", func(tx *store.Tx) error {
		return s.receipt(ctx, tx, by, reference, arrived, cause, now)
	})
}

func (s *Service) receipt(ctx context.Context, tx *store.Tx, by store.Channel, reference string, arrived bool, cause string, now care.Instant) error {
	app, first, err := tx.Receipt(ctx, by, reference, arrived, cause, now)
	if err != nil || !first || app == "" {
		return err
	}
	return s.Delivered(ctx, tx, app, now)
}
