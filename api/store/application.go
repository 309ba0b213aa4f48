package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// Step is one step an application took, as kept for ever.
type Step struct {
	Application care.ApplicationID
	Version     int64 // of the application after it
	Edge        care.Edge
	From, To    care.State
	At          care.Instant
	Actor       care.Actor
	Reason      care.ReasonCode
	Facility    care.FacilityID // not read back
	Class       care.ClassID
}

// InsertApplicationRow adds an application that was just begun.
func (w *work) InsertApplicationRow(ctx context.Context, a care.Application) error {
	r, err := applicationRow(a)
	if err != nil {
		return err
	}
	return w.later(-1, nil).InsertApplication(ctx, db.InsertApplicationParams(r))
}

// MoveApplicationRow writes an application after a step; the transaction fails with other when it no longer is in the state and
// version it was in before.
func (w *work) MoveApplicationRow(ctx context.Context, was, is care.Application, other error) error {
	r, err := applicationRow(is)
	if err != nil {
		return err
	}
	_, err = w.later(1, other).MoveApplication(ctx, db.MoveApplicationParams{
		StartDate: r.StartDate, FromMonth: r.FromMonth, ToMonth: r.ToMonth, State: r.State, Version: r.Version, HoldUntil: r.HoldUntil,
		DecideBy: r.DecideBy, RejectBy: r.RejectBy, AnswerBy: r.AnswerBy, AgreeBy: r.AgreeBy, KeepBy: r.KeepBy, Provisional: r.Provisional, Extended: r.Extended,
		Revived: r.Revived, FrozenAt: r.FrozenAt, RankClass: r.RankClass, RankPoints: r.RankPoints, RankLottery: r.RankLottery, RankAt: r.RankAt,
		RankRule: r.RankRule, RankWhy: r.RankWhy, GroupID: r.GroupID, Replaces: r.Replaces, OfferedAt: r.OfferedAt, DeliveredAt: r.DeliveredAt,
		SignedAt: r.SignedAt, Reminders: r.Reminders, RemindedAt: r.RemindedAt, Reason: r.Reason, UpdatedAt: r.UpdatedAt, Alternative: r.Alternative,
		ID: r.ID, Was: string(was.State), WasVersion: was.Version,
	})
	return err
}

var stepInsert = insert{
	table:   "step",
	columns: []string{"application_id", "version", "edge", "from_state", "to_state", "at", "actor_kind", "actor_id", "reason", "class_id"},
	later:   true,
}

// AddSteps keeps steps and gives the change that each is, for the caller to append in the same transaction.
func (w *work) AddSteps(ctx context.Context, steps []Step) ([]care.Change, error) {
	changes := make([]care.Change, len(steps))
	for i, p := range steps {
		body, err := json.Marshal(struct {
			Version  int64           `json:"version"`
			From     care.State      `json:"from,omitempty"`
			To       care.State      `json:"to"`
			Reason   care.ReasonCode `json:"reason"`
			Facility care.FacilityID `json:"facility"`
			Class    care.ClassID    `json:"class"`
		}{p.Version, p.From, p.To, p.Reason, p.Facility, p.Class})
		if err != nil {
			return nil, err
		}
		changes[i] = care.Change{Noun: care.NounApplication, ID: string(p.Application), Kind: string(p.Edge), At: p.At, Actor: p.Actor, Body: body}
	}
	return changes, insertAll(ctx, w, stepInsert, steps, func(args []any, p Step) []any {
		return append(args, string(p.Application), p.Version, string(p.Edge), string(p.From), string(p.To), int64(p.At), string(p.Actor.Kind),
			p.Actor.ID, string(p.Reason), string(p.Class))
	}, nil)
}

// Application returns one application, or not_found.
func (w *work) Application(ctx context.Context, id care.ApplicationID) (care.Application, error) {
	r, err := w.ApplicationByID(ctx, string(id))
	if err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			err = care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no application with this id")
		}
		return care.Application{}, err
	}
	return applicationOf(r)
}

// OfChild returns all applications of a child, oldest first.
func (w *work) OfChild(ctx context.Context, child care.ChildID) ([]care.Application, error) {
	rows, err := w.ApplicationsOfChild(ctx, string(child))
	return applicationsOf(oldestFirst(rows), err)
}

