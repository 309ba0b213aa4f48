//go:build linux

package picture_test

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/picture/picturetest"
)

// Bar S4: what is meant to hurt is refused, or comes out harmless, in little memory, and whoever comes next is served.
func TestBombs(t *testing.T) {
	cleaner := program(t, "picture")
	before := highest(t)
	good := picturetest.Images(2, 9)[1]
	for _, b := range picturetest.Bombs() {
		clean, err := cleaner.Clean(t.Context(), b.Body)
		switch {
		case b.Code == "" && err != nil:
			t.Errorf("%s: %v: %v", b.Name, err, errors.Unwrap(err))
		case b.Code != "" && (!care.Is(err, care.Code(b.Code)) || clean.JPEG != nil):
			t.Errorf("%s: %d bytes, %v; want %s", b.Name, len(clean.JPEG), err, b.Code)
		case bytes.Contains(clean.JPEG, []byte("script")):
			t.Errorf("%s: the page is still in it", b.Name)
		}
		if _, err := cleaner.Clean(t.Context(), good.Body); err != nil {
			t.Errorf("after %s a good picture is refused: %v", b.Name, err)
		}
	}
	here, there := highest(t)-before, children(t)
	t.Logf("at most %d MB more in this process, and %d MB in a child", here>>20, there>>20)
	if here > 200<<20 || there > 200<<20 {
		t.Errorf("this process took %d MB more, a child %d MB", here>>20, there>>20)
	}
}

// Large pictures that come at once wait for one another: together they take no more memory than one.
func TestLargeOnesWaitForOneAnother(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	cleaner := program(t, "picture")
	var large []byte
	for _, b := range picturetest.Bombs() {
		if b.Name == "png-24-megapixels.png" {
			large = b.Body
		}
	}
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if _, err := cleaner.Clean(t.Context(), large); err != nil {
				t.Error(err)
			}
		})
	}
	for range 6 {
		all.Go(func() {
			if _, err := cleaner.Clean(t.Context(), picturetest.Images(1, 3)[0].Body); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// highest is the most memory this process has held, in bytes; 0 where the system does not tell.
func highest(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, is := strings.CutPrefix(line, "VmHWM:"); is {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	return 0
}

// children is the most memory a process has held that this one started and waited for, in bytes.
func children(t *testing.T) int64 {
	t.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &use); err != nil {
		t.Fatal(err)
	}
	return use.Maxrss << 10
}
