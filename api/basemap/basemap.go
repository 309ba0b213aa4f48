// Package basemap fetches the ground of a licensed map provider, tile by tile, so that browsers ask this service and never
// the provider, and the provider's key stays here. It knows the providers' addresses and what an answer may look like.
// It must not know HTTP routes, families or facilities, and it keeps nothing that its licence forbids.
package basemap

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// The providers. Own is the vector tiles of this service, which need no provider.
const (
	Own      = "own"
	Tianditu = "tianditu" // 天地图, the state's own service
	Tencent  = "tencent"  // 腾讯地图
	Amap     = "amap"     // 高德地图
)

// The bounds of one exchange with a provider.
const (
	maxTile     = 1 << 20 // bytes of one tile
	patience    = 6 * time.Second
	atOnce      = 24 // requests under way
	failures    = 6  // in a row, until the provider is left alone for a while
	rest        = 10 * time.Second
	warnEvery   = time.Minute
	MinZoom     = 1
	MaxZoom     = 18
	maxKeep     = 30 * 24 * time.Hour
	userAgent   = "Mozilla/5.0 (compatible; tuoyuquan)" // some providers refuse programs that do not name themselves like browsers
	cachePrefix = "basemap:"
)

// What can go wrong.
var (
	ErrNoTile  = errors.New("basemap: there is no such tile")
	ErrAway    = errors.New("basemap: the map provider cannot be reached")
	ErrRefused = errors.New("basemap: the map provider gave no usable tile")
)

// Cache keeps bytes for a while; package kv has two.
type Cache interface {
	Get(ctx context.Context, key string) ([]byte, bool, error)
	Set(ctx context.Context, key string, val []byte, ttl time.Duration) error
}

// Settings say whose map it is.
type Settings struct {
	Provider string        // Tianditu, Tencent or Amap
	Key      string        // for {key}; Tianditu needs one
	URL      string        // template of a tile's address; Tianditu has one of its own
	DarkURL  string        // the same for the dark theme; empty: there is none
	Keep     time.Duration // how long a tile may be kept; 0 when the licence forbids it
}

// Layer is one sheet of the map.
type Layer struct {
	ID       string
	Label    bool   // lettering, to be laid over the ground
	Language string // of the lettering: zh or en; empty when it is the only one
	Dark     bool   // for the dark theme
}

// Tile is a picture.
type Tile struct {
	Type string // image/png, image/jpeg or image/webp
	Body []byte
}

// Map fetches tiles. It is safe for concurrent use.
type Map struct {
	settings  Settings
	layers    []Layer
	templates map[string]template // by layer
	tag       string              // of what the settings say, for the cache
	cache     Cache
	now       func() time.Time
	log       *slog.Logger
	client    *http.Client
	flights   singleflight.Group
	slots     chan struct{}
	health    health
}

// New checks the settings. cache may be nil; now is the time of the machine.
func New(s Settings, cache Cache, now func() time.Time, log *slog.Logger) (*Map, error) {
	m := &Map{settings: s, templates: make(map[string]template), cache: cache, now: now, log: log, slots: make(chan struct{}, atOnce)}
	if s.Keep < 0 || s.Keep > maxKeep {
		return nil, fmt.Errorf("basemap: tiles are kept for 0 to %s, not %s", maxKeep, s.Keep)
	}
	if err := m.addLayers(); err != nil {
		return nil, err
	}
	m.client = &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: atOnce, MaxConnsPerHost: atOnce, IdleConnTimeout: time.Minute,
			TLSHandshakeTimeout: patience, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 16 << 10, ForceAttemptHTTP2: true,
		},
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // a tile is where it was said to be
	}
	return m, nil
}

// tiandituURL is the WMTS of 天地图 in Web Mercator on CGCS2000, which differs from WGS-84 by centimetres.
const tiandituURL = "https://t{0-7}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}" +
	"&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"

func (m *Map) addLayers() error {
	s := m.settings
	address := s.URL
	switch s.Provider {
	case Tianditu:
		if address == "" {
			address = tiandituURL
		}
		m.layers = []Layer{{ID: "vec"}, {ID: "cva", Label: true, Language: "zh"}, {ID: "eva", Label: true, Language: "en"}}
	case Tencent, Amap:
		if address == "" {
			return fmt.Errorf("basemap: %s has no public address of tiles; give the one of your contract", s.Provider)
		}
		m.layers = []Layer{{ID: "map"}}
	default:
		return fmt.Errorf("basemap: there is no provider %q", s.Provider)
	}
	if strings.Contains(address, "{key}") && s.Key == "" {
		return fmt.Errorf("basemap: %s needs a key", s.Provider)
	}
	for _, l := range m.layers {
		t, err := parseTemplate(address)
		if err != nil {
			return err
		}
		m.templates[l.ID] = t
	}
	if s.DarkURL != "" {
		t, err := parseTemplate(s.DarkURL)
		if err != nil {
			return err
		}
		m.layers = append(m.layers, Layer{ID: "dark", Dark: true})
		m.templates["dark"] = t
	}
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s|%s|%s", s.Provider, address, s.DarkURL)
	m.tag = strconv.FormatUint(h.Sum64(), 36)
	return nil
}

// Provider is one of the names above.
func (m *Map) Provider() string { return m.settings.Provider }

// Layers lists the sheets in the order in which they are laid on one another.
func (m *Map) Layers() []Layer { return m.layers }

// Keep is how long a tile may be kept.
func (m *Map) Keep() time.Duration { return m.settings.Keep }

