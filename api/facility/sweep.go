package facility

import (
	"context"
	"strconv"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	warnAgain  = 14 // days between two warnings about the same papers
	warnBefore = 30 // days before a paper ends
	warnAtOnce = 500
	dutyKept   = 400 // days marks of single days are kept
)

// Sweep tells facilities of papers of their people that lack, ended or end soon, and forgets old marks of days. It may be called at
// any time, twice, and by several at once. It returns how many facilities were told.
func (s *Service) Sweep(ctx context.Context) (told int, err error) {
	now := s.now()
	today := care.Today(now)
	if now.Time().Hour() < 8 { // nobody is told at night
		return 0, nil
	}
	err = s.Store.Write(ctx, "tell of papers that end", func(tx *store.Tx) error {
		told = 0
		yearAgo := care.DateOf(today.Time().AddDate(-1, 0, warnBefore))
		rows, err := tx.ToWarn(ctx, today, today.AddDays(-warnAgain), yearAgo, today.AddDays(warnBefore), warnAtOnce)
		if err != nil {
			return err
		}
		count := make(map[care.FacilityID]int)
		var order []care.FacilityID
		for _, r := range rows {
			if count[r.FacilityID] == 0 {
				order = append(order, r.FacilityID)
			}
			count[r.FacilityID]++
			if err := tx.Warned(ctx, r.ID, today); err != nil {
				return err
			}
		}
		for _, f := range order {
			n := care.Notice{ID: care.NewID(), Event: care.NoticeRosterDue, At: now, Staff: f, About: f, Params: map[string]string{"count": strconv.Itoa(count[f])}}
			if err := tx.Notify(ctx, n); err != nil {
				return err
			}
			told++
		}
		_, err = tx.ForgetDuty(ctx, today.AddDays(-dutyKept))
		return err
	})
	return told, err
}
