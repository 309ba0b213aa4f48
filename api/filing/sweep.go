package filing

import (
	"context"
	"strconv"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	sweeperLease = "filing.sweeper"
	sweeperTTL   = time.Minute
	sweepPage    = 100
	dailyMeta    = "filing.daily" // the last day papers and terms were looked at
	termAhead    = 14             // days before a report is due
	orphanAfter  = 24 * time.Hour // a file no row names: it may be under way
)

// Sweep does what the clock asks of filings: it warns the office at 80, 100 and 150 % of its time, moves clocks that counted through a
// year without a calendar once there is one, and once a day reminds facilities of papers that run out and of reports that are due. One
// holder does it at a time; each filing is a transaction of its own. It returns how many filings it warned of.
func (s *Service) Sweep(ctx context.Context, holder string) (int, error) {
	mine, err := s.Store.Lease(ctx, sweeperLease, holder, care.InstantOf(s.Machine()), sweeperTTL)
	if err != nil || !mine {
		return 0, err
	}
	n, err := s.warnAll(ctx)
	if err != nil {
		return n, err
	}
	if err := s.recount(ctx); err != nil {
		return n, err
	}
	return n, s.daily(ctx)
}

func (s *Service) warnAll(ctx context.Context) (n int, err error) {
	for {
		var ids []string
		err := s.look(ctx, "look for filings that fall due", func(t *turn) (err error) {
			ids, err = t.tx.DossiersToWarn(ctx, t.now, sweepPage)
			return err
		})
		if err != nil {
			return n, err
		}
		for _, id := range ids {
			if err := s.warn(ctx, care.DossierID(id)); err != nil {
				return n, err
			}
			n++
		}
		if len(ids) < sweepPage {
			return n, nil
		}
	}
}

// warn tells the office of one filing, once for each step.
func (s *Service) warn(ctx context.Context, id care.DossierID) error {
	return s.do(ctx, "warn of a filing", func(t *turn) error {
		d, err := t.open(ctx, id)
		if err != nil {
			return err
		}
		next, due := care.WarnFiling(d.Dossier, t.now)
		if len(due) == 0 {
			return nil
		}
		was := d.Version
		d.Dossier = next
		d.Version++
		if err := t.save(ctx, d, was); err != nil {
			return err
		}
		for _, c := range due {
			err := t.tell(ctx, care.Notice{
				Event: care.NoticeFilingDue, Area: d.Area, About: d.Facility, Urgent: c.Warned >= 100,
				Params: map[string]string{"share": strconv.Itoa(c.Warned), "deadline": c.Due.Time().Format("2006-01-02"), "clock": string(c.Kind)},
			})
			if err != nil {
				return err
			}
			if err := t.note(ctx, care.NounFiling, string(d.ID), "warn", care.System("clock"), map[string]any{"facility": d.Facility, "clock": c.Kind, "share": c.Warned}); err != nil {
				return err
			}
		}
		return nil
	})
}

