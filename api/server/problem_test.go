package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

// problemOf insists on a well-formed problem.
func (w *town) problemOf(r reply) Problem {
	w.Helper()
	if got := r.header.Get("Content-Type"); got != problemType {
		w.Errorf("Content-Type is %q: %s", got, r.body)
	}
	var p Problem
	w.decode(r.body, &p)
	if p.Status != r.status || p.Title == "" || p.Code == "" || p.Request == "" || p.Request != r.header.Get("X-Request-Id") {
		w.Errorf("incomplete problem: %s", r.body)
	}
	return p
}

func TestProblems(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	long := strings.Repeat("x", 9000)
	for _, c := range []struct {
		name, method, path string
		status             int
		code               care.Code
		field              string
	}{
		{"unknown path", "GET", "/api/v2/facilities", 404, care.CodeNotFound, ""},
		{"trailing slash", "GET", "/api/v1/facilities/", 404, care.CodeNotFound, ""},
		{"wrong method", "DELETE", "/api/v1/facilities", 405, care.CodeMethod, ""},
		{"method nobody has heard of", "QUERY", "/api/v1/facilities", 405, care.CodeMethod, ""},
		{"unknown parameter", "GET", "/api/v1/facilities?minuts=5", 422, care.CodeInvalid, "minuts"},
		{"parameter twice", "GET", "/api/v1/facilities?limit=5&limit=6", 422, care.CodeInvalid, "limit"},
		{"not a number", "GET", "/api/v1/facilities?minutes=soon", 422, care.CodeInvalid, "minutes"},
		{"too many minutes", "GET", "/api/v1/facilities?minutes=61", 422, care.CodeInvalid, "minutes"},
		{"no minutes", "GET", "/api/v1/facilities?minutes=0", 422, care.CodeInvalid, "minutes"},
		{"too fast", "GET", "/api/v1/facilities?speed=1.7", 422, care.CodeInvalid, "speed"},
		{"latitude first", "GET", "/api/v1/facilities?near=31,120", 422, care.CodeBadCoordinates, "near"},
		{"not a point", "GET", "/api/v1/facilities?near=NaN,31", 422, care.CodeBadCoordinates, "near"},
		{"six anchors", "GET", "/api/v1/facilities?near=1,1;1,1;1,1;1,1;1,1;1,1", 422, care.CodeOutOfRange, "near"},
		{"box upside down", "GET", "/api/v1/facilities?bbox=2,2,1,1", 422, care.CodeBadCoordinates, "bbox"},
		{"no such day", "GET", "/api/v1/facilities?birth=2026-02-30", 422, care.CodeInvalid, "birth"},
		{"not born yet", "GET", "/api/v1/facilities?birth=2027-02-01", 422, care.CodeOutOfRange, "birth"},
		{"age and birth", "GET", "/api/v1/facilities?birth=2025-02-01&age_months=3", 422, care.CodeInvalid, "birth"},
		{"start long ago", "GET", "/api/v1/facilities?start=2020-01-01", 422, care.CodeOutOfRange, "start"},
		{"unknown kind", "GET", "/api/v1/facilities?kind=school", 422, care.CodeInvalid, "kind[0]"},
		{"sort without near", "GET", "/api/v1/facilities?sort=walk", 422, care.CodeInvalid, "sort"},
		{"limit", "GET", "/api/v1/facilities?limit=101", 422, care.CodeInvalid, "limit"},
		{"half hours", "GET", "/api/v1/facilities?from=08:00", 422, care.CodeInvalid, "from"},
		{"damaged cursor", "GET", "/api/v1/facilities?cursor=abc", 422, care.CodeBadCursor, "cursor"},
		{"unknown facility", "GET", "/api/v1/facilities/nobody", 404, care.CodeNotFound, "id"},
		{"circle without a centre", "GET", "/api/v1/circle", 422, care.CodeInvalid, "near"},
		{"clusters without a box", "GET", "/api/v1/clusters?zoom=12", 422, care.CodeInvalid, "bbox"},
		{"clusters without a zoom", "GET", "/api/v1/clusters?bbox=1,1,2,2", 422, care.CodeInvalid, "zoom"},
		{"route to nowhere", "GET", "/api/v1/route?near=120,31&facility=nobody", 404, care.CodeNotFound, "id"},
		{"tile outside", "GET", "/api/v1/tiles/3/8/1.mvt", 404, care.CodeNotFound, ""},
		{"tile too deep", "GET", "/api/v1/tiles/23/1/1.mvt", 422, care.CodeInvalid, "z"},
		{"unknown area", "GET", "/api/v1/areas?code=999999", 404, care.CodeUnknownArea, "code"},
		{"places of nothing", "GET", "/api/v1/places", 422, care.CodeInvalid, "words"},
		{"no docs file", "GET", "/docs/../server.go", 404, care.CodeNotFound, ""},
		{"headers too large", "GET", "/api/v1/facilities?words=" + long, 431, care.CodeTooLarge, "headers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.TB = t
			r := w.do(c.method, c.path, nil)
			if r.status != c.status {
				t.Fatalf("status %d, want %d: %s", r.status, c.status, r.body)
			}
			if p := w.problemOf(r); p.Code != c.code || p.Field != c.field {
				t.Errorf("code %q field %q, want %q %q: %s", p.Code, p.Field, c.code, c.field, r.body)
			}
		})
	}
}

