package server

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"tuoyuquan/api/care"
)

// A body that is packed is refused by every route that takes one: its limit sees a thousandth of what it unpacks to. What would be right
// when unpacked is refused too, so that nobody unpacks it.
func TestPackedBodiesAreRefused(t *testing.T) {
	s := newScene(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(`{"name":"` + canaryName + `"}`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	param := strings.NewReplacer("{id}", "nothing", "{paper}", "nothing", "{account}", "nothing", "{token}", "nothing", "{term}", "2026-autumn", "{list}", "classes", "{format}", "json")
	tried := 0
	for id, op := range s.operations() {
		if safe(op.Method) {
			continue
		}
		civic := op.Tags[0] == tagCivic // tells failures in its own way
		for _, coding := range []string{"gzip", "br", "deflate, gzip", "GZIP"} {
			r := s.mine.ask(op.Method, param.Replace(op.Path), rawBody(packed.Bytes()), "Content-Encoding", coding)
			if r.status != http.StatusUnprocessableEntity || !civic && s.problemOf(r).Field != "Content-Encoding" {
				t.Errorf("%s in %s: %d %s", id, coding, r.status, r.body)
			}
			tried++
		}
	}
	if tried < 300 {
		t.Errorf("only %d were tried", tried)
	}
	r := s.mine.ask(http.MethodPatch, "/api/v1/family/me", map[string]any{"name": canaryName}, "Content-Encoding", "identity")
	if r.status != http.StatusNoContent {
		t.Errorf("as it is: %d %s", r.status, r.body)
	}
	if r := s.mine.ask(http.MethodPatch, "/api/v1/family/me", rawBody(packed.Bytes()), "Content-Encoding", "gzip"); s.problemOf(r).Code != care.CodeInvalid {
		t.Errorf("packed: %d %s", r.status, r.body)
	}
}
