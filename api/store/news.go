package store

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Audience is who wants to know that something changed.
type Audience string

// AudienceOf is the audience a person belongs to: the family, the facility, or nobody but themselves.
func AudienceOf(account care.AccountID, family care.FamilyID, facility care.FacilityID) Audience {
	switch {
	case family != "":
		return Audience("family:" + family)
	case facility != "":
		return Audience("facility:" + facility)
	default:
		return Audience("account:" + account)
	}
}

// Tell counts that nouns have changed for an audience. The counter's row is locked until the transaction ends, so that
// whoever has seen a count has seen every change up to it. Tell audiences in ascending order.
func (w *work) Tell(ctx context.Context, to Audience, nouns ...string) error {
	n, err := w.CountNews(ctx, string(to))
	if err != nil {
		return err
	}
	for _, noun := range nouns {
		if err := w.SetNews(ctx, db.SetNewsParams{Audience: string(to), Noun: noun, N: n}); err != nil {
			return err
		}
	}
	return nil
}

// News returns the count of an audience and, in order, the nouns that have changed since an earlier count.
func (s *Store) News(ctx context.Context, to Audience, since int64) (now int64, changed []string, err error) {
	err = s.read(ctx, "read news", func(w *work) error {
		rows, err := w.News(ctx, string(to))
		for _, r := range rows {
			if r.Noun == "" {
				now = r.N
			} else if r.N > since {
				changed = append(changed, r.Noun)
			}
		}
		return err
	})
	slices.Sort(changed)
	return now, changed, err
}

// Concerned returns the family and the facility that a change of a noun concerns; both are "" when it concerns neither.
func (w *work) Concerned(ctx context.Context, noun, id string) (family care.FamilyID, facility care.FacilityID, err error) {
	switch noun {
	case "application":
		r, err := w.ConcernedByApplication(ctx, id)
		return care.FamilyID(r.FamilyID), care.FacilityID(r.FacilityID), gone(err)
	case "visit":
		r, err := w.ConcernedByVisit(ctx, id)
		return care.FamilyID(r.FamilyID), care.FacilityID(r.FacilityID), gone(err)
	case "entry":
		r, err := w.ConcernedByEntry(ctx, id)
		return care.FamilyID(r.FamilyID), care.FacilityID(r.FacilityID), gone(err)
	case "family":
		return care.FamilyID(id), "", nil
	default:
		return "", "", nil
	}
}

// gone forgives that something is no longer there.
func gone(err error) error {
	if care.Is(translate(err), care.CodeNotFound) {
		return nil
	}
	return err
}

// KeepMeta keeps a value under a key in the transaction. Settings are not part of the change log.
func (w *work) KeepMeta(ctx context.Context, key, value string) error {
	return w.SetMeta(ctx, db.SetMetaParams{MetaKey: key, Value: value})
}
