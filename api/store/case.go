package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// CaseRow is the desk's file of a complaint as lists and the clock need it: what its steps come to, without any words.
type CaseRow struct {
	care.Case

	Due  care.Instant // of the clock that ends first; NoClock where none runs
	Next care.Instant // when the clock next asks for something; 0: never
	Demo bool
}

// fileOf is what stands in the column file: the whole case, without the words, which stay sealed with its steps.
func fileOf(c care.Case) (string, error) {
	c = WithoutWords(c)
	text, err := json.Marshal(c)
	return string(text), err
}

// WithoutWords is a case without what an office or a facility wrote, as it is kept beside its steps.
func WithoutWords(c care.Case) care.Case {
	c.Reply = ""
	if c.Release != nil {
		silent := *c.Release
		silent.Text, silent.Answer = "", ""
		c.Release = &silent
	}
	return c
}

func released(c *care.Case) int64 {
	if c.Release == nil {
		return 0
	}
	return int64(c.Release.At)
}

// AddCase files a case.
func (w *work) AddCase(ctx context.Context, r CaseRow) error {
	file, err := fileOf(r.Case)
	if err != nil {
		return err
	}
	return w.InsertCase(ctx, db.InsertCaseParams{
		ID: string(r.ID), ReceiptNo: r.ReceiptNo, FacilityID: string(r.Facility), AreaCode: r.Area, Category: string(r.Category), Class: string(r.Class),
		Track: string(r.Track), State: string(r.State), Version: r.Version, IsOpen: r.State.Open(), UnitID: string(r.Unit), Intake: string(r.Intake),
		Handler: string(r.Handler), Reviewer: string(r.Reviewer), Caller: string(r.Caller), LeadID: string(r.Lead), Anonymous: r.Anonymous,
		DueAt: int64(r.Due), NextAt: int64(r.Next), AcceptedAt: int64(r.AcceptedAt), RepliedAt: int64(r.RepliedAt), ReleasedAt: released(&r.Case),
		ClosedAt: int64(r.ClosedAt), CreatedAt: int64(r.CreatedAt), UpdatedAt: int64(r.UpdatedAt), Demo: r.Demo, File: file,
	})
}

// SaveCase keeps what a case has become, and reports whether it still was as it was read.
func (w *work) SaveCase(ctx context.Context, r CaseRow, was int64) (bool, error) {
	file, err := fileOf(r.Case)
	if err != nil {
		return false, err
	}
	n, err := w.MoveCase(ctx, db.MoveCaseParams{
		ID: string(r.ID), FacilityID: string(r.Facility), AreaCode: r.Area, Category: string(r.Category), Class: string(r.Class),
		Track: string(r.Track), State: string(r.State), Version: r.Version, IsOpen: r.State.Open(), UnitID: string(r.Unit), Intake: string(r.Intake),
		Handler: string(r.Handler), Reviewer: string(r.Reviewer), Caller: string(r.Caller), LeadID: string(r.Lead), DueAt: int64(r.Due),
		NextAt: int64(r.Next), AcceptedAt: int64(r.AcceptedAt), RepliedAt: int64(r.RepliedAt), ReleasedAt: released(&r.Case),
		ClosedAt: int64(r.ClosedAt), UpdatedAt: int64(r.UpdatedAt), File: file, WasVersion: was,
	})
	return n == 1, err
}

// CaseFile returns a case as lists show it. Fails with not_found.
func (w *work) CaseFile(ctx context.Context, id care.CaseID) (CaseRow, error) {
	return caseOf(w.CaseByID(ctx, string(id)))
}

// CaseOfNumber returns the case of a receipt number, and false when there is none.
func (w *work) CaseOfNumber(ctx context.Context, number string) (CaseRow, bool, error) {
	return found(caseOf(w.CaseByNumber(ctx, number)))
}

// CaseFiles returns cases by their ids, newest first; those that are not there are left out.
func (w *work) CaseFiles(ctx context.Context, ids []care.CaseID) ([]CaseRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return casesOf(w.CasesByID(ctx, listed(ids)))
}

// LockCaseRow makes everything about a case happen one after the other, until the transaction ends. It reports whether there is such
// a case.
func (w *work) LockCaseRow(ctx context.Context, id care.CaseID) (bool, error) {
	n, err := w.LockCase(ctx, string(id))
	return n == 1, err
}