// oldestFirst puts the few applications of a child in order, which costs the database more than us.
func oldestFirst(rows []db.Application) []db.Application {
	slices.SortFunc(rows, func(a, b db.Application) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return rows
}

// OfFamily returns the newest applications of a family, newest first.
func (w *work) OfFamily(ctx context.Context, family care.FamilyID) ([]care.Application, error) {
	return applicationsOf(w.ApplicationsOfFamily(ctx, string(family)))
}

// OfGroup returns the applications of a sibling group, by id.
func (w *work) OfGroup(ctx context.Context, group care.GroupID) ([]care.Application, error) {
	return applicationsOf(w.ApplicationsOfGroup(ctx, string(group)))
}

// OfClass returns what is not over in a class, by id.
func (w *work) OfClass(ctx context.Context, class care.ClassID) ([]care.Application, error) {
	return applicationsOf(w.ApplicationsOfClass(ctx, string(class)))
}

// Waiting returns who waits for a class and is not paused, in order of rank.
func (w *work) Waiting(ctx context.Context, class care.ClassID) ([]care.Application, error) {
	return applicationsOf(w.WaitingOfClass(ctx, string(class)))
}

// WithRoom returns who of those waiting is alone and not kept out by a full month from one on, or wants a place with siblings, in
// order of rank. A month without a row of its own keeps nobody out here.
func (w *work) WithRoom(ctx context.Context, class care.ClassID, from care.Month) ([]care.Application, error) {
	return applicationsOf(w.WaitingWithRoom(ctx, db.WaitingWithRoomParams{ClassID: string(class), Month: int32(from)}))
}

// InLine returns how many wait for a class, paused or not, and how many of them rank before a rank.
func (w *work) InLine(ctx context.Context, class care.ClassID, r care.Rank) (ahead, waiting int, err error) {
	row, err := w.StandInLine(ctx, db.StandInLineParams{
		Class: int32(r.Class), Points: int32(r.Points), Lottery: r.Lottery, At: int64(r.At), ID: string(r.ID), ClassID: string(class), //nolint:gosec // small numbers of a rule table
	})
	return int(row.Ahead), int(row.Waiting), err
}

// Behind returns who waits for a class, is not paused and ranks after a rank, in order of rank.
func (w *work) Behind(ctx context.Context, class care.ClassID, r care.Rank) ([]care.Application, error) {
	return applicationsOf(w.WaitingBehind(ctx, db.WaitingBehindParams{
		Class: int32(r.Class), Points: int32(r.Points), Lottery: r.Lottery, At: int64(r.At), ID: string(r.ID), ClassID: string(class), //nolint:gosec // small numbers of a rule table
	}))
}

// WaitMove is somebody coming to a waitlist, or leaving it.
type WaitMove struct {
	Application care.ApplicationID
	Edge        care.Edge
	From, To    care.State
	At          care.Instant
	Rank        care.Rank
}

// WaitMoves returns everything that happened on the waitlist of a class, oldest first.
func (w *work) WaitMoves(ctx context.Context, class care.ClassID) ([]WaitMove, error) {
	rows, err := w.WaitSteps(ctx, string(class))
	out := make([]WaitMove, len(rows))
	for i, r := range rows {
		out[i] = WaitMove{
			Application: care.ApplicationID(r.ApplicationID), Edge: care.Edge(r.Edge), From: care.State(r.FromState), To: care.State(r.ToState),
			At: care.Instant(r.At), Rank: care.Rank{
				Class: int(r.RankClass), Points: int(r.RankPoints), Lottery: r.RankLottery, At: care.Instant(r.RankAt), ID: care.ApplicationID(r.ApplicationID),
			},
		}
	}
	return out, err
}

// SomebodyWaits reports whether anybody waits for a class and is not paused.
func (w *work) SomebodyWaits(ctx context.Context, class care.ClassID) (bool, error) {
	n, err := w.FirstWaiting(ctx, string(class))
	return n > 0, err
}

// Expired returns holds of a class whose time is over, oldest first, at most 50.
func (w *work) Expired(ctx context.Context, class care.ClassID, now care.Instant) ([]care.Application, error) {
	return applicationsOf(w.ExpiredHolds(ctx, db.ExpiredHoldsParams{ClassID: string(class), HoldUntil: int64(now)}))
}

// Due is an application with a clock that has run out, and the class whose places it may move.
type Due struct {
	Application care.ApplicationID
	Class       care.ClassID
	At          care.Instant // of its last change
}

// Due returns applications with a clock that has run out, in the order of their last change, those after one that was returned
// before. Drafts are due when nobody came back to them after draftsBefore.
func (w *work) Due(ctx context.Context, now, draftsBefore care.Instant, after Due, limit int) ([]Due, error) {
	rows, err := w.DueApplications(ctx, db.DueApplicationsParams{
		Now: int64(now), DraftsBefore: int64(draftsBefore), Month: int32(care.Today(now).MonthOf()), After: int64(after.At), AfterID: string(after.Application),
		Page: int32(min(max(limit, 0), 1000)), //nolint:gosec // bounded
	})
	out := make([]Due, len(rows))
	for i, r := range rows {
		out[i] = Due{care.ApplicationID(r.ID), care.ClassID(r.ClassID), care.Instant(r.UpdatedAt)}
	}
	return out, err
}

// StepsTaken returns every step of an application, oldest first.
func (w *work) StepsTaken(ctx context.Context, id care.ApplicationID) ([]Step, error) {
	rows, err := w.StepsOf(ctx, string(id))
	out := make([]Step, len(rows))
	for i, r := range rows {
		out[i] = Step{
			Application: care.ApplicationID(r.ApplicationID), Version: r.Version, Edge: care.Edge(r.Edge), From: care.State(r.FromState),
			To: care.State(r.ToState), At: care.Instant(r.At), Actor: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID},
			Reason: care.ReasonCode(r.Reason), Class: care.ClassID(r.ClassID),
		}
	}
	return out, err
}

