package casework

import (
	"context"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const inboxPage = 50

// Inbox returns a page of the cases of the actor's area, those whose clock ends first before the others, and how many there are by
// state.
func (s *Service) Inbox(ctx context.Context, actor care.Actor, f InboxFilter) (page InboxPage, err error) {
	if err := actor.May(care.MaySeeCases, care.Owner{Area: actor.Area}); err != nil {
		return page, err
	}
	q := store.CasePageQuery{
		Area: actor.Area, Over: f.Closed, States: f.States, Class: f.Class, Category: f.Category, Facility: f.Facility, Unit: f.Unit,
		Number: strings.TrimSpace(f.Number), Limit: inboxPage + 1,
	}
	if f.Limit > 0 && f.Limit < inboxPage {
		q.Limit = f.Limit + 1
	}
	if f.Mine {
		q.Account = care.AccountID(actor.ID)
	}
	if f.Overdue {
		q.DueBefore = s.now()
	}
	after, err := care.ParseLastRow(f.Cursor, care.LastRow{})
	if err != nil {
		return page, err
	}
	q.After, q.AfterID = after.At, care.CaseID(after.ID)
	err = s.look(ctx, "read the desk's list", func(ctx context.Context, t *turn) error {
		page = InboxPage{Counts: map[string]int{}}
		rows, next, err := t.inbox(ctx, actor, q)
		if err != nil {
			return err
		}
		page.Next = next
		if page.Cases, err = t.caseRows(ctx, rows); err != nil {
			return err
		}
		return t.count(ctx, actor, page.Counts)
	})
	return page, err
}

// inbox reads rows until a page of those the actor may open is full, and where the next page begins; "": there is none.
func (t *turn) inbox(ctx context.Context, actor care.Actor, q store.CasePageQuery) (out []store.CaseRow, next string, err error) {
	for {
		rows, err := t.tx.InboxCases(ctx, q)
		if err != nil {
			return nil, "", err
		}
		for i := range rows {
			if len(out) == q.Limit-1 {
				return out, next, nil
			}
			r := &rows[i]
			q.After, q.AfterID = r.Due, r.ID
			if q.Over {
				q.After = r.UpdatedAt
			}
			next = care.LastRow{At: q.After, ID: string(q.AfterID)}.Cursor()
			if opens, err := t.opensRow(ctx, actor, r); err != nil {
				return nil, "", err
			} else if opens {
				out = append(out, *r)
			}
		}
		if len(rows) < q.Limit {
			return out, "", nil
		}
	}
}

func (t *turn) opensRow(ctx context.Context, actor care.Actor, r *store.CaseRow) (bool, error) {
	if r.Class != care.ClassA {
		return true, nil
	}
	by, err := t.posted(ctx, actor, &r.Case)
	if err != nil {
		return false, err
	}
	return t.opens(ctx, by, &file{Case: r.Case, others: -1})
}

// count fills in how many open cases there are of the actor's area, without those they may not open: a number tells of a case too.
func (t *turn) count(ctx context.Context, actor care.Actor, into map[string]int) error {
	counts, err := t.tx.CountCases(ctx, actor.Area, t.now)
	if err != nil {
		return err
	}
	for _, c := range counts {
		into[string(c.State)] = c.N
		into["open"] += c.N
		into["overdue"] += c.Overdue
		into["class_a"] += c.OfClassA
	}
	if all, err := t.opensAll(ctx, actor); err != nil || all || into["class_a"] == 0 {
		return err
	}
	q := store.CasePageQuery{Area: actor.Area, Class: care.ClassA, Limit: 200}
	for {
		rows, err := t.tx.InboxCases(ctx, q)
		if err != nil {
			return err
		}
		for i := range rows {
			r := &rows[i]
			q.After, q.AfterID = r.Due, r.ID
			opens, err := t.opensRow(ctx, actor, r)
			if err != nil {
				return err
			}
			if opens {
				continue
			}
			into[string(r.State)]--
			into["open"]--
			into["class_a"]--
			if r.Due < t.now {
				into["overdue"]--
			}
		}
		if len(rows) < q.Limit {
			return nil
		}
	}
}

// opensAll reports whether an officer may open every case of their area without anything being looked at: nobody has given them a post,
// or they have the duty at its desk.
func (t *turn) opensAll(ctx context.Context, actor care.Actor) (bool, error) {
	posts, err := t.postsOf(ctx, care.AccountID(actor.ID))
	if err != nil || len(posts) == 0 {
		return err == nil, err
	}
	if len(actor.Area) != districtCode {
		return false, nil
	}
	for _, p := range posts {
		if p.Duty != care.DutySupervisor && p.Duty != care.DutyIntake {
			continue
		}
		if counts, err := t.counts(ctx, p.Unit, "", actor.Area); err != nil || counts {
			return counts, err
		}
	}
	return false, nil
}

func (t *turn) caseRows(ctx context.Context, rows []store.CaseRow) ([]CaseRow, error) {
	names := map[care.FacilityID]*FacilityRef{}
	out := make([]CaseRow, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if _, known := names[r.Facility]; !known {
			ref, err := t.facility(ctx, r.Facility)
			if err != nil {
				return nil, err
			}
			names[r.Facility] = ref
		}
		office, err := t.office(ctx, r.Unit)
		if err != nil {
			return nil, err
		}
		row := CaseRow{
			ID: r.ID, ReceiptNo: r.ReceiptNo, State: r.State, Class: r.Class, Category: r.Category, Facility: names[r.Facility], Place: r.PlaceName, Unit: r.Unit,
			Office: office.Name, Handler: r.Handler, Anonymous: r.Anonymous, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		}
		if c, ok := r.NearestDue(); ok {
			row.Clock = &c
		}
		out = append(out, row)
	}
	return out, nil
}

// NounCaseReading is a look at a case of danger to a child: each is written down.
const NounCaseReading = "case_reading"

// Case returns a case to the desk: everything but who complained. A look at a danger to a child is written down. Fails with not_found
// for another area's case.
func (s *Service) Case(ctx context.Context, actor care.Actor, id care.CaseID) (view CaseView, err error) {
	err = s.look(ctx, "read a case", func(ctx context.Context, t *turn) error {
		f, err := t.file(ctx, id)
		if err != nil {
			return err
		}
		by, err := t.officer(ctx, actor, f, care.MaySeeCases)
		if err != nil {
			return err
		}
		view, err = t.caseView(ctx, f, by)
		return err
	})
	if err != nil || view.Case.Class != care.ClassA {
		return view, err
	}
	return view, s.Store.Write(ctx, "write down a look at a case", func(tx *store.Tx) error {
		return tx.AppendChanges(ctx, []care.Change{{Noun: NounCaseReading, ID: string(id), Kind: "seen", At: s.now(), Actor: actor}})
	})
}

func (t *turn) caseView(ctx context.Context, f *file, by care.CaseActor) (v CaseView, err error) {
	others, err := t.tx.Following(ctx, f.ID)
	if err != nil {
		return v, err
	}
	v.Follow = others
	if v.HandlerView, err = care.HandlerSees(f.steps, by, len(others), t.now, t.terms(&f.Case), t.cal); err != nil {
		return v, err
	}
	said, err := t.tx.Complaint(ctx, f.ID)
	if err != nil {
		return v, err
	}
	if v.Text, v.Wants, err = t.words(said); err != nil {
		return v, err
	}
	v.Contact, v.Happened, v.Joined = said.Contact, said.HappenedOn, said.Joined
	if v.Facility, err = t.facility(ctx, f.Facility); err != nil {
		return v, err
	}
	if v.Office, err = t.office(ctx, f.Unit); err != nil {
		return v, err
	}
	for _, u := range f.CoUnits {
		o, err := t.office(ctx, u)
		if err != nil {
			return v, err
		}
		v.CoUnits = append(v.CoUnits, o)
	}
	if v.Messages, err = t.messages(ctx, f.ID, true); err != nil {
		return v, err
	}
	f.paged = false
	if v.Pages, err = t.pagesOf(ctx, f); err != nil {
		return v, err
	}
	v.Evidence, err = t.evidenceOf(ctx, t.tx, f.ID)
	return v, err
}
