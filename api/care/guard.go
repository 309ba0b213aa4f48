package care

import "slices"

// Facts are what the guards of the edges need to know beyond the application itself. Whoever calls Move has read them in the
// transaction that writes the result.
type Facts struct {
	Reason ReasonCode // given with the request

	Eligible error // what Eligible says for the child on the start date; nil: it fits
	Open     bool  // the class takes children in: neither closed nor frozen
	Refused  bool  // the facility may not take children in now: suspended or no longer filed

	SeatTaken bool // the primitive took a place in every month, in this transaction
	Full      bool // no place in some month of the span
	WaitAhead bool // somebody eligible waits for the class, or a place is kept for siblings
	First     bool // Next picked it

	Displaced bool // the application it replaces stands in a class that is stopped (T19)

	AlreadyApplied    bool          // another application of the child for the class is not over
	OtherLive         bool          // another application of the child is live; of an alternative and what it replaces neither is the other's
	EnrolledElsewhere ApplicationID // another application of the child is enrolled: which
	Waits             int           // other waits of the child, without those about to be superseded
	Rank              Rank          // for a wait that has none yet

	Complete  bool // every field the form needs
	Consents  bool // everything needed was agreed to and not withdrawn
	Papers    bool // PapersInOrder
	Signed    bool // the agreement
	RatioKept bool // with this child the carers of the class are enough
	Attended  bool // the child was there on some day since the start

	SuccessorSure bool // the application that replaces this one is confirmed or enrolled
	Escalated     bool // the district already looks at it
	Examined      bool // the complaint desk has the case and has not let it go on
	RevokeAsked   bool // the facility asked to take the place back, and the district has not answered
	Objected      bool // the family's objection waits for the district
}

// promising are the facts under which guards refuse for state and clocks alone.
func promising(app *Application, by Role) Facts {
	return Facts{
		Open: true, SeatTaken: true, Full: true, First: true, Rank: app.Rank, Complete: true, Consents: true, Papers: true, Signed: true,
		RatioKept: true, SuccessorSure: true, RevokeAsked: by == ActorDistrict, Objected: by == ActorDistrict, EnrolledElsewhere: "?",
	}
}

func conflict(code Code, text string) error {
	return &Error{Kind: Conflict, Code: code, Text: text, Format: text}
}

func guardDraft(m *moving) error {
	if m.facts.AlreadyApplied {
		return conflict(CodeAlreadyApplied, "the child already has an application for this class")
	}
	return nil
}

func thenDraft(m *moving) { m.app.CreatedAt = m.now }

func guardHold(m *moving) error {
	if err := m.fits(); err != nil {
		return err
	}
	switch {
	case m.facts.OtherLive:
		return conflict(CodeChildHolding, "the child already has a place held or offered; finish or leave that one first")
	case m.facts.WaitAhead || !m.facts.SeatTaken:
		return conflict(CodePoolFull, "no place is free in every month; you can join the waitlist")
	}
	return nil
}

// fits says whether the class takes this child in at all.
func (m *moving) fits() error {
	switch {
	case m.facts.Eligible != nil:
		return m.facts.Eligible
	case m.facts.Refused:
		return conflict(CodeSuspended, "the facility may not take children in now")
	case !m.facts.Open:
		return conflict(CodeClosed, "the class takes no children in now")
	}
	return nil
}

func thenHold(m *moving) { m.app.HoldUntil = m.now + Instant(m.terms.Hold) }

func guardExtend(m *moving) error {
	switch {
	case m.now >= m.app.HoldUntil:
		return conflict(CodeHoldExpired, "the place is no longer held")
	case m.app.Extended:
		return conflict(CodeExtendedAlready, "the time was extended once already")
	}
	return nil
}

func thenExtend(m *moving) {
	m.app.Extended = true
	m.app.HoldUntil += Instant(m.terms.HoldMore)
}

