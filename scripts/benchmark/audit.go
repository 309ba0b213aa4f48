package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const benchChanges = 100_000

// benchAudit measures a check of the whole record: every change against the chain, and the chain against a published head.
func benchAudit(t *table) error {
	dir, err := os.MkdirTemp("", "tuoyuquan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	took, err := audit("sqlite:" + filepath.Join(dir, "bench.db"))
	if err != nil {
		return err
	}
	t.below("audit of 100,000 changes, SQLite", took, 10*time.Second, "")
	server := os.Getenv("TUOYUQUAN_TEST_DATABASE_URL")
	if server == "" {
		fmt.Fprintln(os.Stderr, "  no TUOYUQUAN_TEST_DATABASE_URL: the audit on PostgreSQL is not measured")
		return nil
	}
	address, drop, err := benchSchema(server)
	if err != nil {
		return err
	}
	defer drop()
	if took, err = audit(address); err != nil {
		return err
	}
	t.below("audit of 100,000 changes, PostgreSQL", took, 10*time.Second, "")
	return nil
}

// audit returns how long the check of a fresh database with so many changes took.
func audit(address string) (time.Duration, error) {
	ctx := context.Background()
	st, err := store.Open(ctx, address)
	if err != nil {
		return 0, err
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		return 0, err
	}
	at := care.InstantOf(time.Now())
	for i := 0; i < benchChanges; i += 5_000 {
		batch := make([]care.Change, 5_000)
		for j := range batch {
			batch[j] = care.Change{
				Noun: care.NounApplication, ID: strconv.Itoa(j), Kind: "T4", At: at, Actor: care.System("bench"), Body: fmt.Appendf(nil, `{"n":%d}`, i+j),
			}
		}
		if err := st.Write(ctx, "bench", func(tx *store.Tx) error { return tx.AppendChanges(ctx, batch) }); err != nil {
			return 0, err
		}
	}
	if _, err := st.Sequence(ctx, "bench", at); err != nil {
		return 0, err
	}
	seq, hash, err := st.Head(ctx)
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	report, err := st.Audit(ctx, []care.PublishedHead{{Day: care.Today(at), Seq: seq, Hash: hash, At: at}})
	took := time.Since(begin)
	if err == nil && (!report.Sound() || report.Changes != benchChanges) {
		err = fmt.Errorf("a record nobody touched is not sound: %+v", report)
	}
	return took, err
}