// ProvisionalClocks returns open cases with a clock that counts through a year whose working days were not published.
func (w *work) ProvisionalClocks(ctx context.Context) ([]care.CaseID, error) {
	rows, err := w.ProvisionalCases(ctx)
	out := make([]care.CaseID, len(rows))
	for i, id := range rows {
		out[i] = care.CaseID(id)
	}
	return out, err
}

// Following returns the cases merged into one.
func (w *work) Following(ctx context.Context, lead care.CaseID) ([]care.CaseID, error) {
	rows, err := w.CasesFollowing(ctx, string(lead))
	out := make([]care.CaseID, len(rows))
	for i, id := range rows {
		out[i] = care.CaseID(id)
	}
	return out, err
}

// DueCase is a case the clock asks something of.
type DueCase struct {
	ID care.CaseID
	At care.Instant
}

// DueCases returns at most limit cases the clock asks something of, by when, those after one that was returned before.
func (w *work) DueCases(ctx context.Context, now care.Instant, after DueCase, limit int) ([]DueCase, error) {
	rows, err := w.CasesDue(ctx, db.CasesDueParams{Now: int64(now), After: int64(after.At), AfterID: string(after.ID), Page: int32(min(max(limit, 1), 1000))}) //nolint:gosec // bounded
	out := make([]DueCase, len(rows))
	for i, r := range rows {
		out[i] = DueCase{care.CaseID(r.ID), care.Instant(r.NextAt)}
	}
	return out, err
}

// ReleasedTo returns the cases of which a facility was shown something, the last first.
func (w *work) ReleasedTo(ctx context.Context, facility care.FacilityID) ([]CaseRow, error) {
	return casesOf(w.CasesOfFacility(ctx, string(facility)))
}

// Alike returns open cases about one facility in one category; never of a danger to a child.
func (w *work) Alike(ctx context.Context, facility care.FacilityID, category care.Category) ([]CaseRow, error) {
	return casesOf(w.CasesAlike(ctx, db.CasesAlikeParams{FacilityID: string(facility), Category: string(category)}))
}

// Around returns open cases about places in no register that lie in a rectangle.
func (w *work) Around(ctx context.Context, west, south, east, north float64, category care.Category) ([]CaseRow, error) {
	return casesOf(w.CasesNearby(ctx, db.CasesNearbyParams{Category: string(category), West: west, East: east, South: south, North: north}))
}

// PublicPage chooses accepted cases by when they came in, newest first.
type PublicPage struct {
	From, To   care.Instant
	Categories []care.Category
	IDs        []care.CaseID // empty: all
	Open       *bool
	Limit      int
}

// PublicCases returns accepted cases of some categories; those merged into another are that other's.
func (w *work) PublicCases(ctx context.Context, p PublicPage) ([]CaseRow, error) {
	open := int32(-1)
	if p.Open != nil {
		open = 0
		if *p.Open {
			open = 1
		}
	}
	return casesOf(w.CasesPublic(ctx, db.CasesPublicParams{
		FromAt: int64(p.From), ToAt: int64(p.To), Categories: listed(p.Categories), Ids: listed(p.IDs), OpenOnly: open,
		Page: int32(min(max(p.Limit, 1), 1000)), //nolint:gosec // bounded
	}))
}

// AcceptedSteps calls f with the steps of each case of an area that was accepted from one instant until before another.
func (w *work) AcceptedSteps(ctx context.Context, area string, from, to care.Instant, f func([]care.CaseEvent) error) error {
	low, high := areaRange(area)
	rows, err := stepsOf(w.Queries.AcceptedSteps(ctx, db.AcceptedStepsParams{FromAt: int64(from), ToAt: int64(to), AreaFrom: low, AreaTo: high}))
	if err != nil {
		return err
	}
	var one []care.CaseEvent
	for i, r := range rows {
		one = append(one, r.CaseEvent)
		if i+1 == len(rows) || rows[i+1].Case != r.Case {
			if err := f(one); err != nil {
				return err
			}
			one = one[:0]
		}
	}
	return nil
}

// OpenCase is what the red list needs of an open case.
type OpenCase struct {
	Unit       care.UnitID
	Due        care.Instant
	AcceptedAt care.Instant // 0: not yet
}

