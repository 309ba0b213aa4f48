package booking

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	absentAhead = 90 // days ahead an absence may be said
	markBack    = 7  // days back a mark may still be set right
)

// AbsenceRequest says that an enrolled child stays away on a day.
type AbsenceRequest struct {
	Child       care.ChildID
	Application care.ApplicationID
	Date        care.Date
}

// MarkRequest is one tap on the attendance list.
type MarkRequest struct {
	Date        care.Date
	Child       care.ChildID
	Application care.ApplicationID // when the child stands in the list more than once; "": its enrolment, else its session
	Entry       care.EntryID
	Mark        care.Mark // "": takes a mark back
}

// AttendanceChild is one child on the list of a day: enrolled, or in a session.
type AttendanceChild struct {
	Child       care.ChildID
	Name        string `json:"-"`
	Class       care.ClassID
	ClassName   string
	Application care.ApplicationID // of an enrolled child
	Entry       care.EntryID       // of a child in a session
	Open, Close int16              // hours of the session, minutes after midnight
	Mark        care.Mark
	At          care.Instant // of the mark
	Absent      bool         // the family said that the child stays away
}

// MarkAbsence says that an enrolled child stays away on a day from today on. Its place of that day is lent to the sessions of its class,
// and goes to whoever waits for one. Saying it twice is saying it once.
func (s *Service) MarkAbsence(ctx context.Context, actor care.Actor, r AbsenceRequest) (a care.Absence, err error) {
	if err := actor.May(care.MayMarkAbsence, care.Owner{Family: actor.Family}); err != nil {
		return a, err
	}
	id := care.AbsenceID(care.NewID())
	err = s.do(ctx, actor, "mark absence", func(ctx context.Context, t *turn) error {
		who, err := t.enrolled(ctx, r.Application, r.Child)
		if err != nil {
			return err
		}
		if r.Date.Before(t.today) || r.Date.Before(who.Start) || t.today.AddDays(absentAhead).Before(r.Date) {
			return care.Errorf(care.Invalid, care.CodeOutOfRange, "date", "choose a day of care from today on, at most %d days ahead", absentAhead)
		}
		if a, err = t.absent(ctx, id, who, r.Date, true); err != nil {
			return err
		}
		return nil
	})
	return a, err
}

// enrolled returns the enrolled child of an application of the actor's family.
func (t *turn) enrolled(ctx context.Context, app care.ApplicationID, child care.ChildID) (store.Attendee, error) {
	who, err := t.tx.Attendee(ctx, app)
	if err != nil {
		return who, err
	}
	if err := t.actor.May(care.MayMarkAbsence, care.Owner{Family: who.Family}); err != nil {
		return who, err
	}
	switch {
	case who.Child != child:
		return who, care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
	case who.State != care.StateEnrolled:
		return who, care.Errorf(care.Conflict, care.CodeStateConflict, "application_id", "the child is not enrolled here")
	}
	return who, nil
}

// absent keeps an absence and lends the place. The class is locked, so that a session published at the same time has it too.
func (t *turn) absent(ctx context.Context, id care.AbsenceID, who store.Attendee, day care.Date, byFamily bool) (care.Absence, error) {
	a := care.Absence{
		ID: id, ApplicationID: who.Application, FamilyID: who.Family, ChildID: who.Child, FacilityID: who.Facility, ClassID: who.Class, Date: day,
		CreatedAt: t.now,
	}
	if err := t.lock(ctx, who.Class); err != nil {
		return a, err
	}
	if added, err := t.tx.AddAbsence(ctx, a, byFamily); err != nil {
		return a, err
	} else if !added {
		a, _, err = t.tx.Absence(ctx, who.Application, day)
		return a, err
	}
	sessions, err := t.tx.ClassSessions(ctx, who.Class, day, t.now)
	if err != nil {
		return a, err
	}
	for _, session := range sessions {
		if err := t.tx.Lend(ctx, session); err != nil {
			return a, err
		}
		if err := t.promoteEntries(ctx, session); err != nil {
			return a, err
		}
	}
	return a, t.changed(ctx, t.actor, care.NounAbsence, string(a.ID), care.ChangeCreated, map[string]any{
		"facility": who.Facility, "class": who.Class, "date": day, "sessions": len(sessions),
	})
}

// WithdrawAbsence takes an absence back: the child comes after all. Fails with state_conflict when another child has been given
// the place of some session.
func (s *Service) WithdrawAbsence(ctx context.Context, actor care.Actor, r AbsenceRequest) error {
	return s.do(ctx, actor, "withdraw absence", func(ctx context.Context, t *turn) error {
		who, err := t.enrolled(ctx, r.Application, r.Child)
		if err != nil {
			return err
		}
		if r.Date.Before(t.today) {
			return care.Errorf(care.Conflict, care.CodeDeadlinePassed, "date", "this day is over")
		}
		lost, err := t.present(ctx, who, r.Date)
		if err == nil && lost {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "date", "another child has been given the place; please call the facility")
		}
		return err
	})
}

