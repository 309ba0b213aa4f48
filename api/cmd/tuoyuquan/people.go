package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/blob"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/facility"
	"tuoyuquan/api/filing"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// people are the services that know persons: who is asking, who takes a place, who is told.
type people struct {
	rules    *rulebook
	demo     bool // a demonstration: anybody may be anybody
	box      *seal.Box
	sign     []byte // keys what reservations sign
	scans    blob.Store
	accounts *account.Service
	booking  *booking.Service
	casework *casework.Service
	filing   *filing.Service
	facility *facility.Service
	notify   *notify.Service

	districts *districts
	limits    kv.KV
	vaultBox  *seal.Box // seals who complained, under a key of its own
	caseKey   []byte
	pictures  *picture.Cleaner
	scan      func(ctx context.Context, file io.Reader) error // nil: no scanner
}

// openPeople opens them on a store. wantDemo asks for a demonstration; it is one only where the data are made up and the
// service is not on the open internet.
func (w *world) openPeople(st *store.Store, limits kv.KV, replica string, wantDemo bool) (*people, error) {
	keys, err := w.config.openKeys()
	if err != nil {
		return nil, err
	}
	p := &people{rules: &rulebook{store: st}}
	if err := p.rules.read(w.ctx); err != nil {
		return nil, err
	}
	if p.demo, err = w.isDemonstration(st, wantDemo); err != nil {
		return nil, err
	}
	if p.box, err = seal.New(keys[0], keys[1:]...); err != nil {
		return nil, err
	}
	if p.scans, err = w.openScans(); err != nil {
		return nil, fmt.Errorf("scans: %w", err)
	}
	sign, err := derive(keys, "booking")
	if err != nil {
		return nil, err
	}
	texts := w.openTexts(st, p.demo)
	var weChat *account.WeChat
	if w.config.WeChatAppID != "" {
		weChat = account.NewWeChat(w.config.WeChatURL, w.config.WeChatAppID, w.config.WeChatSecret, time.Now)
	}
	p.accounts = account.New(account.Deps{
		Store: st, Limits: limits, Box: p.box, Scans: p.scans, Sender: code{texts}, WeChat: weChat, Rules: p.rules.now.Load,
		Now: w.config.clock(), Machine: time.Now, More: p.familyExport,
		EndAll: func(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error {
			if err := p.casework.LeaveAll(ctx, actor, family, child); err != nil {
				return err
			}
			if err := p.casework.LeaveReviews(ctx, actor, family, child); err != nil {
				return err
			}
			if err := p.booking.LeaveAll(ctx, actor, family, child); err != nil {
				return err
			}
			return p.booking.EndApplications(ctx, actor, family, child)
		},
	}, account.Options{Demo: p.demo})
	p.booking = booking.New(booking.Deps{
		Store: st, Child: p.childFacts, Names: p.accounts.Names, Rules: p.rules.now.Load, Now: w.config.clock(), Box: p.box, Log: w.log,
		Examined: func(ctx context.Context, tx *store.Tx, a care.Application) (bool, error) {
			return p.casework.Examined(ctx, tx, a)
		},
	}, booking.Options{Key: sign})
	if err := w.openCasework(st, limits, p, keys); err != nil {
		return nil, err
	}
	p.facility = facility.New(facility.Deps{
		Store: st, Box: p.box, Files: p.scans, Pictures: p.pictures.Clean, Booking: p.booking, Names: p.accounts.Names, Rules: p.rules.now.Load, Now: w.config.clock(), Log: w.log,
	})
	p.filing = p.filingAt(st, w.config.clock(), w.log)
	p.notify, err = w.openNotify(st, limits, replica, p, texts, weChat)
	return p, err
}

// openNotify is who tells people.
func (w *world) openNotify(st *store.Store, limits kv.KV, replica string, p *people, texts *texts, weChat *account.WeChat) (*notify.Service, error) {
	templates, err := notify.ParseTemplates(w.config.WeChatTemplates)
	if err != nil {
		return nil, err
	}
	publicURL, err := w.config.publicURL(p.demo)
	if err != nil {
		return nil, err
	}
	if publicURL == "" && texts.gateway != nil {
		w.log.Warn("texts have no links: nobody has said where this service is open (TUOYUQUAN_PUBLIC_URL)")
	}
	deps := notify.Deps{
		Store: st, KV: limits, Names: p.accounts.Names, Reach: p.reach, Delivered: p.booking.Delivered, Complainants: p.casework.Complainants,
		Now: w.config.working(), Log: w.log,
	}
	if texts.gateway != nil || p.demo {
		deps.SMS = texts
	}
	if weChat != nil {
		deps.WeChat = notify.NewMiniProgram(w.config.WeChatURL, weChat.Token)
	}
	return notify.New(deps, notify.Options{
		Holder: replica, Templates: templates, PublicURL: publicURL, ReceiptSecret: w.config.SMSReceipts,
		Push: notify.Push{Token: w.config.WeChatPushToken, Key: w.config.WeChatPushKey, AppID: w.config.WeChatAppID},
	}), nil
}

// bookingAt is the service of reservations by a clock: that of the settings, or the past one a demonstration is filled by.
func (p *people) bookingAt(st *store.Store, now func() time.Time, log *slog.Logger) *booking.Service {
	return booking.New(booking.Deps{
		Store: st, Child: p.childFacts, Names: p.accounts.Names, Rules: p.rules.now.Load, Now: now, Box: p.box, Log: log,
	}, booking.Options{Key: p.sign})
}

// isDemonstration says whether anybody may sign in as anybody: asked for, on made-up data alone, not on the open internet.
func (w *world) isDemonstration(st *store.Store, wanted bool) (bool, error) {
	if !wanted || w.config.Public {
		return false, nil
	}
	text, err := st.Meta(w.ctx, finder.MetaDemo)
	return text == "true", err
}

func (w *world) openScans() (blob.Store, error) {
	if w.config.S3URL != "" {
		return blob.OpenS3(w.ctx, w.config.S3URL)
	}
	return blob.NewFolder(filepath.Join(w.config.Data, "scans"), time.Now)
}

// childFacts is what booking must know of a child.
func (p *people) childFacts(ctx context.Context, tx *store.Tx, id care.ChildID) (booking.ChildFacts, error) {
	f, err := p.accounts.ChildFacts(ctx, tx, id)
	if err != nil {
		return booking.ChildFacts{}, err
	}
	return booking.ChildFacts(f), nil
}

// reach opens how a reader can be told outside the app.
func (p *people) reach(r store.Reader) (notify.Address, error) {
	phone, openID, err := p.accounts.Reach(r.ID, r.PhoneSealed, r.WeChatSealed)
	return notify.Address{Phone: phone, OpenID: openID}, err
}
