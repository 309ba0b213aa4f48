package server

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The document lists every live route, and nothing else.
func TestOpenAPIListsEveryRoute(t *testing.T) {
	w := newTown(t, Options{})
	var doc struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(w.get("/openapi.json").body, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("openapi %q", doc.OpenAPI)
	}
	var documented []string
	for path, methods := range doc.Paths {
		for method := range methods {
			documented = append(documented, strings.ToUpper(method)+" "+path)
		}
	}
	param := regexp.MustCompile(`:(\w+)`)
	var live []string
	for _, r := range w.Routes() {
		if strings.HasPrefix(r, "HEAD ") { // every GET answers HEAD
			continue
		}
		live = append(live, param.ReplaceAllString(r, "{$1}"))
	}
	slices.Sort(documented)
	slices.Sort(live)
	if !slices.Equal(documented, live) {
		t.Errorf("documented:\n%s\nlive:\n%s", strings.Join(documented, "\n"), strings.Join(live, "\n"))
	}
	for _, want := range []string{
		"GET /", "GET /api/v1/areas", "GET /api/v1/basemap/{layer}/{z}/{x}/{y}", "GET /api/v1/circle", "GET /api/v1/clusters", "GET /api/v1/facilities", "GET /api/v1/facilities/{id}",
		"GET /api/v1/meta", "GET /api/v1/places", "GET /api/v1/route", "GET /api/v1/stream", "GET /api/v1/suggest",
		"GET /api/v1/tiles/{z}/{x}/{y}.mvt", "GET /docs", "GET /healthz", "GET /metrics", "GET /openapi.json", "GET /readyz",
		"POST /api/v1/facilities/{id}/vacancy-reports",
	} {
		if !slices.Contains(live, want) {
			t.Errorf("no route %s", want)
		}
	}
}

// The document printed without a service is the one that a service gives.
func TestDescribe(t *testing.T) {
	printed, err := Describe("1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	w := mapTown(t, func(http.ResponseWriter, *http.Request) {}, Options{Version: "1.2.3", Public: true, MapApproval: "GS(2026)0001"})
	if served := w.get("/openapi.json").body; string(served) != string(printed) {
		t.Error("the document printed is another one than the one served")
	}
}

// Every schema of the document can be resolved.
func TestOpenAPIReferences(t *testing.T) {
	w := newTown(t, Options{})
	body := w.get("/openapi.json").body
	var doc struct {
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllSubmatch(body, -1)
	if len(refs) < 20 {
		t.Errorf("only %d references", len(refs))
	}
	for _, m := range refs {
		if _, ok := doc.Components.Schemas[string(m[1])]; !ok {
			t.Errorf("no schema %s", m[1])
		}
	}
}

func TestHeadAnswersLikeGet(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	for _, path := range []string{"/", "/docs", "/healthz", "/api/v1/facilities", "/api/v1/meta", "/api/v1/stream", "/openapi.json"} {
		if r := w.do("HEAD", path, nil); r.status != 200 || len(r.body) != 0 {
			t.Errorf("HEAD %s: %d with %d bytes", path, r.status, len(r.body))
		}
	}
}

func TestEveryReplyIsGuarded(t *testing.T) {
	w := newTown(t, Options{})
	for _, path := range []string{"/", "/docs", "/docs/docs.js", "/api/v1/meta", "/api/v1/facilities", "/nowhere", "/metrics"} {
		h := w.get(path, "Origin", "https://elsewhere.example").header
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s lets other origins read", path)
		}
		if h.Get("X-Request-Id") == "" {
			t.Errorf("%s has no request id", path)
		}
	}
}

func TestAllowedOrigins(t *testing.T) {
	w := newTown(t, Options{AllowedOrigins: []string{"https://city.example"}})
	if got := w.get("/api/v1/meta", "Origin", "https://city.example").header.Get("Access-Control-Allow-Origin"); got != "https://city.example" {
		t.Errorf("allowed origin: %q", got)
	}
	if got := w.get("/api/v1/meta", "Origin", "https://evil.example").header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("other origin: %q", got)
	}
	if r := w.do("OPTIONS", "/api/v1/facilities", nil, "Origin", "https://city.example"); r.status != 204 {
		t.Errorf("preflight: %d", r.status)
	}
}

// The pages load nothing from elsewhere and carry no inline script or style.
func TestPagesAreSelfContained(t *testing.T) {
	w := newTown(t, Options{})
	for _, path := range []string{"/", "/docs", "/docs/docs.js", "/docs/docs.css", "/docs/home.js"} {
		r := w.get(path)
		if r.status != 200 {
			t.Fatalf("%s: %d", path, r.status)
		}
		for _, bad := range []string{"http://", "https://", "style=", "onclick=", "<style", "javascript:", "eval("} {
			if strings.Contains(string(r.body), bad) {
				t.Errorf("%s contains %s", path, bad)
			}
		}
	}
}