// present removes an absence and takes the lent places back that are still free; lost says that some were not.
func (t *turn) present(ctx context.Context, who store.Attendee, day care.Date) (lost bool, err error) {
	if err := t.lock(ctx, who.Class); err != nil {
		return false, err
	}
	a, _, err := t.tx.Absence(ctx, who.Application, day)
	if care.Is(err, care.CodeNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := t.tx.RemoveAbsence(ctx, who.Application, day); err != nil {
		return false, err
	}
	sessions, err := t.tx.ClassSessions(ctx, who.Class, day, t.now)
	if err != nil {
		return false, err
	}
	for _, session := range sessions {
		free, err := t.tx.TakeLent(ctx, session)
		if err != nil {
			return lost, err
		}
		lost = lost || !free
	}
	return lost, t.changed(ctx, t.actor, care.NounAbsence, string(a.ID), care.ChangeRemoved, map[string]any{
		"facility": who.Facility, "class": who.Class, "date": day,
	})
}

// Absences returns the absences of the actor's family from a day on.
func (s *Service) Absences(ctx context.Context, actor care.Actor, from care.Date) (out []care.Absence, err error) {
	if err := actor.May(care.MayMarkAbsence, care.Owner{Family: actor.Family}); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, "read absences", func(tx *store.Tx) error {
		out, err = tx.FamilyAbsences(ctx, actor.Family, from)
		return err
	})
	return out, err
}

