package server

import (
	"bufio"
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
)

// streams counts open event streams, in all and by network: one network may have a quarter of all, so that it takes more
// than one to shut families out. A stream whose reader is gone counts until a heartbeat finds out.
type streams struct {
	mu  sync.Mutex
	of  map[networkID]int
	now int
	max int
}

func newStreams(most int) *streams { return &streams{of: make(map[networkID]int), max: most} }

func (s *streams) open() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int64(s.now)
}

func (s *streams) enter(n networkID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now >= s.max || s.of[n] >= max(1, s.max/4) {
		return false
	}
	s.now++
	s.of[n]++
	return true
}

func (s *streams) leave(n networkID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now--
	if s.of[n]--; s.of[n] == 0 {
		delete(s.of, n)
	}
}

// streamInput says where a reader left off.
type streamInput struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"20" doc:"Id of the last event seen; what came after it is sent first"`
	After       string `query:"after" maxLength:"20" pattern:"^[0-9]+$" patternDescription:"a sequence number" doc:"The same as a parameter: the sequence of a list reply, to miss nothing in between"`
}

// streamVacancies sends vacancy changes as server-sent events: "vacancy" with a finder.VacancyEvent, and "reset" when the reader
// must load the list again because it fell behind.
func (s *Server) streamVacancies(_ context.Context, in *streamInput) (*raw, error) {
	after, err := lastSeen(in)
	if err != nil {
		return nil, err
	}
	return s.eventStream(func(*exchange) func(*bufio.Writer) {
		sub, replay, complete := s.Finder.Subscribe(after)
		return func(w *bufio.Writer) {
			defer sub.Close()
			s.send(w, sub, replay, complete)
		}
	}), nil
}

// eventStream replies with server-sent events, as long as the network may have one more stream. begin is called with the
// request still there; what it returns writes the events after the handler is gone, and must use nothing of the request.
func (s *Server) eventStream(begin func(*exchange) func(*bufio.Writer)) *raw {
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		client := infoOf(x.ctx).client
		if !s.streams.enter(client) {
			s.problem(x.c, infoOf(x.ctx), tooManyStreams())
			return
		}
		x.SetStatus(fiber.StatusOK)
		h := &x.c.Response().Header
		h.SetContentType("text/event-stream; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no")
		if x.c.Method() == fiber.MethodHead {
			s.streams.leave(client)
			return
		}
		send := begin(x)
		x.c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
			defer s.streams.leave(client)
			send(w)
		})
	}}
}

func tooManyStreams() *care.Error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "too many open streams; ask for the list every minute instead"}
}

func lastSeen(in *streamInput) (int64, error) {
	text := in.LastEventID
	if text == "" {
		text = in.After
	}
	if text == "" {
		return -1, nil
	}
	return eventID(text)
}

func eventID(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, care.Errorf(care.Invalid, care.CodeInvalid, "Last-Event-ID", "the id of an event is a whole number")
	}
	return n, nil
}

// send writes events until the reader is gone, fell behind, or the server stops.
func (s *Server) send(w *bufio.Writer, sub *finder.Subscription, replay []finder.Event, complete bool) {
	heartbeat := time.NewTicker(s.o.Heartbeat)
	defer heartbeat.Stop()
	_, _ = w.WriteString("retry: 3000\n\n")
	if !complete {
		_, _ = w.WriteString("id: " + strconv.FormatInt(sub.From, 10) + "\nevent: reset\ndata: {}\n\n")
	} else {
		for _, e := range replay {
			writeEvent(w, e)
		}
	}
	for w.Flush() == nil {
		select {
		case <-s.closing:
			return
		case <-heartbeat.C:
			_, _ = w.WriteString(": still here\n\n")
		case e, ok := <-sub.C:
			if !ok { // the reader fell behind: it comes back with the id it has and is told what it missed
				return
			}
			writeEvent(w, e)
		}
	}
}

func writeEvent(w *bufio.Writer, e finder.Event) {
	_, _ = w.WriteString("id: ")
	_, _ = w.WriteString(strconv.FormatInt(e.Sequence, 10))
	_, _ = w.WriteString("\nevent: vacancy\ndata: ")
	_, _ = w.Write(e.JSON)
	_, _ = w.WriteString("\n\n")
}
