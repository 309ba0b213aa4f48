package booking

import (
	"context"

	"tuoyuquan/api/care"
)

// The negative controls: each gives a service without one of its protections.

// CountThenInsert makes a service look whether there is room and then write, as so many do: no condition in the update, no lock.
func (s *Service) CountThenInsert(between func()) {
	s.off.locks = true
	s.off.take = func(ctx context.Context, t *turn, a care.Application, _ care.Seat) error {
		apps, err := t.tx.OfClass(ctx, a.ClassID)
		if err != nil {
			return err
		}
		months, err := t.tx.Occupancy(ctx, a.ClassID)
		if err != nil {
			return err
		}
		n := 0
		for _, o := range apps {
			if o.State.Seat() != care.NoSeat {
				n++
			}
		}
		between()
		if n >= months[0].Filed {
			return &fullError{span(a)}
		}
		return nil
	}
}

// FirstMonthOnly makes a service look at the month of the start alone.
func (s *Service) FirstMonthOnly() {
	s.off.take = func(ctx context.Context, t *turn, a care.Application, seat care.Seat) error {
		a.To = a.From
		if err := t.tx.Materialise(ctx, span(a)); err != nil {
			return err
		}
		return t.tx.Take(ctx, span(a), seat, &fullError{span(a)})
	}
}

// LookFirst makes a service read a class before it writes, without a lock; its places are still taken by the one condition.
func (s *Service) LookFirst() { s.off.locks = true }

// NoReclaim makes a service wait for the sweeper to end holds.
func (s *Service) NoReclaim() { s.off.reclaim = true }

// NoKeys makes a service forget its replies.
func (s *Service) NoKeys() { s.off.keys = true }

// PromoteNow promotes in one class, as a worker without a lease would.
func (s *Service) PromoteNow(ctx context.Context, class care.ClassID) error {
	_, err := s.reclaim(ctx, class)
	return err
}
