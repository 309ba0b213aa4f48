package server

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/account"
	"tuoyuquan/api/audit"
	"tuoyuquan/api/blob"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/facility"
	"tuoyuquan/api/filing"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
	"tuoyuquan/geo"
	"tuoyuquan/geo/tile"
	"tuoyuquan/search"
)

// The town of the tests: a grid of streets 100 m apart around (120, 31), 21 by 21 crossings.
const (
	townLon, townLat = 120.0, 31.0
	townSide         = 21
	block            = 100.0 // metres
)

// crossing is where column x and row y of the grid meet.
func crossing(x, y float64) orb.Point {
	const metresPerDegree = 111_195.0
	return orb.Point{townLon + x*block/(metresPerDegree*0.857167), townLat + y*block/metresPerDegree}
}

func townGraph(t testing.TB) *geo.Graph {
	t.Helper()
	b := geo.NewBuilder(townSide*townSide, 2*townSide*townSide)
	var nodes [townSide][townSide]uint32
	for y := range townSide {
		for x := range townSide {
			nodes[y][x] = b.Node(crossing(float64(x), float64(y)))
			if x > 0 {
				b.Edge(nodes[y][x-1], nodes[y][x], 0)
			}
			if y > 0 {
				b.Edge(nodes[y-1][x], nodes[y][x], 0)
			}
		}
	}
	g, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// clockwork is a clock that the test moves.
type clockwork struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clockwork) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clockwork) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// noon is when the tests begin.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, care.Shanghai)

// facilityAt is a filed facility with one toddler class, n free places confirmed an hour ago.
func facilityAt(i int, at orb.Point, free int) care.Facility {
	month := care.Today(care.InstantOf(noon)).MonthOf()
	id := care.FacilityID(fmt.Sprintf("01930000-0000-7000-8000-%012d", i))
	return care.Facility{
		ID: id, Source: "test", ExternalID: strconv.Itoa(i), Name: fmt.Sprintf("阳光托育%03d", i), Kind: care.KindCommunity, Nature: care.NaturePublic,
		Inclusive: i%2 == 0, OpenToPublic: true, Modes: []care.Mode{care.FullDay}, AreaCode: "320500001", Address: fmt.Sprintf("测试路%d号", i),
		Location: &care.Location{Point: at, Original: at, System: care.WGS84, Source: care.LocationGiven, Confidence: 1},
		Filing:   care.Filing{Status: care.Filed, No: "F" + strconv.Itoa(i)}, Verified: true,
		Hours: weekdays(8*60, 18*60),
		Fees:  []care.Fee{{Category: care.FeeCare, Unit: care.PerMonth, Amount: int64(100000 + 1000*i)}},
		Classes: []care.Class{{
			ID: care.ClassID(fmt.Sprintf("01930000-0000-7000-9000-%012d", i)), Name: "托小班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
			ConfirmedAt: care.InstantOf(noon.Add(-time.Hour)), Source: care.VacancyFacility,
			Pools: []care.Pool{{Month: month, Filed: 15, Staffed: 10, Taken: 10 - free}},
		}},
		UpdatedAt: care.InstantOf(noon.Add(-time.Hour)),
	}
}

func weekdays(open, until int16) []care.Hours {
	var out []care.Hours
	for d := int8(1); d <= 5; d++ {
		out = append(out, care.Hours{Weekday: d, Open: open, Close: until})
	}
	return out
}

// town is a running service on a loopback port.
type town struct {
	testing.TB
	*Server
	store  *store.Store
	clock  *clockwork
	phones *phones
	dir    string
	base   string
	http   *http.Client
}

// newTown starts a service with the given facilities.
func newTown(t testing.TB, o Options, fs ...care.Facility) *town {
	t.Helper()
	w := quietTown(t, o, fs...)
	w.listen()
	return w
}

