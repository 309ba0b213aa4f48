package basemap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuoyuquan/api/kv"
)

// picture is a tile.
func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 256, 256))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upstream is a provider that counts what it is asked.
type upstream struct {
	*httptest.Server
	asked atomic.Int64
	mu    sync.Mutex
	last  string
}

func newUpstream(t testing.TB, answer http.HandlerFunc) *upstream {
	t.Helper()
	u := &upstream{}
	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u.asked.Add(1)
		u.mu.Lock()
		u.last = r.URL.String()
		u.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(u.Close)
	return u
}

// clock is moved by the test.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func mapOf(t testing.TB, u *upstream, s Settings) (*Map, *clock) {
	t.Helper()
	c := &clock{t: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	cache := kv.NewMemory(c.now)
	t.Cleanup(func() { _ = cache.Close() })
	if s.Provider == "" {
		s.Provider = Tianditu
	}
	s.URL, s.Key = u.URL+"/{layer}/{z}/{y}/{x}?tk={key}", "secret"
	m, err := New(s, cache, c.now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.client.CloseIdleConnections)
	return m, c
}

func TestTileIsFetchedOnceAndKept(t *testing.T) {
	body := picture(t)
	u := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
	m, c := mapOf(t, u, Settings{Keep: time.Hour})
	for range 3 {
		tile, err := m.Tile(t.Context(), "vec", 14, 13653, 6706)
		if err != nil || tile.Type != "image/png" || !bytes.Equal(tile.Body, body) {
			t.Fatalf("%v %s %d bytes", err, tile.Type, len(tile.Body))
		}
	}
	if n := u.asked.Load(); n != 1 || u.last != "/vec/14/6706/13653?tk=secret" {
		t.Errorf("asked %d times, last %s", n, u.last)
	}
	if _, err := m.Tile(t.Context(), "cva", 14, 13653, 6706); err != nil || u.asked.Load() != 2 {
		t.Errorf("another layer is another tile: %v", err)
	}
	c.move(2 * time.Hour)
	if _, err := m.Tile(t.Context(), "vec", 14, 13653, 6706); err != nil || u.asked.Load() != 3 {
		t.Errorf("after its time: %v, asked %d times", err, u.asked.Load())
	}
}

func TestNothingIsKeptWhenTheLicenceForbidsIt(t *testing.T) {
	body := picture(t)
	u := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
	m, _ := mapOf(t, u, Settings{})
	for range 3 {
		if _, err := m.Tile(t.Context(), "vec", 3, 1, 1); err != nil {
			t.Fatal(err)
		}
	}
	if n := u.asked.Load(); n != 3 {
		t.Errorf("asked %d times", n)
	}
}

func TestManyAskOnce(t *testing.T) {
	body, gate := picture(t), make(chan struct{})
	u := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		<-gate
		_, _ = w.Write(body)
	})
	m, _ := mapOf(t, u, Settings{Keep: time.Hour})
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if _, err := m.Tile(t.Context(), "vec", 10, 5, 5); err != nil {
				t.Error(err)
			}
		})
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Tile(impatient, "vec", 10, 5, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who has left: %v", err)
	}
	close(gate)
	wait.Wait()
	if n := u.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestWhatIsNoTile(t *testing.T) {
	u := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) { http.NotFound(w, nil) })
	m, _ := mapOf(t, u, Settings{Keep: time.Hour})
	for _, c := range []struct {
		layer   string
		z, x, y uint32
	}{{"img", 3, 1, 1}, {"", 3, 1, 1}, {"vec", 0, 0, 0}, {"vec", 19, 0, 0}, {"vec", 3, 8, 0}, {"vec", 3, 0, 8}, {"../x", 3, 0, 0}} {
		if _, err := m.Tile(t.Context(), c.layer, c.z, c.x, c.y); !errors.Is(err, ErrNoTile) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if n := u.asked.Load(); n != 0 {
		t.Errorf("the provider was asked %d times for what cannot be", n)
	}
	for range 2 * failures { // a provider that says so is well
		if _, err := m.Tile(t.Context(), "vec", 3, 0, 0); !errors.Is(err, ErrNoTile) {
			t.Fatal(err)
		}
	}
}

