package booking_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// A test program called with this in its environment is a server process instead: see serveProcess.
const (
	processDatabase  = "BOOKING_TEST_DATABASE"
	processIsolation = "BOOKING_TEST_ISOLATION"
	processControl   = "BOOKING_TEST_CONTROL"
	processSweeps    = "BOOKING_TEST_SWEEPS"
)

func TestMain(m *testing.M) {
	if os.Getenv(processDatabase) != "" {
		if err := serveProcess(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// strangerFacts are the facts of a child named "family:child", as every process can work them out.
func strangerFacts(_ context.Context, _ *store.Tx, id care.ChildID) (booking.ChildFacts, error) {
	family, _, _ := strings.Cut(string(id), ":")
	return booking.ChildFacts{
		Child: care.Child{ID: id, FamilyID: care.FamilyID(family), Birth: care.DateOf(monday.AddDate(0, -13, 0)), Papers: []care.Paper{
			{ID: "p", ChildID: id, Kind: care.PaperHealth, ExamDate: care.DateOf(monday).AddDays(-3)},
		}},
		Consents: []care.Consent{{Purpose: care.PurposeBooking, Version: 1}, {Purpose: care.PurposeHealth, Version: 1}},
	}, nil
}

func strangers(st *store.Store, now func() time.Time) *booking.Service {
	rules := care.NewRules(nil)
	return booking.New(booking.Deps{Store: st, Rules: func() *care.Rules { return rules }, Now: now, Child: strangerFacts, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))},
		booking.Options{Key: []byte("0123456789abcdef")})
}

// serveProcess is one process of several over one database: it answers applications, or sweeps, until it is killed.
func serveProcess() error {
	ctx := context.Background()
	var opts []store.Option
	switch os.Getenv(processIsolation) {
	case "repeatable":
		opts = append(opts, store.WithIsolation(sql.LevelRepeatableRead))
	case "serializable":
		opts = append(opts, store.WithIsolation(sql.LevelSerializable))
	}
	st, err := store.Open(ctx, os.Getenv(processDatabase), opts...)
	if err != nil {
		return err
	}
	s := strangers(st, func() time.Time { return monday })
	if os.Getenv(processControl) == "count" {
		s.CountThenInsert(func() { time.Sleep(2 * time.Millisecond) })
	}
	if at := os.Getenv(processSweeps); at != "" {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return err
		}
		s = strangers(st, func() time.Time { return now })
		fmt.Println("sweeping")
		for {
			if _, err := s.Sweep(ctx, fmt.Sprint("process ", os.Getpid())); err != nil {
				return err
			}
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	server := &http.Server{Handler: handler(s), ReadHeaderTimeout: time.Minute}
	return server.Serve(listener)
}

// handler answers POST /?child=…&class=…&key=… as the API does, with the states of the errors.
func handler(s *booking.Service) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		family, _, _ := strings.Cut(q.Get("child"), ":")
		s := s
		if q.Get("die") != "" {
			s = booking.New(s.Deps, booking.Options{Key: s.Key, Probe: func(point string) {
				if point == q.Get("die") {
					os.Exit(3)
				}
			}})
		}
		reply, err := s.Apply(r.Context(), guardian(family), booking.IdempotencyKey(q.Get("key")), booking.ApplyRequest{
			Child: care.ChildID(q.Get("child")), Class: care.ClassID(q.Get("class")), Start: start, As: booking.As(q.Get("as")),
		})
		var e *care.Error
		switch {
		case err == nil:
			w.WriteHeader(reply.Status)
			_ = json.NewEncoder(w).Encode(reply.Application)
		case errors.As(err, &e) && e.Kind == care.Conflict:
			http.Error(w, string(e.Code), http.StatusConflict)
		case errors.As(err, &e) && e.Kind == care.Invalid:
			http.Error(w, string(e.Code), http.StatusUnprocessableEntity)
		default:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

// process starts another process of this program and returns the first line it says.
func process(t testing.TB, env ...string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$") //nolint:gosec // ourselves
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the process said nothing: %v", err)
	}
	return cmd, strings.TrimSpace(line)
}

// ask asks a server for a place and returns the status with the body.
func ask(t testing.TB, client *http.Client, server string, q url.Values) (int, string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+"/?"+q.Encode(), nil)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	reply, err := client.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer reply.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return 0, err.Error()
	}
	return reply.StatusCode, string(body)
}

// crowd moves n families with one child each in: "prefix12:a" of family "prefix12".
func (w *town) crowd(prefix string, n int) []care.ChildID {
	w.t.Helper()
	out := make([]care.ChildID, n)
	err := w.st.Write(w.t.Context(), "move in", func(tx *store.Tx) error {
		for i := range n {
			family := fmt.Sprint(prefix, i)
			out[i] = care.ChildID(family + ":a")
			if err := moveIn(w.t.Context(), tx, family, out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range out {
		w.children[c], _ = strangerFacts(w.t.Context(), nil, c)
	}
	return out
}
