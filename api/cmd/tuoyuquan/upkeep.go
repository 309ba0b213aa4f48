package main

import (
	"fmt"
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

// verifyCommand recomputes the hash chain of the change log.
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
	return nil
}
