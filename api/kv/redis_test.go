package kv_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tuoyuquan/api/kv"
)

func TestRedisExpires(t *testing.T) {
	r := newRedis(t, redisURL(t))
	if err := r.Set(t.Context(), "a", []byte("1"), 30*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		_, ok, err := r.Get(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the entry does not end")
		}
		time.Sleep(2 * time.Millisecond) // poll
	}
}

// TestLimitersAgree makes the same random calls at the same instants of both limiters.
func TestLimitersAgree(t *testing.T) {
	address := redisURL(t)
	c := newClock()
	r := newRedis(t, address, kv.WithClock(c.Now))
	ctx, round := t.Context(), 0
	rapid.Check(t, func(t *rapid.T) {
		m := kv.NewMemory(c.Now)
		defer m.Close() //nolint:errcheck // a test
		round++
		limit := rapid.IntRange(1, 9).Draw(t, "limit")
		per := time.Duration(rapid.Int64Range(1, 3_000_000).Draw(t, "per µs")) * time.Microsecond
		if rapid.Bool().Draw(t, "long") {
			limit, per = limit*100_000, per*800_000
		}
		key := string(rune('a'+round%26)) + strings.Repeat("x", round/26)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			ok1, wait1, err1 := m.Allow(ctx, key, limit, per)
			ok2, wait2, err2 := r.Allow(ctx, key, limit, per)
			if ok1 != ok2 || wait1 != wait2 || err1 != nil || err2 != nil {
				t.Fatalf("memory %v %v %v, redis %v %v %v", ok1, wait1, err1, ok2, wait2, err2)
			}
			step := rapid.Int64Range(-int64(per)/4, int64(per)).Draw(t, "step")
			c.Advance(time.Duration(step))
		}
	})
}

// TestRedisByItsOwnClock runs the limiter on the server's clock, as in real use.
func TestRedisByItsOwnClock(t *testing.T) {
	r := newRedis(t, redisURL(t))
	for i := range 3 {
		if ok, _, err := r.Allow(t.Context(), "a", 3, time.Hour); !ok || err != nil {
			t.Fatalf("call %d: %v %v", i, ok, err)
		}
	}
	ok, wait, err := r.Allow(t.Context(), "a", 3, time.Hour)
	if ok || err != nil || wait < 19*time.Minute || wait > 20*time.Minute {
		t.Fatalf("%v, wait %v, %v; want a refusal for just under 20 minutes", ok, wait, err)
	}
}

// TestTwoProcesses checks that messages and limits are shared, and that prefixes are not.
func TestTwoProcesses(t *testing.T) {
	address, p := redisURL(t), prefix(t)
	a := newRedis(t, address, kv.WithPrefix(p))
	b := newRedis(t, address, kv.WithPrefix(p))
	c := newRedis(t, address, kv.WithPrefix(p+"other:"))
	ctx := t.Context()
	atA, _ := a.Subscribe(ctx, "news")
	atC, _ := c.Subscribe(ctx, "news")
	if err := b.Publish(ctx, "news", []byte("from b")); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, atA); got != "from b" {
		t.Fatal(got)
	}
	if err := c.Publish(ctx, "news", []byte("from c")); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, atC); got != "from c" {
		t.Fatalf("another prefix heard %q", got)
	}
	if err := a.Set(ctx, "k", []byte("v"), time.Minute); err != nil {
		t.Fatal(err)
	}
	if v, ok, err := b.Get(ctx, "k"); string(v) != "v" || !ok || err != nil {
		t.Fatal(string(v), ok, err)
	}
	if _, ok, _ := c.Get(ctx, "k"); ok {
		t.Fatal("another prefix sees the key")
	}
	for i, r := range []*kv.Redis{a, b, a} {
		if ok, _, err := r.Allow(ctx, "l", 2, time.Hour); ok != (i < 2) || err != nil {
			t.Fatal(i, ok, err)
		}
	}
}

func TestRedisManyHands(t *testing.T) {
	manyHands(t, newRedis(t, redisURL(t), kv.WithBuffer(2)))
}

func TestBadURL(t *testing.T) {
	for _, u := range []string{"", "http://host", "redis://:secret@host:port/0", "\x00", "redis://host/x", "redis://secret\x7f@h"} {
		_, err := kv.NewRedis(t.Context(), u)
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", u, err)
		}
	}
}

func TestWrongPassword(t *testing.T) {
	u, err := url.Parse(redisURL(t))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("nobody", "secret")
	if _, err := kv.NewRedis(t.Context(), u.String()); err == nil || strings.Contains(err.Error(), "secret") {
		t.Fatalf("a refused password: %v", err)
	}
}

// proxy stands between a client and Redis, and can cut, delay or garble.
type proxy struct {
	ln   net.Listener
	to   string
	mode atomic.Int32 // 0 pass, 1 cut, 2 hold answers, 3 wrong answers
	mu   sync.Mutex
	open map[net.Conn]struct{}
	wg   sync.WaitGroup
}

func newProxy(t *testing.T, address string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{ln: ln, to: u.Host, open: make(map[net.Conn]struct{})}
	p.wg.Go(p.serve)
	t.Cleanup(func() {
		_ = ln.Close()
		p.become(1)
		p.wg.Wait()
	})
	u.Host = ln.Addr().String()
	return p, u.String()
}

