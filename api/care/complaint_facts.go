package care

// CaseFacts are what the guards need to know beyond the case itself. Body is what the request says; a step keeps of it only
// what its row in the table names. Whoever calls MoveCase has read the rest in the transaction that writes the result.
type CaseFacts struct {
	ID   CaseID // of C1: of the case that begins
	Body CaseBody

	UnitKnown bool  // the unit named, and those along with it, exist and are at work for the area
	NoTie     bool  // the handler declares no tie to the facility or the complainant
	Others    int   // how many cases are merged into this one
	Lead      *Case // C18, C18a: the case it is merged into
	Delivered bool  // C14b: the reply reached where the complainant reads it
	Previewed bool  // C13a: the officer has seen the preview of exactly this text, with its warnings
	Officer   bool  // the officer named is one of the unit

	Recounted []ClockChange // C20c: what RecountCase says

	promise bool // only state and clocks are asked about
}

// CaseField is a part of a body; a row of the table names those its step may say.
type CaseField uint32

// The parts.
const (
	saysOpening CaseField = 1 << iota
	saysText
	saysReason
	saysClass
	saysAllegations
	saysMissing
	saysUnit
	saysTo
	saysReference
	saysWhen
	saysWay
	saysMessage
	saysEvidence
	saysFindings
	saysAnswers
	saysLead
	saysClock
	saysPage
	saysOfficer
)

// of keeps of a body what may be said.
func (f CaseField) of(b CaseBody) (out CaseBody) {
	keep := func(part CaseField, set func()) {
		if f&part != 0 {
			set()
		}
	}
	keep(saysOpening, func() { out.Opening = b.Opening })
	keep(saysText, func() { out.Text = b.Text })
	keep(saysReason, func() { out.Reason = b.Reason })
	keep(saysClass, func() { out.Class, out.Track = b.Class, b.Track })
	keep(saysAllegations, func() { out.Allegations = b.Allegations })
	keep(saysMissing, func() { out.Missing = b.Missing })
	keep(saysUnit, func() { out.Unit, out.CoUnits = b.Unit, b.CoUnits })
	keep(saysTo, func() { out.To = b.To })
	keep(saysReference, func() { out.Reference = b.Reference })
	keep(saysWhen, func() { out.When = b.When })
	keep(saysWay, func() { out.Way = b.Way })
	keep(saysMessage, func() { out.Message = b.Message })
	keep(saysEvidence, func() { out.Evidence = b.Evidence })
	keep(saysFindings, func() { out.Findings, out.Measures = b.Findings, b.Measures })
	keep(saysAnswers, func() { out.Answers = b.Answers })
	keep(saysLead, func() { out.Lead = b.Lead })
	keep(saysClock, func() { out.Clock, out.Share = b.Clock, b.Share })
	keep(saysPage, func() { out.Page = b.Page })
	keep(saysOfficer, func() { out.Officer = b.Officer })
	return out
}
