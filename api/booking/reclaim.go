package booking

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// reclaim ends the holds of a class whose time is over, so that none of them keeps somebody out while the sweeper sleeps. It
// returns how many there were.
func (s *Service) reclaim(ctx context.Context, class care.ClassID) (n int, err error) {
	due := false
	err = s.Store.Read(ctx, "look for holds to reclaim", func(tx *store.Tx) error {
		expired, err := tx.Expired(ctx, class, s.now())
		if err != nil {
			return err
		}
		waits, err := tx.SomebodyWaits(ctx, class)
		due = waits || len(expired) > 0
		return err
	})
	if err != nil || !due {
		return 0, err
	}
	err = s.do(ctx, care.System("booking"), "reclaim", func(ctx context.Context, t *turn) error {
		if err := t.lock(ctx, class); err != nil {
			return err
		}
		if n, err = t.expire(ctx, class); err != nil {
			return err
		}
		return t.promote(ctx, class)
	})
	return n, err
}

// expire ends the holds of a locked class whose time is over.
func (t *turn) expire(ctx context.Context, class care.ClassID) (n int, err error) {
	expired, err := t.tx.Expired(ctx, class, t.now)
	if err != nil {
		return 0, err
	}
	for _, a := range expired {
		if err := t.lockChildren(ctx, a.ChildID); err != nil {
			return n, err
		}
		if _, err := t.stepBy(ctx, care.System("booking"), a, care.EdgeExpire, care.Facts{}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// ownHoldsError is a child's own holds in other classes whose time is over: they end in turns of their own before the child is
// answered, as their classes would have to be locked first. Nothing of its transaction may be kept.
type ownHoldsError struct{ due []store.Due }

// Error gives code and text.
func (e *ownHoldsError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the care.Error.
func (e *ownHoldsError) Unwrap() error {
	return care.Errorf(care.Conflict, care.CodeChildHolding, "child_id", "a place is held or reserved for this child already")
}

// endOwnHolds ends the holds of locked children whose time is over: no child is refused something for the sake of a place that
// it no longer has.
func (t *turn) endOwnHolds(ctx context.Context, children ...care.ChildID) error {
	if t.off.reclaim {
		return nil
	}
	var elsewhere []store.Due
	for _, child := range children {
		apps, err := t.ofChild(ctx, child)
		if err != nil {
			return err
		}
		for _, a := range apps {
			if a.State != care.StateHeld || a.HoldUntil > t.now || a.FrozenAt != 0 {
				continue
			}
			if p := t.classes[a.ClassID]; p == nil || !p.locked {
				elsewhere = append(elsewhere, store.Due{Application: a.ID, Class: a.ClassID, At: a.UpdatedAt})
				continue
			}
			if _, err := t.stepBy(ctx, care.System("booking"), a, care.EdgeExpire, care.Facts{}); err != nil {
				return err
			}
		}
	}
	if len(elsewhere) > 0 {
		return &ownHoldsError{elsewhere}
	}
	return nil
}
