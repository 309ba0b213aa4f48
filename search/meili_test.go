package search_test

import (
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

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
	http := httptest.NewServer(server)
	t.Cleanup(http.Close)
	c := newClock()
	m, err := search.NewMeili(search.MeiliOptions{URL: http.URL, Key: "secret", Timeout: 5 * time.Second, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
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
