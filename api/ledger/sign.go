package ledger

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// The daily file: JSON lines, a head, then every facility, then what the log says since the file before. Beside it lies its Ed25519
// signature, 64 bytes over the bytes of the file, which any program can check: openssl pkeyutl -verify -rawin.
const (
	prefix     = "register/"
	fileEnd    = "file"
	signEnd    = "sign"
	formatName = "tuoyuquan register"
)

// Head is the first line of a daily file.
type Head struct {
	Format     string    `json:"format"`
	Version    int       `json:"version"`
	Day        care.Date `json:"day"`
	City       string    `json:"city,omitempty"`
	Seq        int64     `json:"seq"`  // of the chained record the file is true up to
	Hash       string    `json:"hash"` // of that change
	Previous   *Previous `json:"previous"`
	Facilities int       `json:"facilities"`
	Entries    int       `json:"entries"`
}

// Previous names the file of the day before, so that no day can be taken out.
type Previous struct {
	Day    care.Date `json:"day"`
	SHA256 string    `json:"sha256"`
}

// Line is any other line of a daily file.
type Line struct {
	Facility *Registered `json:"facility,omitempty"`
	Entry    *Entry      `json:"entry,omitempty"`
}

// Entry is an entry of the log in a daily file.
type Entry struct {
	Seq      int64               `json:"seq"`
	Facility care.FacilityID     `json:"facility"`
	Name     string              `json:"name"`
	Kind     care.RegisterKind   `json:"kind"`
	At       string              `json:"at"`
	Status   care.FilingStatus   `json:"status"`
	Fields   []care.RegisterDiff `json:"fields,omitempty"`
	Reasons  []care.FilingReason `json:"reasons,omitempty"`
	Reason   care.ReasonCode     `json:"reason,omitempty"`
	Words    string              `json:"words,omitempty"`
}

// DayFile is a daily file that lies there.
type DayFile struct {
	Day    care.Date
	Bytes  int64
	Signed bool
}

// publishLease keeps the writing of a day's file to one process.
const (
	publishLease = "register.file"
	publishFor   = 10 * time.Minute
)

// Publish writes the file of the day with its signature, once. A process killed in between is followed by one that writes the day anew:
// nothing is signed but what this process has made from the record.
func (s *Service) Publish(ctx context.Context, holder string) error {
	if s.Blob == nil || len(s.Keys) == 0 {
		return nil
	}
	now := care.InstantOf(s.Now())
	today := care.Today(now)
	files, err := s.filesNow(ctx)
	if err != nil || slices.ContainsFunc(files, func(f DayFile) bool { return f.Day == today && f.Signed }) {
		return err
	}
	mine, err := s.Store.Lease(ctx, publishLease, holder, now, publishFor)
	if err != nil || !mine {
		return err
	}
	if _, err := s.Store.FollowRegister(ctx); err != nil {
		return err
	}
	text, err := s.dayFile(ctx, today, files)
	if err != nil {
		return err
	}
	defer s.forget()
	return s.keep(ctx, today, text)
}

// keep writes a day's file and signs it. A file that lies there without a signature was never published: whoever put it there, it goes.
func (s *Service) keep(ctx context.Context, day care.Date, text []byte) error {
	name := prefix + day.String() + "/"
	put := func() error {
		return s.Blob.Put(ctx, name+fileEnd, bytes.NewReader(text), int64(len(text)), "application/jsonl")
	}
	err := put()
	if errors.Is(err, blob.ErrExists) {
		if _, err := s.Blob.Stat(ctx, name+signEnd); !errors.Is(err, blob.ErrNotFound) {
			return err // signed meanwhile: it stands
		}
		if err = s.Blob.Delete(ctx, name+fileEnd); err == nil {
			err = put()
		}
	}
	if err != nil {
		return fmt.Errorf("publish register: %w", err)
	}
	sig := ed25519.Sign(s.Keys[0], text)
	err = s.Blob.Put(ctx, name+signEnd, bytes.NewReader(sig), int64(len(sig)), "application/octet-stream")
	if err != nil && !errors.Is(err, blob.ErrExists) {
		return fmt.Errorf("sign register: %w", err)
	}
	s.Log.InfoContext(ctx, "the register of the day is published", "day", day.String(), "bytes", len(text))
	return nil
}

// before is the latest signed file before a day that is what was signed: one that was changed since is passed over, and told. Where none
// fits the keys (they were all changed) it is the latest.
func (s *Service) before(ctx context.Context, day care.Date, files []DayFile) (text []byte, err error) {
	keys := make([]ed25519.PublicKey, len(s.Keys))
	for i, k := range s.Keys {
		keys[i] = ed25519.PublicKey(k[ed25519.SeedSize:])
	}
	var latest []byte
	for _, f := range slices.Backward(files) {
		if !f.Signed || !f.Day.Before(day) {
			continue
		}
		name := prefix + f.Day.String() + "/"
		if text, err = s.get(ctx, name+fileEnd); err != nil {
			return nil, err
		}
		sig, err := s.get(ctx, name+signEnd)
		if err != nil {
			return nil, err
		}
		v, err := Verify(text, sig, keys)
		if err == nil && v.Day == f.Day {
			return text, nil
		}
		s.Log.ErrorContext(ctx, "a signed day of the register is not what was signed", "day", f.Day.String(), "error", err)
		if latest == nil {
			latest = text
		}
	}
	return latest, nil
}

