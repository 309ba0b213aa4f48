package casework

import (
	"context"
	"fmt"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// shownOriginal stands among what there was to see of an identity: a photo as it came says where and with what it was taken.
const shownOriginal = "original"

// Original gives a photo as it came to an officer who may open the identity of its case, where its sender agreed that it be kept: the
// police ask for it. It is a look at an identity like any other: with purpose and reason, written down before anything is given, told to
// whoever complained, reviewed by somebody else within a week. Fails with not_found, not_allowed, invalid_value and reason_needed.
func (s *Service) Original(
	ctx context.Context, actor care.Actor, id care.CaseID, file care.EvidenceID, purpose care.OpeningPurpose, reason string,
) (File, error) {
	reason = strings.TrimSpace(reason)
	if err := care.CheckOpening(purpose, reason); err != nil {
		return File{}, err
	}
	if err := s.mayOpen(ctx, actor, id); err != nil {
		return File{}, err
	}
	if err := s.allow(ctx, openingsOfOfficer, actor.ID); err != nil {
		return File{}, err
	}
	var kept store.VaultFile
	var all []store.UploadPart
	err := s.doInVault(ctx, "give a photo as it came", func(ctx context.Context, t *turn) error {
		f, err := t.file(ctx, id)
		if err != nil {
			return err
		}
		e, known, err := t.tx.Evidence(ctx, id, file)
		if err != nil {
			return err
		}
		if !known || e.Kind != KindPhoto {
			return notHere()
		}
		err = t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			kept, known, err = v.Original(ctx, file)
			return err
		})
		if err == nil && !known {
			err = notHere()
		}
		if err != nil {
			return err
		}
		if all, err = t.tx.PartsOf(ctx, care.UploadID(e.UploadID)); err != nil {
			return err
		}
		return t.note(ctx, care.NewID(), &f.Case, actor, purpose, reason, shownOriginal)
	})
	if err != nil {
		return File{}, err
	}
	name := fmt.Sprintf("original-%s", file[max(0, len(file)-6):])
	return File{Body: s.parts(context.WithoutCancel(ctx), all), Type: kept.Type, Name: name, Bytes: kept.Bytes}, nil
}

// note writes a look down that shows nothing of the identity itself.
func (t *turn) note(ctx context.Context, opening string, c *care.Case, actor care.Actor, purpose care.OpeningPurpose, reason, shown string) error {
	err := t.tx.InVault(ctx, func(v *store.Vault) error {
		return v.InsertOpening(ctx, t.newOpening(opening, c, actor, purpose, reason, shown))
	})
	if err != nil {
		return err
	}
	return t.written(ctx, actor, string(c.ID), "opened", map[string]any{"opening": opening, "purpose": purpose})
}

func (t *turn) newOpening(opening string, c *care.Case, actor care.Actor, purpose care.OpeningPurpose, reason, shown string) store.NewOpening {
	return store.NewOpening{
		ID: opening, CaseID: string(c.ID), AreaCode: c.Area, AccountID: actor.ID, Purpose: string(purpose),
		ReasonSealed: t.Vault.Seal(sealedReason+opening, reason), Shown: shown, OpenedAt: int64(t.now), ReviewBy: int64(t.now + reviewWithin),
	}
}
