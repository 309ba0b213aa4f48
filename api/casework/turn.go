package casework

import (
	"context"
	"math"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// turn is what happens at one moment, in one transaction. Whatever it changes is written when its transaction commits, or not at
// all. Cases are locked in ascending order of their ids.
type turn struct {
	*Service
	tx    *store.Tx
	now   care.Instant
	today care.Date
	rules *care.Rules
	cal   *care.Calendar
	units []store.Unit                   // read once; nil: not yet
	posts map[care.AccountID][]care.Post // likewise
}

// file is a case in a turn: what its steps come to, with their words.
type file struct {
	care.Case

	steps  []care.CaseEvent
	pages  []store.CasePage
	paged  bool // pages were read
	others int  // cases merged into it; -1: not read
	demo   bool
}

// do runs f in a turn of its own and commits it. f may run again.
func (s *Service) do(ctx context.Context, what string, f func(context.Context, *turn) error) error {
	return s.in(ctx, s.Store.Write, what, f)
}

// doInVault is do where the vault may be read and written as well.
func (s *Service) doInVault(ctx context.Context, what string, f func(context.Context, *turn) error) error {
	return s.in(ctx, s.writeVault, what, f)
}

// look runs f in a turn that only reads.
func (s *Service) look(ctx context.Context, what string, f func(context.Context, *turn) error) error {
	return s.in(ctx, s.Store.Read, what, f)
}

func (s *Service) in(ctx context.Context, begin func(context.Context, string, func(*store.Tx) error) error, what string, f func(context.Context, *turn) error) error {
	now, rules := s.now(), s.Rules()
	return begin(ctx, what, func(tx *store.Tx) error {
		t := s.turnAt(tx, now, rules)
		if err := f(ctx, t); err != nil {
			return err
		}
		t.probe("before commit")
		return nil
	})
}

func (s *Service) turnAt(tx *store.Tx, now care.Instant, rules *care.Rules) *turn {
	return &turn{Service: s, tx: tx, now: now, today: care.Today(now), rules: rules, cal: rules.Calendar()}
}

// terms are the numbers a case turns on.
func (t *turn) terms(c *care.Case) care.CaseTerms { return t.rules.CaseTerms(c.Area, c.Track, t.today) }

// lock reads a case for change: nobody else moves it until the turn is over. Fails with not_found.
func (t *turn) lock(ctx context.Context, id care.CaseID) (*file, error) {
	if there, err := t.tx.LockCaseRow(ctx, id); err != nil {
		return nil, err
	} else if !there {
		return nil, notHere()
	}
	return t.file(ctx, id)
}

// file reads a case: its steps, folded. Fails with not_found.
func (t *turn) file(ctx context.Context, id care.CaseID) (*file, error) {
	steps, err := t.tx.CaseSteps(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 {
		return nil, notHere()
	}
	f := &file{others: -1, demo: steps[0].Demo}
	for _, s := range steps {
		if s.TextSealed != "" {
			if s.Body.Text, err = t.Box.Open(stepContext(s.ID), s.TextSealed); err != nil {
				return nil, err
			}
		}
		f.steps = append(f.steps, s.CaseEvent)
	}
	f.Case, err = care.Fold(f.steps)
	return f, err
}

func notHere() error {
	return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
}

// stepContext binds sealed words to their step: moved to another they do not open.
func stepContext(id care.CaseEventID) string { return "complaint_event:" + string(id) }

// begin is the first step of a case.
func (t *turn) begin(ctx context.Context, f *file, facts care.CaseFacts) error {
	o := facts.Body.Opening
	return t.move(ctx, f, care.CaseEdgeSubmit, care.CaseComplainant(), facts, t.rules.CaseTerms(o.Area, o.Track, t.today))
}

// step takes a case along an edge and writes it down, with who must be told.
func (t *turn) step(ctx context.Context, f *file, edge care.CaseEdge, by care.CaseActor, facts care.CaseFacts) error {
	return t.move(ctx, f, edge, by, facts, t.terms(&f.Case))
}

func (t *turn) move(ctx context.Context, f *file, edge care.CaseEdge, by care.CaseActor, facts care.CaseFacts, terms care.CaseTerms) error {
	next, event, err := care.MoveCase(f.Case, edge, by, facts, t.now, terms, t.cal)
	if err != nil {
		return err
	}
	event.ID = care.CaseEventID(care.NewID())
	if edge == care.CaseEdgeSubmit { // the first row of a case must not fail on what hangs on it
		f.pages, f.paged = nil, true
	}
	kept := store.CaseStep{CaseEvent: event}
	if event.Body.Text != "" {
		kept.TextSealed = t.Box.Seal(stepContext(event.ID), event.Body.Text)
	}
	changes, err := t.tx.AddCaseSteps(ctx, []store.CaseStep{kept}, f.demo)
	if err != nil {
		return err
	}
	was := f.Case
	f.Case, f.steps = next, append(f.steps, event)
	if err := t.save(ctx, f, was.Version); err != nil {
		return err
	}
	if err := t.tx.AppendChanges(ctx, changes); err != nil {
		return err
	}
	return t.after(ctx, f, event)
}

// save keeps what a case has become.
func (t *turn) save(ctx context.Context, f *file, was int64) error {
	row, err := t.row(ctx, f)
	if err != nil {
		return err
	}
	if was == 0 {
		return t.tx.AddCase(ctx, row)
	}
	saved, err := t.tx.SaveCase(ctx, row, was)
	if err == nil && !saved {
		err = (&ConflictError{}).Unwrap()
	}
	return err
}

func (t *turn) row(ctx context.Context, f *file) (store.CaseRow, error) {
	row := store.CaseRow{Case: f.Case, Due: store.NoClock, Demo: f.demo}
	if c, ok := f.NearestDue(); ok {
		row.Due = c.Due
	}
	next, err := t.next(ctx, f)
	row.Next = next
	return row, err
}

// next is when the clock next asks something of a case; 0: never.
func (t *turn) next(ctx context.Context, f *file) (care.Instant, error) {
	near, err := t.callDue(ctx, f)
	if err != nil {
		return 0, err
	}
	if near == 0 {
		near = math.MaxInt64
	}
	for i := range f.Clocks {
		if at := asksAt(&f.Clocks[i], &f.Case); at != 0 {
			near = min(near, at)
		}
	}
	if undelivered(&f.Case) || f.State == care.CaseReplied {
		near = min(near, f.UpdatedAt)
	}
	if near == math.MaxInt64 {
		return 0, nil
	}
	return near, nil
}

// asksAt is when a clock next asks for something: at 80, 100 and 150 % of an office's time, and after the end of one that leads
// somewhere by itself. 0: never.
func asksAt(c *care.Clock, of *care.Case) care.Instant {
	if !c.Running() || c.Paused() {
		return 0
	}
	switch c.Kind {
	case care.ClockInfo, care.ClockSuspend, care.ClockSecond:
		return c.Due + 1
	case care.ClockCall:
		if quiet(of) && c.Warned >= 80 {
			return c.Due + 1
		}
	default:
	}
	if !c.Kind.Office() {
		return 0
	}
	paused := care.Instant(0)
	for _, p := range c.Pauses {
		paused += p.To - p.From
	}
	whole := max(0, c.Due-c.Start-paused)
	for _, share := range []care.Instant{80, 100, 150} {
		if whole == 0 && c.Warned >= 100 {
			return 0
		}
		if int(share) > c.Warned {
			return c.Start + paused + (whole*share+99)/100
		}
	}
	return 0
}

func (t *turn) pagesOf(ctx context.Context, f *file) ([]store.CasePage, error) {
	if !f.paged {
		pages, err := t.tx.PagesOfCase(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		f.pages, f.paged = pages, true
	}
	return f.pages, nil
}

// othersOf counts the cases merged into one.
func (t *turn) othersOf(ctx context.Context, f *file) (int, error) {
	if f.others < 0 {
		ids, err := t.tx.Following(ctx, f.ID)
		if err != nil {
			return 0, err
		}
		f.others = len(ids)
	}
	return f.others, nil
}

// allUnits returns the offices that are open.
func (t *turn) allUnits(ctx context.Context) ([]store.Unit, error) {
	if t.units == nil {
		all, err := t.tx.AllUnits(ctx)
		if err != nil {
			return nil, err
		}
		t.units = []store.Unit{}
		for _, u := range all {
			if !u.Closed {
				t.units = append(t.units, u)
			}
		}
	}
	return t.units, nil
}

// plainUnits are the offices as the rules see them.
func (t *turn) plainUnits(ctx context.Context) ([]care.Unit, error) {
	all, err := t.allUnits(ctx)
	out := make([]care.Unit, len(all))
	for i, u := range all {
		out[i] = u.Unit
	}
	return out, err
}

// office is a unit as everybody may know it.
func (t *turn) office(ctx context.Context, id care.UnitID) (Office, error) {
	all, err := t.allUnits(ctx)
	for _, u := range all {
		if u.ID == id {
			return Office{u.ID, u.Name, u.Phone}, nil
		}
	}
	if err != nil {
		return Office{}, err
	}
	u, err := t.tx.Unit(ctx, id) // closed since
	return Office{u.ID, u.Name, u.Phone}, err
}