// GCJ02 reports whether the tiles are drawn in GCJ-02, as those of commercial providers are; 天地图 is in CGCS2000.
func (m *Map) GCJ02() bool { return m.settings.Provider != Tianditu }

// Attribution is what has to stand on the map beside its 审图号.
func (m *Map) Attribution() string {
	switch m.settings.Provider {
	case Tencent:
		return "© 腾讯地图"
	case Amap:
		return "© 高德地图"
	default:
		return "© 天地图"
	}
}

// Tile gives one tile, from the cache or from the provider: at most one request is under way for a tile however many ask.
// It fails with ErrNoTile, ErrAway or ErrRefused, or with the error of ctx.
func (m *Map) Tile(ctx context.Context, layer string, z, x, y uint32) (Tile, error) {
	t, ok := m.templates[layer]
	if !ok || z < MinZoom || z > MaxZoom || x>>z != 0 || y>>z != 0 {
		return Tile{}, ErrNoTile
	}
	key := fmt.Sprintf("%s%s/%s/%d/%d/%d", cachePrefix, m.tag, layer, z, x, y)
	if kept, ok := m.kept(ctx, key); ok {
		return kept, nil
	}
	flight := m.flights.DoChan(key, func() (any, error) {
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience) // others may wait for it too
		defer cancel()
		return m.fetch(own, key, t.address(layer, m.settings.Key, z, x, y))
	})
	select {
	case <-ctx.Done():
		return Tile{}, ctx.Err()
	case done := <-flight:
		tile, _ := done.Val.(Tile)
		return tile, done.Err
	}
}

func (m *Map) kept(ctx context.Context, key string) (Tile, bool) {
	if m.cache == nil || m.settings.Keep == 0 {
		return Tile{}, false
	}
	body, ok, err := m.cache.Get(ctx, key)
	if err != nil || !ok { // a cache that is away costs a request
		return Tile{}, false
	}
	kind, ok := pictureType(body)
	return Tile{kind, body}, ok
}

func (m *Map) fetch(ctx context.Context, key, address string) (Tile, error) {
	if !m.health.mayTry(m.now()) {
		return Tile{}, ErrAway
	}
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
	case <-ctx.Done():
		return Tile{}, ErrAway
	}
	tile, err := m.ask(ctx, address)
	if err != nil && !errors.Is(err, ErrNoTile) {
		if warn := m.health.failed(m.now()); warn {
			m.log.Warn("the map provider gives no tiles", "provider", m.settings.Provider, "error", m.withoutKey(err))
		}
		return Tile{}, err
	}
	m.health.succeeded()
	if err == nil && m.cache != nil && m.settings.Keep > 0 {
		_ = m.cache.Set(ctx, key, tile.Body, m.settings.Keep) // not kept: asked for again
	}
	return tile, err
}

// ask makes one request and insists that the answer is a picture.
func (m *Map) ask(ctx context.Context, address string) (Tile, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Tile{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "image/png,image/webp,image/jpeg")
	reply, err := m.client.Do(req)
	if err != nil {
		return Tile{}, fmt.Errorf("%w: %w", ErrAway, err)
	}
	defer reply.Body.Close() //nolint:errcheck // read to its end or given up
	switch {
	case reply.StatusCode == http.StatusNotFound || reply.StatusCode == http.StatusNoContent:
		return Tile{}, ErrNoTile
	case reply.StatusCode == http.StatusTooManyRequests || reply.StatusCode >= 500:
		return Tile{}, fmt.Errorf("%w: it answered %d", ErrAway, reply.StatusCode)
	case reply.StatusCode != http.StatusOK: // 401, 403, 418: a key that is not good, or used up
		return Tile{}, fmt.Errorf("%w: it answered %d", ErrRefused, reply.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(reply.Body, maxTile+1))
	if err != nil {
		return Tile{}, fmt.Errorf("%w: %w", ErrAway, err)
	}
	if len(body) > maxTile {
		return Tile{}, fmt.Errorf("%w: a tile of more than %d bytes", ErrRefused, maxTile)
	}
	kind, ok := pictureType(body)
	if !ok {
		return Tile{}, fmt.Errorf("%w: it answered with %.40q", ErrRefused, reply.Header.Get("Content-Type"))
	}
	return Tile{kind, body}, nil
}

// pictureType looks at the bytes, whatever the provider calls them.
func pictureType(body []byte) (string, bool) {
	switch kind := http.DetectContentType(body); kind {
	case "image/png", "image/jpeg", "image/webp":
		return kind, true
	default:
		return "", false
	}
}

// withoutKey is an error as a log may hold it.
func (m *Map) withoutKey(err error) string {
	text := err.Error()
	if m.settings.Key != "" {
		text = strings.ReplaceAll(text, m.settings.Key, "…")
	}
	return text
}

// health leaves a provider alone that has failed several times in a row, so that a map that is away costs nobody a wait.
type health struct {
	mu     sync.Mutex
	inRow  int
	until  time.Time
	warned time.Time
}

func (h *health) mayTry(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.inRow < failures || !now.Before(h.until)
}

// failed counts a failure and says whether it is time to tell the log.
func (h *health) failed(now time.Time) (warn bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.inRow++; h.inRow >= failures {
		h.until = now.Add(rest)
	}
	if now.Sub(h.warned) < warnEvery {
		return false
	}
	h.warned = now
	return true
}

func (h *health) succeeded() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inRow = 0
}
