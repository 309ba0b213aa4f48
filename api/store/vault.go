package store

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/vaultdb"
)

// The rows of the vault. What is personal in them is sealed; see package seal.
type (
	// Identity is who a case is of. Its ID names the case for its complainant, and for nobody else.
	Identity = vaultdb.VaultIdentity
	// NewIdentity is an identity as it is first kept.
	NewIdentity = vaultdb.InsertIdentityParams
	// VaultFile is a file as it came.
	VaultFile = vaultdb.VaultFile
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

// Own returns the case a complainant's own name for it means.
func (v *Vault) Own(ctx context.Context, id care.VaultID) (Identity, bool, error) {
	return found(v.IdentityByID(ctx, string(id)))
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
