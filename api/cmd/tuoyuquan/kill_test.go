package main

import (
	"bytes"
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named pgx
	_ "modernc.org/sqlite"

	"tuoyuquan/api/account"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// killsVariable sets how often TestKilledAtAnyMoment kills.
const killsVariable = "TUOYUQUAN_TEST_KILLS"

// readyWithin is the bar for a restart. On a machine that has more to do than it can, a restart that takes longer is told and
// no failure, up to a minute.
const readyWithin = 5 * time.Second

// overloaded reports whether more than two tasks a processor waited to run in the last minute.
func overloaded() bool {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return false
	}
	load := 0.0
	_, _ = fmt.Sscan(string(text), &load)
	return load > float64(2*runtime.NumCPU())
}

// TestKilledAtAnyMoment kills the whole program with SIGKILL at random moments while families and facilities use it. Whatever was
// acknowledged is there afterwards, whatever was asked again with its key has happened once, no step is half done, everybody
// is told of everything once, and the program is ready again within five seconds.
func TestKilledAtAnyMoment(t *testing.T) {
	kills := 50 // on each of two engines
	if testing.Short() {
		kills = 5
	}
	if text := os.Getenv(killsVariable); text != "" {
		kills, _ = strconv.Atoi(text)
	}
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		killed(t, Config{Data: dir}, "sqlite", filepath.Join(dir, "tuoyuquan.db"), kills)
	})
	t.Run("postgresql", func(t *testing.T) {
		url := storetest.PostgresURL(t)
		killed(t, Config{Data: t.TempDir(), DatabaseURL: url, Key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "pgx", url, kills)
	})
}

func killed(t *testing.T, config Config, driver, address string, kills int) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	town := newKillTown(t, config, seed)
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only read
	r := rand.New(rand.NewPCG(seed, 0))
	slowest := time.Duration(0)
	for range kills {
		slowest = max(slowest, town.round(time.Duration(50+r.IntN(400))*time.Millisecond))
		if t.Failed() {
			return
		}
	}
	town.settle()
	town.check(db)
	acknowledged := 0
	for _, c := range town.clients {
		acknowledged += len(c.ledger)
	}
	t.Logf("%d kills, %d acknowledged writes, %d asked again after a kill, slowest restart %s", kills, acknowledged, town.repeated.Load(), slowest.Round(time.Millisecond))
	if kills >= 20 && acknowledged < kills {
		t.Errorf("only %d writes were acknowledged: this proves little", acknowledged)
	}
}

// killTown is a program with data, and the people who use it.
type killTown struct {
	t        *testing.T
	config   Config
	program  string // "": the tests' own
	addr     string
	clients  []*killClient
	slots    []care.SlotID
	classes  []care.ClassID
	output   bytes.Buffer
	repeated atomic.Int64
	keys     atomic.Int64
	stop     atomic.Bool
}

// killClient is one person at a device, who does one thing after the other and remembers what was acknowledged.
type killClient struct {
	town    *killTown
	r       *rand.Rand
	token   string
	account care.AccountID
	child   care.ChildID // "": staff
	ledger  []acknowledged
	checked int          // of the ledger, looked at after a restart
	pending *killRequest // sent, and no answer came
	app     *killedThing // what the family has now
	visit   *killedThing
}

// acknowledged is what the service said is so.
type acknowledged struct {
	noun, id, state, key string
	version              int64
}

type killRequest struct {
	path, key, noun string
	body            any
}

type killedThing struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Version int64  `json:"version"`
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// newKillTown fills a database with two facilities, their staff and some families, all made up, so that they can sign in.
func newKillTown(t *testing.T, config Config, seed uint64) *killTown {
	t.Helper()
	addr, err := freeAddr()
	if err != nil {
		t.Fatal(err)
	}
	town := &killTown{t: t, config: config, addr: addr}
	w := &world{ctx: t.Context(), config: config, out: io.Discard, err: io.Discard, log: quiet()}
	st, p := town.open(w)
	defer st.Close() //nolint:errcheck // every write has been answered
	today := care.Today(machineNow())
	d := &demoPeople{ctx: t.Context(), p: p, store: st, log: quiet(), base: time.Now(), today: today}
	staff := town.addFacilities(st, p, today)
	for i := range 20 {
		id, family := care.AccountID(care.NewID()), care.FamilyID(care.NewID())
		person := account.DemoPerson{ID: id, Family: family, Role: care.ActorGuardian, Name: fmt.Sprint("家长", i), Phone: fmt.Sprintf("1990001%04d", i)}
		if err := p.accounts.AddDemoPerson(t.Context(), person); err != nil {
			t.Fatal(err)
		}
		f := &demoFamily{actor: care.Actor{Kind: care.ActorGuardian, ID: string(id), Family: family}, children: map[string]care.ChildID{}}
		if err := d.addChildren(f, []demoChild{{"宝宝", 17, ""}}); err != nil {
			t.Fatal(err)
		}
		town.join(p, id, f.children["宝宝"], seed)
	}
	for _, id := range staff {
		town.join(p, id, "", seed)
	}
	return town
}

