package booking

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// ClosureRequest stops a facility.
type ClosureRequest struct {
	Kind    care.ClosureKind
	Reason  care.ReasonCode // from the list of care.FreezeReasons
	Words   string          // for families and the register
	Version int64           // of the facility, as it was previewed
}

// ReopenRequest opens a facility again that its bureau stopped.
type ReopenRequest struct {
	Reason  care.ReasonCode // from the list of care.ReopenReasons
	Version int64
}

// ClosureReply is what stopping or opening a facility did.
type ClosureReply struct {
	Status  int
	Closure care.ClosureID
	Is      care.FilingStatus
	Affect  care.Affected
	Classes int // stopped, or open again
}

// stopping is a facility about to be stopped or opened, as this transaction sees it.
type stopping struct {
	f       care.Facility
	version int64
	open    *care.Closure
	classes []care.ClassID
}

// facilityToStop reads a facility a bureau may stop.
func (t *turn) facilityToStop(ctx context.Context, id care.FacilityID) (s stopping, err error) {
	if s.f, s.version, err = t.tx.FacilityVersioned(ctx, id); err != nil {
		return s, err
	}
	if err := t.actor.May(care.MayCloseFacility, care.Owner{Facility: id, Area: s.f.AreaCode}); err != nil {
		return s, err
	}
	if s.open, err = t.tx.StoppedBy(ctx, id); err != nil {
		return s, err
	}
	all, err := t.tx.ClassesOf(ctx, id)
	for _, c := range all {
		s.classes = append(s.classes, c.ID)
	}
	return s, err
}

// CloseFacility suspends or closes a facility as one act: its filing, its classes, its times to visit and its sessions are stopped
// together, everybody it concerns is told once, and the children are offered places nearby (T19b). All but the offers is one
// transaction; the sweeper goes on with those. Fails with not_found for a facility of another district, state_conflict when it was changed
// since it was looked at, stopped_already, not_registered.
func (s *Service) CloseFacility(ctx context.Context, actor care.Actor, key IdempotencyKey, f care.FacilityID, r ClosureRequest) (ClosureReply, error) {
	r.Words = strings.TrimSpace(r.Words)
	id := care.ClosureID(care.NewID())
	var classes []care.ClassID
	request := struct {
		Facility care.FacilityID
		Request  ClosureRequest
	}{f, r}
	if err := s.mayStop(ctx, actor, f); err != nil {
		return ClosureReply{}, err
	}
	status, reply, err := once(ctx, s, actor, key, "stop facility", request, func(ctx context.Context, t *turn) (int, ClosureReply, error) {
		done, stopped, err := t.stopFacility(ctx, id, f, r)
		classes = stopped
		return http.StatusOK, done, err
	})
	reply.Status = status
	if err != nil {
		return reply, err
	}
	for _, class := range classes { // what fails here the sweeper does
		if _, err := s.reoffer(ctx, class); err != nil {
			s.Log.WarnContext(ctx, "children of a stopped facility were not offered other places yet", "class", class, "error", err)
		}
	}
	return reply, nil
}

// mayStop refuses who may not, before a key is looked at.
func (s *Service) mayStop(ctx context.Context, actor care.Actor, f care.FacilityID) error {
	return s.look(ctx, actor, "look at a facility to stop", func(ctx context.Context, t *turn) error {
		_, err := t.facilityToStop(ctx, f)
		return err
	})
}

func (t *turn) stopFacility(ctx context.Context, id care.ClosureID, f care.FacilityID, r ClosureRequest) (reply ClosureReply, _ []care.ClassID, err error) {
	if err := t.tx.LockFacility(ctx, f); err != nil {
		return reply, nil, err
	}
	s, err := t.facilityToStop(ctx, f)
	if err != nil {
		return reply, nil, err
	}
	if r.Version != s.version-1 { // the lock counts as one
		return reply, nil, stale()
	}
	if err := care.CheckStop(&s.f, r.Kind, s.open, r.Reason, r.Words); err != nil {
		return reply, nil, err
	}
	closure := care.Closure{
		ID: id, Facility: f, Kind: r.Kind, Reason: r.Reason, Words: r.Words, Was: care.WasBefore(&s.f, s.open), StartedAt: t.now, StartedBy: t.actor,
	}
	if err := t.setFacilityStatus(ctx, s, r.Kind.Status(), r.Kind.Change(), map[string]any{"reason": r.Reason, "words": r.Words, "closure": id}); err != nil {
		return reply, nil, err
	}
	if err := t.lock(ctx, s.classes...); err != nil {
		return reply, nil, err
	}
	found, err := t.affected(ctx, s, &closure)
	if err != nil {
		return reply, nil, err
	}
	t.mute = care.EdgeFreeze // the one message below says it
	if err := t.freezeAll(ctx, s, &closure); err != nil {
		return reply, nil, err
	}
	if err := t.cancelToCome(ctx, f, r.Kind.CancelReason()); err != nil {
		return reply, nil, err
	}
	if s.open != nil { // a closure follows a suspension
		if _, err := t.tx.FinishClosure(ctx, s.open.ID, t.now, t.actor, care.ReasonClosing); err != nil {
			return reply, nil, err
		}
	}
	if r.Kind == care.ClosureClose {
		if err := t.endTitles(ctx, &s.f, closure.Was); err != nil {
			return reply, nil, err
		}
	}
	if err := t.tx.AddClosure(ctx, closure, found); err != nil {
		return reply, nil, err
	}
	event := care.NoticeStopped
	if r.Kind == care.ClosureClose {
		event = care.NoticeClosed
	}
	if err := t.tellStopped(ctx, f, found, event, r.Reason, true); err != nil {
		return reply, nil, err
	}
	reply = ClosureReply{Closure: id, Is: r.Kind.Status(), Affect: closure.Affected, Classes: len(closure.Classes)}
	return reply, s.classes, nil
}

