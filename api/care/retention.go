package care

// RetentionTerms say how long things are kept.
type RetentionTerms struct {
	ReadingDays  int // who looked at a child's record
	HealthDays   int // papers, after the child last asked for anything
	ChildMonths  int // of age: then a child with nothing running is erased
	QuietDays    int // families nobody of whom has been there
	ClosedDays   int // applications that came to nothing: then nobody can tell whose they were
	leastReading int
}

// DefaultRetentionTerms are the house's. The log of readings must be kept six months by law (网络安全法 art. 23) and is kept three years, as
// records of giving data to others must be (网络数据安全管理条例 art. 12). The other figures are ours, as short as the purpose
// allows (个人信息保护法 art. 19), and what families were told when they agreed: rules may shorten them freely, and lengthen them by no
// more than half.
var DefaultRetentionTerms = RetentionTerms{
	ReadingDays: 3 * 365, HealthDays: 183, ChildMonths: 36 + 12, QuietDays: 2 * 365, ClosedDays: 183, leastReading: 183,
}

// The keys of the rules about keeping.
const (
	RuleKeepReadings = "retention.reading_days"
	RuleKeepHealth   = "retention.health_days"
	RuleKeepChild    = "retention.child_months"
	RuleKeepQuiet    = "retention.quiet_days"
	RuleKeepClosed   = "retention.closed_days"
)

// RetentionTerms returns the terms in force on a day. What no rule says, or says beyond reason, is taken from DefaultRetentionTerms.
func (r *Rules) RetentionTerms(on Date) RetentionTerms {
	t := DefaultRetentionTerms
	number := func(to *int, key string, least int) {
		if v, ok := r.Int(key, "", on); ok && v >= least && v <= *to*3/2 {
			*to = v
		}
	}
	number(&t.ReadingDays, RuleKeepReadings, t.leastReading)
	number(&t.HealthDays, RuleKeepHealth, 1)
	number(&t.ChildMonths, RuleKeepChild, 36)
	number(&t.QuietDays, RuleKeepQuiet, 183)
	number(&t.ClosedDays, RuleKeepClosed, 31)
	return t
}
