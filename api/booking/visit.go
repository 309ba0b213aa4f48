package booking

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	maxNote     = 300                  // characters
	maxPublish  = 100                  // slots or sessions in one request
	maxAhead    = 366 * 24 * time.Hour // of a slot or session
	longestSlot = 8 * time.Hour
	slotsShown  = 60 * 24 * time.Hour
)

// SlotRequest is a time to visit.
type SlotRequest struct {
	StartsAt, EndsAt care.Instant
	Places           int
}

// VisitRequest asks for a visit.
type VisitRequest struct {
	Slot  care.SlotID
	Child care.ChildID // may be ""
	Note  string
}

// VisitAct is a step of a visit: cancel by the family; attended, missed and cancel by the facility.
type VisitAct struct {
	Action  care.Action
	Version int64 // as it was seen; 0: whatever it is
	Reason  care.ReasonCode
}

// VisitView is a visit with what its readers need. Names and notes are never kept with a reply.
type VisitView struct {
	care.Visit

	Account  care.AccountID // who booked; for the facility alone
	StartsAt care.Instant
	EndsAt   care.Instant
	Facility FacilityName
	Child    string `json:"-"` // the name, for whoever may see it
	Note     string `json:"-"`
	Actions  []care.Action
}

// Slots returns the times to visit of a facility from an instant on, for two months; those cancelled are left out unless staff ask.
func (s *Service) Slots(ctx context.Context, actor care.Actor, f care.FacilityID, from care.Instant) (out []care.Slot, err error) {
	staff := actor.May(care.MaySetSlots, care.Owner{Facility: f}) == nil
	err = s.Store.Read(ctx, "read times to visit", func(tx *store.Tx) error {
		out, err = tx.SlotsBetween(ctx, f, from, from+care.Instant(slotsShown.Milliseconds()))
		return err
	})
	if !staff {
		out = slices.DeleteFunc(out, func(v care.Slot) bool { return !v.Open })
	}
	return out, err
}

// PublishSlots publishes times to visit of the actor's facility. Two may not overlap.
func (s *Service) PublishSlots(ctx context.Context, actor care.Actor, requests []SlotRequest) (out []care.Slot, err error) {
	if err := actor.May(care.MaySetSlots, care.Owner{Facility: actor.Facility}); err != nil {
		return nil, err
	}
	ids := newIDs[care.SlotID](len(requests))
	err = s.do(ctx, actor, "publish times to visit", func(ctx context.Context, t *turn) error {
		out = make([]care.Slot, 0, len(requests))
		if len(requests) == 0 || len(requests) > maxPublish {
			return care.Errorf(care.Invalid, care.CodeTooLarge, "slots", "give 1 to %d of them", maxPublish)
		}
		if err := t.tx.LockFacility(ctx, actor.Facility); err != nil { // two requests cannot both find the time free
			return err
		}
		for i, r := range requests {
			slot := care.Slot{ID: ids[i], FacilityID: actor.Facility, StartsAt: r.StartsAt, EndsAt: r.EndsAt, Places: r.Places, Open: true, Version: 1}
			if err := t.checkTime("starts_at", slot.StartsAt, slot.EndsAt, longestSlot); err != nil {
				return err
			}
			if err := t.addSlot(ctx, slot); err != nil {
				return err
			}
			out = append(out, slot)
		}
		return nil
	})
	return out, err
}

func (t *turn) addSlot(ctx context.Context, slot care.Slot) error {
	if slot.Places < 1 || slot.Places > maxPublish {
		return care.Errorf(care.Invalid, care.CodeInvalid, "places", "give 1 to %d places", maxPublish)
	}
	if n, err := t.tx.SlotsBeside(ctx, slot); err != nil {
		return err
	} else if n > 0 {
		return care.Errorf(care.Conflict, care.CodeDuplicate, "starts_at", "this overlaps another one")
	}
	if err := t.tx.AddSlot(ctx, slot, t.now); err != nil {
		return err
	}
	return t.changed(ctx, t.actor, care.NounSlot, string(slot.ID), care.ChangeCreated, map[string]any{
		"facility": slot.FacilityID, "starts_at": slot.StartsAt, "ends_at": slot.EndsAt, "places": slot.Places,
	})
}