// dayFile is the text of a day's file.
func (s *Service) dayFile(ctx context.Context, day care.Date, files []DayFile) ([]byte, error) {
	snap, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	head := Head{Format: formatName, Version: 1, Day: day, City: s.City, Seq: snap.Seq, Hash: snap.Hash, Facilities: len(snap.Rows)}
	since := int64(0)
	last, err := s.before(ctx, day, files)
	if err != nil {
		return nil, err
	}
	if last != nil {
		before, err := readHead(last)
		if err != nil {
			return nil, err
		}
		since = before.Seq
		head.Previous = &Previous{Day: before.Day, SHA256: sum(last)}
	}
	entries, err := s.since(ctx, since, snap.Seq)
	if err != nil {
		return nil, err
	}
	head.Entries = len(entries)
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	err = out.Encode(head)
	rows := slices.Clone(snap.Rows)
	slices.SortFunc(rows, func(a, b Registered) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for i := range rows {
		err = errors.Join(err, out.Encode(Line{Facility: &rows[i]}))
	}
	for i := range entries {
		err = errors.Join(err, out.Encode(Line{Entry: &entries[i]}))
	}
	return b.Bytes(), err
}

// since returns the log after one number up to another, oldest first.
func (s *Service) since(ctx context.Context, after, upto int64) (out []Entry, err error) {
	before := int64(math.MaxInt64)
	if upto < before-1 {
		before = upto + 1
	}
	for {
		lines, err := s.Store.RegisterLog(ctx, store.RegisterFilter{Before: before, Limit: 1000})
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if l.Seq <= after {
				slices.Reverse(out)
				return out, nil
			}
			out = append(out, entryOf(l))
			before = l.Seq
		}
		if len(lines) < 1000 {
			slices.Reverse(out)
			return out, nil
		}
	}
}

func entryOf(l store.RegisterLine) Entry {
	return Entry{
		Seq: l.Seq, Facility: l.Facility, Name: l.Name, Kind: l.Kind, At: l.At.Time().Format(time.RFC3339), Status: l.Status, Fields: l.Fields,
		Reasons: l.Reasons, Reason: l.Reason, Words: l.Words,
	}
}

// days is what is known of the daily files.
type days struct {
	mu    sync.Mutex
	files []DayFile
	day   care.Date // it was looked at on; a new day has another file
	at    time.Time
}

// daysFor is how long a list of days is shown: another process may have published one meanwhile.
const daysFor = time.Minute

// Files lists the daily files, oldest first, at most a minute old: everybody may ask, and each look goes through the whole shelf.
func (s *Service) Files(ctx context.Context) ([]DayFile, error) {
	k := &s.days
	k.mu.Lock()
	defer k.mu.Unlock() // one looks, the others wait for what it found
	now := s.Now()
	day := care.Today(care.InstantOf(now))
	if k.day == day && now.Before(k.at.Add(daysFor)) && !now.Before(k.at) {
		return slices.Clone(k.files), nil
	}
	files, err := s.filesNow(ctx)
	if err != nil {
		return nil, err
	}
	k.files, k.day, k.at = files, day, now
	return slices.Clone(files), nil
}

// forget makes the next question about the daily files look again.
func (s *Service) forget() {
	s.days.mu.Lock()
	defer s.days.mu.Unlock()
	s.days.day = care.Date{}
}

func (s *Service) filesNow(ctx context.Context) ([]DayFile, error) {
	byDay := make(map[string]*DayFile)
	if s.Blob == nil {
		return nil, nil
	}
	err := s.Blob.List(ctx, prefix, func(i blob.Info) error {
		name := strings.TrimPrefix(i.Key, prefix)
		day, end, _ := strings.Cut(name, "/")
		f := byDay[day]
		if f == nil {
			d, err := care.ParseDate(day)
			if err != nil {
				return nil //nolint:nilerr // not a file of ours
			}
			f = &DayFile{Day: d}
			byDay[day] = f
		}
		switch end {
		case fileEnd:
			f.Bytes = i.Size
		case signEnd:
			f.Signed = true
		}
		return nil
	})
	out := make([]DayFile, 0, len(byDay))
	for _, f := range byDay {
		if f.Bytes > 0 {
			out = append(out, *f)
		}
	}
	slices.SortFunc(out, func(a, b DayFile) int { return strings.Compare(a.Day.String(), b.Day.String()) })
	return out, err
}

