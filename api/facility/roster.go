package facility

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	maxMembers     = 500
	maxMemberName  = 60
	maxPaperNumber = 60
	dutyAhead      = 60 // days a mark may lie ahead
	dutyBack       = 31 // and behind
)

// Person is somebody who works at the facility, as the facility sees them.
type Person struct {
	care.Member

	Name    string
	Numbers []string // of the certificates, in their order
	Flaws   []care.Flaw
	Usual   bool // works on the day by their usual days
	Mark    *care.DutyMark
	OnDuty  bool
	Counts  bool // among the carers of the day
}

// Roster is who works at a facility and who is there on a day.
type Roster struct {
	Facility care.FacilityID
	Day      care.Date
	Works    bool // the day is a working day
	Known    bool // and that is certain
	People   []Person
	Classes  []ClassStaff // of the day
}

// ClassStaff is what the carers of a class allow.
type ClassStaff struct {
	care.Staffing

	Name    string
	Band    care.BandName
	Mode    care.Mode
	Filed   int
	Version int64 // of the class, to be named when places are set
}

// Roster returns the people of the actor's facility on a day, by name for nobody else.
func (s *Service) Roster(ctx context.Context, actor care.Actor, day care.Date) (Roster, error) {
	if err := mine(actor, care.MayKeepRoster); err != nil {
		return Roster{}, err
	}
	return s.roster(ctx, actor.Facility, day, true)
}

// RosterOf returns the people of a facility to whoever answers for it, without names and numbers.
func (s *Service) RosterOf(ctx context.Context, actor care.Actor, f care.FacilityID, day care.Date) (Roster, error) {
	area := ""
	err := s.Store.Read(ctx, "read a facility", func(tx *store.Tx) error {
		of, err := tx.FacilityAlone(ctx, f)
		area = of.AreaCode
		return err
	})
	if care.Is(err, care.CodeNotFound) {
		err = notFound("id")
	}
	if err == nil {
		err = actor.May(care.MaySeeRoster, care.Owner{Facility: f, Area: area})
	}
	if err != nil {
		return Roster{}, err
	}
	return s.roster(ctx, f, day, false)
}

func (s *Service) roster(ctx context.Context, f care.FacilityID, day care.Date, named bool) (out Roster, err error) {
	today := care.Today(s.now())
	if day.IsZero() {
		day = today
	}
	cal := s.Days()
	out = Roster{Facility: f, Day: day}
	out.Works, out.Known = cal.Working(day)
	err = s.Store.Read(ctx, "read the roster", func(tx *store.Tx) error {
		rows, marks, err := peopleOn(ctx, tx, f, day)
		if err != nil {
			return err
		}
		out.People = make([]Person, len(rows))
		members := make([]care.Member, len(rows))
		for i, r := range rows {
			members[i] = r.Member
			if out.People[i], err = s.person(r, day, cal, marks, named); err != nil {
				return err
			}
		}
		out.Classes, err = s.staffing(ctx, tx, f, day.MonthOf(), day, care.CarersOn(members, day, cal, marks))
		return err
	})
	return out, err
}