// setFacilityStatus changes the status of a facility alone.
func (t *turn) setFacilityStatus(ctx context.Context, s stopping, to care.FilingStatus, kind care.ChangeKind, body map[string]any) error {
	filing := s.f.Filing
	filing.Status = to
	done, err := t.tx.SetFiling(ctx, s.f, s.version, filing, care.Change{Kind: kind, At: t.now, Actor: t.actor}, body)
	if err == nil && !done {
		err = stale()
	}
	return err
}

// affected counts whom a closure concerns and returns their applications, each once, in the order of their classes.
func (t *turn) affected(ctx context.Context, s stopping, c *care.Closure) (found []care.Application, err error) {
	families := make(map[care.FamilyID]bool)
	for _, class := range s.classes {
		apps, err := t.tx.OfClass(ctx, class)
		if err != nil {
			return nil, err
		}
		for _, a := range apps {
			switch {
			case a.State == care.StateEnrolled:
				c.Affected.Enrolled++
			case a.State.Live():
				c.Affected.Coming++
			case a.State.Waiting():
				c.Affected.Waiting++
			default:
				continue
			}
			families[a.FamilyID] = true
			found = append(found, a)
		}
	}
	coming, err := t.tx.FacilityToCome(ctx, s.f.ID, t.now)
	if err != nil {
		return nil, err
	}
	c.Affected.Families, c.Affected.Visits, c.Affected.Entries = len(families), coming.Visits, coming.Entries
	c.Affected.Slots, c.Affected.Sessions = len(coming.Slots), len(coming.Sessions)
	dossiers, err := t.tx.Dossiers(ctx, s.f.ID)
	for _, d := range dossiers {
		if d.State.AtOffice() {
			c.Affected.Dossiers++
		}
	}
	return found, err
}

// freezeAll stops every class that was not stopped before, and remembers which.
func (t *turn) freezeAll(ctx context.Context, s stopping, c *care.Closure) error {
	if s.open != nil {
		c.Classes = slices.Clone(s.open.Classes)
	}
	var done ClassReply
	for _, class := range s.classes {
		if p := t.classes[class]; p.Frozen != "" || p.Closed {
			continue
		}
		if err := t.actClass(ctx, class, ClassAct{Action: ClassFreeze, Reason: c.Reason}, &done); err != nil {
			return err
		}
		c.Classes = append(c.Classes, class)
	}
	if c.Classes == nil {
		c.Classes = []care.ClassID{}
	}
	return nil
}

