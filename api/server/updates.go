package server

import (
	"bufio"
	"context"
	"errors"
	"strconv"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// Updates says what has changed for whoever asks since they asked last.
type Updates struct {
	Now     int64    `json:"now" doc:"To be given as since the next time"`
	Changed []string `json:"changed" nullable:"false" enum:"applications,inbox,visits,entries,family"`
}

// updatesInput says up to where the reader knows.
type updatesInput struct {
	Since int64 `query:"since" minimum:"0" doc:"now of the answer before; 0: what there is to know"`
}

// updatesStreamInput says where a reader left off.
type updatesStreamInput struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"20" doc:"Id of the last event seen"`
	Since       int64  `query:"since" minimum:"0" doc:"The same as a parameter"`
}

func (s *Server) getUpdates(ctx context.Context, in *updatesInput) (*answer[Updates], error) {
	now, changed, err := s.Notify.News(ctx, actorOf(ctx), in.Since)
	if err != nil {
		return nil, err
	}
	return &answer[Updates]{updatesOf(now, changed)}, nil
}

func updatesOf(now int64, changed []string) Updates {
	return Updates{Now: now, Changed: each(changed, func(noun string) string { return noun })}
}

// streamUpdates tells whoever is signed in what changes for them, as it does, until they are signed out.
func (s *Server) streamUpdates(_ context.Context, in *updatesStreamInput) (*raw, error) {
	since := in.Since
	if in.LastEventID != "" {
		n, err := eventID(in.LastEventID)
		if err != nil {
			return nil, err
		}
		since = n
	}
	return s.eventStream(func(x *exchange) func(*bufio.Writer) { //nolint:contextcheck // the stream outlives its request
		person := *infoOf(x.ctx).person
		token, _ := s.tokenOf(&x.c.Request().Header)
		return func(w *bufio.Writer) { s.sendUpdates(w, person, token, since) }
	}), nil
}

// sendUpdates writes what changes for a person until they are gone or signed out, or the server stops.
func (s *Server) sendUpdates(w *bufio.Writer, person account.Person, token string, since int64) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	news := make(chan Updates)
	failed := make(chan error, 1)
	go func() {
		failed <- s.Notify.Watch(ctx, person.Actor, since, func(now int64, changed []string) error {
			select {
			case news <- updatesOf(now, changed):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	heartbeat := time.NewTicker(s.o.Heartbeat)
	defer heartbeat.Stop()
	_, _ = w.WriteString("retry: 3000\n\n")
	for w.Flush() == nil {
		select {
		case <-s.closing:
			return
		case err := <-failed:
			if err != nil && !errors.Is(err, context.Canceled) {
				s.Log.Warn("an event stream ended", "error", err)
			}
			return
		case <-heartbeat.C:
			if !s.stillIn(ctx, person, token) {
				sendSignedOut(w)
				return
			}
			_, _ = w.WriteString(": still here\n\n")
		case u := <-news:
			if !s.stillIn(ctx, person, token) { // not one word after the login has ended
				sendSignedOut(w)
				return
			}
			_, _ = w.WriteString("id: " + strconv.FormatInt(u.Now, 10) + "\nevent: updates\ndata: ")
			_, _ = w.Write(encode(u))
			_, _ = w.WriteString("\n\n")
		}
	}
}

func sendSignedOut(w *bufio.Writer) {
	_, _ = w.WriteString("event: signed_out\ndata: {}\n\n")
	_ = w.Flush()
}

// stillIn reports whether a login still stands for the same person, acting for the same family. A database that does not
// answer ends no stream.
func (s *Server) stillIn(ctx context.Context, person account.Person, token string) bool {
	ctx, cancel := context.WithTimeout(ctx, s.o.RequestTimeout)
	defer cancel()
	now, err := s.who(ctx, token)
	if err != nil {
		return !care.Is(err, care.CodeSignedOut)
	}
	return now.Actor == person.Actor
}
