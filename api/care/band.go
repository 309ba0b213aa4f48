package care

// Band is the ages a class takes: completed months, From included, To not.
type Band struct{ From, To int }

// Contains reports whether a child of that many completed months is taken.
func (b Band) Contains(months int) bool { return months >= b.From && months < b.To }

// bands are the class types of the national standard. Its bands share their end points; a child belongs to the upper one
// from the day the month is completed, and the month in which it turns three is still taken.
var bands = map[BandName]Band{
	BandInfant:  {6, 12},
	BandToddler: {12, 24},
	BandSenior:  {24, 37},
	BandMixed:   {18, 37},
}

// Band returns the ages of the national standard for a class type, and false for an unknown type.
func (n BandName) Band() (Band, bool) {
	b, ok := bands[n]
	return b, ok
}

// Bands lists the class types, youngest first.
func Bands() []BandName { return []BandName{BandInfant, BandToddler, BandMixed, BandSenior} }

// Band returns the ages of a class type for an area on a day, from the rules or else the national standard.
func (r *Rules) Band(n BandName, area string, on Date) (Band, bool) {
	if from, to, ok := r.Span(RuleClassMonths+string(n), area, on); ok && from >= 0 && to <= maxAskMonths {
		return Band{from, to}, true
	}
	return n.Band()
}

// Ratio returns how many children one carer may look after in a class type, and false where no rule says so.
func (r *Rules) Ratio(n BandName, area string, on Date) (int, bool) {
	return r.Int(RuleClassRatio+string(n), area, on)
}

// Cap returns how many children a class of a type may have, and false where no rule says so.
func (r *Rules) Cap(n BandName, area string, on Date) (int, bool) {
	return r.Int(RuleClassCap+string(n), area, on)
}