func (p *proxy) serve() {
	for {
		c, err := p.ln.Accept()
		if err != nil {
			return
		}
		up, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", p.to)
		if err != nil || p.mode.Load() == 1 {
			_ = c.Close()
			if err == nil {
				_ = up.Close()
			}
			continue
		}
		p.mu.Lock()
		p.open[c], p.open[up] = struct{}{}, struct{}{}
		p.mu.Unlock()
		p.wg.Go(func() { _, _ = io.Copy(up, c); p.end(c, up) })
		p.wg.Go(func() { p.answers(c, up) })
	}
}

func (p *proxy) answers(c, up net.Conn) {
	defer p.end(c, up)
	buf := make([]byte, 32<<10)
	for {
		n, err := up.Read(buf)
		if err != nil {
			return
		}
		switch p.mode.Load() {
		case 2:
			continue
		case 3:
			n = copy(buf, ":12\r\n$-7\r\n*zz\r\n")
		}
		if _, err := c.Write(buf[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) end(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		_ = c.Close()
		delete(p.open, c)
	}
}

func (p *proxy) become(mode int32) {
	p.mode.Store(mode)
	if mode != 1 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
}

// TestRedisAway takes Redis away in three ways. Errors must come fast, limits must hold, and all must be well by
// itself once Redis is back, subscriptions included.
func TestRedisAway(t *testing.T) {
	for mode, name := range map[int32]string{1: "cut", 2: "slow", 3: "wrong answers"} {
		t.Run(name, func(t *testing.T) {
			p, address := newProxy(t, redisURL(t))
			r, err := kv.NewRedis(t.Context(), address, kv.WithPrefix(prefix(t)),
				kv.WithTimeout(150*time.Millisecond), kv.WithRest(100*time.Millisecond))
			if err != nil {
				t.Fatal(err)
			}
			f := kv.NewFallback(r, time.Now)
			defer f.Close() //nolint:errcheck // a test
			ctx := t.Context()
			news, err := f.Subscribe(ctx, "news")
			if err != nil {
				t.Fatal(err)
			}
			if ok, _, err := f.Allow(ctx, "a", 5, time.Hour); !ok || err != nil {
				t.Fatal(ok, err)
			}

			p.become(mode)
			begin := time.Now()
			awayCalls(t, f)
			if took := time.Since(begin); took > 4*time.Second { // 150 calls; without the rest each would take 150 ms
				t.Errorf("calls took %v while Redis was away", took)
			}
			if !f.Away() || f.Spared() == 0 {
				t.Error("nobody was told that Redis is away")
			}

			p.become(0)
			deadline := time.Now().Add(20 * time.Second)
			for r.Ping(ctx) != nil {
				if time.Now().After(deadline) {
					t.Fatal("Redis is back and nobody noticed")
				}
				time.Sleep(5 * time.Millisecond) // poll
			}
			for {
				_ = f.Publish(ctx, "news", []byte("back"))
				select {
				case m := <-news:
					if string(m) != "back" {
						t.Fatalf("got %q", m)
					}
					return
				case <-time.After(20 * time.Millisecond):
				}
				if time.Now().After(deadline) {
					t.Fatal("the subscription did not come back")
				}
			}
		})
	}
}

func awayCalls(t *testing.T, f *kv.Fallback) {
	t.Helper()
	ctx := t.Context()
	allowed := 0
	for range 50 {
		ok, wait, err := f.Allow(ctx, "a", 5, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			allowed++
		} else if wait <= 0 {
			t.Fatal("refused without saying until when")
		}
		if err := f.Set(ctx, "x", []byte("1"), time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := f.Get(ctx, "x"); ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if allowed > 5 || allowed < 4 { // one may have been lost on the way
		t.Errorf("%d calls allowed while Redis was away, want 5", allowed)
	}
	if err := f.Publish(ctx, "news", nil); !errors.Is(err, kv.ErrAway) {
		t.Errorf("publish: %v", err)
	}
	if err := f.Delete(ctx, "x"); !errors.Is(err, kv.ErrAway) {
		t.Errorf("delete: %v", err)
	}
}

// TestNeverThere starts without any Redis.
func TestNeverThere(t *testing.T) {
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "redis://" + ln.Addr().String()
	_ = ln.Close()
	c := newClock()
	k, err := kv.Open(t.Context(), address, c.Now, kv.WithTimeout(100*time.Millisecond))
	if err != nil {
		t.Fatal("a Redis that is away must not stop the service:", err)
	}
	defer k.Close() //nolint:errcheck // a test
	for i := range 6 {
		ok, _, err := k.Allow(t.Context(), "a", 5, time.Hour)
		if err != nil || ok != (i < 5) {
			t.Fatal(i, ok, err)
		}
	}
	if _, err := k.Subscribe(t.Context(), "news"); err != nil {
		t.Fatal(err)
	}
}

func TestOpenWithoutURL(t *testing.T) {
	k, err := kv.Open(t.Context(), "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := k.(*kv.Memory); !ok {
		t.Fatalf("%T", k)
	}
	_ = k.Close()
}
