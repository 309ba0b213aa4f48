package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// noon is 2026-11-21 12:00 in Shanghai.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, care.Shanghai)

// clock is set by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// phones stands for both providers: it remembers what arrived, and fails as it is told to.
type phones struct {
	mu     sync.Mutex
	texts  map[string][]string // by reference
	to     []string
	wechat []notify.WeChatMessage
	fail   func() error
}

func (p *phones) Send(_ context.Context, ref, phone, text string) (notify.Sent, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		if err := p.fail(); err != nil {
			return notify.Sent{}, err
		}
	}
	if p.texts == nil {
		p.texts = map[string][]string{}
	}
	p.texts[ref] = append(p.texts[ref], text)
	p.to = append(p.to, phone)
	return notify.Sent{Reference: ref}, nil
}

type mini struct{ *phones }

func (m mini) Send(_ context.Context, openID string, w notify.WeChatMessage) (notify.Sent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wechat = append(m.wechat, w)
	m.to = append(m.to, openID)
	return notify.Sent{Reference: fmt.Sprint("wx", len(m.wechat))}, nil
}

// world is a store with a family of two, a facility with one member of staff, and a bureau.
type world struct {
	*clock
	t         *testing.T
	store     *store.Store
	phones    *phones
	delivered map[care.ApplicationID]int
	mu        sync.Mutex
	kv        kv.KV
}

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{clock: &clock{t: noon}, t: t, store: s, phones: &phones{}, delivered: map[care.ApplicationID]int{}}
	w.kv = kv.NewMemory(time.Now)
	t.Cleanup(func() { _ = w.kv.Close() })
	at := care.InstantOf(noon)
	if _, err := s.SaveFacilities(t.Context(), care.System("test"), at, []care.Facility{{
		ID: "f1", Source: "test", Name: "春苗托育", AreaCode: "320508001", Kind: care.KindIndependent, Filing: care.Filing{Status: care.Filed},
		Classes: []care.Class{{ID: "k1", Name: "小一班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay}},
	}}); err != nil {
		t.Fatal(err)
	}
	err := s.Write(t.Context(), "people", func(tx *store.Tx) error {
		for _, a := range []store.Account{
			{ID: "mum", Role: care.ActorGuardian, PhoneSealed: "s1", PhoneHash: "h1", WeChatSealed: "o1", WeChatHash: "oh1"},
			{ID: "gran", Role: care.ActorGuardian, PhoneSealed: "s2", PhoneHash: "h2"},
			{ID: "other", Role: care.ActorGuardian, PhoneSealed: "s3", PhoneHash: "h3"},
			{ID: "staff", Role: care.ActorFacility, Facility: "f1", Username: "staff"},
			{ID: "here", Role: care.ActorDistrict, Area: "320508", Username: "here"},
			{ID: "there", Role: care.ActorDistrict, Area: "320507", Username: "there"},
		} {
			if err := tx.AddAccount(t.Context(), a); err != nil {
				return err
			}
		}
		return errors.Join(tx.AddFamily(t.Context(), "fam", "mum", false, at), tx.AddMember(t.Context(), "fam", "gran", care.ActorDelegate, at),
			tx.AddFamily(t.Context(), "fam2", "other", false, at), w.consent(tx, "fam", "mum"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) consent(tx *store.Tx, family, by string) error {
	return tx.AddConsent(w.t.Context(), store.ConsentRow{
		ID: care.NewID(), FamilyID: family, AccountID: by, Purpose: string(care.PurposeMessages), Version: 1,
		TextHash: strings.Repeat("0", 64), Locale: "zh", Device: "web", GivenAt: 1,
	})
}

func (w *world) worker(name string) *notify.Service { return w.workerWith(name, notify.Options{}) }

func (w *world) workerWith(name string, o notify.Options) *notify.Service {
	o.Holder, o.Templates = name, map[string]notify.Template{notify.TemplateOffer: {ID: "tpl", Fields: [4]string{"thing1", "thing2", "time3", "thing4"}}}
	return notify.New(notify.Deps{
		Store: w.store, KV: w.kv, WeChat: mini{w.phones}, SMS: w.phones, Now: w.now, Log: slog.New(slog.DiscardHandler),
		Names: func(context.Context, []care.ChildID) (map[care.ChildID]string, error) {
			return map[care.ChildID]string{"kid": "豆豆"}, nil
		},
		Reach: func(r store.Reader) (notify.Address, error) {
			return notify.Address{Phone: strings.TrimSpace("phone of " + string(r.ID) + " " + numberOf(r.PhoneSealed)), OpenID: "openid of " + string(r.ID)}, nil
		},
		Delivered: func(_ context.Context, _ *store.Tx, id care.ApplicationID, _ care.Instant) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.delivered[id]++
			return nil
		},
	}, o)
}

func (w *world) say(n care.Notice) {
	w.t.Helper()
	if err := w.store.Write(w.t.Context(), "say", func(tx *store.Tx) error {
		return tx.Enqueue(w.t.Context(), care.TopicMessage, n.At, n)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) work(s *notify.Service) {
	w.t.Helper()
	if err := s.Work(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func offer(id string, at time.Time) care.Notice {
	return care.Notice{
		ID: id, Event: care.NoticeOffered, At: care.InstantOf(at), Family: "fam", Urgent: true, Application: "app", About: "f1", Class: "k1", Child: "kid",
		Params: map[string]string{"deadline": "1795255200000"},
	}
}

var (
	mum   = care.Actor{Kind: care.ActorGuardian, ID: "mum", Family: "fam"}
	gran  = care.Actor{Kind: care.ActorDelegate, ID: "gran", Family: "fam"}
	other = care.Actor{Kind: care.ActorGuardian, ID: "other", Family: "fam2"}
	staff = care.Actor{Kind: care.ActorFacility, ID: "staff", Facility: "f1"}
)

func (w *world) inbox(s *notify.Service, a care.Actor) notify.Page {
	w.t.Helper()
	page, err := s.Inbox(w.t.Context(), a, "", 30, "zh")
	if err != nil {
		w.t.Fatal(err)
	}
	return page
}

func TestAnOfferReachesTheFamilyOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		if _, err := n.Accept(t.Context(), mum, "tpl", "accept"); err != nil {
			t.Fatal(err)
		}
		w.say(offer("e1", noon))
		w.say(offer("e1", noon)) // the same event told twice
		w.work(n)
		w.work(n)
		for _, who := range []care.Actor{mum, gran} {
			page := w.inbox(n, who)
			if len(page.Items) != 1 || page.Unread != 1 || page.Items[0].Title != "有托位了，请答复" || !strings.Contains(page.Items[0].Body, "豆豆") ||
				page.Items[0].Link != (notify.Link{Kind: "application", ID: "app"}) || !page.Items[0].Urgent {
				t.Fatalf("%s: %+v", who.ID, page)
			}
		}
		for _, who := range []care.Actor{other, staff} {
			if page := w.inbox(n, who); len(page.Items) != 0 {
				t.Errorf("%s sees %+v", who.ID, page)
			}
		}
		if len(w.phones.wechat) != 1 || w.phones.wechat[0].Template != "tpl" || w.phones.wechat[0].Fields["thing1"] != "春苗托育" {
			t.Errorf("one accept, one message: %+v", w.phones.wechat)
		}
		if len(w.phones.texts) != 2 {
			t.Errorf("%d texts, want one for each of the family", len(w.phones.texts))
		}
		for ref, list := range w.phones.texts {
			if len(list) != 1 || !strings.Contains(list[0], "春苗托育") || strings.Contains(list[0], "豆豆") {
				t.Errorf("%s: %q", ref, list)
			}
		}
		w.say(offer("e2", noon))
		w.work(n)
		if len(w.phones.wechat) != 1 {
			t.Error("a second WeChat message without a second accept")
		}
		if left, err := n.Accept(t.Context(), mum, "tpl", "reject"); left != 0 || err != nil {
			t.Error(left, err)
		}
		if _, err := n.Accept(t.Context(), mum, "another", "accept"); !care.Is(err, care.CodeInvalid) {
			t.Error(err)
		}
	})
}

// A worker is killed between claiming and telling, another one between sending and recording: nothing is lost, nothing shown twice.
func TestKilledWorkersLoseNothingAndShowNothingTwice(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		r := rand.New(rand.NewPCG(seed, 1))
		const events = 120
		for i := range events {
			w.say(offer(fmt.Sprint("e", i), noon))
		}
		// The killed: they claim and are never heard of again.
		if _, err := s.ClaimOutbox(t.Context(), care.TopicMessage, "dead", care.InstantOf(w.now()), time.Minute, 40); err != nil {
			t.Fatal(err)
		}
		w.phones.fail = func() error { // under the lock of phones
			if r.IntN(6) == 0 {
				return errors.New("the line broke")
			}
			return nil
		}
		for round := range 40 {
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					ctx, cancel := context.WithCancel(t.Context())
					if i == round%4 {
						time.AfterFunc(time.Duration(round)*time.Millisecond, cancel) // killed in the middle of something
					}
					_ = w.worker(fmt.Sprint("w", round, "-", i)).Work(ctx)
					cancel()
				})
			}
			wg.Wait()
			if _, err := s.ClaimDeliveries(t.Context(), fmt.Sprint("dead", round), care.InstantOf(w.now()), time.Minute, 3); err != nil {
				t.Fatal(err)
			}
			w.add(70 * time.Second)
		}
		w.phones.fail = nil
		for range 12 {
			w.add(11 * time.Minute)
			w.work(w.worker("last"))
		}
		for _, who := range []care.Actor{mum, gran} {
			page, err := w.worker("reader").Inbox(t.Context(), who, "", 100, "zh")
			if err != nil || len(page.Items) != 100 || page.Unread != events {
				t.Fatalf("%s: %d shown, %d unread, %v", who.ID, len(page.Items), page.Unread, err)
			}
			rest, err := w.worker("reader").Inbox(t.Context(), who, page.Next, 100, "zh")
			if err != nil || len(rest.Items) != events-100 || rest.Next != "" {
				t.Fatalf("%s: %d more, %v", who.ID, len(rest.Items), err)
			}
		}
		if len(w.phones.texts) != 2*events {
			t.Errorf("%d telephones rang, want %d", len(w.phones.texts), 2*events)
		}
		if dead, err := s.DeadOutbox(t.Context(), care.TopicMessage, 10); len(dead) != 0 || err != nil {
			t.Errorf("dead notices: %+v %v", dead, err)
		}
	})
}

