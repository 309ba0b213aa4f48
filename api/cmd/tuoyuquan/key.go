package main

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/seal"
)

// keys are those of the settings, the one that seals first; nil when none is set.
func (c Config) keys() ([][]byte, error) {
	if c.Key == "" {
		return nil, nil
	}
	var out [][]byte
	for part := range strings.SplitSeq(c.Key, ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(part))
		if err != nil || len(key) != seal.KeySize {
			return nil, errors.New("each key is 32 bytes in base64; `openssl rand -base64 32` makes one")
		}
		out = append(out, key)
	}
	return out, nil
}

// openKeys gives the keys of the settings, or the one of the data folder, which is made when there is none. Several processes
// cannot share a folder, and the open internet needs a key that is kept apart from the data: there it must be set.
func (c Config) openKeys() ([][]byte, error) {
	keys, err := c.keys()
	if err != nil || keys != nil {
		return keys, err
	}
	if c.DatabaseURL != "" || c.Public {
		return nil, care.Errorf(care.Unavailable, care.CodeUnsafeSettings, "TUOYUQUAN_KEY",
			"personal data is sealed with it: set it, the same on all replicas, and keep it apart from the database; `openssl rand -base64 32` makes one")
	}
	path := filepath.Join(c.Data, "key")
	if err := makeKey(path); err != nil {
		return nil, fmt.Errorf("key of the data folder: %w", err)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own folder
	if err != nil {
		return nil, fmt.Errorf("key of the data folder: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != seal.KeySize {
		return nil, care.Errorf(care.Unavailable, care.CodeUnsafeSettings, path, "this is not a key; put the one back that sealed the data")
	}
	return [][]byte{key}, nil
}

// makeKey writes a fresh key for its owner only, whole or not at all, and leaves one that is there alone.
func makeKey(path string) error {
	if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	key := make([]byte, seal.KeySize)
	_, _ = rand.Read(key)                                 // never fails
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone when it was linked
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	}
	dir, err := os.Open(filepath.Dir(path)) // the name must outlive a power cut before anything is sealed with the key
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// derive makes a key for one use from the oldest key, so that what it signs stays good when a new key is put in front.
func derive(keys [][]byte, use string) ([]byte, error) {
	return hkdf.Key(sha256.New, keys[len(keys)-1], nil, "tuoyuquan "+use, 32)
}