// OpenCases returns every open case.
func (w *work) OpenCases(ctx context.Context) ([]OpenCase, error) {
	rows, err := w.CasesOpen(ctx)
	out := make([]OpenCase, len(rows))
	for i, r := range rows {
		out[i] = OpenCase{care.UnitID(r.UnitID), care.Instant(r.DueAt), care.Instant(r.AcceptedAt)}
	}
	return out, err
}

// CasePageQuery chooses cases of an area: open ones by the clock that ends first, or those that are over, newest first.
type CasePageQuery struct {
	Area      string
	Over      bool
	States    []care.CaseState
	Class     care.CaseClass
	Category  care.Category
	Facility  care.FacilityID
	Unit      care.UnitID
	Account   care.AccountID // who takes it in, handles, reviews or calls back
	DueBefore care.Instant   // 0: any
	Number    string
	After     care.Instant // of the last one of the page before
	AfterID   care.CaseID
	Limit     int
}

// Inbox returns a page of cases.
func (w *work) InboxCases(ctx context.Context, q CasePageQuery) ([]CaseRow, error) {
	from, to := areaRange(q.Area)
	page := int32(min(max(q.Limit, 1), 201)) //nolint:gosec // bounded
	if q.Over {
		if q.AfterID == "" {
			q.After = 1 << 62
		}
		return casesOf(w.CaseArchive(ctx, db.CaseArchiveParams{
			AreaFrom: from, AreaTo: to, After: int64(q.After), AfterID: string(q.AfterID), States: listed(q.States), OfClass: string(q.Class),
			OfCategory: string(q.Category), OfFacility: string(q.Facility), OfUnit: string(q.Unit), OfAccount: string(q.Account), Numbered: q.Number, Page: page,
		}))
	}
	return casesOf(w.CaseInbox(ctx, db.CaseInboxParams{
		AreaFrom: from, AreaTo: to, After: int64(q.After), AfterID: string(q.AfterID), States: listed(q.States), OfClass: string(q.Class),
		OfCategory: string(q.Category), OfFacility: string(q.Facility), OfUnit: string(q.Unit), OfAccount: string(q.Account),
		DueBefore: int64(q.DueBefore), Numbered: q.Number, Page: page,
	}))
}

// areaRange holds the codes of an area and of all below it.
func areaRange(area string) (from, to string) {
	prefix := care.RegionPrefix(area)
	return prefix, prefix + "~"
}

// CaseCount is how many open cases of an area stand in a state.
type CaseCount struct {
	State                care.CaseState
	N, Overdue, OfClassA int
}

// CountCases counts the open cases of an area by state.
func (w *work) CountCases(ctx context.Context, area string, now care.Instant) ([]CaseCount, error) {
	from, to := areaRange(area)
	rows, err := w.CaseCounts(ctx, db.CaseCountsParams{Now: int64(now), AreaFrom: from, AreaTo: to})
	out := make([]CaseCount, len(rows))
	for i, r := range rows {
		out[i] = CaseCount{care.CaseState(r.State), int(r.N), int(r.Overdue), int(r.Urgent)}
	}
	return out, err
}

func caseOf(r db.ComplaintCase, err error) (CaseRow, error) {
	if err != nil {
		return CaseRow{}, translate(err)
	}
	out := CaseRow{Due: care.Instant(r.DueAt), Next: care.Instant(r.NextAt), Demo: r.Demo}
	if err := json.Unmarshal([]byte(r.File), &out.Case); err != nil {
		return out, fmt.Errorf("case %s: %w", r.ID, err)
	}
	return out, nil
}

func casesOf(rows []db.ComplaintCase, err error) ([]CaseRow, error) {
	if err != nil {
		return nil, err
	}
	out := make([]CaseRow, len(rows))
	for i, r := range rows {
		if out[i], err = caseOf(r, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// listed writes words between commas, as the queries look for them; "" for none.
func listed[T ~string](words []T) string {
	if len(words) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteByte(',')
	for _, w := range words {
		b.WriteString(string(w))
		b.WriteByte(',')
	}
	return b.String()
}

// FacilityNamed returns the facility of an area with exactly this name, and false when there is none or more than one.
func (w *work) FacilityNamed(ctx context.Context, name, area string) (care.FacilityID, bool, error) {
	from, to := areaRange(area)
	ids, err := w.FacilitiesNamed(ctx, db.FacilitiesNamedParams{Name: name, AreaFrom: from, AreaTo: to})
	if err != nil || len(ids) != 1 {
		return "", false, err
	}
	return care.FacilityID(ids[0]), true, nil
}
