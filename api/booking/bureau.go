package booking

import (
	"context"
	"encoding/json"
	"net/http"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// What a bureau can do with a class.
const (
	ClassFreeze   = "freeze"    // T19: takes nobody; what is held or offered stands still and is not lost
	ClassUnfreeze = "unfreeze"  // T19a: time goes on where it stood
	ClassSetFiled = "set_filed" // T20: filed places from a month on, even below use
)

// ClassAct is something a bureau does with a class, or with every class of a facility.
type ClassAct struct {
	Action string
	Reason care.ReasonCode // from the list of care.FreezeReasons
	Months []FiledMonth    // with set_filed
}

// FiledMonth is the filed places from one month on.
type FiledMonth struct {
	Month care.Month
	Filed int
}

// ClassReply is what a bureau's act did.
type ClassReply struct {
	Status       int
	Classes      int
	Applications int // whose clocks were stopped or go on
}

const mostFiled = 1000

// ActClass does something with a class for a bureau. Fails with not_found for a class of another district.
func (s *Service) ActClass(ctx context.Context, actor care.Actor, key IdempotencyKey, class care.ClassID, r ClassAct) (ClassReply, error) {
	return s.actClasses(ctx, actor, key, r, class, func(ctx context.Context, tx *store.Tx) (care.FacilityID, []care.ClassID, error) {
		p, err := tx.Class(ctx, class)
		return p.Facility, []care.ClassID{class}, err
	})
}

// ActFacility does the same with every class of a facility.
func (s *Service) ActFacility(ctx context.Context, actor care.Actor, key IdempotencyKey, f care.FacilityID, r ClassAct) (ClassReply, error) {
	return s.actClasses(ctx, actor, key, r, f, func(ctx context.Context, tx *store.Tx) (care.FacilityID, []care.ClassID, error) {
		all, err := tx.ClassesOf(ctx, f)
		ids := make([]care.ClassID, len(all))
		for i, c := range all {
			ids[i] = c.ID
		}
		return f, ids, err
	})
}

func (s *Service) actClasses(ctx context.Context, actor care.Actor, key IdempotencyKey, r ClassAct, of any,
	which func(context.Context, *store.Tx) (care.FacilityID, []care.ClassID, error),
) (ClassReply, error) {
	right := care.MayFreeze
	if r.Action == ClassSetFiled {
		right = care.MaySetFiled
	}
	if err := r.check(); err != nil {
		return ClassReply{}, err
	}
	var classes []care.ClassID
	err := s.Store.Read(ctx, "look at a class", func(tx *store.Tx) error {
		id, ids, err := which(ctx, tx)
		if err != nil {
			return err
		}
		f, err := tx.FacilityAlone(ctx, id)
		if err != nil {
			return err
		}
		classes = ids
		return actor.May(right, care.Owner{Facility: id, Area: f.AreaCode})
	})
	if err != nil {
		return ClassReply{}, err
	}
	request := struct {
		Of  any
		Act ClassAct
	}{of, r}
	status, reply, err := once(ctx, s, actor, key, "act on class", request, func(ctx context.Context, t *turn) (int, ClassReply, error) {
		if err := t.lock(ctx, classes...); err != nil {
			return 0, ClassReply{}, err
		}
		var done ClassReply
		for _, class := range classes {
			if err := t.actClass(ctx, class, r, &done); err != nil {
				return 0, ClassReply{}, err
			}
		}
		return http.StatusOK, done, nil
	})
	reply.Status = status
	if err == nil && r.Action == ClassFreeze {
		for _, class := range classes { // what fails here the sweeper does
			if _, err := s.reoffer(ctx, class); err != nil {
				s.Log.WarnContext(ctx, "children of a stopped class were not offered other places yet", "class", class, "error", err)
			}
		}
	}
	return reply, err
}

func (r *ClassAct) check() error {
	switch r.Action {
	case ClassFreeze, ClassSetFiled:
		if err := care.CheckReason(r.Reason, care.FreezeReasons(), false); err != nil {
			return err
		}
	case ClassUnfreeze:
	default:
		return care.Errorf(care.Invalid, care.CodeInvalid, "action", "say freeze, unfreeze or set_filed")
	}
	for i, m := range r.Months {
		if m.Filed < 0 || m.Filed > mostFiled || (i > 0 && m.Month <= r.Months[i-1].Month) {
			return care.Errorf(care.Invalid, care.CodeInvalid, "months", "give months in order, each with 0 to %d places", mostFiled)
		}
	}
	if (len(r.Months) > 0) != (r.Action == ClassSetFiled) {
		return care.Errorf(care.Invalid, care.CodeInvalid, "months", "months belong to set_filed, and set_filed needs them")
	}
	return nil
}

func (t *turn) actClass(ctx context.Context, class care.ClassID, r ClassAct, done *ClassReply) error {
	p := t.classes[class]
	t.touched = append(t.touched, class)
	if r.Action == ClassSetFiled {
		if err := t.setFiled(ctx, p, r); err != nil {
			return err
		}
		done.Classes++
		return t.promote(ctx, class)
	}
	edge, reason := care.EdgeFreeze, r.Reason
	if r.Action == ClassUnfreeze {
		edge, reason = care.EdgeUnfreeze, ""
	}
	changed, err := t.tx.Stop(ctx, p.PlaceClass, reason)
	if err != nil || !changed {
		return err
	}
	p.Frozen = string(reason)
	done.Classes++
	if err := t.classChanged(ctx, p, string(edge), map[string]any{"class": class, "reason": r.Reason}); err != nil {
		return err
	}
	apps, err := t.tx.OfClass(ctx, class)
	if err != nil {
		return err
	}
	for _, a := range apps {
		if (a.State != care.StateHeld && a.State != care.StateOffered) || a.Frozen() == (edge == care.EdgeFreeze) {
			continue
		}
		if _, err := t.step(ctx, a, edge, care.Facts{Reason: reason}); err != nil {
			return err
		}
		done.Applications++
	}
	if edge == care.EdgeUnfreeze {
		return t.promote(ctx, class)
	}
	return nil
}

// setFiled sets filed places from months on (T20).
func (t *turn) setFiled(ctx context.Context, p *place, r ClassAct) error {
	for _, m := range r.Months {
		if err := t.tx.Materialise(ctx, store.Span{Class: p.ID, First: m.Month, Last: m.Month}); err != nil {
			return err
		}
		if err := t.tx.SetFiledFrom(ctx, p.ID, m.Month, m.Filed); err != nil {
			return err
		}
	}
	if _, err := t.tx.Bump(ctx, p.ID, p.Version); err != nil {
		return err
	}
	return t.classChanged(ctx, p, string(care.EdgeFiled), map[string]any{"class": p.ID, "reason": r.Reason, "months": r.Months})
}

// classChanged writes down what was done with a class.
func (t *turn) classChanged(ctx context.Context, p *place, kind string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return t.tx.AppendChanges(ctx, []care.Change{{
		Noun: care.NounFacility, ID: string(p.Facility), Kind: kind, At: t.now, Actor: t.actor, Body: text,
	}})
}

// Object objects in a bureau's name to what a facility asks for, in a transaction that is given: as Act does at its own desk, whatever
// version the bureau has seen. Fails with not_found, state_conflict where nobody asks for it any more.
func (s *Service) Object(ctx context.Context, tx *store.Tx, actor care.Actor, id care.ApplicationID, action care.Action) error {
	if action != care.ActRefuseReject && action != care.ActRefuseRevoke {
		return care.Errorf(care.Invalid, care.CodeInvalid, "action", "%q is no objection", care.Clip(string(action)))
	}
	t := s.turn(tx, actor)
	a, err := tx.Application(ctx, id)
	if err != nil {
		return err
	}
	f, err := tx.FacilityAlone(ctx, a.FacilityID)
	if err != nil {
		return err
	}
	if err := mayAct(actor, a, f.AreaCode); err != nil {
		return err
	}
	if err := t.lock(ctx, a.ClassID); err != nil {
		return err
	}
	if a, err = tx.Application(ctx, id); err != nil { // as it is now that nobody else can change it
		return err
	}
	if err := t.act(ctx, id, ActRequest{Action: action, Version: a.Version}); err != nil {
		return err
	}
	return t.finish(ctx)
}

// Case is something that waits for a bureau, or for a facility's telephone.
type Case struct {
	store.Escalation

	View View // without the child's name
}

// CasePage is a page of what waits for a bureau.
type CasePage struct {
	Cases []Case
	Next  string // "": this is the last
	Total int    // of all pages
}

// Escalations returns up to limit of what waits for the actor's bureau, the most pressing first: what follows a page whose Next is cursor.
// Fails with bad_cursor.
func (s *Service) Escalations(ctx context.Context, actor care.Actor, cursor string, limit int) (page CasePage, err error) {
	if err := actor.May(care.MaySeeEscalations, care.Owner{Area: actor.Area}); err != nil {
		return page, err
	}
	after, err := care.ParseLastRow(cursor, care.LastRow{At: -1}) // some have no deadline
	if err != nil {
		return page, err
	}
	err = s.look(ctx, actor, "read escalations", func(ctx context.Context, t *turn) error {
		page = CasePage{}
		open, err := t.tx.EscalatedIn(ctx, actor.Area, after.At, after.ID, limit+1)
		if err != nil {
			return err
		}
		if len(open) > limit {
			open = open[:limit]
			last := open[limit-1]
			page.Next = care.LastRow{At: last.DueAt, ID: last.ID}.Cursor()
		}
		if page.Cases, err = t.cases(ctx, open); err != nil {
			return err
		}
		page.Total, err = t.tx.EscalatedCount(ctx, actor.Area)
		return err
	})
	return page, err
}

func (t *turn) cases(ctx context.Context, open []store.Escalation) ([]Case, error) {
	out := make([]Case, 0, len(open))
	for _, e := range open {
		v, err := t.viewNow(ctx, e.Application)
		if err != nil {
			return nil, err
		}
		out = append(out, Case{e, v})
	}
	return out, nil
}
