package main

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/store"
)

// texts brings texts to telephones: through the operator's gateway, or onto the page of a demonstration.
type texts struct {
	gateway *notify.Gateway // nil: none is set
	demo    bool
	store   *store.Store
	world   *world
}

func (w *world) openTexts(st *store.Store, demo bool) *texts {
	t := &texts{demo: demo, store: st, world: w}
	if w.config.SMSURL != "" && !demo { // a demonstration never rings anybody
		t.gateway = notify.NewGateway(w.config.SMSURL, w.config.SMSKey)
	}
	return t
}

// code is how account sends a code; it has no number of its own to make two tries one.
type code struct{ *texts }

// Send implements account.Sender.
func (c code) Send(ctx context.Context, phone, text string) error {
	_, err := c.texts.Send(ctx, care.NewID(), phone, text)
	return err
}

// Send implements notify.SMS.
func (t *texts) Send(ctx context.Context, ref, phone, text string) (notify.Sent, error) {
	switch {
	case t.demo:
		err := t.store.AddDemoMessage(ctx, store.DemoMessage{Phone: phone, Body: text, At: machineNow()})
		return notify.Sent{Reference: ref, Arrived: true}, err
	case t.gateway != nil:
		return t.gateway.Send(ctx, ref, phone, text)
	default:
		return notify.Sent{}, care.Errorf(care.Unavailable, care.CodeUnavailable, "", "no SMS gateway is set (SMS_URL)")
	}
}
