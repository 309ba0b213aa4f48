package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
)

// Variable names the environment variable with the address of an S3 server in which buckets may be made.
const Variable = "TUOYUQUAN_TEST_S3_URL"

// each runs a test on every engine: always on a folder, and on S3 when Variable is set; a skip says when it is not.
func each(t *testing.T, f func(t *testing.T, s blob.Store)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) { f(t, folder(t, t.TempDir())) })
	t.Run("s3", func(t *testing.T) {
		address := os.Getenv(Variable)
		if address == "" {
			t.Skipf("not run on S3: set %s to http://access:secret@host", Variable)
		}
		bucket := "test-" + care.NewID()
		s, err := blob.OpenS3(t.Context(), address+"/"+bucket)
		if err != nil {
			t.Fatal(err)
		}
		f(t, s)
	})
}

func folder(t *testing.T, dir string) *blob.Folder {
	t.Helper()
	f, err := blob.NewFolder(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func put(t *testing.T, s blob.Store, key, body string) error {
	t.Helper()
	return s.Put(t.Context(), key, strings.NewReader(body), int64(len(body)), "image/png")
}

func get(t *testing.T, s blob.Store, key string) (string, blob.Info, error) {
	t.Helper()
	r, info, err := s.Get(t.Context(), key)
	if err != nil {
		return "", info, err
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	return string(b), info, err
}

func TestPutAndGet(t *testing.T) {
	each(t, func(t *testing.T, s blob.Store) {
		big := make([]byte, 10<<20)
		_, _ = rand.NewChaCha8([32]byte{1}).Read(big)
		for key, body := range map[string]string{"a": "x", "scan/01/paper_1-x": "健康检查表", "empty": "", "scan/big": string(big)} {
			if err := put(t, s, key, body); err != nil {
				t.Fatalf("%s: %v", key, err)
			}
			got, info, err := get(t, s, key)
			if err != nil || got != body {
				t.Errorf("%s: %d bytes, %v; want %d", key, len(got), err, len(body))
			}
			if info.Key != key || info.Size != int64(len(body)) || info.ContentType != "image/png" || time.Since(info.At).Abs() > time.Hour {
				t.Errorf("%s: %+v", key, info)
			}
			stat, err := s.Stat(t.Context(), key)
			if err != nil || stat.Size != info.Size || stat.ContentType != info.ContentType {
				t.Errorf("%s: stat %+v, %v", key, stat, err)
			}
		}
	})
}

func TestWrittenOnce(t *testing.T) {
	each(t, func(t *testing.T, s blob.Store) {
		var wrote atomic.Int32
		var wait sync.WaitGroup
		winner := make(chan string, 1)
		for i := range 16 {
			wait.Go(func() {
				body := fmt.Sprintf("number %02d", i)
				switch err := s.Put(t.Context(), "scan/one", strings.NewReader(body), int64(len(body)), "image/png"); {
				case err == nil:
					wrote.Add(1)
					select {
					case winner <- body:
					default:
					}
				case !errors.Is(err, blob.ErrExists):
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if wrote.Load() != 1 {
			t.Fatalf("%d of 16 wrote the same key", wrote.Load())
		}
		if got, _, err := get(t, s, "scan/one"); err != nil || got != <-winner {
			t.Errorf("%q, %v: not what was acknowledged", got, err)
		}
	})
}

func TestWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, s blob.Store) {
		broken := errors.New("the line broke")
		for name, body := range map[string]io.Reader{
			"short":  strings.NewReader("123"),
			"long":   strings.NewReader("12345678901"),
			"broken": io.MultiReader(strings.NewReader("12345"), &failing{broken}),
		} {
			err := s.Put(t.Context(), "half/"+name, body, 10, "image/png")
			if err == nil || (name != "broken" && !errors.Is(err, blob.ErrSize)) {
				t.Errorf("%s: %v", name, err)
			}
			if _, _, err := get(t, s, "half/"+name); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("%s: something is there: %v", name, err)
			}
		}
	})
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestNotThere(t *testing.T) {
	each(t, func(t *testing.T, s blob.Store) {
		if err := put(t, s, "dir/file", "x"); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"nothing", "dir", "dir/nothing"} {
			if _, _, err := get(t, s, key); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("get %s: %v", key, err)
			}
			if _, err := s.Stat(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("stat %s: %v", key, err)
			}
		}
		if err := s.Delete(t.Context(), "nothing"); err != nil {
			t.Errorf("delete what is not there: %v", err)
		}
		if err := s.Delete(t.Context(), "dir/file"); err != nil {
			t.Error(err)
		}
		if _, _, err := get(t, s, "dir/file"); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("still there: %v", err)
		}
		if err := put(t, s, "dir/file", "again"); err != nil {
			t.Errorf("a deleted key cannot be used again: %v", err)
		}
	})
}

func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, s blob.Store) {
		for _, key := range []string{"", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", ".new/a", "A", "a.png", "a b", "a\x00", "中", `a\b`, strings.Repeat("a", 201)} {
			if err := put(t, s, key, "x"); !errors.Is(err, blob.ErrKey) {
				t.Errorf("put %q: %v", key, err)
			}
			if _, _, err := get(t, s, key); !errors.Is(err, blob.ErrKey) {
				t.Errorf("get %q: %v", key, err)
			}
			if err := s.Delete(t.Context(), key); !errors.Is(err, blob.ErrKey) {
				t.Errorf("delete %q: %v", key, err)
			}
		}
	})
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, s blob.Store) {
		for _, key := range []string{"scan/b", "scan/a", "scan/c/d", "other"} {
			if err := put(t, s, key, key); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		err := s.List(t.Context(), "scan/", func(i blob.Info) error {
			if i.Size != int64(len(i.Key)) || i.ContentType != "" || i.At.IsZero() {
				t.Errorf("%+v", i)
			}
			got = append(got, i.Key)
			return nil
		})
		if want := []string{"scan/a", "scan/b", "scan/c/d"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
		stop := errors.New("enough")
		if err := s.List(t.Context(), "", func(blob.Info) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("an error of the caller is lost: %v", err)
		}
	})
}