// quietTown is a service that does not listen yet.
func quietTown(t testing.TB, o Options, fs ...care.Facility) *town {
	t.Helper()
	clock := &clockwork{t: noon}
	dir := t.TempDir()
	st := storetest.New(t)
	w := &town{TB: t, store: st, clock: clock, dir: dir}
	w.save(fs...)
	w.saveAreas()
	mem := kv.NewMemory(clock.now)
	t.Cleanup(func() { _ = mem.Close() })
	index := search.NewMemory()
	t.Cleanup(func() { _ = index.Close() })
	w.savePlaces()
	w.sequence()
	f := finder.New(finder.Deps{Store: st, Graph: townGraph(t), Index: index, KV: mem, Now: clock.now})
	t.Cleanup(f.Close)
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	basemap := tile.New([]tile.Feature{{
		Layer: "street", Class: "residential", Name: "测试路", Geometry: orb.LineString{crossing(0, 5), crossing(20, 5)},
	}})
	d := Deps{Finder: f, Store: st, KV: mem, Basemap: basemap, Now: clock.now}
	texts := search.NewMemory()
	t.Cleanup(func() { _ = texts.Close() })
	d.Policies = policy.New(policy.Deps{Store: st, Index: texts, Now: clock.now})
	if err := d.Policies.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.services(&d, o)
	var err error
	if w.Server, err = New(d, o); err != nil {
		t.Fatal(err)
	}
	return w
}

// services are those of people, wired as the command wires them.
func (w *town) services(d *Deps, o Options) {
	w.Helper()
	key := bytes.Repeat([]byte{7}, seal.KeySize)
	box, err := seal.New(key)
	if err != nil {
		w.Fatal(err)
	}
	scans, err := blob.NewFolder(filepath.Join(w.dir, "scans"), w.clock.now)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = scans.Close() })
	w.phones = &phones{}
	d.Account = account.New(account.Deps{
		Store: w.store, Limits: d.KV, Box: box, Scans: scans, Sender: w.phones, Now: w.clock.now, Machine: w.clock.now,
		EndAll: func(ctx context.Context, actor care.Actor, family care.FamilyID, child care.ChildID) error {
			if err := d.Booking.LeaveAll(ctx, actor, family, child); err != nil {
				return err
			}
			return d.Booking.EndApplications(ctx, actor, family, child)
		},
	}, account.Options{Demo: o.Demo})
	rows, err := w.store.Rules(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	rules := care.NewRules(rows)
	d.Account.Rules = func() *care.Rules { return rules }
	d.Booking = booking.New(booking.Deps{
		Store: w.store, Names: d.Account.Names, Rules: d.Account.Rules, Now: w.clock.now, Box: box,
		Child: func(ctx context.Context, tx *store.Tx, id care.ChildID) (booking.ChildFacts, error) {
			f, err := d.Account.ChildFacts(ctx, tx, id)
			return booking.ChildFacts{Child: f.Child, Consents: f.Consents}, err
		},
		Examined: func(ctx context.Context, tx *store.Tx, a care.Application) (bool, error) {
			return d.Casework.Examined(ctx, tx, a)
		},
	}, booking.Options{Key: key})
	d.Casework = w.casework(d, box, scans, key)
	d.Facility = facility.New(facility.Deps{
		Store: w.store, Box: box, Files: scans, Pictures: picture.InProcess().Clean, Booking: d.Booking, Names: d.Account.Names, Rules: d.Account.Rules, Now: w.clock.now,
	})
	d.Filing = filing.New(filing.Deps{
		Store: w.store, Box: box, Blob: scans, Rules: d.Account.Rules, Dropped: d.Casework.DropUpload, Now: w.clock.now, FiledAgain: d.Booking.FiledAgain,
		Upload: func(ctx context.Context, id care.UploadID, token string) (filing.File, error) {
			h, err := d.Casework.HandOver(ctx, id, token)
			return filing.File{Body: h.Body, Type: h.Type, SHA256: h.SHA256}, err
		},
		Appoint: func(ctx context.Context, tx *store.Tx, by care.Actor, id care.FacilityID, p filing.Person) (filing.Invitation, error) {
			code, err := d.Account.AppointIn(ctx, tx, by, account.StaffInput{Username: p.Username, Name: p.Name, Phone: p.Phone, Facility: id})
			return filing.Invitation{Token: code.Code, Expires: code.Expires}, err
		},
	})
	d.Audit = &audit.Service{Store: w.store, Dir: filepath.Join(w.dir, "audit"), Now: w.clock.now, Log: slog.New(slog.DiscardHandler)}
	d.Stats = stats.New(stats.Deps{Store: w.store, Finder: d.Finder, Rules: d.Account.Rules, Now: w.clock.now})
	d.Register = &ledger.Service{
		Store: w.store, Blob: scans, Keys: []ed25519.PrivateKey{ed25519.NewKeyFromSeed(key)}, City: o.City, Rules: d.Account.Rules, Now: w.clock.now,
		Log: slog.New(slog.DiscardHandler),
	}
	d.Notify = notify.New(notify.Deps{
		Store: w.store, KV: d.KV, Names: d.Account.Names, Delivered: d.Booking.Delivered, Complainants: d.Casework.Complainants, Now: w.clock.now,
		Log: slog.New(slog.DiscardHandler),
	}, notify.Options{Holder: "test"})
}