func guardWait(m *moving) error {
	if err := m.fits(); err != nil {
		return err
	}
	switch {
	case !m.facts.Consents:
		return Errorf(Invalid, CodeConsentMissing, "consents", "the application cannot go to the facility without your consent")
	case !m.facts.Full && !m.facts.WaitAhead:
		return conflict(CodePlaceFree, "a place is free; nobody need wait")
	}
	return m.mayWait()
}

// mayWait says whether the child may have one more wait.
func (m *moving) mayWait() error {
	limit := m.terms.MaxWaits
	if m.facts.EnrolledElsewhere != "" {
		limit = m.terms.WaitsEnrolled
	}
	if m.facts.Waits >= limit {
		return Errorf(Conflict, CodeWaitsFull, "", "a child can wait for %d classes at most; leave another waitlist first", limit)
	}
	return nil
}

func thenWait(m *moving) { m.app.Rank = m.facts.Rank }

func guardSubmit(m *moving) error {
	switch {
	case m.now >= m.app.HoldUntil:
		return conflict(CodeHoldExpired, "the place is no longer held")
	case !m.facts.Complete:
		return Errorf(Invalid, CodeFormIncomplete, "form", "some of what the facility needs is missing")
	case !m.facts.Consents:
		return Errorf(Invalid, CodeConsentMissing, "consents", "the application cannot go to the facility without your consent")
	}
	return nil
}

func thenSubmit(m *moving) {
	m.app.DecideBy = m.cal.EndOfWorking(m.now, m.terms.DecideDays)
	m.app.Provisional = m.cal.Provisional(m.now, m.app.DecideBy)
}

func guardExpire(m *moving) error { return m.due(m.app.HoldUntil) }

// due refuses before a clock has run out, and where none runs.
func (m *moving) due(at Instant) error {
	if at == 0 || m.now < at {
		return conflict(CodeTooEarly, "it is too early for this")
	}
	return nil
}

func guardOffer(m *moving) error {
	if err := m.fits(); err != nil {
		return err
	}
	if !m.facts.Papers {
		return Errorf(Conflict, CodePapersMissing, "papers", "the health check is missing or too old for the first day")
	}
	return nil
}

func thenOffer(m *moving) {
	m.app.OfferedAt, m.app.DeliveredAt = m.now, 0
	m.app.AnswerBy = OfferDeadline(m.now, m.terms.AnswerHours, m.cal)
	m.app.Provisional = m.cal.Provisional(m.now, m.app.AnswerBy)
}

// guardTurnAway lets a refusal take effect when the district has had its time: the same for every family and every reason.
func guardTurnAway(m *moving) error {
	if m.facts.Examined {
		return conflict(CodeTooEarly, "it is too early for this")
	}
	return m.due(m.app.RejectBy)
}

func guardReject(m *moving) error {
	if m.app.RejectBy != 0 {
		return conflict(CodeStateConflict, "the request is already with the district")
	}
	return nil
}

func thenReject(m *moving) {
	m.app.RejectBy = m.cal.EndOfWorking(m.now, m.terms.RejectDays)
	m.app.Provisional = m.app.Provisional || m.cal.Provisional(m.now, m.app.RejectBy)
}

func guardRefuseReject(m *moving) error {
	if m.app.RejectBy == 0 {
		return conflict(CodeStateConflict, "the facility has not asked for it")
	}
	return nil
}

// thenRefuseReject lets the facility decide anew, in no less time than the district had.
func thenRefuseReject(m *moving) {
	m.app.RejectBy = 0
	m.app.DecideBy = Later(m.app.DecideBy, m.cal.EndOfWorking(m.now, m.terms.RejectDays))
	m.app.Provisional = m.app.Provisional || m.cal.Provisional(m.now, m.app.DecideBy)
}

func guardEscalate(m *moving) error {
	if m.facts.Escalated || m.app.RejectBy != 0 {
		return conflict(CodeStateConflict, "the district already looks at it")
	}
	return m.due(m.app.DecideBy)
}

