// Package blob keeps files: a folder for one process, or S3 for several, with the same semantics. It knows keys, bytes and
// how to write once. It must not know what the bytes are or who may read them.
package blob

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"
)

// Store keeps files under keys. A file is written once and whole, or not at all: nobody ever reads half of one. All methods
// may be called from many goroutines and, with S3, from many processes.
type Store interface {
	// Put writes size bytes of body under key. Fails with ErrExists when the key has a file, and with ErrSize when body has
	// more or fewer bytes; then nothing is kept.
	Put(ctx context.Context, key string, body io.Reader, size int64, contentType string) error
	// Get returns the file; the caller closes it. Fails with ErrNotFound.
	Get(ctx context.Context, key string) (io.ReadCloser, Info, error)
	// Stat is Get without the bytes.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes a file. A file that is not there is no error.
	Delete(ctx context.Context, key string) error
	// List calls f for every file whose key begins with prefix, in the order of keys. An error of f ends it and is returned.
	List(ctx context.Context, prefix string, f func(Info) error) error
}

// Info is what is known of a file.
type Info struct {
	Key         string
	Size        int64
	ContentType string // "" in List
	At          time.Time
}

// What can go wrong.
var (
	ErrNotFound = errors.New("blob: no such file")
	ErrExists   = errors.New("blob: the key has a file already")
	ErrSize     = errors.New("blob: not as many bytes as said")
	ErrKey      = errors.New("blob: a key is parts of a-z, 0-9, - and _ with one / between, at most 200 bytes")
	// ErrAway says that the store could not be reached or refused to work. Nothing is wrong with the request.
	ErrAway = errors.New("blob: the store of files is away")
)

// maxKey bounds a key so that it fits any file system.
const maxKey = 200

// checkKey takes keys that are the same file everywhere: no case, no dots, no way out of the folder.
func checkKey(key string) error {
	if len(key) > maxKey {
		return ErrKey
	}
	for part := range strings.SplitSeq(key, "/") {
		if part == "" {
			return ErrKey
		}
		for _, c := range []byte(part) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return ErrKey
			}
		}
	}
	return nil
}

// exactly reads size bytes of body and fails with ErrSize when there are more or fewer.
type exactly struct {
	body io.Reader
	left int64
}

func (e *exactly) Read(p []byte) (int, error) {
	if e.left == 0 {
		var one [1]byte
		if n, err := io.ReadFull(e.body, one[:]); n > 0 {
			return 0, ErrSize
		} else if !errors.Is(err, io.EOF) {
			return 0, err
		}
		return 0, io.EOF
	}
	n, err := e.body.Read(p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	if errors.Is(err, io.EOF) && e.left > 0 {
		return n, ErrSize
	}
	if errors.Is(err, io.EOF) {
		err = nil // the next call looks whether there is more
	}
	return n, err
}
