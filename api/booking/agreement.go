package booking

import (
	"context"

	"tuoyuquan/api/care"
)

// remindUnsigned tells family and facility, once, that the agreement for a confirmed place has fallen due. The place stays: silence
// gives nothing up. Nobody is told two things at once: a reminder of the first day comes two days after.
func (t *turn) remindUnsigned(ctx context.Context, done *Swept) error {
	for after := care.ApplicationID(""); ; {
		apps, err := t.tx.Unsigned(ctx, t.now, after)
		if err != nil || len(apps) == 0 {
			return err
		}
		for _, a := range apps {
			after = a.ID
			if ok, err := t.tx.ToldUnsigned(ctx, a, t.now); err != nil {
				return err
			} else if !ok {
				continue
			}
			if err := t.notify(ctx, a, care.NoticeAgreementDue, toFamily|urgently); err != nil {
				return err
			}
			if err := t.notify(ctx, a, care.NoticeAgreementDue, toFacility); err != nil {
				return err
			}
			done.Reminded++
		}
	}
}
