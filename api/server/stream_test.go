package server

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
)

// listener reads server-sent events.
type listener struct {
	t    testing.TB
	body *http.Response
	in   *bufio.Scanner
}

type sse struct{ id, event, data, comment string }

func (w *town) listenTo(path string, header ...string) *listener {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), http.MethodGet, w.base+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.http.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = res.Body.Close() })
	return &listener{t: w.TB, body: res, in: bufio.NewScanner(res.Body)}
}

// next returns the next block; ok is false at the end of the stream.
func (l *listener) next() (e sse, ok bool) {
	l.t.Helper()
	for l.in.Scan() {
		line := l.in.Text()
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			return e, true
		case name == "":
			e.comment = value
		case name == "id":
			e.id = value
		case name == "event":
			e.event = value
		case name == "data":
			e.data = value
		}
	}
	return e, false
}

// vacancy skips to the next vacancy event.
func (l *listener) vacancy() finder.VacancyEvent {
	l.t.Helper()
	for {
		e, ok := l.next()
		if !ok {
			l.t.Fatal("the stream ended")
		}
		if e.event != "vacancy" {
			continue
		}
		var v finder.VacancyEvent
		if err := json.Unmarshal([]byte(e.data), &v); err != nil {
			l.t.Fatalf("%v: %s", err, e.data)
		}
		if strconv.FormatInt(v.Sequence, 10) != e.id {
			l.t.Errorf("id %s of event %d", e.id, v.Sequence)
		}
		return v
	}
}

func (w *town) confirm(i, free int) {
	w.Helper()
	f := facilityAt(i, orb.Point{}, free)
	w.clock.move(time.Minute)
	if err := w.store.ConfirmVacancy(w.Context(), operator, care.InstantOf(w.clock.now()), f.Classes[0].ID, care.VacancyFacility, f.Classes[0].Pools); err != nil {
		w.Fatal(err)
	}
	w.catchUp()
}

func TestStreamTellsVacancies(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3), facilityAt(2, crossing(6, 5), 1))
	l := w.listenTo("/api/v1/stream")
	if got := l.body.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("Content-Type %q", got)
	}
	if _, ok := l.next(); !ok { // retry
		t.Fatal("nothing came")
	}
	w.confirm(1, 0)
	v := l.vacancy()
	if v.ID != facilityAt(1, orb.Point{}, 0).ID || v.Vacancy == nil || v.Vacancy.State != finder.StateFull {
		t.Errorf("event %+v", v)
	}
	first := v.Sequence
	w.confirm(2, 5)
	if v = l.vacancy(); v.Vacancy == nil || v.Vacancy.Free == nil || *v.Vacancy.Free != 5 {
		t.Errorf("event %+v", v)
	}
	gone := facilityAt(2, crossing(6, 5), 5)
	gone.Filing.Status = care.FilingSuspended
	w.save(gone)
	w.catchUp()
	if v = l.vacancy(); !v.Gone || v.Vacancy != nil {
		t.Errorf("a suspended facility: %+v", v)
	}

	again := w.listenTo("/api/v1/stream", "Last-Event-ID", strconv.FormatInt(first, 10))
	if v = again.vacancy(); v.Gone || v.Vacancy == nil || *v.Vacancy.Free != 5 {
		t.Errorf("first after coming back: %+v", v)
	}
	if v = again.vacancy(); !v.Gone {
		t.Errorf("second after coming back: %+v", v)
	}
	list := w.list("facets=false")
	fresh := w.listenTo(fmt.Sprintf("/api/v1/stream?after=%d", list.Sequence))
	if _, ok := fresh.next(); !ok {
		t.Fatal("nothing came")
	}
	w.confirm(1, 7)
	if v = fresh.vacancy(); *v.Vacancy.Free != 7 {
		t.Errorf("first after the list: %+v", v)
	}
}

func TestStreamOfAnotherLifeIsReset(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	for _, last := range []string{"0", "999999"} {
		l := w.listenTo("/api/v1/stream", "Last-Event-ID", last)
		for {
			e, ok := l.next()
			if !ok {
				t.Fatalf("after %s: the stream ended", last)
			}
			if e.event == "reset" {
				if e.id == "" {
					t.Error("reset without an id to go on from")
				}
				break
			}
		}
	}
	if r := w.get("/api/v1/stream", "Last-Event-ID", "yesterday"); r.status != 422 {
		t.Errorf("an id that is none: %d", r.status)
	}
}

func TestStreamHeartbeatAndShutdown(t *testing.T) {
	w := newTown(t, Options{Heartbeat: 20 * time.Millisecond, MaxStreams: 1}, facilityAt(1, crossing(5, 5), 3))
	l := w.listenTo("/api/v1/stream")
	for {
		e, ok := l.next()
		if !ok {
			t.Fatal("the stream ended")
		}
		if e.comment != "" {
			break
		}
	}
	if r := w.get("/api/v1/stream"); r.status != 503 || r.header.Get("Retry-After") == "" {
		t.Errorf("one stream too many: %d", r.status)
	}
	began := time.Now()
	done := make(chan error, 1)
	go func() { done <- w.Shutdown(t.Context()) }()
	for {
		if _, ok := l.next(); !ok {
			break
		}
	}
	w.http.CloseIdleConnections()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping with an open stream took %s", took)
	}
}

func TestStreamsOfOneNetwork(t *testing.T) {
	s := newStreams(8)
	one, other := networkOf(netip.MustParseAddr("203.0.113.1")), networkOf(netip.MustParseAddr("203.0.113.2"))
	for n := range 3 {
		if got, want := s.enter(one), n < 2; got != want {
			t.Errorf("stream %d of a network that may have a quarter of 8: %v", n+1, got)
		}
	}
	if !s.enter(other) {
		t.Error("one network shut another out")
	}
	s.leave(one)
	if !s.enter(one) || s.open() != 3 {
		t.Errorf("%d streams are open", s.open())
	}
	for range 2 {
		s.leave(one)
	}
	if s.leave(other); s.open() != 0 || len(s.of) != 0 {
		t.Error("networks are remembered after their streams ended")
	}
}
