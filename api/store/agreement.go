package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Unsigned returns confirmed applications whose agreement has fallen due and of which nobody was told since, by id, those after
// one; an empty page is the end.
func (w *work) Unsigned(ctx context.Context, now care.Instant, after care.ApplicationID) ([]care.Application, error) {
	return applicationsOf(w.OverdueAgreements(ctx, db.OverdueAgreementsParams{Now: int64(now), AfterID: string(after)}))
}

// ToldUnsigned keeps that people were told of an agreement that has fallen due, if nobody was told anything since it was read.
func (w *work) ToldUnsigned(ctx context.Context, a care.Application, at care.Instant) (bool, error) {
	n, err := w.AgreementTold(ctx, db.AgreementToldParams{At: int64(at), ID: string(a.ID), Was: int64(a.RemindedAt)})
	return n == 1, err
}