// BrokenSteps returns the applications whose state does not follow from their steps.
func (s *Store) BrokenSteps(ctx context.Context) (out []care.ApplicationID, err error) {
	err = s.read(ctx, "replay steps", func(w *work) error {
		ids, err := w.BrokenSteps(ctx)
		for _, id := range ids {
			out = append(out, care.ApplicationID(id))
		}
		return err
	})
	return out, err
}

// LockChildRow makes everything about a child's applications happen one after the other, until the transaction ends. It
// reports whether there is such a child.
func (w *work) LockChildRow(ctx context.Context, child care.ChildID) (bool, error) {
	n, err := w.LockChild(ctx, string(child))
	return n == 1, err
}

// AddGroup begins a group of siblings who want their places together.
func (w *work) AddGroup(ctx context.Context, id care.GroupID, family care.FamilyID, at care.Instant) error {
	return w.InsertGroup(ctx, db.InsertGroupParams{ID: string(id), FamilyID: string(family), CreatedAt: int64(at)})
}

// Group returns how often a sibling group was passed over; its members are for the caller to add.
func (w *work) Group(ctx context.Context, id care.GroupID) (care.GroupWait, error) {
	r, err := w.GroupByID(ctx, string(id))
	return care.GroupWait{Skips: int(r.Skips), SkippedAt: care.Instant(r.SkippedAt)}, err
}

// PassOver counts and keeps that somebody went before a sibling group.
func (w *work) PassOver(ctx context.Context, id care.GroupID, class care.ClassID, before care.ApplicationID, at care.Instant) error {
	if _, err := w.SkipGroup(ctx, db.SkipGroupParams{ID: string(id), SkippedAt: int64(at)}); err != nil {
		return err
	}
	return w.InsertGroupSkip(ctx, db.InsertGroupSkipParams{
		ID: care.NewID(), GroupID: string(id), ClassID: string(class), ApplicationID: string(before), At: int64(at),
	})
}

