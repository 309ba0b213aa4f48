// Package audit answers for the record of what happened: once a day it goes through all of it, and makes its end known outside the
// database, where who could falsify the record cannot reach. It knows heads, days and reports. It must not know what any change
// is about.
package audit

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/whole"
)

// Service publishes heads and checks the record against them.
type Service struct {
	Store *store.Store
	Blob  blob.Store // shared by all replicas; nil: the folder alone
	Dir   string     // of this machine; "": none
	Now   func() time.Time
	Log   *slog.Logger

	mu     sync.Mutex
	last   care.PublishedHead
	lastAt time.Time
}

const (
	lease     = "audit"
	leaseFor  = 50 * time.Minute // one process in an hour
	prefix    = "audit/"
	headFresh = time.Minute
)

// Publish makes the end of the chain known, once a day, after the whole record was found to be what it was. What was falsified is
// reported every hour and nothing is published over it. One process does it.
func (s *Service) Publish(ctx context.Context, holder string) error {
	now := care.InstantOf(s.Now())
	today := care.Today(now)
	if head, ok, err := s.Head(ctx); err != nil || (ok && !head.Day.Before(today)) {
		return err
	}
	mine, err := s.Store.Lease(ctx, lease, holder, now, leaseFor)
	if err != nil || !mine {
		return err
	}
	report, err := s.Check(ctx)
	if err != nil {
		return err
	}
	if !report.Sound() {
		return fmt.Errorf("the record is not what it was: %s; its head is not published until somebody has looked at it", report.Faults[0].Text)
	}
	if report.Changes == 0 {
		return nil
	}
	return s.keep(ctx, care.PublishedHead{Day: today, Seq: report.Changes, Hash: report.Hash, At: now})
}

// Check goes through the whole record, and keeps what it found.
func (s *Service) Check(ctx context.Context) (care.AuditReport, error) {
	heads, err := s.Heads(ctx)
	if err != nil {
		return care.AuditReport{}, err
	}
	report, err := s.Store.Audit(ctx, heads)
	if err != nil {
		return report, err
	}
	return report, s.Store.SaveAuditCheck(ctx, care.InstantOf(s.Now()), report)
}

// keep writes a head to both places. A day is published once: what stands there stays.
func (s *Service) keep(ctx context.Context, h care.PublishedHead) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if s.Blob != nil {
		err := s.Blob.Put(ctx, prefix+h.Day.String(), bytes.NewReader(text), int64(len(text)), "application/json")
		if err != nil && !errors.Is(err, blob.ErrExists) {
			return fmt.Errorf("publish head: %w", err)
		}
	}
	if s.Dir != "" {
		if err := s.write(h, text); err != nil {
			return fmt.Errorf("publish head: %w", err)
		}
	}
	s.Log.Info("the head of the record is published", "day", h.Day.String(), "seq", h.Seq, "hash", h.Hash)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.lastAt = h, s.Now()
	return nil
}

func (s *Service) write(h care.PublishedHead, text []byte) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(s.Dir, h.Day.String()+".json")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return whole.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// Heads returns every published head, oldest first. One day in two words is damaged_file: one of the two was falsified.
func (s *Service) Heads(ctx context.Context) ([]care.PublishedHead, error) {
	byDay := make(map[care.Date]care.PublishedHead)
	add := func(where string, text []byte) error {
		var h care.PublishedHead
		if err := json.Unmarshal(text, &h); err != nil || h.Day.IsZero() || h.Seq < 1 || h.Hash == "" {
			return care.Errorf(care.Conflict, care.CodeDamaged, "heads", "the published head %s cannot be read", where)
		}
		if other, ok := byDay[h.Day]; ok && (other.Seq != h.Seq || other.Hash != h.Hash) {
			return care.Errorf(care.Conflict, care.CodeDamaged, "heads", "the head of %s was published in two versions", h.Day)
		}
		byDay[h.Day] = h
		return nil
	}
	if err := s.fromBlob(ctx, add); err != nil {
		return nil, err
	}
	if err := s.fromFolder(add); err != nil {
		return nil, err
	}
	out := make([]care.PublishedHead, 0, len(byDay))
	for _, h := range byDay {
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b care.PublishedHead) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), strings.Compare(a.Day.String(), b.Day.String()))
	})
	return out, nil
}

func (s *Service) fromBlob(ctx context.Context, add func(string, []byte) error) error {
	if s.Blob == nil {
		return nil
	}
	var keys []string
	err := s.Blob.List(ctx, prefix, func(i blob.Info) error {
		keys = append(keys, i.Key)
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		text, err := s.get(ctx, key)
		if err != nil {
			return err
		}
		if err := add(key, text); err != nil {
			return err
		}
	}
	return nil
}

// maxHead bounds what is read of one head.
const maxHead = 4 << 10

func (s *Service) get(ctx context.Context, key string) ([]byte, error) {
	body, _, err := s.Blob.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer body.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(body, maxHead))
}

func (s *Service) fromFolder(add func(string, []byte) error) error {
	if s.Dir == "" {
		return nil
	}
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(s.Dir, e.Name())) //nolint:gosec // the operator's own folder
		if err != nil {
			return err
		}
		if err := add(e.Name(), text); err != nil {
			return err
		}
	}
	return nil
}

// Head returns the last published head, and false when none was. It may be a minute old.
func (s *Service) Head(ctx context.Context) (care.PublishedHead, bool, error) {
	s.mu.Lock()
	last, fresh := s.last, s.Now().Sub(s.lastAt) < headFresh
	s.mu.Unlock()
	if fresh && last.Seq != 0 {
		return last, true, nil
	}
	heads, err := s.Heads(ctx)
	if err != nil || len(heads) == 0 {
		return care.PublishedHead{}, false, err
	}
	last = heads[len(heads)-1]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.lastAt = last, s.Now()
	return last, true, nil
}

// State is the end of the record as it is now, what was published of it, and what the last check found.
type State struct {
	Seq       int64
	Hash      string
	Published *care.PublishedHead
	CheckedAt care.Instant // 0: never
	Report    care.AuditReport
}

// State says how the record stands.
func (s *Service) State(ctx context.Context) (State, error) {
	var st State
	var err error
	if st.Seq, st.Hash, err = s.Store.Head(ctx); err != nil {
		return st, err
	}
	if h, ok, err := s.Head(ctx); err != nil {
		return st, err
	} else if ok {
		st.Published = &h
	}
	at, report, ok, err := s.Store.LastAuditCheck(ctx)
	if ok {
		st.CheckedAt, st.Report = at, report
	}
	return st, err
}
