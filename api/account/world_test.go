package account_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/account/wechattest"
	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// noon is when the tests begin.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, care.Shanghai)

// clockwork is a clock that the test moves.
type clockwork struct {
	mu   sync.Mutex
	t    time.Time
	skip int    // looks at the clock until then
	then func() // is done once, in the middle of what looks at the clock
}

func (c *clockwork) now() time.Time {
	c.mu.Lock()
	t, then := c.t, c.then
	if c.skip > 0 {
		c.skip, then = c.skip-1, nil
	} else {
		c.then = nil
	}
	c.mu.Unlock()
	if then != nil {
		then()
	}
	return t
}

func (c *clockwork) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// telephones keep what was sent to them.
type telephones struct {
	mu     sync.Mutex
	texts  map[string][]string
	broken error
}

func (p *telephones) Send(_ context.Context, phone, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return p.broken
	}
	p.texts[phone] = append(p.texts[phone], text)
	return nil
}

var sixDigits = regexp.MustCompile(`\d{6}`)

// code is the last code sent to a telephone.
func (p *telephones) code(t testing.TB, phone string) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	texts := p.texts[phone]
	if len(texts) == 0 {
		t.Fatalf("nothing was sent to %s", phone)
	}
	return sixDigits.FindString(texts[len(texts)-1])
}

// world is accounts on a real database with everything around them.
type world struct {
	testing.TB
	*account.Service

	store  *store.Store
	dir    string
	file   string // of a database on SQLite
	phones *telephones
	wechat *wechattest.Server
	clock  *clockwork
	box    *seal.Box
	scans  *blob.Folder

	mu    sync.Mutex
	ended []string // families and children whose affairs were ended
	onEnd func(family care.FamilyID, child care.ChildID) error
}

// each runs a test on both engines.
func each(t *testing.T, f func(w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { f(newWorld(t, s, account.Options{})) })
}

// lite is a world for tests that need some database.
func lite(t testing.TB) *world {
	address := storetest.SQLiteURL(t)
	w := newWorld(t, storetest.Open(t, address), account.Options{})
	w.file = strings.TrimPrefix(address, "sqlite:")
	return w
}

// dumpOf is everything in the database file, as it lies on the disk.
func dumpOf(w *world) string {
	w.Helper()
	var all []byte
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(w.file + suffix)
		w.ok(err)
		all = append(all, b...)
	}
	return string(all)
}

func newWorld(t testing.TB, s *store.Store, o account.Options) *world {
	t.Helper()
	w := &world{
		TB: t, store: s, dir: t.TempDir(), phones: &telephones{texts: map[string][]string{}}, wechat: wechattest.New(t), clock: &clockwork{t: noon},
	}
	var err error
	if w.box, err = seal.New(make([]byte, seal.KeySize)); err != nil {
		t.Fatal(err)
	}
	if w.scans, err = blob.NewFolder(filepath.Join(w.dir, "scans"), time.Now); err != nil {
		t.Fatal(err)
	}
	limits := kv.NewMemory(w.clock.now)
	t.Cleanup(func() {
		if err := errors.Join(limits.Close(), w.scans.Close()); err != nil {
			t.Error(err)
		}
	})
	w.Service = account.New(account.Deps{
		Store: s, Limits: limits, Box: w.box, Scans: w.scans, Sender: w.phones,
		WeChat: account.NewWeChat(w.wechat.URL, wechattest.AppID, wechattest.Secret, w.clock.now),
		Now:    w.clock.now, Machine: w.clock.now, EndAll: w.end,
	}, o)
	return w
}

func (w *world) end(_ context.Context, _ care.Actor, family care.FamilyID, child care.ChildID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = append(w.ended, string(family)+"/"+string(child))
	if w.onEnd != nil {
		return w.onEnd(family, child)
	}
	return nil
}

func (w *world) ctx() context.Context { return w.Context() }

