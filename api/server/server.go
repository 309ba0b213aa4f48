// Package server knows HTTP: it parses requests, asks the services below, and renders their answers, errors and documents.
// It is the only package that knows Fiber and huma; routes stand in one list (routes.go) and each noun has its file.
//
// It must not know SQL, walking distances or the rules of care, and decides nothing.
package server

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tuoyuquan/api/account"
	"tuoyuquan/api/audit"
	"tuoyuquan/api/basemap"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/facility"
	"tuoyuquan/api/filing"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/open311"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/tile"
)

// Deps are what the server stands on. Finder, Store, KV and Now are needed.
type Deps struct {
	Finder   *finder.Finder
	Store    *store.Store
	KV       kv.KV
	Basemap  *tile.Basemap     // nil: no tiles of our own
	Map      *basemap.Map      // the licensed provider's tiles; nil: tiles of our own
	Pages    fs.FS             // the parents' app as built; nil: a welcome page in its place
	Console  fs.FS             // the console of facilities and bureaus as built; nil: none
	Account  *account.Service  // nil: nobody can sign in
	Booking  *booking.Service  // nil: nothing can be reserved
	Notify   *notify.Service   // nil: nobody is told anything
	Casework *casework.Service // nil: nobody can complain
	Facility *facility.Service // nil: facilities keep nothing of themselves
	Audit    *audit.Service    // nil: nobody answers for the record
	Register *ledger.Service   // nil: there is no public register
	Filing   *filing.Service   // nil: nothing can be filed
	Stats    *stats.Service    // nil: nothing is counted
	Policies *policy.Library   // nil: no documents are kept
	Now      func() time.Time
	Log      *slog.Logger // nil: silent. One line a request at info, without personal data
}

// Options are the settings. The zero value of each has a default that is safe.
type Options struct {
	Version        string
	City           string         // shown to families
	LivePages      bool           // read Pages anew for every request, for those who build while the service runs
	Public         bool           // on the open internet
	Demo           bool           // a demonstration: anybody may be anybody
	MapApproval    string         // 审图号 of the map, to be shown on it
	Attribution    []string       // who the data come from, shown under every map
	Network        NetworkInfo    // how far the street network can be trusted
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	AllowedOrigins []string       // browsers' origins that may read the API; empty: only our own
	ReporterSecret []byte         // keys the hash of reporters; the same on all replicas; empty: made at start

	Open311 open311.Options // GeoReport v2; the service adds what it signs with

	ReportsPerDay  int           // vacancy reports of one network a day; 0 means 20
	RequestsPerMin int           // requests of one network a minute; 0 means no limit
	RequestTimeout time.Duration // for everything but the event stream; 0 means 10 s
	MaxStreams     int           // open event streams; 0 means 2,000. One network may have a quarter of them
	Heartbeat      time.Duration // of an idle event stream; 0 means 15 s
	StaleAfter     time.Duration // not ready when the snapshot was not checked for so long; 0 means 30 s
}

// NetworkInfo says how far the street network can be trusted.
type NetworkInfo struct {
	Streets     bool    `json:"streets" doc:"false: no street network, every walk is an estimate"`
	FootKm      float64 `json:"foot_km_per_km2,omitempty" doc:"Kilometres of foot ways mapped per square kilometre: below about 1, walks along roads stand in for paths nobody drew"`
	Confidence  string  `json:"confidence,omitempty" enum:"low,medium,high"`
	MappedAt    string  `json:"mapped_at,omitempty" doc:"Date of the street data"`
	StreetCount int     `json:"nodes,omitempty"`
}

// The limits that hold for every request.
const (
	bodyLimit   = 64 << 10
	headerLimit = 8 << 10
)

// Town is what belongs to one street network. It is replaced as a whole while the server runs when other streets are
// imported.
type Town struct {
	City        string
	Attribution []string
	Network     NetworkInfo
	Basemap     *tile.Basemap // nil: no tiles of our own

	tag string // of its tiles, for caches
}

// Use puts a town in force for the requests to come.
func (s *Server) Use(t Town) {
	t.tag = randomTag()
	s.town.Store(&t)
}

// Server is the HTTP face of the service.
type Server struct {
	Deps
	o       Options
	app     *fiber.App
	api     huma.API
	metrics *metrics
	streams *streams
	openapi func() (*document, error) // made when it is first asked for
	pages   *pages                    // nil: no app
	console *pages                    // nil: no console
	order   []string                  // ids of the operations as routes.go lists them
	town    atomic.Pointer[Town]

	holding sync.Mutex // guards the counts of holds

	civic      civic
	staffNames atomic.Pointer[officerNames]

	closing   chan struct{}
	closeOnce sync.Once
	requests  requestIDs
}