func TestProblemBodies(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	path := "/api/v1/facilities/" + string(facilityAt(1, crossing(5, 5), 3).ID) + "/vacancy-reports"
	for _, c := range []struct {
		body   any
		status int
	}{
		{map[string]any{}, 422},
		{map[string]any{"told": "maybe"}, 422},
		{map[string]any{"told": "full", "extra": 1}, 422},
		{[]int{1}, 422},
		{strings.Repeat("x", 5000), 413},
		{strings.Repeat("x", 70000), 413},
	} {
		if r := w.do("POST", path, c.body); r.status != c.status {
			t.Errorf("%.40v: %d, want %d: %s", c.body, r.status, c.status, r.body)
		} else {
			w.problemOf(r)
		}
	}
}

func TestProblemLanguage(t *testing.T) {
	w := newTown(t, Options{})
	for header, want := range map[string]string{
		"": "没有找到", "zh-CN,zh;q=0.9,en;q=0.8": "没有找到", "en-GB,en;q=0.9": "Not found", "*": "没有找到", "de": "Not found",
	} {
		r := w.get("/nowhere", "Accept-Language", header)
		if p := w.problemOf(r); p.Title != want {
			t.Errorf("Accept-Language %q: title %q, want %q", header, p.Title, want)
		}
	}
	if !json.Valid(w.get("/openapi.json").body) {
		t.Error("the document is not JSON")
	}
}

func TestEveryCodeHasItsText(t *testing.T) {
	for code, text := range texts {
		if text.zh == "" || text.en == "" {
			t.Errorf("%s has no title in both languages", code)
		}
	}
}

// A handler that panics must not take the service down, nor tell why.
func TestPanicIsTold(t *testing.T) {
	w := quietTown(t, Options{})
	register(w.Server, get("explode", "/api/v1/explode", tagService, "", ""), func(context.Context, *struct{}) (*raw, error) {
		panic("secret of the house")
	})
	register(w.Server, get("stumble", "/api/v1/stumble", tagService, "", ""), func(context.Context, *struct{}) (*raw, error) {
		return nil, context.Canceled
	})
	register(w.Server, get("explode-late", "/api/v1/late", tagService, "", ""), func(context.Context, *struct{}) (*raw, error) {
		return &raw{Body: func(ctx huma.Context) {
			_, _ = ctx.BodyWriter().Write([]byte("half a reply"))
			panic("secret of the house")
		}}, nil
	})
	w.listen()
	for _, path := range []string{"/api/v1/explode", "/api/v1/stumble", "/api/v1/late"} {
		r := w.get(path)
		if p := w.problemOf(r); r.status != http.StatusInternalServerError || p.Code != care.CodeInternal {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
		if strings.Contains(string(r.body), "secret") || strings.Contains(string(r.body), "half") {
			t.Errorf("%s tells too much: %s", path, r.body)
		}
	}
	if r := w.get("/healthz"); r.status != http.StatusOK {
		t.Errorf("after the panics: %d", r.status)
	}
}
