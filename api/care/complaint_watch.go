package care

// Watch is the vault's eye on what happens to the applications of a complainant's children at the facility complained of
// (C22). It is no step of the case: whoever sees the case, the facility or an officer, learns nothing of it.
type Watch struct {
	Since Instant
	Until Instant
	Let   bool // the bureau let the held change go
	Held  Instant
	By    Instant // when the bureau must have decided
}

// NewWatch begins with the complaint.
func NewWatch(filed Instant, terms CaseTerms) Watch {
	return Watch{Since: filed, Until: filed + Instant(terms.WatchDays)*dayMillis}
}

// Hold holds a change back that the facility asks for: a refusal, a revocation. It reports whether it does now; what was let
// go stays so.
func (w Watch) Hold(now Instant, terms CaseTerms, cal *Calendar) (Watch, bool) {
	if w.Let || now < w.Since || now >= w.Until {
		return w, false
	}
	if w.Held == 0 {
		w.Held, w.By = now, cal.EndOfWorking(now, terms.WatchDecide)
	}
	return w, true
}