func guardPromote(m *moving) error {
	if err := m.fits(); err != nil {
		return err
	}
	switch {
	case m.facts.OtherLive:
		return conflict(CodeChildHolding, "the child already has a place held or offered; finish or leave that one first")
	case !m.facts.First:
		return conflict(CodeStateConflict, "another child is before this one")
	case !m.facts.SeatTaken:
		return conflict(CodePoolFull, "no place is free in every month; you can join the waitlist")
	}
	return nil
}

func guardAccept(m *moving) error {
	if m.lapsable() {
		return conflict(CodeDeadlinePassed, "the time to answer is over")
	}
	return nil
}

// lapsable reports whether the time to answer is over and a message had arrived long enough before its end.
func (m *moving) lapsable() bool {
	return m.now >= m.app.AnswerBy && !m.toProlong()
}

// toProlong reports whether the end of the time to answer is not a day after a delivered message.
func (m *moving) toProlong() bool {
	return m.app.DeliveredAt == 0 || m.app.DeliveredAt+Instant(m.terms.DeliverHours)*hourMillis > m.app.AnswerBy
}

// thenAccept makes of an alternative an application like any other: what it replaces is given up with it, or once it begins.
func thenAccept(m *moving) {
	m.app.Alternative = false
	m.app.AgreeBy = m.cal.EndOfWorking(m.now, m.terms.AgreeDays)
	m.app.Provisional = m.cal.Provisional(m.now, m.app.AgreeBy)
}

func guardLapse(m *moving) error {
	if !m.lapsable() {
		return conflict(CodeTooEarly, "it is too early for this")
	}
	return nil
}

func guardProlong(m *moving) error {
	if !m.toProlong() || (m.app.DeliveredAt == 0 && m.now < m.app.AnswerBy) {
		return conflict(CodeTooEarly, "it is too early for this")
	}
	return nil
}

func thenProlong(m *moving) {
	from := m.now
	if m.app.DeliveredAt != 0 {
		from = m.app.DeliveredAt
	}
	m.app.AnswerBy = Later(m.app.AnswerBy, OfferDeadline(from, m.terms.DeliverHours, m.cal))
	m.app.Provisional = m.app.Provisional || m.cal.Provisional(m.now, m.app.AnswerBy)
}

func guardEnrol(m *moving) error {
	switch {
	case m.facts.Eligible != nil:
		return m.facts.Eligible
	case m.facts.Refused:
		return conflict(CodeSuspended, "the facility may not take children in now")
	case Today(m.now).Before(m.app.Start):
		return conflict(CodeTooEarly, "care has not begun yet")
	case !m.facts.Signed:
		return Errorf(Conflict, CodeAgreementMissing, "agreement", "the agreement is not signed")
	case !m.facts.Papers:
		return Errorf(Conflict, CodePapersMissing, "papers", "the health check is missing or too old for the first day")
	case !m.facts.RatioKept:
		return conflict(CodeRatio, "there are not enough carers for one more child")
	}
	return nil
}

// guardNoShow counts from the first day, or from the offer where that came later: whoever was given the place afterwards has the same time.
func guardNoShow(m *moving) error {
	first := m.app.Start
	if m.app.OfferedAt != 0 {
		if offered := Today(m.app.OfferedAt); first.Before(offered) {
			first = offered
		}
	}
	due, _ := m.cal.AddWorking(first, m.terms.NoShowDays)
	switch {
	case m.facts.Attended:
		return conflict(CodeStateConflict, "the child has been there")
	case !due.Before(Today(m.now)):
		return conflict(CodeTooEarly, "it is too early for this")
	case m.app.Reminders < m.terms.Reminders:
		return conflict(CodeTooEarly, "the family has not been reminded often enough")
	}
	return nil
}

