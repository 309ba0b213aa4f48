package casework

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	dayMillis    = 24 * 3600 * 1000
	reviewWithin = 7 * dayMillis  // somebody else looks at every opening within a week
	shownReviews = 90 * dayMillis // reviewed ones stay in the list
	maxNote      = 300
)

// Opening is a look at an identity, as whoever reviews it sees it.
type Opening struct {
	ID         string
	Case       care.CaseID
	ReceiptNo  string
	By         care.AccountID
	Purpose    care.OpeningPurpose
	Reason     string
	Shown      []string // which fields there were to see: account, name, phone, child
	At         care.Instant
	ReviewBy   care.Instant
	Overdue    bool
	Verdict    care.OpeningVerdict // "": not reviewed
	Note       string
	Reviewer   care.AccountID
	ReviewedAt care.Instant
	Mine       bool // the actor's own, which somebody else must review
}

// Openings returns the looks at identities in the actor's area: first those nobody has reviewed, then those of the last 90 days. The
// reasons are written for who reviews them: an officer with posts, of which none is a supervisor's, is shown their own looks.
func (s *Service) Openings(ctx context.Context, actor care.Actor) ([]Opening, error) {
	if err := actor.May(care.MayOpenIdentity, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	now := s.now()
	var out []Opening
	err := s.Store.Read(ctx, "read the log of openings", func(tx *store.Tx) error {
		var rows []store.Opening
		err := tx.InVault(ctx, func(v *store.Vault) (err error) {
			rows, err = v.OpeningsIn(ctx, actor.Area, now-shownReviews)
			return err
		})
		if err != nil {
			return err
		}
		t := s.turnAt(tx, now, s.Rules())
		out = make([]Opening, 0, len(rows))
		for _, r := range rows {
			if r.AccountID != actor.ID {
				may, err := t.reviews(ctx, actor, care.CaseID(r.CaseID))
				if err != nil {
					return err
				}
				if !may {
					continue
				}
			}
			o, err := s.openingOf(r)
			if err != nil {
				return err
			}
			c, err := tx.Complaint(ctx, o.Case)
			if err != nil {
				return err
			}
			o.ReceiptNo, o.Mine = c.ReceiptNo, string(o.By) == actor.ID
			o.Overdue = o.Verdict == "" && o.ReviewBy < now
			out = append(out, o)
		}
		return nil
	})
	return out, err
}

// reviews reports whether an officer supervises the office that answers for a case.
func (t *turn) reviews(ctx context.Context, actor care.Actor, id care.CaseID) (bool, error) {
	f, err := t.file(ctx, id)
	if err == nil {
		err = t.supervises(ctx, actor, f.Unit, f.Area)
	}
	if care.Is(err, care.CodeNotAllowed) {
		return false, nil
	}
	return err == nil, err
}

func (s *Service) openingOf(r store.Opening) (Opening, error) {
	reason, err := s.Vault.Open(sealedReason+r.ID, r.ReasonSealed)
	if err != nil {
		return Opening{}, err
	}
	note, err := s.Vault.Open(sealedNote+r.ID, r.NoteSealed)
	return Opening{
		ID: r.ID, Case: care.CaseID(r.CaseID), By: care.AccountID(r.AccountID), Purpose: care.OpeningPurpose(r.Purpose), Reason: reason,
		Shown: slices.DeleteFunc(strings.Split(r.Shown, ","), func(f string) bool { return f == "" }), At: care.Instant(r.OpenedAt),
		ReviewBy: care.Instant(r.ReviewBy), Verdict: care.OpeningVerdict(r.Verdict), Note: note, Reviewer: care.AccountID(r.Reviewer),
		ReviewedAt: care.Instant(r.ReviewedAt),
	}, err
}

// ReviewOpening keeps what somebody else says of a look, once and for good. Fails with not_found for another area's, not_allowed for
// one's own, state_conflict for a reviewed one; an improper one needs a note.
func (s *Service) ReviewOpening(ctx context.Context, actor care.Actor, id string, verdict care.OpeningVerdict, note string) error {
	note = strings.TrimSpace(note)
	switch {
	case verdict != care.OpeningProper && verdict != care.OpeningImproper:
		return care.Errorf(care.Invalid, care.CodeInvalid, "verdict", "%q is not proper or improper", care.Clip(string(verdict)))
	case verdict == care.OpeningImproper && note == "", utf8.RuneCountInString(note) > maxNote, !care.PlainText(note):
		return care.Errorf(care.Invalid, care.CodeReasonNeeded, "note", "say in at most %d characters what was wrong", maxNote)
	}
	return s.doInVault(ctx, "review an opening", func(ctx context.Context, t *turn) error {
		var row store.Opening
		known := false
		err := t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			row, known, err = v.Opening(ctx, id)
			return err
		})
		if err != nil {
			return err
		}
		if !known {
			return notHere()
		}
		if err := actor.May(care.MayOpenIdentity, care.Owner{Area: row.AreaCode}); err != nil {
			return err
		}
		if row.AccountID == actor.ID {
			return care.Errorf(care.Forbidden, care.CodeNotAllowed, "", "somebody else must review what you opened")
		}
		c, err := t.file(ctx, care.CaseID(row.CaseID))
		if err != nil {
			return err
		}
		if err := t.supervises(ctx, actor, c.Unit, c.Area); err != nil {
			return err
		}
		done := false
		err = t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			done, err = v.Review(ctx, id, string(verdict), t.Vault.Seal(sealedNote+id, note), care.AccountID(actor.ID), t.now)
			return err
		})
		if err != nil {
			return err
		}
		if !done {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "", "somebody else has reviewed this")
		}
		return t.written(ctx, actor, row.CaseID, "reviewed", map[string]any{"opening": id, "verdict": verdict})
	})
}

// supervises refuses an officer whose posts include no supervision that counts for what an office answers for in an area. One without any
// post may do every duty of their area.
func (t *turn) supervises(ctx context.Context, actor care.Actor, unit care.UnitID, area string) error {
	posts, err := t.postsOf(ctx, care.AccountID(actor.ID))
	if err != nil || len(posts) == 0 {
		return err
	}
	for _, p := range posts {
		if p.Duty != care.DutySupervisor {
			continue
		}
		if counts, err := t.counts(ctx, p.Unit, unit, area); err != nil || counts {
			return err
		}
	}
	return care.Errorf(care.Forbidden, care.CodeNotAllowed, "", "this is not for your account to do")
}

// written appends to the chain what was done in the vault about a case: ids and codes, and nobody's name.
func (t *turn) written(ctx context.Context, actor care.Actor, id string, kind care.ChangeKind, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return t.tx.AppendChanges(ctx, []care.Change{{Noun: care.NounVault, ID: id, Kind: kind, At: t.now, Actor: actor, Body: text}})
}

// Look is a look at one's own identity, as the complainant is told of it.
type Look struct {
	At      care.Instant
	Purpose care.OpeningPurpose
}

// Looks tells a complainant when somebody of the office looked at who they are, and what for. The caller has made sure that it is
// theirs.
func (s *Service) Looks(ctx context.Context, id care.CaseID) (out []Look, err error) {
	err = s.Store.ReadVault(ctx, "read who looked", func(v *store.Vault) error {
		rows, err := v.OpeningsOfCase(ctx, string(id))
		out = make([]Look, 0, len(rows))
		for _, r := range rows {
			out = append(out, Look{care.Instant(r.OpenedAt), care.OpeningPurpose(r.Purpose)})
		}
		return err
	})
	return out, err
}
