package policy

import (
	"context"
	"errors"
	"fmt"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Save adds a document (was 0) or writes its next version over the one numbered was. Fails with not_found for what is not there
// or not the actor's to keep, state_conflict when somebody has saved another version meanwhile, document_known for a number
// that the region has, document_same when nothing differs.
func (l *Library) Save(ctx context.Context, actor care.Actor, d care.Document, was int) (care.Document, error) {
	d.Tidy()
	if err := care.MayKeepDocument(actor, d.Region); err != nil {
		return d, err
	}
	at := l.now()
	fresh := was == 0
	if fresh {
		d.ID = care.DocumentID(care.NewID())
		d.Ref, d.Version = "desk/"+string(d.ID), 1
	}
	err := l.Store.Write(ctx, "save policy document", func(tx *store.Tx) error {
		if fresh {
			return add(ctx, tx, actor, at, &d)
		}
		head, known, err := tx.DocumentByID(ctx, d.ID)
		if err != nil {
			return err
		}
		if !known || care.MayKeepDocument(actor, head.Region) != nil {
			return care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no such document, or it is not yours to keep")
		}
		return replace(ctx, tx, actor, at, &d, head, was)
	})
	if err != nil {
		return d, err
	}
	d.UpdatedAt = at
	if err := l.Refresh(ctx); err != nil {
		l.Log.Warn("policy documents not read again; the next look will", "error", err)
	}
	return d, nil
}

func add(ctx context.Context, tx *store.Tx, actor care.Actor, at care.Instant, d *care.Document) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if err := unknown(ctx, tx, d); err != nil {
		return err
	}
	return tx.AddDocument(ctx, actor, at, d)
}

// replace writes the next version. The ref and the mark of made-up data stay what they were.
func replace(ctx context.Context, tx *store.Tx, actor care.Actor, at care.Instant, d *care.Document, head care.Document, was int) error {
	stale := care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody has saved version %d meanwhile; look at it first", head.Version)
	if was != head.Version {
		return stale
	}
	d.Ref, d.Demo, d.Version = head.Ref, head.Demo, head.Version+1
	if err := d.Validate(); err != nil {
		return err
	}
	before, _, err := tx.DocumentAt(ctx, d.ID, head.Version)
	if err != nil {
		return err
	}
	if before.Digest() == d.Digest() {
		return care.Errorf(care.Conflict, care.CodeDocumentSame, "blocks", "nothing differs from version %d", head.Version)
	}
	if err := unknown(ctx, tx, d); err != nil {
		return err
	}
	saved, err := tx.SaveDocument(ctx, actor, at, d, was)
	if err == nil && !saved {
		return stale
	}
	return err
}

// unknown refuses a number that another document of the region has.
func unknown(ctx context.Context, tx *store.Tx, d *care.Document) error {
	if d.Number == "" {
		return nil
	}
	other, known, err := tx.DocumentByNumber(ctx, d.Region, d.Number)
	if err == nil && known && other.ID != d.ID {
		return care.Errorf(care.Conflict, care.CodeDocumentKnown, "number", "the library has %s: %s", d.Number, care.Clip(other.Title))
	}
	return err
}

// Report says what an import did.
type Report struct{ Created, Updated, Unchanged int }

// Import brings documents in by their Ref, all of them or none: new ones are added, changed ones get a next version, and what
// stands as given is left alone, so that a folder can be imported again and again.
func Import(ctx context.Context, st *store.Store, actor care.Actor, at care.Instant, docs []care.Document) (r Report, err error) {
	for i := range docs {
		docs[i].Tidy()
		if err := docs[i].Validate(); err != nil {
			return r, fmt.Errorf("%s: %w", docs[i].Ref, err)
		}
	}
	err = st.Write(ctx, "import policy documents", func(tx *store.Tx) error {
		r = Report{}
		for i := range docs {
			d := docs[i]
			head, known, err := tx.DocumentByRef(ctx, d.Ref)
			switch {
			case err != nil:
			case !known:
				d.ID, d.Version = care.DocumentID(care.NewID()), 1
				if err = add(ctx, tx, actor, at, &d); err == nil {
					r.Created++
				}
			default:
				d.ID = head.ID
				err = replace(ctx, tx, actor, at, &d, head, head.Version)
				if same(err) {
					err = nil
					r.Unchanged++
				} else if err == nil {
					r.Updated++
				}
			}
			if err != nil {
				return fmt.Errorf("%s: %w", d.Ref, err)
			}
		}
		return nil
	})
	return r, err
}

func same(err error) bool {
	var e *care.Error
	return errors.As(err, &e) && e.Code == care.CodeDocumentSame
}
