package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"tuoyuquan/api/audit"
	"tuoyuquan/api/blob"
	"tuoyuquan/api/store"
)

// auditCommand answers for the record of what happened.
type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Go through the whole record: the chain, the published heads, and every step of a complaint."`
	Head   auditHeadCommand   `cmd:"" help:"Print where the record ends now, and every head that was published, as JSON lines."`
}

// auditVerifyCommand says where the record is not what it was. It fails when it is not.
type auditVerifyCommand struct{}

func (auditVerifyCommand) Run(w *world) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // what was found has been kept
	service, err := w.openAudit(st)
	if err != nil {
		return err
	}
	report, err := service.Check(w.ctx)
	if err != nil {
		return err
	}
	for _, f := range report.Faults {
		fmt.Fprintf(w.out, "%-9s %s\n", f.Kind, f.Text)
	}
	if !report.Sound() {
		return fmt.Errorf("the record is not what it was: %d faults", len(report.Faults))
	}
	fmt.Fprintf(w.out, "the record is whole: %d changes, last hash %s; %d steps of complaints agree; held against %d published heads\n",
		report.Changes, report.Hash, report.Events, report.Published)
	if report.Published == 0 {
		fmt.Fprintln(w.out, "no head was published yet: nothing shows that the end was not cut off")
	}
	return nil
}

// auditHeadCommand prints heads.
type auditHeadCommand struct{}

func (auditHeadCommand) Run(w *world) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // only read
	service, err := w.openAudit(st)
	if err != nil {
		return err
	}
	heads, err := service.Heads(w.ctx)
	if err != nil {
		return err
	}
	for _, h := range heads {
		fmt.Fprintf(w.out, `{"day":%q,"seq":%d,"hash":%q}`+"\n", h.Day, h.Seq, h.Hash)
	}
	seq, hash, err := st.Head(w.ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.out, `{"now":true,"seq":%d,"hash":%q}`+"\n", seq, hash)
	return err
}

// openAudit publishes into the folder of this machine, and to where all replicas keep their files.
func (w *world) openAudit(st *store.Store) (*audit.Service, error) {
	files, err := w.openScans()
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return w.auditWith(st, files), nil
}

func (w *world) auditWith(st *store.Store, files blob.Store) *audit.Service {
	return &audit.Service{Store: st, Blob: files, Dir: filepath.Join(w.config.Data, "audit"), Now: w.config.clock(), Log: w.log}
}

// auditEvery is how often the day is looked at; a head is published once in it.
const auditEvery = time.Hour

// publishHead makes the end of the record known. One process does it, once a day.
func (a *app) publishHead(ctx context.Context) error { return a.audit.Publish(ctx, a.replica) }
