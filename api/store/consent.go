package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// AddConsent adds a consent. Fails with conflict when it has been given and not withdrawn.
func (w *work) AddConsent(ctx context.Context, c ConsentRow) error {
	return w.InsertConsent(ctx, db.InsertConsentParams{
		ID: c.ID, FamilyID: c.FamilyID, ChildID: c.ChildID, AccountID: c.AccountID, Purpose: c.Purpose, Version: c.Version,
		TextHash: c.TextHash, Locale: c.Locale, Device: c.Device, GivenAt: c.GivenAt,
	})
}

// Consents returns every consent a family gave, also those withdrawn, oldest first.
func (w *work) Consents(ctx context.Context, id care.FamilyID) ([]ConsentRow, error) {
	return w.ConsentsOf(ctx, string(id))
}

// LiveConsent returns the consent to a text that was given and not withdrawn.
func (w *work) LiveConsent(ctx context.Context, id care.FamilyID, child care.ChildID, purpose string, version int32) (ConsentRow, bool, error) {
	return found(w.Queries.LiveConsent(ctx, db.LiveConsentParams{FamilyID: string(id), ChildID: string(child), Purpose: purpose, Version: version}))
}

// WithdrawConsent withdraws a consent, and reports false when there is none in force with this id.
func (w *work) WithdrawConsent(ctx context.Context, id care.FamilyID, consent care.ConsentID, by string, at care.Instant) (bool, error) {
	return one(w.Queries.WithdrawConsent(ctx, db.WithdrawConsentParams{
		FamilyID: string(id), ID: string(consent), WithdrawnBy: by, WithdrawnAt: int64(at),
	}))
}

// WithdrawConsents withdraws all of a child's, or with child "" all of a family's.
func (w *work) WithdrawConsents(ctx context.Context, id care.FamilyID, child care.ChildID, by string, at care.Instant) error {
	_, err := w.WithdrawConsentsOf(ctx, db.WithdrawConsentsOfParams{
		FamilyID: string(id), ChildID: string(child), WithdrawnBy: by, WithdrawnAt: int64(at),
	})
	return err
}

// AddReading logs a look at a child's record.
func (w *work) AddReading(ctx context.Context, r ReadingRow) error {
	return w.InsertReading(ctx, r)
}

// Readings returns the latest looks at the records of a family's children, newest first.
func (w *work) Readings(ctx context.Context, id care.FamilyID, page int32) ([]SealedReading, error) {
	return w.ReadingsOf(ctx, db.ReadingsOfParams{FamilyID: string(id), Page: page})
}

// ReadingCount returns how many there are.
func (w *work) ReadingCount(ctx context.Context, id care.FamilyID) (int, error) {
	n, err := w.Queries.ReadingCount(ctx, string(id))
	return int(n), err
}

// DeleteOldReadings deletes the log of readings up to an instant.
func (w *work) DeleteOldReadings(ctx context.Context, before care.Instant) (int64, error) {
	return w.Queries.DeleteOldReadings(ctx, int64(before))
}