// Attendance returns who is expected at the actor's facility on a day, and who is there: enrolled children by class, then those in sessions.
func (s *Service) Attendance(ctx context.Context, actor care.Actor, day care.Date) (out []AttendanceChild, err error) {
	if err := actor.May(care.MayAttend, care.Owner{Facility: actor.Facility}); err != nil {
		return nil, err
	}
	err = s.look(ctx, actor, "read attendance", func(ctx context.Context, t *turn) error {
		out, err = t.attendance(ctx, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.nameAttendance(ctx, out)
}

func (t *turn) attendance(ctx context.Context, day care.Date) ([]AttendanceChild, error) {
	enrolled, err := t.tx.Attendees(ctx, t.actor.Facility, day)
	if err != nil {
		return nil, err
	}
	marks, err := t.tx.FacilityAttended(ctx, t.actor.Facility, day)
	if err != nil {
		return nil, err
	}
	away, err := t.tx.FacilityAbsences(ctx, t.actor.Facility, day)
	if err != nil {
		return nil, err
	}
	out := make([]AttendanceChild, 0, len(enrolled))
	for _, who := range enrolled {
		c := AttendanceChild{Child: who.Child, Class: who.Class, Application: who.Application}
		if i := slices.IndexFunc(marks, func(m store.Attended) bool { return m.Application == who.Application }); i >= 0 {
			c.Mark, c.At = marks[i].Mark, marks[i].At
		}
		c.Absent = slices.ContainsFunc(away, func(a care.Absence) bool { return a.ApplicationID == who.Application })
		p, err := t.class(ctx, who.Class)
		if err != nil {
			return nil, err
		}
		c.ClassName = p.Name
		out = append(out, c)
	}
	midnight := care.InstantOf(day.Time())
	entries, err := t.tx.FacilityEntries(ctx, t.actor.Facility, midnight, care.InstantOf(day.AddDays(1).Time()))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !e.State.Seated() {
			continue
		}
		row, _, err := t.tx.SessionByID(ctx, e.SessionID)
		if err != nil {
			return nil, err
		}
		c, err := t.inSession(ctx, e, row)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// inSession is a child in a session, as the list of the day has it.
func (t *turn) inSession(ctx context.Context, e store.EntryRow, row store.SessionRow) (AttendanceChild, error) {
	c := AttendanceChild{Child: e.ChildID, Class: row.ClassID, Entry: e.ID, Open: row.Open, Close: row.Close}
	switch e.State {
	case care.EntryCheckedIn:
		c.Mark, c.At = care.MarkPresent, e.InAt
	case care.EntryCheckedOut:
		c.Mark, c.At = care.MarkGone, e.OutAt
	case care.EntryMissed:
		c.Mark, c.At = care.MarkAbsent, e.UpdatedAt
	default:
	}
	if row.ClassID == "" {
		return c, nil
	}
	p, err := t.class(ctx, row.ClassID)
	if err == nil {
		c.ClassName = p.Name
	}
	return c, err
}

// MarkAttendance marks one child on the list of a day that has come. The place of a child that is not there is lent to the sessions
// of its class, and taken back when the child comes after all, unless somebody has it.
func (s *Service) MarkAttendance(ctx context.Context, actor care.Actor, r MarkRequest) (AttendanceChild, error) {
	if err := actor.May(care.MayAttend, care.Owner{Facility: actor.Facility}); err != nil {
		return AttendanceChild{}, err
	}
	if r.Mark != "" && !slices.Contains(care.Marks(), r.Mark) {
		return AttendanceChild{}, care.Errorf(care.Invalid, care.CodeInvalid, "mark", "this is not a mark of the list")
	}
	list := make([]AttendanceChild, 1)
	absence := care.AbsenceID(care.NewID())
	err := s.do(ctx, actor, "mark attendance", func(ctx context.Context, t *turn) error {
		if t.today.Before(r.Date) || r.Date.Before(t.today.AddDays(-markBack)) {
			return care.Errorf(care.Invalid, care.CodeOutOfRange, "date", "attendance is marked on the day, or within %d days after it", markBack)
		}
		enrolled, err := t.tx.Attendees(ctx, actor.Facility, r.Date)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(enrolled, func(w store.Attendee) bool {
			return w.Child == r.Child && (r.Application == "" || r.Application == w.Application)
		})
		if r.Entry != "" || i < 0 {
			list[0], err = t.markEntry(ctx, r)
			return err
		}
		list[0], err = t.markEnrolled(ctx, r, enrolled[i], absence)
		return err
	})
	if err != nil {
		return AttendanceChild{}, err
	}
	err = s.nameAttendance(ctx, list)
	return list[0], err
}

func (t *turn) markEnrolled(ctx context.Context, r MarkRequest, who store.Attendee, absence care.AbsenceID) (AttendanceChild, error) {
	c := AttendanceChild{Child: who.Child, Class: who.Class, Application: who.Application, Mark: r.Mark, At: t.now}
	p, err := t.class(ctx, who.Class)
	if err != nil {
		return c, err
	}
	c.ClassName = p.Name
	switch r.Mark {
	case care.MarkAbsent, care.MarkIll:
		_, err = t.absent(ctx, absence, who, r.Date, false)
		c.Absent = true
	default:
		_, err = t.present(ctx, who, r.Date)
	}
	if err != nil {
		return c, err
	}
	if r.Mark == "" {
		c.At = 0
		err = t.tx.UnmarkAttended(ctx, who.Application, r.Date)
	} else {
		err = t.mark(ctx, r, who)
	}
	if err != nil {
		return c, err
	}
	// Whether a child is ill is nobody's business in a log that is never forgotten.
	return c, t.changed(ctx, t.actor, care.NounAttendance, string(who.Application), "marked", map[string]any{"facility": who.Facility, "date": r.Date})
}

// mark keeps a mark with the times at which the child came and went.
func (t *turn) mark(ctx context.Context, r MarkRequest, who store.Attendee) error {
	a := store.Attended{
		Application: who.Application, Child: who.Child, Facility: who.Facility, Date: r.Date, Mark: r.Mark, At: t.now, By: t.actor.ID,
	}
	was, err := t.tx.AttendedOn(ctx, who.Application, r.Date)
	if err != nil && !care.Is(err, care.CodeNotFound) {
		return err
	}
	switch r.Mark {
	case care.MarkPresent:
		a.InAt = firstOf(was.InAt, t.now)
	case care.MarkGone:
		a.InAt, a.OutAt = was.InAt, t.now
	default:
	}
	return t.tx.MarkAttended(ctx, a)
}

func firstOf(a, b care.Instant) care.Instant {
	if a != 0 {
		return a
	}
	return b
}

// markEntry marks a child that is there for a session: the mark is a step of its entry.
func (t *turn) markEntry(ctx context.Context, r MarkRequest) (AttendanceChild, error) {
	action := care.Action("undo_check_in")
	switch r.Mark {
	case care.MarkPresent:
		action = "check_in"
	case care.MarkGone:
		action = "check_out"
	case care.MarkAbsent, care.MarkIll:
		action = "missed"
	}
	midnight := care.InstantOf(r.Date.Time())
	entries, err := t.tx.FacilityEntries(ctx, t.actor.Facility, midnight, care.InstantOf(r.Date.AddDays(1).Time()))
	if err != nil {
		return AttendanceChild{}, err
	}
	i := slices.IndexFunc(entries, func(e store.EntryRow) bool {
		return e.State.Seated() && e.ChildID == r.Child && (r.Entry == "" || r.Entry == e.ID)
	})
	if i < 0 {
		return AttendanceChild{}, care.Errorf(care.NotFound, care.CodeNotFound, "child_id", "there is no child with this id")
	}
	e, err := t.stepEntry(ctx, t.actor, entries[i], action, "")
	if err != nil {
		return AttendanceChild{}, err
	}
	row, _, err := t.tx.SessionByID(ctx, e.SessionID)
	if err != nil {
		return AttendanceChild{}, err
	}
	return t.inSession(ctx, e, row)
}

func (s *Service) nameAttendance(ctx context.Context, list []AttendanceChild) error {
	ids := make([]care.ChildID, 0, len(list))
	for _, c := range list {
		ids = append(ids, c.Child)
	}
	names, err := s.childNames(ctx, ids)
	for i := range list {
		list[i].Name = names[list[i].Child]
	}
	return err
}