func TestNobodyWaits(t *testing.T) {
	each(t, func(t *testing.T, s blob.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Put(ctx, "gone", strings.NewReader("x"), 1, ""); err == nil {
			t.Error("written though nobody waits")
		}
		if _, _, err := get(t, s, "gone"); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("something is there: %v", err)
		}
	})
}

// A killed process leaves half a file beside the others; nobody sees it, and the next start removes it.
func TestFolderAfterAKill(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir)
	if err := put(t, f, "scan/a", "whole"); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, ".new", "dead-1")
	if err := os.WriteFile(half, []byte("tyq1"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(half, old, old); err != nil {
		t.Fatal(err)
	}
	again := folder(t, dir)
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a file stays: %v", err)
	}
	if got, _, err := get(t, again, "scan/a"); err != nil || got != "whole" {
		t.Errorf("%q, %v", got, err)
	}
	for _, name := range []string{"scan", "scan/a"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v, %v", name, info.Mode(), err)
		}
	}
	if left, err := os.ReadDir(filepath.Join(dir, ".new")); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// A link out of the folder is not followed.
func TestFolderIsAWorldOfItsOwn(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	f := folder(t, dir)
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "way")); err != nil {
		t.Fatal(err)
	}
	if body, _, err := get(t, f, "way/secret"); err == nil {
		t.Errorf("read %q outside of the folder", body)
	}
	if err := put(t, f, "way/new", "x"); err == nil {
		t.Error("wrote outside of the folder")
	}
}

// A server that overwrites is refused at the start, and the secret of the address is in no message.
func TestS3Addresses(t *testing.T) {
	for _, address := range []string{
		"", "s3://bucket", "http://host/bucket", "http://key:geheim@host", "http://key:geheim@host/a/b", "http://key@host/bucket", "http://key:geheim@%zz/bucket",
		"http://key:geheim@127.0.0.1:1/bucket",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		_, err := blob.OpenS3(ctx, address)
		cancel()
		if err == nil {
			t.Errorf("%s is taken", address)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("the message holds the secret: %v", err)
		}
	}
}

func FuzzFolder(f *testing.F) {
	dir := f.TempDir()
	s, err := blob.NewFolder(dir, time.Now)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	f.Add("scan/a", []byte("x"))
	f.Add("../a", []byte("x"))
	f.Fuzz(func(t *testing.T, key string, body []byte) {
		err := s.Put(t.Context(), key, bytes.NewReader(body), int64(len(body)), "")
		if err != nil {
			return
		}
		r, _, err := s.Get(t.Context(), key)
		if err != nil {
			t.Fatalf("%q was written and cannot be read: %v", key, err)
		}
		got, err := io.ReadAll(r)
		_ = r.Close()
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("%q: %q, %v; want %q", key, got, err, body)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Error(err)
		}
	})
}
