package filing

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

// RegistrantList is who is registered in an area, seen from the register of facilities (已登记未备案).
type RegistrantList struct {
	Lines  []care.SeenRegistrant
	Counts map[care.RegistrantState]int
	// Unlisted are facilities that are filed and stand in no list, where there are lists for their district.
	Unlisted []care.Facility
}

// Registrants lists the bodies of the actor's area in one state, "" for all, "conflict" for those two registers say different things of.
func (s *Service) Registrants(ctx context.Context, actor care.Actor, state string) (out RegistrantList, err error) {
	if err := actor.May(care.MayKeepRegistrants, care.Owner{Area: actor.Area}); err != nil {
		return out, err
	}
	err = s.look(ctx, "list who is registered", func(t *turn) error {
		out = RegistrantList{Counts: map[care.RegistrantState]int{}}
		all, facilities, err := t.registers(ctx, actor.Area)
		if err != nil {
			return err
		}
		for _, r := range seeAll(all, facilities) {
			out.Counts[r.State]++
			if len(r.Conflicts) > 0 {
				out.Counts["conflict"]++
			}
			if state == "" || string(r.State) == state || state == "conflict" && len(r.Conflicts) > 0 {
				out.Lines = append(out.Lines, r)
			}
		}
		out.Unlisted = unlisted(all, facilities)
		return nil
	})
	return out, err
}

func (t *turn) registers(ctx context.Context, area string) ([]care.Registrant, []care.Facility, error) {
	all, err := t.tx.Registrants(ctx, area)
	if err != nil {
		return nil, nil, err
	}
	facilities, err := t.tx.FacilitiesIn(ctx, area)
	return all, facilities, err
}

func seeAll(all []care.Registrant, facilities []care.Facility) []care.SeenRegistrant {
	byCode, byName, byID := map[string][]*care.Facility{}, map[string][]*care.Facility{}, map[care.FacilityID]*care.Facility{}
	for i := range facilities {
		f := &facilities[i]
		byID[f.ID] = f
		byName[f.Name] = append(byName[f.Name], f)
		if f.CreditCode != "" {
			byCode[f.CreditCode] = append(byCode[f.CreditCode], f)
		}
	}
	lists := map[string][]care.Registrant{}
	for _, r := range all {
		lists[r.CreditCode] = append(lists[r.CreditCode], r)
	}
	out := make([]care.SeenRegistrant, len(all))
	for i, r := range all {
		candidates := slices.Clone(byCode[r.CreditCode])
		for _, f := range byName[r.Name] {
			if f.CreditCode != r.CreditCode { // those with its code are there
				candidates = append(candidates, f)
			}
		}
		if f := byID[r.Facility]; f != nil {
			candidates = append(candidates, f)
		}
		out[i] = care.SeeRegistrant(r, candidates, lists[r.CreditCode])
	}
	return out
}

func unlisted(all []care.Registrant, facilities []care.Facility) (out []care.Facility) {
	codes, districts, linked := map[string]bool{}, map[string]bool{}, map[care.FacilityID]bool{}
	for _, r := range all {
		codes[r.CreditCode], districts[r.AreaCode[:6]], linked[r.Facility] = true, true, true
	}
	for i := range facilities {
		f := &facilities[i]
		if f.Public(false) && !codes[f.CreditCode] && !linked[f.ID] && len(f.AreaCode) >= 6 && districts[f.AreaCode[:6]] {
			out = append(out, *f)
		}
	}
	return out
}

// ListReport is what an import of a registrar's list did, or would do.
type ListReport struct {
	Rows, Created, Updated, Unchanged int
	Ended                             int // struck off in this list
	Outside                           int // of other areas, left out
	Conflicts                         int // of this list, with the register or with another list
	Unfiled                           int // of this list
	Bad                               []registry.Problem
	Ignored                           []string
	Try                               bool
}

// longestSource is the characters of a list's name.
const longestSource = 40

