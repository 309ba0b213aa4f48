package kv_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a clock that only moves when told to.
type clock struct{ us atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.us.Store(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).UnixMicro())
	return c
}

func (c *clock) Now() time.Time          { return time.UnixMicro(c.us.Load()) }
func (c *clock) Advance(d time.Duration) { c.us.Add(d.Microseconds()) }

// redisURL returns the real Redis the tests may use, or skips and says so.
func redisURL(t *testing.T) string {
	t.Helper()
	url := os.Getenv("TUOYUQUAN_TEST_REDIS_URL")
	if url == "" {
		t.Skip("needs a real Redis: set TUOYUQUAN_TEST_REDIS_URL, e.g. redis://127.0.0.1:6379/0")
	}
	return url
}

func prefix(t *testing.T) string { return "test:" + t.Name() + ":" + care.NewID() + ":" }

func newRedis(t *testing.T, url string, opts ...kv.Option) *kv.Redis {
	t.Helper()
	opts = append([]kv.Option{kv.WithPrefix(prefix(t)), kv.WithTimeout(2 * time.Second)}, opts...)
	r, err := kv.NewRedis(t.Context(), url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// engine is one way to make a KV whose limiter runs on the given clock.
type engine struct {
	name string
	open func(t *testing.T, c *clock, opts ...kv.Option) kv.KV
}

func engines() []engine {
	memory := func(t *testing.T, c *clock, opts ...kv.Option) kv.KV {
		m := kv.NewMemory(c.Now, opts...)
		t.Cleanup(func() { _ = m.Close() })
		return m
	}
	shared := func(t *testing.T, c *clock, opts ...kv.Option) kv.KV {
		return newRedis(t, redisURL(t), append(opts, kv.WithClock(c.Now))...)
	}
	fallback := func(t *testing.T, c *clock, opts ...kv.Option) kv.KV {
		f := kv.NewFallback(newRedis(t, redisURL(t), append(opts, kv.WithClock(c.Now))...), c.Now)
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	return []engine{{"memory", memory}, {"redis", shared}, {"fallback", fallback}}
}

// TestSuite is what every engine promises.
func TestSuite(t *testing.T) {
	cases := map[string]func(*testing.T, engine){
		"cache":        suiteCache,
		"cache bounds": suiteBounds,
		"copies":       suiteCopies,
		"limit":        suiteLimit,
		"limit bounds": suiteLimitBounds,
		"limit race":   suiteLimitRace,
		"messages":     suiteMessages,
		"slow":         suiteSlow,
		"leave":        suiteLeave,
		"close":        suiteClose,
		"cancelled":    suiteCancelled,
	}
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			for name, f := range cases {
				t.Run(name, func(t *testing.T) { f(t, e) })
			}
		})
	}
}

