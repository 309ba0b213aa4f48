package server

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/open311"
)

const civicKey = "a-key-of-the-city"

// civicScene is a district with cases of every sort: accepted ones of public interest, and all that nobody may see.
type civicScene struct {
	*scene
	public, hidden []string // ids of cases
	tokens         []string // of reports that were sent
}

func newCivicScene(t *testing.T) *civicScene {
	t.Helper()
	first, second := facilityAt(1, crossing(5, 5), 6), facilityAt(2, crossing(15, 5), 6)
	o := Options{Open311: open311.Options{Keys: []string{"another", civicKey}, Jurisdiction: "suzhou.example"}}
	s := &scene{town: newTown(t, o, first, second), facility: first.ID, otherFacility: second.ID}
	s.offices()
	s.anonymous, s.mine = s.nobody(), s.parent("mine", canaryPhone)
	c := &civicScene{scene: s}
	for i, category := range []string{"UNFILED", "OVER_CAPACITY", "PREPAY_CLOSURE", "FIRE_BUILDING", "FOOD", "HYGIENE_DISEASE", "FALSE_INFO", "FOOD"} {
		s.clock.move(31 * time.Hour)
		more := map[string]any{"category": category}
		if i%2 == 0 {
			more["anonymous"] = true
		}
		if i == 3 { // a place in no register
			more["place"] = map[string]any{"name": "金丝雀家", "lon": crossing(6, 6)[0], "lat": crossing(6, 6)[1]}
		}
		c.public = append(c.public, s.complained(s.mine, more).ID)
	}
	s.bureau = s.employee(account.StaffInput{Username: "bureau-one", Role: care.ActorDistrict, Area: "320500"})
	for _, id := range c.public {
		c.accept(id)
	}
	for _, more := range []map[string]any{
		{"category": "STAFF_QUAL"}, {"category": "FEE_REFUND"}, {"category": "FOOD"}, {"category": "ABUSE", "danger_now": true}, {"category": "OTHER"},
	} {
		r := s.complained(s.mine, more)
		c.hidden = append(c.hidden, r.ID)
		if more["category"] == "STAFF_QUAL" || more["category"] == "ABUSE" {
			c.accept(r.ID)
		}
	}
	return c
}

func (c *civicScene) accept(id string) {
	c.Helper()
	c.act(c.bureau, id, "triage", map[string]any{"class": c.caseOf(id).Class})
	c.act(c.bureau, id, "accept", nil)
}

// step is one request of the script, and what it must be answered.
type civicStep struct {
	kind, method, path string
	form               url.Values
	status             int
}

var civicServices = []string{"UNFILED", "OVER_CAPACITY", "PREPAY_CLOSURE", "FIRE_BUILDING", "FOOD", "HYGIENE_DISEASE", "FALSE_INFO"}

func pickOf[T any](rnd *rand.Rand, list ...T) T { return list[rnd.IntN(len(list))] }

// next invents a request.
func (c *civicScene) next(rnd *rand.Rand) (s civicStep) {
	base := pickOf(rnd, "/open311/v2", "/open311/v2", "/open311/test/v2")
	q := url.Values{}
	s.method, s.status = http.MethodGet, http.StatusOK
	switch rnd.IntN(8) {
	case 0:
		return civicStep{"discovery", http.MethodGet, "/open311/discovery", nil, 200}
	case 1:
		s.kind, s.path = "services", base+"/services"
	case 2:
		code := pickOf(rnd, append(slices.Clone(civicServices), "ABUSE", "nothing", "FEE_REFUND")...)
		s.kind, s.path = "definition", base+"/services/"+code
		if !slices.Contains(civicServices, code) {
			s.status = 404
		}
	case 3, 4:
		s.kind, s.path = "requests", base+"/requests"
		s.status = c.filters(rnd, q)
	case 5:
		id := pickOf(rnd, append(append(slices.Clone(c.public), c.hidden...), "nothing", "TEST-0001")...)
		s.kind, s.path = "requests", base+"/requests/"+id
	case 6:
		s.kind, s.path = "token", base+"/tokens/nothing"
		s.status = 404
		if len(c.tokens) > 0 && rnd.IntN(3) > 0 {
			s.path, s.status = "/open311/v2/tokens/"+pickOf(rnd, c.tokens...), 200
		}
	default:
		return c.report(rnd, base)
	}
	switch rnd.IntN(6) { // whose jurisdiction
	case 0:
		q.Set("jurisdiction_id", "suzhou.example")
	case 1:
		if s.kind != "discovery" {
			q.Set("jurisdiction_id", "elsewhere.example")
			s.status = 404
		}
	}
	if rnd.IntN(4) == 0 {
		q.Set("extensions", "true") // readers send some of their own
	}
	s.form = q
	return s
}

