package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tuoyuquan": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestStories runs the whole program the way people do: each file of testdata/stories is one story.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "stories"),
		Setup: func(env *testscript.Env) error {
			addr, err := freeAddr()
			if err != nil {
				return err
			}
			env.Setenv("TUOYUQUAN_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("TUOYUQUAN_LISTEN", addr)
			env.Setenv("ADDR", addr)
			for _, name := range []string{"DATABASE_URL", "REDIS_URL", "MEILI_URL"} {
				env.Setenv(name, "")
			}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"ready":   awaitReady,
			"get":     get,
			"soon":    soon,
			"kill9":   killHard,
			"damage":  damage,
			"copyout": copyOutput,
		},
	})
}

// awaitReady waits until the service answers that it is ready; it looks every 20 ms for up to two minutes.
func awaitReady(ts *testscript.TestScript, _ bool, _ []string) {
	url := "http://" + ts.Getenv("ADDR") + "/readyz"
	for range 6000 {
		reply, err := http.Get(url) //nolint:gosec // a server of this test
		if err == nil {
			_ = reply.Body.Close()
			if reply.StatusCode == http.StatusOK {
				return
			}
		}
		<-time.After(20 * time.Millisecond)
	}
	ts.Fatalf("the service was not ready within two minutes")
}

// get asks the service: get [status] path. The body becomes the file body.
func get(ts *testscript.TestScript, _ bool, args []string) {
	want := http.StatusOK
	if len(args) == 2 {
		if _, err := fmt.Sscan(args[0], &want); err != nil {
			ts.Fatalf("not a status: %s", args[0])
		}
		args = args[1:]
	}
	reply, err := http.Get("http://" + ts.Getenv("ADDR") + args[0]) //nolint:gosec // a server of this test
	ts.Check(err)
	body, err := io.ReadAll(reply.Body)
	_ = reply.Body.Close()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("body"), body, 0o644))
	if reply.StatusCode != want {
		ts.Fatalf("%s answered %d, not %d: %s", args[0], reply.StatusCode, want, body)
	}
}

// soon asks until the answer holds a text, for what another process changed: soon path text. It gives up after a minute.
func soon(ts *testscript.TestScript, _ bool, args []string) {
	var body []byte
	for range 3000 {
		reply, err := http.Get("http://" + ts.Getenv("ADDR") + args[0]) //nolint:gosec // a server of this test
		if err == nil {
			body, err = io.ReadAll(reply.Body)
			_ = reply.Body.Close()
		}
		if err == nil && strings.Contains(string(body), args[1]) {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	ts.Fatalf("%s never held %q; at last it was %s", args[0], args[1], body)
}

// killHard ends a background program by SIGKILL, as a power cut does.
func killHard(ts *testscript.TestScript, _ bool, args []string) {
	for _, c := range ts.BackgroundCmds() {
		if strings.Contains(c.String(), args[0]) {
			if err := c.Process.Kill(); !errors.Is(err, os.ErrProcessDone) { // killed before in this story
				ts.Check(err)
			}
			for c.Process.Signal(syscall.Signal(0)) == nil { // testscript waits for it and then it is gone
				<-time.After(5 * time.Millisecond)
			}
		}
	}
}

// damage flips a byte in the middle of the files that match.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) == 0 {
		ts.Fatalf("no file matches %s", args[0])
	}
	for _, path := range found {
		raw, err := os.ReadFile(path)
		ts.Check(err)
		raw[len(raw)/2] ^= 0xff
		ts.Check(os.WriteFile(path, raw, 0o644))
	}
}

// copyOutput keeps the last standard output as a file.
func copyOutput(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile("stdout")), 0o644))
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close() //nolint:errcheck // only its number is needed
	return l.Addr().String(), nil
}