// ImportList takes a registrar's list in, by its name: the same list twice changes nothing the second time. Rows outside the actor's area
// are left out, and told. With try nothing is changed. Fails with invalid_value when rows are bad: then nothing is changed.
func (s *Service) ImportList(ctx context.Context, actor care.Actor, source string, file []byte, try bool) (rep ListReport, err error) {
	if err := actor.May(care.MayKeepRegistrants, care.Owner{Area: actor.Area}); err != nil {
		return rep, err
	}
	source = strings.TrimSpace(source)
	if source == "" || !care.PlainText(source) || utf8.RuneCountInString(source) > longestSource {
		return rep, care.Errorf(care.Invalid, care.CodeInvalid, "source", "a list has a name of at most %d characters", longestSource)
	}
	read, err := registry.ReadRegistrants(registry.Input{Name: source, Data: bytes.NewReader(file), Size: int64(len(file))})
	if err != nil {
		return rep, err
	}
	err = s.do(ctx, "take a registrar's list in", func(t *turn) error {
		rep = ListReport{Rows: len(read.List) + len(read.Bad), Bad: read.Bad, Ignored: read.Ignored, Try: try}
		before, err := t.tx.RegistrantList(ctx, source, actor.Area)
		if err != nil {
			return err
		}
		known := make(map[string]care.Registrant, len(before))
		for _, r := range before {
			known[r.CreditCode] = r
		}
		list := make([]care.Registrant, 0, len(read.List))
		for _, r := range read.List {
			if !care.Within(r.AreaCode, actor.Area) {
				rep.Outside++
				continue
			}
			r.ID, r.Source, r.SeenAt = care.RegistrantID(care.NewID()), source, t.now
			rep.count(&r, known)
			list = append(list, r)
		}
		if err := t.forecast(ctx, actor.Area, list, &rep); err != nil {
			return err
		}
		if try || len(rep.Bad) > 0 {
			return nil
		}
		return t.keepList(ctx, actor, source, list, &rep)
	})
	return rep, err
}

func (rep *ListReport) count(r *care.Registrant, known map[string]care.Registrant) {
	old, there := known[r.CreditCode]
	if r.Ended {
		rep.Ended++
	}
	switch {
	case !there:
		rep.Created++
	case sameRegistrant(old, *r):
		rep.Unchanged++
	default:
		rep.Updated++
	}
}

func sameRegistrant(a, b care.Registrant) bool {
	b.ID, b.Mark, b.Note, b.Facility, b.SeenAt, b.Version = a.ID, a.Mark, a.Note, a.Facility, a.SeenAt, a.Version
	return a == b
}

// forecast says of how many the registers disagree, and how many are not filed.
func (t *turn) forecast(ctx context.Context, area string, list []care.Registrant, rep *ListReport) error {
	all, facilities, err := t.registers(ctx, area)
	if err != nil {
		return err
	}
	type key struct{ source, code string }
	fresh := make(map[key]int, len(list))
	for i, r := range list {
		fresh[key{r.Source, r.CreditCode}] = i
	}
	merged := slices.Clone(list)
	for _, r := range all {
		i, again := fresh[key{r.Source, r.CreditCode}]
		if !again {
			merged = append(merged, r)
			continue
		}
		merged[i].ID, merged[i].Mark, merged[i].Note, merged[i].Facility = r.ID, r.Mark, r.Note, r.Facility
	}
	for _, r := range seeAll(merged, facilities)[:len(list)] {
		if len(r.Conflicts) > 0 {
			rep.Conflicts++
		}
		if r.State == care.RegistrantUnfiled {
			rep.Unfiled++
		}
	}
	return nil
}

func (t *turn) keepList(ctx context.Context, actor care.Actor, source string, list []care.Registrant, rep *ListReport) error {
	for _, r := range list {
		if _, err := t.tx.SaveRegistrantRow(ctx, r, false); err != nil {
			return err
		}
	}
	if rep.Created+rep.Updated == 0 {
		return nil
	}
	return t.note(ctx, care.NounRegistrant, source, "import", actor, map[string]any{"created": rep.Created, "updated": rep.Updated})
}

// Mark is what a person decides about a registrant.
type Mark struct {
	Action   string // invite, unrelated, link, clear
	Version  int64
	Note     string          // with unrelated: why
	Facility care.FacilityID // with link
	Person   Person          // with invite: whose account is made
}

// Marked is a registrant after somebody decided about it.
type Marked struct {
	care.SeenRegistrant

	Dossier    care.DossierID // with invite: the draft that waits
	Invitation Invitation     // with invite, when an account was made
}

// The actions on registrants.
const (
	MarkInvite    = "invite"    // make a draft it can file with, for the account its facility gets
	MarkUnrelated = "unrelated" // cares for no children
	MarkLink      = "link"      // is a facility the register knows by another code
	MarkClear     = "clear"     // take that back
)

