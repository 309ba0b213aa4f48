package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/synth"
	"tuoyuquan/geo/tile"
	"tuoyuquan/geo/whole"
)

// streets is the street network and basemap of a data folder.
//
// The folder streets/ holds one folder a version (graph, basemap and a copy of the extract they were made from) and
// current.json, which names the version in force and is replaced in one step; so a killed import changes nothing, and a
// damaged file is made again from the copy.
type streets struct {
	Graph   *geo.Graph
	Basemap *tile.Basemap
	streetsInfo
}

// streetsInfo is current.json.
type streetsInfo struct {
	Folder     string       `json:"folder"`
	Extract    string       `json:"extract,omitempty"` // file name of the copy, empty for the demo city
	Demo       bool         `json:"demo,omitempty"`
	Seed       uint64       `json:"seed,omitempty"` // of the demo city
	SHA256     string       `json:"sha256,omitempty"`
	ImportedAt care.Instant `json:"imported_at"`
	Stats      osm.Stats    `json:"stats"`
}

const (
	streetsFolder = "streets"
	currentFile   = "current.json"
	graphFile     = "graph.tyq"
	basemapFile   = "basemap.tyq"
)

// errNoStreets says that no street network has been imported yet; walks are then straight-line estimates.
var errNoStreets = errors.New("no street network yet")

// openStreets opens the version in force. A damaged file is refused and made again from its source.
func openStreets(ctx context.Context, data string, log *slog.Logger) (*streets, error) {
	info, err := currentStreets(data)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(data, streetsFolder, info.Folder)
	began := time.Now()
	s := &streets{streetsInfo: info}
	s.Graph, err = geo.OpenFile(filepath.Join(dir, graphFile))
	if err == nil {
		s.Basemap, err = tile.OpenFile(filepath.Join(dir, basemapFile))
	}
	if err == nil {
		log.Debug("streets opened", "nodes", s.Graph.NumNodes(), "in", time.Since(began))
		return s, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	log.Warn("street files are damaged or of another version; making them again from their source", "error", err)
	source, err := info.source(dir)
	if err != nil {
		return nil, err
	}
	extract, err := osm.Import(ctx, source, osm.Options{SkipPlaces: true})
	if err != nil {
		return nil, fmt.Errorf("making the street network again: %w", err)
	}
	if err := writeStreets(dir, extract); err != nil {
		return nil, err
	}
	s.Graph, s.Basemap = extract.Graph, extract.Basemap
	return s, nil
}

// source gives what a version was made from.
func (i streetsInfo) source(dir string) (osm.Source, error) {
	if i.Demo {
		return synth.New(i.Seed), nil
	}
	return osm.FileSource(filepath.Join(dir, i.Extract))
}

func currentStreets(data string) (streetsInfo, error) {
	raw, err := os.ReadFile(filepath.Join(data, streetsFolder, currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return streetsInfo{}, errNoStreets
	}
	if err != nil {
		return streetsInfo{}, err
	}
	var info streetsInfo
	if err := json.Unmarshal(raw, &info); err != nil || info.Folder == "" || info.Folder != filepath.Base(info.Folder) {
		return streetsInfo{}, fmt.Errorf("%s is damaged (%w); run `tuoyuquan import streets` again",
			filepath.Join(data, streetsFolder, currentFile), errors.Join(err, geo.ErrDamaged))
	}
	return info, nil
}

// installStreets writes an imported extract as a new version and puts it in force. keep, when not empty, is the extract's
// file, which is copied beside it.
func installStreets(data string, extract *osm.Extract, info streetsInfo, keep string) error {
	root := filepath.Join(data, streetsFolder)
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(root, "v-")
	if err != nil {
		return err
	}
	info.Folder, info.Stats = filepath.Base(dir), extract.Stats
	if keep != "" {
		info.Extract = "source" + extractSuffix(keep)
		if info.SHA256, err = copyFile(keep, filepath.Join(dir, info.Extract)); err != nil {
			return errors.Join(err, os.RemoveAll(dir))
		}
	}
	if err := writeStreets(dir, extract); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	if err := replaceFile(filepath.Join(root, currentFile), info); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	return removeOthers(root, info.Folder)
}

// removeDemoStreets puts made-up streets out of force: nobody real walks along them.
func removeDemoStreets(data string) error {
	info, err := currentStreets(data)
	if err != nil || !info.Demo {
		return nil //nolint:nilerr // what is damaged or not there is no demo city
	}
	root := filepath.Join(data, streetsFolder)
	if err := os.Remove(filepath.Join(root, currentFile)); err != nil {
		return err
	}
	return removeOthers(root, "")
}

func writeStreets(dir string, extract *osm.Extract) error {
	if err := extract.Graph.WriteFile(filepath.Join(dir, graphFile)); err != nil {
		return err
	}
	return extract.Basemap.WriteFile(filepath.Join(dir, basemapFile))
}

// removeOthers removes the versions no longer in force. A server that still uses one has its files in memory.
func removeOthers(root, keep string) error {
	entries, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != keep && strings.HasPrefix(e.Name(), "v-") {
			if err := os.RemoveAll(filepath.Join(root, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func extractSuffix(path string) string {
	for _, s := range []string{".osm.pbf", ".osm.gz", ".osm"} {
		if strings.HasSuffix(strings.ToLower(path), s) {
			return s
		}
	}
	return filepath.Ext(path)
}

// copyFile copies a file, waits until it is on disk and returns the SHA-256 of its content.
func copyFile(from, to string) (sum string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close() //nolint:errcheck // only read
	out, err := os.Create(to)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, hash), in); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), out.Sync()
}

// replaceFile writes v as JSON in one step: readers see the old file or the new one.
func replaceFile(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return whole.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(append(raw, '\n'))
		return err
	})
}
