package search_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tuoyuquan/search"
	"tuoyuquan/search/searchtest"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// openMeili starts a stand-in server and an index that uses it.
func openMeili(t *testing.T) (*search.Meili, *searchtest.MeiliServer, *clock) {
	t.Helper()
	server := searchtest.NewMeiliServer()
	server.Key = "secret"
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	c := newClock()
	m, err := search.NewMeili(search.MeiliOptions{URL: web.URL, Key: "secret", Timeout: 5 * time.Second, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeIndex(t, m) })
	return m, server, c
}

func TestMeili(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Index {
		m, _, _ := openMeili(t)
		return m
	})
}

// TestMeiliReal runs the same suite against a real server.
func TestMeiliReal(t *testing.T) {
	url := os.Getenv("MEILI_URL")
	if url == "" {
		t.Skip("needs MEILI_URL (and MEILI_KEY): a real Meilisearch server")
	}
	searchtest.Run(t, func(t *testing.T) search.Index {
		m, err := search.NewMeili(search.MeiliOptions{URL: url, Key: os.Getenv("MEILI_KEY"), Index: "searchtest", Timeout: 5 * time.Second, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return m
	})
}

func closeIndex(t *testing.T, x search.Index) {
	t.Helper()
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

func mustReplace(t *testing.T, x search.Index, names ...string) {
	t.Helper()
	var docs []search.Doc
	for i, n := range names {
		docs = append(docs, search.Doc{ID: fmt.Sprintf("osm:w%d", i), Kind: "facility", Name: n, Facets: map[string][]string{"area": {"海淀"}}})
	}
	if err := x.Replace(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
}

// wantAnswer searches and checks the names and whether the answer is marked degraded.
func wantAnswer(t *testing.T, x search.Index, words string, degraded bool, names ...string) {
	t.Helper()
	r, err := x.Search(t.Context(), search.Query{Words: words})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, h := range r.Hits {
		got = append(got, h.Name)
	}
	if !slices.Equal(got, names) || r.Degraded != degraded {
		t.Errorf("%q: got %v degraded %v, want %v degraded %v", words, got, r.Degraded, names, degraded)
	}
}

const searchPath = "POST /indexes/docs/search"

func TestMeiliNotDegraded(t *testing.T) {
	m, server, _ := openMeili(t)
	server.TaskPolls = 2
	wantAnswer(t, m, "", true)
	mustReplace(t, m, "首钢托育园", "行健托育园")
	wantAnswer(t, m, "shougang", false, "首钢托育园")
	if err := m.Put(t.Context(), []search.Doc{{ID: "x", Name: "仇家巷托育园", Numbers: map[string]float64{"fee": 1}}}); err != nil {
		t.Fatal(err)
	}
	wantAnswer(t, m, "仇家巷", false, "仇家巷托育园")
	mustReplace(t, m, "银行托育园")
	wantAnswer(t, m, "", false, "银行托育园")
	if got := server.Indexes(); len(got) != 1 || got["docs"] != 1 {
		t.Errorf("indexes left over: %v", got)
	}
	if server.Asked(searchPath) != 3 {
		t.Errorf("%d searches reached the server", server.Asked(searchPath))
	}
}

// TestMeiliFaults: whatever the server does, the answer is right, in time and marked.
func TestMeiliFaults(t *testing.T) {
	block := make(chan struct{})
	defer close(block)
	text := func(status int, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return true
		}
	}
	for name, fault := range map[string]func(http.ResponseWriter, *http.Request) bool{
		"500":         text(500, `{"message":"internal","code":"internal","type":"internal"}`),
		"503":         text(503, ``),
		"403":         text(403, `{"message":"key","code":"invalid_api_key","type":"auth"}`),
		"400":         text(400, `{"message":"bad","code":"invalid_search_q","type":"invalid_request"}`),
		"garbage":     text(200, "\x00\xff<html>"),
		"empty":       text(200, ``),
		"wrong shape": text(200, `{"hits":[{"id":7}],"estimatedTotalHits":1}`),
		"bad ids":     text(200, `{"hits":[{"id":"_zz"}],"estimatedTotalHits":1}`),
		"no ids":      text(200, `{"hits":[{}],"estimatedTotalHits":1}`),
		"bad scores":  text(200, `{"hits":[{"id":"osm_3Aw0","_rankingScore":"x"}],"estimatedTotalHits":1}`),
		"strangers":   text(200, `{"hits":[{"id":"stranger"}],"estimatedTotalHits":1}`),
		"bad facets":  text(200, `{"hits":[],"estimatedTotalHits":0,"facetDistribution":[1,2]}`),
		"too many":    text(200, `{"hits":[`+strings.Repeat(`{"id":"osm_3Aw0"},`, 30)+`{"id":"osm_3Aw0"}],"estimatedTotalHits":31}`),
		"cut off": func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"hits":[`)
			return true
		},
		"hang up": func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) },
		"slow": func(_ http.ResponseWriter, r *http.Request) bool {
			_, _ = io.Copy(io.Discard, r.Body) // only then the server notices that the client went away
			select {
			case <-block:
			case <-r.Context().Done():
			}
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := searchtest.NewMeiliServer()
			web := httptest.NewServer(server)
			defer web.Close()
			c := newClock()
			m, err := search.NewMeili(search.MeiliOptions{URL: web.URL, Timeout: 100 * time.Millisecond, WriteTimeout: time.Second, Now: c.now})
			if err != nil {
				t.Fatal(err)
			}
			defer closeIndex(t, m)
			mustReplace(t, m, "首钢托育园", "行健托育园")
			server.SetFault(fault)
			r, err := m.Search(t.Context(), search.Query{Words: "首钢", Facets: []string{"area"}})
			if err != nil || !r.Degraded || len(r.Hits) != 1 || r.Hits[0].Name != "首钢托育园" || r.Facets["area"]["海淀"] != 1 {
				t.Errorf("%+v %v", r, err)
			}
			// writes do not fail either and are there at once
			if err := m.Put(t.Context(), []search.Doc{{ID: "x", Name: "银行托育园"}}); err != nil {
				t.Error(err)
			}
			wantAnswer(t, m, "银行", true, "银行托育园")
			if err := m.Delete(t.Context(), []string{"x"}); err != nil {
				t.Error(err)
			}
			// when the server is well again it is filled and asked
			server.SetFault(nil)
			for range 8 {
				c.add(2 * time.Minute)
				if err := m.Sync(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			wantAnswer(t, m, "行健", false, "行健托育园")
			wantAnswer(t, m, "银", false)
		})
	}
}

// TestMeiliCircuit: after three failures the server is left alone for a while, then tried by one search.
func TestMeiliCircuit(t *testing.T) {
	m, server, c := openMeili(t)
	mustReplace(t, m, "首钢托育园")
	server.SetFault(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	})
	for range 10 {
		wantAnswer(t, m, "首钢", true, "首钢托育园")
	}
	if n := server.Asked(searchPath); n != 3 {
		t.Errorf("asked %d times, want 3", n)
	}
	c.add(6 * time.Second)
	for range 5 {
		wantAnswer(t, m, "首钢", true, "首钢托育园")
	}
	if n := server.Asked(searchPath); n != 4 {
		t.Errorf("asked %d times, want 4", n)
	}
	server.SetFault(nil)
	wantAnswer(t, m, "首钢", true, "首钢托育园")
	c.add(6 * time.Second)
	for range 3 {
		wantAnswer(t, m, "首钢", false, "首钢托育园")
	}
	if n := server.Asked(searchPath); n != 7 {
		t.Errorf("asked %d times, want 7", n)
	}
}

// TestMeiliStale: an index that was changed, restored from an old copy or deleted behind our back is found out.
func TestMeiliStale(t *testing.T) {
	for name, spoil := range map[string]func(*searchtest.MeiliServer){
		"deleted": func(s *searchtest.MeiliServer) { s.DropIndex("docs") },
		"emptied": func(s *searchtest.MeiliServer) {
			s.Tamper("docs", func(d map[string]map[string]any) { clear(d) })
		},
		"stranger": func(s *searchtest.MeiliServer) {
			s.Tamper("docs", func(d map[string]map[string]any) {
				d["ghost"] = map[string]any{"id": "ghost", "name": "首钢已关闭的园", "kind": "facility"}
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, server, c := openMeili(t)
			mustReplace(t, m, "首钢托育园", "首钢二园")
			wantAnswer(t, m, "首钢二", false, "首钢二园")
			spoil(server)
			c.add(time.Minute)
			m.Check(t.Context())
			wantAnswer(t, m, "首钢二", true, "首钢二园")
			c.add(time.Minute)
			if err := m.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantAnswer(t, m, "首钢二", false, "首钢二园")
			if n := server.Indexes()["docs"]; n != 2 {
				t.Errorf("%d documents after filling", n)
			}
		})
	}
}

// TestMeiliTasks: a task that fails, or never ends, makes the server stale but loses nothing.
func TestMeiliTasks(t *testing.T) {
	server := searchtest.NewMeiliServer()
	web := httptest.NewServer(server)
	defer web.Close()
	c := newClock()
	m, err := search.NewMeili(search.MeiliOptions{URL: web.URL, Timeout: time.Second, WriteTimeout: 150 * time.Millisecond, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	defer closeIndex(t, m)
	server.TaskPolls = 1 << 30 // tasks never end
	mustReplace(t, m, "首钢托育园")
	wantAnswer(t, m, "首钢", true, "首钢托育园")
	server.TaskPolls = 1
	server.SetFault(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, "/tasks/") {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"uid":1,"status":"failed","type":"indexSwap","error":{"message":"no space left","code":"no_space_left_on_device","type":"system"}}`)
		return true
	})
	c.add(2 * time.Minute)
	if err := m.Sync(t.Context()); err == nil || !strings.Contains(err.Error(), "no_space_left") {
		t.Errorf("sync: %v", err)
	}
	wantAnswer(t, m, "首钢", true, "首钢托育园")
	server.SetFault(nil)
	server.TaskPolls = 0
	c.add(2 * time.Minute)
	if err := m.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantAnswer(t, m, "首钢", false, "首钢托育园")
}

// TestMeiliRefillsItself: a search on a stale server starts filling it in the background.
func TestMeiliRefillsItself(t *testing.T) {
	m, server, c := openMeili(t)
	server.SetFault(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	mustReplace(t, m, "首钢托育园")
	server.SetFault(nil)
	wantAnswer(t, m, "首钢", true, "首钢托育园") // too early
	c.add(5 * time.Second)
	for start := time.Now(); server.Indexes()["docs"] != 1; { // background work has no other sign
		if time.Since(start) > 10*time.Second {
			t.Fatal("not filled")
		}
		if _, err := m.Search(t.Context(), search.Query{}); err != nil {
			t.Fatal(err)
		}
		runtime.Gosched()
	}
}

// TestMeiliSweeps: fresh indexes of processes that died are deleted, those of living ones are not.
func TestMeiliSweeps(t *testing.T) {
	m, server, c := openMeili(t)
	old := fmt.Sprintf("docs_fresh_%d", c.now().Add(-2*time.Hour).UnixMilli())
	young := fmt.Sprintf("docs_fresh_%d", c.now().Add(-time.Minute).UnixMilli())
	web := httptest.NewServer(server)
	defer web.Close()
	for _, uid := range []string{old, young, "other"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL+"/indexes", strings.NewReader(`{"uid":"`+uid+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer secret")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	mustReplace(t, m, "首钢托育园")
	got := server.Indexes()
	if _, ok := got[old]; ok || len(got) != 3 {
		t.Errorf("indexes: %v", got)
	}
}

func TestNewMeiliOptions(t *testing.T) {
	now := newClock().now
	for _, o := range []search.MeiliOptions{
		{URL: "", Now: now},
		{URL: "localhost:7700", Now: now},
		{URL: "ftp://x", Now: now},
		{URL: "http://x", Index: "a/b", Now: now},
		{URL: "http://x"},
	} {
		if _, err := search.NewMeili(o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}