// filters invents the parameters of a list.
func (c *civicScene) filters(rnd *rand.Rand, q url.Values) int {
	now := c.clock.now()
	status := 200
	switch rnd.IntN(7) {
	case 0:
		q.Set("service_code", pickOf(rnd, civicServices...)+","+pickOf(rnd, civicServices...))
	case 1:
		q.Set("service_code", "ABUSE")
		status = 404
	case 2:
		q.Set("status", pickOf(rnd, "open", "closed", "open,closed"))
	case 3:
		q.Set("status", pickOf(rnd, "resolved", "OPEN", "open;closed"))
		status = 400
	case 4:
		q.Set("start_date", now.AddDate(0, 0, -rnd.IntN(60)).Format(pickOf(rnd, time.RFC3339, time.DateOnly, "2006-01-02T15:04:05Z")))
		if rnd.IntN(2) == 0 {
			q.Set("end_date", now.Format(time.RFC3339))
		}
	case 5:
		q.Set("start_date", pickOf(rnd, "yesterday", "2026-13-01T00:00:00Z", "1e9", "2020-01-01T00:00:00Z"))
		q.Set("end_date", now.Format(time.RFC3339)) // too far apart, or no date
		status = 400
	default:
		q.Set("service_request_id", pickOf(rnd, c.public...)+","+pickOf(rnd, c.hidden...)+",nothing")
		q.Set("status", "resolved") // overridden
	}
	return status
}

// report invents a report, in order or not.
func (c *civicScene) report(rnd *rand.Rand, base string) civicStep {
	s := civicStep{"created", http.MethodPost, base + "/requests", url.Values{}, http.StatusCreated}
	key := civicKey
	if base == "/open311/test/v2" {
		key = open311.TestKey
	}
	for k, v := range map[string]string{
		"api_key": key, "service_code": pickOf(rnd, civicServices...), "description": "有人反映这里的情况，请核查。<script>alert(1)</script> & ]]>", "media_url": "http://169.254.169.254/",
	} {
		s.form.Set(k, v)
	}
	switch rnd.IntN(2) {
	case 0:
		s.form.Set("address_id", string(c.facility))
	default:
		s.form.Set("lat", fmt.Sprint(crossing(6, 6)[1]))
		s.form.Set("long", fmt.Sprint(crossing(6, 6)[0]))
		s.form.Set("address_string", "测试路6号")
	}
	switch rnd.IntN(10) {
	case 0:
		s.form.Set("api_key", "wrong")
		s.status = 403
	case 1:
		s.form.Del("api_key")
		s.status = 403
	case 2:
		s.form.Set("description", "短")
		s.status = 400
	case 3:
		s.form.Del("service_code")
		s.status = 400
	case 4:
		s.form.Set("service_code", "ABUSE")
		s.status = 404
	case 5:
		for _, f := range []string{"lat", "long", "address_string", "address_id"} {
			s.form.Del(f)
		}
		s.status = 400
	case 6:
		s.form.Set("lat", pickOf(rnd, "NaN", "91", "x", "Inf"))
		s.form.Set("long", "120")
		s.status = 400
	case 7:
		s.form.Set("attribute[happened_on]", "no day")
		s.status = 400
	default:
		s.form.Set("attribute[danger_now]", "no")
		s.form.Set("attribute[wants]", "请尽快核查")
	}
	return s
}

