package booking

import (
	"cmp"
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Todo is something a facility has to do that is about no single child: to confirm the figures of a class, or to take attendance.
type Todo struct {
	Kind     string // vacancy, attendance
	Class    care.ClassID
	Children int // whose mark is missing
	Due      care.Instant
	Late     bool
}

// attendanceBy is the hour by which attendance of a day is taken.
const attendanceBy = 10

// Todos returns what the actor's facility has to do beside answering, the most pressing first: figures that are no longer fresh or
// doubted, and the attendance of today.
func (s *Service) Todos(ctx context.Context, actor care.Actor) (out []Todo, err error) {
	if err := actor.May(care.MaySeeDesk, care.Owner{Facility: actor.Facility}); err != nil {
		return nil, err
	}
	err = s.look(ctx, actor, "read what is to be done", func(ctx context.Context, t *turn) error {
		out = nil
		f, err := t.tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		classes, err := t.tx.OpenClasses(ctx, actor.Facility)
		if err != nil {
			return err
		}
		terms := t.rules.VacancyTerms(f.AreaCode, t.today)
		for _, c := range classes {
			if todo, ok := t.stale(c, terms); ok {
				out = append(out, todo)
			}
		}
		todo, err := t.attendanceDue(ctx)
		if err == nil && todo.Children > 0 {
			out = append(out, todo)
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b Todo) int { return cmp.Compare(a.Due, b.Due) })
	return out, err
}

// stale says whether the figures of a class are to be confirmed.
func (t *turn) stale(c store.OpenClass, terms care.VacancyTerms) (Todo, bool) {
	if c.Closed || len(c.Months) == 0 || terms.Freshness(c.Confirmed, c.Reports, t.now) == care.FreshnessFresh {
		return Todo{}, false
	}
	todo := Todo{Kind: "vacancy", Class: c.ID, Due: c.Confirmed + care.Instant(terms.Fresh)}
	todo.Late = todo.Due <= t.now
	return todo, true
}

// attendanceDue counts the enrolled children of today without a mark whose family has not said that they stay away.
func (t *turn) attendanceDue(ctx context.Context) (Todo, error) {
	todo := Todo{Kind: "attendance", Due: care.InstantOf(t.today.Time()) + attendanceBy*3600*1000}
	todo.Late = todo.Due <= t.now
	if works, _ := t.cal.Working(t.today); !works {
		return todo, nil
	}
	list, err := t.attendance(ctx, t.today)
	for _, c := range list {
		if c.Application != "" && c.Mark == "" && !c.Absent {
			todo.Children++
		}
	}
	return todo, err
}
