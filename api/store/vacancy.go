package store

import (
	"context"
	"encoding/json"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// ReportVacancy records that somebody was told a facility (class "") or one of its classes is full. actor.ID tells reporters
// apart (a keyed hash, never an address). It raises Reports of the classes it speaks of whose places are known, once per
// reporter since the last confirmation. Fails with already_reported the second time on one day in Shanghai, and with not_found
// for a facility, or a class of it, that is not there. Whether the facility is public is the caller's to ask.
func (s *Store) ReportVacancy(ctx context.Context, actor care.Actor, at care.Instant, id care.FacilityID, class care.ClassID) error {
	if actor.ID == "" {
		return care.Errorf(care.Invalid, care.CodeInvalid, "actor", "a report needs something to tell reporters apart")
	}
	return s.write(ctx, "report vacancy", func(w *work) error {
		if n, err := w.TouchFacility(ctx, string(id)); err != nil {
			return err
		} else if n == 0 {
			return care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no facility with this id")
		}
		if class != "" {
			if owner, err := w.ClassOwner(ctx, string(class)); err != nil && !care.Is(translate(err), care.CodeNotFound) {
				return err
			} else if owner != string(id) {
				return care.Errorf(care.NotFound, care.CodeNotFound, "class", "the facility has no class with this id")
			}
		}
		report := care.NewID()
		n, err := w.InsertVacancyReport(ctx, db.InsertVacancyReportParams{
			ID: report, FacilityID: string(id), ClassID: string(class), Reporter: actor.ID, Day: care.Today(at).String(), ReportedAt: int64(at),
		})
		if err != nil {
			return err
		}
		if n == 0 {
			return care.Errorf(care.Conflict, care.CodeAlreadyReported, "id", "you have told us about this facility today; thank you")
		}
		if _, err := w.RaiseReports(ctx, db.RaiseReportsParams{
			FacilityID: string(id), ClassID: string(class), Reporter: actor.ID, ReportID: report,
		}); err != nil {
			return err
		}
		return vacancyChanged(ctx, w, care.ChangeVacancyReported, actor, at, string(id), map[string]any{"class": class})
	})
}

// ConfirmVacancy sets the places of a class as they were confirmed at an instant, and clears the reports against the former
// figure. nil pools confirm the places that stand. Fails with not_found for an unknown class, invalid_value for pools that are
// not ascending by month or below 0 or, with nil pools, where no places stand, and conflict when a later confirmation stands.
func (s *Store) ConfirmVacancy(ctx context.Context, actor care.Actor, at care.Instant, class care.ClassID, source care.VacancySource, pools []care.Pool) error {
	if err := care.CheckPools(pools); err != nil {
		return err
	}
	return s.write(ctx, "confirm vacancy", func(w *work) error {
		owner, err := w.ClassOwner(ctx, string(class))
		if err != nil {
			return err
		}
		if _, err := w.TouchFacility(ctx, owner); err != nil { // locks the facility against a list being saved
			return err
		}
		n, err := w.ConfirmClass(ctx, db.ConfirmClassParams{ID: string(class), ConfirmedAt: int64(at), Source: string(source)})
		if err != nil {
			return err
		}
		if n == 0 {
			return care.Errorf(care.Conflict, care.CodeConflict, "at", "a later confirmation of these places stands")
		}
		if pools == nil {
			if n, err := w.PoolCount(ctx, string(class)); err != nil {
				return err
			} else if n == 0 {
				return care.Errorf(care.Invalid, care.CodeInvalid, "pools", "no places are known to confirm; give them")
			}
		} else if err := rewritePlaces(ctx, w, []classPlaces{{class, pools}}); err != nil {
			return err
		}
		return vacancyChanged(ctx, w, care.ChangeVacancyConfirm, actor, at, owner, map[string]any{"class": class, "pools": pools})
	})
}

func vacancyChanged(ctx context.Context, w *work, kind care.ChangeKind, actor care.Actor, at care.Instant, facility string, body map[string]any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return appendChanges(ctx, w, []care.Change{{Noun: care.NounFacility, ID: facility, Kind: kind, At: at, Actor: actor, Body: text}})
}
