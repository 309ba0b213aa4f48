package casework

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	lookForEnded = 10 * time.Minute // reading every watched facility is not for every sweep
	lookForOld   = time.Hour
	keepIdentity = 3 * 365 * dayMillis // after a case is over
	keepWatch    = 30 * dayMillis      // after it ended
)

// sweepVault holds what facilities ask for in a watch, tells who is late, and severs identities whose time is over. It returns how
// many things it newly held.
func (s *Service) sweepVault(ctx context.Context) (int, error) {
	held, err := s.holdAsked(ctx)
	if err != nil {
		return held, err
	}
	now := s.Machine()
	if last := s.vault.ended.Load(); last == nil || now.Sub(*last) >= lookForEnded || now.Before(*last) {
		if err := s.holdEnded(ctx); err != nil {
			return held, err
		}
		s.vault.ended.Store(&now)
	}
	if last := s.vault.old.Load(); last == nil || now.Sub(*last) >= lookForOld || now.Before(*last) {
		if err := s.retainVault(ctx); err != nil {
			return held, err
		}
		s.vault.old.Store(&now)
	}
	return held, nil
}

// vaultSweep remembers when what need not be done in every sweep was done last.
type vaultSweep struct{ ended, old atomic.Pointer[time.Time] }

// retainVault severs identities whose time is over, forgets watches that ended, and reminds bureaus of openings nobody has reviewed.
func (s *Service) retainVault(ctx context.Context) error {
	for after := ""; ; {
		last, over, err := s.overIn(ctx, after)
		if err != nil {
			return err
		}
		for _, id := range over {
			err := s.Store.WriteVault(ctx, "sever an identity", func(v *store.Vault) error {
				_, err := v.Erase(ctx, id, s.now())
				return err
			})
			if err != nil {
				return err
			}
		}
		if last == "" {
			break
		}
		after = last
	}
	return s.doInVault(ctx, "tidy the vault", func(ctx context.Context, t *turn) error {
		var due []store.OpeningsDue
		err := t.tx.InVault(ctx, func(v *store.Vault) (err error) {
			if _, err = v.DeleteOldWatches(ctx, int64(t.now-keepWatch)); err != nil {
				return err
			}
			due, err = v.OpeningsDue(ctx, int64(t.now))
			return err
		})
		if err != nil {
			return err
		}
		for _, d := range due { // once a week for each bureau: the id says which
			week := care.Today(t.now).AddDays(-(int(care.Today(t.now).Time().Weekday()) + 6) % 7)
			if err := t.tx.Notify(ctx, care.Notice{
				ID: "openings/" + d.AreaCode + "/" + week.String(), Event: care.NoticeOpeningsDue, At: t.now, Area: d.AreaCode,
				Params: map[string]string{"count": strconv.FormatInt(d.Openings, 10)},
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// overIn returns the identities of a page whose time is over, and the last of the page, "" when there is none. Time is over for a family
// that asked to be forgotten when its case is, for everybody three years after that. The case stays as the archive law asks: it names
// nobody. That identities are severed is written down nowhere: rows of one instant would tell which cases are of one family.
func (s *Service) overIn(ctx context.Context, after string) (last string, over []string, err error) {
	now := s.now()
	err = s.Store.Read(ctx, "look for identities to sever", func(tx *store.Tx) error {
		last, over = "", nil
		var page []store.Identity
		err := tx.InVault(ctx, func(v *store.Vault) (err error) {
			page, err = v.Kept(ctx, after, sweepPage)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		ids := make([]care.CaseID, len(page))
		for i, r := range page {
			ids[i] = care.CaseID(r.CaseID)
		}
		files, err := tx.CaseFiles(ctx, ids)
		if err != nil {
			return err
		}
		byID := make(map[string]*care.Case, len(files))
		for i := range files {
			byID[string(files[i].ID)] = &files[i].Case
		}
		for _, r := range page {
			last = r.ID
			if c := byID[r.CaseID]; c == nil || (!c.State.Open() && (r.LeftAt != 0 || now-max(c.ClosedAt, c.UpdatedAt) >= keepIdentity)) {
				over = append(over, r.ID)
			}
		}
		return nil
	})
	return last, over, err
}