// cancelToCome takes back every time to visit and every session of a facility that has not begun.
func (t *turn) cancelToCome(ctx context.Context, f care.FacilityID, reason care.ReasonCode) error {
	coming, err := t.tx.FacilityToCome(ctx, f, t.now)
	if err != nil {
		return err
	}
	for _, id := range coming.Slots {
		slot, err := t.tx.SlotOf(ctx, id)
		if err != nil {
			return err
		}
		if err := t.cancelSlot(ctx, slot, reason); err != nil {
			return err
		}
	}
	for _, id := range coming.Sessions {
		row, _, err := t.tx.SessionByID(ctx, id)
		if err != nil {
			return err
		}
		entries, err := t.tx.SessionEntries(ctx, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(entries, func(e store.EntryRow) bool { return e.State == care.EntryCheckedIn }) {
			continue // a child is there already: it is looked after until it is fetched
		}
		if err := t.cancelSession(ctx, row, reason); err != nil {
			return err
		}
	}
	return nil
}

// tellStopped tells every family with something here, and the facility, once each.
func (t *turn) tellStopped(ctx context.Context, f care.FacilityID, found []care.Application, event care.NoticeEvent, reason care.ReasonCode, urgent bool) error {
	told := make(map[care.FamilyID]bool)
	n := care.Notice{Event: event, At: t.now, Urgent: urgent, About: f, Params: map[string]string{"reason": string(reason)}}
	for _, a := range found {
		if told[a.FamilyID] {
			continue
		}
		told[a.FamilyID] = true
		n.Family = a.FamilyID
		if err := t.tx.Notify(ctx, n); err != nil {
			return err
		}
	}
	n.Family, n.Staff = "", f
	return t.tx.Notify(ctx, n)
}

// ReopenFacility ends a closure: the facility stands as it did, its classes take children again, and what stood still goes on.
func (s *Service) ReopenFacility(ctx context.Context, actor care.Actor, key IdempotencyKey, f care.FacilityID, r ReopenRequest) (ClosureReply, error) {
	if err := s.mayStop(ctx, actor, f); err != nil {
		return ClosureReply{}, err
	}
	request := struct {
		Facility care.FacilityID
		Request  ReopenRequest
	}{f, r}
	status, reply, err := once(ctx, s, actor, key, "reopen facility", request, func(ctx context.Context, t *turn) (int, ClosureReply, error) {
		done, err := t.reopenFacility(ctx, f, r)
		return http.StatusOK, done, err
	})
	reply.Status = status
	return reply, err
}

func (t *turn) reopenFacility(ctx context.Context, f care.FacilityID, r ReopenRequest) (reply ClosureReply, err error) {
	if err := t.tx.LockFacility(ctx, f); err != nil {
		return reply, err
	}
	s, err := t.facilityToStop(ctx, f)
	if err != nil {
		return reply, err
	}
	if r.Version != s.version-1 { // the lock counts as one
		return reply, stale()
	}
	if err := care.CheckReopen(s.open, r.Reason); err != nil {
		return reply, err
	}
	to, err := t.statusAgain(ctx, s)
	if err != nil {
		return reply, err
	}
	if err := t.setFacilityStatus(ctx, s, to, care.ChangeReopened, map[string]any{"reason": r.Reason, "closure": s.open.ID}); err != nil {
		return reply, err
	}
	if err := t.lock(ctx, s.classes...); err != nil {
		return reply, err
	}
	if ended, err := t.tx.FinishClosure(ctx, s.open.ID, t.now, t.actor, r.Reason); err != nil {
		return reply, err
	} else if !ended {
		return reply, stale()
	}
	reply, err = t.goOn(ctx, s, r.Reason)
	reply.Is = to
	return reply, err
}

// goOn lets the classes a closure stopped take children again, and tells everybody with something there.
func (t *turn) goOn(ctx context.Context, s stopping, reason care.ReasonCode) (ClosureReply, error) {
	var done ClassReply
	for _, class := range s.classes {
		if !slices.Contains(s.open.Classes, class) {
			continue
		}
		if err := t.actClass(ctx, class, ClassAct{Action: ClassUnfreeze}, &done); err != nil {
			return ClosureReply{}, err
		}
	}
	var c care.Closure
	found, err := t.affected(ctx, s, &c)
	if err != nil {
		return ClosureReply{}, err
	}
	if err := t.tellStopped(ctx, s.f.ID, found, care.NoticeReopened, reason, false); err != nil {
		return ClosureReply{}, err
	}
	return ClosureReply{Closure: s.open.ID, Affect: c.Affected, Classes: done.Classes}, nil
}

// statusAgain is what a facility is when its closure ends: what it was, but a change that has come to the office meanwhile, or is there no
// more, counts. What a closure has ended of its titles stands again.
func (t *turn) statusAgain(ctx context.Context, s stopping) (care.FilingStatus, error) {
	titles, err := t.tx.Titles(ctx, s.f.ID)
	if err != nil {
		return "", err
	}
	stands := care.Filed
	if s.open.Was == care.Licensed {
		stands = care.Licensed
	}
	for _, title := range titles {
		if s.open.Kind == care.ClosureClose && title.EndedOn == care.Today(s.open.StartedAt) {
			title.ID = care.TitleID(care.NewID())
			if err := t.tx.AddTitle(ctx, title); err != nil {
				return "", err
			}
			title.EndedOn = care.Date{}
		}
		if title.EndedOn.IsZero() {
			stands = title.Basis.Status()
		}
	}
	dossiers, err := t.tx.Dossiers(ctx, s.f.ID)
	for _, d := range dossiers {
		if d.Kind == care.FilingChange && (d.State.AtOffice() || d.State == care.DossierNonconforming) {
			return care.FilingChangePending, err
		}
	}
	return stands, err
}
