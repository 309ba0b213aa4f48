package casework

import (
	"context"
	"encoding/json"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// PublicFinding is something that was found to be so at a facility, as everybody sees it for its term. Which complaint it came of, and
// when that was made, is nowhere in it.
type PublicFinding struct {
	Category    care.Category
	Result      care.FindingResult
	Measures    []care.CaseMeasure
	From, Until care.Date
	Answer      string // the facility's
}

func findingContext(id string) string { return "finding:" + id }

// Findings returns what is published of a facility today. Fails with not_found.
func (s *Service) Findings(ctx context.Context, facility care.FacilityID) ([]PublicFinding, error) {
	var rows []store.FindingRow
	err := s.Store.Read(ctx, "read findings", func(tx *store.Tx) (err error) {
		if _, err = tx.FacilityAlone(ctx, facility); err != nil {
			return err
		}
		rows, err = tx.Findings(ctx, facility, care.Today(s.now()))
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]PublicFinding, len(rows))
	for i, r := range rows {
		out[i] = PublicFinding{Category: r.Category, Result: r.Result, Measures: r.Measures, From: r.From, Until: r.Until}
		if r.AnswerSealed == "" {
			continue
		}
		if out[i].Answer, err = s.Box.Open(findingContext(r.ID), r.AnswerSealed); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// publishFinding puts what was found to be so on the facility's page for its term, in the transaction that closes the case. What an
// earlier round of the case had found goes: it was looked into anew. Of cases merged into one, the one that leads publishes.
func (s *Service) publishFinding(ctx context.Context, tx *store.Tx, c care.Case, now care.Instant) error {
	if c.Facility == "" || c.Lead != "" {
		return nil
	}
	_, err := tx.FacilityAlone(ctx, c.Facility)
	if care.Is(err, care.CodeNotFound) {
		return nil // it has left the register: there is no page
	}
	if err != nil {
		return err
	}
	if _, err := tx.WithdrawFindings(ctx, c.ID, now); err != nil {
		return err
	}
	from := care.Today(now)
	until := care.DateOf(from.Time().AddDate(0, s.Rules().CaseTerms(c.Area, c.Track, from).FindingMonths, 0))
	var published []string
	for _, finding := range c.Findings {
		if !finding.Result.Against() {
			continue
		}
		f := store.FindingRow{
			ID: care.NewID(), Facility: c.Facility, Case: c.ID, Allegation: finding.Allegation, Round: c.Reopened, Category: categoryOf(c, finding.Allegation),
			Result: finding.Result, Measures: slices.Clone(c.Measures), From: from, Until: until, At: now,
		}
		if c.Release != nil && c.Release.Answer != "" && tellsNothing(c.Release.Answer) {
			f.AnswerSealed = s.Box.Seal(findingContext(f.ID), c.Release.Answer)
		}
		if err := tx.AddFinding(ctx, f); err != nil {
			return err
		}
		published = append(published, string(f.Category)+":"+string(f.Result))
	}
	if len(published) == 0 {
		return nil
	}
	body, err := json.Marshal(map[string]any{"findings": published, "until": until})
	if err != nil {
		return err
	}
	return tx.AppendChanges(ctx, []care.Change{{
		Noun: care.NounFinding, ID: string(c.Facility), Kind: care.ChangeCreated, At: now, Actor: care.System("casework"), Body: body,
	}})
}

func categoryOf(c care.Case, allegation int) care.Category {
	for _, a := range c.Allegations {
		if a.N == allegation {
			return a.Category
		}
	}
	return c.Category
}

// tellsNothing reports whether a facility's words can stand on a public page: nothing in them that may tell who complained, or of which
// child it is. The office has them all the same.
func tellsNothing(text string) bool {
	for _, w := range warnPatterns {
		if w.any.MatchString(text) {
			return false
		}
	}
	return true
}
