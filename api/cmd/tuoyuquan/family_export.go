package main

import (
	"context"
	"time"

	"tuoyuquan/api/care"
)

// The part of a family's export that reservations know. The rest is account's.
type (
	exportedApplication struct {
		ID       care.ApplicationID `json:"id"`
		Child    care.ChildID       `json:"child_id"`
		Facility string             `json:"facility"`
		Class    string             `json:"class"`
		Start    care.Date          `json:"start"`
		State    care.State         `json:"state"`
		Since    time.Time          `json:"since"`
		Steps    []exportedStep     `json:"history"`
	}
	exportedStep struct {
		At     time.Time       `json:"at"`
		Edge   care.Edge       `json:"edge"`
		From   care.State      `json:"from,omitempty"`
		To     care.State      `json:"to"`
		By     care.ActorKind  `json:"by"`
		Reason care.ReasonCode `json:"reason,omitempty"`
	}
	exportedVisit struct {
		ID       care.VisitID    `json:"id"`
		Child    care.ChildID    `json:"child_id,omitempty"`
		Facility string          `json:"facility"`
		StartsAt time.Time       `json:"starts_at"`
		State    care.VisitState `json:"state"`
		Note     string          `json:"note,omitempty"`
	}
	exportedEntry struct {
		ID       care.EntryID    `json:"id"`
		Child    care.ChildID    `json:"child_id"`
		Facility string          `json:"facility"`
		Date     care.Date       `json:"date"`
		State    care.EntryState `json:"state"`
		Lottery  int64           `json:"lottery,omitempty"`
	}
)

// familyExport is what reservations know of the actor's family.
func (p *people) familyExport(ctx context.Context, actor care.Actor) (map[string]any, error) {
	applications, err := p.exportApplications(ctx, actor)
	if err != nil {
		return nil, err
	}
	seen, err := p.booking.Visits(ctx, actor, 0)
	if err != nil {
		return nil, err
	}
	visits := make([]exportedVisit, len(seen))
	for i, v := range seen {
		visits[i] = exportedVisit{v.ID, v.ChildID, v.Facility.Name, v.StartsAt.Time(), v.State, v.Note}
	}
	asked, err := p.booking.Entries(ctx, actor, 0, "")
	if err != nil {
		return nil, err
	}
	entries := make([]exportedEntry, len(asked))
	for i, e := range asked {
		entries[i] = exportedEntry{e.ID, e.ChildID, e.Facility.Name, e.Session.Date, e.State, e.Lottery}
	}
	absences, err := p.booking.Absences(ctx, actor, care.Date{})
	if err != nil {
		return nil, err
	}
	away := make([]map[string]any, len(absences))
	for i, a := range absences {
		away[i] = map[string]any{"child_id": a.ChildID, "date": a.Date}
	}
	complaints, err := p.casework.Export(ctx, actor)
	if err != nil {
		return nil, err
	}
	reviews, err := p.casework.ExportReviews(ctx, actor)
	if err != nil {
		return nil, err
	}
	return map[string]any{"applications": applications, "visits": visits, "entries": entries, "absences": away, "complaints": complaints, "reviews": reviews}, nil
}

func (p *people) exportApplications(ctx context.Context, actor care.Actor) ([]exportedApplication, error) {
	list, err := p.booking.Applications(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := make([]exportedApplication, len(list))
	for i, short := range list {
		v, err := p.booking.Application(ctx, actor, short.ID)
		if err != nil {
			return nil, err
		}
		e := exportedApplication{
			ID: v.ID, Child: v.ChildID, Facility: v.Facility.Name, Class: v.ClassName, Start: v.Start, State: v.State, Since: v.Since.Time(),
			Steps: make([]exportedStep, len(v.Steps)),
		}
		for j, s := range v.Steps {
			e.Steps[j] = exportedStep{s.At.Time(), s.Edge, s.From, s.To, s.Actor.Kind, s.Reason}
		}
		out[i] = e
	}
	return out, nil
}
