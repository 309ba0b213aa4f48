// Package open311 speaks GeoReport v2, so that civic software anybody wrote can read what is being looked at: cases of public
// interest, by facility, without a word of whoever reported them. It reads and renders; what may be shown is decided in care, and
// a report that is sent is an ordinary complaint. Its documents are those of the specification, in JSON and XML, its errors too.
//
// It must not know HTTP's server, nor how cases are kept. It never parses XML: what is sent is form-encoded.
package open311

import (
	"cmp"
	"context"
	"crypto/subtle"
	"time"

	"tuoyuquan/api/care"
)

// Deps are what a Service asks. Public answers what everybody may see of cases, Report takes one in.
type Deps struct {
	Public func(ctx context.Context, f Filter) ([]Case, error)
	Report func(ctx context.Context, r Report) (Receipt, error)
	Now    func() time.Time
}

// Options are the settings.
type Options struct {
	Jurisdiction string   // its id; the one id that is known. It need not be named
	Contact      string   // whom to ask
	KeyService   string   // how to get a key
	Keys         []string // that may send reports; none: nobody may
	Secret       []byte   // keys tokens; at least 16 bytes, the same on all replicas
	Changeset    time.Time
}

// Service answers GeoReport v2. It is safe for concurrent use.
type Service struct {
	Deps
	Options

	test bool
}

// New returns the service of real cases.
func New(d Deps, o Options) *Service {
	o.Contact = cmp.Or(o.Contact, "the operator of this service; see /docs")
	o.KeyService = cmp.Or(o.KeyService, "Ask the operator for a key to send reports; reading needs none. The test endpoint takes the key "+TestKey+".")
	o.Jurisdiction = cmp.Or(o.Jurisdiction, "tuoyuquan")
	if o.Changeset.IsZero() {
		o.Changeset = changed
	}
	return &Service{Deps: d, Options: o}
}

// changed is when what can be reported, or how, has changed last.
var changed = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// TestKey is the key that everybody may use at the test endpoint.
const TestKey = "test"

// Test returns a service for those who write software: it takes reports, checks them like the real one and forgets them, and
// shows samples.
func (s *Service) Test() *Service {
	t := &Service{Options: s.Options, test: true}
	t.Keys = []string{TestKey}
	t.Now = s.Now
	t.Public = func(_ context.Context, f Filter) ([]Case, error) { return samples(s.Now(), f), nil }
	t.Report = func(context.Context, Report) (Receipt, error) { return Receipt{Ref: sampleRef, Notice: ""}, nil }
	return t
}

// Filter chooses cases. Nothing set means everything.
type Filter struct {
	Refs       []string // nothing else counts when these are given
	Categories []care.Category
	Open       *bool
	From, To   care.Instant
	Limit      int
}

// Case is what everybody may see of a case.
type Case struct {
	Ref       string // the receipt number
	Category  care.Category
	Open      bool
	Sentence  string // where it stands
	Facility  string // its name, or that of the place
	Address   string
	AddressID string // the facility's id
	Lon, Lat  float64
	Located   bool
	Office    string
	At        care.Instant
	Updated   care.Instant
	Expected  care.Instant // 0: nothing is promised any more
}

// Report is a report that was sent.
type Report struct {
	Key        string // that names the request, so that sending it again is the same report; may be empty
	Category   care.Category
	Text       string
	Facility   care.FacilityID
	Place      string
	Lon, Lat   float64
	Located    bool
	HappenedOn care.Date
	DangerNow  bool
	Wants      string
	Name       string
	Phone      string
	Chinese    bool
}

// Receipt is the answer to a report.
type Receipt struct {
	Ref    string // its receipt number
	Notice string
}

// Error is a failure as the specification tells it.
type Error struct {
	Status int
	Text   string
}

// Error gives the text.
func (e *Error) Error() string { return e.Text }

// Fail is a failure with its status and text.
func Fail(status int, text string) *Error { return &Error{Status: status, Text: text} }

// jurisdiction refuses an id that is not ours.
func (s *Service) jurisdiction(id string) error {
	if id == "" || id == s.Jurisdiction {
		return nil
	}
	return Fail(404, "jurisdiction_id was not found; this endpoint serves one jurisdiction, so it need not be named")
}

// keyed reports whether a key may send reports.
func (s *Service) keyed(key string) bool {
	ok := 0
	for _, k := range s.Keys {
		ok |= subtle.ConstantTimeCompare([]byte(k), []byte(key))
	}
	return key != "" && ok == 1
}
