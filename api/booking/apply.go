package booking

import (
	"context"
	"errors"
	"net/http"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// As is what a family wants of a new application.
type As string

// What a family can want.
const (
	AsDraft As = "draft" // takes nothing
	AsHold  As = "hold"  // takes a place while the form is finished
	AsWait  As = "wait"  // joins the waitlist
)

// ApplyRequest asks for a place for a child, or for several siblings together.
type ApplyRequest struct {
	Child    care.ChildID
	Class    care.ClassID
	Start    care.Date
	As       As
	Replaces care.ApplicationID // a transfer: the place given up once this one is sure
	With     []Sibling          // siblings who are to be taken together, or none
	Exchange care.ApplicationID `json:",omitempty"` // with hold: the child's own held place that is given back for this one, or kept when there is none
}

// Sibling is another child of the same wish.
type Sibling struct {
	Child care.ChildID
	Class care.ClassID
}

// Reply is an answer that is kept with its key.
type Reply struct {
	Status      int
	Application View
}

// FullError says that no place is free in every month, and how many wait. It is a care.Error with pool_full.
type FullError struct {
	Class care.ClassID
	Queue int
}

// Error gives code and text.
func (e *FullError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the care.Error.
func (e *FullError) Unwrap() error {
	return care.Errorf(care.Conflict, care.CodePoolFull, "class_id", "no place is free in every month; you can join the waitlist")
}

// maxSiblings is how many siblings may be named beside the first child.
const maxSiblings = 4

// reclaims is how often an application that finds no place looks for holds that have run out.
const reclaims = 3

// Apply begins an application: a draft, a held place, or a wait. The reply of the first child is returned; siblings have
// applications of their own in the same group. It fails, among others, with pool_full (a FullError), child_already_holding,
// waits_full, place_free, already_applied, and what Eligible says.
func (s *Service) Apply(ctx context.Context, actor care.Actor, key IdempotencyKey, r ApplyRequest) (reply Reply, err error) {
	if err := actor.May(care.MayApply, care.Owner{Family: actor.Family}); err != nil {
		return Reply{}, err
	}
	if err := r.check(); err != nil {
		return Reply{}, err
	}
	ids := make([]care.ApplicationID, 1+len(r.With))
	for i := range ids {
		ids[i] = care.ApplicationID(care.NewID())
	}
	group := care.GroupID(care.NewID())
	if r.As == AsHold && len(r.With) == 0 && !s.off.locks {
		leave, look, waitErr := s.gates.enter(ctx, r.Class)
		if waitErr != nil {
			return Reply{}, waitErr
		}
		defer func() { leave(err) }()
		if look {
			if reply, done, err := s.glance(ctx, actor, key, r); done || err != nil {
				return s.named(ctx, reply, err)
			}
		}
	}
	err = s.seek(ctx, func() (err error) {
		reply.Status, reply.Application, err = once(ctx, s, actor, key, "apply", r, func(ctx context.Context, t *turn) (int, View, error) {
			return t.apply(ctx, r, ids, group)
		})
		return err
	})
	return s.named(ctx, reply, err)
}

// seek runs f, which may find no place, again after holds that had run out gave theirs back; so too when a hold of the child
// itself that has run out is in the way.
func (s *Service) seek(ctx context.Context, f func() error) error {
	for try := 0; ; try++ {
		err := f()
		var own *ownHoldsError
		if errors.As(err, &own) && try < reclaims {
			for _, d := range own.due {
				if err := s.fallDue(ctx, d); err != nil {
					return err
				}
			}
			continue
		}
		var full *fullError
		if !errors.As(err, &full) {
			return err
		}
		n := 0
		if try < reclaims && !s.off.reclaim {
			if n, err = s.reclaim(ctx, full.span.Class); err != nil {
				return err
			}
		}
		if n == 0 {
			return s.fullErr(ctx, full.span.Class)
		}
	}
}

func (r *ApplyRequest) check() error {
	switch {
	case r.As != AsDraft && r.As != AsHold && r.As != AsWait:
		return care.Errorf(care.Invalid, care.CodeInvalid, "as", "say draft, hold or wait")
	case len(r.With) > maxSiblings:
		return care.Errorf(care.Invalid, care.CodeTooLarge, "with", "at most %d siblings can be named", maxSiblings)
	case len(r.With) > 0 && r.Replaces != "":
		return care.Errorf(care.Invalid, care.CodeInvalid, "replaces", "a place is given up for one child only")
	case r.Exchange != "" && (len(r.With) > 0 || r.As != AsHold):
		return care.Errorf(care.Invalid, care.CodeInvalid, "exchange", "a held place is exchanged for one that is held at once, and for one child only")
	}
	seen := map[care.ChildID]bool{r.Child: true}
	for _, w := range r.With {
		if seen[w.Child] {
			return care.Errorf(care.Invalid, care.CodeDuplicate, "with", "a child is named twice")
		}
		seen[w.Child] = true
	}
	return nil
}

// glance answers without taking a lock what can be answered so: a request that was answered before, and a class that is plainly
// full with no hold that has run out. Nine in ten of the requests of an opening minute end here.
func (s *Service) glance(ctx context.Context, actor care.Actor, key IdempotencyKey, r ApplyRequest) (Reply, bool, error) {
	status, view, found, err := kept[View](ctx, s, actor, key, "apply", r)
	if found || err != nil || r.Exchange != "" { // its own place may be the last one
		return Reply{status, view}, found, err
	}
	full := false
	err = s.Store.Read(ctx, "look for a place", func(tx *store.Tx) error {
		full, err = s.plainlyFull(ctx, tx, r)
		return err
	})
	if err != nil || !full {
		return Reply{}, false, err
	}
	return Reply{}, false, s.fullErr(ctx, r.Class)
}

// plainlyFull reports whether some month is full and no hold has run out. It does not ask who is asking: whoever may not ask
// at all hears of it when there is room.
func (s *Service) plainlyFull(ctx context.Context, tx *store.Tx, r ApplyRequest) (bool, error) {
	months, err := tx.Occupancy(ctx, r.Class)
	if err != nil || len(months) == 0 {
		return false, err
	}
	if o, known := store.Months(months).At(r.Start.MonthOf()); !known || !o.Open || o.Free() > 0 {
		return false, nil
	}
	class, err := tx.Class(ctx, r.Class)
	if err != nil || class.Closed || class.Frozen != "" {
		return false, err
	}
	child, err := s.Child(ctx, tx, r.Child)
	if err != nil {
		return false, err
	}
	f, err := tx.FacilityAlone(ctx, class.Facility)
	if err != nil || care.Eligible(care.Candidate{Birth: child.Child.Birth, Employee: child.employed(&f, care.Today(s.now()))}, &class.Class, &f, r.Start) != nil {
		return false, err
	}
	expired, err := tx.Expired(ctx, r.Class, s.now())
	return len(expired) == 0, err
}

func (s *Service) fullErr(ctx context.Context, class care.ClassID) error {
	e := &FullError{Class: class}
	err := s.Store.Read(ctx, "count who waits", func(tx *store.Tx) error {
		n, err := tx.WaitingCount(ctx, string(class))
		e.Queue = int(n)
		return err
	})
	if err != nil {
		return err
	}
	return e
}

// apply is Apply in its transaction.
func (t *turn) apply(ctx context.Context, r ApplyRequest, ids []care.ApplicationID, group care.GroupID) (int, View, error) {
	wishes := append([]Sibling{{r.Child, r.Class}}, r.With...)
	classes, children := make([]care.ClassID, len(wishes)), make([]care.ChildID, len(wishes))
	for i, w := range wishes {
		classes[i], children[i] = w.Class, w.Child
	}
	for _, id := range children { // before any lock: a stranger's child is nobody's business
		if f, err := t.child(ctx, id); err != nil {
			return 0, View{}, err
		} else if f.Child.FamilyID != t.actor.Family || t.actor.Family == "" {
			return 0, View{}, care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
		}
	}
	if r.Exchange != "" { // its class is locked with the others
		old, err := t.exchanged(ctx, r)
		if err != nil {
			return 0, View{}, err
		}
		classes = append(classes, old.ClassID)
	}
	if err := t.lockAll(ctx, classes, children); err != nil {
		return 0, View{}, err
	}
	if err := t.endOwnHolds(ctx, children...); err != nil {
		return 0, View{}, err
	}
	if err := t.exchange(ctx, r); err != nil {
		return 0, View{}, err
	}
	if len(wishes) == 1 {
		group = ""
	} else if err := t.tx.AddGroup(ctx, group, t.actor.Family, t.now); err != nil {
		return 0, View{}, err
	}
	if err := t.hopeless(ctx, r); err != nil {
		return 0, View{}, err
	}
	if group != "" && r.As == AsWait {
		if err := t.makeRoom(ctx, classes...); err != nil {
			return 0, View{}, err
		}
	}
	var first care.Application
	for i, w := range wishes {
		a, err := t.draft(ctx, r, w, ids[i], group)
		if err != nil {
			return 0, View{}, err
		}
		if a, err = t.want(ctx, a, r.As); err != nil {
			return 0, View{}, err
		}
		if i == 0 {
			first = a
		}
	}
	if group != "" && r.As == AsWait { // all their places may be free already
		if err := t.promote(ctx, r.Class); err != nil {
			return 0, View{}, err
		}
	}
	if group == "" { // else it may have moved with its siblings
		view, err := t.view(ctx, first)
		return http.StatusCreated, view, err
	}
	view, err := t.viewNow(ctx, first.ID)
	return http.StatusCreated, view, err
}

// lockAll locks the classes and children of a wish.
func (t *turn) lockAll(ctx context.Context, classes []care.ClassID, children []care.ChildID) error {
	if len(classes) == 1 {
		return t.lockFor(ctx, classes[0], children[0])
	}
	if err := t.lock(ctx, classes...); err != nil {
		return err
	}
	return t.lockChildren(ctx, children...)
}

// hopeless refuses at once to hold a place in a month in which there is none, before anything is written.
func (t *turn) hopeless(ctx context.Context, r ApplyRequest) error {
	if r.As != AsHold || len(r.With) > 0 || t.off.locks {
		return nil
	}
	child, err := t.child(ctx, r.Child)
	if err != nil {
		return err
	}
	a := care.Application{ClassID: r.Class}
	a.From, a.To = care.Span(child.Child.Birth, r.Start, &t.classes[r.Class].Class)
	months := t.classes[r.Class].months
	if months == nil {
		if months, err = t.tx.Occupancy(ctx, r.Class); err != nil {
			return err
		}
	}
	t.classes[r.Class].whole = wholeYear(months, a.From, a.To+1)
	if o, known := months.At(a.From); known && o.Open && o.Free() == 0 && t.eligible(child, r) {
		return &fullError{span(a)}
	}
	return nil
}

// wholeYear gives the months of a span that all have rows, or the zero span.
func wholeYear(months []store.Occupancy, first, last care.Month) store.Span {
	for i, o := range months {
		if n := int(last - first); o.Month == first && i+n < len(months) && months[i+n].Month == last { // ascending, each once
			return store.Span{Class: o.Class, First: first, Last: last - 1}
		}
	}
	return store.Span{}
}

// eligible reports whether nothing but a place is missing, as far as child and class go.
func (t *turn) eligible(child ChildFacts, r ApplyRequest) bool {
	p := t.classes[r.Class]
	return care.Eligible(care.Candidate{Birth: child.Child.Birth, Employee: child.employed(&p.of, t.today)}, &p.Class, &p.of, r.Start) == nil
}

// draft begins an application, or takes up the draft there is.
func (t *turn) draft(ctx context.Context, r ApplyRequest, w Sibling, id care.ApplicationID, group care.GroupID) (care.Application, error) {
	p := t.classes[w.Class]
	if err := care.CheckStart(r.Start, t.today, p.terms); err != nil {
		return care.Application{}, err
	}
	facts, err := t.child(ctx, w.Child)
	if err != nil {
		return care.Application{}, err
	}
	if err := t.mayReplace(ctx, r, w); err != nil {
		return care.Application{}, err
	}
	a := care.Application{
		ID: id, FamilyID: t.actor.Family, ChildID: w.Child, FacilityID: p.Facility, ClassID: w.Class, Mode: p.Mode, Start: r.Start,
		Group: group, Replaces: r.Replaces,
	}
	a.From, a.To = care.Span(facts.Child.Birth, r.Start, &p.Class)
	all, err := t.ofChild(ctx, w.Child)
	if err != nil {
		return a, err
	}
	for _, o := range all {
		if o.ClassID == w.Class && o.State == care.StateDraft && r.As != AsDraft {
			o.Start, o.From, o.To, o.Group, o.Replaces = a.Start, a.From, a.To, a.Group, a.Replaces
			return o, nil
		}
	}
	known, err := t.facts(ctx, a, care.EdgeDraft)
	if err != nil {
		return a, err
	}
	next, err := care.Move(a, care.EdgeDraft, t.actor.Kind, known, t.now, p.terms, t.cal)
	if err != nil {
		return a, err
	}
	return next, t.begin(ctx, next, care.EdgeDraft, r.As == AsHold && len(r.With) == 0)
}

// mayReplace refuses to give up a place that is not an enrolled one of the same child.
func (t *turn) mayReplace(ctx context.Context, r ApplyRequest, w Sibling) error {
	if r.Replaces == "" {
		return nil
	}
	old, err := t.tx.Application(ctx, r.Replaces)
	if err != nil {
		return err
	}
	if old.ChildID != w.Child || old.State != care.StateEnrolled {
		return care.Errorf(care.NotFound, care.CodeNotFound, "replaces", "the child has no such place to give up")
	}
	return nil
}

// want takes a draft to what the family wants.
func (t *turn) want(ctx context.Context, a care.Application, as As) (care.Application, error) {
	switch as {
	case AsHold:
		return t.hold(ctx, a)
	case AsWait:
		return t.wait(ctx, a)
	default:
		return a, nil
	}
}

// hold takes a place for a draft (T2). Whoever waits and could have it goes first.
func (t *turn) hold(ctx context.Context, a care.Application) (care.Application, error) {
	facts, err := t.facts(ctx, a, care.EdgeHold)
	if err != nil {
		return a, err
	}
	facts.SeatTaken = true
	if _, err := care.Move(a, care.EdgeHold, t.actor.Kind, facts, t.now, t.classes[a.ClassID].terms, t.cal); err != nil {
		return a, err // refused whether or not there is a place
	}
	if err := t.promote(ctx, a.ClassID); err != nil {
		return a, err
	}
	if facts.WaitAhead, err = t.placeKept(ctx, a); err != nil {
		return a, err
	}
	if facts.WaitAhead {
		return a, &fullError{span(a)}
	}
	if err := t.take(ctx, a, care.SeatHeld); err != nil {
		return a, err
	}
	return t.step(ctx, a, care.EdgeHold, facts)
}

// wait joins the waitlist (T3). Holds whose time is over do not count as full.
func (t *turn) wait(ctx context.Context, a care.Application) (care.Application, error) {
	if a.Group == "" { // siblings had this before the first of them began: none may be taken while the others do not wait yet
		if err := t.makeRoom(ctx, a.ClassID); err != nil {
			return a, err
		}
	}
	facts, err := t.facts(ctx, a, care.EdgeWait)
	if err != nil {
		return a, err
	}
	free, err := t.free(ctx, a)
	if err != nil {
		return a, err
	}
	facts.Full = !free
	if facts.WaitAhead, err = t.placeKept(ctx, a); err != nil {
		return a, err
	}
	if a.Group != "" {
		facts.Full = true // a wish for several places at once may wait even where single places are free
	}
	next, err := t.step(ctx, a, care.EdgeWait, facts)
	if err != nil {
		return a, err
	}
	if facts.OtherLive { // a child with something live waits without being offered another place
		if next, err = t.stepBy(ctx, care.System("booking"), next, care.EdgePause, care.Facts{OtherLive: true}); err != nil {
			return a, err
		}
	}
	return next, t.worse(ctx, next)
}

// makeRoom ends the holds of locked classes whose time is over, and gives what is free to those who wait.
func (t *turn) makeRoom(ctx context.Context, classes ...care.ClassID) error {
	for _, class := range classes {
		if _, err := t.expire(ctx, class); err != nil {
			return err
		}
		if err := t.promote(ctx, class); err != nil {
			return err
		}
	}
	return nil
}

// placeKept reports whether a place of a class is kept for a group of siblings that was passed over often enough.
func (t *turn) placeKept(ctx context.Context, a care.Application) (bool, error) {
	if waits, err := t.somebodyWaits(ctx, a.ClassID); err != nil || !waits {
		return false, err
	}
	months, err := t.tx.Occupancy(ctx, a.ClassID)
	if err != nil || !someRoom(months, t.today.MonthOf()) { // what is not free is kept for nobody
		return false, err
	}
	_, pick, err := t.pick(ctx, a.ClassID, months)
	return pick.Ahead(a.ClassID, a.From, a.To), err
}

// worse tells those who were moved back by somebody with a better rank.
func (t *turn) worse(ctx context.Context, joined care.Application) error {
	behind, err := t.tx.Behind(ctx, joined.ClassID, joined.Rank)
	if err != nil {
		return err
	}
	for _, w := range behind {
		if err := t.notify(ctx, w, care.NoticePosition, toFamily); err != nil {
			return err
		}
	}
	return nil
}