func TestTelephonesAreQuietAtNight(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		w.add(10 * time.Hour) // 22:00
		offered := offer("e1", w.now())
		offered.Params = map[string]string{"deadline": w.now().Add(48 * time.Hour).Format(time.RFC3339)}
		w.say(offered)
		w.work(n)
		if got := w.inbox(n, gran); len(got.Items) != 1 {
			t.Fatalf("the inbox fills at once: %+v", got)
		}
		if err := n.MarkAllRead(t.Context(), gran); err != nil {
			t.Fatal(err)
		}
		if len(w.phones.texts) != 0 {
			t.Fatal("a telephone rang at 22:00")
		}
		w.add(9*time.Hour + 59*time.Minute) // 07:59
		w.work(n)
		if len(w.phones.texts) != 0 {
			t.Fatal("a telephone rang at 07:59")
		}
		w.add(time.Minute)
		w.work(n)
		if !slices.Equal(w.phones.to, []string{"phone of mum"}) {
			t.Fatalf("at 08:00 %q: who has read it need not be rung up", w.phones.to)
		}
	})
}

// A text that asks for an answer by a time that is over is not sent: what was to be answered has gone on since.
func TestNobodyIsRungUpTooLate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		early, late := offer("e1", w.now()), offer("e2", w.now())
		early.Params = map[string]string{"deadline": w.now().Add(time.Minute).Format(time.RFC3339)}
		late.Params = map[string]string{"deadline": w.now().Add(-time.Minute).Format(time.RFC3339)}
		w.say(early)
		w.say(late)
		w.work(n)
		if got := w.inbox(n, gran); len(got.Items) != 2 {
			t.Fatalf("the inbox has both: %+v", got)
		}
		if got := len(w.phones.texts); got != 2 { // of one message, to the two of the family
			t.Errorf("%d texts: %v", got, w.phones.to)
		}
	})
}

func TestOnlyWhoAgreedIsRungUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		o := offer("e1", noon)
		o.Family = "fam2"
		w.say(o)
		w.work(n)
		if got := w.inbox(n, other); len(got.Items) != 1 {
			t.Errorf("%+v", got)
		}
		plain := offer("e2", noon)
		plain.Urgent = false
		w.say(plain)
		w.work(n)
		if len(w.phones.to) != 0 {
			t.Errorf("rang %q", w.phones.to)
		}
	})
}

func TestDeliveredIsAReceiptOrAnOpenedInbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		w.say(offer("e1", noon))
		w.work(n)
		if len(w.delivered) != 0 {
			t.Fatal("sent is not delivered")
		}
		var ref string
		for ref = range w.phones.texts {
			break
		}
		if err := n.Receipt(t.Context(), store.ChannelSMS, "nobody knows", true, ""); !care.Is(err, care.CodeNotFound) {
			t.Error(err)
		}
		for range 3 { // providers repeat themselves
			if err := n.Receipt(t.Context(), store.ChannelSMS, ref, true, ""); err != nil {
				t.Fatal(err)
			}
		}
		if w.delivered["app"] != 1 {
			t.Fatalf("%v", w.delivered)
		}
		failed := offer("e2", noon)
		failed.Application = "app2"
		w.say(failed)
		w.work(n)
		for ref := range w.phones.texts {
			_ = n.Receipt(t.Context(), store.ChannelSMS, ref, false, "switched off")
		}
		if w.delivered["app2"] != 0 {
			t.Fatal("a failed text counts as delivered")
		}
		w.inbox(n, mum)
		if w.delivered["app2"] != 1 {
			t.Fatalf("the inbox was opened: %v", w.delivered)
		}
		w.inbox(n, mum)
		if w.delivered["app2"] != 1 {
			t.Fatal("opened twice, delivered twice")
		}
	})
}

func TestReadingIsOnesOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		w.say(offer("e1", noon))
		w.work(n)
		id := w.inbox(n, mum).Items[0].ID
		for _, who := range []care.Actor{gran, other, staff} {
			if err := n.MarkRead(t.Context(), who, id); !care.Is(err, care.CodeNotFound) {
				t.Errorf("%s reads mum's message: %v", who.ID, err)
			}
		}
		for range 2 {
			if err := n.MarkRead(t.Context(), mum, id); err != nil {
				t.Fatal(err)
			}
		}
		if page := w.inbox(n, mum); page.Unread != 0 || !page.Items[0].Read {
			t.Errorf("%+v", page)
		}
		if unread, err := n.Unread(t.Context(), gran); unread != 1 || err != nil {
			t.Error(unread, err)
		}
	})
}

func TestStaffAndBureausAreTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		w.say(care.Notice{ID: "e", Event: care.NoticeEscalated, At: care.InstantOf(noon), Family: "fam", Staff: "f1", Area: "320508001", About: "f1", Application: "app", Child: "kid"})
		w.work(n)
		for who, want := range map[care.Actor]string{
			mum: "机构超时未答复，已转区里督促", staff: "申请超时未答复", {Kind: care.ActorDistrict, ID: "here", Area: "320508"}: "机构超时未答复申请",
		} {
			if page := w.inbox(n, who); len(page.Items) != 1 || page.Items[0].Title != want || who.ID != "mum" && strings.Contains(page.Items[0].Body, "豆豆") {
				t.Errorf("%s: %+v", who.ID, page)
			}
		}
		if page := w.inbox(n, care.Actor{Kind: care.ActorDistrict, ID: "there", Area: "320507"}); len(page.Items) != 0 {
			t.Errorf("another district: %+v", page)
		}
	})
}

