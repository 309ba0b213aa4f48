// Package policy keeps the library of policy documents (托育政策): it reads texts and HTML pages into plain blocks, keeps every
// version, finds passages by words, region and day, and knows which document a rule of the table rests on.
//
// It must not know HTTP or SQL, decides no support (care does), and never keeps or gives markup.
package policy

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/search"
)

// Deps are what a Library stands on.
type Deps struct {
	Store *store.Store
	Index search.Index // filled by Refresh; its own, not that of the facilities
	Now   func() time.Time
	Log   *slog.Logger // nil: silent
}

// Library answers questions about documents. It is safe for concurrent use.
type Library struct {
	Deps
	current atomic.Pointer[shelf]
	refresh sync.Mutex // held by whoever fills the shelf
}

// shelf is what stands in the library at one moment. It never changes.
type shelf struct {
	stamp    string
	docs     []care.Document // newest first, without blocks
	byID     map[care.DocumentID]*care.Document
	passages map[string]*passage
	counts   map[string]int // documents by region
}

// New returns a Library that is empty until Refresh.
func New(d Deps) *Library {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	l := &Library{Deps: d}
	l.current.Store(&shelf{})
	return l
}

func (l *Library) now() care.Instant { return care.InstantOf(l.Now()) }

// indexWait is how long whoever saves a document waits for the index; what is not written by then is written in the background.
const indexWait = 3 * time.Second

// Refresh reads the documents again if any has changed, here or in another process, and fills the index anew.
func (l *Library) Refresh(ctx context.Context) error {
	l.refresh.Lock()
	defer l.refresh.Unlock()
	var docs []care.Document
	var texts map[care.DocumentID][]care.Block
	var stamp string
	err := l.Store.Read(ctx, "read policy documents", func(tx *store.Tx) (err error) {
		if stamp, err = tx.DocumentStamp(ctx); err != nil || stamp == l.current.Load().stamp {
			return err
		}
		if docs, err = tx.Documents(ctx); err != nil {
			return err
		}
		texts, err = tx.DocumentTexts(ctx)
		return err
	})
	if err != nil || stamp == l.current.Load().stamp {
		return err
	}
	next := &shelf{stamp: stamp, docs: docs, byID: make(map[care.DocumentID]*care.Document, len(docs)), passages: map[string]*passage{}, counts: map[string]int{}}
	var indexed []search.Doc
	for i := range docs {
		d := &docs[i]
		next.byID[d.ID] = d
		next.counts[d.Region]++
		for _, p := range cut(d, texts[d.ID]) {
			next.passages[p.id] = &p
			indexed = append(indexed, p.indexed(d))
		}
	}
	limited, cancel := context.WithTimeout(ctx, indexWait)
	defer cancel()
	if err := l.Index.Replace(limited, indexed); err != nil {
		return err
	}
	l.current.Store(next)
	l.Log.Info("policy documents read", "documents", len(docs), "passages", len(indexed))
	return nil
}

// Reference names a document.
type Reference struct {
	ID    care.DocumentID
	Title string
}

// SourceOf is the document of the library that a rule's legal basis names by its number, if there is one.
func (l *Library) SourceOf(basis string) (Reference, bool) {
	if basis == "" {
		return Reference{}, false
	}
	basis = strings.Join(strings.Fields(basis), "")
	docs := l.current.Load().docs
	for i := range docs {
		if d := &docs[i]; d.Number != "" && strings.Contains(basis, d.Number) {
			return Reference{d.ID, d.Title}, true
		}
	}
	return Reference{}, false
}

// Regions counts the documents of each region that has any.
func (l *Library) Regions() map[string]int { return l.current.Load().counts }

// View is one version of a document, opened.
type View struct {
	care.Document

	Status   care.DocumentStatus   // on the day it is asked for
	Marks    map[int][]search.Span // by block: where the words stand; in a row, in its words
	Newest   int
	Versions []store.DocumentVersion
}

// Open gives a version of a document, the newest for 0, with the words marked. Fails with not_found.
func (l *Library) Open(ctx context.Context, id care.DocumentID, version int, words string) (View, error) {
	var v View
	missing := care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no such document")
	err := l.Store.Read(ctx, "read policy document", func(tx *store.Tx) error {
		head, known, err := tx.DocumentByID(ctx, id)
		if err != nil {
			return err
		}
		if !known || version < 0 || version > head.Version {
			return missing
		}
		if version == 0 {
			version = head.Version
		}
		d, known, err := tx.DocumentAt(ctx, id, version)
		if err != nil {
			return err
		}
		if !known {
			return missing
		}
		d.Demo, d.Ref = head.Demo, head.Ref
		v = View{Document: d, Newest: head.Version}
		v.Versions, err = tx.DocumentVersions(ctx, id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	v.Status = v.StatusOn(care.Today(l.now()))
	if words = strings.TrimSpace(words); words != "" {
		v.Marks = map[int][]search.Span{}
		for i, b := range v.Blocks {
			if spans := search.HighlightText(words, b.Words()); len(spans) > 0 {
				v.Marks[i] = spans
			}
		}
	}
	return v, nil
}