// guardObject lets a family object once to each no-show.
func guardObject(m *moving) error {
	switch {
	case m.facts.Objected || m.app.DecideBy != 0:
		return conflict(CodeStateConflict, "the objection is already with the district")
	case slices.Contains(StandReasons(), m.app.Reason):
		return conflict(CodeStateConflict, "the district has decided about the objection")
	case m.now > m.cal.EndOfWorking(m.app.UpdatedAt, m.terms.ObjectDays):
		return conflict(CodeDeadlinePassed, "the time to object is over")
	}
	return nil
}

func thenObject(m *moving) { m.app.DecideBy = m.cal.EndOfWorking(m.now, m.terms.ObjectDays) }

func guardObjected(m *moving) error {
	if !m.facts.Objected {
		return conflict(CodeStateConflict, "the family has not objected")
	}
	return nil
}

// thenRefuseObject: the no-show stands, and the family reads why.
func thenRefuseObject(m *moving) { m.app.DecideBy, m.app.Reason = 0, m.facts.Reason }

// guardReinstate asks for no room on the child's list of waits: the district gives back what was taken.
func guardReinstate(m *moving) error {
	if err := guardObjected(m); err != nil {
		return err
	}
	if m.facts.AlreadyApplied {
		return conflict(CodeAlreadyApplied, "the child already has an application for this class")
	}
	return m.fits()
}

// thenReinstate gives a child whose place has gone the rank it would have, had it waited from the beginning; it is reminded anew.
func thenReinstate(m *moving) {
	if m.app.Rank.ID == "" {
		m.app.Rank = m.facts.Rank
		m.app.Rank.At = m.app.CreatedAt
	}
	m.app.Reminders, m.app.RemindedAt = 0, 0
}

func guardAskRevoke(m *moving) error {
	if m.facts.RevokeAsked {
		return conflict(CodeStateConflict, "the request is already with the district")
	}
	return nil
}

func guardRevoke(m *moving) error {
	if !m.facts.RevokeAsked {
		return conflict(CodeStateConflict, "the facility has not asked for it")
	}
	return nil
}

// guardTakeBack lets the district take a place back that the facility asked for, unless the complaint desk has the case: then that
// is decided first, wherever it is decided.
func guardTakeBack(m *moving) error {
	if err := guardRevoke(m); err != nil {
		return err
	}
	if m.facts.Examined {
		return conflict(CodeTooEarly, "it is too early for this")
	}
	return nil
}

func guardEnd(m *moving) error {
	if m.by == ActorSystem && Today(m.now).MonthOf() <= m.app.To {
		return conflict(CodeTooEarly, "it is too early for this")
	}
	return nil
}

func guardHandOver(m *moving) error {
	if !m.facts.SuccessorSure {
		return conflict(CodeStateConflict, "the new place is not confirmed; the old one stays")
	}
	return nil
}

func thenFreeze(m *moving) { m.app.FrozenAt = m.now }

func guardUnfreeze(m *moving) error {
	if !m.app.Frozen() {
		return conflict(CodeStateConflict, "nothing is stopped")
	}
	return nil
}

// thenUnfreeze gives back the time during which the clocks stood still, and to an offer never less than a day from now.
func thenUnfreeze(m *moving) {
	still := max(0, m.now-m.app.FrozenAt)
	m.app.FrozenAt = 0
	if m.app.State == StateHeld {
		m.app.HoldUntil += still
		return
	}
	m.app.AnswerBy = Later(OfferDeadline(m.app.AnswerBy+still, 0, m.cal), OfferDeadline(m.now, m.terms.DeliverHours, m.cal))
	m.app.Provisional = m.app.Provisional || m.cal.Provisional(m.now, m.app.AnswerBy)
}

// guardReoffer lets a child whose class is stopped be offered a place elsewhere that nobody waits for.
func guardReoffer(m *moving) error {
	if err := m.fits(); err != nil {
		return err
	}
	switch {
	case !m.facts.Displaced:
		return conflict(CodeStateConflict, "nothing is stopped")
	case m.facts.AlreadyApplied:
		return conflict(CodeAlreadyApplied, "the child already has an application for this class")
	case m.facts.OtherLive:
		return conflict(CodeChildHolding, "the child already has a place held or offered; finish or leave that one first")
	case !m.facts.First:
		return conflict(CodeStateConflict, "another child is before this one")
	case m.facts.WaitAhead || !m.facts.SeatTaken:
		return conflict(CodePoolFull, "no place is free in every month; you can join the waitlist")
	}
	return nil
}

