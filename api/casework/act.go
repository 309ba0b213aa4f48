package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
)

// officer is the actor with the duties of their posts, for a case they may see. Fails with not_found for another area's case, and for
// a danger to a child with whoever has posts, but none that has to do with it, unless they were called about it.
func (t *turn) officer(ctx context.Context, actor care.Actor, f *file, right care.Right) (care.CaseActor, error) {
	if err := actor.May(right, care.Owner{Area: f.Area}); err != nil {
		return care.CaseActor{}, err
	}
	by, err := t.posted(ctx, actor, &f.Case)
	if err != nil {
		return by, err
	}
	opens, err := t.opens(ctx, by, f)
	if err == nil && !opens {
		err = notHere()
	}
	return by, err
}

// opens reports whether an officer of its area may open a case: one of danger to a child may whoever has to do with it, or was called.
// The inbox lists by the same.
func (t *turn) opens(ctx context.Context, by care.CaseActor, f *file) (bool, error) {
	if f.Class != care.ClassA || len(by.Units) == 0 || slices.Contains(by.Duties, care.DutySupervisor) || slices.Contains(by.Duties, care.DutyIntake) {
		return true, nil
	}
	its := append([]care.UnitID{f.Unit}, f.CoUnits...)
	if slices.ContainsFunc(by.Units, func(u care.UnitID) bool { return slices.Contains(its, u) }) {
		return true, nil
	}
	return t.called(ctx, f, care.AccountID(by.ID))
}

// posted is the actor with the duties they have in a case: those of their posts at an office that has to do with it.
func (t *turn) posted(ctx context.Context, actor care.Actor, c *care.Case) (by care.CaseActor, err error) {
	by = care.CaseOfficer(actor, nil, nil)
	posts, err := t.postsOf(ctx, care.AccountID(actor.ID))
	if err != nil || len(posts) == 0 {
		return by, err
	}
	for _, p := range posts {
		if !slices.Contains(by.Units, p.Unit) {
			by.Units = append(by.Units, p.Unit)
		}
		counts, err := t.counts(ctx, p.Unit, c.Unit, c.Area)
		if err != nil {
			return by, err
		}
		if counts && !slices.Contains(by.Duties, p.Duty) {
			by.Duties = append(by.Duties, p.Duty)
		}
	}
	return by, nil
}

// postsOf returns the posts of an officer, read once in a turn.
func (t *turn) postsOf(ctx context.Context, who care.AccountID) ([]care.Post, error) {
	if posts, known := t.posts[who]; known {
		return posts, nil
	}
	posts, err := t.tx.PostsOf(ctx, who)
	if err == nil {
		if t.posts == nil {
			t.posts = make(map[care.AccountID][]care.Post)
		}
		t.posts[who] = posts
	}
	return posts, err
}

// counts reports whether a duty held at one office counts for what another answers for in an area.
func (t *turn) counts(ctx context.Context, at, answers care.UnitID, area string) (bool, error) {
	units, err := t.plainUnits(ctx)
	if err != nil {
		return false, err
	}
	return care.DutyCounts(at, answers, area, units, t.rules, t.today), nil
}

// Act takes a case along the edge an action means from where it is. Fails with not_found for another area's case, state_conflict (a
// ConflictError with what has changed) when it is no longer as it was seen, and what the guard of the edge says.
func (s *Service) Act(ctx context.Context, actor care.Actor, id care.CaseID, r ActRequest) (view CaseView, err error) {
	err = s.doInVault(ctx, "act on a case", func(ctx context.Context, t *turn) error {
		f, err := t.lock(ctx, id)
		if err != nil {
			return err
		}
		by, err := t.officer(ctx, actor, f, care.MayWorkCases)
		if err != nil {
			return err
		}
		if r.Version != f.Version {
			return conflictOn(f, r.Version)
		}
		if err := t.act(ctx, f, by, r); err != nil {
			return err
		}
		view, err = t.caseView(ctx, f, by)
		return err
	})
	return view, err
}

func (t *turn) act(ctx context.Context, f *file, by care.CaseActor, r ActRequest) error {
	others, err := t.othersOf(ctx, f)
	if err != nil {
		return err
	}
	edge, err := care.CaseEdgeOf(&f.Case, r.Action, by.Side, others)
	if err != nil {
		return asConflict(err, f, nil)
	}
	facts, err := t.facts(ctx, f, by, edge, r)
	if err != nil {
		return err
	}
	facts.Others = others
	return t.step(ctx, f, edge, by, facts)
}