// send sends a request of the script.
func (c *civicScene) send(s civicStep, format string, header ...string) reply {
	c.Helper()
	if s.method == http.MethodGet {
		return c.get(s.path+"."+format+"?"+s.form.Encode(), header...)
	}
	return c.form(s.path+"."+format, "application/x-www-form-urlencoded", []byte(s.form.Encode()))
}

func (c *civicScene) form(path, kind string, body []byte) reply {
	c.Helper()
	return c.do(http.MethodPost, path, rawBody(body), "Content-Type", kind)
}

// B1: five hundred requests, in order or not, in both formats, and not one answer breaks a rule of the specification.
func TestOpen311Conforms(t *testing.T) {
	c := newCivicScene(t)
	rnd := seeded(t, 311)
	kinds := map[string]int{}
	for i := range 250 {
		step := c.next(rnd)
		var both [2]civicAnswer
		for f, format := range []string{"json", "xml"} {
			c.clock.move(time.Second)
			r := c.send(step, format)
			answer, bad := civicCheck(step.kind, format, r)
			both[f] = answer
			for _, b := range bad {
				t.Errorf("%d %s %s.%s %v: %s", i, step.method, step.path, format, step.form, b)
			}
			if r.status != step.status && (r.status != http.StatusTooManyRequests || step.kind != "created") {
				t.Errorf("%d %s %s.%s %v: %d, want %d: %s", i, step.method, step.path, format, step.form, r.status, step.status, r.body)
			}
			c.noCivicCanary(step, r)
			kinds[step.kind+" "+strconv.Itoa(r.status)]++
		}
		if step.kind == "created" && both[0].status == http.StatusCreated && strings.HasPrefix(step.path, "/open311/v2") {
			c.tokens = append(c.tokens, both[0].records[0]["token"])
		}
		if step.kind != "created" && !sameRecords(both[0], both[1]) {
			t.Errorf("%s %v differs between formats:\n%v\n%v", step.path, step.form, both[0], both[1])
		}
	}
	t.Log(kinds)
	for _, k := range []string{"discovery 200", "services 200", "definition 200", "definition 404", "requests 200", "requests 400", "requests 404", "created 201", "created 400", "created 403", "created 404", "token 200", "token 404"} {
		if kinds[k] == 0 {
			t.Errorf("the script never came to %s", k)
		}
	}
}

func sameRecords(a, b civicAnswer) bool {
	same := func(x, y []record) bool {
		return slices.EqualFunc(x, y, maps.Equal[record, record])
	}
	if a.status != b.status || !same(a.records, b.records) || !maps.Equal(a.values, b.values) {
		return false
	}
	for i := range a.records {
		if !same(a.deeper[i], b.deeper[i]) {
			return false
		}
	}
	return true
}

// noCivicCanary insists that nothing of a complaint is told: no word of it, and no case that is nobody's to see.
func (c *civicScene) noCivicCanary(step civicStep, r reply) {
	c.Helper()
	asked := step.path + step.form.Encode()
	for _, w := range append(slices.Clone(canaries), "金丝雀家") {
		if bytes.Contains(r.body, []byte(w)) {
			c.Errorf("%s tells %q: %s", step.path, w, r.body)
		}
	}
	for _, id := range c.hidden {
		if bytes.Contains(r.body, []byte(id)) && !strings.Contains(asked, id) {
			c.Errorf("%s tells of a case nobody may see: %s", step.path, r.body)
		}
	}
}