func applicationRow(a care.Application) (db.Application, error) {
	why := ""
	if len(a.Rank.Explanation) > 0 {
		text, err := json.Marshal(a.Rank.Explanation)
		if err != nil {
			return db.Application{}, err
		}
		why = string(text)
	}
	return db.Application{
		ID: string(a.ID), FamilyID: string(a.FamilyID), ChildID: string(a.ChildID), FacilityID: string(a.FacilityID), ClassID: string(a.ClassID),
		Mode: string(a.Mode), StartDate: a.Start.String(), FromMonth: int32(a.From), ToMonth: int32(a.To), State: string(a.State), Version: a.Version,
		HoldUntil: int64(a.HoldUntil), DecideBy: int64(a.DecideBy), RejectBy: int64(a.RejectBy), AnswerBy: int64(a.AnswerBy), AgreeBy: int64(a.AgreeBy), KeepBy: int64(a.KeepBy),
		Provisional: a.Provisional, Extended: a.Extended, Revived: a.Revived, FrozenAt: int64(a.FrozenAt),
		RankClass: int32(a.Rank.Class), RankPoints: int32(a.Rank.Points), RankLottery: a.Rank.Lottery, RankAt: int64(a.Rank.At), //nolint:gosec // small numbers of a rule table
		RankRule: a.Rank.RuleVersion, RankWhy: why, GroupID: string(a.Group), Replaces: string(a.Replaces), OfferedAt: int64(a.OfferedAt),
		DeliveredAt: int64(a.DeliveredAt), SignedAt: int64(a.SignedAt), Reminders: int32(a.Reminders), RemindedAt: int64(a.RemindedAt), //nolint:gosec // a count of days
		Reason: string(a.Reason), CreatedAt: int64(a.CreatedAt), UpdatedAt: int64(a.UpdatedAt), Alternative: a.Alternative,
	}, nil
}

func applicationOf(r db.Application) (care.Application, error) {
	a := care.Application{
		ID: care.ApplicationID(r.ID), FamilyID: care.FamilyID(r.FamilyID), ChildID: care.ChildID(r.ChildID),
		FacilityID: care.FacilityID(r.FacilityID), ClassID: care.ClassID(r.ClassID), Mode: care.Mode(r.Mode), From: care.Month(r.FromMonth),
		To: care.Month(r.ToMonth), State: care.State(r.State), Version: r.Version, HoldUntil: care.Instant(r.HoldUntil),
		DecideBy: care.Instant(r.DecideBy), RejectBy: care.Instant(r.RejectBy), AnswerBy: care.Instant(r.AnswerBy), AgreeBy: care.Instant(r.AgreeBy), KeepBy: care.Instant(r.KeepBy),
		Provisional: r.Provisional, Extended: r.Extended, Revived: r.Revived, FrozenAt: care.Instant(r.FrozenAt),
		OfferedAt: care.Instant(r.OfferedAt), DeliveredAt: care.Instant(r.DeliveredAt), SignedAt: care.Instant(r.SignedAt),
		Reminders: int(r.Reminders), RemindedAt: care.Instant(r.RemindedAt), Group: care.GroupID(r.GroupID),
		Replaces: care.ApplicationID(r.Replaces), Reason: care.ReasonCode(r.Reason), CreatedAt: care.Instant(r.CreatedAt),
		UpdatedAt: care.Instant(r.UpdatedAt), Alternative: r.Alternative,
	}
	if err := a.Start.UnmarshalText([]byte(r.StartDate)); err != nil {
		return a, fmt.Errorf("application %s: %w", r.ID, err)
	}
	if r.RankAt != 0 {
		a.Rank = care.Rank{
			Class: int(r.RankClass), Points: int(r.RankPoints), Lottery: r.RankLottery, At: care.Instant(r.RankAt), ID: a.ID, RuleVersion: r.RankRule,
		}
	}
	if r.RankWhy != "" {
		if err := json.Unmarshal([]byte(r.RankWhy), &a.Rank.Explanation); err != nil {
			return a, fmt.Errorf("application %s: rank: %w", r.ID, err)
		}
	}
	return a, nil
}

