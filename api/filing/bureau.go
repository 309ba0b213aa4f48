package filing

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// List is the desk of filings.
type List struct {
	Lines  []Line
	Counts map[care.DossierState]int
	Next   string // "": this is the last page
	Total  int    // of all pages
}

// Line is one filing on the desk.
type Line struct {
	care.Dossier

	Name string
	Type care.FacilityKind
	Code string
}

// List lists up to limit filings of the actor's area, the most pressing first: what follows a page whose Next is cursor. state is one of the
// states, "open" for those an office has, or "". Fails with bad_cursor.
func (s *Service) List(ctx context.Context, actor care.Actor, state, cursor string, limit int) (out List, err error) {
	if err := actor.May(care.MaySeeFilings, care.Owner{Area: actor.Area}); err != nil {
		return out, err
	}
	after, err := care.ParseLastRow(cursor, care.LastRow{})
	if err != nil {
		return out, err
	}
	err = s.look(ctx, "list filings", func(t *turn) error {
		rows, err := t.tx.DossiersIn(ctx, actor.Area, state, after, limit+1)
		if err != nil {
			return err
		}
		out = List{}
		if len(rows) > limit {
			rows = rows[:limit]
			last := rows[limit-1]
			out.Next = care.LastRow{At: care.Instant(last.Place), ID: last.ID}.Cursor()
		}
		for _, r := range rows {
			l, err := lineOf(r)
			if err != nil {
				return err
			}
			out.Lines = append(out.Lines, l)
		}
		if out.Counts, err = t.tx.DossierCounts(ctx, actor.Area); err != nil {
			return err
		}
		for is, n := range out.Counts {
			if onShelf(is, state) {
				out.Total += n
			}
		}
		return nil
	})
	return out, err
}

// onShelf tells whether a filing that was submitted once stands on a shelf of the desk.
func onShelf(is care.DossierState, shelf string) bool {
	switch shelf {
	case "":
		return is != care.DossierDraft
	case "open":
		return is == care.DossierSubmitted || is == care.DossierReceived || is == care.DossierVerifying
	default:
		return string(is) == shelf
	}
}

func lineOf(r store.FilingLine) (Line, error) {
	clocks, err := store.ClocksOf(r.Clocks)
	return Line{
		Dossier: care.Dossier{
			ID: care.DossierID(r.ID), Facility: care.FacilityID(r.FacilityID), Area: r.AreaCode, Kind: care.FilingKind(r.Kind), Basis: care.FilingBasis(r.Basis),
			State: care.DossierState(r.State), Round: int(r.Round), Clocks: clocks, Officer: care.AccountID(r.Officer), Version: r.Version,
			SubmittedAt: care.Instant(r.SubmittedAt), DecidedAt: care.Instant(r.DecidedAt), UpdatedAt: care.Instant(r.UpdatedAt),
		},
		Name: r.FacilityName, Type: care.FacilityKind(r.FacilityKind), Code: r.CreditCode,
	}, err
}

// View shows an officer a dossier that was submitted. Fails with not_found for another area's.
func (s *Service) View(ctx context.Context, actor care.Actor, id care.DossierID) (v View, err error) {
	err = s.look(ctx, "look at a filing", func(t *turn) error {
		d, err := t.theirs(ctx, actor, care.MaySeeFilings, id)
		if err != nil {
			return err
		}
		v, err = t.view(ctx, d, actor.Kind)
		return err
	})
	return v, err
}

// Check notes what an officer found of items. A check that is taken back has no result. Fails with state_conflict before the filing is
// being verified, and when it was changed meanwhile.
func (s *Service) Check(ctx context.Context, actor care.Actor, id care.DossierID, version int64, found []Item) (v View, err error) {
	for i := range found {
		if err := checkItem(&found[i]); err != nil {
			return v, err
		}
	}
	err = s.do(ctx, "verify a filing", func(t *turn) error {
		d, err := t.theirs(ctx, actor, care.MayDecideFilings, id)
		if err != nil {
			return err
		}
		if d.Version != version {
			return moved()
		}
		next, _, err := care.MoveFiling(d.Dossier, care.FilingCheck, actor, care.FilingFacts{}, t.now, care.FilingTerms{}, t.cal)
		if err != nil {
			return err
		}
		given, err := t.tx.MaterialsOf(ctx, string(d.ID))
		if err != nil {
			return err
		}
		items := t.items(d, given)
		results := make(map[care.FilingItem]care.ItemResult, len(found))
		for _, f := range found {
			if !slices.Contains(items, f.Item) {
				return care.Errorf(care.Invalid, care.CodeInvalid, "items.item", "this is not an item of the filing")
			}
			results[f.Item] = f.Result
			if f.Result == "" {
				delete(d.checks, f.Item)
				continue
			}
			d.checks[f.Item] = care.ItemCheck{Result: f.Result, Reason: f.Reason, Note: f.Note, By: care.AccountID(actor.ID), At: t.now}
		}
		was := d.Version
		d.Dossier = next
		if err := t.save(ctx, d, was); err != nil {
			return err
		}
		if err := t.note(ctx, care.NounFiling, string(d.ID), "check", actor, map[string]any{"facility": d.Facility, "items": results}); err != nil {
			return err
		}
		v, err = t.view(ctx, d, actor.Kind)
		return err
	})
	return v, err
}

func checkItem(f *Item) error {
	f.Note = strings.TrimSpace(f.Note)
	switch {
	case f.Result != "" && f.Result != care.ItemOK && f.Result != care.ItemBad:
		return care.Errorf(care.Invalid, care.CodeInvalid, "items.result", "an item is ok or bad")
	case f.Result == care.ItemBad && !slices.Contains(care.FilingReasons(), f.Reason):
		return care.Errorf(care.Invalid, care.CodeReasonNeeded, "items.reason", "say what does not conform")
	case f.Result != care.ItemBad && f.Reason != "":
		return care.Errorf(care.Invalid, care.CodeInvalid, "items.reason", "a reason goes with what does not conform")
	case !care.PlainText(f.Note) || utf8.RuneCountInString(f.Note) > maxWords:
		return care.Errorf(care.Invalid, care.CodeInvalid, "items.note", "at most %d characters", maxWords)
	default:
		return nil
	}
}

// Notice is a filing that was found not to conform, as it is published.
type Notice struct {
	Facility care.FacilityID
	Name     string
	AreaCode string
	AreaName string
	Address  string
	Kind     care.FilingKind
	Reasons  []care.FilingReason
	On       care.Date
}

// Notices lists what is published of an area, "" for everywhere (向社会公开).
func (s *Service) Notices(ctx context.Context, area string) (out []Notice, err error) {
	err = s.look(ctx, "list published notices", func(t *turn) error {
		rows, err := t.tx.FilingNotices(ctx, care.RegionPrefix(area))
		if err != nil {
			return err
		}
		out = make([]Notice, len(rows))
		for i, r := range rows {
			out[i] = Notice{
				Facility: care.FacilityID(r.FacilityID), Name: r.FacilityName, AreaCode: r.AreaCode, AreaName: r.AreaName, Address: r.Address, Kind: care.FilingKind(r.Kind),
				On: care.Today(care.Instant(r.DecidedAt)),
			}
			if out[i].Reasons, err = store.FilingReasonsOf(r.Reasons); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
