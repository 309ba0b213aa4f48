package whole_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tuoyuquan/geo/whole"
)

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, s)
			return err
		}
	}
	expect := func(want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%q %v, want %q", got, err, want)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("%v %v beside the file", left, err)
		}
	}
	for _, s := range []string{"first", "second, and longer", ""} {
		if err := whole.WriteFile(path, text(s)); err != nil {
			t.Fatal(err)
		}
		expect(s)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	full := errors.New("disk full")
	err := whole.WriteFile(path, func(w io.Writer) error {
		_ = text("half of")(w)
		return full
	})
	if !errors.Is(err, full) {
		t.Error(err)
	}
	expect("")
	if err := whole.WriteFile(filepath.Join(dir, "no", "such", "folder"), text("x")); err == nil {
		t.Error("a file in a folder that is not there")
	}
}