// DayFile returns a daily file or its signature by its name, 2026-11-22.jsonl or 2026-11-22.sig. Fails with not_found.
func (s *Service) DayFile(ctx context.Context, name string) ([]byte, error) {
	none := care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such file; see /register/files")
	day, end, _ := strings.Cut(name, ".")
	part := map[string]string{"jsonl": fileEnd, "sig": signEnd}[end]
	var d care.Date
	if d.UnmarshalText([]byte(day)) != nil || d.IsZero() || s.Blob == nil || part == "" {
		return nil, none
	}
	_, err := s.Blob.Stat(ctx, prefix+d.String()+"/"+signEnd) // what is not signed is not published
	if err == nil {
		var text []byte
		if text, err = s.get(ctx, prefix+d.String()+"/"+part); err == nil {
			return text, nil
		}
	}
	if errors.Is(err, blob.ErrNotFound) {
		return nil, none
	}
	return nil, err
}

// maxFile bounds what is read of one daily file: some ten thousand facilities are a tenth of it.
const maxFile = 64 << 20

func (s *Service) get(ctx context.Context, key string) ([]byte, error) {
	body, _, err := s.Blob.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer body.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(body, maxFile))
}

// PublicKeys is every key the register was ever signed with, the present one first, as PEM (PKIX).
func (s *Service) PublicKeys() ([]byte, error) {
	var out []byte
	for _, k := range s.Keys {
		der, err := x509.MarshalPKIXPublicKey(k.Public())
		if err != nil {
			return nil, err
		}
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})...)
	}
	return out, nil
}

// ReadKeys reads public keys from PEM. Fails with damaged_file when there is none, or one of another kind.
func ReadKeys(text []byte) (out []ed25519.PublicKey, err error) {
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		ed, ok := key.(ed25519.PublicKey)
		if err != nil || !ok {
			return nil, care.Errorf(care.Invalid, care.CodeDamaged, "key", "this is not an Ed25519 public key in PEM")
		}
		out, text = append(out, ed), rest
	}
	if len(out) == 0 {
		return nil, care.Errorf(care.Invalid, care.CodeDamaged, "key", "this is not an Ed25519 public key in PEM")
	}
	return out, nil
}

// Verified is what a daily file was found to be.
type Verified struct {
	Head
	SHA256 string
}

// Verify checks a daily file against its signature and itself. Fails with damaged_file.
func Verify(text, sig []byte, keys []ed25519.PublicKey) (Verified, error) {
	bad := func(format string, args ...any) (Verified, error) {
		return Verified{}, care.Errorf(care.Invalid, care.CodeDamaged, "file", format, args...)
	}
	if len(sig) != ed25519.SignatureSize || !slices.ContainsFunc(keys, func(k ed25519.PublicKey) bool { return ed25519.Verify(k, text, sig) }) {
		return bad("the signature does not fit the file and the key")
	}
	head, err := readHead(text)
	if err != nil {
		return Verified{}, err
	}
	facilities, entries := 0, 0
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxFile)
	for n := 0; lines.Scan(); n++ {
		if n == 0 {
			continue
		}
		var l Line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return bad("line %d cannot be read", n+1)
		}
		if l.Facility != nil {
			facilities++
		}
		if l.Entry != nil {
			entries++
		}
	}
	if facilities != head.Facilities || entries != head.Entries {
		return bad("the file holds %d facilities and %d entries where it says %d and %d", facilities, entries, head.Facilities, head.Entries)
	}
	return Verified{head, sum(text)}, nil
}

// VerifyChain checks that each of some verified files but the first names the one before it, so that a day that was taken out is found.
// Fails with damaged_file.
func VerifyChain(files []Verified) error {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b Verified) int { return strings.Compare(a.Day.String(), b.Day.String()) })
	for i := 1; i < len(files); i++ {
		before, now := files[i-1], files[i]
		switch {
		case now.Day == before.Day:
			return care.Errorf(care.Invalid, care.CodeDamaged, "file", "there are two files of %s", now.Day)
		case now.Previous != nil && before.Day.Before(now.Previous.Day):
			return care.Errorf(care.Invalid, care.CodeDamaged, "file", "the file of %s follows the one of %s, which is missing", now.Day, now.Previous.Day)
		case now.Previous == nil, before.Day != now.Previous.Day, before.SHA256 != now.Previous.SHA256, now.Seq < before.Seq:
			return care.Errorf(care.Invalid, care.CodeDamaged, "file", "the file of %s does not follow the one of %s", now.Day, before.Day)
		}
	}
	return nil
}

func readHead(text []byte) (h Head, err error) {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	if json.Unmarshal(first, &h) != nil || h.Format != formatName || h.Version != 1 || h.Day.IsZero() {
		return h, care.Errorf(care.Invalid, care.CodeDamaged, "file", "this is not a daily file of the register")
	}
	return h, nil
}

func sum(text []byte) string {
	s := sha256.Sum256(text)
	return hex.EncodeToString(s[:])
}