func thenReoffer(m *moving) {
	m.app.CreatedAt, m.app.Rank, m.app.Alternative = m.now, m.facts.Rank, true
	thenOffer(m)
}

// guardRecall lets a place go that was offered in another's place and of which no message has arrived: the family has what it had,
// and knew of nothing else.
func guardRecall(m *moving) error {
	if !m.app.Alternative || m.app.DeliveredAt != 0 {
		return conflict(CodeTooEarly, "it is too early for this")
	}
	return m.due(m.app.OfferedAt + Instant(m.terms.RecallDays)*dayMillis)
}

func guardPause(m *moving) error {
	if !m.facts.OtherLive {
		return conflict(CodeStateConflict, "nothing else of the child is live")
	}
	return nil
}

func guardResume(m *moving) error {
	if m.facts.OtherLive {
		return conflict(CodeChildHolding, "the child already has a place held or offered; finish or leave that one first")
	}
	return nil
}

func guardAskKeep(m *moving) error {
	if m.facts.EnrolledElsewhere == "" || m.app.KeepBy != 0 {
		return conflict(CodeStateConflict, "there is nothing to ask")
	}
	return nil
}

// thenAskKeep starts the clock. The wait becomes one for a transfer: a child has one full-day place.
func thenAskKeep(m *moving) {
	m.app.KeepBy = m.now + Instant(m.terms.SupersedeDays)*dayMillis
	if m.app.Mode == FullDay {
		m.app.Replaces = m.facts.EnrolledElsewhere
	}
}

func guardKeep(m *moving) error {
	if m.app.KeepBy == 0 {
		return conflict(CodeStateConflict, "there is nothing to ask")
	}
	return m.mayWait()
}

func thenKeep(m *moving) { m.app.KeepBy = 0 }

func guardSupersede(m *moving) error {
	if m.facts.EnrolledElsewhere == "" {
		return conflict(CodeStateConflict, "the child is not enrolled elsewhere")
	}
	return m.due(m.app.KeepBy)
}

func guardRestore(m *moving) error {
	if m.now >= m.app.UpdatedAt+Instant(m.terms.RestoreDays)*dayMillis {
		return conflict(CodeDeadlinePassed, "the time to ask for it is over")
	}
	return m.mayReturn()
}

func (m *moving) mayReturn() error {
	if err := m.fits(); err != nil {
		return err
	}
	if m.facts.AlreadyApplied {
		return conflict(CodeAlreadyApplied, "the child already has an application for this class")
	}
	return m.mayWait()
}

// thenReturn keeps the old rank; who came straight to a place has none yet. What was offered in another's place waits like any other.
func thenReturn(m *moving) {
	m.app.Alternative = false
	if m.app.Rank.ID == "" {
		m.app.Rank = m.facts.Rank
	}
}

func guardRevive(m *moving) error {
	switch {
	case m.app.Revived:
		return conflict(CodeExtendedAlready, "it came back once already")
	case m.now >= m.app.UpdatedAt+Instant(m.terms.ReviveDays)*dayMillis:
		return conflict(CodeDeadlinePassed, "the time to ask for it is over")
	}
	return m.mayReturn()
}

func thenRevive(m *moving) {
	m.app.Revived = true
	thenReturn(m)
}

func guardRemove(m *moving) error {
	return m.due(m.app.UpdatedAt + Instant(m.terms.DraftDays)*dayMillis)
}

// because gives the reason of an end that nobody chose.
func because(r ReasonCode) func(*moving) { return func(m *moving) { m.app.Reason = r } }
