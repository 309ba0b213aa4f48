package store

import (
	"context"
	"encoding/json"
	"fmt"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// DocumentVersion is what is remembered of one version besides its text.
type DocumentVersion struct {
	Version int
	Status  care.DocumentStatus
	From    care.Date
	To      care.Date
	Note    string
	By      care.ActorKind
	At      care.Instant
}

// AddDocument adds a document with its first version. Fails with conflict when its ref, or its number in its region, is known.
func (w *work) AddDocument(ctx context.Context, actor care.Actor, at care.Instant, d *care.Document) error {
	err := w.InsertPolicyDocument(ctx, db.InsertPolicyDocumentParams{
		ID: string(d.ID), Ref: d.Ref, Version: int32(d.Version), Title: d.Title, Issuer: d.Issuer, Number: d.Number, Region: d.Region, //nolint:gosec // small
		Issued: d.Issued.String(), ValidFrom: d.From.String(), ValidTo: d.To.String(), Status: string(d.Status), Source: d.Source,
		Digest: d.Digest(), Demo: d.Demo, CreatedAt: int64(at), UpdatedAt: int64(at),
	})
	if err != nil {
		return err
	}
	return w.addDocumentVersion(ctx, actor, at, d, care.ChangeCreated)
}

// SaveDocument writes the next version of a document, if was is the one that stands, and reports whether it was.
func (w *work) SaveDocument(ctx context.Context, actor care.Actor, at care.Instant, d *care.Document, was int) (bool, error) {
	moved, err := one(w.UpdatePolicyDocument(ctx, db.UpdatePolicyDocumentParams{
		Version: int32(d.Version), Title: d.Title, Issuer: d.Issuer, Number: d.Number, Region: d.Region, Issued: d.Issued.String(), //nolint:gosec // small
		ValidFrom: d.From.String(), ValidTo: d.To.String(), Status: string(d.Status), Source: d.Source, Digest: d.Digest(), UpdatedAt: int64(at),
		ID: string(d.ID), WasVersion: int32(was), //nolint:gosec // small
	}))
	if err != nil || !moved {
		return false, err
	}
	return true, w.addDocumentVersion(ctx, actor, at, d, care.ChangeUpdated)
}

func (w *work) addDocumentVersion(ctx context.Context, actor care.Actor, at care.Instant, d *care.Document, kind care.ChangeKind) error {
	blocks, err := json.Marshal(d.Blocks)
	if err != nil {
		return fmt.Errorf("document %s: %w", d.ID, err)
	}
	digest := d.Digest()
	err = w.InsertPolicyVersion(ctx, db.InsertPolicyVersionParams{
		DocumentID: string(d.ID), Version: int32(d.Version), Title: d.Title, Issuer: d.Issuer, Number: d.Number, Region: d.Region, //nolint:gosec // small
		Issued: d.Issued.String(), ValidFrom: d.From.String(), ValidTo: d.To.String(), Status: string(d.Status), Source: d.Source,
		Blocks: string(blocks), Note: d.Note, Digest: digest, ActorKind: string(actor.Kind), SavedAt: int64(at),
	})
	if err != nil {
		return err
	}
	body := fmt.Appendf(nil, `{"version":%d,"status":%q,"digest":%q}`, d.Version, d.Status, digest)
	return appendChanges(ctx, w, []care.Change{{Noun: care.NounDocument, ID: string(d.ID), Kind: kind, At: at, Actor: actor, Body: body}})
}

// Documents returns what stands of every document, without the texts, newest first.
func (w *work) Documents(ctx context.Context) ([]care.Document, error) {
	rows, err := w.PolicyDocuments(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]care.Document, len(rows))
	for i, r := range rows {
		if out[i], err = documentOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DocumentTexts returns the blocks of every document as they stand.
func (w *work) DocumentTexts(ctx context.Context) (map[care.DocumentID][]care.Block, error) {
	rows, err := w.PolicyTexts(ctx)
	out := make(map[care.DocumentID][]care.Block, len(rows))
	for _, r := range rows {
		var blocks []care.Block
		if err := json.Unmarshal([]byte(r.Blocks), &blocks); err != nil {
			return nil, fmt.Errorf("document %s: %w", r.DocumentID, err)
		}
		out[care.DocumentID(r.DocumentID)] = blocks
	}
	return out, err
}

// DocumentStamp changes whenever a document does: whoever keeps texts compares it before reading them again.
func (w *work) DocumentStamp(ctx context.Context) (string, error) {
	s, err := w.PolicyStamp(ctx)
	return fmt.Sprintf("%d-%d-%d", s.Documents, s.Versions, s.Latest), err
}

// DocumentByID returns what stands of a document, without its text.
func (w *work) DocumentByID(ctx context.Context, id care.DocumentID) (care.Document, bool, error) {
	return foundDocument(w.PolicyDocumentByID(ctx, string(id)))
}

// DocumentByRef returns the document that a folder knows under a name, without its text.
func (w *work) DocumentByRef(ctx context.Context, ref string) (care.Document, bool, error) {
	return foundDocument(w.PolicyDocumentByRef(ctx, ref))
}

// DocumentByNumber returns the document of a region with a number, without its text.
func (w *work) DocumentByNumber(ctx context.Context, region, number string) (care.Document, bool, error) {
	return foundDocument(w.PolicyDocumentByNumber(ctx, db.PolicyDocumentByNumberParams{Region: region, Number: number}))
}

func foundDocument(row db.PolicyDocument, err error) (care.Document, bool, error) {
	row, known, err := found(row, err)
	if err != nil || !known {
		return care.Document{}, false, err
	}
	d, err := documentOf(row)
	return d, true, err
}

// DocumentAt returns one version of a document with its text, and false when there is none.
func (w *work) DocumentAt(ctx context.Context, id care.DocumentID, version int) (care.Document, bool, error) {
	row, known, err := found(w.PolicyVersion(ctx, db.PolicyVersionParams{DocumentID: string(id), Version: int32(version)})) //nolint:gosec // the caller has checked it
	if err != nil || !known {
		return care.Document{}, false, err
	}
	d, err := documentOf(db.PolicyDocument{
		ID: row.DocumentID, Version: row.Version, Title: row.Title, Issuer: row.Issuer, Number: row.Number, Region: row.Region, Issued: row.Issued,
		ValidFrom: row.ValidFrom, ValidTo: row.ValidTo, Status: row.Status, Source: row.Source, UpdatedAt: row.SavedAt,
	})
	if err != nil {
		return d, false, err
	}
	d.Note = row.Note
	if err := json.Unmarshal([]byte(row.Blocks), &d.Blocks); err != nil {
		return d, false, fmt.Errorf("document %s: %w", id, err)
	}
	return d, true, nil
}

// DocumentVersions returns the versions of a document, newest first.
func (w *work) DocumentVersions(ctx context.Context, id care.DocumentID) ([]DocumentVersion, error) {
	rows, err := w.PolicyVersions(ctx, string(id))
	out := make([]DocumentVersion, len(rows))
	for i, r := range rows {
		v := DocumentVersion{
			Version: int(r.Version), Status: care.DocumentStatus(r.Status), Note: r.Note, By: care.ActorKind(r.ActorKind), At: care.Instant(r.SavedAt),
		}
		if err := parseDays(map[*care.Date]string{&v.From: r.ValidFrom, &v.To: r.ValidTo}); err != nil {
			return nil, fmt.Errorf("document %s: %w", id, err)
		}
		out[i] = v
	}
	return out, err
}

func documentOf(r db.PolicyDocument) (care.Document, error) {
	d := care.Document{
		ID: care.DocumentID(r.ID), Ref: r.Ref, Version: int(r.Version), Title: r.Title, Issuer: r.Issuer, Number: r.Number, Region: r.Region,
		Status: care.DocumentStatus(r.Status), Source: r.Source, Demo: r.Demo, UpdatedAt: care.Instant(r.UpdatedAt),
	}
	if err := parseDays(map[*care.Date]string{&d.Issued: r.Issued, &d.From: r.ValidFrom, &d.To: r.ValidTo}); err != nil {
		return d, fmt.Errorf("document %s: %w", r.ID, err)
	}
	return d, nil
}

func parseDays(days map[*care.Date]string) error {
	for into, text := range days {
		if err := into.UnmarshalText([]byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// DemoBasis begins the basis of rules that are made up for a demonstration.
const DemoBasis = "示范数据（虚构）"

// clearDemoPolicies removes made-up documents and rules.
func (w *work) clearDemoPolicies(ctx context.Context) error {
	if err := w.DeleteDemoDocuments(ctx); err != nil {
		return err
	}
	return w.DeleteDemoRules(ctx, DemoBasis)
}
