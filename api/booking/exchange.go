package booking

import (
	"context"

	"tuoyuquan/api/care"
)

// exchanged returns the application whose held place is to be given back. Fails with not_found for any but the child's own.
func (t *turn) exchanged(ctx context.Context, r ApplyRequest) (care.Application, error) {
	old, err := t.tx.Application(ctx, r.Exchange)
	if care.Is(err, care.CodeNotFound) || err == nil && old.ChildID != r.Child {
		return old, care.Errorf(care.NotFound, care.CodeNotFound, "exchange", "the child has no such place to give up")
	}
	return old, err
}

// exchange gives the held place back that another one is about to be taken for, as the family itself withdraws (T15): whoever waits
// for it has it. Should the other one not be there, the transaction ends and nothing of this has happened. A hold that is over
// already leaves nothing to give back. The classes of both, and the child, are locked.
func (t *turn) exchange(ctx context.Context, r ApplyRequest) error {
	if r.Exchange == "" {
		return nil
	}
	old, err := t.exchanged(ctx, r) // as it is now that nobody else can change it
	if err != nil || old.State.Final() {
		return err
	}
	if old.State != care.StateHeld {
		return &StateError{old.State, care.Errorf(care.Conflict, care.CodeStateConflict, "exchange", "somebody else has changed this; look at it again")}
	}
	facts, err := t.facts(ctx, old, care.EdgeWithdraw)
	if err != nil {
		return err
	}
	t.replaced = old.ID
	_, err = t.step(ctx, old, care.EdgeWithdraw, facts)
	return err
}
