package main

import "tuoyuquan/api/store"

// sayGuard says at start what keeps ordinary transactions from the vault, where that is less than it could be.
func (w *world) sayGuard(st *store.Store) error {
	guard, err := st.VaultGuard(w.ctx)
	switch {
	case err != nil:
		return err
	case guard == store.GuardSuperuser:
		w.log.Warn("the database user is a superuser: the vault of complainants is kept by its key alone; see \"The vault\" in README")
	case guard == store.GuardMissing:
		w.log.Warn("the database user may not make roles: the vault of complainants is kept by its key alone; see \"The vault\" in README")
	default:
		w.log.Debug("the vault of complainants is guarded", "by", guard)
	}
	return nil
}
