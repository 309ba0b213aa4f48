package blob

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Folder keeps files in a folder of this machine. The bytes stand in a file of the key's name behind a short head with the
// content type. What a killed process left half written is under .new and is cleared when the folder is opened.
type Folder struct {
	root *os.Root
	seed int64
	next atomic.Uint64
}

const (
	unfinished = ".new"    // no key begins with a dot
	headMark   = "tyq1"    // then the length of the content type in two bytes, and the content type
	headFixed  = 4 + 2     // bytes of the head before the content type
	maxType    = 255       // bytes of a content type
	stale      = time.Hour // an unfinished file is a killed process's when it is older
	dirMode    = 0o700     // what families upload is nobody else's on this machine
	fileMode   = 0o600
)

// NewFolder opens a folder, which is made when it is not there. now is the machine's clock.
func NewFolder(dir string, now func() time.Time) (*Folder, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, fmt.Errorf("blob: make the folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob: open the folder: %w", err)
	}
	if err := root.MkdirAll(unfinished, dirMode); err != nil {
		return nil, errors.Join(fmt.Errorf("blob: make the folder: %w", err), root.Close())
	}
	f := &Folder{root: root, seed: now().UnixNano()}
	return f, f.clear(now())
}

// clear removes what a killed process left unfinished.
func (f *Folder) clear(now time.Time) error {
	entries, err := fs.ReadDir(f.root.FS(), unfinished)
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > stale {
			_ = f.root.Remove(path.Join(unfinished, e.Name())) // the next start tries again
		}
	}
	return nil
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Put implements Store: the file is complete and on the disk before it has its name, and it gets its name by a link, which
// fails when the name is taken.
func (f *Folder) Put(ctx context.Context, key string, body io.Reader, size int64, contentType string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if len(contentType) > maxType {
		return fmt.Errorf("blob: the content type is longer than %d bytes", maxType)
	}
	name := fmt.Sprintf("%s/%x-%x", unfinished, f.seed, f.next.Add(1))
	defer func() { _ = f.root.Remove(name) }() // the link, if there is one, stays
	if err := f.fill(ctx, name, body, size, contentType); err != nil {
		return err
	}
	if dir := path.Dir(key); dir != "." {
		if err := f.root.MkdirAll(dir, dirMode); err != nil {
			return away(err)
		}
	}
	if err := f.root.Link(name, key); errors.Is(err, fs.ErrExist) {
		return ErrExists
	} else if err != nil {
		return away(err)
	}
	return f.keep(path.Dir(key))
}

func (f *Folder) fill(ctx context.Context, name string, body io.Reader, size int64, contentType string) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return away(err)
	}
	defer func() { _ = file.Close() }()                                               // closed below when all is well
	head := binary.BigEndian.AppendUint16([]byte(headMark), uint16(len(contentType))) //nolint:gosec // bounded above
	if _, err := file.Write(append(head, contentType...)); err != nil {
		return away(err)
	}
	if _, err := io.Copy(file, &stopping{ctx, &exactly{body, size}}); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return away(err)
	}
	return file.Close()
}

// keep puts the name of a new file on the disk too, and those of the folders above it.
func (f *Folder) keep(dir string) error {
	for ; ; dir = path.Dir(dir) {
		d, err := f.root.Open(dir)
		if err != nil {
			return away(err)
		}
		err = errors.Join(d.Sync(), d.Close())
		if err != nil {
			return away(err)
		}
		if dir == "." {
			return nil
		}
	}
}

// Get implements Store.
func (f *Folder) Get(_ context.Context, key string) (io.ReadCloser, Info, error) {
	if err := checkKey(key); err != nil {
		return nil, Info{}, err
	}
	file, err := f.root.Open(key)
	if err != nil {
		return nil, Info{}, missing(err)
	}
	info, err := infoOf(key, file)
	if err != nil {
		_ = file.Close()
		return nil, Info{}, err
	}
	return file, info, nil
}

// infoOf reads the head of a file and leaves it at the first byte of what it keeps.
func infoOf(key string, file *os.File) (Info, error) {
	stat, err := file.Stat()
	if err != nil {
		return Info{}, away(err)
	}
	if stat.IsDir() {
		return Info{}, ErrNotFound
	}
	var fixed [headFixed]byte
	if _, err := io.ReadFull(file, fixed[:]); err != nil || string(fixed[:4]) != headMark {
		return Info{}, fmt.Errorf("blob: %s is no file of ours", key)
	}
	kind := make([]byte, binary.BigEndian.Uint16(fixed[4:]))
	if _, err := io.ReadFull(file, kind); err != nil {
		return Info{}, fmt.Errorf("blob: %s is cut off", key)
	}
	return Info{Key: key, Size: stat.Size() - headFixed - int64(len(kind)), ContentType: string(kind), At: stat.ModTime()}, nil
}

// Stat implements Store.
func (f *Folder) Stat(ctx context.Context, key string) (Info, error) {
	body, info, err := f.Get(ctx, key)
	if err != nil {
		return Info{}, err
	}
	return info, body.Close()
}

// Delete implements Store.
func (f *Folder) Delete(_ context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if err := f.root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return away(err)
	}
	return f.keep(".")
}

// List implements Store.
func (f *Folder) List(ctx context.Context, prefix string, each func(Info) error) error {
	var keys []string
	err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // went away meanwhile
		case err != nil:
			return away(err)
		case name == unfinished:
			return fs.SkipDir
		case !d.IsDir() && strings.HasPrefix(name, prefix):
			keys = append(keys, name)
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	slices.Sort(keys)
	for _, key := range keys {
		info, err := f.Stat(ctx, key)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		info.ContentType = ""
		if err := each(info); err != nil {
			return err
		}
	}
	return nil
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound
	}
	return away(err)
}

func away(err error) error { return fmt.Errorf("%w: %w", ErrAway, err) }

// stopping ends a copy when nobody waits for it any more.
type stopping struct {
	ctx  context.Context //nolint:containedctx // lives as long as one copy
	body io.Reader
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.body.Read(p)
}
