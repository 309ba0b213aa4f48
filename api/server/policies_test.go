package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Documents are found by their words, opened in any version, and kept by whoever keeps their region. What looks like markup
// stays letters, in pieces, all the way (S11).
func TestPoliciesAreFoundKeptAndHarmless(t *testing.T) {
	s := newScene(t)
	ask := func(query string) (l PolicyList) {
		t.Helper()
		s.anonymous.must(http.MethodGet, "/api/v1/policies?"+query, nil, &l)
		return l
	}
	words := url.Values{"words": {"每年补贴多少"}, "region": {"320500001"}}.Encode()
	l := ask(words)
	if l.Total != 1 || len(l.Policies) != 1 || string(l.Policies[0].ID) != s.policy || l.Statuses["in_force"] != 1 || len(l.Policies[0].Passages) == 0 {
		t.Fatalf("%+v", l)
	}
	marked := false
	for _, p := range l.Policies[0].Passages[0].Text {
		marked = marked || p.Marked && strings.Contains(p.Text, "补贴")
	}
	if !marked {
		t.Errorf("nothing is marked: %+v", l.Policies[0].Passages)
	}
	if l := ask(url.Values{"words": {"补贴"}, "region": {"310115"}}.Encode()); l.Total != 0 {
		t.Errorf("a rule of another city: %+v", l.Policies)
	}
	r := s.get("/api/v1/policies/" + s.policy + "?" + url.Values{"words": {"script alert"}}.Encode())
	if r.status != 200 || !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") || r.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", r.status, r.header)
	}
	if csp := r.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("what a browser may run of the reply: %q", csp)
	}
	var p Policy
	if err := json.Unmarshal(r.body, &p); err != nil || p.Version != 1 || len(p.Blocks) != 3 || len(p.Blocks[2].Cells) != 2 || p.Marked == 0 {
		t.Errorf("%v %+v", err, p)
	}
	if p.RegionName == "" {
		t.Errorf("a district of the map without its name: %s", p.Region)
	}
	for region, want := range map[string]string{"": "全国", "3205": "江苏省苏州市", "32": "江苏省", "9": "", "99": "", "9999999999999": ""} {
		if got := s.regionName(region); got != want {
			t.Errorf("%q is called %q", region, got)
		}
	}
	next := aPolicy("320500001")
	next["was"], next["title"], next["note"] = 1, "托育补贴办法（修订）", "提高标准"
	s.district.must(http.MethodPut, "/api/v1/bureau/policies/"+s.policy, next, &p)
	if p.Version != 2 || len(p.Versions) != 2 || p.Versions[0].Note != "提高标准" {
		t.Errorf("%+v", p)
	}
	if r := s.district.ask(http.MethodPut, "/api/v1/bureau/policies/"+s.policy, next); r.status != 409 || !bytes.Contains(r.body, []byte("state_conflict")) {
		t.Errorf("an old version over a new one: %d %s", r.status, r.body)
	}
	s.anonymous.must(http.MethodGet, "/api/v1/policies/"+s.policy+"?version=1", nil, &p)
	if p.Version != 1 || p.Newest != 2 || !strings.Contains(p.Title, "<script>") {
		t.Errorf("the first version: %+v", p)
	}
	if l := ask(url.Values{"words": {"修订"}}.Encode()); l.Total != 1 {
		t.Errorf("the new version is not found: %+v", l)
	}
}