// The control: a server that answers like ours but for one fault is found out.
func TestOpen311RulesFindFaults(t *testing.T) {
	c := newCivicScene(t)
	for name, f := range map[string]struct{ kind, path, old, new string }{
		"a status of our own":     {"requests", "/open311/v2/requests", `open`, `resolved`},
		"an id that is empty":     {"requests", "/open311/v2/requests", c.public[0], ``},
		"a date with an offset":   {"requests", "/open311/v2/requests", `00Z`, `00+08:00`},
		"a service without name":  {"services", "/open311/v2/services", `食品安全`, ``},
		"a type of service":       {"services", "/open311/v2/services", `batch`, `later`},
		"one endpoint":            {"discovery", "/open311/discovery", `test`, `tset`},
		"a datatype":              {"definition", "/open311/v2/services/FOOD", `datetime`, `date`},
		"a member nobody knows":   {"requests", "/open311/v2/requests", `status_notes`, `complainant`},
		"a longitude that is one": {"requests", "/open311/v2/requests", `120.0`, `x20.0`},
	} {
		for _, format := range []string{"json", "xml"} {
			r := c.get(f.path + "." + format)
			if _, bad := civicCheck(f.kind, format, r); len(bad) > 0 {
				t.Fatalf("before: %v", bad)
			}
			changed := bytes.ReplaceAll(r.body, []byte(f.old), []byte(f.new))
			if bytes.Equal(changed, r.body) {
				t.Errorf("%s: nothing to change in %s", name, r.body)
			}
			r.body = changed
			if _, bad := civicCheck(f.kind, format, r); len(bad) == 0 {
				t.Errorf("%s in %s is not found", name, format)
			}
		}
	}
	r := c.get("/open311/v2/services.xml")
	r.header.Set("Content-Type", "text/html")
	if _, bad := civicCheck("services", "xml", r); len(bad) == 0 {
		t.Error("a wrong content type is not found")
	}
}

// What is public is told with the week, and its day is not found by asking for ever shorter times.
func TestOpen311TellsNoDay(t *testing.T) {
	c := newCivicScene(t)
	var weeks []string
	all, _ := civicCheck("requests", "json", c.get("/open311/v2/requests.json"))
	if len(all.records) != len(c.public) {
		t.Fatalf("%d of %d are told: %v", len(all.records), len(c.public), all.records)
	}
	for _, r := range all.records {
		at, err := time.Parse(time.RFC3339, r["requested_datetime"])
		if err != nil || at.In(care.Shanghai).Weekday() != time.Monday || at.In(care.Shanghai).Hour() != 0 {
			t.Errorf("requested at %s", r["requested_datetime"])
		}
		weeks = append(weeks, r["requested_datetime"])
	}
	for day := c.clock.now().AddDate(0, 0, -14); day.Before(c.clock.now()); day = day.Add(6 * time.Hour) {
		q := url.Values{"start_date": {day.Format(time.RFC3339)}, "end_date": {day.Add(6 * time.Hour).Format(time.RFC3339)}}
		got, _ := civicCheck("requests", "json", c.get("/open311/v2/requests.json?"+q.Encode()))
		want := 0
		for _, w := range weeks {
			at, _ := time.Parse(time.RFC3339, w)
			if !at.Before(day) && !at.After(day.Add(6*time.Hour)) {
				want++
			}
		}
		if len(got.records) != want {
			t.Errorf("from %s: %d, want %d", day, len(got.records), want)
		}
	}
}

