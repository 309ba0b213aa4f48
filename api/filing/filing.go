// Package filing is 网上提交及时办: a facility brings its filing (备案) or licence (许可), changes and ends; the authority receives, verifies item
// by item, and grants or publishes what does not conform; clocks run by working days. It keeps the papers, the reports of kindergarten
// classes, and what registrars register. It is called by HTTP and by the clock. What may be done is decided in care; one transaction of
// store does all of it or nothing. It must not know HTTP, nor how messages are delivered.
package filing

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync/atomic"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
)

// Deps are what a Service works with.
type Deps struct {
	Store *store.Store
	Box   *seal.Box  // seals forms, notes and papers
	Blob  blob.Store // papers
	Rules func() *care.Rules
	// Upload gives a file that was uploaded and checked to whoever holds its token; Dropped says that it was kept.
	Upload  func(ctx context.Context, id care.UploadID, token string) (File, error)
	Dropped func(ctx context.Context, id care.UploadID, token string) error
	// FiledAgain ends the closure of a facility that is filed anew, in the transaction that grants it: its classes take children again.
	FiledAgain func(ctx context.Context, tx *store.Tx, by care.Actor, id care.FacilityID, now care.Instant) error
	// Appoint makes the account of whoever files for a facility, in the transaction that makes the facility, and returns the word with
	// which they choose a password. nil: accounts are made elsewhere.
	Appoint func(ctx context.Context, tx *store.Tx, by care.Actor, id care.FacilityID, p Person) (Invitation, error)
	Now     func() time.Time // everything shown and judged goes by it
	Machine func() time.Time // leases go by it; nil: Now
	Log     *slog.Logger     // nil: nothing is logged
}

// Person is who is to file for a facility.
type Person struct {
	Username string // "": nobody yet
	Name     string
	Phone    string // may be ""; then nothing reaches them but the inbox
}

// Invitation is told once: with the word its account is taken up.
type Invitation struct {
	Token   string
	Expires care.Instant
}

// File is a paper's bytes.
type File struct {
	Body   []byte
	Type   string
	Name   string
	SHA256 string
}

// Service handles filings. It is safe for concurrent use. Errors for a caller are, or wrap, a care.Error.
type Service struct {
	Deps

	counted atomic.Pointer[care.Rules] // provisional clocks were counted by these
}

// New returns a service.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Machine == nil {
		d.Machine = d.Now
	}
	return &Service{Deps: d}
}

// turn is what happens at one moment, in one transaction.
type turn struct {
	*Service
	tx    *store.Tx
	now   care.Instant
	today care.Date
	rules *care.Rules
	cal   *care.Calendar
}

func (s *Service) do(ctx context.Context, what string, f func(*turn) error) error {
	return s.in(ctx, s.Store.Write, what, f)
}

func (s *Service) look(ctx context.Context, what string, f func(*turn) error) error {
	return s.in(ctx, s.Store.Read, what, f)
}

func (s *Service) in(ctx context.Context, begin func(context.Context, string, func(*store.Tx) error) error, what string, f func(*turn) error) error {
	now, rules := care.InstantOf(s.Now()), s.Rules()
	return begin(ctx, what, func(tx *store.Tx) error {
		return f(&turn{Service: s, tx: tx, now: now, today: care.Today(now), rules: rules, cal: rules.Calendar()})
	})
}

func notHere() error {
	return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
}

func moved() error {
	return care.Errorf(care.Conflict, care.CodeStateConflict, "version", "this was changed meanwhile; look at it again")
}

// dossier is one in a turn, opened.
type dossier struct {
	care.Dossier

	form   care.FilingForm
	checks map[care.FilingItem]care.ItemCheck
	sealed store.SealedDossier
}

// open reads one. Fails with not_found.
func (t *turn) open(ctx context.Context, id care.DossierID) (*dossier, error) {
	row, known, err := t.tx.Dossier(ctx, id)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, notHere()
	}
	return t.unseal(row)
}

func (t *turn) unseal(row store.SealedDossier) (*dossier, error) {
	d := &dossier{Dossier: row.Dossier, sealed: row, checks: map[care.FilingItem]care.ItemCheck{}}
	text, err := t.Box.Open(formContext(d.ID), row.FormSealed)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &d.form); err != nil {
		return nil, err
	}
	if row.ChecksSealed == "" {
		return d, nil
	}
	if text, err = t.Box.Open(checksContext(d.ID), row.ChecksSealed); err != nil {
		return nil, err
	}
	return d, json.Unmarshal([]byte(text), &d.checks)
}

// Sealed words are bound to their row: moved to another they do not open.
func formContext(id care.DossierID) string   { return "filing.form:" + string(id) }
func checksContext(id care.DossierID) string { return "filing.checks:" + string(id) }
func fileContext(key string) string          { return "filing.file:" + key }

func (t *turn) sealForm(id care.DossierID, f *care.FilingForm) (string, error) {
	text, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	return t.Box.Seal(formContext(id), string(text)), nil
}

func (t *turn) sealChecks(d *dossier) (string, error) {
	text, err := json.Marshal(d.checks)
	if err != nil {
		return "", err
	}
	return t.Box.Seal(checksContext(d.ID), string(text)), nil
}

// own reads a dossier of the actor's facility. Fails with not_found for another's.
func (t *turn) own(ctx context.Context, actor care.Actor, id care.DossierID) (*dossier, error) {
	d, err := t.open(ctx, id)
	if err != nil {
		return nil, err
	}
	return d, actor.May(care.MayFile, care.Owner{Facility: d.Facility})
}

// theirs reads a dossier for a bureau. What was never submitted is nobody's but the facility's. Fails with not_found for another area's.
func (t *turn) theirs(ctx context.Context, actor care.Actor, right care.Right, id care.DossierID) (*dossier, error) {
	d, err := t.open(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := actor.May(right, care.Owner{Area: d.Area}); err != nil {
		return nil, err
	}
	if d.SubmittedAt == 0 {
		return nil, notHere()
	}
	return d, nil
}

// note appends what happened. Bodies name no person.
func (t *turn) note(ctx context.Context, noun, id, kind string, by care.Actor, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return t.tx.AppendChanges(ctx, []care.Change{{Noun: noun, ID: id, Kind: kind, At: t.now, Actor: by, Body: text}})
}

// tell enqueues something people must be told, in the transaction that makes it true.
func (t *turn) tell(ctx context.Context, n care.Notice) error {
	n.At = t.now
	return t.tx.Notify(ctx, n)
}