// Who keeps which documents: a bureau those of its area, that of a city also those above it.
func TestPoliciesAreKeptByRegion(t *testing.T) {
	s := newScene(t)
	for _, c := range []struct {
		who    *visitor
		region string
		status int
	}{
		{s.district, "320500001", 201},
		{s.district, "320500", 404},
		{s.district, "", 404},
		{s.elsewhere, "320500001", 404},
		{s.city, "320500", 201},
		{s.city, "32", 201},
		{s.city, "", 201},
		{s.city, "31", 404},
		{s.desk, "320500001", 403},
		{s.mine, "320500001", 403},
		{s.inspector, "320500001", 403},
		{s.anonymous, "320500001", 401},
	} {
		body := aPolicy(c.region)
		if r := c.who.ask(http.MethodPost, "/api/v1/bureau/policies", body); r.status != c.status {
			t.Errorf("%s for %q: %d, want %d: %s", c.who.name, c.region, r.status, c.status, r.body)
		}
	}
	body := aPolicy("320500001")
	body["number"] = "某发[2026]3号"
	s.district.must(http.MethodPost, "/api/v1/bureau/policies", body, nil)
	body["number"] = "某发〔2026〕3号"
	if r := s.district.ask(http.MethodPost, "/api/v1/bureau/policies", body); r.status != 409 || !bytes.Contains(r.body, []byte("document_known")) {
		t.Errorf("one number twice: %d %s", r.status, r.body)
	}
	for field, value := range map[string]any{
		"source": "javascript:alert(1)", "title": "甲\u202e乙", "issued": "2026-13-01", "status": "law", "blocks": []any{map[string]any{"kind": "html", "text": "<b>"}},
	} {
		body := aPolicy("320500001")
		body[field] = value
		if r := s.district.ask(http.MethodPost, "/api/v1/bureau/policies", body); r.status != 422 {
			t.Errorf("%s %v: %d %s", field, value, r.status, r.body)
		}
	}
}

// A file is read and nothing is kept; one larger than other bodies is taken from those who may send it.
func TestPolicyFilesAreRead(t *testing.T) {
	s := newScene(t)
	page := "<html><body><h1>关于托育收费的通知</h1><script>alert(1)</script><p>" + strings.Repeat("收费。", 60_000) + "</p></body></html>"
	var d PolicyPreview
	r := s.district.ask(http.MethodPost, "/api/v1/bureau/policies/preview?name=a.html", rawBody([]byte(page)), "Content-Type", "application/octet-stream")
	if r.status != 200 {
		t.Fatalf("%d %.300s", r.status, r.body)
	}
	if err := json.Unmarshal(r.body, &d); err != nil || d.Title != "关于托育收费的通知" || bytes.Contains(r.body, []byte("alert")) || len(d.Warn) == 0 {
		t.Errorf("%v %q %v", err, d.Title, d.Warn)
	}
	body := map[string]any{"title": d.Title, "region": "320500001", "status": d.Status, "blocks": d.Blocks}
	s.district.must(http.MethodPost, "/api/v1/bureau/policies", body, nil)
	if r := s.district.ask(http.MethodPost, "/api/v1/bureau/policies/preview?name=a.pdf", rawBody([]byte("%PDF-1.7")), "Content-Type", "application/octet-stream"); r.status != 422 || !bytes.Contains(r.body, []byte("document_format")) {
		t.Errorf("a PDF: %d %s", r.status, r.body)
	}
	if r := s.mine.ask(http.MethodPost, "/api/v1/bureau/policies/preview?name=a.html", rawBody([]byte(page)), "Content-Type", "application/octet-stream"); r.status == 200 {
		t.Errorf("a family has a file read: %d", r.status)
	}
}

// The rule table says where each row comes from, and support names the row it rests on.
func TestSupportRestsOnRules(t *testing.T) {
	w := newTown(t, Options{})
	var l SupportList
	if err := json.Unmarshal(w.get("/api/v1/support?area=500154&age_months=20&inclusive=true&filed=true").body, &l); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, x := range l.Supports {
		if x.Code == "class_subsidy" && x.Band == "toddler" {
			found = x.Outcome == "yes" && !x.ToThem && len(x.Amounts) == 1 && x.Amounts[0] == 800 && x.Rule.Draft && x.Rule.Verified && x.Rule.RegionName == "重庆市开州区"
		}
	}
	if !found {
		t.Errorf("%+v", l)
	}
	var table RuleTable
	if err := json.Unmarshal(w.get("/api/v1/rules?region=110108&key=prepay.").body, &table); err != nil {
		t.Fatal(err)
	}
	if len(table.Rules) != 3 || !table.Rules[1].InForce || table.Rules[1].Value != "20000" {
		t.Errorf("%+v", table)
	}
	for _, path := range []string{"/api/v1/support", "/api/v1/support?area=x", "/api/v1/support?area=11&difficulty=true", "/api/v1/policies?status=none", "/api/v1/rules?region=abc"} {
		if r := w.get(path); r.status != 422 {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}