// New returns a server that does not listen yet. It fails when the settings contradict each other.
func New(d Deps, o Options) (*Server, error) {
	if d.Finder == nil || d.Store == nil || d.KV == nil || d.Now == nil {
		return nil, errors.New("server: Finder, Store, KV and Now are needed")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	o = o.withDefaults()
	if o.Public && (d.Map == nil || o.MapApproval == "") {
		return nil, errors.New("server: public mode needs an approved basemap and its 审图号")
	}
	var err error
	s := &Server{Deps: d, o: o, closing: make(chan struct{})}
	s.Use(Town{City: o.City, Attribution: o.Attribution, Network: o.Network, Basemap: d.Basemap})
	s.requests.init()
	s.civic = s.newCivic()
	if d.Pages != nil {
		if s.pages, err = openPages(d.Pages, o.LivePages); err != nil {
			return nil, err
		}
	}
	if d.Console != nil {
		if s.console, err = openPages(d.Console, o.LivePages); err != nil {
			return nil, err
		}
	}
	s.metrics = newMetrics(s)
	s.streams = newStreams(o.MaxStreams)
	s.app = fiber.New(fiber.Config{
		AppName: "tuoyuquan", Immutable: true, StrictRouting: true, CaseSensitive: true, DisableStartupMessage: true,
		BodyLimit: bodyLimit, ReadBufferSize: headerLimit, ReadTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorHandler: s.fallback, // no WriteTimeout: it would cut event streams
	})
	s.app.Server().Handler = s.knownMethods(s.app.Server().Handler)
	s.app.Server().HeaderReceived = s.largeBodies
	if len(o.AllowedOrigins) > 0 {
		s.app.Use(s.crossOrigin)
	}
	s.describe()
	if s.pages != nil || s.console != nil {
		s.app.Use(s.servePages)
	}
	return s, nil
}

// describe adds the routes and lets them be written down.
func (s *Server) describe() {
	s.api = s.newAPI()
	s.routes()
	s.api.OpenAPI().Extensions["x-order"] = s.order
	s.openapi = sync.OnceValues(func() (*document, error) {
		body, err := json.Marshal(s.api.OpenAPI())
		if err != nil {
			return nil, fmt.Errorf("server: build the OpenAPI document: %w", err)
		}
		d := newDocument(body)
		return &d, nil
	})
}

// Describe gives the OpenAPI document of every route, without a service behind them.
func Describe(version string) ([]byte, error) {
	s := &Server{o: Options{Version: version}, app: fiber.New(fiber.Config{DisableStartupMessage: true})}
	s.metrics = newMetrics(s)
	s.describe()
	d, err := s.openapi()
	if err != nil {
		return nil, err
	}
	return d.plain, nil
}

// knownMethods answers methods nobody has heard of as every other failure; Fiber would answer with bare text.
func (s *Server) knownMethods(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	known := s.app.Config().RequestMethods
	return func(rctx *fasthttp.RequestCtx) {
		if slices.Contains(known, string(rctx.Method())) {
			next(rctx)
			return
		}
		c := s.app.AcquireCtx(rctx)
		defer s.app.ReleaseCtx(c)
		_ = s.fallback(c, fiber.ErrMethodNotAllowed) // never fails
		c.Set(fiber.HeaderAllow, "GET, HEAD, POST, PUT, PATCH, DELETE")
	}
}

func (o Options) withDefaults() Options {
	o.ReportsPerDay = orDefault(o.ReportsPerDay, 20)
	o.RequestTimeout = orDefault(o.RequestTimeout, 10*time.Second)
	o.MaxStreams = orDefault(o.MaxStreams, 2000)
	o.Heartbeat = orDefault(o.Heartbeat, 15*time.Second)
	o.StaleAfter = orDefault(o.StaleAfter, 30*time.Second)
	o.Version = orDefault(o.Version, "dev")
	if len(o.ReporterSecret) == 0 {
		o.ReporterSecret = make([]byte, 32)
		_, _ = rand.Read(o.ReporterSecret) // never fails
	}
	return o
}

func orDefault[T comparable](v, d T) T {
	var zero T
	if v == zero {
		return d
	}
	return v
}

// Listen serves on addr ("host:port"; port 0 takes a free one) until Shutdown. ready, which may be nil, is called with
// the address once connections are taken. It returns nil after Shutdown.
func (s *Server) Listen(addr string, ready func(addr string)) error {
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", addr)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	if ready != nil {
		ready(l.Addr().String())
	}
	return s.app.Listener(l)
}

// Shutdown ends event streams, answers what is under way and stops. It returns ctx's error when that takes too long.
func (s *Server) Shutdown(ctx context.Context) error {
	s.closeOnce.Do(func() { close(s.closing) })
	return s.app.ShutdownWithContext(ctx)
}

// Routes lists "METHOD /pattern" of every live route.
func (s *Server) Routes() []string {
	var out []string
	for _, r := range s.app.GetRoutes(true) {
		out = append(out, r.Method+" "+r.Path)
	}
	return out
}