// MarkRegistrant keeps what somebody decided about a registrant. To invite makes, in one transaction, a facility that is not filed, the
// draft of its filing with what the registrar knows, and the account of whoever is to file it. Fails with not_found for another area's, and with state_conflict when it was changed meanwhile.
func (s *Service) MarkRegistrant(ctx context.Context, actor care.Actor, id care.RegistrantID, m Mark) (out Marked, err error) {
	m.Note = strings.TrimSpace(m.Note)
	if !care.PlainText(m.Note) || utf8.RuneCountInString(m.Note) > maxWords {
		return out, care.Errorf(care.Invalid, care.CodeInvalid, "note", "at most %d characters", maxWords)
	}
	err = s.do(ctx, "mark who is registered", func(t *turn) error {
		r, known, err := t.tx.Registrant(ctx, id)
		if err != nil {
			return err
		}
		if !known {
			return notHere()
		}
		if err := actor.May(care.MayKeepRegistrants, care.Owner{Area: r.AreaCode}); err != nil {
			return err
		}
		if r.Version != m.Version {
			return moved()
		}
		out = Marked{}
		if m.Action == MarkInvite {
			err = t.invite(ctx, actor, &r, m.Person, &out)
		} else {
			err = t.mark(ctx, actor, &r, m)
		}
		if err != nil {
			return err
		}
		saved, err := t.tx.MarkedRegistrant(ctx, r)
		if err == nil && !saved {
			err = moved()
		}
		if err != nil {
			return err
		}
		r.Version++
		if err := t.note(ctx, care.NounRegistrant, string(r.ID), m.Action, actor, map[string]any{"facility": r.Facility, "code": r.CreditCode}); err != nil {
			return err
		}
		_, facilities, err := t.registers(ctx, actor.Area)
		if err != nil {
			return err
		}
		out.SeenRegistrant = seeAll([]care.Registrant{r}, facilities)[0]
		return nil
	})
	return out, err
}

func (t *turn) mark(ctx context.Context, actor care.Actor, r *care.Registrant, m Mark) error {
	switch m.Action {
	case MarkUnrelated:
		if m.Note == "" {
			return care.Errorf(care.Invalid, care.CodeReasonNeeded, "note", "say why it is no matter of filing")
		}
		r.Mark, r.Note, r.Facility = care.MarkUnrelated, m.Note, ""
	case MarkLink:
		f, err := t.tx.FacilityAlone(ctx, m.Facility)
		if care.Is(err, care.CodeNotFound) || err == nil && !care.Within(f.AreaCode, actor.Area) {
			return care.Errorf(care.Invalid, care.CodeNotFound, "facility_id", "there is no such facility in your area")
		}
		if err != nil {
			return err
		}
		r.Mark, r.Note, r.Facility = care.MarkLinked, m.Note, f.ID
	case MarkClear:
		if r.Mark == care.MarkInvited {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "action", "it was invited; its draft is there")
		}
		r.Mark, r.Note, r.Facility = care.MarkNone, "", ""
	default:
		return care.Errorf(care.Invalid, care.CodeInvalid, "action", "invite, unrelated, link or clear")
	}
	return nil
}

// invite makes the facility a registrant can file with, its draft, and the account of whoever files.
func (t *turn) invite(ctx context.Context, actor care.Actor, r *care.Registrant, who Person, out *Marked) error {
	_, facilities, err := t.registers(ctx, actor.Area)
	if err != nil {
		return err
	}
	if seen := seeAll([]care.Registrant{*r}, facilities)[0]; seen.Facility != nil {
		return care.Errorf(care.Conflict, care.CodeStateConflict, "action", "the register has it already")
	}
	f := care.Facility{
		ID: care.FacilityID(care.NewID()), Source: "filing", ExternalID: string(r.ID), Name: r.Name, CreditCode: r.CreditCode, Kind: care.KindIndependent,
		Filing: care.Filing{Status: care.FilingDraft}, OpenToPublic: true, AreaCode: r.AreaCode, AreaName: r.AreaName, Address: r.Address,
	}
	if err := t.tx.SaveFacility(ctx, actor, t.now, f); err != nil {
		return err
	}
	r.Mark, r.Note, r.Facility = care.MarkInvited, "", f.ID
	form := formOf(&f, t.today.MonthOf())
	form.Registrar, form.Scope = r.Registrar, r.Scope
	if bases := t.rules.FilingBases(f.AreaCode, t.today); len(bases) > 0 {
		out.Dossier = care.DossierID(care.NewID())
		if err := t.begin(ctx, actor, draft(out.Dossier, &f, care.FilingNew, bases[0], t.now), form, nil); err != nil {
			return err
		}
	}
	if who.Username == "" || t.Appoint == nil {
		return nil
	}
	out.Invitation, err = t.Appoint(ctx, t.tx, actor, f.ID, who)
	return err
}

// AddDemo puts a made-up body into a list, for demonstrations.
func (s *Service) AddDemo(ctx context.Context, list []care.Registrant) error {
	return s.Store.Write(ctx, "make up who is registered", func(tx *store.Tx) error {
		for _, r := range list {
			if _, err := tx.SaveRegistrantRow(ctx, r, true); err != nil {
				return err
			}
		}
		return nil
	})
}
