package server

import (
	"bytes"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tuoyuquan/api/basemap"
	"tuoyuquan/api/care"
)

// mapTown is a service on the map of a provider whose answers the test gives.
func mapTown(t testing.TB, answer http.HandlerFunc, o Options) *town {
	t.Helper()
	provider := httptest.NewServer(answer)
	t.Cleanup(provider.Close)
	w := quietTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	d := w.Deps
	var err error
	d.Map, err = basemap.New(basemap.Settings{
		Provider: basemap.Tianditu, Key: "the-key", URL: provider.URL + "/{layer}/{z}/{y}/{x}?tk={key}", DarkURL: provider.URL + "/dark/{z}/{x}/{y}", Keep: time.Hour,
	}, d.KV, w.clock.now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	d.Basemap = nil
	if w.Server, err = New(d, o); err != nil {
		t.Fatal(err)
	}
	w.listen()
	return w
}

func blank(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 256, 256))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestProvidedMap(t *testing.T) {
	var asked atomic.Int64
	body := blank(t)
	w := mapTown(t, func(out http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		out.Header().Set("Set-Cookie", "provider=1")
		_, _ = out.Write(body)
	}, Options{MapApproval: "GS(2026)0001"})
	path := "/api/v1/basemap/vec/14/13653/6706"
	r := w.get(path, "Sec-Fetch-Site", "same-origin")
	if r.status != 200 || !bytes.Equal(r.body, body) {
		t.Fatalf("%d %.60s", r.status, r.body)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "same-origin", "Set-Cookie": "",
		"X-Content-Type-Options": "nosniff", "Content-Encoding": "",
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if again := w.get(path, "If-None-Match", r.header.Get("ETag")); again.status != 304 {
		t.Errorf("again: %d", again.status)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the provider was asked %d times", n)
	}
	for path, status := range map[string]int{
		"/api/v1/basemap/img/14/1/1": 404, "/api/v1/basemap/vec/3/8/1": 404, "/api/v1/basemap/vec/19/1/1": 422, "/api/v1/basemap/vec/-1/1/1": 422,
		"/api/v1/basemap/VEC/3/1/1": 422, "/api/v1/basemap/vec/3/1/1?tk=mine": 422, "/api/v1/basemap/%2e%2e/3/1/1": 422, "/api/v1/tiles/14/13653/6706.mvt": 404,
	} {
		if r := w.get(path); r.status != status {
			t.Errorf("%s: %d, want %d", path, r.status, status)
		} else {
			w.problemOf(r)
		}
	}
	if r := w.get(path, "Sec-Fetch-Site", "cross-site"); r.status != 403 || w.problemOf(r).Code != care.CodeNotPublic {
		t.Errorf("for a page of another site: %d", r.status)
	}
	var m Meta
	meta := w.get("/api/v1/meta")
	w.decode(meta.body, &m)
	b := m.Basemap
	if b.Provider != "tianditu" || b.Projection != "wgs84" || b.MaxZoom != 18 || b.Approval != "GS(2026)0001" || b.Attribution == "" || len(b.Layers) != 4 {
		t.Errorf("meta: %+v", b)
	}
	if l := b.Layers[1]; l.URL != "/api/v1/basemap/cva/{z}/{x}/{y}" || l.Kind != "label" || l.Language != "zh" || l.Format != "raster" || b.Layers[3].Theme != "dark" {
		t.Errorf("layers: %+v", b.Layers)
	}
	if strings.Contains(string(meta.body), "the-key") || strings.Contains(string(meta.body), "127.0.0.1") {
		t.Errorf("meta tells too much: %s", meta.body)
	}
}

func TestProviderThatFails(t *testing.T) {
	var status atomic.Int64
	w := mapTown(t, func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(int(status.Load())) }, Options{})
	for _, c := range []struct{ provider, want int }{{503, 503}, {429, 503}, {403, 502}, {302, 502}, {404, 404}} {
		status.Store(int64(c.provider))
		r := w.get("/api/v1/basemap/vec/3/1/1")
		if r.status != c.want {
			t.Errorf("the provider says %d: %d, want %d", c.provider, r.status, c.want)
		}
		if p := w.problemOf(r); strings.Contains(string(r.body), "the-key") || p.Status != c.want {
			t.Errorf("problem %s", r.body)
		}
		if r.status == 503 && r.header.Get("Retry-After") == "" {
			t.Error("503 without Retry-After")
		}
		if got := r.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("a failure may be kept: %q", got)
		}
	}
}

func TestMapHasALimitOfItsOwn(t *testing.T) {
	body := blank(t)
	w := mapTown(t, func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write(body) }, Options{RequestsPerMin: 2})
	for i := range 2 * tilesPerRequest {
		if r := w.get("/api/v1/basemap/vec/3/1/1"); r.status != 200 {
			t.Fatalf("tile %d: %d", i, r.status)
		}
	}
	if r := w.get("/api/v1/basemap/vec/3/1/1"); r.status != 429 || r.header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d", r.status)
	}
	if r := w.get("/api/v1/meta"); r.status != 200 {
		t.Errorf("the map used up the other requests: %d", r.status)
	}
}

func TestOwnMapNeedsNoProvider(t *testing.T) {
	w := newTown(t, Options{})
	if r := w.get("/api/v1/basemap/vec/3/1/1"); r.status != 404 {
		t.Errorf("a provider's tile: %d", r.status)
	}
	var m Meta
	w.decode(w.get("/api/v1/meta").body, &m)
	if b := m.Basemap; b.Provider != "own" || len(b.Layers) != 1 || b.Layers[0].URL != "/api/v1/tiles/{z}/{x}/{y}.mvt" || b.Layers[0].Format != "vector" || b.MaxZoom != 16 {
		t.Errorf("meta: %+v", b)
	}
}

func TestPublicNeedsAnApprovedMap(t *testing.T) {
	w := quietTown(t, Options{})
	if _, err := New(w.Deps, Options{Public: true, MapApproval: "GS(2026)0001"}); err == nil {
		t.Error("public on a map of our own")
	}
}
