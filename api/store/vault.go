package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/vaultdb"
)

// The rows of the vault. What is personal in them is sealed; see package seal.
type (
	// Identity is who a case is of.
	Identity = vaultdb.VaultIdentity
	// NewIdentity is an identity as it is first kept.
	NewIdentity = vaultdb.InsertIdentityParams
	// VaultFile is a file as it came.
	VaultFile = vaultdb.VaultFile
	// NewOpening is a look as it is first written down.
	NewOpening = vaultdb.InsertOpeningParams
	// OpeningsDue counts the looks of an area whose review is late.
	OpeningsDue = vaultdb.OpeningsDueRow
	// NewWatch is a watch as it begins.
	NewWatch = vaultdb.InsertWatchParams
	// NewHold is a hold as it begins.
	NewHold = vaultdb.InsertHoldParams
	// NewVaultFile is a file as it is first kept.
	NewVaultFile = vaultdb.InsertVaultFileParams
	// Opening is a look of staff at an identity.
	Opening = vaultdb.VaultOpening
	// Watch is a family's places at a facility, watched over.
	Watch = vaultdb.VaultWatch
	// Hold is something a facility wants to take from a watched family, held for the bureau.
	Hold = vaultdb.VaultHold
)

// What became of a Hold.
const (
	HoldLetGo = "let_go" // the bureau sees no retaliation: what the facility asked for goes on as it always does
	HoldKept  = "keep"   // the family keeps what it has
	HoldOver  = "over"   // the family or the facility ended the matter themselves
)

// Vault is the part of a transaction that may touch the vault. Only InVault makes one: the statements of an ordinary Tx are of
// another package and know no table of it.
type Vault struct {
	*vaultdb.Queries
}

// InVault runs f with the rights of the vault, within the transaction it is called in. Between its begin and its end the
// transaction may touch nothing but the vault on PostgreSQL; before and after, anything but it.
func (w *work) InVault(ctx context.Context, f func(*Vault) error) error {
	if w.inVault {
		return f(&Vault{vaultdb.New(w.run)})
	}
	leave, err := w.enterVault(ctx)
	if err != nil {
		return err
	}
	w.inVault = true
	err = f(&Vault{vaultdb.New(w.run)})
	w.inVault = false
	if left := leave(); err == nil {
		err = left
	}
	return err
}

// WriteVault runs f in one transaction of its own that touches nothing but the vault, and commits it.
func (s *Store) WriteVault(ctx context.Context, what string, f func(*Vault) error) error {
	return s.write(ctx, what, func(w *work) error { return w.InVault(ctx, f) })
}

// ReadVault runs f on one unchanging view of the vault.
func (s *Store) ReadVault(ctx context.Context, what string, f func(*Vault) error) error {
	return s.read(ctx, what, func(w *work) error { return w.InVault(ctx, f) })
}

// Identity returns who a case is of, and false for a case nobody's identity is known of.
func (v *Vault) Identity(ctx context.Context, id care.CaseID) (Identity, bool, error) {
	return found(v.IdentityOfCase(ctx, string(id)))
}

// Original returns the file as it came of a piece of evidence.
func (v *Vault) Original(ctx context.Context, id care.EvidenceID) (VaultFile, bool, error) {
	return found(v.VaultFileOf(ctx, string(id)))
}

// Opening returns a look.
func (v *Vault) Opening(ctx context.Context, id string) (Opening, bool, error) {
	return found(v.OpeningByID(ctx, id))
}

// Hold returns something that is held.
func (v *Vault) Hold(ctx context.Context, id string) (Hold, bool, error) {
	return found(v.HoldByID(ctx, id))
}

// HoldFor returns what is held of something a facility asked for.
func (v *Vault) HoldFor(ctx context.Context, ask string) (Hold, bool, error) {
	return found(v.HoldOfAsk(ctx, ask))
}

