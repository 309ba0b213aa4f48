package facility

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// PatternKind says what a pattern makes.
type PatternKind string

// The kinds.
const (
	PatternSlot    PatternKind = "slot"    // times to visit
	PatternSession PatternKind = "session" // sessions of 计时托 and 临时托
)

const (
	maxPatterns    = 50
	maxPatternName = 40
)

// Pattern is a weekly pattern a facility keeps, to publish from it again and again.
type Pattern struct {
	ID      string
	Kind    PatternKind
	Name    string
	Weekly  care.WeeklyPattern
	Places  int
	Mode    care.Mode    // of a session
	Class   care.ClassID // of a session; ""
	Fee     int64        // of a session, in fen
	From    int          // ages of a session; both 0: those of the class
	To      int
	Version int64
	At      care.Instant
}

// Planned is one time of a pattern, and whether it can be published.
type Planned struct {
	care.Occurrence

	Clash bool // with what is published already
}

// Patterns returns those of the actor's facility.
func (s *Service) Patterns(ctx context.Context, actor care.Actor) (out []Pattern, err error) {
	if err := mine(actor, care.MaySetSlots); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, "read patterns", func(tx *store.Tx) error {
		rows, err := tx.Patterns(ctx, actor.Facility)
		if err != nil {
			return err
		}
		out = make([]Pattern, len(rows))
		for i, r := range rows {
			if out[i], err = patternOf(r); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func patternOf(r store.PatternRow) (p Pattern, err error) {
	if err := json.Unmarshal(r.Body, &p); err != nil {
		return p, fmt.Errorf("pattern %s: %w", r.ID, err)
	}
	p.ID, p.Kind, p.Name, p.Version, p.At = r.ID, PatternKind(r.Kind), r.Name, r.Version, r.At
	return p, nil
}

// SavePattern keeps a pattern of the actor's facility: a new one without an ID, else the one as it was seen.
func (s *Service) SavePattern(ctx context.Context, actor care.Actor, p Pattern) (Pattern, error) {
	if err := mine(actor, care.MaySetSlots); err != nil {
		return p, err
	}
	p.Name = strings.TrimSpace(p.Name)
	if n := utf8.RuneCountInString(p.Name); n == 0 || n > maxPatternName || !care.PlainText(p.Name) {
		return p, care.Errorf(care.Invalid, care.CodeInvalid, "name", "give the pattern a name of at most %d characters", maxPatternName)
	}
	if _, err := s.occurrences(&p); err != nil {
		return p, err
	}
	p.At = s.now()
	body, err := json.Marshal(p)
	if err != nil {
		return p, err
	}
	row := store.PatternRow{ID: p.ID, Facility: actor.Facility, Kind: string(p.Kind), Name: p.Name, Body: body, Version: p.Version, At: p.At}
	fresh := p.ID == ""
	if fresh {
		row.ID = care.NewID()
	}
	err = s.Store.Write(ctx, "keep a pattern", func(tx *store.Tx) error {
		if err := tx.LockFacility(ctx, actor.Facility); err != nil {
			return err
		}
		if err := checkClass(ctx, tx, store.SealedStaff{Member: care.Member{FacilityID: actor.Facility, Class: p.Class}}); err != nil {
			return err
		}
		all, err := tx.Patterns(ctx, actor.Facility)
		if err != nil {
			return err
		}
		switch {
		case fresh && len(all) >= maxPatterns:
			return care.Errorf(care.Conflict, care.CodeTooLarge, "", "a facility keeps at most %d patterns; remove one first", maxPatterns)
		case fresh:
			err = tx.AddPattern(ctx, row)
		case !slices.ContainsFunc(all, func(o store.PatternRow) bool { return o.ID == p.ID && o.Kind == row.Kind }):
			return notFound("id")
		default:
			var same bool
			if same, err = tx.SavePattern(ctx, row); err == nil && !same {
				return stale()
			}
		}
		if err != nil {
			return err
		}
		return changed(ctx, tx, actor, care.NounFacility, string(actor.Facility), "pattern_kept", p.At, map[string]any{"pattern": row.ID, "kind": p.Kind})
	})
	p.ID = row.ID
	p.Version = row.Version + 1
	return p, err
}

// RemovePattern removes a pattern of the actor's facility. What was published from it stays.
func (s *Service) RemovePattern(ctx context.Context, actor care.Actor, id string) error {
	if err := mine(actor, care.MaySetSlots); err != nil {
		return err
	}
	return s.Store.Write(ctx, "remove a pattern", func(tx *store.Tx) error {
		known, err := tx.DropPattern(ctx, actor.Facility, id)
		if err != nil {
			return err
		}
		if !known {
			return notFound("id")
		}
		return changed(ctx, tx, actor, care.NounFacility, string(actor.Facility), "pattern_removed", s.now(), map[string]any{"pattern": id})
	})
}

func (s *Service) occurrences(p *Pattern) ([]care.Occurrence, error) {
	switch {
	case p.Kind != PatternSlot && p.Kind != PatternSession:
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "kind", "a pattern makes times to visit, or sessions")
	case p.Kind == PatternSession && p.Mode != care.Hourly && p.Mode != care.Drop:
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "mode", "a session is hourly or drop_in")
	case p.Places < 0 || p.Places > 500 || p.Places == 0 && p.Class == "":
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "places", "give 1 to %d places", 500)
	}
	return p.Weekly.Occurrences(s.Days(), s.now())
}

// Preview lists what a pattern would publish at the actor's facility, and what it leaves out and why. It changes nothing.
func (s *Service) Preview(ctx context.Context, actor care.Actor, p Pattern) ([]Planned, error) {
	if err := mine(actor, care.MaySetSlots); err != nil {
		return nil, err
	}
	list, err := s.occurrences(&p)
	if err != nil {
		return nil, err
	}
	taken, err := s.taken(ctx, actor.Facility, &p)
	if err != nil {
		return nil, err
	}
	out := make([]Planned, len(list))
	for i, o := range list {
		from, until := minuteOf(o.Date, o.Period.Open), minuteOf(o.Date, o.Period.Close)
		out[i] = Planned{Occurrence: o, Clash: slices.ContainsFunc(taken, func(t span) bool { return t.from < until && from < t.until })}
	}
	return out, nil
}

type span struct{ from, until care.Instant }

func minuteOf(d care.Date, minute int16) care.Instant {
	return care.InstantOf(d.Time()) + care.Instant(minute)*60_000
}

// taken is when something stands already that the pattern must not overlap: any other time to visit, or a session of the same class and
// mode.
func (s *Service) taken(ctx context.Context, f care.FacilityID, p *Pattern) (out []span, err error) {
	since, until := minuteOf(p.Weekly.From, 0), minuteOf(p.Weekly.Until.AddDays(1), 0)
	err = s.Store.Read(ctx, "read what is published", func(tx *store.Tx) error {
		out = out[:0]
		if p.Kind == PatternSlot {
			slots, err := tx.SlotsBetween(ctx, f, since, until)
			for _, v := range slots {
				if v.Open {
					out = append(out, span{v.StartsAt, v.EndsAt})
				}
			}
			return err
		}
		rows, err := tx.SessionsBetween(ctx, f, since, until)
		for _, v := range rows {
			if v.Status != care.SessionCancelled && v.ClassID == p.Class && v.Mode == p.Mode {
				out = append(out, span{v.StartsAt(), v.EndsAt()})
			}
		}
		return err
	})
	return out, err
}