// checkTime refuses a span of time that is past, too far ahead, too long or no span at all.
func (t *turn) checkTime(field string, from, to care.Instant, longest time.Duration) error {
	switch {
	case from <= t.now:
		return care.Errorf(care.Invalid, care.CodeStartPast, field, "this time is past")
	case from > t.now+care.Instant(maxAhead.Milliseconds()):
		return care.Errorf(care.Invalid, care.CodeStartFar, field, "this is more than a year ahead")
	case to <= from || to-from > care.Instant(longest.Milliseconds()):
		return care.Errorf(care.Invalid, care.CodeInvalid, field, "this must end after it begins, at most %d hours later", int(longest.Hours()))
	}
	return nil
}

// CancelSlot takes a time to visit back. Whoever booked it is told why.
func (s *Service) CancelSlot(ctx context.Context, actor care.Actor, id care.SlotID, reason care.ReasonCode) error {
	if err := care.CheckReason(reason, care.CancelReasons(), false); err != nil {
		return err
	}
	return s.do(ctx, actor, "cancel time to visit", func(ctx context.Context, t *turn) error {
		slot, err := t.tx.SlotOf(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.May(care.MaySetSlots, care.Owner{Facility: slot.FacilityID}); err != nil {
			return err
		}
		return t.cancelSlot(ctx, slot, reason)
	})
}

func (t *turn) cancelSlot(ctx context.Context, slot care.Slot, reason care.ReasonCode) error {
	if slot.StartsAt <= t.now {
		return care.Errorf(care.Conflict, care.CodeDeadlinePassed, "", "the visit has begun")
	}
	if ok, err := t.tx.CloseSlot(ctx, slot.ID, reason); err != nil {
		return err
	} else if !ok {
		return stale()
	}
	visits, err := t.tx.SlotVisits(ctx, slot.ID)
	if err != nil {
		return err
	}
	for _, v := range visits {
		if err := t.moveVisit(ctx, v, slot, "cancel", reason, false); err != nil {
			return err
		}
	}
	return t.changed(ctx, t.actor, care.NounSlot, string(slot.ID), "cancelled", map[string]any{"facility": slot.FacilityID, "reason": reason})
}

// BookVisit books a place of a time to visit for the actor's family. Fails with slot_full, already_booked (one visit to come, a
// family and facility), deadline_passed, consent_missing, and not_filed or suspended.
func (s *Service) BookVisit(ctx context.Context, actor care.Actor, key IdempotencyKey, r VisitRequest) (VisitView, error) {
	if err := actor.May(care.MayBookVisit, care.Owner{Family: actor.Family}); err != nil {
		return VisitView{}, err
	}
	r.Note = strings.TrimSpace(r.Note)
	if utf8.RuneCountInString(r.Note) > maxNote || (r.Note != "" && s.Box == nil) {
		return VisitView{}, care.Errorf(care.Invalid, care.CodeTooLarge, "note", "write at most %d characters", maxNote)
	}
	if !care.PlainText(r.Note) {
		return VisitView{}, care.Errorf(care.Invalid, care.CodeInvalid, "note", "the text holds characters that cannot be seen")
	}
	id := care.VisitID(care.NewID())
	_, view, err := once(ctx, s, actor, key, "book visit", r, func(ctx context.Context, t *turn) (int, VisitView, error) {
		v, err := t.bookVisit(ctx, id, r)
		return http.StatusCreated, v, err
	})
	if err != nil {
		return VisitView{}, err
	}
	return s.fullVisit(ctx, view)
}

func (t *turn) bookVisit(ctx context.Context, id care.VisitID, r VisitRequest) (VisitView, error) {
	slot, err := t.tx.SlotOf(ctx, r.Slot)
	if err != nil {
		return VisitView{}, err
	}
	place, err := t.openFacility(ctx, slot.FacilityID)
	if err != nil {
		return VisitView{}, err
	}
	if err := t.visitor(ctx, r.Child); err != nil {
		return VisitView{}, err
	}
	// A visit nobody marked does not keep the family from the next one.
	over, err := t.tx.FamilyVisitsOver(ctx, slot.FacilityID, t.actor.Family, t.now)
	if err != nil {
		return VisitView{}, err
	}
	for _, v := range over {
		if err := t.stepVisit(ctx, care.System("booking"), v, "missed", ""); err != nil {
			return VisitView{}, err
		}
	}
	t.probe("before take")
	if ok, err := t.tx.TakeSlotPlace(ctx, slot.ID, t.now); err != nil {
		return VisitView{}, err
	} else if !ok {
		return VisitView{}, t.noSlot(slot)
	}
	v := store.VisitRow{
		Visit: care.Visit{
			ID: id, SlotID: slot.ID, FacilityID: slot.FacilityID, FamilyID: t.actor.Family, ChildID: r.Child, State: care.VisitBooked, Version: 1,
			CreatedAt: t.now, UpdatedAt: t.now,
		},
		Account: care.AccountID(t.actor.ID), StartsAt: slot.StartsAt, EndsAt: slot.EndsAt,
	}
	if r.Note != "" {
		v.Note = t.Box.Seal(noteContext(id), r.Note)
	}
	if err := t.tx.AddVisit(ctx, v); care.Is(err, care.CodeConflict) {
		return VisitView{}, care.Errorf(care.Conflict, care.CodeAlreadyBooked, "slot_id", "your family has a visit to come here; cancel it to choose another time")
	} else if err != nil {
		return VisitView{}, err
	}
	if err := t.visitStepped(ctx, t.actor, care.Visit{}, v, care.VisitEdgeBooked); err != nil {
		return VisitView{}, err
	}
	return visitView(v, place, t.actor, t.now), nil
}

// noSlot says why a place of a slot could not be taken.
func (t *turn) noSlot(slot care.Slot) error {
	switch {
	case !slot.Open:
		return care.Errorf(care.Conflict, care.CodeClosed, "slot_id", "the facility has cancelled this time; choose another")
	case slot.StartsAt <= t.now:
		return care.Errorf(care.Conflict, care.CodeDeadlinePassed, "slot_id", "the visit has begun")
	default:
		return care.Errorf(care.Conflict, care.CodeSlotFull, "slot_id", "this time is taken; choose another")
	}
}

// visitor checks that a child named with a visit is the family's, and that its guardian agreed to its being told.
func (t *turn) visitor(ctx context.Context, child care.ChildID) error {
	if child == "" {
		return nil
	}
	_, err := t.ownChild(ctx, child, care.PurposeBooking)
	return err
}

// ownChild returns a child of the actor's family whose guardian agreed to some purposes.
func (t *turn) ownChild(ctx context.Context, id care.ChildID, purposes ...care.Purpose) (ChildFacts, error) {
	facts, err := t.child(ctx, id)
	if err != nil {
		return facts, err
	}
	if facts.Child.FamilyID != t.actor.Family || t.actor.Family == "" {
		return facts, care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
	}
	for _, p := range purposes {
		if !care.Consented(facts.Consents, p, id, 1) {
			return facts, care.Errorf(care.Conflict, care.CodeConsentMissing, "child_id", "a guardian must agree first; see the consents")
		}
	}
	return facts, nil
}

// openFacility returns a facility that may take children in.
func (t *turn) openFacility(ctx context.Context, id care.FacilityID) (care.Facility, error) {
	f, err := t.tx.FacilityAlone(ctx, id)
	if err != nil {
		return f, err
	}
	switch {
	case f.MayTake():
		return f, nil
	case f.Filing.Status == care.FilingSuspended:
		return f, care.Errorf(care.Conflict, care.CodeSuspended, "", "the facility may not take children in now")
	default:
		return f, care.Errorf(care.Conflict, care.CodeNotFiled, "", "the facility is not filed; places are booked at filed facilities only")
	}
}

// ActVisit takes a visit along an edge: by its family, or by the facility.
func (s *Service) ActVisit(ctx context.Context, actor care.Actor, id care.VisitID, act VisitAct) (view VisitView, err error) {
	err = s.do(ctx, actor, "act on visit", func(ctx context.Context, t *turn) error {
		v, err := t.tx.VisitByID(ctx, id)
		if err != nil {
			return err
		}
		if err := mayVisit(actor, v.Visit); err != nil {
			return err
		}
		if act.Version != 0 && act.Version != v.Version {
			return stale()
		}
		if err := t.stepVisit(ctx, actor, v, act.Action, act.Reason); err != nil {
			return err
		}
		if v, err = t.tx.VisitByID(ctx, id); err != nil {
			return err
		}
		f, err := t.tx.FacilityAlone(ctx, v.FacilityID)
		view = visitView(v, f, actor, t.now)
		return err
	})
	if err != nil {
		return VisitView{}, err
	}
	return s.fullVisit(ctx, view)
}

func mayVisit(actor care.Actor, v care.Visit) error {
	right := care.MayBookVisit
	if !actor.ForFamily() {
		right = care.MaySetSlots
	}
	return actor.May(right, care.Owner{Family: v.FamilyID, Facility: v.FacilityID})
}

// stepVisit moves a visit whose slot is not read yet.
func (t *turn) stepVisit(ctx context.Context, by care.Actor, v store.VisitRow, action care.Action, reason care.ReasonCode) error {
	slot, err := t.tx.SlotOf(ctx, v.SlotID)
	if err != nil {
		return err
	}
	was := t.actor
	t.actor = by
	defer func() { t.actor = was }()
	return t.moveVisit(ctx, v, slot, action, reason, true)
}

// moveVisit takes a visit along an edge as the actor; give says whether a place it leaves goes back to the slot.
func (t *turn) moveVisit(ctx context.Context, v store.VisitRow, slot care.Slot, action care.Action, reason care.ReasonCode, give bool) error {
	next, edge, err := care.MoveVisit(v.Visit, action, t.actor.Kind, reason, slot, t.now)
	if err != nil {
		return err
	}
	if ok, err := t.tx.MoveVisitRow(ctx, v.Visit, next); err != nil {
		return err
	} else if !ok {
		return stale()
	}
	if give && v.State.Seated() && !next.State.Seated() {
		if err := t.tx.GiveSlotPlace(ctx, slot.ID); err != nil {
			return err
		}
	}
	was := v.Visit
	v.Visit = next
	return t.visitStepped(ctx, t.actor, was, v, edge)
}

// visitStepped writes what happened to a visit and tells those it concerns.
func (t *turn) visitStepped(ctx context.Context, by care.Actor, was care.Visit, v store.VisitRow, edge care.Edge) error {
	err := t.changed(ctx, by, care.NounVisit, string(v.ID), string(edge), stepBody{
		Version: v.Version, From: string(was.State), To: string(v.State), Reason: v.Reason, Facility: v.FacilityID, Of: string(v.SlotID),
	})
	if err != nil {
		return err
	}
	n := care.Notice{
		At: t.now, Visit: v.ID, About: v.FacilityID, Child: v.ChildID, Params: map[string]string{"starts_at": timeText(v.StartsAt)},
	}
	if v.Reason != "" {
		n.Params["reason"] = string(v.Reason)
	}
	switch {
	case edge == care.VisitEdgeBooked:
		n.Event = care.NoticeVisitBooked
		return t.tellBoth(ctx, n, v.FamilyID, v.FacilityID)
	case v.State == care.VisitCancelled && by.ForFamily():
		n.Event = care.NoticeVisitCancelled
		return t.tellBoth(ctx, n, "", v.FacilityID)
	case v.State == care.VisitCancelled:
		n.Event, n.Urgent = care.NoticeVisitCancelled, true
		return t.tellBoth(ctx, n, v.FamilyID, "")
	default:
		return nil
	}
}

// Visits returns the visits of the actor's family, the latest first, or those of the actor's facility from an instant on.
func (s *Service) Visits(ctx context.Context, actor care.Actor, from care.Instant) ([]VisitView, error) {
	right, owner := care.MayBookVisit, care.Owner{Family: actor.Family}
	if !actor.ForFamily() {
		right, owner = care.MaySetSlots, care.Owner{Facility: actor.Facility}
	}
	if err := actor.May(right, owner); err != nil {
		return nil, err
	}
	var out []VisitView
	err := s.Store.Read(ctx, "read visits", func(tx *store.Tx) error {
		rows, err := tx.FamilyVisits(ctx, actor.Family)
		if !actor.ForFamily() {
			rows, err = tx.FacilityVisits(ctx, actor.Facility, from, from+care.Instant(slotsShown.Milliseconds()))
		}
		if err != nil {
			return err
		}
		out, err = visitViews(ctx, tx, rows, actor, s.now())
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.nameVisits(ctx, out)
}

// Visit returns one visit of the actor's family or facility.
func (s *Service) Visit(ctx context.Context, actor care.Actor, id care.VisitID) (view VisitView, err error) {
	err = s.Store.Read(ctx, "read visit", func(tx *store.Tx) error {
		v, err := tx.VisitByID(ctx, id)
		if err != nil {
			return err
		}
		if err := mayVisit(actor, v.Visit); err != nil {
			return err
		}
		f, err := tx.FacilityAlone(ctx, v.FacilityID)
		view = visitView(v, f, actor, s.now())
		view.Note = v.Note
		return err
	})
	if err != nil {
		return VisitView{}, err
	}
	return s.fullVisit(ctx, view)
}

func visitViews(ctx context.Context, tx *store.Tx, rows []store.VisitRow, actor care.Actor, now care.Instant) ([]VisitView, error) {
	places := make(map[care.FacilityID]care.Facility)
	out := make([]VisitView, len(rows))
	for i, v := range rows {
		f, err := knownFacility(ctx, tx, places, v.FacilityID)
		if err != nil {
			return nil, err
		}
		out[i] = visitView(v, f, actor, now)
		out[i].Note = v.Note
	}
	return out, nil
}

func visitView(v store.VisitRow, f care.Facility, actor care.Actor, now care.Instant) VisitView {
	view := VisitView{Visit: v.Visit, StartsAt: v.StartsAt, EndsAt: v.EndsAt, Facility: facilityName(f), Actions: []care.Action{}}
	if !actor.ForFamily() {
		view.Account = v.Account
	}
	slot := care.Slot{ID: v.SlotID, StartsAt: v.StartsAt, EndsAt: v.EndsAt}
	for _, r := range care.VisitRules() {
		reason := care.ReasonCode("")
		if r.Needs {
			reason = r.Reasons[0]
		}
		if _, _, err := care.MoveVisit(v.Visit, r.Action, actor.Kind, reason, slot, now); err == nil && !slices.Contains(view.Actions, r.Action) {
			view.Actions = append(view.Actions, r.Action)
		}
	}
	return view
}

// fullVisit adds to a view what is never kept with a reply: the child's name and the note.
func (s *Service) fullVisit(ctx context.Context, view VisitView) (VisitView, error) {
	list := []VisitView{view}
	if view.Note == "" { // of a kept reply, or one just written
		err := s.Store.Read(ctx, "read note", func(tx *store.Tx) error {
			v, err := tx.VisitByID(ctx, view.ID)
			list[0].Note = v.Note
			return err
		})
		if err != nil {
			return view, err
		}
	}
	err := s.nameVisits(ctx, list)
	return list[0], err
}

// nameVisits opens notes and fills names in.
func (s *Service) nameVisits(ctx context.Context, list []VisitView) error {
	ids := make([]care.ChildID, 0, len(list))
	for i := range list {
		if list[i].ChildID != "" {
			ids = append(ids, list[i].ChildID)
		}
		if list[i].Note == "" {
			continue
		}
		text, err := s.Box.Open(noteContext(list[i].ID), list[i].Note)
		if err != nil {
			return err
		}
		list[i].Note = text
	}
	names, err := s.childNames(ctx, ids)
	for i := range list {
		list[i].Child = names[list[i].ChildID]
	}
	return err
}

func noteContext(id care.VisitID) string { return "visit.note:" + string(id) }
