package server

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Whoever holds the stream is told what changed for them as it does, and that they are signed out; others' changes are not told.
func TestUpdatesStream(t *testing.T) {
	w := newTown(t, Options{Heartbeat: 50 * time.Millisecond})
	mine, theirs := w.parent("mine", "13800138001"), w.parent("theirs", "13800138002")
	lines := make(chan string, 100)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.base+"/api/v1/updates/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+mine.token)
	res, err := w.http.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%v %v", res, err)
	}
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(res.Body); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	until := func(want string) {
		t.Helper()
		late := time.After(10 * time.Second)
		for {
			select {
			case line, ok := <-lines:
				if strings.Contains(line, want) {
					return
				}
				if !ok {
					t.Fatalf("the stream ended before %q", want)
				}
			case <-late:
				t.Fatalf("no %q", want)
			}
		}
	}
	until("still here")
	told := func() {
		t.Helper()
		w.sequence()
		if err := w.Notify.Work(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	told() // that two families were made
	var before, after Updates
	theirs.must(http.MethodGet, "/api/v1/updates", nil, &before)
	mine.must(http.MethodPost, "/api/v1/inbox/read", nil, nil)
	mine.must(http.MethodPost, "/api/v1/family/children", map[string]any{"name": "小满", "birth": "2025-03-02"}, nil)
	told()
	until(`"family"`)
	theirs.must(http.MethodGet, "/api/v1/updates", nil, &after)
	if before.Now != after.Now {
		t.Errorf("another family's change is news: %+v, %+v", before, after)
	}
	mine.must(http.MethodDelete, "/api/v1/session/all", nil, nil)
	until("signed_out")
	if r := w.nobody().ask(http.MethodGet, "/api/v1/updates/stream", nil); r.status != http.StatusUnauthorized {
		t.Errorf("nobody: %d", r.status)
	}
}
