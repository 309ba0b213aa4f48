package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestUnchangedIsNotSentAgain(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	id := string(facilityAt(1, orb.Point{}, 0).ID)
	for _, path := range []string{
		"/openapi.json", "/docs", "/", "/api/v1/areas", "/api/v1/areas?border=true", "/api/v1/facilities/" + id, "/api/v1/tiles/14/13653/6706.mvt",
	} {
		first := w.get(path)
		tag := first.header.Get("ETag")
		if tag == "" || (first.status != 200 && first.status != 204) {
			t.Errorf("%s: %d with tag %q", path, first.status, tag)
			continue
		}
		for _, header := range []string{tag, `"other", ` + tag, "*", strings.TrimPrefix(tag, "W/")} {
			if r := w.get(path, "If-None-Match", header); r.status != 304 || len(r.body) != 0 {
				t.Errorf("%s with %s: %d, %d bytes", path, header, r.status, len(r.body))
			}
		}
		if r := w.get(path, "If-None-Match", `"other"`); r.status != first.status {
			t.Errorf("%s with another tag: %d", path, r.status)
		}
	}
	before := w.get("/api/v1/facilities/" + id).header.Get("ETag")
	w.confirm(1, 1)
	if after := w.get("/api/v1/facilities/" + id).header.Get("ETag"); after == before {
		t.Error("the tag of a facility stays when its places change")
	}
	if tag := w.get("/api/v1/facilities").header.Get("ETag"); tag != "" {
		t.Errorf("a list has a tag %q", tag)
	}
}

func TestCompression(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3), facilityAt(2, crossing(6, 5), 3), facilityAt(3, crossing(7, 5), 3))
	path := "/api/v1/facilities?facets=true"
	plain := w.get(path)
	zipped := w.get(path, "Accept-Encoding", "br, gzip")
	if got := zipped.header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding %q for %d bytes", got, len(plain.body))
	}
	r, err := gzip.NewReader(bytes.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(body, plain.body) {
		t.Errorf("unpacked differs: %v", err)
	}
	if !strings.Contains(plain.header.Get("Vary"), "Accept-Encoding") || plain.header.Get("Content-Encoding") != "" {
		t.Errorf("plain reply: %v", plain.header)
	}
	for header, want := range map[string]string{"gzip;q=0": "", "identity": "", "": "", "deflate, gzip;q=0.5": "gzip"} {
		if got := w.get(path, "Accept-Encoding", header).header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q gives %q, want %q", header, got, want)
		}
	}
	if got := w.get("/healthz", "Accept-Encoding", "gzip").header.Get("Content-Encoding"); got != "" {
		t.Errorf("16 bytes are sent as %q", got)
	}
	if got := w.get("/openapi.json", "Accept-Encoding", "gzip, br").header.Get("Content-Encoding"); got != "br" {
		t.Errorf("the document is sent as %q", got)
	}
}

func TestTiles(t *testing.T) {
	w := newTown(t, Options{})
	r := w.get("/api/v1/tiles/14/13653/6706.mvt")
	if r.status != 200 || r.header.Get("Content-Type") != tileType || len(r.body) == 0 {
		t.Errorf("tile of the town: %d %s %d bytes", r.status, r.header.Get("Content-Type"), len(r.body))
	}
	if r := w.get("/api/v1/tiles/14/1/1.mvt"); r.status != 204 {
		t.Errorf("tile of the sea: %d", r.status)
	}
	if !strings.Contains(r.header.Get("Cache-Control"), "max-age=3600") {
		t.Errorf("Cache-Control %q", r.header.Get("Cache-Control"))
	}
}