// casework is the complaint desk, as the command wires it.
func (w *town) casework(d *Deps, box *seal.Box, files blob.Store, key []byte) *casework.Service {
	w.Helper()
	vault, err := seal.New(bytes.Repeat([]byte{9}, seal.KeySize))
	if err != nil {
		w.Fatal(err)
	}
	pictures := picture.InProcess()
	return casework.New(casework.Deps{
		Store: w.store, Box: box, Vault: vault, Blob: files, Rules: d.Account.Rules, Limits: d.KV, Now: w.clock.now, Machine: w.clock.now, Names: d.Account.Names,
		Locate: func(_ context.Context, p orb.Point) (string, error) {
			if p[0] < crossing(-2, 0)[0] || p[0] > crossing(22, 0)[0] {
				return "", nil
			}
			return "320500", nil
		},
		Identity: func(ctx context.Context, id care.AccountID) (who casework.AccountIdentity, err error) {
			who.Family, who.Name, who.Phone, err = d.Account.Identity(ctx, id)
			return who, err
		},
		Pictures: func(ctx context.Context, file []byte) (casework.Picture, error) {
			c, err := pictures.Clean(ctx, file)
			return casework.Picture{JPEG: c.JPEG, Width: c.Width, Height: c.Height}, err
		},
	}, casework.Options{Key: key})
}

func (w *town) savePlaces() {
	w.Helper()
	places := []care.Place{
		{ID: "osm:w1", Name: "人民公园", Kind: care.PlacePark, Point: crossing(5, 6)},
		{ID: "osm:n2", Name: "幸福小区", Kind: care.PlaceEstate, Point: crossing(6, 5), AreaName: "西街道"},
	}
	if err := w.store.ReplacePlaces(w.Context(), operator, care.InstantOf(noon), "osm", places); err != nil {
		w.Fatal(err)
	}
}

func (w *town) listen() {
	w.Helper()
	addr := make(chan string, 1)
	done := make(chan error, 1)
	go func() { done <- w.Listen("127.0.0.1:0", func(a string) { addr <- a }) }()
	w.base = "http://" + <-addr
	transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	w.http = &http.Client{Transport: transport}
	w.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := w.Shutdown(w.Context()); err != nil && w.Context().Err() == nil {
			w.Error(err)
		}
		if err := <-done; err != nil {
			w.Error(err)
		}
	})
}

var operator = care.Actor{Kind: care.ActorOperator, ID: "test"}