// facts reads what the guards need to know.
func (t *turn) facts(ctx context.Context, f *file, by care.CaseActor, edge care.CaseEdge, r ActRequest) (facts care.CaseFacts, err error) {
	facts = care.CaseFacts{Body: r.Body, NoTie: r.NoTie}
	facts.Body.Text = strings.TrimSpace(r.Text)
	switch edge {
	case care.CaseEdgeMessage, care.CaseEdgeContact:
		facts.Body.Message, err = t.write(ctx, f.ID, "office", care.AccountID(by.ID), facts.Body.Text)
		facts.Body.Text = ""
	case care.CaseEdgeAssign, care.CaseEdgeReturn, care.CaseEdgeReassign, care.CaseEdgeJoinUnits:
		facts, err = t.unitFacts(ctx, f, edge, facts)
	case care.CaseEdgeHandOver:
		facts.Officer, err = t.mayHandle(ctx, f, r.Body.Officer)
	case care.CaseEdgeRelease:
		facts.Previewed, err = t.previewed(ctx, f.ID, by.Actor, facts.Body.Text)
	case care.CaseEdgeJointReply, care.CaseEdgeMerge:
		var lead *file
		if lead, err = t.file(ctx, cmp.Or(f.Lead, r.Body.Lead)); err == nil {
			facts.Lead = &lead.Case
		}
	default:
	}
	return facts, err
}

// unitFacts fills in the unit by the table of routes where the request names none.
func (t *turn) unitFacts(ctx context.Context, f *file, edge care.CaseEdge, facts care.CaseFacts) (care.CaseFacts, error) {
	if facts.Body.Unit == "" && edge != care.CaseEdgeJoinUnits {
		lead, along, err := t.unitsFor(ctx, f.Category, f.Area)
		if err != nil {
			return facts, err
		}
		facts.Body.Unit = lead
		if facts.Body.CoUnits == nil {
			facts.Body.CoUnits = along
		}
	}
	known, err := t.unitKnown(ctx, f.Area, facts.Body)
	facts.UnitKnown = known || edge == care.CaseEdgeJoinUnits && len(facts.Body.CoUnits) == 0
	return facts, err
}

// mayHandle reports whether somebody is an officer of the case's unit, or of a bureau of its area that gives nobody a post there.
func (t *turn) mayHandle(ctx context.Context, f *file, who care.AccountID) (bool, error) {
	posts, err := t.tx.PostsOfUnit(ctx, f.Unit)
	if err != nil {
		return false, err
	}
	for _, p := range posts {
		if p.Account == who && p.Duty == care.DutyHandler {
			return true, nil
		}
	}
	own, err := t.tx.PostsOf(ctx, who)
	if err != nil || len(own) > 0 {
		return false, err
	}
	bureau, err := t.tx.Officers(ctx)
	for _, o := range bureau {
		if o.Account == who && care.Within(f.Area, o.Area) {
			return true, err
		}
	}
	return false, err
}

// asConflict says where a case is when a step does not begin there.
func asConflict(err error, f *file, diff []Difference) error {
	var known *care.Error
	if errors.As(err, &known) && known.Code == care.CodeStateConflict {
		return &ConflictError{Current: f.State, Version: f.Version, Differences: diff, cause: err}
	}
	return err
}

// conflictOn says what has changed since a version was seen, who did it and when.
func conflictOn(f *file, seen int64) error {
	out := &ConflictError{Current: f.State, Version: f.Version}
	if seen < 1 || seen > int64(len(f.steps)) {
		return out
	}
	was, err := care.Fold(f.steps[:seen])
	if err != nil {
		return err
	}
	before := shown(&was)
	last := map[string]Difference{}
	at := before
	for n := int(seen) + 1; n <= len(f.steps); n++ {
		now, err := care.Fold(f.steps[:n])
		if err != nil {
			return err
		}
		is, e := shown(&now), f.steps[n-1]
		for field, value := range is {
			if value != at[field] {
				last[field] = Difference{Field: field, Yours: before[field], Now: value, By: officerOf(e.By), At: e.At}
			}
		}
		at = is
	}
	for _, d := range last {
		if d.Yours != d.Now {
			out.Differences = append(out.Differences, d)
		}
	}
	slices.SortFunc(out.Differences, func(a, b Difference) int { return strings.Compare(a.Field, b.Field) })
	return out
}

