// Package ledger keeps the book of the facilities: the public register with its log of changes, in every form it is asked for and once a
// day as a signed file, and the file a bureau keeps of each facility. It is called by HTTP and by the clock. It must not know HTTP, nor how a
// filing comes about.
package ledger

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Service is the book. It is safe for concurrent use. Errors for a caller are, or wrap, a care.Error.
type Service struct {
	Store *store.Store
	Blob  blob.Store // where the daily files lie
	Keys  []ed25519.PrivateKey
	City  string
	Rules func() *care.Rules // as they stand now
	Now   func() time.Time
	Log   *slog.Logger

	mu   sync.Mutex
	snap *Snapshot
	till time.Time

	days days
}

// Registered is a facility as the public register shows it. There is nothing in it that the authority does not publish.
type Registered struct {
	ID           care.FacilityID   `json:"id"`
	Name         string            `json:"name"`
	OtherName    string            `json:"other_name,omitempty"`
	CreditCode   string            `json:"credit_code,omitempty"`
	Status       care.FilingStatus `json:"status"`
	FilingNo     string            `json:"filing_no,omitempty"`
	FilingDate   string            `json:"filing_date,omitempty"`
	Authority    string            `json:"authority,omitempty"`
	Kind         care.FacilityKind `json:"kind"`
	Nature       care.Nature       `json:"nature,omitempty"`
	Inclusive    bool              `json:"inclusive"`
	OpenToPublic bool              `json:"open_to_public"`
	Modes        []care.Mode       `json:"modes,omitempty"`
	AreaCode     string            `json:"area_code,omitempty"`
	AreaName     string            `json:"area_name,omitempty"`
	Address      string            `json:"address,omitempty"`
	Places       int               `json:"places"`
	Point        *[2]float64       `json:"point,omitempty"` // WGS-84, longitude first

	find string // what words are looked for in
}

// Snapshot is the register at one moment.
type Snapshot struct {
	At   care.Instant
	Seq  int64 // the change it is true up to
	Hash string
	Rows []Registered // those that stand first, each by district and name
}

// snapFor is how long a snapshot is shown to the public.
const snapFor = 5 * time.Second

// Snapshot returns the register, at most some seconds old.
func (s *Service) Snapshot(ctx context.Context) (*Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock() // one reads, the others wait for what it read
	now := s.Now()
	if s.snap != nil && now.Before(s.till) && !now.Before(s.till.Add(-snapFor)) {
		return s.snap, nil
	}
	snap, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	s.snap, s.till = snap, now.Add(snapFor)
	return snap, nil
}

func (s *Service) read(ctx context.Context) (*Snapshot, error) {
	snap := &Snapshot{At: care.InstantOf(s.Now()), Rows: []Registered{}}
	month := care.Today(snap.At).MonthOf()
	var err error
	snap.Seq, snap.Hash, err = s.Store.EachRegistered(ctx, month, func(f store.RegisterFacility) error {
		snap.Rows = append(snap.Rows, rowOf(f))
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(snap.Rows, func(a, b Registered) int {
		return cmp.Or(cmp.Compare(rank(a.Status), rank(b.Status)), cmp.Compare(a.AreaCode, b.AreaCode), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return snap, nil
}

// rank puts what stands before what was suspended, and that before what is no more.
func rank(s care.FilingStatus) int {
	switch s {
	case care.FilingSuspended:
		return 1
	case care.FilingCancelled:
		return 2
	default:
		return 0
	}
}

func rowOf(f store.RegisterFacility) Registered {
	r := Registered{
		ID: f.ID, Name: f.Name, OtherName: f.OtherName, CreditCode: f.CreditCode, Status: f.Filing.Status, FilingNo: f.Filing.No,
		FilingDate: f.Filing.Date.String(), Authority: f.Filing.Authority, Kind: f.Kind, Nature: f.Nature, Inclusive: f.Inclusive,
		OpenToPublic: f.OpenToPublic, Modes: f.Modes, AreaCode: f.AreaCode, AreaName: f.AreaName, Address: f.Address, Places: f.Places,
	}
	if f.Location != nil {
		p := [2]float64(f.Location.Point)
		r.Point = &p
	}
	r.find = strings.ToLower(strings.Join([]string{r.Name, r.OtherName, r.CreditCode, r.FilingNo, r.AreaName, r.Address}, "\n"))
	return r
}

// Query says which rows are wanted; what is zero does not filter.
type Query struct {
	Words  string
	Area   string
	Status string // standing, suspended, cancelled
	Kind   care.FacilityKind
}

// Find returns the rows a query means, in the order of the register.
func (s *Snapshot) Find(q Query) []Registered {
	words := strings.Fields(strings.ToLower(q.Words))
	out := make([]Registered, 0, len(s.Rows))
	for _, r := range s.Rows {
		switch {
		case q.Area != "" && !care.Within(r.AreaCode, q.Area),
			q.Kind != "" && r.Kind != q.Kind,
			q.Status == "standing" && rank(r.Status) != 0,
			q.Status == "suspended" && rank(r.Status) != 1,
			q.Status == "cancelled" && rank(r.Status) != 2,
			slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(r.find, w) }):
			continue
		}
		out = append(out, r)
	}
	return out
}

// Standing counts the rows that stand.
func (s *Snapshot) Standing() (n int) {
	for _, r := range s.Rows {
		if rank(r.Status) == 0 {
			n++
		}
	}
	return n
}

// Changes returns the log, the latest first.
func (s *Service) Changes(ctx context.Context, f store.RegisterFilter) ([]store.RegisterLine, error) {
	return s.Store.RegisterLog(ctx, f)
}

// followLease keeps the log to one process at a time. Two would make nothing twice, but one would wait for the other.
const (
	followLease = "register"
	followFor   = 30 * time.Second
)

// Follow carries the log on along the record. It returns how many entries were made.
func (s *Service) Follow(ctx context.Context, holder string) error {
	mine, err := s.Store.Lease(ctx, followLease, holder, care.InstantOf(s.Now()), followFor)
	if err != nil || !mine {
		return err
	}
	_, err = s.Store.FollowRegister(ctx)
	return err
}

// Stop gives the right to carry on the log and to publish up, so that whoever starts next need not wait for it to run out.
func (s *Service) Stop(ctx context.Context, holder string) error {
	return errors.Join(s.Store.Release(ctx, followLease, holder), s.Store.Release(ctx, publishLease, holder))
}