// A report that was sent is a complaint like every other: the desk sees it, its token tells its number once it is public, and who
// sent it can follow it by the tracking code.
func TestOpen311Reports(t *testing.T) {
	c := newCivicScene(t)
	form := url.Values{
		"api_key": {civicKey}, "service_code": {"FOOD"}, "description": {"厨房的肉有异味，孩子们吃了肚子疼。"}, "address_id": {string(c.facility)},
		"first_name": {"四"}, "last_name": {"李"}, "phone": {"13800138055"}, "attribute[happened_on]": {"2026-11-20"},
	}
	r := c.form("/open311/v2/requests.json", "application/x-www-form-urlencoded; charset=UTF-8", []byte(form.Encode()))
	answer, bad := civicCheck("created", "json", r)
	if r.status != http.StatusCreated || len(bad) > 0 {
		t.Fatalf("%d %s %v", r.status, r.body, bad)
	}
	token := answer.records[0]["token"]
	_, code, _ := strings.Cut(answer.records[0]["service_notice"], "查询码 ")
	code, _, _ = strings.Cut(code, "，")
	var own Complaint
	got := c.get("/api/v1/complaints/by-code", trackingCode, code)
	if got.status != http.StatusOK {
		t.Fatalf("by its code %q: %d %s", code, got.status, got.body)
	}
	c.decode(got.body, &own)
	before, _ := civicCheck("token", "json", c.get("/open311/v2/tokens/"+token+".json"))
	if before.records[0]["service_request_id"] != "" {
		t.Error("the token tells a number before it is public")
	}
	c.accept(own.ID)
	after, bad := civicCheck("token", "xml", c.get("/open311/v2/tokens/"+token+".xml"))
	if after.records[0]["service_request_id"] != own.ID || len(bad) > 0 {
		t.Errorf("the token tells %v %v", after.records, bad)
	}
	if wrong := c.get("/open311/v2/tokens/" + token[:len(token)-1] + "b.json"); wrong.status != http.StatusNotFound {
		t.Errorf("another token: %d %s", wrong.status, wrong.body)
	}
}

// S10: nothing that is sent is read as XML, whatever it says it is, and what is too large is not read at all.
func TestOpen311ReadsNoXML(t *testing.T) {
	c := newCivicScene(t)
	laughs := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">`, 50) + `]><l>&b;</l>`
	external := `<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>`
	for name, s := range map[string]struct {
		kind   string
		body   string
		status int
	}{
		"entities":           {"text/xml", laughs, 415},
		"an external DTD":    {"application/xml", external, 415},
		"entities as a form": {"application/x-www-form-urlencoded", laughs, 400},
		"another charset":    {"application/x-www-form-urlencoded; charset=utf-16", "api_key=" + civicKey, 415},
		"no text at all":     {"application/x-www-form-urlencoded", "description=%ff%fe&api_key=" + civicKey, 400},
		"twice":              {"application/x-www-form-urlencoded", "api_key=x&api_key=" + civicKey, 400},
		"half an escape":     {"application/x-www-form-urlencoded", "api_key=%2", 400},
		"parts":              {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"api_key\"\r\n\r\nb\r\n--x--\r\n", 415},
		"nothing":            {"", "", 415},
	} {
		for _, format := range []string{"json", "xml"} {
			r := c.form("/open311/v2/requests."+format, s.kind, []byte(s.body))
			_, bad := civicCheck("created", format, r)
			if r.status != s.status || len(bad) > 0 || bytes.Contains(r.body, []byte("root:")) {
				t.Errorf("%s in %s: %d %.200s %v", name, format, r.status, r.body, bad)
			}
		}
	}
	for _, format := range []string{"json", "xml"} {
		body := strings.NewReader(strings.Repeat("<a>", 50<<20/3))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.base+"/open311/v2/requests."+format, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "text/xml")
		if res, err := c.http.Do(req); err == nil { // else the connection was closed before all was sent, which is as good
			_ = res.Body.Close()
			if res.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("50 MB in %s: %d", format, res.StatusCode)
			}
		}
	}
	for _, path := range []string{"/open311/v2/services.html", "/open311/v2/nothing.xml", "/open311/nothing.json", "/open311/v2/requests.xml/", "/open311/discovery.txt"} {
		format := "xml"
		if strings.HasSuffix(path, ".json") {
			format = "json"
		}
		r := c.get(path)
		if _, bad := civicCheck("services", format, r); r.status != http.StatusNotFound || len(bad) > 0 {
			t.Errorf("%s: %d %s %v", path, r.status, r.body, bad)
		}
	}
	if r := c.do(http.MethodDelete, "/open311/v2/services.json", nil); r.status != http.StatusMethodNotAllowed {
		t.Errorf("another method: %d %s", r.status, r.body)
	}
}