// officerOf names officers; who else acted is no account's.
func officerOf(a care.Actor) care.AccountID {
	switch a.Kind {
	case care.ActorDistrict, care.ActorCity:
		return care.AccountID(a.ID)
	default:
		return ""
	}
}

// shown is what of a case two officers may see differently, by field. Words are told by their step, not repeated.
func shown(c *care.Case) map[string]string {
	clock := ""
	if k, ok := c.NearestDue(); ok {
		clock = string(k.Kind) + " " + timeText(k.Due)
	}
	units := make([]string, len(c.CoUnits))
	for i, u := range c.CoUnits {
		units[i] = string(u)
	}
	findings := make([]string, len(c.Findings))
	for i, f := range c.Findings {
		findings[i] = fmt.Sprint(f.Allegation, ":", f.Result)
	}
	flag := func(at care.Instant) string {
		if at == 0 {
			return ""
		}
		return timeText(at)
	}
	out := map[string]string{
		"state": string(c.State), "class": string(c.Class), "class_confirmed": strconv.FormatBool(c.ClassConfirmed), "unit": string(c.Unit),
		"co_units": strings.Join(units, ","), "intake": string(c.Intake), "handler": string(c.Handler), "reviewer": string(c.Reviewer), "caller": string(c.Caller),
		"asked": string(c.Asked), "lead": string(c.Lead), "reason": string(c.Reason), "due": clock, "findings": strings.Join(findings, ","),
		"contacted_at": flag(c.ContactedAt), "accepted_at": flag(c.AcceptedAt), "acked_at": flag(c.AckedAt), "withdrawn": strconv.FormatBool(c.Own),
		"released_at": "", "answered_at": "", "police_at": "",
	}
	if c.Release != nil {
		out["released_at"], out["answered_at"] = flag(c.Release.At), flag(c.Release.AnsweredAt)
	}
	if c.Police != nil {
		out["police_at"] = flag(c.Police.At)
	}
	return out
}

// Merge lets cases about the same facts follow one of them (C18): each complainant keeps their code, their messages and their survey,
// and learns of no other. All of them or none. Fails with not_found, class_a, not_same, lead_state and what the guard says.
func (s *Service) Merge(ctx context.Context, actor care.Actor, lead care.CaseID, ids []care.CaseID) (view CaseView, err error) {
	if len(ids) == 0 || len(ids) > maxMerge || slices.Contains(ids, lead) {
		return view, care.Errorf(care.Invalid, care.CodeInvalid, "cases", "name 1 to %d cases beside the one that leads", maxMerge)
	}
	all := slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(ids), lead))))
	err = s.do(ctx, "merge cases", func(ctx context.Context, t *turn) error {
		files := make(map[care.CaseID]*file, len(all))
		for _, id := range all {
			f, err := t.lock(ctx, id)
			if err != nil {
				return err
			}
			files[id] = f
		}
		first := files[lead]
		by, err := t.officer(ctx, actor, first, care.MayWorkCases)
		if err != nil {
			return err
		}
		for _, id := range all {
			if id == lead {
				continue
			}
			f := files[id]
			if _, err := t.officer(ctx, actor, f, care.MayWorkCases); err != nil {
				return err
			}
			others, err := t.othersOf(ctx, f)
			if err != nil {
				return err
			}
			facts := care.CaseFacts{Others: others, Lead: &first.Case, Body: care.CaseBody{Lead: lead}}
			if err := t.step(ctx, f, care.CaseEdgeMerge, by, facts); err != nil {
				return err
			}
		}
		first.others = -1
		view, err = t.caseView(ctx, first, by)
		return err
	})
	return view, err
}

// maxMerge is how many cases are merged at once: a facility that closes brings two hundred.
const maxMerge = 500

// replyToMerged answers every case that follows one whose reply was approved (C18a), each by itself.
func (t *turn) replyToMerged(ctx context.Context, lead *file) error {
	ids, err := t.tx.Following(ctx, lead.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		f, err := t.lock(ctx, id)
		if err != nil {
			return err
		}
		if f.RepliedAt != 0 {
			continue
		}
		if err := t.step(ctx, f, care.CaseEdgeJointReply, care.CaseSystem(), care.CaseFacts{Lead: &lead.Case}); err != nil {
			return err
		}
	}
	return nil
}
