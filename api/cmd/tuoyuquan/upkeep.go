package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/server"
	"tuoyuquan/search"
)

// migrateCommand brings the database to this version's schema.
type migrateCommand struct{}

func (migrateCommand) Run(w *world) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // nothing left to lose
	fmt.Fprintf(w.out, "the %s database is at this version's schema\n", st.Engine())
	return st.Ready(w.ctx)
}

// verifyCommand recomputes the hash chain of the change log, and compares everything about places that is kept twice.
type verifyCommand struct{}

func (verifyCommand) Run(w *world) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // only read
	if err := st.VerifyChain(w.ctx); err != nil {
		return err
	}
	seq, hash, err := st.Head(w.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.out, "the change log is whole: %d changes, last hash %s\n", seq, hash)
	report, err := booking.New(booking.Deps{Store: st, Now: w.config.clock(), Log: w.log}, booking.Options{}).Reconcile(w.ctx)
	if err != nil {
		return err
	}
	if !report.Sound() {
		return fmt.Errorf("places do not agree with the applications: %+v", report)
	}
	fmt.Fprintln(w.out, "every counter of places, and every state, agree with the applications and their steps")
	return nil
}

// reindexCommand fills the word index anew. Only Meilisearch keeps one; the index of the process is made at every start.
type reindexCommand struct{}

func (reindexCommand) Run(w *world) error {
	if w.config.MeiliURL == "" {
		fmt.Fprintln(w.out, "the index lives in the serving process and is made from the database at every start; nothing to do")
		return nil
	}
	index, err := w.openIndex()
	if err != nil {
		return err
	}
	a, err := w.open(index) // loading replaces the index
	if err != nil {
		return err
	}
	defer a.close()
	a.finder.AwaitIndex(w.ctx)
	found, err := index.Search(w.ctx, search.Query{Limit: 1})
	if err != nil {
		return err
	}
	if found.Degraded {
		return errors.New("the Meilisearch server did not take the index; see the log above, then try again")
	}
	if err := a.openLibrary(); err != nil {
		return err
	}
	passages, err := a.texts.Search(w.ctx, search.Query{Limit: 1})
	if err != nil {
		return err
	}
	if passages.Degraded {
		return errors.New("the Meilisearch server did not take the policy documents; see the log above, then try again")
	}
	fmt.Fprintf(w.out, "%d documents and %d passages of policies indexed\n", found.Total, passages.Total)
	return nil
}

// openapiCommand prints what /openapi.json gives, indented. It needs no data: the front end's types are made from it.
type openapiCommand struct{}

func (openapiCommand) Run(w *world) error {
	document, err := server.Describe(version)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, document, "", "  "); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, out.String())
	return err
}
