package casework

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const minuteMillis = 60_000

// callSomebody calls the next person about a case that cannot wait, when it is time: the officer on duty, the next one, the
// supervisors, the next authority up, and from the beginning again until somebody answers. In the transaction that makes it so.
func (t *turn) callSomebody(ctx context.Context, f *file) error {
	due, err := t.callDue(ctx, f)
	if err != nil || due == 0 || due > t.now {
		return err
	}
	rounds, err := t.onCall(ctx, f)
	if err != nil {
		return err
	}
	level := 1
	if n := len(f.pages); n > 0 {
		level = f.pages[n-1].Level + 1
	}
	terms := t.terms(&f.Case)
	page := store.CasePage{
		ID: care.PageID(care.NewID()), Case: f.ID, Level: level, Area: f.Area, At: t.now,
		AnswerBy: t.now + care.Instant(terms.PageMinutes)*minuteMillis,
	}
	var to []care.AccountID
	if len(rounds) > 0 {
		to = rounds[(level-1)%len(rounds)]
	} else {
		t.Log.ErrorContext(ctx, "a case that cannot wait finds nobody: no officer has an account for its area", "case", f.ID, "area", f.Area)
	}
	if len(to) == 1 {
		page.Account = to[0]
	}
	if added, err := t.tx.AddCasePage(ctx, page); err != nil || !added {
		return err
	}
	f.pages = append(f.pages, page)
	facts := care.CaseFacts{Body: care.CaseBody{Page: page.ID, Officer: page.Account}}
	if err := t.step(ctx, f, care.CaseEdgePage, care.CaseSystem(), facts); err != nil || len(to) == 0 {
		return err
	}
	return t.tx.Notify(ctx, care.Notice{
		Event: care.NoticeCasePaged, At: t.now, To: to, Case: f.ID, Urgent: true, AnyHour: true,
		Params: map[string]string{"deadline": timeText(page.AnswerBy), "number": f.ReceiptNo, "page": string(page.ID)},
	})
}

// callDue is when the next person is to be called; 0: nobody is.
func (t *turn) callDue(ctx context.Context, f *file) (care.Instant, error) {
	clock, ok := f.Clock(care.ClockPage)
	if !ok || !clock.Running() {
		return 0, nil
	}
	pages, err := t.pagesOf(ctx, f)
	if err != nil {
		return 0, err
	}
	if n := len(pages); n > 0 && pages[n-1].At >= clock.Start {
		return pages[n-1].AnswerBy, nil
	}
	return clock.Start, nil
}

// onCall are those to call, round after round: each officer on duty at this hour, the supervisors of the unit together, its other
// officers, the bureau of the district, and the next authority up.
func (t *turn) onCall(ctx context.Context, f *file) (rounds [][]care.AccountID, err error) {
	var called []care.AccountID
	add := func(who ...care.AccountID) {
		who = slices.DeleteFunc(slices.Clone(who), func(a care.AccountID) bool { return slices.Contains(called, a) })
		if len(who) > 0 {
			rounds, called = append(rounds, who), append(called, who...)
		}
	}
	shifts, err := t.tx.ShiftsOfUnit(ctx, f.Unit, t.now)
	if err != nil {
		return nil, err
	}
	shifts = slices.DeleteFunc(shifts, func(s store.Shift) bool { return s.Starts > t.now })
	slices.SortStableFunc(shifts, func(a, b store.Shift) int { return a.Rank - b.Rank })
	for _, s := range shifts {
		add(s.Account)
	}
	posts, err := t.tx.PostsOfUnit(ctx, f.Unit)
	if err != nil {
		return nil, err
	}
	var supervisors, others []care.AccountID
	for _, p := range posts {
		if p.Duty == care.DutySupervisor {
			supervisors = append(supervisors, p.Account)
		} else if !slices.Contains(others, p.Account) {
			others = append(others, p.Account)
		}
	}
	add(supervisors...)
	add(others...)
	for up := range 2 {
		bureau, err := t.bureauOf(ctx, f.Area, up)
		if err != nil {
			return nil, err
		}
		add(bureau...)
	}
	return rounds, nil
}

// called reports whether somebody was called about a case: at night that may be anybody of the bureau, whatever their posts.
func (t *turn) called(ctx context.Context, f *file, who care.AccountID) (bool, error) {
	pages, err := t.pagesOf(ctx, f)
	if err != nil {
		return false, err
	}
	var rounds [][]care.AccountID
	for _, p := range pages {
		switch {
		case p.Account == who || p.AckedBy == who:
			return true, nil
		case p.Account != "":
			continue
		case rounds == nil: // several were called together
			if rounds, err = t.onCall(ctx, f); err != nil {
				return false, err
			}
		}
		if len(rounds) > 0 && slices.Contains(rounds[(p.Level-1)%len(rounds)], who) {
			return true, nil
		}
	}
	return false, nil
}

// AckPage answers a call: the officer has the case now, and nobody else is called. Fails with not_found, state_conflict.
func (s *Service) AckPage(ctx context.Context, actor care.Actor, id care.PageID) (view CaseView, err error) {
	err = s.do(ctx, "answer a call", func(ctx context.Context, t *turn) error {
		p, err := t.tx.Page(ctx, id)
		if err != nil {
			return err
		}
		f, err := t.lock(ctx, p.Case)
		if err != nil {
			return err
		}
		by, err := t.officer(ctx, actor, f, care.MayWorkCases)
		if err != nil {
			return err
		}
		if clock, ok := f.Clock(care.ClockPage); ok && clock.Running() { // else somebody was faster, and that is as well
			if err := t.step(ctx, f, care.CaseEdgeAck, by, care.CaseFacts{Body: care.CaseBody{Page: id}}); err != nil {
				return err
			}
		}
		view, err = t.caseView(ctx, f, by)
		return err
	})
	return view, err
}