// News of an account rings at the number it had when the thing was done, at night too, although whoever has the account now has read
// it, has another number, or has closed it; nothing else goes to a closed account.
func TestWhoeverTakesAnAccountOverDoesNotTakeTheNews(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.add(11 * time.Hour) // 23:00
		a, b := w.worker("a"), w.worker("b")
		w.phones.fail = func() error { return errors.New("away") }
		now := func() care.Instant { return care.InstantOf(w.now()) }
		w.say(care.TellAccount(care.NoticeAccountReset, "staff", "13900001234", now()))
		w.work(a)
		page := w.inbox(a, staff)
		if len(page.Items) != 1 || page.Items[0].Title != "工作账号已重置" {
			t.Fatalf("%+v", page)
		}
		if err := a.MarkRead(t.Context(), staff, page.Items[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), "take over", func(tx *store.Tx) error {
			_, err := tx.DisableAccount(t.Context(), "staff", now())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.say(care.TellAccount(care.NoticeAccountClosed, "staff", "13900001234", now()))
		w.say(care.Notice{ID: "other", Event: care.NoticeToDecide, At: now(), To: []care.AccountID{"staff"}, Urgent: true, AnyHour: true})
		w.phones.fail = nil
		w.add(time.Hour)
		w.work(b)
		slices.Sort(w.phones.to)
		if want := []string{"phone of staff 13900001234", "phone of staff 13900001234"}; !slices.Equal(w.phones.to, want) {
			t.Errorf("rang %q, want %q", w.phones.to, want)
		}
	})
}

func TestAProviderThatIsAwayIsLeftAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		calls := 0
		w.phones.fail = func() error { calls++; return errors.New("503") }
		for i := range 40 {
			w.say(offer(fmt.Sprint("e", i), noon))
		}
		w.work(n)
		if calls > 10 {
			t.Errorf("%d calls to a provider that is away, want at most 10", calls)
		}
		w.phones.fail = nil
		for range 4 {
			w.add(31 * time.Second)
			w.work(n)
		}
		if len(w.phones.texts) != 80 {
			t.Errorf("%d of 80 arrived when it was back", len(w.phones.texts))
		}
		w.phones.fail = func() error { return &notify.RefusedError{Cause: errors.New("no such number")} }
		w.say(offer("refused", w.now()))
		w.work(n)
		w.phones.fail = nil
		w.add(time.Hour)
		w.work(n)
		if len(w.phones.texts) != 80 {
			t.Error("a refusal was tried again")
		}
	})
}

func TestNewsAndWhoWaitsForThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		ask := func(a care.Actor, since int64) (int64, []string) {
			now, changed, err := n.News(t.Context(), a, since)
			if err != nil {
				t.Fatal(err)
			}
			return now, changed
		}
		start, _ := ask(mum, 0)
		heard := make(chan []string, 10)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			done <- n.Watch(ctx, gran, start, func(_ int64, changed []string) error { heard <- changed; return nil })
		}()
		w.say(offer("e1", noon))
		w.work(n)
		now, changed := ask(mum, start)
		if now <= start || !slices.Contains(changed, notify.NewsInbox) {
			t.Errorf("%d %q", now, changed)
		}
		if _, changed := ask(mum, now); len(changed) != 0 {
			t.Errorf("twice: %q", changed)
		}
		if now, _ := ask(other, 0); now != 0 {
			t.Errorf("another family has news: %d", now)
		}
		select {
		case changed := <-heard:
			if !slices.Contains(changed, notify.NewsInbox) {
				t.Errorf("%q", changed)
			}
		case <-time.After(20 * time.Second):
			t.Error("nobody was woken")
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if back, changed := ask(mum, now+1000); back != now || len(changed) == 0 {
			t.Errorf("a count of the future is answered with %d %q", back, changed)
		}
		if err := s.Write(t.Context(), "change", func(tx *store.Tx) error {
			return tx.AppendChanges(t.Context(), []care.Change{{Noun: care.NounFamily, ID: "fam", Kind: care.ChangeUpdated, At: 1, Actor: care.System("test")}})
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Sequence(t.Context(), "seq", care.InstantOf(noon)); err != nil {
			t.Fatal(err)
		}
		w.work(n)
		if _, changed := ask(mum, now); !slices.Equal(changed, []string{notify.NewsFamily}) {
			t.Errorf("a change of the family: %q", changed)
		}
	})
}

func TestOldMessagesGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.worker("a")
		w.say(offer("old", noon))
		w.work(n)
		w.add(18*31*24*time.Hour + time.Hour)
		w.say(offer("new", w.now()))
		w.work(n)
		if err := n.Retain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if page := w.inbox(n, mum); len(page.Items) != 1 {
			t.Errorf("%d messages", len(page.Items))
		}
	})
}

// numberOf is the number of a sealed one: that of an account in the tests is "s1" and says nothing.
func numberOf(sealed string) string {
	if len(sealed) < 3 {
		return ""
	}
	return sealed
}
