package osm

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// MaxFileBytes is the largest extract file that is read: several provinces, far more than a city.
const MaxFileBytes = 4 << 30

// Real OSM XML packs to about a twelfth.
const (
	unpackGrace = 64 << 20
	unpackRatio = 60
)

// FileSource opens an extract: .osm.pbf, .osm XML or either of them packed with gzip or bzip2, told apart by content,
// not by name. It returns an error of os, ErrMalformed for another kind of file, or ErrTooLarge for more than MaxFileBytes.
// The file must not change until the import is done.
func FileSource(path string) (Source, error) {
	f := &file{path: path}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%w: %s is a folder", ErrMalformed, path)
	}
	f.size, f.changed = info.Size(), info.ModTime()
	if f.size > MaxFileBytes {
		return nil, fmt.Errorf("%w: %s has %d bytes", ErrTooLarge, path, f.size)
	}
	start, err := f.start()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	switch kind := sniff(start); kind {
	case kindPBF:
		return &pbfFile{open: f.open, size: f.size}, nil
	case kindXML:
		return &xmlFile{open: f.open, size: f.size}, nil
	default:
		return nil, fmt.Errorf("%w: %s is neither .osm.pbf nor .osm XML", ErrMalformed, path)
	}
}

const (
	kindUnknown = iota
	kindPBF
	kindXML
)

// sniff tells the formats apart by their first bytes: a PBF starts with a short length and a BlobHeader of type
// "OSMHeader", XML with a bracket.
func sniff(start []byte) int {
	if len(start) > 6 && start[0] == 0 && start[1] == 0 && bytes.Contains(start[:min(len(start), 64)], []byte("OSMHeader")) {
		return kindPBF
	}
	start = bytes.TrimPrefix(start, []byte("\xef\xbb\xbf"))
	if start = bytes.TrimLeft(start, " \t\r\n"); len(start) > 0 && start[0] == '<' {
		return kindXML
	}
	return kindUnknown
}

// file opens the same file again for every pass.
type file struct {
	path    string
	size    int64
	changed time.Time
}

func (f *file) start() ([]byte, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	buf := make([]byte, 512)
	n, err := io.ReadFull(r, buf)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return buf[:n], nil
}

// open returns the plain bytes of the file.
func (f *file) open() (io.ReadCloser, error) {
	r, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	if info, err := r.Stat(); err != nil || info.Size() != f.size || !info.ModTime().Equal(f.changed) {
		_ = r.Close()
		return nil, errors.Join(fmt.Errorf("%s changed while it was read", f.path), err)
	}
	b := bufio.NewReaderSize(r, 64<<10)
	magic, _ := b.Peek(4)
	var z io.Reader
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		if z, err = gzip.NewReader(b); err != nil {
			_ = r.Close()
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
	case bytes.HasPrefix(magic, []byte("BZh")):
		z = bzip2.NewReader(b)
	default:
		return readCloser{b, r}, nil
	}
	return readCloser{&bounded{r: z, left: unpackGrace + unpackRatio*f.size}, r}, nil
}

type readCloser struct {
	io.Reader
	io.Closer
}

// bounded refuses to read more than its limit, as unlike io.LimitReader it says so.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("%w: unpacks to more than %d times its size", ErrMalformed, unpackRatio)
	}
	return n, err
}