func (w *town) save(fs ...care.Facility) {
	w.Helper()
	if len(fs) == 0 {
		return
	}
	if _, err := w.store.SaveFacilities(w.Context(), operator, care.InstantOf(w.clock.now()), fs); err != nil {
		w.Fatal(err)
	}
}

func (w *town) saveAreas() {
	w.Helper()
	square := func(x0, y0, x1, y1 float64) orb.MultiPolygon {
		a, b := crossing(x0, y0), crossing(x1, y1)
		return orb.MultiPolygon{{{a, {b[0], a[1]}, b, {a[0], b[1]}, a}}}
	}
	areas := []care.Area{
		{Code: "320500", Name: "苏州市", Level: care.LevelCity, Center: crossing(10, 10)},
		{Code: "320500001", Name: "西街道", Level: care.LevelStreet, ParentCode: "320500", Center: crossing(5, 10), Border: square(-2, -2, 10, 22), Population: 40000},
		{Code: "320500002", Name: "东街道", Level: care.LevelStreet, ParentCode: "320500", Center: crossing(15, 10), Border: square(10, -2, 22, 22), Population: 50000},
	}
	if err := w.store.SaveAreas(w.Context(), operator, care.InstantOf(noon), areas); err != nil {
		w.Fatal(err)
	}
}

// sequence numbers what was written.
func (w *town) sequence() {
	w.Helper()
	for {
		n, err := w.store.Sequence(w.Context(), "test", care.InstantOf(w.clock.now()))
		if err != nil {
			w.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// catchUp lets the finder see what was written.
func (w *town) catchUp() {
	w.Helper()
	w.sequence()
	if err := w.Finder.Catch(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// rawBody is sent as it is.
type rawBody []byte

func (w *town) do(method, path string, body any, header ...string) reply {
	w.Helper()
	var in io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case rawBody:
		in, kind = bytes.NewReader(b), "image/png"
	default:
		in = bytes.NewReader(encode(body))
	}
	req, err := http.NewRequestWithContext(w.Context(), method, w.base+path, in)
	if err != nil {
		w.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.http.Do(req)
	// What is refused for its size is answered before it is read whole, and the reset may outrun the answer.
	for try := 0; (errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)) && resendable(body) && try < 50; try++ {
		if req.GetBody != nil {
			req.Body, _ = req.GetBody()
		}
		res, err = w.http.Do(req)
	}
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		w.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, out}
}

// resendable reports whether a request may be sent again after a reset: one without a body, or with one that may be too large.
func resendable(body any) bool {
	_, raw := body.(rawBody)
	return raw || body == nil
}

func (w *town) get(path string, header ...string) reply {
	w.Helper()
	return w.do(http.MethodGet, path, nil, header...)
}

// list asks for a list and insists on 200.
func (w *town) list(query string) finder.FacilityList {
	w.Helper()
	r := w.get("/api/v1/facilities?" + query)
	if r.status != http.StatusOK {
		w.Fatalf("GET facilities?%s: %d %s", query, r.status, r.body)
	}
	var l finder.FacilityList
	w.decode(r.body, &l)
	return l
}

// decode insists that the body has no member the struct does not document.
func (w *town) decode(body []byte, v any) {
	w.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		w.Fatalf("%v in %s", err, body)
	}
}

func at(p orb.Point) string { return fmt.Sprintf("%.6f,%.6f", p[0], p[1]) }

func names(l finder.FacilityList) string {
	var out []string
	for _, it := range l.Items {
		out = append(out, it.Name)
	}
	return strings.Join(out, " ")
}

// seeded returns a generator whose seed is printed when the test fails.
func seeded(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, seed))
}

// writeFile writes a file and the folders above it.
func writeFile(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil { //nolint:gosec // a test file
		t.Fatal(err)
	}
}

// rootOf opens a folder as the command does: nothing outside can be reached, not even by a link.
func rootOf(t testing.TB, dir string) fs.FS {
	t.Helper()
	if err := os.Symlink("../secret.txt", dir+"/link.txt"); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root.FS()
}