// must ends the test when something failed.
func must[T any](w *world) func(T, error) T {
	return func(v T, err error) T {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		return v
	}
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused wants a code.
func (w *world) refused(err error, want care.Code) {
	w.Helper()
	if !care.Is(err, want) {
		w.Fatalf("got %v, want %s", err, want)
	}
}

// parent signs in with a telephone.
func (w *world) parent(phone string) account.Session {
	w.Helper()
	w.clock.move(time.Minute)
	_, err := w.SendCode(w.ctx(), "net-"+phone, phone)
	w.ok(err)
	phone, _ = care.NormalizePhone(phone)
	return must[account.Session](w)(w.SignInByPhone(w.ctx(), "net-"+phone, phone, w.phones.code(w, phone), account.DeviceWeb))
}

var operator = care.Actor{Kind: care.ActorOperator, ID: "test"}

// minou is what families say of the first child.
func minou() account.ChildInput {
	return account.ChildInput{Name: "林小满", Birth: care.Date{Year: 2025, Month: 3, Day: 1}, Sex: care.SexFemale, Notes: "对花生过敏"}
}

func (w *world) child(p account.Session, in account.ChildInput) account.Child {
	w.Helper()
	return must[account.Child](w)(w.AddChild(w.ctx(), p.Actor, in))
}

const password = "绿萝·茶杯·云梯·九月十一"

// staff invites and arms a member of staff and gives the secret of the authenticator.
func (w *world) staff(in account.StaffInput) (id care.AccountID, secret string) {
	w.Helper()
	id, code, err := w.InviteStaff(w.ctx(), operator, in)
	w.ok(err)
	return id, w.arm(code.Code)
}

func (w *world) arm(token string) (secret string) {
	w.Helper()
	uri := must[string](w)(w.TakeInvitation(w.ctx(), "office", token, password))
	u := must[*url.URL](w)(url.Parse(uri))
	secret = u.Query().Get("secret")
	must[account.Session](w)(w.ConfirmInvitation(w.ctx(), "office", token, account.CodeAt(secret, w.clock.now())))
	return secret
}

// carer is a member of staff of a facility that is there.
func (w *world) carer(n int) (p account.Session, facility care.FacilityID) {
	w.Helper()
	f := w.facility(n)
	name := fmt.Sprintf("carer%d", n)
	_, secret := w.staff(account.StaffInput{Username: name, Name: "王老师", Role: care.ActorFacility, Facility: f.ID})
	w.clock.move(time.Minute)
	s := must[account.Session](w)(w.SignInStaff(w.ctx(), "office", name, password, account.CodeAt(secret, w.clock.now())))
	return s, f.ID
}

func (w *world) facility(n int) care.Facility {
	w.Helper()
	f := care.Facility{
		ID: care.FacilityID(fmt.Sprintf("01930000-0000-7000-8000-%012d", n)), Source: "test", ExternalID: strconv.Itoa(n), Name: fmt.Sprintf("阳光托育%03d", n),
		Kind: care.KindCommunity, Nature: care.NaturePublic, OpenToPublic: true, Modes: []care.Mode{care.FullDay}, AreaCode: "320500001",
		Address: "测试路1号", Filing: care.Filing{Status: care.Filed, No: fmt.Sprintf("F%d", n)}, Verified: true,
		Classes: []care.Class{{
			ID: care.ClassID(fmt.Sprintf("01930000-0000-7000-9000-%012d", n)), Name: "托小班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
		}},
		UpdatedAt: care.InstantOf(noon),
	}
	_, err := w.store.SaveFacilities(w.ctx(), operator, care.InstantOf(noon), []care.Facility{f})
	w.ok(err)
	return f
}

// applies puts an application of a child at a facility into a state.
func (w *world) applies(c account.Child, facility care.FacilityID, state care.State) care.Application {
	w.Helper()
	now := care.InstantOf(w.clock.now())
	class := care.ClassID("01930000-0000-7000-9000-" + string(facility)[len(facility)-12:])
	start := care.Date{Year: 2027, Month: 1, Day: 4}
	a := care.Application{
		ID: care.ApplicationID(care.NewID()), FamilyID: c.Family, ChildID: c.ID, FacilityID: facility, ClassID: class, Mode: care.FullDay, Start: start,
		From: start.MonthOf(), To: start.MonthOf() + 3, State: state, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	w.ok(w.store.Write(w.ctx(), "apply", func(tx *store.Tx) error { return tx.InsertApplicationRow(w.ctx(), a) }))
	return a
}

// moves changes the state of an application.
func (w *world) moves(was care.Application, state care.State) care.Application {
	w.Helper()
	is := was
	is.State, is.Version, is.UpdatedAt = state, was.Version+1, care.InstantOf(w.clock.now())
	w.ok(w.store.Write(w.ctx(), "move", func(tx *store.Tx) error {
		return tx.MoveApplicationRow(w.ctx(), was, is, errors.New("it has moved"))
	}))
	return is
}