// open opens store and services in this process.
func (town *killTown) open(w *world) (*store.Store, *people) {
	town.t.Helper()
	st, err := w.openStore()
	if err != nil {
		town.t.Fatal(err)
	}
	for _, key := range []string{finder.MetaDemo, metaDemoPeople} {
		if err := st.SetMeta(w.ctx, key, "true"); err != nil {
			town.t.Fatal(err)
		}
	}
	limits := kv.NewMemory(time.Now)
	town.t.Cleanup(func() { _ = limits.Close() })
	p, err := w.openPeople(st, limits, "test", true)
	if err != nil {
		town.t.Fatal(err)
	}
	return st, p
}

func (town *killTown) addFacilities(st *store.Store, p *people, today care.Date) (staff []care.AccountID) {
	t := town.t
	t.Helper()
	now := machineNow()
	for i := range 2 {
		f := care.Facility{
			ID: care.FacilityID(care.NewID()), Source: "kill", Name: fmt.Sprint("机构", i), AreaCode: "320508001", Kind: care.KindIndependent,
			Filing: care.Filing{Status: care.Filed}, OpenToPublic: true, Verified: true,
		}
		for k := range 2 {
			id := care.ClassID(care.NewID())
			town.classes = append(town.classes, id)
			f.Classes = append(f.Classes, care.Class{
				ID: id, Name: fmt.Sprint("班", k), Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
				ConfirmedAt: now - 1, Source: care.VacancyFacility, Pools: []care.Pool{{Month: today.MonthOf(), Filed: 4, Staffed: 4}},
			})
		}
		if _, err := st.SaveFacilities(t.Context(), operator("test"), now, []care.Facility{f}); err != nil {
			t.Fatal(err)
		}
		id, _, err := p.accounts.InviteStaff(t.Context(), operator("test"), account.StaffInput{
			Username: fmt.Sprint("staff-", i), Name: "园长", Role: care.ActorFacility, Facility: f.ID, Demo: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		staff = append(staff, id)
		actor := care.Actor{Kind: care.ActorFacility, ID: string(id), Facility: f.ID}
		var slots []booking.SlotRequest
		for day := range 10 {
			from := care.InstantOf(today.AddDays(day+1).Time()) + 36_000_000
			slots = append(slots, booking.SlotRequest{StartsAt: from, EndsAt: from + 1_800_000, Places: 1})
		}
		made, err := p.booking.PublishSlots(t.Context(), actor, slots)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range made {
			town.slots = append(town.slots, s.ID)
		}
	}
	return staff
}

// join signs a person in.
func (town *killTown) join(p *people, id care.AccountID, child care.ChildID, seed uint64) {
	town.t.Helper()
	session, err := p.accounts.SignInDemo(town.t.Context(), id, account.DeviceMini)
	if err != nil {
		town.t.Fatal(err)
	}
	town.clients = append(town.clients, &killClient{
		town: town, r: rand.New(rand.NewPCG(seed, uint64(len(town.clients)+1))), token: session.Token, account: id, child: child,
	})
}

// start starts the program and waits until it is ready; it returns how long that took.
func (town *killTown) start() (*exec.Cmd, time.Duration) {
	town.t.Helper()
	began := time.Now()
	cmd := exec.Command(cmp.Or(town.program, os.Args[0]))
	cmd.Args = []string{"tuoyuquan", "serve", "--demo"} // TestMain knows what to be by this name
	cmd.Env = append(os.Environ(), "TUOYUQUAN_DATA="+town.config.Data, "TUOYUQUAN_LISTEN="+town.addr, "DATABASE_URL="+town.config.DatabaseURL,
		"TUOYUQUAN_KEY="+town.config.Key, "TUOYUQUAN_LOG_LEVEL=warn", "REDIS_URL=", "MEILI_URL=")
	town.output.Reset()
	cmd.Stdout, cmd.Stderr = &town.output, &town.output
	if err := cmd.Start(); err != nil {
		town.t.Fatal(err)
	}
	for {
		if reply, err := http.Get("http://" + town.addr + "/readyz"); err == nil {
			_ = reply.Body.Close()
			if reply.StatusCode == http.StatusOK {
				return cmd, town.inTime(time.Since(began))
			}
		}
		if time.Since(began) > time.Minute {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			town.t.Fatalf("not ready within a minute of a restart:\n%s%s", &town.output, town.busy())
		}
		<-time.After(5 * time.Millisecond)
	}
}

// inTime holds a restart to the bar.
func (town *killTown) inTime(took time.Duration) time.Duration {
	switch {
	case took <= readyWithin:
	case overloaded():
		town.t.Logf("ready after %s on an overloaded machine: %s", took, town.busy())
	default:
		town.t.Errorf("ready %s after a restart, want %s: %s", took, readyWithin, town.busy())
	}
	return took
}

// busy says what a PostgreSQL server is doing, and how loaded the machine is.
func (town *killTown) busy() string {
	load, _ := os.ReadFile("/proc/loadavg")
	out := "load " + string(load)
	if town.config.DatabaseURL == "" {
		return out
	}
	db, err := sql.Open("pgx", town.config.DatabaseURL)
	if err != nil {
		return out
	}
	defer db.Close() //nolint:errcheck // only read
	rows, err := db.Query("SELECT COALESCE(state, ''), COALESCE(wait_event, ''), COALESCE(xact_start::text, ''), LEFT(query, 150) FROM pg_stat_activity WHERE state <> ''")
	if err != nil {
		return out
	}
	defer rows.Close() //nolint:errcheck // read to its end
	var lines []string
	for rows.Next() {
		var a, b, c, d string
		_ = rows.Scan(&a, &b, &c, &d)
		lines = append(lines, strings.Join([]string{a, b, c, d}, " | "))
	}
	if err := rows.Err(); err != nil {
		lines = append(lines, err.Error())
	}
	return out + strings.Join(lines, "\n")
}

// round starts the program, lets everybody use it for a while, and kills it. It returns how long the start took.
func (town *killTown) round(life time.Duration) time.Duration {
	cmd, took := town.start()
	town.stop.Store(false)
	var wg sync.WaitGroup
	for _, c := range town.clients {
		wg.Go(c.live)
	}
	<-time.After(life)
	town.stop.Store(true)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	wg.Wait()
	if town.t.Failed() {
		town.t.Logf("the program said:\n%s", &town.output)
	}
	return took
}

// settle starts the program a last time and lets everybody finish what they began.
func (town *killTown) settle() {
	cmd, _ := town.start()
	for _, c := range town.clients {
		c.look()
		c.again()
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

var killWeb = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableKeepAlives: false}}

// ask sends a request. An error means that nobody knows what became of it.
func (c *killClient) ask(method, path, key string, body any) (int, []byte, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequest(method, "http://"+c.town.addr+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	reply, err := killWeb.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer reply.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(reply.Body)
	return reply.StatusCode, answer, err
}

// write sends something that takes or gives, and notes the answer.
func (c *killClient) write(q killRequest) *killedThing {
	status, answer, err := c.ask(http.MethodPost, q.path, q.key, q.body)
	if err != nil {
		c.pending = &q
		return nil
	}
	c.pending = nil
	if status >= 500 {
		c.town.t.Errorf("%s: %d %s", q.path, status, answer)
	}
	if status/100 != 2 {
		return nil
	}
	var thing killedThing
	if err := json.Unmarshal(answer, &thing); err != nil {
		c.town.t.Errorf("%s: %s", q.path, answer)
		return nil
	}
	c.ledger = append(c.ledger, acknowledged{q.noun, thing.ID, thing.State, q.key, thing.Version})
	return &thing
}

func (c *killClient) key() string { return fmt.Sprintf("kill-test-%d", c.town.keys.Add(1)) }

// again repeats what got no answer, under its key.
func (c *killClient) again() {
	if c.pending == nil {
		return
	}
	c.town.repeated.Add(1)
	c.send(*c.pending)
}

// look asks whether what was acknowledged since the last kill is still so: of the version told, or a later one.
func (c *killClient) look() {
	for ; c.checked < len(c.ledger); c.checked++ {
		e := c.ledger[c.checked]
		if e.noun != "application" {
			continue // visits are looked at in the end
		}
		path := "/applications/" + e.id
		if c.child == "" {
			path = "/facility" + path
		}
		status, answer, err := c.ask(http.MethodGet, path, "", nil)
		if err != nil {
			return // killed again already: next time
		}
		var now killedThing
		_ = json.Unmarshal(answer, &now)
		if status != http.StatusOK || now.Version < e.version || now.Version == e.version && now.State != e.state {
			c.town.t.Errorf("acknowledged %+v; after the kill %d %s", e, status, answer)
		}
	}
}

// live does one thing after the other until the program is killed.
func (c *killClient) live() {
	c.look()
	c.again()
	for !c.town.stop.Load() && c.pending == nil {
		if c.child == "" {
			c.work()
		} else {
			c.want()
		}
	}
}

func (c *killClient) keep(q killRequest, thing *killedThing) {
	switch {
	case c.child == "":
	case q.noun == "visit":
		c.visit = thing
	default:
		c.app = thing
	}
}

func (c *killClient) send(q killRequest) { c.keep(q, c.write(q)) }

func (c *killClient) act(action, reason string) {
	body := map[string]any{"action": action, "version": c.app.Version}
	if reason != "" {
		body["reason"] = reason
	}
	c.send(killRequest{"/applications/" + c.app.ID + "/actions", c.key(), "application", body})
}

// want is what a family does next.
func (c *killClient) want() {
	if c.r.IntN(4) == 0 {
		c.wantVisit()
		return
	}
	if c.app == nil {
		c.refresh()
	}
	if c.app == nil {
		as := "hold"
		if c.r.IntN(3) == 0 {
			as = "wait"
		}
		class := c.town.classes[c.r.IntN(len(c.town.classes))]
		c.send(killRequest{"/applications", c.key(), "application", map[string]any{
			"child_id": c.child, "class_id": class, "start": care.Today(machineNow()).String(), "as": as,
		}})
		return
	}
	switch care.State(c.app.State) {
	case care.StateHeld:
		c.act([]string{"submit", "submit", "submit", "withdraw"}[c.r.IntN(4)], "")
	case care.StateOffered:
		c.act([]string{"accept", "accept", "decline"}[c.r.IntN(3)], "")
	case care.StateConfirmed, care.StateSubmitted, care.StateWaitlisted:
		if c.r.IntN(3) == 0 {
			c.act("withdraw", "")
		} else {
			c.refresh()
		}
	case care.StateEnrolled:
		c.act("end", "moved")
	default:
		c.app = nil
	}
}

// refresh looks at what the family has now.
func (c *killClient) refresh() {
	status, answer, err := c.ask(http.MethodGet, "/applications", "", nil)
	if err != nil || status != http.StatusOK {
		if err == nil {
			c.town.t.Errorf("applications: %d %s", status, answer)
		}
		return
	}
	var list struct{ Applications []killedThing }
	_ = json.Unmarshal(answer, &list)
	c.app = nil
	for _, a := range list.Applications {
		if s := care.State(a.State); !s.Final() && s != care.StateDraft {
			c.app = &a
		}
	}
}

func (c *killClient) wantVisit() {
	if c.visit != nil && c.visit.State == "booked" {
		c.send(killRequest{"/visits/" + c.visit.ID + "/actions", "", "visit", map[string]any{"action": "cancel"}})
		return
	}
	slot := c.town.slots[c.r.IntN(len(c.town.slots))]
	c.send(killRequest{"/visits", c.key(), "visit", map[string]any{"slot_id": slot, "child_id": c.child}})
}

// work is what the staff of a facility does next.
func (c *killClient) work() {
	status, answer, err := c.ask(http.MethodGet, "/facility/applications?state=submitted,confirmed,enrolled&limit=20", "", nil)
	if err != nil || status != http.StatusOK {
		if err == nil {
			c.town.t.Errorf("desk: %d %s", status, answer)
		}
		return
	}
	var list struct{ Applications []killedThing }
	_ = json.Unmarshal(answer, &list)
	for _, a := range list.Applications {
		if c.town.stop.Load() || c.pending != nil {
			return
		}
		body := map[string]any{"version": a.Version}
		switch care.State(a.State) {
		case care.StateSubmitted:
			body["action"] = "offer"
			if c.r.IntN(5) == 0 {
				body["action"], body["reason"] = "reject", string(care.ReasonNotReached)
			}
		case care.StateConfirmed:
			body["action"], body["form"] = "enrol", map[string]any{"signed": true}
		default:
			if c.r.IntN(4) != 0 {
				continue
			}
			body["action"], body["reason"] = "end", string(care.ReasonLongAbsence)
		}
		c.write(killRequest{"/facility/applications/" + a.ID + "/actions", c.key(), "application", body})
	}
}

// check compares the database with what was acknowledged, and with itself.
func (town *killTown) check(db *sql.DB) {
	t := town.t
	w := &world{ctx: t.Context(), config: town.config, out: io.Discard, err: io.Discard, log: quiet()}
	st, p := town.open(w)
	defer st.Close() //nolint:errcheck // every write has been answered
	report, err := p.booking.Reconcile(t.Context())
	if err != nil || !report.Sound() {
		t.Errorf("counters, states or steps differ: %+v %v", report, err)
	}
	for _, c := range town.clients {
		for _, e := range c.ledger {
			if err := e.stands(db); err != nil {
				t.Errorf("acknowledged %+v: %v", e, err)
			}
			if e.key == "" {
				continue
			}
			town.none(db, "the reply kept with its key", fmt.Sprintf(
				"SELECT CASE WHEN COUNT(*) = 1 THEN 0 ELSE 1 END FROM idempotency WHERE account_id = '%s' AND request_key = '%s'", c.account, e.key))
		}
		if c.pending != nil {
			t.Errorf("%+v never got an answer", c.pending)
		}
	}
	town.none(db, "a step without its change, or with two", `SELECT COUNT(*) FROM (SELECT s.application_id, s.edge, COUNT(*) AS n,
		(SELECT COUNT(*) FROM change c WHERE c.noun = 'application' AND c.noun_id = s.application_id AND c.kind = s.edge) AS m
		FROM step s GROUP BY s.application_id, s.edge) x WHERE x.n <> x.m`)
	town.none(db, "an application whose version is not that of its last step",
		"SELECT COUNT(*) FROM application a WHERE a.version <> (SELECT MAX(s.version) FROM step s WHERE s.application_id = a.id)")
	town.drain(st, p)
	town.none(db, "notices left over", "SELECT COUNT(*) FROM outbox WHERE topic = 'message'")
	town.none(db, "an application sent whose family was not told, or twice", `SELECT COUNT(*) FROM (SELECT s.application_id,
		(SELECT COUNT(*) FROM message m JOIN member b ON b.account_id = m.account_id WHERE m.application_id = s.application_id AND m.event = 'submitted') AS told
		FROM step s WHERE s.edge = 'T4') x WHERE x.told <> 1`)
	if _, err := st.Sequence(t.Context(), "test", machineNow()+3_600_000); err != nil {
		t.Error(err)
	}
	if err := st.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
	town.none(db, "changes without a number", "SELECT COUNT(*) FROM change WHERE seq IS NULL")
}

// drain lets whatever killed workers held come back, and tells the rest.
func (town *killTown) drain(st *store.Store, p *people) {
	for ahead := range 40 {
		ahead := time.Duration(ahead) * 2 * time.Minute
		n := p.notify
		n.Now = func() time.Time { return time.Now().Add(ahead) }
		if err := n.Work(town.t.Context()); err != nil {
			town.t.Fatal(err)
		}
	}
	if dead, err := st.DeadOutbox(town.t.Context(), care.TopicMessage, 10); err != nil || len(dead) > 0 {
		town.t.Errorf("notices nobody could tell: %+v %v", dead, err)
	}
}

// none fails the test when a count is not 0.
func (town *killTown) none(db *sql.DB, what, query string) {
	town.t.Helper()
	var n int
	if err := db.QueryRowContext(town.t.Context(), query).Scan(&n); err != nil || n != 0 {
		town.t.Errorf("%s: %d %v", what, n, err)
	}
}

// stands looks for an acknowledged step in the history.
func (e acknowledged) stands(db *sql.DB) error {
	if e.noun == "visit" {
		var version int64
		var state string
		err := db.QueryRow("SELECT version, state FROM visit WHERE id = '"+e.id+"'").Scan(&version, &state)
		if err == nil && (version < e.version || version == e.version && state != e.state) {
			err = fmt.Errorf("it is %s in version %d", state, version)
		}
		return err
	}
	var state string
	err := db.QueryRow(fmt.Sprintf("SELECT to_state FROM step WHERE application_id = '%s' AND version = %d", e.id, e.version)).Scan(&state)
	if err == nil && state != e.state {
		err = errors.New("the step of that version leads to " + strings.ToUpper(state))
	}
	return err
}
