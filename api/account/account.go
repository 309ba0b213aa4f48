// Package account knows who is asking: how parents and staff sign in and stay signed in, families with their children and
// papers, what was agreed to, and who has looked. It keeps personal fields sealed and gives them only to those who may read
// them. It must not know HTTP, nor anything of places and applications.
package account

import (
	"context"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// Deps are the real things a Service works with.
type Deps struct {
	Store  *store.Store
	Limits kv.KV     // counts tries; must go on in this process when it is away, see kv.Fallback
	Box    *seal.Box // seals personal fields
	Scans  blob.Store
	Sender Sender  // brings codes to telephones
	WeChat *WeChat // nil: nobody signs in by WeChat

	Rules func() *care.Rules // as they stand now; nil: the defaults

	Now     func() time.Time // what is shown and judged goes by it
	Machine func() time.Time // codes, logins and allowances run out by it, even where Now stands still

	// EndAll ends everything a family or child has running at facilities, before what is known of it is erased. child is ""
	// for the whole family. It may be called again after a failure.
	EndAll func(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error
	// More is what other services keep of a family, for its export, by what it is called there. nil: nothing.
	More func(ctx context.Context, actor care.Actor) (map[string]any, error)
}

// Options are what may be set.
type Options struct {
	Demo   bool   // a demonstration: anybody may be anybody, and codes can be read on a page
	Issuer string // names this service in authenticators; 托育圈 when empty
	Area   string // code of the city, for the rules papers are judged by outside of any facility
}

// Sender brings a text to a mobile telephone.
type Sender interface {
	Send(ctx context.Context, phone, text string) error
}

// Device is where somebody is signed in.
type Device string

// The devices.
const (
	DeviceWeb  Device = "web"
	DeviceMini Device = "mini"
)

// Service is who is asking. It is safe for concurrent use. Errors for the caller are, or wrap, a care.Error.
type Service struct {
	Deps
	o       Options
	hashing chan struct{} // one token for each password that may be hashed at a time
}

// New returns a Service.
func New(d Deps, o Options) *Service {
	if o.Issuer == "" {
		o.Issuer = "托育圈"
	}
	return &Service{Deps: d, o: o, hashing: make(chan struct{}, 2)}
}

func (s *Service) now() care.Instant     { return care.InstantOf(s.Now()) }
func (s *Service) machine() care.Instant { return care.InstantOf(s.Machine()) }

// Person is somebody who is signed in.
type Person struct {
	Actor      care.Actor
	Account    care.AccountID
	Role       care.Role // guardian or delegate of Family, or the role of staff
	Name       string
	PhoneTail  string // the last four digits
	Facility   care.FacilityID
	Area       string
	Family     care.FamilyID // "" when a delegate has left
	Login      LoginID
	Device     Device
	CSRF       string // what a browser must send along with everything that changes something
	Demo       bool
	SignedInAt care.Instant
}

// Session is a fresh login. Token is told once and kept nowhere.
type Session struct {
	Person

	Token   string
	Expires care.Instant // the device may forget the token then; the login itself may end earlier, or later when it is used
}
