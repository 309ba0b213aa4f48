package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// The rows of a family as they are kept: personal fields are sealed, see package seal. Only who holds the key can make
// a care or account value of them.
type (
	// SealedChild is a child.
	SealedChild = db.Child
	// SealedPickup is somebody who may fetch the children.
	SealedPickup = db.Pickup
	// SealedPaper is a paper of a child.
	SealedPaper = db.Paper
	// SealedMember is one of those who act for a family.
	SealedMember = db.MembersOfRow
	// ConsentRow is a consent; nothing of it is personal.
	ConsentRow = db.Consent
	// ReadingRow is a look at a child's record, to be logged.
	ReadingRow = db.InsertReadingParams
	// SealedReading is such a look with who looked.
	SealedReading = db.ReadingsOfRow
)

// AddFamily adds a family with its first guardian.
func (w *work) AddFamily(ctx context.Context, id care.FamilyID, guardian care.AccountID, demo bool, at care.Instant) error {
	if err := w.InsertFamily(ctx, db.InsertFamilyParams{ID: string(id), Demo: demo, CreatedAt: int64(at)}); err != nil {
		return err
	}
	return w.AddMember(ctx, id, guardian, care.ActorGuardian, at)
}

// EraseFamily marks a family as erased.
func (w *work) EraseFamily(ctx context.Context, id care.FamilyID, at care.Instant) (bool, error) {
	return one(w.Queries.EraseFamily(ctx, db.EraseFamilyParams{ID: string(id), ErasedAt: int64(at)}))
}

// AddMember lets an account act for a family. Fails with conflict when it acts for one already.
func (w *work) AddMember(ctx context.Context, id care.FamilyID, account care.AccountID, as care.Role, at care.Instant) error {
	return w.InsertMember(ctx, db.InsertMemberParams{AccountID: string(account), FamilyID: string(id), Role: string(as), JoinedAt: int64(at)})
}

// Members returns those who act for a family, first come first.
func (w *work) Members(ctx context.Context, id care.FamilyID) ([]SealedMember, error) {
	return w.MembersOf(ctx, string(id))
}

// MemberOf returns the family an account acts for, and as what.
func (w *work) MemberOf(ctx context.Context, account care.AccountID) (family care.FamilyID, as care.Role, ok bool, err error) {
	m, ok, err := found(w.Queries.MemberOf(ctx, string(account)))
	return care.FamilyID(m.FamilyID), care.Role(m.Role), ok, err
}

// DropMember ends that an account acts for a family.
func (w *work) DropMember(ctx context.Context, id care.FamilyID, account care.AccountID) (bool, error) {
	if err := w.ForgetFamilyMessages(ctx, string(account)); err != nil {
		return false, err
	}
	return one(w.DeleteMember(ctx, db.DeleteMemberParams{AccountID: string(account), FamilyID: string(id)}))
}

// AddChild adds a child. Fails with conflict when the family has it already, or another family has its id number.
func (w *work) AddChild(ctx context.Context, c SealedChild) error {
	return w.InsertChild(ctx, db.InsertChildParams{
		ID: c.ID, FamilyID: c.FamilyID, NameSealed: c.NameSealed, BirthSealed: c.BirthSealed, SexSealed: c.SexSealed,
		IDNumberSealed: c.IDNumberSealed, IDNumberHash: c.IDNumberHash, NotesSealed: c.NotesSealed, SameHash: c.SameHash, Demo: c.Demo,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
	})
}

// SaveChild keeps a changed child and reports false when it is no longer of c.Version.
func (w *work) SaveChild(ctx context.Context, c SealedChild) (bool, error) {
	return one(w.UpdateChild(ctx, db.UpdateChildParams{
		ID: c.ID, FamilyID: c.FamilyID, Version: c.Version, NameSealed: c.NameSealed, BirthSealed: c.BirthSealed, SexSealed: c.SexSealed,
		IDNumberSealed: c.IDNumberSealed, IDNumberHash: c.IDNumberHash, NotesSealed: c.NotesSealed, SameHash: c.SameHash, UpdatedAt: c.UpdatedAt,
	}))
}

// Child returns a child that is not erased.
func (w *work) Child(ctx context.Context, id care.ChildID) (SealedChild, bool, error) {
	return found(w.ChildByID(ctx, string(id)))
}

// Children returns the children of a family.
func (w *work) Children(ctx context.Context, id care.FamilyID) ([]SealedChild, error) {
	return w.ChildrenOf(ctx, string(id))
}

// ChildrenAfter returns a page of all children, by id.
func (w *work) ChildrenAfter(ctx context.Context, after care.ChildID, page int32) ([]SealedChild, error) {
	return w.Queries.ChildrenAfter(ctx, db.ChildrenAfterParams{After: string(after), Page: page})
}

// EraseChild takes everything personal from a child and deletes its papers.
func (w *work) EraseChild(ctx context.Context, id care.ChildID, at care.Instant) (bool, error) {
	if _, err := w.DeletePapersOf(ctx, string(id)); err != nil {
		return false, err
	}
	return one(w.Queries.EraseChild(ctx, db.EraseChildParams{ID: string(id), Now: int64(at)}))
}

// AddPickup adds somebody who may fetch the children.
func (w *work) AddPickup(ctx context.Context, p SealedPickup) error {
	return w.InsertPickup(ctx, db.InsertPickupParams(p))
}

// Pickups returns those who may fetch the children of a family.
func (w *work) Pickups(ctx context.Context, id care.FamilyID) ([]SealedPickup, error) {
	return w.PickupsOf(ctx, string(id))
}

// DropPickup deletes one of them.
func (w *work) DropPickup(ctx context.Context, id care.FamilyID, pickup care.PickupID) (bool, error) {
	return one(w.DeletePickup(ctx, db.DeletePickupParams{ID: string(pickup), FamilyID: string(id)}))
}

// DropPickups deletes all of them.
func (w *work) DropPickups(ctx context.Context, id care.FamilyID) error {
	_, err := w.DeletePickupsOf(ctx, string(id))
	return err
}

// IDNumberTaken reports whether another child has an id number.
func (w *work) IDNumberTaken(ctx context.Context, hash string, not care.ChildID) (bool, error) {
	n, err := w.ChildrenWithIDNumber(ctx, db.ChildrenWithIDNumberParams{IDNumberHash: hash, ID: string(not)})
	return n > 0, err
}
