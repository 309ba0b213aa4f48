package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// fuzzPaths are the routes whose parameters are parsed.
var fuzzPaths = []string{
	"/api/v1/facilities", "/api/v1/facilities/01930000-0000-7000-8000-000000000001", "/api/v1/clusters", "/api/v1/circle", "/api/v1/route",
	"/api/v1/suggest", "/api/v1/places", "/api/v1/areas", "/api/v1/meta", "/healthz", "/docs",
}

// FuzzQuery sends any query to any route: never a 5xx, always JSON that says what is wrong.
func FuzzQuery(f *testing.F) {
	for i, q := range []string{
		"near=120.005246,31.004497&minutes=15&age_months=20&vacant=true",
		"near=120,31;120.01,31.01&combine=sum&sort=fee&profile=stroller&speed=0.3",
		"bbox=119.99,30.99,120.05,31.05&zoom=14&coords=bd09",
		"near=120,31&max_vertices=5&minutes=60&speed=1.6",
		"near=120,31&facility=01930000-0000-7000-8000-000000000001&coords=gcj02",
		"words=yg&kind=facility,place&limit=3",
		"words=%E9%98%B3%E5%85%89&near=120,31",
		"code=320500&border=true&coords=gcj02",
		"near=1e308,1e308", "near=-0,-0", "near=%00,%ff", "near=;;;;", "minutes=1e-300", "minutes=0x1p-2", "age_months=-1",
		"birth=0000-00-00", "start=2026-11-21T00:00", "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "days=1,2,3,4,5,6,7&from=23:59&until=24:00",
		"days=8", "fee_min=1e9", "fee_max=NaN", "kind=", "kind=,,,", "language=" + strings.Repeat("x,", 30), "a=1&a=2", "near=120,31&near=120,31", "%zz", "=",
		"bbox=-180,-85,180,85&zoom=22", "vacant_by=2029-11-01&birth=2024-02-29", "area=110000000000", "words=" + strings.Repeat("托", 120),
	} {
		f.Add(uint8(i), q)
	}
	w := quietTown(f, Options{}, facilityAt(1, crossing(5, 5), 3), facilityAt(2, crossing(8, 5), 0))
	handler := w.app.Handler()
	f.Fuzz(func(t *testing.T, route uint8, query string) {
		if len(query) > 4000 {
			return
		}
		var ctx fasthttp.RequestCtx
		ctx.Request.Header.SetMethod(http.MethodGet)
		ctx.Request.SetRequestURI(fuzzPaths[int(route)%len(fuzzPaths)])
		ctx.Request.URI().SetQueryString(query)
		began := time.Now()
		handler(&ctx)
		checkFuzzed(t, &ctx, query)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%q took %s", query, took)
		}
	})
}

// FuzzPath asks for any path.
func FuzzPath(f *testing.F) {
	for _, p := range []string{"/", "/api/v1/tiles/1/2/3.mvt", "/api/v1/tiles/99999999999/-1/x.mvt", "/api/v1/facilities/%00%ff", "/docs/..%2f..%2fserver.go", "//", "/docs/docs.js?x"} {
		f.Add(p)
	}
	w := quietTown(f, Options{}, facilityAt(1, crossing(5, 5), 3))
	handler := w.app.Handler()
	f.Fuzz(func(t *testing.T, path string) {
		if len(path) > 4000 || strings.HasPrefix(path, "/api/v1/stream") {
			return
		}
		var ctx fasthttp.RequestCtx
		ctx.Request.Header.SetMethod(http.MethodGet)
		ctx.Request.SetRequestURI((&url.URL{Path: path}).EscapedPath())
		handler(&ctx)
		checkFuzzed(t, &ctx, path)
	})
}

func checkFuzzed(t *testing.T, ctx *fasthttp.RequestCtx, asked string) {
	t.Helper()
	status := ctx.Response.StatusCode()
	if status >= 500 {
		t.Fatalf("%q: %d %s", asked, status, ctx.Response.Body())
	}
	kind := string(ctx.Response.Header.ContentType())
	if status >= 400 && kind != problemType {
		t.Errorf("%q: %d as %s", asked, status, kind)
	}
	if strings.Contains(kind, "json") && !json.Valid(ctx.Response.Body()) {
		t.Errorf("%q: not JSON: %s", asked, ctx.Response.Body())
	}
}
