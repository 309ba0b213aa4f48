package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/care"
)

// canaries are personal words that stand nowhere else. Each kind of field has one of its own, so that a leak tells where it came from.
var canaries = map[string]string{
	"name": "金丝雀宝宝", "guardian": "金丝雀妈妈", "notes": "金丝雀过敏", "issued_by": "金丝雀医院", "pickup": "金丝雀舅舅", "relation": "金丝雀亲戚", "note": "金丝雀想看看",
	"complaint": "金丝雀投诉人数太多没有人管", "wants": "金丝雀希望退费", "complainant": "金丝雀投诉人", "message": "金丝雀补充说明", "summary": "金丝雀请机构说明人数",
	"complainant phone": "13987650789",
	"phone":             "13987650123", "pickup phone": "13987650456", "id_number": "320508202501011233", "scan": "JinSiQueScan",
}

// canaryTown is the whole program as a city runs it, with one facility and an SMS gateway, and everything it ever said.
type canaryTown struct {
	t        *testing.T
	base     string
	data     string
	output   lockedBuffer // what the program wrote
	errors   bytes.Buffer // every body of a refusal
	texts    chan string  // what went to telephones
	facility care.Facility
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestPersonalWordsStayWhereTheyBelong plants names and telephones in every field a family has, goes the whole way from the first
// sign-in to a place, provokes every route with them, and then looks for them in all the program leaves behind: log lines,
// metrics, bodies of refusals, search, snapshots, exports, and the bytes of its data folder.
func TestPersonalWordsStayWhereTheyBelong(t *testing.T) {
	town := newCanaryTown(t)
	family, staff := town.browser(), town.browser()
	child := town.family(family)
	town.staff(staff)
	town.place(family, staff, child)
	code := town.complain(family, staff, child)
	town.provoke(family, staff, town.browser())
	town.leavings()
	for what, where := range map[string]string{"a log line": town.output.String(), "the body of a refusal": town.errors.String()} {
		town.clean(what, where)
		if strings.Contains(where, code) || strings.Contains(where, strings.ReplaceAll(code, "-", "")) {
			town.t.Errorf("%s holds a tracking code", what)
		}
	}
	if !strings.Contains(town.output.String(), "/api/v1/family/children") {
		t.Error("the log holds no requests: this proves nothing")
	}
}

// clean fails the test when a text holds a canary.
func (town *canaryTown) clean(what, text string) {
	town.t.Helper()
	for _, kind := range slices.Sorted(maps.Keys(canaries)) {
		word := canaries[kind]
		for _, form := range []string{word, url.QueryEscape(word), fmt.Sprintf("%+q", word)[1 : len(fmt.Sprintf("%+q", word))-1]} {
			if at := strings.Index(text, form); at >= 0 {
				town.t.Errorf("%s holds the %s %q: …%s…", what, kind, form, text[max(0, at-120):min(len(text), at+len(form)+80)])
				break
			}
		}
	}
}

func newCanaryTown(t *testing.T) *canaryTown {
	t.Helper()
	addr, err := freeAddr()
	if err != nil {
		t.Fatal(err)
	}
	town := &canaryTown{t: t, base: "http://" + addr, data: t.TempDir(), texts: make(chan string, 100)}
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Ref, Phone, Text string }
		_ = json.NewDecoder(r.Body).Decode(&in)
		town.texts <- in.Text
		fmt.Fprintf(w, `{"id":%q}`, "gw-"+in.Ref)
	}))
	t.Cleanup(gateway.Close)
	w := &world{ctx: t.Context(), config: Config{Data: town.data}, out: io.Discard, err: io.Discard, log: quiet()}
	st, err := w.openStore()
	if err != nil {
		t.Fatal(err)
	}
	today := care.Today(machineNow())
	town.facility = care.Facility{
		ID: care.FacilityID(care.NewID()), Source: "canary", Name: "春苗托育", AreaCode: "320508001", Kind: care.KindIndependent,
		Filing: care.Filing{Status: care.Filed}, OpenToPublic: true, Verified: true,
		Classes: []care.Class{{
			ID: care.ClassID(care.NewID()), Name: "小一班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay,
			ConfirmedAt: machineNow() - 1, Source: care.VacancyFacility, Pools: []care.Pool{{Month: today.MonthOf(), Filed: 4, Staffed: 4}},
		}},
	}
	if _, err := st.SaveFacilities(t.Context(), operator("test"), machineNow(), []care.Facility{town.facility}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Args = []string{"tuoyuquan", "serve"}
	cmd.Env = append(os.Environ(), "TUOYUQUAN_DATA="+town.data, "TUOYUQUAN_LISTEN="+addr, "DATABASE_URL=", "REDIS_URL=", "MEILI_URL=", "TUOYUQUAN_KEY=",
		"SMS_URL="+gateway.URL, "TUOYUQUAN_LOG=json", "TUOYUQUAN_LOG_LEVEL=debug")
	cmd.Stdout, cmd.Stderr = &town.output, &town.output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("data in %s", town.data)
		}
	})
	for range 3000 {
		if reply, err := http.Get(town.base + "/readyz"); err == nil {
			_ = reply.Body.Close()
			if reply.StatusCode == http.StatusOK {
				return town
			}
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatalf("never ready: %s", town.output.String())
	return nil
}

// canaryBrowser is somebody at a browser: cookies, and the word against forged requests.
type canaryBrowser struct {
	town *canaryTown
	web  *http.Client
	csrf string
	keys int
}

func (town *canaryTown) browser() *canaryBrowser {
	jar, _ := cookiejar.New(nil)
	return &canaryBrowser{town: town, web: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// ask sends a request and keeps what a refusal says.
func (b *canaryBrowser) ask(method, path string, body any) (int, []byte) {
	b.town.t.Helper()
	raw, ok := body.([]byte)
	if !ok {
		raw, _ = json.Marshal(body)
	}
	req, err := http.NewRequest(method, b.town.base+path, bytes.NewReader(raw))
	if err != nil {
		b.town.t.Fatal(err)
	}
	b.keys++
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if ok {
		req.Header.Set("Content-Type", "application/octet-stream")
	}
	req.Header.Set("Origin", b.town.base)
	req.Header.Set("X-Csrf-Token", b.csrf)
	req.Header.Set("Idempotency-Key", fmt.Sprintf("canary-%p-%d", b, b.keys))
	reply, err := b.web.Do(req)
	if err != nil {
		b.town.t.Fatal(err)
	}
	defer reply.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(reply.Body)
	if err != nil {
		b.town.t.Fatal(err)
	}
	if reply.StatusCode >= 400 {
		b.town.errors.Write(append(answer, '\n'))
	}
	return reply.StatusCode, answer
}

// must is ask that has to succeed; it returns the answer's fields.
func (b *canaryBrowser) must(method, path string, body any) map[string]any {
	b.town.t.Helper()
	status, answer := b.ask(method, path, body)
	if status/100 != 2 {
		b.town.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	out := map[string]any{}
	_ = json.Unmarshal(answer, &out)
	if word, ok := out["csrf"].(string); ok {
		b.csrf = word
	}
	return out
}

// family signs a parent in for the first time and enters everything a family can.
func (town *canaryTown) family(b *canaryBrowser) (child string) {
	town.t.Helper()
	b.must("POST", "/api/v1/auth/code", map[string]any{"phone": canaries["phone"]})
	code := regexp.MustCompile(`\d{6}`).FindString(<-town.texts)
	b.must("POST", "/api/v1/auth/phone", map[string]any{"phone": canaries["phone"], "code": code, "device": "web"})
	b.must("PATCH", "/api/v1/family/me", map[string]any{"name": canaries["guardian"]})
	birth := care.DateOf(time.Date(2025, 1, 1, 0, 0, 0, 0, care.Shanghai))
	in := map[string]any{"name": canaries["name"], "birth": birth.String(), "sex": "female", "id_number": canaries["id_number"], "notes": canaries["notes"]}
	child, _ = b.must("POST", "/api/v1/family/children", in)["id"].(string)
	for _, kind := range []string{"health_check", "vaccination"} {
		paper := b.must("POST", "/api/v1/family/children/"+child+"/papers", map[string]any{
			"kind": kind, "exam_date": care.Today(machineNow()).AddDays(-5).String(), "issued_by": canaries["issued_by"],
		})
		scan := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"), canaries["scan"]...)
		b.must("PUT", fmt.Sprintf("/api/v1/family/children/%s/papers/%s/scan", child, paper["id"]), scan)
	}
	b.must("POST", "/api/v1/family/pickups", map[string]any{"name": canaries["pickup"], "phone": canaries["pickup phone"], "relation": canaries["relation"]})
	texts, _ := b.must("GET", "/api/v1/consents", nil)["texts"].([]any)
	for _, text := range texts {
		c := text.(map[string]any)
		body := map[string]any{"purpose": c["purpose"], "version": c["version"]}
		if c["per_child"] == true {
			body["child_id"] = child
		}
		b.must("POST", "/api/v1/family/consents", body)
	}
	return child
}

// staff invites somebody of the facility at the command line, who then chooses a password and an authenticator.
func (town *canaryTown) staff(b *canaryBrowser) {
	town.t.Helper()
	out, errs := town.invited(b, "yuanzhang", "--role", "facility", "--facility", string(town.facility.ID), "--name", "李园长")
	out.Reset()
	if run([]string{"user", "list"}, out, errs) != 0 || !strings.Contains(out.String(), "yuanzhang") || !strings.Contains(out.String(), "ready") {
		town.t.Errorf("user list: %s%s", out, errs)
	}
}

// invited invites somebody at the command line, who chooses a password and an authenticator, and is signed in.
func (town *canaryTown) invited(b *canaryBrowser, name string, as ...string) (out, errs *bytes.Buffer) {
	town.t.Helper()
	town.t.Setenv("TUOYUQUAN_DATA", town.data)
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	if run(append([]string{"user", "add", name}, as...), out, errs) != 0 {
		town.t.Fatalf("user add: %s", errs)
	}
	token := regexp.MustCompile(`(?m)^  (\S{20,})$`).FindStringSubmatch(out.String())
	if token == nil {
		town.t.Fatalf("no invitation in %q", out.String())
	}
	password := "correct horse battery staple 7"
	uri, _ := b.must("POST", "/api/v1/auth/invitation", map[string]any{"token": token[1], "password": password})["totp_uri"].(string)
	b.must("POST", "/api/v1/auth/invitation/confirm", map[string]any{"token": token[1], "totp": totpOf(town.t, uri, time.Now())})
	return out, errs
}

// totpOf is what an authenticator shows (RFC 6238, six digits of SHA-1 every 30 s).
func totpOf(t *testing.T, uri string, at time.Time) string {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(u.Query().Get("secret"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
}

// place goes the way from a visit and a held place to an accepted offer; the facility reads the child's record on the way.
func (town *canaryTown) place(b, staff *canaryBrowser, child string) {
	town.t.Helper()
	from := time.Now().Add(48 * time.Hour).Truncate(time.Hour)
	slots := staff.must("POST", "/api/v1/facility/slots", map[string]any{"slots": []any{map[string]any{
		"starts_at": from.Format(time.RFC3339), "ends_at": from.Add(time.Hour).Format(time.RFC3339), "places": 2,
	}}})
	slot := slots["slots"].([]any)[0].(map[string]any)["id"]
	b.must("POST", "/api/v1/visits", map[string]any{"slot_id": slot, "child_id": child, "note": canaries["note"]})
	app := b.must("POST", "/api/v1/applications", map[string]any{
		"child_id": child, "class_id": town.facility.Classes[0].ID, "start": care.Today(machineNow()).AddDays(10).String(), "as": "hold",
	})
	act := func(who *canaryBrowser, prefix, action string) {
		town.t.Helper()
		app = who.must("POST", fmt.Sprintf("%s/applications/%s/actions", prefix, app["id"]), map[string]any{"action": action, "version": app["version"]})
	}
	act(b, "/api/v1", "submit")
	record := fmt.Sprint(staff.must("GET", "/api/v1/facility/children/"+child+"?purpose=decide", nil))
	if !strings.Contains(record, canaries["name"]) || !strings.Contains(record, canaries["notes"]) {
		town.t.Errorf("staff who may read a record do not see it: %s", record)
	}
	act(staff, "/api/v1/facility", "offer")
	act(b, "/api/v1", "accept")
	for range 200 { // until the worker has told everybody
		if inbox := fmt.Sprint(b.must("GET", "/api/v1/inbox", nil)); strings.Contains(inbox, "offered") && strings.Contains(inbox, canaries["name"]) {
			break
		}
		<-time.After(50 * time.Millisecond)
	}
	select {
	case text := <-town.texts: // by day alone
		town.clean("a text to a telephone", text)
	case <-time.After(time.Second):
	}
	b.must("GET", "/api/v1/family/export", nil)
	b.must("GET", "/api/v1/family/readings", nil)
}

// complain lets a family complain of the facility, signed in and by code, and the desk answer; it returns the tracking code. What the
// facility, the desk and everybody are shown on the way names nobody.
func (town *canaryTown) complain(family, staff *canaryBrowser, child string) (code string) {
	town.t.Helper()
	desk, anybody := town.browser(), town.browser()
	town.officer(desk)
	said := map[string]any{
		"facility_id": town.facility.ID, "category": "OVER_CAPACITY", "text": canaries["complaint"], "wants": canaries["wants"], "anonymous": false,
		"name": canaries["complainant"], "phone": canaries["complainant phone"], "contact": "app", "child_id": child, "danger_now": false, "keep_originals": false,
	}
	receipt := family.must("POST", "/api/v1/complaints", said)
	code, _ = receipt["tracking_code"].(string)
	if len(code) < 20 {
		town.t.Fatalf("receipt %v", receipt)
	}
	id := fmt.Sprint(receipt["id"])
	town.clean("a receipt", fmt.Sprint(receipt))
	mine := fmt.Sprint(family.must("GET", "/api/v1/complaints/"+id, nil))
	if !strings.Contains(mine, canaries["complaint"]) {
		town.t.Errorf("who complained does not see what they said: %s", mine)
	}
	act := func(action string, more map[string]any) {
		town.t.Helper()
		body := map[string]any{"action": action, "version": desk.must("GET", "/api/v1/bureau/cases/"+id, nil)["version"]}
		maps.Copy(body, more)
		desk.must("POST", "/api/v1/bureau/cases/"+id+"/actions", body)
	}
	act("triage", map[string]any{"class": "B"})
	act("accept", nil)
	act("sign", map[string]any{"no_tie": true})
	version := family.must("GET", "/api/v1/complaints/"+id, nil)["version"]
	family.must("POST", "/api/v1/complaints/"+id+"/actions", map[string]any{"action": "message", "version": version, "text": canaries["message"]})
	opened := fmt.Sprint(desk.must("POST", "/api/v1/bureau/cases/"+id+"/identity", map[string]any{"purpose": "contact", "reason": "需要电话核实情况"}))
	if !strings.Contains(opened, canaries["complainant phone"]) || !strings.Contains(opened, canaries["name"]) {
		town.t.Errorf("an officer who gave a reason is told %s", opened)
	}
	for path, who := range map[string]*canaryBrowser{
		"/api/v1/bureau/cases": desk, "/api/v1/bureau/openings": desk, "/api/v1/bureau/watches": desk, "/api/v1/facility/complaints": staff,
		"/api/v1/complaints/performance": anybody, "/api/v1/facilities/" + string(town.facility.ID) + "/findings": anybody,
		"/open311/v2/requests.json": anybody, "/open311/v2/requests.xml": anybody,
		"/api/v1/complaints/similar?category=OVER_CAPACITY&facility_id=" + string(town.facility.ID): anybody,
	} {
		status, body := who.ask("GET", path, nil)
		if status != http.StatusOK {
			town.t.Errorf("%s: %d %s", path, status, body)
		}
		town.clean(path, string(body))
	}
	desk.must("POST", "/api/v1/bureau/cases/"+id+"/preview", map[string]any{"summary": canaries["summary"]})
	act("release", map[string]any{"text": canaries["summary"]})
	shown := fmt.Sprint(staff.must("GET", "/api/v1/facility/complaints", nil))
	if !strings.Contains(shown, canaries["summary"]) {
		town.t.Errorf("the facility is shown %s", shown)
	}
	town.clean("what a facility is shown", strings.ReplaceAll(shown, canaries["summary"], ""))
	return code
}

// officer invites somebody of the district, who signs in with password and authenticator.
func (town *canaryTown) officer(b *canaryBrowser) {
	town.t.Helper()
	town.invited(b, "banan", "--role", "district", "--area", "320508", "--name", "周办案")
}

// provoke asks every route with a canary in every place it has, as a family, as staff and as nobody.
func (town *canaryTown) provoke(as ...*canaryBrowser) {
	town.t.Helper()
	_, raw := as[0].ask("GET", "/openapi.json", nil)
	var document struct {
		Paths map[string]map[string]struct {
			Security   []any
			Parameters []struct {
				Name, In string
			}
			RequestBody struct {
				Content map[string]struct{ Schema map[string]any }
			}
		}
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		town.t.Fatal(err)
	}
	words := slices.Sorted(maps.Values(canaries))
	n := 0
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		if strings.Contains(path, "stream") || strings.HasPrefix(path, "/tiles") {
			continue // they do not end
		}
		for method, op := range document.Paths[path] {
			personal := len(op.Security) > 0 || strings.HasPrefix(path, "/api/v1/auth/")
			if path == "/api/v1/session" && method == "delete" || path == "/api/v1/session/all" || path == "/api/v1/family" && method == "delete" {
				continue // they would end what we look at
			}
			for _, b := range as {
				n++
				word := words[n%len(words)]
				query := url.Values{}
				target := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(path, "x")
				if personal { // a map or a search asks for no person, and says what it did not understand
					target = regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(path, url.PathEscape(word))
				}
				for _, p := range op.Parameters {
					if p.In == "query" && personal {
						query.Set(p.Name, word)
					}
				}
				var body any
				if len(op.RequestBody.Content) > 0 {
					filled := map[string]any{}
					for _, c := range op.RequestBody.Content {
						name, _ := c.Schema["$ref"].(string)
						properties, _ := document.Components.Schemas[strings.TrimPrefix(name, "#/components/schemas/")]["properties"].(map[string]any)
						for field := range properties {
							filled[field] = word
						}
					}
					filled["unknown field"] = word
					body = filled
				}
				b.ask(strings.ToUpper(method), target+"?"+query.Encode(), body)
				b.ask(strings.ToUpper(method), target, []byte(`{"broken": "`+word))
			}
		}
	}
	if n < 150 {
		town.t.Errorf("only %d routes were provoked", n)
	}
}

// leavings looks at everything the program shows or leaves behind without being asked by the family itself.
func (town *canaryTown) leavings() {
	town.t.Helper()
	anybody := town.browser()
	for _, path := range []string{
		"/metrics", "/api/v1/meta", "/api/v1/facilities?limit=100", "/api/v1/facilities/" + string(town.facility.ID),
		"/api/v1/facilities/" + string(town.facility.ID) + "/openings", "/openapi.json",
	} {
		_, body := anybody.ask("GET", path, nil)
		town.clean("what everybody may read at "+path, string(body))
	}
	for _, word := range canaries {
		for _, path := range []string{"/api/v1/suggest?q=", "/api/v1/places?q=", "/api/v1/facilities?q="} {
			_, body := anybody.ask("GET", path+url.QueryEscape(word), nil)
			var found struct {
				Total                          int
				Items, Suggestions, Facilities []any
			}
			_ = json.Unmarshal(body, &found)
			if found.Total+len(found.Items)+len(found.Suggestions)+len(found.Facilities) > 0 {
				town.t.Errorf("%s finds %q: %s", path, word, body)
			}
		}
	}
	var out, errs bytes.Buffer
	if run([]string{"export", "--format", "jsonl"}, &out, &errs) != 0 {
		town.t.Errorf("export: %s", &errs)
	}
	town.clean("the register as exported", out.String())
	err := filepath.WalkDir(town.data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err == nil { // how somebody is related to a child is kept as it is: it names nobody
			town.clean(entry.Name()+" of the data folder", strings.ReplaceAll(string(raw), canaries["relation"], ""))
		}
		return err
	})
	if err != nil {
		town.t.Error(err)
	}
}