// recount moves provisional clocks after a calendar was published.
func (s *Service) recount(ctx context.Context) error {
	rules := s.Rules()
	if s.counted.Load() == rules {
		return nil
	}
	var ids []string
	err := s.look(ctx, "look for provisional clocks of filings", func(t *turn) (err error) {
		ids, err = t.tx.FilingsProvisional(ctx, 10_000)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		err := s.do(ctx, "count a filing's clocks anew", func(t *turn) error {
			d, err := t.open(ctx, care.DossierID(id))
			if err != nil {
				return err
			}
			next, changed := care.RecountFiling(d.Dossier, t.cal)
			if !changed {
				return nil
			}
			was := d.Version
			d.Dossier = next
			d.Version++
			if err := t.save(ctx, d, was); err != nil {
				return err
			}
			return t.note(ctx, care.NounFiling, string(d.ID), "recount", care.System("clock"), map[string]any{"facility": d.Facility})
		})
		if err != nil {
			return err
		}
	}
	s.counted.Store(rules)
	return nil
}

// daily reminds facilities, once a day. A reminder has the id of what it is about, so that a sweep that was killed sends nothing twice.
func (s *Service) daily(ctx context.Context) error {
	today := care.Today(care.InstantOf(s.Now()))
	last, err := s.Store.Meta(ctx, dailyMeta)
	if err != nil || last >= today.String() {
		return err
	}
	if err := s.papersEnding(ctx, last); err != nil {
		return err
	}
	if err := s.termsDue(ctx); err != nil {
		return err
	}
	if err := s.SweepFiles(ctx); err != nil {
		return err
	}
	return s.Store.SetMeta(ctx, dailyMeta, today.String())
}

func (s *Service) papersEnding(ctx context.Context, last string) error {
	return s.do(ctx, "remind of papers that run out", func(t *turn) error {
		soon := 30
		if n, ok := t.rules.Int(care.RuleFilingPaperSoon, care.National, t.today); ok {
			soon = n
		}
		after := t.today
		if day, err := care.ParseDate(last); err == nil {
			after = day.AddDays(soon + 1)
		}
		from, id := after, ""
		for {
			papers, err := t.tx.PapersEnding(ctx, from, id, t.today.AddDays(soon), sweepPage)
			if err != nil {
				return err
			}
			for _, p := range papers {
				if err := t.remindOfPaper(ctx, p); err != nil {
					return err
				}
			}
			if len(papers) < sweepPage {
				return nil
			}
			last := papers[len(papers)-1]
			if from, err = care.ParseDate(last.ValidUntil); err != nil {
				return err
			}
			id = last.ID
		}
	})
}

func (t *turn) remindOfPaper(ctx context.Context, p store.EndingPaper) error {
	return t.tell(ctx, care.Notice{
		ID: "filing_paper/" + p.ID + "/" + p.ValidUntil, Event: care.NoticeFilingPaper, Staff: care.FacilityID(p.FacilityID), About: care.FacilityID(p.FacilityID),
		Params: map[string]string{"paper": p.Kind, "deadline": p.ValidUntil},
	})
}

// termsDue reminds kindergartens two weeks before their report is due, and on the day after.
func (s *Service) termsDue(ctx context.Context) error {
	return s.do(ctx, "remind of reports of classes", func(t *turn) error {
		term := care.TermOf(t.today)
		due := t.rules.TermDue(term, care.National)
		var phase string
		switch {
		case t.today.Before(due.AddDays(-termAhead)):
			return nil
		case due.Before(t.today):
			phase = "late"
		default:
			phase = "soon"
		}
		if done, err := t.tx.Meta(ctx, dailyMeta+"."+phase); err == nil && done == term.String() {
			return nil
		}
		for after := ""; ; {
			ids, err := t.tx.TermsMissing(ctx, term, after, sweepPage)
			if err != nil {
				return err
			}
			for _, id := range ids {
				after = id
				err := t.tell(ctx, care.Notice{
					ID: "term_report/" + term.String() + "/" + phase + "/" + id, Event: care.NoticeTermDue, Staff: care.FacilityID(id), About: care.FacilityID(id),
					Params: map[string]string{"deadline": due.String()},
				})
				if err != nil {
					return err
				}
			}
			if len(ids) < sweepPage {
				return t.tx.KeepMeta(ctx, dailyMeta+"."+phase, term.String())
			}
		}
	})
}

// SweepFiles removes papers no row names: their process was killed between file and row.
func (s *Service) SweepFiles(ctx context.Context) error {
	old := s.Machine().Add(-orphanAfter) // files carry the machine's time
	return s.Blob.List(ctx, "filing/", func(f blob.Info) error {
		if f.At.After(old) {
			return nil
		}
		known := int64(0)
		err := s.look(ctx, "look for a paper's file", func(t *turn) (err error) {
			known, err = t.tx.MaterialFileKnown(ctx, f.Key)
			return err
		})
		if err != nil || known > 0 {
			return err
		}
		return s.Blob.Delete(ctx, f.Key)
	})
}