func peopleOn(ctx context.Context, tx *store.Tx, f care.FacilityID, day care.Date) ([]store.SealedStaff, map[care.MemberID]care.DutyMark, error) {
	rows, err := tx.Roster(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	days, err := tx.DutyDays(ctx, f, day, day)
	marks := make(map[care.MemberID]care.DutyMark, len(days))
	for _, d := range days {
		marks[d.Member] = d.DutyMark
	}
	return rows, marks, err
}

func (s *Service) person(r store.SealedStaff, day care.Date, cal *care.Calendar, marks map[care.MemberID]care.DutyMark, named bool) (Person, error) {
	p := Person{Member: r.Member, Flaws: r.Flaws(day), Usual: r.OnDuty(day, cal, nil)}
	if !p.Employed(day) {
		p.Flaws = nil
	}
	if m, marked := marks[r.ID]; marked {
		p.Mark = &m
	}
	p.OnDuty = r.OnDuty(day, cal, p.Mark)
	p.Counts = p.OnDuty && p.Post == care.PostCarer && !r.Barred(day)
	if !named {
		p.Code = ""
		return p, nil
	}
	var err error
	if p.Name, err = s.Box.Open(nameContext(r.FacilityID, r.ID), r.NameSealed); err != nil {
		return p, err
	}
	p.Numbers = make([]string, len(r.Numbers))
	for i, sealed := range r.Numbers {
		if sealed == "" {
			continue
		}
		if p.Numbers[i], err = s.Box.Open(numberContext(r.ID), sealed); err != nil {
			return p, err
		}
	}
	return p, nil
}

func nameContext(f care.FacilityID, id care.MemberID) string {
	return "staff.name:" + string(f) + "/" + string(id)
}
func numberContext(id care.MemberID) string { return "staff.certificate:" + string(id) }

// staffing says what carers allow in the classes of a facility in a month.
func (s *Service) staffing(ctx context.Context, tx *store.Tx, f care.FacilityID, month care.Month, on care.Date, carers []care.Carer) ([]ClassStaff, error) {
	of, err := tx.FacilityAlone(ctx, f)
	if err != nil {
		return nil, err
	}
	classes, err := tx.OpenClasses(ctx, f)
	if err != nil {
		return nil, err
	}
	return s.staffed(&of, classes, month, on, carers), nil
}

func (s *Service) staffed(of *care.Facility, classes []store.OpenClass, month care.Month, on care.Date, carers []care.Carer) []ClassStaff {
	var wanted []care.StaffedClass
	var out []ClassStaff
	for _, c := range classes {
		if c.Closed {
			continue
		}
		o, _ := c.Months.At(month)
		wanted = append(wanted, care.StaffedClass{ID: c.ID, Band: c.Band, Filed: o.Filed, Needed: o.Used(), Now: o.Staffed})
		out = append(out, ClassStaff{Name: c.Name, Band: c.Band, Mode: c.Mode, Filed: o.Filed, Version: c.Version})
	}
	for i, st := range s.Rules().Staffable(of.Kind, of.AreaCode, on, wanted, carers) {
		out[i].Staffing = st
	}
	return out
}

// MonthStaff is what the usual carers allow in a month.
type MonthStaff struct {
	Month   care.Month
	Classes []ClassStaff
}

// Proposal returns what the usual carers of the actor's facility allow, for some months from this one on.
func (s *Service) Proposal(ctx context.Context, actor care.Actor, months int) (out []MonthStaff, err error) {
	if err := mine(actor, care.MayKeepRoster); err != nil {
		return nil, err
	}
	today := care.Today(s.now())
	err = s.Store.Read(ctx, "propose places", func(tx *store.Tx) error {
		out = out[:0]
		rows, err := tx.Roster(ctx, actor.Facility)
		if err != nil {
			return err
		}
		members := make([]care.Member, len(rows))
		for i, r := range rows {
			members[i] = r.Member
		}
		of, err := tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		classes, err := tx.OpenClasses(ctx, actor.Facility)
		if err != nil {
			return err
		}
		for m := today.MonthOf(); len(out) < months; m++ {
			on := m.First()
			if on.Before(today) {
				on = today
			}
			out = append(out, MonthStaff{m, s.staffed(&of, classes, m, on, care.CarersIn(members, m, today))})
		}
		return nil
	})
	return out, err
}

// PersonInput is what a facility says of somebody who works there.
type PersonInput struct {
	care.Member // ID, FacilityID and Version are not read

	Name    string
	Numbers []string // of the certificates, in their order
}

func (s *Service) sealed(in PersonInput, id care.MemberID, f care.FacilityID) (store.SealedStaff, error) {
	row := store.SealedStaff{Member: in.Member}
	row.ID, row.FacilityID, row.Code = id, f, strings.TrimSpace(in.Code)
	name := strings.Join(strings.Fields(in.Name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0 || n > maxMemberName || !care.PlainText(name):
		return row, care.Errorf(care.Invalid, care.CodeInvalid, "name", "give a name of at most %d characters", maxMemberName)
	case len(in.Numbers) > len(in.Certificates):
		return row, care.Errorf(care.Invalid, care.CodeInvalid, "certificates", "there are more numbers than certificates")
	}
	if err := care.CheckMember(&row.Member, care.Today(s.now())); err != nil {
		return row, err
	}
	row.NameSealed, row.NameHash = s.Box.Seal(nameContext(f, id), name), s.nameHash(f, name)
	row.Numbers = make([]string, len(in.Certificates))
	for i, number := range in.Numbers {
		number = strings.TrimSpace(number)
		switch {
		case number == "":
			continue
		case utf8.RuneCountInString(number) > maxPaperNumber || !care.PlainText(number) || strings.ContainsAny(number, "|｜;；\n"):
			return row, care.Errorf(care.Invalid, care.CodeInvalid, "certificates.number", "a number has at most %d characters, and no bars or semicolons", maxPaperNumber)
		}
		row.Numbers[i] = s.Box.Seal(numberContext(id), number)
	}
	return row, nil
}

func (s *Service) nameHash(f care.FacilityID, name string) string {
	return s.Box.Hash("staff.name:"+string(f), strings.ToLower(strings.ReplaceAll(name, " ", "")))
}

// AddPerson adds somebody to the roster of the actor's facility.
func (s *Service) AddPerson(ctx context.Context, actor care.Actor, in PersonInput) (out Person, err error) {
	if err := mine(actor, care.MayKeepRoster); err != nil {
		return out, err
	}
	row, err := s.sealed(in, care.MemberID(care.NewID()), actor.Facility)
	if err != nil {
		return out, err
	}
	row.Version = 1
	err = s.Store.Write(ctx, "add somebody to the roster", func(tx *store.Tx) error {
		all, err := s.locked(ctx, tx, actor.Facility)
		if err != nil {
			return err
		}
		if err := s.addPerson(ctx, tx, actor, row, all); err != nil {
			return err
		}
		out, err = s.personNow(ctx, tx, row)
		return err
	})
	return out, err
}

// locked returns the roster with its facility locked: two lists at once cannot both find somebody new.
func (s *Service) locked(ctx context.Context, tx *store.Tx, f care.FacilityID) ([]store.SealedStaff, error) {
	if err := tx.LockFacility(ctx, f); err != nil {
		return nil, err
	}
	return tx.Roster(ctx, f)
}

func (s *Service) addPerson(ctx context.Context, tx *store.Tx, actor care.Actor, row store.SealedStaff, all []store.SealedStaff) error {
	switch {
	case len(all) >= maxMembers:
		return care.Errorf(care.Conflict, care.CodeMembersTooMany, "", "a roster holds at most %d people; remove those who left long ago", maxMembers)
	case known(all, row):
		return memberKnown()
	}
	if err := checkClass(ctx, tx, row); err != nil {
		return err
	}
	now := s.now()
	if err := tx.AddStaffMember(ctx, row, now); err != nil {
		return err
	}
	return changed(ctx, tx, actor, care.NounStaff, string(row.ID), care.ChangeCreated, now, map[string]any{"facility": row.FacilityID, "post": row.Post})
}

// known reports whether the number of somebody is another's.
func known(all []store.SealedStaff, row store.SealedStaff) bool {
	return row.Code != "" && slices.ContainsFunc(all, func(o store.SealedStaff) bool { return o.ID != row.ID && o.Code == row.Code })
}

func memberKnown() error {
	return care.Errorf(care.Conflict, care.CodeMemberKnown, "code", "this number belongs to somebody else of the roster")
}

// checkClass refuses a class of another facility.
func checkClass(ctx context.Context, tx *store.Tx, row store.SealedStaff) error {
	if row.Class == "" {
		return nil
	}
	classes, err := tx.ClassesOf(ctx, row.FacilityID)
	if err == nil && !slices.ContainsFunc(classes, func(c store.PlaceClass) bool { return c.ID == row.Class && !c.Closed }) {
		err = care.Errorf(care.NotFound, care.CodeNotFound, "class_id", "there is no class with this id")
	}
	return err
}

func (s *Service) personNow(ctx context.Context, tx *store.Tx, row store.SealedStaff) (Person, error) {
	today := care.Today(s.now())
	days, err := tx.DutyDays(ctx, row.FacilityID, today, today)
	if err != nil {
		return Person{}, err
	}
	marks := make(map[care.MemberID]care.DutyMark)
	for _, d := range days {
		marks[d.Member] = d.DutyMark
	}
	return s.person(row, today, s.Days(), marks, true)
}

// SavePerson changes somebody on the roster of the actor's facility. Fails with state_conflict when they were changed since seen.
func (s *Service) SavePerson(ctx context.Context, actor care.Actor, id care.MemberID, seen int64, in PersonInput) (out Person, err error) {
	if err := mine(actor, care.MayKeepRoster); err != nil {
		return out, err
	}
	err = s.Store.Write(ctx, "change somebody on the roster", func(tx *store.Tx) error {
		all, err := s.locked(ctx, tx, actor.Facility)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(o store.SealedStaff) bool { return o.ID == id }) {
			return notFound("id")
		}
		row, err := s.sealed(in, id, actor.Facility)
		if err != nil {
			return err
		}
		if err := s.savePerson(ctx, tx, actor, row, seen, all); err != nil {
			return err
		}
		row.Version = seen + 1
		out, err = s.personNow(ctx, tx, row)
		return err
	})
	return out, err
}

func (s *Service) savePerson(ctx context.Context, tx *store.Tx, actor care.Actor, row store.SealedStaff, seen int64, all []store.SealedStaff) error {
	if known(all, row) {
		return memberKnown()
	}
	if err := checkClass(ctx, tx, row); err != nil {
		return err
	}
	now := s.now()
	same, err := tx.SaveStaffMember(ctx, row, seen, now)
	if err != nil {
		return err
	}
	if !same {
		return stale()
	}
	return changed(ctx, tx, actor, care.NounStaff, string(row.ID), care.ChangeUpdated, now, map[string]any{"facility": row.FacilityID, "post": row.Post})
}

// RemovePerson erases somebody from the roster: those who left long ago, and what was entered by mistake.
func (s *Service) RemovePerson(ctx context.Context, actor care.Actor, id care.MemberID, seen int64) error {
	if err := mine(actor, care.MayKeepRoster); err != nil {
		return err
	}
	return s.Store.Write(ctx, "remove somebody from the roster", func(tx *store.Tx) error {
		row, known, err := tx.StaffMember(ctx, id)
		switch {
		case err != nil:
			return err
		case !known || row.FacilityID != actor.Facility:
			return notFound("id")
		}
		if same, err := tx.DropStaffMember(ctx, id, seen); err != nil {
			return err
		} else if !same {
			return stale()
		}
		return changed(ctx, tx, actor, care.NounStaff, string(id), care.ChangeRemoved, s.now(), map[string]any{"facility": actor.Facility})
	})
}

// MarkDuty marks somebody as there or not there on a day; nil leaves the day to their usual days. Why is not asked.
func (s *Service) MarkDuty(ctx context.Context, actor care.Actor, id care.MemberID, day care.Date, mark *care.DutyMark) (Roster, error) {
	if err := mine(actor, care.MayKeepRoster); err != nil {
		return Roster{}, err
	}
	now := s.now()
	today := care.Today(now)
	if day.Before(today.AddDays(-dutyBack)) || today.AddDays(dutyAhead).Before(day) {
		return Roster{}, care.Errorf(care.Invalid, care.CodeOutOfRange, "day", "mark a day within %d days back and %d ahead", dutyBack, dutyAhead)
	}
	err := s.Store.Write(ctx, "mark who is there", func(tx *store.Tx) error {
		row, known, err := tx.StaffMember(ctx, id)
		switch {
		case err != nil:
			return err
		case !known || row.FacilityID != actor.Facility:
			return notFound("id")
		}
		body := map[string]any{"facility": actor.Facility, "day": day}
		if mark == nil {
			if err := tx.UnmarkDuty(ctx, id, day); err != nil {
				return err
			}
			return changed(ctx, tx, actor, care.NounStaff, string(id), "duty_usual", now, body)
		}
		row.Class = mark.Class
		if err := checkClass(ctx, tx, row); err != nil {
			return err
		}
		if err := tx.MarkDuty(ctx, store.DutyDay{Member: id, Day: day, DutyMark: *mark}, actor.ID, now); err != nil {
			return err
		}
		body["on"] = mark.On
		return changed(ctx, tx, actor, care.NounStaff, string(id), "duty_marked", now, body)
	})
	if err != nil {
		return Roster{}, err
	}
	return s.roster(ctx, actor.Facility, day, true)
}
