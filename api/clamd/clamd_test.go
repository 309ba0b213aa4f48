package clamd_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/clamd"
	"tuoyuquan/api/clamd/clamdtest"
)

func TestScan(t *testing.T) {
	daemon := clamdtest.New(t)
	client, err := clamd.New(daemon.Address)
	if err != nil {
		t.Fatal(err)
	}
	large := bytes.Repeat([]byte("clean "), 300_000)
	for name, c := range map[string]struct {
		file string
		code care.Code
	}{
		"empty":        {"", ""},
		"clean":        {"a file", ""},
		"large":        {string(large), ""},
		"found":        {"x" + clamdtest.Signature + "y", care.CodeFileRefused},
		"found behind": {string(large) + clamdtest.Signature, care.CodeFileRefused},
	} {
		if err := client.Scan(t.Context(), strings.NewReader(c.file)); c.code == "" && err != nil || c.code != "" && !care.Is(err, c.code) {
			t.Errorf("%s: %v; want %q", name, err, c.code)
		}
	}
	for _, mode := range []clamdtest.Mode{clamdtest.Closes, clamdtest.Confused, clamdtest.TooLarge} {
		daemon.Set(mode)
		if err := client.Scan(t.Context(), strings.NewReader("a file")); !care.Is(err, care.CodeUnavailable) {
			t.Errorf("a daemon that does not say (%d): %v", mode, err)
		}
	}
	daemon.Set(clamdtest.Sound)
	if err := client.Scan(t.Context(), broken{}); !care.Is(err, care.CodeUnavailable) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	ctx, gone := context.WithCancel(t.Context())
	gone()
	if err := client.Scan(ctx, strings.NewReader("a file")); !care.Is(err, care.CodeUnavailable) {
		t.Errorf("nobody waits: %v", err)
	}
	daemon.Stop()
	if err := client.Scan(t.Context(), strings.NewReader("a file")); !care.Is(err, care.CodeUnavailable) {
		t.Errorf("no daemon: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestAddress(t *testing.T) {
	for _, good := range []string{"127.0.0.1:3310", "clamd:3310", "unix:/run/clamav/clamd.ctl"} {
		if _, err := clamd.New(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "unix:", "clamd", "tcp://clamd:3310"} {
		if _, err := clamd.New(bad); !care.Is(err, care.CodeInvalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