// ForgetCase removes what the vault has of a case that was made up.
func (v *Vault) ForgetCase(ctx context.Context, id care.CaseID) error {
	for _, forget := range []func(context.Context, string) error{
		v.DeleteCaseFromVault, v.DeleteVaultFiles, v.DeleteOpeningsOfCase, v.DeleteWatchesOfCase, v.DeleteHoldsOfCase,
	} {
		if err := forget(ctx, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// OpeningsIn returns the looks in an area that nobody has reviewed, the most pressing first, and those since an instant.
func (v *Vault) OpeningsIn(ctx context.Context, area string, since care.Instant) ([]Opening, error) {
	return v.OpeningsOfArea(ctx, vaultdb.OpeningsOfAreaParams{Prefix: care.RegionPrefix(area), Since: int64(since)})
}

// Review keeps what somebody says of a look, once.
func (v *Vault) Review(ctx context.Context, id, verdict, noteSealed string, by care.AccountID, at care.Instant) (bool, error) {
	return one(v.ReviewOpening(ctx, vaultdb.ReviewOpeningParams{
		ID: id, Verdict: verdict, NoteSealed: noteSealed, Reviewer: string(by), At: int64(at),
	}))
}

// Watching returns the watches that ran over a family at a facility at an instant.
func (v *Vault) Watching(ctx context.Context, family string, facility care.FacilityID, at care.Instant) ([]Watch, error) {
	return v.WatchesOver(ctx, vaultdb.WatchesOverParams{FamilyHash: family, FacilityID: string(facility), At: int64(at)})
}

// WatchingAt returns the watches that run over anybody at a facility at an instant.
func (v *Vault) WatchingAt(ctx context.Context, facility care.FacilityID, at care.Instant) ([]Watch, error) {
	return v.WatchesAt(ctx, vaultdb.WatchesAtParams{FacilityID: string(facility), At: int64(at)})
}

// Running returns a page of the watches that run at an instant, by id.
func (v *Vault) Running(ctx context.Context, at care.Instant, after string, page int32) ([]Watch, error) {
	return v.WatchesRunning(ctx, vaultdb.WatchesRunningParams{At: int64(at), After: after, Page: page})
}

// Held returns a page of what is held and not decided, by id.
func (v *Vault) Held(ctx context.Context, after string, page int32) ([]Hold, error) {
	return v.HoldsOpen(ctx, vaultdb.HoldsOpenParams{After: after, Page: page})
}

// HeldIn returns what is held in an area, the most pressing first, and what was decided since an instant.
func (v *Vault) HeldIn(ctx context.Context, area string, since care.Instant) ([]Hold, error) {
	return v.HoldsOfArea(ctx, vaultdb.HoldsOfAreaParams{Prefix: care.RegionPrefix(area), Since: int64(since)})
}

// Decide ends a hold, once.
func (v *Vault) Decide(ctx context.Context, id, decision, by, noteSealed string, at care.Instant) (bool, error) {
	return one(v.DecideHold(ctx, vaultdb.DecideHoldParams{ID: id, Decision: decision, DecidedBy: by, NoteSealed: noteSealed, At: int64(at)}))
}

// Warned notes that the next authority was told of a hold, once.
func (v *Vault) Warned(ctx context.Context, id string, at care.Instant) (bool, error) {
	return one(v.HoldWarned(ctx, vaultdb.HoldWarnedParams{ID: id, At: int64(at)}))
}

// Kept returns a page of the identities that are not erased, by id.
func (v *Vault) Kept(ctx context.Context, after string, page int32) ([]Identity, error) {
	return v.IdentitiesKept(ctx, vaultdb.IdentitiesKeptParams{After: after, Page: page})
}

// Leave cuts an identity off from account, family and child; what was given to reach the complainant stays while the case runs.
func (v *Vault) Leave(ctx context.Context, id string, at care.Instant) error {
	_, err := v.LeaveIdentity(ctx, vaultdb.LeaveIdentityParams{ID: id, At: int64(at)})
	return err
}

// Erase empties an identity. The case keeps its row, so that its complainant's code still leads to it.
func (v *Vault) Erase(ctx context.Context, id string, at care.Instant) (bool, error) {
	return one(v.EraseIdentity(ctx, vaultdb.EraseIdentityParams{ID: id, At: int64(at)}))
}