func TestAnswersThatAreNoPicture(t *testing.T) {
	var logged bytes.Buffer
	huge := append(picture(t), make([]byte, maxTile)...)
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		want   error
	}{
		{"a page", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>key is not valid</html>")) }, ErrRefused},
		{"a page that lies", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("<script>alert(1)</script>"))
		}, ErrRefused},
		{"a drawing with scripts", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"))
		}, ErrRefused},
		{"nothing", func(http.ResponseWriter, *http.Request) {}, ErrRefused},
		{"too much", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(huge) }, ErrRefused},
		{"a key that is not good", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, ErrRefused},
		{"elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/secret", http.StatusFound)
		}, ErrRefused},
		{"too many", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, ErrAway},
		{"broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, ErrAway},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write(picture(t)[:20])
		}, ErrAway},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, _ := mapOf(t, newUpstream(t, c.answer), Settings{Keep: time.Hour})
			m.log = slog.New(slog.NewTextHandler(&logged, nil))
			if _, err := m.Tile(t.Context(), "vec", 3, 1, 1); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	if log := logged.String(); strings.Contains(log, "secret?") || strings.Contains(log, "tk=secret") || !strings.Contains(log, "answered 403") {
		t.Errorf("the log holds the key, or not the reason: %s", log)
	}
}

// A provider that is away is left alone after a few failures, and asked again when it has rested.
func TestProviderThatIsAwayIsLeftAlone(t *testing.T) {
	body := picture(t)
	var well atomic.Bool
	u := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		if !well.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write(body)
	})
	m, c := mapOf(t, u, Settings{Keep: time.Hour})
	for i := range uint32(5 * failures) {
		if _, err := m.Tile(t.Context(), "vec", 10, i, 5); !errors.Is(err, ErrAway) {
			t.Fatal(err)
		}
	}
	if n := u.asked.Load(); n != failures {
		t.Errorf("asked %d times, want %d", n, failures)
	}
	well.Store(true)
	if _, err := m.Tile(t.Context(), "vec", 10, 1, 5); !errors.Is(err, ErrAway) {
		t.Errorf("before its rest is over: %v", err)
	}
	c.move(rest)
	for i := range uint32(20) {
		if _, err := m.Tile(t.Context(), "vec", 10, i, 5); err != nil {
			t.Fatalf("after its rest: %v", err)
		}
	}
}

func TestTemplates(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"https://t{0-7}.tianditu.gov.cn/{layer}/{z}/{y}/{x}?tk={key}", "https://t4.tianditu.gov.cn/vec/3/1/3?tk=a%26b"},
		{"https://rt{0-3}.example/tile?z={z}&x={x}&y={-y}", "https://rt0.example/tile?z=3&x=3&y=6"},
		{"http://10.0.0.5/{z}/{x}/{y}.png", "http://10.0.0.5/3/3/1.png"},
	} {
		tpl, err := parseTemplate(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := tpl.address("vec", "a&b", 3, 3, 1); got != c.want {
			t.Errorf("%s gives %s, want %s", c.text, got, c.want)
		}
	}
	for _, bad := range []string{
		"", "tiles/{z}/{x}/{y}", "ftp://x/{z}/{x}/{y}", "https://x/{z}/{x}", "https://x/{z}/{x}/{y}/{token}", "https://t{7-0}.x/{z}/{x}/{y}",
		"https:///{z}/{x}/{y}", "file:///etc/{z}{x}{y}",
	} {
		if _, err := parseTemplate(bad); err == nil {
			t.Errorf("took %q", bad)
		}
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		s      Settings
		layers string
		gcj    bool
	}{
		{Settings{Provider: Tianditu, Key: "k"}, "[{vec false  false} {cva true zh false} {eva true en false}]", false},
		{Settings{Provider: Amap, URL: "https://x/{z}/{x}/{y}"}, "[{map false  false}]", true},
		{Settings{Provider: Tencent, URL: "https://x/{z}/{x}/{-y}", DarkURL: "https://x/dark/{z}/{x}/{-y}"}, "[{map false  false} {dark false  true}]", true},
	} {
		m, err := New(c.s, nil, time.Now, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Errorf("%+v: %v", c.s, err)
			continue
		}
		if got := fmt.Sprint(m.Layers()); got != c.layers || m.GCJ02() != c.gcj || m.Attribution() == "" || m.Provider() != c.s.Provider {
			t.Errorf("%+v: %s %v", c.s, got, m.GCJ02())
		}
	}
	for _, bad := range []Settings{
		{Provider: Own},
		{Provider: Tianditu},
		{Provider: Amap, Key: "k"},
		{Provider: Tencent, URL: "https://x/{z}/{x}/{y}?key={key}"},
		{Provider: Tianditu, Key: "k", Keep: -1},
		{Provider: Tianditu, Key: "k", Keep: 1 << 60},
		{Provider: Amap, URL: "https://x/{z}/{x}/{y}", DarkURL: "x"},
	} {
		if _, err := New(bad, nil, time.Now, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("took %+v", bad)
		}
	}
}
