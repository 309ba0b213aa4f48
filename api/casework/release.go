package casework

import (
	"context"
	"encoding/hex"
	"time"

	"tuoyuquan/api/care"
)

// keepPreview is how long a look at what the facility will see counts.
const keepPreview = 12 * time.Hour

// previewKey stands for one officer's look at exactly these words.
func (s *Service) previewKey(id care.CaseID, by care.Actor, text string) string {
	return "casework:preview:" + hex.EncodeToString(s.mac("preview", string(id), by.ID, text)[:16])
}

// rememberPreview keeps that an officer has seen what the facility will see.
func (s *Service) rememberPreview(ctx context.Context, id care.CaseID, by care.Actor, text string) error {
	return s.Limits.Set(ctx, s.previewKey(id, by, text), []byte{1}, keepPreview)
}

// previewed reports whether the officer has seen the preview of exactly this text.
func (s *Service) previewed(ctx context.Context, id care.CaseID, by care.Actor, text string) (bool, error) {
	_, ok, err := s.Limits.Get(ctx, s.previewKey(id, by, text))
	return ok, err
}

// FacilityCases returns what the actor's facility was shown, the last first: built from what each handler released, and nothing else.
func (s *Service) FacilityCases(ctx context.Context, actor care.Actor) (out []Release, err error) {
	if err := actor.May(care.MayAnswerCase, care.Owner{Facility: actor.Facility}); err != nil {
		return nil, err
	}
	err = s.look(ctx, "read what was released", func(ctx context.Context, t *turn) error {
		rows, err := t.tx.ReleasedTo(ctx, actor.Facility)
		if err != nil {
			return err
		}
		out = make([]Release, 0, len(rows))
		for _, r := range rows {
			f, err := t.file(ctx, r.ID)
			if err != nil {
				return err
			}
			v, ok, err := t.release(ctx, f)
			if err != nil {
				return err
			}
			if ok {
				out = append(out, v)
			}
		}
		return nil
	})
	return out, err
}

func (t *turn) release(ctx context.Context, f *file) (v Release, ok bool, err error) {
	if v.FacilityView, ok = care.FacilitySees(f.Case); !ok {
		return v, false, nil
	}
	v.Office, err = t.office(ctx, f.Unit)
	return v, true, err
}

// AnswerRelease keeps what a facility says to what it was shown (C13b). version is that of the view it saw; 0: whatever it is.
// Fails with not_found for another facility's case, and one it was shown nothing of.
func (s *Service) AnswerRelease(ctx context.Context, actor care.Actor, id care.CaseID, text string, _ int64) (v Release, err error) {
	err = s.do(ctx, "answer a release", func(ctx context.Context, t *turn) error {
		f, err := t.lock(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.May(care.MayAnswerCase, care.Owner{Facility: f.Facility}); err != nil {
			return err
		}
		if _, shown := care.FacilitySees(f.Case); !shown {
			return notHere()
		}
		if err := t.step(ctx, f, care.CaseEdgeFacility, care.CaseFacility(actor), care.CaseFacts{Body: care.CaseBody{Text: text}}); err != nil {
			return err
		}
		v, _, err = t.release(ctx, f)
		return err
	})
	return v, err
}