func applicationsOf(rows []db.Application, err error) ([]care.Application, error) {
	if err != nil {
		return nil, err
	}
	out := make([]care.Application, len(rows))
	for i, r := range rows {
		if out[i], err = applicationOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ToPromote returns the classes where somebody waits and some month to come has room.
func (s *Store) ToPromote(ctx context.Context, now care.Instant) (out []care.ClassID, err error) {
	err = s.read(ctx, "read classes with room", func(w *work) error {
		ids, err := w.ClassesToPromote(ctx, int32(care.Today(now).MonthOf()))
		for _, id := range ids {
			out = append(out, care.ClassID(id))
		}
		return err
	})
	return out, err
}

// Unstarted returns confirmed applications whose first day has come and that were not reminded since an instant, by id, those
// after one; an empty page is the end.
func (w *work) Unstarted(ctx context.Context, today care.Date, before care.Instant, after care.ApplicationID) ([]care.Application, error) {
	return applicationsOf(w.ToRemind(ctx, db.ToRemindParams{Today: today.String(), Before: int64(before), AfterID: string(after)}))
}

// AnswerSoon returns offers whose time to answer ends by an instant and that nobody was reminded of.
func (w *work) AnswerSoon(ctx context.Context, now, soon care.Instant) ([]care.Application, error) {
	return applicationsOf(w.ToAnswerSoon(ctx, db.ToAnswerSoonParams{Now: int64(now), Soon: int64(soon)}))
}

// Provisional returns applications with a clock that counts through a year whose working days were not published.
func (w *work) Provisional(ctx context.Context) ([]care.Application, error) {
	return applicationsOf(w.ProvisionalApplications(ctx))
}

// Reminded keeps that a reminder was sent, if none was since it was read.
func (w *work) Reminded(ctx context.Context, a care.Application, at care.Instant) (bool, error) {
	n, err := w.Remind(ctx, db.RemindParams{At: int64(at), ID: string(a.ID), State: string(a.State), Was: int64(a.RemindedAt)})
	return n == 1, err
}

// ReminderArrived counts a delivered reminder, at most as many as were sent.
func (w *work) ReminderArrived(ctx context.Context, id care.ApplicationID) error {
	_, err := w.CountReminder(ctx, string(id))
	return err
}

// Page is which of a facility's applications are asked for, newest change first.
type Page struct {
	States   []care.State // empty: all a facility sees
	Class    care.ClassID // "": all
	Before   care.Instant // of the last one of the page before; 0: from the newest
	BeforeID care.ApplicationID
	Limit    int
}

// OfFacility returns a page of a facility's applications; drafts and holds are nobody's business but the family's.
func (w *work) OfFacility(ctx context.Context, facility care.FacilityID, p Page) ([]care.Application, error) {
	states := ""
	if len(p.States) > 0 {
		words := make([]string, len(p.States))
		for i, s := range p.States {
			words[i] = string(s)
		}
		states = "," + strings.Join(words, ",") + ","
	}
	if p.Before == 0 {
		p.Before = 1 << 62
	}
	return applicationsOf(w.FacilityApplications(ctx, db.FacilityApplicationsParams{
		FacilityID: string(facility), ClassID: string(p.Class), States: states, Before: int64(p.Before), BeforeID: string(p.BeforeID),
		Page: int32(min(max(p.Limit, 1), 200)), //nolint:gosec // bounded
	}))
}

// ToAnswer returns what a facility has to do something about, what is due first first.
func (w *work) ToAnswer(ctx context.Context, facility care.FacilityID) ([]care.Application, error) {
	return applicationsOf(w.FacilityNeeds(ctx, string(facility)))
}

// CountStates counts a facility's applications by state.
func (w *work) CountStates(ctx context.Context, facility care.FacilityID) (map[care.State]int, error) {
	rows, err := w.FacilityCounts(ctx, string(facility))
	out := make(map[care.State]int, len(rows))
	for _, r := range rows {
		out[care.State(r.State)] = int(r.N)
	}
	return out, err
}

// RemoveDraft removes a draft with its steps, if it still is as it was read.
func (w *work) RemoveDraft(ctx context.Context, a care.Application) (bool, error) {
	n, err := w.DeleteDraft(ctx, db.DeleteDraftParams{ID: string(a.ID), Version: a.Version})
	return n == 1, err
}