func suiteCache(t *testing.T, e engine) {
	ctx, k := t.Context(), e.open(t, newClock())
	want := func(key, val string, found bool) {
		t.Helper()
		got, ok, err := k.Get(ctx, key)
		if err != nil || ok != found || string(got) != val {
			t.Fatalf("Get(%q) = %q, %v, %v; want %q, %v", key, got, ok, err, val, found)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want("a", "", false)
	must(k.Set(ctx, "a", []byte("1"), time.Hour))
	must(k.Set(ctx, "空", []byte{0, 255, '\n'}, time.Hour))
	must(k.Set(ctx, "empty", nil, time.Nanosecond+time.Hour))
	want("a", "1", true)
	want("空", "\x00\xff\n", true)
	want("empty", "", true)
	must(k.Set(ctx, "a", []byte("2"), time.Hour))
	want("a", "2", true)
	must(k.Delete(ctx, "a", "never there", "空"))
	must(k.Delete(ctx))
	want("a", "", false)
	want("空", "", false)
	want("empty", "", true)
}

func suiteBounds(t *testing.T, e engine) {
	ctx, k := t.Context(), e.open(t, newClock())
	long := strings.Repeat("k", kv.MaxKey+1)
	for name, c := range map[string]struct{ got, want error }{
		"empty key":   {k.Set(ctx, "", nil, time.Second), kv.ErrKey},
		"long key":    {k.Set(ctx, long, nil, time.Second), kv.ErrKey},
		"no ttl":      {k.Set(ctx, "a", nil, 0), kv.ErrTTL},
		"long ttl":    {k.Set(ctx, "a", nil, kv.MaxTTL+1), kv.ErrTTL},
		"large":       {k.Set(ctx, "a", make([]byte, kv.MaxValue+1), time.Second), kv.ErrTooLarge},
		"delete":      {k.Delete(ctx, "a", ""), kv.ErrKey},
		"publish":     {k.Publish(ctx, "", nil), kv.ErrKey},
		"publish big": {k.Publish(ctx, "a", make([]byte, kv.MaxValue+1)), kv.ErrTooLarge},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if _, _, err := k.Get(ctx, long); !errors.Is(err, kv.ErrKey) {
		t.Errorf("get: %v", err)
	}
	if _, err := k.Subscribe(ctx, ""); !errors.Is(err, kv.ErrKey) {
		t.Errorf("subscribe: %v", err)
	}
	big := []byte(strings.Repeat("v", kv.MaxValue))
	if err := k.Set(ctx, long[:kv.MaxKey], big, time.Minute); err != nil {
		t.Error(err)
	}
	if got, ok, err := k.Get(ctx, long[:kv.MaxKey]); err != nil || !ok || len(got) != len(big) {
		t.Errorf("the largest entry: %d bytes, %v, %v", len(got), ok, err)
	}
}

func suiteCopies(t *testing.T, e engine) {
	ctx, k := t.Context(), e.open(t, newClock())
	val := []byte("abc")
	if err := k.Set(ctx, "a", val, time.Hour); err != nil {
		t.Fatal(err)
	}
	val[0] = 'X'
	got, _, _ := k.Get(ctx, "a")
	if string(got) != "abc" {
		t.Fatalf("the engine kept the caller's bytes: %q", got)
	}
	got[0] = 'Y'
	if again, _, _ := k.Get(ctx, "a"); string(again) != "abc" {
		t.Fatalf("the engine gave out its own bytes: %q", again)
	}
}

func suiteLimit(t *testing.T, e engine) {
	ctx, c := t.Context(), newClock()
	k := e.open(t, c)
	want := func(key string, limit int, per time.Duration, ok bool, wait time.Duration) {
		t.Helper()
		gotOK, gotWait, err := k.Allow(ctx, key, limit, per)
		if err != nil || gotOK != ok || gotWait != wait {
			t.Fatalf("Allow = %v, %v, %v; want %v, %v", gotOK, gotWait, err, ok, wait)
		}
	}
	for range 5 {
		want("a", 5, time.Second, true, 0)
	}
	want("a", 5, time.Second, false, 200*time.Millisecond)
	want("a", 5, time.Second, false, 200*time.Millisecond) // a refusal takes nothing
	want("b", 5, time.Second, true, 0)                     // another key
	c.Advance(199 * time.Millisecond)
	want("a", 5, time.Second, false, time.Millisecond)
	c.Advance(time.Millisecond)
	want("a", 5, time.Second, true, 0)
	want("a", 5, time.Second, false, 200*time.Millisecond)
	c.Advance(time.Hour) // never more than the whole allowance
	for range 5 {
		want("a", 5, time.Second, true, 0)
	}
	want("a", 5, time.Second, false, 200*time.Millisecond)

	for range 7 { // a period that the limit does not divide
		want("c", 7, time.Second, true, 0)
	}
	want("c", 7, time.Second, false, 142858*time.Microsecond)

	for range 3 { // a clock set back locks nobody out for more than a period
		want("d", 3, time.Second, true, 0)
	}
	c.Advance(-24 * time.Hour)
	_, wait, err := k.Allow(ctx, "d", 3, time.Second)
	if err != nil || wait > time.Second {
		t.Fatalf("after the clock was set back: wait %v, %v", wait, err)
	}
}

func suiteLimitBounds(t *testing.T, e engine) {
	k := e.open(t, newClock())
	for _, c := range []struct {
		limit int
		per   time.Duration
		ok    bool
	}{
		{0, time.Second, false},
		{-1, time.Second, false},
		{kv.MaxLimit + 1, time.Second, false},
		{1, 0, false},
		{1, time.Nanosecond, false},
		{1, kv.MaxPeriod + time.Second, false},
		{kv.MaxLimit, kv.MaxPeriod, true},
		{1, kv.MaxPeriod, true},
		{kv.MaxLimit, time.Microsecond, true},
	} {
		ok, _, err := k.Allow(t.Context(), fmt.Sprint("k", c.limit, c.per), c.limit, c.per)
		if ok != c.ok || errors.Is(err, kv.ErrLimit) == c.ok {
			t.Errorf("Allow(%d per %v) = %v, %v", c.limit, c.per, ok, err)
		}
	}
	if _, _, err := k.Allow(t.Context(), "", 1, time.Second); !errors.Is(err, kv.ErrKey) {
		t.Error(err)
	}
}

func suiteLimitRace(t *testing.T, e engine) {
	k := e.open(t, newClock())
	var won atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 20 {
				ok, _, err := k.Allow(t.Context(), "hot", 37, time.Hour)
				if err != nil {
					t.Error(err)
				}
				if ok {
					won.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if won.Load() != 37 {
		t.Fatalf("%d of 320 calls were allowed, want exactly 37", won.Load())
	}
}

func receive(t *testing.T, ch <-chan []byte) string {
	t.Helper()
	select {
	case m, ok := <-ch:
		if !ok {
			t.Fatal("the channel was closed")
		}
		return string(m)
	case <-time.After(10 * time.Second):
		t.Fatal("no message came")
	}
	return ""
}

func closed(t *testing.T, ch <-chan []byte) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case _, ok := <-ch:
			if !ok {
				return
			}
		case <-deadline:
			t.Fatal("the channel was not closed")
		}
	}
}

func suiteMessages(t *testing.T, e engine) {
	ctx, k := t.Context(), e.open(t, newClock())
	if err := k.Publish(ctx, "news", []byte("nobody listens")); err != nil {
		t.Fatal(err)
	}
	a, err := k.Subscribe(ctx, "news")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := k.Subscribe(ctx, "news")
	other, _ := k.Subscribe(ctx, "other")
	for i := range 20 {
		if err := k.Publish(ctx, "news", fmt.Append(nil, "n", i, "\x00空")); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.Publish(ctx, "other", nil); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		want := fmt.Sprint("n", i, "\x00空")
		if got := receive(t, a); got != want {
			t.Fatalf("a got %q, want %q", got, want)
		}
		if got := receive(t, b); got != want {
			t.Fatalf("b got %q, want %q", got, want)
		}
	}
	if got := receive(t, other); got != "" {
		t.Fatalf("other got %q", got)
	}
}

func suiteSlow(t *testing.T, e engine) {
	ctx, k := t.Context(), e.open(t, newClock(), kv.WithBuffer(4))
	slow, err := k.Subscribe(ctx, "news")
	if err != nil {
		t.Fatal(err)
	}
	const sent = 50
	for i := range sent {
		if err := k.Publish(ctx, "news", fmt.Append(nil, i)); err != nil {
			t.Fatal(err)
		}
	}
	// The last message says that all have been handed over: it arrives at a second subscriber of the same connection.
	fence, _ := k.Subscribe(ctx, "fence")
	if err := k.Publish(ctx, "fence", []byte("all sent")); err != nil {
		t.Fatal(err)
	}
	receive(t, fence)
	for i := sent - 4; i < sent; i++ {
		if got := receive(t, slow); got != strconv.Itoa(i) {
			t.Fatalf("got %s, want %d: the newest must stay", got, i)
		}
	}
	if n := k.(interface{ Dropped() uint64 }).Dropped(); n != sent-4 {
		t.Fatalf("%d counted as dropped, want %d", n, sent-4)
	}
}

func suiteLeave(t *testing.T, e engine) {
	k := e.open(t, newClock())
	for range 3 { // the last listener leaves, a first one comes again
		ctx, cancel := context.WithCancel(t.Context())
		a, err := k.Subscribe(ctx, "news")
		if err != nil {
			t.Fatal(err)
		}
		b, _ := k.Subscribe(t.Context(), "rest")
		cancel()
		closed(t, a)
		c, _ := k.Subscribe(t.Context(), "news")
		if err := k.Publish(t.Context(), "news", []byte("x")); err != nil {
			t.Fatal(err)
		}
		if err := k.Publish(t.Context(), "rest", []byte("y")); err != nil {
			t.Fatal(err)
		}
		if receive(t, c) != "x" || receive(t, b) != "y" {
			t.Fatal("wrong message")
		}
	}
}

func suiteClose(t *testing.T, e engine) {
	ctx, k := t.Context(), e.open(t, newClock())
	var chans []<-chan []byte
	for i := range 10 {
		ch, err := k.Subscribe(ctx, fmt.Sprint("t", i%3))
		if err != nil {
			t.Fatal(err)
		}
		chans = append(chans, ch)
	}
	for range 2 {
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, ch := range chans {
		closed(t, ch)
	}
	_, _, getErr := k.Get(ctx, "a")
	_, _, allowErr := k.Allow(ctx, "a", 1, time.Second)
	_, subErr := k.Subscribe(ctx, "a")
	for name, err := range map[string]error{
		"get": getErr, "set": k.Set(ctx, "a", nil, time.Second), "delete": k.Delete(ctx, "a"), "allow": allowErr,
		"publish": k.Publish(ctx, "a", nil), "subscribe": subErr,
	} {
		if !errors.Is(err, kv.ErrClosed) {
			t.Errorf("%s after Close: %v", name, err)
		}
	}
}

func suiteCancelled(t *testing.T, e engine) {
	k := e.open(t, newClock())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, getErr := k.Get(ctx, "a")
	_, subErr := k.Subscribe(ctx, "a")
	for name, err := range map[string]error{"get": getErr, "set": k.Set(ctx, "a", nil, time.Second), "subscribe": subErr} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := k.Set(t.Context(), "a", nil, time.Second); err != nil {
		t.Errorf("a caller that gave up spoiled it for the next: %v", err)
	}
}
